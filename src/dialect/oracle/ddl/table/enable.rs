//! `ENABLE` and `DISABLE` of constraints that exist.

use super::super::super::clauses::{dropped, object};
use super::super::super::names::{ident, names};
use super::super::using_index;
use crate::catalog::{StateChange, WhichConstraint};
use crate::ir::Clause;
use crate::syntax::{Expected, In, R, accept, keywords, word};

keywords! {
    CASCADE, CONSTRAINT, DISABLE, DROP, ENABLE, EXCEPTIONS, INDEX, INTO, KEEP, KEY, NOVALIDATE, PRIMARY, UNIQUE, USING,
    VALIDATE,
}

/// A constraint and its new state.
pub(super) struct Switch {
    pub which: WhichConstraint,
    pub state: StateChange,
    pub clauses: Vec<Clause>,
}

/// `{ ENABLE | DISABLE } [VALIDATE | NOVALIDATE] { UNIQUE (…) | PRIMARY KEY | CONSTRAINT c } …`; `None` where something else
/// follows.
pub(super) fn switch(start: In<'_>) -> Option<R<'_, Switch>> {
    if !matches!(start.word(), ENABLE | DISABLE) {
        return None;
    }
    let mut state = StateChange { enabled: Some(start.word() == ENABLE), ..StateChange::default() };
    let mut i = start.advance();
    if matches!(i.word(), VALIDATE | NOVALIDATE) {
        state.validated = Some(i.word() == VALIDATE);
        i = i.advance();
    }
    if matches!(i.word(), UNIQUE | PRIMARY | CONSTRAINT) { Some(rest(i, state)) } else { None }
}

fn rest(i: In<'_>, state: StateChange) -> R<'_, Switch> {
    let (mut i, which) = which(i)?;
    let mut clauses = Vec::new();
    loop {
        let n = i.advance();
        let (next, clause) = match i.word() {
            USING if n.word() == INDEX => using_index::read(n.advance(), i)?,
            EXCEPTIONS if n.word() == INTO => object(n.advance(), i, "EXCEPTIONS INTO")?,
            CASCADE => dropped(n, i, "CASCADE")?,
            KEEP | DROP if n.word() == INDEX => dropped(n.advance(), i, "KEEP INDEX")?,
            _ => return Ok((i, Switch { which, state, clauses })),
        };
        clauses.push(clause);
        i = next;
    }
}

/// `CONSTRAINT c`, `PRIMARY KEY`, `UNIQUE (…)`.
pub(super) fn which(i: In<'_>) -> R<'_, WhichConstraint> {
    let n = i.advance();
    match i.word() {
        CONSTRAINT => ident(n).map(|(i, name)| (i, WhichConstraint::Named(name))),
        PRIMARY => word(KEY)(n).map(|(i, _)| (i, WhichConstraint::Primary)),
        UNIQUE => names(n).map(|(i, columns)| (i, WhichConstraint::Unique(columns))),
        _ => i.fail(Expected::Thing("`CONSTRAINT`, `PRIMARY KEY` or `UNIQUE`")),
    }
}

/// `IF EXISTS`, where it stands.
pub(super) fn if_exists(i: In<'_>) -> In<'_> {
    keywords! { EXISTS, IF }
    accept(i, &[IF, EXISTS]).unwrap_or(i)
}

/// `IF NOT EXISTS`, where it stands.
pub(super) fn if_absent(i: In<'_>) -> In<'_> {
    keywords! { EXISTS, IF, NOT }
    accept(i, &[IF, NOT, EXISTS]).unwrap_or(i)
}
