//! How often a change that means nothing changes what is found: names of one type swapped, lines wrapped, quotes
//! changed, a sentence on another matter added.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use servanda::{AssessOptions, DocVars, Document, Label, Reader, Report, assess};

use crate::gold_statements as coded;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Countries with their adjectives: each is swapped with the next.
const COUNTRIES: &[(&str, &str)] = &[
    ("Kazakhstan", "Kazakh"),
    ("Ukraine", "Ukrainian"),
    ("Kenya", "Kenyan"),
    ("Bolivia", "Bolivian"),
    ("Georgia", "Georgian"),
    ("Hungary", "Hungarian"),
    ("Mongolia", "Mongolian"),
    ("Colombia", "Colombian"),
    ("Tanzania", "Tanzanian"),
    ("Azerbaijan", "Azerbaijani"),
    ("Germany", "German"),
    ("Nigeria", "Nigerian"),
    ("Moldova", "Moldovan"),
    ("Jamaica", "Jamaican"),
    ("Ireland", "Irish"),
    ("Ecuador", "Ecuadorian"),
    ("Macedonia", "Macedonian"),
    ("Turkey", "Turkish"),
    ("Senegal", "Senegalese"),
    ("Uzbekistan", "Uzbek"),
];
const SURNAMES: &[&str] =
    &["Novak", "Okafor", "Lindqvist", "Haddad", "Moreno", "Petrenko", "Tanaka", "Keller"];
const PARTIES: &[&str] = &["Unity Party", "Progress Party", "Centre Party", "Reform Party"];
/// It bears on no undertaking.
const ASIDE: &str = "\n\nThe river rises in the eastern hills and reaches the sea after two hundred miles.\n";

/// Replacements of a text, by place: where, how long, by what.
type Edits = Vec<(usize, usize, String)>;

/// `tools stability GOLD_DIR…`: the share of commitments and outcomes whose coding changed, by kind of change.
pub(crate) fn measure(folders: &[String]) -> Result<String> {
    let mut texts = Vec::new();
    for folder in folders {
        for (stem, json) in coded::texts(Path::new(folder))? {
            texts.push((stem, json["text"].as_str().ok_or("no text")?.to_owned()));
        }
    }
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let before: Vec<Report> = texts.iter().map(|(stem, text)| report(stem, text)).collect::<Result<_>>()?;
    for ((stem, text), before) in texts.iter().zip(&before) {
        let document = &before.documents[0];
        for (name, edits) in [
            ("countries", countries(text)),
            ("persons", names(document, Label::Person, &|i| SURNAMES[i % SURNAMES.len()].to_owned())),
            ("parties", parties(document)),
            ("quotes", quotes(text)),
            ("line width", wraps(text)),
            ("sentence added", vec![(text.len(), 0, ASIDE.to_owned())]),
        ] {
            if !edits.is_empty() {
                let (changed, map) = apply(text, &edits);
                tallies.entry(name).or_default().add(before, &report(stem, &changed)?, &map);
            }
        }
    }
    let mut out = String::from("change           texts  statements  lost/gained  kind    verdict  links\n");
    for (name, t) in &tallies {
        let share = |n: usize, of: usize| 100.0 * n as f64 / of.max(1) as f64;
        writeln!(
            out,
            "{name:<15} {:>6} {:>11} {:>11.1}% {:>6.1}% {:>7.1}% {:>6.1}%",
            t.texts,
            t.statements,
            share(t.lost, t.statements),
            share(t.kind, t.kept),
            share(t.verdict, t.commitments),
            share(t.links, t.tied),
        )?;
    }
    Ok(out)
}

fn report(stem: &str, text: &str) -> Result<Report> {
    let vars = DocVars { id: stem.to_owned(), ..DocVars::default() };
    let document = Reader::new().read(text, vars)?;
    Ok(assess(vec![Arc::new(document)], AssessOptions::default()))
}

/// The changed text, and where each place of the first went.
fn apply(text: &str, edits: &Edits) -> (String, impl Fn(usize) -> usize) {
    let (mut out, mut last) = (String::with_capacity(text.len()), 0);
    let mut shifts: Vec<(usize, i64)> = Vec::new();
    let mut shift = 0_i64;
    for (at, len, new) in edits {
        out.push_str(&text[last..*at]);
        out.push_str(new);
        last = at + len;
        shift += new.len() as i64 - *len as i64;
        shifts.push((last, shift));
    }
    out.push_str(&text[last..]);
    let map = move |at: usize| {
        let before = shifts.partition_point(|s| s.0 <= at);
        (at as i64 + before.checked_sub(1).map_or(0, |b| shifts[b].1)).max(0) as usize
    };
    (out, map)
}

/// Whole words of a text that a list renames.
fn renamed(text: &str, list: &[(String, String)]) -> Edits {
    let mut out = Edits::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let len = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        if let Some((_, new)) = list.iter().find(|(old, _)| *old == rest[..len]) {
            out.push((at, len, new.clone()));
        }
        at += len + rest[len..].chars().next().map_or(0, char::len_utf8);
    }
    out
}

fn countries(text: &str) -> Edits {
    let next = |i: usize| COUNTRIES[(i + 1) % COUNTRIES.len()];
    let both = COUNTRIES.iter().enumerate().flat_map(|(i, (country, people))| {
        [(*country, next(i).0), (*people, next(i).1)].map(|(a, b)| (a.to_owned(), b.to_owned()))
    });
    renamed(text, &both.collect::<Vec<_>>())
}

/// The last words of names with one label, each renamed alike everywhere.
fn names(document: &Document, label: Label, new: &dyn Fn(usize) -> String) -> Edits {
    let mut last: BTreeMap<String, usize> = BTreeMap::new();
    for e in document.entities.mentions.iter().filter(|e| e.label == label) {
        let name = document.text.slice(e.span).rsplit(' ').next().unwrap_or_default();
        if name.len() > 2 {
            let next = last.len();
            last.entry(name.to_owned()).or_insert(next);
        }
    }
    let list: Vec<_> = last.into_iter().map(|(name, i)| (name, new(i))).collect();
    renamed(document.text.source(), &list)
}

fn parties(document: &Document) -> Edits {
    let text = document.text.source();
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for e in document.entities.mentions.iter().filter(|e| e.label == Label::Org) {
        let name = document.text.slice(e.span);
        if name.ends_with(" Party") {
            let next = found.len();
            found.entry(name).or_insert(next);
        }
    }
    let mut out = Edits::new();
    for (name, i) in found {
        let new = PARTIES[i % PARTIES.len()];
        out.extend(text.match_indices(name).map(|(at, _)| (at, name.len(), new.to_owned())));
    }
    out.sort();
    out.dedup_by(|b, a| b.0 < a.0 + a.1);
    out
}

fn quotes(text: &str) -> Edits {
    let plain = |c: char| match c {
        '\u{201C}' | '\u{201D}' => Some("\""),
        '\u{2018}' | '\u{2019}' => Some("'"),
        '\'' => Some("\u{2019}"),
        _ => None,
    };
    text.char_indices().filter_map(|(at, c)| plain(c).map(|new| (at, c.len_utf8(), new.to_owned()))).collect()
}

/// Long lines broken at about 72 columns.
fn wraps(text: &str) -> Edits {
    let (mut out, mut column) = (Edits::new(), 0);
    for (at, c) in text.char_indices() {
        column = if c == '\n' { 0 } else { column + 1 };
        if c == ' ' && column > 72 {
            out.push((at, 1, "\n".to_owned()));
            column = 0;
        }
    }
    out
}

/// Where each character of a source begins, and its end.
fn bytes(document: &Document) -> Vec<usize> {
    let text = document.text.source();
    text.char_indices().map(|(at, _)| at).chain([text.len()]).collect()
}

#[derive(Debug, Default)]
struct Tally {
    texts: usize,
    statements: usize,
    lost: usize,
    kept: usize,
    kind: usize,
    commitments: usize,
    verdict: usize,
    tied: usize,
    links: usize,
}

impl Tally {
    fn add(&mut self, before: &Report, after: &Report, map: &dyn Fn(usize) -> usize) {
        let (a, b) = (&before.documents[0], &after.documents[0]);
        let (table_a, table_b) = (bytes(a), bytes(b));
        let place = |d: &Document, span| {
            let table = if std::ptr::eq(d, a.as_ref()) { &table_a } else { &table_b };
            let chars = d.text.source_chars(span);
            (table[chars.start], table[chars.end])
        };
        let of = |d: &Document, commitments: bool| -> Vec<((usize, usize), String)> {
            if commitments {
                d.commitments().iter().map(|c| (place(d, c.span), c.kind.to_string())).collect()
            } else {
                d.outcomes()
                    .iter()
                    .map(|o| (place(d, o.span), format!("{} {}", o.kind, o.polarity)))
                    .collect()
            }
        };
        self.texts += 1;
        let mut went = Vec::new();
        for commitments in [true, false] {
            let (old, new) = (of(a, commitments), of(b, commitments));
            let found: Vec<Option<usize>> = old
                .iter()
                .map(|((start, end), _)| {
                    let (start, end) = (map(*start), map(*end));
                    new.iter().position(|((s, e), _)| {
                        let shared = end.min(*e).saturating_sub(start.max(*s));
                        2 * shared > (end - start).min(e - s)
                    })
                })
                .collect();
            let kept = found.iter().flatten().count();
            self.statements += old.len();
            self.kept += kept;
            self.lost += old.len() - kept + new.len().saturating_sub(kept);
            let other = |(i, j): (usize, &Option<usize>)| j.is_some_and(|j| old[i].1 != new[j].1);
            self.kind += found.iter().enumerate().filter(|&p| other(p)).count();
            went.push(found);
        }
        for (i, j) in went[0].iter().enumerate() {
            let Some(j) = *j else { continue };
            self.commitments += 1;
            self.verdict +=
                usize::from(before.assessments[i].verdict.value != after.assessments[j].verdict.value);
        }
        let ties = |r: &Report| -> Vec<(usize, usize, String)> {
            let row = |l: &servanda::Link| {
                (l.commitment.index as usize, l.outcome.index as usize, l.relation.to_string())
            };
            r.links.iter().map(row).collect()
        };
        let new = ties(after);
        for (c, o, relation) in ties(before) {
            if let (Some(c), Some(o)) = (went[0][c], went[1][o]) {
                self.tied += 1;
                self.links += usize::from(!new.contains(&(c, o, relation)));
            }
        }
    }
}
