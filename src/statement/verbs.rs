//! Verb groups: auxiliaries, negation, adverbs and the main verb, read as one.

use std::ops::Range;

use crate::token::{Penn, Tokens, Upos};

/// What a verb group can do in a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Carries tense or a modal: heads a clause of its own.
    Finite,
    /// "to amend", and the bare form of "to amend and adopt".
    Infinitive,
    /// "amending", outside a progressive.
    Gerund,
    /// "amended" without an auxiliary.
    Participle,
    /// A bare form that opens a sentence or list item: "Amend the law".
    Bare,
}

/// When a verb group says that something takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    Present,
    Future,
    None,
}

impl Tense {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Past => "past",
            Self::Present => "present",
            Self::Future => "future",
            Self::None => "none",
        }
    }
}

/// A verb with all that belongs to it.
#[derive(Clone, Debug)]
pub(super) struct VerbGroup {
    /// First to last token.
    pub(super) tokens: Range<usize>,
    /// The main verb.
    pub(super) head: usize,
    pub(super) form: Form,
    pub(super) tense: Tense,
    pub(super) modal: Option<usize>,
    /// "not", "never", "no longer"…
    pub(super) negation: Option<usize>,
    pub(super) perfect: bool,
    pub(super) progressive: bool,
    pub(super) passive: bool,
}

/// The verb groups of a sentence, in order.
pub(super) fn verb_groups(tokens: &Tokens, sentence: Range<usize>, out: &mut Vec<VerbGroup>) {
    out.clear();
    let mut at = sentence.start;
    while at < sentence.end {
        let group = match tokens.penn(at) {
            Penn::Md => Some(finite(tokens, at, sentence.end)),
            Penn::Vbd | Penn::Vbz | Penn::Vbp => Some(finite(tokens, at, sentence.end)),
            Penn::To => infinitive(tokens, at, sentence.end),
            Penn::Vb => bare(tokens, at, &sentence, out),
            Penn::Vbg if nominal_context(tokens, at, &sentence) => None,
            Penn::Vbg => Some(chain(tokens, at, at, sentence.end, Form::Gerund)),
            Penn::Vbn if active_past(tokens, at, &sentence) => Some(finite(tokens, at, sentence.end)),
            Penn::Vbn if attributive(tokens, at, &sentence) => None,
            Penn::Vbn => Some(chain(tokens, at, at, sentence.end, Form::Participle)),
            _ => None,
        };
        match group {
            Some(group) => {
                at = group.tokens.end;
                out.push(group);
            }
            None => at += 1,
        }
    }
}

fn finite(tokens: &Tokens, at: usize, end: usize) -> VerbGroup {
    let mut group = chain(tokens, at, at, end, Form::Finite);
    if tokens.penn(at) == Penn::Md {
        group.modal = Some(at);
        group.tense = match tokens.lower(at) {
            "will" | "shall" | "'ll" | "wo" | "sha" => Tense::Future,
            _ => Tense::None,
        };
    } else {
        let past = matches!(tokens.penn(at), Penn::Vbd | Penn::Vbn);
        group.tense = if past { Tense::Past } else { Tense::Present };
    }
    group
}

fn infinitive(tokens: &Tokens, at: usize, end: usize) -> Option<VerbGroup> {
    let mut next = at + 1;
    while next < end && next <= at + 3 && adverb(tokens, next) {
        next += 1;
    }
    if next >= end || !matches!(tokens.penn(next), Penn::Vb | Penn::Vbp) {
        return None;
    }
    let mut group = chain(tokens, at, next, end, Form::Infinitive);
    if at > 0 && negation(tokens, at - 1) {
        group.negation = Some(at - 1);
    }
    Some(group)
}

/// A base form without "to": coordinated with an earlier infinitive or modal, or an imperative.
fn bare(tokens: &Tokens, at: usize, sentence: &Range<usize>, before: &[VerbGroup]) -> Option<VerbGroup> {
    let mut left = at;
    while left > sentence.start && adverb(tokens, left - 1) {
        left -= 1;
    }
    let opens = left == sentence.start
        || (left <= sentence.start + 3
            && !(sentence.start..left).any(|t| {
                tokens.upos(t) == Upos::Noun
                    || tokens.upos(t) == Upos::Verb
                    || tokens.upos(t) == Upos::Propn
                    || tokens.upos(t) == Upos::Pron
            }));
    if opens {
        return Some(chain(tokens, at, at, sentence.end, Form::Bare));
    }
    let joined = matches!(tokens.lower(left - 1), "and" | "or" | "," | "but" | ";");
    (joined && !before.is_empty()).then(|| chain(tokens, at, at, sentence.end, Form::Infinitive))
}

/// Follows auxiliaries from `first` to the main verb.
fn chain(tokens: &Tokens, start: usize, first: usize, end: usize, form: Form) -> VerbGroup {
    let mut group = VerbGroup {
        tokens: start..first + 1,
        head: first,
        form,
        tense: Tense::None,
        modal: None,
        negation: (start..first).find(|&t| negation(tokens, t)),
        perfect: false,
        progressive: false,
        passive: false,
    };
    if form == Form::Finite && start > 0 && tokens.lower(start - 1) == "never" {
        group.negation = Some(start - 1);
    }
    loop {
        let head = group.head;
        let have = matches!(tokens.lower(head), "have" | "has" | "had" | "having" | "'ve");
        let be = is_be(tokens, head);
        let do_ = matches!(tokens.lower(head), "do" | "does" | "did");
        let modal = tokens.penn(head) == Penn::Md;
        if !(have || be || do_ || modal) {
            break;
        }
        let mut next = head + 1;
        let mut denied = None;
        while next < end && next <= head + 6 && (adverb(tokens, next) || parenthetical(tokens, next, end)) {
            if negation(tokens, next) {
                denied = Some(next);
            }
            next += 1;
        }
        if denied.is_some() {
            group.negation = denied;
            group.tokens.end = denied.map_or(group.tokens.end, |d| d + 1).max(group.tokens.end);
        }
        if next >= end {
            break;
        }
        let penn = tokens.penn(next);
        let past = matches!(penn, Penn::Vbn | Penn::Vbd);
        if have && past {
            group.perfect = true;
        } else if be && past && tokens.lower(next) != "had" {
            group.passive = true;
        } else if be && penn == Penn::Vbg {
            group.progressive = true;
        } else if (modal || do_) && matches!(penn, Penn::Vb | Penn::Vbp) {
            group.passive = false;
        } else {
            break;
        }
        group.head = next;
        group.tokens.end = next + 1;
    }
    group
}

pub(super) fn is_be(tokens: &Tokens, at: usize) -> bool {
    matches!(
        tokens.lower(at),
        "be" | "is" | "are" | "was" | "were" | "been" | "being" | "am" | "'s" | "'re" | "'m"
    ) && tokens.penn(at) != Penn::Pos
}

pub(super) fn negation(tokens: &Tokens, at: usize) -> bool {
    matches!(tokens.lower(at), "not" | "n't" | "never" | "no" | "neither" | "nor" | "hardly" | "scarcely")
}

fn adverb(tokens: &Tokens, at: usize) -> bool {
    matches!(tokens.penn(at), Penn::Rb | Penn::Rbr | Penn::Rbs)
        || matches!(tokens.lower(at), "not" | "n't" | "all" | "both")
}

/// A comma of ", however," between auxiliary and verb.
fn parenthetical(tokens: &Tokens, at: usize, end: usize) -> bool {
    tokens.lower(at) == ","
        && at + 1 < end
        && (adverb(tokens, at + 1) || (adverb(tokens, at - 1) && tokens.upos(at + 1) == Upos::Verb))
}

/// "the pending case": a gerund that stands before a noun after a determiner.
fn nominal_context(tokens: &Tokens, at: usize, sentence: &Range<usize>) -> bool {
    let determined =
        at > sentence.start && matches!(tokens.penn(at - 1), Penn::Dt | Penn::PrpS | Penn::Jj | Penn::Pos);
    determined
        && at + 1 < sentence.end
        && matches!(tokens.penn(at + 1), Penn::Nn | Penn::Nns | Penn::Nnp | Penn::In)
}

/// "A party now required 40,000 members": a participle with its subject before it and an object after it is a past tense
/// that was taken for one. "The man awarded the prize" and "the law, passed the same year" are not.
fn active_past(tokens: &Tokens, at: usize, sentence: &Range<usize>) -> bool {
    const TWO_OBJECTS: &[&str] = &[
        "award", "offer", "grant", "pay", "allow", "deny", "call", "name", "elect", "appoint", "consider",
        "ask", "promise", "owe", "charge", "deem", "label", "dub", "allot", "assign", "title", "entitle",
        "base",
    ];
    let next = at + 1;
    let object = next + 1 < sentence.end
        && matches!(tokens.penn(next), Penn::Dt | Penn::PrpS | Penn::Cd)
        && !(next + 1..sentence.end.min(next + 4)).any(|t| {
            matches!(
                tokens.lemma(t),
                "year" | "month" | "week" | "day" | "time" | "summer" | "spring" | "autumn" | "winter"
            )
        });
    if !object || !tokens.lower(at).ends_with("ed") || TWO_OBJECTS.contains(&tokens.lemma(at)) {
        return false;
    }
    let mut before = at;
    let mut adverbs = false;
    while before > sentence.start && adverb(tokens, before - 1) {
        before -= 1;
        adverbs = true;
    }
    // ", however,"
    if adverbs && before > sentence.start && at >= 1 && tokens.lower(before - 1) == "," {
        before -= 1;
    } else if before == at
        && at >= 3
        && tokens.lower(at - 1) == ","
        && adverb(tokens, at - 2)
        && tokens.lower(at - 3) == ","
    {
        before = at - 3;
    }
    before > sentence.start
        && (matches!(
            tokens.penn(before - 1),
            Penn::Nn | Penn::Nns | Penn::Nnp | Penn::Nnps | Penn::Prp | Penn::Wdt | Penn::Wp
        ) || (tokens.lower(before - 1) == "that" && adverbs))
        && !finite_before(tokens, before - 1, sentence.start)
}

/// Whether a finite verb stands between a noun and the comma or sentence start before it.
fn finite_before(tokens: &Tokens, at: usize, start: usize) -> bool {
    (start..at)
        .rev()
        .take_while(|&t| !matches!(tokens.lower(t), "," | ";" | ":"))
        .any(|t| matches!(tokens.penn(t), Penn::Md | Penn::Vbd | Penn::Vbz | Penn::Vbp | Penn::To))
}

/// "the revised law": a participle before a noun.
fn attributive(tokens: &Tokens, at: usize, sentence: &Range<usize>) -> bool {
    let noun_next = at + 1 < sentence.end
        && matches!(tokens.penn(at + 1), Penn::Nn | Penn::Nns | Penn::Nnp | Penn::Nnps | Penn::Jj);
    let noun_before =
        at > sentence.start && matches!(tokens.penn(at - 1), Penn::Nn | Penn::Nns | Penn::Nnp | Penn::Nnps);
    noun_next && !noun_before
}
