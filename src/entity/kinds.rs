//! What kind of organisation a name is: by the name itself, its head word, the gazetteers and the words beside it.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::fold::fold;
use crate::lexicon;
use crate::lexicon::gazetteer::{Gazetteer, Kind};
use crate::names::names;
use crate::span::Span;
use crate::token::{Tokens, Upos};

names! {
    /// What an organisation is.
    OrgKind {
        /// A political party or movement.
        Party = "party",
        /// A newspaper, broadcaster or agency.
        Media = "media",
        /// A ministry, parliament, agency or other body of a state.
        Government = "government",
        /// A court or tribunal.
        Court = "court",
        /// A body of states.
        International = "international",
        /// A business.
        Company = "company",
        /// A group of citizens, a union, a charity, a church.
        CivilSociety = "civil_society",
        /// A school or university.
        Education = "education",
        /// Not known.
        Unknown = "unknown",
    }
}

/// Where a word of the table counts.
#[derive(Default)]
struct Table {
    names: FxHashMap<String, OrgKind>,
    heads: FxHashMap<&'static str, OrgKind>,
    firsts: FxHashMap<String, OrgKind>,
    phrases: Vec<(&'static str, OrgKind)>,
    context: FxHashMap<&'static str, OrgKind>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut out = Table::default();
    let mut key = String::new();
    for [words, place, kind] in lexicon::cells("org_kinds.tsv", ["words", "where", "kind"]) {
        let Some(kind) = OrgKind::parse(kind) else { continue };
        fold(words, &mut key);
        match place {
            "name" => drop(out.names.insert(key.clone(), kind)),
            "head" => drop(out.heads.insert(words, kind)),
            "first" => drop(out.firsts.insert(key.clone(), kind)),
            "phrase" => out.phrases.push((words, kind)),
            _ => drop(out.context.insert(words, kind)),
        }
    }
    out
});

/// The kind that a name alone shows; `folded` is its folded form.
pub(super) fn of_name(name: &str, folded: &str) -> OrgKind {
    let table = &*TABLE;
    if let Some(&kind) = table.names.get(folded) {
        return kind;
    }
    let head = head(folded);
    let by_head = table.heads.get(head).copied();
    if matches!(by_head, Some(OrgKind::Court | OrgKind::Education | OrgKind::Party)) {
        return by_head.unwrap_or(OrgKind::Unknown);
    }
    if let Some((_, kind)) = table.phrases.iter().find(|p| folded.contains(p.0)) {
        return *kind;
    }
    let listed = Gazetteer::get().name(name).map(|n| n.kind);
    match listed {
        Some(Kind::Party) => return OrgKind::Party,
        Some(Kind::Body) => return OrgKind::International,
        _ => {}
    }
    let first = folded.split(' ').next().unwrap_or_default();
    if folded.contains(' ') {
        let two = folded.match_indices(' ').nth(1).map_or(folded, |(i, _)| &folded[..i]);
        let across = table.firsts.get(two).or_else(|| table.firsts.get(first));
        let business = matches!(by_head, Some(OrgKind::Company | OrgKind::Media));
        if let Some(&kind) = across.filter(|&&k| k != OrgKind::International || !business) {
            return kind;
        }
    }
    by_head.unwrap_or(OrgKind::Unknown)
}

/// The word of a folded name that says what it is: the last before "of", "for" and the like.
pub(super) fn head(folded: &str) -> &str {
    let mut last = "";
    for (i, word) in folded.split(' ').enumerate() {
        let link = matches!(word, "of" | "for" | "on" | "in" | "to" | "against" | "under");
        // "Agency and …" is rare, "Water and Energy" is not.
        if i > 0 && (link || word == "and" && TABLE.heads.contains_key(last)) {
            break;
        }
        last = word;
    }
    last
}

/// The kind that the words beside a name show: "the newspapers X and Y", "the ruling X party", "X, a human rights group".
pub(super) fn of_context(tokens: &Tokens, name: Span) -> OrgKind {
    let range = tokens.covering(name);
    if range.is_empty() {
        return OrgKind::Unknown;
    }
    let sentence = tokens.of_sentence(tokens.sentence_of(range.start));
    let table = &*TABLE;
    let noun = |t: usize| {
        (matches!(tokens.upos(t), Upos::Noun)).then(|| table.context.get(tokens.lower(t)).copied()).flatten()
    };
    // Right before, over names of a list: "newspapers A, B and C".
    let mut t = range.start;
    let mut steps = 0;
    while t > sentence.start && steps < 12 {
        t -= 1;
        steps += 1;
        if let Some(kind) = noun(t) {
            return kind;
        }
        let through =
            matches!(tokens.upos(t), Upos::Propn) || matches!(tokens.lower(t), "," | "and" | "\"" | "the");
        if !through {
            break;
        }
    }
    // Right after: "X party".
    if range.end < sentence.end
        && let Some(kind) = noun(range.end)
    {
        return kind;
    }
    // In apposition: "X, a human rights group,".
    if range.end + 2 < sentence.end
        && tokens.lower(range.end) == ","
        && matches!(tokens.lower(range.end + 1), "a" | "an" | "the")
    {
        for t in range.end + 2..sentence.end.min(range.end + 8) {
            match tokens.upos(t) {
                Upos::Noun => {
                    if t + 1 >= sentence.end || tokens.upos(t + 1) != Upos::Noun {
                        let two = matches!(tokens.lower(t), "group" | "tank" | "agency")
                            .then(|| tokens.lower(t - 1));
                        return match (noun(t), two) {
                            (Some(kind), _) => kind,
                            (None, Some("rights" | "advocacy" | "think" | "monitoring")) => {
                                OrgKind::CivilSociety
                            }
                            (None, Some("news")) => OrgKind::Media,
                            _ => OrgKind::Unknown,
                        };
                    }
                }
                Upos::Adj | Upos::Propn | Upos::Punct => {}
                _ => break,
            }
        }
    }
    OrgKind::Unknown
}

#[cfg(test)]
mod tests {
    use crate::{DocVars, Label, Reader};

    #[test]
    fn kinds_by_name_and_context() {
        let kinds = |text: &str| -> Vec<(String, &str)> {
            let d = Reader::new().read(text, DocVars::default()).unwrap();
            let things = d.entities.things.iter().filter(|t| t.label == Label::Org);
            things.map(|t| (t.name.clone(), t.kind.as_str())).collect()
        };
        let of =
            |text: &str, name: &str| kinds(text).into_iter().find(|k| k.0 == name).map_or("missing", |k| k.1);
        assert_eq!(of("The Ministry of Water and Energy met.", "Ministry of Water and Energy"), "government");
        assert_eq!(
            of("The International Monetary Fund lent more.", "International Monetary Fund"),
            "international"
        );
        assert_eq!(of("The Supreme Court of Ghana ruled.", "Supreme Court of Ghana"), "court");
        assert_eq!(of("He studied at the University of Dakar.", "University of Dakar"), "education");
    }
}
