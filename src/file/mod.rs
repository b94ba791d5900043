//! Files to texts with their layout: Word, `OpenDocument`, web pages, Markdown, plain text.

mod archive;
mod content;
mod docx;
mod draft;
mod html;
mod markdown;
mod meta;
mod odt;
mod props;
mod sniff;
mod styles;
mod tree;
mod xml;

use std::io::Read as _;
use std::path::Path;

use crate::error::Error;
use crate::layout::{LaidText, scanned};
use crate::text::decode;
use archive::Archive;
use sniff::{FileKind, kind_of};
#[cfg(feature = "python")]
pub(crate) use sniff::{SUFFIXES, suffix};

/// Bytes of a file that is read; a longer one is refused before it is.
pub(crate) const LARGEST: u64 = 256 << 20;

/// The text of a file.
///
/// # Errors
/// When it is no file, too large, or of a kind that is not read, and when it is broken.
pub(crate) fn open(path: &Path, encoding: Option<&str>) -> Result<LaidText, Error> {
    let name = path.display().to_string();
    let bytes = load(path, &name)?;
    read(&bytes, Some(path), encoding).map_err(|e| e.within(&name))
}

fn load(path: &Path, name: &str) -> Result<Vec<u8>, Error> {
    if path.is_dir() {
        let advice = "is a directory; give its files, or a glob such as 'briefs/**/*.txt'";
        return Err(Error::io(name, &std::io::Error::new(std::io::ErrorKind::IsADirectory, advice)));
    }
    let file = std::fs::File::open(path).map_err(|e| Error::io(name, &e))?;
    let length = file.metadata().map_or(0, |m| m.len());
    let mut bytes = Vec::with_capacity(length.min(LARGEST) as usize);
    // A device or a pipe says no length, or a wrong one.
    let read = if length > LARGEST { Ok(0) } else { file.take(LARGEST + 1).read_to_end(&mut bytes) };
    read.map_err(|e| Error::io(name, &e))?;
    within_limit(length.max(bytes.len() as u64)).map_err(|e| e.within(name))?;
    Ok(bytes)
}

fn within_limit(length: u64) -> Result<(), Error> {
    if length <= LARGEST {
        return Ok(());
    }
    let message = format!("larger than {} MB, the limit for one file; split it", LARGEST >> 20);
    Err(Error::limit(message))
}

/// The text in the bytes of a file; its name decides where they do not.
///
/// # Errors
/// As [`open`].
pub(crate) fn read(bytes: &[u8], name: Option<&Path>, encoding: Option<&str>) -> Result<LaidText, Error> {
    within_limit(bytes.len() as u64)?;
    match kind_of(bytes, name) {
        FileKind::Text => decode(bytes, encoding).map(|(text, _)| text.into()),
        FileKind::Markdown => markdown::read(decode(bytes, encoding)?.0),
        FileKind::Html => match scan(bytes, encoding)? {
            Some(laid) => Ok(laid),
            None => html::read(bytes, encoding),
        },
        FileKind::Xml => scan(bytes, encoding)?.ok_or_else(|| {
            Error::decode("XML of a kind that is not read; give XHTML, ALTO, DOCX, ODT or plain text")
        }),
        FileKind::Zip => {
            let mut archive = Archive::open(bytes)?;
            if archive.has("word/document.xml") || archive.has_folder("word/") {
                docx::read(&mut archive)
            } else if archive.has("content.xml") {
                odt::read(&mut archive)
            } else {
                Err(Error::decode(sniff::archive_advice(|folder| archive.has_folder(folder))))
            }
        }
        FileKind::Pdf => Err(Error::decode(
            "a PDF file, whose words must come from a PDF library: in Python, pip install 'servanda[pdf]'",
        )),
        FileKind::Other(advice) => Err(Error::decode(advice)),
    }
}

/// The words of a scan, if that is what a page or XML holds: hOCR or ALTO.
fn scan(bytes: &[u8], encoding: Option<&str>) -> Result<Option<LaidText>, Error> {
    let head = &bytes[..bytes.len().min(4096)];
    if [&b"ocr"[..], b"alto"].iter().all(|mark| memchr::memmem::find(head, mark).is_none()) {
        return Ok(None);
    }
    scanned(&decode(bytes, encoding)?.0).transpose()
}

/// The day that a date of a file begins with, as far as it says: "2009-12-01T08:00:00Z" is "2009-12-01".
fn day(date: &str) -> Option<String> {
    let date = date.trim();
    let digits = |from: usize, to: usize| {
        let part = date.get(from..to).filter(|d| d.bytes().all(|b| b.is_ascii_digit()));
        part.and_then(|d| d.parse::<u32>().ok())
    };
    let year = digits(0, 4).filter(|y| (1500..=2200).contains(y))?;
    let parted = |at: usize| matches!(date.as_bytes().get(at), Some(b'-' | b'/' | b'.'));
    let month = digits(5, 7).filter(|m| parted(4) && (1..=12).contains(m));
    let day = digits(8, 10).filter(|d| parted(7) && (1..=31).contains(d));
    match (month, day) {
        (Some(month), Some(day)) => Some(format!("{year:04}-{month:02}-{day:02}")),
        (Some(month), None) => Some(format!("{year:04}-{month:02}")),
        // "20091201"
        (None, _) => match (digits(4, 6), digits(6, 8), date.len()) {
            (Some(month @ 1..=12), Some(day @ 1..=31), 8) => Some(format!("{year:04}-{month:02}-{day:02}")),
            _ => Some(format!("{year:04}")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_first_then_the_name() {
        let docx = docx::tests::docx("<w:p><w:r><w:t>Word.</w:t></w:r></w:p>", &[]);
        let odt = odt::tests::odt("<text:p>Open.</text:p>", "", "<m/>");
        let text = |bytes: &[u8], name: &str| read(bytes, Some(Path::new(name)), None).map(|t| t.text);
        assert_eq!(text(&docx, "a.txt").unwrap(), "Word.");
        assert_eq!(text(&odt, "a").unwrap(), "Open.");
        assert_eq!(text(b"\xef\xbb\xbf <!DOCTYPE html><p>Page.", "a.txt").unwrap(), "Page.");
        assert_eq!(text(b"<p>Page.", "a.html").unwrap(), "Page.");
        assert_eq!(text(b"A *star*.", "a.md").unwrap(), "A *star*.");
        assert_eq!(text(b"<p> is a tag.", "a.txt").unwrap(), "<p> is a tag.");
    }

    #[test]
    fn what_is_not_read_says_why() {
        let why = |bytes: &[u8], name: &str| {
            read(bytes, Some(Path::new(name)), None).map(|t| t.text).unwrap_err().to_string()
        };
        let zip = archive::tests::zip;
        assert!(why(b"%PDF-1.7", "a").contains("servanda[pdf]"));
        assert!(why(b"{\\rtf1 x}", "a.doc").contains("RTF"));
        assert!(why(&zip(&[("xl/workbook.xml", b"x")]), "a").contains("spreadsheet"));
        assert!(why(&zip(&[("a.txt", b"x")]), "a.docx").contains("zip archive"));
        assert!(why(b"PK\x03\x04nothing more", "a.docx").contains("zip archive"));
        let mut old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        old.resize(600, 0);
        assert!(why(&old, "a.doc").contains("before 2007"));
        old.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        assert!(why(&old, "a.docx").contains("password"));
        assert!(why(&docx::tests::docx("<w:p>", &[]), "a").contains("broken XML"));
        assert!(why(b"plain words", "a.docx").contains(".docx"));
    }

    #[test]
    fn broken_files_are_errors_and_no_more() {
        let docx = docx::tests::docx("<w:p><w:r><w:t>Word.</w:t></w:r></w:p>", &[]);
        for at in 0..docx.len() {
            let _ = read(&docx[..at], None, None);
            let mut twisted = docx.clone();
            twisted[at] ^= 0x81;
            let _ = read(&twisted, None, None);
        }
    }

    #[test]
    fn days() {
        let all =
            ["2009-12-01T08:00:00Z", "2009-12", "2009", "20091201", "2009/12/31", "1 May 2009", "2009-13-01"];
        let days: Vec<_> = all.iter().map(|d| day(d).unwrap_or_default()).collect();
        assert_eq!(days, ["2009-12-01", "2009-12", "2009", "2009-12-01", "2009-12-31", "", "2009"]);
    }
}
