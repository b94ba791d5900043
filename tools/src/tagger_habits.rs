//! What needs no weighing: words and contexts of words that have always the same tag in raw text, as the tagger itself finds it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use servanda::Tokens;
use servanda::stage::{CONTEXTS, Lens, NO_TAG, Tagger, WORD_CONTEXTS, WordEntry, untagged};

use crate::tagger_weights::Keyed;

/// How often a word in its shape, a word after a tag, the same before a kind of word, and a kind of word between
/// both must be seen.
const SEEN: [u32; CONTEXTS + 1] = [10; CONTEXTS + 1];
/// How many of a thousand times it has the one tag; a gold tag counts as much as so many found ones.
const PURE: u32 = 995;
const GOLD: u32 = 20;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A token that no habit decides yet.
struct Open {
    /// The word and its shape, then its contexts; `None` where it has no such.
    keys: [Option<u64>; CONTEXTS + 1],
    tag: u8,
    gold: bool,
}

/// What comes of it: tags for words in small letters (0) and with a capital (1), and for contexts, by ascending key.
pub(crate) struct Habits {
    pub(crate) words: BTreeMap<(u32, u8), u8>,
    pub(crate) contexts: Vec<(u32, u8)>,
}

/// Reads texts with a tagger, beside tokens whose tags are given, and keeps what always comes.
pub(crate) fn habits(
    data: &Path,
    tagger: &Tagger,
    tags: &[(u8, u8)],
    words: &[(u32, WordEntry)],
    (tokens, gold): (&Tokens, &[u8]),
) -> Result<Habits> {
    let words: Keyed<(u32, WordEntry)> = (1..).zip(words).map(|(n, w)| (w.0, (n, w.1))).collect();
    let known = |key: u32| words.get(&key).copied().unwrap_or((0, WordEntry::UNKNOWN));
    let mut open = Vec::new();
    look(tokens, gold, true, known, &mut open);
    for file in ["text/state_hr.jsonl.xz", "text/sotu.jsonl.xz", "text/crs.jsonl.xz"] {
        for text in crate::texts::read(&data.join(file))? {
            let mut tokens = untagged(&text)?;
            tagger.tag(&mut tokens);
            let tag = |i: usize| (tokens.upos(i) as u8, tokens.penn(i) as u8);
            let number = |tag| tags.iter().position(|t| *t == tag).map_or(NO_TAG, |n| n as u8);
            let found: Vec<u8> = (0..tokens.len()).map(|i| number(tag(i))).collect();
            look(&tokens, &found, false, known, &mut open);
        }
    }
    let all = open.len();
    let mut out = Habits { words: BTreeMap::new(), contexts: Vec::new() };
    for level in 0..=CONTEXTS {
        let found = pure(&open, level);
        open.retain(|o| o.keys[level].is_none_or(|key| !found.contains_key(&key)));
        eprintln!("habits {level}: {}, open {} of {all}", found.len(), open.len());
        let found = found.into_iter();
        if level == 0 {
            out.words.extend(found.map(|(key, tag)| (((key >> 1) as u32, (key & 1) as u8), tag)));
        } else {
            out.contexts.extend(found.map(|(key, tag)| (key as u32, tag)));
        }
    }
    out.contexts.sort_unstable();
    let mut keys = BTreeSet::new();
    out.contexts.retain(|c| keys.insert(c.0));
    Ok(out)
}

/// Takes up the tokens that their words do not decide.
fn look(
    tokens: &Tokens,
    tags: &[u8],
    gold: bool,
    known: impl Fn(u32) -> (u32, WordEntry) + Copy,
    open: &mut Vec<Open>,
) {
    let (mut lens, mut start) = (Lens::default(), 0);
    while start < tokens.len() {
        let range = tokens.of_sentence(tokens.sentence_of(start));
        start = range.end;
        lens.look(tokens, range.clone(), |token| known(tokens.key(token)));
        for at in (0..range.len()).filter(|at| lens.sure(*at) == NO_TAG) {
            let token = range.start + at;
            let before = |n: usize| if at >= n { tags[token - n] } else { NO_TAG };
            let Some(contexts) = lens.contexts(at, before(1), before(2)) else { continue };
            let shape = tokens.shape(token) as u64;
            let word = (lens.is_known(at) && shape < 2).then(|| u64::from(tokens.key(token)) << 1 | shape);
            let mut keys = [word; CONTEXTS + 1];
            for (i, key) in contexts.into_iter().enumerate() {
                keys[i + 1] = (lens.is_known(at) || i >= WORD_CONTEXTS).then_some(u64::from(key));
            }
            open.push(Open { keys, tag: tags[token], gold });
        }
    }
}

/// The keys of a level that have always the same tag, and it.
fn pure(open: &[Open], level: usize) -> BTreeMap<u64, u8> {
    let packed = |o: &Open| Some(o.keys[level]? << 9 | u64::from(o.tag) << 1 | u64::from(o.gold));
    let mut seen: Vec<u64> = open.iter().filter_map(packed).collect();
    seen.sort_unstable();
    let mut out = BTreeMap::new();
    for context in seen.chunk_by(|a, b| a >> 9 == b >> 9) {
        let raw = context.iter().filter(|s| **s & 1 == 0).count() as u32;
        let weight = |part: &[u64]| part.iter().map(|s| if s & 1 == 0 { 1 } else { GOLD }).sum::<u32>();
        let most = context.chunk_by(|a, b| a >> 1 == b >> 1).max_by_key(|part| weight(part));
        let Some(most) = most.filter(|_| raw >= SEEN[level]) else { continue };
        let tag = (most[0] >> 1) as u8;
        let same: u32 =
            context.chunk_by(|a, b| a >> 1 == b >> 1).filter(|p| (p[0] >> 1) as u8 == tag).map(weight).sum();
        if tag != NO_TAG && same * 1000 >= PURE * weight(context) {
            out.insert(context[0] >> 9, tag);
        }
    }
    out
}
