//! Words that ran together, words that fell apart, and misread letters, weighed by how words are used.

use rustc_hash::FxHashMap;

use super::edits::RepairKind;
use super::mend::Change;
use super::usage::{Form, Piece, Usage, piece};
use crate::hash;

/// Longer strings are no words of prose that ran together.
const LONGEST: usize = 48;
/// What a repair of each kind must gain over the word as it stands, as a logarithm.
const GLUED: f32 = 6.0;
/// The same where all the words have weight of their own: writers make such compounds too.
const COMPOUND: f32 = 17.0;
const APART: f32 = 6.0;
const SLIP: f32 = 5.0;
/// What a small word at the beginning or end of a longer one costs.
const SMALL: f32 = 8.0;
const SMALL_DAMAGED: f32 = 3.0;
/// In a text that is surely damaged elsewhere less will do.
const DAMAGED: f32 = 3.5;

/// Words of two letters that stand by themselves in prose.
const SHORT: &[&str] = &[
    "of", "to", "in", "is", "it", "be", "by", "on", "or", "at", "as", "an", "we", "he", "no", "so", "if",
    "us", "do", "my", "up", "eu", "un", "uk",
];
/// Beginnings that stay with their word.
const BOUND: &[&str] = &[
    "anti", "non", "inter", "cyber", "micro", "macro", "sub", "super", "semi", "multi", "pre", "post", "pro",
    "pseudo", "quasi", "trans", "ultra", "counter", "auto", "bio", "eco", "euro", "extra", "fore", "geo",
    "hydro", "hyper", "infra", "intra", "mega", "mid", "mini", "mono", "neo", "petro", "photo", "poly",
    "psycho", "radio", "self", "socio", "tele", "thermo", "uni", "co", "re", "un", "de", "dis", "mis", "im",
    "en", "ex", "bi", "tri", "agro", "narco", "para", "retro", "techno", "video", "web", "grand", "step",
    "mis",
];
/// Endings that stay with their word.
const ENDINGS: &[&str] = &[
    "ed", "er", "ers", "ing", "ings", "s", "es", "ism", "ist", "ists", "like", "wide", "man", "men", "woman",
    "women", "ship", "ships", "hood", "ness", "less", "able", "ful", "ment", "ments", "ally", "ization",
    "isation", "land", "lands", "ville", "town", "burg", "stan", "work", "works", "house", "holder",
    "holders", "maker", "makers", "making", "worker", "workers", "fold", "proof", "line", "lines", "wise",
    "ward", "wards", "ability", "ation", "ic", "al", "ology", "phobia", "phobic", "cracy", "gate",
];
/// Small words that words and names also begin or end with.
const DOUBTFUL: &[&str] = &[
    "up", "down", "out", "in", "off", "over", "under", "on", "at", "or", "an", "as", "is", "it", "us", "so",
    "be", "he", "we", "me", "am", "by", "to", "do", "no", "my",
];

/// Letters that scanners take for others, both ways.
const CONFUSED: &[(&str, &str)] = &[
    ("rn", "m"),
    ("m", "rn"),
    ("cl", "d"),
    ("d", "cl"),
    ("vv", "w"),
    ("w", "vv"),
    ("li", "h"),
    ("h", "li"),
    ("ii", "n"),
    ("nn", "m"),
    ("ri", "n"),
    ("n", "ri"),
    ("tl", "d"),
    ("c", "e"),
    ("e", "c"),
    ("l", "i"),
    ("i", "l"),
    ("f", "t"),
    ("t", "f"),
    ("h", "b"),
    ("b", "h"),
    ("u", "n"),
    ("n", "u"),
    ("a", "o"),
    ("o", "a"),
    ("v", "y"),
    ("1", "l"),
    ("1", "i"),
    ("1", "I"),
    ("0", "o"),
    ("0", "O"),
    ("5", "s"),
    ("8", "B"),
    ("6", "b"),
    ("|", "l"),
    ("in", "m"),
    ("iii", "m"),
    ("ni", "m"),
    ("fl", "ff"),
    ("I", "l"),
    ("l", "I"),
];

/// What is known about the words of one text.
pub(crate) struct Doubts<'t> {
    pub(crate) usage: &'static Usage<'static>,
    pub(crate) text: &'t str,
    pub(crate) pieces: &'t [Piece],
    /// How often each unknown word stands in the text.
    pub(crate) counts: FxHashMap<u64, u32>,
    pub(crate) damaged: bool,
}

/// A way to read a place, and how much better it is than what stands there.
struct Reading {
    change: Change,
    gain: f32,
}

impl Doubts<'_> {
    /// The changes to words, in order; none overlap.
    pub(crate) fn changes(&self) -> Vec<Change> {
        let mut out: Vec<Change> = Vec::new();
        for at in 0..self.pieces.len() {
            let p = &self.pieces[at];
            if out.last().is_some_and(|c| c.source.end > p.span.start) {
                continue;
            }
            let free = |r: &Reading| out.last().is_none_or(|c| c.source.end <= r.change.source.start);
            if let Some(reading) = self.reading(at).filter(free) {
                out.push(reading.change);
            }
        }
        out
    }

    fn reading(&self, at: usize) -> Option<Reading> {
        let p = &self.pieces[at];
        let body = self.body(p);
        let known = match p.form {
            Form::Word => p.known.is_some(),
            Form::Mixed => false,
            Form::Number | Form::Mark => true,
        };
        if known || body.len() > LONGEST || self.in_address(at) || self.at_cut(at) {
            return None;
        }
        let repeated = self.counts.get(&p.key).is_some_and(|n| *n > 2);
        let others = if repeated { [None, None] } else { [self.apart(at), self.slip(at)] };
        others
            .into_iter()
            .chain([self.glued(at)])
            .flatten()
            .filter(|r| r.gain > 0.0)
            .max_by(|a, b| a.gain.total_cmp(&b.gain))
    }

    fn body(&self, p: &Piece) -> &str {
        &self.text[p.span.range()]
    }

    fn before(&self, at: usize) -> Piece {
        at.checked_sub(1).map_or(Piece::edge(0), |i| self.pieces[i])
    }

    fn after(&self, at: usize) -> Piece {
        self.pieces.get(at + 1).copied().unwrap_or(Piece::edge(0))
    }

    /// Inside a web or mail address, a path or a code.
    fn in_address(&self, at: usize) -> bool {
        let (start, end) = (self.pieces[at].span.start as usize, self.pieces[at].span.end as usize);
        let before = self.text[..start].bytes().rev().take_while(|b| !b.is_ascii_whitespace()).take(60);
        let after = self.text[end..].bytes().take_while(|b| !b.is_ascii_whitespace()).take(60);
        let odd =
            |b: u8| matches!(b, b'/' | b'@' | b'_' | b'#' | b'\\' | b'=' | b'&' | b'%' | b'+' | b'<' | b'>');
        before.clone().any(odd)
            || after.clone().any(odd)
            || after.zip(self.text[end..].bytes().skip(1)).any(|(a, b)| a == b'.' && b.is_ascii_lowercase())
            || before.zip(self.text[..start].bytes().rev().skip(1)).next().is_some_and(|(a, _)| a == b'.')
    }

    /// A half of a word that a line's end has cut, or of a compound.
    fn at_cut(&self, at: usize) -> bool {
        let p = &self.pieces[at];
        let dash = |c: Option<char>| c.is_some_and(|c| matches!(c, '-' | '\u{2010}' | '\u{ad}' | '‑'));
        let rest = self.text[p.span.end as usize..].chars().next();
        let head = self.text[..p.span.start as usize].trim_end().chars().next_back();
        dash(rest) || dash(head)
    }

    /// What an unknown word costs: long ones are rarer, names less rare.
    fn unknown(&self, p: &Piece) -> f32 {
        let letters = p.len() as f32;
        if p.capital { -6.0 - 1.25 * letters } else { -7.5 - 1.5 * letters }
    }

    /// The word as it stands among its neighbours.
    fn kept(&self, at: usize) -> f32 {
        let (p, l, r) = (&self.pieces[at], self.before(at), self.after(at));
        p.known.unwrap_or_else(|| self.unknown(p)) + self.usage.follows(&l, p) + self.usage.follows(p, &r)
    }

    fn bar(&self, bar: f32) -> f32 {
        if self.damaged { bar.min(DAMAGED) } else { bar }
    }

    /// Two or more known words that ran together.
    fn glued(&self, at: usize) -> Option<Reading> {
        let p = &self.pieces[at];
        let body = self.body(p);
        if p.form != Form::Word
            || body.len() < if self.damaged { 3 } else { 4 }
            || !body.is_ascii()
            || body.contains('\'')
        {
            return None;
        }
        let parts = self.parts(at)?;
        let words: Vec<&str> = parts.iter().map(|q| self.body(q)).collect();
        if !self.sound(&words) {
            return None;
        }
        let (l, r) = (self.before(at), self.after(at));
        let mut worth = parts.iter().filter_map(|q| q.known).sum::<f32>();
        let mut last = l;
        for q in parts.iter().chain([&r]) {
            worth += self.usage.follows(&last, q);
            last = *q;
        }
        let light = parts.iter().any(Piece::is_common);
        let repeated = self.counts.get(&p.key).is_some_and(|n| *n > 2);
        if repeated && !light {
            return None;
        }
        let small =
            words.len() == 2 && words.iter().any(|w| DOUBTFUL.iter().any(|d| d.eq_ignore_ascii_case(w)));
        let alone = words.iter().all(|w| w.len() < 5) || words[0].len() > 3 && words[0].ends_with('s');
        let doubt = match small && !alone {
            true if self.damaged => SMALL_DAMAGED,
            true => SMALL,
            false => 0.0,
        };
        let gain = worth - self.kept(at) - self.bar(if light { GLUED } else { COMPOUND }) - doubt;
        let change = Change {
            source: p.span,
            now: words.join(" "),
            kind: RepairKind::JoinedWords,
            confidence: sure(gain),
        };
        Some(Reading { change, gain })
    }

    /// Whether the words could stand by themselves and are no derivation.
    fn sound(&self, words: &[&str]) -> bool {
        let low: Vec<String> = words.iter().map(|w| w.to_ascii_lowercase()).collect();
        let (Some(first), Some(last)) = (low.first(), low.last()) else { return false };
        if words.len() == 2 {
            let ending = ENDINGS.contains(&last.as_str());
            return !BOUND.contains(&first.as_str())
                && !ending
                && low.iter().all(|w| w.len() > 1 || w == "a");
        }
        true
    }

    /// The best parting into known words.
    fn parts(&self, at: usize) -> Option<Vec<Piece>> {
        let p = &self.pieces[at];
        let body = self.body(p);
        let bytes = body.as_bytes();
        let n = bytes.len();
        let start = p.span.start as usize;
        // arcs[i]: known words that begin at byte i, by their end
        let mut best: Vec<Option<(f32, usize)>> = vec![None; n + 1];
        best[0] = Some((0.0, 0));
        for i in 0..n {
            let Some((so_far, _)) = best[i] else { continue };
            if i > 0 && bytes[i].is_ascii_lowercase() && bytes[i - 1].is_ascii_uppercase() {
                continue;
            }
            let mut key = hash::START;
            for j in i..n {
                key = hash::step(key, bytes[j].to_ascii_lowercase());
                if j > i && bytes[j].is_ascii_uppercase() && bytes[j - 1].is_ascii_lowercase() {
                    break;
                }
                let length = j + 1 - i;
                if (i, length) == (0, n) || !stands(&body[i..=j]) {
                    continue;
                }
                let Some(word) = self.usage.word(key) else { continue };
                // A name may be rare; a word that is will seldom be one of two that ran together.
                let name = i == 0 && p.capital && length > 3;
                if length > 2 && word.share < if name { -20.0 } else { -17.0 } {
                    continue;
                }
                let worth = so_far + word.share - 1.0;
                if best[j + 1].is_none_or(|(b, _)| worth > b) {
                    best[j + 1] = Some((worth, i));
                }
            }
        }
        best[n]?;
        let mut cuts = vec![n];
        while let Some(&end) = cuts.last().filter(|e| **e > 0) {
            cuts.push(best[end].map_or(0, |(_, i)| i));
        }
        cuts.reverse();
        (cuts.len() > 2 && cuts.len() <= 6).then(|| {
            cuts.windows(2).map(|w| piece(Some(self.usage), self.text, start + w[0]..start + w[1])).collect()
        })
    }

    /// A word that fell apart: with the one or two pieces beside it, it is known.
    fn apart(&self, at: usize) -> Option<Reading> {
        let mut best: Option<Reading> = None;
        for (from, to) in [(0, 1), (1, 0), (0, 2), (1, 1), (2, 0)] {
            let (Some(first), last) = (at.checked_sub(from), at + to) else { continue };
            let Some(run) = self.pieces.get(first..=last) else { continue };
            if !run[1..].iter().all(|p| p.spaced) || !run.iter().all(|p| p.form == Form::Word && p.len() < 20)
            {
                continue;
            }
            let span = run[0].span.join(run[run.len() - 1].span);
            let source = &self.text[span.range()];
            if source.contains('\n') || source.contains("  ") || run[1..].iter().any(|p| p.capital) {
                continue;
            }
            let whole: String = source.split(' ').collect();
            let joined = piece(Some(self.usage), &whole, 0..whole.len());
            let Some(share) = joined.known else { continue };
            let (l, r) = (self.before(first), self.after(last));
            let mut kept = 0.0;
            let mut left = l;
            for p in run.iter().chain([&r]) {
                kept += self.usage.follows(&left, p);
                left = *p;
            }
            kept += run.iter().map(|p| p.known.unwrap_or_else(|| self.unknown(p))).sum::<f32>();
            let worth = share + self.usage.follows(&l, &joined) + self.usage.follows(&joined, &r);
            let gain = worth - kept - self.bar(APART);
            if best.as_ref().is_none_or(|b| gain > b.gain) {
                let change =
                    Change { source: span, now: whole, kind: RepairKind::SplitWords, confidence: sure(gain) };
                best = Some(Reading { change, gain });
            }
        }
        best
    }

    /// A word or number with misread letters.
    fn slip(&self, at: usize) -> Option<Reading> {
        let p = &self.pieces[at];
        let body = self.body(p);
        if p.form == Form::Mixed {
            if let Some(number) = misread_number(body) {
                let (l, r) = (self.before(at), self.after(at));
                let number_piece = piece(None, &number, 0..number.len());
                let fits = self.usage.follows(&l, &number_piece) + self.usage.follows(&number_piece, &r);
                let now = number.clone();
                let change = Change { source: p.span, now, kind: RepairKind::Character, confidence: 0.9 };
                return Some(Reading { change, gain: fits.max(0.0) + 4.0 });
            }
        }
        let letters = body.chars().filter(|c| c.is_alphabetic()).count();
        let digits = body.chars().count() - letters;
        let whole = p.form == Form::Word;
        // Names have no list: only small letters, or a word of which a capital says nothing.
        if (whole && (letters < 6 || (p.capital && !self.begins(at)))) || (!whole && digits > 1) {
            return None;
        }
        if !body.is_ascii() || (whole && body[1..].bytes().any(|b| b.is_ascii_uppercase())) {
            return None;
        }
        let (l, r) = (self.before(at), self.after(at));
        let mut best: Option<Reading> = None;
        for (was, now) in CONFUSED {
            let digit = was.starts_with(|c: char| c.is_ascii_digit());
            if digit == whole {
                continue;
            }
            for (i, _) in body.match_indices(was) {
                let inside = body[..i].ends_with(|c: char| c.is_ascii_lowercase());
                if digit
                    && !(body[i + 1..].starts_with(|c: char| c.is_ascii_lowercase()) && (i == 0 || inside))
                {
                    continue;
                }
                let mut read = String::with_capacity(body.len() + 1);
                read.push_str(&body[..i]);
                read.push_str(now);
                read.push_str(&body[i + was.len()..]);
                let read_piece = piece(Some(self.usage), &read, 0..read.len());
                let Some(share) = read_piece.known.filter(|s| *s > -17.0) else { continue };
                if !whole && i == 0 && *now == "i" {
                    continue;
                }
                if *now == "I"
                    && (i > 0 || read.len() > 1 && read[1..].bytes().any(|b| !b.is_ascii_lowercase()))
                {
                    continue;
                }
                let worth = share + self.usage.follows(&l, &read_piece) + self.usage.follows(&read_piece, &r);
                let kept = if whole { self.kept(at) } else { -14.0 - 1.5 * body.len() as f32 };
                let gain = worth - kept - self.bar(SLIP) - self.rarity(was, now);
                if best.as_ref().is_none_or(|b| gain > b.gain) {
                    let change = Change {
                        source: p.span,
                        now: read,
                        kind: RepairKind::Character,
                        confidence: sure(gain),
                    };
                    best = Some(Reading { change, gain });
                }
            }
        }
        best
    }

    /// Some letters are taken for others seldom.
    fn rarity(&self, was: &str, now: &str) -> f32 {
        match (was, now) {
            ("0" | "1" | "5" | "6" | "8", _) | ("rn", "m") | ("m", "rn") | ("cl", "d") | ("vv", "w") => 0.0,
            ("d", "cl") | ("w", "vv") | ("li", "h") | ("h", "li") | ("ii", "n") | ("I", "l") => 2.0,
            _ if self.damaged => 6.0,
            _ => 14.0,
        }
    }

    /// Stands where any word has a capital.
    fn begins(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).map(|i| &self.pieces[i]) else { return true };
        before.form == Form::Mark && self.body(before).starts_with(['.', '!', '?', '"', '“', ':'])
            || self.text[before.span.end as usize..self.pieces[at].span.start as usize].contains("\n\n")
    }
}

/// `l2` and `2O09` are numbers.
fn misread_number(body: &str) -> Option<String> {
    let digits = body.bytes().filter(u8::is_ascii_digit).count();
    let read: Option<String> = body
        .chars()
        .map(|c| match c {
            'l' | 'I' => Some('1'),
            'O' | 'o' => Some('0'),
            c if c.is_ascii_digit() => Some(c),
            _ => None,
        })
        .collect();
    read.filter(|_| digits > 0 && !body.starts_with(['I', 'O', 'o']) && (digits > 1 || body.starts_with('l')))
}

/// A string that can be a word of its own between two others.
fn stands(word: &str) -> bool {
    match word.len() {
        1 => matches!(word, "a"),
        2 => SHORT.iter().any(|s| s.eq_ignore_ascii_case(word)),
        _ => true,
    }
}

fn sure(gain: f32) -> f32 {
    (0.5 + gain / 20.0).clamp(0.5, 0.98)
}
