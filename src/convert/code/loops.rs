//! Loops.

use super::body::Code;
use crate::convert::Lower;
use crate::ir::plsql::{Control, ControlKind, Iterand, Iterator, Loop, Over, Stmt};
use crate::pg;

/// Lowers a loop.
pub(super) fn lower(code: &mut Code<'_, '_>, stmt: &Stmt, it: &Loop) -> Lower<Vec<pg::Stmt>> {
    let label = stmt.labels.first().map(|l| code.cx.program.plan.names.fold(l));
    let outer = code.locals.variables.len();
    let over = match &it.over {
        Over::Forever => Ok(pg::Over::Forever),
        Over::While(condition) => code.condition(condition).map(pg::Over::While),
        Over::For(iterator) => range(code, stmt, iterator),
    };
    let body = code.statements(&it.body);
    code.locals.variables.truncate(outer);
    Ok(vec![pg::Stmt::Loop(Box::new(pg::Loop { label, over: over?, body }))])
}

/// `i IN low .. high`: PostgreSQL wants the first value first, also of `REVERSE`.
fn range(code: &mut Code<'_, '_>, stmt: &Stmt, it: &Iterator) -> Lower<pg::Over> {
    let ([Iterand { name, at: _, mutable: None | Some(false), ty: None }], [control]) =
        (it.iterands.as_slice(), it.controls.as_slice())
    else {
        return Err(code.refuse("a loop with several iterands or controls", stmt.at.span));
    };
    let Control { at, reverse, kind, stop: None, when: None } = control else {
        return Err(code.refuse("a loop that is cut short by its control", control.at.span));
    };
    let bounds = match kind {
        ControlKind::Range(bounds, None) => bounds,
        ControlKind::Range(_, Some(_)) => return Err(code.refuse("`BY` of a loop", at.span)),
        ControlKind::Value(_) | ControlKind::Query(_) => return Err(code.refuse("a cursor `FOR` loop", at.span)),
        ControlKind::Repeat(_) | ControlKind::Dynamic(..) | ControlKind::Of(..) => {
            return Err(code.refuse("this control of a loop", at.span));
        }
    };
    let [low, high] = &**bounds;
    let (low, high) = (code.value(low, &pg::Type::Integer), code.value(high, &pg::Type::Integer));
    let target = code.declare(&stmt.labels, name, pg::Type::Integer, true);
    let (low, high) = (low?, high?);
    let bounds = if *reverse { [high, low] } else { [low, high] };
    Ok(pg::Over::Range(target, *reverse, Box::new(bounds)))
}
