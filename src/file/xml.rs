//! XML of office files as a stream of elements, without recursion, entities of its own or other files.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event as Raw};

use crate::error::Error;
use crate::text::decode;

/// Elements that may stand in each other.
const DEPTH: usize = 2_000;

/// What comes next.
pub(super) enum Event<'x> {
    /// An element begins.
    Open(Tag<'x>),
    /// An element ends; its name without prefix.
    Close(String),
    /// Characters.
    Text(Cow<'x, str>),
}

/// The beginning of an element.
pub(super) struct Tag<'x>(BytesStart<'x>);

impl Tag<'_> {
    /// Its name without prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of an attribute, named without prefix.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let mut all = self.0.attributes();
        // Names are not compared with each other: that would take the square of their number.
        let mut found = all.with_checks(false).flatten();
        let found = found.find(|a| a.key.local_name().into_inner() == name)?;
        Some(match found.normalized_value(XmlVersion::Implicit1_0) {
            Ok(value) => value.into_owned(),
            Err(_) => found.value.into_owned(),
        })
    }

    /// The same as a number.
    pub(super) fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.get(name)?.trim().parse().ok()
    }

    /// Whether an element that switches something on does so: `<w:b/>`, `<w:b w:val="true"/>`.
    pub(super) fn on(&self) -> bool {
        !matches!(self.get("val").as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

/// A reader of one XML file.
pub(super) struct Xml<'x> {
    reader: Reader<&'x [u8]>,
    name: &'x str,
    depth: usize,
}

/// The text of an XML file: UTF-8 or UTF-16 by its mark, or what its first line says.
pub(super) fn decoded(bytes: &[u8], name: &str) -> Result<String, Error> {
    let head = &bytes[..bytes.len().min(200)];
    let wide = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
    let head = String::from_utf8_lossy(head);
    let declared = head.split("?>").next().filter(|_| head.starts_with("<?xml") && !wide);
    let label = declared.and_then(|d| d.split_once("encoding=")).and_then(|(_, rest)| {
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest[1..].split(quote).next()
    });
    let label = if wide { None } else { Some(label.unwrap_or("utf-8")) };
    decode(bytes, label).map(|(text, _)| text).map_err(|e| e.within(name))
}

impl<'x> Xml<'x> {
    /// Reads a file; `name` is for errors.
    pub(super) fn new(text: &'x str, name: &'x str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { reader, name, depth: 0 }
    }

    fn broken(&self, why: &str) -> Error {
        Error::decode(format!("{}: broken XML at byte {}: {why}", self.name, self.reader.buffer_position()))
    }

    /// What comes next; nothing at the end.
    ///
    /// # Errors
    /// When the XML is broken, too deep, or defines a document type, which could name entities and other files.
    pub(super) fn next(&mut self) -> Result<Option<Event<'x>>, Error> {
        loop {
            let event = self.reader.read_event().map_err(|e| self.broken(&e.to_string()))?;
            return Ok(Some(match event {
                Raw::Start(tag) => {
                    self.depth += 1;
                    if self.depth > DEPTH {
                        return Err(Error::limit(format!("{}: more than {DEPTH} elements deep", self.name)));
                    }
                    Event::Open(Tag(tag))
                }
                Raw::End(tag) => {
                    self.depth = self.depth.saturating_sub(1);
                    Event::Close(tag.local_name().into_inner().to_owned())
                }
                Raw::Text(text) => Event::Text(text.into_inner()),
                Raw::CData(text) => Event::Text(text.into_inner()),
                Raw::GeneralRef(entity) => match entity.resolve_char_ref() {
                    Ok(Some(c)) => Event::Text(Cow::Owned(c.to_string())),
                    Ok(None) => match resolve_predefined_entity(&entity) {
                        Some(text) => Event::Text(Cow::Borrowed(text)),
                        None => return Err(self.broken("an entity that XML does not define")),
                    },
                    Err(_) => Event::Text(Cow::Borrowed("\u{fffd}")),
                },
                Raw::DocType(_) => return Err(self.broken("a document type definition, which is not read")),
                Raw::Empty(_) | Raw::Comment(_) | Raw::PI(_) | Raw::Decl(_) => continue,
                Raw::Eof if self.depth > 0 => return Err(self.broken("it ends too early")),
                Raw::Eof => return Ok(None),
            }));
        }
    }

    /// Passes over what is left of the element that has just begun.
    pub(super) fn skip(&mut self) -> Result<(), Error> {
        let outside = self.depth - 1;
        while self.depth > outside {
            self.next()?;
        }
        Ok(())
    }

    /// The characters in the element that has just begun, whatever its elements.
    pub(super) fn text(&mut self) -> Result<String, Error> {
        let outside = self.depth - 1;
        let mut out = String::new();
        while self.depth > outside {
            if let Some(Event::Text(text)) = self.next()? {
                out.push_str(&text);
            }
        }
        Ok(out)
    }

    /// The elements inside the one that has just begun, one after the other, each with what it calls for.
    pub(super) fn inside(
        &mut self,
        mut each: impl FnMut(&mut Self, &Tag<'x>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let outside = self.depth - 1;
        while self.depth > outside {
            if let Some(Event::Open(tag)) = self.next()? {
                each(self, &tag)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn walk(text: &str) -> Result<String, Error> {
        let mut xml = Xml::new(text, "a.xml");
        let mut out = String::new();
        while let Some(event) = xml.next()? {
            match event {
                Event::Open(tag) if tag.name() == "skip" => xml.skip()?,
                Event::Open(tag) => write!(out, "<{} {:?}>", tag.name(), tag.get("v")).unwrap(),
                Event::Close(name) => write!(out, "</{name}>").unwrap(),
                Event::Text(text) => out += &text,
            }
        }
        Ok(out)
    }

    #[test]
    fn elements_and_characters() {
        let found = walk(
            "<?xml version='1.0'?><w:a w:v='1&amp;2'>x &lt; &#233;<b/><skip>no<c/></skip><![CDATA[<]]></w:a>",
        );
        assert_eq!(found.unwrap(), "<a Some(\"1&2\")>x < é<b None></b><</a>");
    }

    #[test]
    fn no_entities_no_other_files_no_depth() {
        let bomb = "<!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;'>]><a>&c;</a>";
        assert!(walk(bomb).unwrap_err().to_string().contains("document type"));
        let outside = "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>";
        assert!(walk(outside).unwrap_err().to_string().contains("document type"));
        assert!(walk("<a>&c;</a>").unwrap_err().to_string().contains("entity"));
        assert!(walk(&"<a>".repeat(100_000)).unwrap_err().to_string().contains("deep"));
        assert!(walk("<a><b></a>").is_err() && walk("<a>").is_err() && walk("<a").is_err());
        assert!(walk(&format!("<a v='{}'/>", "x".repeat(1 << 20))).is_ok());
    }

    #[test]
    fn encodings() {
        let wide: Vec<u8> = "\u{feff}<a>né</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&wide, "a").unwrap(), "<a>né</a>");
        let latin = b"<?xml version='1.0' encoding=\"iso-8859-1\"?><a>\xe9</a>";
        assert!(decoded(latin, "a").unwrap().ends_with("<a>é</a>"));
        assert!(decoded(b"<a>\xe9</a>", "a").is_err());
    }
}
