//! The one integration binary: laws, the direction of imports, and snapshots.

mod assess;
mod golden;
mod house;
