//! Date format models, read while converting: texts become literals, models become PostgreSQL's.

use crate::pg::{Expr, Type};

/// A moment that a literal names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Moment {
    year: u32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    micros: u32,
}

impl Moment {
    /// `timestamp '2024-06-05 13:14:00'`.
    pub(super) fn literal(self) -> Expr {
        Expr::Typed(Box::new((Type::Timestamp(None), self.text().into())))
    }

    /// ISO text; midnight is not written.
    pub(super) fn text(self) -> String {
        let Moment { year, month, day, hour, minute, second, micros } = self;
        let date = format!("{year:04}-{month:02}-{day:02}");
        match (hour, minute, second, micros) {
            (0, 0, 0, 0) => date,
            (.., 0) => format!("{date} {hour:02}:{minute:02}:{second:02}"),
            _ => {
                let fraction = format!("{micros:06}");
                format!("{date} {hour:02}:{minute:02}:{second:02}.{}", fraction.trim_end_matches('0'))
            }
        }
    }

    fn is_valid(self) -> bool {
        let leap = self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        let days = match self.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        (1583..=9999).contains(&self.year)
            && (1..=12).contains(&self.month)
            && (1..=days).contains(&self.day)
            && self.hour < 24
            && self.minute < 60
            && self.second < 60
    }
}

/// A piece of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// An element as written, and in upper case.
    Element(&'a str, &'static str),
    /// Punctuation, or quoted text.
    Literal(&'a str),
    /// Anything else.
    Unknown,
}

/// Elements, the longer before those they start with.
const ELEMENTS: &[&str] = &[
    "SYYYY", "SYEAR", "SSSSS", "MONTH", "A.M.", "P.M.", "A.D.", "B.C.", "YYYY", "RRRR", "IYYY", "YEAR", "HH24", "HH12",
    "YYY", "IYY", "MON", "DDD", "DAY", "SCC", "TZH", "TZM", "TZR", "TZD", "FF1", "FF2", "FF3", "FF4", "FF5", "FF6",
    "FF7", "FF8", "FF9", "YY", "RR", "IY", "IW", "WW", "MM", "MI", "RM", "DD", "DY", "DL", "DS", "TS", "TH", "SP",
    "HH", "SS", "FF", "AM", "PM", "AD", "BC", "CC", "EE", "FM", "FX", "Y", "I", "W", "Q", "D", "J", "X", "E",
];

/// The pieces of a model.
pub(super) fn pieces(model: &str) -> Vec<Piece<'_>> {
    let mut rest = model;
    let mut all = Vec::new();
    while let Some(first) = rest.chars().next() {
        if first == '"' {
            let inner = rest.get(1..).unwrap_or("");
            let Some((text, tail)) = inner.split_once('"') else {
                all.push(Piece::Unknown);
                return all;
            };
            all.push(Piece::Literal(text));
            rest = tail;
        } else if let Some(element) = ELEMENTS.iter().find(|e| begins(rest, e)) {
            let (written, tail) = rest.split_at_checked(element.len()).unwrap_or((rest, ""));
            all.push(Piece::Element(written, element));
            rest = tail;
        } else {
            let (written, tail) = rest.split_at_checked(first.len_utf8()).unwrap_or((rest, ""));
            all.push(if first.is_alphanumeric() { Piece::Unknown } else { Piece::Literal(written) });
            rest = tail;
        }
    }
    all
}

/// Whether a text begins with an element, in any case of its letters.
fn begins(text: &str, element: &str) -> bool {
    text.as_bytes().get(..element.len()).is_some_and(|start| start.eq_ignore_ascii_case(element.as_bytes()))
}

const MONTHS: [&str; 12] = [
    "JANUARY",
    "FEBRUARY",
    "MARCH",
    "APRIL",
    "MAY",
    "JUNE",
    "JULY",
    "AUGUST",
    "SEPTEMBER",
    "OCTOBER",
    "NOVEMBER",
    "DECEMBER",
];

/// The moment that a text names under a model; nothing where that depends on the day, or where a model or text is not plain: then
/// the helper decides, with Oracle's errors.
pub(super) fn parse(text: &str, model: &str) -> Option<Moment> {
    let mut rest = text.trim();
    let mut at = Moment::default();
    let (mut afternoon, mut half) = (None, false);
    let mut has = (false, false, false);
    for piece in pieces(model) {
        let element = match piece {
            Piece::Element(_, element) => element,
            Piece::Literal(_) if rest.is_empty() => continue,
            Piece::Literal(text) => {
                rest = rest.strip_prefix(text)?;
                continue;
            }
            Piece::Unknown => return None,
        };
        if rest.is_empty() && has == (true, true, true) {
            // What is missing behind the date is midnight.
            if !matches!(element, "HH24" | "HH" | "HH12" | "MI" | "SS" | "AM" | "PM" | "FF") {
                return None;
            }
            continue;
        }
        match element {
            "YYYY" => (at.year, has.0) = (digits(&mut rest, 4, 4)?, true),
            "RRRR" | "RR" => {
                let width = if rest.bytes().take_while(u8::is_ascii_digit).count() >= 4 { 4 } else { 2 };
                let year = digits(&mut rest, width, width)?;
                let century = if width == 4 {
                    0
                } else if year < 50 {
                    2000
                } else {
                    1900
                };
                (at.year, has.0) = (year + century, true);
            }
            "MM" => (at.month, has.1) = (digits(&mut rest, 1, 2)?, true),
            "MON" | "MONTH" => (at.month, has.1) = (month(&mut rest)?, true),
            "DD" => (at.day, has.2) = (digits(&mut rest, 1, 2)?, true),
            "HH24" => at.hour = digits(&mut rest, 1, 2)?,
            "HH" | "HH12" => {
                at.hour = digits(&mut rest, 1, 2)?;
                half = true;
            }
            "MI" => at.minute = digits(&mut rest, 1, 2)?,
            "SS" => at.second = digits(&mut rest, 1, 2)?,
            "FF" | "FF9" => at.micros = micros(&mut rest, 9)?,
            "FF1" | "FF2" | "FF3" | "FF4" | "FF5" | "FF6" => {
                at.micros = micros(&mut rest, element.get(2..)?.parse().ok()?)?;
            }
            "AM" | "PM" => {
                let mark = rest.get(..2)?.to_ascii_uppercase();
                afternoon = Some(if mark == "PM" {
                    true
                } else if mark == "AM" {
                    false
                } else {
                    return None;
                });
                rest = rest.get(2..)?;
            }
            "FM" => {}
            _ => return None,
        }
    }
    if half && afternoon.is_none() && !(1..12).contains(&at.hour) {
        return None;
    }
    if let Some(afternoon) = afternoon {
        if at.hour == 0 || at.hour > 12 {
            return None;
        }
        at.hour = at.hour % 12 + if afternoon { 12 } else { 0 };
    }
    (rest.is_empty() && has == (true, true, true) && at.is_valid()).then_some(at)
}

fn digits(rest: &mut &str, least: usize, most: usize) -> Option<u32> {
    let count = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if count < least {
        return None;
    }
    let (number, tail) = rest.split_at_checked(count)?;
    *rest = tail;
    number.parse().ok()
}

fn micros(rest: &mut &str, most: usize) -> Option<u32> {
    let count = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, tail) = rest.split_at_checked(count)?;
    let (kept, lost) = number.split_at_checked(6).unwrap_or((number, ""));
    if count == 0 || count > most || lost.bytes().any(|b| b != b'0') {
        return None;
    }
    *rest = tail;
    format!("{kept:0<6}").parse().ok()
}

fn month(rest: &mut &str) -> Option<u32> {
    let upper = rest.to_ascii_uppercase();
    let place = MONTHS.iter().position(|m| upper.starts_with(m.get(..3).unwrap_or(m)))?;
    let full = MONTHS.get(place)?;
    let length = if upper.starts_with(full) { full.len() } else { 3 };
    *rest = rest.get(length..)?;
    if rest.starts_with(|c: char| c.is_alphabetic()) {
        return None;
    }
    u32::try_from(place + 1).ok()
}

/// An element in a case that PostgreSQL knows: it takes `Dd` for two elements of one letter. The first two letters decide in Oracle.
fn uniform<'a>(written: &'a str, element: &'static str) -> &'a str {
    let mut letters = written.chars().filter(char::is_ascii_alphabetic).map(|c| c.is_ascii_lowercase());
    let (first, second) = (letters.next(), letters.next());
    let same = second.is_none() || first == second && letters.all(|lower| Some(lower) == first);
    match (element, first, second) {
        _ if same => written,
        ("MONTH", Some(true), _) => "month",
        ("MONTH", _, Some(true)) => "Month",
        ("MON", Some(true), _) => "mon",
        ("MON", _, Some(true)) => "Mon",
        ("DAY", Some(true), _) => "day",
        ("DAY", _, Some(true)) => "Day",
        ("DY", Some(true), _) => "dy",
        ("DY", _, Some(true)) => "Dy",
        _ => element,
    }
}

/// Whether a model is one of dates: it has elements that no model of numbers has.
pub(super) fn is_of_dates(model: &str) -> bool {
    let dated = |p: &Piece<'_>| matches!(p, Piece::Element(_, e) if e.len() > 1 && !matches!(*e, "FM" | "TM" | "EE"));
    !model.to_ascii_uppercase().contains("EEEE") && pieces(model).iter().any(dated)
}

/// Whether a model holds what no function here can write: forms that depend on the territory, names of zones, eras.
pub(super) fn is_beyond(model: &str) -> bool {
    is_of_territory(model) || pieces(model).iter().any(|p| matches!(p, Piece::Element(_, "TZR" | "TZD")))
}

/// Whether a model holds forms that depend on the territory or the calendar.
pub(super) fn is_of_territory(model: &str) -> bool {
    pieces(model).iter().any(|p| matches!(p, Piece::Element(_, "TS" | "E" | "EE")))
}

/// Whether a model holds words of a language: names, eras, halves of the day, numbers in words.
pub(super) fn has_words(model: &str) -> bool {
    pieces(model).iter().any(|p| match p {
        Piece::Literal(_) => false,
        Piece::Element(
            _,
            "MONTH" | "MON" | "DAY" | "DY" | "YEAR" | "SYEAR" | "TH" | "SP" | "DL" | "DS" | "TS" | "E" | "EE",
        ) => true,
        Piece::Element(_, element) => matches!(element.as_bytes(), [b'A' | b'P' | b'B', ..]),
        Piece::Unknown => true,
    })
}

/// Whether a model asks for the zone.
pub(super) fn has_zone(model: &str) -> bool {
    pieces(model).iter().any(|p| matches!(p, Piece::Element(_, element) if element.starts_with("TZ")))
}

/// The model as PostgreSQL's `to_char` takes it, of values with so many digits of the second, if they have any; nothing where an
/// element has no equal there.
pub(super) fn for_output(model: &str, zoned: bool, digits: Option<i8>) -> Option<String> {
    let fractions = digits.is_some();
    let mut out = String::with_capacity(model.len() + 8);
    let mut plain = false;
    for piece in pieces(model) {
        let (written, element) = match piece {
            Piece::Literal("|") => continue,
            Piece::Literal(text) if text.chars().any(char::is_alphanumeric) => {
                out.push('"');
                out.push_str(text);
                out.push('"');
                continue;
            }
            Piece::Literal(text) => {
                out.push_str(text);
                continue;
            }
            Piece::Element(written, element) => (written, element),
            Piece::Unknown => return None,
        };
        let own = match element {
            "FM" => {
                plain = !plain;
                continue;
            }
            "FX" => continue,
            "RR" => "YY",
            "RRRR" => "YYYY",
            "FF" if fractions => match digits {
                Some(0) => continue,
                Some(1) => "FF1",
                Some(2) => "FF2",
                Some(3) => "FF3",
                Some(4) => "FF4",
                Some(5) => "FF5",
                Some(7) => "US\"0\"",
                Some(8) => "US\"00\"",
                Some(9) => "US\"000\"",
                _ => "US",
            },
            "FF1" | "FF2" | "FF3" | "FF4" | "FF5" | "FF6" if fractions => element,
            "TZH" | "TZM" if zoned => element,
            "X" => ".",
            // PostgreSQL writes no zeros in front of it.
            "SSSSS" if plain => uniform(written, element),
            "YYYY" | "YYY" | "YY" | "Y" | "IYYY" | "IYY" | "IY" | "I" | "Q" | "MM" | "MON" | "MONTH" | "RM" | "WW"
            | "W" | "IW" | "DDD" | "DD" | "D" | "DAY" | "DY" | "J" | "HH24" | "HH12" | "HH" | "MI" | "SS" | "AM"
            | "PM" | "A.M." | "P.M." | "AD" | "BC" | "A.D." | "B.C." | "CC" => uniform(written, element),
            _ => return None,
        };
        if plain {
            out.push_str("FM");
        }
        out.push_str(own);
    }
    Some(out)
}
