//! `tools train usage`: counts words and their neighbours in public texts, for the repair of damaged ones.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::path::Path;

use servanda::stage::usage::{
    EDGE, FIRST_CLASS, Form, OWN_CLASSES, Piece, USAGE_SET, Usage, key_of, pair_key, pieces,
};
use servanda::{DocVars, Reader, RepairLevel};

use crate::texts;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const TEXTS: [&str; 3] = ["state_hr", "crs", "sotu"];
/// Every so many texts one is left out, to measure on.
pub(crate) const FOLDS: usize = 20;
pub(crate) const HELD: usize = 7;
/// A word of the texts that no list has must be seen so often.
const SEEN: u32 = 5;
const WORDS: usize = 108_000;
/// How often a pair must be seen, and how many are kept.
const PAIR_SEEN: u32 = 4;
const PAIRS: usize = 105_000;
/// Bytes of text read whole for the tags of words.
const TAGGED: usize = 16_000_000;

/// Whether a text is kept for measuring.
pub(crate) fn is_held(index: usize) -> bool {
    index % FOLDS == HELD
}

/// Counts, and writes the file.
pub(crate) fn train(data: &Path, out: &Path) -> Result<()> {
    let mut corpora = Vec::new();
    for name in TEXTS {
        let texts = texts::read(&data.join(format!("text/{name}.jsonl.xz")))?;
        corpora.extend(texts.into_iter().enumerate().filter(|(i, _)| !is_held(*i)).map(|(_, t)| t));
    }
    let list = std::fs::read_to_string(data.join("repair/word_frequencies.txt"))?;
    let words = Words::count(&corpora, &list)?;
    let classes = words.classes();
    let (near, next, pairs) = neighbours(&corpora, &words, classes)?;
    let kept: Vec<_> = words.rows.iter().map(|w| (w.key, w.share, w.class)).collect();
    let mut data_id = 0xcbf2_9ce4_8422_2325_u64;
    for byte in corpora.iter().flat_map(|t| t.bytes().step_by(97)).chain(list.bytes()) {
        data_id = (data_id ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let bytes = Usage::to_bytes(data_id, classes, [&near, &next], &kept, &pairs);
    Usage::read(&bytes)?;
    std::fs::write(out, &bytes)?;
    let line = format!(
        "{} words in {classes} classes, {} pairs, {} bytes, set {USAGE_SET}, data {data_id:016x}\n",
        kept.len(),
        pairs.len(),
        bytes.len()
    );
    Ok(std::io::Write::write_all(&mut std::io::stdout(), line.as_bytes())?)
}

struct Row {
    key: u64,
    count: u32,
    share: f32,
    class: u8,
}

struct Words {
    rows: Vec<Row>,
    of_key: HashMap<u64, usize>,
}

impl Words {
    fn count(corpora: &[String], list: &str) -> Result<Self> {
        let mut counts: HashMap<u64, (u32, String)> = HashMap::new();
        let mut all = 0u64;
        for text in corpora {
            pieces(None, text, 0..text.len(), |p| {
                if p.form == Form::Word {
                    all += 1;
                    let body = &text[p.span.range()];
                    counts.entry(p.key).or_insert_with(|| (0, body.to_lowercase().replace('’', "'"))).0 += 1;
                }
            });
        }
        let mut listed: HashMap<u64, f64> = HashMap::new();
        let mut sum = 0.0;
        for line in list.trim_start_matches('\u{feff}').lines() {
            let mut cells = line.split(' ');
            let (Some(word), Some(count)) = (cells.next(), cells.next()) else { continue };
            let count: f64 = count.parse()?;
            sum += count;
            let key = key_of(word);
            *listed.entry(key).or_default() += count;
            counts.entry(key).or_insert_with(|| (0, word.to_owned()));
        }
        let single = |w: &str| w.chars().count() == 1 && !matches!(w, "a" | "i");
        let mut kept: Vec<(String, u64, u32, f64)> = counts
            .into_iter()
            .filter(|(key, (n, word))| (listed.contains_key(key) || *n >= SEEN) && !single(word))
            .map(|(key, (n, word))| {
                let share = f64::from(n) / all as f64 + listed.get(&key).copied().unwrap_or(0.0) / sum;
                (word, key, n, share / 2.0)
            })
            .collect();
        kept.sort_by(|a, b| b.3.total_cmp(&a.3).then_with(|| a.0.cmp(&b.0)));
        kept.truncate(WORDS);
        let common: Vec<String> = kept.iter().take(OWN_CLASSES as usize).map(|k| k.0.clone()).collect();
        // The list was counted on the web, where small words run together too.
        kept.retain(|(word, _, seen, _)| *seen >= SEEN || !runs_together(word, &common));
        let tags = tags(corpora)?;
        let rows: Vec<Row> = kept
            .iter()
            .enumerate()
            .map(|(rank, (word, key, count, share))| {
                let class = if rank < OWN_CLASSES as usize {
                    FIRST_CLASS + rank as u8
                } else {
                    tags.get(word).map_or_else(|| plain_class(word), |t| FIRST_CLASS + OWN_CLASSES + t)
                };
                Row { key: *key, count: *count, share: share.ln() as f32, class }
            })
            .collect();
        let of_key = rows.iter().enumerate().map(|(i, r)| (r.key, i)).collect();
        Ok(Self { rows, of_key })
    }

    fn classes(&self) -> u8 {
        self.rows.iter().map(|r| r.class + 1).max().unwrap_or(FIRST_CLASS)
    }
}

/// Two of the commonest words with nothing between them.
fn runs_together(word: &str, common: &[String]) -> bool {
    common.iter().any(|c| word.strip_prefix(c.as_str()).is_some_and(|rest| common.iter().any(|d| d == rest)))
}

/// The class of a word as of one unknown.
fn plain_class(word: &str) -> u8 {
    let mut class = 0;
    pieces(None, word, 0..word.len(), |p| class = p.class);
    class
}

/// The commonest tag of each word, as a number.
fn tags(corpora: &[String]) -> Result<HashMap<String, u8>> {
    // Full repair would read with the counts that are made here.
    let reader = Reader::new().with_repair(RepairLevel::Safe);
    let mut counts: HashMap<String, BTreeMap<String, u32>> = HashMap::new();
    let mut left = TAGGED;
    // The smaller sets first: each has words that the others lack.
    for text in corpora.iter().rev() {
        if text.len() > left {
            break;
        }
        left -= text.len();
        let doc = reader.read(text.as_str(), DocVars::default())?;
        for token in 0..doc.tokens.len() {
            let tag = format!("{:?}", doc.tokens.penn(token));
            *counts.entry(doc.tokens.lower(token).to_owned()).or_default().entry(tag).or_default() += 1;
        }
    }
    let mut names: Vec<&String> = counts.values().flat_map(BTreeMap::keys).collect();
    names.sort();
    names.dedup();
    let number: HashMap<&String, u8> = names.into_iter().zip(0..).collect();
    let best =
        |tags: &BTreeMap<String, u32>| tags.iter().max_by_key(|(_, n)| **n).map_or(0, |(t, _)| number[t]);
    Ok(counts.iter().map(|(word, tags)| (word.clone(), best(tags))).collect())
}

type Pairs = Vec<(u64, f32)>;

/// How much oftener than chance classes stand side by side and one apart, and words side by side.
fn neighbours(corpora: &[String], words: &Words, classes: u8) -> Result<(Vec<f32>, Vec<f32>, Pairs)> {
    let n = classes as usize;
    let mut near = vec![0u32; n * n];
    let mut next = vec![0u32; n * n];
    let mut of_class = vec![0u32; n];
    let mut pairs: HashMap<(u32, u32), u32> = HashMap::new();
    let mut all = 0u64;
    let mut line: Vec<(u8, Option<u32>)> = Vec::new();
    for text in corpora {
        for paragraph in text.split("\n\n").filter(|p| !p.trim().is_empty()) {
            line.clear();
            line.push((EDGE, None));
            pieces(None, paragraph, 0..paragraph.len(), |p: Piece| {
                let row = if p.form == Form::Word { words.of_key.get(&p.key) } else { None };
                line.push(row.map_or((p.class, None), |&r| (words.rows[r].class, Some(r as u32))));
            });
            line.push((EDGE, None));
            for (i, &(class, word)) in line.iter().enumerate() {
                of_class[class as usize] += 1;
                all += 1;
                if i > 0 {
                    near[line[i - 1].0 as usize * n + class as usize] += 1;
                    if let (Some(a), Some(b)) = (line[i - 1].1, word) {
                        *pairs.entry((a, b)).or_default() += 1;
                    }
                }
                if i > 1 {
                    next[line[i - 2].0 as usize * n + class as usize] += 1;
                }
            }
        }
    }
    let figure = |table: &[u32]| -> Vec<f32> {
        (0..n * n)
            .map(|at| {
                let expected = f64::from(of_class[at / n]) * f64::from(of_class[at % n]) / all as f64;
                ((f64::from(table[at]) + 2.0) / (expected + 2.0)).ln() as f32
            })
            .collect()
    };
    let (near, next) = (figure(&near), figure(&next));
    let mut kept: Vec<(f64, u64, f32)> = pairs
        .into_iter()
        .filter(|(_, count)| *count >= PAIR_SEEN)
        .map(|((a, b), count)| {
            let (a, b) = (&words.rows[a as usize], &words.rows[b as usize]);
            let expected = f64::from(a.count) * f64::from(b.count) / all as f64;
            let figure = (f64::from(count) / expected).ln();
            let by_class = f64::from(near[a.class as usize * n + b.class as usize]);
            (f64::from(count) * (figure - by_class).abs(), pair_key(a.key, b.key), figure as f32)
        })
        .collect();
    kept.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    kept.truncate(PAIRS);
    Ok((near, next, kept.into_iter().map(|(_, key, figure)| (key, figure)).collect()))
}
