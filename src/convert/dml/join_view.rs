//! `UPDATE (SELECT …)`, `DELETE FROM (SELECT …)`: rows of the one table whose columns are written, found by their place.

use super::{Written, assignments, inline, refuse, target};
use crate::analyze::query::{own_name, source_of};
use crate::analyze::scope::Source;
use crate::catalog::ConstraintRule;
use crate::convert::query::{self, Col, Env, Frame};
use crate::convert::{Cx, Lower};
use crate::finding::{Effort, Rule, Severity, Source as From};
use crate::ir::{self, Derived, ExprKind, FromKind};
use crate::name::Name;
use crate::pg;

/// A query as target.
pub(super) static JOIN_VIEW: Rule = Rule {
    name: "update-of-a-join",
    codes: &[(From::Oracle, "OR-DML-003")],
    raw: Severity::DataLossRisk,
    message: "a query as target became a join with its rows",
    help: "Nothing to do: Oracle takes such a statement only where each row stands for one of the table.",
    ..Rule::PLAIN
};

static PLACE: Rule = Rule {
    name: "rows-found-by-their-place",
    codes: &[(From::Oracle, "HD-378")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(10, 5),
    message: "rows of `{table}`, which has no primary key, are found by their place: one that another transaction changes meanwhile is skipped",
    help: "Give the table a primary key: its rows are then found by it, and one that changed meanwhile is written as it is now.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&JOIN_VIEW, &PLACE];

/// The query as the rows that are written, and the table that they are of.
struct Rows {
    written: Written,
    /// The table's columns, by their names in the query.
    renamed: Vec<(Name, Name)>,
    from: pg::From,
    source: Source<Col>,
    of: Name,
    /// What tells a row: columns of the table, and their names in the query.
    told: Vec<(Name, Name)>,
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
    let condition = Some(placed(&alias, &rows, condition));
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
    let condition = Some(placed(&alias, &rows, condition));
    Ok(pg::Dml::Delete(Box::new(pg::Delete { table, alias: Some(alias), using: vec![rows.from], condition })))
}

/// `t.id = sq.row_id AND …`.
fn placed(alias: &Name, rows: &Rows, condition: Option<pg::Expr>) -> pg::Expr {
    let name = |of: &Name, column: &Name| pg::Expr::Name(Box::new([of.clone(), column.clone()]));
    let same = rows.told.iter().map(|(own, shown)| name(alias, own).infix(pg::Op::Eq, name(&rows.of, shown)));
    pg::Expr::all(same.chain(condition).collect())
}

/// What tells the rows of a table: its primary key, or their place in it.
fn told(cx: &mut Cx<'_>, written: &Written, own: &Source<Col>, item: &ir::From) -> Lower<Vec<Name>> {
    let object = cx.program.read.catalog.get(written.id);
    let key = match &object.kind {
        ir::Kind::Table(table) => table.constraints.iter().find_map(|c| match &c.rule {
            ConstraintRule::Primary(key) if c.state.enabled && c.state.validated => Some(key),
            _ => None,
        }),
        _ => None,
    };
    let column = |name: &Name| {
        let found = own.columns.iter().flatten().find(|(own, _)| own == name);
        found.map(|(_, col)| col.name.clone())
    };
    if let Some(columns) = key.and_then(|key| key.iter().map(column).collect::<Option<Vec<Name>>>()) {
        return Ok(columns);
    }
    if written.stored.is_none() {
        return Err(refuse(cx, item.at.span, "a partitioned table without a primary key within a query as target"));
    }
    cx.raise(PLACE.at(item.at.span).with("table", &object.name.name));
    Ok(vec!["ctid".into()])
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
    let own = sources.get(place.unwrap_or(0));
    let Some((own, of_own)) = own.and_then(|s| Some((s, s.columns.as_ref()?.first()?.1.of.clone()))) else {
        return Err(refuse(cx, span, "a table without columns within a query as target"));
    };
    let columns = told(cx, &written, own, item)?;
    let lowered = query::lower(cx, env, &derived.query)?;
    let pg::Query::Select(mut made) = lowered.query else { return Err(refuse(cx, span, "this query as target")) };
    let single = columns.len() == 1;
    let mut told = Vec::with_capacity(columns.len());
    for (n, column) in columns.into_iter().enumerate() {
        let shown: Name = if single { "row_id".into() } else { format!("row_id{}", n + 1).into() };
        made.targets.push((pg::Expr::Name(Box::new([of_own.clone(), column.clone()])), Some(shown.clone())));
        told.push((column, shown));
    }
    made.order.clear();
    let of = cx.fresh("sq");
    let col = |out: &query::Out| {
        let col = Col::of(&of, out);
        (out.source.clone(), col)
    };
    let columns = lowered.columns.iter().map(col).collect();
    let source = Source { name: item.alias.clone().unwrap_or_default(), schema: None, columns: Some(columns) };
    let from = pg::From::Query(Box::new(pg::Query::Select(made)), of.clone());
    Ok(Rows { written, renamed, from, source, of, told })
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
        Some(ExprKind::Name(path)) => path.parts.to_vec(),
        Some(_) => Vec::new(),
        // `*` stands for it.
        None => vec![name.clone()],
    }
}
