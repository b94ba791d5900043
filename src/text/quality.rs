//! How clean a text looks: signs of bad scanning and bad extraction, counted.

/// From 1 (nothing odd) down to 0 (a fifth of the words or a tenth of the characters are odd).
///
/// `mended` places count as odd words too.
pub(crate) fn quality(text: &str, mended: usize) -> f32 {
    let (mut chars, mut odd_chars) = (0usize, 0usize);
    let (mut words, mut odd_words) = (0usize, 0usize);
    for word in text.split_whitespace() {
        words += 1;
        if ordinary(word.as_bytes()) {
            chars += word.len();
            continue;
        }
        odd_words += usize::from(odd_word(word));
        for c in word.chars() {
            chars += 1;
            odd_chars += usize::from(odd_char(c));
        }
    }
    if words == 0 {
        return 1.0;
    }
    let odd_words = odd_words.max(mended);
    let loss = 5.0 * odd_words as f32 / words as f32 + 10.0 * odd_chars as f32 / chars as f32;
    (1.0 - loss).max(0.0)
}

/// Most words of prose: small letters with a vowel among them, perhaps a capital first or a mark last; nothing in them is odd.
fn ordinary(word: &[u8]) -> bool {
    let word = word.strip_suffix(b".").or_else(|| word.strip_suffix(b",")).unwrap_or(word);
    let Some((first, rest)) = word.split_first() else { return false };
    first.is_ascii_alphabetic()
        && rest.len() < 20
        && rest.iter().all(u8::is_ascii_lowercase)
        && word.iter().any(|b| matches!(b | 32, b'a' | b'e' | b'i' | b'o' | b'u' | b'y'))
}

/// Replacement, control and private-use characters, and signs that prose has no use for.
fn odd_char(c: char) -> bool {
    matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{2500}'..='\u{259f}' | '\u{7f}'..='\u{9f}' | '^' | '~' | '¬' | '¦')
        || (c.is_control() && !c.is_whitespace())
}

/// A word that no English writer wrote: letters and digits mixed, a capital inside a small word, no vowel, or far too
/// long.
fn odd_word(word: &str) -> bool {
    let body = word.trim_matches(|c: char| !c.is_alphanumeric());
    if body.is_empty() {
        return word.chars().count() == 1
            && word.chars().all(|c| c.is_ascii_punctuation() && !"-&*+/=%$#".contains(c));
    }
    if body.contains("://") || body.contains('@') || body.contains("www.") {
        return false;
    }
    let plain = |w: &str| {
        let mut small = 0;
        let mut letters = 0;
        let mut vowels = 0;
        let mut digits = 0;
        let mut inner_capital = false;
        for c in w.chars() {
            letters += usize::from(c.is_alphabetic());
            digits += usize::from(c.is_ascii_digit());
            vowels += usize::from("aeiouyAEIOUY".contains(c) || !c.is_ascii());
            inner_capital |= c.is_uppercase() && small > 2;
            small += usize::from(c.is_lowercase());
        }
        let first = w.chars().next().unwrap_or(' ');
        // "1t" and "c0uncil", but neither "1990s" nor "2nd", "G20", "CO2", "G8's"
        let mixed = small > 0
            && digits > 0
            && !(first.is_ascii_digit()
                && matches!(
                    w.trim_start_matches(|c: char| c.is_ascii_digit()),
                    "s" | "st"
                        | "nd"
                        | "rd"
                        | "th"
                        | "m"
                        | "bn"
                        | "km"
                        | "kg"
                        | "cm"
                        | "mm"
                        | "pm"
                        | "am"
                        | "a"
                        | "b"
                        | "c"
                        | "d"
                        | "e"
                        | "f"
                        | "k"
                        | "x"
                ))
            && !w.trim_end_matches(|c: char| c.is_ascii_digit()).chars().all(char::is_alphabetic);
        mixed
            || (small > 2 && inner_capital && letters > 6)
            || (letters > 3 && vowels == 0 && small == letters)
            || (letters > 20 && digits == 0 && w.is_ascii())
    };
    body.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).any(plain)
}

#[cfg(test)]
mod tests {
    use super::quality;

    #[test]
    fn worse_text_scores_lower() {
        let clean = "In the 1990s the OSCE's 56 participating States met for the 2nd time; CO2 fell by 3.5%.";
        let bad = "In tlie 199Os the governmentSystem ofK4zakhstan was ~ c0nsidered xtrmly bad by the councilMembers.";
        assert!((quality(clean, 0) - 1.0).abs() < 1e-6);
        assert!(quality(bad, 0) < 0.5);
        assert!((quality("", 0) - 1.0).abs() < 1e-6);
        assert!(quality("\u{fffd}\u{fffd} \0\u{1} \u{fffd}", 0) < 0.1);
    }
}
