//! What the caller knows of names: a gazetteer of the caller's own, and spans that another recogniser found. They win over
//! what the rules and the model find at the same place.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Change, Entities, Entity, Label};
use crate::error::Error;
use crate::lexicon::tsv::cells;
use crate::span::Span;
use crate::text::Text;
use crate::token::Tokens;

/// A name of the caller's own gazetteer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnName {
    /// The name as texts write it; capitals matter.
    pub name: String,
    /// What it is.
    pub label: Label,
    /// The caller's id: names with the same one are one thing.
    pub id: Option<String>,
}

impl OwnName {
    /// The lines of a table: name, label and perhaps an id, with tabs between; lines that begin with `#` are passed over.
    ///
    /// # Errors
    /// When a line has no name or no such label; file and line are named.
    pub fn table(file: &str, text: &str) -> Result<Vec<Self>, Error> {
        let row = |(line, cells): (usize, Vec<&str>)| {
            let row = Self::row(cells[0], cells.get(1).unwrap_or(&""), cells.get(2).copied());
            row.map_err(|what| Error::table(file, line, what))
        };
        cells(text).map(row).collect()
    }

    /// One row.
    ///
    /// # Errors
    /// Words that say what is wrong with it.
    pub fn row(name: &str, label: &str, id: Option<&str>) -> Result<Self, String> {
        if name.trim().is_empty() {
            return Err("a name is empty".to_owned());
        }
        let id = id.map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned);
        Ok(Self { name: name.trim().to_owned(), label: known(label)?, id })
    }
}

/// The label of this name, or words that say which there are.
fn known(label: &str) -> Result<Label, String> {
    Label::parse(label).ok_or_else(|| {
        let all: Vec<&str> = Label::ALL.iter().map(|l| l.as_str()).collect();
        format!("'{label}' is no label: there are {}", all.join(", "))
    })
}

/// A place that the caller's recogniser found, in **characters of the source**.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSpan {
    /// Where.
    pub chars: Range<usize>,
    /// What it is.
    pub label: Label,
}

impl OwnSpan {
    /// A place from what a recogniser says of it.
    ///
    /// # Errors
    /// When there is no such label or it begins before the text; the message names the span.
    pub fn new(start: i64, end: i64, label: &str) -> Result<Self, Error> {
        let fault = |what: &str| Error::input(format!("entity ({start}, {end}, '{label}'): {what}"));
        let place = |at: i64| usize::try_from(at).map_err(|_| fault("a place is not negative"));
        let label = known(label).map_err(|what| fault(&what))?;
        Ok(Self { chars: place(start)?..place(end)?, label })
    }
}

/// A mention that the caller gives, in the clean text.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) span: Span,
    pub(crate) label: Label,
    id: Option<String>,
    rule: &'static str,
}

/// Names to be looked for, by the letters and digits that they begin with, the longest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct OwnNames {
    rows: Vec<OwnName>,
    index: FxHashMap<String, Vec<u32>>,
}

impl OwnNames {
    /// Takes names to be looked for; of two rows for one name, the first counts.
    ///
    /// # Errors
    /// When a name is empty.
    pub(crate) fn new(rows: Vec<OwnName>) -> Result<Self, Error> {
        let mut index: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for (number, row) in rows.iter().enumerate() {
            let key = stem(row.name.trim());
            if key.is_empty() {
                return Err(Error::input(format!("name {number} of the gazetteer is empty")));
            }
            index.entry(key.to_owned()).or_default().push(number as u32);
        }
        // One list for each key, sorted by itself: the order of the map does not matter.
        #[allow(clippy::iter_over_hash_type)]
        for list in index.values_mut() {
            list.sort_by_key(|&n| std::cmp::Reverse(rows[n as usize].name.len()));
        }
        Ok(Self { rows, index })
    }

    pub(crate) fn rows(&self) -> &[OwnName] {
        &self.rows
    }

    /// The names that stand in a text, from whole token to whole token, the leftmost and longest first; with them the
    /// rows that were met, by their order.
    pub(crate) fn find(&self, clean: &str, tokens: &Tokens) -> (Vec<Given>, Vec<OwnName>) {
        let (mut out, mut met): (Vec<Given>, Vec<u32>) = (Vec::new(), Vec::new());
        if self.rows.is_empty() {
            return (out, Vec::new());
        }
        let mut free = 0;
        for token in 0..tokens.len() {
            let start = tokens.span(token).start as usize;
            if start < free {
                continue;
            }
            let Some(list) = self.index.get(stem(&clean[start..])) else { continue };
            let whole = |end: usize| {
                let last = (token..tokens.len()).find(|&t| tokens.span(t).end as usize >= end);
                last.is_some_and(|t| tokens.span(t).end as usize == end)
            };
            let hit = list.iter().find_map(|&n| {
                let row = &self.rows[n as usize];
                let end = start + length(&clean[start..], row.name.trim())?;
                whole(end).then_some((n, row, end))
            });
            if let Some((number, row, end)) = hit {
                free = end;
                met.push(number);
                out.push(Given {
                    span: Span::new(start, end),
                    label: row.label,
                    id: row.id.clone(),
                    rule: "own_gazetteer",
                });
            }
        }
        met.sort_unstable();
        met.dedup();
        (out, met.into_iter().map(|n| self.rows[n as usize].clone()).collect())
    }
}

/// The letters and digits with which a text begins, or its first character where it begins with another.
fn stem(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    let first = text.chars().next().map_or(0, char::len_utf8);
    &text[..end.max(first)]
}

/// How many bytes of a text a name takes up at its start, if it stands there: any white space is one space, and curly
/// apostrophes are straight.
fn length(text: &str, name: &str) -> Option<usize> {
    let plain = |c: char| if matches!(c, '’' | '‘') { '\'' } else { c };
    let mut rest = text.char_indices().peekable();
    let mut wanted = name.chars().peekable();
    while let Some(c) = wanted.next() {
        let (_, found) = rest.next()?;
        if c.is_whitespace() {
            if !found.is_whitespace() {
                return None;
            }
            while wanted.next_if(|c| c.is_whitespace()).is_some() {}
            while rest.next_if(|(_, c)| c.is_whitespace()).is_some() {}
        } else if plain(c) != plain(found) {
            return None;
        }
    }
    Some(rest.peek().map_or(text.len(), |&(at, _)| at))
}

/// Checks the spans of a recogniser.
///
/// # Errors
/// When one is empty, turned round or not in the text, or two overlap; the message names it.
pub(crate) fn checked(mut spans: Vec<OwnSpan>, text: &Text) -> Result<Vec<OwnSpan>, Error> {
    let name = |s: &OwnSpan| format!("entity ({}, {}, '{}')", s.chars.start, s.chars.end, s.label);
    for span in &spans {
        if span.chars.start >= span.chars.end {
            return Err(Error::input(format!("{}: its start is not before its end", name(span))));
        }
        if span.chars.end > text.char_len() {
            let count = text.char_len();
            return Err(Error::input(format!("{}: the text has {count} characters", name(span))));
        }
    }
    spans.sort_by_key(|s| (s.chars.start, s.chars.end));
    for pair in spans.windows(2) {
        if pair[1].chars.start < pair[0].chars.end {
            return Err(Error::input(format!("{} overlaps {}", name(&pair[1]), name(&pair[0]))));
        }
    }
    Ok(spans)
}

/// The caller's spans and names, by place, none overlapping; a span of which repair has kept nothing is left out.
pub(crate) fn settled(spans: &[OwnSpan], names: Vec<Given>, text: &Text) -> Vec<Given> {
    let mut out: Vec<Given> = Vec::new();
    for own in spans {
        let Ok(span) = text.span_of_chars(own.chars.clone()) else { continue };
        if !span.is_empty() {
            out.push(Given { span, label: own.label, id: None, rule: "own_entities" });
        }
    }
    out.sort_by_key(|g| g.span);
    let (mut end, mut first) = (0, 0);
    out.retain(|g| {
        let keep = g.span.start >= end;
        end = if keep { g.span.end } else { end };
        keep
    });
    let count = out.len();
    for name in names {
        while first < count && out[first].span.end <= name.span.start {
            first += 1;
        }
        if first >= count || !out[first].span.overlaps(name.span) {
            out.push(name);
        }
    }
    out.sort_by_key(|g| g.span);
    out
}

/// Puts the caller's mentions in the place of those that they overlap.
pub(super) fn merge(given: &[Given], out: &mut Entities) {
    if given.is_empty() {
        return;
    }
    let own = std::mem::take(&mut out.mentions);
    // The new place of each mention that stays.
    let mut places: Vec<Option<u32>> = Vec::with_capacity(own.len());
    let mut next = given.iter().peekable();
    let mut values: Vec<(Span, Entity)> = Vec::new();
    let mut last = 0;
    for mention in own {
        while let Some(g) = next.next_if(|g| g.span.start < mention.span.end) {
            out.mentions.push(g.mention());
            last = g.span.end;
        }
        let overlaps = mention.span.start < last;
        places.push((!overlaps).then_some(out.mentions.len() as u32));
        if overlaps {
            values.push((mention.span, mention));
        } else {
            out.mentions.push(mention);
        }
    }
    out.mentions.extend(next.map(Given::mention));
    for (span, mention) in values {
        // What a date or an amount says stays known where the caller says the same of the same words.
        let at = out.mentions.binary_search_by_key(&span, |m| m.span);
        if let Some(own) = at.ok().map(|at| &mut out.mentions[at]).filter(|m| m.label == mention.label) {
            own.value = mention.value;
        }
    }
    let place = |old: u32| places.get(old as usize).copied().flatten();
    // A change goes where one of its figures does.
    let side = |old: Option<u32>| old.map_or(Some(None), |o| place(o).map(Some));
    let moved = |c: &Change| Some(Change { from: side(c.from)?, to: side(c.to)?, by: side(c.by)?, ..*c });
    out.changes = out.changes.iter().filter_map(moved).collect();
}

/// Makes mentions with one id of the caller's one thing, and keeps the ids.
pub(super) fn unite(given: &[Given], out: &mut Entities) {
    let mut first: FxHashMap<&str, u32> = FxHashMap::default();
    let mut into: FxHashMap<u32, u32> = FxHashMap::default();
    for g in given {
        let Some(id) = g.id.as_deref() else { continue };
        let Ok(at) = out.mentions.binary_search_by_key(&g.span, |m| m.span) else { continue };
        let own = out.mentions[at].thing;
        let one = *first.entry(id).or_insert(own);
        if one != own {
            into.insert(own, one);
        }
        out.ids.entry(one).or_insert_with(|| id.to_owned());
    }
    if into.is_empty() {
        return;
    }
    // Things that were united with others are gone, and the rest move up.
    let mut places = Vec::with_capacity(out.things.len());
    let mut place = 0;
    for thing in 0..out.things.len() as u32 {
        places.push(place);
        place += u32::from(!into.contains_key(&thing));
    }
    let moved = |thing: u32| places[into.get(&thing).copied().unwrap_or(thing) as usize];
    out.mentions.iter_mut().for_each(|m| m.thing = moved(m.thing));
    out.references.iter_mut().for_each(|r| r.thing = moved(r.thing));
    out.ids = std::mem::take(&mut out.ids).into_iter().map(|(thing, id)| (moved(thing), id)).collect();
    let mut thing = 0;
    out.things.retain(|_| {
        thing += 1;
        !into.contains_key(&(thing - 1))
    });
}

impl Given {
    fn mention(&self) -> Entity {
        Entity { span: self.span, label: self.label, thing: 0, score: 1.0, rule: self.rule, value: None }
    }
}

/// Another recogniser: from the source to places in it.
pub(crate) type Recogniser = Arc<dyn Fn(&str) -> Result<Vec<OwnSpan>, Error> + Send + Sync>;

#[cfg(test)]
mod tests {
    use super::{OwnName, OwnSpan};
    use crate::entity::Label;
    use crate::{DocVars, Document, Reader};

    fn named(rows: &[(&str, Label, Option<&str>)]) -> Reader {
        let row = |&(name, label, id): &(&str, Label, Option<&str>)| OwnName {
            name: name.to_owned(),
            label,
            id: id.map(str::to_owned),
        };
        Reader::new().with_gazetteer(rows.iter().map(row).collect()).unwrap()
    }

    fn spanned(spans: &[(i64, i64, &str)]) -> Reader {
        let spans: Vec<OwnSpan> = spans.iter().map(|&(a, b, l)| OwnSpan::new(a, b, l).unwrap()).collect();
        Reader::new().with_entities(move |_| Ok(spans.clone()))
    }

    fn read(reader: &Reader, text: &str) -> Document {
        reader.read(text, DocVars::default()).unwrap()
    }

    fn found(document: &Document) -> Vec<String> {
        let mentions = document.entities.mentions.iter();
        mentions.map(|m| format!("{} {}", m.label, document.text.slice(m.span))).collect()
    }

    #[test]
    fn names_of_ones_own_win_and_the_longest_first() {
        let reader = named(&[
            ("Green", Label::Person, None),
            ("Green Line", Label::Fac, Some("Q1")),
            ("the Line", Label::Fac, Some("Q1")),
        ]);
        let document =
            read(&reader, "The mayor opened the Green\nLine. Greenland praised the Line; Green did not.");
        assert_eq!(found(&document), ["FAC Green\nLine", "GPE Greenland", "FAC the Line", "PERSON Green"]);
        let [first, _, second, _] = &document.entities.mentions[..] else { panic!("four mentions") };
        assert_eq!(first.thing, second.thing);
        assert_eq!(document.entities.canonical(first), "Q1");
        let named = |thing: u32| document.entities.mentions.iter().any(|m| m.thing == thing);
        assert!((0..document.entities.things.len() as u32).all(named));
        assert_eq!(document.own.names.len(), 3);
    }

    #[test]
    fn spans_win_and_figures_keep_what_they_say() {
        let text = "Seats fell from 50,000 to 40,000 in Chile.";
        let plain = read(&Reader::new(), text);
        assert_eq!((plain.entities.changes.len(), plain.entities.mentions.len()), (1, 3));
        let same = read(&spanned(&[(16, 22, "CARDINAL")]), text);
        let value = |d: &Document| d.entities.mentions[0].value.clone();
        assert_eq!(value(&same), value(&plain));
        let over = read(&spanned(&[(11, 32, "QUANTITY")]), text);
        assert_eq!(found(&over), ["QUANTITY from 50,000 to 40,000", "GPE Chile"]);
        assert!(over.entities.changes.is_empty());
        assert_ne!(over.rules(), plain.rules());
    }

    #[test]
    fn unfit_spans_are_named() {
        let fault = |spans: &[(i64, i64, &str)]| {
            spanned(spans).read("Chile and Peru.", DocVars::default()).unwrap_err().to_string()
        };
        assert!(fault(&[(3, 3, "GPE")]).contains("(3, 3, 'GPE')"));
        assert!(fault(&[(10, 16, "GPE")]).contains("15 characters"));
        assert!(fault(&[(0, 5, "GPE"), (4, 9, "ORG")]).contains("(4, 9, 'ORG') overlaps"));
        assert!(OwnSpan::new(-1, 4, "GPE").unwrap_err().to_string().contains("(-1, 4, 'GPE')"));
        assert!(OwnSpan::new(0, 4, "PLACE").unwrap_err().to_string().contains("PERSON"));
    }

    #[test]
    fn tables_name_the_line() {
        let rows =
            OwnName::table("own.tsv", "# a comment\nGreen Line\tFAC\tQ1\n\nAna Silva\tPERSON\n").unwrap();
        assert_eq!((rows.len(), rows[0].id.as_deref(), rows[1].id.as_deref()), (2, Some("Q1"), None));
        assert!(OwnName::table("own.tsv", "\nChile\tLAND").unwrap_err().to_string().starts_with("own.tsv:2"));
    }
}
