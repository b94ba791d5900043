//! From bytes to characters and back, over the caller's string.

/// Characters before each 64-byte mark; empty when every character is one byte.
#[derive(Clone, Debug, Default)]
pub(crate) struct CharTable {
    marks: Vec<u32>,
    chars: usize,
}

const STEP: usize = 64;

/// Bytes that begin a character in UTF-8.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&b| (b as i8) >= -0x40).count()
}

impl CharTable {
    pub(crate) fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self { marks: Vec::new(), chars: text.len() };
        }
        let mut marks = Vec::with_capacity(text.len() / STEP + 1);
        let mut chars = 0;
        for chunk in text.as_bytes().chunks(STEP) {
            marks.push(chars as u32);
            chars += starts(chunk);
        }
        Self { marks, chars }
    }

    /// Characters in the whole text.
    pub(crate) fn len(&self) -> usize {
        self.chars
    }

    /// Characters that begin before byte `at`; for a character boundary, its index.
    pub(crate) fn char_of(&self, text: &str, at: usize) -> usize {
        if self.marks.is_empty() {
            return at.min(text.len());
        }
        if at >= text.len() {
            return self.chars;
        }
        let mark = at / STEP;
        self.marks[mark] as usize + starts(&text.as_bytes()[mark * STEP..at])
    }

    /// The byte where character `index` begins; the text's length for one past the last.
    pub(crate) fn byte_of(&self, text: &str, index: usize) -> Option<usize> {
        if index > self.chars {
            return None;
        }
        if self.marks.is_empty() {
            return Some(index);
        }
        if index == self.chars {
            return Some(text.len());
        }
        let mark = self.marks.partition_point(|&m| m as usize <= index) - 1;
        let mut left = index - self.marks[mark] as usize;
        for (i, &b) in text.as_bytes()[mark * STEP..].iter().enumerate() {
            if (b as i8) >= -0x40 {
                if left == 0 {
                    return Some(mark * STEP + i);
                }
                left -= 1;
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::CharTable;

    #[test]
    fn agrees_with_counting() {
        for text in ["", "plain", "Қазақстан “quoted” — 100 € 👩‍👩‍👧 e\u{301}".repeat(9).as_str()]
        {
            let table = CharTable::new(text);
            assert_eq!(table.len(), text.chars().count());
            for (index, (byte, _)) in text.char_indices().enumerate() {
                assert_eq!(table.char_of(text, byte), index);
                assert_eq!(table.byte_of(text, index), Some(byte));
            }
            assert_eq!(table.byte_of(text, table.len()), Some(text.len()));
            assert_eq!(table.byte_of(text, table.len() + 1), None);
        }
    }
}
