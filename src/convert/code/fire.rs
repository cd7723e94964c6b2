//! Triggers as they are made: in the order that the source says, and with those that note which columns an `UPDATE` names.

#![expect(clippy::wildcard_enum_match_arm, reason = "only names and texts are looked for")]

use super::body::{Code, own};
use crate::catalog::{Event, ObjectId, Timing};
use crate::convert::{Cx, Lower, target};
use crate::finding::{Rule, Severity, Source};
use crate::ir::plsql::walk;
use crate::ir::{self, ExprKind, plsql};
use crate::name::{Name, QName};
use crate::pg::{self, Expr, Stmt};
use std::collections::BTreeSet;

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&ORDER];

static ORDER: Rule = Rule {
    name: "trigger-order",
    codes: &[(Source::Oracle, "OR-TRG-004")],
    raw: Severity::BehaviourChange,
    message: "triggers fire in the order of their names, which begin with a number where the source says the order",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

/// The variable that holds the columns which an `UPDATE` names.
const COLUMNS: &str = "updating__columns";

/// How many columns are noted at most where the code computes which one it asks for.
const MOST: usize = 40;

/// The columns that a trigger asks for with `UPDATING('C')`.
pub(super) fn updating(
    code: &mut Code<'_, '_>,
    trigger: &ir::Trigger,
    table: ObjectId,
    block: &plsql::Block,
) -> Lower<Vec<Name>> {
    let mut asked: BTreeSet<Name> = BTreeSet::new();
    let mut other = None;
    walk::each(walk::Node::Block(block), &mut |node| {
        let walk::Node::Expr(e) = node else { return };
        let ExprKind::Call(call) = &e.kind else { return };
        if call.name.parts.as_slice() != ["UPDATING"] {
            return;
        }
        match call.args.as_slice() {
            [arg] => match &arg.value.kind {
                ExprKind::Text(text, _) => drop(asked.insert(text.to_uppercase().into())), // no SQL: a name
                _ => other = Some(e.at.span),
            },
            _ => other = Some(e.at.span),
        }
    });
    let program = code.cx.program;
    let columns = match &program.read.catalog.get(table).kind {
        ir::Kind::Table(table) if trigger.timing != Timing::InsteadOf => table.columns.as_slice(),
        _ => &[],
    };
    if let Some(span) = other {
        // Which column it is, the code says when it runs: all of them are noted.
        if columns.is_empty() || columns.len() > MOST {
            return Err(code.refuse("`UPDATING` of a column that the code computes", span));
        }
        asked.extend(columns.iter().map(|c| c.name.clone()));
    }
    let listed = trigger.events.iter().find_map(|event| match event {
        Event::Update(list) if !list.is_empty() => Some(list),
        _ => None,
    });
    if let Some(list) = listed {
        if other.is_some() {
            asked.retain(|name| list.contains(name));
        }
        // A statement that names such a column alone would be noted, though the trigger does not fire.
        if !asked.iter().all(|name| list.contains(name)) {
            let what = "`UPDATING` of a column for which the trigger does not fire";
            return Err(code.refuse(what, block.at.span));
        }
    }
    let all: Option<Vec<Name>> =
        asked.iter().map(|name| columns.iter().find(|c| c.name == *name).map(|c| c.name.clone())).collect();
    let Some(all) = all else { return Err(code.refuse("`UPDATING` of a column of a view", block.at.span)) };
    if !all.is_empty() {
        code.locals.updating = Some(COLUMNS.into());
    }
    Ok(all)
}

/// The setting in which triggers note columns: settings have plain names.
fn noted(trigger: &QName) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' };
    let schema: String = trigger.schema.as_deref().unwrap_or("public").chars().map(plain).collect();
    let name: String = trigger.name.chars().map(plain).collect();
    format!("{schema}.{name}.updating")
}

/// The code of a trigger begins with the columns that were noted, which are forgotten then.
pub(super) fn asks(trigger: &QName, block: &mut pg::Block) {
    let setting = Expr::text(noted(trigger));
    let now = Expr::call("current_setting", [setting.clone(), Expr::Bool(true)]);
    let mut columns = own(COLUMNS.into(), pg::Type::Text);
    columns.value = Some(Expr::call("concat", [Expr::text(";"), now]));
    block.declarations.insert(0, columns);
    let forget = Expr::call("set_config", [setting, Expr::text(""), Expr::Bool(true)]);
    block.statements.insert(0, Stmt::Perform(forget));
}

/// The trigger; where it is not alone, with its function, and with triggers that note columns.
pub(super) fn objects(
    cx: &mut Cx<'_>,
    id: ObjectId,
    object: &ir::Object,
    mut made: pg::Trigger,
    updating: &[Name],
) -> Vec<pg::Object> {
    let program = cx.program;
    let base = program.target(id);
    let prefix = program.plan.firing.get(&id);
    if prefix.is_some() {
        cx.exact(&ORDER, object.at.span);
    }
    if updating.is_empty() && prefix.is_none() {
        return vec![target::object(cx, id, object, pg::Kind::Trigger(made))];
    }
    let prefix = prefix.map_or("", String::as_str);
    let digits = (updating.len() + 1).to_string().len();
    let named =
        |suffix: &str| QName { schema: base.schema.clone(), name: format!("{prefix}{}{suffix}", base.name).into() };
    let function = QName { schema: base.schema.clone(), name: format!("{}_tf", base.name).into() };
    let clauses = std::mem::take(&mut made.clauses);
    let routine = function_of(made.body.take(), clauses);
    let mut all = vec![target::added(object, function.clone(), pg::Kind::Routine(routine))];
    if !updating.is_empty() {
        let mark = QName { schema: base.schema.clone(), name: format!("{}__mark", base.name).into() };
        all.push(target::added(object, mark.clone(), pg::Kind::Routine(marker(&base, made.each_row))));
        for (n, column) in (1..).zip(updating) {
            let columns =
                made.table.as_ref().and_then(|_| Some(program.plan.names.column(table_of(program, object)?, column)));
            let events = vec![Event::Update(columns.into_iter().collect())];
            let clauses = vec![pg::Clause::Execute(mark.clone(), vec![column.as_str().into()])];
            let note = pg::Trigger { events, clauses, body: None, ..made.clone() };
            all.push(target::added(object, named(&format!("__{n:0digits$}")), pg::Kind::Trigger(note)));
        }
    }
    made.clauses = vec![pg::Clause::Execute(function, Vec::new())];
    // By its name it fires behind those that note.
    let last = format!("__{}", "9".repeat(digits));
    let name = named(if updating.is_empty() { "" } else { &last });
    all.push(target::named(cx, object, name, pg::Kind::Trigger(made)));
    all
}

fn table_of(program: &crate::convert::Program<'_>, object: &ir::Object) -> Option<ObjectId> {
    let ir::Kind::Trigger(trigger) = &object.kind else { return None };
    program.resolve(trigger.table.as_ref()?, object.name.schema.as_ref())
}

/// A trigger function.
pub(super) fn function_of(body: Option<pg::Body>, clauses: Vec<pg::Clause>) -> pg::Routine {
    pg::Routine { is_function: true, params: Vec::new(), returns: Some(pg::Type::Trigger), body, clauses }
}

/// The function that notes a column.
fn marker(trigger: &QName, each_row: bool) -> pg::Routine {
    let setting = Expr::text(noted(trigger));
    let now = Expr::call("current_setting", [setting.clone(), Expr::Bool(true)]);
    let column = Expr::Element(Box::new([Expr::name("tg_argv"), Expr::int(0)]));
    let with = Expr::call("concat", [now, column, Expr::text(";")]);
    let note = Stmt::Perform(Expr::call("set_config", [setting, with, Expr::Bool(true)]));
    let back = Stmt::Return(Some(if each_row { Expr::name("new") } else { Expr::Null }));
    function_of(Some(pg::Body::Block(pg::Block::from(vec![note, back]))), Vec::new())
}
