//! Web pages to blocks: the elements that were judged to be text, in order.

use super::content::{Fate, Judged, judge};
use super::docx::raised;
use super::draft::Draft;
use super::meta;
use super::styles::numeral;
use super::tree::{Id, NONE, Tree};
use crate::error::Error;
use crate::layout::{LaidText, PartKind};
use crate::text::decode;

/// Bytes in which a page says its encoding.
const HEAD: usize = 2_048;
/// Bytes of an excerpt before it is cut.
const EXCERPT: usize = 160;

/// Reads a page.
pub(super) fn read(bytes: &[u8], encoding: Option<&str>) -> Result<LaidText, Error> {
    let wide = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let said =
        declared(&bytes[..bytes.len().min(HEAD)]).filter(|_| !wide && !bytes.starts_with(b"\xef\xbb\xbf"));
    let (page, _) = match (encoding, said) {
        (Some(label), _) => decode(bytes, Some(label))?,
        // What a page says of itself may be wrong.
        (None, Some(label)) => decode(bytes, Some(&label)).or_else(|_| decode(bytes, None))?,
        (None, None) => decode(bytes, None)?,
    };
    if page.len() >= u32::MAX as usize / 2 {
        return Err(Error::limit("a page of more than 2 GB"));
    }
    let tree = Tree::new(&page);
    let judged = judge(&tree);
    let mut walker = Walker::new(&tree, &judged);
    walker.walk();
    let mut draft = walker.draft;
    draft.found = meta::found(&tree);
    draft.finish()
}

/// The encoding that a page or its XML says it is in.
fn declared(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let after = |word: &str| head.find(word).map(|at| &head[at + word.len()..]);
    let rest = match after("<?xml").and_then(|x| x.split("?>").next()).and_then(|x| x.split_once("encoding"))
    {
        Some((_, rest)) => rest,
        None => after("charset")?,
    };
    let value = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = value.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':' | '.'));
    let label = &value[..end.unwrap_or(value.len())];
    // A page that says so in bytes is not in units of two.
    (!label.is_empty() && !label.starts_with("utf-16")).then(|| label.to_owned())
}

/// A list that is open.
struct List {
    /// How its items are counted; nothing for marks.
    format: Option<String>,
    count: u32,
}

struct Walker<'t> {
    tree: &'t Tree,
    judged: &'t Judged,
    draft: Draft,
    lists: Vec<List>,
    /// The mark of an item whose words have not come yet.
    label: Option<String>,
    /// Open elements of these kinds.
    quotes: u32,
    pre: u32,
    sup: u32,
    /// Headings and captions that are open: kind and level.
    heads: Vec<(PartKind, u8)>,
    /// Line ends since the last word.
    breaks: u32,
}

impl<'t> Walker<'t> {
    fn new(tree: &'t Tree, judged: &'t Judged) -> Self {
        let (lists, heads) = (Vec::new(), Vec::new());
        let (label, draft) = (None, Draft::default());
        Self { tree, judged, draft, lists, label, quotes: 0, pre: 0, sup: 0, heads, breaks: 0 }
    }

    fn walk(&mut self) {
        let tree = self.tree;
        let mut path: Vec<Id> = Vec::new();
        let mut next = Some(0);
        while let Some(id) = next {
            while path.last().is_some_and(|&open| open != tree.nodes[id as usize].parent) {
                if let Some(done) = path.pop() {
                    self.leave(done);
                }
            }
            let node = &tree.nodes[id as usize];
            let inside = self.enter(id);
            if inside && node.first != NONE {
                path.push(id);
                next = Some(node.first);
            } else {
                if inside && !node.tag.is_empty() {
                    self.leave(id);
                }
                next = tree.after(id, 0);
            }
        }
        while let Some(done) = path.pop() {
            self.leave(done);
        }
        self.draft.end();
    }

    /// Takes a node; whether to go inside.
    fn enter(&mut self, id: Id) -> bool {
        let (tree, fate) = (self.tree, self.judged.fates[id as usize]);
        let node = &tree.nodes[id as usize];
        if node.tag.is_empty() {
            if !matches!(fate, Fate::Out(..)) {
                self.words(tree.text(id), fate);
            }
            return false;
        }
        if let Fate::Out(kind, reason) = fate {
            self.leave_out(id, kind, reason);
            return false;
        }
        if self.judged.marks.contains(&id) && self.mark(id, fate) {
            return false;
        }
        match node.tag {
            // Arrows and the like lead back to the text.
            "a" if fate == Fate::Note && !tree.words(id, 12).contains(char::is_alphanumeric) => return false,
            "br" => self.line(),
            "hr" => self.draft.end(),
            "img" => {
                let words = tree.get(id, "alt").unwrap_or_default();
                if words.split_whitespace().nth(2).is_some() {
                    self.draft.drop("picture", "its description is no text of the author", words);
                }
            }
            "q" => self.words("“", fate),
            "sup" => self.sup += 1,
            _ if node.inline => {}
            tag => self.begin(tag, id),
        }
        true
    }

    fn begin(&mut self, tag: &'static str, id: Id) {
        self.breaks = 0;
        if tag != "li" && self.label.is_some() && !self.draft.has_words() {
            // The first paragraph of an item is the item.
        } else {
            self.draft.end();
        }
        match tag {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.heads.push((PartKind::Heading, tag.as_bytes()[1] - b'0'));
            }
            "figcaption" | "caption" => self.heads.push((PartKind::Caption, 0)),
            "blockquote" => self.quotes += 1,
            "pre" => self.pre += 1,
            "ul" | "menu" | "dir" => self.lists.push(List { format: None, count: 0 }),
            "ol" => {
                let format = self.tree.get(id, "type").unwrap_or("1").to_owned();
                let start =
                    self.tree.get(id, "start").and_then(|s| s.trim().parse::<u32>().ok()).unwrap_or(1);
                self.lists.push(List { format: Some(format), count: start.saturating_sub(1) });
            }
            "li" => {
                let value = self.tree.get(id, "value").and_then(|s| s.trim().parse::<u32>().ok());
                self.label = Some(match self.lists.last_mut() {
                    Some(List { format: Some(format), count }) => {
                        *count = value.unwrap_or_else(|| count.saturating_add(1));
                        numeral(*count, format) + ". "
                    }
                    _ => "• ".to_owned(),
                });
            }
            "tr" => self.draft.row(),
            "td" | "th" => self.draft.cell(),
            _ => {}
        }
    }

    fn leave(&mut self, id: Id) {
        let node = &self.tree.nodes[id as usize];
        match node.tag {
            "q" => self.draft.text("”"),
            "sup" => self.sup = self.sup.saturating_sub(1),
            _ if node.inline => {}
            tag => {
                self.draft.end();
                self.breaks = 0;
                match tag {
                    "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "figcaption" | "caption" => {
                        self.heads.pop();
                    }
                    "blockquote" => self.quotes = self.quotes.saturating_sub(1),
                    "pre" => self.pre = self.pre.saturating_sub(1),
                    "ul" | "ol" | "menu" | "dir" => {
                        self.lists.pop();
                    }
                    "li" => self.label = None,
                    "tr" => self.draft.end_row(),
                    _ => {}
                }
            }
        }
    }

    /// A line ends; two of them end the paragraph.
    fn line(&mut self) {
        if !self.draft.has_words() {
            return;
        }
        self.breaks += 1;
        if self.breaks == 2 {
            self.draft.end();
        }
    }

    fn words(&mut self, words: &str, fate: Fate) {
        let blank = words.bytes().all(|b| b.is_ascii_whitespace());
        if !self.draft.is_open() {
            if blank {
                return;
            }
            let (kind, level) = match self.heads.last() {
                Some(&head) => head,
                None if fate == Fate::Note => (PartKind::Footnote, 0),
                None if self.label.is_some() => (PartKind::ListItem, self.lists.len().clamp(1, 255) as u8),
                None if self.quotes > 0 => (PartKind::Quote, 0),
                None => (PartKind::Paragraph, 0),
            };
            self.draft.begin(kind, level);
            if let Some(label) = self.label.take() {
                self.draft.text(&label);
            }
        }
        if self.breaks == 1 && !blank {
            self.draft.line();
        }
        if !blank {
            self.breaks = 0;
        }
        if self.pre > 0 {
            self.draft.text(words);
        } else if self.sup > 0 {
            self.draft.text(&raised(words.trim()));
        } else {
            self.draft.folded(words);
        }
    }

    /// The mark of a note; in a note itself, the way back. Whether it was one.
    fn mark(&mut self, id: Id, fate: Fate) -> bool {
        let words = self.tree.words(id, 12);
        let label = words.trim().trim_matches(['[', ']', '(', ')']);
        if fate == Fate::Note {
            // A number or sign at the beginning names the note; arrows and the like only lead back.
            if !self.draft.has_words()
                && self.label.is_none()
                && label.chars().all(|c| c.is_alphanumeric() || c == '*')
            {
                self.words(&format!("[{label}] "), fate);
            }
            return true;
        }
        if !self.draft.has_words() {
            return false;
        }
        self.draft.note(label, None);
        true
    }

    fn leave_out(&mut self, id: Id, kind: &'static str, reason: &str) {
        if matches!(kind, "head") {
            return;
        }
        let quiet = matches!(kind, "script" | "media");
        let words = if quiet { String::new() } else { self.tree.words(id, EXCERPT) };
        if quiet && kind == "script" || !words.trim().is_empty() {
            self.draft.drop(kind, reason, &words);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid(page: &str) -> LaidText {
        read(page.as_bytes(), None).unwrap()
    }

    fn text(page: &str) -> String {
        laid(page).text
    }

    fn kinds(laid: &LaidText) -> Vec<(&'static str, u8)> {
        laid.layout.parts().iter().map(|p| (p.kind.as_str(), p.level)).collect()
    }

    const LONG: &str = "The council promised to publish a report on the quality of water in every district by the end of the year.";

    #[test]
    fn blocks_of_a_page() {
        let page = "<h1>Water</h1><p>One <b>bold</b>\n word&nbsp;&mdash; m<sup>2</sup>.<p>Two<br>lines<br><br>Three\
            <ul><li>a<li><p>b</p><ol type=a start=2><li>c</ol></ul><blockquote><p>We shall.</blockquote>\
            <table><caption>Sums</caption><tr><th>Year<th>Sum<tr><td>2009<td>40</table><figure><img alt='A long white river'>\
            <figcaption>A river.</figcaption></figure><pre>x\n y</pre>";
        let laid = laid(page);
        assert_eq!(
            laid.text,
            "Water\n\nOne bold word\u{a0}— m².\n\nTwo\nlines\n\nThree\n\n• a\n• b\n\u{62}. c\n\nWe shall.\n\nSums\n\nYear\tSum\n2009\t40\n\nA river.\n\nx\n y"
        );
        assert_eq!(
            kinds(&laid)[..7],
            [
                ("heading", 1),
                ("paragraph", 0),
                ("paragraph", 0),
                ("paragraph", 0),
                ("list_item", 1),
                ("list_item", 1),
                ("list_item", 2)
            ]
        );
        assert_eq!(
            (&*laid.dropped[0].kind, laid.dropped[0].excerpt.as_str()),
            ("picture", "A long white river")
        );
    }

    #[test]
    fn menus_and_the_like_are_left_out() {
        let page = format!(
            "<html><head><title>Water | Site</title><script>x()</script></head><body><header><nav><a href=/>Home</a> <a href=/n>News</a></nav></header>\
             <div id='cookie-banner'><p>We use cookies.</p></div><div class='main-content'><h1>Water</h1><p>{LONG}</p><div class=ad>Buy!</div>\
             <p>{LONG}</p><p>Short.</p></div><div class='right-col'><p>Most read today</p></div>\
             <ul><li><a>One</a><li><a>Two</a><li><a>Three</a><li><a>Four</a></ul><footer>© 2013</footer></body></html>"
        );
        let laid = laid(&page);
        assert_eq!(laid.text, format!("Water\n\n{LONG}\n\n{LONG}\n\nShort."));
        let kinds: Vec<_> = laid.dropped.iter().map(|d| &*d.kind).collect();
        assert_eq!(kinds, ["header", "cookie notice", "advertisement", "aside", "links", "footer"]);
    }

    #[test]
    fn a_short_page_is_kept_whole() {
        assert_eq!(
            text("<body><p>The law was passed.</p><div>Nothing else.</div>"),
            "The law was passed.\n\nNothing else."
        );
        assert_eq!(text("no markup at all"), "no markup at all");
        assert_eq!(text(""), "");
    }

    #[test]
    fn notes() {
        let page = format!(
            "<body><article><p>{LONG}<sup id=r1><a href='#fn1'>1</a></sup> It did not.<a href='#_ftn2' name='_ftnref2'><sup>[2]</sup></a></p></article>\
             <aside><ol><li id=fn1>See the law. <a href='#r1'>↩</a></li></ol><div id=ftn2><p><a href='#_ftnref2' name='_ftn2'>[2]</a> As before.</p></div></aside>"
        );
        let laid = laid(&page);
        assert_eq!(laid.text, format!("{LONG}[1] It did not.[2]\n\n1. See the law.\n\n[2] As before."));
        assert_eq!(kinds(&laid), [("paragraph", 0), ("footnote", 0), ("footnote", 0)]);
        let marks: Vec<&str> = laid.layout.marks().iter().map(|m| &laid.text[m.range()]).collect();
        assert_eq!(marks, ["[1]", "[2]"]);
    }

    #[test]
    fn encodings() {
        let latin = b"<html><head><meta charset='iso-8859-2'></head><p>Po\xb5e</p>";
        assert_eq!(read(latin, None).unwrap().text, "Poľe");
        assert_eq!(read(latin, Some("iso-8859-1")).unwrap().text, "Poµe");
        assert_eq!(read(b"<meta content='text/html; charset=utf-8'><p>\xe9", None).unwrap().text, "é");
        let wide: Vec<u8> = "\u{feff}<p>né</p>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&wide, None).unwrap().text, "né");
    }

    #[test]
    fn hostile_pages() {
        for piece in [
            "<div>",
            "<table><tr><td>",
            "<ul><li>",
            "<p",
            "<a href='#fn1'>",
            "</p>",
            "<sup>",
            "&",
            "<b><p>",
            "<!--",
        ] {
            text(&piece.repeat(20_000));
        }
        text(&format!("<p class='{}'>x", "a ".repeat(1 << 20)));
    }
}
