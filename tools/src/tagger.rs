//! `tools train tagger`: an averaged perceptron with a margin, on the runtime's own features.
//!
//! The same data and code give the same bytes: no clock, no threads, no random seed but the constant below.

#![allow(clippy::print_stdout)] // a command that prints its figures

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::hash::{BuildHasherDefault, Hasher};
use std::path::Path;
use std::time::Instant;

use servanda::stage::{FEATURE_SET, Header, Lens, NO_TAG, Tagger, TaggerModel, WordEntry, names, word_key};
use servanda::{Penn, Tokens, Upos};

use crate::conllu::{self, Sentence};

/// Rounds over the data.
const ROUNDS: usize = 7;
/// Rounds before the weights count for the mean.
const WARM: usize = 1;
/// How far the right tag must lead, in steps of one.
const MARGIN: f32 = 60.0;
/// A feature must be seen this often.
const SEEN: u32 = 3;
/// How many weights are kept: the greatest.
const KEPT: usize = 350_000;
/// How many of 128 features are left out at a step of training, so that none is leant on alone.
const DROP: u64 = 40;
/// How many of 128 steps leave out all pairs of places, so that the rest can decide the easy tokens without them.
const ALONE: u64 = 16;
/// A word with one tag must be seen this often to be tagged without a look around.
const SURE: u32 = 25;

/// A map whose keys are hashes already.
type Keyed<V> = HashMap<u32, V, BuildHasherDefault<Same>>;

#[derive(Default)]
struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {}
    fn write_u32(&mut self, key: u32) {
        self.0 = u64::from(key).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// Weights in the making: a row of all tags for each feature.
struct Rows {
    width: usize,
    now: Vec<f32>,
    /// What each step changed, times the step; the mean follows from it.
    late: Vec<f32>,
}

impl Rows {
    fn new(count: usize, width: usize) -> Self {
        Self { width, now: vec![0.0; count * width], late: vec![0.0; count * width] }
    }

    fn scores(&self, rows: &[u32], scores: &mut [f32]) {
        scores.fill(0.0);
        for &row in rows {
            let from = row as usize * self.width;
            scores.iter_mut().zip(&self.now[from..from + self.width]).for_each(|(s, w)| *s += w);
        }
    }

    fn add(&mut self, rows: &[u32], tag: u8, by: f32, step: f32) {
        for &row in rows {
            let at = row as usize * self.width + tag as usize;
            self.now[at] += by;
            self.late[at] += step * by;
        }
    }

    /// The means over the last so many steps, by row: tag and weight.
    fn means(&self, steps: f32) -> Vec<Vec<(u8, f32)>> {
        let mean = |from: usize| {
            let cells = (0..self.width).map(|t| (t as u8, self.now[from + t] - self.late[from + t] / steps));
            cells.filter(|w| w.1 != 0.0).collect()
        };
        (0..self.now.len()).step_by(self.width).map(mean).collect()
    }
}

/// Trains on the folders of `data` and writes the model.
pub(crate) fn train(data: &Path, names: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let mut sentences = conllu::read(&data.join("tokens/ewt/train.conllu"))?;
    sentences.extend(conllu::read(&data.join("tokens/gum/train"))?);
    let sentences = with_headings(sentences);
    let (tags, gold) = tag_set(&sentences);
    let raw = crate::clusters::clusters(data)?;
    eprintln!("{} words of raw text, {} s", raw.len(), start.elapsed().as_secs());
    let list = names::Words::from_bytes(&std::fs::read(names)?, false)?;
    let words = words(&sentences, &gold, tags.len(), &raw, &list);
    let known: Keyed<WordEntry> = words.iter().copied().collect();
    let known = |key: u32| (0, known.get(&key).copied().unwrap_or(WordEntry::UNKNOWN));
    let forms: Vec<Vec<&str>> =
        sentences.iter().map(|s| s.words.iter().map(|w| w.form.as_str()).collect()).collect();
    let tokens = Tokens::of_words(&forms);

    let index = rows_seen(&tokens, &gold, known);
    let mut rows = Rows::new(index.len(), tags.len());
    eprintln!(
        "{} sentences, {} tokens, {} tags, {} features",
        forms.len(),
        tokens.len(),
        tags.len(),
        index.len()
    );

    let mut lens = Lens::default();
    let mut order: Vec<usize> = (0..forms.len()).collect();
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let mut step = 0.0;
    let (mut hits, mut scores) = (Vec::new(), vec![0.0; tags.len()]);
    for round in 0..ROUNDS {
        if round == WARM {
            rows.late.fill(0.0);
            step = 0.0;
        }
        shuffle(&mut order, &mut random);
        let mut wrong = 0;
        for &sentence in &order {
            let range = tokens.of_sentence(sentence);
            lens.look(&tokens, range.clone(), known);
            let (mut one, mut two) = (NO_TAG, NO_TAG);
            for at in 0..range.len() {
                let gold = gold[range.start + at];
                let sure = lens.known(at).sure;
                let tag = if sure == NO_TAG {
                    step += 1.0;
                    hits.clear();
                    let alone = next(&mut random) & 127 < ALONE;
                    let mut take = |keys: &[u32]| {
                        let kept = keys.iter().filter(|_| next(&mut random) & 127 >= DROP);
                        hits.extend(kept.filter_map(|k| index.get(k)));
                    };
                    take(&lens.own(at));
                    take(&lens.near(at, one, two));
                    if !alone {
                        take(&lens.pairs(at, one, two));
                    }
                    rows.scores(&hits, &mut scores);
                    let best = best(&scores, NO_TAG);
                    wrong += usize::from(best != gold);
                    let rival = if best == gold { self::best(&scores, gold) } else { best };
                    if gold != NO_TAG && scores[gold as usize] < scores[rival as usize] + MARGIN {
                        rows.add(&hits, gold, 1.0, step);
                        rows.add(&hits, rival, -1.0, step);
                    }
                    best
                } else {
                    sure
                };
                (one, two) = (tag, one);
            }
        }
        eprintln!(
            "round {} wrong {:.2} % of {} s",
            round + 1,
            100.0 * wrong as f64 / tokens.len() as f64,
            start.elapsed().as_secs()
        );
    }

    let mut index: Vec<(u32, u32)> = index.into_iter().collect();
    index.sort_unstable();
    let mean = rows.means(step);
    let mut sizes: Vec<f32> = mean.iter().flatten().map(|w| w.1.abs()).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    let (top, least) = (sizes[sizes.len() / 2000], sizes[KEPT.min(sizes.len() - 1)]);
    let whole = |w: f32| (w / top * 127.0).round().clamp(-127.0, 127.0) as i8;
    let rows: Vec<(u32, Vec<(u8, i8)>)> = index
        .into_iter()
        .map(|(key, row)| {
            let kept = mean[row as usize].iter().filter(|w| w.1.abs() > least);
            (key, kept.map(|&(tag, w)| (tag, whole(w))).filter(|w| w.1 != 0).collect::<Vec<_>>())
        })
        .filter(|r| !r.1.is_empty())
        .collect();
    let header = Header { features: FEATURE_SET, data: fingerprint(&sentences) };
    let bytes = TaggerModel::to_bytes(header, &tags, &words, &rows);
    std::fs::write(out, &bytes)?;
    eprintln!(
        "{} words, {} rows, {} weights, {} bytes, {} s",
        words.len(),
        rows.len(),
        rows.iter().map(|r| r.1.len()).sum::<usize>(),
        bytes.len(),
        start.elapsed().as_secs()
    );
    measure(data, out, None)
}

/// Measures a model file on the dev sets, on the words as annotated; with another lead than the shipped one, if given.
pub(crate) fn measure(data: &Path, model: &Path, lead: Option<i16>) -> Result<(), Box<dyn Error>> {
    let bytes = std::fs::read(model)?;
    let start = Instant::now();
    let mut tagger = Tagger::new(TaggerModel::from_bytes(&bytes, FEATURE_SET)?)?;
    println!("loads in {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    if let Some(lead) = lead {
        tagger = tagger.with_lead(lead);
    }
    for (name, path) in [("EWT dev", "tokens/ewt/dev.conllu"), ("GUM dev", "tokens/gum/dev")] {
        let sentences = conllu::read(&data.join(path))?;
        for (how, change) in
            [("", None), (" upper", Some(str::to_uppercase as fn(&str) -> String)), (" title", Some(title))]
        {
            let forms: Vec<Vec<String>> = sentences
                .iter()
                .map(|s| {
                    s.words.iter().map(|w| change.map_or_else(|| w.form.clone(), |c| c(&w.form))).collect()
                })
                .collect();
            let mut tokens = Tokens::of_words(&forms);
            let start = Instant::now();
            tagger.tag(&mut tokens);
            let time = start.elapsed().as_secs_f64();
            let (mut upos, mut penn) = (0, 0);
            let mut confused: BTreeMap<(String, String), usize> = BTreeMap::new();
            for (i, word) in sentences.iter().flat_map(|s| &s.words).enumerate() {
                upos += usize::from(tokens.upos(i).as_str() == word.upos);
                penn += usize::from(tokens.penn(i).as_str() == word.penn);
                if tokens.upos(i).as_str() != word.upos {
                    *confused.entry((word.upos.clone(), tokens.upos(i).to_string())).or_default() += 1;
                }
            }
            let share = |n: usize| 100.0 * n as f64 / tokens.len() as f64;
            println!(
                "{name}{how}: UPOS {:.2} Penn {:.2} of {} at {:.2} million tokens/s",
                share(upos),
                share(penn),
                tokens.len(),
                tokens.len() as f64 / time / 1e6
            );
            if how.is_empty() {
                let mut confused: Vec<_> = confused.into_iter().collect();
                confused.sort_by_key(|c| std::cmp::Reverse(c.1));
                let list: Vec<_> =
                    confused.iter().take(12).map(|((g, p), n)| format!("{g}>{p} {n}")).collect();
                println!("  gold>found: {}", list.join(", "));
            }
        }
    }
    Ok(())
}

/// Some sentences again as they would stand in a heading: every 8th in capitals, every 8th with initial capitals.
fn with_headings(sentences: Vec<Sentence>) -> Vec<Sentence> {
    let mut out = Vec::new();
    for (i, sentence) in sentences.into_iter().enumerate() {
        let change: Option<fn(&str) -> String> = match i % 8 {
            3 => Some(str::to_uppercase),
            6 => Some(title),
            _ => None,
        };
        if let Some(change) = change {
            let mut again = sentence.clone();
            for word in &mut again.words {
                word.form = change(&word.form);
            }
            out.push(again);
        }
        out.push(sentence);
    }
    out
}

fn title(form: &str) -> String {
    let mut chars = form.chars();
    match chars.next() {
        Some(c) if form.len() > 3 => c.to_uppercase().chain(chars).collect(),
        _ => form.to_owned(),
    }
}

/// The tags in the order of their frequency, and the number of each token's tag; a tag seen less than five times is none.
fn tag_set(sentences: &[Sentence]) -> (Vec<(u8, u8)>, Vec<u8>) {
    let pair = |w: &conllu::Word| Some((Upos::parse(&w.upos)? as u8, Penn::parse(&w.penn)? as u8));
    let pairs: Vec<_> = sentences.iter().flat_map(|s| &s.words).map(pair).collect();
    let mut counts: BTreeMap<(u8, u8), u32> = BTreeMap::new();
    for pair in pairs.iter().flatten() {
        *counts.entry(*pair).or_default() += 1;
    }
    let mut tags: Vec<_> = counts.into_iter().filter(|c| c.1 >= 5).collect();
    tags.sort_by_key(|c| (std::cmp::Reverse(c.1), c.0));
    let tags: Vec<_> = tags.into_iter().map(|c| c.0).collect();
    let number = |p: &Option<(u8, u8)>| tags.iter().position(|t| Some(*t) == *p).map_or(NO_TAG, |n| n as u8);
    let gold = pairs.iter().map(number).collect();
    (tags, gold)
}

/// What the training data tell of each word: its set of tags, and whether it is but one.
fn words(
    sentences: &[Sentence],
    gold: &[u8],
    tags: usize,
    raw: &BTreeMap<String, (u8, u8)>,
    names: &names::Words,
) -> Vec<(u32, WordEntry)> {
    let mut counts: BTreeMap<u32, (String, Vec<u32>)> = BTreeMap::new();
    for (word, &tag) in sentences.iter().flat_map(|s| &s.words).zip(gold) {
        let lower = word.form.to_lowercase().replace(['’', '‘', 'ʼ'], "'").replace(['“', '”'], "\"");
        let row = counts.entry(word_key(lower.as_bytes())).or_insert_with(|| (lower, vec![0; tags]));
        if tag != NO_TAG {
            row.1[tag as usize] += 1;
        }
    }
    let mut sets: BTreeMap<Vec<u8>, u32> = BTreeMap::new();
    let set_of = |row: &[u32]| {
        let total: u32 = row.iter().sum();
        let mut set: Vec<u8> = (0..tags as u8).filter(|&t| row[t as usize] * 12 >= total.max(1)).collect();
        set.sort_by_key(|&t| std::cmp::Reverse(row[t as usize]));
        set.truncate(3);
        (total >= 4).then_some(set)
    };
    for (_, row) in counts.values() {
        if let Some(set) = set_of(row) {
            *sets.entry(set).or_default() += 1;
        }
    }
    let mut sets: Vec<_> = sets.into_iter().collect();
    sets.sort_by_key(|s| std::cmp::Reverse(s.1));
    sets.truncate(250);
    let entry = |word: &str, cluster: u8, caps: u8| {
        let names::Known { fine, coarse, marks } = names.word(names::word_key(word));
        WordEntry { cluster, caps, fine, coarse, marks, ..WordEntry::UNKNOWN }
    };
    let mut out: BTreeMap<u32, WordEntry> = raw
        .iter()
        .map(|(word, &(cluster, caps))| (word_key(word.as_bytes()), entry(word, cluster, caps)))
        .collect();
    for (key, (word, row)) in counts {
        let Some(set) = set_of(&row) else { continue };
        let total: u32 = row.iter().sum();
        let top = row[set[0] as usize];
        let sure = if total >= SURE && top * 500 >= total * 499 { set[0] } else { NO_TAG };
        let class = sets.iter().position(|s| s.0 == set).map_or(0, |p| p as u8 + 1);
        let entry = out.entry(key).or_insert_with(|| entry(&word, 0, 0));
        (entry.sure, entry.class, entry.top) = (sure, class, set[0] + 1);
    }
    out.into_iter().collect()
}

/// Numbers the features that are seen often enough.
fn rows_seen(tokens: &Tokens, gold: &[u8], known: impl Fn(u32) -> (u32, WordEntry) + Copy) -> Keyed<u32> {
    let mut counts: Keyed<u32> = Keyed::default();
    let mut lens = Lens::default();
    let mut start = 0;
    while start < tokens.len() {
        let range = tokens.of_sentence(tokens.sentence_of(start));
        start = range.end;
        lens.look(tokens, range.clone(), known);
        for at in 0..range.len() {
            if lens.known(at).sure == NO_TAG {
                let before = |n: usize| if at >= n { gold[range.start + at - n] } else { NO_TAG };
                let (one, two) = (before(1), before(2));
                let keys = lens.own(at).into_iter().chain(lens.near(at, one, two));
                for key in keys.chain(lens.pairs(at, one, two)) {
                    *counts.entry(key).or_default() += 1;
                }
            }
        }
    }
    let mut keys: Vec<u32> = counts.into_iter().filter(|c| c.1 >= SEEN).map(|c| c.0).collect();
    keys.sort_unstable();
    keys.into_iter().enumerate().map(|(i, key)| (key, i as u32)).collect()
}

fn best(scores: &[f32], but: u8) -> u8 {
    let mut best = usize::from(but == 0);
    for (tag, score) in scores.iter().enumerate() {
        if *score > scores[best] && tag != but as usize {
            best = tag;
        }
    }
    best as u8
}

fn shuffle(order: &mut [usize], random: &mut u64) {
    for i in (1..order.len()).rev() {
        order.swap(i, (next(random) % (i as u64 + 1)) as usize);
    }
}

fn next(random: &mut u64) -> u64 {
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    *random >> 16
}

/// The training data in one number.
fn fingerprint(sentences: &[Sentence]) -> u64 {
    let words = sentences.iter().flat_map(|s| &s.words);
    let bytes = words.flat_map(|w| w.form.bytes().chain([0]).chain(w.upos.bytes()).chain(w.penn.bytes()));
    crate::data_id(bytes)
}
