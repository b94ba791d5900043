//! From source to clean text: each repair is one call of the editor.

use super::RepairLevel;
use super::edits::{Editor, Edits, Repair, RepairKind};
use super::lines::{LineKind, lines};

/// Clean text (nothing when it equals the source), the map back, and what was done.
pub(crate) fn repair(source: &str, level: RepairLevel) -> (Option<String>, Edits, Vec<Repair>) {
    if level == RepairLevel::None {
        return (None, Edits::default(), Vec::new());
    }
    let lines = lines(source);
    let mut editor = Editor::new(source);
    for (i, line) in lines.iter().enumerate() {
        let end = line.span.end as usize;
        if line.kind == LineKind::Wrapped {
            join(&mut editor, source, lines[i - 1].span.end as usize, line.span.start as usize);
        }
        characters(&mut editor, source, end);
    }
    editor.finish()
}

/// Joins two lines of one paragraph: a hyphenated word is put together, else one space stands between them.
fn join(editor: &mut Editor<'_>, source: &str, above: usize, below: usize) {
    let left = source[..above].trim_end_matches([' ', '\t']);
    let right = below + (source[below..].len() - source[below..].trim_start_matches([' ', '\t']).len());
    if editor.at() > left.len() {
        return;
    }
    if let Some(stem) = left.strip_suffix('-').filter(|s| s.ends_with(char::is_alphabetic)) {
        let tail = source[right..].starts_with(char::is_lowercase);
        let word = stem.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        if tail && !word.is_empty() && !keeps_hyphen(word) {
            editor.keep_to(stem.len());
            editor.replace_to(right, "", RepairKind::Hyphen, 0.9);
        } else {
            editor.keep_to(left.len());
            editor.replace_to(right, "", RepairKind::LineJoin, 0.95);
        }
        return;
    }
    let number_range =
        left.ends_with(['-', '–']) && source[right..].starts_with(|c: char| c.is_ascii_digit());
    editor.keep_to(left.len());
    editor.replace_to(right, if number_range { "" } else { " " }, RepairKind::LineJoin, 0.99);
}

/// First halves that are words of their own before a real hyphen.
fn keeps_hyphen(word: &str) -> bool {
    matches!(
        word.to_ascii_lowercase().as_str(),
        "self"
            | "non"
            | "well"
            | "co"
            | "ex"
            | "anti"
            | "pre"
            | "post"
            | "so"
            | "long"
            | "short"
            | "cross"
            | "all"
            | "law"
    )
}

/// Ligatures, invisible and control characters up to byte `end`.
fn characters(editor: &mut Editor<'_>, source: &str, end: usize) {
    let start = editor.at();
    if start >= end
        || source.as_bytes()[start..end]
            .iter()
            .all(|b| (0x20..0x7f).contains(b) || matches!(b, b'\t' | b'\n' | b'\r'))
    {
        return;
    }
    for (offset, c) in source[start..end].char_indices() {
        let at = start + offset;
        let (new, kind) = match c {
            'ﬀ' => ("ff", RepairKind::Ligature),
            'ﬁ' => ("fi", RepairKind::Ligature),
            'ﬂ' => ("fl", RepairKind::Ligature),
            'ﬃ' => ("ffi", RepairKind::Ligature),
            'ﬄ' => ("ffl", RepairKind::Ligature),
            'ﬅ' | 'ﬆ' => ("st", RepairKind::Ligature),
            '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => ("", RepairKind::Invisible),
            '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' => {
                ("", RepairKind::Control)
            }
            _ => continue,
        };
        editor.keep_to(at);
        editor.replace_to(at + c.len_utf8(), new, kind, 1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{RepairLevel, Text};

    fn clean(source: &str) -> String {
        Text::new(source, RepairLevel::Safe).unwrap().clean().to_owned()
    }

    #[test]
    fn joins() {
        let text = "The number of members necessary for regis-\ntration was brought down in the period 2009-\n2012 under self-\ngovernance rules that apply.";
        assert_eq!(
            clean(text),
            "The number of members necessary for registration was brought down in the period 2009-2012 under self-governance rules that apply."
        );
        assert_eq!(clean("\u{feff}eﬃ\u{ad}cient\0"), "efficient");
    }
}
