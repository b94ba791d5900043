//! Amounts of money: signs, codes and names of currencies around a figure.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::Amount;
use super::numerals::{self, Figure};
use super::scan::Scan;
use crate::lexicon::cells;
use crate::lexicon::gazetteer::{Class, Gazetteer};
use crate::token::Shape;

/// An amount of money.
pub(super) struct Money {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) amount: Amount,
    pub(super) code: String,
    pub(super) rule: &'static str,
}

/// Names of several words, such as "swiss franc"; plurals are cut.
static NAMES: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    cells("money.tsv", ["name", "code"]).into_iter().map(|[name, code]| (name, code)).collect()
});

/// The money that a figure counts.
pub(super) fn money(s: &Scan<'_>, f: &Figure, floor: usize) -> Option<Money> {
    let made = |start, end, amount, code, rule| Some(Money { start, end, amount, code, rule });
    let spelt = || dollars_before(s, f, floor);
    if let Some((start, code)) = sign_before(s, f.start, floor).or_else(spelt) {
        let (mut end, mut amount) = (f.end, f.amount());
        // "$2.5m"
        if s.text(end) == "m" && s.glued(end - 1) {
            (amount.low, amount.high, end) = (amount.low * 1e6, amount.high * 1e6, end + 1);
        } else if s.any(end, &["dollars", "euros", "pounds"]) && !s.glued(end - 1) {
            end += 1;
        }
        return made(start, end, amount, code, "money_symbol");
    }
    if f.ordinal {
        return None;
    }
    if let Some(code) =
        sign(s.text(f.end)).filter(|_| s.shape(f.end + 1) != Shape::Number || s.glued(f.end - 1))
    {
        return made(f.start, f.end + 1, f.amount(), code.to_owned(), "money_sign_after");
    }
    let of = usize::from(f.vague && s.lower(f.end) == "of");
    let hyphen = usize::from(s.hyphen(f.end) && s.glued(f.end));
    let (end, code) = name(s, f.end + of, f.vague && of == 0)
        .or_else(|| name(s, f.end + hyphen, f.vague && hyphen == 0))?;
    let mut amount = f.amount();
    let (mut end, mut code) = (end, code);
    if code.len() == 4 && code.starts_with('M') {
        (amount.low, amount.high) = (amount.low * 1e6, amount.high * 1e6);
        code.remove(0);
    }
    if let Some(scale) = s.word(end).number().filter(|_| s.is(end, Class::Scale)) {
        (amount.low, amount.high, end) = (amount.low * scale, amount.high * scale, end + 1);
    }
    // "3 dollars 50 cents"
    let and = usize::from(s.lower(end) == "and");
    if let Some(small) = numerals::figure(s, end + and).filter(|g| !g.ordinal && g.value < 100.0)
        && s.any(small.end, &["cent", "cents", "pence", "p"])
    {
        (amount.low, amount.high) = (amount.low + small.value / 100.0, amount.high + small.value / 100.0);
        end = small.end + 1;
    } else if let Some(small) = numerals::figure(s, end + and)
        && !small.ordinal
        && small.value.fract() == 0.0
        && (1.0..100.0).contains(&small.value)
        && amount.low < 1e4
        && (small.end >= s.end || matches!(s.text(small.end), "." | ";" | ")" | "?" | "!"))
    {
        // "15 dollars 50"
        (amount.low, amount.high) = (amount.low + small.value / 100.0, amount.high + small.value / 100.0);
        end = small.end;
    }
    made(f.start, end, amount, code, "money_word")
}

/// The currency named at a token, with its nation's adjective.
fn name(s: &Scan<'_>, at: usize, vague: bool) -> Option<(usize, String)> {
    for words in [3, 2] {
        if at + words > s.end
            || !s.is(at + words - 1, Class::Currency) && words == 2 && s.shape(at) == Shape::Number
        {
            continue;
        }
        let last = s.lower(at + words - 1);
        if !s.is(at + words - 1, Class::Currency)
            && !matches!(last, "won" | "real" | "crowns" | "crown" | "marks" | "mark" | "lire")
        {
            continue;
        }
        let mut key = String::new();
        for k in at..at + words - 1 {
            key.push_str(s.lower(k));
            key.push(' ');
        }
        key.push_str(last);
        if let Some(code) = NAMES.get(key.as_str()).or_else(|| NAMES.get(key.trim_end_matches('s'))) {
            return Some((at + words, (*code).to_owned()));
        }
    }
    let word = s.word(at);
    if vague {
        return None;
    }
    // "30 MUSD"
    let upper = s.shape(at) == Shape::Upper && s.lower(at).len() == 4;
    if let Some(code) = s.lower(at).strip_prefix('m').filter(|_| upper) {
        let known = Gazetteer::get().word(code);
        if known.is(Class::CurrencyCode) {
            return Some((at + 1, format!("M{}", known.value)));
        }
    }
    if word.is(Class::Currency) {
        return Some((at + 1, or_word(s, at)));
    }
    if word.is(Class::CurrencyCode) && (s.capital(at) || s.any(at, &["usd", "eur", "gbp", "rmb"])) {
        return Some((at + 1, word.value.to_owned()));
    }
    if s.is(at + 1, Class::Currency) && s.capital(at) {
        return Some((at + 2, or_word(s, at + 1)));
    }
    None
}

fn or_word(s: &Scan<'_>, at: usize) -> String {
    match s.word(at).value {
        "" => s.lower(at).to_owned(),
        code => code.to_owned(),
    }
}

/// The code of a currency sign alone.
fn sign(text: &str) -> Option<&'static str> {
    Some(match text {
        "$" | "US$" => "USD",
        "€" => "EUR",
        "£" => "GBP",
        "¥" => "JPY",
        "₹" => "INR",
        "₦" => "NGN",
        "₽" => "RUB",
        "₪" => "ILS",
        "₩" => "KRW",
        "₫" => "VND",
        "₴" => "UAH",
        "₺" => "TRY",
        "₱" => "PHP",
        "₲" => "PYG",
        "₵" => "GHS",
        "₡" => "CRC",
        "₭" => "LAK",
        "₮" => "MNT",
        "₸" => "KZT",
        "₾" => "GEL",
        "฿" => "THB",
        "₿" => "BTC",
        "¢" => "cents",
        _ => return None,
    })
}

/// "dollar 22.5 million": the name before a figure in digits.
fn dollars_before(s: &Scan<'_>, f: &Figure, floor: usize) -> Option<(usize, String)> {
    let before = f.start.checked_sub(1).filter(|b| *b >= floor.max(s.first))?;
    let named =
        s.any(before, &["dollar", "euro", "rupee", "yen", "peso"]) && s.shape(f.start) == Shape::Number;
    (named && !f.plain && !s.is(f.end, Class::Currency)).then(|| (before, or_word(s, before)))
}

/// A currency sign or code before the figure: "$", "US$", "NZ$", "USD".
fn sign_before(s: &Scan<'_>, start: usize, floor: usize) -> Option<(usize, String)> {
    let before = start.checked_sub(1).filter(|b| *b >= floor.max(s.first))?;
    let text = s.text(before);
    if s.is(before, Class::CurrencyCode)
        && (text.starts_with(char::is_uppercase) || s.any(before, &["usd", "eur", "gbp", "rmb"]))
    {
        let taken = before > s.first && s.shape(before - 1) == Shape::Number && before > floor;
        return (!taken).then(|| (before, s.word(before).value.to_owned()));
    }
    let mark =
        text.chars().next_back().filter(|c| !c.is_alphanumeric() && !matches!(c, '.' | ',' | '-' | '('))?;
    let cut = text.len() - mark.len_utf8();
    let known = sign(&text[cut..])?;
    let (mut start, mut code) = (before, &text[..cut]);
    if code.is_empty() && before > floor.max(s.first) {
        let letters = s.glued(before - 1)
            && (s.shape(before - 1) == Shape::Upper || s.capital(before - 1) && s.text(before - 1).len() < 4);
        let loose =
            s.any(before - 1, &["c", "hk", "us", "nz", "nt", "mex", "can", "u.s.", "u.s"]) && mark == '$';
        if letters || loose {
            start = before - 1;
            code = s.text(start);
        }
    }
    let code = match (code.to_ascii_uppercase().as_str(), mark) {
        ("" | "US" | "U.S." | "U.S", '$') => "USD",
        ("C" | "CA" | "CAN" | "CDN", '$') => "CAD",
        ("A" | "AU", '$') => "AUD",
        ("NZ", '$') => "NZD",
        ("HK", '$') => "HKD",
        ("S" | "SG", '$') => "SGD",
        ("NT", '$') => "TWD",
        ("R", '$') => "BRL",
        ("J", '$') => "JMD",
        ("MEX" | "MX", '$') => "MXN",
        (_, '$') => "$",
        ("CN", '¥') => "CNY",
        ("GH", '¢' | '₵') => "GHS",
        _ => known,
    };
    Some((start, code.to_owned()))
}
