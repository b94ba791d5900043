//! The laws that every document keeps, whatever the text; shared with the fuzz target.

use std::ops::Range;
use std::sync::Arc;

use servanda::{AssessOptions, Document, RepairLevel, Report, Span, assess, view};

/// Byte positions of all characters of the source, and of its end: the naive table.
struct Naive<'t> {
    source: &'t str,
    starts: Vec<usize>,
}

impl<'t> Naive<'t> {
    fn new(source: &'t str) -> Self {
        let starts = source.char_indices().map(|(at, _)| at).chain([source.len()]).collect();
        Self { source, starts }
    }

    fn slice(&self, chars: Range<usize>) -> &'t str {
        &self.source[self.starts[chars.start]..self.starts[chars.end]]
    }
}

/// Panics where a law is broken; the report of the one document comes back.
pub fn laws(document: Document) -> Report {
    let naive_source = document.text.source().to_owned();
    let naive = Naive::new(&naive_source);
    shape(&document);
    places(&document, &naive);
    let report = assess(vec![Arc::new(document)], AssessOptions::default());
    contract(&report, &naive);
    report
}

/// Blocks, sentences and tokens rebuild the clean text: what stands between them is white space.
fn shape(document: &Document) {
    let clean = document.text.clean();
    assert_eq!(document.text.char_len(), document.text.source().chars().count());
    if document.repair == RepairLevel::None {
        assert_eq!(clean, document.text.source());
        assert!(document.text.repairs().is_empty());
    }
    let mut at = 0;
    for block in &document.blocks {
        assert!(!block.span.is_empty());
        assert!(clean[at..block.span.start as usize].trim().is_empty());
        assert_eq!(document.text.slice(block.span).trim(), document.text.slice(block.span));
        at = block.span.end as usize;
    }
    assert!(clean[at..].trim().is_empty());
    let mut rebuilt = String::with_capacity(clean.len());
    for (index, sentence) in document.sentences.iter().enumerate() {
        let span = sentence.span;
        assert!(!span.is_empty());
        assert!(document.blocks[sentence.block as usize].span.contains(span));
        let gap = &clean[rebuilt.len()..span.start as usize];
        assert!(gap.trim().is_empty(), "between sentences: {gap:?}");
        rebuilt.push_str(gap);
        for token in document.tokens.of_sentence(index) {
            let span = document.tokens.span(token);
            assert!(!span.is_empty());
            assert_eq!(document.tokens.sentence_of(token), index);
            let gap = &clean[rebuilt.len()..span.start as usize];
            assert!(gap.trim().is_empty(), "between tokens: {gap:?}");
            rebuilt.push_str(gap);
            rebuilt.push_str(document.text.slice(span));
        }
        assert_eq!(rebuilt.len(), span.end as usize, "the last token ends the sentence");
    }
    rebuilt.push_str(&clean[rebuilt.len()..]);
    assert_eq!(rebuilt, clean);
}

/// Every span has a place in the source, and the quote is what stands there.
fn places(document: &Document, naive: &Naive<'_>) {
    let text = &document.text;
    let place = |span: Span| {
        assert!(text.clean().get(span.range()).is_some(), "{span:?} cuts a character");
        let chars = text.source_chars(span);
        assert_eq!(text.quote(span), naive.slice(chars.clone()));
        let ranges = text.source_ranges(span);
        assert!(ranges.contains(&chars));
        assert!(ranges.iter().all(|r| r.start <= r.end && r.end <= text.char_len()));
        if text.repairs().is_empty() {
            assert_eq!(naive.slice(chars), text.slice(span));
        }
    };
    document.blocks.iter().for_each(|b| place(b.span));
    document.sentences.iter().for_each(|s| place(s.span));
    (0..document.tokens.len()).for_each(|t| place(document.tokens.span(t)));
    document.entities.mentions.iter().for_each(|e| place(e.span));
    for commitment in document.commitments() {
        place(commitment.span);
        place(commitment.action);
        commitment.cues.iter().for_each(|c| place(c.span));
        for slot in [&commitment.actor, &commitment.recipient].into_iter().flatten() {
            slot.span.into_iter().for_each(place);
        }
        for when in [&commitment.deadline, &commitment.made].into_iter().flatten() {
            place(when.0);
        }
    }
    for outcome in document.outcomes() {
        place(outcome.span);
        outcome.cues.iter().for_each(|c| place(c.span));
        for slot in [&outcome.actor, &outcome.assessor].into_iter().flatten() {
            slot.span.into_iter().for_each(place);
        }
    }
    for repair in text.repairs() {
        assert!(text.source().get(repair.source.range()).is_some());
        assert!(text.clean().get(repair.clean.range()).is_some());
        assert!((0.0..=1.0).contains(&repair.confidence));
    }
}

/// `text[start:end] == quote` in the JSON contract.
fn contract(report: &Report, naive: &Naive<'_>) {
    let json = serde_json::to_value(view::json::document(report, 0)).unwrap();
    let number = |value: &serde_json::Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    assert_eq!(json["text"].as_str().unwrap(), naive.source);
    for list in ["entities", "commitments", "outcomes"] {
        for row in json[list].as_array().unwrap() {
            let chars = number(&row["start"])..number(&row["end"]);
            assert_eq!(row["quote"].as_str().unwrap(), naive.slice(chars), "{list}");
        }
    }
    for row in json["repairs"].as_array().unwrap() {
        let chars = number(&row["start"])..number(&row["end"]);
        assert_eq!(row["was"].as_str().unwrap(), naive.slice(chars), "repairs");
    }
}
