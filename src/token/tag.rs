//! Parts of speech.

use super::{Shape, Tokens};
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

/// Tags every token.
pub(crate) fn tag(tokens: &mut Tokens) {
    for i in 0..tokens.len() {
        let (upos, penn) = match tokens.shape(i) {
            Shape::Number => (Upos::Num, Penn::Cd),
            Shape::Punct => (Upos::Punct, Penn::Period),
            Shape::Symbol => (Upos::Sym, Penn::Sym),
            Shape::Url => (Upos::X, Penn::Add),
            Shape::Title | Shape::Upper | Shape::Mixed => (Upos::Propn, Penn::Nnp),
            Shape::Lower => (Upos::Noun, Penn::Nn),
        };
        tokens.upos.push(upos);
        tokens.penn.push(penn);
    }
}
