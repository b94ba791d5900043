//! Any bytes as hOCR and as ALTO: an error or a text with a layout that fits it.
//! Run with `cargo +nightly fuzz run --fuzz-dir tests/fuzz scan_any_bytes -- -max_total_time=60`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use servanda::{Layout, scanned};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let word = "<span class='ocrx_word' title='bbox 1 2 3 4'>a</span>";
    for head in ["<div class='ocr_page'>", "<alto HPOS>"] {
        let file = format!("{head}{text}{word}");
        if let Some(Ok(laid)) = scanned(&file) {
            Layout::new(laid.layout.parts().to_vec(), &laid.text).expect("a layout fits its text");
        }
    }
});
