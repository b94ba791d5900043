//! Damages clean text as a poor scan of two columns does, and keeps the truth: for tuning and measuring repair.

/// What was done to one place of the damaged text.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) kind: &'static str,
    /// Bytes of the damaged text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) now: String,
    /// Where a displaced piece belongs.
    pub(crate) moved_to: Option<usize>,
}

/// A damaged text, what was done to it, and what it was: one line a paragraph.
#[derive(Clone, Debug)]
pub(crate) struct Damaged {
    pub(crate) text: String,
    pub(crate) truth: String,
    pub(crate) items: Vec<Item>,
}

/// Numbers that look random and are the same each time.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// From nought to below `n`.
    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }
}

/// A word as it will stand, with what was done to it.
struct Word {
    text: String,
    damage: Option<(&'static str, String)>,
}

/// A line of words; the last may be cut by a hyphen, and `fell` words are missing at its edges.
struct Line {
    words: Vec<Word>,
    last: bool,
    left: Option<usize>,
    right: Option<usize>,
}

/// Damages the paragraphs of a text (parted by blank lines).
pub(crate) fn damage(text: &str, seed: u64) -> Damaged {
    let mut dice = Dice::new(seed);
    let width = 46 + dice.below(14);
    let paragraphs: Vec<Vec<&str>> = text
        .split("\n\n")
        .map(|p| p.split_whitespace().collect::<Vec<_>>())
        .filter(|p| !p.is_empty())
        .collect();
    let truth: Vec<String> = paragraphs.iter().map(|p| p.join(" ")).collect();
    let mut lines: Vec<Line> = Vec::new();
    for paragraph in &paragraphs {
        wrap(paragraph, width, &mut dice, &mut lines);
    }
    let mut out = Damaged { text: String::new(), truth: truth.join("\n"), items: Vec::new() };
    write(lines, &mut dice, &mut out);
    out
}

fn wrap(words: &[&str], width: usize, dice: &mut Dice, lines: &mut Vec<Line>) {
    let mut line: Vec<Word> = Vec::new();
    let mut length = 0;
    let mut at = 0;
    // Letters differ in width: lines that look alike on paper differ in their number of characters.
    let mut capacity = width - dice.below(7);
    let mut rest: Option<String> = None;
    while at < words.len() {
        let word = rest.take().unwrap_or_else(|| words[at].to_owned());
        let size = word.chars().count();
        if length > 0 && length + 1 + size > capacity {
            let room = capacity.saturating_sub(length + 2);
            let cut = hyphenated(&word, room).filter(|_| dice.chance(3));
            if let Some(cut) = cut {
                line.push(Word { text: format!("{}-", &word[..cut]), damage: None });
                rest = Some(word[cut..].to_owned());
            } else {
                rest = Some(word);
            }
            lines.push(Line { words: std::mem::take(&mut line), last: false, left: None, right: None });
            length = 0;
            capacity = width - dice.below(7);
            continue;
        }
        length += size + usize::from(length > 0);
        line.push(slip(word, dice));
        at += 1;
    }
    if !line.is_empty() {
        lines.push(Line { words: line, last: true, left: None, right: None });
    }
    let first = lines
        .iter()
        .rposition(|l| l.last)
        .map_or(0, |end| lines[..end].iter().rposition(|l| l.last).map_or(0, |i| i + 1));
    tear(&mut lines[first..], dice);
}

/// Where a plain word may be cut so that at most `room` letters stay: between a vowel and a consonant.
fn hyphenated(word: &str, room: usize) -> Option<usize> {
    if word.len() < 8 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let vowel = |b: u8| b"aeiouy".contains(&b);
    (3..word.len() - 3).rev().find(|&i| {
        let bytes = word.as_bytes();
        i <= room && vowel(bytes[i - 1]) && !vowel(bytes[i]) && vowel(bytes[i + 1])
    })
}

fn slip(word: String, dice: &mut Dice) -> Word {
    let tries: [(&str, &str); 6] =
        [("rn", "m"), ("m", "rn"), ("It", "1t"), ("In", "1n"), ("cl", "d"), ("1", "l")];
    for (now, was) in tries {
        let number = now == "1";
        let plain = word.bytes().all(|b| b.is_ascii_lowercase() || b == b',' || b == b'.');
        let fits = match now {
            "It" | "In" => word == now,
            "1" => word.len() > 1 && word.bytes().all(|b| b.is_ascii_digit()) && word.starts_with('1'),
            _ => plain && word.len() > 6 && word.contains(now),
        };
        let rate = match now {
            "It" | "In" => 3,
            "1" => 6,
            _ => 60,
        };
        if fits && dice.chance(rate) {
            let text = word.replacen(now, was, 1);
            let _ = number;
            return Word { text, damage: Some(("ocr_character", word)) };
        }
    }
    Word { text: word, damage: None }
}

/// Marks which lines lose their ends.
fn tear(lines: &mut [Line], dice: &mut Dice) {
    let n = lines.len();
    let mut i = 0;
    while i + 2 < n {
        if dice.chance(9) {
            let line = &mut lines[i];
            let words = line.words.len();
            let whole = |w: &Word| !w.text.ends_with('-') && w.damage.is_none();
            if words >= 6 && line.words.iter().all(whole) {
                // What falls alone is long enough to be seen as a line; what falls with the other end may be short.
                let length =
                    |n: usize| line.words[words - n..].iter().map(|w| w.text.len() + 1).sum::<usize>();
                let least = 8 + dice.below(8);
                let right = (1..4).find(|&n| length(n) > least).unwrap_or(3);
                line.right = Some(right);
                if dice.chance(3) {
                    line.left = Some(1);
                    line.right = Some(1 + dice.below(2));
                }
                i += 2;
            }
        }
        i += 1;
    }
}

struct Fallen {
    words: Vec<String>,
    cut: usize,
    homes: (Option<usize>, Option<usize>),
    after: usize,
    apart: bool,
}

fn write(lines: Vec<Line>, dice: &mut Dice, out: &mut Damaged) {
    let mut waiting: Vec<Fallen> = Vec::new();
    let count = lines.len();
    for (i, line) in lines.into_iter().enumerate() {
        let n = line.words.len();
        let from = line.left.unwrap_or(0);
        let to = n - line.right.unwrap_or(0);
        let start = out.text.len();
        let mut previous_glued = false;
        let mut pieces: Vec<(usize, usize, &'static str, String)> = Vec::new();
        for (k, word) in line.words[from..to].iter().enumerate() {
            let plain = |w: &str| w.bytes().all(|b| b.is_ascii_lowercase());
            let glue = k > 0
                && !previous_glued
                && word.damage.is_none()
                && line.words[from + k - 1].damage.is_none()
                && plain(&word.text)
                && line.words[from + k - 1].text.bytes().all(|b| b.is_ascii_alphabetic())
                && dice.chance(45);
            if k > 0 && !glue {
                out.text.push(' ');
            }
            let mut at = out.text.len();
            if glue {
                let before = &line.words[from + k - 1].text;
                at -= before.len();
                pieces.push((
                    at,
                    out.text.len() + word.text.len(),
                    "joined_words",
                    format!("{before} {}", word.text),
                ));
            } else if word.damage.is_none() && plain(&word.text) && dice.chance(500) {
                let mark = ["“", "‘", "\""][dice.below(3)];
                out.text.push_str(mark);
                pieces.push((at, at + mark.len(), "stray_mark", String::new()));
            }
            previous_glued = glue;
            let from = out.text.len();
            out.text.push_str(&word.text);
            if let Some((kind, now)) = &word.damage {
                let bare = |w: &str| w.trim_end_matches(['.', ',']).len();
                let end = from + bare(&word.text);
                pieces.push((from, end, kind, now[..bare(now)].to_owned()));
            }
        }
        for (start, end, kind, now) in pieces {
            out.items.push(Item { kind, start, end, now, moved_to: None });
        }
        if line.right.is_some() {
            let strings = |words: &[Word]| words.iter().map(|w| w.text.clone()).collect::<Vec<_>>();
            let mut words = strings(&line.words[..from]);
            let cut = words.len();
            words.extend(strings(&line.words[to..]));
            let homes = (line.left.map(|_| start), Some(out.text.len()));
            let last = waiting.last().map_or(0, |f| f.after);
            let after = (i + 1 + dice.below(6)).max(last);
            waiting.push(Fallen { words, cut, homes, after, apart: !dice.chance(6) });
        }
        out.text.push('\n');
        let next_last = line.last;
        while waiting.first().is_some_and(|f| f.after <= i || i + 1 == count) {
            let fallen = waiting.remove(0);
            if fallen.apart && !out.text.ends_with("\n\n") {
                out.text.push('\n');
            }
            let put = |words: &[String], home: Option<usize>, out: &mut Damaged| {
                if let (Some(home), false) = (home, words.is_empty()) {
                    let start = out.text.len();
                    out.text.push_str(&words.join(" "));
                    let (end, now) = (out.text.len(), words.join(" "));
                    out.items.push(Item {
                        kind: "displaced_fragment",
                        start,
                        end,
                        now,
                        moved_to: Some(home),
                    });
                }
            };
            put(&fallen.words[..fallen.cut], fallen.homes.0, out);
            if fallen.cut > 0 {
                out.text.push(' ');
            }
            put(&fallen.words[fallen.cut..], fallen.homes.1, out);
            out.text.push_str(if fallen.apart { "\n\n" } else { "\n" });
        }
        if next_last && !out.text.ends_with("\n\n") {
            out.text.push('\n');
        }
    }
}
