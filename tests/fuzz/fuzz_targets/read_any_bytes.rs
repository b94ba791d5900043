//! Any bytes: decoded, read at every level of repair, assessed; no panic, and every law kept.
//! Run with `cargo +nightly fuzz run --fuzz-dir tests/fuzz read_any_bytes -- -max_total_time=60`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use servanda::{DocVars, Reader, RepairLevel, decode};

#[path = "../../rust/check.rs"]
mod check;

fuzz_target!(|bytes: &[u8]| {
    let Ok((source, _)) = decode(bytes, None) else { return };
    for level in RepairLevel::ALL {
        let document = Reader::new().with_repair(*level).read(source.as_str(), DocVars::default());
        check::laws(document.expect("no date was given, and the text is short"));
    }
});
