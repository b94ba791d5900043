//! Words that names hold without a capital: what keeps all other words of small letters from being looked at.

/// Words that names hold without a capital, by key: "of", "for", the number of a year.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inner {
    keys: Vec<u32>,
    sieve: Sieve,
}

impl Inner {
    /// From ascending keys.
    pub fn new(keys: Vec<u32>) -> Self {
        let mut sieve = Sieve::default();
        for key in &keys {
            sieve.put(*key);
        }
        Self { keys, sieve }
    }

    /// The keys.
    pub fn keys(&self) -> &[u32] {
        &self.keys
    }

    pub(super) fn holds(&self, key: u32) -> bool {
        self.sieve.may_hold(key) && self.keys.binary_search(&key).is_ok()
    }
}

/// A bit for some bits of each key: tells most keys that are not among them at once.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sieve([u64; 64]);

impl Default for Sieve {
    fn default() -> Self {
        Self([0; 64])
    }
}

impl Sieve {
    fn place(key: u32) -> (usize, u64) {
        ((key >> 20 & 63) as usize, 1 << (key >> 26))
    }

    pub(super) fn put(&mut self, key: u32) {
        let (word, bit) = Self::place(key);
        self.0[word] |= bit;
    }

    #[inline]
    pub(super) fn may_hold(&self, key: u32) -> bool {
        let (word, bit) = Self::place(key);
        self.0[word] & bit > 0
    }
}

#[cfg(test)]
mod tests {
    use super::Inner;

    #[test]
    fn only_its_keys_are_held() {
        let inner = Inner::new(vec![3, 8, 4_000_000_000]);
        assert!([3, 8, 4_000_000_000].iter().all(|k| inner.holds(*k)));
        assert!([0, 4, 9, u32::MAX].iter().all(|k| !inner.holds(*k)) && !Inner::default().holds(3));
    }
}
