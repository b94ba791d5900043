//! Laws over texts that nobody wrote.

use std::ops::ControlFlow;
use std::sync::Arc;

use proptest::prelude::*;
use servanda::{
    AssessOptions, DocVars, Document, Label, OwnName, OwnSpan, Reader, RepairLevel, Report, assess,
    assess_watched,
};

use crate::check;

fn read(source: &str, level: RepairLevel) -> Document {
    Reader::new().with_repair(level).read(source, DocVars::default()).unwrap()
}

/// Pieces that texts are made of, the nasty ones among them.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(vec![
            "The government ", "Kazakhstan", "promised ", "to amend the law on elections", "In 2009", "has not ",
            "ratified ", "Mr. Smith", "U.S. ", "Art. 5", "the council's ", "don't ", "regis-\ntration ", "2009-\n2012 ",
            "ﬁnancial ", "3.5% ", "$4 billion ", "the OSCE (ODIHR) ", "will ", "by the end of 2010", "self-\ngovernance ",
        ]).prop_map(str::to_owned),
        3 => prop::sample::select(vec![
            ". ", "! ", "? ", "... ", "; ", ": ", ", ", "“", "”", "\"", "'", "’", "(", ")", "[1] ", "[", "]", ".1 ", "… ", "- ", "– ",
        ]).prop_map(str::to_owned),
        3 => prop::sample::select(vec![
            " ", "\n", "\n\n", "\r\n", "\r", "\r\n\r\n", "\x0c", "\u{2028}", "\u{2029}", "\t", "\u{a0}", "\u{3000}", "\u{85}", "-\n",
            "\n1 It ", "\n[2] Now ", "\n12\n", "\n• ", "\n(a) ", "\n1. ", "\n¹ ", "\nPage 3\n",
        ]).prop_map(str::to_owned),
        2 => prop::sample::select(vec![
            "\u{feff}", "\u{ad}", "\u{ad}\n", "\u{200b}", "\0", "\u{1}", "\u{1f}", "\u{7f}", "e\u{301}", "\u{301}", "👩‍👩‍👧", "🇰🇿", "\u{200f}",
            "\u{202e}", "שלום", "Қазақстан", "日本語", "İ", "ß", "ǅ", "½", "\u{fffd}",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(|c| c.to_string()),
    ]
}

fn any_text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..60).prop_map(|pieces| pieces.concat())
}

/// A paragraph of prose: words, names, figures and abbreviations, single spaces.
fn prose() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        12 => prop::sample::select(vec![
            "the", "government", "of", "promised", "to", "amend", "law", "on", "elections", "and", "parties", "has",
            "not", "yet", "been", "registered", "because", "commission", "was", "late", "self-governance", "in", "a",
            "well-known", "report,", "that", "“free", "and", "fair”", "years", "(the", "council)", "by", "don't",
        ]),
        3 => prop::sample::select(vec![
            "Kazakhstan", "OSCE", "Foreign Minister", "Almaty", "Human Rights Watch", "U.S. government", "Art. 5", "2009", "3.5",
            "2009-2012", "No. 12", "$4 billion", "– or", "Mr. Smith", "EU’s", "e.g. parties", "30%",
        ]),
    ];
    let sentence =
        prop::collection::vec(word, 4..30).prop_map(|words| format!("The {} council.", words.join(" ")));
    prop::collection::vec(sentence, 1..8).prop_map(|s| s.join(" "))
}

fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}

/// All that a report says, its reasons too.
fn contract(report: &Report) -> String {
    let lines = (0..report.documents.len())
        .map(|doc| serde_json::to_string(&servanda::view::json::document(report, doc)).unwrap());
    format!("{}\n{:?}", lines.collect::<Vec<_>>().join("\n"), report.links)
}

fn words(document: &Document) -> Vec<&str> {
    (0..document.tokens.len()).map(|t| document.tokens.lower(t)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_keeps_the_laws(source in any_text()) {
        for level in RepairLevel::ALL {
            check::laws(read(&source, *level));
        }
    }

    #[test]
    fn reading_is_a_function(source in any_text()) {
        let json = || {
            let report = check::laws(read(&source, RepairLevel::Safe));
            serde_json::to_string(&servanda::view::json::document(&report, 0)).unwrap()
        };
        prop_assert_eq!(json(), json());
    }

    #[test]
    fn places_of_ones_own_keep_the_laws(source in any_text(), cuts in prop::collection::btree_set(0usize..200, 2..12)) {
        let count = source.chars().count();
        let cuts: Vec<usize> = cuts.into_iter().filter(|&c| c <= count).collect();
        let pairs = cuts.chunks_exact(2).zip(Label::ALL.iter().cycle());
        let spans: Vec<_> = pairs.map(|(c, &label)| OwnSpan { chars: c[0]..c[1], label }).collect();
        let name = |name: &str| OwnName { name: name.to_owned(), label: Label::Org, id: Some("Q1".to_owned()) };
        let names = vec![name("to amend the"), name("OSCE"), name("“")];
        for level in RepairLevel::ALL {
            let found = spans.clone();
            let reader = Reader::new().with_repair(*level).with_gazetteer(names.clone()).unwrap();
            let reader = reader.with_entities(move |_| Ok(found.clone()));
            check::laws(reader.read(source.as_str(), DocVars::default()).unwrap());
        }
    }

    #[test]
    fn any_number_of_threads_judges_alike(sources in prop::collection::vec(prose(), 1..9)) {
        let documents: Vec<_> = sources.iter().map(|s| Arc::new(read(s, RepairLevel::Safe))).collect();
        let alike = |threads| {
            let go_on = || ControlFlow::Continue(());
            let report = assess_watched(documents.clone(), AssessOptions::default(), Some(threads), go_on);
            contract(&report.unwrap().unwrap())
        };
        let plain = contract(&assess(documents.clone(), AssessOptions::default()));
        for threads in [1, 2, 8] {
            prop_assert_eq!(&plain, &alike(threads));
        }
    }

    #[test]
    fn characters_find_their_way_back(source in any_text(), from in 0usize..200, length in 0usize..40) {
        let text = read(&source, RepairLevel::None).text;
        let count = source.chars().count();
        let chars = from.min(count)..(from + length).min(count);
        let span = text.span_of_chars(chars.clone()).unwrap();
        prop_assert_eq!(text.source_chars(span), chars);
        prop_assert!(text.span_of_chars(0..count + 1).is_err());
    }

    #[test]
    fn line_width_changes_nothing(paragraph in prose(), width in 40usize..=120) {
        let plain = read(&paragraph, RepairLevel::Safe);
        for level in [RepairLevel::Safe, RepairLevel::None] {
            let wrapped = read(&wrap(&paragraph, width), level);
            prop_assert_eq!(words(&plain), words(&wrapped));
            prop_assert_eq!(plain.sentences.len(), wrapped.sentences.len());
        }
        let carriage = read(&wrap(&paragraph, width).replace('\n', "\r\n"), RepairLevel::Safe);
        prop_assert_eq!(plain.text.clean(), carriage.text.clean());
    }

    // Narrower, a paragraph of two lines can look like an address: short lines, the second with a capital.
    #[test]
    fn paragraphs_stay_what_they_are_at_any_width(one in prose(), two in prose(), width in 52usize..=120) {
        let plain = read(&format!("{one}\n\n{two}"), RepairLevel::Safe);
        let wrapped = read(&format!("{}\n\n{}", wrap(&one, width), wrap(&two, width)), RepairLevel::Safe);
        prop_assert_eq!(plain.text.clean(), wrapped.text.clean());
        let kinds = |d: &Document| d.blocks.iter().map(|b| b.kind).collect::<Vec<_>>();
        prop_assert_eq!(kinds(&plain), kinds(&wrapped));
    }
}
