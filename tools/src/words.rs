//! `tools words`: raw text to words, tags and lemmas, against the dev sets; matched by place, as the shared task of 2018 on parsing did.

#![allow(clippy::print_stdout)] // a command that prints its figures

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use servanda::{DocVars, Reader, RepairLevel};

use crate::conllu::{self, Sentence};

/// One gold word by place, in characters without white space.
struct Gold<'s> {
    place: (usize, usize),
    word: &'s conllu::Word,
}

/// Measures on EWT dev and GUM dev; `show` lists the commonest differences.
pub(crate) fn measure(data: &Path, show: bool) -> Result<(), Box<dyn Error>> {
    for (name, path) in [("EWT dev", "tokens/ewt/dev.conllu"), ("GUM dev", "tokens/gum/dev")] {
        let sentences = conllu::read(&data.join(path))?;
        let mut text = String::new();
        for sentence in &sentences {
            if !text.is_empty() {
                text.push_str(if sentence.opens { "\n\n" } else { " " });
            }
            text.push_str(&sentence.text);
        }
        let gold = places(&sentences);
        let reader = Reader::new().with_repair(RepairLevel::None);
        let document = reader.read(text.as_str(), DocVars::default())?;
        let tokens = &document.tokens;
        // Byte to count of characters that are not white space.
        let mut count = vec![0; text.len() + 1];
        let mut seen = 0;
        for (at, c) in text.char_indices() {
            count[at] = seen;
            seen += usize::from(!c.is_whitespace());
        }
        count[text.len()] = seen;
        let index: BTreeMap<(usize, usize), usize> =
            gold.iter().enumerate().map(|(i, g)| (g.place, i)).collect();
        let (mut same, mut upos, mut penn, mut lemma) = (0, 0, 0, 0);
        let mut wrong: BTreeMap<String, usize> = BTreeMap::new();
        let mut unmatched: BTreeMap<String, usize> = BTreeMap::new();
        for token in 0..tokens.len() {
            let span = tokens.span(token);
            let place = (count[span.start as usize], count[span.end as usize]);
            let Some(&found) = index.get(&place) else {
                let chunk = around(&text, span.range());
                let inside = gold.iter().skip(gold.partition_point(|g| g.place.1 <= place.0));
                let inside: Vec<_> =
                    inside.take_while(|g| g.place.0 < place.1).map(|g| g.word.form.as_str()).collect();
                *unmatched
                    .entry(format!("{} | {} | in {chunk}", &text[span.range()], inside.join(" ")))
                    .or_default() += 1;
                continue;
            };
            let word = gold[found].word;
            same += 1;
            upos += usize::from(tokens.upos(token).as_str() == word.upos);
            penn += usize::from(tokens.penn(token).as_str() == word.penn);
            let plain = word.lemma.to_lowercase().replace('’', "'");
            if plain == tokens.lemma(token) || word.lemma == "_" {
                lemma += 1;
            } else {
                let key = format!(
                    "{}/{} {} not {plain}",
                    tokens.lower(token),
                    tokens.penn(token),
                    tokens.lemma(token)
                );
                *wrong.entry(key).or_default() += 1;
            }
        }
        let share = |n: usize, of: usize| 100.0 * n as f64 / of as f64;
        let score = |n: usize| share(2 * n, tokens.len() + gold.len());
        println!(
            "{name}: words F1 {:.2} (precision {:.2}, recall {:.2}); of the words found: UPOS {:.2}, Penn {:.2}, lemma {:.2}",
            score(same),
            share(same, tokens.len()),
            share(same, gold.len()),
            share(upos, same),
            share(penn, same),
            share(lemma, same)
        );
        if show {
            for list in [unmatched, wrong] {
                let mut list: Vec<_> = list.into_iter().collect();
                list.sort_by_key(|c| std::cmp::Reverse(c.1));
                for (what, n) in list.iter().take(60) {
                    println!("  {n} {what}");
                }
            }
        }
    }
    Ok(())
}

/// Where the gold words are; words of a surface token whose spelling they do not add up to share its place.
fn places(sentences: &[Sentence]) -> Vec<Gold<'_>> {
    let mut out = Vec::new();
    let mut at = 0;
    let len = |form: &str| form.chars().filter(|c| !c.is_whitespace()).count();
    for sentence in sentences {
        let mut words = sentence.words.iter().peekable();
        while let Some(word) = words.next() {
            let Some((surface, count)) = word.within.as_ref().filter(|w| w.1 > 0) else {
                out.push(Gold { place: (at, at + len(&word.form)), word });
                at += len(&word.form);
                continue;
            };
            let end = at + len(surface);
            let mut group = vec![word];
            group.extend((1..*count).filter_map(|_| words.next()));
            let fits = group.iter().map(|w| len(&w.form)).sum::<usize>() == len(surface);
            for word in group {
                let next = if fits { at + len(&word.form) } else { end };
                out.push(Gold { place: (at, next), word });
                at = if fits { next } else { at };
            }
            at = end;
        }
    }
    out
}

fn around(text: &str, range: std::ops::Range<usize>) -> &str {
    let start = text[..range.start].rfind(char::is_whitespace).map_or(0, |i| i + 1);
    let end = text[range.end..].find(char::is_whitespace).map_or(text.len(), |i| range.end + i);
    &text[start..end.min(start + 60).max(range.end)]
}
