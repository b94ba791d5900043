//! The figures that decided a link, in words.

use super::bags::common;
use super::features::{Feature, Figures};
use super::profile::Profile;
use super::tie::Why;
use super::vocabulary::Vocabulary;
use super::weights::Look;
use super::words::Words;
use crate::document::Document;

/// The weightiest reasons, in words where there are words.
pub(super) fn reasons(
    c: &Profile,
    o: &Profile,
    figures: &Figures,
    looks: &[&Look],
    vocabulary: &Vocabulary,
    document: &Document,
) -> Vec<Why> {
    let mut out = Vec::new();
    for look in looks {
        for (feature, weight) in look.parts(figures) {
            if matches!(feature, Feature::Bias | Feature::First) {
                continue;
            }
            out.push((feature, weight));
        }
    }
    out.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    out.truncate(6);
    let why = |(feature, weight): (Feature, f32)| Why {
        feature: feature.as_str(),
        weight,
        words: basis(feature, c, o, vocabulary, document),
    };
    out.into_iter().map(why).collect()
}

/// The outcome's words that a figure rests on.
fn basis(feature: Feature, c: &Profile, o: &Profile, vocabulary: &Vocabulary, document: &Document) -> String {
    use Feature as F;
    match feature {
        F::Cosine | F::Contained | F::Covered | F::Rare | F::TopOverlap | F::TopShare => {
            let ids = common(&c.bag, &o.bag);
            let (words, tokens) = (Words::get(), &document.tokens);
            let as_written = |id: &u32| {
                let root = vocabulary.root(*id);
                tokens
                    .covering(o.span)
                    .map(|t| tokens.lower(t))
                    .find(|w| words.root(w) == root)
                    .unwrap_or(root)
            };
            ids.iter().take(4).map(as_written).collect::<Vec<_>>().join(", ")
        }
        F::Concept | F::ConceptOnly | F::TopConcept => {
            Words::get().concept(c.concepts & o.concepts).to_owned()
        }
        _ => String::new(),
    }
}
