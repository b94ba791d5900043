//! Is it English? A guess good enough for a warning.

use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Words that make up some two fifths of any English prose and are rare in other languages.
const FUNCTION_WORDS: &str = "the of and to in that is was for it with as his on be at by had not are but from or have \
     they which you were her she there been their has would what will who if more when no him its them could said may \
     into than then some our these any about after other also this we all";

static WORDS: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| FUNCTION_WORDS.split_whitespace().collect());

/// Words looked at; more would not change the answer.
const SAMPLE: usize = 20_000;

/// Why the text does not seem to be English, in a sentence; nothing when it does or is too short to say.
pub(crate) fn not_english(text: &str) -> Option<String> {
    let (mut words, mut function, mut latin, mut other) = (0usize, 0usize, 0usize, 0usize);
    let mut lower = String::new();
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).take(SAMPLE) {
        let is_latin =
            word.is_ascii() || word.chars().all(|c| c.is_ascii() || ('\u{c0}'..'\u{250}').contains(&c));
        let letters = if word.is_ascii() { word.len() } else { word.chars().count() };
        if !is_latin {
            other += letters;
            continue;
        }
        latin += letters;
        words += 1;
        if word.len() <= 5 {
            lower.clear();
            lower.extend(word.chars().map(|c| c.to_ascii_lowercase()));
            function += usize::from(WORDS.contains(lower.as_str()));
        }
    }
    if other >= 20 && other * 3 > latin + other {
        let share = other * 100 / (latin + other);
        return Some(format!(
            "{share} in 100 letters are not of the Latin alphabet: the rules know English only"
        ));
    }
    if words >= 25 && function * 100 < words * 14 {
        let share = function * 100 / words;
        return Some(format!(
            "only {share} in 100 words are common English ones (prose has 30 or more): the rules know English only"
        ));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::not_english;

    #[test]
    fn tells_english_from_its_neighbours() {
        let english = "The government has promised to amend the law on elections by the end of the year, but the \
                       opposition said that it was not enough and that the parties had not been heard.";
        assert!(not_english(english).is_none());
        let german = "Die Regierung hat versprochen, das Wahlgesetz bis Ende des Jahres zu ändern, aber die \
                      Opposition sagte, dass es nicht genug sei und dass die Parteien nicht gehört worden seien.";
        assert!(not_english(german).is_some());
        let french = "Le gouvernement a promis de modifier la loi sur les élections avant la fin de l'année, mais \
                      l'opposition a déclaré que cela ne suffisait pas et que les partis n'avaient pas été entendus.";
        assert!(not_english(french).is_some());
        let spanish = "El gobierno ha prometido modificar la ley de elecciones antes de fin de año, pero la oposición \
                       dijo que no era suficiente y que los partidos no habían sido escuchados en el congreso.";
        assert!(not_english(spanish).is_some());
        assert!(not_english("Правительство обещало изменить закон о выборах.").is_some());
        assert!(not_english("Ministry of Justice, Astana").is_none());
        assert!(not_english("").is_none());
    }
}
