//! `tools sentences DATA_DIR`: how well sentences are cut: the golden rules, running text of EWT and GUM, court decisions.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use servanda::stage::sentences::SentenceModel;
use servanda::stage::sentences_by;
use servanda::{DocVars, Document, Reader, RepairLevel, Sentence, Span};

use crate::sentence_model;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The files of court decisions.
const COURTS: [&str; 3] = ["bva", "cyber_crime", "intellectual_property"];

/// A text and its sentences, as ranges over the characters that are no white space.
pub(crate) struct Cut {
    pub(crate) source: String,
    gold: Vec<(usize, usize)>,
}

/// Everything that may be learnt from.
pub(crate) struct Sets {
    ewt: Vec<Cut>,
    gum: Vec<Cut>,
    courts: Vec<Vec<Cut>>,
}

impl Sets {
    pub(crate) fn read(data: &Path) -> Result<Self> {
        let ud = |path: PathBuf| -> Result<Vec<Cut>> {
            Ok(documents(&path)?.iter().map(|d| join(d, None)).collect())
        };
        Ok(Self {
            ewt: ud(data.join("tokens/ewt/train.conllu"))?,
            gum: ud(data.join("tokens/gum/train"))?,
            courts: COURTS.iter().map(|name| court(data, name)).collect::<Result<_>>()?,
        })
    }

    pub(crate) fn all(&self) -> Vec<&Cut> {
        self.but(usize::MAX)
    }

    /// All but one file of court decisions.
    fn but(&self, left_out: usize) -> Vec<&Cut> {
        let courts = self.courts.iter().enumerate().filter(|c| c.0 != left_out);
        self.ewt.iter().chain(&self.gum).chain(courts.flat_map(|c| c.1)).collect()
    }
}

impl Cut {
    /// Where its sentences begin and end, as bytes for a hash.
    pub(crate) fn edges(&self) -> impl Iterator<Item = u8> {
        self.gold.iter().flat_map(|g| [g.0, g.1]).flat_map(|n| (n as u64).to_le_bytes())
    }

    /// The bytes of a document's clean text where its sentences end.
    pub(crate) fn ends(&self, document: &Document) -> Vec<usize> {
        let dark = dark(&self.source);
        let mut edges: Vec<usize> = self.gold.iter().flat_map(|g| [g.0, g.1]).collect();
        edges.sort_unstable();
        let clean = document.text.clean();
        let mut out = Vec::new();
        for (at, c) in clean.char_indices().filter(|c| !c.1.is_whitespace()) {
            let end = at + c.len_utf8();
            let place = document.text.source_ranges(Span::new(at, end));
            if place.last().is_some_and(|r| edges.binary_search(&dark[r.end]).is_ok()) {
                out.push(end);
            }
        }
        out
    }
}

/// How many characters that are no white space stand before each character, and in all.
fn dark(source: &str) -> Vec<usize> {
    let mut out = vec![0];
    let mut count = 0;
    for c in source.chars() {
        count += usize::from(!c.is_whitespace());
        out.push(count);
    }
    out
}

/// Found, wanted, and right.
#[derive(Default, Clone, Copy)]
struct Counts {
    found: usize,
    gold: usize,
    right: usize,
}

impl Counts {
    fn line(self) -> String {
        let share = |a: usize, b: usize| 100.0 * a as f64 / b.max(1) as f64;
        format!(
            "F1 {:.2}  P {:.2}  R {:.2}  ({} sentences)",
            share(2 * self.right, self.found + self.gold),
            share(self.right, self.found),
            share(self.right, self.gold),
            self.gold
        )
    }
}

/// Prints every figure; with `wrong`, also the differences.
pub(crate) fn measure(data: &Path, wrong: bool) -> Result<String> {
    let mut out = String::new();
    let reader = Reader::new();
    golden(data, &reader, wrong, &mut out)?;
    for (name, path) in [("ewt dev", "tokens/ewt/dev.conllu"), ("gum dev", "tokens/gum/dev")] {
        let documents = documents(&data.join(path))?;
        for width in [None, Some(80), Some(50)] {
            for level in [RepairLevel::Safe, RepairLevel::None] {
                let reader = Reader::new().with_repair(level);
                let texts: Vec<Cut> = documents.iter().map(|d| join(d, width)).collect();
                let list = wrong && width != Some(80) && level == RepairLevel::Safe;
                let counts = score(&reader, &texts, None, list.then_some(&mut out))?;
                let wrap = width.map_or("unwrapped".to_owned(), |w| format!("at {w}"));
                writeln!(out, "{name} {wrap:>9} repair {level:<5} {}", counts.line())?;
            }
        }
    }
    let sets = Sets::read(data)?;
    let words = sentence_model::word_facts(data)?;
    for (i, name) in COURTS.iter().enumerate() {
        let held_out = sentence_model::learn(&sets.but(i), &words)?.model()?;
        let list = wrong.then_some(&mut out);
        let counts = score(&reader, &sets.courts[i], Some(&held_out), list)?;
        writeln!(out, "{name}, held out  {}", counts.line())?;
        let counts = score(&reader, &sets.courts[i], None, None)?;
        writeln!(out, "{name}, shipped model (learnt from it)  {}", counts.line())?;
    }
    Ok(out)
}

/// What each set and the knowledge of words is worth: the shipped recipe without it.
pub(crate) fn ablation(data: &Path) -> Result<String> {
    let mut out = String::new();
    let sets = Sets::read(data)?;
    let words = sentence_model::word_facts(data)?;
    let reader = Reader::new();
    let dev = |path: &str| -> Result<Vec<Cut>> {
        Ok(documents(&data.join(path))?.iter().map(|d| join(d, None)).collect())
    };
    let (ewt, gum) = (dev("tokens/ewt/dev.conllu")?, dev("tokens/gum/dev")?);
    let courts = || sets.courts.iter().flatten();
    let recipes: [(&str, Vec<&Cut>, bool); 6] = [
        ("all", sets.all(), true),
        ("without counts of words", sets.all(), false),
        ("without EWT", sets.gum.iter().chain(courts()).collect(), true),
        ("without GUM", sets.ewt.iter().chain(courts()).collect(), true),
        ("without court decisions", sets.ewt.iter().chain(&sets.gum).collect(), true),
        ("without one file of decisions, measured on it", Vec::new(), true),
    ];
    for (name, texts, counted) in &recipes {
        let words: &[_] = if *counted { &words } else { &[] };
        write!(out, "{name}:")?;
        if !texts.is_empty() {
            let model = sentence_model::learn(texts, words)?.model()?;
            for (set, texts) in [("ewt dev", &ewt), ("gum dev", &gum)] {
                write!(out, "  {set} {}", score(&reader, texts, Some(&model), None)?.line())?;
            }
        }
        if texts.is_empty() || !counted {
            for (i, name) in COURTS.iter().enumerate() {
                let model = sentence_model::learn(&sets.but(i), words)?.model()?;
                write!(out, "  {name} {}", score(&reader, &sets.courts[i], Some(&model), None)?.line())?;
            }
        }
        writeln!(out)?;
    }
    Ok(out)
}

fn golden(data: &Path, reader: &Reader, wrong: bool, out: &mut String) -> Result<()> {
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
    Ok(writeln!(out, "golden rules {passed}/{}", golden.len())?)
}

fn conllu(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut out = Vec::new();
    for entry in std::fs::read_dir(path)? {
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

/// The documents of a file or folder, as paragraphs of sentences; a sentence ends with the space that follows it.
fn documents(path: &Path) -> Result<Vec<Vec<Vec<String>>>> {
    let mut out: Vec<Vec<Vec<String>>> = Vec::new();
    for file in conllu(path)? {
        let file = std::fs::read_to_string(file)?;
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
    }
    Ok(out)
}

/// A document as raw text: paragraphs with a blank line between them, each on one line or hard-wrapped.
fn join(paragraphs: &[Vec<String>], width: Option<usize>) -> Cut {
    let mut out = Cut { source: String::new(), gold: Vec::new() };
    let mut at = 0;
    for paragraph in paragraphs {
        let text = paragraph.concat();
        for sentence in paragraph {
            let length = sentence.chars().filter(|c| !c.is_whitespace()).count();
            out.gold.push((at, at + length));
            at += length;
        }
        out.source.push_str(&width.map_or_else(|| text.trim().to_owned(), |w| wrap(&text, w)));
        out.source.push_str("\n\n");
    }
    out
}

/// Court decisions as they stand; the annotators left some furniture out of every sentence.
fn court(data: &Path, name: &str) -> Result<Vec<Cut>> {
    let file = std::fs::read_to_string(data.join(format!("sentences/legal/{name}.json")))?;
    let file: serde_json::Value = serde_json::from_str(&file)?;
    let mut out = Vec::new();
    for case in file.as_object().ok_or("not an object")?.values() {
        let source = case["text"].as_str().ok_or("no text")?.to_owned();
        let dark = dark(&source);
        let place =
            |a: &serde_json::Value, key: &str| a[key].as_u64().and_then(|n| dark.get(n as usize).copied());
        let annotations = case["annotations"].as_array().into_iter().flatten();
        let mut gold: Vec<(usize, usize)> =
            annotations.filter_map(|a| Some((place(a, "start")?, place(a, "end")?))).collect();
        gold.sort_unstable();
        out.push(Cut { source, gold });
    }
    Ok(out)
}

/// Reads texts and compares their sentences, by a model of its own if one is given.
fn score(
    reader: &Reader,
    texts: &[Cut],
    model: Option<&SentenceModel>,
    mut list: Option<&mut String>,
) -> Result<Counts> {
    let mut counts = Counts::default();
    for text in texts {
        let document = reader.read(text.source.as_str(), DocVars::default())?;
        let other = model.map(|m| sentences_by(&document, m));
        let sentences: &[Sentence] = other.as_deref().unwrap_or(&document.sentences);
        let dark = dark(&text.source);
        counts.gold += text.gold.len();
        counts.found += sentences.len();
        for sentence in sentences {
            let ranges = document.text.source_ranges(sentence.span);
            let (Some(first), Some(last)) = (ranges.first(), ranges.last()) else { continue };
            counts.right +=
                usize::from(text.gold.binary_search(&(dark[first.start], dark[last.end])).is_ok());
        }
        if let Some(out) = &mut list {
            faults(&document, &text.ends(&document), sentences, out)?;
        }
    }
    Ok(counts)
}

/// Lists the ends that were missed and those that are none, each with what stands around it.
fn faults(document: &Document, gold: &[usize], sentences: &[Sentence], out: &mut String) -> Result<()> {
    let clean = document.text.clean();
    let found: Vec<usize> = sentences.iter().map(|s| s.span.end as usize).collect();
    let one_sided = |these: &[usize], those: &[usize]| -> Vec<usize> {
        these.iter().copied().filter(|e| those.binary_search(e).is_err()).collect()
    };
    for (what, ends) in [("missed", one_sided(gold, &found)), ("cut", one_sided(&found, gold))] {
        for end in ends {
            let before: Vec<char> = clean[..end].chars().rev().take(70).collect();
            let after = clean[end..].chars().take(50);
            let line: String = before.into_iter().rev().chain(" ‖".chars()).chain(after).collect();
            writeln!(out, "{what}: {}", line.replace('\n', "⏎"))?;
        }
    }
    Ok(())
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
