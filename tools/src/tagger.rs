//! `tools train tagger`: what the tagger's training data tell, its file, and its figures.
//!
//! The same data and code give the same bytes: no clock, no threads, no random seed but a constant.

#![allow(clippy::print_stdout)] // a command that prints its figures

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::time::Instant;

use servanda::stage::{
    FEATURE_SET, Header, NO_TAG, Tagger, TaggerModel, WIDTH, WordEntry, names, untagged, word_key,
};
use servanda::{Penn, Tokens, Upos};

use crate::conllu::{self, Sentence};
use crate::tagger_habits::habits;
use crate::tagger_weights::{Course, Keyed, Plan, Rows, worth};

/// A first tagger, for the raw text only.
const ROUGH: Plan = Plan { rounds: 3, warm: 1, drop: 48 };
/// The tagger itself.
const FINE: Plan = Plan { rounds: 9, warm: 1, drop: 48 };
/// Once more over the weights that are kept.
const AGAIN: Plan = Plan { rounds: 3, warm: 0, drop: 40 };
/// A feature must be seen this often.
const SEEN: u32 = 3;
/// How many weights are kept.
const KEPT: usize = 415_000;
/// Stored weights are its multiples, which pack well.
const STEP: f32 = 4.0;
/// A word with one tag must be seen this often to be tagged without a look around.
const SURE: u32 = 25;
/// The first tagger's lead: the scores are not looked into further where one tag leads by so much.
const ROUGH_LEAD: i16 = 400;
/// A lead may change so many tags of a hundred thousand.
const CHANGED: usize = 50;

/// Rows of weights in the file's form.
type Weights = Vec<(u32, Vec<(u8, i8)>)>;

/// Trains on the folders of `data` and writes the model.
pub(crate) fn train(data: &Path, names: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let mut sentences = conllu::read(&data.join("tokens/ewt/train.conllu"))?;
    sentences.extend(conllu::read(&data.join("tokens/gum/train"))?);
    let sentences = with_headings(sentences);
    let (tags, gold) = tag_set(&sentences);
    let raw = crate::clusters::clusters(data)?;
    let list = names::Words::from_bytes(&std::fs::read(names)?)?;
    let header = Header { features: FEATURE_SET, data: fingerprint(&sentences) };
    let forms: Vec<Vec<&str>> =
        sentences.iter().map(|s| s.words.iter().map(|w| w.form.as_str()).collect()).collect();
    let tokens = Tokens::of_words(&forms);
    let file = |words: &[(u32, WordEntry)], habits: &[(u32, u8)], rows: &Weights, lead: i16| {
        TaggerModel::to_bytes(header, lead, &tags, words, habits, rows)
    };
    let tagger =
        |bytes: Vec<u8>| Ok::<_, Box<dyn Error>>(Tagger::new(TaggerModel::from_bytes(bytes, FEATURE_SET)?)?);

    let words = words_of(&sentences, &gold, tags.len(), &raw, &BTreeMap::new(), &list);
    let rows = learn(&tokens, &gold, tags.len(), &words, ROUGH, None);
    let found = found_tags(data, &tagger(file(&words, &[], &rows, ROUGH_LEAD))?, &tags)?;
    let mut words = words_of(&sentences, &gold, tags.len(), &raw, &found, &list);
    let rows = learn(&tokens, &gold, tags.len(), &words, FINE, Some(AGAIN));
    let lead = lead(data, || tagger(file(&words, &[], &rows, i16::MAX)))?;
    let teacher = file(&words, &[], &rows, lead);
    let habits = habits(data, &tagger(teacher)?, &tags, &words, (&tokens, &gold))?;
    for (key, entry) in &mut words {
        for shape in [0, 1] {
            entry.sure[shape] = habits.words.get(&(*key, shape as u8)).copied().unwrap_or(entry.sure[shape]);
        }
    }
    let bytes = file(&words, &habits.contexts, &rows, lead);
    std::fs::write(out, &bytes)?;
    let weights: usize = rows.iter().map(|r| r.1.len()).sum();
    eprintln!(
        "{} words, {} habits, {} rows, {weights} weights, lead {lead}, {} bytes",
        words.len(),
        habits.words.len() + habits.contexts.len(),
        rows.len(),
        bytes.len()
    );
    measure(data, out, None)
}

/// Learns the weights: all features first, then the best weights again by themselves.
fn learn(
    tokens: &Tokens,
    gold: &[u8],
    tags: usize,
    words: &[(u32, WordEntry)],
    plan: Plan,
    again: Option<Plan>,
) -> Weights {
    let known: Keyed<WordEntry> = words.iter().copied().collect();
    let known = |key: u32| (0, known.get(&key).copied().unwrap_or(WordEntry::UNKNOWN));
    let mut course = Course::new(tokens, gold, known);
    let counts = course.features(SEEN);
    eprintln!("{} tokens, {tags} tags, {} features", tokens.len(), counts.len());
    let numbered = |keys: &mut dyn Iterator<Item = u32>| keys.zip(0..).collect::<Keyed<u32>>();
    let mut rows = Rows::new(counts.len(), tags);
    let mean = course.run(&numbered(&mut counts.iter().map(|c| c.0)), &mut rows, plan);
    drop(rows);
    let kept = worth(&mean, &counts, tags, KEPT);
    let keys: Vec<u32> = kept.iter().map(|k| counts[k.0].0).collect();
    let mut rows = Rows::of(&mean, &kept, tags);
    let mean = match again {
        Some(again) => course.run(&numbered(&mut keys.iter().copied()), &mut rows, again),
        None => rows.now,
    };
    whole(&keys, &mean, tags)
}

/// Weights rounded to one byte, in steps of [`STEP`]; the few greatest are cut.
fn whole(keys: &[u32], mean: &[f32], width: usize) -> Weights {
    let mut sizes: Vec<f32> = mean.iter().map(|w| w.abs()).filter(|w| *w > 0.0).collect();
    sizes.sort_unstable_by(|a, b| b.total_cmp(a));
    let top = sizes.get(sizes.len() / 2000).copied().unwrap_or(1.0);
    let whole = |w: f32| ((w / top * 127.0 / STEP).round() * STEP).clamp(-127.0, 127.0) as i8;
    keys.iter()
        .zip(mean.chunks_exact(width))
        .map(|(&key, row)| {
            (key, (0..).zip(row).map(|(tag, w)| (tag, whole(*w))).filter(|w| w.1 != 0).collect())
        })
        .filter(|row: &(u32, Vec<_>)| !row.1.is_empty())
        .collect()
}

/// How often a tagger gives which tag to each word of raw texts.
fn found_tags(
    data: &Path,
    tagger: &Tagger,
    tags: &[(u8, u8)],
) -> Result<BTreeMap<u32, Vec<u32>>, Box<dyn Error>> {
    let mut out: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (file, step) in [("text/state_hr.jsonl.xz", 3), ("text/sotu.jsonl.xz", 1)] {
        for text in crate::texts::read(&data.join(file))?.iter().step_by(step) {
            let mut tokens = untagged(text)?;
            tagger.tag(&mut tokens);
            for i in 0..tokens.len() {
                let tag = (tokens.upos(i) as u8, tokens.penn(i) as u8);
                let row = out.entry(tokens.key(i)).or_insert_with(|| vec![0; tags.len()]);
                if let Some(number) = tags.iter().position(|t| *t == tag) {
                    row[number] += 1;
                }
            }
        }
    }
    Ok(out)
}

/// The least lead that hardly changes a tag of raw texts against always computing all features.
fn lead(data: &Path, tagger: impl Fn() -> Result<Tagger, Box<dyn Error>>) -> Result<i16, Box<dyn Error>> {
    let texts: Vec<String> =
        crate::texts::read(&data.join("text/state_hr.jsonl.xz"))?.into_iter().step_by(40).collect();
    let tags = |tagger: &Tagger| -> Result<Vec<(Upos, Penn)>, Box<dyn Error>> {
        let mut out = Vec::new();
        for text in &texts {
            let mut tokens = untagged(text)?;
            tagger.tag(&mut tokens);
            out.extend((0..tokens.len()).map(|i| (tokens.upos(i), tokens.penn(i))));
        }
        Ok(out)
    };
    let all = tags(&tagger()?)?;
    for lead in (200..i16::MAX).step_by(50) {
        let changed = tags(&tagger()?.with_lead(lead))?.iter().zip(&all).filter(|t| t.0 != t.1).count();
        eprintln!("lead {lead}: {changed} of {} tags change", all.len());
        if changed * 100_000 <= CHANGED * all.len() {
            return Ok(lead);
        }
    }
    Ok(i16::MAX)
}

/// Measures a model file on the dev sets, on the words as annotated; with another lead than the shipped one, if given.
pub(crate) fn measure(data: &Path, model: &Path, lead: Option<i16>) -> Result<(), Box<dyn Error>> {
    let bytes = std::fs::read(model)?;
    let start = Instant::now();
    let mut tagger = Tagger::new(TaggerModel::from_bytes(bytes, FEATURE_SET)?)?;
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

/// The tags in the order of their frequency, and the number of each token's tag; a tag seen less than five times is none, nor one too many.
fn tag_set(sentences: &[Sentence]) -> (Vec<(u8, u8)>, Vec<u8>) {
    let pair = |w: &conllu::Word| Some((Upos::parse(&w.upos)? as u8, Penn::parse(&w.penn)? as u8));
    let pairs: Vec<_> = sentences.iter().flat_map(|s| &s.words).map(pair).collect();
    let mut counts: BTreeMap<(u8, u8), u32> = BTreeMap::new();
    for pair in pairs.iter().flatten() {
        *counts.entry(*pair).or_default() += 1;
    }
    let mut tags: Vec<_> = counts.into_iter().filter(|c| c.1 >= 5).collect();
    tags.sort_by_key(|c| (std::cmp::Reverse(c.1), c.0));
    tags.truncate(WIDTH);
    let tags: Vec<_> = tags.into_iter().map(|c| c.0).collect();
    let number = |p: &Option<(u8, u8)>| tags.iter().position(|t| Some(*t) == *p).map_or(NO_TAG, |n| n as u8);
    let gold = pairs.iter().map(number).collect();
    (tags, gold)
}

/// What is known of each word: its set of tags and whether it is but one, from the tagged sentences or else as found in raw text.
fn words_of(
    sentences: &[Sentence],
    gold: &[u8],
    tags: usize,
    raw: &BTreeMap<String, (u8, u8)>,
    found: &BTreeMap<u32, Vec<u32>>,
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
    let number = |set: &Vec<u8>| sets.iter().position(|s| s.0 == *set).map_or(0, |p| p as u8 + 1);
    // Words that the tagged sentences hardly have: what a first tagger makes of them in raw text.
    for (key, row) in found {
        let total: u32 = row.iter().sum();
        let mut set: Vec<u8> = (0..tags as u8).filter(|&t| row[t as usize] * 6 >= total.max(1)).collect();
        set.sort_by_key(|&t| std::cmp::Reverse(row[t as usize]));
        set.truncate(3);
        if let (Some(entry), 6.., Some(&top)) = (out.get_mut(key), total, set.first()) {
            (entry.class, entry.top) = (number(&set), top + 1);
        }
    }
    for (key, (word, row)) in counts {
        let Some(set) = set_of(&row) else { continue };
        let total: u32 = row.iter().sum();
        let top = row[set[0] as usize];
        let sure = if total >= SURE && top * 500 >= total * 499 { set[0] } else { NO_TAG };
        let entry = out.entry(key).or_insert_with(|| entry(&word, 0, 0));
        (entry.sure, entry.class, entry.top) = ([sure; 3], number(&set), set[0] + 1);
    }
    out.into_iter().collect()
}

/// The training data in one number.
fn fingerprint(sentences: &[Sentence]) -> u64 {
    let words = sentences.iter().flat_map(|s| &s.words);
    let bytes = words.flat_map(|w| w.form.bytes().chain([0]).chain(w.upos.bytes()).chain(w.penn.bytes()));
    crate::data_id(bytes)
}
