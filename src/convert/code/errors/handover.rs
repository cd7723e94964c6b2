//! Errors as values: each part of a block that may fail after something was done stands in a block of its own, which hands its
//! error over to the handlers, or to the caller.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named holds no statements")]

use super::dirty::{goes_away, is_bad, is_end, undoes};
use super::facts::{Does, Kinds, surely};
use super::forms::Forms;
use crate::name::{Name, QName};
use crate::pg::{self, Condition, Expr, IsTest, Stmt, Type};
use crate::span::At;

/// Where an error is kept as a value: its state, message and context.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    parts: [Box<[Name]>; 3],
}

impl Kept {
    /// In a record.
    pub fn record(err: &Name) -> Kept {
        let part = |field: &'static str| -> Box<[Name]> { Box::new([err.clone(), field.into()]) };
        Kept { parts: [part("state"), part("message"), part("context")] }
    }

    /// In parameters of a routine.
    pub fn parameters() -> Kept {
        Kept { parts: PARAMETERS.map(|name| -> Box<[Name]> { Box::new([name.into()]) }) }
    }

    /// Its parts as arguments.
    pub fn arguments(&self) -> impl Iterator<Item = (&'static str, Expr)> {
        PARAMETERS.into_iter().zip(&self.parts).map(|(name, part)| (name, Expr::Name(part.clone())))
    }

    /// There is no error.
    pub fn clear(&self) -> Vec<Stmt> {
        match self.record_name() {
            Some(err) => vec![Stmt::Assign(Box::new([err.clone()]), Expr::Null)],
            None => self.parts.iter().map(|part| Stmt::Assign(part.clone(), Expr::Null)).collect(),
        }
    }

    fn record_name(&self) -> Option<&Name> {
        let [state, ..] = &self.parts;
        if let [err, _] = &**state { Some(err) } else { None }
    }

    /// Where it came from.
    pub fn context(&self) -> Expr {
        let [_, _, context] = &self.parts;
        Expr::Name(context.clone())
    }

    /// Whether there is one.
    pub fn is_error(&self) -> Expr {
        let [state, ..] = &self.parts;
        Expr::Is(Box::new(Expr::Name(state.clone())), IsTest::Null, true)
    }

    /// Keeps the error at hand.
    pub fn keep(&self) -> Stmt {
        const ITEMS: [&str; 3] = ["RETURNED_SQLSTATE", "MESSAGE_TEXT", "PG_EXCEPTION_CONTEXT"];
        Stmt::Diagnostics(true, self.parts.iter().cloned().zip(ITEMS).collect())
    }

    /// Raises it again.
    pub fn raise(&self) -> Stmt {
        let value = match self.record_name() {
            Some(err) => Expr::name(err.clone()),
            None => {
                let nulls = std::iter::repeat_n(Expr::Null, 5);
                let items = self.parts.iter().map(|part| Expr::Name(part.clone())).chain(nulls);
                Expr::Cast(Box::new((Expr::Row(items.collect()), error_type())))
            }
        };
        Stmt::Perform(Expr::helper("reraise", [value]))
    }
}

/// Parameters that bring an error back.
pub(super) const PARAMETERS: [&str; 3] = ["err_state", "err_message", "err_context"];

/// How code goes on where there is an error.
#[derive(Clone, Debug)]
pub(super) enum Way {
    /// It leaves the block of this label.
    Leave(Name),
    /// It returns.
    Return,
}

/// What is needed to open statements.
#[derive(Clone, Debug)]
pub(super) struct Opening {
    /// What is caught around them.
    pub taken: Kinds,
    /// Where errors go.
    pub err: Kept,
    /// How they get there.
    pub way: Way,
    /// What was done since the transaction last ended is thrown away by all handlers.
    pub vain: bool,
}

/// Why statements cannot be opened.
pub(super) type Opened = Result<Vec<Stmt>, &'static str>;

pub(super) const CALLS: &str = "a routine that it calls may have done something before it fails";
pub(super) const CONTROL: &str = "a condition, bound or query of it may fail after something was done";
pub(super) const ENDS: &str = "a part of it ends the transaction";
const SAVEPOINT: &str = "what goes back to a savepoint in it may fail in other ways too";

/// The type of an error as a value.
pub(in crate::convert::code) fn error_type() -> Type {
    Type::Named(QName::new("ora_compat", "error"))
}

impl Opening {
    /// What is done where there is an error, always or under a condition.
    pub fn away(&self, when: Option<Expr>) -> Stmt {
        match (&self.way, when) {
            (Way::Leave(label), when) => {
                Stmt::Leave(Box::new(pg::Leave { again: false, label: Some(label.clone()), when }))
            }
            (Way::Return, Some(when)) => Stmt::If(vec![(when, vec![Stmt::Return(None)])], Vec::new()),
            (Way::Return, None) => Stmt::Return(None),
        }
    }

    /// A handler for whatever comes, which hands it over.
    fn handler(&self) -> pg::Handler {
        let statements = vec![self.err.keep(), self.away(None)];
        pg::Handler { at: At::default(), conditions: vec![Condition::Others], statements }
    }
}

impl Forms<'_> {
    /// The block with its errors handed over to its handlers.
    pub fn hand_over(
        &mut self,
        made: &pg::Block,
        handlers: &[pg::Handler],
        taken: Kinds,
        vain: bool,
    ) -> Result<pg::Block, &'static str> {
        let (err, label) = (self.fresh("err"), self.fresh("work"));
        let kept = Kept::record(&err);
        let opening = Opening { taken, err: kept.clone(), way: Way::Leave(label.clone()), vain };
        let (list, last) = last_return(&made.statements);
        let statements = self.opened(&opening, list)?;
        let work = pg::Block { label: Some(label), statements, ..pg::Block::default() };
        let mut handlers = handlers.to_vec();
        for handler in &mut handlers {
            from_value(handler, &kept);
            self.list(&mut handler.statements);
        }
        let handled = pg::Block { statements: vec![kept.raise()], handlers, ..pg::Block::default() };
        let mut declarations = made.declarations.clone();
        declarations.push(crate::convert::code::body::own(err, error_type()));
        Ok(pg::Block {
            label: made.label.clone(),
            declarations,
            statements: joined(work, kept.is_error(), handled, last),
            handlers: Vec::new(),
            note: Some("hand-over"),
        })
    }

    /// A run of statements in a block of its own, which hands its error over.
    pub fn region(&mut self, opening: &Opening, mut list: Vec<Stmt>) -> Stmt {
        self.guarded(&mut list);
        Stmt::Block(Box::new(pg::Block { statements: list, handlers: vec![opening.handler()], ..pg::Block::default() }))
    }

    /// Statements, each part that may fail after something was done in a block of its own.
    pub fn opened(&mut self, opening: &Opening, list: &[Stmt]) -> Opened {
        let mut made = Vec::new();
        let mut run: Vec<Stmt> = Vec::new();
        let (mut protected, mut dirty) = (false, false);
        for stmt in list {
            let does = self.known.stmt(stmt);
            let raises = does.raises.meets(opening.taken);
            let mut clean = false;
            let mut bad = || is_bad(self.known, std::slice::from_ref(stmt), opening.taken, &mut clean);
            let opens = !is_end(stmt) && (does.ends || raises && !opening.vain && bad());
            if opens || is_end(stmt) || raises && dirty && !opening.vain {
                self.flush(opening, &mut run, &mut protected, &mut made);
                dirty = false;
            }
            if is_end(stmt) {
                made.push(stmt.clone());
            } else if opens {
                made.extend(self.open(opening, stmt, does)?);
            } else {
                protected |= raises;
                dirty |= does.effect;
                run.push(stmt.clone());
            }
        }
        self.flush(opening, &mut run, &mut protected, &mut made);
        Ok(made)
    }

    fn flush(&mut self, opening: &Opening, run: &mut Vec<Stmt>, protected: &mut bool, made: &mut Vec<Stmt>) {
        let mut list = std::mem::take(run);
        if std::mem::take(protected) {
            made.push(self.region(opening, list));
        } else {
            self.list(&mut list);
            made.extend(list);
        }
    }

    /// Whether an expression fails in a way that must be caught.
    pub fn fails(&self, opening: &Opening, e: &Expr) -> bool {
        let does = self.known.expr(e);
        does.ends || does.raises.meets(opening.taken)
    }

    /// A statement whose parts stand in blocks of their own.
    fn open(&mut self, opening: &Opening, stmt: &Stmt, does: Does) -> Opened {
        match stmt {
            Stmt::Of(at, comments, inner) => {
                let mut made = self.open(opening, inner, does)?.into_iter();
                let first = made.next().unwrap_or(Stmt::Null);
                let first = Stmt::Of(*at, comments.clone(), Box::new(first));
                Ok(std::iter::once(first).chain(made).collect())
            }
            Stmt::If(arms, otherwise) => self.open_if(opening, arms, otherwise),
            Stmt::Case(case) => self.open_case(opening, case),
            Stmt::Loop(it) => self.open_loop(opening, it),
            Stmt::Block(block) if block.handlers.is_empty() => {
                let (declarations, mut statements) = self.declared(opening, &block.declarations)?;
                statements.extend(self.opened(opening, &block.statements)?);
                Ok(vec![Stmt::Block(Box::new(pg::Block { declarations, statements, ..(**block).clone() }))])
            }
            Stmt::Block(block) => {
                let (declarations, mut statements) = self.declared(opening, &block.declarations)?;
                let inner = pg::Block { declarations: Vec::new(), ..(**block).clone() };
                let made = self.open_handled(opening, &inner)?;
                if statements.is_empty() {
                    return Ok(vec![Stmt::Block(Box::new(pg::Block { declarations, ..made }))]);
                }
                // Errors of declarations pass the handlers of their block.
                statements.push(Stmt::Block(Box::new(made)));
                let outer = pg::Block { declarations, statements, ..pg::Block::default() };
                Ok(vec![Stmt::Block(Box::new(outer))])
            }
            Stmt::Call(Expr::Call(call)) if self.is_own_try(call) => {
                self.tried(opening, call, None).map(|(made, _)| made)
            }
            other => self.open_values(opening, other, does),
        }
    }

    /// Declarations whose values cannot fail, and statements that give the others their values.
    pub fn declared(
        &mut self,
        opening: &Opening,
        all: &[pg::Declaration],
    ) -> Result<(Vec<pg::Declaration>, Vec<Stmt>), &'static str> {
        let mut made = all.to_vec();
        let first = made.iter().position(|d| d.value.as_ref().is_some_and(|e| self.fails(opening, e)));
        let mut list = Vec::new();
        for declaration in made.iter_mut().skip(first.unwrap_or(usize::MAX)) {
            if declaration.not_null && declaration.value.is_some() {
                return Err(CONTROL);
            }
            if let Some(value) = declaration.value.take() {
                declaration.constant = false;
                list.push(Stmt::Assign(Box::new([declaration.name.clone()]), value));
            }
        }
        Ok((made, self.opened(opening, &list)?))
    }

    /// A block with handlers, whose errors may have to go further out.
    pub fn open_handled(&mut self, opening: &Opening, block: &pg::Block) -> Result<pg::Block, &'static str> {
        let conditions = || block.handlers.iter().flat_map(|h| &h.conditions);
        let own = conditions().fold(Kinds::NONE, |all, c| all.and(self.known.caught(c)));
        let gone = conditions().fold(Kinds::NONE, |all, c| all.and(surely(c)));
        let ends = self.known.list(&block.statements).ends;
        let is_signal = |c: &Condition| matches!(c, Condition::Named("assert_failure"));
        let mut made = block.clone();
        if conditions().all(is_signal) {
            if ends {
                return Err(ENDS);
            }
            made.statements = self.opened(opening, &block.statements)?;
            return self.with_opened_handlers(opening, made);
        }
        let bad = |taken: Kinds| is_bad(self.known, &block.statements, taken, &mut false);
        let vain = block.handlers.iter().all(|h| undoes(&h.statements));
        let native = if block.note.is_some() { true } else { !ends && (vain || !bad(own.and(opening.taken))) };
        if native {
            if ends || bad(opening.taken.without(gone)) && !opening.vain {
                return Err(SAVEPOINT);
            }
            self.guarded(&mut made.statements);
            made.note = Some("native");
            made = self.with_opened_handlers(opening, made)?;
            let escapes = self.known.list(&block.statements).raises.without(gone);
            if escapes.meets(opening.taken) {
                made.handlers.push(opening.handler());
            }
            return Ok(made);
        }
        let label = self.fresh("work");
        let inner =
            Opening { taken: own.and(opening.taken), way: Way::Leave(label.clone()), vain, err: opening.err.clone() };
        let (list, last) = last_return(&block.statements);
        let statements = self.opened(&inner, list)?;
        let work = pg::Block { label: Some(label), statements, ..pg::Block::default() };
        let mut handled =
            pg::Block { statements: vec![opening.err.raise()], handlers: made.handlers, ..pg::Block::default() };
        handled = self.with_opened_handlers(opening, handled)?;
        for handler in &mut handled.handlers {
            from_value(handler, &opening.err);
            let context = |s: &Stmt| matches!(s, Stmt::Assign(_, value) if *value == opening.err.context());
            let place = usize::from(handler.statements.first().is_some_and(context));
            handler.statements.splice(place..place, opening.err.clear());
        }
        if !conditions().any(|c| *c == Condition::Others) {
            handled.handlers.push(pg::Handler {
                at: At::default(),
                conditions: vec![Condition::Others],
                statements: vec![opening.away(None)],
            });
        }
        let is_error = opening.err.is_error();
        Ok(pg::Block {
            label: block.label.clone(),
            declarations: block.declarations.clone(),
            statements: joined(work, is_error, handled, last),
            handlers: Vec::new(),
            note: Some("hand-over"),
        })
    }

    /// Whether the call itself may fail after it has done something, or ends the transaction.
    fn is_own_try(&self, call: &pg::Call) -> bool {
        let work = (self.known.work)(&call.name);
        call.name.schema.is_some() && (work.partial || work.ends)
    }

    fn with_opened_handlers(&mut self, opening: &Opening, mut made: pg::Block) -> Result<pg::Block, &'static str> {
        for handler in &mut made.handlers {
            // Where the error came from is asked first, in the handler itself.
            let asks = handler.statements.first().is_some_and(|s| matches!(s, Stmt::Diagnostics(true, _)));
            let (first, rest) = handler.statements.split_at(usize::from(asks));
            let rest = self.opened(opening, rest)?;
            handler.statements = first.iter().cloned().chain(rest).collect();
        }
        Ok(made)
    }
}

/// What is tried, and the handlers where there is an error. `last`: what is done where there is none.
fn joined(work: pg::Block, is_error: Expr, handled: pg::Block, last: Vec<Stmt>) -> Vec<Stmt> {
    let away = handled.handlers.iter().all(|h| goes_away(&h.statements));
    let handled = vec![Stmt::Block(Box::new(handled))];
    let work = Stmt::Block(Box::new(work));
    if away {
        return [work, Stmt::If(vec![(is_error, handled)], Vec::new())].into_iter().chain(last).collect();
    }
    vec![work, Stmt::If(vec![(is_error, handled)], last)]
}

/// Statements, and what they return at their end where that cannot fail: it is returned behind them, where it is known that
/// there was no error.
fn last_return(list: &[Stmt]) -> (&[Stmt], Vec<Stmt>) {
    fn is_plain(stmt: &Stmt) -> bool {
        match stmt {
            Stmt::Of(_, _, inner) => is_plain(inner),
            Stmt::Return(None | Some(Expr::Name(_) | Expr::Null | Expr::Bool(_) | Expr::Number(_) | Expr::Text(_))) => {
                true
            }
            _ => false,
        }
    }
    match list.split_last() {
        Some((last, rest)) if is_plain(last) => (rest, vec![last.clone()]),
        _ => (list, Vec::new()),
    }
}

/// A handler learns from the value where the error came from.
fn from_value(handler: &mut pg::Handler, err: &Kept) {
    if let Some(first) = handler.statements.first_mut()
        && let Stmt::Diagnostics(true, items) = first
        && let [(variable, "PG_EXCEPTION_CONTEXT")] = items.as_slice()
    {
        *first = Stmt::Assign(variable.clone(), err.context());
    }
}
