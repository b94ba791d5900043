//! Ends of lines that a scanner or converter tore off and set down below: found by width, put back where both seams read better.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::layout::Layout;
use super::line::{End, Line, ends, goes_on};
use super::seams::{Ends, Seams, WEIGHTS, Weights};
use super::usage::{Piece, Usage, pieces};
use crate::span::Span;

/// How far below its line a torn-off end may stand, in lines with words.
const FALL: usize = 12;
/// Pieces that fell together.
const CLUSTER: usize = 5;
/// How far around lines decided before are looked at.
const NEAR: usize = 3 * FALL;
/// Homes tried for each.
const BEAM: usize = 3;
/// Fewer pieces than one in so many lines are few, and what each of few must gain.
const FEW: usize = 50;
const STRONG: f32 = 6.0;

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
    /// Lines that hold nothing else than moved pieces, in order.
    pub(crate) emptied: Vec<usize>,
    /// Lines that look torn or fallen, and stay so.
    pub(crate) left: Vec<Span>,
    /// How many pieces were found, also such as the caller lets lie.
    pub(crate) found: usize,
    /// What was decided: of lines that stand alone, and of others; by the fallen line.
    places: [Vec<Place>; 2],
}

impl Torn {
    /// The moves of the places found, and what is left.
    fn finish(&mut self, search: &Search<'_>, short: &[usize], broken: &[usize]) {
        for place in self.places.iter().flatten() {
            let span = search.page.lines[place.fallen].span;
            let body = search.page.body(place.fallen);
            let line = search.page.lines[place.target].span.start;
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
        self.found = self.moves.len();
        self.emptied.sort_unstable();
        let page = &search.page;
        let near = |i: usize, reach: usize| {
            let next = self.emptied.partition_point(|&e| e + reach < i);
            self.emptied.get(next).is_some_and(|&e| e <= i + reach)
        };
        let targets: FxHashSet<usize> = self.places.iter().flatten().map(|p| p.target).collect();
        let fallen = short.iter().copied();
        let fallen = fallen.filter(|&f| page.goes_alone(f) && goes_on(page.body(f)) && !near(f, 2));
        let torn = broken.iter().copied();
        let torn = torn.filter(|&b| page.stops_short(b) && !targets.contains(&b) && !near(b + 1, 0));
        let left = fallen.chain(torn).filter(|&i| !near(i, 0)).map(|i| page.lines[i].span);
        self.left = left.collect();
        self.left.sort_unstable();
        self.left.dedup();
    }
}

struct Search<'t> {
    seams: Seams<'t>,
    page: Layout<'t>,
    /// The edges of each line with words.
    ends: Vec<Option<Ends>>,
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
    let page = Layout::new(text, lines, width);
    let short: Vec<usize> = page.filled().iter().copied().filter(|&i| page.may_have_fallen(i)).collect();
    if short.is_empty() || short.len() * 3 > page.filled().len() {
        return out;
    }
    let broken: Vec<usize> = page.filled().iter().copied().filter(|&i| page.breaks_off(i)).collect();
    if broken.is_empty() {
        return out;
    }
    let mut search = Search { seams: Seams::new(usage, weights), page, ends: vec![None; lines.len()] };
    search.read();
    // What stands by itself is settled first: a line in the flow of others may be where it belongs.
    let mut targets: FxHashSet<usize> = FxHashSet::default();
    for alone in [true, false] {
        let mut cluster: Vec<usize> = Vec::new();
        for &at in short.iter().filter(|&&i| search.page.goes_alone(i) == alone) {
            if cluster.last().is_some_and(|&last| search.page.words_between(last, at) > 2)
                || cluster.len() == CLUSTER
            {
                search.settle(&cluster, &broken, alone, &mut targets, &mut out);
                cluster.clear();
            }
            if !targets.contains(&at) {
                cluster.push(at);
            }
        }
        search.settle(&cluster, &broken, alone, &mut targets, &mut out);
    }
    // Damage comes in numbers: a few doubtful pieces in a long text are odd lines of its writer.
    if out.places.iter().map(Vec::len).sum::<usize>() * FEW < search.page.filled().len() {
        out.places.iter_mut().for_each(|p| p.retain(|place| place.gain >= STRONG));
    }
    out.finish(&search, &short, &broken);
    out
}

impl Search<'_> {
    /// Reads all lines: the edges of each, and which words stand side by side.
    fn read(&mut self) {
        let mut all: Vec<Piece> = Vec::new();
        for &i in self.page.filled() {
            all.clear();
            pieces(Some(self.seams.usage), self.page.text, self.page.lines[i].span.range(), |p| all.push(p));
            self.ends[i] = Some(Ends::of(&all));
            self.seams.read(&all);
        }
    }

    /// First and last two pieces of a part of a line.
    fn ends_of(&self, span: Span) -> Ends {
        let mut all = Vec::new();
        pieces(Some(self.seams.usage), self.page.text, span.range(), |p| all.push(p));
        Ends::of(&all)
    }

    /// First and last two pieces of a line.
    fn ends_at(&self, line: usize) -> Ends {
        self.ends[line].unwrap_or_else(Ends::edge)
    }

    /// The words before a line, where they belong to its paragraph.
    fn above(&self, i: usize, flow: Flow<'_>) -> Ends {
        let lines = self.page.up(i);
        self.neighbour(i, lines, flow, |page, k| page.reads_on(k, i), |cut, end| cut..end)
    }

    /// The words after a line, where they belong to its paragraph.
    fn below(&self, i: usize, flow: Flow<'_>) -> Ends {
        let lines = self.page.down(i);
        self.neighbour(i, lines, flow, |page, k| page.reads_on(i, k), |cut, _| 0..cut)
    }

    /// The nearest line that is in its place, with what was put back at its near end.
    fn neighbour(
        &self,
        i: usize,
        lines: impl Iterator<Item = usize>,
        flow: Flow<'_>,
        reads_on: impl Fn(&Layout<'_>, usize) -> bool,
        near: impl Fn(usize, usize) -> Range<usize>,
    ) -> Ends {
        let (mut blank, mut away) = (false, false);
        let mut last = i;
        for k in lines {
            blank |= last.abs_diff(k) > 1;
            last = k;
            if flow.away.contains(&k) {
                away = true;
                continue;
            }
            if blank && !((away || flow.away.contains(&i)) && reads_on(&self.page, k)) {
                break;
            }
            if let Some(place) = flow.placed.iter().find(|p| p.target == k) {
                let span = self.page.lines[place.fallen].span;
                let part = near(place.cut, span.len());
                if !part.is_empty() {
                    let start = span.start as usize;
                    return self.ends_of(Span::new(start + part.start, start + part.end));
                }
            }
            return self.ends_at(k);
        }
        Ends::edge()
    }

    /// Finds the best homes for lines that fell together; their order is the order of their homes.
    fn settle(
        &self,
        fallen: &[usize],
        broken: &[usize],
        alone: bool,
        targets: &mut FxHashSet<usize>,
        out: &mut Torn,
    ) {
        let (Some(&first), Some(&last)) = (fallen.first(), fallen.last()) else { return };
        let placed = self.nearby(&out.places, first, last);
        let (_, found) = self.choose(fallen, broken, &placed, None);
        targets.extend(found.iter().map(|p| p.target));
        out.places[usize::from(!alone)].extend(found);
    }

    /// What was decided in the lines around.
    fn nearby(&self, places: &[Vec<Place>; 2], first: usize, last: usize) -> Vec<Place> {
        let mut out = Vec::new();
        for list in places {
            let from =
                list.partition_point(|p| p.fallen < first && self.page.words_between(p.fallen, first) > NEAR);
            let near = list[from..].iter();
            out.extend(
                near.take_while(|p| p.fallen < last || self.page.words_between(last, p.fallen) <= NEAR),
            );
        }
        out
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
        out_of_place.extend(cluster.iter().filter(|&&f| self.page.goes_alone(f)));
        let flow = Flow { away: &out_of_place, placed };
        let body = self.page.body(fallen);
        let span = self.page.lines[fallen].span;
        let start = span.start as usize;
        let whole = self.ends_at(fallen);
        let (above, below) = (self.above(fallen, flow), self.below(fallen, flow));
        let stays = if self.page.goes_alone(fallen) {
            self.seams.seam(&Ends::edge(), &whole) + self.seams.seam(&whole, &Ends::edge())
        } else {
            self.seams.seam(&above, &whole) + self.seams.seam(&whole, &below)
                - self.seams.seam(&above, &below)
                + self.seams.weights.in_flow
        };
        let stands = self.stands(fallen, flow);
        let mut out = Vec::new();
        for &target in broken[..broken.partition_point(|&t| t < fallen)].iter().rev() {
            if self.page.words_between(target, fallen) > FALL {
                break;
            }
            if placed.iter().any(|p| p.target == target) || out_of_place.contains(&target) {
                continue;
            }
            let line = &self.page.lines[target];
            if line.width + 1 + self.page.lines[fallen].width > self.page.width + 3 {
                continue;
            }
            let middle = self.ends_at(target);
            let (before, after) = (self.above(target, flow), self.below(target, flow));
            let now = self.seams.seam(&before, &middle) + self.seams.seam(&middle, &after);
            let cuts = std::iter::once(0).chain(body.match_indices(' ').map(|(i, _)| i)).chain([body.len()]);
            for cut in cuts {
                let left = self.ends_of(Span::new(start, start + cut));
                let right = self.ends_of(Span::new(start + cut, start + body.len()));
                let mut then = 0.0;
                let mut last = before;
                for part in [left, middle, right].into_iter().filter(|p| p.some).chain([after]) {
                    then += self.seams.seam(&last, &part);
                    last = part;
                }
                let seldom = match cut {
                    0 => 0.0,
                    c if c == body.len() => self.seams.weights.left,
                    _ => self.seams.weights.both,
                };
                let weights = &self.seams.weights;
                let width = line.width + 1 + self.page.lines[fallen].width;
                let room = self.page.width.saturating_sub(width) as f32;
                let slack = self.page.width.saturating_sub(width + 1 + self.page.next_width(target)) as f32;
                let torn = if self.page.torn_off(target) { weights.torn } else { 0.0 };
                let far = self.page.words_between(target, fallen) as f32;
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
        if !self.page.goes_alone(fallen) {
            return 0.0;
        }
        let stays = |k: &usize| !flow.away.contains(k);
        let (above, below) = (self.page.up(fallen).find(stays), self.page.down(fallen).find(stays));
        let (Some(above), Some(below)) = (above, below) else { return -self.seams.weights.between };
        let body = self.page.body(fallen);
        let heading = body.starts_with(char::is_uppercase) && ends(body) == End::Open && !body.ends_with(',');
        let mut out = if heading { -self.seams.weights.heading } else { 0.0 };
        if self.page.reads_on(above, below) {
            out += self.seams.weights.inside;
        } else if ends(self.page.body(above)) == End::Stop {
            out -= self.seams.weights.between;
        }
        out
    }
}

/// What is to be left out and what was put where, when words are read in their order.
#[derive(Clone, Copy)]
struct Flow<'f> {
    away: &'f [usize],
    placed: &'f [Place],
}

#[cfg(test)]
mod tests {
    use super::super::{RepairKind, RepairLevel, Text};

    const PAGE: &str = "The council of the northern valleys met in the spring\nand asked the ministry of transport to open the road to\nthe lake before the summer, as it had promised to the\nmembers whose wages so far\nthe road stayed closed all the same, because the money\n\nhad never been paid, but\n\nhad gone to the harbour. In the autumn the ministry told\nthe council that the work would begin in the next year\nand that it would not cost the districts anything. The\ncouncil thanked the ministry for the letter and asked\nfor a plan. No plan was sent, and the council wrote again\nto the ministry before the end of the year, as is usual\nin that part of the country and in the years of drought.\n";

    #[test]
    fn an_end_that_fell_down_is_put_back() {
        let text = Text::new(PAGE, RepairLevel::Full).unwrap();
        assert!(
            text.clean().contains("whose wages so far had never been paid, but the road stayed closed"),
            "{}",
            text.clean()
        );
        assert!(text.clean().contains("because the money had gone to the harbour"));
        let moved: Vec<_> = text.repairs().iter().filter(|r| r.kind == RepairKind::Moved).collect();
        assert_eq!(moved.len(), 1);
        assert_eq!(&PAGE[moved[0].source.range()], "had never been paid, but");
        assert!(PAGE[..moved[0].moved_to.unwrap() as usize].ends_with("wages so far"));
        assert_eq!(text.torn_paragraphs().len(), 1);
        assert_eq!(Text::new(PAGE, RepairLevel::Safe).unwrap().torn_paragraphs().len(), 0);
    }

    #[test]
    fn a_heading_and_a_short_last_line_stay() {
        let whole = PAGE
            .replace("whose wages so far\n", "from the plains and the coast;\n")
            .replace("had never been paid, but", "The harbour");
        let text = Text::new(whole.as_str(), RepairLevel::Full).unwrap();
        assert!(text.repairs().iter().all(|r| r.kind != RepairKind::Moved));
    }
}
