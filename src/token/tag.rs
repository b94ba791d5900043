//! Parts of speech: the tag set, and the tagger that runs left to right.

use std::sync::{LazyLock, OnceLock};

use super::Tokens;
use super::features::{FEATURE_SET, Lens, WORD_CONTEXTS};
use crate::model::{NO_TAG, ROOM, Sums, TaggerModel, WIDTH};
use crate::names::names;

names! {
    /// Universal part of speech, version 2.
    Upos {
        Adj = "ADJ", Adp = "ADP", Adv = "ADV", Aux = "AUX", Cconj = "CCONJ", Det = "DET", Intj = "INTJ", Noun = "NOUN",
        Num = "NUM", Part = "PART", Pron = "PRON", Propn = "PROPN", Punct = "PUNCT", Sconj = "SCONJ", Sym = "SYM",
        Verb = "VERB", X = "X",
    }
}

names! {
    /// Penn Treebank tag, as UD English-EWT uses it.
    Penn {
        Cc = "CC", Cd = "CD", Dt = "DT", Ex = "EX", Fw = "FW", In = "IN", Jj = "JJ", Jjr = "JJR", Jjs = "JJS", Ls = "LS",
        Md = "MD", Nn = "NN", Nnp = "NNP", Nnps = "NNPS", Nns = "NNS", Pdt = "PDT", Pos = "POS", Prp = "PRP",
        PrpS = "PRP$", Rb = "RB", Rbr = "RBR", Rbs = "RBS", Rp = "RP", Sym = "SYM", To = "TO", Uh = "UH", Vb = "VB",
        Vbd = "VBD", Vbg = "VBG", Vbn = "VBN", Vbp = "VBP", Vbz = "VBZ", Wdt = "WDT", Wp = "WP", WpS = "WP$", Wrb = "WRB",
        Afx = "AFX", Add = "ADD", Gw = "GW", Hyph = "HYPH", Nfp = "NFP", Xx = "XX", Comma = ",", Period = ".", Colon = ":",
        OpenQuote = "``", CloseQuote = "''", Lrb = "-LRB-", Rrb = "-RRB-", Dollar = "$",
    }
}

/// The weights that ship; how they were made is in `src/model/README.md`.
static BUILTIN: LazyLock<Tagger> = LazyLock::new(|| {
    let file = include_bytes!("../model/tagger.bin").as_slice();
    let model = TaggerModel::from_bytes(file, FEATURE_SET).and_then(Tagger::new);
    // The shipped file is part of the program: a fault in it is caught by the test below, never by a user.
    model.unwrap_or_else(|e| unreachable!("shipped model: {e}"))
});

/// Tags every token with the shipped model.
pub(crate) fn tag(tokens: &mut Tokens) {
    BUILTIN.tag(tokens);
}

/// What a word has by itself, and which word in which shape: see [`Lens::drawer`].
struct Drawer {
    word: usize,
    scores: [i16; WIDTH],
}

/// How many words by themselves are kept at most.
const DRAWERS: usize = 1 << 13;

/// A greedy tagger: each token by its surroundings and the tags of the two tokens before it.
pub struct Tagger {
    model: TaggerModel,
    tags: Vec<(Upos, Penn)>,
    /// The scores that known words have by themselves, once they were met: the first that comes to a drawer stays in it.
    drawers: Vec<OnceLock<Box<Drawer>>>,
    /// A lead of the best tag over the next by so much is not looked into further; in the steps of the stored weights.
    lead: i16,
}

impl Tagger {
    /// From a model.
    ///
    /// # Errors
    /// When a tag of the model is not one of ours.
    pub fn new(model: TaggerModel) -> Result<Self, crate::Error> {
        let known = |t: &(u8, u8)| Some((*Upos::ALL.get(t.0 as usize)?, *Penn::ALL.get(t.1 as usize)?));
        let tags: Option<Vec<_>> = model.tags().iter().map(known).collect();
        let drawers = (0..DRAWERS).map(|_| OnceLock::new()).collect();
        match tags {
            Some(tags) => Ok(Self { lead: model.lead(), model, tags, drawers }),
            None => Err(crate::Error::model("the tagger's file has tags that this build does not know")),
        }
    }

    /// The same with another lead that ends the look around; for measuring what that costs.
    #[must_use]
    pub fn with_lead(mut self, lead: i16) -> Self {
        self.lead = lead;
        self
    }

    /// Fills the tag columns.
    pub fn tag(&self, tokens: &mut Tokens) {
        let mut lens = Lens::default();
        let known: Vec<_> = tokens.forms.all().iter().map(|form| self.model.word(form.key)).collect();
        let mut found = Vec::with_capacity(tokens.len());
        for sentence in 0..tokens.sentences.len().saturating_sub(1) {
            let range = tokens.of_sentence(sentence);
            lens.look(tokens, range.clone(), |token| known[tokens.word(token)]);
            let (mut one, mut two) = (NO_TAG, NO_TAG);
            for at in 0..range.len() {
                let mut tag = lens.sure(at);
                if tag == NO_TAG {
                    tag = self.habit(&lens, at, one, two).unwrap_or_else(|| {
                        lens.regard(tokens, at);
                        self.best(&lens, at, one, two)
                    });
                }
                found.push(tag);
                (one, two) = (tag, one);
            }
        }
        tokens.upos = found.iter().map(|&tag| self.tags[tag as usize].0).collect();
        tokens.penn = found.iter().map(|&tag| self.tags[tag as usize].1).collect();
    }

    /// The tag that always comes in this context.
    fn habit(&self, lens: &Lens, at: usize, one: u8, two: u8) -> Option<u8> {
        let contexts = lens.contexts(at, one, two)?;
        let skipped = if lens.is_known(at) { 0 } else { WORD_CONTEXTS };
        contexts[skipped..].iter().find_map(|&key| self.model.habit(key))
    }

    fn best(&self, lens: &Lens, at: usize, one: u8, two: u8) -> u8 {
        let fresh = || {
            let mut scores = [0; ROOM];
            self.model.add(&lens.own(at), &mut scores);
            scores
        };
        let kept = lens.drawer(at).and_then(|word| {
            let keep = |all: Sums| {
                let scores = std::array::from_fn(|tag| all[tag]);
                Box::new(Drawer { word, scores })
            };
            let drawer = self.drawers[word % DRAWERS].get_or_init(|| keep(fresh()));
            (drawer.word == word).then_some(&drawer.scores)
        });
        let mut scores = [0; ROOM];
        match kept {
            Some(kept) => scores[..WIDTH].copy_from_slice(kept),
            None => scores = fresh(),
        }
        self.model.add(&lens.near(at, one, two), &mut scores);
        let count = self.tags.len();
        let (tag, lead) = leader(&mut scores[..count]);
        if lead >= self.lead {
            return tag;
        }
        self.model.add(&lens.pairs(at, one, two), &mut scores);
        leader(&mut scores[..count]).0
    }
}

/// The tag with the highest score, the first of equals, and its lead over the next.
fn leader(scores: &mut [i16]) -> (u8, i16) {
    let highest = |scores: &[i16]| scores.iter().fold(i16::MIN, |most, &score| most.max(score));
    let most = highest(scores);
    // Eight at a time: a search that may stop anywhere is a slow one.
    let holds = |part: &[i16]| part.iter().fold(0, |any, score| any | u8::from(*score == most)) > 0;
    let part = scores.chunks(8).position(holds).unwrap_or(0) * 8;
    let tag = part + scores[part..].iter().position(|score| *score == most).unwrap_or(0);
    let Some(score) = scores.get_mut(tag) else { return (0, 0) };
    *score = i16::MIN;
    let next = highest(scores);
    scores[tag] = most;
    (tag as u8, most.saturating_sub(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_model_loads_and_tags() {
        let mut tokens = Tokens::of_words(&[vec!["The", "ministers", "adopted", "a", "law", "."]]);
        tag(&mut tokens);
        let tags: Vec<_> = (0..tokens.len()).map(|i| tokens.penn(i).as_str()).collect();
        assert_eq!(tags, ["DT", "NNS", "VBD", "DT", "NN", "."]);
        let before = tokens.penn.clone();
        tag(&mut tokens);
        assert_eq!(tokens.penn, before, "kept scores are the computed ones");
    }
}
