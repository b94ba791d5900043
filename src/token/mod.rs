//! Sentences to tokens: words as Universal Dependencies splits them, with lower form, lemma, shape and tag.

mod address;
mod features;
mod forms;
mod lemma;
mod split;
mod tag;

use std::ops::Range;

use forms::Forms;

use crate::segment::Sentence;
use crate::span::Span;
use crate::text::Text;

pub use features::{CONTEXTS, FEATURE_SET, Lens, WORD_CONTEXTS, word_key};
pub use lemma::regular_lemma;
pub use tag::{Penn, Tagger, Upos};

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Letters, all lower case.
    Lower,
    /// A capital first, the rest lower case.
    Title,
    /// Capitals only, two or more letters.
    Upper,
    /// Letters in another mix, or with digits.
    Mixed,
    /// Digits, with separators inside.
    Number,
    /// Punctuation.
    Punct,
    /// A symbol, such as a currency or percent sign.
    Symbol,
    /// A web or e-mail address.
    Url,
}

/// All tokens of a text, as columns; a token is its index.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    spans: Vec<Span>,
    shapes: Vec<Shape>,
    upos: Vec<Upos>,
    penn: Vec<Penn>,
    words: Vec<u32>,
    forms: Forms,
    lowers: Vec<Span>,
    lemmas: Vec<Span>,
    arena: String,
    sentences: Vec<u32>,
}

impl Tokens {
    /// How many there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Where a token is, in bytes of the clean text.
    #[inline]
    pub fn span(&self, token: usize) -> Span {
        self.spans[token]
    }

    /// What it is made of.
    #[inline]
    pub fn shape(&self, token: usize) -> Shape {
        self.shapes[token]
    }

    /// Its universal part of speech.
    #[inline]
    pub fn upos(&self, token: usize) -> Upos {
        self.upos[token]
    }

    /// Its Penn Treebank tag.
    #[inline]
    pub fn penn(&self, token: usize) -> Penn {
        self.penn[token]
    }

    /// Its lower-case form, quotes straightened.
    #[inline]
    pub fn lower(&self, token: usize) -> &str {
        &self.arena[self.lowers[token].range()]
    }

    /// The hash of its lower-case form, all digits alike: see [`word_key`].
    #[inline]
    pub fn key(&self, token: usize) -> u32 {
        self.forms.all()[self.words[token] as usize].key
    }

    /// The number of its lower-case form among those of the text.
    #[inline]
    pub fn word(&self, token: usize) -> usize {
        self.words[token] as usize
    }

    /// All lower-case forms of the text, by number.
    pub(crate) fn forms(&self) -> impl ExactSizeIterator<Item = &str> {
        self.forms.all().iter().map(|form| &self.arena[form.lower.range()])
    }

    /// Its lemma, in lower case.
    #[inline]
    pub fn lemma(&self, token: usize) -> &str {
        &self.arena[self.lemmas[token].range()]
    }

    /// The tokens of a sentence, by the sentence's index.
    #[inline]
    pub fn of_sentence(&self, sentence: usize) -> Range<usize> {
        self.sentences[sentence] as usize..self.sentences[sentence + 1] as usize
    }

    /// The sentence that holds a token.
    pub fn sentence_of(&self, token: usize) -> usize {
        self.sentences.partition_point(|&s| s as usize <= token) - 1
    }

    /// The tokens that a span touches.
    pub fn covering(&self, span: Span) -> Range<usize> {
        let first = self.spans.partition_point(|s| s.end <= span.start);
        let last = self.spans.partition_point(|s| s.start < span.end);
        first..last.max(first)
    }

    /// The span from the first to the last token of a range; an empty span at the text's start for an empty range.
    pub fn span_of(&self, tokens: Range<usize>) -> Span {
        if tokens.is_empty() {
            return Span::default();
        }
        self.spans[tokens.start].join(self.spans[tokens.end - 1])
    }

    /// Sentences of ready words, without tags and lemmas; for training and measuring.
    pub fn of_words<W: AsRef<str>>(sentences: &[Vec<W>]) -> Self {
        let mut out = Self::default();
        let mut text = String::new();
        for sentence in sentences {
            out.sentences.push(out.spans.len() as u32);
            for word in sentence {
                let start = text.len();
                text.push_str(word.as_ref());
                out.push(&text, Span::new(start, text.len()), split::shape(word.as_ref()));
                text.push(' ');
            }
        }
        out.sentences.push(out.spans.len() as u32);
        out
    }

    /// The words of plain text, each line as a sentence, without tags and lemmas; for counting.
    pub fn of_lines(text: &str) -> Self {
        let mut out = Self::default();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            out.sentences.push(out.spans.len() as u32);
            let span = Span::new(start, start + line.len());
            split::split(text, span, |span, shape| out.push(text, span, shape));
            start += line.len();
        }
        out.sentences.push(out.spans.len() as u32);
        out
    }

    fn push(&mut self, text: &str, span: Span, shape: Shape) {
        let start = self.arena.len();
        let word = &text[span.range()];
        if word.is_ascii() {
            self.arena.push_str(word);
            self.arena[start..].make_ascii_lowercase();
        } else {
            for c in word.chars() {
                match c {
                    '’' | '‘' | 'ʼ' => self.arena.push('\''),
                    '“' | '”' => self.arena.push('"'),
                    '\u{a0}' => self.arena.push(' '),
                    _ => self.arena.extend(c.to_lowercase()),
                }
            }
        }
        let word = self.forms.number(&mut self.arena, start);
        self.words.push(word);
        self.spans.push(span);
        self.shapes.push(shape);
        self.lowers.push(self.forms.all()[word as usize].lower);
    }
}

/// The tokens of all sentences, in order.
pub(crate) fn tokens(text: &Text, sentences: &[Sentence]) -> Tokens {
    let mut out = untagged(text, sentences);
    tag::tag(&mut out);
    lemma::lemmas(&mut out);
    out
}

/// The tokens of all sentences, without tags and lemmas.
pub(crate) fn untagged(text: &Text, sentences: &[Sentence]) -> Tokens {
    let clean = text.clean();
    let mut out = Tokens::default();
    // A word and its gap take five bytes or more; most words come again.
    let room = clean.len() / 5;
    out.arena.reserve(clean.len() / 2);
    out.spans.reserve(room);
    out.shapes.reserve(room);
    out.words.reserve(room);
    out.lowers.reserve(room);
    out.sentences.reserve(sentences.len() + 1);
    for sentence in sentences {
        out.sentences.push(out.spans.len() as u32);
        split::split(clean, sentence.span, |span, shape| out.push(clean, span, shape));
    }
    out.sentences.push(out.spans.len() as u32);
    out.forms.close();
    out
}
