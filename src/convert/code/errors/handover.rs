//! Errors as values: each part of a block that may fail after something was done stands in a block of its own, which hands its
//! error over; a routine that may fail after it has done something has a twin that returns its error.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named holds no statements")]

use super::facts::{Does, Kinds, Known};
use super::forms::{is_bad, is_end};
use crate::convert::code::effects::Work;
use crate::convert::target;
use crate::name::{Name, QName};
use crate::pg::{self, Condition, Expr, IsTest, Op, Over, Stmt, Type};
use crate::span::At;

/// How code goes on where there is an error.
#[derive(Clone, Copy)]
enum Way<'n> {
    /// It leaves the block of this label.
    Leave(&'n Name),
    /// It returns.
    Return,
}

/// What is needed to open a block.
struct Opening<'k, 'n> {
    known: &'k Known<'k>,
    taken: Kinds,
    err: &'n Name,
    way: Way<'n>,
}

/// Why a block cannot be opened.
type Opened = Result<Vec<Stmt>, &'static str>;

const CALLS: &str = "a routine that it calls may have done something before it fails";
const CONTROL: &str = "a condition, bound or query of it may fail after something was done";
const ENDS: &str = "a part of it ends the transaction";
const NESTED: &str = "a block with handlers in it may fail after it has done something";

/// The twin that returns its error.
pub(in crate::convert::code) fn try_name(of: &QName) -> QName {
    QName { schema: of.schema.clone(), name: target::derived(&of.name, "__try") }
}

/// The type of an error as a value.
pub(in crate::convert::code) fn error_type() -> Type {
    Type::Named(QName::new("ora_compat", "error"))
}

/// The block with its errors handed over to its handlers.
pub(super) fn apply(
    known: &Known<'_>,
    made: &pg::Block,
    handlers: &[pg::Handler],
    taken: Kinds,
    err: &Name,
    label: &Name,
) -> Result<pg::Block, &'static str> {
    let opening = Opening { known, taken, err, way: Way::Leave(label) };
    let statements = opening.list(&made.statements)?;
    let work = pg::Block { label: Some(label.clone()), statements, ..pg::Block::default() };
    let raise = Stmt::Perform(Expr::helper("reraise", [Expr::name(err.clone())]));
    let handlers = handlers.iter().cloned().map(|handler| from_value(handler, err)).collect();
    let handled = pg::Block { statements: vec![raise], handlers, ..pg::Block::default() };
    let mut declarations = made.declarations.clone();
    declarations.push(super::super::body::own(err.clone(), error_type()));
    Ok(pg::Block {
        label: made.label.clone(),
        declarations,
        statements: vec![
            Stmt::Block(Box::new(work)),
            Stmt::If(vec![(is_error(err), vec![Stmt::Block(Box::new(handled))])], Vec::new()),
        ],
        handlers: Vec::new(),
        note: Some("hand-over"),
    })
}

/// A handler learns from the value where the error came from.
fn from_value(mut handler: pg::Handler, err: &Name) -> pg::Handler {
    if let Some(first) = handler.statements.first_mut()
        && let Stmt::Diagnostics(true, items) = first
        && let [(variable, "PG_EXCEPTION_CONTEXT")] = items.as_slice()
    {
        *first = Stmt::Assign(variable.clone(), part(err, "context"));
    }
    handler
}

/// The body of a twin that returns its error; nothing where it cannot be told apart what stays.
pub(in crate::convert::code) fn try_block(
    block: &pg::Block,
    callee: &dyn Fn(&QName) -> Work,
    quiet: &dyn Fn(&QName) -> bool,
) -> Option<pg::Block> {
    let err = Name::from("err");
    let plain = |e: &Expr| match e {
        Expr::Null | Expr::Number(_) | Expr::Text(_) | Expr::Bool(_) => true,
        Expr::Cast(parts) => matches!(parts.0, Expr::Null | Expr::Number(_) | Expr::Text(_)),
        _ => false,
    };
    let simple = block.handlers.is_empty()
        && block.declarations.iter().all(|d| d.name != err && d.value.as_ref().is_none_or(plain));
    if !simple {
        return None;
    }
    let types = |path: &[Name]| match path {
        [name] => block.declarations.iter().find(|d| d.name == *name).map(|d| d.ty.clone()),
        _ => None,
    };
    let known = Known { work: callee, types: &types, quiet };
    let opening = Opening { known: &known, taken: Kinds::ALL, err: &err, way: Way::Return };
    let mut statements = vec![Stmt::Assign(Box::new([err.clone()]), Expr::Null)];
    statements.extend(opening.list(&block.statements).ok()?);
    Some(pg::Block {
        label: block.label.clone(),
        declarations: block.declarations.clone(),
        statements,
        handlers: Vec::new(),
        note: Some("try"),
    })
}

fn part(err: &Name, field: &'static str) -> Expr {
    Expr::Name(Box::new([err.clone(), field.into()]))
}

fn is_error(err: &Name) -> Expr {
    Expr::Is(Box::new(part(err, "state")), IsTest::Null, true)
}

impl Opening<'_, '_> {
    /// What is done where there is an error, always or under a condition.
    fn away(&self, when: Option<Expr>) -> Stmt {
        match (self.way, when) {
            (Way::Leave(label), when) => {
                Stmt::Leave(Box::new(pg::Leave { again: false, label: Some(label.clone()), when }))
            }
            (Way::Return, Some(when)) => Stmt::If(vec![(when, vec![Stmt::Return(None)])], Vec::new()),
            (Way::Return, None) => Stmt::Return(None),
        }
    }

    /// A run of statements in a block of its own, which hands its error over.
    fn region(&self, list: Vec<Stmt>) -> Stmt {
        let target = |field: &'static str| Box::from([self.err.clone(), field.into()]);
        let get = Stmt::Diagnostics(
            true,
            vec![
                (target("state"), "RETURNED_SQLSTATE"),
                (target("message"), "MESSAGE_TEXT"),
                (target("context"), "PG_EXCEPTION_CONTEXT"),
            ],
        );
        let handler = pg::Handler {
            at: At::default(),
            conditions: vec![Condition::Others],
            statements: vec![get, self.away(None)],
        };
        Stmt::Block(Box::new(pg::Block { statements: list, handlers: vec![handler], ..pg::Block::default() }))
    }

    fn list(&self, list: &[Stmt]) -> Opened {
        let mut made = Vec::new();
        let mut run: Vec<Stmt> = Vec::new();
        let (mut protected, mut dirty) = (false, false);
        let flush = |run: &mut Vec<Stmt>, protected: &mut bool, made: &mut Vec<Stmt>| {
            let list = std::mem::take(run);
            if std::mem::take(protected) {
                made.push(self.region(list));
            } else {
                made.extend(list);
            }
        };
        for stmt in list {
            if is_end(stmt) {
                flush(&mut run, &mut protected, &mut made);
                made.push(stmt.clone());
                dirty = false;
                continue;
            }
            let does = self.known.stmt(stmt);
            let raises = does.raises.meets(self.taken);
            let mut clean = false;
            let opens = does.ends || raises && is_bad(self.known, std::slice::from_ref(stmt), self.taken, &mut clean);
            if opens {
                flush(&mut run, &mut protected, &mut made);
                made.extend(self.open(stmt, does)?);
                dirty = false;
                continue;
            }
            if raises && dirty {
                flush(&mut run, &mut protected, &mut made);
                dirty = false;
            }
            protected |= raises;
            dirty |= does.effect;
            run.push(stmt.clone());
        }
        flush(&mut run, &mut protected, &mut made);
        Ok(made)
    }

    /// Whether an expression fails in a way that must be caught.
    fn fails(&self, e: &Expr) -> bool {
        self.known.expr(e).raises.meets(self.taken)
    }

    /// A statement whose parts stand in blocks of their own.
    fn open(&self, stmt: &Stmt, does: Does) -> Opened {
        match stmt {
            Stmt::Of(at, comments, inner) => {
                let mut made = self.open(inner, does)?.into_iter();
                let first = made.next().unwrap_or(Stmt::Null);
                let first = Stmt::Of(*at, comments.clone(), Box::new(first));
                Ok(std::iter::once(first).chain(made).collect())
            }
            Stmt::Call(call) => self.call(call),
            Stmt::If(arms, otherwise) => {
                if arms.iter().any(|(condition, _)| self.fails(condition)) {
                    return Err(CONTROL);
                }
                let arms = arms.iter().map(|(e, list)| Ok((e.clone(), self.list(list)?)));
                let arms = arms.collect::<Result<Vec<_>, &'static str>>()?;
                Ok(vec![Stmt::If(arms, self.list(otherwise)?)])
            }
            Stmt::Case(case) => {
                let choices = case.selector.iter().chain(case.arms.iter().flat_map(|(choices, _)| choices));
                if case.otherwise.is_none() || choices.into_iter().any(|e| self.fails(e)) {
                    return Err(CONTROL);
                }
                let arms = case.arms.iter().map(|(choices, list)| Ok((choices.clone(), self.list(list)?)));
                let arms = arms.collect::<Result<Vec<_>, &'static str>>()?;
                let otherwise = case.otherwise.as_ref().map(|list| self.list(list)).transpose()?;
                let selector = case.selector.clone();
                Ok(vec![Stmt::Case(Box::new(pg::CaseStmt { selector, arms, otherwise }))])
            }
            Stmt::Loop(it) => {
                let control = match &it.over {
                    Over::Forever => false,
                    Over::While(e) => self.fails(e),
                    Over::Range(_, _, bounds) => !bounds.iter().all(is_number),
                    Over::Steps(_, _, bounds) => !bounds.iter().all(is_number),
                    Over::Query(_, query) => self.known.query(query).raises.meets(self.taken),
                };
                if control {
                    return Err(CONTROL);
                }
                let (label, over) = (it.label.clone(), it.over.clone());
                Ok(vec![Stmt::Loop(Box::new(pg::Loop { label, over, body: self.list(&it.body)? }))])
            }
            Stmt::Block(block) if block.handlers.is_empty() => {
                if block.declarations.iter().any(|d| d.value.is_some()) {
                    return Err(CONTROL);
                }
                let statements = self.list(&block.statements)?;
                Ok(vec![Stmt::Block(Box::new(pg::Block { statements, ..(**block).clone() }))])
            }
            Stmt::Block(_) => Err(NESTED),
            _ if does.ends => Err(ENDS),
            _ => Err(CALLS),
        }
    }

    /// A call of a routine that may fail after it has done something: its twin returns the error.
    fn call(&self, e: &Expr) -> Opened {
        let Expr::Call(call) = e else { return Err(CALLS) };
        if (self.known.work)(&call.name).ends {
            return Err(ENDS);
        }
        if !(self.known.work)(&call.name).tries || call.args.iter().any(|(_, arg)| self.fails(arg)) {
            return Err(CALLS);
        }
        let mut twin = call.clone();
        twin.name = try_name(&call.name);
        let named = twin.args.iter().any(|(name, _)| name.is_some());
        twin.args.push((named.then(|| "err".into()), Expr::name(self.err.clone())));
        Ok(vec![Stmt::Call(Expr::Call(twin)), self.away(Some(is_error(self.err)))])
    }
}

/// Whether a bound is never null.
fn is_number(e: &Expr) -> bool {
    match e {
        Expr::Number(_) => true,
        Expr::Infix(Op::Add | Op::Subtract, sides) => sides.iter().all(is_number),
        _ => false,
    }
}
