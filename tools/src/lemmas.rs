//! `tools train lemmas`: the regular forms that the rules read wrong, told by the frequencies of the words they could come from.

use std::collections::HashMap;
use std::error::Error;
use std::fmt::Write;
use std::path::Path;

use servanda::Penn;
use servanda::stage::regular_lemma;

/// Writes `lemmas-regular.tsv`.
pub(crate) fn train(data: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let list = std::fs::read_to_string(data.join("repair/word_frequencies.txt"))?;
    let list = list.trim_start_matches('\u{feff}').lines();
    let words: Vec<(&str, f64)> =
        list.filter_map(|l| l.split_once(' ')).filter_map(|(w, n)| Some((w, n.parse().ok()?))).collect();
    let counts: HashMap<&str, f64> = words.iter().copied().collect();
    let count = |word: &str| counts.get(word).copied().unwrap_or(0.0);
    let mut rows = Vec::new();
    for &(form, _) in words.iter().take(60_000) {
        for (tag, name, suffix) in
            [(Penn::Vbd, "verb", "ed"), (Penn::Vbg, "verb", "ing"), (Penn::Nns, "noun", "es")]
        {
            let Some(stem) = form.strip_suffix(suffix).filter(|s| s.len() > 2 && s.is_ascii()) else {
                continue;
            };
            let rule = regular_lemma(form, tag);
            let undoubled = &stem[..stem.len() - 1];
            let mut other = vec![stem.to_owned(), format!("{stem}e")];
            if stem.ends_with(&undoubled[undoubled.len() - 1..]) {
                other.push(undoubled.to_owned());
            }
            let Some(best) = other.iter().max_by(|a, b| count(a).total_cmp(&count(b))) else { continue };
            // The rule is kept wherever its word is known and not very rare beside the other.
            if count(best) > 2e5 && count(best) > 20.0 * count(&rule) && count(&rule) < 1e6 && *best != rule {
                rows.push((name, form, best.clone()));
            }
        }
    }
    rows.sort();
    let old = std::fs::read_to_string(out)?;
    let mut text = old.lines().filter(|l| l.starts_with('#')).fold(String::new(), |t, l| t + l + "\n");
    for (tag, form, lemma) in &rows {
        writeln!(text, "{tag}\t{form}\t{lemma}")?;
    }
    std::fs::write(out, text)?;
    eprintln!("{} forms", rows.len());
    Ok(())
}
