//! Document and report to rows, JSON, text and HTML; no new facts are made here.

#[cfg(feature = "arrow")]
pub mod arrow;
pub mod columns;
pub mod html;
pub mod json;
pub mod kwic;
pub mod lines;
mod page;
mod parts;
pub mod rows;
mod show;
pub mod text;
