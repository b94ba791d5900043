//! What a Word file says of itself, and what its runs look like.

use super::archive::Archive;
use super::draft::Draft;
use super::xml::{Event, Xml, decoded};
use crate::error::Error;

/// How the characters of a run are set.
#[derive(Clone, Copy, Default)]
pub(super) struct Flow {
    pub(super) hidden: bool,
    pub(super) raised: bool,
}

impl Flow {
    pub(super) fn read(xml: &mut Xml) -> Result<Self, Error> {
        let mut flow = Self::default();
        xml.inside(|xml, tag| {
            match tag.name() {
                "vanish" | "webHidden" => flow.hidden |= tag.name() == "vanish" && tag.on(),
                "vertAlign" => flow.raised = tag.get("val").is_some_and(|v| v == "superscript"),
                "rPrChange" => return xml.skip(),
                _ => {}
            }
            Ok(())
        })?;
        Ok(flow)
    }
}

/// Title, date and publisher of an office file.
#[derive(Default)]
pub(super) struct Props {
    pub(super) title: Option<String>,
    pub(super) date: Option<String>,
    pub(super) publisher: Option<String>,
}

impl Props {
    /// From the properties of a Word file.
    pub(super) fn read(archive: &mut Archive) -> Result<Self, Error> {
        let mut out = Self::default();
        for name in ["docProps/core.xml", "docProps/app.xml"] {
            let Some(bytes) = archive.read(name)? else { continue };
            let text = decoded(&bytes, name)?;
            out.take(&mut Xml::new(&text, name))?;
        }
        Ok(out)
    }

    /// From elements named as Dublin Core and office programs name them.
    pub(super) fn take(&mut self, xml: &mut Xml) -> Result<(), Error> {
        while let Some(event) = xml.next()? {
            let Event::Open(tag) = event else { continue };
            let slot = match tag.name() {
                "title" => &mut self.title,
                // The day when it was begun; `modified` and `dc:date` change whenever somebody saves a copy.
                "created" | "creation-date" => &mut self.date,
                "publisher" | "Company" => &mut self.publisher,
                _ => continue,
            };
            let words = xml.text()?.split_whitespace().collect::<Vec<_>>().join(" ");
            if slot.is_none() && !words.is_empty() {
                *slot = Some(words);
            }
        }
        Ok(())
    }

    /// Lays them down as found, with a caution about the date.
    pub(super) fn settle(self, draft: &mut Draft) {
        draft.found.title = self.title.filter(|t| !stale(t));
        draft.found.publisher = self.publisher.filter(|p| !stale(p));
        draft.found.date = self.date.as_deref().and_then(super::day);
        if let Some(date) = &draft.found.date {
            let message = format!("its date, {date}, is that of the file; give date= if the text is older");
            draft.warn("file_date", message);
        }
    }
}

/// What office programs write of themselves where nobody said anything.
fn stale(words: &str) -> bool {
    let words = words.to_lowercase();
    let names = [
        "microsoft word",
        "untitled",
        "document1",
        "slide 1",
        "title",
        "microsoft",
        "hewlett-packard",
        "home",
    ];
    names.iter().any(|n| words == *n || (n.len() > 10 && words.starts_with(n)))
}
