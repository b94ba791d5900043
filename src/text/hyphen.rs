//! A hyphen at a line's end: part of the word, or only of the line?

use rustc_hash::{FxHashMap, FxHashSet};

use super::edits::{Change, RepairKind};
use super::line::{Line, LineKind, ends_cut};
use super::usage::{Usage, key_of};
use crate::span::Span;

/// What is to become of a hyphen at a line's end; how sure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Joint {
    /// It only cut the word.
    Drop(f32),
    /// It belongs to the word.
    Keep(f32),
    /// It stands for a second half that comes later: `short- and long-term`.
    Hang,
}

/// First halves that nearly always keep their hyphen.
const PREFIXES: &[&str] = &[
    "all", "anti", "cross", "ex", "far", "half", "high", "ill", "large", "law", "long", "low", "mid",
    "multi", "non", "one", "post", "pre", "pro", "quasi", "self", "semi", "short", "small", "so", "sub",
    "two", "three", "well", "co", "e", "vice", "inter", "intra",
];

/// Of these, the ones that also begin many words without a hyphen: the second half must be a word by itself.
const DOUBTFUL: &[&str] = &[
    "all", "co", "ex", "far", "inter", "intra", "mid", "post", "pre", "pro", "so", "sub", "ill", "one",
    "law", "e", "anti", "non", "multi", "semi",
];

/// Words that begin other words without a hyphen, though they are words themselves.
const OPENERS: &[&str] = &[
    "with", "under", "over", "some", "when", "here", "there", "what", "where", "then", "them", "fore",
    "back", "down", "land", "work", "head", "hand", "main", "after", "every", "house", "state", "counter",
    "water", "north", "south", "east", "west", "up", "out", "any",
];

/// Second halves that seldom stand without a first.
const SECONDS: &[&str] = &[
    "based", "level", "term", "led", "wide", "raising", "related", "made", "won", "income", "old", "year",
    "day", "scale", "sex", "owned", "funded", "backed", "born", "general", "elect", "friendly", "being",
];

/// First halves that hardly ever stand before a dash.
const FIRSTS: &[&str] = &[
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "self", "non", "anti",
    "cross", "low", "high", "long", "short", "mid", "multi", "pre", "post", "co", "ex", "vice", "then",
    "inter", "sub",
];

/// Words after a hyphen that hangs: its second half comes later.
const HANGING: &[&str] = &["and", "or", "to", "as", "nor", "but", "and/or", "versus"];

/// A word this common in writing is one without its hyphen too.
const USUAL: f32 = -15.5;

/// The words of a document as evidence, and how words are used elsewhere.
pub(crate) struct Hyphens<'s> {
    usage: &'s Usage<'s>,
    words: FxHashSet<&'s str>,
    compounds: FxHashMap<&'s str, u32>,
}

impl<'s> Hyphens<'s> {
    /// Gathers the words and the compounds of all lines; a line's own cut word counts for nothing.
    pub(crate) fn of(usage: &'s Usage<'s>, source: &'s str, lines: &[Line]) -> Self {
        let mut this = Self { usage, words: FxHashSet::default(), compounds: FxHashMap::default() };
        let mut cut = false;
        for line in lines.iter().filter(|l| l.kind != LineKind::Blank) {
            let body = line.body(source);
            let mut pieces = body.split_whitespace().peekable();
            if cut {
                pieces.next();
            }
            cut = ends_cut(body);
            while let Some(piece) = pieces.next() {
                if cut && pieces.peek().is_none() {
                    break;
                }
                let piece = piece.trim_matches(|c: char| !c.is_alphanumeric());
                if piece.contains('-') {
                    *this.compounds.entry(piece).or_default() += 1;
                }
                for word in piece.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 1) {
                    this.words.insert(word);
                }
            }
        }
        this
    }

    /// Decides on the hyphen between the end of `above` and the start of `below`.
    pub(crate) fn joint(&self, above: &str, below: &str) -> Joint {
        let stem = above.rsplit(|c: char| !(c.is_alphanumeric() || c == '-')).next().unwrap_or("");
        let first = stem.rsplit('-').next().unwrap_or(stem);
        let length = below.find(|c: char| !(c.is_alphanumeric() || c == '-')).unwrap_or(below.len());
        let tail = &below[..length];
        let second = tail.split('-').next().unwrap_or(tail);
        if HANGING[..4].contains(&second) && !self.has(first, second) {
            return Joint::Hang;
        }
        let letters = |w: &str| !w.is_empty() && w.chars().all(char::is_alphabetic);
        if !letters(first) || !letters(second) {
            return Joint::Keep(0.98);
        }
        let capitals = first.chars().all(char::is_uppercase) && first.chars().nth(1).is_some();
        if second.starts_with(char::is_uppercase) && !capitals {
            return Joint::Keep(0.95);
        }
        let whole = self.has(first, second);
        let compound = self.compounds.contains_key(&*format!("{first}-{second}"))
            || self.compounds.contains_key(&*format!("{}-{second}", first.to_lowercase()))
            || self.compounds.contains_key(&*format!("{}-{second}", capitalised(first)));
        if compound || whole {
            return if compound { Joint::Keep(0.97) } else { Joint::Drop(0.99) };
        }
        let lower = first.to_lowercase();
        let second_is_word = self.knows(second);
        if PREFIXES.contains(&lower.as_str()) && (second_is_word || !DOUBTFUL.contains(&lower.as_str())) {
            return Joint::Keep(0.85);
        }
        let used = self.used(&format!("{lower}{second}"));
        if used > USUAL {
            return Joint::Drop(0.97);
        }
        let known = |w: &str| self.knows(w) || self.used(w) > USUAL;
        let halves = known(second) && known(first) && first.len() >= 4 && second.len() >= 3;
        // More hyphens in the same word ("state-of-the-art") speak for this one.
        let chain = stem.len() > first.len() || tail.len() > second.len();
        if (halves && !OPENERS.contains(&lower.as_str())) || (chain && second_is_word) {
            return Joint::Keep(0.8);
        }
        Joint::Drop(0.9)
    }

    /// The logarithm of a word's share in writing; very low for a word of no list.
    fn used(&self, word: &str) -> f32 {
        self.usage.word(key_of(word)).map_or(f32::MIN, |known| known.share)
    }

    /// Whether a hyphen with a space behind it cut a word at the end of a line that is no more: the halves.
    fn was_cut(&self, first: &str, second: &str) -> Option<Joint> {
        let (low, lower) = (first.to_lowercase(), second.to_lowercase());
        let whole = self.used(&format!("{low}{lower}"));
        let halves = self.used(&low) > USUAL && self.used(&lower) > USUAL;
        if self.compounds.contains_key(&*format!("{first}-{second}"))
            || FIRSTS.contains(&low.as_str())
            || SECONDS.contains(&lower.as_str())
        {
            return Some(Joint::Keep(0.85));
        }
        (!halves && whole > USUAL).then_some(Joint::Drop(0.9))
    }

    fn has(&self, first: &str, second: &str) -> bool {
        let whole = format!("{first}{second}");
        self.knows(&whole)
    }

    fn knows(&self, word: &str) -> bool {
        self.words.contains(word) || {
            let lower = word.to_lowercase();
            self.words.contains(lower.as_str())
        }
    }
}

/// As it stands at the start of a sentence.
fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Hyphens with a space behind them that were ends of lines once, in order: `gender- based`, `docu- ment`.
pub(crate) fn changes(usage: &Usage<'_>, source: &str, lines: &[Line]) -> Vec<Change> {
    let mut out = Vec::new();
    let mut hyphens: Option<Hyphens<'_>> = None;
    for at in memchr::memmem::find_iter(source.as_bytes(), b"- ") {
        let (left, right) = (&source[..at], &source[at + 2..]);
        let first = left.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let second = &right[..right.find(|c: char| !c.is_alphanumeric()).unwrap_or(right.len())];
        let years = |w: &str| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit());
        let letters = |w: &str| w.len() > 1 && w.chars().all(char::is_alphabetic);
        let joint = if years(first) && years(second) && first < second {
            Some(Joint::Keep(0.9))
        } else if letters(first) && letters(second) && !HANGING.contains(&second) {
            let hyphens = hyphens.get_or_insert_with(|| Hyphens::of(usage, source, lines));
            hyphens.was_cut(first, second)
        } else {
            None
        };
        let (start, confidence) = match joint {
            Some(Joint::Keep(sure)) => (at + 1, sure),
            Some(Joint::Drop(sure)) => (at, sure),
            _ => continue,
        };
        let (source, now) = (Span::new(start, at + 2), String::new());
        out.push(Change { source, now, kind: RepairKind::Hyphen, confidence });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::super::usage::shipped;
    use super::super::{RepairLevel, Text};
    use super::*;

    #[test]
    fn evidence_decides() {
        let source = "Decision-making was slow. They kept making each decision late; the income of the law grew. A cross-border case.";
        let lines = lines(source);
        let hyphens = Hyphens::of(shipped().unwrap(), source, &lines);
        let joint = |a: &str, b: &str| match hyphens.joint(a, b) {
            Joint::Drop(_) => "drop",
            Joint::Keep(_) => "keep",
            Joint::Hang => "hang",
        };
        assert_eq!(joint("in their decision", "making, as"), "keep");
        assert_eq!(joint("the in", "come of"), "drop");
        assert_eq!(joint("was eradi", "cated."), "drop");
        assert_eq!(joint("Karakal", "pakstan is"), "drop");
        assert_eq!(joint("Nagorno", "Karabakh"), "keep");
        assert_eq!(joint("a 40", "member council"), "keep");
        assert_eq!(joint("self", "governance"), "keep");
        assert_eq!(joint("the co", "lonel"), "drop");
        assert_eq!(joint("short", "and long-term"), "hang");
        assert_eq!(joint("REGIS", "TRATION"), "drop");
    }
    #[test]
    fn a_hyphen_before_a_space_was_the_end_of_a_line() {
        let clean = |text: &str| Text::new(text, RepairLevel::Safe).unwrap().clean().to_owned();
        assert_eq!(clean("Against gender- based violence."), "Against gender-based violence.");
        assert_eq!(
            clean("The twenty- third of the years 2018- 2022."),
            "The twenty-third of the years 2018-2022."
        );
        assert_eq!(clean("The govern- ment met."), "The government met.");
        for text in ["The short- and long-term plan.", "It was done- we know.", "From 5- 6 of them."] {
            assert_eq!(clean(text), text);
        }
    }
}
