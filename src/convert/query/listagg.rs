//! `LISTAGG` and its kin: texts of a group in one.

use super::aggregate::Site;
use super::{analytic, order};
use crate::analyze::{Null, Ty};
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Rule, Severity, Source};
use crate::ir::{Class, ExprKind};
use crate::pg::{self, Type, Window};

static LISTAGG: Rule = Rule {
    name: "listagg",
    codes: &[(Source::Oracle, "OR-FUN-006")],
    raw: Severity::Blocker,
    message: "LISTAGG became string_agg",
    help: "Nothing to do: string_agg has no limit of length, so ON OVERFLOW ERROR never applies.",
    ..Rule::PLAIN
};

static TRUNCATED: Rule = Rule {
    name: "listagg-on-overflow",
    codes: &[(Source::Oracle, "HD-340")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    message: "ON OVERFLOW TRUNCATE is left out: string_agg gives all of a text that Oracle cuts off at its limit",
    help: "Where the length matters, write left(…, 4000) around it.",
    ..Rule::PLAIN
};

static IDIOM: Rule = Rule {
    name: "wm-concat",
    codes: &[(Source::Oracle, "OR-FUN-007")],
    raw: Severity::Info,
    message: "WM_CONCAT became string_agg",
    help: "Nothing to do. XMLAGG stays an XML function, so &, < and > stay escaped in what it makes.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&IDIOM, &LISTAGG, &TRUNCATED];

/// `LISTAGG([DISTINCT] x, s) WITHIN GROUP (ORDER BY k) [OVER (PARTITION BY p)]`.
pub(super) fn lower(cx: &mut Cx<'_>, site: &Site<'_>, args: Vec<Low>, over: Option<Window>) -> Lower<Low> {
    let span = site.e.at.span;
    let mut args = args.into_iter();
    let (Some(x), separator) = (args.next(), args.next()) else { return site.refuse(cx, site.name) };
    let plain = x.clone();
    let separator = match separator {
        Some(s) if s.null == Null::Always => pg::Expr::text(""),
        Some(s) => {
            let s = site.class(cx, s, Class::Text)?;
            if s.null == Null::Never { s.expr } else { pg::Expr::call("coalesce", [s.expr, pg::Expr::text("")]) }
        }
        None => pg::Expr::text(if site.name == "WM_CONCAT" { "," } else { "" }),
    };
    let keys = order::inner(cx, site.scope, &site.more.within)?;
    if site.name == "WM_CONCAT" {
        cx.exact(&IDIOM, span);
    } else if site.more.keywords.contains(&"TRUNCATE") {
        cx.raise(TRUNCATED.at(span));
    } else {
        cx.exact(&LISTAGG, span);
    }
    let low = |expr: pg::Expr| Low { expr, ty: Type::Text, null: Null::Maybe, from: Ty::of_class(Class::Text) };
    let x = site.class(cx, x, Class::Text)?;
    if let (true, Some(over)) = (site.distinct, &over) {
        if !by_itself(site) {
            return Err(super::refuse(cx, span, "LISTAGG (DISTINCT …) in the order of another value"));
        }
        let all = super::aggregate::windowed("array_agg", vec![x.expr], Some(analytic::all_rows(over.clone(), keys)));
        let list = all.cast(Type::Array(Box::new(Type::Text)));
        return Ok(low(pg::Expr::helper("list_distinct", [list, separator])));
    }
    if site.distinct && (x.expr != plain.expr || keys.iter().any(|k| k.expr != x.expr)) {
        return Ok(low(distinct(cx, site, plain, keys, separator)?));
    }
    let value = if x.ty == Type::Unknown { x.expr.cast(Type::Text) } else { x.expr };
    let mut expr = pg::Expr::call("string_agg", [value, separator]);
    if let pg::Expr::Call(call) = &mut expr {
        call.distinct = site.distinct;
        match over {
            Some(window) => call.over = Some(analytic::all_rows(window, keys)),
            None => call.order = keys,
        }
    }
    Ok(low(expr))
}

/// Whether the values are sorted by nothing but themselves.
fn by_itself(site: &Site<'_>) -> bool {
    let written = match &site.e.kind {
        ExprKind::Call(call) => call.args.first().map(|a| &a.value),
        _ => None,
    };
    site.more.within.iter().all(|key| Some(&key.expr) == written)
}

/// Distinct values that are sorted before they become texts: they are gathered in an array first.
fn distinct(cx: &mut Cx<'_>, site: &Site<'_>, x: Low, keys: Vec<pg::OrderKey>, separator: pg::Expr) -> Lower<pg::Expr> {
    if !by_itself(site) {
        return Err(super::refuse(cx, site.e.at.span, "LISTAGG (DISTINCT …) in the order of another value"));
    }
    let (rows, of) = (cx.fresh("list"), cx.fresh("list"));
    let item = |of: &crate::name::Name| pg::Expr::Name(Box::new([of.clone(), "x".into()]));
    let call = pg::Expr::call("unnest", [pg::Expr::call("array_agg", [x.expr.clone()])]);
    let unnest = pg::FunctionRows { call, ordinality: false, alias: rows.clone(), columns: vec![("x".into(), None)] };
    let inner = pg::Select {
        distinct: true,
        targets: vec![(item(&rows), None)],
        from: vec![pg::From::Function(Box::new(unnest))],
        ..pg::Select::default()
    };
    let text = site.class(cx, Low { expr: item(&of), ..x }, Class::Text)?;
    let mut joined = pg::Expr::call("string_agg", [text.expr, separator]);
    if let pg::Expr::Call(call) = &mut joined {
        call.order = keys.into_iter().map(|k| pg::OrderKey { expr: item(&of), ..k }).collect();
    }
    let outer = pg::Select {
        targets: vec![(joined, None)],
        from: vec![pg::From::Query(Box::new(pg::Query::select(inner)), of)],
        ..pg::Select::default()
    };
    Ok(pg::Expr::Subquery(Box::new(pg::Query::select(outer))))
}
