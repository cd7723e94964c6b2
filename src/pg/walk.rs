//! The one exhaustive walk over PostgreSQL's expressions.

use super::query::{Cte, From, GroupItem, Limit};
use super::{Call, Dml, Expr, FrameEdge, InSet, MergeDoes, Query, Select, Window};
use crate::catalog::{Mention, Mentioned, Part};

/// A child of a node.
#[derive(Clone, Copy, Debug)]
pub enum Node<'a> {
    /// An expression.
    Expr(&'a Expr),
    /// A query.
    Query(&'a Query),
}

/// Calls `f` for each direct child.
pub fn children<'a>(expr: &'a Expr, f: &mut dyn FnMut(Node<'a>)) {
    match expr {
        Expr::Null
        | Expr::Default
        | Expr::Bool(_)
        | Expr::Number(_)
        | Expr::Text(_)
        | Expr::Typed(_)
        | Expr::Name(_)
        | Expr::Regclass(_)
        | Expr::CurrentOf(_)
        | Expr::Star
        | Expr::StarOf(_)
        | Expr::Hole(_) => {}
        Expr::Call(call) => call_children(call, f),
        Expr::Prefix(_, e) | Expr::Not(e) | Expr::Is(e, _, _) | Expr::Extract(_, e) => f(Node::Expr(e)),
        Expr::Infix(_, sides) | Expr::Distinct(_, sides) | Expr::AtZone(sides) | Expr::Element(sides) => {
            sides.iter().for_each(|e| f(Node::Expr(e)));
        }
        Expr::Between(_, parts) => parts.iter().for_each(|e| f(Node::Expr(e))),
        Expr::And(items) | Expr::Or(items) | Expr::Concat(items) | Expr::Row(items) | Expr::Array(items) => {
            items.iter().for_each(|e| f(Node::Expr(e)));
        }
        Expr::In(i) => {
            f(Node::Expr(&i.left));
            set(&i.set, f);
        }
        Expr::Like(like) => {
            f(Node::Expr(&like.text));
            f(Node::Expr(&like.pattern));
            like.escape.iter().for_each(|e| f(Node::Expr(e)));
        }
        Expr::Quantified(q) => {
            f(Node::Expr(&q.left));
            set(&q.right, f);
        }
        Expr::Case(case) => {
            case.selector.iter().for_each(|e| f(Node::Expr(e)));
            for (when, then) in &case.arms {
                f(Node::Expr(when));
                f(Node::Expr(then));
            }
            case.otherwise.iter().for_each(|e| f(Node::Expr(e)));
        }
        Expr::Cast(parts) => f(Node::Expr(&parts.0)),
        Expr::Collate(parts) => f(Node::Expr(&parts.0)),
        Expr::Field(parts) => f(Node::Expr(&parts.0)),
        Expr::Subquery(query) | Expr::Exists(query) | Expr::ArrayQuery(query) => f(Node::Query(query)),
        Expr::Xml(made) => made.named.iter().map(|(e, _)| e).chain(&made.content).for_each(|e| f(Node::Expr(e))),
    }
}

fn set<'a>(set: &'a InSet, f: &mut dyn FnMut(Node<'a>)) {
    match set {
        InSet::List(items) => items.iter().for_each(|e| f(Node::Expr(e))),
        InSet::Query(query) => f(Node::Query(query)),
    }
}

fn call_children<'a>(call: &'a Call, f: &mut dyn FnMut(Node<'a>)) {
    call.args.iter().for_each(|(_, e)| f(Node::Expr(e)));
    call.order.iter().chain(&call.within).for_each(|k| f(Node::Expr(&k.expr)));
    call.filter.iter().for_each(|e| f(Node::Expr(e)));
    if let Some(Window { partition, order, frame }) = &call.over {
        partition.iter().for_each(|e| f(Node::Expr(e)));
        order.iter().for_each(|k| f(Node::Expr(&k.expr)));
        for edge in frame.iter().flat_map(|frame| std::iter::once(&frame.start).chain(&frame.end)) {
            match edge {
                FrameEdge::Preceding(e) | FrameEdge::Following(e) => f(Node::Expr(e)),
                FrameEdge::UnboundedPreceding | FrameEdge::CurrentRow | FrameEdge::UnboundedFollowing => {}
            }
        }
    }
}

/// Names of objects in an expression: functions that are not PostgreSQL's own, types, relations.
pub(super) fn mentions<'a>(expr: &'a Expr, found: &mut dyn FnMut(Mention<'a>)) {
    if let Expr::Call(call) = expr
        && call.name.schema.is_some()
    {
        found(Mention { name: &call.name, what: Mentioned::Routine });
    }
    if let Expr::Cast(parts) = expr {
        parts.1.mentions(found);
    }
    if let Expr::Typed(parts) = expr {
        parts.0.mentions(found);
    }
    if let Expr::Regclass(name) = expr {
        found(Mention { name, what: Mentioned::Any });
    }
    if let Expr::Collate(parts) = expr
        && parts.1.schema.is_some()
    {
        found(Mention { name: &parts.1, what: Mentioned::Any });
    }
    children(expr, &mut |node| match node {
        Node::Expr(child) => mentions(child, found),
        Node::Query(query) => query.mentions(found),
    });
}

/// Calls `f` for an expression and all those within it, those of its queries too.
pub fn every<'a>(expr: &'a Expr, f: &mut dyn FnMut(&'a Expr)) {
    f(expr);
    children(expr, &mut |node| match node {
        Node::Expr(child) => every(child, f),
        Node::Query(query) => every_of_query(query, f),
    });
}

/// Calls `f` for all expressions of a query.
pub fn every_of_query<'a>(query: &'a Query, f: &mut dyn FnMut(&'a Expr)) {
    match query {
        Query::Values(rows) => rows.iter().flatten().for_each(|e| every(e, f)),
        Query::Select(select) => every_of_select(select, f),
        Query::Set(set) => {
            every_of_query(&set.left, f);
            every_of_query(&set.right, f);
            set.order.iter().for_each(|k| every(&k.expr, f));
            every_of_limit(&set.limit, f);
        }
        Query::With(with) => {
            with.queries.iter().for_each(|Cte { query, .. }| every_of_query(query, f));
            every_of_query(&with.body, f);
        }
    }
}

fn every_of_select<'a>(select: &'a Select, f: &mut dyn FnMut(&'a Expr)) {
    let Select { distinct: _, targets, from, condition, group, having, order, limit, lock: _ } = select;
    targets.iter().map(|(e, _)| e).chain(condition).chain(having).for_each(|e| every(e, f));
    order.iter().for_each(|k| every(&k.expr, f));
    from.iter().for_each(|item| every_of_from(item, f));
    group.iter().for_each(|item| every_of_group(item, f));
    every_of_limit(limit, f);
}

fn every_of_limit<'a>(limit: &'a Limit, f: &mut dyn FnMut(&'a Expr)) {
    limit.count.iter().chain(&limit.offset).for_each(|e| every(e, f));
}

fn every_of_group<'a>(item: &'a GroupItem, f: &mut dyn FnMut(&'a Expr)) {
    match item {
        GroupItem::Expr(e) => every(e, f),
        GroupItem::Set(list) => list.iter().for_each(|e| every(e, f)),
        GroupItem::Rollup(sets) | GroupItem::Cube(sets) => sets.iter().flatten().for_each(|e| every(e, f)),
        GroupItem::Sets(items) => items.iter().for_each(|item| every_of_group(item, f)),
    }
}

fn every_of_from<'a>(item: &'a From, f: &mut dyn FnMut(&'a Expr)) {
    match item {
        From::Relation(..) | From::Named(..) => {}
        From::Query(query, _) | From::Lateral(query, _) => every_of_query(query, f),
        From::Function(rows) => every(&rows.call, f),
        From::Values(values) => values.rows.iter().flatten().for_each(|e| every(e, f)),
        From::Xml(xml) => {
            xml.namespaces.iter().map(|(e, _)| e).chain([&xml.value]).for_each(|e| every(e, f));
            xml.columns.iter().filter_map(|c| c.default.as_ref()).for_each(|e| every(e, f));
        }
        From::Sample(sample) => std::iter::once(&sample.percent).chain(&sample.seed).for_each(|e| every(e, f)),
        From::Join(join) => {
            every_of_from(&join.left, f);
            every_of_from(&join.right, f);
            join.on.iter().for_each(|e| every(e, f));
        }
    }
}

/// Calls `f` for all expressions of a data statement.
pub fn every_of_dml<'a>(dml: &'a Dml, f: &mut dyn FnMut(&'a Expr)) {
    match dml {
        Dml::Insert(insert) => every_of_query(&insert.source, f),
        Dml::Many(many) => {
            many.source.iter().for_each(|cte| every_of_query(&cte.query, f));
            many.inserts.iter().for_each(|insert| every_of_query(&insert.source, f));
        }
        Dml::Update(update) => {
            update.set.iter().map(|s| &s.value).chain(&update.condition).for_each(|e| every(e, f));
            update.from.iter().for_each(|item| every_of_from(item, f));
        }
        Dml::Delete(delete) => {
            delete.condition.iter().for_each(|e| every(e, f));
            delete.using.iter().for_each(|item| every_of_from(item, f));
        }
        Dml::Merge(merge) => {
            every_of_from(&merge.source, f);
            every(&merge.on, f);
            for branch in &merge.branches {
                branch.condition.iter().for_each(|e| every(e, f));
                match &branch.does {
                    MergeDoes::Update(set) => set.iter().for_each(|s| every(&s.value, f)),
                    MergeDoes::Delete => {}
                    MergeDoes::Insert(_, _, values) => values.iter().for_each(|e| every(e, f)),
                }
            }
        }
    }
}
