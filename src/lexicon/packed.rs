//! Numbers by hashed key, in bytes that are made once and looked up where they lie.

use std::borrow::Cow;

/// Keys that begin alike stand together, about so many.
const TOGETHER: usize = 4;

/// A table of numbers by key. A key is two hashes: where to look, and how to tell it from its neighbours.
#[derive(Clone, Debug)]
pub(crate) struct Packed {
    file: Cow<'static, [u8]>,
    shift: u32,
    tags: usize,
    values: usize,
    end: usize,
}

/// Bytes of the head: how many keys, and how many bits of a key say where to look.
const HEAD: usize = 5;

/// Writes a table of entries: a key's two hashes and its number. No two keys may be alike.
#[allow(dead_code)] // the build script writes, the library reads
pub(crate) fn write(entries: &[([u32; 2], u16)], out: &mut Vec<u8>) {
    let bits = (entries.len() / TOGETHER).next_power_of_two().trailing_zeros().clamp(1, 20);
    let mut sorted: Vec<_> = entries.to_vec();
    sorted.sort_unstable();
    out.extend((sorted.len() as u32).to_le_bytes());
    out.push(bits as u8);
    let mut at = 0;
    for group in 0..=1u32 << bits {
        while sorted.get(at).is_some_and(|e| e.0[0] >> (32 - bits) < group) {
            at += 1;
        }
        out.extend((at as u32).to_le_bytes());
    }
    out.extend(sorted.iter().flat_map(|e| e.0[1].to_le_bytes()));
    out.extend(sorted.iter().flat_map(|e| e.1.to_le_bytes()));
}

#[allow(dead_code)]
impl Packed {
    /// The table that begins at a byte of a file; nothing if it does not fit in.
    pub(crate) fn read(file: Cow<'static, [u8]>, start: usize) -> Option<Self> {
        let head = file.get(start..start.checked_add(HEAD)?)?;
        let count = u32::from_le_bytes(*head.first_chunk()?) as usize;
        let bits = u32::from(*head.last()?);
        if !(1..=20).contains(&bits) {
            return None;
        }
        let tags = start + HEAD + 4 * ((1 << bits) + 1);
        let values = tags.checked_add(count.checked_mul(4)?)?;
        let end = values.checked_add(count * 2)?;
        (end <= file.len()).then_some(Self { file, shift: 32 - bits, tags, values, end })
    }

    /// One past its last byte in the file.
    pub(crate) fn end(&self) -> usize {
        self.end
    }

    /// The number of a key.
    #[inline]
    pub(crate) fn get(&self, [place, tag]: [u32; 2]) -> Option<u16> {
        let file = &*self.file;
        let starts = self.tags - 4 * ((1 << (32 - self.shift)) + 1);
        let at = starts + 4 * (place >> self.shift) as usize;
        let bounds: &[u8; 8] = file.get(at..at + 8)?.first_chunk()?;
        let [from, to] = [0, 4].map(|i| {
            u32::from_le_bytes([bounds[i], bounds[i + 1], bounds[i + 2], bounds[i + 3]]) as usize
        });
        let tags = file.get(self.tags + 4 * from..(self.tags + 4 * to).min(self.values))?;
        let found = tags.as_chunks().0.iter().position(|t| u32::from_le_bytes(*t) == tag)?;
        let value = self.values + 2 * (from + found);
        Some(u16::from_le_bytes(*file.get(value..value + 2)?.first_chunk()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_its_number_and_no_other_has_one() {
        let key = |i: u32| [i.wrapping_mul(0x9e37_79b1), i];
        for count in [0u32, 1, 1000] {
            let entries: Vec<_> = (0..count).map(|i| (key(i), i as u16 * 3)).collect();
            let mut file = b"xyz".to_vec();
            write(&entries, &mut file);
            let table = Packed::read(file.clone().into(), 3).unwrap();
            assert_eq!(table.end(), file.len());
            assert!((0..count).all(|i| table.get(key(i)) == Some(i as u16 * 3)));
            assert!((count..3000).all(|i| table.get(key(i)).is_none()));
            assert!((0..file.len()).all(|cut| Packed::read(file[..cut].to_vec().into(), 3).is_none()));
        }
    }
}
