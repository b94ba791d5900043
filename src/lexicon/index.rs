//! Rows by hashed key, for keys of which most have no row.

/// Bits of the sieve's places.
const SIEVE: u32 = 18;

/// Bits of a slot that hold the number of a row, from one; the rest are the upper bits of its key.
const ROW: u32 = 16;

/// Open slots, with a sieve before them that few keys without a row pass.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    sieve: Vec<u64>,
    slots: Vec<u64>,
}

fn sieve_bit(key: u64) -> (usize, u64) {
    let place = key >> (64 - SIEVE);
    ((place / 64) as usize, 1 << (place % 64))
}

impl Index {
    /// Room for so many rows; none if no slot can number them.
    pub(super) fn new(rows: usize) -> Option<Self> {
        let slots = (2 * rows).next_power_of_two();
        (rows < 1 << ROW).then(|| Self { sieve: vec![0; 1 << SIEVE >> 6], slots: vec![0; slots] })
    }

    /// Notes the row of a key that has none yet; there must be room.
    pub(super) fn put(&mut self, key: u64, row: usize) {
        let mask = self.slots.len() - 1;
        let mut at = key as usize & mask;
        while self.slots[at] != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = key >> ROW << ROW | (row as u64 + 1);
        let (word, bit) = sieve_bit(key);
        self.sieve[word] |= bit;
    }

    /// The row of a key.
    #[inline]
    pub(super) fn get(&self, key: u64) -> Option<u32> {
        let (word, bit) = sieve_bit(key);
        if self.sieve.get(word)? & bit == 0 {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut at = key as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return None;
            }
            if (slot ^ key) >> ROW == 0 {
                return Some((slot & ((1 << ROW) - 1)) as u32 - 1);
            }
            at = (at + 1) & mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Index;

    #[test]
    fn every_key_has_its_row_and_no_other_has_one() {
        let key = |i: u64| (i + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut index = Index::new(900).unwrap();
        (0..900).for_each(|row| index.put(key(row), row as usize));
        assert!((0..900).all(|row| index.get(key(row)) == Some(row as u32)));
        assert!((900..9000).all(|i| index.get(key(i)).is_none()));
        assert!(Index::default().get(7).is_none() && Index::new(1 << 16).is_none());
    }
}
