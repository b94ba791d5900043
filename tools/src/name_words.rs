//! `tools train name-words`: the word file of the name tagger. Clusters and case come from public-domain text,
//! phrases from public lists; everything is counted and ordered, so the same data gives the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::{Path, PathBuf};

use serde_json::Value;
use servanda::stage::names::{
    CASE_SHIFT, FAMILY, FREQUENT, GIVEN, Known, LONGEST, OPENS, PHRASE_START, Words, phrase_key, word_key,
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const TEXTS: [&str; 3] = ["state_hr.jsonl.xz", "crs.jsonl.xz", "sotu.jsonl.xz"];
const FINE: usize = 512;
const COARSE: usize = 64;
const ROUNDS: usize = 8;
const CONTEXTS: usize = 1500;
const VOCABULARY: usize = 40_000;
const RARE: u32 = 6;

/// The lists, a bit each.
#[derive(Clone, Copy)]
enum List {
    Country,
    City,
    Region,
    Body,
    Party,
    People,
    Area,
    Faith,
}

/// Builds the word file from the data folder.
pub(crate) fn train(data: &Path, out: &Path) -> Result<()> {
    let mut corpus = Corpus::default();
    for name in TEXTS {
        corpus.read(&data.join("text").join(name))?;
    }
    let (ids, counts) = corpus.vocabulary();
    let rows = corpus.contexts(&ids, counts.len());
    let fine = exchange(&rows, FINE);
    let coarse = exchange(&rows, COARSE);
    let mut words: BTreeMap<u32, Known> = BTreeMap::new();
    for (word, &id) in &ids {
        let entry = words.entry(word_key(word)).or_default();
        entry.fine = fine[id] + 1;
        entry.coarse = coarse[id] as u8 + 1;
    }
    for (word, case) in &corpus.case {
        let total = case.0 + case.1;
        if total < 8 {
            continue;
        }
        let share = case.1 as f32 / total as f32;
        let step = u8::from(share >= 0.08) + u8::from(share >= 0.5) + u8::from(share >= 0.92);
        words.entry(word_key(word)).or_default().marks |= FREQUENT | step << CASE_SHIFT;
    }
    let mut lists = Lists::default();
    lists.read(&data.join("gazetteers"))?;
    for (names, mark) in [(&lists.given, GIVEN), (&lists.family, FAMILY)] {
        for name in names {
            words.entry(word_key(name)).or_default().marks |= mark;
        }
    }
    let mut phrases: BTreeMap<u32, u8> = BTreeMap::new();
    for (phrase, bits) in &lists.phrases {
        let mut key = PHRASE_START;
        for word in phrase {
            key = phrase_key(key, word_key(word));
        }
        *phrases.entry(key).or_default() |= bits;
        words.entry(word_key(&phrase[0])).or_default().marks |= OPENS;
    }
    let words: Vec<_> = words.into_iter().collect();
    let phrases: Vec<_> = phrases.into_iter().collect();
    let plain = Words::to_bytes(&words, &phrases, 0);
    let bytes = Words::to_bytes(&words, &phrases, crate::data_id(plain));
    eprintln!(
        "{} words ({} clustered), {} phrases, {} bytes",
        words.len(),
        ids.len(),
        phrases.len(),
        bytes.len()
    );
    std::fs::write(out, bytes)?;
    Ok(())
}

/// Cuts a text as the library does, nearly enough for counting: words, numbers, single marks.
pub(crate) fn cut(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let inner = start.is_some()
            && matches!(c, '.' | ',' | '\'' | '’')
            && chars.peek().is_some_and(|(_, n)| n.is_alphanumeric())
            && {
                let word = &text[start.unwrap_or(at)..at];
                match c {
                    ',' => {
                        word.ends_with(|c: char| c.is_ascii_digit())
                            && chars.peek().is_some_and(|n| n.1.is_ascii_digit())
                    }
                    '.' => {
                        word.len() <= 1 || word.contains('.') || word.ends_with(|c: char| c.is_ascii_digit())
                    }
                    _ => {
                        !text[at + c.len_utf8()..].starts_with("s ")
                            && !text[at + c.len_utf8()..].starts_with("s,")
                    }
                }
            };
        if c.is_alphanumeric() || inner {
            start.get_or_insert(at);
            continue;
        }
        if let Some(from) = start.take() {
            let end = if c == '.' && text[from..at].contains('.') && text[from..at].len() <= 5 {
                at + 1
            } else {
                at
            };
            out.push(&text[from..end]);
            if end > at {
                continue;
            }
        }
        if !c.is_whitespace() {
            out.push(&text[at..at + c.len_utf8()]);
        } else if c == '\n' {
            out.push("\n");
        }
    }
    if let Some(from) = start {
        out.push(&text[from..]);
    }
    out
}

fn normal(word: &str) -> String {
    word.chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '0'..='9' => '0',
            '’' | '‘' => '\'',
            '“' | '”' => '"',
            c => c,
        })
        .collect()
}

#[derive(Default)]
struct Corpus {
    numbers: BTreeMap<String, u32>,
    names: Vec<String>,
    text: Vec<u32>,
    case: BTreeMap<String, (u32, u32)>,
}

impl Corpus {
    fn read(&mut self, path: &Path) -> Result<()> {
        let mut cases: BTreeMap<String, (u32, u32)> = std::mem::take(&mut self.case);
        for text in crate::texts::read(path)? {
            let mut inside = false;
            for word in cut(&text) {
                if word == "\n" {
                    inside = false;
                    continue;
                }
                let low = normal(word);
                let lettered = word.starts_with(char::is_alphabetic);
                if inside && lettered {
                    if !cases.contains_key(&low) {
                        cases.insert(low.clone(), (0, 0));
                    }
                    if let Some(case) = cases.get_mut(&low) {
                        if word.starts_with(char::is_uppercase) { case.1 += 1 } else { case.0 += 1 }
                    }
                }
                if lettered || word.starts_with(|c: char| c.is_ascii_digit()) {
                    inside = true;
                } else if matches!(word, "." | "!" | "?" | ":" | "“" | "\"" | "•" | "*") {
                    inside = false;
                }
                let next = self.names.len() as u32;
                let id = if let Some(id) = self.numbers.get(&low) {
                    *id
                } else {
                    self.numbers.insert(low.clone(), next);
                    self.names.push(low);
                    next
                };
                self.text.push(id);
            }
        }
        self.case = cases;
        Ok(())
    }

    /// The words to cluster, most frequent first, and their counts.
    fn vocabulary(&self) -> (BTreeMap<String, usize>, Vec<u32>) {
        let mut counts = vec![0u32; self.names.len()];
        for id in &self.text {
            counts[*id as usize] += 1;
        }
        let mut order: Vec<usize> = (0..counts.len()).filter(|i| counts[*i] >= RARE).collect();
        order.sort_by_key(|i| (std::cmp::Reverse(counts[*i]), &self.names[*i]));
        order.truncate(VOCABULARY);
        let ids = order.iter().enumerate().map(|(rank, i)| (self.names[*i].clone(), rank)).collect();
        (ids, order.iter().map(|i| counts[*i]).collect())
    }

    /// For each word, how often each frequent word stands left (even numbers) and right (odd) of it.
    fn contexts(&self, ids: &BTreeMap<String, usize>, size: usize) -> Vec<Vec<(u32, u32)>> {
        let rank: Vec<u32> = self.names.iter().map(|n| ids.get(n).map_or(u32::MAX, |r| *r as u32)).collect();
        let mut pairs: Vec<u64> = Vec::with_capacity(2 * self.text.len());
        for two in self.text.windows(2) {
            let (a, b) = (rank[two[0] as usize], rank[two[1] as usize]);
            let bucket = |r: u32| u64::from(r.min(CONTEXTS as u32));
            if b != u32::MAX {
                pairs.push((u64::from(b) << 32) | (bucket(a) * 2));
            }
            if a != u32::MAX {
                pairs.push((u64::from(a) << 32) | (bucket(b) * 2 + 1));
            }
        }
        pairs.sort_unstable();
        let mut rows: Vec<Vec<(u32, u32)>> = vec![Vec::new(); size];
        for pair in pairs {
            let row = &mut rows[(pair >> 32) as usize];
            match row.last_mut() {
                Some(last) if last.0 == pair as u32 => last.1 += 1,
                _ => row.push((pair as u32, 1)),
            }
        }
        rows
    }
}

/// Exchange clustering: each word moves to the class that makes its neighbours most predictable, in rounds.
fn exchange(rows: &[Vec<(u32, u32)>], classes: usize) -> Vec<u16> {
    let small: Vec<f32> = (0..1 << 16).map(|n| xlogx(n as f32)).collect();
    let f = |n: u32| if (n as usize) < small.len() { small[n as usize] } else { xlogx(n as f32) };
    let contexts = 2 * (CONTEXTS + 1);
    let mut table = vec![0u32; contexts * classes];
    let mut sizes = vec![0u32; classes];
    let mut class: Vec<u16> = (0..rows.len()).map(|i| (i % classes) as u16).collect();
    let total = |row: &Vec<(u32, u32)>| row.iter().map(|c| c.1).sum::<u32>();
    for (row, c) in rows.iter().zip(&class) {
        for (context, n) in row {
            table[*context as usize * classes + *c as usize] += n;
        }
        sizes[*c as usize] += total(row);
    }
    let mut gain = vec![0f32; classes];
    for round in 0..ROUNDS {
        let mut moved = 0;
        for (i, row) in rows.iter().enumerate() {
            let (own, n) = (class[i] as usize, total(row));
            sizes[own] -= n;
            for (gain, size) in gain.iter_mut().zip(&sizes) {
                *gain = 2.0 * (f(*size) - f(size + n));
            }
            for (context, n) in row {
                let cells = &mut table[*context as usize * classes..][..classes];
                cells[own] -= n;
                let bare = f(*n);
                for (gain, cell) in gain.iter_mut().zip(cells) {
                    *gain += if *cell == 0 { bare } else { f(*cell + n) - f(*cell) };
                }
            }
            let best = (0..classes).fold(own, |best, c| if gain[c] > gain[best] + 1e-3 { c } else { best });
            for (context, n) in row {
                table[*context as usize * classes + best] += n;
            }
            sizes[best] += n;
            moved += usize::from(best != own);
            class[i] = best as u16;
        }
        eprintln!("{classes} classes, round {}: {moved} of {} words moved", round + 1, rows.len());
        if moved * 200 < rows.len() {
            break;
        }
    }
    class
}

fn xlogx(n: f32) -> f32 {
    if n > 0.0 { n * n.ln() } else { 0.0 }
}

#[derive(Default)]
struct Lists {
    phrases: BTreeMap<Vec<String>, u8>,
    given: BTreeSet<String>,
    family: BTreeSet<String>,
}

impl Lists {
    fn add(&mut self, name: &str, list: List) {
        let name = name.trim().trim_start_matches("the ").trim_start_matches("The ");
        let words: Vec<String> = cut(name).into_iter().filter(|w| *w != "\n").map(normal).collect();
        if words.is_empty() || words.len() > LONGEST || !name.chars().any(char::is_uppercase) {
            return;
        }
        if words.len() == 1 && words[0].chars().count() < 2 {
            return;
        }
        *self.phrases.entry(words).or_default() |= 1 << list as u8;
    }

    fn read(&mut self, folder: &Path) -> Result<()> {
        self.factbook(&folder.join("factbook"))?;
        for row in csv(&folder.join("worldcities/data/world-cities.csv"))?.iter().skip(1) {
            self.add(&row[0], List::City);
            self.add(&row[2], List::Region);
        }
        for row in csv(&folder.join("locode/data/subdivision-codes.csv"))?.iter().skip(1) {
            self.add(&row[2], List::Region);
        }
        for row in csv(&folder.join("umpirsky/data/en/country.csv"))?.iter().skip(1) {
            self.add(&row[1], List::Country);
        }
        let names = "cldr_en/cldr-json/cldr-localenames-full/main/en";
        for (code, name) in object(&json(&folder.join(names).join("territories.json"))?, "territories") {
            let list =
                if code.starts_with(|c: char| c.is_ascii_digit()) { List::Area } else { List::Country };
            if !["UN", "EU", "EZ", "ZZ", "QO", "XA", "XB"].contains(&&code[..2]) {
                self.add(&name, list);
                self.add(&name.replace('&', "and"), list);
            }
        }
        for (_, name) in object(&json(&folder.join(names).join("languages.json"))?, "languages") {
            self.add(&name, List::Faith);
        }
        let bodies = std::fs::read_to_string(folder.join("intlorgs_supraverden/data/general_list.yaml"))?;
        for line in bodies.lines() {
            let field = line.trim();
            for key in ["Name_en: ", "Abbreviation_en: "] {
                if let Some(name) = field.strip_prefix(key).filter(|n| !n.contains('[')) {
                    self.add(name.trim_matches(['\'', '"']), List::Body);
                }
            }
        }
        for file in ["committees-current.yaml", "executive.yaml", "legislators-current.yaml"] {
            for line in std::fs::read_to_string(folder.join("us_congress").join(file))?.lines() {
                let field = line.trim().trim_start_matches("- ");
                if let Some(name) = field.strip_prefix("name: ") {
                    self.add(name.trim_matches(['\'', '"']), List::Body);
                } else if let Some(name) = field.strip_prefix("first: ") {
                    self.given.insert(normal(name));
                } else if let Some(name) = field.strip_prefix("last: ") {
                    self.family.insert(normal(name));
                }
            }
        }
        for court in json(&folder.join("courts/courts_db/data/courts.json"))?.as_array().into_iter().flatten()
        {
            self.add(court["name"].as_str().unwrap_or_default(), List::Body);
        }
        for file in ["female.txt", "male.txt"] {
            let text = std::fs::read_to_string(folder.join("nltk/packages/corpora/names").join(file))?;
            self.given.extend(text.lines().map(|l| normal(l.trim())).filter(|l| l.len() > 1));
        }
        Ok(())
    }

    fn factbook(&mut self, folder: &Path) -> Result<()> {
        let mut files: Vec<PathBuf> = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() && !path.ends_with("meta") {
                for file in std::fs::read_dir(path)? {
                    files.push(file?.path());
                }
            }
        }
        files.sort();
        for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "json")) {
            let land = json(file)?;
            let government = &land["Government"];
            let text = |v: &Value| plain(v["text"].as_str().unwrap_or_default());
            let name = &government["Country name"];
            let ocean = file.components().any(|c| c.as_os_str() == "oceans");
            for key in ["conventional short form", "conventional long form", "local short form"] {
                let list = if ocean { List::Area } else { List::Country };
                self.add(text(&name[key]).split([';', '(', '/']).next().unwrap_or_default(), list);
            }
            self.add(
                text(&government["Capital"]["name"]).split([';', '(']).next().unwrap_or_default(),
                List::City,
            );
            for key in ["noun", "adjective"] {
                for part in text(&land["People and Society"]["Nationality"][key]).split([',', ';', ' ', '/'])
                {
                    let part = part.split('(').next().unwrap_or_default();
                    if part.chars().count() > 3 && part.starts_with(char::is_uppercase) {
                        self.add(part, List::People);
                        self.add(&format!("{part}s"), List::People);
                    }
                }
            }
            for (key, value) in government.as_object().into_iter().flatten() {
                if key.starts_with("Political parties") {
                    self.parties(&text(value));
                }
                if key.starts_with("International organization participation") {
                    for part in text(value).split([',', ';']) {
                        self.add(part.split('(').next().unwrap_or_default(), List::Body);
                    }
                }
            }
            for key in ["Ethnic groups", "Religions", "Languages"] {
                for part in text(&land["People and Society"][key]).split([',', ';', '(', ')', '/']) {
                    let part =
                        part.trim().split(|c: char| c.is_ascii_digit()).next().unwrap_or_default().trim();
                    if part.starts_with(char::is_uppercase) && part.split(' ').count() <= 3 {
                        self.add(part, List::Faith);
                    }
                }
            }
            let executive = government["Executive branch"].to_string();
            for word in cut(&executive) {
                self.family(word);
            }
        }
        Ok(())
    }

    /// Parties by name and short form; their leaders' surnames stand in capitals.
    fn parties(&mut self, text: &str) {
        for part in text.split([';', '\n']) {
            let name = part.split('[').next().unwrap_or_default();
            for piece in name.split(" or ") {
                if piece.trim().starts_with(char::is_uppercase) {
                    self.add(piece.split('(').next().unwrap_or_default(), List::Party);
                }
            }
            for leader in part.split('[').skip(1) {
                for word in cut(leader) {
                    self.family(word);
                }
            }
        }
    }

    fn family(&mut self, word: &str) {
        if word.chars().count() >= 4 && word.chars().all(char::is_uppercase) {
            self.family.insert(normal(word));
        }
    }
}

/// Drops mark-up.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in text.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                out.push('\n');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out.replace("&amp;", "&").replace("&rsquo;", "'").replace("&nbsp;", " ").replace("&eacute;", "é")
}

fn json(path: &Path) -> Result<Value> {
    Ok(serde_json::from_str(&std::fs::read_to_string(path)?)?)
}

fn object(value: &Value, key: &str) -> Vec<(String, String)> {
    let names = &value["main"]["en"]["localeDisplayNames"][key];
    let rows = names.as_object().into_iter().flatten();
    rows.filter_map(|(k, v)| Some((k.clone(), v.as_str()?.to_owned()))).collect()
}

/// Rows of a comma-separated file with quoted cells; every row gets at least four cells.
fn csv(path: &Path) -> Result<Vec<Vec<String>>> {
    let mut rows = Vec::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let (mut row, mut cell, mut quoted) = (Vec::new(), String::new(), false);
        for c in line.chars() {
            match c {
                '"' => quoted = !quoted,
                ',' if !quoted => row.push(std::mem::take(&mut cell)),
                c => cell.push(c),
            }
        }
        row.push(cell);
        row.resize(row.len().max(4), String::new());
        rows.push(row);
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_words_and_marks() {
        let words = cut("The U.S. paid $1,000 to al-Shabaab’s foes.");
        assert_eq!(
            words,
            ["The", "U.S.", "paid", "$", "1,000", "to", "al", "-", "Shabaab", "’", "s", "foes", "."]
        );
    }

    #[test]
    fn words_with_the_same_neighbours_share_a_class() {
        let row = |c: u32| vec![(c, 10), (c + 1, 10)];
        let class = exchange(&[row(0), row(4), row(0), row(4), row(0), row(4)], 2);
        assert!(class[0] == class[2] && class[1] == class[3] && class[0] != class[1]);
    }
}
