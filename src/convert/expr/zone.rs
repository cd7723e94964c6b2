//! Times in another zone: `AT TIME ZONE`, `FROM_TZ`.

use super::special::Site;
use super::{Scope, call, coerce, lower as lower_expr, made};
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, Class, ExprKind};
use crate::pg::{self, Type};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&ZONE, &LOCAL, &OFFSET];

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

/// A zone as `AT TIME ZONE` takes it: offsets are intervals, since PostgreSQL reads their names with the opposite sign.
fn zone(cx: &mut Cx<'_>, e: &ir::Expr, low: Low) -> pg::Expr {
    match low.expr {
        pg::Expr::Text(text)
            if text.trim().starts_with(['+', '-']) || text.trim().starts_with(|c: char| c.is_ascii_digit()) =>
        {
            pg::Expr::Typed(Box::new((Type::Interval(pg::IntervalFields::All, None), text.trim().into())))
        }
        text @ pg::Expr::Text(_) => text,
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
    let low = lower_expr(cx, scope, &parts.0)?;
    let low = coerce::to(cx, scope, e.at.span, low, Class::Zoned)?;
    if parts.1.is_some() {
        cx.raise(ZONE.at(e.at.span));
    }
    Ok(low)
}

/// A value of which only the fields are read, not the instant: of `x AT TIME ZONE z` they are those of the clock in that zone.
pub(super) fn fields(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr) -> Lower<Low> {
    let ExprKind::AtZone(parts) = &e.kind else { return lower_expr(cx, scope, e) };
    let (value, Some(to)) = &**parts else { return lower_expr(cx, scope, e) };
    let low = lower_expr(cx, scope, value)?;
    let low = coerce::to(cx, scope, e.at.span, low, Class::Zoned)?;
    let to = lower_expr(cx, scope, to)?;
    cx.exact(&LOCAL, e.at.span);
    let null = low.null;
    let expr = pg::Expr::AtZone(Box::new([low.expr, zone(cx, e, to)]));
    Ok(made(expr, Type::Timestamp(None), null, Class::Timestamp))
}

/// `FROM_TZ(t, zone)`.
pub(super) fn from_tz(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>) -> Lower<Low> {
    let Ok([t, z]) = <[Low; 2]>::try_from(args) else { return call::refused(cx, site.e, site.row.name) };
    let null = cx.fact(site.e).null;
    let expr = pg::Expr::AtZone(Box::new([t.expr, zone(cx, site.e, z)]));
    Ok(made(expr, Type::Timestamptz(None), null, Class::Zoned))
}
