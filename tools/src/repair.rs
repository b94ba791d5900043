//! `tools repair`: how well damaged text is mended and clean text left alone.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use servanda::{AssessOptions, DocVars, Reader, RepairKind, RepairLevel, Report, Text, assess};

use crate::damage;
use crate::repair_truth::{Counts, KINDS, beyond, count, gaps, listed, mended_gaps, words};
use crate::usage::is_held;
use crate::{gold_files, texts};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const DAMAGED: [&str; 2] = ["a-georgia-accession", "c-kazakhstan-madrid"];

/// The table; with `wrong`, also what is not right.
pub(crate) fn measure(shared: &Path, wrong: bool) -> Result<String> {
    let mut out = String::new();
    let seed = shared.join("seeds");
    let gold = shared.join("gold/damaged");
    let mut scans = vec![seed.join("kazakhstan-osce-2009")];
    scans.extend(DAMAGED.iter().map(|name| gold.join(name)));
    let mut counts = Counts::new();
    for stem in &scans {
        let one = scan(stem, wrong, &mut out)?;
        for (kind, c) in one {
            let sum = counts.entry(kind).or_default();
            (sum.made, sum.all, sum.tried) = (sum.made + c.made, sum.all + c.all, sum.tried + c.tried);
        }
    }
    writeln!(out, "three damaged texts: {}", shown(&counts))?;
    let held = held(shared)?;
    synthetic(&held, wrong, &mut out)?;
    clean(&held, wrong, &mut out)?;
    boundaries(&shared.join("data/repair/acl-dev"), wrong, &mut out)?;
    findings(shared, &scans, wrong, &mut out)?;
    speed(&held, &mut out)?;
    Ok(out)
}

/// The texts that were not counted for word usage.
fn held(shared: &Path) -> Result<Vec<String>> {
    let mut out = Vec::new();
    for name in ["state_hr", "crs", "sotu"] {
        let texts = texts::read(&shared.join(format!("data/text/{name}.jsonl.xz")))?;
        out.extend(texts.into_iter().enumerate().filter(|(i, _)| is_held(*i)).map(|(_, t)| t));
    }
    Ok(out)
}

fn shown(counts: &Counts) -> String {
    let cells = KINDS.iter().filter_map(|kind| {
        let c = counts.get(kind).filter(|c| c.all + c.tried > 0)?;
        let tried = if c.tried > 0 { format!(" in {} tries", c.tried) } else { String::new() };
        Some(format!("{kind} {}/{}{tried}", c.made, c.all))
    });
    cells.collect::<Vec<_>>().join(", ")
}

/// One damaged text with its list and its truth.
fn scan(stem: &Path, wrong: bool, out: &mut String) -> Result<Counts> {
    let name = stem.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    let with = |end: &str| stem.with_file_name(format!("{name}.{end}"));
    let source =
        std::fs::read_to_string(with("damaged.txt")).or_else(|_| std::fs::read_to_string(with("txt")))?;
    let restored = std::fs::read_to_string(with("restored.txt"))?;
    let items = listed(&source, &with("damage.json"))?;
    let text = Text::new(source.as_str(), RepairLevel::Full)?;
    let mut counts = Counts::new();
    let mut missed = String::new();
    count(&text, &items, &mut counts, |item| {
        let _ =
            writeln!(missed, "  missed {} {:?} -> {:?}", item.kind, &source[item.start..item.end], item.now);
    });
    let (made, all) = counts.values().fold((0, 0), |(m, a), c| (m + c.made, a + c.all));
    let odd = beyond(text.clean(), &restored);
    let same = beyond(&source, &restored);
    let new: Vec<_> = beyond(&odd.join(" "), &same.join(" ")).into_iter().map(str::to_owned).collect();
    writeln!(
        out,
        "{name}: {made}/{all} made exactly; {} words not the author's left of {}, {} of them new; {}",
        odd.len(),
        same.len(),
        new.len(),
        shown(&counts)
    )?;
    if wrong {
        out.push_str(&missed);
        writeln!(out, "  words left or new: {}", odd.join(" "))?;
    }
    Ok(counts)
}

/// Damage made by rule on clean texts.
fn synthetic(held: &[String], wrong: bool, out: &mut String) -> Result<()> {
    let mut counts = Counts::new();
    let (mut texts, mut all, mut odd) = (0, 0, 0);
    for (seed, text) in held.iter().enumerate() {
        let end = text.char_indices().nth(12_000).map_or(text.len(), |(at, _)| at);
        let damaged = damage::damage(&text[..end], seed as u64);
        let mended = Text::new(damaged.text.as_str(), RepairLevel::Full)?;
        count(&mended, &damaged.items, &mut counts, |item| {
            if wrong && item.kind != "displaced_fragment" {
                let was = &damaged.text[item.start..item.end];
                let _ = writeln!(out, "  missed {} {was:?} -> {:?}", item.kind, item.now);
            }
        });
        texts += 1;
        all += damaged.truth.split_whitespace().count();
        let before = beyond(&damaged.text, &damaged.truth).join(" ");
        let after = beyond(mended.clean(), &damaged.truth).join(" ");
        odd += beyond(&after, &before).len();
    }
    let rate = odd as f64 * 2000.0 / all as f64;
    writeln!(
        out,
        "synthetic damage, {texts} texts held out: {}; {rate:.2} words wrongly changed in 2,000",
        shown(&counts)
    )?;
    Ok(())
}

/// Texts that need no repair.
fn clean(held: &[String], wrong: bool, out: &mut String) -> Result<()> {
    let (mut words, mut changes) = (0, 0);
    for source in held {
        words += source.split_whitespace().count();
        let text = Text::new(source.as_str(), RepairLevel::Full)?;
        for repair in text.repairs() {
            let damage = matches!(
                repair.kind,
                RepairKind::JoinedWords
                    | RepairKind::SplitWords
                    | RepairKind::Character
                    | RepairKind::StrayMark
                    | RepairKind::Moved
            );
            changes += usize::from(damage);
            if damage && wrong {
                let was = &source[repair.source.range()];
                writeln!(
                    out,
                    "  {} {was:?} -> {:?} {:.2}",
                    repair.kind,
                    text.slice(repair.clean),
                    repair.confidence
                )?;
            }
        }
    }
    let rate = changes as f64 * 1e5 / words as f64;
    writeln!(out, "clean text held out: {changes} changes in {words} words, {rate:.2} in 100,000")?;
    Ok(())
}

/// Where spaces stand in lines that a converter damaged.
fn boundaries(folder: &Path, wrong: bool, out: &mut String) -> Result<()> {
    let corrupt = std::fs::read_to_string(folder.join("corrupt.txt"))?;
    let correct = std::fs::read_to_string(folder.join("correct.txt"))?;
    let whole = Text::new(corrupt.lines().collect::<Vec<_>>().join("\n\n"), RepairLevel::Full)?;
    let whole = mended_gaps(&whole);
    for (name, one) in [("line by line", false), ("as one text", true)] {
        let (mut right, mut made, mut wanted, mut other, mut start) = (0, 0, 0, 0, 0);
        for (was, now) in corrupt.lines().zip(correct.lines()) {
            let ((letters, before), (truth, after)) = (gaps(was), gaps(now));
            let count = letters.chars().count();
            let inside: BTreeSet<usize> = if one {
                whole.range(start + 1..start + count).map(|g| g - start).collect()
            } else {
                mended_gaps(&Text::new(was, RepairLevel::Full)?).range(1..count).copied().collect()
            };
            start += count;
            if letters != truth {
                other += 1;
                continue;
            }
            let before: BTreeSet<usize> = before.into_iter().collect();
            let change = |to: &BTreeSet<usize>| -> BTreeSet<(usize, bool)> {
                before.symmetric_difference(to).map(|&g| (g, to.contains(&g))).collect()
            };
            let (want, did) = (change(&after.into_iter().collect()), change(&inside));
            right += want.intersection(&did).count();
            made += did.len();
            wanted += want.len();
            if wrong && one {
                for (gap, put) in want.symmetric_difference(&did) {
                    let what = if want.contains(&(*gap, *put)) { "missed" } else { "wrong" };
                    writeln!(
                        out,
                        "  {what} {} {}",
                        if *put { "space" } else { "join" },
                        around(&letters, &before, *gap)
                    )?;
                }
            }
        }
        let (p, r) = (right as f64 / made.max(1) as f64, right as f64 / wanted.max(1) as f64);
        let f = 2.0 * p * r / (p + r).max(1e-9);
        writeln!(
            out,
            "acl-dev {name}: spaces P {p:.3} R {r:.3} F1 {f:.3} ({wanted} wanted, {other} lines differ in letters)"
        )?;
    }
    Ok(())
}

/// Some letters on both sides of a gap, spaced as they were.
fn around(letters: &str, before: &BTreeSet<usize>, gap: usize) -> String {
    let mut out = String::new();
    for (at, c) in letters.chars().enumerate().skip(gap.saturating_sub(14)).take(28) {
        if before.contains(&at) {
            out.push(' ');
        }
        if at == gap {
            out.push('^');
        }
        out.push(c);
    }
    out
}

/// A finding as it is matched: where it stands, as words, and what is said of it.
struct Finding {
    words: String,
    says: String,
}

/// Commitments, outcomes, and commitments with their verdicts.
fn found(text: &str, id: &str, date: Option<String>, level: RepairLevel) -> Result<[Vec<Finding>; 3]> {
    let vars = DocVars { id: id.to_owned(), date, ..DocVars::default() };
    let document = Reader::new().with_repair(level).read(text, vars)?;
    let report: Report = assess(vec![Arc::new(document)], AssessOptions::default());
    let document = &report.documents[0];
    let place = |span| words(document.text.slice(span));
    let commitments =
        document.commitments().iter().map(|c| Finding { words: place(c.span), says: String::new() });
    let outcomes = document.outcomes().iter().map(|o| Finding { words: place(o.span), says: String::new() });
    let verdicts = report.assessments.iter().map(|a| Finding {
        words: place(document.commitments()[a.commitment.index as usize].span),
        says: a.verdict.value.to_string(),
    });
    Ok([commitments.collect(), outcomes.collect(), verdicts.collect()])
}

/// Findings of one that the other has too: most of the shorter one's words are the same.
fn same(these: &[Finding], those: &[Finding]) -> usize {
    let mut free = vec![true; those.len()];
    let mut out = 0;
    for one in these {
        let best =
            those.iter().enumerate().filter(|(i, o)| free[*i] && o.says == one.says).max_by_key(|(i, o)| {
                let shared = o.words.split(' ').count() - beyond(&o.words, &one.words).len();
                (shared, std::cmp::Reverse(*i))
            });
        let Some((i, other)) = best else { continue };
        let shared = other.words.split(' ').count() - beyond(&other.words, &one.words).len();
        if shared * 2 > other.words.split(' ').count().min(one.words.split(' ').count()) {
            free[i] = false;
            out += 1;
        }
    }
    out
}

/// Findings of one that the other lacks.
fn differing(these: &[Finding], those: &[Finding], what: &str, out: &mut String) -> Result<()> {
    for one in these {
        if same(std::slice::from_ref(one), those) == 0 {
            writeln!(out, "  {what}: {} {:?}", one.says, one.words)?;
        }
    }
    Ok(())
}

/// What is found in damaged texts beside what is found in the clean ones.
fn findings(shared: &Path, scans: &[std::path::PathBuf], wrong: bool, out: &mut String) -> Result<()> {
    let mut pairs: Vec<(String, String, Option<String>)> = Vec::new();
    for stem in scans {
        let name = stem.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let with = |end: &str| stem.with_file_name(format!("{name}.{end}"));
        let damaged =
            std::fs::read_to_string(with("damaged.txt")).or_else(|_| std::fs::read_to_string(with("txt")))?;
        pairs.push((damaged, std::fs::read_to_string(with("restored.txt"))?, None));
    }
    let mut made: Vec<(String, String, Option<String>)> = Vec::new();
    for (seed, (_, path)) in gold_files(&shared.join("gold/own"))?.into_iter().enumerate() {
        let gold: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path)?)?;
        let text = gold["text"].as_str().ok_or("no text")?;
        let damaged = damage::damage(text, seed as u64);
        made.push((
            damaged.text,
            damaged.truth.replace('\n', "\n\n"),
            gold["date"].as_str().map(str::to_owned),
        ));
    }
    for (name, pairs) in [("three damaged texts", pairs), ("own briefs, damage by rule", made)] {
        for level in [RepairLevel::None, RepairLevel::Safe, RepairLevel::Full] {
            let mut cells = [[0usize; 3]; 3];
            for (damaged, clean, date) in &pairs {
                let got = found(damaged, name, date.clone(), level)?;
                let truth = found(clean, name, date.clone(), RepairLevel::Full)?;
                if wrong && level == RepairLevel::Full {
                    for k in 0..3 {
                        differing(&got[k], &truth[k], "only damaged", out)?;
                        differing(&truth[k], &got[k], "only clean", out)?;
                    }
                }
                for k in 0..3 {
                    cells[k][0] += same(&got[k], &truth[k]);
                    cells[k][1] += got[k].len();
                    cells[k][2] += truth[k].len();
                }
            }
            let share = |[same, got, truth]: [usize; 3]| 2.0 * same as f64 / (got + truth).max(1) as f64;
            writeln!(
                out,
                "findings, {name}, repair {level}: the same as on clean text: commitments {:.3}, outcomes {:.3}, verdicts {:.3}",
                share(cells[0]),
                share(cells[1]),
                share(cells[2])
            )?;
        }
    }
    Ok(())
}

/// Bytes a second on clean text, one core.
fn speed(held: &[String], out: &mut String) -> Result<()> {
    let bytes: usize = held.iter().map(String::len).sum();
    let mut cells = Vec::new();
    for level in [RepairLevel::Safe, RepairLevel::Full] {
        let mut best = f64::MAX;
        for _ in 0..5 {
            let start = Instant::now();
            for text in held {
                std::hint::black_box(Text::new(text.as_str(), level)?);
            }
            best = best.min(start.elapsed().as_secs_f64());
        }
        cells.push(format!("{level} {:.0} MB/s", bytes as f64 / best / 1e6));
    }
    writeln!(out, "speed on clean text, one core: {}", cells.join(", "))?;
    Ok(())
}
