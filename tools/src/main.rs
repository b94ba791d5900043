//! Trainers, table builders and measures. `tools help` lists the commands.
//!
//! Data is read from `$SERVANDA_SHARED`, `../shared` when not set.

mod briefs;
mod clusters;
mod compare;
mod conll;
mod conllu;
mod crf;
mod damage;
mod gazetteers;
mod gold_statements;
mod identity;
mod lemmas;
mod links;
mod name_scores;
mod name_tasks;
mod name_words;
mod payload;
mod public;
mod regression;
mod repair;
mod repair_truth;
mod sentence_model;
mod sentences;
mod specs;
mod speed;
mod stability;
mod statement_figures;
mod statements;
mod status;
mod tagger;
mod tagger_habits;
mod tagger_weights;
mod texts;
mod usage;
mod user_names;
mod words;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use servanda::{AssessOptions, DocVars, Reader, assess, view};

const USAGE: &str = "tools COMMAND
  predict GOLD_DIR OUT_DIR                reads the texts of gold files and writes the JSON contract for each
  briefs OUT_DIR                          our own coded briefs, as the JSON contract
  compare GOLD_DIR PRED_DIR               lists what was found, missed and over-found
  link-gold GOLD_DIR OUT_DIR              the same on coded statements: links and verdicts alone
  train name-words                        the name tagger's word file: clusters, case, lists
  train names [OPTIONS]                   learns the name tagger; tools/src/crf.rs has the options
  train names --conll TRAIN DEV [TEST]    the same on column files of your own, with their own types
  names-eval [wrong]                      measures the name tagger; `wrong` lists the faults
  train sentences                         learns the sentence model's weights and writes its file
  train usage                             counts words and their neighbours, for repair
  train tagger                            learns the tagger's weights and writes its file
  train lemmas                            finds the regular forms that the lemma rules read wrong and writes their table
  train links GOLD_DIR                    learns the linker's weights from coded and found statements
  train statements GOLD_DIR [PREFIX…]     learns the statement weights, leaving out files that begin with a prefix
  measure links GOLD_DIR [OTHER_DIR…]     cross-validates the linker, and measures what is learned on other texts
  measure tagger [LEAD]                   measures the tagger; a lead of so many steps ends its look around
  measure statements GOLD_DIR [OTHER_DIR…] cross-validates, over kinds of text too with `kinds`; see statement_figures.rs
  show statements TEXT TASK               every candidate of a text, its scores, and what weighs most for one task
  public [SET…]                           measures on the public sets of ../shared/eval, all or those named
  stability GOLD_DIR…                     how often a change that means nothing changes what is found
  repair [wrong]                          measures the repair of damaged text; `wrong` lists the faults
  payload                                 what every embedded model and table weighs, deflated
  words [--show]                          measures words, lemmas and tags on raw text
  sentences DATA_DIR [wrong]              measures the cutting of sentences; `wrong` lists the faults
  specs DIR [wrong [FILE_PREFIX]]         dates and amounts against the recognizers' specs; `wrong` lists the faults
  identity [wrong]                        measures the merging of mentions into things; `wrong` lists the faults of our briefs
  identity show GOLD_DIR                  lists what stands for things without naming them, and the speed
  speed JSONL [MB [STAGE [ROUNDS]]]       bytes a second of each stage, on one core
  sentences DATA_DIR [wrong | ablation]   measures the cutting of sentences; `wrong` lists the faults
  lexicon GAZETTEERS TEXTS OUT            builds the name tables from open data";

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["predict", gold, out] => predict(Path::new(gold), Path::new(out)),
        ["briefs", out] => briefs::write(Path::new(briefs::FOLDER), Path::new(out)),
        ["compare", gold, pred] => {
            let lists = compare::compare(Path::new(gold), Path::new(pred))?;
            Ok(std::io::Write::write_all(&mut std::io::stdout(), lists.as_bytes())?)
        }
        ["link-gold", gold, out] => gold_statements::link_gold(Path::new(gold), Path::new(out)),
        ["train", "name-words"] => name_words::train(&data(), &home().join("names.words.bin")),
        ["train", "names", ..] => crf::train_command(&args[2..], &shared(), &home()),
        ["names-eval", ref rest @ ..] => crf::measure_command(&shared(), &home(), rest == ["wrong"]),
        ["train", "tagger"] => tagger::train(&data(), &home().join("names.words.bin"), Path::new(TAGGER)),
        ["train", "usage"] => usage::train(&data(), Path::new("src/text/usage.bin")),
        ["train", "sentences"] => sentence_model::train(&data(), Path::new(SENTENCES)),
        ["train", "lemmas"] => lemmas::train(&data(), Path::new("src/lexicon/data/lemmas-regular.tsv")),
        ["repair", ref rest @ ..] => {
            let report = repair::measure(&shared(), rest == ["wrong"])?;
            Ok(std::io::Write::write_all(&mut std::io::stdout(), report.as_bytes())?)
        }
        ["stability", ..] => {
            Ok(std::io::Write::write_all(&mut std::io::stdout(), stability::measure(&args[1..])?.as_bytes())?)
        }
        ["train", "links", gold] => links::train(Path::new(gold)),
        ["measure", "links", gold, ..] => links::measure(Path::new(gold), &args[3..]),
        ["train", "statements", gold, ..] => statements::train(Path::new(gold), &args[3..]),
        ["show", "statements", text, task] => statements::show(Path::new(text), task),
        ["measure", "tagger"] => tagger::measure(&data(), Path::new(TAGGER), None),
        ["measure", "tagger", lead] => tagger::measure(&data(), Path::new(TAGGER), Some(lead.parse()?)),
        ["measure", "statements", gold, ..] => statement_figures::measure(Path::new(gold), &args[3..]),
        ["public", ref sets @ ..] => {
            let sets = if sets.is_empty() { &public::SETS[..] } else { sets };
            sets.iter().try_for_each(|set| public::measure(&shared().join("eval"), set))
        }
        ["payload"] => {
            let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src").canonicalize()?;
            Ok(std::io::Write::write_all(&mut std::io::stdout(), payload::measure(&source)?.as_bytes())?)
        }
        ["words", ref rest @ ..] => words::measure(&data(), rest == ["--show"]),
        ["sentences", data, ref rest @ ..] => {
            let report = match rest {
                ["ablation"] => sentences::ablation(Path::new(data))?,
                _ => sentences::measure(Path::new(data), rest == ["wrong"])?,
            };
            Ok(std::io::Write::write_all(&mut std::io::stdout(), report.as_bytes())?)
        }
        ["specs", dir, ref rest @ ..] => {
            let wrong = rest.first().map(|_| rest.get(1).copied().unwrap_or_default());
            let report = specs::measure(Path::new(dir), wrong)?;
            Ok(std::io::Write::write_all(&mut std::io::stdout(), report.as_bytes())?)
        }
        ["identity", "show", folder] => identity::show(Path::new(folder)),
        ["identity", ref rest @ ..] => {
            let coded = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/identity");
            identity::measure(&shared(), &coded, rest == ["wrong"])
        }
        ["speed", texts, ref rest @ ..] => {
            let megabytes = rest.first().map_or(Ok(2), |m| m.parse())?;
            let rounds = rest.get(2).map_or(Ok(speed::ROUNDS), |r| r.parse())?;
            speed::measure(Path::new(texts), megabytes, rest.get(1).copied(), rounds)
        }
        ["lexicon", gazetteers, texts, out] => {
            gazetteers::build(Path::new(gazetteers), Path::new(texts), Path::new(out))
        }
        _ => Err(USAGE.into()),
    }
}

/// Where the tagger's file is, from the root of the repository.
const TAGGER: &str = "src/model/tagger.bin";

/// Where the sentence model's file is.
const SENTENCES: &str = "src/segment/sentences.bin";

fn shared() -> PathBuf {
    PathBuf::from(std::env::var("SERVANDA_SHARED").unwrap_or_else(|_| "../shared".into()))
}

fn data() -> PathBuf {
    shared().join("data")
}

/// Where the files of the name tagger are.
fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/entity")
}

/// A hash of bytes, for telling data apart.
pub(crate) fn data_id(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(0xCBF2_9CE4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3))
}

/// The gold files of a folder with their names, in order.
fn gold_files(folder: &Path) -> Result<Vec<(String, PathBuf)>, Box<dyn Error>> {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.sort();
    let named = |path: PathBuf| {
        let stem = path.file_name()?.to_str()?.strip_suffix(".gold.json")?.to_owned();
        Some((stem, path))
    };
    Ok(paths.into_iter().filter_map(named).collect())
}

fn predict(gold: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(out)?;
    let reader = Reader::new();
    for (stem, path) in gold_files(gold)? {
        let gold: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
        let text = gold["text"].as_str().ok_or("no text")?;
        let date = gold["date"].as_str().map(str::to_owned);
        let document = reader.read(text, DocVars { id: stem.clone(), date, ..DocVars::default() })?;
        let report = assess(vec![Arc::new(document)], AssessOptions::default());
        let file = std::fs::File::create(out.join(format!("{stem}.pred.json")))?;
        serde_json::to_writer(std::io::BufWriter::new(file), &view::json::document(&report, 0))?;
    }
    Ok(())
}
