//! Where sentences end: a stop, what closes after it, and what begins behind.

use crate::lexicon::Lexicon;

/// The ends of the sentences inside one block, from left to right.
pub(crate) struct Stops<'t> {
    text: &'t str,
    lexicon: &'t Lexicon,
    /// Start of the sentence that is being read.
    start: usize,
    at: usize,
    end: usize,
}

/// Bytes looked at before a stop.
const LONGEST: usize = 64;

/// A run of stops with what closes after it.
struct Stop {
    /// Where the run begins.
    at: usize,
    /// One past the last stop, bracket, quote or footnote mark.
    close: usize,
    /// Dots in it, an ellipsis counting three.
    dots: usize,
    /// It has a question or exclamation mark.
    asks: bool,
    /// A quote or bracket closes after it.
    closes: bool,
    /// A footnote's mark follows.
    noted: bool,
}

impl<'t> Stops<'t> {
    pub(crate) fn new(text: &'t str, start: usize, end: usize, lexicon: &'t Lexicon) -> Self {
        Self { text, lexicon, start, at: start, end }
    }

    /// The end of the next sentence and the start of the one behind; nothing for the last.
    pub(crate) fn next(&mut self) -> Option<(usize, usize)> {
        while let Some(at) = self.find() {
            let stop = self.stop(at);
            self.at = stop.close;
            let next = skip_white(self.text, stop.close, self.end);
            if next >= self.end {
                return None;
            }
            let parts =
                if next > stop.close { self.parts(&stop, next) } else { self.parts_without_gap(&stop) };
            if parts {
                self.start = next;
                self.at = next;
                return Some((stop.close, next));
            }
        }
        None
    }

    fn find(&self) -> Option<usize> {
        let bytes = &self.text.as_bytes()[..self.end];
        let mut at = self.at;
        while at < self.end {
            match bytes[at] {
                b'.' | b'!' | b'?' => return Some(at),
                0xe2 if bytes[at..].starts_with("…".as_bytes()) => return Some(at),
                _ => at += 1,
            }
        }
        None
    }

    /// Reads the run of stops at a place: `?!`, `...`, `. . .`, `.”`, `.)`, `.[12]`, `.12`.
    fn stop(&self, at: usize) -> Stop {
        let mut stop = Stop { at, close: at, dots: 0, asks: false, closes: false, noted: false };
        let body = &self.text[..self.end];
        loop {
            let rest = &body[stop.close..];
            match rest.chars().next() {
                Some('.') => stop.dots += 1,
                Some('…') => stop.dots += 3,
                Some('!' | '?') => stop.asks = true,
                Some(' ') if stop.dots > 0 && dotted(&rest[1..], stop.dots) => {}
                Some('"' | '”' | '’' | '\'' | ')' | ']' | '»') => stop.closes = true,
                _ => break,
            }
            stop.close += rest.chars().next().map_or(1, char::len_utf8);
        }
        self.note(&mut stop);
        stop
    }

    /// Takes in a footnote's mark after the stop.
    fn note(&self, stop: &mut Stop) {
        let rest = &self.text[stop.close..self.end];
        let raised = rest.len() - rest.trim_start_matches(|c: char| "¹²³⁰⁴⁵⁶⁷⁸⁹".contains(c)).len();
        if raised > 0 {
            stop.close += raised;
            stop.noted = true;
            return;
        }
        loop {
            let rest = &self.text[stop.close..self.end];
            let gap = usize::from(rest.starts_with(' '));
            let Some(inner) = rest[gap..].strip_prefix('[') else { break };
            let label = inner.bytes().take_while(u8::is_ascii_alphanumeric).count();
            let number = (1..=3).contains(&label) && inner.as_bytes()[..label].iter().all(u8::is_ascii_digit);
            if !number || inner.as_bytes().get(label) != Some(&b']') {
                break;
            }
            stop.close += gap + label + 2;
            stop.noted = true;
        }
        let rest = &self.text[stop.close..self.end];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let before = self.text[self.start..stop.at].chars().next_back();
        let word = before.is_some_and(|c| c.is_alphabetic() || ")]”’\"".contains(c)) || stop.closes;
        if (1..=3).contains(&digits) && word && rest[digits..].starts_with(char::is_whitespace) {
            let opens = skip_white(self.text, stop.close + digits, self.end);
            if first_letter(&self.text[opens..self.end]).is_some_and(char::is_uppercase)
                && !self.abbreviated(stop.at)
            {
                stop.close += digits;
                stop.noted = true;
            }
        }
    }

    /// A word before a stop that asks for a number ("No.5", "pp.12").
    fn abbreviated(&self, at: usize) -> bool {
        self.lexicon.abbreviation(self.word(at)).is_some()
    }

    /// What stands between white space or an opening bracket and a stop.
    fn word(&self, at: usize) -> &'t str {
        // No word that matters is longer; a text without white space must not be read over and over.
        let mut floor = at.saturating_sub(LONGEST).max(self.start);
        while !self.text.is_char_boundary(floor) {
            floor += 1;
        }
        let before = &self.text[floor..at];
        let from = before.bytes().rposition(|b| b.is_ascii_whitespace()).map_or(0, |i| i + 1);
        before[from..].trim_start_matches(['(', '[', '"', '“', '‘', '\'', '«', '\u{a0}'])
    }

    /// Whether a stop with white space behind it ends a sentence.
    fn parts(&self, stop: &Stop, next: usize) -> bool {
        let rest = &self.text[next..self.end];
        let first = first_letter(rest);
        let lower = first.is_some_and(char::is_lowercase);
        let sign = rest.chars().next().is_some_and(|c| !c.is_alphanumeric() && !"\"“‘'([«$£€#@".contains(c));
        if stop.asks {
            // "Will they?" he asked; Yahoo! in spring
            return !lower || (!stop.closes && self.text.as_bytes()[stop.close - 1] == b'?');
        }
        if stop.dots > 1 {
            let cut = self.text[..stop.at].ends_with(['[', '(']) && stop.closes;
            return !cut && !lower && !sign && first.is_some();
        }
        if stop.noted {
            return !lower;
        }
        let word = self.word(stop.at);
        if lower || first.is_none() {
            return false;
        }
        if self.only_mark(word, stop.at) {
            return false;
        }
        if stop.closes {
            // "the president (Mr.) Smith", "[sic.] The"
            return word.is_empty() || !matches!(self.lexicon.abbreviation(word), Some("title" | "never"));
        }
        !self.abbreviation(word, stop.at, rest, sign)
    }

    /// Whether the sentence so far is no more than the number or letter of a list item.
    fn only_mark(&self, word: &str, at: usize) -> bool {
        let sign = |c: char| !c.is_alphanumeric();
        let word = word.trim_start_matches(sign);
        let before = &self.text[self.start..at];
        let alone = before.len() <= word.len() + 8 && before.trim_start_matches(sign) == word;
        alone
            && word.len() <= 5
            && (word.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b')')
                || word.chars().nth(1).is_none()
                || word.bytes().all(|b| b"IVXivx".contains(&b)))
    }

    /// Whether the stop after `word` belongs to an abbreviation inside the sentence.
    fn abbreviation(&self, word: &str, at: usize, rest: &str, sign: bool) -> bool {
        let opener = first_word(rest);
        let digit = rest.starts_with(|c: char| c.is_ascii_digit() || c == '§');
        let starter = self.lexicon.abbreviation(opener) == Some("starter");
        match self.lexicon.abbreviation(word) {
            Some("title" | "never") => return !sign,
            Some("number") => return digit || roman(opener),
            Some("month") => return digit || !starter,
            Some("maybe") => return !starter && !sign,
            _ => {}
        }
        let mut letters = word.chars();
        if let (Some(only), None) = (letters.next(), letters.next()) {
            // An initial, but "you and I. She" and "Annex B. The" end.
            let before = self.text[self.start..at - only.len_utf8()].trim_end();
            let name =
                before.rsplit(char::is_whitespace).next().unwrap_or("").starts_with(char::is_uppercase);
            return only.is_uppercase()
                && !sign
                && if only == 'I' && !name { !rest.starts_with(char::is_uppercase) } else { !starter };
        }
        // "U.S. Government" goes on, "the U.S. The" does not; "Ph.D." and "J.P." likewise.
        let dotted = word.contains('.')
            && word
                .split('.')
                .all(|p| (1..=2).contains(&p.chars().count()) && p.chars().all(char::is_alphabetic));
        dotted && !starter && !sign
    }

    /// "end.The next": the space was lost. Only between a small word and a capitalised one.
    fn parts_without_gap(&self, stop: &Stop) -> bool {
        if stop.dots != 1 || stop.closes || stop.noted || stop.close != stop.at + 1 {
            return false;
        }
        let word = self.word(stop.at);
        let rest = &self.text[stop.close..self.end];
        let length = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let (opener, behind) = (&rest[..length], rest[length..].chars().next());
        let small = word.chars().count() > 2 && word.chars().all(char::is_lowercase);
        let capital = opener.chars().next().is_some_and(char::is_uppercase)
            && opener.chars().skip(1).all(char::is_lowercase);
        small
            && capital
            && (opener.len() > 1 || opener == "A" || opener == "I")
            && behind.is_none_or(|c| c.is_whitespace() || c == ',' || c == '’')
            && self.lexicon.abbreviation(word).is_none()
    }
}

/// Whether spaced dots go on (`. . .`): another dot, and more of them before or behind.
fn dotted(rest: &str, dots: usize) -> bool {
    rest.starts_with('.') && (dots > 1 || !rest.starts_with(". ") || rest.starts_with(". ."))
}

/// The first place from `at` on that is not white space, `end` at most.
pub(crate) fn skip_white(text: &str, at: usize, end: usize) -> usize {
    let rest = &text[at..end];
    at + (rest.len() - rest.trim_start().len())
}

/// The first letter or digit behind opening quotes, brackets and signs; nothing if a word of signs comes first.
fn first_letter(rest: &str) -> Option<char> {
    rest.chars()
        .take_while(|c| !c.is_whitespace())
        .find(|c| c.is_alphanumeric())
        .or_else(|| rest.split_whitespace().nth(1).and_then(|w| w.chars().find(|c| c.is_alphanumeric())))
}

fn first_word(rest: &str) -> &str {
    let body = rest.trim_start_matches(['"', '“', '‘', '\'', '(', '[', '«']);
    &body[..body.find(|c: char| !c.is_alphanumeric()).unwrap_or(body.len())]
}

fn roman(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b"IVXLC".contains(&b))
}

#[cfg(test)]
mod tests {
    use crate::lexicon::Lexicon;
    use crate::text::{RepairLevel, Text};

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
    fn lists_that_run_on() {
        assert_eq!(split("1) The first item 2) The second item. 3) The third").len(), 3);
        assert_eq!(split("• The first item • The second item").len(), 2);
        assert_eq!(split("(a) as in part (b) of the law").len(), 2);
    }
}
