//! Spaces before marks that want none, after hyphens that cut no line, and missing after marks that want one.

use super::edits::{Change, RepairKind};
use super::usage::{Form, Piece, Usage, key_of};
use crate::span::Span;

/// The changes, in order.
pub(crate) fn changes(usage: &Usage<'_>, text: &str, pieces: &[Piece]) -> Vec<Change> {
    let mut out = Vec::new();
    let edge = Piece::edge(text.len());
    for at in 1..pieces.len() {
        let mark = &pieces[at];
        if mark.form != Form::Mark || mark.len() != 1 {
            continue;
        }
        let (before, after) = (&pieces[at - 1], pieces.get(at + 1).unwrap_or(&edge));
        let around = Around { usage, text, before, mark, after };
        let found = match text.as_bytes()[mark.span.start as usize] {
            b',' | b';' => around.space_before().or_else(|| around.no_space_behind()),
            b'.' => around.space_before(),
            b'-' => around.space_behind_hyphen(),
            b'(' => around.no_space_in_front(),
            _ => None,
        };
        out.extend(found);
    }
    out
}

/// Commas and stops with a space before them: hardly any writer sets these.
pub(crate) fn before_marks(text: &str, pieces: &[Piece]) -> usize {
    let spaced = |p: &[Piece]| {
        p[1].form == Form::Mark
            && p[1].spaced
            && p[0].form == Form::Word
            && matches!(&text[p[1].span.range()], "," | "." | ";")
            && &text[p[0].span.end as usize..p[1].span.start as usize] == " "
            && ends_there(&text[p[1].span.end as usize..])
    };
    pieces.windows(2).filter(|p| spaced(p)).count()
}

/// White space and no further dot: dots with spaces between them are an ellipsis.
fn ends_there(behind: &str) -> bool {
    let rest = behind.trim_start_matches(' ');
    (behind.is_empty() || behind.starts_with([' ', '\n'])) && !rest.starts_with('.')
}

struct Around<'t> {
    usage: &'t Usage<'t>,
    text: &'t str,
    before: &'t Piece,
    mark: &'t Piece,
    after: &'t Piece,
}

impl Around<'_> {
    fn gap(&self, left: &Piece, right: &Piece) -> &str {
        &self.text[left.span.end as usize..right.span.start as usize]
    }

    /// `York ,`
    fn space_before(&self) -> Option<Change> {
        let word = matches!(self.before.form, Form::Word | Form::Number) && self.before.len() > 1;
        let behind = &self.text[self.mark.span.end as usize..];
        if !word || self.gap(self.before, self.mark) != " " || !ends_there(behind) {
            return None;
        }
        Some(Change {
            source: Span::new(self.before.span.end as usize, self.mark.span.start as usize),
            now: String::new(),
            kind: RepairKind::SplitWords,
            confidence: 0.85,
        })
    }

    /// `used,which`
    fn no_space_behind(&self) -> Option<Change> {
        let single = |p: &Piece| matches!(&self.text[p.span.range()], "a" | "I");
        let known = |p: &Piece| p.form == Form::Word && (p.known.is_some() && p.len() > 1 || single(p));
        if !self.gap(self.before, self.mark).is_empty()
            || !self.gap(self.mark, self.after).is_empty()
            || !known(self.before)
            || !known(self.after)
        {
            return None;
        }
        let end = self.mark.span.end as usize;
        let source = Span::new(self.mark.span.start as usize, end);
        let now = format!("{} ", &self.text[source.range()]);
        Some(Change { source, now, kind: RepairKind::JoinedWords, confidence: 0.8 })
    }

    /// `friends(and`
    fn no_space_in_front(&self) -> Option<Change> {
        let known = |p: &Piece| p.form == Form::Word && p.known.is_some() && p.len() > 2;
        let tight = self.gap(self.before, self.mark).is_empty() && self.gap(self.mark, self.after).is_empty();
        (tight && known(self.before) && known(self.after)).then(|| Change {
            source: self.mark.span,
            now: " (".to_owned(),
            kind: RepairKind::JoinedWords,
            confidence: 0.75,
        })
    }

    /// `task- specific`, `par- ticular`; but `short- and long-term`
    fn space_behind_hyphen(&self) -> Option<Change> {
        let words = self.before.form == Form::Word && self.after.form == Form::Word;
        if !words || !self.gap(self.before, self.mark).is_empty() || self.gap(self.mark, self.after) != " " {
            return None;
        }
        let (left, right) = (&self.text[self.before.span.range()], &self.text[self.after.span.range()]);
        let hangs = matches!(right, "and" | "or" | "to" | "nor" | "as" | "but" | "and/or" | "versus");
        if hangs || !right.starts_with(|c: char| c.is_lowercase()) {
            return None;
        }
        let whole = self.usage.word(key_of(&format!("{left}{right}"))).is_some();
        let halves = self.before.known.is_some() && self.after.known.is_some();
        let start = if whole && !halves { self.mark.span.start } else { self.mark.span.end };
        Some(Change {
            source: Span { start, end: self.after.span.start },
            now: String::new(),
            kind: RepairKind::SplitWords,
            confidence: if whole && !halves { 0.9 } else { 0.75 },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{RepairLevel, Text};

    #[test]
    fn spaces_around_marks_in_damaged_texts_only() {
        let odd = "They said that the law, once passed,would stay.";
        assert_eq!(Text::new(odd, RepairLevel::Full).unwrap().clean(), odd);
        let spaced =
            Text::new("They said that the law , once passed,would stay .", RepairLevel::Full).unwrap();
        assert_eq!(spaced.clean(), "They said that the law, once passed, would stay.");
        let dots = "They were to leave out the end of the sentence . . . . It went on.";
        assert_eq!(Text::new(dots, RepairLevel::Full).unwrap().clean(), dots);
        let scan = format!("The govemment andits allies met inthe capital andthe harbour. {odd}");
        let text = Text::new(scan.as_str(), RepairLevel::Full).unwrap();
        assert!(text.clean().ends_with("that the law, once passed, would stay."), "{}", text.clean());
    }
}
