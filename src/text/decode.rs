//! Bytes of a file to a string.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use crate::error::Error;

/// Decodes the bytes of a file.
///
/// With no `encoding` given: a byte-order mark decides (UTF-8, UTF-16); else UTF-8 if valid; else Windows-1252 (a
/// superset of printable Latin-1), as long as no byte says that the file is binary. Returns the string and the name of
/// the encoding used.
///
/// # Errors
/// When the label is unknown, or the bytes are not text in that encoding; the message names the first bad byte.
pub fn decode(bytes: &[u8], encoding: Option<&str>) -> Result<(String, &'static str), Error> {
    if let Some(label) = encoding {
        let encoding = Encoding::for_label(label.as_bytes())
            .ok_or_else(|| Error::input(format!("unknown encoding '{label}'")))?;
        return decode_as(bytes, encoding);
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return decode_as(bytes, encoding);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') || looks_like_text(bytes) => Ok((text.to_owned(), UTF_8.name())),
        Ok(_) => Err(Error::decode(binary_message(bytes))),
        Err(_) if !looks_like_text(bytes) => Err(Error::decode(binary_message(bytes))),
        Err(error) => {
            let at = error.valid_up_to();
            decode_as(bytes, WINDOWS_1252).map_err(|_| {
                Error::decode(format!("byte {at} (0x{:02x}) is not UTF-8; give encoding=", bytes[at]))
            })
        }
    }
}

fn decode_as(bytes: &[u8], encoding: &'static Encoding) -> Result<(String, &'static str), Error> {
    let body = match Encoding::for_bom(bytes) {
        Some((found, length)) if found == encoding => &bytes[length..],
        _ => bytes,
    };
    if encoding == UTF_8 {
        return match std::str::from_utf8(body) {
            Ok(text) => Ok((text.to_owned(), encoding.name())),
            Err(error) => {
                let at = error.valid_up_to() + bytes.len() - body.len();
                Err(Error::decode(format!("byte {at} (0x{:02x}) is not UTF-8", bytes[at])))
            }
        };
    }
    match encoding.decode_without_bom_handling_and_without_replacement(body) {
        Some(text) => Ok((text.into_owned(), encoding.name())),
        None => Err(Error::decode(format!("the bytes are not {}", encoding.name()))),
    }
}

/// Few control bytes, no NUL pattern: a file of words, whatever the code page.
fn looks_like_text(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1 << 16)];
    let odd = head.iter().filter(|&&b| b < 0x20 && !matches!(b, b'\n' | b'\r' | b'\t' | 0x0c | 0x1a)).count();
    odd * 100 <= head.len()
}

fn binary_message(bytes: &[u8]) -> String {
    let at = bytes.iter().position(|&b| b < 0x09 || (0x0e..0x20).contains(&b)).unwrap_or(0);
    let byte = bytes.get(at).copied().unwrap_or(0);
    format!("not a text file: byte {at} is 0x{byte:02x}")
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn code_pages() {
        assert_eq!(decode("né".as_bytes(), None).unwrap(), ("né".into(), "UTF-8"));
        assert_eq!(decode(b"n\xe9", None).unwrap(), ("né".into(), "windows-1252"));
        assert_eq!(decode(b"\xff\xfen\0\xe9\0", None).unwrap(), ("né".into(), "UTF-16LE"));
        assert_eq!(decode(b"\xef\xbb\xbfn", None).unwrap().0, "n");
        assert!(decode(b"\x7fELF\x02\x01\x01\0\0\0\0", None).unwrap_err().is_decode());
        assert!(decode(b"ok \xff\xff", Some("utf-8")).unwrap_err().to_string().contains("byte 3"));
        assert!(decode(b"ok", Some("klingon")).unwrap_err().is_input());
    }
}
