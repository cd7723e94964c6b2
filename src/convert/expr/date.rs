//! Dates: literals, the clock, arithmetic, truncation, conversions from and to text.

use super::date_model::{self, Piece, pieces};
use super::special::Site;
use super::{Place, Scope, call, coerce, date_words, linguistic, lower as lower_expr, made, member, zone};
use crate::analyze::{Null, Ty};
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, Binary, Class, ExprKind, Field, IntervalLiteral};
use crate::pg::{self, Op, Type};

static SYSDATE: Rule = Rule {
    name: "sysdate",
    codes: &[(Source::Oracle, "OR-TMZ-001")],
    raw: Severity::BehaviourChange,
    message: "SYSDATE is read from the clock in the zone of the source's server, once a statement",
    help: "Set source_server_timezone in howdah.toml; ora_compat.sysdate() reads it.",
    ..super::RULE
};

static CLOCK: Rule = Rule {
    name: "clock",
    codes: &[(Source::Oracle, "OR-TMZ-006")],
    raw: Severity::BehaviourChange,
    message: "the time is read when it is asked for, not at the start of the transaction",
    help: "Nothing to do: it became clock_timestamp().",
    ..super::RULE
};

static CURRENT_DATE: Rule = Rule {
    name: "current-date-has-time",
    codes: &[(Source::Oracle, "OR-TMZ-005")],
    raw: Severity::DataLossRisk,
    message: "CURRENT_DATE has a time of day",
    help: "Nothing to do: it became ora_compat.session_date().",
    ..super::RULE
};

static SHIFT: Rule = Rule {
    name: "date-plus-number",
    codes: &[(Source::Oracle, "OR-TMZ-007")],
    raw: Severity::Blocker,
    message: "a number added to a date counts days",
    help: "Nothing to do: it became an interval.",
    ..super::RULE
};

static DIFFERENCE: Rule = Rule {
    name: "date-minus-date",
    codes: &[(Source::Oracle, "OR-TMZ-008")],
    raw: Severity::Blocker,
    message: "the difference of two dates is a number of days",
    help: "Nothing to do: it became ora_compat.days_between(a, b).",
    ..super::RULE
};

static TRUNC: Rule = Rule {
    name: "trunc-of-date",
    codes: &[(Source::Oracle, "OR-TMZ-010")],
    raw: Severity::BehaviourChange,
    message: "a date is cut off or rounded by its model",
    help: "Nothing to do.",
    ..super::RULE
};

static TO_DATE: Rule = Rule {
    name: "text-to-date",
    codes: &[(Source::Oracle, "OR-TMZ-017")],
    raw: Severity::DataLossRisk,
    message: "a text becomes a date with its time of day, by Oracle's rules",
    help: "Nothing to do: literals became timestamp literals, other texts go through ora_compat.to_date.",
    ..super::RULE
};

static TO_CHAR: Rule = Rule {
    name: "date-to-text",
    codes: &[(Source::Oracle, "OR-TMZ-022")],
    raw: Severity::BehaviourChange,
    message: "a date becomes a text by a model, translated element by element",
    help: "Nothing to do.",
    ..super::RULE
};

pub(super) static EXTRACT: Rule = Rule {
    name: "extract-in-utc",
    codes: &[(Source::Oracle, "OR-TMZ-034")],
    raw: Severity::BehaviourChange,
    message: "EXTRACT from a timestamp with a zone is in UTC",
    help: "Nothing to do.",
    ..super::RULE
};

static LITERAL: Rule = Rule {
    name: "date-literal",
    codes: &[(Source::Oracle, "OR-TMZ-039")],
    raw: Severity::BehaviourChange,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(5, 2),
    message: "`{literal}` is not read as a literal of a date, timestamp or interval",
    help: "{advice}",
    ..super::RULE
};

/// Rules of this file.
pub static RULES: &[&Rule] =
    &[&SYSDATE, &CLOCK, &CURRENT_DATE, &SHIFT, &DIFFERENCE, &TRUNC, &TO_DATE, &TO_CHAR, &EXTRACT, &LITERAL];

pub(super) fn typed(ty: Type, text: impl Into<ecow::EcoString>) -> pg::Expr {
    pg::Expr::Typed(Box::new((ty, text.into())))
}

fn no_literal(cx: &mut Cx<'_>, e: &ir::Expr, text: &str) -> Lower<Low> {
    let open = text.contains('&');
    let advice = if open { "Give the variable a value: `--define NAME=VALUE`." } else { "Write the literal by hand." };
    Err(cx.manual(LITERAL.at(e.at.span).with("literal", text).with("advice", advice)))
}

fn a_date(expr: pg::Expr, null: Null) -> Low {
    made(expr, Type::Timestamp(Some(0)), null, Class::Date)
}

/// `DATE '2024-06-05'`.
pub(super) fn literal(cx: &mut Cx<'_>, e: &ir::Expr, text: &str) -> Lower<Low> {
    // a year of fewer digits is that year: `DATE '26-11-03'` lies two thousand years back
    let (year, rest) = text.split_once('-').unwrap_or((text, ""));
    let short = (1..4).contains(&year.len()) && year.bytes().all(|b| b.is_ascii_digit());
    let full = if short { format!("{year:0>4}-{rest}") } else { text.into() };
    match date_model::parse(&full, "YYYY-MM-DD") {
        Some(moment) => Ok(a_date(moment.literal(), Null::Never)),
        None if full.trim().len() == 10 && full.bytes().all(|b| b.is_ascii_digit() || b == b'-') => {
            Ok(a_date(typed(Type::Timestamp(None), full.trim()), Null::Never))
        }
        None => no_literal(cx, e, text),
    }
}

/// `TIMESTAMP '2024-06-05 10:00:00'`, with or without a zone.
pub(super) fn timestamp_literal(cx: &mut Cx<'_>, e: &ir::Expr, text: &str) -> Lower<Low> {
    let plain = |t: &str| t.bytes().all(|b| b.is_ascii_alphanumeric() || b" -:.+/_".contains(&b));
    if text.trim().len() < 10 || !plain(text) {
        return no_literal(cx, e, text);
    }
    let zoned = cx.fact(e).ty.class == Class::Zoned;
    if let Some((_, region)) =
        text.trim().rsplit_once(' ').filter(|(_, last)| last.starts_with(|c: char| c.is_ascii_alphabetic()))
    {
        super::zone::judged(cx, e.at.span, region);
    }
    let (ty, class) =
        if zoned { (Type::Timestamptz(None), Class::Zoned) } else { (Type::Timestamp(None), Class::Timestamp) };
    Ok(made(typed(ty.clone(), text.trim()), ty, Null::Never, class))
}

/// `INTERVAL '3 04:05' DAY TO MINUTE`: each field with its name and sign.
pub(super) fn interval_literal(cx: &mut Cx<'_>, e: &ir::Expr, literal: &IntervalLiteral) -> Lower<Low> {
    const FIELDS: [(Field, &str); 6] = [
        (Field::Year, "year"),
        (Field::Month, "month"),
        (Field::Day, "day"),
        (Field::Hour, "hour"),
        (Field::Minute, "minute"),
        (Field::Second, "second"),
    ];
    let text = literal.text.trim();
    let (sign, body) = match text.strip_prefix(['-', '+']) {
        Some(body) => (if text.starts_with('-') { "-" } else { "" }, body),
        None => ("", text),
    };
    let numbers: Vec<&str> = body.split(['-', ' ', ':']).filter(|n| !n.is_empty()).collect();
    let last = literal.fields.to.unwrap_or(literal.fields.from);
    let fields: Vec<&str> =
        FIELDS.iter().filter(|(f, _)| *f >= literal.fields.from && *f <= last).map(|(_, name)| *name).collect();
    let numeric = |n: &&str| n.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if numbers.len() != fields.len() || !numbers.iter().all(numeric) {
        return no_literal(cx, e, text);
    }
    let parts: Vec<String> = numbers.iter().zip(&fields).map(|(n, field)| format!("{sign}{n} {field}")).collect();
    let ty = Type::Interval(pg::IntervalFields::All, None);
    let size = u16::from(literal.fields.leading.unwrap_or(2));
    let scale = i8::try_from(literal.fields.fraction.unwrap_or(6)).unwrap_or(6);
    let from = Ty { size, scale, ..cx.fact(e).ty };
    Ok(Low { expr: typed(ty.clone(), parts.join(" ")), ty, null: Null::Never, from })
}

/// A value that is read once a statement where a query can stand.
fn once(place: Place, value: pg::Expr) -> pg::Expr {
    if !place.takes_queries() {
        return value;
    }
    let select = pg::Select { targets: vec![(value, None)], ..pg::Select::default() };
    pg::Expr::Subquery(Box::new(pg::Query::Select(Box::new(select))))
}

/// `SYSDATE`.
pub(super) fn sysdate(cx: &mut Cx<'_>, site: &Site<'_>, _: Vec<Low>) -> Lower<Low> {
    if site.scope.place.is_immutable() {
        return super::stable(cx, site.e, "SYSDATE");
    }
    cx.exact(&SYSDATE, site.e.at.span);
    Ok(a_date(once(site.scope.place, pg::Expr::helper("sysdate", [])), Null::Never))
}

/// `CURRENT_DATE`.
pub(super) fn current_date(cx: &mut Cx<'_>, site: &Site<'_>, _: Vec<Low>) -> Lower<Low> {
    if site.scope.place.is_immutable() {
        return super::stable(cx, site.e, "CURRENT_DATE");
    }
    cx.exact(&CURRENT_DATE, site.e.at.span);
    Ok(a_date(once(site.scope.place, pg::Expr::helper("session_date", [])), Null::Never))
}

/// `SYSTIMESTAMP`, `CURRENT_TIMESTAMP`, `LOCALTIMESTAMP`, with digits of the second.
pub(super) fn clock(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    if site.scope.place.is_immutable() {
        return super::stable(cx, site.e, site.row.name);
    }
    let digits = match args.first().map(|a| &a.expr) {
        None => None,
        Some(pg::Expr::Number(d)) => Some(d.parse::<u8>().unwrap_or(6).min(6)),
        Some(_) => return call::refused(cx, site.e, site.row.name),
    };
    cx.exact(&CLOCK, site.e.at.span);
    let now = pg::Expr::call("clock_timestamp", []);
    let local = site.row.name == "LOCALTIMESTAMP";
    let value = match (local, digits) {
        (true, digits) => now.cast(Type::Timestamp(digits)),
        (false, Some(_)) => now.cast(Type::Timestamptz(digits)),
        (false, None) => now,
    };
    let (ty, class) =
        if local { (Type::Timestamp(digits), Class::Timestamp) } else { (Type::Timestamptz(digits), Class::Zoned) };
    let mut made = made(once(site.scope.place, value), ty, Null::Never, class);
    if site.row.name == "SYSTIMESTAMP" {
        made.from.flags |= Ty::SERVER;
    }
    made.from.scale = digits.map_or(6, u8::cast_signed);
    Ok(made)
}

/// Days as a fraction of whole numbers, where an expression is constant.
fn constant(e: &ir::Expr) -> Option<(i128, i128)> {
    match &e.kind {
        ExprKind::Number(digits, _) => {
            let (front, back) = digits.split_once('.').unwrap_or((digits, ""));
            let denominator = 10_i128.checked_pow(u32::try_from(back.len()).ok()?)?;
            Some((format!("{front}{back}").parse().ok()?, denominator))
        }
        ExprKind::Unary(ir::Unary::Minus, inner) => constant(inner).map(|(n, d)| (-n, d)),
        ExprKind::Binary(op, sides) => {
            let [a, b] = &**sides;
            let ((a, b), (c, d)) = (constant(a)?, constant(b)?);
            match op {
                Binary::Multiply => Some((a.checked_mul(c)?, b.checked_mul(d)?)),
                Binary::Divide(_) if c != 0 => Some((a.checked_mul(d)?, b.checked_mul(c)?)),
                Binary::Add => Some((a.checked_mul(d)?.checked_add(c.checked_mul(b)?)?, b.checked_mul(d)?)),
                Binary::Subtract => Some((a.checked_mul(d)?.checked_sub(c.checked_mul(b)?)?, b.checked_mul(d)?)),
                Binary::Divide(_) | Binary::Modulo | Binary::Power | Binary::Multiset(..) => None,
            }
        }
        _ => None,
    }
}

/// An interval of whole seconds in the largest unit that divides it; the rest of a second is rounded, as a `DATE` rounds it.
fn interval_of_days((n, d): (i128, i128)) -> Option<pg::Expr> {
    let doubled = n.checked_mul(2 * 86_400)?;
    let seconds = doubled.checked_add(d)?.div_euclid(d.checked_mul(2)?);
    let (count, unit) = [(86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second")]
        .into_iter()
        .find(|(size, _)| seconds % size == 0)
        .map(|(size, unit)| (seconds / size, unit))?;
    Some(typed(Type::Interval(pg::IntervalFields::All, None), format!("{count} {unit}")))
}

/// `d + n`, `n + d`, `d - n`.
pub(super) fn shift(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let ([a, b], [x, y]) = (
        match <[Low; 2]>::try_from(args) {
            Ok(args) => args,
            Err(_) => return call::refused(cx, site.e, site.row.name),
        },
        match site.written {
            [x, y] => [*x, *y],
            _ => return call::refused(cx, site.e, site.row.name),
        },
    );
    let dated = |l: &Low| matches!(l.from.class, Class::Date | Class::Timestamp | Class::Zoned);
    let (date, number, written) = if dated(&a) { (a, b, y) } else { (b, a, x) };
    let op = if site.row.name == "-" { Op::Subtract } else { Op::Add };
    let null = cx.fact(site.e).null;
    cx.exact(&SHIFT, site.e.at.span);
    let date = coerce::date(cx, site.scope, site.e.at.span, date)?;
    if let Some(interval) = constant(written).and_then(interval_of_days) {
        return Ok(a_date(date.expr.infix(op, interval), null));
    }
    let day = typed(Type::Interval(pg::IntervalFields::All, None), "1 day");
    let whole = number.from.flags & Ty::WHOLE != 0;
    let shifted = date.expr.infix(op, number.expr.infix(Op::Multiply, day));
    // A fraction of a day can fall between seconds; a DATE is rounded to them.
    Ok(a_date(if whole { shifted } else { shifted.cast(Type::Timestamp(Some(0))) }, null))
}

/// `d1 - d2`.
pub(super) fn difference(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let Ok([a, b]) = <[Low; 2]>::try_from(args) else { return call::refused(cx, site.e, site.row.name) };
    let null = cx.fact(site.e).null;
    cx.exact(&DIFFERENCE, site.e.at.span);
    if let (Some(a), Some(b)) = (day_of(&a.expr), day_of(&b.expr)) {
        let from = Ty { size: 7, flags: Ty::WHOLE, ..Ty::of_class(Class::Number) };
        let days = a.cast(Type::Date).infix(Op::Subtract, b.cast(Type::Date));
        return Ok(Low { expr: days, ty: Type::Integer, null, from });
    }
    Ok(made(pg::Expr::helper("days_between", [a.expr, b.expr]), Type::Numeric(None), null, Class::Number))
}

/// What `date_trunc('day', x)` cuts off.
fn day_of(e: &pg::Expr) -> Option<pg::Expr> {
    let pg::Expr::Call(call) = e else { return None };
    match call.args.as_slice() {
        [(None, pg::Expr::Text(unit)), (None, inner)] if call.name.name == "date_trunc" && unit == "day" => {
            Some(inner.clone())
        }
        _ => None,
    }
}

/// `TRUNC(d [, model])`, `ROUND(d [, model])`.
pub(super) fn trunc(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let mut args = args.into_iter();
    let Some(date) = args.next() else { return call::refused(cx, site.e, site.row.name) };
    let model = args.next();
    let null = cx.fact(site.e).null;
    let date = coerce::date(cx, site.scope, site.e.at.span, date)?;
    cx.exact(&TRUNC, site.e.at.span);
    let helper = if site.row.name == "ROUND" { "round" } else { "trunc" };
    let unit = match &model {
        None => Some("day"),
        Some(low) => match &low.expr {
            pg::Expr::Text(text) => unit(&text.to_ascii_uppercase()),
            _ => None,
        },
    };
    let expr = match (helper, unit) {
        ("trunc", Some(unit)) => pg::Expr::call("date_trunc", [pg::Expr::text(unit), date.expr]),
        _ => pg::Expr::helper(helper, std::iter::once(date.expr).chain(model.map(|m| m.expr))),
    };
    Ok(a_date(expr, null))
}

/// PostgreSQL's unit for a model that has one.
fn unit(model: &str) -> Option<&'static str> {
    Some(match model {
        "DD" | "DDD" | "J" => "day",
        "MM" | "MON" | "MONTH" | "RM" => "month",
        "YYYY" | "SYYYY" | "YEAR" | "SYEAR" | "YYY" | "YY" | "Y" => "year",
        "Q" => "quarter",
        "HH" | "HH12" | "HH24" => "hour",
        "MI" => "minute",
        "IW" => "week",
        _ => return None,
    })
}

/// `TO_DATE`, `TO_TIMESTAMP`, `TO_TIMESTAMP_TZ`.
pub(super) fn to_date(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let mut args = args.into_iter();
    let (Some(value), model, language) = (args.next(), args.next(), args.next()) else {
        return call::refused(cx, site.e, site.row.name);
    };
    let (helper, ty, class) = match site.row.name {
        "TO_TIMESTAMP" => ("to_timestamp", Type::Timestamp(None), Class::Timestamp),
        "TO_TIMESTAMP_TZ" => ("to_timestamp_tz", Type::Timestamptz(None), Class::Zoned),
        _ => ("to_date", Type::Timestamp(Some(0)), Class::Date),
    };
    if language.is_some_and(|l| !speaks_english(&l, model.as_ref())) {
        return call::refused(cx, site.e, site.row.name);
    }
    if value.null == Null::Always {
        return Ok(made(pg::Expr::Null.cast(call::natural(class)), ty, Null::Always, class));
    }
    let Some(model) = model else {
        if class != Class::Date {
            return call::refused(cx, site.e, site.row.name);
        }
        let text = coerce::text(cx, site.scope, site.e.at.span, value)?;
        return coerce::date(cx, site.scope, site.e.at.span, Low { from: Ty::of_class(Class::Text), ..text });
    };
    cx.exact(&TO_DATE, site.e.at.span);
    let value = coerce::text(cx, site.scope, site.e.at.span, value)?;
    if let (pg::Expr::Text(text), pg::Expr::Text(model)) = (&value.expr, &model.expr)
        && class != Class::Zoned
        && let Some(moment) = date_model::parse(text, model)
    {
        return Ok(made(moment.literal(), ty, Null::Never, class));
    }
    if site.scope.place.is_immutable() {
        return super::stable(cx, site.e, site.row.name);
    }
    Ok(made(pg::Expr::helper(helper, [value.expr, model.expr]), ty, Null::Maybe, class))
}

/// Whether the language that an NLS argument names does not matter: it is the default, or the model has no word of any language.
fn speaks_english(language: &Low, model: Option<&Low>) -> bool {
    if matches!(model.map(|m| &m.expr), Some(pg::Expr::Text(model)) if !date_model::has_words(model)) {
        return true;
    }
    let pg::Expr::Text(text) = &language.expr else { return false };
    linguistic::parameter(text, "NLS_DATE_LANGUAGE")
        .is_some_and(|name| name.eq_ignore_ascii_case("AMERICAN") || name.eq_ignore_ascii_case("ENGLISH"))
}

/// `TO_CHAR(x [, model [, nls]])`.
pub(super) fn to_char(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let mut args = args.into_iter();
    let (Some(value), model, nls) = (args.next(), args.next(), args.next()) else {
        return call::refused(cx, site.e, site.row.name);
    };
    if model.as_ref().is_some_and(|m| m.null == Null::Always) {
        return call::refused(cx, site.e, site.row.name);
    }
    let Some(model) = model else { return coerce::text(cx, site.scope, site.e.at.span, value) };
    // With a model a text is a number, whatever the model looks like; PL/SQL takes what the model is of.
    let value = match &model.expr {
        pg::Expr::Text(written) if value.from.class == Class::Text && date_model::is_of_dates(written) => {
            if !cx.in_code {
                return call::refused(cx, site.e, site.row.name);
            }
            coerce::to(cx, site.scope, site.e.at.span, value, Class::Date)?
        }
        _ if value.from.class == Class::Text => coerce::number(cx, site.e.at.span, value)?,
        _ => value,
    };
    let timed = matches!(value.from.class, Class::Date | Class::Timestamp | Class::Zoned);
    let null = if value.null == Null::Never && model.null == Null::Never { Null::Never } else { Null::Maybe };
    if !timed {
        let list = [value.expr, model.expr].into_iter().chain(nls.map(|n| n.expr));
        return Ok(made(pg::Expr::helper("num_to_char", list), Type::Text, null, Class::Text));
    }
    if let Some(language) = nls.filter(|l| !speaks_english(l, Some(&model))) {
        let pg::Expr::Text(written) = &model.expr else { return call::refused(cx, site.e, site.row.name) };
        let named = date_words::lower(cx, site, &value, written, &language.expr);
        return named.map_or_else(|| call::refused(cx, site.e, site.row.name), Ok);
    }
    cx.exact(&TO_CHAR, site.e.at.span);
    let value = match &model.expr {
        pg::Expr::Text(written) if value.from.flags & Ty::SERVER != 0 && !date_model::has_zone(written) => {
            let expr = coerce::local(value.expr, value.from, Type::Timestamp(None));
            Low { expr, ty: Type::Timestamp(None), null: value.null, from: Ty::of_class(Class::Timestamp) }
        }
        _ => value,
    };
    let pg::Expr::Text(written) = &model.expr else { return at_run_time(cx, site, value, model, null) };
    if site.scope.place.is_immutable() {
        return match immutable(&value, written) {
            Some(expr) => Ok(made(expr, Type::Text, null, Class::Text)),
            None => super::stable(cx, site.e, "TO_CHAR"),
        };
    }
    let class = value.from.class;
    let digits = (class != Class::Date).then(|| site.written.first().map_or(6, |e| digits_of(cx, e)));
    if class == Class::Zoned
        && date_model::has_zone(written)
        && site.written.first().is_some_and(|e| zone::is_own(cx, e))
    {
        return call::refused(cx, site.e, "TO_CHAR");
    }
    // The clock of the server has an offset for its zone.
    if class == Class::Zoned && value.from.flags & Ty::SERVER != 0 && !date_model::is_of_territory(written) {
        let expr = pg::Expr::helper("server_to_char", [value.expr, model.expr]);
        return Ok(made(expr, Type::Text, null, Class::Text));
    }
    let expr = match date_model::for_output(written, class == Class::Zoned, digits) {
        Some(native) => pg::Expr::call("to_char", [value.expr, pg::Expr::text(native)]),
        None if date_model::is_beyond(written) => return call::refused(cx, site.e, "TO_CHAR"),
        None if class == Class::Date => pg::Expr::helper("date_to_char", [value.expr, model.expr]),
        None if class == Class::Timestamp => pg::Expr::helper("to_char", [value.expr, model.expr]),
        None if class == Class::Zoned => pg::Expr::helper("zoned_to_char", [value.expr, model.expr]),
        None => return call::refused(cx, site.e, "TO_CHAR"),
    };
    Ok(made(expr, Type::Text, null, Class::Text))
}

/// `TO_CHAR(x, model)` with a model that is known when it runs.
fn at_run_time(cx: &mut Cx<'_>, site: &Site<'_>, value: Low, model: Low, null: Null) -> Lower<Low> {
    if site.scope.place.is_immutable() {
        return super::stable(cx, site.e, site.row.name);
    }
    let helper = match value.from.class {
        Class::Date => "date_to_char",
        Class::Zoned if site.written.first().is_some_and(|e| zone::is_own(cx, e)) => {
            return call::refused(cx, site.e, site.row.name);
        }
        Class::Zoned if value.from.flags & Ty::SERVER != 0 => "server_to_char",
        // A constant of a package may say what nothing here can write.
        Class::Zoned if beyond(cx, site) => return call::refused(cx, site.e, site.row.name),
        Class::Zoned => "zoned_to_char",
        _ => "to_char",
    };
    Ok(made(pg::Expr::helper(helper, [value.expr, model.expr]), Type::Text, null, Class::Text))
}

/// Whether the model of a call is a constant that holds what no function can write.
fn beyond(cx: &Cx<'_>, site: &Site<'_>) -> bool {
    let from = call::site(cx.program, site.scope);
    let model = site.written.get(1).and_then(|e| member::text(cx.program, from, e, 8));
    model.is_some_and(|model| date_model::is_beyond(&model))
}

/// How many digits of the second a time has: as it is declared, or nine where it is computed.
fn digits_of(cx: &Cx<'_>, e: &ir::Expr) -> i8 {
    let fact = cx.fact(e);
    match &e.kind {
        ExprKind::Timestamp(_) => 9,
        ExprKind::Binary(..) if matches!(fact.ty.class, Class::Timestamp | Class::Zoned) => 9,
        ExprKind::AtZone(parts) => digits_of(cx, &parts.0),
        ExprKind::Call(_) if call::row_of(cx, e).is_some_and(|row| row.name.starts_with("TO_TIMESTAMP")) => 9,
        ExprKind::Cast(cast) if Ty::of(&cast.ty).class == fact.ty.class => Ty::of(&cast.ty).scale,
        ExprKind::Name(_) if matches!(fact.ty.class, Class::Timestamp | Class::Zoned) && fact.ty.scale > 0 => {
            fact.ty.scale
        }
        _ => 6,
    }
}

/// A model of plain digits over EXTRACT, which is immutable where `to_char` is not.
fn immutable(value: &Low, model: &str) -> Option<pg::Expr> {
    if value.from.class == Class::Zoned {
        return None;
    }
    let mut parts = Vec::new();
    for piece in pieces(model) {
        let (field, width) = match piece {
            Piece::Literal(text) => {
                parts.push(pg::Expr::text(text));
                continue;
            }
            Piece::Element(_, element) => match element {
                "YYYY" => ("year", 4),
                "MM" => ("month", 2),
                "DD" => ("day", 2),
                "HH24" => ("hour", 2),
                "MI" => ("minute", 2),
                "SS" => ("second", 2),
                _ => return None,
            },
            Piece::Unknown => return None,
        };
        let number = pg::Expr::Extract(field.into(), Box::new(value.expr.clone()));
        let number = if field == "second" { pg::Expr::call("trunc", [number]) } else { number };
        let digits = number.cast(Type::Text);
        parts.push(pg::Expr::call("lpad", [digits, pg::Expr::int(width), pg::Expr::text("0")]));
    }
    match <[pg::Expr; 1]>::try_from(parts) {
        Ok([one]) => Some(one),
        Err(parts) if parts.is_empty() => None,
        Err(parts) => Some(pg::Expr::Concat(parts.into_boxed_slice())),
    }
}

/// `EXTRACT(field FROM x)`.
pub(super) fn extract(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, field: &str, operand: &ir::Expr) -> Lower<Low> {
    let low = lower_expr(cx, scope, operand)?;
    let field = match field {
        "YEAR" => "year",
        "MONTH" => "month",
        "DAY" => "day",
        "HOUR" => "hour",
        "MINUTE" => "minute",
        "SECOND" => "second",
        "TIMEZONE_HOUR" | "TIMEZONE_MINUTE" => return zone::offset(cx, e, field, operand, low),
        _ => return call::refused(cx, e, "EXTRACT"),
    };
    let null = low.null;
    let value = match low.from.class {
        Class::Zoned => {
            cx.exact(&EXTRACT, e.at.span);
            pg::Expr::AtZone(Box::new([low.expr, pg::Expr::text("UTC")]))
        }
        // An interval of PostgreSQL may have any number of hours, and days and hours of opposite signs.
        Class::Days if field != "year" && field != "month" => pg::Expr::call("justify_hours", [low.expr]),
        Class::Date | Class::Timestamp | Class::Months | Class::Days => low.expr,
        _ => return call::refused(cx, e, "EXTRACT"),
    };
    let from = match field {
        "second" => Ty::of_class(Class::Number),
        "year" => Ty { size: 5, flags: Ty::WHOLE, ..Ty::of_class(Class::Number) },
        _ => Ty { size: 9, flags: Ty::WHOLE, ..Ty::of_class(Class::Number) },
    };
    let expr = pg::Expr::Extract(field.into(), Box::new(value));
    Ok(Low { expr, ty: Type::Numeric(None), null, from })
}
