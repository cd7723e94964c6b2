//! The exhaustive walk over queries, and the objects they name.

use super::{From, FromKind, Group, GroupItem, Join, JsonTable, Pivot, PivotIn, Query, QueryBody, Select, TableColumn};
use super::{Model, ModelColumns, TableRef, Wait, XmlTable};
use crate::catalog::{Mention, Mentioned};
use crate::ir::walk::{self, Node};
use crate::ir::{Expr, SortKey, Window};
use crate::name::Name;

/// A child of a query.
#[derive(Clone, Copy, Debug)]
pub enum Child<'a> {
    /// An expression.
    Expr(&'a Expr),
    /// A query: of `WITH`, a set operator, parentheses, `FROM`.
    Query(&'a Query),
    /// A table, view or named query.
    Table(&'a TableRef),
}

type Found<'a, 'f> = &'f mut dyn FnMut(Child<'a>);

/// Calls `f` for each child of a query, in source order.
pub fn children<'a>(query: &'a Query, f: Found<'a, '_>) {
    let Query { at: _, with, body, order, siblings: _, limit, lock } = query;
    for cte in with.iter().flat_map(|w| &w.queries) {
        f(Child::Query(&cte.query));
        cte.search.iter().for_each(|s| keys(&s.by, f));
        cte.cycle.iter().for_each(|c| [&c.value, &c.default].into_iter().for_each(|e| f(Child::Expr(e))));
    }
    match body {
        QueryBody::Select(select) => select_children(select, f),
        QueryBody::Set(set) => {
            f(Child::Query(&set.first));
            set.rest.iter().for_each(|(_, _, q)| f(Child::Query(q)));
        }
        QueryBody::Nested(query) => f(Child::Query(query)),
        QueryBody::Values(rows) => rows.iter().flatten().for_each(|e| f(Child::Expr(e))),
        QueryBody::Unread(_) => {}
    }
    keys(order, f);
    if let Some(limit) = limit {
        limit.offset.iter().for_each(|e| f(Child::Expr(e)));
        if let Some(fetch) = &limit.fetch {
            fetch.partitions.iter().flat_map(|(n, by)| [n, by]).for_each(|e| f(Child::Expr(e)));
            fetch.count.iter().chain(fetch.target.iter().map(|(_, e)| e)).for_each(|e| f(Child::Expr(e)));
        }
    }
    if let Some(Wait::Seconds(e)) = lock.as_ref().map(|l| &l.wait) {
        f(Child::Expr(e));
    }
}

fn keys<'a>(keys: &'a [SortKey], f: Found<'a, '_>) {
    keys.iter().for_each(|k| f(Child::Expr(&k.expr)));
}

fn select_children<'a>(select: &'a Select, f: Found<'a, '_>) {
    select.targets.iter().for_each(|t| f(Child::Expr(&t.expr)));
    select.into.iter().for_each(|e| f(Child::Expr(e)));
    select.from.iter().for_each(|from| from_children(from, f));
    select.condition.iter().for_each(|e| f(Child::Expr(e)));
    if let Some(hierarchy) = &select.hierarchy {
        hierarchy.start.iter().for_each(|e| f(Child::Expr(e)));
        f(Child::Expr(&hierarchy.connect));
    }
    if let Some(Group::By(items)) = &select.group {
        items.iter().for_each(|item| group_children(item, f));
    }
    select.having.iter().chain(&select.qualify).for_each(|e| f(Child::Expr(e)));
    for (_, window) in &select.windows {
        let Window { base: _, partition, order, frame: _ } = window;
        partition.iter().for_each(|e| f(Child::Expr(e)));
        keys(order, f);
    }
    select.model.iter().for_each(|model| model_children(model, f));
}

/// Columns, rules and reference models.
fn model_children<'a>(model: &'a Model, f: Found<'a, '_>) {
    for reference in &model.references {
        f(Child::Query(&reference.query));
        model_columns(&reference.columns, f);
    }
    model_columns(&model.columns, f);
    if let Some((count, until)) = &model.rules.iterate {
        f(Child::Expr(count));
        until.iter().for_each(|e| f(Child::Expr(e)));
    }
    for rule in &model.rules.rules {
        for cell in &rule.cells {
            walk::selector_children(cell, &mut |node| match node {
                Node::Expr(e) => f(Child::Expr(e)),
                Node::Query(query) => f(Child::Query(query)),
            });
        }
        keys(&rule.order, f);
        f(Child::Expr(&rule.value));
    }
}

fn model_columns<'a>(columns: &'a ModelColumns, f: Found<'a, '_>) {
    let ModelColumns { partition, dimension, measures } = columns;
    partition.iter().chain(dimension).chain(measures).for_each(|t| f(Child::Expr(&t.expr)));
}

fn group_children<'a>(item: &'a GroupItem, f: Found<'a, '_>) {
    match item {
        GroupItem::Expr(e) => f(Child::Expr(e)),
        GroupItem::Rollup(list) | GroupItem::Cube(list) => list.iter().for_each(|e| f(Child::Expr(e))),
        GroupItem::Sets(items) => items.iter().for_each(|i| group_children(i, f)),
    }
}

/// Calls `f` for each child of an item of `FROM`, joins included.
pub fn from_children<'a>(from: &'a From, f: Found<'a, '_>) {
    match &from.kind {
        FromKind::Table(table) => {
            f(Child::Table(table));
            table.partition.iter().flat_map(|p| &p.values).for_each(|e| f(Child::Expr(e)));
            table.sample.iter().flat_map(|s| s.amount.iter().chain(&s.seed)).for_each(|e| f(Child::Expr(e)));
            table.flashback.iter().flat_map(|b| b.from.iter().chain(&b.to)).for_each(|e| f(Child::Expr(e)));
        }
        FromKind::Query(derived) => f(Child::Query(&derived.query)),
        FromKind::Function(e, _) => f(Child::Expr(e)),
        FromKind::Values(rows) => rows.iter().flatten().for_each(|e| f(Child::Expr(e))),
        FromKind::Xml(xml) => xml_children(xml, f),
        FromKind::Json(json) => json_children(json, f),
        FromKind::Join(join) => join_children(join, f),
        FromKind::Pivot(pivot) => pivot_children(pivot, f),
        FromKind::Unpivot(unpivot) => {
            from_children(&unpivot.input, f);
            unpivot.columns.iter().flat_map(|(_, e)| e).for_each(|e| f(Child::Expr(e)));
        }
        FromKind::Match(parts) => {
            let (input, pattern) = &**parts;
            from_children(input, f);
            pattern.partition.iter().for_each(|e| f(Child::Expr(e)));
            keys(&pattern.order, f);
            pattern.measures.iter().for_each(|t| f(Child::Expr(&t.expr)));
            pattern.define.iter().for_each(|(_, e)| f(Child::Expr(e)));
        }
        FromKind::Nested(inner) => from_children(inner, f),
        FromKind::Graph(it) => it.each_expr(&mut |e| f(Child::Expr(e))),
        FromKind::Analytic(it) => it.each_expr(&mut |e| f(Child::Expr(e))),
        FromKind::External(_) | FromKind::Unread(_) => {}
    }
}

fn join_children<'a>(join: &'a Join, f: Found<'a, '_>) {
    from_children(&join.left, f);
    from_children(&join.right, f);
    join.partitions.iter().flatten().for_each(|e| f(Child::Expr(e)));
    join.on.iter().for_each(|e| f(Child::Expr(e)));
}

fn pivot_children<'a>(pivot: &'a Pivot, f: Found<'a, '_>) {
    from_children(&pivot.input, f);
    pivot.aggregates.iter().for_each(|t| f(Child::Expr(&t.expr)));
    match &pivot.values {
        PivotIn::List(list) => list.iter().for_each(|t| f(Child::Expr(&t.expr))),
        PivotIn::Query(query) => f(Child::Query(query)),
        PivotIn::Any(_) => {}
    }
}

fn xml_children<'a>(xml: &'a XmlTable, f: Found<'a, '_>) {
    xml.namespaces.iter().for_each(|(e, _)| f(Child::Expr(e)));
    f(Child::Expr(&xml.path));
    xml.passing.iter().for_each(|t| f(Child::Expr(&t.expr)));
    columns(&xml.columns, f);
}

fn json_children<'a>(json: &'a JsonTable, f: Found<'a, '_>) {
    f(Child::Expr(&json.value));
    json.path.iter().chain(json.passing.iter().map(|t| &t.expr)).for_each(|e| f(Child::Expr(e)));
    columns(&json.columns, f);
}

fn columns<'a>(list: &'a [TableColumn], f: Found<'a, '_>) {
    for column in list {
        column.default.iter().chain(&column.second_default).for_each(|e| f(Child::Expr(e)));
        columns(&column.nested, f);
    }
}

/// Objects that a query names. `hidden` are the named queries in scope, which are no objects.
pub(super) fn mentions<'a>(query: &'a Query, hidden: &mut Vec<&'a Name>, found: &mut dyn FnMut(Mention<'a>)) {
    let outer = hidden.len();
    // Oracle lets a named query use itself and those before it; using a later one is an error, so hiding all is the same.
    hidden.extend(query.with.iter().flat_map(|w| &w.queries).map(|c| &c.name));
    if let QueryBody::Select(select) = &query.body {
        select.from.iter().for_each(|from| sources(from, hidden, found));
    }
    children(query, &mut |child| match child {
        Child::Table(table) if table.link.is_some() => {}
        Child::Table(table) => {
            let local = table.name.schema.is_none() && hidden.contains(&&table.name.name);
            if !local {
                found(Mention { name: &table.name, what: Mentioned::Relation });
            }
        }
        Child::Query(inner) => mentions(inner, hidden, found),
        Child::Expr(e) => expr_mentions(e, hidden, found),
    });
    hidden.truncate(outer);
}

/// What items of `FROM` read that is no relation: a graph, an analytic view, an external table.
pub(in crate::ir) fn sources<'a>(from: &'a From, hidden: &[&'a Name], found: &mut dyn FnMut(Mention<'a>)) {
    let mut named = |name: &'a crate::name::QName| {
        if name.schema.is_some() || !hidden.contains(&&name.name) {
            found(Mention { name, what: Mentioned::Any });
        }
    };
    match &from.kind {
        FromKind::Graph(it) => named(&it.graph),
        FromKind::Analytic(it) => named(&it.view),
        FromKind::External(it) => it.table.iter().for_each(named),
        FromKind::Join(join) => {
            sources(&join.left, hidden, found);
            sources(&join.right, hidden, found);
        }
        FromKind::Nested(inner) => sources(inner, hidden, found),
        FromKind::Pivot(it) => sources(&it.input, hidden, found),
        FromKind::Unpivot(it) => sources(&it.input, hidden, found),
        FromKind::Match(parts) => sources(&parts.0, hidden, found),
        FromKind::Table(_)
        | FromKind::Query(_)
        | FromKind::Function(..)
        | FromKind::Values(_)
        | FromKind::Xml(_)
        | FromKind::Json(_)
        | FromKind::Unread(_) => {}
    }
}

fn expr_mentions<'a>(expr: &'a Expr, hidden: &mut Vec<&'a Name>, found: &mut dyn FnMut(Mention<'a>)) {
    walk::own_mentions(expr, found);
    walk::children(expr, &mut |node| match node {
        Node::Expr(child) => expr_mentions(child, hidden, found),
        Node::Query(query) => mentions(query, hidden, found),
    });
}

/// Calls `f` for the query and every query below it, outer ones first.
pub fn each<'a>(query: &'a Query, f: &mut dyn FnMut(&'a Query)) {
    f(query);
    children(query, &mut |child| match child {
        Child::Query(inner) => each(inner, f),
        Child::Expr(e) => in_expr(e, f),
        Child::Table(_) => {}
    });
}

fn in_expr<'a>(expr: &'a Expr, f: &mut dyn FnMut(&'a Query)) {
    walk::children(expr, &mut |node| match node {
        Node::Expr(child) => in_expr(child, f),
        Node::Query(query) => each(query, f),
    });
}
