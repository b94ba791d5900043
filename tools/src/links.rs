//! Learns what ties outcomes to commitments, and how they bear on them, by logistic regression over the linker's own figures.
//!
//! Examples are all pairs of coded statements, and all pairs of statements as the reader finds them: these are found with
//! statement weights that were learned without the text's own fold, so that the weights fit the noise of unseen text.
//! Folds are made of whole source documents.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use servanda::stage::{
    LinkBench, LinkWeights, PairFigures, assess_by, lexicon_with, link_features, statements_by,
    verdict_features, verdict_figures,
};
use servanda::{AssessOptions, Document, Lexicon, Span};

use crate::gold_statements as coded;
use crate::regression::{Of, Row, fit, fit_classes};
use crate::statements;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The table that is written.
const TABLE: &str = "src/lexicon/data/link_weights.tsv";
const FOLDS: usize = 5;
const RELATIONS: &[&str] = &["fulfils", "partly_fulfils", "fails", "breaches"];
const VERDICTS: &[&str] = &["fulfilled", "partly_fulfilled", "not_fulfilled", "breached", "no_evidence"];

/// What is fitted how; found by cross-validation.
#[derive(Clone, Copy, Debug)]
struct Plan {
    /// What one of our own briefs counts beside an excerpt: whole texts are rarer, and what a reader meets.
    ours: f64,
    /// What a pair of coded statements counts beside a pair of found ones.
    coded: f64,
    /// How strongly the weights of both looks are held back.
    links: f64,
    /// The same for relations.
    relations: f64,
    /// The same for verdicts, by the spread of each figure.
    verdicts: f64,
    /// Log-odds from which a pair is a link.
    tied: f32,
    /// What the sums of verdicts are divided by.
    heat: f64,
}

const PLAN: Plan =
    Plan { ours: 2.0, coded: 0.5, links: 8.0, relations: 6.0, verdicts: 10.0, tied: -2.2, heat: 1.0 };

/// What the coder says of a text.
struct Truth {
    links: BTreeMap<(usize, usize), usize>,
    verdicts: Vec<String>,
}

/// A text with its statements, found or coded.
struct Case {
    fold: usize,
    found: bool,
    /// One of our own briefs.
    brief: bool,
    document: Arc<Document>,
    bench: LinkBench,
    /// The coder's statement that each one stands for, if any.
    commitments: Vec<Option<usize>>,
    outcomes: Vec<Option<usize>>,
    truth: Arc<Truth>,
}

impl Case {
    fn relation(&self, commitment: usize, outcome: usize) -> Option<usize> {
        let pair = (self.commitments[commitment]?, self.outcomes[outcome]?);
        self.truth.links.get(&pair).copied()
    }
}

/// Learns from all texts and writes the table.
pub(crate) fn train(gold: &Path) -> Result<()> {
    let cases = load(gold)?;
    std::fs::write(TABLE, learn(&cases.iter().collect::<Vec<_>>(), PLAN)?)?;
    Ok(())
}

/// Cross-validates, and measures what is learned from all texts on those of other folders.
pub(crate) fn measure(gold: &Path, others: &[String]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let cases = load(gold)?;
    let mut plan = PLAN;
    let mut ties: Vec<f32> = vec![PLAN.tied];
    for (key, value) in others.iter().filter_map(|a| a.split_once('=')) {
        match key {
            "tied" => ties = value.split(',').map(str::parse).collect::<std::result::Result<_, _>>()?,
            "coded" => plan.coded = value.parse()?,
            "ours" => plan.ours = value.parse()?,
            "links" => plan.links = value.parse()?,
            "relations" => plan.relations = value.parse()?,
            "verdicts" => plan.verdicts = value.parse()?,
            "heat" => plan.heat = value.parse()?,
            _ => return Err(format!("no setting '{key}'").into()),
        }
    }
    let mut sets = Vec::new();
    for folder in others.iter().filter(|a| !a.contains('=')) {
        sets.push((folder, others_cases(Path::new(folder))?));
    }
    for tied in ties {
        plan.tied = tied;
        let mut tallies: [Tally; 4] = std::array::from_fn(|_| Tally::default());
        for fold in 0..FOLDS {
            let weights = weights(&cases.iter().filter(|c| c.fold != fold).collect::<Vec<_>>(), plan)?;
            for case in cases.iter().filter(|c| c.fold == fold) {
                tallies[2 * usize::from(case.brief) + usize::from(case.found)].add(case, &weights);
            }
        }
        for (name, tally) in
            ["train coded", "train found", "briefs coded", "briefs found"].iter().zip(&tallies)
        {
            writeln!(out, "{tied:5.2} {name:13} {}", tally.line())?;
        }
        if !sets.is_empty() {
            let weights = weights(&cases.iter().collect::<Vec<_>>(), plan)?;
            for (folder, cases) in &sets {
                let mut tallies = [Tally::default(), Tally::default()];
                for case in cases {
                    tallies[usize::from(case.found)].add(case, &weights);
                }
                let name = Path::new(folder).file_name().and_then(|n| n.to_str()).unwrap_or_default();
                writeln!(out, "      {name:4} found    {}", tallies[1].line())?;
                writeln!(out, "      {name:4} coded    {}", tallies[0].line())?;
            }
        }
    }
    Ok(())
}

/// Right, coded and predicted.
#[derive(Clone, Copy, Debug, Default)]
struct Count(usize, usize, usize);

impl Count {
    fn f1(self) -> f64 {
        2.0 * self.0 as f64 / (self.1 + self.2).max(1) as f64
    }
}

#[derive(Debug, Default)]
struct Tally {
    links: Count,
    verdicts: Count,
    each: [Count; VERDICTS.len()],
    relations: (usize, usize),
    /// Coded and predicted verdicts of commitments that were found, with the confidence.
    judged: Vec<(usize, usize, f32)>,
    /// Coded and predicted index of each text with two verdicts or more.
    indices: Vec<(f64, f64)>,
}

/// The mean fulfilment of some verdicts, and how many count.
fn index<'v>(verdicts: impl Iterator<Item = &'v str>) -> (f64, usize) {
    let values: Vec<f64> = verdicts
        .filter_map(|v| match v {
            "fulfilled" => Some(1.0),
            "partly_fulfilled" => Some(0.5),
            "not_fulfilled" | "breached" => Some(0.0),
            _ => None,
        })
        .collect();
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    (if values.is_empty() { 0.5 } else { mean }, values.len())
}

/// Agreement of two orders, by rank.
fn spearman(rows: &[(f64, f64)]) -> f64 {
    let ranks = |values: Vec<f64>| -> Vec<f64> {
        let below = |v: &f64| values.iter().filter(|w| *w < v).count() as f64;
        let same = |v: &f64| values.iter().filter(|w| *w == v).count() as f64;
        values.iter().map(|v| below(v) + (same(v) - 1.0) / 2.0).collect()
    };
    let (a, b) = (ranks(rows.iter().map(|r| r.0).collect()), ranks(rows.iter().map(|r| r.1).collect()));
    let mean = (rows.len().max(1) - 1) as f64 / 2.0;
    let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(p, q)| (p - mean) * (q - mean)).sum::<f64>();
    dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt().max(1e-9)
}

impl Tally {
    fn add(&mut self, case: &Case, weights: &LinkWeights) {
        let report = assess_by(vec![Arc::clone(&case.document)], AssessOptions::default(), weights);
        let truth = &case.truth;
        let (coded, count) = index(truth.verdicts.iter().map(String::as_str));
        if count >= 2 {
            let found = index(report.assessments.iter().map(|a| a.verdict.value.as_str())).0;
            self.indices.push((coded, found));
        }
        self.links.1 += truth.links.len();
        self.links.2 += report.links.len();
        for link in &report.links {
            let relation = case.relation(link.commitment.index as usize, link.outcome.index as usize);
            self.links.0 += usize::from(relation.is_some());
            self.relations.1 += usize::from(relation.is_some());
            self.relations.0 += usize::from(relation.is_some_and(|r| RELATIONS[r] == link.relation.as_str()));
        }
        self.verdicts.1 += truth.verdicts.len();
        self.verdicts.2 += report.assessments.len();
        for (v, count) in VERDICTS.iter().zip(&mut self.each) {
            count.1 += truth.verdicts.iter().filter(|t| t == v).count();
            count.2 += report.assessments.iter().filter(|a| a.verdict.value.as_str() == *v).count();
        }
        for (row, stands_for) in report.assessments.iter().zip(&case.commitments) {
            let value = row.verdict.value.as_str();
            let place = |wanted: &str| VERDICTS.iter().position(|v| *v == wanted);
            if let Some((coded, found)) = stands_for.and_then(|c| place(&truth.verdicts[c]).zip(place(value)))
            {
                self.judged.push((coded, found, row.verdict.confidence));
            }
            if stands_for.is_some_and(|c| truth.verdicts[c] == value) {
                self.verdicts.0 += 1;
                self.each.iter_mut().zip(VERDICTS).filter(|(_, v)| **v == value).for_each(|(c, _)| c.0 += 1);
            }
        }
    }

    /// Agreement on found commitments beyond chance.
    fn kappa(&self) -> f64 {
        let n = self.judged.len().max(1) as f64;
        let share = |test: &dyn Fn(&(usize, usize, f32)) -> bool| {
            self.judged.iter().filter(|j| test(j)).count() as f64 / n
        };
        let agree = share(&|j| j.0 == j.1);
        let chance: f64 = (0..VERDICTS.len()).map(|v| share(&|j| j.0 == v) * share(&|j| j.1 == v)).sum();
        (agree - chance) / (1.0 - chance).max(1e-9)
    }

    /// How far the confidence is from the share that is right, over ten bins (expected calibration error).
    fn miscalibration(&self) -> f64 {
        let bin = |j: &(usize, usize, f32)| ((j.2 * 10.0) as usize).min(9);
        let gap = |b: usize| {
            let inside: Vec<_> = self.judged.iter().filter(|j| bin(j) == b).collect();
            let right = inside.iter().filter(|j| j.0 == j.1).count() as f64;
            (right - inside.iter().map(|j| f64::from(j.2)).sum::<f64>()).abs()
        };
        (0..10).map(gap).sum::<f64>() / self.judged.len().max(1) as f64
    }

    fn line(&self) -> String {
        let mean = self.each.iter().map(|c| c.f1()).sum::<f64>() / VERDICTS.len() as f64;
        let each = self.each.map(|c| format!("{:.2}", c.f1())).join(" ");
        let Count(right, coded, found) = self.links;
        format!(
            "links P {:.3} R {:.3} F1 {:.3}  relation {:.3}  verdict {:.3}  kappa {:.3}  rho {:.2}  ECE {:.3}  macro {mean:.3} ({})",
            right as f64 / found.max(1) as f64,
            right as f64 / coded.max(1) as f64,
            self.links.f1(),
            self.relations.0 as f64 / self.relations.1.max(1) as f64,
            self.verdicts.f1(),
            self.kappa(),
            spearman(&self.indices),
            self.miscalibration(),
            each.trim()
        )
    }
}

fn weights(cases: &[&Case], plan: Plan) -> Result<LinkWeights> {
    Ok(LinkWeights::parse(learn(cases, plan)?.leak())?)
}

/// Figures that are not for the first look.
const LATER: &str = "first";
/// Figures of the second look besides its own.
const SECOND: &[&str] = &["bias", "commitment_doubt", "outcome_doubt", "same_clause"];
/// Where the figures of the second look end.
const LAST_OF_SECOND: &str = "run";
/// Figures that say how an outcome bears on a commitment.
const BEARING: &[&str] = &[
    "bias",
    "violation",
    "violation_refrain",
    "violation_obligation",
    "violation_plan",
    "inaction",
    "assessment",
    "action",
    "mixed",
    "negative",
    "positive",
    "positive_action",
    "positive_assessment",
    "negative_action",
    "negative_assessment",
    "negative_refrain",
    "negative_obligation",
    "obligation",
    "pledge",
    "plan",
    "vague",
    "measurable",
    "refrain",
    "full",
    "full_positive",
    "progress",
    "contrary",
    "contrary_negative",
    "contrary_refrain",
    "renounces",
    "official",
    "official_negative",
    "duty_to_act",
    "hedged",
    "covered",
    "contained",
    "comply_obligation",
    "comply_other",
    "points_back",
    "same_clause",
    "contrast_next",
    "closing_assessment",
    "spans_overlap",
    "likely_positive",
    "likely_mixed",
    "likely_negative",
    "likely_action",
    "likely_inaction",
    "likely_violation",
    "likely_assessment",
    "likely_negative_action",
    "likely_negative_refrain",
    "likely_violation_refrain",
    "likely_action_refrain",
    "negated",
    "shaded",
    "late",
    "positive_shaded",
    "positive_measurable",
    "negated_shaded",
    "has_figure",
    "done",
    "underway",
    "ahead",
    "done_only",
    "positive_done",
    "positive_underway",
    "reached",
    "same",
    "nearly",
    "half",
    "little",
    "cap_kept",
    "cap_passed",
    "in_time",
    "too_late",
    "part_all",
    "part_most",
    "part_some",
    "part_none",
    "every",
    "every_part",
    "in_time_for",
    "too_late_for",
    "all_for",
    "all_against",
];

/// The table: both looks, then the relations of pairs that are links; the look across documents is set by hand.
fn learn_links(cases: &[&Case], plan: Plan) -> Result<String> {
    let names = link_features();
    let at = |name: &str| names.iter().position(|n| *n == name).ok_or(format!("no figure '{name}'"));
    let (later, last) = (at(LATER)?, at(LAST_OF_SECOND)?);
    let first: Vec<usize> = (0..later).collect();
    let mut second = SECOND.iter().map(|n| at(n)).collect::<std::result::Result<Vec<_>, _>>()?;
    second.extend(later..=last);
    let bearing = BEARING.iter().map(|n| at(n)).collect::<std::result::Result<Vec<_>, _>>()?;

    let mut table = String::from(HEAD);
    let pairs = all_pairs(cases, &LinkWeights::parse(table.clone().leak())?);
    let rows = rows(cases, &pairs, plan);
    write(&mut table, "first", &names, &first, &fit(&rows, &first, plan.links))?;

    let pairs = all_pairs(cases, &LinkWeights::parse(table.clone().leak())?);
    let rows = self::rows(cases, &pairs, plan);
    write(&mut table, "second", &names, &second, &fit(&rows, &second, plan.links))?;

    let pairs = all_pairs(cases, &LinkWeights::parse(table.clone().leak())?);
    let linked = linked(cases, &pairs, plan);
    let fitted = fit_classes(&linked, &bearing, RELATIONS.len(), plan.relations, false);
    for (relation, weights) in RELATIONS.iter().zip(&fitted) {
        write(&mut table, &format!("if_{relation}"), &names, &bearing, weights)?;
    }
    writeln!(table, "tied\tbias\t{}", plan.tied)?;
    Ok(table)
}

/// The table with the verdicts: their figures are those that weights make which have not learned from the text's fold.
fn learn(cases: &[&Case], plan: Plan) -> Result<String> {
    let mut table = learn_links(cases, plan)?;
    let mut figures: Vec<Vec<Vec<f32>>> = vec![Vec::new(); cases.len()];
    for fold in 0..FOLDS {
        let others: Vec<&Case> = cases.iter().filter(|c| c.fold != fold).copied().collect();
        if others.len() == cases.len() {
            continue;
        }
        let weights = LinkWeights::parse(learn_links(&others, plan)?.leak())?;
        for (case, figures) in cases.iter().zip(&mut figures).filter(|(c, _)| c.fold == fold) {
            *figures = verdict_figures(&case.document, &weights);
        }
    }
    let mut rows = Vec::new();
    let mut agree = vec![vec![1.0; RELATIONS.len()]; VERDICTS.len()];
    for (case, figures) in cases.iter().zip(&figures) {
        for (stands_for, figures) in case.commitments.iter().zip(figures) {
            let Some(truth) = stands_for.map(|c| &case.truth.verdicts[c]) else { continue };
            let Some(class) = VERDICTS.iter().position(|v| v == truth) else { continue };
            let count = if case.found { 1.0 } else { 0.5 } * if case.brief { plan.ours } else { 1.0 };
            rows.push(Of { figures, class, count });
        }
        for ((commitment, _), relation) in case.truth.links.iter().filter(|_| !case.found) {
            let verdict = VERDICTS.iter().position(|v| *v == case.truth.verdicts[*commitment]);
            if let Some(verdict) = verdict {
                agree[verdict][*relation] += 1.0;
            }
        }
    }
    let names = verdict_features();
    let columns: Vec<usize> = (0..names.len()).collect();
    let fitted = fit_classes(&rows, &columns, VERDICTS.len(), plan.verdicts, true);
    let all: f64 = agree.iter().flatten().sum();
    let each: Vec<f64> = (0..RELATIONS.len()).map(|r| agree.iter().map(|row| row[r]).sum()).collect();
    for ((verdict, weights), agree) in VERDICTS.iter().zip(&fitted).zip(&agree) {
        write(&mut table, verdict, &names, &columns, weights)?;
        let mine: f64 = agree.iter().sum();
        for ((relation, count), everywhere) in RELATIONS.iter().zip(agree).zip(&each) {
            // How much more often the relation stands beside this verdict than at large.
            writeln!(table, "{verdict}\t{relation}\t{:.2}", (count / mine / (everywhere / all)).ln())?;
        }
    }
    writeln!(table, "heat\tbias\t{}", plan.heat)?;
    Ok(table)
}

const HEAD: &str = "# version: 1
# source: learned by the trainer in tools from hand-coded excerpts of public reports and speeches, coded statements and found ones, then rounded
# licence: MIT OR Apache-2.0
# looks: first, a pair by itself; second, beside the rivals and neighbours of its text; across, of two documents (set by hand, as is the weight of group); the rest, what a tied outcome does to the commitment: the highest sum
# note: log-odds
# columns: look\tfeature\tweight
across\tbias\t-4
across\tcontained\t5
across\tcovered\t2
across\trare\t1
across\tname\t1
across\tactor_here\t2
across\tactor_other\t-2
second\tgroup\t3
";

fn write(table: &mut String, look: &str, names: &[&str], columns: &[usize], weights: &[f64]) -> Result<()> {
    for (&column, weight) in columns.iter().zip(weights) {
        if weight.abs() >= 0.05 {
            writeln!(table, "{look}\t{}\t{weight:.2}", names[column])?;
        }
    }
    Ok(())
}

fn all_pairs(cases: &[&Case], weights: &LinkWeights) -> Vec<Vec<PairFigures>> {
    cases.iter().map(|case| case.bench.pairs(weights)).collect()
}

/// What a pair of a text counts.
fn counts(case: &Case, plan: Plan) -> f64 {
    (if case.found { 1.0 } else { plan.coded }) * if case.brief { plan.ours } else { 1.0 }
}

/// The examples for whether a pair is linked: all pairs.
fn rows<'f>(cases: &[&Case], pairs: &'f [Vec<PairFigures>], plan: Plan) -> Vec<Row<'f>> {
    let mut out = Vec::new();
    for (case, pairs) in cases.iter().zip(pairs) {
        for pair in pairs {
            let truth = case.relation(pair.commitment, pair.outcome).is_some();
            out.push(Row { figures: &pair.figures, truth, count: counts(case, plan) });
        }
    }
    out
}

/// The examples for relations: the linked pairs.
fn linked<'f>(cases: &[&Case], pairs: &'f [Vec<PairFigures>], plan: Plan) -> Vec<Of<'f>> {
    let mut out = Vec::new();
    for (case, pairs) in cases.iter().zip(pairs) {
        for pair in pairs {
            if let Some(class) = case.relation(pair.commitment, pair.outcome) {
                let count =
                    if case.found { 1.0 } else { 0.5 } * if case.brief { plan.ours.sqrt() } else { 1.0 };
                out.push(Of { figures: &pair.figures, class, count });
            }
        }
    }
    out
}

/// Each text twice: with coded statements, and with those that a reader finds which has not learned from its fold.
fn load(gold: &Path) -> Result<Vec<Case>> {
    let sources = sources(gold)?;
    let fold = |name: &str| {
        let source = sources.get(name).map_or(name, String::as_str);
        source.bytes().fold(7u32, |h, b| h.wrapping_mul(31).wrapping_add(u32::from(b))) as usize / 7 % FOLDS
    };
    let mut lexicons = Vec::new();
    for table in statements::crossed(gold, FOLDS, fold)? {
        lexicons.push(lexicon_with(table.leak())?);
    }
    let mut out = Vec::new();
    for (stem, coded) in coded::to_learn(gold)? {
        let fold = fold(&stem);
        let brief = coded::is_ours(&stem);
        out.extend(both(&stem, &coded, fold, &lexicons[fold])?.map(|c| Case { brief, ..c }));
    }
    Ok(out)
}

/// Texts that nothing is learned from.
fn others_cases(gold: &Path) -> Result<Vec<Case>> {
    let lexicon = Lexicon::builtin();
    let mut out = Vec::new();
    for (stem, coded) in coded::texts(gold)? {
        out.extend(both(&stem, &coded, 0, &lexicon)?);
    }
    Ok(out)
}

fn both(stem: &str, json: &Value, fold: usize, lexicon: &Lexicon) -> Result<[Case; 2]> {
    let list = |key: &str| json[key].as_array().map_or(&[][..], Vec::as_slice);
    let place = |key: &str, id: &Value| list(key).iter().position(|item| item["id"] == *id);
    let mut truth = Truth { links: BTreeMap::new(), verdicts: Vec::new() };
    truth.verdicts =
        list("commitments").iter().map(|c| c["verdict"].as_str().unwrap_or("").to_owned()).collect();
    for link in list("links") {
        let ends = (place("commitments", &link["commitment"]), place("outcomes", &link["outcome"]));
        let relation = RELATIONS.iter().position(|r| link["relation"] == **r);
        if let ((Some(c), Some(o)), Some(relation)) = (ends, relation) {
            truth.links.insert((c, o), relation);
        }
    }
    let truth = Arc::new(truth);
    let (document, c_ids, o_ids) = coded::document(stem, json)?;
    let coded = Case {
        fold,
        found: false,
        brief: false,
        bench: LinkBench::new(&document),
        document: Arc::new(document),
        commitments: c_ids.iter().map(|id| place("commitments", id)).collect(),
        outcomes: o_ids.iter().map(|id| place("outcomes", id)).collect(),
        truth: Arc::clone(&truth),
    };
    let mut document = coded::read(stem, json)?;
    document.statements = statements_by(&document, lexicon);
    let match_up = |key: &str, found: Vec<Span>| {
        let chars = |s: &Span| {
            let range = document.text.source_chars(*s);
            Span::new(range.start, range.end)
        };
        let number = |v: &Value| v.as_u64().unwrap_or(0) as usize;
        let coded: Vec<Span> =
            list(key).iter().map(|v| Span::new(number(&v["start"]), number(&v["end"]))).collect();
        let mut out = vec![None; found.len()];
        for (i, j) in statements::matched(&coded, &found.iter().map(chars).collect::<Vec<_>>()) {
            out[j] = Some(i);
        }
        out
    };
    let commitments = match_up("commitments", document.commitments().iter().map(|c| c.span).collect());
    let outcomes = match_up("outcomes", document.outcomes().iter().map(|o| o.span).collect());
    let bench = LinkBench::new(&document);
    let found = Case {
        fold,
        found: true,
        brief: false,
        bench,
        document: Arc::new(document),
        commitments,
        outcomes,
        truth,
    };
    Ok([coded, found])
}

/// The source document of each text, by the stem of its file.
fn sources(gold: &Path) -> Result<BTreeMap<String, String>> {
    let mut out = BTreeMap::new();
    let path = gold.join("SOURCES.tsv");
    if path.exists() {
        for line in std::fs::read_to_string(path)?.lines().skip(1) {
            let mut cells = line.split('\t');
            if let (Some(file), Some(source)) = (cells.next(), cells.next()) {
                out.insert(file.trim_end_matches(".txt").to_owned(), source.to_owned());
            }
        }
    }
    Ok(out)
}
