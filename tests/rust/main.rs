//! The one integration binary: laws, bad input, the direction of imports, and snapshots, and small sentences.

mod assess;
mod bad_input;
mod check;
mod golden;
mod house;
mod laws;
mod statements;
