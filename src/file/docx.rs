//! Word documents: `WordprocessingML` to blocks.

use std::collections::BTreeMap;

use super::archive::{Archive, plain};
use super::draft::{Block, Draft, Note, words_of};
use super::props::{Flow, Props};
use super::styles::{Counters, Numbering, Styles};
use super::xml::{Event, Tag, Xml, decoded};
use crate::error::Error;
use crate::layout::{LaidText, PartKind};

/// Notes or comments by their number in the file.
type Notes = BTreeMap<i64, Vec<Block>>;

/// Reads a document from its archive.
pub(super) fn read(archive: &mut Archive) -> Result<LaidText, Error> {
    let main = main_part(archive)?;
    let parts = related(archive, &main)?;
    let one = |kind: &str| parts.iter().find(|p| p.kind == kind).map(|p| p.name.clone());
    let mut file = File { styles: Styles::default(), numbering: Numbering::default() };
    if let Some(text) = load(archive, one("styles"))? {
        file.styles = Styles::read(&text)?;
    }
    if let Some(text) = load(archive, one("numbering"))? {
        file.numbering = Numbering::read(&text)?;
    }
    let (mut foot, mut end, mut comments) = (Notes::new(), Notes::new(), Notes::new());
    for (kind, notes) in [("footnotes", &mut foot), ("endnotes", &mut end), ("comments", &mut comments)] {
        if let Some(text) = load(archive, one(kind))? {
            *notes = Story::new(&file, &Notes::new(), &Notes::new()).notes(&text, kind)?;
        }
    }
    let text = archive.read(&main)?.ok_or_else(|| Error::decode("a Word file without a document"))?;
    let text = decoded(&text, &main)?;
    let mut story = Story::new(&file, &foot, &end);
    story.pages = text.contains("lastRenderedPageBreak");
    if story.pages {
        story.draft.set_page(1);
    }
    story.walk(&mut Xml::new(&text, &main))?;
    story.draft.end();
    let Story { mut draft, contents, .. } = story;
    if !contents.trim().is_empty() {
        draft.drop("contents", "a table of contents", &contents);
    }
    for blocks in comments.values() {
        draft.drop("comment", "a remark in the margin", &words_of(blocks.iter()));
    }
    running(archive, &file, &parts, &mut draft)?;
    Props::read(archive)?.settle(&mut draft);
    draft.finish()
}

/// Headers and footers, each text once, behind all others.
fn running(archive: &mut Archive, file: &File, parts: &[Related], draft: &mut Draft) -> Result<(), Error> {
    let mut seen = Vec::new();
    for part in parts.iter().filter(|p| matches!(p.kind.as_str(), "header" | "footer")) {
        let Some(text) = load(archive, Some(part.name.clone()))? else { continue };
        let mut story = Story::new(file, &NONE, &NONE);
        story.walk(&mut Xml::new(&text, &part.name))?;
        for mut block in story.draft.take_blocks() {
            let words = block.words.trim().to_owned();
            if words.chars().any(char::is_alphabetic) && !seen.contains(&words) && seen.len() < 20 {
                seen.push(words);
                (block.kind, block.level) = (PartKind::Furniture, 0);
                draft.push(block);
            }
        }
    }
    Ok(())
}

static NONE: Notes = Notes::new();

/// A part of the archive that another one names.
struct Related {
    kind: String,
    name: String,
}

/// The part that the archive names as its document.
fn main_part(archive: &mut Archive) -> Result<String, Error> {
    let named = related(archive, "")?.into_iter().find(|p| p.kind == "officedocument");
    Ok(named.map(|p| p.name).filter(|n| archive.has(n)).unwrap_or_else(|| "word/document.xml".to_owned()))
}

/// What a part names; nothing outside the archive.
fn related(archive: &mut Archive, part: &str) -> Result<Vec<Related>, Error> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let Some(text) = load(archive, Some(format!("{folder}/_rels/{file}.rels")))? else {
        return Ok(Vec::new());
    };
    let mut out = Vec::new();
    let mut xml = Xml::new(&text, "a list of parts");
    while let Some(event) = xml.next()? {
        let Event::Open(tag) = event else { continue };
        if tag.name() != "Relationship" || tag.get("TargetMode").is_some_and(|m| m == "External") {
            continue;
        }
        let (Some(kind), Some(target)) = (tag.get("Type"), tag.get("Target")) else { continue };
        let kind = kind.rsplit('/').next().unwrap_or_default().to_lowercase();
        let name =
            if target.starts_with('/') { plain(&target) } else { plain(&format!("{folder}/{target}")) };
        out.push(Related { kind, name });
    }
    Ok(out)
}

fn load(archive: &mut Archive, name: Option<String>) -> Result<Option<String>, Error> {
    let Some(name) = name else { return Ok(None) };
    archive.read(&name)?.map(|bytes| decoded(&bytes, &name)).transpose()
}

struct File {
    styles: Styles,
    numbering: Numbering,
}

/// A field: the words before the mark in the middle are its command.
struct Field {
    command: String,
    result: bool,
    contents: bool,
}

/// One stream of paragraphs: the document, a note, a header.
struct Story<'f> {
    file: &'f File,
    footnotes: &'f Notes,
    endnotes: &'f Notes,
    draft: Draft,
    counters: Counters,
    fields: Vec<Field>,
    /// Deletions that are open, and their words.
    struck: u32,
    struck_words: String,
    row_struck: Vec<bool>,
    /// Words of a table of contents, and whether the paragraph is a line of one.
    contents: String,
    contents_line: bool,
    /// The properties of the run.
    flow: Flow,
    /// The paragraph's end was struck out: the next goes on in it.
    joined: bool,
    pages: bool,
    /// Notes met so far: a note's number is its place.
    shown: (u32, u32),
}

impl<'f> Story<'f> {
    fn new(file: &'f File, footnotes: &'f Notes, endnotes: &'f Notes) -> Self {
        Self {
            file,
            footnotes,
            endnotes,
            draft: Draft::default(),
            counters: Counters::default(),
            fields: Vec::new(),
            struck: 0,
            struck_words: String::new(),
            row_struck: Vec::new(),
            contents: String::new(),
            contents_line: false,
            flow: Flow::default(),
            joined: false,
            pages: false,
            shown: (0, 0),
        }
    }

    /// The notes or comments of a part, by number.
    fn notes(mut self, text: &str, name: &str) -> Result<Notes, Error> {
        let mut out = Notes::new();
        let mut xml = Xml::new(text, name);
        while let Some(event) = xml.next()? {
            let Event::Open(tag) = event else { continue };
            if !matches!(tag.name(), "footnote" | "endnote" | "comment") {
                continue;
            }
            if tag.get("type").is_some_and(|t| t != "normal") {
                xml.skip()?;
                continue;
            }
            let number = tag.number("id").unwrap_or(-1);
            let element = tag.name().to_owned();
            self.until(&mut xml, &element)?;
            let mut blocks = self.draft.take_blocks();
            for block in &mut blocks {
                block.kind = PartKind::Footnote;
            }
            out.insert(number, blocks);
        }
        Ok(out)
    }

    fn walk(&mut self, xml: &mut Xml) -> Result<(), Error> {
        while let Some(event) = xml.next()? {
            self.event(event, xml)?;
        }
        Ok(())
    }

    fn until(&mut self, xml: &mut Xml, element: &str) -> Result<(), Error> {
        while let Some(event) = xml.next()? {
            match event {
                Event::Close(name) if name == element => break,
                event => self.event(event, xml)?,
            }
        }
        Ok(())
    }

    fn event(&mut self, event: Event, xml: &mut Xml) -> Result<(), Error> {
        match event {
            Event::Open(tag) => self.open(&tag, xml),
            Event::Close(name) => {
                self.close(&name);
                Ok(())
            }
            Event::Text(_) => Ok(()),
        }
    }

    fn open(&mut self, tag: &Tag, xml: &mut Xml) -> Result<(), Error> {
        match tag.name() {
            "p" if !self.joined => self.draft.begin(PartKind::Paragraph, 0),
            "p" => self.joined = false,
            "pPr" => return self.paragraph(xml),
            "rPr" => self.flow = Flow::read(xml)?,
            "t" | "delText" => {
                let words = xml.text()?;
                self.words(&words);
            }
            "instrText" => {
                let words = xml.text()?;
                if let Some(field) = self.fields.last_mut() {
                    field.command.push_str(&words);
                }
            }
            "tab" | "ptab" => self.words("\t"),
            "cr" => self.words("\n"),
            "br" => match tag.get("type").as_deref() {
                Some("page" | "column") => {
                    // Word writes where its pages ended; only without that does a page end where the writer says.
                    self.words(" ");
                    if !self.pages && tag.get("type").is_some_and(|t| t == "page") {
                        self.draft.turn_page();
                    }
                }
                _ => self.words("\n"),
            },
            "lastRenderedPageBreak" if self.pages => self.draft.turn_page(),
            "noBreakHyphen" => self.words("\u{2011}"),
            "sym" => {
                let code = tag.get("char").and_then(|c| u32::from_str_radix(&c, 16).ok());
                let known = code.filter(|c| !(0xe000..0xf900).contains(c)).and_then(char::from_u32);
                self.words(&known.map(String::from).unwrap_or_default());
            }
            "footnoteReference" => self.note(tag, false),
            "endnoteReference" => self.note(tag, true),
            "fldChar" => self.field(tag),
            "fldSimple" => {
                let command = tag.get("instr").unwrap_or_default();
                if contents(&command) {
                    self.leave_out(xml, "contents", "a table of contents")?;
                }
            }
            "del" | "moveFrom" => self.struck += 1,
            "sdtPr" => return self.control(xml),
            "tr" => {
                self.draft.row();
                self.row_struck.push(false);
            }
            "trPr" => {
                let mut struck = false;
                xml.inside(|_, tag| {
                    struck |= tag.name() == "del";
                    Ok(())
                })?;
                if let Some(row) = self.row_struck.last_mut() {
                    *row |= struck;
                }
            }
            "tc" => self.draft.cell(),
            "txbxContent" => self.draft.aside(),
            "docPr" => {
                let words = tag.get("descr").or_else(|| tag.get("title")).unwrap_or_default();
                if !words.trim().is_empty() {
                    self.draft.drop("picture", "its description is no text of the author", &words);
                }
            }
            "Fallback" | "tblPr" | "tblGrid" | "tcPr" | "sectPr" | "rubyPr" | "rt" | "object" | "binData" => {
                return xml.skip();
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" => {
                if !self.joined {
                    self.draft.end();
                }
                if self.contents_line || self.fields.iter().any(|f| f.contents) {
                    self.contents.push(' ');
                }
                self.contents_line = false;
            }
            "r" => self.flow = Flow::default(),
            "del" | "moveFrom" => {
                self.struck = self.struck.saturating_sub(1);
                if self.struck == 0 {
                    self.tell_struck();
                }
            }
            "tr" => {
                if self.row_struck.pop().unwrap_or(false) {
                    let words = self.draft.end_struck_row();
                    self.draft.drop("deletion", "a row struck out in tracked changes", &words);
                } else {
                    self.draft.end_row();
                }
            }
            "txbxContent" => self.draft.end_aside(),
            _ => {}
        }
    }

    fn tell_struck(&mut self) {
        let words = std::mem::take(&mut self.struck_words);
        if !words.trim().is_empty() {
            self.draft.drop("deletion", "struck out in tracked changes", &words);
        }
    }

    /// Words of the run, as far as they are words of the text.
    fn words(&mut self, words: &str) {
        if self.struck > 0 {
            self.struck_words.push_str(words);
        } else if self.fields.iter().any(|f| !f.result) {
            // A command.
        } else if self.contents_line || self.fields.iter().any(|f| f.contents) {
            self.contents.push_str(words);
        } else if self.flow.hidden {
            self.draft.drop("hidden", "hidden in the file", words);
        } else if self.flow.raised {
            self.draft.text(&raised(words));
        } else {
            self.draft.text(words);
        }
    }

    fn paragraph(&mut self, xml: &mut Xml) -> Result<(), Error> {
        let mut style = None;
        let (mut outline, mut list, mut depth) = (None, None, None);
        let mut joined = false;
        xml.inside(|xml, tag| {
            match tag.name() {
                "pStyle" => style = tag.get("val"),
                "outlineLvl" => outline = tag.number::<u8>("val"),
                "numId" => list = tag.get("val"),
                "ilvl" => depth = tag.number::<u8>("val"),
                "del" => joined = true,
                "pPrChange" | "sectPr" | "rPrChange" => return xml.skip(),
                _ => {}
            }
            Ok(())
        })?;
        self.joined = joined;
        let look = self.file.styles.look(style.as_deref());
        let list = list.or_else(|| look.list.clone()).filter(|l| l != "0");
        let depth = depth.or(look.depth).unwrap_or(0);
        let label = list.as_deref().and_then(|l| self.file.numbering.label(l, depth, &mut self.counters));
        let level = match outline.or(look.outline) {
            Some(level @ 0..=8) => level + 1,
            _ => 0,
        };
        let item = label.is_some();
        self.contents_line = look.contents;
        let block = self.draft.block();
        // A paragraph that goes on after a struck end keeps what it was.
        if !block.words.trim().is_empty() {
            return Ok(());
        }
        (block.kind, block.level) = match look.kind {
            _ if level > 0 => (PartKind::Heading, level),
            PartKind::Paragraph if item => (PartKind::ListItem, depth + 1),
            kind => (kind, look.level),
        };
        if let Some(label) = label.filter(|l| !l.is_empty()) {
            self.draft.text(&label);
            self.draft.text(" ");
        }
        Ok(())
    }

    fn note(&mut self, tag: &Tag, at_end: bool) {
        if self.struck > 0 {
            return;
        }
        let (notes, count) =
            if at_end { (self.endnotes, &mut self.shown.1) } else { (self.footnotes, &mut self.shown.0) };
        let Some(blocks) = tag.number("id").and_then(|id: i64| notes.get(&id)) else { return };
        *count += 1;
        let label = if at_end { super::styles::roman(*count) } else { count.to_string() };
        self.draft.note(&label, Some(Note { label: label.clone(), blocks: blocks.clone() }));
    }

    fn field(&mut self, tag: &Tag) {
        match tag.get("fldCharType").as_deref() {
            Some("begin") => {
                self.fields.push(Field { command: String::new(), result: false, contents: false });
            }
            Some("separate") => {
                let Some(field) = self.fields.last_mut() else { return };
                field.result = true;
                field.contents = contents(&field.command);
            }
            Some("end") => {
                self.fields.pop();
            }
            _ => {}
        }
    }

    /// A control such as a table of contents or a prompt that was never filled in.
    fn control(&mut self, xml: &mut Xml) -> Result<(), Error> {
        let (mut kind, mut prompt) = (String::new(), false);
        xml.inside(|_, tag| {
            match tag.name() {
                "docPartGallery" => kind = tag.get("val").unwrap_or_default(),
                "showingPlcHdr" => prompt = tag.on(),
                _ => {}
            }
            Ok(())
        })?;
        if kind.eq_ignore_ascii_case("table of contents") {
            self.leave_out_next(xml, "contents", "a table of contents")?;
        } else if prompt {
            self.leave_out_next(xml, "prompt", "a prompt that was not filled in")?;
        }
        Ok(())
    }

    /// Passes over the content that follows.
    fn leave_out_next(&mut self, xml: &mut Xml, kind: &'static str, why: &str) -> Result<(), Error> {
        while let Some(event) = xml.next()? {
            match event {
                Event::Open(tag) if tag.name() == "sdtContent" => return self.leave_out(xml, kind, why),
                Event::Open(_) => xml.skip()?,
                Event::Close(name) if name == "sdt" => break,
                _ => {}
            }
        }
        Ok(())
    }

    fn leave_out(&mut self, xml: &mut Xml, kind: &'static str, why: &str) -> Result<(), Error> {
        let words = xml.text()?;
        self.draft.drop(kind, why, &words);
        Ok(())
    }
}

/// Whether a field makes a list of headings, tables or figures.
fn contents(command: &str) -> bool {
    matches!(command.split_whitespace().next(), Some("TOC" | "INDEX" | "TOA"))
}

/// Raised figures as such, so that they do not run into the word before: `m²`.
pub(super) fn raised(words: &str) -> String {
    if words.is_empty() || !words.bytes().all(|b| b.is_ascii_digit()) {
        return words.to_owned();
    }
    words.bytes().filter_map(|b| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth((b - b'0') as usize)).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::archive::tests::zip;
    use super::*;

    const NS: &str = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'";

    /// A Word file with this body, and further parts: kind, content.
    pub(in crate::file) fn docx(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
        let rels = |rows: &str| format!("<Relationships>{rows}</Relationships>");
        let row =
            |kind: &str, target: &str| format!("<Relationship Type='http://x/{kind}' Target='{target}'/>");
        let mut files = vec![
            ("_rels/.rels".to_owned(), rels(&row("officeDocument", "word/document.xml"))),
            (
                "word/document.xml".to_owned(),
                format!("<w:document {NS}><w:body>{body}</w:body></w:document>"),
            ),
        ];
        let mut rows = row("hyperlink", "../../../etc/passwd");
        for (kind, content) in parts {
            if kind.contains('/') {
                files.push(((*kind).to_owned(), (*content).to_owned()));
            } else {
                rows += &row(kind.trim_end_matches(char::is_numeric), &format!("{kind}.xml"));
                files.push((format!("word/{kind}.xml"), format!("<w:{kind} {NS}>{content}</w:{kind}>")));
            }
        }
        files.push(("word/_rels/document.xml.rels".to_owned(), rels(&rows)));
        let files: Vec<(&str, &[u8])> = files.iter().map(|(n, c)| (n.as_str(), c.as_bytes())).collect();
        zip(&files)
    }

    fn p(text: &str) -> String {
        format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
    }

    fn styled(style: &str, text: &str) -> String {
        format!("<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    }

    fn laid(body: &str, parts: &[(&str, &str)]) -> LaidText {
        read(&mut Archive::open(&docx(body, parts)).unwrap()).unwrap()
    }

    fn kinds(laid: &LaidText) -> Vec<(&'static str, u8, &str)> {
        let parts = laid.layout.parts().iter();
        parts.map(|p| (p.kind.as_str(), p.level, &laid.text[p.span.range()])).collect()
    }

    fn dropped(laid: &LaidText) -> Vec<(&str, &str)> {
        laid.dropped.iter().map(|d| (&*d.kind, d.excerpt.as_str())).collect()
    }

    #[test]
    fn headings_by_style_name_and_outline() {
        let styles = "<w:style w:type='paragraph' w:default='1' w:styleId='Standard'><w:name w:val='Normal'/></w:style>\
            <w:style w:type='paragraph' w:styleId='berschrift2'><w:name w:val='heading 2'/></w:style>\
            <w:style w:type='paragraph' w:styleId='Mine'><w:name w:val='Mine'/><w:basedOn w:val='berschrift2'/></w:style>\
            <w:style w:type='paragraph' w:styleId='Zitat'><w:name w:val='Quote'/></w:style>\
            <w:style w:type='paragraph' w:styleId='V1'><w:name w:val='toc 1'/></w:style>";
        let body = [
            styled("Mine", "Water"),
            styled("Zitat", "We shall."),
            styled("V1", "Water 1"),
            styled("Titre1", "Eau"),
            "<w:p><w:pPr><w:outlineLvl w:val='2'/></w:pPr><w:r><w:t>Deep</w:t></w:r></w:p>".into(),
            p("It flows."),
        ];
        let laid = laid(&body.concat(), &[("styles", styles)]);
        assert_eq!(
            kinds(&laid),
            [
                ("heading", 2, "Water"),
                ("quote", 0, "We shall."),
                ("heading", 1, "Eau"),
                ("heading", 3, "Deep"),
                ("paragraph", 0, "It flows.")
            ]
        );
        assert_eq!(dropped(&laid), [("contents", "Water 1")]);
    }

    #[test]
    fn lists_with_numbers_as_shown() {
        let numbering = "<w:abstractNum w:abstractNumId='7'>\
            <w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.'/></w:lvl>\
            <w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='lowerLetter'/><w:lvlText w:val='%1.%2)'/></w:lvl>\
            </w:abstractNum><w:abstractNum w:abstractNumId='8'><w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/>\
            <w:lvlText w:val='\u{f0b7}'/></w:lvl></w:abstractNum>\
            <w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='8'/></w:num>\
            <w:num w:numId='3'><w:abstractNumId w:val='7'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride></w:num>";
        let item = |list: &str, depth: u8, text: &str| {
            format!(
                "<w:p><w:pPr><w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='{list}'/></w:numPr></w:pPr>\
                 <w:r><w:t>{text}</w:t></w:r></w:p>"
            )
        };
        let body = [
            item("1", 0, "One"),
            item("1", 1, "Part"),
            item("1", 1, "Part"),
            item("1", 0, "Two"),
            item("2", 0, "Dot"),
            item("3", 0, "Five"),
        ];
        let laid = laid(&body.concat(), &[("numbering", numbering)]);
        assert_eq!(laid.text, "1. One\n1.a) Part\n1.b) Part\n2. Two\n• Dot\n5. Five");
        assert_eq!(kinds(&laid)[1], ("list_item", 2, "1.a) Part"));
    }

    #[test]
    fn notes_changes_comments_and_boxes() {
        let notes = format!(
            "<w:footnote w:type='separator' w:id='0'>{}</w:footnote><w:footnote w:id='1'>{}</w:footnote>",
            p("-"),
            p("See the law.")
        );
        let comments = format!("<w:comment w:id='0'>{}</w:comment>", p("Check this."));
        let body = "<w:p><w:r><w:t>The council</w:t></w:r><w:r><w:footnoteReference w:id='1'/></w:r>\
            <w:r><w:t xml:space='preserve'> will </w:t></w:r><w:del><w:r><w:delText>never</w:delText></w:r></w:del>\
            <w:ins><w:r><w:t>soon</w:t></w:r></w:ins><w:commentRangeStart w:id='0'/><w:r><w:t xml:space='preserve'> re\u{ad}port</w:t>\
            <w:tab/><w:t>on</w:t><w:br/><w:t>m</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>2</w:t></w:r>\
            <w:r><w:pict><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>\
            <w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>\
            <w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> PAGEREF x </w:instrText></w:r>\
            <w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t xml:space='preserve'> 12</w:t></w:r>\
            <w:r><w:fldChar w:fldCharType='end'/></w:r><w:hyperlink><w:r><w:t xml:space='preserve'> there.</w:t></w:r></w:hyperlink></w:p>";
        let laid = laid(body, &[("footnotes", &notes), ("comments", &comments), ("header1", &p("Brief 7"))]);
        assert_eq!(
            laid.text,
            "The council[1] will soon report\ton\nm² 12 there.\n\n[1] See the law.\n\nIn a box.\n\nBrief 7"
        );
        assert_eq!(dropped(&laid), [("deletion", "never"), ("hidden", "secret"), ("comment", "Check this.")]);
        let parts: Vec<_> = kinds(&laid).iter().map(|k| k.0).collect();
        assert_eq!(parts, ["paragraph", "footnote", "paragraph", "furniture"]);
    }

    #[test]
    fn tables_pages_and_properties() {
        let row = |cells: &[&str]| {
            let cells = cells.iter().fold(String::new(), |out, c| out + "<w:tc>" + &p(c) + "</w:tc>");
            format!("<w:tr>{cells}</w:tr>")
        };
        let body = format!(
            "<w:tbl>{}{}<w:tr><w:trPr><w:del/></w:trPr><w:tc>{}</w:tc></w:tr></w:tbl>\
             <w:p><w:r><w:t>One page and</w:t></w:r><w:r><w:lastRenderedPageBreak/><w:t xml:space='preserve'> then another.</w:t></w:r></w:p>",
            row(&["Year", "Sum"]),
            row(&["2009", "40"]),
            p("gone")
        );
        let core = "<c xmlns:dc='d'><dc:title>Water  policy</dc:title><dcterms:created>2013-10-31T10:00:00Z</dcterms:created></c>";
        let app = "<p><Company>EUCAM</Company></p>";
        let laid = laid(&body, &[("docProps/core.xml", core), ("docProps/app.xml", app)]);
        assert_eq!(laid.text, "Year\tSum\n2009\t40\n\nOne page and\nthen another.");
        let places: Vec<_> = laid.layout.parts().iter().map(|p| (p.page, p.paragraph)).collect();
        assert_eq!(places, [(Some(1), 1), (Some(1), 2), (Some(1), 3), (Some(2), 3)]);
        assert_eq!(laid.found.title.as_deref(), Some("Water policy"));
        assert_eq!(laid.found.date.as_deref(), Some("2013-10-31"));
        assert_eq!(laid.found.publisher.as_deref(), Some("EUCAM"));
        assert_eq!(laid.warnings[0].code, "file_date");
        assert_eq!(dropped(&laid), [("deletion", "gone")]);
    }

    #[test]
    fn a_struck_end_of_a_paragraph() {
        let body = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>The council will</w:t></w:r></w:p>\
            <w:p><w:r><w:t xml:space='preserve'> report.</w:t></w:r></w:p><w:p><w:r><w:t>Next.</w:t></w:r></w:p>";
        assert_eq!(laid(body, &[]).text, "The council will report.\n\nNext.");
    }
}
