//! The lines of a text and what stands between them: a wrap inside a paragraph, or a break.

use super::fragments::{self, Torn};
use super::laid;
use super::line::{End, Line, LineKind, ends, ends_cut, goes_on, titled};
use super::marks::{Counter, Mark, Style, mark};
use super::notes;
use super::refuse::Refused;
use super::usage::Usage;
use crate::layout::Layout;

/// Longer lines than this are no product of wrapping.
const WIDEST: u32 = 160;
/// Nobody wraps prose at fewer characters.
const NARROWEST: u32 = 36;

/// The lines of a text; says of each how it stands to the others.
pub(crate) fn lines(text: &str) -> Vec<Line> {
    let mut out = cut(text);
    arrange(text, &mut out);
    out
}

/// The lines of a text whose file says what belongs together; only what stands outside of all parts is judged by its looks.
pub(crate) fn laid_lines(text: &str, layout: &Layout) -> Vec<Line> {
    let mut out = cut(text);
    if !laid::covers(layout, &out) {
        arrange(text, &mut out);
    }
    laid::arrange(layout, &mut out);
    out
}

/// The same once torn-off pieces are back in their lines, with what was found of these.
pub(crate) fn whole_lines(text: &str, usage: &Usage<'_>, refused: &Refused) -> (Vec<Line>, Torn) {
    let mut out = cut(text);
    let frame = Frame::of(text, &out);
    let mut torn = Torn::default();
    if frame.wrapped && frame.sure {
        torn = fragments::torn(usage, text, &out, frame.width);
        refused.moves(&mut torn, &out);
        put_back(text, &mut out, &torn, frame);
    }
    arrange(text, &mut out);
    (out, torn)
}

fn arrange(text: &str, out: &mut [Line]) {
    let frame = Frame::of(text, out);
    let mut i = 0;
    while i < out.len() {
        if out[i].kind == LineKind::Blank {
            i += 1;
            continue;
        }
        let end = out[i..].iter().position(|l| l.kind == LineKind::Blank).map_or(out.len(), |n| i + n);
        group(text, &mut out[i..end], frame);
        i = end;
    }
    notes::mark_roles(text, out);
    notes::bridge(text, out);
}

/// Takes out the lines that moved away, and the blank ones around them where the sentence goes on.
fn put_back(text: &str, lines: &mut Vec<Line>, torn: &Torn, frame: Frame) {
    let width = frame.width;
    if torn.moves.is_empty() {
        return;
    }
    for piece in &torn.moves {
        let at = lines.partition_point(|l| l.span.start < piece.line);
        if let Some(line) = lines[at..].iter_mut().find(|l| l.span.start == piece.line && l.width > 0) {
            line.width += 1 + text[piece.piece.range()].chars().count() as u32;
        }
    }
    let mut gone = vec![false; lines.len()];
    for &i in &torn.emptied {
        gone[i] = true;
    }
    let words = |i: &usize, gone: &[bool]| lines[*i].width > 0 && !gone[*i];
    for &i in &torn.emptied {
        let above = (0..i).rev().find(|k| words(k, &gone));
        let below = (i + 1..lines.len()).find(|k| words(k, &gone));
        let (Some(above), Some(below)) = (above, below) else { continue };
        let (left, right) = (lines[above].body(text), lines[below].body(text));
        let room = lines[above].width + 1 + first_width(right);
        let full = room > width || frame.parted && frame.nearly(lines[above].width);
        let inside = ends(left) == End::Open && goes_on(right) || ends_cut(left);
        if inside || (full && !left.ends_with(':') && mark(right).is_none()) {
            gone[above + 1..below].fill(true);
        }
    }
    let mut at = 0;
    lines.retain(|_| {
        at += 1;
        !gone[at - 1]
    });
}

/// Cuts a text into lines at `\n`, `\r\n`, `\r`, form feed, and the Unicode line and paragraph separators.
fn cut(text: &str) -> Vec<Line> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len() / 64 + 1);
    let (mut start, mut at) = (0, 0);
    while at < bytes.len() {
        let length = match bytes[at] {
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => 2,
            b'\n' | b'\r' | 0x0b | 0x0c => 1,
            0xe2 if matches!(bytes.get(at + 1..at + 3), Some([0x80, 0xa8 | 0xa9])) => 3,
            _ => 0,
        };
        if length == 0 {
            at += 1;
            // Most of a text is no line end: it is passed over in strides.
            while bytes.get(at..at + 16).is_some_and(no_line_end) {
                at += 16;
            }
            continue;
        }
        out.push(Line::new(text, start, at, bytes[at] == 0x0c));
        if bytes[at..].starts_with("\u{2029}".as_bytes()) {
            // A paragraph ends here whatever the lines look like.
            out.push(Line::new(text, at, at, false));
        }
        at += length;
        start = at;
    }
    out.push(Line::new(text, start, bytes.len(), false));
    out
}

fn no_line_end(bytes: &[u8]) -> bool {
    bytes.iter().fold(0, |any, &b| any | u8::from(b < 0x0e) | u8::from(b == 0xe2)) == 0
}

/// The page as a whole: is it hard-wrapped, and how wide?
#[derive(Clone, Copy)]
struct Frame {
    wrapped: bool,
    width: u32,
    /// Enough lines to know the width.
    sure: bool,
    /// Most lines are filled up to it.
    filled: bool,
    /// Blank lines part its paragraphs: hardly one ends short right above another.
    parted: bool,
}

impl Frame {
    fn of(text: &str, lines: &[Line]) -> Self {
        let (mut all, mut wide) = (0u64, 0u64);
        let mut counts = [0usize; WIDEST as usize + 1];
        let mut inner = 0;
        for (i, line) in lines.iter().enumerate() {
            all += u64::from(line.width);
            if line.width > WIDEST {
                wide += u64::from(line.width);
            } else if line.width > 0 && lines.get(i + 1).is_some_and(|next| next.width > 0) {
                counts[line.width as usize] += 1;
                inner += 1;
            }
        }
        // The width that nine lines in ten keep to, among those with another line right below.
        let mut left = inner / 10;
        let mut width = 0;
        for (w, &count) in counts.iter().enumerate().rev() {
            if count > left {
                width = w as u32;
                break;
            }
            left -= count;
        }
        let (wrapped, sure) = (wide * 2 < all, inner >= 10);
        let fills = |pair: &&[Line]| {
            pair[0].width > 0
                && pair[1].width > 0
                && pair[0].width + 1 + first_width(pair[1].body(text)) > width
        };
        let filled = wrapped && sure && lines.windows(2).filter(fills).count() * 2 > inner;
        let mut this = Self { wrapped, width, sure, filled, parted: false };
        this.parted = filled && this.is_parted(text, lines);
        this
    }

    fn is_parted(self, text: &str, lines: &[Line]) -> bool {
        let (mut groups, mut short) = (0, 0);
        for pair in lines.windows(2).filter(|p| p[0].width > 0) {
            if pair[1].width == 0 {
                groups += 1;
            } else if !self.nearly(pair[0].width) {
                let (left, right) = (pair[0].body(text), pair[1].body(text));
                short += usize::from(ends(left) == End::Stop && !goes_on(right) && mark(right).is_none());
            }
        }
        groups > 2 && short * 4 < groups
    }

    /// Wide enough to be filled where lines are ragged.
    fn nearly(self, width: u32) -> bool {
        width * 3 > self.width * 2
    }
}

/// What the lines between two blank ones have in common.
struct Group {
    /// The width that they seem to be wrapped at.
    width: u32,
    /// Running text rather than a list of short lines.
    prose: bool,
    lines: usize,
    wrapped: bool,
    /// The width of the whole page, where it is known.
    page: u32,
    /// Blank lines part the paragraphs of the page.
    parted: bool,
}

impl Group {
    /// A clause or sentence ends with a line that is wide enough to be filled, and only blank lines end paragraphs.
    fn goes_below(&self, above: &str, width: u32) -> bool {
        self.parted && width * 3 > self.page * 2 && !above.ends_with(':')
    }
}

/// Lines between two blank ones: which of them go on from the line before?
fn group(text: &str, lines: &mut [Line], frame: Frame) {
    if lines.len() < 2 {
        return;
    }
    let this = measure(text, lines, frame);
    let mut open = mark(lines[0].body(text));
    for i in 1..lines.len() {
        let here = mark(lines[i].body(text)).filter(|m| !runs_on(text, lines, i, *m));
        if is_wrap(text, &lines[i - 1], &lines[i], here, open, &this) {
            lines[i].kind = LineKind::Wrapped;
        } else {
            open = here.or(open);
        }
    }
}

fn measure(text: &str, lines: &[Line], frame: Frame) -> Group {
    // A word longer than the line, as an address, says nothing of the width.
    let words = |l: &&Line| l.width <= WIDEST && (lines.len() < 3 || l.body(text).contains(' '));
    let widest = lines.iter().filter(words).map(|l| l.width).max().unwrap_or(0);
    let below = lines.len() - 1;
    let lower = lines[1..].iter().filter(|l| goes_on(l.body(text))).count();
    let filled = || {
        lines.windows(2).all(|pair| {
            pair[0].width + 1 + first_width(pair[1].body(text)) > widest
                || ends(pair[0].body(text)) == End::Stop
        })
    };
    let prose = lower * 4 >= below || (widest >= NARROWEST && filled());
    let width = if lower > 0 && prose { widest } else { widest.max(frame.width) };
    let page = if frame.filled { frame.width.max(NARROWEST) } else { u32::MAX };
    Group {
        width: width.max(NARROWEST),
        prose,
        lines: lines.len(),
        wrapped: frame.wrapped,
        page,
        parted: frame.parted,
    }
}

/// Whether `here` goes on from `above` in their group.
fn is_wrap(
    text: &str,
    above: &Line,
    here: &Line,
    item: Option<Mark>,
    open: Option<Mark>,
    group: &Group,
) -> bool {
    let (left, right) = (above.body(text), here.body(text));
    let end = ends(left);
    let lower = goes_on(right);
    if left.ends_with('–') && left[..left.len() - 3].ends_with(|c: char| c.is_ascii_digit()) {
        return right.starts_with(|c: char| c.is_ascii_digit());
    }
    if above.width > WIDEST {
        return lower && end == End::Open && item.is_none();
    }
    let room = above.width + 1 + first_width(right);
    let full = room > group.width;
    let nearly = room + group.width / 8 > group.width;
    if let Some(item) = item {
        let next =
            open.is_some_and(|o| o.style == item.style && (item.number == 0 || item.number == o.number + 1));
        let listed = matches!(end, End::Stop | End::Half) || (left.ends_with(',') && item.number == 1);
        return nearly && !next && (!listed || (item.number > 1 && end != End::Stop));
    }
    if notes::starts_note(right).is_some_and(|n| n.sure) {
        return false;
    }
    if end == End::Stop && here.indent >= above.indent + 2 {
        return false;
    }
    if ends_cut(left) && right.starts_with(char::is_alphanumeric) {
        let range =
            left.trim_end_matches(['-', '\u{2010}', '\u{ad}']).ends_with(|c: char| c.is_ascii_digit())
                && right.starts_with(|c: char| c.is_ascii_digit());
        return lower || nearly || range;
    }
    if lower {
        return match end {
            End::Open => nearly || above.width * 2 > group.width,
            End::Half | End::Stop => full || group.goes_below(left, above.width),
        };
    }
    if end == End::Open && room > group.page {
        return true;
    }
    if !group.prose || !(group.wrapped || group.lines > 2) {
        return false;
    }
    match end {
        End::Open => nearly && !(group.lines < 4 && titles(left, right)),
        End::Half | End::Stop => full || group.goes_below(left, above.width),
    }
}

/// A mark that is none: it closes a bracket of the line above, or counts on inside the sentence.
fn runs_on(text: &str, lines: &[Line], at: usize, item: Mark) -> bool {
    let above = lines[at - 1].body(text);
    if item.style == Style::Count(Counter::Digits, ')') {
        let open = above.rfind('(');
        return open.is_some_and(|o| !above[o..].contains(')'));
    }
    let Style::Count(counter @ (Counter::Digits | Counter::Letters), '(') = item.style else { return false };
    if item.number != 1 || ends(above) == End::Stop {
        return false;
    }
    // The second one stands inside a line.
    let second = if counter == Counter::Digits { "(2) " } else { "(b) " };
    let rest = &text[lines[at].span.start as usize..lines[lines.len() - 1].span.end as usize];
    let begins = |place: usize| lines.binary_search_by_key(&place, |l| l.span.start as usize).is_ok();
    let place = rest.find(second).map(|p| lines[at].span.start as usize + p);
    place.is_some_and(|p| !begins(p))
}

fn first_width(line: &str) -> u32 {
    line.chars().take_while(|c| !c.is_whitespace()).count() as u32
}

/// Two lines of a title.
fn titles(above: &str, here: &str) -> bool {
    ends(here) == End::Open && !above.ends_with(',') && titled(above) && titled(here)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> String {
        let letter = |l: &Line| match l.kind {
            LineKind::Blank => ' ',
            LineKind::First => 'f',
            LineKind::Wrapped => 'w',
        };
        lines(text).iter().map(letter).collect()
    }

    #[test]
    fn wraps_and_breaks() {
        let text = "A short heading\n\nThis is a paragraph that has been wrapped hard\nat some fifty columns, as mail is. It goes on and\nends here.\n- an item\n- another\r\rlast";
        assert_eq!(kinds(text), "f fwwff f");
    }

    #[test]
    fn a_name_at_the_start_of_a_line_is_no_new_block() {
        let text = "The ministry was led for some years by the\nKazakh lawyer whom the Foreign Minister named\nTajin and it met in the capital.";
        assert_eq!(kinds(text), "fww");
    }

    #[test]
    fn short_lines_stay_apart() {
        assert_eq!(kinds("Ministry of Justice\n12 Main Street\nAlmaty\nKazakhstan"), "ffff");
        assert_eq!(kinds("apples\npears\nplums"), "fff");
        let long = "The report goes on for a long while without any break. ".repeat(6);
        let text = format!("Report of the Working Group on the Review\nKazakhstan\n\n{long}\n{long}");
        assert_eq!(kinds(&text), "ff ff");
    }

    #[test]
    fn an_enumeration_inside_a_sentence_is_no_list() {
        let text = "The government is required (a) to amend the law,\n(b) to free the press and (c) to report on it to\nthe council.";
        assert_eq!(kinds(text), "fww");
        let text = "The government promised the following at length:\n(a) to amend the law on parties and on elections;\n(b) to free the press.";
        assert_eq!(kinds(text), "fff");
    }
}
