//! Triggers that fill a column from a sequence, and do nothing else.

use super::{Facts, Means, query};
use crate::catalog::{Event, Timing};
use crate::ir::plsql::{Stmt, StmtKind};
use crate::ir::{Body, Expr, ExprKind, From, FromKind, QueryBody, Test, Trigger};
use crate::name::Name;

/// What such a trigger fills.
#[derive(Clone, Copy, Debug)]
pub struct Numbering<'a> {
    /// The column.
    pub column: &'a Name,
    /// The name of the sequence.
    pub sequence: &'a [Name],
    /// It fills the column only where it is null.
    pub where_null: bool,
}

/// What a trigger fills from a sequence, where it does nothing else.
#[must_use]
pub fn of<'a>(facts: &Facts<'_>, trigger: &'a Trigger) -> Option<Numbering<'a>> {
    let Some(Body::Code(block)) = &trigger.body else { return None };
    let rows = trigger.each_row && trigger.timing == Timing::Before && trigger.events == [Event::Insert];
    if !rows || !block.handlers.is_empty() || !block.declarations.is_empty() {
        return None;
    }
    let [only] = block.statements.as_slice() else { return None };
    let (stmt, tested) = tested(only)?;
    let (target, sequence) = assigned(facts, stmt)?;
    let column = column_of(target)?;
    let condition = trigger.condition.as_ref().map(null_test);
    if condition.is_some_and(|test| test != Some(column)) || tested.is_some_and(|test| test != column) {
        return None;
    }
    Some(Numbering { column, sequence, where_null: tested.is_some() || condition.is_some() })
}

/// The statement within `IF :NEW.c IS NULL THEN … END IF`, and the column.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others stand for themselves")]
fn tested(only: &Stmt) -> Option<(&Stmt, Option<&Name>)> {
    match &only.kind {
        StmtKind::If(it) => match (it.arms.as_slice(), &it.otherwise) {
            ([(test, list)], None) => match list.as_slice() {
                [stmt] => Some((stmt, Some(null_test(test)?))),
                _ => None,
            },
            _ => None,
        },
        _ => Some((only, None)),
    }
}

/// The column in `:NEW.c IS NULL`.
fn null_test(e: &Expr) -> Option<&Name> {
    let ExprKind::Is(is) = &e.kind else { return None };
    let plain = matches!(is.test, Test::Null) && !is.not;
    column_of(&is.operand).filter(|_| plain)
}

/// The column in `:NEW.c`, or in `NEW.c` of a condition.
fn column_of(e: &Expr) -> Option<&Name> {
    let ExprKind::Name(path) = &e.kind else { return None };
    match path.parts.as_slice() {
        [row, column] if row == ":NEW" || row == "NEW" => Some(column),
        _ => None,
    }
}

/// What gets the next number, and of which sequence.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others are of no concern here")]
fn assigned<'a>(facts: &Facts<'_>, stmt: &'a Stmt) -> Option<(&'a Expr, &'a [Name])> {
    let next = |e: &'a Expr| {
        let ExprKind::Name(path) = &e.kind else { return None };
        let (last, front) = path.parts.split_last()?;
        let named = last == "NEXTVAL" && path.link.is_none();
        let other = matches!(facts.of(e.at).means, Means::Column(..) | Means::Variable);
        (named && !other).then_some(front)
    };
    match &stmt.kind {
        StmtKind::Assign(sides) => {
            let [target, value] = &**sides;
            Some((target, next(value)?))
        }
        StmtKind::Select(query) => {
            let QueryBody::Select(select) = &query.body else { return None };
            match (select.targets.as_slice(), select.into.as_slice()) {
                ([value], [target]) if select.condition.is_none() && select.from.iter().all(is_dual) => {
                    Some((target, next(&value.expr)?))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn is_dual(from: &From) -> bool {
    matches!(&from.kind, FromKind::Table(table) if query::is_dual(&table.name) && table.link.is_none())
}
