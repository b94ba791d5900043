//! Sparse rows of small weights by hashed key, read where they lie in the model file.
//!
//! A key's upper bits name its bucket, the rest tells its row from the others there. Only where the buckets begin is kept
//! beside the file, with a bit for each sign that some key of the bucket has: most absent keys are turned away by it.

use super::bytes::Input;
use crate::error::Error;

/// Room for the sums of all labels: seven bits number them.
pub(crate) const ROOM: usize = 128;

/// A sum for each label.
pub(crate) type Sums = [i16; ROOM];

/// Bits of a key that tell rows of one bucket apart.
const MARK_BITS: u32 = 16;
const BUCKETS: usize = 1 << 15;

/// Bits that a key may have.
pub(crate) const KEY_BITS: u32 = 31;

/// The most labels that there may be.
pub const WIDTH: usize = 80;

/// The length of a row that has a place for every label: from so many weights on it is quicker to add.
const LONG: usize = 12;
const DENSE: u8 = 255;

/// Where a bucket begins in the file, and which signs its keys have.
#[derive(Clone, Copy, Debug, Default)]
struct Head {
    start: u32,
    signs: u32,
}

/// All rows of a model, by place in the file.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    heads: Box<[Head; BUCKETS + 1]>,
}

/// A key that the signs do not turn away.
#[derive(Clone, Copy, Default)]
struct Hit {
    start: u32,
    end: u32,
    mark: u16,
}

fn sign(mark: u16) -> u32 {
    u32::from(mark) >> (MARK_BITS - 5)
}

/// How many bytes a row has.
fn size(len: u8) -> usize {
    if len == DENSE { WIDTH } else { 2 * len as usize }
}

impl Weights {
    /// Writes rows in ascending order of their keys, none of them empty: how many each bucket has, then the rows.
    pub(crate) fn write(rows: &[(u32, Vec<(u8, i8)>)], out: &mut Vec<u8>) {
        let mut counts = vec![0u8; BUCKETS];
        for (key, _) in rows {
            let count = &mut counts[(key >> MARK_BITS) as usize % BUCKETS];
            *count = count.saturating_add(1);
        }
        out.extend(counts);
        for (key, row) in rows {
            out.extend((*key as u16).to_le_bytes());
            if row.len() < LONG {
                out.push(row.len() as u8);
                out.extend(row.iter().flat_map(|w| [w.0, w.1.cast_unsigned()]));
            } else {
                let mut all = [0; WIDTH];
                for (label, weight) in row {
                    all[*label as usize % WIDTH] = weight.cast_unsigned();
                }
                out.push(DENSE);
                out.extend(all);
            }
        }
    }

    /// Finds the buckets of a file, which ends with them.
    pub(crate) fn read(input: &mut Input<'_>, whole: usize) -> Result<Self, Error> {
        let counts = input.take(BUCKETS)?;
        let start = whole - input.left();
        let rows = input.take(input.left())?;
        let (mut heads, mut at) = (vec![Head::default(); BUCKETS + 1], 0);
        for (head, &count) in heads.iter_mut().zip(counts) {
            head.start = (start + at) as u32;
            for _ in 0..count {
                let Some(&[low, high, len]) = rows.get(at..).and_then(|rows| rows.first_chunk()) else {
                    return Err(input.damaged());
                };
                head.signs |= 1 << sign(u16::from_le_bytes([low, high]));
                at += 3 + size(len);
            }
        }
        heads[BUCKETS].start = (start + at) as u32;
        if at != rows.len() {
            return Err(input.damaged());
        }
        let heads = heads.into_boxed_slice().try_into();
        heads.map(|heads| Self { heads }).map_err(|_| input.damaged())
    }

    /// Adds up the rows of those keys that there are. Memory is slow and rows lie anywhere: so the heads of all buckets are
    /// read first, then the first bytes of those buckets; none of these waits for another.
    #[inline]
    pub(crate) fn sum<const N: usize>(&self, file: &[u8], keys: &[u32; N], sums: &mut Sums) {
        let (mut hits, mut count) = ([Hit::default(); N], 0);
        for &key in keys {
            let bucket = (key >> MARK_BITS) as usize % BUCKETS;
            let (head, end) = (self.heads[bucket], self.heads[bucket + 1].start);
            let mark = key as u16;
            hits[count.min(N - 1)] = Hit { start: head.start, end, mark };
            count += (head.signs >> sign(mark) & 1) as usize;
        }
        let hits = &hits[..count.min(N)];
        let mut firsts = [[0; 3]; N];
        for (first, hit) in firsts.iter_mut().zip(hits) {
            *first =
                file.get(hit.start as usize..).and_then(|f| f.first_chunk()).copied().unwrap_or_default();
        }
        for (hit, first) in hits.iter().zip(&firsts) {
            let Some(mut bucket) = file.get(hit.start as usize + 3..hit.end as usize) else { continue };
            let [low, high, mut len] = *first;
            let mut mark = u16::from_le_bytes([low, high]);
            while mark < hit.mark {
                let Some((next, rest)) = bucket.get(size(len)..).and_then(|b| b.split_first_chunk::<3>())
                else {
                    break;
                };
                (mark, len, bucket) = (u16::from_le_bytes([next[0], next[1]]), next[2], rest);
            }
            if mark != hit.mark {
                continue;
            }
            if len == DENSE {
                let row = bucket.first_chunk::<WIDTH>().unwrap_or(&[0; WIDTH]);
                for (sum, weight) in sums.iter_mut().zip(row) {
                    *sum += i16::from(weight.cast_signed());
                }
            } else {
                for &[label, weight] in bucket.as_chunks::<2>().0.iter().take(len as usize) {
                    sums[label as usize % ROOM] += i16::from(weight.cast_signed());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_all_lengths_add_up() {
        let row = |len: usize| (0..len as u8).map(|i| (79 - i, i as i8 * 3 - 127)).collect::<Vec<_>>();
        let mut rows: Vec<_> = (1..30).map(|i| ((i as u32).wrapping_mul(0x9e37_79b9) >> 1, row(i))).collect();
        rows.extend((1..9).map(|i| (70_000 + i, row(1))));
        rows.sort();
        let mut file = b"front".to_vec();
        Weights::write(&rows, &mut file);
        let read = |file: &[u8]| {
            let mut input = Input::new(file, "the file");
            input.take(5)?;
            Weights::read(&mut input, file.len())
        };
        let weights = read(&file).unwrap();
        for (key, row) in &rows {
            let (mut sums, mut wanted) = ([0; ROOM], [0; ROOM]);
            for (label, weight) in row {
                wanted[*label as usize] += i16::from(*weight);
            }
            weights.sum(&file, &[*key, 70_500, key ^ 1 << 30], &mut sums);
            assert_eq!(sums, wanted);
        }
        assert!(read(&file[..file.len() - 1]).is_err());
    }
}
