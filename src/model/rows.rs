//! Sparse rows of small weights, packed so that a short row is read with the number that leads to it.

/// Room for the sums of all labels: seven bits number them.
pub(crate) const ROOM: usize = 128;

/// A sum for each label.
pub(crate) type Sums = [i16; ROOM];

/// Rows of so many weights are kept with a place for every label: adding them all is quicker than going by label.
const LONG: usize = 12;

/// Rows summed at once; more are summed in turn.
pub(crate) const BATCH: usize = 64;

/// Marks a row that did not fit into its number.
const ELSEWHERE: u32 = 1 << 31;

/// Bits of a length beside the place of a row that stands elsewhere; the length 0 marks a row with a place for every label.
const LENGTH_BITS: u32 = 6;

/// A row with a place for every label, kept to lines of memory.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
struct Full<const WIDTH: usize>([i8; WIDTH]);

/// All rows of a model. A row is a number: up to two weights stand in it, the weights of longer rows elsewhere.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows<const WIDTH: usize> {
    cells: Vec<(u8, i8)>,
    full: Vec<Full<WIDTH>>,
}

impl<const WIDTH: usize> Rows<WIDTH> {
    /// The number of a row without weights.
    pub(crate) const NONE: u32 = 0;

    /// Keeps a row of labels below the width, each with its weight; returns the row's number, which is never `u32::MAX`.
    pub(crate) fn put(&mut self, row: impl ExactSizeIterator<Item = (u8, i8)>) -> u32 {
        let len = row.len();
        if len < 3 {
            return row.enumerate().fold(Self::NONE, |packed, (i, (label, weight))| {
                packed | (u32::from(label & 127) | u32::from(weight as u8) << 7) << (15 * i)
            });
        }
        let (place, len) = if len < LONG {
            self.cells.extend(row);
            (self.cells.len() - len, len)
        } else {
            let mut full = Full([0; WIDTH]);
            for (label, weight) in row {
                full.0[label as usize % WIDTH] = weight;
            }
            self.full.push(full);
            (self.full.len() - 1, 0)
        };
        ELSEWHERE | (place as u32) << LENGTH_BITS | len as u32
    }

    /// Adds up rows by their numbers. Memory is slow and rows lie anywhere: so the rows that stand elsewhere are gathered
    /// first, then the first weight of each is read; none of these waits for another.
    #[inline]
    pub(crate) fn sum(&self, rows: &[u32], sums: &mut Sums) {
        for rows in rows.chunks(BATCH) {
            let (mut far, mut count) = ([(0u32, 0u32); BATCH], 0);
            let (mut wide, mut wides) = ([0u32; BATCH], 0);
            for &row in rows {
                let (place, len) = (row << 1 >> (LENGTH_BITS + 1), row & ((1 << LENGTH_BITS) - 1));
                let (elsewhere, all) = (row >> 31, u32::from(len == 0));
                far[count % BATCH] = (place, place + len);
                count += (elsewhere & (1 - all)) as usize;
                wide[wides % BATCH] = place;
                wides += (elsewhere & all) as usize;
                let near = row & elsewhere.wrapping_sub(1);
                add(sums, near as u8, (near >> 7) as i8);
                add(sums, (near >> 15) as u8, (near >> 22) as i8);
            }
            let far = &far[..count.min(BATCH)];
            for (start, _) in far {
                let (label, weight) = self.cells[*start as usize];
                add(sums, label, weight);
            }
            for place in &wide[..wides.min(BATCH)] {
                for (sum, weight) in sums.iter_mut().zip(&self.full[*place as usize].0) {
                    *sum += i16::from(*weight);
                }
            }
            for (start, end) in far {
                for &(label, weight) in &self.cells[*start as usize + 1..*end as usize] {
                    add(sums, label, weight);
                }
            }
        }
    }
}

#[inline]
fn add(sums: &mut Sums, label: u8, weight: i8) {
    sums[label as usize & (ROOM - 1)] += i16::from(weight);
}

#[cfg(test)]
mod tests {
    use super::{ROOM, Rows};

    #[test]
    fn rows_of_all_lengths_add_up() {
        let mut rows = Rows::<96>::default();
        let row = |len: usize| (0..len as u8).map(|i| (87 - i, i as i8 * 3 - 127));
        let numbers: Vec<u32> = (0..30).map(|len| rows.put(row(len))).collect();
        let (mut sums, mut wanted) = ([0; ROOM], [0; ROOM]);
        (0..30).flat_map(row).for_each(|(label, weight)| wanted[label as usize] += i16::from(weight));
        rows.sum(&numbers, &mut sums);
        assert_eq!(sums, wanted);
    }
}
