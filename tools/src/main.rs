//! `tools predict GOLD_DIR OUT_DIR`: reads the texts of gold files and writes the JSON contract for each.
//! `tools train words|names` and `tools names-eval`: see `name_words.rs` and `crf.rs`.

mod name_words;
mod conll;
mod crf;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use servanda::stage::names::{NameModel, Words};
use servanda::{AssessOptions, DocVars, Reader, assess, view};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["predict", gold, out] => predict(Path::new(gold), Path::new(out)),
        ["train", "words"] => name_words::train(&shared().join("data"), &home().join("names.words.bin")),
        ["train", "names", ..] => crf::train_command(&args[2..], &shared(), &home()),
        ["names-eval", ..] => {
            let words = Words::from_bytes(&std::fs::read(home().join("names.words.bin"))?)?;
            let model = NameModel::from_bytes(&std::fs::read(home().join("names.crf.bin"))?, &words)?;
            crf::report(&model, &words, &shared(), None, args.len() > 1)
        }
        _ => Err("usage: tools predict GOLD_DIR OUT_DIR | train words | train names [OPTIONS] | names-eval".into()),
    }
}

/// The data beside the checkout.
fn shared() -> PathBuf {
    PathBuf::from(std::env::var("SERVANDA_SHARED").unwrap_or_else(|_| "../shared".into()))
}

/// Where the models of names live.
fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/entity")
}

/// A hash of bytes, for telling data apart.
pub(crate) fn data_id(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01B3))
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
