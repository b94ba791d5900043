//! From source to clean text: each repair is one call of the editor.

use super::edits::{Change, Editor, Edits, Repair, RepairKind};
use super::fragments::{Move, Side, Torn};
use super::hyphen::{self, Hyphens, Joint};
use super::line::{Line, LineKind, Role, ends_cut};
use super::lines::{laid_lines, lines, whole_lines};
use super::mend;
use super::refuse::Refused;
use super::usage::{self, Usage};
use super::{Paragraph, RepairLevel};
use crate::error::Error;
use crate::layout::Layout;
use crate::span::Span;

/// What repair makes of a source.
pub(crate) struct Repaired {
    /// Nothing when it equals the source.
    pub(crate) clean: Option<String>,
    pub(crate) edits: Edits,
    pub(crate) repairs: Vec<Repair>,
    pub(crate) paragraphs: Vec<Paragraph>,
    /// Lines that look torn and stay so, in bytes of the source.
    pub(crate) torn: Vec<Span>,
}

/// Mends wraps, cut words and characters; with no repair, only finds the paragraphs.
///
/// # Errors
/// When the shipped word usage does not load.
pub(crate) fn repair(
    source: &str,
    layout: &Layout,
    level: RepairLevel,
    refused: &Refused,
) -> Result<Repaired, Error> {
    if level == RepairLevel::None {
        let (edits, repairs) = (Edits::default(), Vec::new());
        let lines = if layout.is_empty() { lines(source) } else { laid_lines(source, layout) };
        let paragraphs = as_they_stand(source, &lines);
        return Ok(Repaired { clean: None, edits, repairs, paragraphs, torn: Vec::new() });
    }
    let usage = usage::shipped()?;
    let laid = |source| if layout.is_empty() { lines(source) } else { laid_lines(source, layout) };
    let (mut lines, moves, mut changes, torn) = if level == RepairLevel::Full {
        let (lines, torn) = if layout.is_empty() {
            whole_lines(source, usage, refused)
        } else {
            (laid(source), Torn::default())
        };
        let cut = hyphen::changes(usage, source, &lines);
        let changes = mend::merged(cut, mend::changes(usage, source, &lines, &torn));
        (lines, torn.moves, changes, torn.left)
    } else {
        let lines = laid(source);
        let changes = hyphen::changes(usage, source, &lines);
        (lines, Vec::new(), changes, Vec::new())
    };
    drop_marks(layout, &mut changes);
    refused.changes(&mut changes);
    refused.lines(&mut lines);
    let mut homes = moves.clone();
    homes.sort_by_key(|m| (m.line, m.piece));
    let mut work = Work {
        usage,
        source,
        lines: &lines,
        editor: Editor::new(source),
        hyphens: None,
        paragraphs: Vec::new(),
        lifted: Vec::new(),
        moves,
        homes,
        changes,
        refused,
    };
    for at in 0..lines.len() {
        work.line(at);
    }
    work.put_back();
    work.pass_to(source.len());
    let Work { editor, paragraphs, .. } = work;
    let (clean, edits, repairs) = editor.finish();
    let text = clean.as_deref().unwrap_or(source);
    let paragraphs = paragraphs.into_iter().filter_map(|p| trim(text, p)).collect();
    Ok(Repaired { clean, edits, repairs, paragraphs, torn })
}

/// Marks of the file's format are dropped; a change that would touch one is not made.
fn drop_marks(layout: &Layout, changes: &mut Vec<Change>) {
    let marks = layout.marks();
    if marks.is_empty() {
        return;
    }
    let free = |c: &Change| {
        let behind = marks.partition_point(|m| m.end <= c.source.start);
        marks.get(behind).is_none_or(|m| m.start >= c.source.end)
    };
    changes.retain(free);
    let dropped =
        |m: &Span| Change { source: *m, now: String::new(), kind: RepairKind::Markup, confidence: 1.0 };
    changes.extend(marks.iter().map(dropped));
    changes.sort_by_key(|c| c.source);
}

/// Paragraphs of a text that must stay as it is; what interrupts one ends it.
fn as_they_stand(source: &str, lines: &[Line]) -> Vec<Paragraph> {
    let mut out: Vec<Paragraph> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        if line.kind == LineKind::Blank {
            continue;
        }
        let bridged = i == 0 || lines[i - 1].kind == LineKind::Blank || lines[i - 1].role != line.role;
        match out.last_mut() {
            Some(last) if line.kind == LineKind::Wrapped && !bridged => last.span.end = line.span.end,
            _ => out.push(Paragraph { span: line.span, role: line.role, part: line.part }),
        }
    }
    out.into_iter().filter_map(|p| trim(source, p)).collect()
}

fn trim(text: &str, paragraph: Paragraph) -> Option<Paragraph> {
    let body = &text[paragraph.span.range()];
    let start = paragraph.span.start as usize + (body.len() - body.trim_start().len());
    let end = start + body.trim().len();
    (start < end).then_some(Paragraph { span: Span::new(start, end), ..paragraph })
}

struct Work<'s> {
    usage: &'static Usage<'static>,
    source: &'s str,
    lines: &'s [Line],
    editor: Editor<'s>,
    hyphens: Option<Hyphens<'s>>,
    paragraphs: Vec<Paragraph>,
    /// Lines to be put back after the paragraph.
    lifted: Vec<usize>,
    /// Torn-off pieces and where they belong: by place, and by their line.
    moves: Vec<Move>,
    homes: Vec<Move>,
    /// Changes to words, in the order of the source.
    changes: Vec<Change>,
    refused: &'s Refused,
}

impl Work<'_> {
    fn line(&mut self, at: usize) {
        let line = self.lines[at];
        if line.lifted {
            if line.kind != LineKind::Blank {
                self.lifted.push(at);
            }
            return;
        }
        if line.kind == LineKind::Blank {
            self.put_back();
            return;
        }
        if line.kind == LineKind::Wrapped {
            self.join(line);
        } else {
            self.put_back();
            self.pass_to(line.span.start as usize);
            let start = self.editor.clean_len() + (line.span.start as usize - self.editor.at());
            self.paragraphs.push(Paragraph {
                span: Span::new(start, start),
                role: line.role,
                part: line.part,
            });
        }
        self.body(at);
    }

    /// The characters of a line; a hyphen at its end is left to the join.
    fn body(&mut self, at: usize) {
        let line = self.lines[at];
        let body = line.body(self.source);
        let joined = self.goes_on(at);
        let cut =
            if joined && ends_cut(body) { body.chars().next_back().map_or(0, char::len_utf8) } else { 0 };
        self.put_pieces(line, Side::Before);
        self.characters(line.span.end as usize - cut);
        self.editor.keep_to(line.span.end as usize - cut);
        self.put_pieces(line, Side::After);
        let end = self.editor.clean_len() + cut;
        if let Some(last) = self.paragraphs.last_mut() {
            last.span.end = end as u32;
        }
    }

    /// Puts the pieces back that were torn off one end of a line.
    fn put_pieces(&mut self, line: Line, side: Side) {
        let from = self.homes.partition_point(|m| m.line < line.span.start);
        for at in from..self.homes.len() {
            let piece = self.homes[at];
            if piece.line != line.span.start {
                break;
            }
            if piece.side != side {
                continue;
            }
            if side == Side::Before {
                let home = line.span.start as usize;
                self.characters(home);
                self.editor.keep_to(home);
            } else {
                self.editor.insert(" ");
            }
            let home = self.editor.at();
            let start = self.editor.clean_len();
            self.editor.skip_to(piece.piece.start as usize);
            self.characters(piece.piece.end as usize);
            self.editor.keep_to(piece.piece.end as usize);
            self.editor.record(RepairKind::Moved, piece.piece, start, home, piece.confidence);
            if side == Side::Before {
                self.editor.insert(" ");
            }
            self.editor.skip_to(home);
        }
    }

    /// Writes what stands up to byte `end` but for pieces that have their place elsewhere.
    fn pass_to(&mut self, end: usize) {
        let from = self.moves.partition_point(|m| (m.piece.start as usize) < self.editor.at());
        for at in from..self.moves.len() {
            let piece = self.moves[at].piece;
            if piece.end as usize > end {
                break;
            }
            self.characters(piece.start as usize);
            self.editor.keep_to(piece.start as usize);
            self.editor.skip_to(piece.end as usize);
        }
        self.characters(end);
    }

    /// Writes what stands up to byte `end`, words and characters mended.
    fn characters(&mut self, end: usize) {
        let from = self.changes.partition_point(|c| (c.source.start as usize) < self.editor.at());
        let changes = self.changes[from..].iter().take_while(|c| c.source.end as usize <= end);
        for change in changes {
            characters(&mut self.editor, self.source, change.source.start as usize, self.refused);
            self.editor.keep_to(change.source.start as usize);
            let end = change.source.end as usize;
            self.editor.replace_to(end, &change.now, change.kind, change.confidence);
        }
        characters(&mut self.editor, self.source, end, self.refused);
    }

    /// Whether a line below is joined to this one.
    fn goes_on(&self, at: usize) -> bool {
        let role = self.lines[at].role;
        let next = self.lines[at + 1..].iter().find(|l| !(l.lifted && role == Role::Body));
        next.is_some_and(|l| l.kind == LineKind::Wrapped && l.role == role)
    }

    /// Joins a line to the text before: a cut word is put together, else one space stands between them.
    fn join(&mut self, below: Line) {
        let at = self.editor.at();
        let start = below.span.start as usize;
        let gap = start.saturating_sub(at);
        let above = &self.source[..at];
        let between = &self.source[at..at + gap];
        let right = &self.source[start..];
        let hyphen = between.chars().next().filter(|c| matches!(c, '-' | '\u{2010}' | '\u{ad}'));
        let (new, kind, sure) = if let Some(hyphen) = hyphen {
            let cut = Span::new(at, at + hyphen.len_utf8());
            let hyphens =
                self.hyphens.get_or_insert_with(|| Hyphens::of(self.usage, self.source, self.lines));
            let joint = match hyphen {
                _ if self.refused.keeps_hyphen(below.span.start)
                    || self.refused.has(RepairKind::Hyphen, cut) =>
                {
                    Joint::Keep(0.9)
                }
                '\u{ad}' => Joint::Drop(1.0),
                _ => hyphens.joint(above, right),
            };
            match joint {
                Joint::Drop(sure) => ("", RepairKind::Hyphen, sure),
                Joint::Keep(sure) => ("-", RepairKind::LineJoin, sure),
                Joint::Hang => ("- ", RepairKind::LineJoin, 0.9),
            }
        } else if tight(above, right) {
            ("", RepairKind::LineJoin, 0.9)
        } else {
            (" ", RepairKind::LineJoin, 0.99)
        };
        // Where pieces were moved, the editor does not stand where the line above ends.
        let moved = !between.trim_start_matches(['-', '\u{2010}', '\u{ad}']).trim().is_empty();
        if self.lifted.is_empty() && !moved {
            // A kept hyphen is copied, not written anew.
            let keep = new.trim_end().len().min(hyphen.map_or(0, char::len_utf8));
            if keep > 0 && hyphen == Some('-') {
                self.editor.keep_to(at + keep);
                self.editor.replace_to(start, &new[keep..], kind, sure);
            } else {
                self.editor.replace_to(start, new, kind, sure);
            }
            return;
        }
        // What stands between has its place after the paragraph: only the hyphen, if any, is replaced here.
        let cut = hyphen.map_or(0, char::len_utf8);
        if cut > 0 && new.starts_with('-') {
            self.editor.keep_to(at + cut);
            self.editor.insert(&new[1..]);
        } else if cut > 0 {
            self.editor.replace_to(at + cut, new, kind, sure);
        } else {
            self.editor.insert(new);
        }
        self.editor.skip_to(start);
    }

    /// Writes what had cut the paragraph in two, now that it is whole.
    fn put_back(&mut self) {
        let lifted = std::mem::take(&mut self.lifted);
        let Some(&first) = lifted.first() else { return };
        let home = self.editor.at();
        let mut at = 0;
        while at < lifted.len() {
            let line = self.lines[lifted[at]];
            let blank =
                at == 0 || lifted[at] != lifted[at - 1] + 1 || line.role != self.lines[lifted[at - 1]].role;
            self.editor.insert(if blank { "\n\n" } else { "\n" });
            self.editor.skip_to(line.span.start as usize);
            let start = self.editor.clean_len();
            self.paragraphs.push(Paragraph {
                span: Span::new(start, start),
                role: line.role,
                part: line.part,
            });
            self.body(lifted[at]);
            at += 1;
            while at < lifted.len() && self.lines[lifted[at]].kind == LineKind::Wrapped {
                let next = self.lines[lifted[at]];
                self.join(next);
                self.body(lifted[at]);
                at += 1;
            }
            let kind = if line.role == Role::Footnote { RepairKind::Footnote } else { RepairKind::Furniture };
            let source = Span::new(line.span.start as usize, self.editor.at());
            self.editor.record(kind, source, start, home, 0.9);
        }
        debug_assert!(self.lines[first].lifted);
        self.editor.skip_to(home);
    }
}

/// Whether nothing stood between the two before the line was broken: a range of numbers, a slash, a dash.
fn tight(above: &str, right: &str) -> bool {
    let mut left = above.chars().rev();
    let (last, before) = (left.next(), left.next());
    let joined = before.is_some_and(char::is_alphanumeric);
    match last {
        Some('–') => {
            before.is_some_and(|c| c.is_ascii_digit()) && right.starts_with(|c: char| c.is_ascii_digit())
        }
        Some('/') => joined || before == Some('/'),
        Some('—') => joined,
        _ => false,
    }
}

/// Ligatures, invisible and control characters up to byte `end`.
fn characters(editor: &mut Editor<'_>, source: &str, end: usize, refused: &Refused) {
    let start = editor.at();
    if start >= end
        || source.as_bytes()[start..end].chunks(64).all(|chunk| {
            let plain = |b: u8| (0x20..0x7f).contains(&b) || matches!(b, b'\t' | b'\n' | b'\r');
            chunk.iter().fold(true, |all, &b| all & plain(b))
        })
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
        if refused.has(kind, Span::new(at, at + c.len_utf8())) {
            continue;
        }
        editor.keep_to(at);
        editor.replace_to(at + c.len_utf8(), new, kind, 1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{RepairLevel, Text};
    use super::Role;

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
        assert_eq!(
            clean(
                "By then the old disease had been eradi\u{ad}\r\ncated in the country in the years 2009–\r\n2010 with help of the council and/\r\nor others."
            ),
            "By then the old disease had been eradicated in the country in the years 2009–2010 with help of the council and/or others."
        );
        assert_eq!(
            clean("The ministry has looked at the short-\nand long-term effects of the law."),
            "The ministry has looked at the short- and long-term effects of the law."
        );
    }

    #[test]
    fn a_note_inside_a_sentence_moves_behind_it() {
        let source = "The court closed the case in May.[1] Nobody was charged and the regis-\n\n[1] Now the High Court, in the\ncapital.\n\ntration was not paid back to anyone.\n\nNext.";
        let text = Text::new(source, RepairLevel::Safe).unwrap();
        assert_eq!(
            text.clean(),
            "The court closed the case in May.[1] Nobody was charged and the registration was not paid back to anyone.\n\n[1] Now the High Court, in the capital.\n\nNext."
        );
        let roles: Vec<_> = text.paragraphs().iter().map(|p| p.role).collect();
        assert_eq!(roles, [Role::Body, Role::Footnote, Role::Body]);
        let body = text.paragraphs()[0].span;
        let ranges = text.source_ranges(body);
        let whole: Vec<_> = ranges.iter().map(|r| &source[r.clone()]).collect();
        assert_eq!(whole.len(), 2, "{whole:?}");
        assert!(whole[0].ends_with("regis") && whole[1].starts_with("tration"));
        assert_eq!(text.quote(text.paragraphs()[1].span), "[1] Now the High Court, in the\ncapital.");
    }

    #[test]
    fn paragraphs_cover_the_words() {
        for level in [RepairLevel::None, RepairLevel::Safe] {
            let text =
                Text::new("\u{feff}A title\n\nIt was\r\rwhat \u{ad}\n\u{ad}\n it was -\n x", level).unwrap();
            let mut at = 0;
            for paragraph in text.paragraphs() {
                let gap = &text.clean()[at..paragraph.span.start as usize];
                assert!(gap.trim().is_empty(), "{gap:?}");
                at = paragraph.span.end as usize;
            }
            assert!(text.clean()[at..].trim().is_empty());
        }
    }
}
