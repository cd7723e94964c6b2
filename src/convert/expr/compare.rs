//! Comparisons and tests: blank padding, types that meet, `''`, `LIKE` without an escape character.

use super::{Scope, coerce, key, lower, made, values, zone};
use crate::analyze::Null;
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir::{self, Class, Compare, ExprKind, In, InSet, Is, Like, Quantified, Test};
use crate::pg::{self, IsTest, Op, Type};

static EMPTY_COMPARE: Rule = Rule {
    name: "comparison-with-empty-text",
    codes: &[(Source::Oracle, "OR-NUL-003")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(10, 5),
    message: "a comparison with '' is never true in Oracle, where '' is null",
    help: "It became NULL, which keeps that. If IS NULL or IS NOT NULL was meant, write it in the source.",
    ..super::RULE
};

static PADDING: Rule = Rule {
    name: "blank-padded-comparison",
    codes: &[(Source::Oracle, "OR-CHR-003")],
    raw: Severity::BehaviourChange,
    message: "a CHAR is compared with a VARCHAR2, where its blanks count",
    help: "Nothing to do: the CHAR is padded to its length before it is compared.",
    ..super::RULE
};

static LIKE_ESCAPE: Rule = Rule {
    name: "like-without-escape",
    codes: &[(Source::Oracle, "OR-CHR-009")],
    raw: Severity::BehaviourChange,
    message: "LIKE has no escape character unless ESCAPE names one",
    help: "Nothing to do: ESCAPE '' is added where the pattern could hold a backslash.",
    ..super::RULE
};

static COLLATION: Rule = Rule {
    name: "collation-in-expression",
    codes: &[(Source::Oracle, "HD-319")],
    raw: Severity::BehaviourChange,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 10),
    message: "COLLATE `{collation}` has no collation of the same order in PostgreSQL",
    help: "Create an ICU collation (nondeterministic for BINARY_CI and BINARY_AI) and name it, or compare lower(…) values.",
    ..super::RULE
};

static TEST: Rule = Rule {
    name: "test-without-counterpart",
    codes: &[(Source::Oracle, "HD-312")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(20, 10),
    message: "`IS {test}` has no counterpart for this operand",
    help: "Write the test by hand.",
    ..super::RULE
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&EMPTY_COMPARE, &PADDING, &LIKE_ESCAPE, &COLLATION, &TEST];

pub(in crate::convert) fn sign(op: Compare) -> Option<Op> {
    Some(match op {
        Compare::Eq => Op::Eq,
        Compare::Ne => Op::Ne,
        Compare::Lt => Op::Lt,
        Compare::Le => Op::Le,
        Compare::Gt => Op::Gt,
        Compare::Ge => Op::Ge,
        Compare::Same => return None,
    })
}

fn unknown_result() -> pg::Expr {
    pg::Expr::Null.cast(Type::Boolean)
}

fn yields(cx: &Cx<'_>, e: &ir::Expr, expr: pg::Expr) -> Lower<Low> {
    Ok(made(expr, Type::Boolean, cx.fact(e).null, Class::Boolean))
}

/// `a = b` and its kin.
pub(super) fn compare(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    e: &ir::Expr,
    op: Compare,
    sides: &[ir::Expr; 2],
) -> Lower<Low> {
    if sides.iter().any(|s| matches!(s.kind, ExprKind::EmptyText)) {
        cx.raise(EMPTY_COMPARE.at(e.at.span));
        return yields(cx, e, unknown_result());
    }
    if let Some(low) = crate::convert::query::row_comparison(cx, scope, e, op, sides) {
        return low;
    }
    let [a, b] = sides;
    let (a, b) = (zone::instant(cx, scope, a), zone::instant(cx, scope, b));
    let (a, b) = (coerce::no_empty(cx, a?), coerce::no_empty(cx, b?));
    let [a, b] = match chars(cx, scope, op, sides, [&a, &b]) {
        Some(met) => met,
        None => meet(cx, scope, e, a, b)?,
    };
    let [a, b] = key::sides(cx, scope, op, sides, [a, b]);
    let expr = match sign(op) {
        Some(sign) => a.expr.infix(sign, b.expr),
        None => pg::Expr::Distinct(true, Box::new([a.expr, b.expr])),
    };
    yields(cx, e, expr)
}

/// An indexed CHAR column and a text, where blanks count.
fn chars(cx: &mut Cx<'_>, scope: &Scope<'_>, op: Compare, of: &[ir::Expr; 2], [a, b]: [&Low; 2]) -> Option<[Low; 2]> {
    if !matches!(op, Compare::Eq | Compare::Ne) || !blanks_count(a, b) {
        return None;
    }
    let [x, y] = of;
    if let Some(value) = key::char_value(cx, scope, (x, a), (y, b)) {
        return Some([a.clone(), value]);
    }
    key::char_value(cx, scope, (y, b), (x, a)).map(|value| [value, b.clone()])
}

/// Whether one side is blank-padded and the other is neither that nor a literal.
fn blanks_count(a: &Low, b: &Low) -> bool {
    let open = |l: &Low| !matches!(l.expr, pg::Expr::Text(_)) && l.null != Null::Always;
    let padded = |l: &Low| matches!(l.ty, Type::Char(_));
    let text = |l: &Low| matches!(l.from.class, Class::Text | Class::Lob | Class::Literal);
    padded(a) != padded(b) && text(a) && text(b) && open(a) && open(b)
}

/// `a = b` of lowered operands.
pub(super) fn equal(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, a: Low, b: Low) -> Lower<pg::Expr> {
    if b.null == Null::Always {
        return Ok(unknown_result());
    }
    let [a, b] = meet(cx, scope, e, a, b)?;
    Ok(a.expr.infix(Op::Eq, b.expr))
}

/// The same comparison with its sides exchanged.
pub(in crate::convert) fn turned(op: Compare) -> Compare {
    match op {
        Compare::Lt => Compare::Gt,
        Compare::Le => Compare::Ge,
        Compare::Gt => Compare::Lt,
        Compare::Ge => Compare::Le,
        Compare::Eq | Compare::Ne | Compare::Same => op,
    }
}

/// Two values as Oracle compares them: with one type, and with or without their blanks.
pub(super) fn meet(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, a: Low, b: Low) -> Lower<[Low; 2]> {
    let (a, b) = (coerce::no_empty(cx, a), coerce::no_empty(cx, b));
    let numeric = |l: &Low| matches!(l.from.class, Class::Number | Class::Integer | Class::Positive | Class::Binary);
    let textual = |l: &Low| matches!(l.from.class, Class::Text | Class::Lob | Class::Literal);
    let timed = |l: &Low| matches!(l.from.class, Class::Date | Class::Timestamp | Class::Zoned);
    let span = e.at.span;
    // The place of a row that was kept as a text.
    let place = Type::Builtin("tid");
    if a.ty == place && b.ty.is_text() {
        return Ok([a, Low { expr: b.expr.cast(place.clone()), ty: place, ..b }]);
    }
    if b.ty == place && a.ty.is_text() {
        return Ok([Low { expr: a.expr.cast(place.clone()), ty: place, ..a }, b]);
    }
    if numeric(&a) && textual(&b) {
        let b = coerce::number(cx, span, b)?;
        return Ok([a, b]);
    }
    if textual(&a) && numeric(&b) {
        let a = coerce::number(cx, span, a)?;
        return Ok([a, b]);
    }
    if timed(&a) && textual(&b) {
        let b = coerce::date(cx, scope, span, b)?;
        return Ok([a, b]);
    }
    if textual(&a) && timed(&b) {
        let a = coerce::date(cx, scope, span, a)?;
        return Ok([a, b]);
    }
    if a.from.class == Class::Raw && textual(&b) {
        let b = coerce::to(cx, scope, span, b, Class::Raw)?;
        return Ok([a, b]);
    }
    if textual(&a) && b.from.class == Class::Raw {
        let a = coerce::to(cx, scope, span, a, Class::Raw)?;
        return Ok([a, b]);
    }
    if textual(&a) && textual(&b) {
        return blanks(cx, scope, e, a, b);
    }
    Ok([a, b])
}

/// Blanks at the end count unless both are `CHAR`; a literal is one.
fn blanks(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, a: Low, b: Low) -> Lower<[Low; 2]> {
    let literal = |l: &Low| matches!(l.expr, pg::Expr::Text(_));
    let padded = |l: &Low| matches!(l.ty, Type::Char(_));
    if literal(&a) && literal(&b) {
        let trimmed = |l: Low| match l.expr {
            pg::Expr::Text(text) => Low { expr: pg::Expr::text(text.trim_end_matches(' ')), ..l },
            other => Low { expr: other, ..l },
        };
        return Ok([trimmed(a), trimmed(b)]);
    }
    if padded(&a) == padded(&b) || padded(&a) && literal(&b) || literal(&a) && padded(&b) {
        return Ok([a, b]);
    }
    cx.exact(&PADDING, e.at.span);
    Ok([coerce::text(cx, scope, e.at.span, a)?, coerce::text(cx, scope, e.at.span, b)?])
}

/// `x BETWEEN a AND b`.
pub(super) fn between(
    cx: &mut Cx<'_>,
    scope: &Scope<'_>,
    e: &ir::Expr,
    not: bool,
    parts: &[ir::Expr; 3],
) -> Lower<Low> {
    let all = values(cx, scope, parts)?;
    let Ok([x, low, high]) = <[Low; 3]>::try_from(all) else { return super::unknown(cx, e, "`BETWEEN`") };
    let [first, low] = meet(cx, scope, e, x.clone(), low)?;
    let [second, high] = meet(cx, scope, e, x, high)?;
    let [column, from, to] = parts;
    let low = key::value(cx, scope, Compare::Ge, (column, &first), (Some(from), low));
    let high = key::value(cx, scope, Compare::Le, (column, &second), (Some(to), high));
    if first.expr == second.expr {
        return yields(cx, e, pg::Expr::Between(not, Box::new([first.expr, low.expr, high.expr])));
    }
    let inside = pg::Expr::all(vec![first.expr.infix(Op::Ge, low.expr), second.expr.infix(Op::Le, high.expr)]);
    yields(cx, e, if not { inside.negate() } else { inside })
}

/// `x IN (…)`.
pub(super) fn within(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, i: &In) -> Lower<Low> {
    let items = match &i.set {
        InSet::List(items) => items,
        InSet::Query(query) => return crate::convert::query::within(cx, scope, e, i, query),
    };
    if let ExprKind::Tuple(_) = i.left.kind {
        return tuples(cx, scope, e, i, items);
    }
    let left = lower(cx, scope, &i.left);
    let written = items;
    let items = values(cx, scope, items)?;
    let left = left?;
    let mut list = Vec::with_capacity(items.len());
    let mut shared: Option<pg::Expr> = None;
    let mut apart = false;
    for (item, of) in items.into_iter().zip(written) {
        if item.null == Null::Always {
            // A null among the values leaves the answer unknown where none matches; PostgreSQL agrees.
            list.push(pg::Expr::Null);
            continue;
        }
        let [l, r] = meet(cx, scope, e, left.clone(), item)?;
        let r = key::value(cx, scope, Compare::Eq, (&i.left, &l), (Some(of), r));
        apart |= shared.as_ref().is_some_and(|s| *s != l.expr);
        shared = Some(l.expr);
        list.push(r.expr);
    }
    if apart {
        return super::unknown(cx, e, "`IN` over values of several types");
    }
    let left = shared.unwrap_or(left.expr);
    yields(cx, e, pg::Expr::In(Box::new(pg::In { not: i.not, left, set: pg::InSet::List(list) })))
}

/// `(a, b) IN ((1, 2), …)`: each value meets the one in its place.
fn tuples(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, i: &In, items: &[ir::Expr]) -> Lower<Low> {
    let ExprKind::Tuple(columns) = &i.left.kind else { return super::unknown(cx, e, "`IN`") };
    let left = values(cx, scope, columns)?;
    let mut shared: Option<Vec<pg::Expr>> = None;
    let mut list = Vec::with_capacity(items.len());
    for item in items {
        let ExprKind::Tuple(of) = &item.kind else { return super::unknown(cx, e, "`IN` over values that are no rows") };
        let row = values(cx, scope, of)?;
        if row.len() != left.len() {
            return super::unknown(cx, e, "`IN` over rows of another length");
        }
        let (mut own, mut other) = (Vec::with_capacity(row.len()), Vec::with_capacity(row.len()));
        for (((l, r), column), value) in left.iter().zip(row).zip(columns).zip(of) {
            let [l, r] = if r.null == Null::Always { [l.clone(), r] } else { meet(cx, scope, e, l.clone(), r)? };
            let r = key::value(cx, scope, Compare::Eq, (column, &l), (Some(value), r));
            own.push(l.expr);
            other.push(r.expr);
        }
        if shared.as_ref().is_some_and(|s| *s != own) {
            return super::unknown(cx, e, "`IN` over values of several types");
        }
        shared = Some(own);
        list.push(pg::Expr::Row(other.into_boxed_slice()));
    }
    let Some(left) = shared else { return super::unknown(cx, e, "`IN` over no values") };
    let left = pg::Expr::Row(left.into_boxed_slice());
    yields(cx, e, pg::Expr::In(Box::new(pg::In { not: i.not, left, set: pg::InSet::List(list) })))
}

/// `x = ANY (a, b)`: a list of comparisons.
pub(super) fn quantified(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, q: &Quantified) -> Lower<Low> {
    let InSet::List(items) = &q.right else { return crate::convert::query::quantified(cx, scope, e, q) };
    let left = lower(cx, scope, &q.left);
    let written = items;
    let items = values(cx, scope, items)?;
    let (left, Some(sign)) = (left?, sign(q.op)) else { return super::unknown(cx, e, "this comparison") };
    let mut parts = Vec::with_capacity(items.len());
    for (item, of) in items.into_iter().zip(written) {
        let [l, r] = meet(cx, scope, e, left.clone(), item)?;
        let r = key::value(cx, scope, q.op, (&q.left, &l), (Some(of), r));
        parts.push(l.expr.infix(sign, r.expr));
    }
    let expr = if q.all || parts.len() == 1 { pg::Expr::all(parts) } else { pg::Expr::Or(parts.into_boxed_slice()) };
    yields(cx, e, expr)
}

/// `(a, b) OVERLAPS (c, d)`.
pub(super) fn overlaps(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, sides: &[ir::Expr; 2]) -> Lower<Low> {
    let mut dates = Vec::new();
    for side in sides {
        let ExprKind::Tuple(items) = &side.kind else { return super::unknown(cx, e, "`OVERLAPS`") };
        dates.extend(values(cx, scope, items)?.into_iter().map(|low| low.expr));
    }
    // The function behind the operator, which the operator's name would not reach from here.
    yields(cx, e, pg::Expr::function(crate::name::QName::new("pg_catalog", "overlaps"), dates))
}

/// A value as the elements of a collection are: PostgreSQL asks for the same type on both sides.
fn as_element(low: Low, of: &Type) -> pg::Expr {
    let element = match of {
        Type::Array(element) => match &**element {
            Type::Varchar(_) => Type::Varchar(None),
            Type::Numeric(_) => Type::Numeric(None),
            other => other.clone(),
        },
        _ => return low.expr,
    };
    if low.ty == element { low.expr } else { low.expr.cast(element) }
}

/// `IS …`, `MEMBER OF …`.
pub(super) fn is(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, is: &Is) -> Lower<Low> {
    if let (Test::Null, ExprKind::EmptyText) = (&is.test, &is.operand.kind) {
        return yields(cx, e, pg::Expr::Bool(!is.not));
    }
    let low = {
        let operand = lower(cx, scope, &is.operand)?;
        coerce::no_empty(cx, operand)
    };
    let tested = |test: IsTest, expr: pg::Expr| pg::Expr::Is(Box::new(expr), test, is.not);
    let turned = |expr: pg::Expr| if is.not { expr.negate() } else { expr };
    let expr = match &is.test {
        Test::Null => match low.ty {
            // A row is null in PostgreSQL when all its fields are; an object is not.
            Type::Named(_) => pg::Expr::Distinct(!is.not, Box::new([low.expr, pg::Expr::Null])),
            _ => tested(IsTest::Null, low.expr),
        },
        Test::True => tested(IsTest::True, low.expr),
        Test::False => tested(IsTest::False, low.expr),
        Test::Unknown => tested(IsTest::Unknown, low.expr),
        Test::Nan if low.from.class == Class::Binary => turned(low.expr.infix(Op::Eq, pg::Expr::text("NaN"))),
        Test::Infinite if low.from.class == Class::Binary => {
            turned(pg::Expr::call("abs", [low.expr]).infix(Op::Eq, pg::Expr::text("Infinity")))
        }
        Test::Nan | Test::Infinite => turned(pg::Expr::Bool(false)),
        Test::Empty => turned(pg::Expr::helper("is_empty", [low.expr])),
        Test::Member(of) => {
            let of = lower(cx, scope, of)?;
            turned(pg::Expr::helper("member_of", [as_element(low, &of.ty), of.expr]))
        }
        Test::Submultiset(of) => {
            let of = lower(cx, scope, of)?;
            turned(pg::Expr::helper("submultiset_of", [low.expr, of.expr]))
        }
        Test::Json(words, _) => return super::json::is_json(cx, scope, e, is.not, low, words),
        Test::Set => turned(pg::Expr::helper("is_a_set", [low.expr])),
        Test::Dangling => return test_failed(cx, e, "DANGLING"),
        Test::Present => return test_failed(cx, e, "PRESENT"),
        Test::Any => return test_failed(cx, e, "ANY"),
        Test::Of(_) => return test_failed(cx, e, "OF"),
    };
    yields(cx, e, expr)
}

fn test_failed(cx: &mut Cx<'_>, e: &ir::Expr, test: &str) -> Lower<Low> {
    Err(cx.manual(TEST.at(e.at.span).with("test", test)))
}

/// `x LIKE p ESCAPE e`.
pub(super) fn like(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, like: &Like) -> Lower<Low> {
    let parts = values(cx, scope, [&like.text, &like.pattern].into_iter().chain(&like.escape))?;
    let mut parts = parts.into_iter();
    let (Some(text), Some(pattern)) = (parts.next(), parts.next()) else { return super::unknown(cx, e, "`LIKE`") };
    let escape = parts.next();
    let text = coerce::no_empty(cx, text);
    let text = coerce::text(cx, scope, e.at.span, text)?;
    if pattern.null == Null::Always {
        cx.raise(EMPTY_COMPARE.at(e.at.span));
        return yields(cx, e, unknown_result());
    }
    let literal = matches!(pattern.expr, pg::Expr::Text(_));
    let backslash = !matches!(&pattern.expr, pg::Expr::Text(p) if !p.contains('\\'));
    let pattern = coerce::text(cx, scope, e.at.span, pattern)?;
    match escape {
        Some(escape) if literal => {
            let legal = match (&pattern.expr, &escape.expr) {
                (pg::Expr::Text(p), pg::Expr::Text(c)) => legal_escapes(p, c),
                _ => false,
            };
            if legal {
                yields(cx, e, pg::Expr::like(text.expr, pattern.expr, Some(escape.expr), like.not))
            } else {
                yields(cx, e, helped(scope, like.not, text, pattern, escape))
            }
        }
        Some(escape) => yields(cx, e, helped(scope, like.not, text, pattern, escape)),
        None if backslash => {
            cx.exact(&LIKE_ESCAPE, e.at.span);
            yields(cx, e, pg::Expr::like(text.expr, pattern.expr, Some(pg::Expr::text("")), like.not))
        }
        None => yields(cx, e, pg::Expr::like(text.expr, pattern.expr, None, like.not)),
    }
}

fn helped(scope: &Scope<'_>, not: bool, text: Low, pattern: Low, escape: Low) -> pg::Expr {
    let helper = if scope.place == super::Place::Code { "like_esc_pl" } else { "like_esc" };
    let test = pg::Expr::helper(helper, [text.expr, pattern.expr, escape.expr]);
    if not { test.negate() } else { test }
}

/// Whether every escape character of a pattern stands before `%`, `_` or itself, as Oracle demands.
fn legal_escapes(pattern: &str, escape: &str) -> bool {
    let Some(mark) = escape.chars().next().filter(|_| escape.chars().count() == 1) else { return false };
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if c == mark && !chars.next().is_some_and(|next| next == '%' || next == '_' || next == mark) {
            return false;
        }
    }
    true
}

/// `x COLLATE c`.
pub(super) fn collate(cx: &mut Cx<'_>, e: &ir::Expr) -> Lower<Low> {
    let name = if let ExprKind::Collate(parts) = &e.kind { parts.1.clone() } else { crate::name::Name::default() };
    Err(cx.manual(COLLATION.at(e.at.span).with("collation", &name)))
}
