//! `tools payload`: what the models and tables weigh in the library, deflated as a wheel is.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Bytes that all of it may take.
pub(crate) const MOST: usize = 4_000_000;

/// Each file that the library embeds, its size and its size deflated (needs the `gzip` command), and the sum.
pub(crate) fn measure(source: &Path) -> Result<String> {
    let mut out = String::new();
    let parts = embedded(source)?;
    let mut all = [0, 0];
    for (name, bytes) in &parts {
        let sizes = [bytes.len(), deflated(bytes)?];
        writeln!(out, "{:>10}{:>10}  {name}", sizes[0], sizes[1])?;
        all = [all[0] + sizes[0], all[1] + sizes[1]];
    }
    writeln!(out, "{:>10}{:>10}  all; {MOST} at most", all[0], all[1])?;
    Ok(out)
}

/// The models, tables and packed names that the library embeds, by name: what its source includes.
fn embedded(source: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut out = BTreeMap::new();
    let mut folders = vec![source.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                for file in included(&std::fs::read_to_string(&path)?, &folder) {
                    let name = file.strip_prefix(source).unwrap_or(&file).display().to_string();
                    out.insert(name, std::fs::read(&file)?);
                }
            }
        }
    }
    // The build script packs it.
    out.insert("gazetteer.bin".into(), servanda::stage::gazetteer().to_vec());
    Ok(out)
}

/// The models and tables that a source file includes.
fn included(text: &str, folder: &Path) -> Vec<PathBuf> {
    let calls =
        ["include_bytes!(\"", "include_str!(\""].into_iter().flat_map(|call| text.split(call).skip(1));
    let names = calls.filter_map(|rest| rest.split('"').next());
    let data = names.filter(|name| [".bin", ".tsv"].iter().any(|end| name.ends_with(end)));
    data.filter_map(|name| folder.join(name).canonicalize().ok()).collect()
}

/// How many bytes are left when deflated.
fn deflated(bytes: &[u8]) -> Result<usize> {
    let mut gzip =
        Command::new("gzip").args(["-9", "-n", "-c"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut input = gzip.stdin.take().ok_or("no way in to gzip")?;
    let bytes = bytes.to_vec();
    let feed = std::thread::spawn(move || input.write_all(&bytes));
    let done = gzip.wait_with_output()?;
    feed.join().map_err(|_| "gzip was not fed")??;
    Ok(done.stdout.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_embedded_stays_small() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src").canonicalize().unwrap();
        let parts = embedded(&source).unwrap();
        for name in ["model/tagger.bin", "entity/names.crf.bin", "lexicon/data/cues.tsv", "gazetteer.bin"] {
            assert!(parts.contains_key(name), "{name}");
        }
        let all: usize = parts.values().map(|bytes| deflated(bytes).unwrap()).sum();
        assert!(all <= MOST, "{all} bytes");
    }
}
