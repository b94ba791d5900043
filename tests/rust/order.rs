//! Reading order from places alone, on pages set here: each word is its own number, so that the order can be checked.

use servanda::{BlockKind, DocVars, LaidText, PartKind, PlacedWord, Reader, RepairLevel, order};

use crate::check::laws;

/// A page that is being set; `y` grows downwards.
#[derive(Default)]
struct Setter {
    words: Vec<(u32, [f32; 4], String)>,
    noise: u64,
    /// How far a box may stand off its place.
    jitter: f32,
}

#[derive(Clone, Copy)]
struct Column {
    page: u32,
    x: f32,
    width: f32,
    size: f32,
    justified: bool,
}

impl Setter {
    fn random(&mut self) -> f32 {
        self.noise = self.noise.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.noise >> 40) as f32 / (1u64 << 24) as f32
    }

    /// Sets words in lines from `y` down and says where the next line would stand.
    fn set(&mut self, column: Column, mut y: f32, text: &str) -> f32 {
        let Column { page, x, width, size, justified } = column;
        let wide = |word: &str| word.chars().count() as f32 * size * 0.5;
        let space = size * 0.25;
        let mut lines: Vec<Vec<&str>> = vec![Vec::new()];
        let mut used = 0.0;
        for word in text.split(' ') {
            if used > 0.0 && used + space + wide(word) > width {
                lines.push(Vec::new());
                used = 0.0;
            }
            used += wide(word) + if used > 0.0 { space } else { 0.0 };
            lines.last_mut().unwrap().push(word);
        }
        let last = lines.len() - 1;
        for (i, line) in lines.iter().enumerate() {
            let full: f32 = line.iter().map(|w| wide(w)).sum();
            let gaps = (line.len() - 1).max(1) as f32;
            let gap = if justified && i < last { (width - full) / gaps } else { space };
            let mut at = x;
            for word in line {
                let (dx, dy) = ((self.random() - 0.5) * self.jitter, (self.random() - 0.5) * self.jitter);
                let bounds = [at + dx, y + dy, at + wide(word) + dx, y + size + dy];
                self.words.push((page, bounds, (*word).to_owned()));
                at += wide(word) + gap;
            }
            y += size * 1.2;
        }
        y
    }

    /// The text of the page, whose words were given in some other order: line by line across all columns.
    fn order(&self) -> LaidText {
        let mut words: Vec<PlacedWord<'_>> = self
            .words
            .iter()
            .map(|(page, [x0, y0, x1, y1], text)| PlacedWord {
                page: *page,
                x0: *x0,
                y0: *y0,
                x1: *x1,
                y1: *y1,
                text,
            })
            .collect();
        words.sort_by(|a, b| a.page.cmp(&b.page).then(a.y0.total_cmp(&b.y0)).then(a.x0.total_cmp(&b.x0)));
        order(&words).unwrap()
    }
}

/// A paragraph of words that are their own numbers, spelt in syllables, with a stop at the end: `aba abe … afo.`
fn numbered(name: &str, from: usize, to: usize) -> String {
    let spelt = |number: usize| {
        let mut n = number;
        let mut out = name.to_owned();
        for _ in 0..2 {
            out.push(b"bdfgklmnprst"[n % 12] as char);
            out.push(b"aeiou"[n / 12 % 5] as char);
            n /= 60;
        }
        // Of several lengths, as words are.
        out + &"mentation"[..number * 7 % 10 * (number * 5 % 3) / 2]
    };
    let words: Vec<String> = (from..to).map(spelt).collect();
    let first = words[0][..1].to_uppercase() + &words[0][1..];
    first + " " + &words[1..].join(" ") + "."
}

/// The same words in the same order; says where they part.
fn same(found: &str, given: &[String], what: &str) {
    let found = words(found);
    let at = found.iter().zip(given).position(|(a, b)| a != b).unwrap_or(found.len().min(given.len()));
    let near = |w: &[String]| w[at.saturating_sub(4).min(w.len())..w.len().min(at + 5)].join(" ");
    assert!(found == given, "{what}: {:?} for {:?}", near(&found), near(given));
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_lowercase).collect()
}

fn kinds(laid: &LaidText, kind: PartKind) -> Vec<&str> {
    laid.layout.parts().iter().filter(|p| p.kind == kind).map(|p| &laid.text[p.span.range()]).collect()
}

fn column(page: u32, x: f32, width: f32, size: f32) -> Column {
    Column { page, x, width, size, justified: true }
}

/// Paragraphs set in some columns, the words of which are to come back in their order.
fn set_in_columns(count: usize, gutter: f32, jitter: f32) {
    let mut page = Setter { noise: 7, jitter, ..Setter::default() };
    let width = (500.0 - gutter * (count - 1) as f32) / count as f32;
    let size = if count == 3 { 8.0 } else { 10.0 };
    let mut all = Vec::new();
    let title = "A report on rights and courts with a long title over all columns of the page";
    page.set(column(1, 50.0, 500.0, 18.0), 40.0, title);
    all.extend(words(title));
    for c in 0..count {
        let mut y = 100.0;
        for p in 0..4 {
            let text = numbered(
                ["a", "e", "i", "o", "u", "ya", "ye", "yo", "yu", "ha", "he", "ho"][c * 4 + p],
                1,
                75,
            );
            y = page.set(column(1, 50.0 + c as f32 * (width + gutter), width, size), y, &text) + 5.0;
            all.extend(words(&text));
        }
    }
    same(&page.order().text, &all, &format!("{count} columns, gutter {gutter}, jitter {jitter}"));
}

#[test]
fn columns_are_read_one_after_the_other() {
    for count in [1, 2, 3] {
        for (gutter, jitter) in [(24.0, 0.0), (12.0, 0.0), (8.0, 0.0), (10.0, 1.0), (8.0, 1.0)] {
            set_in_columns(count, gutter, jitter);
        }
    }
}

#[test]
fn a_sentence_goes_on_in_the_next_column_and_on_the_next_page() {
    let mut pages = Setter::default();
    let text = numbered("w", 1, 200);
    let one = |i: usize| format!(" {} ", words(&text)[i]);
    let (first, rest) = text.split_at(text.find(&one(60)).unwrap());
    let (second, third) = rest.split_at(rest.find(&one(130)).unwrap());
    for page in 1..=2 {
        pages.set(column(page, 50.0, 500.0, 9.0), 20.0, "Review of courts 2011");
        pages.set(column(page, 290.0, 20.0, 9.0), 760.0, &page.to_string());
    }
    let y = pages.set(column(1, 50.0, 240.0, 10.0), 60.0, first.trim());
    let y = pages.set(column(1, 310.0, 240.0, 10.0), 60.0, second.trim()).max(y);
    pages.set(
        column(1, 310.0, 240.0, 7.0),
        y + 60.0,
        "1 See the note of the court on this matter and its reasons.",
    );
    pages.set(column(2, 50.0, 240.0, 10.0), 60.0, third.trim());
    let laid = pages.order();
    let body = kinds(&laid, PartKind::Paragraph).join(" ");
    same(&body, &words(&text), "over columns and pages");
    assert_eq!(kinds(&laid, PartKind::Footnote).len(), 1);
    assert_eq!(
        kinds(&laid, PartKind::Furniture),
        ["Review of courts 2011", "1", "Review of courts 2011", "2"]
    );
    let parts: Vec<(u32, u32)> = laid
        .layout
        .parts()
        .iter()
        .filter(|p| p.kind == PartKind::Paragraph)
        .map(|p| (p.paragraph, p.page.unwrap()))
        .collect();
    assert_eq!(parts, [(1, 1), (1, 1), (1, 2)], "one paragraph, a part for each column");
}

#[test]
fn a_quotation_set_into_a_column_stays_in_its_column() {
    let mut page = Setter::default();
    let (a, b, c) = (numbered("a", 1, 90), numbered("b", 1, 60), numbered("c", 1, 170));
    let y = page.set(column(1, 50.0, 230.0, 10.0), 60.0, &a);
    let y = page.set(column(1, 80.0, 170.0, 15.0), y + 14.0, "Rights were promised loudly");
    page.set(column(1, 50.0, 230.0, 10.0), y + 14.0, &b);
    page.set(column(1, 300.0, 230.0, 10.0), 60.0, &c);
    let all: Vec<String> =
        [a, "Rights were promised loudly".into(), b, c].iter().flat_map(|t| words(t)).collect();
    same(&page.order().text, &all, "a quotation");
}

#[test]
fn a_table_is_read_by_its_rows() {
    let mut page = Setter::default();
    let a = numbered("a", 1, 120);
    let mut y = page.set(column(1, 50.0, 240.0, 10.0), 60.0, &a) + 12.0;
    let left = |x, width| Column { page: 1, x, width, size: 10.0, justified: false };
    for (i, name) in
        ["Courts", "Prisons of the north and of the islands", "Press", "Schools"].iter().enumerate()
    {
        let below = page.set(left(50.0, 110.0), y, name);
        page.set(left(180.0, 40.0), y, &format!("{}.5", i + 1));
        page.set(left(240.0, 40.0), y, &format!("{}.5", i + 5));
        y = below + 4.0;
    }
    let b = numbered("b", 1, 60);
    page.set(column(1, 50.0, 240.0, 10.0), y + 12.0, &b);
    page.set(column(1, 310.0, 240.0, 10.0), 60.0, &numbered("c", 1, 190));
    let laid = page.order();
    assert_eq!(
        kinds(&laid, PartKind::TableRow),
        [
            "Courts\t1.5\t5.5",
            "Prisons of the north and of the islands\t2.5\t6.5",
            "Press\t3.5\t7.5",
            "Schools\t4.5\t8.5"
        ]
    );
    assert_eq!(kinds(&laid, PartKind::Paragraph).len(), 3, "{}", laid.text);
}

#[test]
fn items_keep_their_marks_and_headings_are_told_by_their_type() {
    let mut page = Setter::default();
    let left = |x, size| Column { page: 1, x, width: 400.0, size, justified: false };
    let mut y = page.set(left(50.0, 14.0), 40.0, "What was promised");
    y = page.set(left(50.0, 10.0), y + 6.0, &numbered("a", 1, 80));
    for i in 0..4 {
        page.set(left(50.0, 10.0), y + 4.0, "•");
        y = page.set(
            left(68.0, 10.0),
            y + 4.0,
            &numbered(&format!("i{}", ["ca", "pe", "ti", "lo"][i]), 1, 25),
        );
    }
    let laid = page.order();
    assert_eq!(kinds(&laid, PartKind::Heading), ["What was promised"]);
    let items = kinds(&laid, PartKind::ListItem);
    assert_eq!(items.len(), 4, "{:#?}", laid.text);
    assert!(
        items.iter().enumerate().all(|(i, t)| t.starts_with(&format!("• I{}", ["ca", "pe", "ti", "lo"][i])))
    );
}

#[test]
fn hostile_places_are_errors_or_text() {
    let word = |x0: f32, y0: f32, x1: f32, y1: f32| PlacedWord { page: 1, x0, y0, x1, y1, text: "a" };
    let bad = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30];
    for v in bad {
        for at in 0..4 {
            let mut b = [0.0, 0.0, 1.0, 1.0];
            b[at] = v;
            let error = order(&[word(0.0, 0.0, 1.0, 1.0), word(b[0], b[1], b[2], b[3])]).unwrap_err();
            assert!(error.to_string().contains("word 1"), "{error}");
        }
    }
    assert!(order(&[word(2.0, 0.0, 1.0, 1.0)]).is_err() && order(&[word(0.0, 2.0, 1.0, 1.0)]).is_err());
    assert!(order(&[PlacedWord { page: 0, ..word(0.0, 0.0, 1.0, 1.0) }]).is_err());
    assert_eq!(order(&[]).unwrap(), LaidText::default());
    // All words at one place, without height, in one long line, far away.
    for make in [
        |_| [5.0, 5.0, 5.0, 5.0],
        |_| [0.0, 0.0, 9.0, 9.0],
        |i: u32| [i as f32, 1.0, i as f32 + 0.5, 1.0],
        |i| [1e6 - i as f32, 1e6, 1e6, 1e6 + i as f32],
    ] {
        let words: Vec<_> =
            (0..3000).map(make).map(|[x0, y0, x1, y1]: [f32; 4]| word(x0, y0, x1, y1)).collect();
        assert_eq!(order(&words).unwrap().text.split_whitespace().count(), 3000);
    }
}

/// No word is lost and none comes twice, whatever the places; the layout fits the text.
#[test]
fn every_word_comes_once() {
    let mut setter = Setter { noise: 3, ..Setter::default() };
    for round in 0..200 {
        let count = 1 + round * 3;
        let boxes: Vec<(u32, [f32; 4], String)> = (0..count)
            .map(|i| {
                let (x, y) =
                    ((setter.random() * 30.0).floor() * 20.0, (setter.random() * 60.0).floor() * 12.0);
                let (w, h) = (setter.random() * 60.0, 4.0 + setter.random() * 12.0);
                (1 + (setter.random() * 3.0) as u32, [x, y, x + w, y + h], format!("w{i}"))
            })
            .collect();
        let words: Vec<PlacedWord<'_>> = boxes
            .iter()
            .map(|(page, [x0, y0, x1, y1], text)| PlacedWord {
                page: *page,
                x0: *x0,
                y0: *y0,
                x1: *x1,
                y1: *y1,
                text,
            })
            .collect();
        let laid = order(&words).unwrap();
        let mut found: Vec<&str> = laid.text.split_whitespace().collect();
        let mut given: Vec<&str> = boxes.iter().map(|b| b.2.as_str()).collect();
        found.sort_unstable();
        given.sort_unstable();
        assert_eq!(found, given);
        servanda::Layout::new(laid.layout.parts().to_vec(), &laid.text).unwrap();
        if round % 20 == 0 {
            for level in RepairLevel::ALL {
                laws(Reader::new().with_repair(*level).read_laid(laid.clone(), DocVars::default()).unwrap());
            }
        }
    }
}

/// What the file says of its paragraphs goes before what the lines look like, at every level of repair.
#[test]
fn blocks_are_those_of_the_file() {
    let mut page = Setter::default();
    let left = |size| Column { page: 1, x: 50.0, width: 220.0, size, justified: false };
    let y = page.set(left(15.0), 40.0, "What the Council of the Republic promised in two thousand seven");
    let y = page.set(left(10.0), y + 8.0, "In May 2007 the government of Ruritania promised to amend the regis- tration law and to abolish the licence fee for the newspapers of the north. Parliament did so in 2009.");
    let y = page.set(left(10.0), y + 8.0, "Figure 1. Fees by year");
    page.set(
        left(7.0),
        y + 40.0,
        "1 See the report of the council, which says so on all of its pages and in its notes.",
    );
    let laid = page.order();
    for level in RepairLevel::ALL {
        let document = Reader::new().with_repair(*level).read_laid(laid.clone(), DocVars::default()).unwrap();
        let kinds: Vec<BlockKind> = document.blocks.iter().map(|b| b.kind).collect();
        assert_eq!(
            kinds,
            [BlockKind::Heading, BlockKind::Paragraph, BlockKind::Caption, BlockKind::Footnote],
            "{level}"
        );
        let place = |words: &str| {
            let start = document.text.clean().find(words).unwrap();
            document.place(servanda::Span::new(start, start + words.len()))
        };
        assert_eq!((place("Parliament").page, place("Parliament").paragraph), (Some(1), Some(2)));
        assert_eq!(place("See the").paragraph, Some(4));
        if *level != RepairLevel::None {
            assert!(!document.text.slice(document.blocks[1].span).contains('\n'));
            let all: Vec<usize> = (0..document.text.repairs().len()).collect();
            let again =
                Reader::new().with_repair(*level).read_again(&document, document.refusals(&all)).unwrap();
            assert_eq!(again.layout, document.layout);
            laws(again);
        }
        laws(document);
    }
}
