//! Entities and cues to commitments and outcomes.

mod actors;
mod around;
mod assemble;
mod binding;
mod candidate;
mod candidates;
mod clauses;
mod echo;
mod features;
mod frames;
mod parts;
mod pick;
mod prominent;
mod reject;
mod scene;
mod setting;
mod shades;
mod sink;
mod slots;
mod verbs;
mod weigh;
mod worth;

use crate::entity::{Entities, Interval};
use crate::lexicon::Lexicon;
use crate::names::names;
use crate::segment::{Block, Sentence};
use crate::span::Span;
use crate::text::Text;
use crate::token::Tokens;
use candidates::candidates;
pub(crate) use pick::pick;
use scene::Scene;
use setting::Setting;

names! {
    /// How an actor is bound.
    CommitmentKind {
        /// An explicit undertaking.
        Pledge = "pledge",
        /// An announced or adopted plan, programme, target or intention with content.
        Plan = "plan",
        /// A duty accepted through a treaty, law, membership, contract or programme.
        Obligation = "obligation",
    }
}

names! {
    /// What is reported of an undertaking.
    OutcomeKind {
        /// A step that was taken.
        Action = "action",
        /// An expected step not taken, late or stalled.
        Inaction = "inaction",
        /// An act contrary to what was undertaken.
        Violation = "violation",
        /// A judgement on progress or fulfilment.
        Assessment = "assessment",
    }
}

names! {
    /// Whether an outcome leads towards fulfilment.
    Polarity {
        /// Towards it.
        Positive = "positive",
        /// In part, qualified or insufficient.
        Mixed = "mixed",
        /// Against it.
        Negative = "negative",
    }
}

names! {
    /// Whether something is to be done or left undone.
    Direction {
        /// To be done.
        Do = "do",
        /// To be left undone.
        Refrain = "refrain",
    }
}

names! {
    /// How far a commitment can be checked.
    Specificity {
        /// A direction only.
        Vague = "vague",
        /// A named act.
        Specific = "specific",
        /// A checkable number, date or threshold.
        Measurable = "measurable",
    }
}

names! {
    /// Whose words carry a statement.
    Voice {
        /// The writer's own.
        Writer = "writer",
        /// The actor's own words, quoted or reported.
        Actor = "actor",
        /// Somebody else's, cited.
        Other = "other",
    }
}

names! {
    /// Who vouches for an outcome.
    Basis {
        /// The bound actor itself.
        SelfReport = "self_report",
        /// A cited party other than the actor.
        ThirdParty = "third_party",
        /// The writer.
        Writer = "writer",
    }
}

names! {
    /// Whether the reported event is said to have taken place.
    Factuality {
        /// It did.
        Happened = "happened",
        /// It did not.
        DidNot = "did_not",
        /// It is said to be under way.
        Ongoing = "ongoing",
        /// The text leaves it open.
        Uncertain = "uncertain",
    }
}

/// A piece of evidence for reading a stretch of text as a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Cue {
    /// Where it is.
    pub span: Span,
    /// The rule or lexicon entry that fired; a stable name.
    pub rule: &'static str,
    /// What it added (or took away), in log-odds.
    pub weight: f32,
}

/// A filled slot: what it resolves to, and where the text says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The resolved value ("Kazakhstan" for "the government").
    pub value: String,
    /// The words that fill it, if the text has them.
    pub span: Option<Span>,
    /// The thing it names: index into [`Entities::things`].
    pub thing: Option<u32>,
}

/// An actor bound to a course of action.
#[derive(Clone, Debug, PartialEq)]
pub struct Commitment {
    /// The clause that says so.
    pub span: Span,
    /// Index of the sentence that holds it.
    pub sentence: u32,
    /// How the actor is bound.
    pub kind: CommitmentKind,
    /// Who is bound; none where nobody is named.
    pub actor: Option<Slot>,
    /// To whom.
    pub recipient: Option<Slot>,
    /// The words that say what.
    pub action: Span,
    /// By when.
    pub deadline: Option<(Span, Option<Interval>)>,
    /// When it was made.
    pub made: Option<(Span, Option<Interval>)>,
    /// Do or refrain.
    pub direction: Direction,
    /// How far it can be checked.
    pub specificity: Specificity,
    /// Whose words say so.
    pub voice: Voice,
    /// The words of a condition, if it has one.
    pub condition: Option<Span>,
    /// How sure, in `[0, 1]`; uncalibrated.
    pub score: f32,
    /// Why it was read so.
    pub cues: Vec<Cue>,
}

/// How likely each kind and each polarity of an outcome is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shares {
    /// In the order of [`OutcomeKind::ALL`].
    pub kinds: [f32; OutcomeKind::ALL.len()],
    /// In the order of [`Polarity::ALL`].
    pub polarities: [f32; Polarity::ALL.len()],
}

impl Shares {
    /// Nothing else is possible.
    pub fn certain(kind: OutcomeKind, polarity: Polarity) -> Self {
        let mut out = Self::default();
        out.kinds[kind as usize] = 1.0;
        out.polarities[polarity as usize] = 1.0;
        out
    }
}

/// What became of an undertaking, as reported.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The clause that says so.
    pub span: Span,
    /// Index of the sentence that holds it.
    pub sentence: u32,
    /// What it reports.
    pub kind: OutcomeKind,
    /// Towards fulfilment or against it.
    pub polarity: Polarity,
    /// How likely each kind and each polarity is.
    pub shares: Shares,
    /// Who acted, or failed to.
    pub actor: Option<Slot>,
    /// Who judges or reports; none for the writer.
    pub assessor: Option<Slot>,
    /// Who vouches for it.
    pub basis: Basis,
    /// Did it take place?
    pub factuality: Factuality,
    /// When it took place.
    pub date: Option<(Span, Option<Interval>)>,
    /// How sure, in `[0, 1]`; uncalibrated.
    pub score: f32,
    /// Why it was read so.
    pub cues: Vec<Cue>,
}

/// A stretch that looks like a commitment and is none, with the reason ("recommendation", "forecast", …).
#[derive(Clone, Debug, PartialEq)]
pub struct Rejected {
    /// The clause.
    pub span: Span,
    /// Index of the sentence that holds it.
    pub sentence: u32,
    /// Why it was kept out; a stable name.
    pub reason: &'static str,
}

/// All statements of a text, by place.
#[derive(Clone, Debug, Default)]
pub struct Statements {
    /// Who is bound to what.
    pub commitments: Vec<Commitment>,
    /// What became of it.
    pub outcomes: Vec<Outcome>,
    /// What was kept out, and why.
    pub rejected: Vec<Rejected>,
}

/// Everything that the earlier stages found, as the statement stage reads it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'d> {
    pub(crate) text: &'d Text,
    pub(crate) blocks: &'d [Block],
    pub(crate) sentences: &'d [Sentence],
    pub(crate) tokens: &'d Tokens,
    pub(crate) entities: &'d Entities,
    pub(crate) lexicon: &'d Lexicon,
    /// The document's date.
    pub(crate) date: Option<Interval>,
}

/// Finds the commitments and outcomes of a text.
pub(crate) fn statements(context: &Context<'_>) -> Statements {
    assemble::assemble(&Scene::new(context), assemble::OUTCOME)
}

/// The same where a text is known to report on something: outcomes count from a lower score.
pub(crate) fn statements_of_report(context: &Context<'_>, sure: f32) -> Statements {
    assemble::assemble(&Scene::new(context), sure)
}

/// One candidate as the trainer sees it.
#[derive(Clone, Debug)]
pub struct Example {
    /// The span that would be marked.
    pub span: Span,
    /// The names of its features.
    pub features: Vec<String>,
}

struct Names(Vec<String>);

impl sink::Sink for Names {
    fn add(&mut self, template: &'static str, a: &str, b: &str, _token: usize) {
        self.0.push(format!("{template} {a} {b}").trim_end().to_owned());
    }
}

/// Every candidate with its features.
pub(crate) fn examples(context: &Context<'_>) -> Vec<Example> {
    let scene = Scene::new(context);
    let setting = Setting::new(&scene);
    let describe = |c: &candidate::Candidate| {
        let mut names = Names(Vec::new());
        features::describe(&setting, c, &mut names);
        names.0.sort();
        names.0.dedup();
        Example { span: context.tokens.span_of(c.tokens.clone()), features: names.0 }
    };
    candidates(&scene).iter().map(describe).collect()
}
