//! The learnt tagger's names in place of the rules' own; the rules stay as its witnesses.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::amounts::Found;
use super::atoms::{self, PHRASE_START, phrase_key, word_key};
use super::crf::NameModel;
use super::lattice::Candidate;
use super::lens::Page;
use super::words::Words;
use super::{Label, hints};
use crate::error::Error;
use crate::token::Tokens;

/// The shipped word file and model, and the label of each of the model's types.
struct Shipped {
    words: Words,
    model: NameModel,
    labels: Vec<Label>,
}

impl Shipped {
    fn load() -> Result<Self, Error> {
        let words = Words::from_static(include_bytes!("names.words.bin"))?;
        let model = NameModel::from_static(include_bytes!("names.crf.bin"), &words)?;
        let label =
            |name: &String| Label::parse(name).ok_or_else(|| Error::model(format!("no label '{name}'")));
        let labels = model.card().types.iter().map(label).collect::<Result<_, _>>()?;
        Ok(Self { words, model, labels })
    }
}

static SHIPPED: LazyLock<Result<Shipped, Error>> = LazyLock::new(Shipped::load);

/// Whether the shipped tagger can be used; asked before a text is read.
///
/// # Errors
/// When its files do not fit this build.
pub(crate) fn ready() -> Result<(), Error> {
    SHIPPED.as_ref().map(|_| ()).map_err(|fault| Error::model(fault.to_string()))
}

/// The names of a document, by place, from those of the rules.
pub(super) fn names(clean: &str, tokens: &Tokens, sentences: usize, rules: Vec<Found>) -> Vec<Found> {
    // Not reached without a model: a reader asks `ready` first.
    let Ok(shipped) = SHIPPED.as_ref() else { return rules };
    let mut said = vec![0; tokens.len()];
    hints(&rules, &mut said);
    let forms: Vec<&str> = (0..tokens.len()).map(|i| &clean[tokens.span(i).range()]).collect();
    let sentences: Vec<Range<usize>> = (0..sentences).map(|s| tokens.of_sentence(s)).collect();
    let found = shipped
        .model
        .names(Page { forms: &forms, sentences: &sentences, hints: &said, votes: &[] }, &shipped.words);
    let kind = |label| shipped.labels.iter().position(|l| *l == label);
    let found = agreed(&forms, parted(&forms, found, kind(Label::Org)));
    let found = elections(&forms, &sentences, found, kind(Label::Event));
    let mut rest = rules.into_iter().peekable();
    let judged = found.into_iter().map(|name| {
        let (start, end, label) = (name.tokens.start, name.tokens.end, shipped.labels[name.kind]);
        while rest.next_if(|r| r.start < start).is_some() {}
        // The rule that says the same is named, for people who ask why.
        let same = rest.peek().filter(|r| (r.start, r.end, r.label) == (start, end, label));
        let rule = same.map_or("learnt", |r| r.rule);
        Found { start, end, label, value: None, rule, score: calibrated(label, name.score) }
    });
    judged.collect()
}

/// How often names of this label and this posterior are right: organisations are right more often than the tagger
/// thinks. The factor of their odds is read off the steps that `tools names-eval` prints.
pub fn calibrated(label: Label, posterior: f32) -> f32 {
    const ORG_ODDS: f32 = 3.3;
    if label != Label::Org {
        return posterior;
    }
    let odds = ORG_ODDS * posterior;
    odds / (odds + (1.0 - posterior))
}

/// "the Blues and the New Alliance": an article behind "and" begins another name, but not in "Ministry of Trade and the
/// Interior". `org` is the number of that type.
pub fn parted(forms: &[&str], names: Vec<Candidate>, org: Option<usize>) -> Vec<Candidate> {
    let mut out = Vec::with_capacity(names.len());
    for name in names {
        let own = &forms[name.tokens.clone()];
        let and = own.windows(2).position(|pair| pair == ["and", "the"]);
        let two = and.filter(|&and| {
            let linked =
                own[..and].iter().any(|form| matches!(*form, "of" | "on" | "for" | "to" | "against"));
            Some(name.kind) == org && and > 0 && and + 2 < own.len() && !linked
        });
        let Some(and) = two else {
            out.push(name);
            continue;
        };
        let start = name.tokens.start;
        out.push(Candidate { tokens: start..start + and, ..name.clone() });
        out.push(Candidate { tokens: start + and + 2..name.tokens.end, ..name });
    }
    out
}

/// One name, one type: where a document's mentions of the same words are not all of one type, the doubtful ones take the type
/// that the others have.
pub fn agreed(forms: &[&str], mut names: Vec<Candidate>) -> Vec<Candidate> {
    const DOUBT: f32 = 0.93;
    const SHARE: f32 = 0.7;
    /// More types than any model has.
    const KINDS: usize = 16;
    let key = |name: &Candidate| {
        forms[name.tokens.clone()].iter().fold(PHRASE_START, |key, form| phrase_key(key, word_key(form)))
    };
    let mut sums: FxHashMap<u32, [f32; KINDS]> = FxHashMap::default();
    let keys: Vec<u32> = names.iter().map(key).collect();
    for (name, key) in names.iter().zip(&keys) {
        sums.entry(*key).or_default()[name.kind % KINDS] += name.score;
    }
    for (name, key) in names.iter_mut().zip(&keys).filter(|(name, _)| name.score < DOUBT) {
        let sums = &sums[key];
        let all: f32 = sums.iter().sum();
        if let Some(kind) = sums.iter().position(|sum| *sum >= SHARE * all) {
            name.kind = kind;
        }
    }
    names
}

/// "2017 Danish general election": a year, a name and what kind of vote it was make the name of an event, which
/// few texts to learn from mark. `event` is the number of that type.
pub fn elections(
    forms: &[&str],
    sentences: &[Range<usize>],
    names: Vec<Candidate>,
    event: Option<usize>,
) -> Vec<Candidate> {
    let Some(event) = event else { return names };
    let mut out: Vec<Candidate> = Vec::with_capacity(names.len());
    for mut name in names {
        let sentence = sentences.partition_point(|s| s.end <= name.tokens.start);
        let bounds = sentences.get(sentence).cloned().unwrap_or_default();
        let year = |at: usize| {
            forms[at].len() == 4 && forms[at].starts_with(['1', '2']) && forms[at].parse::<u16>().is_ok()
        };
        let led = name.tokens.start > bounds.start && year(name.tokens.start - 1);
        let own = year(name.tokens.start);
        if led || own {
            let mut end = name.tokens.end;
            while end < bounds.end && end < name.tokens.end + 3 && VOTES.contains(&forms[end]) {
                end += 1;
            }
            let last = forms.get(end).filter(|_| end < bounds.end).copied().unwrap_or_default();
            if end > name.tokens.end && matches!(last, "election" | "elections" | "referendum") {
                name.tokens = name.tokens.start - usize::from(led)..end + 1;
                name.kind = event;
                out.retain(|o| o.tokens.end <= name.tokens.start);
            }
        }
        if out.last().is_none_or(|o| o.tokens.end <= name.tokens.start) {
            out.push(name);
        }
    }
    out
}

/// What kind of vote.
const VOTES: [&str; 14] = [
    "general",
    "presidential",
    "parliamentary",
    "legislative",
    "federal",
    "local",
    "state",
    "municipal",
    "regional",
    "provincial",
    "gubernatorial",
    "leadership",
    "constitutional",
    "independence",
];

/// How the names of a token are told to the features.
pub(super) fn hint(found: &Found, at: usize) -> u32 {
    atoms::hint(found.label as u8, at, &(found.start..found.end), found.rule)
}

#[cfg(test)]
mod tests {
    #[test]
    fn votes_with_a_year_are_events() {
        let forms = ["In", "the", "2001", "Danish", "local", "elections", "Denmark", "won"];
        let name = |tokens, kind| super::Candidate { tokens, kind, score: 0.9 };
        let names = vec![name(3..4, 1), name(6..7, 3)];
        let out = super::elections(&forms, &[std::ops::Range { start: 0, end: 8 }], names, Some(7));
        assert_eq!(out, [name(2..6, 7), name(6..7, 3)]);
    }

    #[test]
    fn an_article_begins_another_name() {
        let forms =
            ["Blues", "and", "the", "New", "Alliance", "Ministry", "of", "Trade", "and", "the", "Interior"];
        let name = |tokens| super::Candidate { tokens, kind: 2, score: 0.9 };
        let out = super::parted(&forms, vec![name(0..5), name(5..11)], Some(2));
        assert_eq!(out, [name(0..1), name(3..5), name(5..11)]);
    }

    #[test]
    fn odds_stay_in_order() {
        use super::{Label, calibrated};
        let scores = [0.0, 0.3, 0.6, 0.9, 1.0].map(|p| calibrated(Label::Org, p));
        assert!(scores.is_sorted() && scores[0] == 0.0 && scores[4] == 1.0);
        assert_eq!(calibrated(Label::Gpe, 0.4), 0.4);
    }

    #[test]
    fn the_shipped_files_load() {
        super::Shipped::load().map(|s| assert_eq!(s.labels.len(), 8)).unwrap();
        let words = super::Words::from_bytes(include_bytes!("names.words.bin")).unwrap();
        super::NameModel::from_bytes(include_bytes!("names.crf.bin"), &words).unwrap();
    }
}
