//! `tools sentences DATA_DIR`: how well sentences are cut, on the golden rules and on running text of EWT and GUM.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use servanda::{DocVars, Reader, RepairLevel};

/// Found, wanted, and right.
#[derive(Default, Clone, Copy)]
struct Counts {
    found: usize,
    gold: usize,
    right: usize,
}

impl Counts {
    fn f1(self) -> f64 {
        200.0 * self.right as f64 / (self.found + self.gold) as f64
    }
}

/// Prints every figure; with `wrong`, also the differences.
pub(crate) fn measure(data: &Path, wrong: bool) -> Result<String, Box<dyn Error>> {
    let mut out = String::new();
    let reader = Reader::new();
    let golden: Vec<serde_json::Value> =
        serde_json::from_str(&std::fs::read_to_string(data.join("sentences/golden_rules.json"))?)?;
    let mut passed = 0;
    for case in &golden {
        let text = case["text"].as_str().unwrap_or_default();
        let want: Vec<&str> =
            case["sentences"].as_array().into_iter().flatten().filter_map(|s| s.as_str()).collect();
        let document = reader.read(text, DocVars::default())?;
        let got: Vec<&str> = document.sentences.iter().map(|s| document.text.quote(s.span)).collect();
        if got == want {
            passed += 1;
        } else if wrong {
            writeln!(out, "golden: {got:?}")?;
        }
    }
    writeln!(out, "golden rules {passed}/{}", golden.len())?;
    let tokens = data.join("tokens");
    for (name, paths) in
        [("ewt dev", vec![tokens.join("ewt/dev.conllu")]), ("gum dev", conllu(&tokens.join("gum/dev"))?)]
    {
        for width in [None, Some(80), Some(50)] {
            for level in [RepairLevel::Safe, RepairLevel::None] {
                let reader = Reader::new().with_repair(level);
                let mut all = Counts::default();
                for path in &paths {
                    for paragraphs in documents(&std::fs::read_to_string(path)?) {
                        let list = wrong && width.is_none() && level == RepairLevel::Safe;
                        let counts = score(&reader, &paragraphs, width, list.then_some(&mut out))?;
                        all.found += counts.found;
                        all.gold += counts.gold;
                        all.right += counts.right;
                    }
                }
                let wrap = width.map_or("unwrapped".to_owned(), |w| format!("at {w}"));
                writeln!(
                    out,
                    "{name} {wrap:>9} repair {level:<5} F1 {:.2}  P {:.2}  R {:.2}  ({} sentences)",
                    all.f1(),
                    100.0 * all.right as f64 / all.found as f64,
                    100.0 * all.right as f64 / all.gold as f64,
                    all.gold
                )?;
            }
        }
    }
    Ok(out)
}

fn conllu(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            out.extend(conllu(&path)?);
        } else if path.extension().is_some_and(|e| e == "conllu") {
            out.push(path);
        }
    }
    out.sort();
    Ok(out)
}

/// The documents of a file, as paragraphs of sentences; a sentence ends with the space that follows it.
fn documents(file: &str) -> Vec<Vec<Vec<String>>> {
    let mut out: Vec<Vec<Vec<String>>> = Vec::new();
    let mut text = "";
    let mut spaced = true;
    for line in file.lines() {
        if line.starts_with("# newdoc") {
            out.push(Vec::new());
        } else if line.starts_with("# newpar") {
            if let Some(document) = out.last_mut().filter(|d| d.last().is_none_or(|p| !p.is_empty())) {
                document.push(Vec::new());
            }
        } else if let Some(found) = line.strip_prefix("# text = ") {
            text = found;
        } else if line.is_empty() {
            if let Some(document) = out.last_mut() {
                if document.is_empty() {
                    document.push(Vec::new());
                }
                if let Some(paragraph) = document.last_mut() {
                    paragraph.push(format!("{text}{}", if spaced { " " } else { "" }));
                }
            }
        } else if !line.starts_with('#') {
            spaced = !line.contains("SpaceAfter=No");
        }
    }
    out
}

/// Reads a document and compares sentences as ranges over the characters that are no white space.
fn score(
    reader: &Reader,
    paragraphs: &[Vec<String>],
    width: Option<usize>,
    list: Option<&mut String>,
) -> Result<Counts, Box<dyn Error>> {
    let mut source = String::new();
    let mut gold = Vec::new();
    let mut at = 0;
    for paragraph in paragraphs {
        let text = paragraph.concat();
        for sentence in paragraph {
            let length = sentence.chars().filter(|c| !c.is_whitespace()).count();
            gold.push((at, at + length));
            at += length;
        }
        source.push_str(&width.map_or_else(|| text.trim().to_owned(), |w| wrap(&text, w)));
        source.push_str("\n\n");
    }
    let document = reader.read(source.as_str(), DocVars::default())?;
    let mut dark = vec![0usize];
    for c in source.chars() {
        dark.push(dark[dark.len() - 1] + usize::from(!c.is_whitespace()));
    }
    let found: Vec<(usize, usize)> = document
        .sentences
        .iter()
        .filter_map(|s| {
            let ranges = document.text.source_ranges(s.span);
            Some((dark[ranges.first()?.start], dark[ranges.last()?.end]))
        })
        .collect();
    let right = found.iter().filter(|f| gold.binary_search(f).is_ok()).count();
    if let Some(out) = list {
        for (i, sentence) in document.sentences.iter().enumerate() {
            if gold.binary_search(&found[i]).is_err() {
                writeln!(out, "wrong: {}", document.text.slice(sentence.span).replace('\n', "⏎"))?;
            }
        }
    }
    Ok(Counts { found: found.len(), gold: gold.len(), right })
}

fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}
