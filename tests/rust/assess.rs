//! Links and verdicts on statements set by hand: what the rules do when reading makes no mistake.

use std::sync::Arc;

use servanda::{
    AssessOptions, Basis, By, Commitment, CommitmentKind, Direction, DocVars, Document, Factuality, Interval,
    MomentKind, Outcome, OutcomeKind, Over, Polarity, Reader, Relation, Report, Shares, Slot, Span,
    Specificity, Statements, Timing, VariantKind, VerdictKind, Voice, assess, explain, scores_by,
    sensitivity, timeline,
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
    let codes: Vec<_> = report.warnings.iter().map(|w| &*w.code).collect();
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

/// A promise of Ruritania's railway as several documents may have it.
fn railway(text: &str, quote: &str, date: &str) -> Brief {
    Brief::new(text, Some(date)).promises(quote, PLEDGE, "Ruritania")
}

#[test]
fn what_two_documents_state_is_one_undertaking_and_one_origin_counts_once() {
    let first = || {
        railway(
            "Ruritania pledged to build a railway to Klow.",
            "Ruritania pledged to build a railway to Klow",
            "2010",
        )
    };
    let text = "In 2010 Ruritania pledged to build a railway to Klow. The railway to Klow was never built.";
    let second = || {
        railway(text, "Ruritania pledged to build a railway to Klow", "2014").reports(
            "The railway to Klow was never built",
            OutcomeKind::Inaction,
            Polarity::Negative,
        )
    };
    let report = assess(vec![first().document(), second().document()], AssessOptions::default());
    assert_eq!(report.assessments.len(), 2);
    assert_eq!(report.undertakings.len(), 1);
    let u = &report.undertakings[0];
    assert_eq!((u.mentions.len(), u.parts, u.links.len()), (2, 1, 1));
    assert_eq!(u.verdict.value, VerdictKind::NotFulfilled);
    assert_eq!((report.scores.found, report.scores.mentions, report.scores.assessed), (1, 2, 1));
    // By document it counts wherever it is stated, else once.
    let found = |by: By| scores_by(&report, &[by]).iter().map(|g| g.scores.found).sum::<u32>();
    assert_eq!((found(By::Document), found(By::Actor), found(By::Kind)), (2, 1, 1));

    // The same document twice changes nothing.
    let alone = assess(vec![second().document()], AssessOptions::default());
    let twice = assess(vec![second().document(), second().document()], AssessOptions::default());
    assert_eq!(twice.undertakings.len(), 1);
    let figures = |s: servanda::Scores| (s.fulfilment, s.breach_rate, s.coverage, s.bounds, s.assessed);
    assert_eq!(figures(twice.scores), figures(alone.scores));

    // Two promisors are two undertakings; so are two figures.
    let text = "Borduria pledged to build a railway to Klow.";
    let other =
        Brief::new(text, None).promises("Borduria pledged to build a railway to Klow", PLEDGE, "Borduria");
    let report = assess(vec![first().document(), other.document()], AssessOptions::default());
    assert_eq!(report.undertakings.len(), 2);
    let figure = |quote: &'static str| railway(quote, quote, "2010").document();
    let two =
        vec![figure("Ruritania pledged to plant 40 trees"), figure("Ruritania pledged to plant 70 trees")];
    assert_eq!(assess(two, AssessOptions::default()).undertakings.len(), 2);
}

#[test]
fn the_parts_of_a_package_share_one_vote() {
    let text = "Ruritania promised to build a railway and to lower the salt tax. Borduria promised to open its archives. \
        It fully built the railway. The salt tax has not been lowered. Borduria fully opened its archives.";
    let report = Brief::new(text, None)
        .promises("Ruritania promised to build a railway", PLEDGE, "Ruritania")
        .promises("lower the salt tax", PLEDGE, "Ruritania")
        .promises("Borduria promised to open its archives", PLEDGE, "Borduria")
        .reports("It fully built the railway", OutcomeKind::Action, Polarity::Positive)
        .reports("The salt tax has not been lowered", OutcomeKind::Inaction, Polarity::Negative)
        .reports("Borduria fully opened its archives", OutcomeKind::Action, Polarity::Positive)
        .report();
    let parts: Vec<_> = report.undertakings.iter().map(|u| (u.package, u.parts)).collect();
    assert_eq!(parts, [(0, 2), (0, 2), (1, 1)]);
    let values: Vec<f32> = report.undertakings.iter().filter_map(|u| u.verdict.fulfilment).collect();
    let [railway, tax, archives] = values[..] else { panic!("all three are assessed: {values:?}") };
    assert!(railway > 0.0 && tax == 0.0 && archives > 0.0);
    let s = report.scores;
    assert_eq!((s.found, s.packages, s.assessed), (3, 2, 3));
    let near = |a: Option<f32>, b: f32| assert!((a.expect("an index") - b).abs() < 1e-6, "{a:?} {b}");
    near(s.fulfilment, (0.5 * railway + 0.5 * tax + archives) / 2.0);
    let variants = sensitivity(&report, Some(&[0.0, 3.0, 1.0]));
    let of = |kind: VariantKind| variants.iter().find(|v| v.kind == kind).and_then(|v| v.fulfilment);
    assert_eq!(of(VariantKind::Packages), s.fulfilment);
    near(of(VariantKind::Equal), (railway + tax + archives) / 3.0);
    near(of(VariantKind::Salience), (3.0 * tax + archives) / 4.0);
    let kept = s.kept.expect("few");
    assert!((kept.share - 2.0 / 3.0).abs() < 1e-6 && kept.low < kept.share && kept.share < kept.high);
    assert!(s.interval.is_none(), "one document and two promisors");
}

#[test]
fn other_choices_change_the_index_as_they_should() {
    let text = "Ruritania pledged not to censor newspapers. In May its police closed two newspapers. Borduria promised to \
        open its archives. Borduria says that its archives were fully opened. Syldavia promised a lake.";
    let report = Brief::new(text, None)
        .promises("Ruritania pledged not to censor newspapers", PLEDGE, "Ruritania")
        .refrain()
        .promises("Borduria promised to open its archives", PLEDGE, "Borduria")
        .promises("Syldavia promised a lake", PLEDGE, "Syldavia")
        .reports("its police closed two newspapers", OutcomeKind::Violation, Polarity::Negative)
        .reports("its archives were fully opened", OutcomeKind::Action, Polarity::Positive)
        .says("Borduria")
        .report();
    let values: Vec<_> = report.assessments.iter().map(|a| a.verdict.value).collect();
    assert_eq!(values, [VerdictKind::Breached, VerdictKind::Fulfilled, VerdictKind::NoEvidence]);
    let variants = sensitivity(&report, None);
    let of = |kind: VariantKind| variants.iter().find(|v| v.kind == kind).map(|v| (v.fulfilment, v.n));
    assert_eq!(of(VariantKind::Packages), Some((Some(0.5), 2)));
    assert_eq!(of(VariantKind::Signed), Some((Some(0.0), 2)));
    assert_eq!(of(VariantKind::ClosedWorld), Some((Some(1.0 / 3.0), 3)));
    assert_eq!(of(VariantKind::NoSelfReports), Some((Some(0.0), 1)));
    assert_eq!(of(VariantKind::Salience), None);
    let expected = of(VariantKind::Expected).and_then(|v| v.0).expect("two assessed");
    assert!(expected > 0.0 && expected < 1.0);
    let shares: f32 = report.assessments[0].verdict.shares.iter().sum();
    assert!((shares - 1.0).abs() < 1e-4);
}

#[test]
fn an_interval_says_what_it_covers_and_is_the_same_every_time() {
    let brief = |i: usize| {
        let actor = ["Ruritania", "Borduria", "Syldavia", "Graustark", "Zenda", "Klow"][i];
        let (promise, done) =
            (format!("{actor} promised to open its archives"), "The archives were fully opened");
        let failed = "The archives have not been opened";
        let text = format!("{promise}. {}.", if i.is_multiple_of(2) { done } else { failed });
        let brief = Brief::new(&text, None).promises(&promise, PLEDGE, actor);
        if i.is_multiple_of(2) {
            brief.reports(done, OutcomeKind::Action, Polarity::Positive).document()
        } else {
            brief.reports(failed, OutcomeKind::Inaction, Polarity::Negative).document()
        }
    };
    let report = || assess((0..6).map(brief).collect(), AssessOptions::default());
    let s = report().scores;
    let mean = s.fulfilment.expect("all are assessed");
    assert!(s.assessed == 6 && mean > 0.0);
    let spread = s.interval.expect("six documents");
    assert_eq!((spread.over, spread.clusters, spread.draws), (Over::Documents, 6, 2000));
    assert!(spread.low < mean && mean < spread.high, "{spread:?}");
    assert!(spread.covers().contains("machine error not included"));
    assert_eq!(report().scores, s);
    let report = report();
    let codes: Vec<_> = report.warnings.iter().map(|w| &*w.code).collect();
    assert!(codes.contains(&"V08") && !codes.contains(&"V09"), "{codes:?}");
}

#[test]
fn a_timeline_goes_by_date() {
    let text = "In 2010 Ruritania vowed to open its archives by 2015. In 2012 it fully opened its archives. \
        In 2016 it closed its archives again.";
    let report = Brief::new(text, Some("2017"))
        .promises("Ruritania vowed to open its archives", PLEDGE, "Ruritania")
        .by("by 2015", "2015")
        .reports("it closed its archives again", OutcomeKind::Violation, Polarity::Negative)
        .on("2016")
        .reports("it fully opened its archives", OutcomeKind::Action, Polarity::Positive)
        .on("2012")
        .report();
    let moments = timeline(&report, 0);
    let kinds: Vec<_> = moments.iter().map(|m| (m.kind, m.date.map(|d| d.first.year()), m.dated)).collect();
    assert_eq!(
        kinds,
        [
            (MomentKind::Reported, Some(2012), true),
            (MomentKind::Due, Some(2015), true),
            (MomentKind::Reported, Some(2016), true),
            (MomentKind::Made, Some(2017), false),
        ]
    );
    assert_eq!(moments[0].relation, Some(Relation::Fulfils));
    assert!(timeline(&report, 9).is_empty());
}
