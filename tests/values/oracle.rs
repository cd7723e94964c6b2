//! What Oracle makes of such an expression (SQL Language Reference, Functions, Operators, Conditions, Nulls).

use super::expr::{Expr, Kind};

/// A value; a text of no characters is null.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    /// In millionths.
    Number(i128),
    Text(String),
    /// Seconds since 1970-01-01.
    Date(i64),
    Truth(bool),
}

use Value::{Date, Null, Number, Text, Truth};

const ONE: i128 = 1_000_000;
const DAY: i64 = 86_400;

/// The row that expressions see.
pub struct Row {
    pub numbers: [Option<i64>; 2],
    pub texts: [Option<&'static str>; 2],
    /// Of four characters.
    pub padded: Option<&'static str>,
    /// Seconds since 1970-01-01.
    pub date: Option<i64>,
}

/// The value in SQL or in PL/SQL; nothing where it fails, has more digits than are kept here, or is not plain.
pub fn eval(e: &Expr, row: &Row, sql: bool) -> Option<Value> {
    Some(match e {
        Expr::Null(_) => Null,
        Expr::Column(Kind::Number, n) => row.numbers[*n].map_or(Null, |n| Number(i128::from(n) * ONE / 100)),
        Expr::Column(Kind::Text, 2) => text(row.padded.unwrap_or("").to_string()),
        Expr::Column(Kind::Text, n) => text(row.texts[*n].unwrap_or("").to_string()),
        Expr::Column(..) => row.date.map_or(Null, Date),
        Expr::Number(n) => Number(i128::from(*n) * ONE / 100),
        Expr::Text(t) => text((*t).to_string()),
        Expr::Date(d) => Date(*d * DAY),
        Expr::Call(name, kind, args) => {
            let values: Vec<Value> = args.iter().map(|a| eval(a, row, sql)).collect::<Option<_>>()?;
            let compares = *name == "NULLIF" || *kind == Kind::Truth && args.len() > 1 && !name.contains("LIKE");
            let compares = compares && args[0].kind() == Kind::Text;
            let compared = if compares { unpadded(args, values.clone(), sql)? } else { values.clone() };
            match call(name, *kind, &compared)? {
                // the first value is given as it is
                Text(_) if *name == "NULLIF" => values.into_iter().next()?,
                value => value,
            }
        }
    })
}

/// Texts that are compared: blanks at the end do not count between types that are filled up with them. Nothing where some are and
/// some are not, and it would matter.
fn unpadded(args: &[Expr], values: Vec<Value>, sql: bool) -> Option<Vec<Value>> {
    let padded: Vec<Option<bool>> = args.iter().map(|a| a.padded(sql)).collect();
    let blank = |v: &Value| matches!(v, Text(t) if t.ends_with(' '));
    if padded.iter().all(|p| *p == Some(false)) || !values.iter().any(blank) {
        return Some(values);
    }
    let all = padded.iter().all(|p| *p == Some(true));
    let pair = values.len() == 2 && padded.iter().all(Option::is_some);
    if !all && !pair {
        return None;
    }
    let strip = |v: Value| if let Text(t) = v { Text(t.trim_end_matches(' ').to_string()) } else { v };
    Some(if all { values.into_iter().map(strip).collect() } else { values })
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
        ("REGEXP_LIKE($, '^[a-z]')", [Text(a)]) => Truth(a.starts_with(|c: char| c.is_ascii_lowercase())),
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
        "ROUND($ / 3, 2)" => half(a * 10, ONE / 100 * 30) / 30,
        "TRUNC($ / 7, 1)" => zero(a * 10, ONE / 10 * 70) / 70,
        "REMAINDER($, 3)" => {
            let (by, left) = ((a.abs() * 2).div_euclid(ONE * 3), a.abs() % (ONE * 3));
            let tie = left * 2 == ONE * 3;
            // the nearest even multiple
            let up = if tie { by / 2 % 2 == 1 } else { by % 2 == 1 };
            a.signum() * if up { left - ONE * 3 } else { left }
        }
        "POWER($, 2)" => {
            let product = a.checked_mul(a)?;
            if product % ONE != 0 { return None } else { product / ONE }
        }
        "WIDTH_BUCKET($, 0, 10, 5)" if a < 0 => 0,
        "WIDTH_BUCKET($, 0, 10, 5)" => (zero(a / 2, ONE) + ONE).min(ONE * 6),
        "TO_CHAR" => return Some(Text(digits(a))),
        "LPAD(TO_CHAR($), 6, '0')" => {
            return Some(text(padded(&digits(a).chars().collect::<Vec<_>>(), 6, "0", true)));
        }
        "TO_CHAR($, '9990.99')" => {
            let n = half(a, ONE / 100);
            if n.abs() >= 10_000 * ONE || (n == 0 && a < 0) {
                return None;
            }
            let sign = if n < 0 { "-" } else { "" };
            return Some(Text(format!("{:>8}", format!("{sign}{}.{:02}", n.abs() / ONE, n.abs() % ONE / (ONE / 100)))));
        }
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
        "REGEXP_COUNT($, 'a')" => return number(t.matches('a').count()),
        "REGEXP_INSTR($, '[b ]')" => return number(t.find(['b', ' ']).map_or(0, |n| n + 1)),
        "CHR(65 + LENGTH($))" => return Some(Text(char::from(u8::try_from(65 + chars.len()).ok()?).to_string())),
        _ => {}
    }
    Some(match name {
        "REGEXP_REPLACE($, '[ab]', 'z')" => text(t.replace(['a', 'b'], "z")),
        "REGEXP_SUBSTR($, '[a-z]+')" => {
            let lower = |c: char| c.is_ascii_lowercase();
            text(t.trim_start_matches(|c| !lower(c)).chars().take_while(|c| lower(*c)).collect())
        }
        "REGEXP_SUBSTR($, '[^ ]+', 1, 2)" => {
            text(t.split(' ').filter(|p| !p.is_empty()).nth(1).unwrap_or("").to_string())
        }
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
        "LPAD($, $, 'xy')" if n < 100 => text(padded(&chars, n, "xy", true)),
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

fn dated(name: &str, moment: i64, rest: &[Value]) -> Option<Value> {
    let (d, second) = (moment.div_euclid(DAY), moment.rem_euclid(DAY));
    let (year, month, day) = civil(d);
    // so many units of seconds, if they are whole seconds
    let seconds =
        |unit: i128, n: i128| (n * unit % ONE == 0).then_some(n * unit / ONE).and_then(|n| i64::try_from(n).ok());
    let number = || if let [Number(n)] = rest { Some(*n).filter(|n| n.abs() < ONE * 10_000) } else { None };
    let at = |date: i64| Some(Date(date * DAY + second));
    if let Some(read) = read(name, moment, rest) {
        return read;
    }
    let found = match name {
        "$ + $" => Date(moment + seconds(86_400, number()?)?),
        "$ + NUMTODSINTERVAL($, 'HOUR')" => Date(moment + seconds(3600, number()?)?),
        "$ - $ / 24" => Date(moment - seconds(3600, number()?)?),
        "$ + INTERVAL '36' HOUR" => Date(moment + 36 * 3600),
        "$ - 1" => Date(moment - DAY),
        "TO_DATE(TO_CHAR($, 'YYYYMMDDHH24MISS'), 'YYYYMMDDHH24MISS')" => Date(moment),
        // the last day of a month stays the last, a fraction of a month is cut off
        "ADD_MONTHS" => {
            let n = i64::try_from(number()? / ONE).ok().filter(|n| n.abs() < 1000)?;
            let months = year * 12 + month - 1 + n;
            let (y, m) = (months.div_euclid(12), months.rem_euclid(12) + 1);
            let last = last(y, m);
            at(days(y, m, if day == self::last(year, month) { last } else { day.min(last) }))?
        }
        "LAST_DAY" => at(days(year, month, last(year, month)))?,
        "NEXT_DAY($, 'MONDAY')" => at(d + 7 - (d + 3).rem_euclid(7))?,
        "TRUNC" => Date(d * DAY),
        "ROUND" => Date((d + i64::from(second >= DAY / 2)) * DAY),
        "TRUNC($, 'HH24')" => Date(moment - second % 3600),
        "TRUNC($, 'DAY')" => Date((d - (d + 4).rem_euclid(7)) * DAY),
        "TRUNC($, 'IW')" => Date((d - (d + 3).rem_euclid(7)) * DAY),
        "TRUNC($, 'MM')" => Date(days(year, month, 1) * DAY),
        "TRUNC($, 'YYYY')" => Date(days(year, 1, 1) * DAY),
        "TRUNC($, 'Q')" => Date(days(year, (month - 1) / 3 * 3 + 1, 1) * DAY),
        "ROUND($, 'YYYY')" => Date(days(year + i64::from(month > 6), 1, 1) * DAY),
        "ROUND($, 'MM')" if day < 16 => Date(days(year, month, 1) * DAY),
        "ROUND($, 'MM')" => Date((days(year, month, last(year, month)) + 1) * DAY),
        _ => return None,
    };
    matches!(found, Date(d) if (-200_000 * DAY..200_000 * DAY).contains(&d)).then_some(found)
}

const NAMES: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// What is read of dates: numbers and texts.
fn read(name: &str, moment: i64, rest: &[Value]) -> Option<Option<Value>> {
    let (d, second) = (moment.div_euclid(DAY), moment.rem_euclid(DAY));
    let (year, month, day) = civil(d);
    let (hour, minute) = (second / 3600, second / 60 % 60);
    let whole = |n: i64| Some(Number(i128::from(n) * ONE));
    let other = if let [Date(other)] = rest { *other } else { 0 };
    let weekday = NAMES[(d + 4).rem_euclid(7) as usize];
    let named = MONTHS[(month - 1) as usize];
    let short = |t: &str| t[..3].to_uppercase();
    let written = match name {
        "($ - $)" => {
            let apart = i128::from(moment - other) * ONE;
            return Some((apart % i128::from(DAY) == 0).then(|| Number(apart / i128::from(DAY))));
        }
        "ROUND(($ - $) * 24, 2)" => {
            let hundredths = i128::from(moment - other) * 100;
            let rounded = (hundredths.abs() + 1800) / 3600 * hundredths.signum();
            return Some(Some(Number(rounded * ONE / 100)));
        }
        "ROUND(MONTHS_BETWEEN($, $), 2)" => return Some(Some(months_between(moment, other))),
        "EXTRACT(MONTH FROM $)" => return Some(whole(month)),
        "EXTRACT(YEAR FROM $)" => return Some(whole(year)),
        "EXTRACT(DAY FROM $)" => return Some(whole(day)),
        "TO_NUMBER(TO_CHAR($, 'HH24MI'))" => return Some(whole(hour * 100 + minute)),
        "TO_CHAR($, 'YYYY-MM-DD')" => format!("{year:04}-{month:02}-{day:02}"),
        "TO_CHAR($, 'DDD Q')" => format!("{:03} {}", d - days(year, 1, 1) + 1, (month - 1) / 3 + 1),
        "TO_CHAR($, 'HH24:MI:SS')" => format!("{hour:02}:{minute:02}:{:02}", second % 60),
        "TO_CHAR($, 'DY DD-MON-RR')" => format!("{} {day:02}-{}-{:02}", short(weekday), short(named), year % 100),
        "TO_CHAR($, 'fmDay, Month DD')" => format!("{weekday}, {named} {day}"),
        "TO_CHAR($, 'IYYY-IW D')" => {
            // the week belongs to the year of its Thursday
            let thursday = d - (d + 3).rem_euclid(7) + 3;
            let of = civil(thursday).0;
            format!("{of:04}-{:02} {}", (thursday - days(of, 1, 1)) / 7 + 1, (d + 4).rem_euclid(7) + 1)
        }
        "TO_CHAR($, 'HH12 AM SSSSS')" => {
            format!("{:02} {} {second:05}", (hour + 11) % 12 + 1, if hour < 12 { "AM" } else { "PM" })
        }
        _ => return None,
    };
    Some(Some(Text(written)))
}

/// Whole where both are the same day or the last of a month, whatever the time; else days are parts of 31.
fn months_between(a: i64, b: i64) -> Value {
    let ((y1, m1, d1), (y2, m2, d2)) = (civil(a.div_euclid(DAY)), civil(b.div_euclid(DAY)));
    let months = (y1 - y2) * 12 + m1 - m2;
    if d1 == d2 || d1 == last(y1, m1) && d2 == last(y2, m2) {
        return Number(i128::from(months) * ONE);
    }
    let unit = i128::from(31 * DAY);
    let rest = i128::from((d1 - d2) * DAY + a.rem_euclid(DAY) - b.rem_euclid(DAY));
    let hundredths = (i128::from(months) * unit + rest) * 100;
    Number((hundredths.abs() + unit / 2) / unit * hundredths.signum() * ONE / 100)
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

/// `YYYY-MM-DD`, with a time unless it is midnight.
pub fn iso(moment: i64) -> String {
    let ((year, month, day), second) = (civil(moment.div_euclid(DAY)), moment.rem_euclid(DAY));
    let date = format!("{year:04}-{month:02}-{day:02}");
    if second == 0 {
        return date;
    }
    format!("{date} {:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
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
