//! Times in another zone: `AT TIME ZONE`, `FROM_TZ`.

use super::special::Site;
use super::{Scope, call, coerce, lower as lower_expr, made};
use crate::analyze::Null;
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, Class, ExprKind};
use crate::pg::{self, Type};
use crate::span::Span;

/// Rules of this file.
pub static RULES: &[&Rule] = &[&ZONE, &LOCAL, &OFFSET, &CLOCK, &ELAPSED, &UNKNOWN, &FIXED, &SESSION, &SHOWN];

static ZONE: Rule = Rule {
    name: "zone-not-kept",
    codes: &[(Source::Oracle, "OR-TMZ-027")],
    raw: Severity::DataLossRisk,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(10, 5),
    message: "AT TIME ZONE keeps the instant, and timestamptz shows it in the session's zone",
    help: "Where the local time in that zone is wanted, write CAST(… AS TIMESTAMP) around it.",
    ..super::RULE
};

static LOCAL: Rule = Rule {
    name: "local-time-of-zone",
    codes: &[(Source::Oracle, "HD-348")],
    raw: Severity::DataLossRisk,
    message: "the local time in a zone is read",
    help: "Nothing to do: AT TIME ZONE of a timestamptz is the local time there.",
    ..super::RULE
};

static OFFSET: Rule = Rule {
    name: "zone-known-at-run-time",
    codes: &[(Source::Oracle, "OR-TMZ-028")],
    raw: Severity::BehaviourChange,
    message: "the zone is known when it runs: an offset such as '+02:00', which has the opposite sign in PostgreSQL, is turned then",
    help: "Nothing to do. Where the values are names of regions alone, the helper may be left out.",
    ..super::RULE
};

static CLOCK: Rule = Rule {
    name: "local-time-of-value",
    codes: &[(Source::Oracle, "HD-430")],
    raw: Severity::DataLossRisk,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(10, 5),
    message: "the local time of a value with a zone of its own is read, and timestamptz shows it in the session's zone",
    help: "{advice}",
    ..super::RULE
};

static ELAPSED: Rule = Rule {
    name: "days-of-a-time-with-zone",
    codes: &[(Source::Oracle, "OR-TMZ-031")],
    raw: Severity::BehaviourChange,
    message: "an interval is added to a time with a zone: a day is 24 hours of it",
    help: "Nothing to do: the interval is added as seconds, because PostgreSQL adds days by the calendar of the session's zone.",
    ..super::RULE
};

static UNKNOWN: Rule = Rule {
    name: "unknown-time-zone",
    codes: &[(Source::Oracle, "OR-TMZ-029")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(15, 5),
    message: "time zone name `{zone}` is unknown to PostgreSQL (22023)",
    help: "Write the name of the region as the IANA database has it: US/Pacific-New is America/Los_Angeles.",
    ..super::RULE
};

static FIXED: Rule = Rule {
    name: "zone-abbreviation",
    codes: &[(Source::Oracle, "HD-370")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(15, 5),
    message: "`{zone}` is an abbreviation with one offset all year in PostgreSQL; in Oracle it names a region",
    help: "Write the region, America/New_York for EST5EDT.",
    until: Some(17),
    ..super::RULE
};

static SESSION: Rule = Rule {
    name: "zone-abbreviation-of-session",
    codes: &[(Source::Oracle, "HD-371")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(15, 5),
    message: "`{zone}` is an abbreviation: PostgreSQL 18 takes what the session's zone calls so, else one offset all year; in Oracle it \
              names a region",
    help: "Write the region, America/New_York for EST5EDT.",
    since: Some(18),
    ..super::RULE
};

static SHOWN: Rule = Rule {
    name: "offset-of-session",
    codes: &[(Source::Oracle, "HD-379")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(15, 5),
    message: "{field} gives the offset of the session's zone: timestamptz does not keep the zone that a value came with",
    help: "Where the offset of each value matters, keep it in a column of its own.",
    ..super::RULE
};

/// The regions of the IANA database, which PostgreSQL knows, a name a line.
static REGIONS: &str = include_str!("zones.txt");

/// Abbreviations that PostgreSQL knows and that are no regions of its own.
const ABBREVIATIONS: [&str; 22] = [
    "ACDT", "ACST", "ADT", "AEDT", "AEST", "AKDT", "AKST", "AST", "AWST", "BST", "CDT", "CEST", "CST", "EAT", "EDT",
    "EEST", "IST", "JST", "MDT", "NZST", "PDT", "PST",
];

/// Says what PostgreSQL makes of the name of a zone.
pub(super) fn judged(cx: &mut Cx<'_>, span: Span, zone: &str) {
    let zone = zone.trim();
    if REGIONS.lines().any(|region| region.eq_ignore_ascii_case(zone)) {
        return;
    }
    if ABBREVIATIONS.iter().any(|known| known.eq_ignore_ascii_case(zone)) {
        cx.raise(FIXED.at(span).with("zone", zone));
        cx.raise(SESSION.at(span).with("zone", zone));
        return;
    }
    cx.raise(UNKNOWN.at(span).with("zone", zone));
}

/// The offset from UTC of the zones that `NEW_TIME` knows: always the same.
const NEW_TIME: [(&str, &str); 18] = [
    ("ADT", "-3"),
    ("AST", "-4"),
    ("BDT", "-10"),
    ("BST", "-11"),
    ("CDT", "-5"),
    ("CST", "-6"),
    ("EDT", "-4"),
    ("EST", "-5"),
    ("GMT", "0"),
    ("HDT", "-9"),
    ("HST", "-10"),
    ("MDT", "-6"),
    ("MST", "-7"),
    ("NST", "-3:30"),
    ("PDT", "-7"),
    ("PST", "-8"),
    ("YDT", "-8"),
    ("YST", "-9"),
];

/// `NEW_TIME(d, from, to)`.
pub(super) fn new_time(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let Ok([t, from, to]) = <[Low; 3]>::try_from(args) else { return call::refused(cx, site.e, site.row.name) };
    let offset = |low: &Low| {
        let pg::Expr::Text(name) = &low.expr else { return None };
        let (_, hours) = NEW_TIME.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim()))?;
        let text = if hours.contains(':') { (*hours).to_owned() } else { format!("{hours} hours") };
        Some(pg::Expr::Typed(Box::new((Type::Interval(pg::IntervalFields::All, None), text.as_str().into()))))
    };
    let (Some(from), Some(to)) = (offset(&from), offset(&to)) else { return call::refused(cx, site.e, site.row.name) };
    let null = cx.fact(site.e).null;
    let expr = pg::Expr::AtZone(Box::new([t.expr, from]));
    let expr = pg::Expr::AtZone(Box::new([expr, to]));
    Ok(made(expr, Type::Timestamp(Some(0)), null, Class::Date))
}

/// A zone as `AT TIME ZONE` takes it: offsets are intervals, since PostgreSQL reads their names with the opposite sign.
fn zone(cx: &mut Cx<'_>, e: &ir::Expr, low: Low) -> pg::Expr {
    match low.expr {
        pg::Expr::Text(text)
            if text.trim().starts_with(['+', '-']) || text.trim().starts_with(|c: char| c.is_ascii_digit()) =>
        {
            pg::Expr::Typed(Box::new((Type::Interval(pg::IntervalFields::All, None), text.trim().into())))
        }
        pg::Expr::Text(text) => {
            judged(cx, e.at.span, &text);
            pg::Expr::Text(text)
        }
        other => {
            cx.exact(&OFFSET, e.at.span);
            pg::Expr::helper("zone", [other])
        }
    }
}

/// `x AT TIME ZONE z`, `x AT LOCAL`: the same instant.
pub(super) fn at_zone(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    e: &ir::Expr,
    parts: &(ir::Expr, Option<ir::Expr>),
) -> Lower<Low> {
    if parts.1.is_some() && cx.clocks.contains(&e.at.id) {
        return fields(cx, scope, e);
    }
    let low = lower_expr(cx, scope, &parts.0)?;
    let low = coerce::to(cx, scope, e.at.span, low, Class::Zoned)?;
    if parts.1.is_some() {
        cx.raise(ZONE.at(e.at.span));
    }
    Ok(low)
}

/// A value of which only the instant counts: it is the same in each zone.
pub(super) fn instant(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr) -> Lower<Low> {
    let ExprKind::AtZone(parts) = &e.kind else { return lower_expr(cx, scope, e) };
    let low = lower_expr(cx, scope, &parts.0)?;
    let low = coerce::to(cx, scope, e.at.span, low, Class::Zoned)?;
    cx.exact(&ZONE, e.at.span);
    Ok(low)
}

/// A value of which only the fields are read, not the instant: of `x AT TIME ZONE z` they are those of the clock in that zone, of
/// a value that comes with a zone those of its own clock.
pub(super) fn fields(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr) -> Lower<Low> {
    let parts = match &e.kind {
        ExprKind::AtZone(parts) => parts,
        ExprKind::Timestamp(text) if cx.fact(e).ty.class == Class::Zoned => {
            let clock = clock_of(text).map(|clock| pg::Expr::Typed(Box::new((Type::Timestamp(None), clock.into()))));
            return match clock {
                Some(expr) => Ok(made(expr, Type::Timestamp(None), Null::Never, Class::Timestamp)),
                None => lower_expr(cx, scope, e),
            };
        }
        ExprKind::Call(call) if call::row_of(cx, e).is_some_and(|row| row.template == "from_tz") => {
            let Some(time) = call.args.first() else { return lower_expr(cx, scope, e) };
            let low = lower_expr(cx, scope, &time.value)?;
            return coerce::to(cx, scope, e.at.span, low, Class::Timestamp);
        }
        _ => {
            let shifted = matches!(&e.kind, ExprKind::Binary(_, sides) if sides.iter().any(|side| is_own(cx, side)));
            if shifted && cx.fact(e).ty.class == Class::Zoned || is_own(cx, e) {
                let advice = if matches!(&e.kind, ExprKind::Call(_)) {
                    "Where the text's own local time is wanted, read it without its zone: TO_TIMESTAMP instead of TO_TIMESTAMP_TZ."
                } else {
                    "Where the fields in the named zone are wanted, compute with them: CAST(x AT TIME ZONE z AS TIMESTAMP) - interval, not (x AT TIME ZONE z) - interval."
                };
                cx.raise(CLOCK.at(e.at.span).with("advice", advice));
            }
            return lower_expr(cx, scope, e);
        }
    };
    let (value, Some(to)) = &**parts else { return lower_expr(cx, scope, e) };
    let low = lower_expr(cx, scope, value)?;
    let low = coerce::to(cx, scope, e.at.span, low, Class::Zoned)?;
    let to = lower_expr(cx, scope, to)?;
    cx.exact(&LOCAL, e.at.span);
    let null = if to.null == Null::Never { low.null } else { to.null };
    let expr = pg::Expr::AtZone(Box::new([low.expr, zone(cx, e, to)]));
    Ok(made(expr, Type::Timestamp(None), null, Class::Timestamp))
}

/// Whether a value says its zone itself, which timestamptz does not keep.
pub(super) fn is_own(cx: &Cx<'_>, e: &ir::Expr) -> bool {
    match &e.kind {
        ExprKind::AtZone(parts) => parts.1.is_some(),
        ExprKind::Timestamp(_) => cx.fact(e).ty.class == Class::Zoned,
        _ => call::row_of(cx, e).is_some_and(|row| matches!(row.name, "FROM_TZ" | "TO_TIMESTAMP_TZ")),
    }
}

/// Date and time of a literal with a zone: what the clock there shows.
fn clock_of(text: &str) -> Option<String> {
    let (date, rest) = text.trim().split_once(' ')?;
    let rest = rest.trim_start();
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(rest.len());
    let time = rest.get(..end)?;
    (!time.is_empty()).then(|| format!("{date} {time}"))
}

/// `t + i`, `t - i` of a time with a zone: a day is 24 hours of it, whatever the clock does.
pub(super) fn elapsed(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let Ok([a, b]) = <[Low; 2]>::try_from(args) else { return call::refused(cx, site.e, site.row.name) };
    let null = cx.fact(site.e).null;
    let (time, interval) = if a.from.class == Class::Days { (b, a) } else { (a, b) };
    cx.exact(&ELAPSED, site.e.at.span);
    let seconds = pg::Expr::Extract("epoch".into(), Box::new(interval.expr));
    let second = pg::Expr::Typed(Box::new((Type::Interval(pg::IntervalFields::All, None), "1 second".into())));
    let hours = seconds.infix(pg::Op::Multiply, second);
    let op = if site.row.name == "-" { pg::Op::Subtract } else { pg::Op::Add };
    let low = made(time.expr.infix(op, hours), Type::Timestamptz(None), null, Class::Zoned);
    Ok(Low { from: crate::analyze::Ty { flags: time.from.flags, ..low.from }, ..low })
}

/// `FROM_TZ(t, zone)`.
pub(super) fn from_tz(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let Ok([t, z]) = <[Low; 2]>::try_from(args) else { return call::refused(cx, site.e, site.row.name) };
    let null = cx.fact(site.e).null;
    let expr = pg::Expr::AtZone(Box::new([t.expr, zone(cx, site.e, z)]));
    Ok(made(expr, Type::Timestamptz(None), null, Class::Zoned))
}

/// `EXTRACT(TIMEZONE_HOUR FROM x)`, `EXTRACT(TIMEZONE_MINUTE FROM x)`: of the zone in which the value is shown.
pub(super) fn offset(cx: &mut Cx<'_>, e: &ir::Expr, field: &str, operand: &ir::Expr, low: Low) -> Lower<Low> {
    if low.from.class != Class::Zoned || is_own(cx, operand) {
        return call::refused(cx, e, "EXTRACT");
    }
    let server = low.from.flags & crate::analyze::Ty::SERVER != 0;
    let session = call::row_of(cx, operand).is_some_and(|row| row.name == "CURRENT_TIMESTAMP");
    if server || session {
        cx.exact(&super::date::EXTRACT, e.at.span);
    } else {
        cx.raise(SHOWN.at(e.at.span).with("field", field));
    }
    let (field, unit) =
        if field == "TIMEZONE_HOUR" { ("timezone_hour", "hour") } else { ("timezone_minute", "minute") };
    let null = low.null;
    let (field, value) = if server { (unit, pg::Expr::helper("server_offset", [low.expr])) } else { (field, low.expr) };
    let from =
        crate::analyze::Ty { size: 2, flags: crate::analyze::Ty::WHOLE, ..crate::analyze::Ty::of_class(Class::Number) };
    Ok(Low { expr: pg::Expr::Extract(field.into(), Box::new(value)), ty: Type::Numeric(None), null, from })
}
