//! What stands between white space, and how its edges look.

/// How a word ends, whatever closes after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Tail {
    /// With a letter or a sign that ends nothing.
    #[default]
    Letter,
    /// With a digit.
    Digit,
    /// `.`
    Dot,
    /// `?`
    Asks,
    /// `!`
    Calls,
    /// Two dots or more.
    Dots,
    /// `:`
    Colon,
    /// `;`
    Semicolon,
    /// `,`
    Comma,
    /// A dash.
    Dash,
    /// Another sign, as `*` or `=`.
    Sign,
    /// A closing bracket after no stop.
    Bracket,
    /// A closing quote after no stop.
    Quote,
}

impl Tail {
    /// A full stop, question or exclamation mark, or dots.
    pub fn stops(self) -> bool {
        matches!(self, Self::Dot | Self::Asks | Self::Calls | Self::Dots)
    }

    /// Punctuation that is no stop.
    pub(super) fn halts(self) -> bool {
        self > Self::Dots
    }
}

/// How a word looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Look {
    /// There is no word.
    #[default]
    None,
    /// `word`
    Lower,
    /// `Word`
    Title,
    /// `W`
    Letter,
    /// `WORD`
    Upper,
    /// `12`, `3.5`
    Digits,
    /// `McGee`
    Mixed,
    /// `U.S`, `e.g`
    Dotted,
    /// No letter or digit.
    Signs,
    /// An address, or words that grew together.
    Address,
    /// `3rd`, `B12`
    Numbered,
    /// `2009`
    Year,
}

/// It closes a bracket, or a quote, behind its core.
pub(super) const CLOSES_BRACKET: u8 = 1;
pub(super) const CLOSES_QUOTE: u8 = 2;
/// A footnote's mark follows its core.
pub(super) const NOTED: u8 = 4;
/// It belongs to the word before: a lone closing quote, or the mark of a note after a stop.
pub(super) const HANGS: u8 = 8;
/// It opens a bracket, or a quote.
pub(super) const OPENS_BRACKET: u8 = 16;
pub(super) const OPENS_QUOTE: u8 = 32;
/// No white space before it, but a stop: the space was lost.
pub(super) const GLUED: u8 = 64;

/// What stands between white space.
#[derive(Clone, Copy, Debug, Default)]
pub struct Word {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// The part between opening and closing signs.
    pub core: (u32, u32),
    /// How it ends.
    pub tail: Tail,
    /// How its core looks.
    pub look: Look,
    pub(super) signs: u8,
    /// Brackets and quotes that it opens, less those that it closes.
    pub(super) depth: i8,
    /// Hash of the core, small letters, all digits alike.
    pub key: u32,
    /// Hash of the whole word in the same way.
    pub(super) whole: u32,
    /// What raw text tells of the core.
    pub(super) facts: u16,
}

impl Word {
    /// Bytes of the core.
    pub(super) fn length(&self) -> u32 {
        self.core.1 - self.core.0
    }

    pub(super) fn has(&self, sign: u8) -> bool {
        self.signs & sign != 0
    }

    /// Whether it is nothing but dots, as the parts of a spaced ellipsis are.
    pub(super) fn only_dots(&self) -> bool {
        let dots = matches!(self.tail, Tail::Dot | Tail::Dots);
        dots && self.look == Look::Signs && !self.has(OPENS_BRACKET)
    }
}

/// Calls `add` with each word between two bytes of a text, without what raw text tells of it.
pub(crate) fn scan(text: &str, from: usize, to: usize, out: &mut Vec<Word>) {
    let bytes = &text.as_bytes()[..to];
    let mut at = from;
    while at < to {
        let gap = white(text, bytes, at);
        if gap > 0 {
            at += gap;
            continue;
        }
        let start = at;
        // The byte after a stop inside the word, where a capital stands.
        let mut lost = 0;
        while at < to && !bytes[at].is_ascii_whitespace() {
            if bytes[at] < 0x80 {
                if bytes[at].is_ascii_uppercase()
                    && at > start + 3
                    && matches!(bytes[at - 1], b'.' | b'?' | b'!')
                {
                    lost = at;
                }
                at += 1;
            } else if white(text, bytes, at) > 0 {
                break;
            } else {
                at += 1;
                while at < to && bytes[at] & 0xc0 == 0x80 {
                    at += 1;
                }
            }
        }
        if lost > 0 && grew_together(&text[start..at], lost - start) {
            push(text, start, lost, out);
            push(text, lost, at, out);
            if let Some(last) = out.last_mut() {
                last.signs |= GLUED;
            }
        } else {
            push(text, start, at, out);
        }
    }
}

/// Parts a stop from the ellipsis that grew together with it (`law....`), as those who cite write it.
pub(super) fn part_dots(text: &str, words: &mut Vec<Word>) {
    let mut at = 0;
    while at < words.len() {
        let word = words[at];
        at += 1;
        if word.tail != Tail::Dots || word.look == Look::Signs {
            continue;
        }
        let tail = &text[word.core.1 as usize..word.end as usize];
        if tail.starts_with("....") {
            let (start, cut, end) = (word.start as usize, word.core.1 as usize + 1, word.end as usize);
            let mut parts = Vec::with_capacity(2);
            push(text, start, cut, &mut parts);
            push(text, cut, end, &mut parts);
            parts[1].signs |= GLUED;
            words.splice(at - 1..at, parts);
            at += 1;
        }
    }
}

/// Bytes of the white space that begins here.
fn white(text: &str, bytes: &[u8], at: usize) -> usize {
    match bytes[at] {
        b' ' | b'\t'..=b'\r' => 1,
        0..0xc2 => 0,
        _ => text[at..].chars().next().filter(|c| c.is_whitespace()).map_or(0, char::len_utf8),
    }
}

/// "end.The": a small word, a stop, and a word with a capital.
fn grew_together(word: &str, cut: usize) -> bool {
    let (left, right) = (&word[..cut - 1], &word[cut..]);
    let left = left.trim_start_matches(|c: char| !c.is_alphanumeric());
    let length = right.find(|c: char| !c.is_alphanumeric()).unwrap_or(right.len());
    let (opener, behind) = (&right[..length], right[length..].chars().next());
    left.chars().count() > 2
        && left.chars().all(char::is_lowercase)
        && opener.chars().skip(1).all(char::is_lowercase)
        && (opener.len() > 1 || opener == "A" || opener == "I")
        && behind.is_none_or(|c| c == ',' || c == '’')
}

fn closes(c: char) -> bool {
    matches!(c, '"' | '”' | '’' | '\'' | ')' | ']' | '»' | '}' | '>')
}

fn opens(c: char) -> bool {
    matches!(c, '"' | '“' | '‘' | '\'' | '(' | '[' | '«' | '{' | '<' | '`')
}

/// Takes a word apart.
fn push(text: &str, start: usize, end: usize, out: &mut Vec<Word>) {
    let word = &text[start..end];
    let mut found = Word { start: start as u32, end: end as u32, ..Word::default() };
    let bytes = word.as_bytes();
    let (first, last) = (bytes[0], bytes[bytes.len() - 1]);
    let (mut left, mut right) = (0, word.len());
    if !first.is_ascii_alphanumeric() {
        left = opening(word, &mut found);
    }
    if !last.is_ascii_alphabetic() {
        right = closing(word, left, &mut found);
    }
    let core = &word[left..right];
    found.core = ((start + left) as u32, (start + right) as u32);
    (found.look, found.key) = look(core);
    found.whole = if core.len() == word.len() { found.key } else { look(word).1 };
    if core.is_empty() {
        found.look = Look::Signs;
        found.key = found.whole ^ 0x5555;
    }
    if found.tail == Tail::Letter {
        if found.has(CLOSES_BRACKET) {
            found.tail = Tail::Bracket;
        } else if found.has(CLOSES_QUOTE) || core.is_empty() {
            found.tail = Tail::Quote;
        } else if last.is_ascii_digit() && right == word.len() {
            found.tail = Tail::Digit;
        }
    }
    if last == b']' && closes_note(text, start, end, out) {
        found.tail = Tail::Dot;
        found.signs |= NOTED;
    }
    if (core.is_empty() || first == b'[')
        && let Some(before) = out.last()
    {
        hang(word, &mut found, before);
    }
    out.push(found);
}

/// Whether a word closes a bracket that was set right behind a stop, as `law.[citation needed]`.
fn closes_note(text: &str, start: usize, end: usize, out: &[Word]) -> bool {
    let word = &text.as_bytes()[start..end];
    let behind_stop = |word: &[u8]| memchr::memmem::find(word, b".[").is_some_and(|at| at > 2);
    if behind_stop(word) {
        return true;
    }
    let opened = out.iter().rev().take(3).map(|w| &text.as_bytes()[w.start as usize..w.end as usize]);
    opened.take_while(|w| !w.ends_with(b"]")).any(behind_stop)
}

/// Bytes of the signs that open a word.
fn opening(word: &str, found: &mut Word) -> usize {
    let mut left = 0;
    for c in word.chars().take_while(|c| opens(*c)) {
        left += c.len_utf8();
        found.signs |= if "([{<".contains(c) { OPENS_BRACKET } else { OPENS_QUOTE };
        found.depth = found.depth.saturating_add(i8::from(matches!(c, '(' | '[' | '“')));
    }
    left
}

/// Where the signs that close a word begin.
fn closing(word: &str, left: usize, found: &mut Word) -> usize {
    let mut right = word.len();
    while right > left {
        let body = &word[left..right];
        let Some(c) = body.chars().next_back() else { break };
        if closes(c) {
            if c == ']'
                && found.tail == Tail::Letter
                && let Some(mark) = bracketed(body)
            {
                found.signs |= NOTED;
                right -= mark;
                continue;
            }
            found.signs |= if matches!(c, ')' | ']' | '}' | '>') { CLOSES_BRACKET } else { CLOSES_QUOTE };
            found.depth = found.depth.saturating_sub(i8::from(matches!(c, ')' | ']' | '”')));
            right -= c.len_utf8();
            continue;
        }
        let tail = match c {
            '.' => Tail::Dot,
            '?' => Tail::Asks,
            '!' => Tail::Calls,
            '…' => Tail::Dots,
            ':' => Tail::Colon,
            ';' => Tail::Semicolon,
            ',' => Tail::Comma,
            '-' | '–' | '—' | '―' => Tail::Dash,
            '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' => {
                found.signs |= NOTED;
                right -= c.len_utf8();
                continue;
            }
            c if c.is_alphanumeric() || "%$€£&#@+/°§¢".contains(c) => {
                if c.is_ascii_digit()
                    && found.tail == Tail::Letter
                    && let Some(mark) = raised(body)
                {
                    found.signs |= NOTED;
                    right -= mark;
                    continue;
                }
                break;
            }
            _ => Tail::Sign,
        };
        found.tail = match (found.tail, tail) {
            (Tail::Letter, now) => now,
            (Tail::Dot, Tail::Dot) => Tail::Dots,
            (before, Tail::Asks | Tail::Calls) if before.stops() => tail,
            (before, _) => before,
        };
        right -= c.len_utf8();
    }
    right
}

/// Bytes of a note's mark in brackets behind something.
fn bracketed(body: &str) -> Option<usize> {
    let open = body.rfind('[').filter(|at| *at > 0)?;
    let label = &body[open + 1..body.len() - 1];
    ((1..=3).contains(&label.len()) && label.bytes().all(|b| b.is_ascii_digit())).then_some(body.len() - open)
}

/// Bytes of a note's number set right after a stop: `law.12`, `law.”3`.
fn raised(body: &str) -> Option<usize> {
    let digits = body.bytes().rev().take_while(u8::is_ascii_digit).count();
    let rest = &body[..body.len() - digits];
    let mut back = rest.chars().rev();
    let (last, before) = (back.next()?, back.next()?);
    let ends = (last == '.' && (before.is_lowercase() || ")]”\"’".contains(before)))
        || ("”\"’".contains(last) && before == '.');
    (digits <= 3 && ends && rest.len() > 3).then_some(digits)
}

/// A lone closing quote, or a lone note's mark after a stop, goes with the word before.
fn hang(word: &str, found: &mut Word, before: &Word) {
    let quote = word.chars().all(|c| matches!(c, '”' | '’'));
    let digits = word.strip_prefix('[').and_then(|w| w.strip_suffix(']'));
    let note = before.tail.stops()
        && digits.is_some_and(|d| (1..=3).contains(&d.len()) && d.bytes().all(|b| b.is_ascii_digit()));
    if quote || note {
        found.tail = before.tail;
        found.look = before.look;
        found.key = before.key;
        found.core = (found.start, found.start);
        found.signs |= before.signs & (CLOSES_BRACKET | CLOSES_QUOTE | NOTED) | HANGS;
    }
}

/// How a core looks, and its hash.
fn look(core: &str) -> (Look, u32) {
    let (mut upper, mut lower, mut digits, mut dots, mut others) = (0u32, 0u32, 0u32, 0u32, 0u32);
    let mut address = false;
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for &byte in core.as_bytes() {
        let small = match byte {
            b'a'..=b'z' => {
                lower += 1;
                byte
            }
            b'A'..=b'Z' => {
                upper += 1;
                byte + 32
            }
            b'0'..=b'9' => {
                digits += 1;
                b'0'
            }
            b'.' => {
                dots += 1;
                byte
            }
            b'@' | b'/' | b':' => {
                address = true;
                byte
            }
            _ => {
                others += u32::from(byte >= 0x80);
                byte
            }
        };
        hash = (hash ^ u64::from(small)).wrapping_mul(0x0100_0000_01b3);
    }
    let first = if others > 0 {
        for c in core.chars().filter(|c| !c.is_ascii()) {
            upper += u32::from(c.is_uppercase());
            lower += u32::from(c.is_alphabetic() && !c.is_uppercase());
        }
        core.chars().next().is_some_and(char::is_uppercase)
    } else {
        core.as_bytes().first().is_some_and(u8::is_ascii_uppercase)
    };
    let letters = upper + lower;
    let look = if core.is_empty() {
        Look::None
    } else if letters + digits == 0 {
        Look::Signs
    } else if (address && core.len() > 6) || core.len() > 40 {
        Look::Address
    } else if dots > 0 && letters > 0 {
        let parts = core.split('.').all(|p| p.len() <= 2);
        if parts { Look::Dotted } else { Look::Address }
    } else if letters == 0 {
        if digits == 4 && core.len() == 4 { Look::Year } else { Look::Digits }
    } else if digits > 0 {
        Look::Numbered
    } else if upper == 0 {
        Look::Lower
    } else if upper == 1 && letters == 1 {
        Look::Letter
    } else if lower == 0 {
        Look::Upper
    } else if first && upper == 1 {
        Look::Title
    } else {
        Look::Mixed
    };
    (look, (hash ^ hash >> 32) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(&str, Tail, Look)> {
        let mut out = Vec::new();
        scan(text, 0, text.len(), &mut out);
        out.iter().map(|w| (&text[w.core.0 as usize..w.core.1 as usize], w.tail, w.look)).collect()
    }

    #[test]
    fn edges_and_looks() {
        for (text, core, tail, look) in [
            ("(Law.)", "Law", Tail::Dot, Look::Title),
            ("law.12", "law", Tail::Dot, Look::Lower),
            ("law.”[12]", "law", Tail::Dot, Look::Lower),
            ("3.5", "3.5", Tail::Digit, Look::Digits),
            ("U.S.,", "U.S", Tail::Comma, Look::Dotted),
            ("what?!", "what", Tail::Asks, Look::Lower),
            ("…", "", Tail::Dots, Look::Signs),
            ("Élan", "Élan", Tail::Letter, Look::Title),
            ("a@b.example.", "a@b.example", Tail::Dot, Look::Address),
            ("2009)", "2009", Tail::Bracket, Look::Year),
        ] {
            assert_eq!(words(text), [(core, tail, look)], "{text}");
        }
    }

    #[test]
    fn spaces_that_were_lost() {
        assert_eq!(words("late.The council").len(), 3);
        assert_eq!(words("example.Com/Page see").len(), 2);
        assert_eq!(words("a\u{a0}b\u{2009}c").len(), 3);
    }
}
