//! Errors: exceptions that code declares, `RAISE`, and handlers, each block in the cheapest form that keeps what Oracle keeps.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named asks for nothing")]

mod control;
mod counted;
mod dirty;
mod facts;
mod forms;
mod handover;
mod members;
mod names;
mod numbers;
mod one_row;
mod origins;
mod portals;
mod states;
mod tried;

use super::body::Code;
use crate::convert::expr::{Errors, Fields, error_context};
use crate::convert::{Lower, Manual, supplied_packages};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::plsql::walk::{self, Node};
use crate::ir::plsql::{Block, Handler, Stmt, StmtKind, Transaction};
use crate::ir::{Expr, ExprKind, NumberForm, Path, Unary};
use crate::name::{Name, QName, Texts};
use crate::pg::{self, Condition};
use crate::span::{At, Span};
use names::{Guard, Known};
use origins::{Objects, Origins};
use std::collections::{BTreeMap, BTreeSet};

pub(super) use facts::{Header, Kinds, Known as Facts};
pub(super) use forms::{settle, work};
pub(super) use handover::error_type;
pub(super) use one_row::is_one_row;
pub(super) use states::States;
pub(super) use tried::{parameters as try_parameters, try_name};

/// What is said of a function that SQL calls.
pub(super) const IN_SQL: &str = "native; SQL takes a missing row for null";

/// Rules of this folder.
pub(super) static RULES: &[&Rule] = &[&DECLARED, &KEPT, &UNKNOWN_NUMBER];

static DECLARED: Rule = Rule {
    name: "exception-as-state",
    codes: &[(Source::Oracle, "OR-EXC-004")],
    raw: Severity::ManualEffort,
    message: "an exception of the program's own has a SQLSTATE of its own",
    help: "Clients that look for it look at SQLSTATE.",
    ..Rule::PLAIN
};

static KEPT: Rule = Rule {
    name: "work-before-an-error",
    codes: &[(Source::Oracle, "OR-EXC-001")],
    raw: Severity::DataLossRisk,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 15),
    message: "this handler would undo what its block did before the error, which Oracle keeps: {why}",
    help: "Put what must stay into a block of its own in front, or let the routine that fails return its error as a value.",
    ..Rule::PLAIN
};

static UNKNOWN_NUMBER: Rule = Rule {
    name: "error-number-without-state",
    codes: &[(Source::Oracle, "OR-EXC-008")],
    raw: Severity::Info,
    severity: Severity::Info,
    message: "PostgreSQL never raises ORA-{number}: only `RAISE` of the program reaches its handler",
    help: "Nothing to do, unless the error has another form in PostgreSQL.",
    ..Rule::PLAIN
};

/// Variables of a routine by their names in the target, as far as each name stands for one type.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    types: BTreeMap<Name, Option<(pg::Type, Option<Fields>)>>,
    /// States of exceptions that the routine declares.
    own: BTreeSet<String>,
}

impl Seen {
    /// Notes a variable.
    pub fn note(&mut self, name: &Name, ty: &pg::Type, fields: Option<&Fields>) {
        let new = Some((ty.clone(), fields.cloned()));
        self.types
            .entry(name.clone())
            .and_modify(|known| *known = known.take().filter(|k| Some(k) == new.as_ref()))
            .or_insert(new);
    }

    /// Whether a state is that of an exception that the routine declares.
    fn is_own(&self, state: &str) -> bool {
        self.own.contains(state)
    }

    /// The type of a variable or field.
    fn type_of(&self, path: &[Name]) -> Option<pg::Type> {
        let (first, rest) = path.split_first()?;
        let (ty, fields) = self.types.get(first)?.as_ref()?;
        let (mut ty, mut fields) = (ty.clone(), fields.as_ref());
        for name in rest {
            let field = fields?.iter().find(|f| f.target == *name)?;
            ty = field.ty.clone();
            fields = field.fields.as_ref();
        }
        Some(ty)
    }

    fn names(&self) -> impl Iterator<Item = Name> {
        self.types.keys().cloned()
    }
}

/// A routine as it is before its blocks with handlers have their forms.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw<'r> {
    pub block: &'r pg::Block,
    pub seen: &'r Seen,
}

/// What is kept of that.
#[derive(Clone, Debug, Default)]
pub(super) struct Unsettled {
    /// Its code, where forms have changed it.
    pub block: Option<pg::Block>,
    pub seen: Seen,
}

impl Unsettled {
    /// The routine, whose code is `settled` by now.
    pub fn raw<'r>(&'r self, settled: &'r pg::Block) -> Raw<'r> {
        Raw { block: self.block.as_ref().unwrap_or(settled), seen: &self.seen }
    }

    /// The same to keep while `settled` changes.
    pub fn into_raw(self, settled: &pg::Block) -> (pg::Block, Seen) {
        (self.block.unwrap_or_else(|| settled.clone()), self.seen)
    }
}

/// What is known of the routines that the code at hand calls, and of its variables.
pub(super) fn with_known<T>(code: &Code<'_, '_>, f: impl FnOnce(&Facts<'_>) -> T) -> T {
    let program = code.cx.program;
    let work = |name: &QName| super::effects::work(program, name);
    let types = |path: &[Name]| code.seen.type_of(path);
    let quiet = |table: &QName| super::effects::is_quiet(program, table);
    let header = |name: &QName, given: usize| super::effects::header(program, name, given);
    let stranger = |name: &QName| super::effects::is_stranger(program, name);
    let local = |state: &str| code.seen.is_own(state);
    f(&Facts { work: &work, types: &types, quiet: &quiet, local: &local, stranger: &stranger, header: &header })
}

/// The body of a twin that returns its error; nothing where it cannot be told apart what stays.
pub(super) fn try_block(
    raw: Raw<'_>,
    of: &Header,
    work: &dyn Fn(&QName) -> super::effects::Work,
    quiet: &dyn Fn(&QName) -> bool,
    stranger: &dyn Fn(&QName) -> bool,
    header: &dyn Fn(&QName, usize) -> Option<Header>,
) -> Option<pg::Block> {
    let local = |state: &str| raw.seen.is_own(state);
    let types = |path: &[Name]| raw.seen.type_of(path);
    let known = facts::Known { work, types: &types, quiet, local: &local, stranger, header };
    let params = of.params.iter().map(|p| p.name.clone());
    let own = try_parameters(of, crate::span::At::default()).into_iter().map(|p| p.name);
    let names: Vec<Name> = raw.seen.names().chain(params).chain(own).collect();
    let mut forms = forms::Forms::new(&known, raw.block, &names);
    tried::body(&mut forms, raw.block, of)
}

/// An exception in sight.
#[derive(Clone, Debug)]
pub(super) struct Exception {
    labels: Vec<Name>,
    name: Name,
    known: Known,
}

/// Declares an exception: with a number, it is every other of that number too; without, it is itself.
pub(super) fn declare(code: &mut Code<'_, '_>, block: &Block, labels: &[Name], name: &Name, at: At) {
    let number = block.declarations.iter().find_map(|d| members::number(d, name));
    let known = match number {
        Some(number) => {
            let known = names::numbered(number);
            if names::is_own(number) && is_handled(block, name) {
                code.cx.raise(UNKNOWN_NUMBER.at(at.span).with("number", format!("{:05}", number.unsigned_abs())));
            }
            known
        }
        None => {
            let state = own_state(code, name);
            code.seen.own.insert(state.clone());
            let message = format!("ORA-06510: PL/SQL: unhandled user-defined exception ({})", name.to_lowercase());
            Known { conditions: vec![Condition::State(state.as_str().into())], state, message, guard: Guard::None }
        }
    };
    code.cx.exact(&DECLARED, at.span);
    code.exceptions.push(Exception { labels: labels.to_vec(), name: name.clone(), known });
}

/// Whether a handler of a block or of what is in it names an exception that the block declares.
fn is_handled(block: &Block, name: &Name) -> bool {
    let mut found = false;
    walk::each(Node::Block(block), &mut |node| {
        if let Node::Block(inner) = node {
            let mut named = inner.handlers.iter().flat_map(|handler| &handler.exceptions);
            found |= named.any(|path| path.parts.last() == Some(name));
        }
    });
    found
}

/// A whole number.
fn whole(e: &Expr) -> Option<i32> {
    match &e.kind {
        ExprKind::Number(digits, NumberForm::Decimal) => digits.parse().ok(),
        ExprKind::Unary(Unary::Minus, operand) => whole(operand).map(|n: i32| -n),
        _ => None,
    }
}

/// The state of an exception without a number.
fn own_state(code: &Code<'_, '_>, name: &Name) -> String {
    let inner = code.exceptions.iter().filter(|e| e.name == *name).count();
    states::of(code.cx.program, &format!("{}.{name}.{inner}", code.name))
}

/// Says that an exception has no state here.
fn unknown(code: &mut Code<'_, '_>, path: &Path, span: Span) -> Manual {
    let supplied = supplied_packages::named(code.cx, &path.parts, span);
    supplied.unwrap_or_else(|| code.refuse(&format!("the exception `{}`", path.parts.joined(".")), span))
}

/// The exception that a name means.
fn meant(code: &Code<'_, '_>, path: &Path) -> Option<Known> {
    let (label, name) = match path.parts.as_slice() {
        [name] => (None, name),
        [label, name] => (Some(label), name),
        _ => return members::exception(code.cx.program, code.site(), path),
    };
    let found = code.exceptions.iter().rev().find(|e| e.name == *name && label.is_none_or(|l| e.labels.contains(l)));
    if found.is_none()
        && let Some(known) = members::exception(code.cx.program, code.site(), path)
    {
        return Some(known);
    }
    match (found, label) {
        (Some(found), _) => Some(found.known.clone()),
        (None, None) => names::predefined(name),
        (None, Some(label)) if label == "STANDARD" => names::predefined(name),
        (None, Some(_)) => None,
    }
}

/// `RAISE`.
pub(super) fn raise(code: &mut Code<'_, '_>, stmt: &Stmt, name: Option<&Path>) -> Lower<Vec<pg::Stmt>> {
    let Some(path) = name else {
        return match code.locals.errors {
            Errors::Here(_) => Ok(vec![pg::Stmt::Reraise]),
            Errors::Nowhere | Errors::Announced => Err(code.refuse("`RAISE` outside of a handler", stmt.at.span)),
        };
    };
    let Some(known) = meant(code, path) else { return Err(unknown(code, path, stmt.at.span)) };
    Ok(vec![pg::Stmt::Raise { code: pg::Expr::text(known.state), message: pg::Expr::text(known.message) }])
}

/// Whether all handlers of a block first go back to a savepoint, and to it nowhere else.
pub(super) fn goes_back(block: &Block, savepoint: &Name) -> bool {
    let to = |stmt: &Stmt| {
        matches!(&stmt.kind, StmtKind::Transaction(it)
        if matches!(&**it, Transaction::Rollback { to: Some(name), force: None } if name == savepoint))
    };
    !block.handlers.is_empty() && block.handlers.iter().all(|h| h.statements.first().is_some_and(to))
}

/// A handler of the source, lowered.
struct Lowered {
    at: At,
    /// What it catches; `OTHERS` is an empty list.
    exceptions: Vec<Known>,
    others: bool,
    statements: Vec<pg::Stmt>,
}

/// Gives a block its handlers.
pub(super) fn protect(code: &mut Code<'_, '_>, block: &Block, made: &mut pg::Block) {
    if block.handlers.is_empty() {
        return;
    }
    let mut all = Vec::with_capacity(block.handlers.len());
    let depth = match code.locals.errors {
        Errors::Here(depth) => depth + 1,
        Errors::Nowhere | Errors::Announced => 0,
    };
    let outer = std::mem::replace(&mut code.locals.errors, Errors::Here(depth));
    let undone = code.undone.take();
    let flow = code.flow();
    for handler in &block.handlers {
        code.flow_is(&flow);
        match lowered(code, handler, undone.is_some()) {
            Ok(handler) => all.push(handler),
            Err(why) => {
                let gap = code.gap(handler.at, &why);
                made.statements.insert(0, gap);
            }
        }
    }
    code.locals.errors = outer;
    let context = error_context(depth);
    let handlers = listed(code, &all, context, &made.statements);
    made.handlers = handlers;
    // The others get their form when the whole routine is there.
    made.note = undone.map(|_| "native");
}

fn lowered(code: &mut Code<'_, '_>, handler: &Handler, undone: bool) -> Lower<Lowered> {
    let mut exceptions = Vec::new();
    let mut others = false;
    for path in &handler.exceptions {
        if let [name] = path.parts.as_slice()
            && name == "OTHERS"
        {
            others = true;
            continue;
        }
        match meant(code, path) {
            Some(known) => exceptions.push(known),
            None => return Err(unknown(code, path, handler.at.span)),
        }
    }
    // What goes back to a savepoint in front of the block is what PostgreSQL's handler does by itself.
    let list = if undone { handler.statements.get(1..).unwrap_or_default() } else { &handler.statements };
    let statements = code.statements(list);
    Ok(Lowered { at: handler.at, exceptions, others, statements })
}

/// Handlers as PostgreSQL has them: those that share a condition test which error it is.
fn listed(code: &mut Code<'_, '_>, all: &[Lowered], context: &'static str, body: &[pg::Stmt]) -> Vec<pg::Handler> {
    let origins = origins::origins(body);
    let mut made = Vec::new();
    for (n, handler) in all.iter().enumerate() {
        let mut plain: Vec<Condition> = Vec::new();
        for known in &handler.exceptions {
            let guard = settled(known.guard, origins);
            match guard {
                Some(Guard::None) => plain.extend(possible(known, origins)),
                // An error that cannot come from here.
                None => {}
                Some(_) => {
                    let later = rest(all, n, known, context, origins);
                    let statements = match asked(handler, known, context, origins) {
                        Some(Some(test)) => vec![either(test, handler.statements.clone(), later)],
                        Some(None) | None => handler.statements.clone(),
                    };
                    let conditions = possible(known, origins).collect();
                    made.push(pg::Handler { at: handler.at, conditions, statements });
                }
            }
        }
        if handler.others {
            plain = vec![Condition::Others];
        }
        if !plain.is_empty() {
            let statements = handler.statements.clone();
            made.push(pg::Handler { at: handler.at, conditions: plain, statements });
        }
    }
    // What an earlier handler takes never gets to a later one.
    let mut taken: Vec<Condition> = Vec::new();
    made.retain(|handler| {
        let reached = handler.conditions.iter().any(|c| !taken.contains(c));
        taken.extend(handler.conditions.iter().cloned());
        reached
    });
    counted::correct(&mut made, body);
    for handler in &mut made {
        if asks_around(code, &handler.statements) {
            announce(&mut handler.statements, context);
        }
        if asks_context(&handler.statements, context) {
            let variable = code.outermost(context, pg::Type::Text);
            let get = pg::Stmt::Diagnostics(true, vec![(Box::new([variable]), "PG_EXCEPTION_CONTEXT")]);
            handler.statements.insert(0, get);
        }
    }
    made
}

/// The conditions of an exception that the code of a block may raise.
fn possible(known: &Known, from: Origins) -> impl Iterator<Item = Condition> {
    known.conditions.iter().filter(move |c| from.roots || !names::ROOTS.contains(c)).cloned()
}

/// What is done behind a handler's going back to a savepoint, where that error is no longer at hand: where it is asked for, it
/// is kept, by the statement that comes back, and raised again around what asks.
pub(super) fn in_continuation(code: &mut Code<'_, '_>, list: &mut Vec<pg::Stmt>) -> Option<pg::Stmt> {
    let Errors::Here(depth) = code.locals.errors else { return None };
    let context = error_context(depth);
    let asks = |name: &str| asks_context(list, name);
    let mut again = false;
    list.iter().for_each(|stmt| again |= dirty::raises_again(stmt));
    if !again && !["sqlstate", "sqlerrm", context].into_iter().any(asks) {
        return None;
    }
    let err = code.outermost("undone_error", error_type());
    let kept = handover::Kept::record(&err);
    let mut statements = std::mem::take(list);
    if asks_context(&statements, context) {
        let variable = code.outermost(context, pg::Type::Text);
        statements.insert(0, pg::Stmt::Assign(Box::new([variable]), kept.context()));
    }
    let handler = pg::Handler { at: At::default(), conditions: vec![Condition::Others], statements };
    let (handlers, note) = (vec![handler], Some("the error that was handled"));
    list.push(pg::Stmt::Block(Box::new(pg::Block {
        statements: vec![kept.raise()],
        handlers,
        note,
        ..pg::Block::default()
    })));
    Some(kept.keep())
}

/// What must be tested: nothing where only one origin is possible; no handler where the other is.
fn settled(guard: Guard, from: Origins) -> Option<Guard> {
    match guard {
        Guard::InSql(true) if !from.pl => Some(Guard::None),
        Guard::InSql(false) if !from.sql && !from.others => Some(Guard::None),
        Guard::InSql(true) if !from.sql => None,
        Guard::Object(number) => Some(match from.objects {
            Objects::None => Guard::None,
            Objects::One(only) if only == number => Guard::None,
            Objects::One(_) | Objects::Several => Guard::Code(number),
        }),
        other => Some(other),
    }
}

/// What happens where the test of a handler fails: the next handler that takes the same condition, or none.
fn rest(all: &[Lowered], after: usize, known: &Known, context: &'static str, origins: Origins) -> Vec<pg::Stmt> {
    for (n, handler) in all.iter().enumerate().skip(after + 1) {
        if handler.others {
            return handler.statements.clone();
        }
        match asked(handler, known, context, origins) {
            Some(None) => return handler.statements.clone(),
            Some(Some(test)) => {
                let otherwise = rest(all, n, known, context, origins);
                return vec![either(test, handler.statements.clone(), otherwise)];
            }
            None => {}
        }
    }
    vec![pg::Stmt::Reraise]
}

/// What a handler asks of an error that has the conditions of an exception: nothing where it takes them all; none where it takes
/// none of them.
fn asked(handler: &Lowered, known: &Known, context: &'static str, origins: Origins) -> Option<Option<pg::Expr>> {
    let shares = |e: &&Known| e.conditions.iter().any(|c| known.conditions.contains(c));
    let guards: Vec<Guard> =
        handler.exceptions.iter().filter(shares).filter_map(|e| settled(e.guard, origins)).collect();
    if guards.is_empty() {
        return None;
    }
    if guards.contains(&Guard::None) {
        return Some(None);
    }
    let mut tests: Vec<pg::Expr> = Vec::new();
    for guard in guards {
        let test = test(guard, context);
        if !tests.contains(&test) {
            tests.push(test);
        }
    }
    let only = if tests.len() == 1 { tests.pop() } else { None };
    Some(Some(only.unwrap_or_else(|| pg::Expr::Or(tests.into()))))
}

/// `IF … THEN … ELSE …`, with the tests of what comes behind as further arms.
fn either(test: pg::Expr, list: Vec<pg::Stmt>, otherwise: Vec<pg::Stmt>) -> pg::Stmt {
    match <[pg::Stmt; 1]>::try_from(otherwise) {
        Ok([pg::Stmt::If(arms, last)]) => pg::Stmt::If([(test, list)].into_iter().chain(arms).collect(), last),
        Ok([only]) => pg::Stmt::If(vec![(test, list)], vec![only]),
        Err(otherwise) => pg::Stmt::If(vec![(test, list)], otherwise),
    }
}

/// Whether the error at hand is the one that is meant.
fn test(guard: Guard, context: &'static str) -> pg::Expr {
    match guard {
        Guard::None => pg::Expr::Bool(true),
        Guard::Code(number) | Guard::Object(number) => {
            code_of(matches!(number, -1407 | -1400), context).infix(pg::Op::Eq, int(number))
        }
        Guard::InSql(sql) => code_of(true, context).infix(if sql { pg::Op::Ne } else { pg::Op::Eq }, int(-6502)),
    }
}

fn int(number: i32) -> pg::Expr {
    pg::Expr::int(i64::from(number))
}

/// The number of the error at hand; which statement it was tells some apart.
fn code_of(by_statement: bool, context: &'static str) -> pg::Expr {
    let context = by_statement.then(|| pg::Expr::name(context));
    pg::Expr::helper("sqlcode", [pg::Expr::name("sqlstate"), pg::Expr::name("sqlerrm")].into_iter().chain(context))
}

/// Whether statements call what asks for the error that is handled around it.
fn asks_around(code: &Code<'_, '_>, list: &[pg::Stmt]) -> bool {
    let callers = super::effects::callers(code.cx.program);
    let mut found = false;
    let mut look = |e: &pg::Expr| {
        use crate::catalog::Part;
        e.mentions(&mut |mention| {
            let own = !matches!(mention.name.schema.as_deref(), None | Some("ora_compat" | "pg_catalog"));
            found |= own && callers.asks(&mention.name.name);
        });
    };
    for stmt in list {
        pg::code::each(stmt, &mut |node| match node {
            pg::code::Node::Expr(e) => look(e),
            pg::code::Node::Query(query) => facts::parts(query, &mut look),
            pg::code::Node::Dml(dml) => origins::dml_parts(dml, &mut look),
            _ => {}
        });
    }
    found
}

/// The error at hand is made known to what the handler calls, until the handler ends.
fn announce(list: &mut Vec<pg::Stmt>, context: &'static str) {
    let set = |args: [pg::Expr; 3]| pg::Stmt::Perform(pg::Expr::helper("set_error", args));
    let over = || set([pg::Expr::Null, pg::Expr::Null, pg::Expr::Null]);
    let inner = std::mem::take(list);
    list.push(set([pg::Expr::name("sqlstate"), pg::Expr::name("sqlerrm"), pg::Expr::name(context)]));
    list.extend(forms::before_leaving(inner, &over));
    if !dirty::goes_away(list) {
        list.push(over());
    }
}

/// Whether statements ask where the error at hand came from.
fn asks_context(list: &[pg::Stmt], context: &str) -> bool {
    let mut found = false;
    for stmt in list {
        pg::code::each(stmt, &mut |node| {
            let mut look = |e: &pg::Expr| found |= names_variable(e, context);
            match node {
                pg::code::Node::Expr(e) => look(e),
                pg::code::Node::Query(query) => facts::parts(query, &mut |e| look(e)),
                pg::code::Node::Dml(dml) => origins::dml_parts(dml, &mut |e| look(e)),
                _ => {}
            }
        });
    }
    found
}

fn names_variable(e: &pg::Expr, name: &str) -> bool {
    let mut found = matches!(e, pg::Expr::Name(path) if path.len() == 1 && path.first().is_some_and(|n| n == name));
    pg::walk::children(e, &mut |child| match child {
        pg::walk::Node::Expr(child) => found |= names_variable(child, name),
        pg::walk::Node::Query(query) => facts::parts(query, &mut |e| found |= names_variable(e, name)),
    });
    found
}
