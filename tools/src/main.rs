//! `tools predict GOLD_DIR OUT_DIR`: reads the texts of gold files and writes the JSON contract for each.
//! `tools train tagger`: trains the tagger and writes its file; `tools measure tagger` measures the one that is there.
//! `tools words`: measures words, lemmas and tags on raw text.
//!
//! Data is read from `$SERVANDA_SHARED/data`, `../shared/data` when not set.

mod conllu;
mod lemmas;
mod tagger;
mod words;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use servanda::{AssessOptions, DocVars, Reader, assess, view};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["predict", gold, out] => predict(Path::new(gold), Path::new(out)),
        ["train", "tagger"] => tagger::train(&data(), Path::new(TAGGER)),
        ["train", "lemmas"] => lemmas::train(&data(), Path::new("src/lexicon/data/lemmas-regular.tsv")),
        ["measure", "tagger"] => tagger::measure(&data(), Path::new(TAGGER)),
        ["words"] => words::measure(&data(), false),
        ["words", "--show"] => words::measure(&data(), true),
        _ => {
            Err("usage: tools predict GOLD_DIR OUT_DIR | train tagger | measure tagger | words [--show]"
                .into())
        }
    }
}

/// Where the tagger's file is, from the root of the repository.
const TAGGER: &str = "src/model/tagger.bin";

fn data() -> PathBuf {
    PathBuf::from(std::env::var("SERVANDA_SHARED").unwrap_or_else(|_| "../shared".into())).join("data")
}

fn predict(gold: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(out)?;
    let reader = Reader::new();
    let mut paths: Vec<_> =
        std::fs::read_dir(gold)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.sort();
    for path in paths {
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let Some(stem) = name.strip_suffix(".gold.json") else { continue };
        let gold: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
        let text = gold["text"].as_str().ok_or("no text")?;
        let date = gold["date"].as_str().map(str::to_owned);
        let document = reader.read(text, DocVars { id: stem.to_owned(), date, ..DocVars::default() })?;
        let report = assess(vec![Arc::new(document)], AssessOptions::default());
        let file = std::fs::File::create(out.join(format!("{stem}.pred.json")))?;
        serde_json::to_writer(std::io::BufWriter::new(file), &view::json::document(&report, 0))?;
    }
    Ok(())
}
