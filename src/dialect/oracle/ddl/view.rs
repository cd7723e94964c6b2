//! `CREATE`, `ALTER` and `DROP VIEW`: of every kind (plain, editioning, object, XML, JSON duality).

use super::super::clauses::{clause, flag, maybe, named, object, plain, value};
use super::super::names::{any_ident, ident, qname};
use super::super::query::until;
use super::code::compilation;
use super::object::{created, dropped, head_clauses, touched};
use super::table::constraint::{self, Inline};
use super::{Create, Existing, Head};
use crate::catalog::change::StateChange;
use crate::catalog::change::WhichConstraint;
use crate::catalog::{Change, TableChange, ViewColumn};
use crate::finding::ObjectKind;
use crate::ir::{Clause, ClauseKind, Constraint, Does, Ir, Kind, Query, View};
use crate::syntax::{
    Expected, In, Kind as Sign, R, accept, balanced, keywords, list1, next, parens, sign, word, words,
};

keywords! {
    ADD, ANNOTATIONS, AS, BEQUEATH, CASCADE, CHECK, COLLATION, COMPILE, CONSTRAINT, CONTAINERS_DEFAULT, CONTAINER_MAP,
    CURRENT_USER, DEFAULT, DEFINER, DROP, EDITIONABLE, EDITIONING, ELEMENT, GRANT, ID, IDENTIFIER, INVISIBLE,
    KEY, MODIFY, NONEDITIONABLE, NORELY, OBJECT, OF, OID, ONLY, OPTION, PRIMARY, READ, RELY,
    SHARING, UNDER, UNIQUE, VIEW, VISIBLE, WITH, WRITE, XMLSCHEMA,
}

/// `CREATE [EDITIONING] VIEW`.
pub(super) static CREATE: Create =
    Create { modifiers: &[EDITIONING], words: &[VIEW], label: "CREATE VIEW", read: create };
/// `ALTER VIEW`.
pub(super) static ALTER: Existing = Existing { words: &[VIEW], label: "ALTER VIEW", read: alter };
/// `DROP VIEW`.
pub(super) static DROPS: Existing =
    Existing { words: &[VIEW], label: "DROP VIEW", read: |i, p| dropped(i, p, ObjectKind::View) };

/// The next statement of `CREATE SCHEMA`.
const CREATE_WORD: crate::syntax::Word = crate::syntax::id("CREATE");

/// A view with nothing said.
pub(super) fn empty(query: Query) -> View {
    View {
        columns: Vec::new(),
        query,
        materialized: None,
        read_only: false,
        check_option: false,
        remarks: Vec::new(),
        force: false,
        of_type: None,
        constraints: Vec::new(),
        clauses: Vec::new(),
    }
}

/// What stands before the query.
#[derive(Default)]
struct Before {
    columns: Vec<ViewColumn>,
    constraints: Vec<Constraint>,
    of_type: Option<crate::name::QName>,
    clauses: Vec<Clause>,
}

fn create<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, name) = qname(i)?;
    let mut before = Before::default();
    let i = leading(i, &mut before)?.0;
    let (i, _) = word(AS)(i)?;
    let (i, query) = until(i, ends)?;
    let mut view = View {
        columns: before.columns,
        constraints: before.constraints,
        of_type: before.of_type,
        clauses: before.clauses,
        force: head.force == Some(true),
        ..empty(query)
    };
    let i = trailing(i, &mut view)?.0;
    let (i, clauses) = head_clauses(i, head);
    view.clauses.extend(clauses);
    if head.has(EDITIONING) {
        view.clauses.push(flag(i, i, "EDITIONING")?.1);
    }
    created(i, head, name, Kind::View(view))
}

/// Columns, types and properties before `AS`.
fn leading<'a>(mut i: In<'a>, it: &mut Before) -> R<'a, ()> {
    loop {
        let n = i.advance();
        let (next, clause) = match (i.word(), n.word()) {
            (OF, _) => {
                let (n, of) = qname(n)?;
                it.of_type = Some(of);
                i = n;
                continue;
            }
            (UNDER, _) => object(n, i, "UNDER")?,
            (WITH, OBJECT) => object_identifier(i)?,
            (XMLSCHEMA, _) => xml_schema(i)?,
            (ELEMENT, _) => xml_schema(i)?,
            (SHARING, _) => plain(i.skip(3), i, "SHARING"),
            (DEFAULT, COLLATION) => named(n.advance(), i, "DEFAULT COLLATION")?,
            (BEQUEATH, CURRENT_USER) => flag(n.advance(), i, "BEQUEATH CURRENT_USER")?,
            (BEQUEATH, DEFINER) => flag(n.advance(), i, "BEQUEATH DEFINER")?,
            (ANNOTATIONS, _) => plain(balanced(n), i, "ANNOTATIONS"),
            _ if i.kind() == Sign::Open => {
                i = columns(i, it)?.0;
                continue;
            }
            _ => return Ok((i, ())),
        };
        it.clauses.push(clause);
        i = next;
    }
}

/// `WITH OBJECT { IDENTIFIER | ID | OID } { DEFAULT | ( attribute, … ) }`.
fn object_identifier(start: In<'_>) -> R<'_, Clause> {
    let (i, ()) = words(&[WITH, OBJECT])(start)?;
    if !matches!(i.word(), ID | IDENTIFIER | OID) {
        return i.fail(Expected::Word(IDENTIFIER));
    }
    let i = i.advance();
    if i.word() == DEFAULT {
        return flag(i.advance(), start, "WITH OBJECT IDENTIFIER DEFAULT");
    }
    let (i, keys) = parens(list1(|from| {
        let (i, expr) = value(from)?;
        Ok(clause(i, from, ClauseKind::Expr("KEY", expr)))
    }))(i)?;
    Ok(clause(i, start, ClauseKind::Group("WITH OBJECT IDENTIFIER", keys)))
}

/// `XMLSCHEMA "url" ELEMENT "name"`.
fn xml_schema(i: In<'_>) -> R<'_, Clause> {
    let (n, name) = any_ident(i.advance())?;
    let word = if i.word() == XMLSCHEMA { "XMLSCHEMA" } else { "ELEMENT" };
    Ok(clause(n, i, ClauseKind::Named(word, name)))
}

/// `( column …, constraint, … )`.
fn columns<'a>(i: In<'a>, it: &mut Before) -> R<'a, ()> {
    let (mut i, _) = sign(Sign::Open)(i)?;
    loop {
        i = column(i, it)?.0;
        if i.kind() != Sign::Comma {
            break;
        }
        i = i.advance();
    }
    let (i, _) = sign(Sign::Close)(i)?;
    Ok((i, ()))
}

/// `name [VISIBLE | INVISIBLE] [constraint …] [ANNOTATIONS (…)]`, or a constraint of the view.
fn column<'a>(start: In<'a>, it: &mut Before) -> R<'a, ()> {
    if constraint::starts(start) && !matches!(start.peek(1).kind, Sign::Comma | Sign::Close) {
        let (i, constraint) = constraint::out_of_line(start)?;
        it.constraints.push(constraint);
        return Ok((i, ()));
    }
    let (mut i, name) = any_ident(start)?;
    let mut column = ViewColumn { name, at: start.at(start).1, invisible: false, comment: None };
    loop {
        match i.word() {
            VISIBLE => i = i.advance(),
            INVISIBLE => {
                column.invisible = true;
                i = i.advance();
            }
            ANNOTATIONS => {
                let (n, clause) = plain(balanced(i.advance()), i, "ANNOTATIONS");
                it.clauses.push(clause);
                i = n;
            }
            _ if matches!(i.kind(), Sign::Comma | Sign::Close) => break,
            _ => {
                let (n, read) = constraint::inline(i, &column.name)?;
                match read {
                    Inline::Constraint(constraint) => it.constraints.push(*constraint),
                    Inline::Null(_) => it.clauses.push(plain(n, i, "NOT NULL").1),
                }
                i = n;
            }
        }
    }
    let (i, at) = i.at(start);
    column.at = at;
    it.columns.push(column);
    Ok((i, ()))
}

/// Whether what stands here ends the query of a view.
fn ends(i: In<'_>) -> bool {
    next(i, &[WITH, READ, ONLY])
        || next(i, &[WITH, CHECK, OPTION])
        || matches!(i.word(), CONTAINER_MAP | CONTAINERS_DEFAULT | CREATE_WORD | GRANT)
}

/// `WITH { READ ONLY | CHECK OPTION } [CONSTRAINT name]`, `CONTAINER_MAP`.
fn trailing<'a>(mut i: In<'a>, view: &mut View) -> R<'a, ()> {
    loop {
        let from = i;
        if let Some(n) = accept(i, &[WITH, READ, ONLY]) {
            view.read_only = true;
            i = n;
        } else if let Some(n) = accept(i, &[WITH, CHECK, OPTION]) {
            view.check_option = true;
            i = n;
        } else if matches!(i.word(), CONTAINER_MAP | CONTAINERS_DEFAULT) {
            let (n, clause) = plain(i.advance(), i, i.word().text());
            view.clauses.push(clause);
            i = n;
        } else {
            return Ok((i, ()));
        }
        if i.word() == CONSTRAINT {
            let (n, clause) = named(i.advance(), from, "CONSTRAINT")?;
            view.clauses.push(clause);
            i = n;
        }
    }
}

fn alter(i: In<'_>, _: bool) -> R<'_, Does> {
    let (i, name) = qname(i)?;
    let n = i.advance();
    let change = match (i.word(), n.word()) {
        (COMPILE | EDITIONABLE | NONEDITIONABLE, _) => {
            let (i, clauses) = compilation(i)?;
            return touched(i, ObjectKind::View, name, clauses);
        }
        (READ, ONLY | WRITE) => {
            let (i, clause) = flag(n.advance(), i, if n.word() == ONLY { "READ ONLY" } else { "READ WRITE" })?;
            return touched(i, ObjectKind::View, name, vec![clause]);
        }
        (ANNOTATIONS, _) => {
            let (i, clause) = plain(balanced(n), i, "ANNOTATIONS");
            return touched(i, ObjectKind::View, name, vec![clause]);
        }
        (ADD, _) => {
            let (n, constraint) = constraint::out_of_line(n)?;
            (n, TableChange::AddConstraint(Box::new(constraint)))
        }
        (MODIFY, CONSTRAINT) => {
            let (n, constraint) = ident(n.advance())?;
            let rely = match n.word() {
                RELY => true,
                NORELY => false,
                _ => return n.fail(Expected::Word(RELY)),
            };
            let state = StateChange { rely: Some(rely), ..StateChange::default() };
            (n.advance(), TableChange::ConstraintState(WhichConstraint::Named(constraint), state))
        }
        (DROP, _) => dropped_constraint(n)?,
        _ => return i.fail(Expected::Word(COMPILE)),
    };
    let (i, change): (In<'_>, TableChange<Ir>) = change;
    Ok((i, Does::change(Change::AlterTable { name, changes: vec![change] })))
}

/// `{ CONSTRAINT name | PRIMARY KEY | UNIQUE (…) } [CASCADE]`.
fn dropped_constraint(i: In<'_>) -> R<'_, TableChange<Ir>> {
    let (i, which) = match i.word() {
        CONSTRAINT => ident(i.advance()).map(|(i, name)| (i, WhichConstraint::Named(name)))?,
        PRIMARY => word(KEY)(i.advance()).map(|(i, _)| (i, WhichConstraint::Primary))?,
        UNIQUE => super::super::clauses::idents(i.advance()).map(|(i, names)| (i, WhichConstraint::Unique(names)))?,
        _ => return i.fail(Expected::Word(CONSTRAINT)),
    };
    let (i, cascade) = (maybe(i, CASCADE), i.word() == CASCADE);
    Ok((i, TableChange::DropConstraint { which, cascade }))
}
