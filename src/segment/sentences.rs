//! Blocks to sentences.

use crate::lexicon::Lexicon;
use crate::segment::Block;
use crate::segment::features::{BULLETS, Gap, Habits, History, Stretch, may_end};
use crate::segment::model::{SentenceModel, WordFacts};
use crate::segment::words::{CLOSES_QUOTE, GLUED, Look, OPENS_BRACKET, Tail, Word, part_dots, scan};
use crate::span::Span;
use crate::text::{Counter, Mark, Style, Text, mark};

/// One sentence, or a heading or list item that stands for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Where, without white space at the edges.
    pub span: Span,
    /// Index of the block that holds it.
    pub block: u32,
}

/// The sentences of all blocks, in order.
pub(crate) fn sentences(text: &Text, blocks: &[Block], lexicon: &Lexicon) -> Vec<Sentence> {
    sentences_by(text, blocks, lexicon, SentenceModel::builtin())
}

/// The sentences that another model finds.
pub(crate) fn sentences_by(
    text: &Text,
    blocks: &[Block],
    lexicon: &Lexicon,
    model: &SentenceModel,
) -> Vec<Sentence> {
    walk(text, blocks, lexicon, model.facts(), |gap| model.score(gap) > 0)
}

/// Cuts all blocks, asking `ends` of each gap that no rule decides.
pub(crate) fn walk(
    text: &Text,
    blocks: &[Block],
    lexicon: &Lexicon,
    facts: &WordFacts,
    mut ends: impl FnMut(&Gap<'_, '_>) -> bool,
) -> Vec<Sentence> {
    let clean = text.clean();
    let court = court(clean);
    let mut out = Vec::with_capacity(clean.len() / 100);
    let mut words = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let (mut start, end) = (block.span.start as usize, block.span.end as usize);
        let mut piece = |from: usize, to: usize| {
            words.clear();
            scan(clean, from, to, &mut words);
            if court {
                part_dots(clean, &mut words);
            }
            facts.mark(&mut words);
            let habits = Habits::of(&words);
            let stretch = Stretch { text: clean, words: &words, lexicon, court, habits };
            let mut open = from;
            cut(&stretch, &mut ends, |close, next| {
                out.push(Sentence { span: Span::new(open, close), block: index as u32 });
                open = next;
            });
            out.push(Sentence { span: Span::new(open, to), block: index as u32 });
        };
        items(clean, start, end, |close, next| {
            piece(start, close);
            start = next;
        });
        piece(start, end);
    }
    out
}

/// One citation in three hundred words makes a court's decision of a text.
fn court(text: &str) -> bool {
    let count = |mark: &str| memchr::memmem::find_iter(text.as_bytes(), mark).count();
    let citations = count(" v. ") + count("§") + count("¶ ");
    citations > 2 && citations * 1800 > text.len()
}

/// Calls `out` with the end of each sentence but the last, and the start of the next.
fn cut(
    stretch: &Stretch<'_>,
    ends: &mut impl FnMut(&Gap<'_, '_>) -> bool,
    mut out: impl FnMut(usize, usize),
) {
    let words = stretch.words;
    let mut history = History::default();
    // Dots of the spaced ellipsis that is being read, and whether the sentence has anything else.
    let (mut dots, mut empty) = (0, true);
    for (at, pair) in words.windows(2).enumerate() {
        let (word, next) = (&pair[0], &pair[1]);
        history.depth = (history.depth + i32::from(word.depth)).max(0);
        dots = if word.only_dots() { dots + word.end - word.start } else { 0 };
        empty &= dots > 0;
        if !may_end(word, next) && !next.has(GLUED) {
            continue;
        }
        let gap = Gap { stretch, at, history };
        let yes = match rule(&gap, dots, empty) {
            Some(sure) => sure,
            None => ends(&gap),
        };
        if yes {
            out(word.end as usize, next.start as usize);
            history = History { start: at + 1, depth: 0, bare: !word.tail.stops() };
            empty = true;
        }
    }
}

/// What needs no weighing: the parts of an ellipsis, marks of list items, spaces that were lost.
fn rule(gap: &Gap<'_, '_>, dots: u32, empty: bool) -> Option<bool> {
    let Gap { stretch, at, .. } = gap;
    let (word, next) = (&stretch.words[*at], &stretch.words[at + 1]);
    if next.only_dots() && word.only_dots() {
        return (!stretch.court || !parted_stop(stretch.words, *at)).then_some(false);
    }
    if stretch.court && [word, next].iter().any(|w| &stretch.text[w.start as usize..w.end as usize] == "[¶]")
    {
        // Where a paragraph was in what is quoted.
        return Some(true);
    }
    let kind =
        |word: &Word| stretch.lexicon.abbreviation(&stretch.text[word.core.0 as usize..word.core.1 as usize]);
    if next.has(GLUED) && !next.only_dots() {
        return Some(kind(word).is_none());
    }
    // Those who cut court decisions weigh dots and marks by another custom, which the model has learnt.
    if stretch.court {
        return None;
    }
    if next.only_dots() {
        // "it. . . . The rest": the first dot ends a sentence, the others stand for what was left out.
        let run = stretch.words[at + 1..].iter().take(8).take_while(|w| w.only_dots());
        let (count, length) = run.fold((0, 0), |(n, l), w| (n + 1, l + w.end - w.start));
        let behind = stretch.words.get(at + 1 + count);
        let goes_on = behind.is_some_and(|w| !matches!(w.look, Look::Lower | Look::Signs));
        return Some(word.tail == Tail::Dot && length >= 3 && goes_on);
    }
    if dots > 0 && (empty || dots == 3) {
        return Some(false);
    }
    if dots > 3 {
        return Some(!matches!(next.look, Look::Lower | Look::Signs));
    }
    if word.tail == Tail::Dots
        && word.look == Look::Signs
        && (next.has(OPENS_BRACKET) || (word.has(OPENS_BRACKET) && next.look == Look::Lower))
    {
        // "a model [...] of stairs [...]" (Smith 55)
        return Some(false);
    }
    if let Some(sure) = note(gap) {
        return Some(sure);
    }
    if word.tail.stops() && word.has(CLOSES_QUOTE) && next.look == Look::Lower {
        // “Will they?” he asked
        return Some(false);
    }
    if word.tail == Tail::Dot && word.end == word.core.1 + 1 {
        let core = &stretch.text[word.core.0 as usize..word.core.1 as usize];
        let (known, opener) = (kind(word), kind(next));
        if known == Some("never") || (next.look == Look::Lower && known.is_some_and(|k| k != "starter")) {
            return Some(false);
        }
        // "By 5 p.m. Mr. Lee had left", but "He left at 5 p.m. Mr. Lee stayed".
        let hour = core.eq_ignore_ascii_case("a.m") || core.eq_ignore_ascii_case("p.m");
        if hour && matches!(opener, Some("title" | "starter")) {
            return Some(at - gap.history.start > 3);
        }
        let capitals = word.look == Look::Dotted && core.bytes().all(|b| b == b'.' || b.is_ascii_uppercase());
        if (capitals || known == Some("maybe")) && !next.has(OPENS_BRACKET) && opener == Some("starter") {
            return Some(true);
        }
    }
    if word.tail != Tail::Letter && gap.only_mark() {
        return Some(false);
    }
    // "It opened in 2009. 40 men came", "See example.org/a?b=c. Write to us".
    let plain = word.tail == Tail::Dot
        && word.end == word.core.1 + 1
        && !matches!(next.look, Look::Lower | Look::Signs);
    (plain && (word.look == Look::Year || gap.after_address())).then_some(true)
}

/// Whether a lone dot is the stop before an ellipsis, all of it spaced (`law . . . . The`).
fn parted_stop(words: &[Word], at: usize) -> bool {
    let before = at.checked_sub(1).is_some_and(|before| words[before].only_dots());
    !before && words[at..].iter().take(5).take_while(|w| w.only_dots()).count() == 4
}

/// The mark of a note that stands like a word behind a stop (`rights. 4 Even so`) belongs to the sentence before.
fn note(gap: &Gap<'_, '_>) -> Option<bool> {
    let Gap { stretch, at, history } = gap;
    let words = stretch.words;
    let is_note = |mark: usize| {
        let (Some(before), Some(behind)) = (words.get(mark.wrapping_sub(1)), words.get(mark + 1)) else {
            return false;
        };
        let number =
            words[mark].look == Look::Digits && words[mark].tail == Tail::Digit && words[mark].length() < 4;
        number && before.tail == Tail::Dot && behind.look == Look::Title && behind.opens_sentences()
    };
    if is_note(at + 1) && !gap.only_mark() {
        return Some(false);
    }
    (*at > history.start && is_note(*at)).then_some(true)
}

/// A list that runs on inside one block (`1) The first 2) The second`): calls `cut` with the end of each item but
/// the last, and the start of the next.
fn items(text: &str, start: usize, end: usize, mut cut: impl FnMut(usize, usize)) {
    // A dash or an asterisk stands in running text too often.
    let opens = |m: &Mark| match m.style {
        Style::Bullet(c) => !"-–—*·".contains(c),
        Style::Count(..) => m.number == 1,
    };
    let Some(mut open) = item_mark(&text[start..end]).filter(opens) else { return };
    let mut at = start + open.len;
    while let Some(gap) = text[at..end].find(char::is_whitespace) {
        let close = at + gap;
        let next = skip_white(text, close, end);
        if let Some(item) = item_mark(&text[next..end])
            && item.style == open.style
            && (item.number == 0 || item.number == open.number + 1)
            && close > at
        {
            open = item;
            cut(close, next);
        }
        at = next;
    }
}

/// A list item's mark, one that only a list that runs on may have included: `a. The`, `⁃9. The`.
fn item_mark(line: &str) -> Option<Mark> {
    let bytes = line.as_bytes();
    if let [letter @ b'a'..=b'z', b'.', b' ', b'A'..=b'Z', ..] = bytes {
        let style = Style::Count(Counter::Letters, '.');
        return Some(Mark { len: 3, style, number: u32::from(letter - b'a') + 1 });
    }
    mark(line).or_else(|| {
        let sign = line.chars().next().filter(|c| BULLETS.contains(*c))?;
        let count = mark(&line[sign.len_utf8()..]).filter(|m| matches!(m.style, Style::Count(..)))?;
        Some(Mark { len: sign.len_utf8() + count.len, style: Style::Bullet(sign), number: 0 })
    })
}

/// The first place from `at` on that is not white space, `end` at most.
fn skip_white(text: &str, at: usize, end: usize) -> usize {
    let rest = &text[at..end];
    at + (rest.len() - rest.trim_start().len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::RepairLevel;

    fn split(source: &str) -> Vec<String> {
        let text = Text::new(source, RepairLevel::Safe).unwrap();
        let blocks = crate::segment::blocks(&text);
        let found = crate::segment::sentences(&text, &blocks, &Lexicon::builtin());
        found.iter().map(|s| text.slice(s.span).to_owned()).collect()
    }

    #[test]
    fn ends() {
        for (source, count) in [
            ("He cited Art. 5 and No. 12. The court did not.", 2),
            ("It met in the U.S. It closed. The U.S. Government paid.", 3),
            ("It was signed by the president.[1] The law came later.", 2),
            ("It was signed by the president.12 The law came later.", 2),
            ("It grew by 3.5 percent. In 2009. 40 men came.", 3),
            ("“Will they?” he asked. “They will.” She left.", 3),
            ("The law, adopted in Jan. 2009; the decree: none of them. \"Why?\"", 2),
            ("It waited ... and waited... Then it closed.", 2),
            ("Prof. J. K. Smith and Gen. Lee met Mr. Ba.", 1),
            ("(It was late.) The council left.", 2),
            ("It was late.The council left.", 2),
            ("See example.com for the rest.", 1),
            ("1. The council met.", 1),
            ("Steps were taken, e.g. In the north.", 1),
        ] {
            assert_eq!(split(source).len(), count, "{:?}", split(source));
        }
    }

    #[test]
    fn hard_cases() {
        for (source, count) in [
            ("The plan [1] was kept. [2] It ran until 2012 (see para. 3(b) of Art. 5). The rest lapsed.", 3),
            ("See https://example.org/a.b?c=d. Write to a.b@example.org. It closed.", 3),
            ("It promised reform . . . and kept silent. “No.” ” The rest left.", 3),
            ("a.\u{a0}b", 1),
            (". . .", 1),
            ("", 0),
        ] {
            assert_eq!(split(source).len(), count, "{:?}", split(source));
        }
    }

    #[test]
    fn lists_that_run_on() {
        assert_eq!(split("1) The first item 2) The second item. 3) The third").len(), 3);
        assert_eq!(split("• The first item • The second item").len(), 2);
        assert_eq!(split("(a) as in part (b) of the law").len(), 2);
    }
}
