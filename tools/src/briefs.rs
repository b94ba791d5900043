//! `tools briefs OUT`: our own coded briefs, from marked-up text to the JSON contract, checked on the way.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use serde_json::{Value, json};
use servanda::{CommitmentKind, Direction, OutcomeKind, Polarity, Relation, Specificity, VerdictKind};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Where the briefs lie, from the folder of this crate.
pub(crate) const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/briefs");

/// Writes every brief of a folder as `NAME.gold.json`.
pub(crate) fn write(folder: &Path, out: &Path) -> Result<()> {
    std::fs::create_dir_all(out)?;
    for (name, coded) in load(folder)? {
        std::fs::write(out.join(format!("{name}.gold.json")), serde_json::to_vec_pretty(&coded)?)?;
    }
    Ok(())
}

/// Every brief of a folder by name, as the JSON contract.
pub(crate) fn load(folder: &Path) -> Result<Vec<(String, Value)>> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)?.map(|e| Ok(e?.path())).collect::<Result<_>>()?;
    paths.sort();
    let mut out = Vec::new();
    for path in paths.iter().filter(|p| p.extension().is_some_and(|e| e == "brief")) {
        let name = path.file_stem().and_then(|n| n.to_str()).ok_or("a name that is not UTF-8")?;
        let coded =
            parse(name, &std::fs::read_to_string(path)?).map_err(|e| format!("{}: {e}", path.display()))?;
        out.push((name.to_owned(), coded));
    }
    Ok(out)
}

fn parse(name: &str, file: &str) -> Result<Value> {
    let mut parts = file.split("\n---\n");
    let (Some(head), Some(body), Some(rows), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err("not three parts with --- between".into());
    };
    let head: BTreeMap<&str, &str> = head.lines().filter_map(|line| line.split_once(": ")).collect();
    let (text, mut places) = unmark(body.trim_matches('\n'))?;
    let mut coded = json!({
        "doc": name,
        "title": head.get("title"),
        "date": head.get("date"),
        "genre": head.get("genre"),
        "text": text,
        "entities": [],
    });
    let (mut commitments, mut outcomes, mut links) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows.lines().filter(|row| !row.trim().is_empty()) {
        let fault = |what: &str| format!("{what} in the row {row:?}");
        let mut cells = row.split('|').map(str::trim);
        let words: Vec<&str> = cells.next().unwrap_or_default().split_whitespace().collect();
        let id = *words.first().ok_or_else(|| fault("no id"))?;
        let (start, end) = places.remove(id).ok_or_else(|| fault("no such tag, or a second row"))?;
        let quote: String = text.chars().skip(start).take(end - start).collect();
        let mut item = json!({ "id": id, "quote": quote, "start": start, "end": end });
        match words[..] {
            [_, kind, direction, specificity] => {
                item["kind"] =
                    CommitmentKind::parse(kind).ok_or_else(|| fault("no such kind"))?.as_str().into();
                item["direction"] =
                    Direction::parse(direction).ok_or_else(|| fault("no such direction"))?.as_str().into();
                item["specificity"] = Specificity::parse(specificity)
                    .ok_or_else(|| fault("no such specificity"))?
                    .as_str()
                    .into();
                for key in ["actor", "recipient", "action", "deadline", "made"] {
                    item[key] = Value::Null;
                }
                for cell in cells {
                    let (key, value) = cell.split_once('=').ok_or_else(|| fault("a cell without ="))?;
                    match key {
                        "verdict" if VerdictKind::parse(value).is_none() => {
                            return Err(fault("no such verdict").into());
                        }
                        "deadline" | "made" if !text.contains(value) => {
                            return Err(fault("words not in the text").into());
                        }
                        "verdict" | "actor" | "recipient" | "action" | "deadline" | "made" => (),
                        _ => return Err(fault("no such field").into()),
                    }
                    item[key] = value.into();
                }
                if item["verdict"].is_null() || item["actor"].is_null() {
                    return Err(fault("no verdict or no actor").into());
                }
                commitments.push(item);
            }
            [_, kind, polarity] => {
                item["kind"] = OutcomeKind::parse(kind).ok_or_else(|| fault("no such kind"))?.as_str().into();
                item["polarity"] =
                    Polarity::parse(polarity).ok_or_else(|| fault("no such polarity"))?.as_str().into();
                item["source"] = "writer".into();
                for cell in cells {
                    if let Some(source) = cell.strip_prefix("source=") {
                        item["source"] = source.into();
                        continue;
                    }
                    let (commitment, relation) = cell.split_once(' ').ok_or_else(|| fault("no relation"))?;
                    Relation::parse(relation).ok_or_else(|| fault("no such relation"))?;
                    links.push(json!({ "commitment": commitment, "outcome": id, "relation": relation }));
                }
                outcomes.push(item);
            }
            _ => return Err(fault("neither a commitment nor an outcome").into()),
        }
    }
    if let Some(id) = places.keys().next() {
        return Err(format!("no row for {id}").into());
    }
    for link in &links {
        if !commitments.iter().any(|c| c["id"] == link["commitment"]) {
            return Err(format!("a link to a commitment that is not there: {link}").into());
        }
    }
    for c in &commitments {
        let tied = links.iter().any(|l| l["commitment"] == c["id"]);
        if tied == (c["verdict"] == VerdictKind::NoEvidence.as_str()) {
            return Err(format!("the links and the verdict of {} disagree", c["id"]).into());
        }
    }
    coded["commitments"] = commitments.into();
    coded["outcomes"] = outcomes.into();
    coded["links"] = links.into();
    Ok(coded)
}

/// Start and end of a tagged stretch, in characters.
type Places = BTreeMap<String, (usize, usize)>;

/// The text without its tags, and the place of each.
fn unmark(marked: &str) -> Result<(String, Places)> {
    let mut text = String::new();
    let mut open: BTreeMap<String, usize> = BTreeMap::new();
    let mut places = Places::new();
    let mut rest = marked;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let end = rest[at..].find('>').ok_or("a < without >")? + at;
        let tag = &rest[at + 1..end];
        let here = text.chars().count();
        if let Some(id) = tag.strip_prefix('/') {
            let start = open.remove(id).ok_or_else(|| format!("</{id}> was not open"))?;
            if places.insert(id.to_owned(), (start, here)).is_some() {
                return Err(format!("{id} stands twice").into());
            }
        } else {
            open.insert(tag.to_owned(), here);
        }
        rest = &rest[end + 1..];
    }
    text.push_str(rest);
    match open.keys().next() {
        Some(id) => Err(format!("<{id}> is not closed").into()),
        None => Ok((text, places)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brief_gives_places_in_characters_and_links() {
        let file = "title: É\ndate: 2019\n---\nÉtat: <c1>it vowed to <o1>pay</o1></c1>.\n---\n\
                    c1 pledge do vague | verdict=fulfilled | actor=it\no1 action positive | c1 fulfils\n";
        let coded = parse("x", file).expect("a brief");
        assert_eq!(coded["commitments"][0]["start"], 6);
        assert_eq!(coded["outcomes"][0]["quote"], "pay");
        assert_eq!(coded["links"][0]["relation"], "fulfils");
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for rows in [
            "c1 pledge do vague | verdict=fulfilled | actor=it",
            "c1 wish do vague | verdict=no_evidence | actor=it",
            "",
        ] {
            let file = format!("title: x\n---\n<c1>it vowed to pay</c1>.\n---\n{rows}\n");
            assert!(parse("x", &file).is_err(), "{rows}");
        }
    }

    #[test]
    fn the_briefs_are_sound() {
        assert!(!load(Path::new(FOLDER)).expect("sound briefs").is_empty());
    }
}
