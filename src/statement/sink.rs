//! Where features go: to a sum of weights, or to a list of names.

/// Takes features as they are found: a template, up to two words, and the token that it rests on.
pub(super) trait Sink {
    fn add(&mut self, template: &'static str, a: &str, b: &str, token: usize);
}
