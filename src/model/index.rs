//! Values by hashed key, found with one look at a small filter where a key is absent.

/// Bits of the filter for each key, at least: one key in eight that is absent passes it, at most.
const BITS_FOR_A_KEY: usize = 8;

/// A slot without a key.
const EMPTY: u32 = u32::MAX;

/// Numbers by 32-bit keys that are spread evenly, as hashes are.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    /// A bit for each beginning that some key has; small enough to stay near the processor.
    filter: Vec<u64>,
    filter_shift: u32,
    slots: Vec<(u32, u32)>,
    shift: u32,
}

impl Index {
    /// An empty one with room for so many keys.
    pub(crate) fn for_keys(count: usize) -> Self {
        // A sixth of the slots or more stay free: most keys are then found where they are looked for first.
        let bits = |count: usize| count.next_power_of_two().trailing_zeros().clamp(6, 30);
        let (filter_bits, slot_bits) = (bits(count * BITS_FOR_A_KEY), bits(count + count / 5 + 1));
        Self {
            filter: vec![0; 1 << (filter_bits - 6)],
            filter_shift: 32 - filter_bits,
            slots: vec![(0, EMPTY); 1 << slot_bits],
            shift: 32 - slot_bits,
        }
    }

    /// Adds a key that is not there yet; no more of them than there is room for.
    pub(crate) fn insert(&mut self, key: u32, value: u32) {
        let bit = (key >> self.filter_shift) as usize;
        self.filter[bit / 64] |= 1 << (bit % 64);
        let mut at = (key >> self.shift) as usize;
        while self.slots[at].1 != EMPTY {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = (key, value);
    }

    /// Whether the key may be there.
    #[inline]
    fn may_have(&self, key: u32) -> bool {
        let bit = (key >> self.filter_shift) as usize;
        self.filter[bit / 64] >> (bit % 64) & 1 == 1
    }

    /// Writes the values of those keys that are there, in their order; returns how many. Many keys are not there: a look at
    /// the small filter first, all together, then the first slots, all together, so that no look waits for another.
    #[inline]
    pub(crate) fn find_all<const N: usize, const ROOM: usize>(
        &self,
        keys: &[u32; N],
        out: &mut [u32; ROOM],
    ) -> usize {
        const { assert!(N <= ROOM && ROOM.is_power_of_two()) };
        let (mut hits, mut count) = ([0; ROOM], 0);
        for &key in keys {
            hits[count & (ROOM - 1)] = key;
            count += usize::from(self.may_have(key));
        }
        let hits = &hits[..count.min(ROOM)];
        let mut slots = [(0, 0); ROOM];
        for (slot, key) in slots.iter_mut().zip(hits) {
            *slot = self.slots[(key >> self.shift) as usize];
        }
        let mut count = 0;
        for (&key, &(found, value)) in hits.iter().zip(&slots) {
            let value = if found == key || value == EMPTY { Some(value) } else { self.find(key) };
            out[count & (ROOM - 1)] = value.unwrap_or(EMPTY);
            count += usize::from(value.is_some_and(|v| v != EMPTY));
        }
        count
    }

    /// The value of a key.
    #[inline]
    pub(crate) fn find(&self, key: u32) -> Option<u32> {
        let mut at = (key >> self.shift) as usize;
        loop {
            let (found, value) = self.slots[at];
            if value == EMPTY {
                return None;
            }
            if found == key {
                return Some(value);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Index;

    #[test]
    fn every_key_has_its_value_and_no_other_has_one() {
        let keys: Vec<u32> = (0..1000u32).map(|i| i.wrapping_mul(0x9e37_79b9)).chain(5..50).collect();
        let mut index = Index::for_keys(keys.len());
        (0..).zip(&keys).for_each(|(i, k)| index.insert(*k, i));
        assert!((0..).zip(&keys).all(|(i, k)| index.find(*k) == Some(i) && index.may_have(*k)));
        assert!((60..5000).map(|i| i * 31).filter(|k| !keys.contains(k)).all(|k| index.find(k).is_none()));
        assert!(Index::for_keys(0).find(7).is_none());
    }
}
