//! Places of rows that go into a variable, or are compared with one: what is to be said of them is said of the variable.

#![expect(clippy::wildcard_enum_match_arm, reason = "all other statements bring no place of a row")]

use super::body::Code;
use crate::ir::plsql::walk::{self, Node};
use crate::ir::plsql::{Stmt, StmtKind};
use crate::ir::{Dml, Expr, ExprKind, QueryBody};
use crate::pg;
use crate::span::Span;

/// Where a statement names such a ROWID.
pub(super) fn rowids(code: &Code<'_, '_>, stmt: &Stmt) -> Vec<Span> {
    let place = pg::Type::Builtin("tid");
    if code.locals.variables.iter().all(|local| local.ty != place) {
        return Vec::new();
    }
    let variable = |e: &Expr| match &e.kind {
        ExprKind::Name(path) => match path.parts.as_slice() {
            [name] => code.locals.variables.iter().rev().find(|l| l.name == *name).is_some_and(|l| l.ty == place),
            _ => false,
        },
        _ => false,
    };
    let mut found = Vec::new();
    let mut pair = |value: &Expr, of: &Expr| {
        if is_rowid(value) && variable(of) {
            found.push(value.at.span);
        }
    };
    match &stmt.kind {
        StmtKind::Select(query) => {
            if let QueryBody::Select(select) = &query.body {
                select.targets.iter().zip(&select.into).for_each(|(target, into)| pair(&target.expr, into));
            }
        }
        StmtKind::Dml(dml) => {
            let returning = match &**dml {
                Dml::InsertInto(it) => it.returning.as_deref(),
                Dml::Update(it) => it.returning.as_deref(),
                Dml::Delete(it) => it.returning.as_deref(),
                _ => None,
            };
            let pairs = returning.into_iter().flat_map(|it| it.values.iter().zip(&it.into));
            pairs.for_each(|((_, value), into)| pair(value, into));
        }
        _ => {}
    }
    walk::each(Node::Stmt(stmt), &mut |node| {
        if let Node::Expr(e) = node
            && let ExprKind::Compare(_, sides) = &e.kind
        {
            let [left, right] = &**sides;
            pair(left, right);
            pair(right, left);
        }
    });
    found
}

fn is_rowid(e: &Expr) -> bool {
    matches!(&e.kind, ExprKind::Name(path) if path.parts.last().is_some_and(|name| name == "ROWID"))
}
