//! What people made of verdicts: rows that keep the machine's value beside theirs, and find their place again after a re-run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Assessment, At, Report, Verdict, VerdictKind, caution, score};
use crate::document::{Document, Warning};
use crate::error::Error;
use crate::names::names;

/// Characters on either side of a quotation that tell it from its like.
const AROUND: usize = 32;

/// A person's verdict on a commitment, with the machine's, in one row. Offsets are characters of the text as given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The document's id.
    pub doc: String,
    /// First character of the commitment.
    pub start: usize,
    /// One past its last.
    pub end: usize,
    /// Its words.
    pub quote: String,
    /// What stands before it.
    #[serde(default)]
    pub before: String,
    /// What stands after it.
    #[serde(default)]
    pub after: String,
    /// The machine's verdict at the time.
    pub machine: String,
    /// The person's.
    pub human: String,
    /// Who.
    pub coder: String,
    /// When, as given.
    #[serde(default)]
    pub time: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// The codebook's version.
    #[serde(default)]
    pub codebook: String,
    /// Whether it settles what coders disagree on.
    #[serde(default)]
    pub adjudicates: bool,
}

names! {
    /// What became of a review.
    Standing {
        /// Its verdict is the report's.
        Applied = "applied",
        /// The same coder, or an adjudication, has since said otherwise or the same again.
        Superseded = "superseded",
        /// Coders disagree: the machine's verdict stays until an adjudication.
        Conflict = "conflict",
        /// Its words are not in the documents, or no commitment stands there any more.
        Lost = "lost",
    }
}

/// A review as it bears on one report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewed {
    /// The row.
    pub review: Review,
    /// The commitment; none where it is lost.
    pub at: Option<At>,
    /// What became of it.
    pub standing: Standing,
}

/// A review of a commitment of a report; the caller fills in verdict, coder, time and reason.
pub fn review_of(report: &Report, at: At) -> Review {
    let document = &report.documents[at.doc as usize];
    let commitment = &document.commitments()[at.index as usize];
    let place = document.text.source_chars(commitment.span);
    let quote = document.text.quote(commitment.span);
    let source = document.text.source();
    // The quotation is a slice of the source, so its bytes follow from its characters.
    let first = byte_of(source, place.start);
    let last = first + quote.len();
    let before: Vec<char> = source[..first].chars().rev().take(AROUND).collect();
    Review {
        doc: document.vars.id.clone(),
        start: place.start,
        end: place.end,
        quote: quote.to_owned(),
        before: before.into_iter().rev().collect(),
        after: source[last..].chars().take(AROUND).collect(),
        machine: machine(report, at).as_str().to_owned(),
        ..Review::default()
    }
}

/// The machine's verdict, also where people have set another.
fn machine(report: &Report, at: At) -> VerdictKind {
    let reviewed = report.reviews.iter().find(|r| r.at == Some(at) && r.standing == Standing::Applied);
    let was = reviewed.and_then(|r| VerdictKind::parse(&r.review.machine));
    let row = || report.assessments.iter().find(|a| a.commitment == at).map(|a| a.verdict.value);
    was.or_else(row).unwrap_or(VerdictKind::NoEvidence)
}

fn byte_of(text: &str, chars: usize) -> usize {
    text.char_indices().nth(chars).map_or(text.len(), |(byte, _)| byte)
}

/// The report with what people made of it, which replaces what they made of it before. Of one coder the last row counts, of
/// several the verdict on which they agree; the scores are made again.
///
/// # Errors
/// When a row's verdict is none.
pub fn reviewed(machine: &Report, reviews: Vec<Review>) -> Result<Report, Error> {
    let mut report = machine.clone();
    restore(&mut report);
    let verdicts = report.assessments.iter().map(|a| &a.verdict);
    let by_machine = verdicts.chain(report.undertakings.iter().map(|u| &u.verdict)).cloned().collect();
    let mut placed: Vec<Reviewed> = Vec::with_capacity(reviews.len());
    let mut groups: BTreeMap<At, Vec<usize>> = BTreeMap::new();
    for (number, mut review) in reviews.into_iter().enumerate() {
        if VerdictKind::parse(&review.human).is_none() {
            let known: Vec<&str> = VerdictKind::ALL.iter().map(|v| v.as_str()).collect();
            let message = format!("a verdict is one of {}, not '{}'", known.join(", "), review.human);
            return Err(Error::input(message));
        }
        let at = find(&report, &review);
        if let Some(at) = at {
            self::machine(&report, at).as_str().clone_into(&mut review.machine);
            groups.entry(at).or_default().push(number);
        }
        placed.push(Reviewed { review, at, standing: Standing::Lost });
    }
    for (at, rows) in groups {
        settle(&mut placed, &rows);
        let lead = rows.iter().map(|&r| &placed[r]).find(|r| r.standing == Standing::Applied);
        let note = match lead {
            Some(lead) => {
                let Review { coder, machine, human, .. } = &lead.review;
                let by = if coder.is_empty() { "a person" } else { coder };
                let said = machine.replace('_', " ");
                set(&mut report, at, human, format!("verdict by {by}; the machine's was {said}"), "V13");
                continue;
            }
            None => format!("{} coders disagree: the machine's verdict stays", coders(&placed, &rows)),
        };
        warn(&mut report, at, note, "V14");
    }
    report.reviews = placed;
    report.by_machine = by_machine;
    report.scores = score::overall(&report.documents, &report.undertakings);
    report.warnings = caution::of_report(&report.documents, &report.assessments, &report.scores);
    Ok(report)
}

fn coders(placed: &[Reviewed], rows: &[usize]) -> usize {
    let mut names: Vec<&str> = rows.iter().map(|&r| placed[r].review.coder.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.len()
}

/// Decides which of the rows on one commitment count.
fn settle(placed: &mut [Reviewed], rows: &[usize]) {
    let mut last: BTreeMap<String, usize> = BTreeMap::new();
    for &row in rows {
        placed[row].standing = Standing::Superseded;
        last.insert(placed[row].review.coder.clone(), row);
    }
    let judge = rows.iter().rev().find(|&&row| placed[row].review.adjudicates).copied();
    let counting: Vec<usize> = judge.map_or_else(|| last.into_values().collect(), |row| vec![row]);
    let agreed = counting.iter().all(|&row| placed[row].review.human == placed[counting[0]].review.human);
    for row in counting {
        placed[row].standing = if agreed { Standing::Applied } else { Standing::Conflict };
    }
}

/// Takes earlier reviews back.
fn restore(report: &mut Report) {
    if report.reviews.is_empty() {
        return;
    }
    for (row, was) in report.assessments.iter_mut().zip(report.by_machine.iter()) {
        row.verdict = was.clone();
    }
    for (row, was) in
        report.undertakings.iter_mut().zip(report.by_machine.iter().skip(report.assessments.len()))
    {
        row.verdict = was.clone();
    }
    report.reviews.clear();
    report.by_machine.clear();
}

fn set(report: &mut Report, at: At, human: &str, message: String, code: &'static str) {
    let Some(value) = VerdictKind::parse(human) else { return };
    let number = |a: &Assessment| a.commitment == at;
    let Some(row) = report.assessments.iter().position(number) else { return };
    let undertaking = report.assessments[row].undertaking as usize;
    for verdict in [&mut report.assessments[row].verdict, &mut report.undertakings[undertaking].verdict] {
        *verdict = Verdict {
            value,
            fulfilment: value.fulfilment(),
            range: None,
            warnings: vec![Warning { code: code.into(), message: message.clone() }],
            ..verdict.clone()
        };
    }
}

fn warn(report: &mut Report, at: At, message: String, code: &'static str) {
    if let Some(row) = report.assessments.iter_mut().find(|a| a.commitment == at) {
        row.verdict.warnings.push(Warning { code: code.into(), message });
    }
}

/// The commitment that a review is of: the one that shares most with its words, half of the shorter at least.
fn find(report: &Report, review: &Review) -> Option<At> {
    let doc = report.documents.iter().position(|d| d.vars.id == review.doc)?;
    let document = &report.documents[doc];
    let place = anchored(document, review)?;
    let mut best: Option<(usize, At)> = None;
    for (index, commitment) in document.commitments().iter().enumerate() {
        let here = document.text.source_chars(commitment.span);
        let shared = here.end.min(place.1).saturating_sub(here.start.max(place.0));
        let shorter = here.len().min(place.1 - place.0);
        if shared > 0 && 2 * shared >= shorter && best.is_none_or(|(most, _)| shared > most) {
            best = Some((shared, At { doc: doc as u32, index: index as u32 }));
        }
    }
    best.map(|(_, at)| at)
}

/// Where the words of a review stand now, in characters: at their old place, else where their surroundings are most like; none
/// where nothing tells several places apart.
fn anchored(document: &Document, review: &Review) -> Option<(usize, usize)> {
    let source = document.text.source();
    let quote = review.quote.as_str();
    if quote.is_empty() {
        return None;
    }
    let first = byte_of(source, review.start);
    if source[first..].starts_with(quote) {
        return Some((review.start, review.start + quote.chars().count()));
    }
    let like = |at: usize| {
        let behind = source[..at].chars().rev().zip(review.before.chars().rev()).take_while(|(a, b)| a == b);
        let ahead = source[at + quote.len()..].chars().zip(review.after.chars()).take_while(|(a, b)| a == b);
        behind.count() + ahead.count()
    };
    let mut places: Vec<(usize, usize)> = source.match_indices(quote).map(|(at, _)| (like(at), at)).collect();
    places.sort_unstable();
    let (most, at) = places.pop()?;
    if places.last().is_some_and(|&(next, _)| next == most) {
        return None;
    }
    let start = source[..at].chars().count();
    Some((start, start + quote.chars().count()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Review, Standing, review_of, reviewed};
    use crate::assess::{AssessOptions, At, Report, VerdictKind, assess};
    use crate::document::DocVars;
    use crate::reader::Reader;

    const TEXT: &str = "In 2015 Norway pledged to build ten schools. Norway built none. Kenya promised to close the mine \
        by 2017. Kenya closed the mine in 2016.";

    fn report(text: &str) -> Report {
        let vars = DocVars { id: "brief".to_owned(), ..DocVars::default() };
        let document = Reader::new().read(text, vars).expect("plain text");
        assess(vec![Arc::new(document)], AssessOptions::default())
    }

    fn said(report: &Report, index: u32, human: VerdictKind, coder: &str) -> Review {
        let row = review_of(report, At { doc: 0, index });
        Review { human: human.as_str().to_owned(), coder: coder.to_owned(), ..row }
    }

    #[test]
    fn a_review_sets_the_verdict_and_keeps_the_machines() {
        let machine = report(TEXT);
        let was = machine.assessments[0].verdict.value;
        assert_ne!(was, VerdictKind::Breached);
        let one = said(&machine, 0, VerdictKind::Breached, "A");
        let out = reviewed(&machine, vec![one.clone()]).expect("a verdict");
        assert_eq!(out.assessments[0].verdict.value, VerdictKind::Breached);
        assert_eq!(out.scores.breach_rate, Some(1.0 / out.scores.assessed as f32));
        assert_eq!(out.reviews[0].review.machine, was.as_str());
        assert!(out.assessments[0].verdict.warnings[0].message.contains("verdict by A; the machine's was"));
        // Reviews replace each other, and none of them gives the machine's report again.
        assert_eq!(review_of(&out, At { doc: 0, index: 0 }).machine, was.as_str());
        let none = reviewed(&out, Vec::new()).expect("nothing");
        assert_eq!(none.assessments, machine.assessments);
        assert_eq!(none.scores, machine.scores);
        let bad = Review { human: "kept".to_owned(), ..one };
        assert!(reviewed(&machine, vec![bad]).expect_err("no verdict").to_string().contains("'kept'"));
    }

    #[test]
    fn coders_who_disagree_change_nothing_until_one_settles_it() {
        let machine = report(TEXT);
        let a = said(&machine, 0, VerdictKind::Breached, "A");
        let b = said(&machine, 0, VerdictKind::Fulfilled, "B");
        let out = reviewed(&machine, vec![a.clone(), b.clone()]).expect("verdicts");
        assert_eq!(out.assessments[0].verdict.value, machine.assessments[0].verdict.value);
        assert!(out.reviews.iter().all(|r| r.standing == Standing::Conflict));
        assert_eq!(out.assessments[0].verdict.warnings.last().map(|w| &*w.code), Some("V14"));
        let judge = Review { adjudicates: true, ..said(&machine, 0, VerdictKind::PartlyFulfilled, "C") };
        let out = reviewed(&machine, vec![a.clone(), b, judge]).expect("verdicts");
        assert_eq!(out.assessments[0].verdict.value, VerdictKind::PartlyFulfilled);
        let again = said(&machine, 0, VerdictKind::NoEvidence, "A");
        let out = reviewed(&machine, vec![a, again]).expect("verdicts");
        let standing: Vec<Standing> = out.reviews.iter().map(|r| r.standing).collect();
        assert_eq!(standing, [Standing::Superseded, Standing::Applied]);
    }

    #[test]
    fn a_review_finds_its_commitment_in_an_edited_text_or_is_lost() {
        let machine = report(TEXT);
        let last = machine.assessments.len() as u32 - 1;
        let row = said(&machine, last, VerdictKind::PartlyFulfilled, "A");
        let edited = format!("A new first sentence — with é.\n\n{TEXT}");
        let out = reviewed(&report(&edited), vec![row.clone()]).expect("a verdict");
        let at = out.reviews[0].at.expect("found");
        assert_eq!(out.assessments[at.index as usize].verdict.value, VerdictKind::PartlyFulfilled);
        let out = reviewed(&report("Nothing of it is left."), vec![row]).expect("a verdict");
        assert_eq!((out.reviews[0].at, out.reviews[0].standing), (None, Standing::Lost));
    }
}
