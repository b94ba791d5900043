//! The sets of the shared folder, made to agree with our codebook, as documents with the labels that each token may have.

use std::error::Error;
use std::ops::Range;
use std::path::Path;

use servanda::stage::names::{PHRASE_START, Words, phrase_key, word_key};

use crate::conll::{self, Doc};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The names that the model learns for the library; dates and amounts are found by rule.
pub(crate) const TYPES: [&str; 8] = ["PERSON", "NORP", "ORG", "GPE", "LOC", "FAC", "LAW", "EVENT"];

/// A document with what its labels may be.
pub(crate) struct Task {
    /// The document.
    pub(crate) doc: Doc,
    /// A bit a label, a token.
    pub(crate) allowed: Vec<u64>,
    /// How much it counts.
    pub(crate) weight: f32,
}

/// The bits of all labels of a type.
pub(crate) fn of_type(kind: usize) -> u64 {
    0b1111 << (1 + 4 * kind)
}

/// The label bit of each token of a name of one type.
pub(crate) fn exact(kind: usize, at: usize, range: &Range<usize>) -> u64 {
    let place = match (at == range.start, at + 1 == range.end) {
        (true, true) => 3,
        (true, false) => 0,
        (false, false) => 1,
        (false, true) => 2,
    };
    1 << (1 + 4 * kind + place)
}

/// Turns a set's names into allowed labels. `may` says which types a name of the set may be (none: no name at all,
/// with `true` also no name); `hidden` are types that the set does not mark.
pub(crate) fn task(
    doc: Doc,
    hidden: &[usize],
    weight: f32,
    may: impl Fn(&Doc, &conll::Name) -> (Vec<usize>, bool),
) -> Task {
    let none = hidden.iter().fold(1u64, |bits, t| bits | of_type(*t));
    let mut allowed = vec![none; doc.forms.len()];
    for range in &doc.unknown {
        for cell in &mut allowed[range.clone()] {
            *cell = u64::MAX;
        }
    }
    for name in &doc.names {
        let (kinds, or_none) = may(&doc, name);
        let range = trim(&doc.forms, &name.tokens, kinds.first() == Some(&0));
        for at in range.clone() {
            if kinds.is_empty() && !or_none {
                allowed[at] = 1;
                continue;
            }
            allowed[at] = kinds.iter().fold(u64::from(or_none), |bits, kind| bits | exact(*kind, at, &range));
        }
    }
    Task { doc, allowed, weight }
}

/// Leaves out a leading article and title and a trailing possessive mark.
fn trim(forms: &[String], range: &Range<usize>, person: bool) -> Range<usize> {
    const TITLES: [&str; 44] = [
        "mr",
        "mr.",
        "mrs",
        "mrs.",
        "ms",
        "ms.",
        "dr",
        "dr.",
        "sir",
        "lord",
        "lady",
        "president",
        "prime",
        "minister",
        "king",
        "queen",
        "prince",
        "princess",
        "emperor",
        "pope",
        "saint",
        "st.",
        "general",
        "colonel",
        "captain",
        "lieutenant",
        "gen.",
        "col.",
        "capt.",
        "lt.",
        "sgt.",
        "senator",
        "sen.",
        "rep.",
        "representative",
        "governor",
        "gov.",
        "chancellor",
        "judge",
        "justice",
        "secretary",
        "ambassador",
        "professor",
        "prof.",
    ];
    let mut out = range.clone();
    let low = |at: usize| forms[at].to_lowercase();
    while out.len() > 1
        && (matches!(low(out.start).as_str(), "the") || person && TITLES.contains(&low(out.start).as_str()))
    {
        out.start += 1;
    }
    while out.len() > 1 && matches!(low(out.end - 1).as_str(), "'s" | "’s" | "'") {
        out.end -= 1;
    }
    out
}

/// All sets of the shared folder, made to agree with our codebook.
pub(crate) struct Mix {
    /// Take our own coded texts.
    pub(crate) own: bool,
    /// Take the open sets.
    pub(crate) open: bool,
    /// Take the politics part too.
    pub(crate) politics: bool,
    /// Leave out one fold of five of our coded texts.
    pub(crate) without: Option<usize>,
    /// Leave out our coded texts whose file begins so.
    pub(crate) prefixes: Vec<String>,
    /// Ask the rules about the open sets.
    pub(crate) rules: bool,
    /// How much an own text counts.
    pub(crate) own_weight: f32,
}

impl Mix {
    /// Whether one of our coded texts is kept from training.
    pub(crate) fn leaves_out(&self, file: &str, source: &str) -> bool {
        self.without == Some(fold(source)) || self.prefixes.iter().any(|p| file.starts_with(p.as_str()))
    }
}

/// Which of five parts a source belongs to.
pub(crate) fn fold(source: &str) -> usize {
    (crate::data_id(source.bytes()) % 5) as usize
}

const PERSON: usize = 0;
const NORP: usize = 1;
const ORG: usize = 2;
const GPE: usize = 3;
const LOC: usize = 4;
const FAC: usize = 5;
const LAW: usize = 6;
const EVENT: usize = 7;

/// Gathers the training documents.
///
/// # Errors
/// When a file is missing or of another form.
pub(crate) fn gather(shared: &Path, mix: &Mix, words: &Words) -> Result<Vec<Task>> {
    let mut out = Vec::new();
    let entities = shared.join("data/entities");
    let read = |name: &str| std::fs::read_to_string(entities.join(name));
    let place = |doc: &Doc, name: &conll::Name| {
        let lists = lists(doc, name, words);
        if lists & 1 > 0 {
            vec![GPE]
        } else if lists & 1 << 5 > 0 && lists & 6 == 0 {
            vec![NORP]
        } else {
            vec![GPE, LOC, FAC]
        }
    };
    if mix.open {
        for file in ["uner-ewt/train.iob2", "uner-ewt/dev.iob2"] {
            for doc in conll::columns(&read(file)?)? {
                out.push(task(doc, &[NORP, LAW, EVENT], 1.0, |d, n| match n.kind.as_str() {
                    "PER" => (vec![PERSON], false),
                    "ORG" => (vec![ORG], false),
                    _ => (place(d, n), false),
                }));
            }
        }
        for doc in conll::columns(&read("wikigold.conll")?)? {
            out.push(task(doc, &[LAW], 1.0, |d, n| match n.kind.as_str() {
                "PER" => (vec![PERSON], false),
                "ORG" => (vec![ORG], false),
                "LOC" => (place(d, n), false),
                _ => (vec![NORP, LAW, EVENT], true),
            }));
        }
        for file in ["redocred/dev.json", "redocred/test.json"] {
            for doc in conll::vertices(&read(file)?)? {
                out.push(task(doc, &[NORP, LAW, EVENT], 1.0, |d, n| match n.kind.as_str() {
                    "PER" => (vec![PERSON], false),
                    "ORG" => (vec![ORG], false),
                    "LOC" => (place(d, n), false),
                    "MISC" => (vec![NORP, LAW, EVENT], true),
                    _ => (vec![], false),
                }));
            }
        }
        let mut parts = vec!["ai", "literature", "music", "science"];
        if mix.politics {
            parts.push("politics");
        }
        for part in parts {
            for half in ["train", "dev"] {
                for doc in conll::columns(&read(&format!("crossner/{part}-{half}.conll"))?)? {
                    out.push(task(doc, &[LAW], 1.0, |d, n| match n.kind.as_str() {
                        "person" | "writer" | "musicalartist" | "scientist" | "researcher" | "politician" => {
                            (vec![PERSON], false)
                        }
                        "organisation" | "university" | "band" | "politicalparty" => (vec![ORG], false),
                        "magazine" | "academicjournal" => (vec![ORG], true),
                        "country" => (vec![GPE], false),
                        "location" => (place(d, n), false),
                        "event" | "conference" | "election" => (vec![EVENT], true),
                        "misc" => (vec![NORP, LAW, EVENT], true),
                        _ => (vec![], false),
                    }));
                }
            }
        }
    }
    if mix.rules {
        // A set is asked as a whole: the texts are many and short.
        let mut docs: Vec<Doc> = out.iter_mut().map(|t: &mut Task| std::mem::take(&mut t.doc)).collect();
        conll::ask_rules(&mut docs)?;
        for (task, doc) in out.iter_mut().zip(docs) {
            task.doc = doc;
        }
    }
    if mix.own {
        let docs = conll::gold(&shared.join("gold/train"), |file, source| !mix.leaves_out(file, source))?;
        out.extend(docs.into_iter().map(|d| own(d, mix.own_weight)));
    }
    Ok(out)
}

/// A text of ours: every name is marked.
fn own(doc: Doc, weight: f32) -> Task {
    task(doc, &[], weight, |_, n| (TYPES.iter().position(|t| *t == n.kind).into_iter().collect(), false))
}

/// The lists that hold a whole name.
fn lists(doc: &Doc, name: &conll::Name, words: &Words) -> u8 {
    let range = trim(&doc.forms, &name.tokens, false);
    words.phrase(doc.forms[range].iter().fold(PHRASE_START, |key, w| phrase_key(key, word_key(w))))
}
