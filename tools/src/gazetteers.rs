//! `tools lexicon GAZETTEERS TEXTS OUT`: builds the large name tables from open data, sorted and with their licences.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

type Result<T> = std::result::Result<T, Box<dyn Error>>;
type Rows = BTreeSet<Vec<String>>;

/// How often a word must be seen in lower case to count as a common word.
const COMMON_FLOOR: u32 = 25;
/// Share of its sentence-inner uses that must be in lower case.
const COMMON_SHARE: f64 = 0.6;
/// The share from which a word is marked as weak: also a word, often part of names.
const WEAK_SHARE: f64 = 0.08;

pub(crate) fn build(source: &Path, texts: &Path, out: &Path) -> Result<()> {
    let codes = Codes::read(source)?;
    write(
        out,
        "countries.tsv",
        "country-codes (datahub), Unicode CLDR",
        "PDDL 1.0; Unicode-3.0",
        "name\tcountry\tkind",
        countries(source, &codes)?,
    )?;
    write(
        out,
        "demonyms.tsv",
        "The World Factbook (public domain)",
        "CC0-1.0",
        "name\tcountry",
        demonyms(source, &codes)?,
    )?;
    write(
        out,
        "regions.tsv",
        "UN/LOCODE subdivisions (datahub)",
        "PDDL 1.0",
        "name\tcountry\tkind",
        regions(source, &codes)?,
    )?;
    write(
        out,
        "cities.tsv",
        "world-cities (datahub), derived from GeoNames",
        "CC-BY-4.0",
        "name\tcountry",
        cities(source, &codes)?,
    )?;
    write(
        out,
        "parties.tsv",
        "party names of Party Facts, derived from Wikidata",
        "CC0-1.0 (Wikidata); MIT (file)",
        "name\tcountry",
        parties(source)?,
    )?;
    write(
        out,
        "bodies.tsv",
        "SupraVerden list of international organisations",
        "CC-BY-SA-4.0",
        "name\tacronym",
        bodies(source)?,
    )?;
    let credit = "Names Corpus 1.3, Copyright (C) 1991 Mark Kantrowitz, additions by Bill Ross; freely redistributable with \
                  this credit: http://www-2.cs.cmu.edu/afs/cs/project/ai-repository/ai/areas/nlp/corpora/names/";
    write(out, "firstnames.tsv", credit, "free for any purpose with credit", "name", first_names(source)?)?;
    write(out, "currencies.tsv", "Unicode CLDR", "Unicode-3.0", "word\tcode", currencies(source)?)?;
    let origin =
        "counts of written case in State Department reports, State of the Union addresses and CRS reports";
    write(out, "common.tsv", origin, "public domain (US government works)", "word\tweak", common(texts)?)
}

fn write(out: &Path, name: &str, source: &str, licence: &str, columns: &str, rows: Rows) -> Result<()> {
    let mut text = format!("# version: 1\n# source: {source}\n# licence: {licence}\n# columns: {columns}\n");
    for row in rows {
        writeln!(text, "{}", row.join("\t").trim_end())?;
    }
    std::fs::write(out.join(name), text)?;
    Ok(())
}

/// The cells of a CSV file, by row.
fn csv(path: &Path) -> Result<Vec<Vec<String>>> {
    let text = std::fs::read_to_string(path)?;
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' => {}
            _ => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    Ok(rows)
}

/// A name in the straight quotes and single spaces of the tables; none where it is not usable as one.
fn tidy(name: &str) -> Option<String> {
    let name = name.replace(['’', '‘', 'ʻ', 'ʼ', '`'], "'");
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = name.strip_prefix("the ").unwrap_or(&name).trim();
    let usable = name.chars().count() > 1
        && name.chars().next().is_some_and(char::is_uppercase)
        && !name.contains([',', '(', ')', '/', ';', '\t', '"', '['])
        && name.chars().all(|c| c.is_ascii() || c.is_alphabetic() && (c as u32) < 0x250);
    usable.then(|| name.to_owned())
}

/// Ways from one country code to another.
struct Codes {
    table: Vec<Vec<String>>,
    header: Vec<String>,
}

impl Codes {
    fn read(source: &Path) -> Result<Self> {
        let mut table = csv(&source.join("countrycodes/data/country-codes.csv"))?;
        let header = table.remove(0);
        Ok(Self { table, header })
    }

    fn column(&self, name: &str) -> usize {
        self.header.iter().position(|h| h == name).unwrap_or(usize::MAX)
    }

    fn cells(&self, name: &str) -> impl Iterator<Item = (&str, &str)> {
        let (iso, column) = (self.column("ISO3166-1-Alpha-3"), self.column(name));
        self.table.iter().filter_map(move |row| Some((row.get(iso)?.trim(), row.get(column)?.trim())))
    }

    fn by(&self, name: &str) -> BTreeMap<String, String> {
        self.cells(name).map(|(iso, cell)| (cell.to_owned(), iso.to_owned())).collect()
    }
}

fn countries(source: &Path, codes: &Codes) -> Result<Rows> {
    let mut rows = Rows::new();
    let mut add = |name: &str, iso: &str, kind: &str| {
        if let Some(name) = tidy(name).filter(|_| iso.len() == 3) {
            rows.insert(vec![name, iso.to_owned(), kind.to_owned()]);
        }
    };
    for column in ["UNTERM English Short", "UNTERM English Formal", "official_name_en", "CLDR display name"] {
        for (iso, name) in codes.cells(column) {
            add(name.trim_end_matches('*'), iso, "country");
        }
    }
    for (iso, name) in codes.cells("Capital") {
        add(name, iso, "capital");
    }
    let alpha2 = codes.by("ISO3166-1-Alpha-2");
    let path = "cldr_en/cldr-json/cldr-localenames-full/main/en/territories.json";
    let json: Value = serde_json::from_str(&std::fs::read_to_string(source.join(path))?)?;
    let territories = json.pointer("/main/en/localeDisplayNames/territories").and_then(Value::as_object);
    for (code, name) in territories.ok_or("no territories")? {
        let code = code.split('-').next().unwrap_or_default();
        if let (Some(iso), Some(name)) = (alpha2.get(code), name.as_str()) {
            add(name, iso, "country");
        }
    }
    Ok(rows)
}

fn demonyms(source: &Path, codes: &Codes) -> Result<Rows> {
    let fips = codes.by("FIPS");
    let mut rows = Rows::new();
    for region in sorted(&source.join("factbook"))?.iter().filter(|p| p.is_dir()) {
        for path in sorted(region)? {
            let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default().to_uppercase();
            let Some(iso) = fips.get(&stem) else { continue };
            let json: Value = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
            for part in ["noun", "adjective"] {
                let pointer = format!("/People and Society/Nationality/{part}/text");
                let text = json.pointer(&pointer).and_then(Value::as_str).unwrap_or_default();
                for word in text.split([',', ';']).flat_map(|w| w.split(" or ")) {
                    let plural = word.contains("(s)");
                    let bare = word.split('(').next().unwrap_or_default();
                    if let Some(name) = tidy(bare.trim()).filter(|n| n.split(' ').count() < 4) {
                        if plural {
                            rows.insert(vec![format!("{name}s"), iso.clone()]);
                        }
                        rows.insert(vec![name, iso.clone()]);
                    }
                }
            }
        }
    }
    Ok(one_country(rows))
}

/// Names that belong to several countries lose their country.
fn one_country(rows: Rows) -> Rows {
    let mut by_name: BTreeMap<String, BTreeSet<Vec<String>>> = BTreeMap::new();
    for row in rows {
        by_name.entry(row[0].clone()).or_default().insert(row[1..].to_vec());
    }
    let merge = |(name, rest): (String, BTreeSet<Vec<String>>)| {
        let mut row = rest.iter().next().cloned().unwrap_or_default();
        if rest.iter().any(|r| r[0] != row[0]) {
            row[0].clear();
        }
        [vec![name], row].concat()
    };
    by_name.into_iter().map(merge).collect()
}

fn regions(source: &Path, codes: &Codes) -> Result<Rows> {
    let alpha2 = codes.by("ISO3166-1-Alpha-2");
    let mut rows = Rows::new();
    for row in csv(&source.join("locode/data/subdivision-codes.csv"))?.iter().skip(1) {
        let (Some(iso), Some(name)) = (alpha2.get(&row[0]), row.get(2).and_then(|n| tidy(n))) else {
            continue;
        };
        let federal = ["US", "CA", "AU", "IN", "DE"].contains(&row[0].as_str());
        rows.insert(vec![name, iso.clone(), if federal { "state" } else { "region" }.to_owned()]);
    }
    Ok(one_country(rows))
}

fn cities(source: &Path, codes: &Codes) -> Result<Rows> {
    let mut names = codes.by("CLDR display name");
    names.extend(codes.by("UNTERM English Short"));
    let mut rows = Rows::new();
    for row in csv(&source.join("worldcities/data/world-cities.csv"))?.iter().skip(1) {
        let (Some(name), Some(country)) = (tidy(&row[0]), row.get(1)) else { continue };
        rows.insert(vec![name, names.get(country).cloned().unwrap_or_default()]);
    }
    Ok(one_country(rows))
}

fn parties(source: &Path) -> Result<Rows> {
    let mut rows = Rows::new();
    for row in csv(&source.join("partyfacts/import/wikipedia/wikidata.csv"))?.iter().skip(1) {
        let (Some(country), Some(name)) = (row.first(), row.get(3).and_then(|n| tidy(n))) else { continue };
        let words: Vec<&str> = name.split(' ').collect();
        // Names of one word ("Change") and those that a head word gives away ("… Party") are left to the rules.
        if (2..=7).contains(&words.len()) && !words.iter().any(|w| *w == "Party" || *w == "Parties") {
            rows.insert(vec![name, country.clone()]);
        }
    }
    Ok(one_country(rows))
}

/// The list is YAML of one level: a name, then indented `Key: value` lines.
fn bodies(source: &Path) -> Result<Rows> {
    let text = std::fs::read_to_string(source.join("intlorgs_supraverden/data/general_list.yaml"))?;
    let (mut rows, mut names, mut acronym) = (Rows::new(), Vec::new(), String::new());
    let mut flush = |names: &mut Vec<String>, acronym: &mut String| {
        for name in names.drain(..) {
            rows.insert(vec![name, acronym.clone()]);
        }
        acronym.clear();
    };
    for line in text.lines() {
        let Some((key, value)) = line.split_once(": ").or_else(|| line.strip_suffix(':').map(|k| (k, "")))
        else {
            continue;
        };
        let value = value.trim().trim_matches(['\'', '"']);
        match key {
            _ if !line.starts_with([' ', '-', '#']) => flush(&mut names, &mut acronym),
            "  Abbreviation_en" if value.len() < 12 && value != "null" => value.clone_into(&mut acronym),
            k if k == "  Name_en" || k.starts_with("  Name_other") && k.ends_with("_en") => {
                names.extend(tidy(value).filter(|n| n.contains(' ') || n.chars().all(char::is_uppercase)));
            }
            _ => {}
        }
    }
    flush(&mut names, &mut acronym);
    Ok(rows)
}

/// The last word of each currency's name; the code is left out where several currencies share the word.
fn currencies(source: &Path) -> Result<Rows> {
    let path = "cldr_en/cldr-json/cldr-numbers-full/main/en/currencies.json";
    let json: Value = serde_json::from_str(&std::fs::read_to_string(source.join(path))?)?;
    let mut rows = Rows::new();
    for (code, entry) in
        json.pointer("/main/en/numbers/currencies").and_then(Value::as_object).ok_or("no currencies")?
    {
        for form in ["displayName-count-one", "displayName-count-other"] {
            let name = entry[form].as_str().unwrap_or_default().to_lowercase();
            let usable = !name.contains(['(', '–']) && !name.ends_with(|c: char| c.is_ascii_digit());
            if let Some(word) = name.split(' ').next_back().filter(|w| usable && w.len() > 2) {
                rows.insert(vec![word.to_owned(), code.clone()]);
            }
        }
    }
    Ok(one_country(rows))
}

fn first_names(source: &Path) -> Result<Rows> {
    let mut rows = Rows::new();
    for file in ["female.txt", "male.txt"] {
        let text = std::fs::read_to_string(source.join("nltk/packages/corpora/names").join(file))?;
        rows.extend(text.lines().filter_map(|l| tidy(l.trim())).map(|n| vec![n.to_lowercase()]));
    }
    Ok(rows)
}

/// Words that are written in lower case inside a sentence most of the time.
fn common(texts: &Path) -> Result<Rows> {
    let mut counts: BTreeMap<String, [u32; 2]> = BTreeMap::new();
    for file in ["state_hr.jsonl.xz", "crs.jsonl.xz", "sotu.jsonl.xz"] {
        for text in crate::texts::read(&texts.join(file))? {
            let mut inner = false;
            for raw in text.split_whitespace() {
                let word = raw.trim_matches(|c: char| !c.is_alphanumeric());
                if inner && word.len() > 1 && word.bytes().all(|b| b.is_ascii_alphabetic()) {
                    let rest_lower = word[1..].bytes().all(|b| b.is_ascii_lowercase());
                    if rest_lower {
                        let upper = usize::from(word.as_bytes()[0].is_ascii_uppercase());
                        counts.entry(word.to_ascii_lowercase()).or_default()[upper] += 1;
                    }
                }
                // Only what follows a plain lower-case word stands inside a sentence for sure.
                inner = raw.bytes().all(|b| b.is_ascii_lowercase());
            }
        }
    }
    let share = |n: &[u32; 2]| f64::from(n[0]) / f64::from(n[0] + n[1]);
    let row = |(word, n): (String, [u32; 2])| match share(&n) {
        _ if n[0] < COMMON_FLOOR => None,
        x if x >= COMMON_SHARE => Some(vec![word]),
        x if x >= WEAK_SHARE => Some(vec![word, "weak".to_owned()]),
        _ => None,
    };
    Ok(counts.into_iter().filter_map(row).collect())
}

fn sorted(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let mut paths =
        std::fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
