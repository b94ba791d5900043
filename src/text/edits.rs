//! What repair did, as a map from the clean text back to the source, and the editor that makes both.

use crate::names::names;
use crate::span::Span;

names! {
    /// What a repair was for; the name is part of the JSON contract.
    RepairKind {
        /// A line end inside a paragraph became a space.
        LineJoin = "line_join",
        /// A word cut at a line end was put together.
        Hyphen = "hyphen",
        /// A ligature or presentation form was written out.
        Ligature = "ligature",
        /// A soft hyphen, zero-width or byte-order mark was dropped.
        Invisible = "invisible",
        /// A control character was dropped.
        Control = "control",
        /// Two words that had run together were parted.
        JoinedWords = "joined_words",
        /// The pieces of one word were put together.
        SplitWords = "split_words",
        /// A misread character was mended.
        Character = "character",
        /// A stray mark was dropped.
        StrayMark = "stray_mark",
        /// A displaced piece was put back.
        Moved = "moved",
        /// A running header, footer or page number was lifted out of its sentence.
        Furniture = "furniture",
        /// A footnote was lifted out of its sentence.
        Footnote = "footnote",
        /// A mark of the file's format was dropped: stars round what is stressed, the mark of a note.
        Markup = "markup",
    }
}

impl RepairKind {
    /// Whether it mends a fault of the text rather than its layout.
    pub(crate) fn is_damage(self) -> bool {
        matches!(self, Self::JoinedWords | Self::SplitWords | Self::Character | Self::StrayMark | Self::Moved)
    }
}

/// One change between the caller's string and the clean text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Repair {
    /// What it was for.
    pub kind: RepairKind,
    /// Where, in **bytes of the source**.
    pub source: Span,
    /// What stands there now, in bytes of the clean text.
    pub clean: Span,
    /// How sure the repair is, in `[0, 1]`; a rule's own estimate, not calibrated.
    pub confidence: f32,
    /// The byte of the source at which a displaced piece, note or running line was put down.
    pub moved_to: Option<u32>,
}

/// One piece of the source that is to be read as something else.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    pub(crate) source: Span,
    pub(crate) now: String,
    pub(crate) kind: RepairKind,
    pub(crate) confidence: f32,
}

/// A stretch of clean text and the stretch of source that it stands for. Copied runs have equal lengths,
/// byte for byte; others replace the whole of their source. A run without clean text is a deletion.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Run {
    clean: Span,
    source: Span,
    copied: bool,
}

/// The runs in the order of the clean text; empty when clean and source are the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Edits {
    runs: Vec<Run>,
}

impl Edits {
    pub(crate) fn is_identity(&self) -> bool {
        self.runs.is_empty()
    }

    /// The byte ranges of the source that a span of clean text stands for, in reading order. What was deleted
    /// inside the span is covered; what was deleted at its edges is not.
    pub(crate) fn source_ranges(&self, span: Span) -> Vec<Span> {
        if self.runs.is_empty() {
            return vec![span];
        }
        let first = self.runs.partition_point(|r| r.clean.end < span.start);
        let mut out: Vec<Span> = Vec::with_capacity(1);
        let mut glue: Option<Span> = None;
        for run in &self.runs[first..] {
            if run.clean.start >= span.end && !(span.is_empty() && run.clean.start == span.start) {
                break;
            }
            if run.clean.is_empty() {
                if !out.is_empty() {
                    glue = Some(match glue {
                        Some(g) if g.end == run.source.start => g.join(run.source),
                        _ => run.source,
                    });
                }
                continue;
            }
            let Some(piece) = run.cut(span) else { continue };
            match (out.last_mut(), glue.take()) {
                (Some(last), None) if last.end == piece.start => last.end = piece.end,
                (Some(last), Some(g)) if last.end == g.start && g.end == piece.start => last.end = piece.end,
                _ => out.push(piece),
            }
        }
        if out.is_empty() {
            out.push(self.edge(span.start));
        }
        out
    }

    /// An empty source range for an empty place in the clean text.
    fn edge(&self, at: u32) -> Span {
        let i = self.runs.partition_point(|r| r.clean.end <= at).min(self.runs.len() - 1);
        let run = self.runs[i];
        let byte =
            if run.copied { run.source.start + at.saturating_sub(run.clean.start) } else { run.source.start };
        let byte = byte.min(run.source.end) as usize;
        Span::new(byte, byte)
    }

    /// The clean span that covers a source range, if any of it was kept.
    pub(crate) fn clean_span(&self, source: Span) -> Option<Span> {
        self.clean_spans(&[source]).pop().flatten()
    }

    /// The same for many ranges, which are in order.
    pub(crate) fn clean_spans(&self, sources: &[Span]) -> Vec<Option<Span>> {
        if self.runs.is_empty() {
            return sources.iter().copied().map(Some).collect();
        }
        let mut runs: Vec<&Run> = self.runs.iter().filter(|r| !r.clean.is_empty()).collect();
        runs.sort_by_key(|r| r.source);
        let piece = |run: &Run, source: Span| {
            if !run.copied {
                return run.clean;
            }
            let start = run.clean.start + source.start.saturating_sub(run.source.start);
            let end = run.clean.end - run.source.end.saturating_sub(source.end);
            Span { start, end }
        };
        let find = |source: &Span| {
            let from = runs.partition_point(|r| r.source.end <= source.start);
            let near = runs[from..].iter().take_while(|r| r.source.start < source.end);
            let pieces = near.filter(|r| r.source.overlaps(*source)).map(|r| piece(r, *source));
            pieces.reduce(Span::join)
        };
        sources.iter().map(find).collect()
    }
}

impl Run {
    /// The source of that part of the run which lies in `span`; nothing if they share nothing.
    fn cut(&self, span: Span) -> Option<Span> {
        let start = self.clean.start.max(span.start);
        let end = self.clean.end.min(span.end);
        if start >= end {
            return None;
        }
        if !self.copied {
            return Some(self.source);
        }
        let from = self.source.start + (start - self.clean.start);
        Some(Span { start: from, end: from + (end - start) })
    }
}

/// Writes clean text and its map together, so that they cannot disagree.
pub(crate) struct Editor<'s> {
    source: &'s str,
    at: usize,
    clean: String,
    runs: Vec<Run>,
    repairs: Vec<Repair>,
}

impl<'s> Editor<'s> {
    pub(crate) fn new(source: &'s str) -> Self {
        Self {
            source,
            at: 0,
            clean: String::with_capacity(source.len()),
            runs: Vec::new(),
            repairs: Vec::new(),
        }
    }

    /// Where in the source the editor stands.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Copies the source up to byte `end`.
    pub(crate) fn keep_to(&mut self, end: usize) {
        if end > self.at {
            self.copy(Span::new(self.at, end));
            self.at = end;
        }
    }

    /// Puts `new` in the place of the source up to byte `end`.
    pub(crate) fn replace_to(&mut self, end: usize, new: &str, kind: RepairKind, confidence: f32) {
        let clean = Span::new(self.clean.len(), self.clean.len() + new.len());
        let source = Span::new(self.at, end);
        self.clean.push_str(new);
        self.runs.push(Run { clean, source, copied: false });
        self.repairs.push(Repair { kind, source, clean, confidence, moved_to: None });
        self.at = end;
    }

    /// Length of the clean text so far.
    pub(crate) fn clean_len(&self) -> usize {
        self.clean.len()
    }

    /// Goes on from another place of the source; what is passed over must have its place elsewhere.
    pub(crate) fn skip_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Writes text that stands for nothing in the source; only white space between displaced pieces.
    pub(crate) fn insert(&mut self, new: &str) {
        if new.is_empty() {
            return;
        }
        let clean = Span::new(self.clean.len(), self.clean.len() + new.len());
        self.clean.push_str(new);
        self.runs.push(Run { clean, source: Span::new(self.at, self.at), copied: false });
    }

    /// Notes that the clean text from `clean` on is a piece of source that belongs at `home`.
    pub(crate) fn record(
        &mut self,
        kind: RepairKind,
        source: Span,
        clean: usize,
        home: usize,
        confidence: f32,
    ) {
        let clean = Span::new(clean, self.clean.len());
        self.repairs.push(Repair { kind, source, clean, confidence, moved_to: Some(home as u32) });
    }

    /// Copies a displaced piece of source to where the clean text now ends; the place it came from must be
    /// passed over with [`Self::skip_to`].
    #[cfg(test)]
    pub(crate) fn move_here(&mut self, source: Span, confidence: f32) {
        let start = self.clean.len();
        self.copy(source);
        self.record(RepairKind::Moved, source, start, self.at, confidence);
    }

    fn copy(&mut self, source: Span) {
        let clean = Span::new(self.clean.len(), self.clean.len() + source.len());
        self.clean.push_str(&self.source[source.range()]);
        if let Some(last) = self.runs.last_mut().filter(|r| r.copied && r.source.end == source.start) {
            last.clean.end = clean.end;
            last.source.end = source.end;
        } else {
            self.runs.push(Run { clean, source, copied: true });
        }
    }

    /// Clean text (nothing when it equals the source), map and repairs, in the order of the source.
    pub(crate) fn finish(mut self) -> (Option<String>, Edits, Vec<Repair>) {
        self.keep_to(self.source.len());
        if self.repairs.is_empty() {
            return (None, Edits::default(), Vec::new());
        }
        self.repairs.sort_by_key(|r| (r.source, r.clean));
        (Some(self.clean), Edits { runs: self.runs }, self.repairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_covers_what_was_deleted_inside_it_and_nothing_at_its_edges() {
        let source = "a docu-\nment here";
        let mut editor = Editor::new(source);
        editor.keep_to(6);
        editor.replace_to(8, "", RepairKind::Hyphen, 1.0);
        let (clean, edits, repairs) = editor.finish();
        let clean = clean.unwrap();
        assert_eq!(clean, "a document here");
        assert_eq!(repairs.len(), 1);
        let quote = |start, end| {
            let got = edits.source_ranges(Span::new(start, end));
            got.iter().map(|s| &source[s.range()]).collect::<Vec<_>>()
        };
        assert_eq!(quote(2, 10), ["docu-\nment"]);
        assert_eq!(quote(2, 6), ["docu"]);
        assert_eq!(quote(6, 10), ["ment"]);
        assert_eq!(quote(11, 15), ["here"]);
        assert_eq!(edits.clean_span(Span::new(2, 12)), Some(Span::new(2, 10)));
    }

    #[test]
    fn a_moved_piece_gives_several_ranges() {
        let source = "to the parties. laws on elections, ";
        let mut editor = Editor::new(source);
        editor.keep_to(7);
        editor.move_here(Span::new(16, 35), 0.9);
        editor.keep_to(15);
        editor.skip_to(source.len());
        let (clean, edits, _) = editor.finish();
        assert_eq!(clean.unwrap(), "to the laws on elections, parties.");
        let got = edits.source_ranges(Span::new(0, 34));
        assert_eq!(got, [Span::new(0, 7), Span::new(16, 35), Span::new(7, 15)]);
    }
}
