//! Triggers on tables.

use super::body::{Code, End};
use super::{effects, is_harmless, kept};
use crate::catalog::{Event, ObjectId, Timing};
use crate::convert::expr::{self, Errors, Locals, Place, Scope};
use crate::convert::{Cx, Low, Lower, Manual, target};
use crate::finding::{Rule, Severity, Source};
use crate::ir::{self, plsql};
use crate::name::Name;
use crate::pg::{self, Expr, Op, Stmt};
use crate::profile::{DEFINER, Definer};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&FUNCTION, &CONDITION];

static FUNCTION: Rule = Rule {
    name: "trigger-function",
    codes: &[(Source::Oracle, "OR-TRG-001")],
    raw: Severity::ManualEffort,
    message: "the code of a trigger becomes a function, which says what row goes on",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

static CONDITION: Rule = Rule {
    name: "trigger-condition",
    codes: &[(Source::Oracle, "OR-TRG-003")],
    raw: Severity::Info,
    message: "the condition of a trigger is tested where both rows can be named",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

/// The longest name of a trigger whose function can be named after it.
const LONGEST: usize = 60;

/// A trigger.
pub(in crate::convert) fn lower(
    cx: &mut Cx<'_>,
    id: ObjectId,
    object: &ir::Object,
    trigger: &ir::Trigger,
) -> Vec<pg::Object> {
    let Some(ir::Body::Code(block)) = &trigger.body else {
        return super::lower(cx, id, object, trigger.body.as_ref());
    };
    match made(cx, id, object, trigger, block) {
        Ok(made) => {
            cx.exact(&FUNCTION, object.at.span);
            let mut made = target::object(cx, id, object, pg::Kind::Trigger(made));
            super::leave_to_statements(&mut made, block);
            vec![made]
        }
        Err(why) => kept(cx, id, object, &why),
    }
}

fn made(
    cx: &mut Cx<'_>,
    id: ObjectId,
    object: &ir::Object,
    trigger: &ir::Trigger,
    block: &plsql::Block,
) -> Lower<pg::Trigger> {
    let program = cx.program;
    let mut code = Code::new(cx, object.name.schema.clone(), End::Row(way_out(trigger)));
    code.name = object.name.clone();
    code.own = Some(program.target(id));
    code.uses = super::uses::Uses::of(block);
    let table = fits(&mut code, id, object, trigger)?;
    code.table = Some(table);
    code.locals = Locals { rows: rows(trigger), errors: Errors::Announced, ..Locals::default() };
    let condition = trigger.condition.as_ref().map(|e| condition(&mut code, table, e));
    let condition = condition.transpose()?;
    let mut block = super::routine::whole(&mut code, block, Vec::new());
    let moved = trigger.condition.as_ref().filter(|e| needs_body(trigger, e));
    let mut statements = std::mem::take(&mut block.statements);
    let condition = match (condition, moved) {
        (Some(condition), Some(e)) => {
            code.cx.exact(&CONDITION, e.at.span);
            if !block.declarations.is_empty() {
                return Err(code.refuse("a condition over several events with declarations", e.at.span));
            }
            statements = vec![Stmt::If(vec![(condition, statements)], Vec::new())];
            None
        }
        (condition, _) => condition,
    };
    if !statements.last().is_some_and(ends) {
        statements.extend(way_out(trigger));
    }
    block.statements = statements;
    if let Some(why) = code.lacks.take() {
        code.cx.outcome().reason = Some(super::reason(object, &why));
    }
    let mut clauses = Vec::new();
    if effects::of(program, &block).touches && program.profile.get(&DEFINER) == Definer::Definer {
        clauses.push(pg::Clause::SecurityDefiner);
    }
    let column = |name: &Name| program.plan.names.column(table, name);
    let events = trigger.events.iter().map(|event| match event {
        Event::Update(columns) => Event::Update(columns.iter().map(column).collect()),
        Event::Insert | Event::Delete | Event::Truncate | Event::System(_) => event.clone(),
    });
    Ok(pg::Trigger {
        table: Some(program.target(table)),
        timing: trigger.timing,
        events: events.collect(),
        each_row: trigger.each_row,
        condition,
        referencing: Vec::new(),
        enabled: trigger.enabled,
        body: Some(pg::Body::Block(block)),
        clauses,
    })
}

/// Whether nothing behind a statement is ever reached.
fn ends(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Of(_, _, inner) => ends(inner),
        Stmt::Return(_) | Stmt::Raise { .. } | Stmt::Reraise => true,
        Stmt::If(arms, otherwise) => {
            otherwise.last().is_some_and(ends) && arms.iter().all(|(_, list)| list.last().is_some_and(ends))
        }
        Stmt::Assign(..)
        | Stmt::Case(_)
        | Stmt::Loop(_)
        | Stmt::Leave(_)
        | Stmt::Notice(_)
        | Stmt::Call(_)
        | Stmt::Perform(_)
        | Stmt::Execute(..)
        | Stmt::Null
        | Stmt::Select(_)
        | Stmt::Dml(_)
        | Stmt::Block(_)
        | Stmt::Gap(_)
        | Stmt::Open(..)
        | Stmt::Fetch(..)
        | Stmt::Close(_)
        | Stmt::Diagnostics(..)
        | Stmt::Commit
        | Stmt::Rollback
        | Stmt::SetTransaction(_)
        | Stmt::Lock(..) => false,
    }
}

/// The table of a trigger that has a form.
fn fits(code: &mut Code<'_, '_>, id: ObjectId, object: &ir::Object, trigger: &ir::Trigger) -> Lower<ObjectId> {
    let span = object.at.span;
    let program = code.cx.program;
    let refuse = |code: &mut Code<'_, '_>, what: &str| -> Manual { code.refuse(what, span) };
    if let Some(clause) = trigger.clauses.iter().find(|c| !is_harmless(c)) {
        return Err(code.refuse("a property of a trigger", clause.at.span));
    }
    if trigger.events.iter().any(|e| matches!(e, Event::System(_) | Event::Truncate)) {
        return Err(refuse(code, "a trigger on DDL or events of the database"));
    }
    match trigger.timing {
        Timing::Before | Timing::After => {}
        Timing::InsteadOf => return Err(refuse(code, "a trigger on a view")),
        Timing::Compound => return Err(refuse(code, "a compound trigger")),
    }
    if trigger.referencing.iter().any(|(what, _)| what == "PARENT") {
        return Err(refuse(code, "a trigger on a nested table"));
    }
    if program.target(id).name.len() > LONGEST {
        return Err(refuse(code, "a trigger with a name of more than 60 bytes"));
    }
    let found = trigger.table.as_ref().and_then(|t| program.resolve(t, code.schema.as_ref()));
    match found.filter(|id| matches!(program.read.catalog.get(*id).kind, ir::Kind::Table(_))) {
        Some(table) if target::stands(program, table) => Ok(table),
        Some(_) | None => Err(refuse(code, "a trigger whose table is not in the output")),
    }
}

/// The names of the old and new row.
fn rows(trigger: &ir::Trigger) -> Vec<(Name, &'static str)> {
    let name = |what: &str| {
        let given = trigger.referencing.iter().find(|(w, _)| w == what).map(|(_, name)| name.clone());
        given.unwrap_or_else(|| what.into())
    };
    vec![(name("NEW"), "new"), (name("OLD"), "old")]
}

/// What a trigger returns: the row that goes on, or nothing where nobody asks.
fn way_out(trigger: &ir::Trigger) -> Vec<Stmt> {
    let row = |name: &str| Stmt::Return(Some(Expr::name(name)));
    if !trigger.each_row || trigger.timing == Timing::After {
        return vec![Stmt::Return(Some(Expr::Null))];
    }
    let deletes = trigger.events.contains(&Event::Delete);
    match (deletes, trigger.events.len()) {
        (false, _) => vec![row("new")],
        (true, 1) => vec![row("old")],
        (true, _) => {
            let deleting = Expr::name("tg_op").infix(Op::Eq, Expr::text("DELETE"));
            vec![Stmt::If(vec![(deleting, vec![row("old")])], Vec::new()), row("new")]
        }
    }
}

/// `WHEN (…)`: the rows are named without a colon there.
fn condition(code: &mut Code<'_, '_>, table: ObjectId, e: &ir::Expr) -> Lower<Expr> {
    let scope = Scope {
        table: Some(table),
        schema: code.schema.as_ref(),
        place: Place::Check,
        query: None,
        locals: Some(&code.locals),
    };
    let low: Low = expr::lower(code.cx, &scope, e)?;
    Ok(low.expr)
}

/// Whether the condition names a row that one of the events does not have: PostgreSQL refuses such a `WHEN`.
fn needs_body(trigger: &ir::Trigger, condition: &ir::Expr) -> bool {
    let (mut new, mut old) = (false, false);
    let names = rows(trigger);
    ir::walk::each(condition, &mut |e| {
        if let ir::ExprKind::Name(path) = &e.kind
            && let Some(first) = path.parts.first()
        {
            let is = |row: &str| names.iter().any(|(name, r)| *r == row && first.trim_start_matches(':') == *name);
            new |= is("new");
            old |= is("old");
        }
    });
    let inserts = trigger.events.contains(&Event::Insert);
    let deletes = trigger.events.contains(&Event::Delete);
    inserts && old || deletes && new
}
