//! Findings as columns of one type each: what tables, data frames, Arrow and printed rows are made of.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::json::{moved_to, round, slot, when};
use super::rows::{Found, Table};
use crate::assess::{Assessment, At};
use crate::document::Document;
use crate::entity::Label;
use crate::statement::{Commitment, Outcome};
use crate::token::Shape;

/// One value of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'c> {
    /// Not known, or does not apply.
    None,
    /// Yes or no.
    Bool(bool),
    /// A place or a count.
    Int(i64),
    /// A figure.
    Float(f64),
    /// Words or a name.
    Text(&'c str),
}

/// The values of one column, one for each row; nothing where a value is not known or does not apply.
#[derive(Clone, Debug, PartialEq)]
pub enum Values<'d> {
    /// Yes or no.
    Bool(Vec<Option<bool>>),
    /// Places and counts.
    Int(Vec<Option<i64>>),
    /// Figures.
    Float(Vec<Option<f64>>),
    /// Words and names.
    Text(Vec<Option<Cow<'d, str>>>),
}

/// One column. Its name and type depend on the table and the documents' variables, never on the rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Column<'d> {
    /// Its name.
    pub name: Cow<'d, str>,
    /// One value for each row.
    pub values: Values<'d>,
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

impl Column<'_> {
    /// The value of one row.
    pub fn cell(&self, row: usize) -> Cell<'_> {
        match &self.values {
            Values::Bool(values) => values[row].map_or(Cell::None, Cell::Bool),
            Values::Int(values) => values[row].map_or(Cell::None, Cell::Int),
            Values::Float(values) => values[row].map_or(Cell::None, Cell::Float),
            Values::Text(values) => values[row].as_deref().map_or(Cell::None, Cell::Text),
        }
    }

    /// All values, in the order of the rows.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        (0..self.values.len()).map(|row| self.cell(row))
    }
}

impl Values<'_> {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Bool(values) => values.len(),
            Self::Int(values) => values.len(),
            Self::Float(values) => values.len(),
            Self::Text(values) => values.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The columns of some rows, as they are made.
struct Making<'r, 'd> {
    found: Found<'d>,
    table: Table,
    rows: &'r [At],
    out: Vec<Column<'d>>,
}

impl<'d> Found<'d> {
    /// The columns of some rows of a table: the document's name first, then the finding, then what is known of the
    /// document.
    pub fn columns(self, table: Table, rows: &[At]) -> Vec<Column<'d>> {
        let mut making = Making { found: self, table, rows, out: Vec::new() };
        making.all();
        making.out
    }
}

impl<'d> Making<'_, 'd> {
    fn push(&mut self, name: impl Into<Cow<'d, str>>, values: Values<'d>) {
        self.out.push(Column { name: name.into(), values });
    }

    /// Words that lie in the document, or closed names.
    fn words(&mut self, name: &'static str, cell: impl Fn(At) -> &'d str) {
        self.maybe(name, |at| Some(cell(at)));
    }

    fn maybe(&mut self, name: impl Into<Cow<'d, str>>, cell: impl Fn(At) -> Option<&'d str>) {
        let values = self.rows.iter().map(|&at| cell(at).map(Cow::Borrowed)).collect();
        self.push(name, Values::Text(values));
    }

    /// Words that are made for the table.
    fn made(&mut self, name: &'static str, cell: impl Fn(At) -> Option<String>) {
        let values = self.rows.iter().map(|&at| cell(at).map(Cow::Owned)).collect();
        self.push(name, Values::Text(values));
    }

    fn id(&mut self, name: &'static str, letter: char, number: impl Fn(At) -> u32) {
        self.made(name, |at| Some(format!("{letter}{}", number(at) + 1)));
    }

    fn count(&mut self, name: &'static str, cell: impl Fn(At) -> usize) {
        let values = self.rows.iter().map(|&at| Some(cell(at) as i64)).collect();
        self.push(name, Values::Int(values));
    }

    fn number(&mut self, name: &'static str, cell: impl Fn(At) -> Option<u32>) {
        let values = self.rows.iter().map(|&at| cell(at).map(i64::from)).collect();
        self.push(name, Values::Int(values));
    }

    fn figure(&mut self, name: &'static str, cell: impl Fn(At) -> Option<f32>) {
        let values = self.rows.iter().map(|&at| cell(at).map(wide)).collect();
        self.push(name, Values::Float(values));
    }

    fn flag(&mut self, name: &'static str, cell: impl Fn(At) -> Option<bool>) {
        let values = self.rows.iter().map(|&at| cell(at)).collect();
        self.push(name, Values::Bool(values));
    }

    fn all(&mut self) {
        if self.table == Table::Errors {
            return self.errors();
        }
        let documents = self.found.documents;
        self.words("doc", |at| &documents[at.doc as usize].vars.id);
        match self.table {
            Table::Documents => self.documents(),
            Table::Commitments => self.id("id", 'c', |at| at.index),
            Table::Outcomes => self.id("id", 'o', |at| at.index),
            Table::Verdicts => self.id("commitment", 'c', |at| at.index),
            Table::Links => self.links(),
            _ => {}
        }
        if self.table != Table::Documents {
            self.places();
        }
        match self.table {
            Table::Sentences => self.sentences(),
            Table::Tokens => self.tokens(),
            Table::Entities => self.entities(),
            Table::Commitments => self.commitments(),
            Table::Verdicts => {
                self.judgement();
                let found = self.found;
                self.count("undertaking", |at| found.assessment(at).map_or(0, |a| a.undertaking as usize));
            }
            Table::Outcomes => self.outcomes(),
            Table::Repairs => self.repairs(),
            Table::Rejected => {
                self.words("reason", |at| {
                    documents[at.doc as usize].statements.rejected[at.index as usize].reason
                });
            }
            Table::Documents | Table::Links | Table::Errors => {}
        }
        self.docvars();
    }

    fn places(&mut self) {
        let (found, table) = (self.found, self.table);
        let (starts, ends) =
            self.rows.iter().map(|&at| found.chars(table, at)).map(|c| (int(c.start), int(c.end))).unzip();
        self.push("start", Values::Int(starts));
        self.push("end", Values::Int(ends));
        if table != Table::Repairs {
            self.words("quote", |at| found.quote(table, at));
            // Plain text has no pages, and its paragraphs are those that the library made of it.
            self.number("page", |at| found.place(table, at).page);
            self.number("paragraph", |at| found.place(table, at).paragraph);
        }
    }

    fn errors(&mut self) {
        let failure = |at: At| &self.found.failures[at.index as usize];
        let index = self.rows.iter().map(|&at| int(failure(at).index)).collect();
        let reasons = self.rows.iter().map(|&at| Some(failure(at).error.to_string().into())).collect();
        let sources = self.rows.iter().map(|&at| Some(failure(at).source.as_str().into())).collect();
        self.push("index", Values::Int(index));
        self.push("source", Values::Text(sources));
        self.push("reason", Values::Text(reasons));
    }

    fn documents(&mut self) {
        let documents = self.found.documents;
        let doc = move |at: At| -> &'d Document { &documents[at.doc as usize] };
        self.count("chars", |at| doc(at).text.char_len());
        self.count("words", |at| words_of(doc(at)));
        self.count("sentences", |at| doc(at).sentences.len());
        self.count("entities", |at| doc(at).entities.mentions.len());
        self.count("commitments", |at| doc(at).commitments().len());
        self.count("outcomes", |at| doc(at).outcomes().len());
        self.count("repairs", |at| doc(at).text.repairs().len());
        self.figure("quality", |at| Some(doc(at).text.quality()));
        self.made("warnings", |at| {
            Some(doc(at).warnings.iter().map(|w| &*w.code).collect::<Vec<_>>().join(" "))
        });
        self.made("rules", |at| Some(doc(at).rules()));
    }

    fn sentences(&mut self) {
        let documents = self.found.documents;
        self.maybe("block", |at| {
            let document = &documents[at.doc as usize];
            let block = document.sentences[at.index as usize].block;
            document.blocks.get(block as usize).map(|b| b.kind.as_str())
        });
    }

    fn tokens(&mut self) {
        let documents = self.found.documents;
        let tokens = move |at: At| &documents[at.doc as usize].tokens;
        self.words("lemma", |at| tokens(at).lemma(at.index as usize));
        self.words("upos", |at| tokens(at).upos(at.index as usize).as_str());
        self.words("tag", |at| tokens(at).penn(at.index as usize).as_str());
        self.count("sentence", |at| tokens(at).sentence_of(at.index as usize));
    }

    fn entities(&mut self) {
        let documents = self.found.documents;
        let of = move |at: At| &documents[at.doc as usize].entities;
        let mention = move |at: At| &of(at).mentions[at.index as usize];
        let thing = move |at: At| of(at).thing(mention(at));
        self.words("label", |at| mention(at).label.as_str());
        self.id("id", 'e', |at| mention(at).thing);
        self.words("canonical", |at| of(at).canonical(mention(at)));
        self.maybe("kind", |at| (thing(at).label == Label::Org).then(|| thing(at).kind.as_str()));
        self.words("name", |at| &thing(at).name);
        self.made("value", |at| mention(at).value.as_ref().map(value));
        self.figure("score", |at| Some(mention(at).score));
    }

    fn commitments(&mut self) {
        let documents = self.found.documents;
        let doc = move |at: At| -> &'d Document { &documents[at.doc as usize] };
        let one = move |at: At| -> &'d Commitment { &doc(at).commitments()[at.index as usize] };
        self.words("kind", |at| one(at).kind.as_str());
        self.words("actor", |at| slot(one(at).actor.as_ref()).unwrap_or("unspecified"));
        self.maybe("recipient", |at| slot(one(at).recipient.as_ref()));
        self.words("action", |at| doc(at).text.slice(one(at).action));
        self.made("deadline", |at| when(doc(at), one(at).deadline));
        self.made("made", |at| when(doc(at), one(at).made));
        self.words("direction", |at| one(at).direction.as_str());
        self.words("specificity", |at| one(at).specificity.as_str());
        self.words("voice", |at| one(at).voice.as_str());
        self.maybe("condition", |at| one(at).condition.map(|s| doc(at).text.slice(s)));
        self.figure("score", |at| Some(one(at).score));
        if self.found.report.is_some() {
            self.judgement();
        }
    }

    /// What a report says of commitments.
    fn judgement(&mut self) {
        let found = self.found;
        let judged = move |at: At| -> Option<&'d Assessment> { found.assessment(at) };
        self.maybe("verdict", |at| judged(at).map(|a| a.verdict.value.as_str()));
        self.figure("fulfilment", |at| judged(at)?.verdict.fulfilment);
        self.figure("range_low", |at| judged(at)?.verdict.range.map(|r| r.0));
        self.figure("range_high", |at| judged(at)?.verdict.range.map(|r| r.1));
        self.maybe("timing", |at| judged(at).map(|a| a.verdict.timing.as_str()));
        self.flag("contested", |at| Some(judged(at).is_some_and(|a| a.verdict.contested)));
        self.figure("confidence", |at| judged(at).map(|a| a.verdict.confidence));
        self.flag("calibrated", |at| Some(judged(at).is_some_and(|a| a.verdict.calibrated)));
        self.count("evidence", |at| judged(at).map_or(0, |a| a.links.len()));
        self.made("warnings", |at| {
            let warnings = judged(at).map_or(&[][..], |a| &a.verdict.warnings);
            Some(warnings.iter().map(|w| &*w.code).collect::<Vec<_>>().join(" "))
        });
    }

    fn outcomes(&mut self) {
        let documents = self.found.documents;
        let doc = move |at: At| -> &'d Document { &documents[at.doc as usize] };
        let one = move |at: At| -> &'d Outcome { &doc(at).outcomes()[at.index as usize] };
        self.words("kind", |at| one(at).kind.as_str());
        self.words("polarity", |at| one(at).polarity.as_str());
        self.maybe("actor", |at| slot(one(at).actor.as_ref()));
        self.maybe("assessor", |at| slot(one(at).assessor.as_ref()));
        self.words("basis", |at| one(at).basis.as_str());
        self.words("factuality", |at| one(at).factuality.as_str());
        self.made("date", |at| when(doc(at), one(at).date));
        self.figure("score", |at| Some(one(at).score));
    }

    fn links(&mut self) {
        let Some(report) = self.found.report else { return };
        let link = move |at: At| &report.links[at.index as usize];
        let home = move |at: At| -> &'d Document { &report.documents[link(at).outcome.doc as usize] };
        let outcome = move |at: At| &home(at).outcomes()[link(at).outcome.index as usize];
        self.id("commitment", 'c', |at| link(at).commitment.index);
        self.id("outcome", 'o', |at| link(at).outcome.index);
        self.words("outcome_doc", |at| &home(at).vars.id);
        self.words("relation", |at| link(at).relation.as_str());
        self.figure("weight", |at| Some(link(at).weight));
        self.words("kind", |at| outcome(at).kind.as_str());
        self.maybe("assessor", |at| slot(outcome(at).assessor.as_ref()));
        self.words("basis", |at| outcome(at).basis.as_str());
    }

    fn repairs(&mut self) {
        let (found, documents) = (self.found, self.found.documents);
        let text = move |at: At| &documents[at.doc as usize].text;
        let repair = move |at: At| &text(at).repairs()[at.index as usize];
        self.words("kind", |at| repair(at).kind.as_str());
        self.words("was", |at| found.quote(Table::Repairs, at));
        self.words("now", |at| text(at).slice(repair(at).clean));
        self.figure("confidence", |at| Some(repair(at).confidence));
        let moved = self.rows.iter().map(|&at| moved_to(text(at), repair(at)).and_then(int)).collect();
        self.push("moved_to", Values::Int(moved));
    }

    /// What the caller said of the documents, on every row, so that a table can be grouped by it.
    fn docvars(&mut self) {
        let documents = self.found.documents;
        let vars = move |at: At| &documents[at.doc as usize].vars;
        if documents.iter().any(|d| d.vars.date.is_some()) {
            self.maybe("doc_date", |at| vars(at).date.as_deref());
        }
        if documents.iter().any(|d| d.vars.title.is_some()) {
            self.maybe("doc_title", |at| vars(at).title.as_deref());
        }
        if documents.iter().any(|d| d.vars.publisher.is_some()) {
            self.maybe("doc_publisher", |at| vars(at).publisher.as_deref());
        }
        let keys: BTreeSet<&str> =
            documents.iter().flat_map(|d| d.vars.other.keys().map(String::as_str)).collect();
        for key in keys {
            self.maybe(format!("doc_{key}"), |at| vars(at).other.get(key).map(String::as_str));
        }
    }
}

fn int(value: usize) -> Option<i64> {
    Some(value as i64)
}

/// How many words a document has; marks and symbols are none.
pub(crate) fn words_of(document: &Document) -> usize {
    let word = |&t: &usize| !matches!(document.tokens.shape(t), Shape::Punct | Shape::Symbol);
    (0..document.tokens.len()).filter(word).count()
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
