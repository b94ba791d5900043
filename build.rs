//! Makes ready what the library would else make at every start: the word and name tables packed for lookup in place, and the
//! name of the rules.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

#[path = "src/lexicon/classes.rs"]
mod classes;
#[path = "src/hash.rs"]
mod hash;
#[path = "src/lexicon/keys.rs"]
mod keys;
#[path = "src/names.rs"]
mod names;
#[path = "src/lexicon/packed.rs"]
mod packed;

use classes::{Class, Kind};
use keys::{Key, halves, word_key};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const DATA: &str = "src/lexicon/data";

/// Files beside the tables that decide what is found.
const MODELS: [&str; 4] = [
    "src/entity/names.crf.bin",
    "src/entity/names.words.bin",
    "src/model/tagger.bin",
    "src/segment/sentences.bin",
];

/// Where each name table keeps what: the kind of its names, or none where a column says it. Earlier tables win.
const NAMES: [(&str, Option<Kind>); 7] = [
    ("entity_names.tsv", None),
    ("countries.tsv", None),
    ("demonyms.tsv", Some(Kind::Norp)),
    ("bodies.tsv", Some(Kind::Body)),
    ("parties.tsv", Some(Kind::Party)),
    ("regions.tsv", None),
    ("cities.tsv", Some(Kind::City)),
];

const WORDS: [(&str, Option<Class>); 4] = [
    ("entity_words.tsv", None),
    ("currencies.tsv", Some(Class::Currency)),
    ("common.tsv", Some(Class::Common)),
    ("firstnames.tsv", Some(Class::First)),
];

fn main() -> Result<()> {
    for source in [DATA, "build.rs", "src/lexicon", "src/names.rs", "src/hash.rs"].iter().chain(&MODELS) {
        println!("cargo::rerun-if-changed={source}");
    }
    let (rules, data) = rules()?;
    println!("cargo::rustc-env=SERVANDA_RULES={rules}");
    println!("cargo::rustc-env=SERVANDA_DATA={data}");
    let mut out = words()?;
    out.extend(named()?);
    let folder = std::env::var("OUT_DIR")?;
    Ok(fs::write(Path::new(&folder).join("gazetteer.bin"), out)?)
}

/// A hash of the version, of every table and of every model: the name of the rules that make a result. With it, the hash of each
/// by itself.
fn rules() -> Result<(String, String)> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(DATA)?.map(|entry| entry.map(|e| e.path())).collect::<std::result::Result<_, _>>()?;
    files.sort();
    let mut hasher = Sha256::new();
    hasher.update(std::env::var("CARGO_PKG_VERSION")?);
    let mut data = Vec::new();
    for file in files.iter().map(PathBuf::as_path).chain(MODELS.map(Path::new)) {
        let name = file.file_name().and_then(|n| n.to_str()).ok_or("a file without a name")?;
        let bytes = fs::read(file)?;
        hasher.update(name);
        hasher.update(&bytes);
        data.push(format!("{name}={}", short(&Sha256::digest(&bytes))));
    }
    Ok((short(&hasher.finalize()), data.join(" ")))
}

fn short(hash: &[u8]) -> String {
    hash.iter().take(8).fold(String::new(), |out, byte| out + &format!("{byte:02x}"))
}

/// The cells of each line of a table below its header.
fn lines(table: &str) -> Result<Vec<Vec<String>>> {
    let text = fs::read_to_string(Path::new(DATA).join(table))?;
    let lines = text.lines().filter(|l| !l.is_empty() && !l.starts_with('#'));
    Ok(lines.map(|l| l.split('\t').map(str::to_owned).collect()).collect())
}

/// Entries that lead to few distinct things: each thing once, and a table from keys to their numbers.
fn pack(entries: BTreeMap<u64, Vec<u8>>) -> Result<Vec<u8>> {
    let mut things: BTreeMap<Vec<u8>, u16> = BTreeMap::new();
    let mut list: Vec<u8> = Vec::new();
    for thing in entries.values() {
        if !things.contains_key(thing) {
            things.insert(thing.clone(), u16::try_from(things.len())?);
            list.extend(thing);
        }
    }
    let mut out = u16::try_from(things.len())?.to_le_bytes().to_vec();
    out.extend(list);
    let table: Vec<_> = entries.iter().map(|(key, thing)| (halves(*key), things[thing])).collect();
    packed::write(&table, &mut out);
    Ok(out)
}

/// What is known of each word: its classes, and the value that goes with them.
fn words() -> Result<Vec<u8>> {
    let mut all: BTreeMap<String, (u64, String)> = BTreeMap::new();
    for (table, class) in WORDS {
        for line in lines(table)? {
            let mut cells = line.into_iter();
            let word = all.entry(cells.next().unwrap_or_default()).or_default();
            if class == Some(Class::Common) {
                // A word marked "weak" is written small often enough to be a word, not to be no name.
                let weak = cells.next().is_some();
                word.0 |= (1 << Class::Lexical as u8) | (u64::from(!weak) << Class::Common as u8);
            } else if let Some(class) = class {
                word.0 |= 1 << class as u8;
            } else {
                let named = cells.next().unwrap_or_default();
                word.0 = named.split(' ').filter_map(Class::parse).fold(word.0, |b, c| b | 1 << c as u8);
            }
            if word.1.is_empty() {
                word.1 = cells.next().unwrap_or_default();
            }
        }
    }
    let mut entries = BTreeMap::new();
    for (word, (classes, value)) in all {
        let mut thing = classes.to_le_bytes().to_vec();
        thing.push(u8::try_from(value.len())?);
        thing.extend(value.bytes());
        if entries.insert(word_key(word.as_bytes()), thing).is_some() {
            return Err(format!("two words have the key of '{word}'").into());
        }
    }
    pack(entries)
}

/// Names and beginnings of names. A name stays where one is, and stands above a beginning.
fn named() -> Result<Vec<u8>> {
    let (mut entries, mut beginnings) = (BTreeMap::new(), Vec::new());
    for (table, kind) in NAMES {
        for line in lines(table)? {
            let cell = |i: usize| line.get(i).map_or("", String::as_str);
            let text = cell(0);
            let mut key = Key::new();
            for (i, word) in text.split([' ', '-']).enumerate() {
                if i > 0 {
                    beginnings.push(key.number());
                    key.gap();
                }
                key.add(word);
            }
            let (kind, country) = match kind {
                Some(Kind::Body) => (Some(Kind::Body), ""),
                Some(kind) => (Some(kind), cell(1)),
                None => match Kind::parse(cell(1)) {
                    Some(kind) => (Some(kind), cell(2)),
                    None => (Kind::parse(cell(2)), cell(1)),
                },
            };
            let Some(kind) = kind else {
                beginnings.push(key.number());
                continue;
            };
            let acronym = !text.contains(' ') && !text.chars().any(char::is_lowercase);
            let mut thing = vec![kind as u8, u8::from(acronym), u8::try_from(country.len())?];
            thing.extend(country.bytes());
            entries.entry(key.number()).or_insert(thing);
        }
    }
    for key in beginnings {
        entries.entry(key).or_insert_with(|| vec![u8::MAX, 0, 0]);
    }
    pack(entries)
}
