//! What a word may have been before a scanner took some of its letters for others.

/// Letters that scanners take for others, both ways.
const CONFUSED: &[(&str, &str)] = &[
    ("rn", "m"),
    ("m", "rn"),
    ("cl", "d"),
    ("d", "cl"),
    ("vv", "w"),
    ("w", "vv"),
    ("li", "h"),
    ("h", "li"),
    ("ii", "n"),
    ("nn", "m"),
    ("ri", "n"),
    ("n", "ri"),
    ("tl", "d"),
    ("c", "e"),
    ("e", "c"),
    ("l", "i"),
    ("i", "l"),
    ("f", "t"),
    ("t", "f"),
    ("h", "b"),
    ("b", "h"),
    ("u", "n"),
    ("n", "u"),
    ("a", "o"),
    ("o", "a"),
    ("v", "y"),
    ("1", "l"),
    ("1", "i"),
    ("1", "I"),
    ("0", "o"),
    ("0", "O"),
    ("5", "s"),
    ("8", "B"),
    ("6", "b"),
    ("|", "l"),
    ("in", "m"),
    ("iii", "m"),
    ("ni", "m"),
    ("fl", "ff"),
    ("I", "l"),
    ("l", "I"),
];

/// All ways to read a word (`whole`: of letters only) with one slip undone, and how seldom each slip is.
pub(super) fn readings(body: &str, whole: bool, damaged: bool) -> Vec<(String, f32)> {
    let mut out = Vec::new();
    if !body.is_ascii() {
        return out;
    }
    let letters = body.bytes().filter(u8::is_ascii_alphabetic).count();
    let fits = if whole {
        letters > 5 && !body[1..].bytes().any(|b| b.is_ascii_uppercase())
    } else {
        body.len() - letters < 2
    };
    if !fits {
        return out;
    }
    for (was, now) in CONFUSED {
        let digit = was.starts_with(|c: char| c.is_ascii_digit());
        if digit == whole {
            continue;
        }
        for (i, _) in body.match_indices(was) {
            let inside = body[..i].ends_with(|c: char| c.is_ascii_lowercase());
            let before_letter = body[i + 1..].starts_with(|c: char| c.is_ascii_lowercase());
            if digit && !(before_letter && (i == 0 || inside)) || !whole && i == 0 && *now == "i" {
                continue;
            }
            let read = [&body[..i], now, &body[i + was.len()..]].concat();
            if *now == "I" && (i > 0 || !read[1..].bytes().all(|b| b.is_ascii_lowercase())) {
                continue;
            }
            out.push((read, rarity(was, now, damaged)));
        }
    }
    out
}

/// Some letters are taken for others seldom.
fn rarity(was: &str, now: &str, damaged: bool) -> f32 {
    match (was, now) {
        ("0" | "1" | "5" | "6" | "8", _) | ("rn", "m") | ("m", "rn") | ("cl", "d") | ("vv", "w") => 0.0,
        ("d", "cl") | ("w", "vv") | ("li", "h") | ("h", "li") | ("ii", "n") | ("I", "l") => 2.0,
        _ if damaged => 6.0,
        _ => 14.0,
    }
}

/// `l2` and `2O09` are numbers.
pub(super) fn number(body: &str) -> Option<String> {
    let digits = body.bytes().filter(u8::is_ascii_digit).count();
    let read: Option<String> = body
        .chars()
        .map(|c| match c {
            'l' | 'I' => Some('1'),
            'O' | 'o' => Some('0'),
            c if c.is_ascii_digit() => Some(c),
            _ => None,
        })
        .collect();
    read.filter(|_| digits > 0 && !body.starts_with(['I', 'O', 'o']) && (digits > 1 || body.starts_with('l')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_undone_one_at_a_time() {
        let has = |body: &str, whole, now: &str| readings(body, whole, true).iter().any(|r| r.0 == now);
        assert!(has("govemment", true, "government") && has("rnembers", true, "members"));
        assert!(has("1t", false, "It") && has("c0uncil", false, "council"));
        assert!(readings("short", true, true).is_empty() && readings("1950s", false, true).is_empty());
        assert_eq!(number("2O09").as_deref(), Some("2009"));
        assert_eq!(number("l2").as_deref(), Some("12"));
        assert!(number("2nd").is_none() && number("O2").is_none());
    }
}
