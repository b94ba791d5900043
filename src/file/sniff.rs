//! What kind of file bytes are: by what they begin with, then by the file's name.

use std::path::Path;

/// Kinds of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    /// Characters and no more.
    Text,
    /// Text with Markdown's marks.
    Markdown,
    /// A web page.
    Html,
    /// An archive that may be a Word or `OpenDocument` text.
    Zip,
    /// XML of another kind: a scan in ALTO, or nothing that is read.
    Xml,
    /// A PDF.
    Pdf,
    /// Known and not read; what to do.
    Other(&'static str),
}

/// Endings of file names that make a short string a path: kinds that are read, and kinds that people try.
#[cfg(feature = "python")]
pub(crate) const SUFFIXES: &[&str] = &[
    "txt", "text", "md", "markdown", "rst", "asc", "html", "htm", "xhtml", "xht", "docx", "docm", "odt",
    "ott", "pdf", "doc", "rtf", "xml", "epub", "pptx", "ppt", "xlsx", "xls", "djvu",
];

/// Bytes at the beginning that are looked at.
const HEAD: usize = 1_024;

/// What bytes are; `name` helps where they could be several things.
pub(super) fn kind_of(bytes: &[u8], name: Option<&Path>) -> FileKind {
    let suffix = name.and_then(suffix);
    let suffix = suffix.as_deref().unwrap_or_default();
    match bytes {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => return FileKind::Zip,
        [b'{', b'\\', b'r', b't', b'f', ..] => {
            return FileKind::Other("an RTF file, which is not read; save it as DOCX, ODT or plain text");
        }
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => return FileKind::Other(ole(bytes)),
        [b'A', b'T', b'&', b'T', b'F', b'O', b'R', b'M', ..] => {
            return FileKind::Other("a DjVu file, which is not read; give its text");
        }
        _ => {}
    }
    // Readers of PDF pass over a little rubbish before it.
    if memchr::memmem::find(&bytes[..bytes.len().min(HEAD)], b"%PDF-")
        .is_some_and(|at| at == 0 || suffix == "pdf")
    {
        return FileKind::Pdf;
    }
    let head = beginning(bytes);
    if is_page(&head) {
        return FileKind::Html;
    }
    match suffix {
        "html" | "htm" | "xhtml" | "xht" => FileKind::Html,
        "md" | "markdown" | "mdown" | "mkd" => FileKind::Markdown,
        "pdf" => FileKind::Other("named .pdf, but it is no PDF file"),
        "docx" | "docm" | "dotx" => FileKind::Other("named .docx, but it is no Word file"),
        "odt" | "ott" => FileKind::Other("named .odt, but it is no OpenDocument file"),
        "doc" | "dot" | "ppt" | "xls" if bytes.contains(&0) => {
            FileKind::Other("an old or broken office file, which is not read; save it as DOCX or ODT")
        }
        _ if head.starts_with("<?xml") || head.starts_with("<alto") => FileKind::Xml,
        _ => FileKind::Text,
    }
}

/// The ending of a file name in lower case, without its dot.
pub(crate) fn suffix(path: &Path) -> Option<String> {
    path.extension().and_then(|s| s.to_str()).map(str::to_ascii_lowercase)
}

/// The first characters in small letters, without marks and white space before them.
fn beginning(bytes: &[u8]) -> String {
    let head = &bytes[..bytes.len().min(HEAD)];
    let text = match head {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => String::from_utf8_lossy(head).into_owned(),
    };
    text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace()).to_ascii_lowercase()
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect()
}

/// Whether characters begin as a web page does.
fn is_page(head: &str) -> bool {
    let mut rest = head;
    while let Some(after) = rest.strip_prefix("<!--").and_then(|r| r.split_once("-->")) {
        rest = after.1.trim_start();
    }
    let begins = |tag: &str| {
        rest.strip_prefix(tag)
            .is_some_and(|r| r.starts_with(|c: char| c == '>' || c == '/' || c.is_whitespace()))
    };
    if begins("<!doctype") {
        return rest[9..].trim_start().starts_with("html");
    }
    ["<html", "<head", "<body"].iter().any(|t| begins(t))
        || rest.starts_with("<?xml") && rest.contains("<html")
}

/// What is in a file of Microsoft's older kind.
fn ole(bytes: &[u8]) -> &'static str {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if memchr::memmem::find(bytes, &name).is_some() {
        "an office file locked by a password; save it without one"
    } else {
        "an office file of the kind before 2007 (.doc), which is not read; save it as DOCX or ODT"
    }
}

/// What to say of an archive that is no text.
pub(super) fn archive_advice(has: impl Fn(&str) -> bool) -> &'static str {
    if has("xl/") {
        "a spreadsheet, which is not read; give its text"
    } else if has("ppt/") {
        "a presentation, which is not read; give its text"
    } else if has("oebps/") || has("meta-inf/container.xml") {
        "an e-book (EPUB), which is not read; give its pages or its text"
    } else {
        "a zip archive that holds no Word or OpenDocument text; unpack it and give its files"
    }
}
