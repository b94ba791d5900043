//! The one integration binary: laws, bad input, the direction of imports, and snapshots, and small sentences.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // a test that cannot go on should stop

mod assess;
mod bad_input;
mod check;
mod golden;
mod house;
mod laws;
mod mended;
mod order;
mod specs;
mod statements;
