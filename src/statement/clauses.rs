//! Sentences to clauses: who is said to do what, and under which roof (reported, conditional, relative…).

use std::ops::Range;

use super::verbs::{Form, VerbGroup, verb_groups};
use crate::token::{Penn, Tokens, Upos};

/// How a clause hangs on the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// Stands by itself.
    Root,
    /// "and", "but", a semicolon, with a subject of its own.
    Coordinate,
    /// "and", "but" with the subject of the clause before.
    SharedSubject,
    /// "that", a question word, or nothing after a verb of saying.
    Complement,
    /// "which", "who", "that" after a noun.
    Relative,
    /// "because", "although", "if", "when"…
    Adverbial,
}

impl Join {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Coordinate => "coordinate",
            Self::SharedSubject => "shared_subject",
            Self::Complement => "complement",
            Self::Relative => "relative",
            Self::Adverbial => "adverbial",
        }
    }
}

/// A finite clause, or a sentence without a finite verb.
#[derive(Clone, Debug)]
pub(super) struct Clause {
    /// Index of the sentence.
    pub(super) sentence: usize,
    /// From the introducing word to the last token before the next clause.
    pub(super) tokens: Range<usize>,
    /// Introducing word: "that", "although", "and"…
    pub(super) opener: Option<usize>,
    pub(super) join: Join,
    /// The clause that embeds it, or that it is joined to.
    pub(super) parent: Option<usize>,
    /// The subject's tokens; empty where there is none.
    pub(super) subject: Range<usize>,
    /// The finite verb group; none in a headline.
    pub(super) verb: Option<VerbGroup>,
    /// Other verb groups inside, in order.
    pub(super) inner: Vec<VerbGroup>,
    /// One past the last token of the clauses that it embeds.
    pub(super) reach: usize,
}

/// The first infinitive after a token, among a clause's inner verb groups.
pub(super) fn infinitive_after(clause: &Clause, at: usize) -> Option<&VerbGroup> {
    let after = clause.inner.partition_point(|g| g.tokens.start <= at);
    clause.inner[after..].iter().take(16).find(|g| g.form == Form::Infinitive)
}

/// The clauses of one sentence, appended to `out`.
pub(super) fn clauses(
    tokens: &Tokens,
    sentence: usize,
    speaks: &dyn Fn(usize) -> bool,
    groups: &mut Vec<VerbGroup>,
    out: &mut Vec<Clause>,
) {
    let range = tokens.of_sentence(sentence);
    if range.is_empty() {
        return;
    }
    verb_groups(tokens, range.clone(), groups);
    let base = out.len();
    let finder = Finder { tokens, range: range.clone(), speaks };
    let start = finder.skip_marks(range.start);
    out.push(Clause::open(sentence, start, Join::Root, None));
    finder.opener_at_start(out);
    let mut walker = Walker { finder, sentence, base, stack: vec![base], at: start };
    let mut non_finite: Vec<VerbGroup> = Vec::new();
    for group in groups.drain(..) {
        if matches!(group.form, Form::Finite | Form::Bare) {
            walker.meet(out, group);
        } else {
            non_finite.push(group);
        }
    }
    walker.finish(out);
    for group in non_finite {
        if let Some(owner) = (base..out.len()).rev().find(|&c| out[c].tokens.contains(&group.tokens.start)) {
            out[owner].inner.push(group);
        }
    }
}

const MONTHS: &str = "january february march april may june july august september october november december";
const TIMES: &str =
    "year month week day night morning summer spring autumn winter time decade century season";

struct Finder<'t> {
    tokens: &'t Tokens,
    range: Range<usize>,
    speaks: &'t dyn Fn(usize) -> bool,
}

impl Clause {
    fn open(sentence: usize, start: usize, join: Join, parent: Option<usize>) -> Clause {
        Clause {
            sentence,
            tokens: start..start,
            opener: None,
            join,
            parent,
            subject: start..start,
            verb: None,
            inner: Vec::new(),
            reach: start,
        }
    }
}

impl Finder<'_> {
    /// Past bullets, numbers of paragraphs and opening quotes.
    fn skip_marks(&self, mut at: usize) -> usize {
        while at + 1 < self.range.end
            && (self.tokens.upos(at) == Upos::Punct
                || self.tokens.upos(at) == Upos::Sym
                || matches!(self.tokens.penn(at), Penn::Ls)
                || (self.tokens.upos(at) == Upos::Num && self.tokens.upos(at + 1) == Upos::Punct))
        {
            at += 1;
        }
        // A heading that runs into its sentence: "Enforcement: The ministry …".
        let colon = (at..self.range.end.min(at + 10))
            .take_while(|&t| self.tokens.upos(t) != Upos::Verb)
            .find(|&t| self.tokens.lower(t) == ":");
        colon.filter(|c| c + 3 < self.range.end).map_or(at, |c| c + 1)
    }

    /// A sentence that starts with a subordinator opens with an adverbial clause.
    fn opener_at_start(&self, out: &mut [Clause]) {
        let Some(clause) = out.last_mut() else { return };
        let at = clause.tokens.start;
        if at < self.range.end && self.introducer(at, at) == Some(Join::Adverbial) {
            clause.join = Join::Adverbial;
            clause.opener = Some(at);
        }
    }

    /// What kind of clause a word introduces, if it does.
    fn introducer(&self, at: usize, after: usize) -> Option<Join> {
        let tokens = self.tokens;
        let word = tokens.lower(at);
        let penn = tokens.penn(at);
        match word {
            // "Judged that May that the package …": the first points at a time.
            "that" if self.points_at_time(at) => None,
            "that" => {
                if matches!(penn, Penn::Dt) && at + 1 < self.range.end && tokens.upos(at + 1) != Upos::Pron {
                    return None;
                }
                let noun_before = at > after && matches!(tokens.upos(at - 1), Upos::Noun | Upos::Propn);
                let verb_next = at + 1 < self.range.end
                    && matches!(tokens.penn(at + 1), Penn::Md | Penn::Vbd | Penn::Vbz | Penn::Vbp | Penn::Rb);
                Some(if verb_next || (penn == Penn::Wdt && noun_before) {
                    Join::Relative
                } else {
                    Join::Complement
                })
            }
            "which" | "who" | "whom" | "whose" => Some(Join::Relative),
            "what" | "how" | "why" | "whether"
                if matches!(penn, Penn::Wp | Penn::Wrb | Penn::In | Penn::Wdt) =>
            {
                Some(Join::Complement)
            }
            "where" if at > after => Some(Join::Relative),
            "because" | "although" | "though" | "while" | "whereas" | "if" | "unless" | "when" | "where"
            | "once" | "whilst" | "lest" | "whenever" | "wherever" => Some(Join::Adverbial),
            "since" | "until" | "till" | "before" | "after" | "as" | "so" | "provided" | "given" => {
                (self.tokens.upos(at) == Upos::Sconj && self.clause_ahead(at)).then_some(Join::Adverbial)
            }
            _ => None,
        }
    }

    fn points_at_time(&self, at: usize) -> bool {
        let tokens = self.tokens;
        at + 2 < self.range.end
            && (MONTHS.split(' ').chain(TIMES.split(' '))).any(|word| word == tokens.lower(at + 1))
            && (tokens.lower(at + 2) == "that"
                || !matches!(tokens.penn(at + 2), Penn::Md | Penn::Vb | Penn::Vbd | Penn::Vbz | Penn::Vbp))
    }

    /// Whether a finite verb follows before the next comma.
    fn clause_ahead(&self, at: usize) -> bool {
        (at + 1..self.range.end.min(at + 12))
            .take_while(|&t| !matches!(self.tokens.lower(t), "," | ";" | "." | ":"))
            .any(|t| matches!(self.tokens.penn(t), Penn::Md | Penn::Vbd | Penn::Vbz | Penn::Vbp))
    }

    fn nominal(&self, at: usize) -> bool {
        matches!(self.tokens.upos(at), Upos::Noun | Upos::Propn | Upos::Pron)
            || matches!(
                self.tokens.lower(at),
                "this" | "these" | "those" | "both" | "all" | "some" | "most" | "many" | "none" | "few"
            )
            || self.tokens.upos(at) == Upos::Num
    }

    /// First token of the noun phrase that ends before `end`, not before `floor`.
    fn phrase_start(&self, floor: usize, end: usize) -> usize {
        let mut at = end;
        while at > floor && matches!(self.tokens.upos(at - 1), Upos::Adv | Upos::Part) {
            at -= 1;
        }
        let mut seen_noun = false;
        while at > floor {
            let upos = self.tokens.upos(at - 1);
            let noun = matches!(upos, Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num);
            if !(noun
                || matches!(upos, Upos::Det | Upos::Adj | Upos::Part | Upos::Adv)
                || (seen_noun && upos == Upos::Adp && self.tokens.lower(at - 1) == "of"))
            {
                break;
            }
            if seen_noun && upos == Upos::Adv {
                break;
            }
            seen_noun |= noun;
            at -= 1;
            if self.tokens.upos(at) == Upos::Pron && self.tokens.penn(at) == Penn::Prp {
                break;
            }
        }
        at
    }

    /// Past the date of "In March 2011 Kenya promised".
    fn past_date(&self, from: usize, verb: usize) -> usize {
        let tokens = self.tokens;
        let dated = |t: usize| {
            tokens.upos(t) == Upos::Num
                || MONTHS
                    .split(' ')
                    .chain("early late mid last year month".split(' '))
                    .any(|w| w == tokens.lower(t))
        };
        let past = (from..verb).find(|&t| !dated(t)).unwrap_or(verb);
        if past < verb { past } else { from }
    }

    /// Whether the token before `end` stands in brackets that opened just before.
    fn bracketed(&self, start: usize, end: usize) -> bool {
        end > start + 1
            && (matches!(self.tokens.lower(end - 1), ")" | "(")
                || (end < self.range.end && self.tokens.lower(end) == ")")
                || (end >= start + 2 && self.tokens.lower(end - 2) == "("))
    }

    /// The subject between a clause's opening and its verb.
    fn subject(&self, from: usize, verb: usize) -> Range<usize> {
        let tokens = self.tokens;
        let mut start = from;
        while start < verb
            && (matches!(tokens.upos(start), Upos::Cconj | Upos::Punct | Upos::Adv | Upos::Sconj)
                || matches!(tokens.penn(start), Penn::Wrb | Penn::Cc))
            && !matches!(tokens.lower(start), "all" | "both")
        {
            start += 1;
        }
        // An adverbial in front ends at its last comma; without one, the subject is the phrase next to the verb.
        let adverbial = start < verb
            && ((start + 1 < verb && tokens.upos(start) == Upos::Adj && tokens.upos(start + 1) == Upos::Adp)
                || matches!(tokens.upos(start), Upos::Adp | Upos::Verb)
                || matches!(tokens.penn(start), Penn::Vbg | Penn::Vbn | Penn::To | Penn::In));
        if adverbial {
            // "In 2010 the Forum, a body with 400 members, set out": the comma before the verb closes an apposition.
            let closed = verb > start && tokens.lower(verb - 1) == ",";
            let opened = closed
                .then(|| (start..verb - 1).rev().find(|&t| tokens.lower(t) == ","))
                .flatten()
                .filter(|&c| tokens.penn(c + 1) == Penn::Dt);
            if let Some(comma) = opened {
                let mut end = comma;
                while end > start && matches!(tokens.upos(end - 1), Upos::Punct) || self.bracketed(start, end)
                {
                    end -= 1;
                }
                let first = self.phrase_start(self.past_date(start + 1, end), end);
                if first < end && (first..end).any(|t| self.nominal(t)) {
                    return first..end;
                }
            }
            let comma = (start..verb)
                .rev()
                .find(|&t| tokens.lower(t) == "," && (t + 1..verb).any(|n| self.nominal(n)));
            start = comma.map_or_else(|| self.phrase_start(self.past_date(start + 1, verb), verb), |c| c + 1);
            while start < verb && matches!(tokens.upos(start), Upos::Adv | Upos::Punct) {
                start += 1;
            }
        }
        let mut end = verb;
        while end > start && matches!(tokens.upos(end - 1), Upos::Adv | Upos::Punct) {
            end -= 1;
        }
        start..end.max(start)
    }
}

struct Walker<'t> {
    finder: Finder<'t>,
    sentence: usize,
    base: usize,
    /// Clauses that are still open, outermost first.
    stack: Vec<usize>,
    /// First token not yet looked at.
    at: usize,
}

impl Walker<'_> {
    /// Takes the next finite verb group.
    fn meet(&mut self, out: &mut Vec<Clause>, group: VerbGroup) {
        let verb = group.tokens.start;
        let from = self.at;
        self.introducers(out, from, verb);
        let top = self.top();
        if out[top].verb.is_none() {
            let begin = out[top].opener.map_or(out[top].tokens.start, |o| o + 1).max(out[top].tokens.start);
            let subject = self.finder.subject(begin, verb);
            out[top].subject = if subject.is_empty() && out[top].join == Join::Relative {
                self.antecedent(out[top].tokens.start)
            } else {
                subject
            };
            self.place(out, top, group);
            return;
        }
        if let Some(depth) = (0..self.stack.len()).rev().find(|&d| out[self.stack[d]].verb.is_none()) {
            let clause = self.stack[depth];
            self.stack.truncate(depth + 1);
            let begin = out[clause].opener.map_or(out[clause].tokens.start, |o| o + 1);
            let before = self.finder.phrase_before_relative(begin, out, clause);
            out[clause].subject = before;
            self.place(out, clause, group);
            return;
        }
        self.split(out, group, from, verb);
    }

    /// Opens a clause for each introducing word between two verb groups.
    fn introducers(&mut self, out: &mut Vec<Clause>, from: usize, verb: usize) {
        for t in from..verb {
            if self.finder.tokens.lower(t) == ";" {
                self.stack.truncate(1);
                if out[self.top()].verb.is_some() && t + 1 < verb {
                    self.stack.clear();
                    let clause = Clause::open(self.sentence, t + 1, Join::Coordinate, Some(self.base));
                    self.push(out, clause);
                }
                continue;
            }
            let Some(join) = self.finder.introducer(t, from) else { continue };
            if out[self.top()].opener == Some(t) {
                continue;
            }
            // ", and the party, the one that worried them, was …": another clause begins, and waits for its verb.
            if join == Join::Relative && out[self.top()].verb.is_some() {
                self.waiting(out, from, t);
            }
            // "… of the law that": a relative word inside a clause that has no verb yet leaves it pending.
            let parent = self.top();
            let mut start = t;
            if join == Join::Relative && t > from && self.finder.tokens.upos(t - 1) == Upos::Adp {
                start = t - 1;
            }
            let mut clause = Clause::open(self.sentence, start, join, Some(parent));
            clause.opener = Some(t);
            self.push(out, clause);
        }
    }

    /// Opens a coordinated clause that a relative one interrupts before its verb: after a comma and a conjunction, with a
    /// noun and a second comma before the relative word.
    fn waiting(&mut self, out: &mut Vec<Clause>, from: usize, relative: usize) {
        let tokens = self.finder.tokens;
        let joint = (from.max(1)..relative)
            .rev()
            .find(|&t| tokens.penn(t) == Penn::Cc && matches!(tokens.lower(t - 1), "," | ";"));
        let Some(joint) = joint else { return };
        let noun = (joint + 1..relative).any(|t| self.finder.nominal(t));
        let comma = (joint + 1..relative).any(|t| tokens.lower(t) == ",");
        if !noun || !comma {
            return;
        }
        let host = self.host_of_coordination(out);
        let mut clause = Clause::open(self.sentence, joint, Join::Coordinate, Some(host));
        clause.opener = Some(joint);
        self.close(host);
        self.push(out, clause);
    }

    /// A second finite verb with no introducing word: coordination, a bare complement, or a main clause after
    /// an adverbial one.
    fn split(&mut self, out: &mut Vec<Clause>, group: VerbGroup, from: usize, verb: usize) {
        let tokens = self.finder.tokens;
        let top = self.top();
        let mut left = verb;
        while left > from && (tokens.upos(left - 1) == Upos::Adv || tokens.lower(left - 1) == "then") {
            left -= 1;
        }
        let joined = left > from && tokens.penn(left - 1) == Penn::Cc;
        if joined || left == from || tokens.lower(left - 1) == "," {
            let start = if joined { left - 1 } else { left };
            let host = self.host_of_coordination(out);
            let mut clause = Clause::open(self.sentence, start, Join::SharedSubject, Some(host));
            clause.opener = joined.then_some(left - 1);
            clause.subject = out[host].subject.clone();
            self.close(host);
            let index = self.push(out, clause);
            self.place(out, index, group);
            return;
        }
        let said = out[top].verb.as_ref().is_some_and(|v| (self.finder.speaks)(v.head));
        let conjunction = (from..left)
            .rev()
            .find(|&t| tokens.penn(t) == Penn::Cc && (t + 1..left).any(|n| self.finder.nominal(n)))
            .filter(|&t| self.clausal(t, from, left));
        let comma = (from..left)
            .rev()
            .find(|&t| tokens.lower(t) == "," && (t + 1..left).any(|n| self.finder.nominal(n)));
        let (start, join, opener) = if said
            && !(from..left.min(from + 3)).any(|t| matches!(tokens.lower(t), "," | "and" | "but"))
            && self.finder.nominal_start(from)
            && conjunction.is_none_or(|c| !matches!(tokens.lower(c), "but"))
        {
            (from, Join::Complement, None)
        } else if let Some(c) = conjunction {
            (c, Join::Coordinate, Some(c))
        } else if let Some(c) = comma {
            let join = if out[top].join == Join::Adverbial { Join::Root } else { Join::Coordinate };
            (c + 1, join, None)
        } else {
            (self.finder.phrase_start(from, left), Join::Complement, None)
        };
        let parent = match join {
            Join::Complement => Some(top),
            _ => Some(self.stack[0]),
        };
        let mut clause = Clause::open(self.sentence, start, join, parent);
        clause.opener = opener;
        clause.subject = self.finder.subject(opener.map_or(start, |o| o + 1), verb);
        if join != Join::Complement {
            // A coordinated clause under "said that" stays under it.
            let host = self.host_of_coordination(out);
            clause.parent = Some(host);
            self.close(host);
        }
        let index = self.push(out, clause);
        self.place(out, index, group);
    }

    /// Whether a conjunction joins clauses rather than nouns: a comma before it, or a pronoun, determiner or
    /// name after it.
    fn clausal(&self, at: usize, from: usize, verb: usize) -> bool {
        let tokens = self.finder.tokens;
        matches!(tokens.lower(at), "but" | "yet" | "so")
            || (at > from && tokens.lower(at - 1) == ",")
            || matches!(
                tokens.penn(at + 1),
                Penn::Prp | Penn::Dt | Penn::PrpS | Penn::Nnp | Penn::Nnps | Penn::Ex
            )
            || !(from..verb).any(|t| tokens.lower(t) == ",")
    }

    /// The innermost open clause that a coordinated one can stand beside.
    fn host_of_coordination(&self, out: &[Clause]) -> usize {
        self.stack
            .iter()
            .rev()
            .copied()
            .find(|&c| !matches!(out[c].join, Join::Adverbial) || self.stack.len() == 1)
            .unwrap_or(self.stack[0])
    }

    /// The noun phrase before a relative clause.
    fn antecedent(&self, start: usize) -> Range<usize> {
        let mut end = start;
        while end > self.finder.range.start && self.finder.tokens.upos(end - 1) == Upos::Punct {
            end -= 1;
        }
        self.finder.phrase_start(self.finder.range.start, end)..end
    }

    fn place(&mut self, out: &mut [Clause], clause: usize, group: VerbGroup) {
        self.at = group.tokens.end;
        out[clause].verb = Some(group);
    }

    fn top(&self) -> usize {
        self.stack.last().copied().unwrap_or(self.base)
    }

    fn push(&mut self, out: &mut Vec<Clause>, clause: Clause) -> usize {
        out.push(clause);
        self.stack.push(out.len() - 1);
        out.len() - 1
    }

    /// Closes a clause and all inside it: another takes its place.
    fn close(&mut self, clause: usize) {
        if let Some(depth) = self.stack.iter().position(|&c| c == clause) {
            self.stack.truncate(depth);
        }
    }

    /// Sets the ends: a clause reaches to the next one that it does not embed.
    fn finish(&mut self, out: &mut Vec<Clause>) {
        let tokens = self.finder.tokens;
        let mut end = self.finder.range.end;
        while end > self.finder.range.start + 1
            && tokens.upos(end - 1) == Upos::Punct
            && tokens.lower(end - 1) != ")"
        {
            end -= 1;
        }
        // An introducing word that met no verb introduces nothing.
        let mut kept: Vec<usize> = Vec::with_capacity(out.len() - self.base);
        let drained: Vec<Clause> = out.drain(self.base..).collect();
        let only = drained.len() == 1;
        let mut moved = vec![None; drained.len()];
        for (i, mut clause) in drained.into_iter().enumerate() {
            if clause.verb.is_none() && !only {
                continue;
            }
            clause.parent = clause.parent.and_then(|p| moved.get(p - self.base).copied().flatten());
            moved[i] = Some(out.len());
            kept.push(out.len());
            out.push(clause);
        }
        if kept.is_empty() {
            out.push(Clause::open(self.sentence, self.finder.range.start, Join::Root, None));
            kept.push(out.len() - 1);
        }
        let mut order = kept.clone();
        order.sort_by_key(|&c| out[c].tokens.start);
        for (i, &c) in order.iter().enumerate() {
            let verb_end = out[c].verb.as_ref().map_or(0, |v| v.tokens.end);
            // The next clause that starts after this one's verb ends it.
            let next = order[i + 1..].iter().map(|&n| out[n].tokens.start).find(|&s| s >= verb_end);
            out[c].tokens.end = next.unwrap_or(end).max(verb_end).max(out[c].tokens.start);
        }
        for &c in &kept {
            out[c].reach = out[c].tokens.end;
        }
        for &c in kept.iter().rev() {
            if let (Some(p), Join::Complement | Join::Relative) = (out[c].parent, out[c].join) {
                out[p].reach = out[p].reach.max(out[c].reach);
            }
        }
    }
}

impl Finder<'_> {
    fn nominal_start(&self, at: usize) -> bool {
        at < self.range.end
            && !matches!(self.tokens.upos(at), Upos::Adp | Upos::Punct | Upos::Cconj | Upos::Part)
    }

    /// The subject of a clause that a relative clause interrupts.
    fn phrase_before_relative(&self, begin: usize, out: &[Clause], clause: usize) -> Range<usize> {
        let inner = out
            .iter()
            .skip(clause + 1)
            .find(|c| c.sentence == out[clause].sentence && c.tokens.start > begin)
            .map_or(begin, |c| c.tokens.start);
        self.subject(begin, inner)
    }
}
