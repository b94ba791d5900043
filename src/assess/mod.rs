//! Documents to links, verdicts and scores.

mod across;
mod bags;
mod balance;
mod caution;
mod evidence;
mod explain;
mod features;
mod judgement;
mod link;
mod measure;
mod pair;
mod prepare;
mod profile;
mod reasons;
mod relation;
mod review;
mod roots;
mod score;
mod sensitivity;
mod spread;
mod stem;
mod surround;
mod tie;
mod timeline;
mod timing;
mod trace;
mod undertaking;
mod verdict;
mod vocabulary;
mod weights;
mod words;

use std::ops::ControlFlow;
use std::sync::Arc;

use crate::document::{Document, Warning};
use crate::entity::Interval;
use crate::error::Error;
use crate::pool::{self, Hands};

pub use explain::{Counterfactual, Evidence, Explanation, Unused, explain};
pub use judgement::{Timing, Verdict, VerdictKind};
pub use review::{Review, Reviewed, Standing, review_of, reviewed};
pub use score::{By, Score, Scores, scores_by};
pub(crate) use score::{due_and_testable, scores_of};
pub use sensitivity::{Variant, VariantKind, sensitivity};
pub(crate) use spread::SEED;
pub use spread::{Kept, Over, Spread};
pub use tie::{Link, Relation, Why};
pub use timeline::{Moment, MomentKind, timeline};
pub use trace::{
    LinkBench, PairFigures, link_features, stages, tied_verdict, verdict_features, verdict_figures,
};
pub use undertaking::Undertaking;
pub use weights::LinkWeights;

/// A statement of one of the report's documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct At {
    /// Index of the document in the report.
    pub doc: u32,
    /// Index of the commitment or outcome in the document.
    pub index: u32,
}

/// What the report says of one commitment.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// The commitment.
    pub commitment: At,
    /// The judgement.
    pub verdict: Verdict,
    /// Indices into [`Report::links`]: the evidence, in the order of documents and places.
    pub links: Vec<u32>,
    /// Outcomes that came near and were not used, with the reason.
    pub not_used: Vec<(At, &'static str)>,
    /// Index into [`Report::undertakings`]: what the commitment is a mention of.
    pub undertaking: u32,
    /// Pairs that were not tied; together they still say something.
    pub(crate) near: Vec<tie::Near>,
}

/// How to assess.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AssessOptions {
    /// The day against which deadlines are judged; none means each document's own date.
    pub as_of: Option<Interval>,
}

/// What was made of one document or many.
#[derive(Clone, Debug)]
pub struct Report {
    /// The documents, in the order given.
    pub documents: Vec<Arc<Document>>,
    /// How it was assessed.
    pub options: AssessOptions,
    /// One row for each commitment, by document and place.
    pub assessments: Vec<Assessment>,
    /// Outcomes tied to commitments, by commitment, then outcome.
    pub links: Vec<Link>,
    /// What was undertaken: restatements merged, by first mention.
    pub undertakings: Vec<Undertaking>,
    /// Aggregates over all undertakings.
    pub scores: Scores,
    /// What a reader should know before quoting any of it.
    pub warnings: Vec<Warning>,
    /// What people made of it, see [`reviewed`].
    pub reviews: Vec<Reviewed>,
    /// Where people have set verdicts, the machine's: of all assessments, then of all undertakings.
    pub(crate) by_machine: Vec<Verdict>,
}

/// Links the commitments and outcomes of documents and judges each commitment. Several documents are worked on by all
/// cores; the result is the same for any number of them.
pub fn assess(documents: Vec<Arc<Document>>, options: AssessOptions) -> Report {
    assess_by(documents, options, LinkWeights::builtin())
}

/// The same with other weights, for the trainer.
pub fn assess_by(documents: Vec<Arc<Document>>, options: AssessOptions, weights: &LinkWeights) -> Report {
    let count = documents.len();
    pool::together(None, count, |hands| assess_with(documents, options, weights, hands))
}

/// The same on `threads` threads (none: one for each core), away from the calling thread. There `watch` is asked many
/// times a second; when it breaks off, there is no report.
///
/// # Errors
/// When the system starts no thread.
pub fn assess_watched(
    documents: Vec<Arc<Document>>,
    options: AssessOptions,
    threads: Option<usize>,
    watch: impl FnMut() -> ControlFlow<()>,
) -> Result<Option<Report>, Error> {
    let count = documents.len();
    let work = move |hands: &Hands| assess_with(documents, options, LinkWeights::builtin(), hands);
    pool::watched(threads, count, work, watch)
}

fn assess_with(
    documents: Vec<Arc<Document>>,
    options: AssessOptions,
    weights: &LinkWeights,
    hands: &Hands,
) -> Report {
    let (vocabulary, profiles) = link::prepared(&documents, hands);
    let linked = link::links(&documents, &vocabulary, &profiles, weights, hands);
    let (mut assessments, links) = verdict::verdicts(&documents, linked, &options, weights);
    let groups = undertaking::merged(&documents, &profiles);
    let undertakings =
        undertaking::undertakings(&documents, groups, &mut assessments, &links, &options, weights);
    let scores = score::overall(&documents, &undertakings);
    let warnings = caution::of_report(&documents, &assessments, &scores);
    let (reviews, by_machine) = (Vec::new(), Vec::new());
    Report { documents, options, assessments, links, undertakings, scores, warnings, reviews, by_machine }
}
