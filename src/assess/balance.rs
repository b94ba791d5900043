//! All that bears on a commitment, as named figures for its verdict.

use super::evidence::{Defeat, Piece, credit};
use super::judgement::VerdictKind;
use super::tie::Near;
use crate::document::Document;
use crate::names::names;
use crate::statement::{Commitment, Direction};

names! {
    /// One figure about a commitment; the weights are in `link_weights.tsv`.
    Sign {
        Bias = "bias",
        // How likely it is that some outcome bears on it so: one is enough.
        Done = "done",
        Partly = "partly",
        Undone = "undone",
        Contrary = "contrary",
        // Whether anything bears on it at all.
        Tied = "tied",
        Firmest = "firmest",
        // The commitment itself.
        Refrain = "refrain",
        Deadline = "deadline",
        Certain = "certain",
        // Outcomes around it, tied or not.
        HereFor = "here_for",
        HereMixed = "here_mixed",
        HereAgainst = "here_against",
        AfterFor = "after_for",
        AfterMixed = "after_mixed",
        AfterAgainst = "after_against",
        BeforeFor = "before_for",
        BeforeMixed = "before_mixed",
        BeforeAgainst = "before_against",
        // How much bears on it so, each piece by how likely it is tied.
        SumDone = "sum_done",
        SumPartly = "sum_partly",
        SumUndone = "sum_undone",
        SumContrary = "sum_contrary",
        // What the firmest pieces say, as shares of all.
        ShareDone = "share_done",
        SharePartly = "share_partly",
        ShareUndone = "share_undone",
        ShareContrary = "share_contrary",
        // What precedence makes of the firm evidence.
        RuleFulfilled = "rule_fulfilled",
        RulePartly = "rule_partly",
        RuleNot = "rule_not",
        RuleBreached = "rule_breached",
    }
}

/// Figures of one commitment, by the number of the sign.
pub(super) type Signs = [f32; Sign::ALL.len()];

/// So many sentences after a commitment, and before it, stand around it.
const AROUND: u32 = 2;

/// The outcomes of a text: where each stands, which way it points, and how sure it is one.
#[derive(Debug, Default)]
pub(super) struct Tone {
    /// Sentence, and how likely it points each way; by place.
    rows: Vec<(u32, [f32; 3])>,
}

impl Tone {
    /// The tone of a document; one outcome may be left out.
    pub(super) fn of(document: &Document, left_out: Option<u32>) -> Self {
        let mut out = Self::default();
        for (index, o) in document.outcomes().iter().enumerate() {
            if left_out == Some(index as u32) {
                continue;
            }
            let ways = o.shares.polarities.map(|share| share * o.score);
            out.rows.push((o.sentence, ways));
        }
        out.rows.sort_by_key(|r| r.0);
        out
    }

    /// How much points each way from one sentence to another.
    fn between(&self, low: u32, high: u32) -> [f32; 3] {
        let mut out = [0.0; 3];
        let first = self.rows.partition_point(|r| r.0 < low);
        for (_, ways) in self.rows[first..].iter().take_while(|r| r.0 <= high) {
            out.iter_mut().zip(ways).for_each(|(sum, way)| *sum += way);
        }
        out
    }
}

/// The figures of one commitment.
pub(super) fn signs(
    promise: &Commitment,
    pieces: &[Piece<'_>],
    beaten: &[Option<Defeat>],
    near: &[Near],
    tone: &Tone,
    rule: Option<VerdictKind>,
) -> Signs {
    let mut out = [0.0; Sign::ALL.len()];
    let mut set = |sign: Sign, value: f32| out[sign as usize] = value;
    let (mut not, mut none, mut firmest) = ([1.0_f32; 4], 1.0_f32, 0.0_f32);
    let (mut sums, mut firm) = ([0.0_f32; 4], [0.0_f32; 4]);
    let counted = pieces.iter().zip(beaten).filter(|(_, b)| b.is_none());
    let counted = counted.map(|(p, _)| (p.link.weight * credit(p.basis), p.link.bearing));
    for (share, bearing) in counted.chain(near.iter().map(|n| (n.weight, n.bearing))) {
        for (left, relation) in not.iter_mut().zip(bearing) {
            *left *= 1.0 - share * relation;
        }
        for ((sum, strong), relation) in sums.iter_mut().zip(&mut firm).zip(bearing) {
            *sum += share * relation;
            *strong += share * share * relation;
        }
        none *= 1.0 - share;
        firmest = firmest.max(share);
    }
    set(Sign::Bias, 1.0);
    for (sign, left) in [Sign::Done, Sign::Partly, Sign::Undone, Sign::Contrary].into_iter().zip(not) {
        set(sign, 1.0 - left);
    }
    let strongest = firm.iter().sum::<f32>() + 0.01;
    let each = [Sign::SumDone, Sign::SumPartly, Sign::SumUndone, Sign::SumContrary];
    each.into_iter().zip(sums).for_each(|(sign, sum)| set(sign, sum.min(3.0)));
    let each = [Sign::ShareDone, Sign::SharePartly, Sign::ShareUndone, Sign::ShareContrary];
    each.into_iter().zip(firm).for_each(|(sign, sum)| set(sign, sum / strongest));
    let ruled = match rule {
        Some(VerdictKind::Fulfilled) => Some(Sign::RuleFulfilled),
        Some(VerdictKind::PartlyFulfilled) => Some(Sign::RulePartly),
        Some(VerdictKind::NotFulfilled) => Some(Sign::RuleNot),
        Some(VerdictKind::Breached) => Some(Sign::RuleBreached),
        Some(VerdictKind::NoEvidence) | None => None,
    };
    if let Some(sign) = ruled {
        set(sign, 1.0);
    }
    set(Sign::Tied, -none.max(1e-3).ln());
    set(Sign::Firmest, firmest);
    set(Sign::Refrain, f32::from(u8::from(promise.direction == Direction::Refrain)));
    set(Sign::Deadline, f32::from(u8::from(promise.deadline.is_some())));
    let score = promise.score.clamp(0.05, 0.97);
    set(Sign::Certain, (score / (1.0 - score)).ln());
    let here = promise.sentence;
    let windows = [
        (tone.between(here, here), [Sign::HereFor, Sign::HereMixed, Sign::HereAgainst]),
        (tone.between(here + 1, here + AROUND), [Sign::AfterFor, Sign::AfterMixed, Sign::AfterAgainst]),
        (
            if here > 0 { tone.between(here.saturating_sub(AROUND), here - 1) } else { [0.0; 3] },
            [Sign::BeforeFor, Sign::BeforeMixed, Sign::BeforeAgainst],
        ),
    ];
    for (sums, signs) in windows {
        for (sign, sum) in signs.into_iter().zip(sums) {
            // Many outcomes in one sentence say hardly more than a few.
            set(sign, sum.min(3.0));
        }
    }
    out
}
