//! Parts of speech: the tag set, and the tagger that runs left to right.

use std::sync::LazyLock;

use super::Tokens;
use super::features::{FEATURE_SET, Lens};
use crate::model::{NO_TAG, ROOM, TaggerModel};
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

/// A greedy tagger: each token by its surroundings and the tags of the two tokens before it.
pub struct Tagger {
    model: TaggerModel,
    tags: Vec<(Upos, Penn)>,
}

impl Tagger {
    /// From a model.
    ///
    /// # Errors
    /// When a tag of the model is not one of ours.
    pub fn new(model: TaggerModel) -> Result<Self, crate::Error> {
        let known = |t: &(u8, u8)| Some((*Upos::ALL.get(t.0 as usize)?, *Penn::ALL.get(t.1 as usize)?));
        let tags: Option<Vec<_>> = model.tags().iter().map(known).collect();
        match tags {
            Some(tags) => Ok(Self { model, tags }),
            None => Err(crate::Error::model("the tagger's file has tags that this build does not know")),
        }
    }

    /// Fills the tag columns.
    pub fn tag(&self, tokens: &mut Tokens) {
        let mut lens = Lens::default();
        tokens.upos.clear();
        tokens.penn.clear();
        for sentence in 0..tokens.sentences.len().saturating_sub(1) {
            let range = tokens.of_sentence(sentence);
            lens.look(tokens, range.clone(), |key| self.model.word(key));
            let (mut one, mut two) = (NO_TAG, NO_TAG);
            for at in 0..range.len() {
                let sure = lens.known(at).sure;
                let tag = if sure == NO_TAG { self.best(&lens, at, one, two) } else { sure };
                let (upos, penn) = self.tags[tag as usize];
                tokens.upos.push(upos);
                tokens.penn.push(penn);
                (one, two) = (tag, one);
            }
        }
    }

    fn best(&self, lens: &Lens, at: usize, one: u8, two: u8) -> u8 {
        let mut scores = [0i16; ROOM];
        self.model.add(&lens.keys(at, one, two), &mut scores);
        let scores = &scores[..self.tags.len()];
        let most = scores.iter().fold(i16::MIN, |most, &score| most.max(score));
        scores.iter().position(|score| *score == most).unwrap_or(0) as u8
    }
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
    }
}
