//! What raw text tells of words: clusters of words that stand between the same neighbours, and how often a word has a capital.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::path::Path;

use servanda::stage::word_key;
use servanda::{Shape, Tokens};

/// How many words get a cluster, how many clusters there are, how many neighbours are told apart.
const WORDS: usize = 20_000;
const CLUSTERS: usize = 200;
const NEIGHBOURS: usize = 500;
const ROUNDS: usize = 12;

/// The cluster and the capitals of words.
pub(crate) fn clusters(data: &Path) -> Result<BTreeMap<String, (u8, u8)>, Box<dyn Error>> {
    let texts = texts(data)?;
    // Word keys in the order of the text; 0 parts the lines.
    let mut stream: Vec<u32> = Vec::new();
    let mut counts: HashMap<u32, (u32, u32, u32)> = HashMap::new();
    let mut forms: HashMap<u32, String> = HashMap::new();
    for text in &texts {
        let tokens = Tokens::of_lines(text);
        let mut sentence = usize::MAX;
        let mut fresh = true;
        for i in 0..tokens.len() {
            let line = tokens.sentence_of(i);
            if line != sentence {
                sentence = line;
                fresh = true;
                stream.push(0);
            }
            let lower = tokens.lower(i);
            let key = word_key(lower.as_bytes());
            stream.push(key);
            forms.entry(key).or_insert_with(|| lower.to_owned());
            let count = counts.entry(key).or_default();
            count.0 += 1;
            if !fresh {
                count.1 += 1;
                count.2 += u32::from(matches!(tokens.shape(i), Shape::Title | Shape::Upper | Shape::Mixed));
            }
            fresh = matches!(lower, "." | "!" | "?" | ":" | "\"" | ";");
        }
    }
    let mut order: Vec<(u32, (u32, u32, u32))> = counts.into_iter().filter(|c| c.1.0 >= 8).collect();
    order.sort_by_key(|c| (std::cmp::Reverse(c.1.0), c.0));
    order.truncate(WORDS);
    let number: HashMap<u32, usize> = order.iter().enumerate().map(|(i, c)| (c.0, i)).collect();
    let stream: Vec<usize> = stream
        .iter()
        .map(|k| number.get(k).copied().unwrap_or(if *k == 0 { WORDS + 1 } else { WORDS }))
        .collect();
    let width = NEIGHBOURS + 2;
    let column = |n: usize| if n < NEIGHBOURS { n } else { NEIGHBOURS + usize::from(n > WORDS) };
    let mut near = vec![0u32; order.len() * 2 * width];
    for at in 1..stream.len().saturating_sub(1) {
        if stream[at] < order.len() {
            near[stream[at] * 2 * width + column(stream[at - 1])] += 1;
            near[stream[at] * 2 * width + width + column(stream[at + 1])] += 1;
        }
    }
    let vectors: Vec<Vec<(usize, f32)>> = near.chunks_exact(2 * width).map(vector).collect();
    let found = means(&vectors, 2 * width);
    let caps = |inside: u32, capital: u32| match (inside, 20 * capital / inside.max(1)) {
        (0, _) => 0,
        (_, 0) => 1,
        (_, 1..=5) => 2,
        (_, 6..=14) => 3,
        (_, 15..=18) => 4,
        _ => 5,
    };
    Ok(order
        .iter()
        .zip(found)
        .filter_map(|((key, (_, inside, capital)), cluster)| {
            Some((forms.remove(key)?, (cluster + 1, caps(*inside, *capital))))
        })
        .collect())
}

fn texts(data: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut out = Vec::new();
    for file in ["text/state_hr.jsonl.xz", "text/sotu.jsonl.xz"] {
        out.extend(crate::texts::read(&data.join(file))?);
    }
    for file in crate::conllu::read(&data.join("tokens/ewt/train.conllu"))?.chunks(1000) {
        out.push(file.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join("\n"));
    }
    for file in crate::conllu::read(&data.join("tokens/gum/train"))?.chunks(1000) {
        out.push(file.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join("\n"));
    }
    Ok(out)
}

/// Square roots of the counts, to length one.
fn vector(counts: &[u32]) -> Vec<(usize, f32)> {
    let total: f32 = counts.iter().map(|c| *c as f32).sum();
    counts
        .iter()
        .enumerate()
        .filter(|c| *c.1 > 0)
        .map(|(i, c)| (i, (*c as f32 / total.max(1.0)).sqrt()))
        .collect()
}

/// K-means on the sphere, from the most frequent words.
fn means(vectors: &[Vec<(usize, f32)>], width: usize) -> Vec<u8> {
    let k = CLUSTERS.min(vectors.len());
    let mut centres = vec![0f32; width * k];
    for (cluster, vector) in vectors.iter().step_by((vectors.len() / 4 / k).max(1)).take(k).enumerate() {
        for &(i, x) in vector {
            centres[i * k + cluster] = x;
        }
    }
    let mut nearest = vec![0u8; vectors.len()];
    let mut scores = vec![0f32; k];
    for _ in 0..ROUNDS {
        for (word, vector) in vectors.iter().enumerate() {
            scores.fill(0.0);
            for &(i, x) in vector {
                for (score, c) in scores.iter_mut().zip(&centres[i * k..(i + 1) * k]) {
                    *score += x * c;
                }
            }
            let best = (0..k).max_by(|&a, &b| scores[a].total_cmp(&scores[b]).then(b.cmp(&a)));
            nearest[word] = best.unwrap_or(0) as u8;
        }
        centres.fill(0.0);
        for (word, vector) in vectors.iter().enumerate() {
            for &(i, x) in vector {
                centres[i * k + nearest[word] as usize] += x;
            }
        }
        for cluster in 0..k {
            let length = (0..width).map(|i| centres[i * k + cluster].powi(2)).sum::<f32>().sqrt().max(1e-9);
            (0..width).for_each(|i| centres[i * k + cluster] /= length);
        }
    }
    nearest
}
