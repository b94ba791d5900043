//! Dates and amounts against the English specs of Microsoft's text recognizers (MIT): what is found, and what it means.
//!
//! Leaving out follows from the rules in [`left_out`] and [`no_mention`] alone, never from a case.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value as Json;
use servanda::{DocVars, Document, Entity, Label, Reader, Value};

#[path = "specs_same.rs"]
mod same;

use same::{kind, means, readings, timexes};

/// Spec files that measure something that our labels or values do not have.
fn left_out(file: &str) -> Option<&'static str> {
    let has = |s: &str| file.contains(s);
    if has("TimeZone") {
        Some("time zones: no label of ours")
    } else if has("Mode") && !file.ends_with("Model.json")
        || has("ExtendedTypes")
        || has("SkipFromTo")
        || has("Complex")
        || has("Split")
    {
        Some("the same sentences under another setting of that library")
    } else if file.contains("/DateTime/") && (has("Extractor") || has("Parser")) {
        Some("inner parts of that library, each run without the others; the model's spec is the whole")
    } else {
        None
    }
}

/// Results that no span of ours could stand for, by their type alone.
fn no_mention(result: &Json, input: &str) -> Option<&'static str> {
    let resolution = &result["Resolution"];
    let text = |key: &str| resolution[key].as_str().unwrap_or_default();
    let kind = kind(result);
    if kind == "timezone" || kind == "datetimealt" {
        return Some("time zones and alternatives to choose from: no label of ours");
    }
    if text("subtype") == "power" {
        return Some("powers: a formula, not prose");
    }
    if matches!(kind, "currency" | "dimension" | "temperature" | "age" | "percentage")
        && !resolution.is_null()
        && resolution["value"].as_str().is_none_or(|v| v == "null")
    {
        return Some("a unit without a figure is no amount");
    }
    if kind == "numberrange"
        && result["Text"].as_str().is_some_and(|t| t.contains(['=', '<', '>']) || t.contains("equal"))
    {
        return Some("comparisons in signs or with 'equal': queries to a table, not prose");
    }
    if kind == "number" && in_code(result, input) {
        return Some("figures inside a code, a telephone number or an address: no number of ours");
    }
    if kind == "relative" || kind.starts_with("ordinal") && !matches!(text("relativeTo"), "" | "start") {
        return Some("'next', 'last one' as ordinals: not OntoNotes");
    }
    if matches!(kind, "datetime" | "datetimerange") && of_the_clock(result) {
        return Some("counted from the hour of asking: documents have a day, no hour");
    }
    let bare =
        |t: &str| t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    if bare(input) == bare(result["Text"].as_str().unwrap_or_default()) {
        return Some("the whole input is the expression: no sentence around it");
    }
    None
}

/// Whether a figure touches other letters or figures by a sign on either side: "173" in "SCP-173".
fn in_code(result: &Json, input: &str) -> bool {
    let Some(start) = result["Start"].as_u64() else { return false };
    let chars: Vec<char> = input.chars().collect();
    let text = result["Text"].as_str().unwrap_or_default();
    let (start, end) = (start as usize, start as usize + text.chars().count());
    let at = |i: Option<usize>| i.and_then(|i| chars.get(i)).copied().unwrap_or(' ');
    let joins = |sign: char, beyond: char| {
        matches!(sign, '-' | '.' | '/' | ',' | ':' | '+') && beyond.is_alphanumeric()
    };
    let figure = text.chars().all(|c| c.is_ascii_digit());
    figure
        && (joins(at(start.checked_sub(1)), at(start.checked_sub(2)))
            || joins(at(Some(end)), at(Some(end + 1))))
}

/// Whether the answer depends on the hour at which it was asked: the present, or minutes and hours from it.
fn of_the_clock(result: &Json) -> bool {
    let words = result["Text"].as_str().unwrap_or_default().to_lowercase();
    let unit = |w: &str| {
        matches!(w.trim_end_matches('s'), "hour" | "hr" | "h" | "minute" | "min" | "second" | "sec")
    };
    let from_now = timexes(result).iter().any(|t| t.contains("PRESENT_REF"));
    let precise = timexes(result).iter().any(|t| t.matches(':').count() >= 2);
    from_now || precise && words.split(|c: char| !c.is_alphabetic()).any(unit)
}

/// Figures of one spec file.
#[derive(Default)]
pub(crate) struct Figures {
    pub(crate) cases: usize,
    pub(crate) applied: usize,
    pub(crate) left: BTreeMap<&'static str, usize>,
    pub(crate) exact: usize,
    pub(crate) found: usize,
    pub(crate) asked: usize,
    pub(crate) resolved: usize,
    pub(crate) over: usize,
    pub(crate) faults: Vec<String>,
}

impl Figures {
    pub(crate) fn add(&mut self, other: &Self) {
        self.cases += other.cases;
        self.applied += other.applied;
        self.exact += other.exact;
        self.found += other.found;
        self.asked += other.asked;
        self.resolved += other.resolved;
        self.over += other.over;
        for (why, n) in &other.left {
            *self.left.entry(why).or_default() += n;
        }
    }
}

/// What a file gave, or how many cases were left out and why.
pub(crate) type Measured = Result<Figures, (usize, &'static str)>;

/// Measures one spec file; `None` with the reason where the whole file is left out.
pub(crate) fn measure_file(path: &Path) -> Result<Measured, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    let cases: Vec<Json> = serde_json::from_str(text.trim_start_matches('\u{feff}'))?;
    if let Some(why) = left_out(&path.to_string_lossy()) {
        return Ok(Err((cases.len(), why)));
    }
    let mut out = Figures { cases: cases.len(), ..Figures::default() };
    let reader = Reader::new();
    let file = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
    for case in &cases {
        let input = case["Input"].as_str().unwrap_or_default();
        let date = case["Context"]["ReferenceDateTime"].as_str().and_then(|d| d.get(..10)).map(str::to_owned);
        let document = reader.read(input, DocVars { date, ..DocVars::default() })?;
        one(file, input, case, &document, &mut out);
    }
    Ok(Ok(out))
}

fn one(file: &str, input: &str, case: &Json, document: &Document, out: &mut Figures) {
    let empty = Vec::new();
    let results = case["Results"].as_array().unwrap_or(&empty);
    let mut taken = Vec::new();
    if results.is_empty() {
        // Dimensions and temperatures are one label of ours, told apart by the unit.
        let other = |e: &Entity| match &e.value {
            Some(Value::Quantity(_, unit)) if file.starts_with("Dimension") => unit.starts_with("degree"),
            Some(Value::Quantity(_, unit)) if file.starts_with("Temperature") => !unit.starts_with("degree "),
            _ => false,
        };
        let bad = document.entities.mentions.iter().find(|e| wanted(file, e.label) && !other(e));
        out.applied += 1;
        out.exact += usize::from(bad.is_none());
        out.found += usize::from(bad.is_none());
        if let Some(e) = bad {
            out.over += 1;
            out.faults.push(format!("over     {input} => [{}] {}", document.text.quote(e.span), e.label));
        }
        return;
    }
    for result in results {
        let text = result["Text"].as_str().unwrap_or_default();
        if let Some(why) = no_mention(result, input) {
            *out.left.entry(why).or_default() += 1;
            continue;
        }
        out.applied += 1;
        let (mut exact, mut found, mut right, mut seen) = (false, false, false, None);
        for (i, e) in document.entities.mentions.iter().enumerate() {
            let quote = document.text.quote(e.span);
            if taken.contains(&i) || !fits(kind(result), e.label) {
                continue;
            }
            let same = squeeze(quote) == squeeze(text);
            let near = same || core(quote) == core(text);
            let inside = !near && part_of(kind(result), quote, text);
            let good = (near || inside) && means(result, e, document);
            if near || inside && good {
                (exact, found, right, seen) = (same || inside, true, good, Some((quote, e)));
                if !inside {
                    taken.push(i);
                }
                break;
            }
        }
        if !found && kind(result) == "numberrange" && two_bounds(result, text, document) {
            (exact, found, right) = (true, true, true);
        }
        out.exact += usize::from(exact);
        out.found += usize::from(found);
        out.asked += 1;
        out.resolved += usize::from(right);
        let values = if kind(result).starts_with("date") || !readings(result).is_empty() {
            readings(result)
                .iter()
                .map(|r| format!("{} {}..{} {}", r["timex"], r["start"], r["end"], r["value"]))
                .collect::<Vec<_>>()
                .join(" | ")
        } else {
            result["Resolution"].to_string()
        };
        let all = || {
            document
                .entities
                .mentions
                .iter()
                .map(|e| format!("[{}] {}", document.text.quote(e.span), e.label))
                .collect::<Vec<_>>()
                .join(", ")
        };
        match seen {
            None if found => {}
            None => {
                out.faults.push(format!(
                    "missed   {input} => [{text}] {} {values} GOT {}",
                    kind(result),
                    all()
                ));
            }
            Some((_, e)) if !right => {
                out.faults.push(format!("meant    {input} => [{text}] {values} GOT {:?}", e.value));
            }
            _ => {}
        }
    }
}

/// A range that is two mentions of ours, as `OntoNotes` has it: "from 200 to 300" is a typed change, "more than 10 and less
/// than 20" are two bounds.
fn two_bounds(result: &Json, text: &str, document: &Document) -> bool {
    let mentions = &document.entities.mentions;
    let range = result["Resolution"]["value"].as_str().unwrap_or_default();
    let sides: Vec<&str> = range.trim_matches(['[', '(', ']', ')']).split(',').collect();
    let bound = |e: &Entity, side: &str| match &e.value {
        Some(Value::Number(a)) => side.parse::<f64>().is_ok_and(|n| (n - a.low).abs() < 1e-9),
        _ => false,
    };
    mentions.windows(2).any(|pair| {
        let [a, b] = pair else { return false };
        let span = servanda::Span { start: a.span.start, end: b.span.end };
        let both = document.text.quote(span);
        let same = core(both) == core(text);
        let [low, high] = sides[..] else { return false };
        same && (bound(a, low) && bound(b, high) || bound(a, high) && bound(b, low))
    })
}

/// Labels that a spec file is about, for what must not be found.
fn wanted(file: &str, label: Label) -> bool {
    use Label as L;
    match file {
        f if f.starts_with("Number") => matches!(label, L::Cardinal),
        f if f.starts_with("Ordinal") => label == L::Ordinal,
        f if f.starts_with("Percent") => label == L::Percent,
        f if f.starts_with("Currency") => label == L::Money,
        f if f.starts_with("Dimension") || f.starts_with("Temperature") => label == L::Quantity,
        f if f.starts_with("Age") => false,
        _ => matches!(label, L::Date | L::Time),
    }
}

/// Labels that may stand for a kind of result.
fn fits(kind: &str, label: Label) -> bool {
    use Label as L;
    match kind {
        "number" | "numberrange" => {
            matches!(
                label,
                L::Cardinal | L::Money | L::Percent | L::Quantity | L::Date | L::Time | L::Ordinal
            )
        }
        "percentage" => label == L::Percent,
        "currency" => label == L::Money,
        "dimension" | "temperature" => label == L::Quantity,
        "age" => label == L::Date,
        k if k.starts_with("ordinal") => label == L::Ordinal,
        _ => matches!(label, L::Date | L::Time),
    }
}

/// Words of our longer mention: they count where its value says what they mean.
fn part_of(kind: &str, quote: &str, text: &str) -> bool {
    let parts = ["number", "numberrange", "dimension", "currency", "date", "time", "timerange"];
    parts.contains(&kind) && squeeze(quote).contains(&core(text))
}

fn squeeze(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without leading articles, prepositions and comparatives: our spans begin after the preposition, theirs with it.
fn core(text: &str) -> String {
    const LEAD: &[&str] = &[
        "a",
        "an",
        "the",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "of",
        "to",
        "since",
        "until",
        "till",
        "til",
        "after",
        "before",
        "between",
        "during",
        "within",
        "through",
        "throughout",
        "over",
        "under",
        "about",
        "around",
        "circa",
        "approximately",
        "roughly",
        "than",
        "more",
        "less",
        "later",
        "earlier",
        "as",
        "no",
        "not",
        "up",
        "prior",
        "any",
        "starting",
        "beginning",
        "greater",
        "larger",
        "bigger",
        "smaller",
        "higher",
        "lower",
        "fewer",
        "above",
        "below",
        "least",
        "most",
        "beyond",
        "exceeding",
        "estimated",
        "some",
        "nearly",
        "almost",
        "just",
    ];
    let text = squeeze(text).replace("as early as ", "").replace("as late as ", "");
    let words: Vec<&str> = text.split(' ').collect();
    let first = words.iter().position(|w| !LEAD.contains(&w.trim_matches(','))).unwrap_or(0);
    words[first..].join(" ").replace("the ", "").trim_end_matches(['.', ',']).to_owned()
}

/// The spec files below a folder, in order.
pub(crate) fn files(folder: &Path) -> Result<Vec<std::path::PathBuf>, Box<dyn Error>> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            out.extend(files(&path)?);
        } else if path.extension().is_some_and(|e| e == "json") {
            out.push(path);
        }
    }
    out.sort();
    Ok(out)
}

/// The table of all spec files below a folder, and the faults where asked for.
pub(crate) fn measure(folder: &Path, faults: Option<&str>) -> Result<String, Box<dyn Error>> {
    let mut out = String::new();
    let mut all = Figures::default();
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    let share = |n: usize, of: usize| if of == 0 { 0.0 } else { 100.0 * n as f64 / of as f64 };
    writeln!(
        out,
        "{:34} {:>5} {:>7} {:>4} {:>6} {:>6} {:>8}",
        "file", "cases", "applied", "out", "exact", "found", "resolved"
    )?;
    let mut line = |name: &str, f: &Figures| {
        let (exact, found) = (share(f.exact, f.applied), share(f.found, f.applied));
        let (resolved, left) = (share(f.resolved, f.asked), f.left.values().sum::<usize>());
        writeln!(
            out,
            "{name:34} {:>5} {:>7} {left:>4} {exact:>6.1} {found:>6.1} {resolved:>8.1}",
            f.cases, f.applied
        )
    };
    let mut wrong = Vec::new();
    for path in files(folder)? {
        let name = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default().to_owned();
        match measure_file(&path)? {
            Ok(f) => {
                line(&name, &f)?;
                all.add(&f);
                if faults.is_some_and(|p| name.starts_with(p)) {
                    wrong.extend(f.faults);
                }
            }
            Err((cases, why)) => *reasons.entry(why).or_default() += cases,
        }
    }
    line("all", &all)?;
    writeln!(out, "\nleft out, whole files (cases)")?;
    for (why, n) in reasons {
        writeln!(out, "{n:>6}  {why}")?;
    }
    writeln!(out, "left out, single results")?;
    for (why, n) in &all.left {
        writeln!(out, "{n:>6}  {why}")?;
    }
    for fault in wrong {
        writeln!(out, "{fault}")?;
    }
    Ok(out)
}
