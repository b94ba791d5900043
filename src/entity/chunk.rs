//! Runs of capitalised words and the links between them, and what their head word makes of them.

use super::Label;
use super::scan::Scan;
use crate::lexicon::gazetteer::{Class, Kind};
use crate::token::Shape;

const HEADS: [Class; 6] = [Class::Org, Class::Law, Class::Event, Class::Fac, Class::Gpe, Class::Loc];

/// Tokens that a run may have: capitals without end are no name, and looking on from each would cost their square.
const LONGEST: usize = 40;

/// A run of capitalised words, with "of the …" where its head calls for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunk {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The word that says what kind of thing it is: the last one before the first link.
    head: usize,
    pub(super) links: bool,
}

fn is_head(s: &Scan<'_>, i: usize) -> bool {
    s.capital(i) && s.word(i).any(&HEADS)
}

/// Whether the name may go on at a token, seen alone.
fn part(s: &Scan<'_>, i: usize) -> bool {
    let date = s.is(i, Class::Weekday) || s.is(i, Class::Month) && !s.capital(i + 1);
    s.capital(i) && !date && !s.any(i, &["i", "the"])
}

pub(super) fn chunk(s: &Scan<'_>, start: usize) -> Chunk {
    let mut c = Chunk { start, end: start + 1, head: start, links: false };
    loop {
        let i = c.end;
        if i >= s.end || i - start > LONGEST {
            break;
        }
        let next = step(s, &c);
        if next <= i {
            break;
        }
        c.links |= !part(s, i)
            && !s.hyphen(i)
            && s.shape(i) == Shape::Lower
            && s.lower(i) != "'s"
            && !s.is(i, Class::Particle);
        c.end = next;
        if !c.links {
            c.head = next - 1;
        }
    }
    c
}

/// The end of the chunk after one more word, or where it is now.
fn step(s: &Scan<'_>, c: &Chunk) -> usize {
    let i = c.end;
    let last = i - 1;
    if s.hyphen(i) {
        let joined = s.glued(last) && s.glued(i) && !matches!(s.shape(i + 1), Shape::Punct | Shape::Symbol);
        let lower = part(s, i + 2) && s.known(last).is_none();
        let ends_in_name = part(s, i + 1) || lower || s.shape(i + 1) == Shape::Number;
        return if joined && ends_in_name && s.lower(i + 1) != "led" { i + 2 } else { i };
    }
    if part(s, i) {
        let title_after_head = s.is(i, Class::Title) && !is_head(s, i) && is_head(s, last) && !c.links;
        return if title_after_head { i } else { i + 1 };
    }
    match s.text(i) {
        "." if s.text(last).chars().count() == 1 && s.glued(last) && part(s, i + 1) => return i + 2,
        "&" if part(s, i + 1) => return i + 2,
        "." | "’" | "'"
            if s.glued(last) && s.text(i) != "." && part(s, i + 1) && s.is(last, Class::Common) =>
        {
            return i + 2;
        }
        "," => return list(s, c),
        "(" if !is_head(s, c.head) => return inserted(s, c),
        _ => {}
    }
    if s.shape(i) == Shape::Number
        && !s.hyphen(last)
        && s.word(last).is(Class::Law)
        && c.head == last
        && c.end > c.start + 1
    {
        let year = |k: usize| {
            s.text(k).len() == 4 && s.shape(k) == Shape::Number && s.text(k).starts_with(['1', '2'])
        };
        if year(i) {
            return if s.hyphen(i + 1) && year(i + 2) { i + 3 } else { i + 1 };
        }
    }
    let number = s.shape(i) == Shape::Number
        && s.any(
            last,
            &["vision", "agenda", "expo", "horizon", "budget", "strategy", "plan", "directive", "goal"],
        );
    if number && !c.links {
        return i + 1;
    }
    let word = s.lower(i);
    let article = usize::from(s.lower(i + 1) == "the");
    let after = i + 1 + article;
    match word {
        "'s" => {
            let headed = is_head(s, last) && !s.is(last, Class::Title) || c.links && is_head(s, c.head);
            let plain = s.word(last).any(&[Class::Lexical, Class::Title]) && s.known(last).is_none();
            let office = part(s, i + 1) && plain && (!headed || !c.links && s.lower(i + 1) == "office");
            if office { i + 2 } else { i }
        }
        "of" | "for" | "on" | "against" | "to" | "in" | "with" | "from" | "between" if part(s, after) => {
            let head = if c.links { c.head } else { last };
            let head_word = s.word(head);
            if !is_head(s, head) {
                return i;
            }
            let law = head_word.any(&[Class::Law, Class::Event]) && !head_word.is(Class::Org);
            let fits = match word {
                "of" => true,
                "for" | "on" | "against" => !c.links || law || last != head && s.is(last, Class::Common),
                "to" => {
                    law || head_word.any(&[Class::Org])
                        && s.any(after, &["protect", "combat", "end", "prevent"])
                }
                "in" | "with" | "between" => law && (c.links || word != "in"),
                _ => false,
            };
            if fits && !(s.is(after, Class::Month) || s.lower(after) == "section") { after + 1 } else { i }
        }
        "of" if s.is(last, Class::Law) && s.shape(i + 1) == Shape::Number && s.text(i + 1).len() == 4 => {
            i + 2
        }
        "and" if part(s, i + 1) => coordination(s, c),
        _ if s.is(i, Class::Particle) => {
            let hyphen = usize::from(s.hyphen(i + 1));
            if part(s, i + 1 + hyphen) && !is_head(s, last) { i + 2 + hyphen } else { i }
        }
        _ => i,
    }
}

/// A bracket inside a name: "State-Owned Enterprises (Governance) Act".
fn inserted(s: &Scan<'_>, c: &Chunk) -> usize {
    let i = c.end;
    let close = (i + 1..i + 8).find(|&k| s.text(k) == ")");
    let Some(close) = close.filter(|&k| part(s, i + 1) && is_head(s, k + 1)) else { return i };
    if s.word(close + 1).is(Class::Law) { close + 2 } else { i }
}

/// "Truth and Reconciliation Commission", "Ministry of Justice and Human Rights".
fn coordination(s: &Scan<'_>, c: &Chunk) -> usize {
    let i = c.end;
    let own_head = is_head(s, i + 1) && s.any(i + 2, &["of", "for", "on"]);
    let known = s
        .known(i + 1)
        .is_some_and(|(_, n)| !matches!(n.kind, Kind::City | Kind::Region | Kind::Law | Kind::Capital));
    if own_head || known || s.is(i + 1, Class::Title) && !c.links {
        return i;
    }
    if c.links {
        let plain = s.is(i - 1, Class::Lexical) || s.is(i + 1, Class::Lexical);
        // "Ministry of Justice and Supreme Court": what follows has a head of its own.
        let mut k = i + 1;
        while part(s, k) && k < i + 5 {
            k += 1;
        }
        let headed = is_head(s, k - 1) && k > i + 2 && s.word(k - 1).any(&[Class::Org]);
        return if plain && !headed { i + 2 } else { i };
    }
    if is_head(s, i - 1)
        || s.known(c.start).is_some_and(|(_, n)| !matches!(n.kind, Kind::City | Kind::Region))
    {
        return i;
    }
    let mut k = i + 1;
    while part(s, k) && k < i + 6 {
        if is_head(s, k) && k > i && s.is(i - 1, Class::Lexical) {
            return k + 1;
        }
        k += 1;
    }
    i
}

/// "Ministry of Trade, Industry and Labour", "Department for Science, Innovation and Technology".
fn list(s: &Scan<'_>, c: &Chunk) -> usize {
    let i = c.end;
    if !c.links || !s.is(i - 1, Class::Lexical) || !part(s, i + 1) || !s.is(i + 1, Class::Lexical) {
        return i;
    }
    let mut k = i + 1;
    while k < i + 10 {
        if s.lower(k) == "and" {
            return if part(s, k + 1) && s.is(k + 1, Class::Lexical) { i + 2 } else { i };
        }
        if !part(s, k) && s.text(k) != "," {
            return i;
        }
        k += 1;
    }
    i
}

/// What the head word of a run makes of it.
pub(super) fn head_label(s: &Scan<'_>, c: &Chunk) -> Option<(Label, f32)> {
    let head = s.word(c.head);
    if c.end == c.start + 1 || !s.capital(c.head) && !c.links {
        return None;
    }
    let unusual = |k: usize| k != c.head && s.capital(k) && !s.word(k).any(&[Class::Common, Class::Never]);
    let proper = (c.start..c.end).any(unusual);
    if c.head == c.start && !c.links {
        return None;
    }
    let opener = c.start == s.first
        && c.end == c.start + 2
        && !c.links
        && s.is(c.start, Class::Common)
        && !s.proper(c.start);
    if head.is(Class::Title) && !head.is(Class::Org) || opener {
        return None;
    }
    if head.is(Class::Org) {
        return Some((Label::Org, 0.85));
    }
    if head.is(Class::Law) {
        return Some((Label::Law, 0.8));
    }
    if head.is(Class::Event) {
        return Some((Label::Event, 0.75));
    }
    if head.is(Class::OrgWeak) && proper {
        return Some((Label::Org, 0.6));
    }
    if !proper {
        return None;
    }
    if head.is(Class::Gpe) {
        return Some((Label::Gpe, 0.75));
    }
    if head.is(Class::Loc) {
        return Some((Label::Loc, 0.75));
    }
    head.is(Class::Fac).then_some((Label::Fac, 0.7))
}

/// "Article 78", "Section 301 of the Trade Act of 1974", "resolution 2359 (2017)", "Executive Order 14347".
pub(super) fn numbered_law(s: &Scan<'_>, i: usize) -> Option<usize> {
    let lower = s.lower(i);
    // Of the many words in lower case only one can open a number of law; the others need no comparing.
    if s.shape(i) == Shape::Lower && lower.len() != "resolution".len() && !lower.ends_with('.') {
        return None;
    }
    let mut end = match lower {
        "article" | "section" if s.capital(i) && i > s.first => i + 1,
        "resolution" | "decree" | "directive" | "law" | "regulation" | "order"
            if s.capital(i) || lower == "resolution" =>
        {
            i + 1
        }
        "h.r." | "s." | "p.l." | "h.res." | "s.res." | "e.o." | "h.j.res." | "s.j.res."
            if s.shape(i + 1) == Shape::Number =>
        {
            i + 1
        }
        "executive" if s.capital(i) && s.lower(i + 1) == "order" => i + 2,
        _ => return None,
    };
    end += usize::from(s.any(end, &["no", "no.", "number"]));
    end += usize::from(s.text(end) == "." && s.glued(end - 1));
    if s.shape(end) != Shape::Number
        && !(s.shape(end) == Shape::Mixed && s.text(end).starts_with(|c: char| c.is_ascii_digit()))
    {
        return None;
    }
    end += 1;
    while s.glued(end - 1) && matches!(s.text(end), "(" | "/" | "-" | ")")
        || s.text(end) == "(" && s.shape(end + 1) == Shape::Number && s.text(end + 2) == ")"
    {
        end = match s.text(end) {
            "(" if s.text(end + 2) == ")" => end + 3,
            ")" | "(" => break,
            _ => end + 2,
        };
    }
    if s.lower(end) == "of" {
        let article = usize::from(s.lower(end + 1) == "the");
        let at = end + 1 + article;
        if s.capital(at) {
            let c = chunk(s, at);
            if matches!(head_label(s, &c), Some((Label::Law, _)))
                || s.known(at).is_some_and(|(e, n)| n.kind == Kind::Law && e >= c.end)
            {
                end = c.end;
            }
        }
    }
    Some(end.min(s.end))
}

/// A year that opens a name of the gazetteer ("2030 Agenda").
pub(super) fn year_led(s: &Scan<'_>, i: usize) -> bool {
    s.shape(i) == Shape::Number && s.text(i).len() == 4 && s.capital(i + 1) && s.known(i).is_some()
}

/// Whether a short form takes its capitals, in order, from the words of a long one.
pub(super) fn initials(long: &str, short: &str) -> bool {
    let mut letters = long.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    let mut capitals = short.chars().filter(|c| c.is_uppercase()).flat_map(char::to_lowercase);
    let first = capitals.next();
    first.is_some_and(|f| long.split([' ', '-']).any(|w| w.to_lowercase().starts_with(f)))
        && letters.any(|l| Some(l) == first)
        && capitals.all(|c| letters.any(|l| l == c))
}

/// Whether a run is made of single letters.
pub(super) fn initials_only(s: &Scan<'_>, c: &Chunk) -> bool {
    (c.start..c.end).all(|k| s.text(k).chars().count() == 1)
}

/// Whether the lower-case words right before a bracket spell the short form in it: "gross domestic product (GDP)".
pub(super) fn spelled_before(s: &Scan<'_>, bracket: usize, short: &str) -> bool {
    let mut k = bracket;
    for letter in
        short.chars().filter(|c| c.is_alphabetic()).rev().flat_map(char::to_lowercase).filter(|c| *c != 's')
    {
        let mut tries = 0;
        loop {
            if k <= s.first || tries > 2 {
                return false;
            }
            k -= 1;
            tries += 1;
            if s.lower(k).starts_with(letter) {
                break;
            }
        }
    }
    true
}
