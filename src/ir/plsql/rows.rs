//! The part of the walk that goes over statements which write rows.

use super::walk::Node;
use crate::ir::dml::{
    Assignment, Delete, Dml, ErrorLog, Insert, InsertInto, InsertMany, Into, Merge, Returning, RowSource, Update,
};

type Found<'a, 'f> = &'f mut dyn FnMut(Node<'a>);

/// Calls `f` for each child of a statement that writes rows, in source order.
pub(super) fn children<'a>(dml: &'a Dml, f: Found<'a, '_>) {
    match dml {
        Dml::Insert(Insert { table, columns: _, rows }) => {
            f(Node::Target(table));
            rows.iter().flatten().for_each(|e| f(Node::Expr(e)));
        }
        Dml::InsertInto(it) => insert(it, f),
        Dml::InsertMany(it) => many(it, f),
        Dml::Update(it) => update(it, f),
        Dml::Delete(it) => delete(it, f),
        Dml::Merge(it) => merge(it, f),
        Dml::Unread(_, unread) => f(Node::Unread(unread)),
    }
}

fn insert<'a>(it: &'a InsertInto, f: Found<'a, '_>) {
    f(Node::Rows(&it.into, true));
    match &it.source {
        RowSource::Values(rows) => rows.iter().flatten().for_each(|e| f(Node::Expr(e))),
        RowSource::Record(e) => f(Node::Expr(e)),
        RowSource::Query(query) => f(Node::Query(query)),
        RowSource::Set(set) => assignments(set, f),
    }
    behind(it.returning.as_deref(), it.errors.as_deref(), f);
}

fn many<'a>(it: &'a InsertMany, f: Found<'a, '_>) {
    for branch in &it.branches {
        branch.condition.iter().for_each(|e| f(Node::Expr(e)));
        branch.into.iter().for_each(|i| into(i, f));
    }
    it.otherwise.iter().for_each(|i| into(i, f));
    f(Node::Query(&it.source));
}

fn into<'a>(it: &'a Into, f: Found<'a, '_>) {
    f(Node::Rows(&it.table, true));
    it.values.iter().for_each(|e| f(Node::Expr(e)));
    behind(None, it.errors.as_deref(), f);
}

fn update<'a>(it: &'a Update, f: Found<'a, '_>) {
    f(Node::Rows(&it.target, true));
    assignments(&it.set, f);
    it.row.iter().for_each(|e| f(Node::Expr(e)));
    it.from.iter().for_each(|from| f(Node::Rows(from, false)));
    it.condition.iter().for_each(|e| f(Node::Expr(e)));
    behind(it.returning.as_deref(), it.errors.as_deref(), f);
}

fn delete<'a>(it: &'a Delete, f: Found<'a, '_>) {
    f(Node::Rows(&it.target, true));
    it.from.iter().for_each(|from| f(Node::Rows(from, false)));
    it.condition.iter().for_each(|e| f(Node::Expr(e)));
    behind(it.returning.as_deref(), it.errors.as_deref(), f);
}

fn merge<'a>(it: &'a Merge, f: Found<'a, '_>) {
    f(Node::Rows(&it.target, true));
    f(Node::Rows(&it.source, false));
    f(Node::Expr(&it.on));
    if let Some(matched) = &it.matched {
        assignments(&matched.set, f);
        matched.condition.iter().chain(&matched.delete).for_each(|e| f(Node::Expr(e)));
    }
    if let Some(absent) = &it.absent {
        absent.values.iter().chain(&absent.condition).for_each(|e| f(Node::Expr(e)));
    }
    behind(it.returning.as_deref(), it.errors.as_deref(), f);
}

fn assignments<'a>(set: &'a [Assignment], f: Found<'a, '_>) {
    set.iter().for_each(|a| f(Node::Expr(&a.value)));
}

/// `RETURNING` and `LOG ERRORS`.
fn behind<'a>(returning: Option<&'a Returning>, errors: Option<&'a ErrorLog>, f: Found<'a, '_>) {
    if let Some(it) = returning {
        it.values.iter().map(|(_, e)| e).chain(&it.into).for_each(|e| f(Node::Expr(e)));
    }
    if let Some(it) = errors {
        it.into.iter().for_each(|name| f(Node::Target(name)));
        it.tag.iter().chain(&it.limit).for_each(|e| f(Node::Expr(e)));
    }
}
