//! A text with its commitments, outcomes and entities marked where they stand.
//!
//! Static HTML cannot know where a line will break, so an arrow drawn between two words would lie on many screens:
//! each promise and each outcome carries a numbered mark that names, and leads to, the others that it is tied to.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use super::parts::{badge, close, escape, open, sign, summary};
use super::text::{title, words};
use crate::assess::{At, Report};
use crate::document::Document;
use crate::span::Span;
use crate::statement::Polarity;

/// Texts longer than this are shown around their findings only.
const WHOLE: usize = 60_000;
/// Characters shown on either side of a finding in a long text.
const AROUND: usize = 400;
/// Findings shown in one text.
const MOST: usize = 300;

/// The documents of a report with everything marked, verdicts included.
pub fn show(report: &Report) -> String {
    let mut out = open();
    summary(&mut out, report);
    legend(&mut out);
    for doc in 0..report.documents.len() {
        marked(&mut out, &report.documents, doc, Some(report));
    }
    close(out)
}

/// One document with everything marked.
pub fn show_document(document: &Arc<Document>) -> String {
    let mut out = open();
    legend(&mut out);
    marked(&mut out, std::slice::from_ref(document), 0, None);
    close(out)
}

fn legend(out: &mut String) {
    out.push_str(
        "<div class=\"sv-dim\"><span class=\"sv-c\">C commitment (solid line)</span> · \
         <span class=\"sv-o\">O outcome (dashed line; + towards, ± in part, − against)</span> · \
         <span class=\"sv-e\">entity (dotted line)</span> · \
         ● fulfilled ◐ partly ○ not ✕ breached ? no evidence</div>",
    );
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Commitment,
    Outcome,
    Entity,
}

/// A marked range of the source in characters.
struct Mark {
    chars: Range<usize>,
    kind: Kind,
    index: usize,
    first: bool,
}

/// One document with its marks.
pub(super) fn marked(out: &mut String, documents: &[Arc<Document>], doc: usize, report: Option<&Report>) {
    let document = &documents[doc];
    let source = document.text.source();
    let _ = write!(out, "<div class=\"sv-head\">{}</div>", escape(&title(document)));
    let marks = marks(document);
    let kept = kept(document, &marks);
    let mut bytes: Vec<usize> = source.char_indices().map(|(byte, _)| byte).collect();
    bytes.push(source.len());
    out.push_str("<div class=\"sv-text\" dir=\"auto\">");
    let mut at = 0;
    for window in &kept {
        gap(out, window.start - at);
        segments(out, source, &bytes, window.clone(), &marks, &|mark| {
            let name = Names { documents, report, doc };
            match mark.kind {
                Kind::Commitment => name.commitment(mark.index),
                Kind::Outcome => name.outcome(mark.index),
                Kind::Entity => String::new(),
            }
        });
        at = window.end;
    }
    gap(out, document.text.char_len() - at);
    out.push_str("</div>");
}

fn marks(document: &Document) -> Vec<Mark> {
    let mut out = Vec::new();
    let mut push = |span: Span, kind, index| {
        for (i, chars) in document.text.source_ranges(span).into_iter().enumerate() {
            if !chars.is_empty() {
                out.push(Mark { chars, kind, index, first: i == 0 });
            }
        }
    };
    for (i, c) in document.commitments().iter().take(MOST).enumerate() {
        push(c.span, Kind::Commitment, i);
    }
    for (i, o) in document.outcomes().iter().take(MOST).enumerate() {
        push(o.span, Kind::Outcome, i);
    }
    for (i, e) in document.entities.mentions.iter().take(MOST * 10).enumerate() {
        push(e.span, Kind::Entity, i);
    }
    out.sort_by_key(|m| (m.chars.start, m.kind, m.chars.end));
    out
}

/// The stretches of the source that are shown.
fn kept(document: &Document, marks: &[Mark]) -> Vec<Range<usize>> {
    let length = document.text.char_len();
    if length <= WHOLE {
        return std::iter::once(0..length).collect();
    }
    let mut out: Vec<Range<usize>> = Vec::new();
    for mark in marks.iter().filter(|m| m.kind != Kind::Entity) {
        let (start, end) = (mark.chars.start.saturating_sub(AROUND), (mark.chars.end + AROUND).min(length));
        match out.last_mut().filter(|last| start <= last.end) {
            Some(last) => last.end = last.end.max(end),
            None => out.push(start..end),
        }
    }
    if out.is_empty() {
        out.push(0..AROUND.min(length));
    }
    out
}

fn gap(out: &mut String, characters: usize) {
    if characters > 0 {
        let _ = write!(out, "\n<span class=\"sv-gap\">[{characters} characters without findings]</span>\n");
    }
}

/// A window of the source, cut wherever a mark begins or ends, so that marks may overlap freely.
fn segments(
    out: &mut String,
    source: &str,
    bytes: &[usize],
    window: Range<usize>,
    marks: &[Mark],
    label: &dyn Fn(&Mark) -> String,
) {
    let here: Vec<&Mark> =
        marks.iter().filter(|m| m.chars.start < window.end && window.start < m.chars.end).collect();
    let mut edges: Vec<usize> = here
        .iter()
        .flat_map(|m| [m.chars.start, m.chars.end])
        .filter(|e| window.contains(e))
        .chain([window.start, window.end])
        .collect();
    edges.sort_unstable();
    edges.dedup();
    let mut active: Vec<&Mark> = Vec::new();
    let mut coming = here.iter().peekable();
    for pair in edges.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        active.retain(|m| m.chars.end > from);
        while let Some(mark) = coming.next_if(|m| m.chars.start <= from) {
            if mark.first && mark.kind != Kind::Entity {
                out.push_str(&label(mark));
            }
            active.push(mark);
        }
        let words = escape(&source[bytes[from]..bytes[to]]);
        let mut classes: Vec<&str> = Vec::new();
        for (kind, class) in [(Kind::Commitment, "sv-c"), (Kind::Outcome, "sv-o"), (Kind::Entity, "sv-e")] {
            if active.iter().any(|m| m.kind == kind) {
                classes.push(class);
            }
        }
        if classes.is_empty() {
            out.push_str(&words);
        } else {
            let _ = write!(out, "<span class=\"{}\">{words}</span>", classes.join(" "));
        }
    }
}

/// The numbered marks of one document.
struct Names<'d> {
    documents: &'d [Arc<Document>],
    report: Option<&'d Report>,
    doc: usize,
}

impl Names<'_> {
    fn commitment(&self, index: usize) -> String {
        let at = At { doc: self.doc as u32, index: index as u32 };
        let mut out = format!("<span class=\"sv-b\" id=\"{}\">C{}", self.anchor('c', at), index + 1);
        let assessment = self.report.and_then(|r| super::rows::Found::from(r).assessment(at));
        if let (Some(assessment), Some(report)) = (assessment, self.report) {
            let _ = write!(
                out,
                " {} {}",
                sign(assessment.verdict.value),
                words(assessment.verdict.value.as_str())
            );
            if assessment.verdict.contested {
                out.push_str(", contested");
            }
            for (i, &link) in assessment.links.iter().enumerate() {
                let outcome = report.links[link as usize].outcome;
                let _ = write!(out, "{}{}", if i == 0 { " ← " } else { " " }, self.reference('o', outcome));
            }
        }
        out.push_str("</span>");
        out
    }

    fn outcome(&self, index: usize) -> String {
        let at = At { doc: self.doc as u32, index: index as u32 };
        let polarity = match self.documents[self.doc].outcomes()[index].polarity {
            Polarity::Positive => "+",
            Polarity::Mixed => "±",
            Polarity::Negative => "−",
        };
        let mut out =
            format!("<span class=\"sv-b\" id=\"{}\">O{} {polarity}", self.anchor('o', at), index + 1);
        let links = self.report.map_or(&[][..], |r| &r.links);
        for link in links.iter().filter(|l| l.outcome == at) {
            let _ =
                write!(out, " → {} {}", self.reference('c', link.commitment), words(link.relation.as_str()));
        }
        out.push_str("</span>");
        out
    }

    /// A name that two outputs in one notebook share only when they show the same text.
    fn anchor(&self, letter: char, at: At) -> String {
        use std::hash::Hasher as _;
        let mut hasher = rustc_hash::FxHasher::default();
        hasher.write(self.documents[at.doc as usize].text.source().as_bytes());
        hasher.write_u8(u8::from(self.report.is_some()));
        format!("sv-{:08x}-{}{letter}{}", hasher.finish() as u32, at.doc, at.index + 1)
    }

    fn reference(&self, letter: char, at: At) -> String {
        let name = letter.to_ascii_uppercase();
        let elsewhere =
            if at.doc as usize == self.doc { String::new() } else { format!("document {} ", at.doc + 1) };
        format!("<a href=\"#{}\">{elsewhere}{name}{}</a>", self.anchor(letter, at), at.index + 1)
    }
}

/// A commitment's number and verdict, for the page.
pub(super) fn heading(report: &Report, index: usize) -> String {
    let assessment = &report.assessments[index];
    let document = &report.documents[assessment.commitment.doc as usize];
    let commitment = &document.commitments()[assessment.commitment.index as usize];
    let actor = commitment.actor.as_ref().map_or("unspecified", |s| s.value.as_str());
    format!(
        "<h3>C{} {}: {} {}</h3>",
        assessment.commitment.index + 1,
        escape(actor),
        escape(document.text.slice(commitment.action)),
        badge(assessment)
    )
}
