//! Set operators: from left to right, as Oracle takes them; branches with columns of one type.

use super::names::{Col, Frame};
use super::{Env, Lowered, Out, limit, lower, order, refuse};
use crate::analyze::scope::Source;
use crate::analyze::{Null, Ty};
use crate::convert::expr::natural;
use crate::convert::{Cx, Lower};
use crate::finding::{self, Rule, Severity};
use crate::ir::{self, Class, ExprKind};
use crate::pg::{self, Type};
use crate::span::Span;

static ORDER: Rule = Rule {
    name: "set-operators-from-the-left",
    codes: &[(finding::Source::Oracle, "OR-QRY-003")],
    raw: Severity::BehaviourChange,
    message: "set operators are taken from left to right, INTERSECT too",
    help: "Nothing to do: parentheses say so where PostgreSQL would take INTERSECT first.",
    ..Rule::PLAIN
};

static NULLS: Rule = Rule {
    name: "null-column-of-a-branch",
    codes: &[(finding::Source::Oracle, "OR-QRY-026")],
    raw: Severity::BehaviourChange,
    message: "a NULL in a branch of a set operator gets the type of its column",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&ORDER, &NULLS];

/// Lowers a chain of set operators with what stands behind it.
pub(super) fn lower_set(cx: &mut Cx<'_>, env: Env<'_>, set: &ir::SetQuery, around: &ir::Query) -> Lower<Lowered> {
    let first = lower(cx, env, &set.first);
    let rest: Vec<Lower<Lowered>> = set.rest.iter().map(|(_, _, q)| lower(cx, env, q)).collect();
    let mut branches = vec![first?];
    branches.extend(rest.into_iter().collect::<Lower<Vec<_>>>()?);
    let columns = unify(cx, around.at.span, &mut branches)?;
    if set.rest.iter().skip(1).any(|(op, _, _)| *op == ir::SetOp::Intersect) {
        cx.exact(&ORDER, around.at.span);
    }
    let mut branches = branches.into_iter().map(|b| b.query);
    let Some(mut tree) = branches.next() else { return Err(refuse(cx, around.at.span, "a set operator")) };
    for ((op, all, _), right) in set.rest.iter().zip(branches) {
        let op = match op {
            ir::SetOp::Union => pg::SetOp::Union,
            ir::SetOp::Intersect => pg::SetOp::Intersect,
            ir::SetOp::Except => pg::SetOp::Except,
        };
        let joined = pg::SetQuery { op, all: *all, left: tree, right, order: Vec::new(), limit: pg::Limit::default() };
        tree = pg::Query::Set(Box::new(joined));
    }
    let simple = around.order.iter().all(|key| is_column(key, &columns));
    if !simple {
        return sorted(cx, env, around, tree, columns);
    }
    let order = around.order.iter().map(|key| by_column(cx, key, &columns)).collect::<Vec<_>>();
    let order = order.into_iter().collect::<Lower<Vec<_>>>()?;
    let mut rows = limit::of_query(cx, env, around)?;
    limit::percent(cx, around, &mut rows, tree.clone());
    if around.lock.is_some() {
        return Err(refuse(cx, around.at.span, "`FOR UPDATE` behind a set operator"));
    }
    if let pg::Query::Set(top) = &mut tree {
        (top.order, top.limit) = (order, rows);
    }
    Ok(Lowered { query: tree, columns })
}

/// Whether a key is a column of the result, by name or position.
fn is_column(key: &ir::SortKey, columns: &[Out]) -> bool {
    match &key.expr.kind {
        ExprKind::Number(..) => true,
        ExprKind::Name(path) => columns.iter().any(|c| Some(&c.source) == path.parts.last()),
        _ => false,
    }
}

/// An order by expressions of the columns, which PostgreSQL takes around the set query alone.
pub(super) fn sorted(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    around: &ir::Query,
    tree: pg::Query,
    columns: Vec<Out>,
) -> Lower<Lowered> {
    if columns.iter().any(|c| c.name.is_empty()) || around.lock.is_some() {
        return Err(refuse(cx, around.at.span, "an expression in `ORDER BY` behind a set operator"));
    }
    let of = cx.fresh("sq");
    let col = |out: &Out| {
        let col = Col::of(&of, out);
        (out.source.clone(), col)
    };
    let source = Source { name: Default::default(), schema: None, columns: Some(columns.iter().map(col).collect()) };
    let frame = Frame { sources: vec![source], outer: env.outer, ..Frame::default() };
    let order = order::keys(cx, env.schema, &frame, &around.order, &columns)?;
    let mut rows = limit::of_query(cx, env, around)?;
    limit::percent(cx, around, &mut rows, tree.clone());
    let select = pg::Select {
        targets: vec![(pg::Expr::Star, None)],
        from: vec![pg::From::Query(Box::new(tree), of)],
        order,
        limit: rows,
        ..pg::Select::default()
    };
    Ok(Lowered { query: pg::Query::select(select), columns })
}

/// A key of the order of a set query: a column of the result, by name or position.
fn by_column(cx: &mut Cx<'_>, key: &ir::SortKey, columns: &[Out]) -> Lower<pg::OrderKey> {
    let expr = match &key.expr.kind {
        ExprKind::Number(digits, _) => Some(pg::Expr::Number(digits.clone())),
        ExprKind::Name(path) => {
            let name = path.parts.last();
            columns.iter().find(|c| Some(&c.source) == name).map(|c| pg::Expr::name(c.name.clone()))
        }
        _ => None,
    };
    match expr {
        Some(expr) => Ok(pg::OrderKey { expr, descending: key.descending, nulls_first: key.nulls_first }),
        None => Err(refuse(cx, key.expr.at.span, "an expression in `ORDER BY` behind a set operator")),
    }
}

/// Gives the columns of all branches one type; nulls are cast to it.
pub(super) fn unify(cx: &mut Cx<'_>, span: Span, branches: &mut [Lowered]) -> Lower<Vec<Out>> {
    let Some(first) = branches.first() else { return Ok(Vec::new()) };
    let mut columns = first.columns.clone();
    if branches.iter().any(|b| b.columns.len() != columns.len()) {
        return Err(refuse(cx, span, "a set operator between queries with different numbers of columns"));
    }
    for place in 0..columns.len() {
        if !padded(branches, place) {
            return Err(refuse(cx, span, "a set operator between CHAR and other texts"));
        }
        let all: Vec<Out> = branches.iter().filter_map(|b| b.columns.get(place).cloned()).collect();
        let Some(ty) = common(&all) else {
            return Err(refuse(cx, span, "a set operator between columns of different types"));
        };
        let open = |out: &Out| out.null == Null::Always && out.ty == Type::Unknown;
        if ty != Type::Unknown && all.iter().any(open) {
            cx.exact(&NULLS, span);
            for branch in branches.iter_mut().filter(|b| b.columns.get(place).is_some_and(open)) {
                if !cast_null(&mut branch.query, place, &ty) {
                    return Err(refuse(cx, span, "a NULL in a branch of a set operator"));
                }
            }
        }
        let typed = all.iter().find(|o| !open(o)).or(all.first());
        if let (Some(column), Some(typed)) = (columns.get_mut(place), typed) {
            let null = if all.iter().all(|o| o.null == typed.null) { typed.null } else { Null::Maybe };
            let from =
                if all.iter().all(|o| o.from == typed.from) { typed.from } else { Ty::of_class(typed.from.class) };
            (column.ty, column.null, column.from) = (ty, null, from);
        }
    }
    Ok(columns)
}

/// The type that PostgreSQL gives to columns that meet; nothing where it would refuse them or change values.
pub(super) fn common(all: &[Out]) -> Option<Type> {
    let mut types = all.iter().filter(|o| o.null != Null::Always || o.ty != Type::Unknown).map(|o| &o.ty);
    let Some(first) = types.next() else { return Some(Type::Unknown) };
    let mut ty = first.clone();
    for other in types {
        ty = match (&ty, other) {
            (a, b) if a == b => ty,
            (Type::Unknown, b) if b.is_text() => Type::Text,
            (a, Type::Unknown) if a.is_text() => Type::Text,
            (Type::Char(_), _) | (_, Type::Char(_)) => return None,
            (a, b) if a.is_text() && b.is_text() => Type::Text,
            (a, b) if a.is_integer() && b.is_integer() => Type::BigInt,
            (a, b) if a.is_number() && b.is_number() => {
                let double = [a, b].iter().any(|t| matches!(t, Type::Double | Type::Real));
                if double { Type::Double } else { Type::Numeric(None) }
            }
            (Type::Timestamp(_), Type::Timestamp(_)) => Type::Timestamp(None),
            (Type::Timestamptz(_), Type::Timestamptz(_)) => Type::Timestamptz(None),
            (Type::Interval(..), Type::Interval(..)) => natural(Class::Days),
            _ => return None,
        };
    }
    Some(ty)
}

/// Casts the NULL at a place of every select of a query.
fn cast_null(query: &mut pg::Query, place: usize, ty: &Type) -> bool {
    match query {
        pg::Query::Select(select) => {
            if select.targets.iter().any(|(e, _)| matches!(e, pg::Expr::Star | pg::Expr::StarOf(_))) {
                return false;
            }
            match select.targets.get_mut(place) {
                Some((e, _)) => {
                    if *e == pg::Expr::Null {
                        *e = pg::Expr::Null.cast(ty.clone());
                    }
                    true
                }
                None => false,
            }
        }
        pg::Query::Set(set) => cast_null(&mut set.left, place, ty) && cast_null(&mut set.right, place, ty),
        pg::Query::With(with) => cast_null(&mut with.body, place, ty),
        pg::Query::Values(_) => false,
    }
}

/// Casts the column at a place of every branch.
pub(super) fn cast_branches(query: &mut pg::Query, place: usize, ty: &Type) -> bool {
    each_branch(query, place, &|e| e.cast(ty.clone()))
}

/// Changes the column at a place of every branch; false where it is not written by itself.
fn each_branch(query: &mut pg::Query, place: usize, change: &dyn Fn(pg::Expr) -> pg::Expr) -> bool {
    match query {
        pg::Query::Select(select) => {
            if select.targets.iter().any(|(e, _)| matches!(e, pg::Expr::Star | pg::Expr::StarOf(_))) {
                return false;
            }
            let Some((e, alias)) = select.targets.get_mut(place) else { return false };
            if let (pg::Expr::Name(parts), None) = (&*e, &alias) {
                *alias = parts.last().cloned();
            }
            *e = change(std::mem::replace(e, pg::Expr::Null));
            true
        }
        pg::Query::Set(set) => each_branch(&mut set.left, place, change) && each_branch(&mut set.right, place, change),
        pg::Query::With(with) => each_branch(&mut with.body, place, change),
        pg::Query::Values(_) => false,
    }
}

/// A blank-padded column that meets another text keeps its blanks.
fn padded(branches: &mut [Lowered], place: usize) -> bool {
    let types: Vec<Type> = branches.iter().filter_map(|b| Some(b.columns.get(place)?.ty.clone())).collect();
    let mixed = types.iter().any(|t| matches!(t, Type::Char(_))) && types.windows(2).any(|w| w.first() != w.last());
    if !mixed || !types.iter().all(|t| t.is_text() || *t == Type::Unknown) {
        return true;
    }
    for branch in branches {
        let Some(out) = branch.columns.get_mut(place) else { return false };
        let Type::Char(length) = out.ty else { continue };
        let length = pg::Expr::int(i64::from(length));
        if !each_branch(&mut branch.query, place, &|e| pg::Expr::call("rpad", [e, length.clone()])) {
            return false;
        }
        out.ty = Type::Text;
        out.from = Ty { flags: out.from.flags & !Ty::PADDED, ..out.from };
    }
    true
}
