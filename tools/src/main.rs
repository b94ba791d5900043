//! `tools predict GOLD_DIR OUT_DIR`: reads the texts of gold files and writes the JSON contract for each.
//! `tools train tagger`: trains the tagger and writes its file; `tools measure tagger` measures the one that is there.
//! `tools train statements GOLD_DIR [PREFIX…]`: learns the statement weights; `tools measure statements GOLD_DIR` cross-validates.
//! `tools words`: measures words, lemmas and tags on raw text.
//!
//! Data is read from `$SERVANDA_SHARED/data`, `../shared/data` when not set.

mod conllu;
mod statements;
mod tagger;
mod words;
//! `tools sentences DATA_DIR [wrong]`: measures the cutting of sentences; `wrong` lists the faults.

mod sentences;
//! `tools lexicon GAZETTEERS TEXTS OUT`: builds the name tables from open data.

mod gazetteers;
//! `tools predict GOLD_DIR OUT_DIR`: reads the texts of gold files and writes the JSON contract for each;
//! `tools link-gold` and `tools link-figures` do so on coded statements.

mod gold_statements;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use servanda::{AssessOptions, DocVars, Reader, assess, view};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["predict", gold, out] => predict(Path::new(gold), Path::new(out)),
        ["train", "tagger"] => tagger::train(&data(), Path::new(TAGGER)),
        ["measure", "tagger"] => tagger::measure(&data(), Path::new(TAGGER)),
        ["train", "statements", gold, ..] => statements::train(Path::new(gold), &args[3..]),
        ["measure", "statements", gold] => statements::measure(Path::new(gold)),
        ["words"] => words::measure(&data()),
        _ => Err("usage: tools predict GOLD_DIR OUT_DIR | train tagger | measure tagger | words".into()),
        ["sentences", data, ref rest @ ..] => {
            let report = sentences::measure(Path::new(data), rest == ["wrong"])?;
            Ok(std::io::Write::write_all(&mut std::io::stdout(), report.as_bytes())?)
        }
        _ => Err("usage: tools predict GOLD_DIR OUT_DIR | tools sentences DATA_DIR [wrong]".into()),
        ["words"] => words::measure(&data(), false),
        ["words", "--show"] => words::measure(&data(), true),
        _ => {
            Err("usage: tools predict GOLD_DIR OUT_DIR | train tagger | measure tagger | words [--show]"
                .into())
        }
        ["lexicon", gazetteers, texts, out] => {
            gazetteers::build(Path::new(gazetteers), Path::new(texts), Path::new(out))
        }
        _ => Err("usage: tools predict GOLD_DIR OUT_DIR | tools lexicon GAZETTEERS TEXTS OUT".into()),
        ["link-gold", gold, out] => gold_statements::link_gold(Path::new(gold), Path::new(out)),
        ["link-figures", gold, out] => gold_statements::link_figures(Path::new(gold), Path::new(out)),
        _ => {
            Err("usage: tools predict|link-gold GOLD_DIR OUT_DIR, or tools link-figures GOLD_DIR FILE".into())
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
