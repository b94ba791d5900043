//! Ends of lines that a scanner or converter tore off and set down below: found by width, put back where both seams read better.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::line::{End, Line, LineKind, ends};
use super::marks::mark;
use super::usage::{Form, Piece, Usage, pair_key, pieces};
use crate::span::Span;

/// How far below its line a torn-off end may stand, in lines with words.
const FALL: usize = 12;
/// Pieces that fell together.
const CLUSTER: usize = 5;
/// Homes tried for each.
const BEAM: usize = 3;
/// What speaks for and against putting a piece back, as logarithms beside those of word usage.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weights {
    /// What a move must gain.
    pub(crate) bar: f32,
    /// The home breaks off early.
    pub(crate) torn: f32,
    /// A line stays among others.
    pub(crate) in_flow: f32,
    /// Both ends of one line fell together.
    pub(crate) both: f32,
    /// The left end fell alone.
    pub(crate) left: f32,
    /// The fallen line stands inside a sentence.
    pub(crate) inside: f32,
    /// It stands between two whole sentences.
    pub(crate) between: f32,
    /// It looks like a heading.
    pub(crate) heading: f32,
    /// Each character of room left at the home's right edge.
    pub(crate) room: f32,
    /// Each character by which the next word would still have fitted.
    pub(crate) slack: f32,
    /// Words one apart, against words side by side.
    pub(crate) next: f32,
    /// Each line between home and piece.
    pub(crate) fall: f32,
    /// Two words stand side by side elsewhere in the text.
    pub(crate) own: f32,
    /// A small letter after a stop, or a common word with a capital inside a sentence.
    pub(crate) case: f32,
}

/// Found by search on damaged copies of our own briefs and of public-domain reports.
pub(crate) const WEIGHTS: Weights = Weights {
    bar: 0.0,
    torn: 0.0,
    in_flow: 0.0,
    both: 1.5,
    left: 8.5,
    inside: 2.3,
    between: 0.6,
    heading: 3.0,
    room: 0.28,
    slack: 0.25,
    next: 0.0,
    fall: 0.2,
    own: 1.6,
    case: 4.0,
};

/// Which end of a line was torn off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Before,
    After,
}

/// A piece of the source that belongs to another line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Move {
    /// What is moved.
    pub(crate) piece: Span,
    /// First byte of the line to which it belongs.
    pub(crate) line: u32,
    pub(crate) side: Side,
    pub(crate) confidence: f32,
}

/// Torn-off pieces with their lines, and lines from which something is missing that was not found.
#[derive(Debug, Default)]
pub(crate) struct Torn {
    pub(crate) moves: Vec<Move>,
    /// Lines that hold nothing else than moved pieces.
    pub(crate) emptied: Vec<usize>,
    /// Lines that look torn or fallen, and stay so.
    pub(crate) left: Vec<Span>,
    places: Vec<Place>,
}

impl Torn {
    /// The moves of the places found, and what is left.
    fn finish(&mut self, search: &Search<'_>, short: &[usize], broken: &[usize]) {
        for place in &self.places {
            let span = search.lines[place.fallen].span;
            let body = search.body(place.fallen);
            let line = search.lines[place.target].span.start;
            let confidence = (0.6 + place.gain / 40.0).clamp(0.6, 0.97);
            let start = span.start as usize;
            let (left, right) = body.split_at(place.cut);
            if !left.is_empty() {
                let piece = Span::new(start, start + left.trim_end().len());
                self.moves.push(Move { piece, line, side: Side::Before, confidence });
            }
            if !right.is_empty() {
                let skip = right.len() - right.trim_start().len();
                let piece = Span::new(start + place.cut + skip, start + body.len());
                self.moves.push(Move { piece, line, side: Side::After, confidence });
            }
            self.emptied.push(place.fallen);
        }
        self.moves.sort_by_key(|m| m.piece);
        let beside = |i: usize| self.emptied.iter().any(|&e| e.abs_diff(i) <= 2);
        let fallen = short
            .iter()
            .copied()
            .filter(|&f| search.goes_alone(f) && super::line::goes_on(search.body(f)) && !beside(f));
        let torn = broken.iter().copied().filter(|&b| {
            search.stops_short(b) && !self.places.iter().any(|p| p.target == b || p.fallen == b + 1)
        });
        self.left =
            fallen.chain(torn).filter(|i| !self.emptied.contains(i)).map(|i| search.lines[i].span).collect();
        self.left.sort_unstable();
        self.left.dedup();
    }
}

struct Search<'t> {
    usage: &'t Usage<'t>,
    text: &'t str,
    lines: &'t [Line],
    width: u32,
    weights: Weights,
    /// Pairs of words that stand side by side in a line, with how often.
    own: FxHashMap<u64, u32>,
}

/// A way to put one fallen line back.
#[derive(Clone, Copy, Debug)]
struct Place {
    fallen: usize,
    target: usize,
    /// Bytes of the fallen line that go before the target; the rest goes after it.
    cut: usize,
    gain: f32,
}

/// Looks through the lines of a text that is wrapped at `width`.
pub(crate) fn torn(usage: &Usage<'_>, text: &str, lines: &[Line], width: u32) -> Torn {
    torn_by(usage, text, lines, width, WEIGHTS)
}

/// The same by other weights.
pub(crate) fn torn_by(usage: &Usage<'_>, text: &str, lines: &[Line], width: u32, weights: Weights) -> Torn {
    let mut out = Torn::default();
    let mut search = Search { usage, text, lines, width, weights, own: FxHashMap::default() };
    let broken: Vec<usize> = (0..lines.len()).filter(|&i| search.breaks_off(i)).collect();
    if broken.is_empty() {
        return out;
    }
    search.own = search.pairs();
    let short: Vec<usize> = (0..lines.len()).filter(|&i| search.may_have_fallen(i)).collect();
    let words = lines.iter().filter(|l| l.kind != LineKind::Blank).count();
    if short.len() * 3 > words {
        return out;
    }
    // What stands by itself is settled first: a line in the flow of others may be where it belongs.
    for alone in [true, false] {
        let mut cluster: Vec<usize> = Vec::new();
        for &at in short.iter().filter(|&&i| search.goes_alone(i) == alone) {
            if cluster.last().is_some_and(|&last| search.words_between(last, at) > 2)
                || cluster.len() == CLUSTER
            {
                search.settle(&cluster, &broken, &mut out);
                cluster.clear();
            }
            if !out.places.iter().any(|p| p.target == at) {
                cluster.push(at);
            }
        }
        search.settle(&cluster, &broken, &mut out);
    }
    out.finish(&search, &short, &broken);
    out
}

impl Search<'_> {
    fn pairs(&self) -> FxHashMap<u64, u32> {
        let mut out: FxHashMap<u64, u32> = FxHashMap::default();
        for line in self.lines.iter().filter(|l| l.kind != LineKind::Blank) {
            let mut last: Option<Piece> = None;
            pieces(Some(self.usage), self.text, line.span.range(), |p| {
                if let Some(left) = last.filter(|l| tells(l, &p)) {
                    *out.entry(pair_key(left.key, p.key)).or_default() += 1;
                }
                last = Some(p);
            });
        }
        out
    }

    fn body(&self, line: usize) -> &str {
        self.lines[line].body(self.text)
    }

    fn blank(&self, line: Option<usize>) -> bool {
        line.and_then(|i| self.lines.get(i)).is_none_or(|l| l.kind == LineKind::Blank)
    }

    /// Lines with words between two.
    fn words_between(&self, from: usize, to: usize) -> usize {
        self.lines[from + 1..to].iter().filter(|l| l.kind != LineKind::Blank).count()
    }

    /// The next word would have had room, and the sentence had not ended; or the line begins too late to be whole.
    fn breaks_off(&self, i: usize) -> bool {
        let line = &self.lines[i];
        if line.kind == LineKind::Blank || line.width + 4 > self.width || line.width < 4 {
            return false;
        }
        let body = self.body(i);
        if mark(body).is_some() && line.width * 3 < self.width {
            return false;
        }
        match self.lines.get(i + 1).filter(|l| l.kind != LineKind::Blank) {
            Some(_) => line.width + 1 + first_width(self.body(i + 1)) + 1 < self.width,
            // The last line of a paragraph, but of no sentence.
            None => ends(body) == End::Open && (i > 0 && !self.blank(Some(i - 1)) || self.fallen_below(i)),
        }
    }

    /// A blank line and a short one come next.
    fn fallen_below(&self, i: usize) -> bool {
        (i + 2 < self.lines.len()) && self.may_have_fallen(i + 2)
    }

    /// Breaks off by so much that no ragged edge explains it, in the midst of a paragraph.
    fn stops_short(&self, i: usize) -> bool {
        let next = self.lines.get(i + 1).filter(|l| l.kind != LineKind::Blank);
        next.is_some_and(|_| {
            self.lines[i].width + first_width(self.body(i + 1)) + self.width / 4 < self.width
                && super::line::goes_on(self.body(i + 1))
                && i > 0
                && !self.blank(Some(i - 1))
        })
    }

    /// Short, and no item, number, heading or end of a paragraph by its looks.
    fn may_have_fallen(&self, i: usize) -> bool {
        let line = &self.lines[i];
        let body = self.body(i);
        if line.kind == LineKind::Blank || line.width * 5 > self.width * 3 || mark(body).is_some() {
            return false;
        }
        let letters = body.chars().filter(|c| c.is_alphabetic()).count();
        let capitals = body.chars().filter(|c| c.is_uppercase()).count();
        letters > 1 && capitals * 2 <= letters.max(2) && i > 0
    }

    /// First and last two pieces of some text.
    fn ends_of(&self, span: Span) -> Ends {
        let mut all = Vec::new();
        pieces(Some(self.usage), self.text, span.range(), |p| all.push(p));
        let edge = Piece::edge(0);
        let n = all.len();
        let at = |i: usize| all.get(i).copied().unwrap_or(edge);
        Ends { first: [at(0), at(1)], last: [at(n.wrapping_sub(1)), at(n.wrapping_sub(2))], some: n > 0 }
    }

    /// How well two runs of words read one after the other.
    fn seam(&self, left: &Ends, right: &Ends) -> f32 {
        let (l, r) = (left.last, right.first);
        let usage = self.usage;
        let own = tells(&l[0], &r[0]) && self.own.contains_key(&pair_key(l[0].key, r[0].key));
        let own = if own { self.weights.own } else { 0.0 };
        let case = if odd_case(&l[0], &r[0]) { self.weights.case } else { 0.0 };
        own - case
            + usage.follows(&l[0], &r[0])
            + self.weights.next * (usage.follows_next(&l[1], &r[0]) + usage.follows_next(&l[0], &r[1]))
    }

    /// The words before a line, where they belong to its paragraph.
    fn above(&self, i: usize, flow: Flow<'_>) -> Ends {
        self.neighbour(i, (0..i).rev(), flow, |this, k| this.reads_on(k, i), |cut, end| cut..end)
    }

    /// The words after a line, where they belong to its paragraph.
    fn below(&self, i: usize, flow: Flow<'_>) -> Ends {
        let lines = i + 1..self.lines.len();
        self.neighbour(i, lines, flow, |this, k| this.reads_on(i, k), |cut, _| 0..cut)
    }

    /// The nearest line that is in its place, with what was put back at its near end.
    fn neighbour(
        &self,
        i: usize,
        lines: impl Iterator<Item = usize>,
        flow: Flow<'_>,
        reads_on: impl Fn(&Self, usize) -> bool,
        near: impl Fn(usize, usize) -> Range<usize>,
    ) -> Ends {
        let (mut blank, mut away) = (false, false);
        for k in lines {
            if flow.away.contains(&k) {
                away = true;
                continue;
            }
            if self.lines[k].kind == LineKind::Blank {
                blank = true;
                continue;
            }
            if blank && !((away || flow.away.contains(&i)) && reads_on(self, k)) {
                break;
            }
            if let Some(place) = flow.placed.iter().find(|p| p.target == k) {
                let span = self.lines[place.fallen].span;
                let part = near(place.cut, span.len());
                if !part.is_empty() {
                    let start = span.start as usize;
                    return self.ends_of(Span::new(start + part.start, start + part.end));
                }
            }
            return self.ends_of(self.lines[k].span);
        }
        Ends::edge()
    }

    /// Whether the sentence at the end of one line goes on in another.
    fn reads_on(&self, above: usize, below: usize) -> bool {
        ends(self.body(above)) == End::Open && super::line::goes_on(self.body(below))
    }

    /// Finds the best homes for lines that fell together; their order is the order of their homes.
    fn settle(&self, fallen: &[usize], broken: &[usize], out: &mut Torn) {
        if !fallen.is_empty() {
            let (_, placed) = self.choose(fallen, broken, &out.places, None);
            out.places.extend(placed);
        }
    }

    /// The choice with the greatest gain, in ascending order of the homes.
    fn choose(
        &self,
        fallen: &[usize],
        broken: &[usize],
        placed: &[Place],
        above: Option<usize>,
    ) -> (f32, Vec<Place>) {
        let Some((&first, rest)) = fallen.split_first() else { return (0.0, Vec::new()) };
        let mut best = self.choose(rest, broken, placed, above);
        let mut options = self.homes(first, fallen, broken, placed);
        options.retain(|h| above.is_none_or(|a| h.target > a));
        options.sort_by(|a, b| b.gain.total_cmp(&a.gain));
        let mut tried: Vec<usize> = Vec::new();
        for home in options {
            if tried.contains(&home.target) || tried.len() == BEAM {
                continue;
            }
            tried.push(home.target);
            let mut with = placed.to_vec();
            with.push(home);
            let (gain, mut chosen) = self.choose(rest, broken, &with, Some(home.target));
            if gain + home.gain > best.0 {
                chosen.insert(0, home);
                best = (gain + home.gain, chosen);
            }
        }
        best
    }

    /// Where a fallen line may belong, with what each place gains.
    fn homes(&self, fallen: usize, cluster: &[usize], broken: &[usize], placed: &[Place]) -> Vec<Place> {
        // Lines out of their place: no words of the flow.
        let mut out_of_place: Vec<usize> = placed.iter().map(|p| p.fallen).collect();
        out_of_place.push(fallen);
        out_of_place.extend(cluster.iter().filter(|&&f| self.goes_alone(f)));
        let flow = Flow { away: &out_of_place, placed };
        let body = self.body(fallen);
        let span = self.lines[fallen].span;
        let start = span.start as usize;
        let whole = self.ends_of(span);
        let (above, below) = (self.above(fallen, flow), self.below(fallen, flow));
        let stays = if self.goes_alone(fallen) {
            self.seam(&Ends::edge(), &whole) + self.seam(&whole, &Ends::edge())
        } else {
            self.seam(&above, &whole) + self.seam(&whole, &below) - self.seam(&above, &below)
                + self.weights.in_flow
        };
        let stands = self.stands(fallen, flow);
        let mut out = Vec::new();
        for &target in broken.iter().rev().skip_while(|t| **t >= fallen) {
            if self.words_between(target, fallen) > FALL {
                break;
            }
            if placed.iter().any(|p| p.target == target) || out_of_place.contains(&target) {
                continue;
            }
            let line = &self.lines[target];
            if line.width + 1 + self.lines[fallen].width > self.width + 3 {
                continue;
            }
            let middle = self.ends_of(line.span);
            let (before, after) = (self.above(target, flow), self.below(target, flow));
            let now = self.seam(&before, &middle) + self.seam(&middle, &after);
            let cuts = std::iter::once(0).chain(body.match_indices(' ').map(|(i, _)| i)).chain([body.len()]);
            for cut in cuts {
                let left = self.ends_of(Span::new(start, start + cut));
                let right = self.ends_of(Span::new(start + cut, start + body.len()));
                let mut then = 0.0;
                let mut last = before;
                for part in [left, middle, right].into_iter().filter(|p| p.some).chain([after]) {
                    then += self.seam(&last, &part);
                    last = part;
                }
                let seldom = match cut {
                    0 => 0.0,
                    c if c == body.len() => self.weights.left,
                    _ => self.weights.both,
                };
                let weights = &self.weights;
                let width = line.width + 1 + self.lines[fallen].width;
                let room = self.width.saturating_sub(width) as f32;
                let slack = self.width.saturating_sub(width + 1 + self.next_width(target)) as f32;
                let torn = if self.torn_off(target) { weights.torn } else { 0.0 };
                let far = self.words_between(target, fallen) as f32;
                let gain = then - now - stays + torn + stands
                    - weights.room * room
                    - weights.slack * slack
                    - weights.fall * far
                    - weights.bar
                    - seldom;
                if gain > 0.0 {
                    out.push(Place { fallen, target, cut, gain });
                }
            }
        }
        out
    }

    /// What the place of a fallen line says of it.
    fn stands(&self, fallen: usize, flow: Flow<'_>) -> f32 {
        if !self.goes_alone(fallen) {
            return 0.0;
        }
        let words = |k: &usize| self.lines[*k].kind != LineKind::Blank && !flow.away.contains(k);
        let (above, below) = ((0..fallen).rev().find(words), (fallen + 1..self.lines.len()).find(words));
        let (Some(above), Some(below)) = (above, below) else { return -self.weights.between };
        let body = self.body(fallen);
        let heading = body.starts_with(char::is_uppercase) && ends(body) == End::Open && !body.ends_with(',');
        let mut out = if heading { -self.weights.heading } else { 0.0 };
        if self.reads_on(above, below) {
            out += self.weights.inside;
        } else if ends(self.body(above)) == End::Stop {
            out -= self.weights.between;
        }
        out
    }

    /// Width of the first word of the next line of the paragraph; wide where there is none.
    fn next_width(&self, line: usize) -> u32 {
        let next = self.lines.get(line + 1).filter(|l| l.kind != LineKind::Blank);
        next.map_or(self.width, |_| first_width(self.body(line + 1)))
    }

    fn torn_off(&self, target: usize) -> bool {
        self.stops_short(target) || self.blank(Some(target + 1))
    }

    /// A line that stands by itself between blank ones.
    fn goes_alone(&self, line: usize) -> bool {
        self.blank(line.checked_sub(1)) && self.blank(Some(line + 1))
    }
}

/// What is to be left out and what was put where, when words are read in their order.
#[derive(Clone, Copy)]
struct Flow<'f> {
    away: &'f [usize],
    placed: &'f [Place],
}

/// The first two pieces, the last two from the end, and whether there are any.
#[derive(Clone, Copy)]
struct Ends {
    first: [Piece; 2],
    last: [Piece; 2],
    some: bool,
}

impl Ends {
    fn edge() -> Self {
        let edge = Piece::edge(0);
        Self { first: [edge; 2], last: [edge; 2], some: false }
    }
}

/// Whether it says something that two words stand side by side.
fn tells(left: &Piece, right: &Piece) -> bool {
    let word = |p: &Piece| p.form == Form::Word;
    word(left) && word(right) && !(left.is_common() && right.is_common())
}

/// A sentence that begins small, or a common word with a capital inside one.
fn odd_case(left: &Piece, right: &Piece) -> bool {
    match right.form {
        Form::Word if left.is_stop() => !right.capital,
        Form::Word => left.form != Form::Mark && right.capital && right.is_common() && right.len() < 5,
        _ => false,
    }
}

fn first_width(line: &str) -> u32 {
    line.chars().take_while(|c| !c.is_whitespace()).count() as u32
}
