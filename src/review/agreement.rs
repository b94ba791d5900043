//! Two codings of the same texts side by side: where both marked, what both said of it, and where they differ.

use super::coding::Coding;
use super::compared::{Agreement, Figure, Measure, What};
use super::reliability::Ratings;
use super::tally::{Attribute, GROUPS, Tally};
use crate::chance::{Draws, REPEATS, middle};
use crate::error::Error;

/// With fewer documents single marks are drawn: documents as a whole would say nothing.
const LEAST: u32 = 5;
const SEED: u64 = 0xA62E_E5ED;

/// Compares two codings of the same texts.
///
/// # Errors
/// When a document has another text in the one than in the other, or a value is none of those that there are.
pub fn agreement(a: &Coding, b: &Coding) -> Result<Agreement, Error> {
    let alone = |x: &Coding, y: &Coding| {
        x.documents.keys().filter(|id| !y.documents.contains_key(*id)).cloned().collect::<Vec<_>>()
    };
    let mut tally = Tally::new();
    let mut documents = 0;
    let mut ends: Vec<usize> = Vec::new();
    for (id, one) in &a.documents {
        let Some(other) = b.documents.get(id) else { continue };
        if !one.text.is_empty() && !other.text.is_empty() && one.text != other.text {
            return Err(Error::input(format!("the codings have different texts of '{id}'")));
        }
        tally.document(id, one, other)?;
        documents += 1;
        ends.push(tally.units.len());
    }
    let by_document = documents >= LEAST;
    if !by_document {
        ends = (1..=tally.units.len()).collect();
    }
    let figures = figures(&tally, &ends);
    let drawn = if by_document { "documents" } else { "marks" };
    let alone = [alone(a, b), alone(b, a)];
    Ok(Agreement { documents, drawn, alone, figures, disagreements: tally.disagreements })
}

/// All figures, with intervals from draws of clusters that end at these units.
fn figures(tally: &Tally, ends: &[usize]) -> Vec<Figure> {
    let cluster = |c: usize| (if c == 0 { 0 } else { ends[c - 1] })..ends[c];
    let mut all = vec![0.0; tally.width];
    (0..ends.len()).for_each(|c| tally.sum(cluster(c), &mut all));
    let values = measured(&all);
    let mut drawn: Vec<Vec<f64>> = vec![Vec::new(); values.len()];
    let mut draw = Draws::new(SEED);
    let mut sums = vec![0.0; tally.width];
    for _ in 0..if ends.len() > 1 { REPEATS } else { 0 } {
        sums.fill(0.0);
        for _ in 0..ends.len() {
            tally.sum(cluster(draw.below(ends.len())), &mut sums);
        }
        for (kept, (_, _, value, _)) in drawn.iter_mut().zip(measured(&sums)) {
            kept.extend(value);
        }
    }
    let figure = |((what, measure, value, n), drawn): ((What, Measure, Option<f64>, f64), Vec<f64>)| {
        let interval = value.and_then(|_| middle(drawn));
        Figure { what, measure, value, interval, n: n as u32 }
    };
    values.into_iter().zip(drawn).map(figure).collect()
}

/// All figures of some counts.
fn measured(sums: &[f64]) -> Vec<(What, Measure, Option<f64>, f64)> {
    let mut out = Vec::new();
    let mut at = 0;
    for group in &GROUPS {
        let [both, a, b] = [sums[at], sums[at + 1], sums[at + 2]];
        out.push((group.what, Measure::F1, (a + b > 0.0).then(|| 2.0 * both / (a + b)), a + b));
        at += 3;
        for attribute in group.attributes {
            let cells = attribute.values.len().pow(2);
            out.extend(rated(attribute, &sums[at..at + cells]));
            at += cells;
        }
    }
    out
}

fn rated(attribute: &Attribute, counts: &[f64]) -> Vec<(What, Measure, Option<f64>, f64)> {
    let ratings = Ratings::from_counts(attribute.values.len(), counts);
    let one = |measure, value, ratings: &Ratings| (attribute.what, measure, value, ratings.len() as f64);
    let mut out = vec![
        one(Measure::Same, ratings.same(), &ratings),
        one(Measure::Kappa, ratings.kappa(), &ratings),
        one(Measure::AlphaNominal, ratings.alpha_nominal(), &ratings),
    ];
    if attribute.ordered > 0 {
        let ordered = ratings.among(attribute.ordered);
        out.push(one(Measure::KappaQuadratic, ordered.kappa_quadratic(), &ordered));
        out.push(one(Measure::AlphaOrdinal, ordered.alpha_ordinal(), &ordered));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Measure, What, agreement};
    use crate::review::Coding;

    fn coding(docs: usize, verdict: &str, end: u32) -> Coding {
        let one = |d: usize| {
            format!(
                r#"{{"doc":"d{d}","text":"The port promised a new quay. It was built.","commitments":[
                {{"id":"c1","start":0,"end":{end},"kind":"pledge","verdict":"{}","specificity":"specific"}}],
                "outcomes":[{{"id":"o1","start":30,"end":42,"kind":"action","polarity":"positive"}}],
                "links":[{{"commitment":"c1","outcome":"o1","relation":"fulfils"}}]}}"#,
                if d == 0 { "breached" } else { verdict }
            )
        };
        let lines: Vec<String> = (0..docs).map(one).collect();
        Coding::from_json(&lines.join("\n"), "test").expect("a coding")
    }

    fn figure(a: &Coding, b: &Coding, what: What, measure: Measure) -> super::Figure {
        let out = agreement(a, b).expect("comparable");
        *out.figures.iter().find(|f| f.what == what && f.measure == measure).expect("measured")
    }

    #[test]
    fn a_coding_agrees_with_itself() {
        let a = coding(6, "fulfilled", 28);
        let out = agreement(&a, &a).expect("comparable");
        assert!(out.figures.iter().filter_map(|f| f.value).all(|v| v == 1.0), "{:#?}", out.figures);
        assert!(out.disagreements.is_empty() && out.documents == 6 && out.drawn == "documents");
        assert_eq!(figure(&a, &a, What::Verdict, Measure::AlphaOrdinal).n, 6);
        // One value only: chance explains all.
        assert_eq!(figure(&a, &a, What::Kind, Measure::AlphaNominal).value, None);
    }

    #[test]
    fn what_differs_is_listed_and_counted() {
        let (a, b) = (coding(4, "fulfilled", 28), coding(4, "not_fulfilled", 12));
        let verdict = figure(&a, &b, What::Verdict, Measure::Same);
        assert_eq!((verdict.value, verdict.n), (Some(0.25), 4));
        let (low, high) = verdict.interval.expect("drawn");
        assert!(low <= 0.25 && high >= 0.5, "{low} {high}");
        let out = agreement(&a, &b).expect("comparable");
        assert_eq!((out.disagreements.len(), out.drawn), (3, "marks"));
        let first = &out.disagreements[0];
        assert_eq!((first.doc.as_str(), first.quote.as_str()), ("d1", "The port promised a new quay"));
        assert_eq!((first.a.as_deref(), first.b.as_deref()), (Some("fulfilled"), Some("not_fulfilled")));

        // A mark that only one made takes its link along.
        let none = Coding::from_json(r#"{"doc":"d1"}"#, "test").expect("empty");
        let out = agreement(&a, &none).expect("comparable");
        assert_eq!((out.disagreements.len(), out.alone[0].len()), (3, 3));
        assert_eq!(figure(&a, &none, What::Links, Measure::F1).value, Some(0.0));
    }

    #[test]
    fn other_texts_and_unknown_values_are_refused() {
        let a = coding(1, "fulfilled", 28);
        let other = Coding::from_json(r#"{"doc":"d0","text":"Another."}"#, "test").expect("a coding");
        assert!(agreement(&a, &other).is_err());
        let mut odd = a.clone();
        odd.documents.get_mut("d0").expect("there").commitments[0].verdict = Some("kept".to_owned());
        let message = agreement(&a, &odd).expect_err("no such verdict").to_string();
        assert!(message.contains("'kept'") && message.contains("partly_fulfilled"), "{message}");
    }
}
