//! A light stemmer for matching: words of one derivation ("amend", "amended", "amendments") get one root.

/// Endings, longest first within a group; each needs this many bytes to stay before it.
const ENDINGS: &[(&str, usize)] = &[
    ("ications", 3),
    ("ication", 3),
    ("izations", 4),
    ("isations", 4),
    ("ization", 4),
    ("isation", 4),
    ("ational", 4),
    ("ations", 4),
    ("ation", 4),
    ("atives", 4),
    ("ative", 4),
    ("ators", 4),
    ("ator", 4),
    ("ated", 4),
    ("ates", 4),
    ("ating", 4),
    ("itions", 4),
    ("ition", 4),
    ("ments", 4),
    ("ment", 4),
    ("iances", 4),
    ("iance", 4),
    ("ances", 4),
    ("ance", 4),
    ("ences", 4),
    ("ence", 4),
    ("atures", 4),
    ("ature", 4),
    ("ures", 4),
    ("ure", 4),
    ("ities", 4),
    ("ity", 4),
    ("ives", 4),
    ("ive", 4),
    ("ional", 4),
    ("ions", 4),
    ("ion", 4),
    ("ness", 4),
    ("ship", 4),
    ("dom", 4),
    ("ants", 4),
    ("ant", 4),
    ("ents", 4),
    ("ent", 4),
    ("ables", 4),
    ("able", 4),
    ("ible", 4),
    ("ally", 4),
    ("als", 4),
    ("al", 4),
    ("ized", 4),
    ("ised", 5),
    ("izes", 4),
    ("ises", 5),
    ("izing", 4),
    ("ising", 5),
    ("ize", 4),
    ("ise", 5),
    ("ate", 4),
    ("ings", 3),
    ("ing", 3),
    ("ied", 3),
    ("ies", 3),
    ("ers", 4),
    ("er", 4),
    ("ors", 4),
    ("or", 4),
    ("est", 4),
    ("ed", 3),
    ("es", 3),
    ("ly", 5),
    ("ic", 4),
    ("s", 3),
    ("e", 3),
    ("y", 3),
    ("i", 4),
];

/// The root of a lower-case word: a prefix of it. Words that are no plain letters are their own root.
pub(super) fn root(word: &str) -> &str {
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("'")).unwrap_or(word);
    if word.len() <= 3 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return word;
    }
    let mut out = word;
    for _ in 0..3 {
        let Some(end) = ending(out) else { break };
        out = &out[..out.len() - end];
    }
    undouble(out)
}

/// The length of the first ending of the list that a word may lose.
fn ending(word: &str) -> Option<usize> {
    let last = *word.as_bytes().last()?;
    let mut at = CHAINS.0[usize::from(last.wrapping_sub(b'a')).min(26)];
    loop {
        let (end, keep) = ENDINGS.get(at as usize)?;
        if word.len() >= end.len() + keep && word.ends_with(end) && !(*end == "s" && word.ends_with("ss")) {
            return Some(end.len());
        }
        at = CHAINS.1[at as usize];
    }
}

/// The first ending for each last letter, and after each ending the next with its last letter; past the list for none.
const CHAINS: ([u8; 27], [u8; ENDINGS.len()]) = {
    let none = ENDINGS.len();
    let mut first = [none as u8; 27];
    let mut next = [none as u8; ENDINGS.len()];
    let mut at = none;
    while at > 0 {
        at -= 1;
        let end = ENDINGS[at].0.as_bytes();
        let letter = (end[end.len() - 1] - b'a') as usize;
        next[at] = first[letter];
        first[letter] = at as u8;
    }
    (first, next)
};

/// "committ" is "commit", "product" is "produc".
fn undouble(root: &str) -> &str {
    let bytes = root.as_bytes();
    let [.., before, last] = bytes else { return root };
    let double = before == last && !matches!(last, b'a' | b'e' | b'i' | b'o' | b'u' | b's' | b'l');
    let uct = root.len() >= 5 && root.ends_with("uct");
    if double || uct { &root[..root.len() - 1] } else { root }
}

#[cfg(test)]
mod tests {
    use super::root;

    #[test]
    fn one_root_for_one_derivation() {
        for family in [
            &["amend", "amended", "amendment", "amendments", "amending"][..],
            &["elect", "election", "elections", "electoral", "elected"],
            &["commit", "commits", "committed", "commitment", "commitments"],
            &["ratify", "ratified", "ratification"],
            &["comply", "complied", "compliance"],
            &["implement", "implementation", "implementing"],
            &["reduce", "reduction", "reductions", "reduced"],
            &["legislation", "legislative", "legislature"],
            &["independent", "independence", "independently"],
            &["free", "freedom", "freedoms"],
            &["prosecute", "prosecution", "prosecutors", "prosecuted"],
            &["finance", "financing", "financed"],
            &["press", "pressing"],
        ] {
            for word in family {
                assert_eq!(root(word), root(family[0]), "{word}");
            }
        }
        assert_ne!(root("nation"), root("native"));
        assert_ne!(root("police"), root("politics"));
    }
}
