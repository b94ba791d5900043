//! Lemmas.

use super::{Penn, Tokens};
use crate::span::Span;

const IRREGULAR: &[(&str, &str)] = &[
    ("is", "be"),
    ("are", "be"),
    ("was", "be"),
    ("were", "be"),
    ("been", "be"),
    ("being", "be"),
    ("am", "be"),
    ("'s", "be"),
    ("'re", "be"),
    ("has", "have"),
    ("had", "have"),
    ("having", "have"),
    ("'ve", "have"),
    ("does", "do"),
    ("did", "do"),
    ("done", "do"),
    ("went", "go"),
    ("gone", "go"),
    ("made", "make"),
    ("took", "take"),
    ("taken", "take"),
    ("gave", "give"),
    ("given", "give"),
    ("held", "hold"),
    ("kept", "keep"),
    ("met", "meet"),
    ("built", "build"),
    ("paid", "pay"),
    ("said", "say"),
    ("told", "tell"),
    ("found", "find"),
    ("left", "leave"),
    ("led", "lead"),
    ("lost", "lose"),
    ("began", "begin"),
    ("begun", "begin"),
    ("broke", "break"),
    ("broken", "break"),
    ("brought", "bring"),
    ("sought", "seek"),
    ("spent", "spend"),
    ("sent", "send"),
    ("set", "set"),
    ("cut", "cut"),
    ("put", "put"),
    ("fell", "fall"),
    ("fallen", "fall"),
    ("rose", "rise"),
    ("risen", "rise"),
    ("grew", "grow"),
    ("grown", "grow"),
    ("became", "become"),
    ("came", "come"),
    ("saw", "see"),
    ("seen", "see"),
    ("knew", "know"),
    ("known", "know"),
    ("shut", "shut"),
    ("withdrew", "withdraw"),
    ("withdrawn", "withdraw"),
    ("undertook", "undertake"),
    ("undertaken", "undertake"),
    ("sworn", "swear"),
    ("swore", "swear"),
    ("chose", "choose"),
    ("chosen", "choose"),
    ("drew", "draw"),
    ("drawn", "draw"),
    ("wrote", "write"),
    ("written", "write"),
    ("got", "get"),
    ("upheld", "uphold"),
    ("wo", "will"),
    ("ca", "can"),
    ("'ll", "will"),
    ("n't", "not"),
    ("children", "child"),
    ("women", "woman"),
    ("men", "man"),
    ("people", "people"),
    ("fought", "fight"),
    ("bought", "buy"),
    ("sold", "sell"),
    ("stood", "stand"),
    ("understood", "understand"),
    ("read", "read"),
    ("beat", "beat"),
    ("beaten", "beat"),
    ("shot", "shoot"),
    ("stole", "steal"),
    ("sped", "speed"),
    ("ran", "run"),
    ("run", "run"),
    ("showed", "show"),
    ("shown", "show"),
    ("lies", "lie"),
    ("dealt", "deal"),
    ("felt", "feel"),
    ("thought", "think"),
    ("taught", "teach"),
    ("won", "win"),
    ("wore", "wear"),
    ("countries", "country"),
    ("their", "their"),
    ("ratified", "ratify"),
];

/// Fills the lemma column.
pub(crate) fn lemmas(tokens: &mut Tokens) {
    for i in 0..tokens.len() {
        let lower = tokens.lowers[i];
        let word = &tokens.arena[lower.range()];
        let lemma = lemma(word, tokens.penn[i]);
        let start = tokens.arena.len();
        tokens.arena.push_str(&lemma);
        tokens.lemmas.push(Span::new(start, tokens.arena.len()));
    }
}

fn lemma(word: &str, penn: Penn) -> String {
    if penn != Penn::Pos
        && let Some((_, l)) = IRREGULAR.iter().find(|(w, _)| *w == word)
    {
        return (*l).to_owned();
    }
    let strip = |n: usize| word[..word.len() - n].to_owned();
    if !word.is_ascii() || word.len() < 4 {
        return word.to_owned();
    }
    match penn {
        Penn::Nns | Penn::Nnps | Penn::Vbz => {
            if word.ends_with("ies") {
                strip(3) + "y"
            } else if ["sses", "shes", "ches", "xes", "zes"].iter().any(|e| word.ends_with(e)) {
                strip(2)
            } else if word.ends_with('s') && !word.ends_with("ss") {
                strip(1)
            } else {
                word.to_owned()
            }
        }
        Penn::Vbd | Penn::Vbn if word.ends_with("ied") => strip(3) + "y",
        Penn::Vbd | Penn::Vbn if word.ends_with("ed") => base(&word[..word.len() - 2]),
        Penn::Vbg if word.ends_with("ing") && word.len() > 5 => base(&word[..word.len() - 3]),
        _ => word.to_owned(),
    }
}

fn base(stem: &str) -> String {
    let b = stem.as_bytes();
    let n = b.len();
    if n < 2 {
        return stem.to_owned();
    }
    let vowel = |c: u8| b"aeiou".contains(&c);
    if b[n - 1] == b[n - 2] && !b"lsz".contains(&b[n - 1]) {
        return stem[..n - 1].to_owned();
    }
    if stem.ends_with("ll") && n > 5 {
        return stem[..n - 1].to_owned();
    }
    let ends = |list: &[&str]| list.iter().any(|e| stem.ends_with(e));
    if ends(&[
        "at", "iz", "is", "c", "v", "u", "g", "dg", "s", "z", "lar", "ir", "ur", "ibl", "abl", "let", "plet",
        "cid", "vid", "lud", "ced", "cod", "tak", "mak", "bas", "clos", "par", "om", "uar", "shar", "ut",
        "fin", "gn",
    ]) && !ends(&["ss", "ign", "ing", "ious", "treat", "combat", "eat", "sist", "visit", "nounc "])
    {
        return format!("{stem}e");
    }
    let _ = vowel;
    stem.to_owned()
}
