//! One sentence to words, as the English treebanks part them.
//!
//! White space parts pieces; within a piece, runs of letters and digits grow while the next mark joins them (`U.S.`, `O'Neill`, `3,000.5`,
//! `re-elect`), and every other mark stands alone or in a run of its kind. Nothing is lost: a token is a slice of the text.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_segmentation::UnicodeSegmentation;

use super::Shape;
use super::address::address;
use crate::lexicon;
use crate::span::Span;

/// Calls `emit` for each token of a sentence, in order; the gaps between are white space.
pub(crate) fn split(text: &str, sentence: Span, mut emit: impl FnMut(Span, Shape)) {
    let rules = &*RULES;
    let body = &text[sentence.range()];
    let mut at = first(body, 0, is_space);
    while at < body.len() {
        let start = sentence.start as usize + at;
        if let Some((letters, upper, mark)) = plain(&body.as_bytes()[at..], rules)
            && rules.join(&body[at..at + letters]).is_none()
        {
            emit(Span::new(start, start + letters), cased(body.as_bytes()[at], letters, upper));
            if mark {
                emit(Span::new(start + letters, start + letters + 1), Shape::Punct);
            }
            at = first(body, at + letters + usize::from(mark), is_space);
            continue;
        }
        let end = first(body, at, |c| !is_space(c));
        let next = first(body, end, is_space);
        let piece = Piece { text: &body[at..end], after: &body[next..], rules };
        piece.split(start, &mut emit);
        at = next;
    }
}

/// Most pieces are plain: letters, or letters and one mark that never joins, or the last full stop. How many letters, how
/// many of them are capitals, and whether there is a mark.
#[inline]
fn plain(body: &[u8], rules: &Rules) -> Option<(usize, usize, bool)> {
    let (mut letters, mut upper) = (0, 0);
    while let Some(byte) = body.get(letters).filter(|b| b.is_ascii_alphabetic()) {
        upper += usize::from(byte.is_ascii_uppercase());
        letters += 1;
    }
    let mark = match body.get(letters) {
        None | Some(b' ' | b'\n') => false,
        Some(b',' | b';' | b')') if matches!(body.get(letters + 1), None | Some(b' ' | b'\n')) => true,
        Some(b'.') if letters > 1 && body.len() == letters + 1 => {
            rules.ascii_stop(&body[..letters]).is_none()
        }
        _ => return None,
    };
    (letters > 0 && (mark || body.get(letters) != Some(&b'.'))).then_some((letters, upper, mark))
}

/// The shape of a word of so many letters, which begins with `first`.
#[inline]
fn cased(first: u8, letters: usize, upper: usize) -> Shape {
    match (first.is_ascii_uppercase(), upper) {
        (_, 0) => Shape::Lower,
        (true, 1) => Shape::Title,
        (true, n) if n == letters => Shape::Upper,
        _ => Shape::Mixed,
    }
}

/// Where the characters from `from` on that are of a kind end.
#[inline]
fn first(text: &str, from: usize, kind: impl Fn(char) -> bool) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii() {
            if !kind(byte as char) {
                break;
            }
            at += 1;
        } else {
            let Some(c) = text[at..].chars().next().filter(|c| kind(*c)) else { break };
            at += c.len_utf8();
        }
    }
    at
}

fn is_space(c: char) -> bool {
    c.is_whitespace()
}

/// Text between two gaps.
struct Piece<'t> {
    text: &'t str,
    /// The rest of the sentence.
    after: &'t str,
    rules: &'t Rules,
}

impl Piece<'_> {
    fn split(&self, start: usize, emit: &mut impl FnMut(Span, Shape)) {
        let mut at = 0;
        let letters = self.text.bytes().take_while(u8::is_ascii_alphabetic).count();
        // Nothing but letters, or one mark after them, is no address.
        let mut opening = letters + 1 < self.text.len();
        while let Some(c) = self.text[at..].chars().next() {
            if opening && let Some(len) = address(&self.text[at..]) {
                emit(Span::new(start + at, start + at + len), Shape::Url);
                at += len;
                opening = false;
                continue;
            }
            opening = opening && !c.is_alphanumeric();
            let end = if c.is_ascii_digit() {
                self.number(at)
            } else if is_letter(c) {
                self.word(at)
            } else {
                self.mark(at, c)
            };
            let token = &self.text[at..end];
            if c.is_alphabetic() {
                self.parts(token, start + at, emit);
            } else {
                emit(Span::new(start + at, start + end), shape(token));
            }
            at = end;
        }
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    /// The end of the number that starts at `from`, with a suffix that makes it another word ("21st", "1990s", "4A").
    fn number(&self, from: usize) -> usize {
        let bytes = self.text.as_bytes();
        let digits = |mut at: usize| {
            while at < bytes.len() && bytes[at].is_ascii_digit() {
                at += 1;
            }
            at
        };
        let mut at = digits(from);
        while at + 1 < bytes.len()
            && matches!(bytes[at], b'.' | b',' | b':' | b'/')
            && bytes[at + 1].is_ascii_digit()
        {
            at = digits(at + 1);
        }
        // Two hyphens or more make a date or a telephone number, one makes a range.
        let mut groups = 0;
        let mut long = at;
        while long + 1 < bytes.len() && bytes[long] == b'-' && bytes[long + 1].is_ascii_digit() {
            long = digits(long + 1);
            groups += 1;
        }
        // Three digits and four are a telephone number too, but for a range of round numbers.
        let short = groups == 1 && at == from + 3 && long == at + 5 && !bytes[..long].ends_with(b"00");
        if groups > 1 || short {
            at = long;
        }
        let tail = self.run(at);
        if tail > at {
            let letters = &self.text[at..tail];
            let unit = letters.len() < 4 && self.rules.units.contains(&letters.to_ascii_lowercase());
            return if unit { at } else { tail };
        }
        // "the 1990's"
        if bytes[at - 1] == b'0'
            && let Some(c) = self.char_at(at).filter(|c| is_apostrophe(*c))
        {
            let s = at + c.len_utf8();
            if self.char_at(s) == Some('s') && self.run(s) == s + 1 {
                return s + 1;
            }
        }
        at
    }

    /// The end of the letters and digits that start at `from`.
    fn run(&self, from: usize) -> usize {
        first(self.text, from, is_letter)
    }

    /// The end of the word that starts at `from`.
    fn word(&self, from: usize) -> usize {
        let mut part = from;
        let mut at = self.run(from);
        if let Some(end) = self.symbol(from, at) {
            return end;
        }
        let mut dotted = false;
        loop {
            let Some(mark) = self.char_at(at) else { return at };
            let next = at + mark.len_utf8();
            let letter_next = self.char_at(next).is_some_and(is_letter);
            let single = self.text[part..at].chars().nth(1).is_none();
            let joins = match mark {
                '.' if letter_next => single || self.rules.stop(&self.text[from..self.run(next)]).is_some(),
                '.' => return if dotted && single || self.keeps_stop(from, at) { next } else { at },
                '$' => {
                    return if at - from < 4 && self.text[from..at].chars().all(char::is_uppercase) {
                        next
                    } else {
                        at
                    };
                }
                '-' => letter_next && self.rules.prefix(&self.text[part..at]),
                '&' => letter_next && at - part < 4 && self.run(next) - next < 4,
                '/' => letter_next && single && self.run(next) - next < 3,
                c => letter_next && is_apostrophe(c),
            };
            if !joins {
                return at;
            }
            dotted |= mark == '.';
            part = next;
            at = self.run(next);
        }
    }

    /// The end of a document symbol, such as "A/HRC/12/L.3": capitals first, parted by strokes, with a digit.
    fn symbol(&self, from: usize, first: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        if bytes.get(first) != Some(&b'/') || !bytes[from..first].iter().all(u8::is_ascii_uppercase) {
            return None;
        }
        let inside = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'/' | b'.' | b'-');
        let mut end = first + bytes[first..].iter().position(|b| !inside(b)).unwrap_or(bytes.len() - first);
        while matches!(bytes[end - 1], b'/' | b'.' | b'-') {
            end -= 1;
        }
        (end > first && bytes[first..end].iter().any(u8::is_ascii_digit)).then_some(end)
    }

    /// Whether the full stop after a word belongs to it.
    fn keeps_stop(&self, from: usize, at: usize) -> bool {
        let word = &self.text[from..at];
        let last = self.after.is_empty();
        if word.len() == 1 {
            let initial = word.as_bytes()[0].is_ascii_uppercase() && word != "I" && !last;
            return initial || word == "p" && self.after.starts_with(|c: char| c.is_ascii_digit());
        }
        match self.rules.stop(word) {
            Some(true) => self.after.starts_with(|c: char| c.is_ascii_digit()),
            Some(false) => true,
            None => false,
        }
    }

    /// The end of the mark at `at`, or of a run of its kind.
    fn mark(&self, at: usize, c: char) -> usize {
        let next = at + c.len_utf8();
        let rest = &self.text[next..];
        let follows = rest.chars().next();
        let run = |same: fn(char, char) -> bool| next + rest.find(|d| !same(c, d)).unwrap_or(rest.len());
        match c {
            '$' | '.' | '-' | '*' | '=' | '_' | '~' | '+' | '|' | '<' | '>' | '`' | '\\' | '^' => {
                if c == '+' && at == 0 && follows.is_some_and(|d| d.is_ascii_digit()) {
                    return self.number(next);
                }
                let end = run(|c, d| c == d);
                // A drawn line ("--==--") is one mark.
                let line = matches!(c, '-' | '=' | '*' | '_' | '~');
                let drawn = run(|_, d| matches!(d, '-' | '=' | '*' | '_' | '~'));
                if line && drawn > end && drawn > at + 3 { drawn } else { end }
            }
            '!' | '?' => run(|_, d| matches!(d, '!' | '?')),
            '#' | '@' if at == 0 && follows.is_some_and(char::is_alphabetic) => self.run(next),
            ':' | ';' if at == 0 || self.text.len() - at < 4 => next + face(rest),
            _ if is_apostrophe(c) => self.apostrophe(at, next),
            _ if c.is_ascii() => next,
            _ => at + self.text[at..].graphemes(true).next().map_or(c.len_utf8(), str::len),
        }
    }

    /// An apostrophe before a word: alone, but for "'90s" and a clitic that the text parts from its word.
    fn apostrophe(&self, at: usize, next: usize) -> usize {
        let rest = &self.text[next..];
        let end = self.run(next);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if at == 0 && (digits == 2 && end <= next + 3 || is_clitic(rest)) {
            return end;
        }
        if rest.starts_with('\'') { next + 1 } else { next }
    }

    /// Emits a word, parted from its clitics.
    fn parts(&self, word: &str, start: usize, emit: &mut impl FnMut(Span, Shape)) {
        let bytes = word.as_bytes();
        let plain = bytes.iter().all(u8::is_ascii_alphanumeric);
        let cut = match if plain { None } else { word.rfind(is_apostrophe) } {
            Some(at) if at > 0 => {
                let tail = word[at..].trim_start_matches(is_apostrophe);
                if tail.eq_ignore_ascii_case("t") && word[..at].ends_with(['n', 'N']) && at > 1 {
                    Some(at - 1)
                } else {
                    is_clitic(tail).then_some(at)
                }
            }
            _ => self.rules.join(word),
        };
        match cut {
            Some(at) => {
                self.parts(&word[..at], start, emit);
                emit(Span::new(start + at, start + word.len()), shape(&word[at..]));
            }
            None => emit(Span::new(start, start + word.len()), shape(word)),
        }
    }
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200c}' | '\u{200d}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '‘')
}

fn is_clitic(tail: &str) -> bool {
    ["s", "re", "ve", "ll", "d", "m"].iter().any(|c| tail.eq_ignore_ascii_case(c))
}

/// How long the rest of a typed face is after its eyes.
fn face(rest: &str) -> usize {
    let nose = usize::from(rest.starts_with('-'));
    match &rest[nose..] {
        ")" | "(" | "D" | "P" | "p" | "/" => rest.len(),
        _ => 0,
    }
}

/// What a word is made of.
pub(super) fn shape(word: &str) -> Shape {
    let bytes = word.as_bytes();
    if bytes.iter().all(u8::is_ascii_alphabetic) && !bytes.is_empty() {
        let upper = bytes.iter().filter(|b| b.is_ascii_uppercase()).count();
        return cased(bytes[0], bytes.len(), upper);
    }
    let (mut letters, mut digits, mut lower, mut upper) = (false, false, false, 0);
    for c in word.chars() {
        match c {
            'a'..='z' => (letters, lower) = (true, true),
            'A'..='Z' => (letters, upper) = (true, upper + 1),
            '0'..='9' => digits = true,
            c if c.is_ascii() => {}
            c => {
                letters |= c.is_alphabetic();
                digits |= c.is_numeric();
                lower |= c.is_lowercase();
                upper += usize::from(c.is_uppercase());
            }
        }
    }
    let head = word.chars().next().unwrap_or(' ');
    if !letters && !digits {
        return if head.is_ascii_punctuation()
            && !matches!(head, '$' | '%' | '+' | '<' | '=' | '>' | '^' | '|' | '~')
            || matches!(head, '“' | '”' | '‘' | '’' | '–' | '—' | '…' | '«' | '»')
        {
            Shape::Punct
        } else {
            Shape::Symbol
        };
    }
    if !letters {
        return Shape::Number;
    }
    match (head.is_uppercase(), lower, upper) {
        (_, true, 0) => Shape::Lower,
        (true, _, 1) => Shape::Title,
        (true, false, _) => Shape::Upper,
        _ => Shape::Mixed,
    }
}

/// The table `words.tsv`, compiled.
struct Rules {
    prefixes: Vec<String>,
    stops: FxHashMap<String, bool>,
    joins: Vec<(String, usize)>,
    /// The first letters of the words in `joins`, a bit each, by the length of the word.
    heads: [u32; 8],
    units: Vec<String>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let mut rules = Rules {
        prefixes: Vec::new(),
        stops: FxHashMap::default(),
        joins: Vec::new(),
        heads: [0; 8],
        units: Vec::new(),
    };
    for [kind, form, cut] in lexicon::cells("words.tsv", ["kind", "form", "cut"]) {
        let form = form.to_owned();
        match kind {
            "prefix" => rules.prefixes.push(form),
            "stop" => drop(rules.stops.insert(form, cut == "number")),
            "join" => {
                if let (Some(&head), Some(heads)) = (form.as_bytes().first(), rules.heads.get_mut(form.len()))
                {
                    *heads |= 1 << (head & 31);
                    rules.joins.push((form, cut.parse().unwrap_or(0)));
                }
            }
            _ => rules.units.push(form),
        }
    }
    rules
});

/// The most bytes of a word that keeps its full stop.
const LONGEST_STOP: usize = 7;

impl Rules {
    fn prefix(&self, word: &str) -> bool {
        word.len() < 8 && self.prefixes.iter().any(|p| p.eq_ignore_ascii_case(word))
    }

    /// Whether a word keeps its full stop; the value says "only before a number".
    fn stop(&self, word: &str) -> Option<bool> {
        if word.is_ascii() {
            return self.ascii_stop(word.as_bytes());
        }
        if word.len() > LONGEST_STOP {
            return None;
        }
        self.stops.get(&word.to_lowercase()).copied()
    }

    /// The same for a word of ASCII alone.
    fn ascii_stop(&self, word: &[u8]) -> Option<bool> {
        let mut lower = [0; LONGEST_STOP];
        let lower = lower.get_mut(..word.len())?;
        lower.copy_from_slice(word);
        lower.make_ascii_lowercase();
        self.stops.get(str::from_utf8(lower).ok()?).copied()
    }

    fn join(&self, word: &str) -> Option<usize> {
        let heads = self.heads.get(word.len())?;
        if heads >> (word.as_bytes().first()? & 31) & 1 == 0 {
            return None;
        }
        let found = self.joins.iter().find(|j| j.0.eq_ignore_ascii_case(word));
        found.map(|j| j.1).filter(|cut| *cut > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        let mut out = Vec::new();
        split(text, Span::new(0, text.len()), |span, _| out.push(&text[span.range()]));
        out.join(" ")
    }

    #[test]
    fn parts_as_the_treebanks_do() {
        for (text, parted) in [
            ("It doesn't; we cannot.", "It does n't ; we can not ."),
            ("the minister’s staff, workers' rights", "the minister ’s staff , workers ' rights"),
            ("They shouldn't've gone to O'Neill's.", "They should n't 've gone to O'Neill 's ."),
            ("a well-known non-state actor (re-elected)", "a well - known non-state actor ( re-elected )"),
            ("$5 and US$3,000.50, or 7.5% of €2bn.", "$ 5 and US$ 3,000.50 , or 7.5 % of € 2 bn ."),
            ("In the U.S. Dr. J. Smith, No. 5, said no.", "In the U.S. Dr. J. Smith , No. 5 , said no ."),
            ("the 21st day, 1990s, 2004-2006, 9/11", "the 21st day , 1990s , 2004 - 2006 , 9/11"),
            (
                "See www.example.org/a?b=c. Or a.b@example.org, please",
                "See www.example.org/a?b=c . Or a.b@example.org , please",
            ),
            ("wait...and/or—“yes”?!", "wait ... and / or — “ yes ” ?!"),
            ("resolution A/RES/60/251, e.g. R&D", "resolution A/RES/60/251 , e.g. R&D"),
            ("Côte d’Ivoire’s naïve 👩‍🚀.", "Côte d’Ivoire ’s naïve 👩‍🚀 ."),
        ] {
            assert_eq!(words(text), parted);
        }
    }
}
