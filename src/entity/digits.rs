//! Figures in digits, fractions in one sign, and scales that touch their figure.

/// The scale of letters that touch a figure: "10k", "2.5bn"; a small "m" is a metre unless money says otherwise.
pub(super) fn glued_scale(text: &str) -> Option<f64> {
    Some(match text {
        "k" | "K" => 1e3,
        "M" | "mn" | "mln" | "mil" | "MM" => 1e6,
        "bn" | "b" | "B" | "G" | "bln" => 1e9,
        "tn" | "trn" | "T" | "tln" => 1e12,
        _ => return None,
    })
}

/// "½" and its like.
pub(super) fn vulgar(text: &str) -> Option<f64> {
    let mut chars = text.chars();
    let (c, rest) = (chars.next()?, chars.as_str());
    if !rest.is_empty() || c.is_ascii() {
        return None;
    }
    Some(match c {
        '½' => 0.5,
        '¼' => 0.25,
        '¾' => 0.75,
        '⅓' => 1.0 / 3.0,
        '⅔' => 2.0 / 3.0,
        '⅕' => 0.2,
        '⅖' => 0.4,
        '⅗' => 0.6,
        '⅘' => 0.8,
        '⅙' => 1.0 / 6.0,
        '⅚' => 5.0 / 6.0,
        '⅛' => 0.125,
        '⅜' => 0.375,
        '⅝' => 0.625,
        '⅞' => 0.875,
        _ => return None,
    })
}

/// "3/4": a small fraction of one.
pub(super) fn slashed(text: &str) -> Option<f64> {
    let (a, b) = text.split_once('/')?;
    let (a, b): (u32, u32) = (a.parse().ok()?, b.parse().ok()?);
    (a > 0 && a < b && matches!(b, 2..=6 | 8 | 10 | 16 | 100)).then(|| f64::from(a) / f64::from(b))
}

/// A number in figures. Where comma and full stop both stand, the last is the decimal sign; a lone comma is one
/// unless three figures follow it.
pub(super) fn digits(text: &str) -> Option<f64> {
    let plain = text.trim_end_matches(['.', ',']);
    if plain.bytes().all(|b| b.is_ascii_digit()) {
        return plain.parse().ok();
    }
    let (comma, stop) = (plain.rfind(','), plain.rfind('.'));
    let grouped = |sep: char| plain.split(sep).skip(1).all(|g| g.len() == 3);
    let decimal = match (comma, stop) {
        (Some(c), Some(p)) => Some(c.max(p)),
        (Some(_), None) if grouped(',') => None,
        // "4,56,000" groups by hundreds; "22,24,26" is a list.
        (Some(_), None) if plain.matches(',').count() > 1 && !plain.ends_with(',') => {
            let mut groups = plain.rsplit(',');
            let fits = groups.next().is_some_and(|g| g.len() == 3) && groups.all(|g| g.len() < 3);
            return fits.then(|| plain.replace(',', "").parse().ok()).flatten();
        }
        (Some(c), None) => (plain.matches(',').count() == 1).then_some(c),
        (None, Some(_)) if plain.matches('.').count() > 1 && grouped('.') => None,
        (None, Some(_)) if plain.matches('.').count() > 1 => return None,
        (_, p) => p,
    };
    let mut buffer = String::with_capacity(plain.len());
    for (at, c) in plain.char_indices() {
        match c {
            ',' | '.' if Some(at) == decimal => buffer.push('.'),
            ',' | '.' => {}
            c => buffer.push(c),
        }
    }
    buffer.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{digits, slashed, vulgar};

    #[test]
    fn figures_of_many_lands() {
        for (text, value) in [
            ("1,250", 1250.0),
            ("3,75", 3.75),
            ("2.500.000", 2_500_000.0),
            ("7.250,5", 7250.5),
            ("7,250.5", 7250.5),
            ("4,56,000.25", 456_000.25),
            ("12.", 12.0),
        ] {
            assert_eq!(digits(text), Some(value), "{text}");
        }
        assert_eq!((slashed("2/5"), slashed("9/11"), slashed("5/2")), (Some(0.4), None, None));
        assert_eq!(vulgar("¼"), Some(0.25));
    }
}
