//! Numbers by hashed key, in bytes that are made once and looked up where they lie.

use std::borrow::Cow;

/// Keys that begin alike stand together, about so many.
const TOGETHER: usize = 4;

/// A table of numbers by key. A key is two hashes: where to look, and how to tell it from its neighbours.
#[derive(Clone, Debug)]
pub(crate) struct Packed {
    file: Cow<'static, [u8]>,
    groups: Vec<Group>,
    shift: u32,
    entries: usize,
    end: usize,
}

/// Keys that begin alike.
#[derive(Clone, Copy, Debug)]
struct Group {
    /// How many entries stand before them.
    start: u32,
    /// A bit for some bits of each key: most keys that are not there are told without a look at the entries.
    filter: u32,
}

/// The bit of a key in its group's filter.
const fn bit(tag: u32) -> u32 {
    1 << (tag.wrapping_mul(0x85EB_CA6B) >> 27)
}

/// Bytes of the head: how many keys, and how many bits of a key say where to look.
const HEAD: usize = 5;

/// Bytes of an entry: what tells it from its neighbours, and its number.
const ENTRY: usize = 5;

/// What is kept of the hash that tells neighbours apart: a key that is not there is taken for one in four million.
const TAG: u32 = 0xff_ffff;

/// Writes a table of entries: a key's two hashes and its number. No two keys may be alike.
#[allow(dead_code)] // the build script writes, the library reads
pub(crate) fn write(entries: &[([u32; 2], u16)], out: &mut Vec<u8>) {
    let bits = (entries.len() / TOGETHER).next_power_of_two().trailing_zeros().clamp(1, 20);
    let mut sorted: Vec<_> = entries.to_vec();
    sorted.sort_unstable();
    out.extend((sorted.len() as u32).to_le_bytes());
    out.push(bits as u8);
    let mut counts = vec![0u8; 1 << bits];
    for entry in &sorted {
        let count = &mut counts[(entry.0[0] >> (32 - bits)) as usize];
        *count = count.checked_add(1).unwrap_or_else(|| unreachable!("hashes are spread evenly"));
    }
    out.extend(counts);
    out.extend(sorted.iter().flat_map(|([_, t], n)| {
        let ([a, b, c, _], [low, high]) = (t.to_le_bytes(), n.to_le_bytes());
        [a, b, c, low, high]
    }));
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
        let entries = start + HEAD + (1 << bits);
        let end = entries.checked_add(count.checked_mul(ENTRY)?)?;
        let counts = file.get(start + HEAD..entries)?;
        let mut rest = file.get(entries..end)?.as_chunks::<ENTRY>().0;
        let mut groups = Vec::with_capacity(counts.len() + 1);
        let mut before = 0;
        for count in counts {
            let (own, others) = rest.split_at_checked(usize::from(*count))?;
            let filter =
                own.iter().fold(0, |bits, [a, b, c, ..]| bits | bit(u32::from_le_bytes([*a, *b, *c, 0])));
            groups.push(Group { start: before, filter });
            before += u32::from(*count);
            rest = others;
        }
        groups.push(Group { start: before, filter: 0 });
        rest.is_empty().then_some(Self { file, groups, shift: 32 - bits, entries, end })
    }

    /// One past its last byte in the file.
    pub(crate) fn end(&self) -> usize {
        self.end
    }

    /// The number of a key.
    #[inline]
    pub(crate) fn get(&self, [place, tag]: [u32; 2]) -> Option<u16> {
        let at = (place >> self.shift) as usize;
        let (group, tag) = (self.groups[at], tag & TAG);
        if group.filter & bit(tag) == 0 {
            return None;
        }
        let entries = self.file[self.entries..self.end].as_chunks::<ENTRY>().0;
        let own = &entries[group.start as usize..self.groups[at + 1].start as usize];
        let same = |[a, b, c, ..]: &&[u8; ENTRY]| u32::from_le_bytes([*a, *b, *c, 0]) == tag;
        own.iter().find(same).map(|[.., low, high]| u16::from_le_bytes([*low, *high]))
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
