//! `tools speed JSONL [MB [STAGE [ROUNDS]]]`: bytes a second of each stage on one core, on the texts of a JSON-lines file (also `.xz`).

#![allow(clippy::print_stdout)]

use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use serde_json::Value;
use servanda::{AssessOptions, DocVars, Document, Reader, RepairLevel, Text, assess, stage};

/// Documents of about this size, as briefs are.
const SIZE: usize = 12_000;
/// The fastest of so many rounds counts, where no other number is asked for.
pub(crate) const ROUNDS: usize = 3;

/// Measures and prints.
///
/// # Errors
/// When the file cannot be read.
pub(crate) fn measure(
    path: &Path,
    megabytes: usize,
    only: Option<&str>,
    rounds: usize,
) -> Result<(), Box<dyn Error>> {
    let texts = texts(path, megabytes * 1_000_000)?;
    let reader = Reader::new();
    let docs = texts
        .iter()
        .map(|t| Ok(Arc::new(reader.read(t.as_str(), DocVars::default())?)))
        .collect::<Result<Vec<Arc<Document>>, servanda::Error>>()?;
    let bytes: usize = texts.iter().map(String::len).sum();
    let tokens: usize = docs.iter().map(|d| d.tokens.len()).sum();
    println!("{} documents, {:.1} MB, {tokens} tokens", docs.len(), bytes as f64 / 1e6);
    let mut whole = 0.0;
    let mut stage = |name: &str, work: &dyn Fn(usize) -> usize| {
        if only.is_some_and(|o| o != name) {
            return;
        }
        let mut best = f64::MAX;
        for _ in 0..rounds {
            let clock = Clock::start();
            let sum: usize = (0..docs.len()).map(work).sum();
            best = best.min(clock.seconds());
            std::hint::black_box(sum);
        }
        let speed = |seconds: f64| {
            format!(
                "{:7.2} MB/s {:6.2} M tokens/s",
                bytes as f64 / seconds / 1e6,
                tokens as f64 / seconds / 1e6
            )
        };
        println!("{name:<10} {}", speed(best));
        whole += best;
        if matches!(name, "entity" | "assess") {
            println!("{:<10} {}", "so far", speed(whole));
        }
    };
    stage("text", &|i| Text::new(texts[i].as_str(), RepairLevel::Full).map_or(0, |t| t.clean().len()));
    stage("segment", &|i| stage::segment(&docs[i]).1);
    stage("token", &|i| stage::tokens(&docs[i]));
    stage("entity", &|i| stage::entities(&docs[i]));
    stage("statement", &|i| stage::statements(&docs[i]).0);
    stage("assess", &|i| assess(vec![Arc::clone(&docs[i])], AssessOptions::default()).links.len());
    Ok(())
}

/// Time that this thread has run, where the system tells it; else time that has passed.
struct Clock {
    start: Instant,
    ran: Option<f64>,
}

impl Clock {
    fn start() -> Self {
        Self { start: Instant::now(), ran: Self::ran() }
    }

    fn ran() -> Option<f64> {
        let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        line.split(' ').next()?.parse::<f64>().ok().map(|n| n / 1e9)
    }

    fn seconds(&self) -> f64 {
        match (self.ran, Self::ran()) {
            (Some(from), Some(to)) if to > from => to - from,
            _ => self.start.elapsed().as_secs_f64(),
        }
    }
}

/// The first texts of a file, cut at line ends.
fn texts(path: &Path, bytes: usize) -> Result<Vec<String>, Box<dyn Error>> {
    let raw = if path.extension().is_some_and(|e| e == "xz") {
        Command::new("xz").arg("-dc").arg(path).output()?.stdout
    } else {
        std::fs::read(path)?
    };
    let (mut out, mut total) = (Vec::new(), 0);
    for line in String::from_utf8(raw)?.lines() {
        let value: Value = serde_json::from_str(line)?;
        let mut text = String::new();
        for row in value["text"].as_str().unwrap_or_default().lines() {
            text.push_str(row);
            text.push('\n');
            if text.len() > SIZE {
                total += text.len();
                out.push(std::mem::take(&mut text));
            }
        }
        if total > bytes {
            break;
        }
    }
    Ok(out)
}
