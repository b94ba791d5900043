//! The direction of imports: a module may use only modules on lower floors.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const FLOORS: &[&[&str]] = &[
    &["chance", "error", "hash", "names", "span"],
    &["disk", "pool", "model", "layout"],
    &["belt", "text", "lexicon"],
    &["file"],
    &["segment"],
    &["token"],
    &["entity"],
    &["statement"],
    &["document"],
    &["reader", "probe"],
    &["assess"],
    &["corpus"],
    &["view"],
    &["run"],
    &["review"],
    &["python"],
];

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|f| f.contains(&module))
}

/// Modules named after `crate::` in a source line.
fn imports(line: &str) -> Vec<&str> {
    let code = line.split("//").next().unwrap_or("");
    let mut out = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        out.push(&rest[..end]);
    }
    out
}

fn check(path: &Path, module: &str, faults: &mut Vec<String>) {
    let here = floor(module).unwrap_or_else(|| panic!("{module} has no floor: add it to FLOORS"));
    let text = fs::read_to_string(path).unwrap();
    for (number, line) in text.lines().enumerate() {
        for used in imports(line) {
            if used == module {
                continue;
            }
            match floor(used) {
                Some(there) if there < here => {}
                Some(_) => faults.push(format!("{}:{}: {module} uses {used}", path.display(), number + 1)),
                None => {}
            }
        }
        if line.contains("pyo3") && module != "python" {
            faults.push(format!("{}:{}: pyo3 outside src/python", path.display(), number + 1));
        }
    }
}

#[test]
fn imports_go_down_only() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut faults = Vec::new();
    let mut files = 0;
    for entry in fs::read_dir(&src).unwrap() {
        let path = entry.unwrap().path();
        let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            for file in fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()) {
                if file.extension().is_some_and(|e| e == "rs") {
                    check(&file, &module, &mut faults);
                    files += 1;
                }
            }
        } else if module != "lib" {
            check(&path, &module, &mut faults);
            files += 1;
        }
    }
    assert!(files > 20, "the house has more rooms than {files}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Rooms whose files still name each other in a ring; a mended one leaves this list.
const RINGS: &[&str] = &[];

/// The siblings that a file of a room names: `super::x` and `super::{x, y::z}`, tests left out.
fn siblings<'t>(text: &'t str, files: &BTreeSet<String>) -> BTreeSet<&'t str> {
    let code = text.split("#[cfg(test)]").next().unwrap_or("");
    let code = code.lines().map(|line| line.split("//").next().unwrap_or(""));
    let mut out = BTreeSet::new();
    let mut listing = false;
    for line in code {
        let mut rest = line;
        while !rest.is_empty() {
            if !listing {
                let Some(at) = rest.find("super::") else { break };
                rest = &rest[at + "super::".len()..];
                listing = rest.starts_with('{');
            }
            let end = if listing { rest.find('}').unwrap_or(rest.len()) } else { rest.len() };
            let part = if listing { &rest[..end] } else { rest };
            let words =
                part.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|w| !w.is_empty());
            let words = words.take(if listing { usize::MAX } else { 1 });
            out.extend(words.filter(|w| files.contains(*w)));
            if listing && end < rest.len() {
                listing = false;
                rest = &rest[end..];
            } else if listing {
                break;
            }
        }
    }
    out
}

/// The files of a room that can be reached from themselves. `mod.rs` is the room's face, not one of its files: it names
/// them all, and what it defines is for all of them.
fn ring(room: &Path) -> Vec<String> {
    let mut texts = BTreeMap::new();
    for file in fs::read_dir(room).unwrap().map(|e| e.unwrap().path()) {
        let stem = file.file_stem().unwrap().to_str().unwrap().to_owned();
        if file.extension().is_some_and(|e| e == "rs") && stem != "mod" {
            texts.insert(stem, fs::read_to_string(&file).unwrap());
        }
    }
    let files: BTreeSet<String> = texts.keys().cloned().collect();
    let names: BTreeMap<&str, BTreeSet<&str>> =
        texts.iter().map(|(file, text)| (file.as_str(), siblings(text, &files))).collect();
    let in_ring = |file: &&String| {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&str> = names[file.as_str()].iter().copied().filter(|n| n != file).collect();
        while let Some(next) = open.pop() {
            if seen.insert(next) {
                open.extend(&names[next]);
            }
        }
        seen.contains(file.as_str())
    };
    files.iter().filter(in_ring).cloned().collect()
}

#[test]
fn no_files_of_a_room_name_each_other_in_a_ring() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut faults = Vec::new();
    for path in fs::read_dir(&src).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()) {
        let room = path.file_name().unwrap().to_str().unwrap().to_owned();
        let files = ring(&path);
        if !files.is_empty() && !RINGS.contains(&room.as_str()) {
            faults.push(format!("src/{room}: {}", files.join(", ")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_ring_is_seen() {
    let files: BTreeSet<String> = ["one", "two", "three"].map(str::to_owned).into();
    let named = |text| siblings(text, &files).into_iter().collect::<Vec<_>>();
    assert_eq!(named("use super::two::Two;\nlet x = super::three::four();"), ["three", "two"]);
    assert_eq!(
        named("use super::{\n    One, two::Two,\n    three,\n};\nlet one = 1; // super::one"),
        ["three", "two"]
    );
    assert_eq!(named("let two = 2;\n#[cfg(test)]\nmod tests { use super::one; }"), Vec::<&str>::new());
}

#[test]
fn an_arrow_that_runs_up_is_seen() {
    assert_eq!(imports("use crate::entity::{Entities, Label};"), ["entity"]);
    assert!(floor("view") > floor("assess") && floor("text") < floor("segment"));
}
