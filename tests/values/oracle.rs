//! What Oracle makes of such an expression (SQL Language Reference, Functions, Operators, Conditions, Nulls).

use super::expr::{Expr, Kind};

/// A value; a text of no characters is null.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    /// In millionths.
    Number(i128),
    Text(String),
    /// Days since 1970-01-01.
    Date(i64),
    Truth(bool),
}

use Value::{Date, Null, Number, Text, Truth};

const ONE: i128 = 1_000_000;

/// The row that expressions see.
pub struct Row {
    pub numbers: [Option<i64>; 2],
    pub texts: [Option<&'static str>; 2],
    pub date: Option<i64>,
}

/// The value; nothing where it fails, or has more digits than are kept here.
pub fn eval(e: &Expr, row: &Row) -> Option<Value> {
    Some(match e {
        Expr::Null(_) => Null,
        Expr::Column(Kind::Number, n) => row.numbers[*n].map_or(Null, |n| Number(i128::from(n) * ONE / 100)),
        Expr::Column(Kind::Text, n) => text(row.texts[*n].unwrap_or("").to_string()),
        Expr::Column(..) => row.date.map_or(Null, Date),
        Expr::Number(n) => Number(i128::from(*n) * ONE / 100),
        Expr::Text(t) => text((*t).to_string()),
        Expr::Date(d) => Date(*d),
        Expr::Call(name, kind, args) => {
            let values: Vec<Value> = args.iter().map(|a| eval(a, row)).collect::<Option<_>>()?;
            call(name, *kind, &values)?
        }
    })
}

fn text(t: String) -> Value {
    if t.is_empty() { Null } else { Text(t) }
}

fn call(name: &str, kind: Kind, values: &[Value]) -> Option<Value> {
    if let Some(value) = choosing(name, values) {
        return value;
    }
    if kind == Kind::Truth {
        return truth(name, values);
    }
    match (name, values) {
        ("$ || $" | "CONCAT", [a, b]) => return Some(text(shown(a)? + &shown(b)?)),
        ("REPLACE", [Text(a), Null, ..]) => return Some(Text(a.clone())),
        ("REPLACE", [Text(a), Text(b), rest @ ..]) => {
            let with = rest.first().map_or(Some(String::new()), shown)?;
            return Some(text(a.replace(b.as_str(), &with)));
        }
        _ => {}
    }
    if values.contains(&Null) {
        return Some(Null);
    }
    match values {
        [Number(a), rest @ ..] if rest.iter().all(|v| matches!(v, Number(_))) => numeric(name, *a, rest),
        [Date(d), rest @ ..] => dated(name, *d, rest),
        [Text(t), rest @ ..] => textual(name, t, rest),
        _ => None,
    }
}

/// Functions that take nulls as values, or stop at one.
fn choosing(name: &str, v: &[Value]) -> Option<Option<Value>> {
    let is = |v: &Value| *v == Truth(true);
    Some(Some(match (name, v) {
        ("NVL", [a, b]) => {
            if *a == Null {
                b.clone()
            } else {
                a.clone()
            }
        }
        ("NVL2", [a, b, c]) => {
            if *a == Null {
                c.clone()
            } else {
                b.clone()
            }
        }
        ("COALESCE", all) => all.iter().find(|v| **v != Null).cloned().unwrap_or(Null),
        ("NULLIF", [a, b]) => {
            if *a != Null && a == b {
                Null
            } else {
                a.clone()
            }
        }
        ("CASE WHEN $ THEN $ ELSE $ END", [c, a, b]) => {
            if is(c) {
                a.clone()
            } else {
                b.clone()
            }
        }
        ("CASE WHEN $ THEN $ END", [c, a]) => {
            if is(c) {
                a.clone()
            } else {
                Null
            }
        }
        ("CASE $ WHEN $ THEN $ END", [a, b, c]) => {
            if *a != Null && a == b {
                c.clone()
            } else {
                Null
            }
        }
        // two nulls are the same
        ("DECODE", [a, rest @ ..]) => {
            let found = rest.chunks(2).find(|c| matches!(c, [b, _] if a == b) || c.len() == 1);
            found.and_then(|c| c.last()).cloned().unwrap_or(Null)
        }
        ("GREATEST" | "LEAST", all) => {
            if all.contains(&Null) {
                return Some(Some(Null));
            }
            let mut best = all.first()?.clone();
            for other in all {
                let less = order(other, &best)?.is_lt();
                if less == (name == "LEAST") && order(other, &best)?.is_ne() {
                    best = other.clone();
                }
            }
            best
        }
        _ => return None,
    }))
}

fn order(a: &Value, b: &Value) -> Option<std::cmp::Ordering> {
    Some(match (a, b) {
        (Number(a), Number(b)) => a.cmp(b),
        (Text(a), Text(b)) => a.cmp(b),
        (Date(a), Date(b)) => a.cmp(b),
        _ => return None,
    })
}

fn truth(name: &str, v: &[Value]) -> Option<Value> {
    let not = |v: &Value| if let Truth(b) = v { Truth(!b) } else { Null };
    let all = |decides: bool, v: &[Value]| {
        if v.contains(&Truth(decides)) {
            Truth(decides)
        } else if v.contains(&Null) {
            Null
        } else {
            Truth(!decides)
        }
    };
    let compared = |a: &Value, b: &Value, f: fn(std::cmp::Ordering) -> bool| order(a, b).map_or(Null, |o| Truth(f(o)));
    Some(match (name, v) {
        ("($ IS NULL)", [a]) => Truth(*a == Null),
        ("($ IS NOT NULL)", [a]) => Truth(*a != Null),
        ("($ AND $)", v) => all(false, v),
        ("($ OR $)", v) => all(true, v),
        ("NOT $", [a]) => not(a),
        ("($ = $)", [a, b]) => compared(a, b, std::cmp::Ordering::is_eq),
        ("($ <> $)", [a, b]) => compared(a, b, std::cmp::Ordering::is_ne),
        ("($ < $)", [a, b]) => compared(a, b, std::cmp::Ordering::is_lt),
        ("($ > $)", [a, b]) => compared(a, b, std::cmp::Ordering::is_gt),
        ("($ >= $)", [a, b]) => compared(a, b, std::cmp::Ordering::is_ge),
        ("($ BETWEEN $ AND $)", [a, b, c]) => {
            all(false, &[compared(a, b, std::cmp::Ordering::is_ge), compared(a, c, std::cmp::Ordering::is_le)])
        }
        ("($ IN ($, $))" | "($ NOT IN ($, $))", [a, b, c]) => {
            let is = std::cmp::Ordering::is_eq;
            let within = all(true, &[compared(a, b, is), compared(a, c, is)]);
            if name.contains("NOT") { not(&within) } else { within }
        }
        ("($ LIKE $ || '%')", [Text(a), b]) => Truth(like(a, &(shown(b)? + "%"))),
        ("($ LIKE '_a%')", [Text(a)]) => Truth(like(a, "_a%")),
        ("($ NOT LIKE '%b')", [Text(a)]) => Truth(!like(a, "%b")),
        _ => Null,
    })
}

fn like(t: &str, pattern: &str) -> bool {
    match pattern.chars().next() {
        None => t.is_empty(),
        Some('%') => (0..=t.len()).any(|n| t.get(n..).is_some_and(|t| like(t, &pattern[1..]))),
        Some(p) => t.chars().next().is_some_and(|c| (p == '_' || p == c) && like(&t[1..], &pattern[1..])),
    }
}

fn numeric(name: &str, a: i128, rest: &[Value]) -> Option<Value> {
    let b = if let [Number(b)] = rest { *b } else { 0 };
    let down = |n: i128, unit: i128| n.div_euclid(unit) * unit;
    let zero = |n: i128, unit: i128| n / unit * unit;
    let half = |n: i128, unit: i128| zero(n + n.signum() * unit / 2, unit);
    Some(Number(match name {
        "($ + $)" => a + b,
        "($ - $)" => a - b,
        "($ * $)" => {
            let product = a.checked_mul(b)?;
            if product % ONE != 0 { return None } else { product / ONE }
        }
        "$ / 4" => {
            if a % 4 != 0 {
                return None;
            } else {
                a / 4
            }
        }
        "-$" => -a,
        "ABS" => a.abs(),
        "SIGN" => a.signum() * ONE,
        "CEIL" => -down(-a, ONE),
        "FLOOR" => down(a, ONE),
        "ROUND" => half(a, ONE),
        "TRUNC" => zero(a, ONE),
        "ROUND($, 1)" => half(a, ONE / 10),
        "TRUNC($, -1)" => zero(a, ONE * 10),
        "MOD" => {
            if b == 0 {
                a
            } else {
                a % b
            }
        }
        "TO_NUMBER(TO_CHAR($))" => a,
        "TO_CHAR" => return Some(Text(digits(a))),
        "TO_CHAR($, 'FM990.00')" => {
            let n = half(a, ONE / 100);
            if n.abs() >= 1000 * ONE || (n == 0 && a < 0) {
                return None;
            }
            let sign = if n < 0 { "-" } else { "" };
            return Some(Text(format!("{sign}{}.{:02}", n.abs() / ONE, n.abs() % ONE / (ONE / 100))));
        }
        _ => return None,
    }))
    .filter(|v| matches!(v, Number(n) if n.abs() < ONE * 1_000_000_000))
}

fn textual(name: &str, t: &str, rest: &[Value]) -> Option<Value> {
    let chars: Vec<char> = t.chars().collect();
    let number = |n: usize| Some(Number(i128::try_from(n).ok()? * ONE));
    let other = || if let Some(Text(s)) = rest.first() { s.as_str() } else { " " };
    let trimmed = |start: bool, end: bool, set: &str| {
        let mut s = t;
        if start {
            s = s.trim_start_matches(|c| set.contains(c))
        }
        if end {
            s = s.trim_end_matches(|c| set.contains(c))
        }
        text(s.to_string())
    };
    let n = if let Some(Number(n)) = rest.first() { i64::try_from(n / ONE).ok()? } else { 0 };
    match name {
        "LENGTH" => return number(chars.len()),
        "INSTR" => return number(t.find(other()).map_or(0, |n| n + 1)),
        "INSTR($, $, 2)" => return number(t.get(1..).and_then(|t| t.find(other())).map_or(0, |n| n + 2)),
        "INSTR($, $, -1, 2)" => {
            let found: Vec<usize> = (0..t.len()).rev().filter(|n| t[*n..].starts_with(other())).collect();
            return number(found.get(1).map_or(0, |n| n + 1));
        }
        "CHR(65 + LENGTH($))" => return Some(Text(char::from(u8::try_from(65 + chars.len()).ok()?).to_string())),
        _ => {}
    }
    Some(match name {
        "UPPER" => text(t.to_uppercase()),
        "LOWER" => text(t.to_lowercase()),
        "INITCAP" => {
            let mut fresh = true;
            let turned = t.chars().map(|c| {
                let new = if fresh { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
                fresh = !c.is_ascii_alphanumeric();
                new
            });
            text(turned.collect())
        }
        "SUBSTR($, 2)" => text(substr(&chars, 2, None)),
        "SUBSTR($, -2, 1)" => text(substr(&chars, -2, Some(1))),
        "SUBSTR($, 0, 2)" => text(substr(&chars, 0, Some(2))),
        "SUBSTR($, $)" => text(substr(&chars, n, None)),
        "SUBSTR($, 1, $)" => text(substr(&chars, 1, Some(n))),
        "TRIM" => trimmed(true, true, " "),
        "LTRIM" => trimmed(true, false, other()),
        "RTRIM" => trimmed(false, true, other()),
        "TRANSLATE" => {
            let [Text(from), Text(to)] = rest else { return None };
            let to: Vec<char> = to.chars().collect();
            text(t.chars().filter_map(|c| from.find(c).map_or(Some(c), |n| to.get(n).copied())).collect())
        }
        "LPAD($, 5)" => text(padded(&chars, 5, " ", true)),
        "RPAD($, 4, $)" => text(padded(&chars, 4, other(), false)),
        "LPAD($, $, 'xy')" => text(padded(&chars, n, "xy", true)),
        _ => return None,
    })
}

fn substr(chars: &[char], from: i64, count: Option<i64>) -> String {
    let length = chars.len() as i64;
    let start = match from {
        0 => 0,
        n if n > 0 => n - 1,
        n => length + n,
    };
    if start < 0 || start >= length {
        return String::new();
    }
    let count = count.unwrap_or(length).clamp(0, length - start);
    chars[start as usize..(start + count) as usize].iter().collect()
}

fn padded(chars: &[char], to: i64, with: &str, left: bool) -> String {
    let to = usize::try_from(to).unwrap_or(0);
    let own: String = chars.iter().take(to).collect();
    let fill: String = with.chars().cycle().take(to.saturating_sub(chars.len())).collect();
    if left { fill + &own } else { own + &fill }
}

fn dated(name: &str, d: i64, rest: &[Value]) -> Option<Value> {
    let (year, month, day) = civil(d);
    let whole = || match rest {
        [Number(n)] if n % ONE == 0 && n.abs() < ONE * 10_000 => i64::try_from(n / ONE).ok(),
        _ => None,
    };
    let found = match name {
        "($ - $)" => {
            let [Date(other)] = rest else { return None };
            return Some(Number(i128::from(d - other) * ONE));
        }
        "EXTRACT(MONTH FROM $)" => return Some(Number(i128::from(month) * ONE)),
        "TO_CHAR($, 'YYYY-MM-DD')" => return Some(Text(iso(d))),
        "TO_CHAR($, 'DDD Q')" => {
            return Some(Text(format!("{:03} {}", d - days(year, 1, 1) + 1, (month - 1) / 3 + 1)));
        }
        "$ + $" => d + whole()?,
        "$ - 1" => d - 1,
        // the last day of a month stays the last
        "ADD_MONTHS" => {
            // a fraction is cut off
            let [Number(n)] = rest else { return None };
            let n = i64::try_from(n / ONE).ok().filter(|n| n.abs() < 1000)?;
            let months = year * 12 + month - 1 + n;
            let (y, m) = (months.div_euclid(12), months.rem_euclid(12) + 1);
            let last = last(y, m);
            days(y, m, if day == self::last(year, month) { last } else { day.min(last) })
        }
        "LAST_DAY" => days(year, month, last(year, month)),
        "TRUNC($, 'MM')" => days(year, month, 1),
        "TRUNC($, 'YYYY')" => days(year, 1, 1),
        "TRUNC($, 'Q')" => days(year, (month - 1) / 3 * 3 + 1, 1),
        "ROUND($, 'MM')" if day < 16 => days(year, month, 1),
        "ROUND($, 'MM')" => days(year, month, last(year, month)) + 1,
        _ => return None,
    };
    (-200_000..200_000).contains(&found).then_some(Date(found))
}

fn last(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][(month - 1) as usize]
}

/// Days since 1970-01-01 of a day of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let era = y.div_euclid(400);
    let of_era = (y - era * 400) * 365 + (y - era * 400) / 4 - (y - era * 400) / 100 + (153 * m + 2) / 5 + day - 1;
    era * 146_097 + of_era - 719_468
}

fn civil(d: i64) -> (i64, i64, i64) {
    let mut year = 1970 + d / 366 - 1;
    while days(year + 1, 1, 1) <= d {
        year += 1;
    }
    let mut month = 12;
    while days(year, month, 1) > d {
        month -= 1;
    }
    (year, month, d - days(year, month, 1) + 1)
}

/// `YYYY-MM-DD`.
pub fn iso(d: i64) -> String {
    let (year, month, day) = civil(d);
    format!("{year:04}-{month:02}-{day:02}")
}

/// A number in millionths as Oracle writes it: no zero before the point.
pub fn digits(n: i128) -> String {
    let (whole, part) = (n.abs() / ONE, n.abs() % ONE);
    let part = if part == 0 { String::new() } else { format!(".{:06}", part).trim_end_matches('0').to_string() };
    let whole = if whole == 0 && !part.is_empty() { String::new() } else { whole.to_string() };
    format!("{}{whole}{part}", if n < 0 { "-" } else { "" })
}

/// As a text; null is none.
pub fn shown(v: &Value) -> Option<String> {
    Some(match v {
        Null => String::new(),
        Number(n) => digits(*n),
        Text(t) => t.clone(),
        Date(d) => iso(*d),
        Truth(b) => b.to_string(),
    })
}
