//! Coded statements in place of found ones: what linking and judging do when reading makes no mistake.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use servanda::{
    AssessOptions, Basis, Commitment, CommitmentKind, Direction, DocVars, Document, Factuality, Interval,
    Outcome, OutcomeKind, Polarity, Reader, RepairLevel, Shares, Slot, Span, Specificity, Statements, Voice,
    assess, view,
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// `tools link-gold GOLD_DIR OUT_DIR`: links and verdicts on coded statements, as the JSON contract.
pub(crate) fn link_gold(gold: &Path, out: &Path) -> Result<()> {
    std::fs::create_dir_all(out)?;
    for (stem, coded) in texts(gold)? {
        let (document, ..) = document(&stem, &coded)?;
        let report = assess(vec![Arc::new(document)], AssessOptions::default());
        let file = std::fs::File::create(out.join(format!("{stem}.pred.json")))?;
        serde_json::to_writer(std::io::BufWriter::new(file), &view::json::document(&report, 0))?;
    }
    Ok(())
}

pub(crate) fn texts(gold: &Path) -> Result<Vec<(String, Value)>> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(gold)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let Some(stem) = name.strip_suffix(".gold.json") else { continue };
        out.push((stem.to_owned(), serde_json::from_str(&std::fs::read_to_string(&path)?)?));
    }
    out.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(out)
}

/// What the names of our own briefs begin with among the texts to learn from.
const OURS: &str = "brief/";

/// Whether a text to learn from is one of our own briefs.
pub(crate) fn is_ours(name: &str) -> bool {
    name.starts_with(OURS)
}

/// What the trainers learn from: the coded texts of a folder, then our own briefs.
pub(crate) fn to_learn(gold: &Path) -> Result<Vec<(String, Value)>> {
    let mut out = texts(gold)?;
    let ours = crate::briefs::load(Path::new(crate::briefs::FOLDER))?;
    out.extend(ours.into_iter().map(|(name, coded)| (format!("{OURS}{name}"), coded)));
    Ok(out)
}

/// The document with the coder's statements, and the coder's ids of its commitments and outcomes.
pub(crate) fn document(stem: &str, coded: &Value) -> Result<(Document, Vec<Value>, Vec<Value>)> {
    let date = coded["date"].as_str().filter(|d| Interval::parse(d).is_ok()).map(str::to_owned);
    let vars = DocVars { id: stem.to_owned(), date, ..DocVars::default() };
    let reader = Reader::new().with_repair(RepairLevel::None);
    let mut document = reader.read(coded["text"].as_str().ok_or("no text")?, vars)?;
    let mut commitments = Vec::new();
    for item in coded["commitments"].as_array().into_iter().flatten() {
        commitments.push((commitment(&document, item)?, item["id"].clone()));
    }
    let mut outcomes = Vec::new();
    for item in coded["outcomes"].as_array().into_iter().flatten() {
        outcomes.push((outcome(&document, item)?, item["id"].clone()));
    }
    commitments.sort_by_key(|(c, _)| c.span);
    outcomes.sort_by_key(|(o, _)| o.span);
    let (commitments, c_ids): (Vec<_>, Vec<_>) = commitments.into_iter().unzip();
    let (outcomes, o_ids): (Vec<_>, Vec<_>) = outcomes.into_iter().unzip();
    document.statements = Statements { commitments, outcomes, rejected: Vec::new() };
    Ok((document, c_ids, o_ids))
}

/// The document as read, with the places of its statements as the coder would give them.
pub(crate) fn read(stem: &str, coded: &Value) -> Result<Document> {
    let date = coded["date"].as_str().filter(|d| Interval::parse(d).is_ok()).map(str::to_owned);
    let vars = DocVars { id: stem.to_owned(), date, ..DocVars::default() };
    Ok(Reader::new().read(coded["text"].as_str().ok_or("no text")?, vars)?)
}

fn place(document: &Document, item: &Value) -> Result<(Span, u32)> {
    let at = |key: &str| item[key].as_u64().map(|n| n as usize).ok_or("no place");
    let span = document.text.span_of_chars(at("start")?..at("end")?)?;
    let after = document.sentences.partition_point(|s| s.span.start <= span.start);
    Ok((span, after.saturating_sub(1) as u32))
}

fn slot(document: &Document, value: &Value) -> Option<Slot> {
    let value = value.as_str().filter(|v| !matches!(*v, "unspecified" | "writer" | ""))?;
    let things = &document.entities.things;
    let thing = things.iter().position(|t| t.name == value || t.acronym.as_deref() == Some(value));
    Some(Slot { value: value.to_owned(), span: None, thing: thing.map(|t| t as u32) })
}

/// A date as the coder copied it: its place near the statement, and the days that a found date says.
fn date(document: &Document, near: Span, value: &Value) -> Option<(Span, Option<Interval>)> {
    let words = value.as_str()?;
    let clean = document.text.clean();
    let found =
        clean[near.range()].find(words).map(|at| at + near.start as usize).or_else(|| clean.find(words))?;
    let span = Span::new(found, found + words.len());
    let times = document.entities.within(span).filter_map(|e| match &e.value {
        Some(servanda::Value::Time(interval)) => Some(*interval),
        _ => None,
    });
    Some((span, times.last()))
}

fn commitment(document: &Document, item: &Value) -> Result<Commitment> {
    let (span, sentence) = place(document, item)?;
    let name = |key: &str| item[key].as_str().unwrap_or_default();
    Ok(Commitment {
        span,
        sentence,
        kind: CommitmentKind::parse(name("kind")).ok_or("no kind")?,
        actor: slot(document, &item["actor"]),
        recipient: slot(document, &item["recipient"]),
        action: span,
        deadline: date(document, span, &item["deadline"]),
        made: date(document, span, &item["made"]),
        direction: Direction::parse(name("direction")).unwrap_or(Direction::Do),
        specificity: Specificity::parse(name("specificity")).unwrap_or(Specificity::Vague),
        voice: Voice::Writer,
        condition: None,
        score: 1.0,
        cues: Vec::new(),
    })
}

fn outcome(document: &Document, item: &Value) -> Result<Outcome> {
    let (span, sentence) = place(document, item)?;
    let name = |key: &str| item[key].as_str().unwrap_or_default();
    let assessor = slot(document, &item["source"]);
    let kind = OutcomeKind::parse(name("kind")).ok_or("no kind")?;
    let polarity = Polarity::parse(name("polarity")).ok_or("no polarity")?;
    Ok(Outcome {
        span,
        sentence,
        kind,
        polarity,
        shares: Shares::certain(kind, polarity),
        actor: None,
        basis: if assessor.is_some() { Basis::ThirdParty } else { Basis::Writer },
        assessor,
        factuality: if kind == OutcomeKind::Inaction { Factuality::DidNot } else { Factuality::Happened },
        date: None,
        score: 1.0,
        cues: Vec::new(),
    })
}
