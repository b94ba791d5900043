//! Findings as columns: what tables, data frames and printed rows are made of.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::json::{round, slot, when};
use crate::assess::{Assessment, At, Report};
use crate::document::Document;
use crate::entity::Label;
use crate::layout::Place;
use crate::names::names;
use crate::span::Span;
use crate::statement::{Commitment, Outcome};

names! {
    /// The tables that documents and reports have.
    Table {
        /// One row for each sentence.
        Sentences = "sentences",
        /// One for each token.
        Tokens = "tokens",
        /// One for each mention.
        Entities = "entities",
        /// One for each commitment, with its verdict in a report.
        Commitments = "commitments",
        /// One for each outcome.
        Outcomes = "outcomes",
        /// One for each link of a report; its place is that of the outcome.
        Links = "links",
        /// One for each repair.
        Repairs = "repairs",
        /// One for each stretch that looks like a commitment and is none.
        Rejected = "rejected",
    }
}

/// One value of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'d> {
    /// Not known, or does not apply.
    None,
    /// Yes or no.
    Bool(bool),
    /// A place or a count.
    Int(i64),
    /// A figure.
    Float(f64),
    /// Words or a name.
    Text(Cow<'d, str>),
}

/// One column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column<'d> {
    /// Its name.
    pub name: Cow<'d, str>,
    /// One value for each row.
    pub cells: Vec<Cell<'d>>,
}

/// What the rows are taken from: documents, and the report on them if there is one.
#[derive(Clone, Copy, Debug)]
pub struct Found<'d> {
    /// The documents.
    pub documents: &'d [Arc<Document>],
    /// The report.
    pub report: Option<&'d Report>,
}

impl<'d> From<&'d Arc<Document>> for Found<'d> {
    fn from(document: &'d Arc<Document>) -> Self {
        Self { documents: std::slice::from_ref(document), report: None }
    }
}

impl<'d> From<&'d Report> for Found<'d> {
    fn from(report: &'d Report) -> Self {
        Self { documents: &report.documents, report: Some(report) }
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
        let mut out = Vec::new();
        for (doc, d) in self.documents.iter().enumerate() {
            let count = match table {
                Table::Sentences => d.sentences.len(),
                Table::Tokens => d.tokens.len(),
                Table::Entities => d.entities.mentions.len(),
                Table::Commitments => d.commitments().len(),
                Table::Outcomes => d.outcomes().len(),
                Table::Repairs => d.text.repairs().len(),
                Table::Rejected => d.statements.rejected.len(),
                Table::Links => 0,
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

    /// Where a row's words are, in the clean text of [`Self::document`]; for a repair, what stands there now.
    pub fn span(self, table: Table, at: At) -> Span {
        let (d, i) = (self.document(table, at), at.index as usize);
        match table {
            Table::Sentences => d.sentences[i].span,
            Table::Tokens => d.tokens.span(i),
            Table::Entities => d.entities.mentions[i].span,
            Table::Commitments => d.commitments()[i].span,
            Table::Outcomes => d.outcomes()[i].span,
            Table::Repairs => d.text.repairs()[i].clean,
            Table::Rejected => d.statements.rejected[i].span,
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

    /// The columns of some rows of a table: the document's name first, then the finding, then what is known of the
    /// document.
    pub fn columns(self, table: Table, rows: &[At]) -> Vec<Column<'d>> {
        let mut out = vec![column("doc", rows, |at| text(&self.documents[at.doc as usize].vars.id))];
        self.finding(table, rows, &mut out);
        self.docvars(rows, &mut out);
        out
    }

    fn finding(self, table: Table, rows: &[At], out: &mut Vec<Column<'d>>) {
        let doc = |at: At| &self.documents[at.doc as usize];
        if matches!(table, Table::Commitments | Table::Outcomes) {
            let letter = if table == Table::Commitments { 'c' } else { 'o' };
            out.push(column("id", rows, |at| Cell::Text(format!("{letter}{}", at.index + 1).into())));
        }
        if table == Table::Links {
            self.links(rows, out);
        }
        let (starts, ends) =
            rows.iter().map(|&at| self.chars(table, at)).map(|c| (int(c.start), int(c.end))).unzip();
        out.push(Column { name: "start".into(), cells: starts });
        out.push(Column { name: "end".into(), cells: ends });
        if table != Table::Repairs {
            out.push(column("quote", rows, |at| text(self.quote(table, at))));
        }
        // Plain text has no pages, and its paragraphs are those that the library made of it.
        if table != Table::Repairs && self.documents.iter().any(|d| !d.layout.is_empty()) {
            let place = |at: At| self.place(table, at);
            out.push(column("page", rows, |at| place(at).page.map_or(Cell::None, |n| int(n as usize))));
            out.push(column("paragraph", rows, |at| {
                place(at).paragraph.map_or(Cell::None, |n| int(n as usize))
            }));
        }
        match table {
            Table::Sentences => {
                let block = |at: At| {
                    let block = doc(at).sentences[at.index as usize].block;
                    doc(at).blocks.get(block as usize).map_or(Cell::None, |b| name(b.kind.as_str()))
                };
                out.push(column("block", rows, block));
            }
            Table::Tokens => {
                out.push(column("lemma", rows, |at| text(doc(at).tokens.lemma(at.index as usize))));
                out.push(column("upos", rows, |at| name(doc(at).tokens.upos(at.index as usize).as_str())));
                out.push(column("tag", rows, |at| name(doc(at).tokens.penn(at.index as usize).as_str())));
                out.push(column("sentence", rows, |at| int(doc(at).tokens.sentence_of(at.index as usize))));
            }
            Table::Entities => self.entities(rows, out),
            Table::Commitments => self.commitments(rows, out),
            Table::Outcomes => self.outcomes(rows, out),
            Table::Repairs => {
                let repair = |at: At| &doc(at).text.repairs()[at.index as usize];
                out.push(column("kind", rows, |at| name(repair(at).kind.as_str())));
                out.push(column("was", rows, |at| text(self.quote(table, at))));
                out.push(column("now", rows, |at| text(doc(at).text.slice(repair(at).clean))));
                out.push(column("confidence", rows, |at| float(repair(at).confidence)));
            }
            Table::Rejected => {
                let reason = |at: At| name(doc(at).statements.rejected[at.index as usize].reason);
                out.push(column("reason", rows, reason));
            }
            Table::Links => {}
        }
    }

    fn entities(self, rows: &[At], out: &mut Vec<Column<'d>>) {
        let doc = |at: At| &self.documents[at.doc as usize];
        let mention = |at: At| &doc(at).entities.mentions[at.index as usize];
        let thing = |at: At| doc(at).entities.thing(mention(at));
        out.push(column("label", rows, |at| name(mention(at).label.as_str())));
        out.push(column("id", rows, |at| Cell::Text(format!("e{}", mention(at).thing + 1).into())));
        out.push(column("canonical", rows, |at| text(doc(at).entities.canonical(mention(at)))));
        let kind = |at: At| (thing(at).label == Label::Org).then(|| thing(at).kind.as_str());
        out.push(column("kind", rows, |at| maybe(kind(at))));
        out.push(column("name", rows, |at| text(&thing(at).name)));
        out.push(column("value", rows, |at| optional(mention(at).value.as_ref().map(value))));
        out.push(column("score", rows, |at| float(mention(at).score)));
    }

    fn commitments(self, rows: &[At], out: &mut Vec<Column<'d>>) {
        let doc = |at: At| &self.documents[at.doc as usize];
        let one = |at: At| -> &'d Commitment { &doc(at).commitments()[at.index as usize] };
        out.push(column("kind", rows, |at| name(one(at).kind.as_str())));
        out.push(column("actor", rows, |at| text(slot(one(at).actor.as_ref()).unwrap_or("unspecified"))));
        out.push(column("recipient", rows, |at| maybe(slot(one(at).recipient.as_ref()))));
        out.push(column("action", rows, |at| text(doc(at).text.slice(one(at).action))));
        out.push(column("deadline", rows, |at| optional(when(doc(at), one(at).deadline))));
        out.push(column("made", rows, |at| optional(when(doc(at), one(at).made))));
        out.push(column("direction", rows, |at| name(one(at).direction.as_str())));
        out.push(column("specificity", rows, |at| name(one(at).specificity.as_str())));
        out.push(column("voice", rows, |at| name(one(at).voice.as_str())));
        out.push(column("condition", rows, |at| maybe(one(at).condition.map(|s| doc(at).text.slice(s)))));
        out.push(column("score", rows, |at| float(one(at).score)));
        if self.report.is_none() {
            return;
        }
        let judged = |at: At| self.assessment(at);
        out.push(column("verdict", rows, |at| maybe(judged(at).map(|a| a.verdict.value.as_str()))));
        out.push(column("fulfilment", rows, |at| figure(judged(at).and_then(|a| a.verdict.fulfilment))));
        out.push(column("range_low", rows, |at| {
            figure(judged(at).and_then(|a| a.verdict.range).map(|r| r.0))
        }));
        out.push(column("range_high", rows, |at| {
            figure(judged(at).and_then(|a| a.verdict.range).map(|r| r.1))
        }));
        out.push(column("timing", rows, |at| maybe(judged(at).map(|a| a.verdict.timing.as_str()))));
        out.push(column("contested", rows, |at| Cell::Bool(judged(at).is_some_and(|a| a.verdict.contested))));
        out.push(column("confidence", rows, |at| figure(judged(at).map(|a| a.verdict.confidence))));
        out.push(column("calibrated", rows, |at| {
            Cell::Bool(judged(at).is_some_and(|a| a.verdict.calibrated))
        }));
        out.push(column("evidence", rows, |at| int(judged(at).map_or(0, |a| a.links.len()))));
        let codes = |at: At| {
            let warnings = judged(at).map_or(&[][..], |a| &a.verdict.warnings);
            Cell::Text(warnings.iter().map(|w| w.code).collect::<Vec<_>>().join(" ").into())
        };
        out.push(column("warnings", rows, codes));
    }

    fn outcomes(self, rows: &[At], out: &mut Vec<Column<'d>>) {
        let doc = |at: At| &self.documents[at.doc as usize];
        let one = |at: At| -> &'d Outcome { &doc(at).outcomes()[at.index as usize] };
        out.push(column("kind", rows, |at| name(one(at).kind.as_str())));
        out.push(column("polarity", rows, |at| name(one(at).polarity.as_str())));
        out.push(column("actor", rows, |at| maybe(slot(one(at).actor.as_ref()))));
        out.push(column("assessor", rows, |at| maybe(slot(one(at).assessor.as_ref()))));
        out.push(column("basis", rows, |at| name(one(at).basis.as_str())));
        out.push(column("factuality", rows, |at| name(one(at).factuality.as_str())));
        out.push(column("date", rows, |at| optional(when(doc(at), one(at).date))));
        out.push(column("score", rows, |at| float(one(at).score)));
    }

    fn links(self, rows: &[At], out: &mut Vec<Column<'d>>) {
        let Some(report) = self.report else { return };
        let link = |at: At| &report.links[at.index as usize];
        let outcome = |at: At| {
            let place = link(at).outcome;
            &report.documents[place.doc as usize].outcomes()[place.index as usize]
        };
        let id = |letter: char, index: u32| Cell::Text(format!("{letter}{}", index + 1).into());
        let home = |at: At| text(&report.documents[link(at).outcome.doc as usize].vars.id);
        out.push(column("commitment", rows, |at| id('c', link(at).commitment.index)));
        out.push(column("outcome", rows, |at| id('o', link(at).outcome.index)));
        out.push(column("outcome_doc", rows, home));
        out.push(column("relation", rows, |at| name(link(at).relation.as_str())));
        out.push(column("weight", rows, |at| float(link(at).weight)));
        out.push(column("kind", rows, |at| name(outcome(at).kind.as_str())));
        out.push(column("assessor", rows, |at| maybe(slot(outcome(at).assessor.as_ref()))));
        out.push(column("basis", rows, |at| name(outcome(at).basis.as_str())));
    }

    /// What the caller said of the documents, on every row, so that a table can be grouped by it.
    fn docvars(self, rows: &[At], out: &mut Vec<Column<'d>>) {
        let vars = |at: At| &self.documents[at.doc as usize].vars;
        if self.documents.iter().any(|d| d.vars.date.is_some()) {
            out.push(column("doc_date", rows, |at| maybe(vars(at).date.as_deref())));
        }
        if self.documents.iter().any(|d| d.vars.title.is_some()) {
            out.push(column("doc_title", rows, |at| maybe(vars(at).title.as_deref())));
        }
        if self.documents.iter().any(|d| d.vars.publisher.is_some()) {
            out.push(column("doc_publisher", rows, |at| maybe(vars(at).publisher.as_deref())));
        }
        let keys: BTreeSet<&str> =
            self.documents.iter().flat_map(|d| d.vars.other.keys().map(String::as_str)).collect();
        for key in keys {
            let cells = rows.iter().map(|&at| maybe(vars(at).other.get(key).map(String::as_str))).collect();
            out.push(Column { name: format!("doc_{key}").into(), cells });
        }
    }
}

/// The names of the columns that a printed table shows, with a heading and the widest that it may be.
pub(crate) fn shown(table: Table, judged: bool) -> &'static [(&'static str, &'static str, usize)] {
    match table {
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

impl Cell<'_> {
    /// As printed: a dash for nothing, underscores as spaces only where the caller does it.
    pub(crate) fn print(&self) -> Cow<'_, str> {
        match self {
            Cell::None => "–".into(),
            Cell::Bool(value) => if *value { "yes" } else { "no" }.into(),
            Cell::Int(value) => value.to_string().into(),
            Cell::Float(value) => format!("{value:.2}").into(),
            Cell::Text(words) => Cow::Borrowed(words),
        }
    }
}

fn column<'d>(name: &'static str, rows: &[At], cell: impl Fn(At) -> Cell<'d>) -> Column<'d> {
    Column { name: name.into(), cells: rows.iter().map(|&at| cell(at)).collect() }
}

fn text(words: &str) -> Cell<'_> {
    Cell::Text(words.into())
}

fn name(words: &'static str) -> Cell<'static> {
    Cell::Text(words.into())
}

fn maybe(words: Option<&str>) -> Cell<'_> {
    words.map_or(Cell::None, text)
}

fn optional<'d>(words: Option<String>) -> Cell<'d> {
    words.map_or(Cell::None, |w| Cell::Text(w.into()))
}

fn int<'d>(value: usize) -> Cell<'d> {
    Cell::Int(value as i64)
}

fn float<'d>(value: f32) -> Cell<'d> {
    Cell::Float(wide(value))
}

fn figure<'d>(value: Option<f32>) -> Cell<'d> {
    value.map_or(Cell::None, float)
}

/// Three decimals, and the double that prints like them.
pub(crate) fn wide(value: f32) -> f64 {
    (f64::from(round(value)) * 1000.0).round() / 1000.0
}

/// What a date, an amount or a number says, in one short form.
pub(crate) fn value(value: &crate::entity::Value) -> String {
    use crate::entity::Value as V;
    match value {
        V::Time(interval) => interval.to_iso(),
        V::Duration(iso) | V::Clock(iso) | V::Relative(iso, _) => iso.clone(),
        V::Recurring(iso) => format!("R/{iso}"),
        V::Money(amount, unit) | V::Quantity(amount, unit) => format!("{amount} {unit}"),
        V::Percent(percent) => format!("{percent}%"),
        V::Number(number) => number.to_string(),
    }
}
