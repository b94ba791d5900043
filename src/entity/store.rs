//! Rows of small weights as they lie in a model's file: found and summed in place.

use std::borrow::Cow;

use crate::error::Error;
use crate::model::Input;

/// Room for the sums of all labels.
pub(super) const ROOM: usize = 64;

/// A sum for each label.
pub(super) type Sums = [i16; ROOM];

/// Labels come in lanes of so many, and so do the weights of a row that has a place for each.
const LANE: usize = 8;

/// How many places for labels a row of `width` labels takes in memory.
pub(super) const fn lanes(width: usize) -> usize {
    width.next_multiple_of(LANE)
}

/// Rows of so many weights have a place for every label: adding them all is quicker than going by label.
const LONG: usize = 12;

/// Keys looked up at once.
const BATCH: usize = 64;

/// Marks a row that did not fit into its number; the number is then its place, and its length in the lowest bits, 0 for a
/// row with a place for every label. Other numbers are up to two weights, each with its label.
const ELSEWHERE: u32 = 1 << 31;
const LENGTH_BITS: u32 = 6;
const LABEL: u32 = ROOM as u32 - 1;
const CELL_BITS: u32 = 14;

/// A weight and its label.
pub(super) type Cell = (u8, i8);

/// The rows of a model.
#[derive(Clone, Debug)]
pub(super) struct Store {
    file: Cow<'static, [u8]>,
    /// Which keys have a row, 32 to a block, and how many rows stand before the block.
    seen: Vec<(u32, u32)>,
    /// Where in the file the rows' numbers, the weights of middling rows and those of long rows begin.
    numbers: usize,
    cells: usize,
    long: usize,
    lanes: usize,
    shift: u32,
}

/// One addition for the processor: written out for builds that inline little.
#[inline(always)]
#[allow(clippy::inline_always)]
const fn add_lane(sums: &mut [i16; LANE], more: [i16; LANE]) {
    let [a, b, c, d, e, f, g, h] = *sums;
    let [i, j, k, l, m, n, o, p] = more;
    *sums = [a + i, b + j, c + k, d + l, e + m, f + n, g + o, h + p];
}

/// Weights as numbers to add.
#[inline(always)]
#[allow(clippy::inline_always)]
const fn wide([a, b, c, d, e, f, g, h]: [u8; LANE]) -> [i16; LANE] {
    [
        a as i8 as i16,
        b as i8 as i16,
        c as i8 as i16,
        d as i8 as i16,
        e as i8 as i16,
        f as i8 as i16,
        g as i8 as i16,
        h as i8 as i16,
    ]
}

/// Adds sums to sums.
#[inline]
pub(super) fn add(part: &[i16], sums: &mut Sums) {
    let lanes = sums.as_chunks_mut::<LANE>().0;
    for (at, part) in part.as_chunks::<LANE>().0.iter().enumerate() {
        add_lane(&mut lanes[at], *part);
    }
}

/// Writes rows, in ascending order of their keys of so many bits, as [`Store::read`] wants them.
pub(super) fn write(rows: &[(u32, Vec<Cell>)], bits: u8, width: usize, out: &mut Vec<u8>) {
    let mut seen = vec![0u8; (1 << bits) / 8];
    let (mut numbers, mut cells, mut long) = (Vec::new(), Vec::new(), Vec::new());
    for (key, row) in rows {
        seen[*key as usize / 8] |= 1 << (key % 8);
        let number = if row.len() < 3 {
            row.iter().enumerate().fold(0, |number, (i, (label, weight))| {
                number | (u32::from(*label) | u32::from(*weight as u8) << 6) << (CELL_BITS * i as u32)
            })
        } else if row.len() < LONG {
            cells.extend(row.iter().flat_map(|c| [c.0, c.1 as u8]));
            ELSEWHERE | ((cells.len() / 2 - row.len()) as u32) << LENGTH_BITS | row.len() as u32
        } else {
            let place = long.len() / lanes(width);
            long.resize(long.len() + lanes(width), 0);
            for (label, weight) in row {
                long[place * lanes(width) + *label as usize] = *weight as u8;
            }
            ELSEWHERE | (place as u32) << LENGTH_BITS
        };
        numbers.extend(number.to_le_bytes());
    }
    for count in [rows.len(), cells.len() / 2, long.len() / lanes(width)] {
        out.extend((count as u32).to_le_bytes());
    }
    for part in [seen, numbers, cells, long] {
        out.extend(part);
    }
}

impl Store {
    /// From a file whose last part they are, from byte `at` on.
    ///
    /// # Errors
    /// When the file is damaged.
    pub(super) fn read(file: Cow<'static, [u8]>, at: usize, bits: u8, width: usize) -> Result<Self, Error> {
        let mut input = Input::new(file.get(at..).unwrap_or_default(), "the name model");
        let damaged = input.damaged();
        let mut count = || input.u32().map(|n| n as usize);
        let (rows, cells, long) = (count()?, count()?, count()?);
        let blocks = input.take((1 << bits) / 8)?;
        let mut seen = Vec::with_capacity(blocks.len() / 4);
        let mut total = 0;
        for block in blocks.as_chunks().0 {
            let block = u32::from_le_bytes(*block);
            seen.push((block, total));
            total += block.count_ones();
        }
        let place = |input: &Input<'_>| file.len() - input.left();
        let numbers = place(&input);
        input.take(rows.saturating_mul(4))?;
        let cells_at = place(&input);
        input.take(cells.saturating_mul(2))?;
        let long_at = place(&input);
        input.take(long.saturating_mul(lanes(width)))?;
        input.done()?;
        if total as usize != rows || lanes(width) > ROOM {
            return Err(damaged);
        }
        let shift = 32 - u32::from(bits);
        Ok(Self { file, seen, numbers, cells: cells_at, long: long_at, lanes: lanes(width), shift })
    }

    /// Whether every row points to weights that are there, of labels below the width.
    pub(super) fn is_sound(&self, width: usize) -> bool {
        let (numbers, _) = self.file[self.numbers..self.cells].as_chunks();
        let (cells, _) = self.file[self.cells..self.long].as_chunks();
        let long = (self.file.len() - self.long) / self.lanes;
        let label = |number: u32, cell: u32| ((number >> (CELL_BITS * cell)) & LABEL) as usize;
        cells.iter().all(|[label, _]| (*label as usize) < width)
            && numbers.iter().map(|n| u32::from_le_bytes(*n)).all(|number| {
                let (place, len) = split(number);
                match (number & ELSEWHERE > 0, len) {
                    (false, _) => label(number, 0) < width && label(number, 1) < width,
                    (true, 0) => place < long,
                    (true, len) => place + len <= cells.len(),
                }
            })
    }

    /// Adds up the rows of some keys. Which keys have a row is found first, then the numbers of the rows, then the rows: no
    /// look at memory waits for one of its kind.
    pub(super) fn sum(&self, keys: &[u32], sums: &mut Sums) {
        for keys in keys.chunks(BATCH) {
            let (mut rows, mut count) = ([0u32; BATCH], 0);
            for key in keys {
                let key = key >> self.shift;
                let (bits, before) = self.seen[key as usize / 32];
                let below = bits & !(u32::MAX << (key % 32));
                rows[count % BATCH] = before + below.count_ones();
                count += (bits >> (key % 32) & 1) as usize;
            }
            let rows = &mut rows[..count.min(BATCH)];
            let numbers = self.file[self.numbers..self.cells].as_chunks::<4>().0;
            for row in rows.iter_mut() {
                *row = numbers.get(*row as usize).map_or(0, |n| u32::from_le_bytes(*n));
            }
            self.add(rows, sums);
        }
    }

    /// Adds up rows by their numbers: the places of those that stand elsewhere are gathered first, for none to wait for
    /// another.
    fn add(&self, numbers: &[u32], sums: &mut Sums) {
        let (mut near, mut nears) = ([0u32; BATCH], 0);
        let (mut far, mut fars) = ([0u32; BATCH], 0);
        let (mut long, mut longs) = ([0u32; BATCH], 0);
        for &number in numbers {
            let elsewhere = number >> 31;
            let all = u32::from(number & ((1 << LENGTH_BITS) - 1) == 0);
            near[nears % BATCH] = number;
            nears += (1 - elsewhere) as usize;
            far[fars % BATCH] = number;
            fars += (elsewhere & (1 - all)) as usize;
            long[longs % BATCH] = number;
            longs += (elsewhere & all) as usize;
        }
        let weights = &self.file[self.long..];
        for &number in &long[..longs.min(BATCH)] {
            let start = split(number).0 * self.lanes;
            let row = weights.get(start..start + self.lanes).unwrap_or_default().as_chunks::<LANE>().0;
            let lanes = sums.as_chunks_mut::<LANE>().0;
            for (at, row) in row.iter().enumerate() {
                add_lane(&mut lanes[at], wide(*row));
            }
        }
        let cells = self.file[self.cells..self.long].as_chunks::<2>().0;
        for &number in &far[..fars.min(BATCH)] {
            let (place, len) = split(number);
            for &[label, weight] in cells.get(place..place + len).unwrap_or_default() {
                sums[label as usize % ROOM] += i16::from(weight as i8);
            }
        }
        for &number in &near[..nears.min(BATCH)] {
            for cell in [number, number >> CELL_BITS] {
                sums[(cell & LABEL) as usize] += i16::from((cell >> 6) as i8);
            }
        }
    }
}

/// The place and the length of a row that stands elsewhere.
fn split(number: u32) -> (usize, usize) {
    (((number & !ELSEWHERE) >> LENGTH_BITS) as usize, (number & ((1 << LENGTH_BITS) - 1)) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_all_lengths_add_up() {
        let row = |len: usize| -> Vec<Cell> { (0..len as u8).map(|i| (40 - i, i as i8 * 3 - 127)).collect() };
        let rows: Vec<_> = (1..30).map(|len| (len as u32 * 30, row(len))).collect();
        let mut file = b"before".to_vec();
        write(&rows, 10, 41, &mut file);
        let store = Store::read(file.into(), 6, 10, 41).unwrap();
        assert!(store.is_sound(41) && !store.is_sound(40));
        let keys: Vec<u32> = rows.iter().map(|r| r.0 << 22).chain([31 << 22, 0]).collect();
        let (mut sums, mut wanted) = ([0; ROOM], [0; ROOM]);
        rows.iter()
            .flat_map(|r| &r.1)
            .for_each(|(label, weight)| wanted[*label as usize] += i16::from(*weight));
        store.sum(&keys, &mut sums);
        assert_eq!(sums, wanted);
    }
}
