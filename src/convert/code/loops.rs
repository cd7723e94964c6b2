//! Loops.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is no name is no cursor")]

use super::body::Code;
use super::uses::cursor_name;
use super::{cursor, record, sql};
use crate::convert::{Lower, query};
use crate::ir::plsql::{Control, ControlKind, Iterand, Iterator, Loop, Over, Stmt};
use crate::ir::{Expr, ExprKind};
use crate::name::Name;
use crate::pg::{self, IsTest};

/// Lowers a loop.
pub(super) fn lower(code: &mut Code<'_, '_>, stmt: &Stmt, it: &Loop) -> Lower<Vec<pg::Stmt>> {
    code.flow_within(stmt.at.span);
    let flow = code.flow();
    let made = any(code, stmt, it);
    code.flow_is(&flow);
    made
}

fn any(code: &mut Code<'_, '_>, stmt: &Stmt, it: &Loop) -> Lower<Vec<pg::Stmt>> {
    match &it.over {
        Over::Forever => Ok(finished(code, stmt, it, pg::Over::Forever, Vec::new())),
        Over::While(condition) => {
            let outer = std::mem::take(&mut code.before);
            let condition = code.condition(condition);
            let first = std::mem::replace(&mut code.before, outer);
            let condition = condition?;
            if first.is_empty() {
                return Ok(finished(code, stmt, it, pg::Over::While(condition), Vec::new()));
            }
            // The call is made anew at each turn.
            let over = pg::Expr::Is(Box::new(condition), IsTest::True, true);
            let leave = pg::Stmt::Leave(Box::new(pg::Leave { again: false, label: None, when: Some(over) }));
            let first = first.into_iter().chain([leave]).collect();
            Ok(finished(code, stmt, it, pg::Over::Forever, first))
        }
        Over::For(iterator) => {
            let outer = code.locals.variables.len();
            let taken = code.taken.len();
            let made = counted(code, stmt, it, iterator);
            code.look(outer);
            code.locals.variables.truncate(outer);
            code.taken.truncate(taken);
            made
        }
    }
}

/// The loop with its body, which `first` goes before.
fn finished(code: &mut Code<'_, '_>, stmt: &Stmt, it: &Loop, over: pg::Over, first: Vec<pg::Stmt>) -> Vec<pg::Stmt> {
    let label = stmt.labels.first().map(|l| code.cx.program.plan.names.fold(l));
    let mut body = first;
    body.extend(code.statements(&it.body));
    vec![pg::Stmt::Loop(Box::new(pg::Loop { label, over, body }))]
}

fn counted(code: &mut Code<'_, '_>, stmt: &Stmt, it: &Loop, over: &Iterator) -> Lower<Vec<pg::Stmt>> {
    let ([Iterand { name, at: _, mutable: None | Some(false), ty: None }], [control]) =
        (over.iterands.as_slice(), over.controls.as_slice())
    else {
        return Err(code.refuse("a loop with several iterands or controls", stmt.at.span));
    };
    let Control { at, reverse, kind, stop, when } = control;
    let tests = Tests { stop: stop.as_ref(), when: when.as_ref() };
    let (bounds, step) = match kind {
        ControlKind::Range(bounds, step) => (bounds, step.as_deref()),
        ControlKind::Query(query) => {
            query::shown_by_name(code.cx, query);
            let (query, columns) = sql::lower_query(code, query)?;
            let rows =
                cursor::RowLoop { before: Vec::new(), query, columns, each: Vec::new(), portal: None, fixed: false };
            return over_rows(code, stmt, it, name, rows, tests);
        }
        ControlKind::Value(e) if is_cursor(code, e) => {
            let rows = cursor::row_loop(code, e)?;
            if let Some(cursor) = cursor_name(e) {
                code.within_rows(cursor, true);
            }
            return over_rows(code, stmt, it, name, rows, tests);
        }
        ControlKind::Value(e) => {
            let Some(rows) = cursor::of_package(code, e) else {
                return Err(code.refuse("a loop over a single value", at.span));
            };
            return over_rows(code, stmt, it, name, rows?, tests);
        }
        ControlKind::Repeat(_) | ControlKind::Dynamic(..) | ControlKind::Of(..) => {
            return Err(code.refuse("this control of a loop", at.span));
        }
    };
    let [low, high] = &**bounds;
    let (low, high) = (code.value(low, &pg::Type::Integer), code.value(high, &pg::Type::Integer));
    let (low, high) = (low?, high?);
    let step = match step {
        Some(Expr { kind: ExprKind::Number(digits, _), .. }) if digits.parse::<i32>().is_ok_and(|n| n > 0) => {
            Some(pg::Expr::Number(digits.clone()))
        }
        Some(e) => return Err(code.refuse("`BY` of a loop with what is no whole number above zero", e.at.span)),
        None => None,
    };
    let target = code.declare(&stmt.labels, name, pg::Type::Integer, true);
    let ranges = code.cx.ranges.len();
    // what is not known hides a loop of the same name around
    let (least, greatest) = (literal(&low).unwrap_or(i64::MIN), literal(&high).unwrap_or(i64::MAX));
    code.cx.ranges.push((target.clone(), least, greatest));
    let [from, to] = if *reverse { [high, low] } else { [low, high] };
    let over = match step {
        Some(step) => pg::Over::Steps(target, *reverse, Box::new([from, to, step])),
        None => pg::Over::Range(target, *reverse, Box::new([from, to])),
    };
    let first = tests.lower(code);
    let made = first.map(|first| finished(code, stmt, it, over, first));
    code.cx.ranges.truncate(ranges);
    made
}

/// A whole number that is written out.
fn literal(e: &pg::Expr) -> Option<i64> {
    if let pg::Expr::Number(digits) = e { digits.parse().ok() } else { None }
}

/// What a control tests at each turn.
#[derive(Clone, Copy)]
struct Tests<'e> {
    stop: Option<&'e Expr>,
    when: Option<&'e Expr>,
}

impl Tests<'_> {
    /// Statements that a turn starts with: it may be the end, or be passed over.
    fn lower(self, code: &mut Code<'_, '_>) -> Lower<Vec<pg::Stmt>> {
        let mut made = Vec::new();
        for (again, e) in self.stop.map(|e| (false, e)).into_iter().chain(self.when.map(|e| (true, e))) {
            let test = code.condition(e)?;
            let fails = pg::Expr::Is(Box::new(test), IsTest::True, true);
            made.push(pg::Stmt::Leave(Box::new(pg::Leave { again, label: None, when: Some(fails) })));
        }
        Ok(made)
    }
}

fn is_cursor(code: &Code<'_, '_>, e: &Expr) -> bool {
    let path = match &e.kind {
        ExprKind::Name(path) => path,
        ExprKind::Call(call) => &call.name,
        _ => return false,
    };
    path.parts.last().is_some_and(|name| code.cursors.iter().any(|c| c.name == *name))
}

/// A loop over rows. Where statements name its cursor, rows are fetched one by one.
fn over_rows(
    code: &mut Code<'_, '_>,
    stmt: &Stmt,
    it: &Loop,
    name: &Name,
    rows: cursor::RowLoop,
    tests: Tests<'_>,
) -> Lower<Vec<pg::Stmt>> {
    let cursor::RowLoop { before, query, columns, mut each, portal, fixed } = rows;
    if columns.iter().any(|c| c.name.is_empty() && !c.source.is_empty()) {
        return Err(code.refuse("a loop over a column without a name", stmt.at.span));
    }
    let fields = record::of_columns(&columns);
    let target = code.loop_record(&stmt.labels, name, fields);
    each.splice(0..0, tests.lower(code)?);
    let mut made = before;
    match portal {
        None => made.extend(finished(code, stmt, it, pg::Over::Query(target, Box::new(query)), each)),
        Some(_) if code.uses.ends_within(stmt.at.span) => {
            return Err(code.refuse("a cursor that stays open across the end of a transaction", stmt.at.span));
        }
        Some(portal) => {
            made.push(pg::Stmt::Open(portal.clone(), Box::new(query)));
            let missed = pg::Expr::Not(Box::new(pg::Expr::name("found")));
            let mut first = vec![
                pg::Stmt::Fetch(portal.clone(), vec![Box::new([target])]),
                pg::Stmt::Leave(Box::new(pg::Leave { again: false, label: None, when: Some(missed) })),
            ];
            first.extend(each);
            made.extend(finished(code, stmt, it, pg::Over::Forever, first));
            made.push(pg::Stmt::Close(portal.clone()));
            if !fixed {
                made.push(pg::Stmt::Assign(Box::new([portal]), pg::Expr::Null));
            }
        }
    }
    Ok(made)
}
