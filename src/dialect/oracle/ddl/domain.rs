//! `CREATE`, `ALTER` and `DROP DOMAIN` of 23ai: single, of several columns, enumerations, flexible.

use super::super::clauses::{clause, flag, plain, value, written};
use super::super::names::{any_ident, ident, qname};
use super::super::types::data_type;
use super::object::{created, dropped, misc};
use super::{Create, Existing, Head};
use crate::catalog::{Change, Constraint, ConstraintRule, ConstraintState, TypeShape};
use crate::finding::ObjectKind;
use crate::ir::{Clause, ClauseKind, Does, Expr, Ir, Kind, Type, UserType};
use crate::name::{Name, QName};
use crate::syntax::{Expected, In, Kind as Sign, R, accept, balanced, keywords, list1, parens, sign, word};

keywords! {
    AND, ANNOTATIONS, AS, CHECK, COLLATE, CONSTRAINT, DEFAULT, DEFERRABLE, DEFERRED, DISABLE, DISPLAY, DOMAIN, ENABLE,
    ENUM, FLEXIBLE, FOR, INITIALLY, INSERT, NOT, NOVALIDATE, NULL, ON, ONLY, ORDER, STRICT, UPDATE, USECASE, USING,
    VALIDATE,
}

/// `CREATE DOMAIN`, also `CREATE USECASE DOMAIN`.
pub(super) static CREATE: Create = Create { modifiers: &[], words: &[DOMAIN], label: "CREATE DOMAIN", read: create };
/// `CREATE FLEXIBLE DOMAIN`.
pub(super) static CREATE_FLEXIBLE: Create =
    Create { modifiers: &[], words: &[FLEXIBLE, DOMAIN], label: "CREATE FLEXIBLE DOMAIN", read: flexible };
/// `CREATE USECASE DOMAIN`.
pub(super) static CREATE_USECASE: Create =
    Create { modifiers: &[], words: &[USECASE, DOMAIN], label: "CREATE DOMAIN", read: create };
/// `ALTER DOMAIN`.
pub(super) static ALTER: Existing = Existing { words: &[DOMAIN], label: "ALTER DOMAIN", read: alter };
/// `DROP DOMAIN`.
pub(super) static DROP: Existing =
    Existing { words: &[DOMAIN], label: "DROP DOMAIN", read: |i, p| dropped(i, p, ObjectKind::Type) };

/// What a domain of one column says.
struct Parts {
    not_null: bool,
    default: Option<Expr>,
    checks: Vec<Constraint<Ir>>,
    clauses: Vec<Clause>,
}

fn create<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, name) = qname(i)?;
    let (i, _) = word(AS)(i)?;
    if i.kind() == Sign::Open {
        return several(i, head, name);
    }
    if i.word() == ENUM {
        return enumeration(i.advance(), head, name);
    }
    let (i, of) = data_type(i)?;
    let (i, parts) = parts(i)?;
    domain(i, head, name, of, parts)
}

fn domain<'a>(i: In<'a>, head: Head<'a>, name: QName, of: Type, parts: Parts) -> R<'a, Does> {
    let Parts { not_null, default, checks, clauses } = parts;
    let shape = TypeShape::Domain { of, not_null, default, checks };
    created(i, head, name, Kind::Type(UserType { shape, clauses }))
}

/// Properties of a domain in any order.
fn parts(mut i: In<'_>) -> R<'_, Parts> {
    let mut it = Parts { not_null: false, default: None, checks: Vec::new(), clauses: Vec::new() };
    loop {
        let n = i.advance();
        i = match (i.word(), n.word()) {
            (STRICT, _) => {
                let (n, clause) = flag(n, i, "STRICT")?;
                it.clauses.push(clause);
                n
            }
            (NOT, NULL) => {
                it.not_null = true;
                n.advance()
            }
            (NULL, _) => n,
            (DEFAULT, _) => default(i, &mut it)?.0,
            (CONSTRAINT | CHECK, _) => constraint(i, &mut it)?.0,
            (COLLATE, _) => {
                let (n, name) = qname(n)?;
                let (n, clause) = clause(n, i, ClauseKind::Object("COLLATE", name));
                it.clauses.push(clause);
                n
            }
            (DISPLAY | ORDER, _) => {
                let (n, expr) = value(n)?;
                let word = if i.word() == DISPLAY { "DISPLAY" } else { "ORDER" };
                let (n, clause) = clause(n, i, ClauseKind::Expr(word, expr));
                it.clauses.push(clause);
                n
            }
            (ANNOTATIONS, _) => {
                let (n, clause) = plain(balanced(n), i, "ANNOTATIONS");
                it.clauses.push(clause);
                n
            }
            (VALIDATE, USING) => {
                let (n, schema) = super::super::clauses::texted(n.advance(), i, "VALIDATE USING")?;
                it.clauses.push(schema);
                n
            }
            _ => return Ok((i, it)),
        };
    }
}

/// `DEFAULT [ON NULL [FOR INSERT …]] value`.
fn default<'a>(start: In<'a>, it: &mut Parts) -> R<'a, ()> {
    let i = start.advance();
    let i = match accept(i, &[ON, NULL]) {
        Some(n) => {
            let end = accept(n, &[FOR, INSERT, AND, UPDATE]).or_else(|| accept(n, &[FOR, INSERT, ONLY])).unwrap_or(n);
            let (end, clause) = flag(end, i, "DEFAULT ON NULL")?;
            it.clauses.push(clause);
            end
        }
        None => i,
    };
    let (i, expr) = super::super::expr::expr(i)?;
    it.default = Some(expr);
    Ok((i, ()))
}

/// `[CONSTRAINT name] { CHECK ( … ) | [NOT] NULL } [state]`.
fn constraint<'a>(start: In<'a>, it: &mut Parts) -> R<'a, ()> {
    let (i, name) = if start.word() == CONSTRAINT {
        let (i, name) = ident(start.advance())?;
        (i, Some(name))
    } else {
        (start, None)
    };
    if let Some(i) = accept(i, &[NOT, NULL]) {
        it.not_null = true;
        return Ok((i, ()));
    }
    let (i, _) = word(CHECK)(i)?;
    let (i, expr) = parens(value)(i)?;
    let mut state = ConstraintState::default();
    let mut i = i;
    loop {
        i = match i.word() {
            ENABLE => i.advance(),
            DISABLE => {
                state.enabled = false;
                state.validated = false;
                i.advance()
            }
            VALIDATE if i.word_at(1) != USING => i.advance(),
            NOVALIDATE => {
                state.validated = false;
                i.advance()
            }
            INITIALLY => {
                state.deferred = i.word_at(1) == DEFERRED;
                i.skip(2)
            }
            DEFERRABLE => {
                state.deferrable = true;
                i.advance()
            }
            _ => break,
        };
    }
    let (i, at) = i.at(start);
    it.checks.push(Constraint {
        name,
        at,
        rule: ConstraintRule::Check(expr),
        state,
        comment: None,
        comments: Vec::new(),
        clauses: Vec::new(),
    });
    Ok((i, ()))
}

/// `AS ( column AS type …, … )`: a domain over several columns, which no type of PostgreSQL can be.
fn several<'a>(start: In<'a>, head: Head<'a>, name: QName) -> R<'a, Does> {
    let (end, definition) = written(start);
    let (end, clause) = clause(end, start, ClauseKind::Text("AS WRITTEN", definition));
    misc(end, head, name, "DOMAIN", vec![clause])
}

/// `AS ENUM ( name [= name …] [= value], … )`.
fn enumeration<'a>(i: In<'a>, head: Head<'a>, name: QName) -> R<'a, Does> {
    let (i, labels) = parens(list1(label))(i)?;
    let (i, parts) = parts(i)?;
    let labels = labels.into_iter().flatten().collect();
    created(i, head, name, Kind::Type(UserType { shape: TypeShape::Enumeration(labels), clauses: parts.clauses }))
}

/// `name = name = value`: names that mean the same.
fn label(i: In<'_>) -> R<'_, Vec<(Name, Option<Expr>)>> {
    let (mut i, first) = any_ident(i)?;
    let mut names = vec![first];
    let mut given = None;
    while i.kind() == Sign::Eq {
        let n = sign(Sign::Eq)(i)?.0;
        if matches!(n.kind(), Sign::Name | Sign::Quoted)
            && matches!(n.peek(1).kind, Sign::Eq | Sign::Comma | Sign::Close)
        {
            let (n, name) = any_ident(n)?;
            names.push(name);
            i = n;
        } else {
            let (n, expr) = value(n)?;
            given = Some(expr);
            i = n;
        }
    }
    Ok((i, names.into_iter().map(|name| (name, given.clone())).collect()))
}

/// `name ( column, … ) CHOOSE DOMAIN USING ( … ) FROM …`: which domain holds is computed.
fn flexible<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, name) = qname(i)?;
    if i.kind() != Sign::Open {
        return i.fail(Expected::Kind(Sign::Open));
    }
    several(i, head, name)
}

fn alter(i: In<'_>, _: bool) -> R<'_, Does> {
    let (i, name) = qname(i)?;
    let (end, change) = written(i);
    let (end, clause) = clause(end, i, ClauseKind::Text("AS WRITTEN", change));
    Ok((end, Does::change(Change::Touch { kind: ObjectKind::Type, name, clauses: vec![clause] })))
}
