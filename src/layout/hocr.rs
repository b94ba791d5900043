//! What OCR engines write: hOCR (Tesseract, OCRopus, Kraken) and ALTO (libraries and archives), to words with places.
//!
//! Both are read by their tags alone, as these stand: nothing is fetched, no entity is expanded but the five of XML and
//! those given by number, and a file that is cut off gives the words that it has.

use super::order::order;
use super::word::PlacedWord;
use super::{Found, LaidText};
use crate::error::Error;

/// The text of a scan in reading order, if the file is hOCR or ALTO.
///
/// # Errors
/// When a place is no number, or no word has one.
pub fn scanned(file: &str) -> Option<Result<LaidText, Error>> {
    let head = &file[..file.floor_char_boundary(4096)];
    if head.contains("ocr_page") || head.contains("ocr-system") || head.contains("ocr_carea") {
        return Some(read(file, hocr));
    }
    let alto = head.contains("<alto") || head.contains(":alto");
    (alto && file.contains("HPOS")).then(|| read(file, alto_word))
}

fn read(file: &str, pick: fn(&mut Scan, &Tag<'_>, &str)) -> Result<LaidText, Error> {
    let mut scan = Scan::default();
    let mut rest = file;
    while let Some((tag, behind)) = next_tag(rest) {
        let text = &behind[..behind.find('<').unwrap_or(behind.len())];
        pick(&mut scan, &tag, text);
        rest = behind;
    }
    scan.close();
    if scan.words.is_empty() {
        return Err(Error::decode("this scan has no words with places"));
    }
    let words: Vec<PlacedWord<'_>> = scan.words.iter().map(Word::placed).collect();
    let mut laid = order(&words)?;
    laid.found = Found { title: scan.title.filter(|t| !t.is_empty()), ..Found::default() };
    Ok(laid)
}

struct Word {
    page: u32,
    bounds: [f32; 4],
    text: String,
}

impl Word {
    fn placed(&self) -> PlacedWord<'_> {
        let [x0, y0, x1, y1] = self.bounds;
        PlacedWord { page: self.page, x0, y0, x1, y1, text: &self.text }
    }
}

/// The reading so far.
#[derive(Default)]
struct Scan {
    words: Vec<Word>,
    pages: u32,
    title: Option<String>,
    /// The word that is being read, and the elements open inside it.
    open: Option<(Word, u32)>,
    in_title: bool,
}

impl Scan {
    fn close(&mut self) {
        if let Some((word, _)) = self.open.take()
            && !word.text.trim().is_empty()
        {
            self.words.push(word);
        }
    }
}

/// A start or end tag.
struct Tag<'t> {
    name: &'t str,
    closes: bool,
    /// `<br/>`
    empty: bool,
    attributes: &'t str,
}

impl<'t> Tag<'t> {
    /// The value of an attribute as it stands.
    fn get(&self, name: &str) -> Option<&'t str> {
        let mut rest = self.attributes;
        loop {
            let equals = rest.find('=')?;
            let key = rest[..equals].trim();
            let value = rest[equals + 1..].trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (value, behind) = match quote {
                Some(q) => value[1..].split_once(q)?,
                None => value.split_once(char::is_whitespace).unwrap_or((value, "")),
            };
            if key.rsplit(char::is_whitespace).next() == Some(name) {
                return Some(value);
            }
            rest = behind;
        }
    }

    fn has_class(&self, name: &str) -> bool {
        self.get("class").is_some_and(|c| c.split_whitespace().any(|c| c == name))
    }
}

/// The next tag and what stands behind it; comments, declarations and what is cut off are passed over.
fn next_tag(text: &str) -> Option<(Tag<'_>, &str)> {
    let mut rest = text;
    loop {
        rest = &rest[rest.find('<')? + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = &comment[comment.find("-->")? + 3..];
            continue;
        }
        if rest.starts_with(['!', '?']) {
            rest = &rest[rest.find('>')? + 1..];
            continue;
        }
        let end = tag_end(rest)?;
        let (inside, behind) = (&rest[..end], &rest[end + 1..]);
        let closes = inside.starts_with('/');
        let inside = inside.trim_start_matches('/');
        let empty = inside.ends_with('/');
        let inside = inside.trim_end_matches('/');
        let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Some((Tag { name, closes, empty, attributes }, behind));
        }
    }
}

/// The `>` that ends a tag: one in quotes does not.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(q), b) if q == b => quote = None,
            _ => {}
        }
    }
    // A quote that never closes: the first `>` will do.
    tag.find('>')
}

fn hocr(scan: &mut Scan, tag: &Tag<'_>, text: &str) {
    if tag.name.eq_ignore_ascii_case("title") {
        scan.in_title = !tag.closes;
        if scan.in_title {
            scan.title = Some(unescaped(text).trim().to_owned());
        }
        return;
    }
    if tag.closes {
        let ends = scan.open.as_mut().is_some_and(|(_, depth)| {
            *depth -= 1;
            *depth == 0
        });
        if ends {
            scan.close();
        }
    } else if tag.has_class("ocr_page") {
        scan.close();
        scan.pages += 1;
    } else if tag.has_class("ocrx_word") || tag.has_class("ocr_word") {
        scan.close();
        if let Some(bounds) = tag.get("title").and_then(bbox) {
            let page = scan.pages.max(1);
            scan.open = Some((Word { page, bounds, text: String::new() }, 1));
        }
    } else if let Some((_, depth)) = scan.open.as_mut().filter(|_| !tag.empty) {
        *depth = depth.saturating_add(1);
    }
    if let Some((word, _)) = &mut scan.open {
        word.text += &unescaped(text);
    }
}

/// `bbox 10 20 30 40; x_wconf 90`
fn bbox(title: &str) -> Option<[f32; 4]> {
    let part = title.split(';').find_map(|p| p.trim().strip_prefix("bbox "))?;
    let mut numbers = part.split_whitespace().map(|n| n.parse().unwrap_or(f32::NAN));
    Some([numbers.next()?, numbers.next()?, numbers.next()?, numbers.next()?])
}

fn alto_word(scan: &mut Scan, tag: &Tag<'_>, _: &str) {
    let name = tag.name.rsplit(':').next().unwrap_or(tag.name);
    if tag.closes {
        return;
    }
    let number = |key: &str| tag.get(key).map(|v| v.parse().unwrap_or(f32::NAN));
    match name {
        "Page" => scan.pages += 1,
        "String" => {
            let (Some(x), Some(y), Some(text)) = (number("HPOS"), number("VPOS"), tag.get("CONTENT")) else {
                return;
            };
            let (width, height) = (number("WIDTH").unwrap_or(0.0), number("HEIGHT").unwrap_or(0.0));
            let (page, text) = (scan.pages.max(1), unescaped(text));
            scan.words.push(Word { page, bounds: [x, y, x + width, y + height], text });
        }
        // A hyphen at the end of a line stands in a tag of its own.
        "HYP" => {
            if let Some(word) = scan.words.last_mut().filter(|w| !w.text.ends_with('-')) {
                word.text.push('-');
            }
        }
        _ => {}
    }
}

/// The five entities of XML, and characters by number.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|b| b == b';');
        let known = end.and_then(|end| entity(&rest[1..end]).map(|c| (c, end)));
        match known {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(file: &str) -> String {
        scanned(file).unwrap().unwrap().text
    }

    #[test]
    fn hocr_words_in_order() {
        let word = |x: u32, y: u32, text: &str| {
            format!(
                "<span class='ocrx_word' title='bbox {x} {y} {} {}; x_wconf 91'><strong>{text}</strong></span>",
                x + 40,
                y + 12
            )
        };
        let file = format!(
            "<!DOCTYPE html><html><head><title>A &amp; B</title><meta name='ocr-system' content='x'/></head><body>\
             <div class='ocr_page' title='bbox 0 0 600 800'><span class='ocr_line'>{} {}<br>{}</span></div>\
             <div class=\"ocr_page\">{}</div>",
            word(60, 10, "&quot;rights&#x201d;"),
            word(10, 10, "Human"),
            word(10, 26, "matter."),
            word(10, 10, "Second")
        );
        assert_eq!(text(&file), "Human \"rights”\nmatter.\n\nSecond");
        let laid = scanned(&file).unwrap().unwrap();
        assert_eq!(laid.found.title.as_deref(), Some("A & B"));
        assert_eq!(laid.layout.pages(), Some(2));
        assert!(scanned(&file.replace("bbox 60", "bbox x")).unwrap().is_err());
        assert!(scanned("<div class='ocr_page'>").unwrap().is_err() && scanned("<p>ocr</p>").is_none());
    }

    #[test]
    fn alto_words_with_hyphens() {
        let file = "<?xml version='1.0'?><alto xmlns='http://x'><Page><TextLine>\
            <String HPOS='10' VPOS='10' WIDTH='40' HEIGHT='12' CONTENT='commit' SUBS_TYPE='HypPart1'/><HYP CONTENT='-'/></TextLine>\
            <String HPOS='10' VPOS='26' WIDTH='40' HEIGHT='12' CONTENT='ment'/></Page></alto>";
        assert_eq!(text(file), "commit-\nment");
    }
}
