//! How well mentions are tied to things: precision and recall of merges, on coreference clusters.
//!
//! Two sets: the GUM documents that carry clusters, and the clusters of `tests/identity` over our own briefs. Merges of names
//! are counted among the names that both sides mark; what stands for a name ("the minister", "its") is right where it is
//! tied to a thing whose names are in its cluster.

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use servanda::{DocVars, Document, Label, Reader};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// One mention of the gold, in characters of the text.
#[derive(Clone, Debug)]
struct Gold {
    start: usize,
    end: usize,
    head: (usize, usize),
    cluster: String,
    form: Form,
    /// Whether an adjective makes another thing of the name ("southern Chad").
    modified: bool,
}

/// How a mention speaks of its thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Name,
    Pronoun,
    Phrase,
}

/// A text with its clusters.
struct Coded {
    doc: String,
    text: String,
    gold: Vec<Gold>,
    /// Kinds that the gold gives to organisations: cluster to kind.
    kinds: BTreeMap<String, String>,
}

/// Pairs and mentions of merges.
#[derive(Clone, Copy, Debug, Default)]
struct Merges {
    pairs_right: usize,
    pairs_said: usize,
    pairs_gold: usize,
    /// Wrong pairs of names that read alike, which only the coders keep apart.
    pairs_alike: usize,
    b3_precision: f64,
    b3_recall: f64,
    mentions: usize,
}

/// Ties of what is no name.
#[derive(Clone, Copy, Debug, Default)]
struct Ties {
    right: usize,
    said: usize,
    gold: usize,
}

const LABELS: [Label; 8] =
    [Label::Person, Label::Org, Label::Gpe, Label::Norp, Label::Loc, Label::Fac, Label::Law, Label::Event];

/// Prints the figures of both sets; `wrong` lists the faults.
///
/// # Errors
/// When the shared data or the coded clusters cannot be read.
pub(crate) fn measure(shared: &Path, coded: &Path, wrong: bool) -> Result<()> {
    let gum = shared.join("data/tokens/gum");
    let mut dev = Vec::new();
    let mut train = Vec::new();
    for (folder, out) in [("dev", &mut dev), ("train", &mut train)] {
        for licence in ["permissive", "share-alike"] {
            for path in files(&gum.join(folder).join(licence), "conllu")? {
                out.push(gum_document(&path)?);
            }
        }
    }
    report("GUM train", &train, wrong)?;
    report("GUM dev", &dev, false)?;
    let own: Vec<Coded> =
        files(coded, "tsv")?.iter().map(|p| own_document(p, shared)).collect::<Result<_>>()?;
    if !own.is_empty() {
        report("own briefs", &own, wrong)?;
    }
    Ok(())
}

/// Prints what stands for things in gold texts, by kind, and how fast mentions are tied.
///
/// # Errors
/// When the texts cannot be read.
pub(crate) fn show(folder: &Path) -> Result<()> {
    let reader = Reader::new();
    let mut documents = Vec::new();
    for path in files(folder, "json")? {
        let gold: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
        documents.push(reader.read(gold["text"].as_str().ok_or("no text")?, DocVars::default())?);
    }
    for d in &documents {
        for m in d.mentions().iter().filter(|m| !m.named) {
            println!("{:<8} {} = {}", m.how, d.text.slice(m.span).replace('\n', " "), m.of.name);
        }
    }
    let mut entities: Vec<_> = documents.iter().map(|d| d.entities.clone()).collect();
    let bytes: usize = documents.iter().map(|d| d.text.clean().len()).sum();
    let start = std::time::Instant::now();
    let rounds = 20;
    for _ in 0..rounds {
        for (d, e) in documents.iter().zip(&mut entities) {
            servanda::stage::identity(d, e);
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{bytes} bytes, {:.0} MB/s", (bytes * rounds) as f64 / seconds / 1e6);
    Ok(())
}

fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut out: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<std::result::Result<_, _>>()?;
    out.retain(|p| p.extension().is_some_and(|e| e == extension));
    out.sort();
    Ok(out)
}

fn report(name: &str, docs: &[Coded], wrong: bool) -> Result<()> {
    let reader = Reader::new();
    let (mut names, mut ties) = (Merges::default(), BTreeMap::<&str, Ties>::new());
    let (mut kinds_right, mut kinds_said, mut kinds_gold) = (0, 0, 0);
    for coded in docs {
        let document = reader.read(coded.text.as_str(), DocVars::default())?;
        let said = named(&document, coded);
        names.add(coded, &said);
        if wrong {
            list_merges(coded, &said);
        }
        references(&document, coded, &said, &mut ties, wrong);
        let mut seen = BTreeMap::new();
        for s in said.iter().filter(|s| document.entities.things[s.thing as usize].label == Label::Org) {
            seen.entry(&coded.gold[s.gold].cluster).or_insert(s.thing);
        }
        for (cluster, thing) in seen {
            let Some(kind) = coded.kinds.get(cluster) else { continue };
            kinds_gold += 1;
            let thing = &document.entities.things[thing as usize];
            if thing.kind.as_str() != "unknown" {
                kinds_said += 1;
                kinds_right += usize::from(thing.kind.as_str() == kind);
            }
            if wrong && thing.kind.as_str() != kind {
                println!("{}: kind of [{}] is {kind}, said {}", coded.doc, thing.name, thing.kind);
            }
        }
    }
    println!("{name}, {} documents", docs.len());
    println!("  names         {names}");
    for (form, t) in &ties {
        println!("  {form:<13} {t}");
    }
    if kinds_gold > 0 {
        println!(
            "  kinds         accuracy {:.3}  coverage {:.3}  of {kinds_gold} organisations",
            kinds_right as f64 / kinds_said.max(1) as f64,
            kinds_said as f64 / kinds_gold as f64
        );
    }
    Ok(())
}

/// A name that both sides mark.
struct Said {
    thing: u32,
    gold: usize,
}

fn named(document: &Document, coded: &Coded) -> Vec<Said> {
    let entities = &document.entities;
    let mut out = Vec::new();
    // GUM keeps a people, and each mention of its members, apart from the country.
    let peoples = !coded.doc.starts_with("GUM");
    for m in entities.mentions.iter().filter(|m| LABELS.contains(&m.label)) {
        if m.label == Label::Norp && !peoples {
            continue;
        }
        let place = document.text.source_chars(m.span);
        if let Some(gold) = matched(&coded.gold, (place.start, place.end))
            .filter(|&g| coded.gold[g].form == Form::Name && !coded.gold[g].modified)
        {
            out.push(Said { thing: m.thing, gold });
        }
    }
    out
}

/// The smallest mention of the gold around a place, if the place holds its head.
fn matched(gold: &[Gold], place: (usize, usize)) -> Option<usize> {
    // A possessive 's or a stop may be on one side only.
    let slack = 2;
    let around = |g: &&(usize, &Gold)| {
        g.1.start <= place.0 + slack
            && place.1 <= g.1.end + slack
            && place.0 <= g.1.head.0
            && g.1.head.1 <= place.1 + slack
    };
    gold.iter().enumerate().filter(|g| around(&g)).min_by_key(|g| g.1.end - g.1.start).map(|g| g.0)
}

fn references(
    document: &Document,
    coded: &Coded,
    said: &[Said],
    ties: &mut BTreeMap<&'static str, Ties>,
    wrong: bool,
) {
    let mut of_thing: BTreeMap<u32, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut named_clusters: Vec<&str> = Vec::new();
    for s in said {
        let cluster = coded.gold[s.gold].cluster.as_str();
        *of_thing.entry(s.thing).or_default().entry(cluster).or_default() += 1;
        named_clusters.push(cluster);
    }
    for g in &coded.gold {
        let form = match g.form {
            Form::Pronoun => "pronouns",
            Form::Phrase => "role phrases",
            Form::Name => continue,
        };
        ties.entry(form).or_default().gold += usize::from(named_clusters.contains(&g.cluster.as_str()));
    }
    for r in document.entities.references.iter().filter(|r| r.kind.as_str() != "law") {
        let form = if r.kind.as_str() == "pronoun" { "pronouns" } else { "role phrases" };
        // GUM keeps a government apart from its country.
        let last = document.text.slice(r.span).to_lowercase();
        if coded.doc.starts_with("GUM")
            && ["government", "authorities", "administration", "cabinet"].iter().any(|w| last.contains(w))
        {
            continue;
        }
        let Some(best) = of_thing.get(&r.thing).and_then(|c| c.iter().max_by_key(|c| c.1)).map(|(c, _)| *c)
        else {
            continue;
        };
        let mut place = document.text.source_chars(r.span);
        if last.starts_with("the ") {
            place.start += 4;
        }
        let gold = matched(&coded.gold, (place.start, place.end)).map(|g| &coded.gold[g]);
        let right = gold.is_some_and(|g| g.cluster == best);
        let t = ties.entry(form).or_default();
        t.said += 1;
        t.right += usize::from(right);
        if wrong && !right {
            let from = place.start.saturating_sub(80);
            println!(
                "{}: {form} [{}] tied to {best}, is {:?}: …{}",
                coded.doc,
                document.text.quote(r.span),
                gold.map(|g| &g.cluster),
                coded.words(from, place.end)
            );
        }
    }
}

fn list_merges(coded: &Coded, said: &[Said]) {
    let mut clusters: BTreeMap<&str, Vec<(u32, String)>> = BTreeMap::new();
    let mut things: BTreeMap<u32, Vec<(&str, String)>> = BTreeMap::new();
    for s in said {
        let g = &coded.gold[s.gold];
        let words = coded.words(g.start, g.end);
        let list = clusters.entry(&g.cluster).or_default();
        if !list.contains(&(s.thing, words.clone())) {
            list.push((s.thing, words.clone()));
        }
        let list = things.entry(s.thing).or_default();
        if !list.contains(&(g.cluster.as_str(), words.clone())) {
            list.push((&g.cluster, words));
        }
    }
    for (cluster, list) in clusters.iter().filter(|c| c.1.iter().any(|s| s.0 != c.1[0].0)) {
        println!("{}: apart, {cluster}: {list:?}", coded.doc);
    }
    for (thing, list) in things.iter().filter(|t| t.1.iter().any(|s| s.0 != t.1[0].0)) {
        println!("{}: merged, {thing}: {list:?}", coded.doc);
    }
}

impl Merges {
    fn add(&mut self, coded: &Coded, said: &[Said]) {
        let mut cells: BTreeMap<(u32, &str), usize> = BTreeMap::new();
        let (mut things, mut clusters) = (BTreeMap::<u32, usize>::new(), BTreeMap::<&str, usize>::new());
        for s in said {
            let cluster = coded.gold[s.gold].cluster.as_str();
            *cells.entry((s.thing, cluster)).or_default() += 1;
            *things.entry(s.thing).or_default() += 1;
            *clusters.entry(cluster).or_default() += 1;
        }
        let pairs = |n: usize| n * n.saturating_sub(1) / 2;
        let (mut alike, mut same) = (BTreeMap::<_, usize>::new(), BTreeMap::<_, usize>::new());
        for s in said {
            let gold = &coded.gold[s.gold];
            let name = plain(&coded.words(gold.start, gold.end));
            *alike.entry((s.thing, name.clone())).or_default() += 1;
            *same.entry((s.thing, name, gold.cluster.as_str())).or_default() += 1;
        }
        self.pairs_alike += alike.values().map(|&n| pairs(n)).sum::<usize>();
        self.pairs_alike -= same.values().map(|&n| pairs(n)).sum::<usize>();
        self.pairs_right += cells.values().map(|&n| pairs(n)).sum::<usize>();
        self.pairs_said += things.values().map(|&n| pairs(n)).sum::<usize>();
        self.pairs_gold += clusters.values().map(|&n| pairs(n)).sum::<usize>();
        for ((thing, cluster), &n) in &cells {
            self.b3_precision += (n * n) as f64 / things[thing] as f64;
            self.b3_recall += (n * n) as f64 / clusters[cluster] as f64;
        }
        self.mentions += said.len();
    }
}

/// A name without case, article and possessive mark.
fn plain(name: &str) -> String {
    let name = name.trim().to_lowercase().replace('’', "'");
    let name = ["the ", "a ", "an "].iter().find_map(|a| name.strip_prefix(a)).unwrap_or(&name);
    name.strip_suffix("'s").or(name.strip_suffix('\'')).unwrap_or(name).to_owned()
}

impl std::fmt::Display for Merges {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "pairs P {:.3} R {:.3}  B3 P {:.3} R {:.3}  of {} mentions, {} pairs; {} of {} wrong pairs read alike",
            self.pairs_right as f64 / self.pairs_said.max(1) as f64,
            self.pairs_right as f64 / self.pairs_gold.max(1) as f64,
            self.b3_precision / self.mentions.max(1) as f64,
            self.b3_recall / self.mentions.max(1) as f64,
            self.mentions,
            self.pairs_gold,
            self.pairs_alike,
            self.pairs_said - self.pairs_right
        )
    }
}

impl std::fmt::Display for Ties {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (p, r) =
            (self.right as f64 / self.said.max(1) as f64, self.right as f64 / self.gold.max(1) as f64);
        write!(f, "P {p:.3} R {r:.3}  said {} of {} that have a name", self.said, self.gold)
    }
}

impl Coded {
    fn words(&self, start: usize, end: usize) -> String {
        self.text.chars().skip(start).take(end - start).map(|c| if c == '\n' { ' ' } else { c }).collect()
    }
}

/// The clusters of one of our briefs: lines of start, end, quote, cluster, form, and a kind where an organisation has one.
fn own_document(path: &Path, shared: &Path) -> Result<Coded> {
    let doc = path.file_stem().and_then(|s| s.to_str()).ok_or("a file without a name")?.to_owned();
    let brief = shared.join("gold/own").join(format!("{doc}.gold.json"));
    let brief: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(brief)?)?;
    let text = brief["text"].as_str().ok_or("no text")?.to_owned();
    let mut coded = Coded { doc, text, gold: Vec::new(), kinds: BTreeMap::new() };
    for line in std::fs::read_to_string(path)?.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [start, end, quote, cluster, form, ref rest @ ..] = cells[..] else {
            return Err(format!("{}: too few cells: {line}", path.display()).into());
        };
        let (start, end): (usize, usize) = (start.parse()?, end.parse()?);
        if coded.words(start, end) != quote {
            return Err(format!("{}: the text has not '{quote}' at {start}", path.display()).into());
        }
        let form = match form {
            "name" => Form::Name,
            "pronoun" => Form::Pronoun,
            _ => Form::Phrase,
        };
        if let Some(kind) = rest.first() {
            coded.kinds.insert(cluster.to_owned(), (*kind).to_owned());
        }
        coded.gold.push(Gold {
            start,
            end,
            head: (start + if quote.to_lowercase().starts_with("the ") { 4 } else { 0 }, end),
            cluster: cluster.to_owned(),
            form,
            modified: false,
        });
    }
    Ok(coded)
}

/// A word of a GUM document, in characters.
struct Word {
    start: usize,
    end: usize,
    upos: String,
}

/// A mention that is open: cluster, first word, and the words of its head counted from there.
struct Open {
    cluster: String,
    first: usize,
    head: Vec<usize>,
}

fn gum_document(path: &Path) -> Result<Coded> {
    let doc = path.file_stem().and_then(|s| s.to_str()).ok_or("a file without a name")?.to_owned();
    let (mut text, mut length) = (String::new(), 0);
    let mut words: Vec<Word> = Vec::new();
    let (mut open, mut gold) = (Vec::<Open>::new(), Vec::new());
    let (mut left, mut inside, mut paragraph) = (0, (0, 0), false);
    for line in std::fs::read_to_string(path)?.lines() {
        paragraph |= line.starts_with("# newpar");
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() < 10 || cells[0].contains('.') {
            continue;
        }
        let glued = cells[9].split('|').any(|m| m == "SpaceAfter=No");
        let mut put = |form: &str, first: bool| {
            if std::mem::take(&mut paragraph) && first && !text.is_empty() {
                text.truncate(text.trim_end().len());
                text.push_str("\n\n");
                length = text.chars().count();
            }
            let start = length;
            text.push_str(form);
            length += form.chars().count();
            let end = length;
            if !glued {
                text.push(' ');
                length += 1;
            }
            (start, end)
        };
        if let Some((a, b)) = cells[0].split_once('-') {
            left = b.parse::<usize>()? + 1 - a.parse::<usize>()?;
            inside = put(cells[1], cells[0].starts_with("1-"));
            continue;
        }
        let (start, end) = if left == 0 {
            put(cells[1], cells[0] == "1")
        } else {
            // The words of "don't" lie in it one after the other.
            left -= 1;
            let size = cells[1].chars().count();
            let start = inside.0.min(inside.1);
            let end = if left == 0 { inside.1 } else { (start + size).min(inside.1) };
            inside.0 = end;
            (start, end)
        };
        words.push(Word { start, end, upos: cells[3].to_owned() });
        let Some(marks) = cells[9].split('|').find_map(|m| m.strip_prefix("Entity=")) else { continue };
        entity_marks(marks, &words, &mut open, &mut gold);
    }
    Ok(Coded { doc, text, gold, kinds: BTreeMap::new() })
}

/// Opens and closes mentions as one word's marks say: "(12-person-…-1-coref", "(3-…)", "12)".
fn entity_marks(marks: &str, words: &[Word], open: &mut Vec<Open>, gold: &mut Vec<Gold>) {
    let at = words.len() - 1;
    let mut rest = marks;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('(') {
            let end = inner.find(['(', ')']).unwrap_or(inner.len());
            let cells: Vec<&str> = inner[..end].splitn(8, '-').collect();
            let head = cells.get(5).unwrap_or(&"1").split(',').filter_map(|n| n.parse().ok()).collect();
            let mention = Open { cluster: cells[0].to_owned(), first: at, head };
            rest = &inner[end..];
            if let Some(after) = rest.strip_prefix(')') {
                rest = after;
                gold.push(mention.close(at, words));
            } else {
                open.push(mention);
            }
        } else {
            let end = rest.find(')').unwrap_or(rest.len() - 1);
            let cluster = &rest[..end];
            if let Some(i) = open.iter().rposition(|o| o.cluster == cluster) {
                gold.push(open.remove(i).close(at, words));
            }
            rest = &rest[end + 1..];
        }
    }
}

impl Open {
    fn close(self, last: usize, words: &[Word]) -> Gold {
        let place = |n: &usize| (self.first + n.saturating_sub(1)).min(last);
        let first = self.head.iter().map(place).min().unwrap_or(self.first);
        let end = self.head.iter().map(place).max().unwrap_or(last);
        let head = &words[first..=end];
        let form = if head.iter().any(|w| w.upos == "PROPN") {
            Form::Name
        } else if head.iter().all(|w| w.upos == "PRON") {
            Form::Pronoun
        } else {
            Form::Phrase
        };
        Gold {
            start: words[self.first].start,
            end: words[last].end,
            head: (words[first].start, words[end].end),
            cluster: self.cluster,
            form,
            modified: words[self.first..first].iter().any(|w| w.upos == "ADJ"),
        }
    }
}
