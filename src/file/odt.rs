//! `OpenDocument` texts to blocks.

use std::collections::BTreeMap;

use super::archive::Archive;
use super::docx::raised;
use super::draft::{Draft, Note};
use super::props::Props;
use super::styles::{Level, kind_of_name, shown};
use super::xml::{Event, Tag, Xml, decoded};
use crate::error::Error;
use crate::layout::{LaidText, PartKind};

/// Styles that may stand on each other.
const CHAIN: usize = 12;
/// Levels of a list or of headings.
const LEVELS: usize = 10;

/// Reads a document from its archive.
pub(super) fn read(archive: &mut Archive) -> Result<LaidText, Error> {
    if let Some(list) = archive.read("META-INF/manifest.xml")? {
        let list = decoded(&list, "META-INF/manifest.xml")?;
        if list.contains("encryption-data") {
            return Err(Error::input("this file is locked by a password; save it without one"));
        }
    }
    let mut styles = Styles::default();
    let mut furniture = Vec::new();
    if let Some(bytes) = archive.read("styles.xml")? {
        let text = decoded(&bytes, "styles.xml")?;
        let mut walker = Walker::new(styles);
        walker.running = true;
        walker.walk(&mut Xml::new(&text, "styles.xml"))?;
        furniture = walker.draft.take_blocks();
        styles = walker.styles;
    }
    let bytes =
        archive.read("content.xml")?.ok_or_else(|| Error::decode("an OpenDocument file without a text"))?;
    let text = decoded(&bytes, "content.xml")?;
    let mut walker = Walker::new(styles);
    if text.contains("soft-page-break") {
        walker.draft.set_page(1);
    }
    walker.walk(&mut Xml::new(&text, "content.xml"))?;
    let mut draft = walker.draft;
    let mut seen: Vec<String> = Vec::new();
    for mut block in furniture {
        let words = block.words.trim().to_owned();
        if words.chars().any(char::is_alphabetic) && !seen.contains(&words) && seen.len() < 20 {
            (block.kind, block.level) = (PartKind::Furniture, 0);
            draft.push(block);
            seen.push(words);
        }
    }
    if let Some(bytes) = archive.read("meta.xml")? {
        let text = decoded(&bytes, "meta.xml")?;
        let mut props = Props::default();
        props.take(&mut Xml::new(&text, "meta.xml"))?;
        props.settle(&mut draft);
    }
    draft.finish()
}

#[derive(Default)]
struct Style {
    shown: String,
    parent: Option<String>,
    raised: bool,
    hidden: bool,
}

/// Styles of paragraphs, characters and lists, by name.
#[derive(Default)]
struct Styles {
    styles: BTreeMap<String, Style>,
    lists: BTreeMap<String, BTreeMap<usize, Counted>>,
    headings: BTreeMap<usize, Counted>,
}

/// How a level of a list is marked.
#[derive(Clone, Default)]
struct Counted {
    level: Level,
    /// Levels above that its mark shows too.
    above: usize,
    before: String,
    after: String,
}

impl Counted {
    fn read(tag: &Tag) -> Self {
        let bullet = tag.name() == "list-level-style-bullet";
        let format = if bullet { Some("bullet".to_owned()) } else { tag.get("num-format") };
        let (start, pattern) = (tag.number("start-value").unwrap_or(1), tag.get("bullet-char"));
        Self {
            level: Level { start, format: format.unwrap_or_default(), pattern: pattern.unwrap_or_default() },
            above: tag.number::<usize>("display-levels").unwrap_or(1).clamp(1, LEVELS) - 1,
            before: tag.get("num-prefix").unwrap_or_default(),
            after: tag.get("num-suffix").unwrap_or_default(),
        }
    }

    /// The mark of an item with these counts on its levels, the last its own.
    fn label(&self, counts: &[u32], formats: impl Fn(usize) -> String) -> String {
        if self.level.format == "bullet" {
            return shown(&self.level, |_| (0, ""));
        }
        if self.level.format.is_empty() {
            return String::new();
        }
        let own = counts.len() - 1;
        let numbers: Vec<String> = (own.saturating_sub(self.above)..=own)
            .map(|at| super::styles::numeral(counts[at].max(1), &formats(at)))
            .collect();
        format!("{}{}{}", self.before, numbers.join("."), self.after)
    }
}

/// A list that is open.
struct List {
    style: Option<String>,
    count: u32,
    /// The item has its mark.
    marked: bool,
}

struct Walker {
    styles: Styles,
    draft: Draft,
    lists: Vec<List>,
    /// Where the list of each style came to, for those that go on.
    ended: BTreeMap<String, u32>,
    headings: [u32; LEVELS],
    /// Paragraph styles that are open, and character styles that hide or raise.
    spans: Vec<(bool, bool)>,
    paragraphs: u32,
    notes: Vec<Option<String>>,
    /// Reading the file of styles, where only headers and footers have words.
    running: bool,
    in_running: u32,
}

impl Walker {
    fn new(styles: Styles) -> Self {
        Self {
            styles,
            draft: Draft::default(),
            lists: Vec::new(),
            ended: BTreeMap::new(),
            headings: [0; LEVELS],
            spans: Vec::new(),
            paragraphs: 0,
            notes: Vec::new(),
            running: false,
            in_running: 0,
        }
    }

    fn walk(&mut self, xml: &mut Xml) -> Result<(), Error> {
        while let Some(event) = xml.next()? {
            match event {
                Event::Open(tag) => self.open(&tag, xml)?,
                Event::Close(name) => self.close(&name),
                Event::Text(words) if self.paragraphs > 0 => {
                    let (hidden, up) = self.spans.iter().fold((false, false), |a, s| (a.0 | s.0, a.1 | s.1));
                    if hidden {
                        self.draft.drop("hidden", "hidden in the file", &words);
                    } else if up {
                        self.draft.text(&raised(&words));
                    } else {
                        self.draft.folded(&words);
                    }
                }
                Event::Text(_) => {}
            }
        }
        self.draft.end();
        Ok(())
    }

    fn open(&mut self, tag: &Tag, xml: &mut Xml) -> Result<(), Error> {
        match tag.name() {
            "style" => return self.style(tag, xml),
            "list-style" => {
                let levels = levels(xml)?;
                self.styles.lists.insert(tag.get("name").unwrap_or_default(), levels);
            }
            "outline-style" => self.styles.headings = levels(xml)?,
            "header" | "footer" | "header-first" | "footer-first" | "header-left" | "footer-left" => {
                self.in_running += 1;
            }
            "p" | "h" if self.running && self.in_running == 0 => return xml.skip(),
            "p" => {
                let name = tag.get("style-name").unwrap_or_default();
                self.begin(tag, &name, None);
            }
            "h" => {
                let level = tag.number::<usize>("outline-level").unwrap_or(1).clamp(1, LEVELS);
                let name = tag.get("style-name").unwrap_or_default();
                self.begin(tag, &name, Some(level));
            }
            "span" => {
                let style = tag.get("style-name").and_then(|n| self.styles.styles.get(&n));
                self.spans.push(style.map_or((false, false), |s| (s.hidden, s.raised)));
            }
            "s" => {
                let count = tag.number::<usize>("c").unwrap_or(1).min(1_000);
                self.draft.text(&" ".repeat(count));
            }
            "tab" => self.draft.text("\t"),
            "line-break" => self.draft.text("\n"),
            "soft-page-break" if !self.running => self.draft.turn_page(),
            "list" => {
                let style = tag.get("style-name").or_else(|| self.lists.last().and_then(|l| l.style.clone()));
                let goes_on = tag.get("continue-numbering").is_some_and(|c| c == "true")
                    || tag.get("continue-list").is_some();
                let before = style.as_ref().and_then(|s| self.ended.get(s)).copied().filter(|_| goes_on);
                self.lists.push(List { style, count: before.unwrap_or(0), marked: true });
            }
            "list-item" => {
                let start = tag.number::<u32>("start-value");
                let first = self.counted(self.lists.len()).map_or(1, |c| c.level.start);
                if let Some(list) = self.lists.last_mut() {
                    list.count = match start {
                        Some(start) => start,
                        None if list.count == 0 => first,
                        None => list.count.saturating_add(1),
                    };
                    list.marked = false;
                }
            }
            "table-row" => self.draft.row(),
            "table-cell" => self.draft.cell(),
            "note" => self.notes.push(None),
            "note-citation" => {
                let label = tag.get("label");
                let words = xml.text()?;
                if let Some(note) = self.notes.last_mut() {
                    *note = Some(label.unwrap_or(words).trim().to_owned());
                }
            }
            "note-body" | "text-box" => self.draft.aside(),
            "annotation" => {
                let words = xml.text()?;
                self.draft.drop("comment", "a remark in the margin", &words);
            }
            "tracked-changes" => {
                xml.inside(|xml, tag| {
                    if tag.name() == "deletion" {
                        let words = xml.text()?;
                        self.draft.drop("deletion", "struck out in tracked changes", &words);
                    }
                    Ok(())
                })?;
            }
            "table-of-content" | "illustration-index" | "table-index" | "alphabetical-index"
            | "object-index" | "user-index" => {
                let words = xml.text()?;
                self.draft.drop("contents", "a table of contents", &words);
            }
            "desc" | "title" if self.paragraphs > 0 => {
                let words = xml.text()?;
                self.draft.drop("picture", "its description is no text of the author", &words);
            }
            "number"
            | "ruby-text"
            | "forms"
            | "scripts"
            | "sequence-decls"
            | "covered-table-cell"
            | "hidden-text"
            | "hidden-paragraph"
            | "annotation-end"
            | "list-level-properties" => {
                return xml.skip();
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" | "h" => {
                self.paragraphs = self.paragraphs.saturating_sub(1);
                self.draft.end();
            }
            "span" => {
                self.spans.pop();
            }
            "list" => {
                if let Some(List { style: Some(style), count, .. }) = self.lists.pop() {
                    self.ended.insert(style, count);
                }
            }
            "table-row" => self.draft.end_row(),
            "text-box" => self.draft.end_aside(),
            "note-body" => {
                let mut blocks = self.draft.take_aside();
                for block in &mut blocks {
                    block.kind = PartKind::Footnote;
                }
                let label = self.notes.last().cloned().flatten().unwrap_or_else(|| "*".to_owned());
                self.draft.note(&label, Some(Note { label: label.clone(), blocks }));
            }
            "note" => {
                self.notes.pop();
            }
            "header" | "footer" | "header-first" | "footer-first" | "header-left" | "footer-left" => {
                self.in_running = self.in_running.saturating_sub(1);
            }
            _ => {}
        }
    }

    fn style(&mut self, tag: &Tag, xml: &mut Xml) -> Result<(), Error> {
        let name = tag.get("name").unwrap_or_default();
        let (shown, parent) = (tag.get("display-name"), tag.get("parent-style-name"));
        let mut style = Style { shown: shown.unwrap_or_else(|| name.clone()), parent, ..Style::default() };
        xml.inside(|_, tag| {
            if tag.name() == "text-properties" {
                style.hidden |= tag.get("display").is_some_and(|d| d == "none");
                style.raised |= tag.get("text-position").is_some_and(|p| p.starts_with("super"));
            }
            Ok(())
        })?;
        self.styles.styles.insert(name, style);
        Ok(())
    }

    /// How the list of a depth, from 1, is marked.
    fn counted(&self, depth: usize) -> Option<&Counted> {
        let style = self.lists.get(depth.checked_sub(1)?)?.style.as_ref()?;
        self.styles.lists.get(style)?.get(&depth)
    }

    fn begin(&mut self, tag: &Tag, style: &str, heading: Option<usize>) {
        self.paragraphs += 1;
        let (mut kind, mut level) = (PartKind::Paragraph, 0);
        let mut next = Some(style.to_owned());
        for _ in 0..CHAIN {
            let Some(name) = next else { break };
            let found = self.styles.styles.get(&name);
            (kind, level) = kind_of_name(found.map_or(&name, |s| &s.shown));
            if kind != PartKind::Paragraph {
                break;
            }
            next = found.and_then(|s| s.parent.clone());
        }
        if let Some(level) = heading {
            let label = if tag.get("is-list-header").is_some_and(|v| v == "true") {
                String::new()
            } else {
                self.heading_label(level)
            };
            self.draft.begin(PartKind::Heading, level as u8);
            self.put_label(&label);
            if let Some(list) = self.lists.last_mut() {
                list.marked = true;
            }
            return;
        }
        let depth = self.lists.len();
        let unmarked = self.lists.last().is_some_and(|l| !l.marked);
        if !unmarked || kind != PartKind::Paragraph {
            self.draft.begin(kind, level);
            return;
        }
        let counts: Vec<u32> = self.lists.iter().map(|l| l.count).collect();
        let format =
            |at: usize| self.counted(at + 1).map_or_else(|| "1".to_owned(), |c| c.level.format.clone());
        let label = self.counted(depth).map_or_else(|| "•".to_owned(), |c| c.label(&counts, format));
        self.draft.begin(PartKind::ListItem, depth.min(255) as u8);
        self.put_label(&label);
        if let Some(list) = self.lists.last_mut() {
            list.marked = true;
        }
    }

    fn put_label(&mut self, label: &str) {
        if !label.is_empty() {
            self.draft.text(label);
            self.draft.text(" ");
        }
    }

    fn heading_label(&mut self, level: usize) -> String {
        let Some(counted) = self.styles.headings.get(&level).cloned() else { return String::new() };
        self.headings[level - 1] = self.headings[level - 1].saturating_add(1);
        self.headings[level..].fill(0);
        let formats = |at: usize| {
            self.styles.headings.get(&(at + 1)).map_or_else(String::new, |c| c.level.format.clone())
        };
        counted.label(&self.headings[..level], formats)
    }
}

/// The levels of a list's style.
fn levels(xml: &mut Xml) -> Result<BTreeMap<usize, Counted>, Error> {
    let mut out = BTreeMap::new();
    xml.inside(|_, tag| {
        if let Some(level) = tag.number::<usize>("level").filter(|l| (1..=LEVELS).contains(l)) {
            out.insert(level, Counted::read(tag));
        }
        Ok(())
    })?;
    Ok(out)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::archive::tests::zip;
    use super::*;

    /// An `OpenDocument` text with this body and these styles.
    pub(in crate::file) fn odt(body: &str, styles: &str, meta: &str) -> Vec<u8> {
        let content = format!(
            "<office:document-content xmlns:office='o' xmlns:text='t'>{styles}<office:body><office:text>{body}\
             </office:text></office:body></office:document-content>"
        );
        let kind = b"application/vnd.oasis.opendocument.text";
        zip(&[("mimetype", kind), ("content.xml", content.as_bytes()), ("meta.xml", meta.as_bytes())])
    }

    fn laid(body: &str, styles: &str, meta: &str) -> LaidText {
        read(&mut Archive::open(&odt(body, styles, meta)).unwrap()).unwrap()
    }

    #[test]
    fn headings_lists_notes_and_tables() {
        let styles = "<office:automatic-styles><style:style style:name='P1' style:parent-style-name='Quotations'/>\
            <style:style style:name='T1'><style:text-properties style:text-position='super 58%'/></style:style>\
            <text:list-style style:name='L1'><text:list-level-style-number text:level='1' style:num-format='1' style:num-suffix='.'/>\
            <text:list-level-style-number text:level='2' style:num-format='a' style:num-suffix=')' text:display-levels='2'/></text:list-style>\
            </office:automatic-styles>";
        let body = "<text:tracked-changes><text:changed-region><text:deletion><text:p>never</text:p></text:deletion>\
            </text:changed-region></text:tracked-changes>\
            <text:h text:outline-level='2'>Water</text:h>\
            <text:p>The council<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>See the\n law.</text:p>\
            </text:note-body></text:note> will<text:s text:c='2'/>report <text:span text:style-name='T1'>2</text:span>.\
            <office:annotation><text:p>Check.</text:p></office:annotation></text:p>\
            <text:p text:style-name='P1'>We shall.</text:p>\
            <text:list text:style-name='L1'><text:list-item><text:p>One</text:p><text:list><text:list-item><text:p>Deep</text:p>\
            </text:list-item></text:list></text:list-item><text:list-item><text:p>Two</text:p></text:list-item></text:list>\
            <table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell>\
            <text:p>b</text:p></table:table-cell></table:table-row></table:table>";
        let meta = "<m><dc:title>On water</dc:title><meta:creation-date>2012-05-01T00:00:00</meta:creation-date></m>";
        let laid = laid(body, styles, meta);
        assert_eq!(
            laid.text,
            "Water\n\nThe council[1] will  report ².\n\n[1] See the law.\n\nWe shall.\n\n1. One\n1.a) Deep\n2. Two\n\na\tb"
        );
        let kinds: Vec<_> = laid.layout.parts().iter().map(|p| (p.kind.as_str(), p.level)).collect();
        let item = |level| ("list_item", level);
        assert_eq!(
            kinds,
            [
                ("heading", 2),
                ("paragraph", 0),
                ("footnote", 0),
                ("quote", 0),
                item(1),
                item(2),
                item(1),
                ("table_row", 0)
            ]
        );
        let dropped: Vec<_> = laid.dropped.iter().map(|d| (&*d.kind, d.excerpt.as_str())).collect();
        assert_eq!(dropped, [("deletion", "never"), ("comment", "Check.")]);
        assert_eq!(laid.found.title.as_deref(), Some("On water"));
        assert_eq!(laid.found.date.as_deref(), Some("2012-05-01"));
    }

    #[test]
    fn boxes_pages_and_locks() {
        let body = "<text:p>One<draw:frame><draw:text-box><text:p>Boxed.</text:p></draw:text-box></draw:frame> and \
            <text:soft-page-break/>two.</text:p>";
        let laid = laid(body, "", "<m/>");
        assert_eq!(laid.text, "One and\ntwo.\n\nBoxed.");
        assert_eq!(laid.layout.parts()[1].page, Some(2));
        let locked =
            zip(&[("META-INF/manifest.xml", b"<m><manifest:encryption-data/></m>"), ("content.xml", b"x")]);
        let error = read(&mut Archive::open(&locked).unwrap()).unwrap_err();
        assert!(error.to_string().contains("password"));
    }
}
