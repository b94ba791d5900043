//! One step of the hash that keys words and names (FNV-1a, 64 bits): no table, no state but a number, the same on every machine.

/// The hash of nothing.
pub(crate) const START: u64 = 0xcbf2_9ce4_8422_2325;

/// The hash with one more byte.
#[inline]
pub(crate) const fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0100_0000_01b3)
}
