//! Web pages as trees, however they are written: what is not closed is closed, what is not open is passed over.

use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use std::convert::Infallible;

/// Elements that may stand in each other; deeper ones are put beside each other.
const DEPTH: usize = 256;

/// Nodes that a look at the first words may pass.
const LOOKED_AT: usize = 2_000;

/// The number of a node; 0 is the page.
pub(super) type Id = u32;

/// No node.
pub(super) const NONE: Id = u32::MAX;

/// Attributes that say something of the text.
const ATTRIBUTES: &[&str] = &[
    "alt",
    "aria-hidden",
    "charset",
    "class",
    "content",
    "datetime",
    "epub:type",
    "hidden",
    "href",
    "http-equiv",
    "id",
    "itemprop",
    "name",
    "property",
    "pubdate",
    "role",
    "start",
    "style",
    "type",
    "value",
];

/// Elements that have no content.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Elements inside a line.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
    "i", "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
];

/// Other elements that are known by name; all others are taken for a `div`, as custom elements mostly are.
const BLOCK: &[&str] = &[
    "address",
    "article",
    "aside",
    "audio",
    "blockquote",
    "body",
    "button",
    "canvas",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "html",
    "iframe",
    "legend",
    "li",
    "main",
    "map",
    "math",
    "menu",
    "nav",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "p",
    "picture",
    "pre",
    "script",
    "search",
    "section",
    "select",
    "style",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
    "video",
];

/// One element, or a stretch of text.
pub(super) struct Node {
    /// The name of the element; empty for text.
    pub(super) tag: &'static str,
    pub(super) parent: Id,
    pub(super) first: Id,
    pub(super) next: Id,
    last: Id,
    /// Its characters, where it is text.
    from: u32,
    to: u32,
    attributes: (u32, u32),
    pub(super) inline: bool,
}

/// A page.
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    text: String,
    /// Which of the known attributes, and its value.
    attributes: Vec<(&'static str, Box<str>)>,
    open: Vec<Id>,
    /// The element whose attributes come now, and the attribute.
    coming: Option<&'static str>,
    attribute: Option<&'static str>,
    begun: u32,
}

impl Tree {
    /// The tree of a page.
    pub(super) fn new(page: &str) -> Self {
        let mut tree = Self {
            nodes: Vec::with_capacity(page.len() / 40),
            text: String::with_capacity(page.len() / 2),
            attributes: Vec::new(),
            open: vec![0],
            coming: None,
            attribute: None,
            begun: 0,
        };
        tree.add("html", (0, 0), (0, 0));
        let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: html5gum::Span<()>| {
            tree.take(event);
            None::<Infallible>
        });
        emitter.naively_switch_states(true);
        let Ok(()) = Tokenizer::new_with_emitter(page, emitter).finish();
        tree
    }

    fn take(&mut self, event: CallbackEvent) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.coming = Some(known(name));
                self.begun = self.attributes.len() as u32;
            }
            CallbackEvent::AttributeName { name } => {
                let found = ATTRIBUTES.iter().find(|a| name.eq_ignore_ascii_case(a.as_bytes())).copied();
                self.attribute = found.filter(|_| self.coming.is_some());
                if let Some(name) = self.attribute {
                    self.attributes.push((name, Box::default()));
                }
            }
            CallbackEvent::AttributeValue { value } => {
                if self.attribute.take().is_some()
                    && let Some(last) = self.attributes.last_mut()
                {
                    last.1 = String::from_utf8_lossy(value).into();
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                if let Some(tag) = self.coming.take() {
                    self.begin(tag, self_closing);
                }
            }
            CallbackEvent::EndTag { name } => self.end(known(name)),
            CallbackEvent::String { value } => {
                let from = self.text.len() as u32;
                self.text.push_str(&String::from_utf8_lossy(value));
                let to = self.text.len() as u32;
                self.add("", (from, to), (0, 0));
            }
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
    }

    fn add(&mut self, tag: &'static str, (from, to): (u32, u32), attributes: (u32, u32)) -> Id {
        let id = self.nodes.len() as Id;
        let parent = if id == 0 { NONE } else { self.open.last().copied().unwrap_or(0) };
        let inline = tag.is_empty() || tag == "br" || tag == "wbr" || tag == "img" || INLINE.contains(&tag);
        self.nodes.push(Node {
            tag,
            parent,
            first: NONE,
            next: NONE,
            last: NONE,
            from,
            to,
            attributes,
            inline,
        });
        if let Some(above) = self.nodes.get(parent as usize) {
            match above.last {
                NONE => self.nodes[parent as usize].first = id,
                last => self.nodes[last as usize].next = id,
            }
            self.nodes[parent as usize].last = id;
        }
        id
    }

    fn begin(&mut self, tag: &'static str, closed: bool) {
        let attributes = (self.begun, self.attributes.len() as u32);
        match tag {
            "html" => return,
            "body" | "head" if self.open.iter().any(|&o| self.nodes[o as usize].tag == tag) => return,
            "body" => self.close_up_to(&["head"], &[]),
            "li" => self.close_up_to(&["li"], &["ul", "ol", "menu", "dir", "table"]),
            "dt" | "dd" => self.close_up_to(&["dt", "dd"], &["dl", "table"]),
            "td" | "th" => self.close_up_to(&["td", "th"], &["tr", "table"]),
            "tr" => self.close_up_to(&["tr"], &["table"]),
            "thead" | "tbody" | "tfoot" => self.close_up_to(&["thead", "tbody", "tfoot"], &["table"]),
            "option" | "optgroup" => self.close_up_to(&["option"], &["select"]),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.close_up_to(&["p", "h1", "h2", "h3", "h4", "h5", "h6"], SCOPES);
            }
            _ if !INLINE.contains(&tag) && !VOID.contains(&tag) && !BESIDE.contains(&tag) || tag == "hr" => {
                self.close_up_to(&["p"], SCOPES);
            }
            _ => {}
        }
        if self.open.len() >= DEPTH {
            self.open.pop();
        }
        let id = self.add(tag, (0, 0), attributes);
        let empty =
            VOID.contains(&tag) || closed && matches!(tag, "div" | "svg" | "math" | "script" | "a" | "span");
        if !empty {
            self.open.push(id);
        }
    }

    /// Closes what is open up to the innermost of these elements, unless one that shuts them in stands between.
    fn close_up_to(&mut self, tags: &[&str], walls: &[&str]) {
        for at in (1..self.open.len()).rev() {
            let tag = self.nodes[self.open[at] as usize].tag;
            if tags.contains(&tag) {
                self.open.truncate(at);
                return;
            }
            if walls.contains(&tag) {
                return;
            }
        }
    }

    fn end(&mut self, tag: &'static str) {
        if tag == "html" || tag == "body" {
            return;
        }
        let inline = INLINE.contains(&tag);
        for at in (1..self.open.len()).rev() {
            let here = &self.nodes[self.open[at] as usize];
            if here.tag == tag {
                self.open.truncate(at);
                return;
            }
            // What stands in a line closes no block; what stands in a cell closes no table but its own.
            if inline && !here.inline
                || tag != "table"
                    && matches!(here.tag, "td" | "th")
                    && !matches!(tag, "tr" | "tbody" | "thead" | "tfoot")
            {
                return;
            }
        }
    }

    /// The characters of a text.
    pub(super) fn text(&self, id: Id) -> &str {
        let node = &self.nodes[id as usize];
        &self.text[node.from as usize..node.to as usize]
    }

    /// The value of an attribute.
    pub(super) fn get(&self, id: Id, name: &str) -> Option<&str> {
        let (from, to) = self.nodes[id as usize].attributes;
        let mut all = self.attributes[from as usize..to as usize].iter();
        all.find(|a| a.0 == name).map(|a| &*a.1)
    }

    pub(super) fn tag(&self, id: Id) -> &'static str {
        self.nodes[id as usize].tag
    }

    /// All nodes in order.
    pub(super) fn ids(&self) -> std::ops::Range<Id> {
        0..self.nodes.len() as Id
    }

    pub(super) fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let some = |id: Id| Some(id).filter(|&i| i != NONE);
        std::iter::successors(some(self.nodes[id as usize].first), move |&i| {
            some(self.nodes[i as usize].next)
        })
    }

    /// The node that comes next in the page when all inside this one is passed over; nothing behind `root`.
    pub(super) fn after(&self, mut id: Id, root: Id) -> Option<Id> {
        while id != root {
            let node = &self.nodes[id as usize];
            if node.next != NONE {
                return Some(node.next);
            }
            id = node.parent;
        }
        None
    }

    /// The first words inside a node, up to so many bytes and a little more.
    pub(super) fn words(&self, root: Id, most: usize) -> String {
        let mut out = String::new();
        let mut next = Some(root);
        for _ in 0..LOOKED_AT {
            let Some(id) = next.filter(|_| out.len() < most) else { break };
            let node = &self.nodes[id as usize];
            if node.tag.is_empty() {
                let text = self.text(id);
                let end = (0..=most.min(text.len())).rev().find(|&e| text.is_char_boundary(e)).unwrap_or(0);
                out.push_str(&text[..end]);
            } else if !node.inline && !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
            let inside = Some(node.first).filter(|&i| i != NONE && !matches!(node.tag, "script" | "style"));
            next = inside.or_else(|| self.after(id, root));
        }
        out
    }
}

/// Elements from which nothing reaches out to close a paragraph around them.
const SCOPES: &[&str] =
    &["td", "th", "caption", "table", "button", "object", "template", "svg", "li", "blockquote"];

/// Block elements that may stand in a paragraph.
const BESIDE: &[&str] = &[
    "button", "iframe", "noscript", "object", "picture", "script", "select", "style", "svg", "template",
    "textarea", "audio", "video", "canvas", "map", "math", "option", "optgroup",
];

fn known(name: &[u8]) -> &'static str {
    let lists = [INLINE, BLOCK, VOID];
    let found = lists.iter().find_map(|list| {
        // Each list is in order.
        list.binary_search_by(|tag| tag.as_bytes().cmp(name)).ok().map(|at| list[at])
    });
    found.unwrap_or("div")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree in brackets.
    fn shape(page: &str) -> String {
        let tree = Tree::new(page);
        let mut out = String::new();
        let mut path: Vec<Id> = Vec::new();
        for id in tree.ids().skip(1) {
            while path.last().is_some_and(|&p| p != tree.nodes[id as usize].parent) {
                path.pop();
                out.push(']');
            }
            if tree.tag(id).is_empty() {
                out += tree.text(id).trim();
            } else {
                out += tree.tag(id);
                out.push('[');
                path.push(id);
            }
        }
        out + &"]".repeat(path.len())
    }

    #[test]
    fn names_are_in_order() {
        for list in [INLINE, BLOCK, VOID] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }

    #[test]
    fn soup() {
        assert_eq!(shape("<p>a<p>b<div>c"), "p[a]p[b]div[c]");
        assert_eq!(shape("<ul><li>a<ul><li>b</ul><li>c</ul>d"), "ul[li[aul[li[b]]]li[c]]d");
        assert_eq!(shape("<table><tr><td>a<td>b<tr><th>c</table>d"), "table[tr[td[a]td[b]]tr[th[c]]]d");
        assert_eq!(shape("<b><p>a</b>b</p>c"), "b[p[ab]c]");
        assert_eq!(shape("a</i></div>b<br>c"), "abbr[]c");
        assert_eq!(
            shape("<P CLASS=x>a &amp; &eacute;<!-- no --><script>if (a<b)</script>"),
            "p[a & éscript[if (a<b)]]"
        );
        assert_eq!(shape("<my-box>a</my-box>"), "div[a]");
    }

    #[test]
    fn depth_and_attributes() {
        let tree = Tree::new(&("<div>".repeat(100_000) + "<p id=a id=b class='x y' onclick=z>t"));
        let p = tree.ids().find(|&i| tree.tag(i) == "p").unwrap();
        assert_eq!((tree.get(p, "class"), tree.get(p, "role")), (Some("x y"), None));
        assert_eq!(tree.words(p, 80), "t");
        assert_eq!(shape("<"), "<");
    }
}
