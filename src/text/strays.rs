//! Quotation marks that a scan added or mistook, and footnote marks that it read as quotes; looked for in damaged texts only.

use rustc_hash::FxHashSet;

use super::edits::{Change, RepairKind};
use super::line::{Line, LineKind, Role};
use super::notes::starts_note;
use crate::span::Span;

/// How many marks ahead the end of a quotation is looked for.
const REACH: usize = 200;

/// A quotation mark or apostrophe and what stands around it.
#[derive(Clone, Copy, Debug)]
struct Quote {
    at: usize,
    mark: char,
    side: Side,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Opens,
    Closes,
    /// Between letters.
    Inside,
}

impl Quote {
    fn is_double(self) -> bool {
        matches!(self.mark, '"' | '“' | '”')
    }

    fn change(self, now: &str, kind: RepairKind, confidence: f32) -> Change {
        let source = Span::new(self.at, self.at + self.mark.len_utf8());
        Change { source, now: now.to_owned(), kind, confidence }
    }
}

/// The changes to the marks of a damaged text, in order.
pub(crate) fn changes(text: &str, lines: &[Line]) -> Vec<Change> {
    let mut out = Vec::new();
    let mut all: Vec<Vec<Quote>> = Vec::new();
    for line in lines.iter().filter(|l| l.kind != LineKind::Blank && l.role != Role::Furniture) {
        let found = quotes(text, line.span);
        match all.last_mut() {
            Some(last) if line.kind == LineKind::Wrapped => last.extend(found),
            _ => all.push(found),
        }
    }
    let mut notes = open_notes(text, lines).into_iter();
    for paragraph in &all {
        strays(text, paragraph, &mut notes, &mut out);
    }
    style(&all, &mut out);
    out.sort_by_key(|c| c.source);
    out.dedup_by_key(|c| c.source);
    out
}

fn quotes(text: &str, span: Span) -> Vec<Quote> {
    let body = &text[span.range()];
    let mut out = Vec::new();
    for (i, mark) in body.char_indices() {
        if !matches!(mark, '"' | '“' | '”' | '‘' | '’' | '\'') {
            continue;
        }
        let before = body[..i].chars().next_back().unwrap_or(' ');
        let after = body[i + mark.len_utf8()..].chars().next().unwrap_or(' ');
        let side = match (before.is_alphanumeric(), after.is_alphanumeric()) {
            (true, true) => Side::Inside,
            (false, true) => Side::Opens,
            (true, false) => Side::Closes,
            _ if before.is_whitespace() || "([“‘—–-".contains(before) => Side::Opens,
            _ => Side::Closes,
        };
        out.push(Quote { at: span.start as usize + i, mark, side });
    }
    out
}

/// Marks without a partner in their paragraph.
fn strays(text: &str, quotes: &[Quote], notes: &mut impl Iterator<Item = Note>, out: &mut Vec<Change>) {
    let mut open: Option<Quote> = None;
    // The last marks that could close, and the first single one that opens: what may stand behind or before.
    let last = |fits: fn(&Quote) -> bool| quotes.iter().rposition(fits).unwrap_or(0);
    let single = last(|q| matches!(q.mark, '’' | '\'') && q.side == Side::Closes);
    let opened = quotes.iter().position(|q| matches!(q.mark, '‘' | '\'') && q.side == Side::Opens);
    for (i, &q) in quotes.iter().enumerate() {
        let next = quotes.get(i + 1);
        if q.mark == '‘' && next.is_some_and(|n| n.at == q.at + 3 && n.is_double()) {
            // A single mark glued to a double one that nothing closes behind the double one.
            let closes = quotes[i + 2..].iter().take(REACH).find(|n| n.is_double() && n.side == Side::Closes);
            if closes.is_none_or(|c| !text[c.at + c.mark.len_utf8()..].starts_with(['’', '\''])) {
                out.push(q.change("", RepairKind::StrayMark, 0.8));
            }
            continue;
        }
        match (q.mark, q.side) {
            ('‘', Side::Opens) if single <= i => {
                out.push(q.change("", RepairKind::StrayMark, 0.7));
            }
            ('\'' | '’', Side::Closes) if reads_as_note(text, q) => {
                if opened.is_some_and(|o| o < i) {
                    continue;
                }
                if let Some(note) = notes.next() {
                    let mark = format!("[{}]", note.number);
                    out.push(q.change(&mark, RepairKind::Footnote, 0.8));
                    out.push(Change {
                        source: note.place,
                        now: mark,
                        kind: RepairKind::Footnote,
                        confidence: 0.8,
                    });
                }
            }
            _ if !q.is_double() => {}
            (_, Side::Opens) => {
                if let Some(before) = open.replace(q) {
                    out.push(before.change("", RepairKind::StrayMark, 0.7));
                }
            }
            (_, Side::Closes) => {
                if open.take().is_none() {
                    out.push(q.change("", RepairKind::StrayMark, 0.7));
                }
            }
            (_, Side::Inside) => {}
        }
    }
    if let Some(q) = open {
        // A quotation that goes on in the next paragraph opens anew there, most often at its start.
        let first = quotes.first().is_some_and(|f| f.at == q.at);
        if !(first && text[..q.at].trim_end_matches([' ', '\t']).ends_with('\n')) {
            out.push(q.change("", RepairKind::StrayMark, 0.65));
        }
    }
}

/// Right after the end of a clause, with nothing but space behind it.
fn reads_as_note(text: &str, q: Quote) -> bool {
    let after = text[q.at + q.mark.len_utf8()..].chars().next();
    text[..q.at].ends_with(['.', ',', ';', ':', '!', '?', ')', '”', '"'])
        && after.is_none_or(char::is_whitespace)
}

struct Note {
    number: u32,
    place: Span,
}

/// Notes at the foot with a bare number to which nothing in the text refers.
fn open_notes(text: &str, lines: &[Line]) -> Vec<Note> {
    let mut out: Vec<Note> = Vec::new();
    for line in lines.iter().filter(|l| l.role == Role::Footnote && l.kind == LineKind::First) {
        let body = line.body(text);
        let digits = body.bytes().take_while(u8::is_ascii_digit).count();
        let Ok(number) = body[..digits].parse::<u32>() else { continue };
        let start = line.span.start as usize;
        if starts_note(body).is_some() || body[digits..].starts_with(' ') {
            out.push(Note { number, place: Span::new(start, start + digits) });
        }
    }
    out
}

/// Marks of another style than nearly all others of their kind in the text.
fn style(all: &[Vec<Quote>], out: &mut Vec<Change>) {
    let marks = || all.iter().flatten();
    let apostrophe = |q: &&Quote| matches!(q.mark, '\'' | '’') && q.side != Side::Opens;
    let straight = marks().filter(apostrophe).filter(|q| q.mark == '\'').count();
    let curly = marks().filter(apostrophe).filter(|q| q.mark == '’').count();
    if straight > curly {
        let odd = marks().filter(apostrophe).filter(|q| q.mark == '’');
        out.extend(odd.map(|q| q.change("'", RepairKind::Character, 0.6)));
    }
    let gone: FxHashSet<Span> = out.iter().map(|c| c.source).collect();
    let stays = |q: &&Quote| !gone.contains(&Span::new(q.at, q.at + q.mark.len_utf8()));
    let straight = marks().filter(|q| q.mark == '"').count();
    let curly: Vec<_> = marks().filter(stays).filter(|q| matches!(q.mark, '“' | '”')).collect();
    if straight > 2 * curly.len() && straight > 2 {
        out.extend(curly.iter().map(|q| q.change("\"", RepairKind::Character, 0.6)));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{RepairLevel, Text};

    #[test]
    fn stray_quotes_go_from_damaged_texts_only() {
        let odd = "They called it “ a free and open vote in the capital.";
        assert_eq!(Text::new(odd, RepairLevel::Full).unwrap().clean(), odd);
        let scan =
            format!("The govemment andits allies met inthe capital andthe harbour. It was “free”. {odd}");
        let text = Text::new(scan.as_str(), RepairLevel::Full).unwrap();
        assert!(
            text.clean().contains("It was “free”.") && !text.clean().contains("it “"),
            "{}",
            text.clean()
        );
    }
}
