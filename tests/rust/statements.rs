//! What a sentence says, in small: one line a construction. A new cue is a line in `cues.tsv`; its proof is a line here.

use servanda::{
    CommitmentKind, Direction, DocVars, Document, Factuality, OutcomeKind, Polarity, Reader, Voice,
};

fn read(text: &str) -> Document {
    Reader::new()
        .read(text, DocVars { date: Some("2012-06".into()), ..DocVars::default() })
        .expect("plain text can be read")
}

/// Sentence, kind, actor, words of the action.
const BINDING: &[(&str, CommitmentKind, &str, &str)] = &[
    (
        "Ruritania pledged to abolish the death penalty by 2015.",
        CommitmentKind::Pledge,
        "Ruritania",
        "abolish",
    ),
    (
        "In March 2011 Kenya promised the United Nations that it would publish the report.",
        CommitmentKind::Pledge,
        "Kenya",
        "publish",
    ),
    (
        "Norway is committed to reducing emissions by 40 percent by 2030.",
        CommitmentKind::Pledge,
        "Norway",
        "reducing",
    ),
    (
        "The Ministry of Health intends to open 20 new clinics by the end of 2014.",
        CommitmentKind::Plan,
        "Ministry of Health",
        "open",
    ),
    (
        "The law requires the government to publish an annual report within 30 days.",
        CommitmentKind::Obligation,
        "the government",
        "publish",
    ),
];

/// Undertakings side by side under one verb, each as its own.
const SEVERAL: &[(&str, &[&str])] = &[
    (
        "Norway made promises to the Council of Europe to amend its penal code and to release the detained reporters.",
        &["Norway made promises", "to release"],
    ),
    (
        "Kenya gave an undertaking to the European Union that no new licences would be granted.",
        &["Kenya gave"],
    ),
];

#[test]
fn promises_with_different_acts_part() {
    for &(text, starts) in SEVERAL {
        let document = read(text);
        let found: Vec<&str> = document.commitments().iter().map(|c| document.text.slice(c.span)).collect();
        assert_eq!(found.len(), starts.len(), "{text}: {found:?}");
        assert!(found.iter().zip(starts).all(|(f, s)| f.starts_with(s)), "{text}: {found:?}");
        let first = &document.commitments()[0];
        assert!(first.recipient.is_some(), "{text}");
    }
}

/// Where the action of each undertaking begins: with the act, not behind it.
const ACTS: &[(&str, &[&str])] = &[
    (
        "Norway pledged to reform the courts and to publish the accounts of every ministry.",
        &["reform the courts", "publish the accounts"],
    ),
    (
        "The Ministry of Justice said it would submit a draft law to parliament before May.",
        &["submit a draft law"],
    ),
    ("In 2015 Kenya promised a ban on plastic bags.", &["a ban on plastic bags"]),
];

#[test]
fn actions_begin_with_the_act() {
    for &(text, acts) in ACTS {
        let document = read(text);
        let found: Vec<&str> = document.commitments().iter().map(|c| document.text.slice(c.action)).collect();
        assert_eq!(found.len(), acts.len(), "{text}: {found:?}");
        assert!(found.iter().zip(acts).all(|(f, a)| f.starts_with(a)), "{text}: {found:?}");
    }
}

#[test]
fn binding_statements() {
    for &(text, kind, actor, action) in BINDING {
        let document = read(text);
        let found = document.commitments();
        assert_eq!(found.len(), 1, "{text}: {found:#?}");
        let c = &found[0];
        assert_eq!(c.kind, kind, "{text}");
        assert_eq!(c.actor.as_ref().map(|a| a.value.as_str()), Some(actor), "{text}");
        assert!(document.text.slice(c.action).contains(action), "{text}: {}", document.text.slice(c.action));
        assert!(!c.cues.is_empty() && c.cues.iter().all(|cue| c.score > 0.0 && cue.weight != 0.0), "{text}");
    }
}

/// What looks like a commitment and is none.
const REJECTED: &[(&str, &str)] = &[
    ("Should the government have promised to release the prisoners?", "question"),
    ("The minister did not promise to lower the tax.", "denial"),
    ("The authorities should commit to an independent inquiry.", "recommendation"),
    ("The union urged the government to raise the minimum wage.", "recommendation"),
    ("The state may appoint a special envoy.", "ability"),
    ("If the parliament will agree, the budget can be raised.", "hypothetical"),
];

#[test]
fn what_binds_nobody_is_kept_out_with_a_reason() {
    for &(text, reason) in REJECTED {
        let document = read(text);
        assert!(document.commitments().is_empty(), "{text}: {:#?}", document.commitments());
        let reasons: Vec<_> = document.statements.rejected.iter().map(|r| r.reason).collect();
        assert!(reasons.contains(&reason), "{text}: {reasons:?}");
    }
}

const OUTCOMES: &[(&str, OutcomeKind, Polarity, Factuality)] = &[
    (
        "Parliament adopted the anticorruption law in 2010.",
        OutcomeKind::Action,
        Polarity::Positive,
        Factuality::Happened,
    ),
    (
        "The government did not effectively enforce the law.",
        OutcomeKind::Inaction,
        Polarity::Negative,
        Factuality::DidNot,
    ),
    (
        "The ministry failed to investigate the allegations of torture.",
        OutcomeKind::Inaction,
        Polarity::Negative,
        Factuality::DidNot,
    ),
    (
        "Significant progress was made in reducing child mortality.",
        OutcomeKind::Assessment,
        Polarity::Positive,
        Factuality::Happened,
    ),
];

#[test]
fn outcomes_with_kind_and_polarity() {
    for &(text, kind, polarity, factuality) in OUTCOMES {
        let document = read(text);
        let found = document.outcomes();
        assert_eq!(found.len(), 1, "{text}: {found:#?}");
        assert_eq!(
            (found[0].kind, found[0].polarity, found[0].factuality),
            (kind, polarity, factuality),
            "{text}"
        );
    }
}

#[test]
fn a_list_takes_the_sense_of_its_introduction() {
    let accepted = read(
        "The recommendations listed below enjoy the support of Malta: 1. Adopt a law on asylum. 2. Ratify the convention against torture.",
    );
    assert_eq!(accepted.commitments().len(), 2, "{:#?}", accepted.commitments());
    let advised =
        read("Companies should:\n\n- Publish a human rights policy.\n- Commit to regular audits.\n");
    assert!(advised.commitments().is_empty(), "{:#?}", advised.commitments());
}

#[test]
fn refraining_deadline_and_condition() {
    let document =
        read("Ruritania agreed not to test nuclear weapons before 2015 if its neighbours do the same.");
    let c = &document.commitments()[0];
    assert_eq!(c.direction, Direction::Refrain);
    assert_eq!(c.deadline.map(|d| document.text.slice(d.0)), Some("2015"));
    assert!(c.condition.is_some_and(|s| document.text.slice(s).starts_with("if")));
}

#[test]
fn reported_words_have_a_voice() {
    let document = read(
        "According to Amnesty International, the government failed to release the detained journalists.",
    );
    let o = &document.outcomes()[0];
    assert_eq!(o.assessor.as_ref().map(|a| a.value.as_str()), Some("Amnesty International"));
    let document = read("We will halve child poverty by 2020.");
    assert_eq!(document.commitments()[0].voice, Voice::Actor);
}

#[test]
fn an_atrocity_is_not_promised() {
    let document = read("Soldiers who committed crimes against civilians were arrested.");
    assert!(document.commitments().is_empty(), "{:#?}", document.commitments());
}
