//! Whether a run is what its manifest says, and still what its rules make of its texts.

use std::path::Path;
use std::sync::Arc;

use super::manifest::ShardEntry;
use super::open::{Kept, Run};
use super::{plan, shard};
use crate::assess::assess;
use crate::error::Error;
use crate::view::json;

/// Something in a run that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// A shard's folder, a file in it, or a document.
    pub place: String,
    /// What is wrong.
    pub what: String,
}

impl Run {
    /// Compares the hash of every file with the manifest, the texts with their files where these are still there, and
    /// reads `sample` of the documents again, evenly spread.
    ///
    /// # Errors
    /// When the folder itself cannot be read.
    pub fn verify(&self, sample: usize) -> Result<Vec<Fault>, Error> {
        let mut out = Vec::new();
        let mut fault = |place: &str, what: String| out.push(Fault { place: place.to_owned(), what });
        if !self.manifest.complete {
            fault("manifest.json", "the run was broken off: resume it".to_owned());
        }
        let (folders, unfinished) = shard::folders(&self.folder)?;
        for name in unfinished {
            fault(&name, "an unfinished shard: resuming the run removes it".to_owned());
        }
        for name in folders {
            if self.manifest.shards.binary_search_by(|s| s.folder.cmp(&name)).is_err() {
                fault(&name, "a shard that the manifest does not have".to_owned());
            }
        }
        let ours = crate::lexicon::rules_hash();
        let same_rules = self.manifest.rules == ours;
        if !same_rules {
            fault(
                "manifest.json",
                format!(
                    "made by the rules {}, these are {ours}: nothing was read again",
                    self.manifest.rules
                ),
            );
        }
        let documents = self.manifest.tally.counts.get("documents").map_or(0, |&n| n as usize);
        let step = if same_rules && sample > 0 { documents.div_ceil(sample).max(1) } else { usize::MAX };
        let mut number = 0;
        for entry in &self.manifest.shards {
            for what in self.files(entry) {
                fault(&entry.folder, what);
            }
            let Ok(kept) = self.kept(entry) else {
                fault(&entry.folder, "its texts or contracts cannot be read".to_owned());
                continue;
            };
            for one in kept {
                let path = Path::new(&one.input.source);
                if path.is_file() && plan::file(path).is_ok_and(|(sha256, _)| sha256 != one.input.sha256) {
                    fault(&one.input.doc, format!("{} has changed since it was read", one.input.source));
                }
                if number % step == 0 && step != usize::MAX {
                    match self.again(&one) {
                        Ok(true) => {}
                        Ok(false) => fault(&one.input.doc, "read again, it comes out otherwise".to_owned()),
                        Err(error) => fault(&one.input.doc, error.to_string()),
                    }
                }
                number += 1;
            }
        }
        Ok(out)
    }

    /// What is wrong with the files of a shard.
    fn files(&self, entry: &ShardEntry) -> Vec<String> {
        let (card, found) = match shard::load(&self.folder, &entry.folder) {
            Ok(loaded) => loaded,
            Err(error) => return vec![error.to_string()],
        };
        let mut out = Vec::new();
        if found.sha256 != entry.sha256 {
            out.push("shard.json is not the one that the manifest names".to_owned());
        }
        for (name, sha256) in &card.files {
            match plan::file(&self.folder.join(shard::FOLDER).join(&entry.folder).join(name)) {
                Ok((now, _)) if now == *sha256 => {}
                Ok(_) => out.push(format!("{name} was changed")),
                Err(error) => out.push(format!("{name}: {error}")),
            }
        }
        out
    }

    /// Whether a document comes out as it stands there when it is read again.
    fn again(&self, kept: &Kept) -> Result<bool, Error> {
        let document = self.reader()?.read_input(&kept.again()?)?;
        let report = assess(vec![Arc::new(document)], self.assess_options()?);
        let line = serde_json::to_string(&json::document(&report, 0));
        Ok(line.is_ok_and(|line| line == kept.contract))
    }
}
