//! What one coder, human or machine, marked in texts; read from the JSON contract, so that anything that writes it can be
//! compared.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::assess::Report;
use crate::error::Error;
use crate::view;

/// One coder's marks in any number of texts, by document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coding {
    /// The documents by their id.
    pub documents: BTreeMap<String, Coded>,
}

/// One coder's marks in one text; offsets are characters of the text as given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Coded {
    /// The document's id.
    #[serde(default)]
    doc: String,
    /// The text.
    #[serde(default)]
    pub text: String,
    /// Commitments.
    #[serde(default)]
    pub commitments: Vec<Item>,
    /// Outcomes.
    #[serde(default)]
    pub outcomes: Vec<Item>,
    /// Which outcome bears on which commitment.
    #[serde(default)]
    pub links: Vec<Tie>,
}

/// A stretch that a coder marked, with what was said of it; what was left open is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Item {
    /// Its name in the document.
    #[serde(default)]
    pub id: String,
    /// First character.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
    /// Kind of commitment or outcome.
    #[serde(default)]
    pub kind: Option<String>,
    /// Of a commitment.
    #[serde(default)]
    pub direction: Option<String>,
    /// Of a commitment.
    #[serde(default)]
    pub specificity: Option<String>,
    /// Of a commitment.
    #[serde(default)]
    pub verdict: Option<String>,
    /// Of an outcome.
    #[serde(default)]
    pub polarity: Option<String>,
}

/// A link, by the names of its ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Tie {
    /// The commitment's id.
    pub commitment: String,
    /// The outcome's id.
    pub outcome: String,
    /// How the one bears on the other.
    #[serde(default)]
    pub relation: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    Many(Vec<Coded>),
    One(Box<Coded>),
}

impl Coding {
    /// From the JSON contract: one object, a list of objects, or JSON Lines. `name` stands for a document that has no id.
    ///
    /// # Errors
    /// When it is no JSON of that form, a place is none of its text, or two documents have one id.
    pub fn from_json(text: &str, name: &str) -> Result<Self, Error> {
        let fault = |e: serde_json::Error| Error::input(format!("{name} is not the JSON contract: {e}"));
        let mut out = Self::default();
        for value in serde_json::Deserializer::from_str(text).into_iter::<OneOrMany>() {
            match value.map_err(fault)? {
                OneOrMany::Many(all) => all.into_iter().try_for_each(|one| out.add(one, name))?,
                OneOrMany::One(one) => out.add(*one, name)?,
            }
        }
        Ok(out)
    }

    /// From a `.json` or `.jsonl` file, or all of those in a folder; the file's name stands for a document without an id.
    ///
    /// # Errors
    /// When a file cannot be read, and as [`Self::from_json`].
    pub fn from_path(path: &Path) -> Result<Self, Error> {
        let fault = |path: &Path, e: std::io::Error| Error::io(&path.display().to_string(), &e);
        if !path.is_dir() {
            let text = fs::read_to_string(path).map_err(|e| fault(path, e))?;
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            return Self::from_json(&text, name.split('.').next().unwrap_or_default());
        }
        let entries = fs::read_dir(path).map_err(|e| fault(path, e))?;
        let mut files = entries
            .map(|entry| entry.map(|e| e.path()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|e| fault(path, e))?;
        files.retain(|f| f.extension().is_some_and(|e| e == "json" || e == "jsonl"));
        files.sort_unstable();
        let mut out = Self::default();
        for file in files {
            out.join(Self::from_path(&file)?)?;
        }
        Ok(out)
    }

    /// What the machine found.
    ///
    /// # Errors
    /// When two documents have one id: they could not be told apart.
    pub fn of(report: &Report) -> Result<Self, Error> {
        let mut out = Self::default();
        for doc in 0..report.documents.len() {
            let json = serde_json::to_string(&view::json::document(report, doc));
            let json = json.map_err(|e| Error::input(e.to_string()))?;
            out.join(Self::from_json(&json, "document")?)?;
        }
        Ok(out)
    }

    /// Both codings' documents.
    ///
    /// # Errors
    /// When a document is in both.
    pub fn join(&mut self, other: Self) -> Result<(), Error> {
        other.documents.into_iter().try_for_each(|(id, coded)| self.insert(id, coded))
    }

    fn add(&mut self, mut one: Coded, name: &str) -> Result<(), Error> {
        let id = std::mem::take(&mut one.doc);
        let id = if id.is_empty() { name.to_owned() } else { id };
        let length = one.text.chars().count();
        for item in one.commitments.iter().chain(&one.outcomes) {
            let inside = one.text.is_empty() || item.end as usize <= length;
            if item.start >= item.end || !inside {
                let (start, end) = (item.start, item.end);
                return Err(Error::input(format!("{id}: no characters {start} to {end} in its text")));
            }
        }
        self.insert(id, one)
    }

    fn insert(&mut self, id: String, coded: Coded) -> Result<(), Error> {
        if self.documents.contains_key(&id) {
            return Err(Error::input(format!("two documents have the id '{id}'")));
        }
        self.documents.insert(id, coded);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Coding;

    #[test]
    fn one_object_a_list_and_lines_are_read_and_faults_are_told() {
        let one = r#"{"doc":"a","text":"They promised.","commitments":[{"id":"c1","start":0,"end":13,"kind":"pledge"}]}"#;
        let other = r#"{"text":"", "outcomes":[{"start":3,"end":9}]}"#;
        let coding = Coding::from_json(&format!("{one}\n{other}\n"), "file").expect("lines");
        assert_eq!(coding.documents.keys().collect::<Vec<_>>(), ["a", "file"]);
        assert_eq!(coding.documents["a"].commitments[0].kind.as_deref(), Some("pledge"));
        assert_eq!(Coding::from_json(&format!("[{one}]"), "file").expect("a list").documents.len(), 1);
        assert!(Coding::from_json(one, "file").is_ok());
        for bad in [format!("[{one},{one}]"), one.replace("13", "15"), one.replace("13", "0"), "{".to_owned()]
        {
            assert!(Coding::from_json(&bad, "file").is_err(), "{bad}");
        }
    }
}
