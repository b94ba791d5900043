//! What all later steps look up of a text: cue classes of tokens, clauses, entities by token.

use std::ops::Range;

use super::Context;
use super::clauses::{Clause, clauses};
use crate::entity::Label;
use crate::lexicon::connotation::{Part, Sense, Senses};
use crate::lexicon::cues::{CueClass, CuePos, CueSet};
use crate::segment::BlockKind;
use crate::token::{Penn, Tokens, Upos};

/// What the line that introduces a list says of its items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// "The government committed to:", "the recommendations below enjoy its support:".
    Accepted,
    /// "Companies should:", "the following recommendations:".
    Recommended,
}

/// A text with its clauses and cues.
pub(super) struct Scene<'c, 'd> {
    pub(super) context: &'c Context<'d>,
    pub(super) tokens: &'d Tokens,
    /// Clauses, by sentence, in the order in which they were met.
    pub(super) clauses: Vec<Clause>,
    /// First clause of each sentence; one more at the end.
    first: Vec<u32>,
    cues: Vec<CueSet>,
    senses: Vec<Senses>,
    labels: Vec<Option<Label>>,
    quoted: Vec<bool>,
    leads: Vec<Option<Lead>>,
}

impl<'c, 'd> Scene<'c, 'd> {
    pub(super) fn new(context: &'c Context<'d>) -> Self {
        let tokens = context.tokens;
        let mut cues = cue_sets(context);
        perpetrated(tokens, &mut cues);
        let mut all = Vec::new();
        let mut first = Vec::with_capacity(context.sentences.len() + 1);
        let mut groups = Vec::new();
        let says = |at: usize| cues[at].has(CueClass::Say) || cues[at].has(CueClass::Promise);
        for sentence in 0..context.sentences.len() {
            first.push(all.len() as u32);
            clauses(tokens, sentence, &says, &mut groups, &mut all);
        }
        first.push(all.len() as u32);
        Self {
            context,
            tokens,
            clauses: all,
            first,
            senses: senses(context),
            labels: labels(context),
            quoted: quoted(tokens, context.sentences.len()),
            leads: leads(context, &cues),
            cues,
        }
    }

    /// The clauses of a sentence.
    pub(super) fn of_sentence(&self, sentence: usize) -> Range<usize> {
        self.first[sentence] as usize..self.first[sentence + 1] as usize
    }

    pub(super) fn cue(&self, token: usize) -> CueSet {
        self.cues[token]
    }

    pub(super) fn cues_of(&self, range: Range<usize>) -> CueSet {
        range.fold(CueSet::default(), |set, t| set.union(self.cues[t]))
    }

    /// What a token says of good and bad.
    pub(super) fn senses(&self, token: usize) -> Senses {
        self.senses[token]
    }

    /// Whether a word is good (1), bad (-1) or neither.
    pub(super) fn sign(&self, token: usize) -> i8 {
        let senses = self.senses[token];
        i8::from(senses.has(Sense::Good)) - i8::from(senses.has(Sense::Bad))
    }

    pub(super) fn label(&self, token: usize) -> Option<Label> {
        self.labels[token]
    }

    pub(super) fn quoted(&self, token: usize) -> bool {
        self.quoted[token]
    }

    /// What the introduction of the list that a sentence belongs to says of it.
    pub(super) fn lead(&self, sentence: usize) -> Option<Lead> {
        self.leads[sentence]
    }

    pub(super) fn block(&self, sentence: usize) -> BlockKind {
        let block = self.context.sentences[sentence].block as usize;
        self.context.blocks.get(block).map_or(BlockKind::Paragraph, |b| b.kind)
    }

    pub(super) fn noun(&self, token: usize) -> bool {
        matches!(self.tokens.upos(token), Upos::Noun | Upos::Propn)
    }

    /// The head of the first noun phrase in a range: the last noun of the first run of nouns.
    pub(super) fn head(&self, range: Range<usize>) -> Option<usize> {
        let mut at = range.start;
        while at < range.end {
            let upos = self.tokens.upos(at);
            if self.noun(at) {
                while at + 1 < range.end && self.noun(at + 1) {
                    at += 1;
                }
                return Some(at);
            }
            if upos == Upos::Pron {
                let determiner = matches!(self.tokens.penn(at), Penn::PrpS | Penn::WpS | Penn::Wdt);
                if !determiner {
                    return Some(at);
                }
            } else if !matches!(
                upos,
                Upos::Det | Upos::Adj | Upos::Num | Upos::Adv | Upos::Punct | Upos::Sym | Upos::Part
            ) && !matches!(self.tokens.penn(at), Penn::Vbn | Penn::Vbg)
            {
                return None;
            }
            at += 1;
        }
        None
    }
}

/// What hangs on a lemma alone: looked up again only where a word has another lemma than at its last place.
struct ByLemma<'d, T> {
    tokens: &'d Tokens,
    last: Vec<(&'d str, T)>,
}

impl<'d, T: Copy> ByLemma<'d, T> {
    fn new(tokens: &'d Tokens, nothing: T) -> Self {
        Self { tokens, last: vec![("", nothing); tokens.forms().len()] }
    }

    fn get(&mut self, token: usize, look: impl FnOnce(&'d str) -> T) -> T {
        let (word, lemma) = (self.tokens.word(token), self.tokens.lemma(token));
        if !std::ptr::eq(self.last[word].0, lemma) {
            self.last[word] = (lemma, look(lemma));
        }
        self.last[word].1
    }
}

fn cue_sets(context: &Context<'_>) -> Vec<CueSet> {
    let tokens = context.tokens;
    let mut sets = vec![CueSet::default(); tokens.len()];
    let mut starting = ByLemma::new(tokens, &[][..]);
    for at in 0..tokens.len() {
        let next = |ahead: usize| (at + ahead < tokens.len()).then(|| tokens.lemma(at + ahead));
        for cue in starting.get(at, |lemma| context.lexicon.cues.starting(lemma)) {
            let Some(length) = cue.length(next) else { continue };
            let head = match cue.pos {
                CuePos::Noun | CuePos::Adjective => at + length - 1,
                CuePos::Verb | CuePos::Pronoun | CuePos::Any => at,
            };
            if fits(tokens, head, cue.pos) {
                sets[head] = sets[head].with(cue.class);
            }
        }
    }
    sets
}

fn senses(context: &Context<'_>) -> Vec<Senses> {
    let tokens = context.tokens;
    let connotations = &context.lexicon.connotations;
    let mut by_lemma = ByLemma::new(tokens, [Senses::default(); 3]);
    let of = |t: usize| {
        let part = match tokens.upos(t) {
            Upos::Noun => Part::Noun,
            Upos::Verb => Part::Verb,
            Upos::Adj | Upos::Adv => Part::Adjective,
            _ => return Senses::default(),
        };
        let parts = by_lemma.get(t, |lemma| connotations.of(lemma));
        let found = parts[part as usize];
        // "Delayed" as an adjective is listed by its form.
        if found.is_empty()
            && part != Part::Noun
            && matches!(tokens.penn(t), Penn::Vbn | Penn::Vbg | Penn::Jj)
        {
            let same = tokens.lower(t) == tokens.lemma(t);
            let parts = if same { parts } else { connotations.of(tokens.lower(t)) };
            return parts[Part::Adjective as usize];
        }
        found
    };
    (0..tokens.len()).map(of).collect()
}

fn fits(tokens: &Tokens, at: usize, pos: CuePos) -> bool {
    let upos = tokens.upos(at);
    match pos {
        CuePos::Verb => matches!(upos, Upos::Verb | Upos::Aux),
        CuePos::Noun => matches!(upos, Upos::Noun | Upos::Propn),
        CuePos::Adjective => upos == Upos::Adj || matches!(tokens.penn(at), Penn::Vbn | Penn::Vbg | Penn::Rb),
        CuePos::Pronoun => upos == Upos::Pron,
        CuePos::Any => true,
    }
}

/// "Commit a crime" promises nothing: "commit" with a wrong as its object speaks of the wrong.
fn perpetrated(tokens: &Tokens, cues: &mut [CueSet]) {
    for at in 0..tokens.len() {
        if tokens.lemma(at) != "commit" || !cues[at].has(CueClass::Promise) {
            continue;
        }
        let wrong = |t: usize| {
            cues[t].has(CueClass::Violate)
                || matches!(
                    tokens.lemma(t),
                    "crime" | "offense" | "offence" | "act" | "suicide" | "error" | "mistake"
                )
        };
        let ahead = (at + 1..tokens.len().min(at + 5))
            .take_while(|&t| !matches!(tokens.lower(t), "to" | "," | "." | ";"))
            .any(wrong);
        let passive = (at.saturating_sub(4)..at).any(wrong)
            && at + 1 < tokens.len()
            && matches!(tokens.lower(at + 1), "by" | "in" | "against" | "during");
        if ahead || passive {
            cues[at] = CueSet::default().with(CueClass::Violate);
        }
    }
}

/// For each sentence, the lead that it inherits: from a colon before it in its block, or from the line above its list.
fn leads(context: &Context<'_>, cues: &[CueSet]) -> Vec<Option<Lead>> {
    let tokens = context.tokens;
    let mut out = vec![None; context.sentences.len()];
    let mut current: Option<(Lead, u32)> = None;
    for (index, sentence) in context.sentences.iter().enumerate() {
        let kind = context.blocks.get(sentence.block as usize).map_or(BlockKind::Paragraph, |b| b.kind);
        let range = tokens.of_sentence(index);
        let colon = range.clone().find(|&t| tokens.lower(t) == ":");
        if let Some(lead) = colon.and_then(|c| lead_of(tokens, cues, range.start..c)) {
            current = Some((lead, sentence.block));
            continue;
        }
        match current {
            Some((lead, block)) if block == sentence.block || kind == BlockKind::ListItem => {
                out[index] = Some(lead);
                current = Some((lead, sentence.block));
            }
            _ => current = None,
        }
    }
    out
}

fn lead_of(tokens: &Tokens, cues: &[CueSet], range: Range<usize>) -> Option<Lead> {
    let any = |class: CueClass| range.clone().any(|t| cues[t].has(class));
    let word = |words: &[&str]| range.clone().any(|t| words.contains(&tokens.lemma(t)));
    let accepted = any(CueClass::Promise)
        || any(CueClass::PledgeNoun)
        || word(&["support", "accept", "will", "shall", "adopt"]);
    if word(&["should", "ought", "not", "reject"]) || (any(CueClass::Recommend) && !accepted) {
        return Some(Lead::Recommended);
    }
    accepted.then_some(Lead::Accepted)
}

fn labels(context: &Context<'_>) -> Vec<Option<Label>> {
    let mut labels = vec![None; context.tokens.len()];
    for mention in &context.entities.mentions {
        for t in context.tokens.covering(mention.span) {
            labels[t] = Some(mention.label);
        }
    }
    labels
}

/// Which tokens stand inside double quotes of their sentence.
fn quoted(tokens: &Tokens, sentences: usize) -> Vec<bool> {
    let mut out = vec![false; tokens.len()];
    for sentence in 0..sentences {
        let mut open = false;
        for (t, inside) in tokens.of_sentence(sentence).zip(&mut out[tokens.of_sentence(sentence)]) {
            if tokens.lower(t) == "\"" {
                open = !open;
            }
            *inside = open;
        }
    }
    out
}
