//! `UPDATE (SELECT …)`, `DELETE FROM (SELECT …)`: rows of the one table whose columns are written, found by their place.

use super::{Written, assignments, inline, refuse, target};
use crate::analyze::query::{own_name, source_of};
use crate::analyze::scope::Source;
use crate::convert::query::{self, Col, Env, Frame};
use crate::convert::{Cx, Lower};
use crate::finding::{Rule, Severity, Source as From};
use crate::ir::{self, Derived, ExprKind, FromKind};
use crate::name::Name;
use crate::pg;

static JOIN_VIEW: Rule = Rule {
    name: "update-of-a-join",
    codes: &[(From::Oracle, "OR-DML-003")],
    raw: Severity::DataLossRisk,
    message: "a query as target became a join with its rows, found by their place in the table",
    help: "Nothing to do: Oracle takes such a statement only where each row stands for one of the table.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&JOIN_VIEW];

/// The query as the rows that are written, and the table that they are of.
struct Rows {
    written: Written,
    /// The table's columns, by their names in the query.
    renamed: Vec<(Name, Name)>,
    from: pg::From,
    source: Source<Col>,
    of: Name,
}

/// `UPDATE (SELECT a.x, b.y FROM a JOIN b …) SET x = y`.
pub(super) fn update(cx: &mut Cx<'_>, env: Env<'_>, update: &ir::Update, derived: &Derived) -> Lower<pg::Dml> {
    let span = update.target.at.span;
    let names: Vec<&Name> = update.set.iter().flat_map(|s| &s.columns).filter_map(|path| path.last()).collect();
    if !update.from.is_empty() {
        return Err(refuse(cx, span, "FROM beside a query as target"));
    }
    let rows = rows(cx, env, &update.target, derived, &names)?;
    let mut set = update.set.clone();
    for path in set.iter_mut().flat_map(|s| &mut s.columns) {
        let own = path.last().and_then(|last| rows.renamed.iter().find(|(name, _)| name == last)).map(|(_, own)| own);
        if let Some(own) = own {
            *path = vec![own.clone()];
        }
    }
    let frame = Frame { sources: vec![rows.source.clone()], qualified: true, outer: env.outer, ..Frame::default() };
    let set = assignments(cx, env, &frame, &rows.written, &set);
    let condition = super::condition(cx, env, &frame, update.condition.as_ref());
    let (set, condition) = (set?, condition?);
    cx.exact(&JOIN_VIEW, span);
    let table = rows.written.table.clone();
    let alias = cx.fresh("t");
    let condition = Some(placed(&alias, &rows.of, condition));
    Ok(pg::Dml::Update(Box::new(pg::Update { table, alias: Some(alias), set, from: vec![rows.from], condition })))
}

/// `DELETE FROM (SELECT … FROM t …)`.
pub(super) fn delete(cx: &mut Cx<'_>, env: Env<'_>, delete: &ir::Delete, derived: &Derived) -> Lower<pg::Dml> {
    let span = delete.target.at.span;
    if !delete.from.is_empty() {
        return Err(refuse(cx, span, "FROM beside a query as target"));
    }
    let rows = rows(cx, env, &delete.target, derived, &[])?;
    let frame = Frame { sources: vec![rows.source.clone()], qualified: true, outer: env.outer, ..Frame::default() };
    let condition = super::condition(cx, env, &frame, delete.condition.as_ref())?;
    cx.exact(&JOIN_VIEW, span);
    let table = rows.written.table.clone();
    let alias = cx.fresh("t");
    let condition = Some(placed(&alias, &rows.of, condition));
    Ok(pg::Dml::Delete(Box::new(pg::Delete { table, alias: Some(alias), using: vec![rows.from], condition })))
}

/// `t.ctid = sq.row_id AND …`.
fn placed(alias: &Name, of: &Name, condition: Option<pg::Expr>) -> pg::Expr {
    let name = |of: &Name, column: &str| pg::Expr::Name(Box::new([of.clone(), column.into()]));
    let same = name(alias, "ctid").infix(pg::Op::Eq, name(of, "row_id"));
    pg::Expr::all(std::iter::once(same).chain(condition).collect())
}

/// Lowers the query with the place of each row of the table that has the columns.
fn rows(cx: &mut Cx<'_>, env: Env<'_>, item: &ir::From, derived: &Derived, names: &[&Name]) -> Lower<Rows> {
    let span = item.at.span;
    let ir::QueryBody::Select(select) = &derived.query.body else {
        return Err(refuse(cx, span, "this query as target"));
    };
    let plain = derived.query.with.is_none()
        && derived.query.limit.is_none()
        && select.group.is_none()
        && !select.distinct
        && select.hierarchy.is_none();
    let Some(leaves) = leaves(&select.from).filter(|_| plain) else {
        return Err(refuse(cx, span, "this query as target"));
    };
    let mut sources = Vec::new();
    for leaf in &leaves {
        let (_, mut seen) = query::from_item(cx, env, leaf)?;
        sources.append(&mut seen);
    }
    let mut renamed = Vec::new();
    let mut place = None;
    for name in names {
        let path = column_of(select, name);
        let found = source_of(&sources, &path);
        if found.is_none() || place.is_some_and(|p| Some(p) != found) {
            return Err(refuse(cx, span, "a column of a query that is of no table"));
        }
        place = found;
        renamed.extend(path.last().map(|own| ((*name).clone(), own.clone())));
    }
    if place.is_none() {
        place = match leaves.len() {
            1 => Some(0),
            _ => inline::kept(cx.program, env.schema, select, &leaves),
        };
    }
    let Some(leaf) = place.and_then(|place| leaves.get(place)) else {
        return Err(refuse(cx, span, "DELETE of a join none of whose tables is known to keep its key"));
    };
    let written = target(cx, env, leaf)?;
    let own = sources.get(place.unwrap_or(0)).and_then(|s| s.columns.as_ref()?.first()).map(|(_, col)| col.of.clone());
    let (Some(own), true) = (own, written.stored.is_some()) else {
        return Err(refuse(cx, span, "a partitioned table within a query as target"));
    };
    let lowered = query::lower(cx, env, &derived.query)?;
    let pg::Query::Select(mut made) = lowered.query else { return Err(refuse(cx, span, "this query as target")) };
    made.targets.push((pg::Expr::Name(Box::new([own, "ctid".into()])), Some("row_id".into())));
    made.order.clear();
    let of = cx.fresh("sq");
    let col = |out: &query::Out| {
        let col = Col { of: of.clone(), name: out.name.clone(), ty: out.ty.clone(), null: out.null, from: out.from };
        (out.source.clone(), col)
    };
    let columns = lowered.columns.iter().map(col).collect();
    let source = Source { name: item.alias.clone().unwrap_or_default(), schema: None, columns: Some(columns) };
    let from = pg::From::Query(Box::new(pg::Query::Select(made)), of.clone());
    Ok(Rows { written, renamed, from, source, of })
}

/// The tables that a query joins; nothing where it reads anything else.
pub(super) fn leaves(items: &[ir::From]) -> Option<Vec<&ir::From>> {
    let mut all = Vec::new();
    for item in items {
        match &item.kind {
            FromKind::Table(_) => all.push(item),
            FromKind::Nested(inner) => all.extend(leaves(std::slice::from_ref(inner))?),
            FromKind::Join(join) => {
                all.extend(leaves(std::slice::from_ref(&join.left))?);
                all.extend(leaves(std::slice::from_ref(&join.right))?);
            }
            _ => return None,
        }
    }
    Some(all)
}

/// The column that a column of the query is.
pub(super) fn column_of(select: &ir::Select, name: &Name) -> Vec<Name> {
    let target = select.targets.iter().find(|t| match &t.alias {
        Some(alias) => alias == name,
        None => own_name(&t.expr).as_ref() == Some(name),
    });
    match target.map(|t| &t.expr.kind) {
        Some(ExprKind::Name(path)) => path.parts.clone(),
        Some(_) => Vec::new(),
        // `*` stands for it.
        None => vec![name.clone()],
    }
}
