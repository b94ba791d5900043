//! Tokens to who, what, when, where and how much.

mod acting;
mod amounts;
mod atoms;
mod calendar;
mod chains;
mod changes;
mod chunk;
mod clock;
mod crf;
mod dates;
mod digits;
mod features;
mod fold;
mod given;
mod holidays;
mod hours;
mod inner;
mod kinds;
mod lattice;
mod law_phrases;
mod learnt;
mod lengths;
mod lens;
mod measures;
mod mentions;
mod money;
mod names;
mod numerals;
mod numeric;
mod offices;
mod points;
mod portions;
mod reads;
mod recurring;
mod reference;
mod references;
mod relative;
mod scan;
mod second;
mod store;
mod stretches;
mod things;
mod values;
mod weeks;
mod words;
mod written;

use crate::lexicon::Lexicon;
use crate::segment::Sentence;
use crate::text::Text;
use crate::token::Tokens;

pub use atoms::{Groups, PHRASE_START, Vote, phrase_key, word_key};
pub use crf::{Card, NameModel, Row};
pub use features::FEATURE_SET;
pub(crate) use given::{Given, OwnNames, Recogniser, checked, settled};
pub use given::{OwnName, OwnSpan};
pub use inner::Inner;
pub use kinds::OrgKind;
pub use lattice::{Candidate, Chain, Found, Lattice, labels};
pub(crate) use learnt::ready;
pub use learnt::{agreed, calibrated, elections, parted};
pub use lens::{Lens, Page};
pub use mentions::{Change, Entities, Entity, Label, Mention, Thing};
pub use reference::{Reference, ReferenceKind};
pub use second::Ballot;
pub use values::{Amount, Interval, Sense, Value};
pub use words::{CASE_SHIFT, FAMILY, FREQUENT, GIVEN, Known, LONGEST, OPENS, Words};

/// Finds the entities of a text; those `given` by the caller win over others at their place. `date` is the document's date, against which relative dates are resolved.
pub(crate) fn entities(
    text: &Text,
    sentences: &[Sentence],
    tokens: &Tokens,
    lexicon: &Lexicon,
    date: Option<Interval>,
    given: &[Given],
) -> Entities {
    let clean = text.clean();
    let words = scan::words(tokens);
    let mut finder = names::Finder::default();
    let mut anchor = calendar::Anchor::new(date);
    let (mut found, mut figures) = (Vec::new(), Vec::new());
    let mut out = Entities::default();
    let mut ruled = Vec::new();
    let scan = |sentence| scan::Scan::new(clean, tokens, &words, tokens.of_sentence(sentence));
    for sentence in 0..sentences.len() {
        finder.sentence(&scan(sentence), &mut found);
        ruled.append(&mut found);
    }
    let mut named = learnt::names(clean, tokens, sentences.len(), ruled).into_iter().peekable();
    for sentence in 0..sentences.len() {
        let scan = scan(sentence);
        while let Some(name) = named.next_if(|n| n.start < scan.end) {
            found.push(name);
        }
        times_and_amounts(&scan, &found, &mut anchor, &mut figures);
        found.append(&mut figures);
        found.sort_by_key(|f| f.start);
        changes::changes(&scan, &found, out.mentions.len(), &mut out.changes);
        out.mentions.extend(found.drain(..).map(|f| Entity {
            span: scan.span(f.start..f.end),
            label: f.label,
            thing: 0,
            score: f.score,
            rule: f.rule,
            value: f.value,
        }));
    }
    given::merge(given, &mut out);
    identity(text, sentences, tokens, lexicon, &mut out);
    given::unite(given, &mut out);
    out
}

/// Ties the mentions of a text to things, and finds what stands for things without naming them.
pub(crate) fn identity(
    text: &Text,
    sentences: &[Sentence],
    tokens: &Tokens,
    lexicon: &Lexicon,
    out: &mut Entities,
) {
    let acting = acting::Acting::new(tokens, lexicon);
    let acts = |m: &Entity, named| acting.capital(m, named);
    out.things = things::things(text.clean(), tokens, &mut out.mentions, acts);
    out.references = references::references(tokens, sentences.len(), &out.mentions, &mut out.things);
}

/// What the rules alone say of each token of a document, as the name tagger's features want it.
pub(crate) fn rule_hints(clean: &str, tokens: &Tokens, sentences: usize) -> Vec<u32> {
    let words = scan::words(tokens);
    let mut finder = names::Finder::default();
    let (mut found, mut out) = (Vec::new(), vec![0; tokens.len()]);
    for sentence in 0..sentences {
        found.clear();
        finder.sentence(&scan::Scan::new(clean, tokens, &words, tokens.of_sentence(sentence)), &mut found);
        hints(&found, &mut out);
    }
    out
}

fn hints(found: &[amounts::Found], out: &mut [u32]) {
    for name in found {
        for (at, cell) in (name.start..name.end).zip(&mut out[name.start..]) {
            *cell = learnt::hint(name, at);
        }
    }
}

/// Dates, amounts and numbers in the tokens that no name has taken.
fn times_and_amounts(
    scan: &scan::Scan<'_>,
    taken: &[amounts::Found],
    anchor: &mut calendar::Anchor,
    out: &mut Vec<amounts::Found>,
) {
    let mut gaps = taken.iter().map(|f| (f.start, f.end)).chain([(scan.end, scan.end)]);
    let mut floor = scan.first;
    let (mut next, mut resume) = gaps.next().unwrap_or((scan.end, scan.end));
    let mut i = scan.first;
    while i < scan.end {
        if i >= next {
            i = resume.max(i);
            floor = i;
            (next, resume) = gaps.next().unwrap_or((scan.end, scan.end));
            if i < next || next == scan.end && i < scan.end {
                continue;
            }
            if i >= scan.end {
                break;
            }
            continue;
        }
        let found = dates::at(scan, i, floor, anchor).or_else(|| amounts::at(scan, i, floor));
        match found.filter(|f| f.end <= next) {
            Some(f) => {
                i = f.end;
                floor = i;
                out.push(f);
            }
            None => i += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Label, Value};
    use crate::{DocVars, Document, Reader};

    fn read(text: &str) -> Document {
        let vars = DocVars { date: Some("2010-06-15".into()), ..DocVars::default() };
        Reader::new().read(text, vars).unwrap()
    }

    /// Label and words of every mention, for short expectations.
    fn found(text: &str) -> Vec<String> {
        let d = read(text);
        d.entities.mentions.iter().map(|e| format!("{} {}", e.label, d.text.slice(e.span))).collect()
    }

    fn times(text: &str) -> Vec<String> {
        let value = |e: &super::Entity| match e.value.clone() {
            Some(Value::Time(i)) => i.to_iso(),
            Some(Value::Duration(d)) => d,
            other => format!("{other:?}"),
        };
        read(text).entities.mentions.iter().filter(|e| e.label == Label::Date).map(value).collect()
    }

    #[test]
    fn names_follow_the_codebook() {
        assert_eq!(
            found(
                "President Amina Diallo told the Ministry of Water and Energy that Chile's parliament had met."
            ),
            ["PERSON Amina Diallo", "ORG Ministry of Water and Energy", "GPE Chile"]
        );
        assert_eq!(
            found(
                "It ratified the Convention on Fair Fisheries (CFF) and the Peruvian delegation signed the CFF."
            ),
            ["LAW Convention on Fair Fisheries", "LAW CFF", "NORP Peruvian", "LAW CFF"]
        );
        assert_eq!(
            found("In Bolivia the Court for Land and Water heard a case; the Court ruled."),
            ["GPE Bolivia", "ORG Court for Land and Water", "ORG Court"]
        );
        assert_eq!(found("However, the Government may act. First, it waits."), Vec::<String>::new());
    }

    #[test]
    fn amounts_have_values() {
        let d = read(
            "It spent US$2.5 million, more than 40 per cent, on 12,000 hectares for some thirty-five towns.",
        );
        let got: Vec<_> =
            d.entities.mentions.iter().map(|e| (d.text.slice(e.span), e.value.clone().unwrap())).collect();
        assert_eq!(
            got,
            [
                ("US$2.5 million", Value::Money(super::Amount::exact(2_500_000.0), "USD".into())),
                (
                    "more than 40 per cent",
                    Value::Percent(super::Amount { sense: super::Sense::More, ..super::Amount::exact(40.0) })
                ),
                ("12,000 hectares", Value::Quantity(super::Amount::exact(12_000.0), "hectare".into())),
                (
                    "some thirty-five",
                    Value::Number(super::Amount { sense: super::Sense::About, ..super::Amount::exact(35.0) })
                ),
            ]
        );
        assert_eq!(
            found("Two thirds of 1.5 million people; 3 euros or £4bn."),
            ["CARDINAL Two thirds", "CARDINAL 1.5 million", "MONEY 3 euros", "MONEY £4bn"]
        );
    }

    #[test]
    fn changes_are_typed() {
        let d = read("Seats fell from 50,000 to 40,000. Turnout rose to 25 per cent from 20 per cent.");
        let words = |m: Option<u32>| m.map_or("", |m| d.text.slice(d.entities.mentions[m as usize].span));
        let got: Vec<_> = d.entities.changes.iter().map(|c| (words(c.from), words(c.to))).collect();
        assert_eq!(got, [("50,000", "40,000"), ("20 per cent", "25 per cent")]);
    }

    #[test]
    fn dates_become_intervals() {
        assert_eq!(times("It met in November 2007 and, one year later, again."), ["2007-11", "2008"]);
        assert_eq!(times("The plan for 2009-2012 ran out."), ["2009-01-01/2012-12-31"]);
        assert_eq!(times("By the end of 2008 it was done."), ["2008-12"]);
        assert_eq!(times("Talks in 2006 failed; that May they resumed."), ["2006", "2006-05"]);
        assert_eq!(times("It was signed last year and takes effect next month."), ["2009", "2010-07"]);
        assert_eq!(times("It must act within six months."), ["P6M"]);
        assert_eq!(times("Elected on 5 March 2001, he left the same year."), ["2001-03-05", "2001"]);
        assert_eq!(
            times("In the 1990s and the second quarter of 2005."),
            ["1990-01-01/1999-12-31", "2005-04-01/2005-06-30"]
        );
        assert_eq!(times("They may meet on Sept 26-27."), ["2010-09-26/2010-09-27"]);
    }

    #[test]
    fn things_are_shared() {
        let d = read(
            "The United States and the U.S. Senate met Ana Silva. American aid went to the African Water Agency (AWA). \
             Silva thanked the AWA. The Supreme Court sat; later the Court rose.",
        );
        let e = &d.entities;
        let thing = |words: &str| {
            let mut all = e.mentions.iter().filter(|m| d.text.slice(m.span) == words);
            all.next().map_or(u32::MAX, |m| m.thing)
        };
        assert_eq!(thing("United States"), thing("American"));
        assert_eq!(e.things[thing("American") as usize].country.as_deref(), Some("USA"));
        assert_eq!(thing("Ana Silva"), thing("Silva"));
        assert_eq!(thing("African Water Agency"), thing("AWA"));
        assert_eq!(e.things[thing("AWA") as usize].acronym.as_deref(), Some("AWA"));
        assert_eq!(thing("Supreme Court"), thing("Court"));
    }
}
