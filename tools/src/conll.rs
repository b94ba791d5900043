//! Documents with names to learn from: column files of any kind, document-level JSON, and our own gold.

use std::error::Error;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde_json::Value;
use servanda::Span;
use servanda::stage::names::{Page, Vote};
use servanda::stage::{rule_hints, unnamed};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A name as a set has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    /// Its tokens.
    pub(crate) tokens: Range<usize>,
    /// Its type, in the set's own words.
    pub(crate) kind: String,
}

/// A document: tokens, the tokens of each sentence, names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Doc {
    /// Where it comes from, for splits.
    pub(crate) source: String,
    /// Tokens as written.
    pub(crate) forms: Vec<String>,
    /// The tokens of each sentence.
    pub(crate) sentences: Vec<Range<usize>>,
    /// Names, by place.
    pub(crate) names: Vec<Name>,
    /// Tokens whose label nobody knows (the set's name did not fit the tokens).
    pub(crate) unknown: Vec<Range<usize>>,
    /// Where each token is in the clean text, for our gold.
    pub(crate) spans: Vec<Span>,
    /// What the library's rules say of each token.
    pub(crate) hints: Vec<u32>,
    /// What a first reading said of each token.
    pub(crate) votes: Vec<Vote>,
    /// All gold names as spans, fitting or not.
    pub(crate) gold: Vec<(Span, String)>,
}

impl Doc {
    /// Its tokens as written.
    pub(crate) fn forms(&self) -> Vec<&str> {
        self.forms.iter().map(String::as_str).collect()
    }

    /// The document as the tagger takes it.
    pub(crate) fn page<'a>(&'a self, forms: &'a [&'a str]) -> Page<'a> {
        Page { forms, sentences: &self.sentences, hints: &self.hints, votes: &self.votes }
    }
}

/// Reads a column file: blank lines part sentences, `-DOCSTART-` or `# newdoc` parts documents; the words stand in
/// the first column that is no running number, the tags in the last column that holds nothing but tags. Prefixes may
/// be `IOB1`, `IOB2`, `BIOES` or `BILOU`. A file without documents gives a document a sentence.
///
/// # Errors
/// When no column holds tags; the line is named.
pub(crate) fn columns(text: &str) -> Result<Vec<Doc>> {
    let text = text.trim_start_matches('\u{feff}');
    let rows: Vec<Vec<&str>> = text
        .lines()
        .map(|l| {
            if l.contains('\t') {
                l.split('\t').map(str::trim).collect()
            } else {
                l.split_ascii_whitespace().collect()
            }
        })
        .collect();
    // Comments stand only in files that number their words.
    let numbers = text.contains("\n1\t");
    let comment = |r: &[&str]| numbers && r.first().is_some_and(|c| *c == "#");
    let blank = |r: &[&str]| r.iter().all(|c| c.is_empty());
    let skip = |r: &[&str]| blank(r) || comment(r) || r[0].starts_with("-DOCSTART");
    let words = || rows.iter().filter(|r| !skip(r));
    let is_tag = |c: &str| {
        c == "O"
            || c.split_once('-')
                .is_some_and(|(p, t)| matches!(p, "B" | "I" | "E" | "S" | "L" | "U") && !t.is_empty())
    };
    let lines = || rows.iter().enumerate().filter(|(_, r)| !skip(r));
    let narrow = lines().min_by_key(|(_, r)| r.len()).ok_or("no rows of words and tags")?;
    let width = narrow.1.len();
    let most = lines().map(|(_, r)| r.len()).max().unwrap_or(width);
    if width < most {
        return Err(format!("line {}: {width} columns where others have {most}", narrow.0 + 1).into());
    }
    let Some(column) = (1..width).rev().find(|c| words().all(|r| is_tag(r[*c]))) else {
        let last = |r: &[&str]| r.last().copied().unwrap_or_default().to_owned();
        let wrong = lines().find(|(_, r)| !is_tag(&last(r)));
        let (line, tag) = wrong.map_or((1, String::new()), |(i, r)| (i + 1, last(r)));
        return Err(format!("line {line}: '{tag}' is no tag: O, B-PER, I-PER and the like").into());
    };
    let numbered = column > 1 && words().all(|r| r[0].parse::<u32>().is_ok());
    let word = usize::from(numbered);
    let mut docs = vec![Doc::default()];
    let (mut parted, mut start, mut before) = (false, 0, "O");
    for row in &rows {
        let first = row.first().copied().unwrap_or_default();
        let new = first.starts_with("-DOCSTART") || comment(row) && row.get(1) == Some(&"newdoc");
        let doc = docs.last_mut().ok_or("no document")?;
        if new || skip(row) {
            if start < doc.forms.len() {
                doc.sentences.push(start..doc.forms.len());
                start = doc.forms.len();
            }
            before = "O";
            if new {
                parted = true;
                if !doc.forms.is_empty() {
                    docs.push(Doc::default());
                    start = 0;
                }
            }
            continue;
        }
        let at = doc.forms.len();
        doc.forms.push(row[word].to_owned());
        let tag = row[column];
        if let Some((prefix, kind)) = tag.split_once('-') {
            let goes_on = matches!(prefix, "I" | "E" | "L")
                && before.split_once('-').is_some_and(|(p, k)| k == kind && matches!(p, "B" | "I"));
            match doc.names.last_mut() {
                Some(last) if goes_on => last.tokens.end = at + 1,
                _ => doc.names.push(Name { tokens: at..at + 1, kind: kind.to_owned() }),
            }
        }
        before = tag;
    }
    if let Some(doc) = docs.last_mut()
        && start < doc.forms.len()
    {
        doc.sentences.push(start..doc.forms.len());
    }
    docs.retain(|d| !d.forms.is_empty());
    Ok(if parted { docs } else { docs.iter().flat_map(single).collect() })
}

/// A document for each sentence.
fn single(doc: &Doc) -> Vec<Doc> {
    let one = |s: &Range<usize>| Doc {
        forms: doc.forms[s.clone()].to_vec(),
        sentences: vec![Range { start: 0, end: s.len() }],
        names: doc
            .names
            .iter()
            .filter(|n| s.contains(&n.tokens.start))
            .map(|n| Name { tokens: n.tokens.start - s.start..n.tokens.end - s.start, kind: n.kind.clone() })
            .collect(),
        ..Doc::default()
    };
    doc.sentences.iter().map(one).collect()
}

/// Reads documents with `sents` and `vertexSet`.
///
/// # Errors
/// When the file has another form.
pub(crate) fn vertices(text: &str) -> Result<Vec<Doc>> {
    let mut out = Vec::new();
    for value in serde_json::from_str::<Vec<Value>>(text)? {
        let mut doc = Doc::default();
        for sentence in value["sents"].as_array().ok_or("no sents")? {
            let start = doc.forms.len();
            doc.forms.extend(
                sentence.as_array().into_iter().flatten().filter_map(|w| w.as_str().map(str::to_owned)),
            );
            doc.sentences.push(start..doc.forms.len());
        }
        let mut names = Vec::new();
        for mention in
            value["vertexSet"].as_array().into_iter().flatten().filter_map(|v| v.as_array()).flatten()
        {
            let number = |v: &Value| v.as_u64().map(|n| n as usize).ok_or("a mention without its place");
            let sentence = &doc.sentences[number(&mention["sent_id"])?];
            let (a, b) = (number(&mention["pos"][0])?, number(&mention["pos"][1])?);
            let kind = mention["type"].as_str().unwrap_or_default().to_owned();
            names.push(Name { tokens: sentence.start + a..sentence.start + b, kind });
        }
        // The longest of nested mentions.
        names.sort_by_key(|n| (n.tokens.start, std::cmp::Reverse(n.tokens.end)));
        for name in names {
            if doc.names.last().is_none_or(|l| l.tokens.end <= name.tokens.start) {
                doc.names.push(name);
            }
        }
        out.push(doc);
    }
    Ok(out)
}

/// Asks the library's rules what they say of documents with tokens of their own.
///
/// # Errors
/// When a text cannot be read.
pub(crate) fn ask_rules(docs: &mut [Doc]) -> Result<()> {
    for doc in docs {
        let (mut text, mut starts) = (String::new(), Vec::new());
        for sentence in &doc.sentences {
            let mut quoted = false;
            for at in sentence.clone() {
                let form = doc.forms[at].as_str();
                let before = if at > sentence.start { doc.forms[at - 1].as_str() } else { "" };
                let closes = matches!(
                    form,
                    "." | "," | ";" | ":" | "!" | "?" | ")" | "]" | "%" | "'s" | "n't" | "’s" | "-" | "'"
                ) || form == "\"" && quoted;
                let opens = matches!(before, "" | "(" | "[" | "$" | "-") || before == "\"" && quoted;
                if !closes && !opens {
                    text.push(' ');
                }
                if form == "\"" {
                    quoted = !quoted;
                }
                starts.push(text.len() as u32);
                text.push_str(form);
            }
            text.push_str("\n\n");
        }
        let read = unnamed(&text)?;
        doc.hints = vec![0; doc.forms.len()];
        if read.text.clean() != text {
            continue;
        }
        let hints = rule_hints(&read);
        let mut token = 0;
        for (at, start) in starts.iter().enumerate() {
            while token < hints.len() && read.tokens.span(token).end <= *start {
                token += 1;
            }
            doc.hints[at] = hints.get(token).copied().unwrap_or(0);
        }
    }
    Ok(())
}

/// Reads the gold files of a folder, cut into tokens by the library itself. `keep` tells by
/// file and source whether to take one.
///
/// # Errors
/// When a file cannot be read.
pub(crate) fn gold(folder: &Path, keep: impl Fn(&str, &str) -> bool) -> Result<Vec<Doc>> {
    let table = std::fs::read_to_string(folder.join("SOURCES.tsv")).unwrap_or_default();
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<std::result::Result<_, _>>()?;
    paths.sort();
    let mut out = Vec::new();
    for path in paths {
        let file = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let Some(stem) = file.strip_suffix(".gold.json") else { continue };
        let row = table.lines().find(|l| l.starts_with(&format!("{stem}.txt\t")));
        let source = row.and_then(|r| r.split('\t').nth(1)).unwrap_or(stem);
        if !keep(stem, source) {
            continue;
        }
        let value: Value = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
        let text = value["text"].as_str().ok_or("no text")?;
        let read = unnamed(text)?;
        let tokens = &read.tokens;
        let mut doc = Doc { source: source.to_owned(), ..Doc::default() };
        doc.spans = (0..tokens.len()).map(|i| tokens.span(i)).collect();
        doc.forms = doc.spans.iter().map(|s| read.text.slice(*s).to_owned()).collect();
        doc.hints = rule_hints(&read);
        doc.sentences = (0..read.sentences.len()).map(|s| tokens.of_sentence(s)).collect();
        for entity in value["entities"].as_array().into_iter().flatten() {
            let number =
                |key: &str| entity[key].as_u64().map(|n| n as usize).ok_or("an entity without offsets");
            let kind = entity["label"].as_str().unwrap_or_default().to_owned();
            let span = read.text.span_of_chars(number("start")?..number("end")?)?;
            let range = tokens.covering(span);
            let fits = !range.is_empty() && tokens.span_of(range.clone()) == span;
            let inside = doc.sentences.iter().any(|s| s.start <= range.start && range.end <= s.end);
            let free = doc.names.last().is_none_or(|l| l.tokens.end <= range.start);
            doc.gold.push((span, kind.clone()));
            if fits && inside && free {
                doc.names.push(Name { tokens: range, kind });
            } else {
                doc.unknown.push(range);
            }
        }
        out.push(doc);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(doc: &Doc) -> Vec<(Range<usize>, &str)> {
        doc.names.iter().map(|n| (n.tokens.clone(), n.kind.as_str())).collect()
    }

    #[test]
    fn four_columns_with_documents_and_old_prefixes() {
        let file = "-DOCSTART- -X- -X- O\n\nAnna NNP B-NP I-PER\nBerg NNP I-NP I-PER\nmet VBD B-VP O\nOslo NNP B-NP I-LOC\n\
                    Lima NNP I-NP B-LOC\n\nHi UH O O\n\n-DOCSTART- -X- -X- O\n\nAcme NNP B-NP I-ORG\n";
        let docs = columns(file).unwrap();
        assert_eq!(docs.len(), 2);
        assert_eq!(docs[0].sentences, [0..5, 5..6]);
        assert_eq!(kinds(&docs[0]), [(0..2, "PER"), (3..4, "LOC"), (4..5, "LOC")]);
        assert_eq!(kinds(&docs[1]), [(0..1, "ORG")]);
    }

    #[test]
    fn numbered_rows_and_closing_prefixes() {
        let file = "# newdoc id = a\n# text = x\n1\tAnna\tB-PER\t-\n2\tBerg\tE-PER\t-\n3\tLima\tS-LOC\t-\n\n# newdoc id = b\n1\t#\tO\t-\n";
        let docs = columns(file).unwrap();
        assert_eq!(docs.len(), 2);
        assert_eq!(kinds(&docs[0]), [(0..2, "PER"), (2..3, "LOC")]);
        assert_eq!(docs[1].forms, ["#"]);
    }

    #[test]
    fn no_documents_means_one_a_sentence() {
        let docs = columns("A B-PER\nb O\n\nC I-ORG\n").unwrap();
        assert_eq!(docs.len(), 2);
        assert_eq!(kinds(&docs[1]), [(0..1, "ORG")]);
        let fault = |file| columns(file).unwrap_err().to_string();
        assert_eq!(fault("A O\n\nb x\n"), "line 3: 'x' is no tag: O, B-PER, I-PER and the like");
        assert_eq!(fault("A X O\r\nb\r\n"), "line 2: 1 columns where others have 3");
        assert!(columns("\n\n").is_err());
    }
}
