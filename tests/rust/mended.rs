//! Laws of full repair over hard-wrapped texts whose lines were torn and whose words were damaged.

use std::time::Instant;

use proptest::prelude::*;
use servanda::{DocVars, Reader, RepairKind, RepairLevel, Span, Text};

use crate::check;

const WORDS: &[&str] = &[
    "the",
    "government",
    "of",
    "promised",
    "to",
    "amend",
    "law",
    "on",
    "elections",
    "and",
    "parties,",
    "has",
    "not",
    "yet",
    "been",
    "registered",
    "because",
    "commission",
    "was",
    "late",
    "self-governance",
    "in",
    "a",
    "report",
    "that",
    "years",
    "(the",
    "council)",
    "by",
    "Kazakhstan",
    "OSCE",
    "2009",
    "governmentsystem",
    "thatitis",
    "c0uncil",
    "1t",
    "“free",
    "fair”",
    "isn’t",
    "don't",
    "zx",
    "Qw",
    "wit",
    "h",
    "e",
    "parlia-",
    "ment",
    "eﬃcient",
    "[1]",
    "word.",
    "done.",
    "short;",
    "\u{ad}",
    "‘",
    "was,but",
    "end .",
];

/// What was done to a line: nothing, its end fell some lines down, or something was set between.
type Tear = (u8, usize, usize);

fn torn() -> impl Strategy<Value = String> {
    let word = prop::sample::select(WORDS);
    let words = prop::collection::vec(word, 10..400);
    let tears = prop::collection::vec((0u8..12, 1usize..4, 1usize..6), 60);
    (words, tears, 40usize..70).prop_map(|(words, tears, width)| tear(&words, &tears, width))
}

fn tear(words: &[&str], tears: &[Tear], width: usize) -> String {
    let mut lines: Vec<Vec<&str>> = vec![Vec::new()];
    let mut column = 0;
    for word in words {
        if column + word.len() > width {
            lines.push(Vec::new());
            column = 0;
        }
        column += word.len() + 1;
        lines.last_mut().unwrap().push(word);
    }
    let mut out = String::new();
    let mut fallen: Vec<(usize, String)> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let (what, count, down) = tears[i % tears.len()];
        let keep = if what < 2 { line.len() - count.min(line.len() - 1) } else { line.len() };
        out += &line[..keep].join(" ");
        if keep < line.len() {
            fallen.push((i + down, line[keep..].join(" ")));
        }
        out += match what {
            2 => "\n\n12\n\n",
            3 => "\n\n[1] It was so.\n\n",
            4 => "\r\n",
            5 => ".\n\n",
            _ => "\n",
        };
        while fallen.first().is_some_and(|f| f.0 <= i) {
            let (_, piece) = fallen.remove(0);
            let (above, below) = if what % 2 == 0 { ("\n", "\n\n") } else { ("", "\n") };
            out += &[above, &piece, below].concat();
        }
    }
    for (_, piece) in &fallen {
        out += piece;
    }
    out
}

/// Each character that is no white space stands exactly once in the clean text, or a repair says what became of it.
fn nothing_is_lost(text: &Text) {
    let (source, clean) = (text.source(), text.clean());
    let copied = |kind| matches!(kind, RepairKind::Moved | RepairKind::Furniture | RepairKind::Footnote);
    let told: Vec<_> = text.repairs().iter().filter(|r| !copied(r.kind) || r.moved_to.is_none()).collect();
    let bytes: Vec<usize> = source.char_indices().map(|(at, _)| at).collect();
    let mut seen = vec![0u32; source.len()];
    for (at, c) in clean.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        let span = Span::new(at, at + c.len_utf8());
        if told.iter().any(|r| r.clean.overlaps(span)) {
            continue;
        }
        let ranges = text.source_ranges(span);
        assert_eq!(ranges.len(), 1, "{c:?}");
        let from = bytes[ranges[0].start];
        assert!(source[from..].starts_with(c), "{c:?} at {at}");
        seen[from] += 1;
    }
    for (at, c) in source.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        let span = Span::new(at, at + c.len_utf8());
        let changed = told.iter().any(|r| r.source.overlaps(span));
        assert_eq!(seen[at], u32::from(!changed), "{c:?} at {at} of {source:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn full_repair_loses_nothing(source in torn()) {
        let text = Text::new(source.as_str(), RepairLevel::Full).unwrap();
        nothing_is_lost(&text);
        let again = Text::new(source.as_str(), RepairLevel::Full).unwrap();
        prop_assert_eq!(text.clean(), again.clean());
        prop_assert_eq!(text.repairs(), again.repairs());
    }

    #[test]
    fn torn_texts_keep_the_laws(source in torn(), pick in any::<prop::sample::Index>()) {
        let read = || Reader::new().read(source.as_str(), DocVars::default()).unwrap();
        let document = read();
        check::laws(read());
        if document.text.repairs().is_empty() {
            return Ok(());
        }
        let number = pick.index(document.text.repairs().len());
        let refused = document.refusals(&[number]);
        let without = Reader::new().read_without(source.as_str(), DocVars::default(), refused.clone()).unwrap();
        nothing_is_lost(&without.text);
        let made = |r: &servanda::Repair| (r.kind, r.source) == (refused[0].kind, refused[0].source);
        prop_assert!(!without.text.repairs().iter().any(made));
        prop_assert!(without.rules() != document.rules());
        check::laws(without);
    }
}

/// Texts made to be slow to repair: twice the text may take little more than twice the time.
#[test]
fn the_time_grows_with_the_text() {
    let shapes: [fn(usize) -> String; 5] = [
        |n| "so it\n".repeat(n / 6),
        |n| {
            "They will amend the law on the elections of\nall parties and\n\nthe house\n\nof the council, but not\n".repeat(n / 90)
        },
        |n| "qzxv bnmk thatitis ‘ \" ".repeat(n / 24),
        |n| "a b cd thex ".repeat(n / 12),
        |n| format!("{}\nof the\n\n", "\n".repeat(n)),
    ];
    for (i, shape) in shapes.iter().enumerate() {
        let time = |n: usize| {
            let source = shape(n);
            let times = (0..3).map(|_| {
                let start = Instant::now();
                let text = Text::new(source.as_str(), RepairLevel::Full).unwrap();
                text.torn_paragraphs();
                start.elapsed().as_secs_f64()
            });
            times.fold(f64::MAX, f64::min)
        };
        let (small, large) = (time(100_000).max(0.01), time(800_000));
        assert!(large < small * 40.0, "shape {i}: {small:.3} s, then {large:.3} s for eight times as much");
    }
}
