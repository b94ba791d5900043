//! Styles and numbers of Word's paragraphs: which are headings, what their marks look like.

use std::collections::{BTreeMap, BTreeSet};

use super::xml::{Event, Xml};
use crate::error::Error;
use crate::layout::PartKind;

/// Styles that may stand on each other.
const CHAIN: usize = 12;
/// Levels of a list.
const LEVELS: usize = 9;

/// What a style says of its paragraphs.
#[derive(Clone, Debug)]
pub(super) struct Look {
    pub(super) kind: PartKind,
    pub(super) level: u8,
    /// Counted from 0; 9 is running text.
    pub(super) outline: Option<u8>,
    pub(super) list: Option<String>,
    pub(super) depth: Option<u8>,
    /// A line of a table of contents.
    pub(super) contents: bool,
}

impl Default for Look {
    fn default() -> Self {
        let (kind, level) = (PartKind::Paragraph, 0);
        Self { kind, level, outline: None, list: None, depth: None, contents: false }
    }
}

#[derive(Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    list: Option<String>,
    depth: Option<u8>,
}

/// The paragraph styles of a file, settled.
#[derive(Default)]
pub(super) struct Styles {
    looks: BTreeMap<String, Look>,
    normal: Look,
}

impl Styles {
    pub(super) fn read(text: &str) -> Result<Self, Error> {
        let mut xml = Xml::new(text, "styles");
        let mut styles: BTreeMap<String, Style> = BTreeMap::new();
        let mut normal = None;
        while let Some(event) = xml.next()? {
            let Event::Open(tag) = event else { continue };
            if tag.name() != "style" || tag.get("type").is_some_and(|t| t != "paragraph") {
                continue;
            }
            let id = tag.get("styleId").unwrap_or_default();
            if tag.get("default").is_some_and(|d| d == "1" || d == "true") {
                normal = Some(id.clone());
            }
            let mut style = Style::default();
            xml.inside(|_, tag| {
                match tag.name() {
                    "name" => style.name = tag.get("val").unwrap_or_default().to_lowercase(),
                    "basedOn" => style.based_on = tag.get("val"),
                    "outlineLvl" => style.outline = tag.number("val"),
                    "numId" => style.list = tag.get("val"),
                    "ilvl" => style.depth = tag.number("val"),
                    _ => {}
                }
                Ok(())
            })?;
            styles.insert(id, style);
        }
        let looks: BTreeMap<_, _> = styles.keys().map(|id| (id.clone(), look(&styles, id))).collect();
        let normal = normal.and_then(|id| looks.get(&id).cloned()).unwrap_or_default();
        Ok(Self { looks, normal })
    }

    /// How a paragraph of this style looks; of the ordinary one where none is named.
    pub(super) fn look(&self, id: Option<&str>) -> Look {
        match id {
            Some(id) => self.looks.get(id).cloned().unwrap_or_else(|| named(&id.to_lowercase())),
            None => self.normal.clone(),
        }
    }
}

/// A style with what it takes from those that it stands on.
fn look(styles: &BTreeMap<String, Style>, id: &str) -> Look {
    let mut out = Look::default();
    let mut next = Some(id);
    for _ in 0..CHAIN {
        let Some((id, style)) = next.and_then(|id| styles.get_key_value(id)) else { break };
        let by_name = named(if style.name.is_empty() { id } else { &style.name });
        if out.kind == PartKind::Paragraph {
            (out.kind, out.level) = (by_name.kind, by_name.level);
        }
        out.contents |= by_name.contents;
        out.outline = out.outline.or(style.outline).or(by_name.outline);
        out.list = out.list.or_else(|| style.list.clone());
        out.depth = out.depth.or(style.depth);
        next = style.based_on.as_deref();
    }
    out
}

/// Words that name a heading in the programs that translate the names of styles.
const HEADINGS: &[&str] = &[
    "heading",
    "überschrift",
    "berschrift",
    "titre",
    "título",
    "ttulo",
    "titolo",
    "titolo",
    "kop",
    "rubrik",
    "overskrift",
    "otsikko",
    "nagłówek",
    "nagwek",
    "nadpis",
    "заголовок",
    "cabeçalho",
    "encabezado",
    "başlık",
    "cmsor",
    "naslov",
    "titlu",
];

/// What a style's name says, in small letters; Word's own names are English whatever its language, ids are not.
fn named(name: &str) -> Look {
    let mut out = Look::default();
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let number = name[bare.len()..].trim().parse::<u8>().ok().filter(|n| (1..=9).contains(n));
    match (bare, number) {
        (word, Some(n)) if HEADINGS.contains(&word) => out.outline = Some(n - 1),
        ("toc" | "table of figures" | "table of authorities", _) => out.contents = true,
        ("title" | "titel" | "título" | "titolo", None) => (out.kind, out.level) = (PartKind::Heading, 1),
        ("subtitle" | "untertitel" | "sous-titre", None) => (out.kind, out.level) = (PartKind::Heading, 2),
        ("caption" | "legend" | "beschriftung" | "légende", None) => out.kind = PartKind::Caption,
        ("quote" | "intense quote" | "quotations" | "block text" | "zitat" | "citation", None) => {
            out.kind = PartKind::Quote;
        }
        ("footnote text" | "endnote text" | "footnotetext" | "footnote", None) => {
            out.kind = PartKind::Footnote;
        }
        ("header" | "footer", None) => out.kind = PartKind::Furniture,
        _ => {}
    }
    out
}

/// What Word's look at style names means for other programs' styles.
pub(super) fn kind_of_name(name: &str) -> (PartKind, u8) {
    let look = named(&name.to_lowercase().replace('_', " "));
    match look.outline {
        Some(outline) => (PartKind::Heading, outline + 1),
        None => (look.kind, look.level),
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Level {
    pub(super) start: u32,
    pub(super) format: String,
    /// With `%1` for the number of the first level.
    pub(super) pattern: String,
}

#[derive(Clone, Default)]
struct List {
    of: String,
    starts: BTreeMap<u8, u32>,
}

/// The lists of a file.
#[derive(Default)]
pub(super) struct Numbering {
    shapes: BTreeMap<String, BTreeMap<u8, Level>>,
    lists: BTreeMap<String, List>,
}

/// Where each list has come to.
#[derive(Default)]
pub(super) struct Counters {
    /// By shape: lists of one shape count on together.
    counts: BTreeMap<String, [u32; LEVELS]>,
    begun: BTreeSet<String>,
}

impl Numbering {
    pub(super) fn read(text: &str) -> Result<Self, Error> {
        let mut xml = Xml::new(text, "numbering");
        let mut out = Self::default();
        while let Some(event) = xml.next()? {
            let Event::Open(tag) = event else { continue };
            match tag.name() {
                "abstractNum" => {
                    let id = tag.get("abstractNumId").unwrap_or_default();
                    let mut levels: BTreeMap<u8, Level> = BTreeMap::new();
                    let mut at = 0;
                    xml.inside(|_, tag| {
                        if tag.name() == "lvl" {
                            at = tag.number("ilvl").unwrap_or(0);
                            levels.insert(at, Level { start: 1, ..Level::default() });
                        }
                        let Some(level) = levels.get_mut(&at) else { return Ok(()) };
                        match tag.name() {
                            "start" => level.start = tag.number("val").unwrap_or(1),
                            "numFmt" => level.format = tag.get("val").unwrap_or_default(),
                            "lvlText" => level.pattern = tag.get("val").unwrap_or_default(),
                            _ => {}
                        }
                        Ok(())
                    })?;
                    out.shapes.insert(id, levels);
                }
                "num" => {
                    let id = tag.get("numId").unwrap_or_default();
                    let mut list = List::default();
                    let mut at = 0;
                    xml.inside(|_, tag| {
                        match tag.name() {
                            "abstractNumId" => list.of = tag.get("val").unwrap_or_default(),
                            "lvlOverride" => at = tag.number("ilvl").unwrap_or(0),
                            "startOverride" => {
                                list.starts.insert(at, tag.number("val").unwrap_or(1));
                            }
                            _ => {}
                        }
                        Ok(())
                    })?;
                    out.lists.insert(id, list);
                }
                _ => {}
            }
        }
        Ok(out)
    }

    /// The mark of the next paragraph of a list, as shown; nothing where there is no such list.
    pub(super) fn label(&self, list: &str, depth: u8, counters: &mut Counters) -> Option<String> {
        let depth = depth.min(LEVELS as u8 - 1);
        let found = self.lists.get(list)?;
        let levels = self.shapes.get(&found.of)?;
        let counts = counters.counts.entry(found.of.clone()).or_insert([0; LEVELS]);
        if counters.begun.insert(list.to_owned()) {
            for (&level, &start) in found.starts.iter().filter(|(level, _)| (**level as usize) < LEVELS) {
                counts[level as usize] = start.saturating_sub(1);
            }
        }
        let start = |level: usize| levels.get(&(level as u8)).map_or(1, |l| l.start);
        for (level, count) in counts.iter_mut().enumerate().take(depth as usize) {
            if *count == 0 {
                *count = start(level);
            }
        }
        let here = depth as usize;
        counts[here] = if counts[here] == 0 { start(here) } else { counts[here].saturating_add(1) };
        counts[here + 1..].fill(0);
        Some(shown(levels.get(&depth)?, |level| {
            (counts[level], levels.get(&(level as u8)).map_or("decimal", |l| l.format.as_str()))
        }))
    }
}

/// The mark of an item: its pattern with the numbers of its levels.
pub(super) fn shown<'l>(level: &Level, number: impl Fn(usize) -> (u32, &'l str)) -> String {
    if level.format == "bullet" {
        let sign = level.pattern.chars().next();
        let plain = |c: &char| !('\u{e000}'..'\u{f900}').contains(c) && !c.is_alphanumeric() && *c != '%';
        return sign.filter(plain).unwrap_or('•').to_string();
    }
    if level.format == "none" {
        return level.pattern.replace('%', "").chars().filter(|c| !c.is_ascii_digit()).collect();
    }
    let mut out = String::new();
    let mut rest = level.pattern.as_str();
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        if let Some(digit @ b'1'..=b'9') = after.bytes().next() {
            let (count, format) = number((digit - b'1') as usize);
            out.push_str(&numeral(count, format));
            rest = &after[1..];
        } else {
            out.push('%');
            rest = after;
        }
    }
    out + rest
}

/// A number in one of the ways of counting; digits where the way is not known.
pub(super) fn numeral(n: u32, format: &str) -> String {
    match format {
        "lowerLetter" | "a" => letters(n),
        "upperLetter" | "A" => letters(n).to_uppercase(),
        "lowerRoman" | "i" => roman(n),
        "upperRoman" | "I" => roman(n).to_uppercase(),
        "decimalZero" => format!("{n:02}"),
        _ => n.to_string(),
    }
}

/// a, b, … z, aa, bb, as Word counts.
fn letters(n: u32) -> String {
    match n.checked_sub(1) {
        Some(n) => char::from(b'a' + (n % 26) as u8).to_string().repeat((n / 26 + 1).min(9) as usize),
        None => "0".to_owned(),
    }
}

/// i, ii, iii, iv.
pub(super) fn roman(mut n: u32) -> String {
    const SIGNS: &[(u32, &str)] = &[
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if n == 0 || n > 3999 {
        return n.to_string();
    }
    let mut out = String::new();
    for &(value, sign) in SIGNS {
        while n >= value {
            out.push_str(sign);
            n -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals() {
        let all: Vec<String> =
            ["a", "A", "i", "I", "decimalZero", "chicken"].iter().map(|f| numeral(29, f)).collect();
        assert_eq!(all, ["cc", "CC", "xxix", "XXIX", "29", "29"]);
    }

    #[test]
    fn names_of_styles() {
        assert_eq!(kind_of_name("heading 2"), (PartKind::Heading, 2));
        assert_eq!(kind_of_name("berschrift1"), (PartKind::Heading, 1));
        assert_eq!(kind_of_name("Title"), (PartKind::Heading, 1));
        assert_eq!(kind_of_name("Body Text 2"), (PartKind::Paragraph, 0));
    }
}
