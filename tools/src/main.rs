//! `tools predict GOLD_DIR OUT_DIR`: reads the texts of gold files and writes the JSON contract for each;
//! `tools link-gold` and `tools link-figures` do so on coded statements.

mod gold_statements;

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use servanda::{AssessOptions, DocVars, Reader, assess, view};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["predict", gold, out] => predict(Path::new(gold), Path::new(out)),
        ["link-gold", gold, out] => gold_statements::link_gold(Path::new(gold), Path::new(out)),
        ["link-figures", gold, out] => gold_statements::link_figures(Path::new(gold), Path::new(out)),
        _ => {
            Err("usage: tools predict|link-gold GOLD_DIR OUT_DIR, or tools link-figures GOLD_DIR FILE".into())
        }
    }
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
