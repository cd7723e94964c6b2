//! `INSERT ALL`, `INSERT FIRST`: the rows are computed once, and each table takes its own.

use super::{Written, column, refuse, target};
use crate::analyze::scope::Source;
use crate::catalog::ObjectId;
use crate::convert::expr::{self, assign};
use crate::convert::query::{self, Col, Env, Frame};
use crate::convert::{Cx, Low, Lower};
use crate::finding::{Rule, Severity, Source as From};
use crate::ir::{self, ExprKind, FromKind, InsertMany, walk};
use crate::name::Name;
use crate::pg;
use crate::span::Span;

static MANY: Rule = Rule {
    name: "multi-table-insert",
    codes: &[(From::Oracle, "OR-DML-004")],
    raw: Severity::ManualEffort,
    message: "INSERT ALL or FIRST became inserts that read the same rows",
    help: "Nothing to do; a trigger that looks for rows of another of its tables does not find them yet.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&MANY];

/// `INSERT { ALL | FIRST } [WHEN c THEN] INTO t … SELECT …`.
pub(super) fn lower(cx: &mut Cx<'_>, env: Env<'_>, many: &InsertMany, span: Span) -> Lower<pg::Dml> {
    if let Some(all) = constant(cx, env, many) {
        return rows(cx, env, &all, span);
    }
    let lowered = query::lower(cx, env, &many.source)?;
    if lowered.columns.iter().any(|c| c.name.is_empty()) && values(many).any(|into| into.values.is_empty()) {
        return Err(refuse(cx, span, "INSERT ALL of columns without names"));
    }
    let name = cx.fresh("src");
    let col = |out: &query::Out| {
        let col = Col::of(&name, out);
        (out.source.clone(), col)
    };
    let columns: Vec<(Name, Col)> = lowered.columns.iter().map(col).collect();
    let source = Source { name: Name::default(), schema: None, columns: Some(columns.clone()) };
    let mut frame = Frame { sources: vec![source], outer: env.outer, ..Frame::default() };
    let query = numbered(cx, env, many, lowered.query, &mut frame)?;
    let place = query::scope(env.schema, Some(&frame));
    let mut inserts = Vec::new();
    let mut before: Vec<pg::Expr> = Vec::new();
    for branch in &many.branches {
        let own = branch.condition.as_ref().map(|e| expr::condition(cx, &place, e)).transpose()?;
        let mut tests: Vec<pg::Expr> = if many.first { before.clone() } else { Vec::new() };
        tests.extend(own.clone());
        for into in &branch.into {
            inserts.push(one(cx, env, &frame, into, &columns, &name, &tests)?);
        }
        before.extend(own.map(|c| pg::Expr::Is(Box::new(c), pg::IsTest::True, true)));
    }
    for into in &many.otherwise {
        inserts.push(one(cx, env, &frame, into, &columns, &name, &before)?);
    }
    cx.exact(&MANY, span);
    let source = pg::Cte { name, columns: Vec::new(), query, materialized: Some(true) };
    Ok(pg::Dml::Many(Box::new(pg::InsertMany { source: Some(source), inserts, counted: None })))
}

/// A sequence, and the names that values of it are read by.
type Read = (ObjectId, Vec<ir::Path>);

/// The sequences whose next value is taken.
fn sequences(cx: &Cx<'_>, env: Env<'_>, many: &InsertMany) -> Vec<Read> {
    let mut all: Vec<(Read, bool)> = Vec::new();
    for value in values(many).flat_map(|into| &into.values) {
        walk::each(value, &mut |e| {
            let ExprKind::Name(path) = &e.kind else { return };
            let Some((id, next)) = expr::drawn::sequence(cx.program, env.schema, path) else { return };
            match all.iter_mut().find(|((known, _), _)| *known == id) {
                Some(((_, paths), taken)) => {
                    *taken |= next;
                    if !paths.contains(path) {
                        paths.push((**path).clone());
                    }
                }
                None => all.push(((id, vec![(**path).clone()]), next)),
            }
        });
    }
    all.into_iter().filter(|(_, taken)| *taken).map(|(read, _)| read).collect()
}

/// The rows, each with the value of a sequence that all its inserts share, as Oracle takes one for each row of the query.
fn numbered(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    many: &InsertMany,
    query: pg::Query,
    frame: &mut Frame<'_>,
) -> Lower<pg::Query> {
    let taken = sequences(cx, env, many);
    if taken.is_empty() {
        return Ok(query);
    }
    let place = query::scope(env.schema, env.outer);
    let of = cx.fresh("rows");
    let mut targets = vec![(pg::Expr::StarOf(of.clone()), None)];
    let named = |path: ir::Path| ir::Expr { kind: ExprKind::Name(Box::new(path)), at: many.source.at };
    for (_, paths) in taken {
        let Some(next) = paths.iter().find(|p| p.parts.last().is_some_and(|last| last == "NEXTVAL")) else { continue };
        let low = expr::lower(cx, &place, &named(next.clone()))?;
        let name = cx.fresh("sequence");
        targets.push((low.expr.clone(), Some(name.clone())));
        let low = Low { expr: pg::Expr::name(name), ..low };
        frame.carried.extend(paths.into_iter().map(|path| (named(path), low.clone())));
    }
    let from = vec![pg::From::Query(Box::new(query), of)];
    Ok(pg::Query::select(pg::Select { targets, from, ..pg::Select::default() }))
}

fn values(many: &InsertMany) -> impl Iterator<Item = &ir::Into> {
    many.branches.iter().flat_map(|b| &b.into).chain(&many.otherwise)
}

/// The rows of a list of `INTO … VALUES` over DUAL.
fn constant<'m>(cx: &Cx<'_>, env: Env<'_>, many: &'m InsertMany) -> Option<Vec<&'m ir::Into>> {
    let ir::QueryBody::Select(select) = &many.source.body else { return None };
    let dual = matches!(select.from.as_slice(), [only] if matches!(&only.kind, FromKind::Table(t)
        if crate::analyze::query::is_dual(&t.name) && t.link.is_none()));
    let plain = select.condition.is_none() && select.hierarchy.is_none() && many.source.with.is_none();
    let unnamed = select.targets.iter().all(|t| {
        t.alias.is_none()
            && matches!(t.expr.kind, ExprKind::Star(_) | ExprKind::Number(..) | ExprKind::Text(..) | ExprKind::Null)
    });
    let all: Vec<&ir::Into> = values(many).collect();
    let open = many.branches.iter().all(|b| b.condition.is_none()) && all.iter().all(|i| !i.values.is_empty());
    (dual && plain && unnamed && open && sequences(cx, env, many).is_empty()).then_some(all)
}

/// Rows of values: those of one table and the same columns in one insert.
fn rows(cx: &mut Cx<'_>, env: Env<'_>, all: &[&ir::Into], span: Span) -> Lower<pg::Dml> {
    let mut inserts: Vec<pg::Insert> = Vec::new();
    for into in all {
        let written = written(cx, env, into)?;
        let frame = Frame { outer: env.outer, ..Frame::default() };
        let (columns, values) = listed(cx, env, &frame, into, &written, &[])?;
        let table = written.table;
        match inserts.last_mut() {
            Some(pg::Insert { table: t, columns: c, source: pg::Query::Values(rows), .. })
                if *t == table && *c == columns =>
            {
                rows.push(values);
            }
            _ => {
                let source = pg::Query::Values(vec![values]);
                inserts.push(pg::Insert { table, columns, overriding: false, source });
            }
        }
    }
    cx.exact(&MANY, span);
    match <[pg::Insert; 1]>::try_from(inserts) {
        Ok([one]) => Ok(pg::Dml::Insert(one)),
        Err(inserts) => Ok(pg::Dml::Many(Box::new(pg::InsertMany { source: None, inserts, counted: None }))),
    }
}

fn written(cx: &mut Cx<'_>, env: Env<'_>, into: &ir::Into) -> Lower<Written> {
    if into.errors.is_some() {
        return Err(cx.manual(super::ERRORS.at(into.table.at.span)));
    }
    target(cx, env, &into.table)
}

/// The columns that are written, and their values; without `VALUES` those of the query, in order.
fn listed(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    frame: &Frame<'_>,
    into: &ir::Into,
    written: &Written,
    all: &[(Name, Col)],
) -> Lower<(Vec<Name>, Vec<pg::Expr>)> {
    let span = into.table.at.span;
    let names: Vec<Name> = if into.columns.is_empty() {
        written.source.columns.iter().flatten().map(|(name, _)| name.clone()).collect()
    } else {
        into.columns.clone()
    };
    let place = query::scope(env.schema, Some(frame));
    let given = if into.values.is_empty() { all.len() } else { into.values.len() };
    if names.len() != given {
        return Err(refuse(cx, span, "another number of values"));
    }
    let (mut columns, mut values) = (Vec::new(), Vec::new());
    for (n, name) in names.iter().enumerate() {
        let (target, ty) = column(cx, written, name, span)?;
        columns.push(target);
        let low = match into.values.get(n) {
            Some(value) if matches!(value.kind, ExprKind::Default) => None,
            Some(value) => Some(expr::lower_for(cx, &place, value, &ty)?),
            None => all.get(n).map(|(_, col)| col.low(true)),
        };
        values.push(match low {
            None => pg::Expr::Default,
            Some(low) if low.null == crate::analyze::Null::Always => pg::Expr::Null,
            Some(low) => assign(cx, low, &ty, span)?,
        });
    }
    Ok((columns, values))
}

fn one(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    frame: &Frame<'_>,
    into: &ir::Into,
    all: &[(Name, Col)],
    source: &Name,
    tests: &[pg::Expr],
) -> Lower<pg::Insert> {
    let written = written(cx, env, into)?;
    let (columns, values) = listed(cx, env, frame, into, &written, all)?;
    if values.iter().any(|v| matches!(v, pg::Expr::Default)) {
        return Err(refuse(cx, into.table.at.span, "DEFAULT in INSERT ALL"));
    }
    let select = pg::Select {
        targets: values.into_iter().map(|v| (v, None)).collect(),
        from: vec![pg::From::Named(source.clone(), None)],
        condition: if tests.is_empty() { None } else { Some(pg::Expr::all(tests.to_vec())) },
        ..pg::Select::default()
    };
    let table = written.table;
    Ok(pg::Insert { table, columns, overriding: false, source: pg::Query::select(select) })
}
