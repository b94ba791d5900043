//! `tools train sentences`: learns what ends a sentence, and from raw text which words stand before stops and behind them.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::process::Command;

use servanda::stage::sentences::{FEATURE_SET, Facts, Look, SentenceModel, Tail, Word, WordFacts};
use servanda::stage::{raw_words, walk_sentences};
use servanda::{DocVars, Reader};

use crate::sentences::{Cut, Sets};

/// Rounds over the examples, step size, pull to zero, and what one stored step is worth.
const EPOCHS: usize = 8;
/// Times that all is learnt anew, in another order.
const RUNS: usize = 8;
const ALPHA: f32 = 0.3;
const LASSO: f32 = 3.0;
const RIDGE: f32 = 0.1;
const STEP: f32 = 0.03;
/// How often a word must be seen in raw text.
const SEEN: u32 = 50;
const TEXTS: [&str; 3] = ["state_hr", "crs", "sotu"];

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The parts of a model file.
pub(crate) struct Learnt {
    data: u64,
    weights: Vec<(u32, i8)>,
    words: Vec<(u32, Facts)>,
}

impl Learnt {
    /// As the file that the library reads.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        SentenceModel::to_bytes(self.data, &self.weights, &self.words)
    }

    /// Ready for use.
    pub(crate) fn model(&self) -> Result<SentenceModel> {
        Ok(SentenceModel::read(self.bytes())?)
    }
}

/// Learns from all that may be learnt from, and writes the model's file.
pub(crate) fn train(data: &Path, out: &Path) -> Result<()> {
    let sets = Sets::read(data)?;
    let words = word_facts(data)?;
    let learnt = learn(&sets.all(), &words)?;
    let bytes = learnt.bytes();
    std::fs::write(out, &bytes)?;
    let line = format!(
        "{} weights, {} words, {} bytes, feature set {FEATURE_SET}, data {:016x}\n",
        learnt.weights.len(),
        learnt.words.len(),
        bytes.len(),
        learnt.data
    );
    Ok(std::io::Write::write_all(&mut std::io::stdout(), line.as_bytes())?)
}

/// How often a word was seen, and where.
#[derive(Default)]
struct Count {
    all: u32,
    small: u32,
    capital: u32,
    begins: u32,
    dotted: u32,
    dotted_small: u32,
    dotted_capital: u32,
}

/// What the raw text tells of its words, by ascending key.
pub(crate) fn word_facts(data: &Path) -> Result<Vec<(u32, Facts)>> {
    let mut counts: BTreeMap<u32, Count> = BTreeMap::new();
    let (mut begun, mut all) = (0u32, 0u32);
    for name in TEXTS {
        let file = data.join(format!("text/{name}.jsonl.xz"));
        let unpacked = Command::new("xz").arg("-dc").arg(file).output()?;
        for line in String::from_utf8(unpacked.stdout)?.lines() {
            let row: serde_json::Value = serde_json::from_str(line)?;
            let text = row["text"].as_str().unwrap_or_default();
            for line in text.lines().filter(|l| l.len() >= 40 && !l.starts_with(['#', '|', '-', '*', '['])) {
                let words = raw_words(line);
                all += words.len() as u32;
                begun += count(&words, &mut counts);
            }
        }
    }
    let seen = counts.into_iter().filter(|c| c.1.all >= SEEN);
    Ok(seen.map(|(key, count)| (key, facts(&count, begun as f32, all as f32))).collect())
}

/// Counts the words of a line; how many begin a sentence.
fn count(words: &[Word], counts: &mut BTreeMap<u32, Count>) -> u32 {
    let mut begun = 0;
    for (i, word) in words.iter().enumerate() {
        if word.look == Look::Signs {
            continue;
        }
        let count = counts.entry(word.key).or_default();
        count.all += 1;
        let capital = matches!(word.look, Look::Title | Look::Letter | Look::Upper | Look::Mixed);
        let before = i.checked_sub(1).map(|i| &words[i]);
        let after_stop =
            before.is_some_and(|w| w.tail == Tail::Dot && w.look == Look::Lower && w.core.1 - w.core.0 > 3);
        if after_stop && capital {
            count.begins += 1;
            begun += 1;
        } else if before.is_some_and(|w| w.tail == Tail::Letter) {
            count.capital += u32::from(capital);
            count.small += u32::from(!capital);
        }
        if word.tail == Tail::Dot && word.end == word.core.1 + 1 {
            count.dotted += 1;
            if let Some(next) = words.get(i + 1) {
                count.dotted_small += u32::from(next.look == Look::Lower);
                count.dotted_capital += u32::from(next.look == Look::Title);
            }
        }
    }
    begun
}

/// Counts in steps.
fn facts(count: &Count, begun: f32, all: f32) -> Facts {
    let share = |part: u32, whole: u32| (part as f32 + 0.1) / (whole as f32 + 1.0);
    let dotted = share(count.dotted, count.all);
    let small = share(count.dotted_small, count.dotted_small + count.dotted_capital);
    let abbreviated = match () {
        () if count.dotted < 3 => 1,
        () if small > 0.5 && dotted > 0.5 => 7,
        () if small > 0.15 && dotted > 0.2 => 6,
        () if dotted > 0.7 => 5,
        () if small > 0.05 => 4,
        () if dotted > 0.25 => 3,
        () => 2,
    };
    let inside = count.capital + count.small;
    let steps = |value: f32, steps: &[f32]| 2 + steps.iter().filter(|s| value > **s).count() as u8;
    let capital = share(count.capital, inside);
    let expected = count.capital as f32 + count.small as f32 * 0.2 + 2.0;
    let pull = ((count.begins as f32 + 0.5) / begun.max(1.0) / (expected / all.max(1.0))).ln();
    Facts {
        abbreviated,
        capitals: if inside < 3 { 1 } else { steps(capital, &[0.02, 0.2, 0.6, 0.95]) },
        begins: if count.begins == 0 { 1 } else { steps(pull, &[-3.0, -1.5, 0.0, 1.5, 3.0]) },
        ends: if count.dotted == 0 { 1 } else { steps(dotted, &[0.002, 0.01, 0.04, 0.12]) },
    }
}

/// Gaps with their features, and whether a sentence ends there.
#[derive(Default)]
struct Examples {
    keys: Vec<u32>,
    starts: Vec<usize>,
    ends: Vec<bool>,
    /// The first gap of each stretch.
    groups: Vec<usize>,
}

/// Learns weights from cut texts: logistic regression, follow-the-regularised-leader, one thread, always in the same order.
pub(crate) fn learn(texts: &[&Cut], words: &[(u32, Facts)]) -> Result<Learnt> {
    let facts = WordFacts::new(words);
    let reader = Reader::new();
    let mut examples = Examples::default();
    let settings = format!("{EPOCHS} {RUNS} {ALPHA} {LASSO} {RIDGE} {STEP} {SEEN} {FEATURE_SET} {words:?}");
    let mut data = crate::data_id(settings.bytes());
    for text in texts {
        data = data.rotate_left(5) ^ crate::data_id(text.source.bytes().chain(text.edges()));
        let document = reader.read(text.source.as_str(), DocVars::default())?;
        let ends = text.ends(&document);
        let mut stretch = usize::MAX;
        walk_sentences(&document, &facts, |gap| {
            if gap.stretch() != stretch {
                stretch = gap.stretch();
                examples.groups.push(examples.ends.len());
            }
            let yes = ends.binary_search(&gap.end()).is_ok();
            examples.starts.push(examples.keys.len());
            examples.ends.push(yes);
            gap.keys(|key| examples.keys.push(key));
            yes
        });
    }
    examples.starts.push(examples.keys.len());
    examples.groups.push(examples.ends.len());
    Ok(Learnt { data, weights: fit(&examples), words: words.to_vec() })
}

/// The mean of several rounds of learning, each in another order, in steps.
fn fit(examples: &Examples) -> Vec<(u32, i8)> {
    let mut random = 0x2545_f491_4f6c_dd1du64;
    let mut mean: Vec<f32> = Vec::new();
    for _ in 0..RUNS {
        let weights = fit_once(examples, &mut random);
        mean.resize(weights.len(), 0.0);
        mean.iter_mut().zip(weights).for_each(|(m, w)| *m += w / RUNS as f32);
    }
    let steps = mean.iter().map(|w| (w / STEP).round().clamp(-127.0, 127.0) as i8);
    (0..).zip(steps).filter(|w| w.1 != 0).collect()
}

fn fit_once(examples: &Examples, random: &mut u64) -> Vec<f32> {
    let size = examples.keys.iter().max().map_or(0, |k| *k as usize + 1);
    let (mut pull, mut square, mut weights) = (vec![0f32; size], vec![0f32; size], vec![0f32; size]);
    let mut order: Vec<usize> = (0..examples.groups.len() - 1).collect();
    let mut slopes = Vec::new();
    for _ in 0..EPOCHS {
        for i in (1..order.len()).rev() {
            *random ^= *random << 13;
            *random ^= *random >> 7;
            *random ^= *random << 17;
            order.swap(i, (*random % (i as u64 + 1)) as usize);
        }
        for &group in &order {
            let group = examples.groups[group]..examples.groups[group + 1];
            let keys = |i: usize| &examples.keys[examples.starts[i]..examples.starts[i + 1]];
            slopes.clear();
            slopes.extend(group.clone().map(|i| {
                let sum: f32 = keys(i).iter().map(|k| weights[*k as usize]).sum();
                1.0 / (1.0 + (-sum).exp()) - f32::from(u8::from(examples.ends[i]))
            }));
            for (i, slope) in group.zip(&slopes).filter(|s| s.1.abs() >= 0.001) {
                for key in keys(i) {
                    let k = *key as usize;
                    let step = ((square[k] + slope * slope).sqrt() - square[k].sqrt()) / ALPHA;
                    pull[k] += slope - step * weights[k];
                    square[k] += slope * slope;
                    weights[k] = if pull[k].abs() <= LASSO {
                        0.0
                    } else {
                        -(pull[k] - pull[k].signum() * LASSO) / ((1.0 + square[k].sqrt()) / ALPHA + RIDGE)
                    };
                }
            }
        }
    }
    weights
}
