//! CoNLL-U files, as far as trainers and measures need them.

use std::path::{Path, PathBuf};

/// One sentence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sentence {
    /// Its text as it stood.
    pub(crate) text: String,
    /// Whether a paragraph or a document starts with it.
    pub(crate) opens: bool,
    /// Its words.
    pub(crate) words: Vec<Word>,
}

/// One word of a sentence.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    /// As it stood.
    pub(crate) form: String,
    /// Its lemma.
    pub(crate) lemma: String,
    /// Its universal part of speech.
    pub(crate) upos: String,
    /// Its Penn Treebank tag.
    pub(crate) penn: String,
    /// The surface token that it is a part of: its form and how many words it has, at the first of them; (.., 0) at the others.
    pub(crate) within: Option<(String, usize)>,
}

/// The sentences of a file, or of all `.conllu` files under a folder in the order of their names.
pub(crate) fn read(path: &Path) -> std::io::Result<Vec<Sentence>> {
    let mut out = Vec::new();
    for file in files(path)? {
        let text = std::fs::read_to_string(&file)?;
        let mut sentence = Sentence::default();
        let mut within: Option<(String, usize)> = None;
        let mut left = 0;
        for line in text.lines().chain([""]) {
            if let Some(text) = line.strip_prefix("# text = ") {
                text.clone_into(&mut sentence.text);
            }
            sentence.opens |= line.starts_with("# newpar") || line.starts_with("# newdoc");
            let cells: Vec<&str> = line.split('\t').collect();
            if line.is_empty() {
                if !sentence.words.is_empty() {
                    out.push(std::mem::take(&mut sentence));
                }
            } else if line.starts_with('#') || cells.len() < 5 || cells[0].contains('.') {
            } else if let Some((a, b)) = cells[0].split_once('-') {
                let count = b.parse::<usize>().unwrap_or(0) + 1 - a.parse::<usize>().unwrap_or(1);
                within = Some((cells[1].to_owned(), count));
                left = count;
            } else {
                let inside = left > 0;
                left = left.saturating_sub(1);
                sentence.words.push(Word {
                    form: cells[1].to_owned(),
                    lemma: cells[2].to_owned(),
                    upos: cells[3].to_owned(),
                    penn: cells[4].to_owned(),
                    within: within.take().or(inside.then(|| (String::new(), 0))),
                });
            }
        }
    }
    Ok(out)
}

fn files(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(if path.extension().is_some_and(|e| e == "conllu") {
            vec![path.to_owned()]
        } else {
            Vec::new()
        });
    }
    let mut entries: Vec<_> =
        std::fs::read_dir(path)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    entries.sort();
    let mut out = Vec::new();
    for entry in entries {
        out.extend(files(&entry)?);
    }
    Ok(out)
}
