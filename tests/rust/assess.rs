//! Links and verdicts on statements set by hand: what the rules do when reading makes no mistake.

use std::sync::Arc;

use servanda::{
    AssessOptions, Basis, By, Commitment, CommitmentKind, Direction, DocVars, Document, Factuality, Interval,
    Outcome, OutcomeKind, Polarity, Reader, Relation, Report, Shares, Slot, Span, Specificity, Statements,
    Timing, VerdictKind, Voice, assess, explain, scores_by,
};

/// A document that is built statement by statement.
struct Brief {
    document: Document,
    statements: Statements,
}

impl Brief {
    fn new(text: &str, date: Option<&str>) -> Self {
        let vars = DocVars { id: "brief".into(), date: date.map(str::to_owned), ..DocVars::default() };
        let document = Reader::new().read(text, vars).expect("a text");
        Self { document, statements: Statements::default() }
    }

    fn place(&self, quote: &str) -> (Span, u32) {
        let clean = self.document.text.clean();
        let start = clean.find(quote).unwrap_or_else(|| panic!("no '{quote}'"));
        let span = Span::new(start, start + quote.len());
        let after = self.document.sentences.partition_point(|s| s.span.start <= span.start);
        (span, after as u32 - 1)
    }

    fn slot(value: &str) -> Option<Slot> {
        (!value.is_empty()).then(|| Slot { value: value.into(), span: None, thing: None })
    }

    fn promises(mut self, quote: &str, kind: CommitmentKind, actor: &str) -> Self {
        let (span, sentence) = self.place(quote);
        self.statements.commitments.push(Commitment {
            span,
            sentence,
            kind,
            actor: Self::slot(actor),
            recipient: None,
            action: span,
            deadline: None,
            made: None,
            direction: Direction::Do,
            specificity: Specificity::Specific,
            voice: Voice::Writer,
            condition: None,
            score: 1.0,
            cues: Vec::new(),
        });
        self
    }

    fn last(&mut self) -> &mut Commitment {
        self.statements.commitments.last_mut().expect("a statement")
    }

    fn refrain(mut self) -> Self {
        self.last().direction = Direction::Refrain;
        self
    }

    fn by(mut self, quote: &str, day: &str) -> Self {
        let (span, _) = self.place(quote);
        self.last().deadline = Some((span, Some(Interval::parse(day).expect("a day"))));
        self
    }

    fn reports(mut self, quote: &str, kind: OutcomeKind, polarity: Polarity) -> Self {
        let (span, sentence) = self.place(quote);
        self.statements.outcomes.push(Outcome {
            span,
            sentence,
            kind,
            polarity,
            shares: Shares::certain(kind, polarity),
            actor: None,
            assessor: None,
            basis: Basis::Writer,
            factuality: Factuality::Happened,
            date: None,
            score: 1.0,
            cues: Vec::new(),
        });
        self
    }

    fn says(mut self, who: &str) -> Self {
        let outcome = self.statements.outcomes.last_mut().expect("a statement");
        outcome.assessor = Self::slot(who);
        outcome.basis = Basis::ThirdParty;
        self
    }

    fn on(mut self, day: &str) -> Self {
        let outcome = self.statements.outcomes.last_mut().expect("a statement");
        outcome.date = Some((outcome.span, Some(Interval::parse(day).expect("a day"))));
        self
    }

    fn document(mut self) -> Arc<Document> {
        self.document.statements = self.statements;
        Arc::new(self.document)
    }

    fn report(self) -> Report {
        assess(vec![self.document()], AssessOptions::default())
    }
}

fn verdict(report: &Report) -> VerdictKind {
    report.assessments[0].verdict.value
}

const PLEDGE: CommitmentKind = CommitmentKind::Pledge;
const PLAN: CommitmentKind = CommitmentKind::Plan;
const DUTY: CommitmentKind = CommitmentKind::Obligation;

#[test]
fn an_act_to_the_contrary_is_a_breach_and_slowness_is_none() {
    let text = "Ruritania pledged not to censor newspapers. In May its police closed two newspapers.";
    let breach = Brief::new(text, None)
        .promises("Ruritania pledged not to censor newspapers", PLEDGE, "Ruritania")
        .refrain()
        .reports("its police closed two newspapers", OutcomeKind::Violation, Polarity::Negative)
        .report();
    assert_eq!(verdict(&breach), VerdictKind::Breached);
    assert_eq!(breach.links[0].relation, Relation::Breaches);
    assert_eq!(breach.scores.breach_rate, Some(1.0));

    let text = "Ruritania pledged to adopt a press law. It has yet to adopt the press law.";
    let slow = Brief::new(text, None)
        .promises("Ruritania pledged to adopt a press law", PLEDGE, "Ruritania")
        .reports("It has yet to adopt the press law", OutcomeKind::Inaction, Polarity::Negative)
        .report();
    assert_eq!(verdict(&slow), VerdictKind::NotFulfilled);
    assert_eq!(slow.assessments[0].verdict.fulfilment, Some(0.0));
}

#[test]
fn a_plan_given_up_is_renounced_and_not_breached() {
    let text = "The company plans to plant a million trees. In June it scrapped the plan to plant trees.";
    let report = Brief::new(text, None)
        .promises("The company plans to plant a million trees", PLAN, "The company")
        .reports("it scrapped the plan to plant trees", OutcomeKind::Violation, Polarity::Negative)
        .report();
    assert_eq!(verdict(&report), VerdictKind::NotFulfilled);
}

#[test]
fn a_step_and_a_gap_make_a_part() {
    let text = "Ruritania promised to free all prisoners. It released nine prisoners. Forty prisoners remain in jail.";
    let report = Brief::new(text, None)
        .promises("Ruritania promised to free all prisoners", PLEDGE, "Ruritania")
        .reports("It released nine prisoners", OutcomeKind::Action, Polarity::Positive)
        .reports("Forty prisoners remain in jail", OutcomeKind::Inaction, Polarity::Negative)
        .report();
    assert_eq!(verdict(&report), VerdictKind::PartlyFulfilled);
    let why = explain(&report, 0).unwrap();
    assert_eq!((why.supporting.len(), why.opposing.len()), (1, 1));
    assert!(why.supporting[0].weight > 0.0 && why.opposing[0].weight < 0.0);
    assert_eq!(why.without[0].verdict, VerdictKind::NotFulfilled);
    assert_ne!(why.without[1].verdict, VerdictKind::NotFulfilled);
    assert!(why.opposing[0].summary.starts_with("inaction"), "{}", why.opposing[0].summary);
}

#[test]
fn the_writer_beats_a_cited_party() {
    let text = "Ruritania promised to reform its courts. Judges hail the reform of the courts as complete. \
        In truth the reform of the courts is cosmetic.";
    let report = Brief::new(text, None)
        .promises("Ruritania promised to reform its courts", PLEDGE, "Ruritania")
        .reports("the reform of the courts as complete", OutcomeKind::Assessment, Polarity::Positive)
        .says("Judges")
        .reports("the reform of the courts is cosmetic", OutcomeKind::Assessment, Polarity::Negative)
        .report();
    assert_eq!(verdict(&report), VerdictKind::NotFulfilled);
    assert_eq!(report.assessments[0].not_used[0].1, "beaten_by_writer");
    assert!(report.assessments[0].verdict.range.is_some());
}

#[test]
fn the_actors_own_word_makes_it_contested() {
    let text = "Ruritania promised to end torture in its prisons. Ruritania says torture in prisons has ended. \
        Guards torture inmates in its prisons.";
    let report = Brief::new(text, None)
        .promises("Ruritania promised to end torture in its prisons", PLEDGE, "Ruritania")
        .refrain()
        .reports("torture in prisons has ended", OutcomeKind::Assessment, Polarity::Positive)
        .says("Ruritania")
        .reports("Guards torture inmates in its prisons", OutcomeKind::Violation, Polarity::Negative)
        .report();
    let assessment = &report.assessments[0];
    assert_eq!(assessment.verdict.value, VerdictKind::Breached);
    assert!(assessment.verdict.contested);
    assert_eq!(explain(&report, 0).unwrap().not_used[0].reason, "the actor's own word against others");
}

#[test]
fn the_later_state_beats_the_earlier() {
    let text = "Ruritania vowed to open its archives. In 2010 it fully opened its archives. \
        In 2012 it closed its archives again.";
    let brief = |first: &str, second: &str| {
        Brief::new(text, None)
            .promises("Ruritania vowed to open its archives", PLEDGE, "Ruritania")
            .reports("it fully opened its archives", OutcomeKind::Action, Polarity::Positive)
            .on(first)
            .reports("it closed its archives again", OutcomeKind::Violation, Polarity::Negative)
            .on(second)
            .report()
    };
    let undone = brief("2010", "2012");
    assert!(undone.assessments[0].verdict.fulfilment == Some(0.0));
    assert_eq!(undone.assessments[0].not_used, [(undone.links[0].outcome, "superseded")]);
    assert!(brief("2012", "2010").assessments[0].not_used.is_empty());
}

#[test]
fn before_the_due_date_progress_is_a_part_and_silence_is_no_failure() {
    let text = "Ruritania aims to plant a forest by 2030. The plan is fully on track.";
    let brief = || {
        Brief::new(text, Some("2025"))
            .promises("Ruritania aims to plant a forest by 2030", PLAN, "Ruritania")
            .by("2030", "2030")
    };
    let progress =
        brief().reports("The plan is fully on track", OutcomeKind::Assessment, Polarity::Positive).report();
    assert_eq!(verdict(&progress), VerdictKind::PartlyFulfilled);
    assert_eq!(progress.assessments[0].verdict.timing, Timing::NotYetDue);
    assert_eq!((progress.scores.found, progress.scores.due, progress.scores.fulfilment), (1, 0, None));

    let silence = brief().report();
    assert_eq!(verdict(&silence), VerdictKind::NoEvidence);
    assert_eq!(silence.assessments[0].verdict.timing, Timing::NotYetDue);
    let options = AssessOptions { as_of: Some(Interval::parse("2031").unwrap()) };
    let overdue = assess(vec![brief().document()], options);
    assert_eq!(overdue.assessments[0].verdict.timing, Timing::Overdue);
    assert_eq!(verdict(&overdue), VerdictKind::NoEvidence);
}

#[test]
fn a_judgement_on_these_commitments_reaches_the_group() {
    let text = "Ruritania promised to reform its police. It promised to open its archives. \
        None of these commitments has been kept.";
    let report = Brief::new(text, None)
        .promises("Ruritania promised to reform its police", PLEDGE, "Ruritania")
        .promises("It promised to open its archives", PLEDGE, "Ruritania")
        .reports("None of these commitments has been kept", OutcomeKind::Assessment, Polarity::Negative)
        .report();
    let verdicts: Vec<_> = report.assessments.iter().map(|a| a.verdict.value).collect();
    assert_eq!(verdicts, [VerdictKind::NotFulfilled, VerdictKind::NotFulfilled]);
}

#[test]
fn promised_in_one_document_and_done_in_another() {
    let promise = || {
        Brief::new("Ruritania pledged to abolish the salt monopoly.", Some("2010"))
            .promises("Ruritania pledged to abolish the salt monopoly", PLEDGE, "Ruritania")
            .document()
    };
    let done = |date: &str| {
        Brief::new("In Ruritania parliament abolished the salt monopoly.", Some(date))
            .reports(
                "In Ruritania parliament abolished the salt monopoly",
                OutcomeKind::Action,
                Polarity::Positive,
            )
            .document()
    };
    let report = assess(vec![promise(), done("2012")], AssessOptions::default());
    assert_eq!(report.links.len(), 1);
    assert_eq!((report.links[0].commitment.doc, report.links[0].outcome.doc), (0, 1));
    assert!(report.assessments[0].verdict.warnings.iter().any(|w| w.code == "V12"));
    let turned = assess(vec![done("2012"), promise()], AssessOptions::default());
    assert_eq!(turned.links[0].relation, report.links[0].relation);
    assert_eq!(verdict(&turned), verdict(&report));
    // What was done before it was promised is no evidence.
    assert!(assess(vec![promise(), done("2005")], AssessOptions::default()).links.is_empty());
    // Two texts with the same words are one piece of evidence.
    let twice = assess(vec![promise(), done("2012"), done("2012")], AssessOptions::default());
    let sure = |r: &Report| (r.assessments[0].verdict.confidence * 1000.0).round();
    assert!((sure(&twice) - sure(&report)).abs() < 0.5);
}

#[test]
fn scores_have_a_funnel_bounds_and_groups() {
    let text = "Ruritania must hold elections. It held the elections fully as agreed. Borduria promised a railway to \
        Klow. Syldavia should be bound to respect the lake.";
    let report = Brief::new(text, None)
        .promises("Ruritania must hold elections", DUTY, "Ruritania")
        .promises("Borduria promised a railway to Klow", PLEDGE, "Borduria")
        .reports("It held the elections fully as agreed", OutcomeKind::Assessment, Polarity::Positive)
        .report();
    let s = report.scores;
    assert_eq!((s.found, s.testable, s.due, s.with_evidence, s.assessed), (2, 2, 2, 1, 1));
    assert_eq!((s.fulfilment, s.coverage, s.bounds), (Some(1.0), Some(0.5), Some((0.5, 1.0))));
    let codes: Vec<_> = report.warnings.iter().map(|w| w.code).collect();
    assert!(codes.contains(&"V01") && codes.contains(&"V08"), "{codes:?}");
    let groups = scores_by(&report, &[By::Actor]);
    assert_eq!(groups.iter().map(|g| g.key[0].as_str()).collect::<Vec<_>>(), ["Borduria", "Ruritania"]);
    assert_eq!(groups[0].scores.fulfilment, None);
}

#[test]
fn nothing_in_nothing_out() {
    let report = assess(Vec::new(), AssessOptions::default());
    assert!(report.links.is_empty() && report.warnings.is_empty() && explain(&report, 0).is_none());
}
