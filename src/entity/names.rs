//! Names: people, groups, bodies, places, laws and events, by gazetteer, head words and context.
//!
//! The rules here are to be replaced by a trained tagger behind the same door, [`Finder::sentence`].

use rustc_hash::{FxHashMap, FxHashSet};

use super::Label;
use super::amounts::Found;
use super::chunk::{self, Chunk};
use super::scan::Scan;
use crate::lexicon::gazetteer::{Class, Kind, Name};
use crate::token::Shape;

/// Finds names sentence by sentence and remembers what a text has introduced.
#[derive(Default)]
pub(super) struct Finder<'d> {
    /// Last names of people.
    surnames: FxHashSet<&'d str>,
    /// Short forms in brackets after a long form, with its label; none where the long form is no name.
    acronyms: FxHashMap<&'d str, Option<Label>>,
    /// Label and end of the last name of this sentence.
    list: Option<(Label, usize)>,
}

impl<'d> Finder<'d> {
    /// The names of a sentence, in order.
    pub(super) fn sentence(&mut self, s: &Scan<'d>, out: &mut Vec<Found>) {
        let heading = heading(s);
        self.list = None;
        let mut i = s.first;
        while i < s.end {
            let found = if let Some(end) = chunk::numbered_law(s, i) {
                Some(name(i, end, Label::Law, "law_number", 0.85))
            } else if s.capital(i) || chunk::year_led(s, i) {
                self.at(s, i, heading, out)
            } else {
                lower_led(s, i)
            };
            match found {
                Some(found) => {
                    i = found.end.max(i + 1);
                    self.remember(s, &found);
                    self.list = Some((found.label, found.end));
                    if found.score > 0.0 {
                        out.push(found);
                    }
                }
                None => i += 1,
            }
        }
    }

    fn remember(&mut self, s: &Scan<'d>, found: &Found) {
        if found.label == Label::Person && found.end - found.start > 1 {
            self.surnames.insert(s.text(found.end - 1));
        }
    }

    /// The name that begins at a capital; a score of zero says that these tokens are no name.
    fn at(&mut self, s: &Scan<'d>, i: usize, heading: bool, out: &[Found]) -> Option<Found> {
        if s.is(i, Class::Month) && s.capital(i) && !s.is(i + 1, Class::First) || s.is(i, Class::Weekday) {
            return None;
        }
        let unit = s.word(i).any(&[Class::Measure, Class::CurrencyCode])
            && s.shape(i.wrapping_sub(1)) == Shape::Number;
        let fiscal = s.text(i).starts_with("FY") && s.text(i).ends_with(|c: char| c.is_ascii_digit());
        let money = s.text(i).ends_with(['$', '€', '£', '¢']);
        if unit || fiscal || money {
            return None;
        }
        let known = s.known(i);
        if let Some(found) = self.bracketed(s, i, out) {
            return Some(found);
        }
        if s.is(i, Class::Never) && known.is_none_or(|(end, _)| end == i + 1) {
            return None;
        }
        let chunk = chunk::chunk(s, i);
        if let Some((end, known)) = known
            && let Some(found) = Self::extended(s, i, end, &known)
        {
            return Some(found);
        }
        if let Some((end, name_)) = known.filter(|(end, _)| *end >= chunk.end) {
            return self.known(s, i, end, &name_);
        }
        if let Some(found) = direction(s, i) {
            return Some(found);
        }
        if (!heading || chunk.links)
            && let Some((label, score)) = chunk::head_label(s, &chunk)
        {
            return Some(name(chunk.start, chunk.end, label, "head_word", score));
        }
        if let Some(found) = person_after_title(s, &chunk) {
            return Some(found);
        }
        if let Some((end, name_)) = known
            && let Some(found) = self.known(s, i, end, &name_)
        {
            return Some(found);
        }
        if heading {
            return None;
        }
        self.unknown(s, &chunk)
    }

    /// A short form in brackets right after the name that it stands for.
    fn bracketed(&mut self, s: &Scan<'d>, i: usize, out: &[Found]) -> Option<Found> {
        let short = s.text(i);
        let opens = s.text(i.wrapping_sub(1)) == "(" && matches!(s.text(i + 1), ")" | "," | ";" | "or");
        let looks = short.chars().filter(|c| c.is_uppercase()).count() > 1;
        if !opens || !looks {
            return None;
        }
        let long = out.last().filter(|f| f.end + 1 == i && f.start >= s.first);
        match long {
            Some(long)
                if chunk::initials(s.slice(long.start..long.end), short) && long.label != Label::Gpe =>
            {
                self.acronyms.insert(short, Some(long.label));
                Some(name(i, i + 1, long.label, "acronym_defined", 0.95))
            }
            _ => {
                let plain = i >= s.first + 2 && s.shape(i - 2) == Shape::Lower && s.text(i + 1) == ")";
                if plain && s.known(i).is_none() && chunk::spelled_before(s, i - 1, short) {
                    self.acronyms.insert(short, None);
                }
                None
            }
        }
    }

    /// A known name that the next words make something else of: "Security Council resolution 2231", "UK–France".
    fn extended(s: &Scan<'_>, i: usize, end: usize, known: &Name) -> Option<Found> {
        if matches!(known.kind, Kind::Org | Kind::Body) {
            return chunk::numbered_law(s, end).map(|law| name(i, law, Label::Law, "law_number", 0.85));
        }
        let pair = matches!(known.kind, Kind::Country | Kind::Gpe)
            && s.hyphen(end)
            && s.known(end + 1).is_some_and(|(_, n)| matches!(n.kind, Kind::Country | Kind::Gpe));
        let next = s.known(end + 1).map_or(end, |(e, _)| e);
        (pair && !s.capital(next)).then(|| name(i, end, Label::Gpe, "gazetteer", 0.9))
    }

    /// A name of the gazetteer; its weaker kinds need the context of a name.
    fn known(&self, s: &Scan<'_>, i: usize, end: usize, known: &Name) -> Option<Found> {
        let single = end == i + 1;
        let text = s.text(i);
        if single && self.surnames.contains(text) && !matches!(known.kind, Kind::Country | Kind::Norp) {
            return Some(name(i, end, Label::Person, "surname", 0.8));
        }
        let weak = matches!(known.kind, Kind::Region | Kind::City | Kind::Capital);
        if single && weak && s.any(end, &["administration", "regime"]) {
            return Some(name(i, end, Label::Person, "regime", 0.7));
        }
        let strong = match known.kind {
            Kind::Country | Kind::Gpe | Kind::Loc | Kind::Org | Kind::Law | Kind::Event | Kind::Norp => true,
            Kind::Body | Kind::Capital | Kind::State => !single || !s.is(i, Class::Common),
            Kind::Party => !single,
            Kind::Region | Kind::City => {
                let place =
                    s.any(i.wrapping_sub(1), &["in", "at", "near", "from", "outside", "of", "to", "around"]);
                let listed =
                    self.list.is_some_and(|(label, at)| label == Label::Gpe && coordinated(s, at, i));
                let place = place || listed;
                let plain = !s.is(i, Class::First) && text.len() > 3 && s.proper(i);
                let more = s.capital(end) && !s.hyphen(end);
                !s.is(i, Class::Common) && (i > s.first || !single) && (place || plain) && !more
            }
        };
        let title = single && i > s.first && s.is(i - 1, Class::Title) && s.capital(i - 1);
        if !strong || title && matches!(known.kind, Kind::Region | Kind::City | Kind::Capital) {
            return None;
        }
        let label = label_of(known.kind);
        let score = if matches!(known.kind, Kind::Region | Kind::City) { 0.7 } else { 0.95 };
        Some(name(i, end, label, "gazetteer", score))
    }

    /// A run of capitals that no table knows.
    fn unknown(&self, s: &Scan<'d>, c: &Chunk) -> Option<Found> {
        let (i, end) = (c.start, c.end);
        let text = s.text(i);
        if end == i + 1 {
            if let Some(label) = self.acronyms.get(text) {
                return label.map(|l| name(i, end, l, "acronym", 0.9)).or(Some(none(i, end)));
            }
            if self.surnames.contains(text) {
                return Some(name(i, end, Label::Person, "surname", 0.85));
            }
            return single(s, i, self.list);
        }
        if chunk::initials_only(s, c) || (i..end).any(|k| s.text(k).ends_with(|c: char| c.is_ascii_digit())) {
            return None;
        }
        if (i..end).all(|k| s.hyphen(k) || s.shape(k) == Shape::Upper) && (i..end - 1).all(|k| s.glued(k)) {
            let whole = self.acronyms.get(s.slice(i..end)).copied().flatten().unwrap_or(Label::Org);
            return Some(name(i, end, whole, "acronym_alone", 0.5));
        }
        let common = (i..end).filter(|&k| s.capital(k) && s.is(k, Class::Common)).count();
        let capitals = (i..end).filter(|&k| s.capital(k)).count();
        let upper = (i..end).any(|k| s.shape(k) == Shape::Upper && s.text(k).len() > 1);
        let first = s.is(i, Class::First);
        let last_common = s.is(end - 1, Class::Common);
        if (2..=5).contains(&capitals) && !upper && !c.links {
            if first && !last_common {
                return Some(name(i, end, Label::Person, "first_name", 0.85));
            }
            let lexical = (i..end).all(|k| !s.capital(k) || s.is(k, Class::Lexical));
            if common == 0 && !lexical && s.any(i.wrapping_sub(1), &["in", "at", "near"]) {
                return Some(name(i, end, Label::Gpe, "place_context", 0.5));
            }
            if common == 0 && !lexical && (i > s.first || s.proper(i)) {
                return Some(name(i, end, Label::Person, "name_shape", 0.6));
            }
        }
        if upper && capitals == 1 || s.shape(i) == Shape::Upper {
            return single(s, i, self.list)
                .map(|f| Found { end: if f.score > 0.0 && common == 0 { end } else { f.end }, ..f });
        }
        None
    }
}

/// One capitalised word of no table.
fn single(s: &Scan<'_>, i: usize, list: Option<(Label, usize)>) -> Option<Found> {
    let word = s.word(i);
    let text = s.text(i);
    let caps = text.chars().filter(|c| c.is_uppercase()).count();
    if word.is(Class::NotName) {
        return None;
    }
    if caps > 1 && caps * 2 >= text.chars().count() && text.chars().count() <= 9 && !word.is(Class::Never) {
        let compound = s.hyphen(i + 1) && s.glued(i) && s.shape(i + 2) == Shape::Lower;
        if compound && !s.any(i + 2, &["led", "backed", "funded", "supported"]) {
            return None;
        }
        if law_context(s, i) {
            return Some(name(i, i + 1, Label::Law, "acronym_law", 0.6));
        }
        let roman = text.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L'));
        let shouted = word.is(Class::Common) && text.len() > 3;
        return (!roman && !shouted).then(|| name(i, i + 1, Label::Org, "acronym_alone", 0.6));
    }
    let led = i > s.first && s.text(i - 1) != "." && s.text(i - 1) != ":";
    if (led || s.any(i.wrapping_sub(1), &["the"])) && word.is(Class::OrgSolo) {
        let used_as_noun = s.capital(i + 1) && s.glued(i);
        return (!used_as_noun).then(|| name(i, i + 1, Label::Org, "short_form", 0.6));
    }
    if word.is(Class::OrgSolo) && matches!(s.lower(i), "parliament" | "congress") {
        return Some(name(i, i + 1, Label::Org, "short_form", 0.6));
    }
    let determined = s.any(i.wrapping_sub(1), &["the", "this", "that", "its", "our", "new", "same"]);
    if determined && word.is(Class::LawSolo) {
        return Some(name(i, i + 1, Label::Law, "short_form", 0.55));
    }
    if word.any(&[Class::Lexical, Class::Common, Class::Never, Class::Title]) || !s.proper(i) {
        return None;
    }
    if s.is(i + 1, Class::Says) {
        return Some(name(i, i + 1, Label::Person, "speaker", 0.6));
    }
    if s.any(i + 1, &["regime", "administration", "presidency"]) {
        return Some(name(i, i + 1, Label::Person, "regime", 0.6));
    }
    let place = s.any(i.wrapping_sub(1), &["in", "at", "near", "outside"]);
    let listed = list.is_some_and(|(label, end)| label == Label::Gpe && coordinated(s, end, i));
    (place || listed).then(|| name(i, i + 1, Label::Gpe, "place_context", 0.5))
}

/// Whether an acronym is ratified, joined or amended, as only a law is.
fn law_context(s: &Scan<'_>, i: usize) -> bool {
    let article = usize::from(s.lower(i.wrapping_sub(1)) == "the");
    let before = i.wrapping_sub(1 + article);
    let verb = s.any(
        before,
        &["ratify", "ratified", "ratifying", "amend", "amended", "acceding", "amending", "enacted", "signed"],
    );
    let noun = s.any(before, &["of", "to", "with"])
        && s.any(
            before.wrapping_sub(1),
            &[
                "ratification",
                "accession",
                "party",
                "parties",
                "protocol",
                "protocols",
                "adherence",
                "acceded",
                "article",
                "provisions",
                "implementation",
            ],
        );
    let article = s.any(i + 1, &["provisions", "articles", "article"]);
    verb || noun || article
}

/// "South Pacific", "Northern Mali": a direction before a known place.
fn direction(s: &Scan<'_>, i: usize) -> Option<Found> {
    let points = ["north", "south", "east", "west", "northern", "southern", "eastern", "western", "central"];
    if !s.any(i, &points) || !s.capital(i) {
        return None;
    }
    let (end, place) = s.known(i + 1)?;
    let fits = matches!(place.kind, Kind::Loc | Kind::Country) && !s.capital(end);
    fits.then(|| name(i, end, Label::Loc, "direction", 0.7))
}

/// Whether only a comma or "and" stands between the end of one name and the next.
fn coordinated(s: &Scan<'_>, end: usize, next: usize) -> bool {
    end < next && next - end <= 2 && (end..next).all(|k| s.text(k) == "," || s.any(k, &["and", "or"]))
}

/// "President Barack Obama": the words after the last title of a run, or after a title in lower case.
fn person_after_title(s: &Scan<'_>, c: &Chunk) -> Option<Found> {
    let last = (c.start..c.end).rev().find(|&k| s.is(k, Class::Title) && s.capital(k));
    let start = match last {
        Some(k) if s.text(k + 1) == "." && s.glued(k) => k + 2,
        Some(k) => k + 1,
        None => {
            let before = c.start.wrapping_sub(1);
            let titled = s.is(before, Class::Title) && (c.start > s.first)
                || s.text(before) == "." && s.is(before.wrapping_sub(1), Class::Title);
            let proper = s.proper(c.start) && !s.word(c.start).any(&[Class::Common, Class::Never]);
            if !titled || !proper {
                return None;
            }
            c.start
        }
    };
    if start >= c.end {
        // A title alone ("Prime Minister") is no name; what stands before it may be.
        let titles = (c.start..c.end).all(|k| s.word(k).any(&[Class::Title, Class::Common, Class::Never]));
        return titles.then(|| none(c.start, c.end));
    }
    if s.known(c.start).is_some_and(|(end, n)| {
        end < start && matches!(n.kind, Kind::Country | Kind::Norp | Kind::Gpe | Kind::Org)
    }) {
        return None;
    }
    let plausible = (start..c.end)
        .any(|k| s.capital(k) && !s.word(k).any(&[Class::Common, Class::Org, Class::Law]))
        && s.shape(start) != Shape::Upper
        && !c.links
        && c.end - start <= 7;
    if !plausible {
        return None;
    }
    if s.known(start).is_some_and(|(_, n)| matches!(n.kind, Kind::Country | Kind::Norp | Kind::Org))
        && c.end == start + 1
    {
        return None;
    }
    Some(name(start, c.end, Label::Person, "title", 0.9))
}

/// Names that begin in lower case: "al-Shabaab", "sub-Saharan Africa", "ex-…".
fn lower_led(s: &Scan<'_>, i: usize) -> Option<Found> {
    let inner_capital = s.shape(i) == Shape::Mixed && s.text(i).chars().any(char::is_uppercase);
    let prefix = matches!(s.lower(i).as_bytes(), b"al" | b"sub" | b"nationally" | b"universal");
    if !inner_capital && !prefix {
        return None;
    }
    if let Some((end, known)) = s.known(i) {
        return Some(name(i, end, label_of(known.kind), "gazetteer", 0.9));
    }
    None
}

/// What a name of the gazetteer is.
fn label_of(kind: Kind) -> Label {
    match kind {
        Kind::Norp => Label::Norp,
        Kind::Org | Kind::Party | Kind::Body => Label::Org,
        Kind::Loc => Label::Loc,
        Kind::Law => Label::Law,
        Kind::Event => Label::Event,
        _ => Label::Gpe,
    }
}

/// Whether most long words of a sentence are capitalised, as in a title.
fn heading(s: &Scan<'_>) -> bool {
    let (mut capitals, mut lowers) = (0, 0);
    let mut shouted = 0;
    for i in s.first..s.end {
        if s.len(i) > 3 {
            let shape = s.shape(i);
            capitals += usize::from(matches!(shape, Shape::Title | Shape::Upper));
            lowers += usize::from(shape == Shape::Lower);
            shouted += usize::from(shape == Shape::Upper);
        }
    }
    let ends = s.text(s.end.wrapping_sub(1));
    if shouted >= 4 && shouted > lowers {
        return true;
    }
    capitals >= 3 && lowers * 4 <= capitals && ends != "."
}

fn name(start: usize, end: usize, label: Label, rule: &'static str, score: f32) -> Found {
    Found { start, end, label, value: None, rule, score }
}

/// Tokens that are surely no name.
fn none(start: usize, end: usize) -> Found {
    name(start, end, Label::Person, "none", 0.0)
}
