//! Model files byte by byte: one reader that refuses what is cut short, and keys packed as differences.

use crate::error::Error;

/// Ascending keys as differences, seven bits a byte.
pub(crate) fn write_keys(keys: impl Iterator<Item = u32>, out: &mut Vec<u8>) {
    let mut last = 0u32;
    for key in keys {
        let mut value = key.wrapping_sub(last);
        last = key;
        while value >= 128 {
            out.push(value as u8 | 128);
            value >>= 7;
        }
        out.push(value as u8);
    }
}

/// Bytes of a model file, taken from the front.
pub(crate) struct Input<'b> {
    bytes: &'b [u8],
    what: &'static str,
}

impl<'b> Input<'b> {
    /// Of a file, with the name that errors give it.
    pub(crate) fn new(bytes: &'b [u8], what: &'static str) -> Self {
        Self { bytes, what }
    }

    /// Takes the magic number and the format, which must be these.
    pub(crate) fn start(&mut self, magic: [u8; 4], format: u16) -> Result<(), Error> {
        if self.array()? != magic {
            return Err(Error::model(format!("{} does not start as one", self.what)));
        }
        let found = self.u16()?;
        if found != format {
            let what = self.what;
            return Err(Error::model(format!("{what} has format {found}, this build reads {format}")));
        }
        Ok(())
    }

    /// Takes so many bytes.
    #[inline]
    pub(crate) fn take(&mut self, len: usize) -> Result<&'b [u8], Error> {
        let Some((head, rest)) = self.bytes.split_at_checked(len) else {
            return Err(Error::model(format!("{} is cut short", self.what)));
        };
        self.bytes = rest;
        Ok(head)
    }

    /// Takes as many bytes as the array has.
    #[inline]
    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let mut out = [0; N];
        out.copy_from_slice(self.take(N)?);
        Ok(out)
    }

    /// Takes a number of two bytes.
    pub(crate) fn u16(&mut self) -> Result<u16, Error> {
        self.array().map(u16::from_le_bytes)
    }

    /// Takes a number of four bytes.
    pub(crate) fn u32(&mut self) -> Result<u32, Error> {
        self.array().map(u32::from_le_bytes)
    }

    /// Takes a number of eight bytes.
    pub(crate) fn u64(&mut self) -> Result<u64, Error> {
        self.array().map(u64::from_le_bytes)
    }

    /// Takes a number of four bytes that says how many entries follow, each of one byte or more.
    pub(crate) fn count(&mut self) -> Result<usize, Error> {
        let count = self.u32()? as usize;
        if count > self.bytes.len() { Err(self.damaged()) } else { Ok(count) }
    }

    /// Takes so many keys; they must ascend.
    pub(crate) fn keys(&mut self, count: usize) -> Result<Vec<u32>, Error> {
        if count > self.bytes.len() {
            return Err(Error::model(format!("{} is cut short", self.what)));
        }
        let mut out = Vec::with_capacity(count);
        let mut key = 0u32;
        for i in 0..count {
            key = self.key(key, i)?;
            out.push(key);
        }
        Ok(out)
    }

    /// Takes the key of entry `i`, which is greater than the key before it.
    #[inline]
    pub(crate) fn key(&mut self, last: u32, i: usize) -> Result<u32, Error> {
        let step = self.number()?;
        last.checked_add(step).filter(|_| step > 0 || i == 0).ok_or_else(|| self.damaged())
    }

    /// How many bytes are left.
    pub(crate) fn left(&self) -> usize {
        self.bytes.len()
    }

    #[inline]
    fn number(&mut self) -> Result<u32, Error> {
        let mut value = 0;
        for (i, &byte) in self.bytes.iter().take(5).enumerate() {
            value |= u32::from(byte & 127) << (7 * i);
            if byte < 128 {
                self.bytes = &self.bytes[i + 1..];
                return Ok(value);
            }
        }
        Err(Error::model(format!("{} is cut short", self.what)))
    }

    /// Nothing may be left.
    pub(crate) fn done(&self) -> Result<(), Error> {
        if self.bytes.is_empty() {
            return Ok(());
        }
        Err(Error::model(format!("{} has bytes after its end", self.what)))
    }

    /// The error for a file that contradicts itself.
    pub(crate) fn damaged(&self) -> Error {
        Error::model(format!("{} is damaged", self.what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_back_and_a_cut_is_an_error() {
        let mut file = b"SVXX\x01\x00".to_vec();
        let keys = [0, 5, 700, u32::MAX];
        write_keys(keys.into_iter(), &mut file);
        let read = |file: &[u8]| {
            let mut input = Input::new(file, "the file");
            input.start(*b"SVXX", 1)?;
            let keys = input.keys(4)?;
            input.done().map(|()| keys)
        };
        assert_eq!(read(&file).unwrap(), keys);
        assert!((0..file.len()).all(|cut| read(&file[..cut]).unwrap_err().is_model()));
        assert!(
            Input::new(&file, "the file").start(*b"SVXX", 2).unwrap_err().to_string().contains("format 1")
        );
        assert!(Input::new(&[1, 0], "the file").keys(2).unwrap_err().to_string().contains("damaged"));
    }
}
