//! Document and report to rows, JSON, text and HTML; no new facts are made here.

pub mod json;
