//! Any places of words: an error or a text with each word once, and a layout that fits it; read, every law kept.
//! Run with `cargo +nightly fuzz run --fuzz-dir tests/fuzz order_any_words -- -max_total_time=60`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use servanda::{DocVars, Layout, PlacedWord, Reader, order};

#[path = "../../rust/check.rs"]
mod check;

/// Words that make sentences, lists, notes and numbers.
const WORDS: &[&str] = &[
    "The", "council", "promised", "to", "amend", "regis-", "tration", "law.", "1", "(a)", "\u{2022}", "Table", "2009", "\u{2}", "a b",
];

fuzz_target!(|bytes: &[u8]| {
    let number = |b: &[u8]| {
        let v = f32::from(i16::from_le_bytes([b[0], b[1]]));
        if v == f32::from(i16::MIN) { f32::NAN } else { v / 16.0 }
    };
    let word = |b: &[u8]| PlacedWord {
        page: u32::from(b[0] % 4),
        x0: number(&b[2..]),
        y0: number(&b[4..]),
        x1: number(&b[2..]) + number(&b[6..]),
        y1: number(&b[4..]) + number(&b[8..]),
        text: WORDS[b[1] as usize % WORDS.len()],
    };
    let words: Vec<PlacedWord<'_>> = bytes.chunks_exact(10).map(word).collect();
    let Ok(laid) = order(&words) else { return };
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    assert_eq!(letters(&laid.text), words.iter().map(|w| letters(w.text)).sum::<usize>());
    Layout::new(laid.layout.parts().to_vec(), &laid.text).expect("a layout fits its text");
    check::laws(Reader::new().read_laid(laid, DocVars::default()).expect("the text is short"));
});
