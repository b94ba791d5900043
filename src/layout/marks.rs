//! What the first and last characters of a line tell of it.

/// Ends a sentence, whatever closes after it.
pub(super) fn stops(line: &str) -> bool {
    let body = line.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»', ' ']);
    // The mark of a note behind the stop does not hide it.
    let bare = body.trim_end_matches(|c: char| c.is_ascii_digit() || "[]¹²³⁰⁴⁵⁶⁷⁸⁹*".contains(c));
    let noted =
        bare.ends_with(['.', '!', '?']) && !bare[..bare.len() - 1].ends_with(|c: char| c.is_ascii_digit());
    body.ends_with(['.', '!', '?', '…', ':', ';']) || noted
}

/// A word is cut at its end.
pub(super) fn is_cut(line: &str) -> bool {
    let stem = line.strip_suffix(['-', '\u{2010}', '\u{ad}']);
    stem.is_some_and(|s| s.ends_with(char::is_alphabetic))
}

/// Begins in the middle of a sentence.
pub(super) fn goes_on(line: &str) -> bool {
    let body = line.trim_start_matches(['“', '"', '‘', '(']);
    body.starts_with(|c: char| c.is_lowercase() || matches!(c, ',' | ')' | ';' | '&' | '%' | '–' | '—'))
}

/// Begins an item of a list; sure where the sign has no other use.
pub(super) fn item(line: &str) -> Option<bool> {
    let mut chars = line.chars();
    let first = chars.next()?;
    if "•▪‣◦●○■□❖➢➤✓⁃∙".contains(first) || ('\u{f000}'..'\u{f100}').contains(&first)
    {
        return Some(true);
    }
    if "-–—*·o".contains(first) && chars.next() == Some(' ') {
        return Some(false);
    }
    let open = line.strip_prefix('(');
    let body = open.unwrap_or(line);
    let length = body.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (label, rest) = body.split_at(length);
    let counts = !label.is_empty()
        && (label.len() <= 2 && label.bytes().all(|b| b.is_ascii_digit())
            || label.len() == 1 && label.bytes().all(|b| b.is_ascii_alphabetic())
            || label.len() <= 4 && label.bytes().all(|b| b"ivxIVX".contains(&b)));
    let closes = if open.is_some() {
        rest.starts_with(") ")
    } else {
        rest.starts_with(". ") || rest.starts_with(") ")
    };
    (counts && closes).then_some(false)
}

/// Begins a note: a number or a sign, then words.
pub(super) fn note(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit() || "¹²³⁰⁴⁵⁶⁷⁸⁹*†‡§[]".contains(c));
    let length = line.len() - rest.len();
    (1..=9).contains(&length)
        && rest
            .trim_start_matches([' ', '.', ')'])
            .starts_with(|c: char| c.is_alphabetic() || "“\"‘(".contains(c))
}

/// Begins the words of a figure or table.
pub(super) fn caption(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let Some(first) = words.next() else { return false };
    let name = first.trim_end_matches([':', '.']);
    let second = words.next().unwrap_or("");
    let numbered = second.starts_with(|c: char| c.is_ascii_digit())
        || second.trim_end_matches([':', '.']).bytes().all(|b| b"IVXABC".contains(&b)) && !second.is_empty();
    match name {
        "Figure" | "Fig" | "Table" | "Chart" | "Box" | "Map" | "Graph" | "Exhibit" | "Annex" => {
            numbered && (second.ends_with([':', '.']) || second.len() <= 4)
        }
        "Source" | "Sources" | "Note" | "Notes" => first.ends_with(':'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        assert!(stops("It was signed.12") && stops("“It was.”") && !stops("in 2009") && !stops("by 3.5"));
        assert!(is_cut("regis-") && !is_cut("2009-") && goes_on("and (b)") && !goes_on("The"));
        assert_eq!(
            [item("• a"), item("(a) to"), item("2. The"), item("U.S. law"), item("2009. The")],
            [Some(true), Some(false), Some(false), None, None]
        );
        assert!(note("1 It was") && note("[12] See") && !note("12") && !note("The"));
        assert!(caption("Figure 2. Exports") && caption("Source: OSCE.") && !caption("Table manners"));
    }
}
