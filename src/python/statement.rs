//! `servanda.Commitment`, `Outcome` and `Link`.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use super::errors::Error;
use super::values::{cautions, cues, make, verdict};
use super::views::{Finding, PyCommitment, PyLink, PyOutcome, PyTable, base};
use crate::assess::{Evidence, Report, VerdictKind, explain};
use crate::view;
use crate::view::columns::wide;
use crate::view::json::{slot, when};
use crate::view::rows::Table;

#[pymethods]
impl PyCommitment {
    /// "c1", "c2", … in the order of the text.
    #[getter]
    fn id(slf: &Bound<'_, Self>) -> String {
        format!("c{}", base(slf).at.index + 1)
    }

    /// How the actor is bound: pledge, plan or obligation.
    #[getter]
    fn kind(slf: &Bound<'_, Self>) -> &'static str {
        base(slf).commitment().kind.as_str()
    }

    /// Who is bound, or "unspecified".
    #[getter]
    fn actor<'a>(slf: &'a Bound<'_, Self>) -> &'a str {
        slot(base(slf).commitment().actor.as_ref()).unwrap_or("unspecified")
    }

    /// Where the text names the actor.
    #[getter]
    fn actor_span(slf: &Bound<'_, Self>) -> Option<(usize, usize)> {
        let view = base(slf);
        let place = view.home().text.source_chars(view.commitment().actor.as_ref()?.span?);
        Some((place.start, place.end))
    }

    /// To whom.
    #[getter]
    fn recipient<'a>(slf: &'a Bound<'_, Self>) -> Option<&'a str> {
        slot(base(slf).commitment().recipient.as_ref())
    }

    /// What is to be done, or left undone.
    #[getter]
    fn action<'a>(slf: &'a Bound<'_, Self>) -> &'a str {
        base(slf).home().text.slice(base(slf).commitment().action)
    }

    /// By when: an ISO date where it could be worked out, else the words.
    #[getter]
    fn deadline(slf: &Bound<'_, Self>) -> Option<String> {
        when(base(slf).home(), base(slf).commitment().deadline)
    }

    /// When it was made.
    #[getter]
    fn made(slf: &Bound<'_, Self>) -> Option<String> {
        when(base(slf).home(), base(slf).commitment().made)
    }

    /// do or refrain.
    #[getter]
    fn direction(slf: &Bound<'_, Self>) -> &'static str {
        base(slf).commitment().direction.as_str()
    }

    /// vague, specific or measurable.
    #[getter]
    fn specificity(slf: &Bound<'_, Self>) -> &'static str {
        base(slf).commitment().specificity.as_str()
    }

    /// Whose words say so: writer, actor or other.
    #[getter]
    fn voice(slf: &Bound<'_, Self>) -> &'static str {
        base(slf).commitment().voice.as_str()
    }

    /// The words of its condition.
    #[getter]
    fn condition<'a>(slf: &'a Bound<'_, Self>) -> Option<&'a str> {
        base(slf).commitment().condition.map(|span| base(slf).home().text.slice(span))
    }

    /// How sure, from 0 to 1; not calibrated.
    #[getter]
    fn score(slf: &Bound<'_, Self>) -> f64 {
        wide(base(slf).commitment().score)
    }

    /// Why it was read so: `(quote, rule, weight, start, end)`.
    #[getter(cues)]
    fn reasons<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyList>> {
        cues(slf.py(), base(slf).home(), &base(slf).commitment().cues)
    }

    /// The sentence that holds it.
    #[getter]
    fn sentence<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        base(slf).sentence(slf.py(), base(slf).commitment().sentence)
    }

    /// The judgement; equal to its own name ("fulfilled", …). None before `assess`.
    #[getter]
    fn verdict<'py>(slf: &Bound<'py, Self>) -> PyResult<Option<Bound<'py, PyAny>>> {
        base(slf).assessment().map(|a| verdict(slf.py(), &a.verdict)).transpose()
    }

    /// How far it is fulfilled, from 0 to 1; None without evidence.
    #[getter]
    fn fulfilment(slf: &Bound<'_, Self>) -> Option<f64> {
        base(slf).assessment()?.verdict.fulfilment.map(wide)
    }

    /// The spread over the sources where they disagree.
    #[getter]
    fn range(slf: &Bound<'_, Self>) -> Option<(f64, f64)> {
        base(slf).assessment()?.verdict.range.map(|(a, b)| (wide(a), wide(b)))
    }

    /// `not_yet_due`, `on_time`, late, overdue or `no_deadline`. None before `assess`.
    #[getter]
    fn timing(slf: &Bound<'_, Self>) -> Option<&'static str> {
        Some(base(slf).assessment()?.verdict.timing.as_str())
    }

    /// Whether sources disagree. None before `assess`.
    #[getter]
    fn contested(slf: &Bound<'_, Self>) -> Option<bool> {
        Some(base(slf).assessment()?.verdict.contested)
    }

    /// How sure the verdict is, from 0 to 1; `verdict.calibrated` says what it rests on. None before `assess`.
    #[getter]
    fn confidence(slf: &Bound<'_, Self>) -> Option<f64> {
        Some(wide(base(slf).assessment()?.verdict.confidence))
    }

    /// How likely each verdict is. None before `assess`.
    #[getter]
    fn probabilities<'py>(slf: &Bound<'py, Self>) -> PyResult<Option<Bound<'py, PyDict>>> {
        let Some(assessment) = base(slf).assessment() else { return Ok(None) };
        let out = PyDict::new(slf.py());
        for (verdict, share) in VerdictKind::ALL.iter().zip(assessment.verdict.shares) {
            out.set_item(verdict.as_str(), wide(share))?;
        }
        Ok(Some(out))
    }

    /// What the verdict rests on: one link for each outcome. Empty before `assess`.
    #[getter]
    fn evidence(slf: &Bound<'_, Self>) -> PyTable {
        let view = base(slf);
        view.links(slf.py(), |link| link.commitment == view.at)
    }

    /// What to know before using the verdict: `(code, message)`.
    #[getter]
    fn warnings<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyList>> {
        cautions(slf.py(), base(slf).assessment().map_or(&[][..], |a| &a.verdict.warnings))
    }

    /// The evidence for and against, what was not used, and what would change the verdict.
    fn explain<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let view = base(slf);
        let found = view.owner.found();
        let Some((report, assessment)) = found.report.zip(view.assessment()) else {
            return Err(Error::new_err(
                "there is no verdict to explain yet: take the commitment from assess(…)",
            ));
        };
        let index = report.assessments.iter().position(|a| std::ptr::eq(a, assessment)).unwrap_or_default();
        explained(slf.py(), report, index)
    }
}

#[pymethods]
impl PyOutcome {
    /// "o1", "o2", … in the order of the text.
    #[getter]
    fn id(slf: &Bound<'_, Self>) -> String {
        format!("o{}", base(slf).at.index + 1)
    }

    /// action, inaction, violation or assessment.
    #[getter]
    fn kind(slf: &Bound<'_, Self>) -> &'static str {
        base(slf).outcome().kind.as_str()
    }

    /// positive, mixed or negative.
    #[getter]
    fn polarity(slf: &Bound<'_, Self>) -> &'static str {
        base(slf).outcome().polarity.as_str()
    }

    /// Who acted, or failed to.
    #[getter]
    fn actor<'a>(slf: &'a Bound<'_, Self>) -> Option<&'a str> {
        slot(base(slf).outcome().actor.as_ref())
    }

    /// Who judges or reports; None for the writer.
    #[getter]
    fn assessor<'a>(slf: &'a Bound<'_, Self>) -> Option<&'a str> {
        slot(base(slf).outcome().assessor.as_ref())
    }

    /// Who vouches for it: `self_report`, `third_party` or writer.
    #[getter]
    fn basis(slf: &Bound<'_, Self>) -> &'static str {
        base(slf).outcome().basis.as_str()
    }

    /// happened, `did_not`, ongoing or uncertain.
    #[getter]
    fn factuality(slf: &Bound<'_, Self>) -> &'static str {
        base(slf).outcome().factuality.as_str()
    }

    /// When it took place: an ISO date where it could be worked out, else the words.
    #[getter]
    fn date(slf: &Bound<'_, Self>) -> Option<String> {
        when(base(slf).home(), base(slf).outcome().date)
    }

    /// How sure, from 0 to 1; not calibrated.
    #[getter]
    fn score(slf: &Bound<'_, Self>) -> f64 {
        wide(base(slf).outcome().score)
    }

    /// Why it was read so: `(quote, rule, weight, start, end)`.
    #[getter(cues)]
    fn reasons<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyList>> {
        cues(slf.py(), base(slf).home(), &base(slf).outcome().cues)
    }

    /// The sentence that holds it.
    #[getter]
    fn sentence<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        base(slf).sentence(slf.py(), base(slf).outcome().sentence)
    }

    /// The commitments that it bears on. Empty before `assess`.
    #[getter]
    fn links(slf: &Bound<'_, Self>) -> PyTable {
        let view = base(slf);
        view.links(slf.py(), |link| link.outcome == view.at)
    }
}

fn link(view: &Finding) -> PyResult<&crate::assess::Link> {
    let report = view.owner.found().report;
    report.and_then(|r| r.links.get(view.index())).ok_or_else(|| Error::new_err("a link without report"))
}

#[pymethods]
impl PyLink {
    /// The undertaking.
    #[getter]
    fn commitment<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        base(slf).other(slf.py(), Table::Commitments, link(base(slf))?.commitment)
    }

    /// What bears on it.
    #[getter]
    fn outcome<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        base(slf).other(slf.py(), Table::Outcomes, link(base(slf))?.outcome)
    }

    /// fulfils, `partly_fulfils`, fails or breaches.
    #[getter]
    fn relation(slf: &Bound<'_, Self>) -> PyResult<&'static str> {
        Ok(link(base(slf))?.relation.as_str())
    }

    /// How sure the tie is, from 0 to 1; not calibrated.
    #[getter]
    fn weight(slf: &Bound<'_, Self>) -> PyResult<f64> {
        Ok(wide(link(base(slf))?.weight))
    }

    /// Why they are tied: `(feature, weight, words)`.
    #[getter]
    fn why<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyList>> {
        let out = PyList::empty(slf.py());
        for why in &link(base(slf))?.why {
            out.append(make(slf.py(), "Why", (why.feature, wide(why.weight), &why.words))?)?;
        }
        Ok(out)
    }

    /// Who judges or reports; None for the writer.
    #[getter]
    fn assessor(slf: &Bound<'_, Self>) -> PyResult<Option<String>> {
        let at = link(base(slf))?.outcome;
        let outcome = &base(slf).owner.found().documents[at.doc as usize].outcomes()[at.index as usize];
        Ok(slot(outcome.assessor.as_ref()).map(str::to_owned))
    }

    /// Who vouches for it: `self_report`, `third_party` or writer.
    #[getter]
    fn basis(slf: &Bound<'_, Self>) -> PyResult<&'static str> {
        let at = link(base(slf))?.outcome;
        Ok(base(slf).owner.found().documents[at.doc as usize].outcomes()[at.index as usize].basis.as_str())
    }
}

/// The explanation of one verdict.
fn explained<'py>(py: Python<'py>, report: &Report, index: usize) -> PyResult<Bound<'py, PyAny>> {
    let told = explain(report, index).ok_or_else(|| Error::new_err("the report has no such commitment"))?;
    let pieces = |evidence: &[Evidence]| -> PyResult<Bound<'py, PyList>> {
        let out = PyList::empty(py);
        for e in evidence {
            let outcome = format!("o{}", e.outcome.index + 1);
            out.append(make(
                py,
                "Evidence",
                (&e.quote, e.relation.as_str(), wide(e.weight), &e.summary, outcome),
            )?)?;
        }
        Ok(out)
    };
    let unused = PyList::empty(py);
    for u in &told.not_used {
        unused.append(make(py, "Unused", (&u.quote, &u.reason))?)?;
    }
    let without = PyList::empty(py);
    for w in &told.without {
        without.append(make(py, "Without", (w.verdict.as_str(), w.fulfilment.map(wide)))?)?;
    }
    let fields = (
        told.verdict.as_str(),
        told.fulfilment.map(wide),
        told.contested,
        pieces(&told.supporting)?,
        pieces(&told.opposing)?,
        unused,
        without,
        cautions(py, &told.warnings)?,
        view::text::explanation(&told),
    );
    make(py, "Explanation", fields)
}
