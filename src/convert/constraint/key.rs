//! Primary and unique keys; unique keys with nulls in a part of their columns.

use super::super::column::Scope;
use super::super::index::PARTIAL_NULLS;
use super::super::table::gains::Gains;
use super::super::{Cx, partition, temporary};
use super::{Constrained, Made, not_deferrable};
use crate::catalog::{ConstraintRule, Index, IndexKey, IndexMethod};
use crate::ir;
use crate::name::{Name, QName};
use crate::pg::{self, Expr};

/// The target names of columns.
fn columns(cx: &Cx<'_>, it: Constrained<'_>, list: &[Name]) -> Vec<Name> {
    list.iter().map(|c| cx.program.plan.names.column(it.scope.id, c)).collect()
}

pub(super) fn primary(cx: &mut Cx<'_>, it: Constrained<'_>, list: &[Name]) -> Made {
    let list = with_partition_key(cx, it, list);
    let deferrable = deferrable(cx, it, &list);
    Made { rule: ConstraintRule::Primary(columns(cx, it, &list)), clauses: Vec::new(), deferrable }
}

/// A unique key. Where all of several columns may be null it becomes an index, because a constraint cannot leave out rows.
pub(super) fn unique(cx: &mut Cx<'_>, it: Constrained<'_>, list: &[Name], gains: &mut Gains) -> Option<Made> {
    let list = &with_partition_key(cx, it, list);
    let deferrable = deferrable(cx, it, list);
    let never = list.iter().filter(|c| it.scope.never_null(c)).count();
    let own = columns(cx, it, list);
    let plain = |own: Vec<Name>, clauses| Made { rule: ConstraintRule::Unique(own), clauses, deferrable };
    if list.len() < 2 || never == list.len() {
        return Some(plain(own, Vec::new()));
    }
    let raised = PARTIAL_NULLS.at(it.constraint.at.span).with("index", it.name);
    if never > 0 {
        cx.raise(raised);
        return Some(plain(own, vec![pg::Clause::NullsNotDistinct]));
    }
    let all_null = Expr::And(own.iter().map(|c| Expr::name(c.clone()).is_null()).collect()).negate();
    if !it.constraint.state.enabled || is_referenced(cx, it, list) || it.constraint.state.deferrable {
        if it.constraint.state.enabled {
            let some_null = Expr::Or(own.iter().map(|c| Expr::name(c.clone()).is_null()).collect());
            let name = gains.name(&format!("{}_nulls", it.name));
            index(cx, it, name, &own, Expr::all(vec![some_null, all_null]));
            cx.raise(raised);
        }
        return Some(plain(own, Vec::new()));
    }
    index(cx, it, it.name.clone(), &own, all_null);
    cx.raise(raised);
    super::using_index(cx, it);
    None
}

/// Adds a unique index to which nulls are equal.
fn index(cx: &mut Cx<'_>, it: Constrained<'_>, name: Name, columns: &[Name], predicate: Expr) {
    let table = cx.program.target(it.scope.id);
    let name = QName { schema: table.schema.clone(), name };
    let key = |column: &Name| IndexKey {
        expr: Expr::name(column.clone()),
        descending: false,
        nulls_first: None,
        class: None,
        collation: None,
    };
    let mut index = Index {
        table,
        keys: columns.iter().map(key).collect(),
        unique: true,
        method: IndexMethod::BTree,
        predicate: Some(predicate),
        include: Vec::new(),
        hidden: false,
        partitioning: None,
        local: false,
        clauses: vec![pg::Clause::NullsNotDistinct],
    };
    if let ir::Kind::Table(of) = &cx.program.read.catalog.get(it.scope.id).kind {
        temporary::index(cx, of, &mut index);
    }
    cx.outcome().targets.push(name.clone());
    cx.also(pg::Object {
        name,
        at: it.constraint.at,
        changes: Vec::new(),
        comments: it.constraint.comments.clone(),
        comment: it.constraint.comment.clone(),
        kind: pg::Kind::Index(index),
    });
}

/// Whether the key can be deferred: not where a foreign key refers to it.
fn deferrable(cx: &mut Cx<'_>, it: Constrained<'_>, list: &[Name]) -> bool {
    if it.constraint.state.deferrable && is_referenced(cx, it, list) {
        not_deferrable(cx, it, "a key that foreign keys refer to");
        return false;
    }
    true
}

/// Whether a foreign key refers to these columns of the table.
fn is_referenced(cx: &Cx<'_>, it: Constrained<'_>, list: &[Name]) -> bool {
    let primary = it.scope.table.primary_key();
    let same = |columns: &[Name]| columns.len() == list.len() && columns.iter().all(|c| list.contains(c));
    cx.program.referring(it.scope.id).any(|(constraint, foreign)| {
        let target = if foreign.target.is_empty() { primary.unwrap_or_default() } else { &foreign.target };
        constraint.state.enabled && same(target)
    })
}

/// Adds the columns of the partition key that the key lacks; PostgreSQL has no index over all partitions.
fn with_partition_key(cx: &mut Cx<'_>, it: Constrained<'_>, list: &[Name]) -> Vec<Name> {
    let Scope { id, table, .. } = it.scope;
    let primary = matches!(it.constraint.rule, ConstraintRule::Primary(_));
    let missing = partition::widen(cx, id, table, list, (it.name, primary), it.constraint.at.span);
    list.iter().cloned().chain(missing).collect()
}
