//! The tables that documents and reports have, and where each row's words stand.

use std::ops::Range;
use std::sync::Arc;

use crate::assess::{Assessment, At, Report};
use crate::corpus::Failure;
use crate::document::Document;
use crate::layout::Place;
use crate::names::names;
use crate::span::Span;

names! {
    /// The tables that documents and reports have.
    Table {
        /// One row for each document.
        Documents = "documents",
        /// One row for each sentence.
        Sentences = "sentences",
        /// One for each token.
        Tokens = "tokens",
        /// One for each mention.
        Entities = "entities",
        /// One for each commitment, with its verdict in a report.
        Commitments = "commitments",
        /// The verdict of each commitment of a report.
        Verdicts = "verdicts",
        /// One for each outcome.
        Outcomes = "outcomes",
        /// One for each link of a report; its place is that of the outcome.
        Links = "links",
        /// One for each repair.
        Repairs = "repairs",
        /// One for each stretch that looks like a commitment and is none.
        Rejected = "rejected",
        /// One for each text that could not be read.
        Errors = "errors",
    }
}

/// What the rows are taken from: documents, the report on them if there is one, and what could not be read.
#[derive(Clone, Copy, Debug)]
pub struct Found<'d> {
    /// The documents.
    pub documents: &'d [Arc<Document>],
    /// The report.
    pub report: Option<&'d Report>,
    /// The texts that could not be read.
    pub failures: &'d [Failure],
}

impl<'d> From<&'d Arc<Document>> for Found<'d> {
    fn from(document: &'d Arc<Document>) -> Self {
        Self { documents: std::slice::from_ref(document), report: None, failures: &[] }
    }
}

impl<'d> From<&'d Report> for Found<'d> {
    fn from(report: &'d Report) -> Self {
        Self { documents: &report.documents, report: Some(report), failures: &[] }
    }
}

impl<'d> Found<'d> {
    /// All rows of a table, as places: the index is that of the document's own list, for links that of the report's.
    pub fn places(self, table: Table) -> Vec<At> {
        if table == Table::Links {
            let links = self.report.map_or(&[][..], |r| &r.links);
            let place = |(i, l): (usize, &crate::assess::Link)| At { doc: l.commitment.doc, index: i as u32 };
            return links.iter().enumerate().map(place).collect();
        }
        if table == Table::Errors {
            return (0..self.failures.len()).map(|index| At { doc: 0, index: index as u32 }).collect();
        }
        let mut out = Vec::new();
        for (doc, d) in self.documents.iter().enumerate() {
            let count = match table {
                Table::Documents => 1,
                Table::Sentences => d.sentences.len(),
                Table::Tokens => d.tokens.len(),
                Table::Entities => d.entities.mentions.len(),
                Table::Commitments => d.commitments().len(),
                Table::Verdicts if self.report.is_none() => 0,
                Table::Verdicts => d.commitments().len(),
                Table::Outcomes => d.outcomes().len(),
                Table::Repairs => d.text.repairs().len(),
                Table::Rejected => d.statements.rejected.len(),
                Table::Links | Table::Errors => 0,
            };
            out.extend((0..count).map(|index| At { doc: doc as u32, index: index as u32 }));
        }
        out
    }

    /// The document that holds a row's words: for a link, the outcome's.
    pub fn document(self, table: Table, at: At) -> &'d Arc<Document> {
        match self.link(table, at) {
            Some(link) => &self.documents[link.outcome.doc as usize],
            None => &self.documents[at.doc as usize],
        }
    }

    /// Where a row's words are, in the clean text of [`Self::document`]; for a repair, what stands there now. Documents and
    /// errors have no place.
    pub fn span(self, table: Table, at: At) -> Span {
        let (d, i) = (self.document(table, at), at.index as usize);
        match table {
            Table::Sentences => d.sentences[i].span,
            Table::Tokens => d.tokens.span(i),
            Table::Entities => d.entities.mentions[i].span,
            Table::Commitments | Table::Verdicts => d.commitments()[i].span,
            Table::Outcomes => d.outcomes()[i].span,
            Table::Repairs => d.text.repairs()[i].clean,
            Table::Rejected => d.statements.rejected[i].span,
            Table::Documents | Table::Errors => Span::default(),
            Table::Links => {
                self.link(table, at).map_or(Span::default(), |l| d.outcomes()[l.outcome.index as usize].span)
            }
        }
    }

    /// Where a row's words are, in characters of the source.
    pub fn chars(self, table: Table, at: At) -> Range<usize> {
        let text = &self.document(table, at).text;
        match table {
            Table::Repairs => text.to_chars(text.repairs()[at.index as usize].source),
            _ => text.source_chars(self.span(table, at)),
        }
    }

    /// Page and paragraph of a row's words, as far as they are known.
    pub fn place(self, table: Table, at: At) -> Place {
        let document = self.document(table, at);
        match table {
            Table::Repairs => document.place_in_source(document.text.repairs()[at.index as usize].source),
            _ => document.place(self.span(table, at)),
        }
    }

    /// All ranges of the source that a row's words come from: more than one where displaced text was put back.
    pub fn ranges(self, table: Table, at: At) -> Vec<Range<usize>> {
        match table {
            Table::Repairs => vec![self.chars(table, at)],
            _ => self.document(table, at).text.source_ranges(self.span(table, at)),
        }
    }

    /// A row's words as the source has them, at [`Self::chars`].
    pub fn quote(self, table: Table, at: At) -> &'d str {
        let text = &self.document(table, at).text;
        match table {
            Table::Repairs => &text.source()[text.repairs()[at.index as usize].source.range()],
            _ => text.quote(self.span(table, at)),
        }
    }

    /// What the report says of a commitment.
    pub fn assessment(self, commitment: At) -> Option<&'d Assessment> {
        let assessments = &self.report?.assessments;
        let found = assessments.binary_search_by_key(&commitment, |a| a.commitment).ok()?;
        assessments.get(found)
    }

    fn link(self, table: Table, at: At) -> Option<&'d crate::assess::Link> {
        (table == Table::Links).then(|| &self.report.map_or(&[][..], |r| &r.links)[at.index as usize])
    }
}

/// The names of the columns that a printed table shows, with a heading and the widest that it may be.
pub(crate) fn shown(table: Table, judged: bool) -> &'static [(&'static str, &'static str, usize)] {
    match table {
        Table::Documents => &[
            ("words", "words", 8),
            ("sentences", "sentences", 9),
            ("commitments", "commitments", 11),
            ("outcomes", "outcomes", 8),
            ("repairs", "repairs", 8),
            ("quality", "quality", 7),
            ("warnings", "warnings", 40),
        ],
        Table::Verdicts => &[
            ("commitment", "#", 4),
            ("verdict", "verdict", 16),
            ("fulfilment", "fulfilment", 10),
            ("timing", "timing", 12),
            ("confidence", "confidence", 10),
            ("quote", "commitment", 60),
        ],
        Table::Errors => &[("index", "index", 8), ("source", "source", 40), ("reason", "reason", 90)],
        Table::Sentences => &[("start", "start", 8), ("block", "block", 10), ("quote", "sentence", 88)],
        Table::Tokens => &[
            ("start", "start", 8),
            ("quote", "token", 28),
            ("lemma", "lemma", 28),
            ("upos", "upos", 6),
            ("tag", "tag", 6),
        ],
        Table::Entities => &[
            ("start", "start", 8),
            ("quote", "entity", 44),
            ("label", "label", 9),
            ("canonical", "canonical", 32),
            ("value", "value", 22),
        ],
        Table::Commitments if judged => &[
            ("id", "#", 4),
            ("actor", "actor", 16),
            ("recipient", "to", 12),
            ("action", "commitment", 44),
            ("made", "made", 10),
            ("deadline", "due", 10),
            ("verdict", "verdict", 16),
            ("fulfilment", "fulfilment", 10),
        ],
        Table::Commitments => &[
            ("id", "#", 4),
            ("kind", "kind", 10),
            ("actor", "actor", 16),
            ("recipient", "to", 12),
            ("action", "commitment", 48),
            ("made", "made", 10),
            ("deadline", "due", 10),
        ],
        Table::Outcomes => &[
            ("id", "#", 4),
            ("kind", "kind", 10),
            ("polarity", "polarity", 8),
            ("basis", "basis", 11),
            ("assessor", "assessor", 18),
            ("quote", "outcome", 60),
        ],
        Table::Links => &[
            ("commitment", "#", 4),
            ("outcome", "by", 4),
            ("relation", "relation", 14),
            ("weight", "weight", 6),
            ("basis", "basis", 11),
            ("assessor", "assessor", 16),
            ("quote", "evidence", 56),
        ],
        Table::Repairs => &[
            ("start", "start", 8),
            ("kind", "kind", 12),
            ("was", "was", 34),
            ("now", "now", 34),
            ("confidence", "sure", 5),
        ],
        Table::Rejected => {
            &[("start", "start", 8), ("reason", "reason", 18), ("quote", "not a commitment", 76)]
        }
    }
}
