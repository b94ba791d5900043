//! The direction of imports: a module may use only modules on lower floors.

use std::fs;
use std::path::Path;

const FLOORS: &[&[&str]] = &[
    &["error", "hash", "names", "span"],
    &["pool"],
    &["text", "lexicon", "model"],
    &["segment"],
    &["token"],
    &["entity"],
    &["statement"],
    &["document"],
    &["reader", "probe"],
    &["assess"],
    &["corpus"],
    &["view"],
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

#[test]
fn an_arrow_that_runs_up_is_seen() {
    assert_eq!(imports("use crate::entity::{Entities, Label};"), ["entity"]);
    assert!(floor("view") > floor("assess") && floor("text") < floor("segment"));
}
