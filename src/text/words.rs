//! Words that ran together, words that fell apart, and misread letters, weighed by how words are used.

use rustc_hash::{FxHashMap, FxHashSet};

use super::edits::{Change, RepairKind};
use super::partings;
use super::slips;
use super::usage::{Form, Piece, Usage, piece};

/// Longer strings are no words of prose that ran together.
const LONGEST: usize = 48;
/// What a repair of each kind must gain over the word as it stands, as a logarithm.
const GLUED: f32 = 6.0;
/// The same where all the words have weight of their own: writers make such compounds too.
const COMPOUND: f32 = 17.0;
/// The most that two words which often stand together are worth then.
const TOGETHER: f32 = 4.0;
const APART: f32 = 6.0;
const SLIP: f32 = 5.0;
/// What a small word at the beginning or end of a longer one costs.
const SMALL: f32 = 8.0;
const SMALL_DAMAGED: f32 = 3.0;
/// In a text that is surely damaged elsewhere less will do.
const DAMAGED: f32 = 3.5;
/// And less for words that ran together: no word is changed.
const DAMAGED_GLUED: f32 = 0.5;

/// What more a half of a compound must gain.
const HALF: f32 = 3.0;

/// Small words that words and names also begin or end with.
const DOUBTFUL: &[&str] = &[
    "up", "down", "out", "in", "off", "over", "under", "on", "at", "or", "an", "as", "is", "it", "us", "so",
    "be", "he", "we", "me", "am", "by", "to", "do", "no", "my",
];

/// Words that are as common as small ones, but also parts of compounds.
const HEAVY: &[&str] = &[
    "home",
    "page",
    "search",
    "free",
    "news",
    "site",
    "state",
    "year",
    "health",
    "work",
    "rights",
    "public",
    "years",
    "report",
    "right",
    "women",
    "security",
    "members",
    "access",
    "media",
    "law",
    "child",
    "children",
    "country",
    "human",
    "court",
    "case",
    "cases",
    "police",
    "workers",
    "service",
    "time",
    "use",
    "after",
    "new",
    "up",
    "out",
    "under",
    "government",
    "national",
    "legal",
    "political",
    "information",
    "international",
];

/// What is known about the words of one text.
pub(crate) struct Doubts<'t> {
    pub(crate) usage: &'static Usage<'static>,
    pub(crate) text: &'t str,
    pub(crate) pieces: &'t [Piece],
    /// How often each unknown word stands in the text.
    pub(crate) counts: FxHashMap<u64, u32>,
    pub(crate) damaged: bool,
    /// Words with a capital, where the text is damaged.
    pub(crate) seen: Option<FxHashSet<u64>>,
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

    /// An unknown word that comes again: one of the writer's.
    pub(crate) fn is_own(&self, p: &Piece) -> bool {
        p.len() > 4 && self.counts.get(&p.key).is_some_and(|n| *n > 1)
    }

    fn reading(&self, at: usize) -> Option<Reading> {
        let p = &self.pieces[at];
        let body = self.body(p);
        let known = match p.form {
            Form::Word => p.known.is_some(),
            Form::Mixed => false,
            Form::Number | Form::Mark => true,
        };
        if known || body.len() > LONGEST || self.in_address(at) {
            return None;
        }
        if self.at_cut(at) {
            return self.glued(at).filter(|r| self.damaged && self.in_compound(at) && r.gain > 0.0);
        }
        // What comes again is the writer's; but not a shard of a word.
        let repeated = p.len() > 3 && self.counts.get(&p.key).is_some_and(|n| *n > 2);
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
        let odd = |b: u8| matches!(b, b'@' | b'_' | b'#' | b'\\' | b'=' | b'&' | b'%' | b'+' | b'<' | b'>');
        // "his/her" is no path.
        let slashes = before.clone().chain(after.clone()).filter(|b| *b == b'/').count();
        slashes > usize::from(self.damaged)
            || before.clone().chain(after.clone()).any(odd)
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

    /// A half of a compound that no line's end cuts: letters stand right behind or before its hyphen.
    fn in_compound(&self, at: usize) -> bool {
        let p = &self.pieces[at];
        let dash = |c: char| matches!(c, '-' | '\u{2010}' | '‑');
        let mut behind = self.text[p.span.end as usize..].chars();
        let mut before = self.text[..p.span.start as usize].chars().rev();
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        behind.next().is_some_and(dash) && letter(behind.next())
            || before.next().is_some_and(dash) && letter(before.next())
    }

    /// What an unknown word costs: long ones are rarer, names less rare.
    fn unknown(p: &Piece) -> f32 {
        let letters = p.len() as f32;
        if p.capital { -6.0 - 1.25 * letters } else { -7.5 - 1.5 * letters }
    }

    /// The word as it stands among its neighbours.
    fn kept(&self, at: usize) -> f32 {
        let (p, l, r) = (&self.pieces[at], self.before(at), self.after(at));
        let plain = self.damaged && p.capital && p.known.is_none() && self.begins(at);
        let alone = if plain { Self::unknown(&Piece { capital: false, ..*p }) } else { Self::unknown(p) };
        p.known.unwrap_or(alone) + self.usage.follows(&l, p) + self.usage.follows(p, &r)
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
        let parting = partings::best(self.usage, self.text, p, self.seen.as_ref())?;
        let parts = parting.parts;
        let words: Vec<&str> = parts.iter().map(|q| self.body(q)).collect();
        let (l, r) = (self.before(at), self.after(at));
        let heavy = |w: &str| HEAVY.iter().any(|h| h.eq_ignore_ascii_case(w));
        let light = parts.iter().zip(&words).any(|(q, w)| q.is_common() && !heavy(w));
        // Words of a compound also stand side by side: in a clean text that says little.
        let most = if light || self.damaged { f32::MAX } else { TOGETHER };
        let mut worth = parting.worth;
        let mut last = l;
        for q in parts.iter().chain([&r]) {
            worth += self.usage.follows(&last, q).min(most);
            last = *q;
        }
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
        let bar = match light {
            _ if self.damaged => DAMAGED_GLUED + if self.in_compound(at) { HALF } else { 0.0 },
            true => GLUED,
            false => COMPOUND,
        };
        let gain = worth - self.kept(at) - bar - doubt;
        let change = Change {
            source: p.span,
            now: words.join(" "),
            kind: RepairKind::JoinedWords,
            confidence: sure(gain),
        };
        Some(Reading { change, gain })
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
            kept += run.iter().map(|p| p.known.unwrap_or_else(|| Self::unknown(p))).sum::<f32>();
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
        if p.form == Form::Mixed
            && let Some(number) = slips::number(body)
        {
            let (l, r) = (self.before(at), self.after(at));
            let number_piece = piece(None, &number, 0..number.len());
            let fits = self.usage.follows(&l, &number_piece) + self.usage.follows(&number_piece, &r);
            let now = number.clone();
            let change = Change { source: p.span, now, kind: RepairKind::Character, confidence: 0.9 };
            return Some(Reading { change, gain: fits.max(0.0) + 4.0 });
        }
        let whole = p.form == Form::Word;
        // Names have no list: only small letters, or a word of which a capital says nothing.
        if whole && p.capital && !self.begins(at) {
            return None;
        }
        let (l, r) = (self.before(at), self.after(at));
        let kept = if whole { self.kept(at) } else { -14.0 - 1.5 * body.len() as f32 };
        let mut best: Option<Reading> = None;
        for (read, rarity) in slips::readings(body, whole, self.damaged) {
            let read_piece = piece(Some(self.usage), &read, 0..read.len());
            let Some(share) = read_piece.known.filter(|s| *s > -17.0) else { continue };
            let worth = share + self.usage.follows(&l, &read_piece) + self.usage.follows(&read_piece, &r);
            let gain = worth - kept - self.bar(SLIP) - rarity;
            if best.as_ref().is_none_or(|b| gain > b.gain) {
                let confidence = sure(gain);
                let change = Change { source: p.span, now: read, kind: RepairKind::Character, confidence };
                best = Some(Reading { change, gain });
            }
        }
        best
    }

    /// Stands where any word has a capital.
    fn begins(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).map(|i| &self.pieces[i]) else { return true };
        before.form == Form::Mark && self.body(before).starts_with(['.', '!', '?', '"', '“', ':'])
            || self.text[before.span.end as usize..self.pieces[at].span.start as usize].contains("\n\n")
    }
}

fn sure(gain: f32) -> f32 {
    (0.5 + gain / 20.0).clamp(0.5, 0.98)
}

#[cfg(test)]
mod tests {
    use super::super::{RepairLevel, Text};

    fn clean(source: &str) -> String {
        Text::new(source, RepairLevel::Full).unwrap().clean().to_owned()
    }

    #[test]
    fn words_are_parted_joined_and_mended() {
        assert_eq!(
            clean("The ministry andits staff kept the promise."),
            "The ministry and its staff kept the promise."
        );
        assert_eq!(
            clean("1t should be noted that the govemment met."),
            "It should be noted that the government met."
        );
        assert_eq!(clean("The elec tion was held in the capital."), "The election was held in the capital.");
    }

    #[test]
    fn names_addresses_and_rare_words_stay() {
        for text in [
            "Karakalpakstan’s Zhogorku Kenesh met Abdurrahmanov.",
            "See www.thecouncil.org/andthelaw or write to maythe@example.org.",
            "The northeasternmost subcommittee of the AstraZeneca board met.",
            "The 1990s, the 2nd of May, the G20 and CO2 were named.",
        ] {
            assert_eq!(clean(text), text);
        }
    }
}
