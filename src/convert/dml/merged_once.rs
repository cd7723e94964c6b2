//! Whether a row of a merged table meets one row of the source at most.

use crate::analyze::query::is_dual;
use crate::catalog::ConstraintRule;
use crate::convert::Cx;
use crate::convert::query::{self, Env};
use crate::ir::query::{Group, GroupItem};
use crate::ir::{self, ExprKind, FromKind};
use crate::name::Name;

/// Whether the source has one row, or a key of it is compared.
pub(super) fn one_row(cx: &Cx<'_>, env: Env<'_>, merge: &ir::Merge) -> bool {
    match &merge.source.kind {
        FromKind::Table(table) => {
            let name = merge.source.alias.as_ref().unwrap_or(&table.name.name);
            let compared = compared(&merge.on, name);
            is_one(&merge.source) || has_key(cx, env, &merge.source, &|column| compared.contains(column))
        }
        FromKind::Query(derived) => {
            let compared = merge.source.alias.as_ref().map_or_else(Vec::new, |name| compared(&merge.on, name));
            match &derived.query.body {
                ir::QueryBody::Select(select) => of_query(cx, env, select, &compared),
                ir::QueryBody::Set(set) => of_constants(set, &compared),
                _ => false,
            }
        }
        _ => false,
    }
}

/// Whether rows are written out, `SELECT 1 AS k … FROM dual UNION ALL SELECT 2 …`, each with its own value in a column that is
/// compared.
fn of_constants(set: &ir::query::SetQuery, compared: &[Name]) -> bool {
    let branches = std::iter::once(&set.first).chain(set.rest.iter().map(|(_, _, query)| query));
    let selects: Option<Vec<&ir::Select>> = branches
        .map(|query| match &query.body {
            ir::QueryBody::Select(select) if select.from.iter().all(is_one) => Some(&**select),
            _ => None,
        })
        .collect();
    let Some(selects) = selects else { return false };
    let Some(first) = selects.first() else { return false };
    let is_compared = |target: &ir::Target| target.alias.as_ref().is_some_and(|name| compared.contains(name));
    let mut places = first.targets.iter().enumerate().filter(|(_, target)| is_compared(target)).map(|(place, _)| place);
    places.any(|place| {
        let values: Option<Vec<&ExprKind>> = selects
            .iter()
            .map(|select| match &select.targets.get(place)?.expr.kind {
                literal @ (ExprKind::Number(..) | ExprKind::Text(..)) => Some(literal),
                _ => None,
            })
            .collect();
        values.is_some_and(|all| all.iter().enumerate().all(|(n, value)| !all.iter().skip(n + 1).any(|o| o == value)))
    })
}

fn is_one(item: &ir::From) -> bool {
    matches!(&item.kind, FromKind::Table(t) if is_dual(&t.name) && t.link.is_none())
}

/// Whether a query has at most one row for values of the columns that are compared.
fn of_query(cx: &Cx<'_>, env: Env<'_>, select: &ir::Select, compared: &[Name]) -> bool {
    let output = |target: &ir::Target| target.alias.clone().or_else(|| last(&target.expr).cloned());
    let given: Vec<&ir::Expr> = select
        .targets
        .iter()
        .filter(|target| output(target).is_some_and(|name| compared.contains(&name)))
        .map(|target| &target.expr)
        .collect();
    let starred = select.targets.iter().any(|target| matches!(target.expr.kind, ExprKind::Star(_)));
    let same = |a: &ir::Expr, b: &ir::Expr| a.kind == b.kind || last(a).is_some_and(|name| last(b) == Some(name));
    let is_given = |e: &ir::Expr| given.iter().any(|target| same(target, e));
    if let Some(group) = &select.group {
        let Group::By(items) = group else { return false };
        return items.iter().all(|item| matches!(item, GroupItem::Expr(e) if is_given(e)));
    }
    if select.hierarchy.is_some() {
        return false;
    }
    if !starred && !select.targets.is_empty() && select.targets.iter().any(|t| query::aggregates(&t.expr)) {
        return true;
    }
    if select.distinct && !starred && given.len() == select.targets.len() {
        return true;
    }
    let [only] = select.from.as_slice() else { return false };
    let has =
        |column: &Name| starred && compared.contains(column) || given.iter().any(|target| last(target) == Some(column));
    is_one(only) || has_key(cx, env, only, &has)
}

/// Whether an item is a table with a key of which all columns are compared.
fn has_key(cx: &Cx<'_>, env: Env<'_>, item: &ir::From, is_compared: &dyn Fn(&Name) -> bool) -> bool {
    let FromKind::Table(table) = &item.kind else { return false };
    let Some(id) = cx.program.resolve(&table.name, env.schema) else { return false };
    let ir::Kind::Table(shape) = &cx.program.read.catalog.get(id).kind else { return false };
    shape.constraints.iter().any(|c| match &c.rule {
        ConstraintRule::Primary(key) | ConstraintRule::Unique(key) => c.state.enabled && key.iter().all(is_compared),
        ConstraintRule::Check(_) | ConstraintRule::Foreign(_) | ConstraintRule::Ref(_) => false,
    })
}

/// The column that an expression is.
fn last(e: &ir::Expr) -> Option<&Name> {
    if let ExprKind::Name(path) = &e.kind { path.parts.last() } else { None }
}

/// The columns of an item that a condition compares by `=`.
fn compared(on: &ir::Expr, item: &Name) -> Vec<Name> {
    match &on.kind {
        ExprKind::And(items) => items.iter().flat_map(|e| compared(e, item)).collect(),
        ExprKind::Compare(ir::Compare::Eq, sides) => {
            let own = |e: &ir::Expr| match &e.kind {
                ExprKind::Name(path) => match path.parts.as_slice() {
                    [of, column] if of == item => Some(column.clone()),
                    _ => None,
                },
                _ => None,
            };
            let [a, b] = &**sides;
            match (own(a), own(b)) {
                (Some(name), None) | (None, Some(name)) => vec![name],
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}
