//! Triggers on tables.

#![expect(clippy::wildcard_enum_match_arm, reason = "only tables and views are looked for")]

use super::body::{ADD, Code, End};
use super::{compound, effects, fire, is_harmless, kept};
use crate::catalog::{Event, ObjectId, Timing};
use crate::convert::expr::{self, Limits, Local, Place, Scope};
use crate::convert::{Cx, Low, Lower, Manual, Program, storage, target};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, plsql};
use crate::name::Name;
use crate::pg::{self, Expr, Op, Stmt};
use crate::profile::{DEFINER, Definer};
use crate::span::Span;

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&FUNCTION, &CONDITION, &BY_DEFAULT];

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

static BY_DEFAULT: Rule = Rule {
    name: "key-by-default",
    codes: &[(Source::Oracle, "HD-411")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(5, 2),
    message: "what trigger `{name}` did is the default of `{column}`: a null that is given is not filled",
    help: "Statements that write rows leave the column out, or say DEFAULT. With `sequence_triggers = trigger` a trigger fills nulls too.",
    doc: "convert/code/sequence-default.md",
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
    if let Some(column) = cx.program.plan.numbered.trigger(id) {
        cx.raise(BY_DEFAULT.at(object.at.span).with("name", &object.name).with("column", column));
        return Vec::new();
    }
    if trigger.timing == Timing::Compound {
        return compound::lower(cx, id, object, trigger, block);
    }
    match made(cx, id, object, trigger, block) {
        Ok((made, updating)) => {
            cx.exact(&FUNCTION, object.at.span);
            let mut all = fire::objects(cx, id, object, made, &updating);
            all.iter_mut().for_each(|made| super::leave_to_statements(made, block));
            all
        }
        Err(why) => kept(cx, id, object, &why),
    }
}

/// The trigger with its code, and the columns that it asks for with `UPDATING`.
fn made(
    cx: &mut Cx<'_>,
    id: ObjectId,
    object: &ir::Object,
    trigger: &ir::Trigger,
    block: &plsql::Block,
) -> Lower<(pg::Trigger, Vec<Name>)> {
    let program = cx.program;
    let mut code = Code::new(cx, object.name.schema.clone(), End::Row(way_out(trigger)));
    code.name = object.name.clone();
    code.own = Some(program.target(id));
    let block = &*code.begin(block);
    let table = fits(&mut code, id, object, trigger)?;
    sees(&mut code, trigger, table);
    let updating = fire::updating(&mut code, trigger, table, block)?;
    let condition = trigger.condition.as_ref().map(|e| condition(&mut code, table, e));
    let condition = condition.transpose()?;
    let block = super::routine::whole(&mut code, block, Vec::new());
    let moved = trigger.condition.as_ref().filter(|e| needs_body(trigger, e));
    let (condition, mut block) = match (condition, moved) {
        (Some(condition), Some(e)) => {
            code.cx.exact(&CONDITION, e.at.span);
            (None, guarded(condition, block))
        }
        (condition, _) => (condition, block),
    };
    come_out(&mut block, way_out(trigger));
    if !updating.is_empty() {
        fire::asks(&program.target(id), &mut block);
    }
    if let Some(why) = code.lacks.take() {
        code.cx.outcome().reason = Some(super::reason(object, &why));
    }
    let mut clauses = Vec::new();
    if effects::of(program, &block).touches && program.profile.get(&DEFINER) == Definer::Definer {
        clauses.push(pg::Clause::SecurityDefiner);
    }
    let made = pg::Trigger {
        table: Some(program.target(table)),
        timing: trigger.timing,
        events: events(program, trigger, table),
        each_row: trigger.each_row || trigger.timing == Timing::InsteadOf,
        condition,
        referencing: Vec::new(),
        enabled: trigger.enabled,
        body: Some(pg::Body::Block(block)),
        clauses,
    };
    Ok((made, updating))
}

/// Lets the row go on where the code comes to its end, by its handlers too.
pub(super) fn come_out(block: &mut pg::Block, out: Vec<Stmt>) {
    if block.handlers.is_empty() && block.label.is_none() {
        if !block.statements.last().is_some_and(ends) {
            block.statements.extend(out);
        }
        return;
    }
    let declarations = std::mem::take(&mut block.declarations);
    let inner = std::mem::take(block);
    let statements = std::iter::once(Stmt::Block(Box::new(inner))).chain(out).collect();
    *block = pg::Block { declarations, statements, ..pg::Block::default() };
}

/// The code of a block where a condition holds.
pub(super) fn guarded(condition: Expr, block: pg::Block) -> pg::Block {
    let plain = block.declarations.is_empty() && block.handlers.is_empty() && block.label.is_none();
    let inner = if plain { block.statements } else { vec![Stmt::Block(Box::new(block))] };
    pg::Block::from(vec![Stmt::If(vec![(condition, inner)], Vec::new())])
}

/// What a trigger fires for, with the target's names of columns; views have no lists of columns.
pub(super) fn events(program: &Program<'_>, trigger: &ir::Trigger, table: ObjectId) -> Vec<Event> {
    let column = |name: &Name| program.plan.names.column(table, name);
    let event = |event: &Event| match event {
        Event::Update(_) if trigger.timing == Timing::InsteadOf => Event::Update(Vec::new()),
        Event::Update(columns) => Event::Update(columns.iter().map(column).collect()),
        Event::Insert | Event::Delete | Event::Truncate | Event::System(_) => event.clone(),
    };
    trigger.events.iter().map(event).collect()
}

/// What the code of a trigger sees: the old and new row.
pub(super) fn sees(code: &mut Code<'_, '_>, trigger: &ir::Trigger, table: ObjectId) {
    code.table = Some(table);
    code.locals.rows = rows(trigger);
    if let ir::Kind::View(_) = code.cx.program.read.catalog.get(table).kind
        && let Some((ty, fields)) = super::record::row_of(code, table)
    {
        for (name, row) in rows(trigger) {
            let name = format!(":{name}").into();
            let (target, ty, fields) = (row.into(), ty.clone(), Some(fields.clone()));
            let labels = Vec::new();
            let local = Local {
                labels,
                name,
                target,
                ty,
                constant: row == "old",
                given: true,
                place: None,
                raw: false,
                fields,
                limits: Limits::default(),
                broken: None,
                long: false,
            };
            code.locals.variables.push(local);
        }
    }
}

/// Whether nothing behind a statement is ever reached.
pub(super) fn ends(stmt: &Stmt) -> bool {
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
        | Stmt::Ddl(_)
        | Stmt::Null
        | Stmt::Select(_)
        | Stmt::Dml(_)
        | Stmt::Block(_)
        | Stmt::Returning(_)
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

/// The table or view of a trigger that has a form.
pub(super) fn fits(
    code: &mut Code<'_, '_>,
    id: ObjectId,
    object: &ir::Object,
    trigger: &ir::Trigger,
) -> Lower<ObjectId> {
    let span = object.at.span;
    let program = code.cx.program;
    let refuse = |code: &mut Code<'_, '_>, what: &str| -> Manual { code.refuse(what, span) };
    // that it fires for the database is said of it as of all such triggers
    if trigger.table.is_none() {
        return Err(code.cx.said("OR-TRG-010", "a trigger on DDL or events of the database".to_owned()));
    }
    if let Some(clause) = trigger.clauses.iter().find(|c| !is_harmless(c) && !is_order(c)) {
        return Err(code.refuse(&format!("`{}` of a trigger", storage::word(clause)), clause.at.span));
    }
    if trigger.events.iter().any(|e| matches!(e, Event::System(_) | Event::Truncate)) {
        return Err(refuse(code, "a trigger on DDL or events of the database"));
    }
    if trigger.timing == Timing::InsteadOf && trigger.condition.is_some() {
        return Err(refuse(code, "a condition of a trigger on a view"));
    }
    if trigger.referencing.iter().any(|(what, _)| what == "PARENT") {
        return Err(refuse(code, "a trigger on a nested table"));
    }
    if program.target(id).name.len() > LONGEST {
        return Err(refuse(code, "a trigger with a name of more than 60 bytes"));
    }
    let found = trigger.table.as_ref().and_then(|t| program.resolve(t, code.schema.as_ref()));
    let view = trigger.timing == Timing::InsteadOf || trigger.timing == Timing::Compound;
    let fits = |id: &ObjectId| match program.read.catalog.get(*id).kind {
        ir::Kind::Table(_) => trigger.timing != Timing::InsteadOf,
        ir::Kind::View(_) => view,
        _ => false,
    };
    match found.filter(fits) {
        Some(table) if target::stands(program, table) => Ok(table),
        Some(_) => Err(refuse(code, "a trigger whose table is not in the output")),
        None => Err(no_table(code, trigger, span)),
    }
}

/// Says that the table of a trigger is not there, or where it is.
fn no_table(code: &mut Code<'_, '_>, trigger: &ir::Trigger, span: Span) -> Manual {
    let Some(table) = &trigger.table else { return code.refuse("a trigger without a table", span) };
    let found = code.cx.program.elsewhere(table);
    let home = found.aside();
    let what = format!("a trigger on `{table}`, which is not in the input{home},");
    code.refuse_for(found.cause(&table.name), &what, found.advice(ADD), span)
}

/// `FOLLOWS`, `PRECEDES`: the name of the trigger says it.
fn is_order(clause: &ir::Clause) -> bool {
    matches!(clause.kind, ir::ClauseKind::Object("FOLLOWS" | "PRECEDES", _))
}

/// The names of the old and new row.
pub(super) fn rows(trigger: &ir::Trigger) -> Vec<(Name, &'static str)> {
    let name = |what: &str| {
        let given = trigger.referencing.iter().find(|(w, _)| w == what).map(|(_, name)| name.clone());
        given.unwrap_or_else(|| what.into())
    };
    vec![(name("NEW"), "new"), (name("OLD"), "old")]
}

/// What a trigger returns: the row that goes on, or nothing where nobody asks.
pub(super) fn way_out(trigger: &ir::Trigger) -> Vec<Stmt> {
    let row = |name: &str| Stmt::Return(Some(Expr::name(name)));
    // A trigger on a view is one of rows without saying so; what it gives back is counted.
    let row_level = trigger.each_row || trigger.timing == Timing::InsteadOf;
    if !row_level || trigger.timing == Timing::After {
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
pub(super) fn condition(code: &mut Code<'_, '_>, table: ObjectId, e: &ir::Expr) -> Lower<Expr> {
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
pub(super) fn needs_body(trigger: &ir::Trigger, condition: &ir::Expr) -> bool {
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
