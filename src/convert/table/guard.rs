//! The guard of a table: a trigger that turns `''` into null and fills nulls that are given, before all other triggers.

use super::super::Cx;
use super::super::plan::names::{LONGEST, cut};
use super::gains::Gains;
use crate::catalog::{Event, Timing};
use crate::ir;
use crate::name::{Name, QName};
use crate::pg::{self, Body, Expr, Op, Stmt};

/// Adds the guard, if a column asks for it. Its name sorts before those of other triggers, and so it runs first.
pub(super) fn add(cx: &mut Cx<'_>, object: &ir::Object, table: &QName, gains: &Gains) {
    if gains.emptied.is_empty() && gains.filled.is_empty() && gains.shared.is_empty() {
        return;
    }
    let field = |column: &Name| -> Box<[Name]> { Box::new(["new".into(), column.clone()]) };
    let set = |column: &Name, value: Expr| Stmt::Assign(field(column), value);
    let mut body: Vec<Stmt> = Vec::new();
    for column in &gains.emptied {
        body.push(set(column, Expr::call("nullif", [Expr::Name(field(column)), Expr::text("")])));
    }
    let fill = |(column, value, _): &(Name, Expr, bool)| {
        set(column, Expr::call("coalesce", [Expr::Name(field(column)), value.clone()]))
    };
    let (always, inserted): (Vec<_>, Vec<_>) = gains.filled.iter().partition(|(_, _, updates)| *updates);
    body.extend(always.iter().map(|f| fill(f)));
    let updates = !gains.emptied.is_empty() || !always.is_empty();
    let mut filled: Vec<Stmt> = inserted.iter().map(|f| fill(f)).collect();
    filled.extend(gains.shared.iter().map(|(sequence, columns)| one_number(sequence, columns)));
    if updates && !filled.is_empty() {
        let inserting = Expr::name("tg_op").infix(Op::Eq, Expr::text("INSERT"));
        body.push(Stmt::If(vec![(inserting, filled)], Vec::new()));
    } else {
        body.extend(filled);
    }
    body.push(Stmt::Return(Some(Expr::name("new"))));
    let mut events = vec![Event::Insert];
    if updates {
        events.push(Event::Update(Vec::new()));
    }
    let trigger = pg::Trigger {
        table: Some(table.clone()),
        timing: Timing::Before,
        events,
        each_row: true,
        condition: None,
        referencing: Vec::new(),
        enabled: true,
        body: Some(Body::Block(body.into())),
        clauses: Vec::new(),
    };
    cx.also(pg::Object {
        name: QName { schema: table.schema.clone(), name: guard_name(&table.name) },
        at: object.at,
        changes: Vec::new(),
        comments: Vec::new(),
        comment: None,
        kind: pg::Kind::Trigger(trigger),
    });
}

/// The first column without a value takes the next number, and those behind it the same one.
fn one_number(sequence: &QName, columns: &[(Name, pg::Type)]) -> Stmt {
    let field = |column: &Name| -> Box<[Name]> { Box::new(["new".into(), column.clone()]) };
    let number = |function: &'static str, ty: &pg::Type| {
        Expr::call(function, [Expr::Regclass(Box::new(sequence.clone()))]).cast(ty.clone())
    };
    let arm = |(place, (first, ty)): (usize, &(Name, pg::Type))| {
        let mut body = vec![Stmt::Assign(field(first), number("nextval", ty))];
        body.extend(columns.iter().skip(place + 1).map(|(column, ty)| {
            let value = Expr::call("coalesce", [Expr::Name(field(column)), number("currval", ty)]);
            Stmt::Assign(field(column), value)
        }));
        (Expr::Name(field(first)).is_null(), body)
    };
    Stmt::If(columns.iter().enumerate().map(arm).collect(), Vec::new())
}

/// The name of the trigger: its function adds three letters to it.
fn guard_name(table: &Name) -> Name {
    let plain = format!("a00_{table}_guard");
    if plain.len() + 3 <= LONGEST {
        return plain.into();
    }
    // The digits that tell long names apart stand at the end of a cut name.
    let whole = cut(&plain);
    let digits = whole.rsplit('_').next().unwrap_or_default();
    let start: String = table.chars().take(16).collect();
    format!("a00_{start}_guard_{digits}").into()
}
