//! How many rows: `FETCH FIRST`, and conditions on `ROWNUM`, which Oracle counts before it groups and sorts.

use super::names::Col;
use super::{Env, let_through, refuse, scope};
use crate::analyze::scope::{Found, Source, find};
use crate::analyze::{Null, Ty};
use crate::convert::expr::{lower as lower_expr, turned};
use crate::convert::{Cx, Low, Lower};
use crate::finding::{self, Effort, Rule, Severity};
use crate::ir::{self, Class, Compare, ExprKind, FromKind, JoinKind, walk};
use crate::name::Name;
use crate::pg;

static ROWNUM: Rule = Rule {
    name: "rownum-as-limit",
    codes: &[(finding::Source::Oracle, "OR-QRY-004")],
    raw: Severity::Blocker,
    message: "a condition on ROWNUM became LIMIT, before rows are grouped or sorted",
    help: "Nothing to do; where the first rows of an order were meant, write the ORDER BY into an inner query.",
    ..Rule::PLAIN
};

static POSITION: Rule = Rule {
    name: "rownum-position",
    codes: &[(finding::Source::Oracle, "OR-QRY-005")],
    raw: Severity::BehaviourChange,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(20, 10),
    message: "ROWNUM in this position has no conversion here",
    help: "Number the rows in an inner query with row_number() and compare there.",
    ..Rule::PLAIN
};

static PERCENT: Rule = Rule {
    name: "fetch-percent",
    codes: &[(finding::Source::Oracle, "OR-QRY-006")],
    raw: Severity::Info,
    message: "FETCH FIRST … PERCENT counts all rows first",
    help: "Nothing to do unless the query is slow: it runs twice.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&ROWNUM, &POSITION, &PERCENT];

/// `OFFSET` and `FETCH` of a query.
pub(super) fn of_query(cx: &mut Cx<'_>, env: Env<'_>, query: &ir::Query) -> Lower<pg::Limit> {
    let Some(limit) = query.limit.as_deref() else { return Ok(pg::Limit::default()) };
    let rows = |cx: &mut Cx<'_>, e: &ir::Expr| match &e.kind {
        ExprKind::Number(digits, _) if digits.bytes().all(|b| b.is_ascii_digit()) => {
            Ok(Box::new(pg::Expr::Number(digits.clone())))
        }
        _ => {
            // Null gives no rows, a negative number none either.
            let low = lower_expr(cx, &scope(env.schema, env.outer), e)?;
            let known = pg::Expr::call("coalesce", [low.expr, pg::Expr::int(0)]);
            Ok(Box::new(pg::Expr::call("greatest", [pg::Expr::call("floor", [known]), pg::Expr::int(0)])))
        }
    };
    let offset = limit.offset.as_ref().map(|e| rows(cx, e)).transpose()?;
    let Some(fetch) = &limit.fetch else { return Ok(pg::Limit { offset, ..pg::Limit::default() }) };
    if !fetch.partitions.is_empty() {
        return Err(refuse(cx, query.at.span, "FETCH … PARTITIONS BY"));
    }
    let count = match &fetch.count {
        Some(e) => rows(cx, e)?,
        None => Box::new(pg::Expr::int(1)),
    };
    // Without an order there are no ties.
    Ok(pg::Limit { count: Some(count), ties: fetch.ties && !query.order.is_empty(), offset })
}

/// `FETCH FIRST p PERCENT`: the limit of a query by how many rows it has without one.
pub(super) fn percent(cx: &mut Cx<'_>, query: &ir::Query, limit: &mut pg::Limit, rows: pg::Query) {
    let asked = query.limit.as_deref().and_then(|l| l.fetch.as_ref()).is_some_and(|f| f.percent);
    let Some(share) = limit.count.take() else { return };
    if !asked {
        limit.count = Some(share);
        return;
    }
    cx.raise(PERCENT.at(query.at.span));
    let of = cx.fresh("sq");
    let all = pg::Expr::call("count", [pg::Expr::Star]).infix(pg::Op::Multiply, *share);
    let part = all.infix(pg::Op::Divide, pg::Expr::Number("100.0".into()));
    let select = pg::Select {
        targets: vec![(pg::Expr::call("ceil", [part]), None)],
        from: vec![pg::From::Query(Box::new(rows), of)],
        ..pg::Select::default()
    };
    limit.count = Some(Box::new(pg::Expr::Subquery(Box::new(pg::Query::select(select)))));
}

/// Takes the conditions on `ROWNUM` out of a conjunction over the columns of `sources`; how many rows they leave.
pub(super) fn rownum<'e>(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    sources: &[Source<Col>],
    condition: Option<&'e ir::Expr>,
) -> Lower<(Option<pg::Expr>, Vec<&'e ir::Expr>)> {
    let mut least: Option<i64> = None;
    let mut computed: Vec<pg::Expr> = Vec::new();
    let conjuncts = condition.map_or_else(Vec::new, ir::Expr::conjuncts);
    let mut rest = Vec::with_capacity(conjuncts.len());
    for condition in conjuncts {
        if !mentions(condition) {
            rest.push(condition);
            continue;
        }
        match let_through::rows(condition) {
            Some(Some(count)) => least = Some(least.map_or(count, |l| l.min(count))),
            Some(None) => {}
            None => computed.extend(bound(cx, env, sources, condition)?),
        }
        cx.exact(&ROWNUM, condition.at.span);
    }
    computed.extend(least.map(pg::Expr::int));
    let rows = match <[pg::Expr; 1]>::try_from(computed) {
        Ok([one]) => Some(one),
        Err(none) if none.is_empty() => None,
        Err(several) => Some(pg::Expr::call("least", several)),
    };
    Ok((rows, rest))
}

/// Conditions on `ROWNUM` where x is the same for all rows: a variable, or a value of the query around. Null leaves none.
fn bound(cx: &mut Cx<'_>, env: Env<'_>, sources: &[Source<Col>], condition: &ir::Expr) -> Lower<Vec<pg::Expr>> {
    let mut of_row = false;
    walk::each(condition, &mut |e| {
        let ExprKind::Name(path) = &e.kind else { return };
        of_row |= !matches!(find(std::iter::once(sources), &path.parts), Found::Nothing);
    });
    if of_row {
        // It is another value in each row.
        return Err(cx.manual(POSITION.at(condition.at.span)));
    }
    match &condition.kind {
        ExprKind::Compare(op, sides) => {
            let [a, b] = &**sides;
            match (is_rownum(a), is_rownum(b)) {
                (true, false) => Ok(vec![compared(cx, env, condition, *op, b)?]),
                (false, true) => Ok(vec![compared(cx, env, condition, turned(*op), a)?]),
                _ => Err(cx.manual(POSITION.at(condition.at.span))),
            }
        }
        ExprKind::Between(false, parts) => {
            let [x, low, high] = &**parts;
            if !is_rownum(x) {
                return Err(cx.manual(POSITION.at(condition.at.span)));
            }
            let high = compared(cx, env, condition, Compare::Le, high)?;
            let first = let_through::first(low);
            Ok(if first { vec![high] } else { vec![compared(cx, env, condition, Compare::Ge, low)?, high] })
        }
        _ => Err(cx.manual(POSITION.at(condition.at.span))),
    }
}

fn compared(cx: &mut Cx<'_>, env: Env<'_>, condition: &ir::Expr, op: Compare, x: &ir::Expr) -> Lower<pg::Expr> {
    if mentions(x) || matches!(op, Compare::Ne | Compare::Same) {
        return Err(cx.manual(POSITION.at(condition.at.span)));
    }
    // Only what stands around is in sight.
    let place = scope(env.schema, env.outer);
    let low = lower_expr(cx, &place, x)?;
    let low = crate::convert::expr::to_class(cx, &place, x.at.span, low, Class::Number)?;
    let one = pg::Expr::int(1);
    // From a later row than the first on nothing is ever found; a limit of null is none.
    let (test, then) = match op {
        Compare::Ge => (low.expr.infix(pg::Op::Le, one), pg::Expr::Null),
        Compare::Gt => (low.expr.infix(pg::Op::Lt, one), pg::Expr::Null),
        Compare::Eq => (low.expr.infix(pg::Op::Eq, one.clone()), one),
        Compare::Le | Compare::Lt | Compare::Ne | Compare::Same => {
            let whole = match (op, low.ty.is_integer()) {
                (Compare::Lt, true) => low.expr.infix(pg::Op::Subtract, one),
                (Compare::Lt, false) => pg::Expr::call("ceil", [low.expr]).infix(pg::Op::Subtract, one),
                (_, true) => low.expr,
                (_, false) => pg::Expr::call("floor", [low.expr]),
            };
            let known =
                if low.null == Null::Never { whole } else { pg::Expr::call("coalesce", [whole, pg::Expr::int(0)]) };
            return Ok(pg::Expr::call("greatest", [known, pg::Expr::int(0)]));
        }
    };
    Ok(pg::Expr::case(vec![(test, then)], Some(pg::Expr::int(0))))
}

/// Whether a name is `ROWNUM`.
pub(super) fn is_rownum(e: &ir::Expr) -> bool {
    matches!(&e.kind, ExprKind::Name(path) if path.parts.len() == 1 && path.parts.first().is_some_and(|p| p == "ROWNUM"))
}

/// Whether an expression reads `ROWNUM`; queries in it have their own.
pub(super) fn mentions(e: &ir::Expr) -> bool {
    let mut found = false;
    walk::each(e, &mut |e| found |= is_rownum(e));
    found
}

/// `a JOIN b ON … AND ROWNUM <= 3`: what an inner join of two asks of the number of a row is asked of each row that it gives.
pub(super) fn hoisted(select: &ir::Select) -> Option<ir::Select> {
    let [only] = select.from.as_slice() else { return None };
    let FromKind::Join(join) = &only.kind else { return None };
    let side = |item: &ir::From| matches!(item.kind, FromKind::Table(_) | FromKind::Query(_));
    // Beside a WHERE, nothing says which of the two sees the rows first.
    let alone = select.hierarchy.is_none() && select.condition.is_none();
    let plain = join.kind == JoinKind::Inner && side(&join.left) && side(&join.right) && alone;
    let on = join.on.as_ref().filter(|_| plain)?;
    let (asked, kept): (Vec<&ir::Expr>, Vec<&ir::Expr>) = on.conjuncts().into_iter().partition(|e| mentions(e));
    if asked.is_empty() {
        return None;
    }
    let all = |list: Vec<&ir::Expr>| match list.as_slice() {
        [] => None,
        [one] => Some((*one).clone()),
        _ => Some(ir::Expr { at: on.at, kind: ExprKind::And(list.into_iter().cloned().collect()) }),
    };
    let condition = all(asked);
    let on = all(kept);
    let kind = if on.is_some() { JoinKind::Inner } else { JoinKind::Cross };
    let join = ir::Join { on, kind, ..(**join).clone() };
    let from = vec![ir::From { kind: FromKind::Join(Box::new(join)), ..only.clone() }];
    Some(ir::Select { from, condition, ..select.clone() })
}

/// `ROWNUM` as a value: rows are numbered after `WHERE` and before `ORDER BY`.
pub(in crate::convert) fn number() -> (Name, Low) {
    let mut expr = pg::Expr::call("row_number", []);
    if let pg::Expr::Call(call) = &mut expr {
        call.over = Some(pg::Window::default());
    }
    let from = Ty { flags: Ty::WHOLE, ..Ty::of_class(Class::Number) };
    ("ROWNUM".into(), Low { expr, ty: pg::Type::BigInt, null: Null::Never, from })
}

/// Rows that are limited twice.
pub(super) fn both(cx: &mut Cx<'_>, query: &ir::Query) -> crate::convert::Manual {
    refuse(cx, query.at.span, "`ROWNUM` beside `FETCH`")
}
