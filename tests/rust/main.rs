//! The one integration binary: laws, the direction of imports, and snapshots.

mod golden;
mod house;
