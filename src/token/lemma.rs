//! Lemmas: a table of irregular forms, then rules by tag, then one spelling for British and American writers.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::features::word_key;
use super::{Penn, Shape, Tokens};
use crate::lexicon;
use crate::span::Span;

/// Fills the lemma column. A word under the tag that it had last has the lemma that it had there.
pub(crate) fn lemmas(tokens: &mut Tokens) {
    let tables = &*TABLES;
    let mut lemma = String::new();
    let mut last: Vec<Option<(Penn, Span)>> = vec![None; tokens.forms.all().len()];
    tokens.lemmas.clear();
    tokens.lemmas.reserve(tokens.len());
    for i in 0..tokens.len() {
        let (word, tag) = (tokens.word(i), tokens.penn[i]);
        let lower = tokens.lowers[i];
        if matches!(tokens.shapes[i], Shape::Number | Shape::Symbol | Shape::Url) {
            tokens.lemmas.push(lower);
            continue;
        }
        if let Some((_, span)) = last[word].filter(|(before, _)| *before == tag) {
            tokens.lemmas.push(span);
            continue;
        }
        let form = &tokens.arena[lower.range()];
        let span = if !tables.lemma(form, tokens.forms.all()[word].key, tag, &mut lemma) {
            lower
        } else if form.starts_with(&lemma) {
            Span::new(lower.range().start, lower.range().start + lemma.len())
        } else {
            let start = tokens.arena.len();
            tokens.arena.push_str(&lemma);
            Span::new(start, tokens.arena.len())
        };
        last[word] = Some((tag, span));
        tokens.lemmas.push(span);
    }
}

/// The lemma by rule alone; what the builder of the exceptions asks.
pub fn regular_lemma(form: &str, tag: Penn) -> String {
    let mut out = String::new();
    regular(form, tag, &mut out);
    out
}

/// Bits of the keys of a few words: most words are told apart from all of them by one look.
struct Sieve([u64; 128]);

impl Sieve {
    fn put(&mut self, key: u32) {
        self.0[(key >> 25) as usize] |= 1 << (key >> 19 & 63);
    }

    #[inline]
    fn may_have(&self, key: u32) -> bool {
        self.0[(key >> 25) as usize] >> (key >> 19 & 63) & 1 == 1
    }
}

/// The tables, compiled.
struct Tables {
    forms: FxHashMap<(u8, &'static str), &'static str>,
    known_forms: Sieve,
    /// The single tags that have forms of their own, a bit each.
    own: u64,
    spellings: FxHashMap<&'static str, &'static str>,
    known_spellings: Sieve,
    /// Words in "ise" that no one writes with "ize".
    ise: FxHashSet<&'static str>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut tables = Tables {
        forms: FxHashMap::default(),
        known_forms: Sieve([0; 128]),
        own: 0,
        spellings: FxHashMap::default(),
        known_spellings: Sieve([0; 128]),
        ise: FxHashSet::default(),
    };
    for file in ["lemmas-regular.tsv", "lemmas.tsv"] {
        for [tag, form, lemma] in lexicon::cells(file, ["tag", "form", "lemma"]) {
            let group = match tag {
                "verb" => VERB,
                "noun" => NOUN,
                "degree" => DEGREE,
                tag => Penn::parse(tag).map_or(0, |tag| {
                    tables.own |= 1 << tag as u64;
                    own(tag)
                }),
            };
            tables.forms.insert((group, form), lemma);
            tables.known_forms.put(word_key(form.as_bytes()));
        }
    }
    for [form, lemma] in lexicon::cells("lemmas-spelling.tsv", ["form", "lemma"]) {
        if form == lemma {
            tables.ise.insert(form);
        } else {
            tables.spellings.insert(form, lemma);
            tables.known_spellings.put(word_key(form.as_bytes()));
        }
    }
    tables
});

const VERB: u8 = 1;
const NOUN: u8 = 2;
const DEGREE: u8 = 3;

/// The group of a single tag.
fn own(tag: Penn) -> u8 {
    tag as u8 | 128
}

impl Tables {
    /// Writes the lemma of a lower-case form, given with its key; false when it is the form itself.
    fn lemma(&self, form: &str, key: u32, tag: Penn, out: &mut String) -> bool {
        let group = match tag {
            Penn::Vb | Penn::Vbp | Penn::Vbz | Penn::Vbd | Penn::Vbn | Penn::Vbg => VERB,
            Penn::Nns | Penn::Nnps => NOUN,
            Penn::Jjr | Penn::Jjs | Penn::Rbr | Penn::Rbs => DEGREE,
            _ => 0,
        };
        let base = matches!(tag, Penn::Nn | Penn::Jj | Penn::Rb | Penn::Vb | Penn::Vbp);
        let listed = |group: u8| self.forms.get(&(group, form)).copied();
        let single = self.own >> tag as u64 & 1 > 0;
        let found = if self.known_forms.may_have(key) {
            single
                .then(|| listed(own(tag)))
                .flatten()
                .or_else(|| (group != 0).then(|| listed(group)).flatten())
        } else {
            None
        };
        if found.is_none() && group == 0 && !base {
            return false;
        }
        if found.is_none() && base && (form.len() < 4 || !self.known_spellings.may_have(key)) {
            // The form is its own lemma, but for its spelling.
            let Some(at) = self.with_z(form).filter(|_| form.len() > 3) else { return false };
            out.clear();
            out.push_str(form);
            out.replace_range(at..=at, "z");
            return true;
        }
        out.clear();
        match found {
            Some(lemma) => out.push_str(lemma),
            None => regular(form, tag, out),
        }
        if (group != 0 || base) && out.len() > 3 {
            let known = || self.spellings.get(out.as_str());
            if let Some(spelling) =
                self.known_spellings.may_have(word_key(out.as_bytes())).then(known).flatten()
            {
                out.clear();
                out.push_str(spelling);
            } else if let Some(at) = self.with_z(out) {
                out.replace_range(at..=at, "z");
            }
        }
        out != form
    }

    /// Where the "s" of a word in "-ise" stands that others write with "-ize".
    fn with_z(&self, word: &str) -> Option<usize> {
        if !word.ends_with(['e', 'd', 'r', 'n', 'l']) {
            return None;
        }
        let verb = word.strip_suffix(['d', 'r']).unwrap_or(word);
        if verb.len() > 5 && verb.ends_with("ise") {
            return (!self.ise.contains(verb)).then(|| verb.len() - 2);
        }
        let stem = word.strip_suffix("ation").or_else(|| word.strip_suffix("ational"))?;
        (stem.len() > 4 && stem.ends_with("is") && !self.ise.contains(word)).then(|| stem.len() - 1)
    }
}

/// Writes the lemma of a regular form.
fn regular(form: &str, tag: Penn, out: &mut String) {
    let stem =
        |suffix: &str| form.strip_suffix(suffix).filter(|s| s.len() > 1 && s.bytes().any(is_vowel_or_y));
    match tag {
        Penn::Vbz => third(form, out),
        Penn::Nns | Penn::Nnps => match form.strip_suffix("men") {
            Some(head) if !head.is_empty() => out.extend([head, "man"]),
            _ => third(form, out),
        },
        Penn::Vbg => match stem("ing") {
            Some(stem) => base(stem, out),
            None => out.push_str(form),
        },
        Penn::Vbd | Penn::Vbn => match (form.strip_suffix("ied").filter(|s| s.len() > 1), stem("ed")) {
            (Some(head), _) => out.extend([head, "y"]),
            (_, Some(stem)) if stem.ends_with('e') => out.push_str(&form[..form.len() - 1]),
            (_, Some(stem)) => base(stem, out),
            _ => out.push_str(form),
        },
        Penn::Jjr | Penn::Rbr => match (stem("ier"), stem("er")) {
            (Some(head), _) => out.extend([head, "y"]),
            (_, Some(stem)) => base(stem, out),
            _ => out.push_str(form),
        },
        Penn::Jjs | Penn::Rbs => match (stem("iest"), stem("est")) {
            (Some(head), _) => out.extend([head, "y"]),
            (_, Some(stem)) => base(stem, out),
            _ => out.push_str(form),
        },
        _ => out.push_str(form),
    }
}

/// Takes the "s" off a verb or a noun.
fn third(form: &str, out: &mut String) {
    if form.starts_with(|c: char| c.is_ascii_digit()) {
        out.push_str(form);
    } else if form.len() > 4
        && let Some(head) = form.strip_suffix("ies")
    {
        out.extend([head, "y"]);
    } else if ["sses", "shes", "ches", "xes", "zzes", "oes"].iter().any(|e| form.ends_with(e)) {
        out.push_str(&form[..form.len() - 2]);
    } else if form.len() > 2 && form.ends_with('s') && !["ss", "us", "is"].iter().any(|e| form.ends_with(e)) {
        out.push_str(&form[..form.len() - 1]);
    } else {
        out.push_str(form);
    }
}

/// A stem as it stood before "ed", "ing", "er": one consonant of two, or with its "e" again.
fn base(stem: &str, out: &mut String) {
    let b = stem.as_bytes();
    let n = b.len();
    let doubled = n > 2 && b[n - 1] == b[n - 2] && !is_vowel_or_y(b[n - 1]) && is_vowel_or_y(b[n - 3]);
    let alone = match b[n - 1] {
        b's' | b'z' | b'f' => false,
        b'l' => syllables(b) > 1,
        _ => true,
    };
    if doubled && alone {
        out.push_str(&stem[..n - 1]);
        return;
    }
    out.push_str(stem);
    if !doubled && lost_e(b) {
        out.push('e');
    }
}

/// Whether a stem has lost an "e" at its end.
fn lost_e(b: &[u8]) -> bool {
    let n = b.len();
    let at = |back: usize| if n >= back { b[n - back] } else { b' ' };
    let (last, before, third) = (at(1), at(2), at(3));
    let vowel = |c: u8| is_vowel_or_y(c) && c != b'y';
    match last {
        b'v' | b'u' | b'c' => return true,
        b's' => return before != b's',
        b'z' => return vowel(before),
        b'g' => return !(before == b'n' && matches!(third, b'i' | b'o')) && before != b'g',
        b'l' if matches!(before, b'b' | b't' | b'd' | b'p' | b'g' | b'k' | b'f' | b'c' | b'z') => {
            return true;
        }
        b'w' | b'x' | b'y' | b'h' => return false,
        _ => {}
    }
    if last == b't' && before == b'a' && matches!(third, b'i' | b'u') {
        return true;
    }
    if vowel(last) || !is_vowel_or_y(before) || vowel(third) && !(third == b'u' && at(4) == b'q') {
        return false;
    }
    if syllables(b) == 1 {
        return true;
    }
    match last {
        b't' => matches!(before, b'a' | b'u' | b'o'),
        b'r' => matches!(before, b'i' | b'u' | b'a'),
        b'd' | b'k' => true,
        b'n' => before == b'i',
        b'm' => before == b'u',
        b'p' => before == b'a',
        b'b' => before == b'i',
        b'l' => matches!(before, b'i' | b'u' | b'o'),
        _ => false,
    }
}

fn syllables(b: &[u8]) -> usize {
    let starts = |i: usize| is_vowel_or_y(b[i]) && (i == 0 || !is_vowel_or_y(b[i - 1]));
    (0..b.len()).filter(|&i| starts(i)).count()
}

fn is_vowel_or_y(c: u8) -> bool {
    matches!(c, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lemma(form: &str, tag: Penn) -> String {
        let mut out = String::new();
        if TABLES.lemma(form, word_key(form.as_bytes()), tag, &mut out) { out } else { form.to_owned() }
    }

    #[test]
    fn rules_and_irregular_forms() {
        for (form, tag, want) in [
            ("adopted", Penn::Vbd, "adopt"),
            ("agreed", Penn::Vbd, "agree"),
            ("planned", Penn::Vbn, "plan"),
            ("declaring", Penn::Vbg, "declare"),
            ("fulfilling", Penn::Vbg, "fulfill"),
            ("carries", Penn::Vbz, "carry"),
            ("ministries", Penn::Nns, "ministry"),
            ("crises", Penn::Nns, "crisis"),
            ("tried", Penn::Vbd, "try"),
            ("1990s", Penn::Nns, "1990s"),
            ("went", Penn::Vbd, "go"),
            ("larger", Penn::Jjr, "large"),
            ("n't", Penn::Rb, "not"),
        ] {
            assert_eq!(lemma(form, tag), want);
        }
    }

    #[test]
    fn two_spellings_have_one_lemma() {
        for (form, tag, want) in [
            ("organised", Penn::Vbd, "organize"),
            ("organisation", Penn::Nn, "organization"),
            ("promised", Penn::Vbd, "promise"),
            ("programmes", Penn::Nns, "program"),
            ("defence", Penn::Nn, "defense"),
            ("neighbouring", Penn::Jj, "neighboring"),
        ] {
            assert_eq!(lemma(form, tag), want);
        }
    }
}
