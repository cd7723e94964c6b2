//! Bounds of partitions as literals of the key's type: dates in ISO form, numbers in plain digits.

use super::{Cx, expr};
use crate::ir::{self, ExprKind, Type, Unary};
use crate::pg;
use ecow::EcoString;

/// A value of a bound, for a key of type `ty`. What is no literal is lowered as an expression, which PostgreSQL computes once.
pub(super) fn value(cx: &mut Cx<'_>, ty: Option<&Type>, written: &ir::Expr) -> Option<pg::Expr> {
    let whole = matches!(ty, Some(Type::Number { precision: Some(_), scale: None | Some(0) } | Type::AnsiInteger(_)));
    if let ExprKind::Null | ExprKind::EmptyText = written.kind {
        return Some(pg::Expr::Null);
    }
    let literal = match sign(written) {
        (negative, ExprKind::Number(digits, _)) => number(digits, negative, whole),
        (false, ExprKind::Text(text, _)) if matches!(ty, Some(Type::Number { .. })) => number(text, false, whole),
        (false, ExprKind::Text(text, _) | ExprKind::Date(text) | ExprKind::Timestamp(text)) => {
            Some(pg::Expr::Text(text.clone()))
        }
        (false, ExprKind::Call(call)) => folded_date(call).map(pg::Expr::Text),
        _ => None,
    };
    let scope = expr::Scope { table: None, schema: None, place: expr::Place::Default, query: None, locals: None };
    literal.or_else(|| expr::lower(cx, &scope, written).ok().map(|low| low.expr))
}

/// What stands behind one sign, and whether that is a minus.
fn sign(expr: &ir::Expr) -> (bool, &ExprKind) {
    if let ExprKind::Unary(Unary::Minus, inner) = &expr.kind {
        (true, &inner.kind)
    } else if let ExprKind::Unary(Unary::Plus, inner) = &expr.kind {
        (false, &inner.kind)
    } else {
        (false, &expr.kind)
    }
}

/// A number in plain digits; for a whole-number key the next whole number, which divides the rows the same way.
fn number(written: &str, negative: bool, whole: bool) -> Option<pg::Expr> {
    let (mantissa, exponent) = match written.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (written, 0),
    };
    let (front, back) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: String = front.chars().chain(back.chars()).collect();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) || exponent.abs() > 200 {
        return None;
    }
    let point = i32::try_from(front.len()).ok()? + exponent;
    let (whole_part, fraction) = if point <= 0 {
        (String::new(), format!("{}{digits}", "0".repeat(usize::try_from(-point).ok()?)))
    } else {
        let point = usize::try_from(point).ok()?;
        match digits.split_at_checked(point) {
            Some((a, b)) => (a.to_owned(), b.to_owned()),
            None => (format!("{digits}{}", "0".repeat(point - digits.len())), String::new()),
        }
    };
    let whole_part = whole_part.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    if whole {
        let n: i128 = if whole_part.is_empty() { 0 } else { whole_part.parse().ok()? };
        // Keys below -1.5 are those below -1; keys below 1.5 are those below 2.
        let n = if negative { -n } else { n + i128::from(!fraction.is_empty()) };
        return Some(literal(&n.unsigned_abs().to_string(), n < 0));
    }
    let front = if whole_part.is_empty() { "0" } else { whole_part };
    let text = if fraction.is_empty() { front.to_owned() } else { format!("{front}.{fraction}") };
    Some(literal(&text, negative && text != "0"))
}

fn literal(digits: &str, negative: bool) -> pg::Expr {
    let number = pg::Expr::Number(digits.into());
    if negative { pg::Expr::Prefix(pg::Op::Subtract, Box::new(number)) } else { number }
}

/// `TO_DATE('…', 'model', …)` and `TO_TIMESTAMP` with literals: the moment in ISO form.
fn folded_date(call: &ir::Call) -> Option<EcoString> {
    let name = call.name.parts.last()?;
    if !matches!(name.as_str(), "TO_DATE" | "TO_TIMESTAMP") {
        return None;
    }
    let (text, model) = match call.args.as_slice() {
        [text, model] | [text, model, _] => (literal_text(&text.value)?, literal_text(&model.value)?),
        _ => return None,
    };
    moment(text, model)
}

fn literal_text(expr: &ir::Expr) -> Option<&str> {
    if let ExprKind::Text(text, _) = &expr.kind { Some(text) } else { None }
}

/// What was read of a moment so far.
#[derive(Default)]
struct Moment {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    hour: u32,
    minute: u32,
    second: u32,
    afternoon: Option<bool>,
    fraction: String,
}

/// Elements of a model that a bound is written with, longest first. Others leave the call to the general conversion.
const ELEMENTS: [&str; 21] = [
    "SYYYY", "YYYY", "RRRR", "RR", "MONTH", "MON", "MM", "DD", "HH24", "HH12", "HH", "MI", "SSXFF", "SS", "FF9", "FF6",
    "FF3", "FF", "AM", "PM", "FX",
];

fn moment(text: &str, model: &str) -> Option<EcoString> {
    let model = model.to_ascii_uppercase();
    let mut model = model.as_str();
    let mut text = text.trim_start();
    let mut at = Moment::default();
    while !model.is_empty() {
        match ELEMENTS.iter().find_map(|e| model.strip_prefix(e).map(|rest| (*e, rest))) {
            Some((element, rest)) => {
                model = rest;
                text = take(&mut at, element, text.trim_start())?;
            }
            None => {
                let mut signs = model.chars();
                let sign = signs.next()?;
                if sign.is_ascii_alphanumeric() || sign == '"' {
                    return None;
                }
                model = signs.as_str();
                // Any punctuation of the text stands for any of the model.
                let mut given = text.chars();
                match given.next() {
                    Some(c) if !c.is_alphanumeric() => text = given.as_str(),
                    Some(_) | None => {}
                }
            }
        }
    }
    if text.trim().is_empty() { at.iso() } else { None }
}

/// Takes one element's worth of the text.
fn take<'a>(at: &mut Moment, element: &str, text: &'a str) -> Option<&'a str> {
    let digits = |most: usize| -> Option<(u32, &'a str)> {
        let length = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let (number, rest) = text.split_at_checked(length)?;
        Some((number.parse().ok()?, rest))
    };
    let rest = match element {
        "SYYYY" | "YYYY" | "RRRR" => {
            let (year, rest) = digits(4)?;
            if text.len() - rest.len() != 4 {
                return None;
            }
            at.year = i32::try_from(year).ok();
            rest
        }
        "RR" => {
            // Four digits are a year of their own where they stand alone, as Oracle takes them.
            let alone = text.bytes().take_while(u8::is_ascii_digit).count() == 4;
            let (year, rest) = digits(if alone { 4 } else { 2 })?;
            // The current century is taken to be the 21st, as it is for any source this tool meets.
            let year = match year {
                0..50 if !alone => 2000 + year,
                50..100 if !alone => 1900 + year,
                _ => year,
            };
            at.year = i32::try_from(year).ok();
            rest
        }
        "MM" => keep(&mut at.month, digits(2)?),
        "DD" => keep(&mut at.day, digits(2)?),
        "MON" | "MONTH" => {
            let (month, rest) = month(text)?;
            at.month = Some(month);
            rest
        }
        "HH24" | "HH12" | "HH" => set(&mut at.hour, digits(2)?),
        "MI" => set(&mut at.minute, digits(2)?),
        "SS" => set(&mut at.second, digits(2)?),
        "AM" | "PM" => {
            let (word, rest) = text.split_at_checked(2)?;
            at.afternoon = Some(word.eq_ignore_ascii_case("PM"));
            rest
        }
        "SSXFF" => {
            let rest = set(&mut at.second, digits(2)?);
            let rest = rest.strip_prefix(['.', ',']).unwrap_or(rest);
            fraction(at, rest)?
        }
        "FX" => text,
        _ => fraction(at, text)?,
    };
    Some(rest)
}

fn keep<'a>(slot: &mut Option<u32>, (value, rest): (u32, &'a str)) -> &'a str {
    *slot = Some(value);
    rest
}

fn set<'a>(slot: &mut u32, (value, rest): (u32, &'a str)) -> &'a str {
    *slot = value;
    rest
}

fn fraction<'a>(at: &mut Moment, text: &'a str) -> Option<&'a str> {
    let length = text.bytes().take(9).take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at_checked(length)?;
    at.fraction = digits.trim_end_matches('0').to_owned();
    Some(rest)
}

fn month(text: &str) -> Option<(u32, &str)> {
    const NAMES: [&str; 12] = [
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
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, rest) = text.split_at_checked(length)?;
    let word = word.to_ascii_uppercase();
    let place = NAMES.iter().position(|name| *name == word || (word.len() == 3 && name.starts_with(&word)))?;
    Some((u32::try_from(place).ok()? + 1, rest))
}

impl Moment {
    fn iso(&self) -> Option<EcoString> {
        let (year, month, day) = (self.year?, self.month.unwrap_or(1), self.day.unwrap_or(1));
        let hour = match self.afternoon {
            Some(afternoon) => self.hour % 12 + if afternoon { 12 } else { 0 },
            None => self.hour,
        };
        let month_given = self.month.is_some();
        let plausible = (1..=12).contains(&month)
            && (1..=days(year, month)).contains(&day)
            && hour < 24
            && self.minute < 60
            && self.second < 60;
        // Without a month Oracle takes the current one, which no file can know.
        if !plausible || !month_given {
            return None;
        }
        let date = format!("{year:04}-{month:02}-{day:02}");
        if hour == 0 && self.minute == 0 && self.second == 0 && self.fraction.is_empty() {
            return Some(date.into());
        }
        let point = if self.fraction.is_empty() { "" } else { "." };
        Some(format!("{date} {hour:02}:{:02}:{:02}{point}{}", self.minute, self.second, self.fraction).into())
    }
}

fn days(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_folded_to_iso() {
        let oracle = "SYYYY-MM-DD HH24:MI:SS";
        assert_eq!(moment(" 2024-01-01 00:00:00", oracle).as_deref(), Some("2024-01-01"));
        assert_eq!(moment("01-OCT-25", "DD-MON-RR").as_deref(), Some("2025-10-01"));
        assert_eq!(moment("1-7-2017", "DD-MM-RR").as_deref(), Some("2017-07-01"));
        assert_eq!(moment("150102", "RRMMDD").as_deref(), Some("2015-01-02"));
        assert_eq!(moment("31/12/1998 23:59:58", "dd/mm/yyyy hh24:mi:ss").as_deref(), Some("1998-12-31 23:59:58"));
        assert_eq!(moment("20240229", "YYYYMMDD").as_deref(), Some("2024-02-29"));
        assert_eq!(
            moment("2024-01-01 10:11:12.500", "YYYY-MM-DD HH24:MI:SSXFF").as_deref(),
            Some("2024-01-01 10:11:12.5")
        );
        assert_eq!(moment("2024", "YYYY"), None, "the month is that of the day the script runs");
        assert_eq!(moment("30-02-2024", "DD-MM-YYYY"), None);
        assert_eq!(moment("2024-01", "YYYY-Q"), None);
    }

    #[test]
    fn numbers_are_written_plainly() {
        let shown = |text: &str, negative: bool, whole: bool| {
            let made = number(text, negative, whole).expect("a number");
            if let pg::Expr::Prefix(_, inner) = &made {
                let pg::Expr::Number(digits) = &**inner else { panic!("{made:?}") };
                return format!("-{digits}");
            }
            let pg::Expr::Number(digits) = &made else { panic!("{made:?}") };
            digits.to_string()
        };
        assert_eq!(shown("2.001E3", false, true), "2001");
        assert_eq!(shown("1.5", false, true), "2");
        assert_eq!(shown("1.5", true, true), "-1");
        assert_eq!(shown("1000", false, false), "1000");
        assert_eq!(shown("12.50", true, false), "-12.5");
        assert_eq!(shown("5e-2", false, false), "0.05");
    }
}
