//! What happened to an undertaking, in order of time.

use super::{At, Relation, Report};
use crate::entity::Interval;
use crate::names::names;
use crate::span::Span;

names! {
    /// What took place.
    MomentKind {
        /// It was undertaken, or stated again.
        Made = "made",
        /// Something was reported that bears on it.
        Reported = "reported",
        /// It was, or is, to be done by then.
        Due = "due",
    }
}

/// One moment in the life of an undertaking.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// When; none where neither the text nor its document has a date.
    pub date: Option<Interval>,
    /// Whether the text itself gives the date; else it is the document's.
    pub dated: bool,
    /// What took place.
    pub kind: MomentKind,
    /// How it bears on the undertaking, for what was reported.
    pub relation: Option<Relation>,
    /// Index of the document that says so.
    pub doc: u32,
    /// Where, in bytes of its clean text.
    pub span: Span,
}

/// The moments of an undertaking: dated ones by date, then the rest in the order of the texts; empty where there is no such
/// undertaking.
pub fn timeline(report: &Report, undertaking: usize) -> Vec<Moment> {
    let Some(undertaking) = report.undertakings.get(undertaking) else { return Vec::new() };
    let document = |at: At| &report.documents[at.doc as usize];
    let mut out = Vec::new();
    let mut due: Vec<Option<Interval>> = Vec::new();
    for &at in &undertaking.mentions {
        let c = &document(at).commitments()[at.index as usize];
        let made = c.made.and_then(|(_, day)| day);
        let (date, dated) = (made.or(document(at).date), made.is_some());
        out.push(Moment { date, dated, kind: MomentKind::Made, relation: None, doc: at.doc, span: c.span });
        if let Some((span, date)) = c.deadline.filter(|(_, date)| !due.contains(date)) {
            due.push(date);
            let dated = date.is_some();
            out.push(Moment { date, dated, kind: MomentKind::Due, relation: None, doc: at.doc, span });
        }
    }
    for &link in &undertaking.links {
        let link = &report.links[link as usize];
        let at = link.outcome;
        let o = &document(at).outcomes()[at.index as usize];
        let when = o.date.and_then(|(_, day)| day);
        out.push(Moment {
            date: when.or(document(at).date),
            dated: when.is_some(),
            kind: MomentKind::Reported,
            relation: Some(link.relation),
            doc: at.doc,
            span: o.span,
        });
    }
    out.sort_by_key(|m| (m.date.is_none(), m.date.map(|d| (d.first, d.last)), m.kind, m.doc, m.span));
    out
}
