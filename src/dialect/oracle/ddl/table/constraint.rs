//! Constraints, inline and out of line, with their state.

use super::super::super::clauses::{clause, dropped, flag, object, value};
use super::super::super::names::{ident, names, path, qname};
use super::super::using_index;
use crate::catalog::{
    Action, Constraint as Generic, ConstraintRule as Rule, ConstraintState, ForeignKey, Nullability, StateChange,
};
use crate::ir::{Clause, ClauseKind, Constraint, ConstraintRule};
use crate::name::Name;
use crate::syntax::{Expected, In, Kind, R, keywords, list1, parens, sign, word, words};

keywords! {
    ACTION, CASCADE, CHECK, CONSTRAINT, DEFAULT, DEFERRABLE, DEFERRED, DELETE, DISABLE, ENABLE, EXCEPTIONS, FOREIGN, IMMEDIATE,
    INDEX, INITIALLY, INTO, IS, KEY, NO, NOPRECHECK, NORELY, NOT, NOVALIDATE, NULL, ON, PRECHECK, PRIMARY, REF, REFERENCES,
    RELY, RESTRICT, ROWID, UPDATE, SCOPE, SET, UNIQUE, USING, VALIDATE, WITH, FOR,
}

/// What a constraint written beside its column comes to.
pub(in super::super) enum Inline {
    /// `NULL`, `NOT NULL`: a property of the column.
    Null(Nullability),
    /// Anything else: a constraint of the table.
    Constraint(Box<Constraint>),
}

/// Whether a constraint of the table stands here, rather than a column of that name.
pub(in super::super) fn starts(i: In<'_>) -> bool {
    let second = i.word_at(1);
    match i.word() {
        CONSTRAINT | CHECK | UNIQUE => true,
        PRIMARY | FOREIGN => second == KEY,
        SCOPE => second == FOR,
        REF => i.peek(1).kind == Kind::Open,
        _ => false,
    }
}

/// Whether a constraint of a column stands here.
pub(super) fn starts_inline(i: In<'_>) -> bool {
    let second = i.word_at(1);
    match i.word() {
        CONSTRAINT | CHECK | UNIQUE | REFERENCES | NULL => true,
        NOT => second == NULL,
        PRIMARY => second == KEY,
        SCOPE => second == IS,
        WITH => second == ROWID,
        _ => false,
    }
}

/// `[CONSTRAINT name]`.
fn label(i: In<'_>) -> R<'_, Option<Name>> {
    if i.word() == CONSTRAINT {
        ident(super::enable::if_absent(i.advance())).map(|(i, name)| (i, Some(name)))
    } else {
        Ok((i, None))
    }
}

/// A constraint of a column.
pub(in super::super) fn inline<'a>(start: In<'a>, column: &Name) -> R<'a, Inline> {
    let (i, name) = label(start)?;
    let this = || vec![column.clone()];
    let n = i.advance();
    let (i, rule) = match i.word() {
        NULL => {
            let (i, _) = state(n)?;
            return Ok((i, Inline::Null(Nullability::Null)));
        }
        NOT => {
            let (i, _) = word(NULL)(n)?;
            let (i, (change, _)) = state(i)?;
            let (i, at) = i.at(start);
            let state = change.over(ConstraintState::default());
            return Ok((i, Inline::Null(Nullability::NotNull { name, at, state })));
        }
        UNIQUE => (n, Rule::Unique(this())),
        PRIMARY => (word(KEY)(n)?.0, Rule::Primary(this())),
        REFERENCES => references(i, this())?,
        CHECK => check(n)?,
        SCOPE => {
            let (n, _) = word(IS)(n)?;
            let (i, scope) = object(n, i, "SCOPE IS")?;
            (i, Rule::Ref(group(scope, "SCOPE", column)))
        }
        WITH => {
            let (n, _) = word(ROWID)(n)?;
            let (i, with) = flag(n, i, "WITH ROWID")?;
            (i, Rule::Ref(group(with, "ROWID", column)))
        }
        _ => return i.fail(Expected::Thing("a constraint")),
    };
    let (i, constraint) = finish(i, start, name, rule)?;
    Ok((i, Inline::Constraint(Box::new(constraint))))
}

/// A clause about one column.
fn group(part: Clause, keyword: &'static str, column: &Name) -> Clause {
    let at = part.at;
    let names = Clause { at, kind: ClauseKind::Names("COLUMNS", vec![column.clone()]) };
    Clause { at, kind: ClauseKind::Group(keyword, vec![names, part]) }
}

/// A constraint of a table.
pub(in super::super) fn out_of_line(start: In<'_>) -> R<'_, Constraint> {
    let (i, name) = label(start)?;
    let n = i.advance();
    let (i, rule) = match i.word() {
        UNIQUE => match names(n) {
            Ok((i, columns)) => (i, Rule::Unique(columns)),
            Err(_) => attributes(n, i, "UNIQUE")?,
        },
        PRIMARY => {
            let (n, _) = word(KEY)(n)?;
            match names(n) {
                Ok((i, columns)) => (i, Rule::Primary(columns)),
                Err(_) => attributes(n, i, "PRIMARY KEY")?,
            }
        }
        FOREIGN => {
            let (n, _) = word(KEY)(n)?;
            let (i, columns) = names(n)?;
            references(i, columns)?
        }
        CHECK => check(n)?,
        SCOPE => {
            let (n, column) = parens(ident)(word(FOR)(n)?.0)?;
            let (n, _) = word(IS)(n)?;
            let (i, scope) = object(n, i, "SCOPE IS")?;
            (i, Rule::Ref(group(scope, "SCOPE", &column)))
        }
        REF => {
            let (n, column) = parens(ident)(n)?;
            let (n, ()) = words(&[WITH, ROWID])(n)?;
            let (i, with) = flag(n, i, "WITH ROWID")?;
            (i, Rule::Ref(group(with, "ROWID", &column)))
        }
        _ => return i.fail(Expected::Thing("a constraint")),
    };
    finish(i, start, name, rule)
}

/// `(a.b, c)`: a key over attributes of objects.
fn attributes<'a>(i: In<'a>, start: In<'a>, keyword: &'static str) -> R<'a, ConstraintRule> {
    let (i, paths) = parens(list1(|from| {
        let (i, path) = path(from)?;
        Ok(clause(i, from, ClauseKind::Names("ATTRIBUTE", path)))
    }))(i)?;
    let (i, clause) = clause(i, start, ClauseKind::Group(keyword, paths));
    Ok((i, Rule::Ref(clause)))
}

fn finish<'a>(i: In<'a>, start: In<'a>, name: Option<Name>, rule: ConstraintRule) -> R<'a, Constraint> {
    let (i, (change, clauses)) = state(i)?;
    let (i, at) = i.at(start);
    let state = change.over(ConstraintState::default());
    Ok((i, Generic { name, at, rule, state, comment: None, comments: Vec::new(), clauses }))
}

/// `(condition)`.
pub(super) fn check(i: In<'_>) -> R<'_, ConstraintRule> {
    let (i, _) = sign(Kind::Open)(i)?;
    let (i, expr) = value(i)?;
    let (i, _) = sign(Kind::Close)(i)?;
    Ok((i, Rule::Check(expr)))
}

/// `REFERENCES table [(columns)] [ON DELETE …]`.
pub(super) fn references(i: In<'_>, columns: Vec<Name>) -> R<'_, ConstraintRule> {
    let (i, _) = word(REFERENCES)(i)?;
    let (i, table) = qname(i)?;
    let (i, target) = if i.kind() == Kind::Open { names(i)? } else { (i, Vec::new()) };
    let mut key = ForeignKey { columns, table, target, on_delete: Action::NoAction, on_update: Action::NoAction };
    let mut i = i;
    while i.word() == ON {
        let (behind, does) = match i.word_at(1) {
            DELETE => (i.skip(2), &mut key.on_delete),
            // Oracle has no such action, but scripts that were written for several databases do
            UPDATE => (i.skip(2), &mut key.on_update),
            _ => break,
        };
        (i, *does) = action(behind)?;
    }
    Ok((i, Rule::Foreign(key)))
}

fn action(i: In<'_>) -> R<'_, Action> {
    match (i.word(), i.word_at(1)) {
        (CASCADE, _) => Ok((i.advance(), Action::Cascade)),
        (RESTRICT, _) => Ok((i.advance(), Action::Restrict)),
        (SET, NULL) => Ok((i.skip(2), Action::SetNull)),
        (SET, DEFAULT) => Ok((i.skip(2), Action::SetDefault)),
        (NO, ACTION) => Ok((i.skip(2), Action::NoAction)),
        _ => i.fail(Expected::Thing("`CASCADE` or `SET NULL`")),
    }
}

/// The state of a constraint and its index, in any order.
pub(super) fn state(mut i: In<'_>) -> R<'_, (StateChange, Vec<Clause>)> {
    keywords! { ROW, ALL, TABLE }
    let mut change = StateChange::default();
    let mut clauses = Vec::new();
    loop {
        let n = i.advance();
        let second = i.word_at(1);
        i = match i.word() {
            NOT if second == DEFERRABLE => {
                change.deferrable = Some(false);
                n.advance()
            }
            DEFERRABLE => {
                change.deferrable = Some(true);
                n
            }
            INITIALLY if second == IMMEDIATE => {
                change.deferred = Some(false);
                n.advance()
            }
            // what starts deferred can be deferred
            INITIALLY if second == DEFERRED => {
                change.deferred = Some(true);
                change.deferrable = Some(true);
                n.advance()
            }
            RELY | NORELY => {
                change.rely = Some(i.word() == RELY);
                n
            }
            ENABLE | DISABLE if !matches!(second, ROW | ALL | TABLE | CONSTRAINT | PRIMARY | UNIQUE) => {
                change.enabled = Some(i.word() == ENABLE);
                n
            }
            VALIDATE | NOVALIDATE if !matches!(second, CONSTRAINT | PRIMARY | UNIQUE) => {
                change.validated = Some(i.word() == VALIDATE);
                n
            }
            USING if second == INDEX => {
                let (next, clause) = using_index::read(n.advance(), i)?;
                clauses.push(clause);
                next
            }
            EXCEPTIONS if second == INTO => {
                let (next, clause) = object(n.advance(), i, "EXCEPTIONS INTO")?;
                clauses.push(clause);
                next
            }
            PRECHECK | NOPRECHECK => {
                let (next, clause) = dropped(n, i, "PRECHECK")?;
                clauses.push(clause);
                next
            }
            _ => return Ok((i, (change, clauses))),
        };
    }
}
