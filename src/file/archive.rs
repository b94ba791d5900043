//! Zip archives whose makers are not trusted: names are compared and never used as paths, and nothing grows past a limit.

use std::collections::BTreeMap;

use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipVerification};

use crate::error::Error;

/// Bytes that one file of an archive may have when inflated.
const ENTRY: usize = 128 << 20;
/// Bytes that all files read from one archive may have together.
const TOTAL: usize = 256 << 20;
/// An office file inflates ten- to fiftyfold; more than this, past the first megabytes, is made to do harm.
const RATIO: usize = 250;
/// Bytes that may be inflated whatever the ratio.
const SMALL: usize = 8 << 20;
/// Files that an archive may list.
const FILES: usize = 20_000;

#[derive(Clone, Copy)]
struct Entry {
    way: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
    locked: bool,
}

/// The files of a zip archive, by name.
pub(super) struct Archive<'b> {
    zip: rawzip::ZipSliceArchive<&'b [u8]>,
    entries: BTreeMap<String, Entry>,
    inflated: usize,
}

impl<'b> Archive<'b> {
    /// The directory of an archive; no file is read yet.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, Error> {
        let broken =
            |error: rawzip::Error| Error::decode(format!("a broken or truncated zip archive: {error}"));
        let zip = ZipArchive::from_slice(bytes).map_err(broken)?;
        let mut entries = BTreeMap::new();
        let mut listed = zip.entries();
        while let Some(entry) = listed.next_entry().map_err(broken)? {
            if entries.len() >= FILES {
                return Err(Error::limit(format!("an archive of more than {FILES} files")));
            }
            let name = plain(&String::from_utf8_lossy(entry.file_path().as_bytes()));
            let locked = entry.flags().is_encrypted();
            let found = Entry { way: entry.wayfinder(), method: entry.compression_method(), locked };
            // The first of a name counts, as in Word; a second is there to deceive.
            entries.entry(name).or_insert(found);
        }
        Ok(Self { zip, entries, inflated: 0 })
    }

    /// Whether it has a file of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.contains_key(&plain(name))
    }

    /// Whether the name of any file begins so.
    pub(super) fn has_folder(&self, folder: &str) -> bool {
        self.entries.range(folder.to_owned()..).next().is_some_and(|(name, _)| name.starts_with(folder))
    }

    /// The bytes of a file; nothing where there is none of this name.
    pub(super) fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let Some(&entry) = self.entries.get(&plain(name)) else { return Ok(None) };
        let fault = |why: &str| Error::decode(format!("'{}' in the archive {why}", shown(name)));
        if entry.locked {
            return Err(fault("is locked by a password"));
        }
        let found = self.zip.get_entry(entry.way).map_err(|_| fault("is broken or truncated"))?;
        let data = found.data();
        let most = ENTRY.min(TOTAL.saturating_sub(self.inflated));
        let limit = most.min(SMALL.max(data.len().saturating_mul(RATIO)));
        let too_large =
            || Error::limit(format!("'{}' in the archive inflates to more than {limit} bytes", shown(name)));
        let bytes = if entry.method == CompressionMethod::STORE {
            if data.len() > limit {
                return Err(too_large());
            }
            data.to_vec()
        } else if entry.method == CompressionMethod::DEFLATE {
            decompress_to_vec_with_limit(data, limit).map_err(|error| match error.status {
                TINFLStatus::HasMoreOutput => too_large(),
                _ => fault("is broken or truncated"),
            })?
        } else {
            return Err(fault("is compressed in a way that is not read"));
        };
        let sum = ZipVerification { crc: rawzip::crc32(&bytes), uncompressed_size: bytes.len() as u64 };
        found.claim_verifier().valid(sum).map_err(|_| fault("is broken: its checksum is wrong"))?;
        self.inflated += bytes.len();
        Ok(Some(bytes))
    }
}

/// A name in one spelling: `/` between folders, `.` and `..` resolved, small letters. It only finds a file of the archive.
pub(super) fn plain(name: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in name.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/").to_lowercase()
}

/// A name as an error may show it.
fn shown(name: &str) -> String {
    name.chars().take(60).filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use miniz_oxide::deflate::compress_to_vec;

    /// A zip archive of these files, deflated.
    pub(in crate::file) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let files = files.iter().map(|(name, bytes)| (*name, compress_to_vec(bytes, 6), *bytes));
        made(&files.map(|(n, d, b)| (n, d, rawzip::crc32(b), b.len())).collect::<Vec<_>>())
    }

    fn made(files: &[(&str, Vec<u8>, u32, usize)]) -> Vec<u8> {
        let (mut out, mut list) = (Vec::new(), Vec::new());
        for (name, data, crc, size) in files {
            let mut head = Vec::new();
            head.extend([20, 0, 0, 0, 8, 0, 0, 0, 0, 0]);
            head.extend(crc.to_le_bytes());
            head.extend((data.len() as u32).to_le_bytes());
            head.extend((*size as u32).to_le_bytes());
            head.extend((name.len() as u16).to_le_bytes());
            head.extend([0, 0]);
            list.extend(b"PK\x01\x02\x14\x00");
            list.extend(&head);
            list.extend([0; 10]);
            list.extend((out.len() as u32).to_le_bytes());
            list.extend(name.as_bytes());
            out.extend(b"PK\x03\x04");
            out.extend(&head);
            out.extend(name.as_bytes());
            out.extend(data);
        }
        let (at, count) = (out.len() as u32, files.len() as u16);
        out.extend(&list);
        out.extend(b"PK\x05\x06\0\0\0\0");
        out.extend(count.to_le_bytes());
        out.extend(count.to_le_bytes());
        out.extend((list.len() as u32).to_le_bytes());
        out.extend(at.to_le_bytes());
        out.extend([0, 0]);
        out
    }

    #[test]
    fn files_by_name() {
        let bytes = zip(&[("../Word\\document.xml", b"text"), ("b", b"")]);
        let mut archive = Archive::open(&bytes).unwrap();
        assert_eq!(archive.read("/word/./Document.xml").unwrap().as_deref(), Some(&b"text"[..]));
        assert_eq!(archive.read("b").unwrap().as_deref(), Some(&b""[..]));
        assert_eq!(archive.read("c").unwrap(), None);
        assert!(archive.has("word/document.xml") && archive.has_folder("word/") && !archive.has_folder("x"));
    }

    #[test]
    fn bombs_and_broken_archives() {
        let bomb = zip(&[("a.xml", &vec![b' '; 64 << 20])]);
        assert!(bomb.len() < 100_000);
        let error = Archive::open(&bomb).unwrap().read("a.xml").unwrap_err();
        assert!(error.to_string().contains("inflates to more than"), "{error}");
        let whole = zip(&[("a", b"one two three four five six seven"), ("b", b"two")]);
        for end in 0..whole.len() {
            if let Ok(mut archive) = Archive::open(&whole[..end]) {
                let _ = archive.read("a");
            }
        }
        for at in 0..whole.len() {
            let mut twisted = whole.clone();
            twisted[at] ^= 0x55;
            if let Ok(mut archive) = Archive::open(&twisted)
                && let Ok(Some(bytes)) = archive.read("a")
            {
                assert_eq!(bytes, b"one two three four five six seven");
            }
        }
        let lie = made(&[("a", compress_to_vec(b"short", 6), rawzip::crc32(b"short"), 4_000_000_000)]);
        assert!(Archive::open(&lie).unwrap().read("a").is_err());
    }
}
