//! Document and report to rows, JSON, text and HTML; no new facts are made here.

pub mod html;
pub mod json;
pub mod kwic;
mod page;
mod parts;
pub mod rows;
mod show;
pub mod text;
