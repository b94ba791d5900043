//! What always comes in a context: one label by hashed key, looked up where it lies in the model file.

use super::bytes::Input;
use super::weights::KEY_BITS;
use crate::error::Error;

/// A slot is empty, or holds the lower half of its key and the label plus one.
type Slot = [u8; 3];

/// Where the slots are in the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Habits {
    start: usize,
    end: usize,
    shift: u32,
    labels: u8,
}

impl Habits {
    /// Writes the label of each key; no key twice.
    pub(crate) fn write(habits: &[(u32, u8)], out: &mut Vec<u8>) {
        // Half of the slots or more stay free.
        let bits = (2 * habits.len() + 1).next_power_of_two().trailing_zeros().max(4);
        let mut slots: Vec<Slot> = vec![[0; 3]; 1 << bits];
        for &(key, label) in habits {
            let mut at = (key >> (KEY_BITS - bits)) as usize;
            while slots[at][2] != 0 {
                at = (at + 1) % slots.len();
            }
            let [low, high] = (key as u16).to_le_bytes();
            slots[at] = [low, high, label + 1];
        }
        out.push(bits as u8);
        out.extend(slots.iter().flatten());
    }

    /// Finds the slots of a file whose labels are below `labels`; others are as none.
    pub(crate) fn read(input: &mut Input<'_>, whole: usize, labels: usize) -> Result<Self, Error> {
        let [bits] = input.array()?;
        if !(4..=24).contains(&bits) {
            return Err(input.damaged());
        }
        let start = whole - input.left();
        input.take(3 << bits)?;
        let (end, labels) = (whole - input.left(), labels.min(255) as u8);
        Ok(Self { start, end, shift: KEY_BITS - u32::from(bits), labels })
    }

    /// The label that a key always has.
    #[inline]
    pub(crate) fn find(&self, file: &[u8], key: u32) -> Option<u8> {
        let (slots, _) = file.get(self.start..self.end)?.as_chunks::<3>();
        let (before, behind) = slots.split_at_checked((key >> self.shift) as usize)?;
        for &[low, high, label] in behind.iter().chain(before) {
            if label == 0 {
                return None;
            }
            if u16::from_le_bytes([low, high]) == key as u16 {
                return (label <= self.labels).then_some(label - 1);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_its_label_and_no_other_has_one() {
        let key = |i: u32| i.wrapping_mul(0x9e37_79b9) >> (32 - KEY_BITS);
        let habits: Vec<(u32, u8)> = (0..200).map(|i| (key(i), i as u8 % 80)).collect();
        let mut file = b"front".to_vec();
        Habits::write(&habits, &mut file);
        let read = |file: &[u8], labels| {
            let mut input = Input::new(file, "the file");
            input.take(5)?;
            Habits::read(&mut input, file.len(), labels)
        };
        let found = read(&file, 80).unwrap();
        assert!(habits.iter().all(|(key, label)| found.find(&file, *key) == Some(*label)));
        assert!((300..999).all(|i| found.find(&file, key(i)).is_none()));
        assert!(read(&file, 30).unwrap().find(&file, key(40)).is_none());
        assert!(read(&file[..file.len() - 1], 80).is_err());
    }
}
