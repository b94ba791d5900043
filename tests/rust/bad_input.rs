//! Texts and bytes that nobody should have sent.

use servanda::{DocVars, Document, Reader, RepairLevel, decode};

use crate::check;

fn read(source: &str) -> Document {
    Reader::new().read(source, DocVars::default()).unwrap()
}

/// Reads with and without repair, checks the laws, and gives the repaired document.
fn lawful(source: &str) -> Document {
    check::laws(Reader::new().with_repair(RepairLevel::None).read(source, DocVars::default()).unwrap());
    check::laws(read(source));
    read(source)
}

fn codes(document: &Document) -> Vec<&str> {
    document.warnings.iter().map(|w| &*w.code).collect()
}

#[test]
fn nothing_at_all() {
    for source in ["", " ", "\n", "\r\n\t \u{a0}\u{3000}\n\n\x0c", "\u{feff}"] {
        let document = lawful(source);
        assert!(document.sentences.is_empty(), "{source:?}");
        assert!(document.commitments().is_empty());
        assert_eq!(codes(&document), [""; 0]);
    }
}

#[test]
fn only_punctuation() {
    for source in [
        ".",
        "...",
        "?!?!",
        "()[]{}",
        "—",
        "“”",
        "- \n- \n-",
        ". . . .",
        "[1]",
        "1.",
        "\u{ad}-\n-",
        "'",
        "’s",
    ] {
        lawful(source);
    }
}

#[test]
fn one_long_line() {
    let sentence = "The government promised to amend the law on elections by 2010, but it has not done so. ";
    let source = sentence.repeat(2_000_000 / sentence.len());
    let document = read(&source);
    assert_eq!(document.sentences.len(), 2_000_000 / sentence.len());
    // No space, no stop: one word, and one of stops alone.
    lawful(&"a".repeat(200_000));
    lawful(&".".repeat(100_000));
    lawful(&". ".repeat(50_000));
    lawful(&"-\n".repeat(50_000));
    lawful(&"[1]".repeat(30_000));
    for piece in ["ab.cd", "abc.Def,", "ab.12", "a-", "“(", "x’s", "U.S."] {
        read(&piece.repeat(1_000_000 / piece.len()));
    }
}

#[test]
fn many_short_lines() {
    for line in ["a\n", "- x\n", "\n", "1\n", "\x0c", "A b\r", "[1] X\n", "the\n\n1 It.\n\n"] {
        let document = read(&line.repeat(200_000));
        assert!(document.blocks.len() <= 400_000, "{line:?}");
    }
}

#[test]
fn lone_carriage_returns_and_page_breaks() {
    let source = "Reform of the law\r\rThe government promised to amend the law on\relections by the end of the\x0cyear.";
    let document = lawful(source);
    assert_eq!(
        document.text.clean(),
        "Reform of the law\r\rThe government promised to amend the law on elections by the end of the year."
    );
    let separators =
        "The first paragraph ends here.\u{2029}The second one comes after it and\u{2028}goes on here.";
    assert_eq!(lawful(separators).sentences.len(), 2);
}

#[test]
fn control_characters() {
    let document = lawful("The gov\0ernment\u{1} pro\u{7f}mised\u{1b} to\u{85}amend it.");
    assert_eq!(document.text.clean(), "The government promised to\u{85}amend it.");
}

#[test]
fn bytes_in_other_encodings() {
    let text = "Die “Regierung” von Côte d’Ivoire – 2009";
    let utf16: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(decode(&utf16, None).unwrap().0, text);
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(decode(&big, Some("utf-16be")).unwrap().0, text);
    assert_eq!(decode(b"C\xf4te d\x92Ivoire", None).unwrap().0, "Côte d’Ivoire");
    assert!(decode(b"C\xf4te", Some("utf-8")).unwrap_err().is_decode());
    // Cut in the middle of a character, and a lone surrogate's bytes.
    assert!(decode("Côte".as_bytes().split_at(2).0, Some("utf-8")).unwrap_err().is_decode());
    assert!(decode(b"\xed\xa0\x80", Some("utf-8")).unwrap_err().is_decode());
    assert!(decode(&[0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00], None).unwrap_err().is_decode());
    assert!(decode(&[0, 159, 146, 150, 0, 1, 2, 3], None).unwrap_err().is_decode());
    let lowly = decode(&(0x80..=0xffu8).collect::<Vec<_>>(), None);
    assert!(lowly.is_ok_and(|(text, _)| text.chars().count() == 128));
}

#[test]
fn nested_brackets() {
    lawful(&format!("The law {}is late{}.", "(".repeat(10_000), ")".repeat(10_000)));
    lawful(&"[(\"".repeat(3_000));
}

#[test]
fn marks_signs_and_scripts_inside_names() {
    let source = "President \u{200f}Nazarbayev\u{200f} 👩‍👩‍👧 promised Jose\u{301} Marti\u{301} 🇰🇿 to amend the law. It was \u{202e}kept\u{202c}.";
    let document = lawful(source);
    assert_eq!(document.sentences.len(), 2);
    lawful("\u{301}\u{301}e\u{301}. \u{200d}👩‍\u{feff}👩.");
}

#[test]
fn other_languages_warn() {
    for source in [
        "Правительство Казахстана обещало изменить закон о выборах до конца года.",
        "政府は年末までに選挙法を改正することを約束したが、野党はそれでは不十分だと述べた。",
        "Das Parlament hat im vergangenen Jahr beschlossen, dass die Regierung bis zum Ende der Wahlperiode einen \
         Bericht über die Umsetzung der Reformen vorlegen muss, was bisher nicht geschehen ist.",
    ] {
        assert_eq!(codes(&lawful(source)), ["not_english"], "{source}");
    }
    let english =
        "The government of Kazakhstan promised to amend the law on elections by the end of the year.";
    assert_eq!(codes(&lawful(english)), [""; 0]);
}

#[test]
fn damaged_text_warns() {
    let source = "Tbe c0mmission \u{fffd}\u{fffd} hasn0t met ~ ^ 1n the yearSince. Ofthe3 p4rties, xtrngth r3gistered ¬ none.";
    assert_eq!(codes(&lawful(source)), ["low_text_quality"]);
}
