//! Snapshots over the example briefs, as marked-up text that a person can review.

use std::fmt::Write;
use std::sync::Arc;

use servanda::{AssessOptions, DocVars, Document, Reader, Report, Span, assess};

/// The clean text with every statement in marks: `{c1 …}` a commitment, `[o1 …]` an outcome.
fn marked(document: &Document) -> String {
    let mut marks: Vec<(u32, u8, i64, String)> = Vec::new();
    let mut add = |span: Span, open: String, close: &str| {
        marks.push((span.start, 1, -i64::from(span.end), open));
        marks.push((span.end, 0, -i64::from(span.start), close.to_owned()));
    };
    for (i, c) in document.commitments().iter().enumerate() {
        add(c.span, format!("{{c{} ", i + 1), "}");
    }
    for (i, o) in document.outcomes().iter().enumerate() {
        add(o.span, format!("[o{} ", i + 1), "]");
    }
    marks.sort();
    let clean = document.text.clean();
    let (mut out, mut at) = (String::new(), 0);
    for (place, _, _, mark) in &marks {
        out.push_str(&clean[at..*place as usize]);
        out.push_str(mark);
        at = *place as usize;
    }
    out.push_str(&clean[at..]);
    out
}

fn listed(report: &Report) -> String {
    let document = &report.documents[0];
    let mut out = String::new();
    let name = |slot: &Option<servanda::Slot>| slot.as_ref().map_or("–".to_owned(), |s| s.value.clone());
    for a in &report.assessments {
        let c = &document.commitments()[a.commitment.index as usize];
        let _ = writeln!(
            out,
            "c{} {} · {} → {} · {} · {} · {} {:?}",
            a.commitment.index + 1,
            c.kind,
            name(&c.actor),
            name(&c.recipient),
            c.direction,
            c.specificity,
            a.verdict.value,
            a.verdict.timing,
        );
        for &l in &a.links {
            let link = &report.links[l as usize];
            let _ = writeln!(out, "    o{} {}", link.outcome.index + 1, link.relation);
        }
    }
    for (i, o) in document.outcomes().iter().enumerate() {
        let _ = writeln!(
            out,
            "o{} {} {} · {} · {}",
            i + 1,
            o.kind,
            o.polarity,
            name(&o.actor),
            name(&o.assessor)
        );
    }
    for e in &document.entities.mentions {
        let thing = document.entities.thing(e);
        let _ = writeln!(out, "{} {} · {}", e.label, document.text.slice(e.span), thing.name);
    }
    out
}

#[test]
fn golden() {
    insta::glob!("../../examples", "*.txt", |path| {
        let source = std::fs::read_to_string(path).unwrap();
        let document = Reader::new().read(source.as_str(), DocVars::default()).unwrap();
        let report = assess(vec![Arc::new(document)], AssessOptions::default());
        let body = format!("{}\n\n{}", marked(&report.documents[0]), listed(&report));
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../briefs" }, {
            insta::assert_snapshot!(body);
        });
    });
}

/// The 48 English golden rules of sentence ends (Pragmatic Segmenter and pySBD, MIT).
#[test]
fn golden_rules() {
    let cases: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("../data/golden_rules.json")).unwrap();
    let reader = Reader::new();
    for case in &cases {
        let document = reader.read(case["text"].as_str().unwrap(), DocVars::default()).unwrap();
        let got: Vec<&str> = document.sentences.iter().map(|s| document.text.quote(s.span)).collect();
        assert_eq!(serde_json::json!(got), case["sentences"]);
    }
    assert_eq!(cases.len(), 48);
}
