//! Which texts make a shard, and what it is called.
//!
//! A shard ends after a text whose name says so, not after every so many: when texts are added to a folder, only the
//! shards that they fall into change, and all others are found again.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;

use sha2::{Digest, Sha256};

use super::RunOptions;
use crate::corpus::{Input, Opener, Source};
use crate::hash;
use crate::layout::LaidText;
use crate::lexicon;

/// Bytes of a shard, about, whatever its texts: what is done and not yet written is held in memory.
const BYTES: u64 = 1 << 20;
/// No shard has more than so many times the average number of texts.
const MOST: usize = 4;

/// One text of a shard, with the hash of its bytes.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) input: Input,
    pub(super) sha256: String,
    pub(super) bytes: u64,
}

/// Texts that stand in one shard.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) jobs: Vec<Job>,
    bytes: u64,
}

impl Plan {
    /// Adds a text, and says whether the shard ends with it.
    pub(super) fn add(&mut self, input: Input, shard: usize) -> bool {
        let average = shard.max(1);
        let spread =
            input.name.bytes().fold(hash::START, hash::step).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let (sha256, bytes) = fingerprint(&input.source);
        self.bytes += bytes;
        self.jobs.push(Job { input, sha256, bytes });
        let ends = spread.is_multiple_of(average as u64);
        ends || self.jobs.len() >= average.saturating_mul(MOST) || self.bytes >= BYTES
    }

    /// The name of what will be in the shard: its texts, what is said of them, and the configuration.
    pub(super) fn key(&self, configuration: &str) -> String {
        let mut hasher = Sha256::new();
        let mut add = |part: &str| {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        };
        add(configuration);
        for Job { input, sha256, .. } in &self.jobs {
            let vars = &input.vars;
            add(&input.name);
            add(sha256);
            add(input.encoding.as_deref().unwrap_or(""));
            add(&vars.id);
            for value in [&vars.title, &vars.date, &vars.publisher] {
                add(value.as_deref().unwrap_or("\0"));
            }
            add(&vars.other.len().to_string());
            for (key, value) in &vars.other {
                add(key);
                add(value);
            }
        }
        hex(&hasher.finalize()[..8])
    }
}

/// The name of everything but the texts that bears on the result.
pub(super) fn configuration(options: &RunOptions) -> String {
    let reader = &options.reader;
    let cues = reader.own_cues().iter().map(|c| format!("\ncue\t{}\t{}\t{}", c.words, c.pos, c.class));
    let names = reader.own_names().iter().map(|n| format!("\nname\t{}\t{}\t{:?}", n.name, n.label, n.id));
    let as_of = options.assess.as_of.map_or(String::new(), crate::entity::Interval::to_iso);
    let head = format!("{}\n{}\n{}\n{as_of}", super::FORMAT, lexicon::rules_hash(), reader.repair());
    lexicon::hash([head].into_iter().chain(cues).chain(names))
}

/// The hash and number of the bytes of a text; of one that cannot be read, the hash of the reason.
fn fingerprint(source: &Source) -> (String, u64) {
    let reason = |words: String| (sha256(words.as_bytes()), 0);
    match source {
        Source::Text(text) => (sha256(text.as_bytes()), text.len() as u64),
        Source::Bytes(bytes) => (sha256(bytes), bytes.len() as u64),
        Source::Fault(error) => reason(error.to_string()),
        Source::Path(path) | Source::Opened(Opener { path: Some(path), .. }) => match file(path) {
            Ok(found) => found,
            Err(error) => reason(error.to_string()),
        },
        Source::Laid(laid) => laid_out(laid),
        Source::Opened(Opener { path: None, open }) => match open() {
            Ok(laid) => laid_out(&laid),
            Err(error) => reason(error.to_string()),
        },
    }
}

/// The hash of a text and of how it lay in its file, and the number of its bytes.
fn laid_out(laid: &LaidText) -> (String, u64) {
    let parts = format!("{:?}", laid.layout.parts());
    (sha256(format!("{}\0{parts}", laid.text).as_bytes()), laid.text.len() as u64)
}

/// The hash and length of a file.
pub(super) fn file(path: &std::path::Path) -> std::io::Result<(String, u64)> {
    let (mut file, mut hasher, mut bytes) = (File::open(path)?, Sha256::new(), 0);
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok((hex(&hasher.finalize()), bytes)),
            read => {
                hasher.update(&buffer[..read]);
                bytes += read as u64;
            }
        }
    }
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::DocVars;

    fn input(name: &str) -> Input {
        let vars = DocVars { id: name.to_owned(), ..DocVars::default() };
        Input { source: Source::Text(name.into()), name: name.to_owned(), vars, encoding: None }
    }

    fn keys(names: impl Iterator<Item = String>) -> Vec<String> {
        let (mut plan, mut out) = (Plan::default(), Vec::new());
        for name in names {
            if plan.add(input(&name), 10) {
                out.push(std::mem::take(&mut plan).key("c"));
            }
        }
        out.push(plan.key("c"));
        out
    }

    #[test]
    fn an_added_text_changes_one_shard() {
        let name = |i: usize| format!("brief-{i}.txt");
        let before = keys((0..500).map(name));
        let after = keys((0..500).flat_map(|i| {
            let added = (i == 250).then(|| "another.txt".to_owned());
            [name(i)].into_iter().chain(added)
        }));
        let gone = before.iter().filter(|key| !after.contains(key)).count();
        assert!(before.len() > 20 && gone <= 2, "{gone} of {}", before.len());
    }

    #[test]
    fn whatever_bears_on_the_result_is_in_the_key() {
        let key = |change: fn(&mut Input)| {
            let mut one = input("a");
            change(&mut one);
            let mut plan = Plan::default();
            plan.add(one, 10);
            plan.key("c")
        };
        let same = key(|_| {});
        let others = [
            key(|i| i.source = Source::Text("b".into())),
            key(|i| i.vars.date = Some("2009".into())),
            key(|i| i.vars.other = [("country".to_owned(), "KAZ".to_owned())].into()),
            key(|i| i.encoding = Some("utf-8".into())),
        ];
        assert!(others.iter().all(|other| *other != same));
        assert_eq!(same, key(|_| {}));
    }
}
