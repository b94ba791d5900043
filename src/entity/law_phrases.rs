//! Laws and plans that are described, not named: "the law on public gatherings", "the amended media law".

use rustc_hash::FxHashMap;

use super::kinds::OrgKind;
use super::reference::{Reference, ReferenceKind};
use super::{Entity, Label, Thing};
use crate::token::{Penn, Tokens, Upos};

/// Nouns that say "law", and what stays of them in the name of the thing.
fn law_word(lemma: &str) -> Option<&'static str> {
    Some(match lemma {
        "law" | "legislation" | "statute" | "bill" => "law",
        "code" => "code",
        "amendment" => "amendment",
        "decree" => "decree",
        "regulation" => "regulation",
        "convention" | "treaty" | "protocol" => "treaty",
        "directive" => "directive",
        "ordinance" => "ordinance",
        "constitution" => "constitution",
        _ => return None,
    })
}

/// Words before a law that say nothing of its matter.
fn empty(word: &str) -> bool {
    matches!(
        word,
        "new"
            | "old"
            | "amended"
            | "revised"
            | "draft"
            | "current"
            | "existing"
            | "proposed"
            | "recent"
            | "such"
            | "other"
            | "same"
            | "first"
            | "second"
            | "last"
            | "latest"
            | "relevant"
            | "key"
            | "major"
            | "restrictive"
            | "important"
            | "final"
            | "previous"
            | "present"
            | "own"
            | "controversial"
            | "strict"
            | "further"
            | "additional"
            | "many"
            | "several"
            | "certain"
            | "various"
            | "applicable"
            | "enabling"
            | "necessary"
            | "appropriate"
            | "general"
            | "special"
            | "basic"
            | "separate"
            | "effective"
            | "adequate"
            | "comprehensive"
            | "implementing"
            | "good"
            | "bad"
            | "local"
            | "similar"
            | "different"
            | "specific"
            | "unjust"
            | "international"
            | "national"
            | "domestic"
            | "federal"
            | "state"
            | "most"
            | "core"
            | "customary"
            | "religious"
            | "mandatory"
            | "written"
            | "earlier"
            | "later"
            | "subsequent"
    )
}

/// Adds the described laws of a text to what stands for things, each with a thing: one for the same matter.
pub(super) fn find(
    tokens: &Tokens,
    sentences: usize,
    mentions: &[Entity],
    things: &mut Vec<Thing>,
    out: &mut Vec<Reference>,
) {
    let mut known: FxHashMap<String, u32> = FxHashMap::default();
    let mut found = Vec::new();
    let mut next = 0;
    for sentence in 0..sentences {
        let range = tokens.of_sentence(sentence);
        let mut floor = range.start;
        for t in range.clone() {
            if tokens.upos(t) != Upos::Noun || t < floor {
                continue;
            }
            let Some(word) = law_word(tokens.lemma(t)) else { continue };
            let span = tokens.span(t);
            while mentions.get(next).is_some_and(|m| m.span.end <= span.start) {
                next += 1;
            }
            if mentions.get(next).is_some_and(|m| m.span.overlaps(span))
                || t + 1 < range.end && matches!(tokens.upos(t + 1), Upos::Noun)
            {
                continue;
            }
            let start = start(tokens, t, floor);
            let end = end(tokens, t, range.end);
            let matter: Vec<&str> =
                (start..t).chain(t + 2..end).filter(|&k| tells(tokens, k)).map(|k| tokens.lemma(k)).collect();
            if matter.is_empty() {
                continue;
            }
            floor = end;
            let thing = *known.entry(key(word, matter)).or_insert_with(|| {
                let name = (start..end).map(|k| tokens.lower(k)).collect::<Vec<_>>().join(" ");
                things.push(Thing {
                    name,
                    label: Label::Law,
                    country: None,
                    is_country: false,
                    acronym: None,
                    kind: OrgKind::Unknown,
                });
                (things.len() - 1) as u32
            });
            found.push(Reference { span: tokens.span_of(start..end), kind: ReferenceKind::Law, thing });
        }
    }
    // A described law gives way to nothing but what it overlaps: both lists are in order.
    let mut merged = Vec::with_capacity(out.len() + found.len());
    let mut others = out.drain(..).peekable();
    for law in found {
        while let Some(other) = others.next_if(|o| o.span.end <= law.span.start) {
            merged.push(other);
        }
        while others.next_if(|o| o.span.start < law.span.end).is_some() {}
        merged.push(law);
    }
    merged.extend(others);
    *out = merged;
}

/// Words that tell what a law is about.
fn tells(tokens: &Tokens, k: usize) -> bool {
    matches!(tokens.upos(k), Upos::Noun | Upos::Adj | Upos::Propn) && !empty(tokens.lower(k))
}

/// The first word of the phrase before the head, without article.
fn start(tokens: &Tokens, t: usize, floor: usize) -> usize {
    let mut start = t;
    while start > floor.max(t.saturating_sub(6)) {
        let k = start - 1;
        let part = matches!(tokens.upos(k), Upos::Adj | Upos::Noun)
            || tokens.penn(k) == Penn::Hyph
            || tokens.penn(k) == Penn::Vbn
            || tokens.upos(k) == Upos::Num && tokens.lower(k).len() == 4;
        if !part {
            break;
        }
        start = k;
    }
    start
}

/// One past "on …" after the head: a list of nouns that says the matter.
fn end(tokens: &Tokens, t: usize, limit: usize) -> usize {
    let opens = t + 2 < limit
        && matches!(
            tokens.lower(t + 1),
            "on" | "against" | "concerning" | "governing" | "regulating" | "restricting" | "banning"
        );
    if !opens {
        return t + 1;
    }
    let mut end = t + 1;
    let mut k = t + 2;
    while k < limit.min(t + 20) {
        match tokens.upos(k) {
            Upos::Noun | Upos::Propn => {
                k += 1;
                end = k;
            }
            // "…, and a media law" is another law.
            Upos::Det if k > t + 2 && matches!(tokens.lower(k), "a" | "an") => break,
            Upos::Adj | Upos::Det | Upos::Cconj => k += 1,
            Upos::Punct
                if matches!(tokens.lower(k), "," | "-")
                    && k + 1 < limit
                    && matches!(tokens.upos(k + 1), Upos::Noun | Upos::Adj | Upos::Cconj) =>
            {
                k += 1;
            }
            Upos::Adp if tokens.lower(k) == "of" => k += 1,
            _ => break,
        }
    }
    end
}

/// The same for "media law" and "the law on the media".
fn key<'w>(word: &'w str, mut matter: Vec<&'w str>) -> String {
    matter.sort_unstable();
    matter.dedup();
    matter.push(word);
    matter.join(" ")
}

#[cfg(test)]
mod tests {
    use crate::{DocVars, Reader};

    #[test]
    fn described_laws_are_found_and_not_named() {
        let text = "It passed a law on public gatherings and an amended media law. The law on the media came first. \
                    No law was broken. The 2009 constitutional amendment stands.";
        let d = Reader::new().read(text, DocVars::default()).unwrap();
        let laws: Vec<_> = d.mentions().into_iter().filter(|m| m.how == "law").collect();
        let words: Vec<_> = laws.iter().map(|m| d.text.slice(m.span)).collect();
        assert_eq!(
            words,
            [
                "law on public gatherings",
                "amended media law",
                "law on the media",
                "2009 constitutional amendment"
            ]
        );
        assert_eq!(laws[1].thing, laws[2].thing);
        assert!(d.entities.mentions.iter().all(|m| d.text.slice(m.span) != "amended media law"));
    }
}
