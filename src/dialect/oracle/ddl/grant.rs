//! `GRANT` and `REVOKE`: system privileges, object privileges, roles. Passwords are passed over and never kept.

use super::super::clauses::{past, plain};
use super::super::names::{any_ident, qname};
use super::super::statements::Production;
use super::link::password;
use crate::catalog::{Change, Grant, Granted, Privilege};
use crate::ir::Does;
use crate::name::{Name, QName};
use crate::span::Span;
use crate::syntax::{Expected, In, Kind, R, accept, keywords, list1, parens, word};

keywords! {
    DOMAIN, ENV, GRAPH, MLE, PROPERTY, ADMIN, BY, CASCADE, CLASS, COMMIT, CONSTRAINTS, CONTAINER, DELEGATE, DIRECTORY, EDITION, FOR, FORCE, FROM,
    FUNCTION, GRANT, HIERARCHY, IDENTIFIED, INDEXTYPE, JAVA, LIBRARY, MINING, MODEL, MODULE, ON, OPERATOR, OPTION,
    PACKAGE, PROCEDURE, PROFILE, QUEUE, REFRESH, RESOURCE, REVOKE, SCHEMA, SEQUENCE, SOURCE, SQL, TABLE, TO,
    TRANSLATION, TYPE, USER, VIEW, WITH,
}

/// `GRANT`.
pub(in super::super) static GRANTS: Production = Production { words: &[GRANT], label: "GRANT", read: grant };
/// `REVOKE`.
pub(in super::super) static REVOKES: Production = Production { words: &[REVOKE], label: "REVOKE", read: revoke };

fn grant(i: In<'_>) -> R<'_, Does> {
    let (i, mut it) = what(i)?;
    let (i, _) = word(TO)(i)?;
    let (i, to) = grantees(i)?;
    it.to = to;
    let i = options(i, &mut it)?.0;
    Ok((i, Does::change(Change::Grant(it))))
}

fn revoke(start: In<'_>) -> R<'_, Does> {
    // `REVOKE GRANT OPTION FOR …`, `ADMIN OPTION FOR …`
    let (i, option) = match (start.word(), accept(start, &[GRANT, OPTION, FOR]), accept(start, &[ADMIN, OPTION, FOR])) {
        (_, Some(i), _) => (i, Some(("GRANT OPTION FOR", i.span_from(start)))),
        (_, _, Some(i)) => (i, Some(("ADMIN OPTION FOR", i.span_from(start)))),
        _ => match accept(start, &[HIERARCHY, OPTION, FOR]) {
            Some(i) => (i, Some(("HIERARCHY OPTION FOR", i.span_from(start)))),
            None => (start, None),
        },
    };
    let (i, mut it) = what(i)?;
    it.options.extend(option);
    let (i, _) = word(FROM)(i)?;
    let (i, to) = grantees(i)?;
    it.to = to;
    let i = options(i, &mut it)?.0;
    Ok((i, Does::change(Change::Revoke(it))))
}

/// `privilege, … [ON object]`.
fn what(i: In<'_>) -> R<'_, Grant> {
    let (i, privileges) = list1(privilege)(i)?;
    let (i, on) = if i.word() == ON {
        let (i, on) = target(i.advance())?;
        (i, Some(on))
    } else {
        (i, None)
    };
    Ok((i, Grant { privileges, on, to: Vec::new(), with_grant: false, options: Vec::new() }))
}

/// A privilege of one or more words, or a role, with the columns it is limited to.
fn privilege(start: In<'_>) -> R<'_, Privilege> {
    let (mut i, mut name) = match accept(start, &[ON, COMMIT, REFRESH]) {
        Some(i) => (i, Name::from("ON COMMIT REFRESH")),
        None => any_ident(start)?,
    };
    while i.kind() == Kind::Name && !matches!(i.word(), ON | TO | FROM) {
        let (next, part) = any_ident(i)?;
        name = name.with(' ', &part);
        i = next;
    }
    let (i, columns) = if i.kind() == Kind::Open { parens(list1(any_ident))(i)? } else { (i, Vec::new()) };
    Ok((i, Privilege { name, columns }))
}

/// What stands behind `ON`.
fn target(i: In<'_>) -> R<'_, Granted> {
    const KINDS: &[(&[crate::syntax::Word], &str)] = &[
        (&[DIRECTORY], "DIRECTORY"),
        (&[EDITION], "EDITION"),
        (&[MINING, MODEL], "MINING MODEL"),
        (&[PROPERTY, GRAPH], "PROPERTY GRAPH"),
        (&[DOMAIN], "DOMAIN"),
        (&[MLE, MODULE], "MLE MODULE"),
        (&[MLE, ENV], "MLE ENV"),
        (&[JAVA, SOURCE], "JAVA SOURCE"),
        (&[JAVA, RESOURCE], "JAVA RESOURCE"),
        (&[JAVA, CLASS], "JAVA CLASS"),
        (&[USER], "USER"),
        (&[SQL, TRANSLATION, PROFILE], "SQL TRANSLATION PROFILE"),
        (&[SCHEMA], "SCHEMA"),
        (&[TYPE], "TYPE"),
        (&[TABLE], "TABLE"),
        (&[VIEW], "VIEW"),
        (&[SEQUENCE], "SEQUENCE"),
        (&[PACKAGE], "PACKAGE"),
        (&[PROCEDURE], "PROCEDURE"),
        (&[FUNCTION], "FUNCTION"),
        (&[LIBRARY], "LIBRARY"),
        (&[INDEXTYPE], "INDEXTYPE"),
        (&[OPERATOR], "OPERATOR"),
        (&[QUEUE], "QUEUE"),
        (&[MODULE], "MODULE"),
    ];
    for (words, kind) in KINDS {
        if let Some(next) = accept(i, words)
            && matches!(next.kind(), Kind::Name | Kind::Quoted)
            && !matches!(next.word(), TO | FROM)
        {
            let (next, name) = object_name(next)?;
            return Ok((next, Granted { kind, name, more: Vec::new() }));
        }
    }
    let (i, name) = object_name(i)?;
    Ok((i, Granted { kind: "", name, more: Vec::new() }))
}

fn object_name(i: In<'_>) -> R<'_, QName> {
    if i.peek(1).kind == Kind::Dot {
        return qname(i);
    }
    let (i, name) = any_ident(i)?;
    Ok((i, QName::bare(name)))
}

/// Users, roles, `PUBLIC`; program units that get roles (`FUNCTION f`, `PACKAGE p`) by their kind and name.
fn grantees(i: In<'_>) -> R<'_, Vec<Name>> {
    list1(|i| {
        if matches!(i.word(), FUNCTION | PROCEDURE | PACKAGE) && matches!(i.peek(1).kind, Kind::Name | Kind::Quoted) {
            let (next, name) = object_name(i.advance())?;
            return Ok((next, Name::from(format!("{} {name}", i.word().text()))));
        }
        any_ident(i)
    })(i)
}

fn options<'a>(mut i: In<'a>, it: &mut Grant) -> R<'a, ()> {
    loop {
        let (next, option) = match i.word() {
            IDENTIFIED => (passwords(i)?.0, "IDENTIFIED BY"),
            WITH => {
                let n = i.advance();
                let word = match n.word() {
                    GRANT => "WITH GRANT OPTION",
                    ADMIN => "WITH ADMIN OPTION",
                    DELEGATE => "WITH DELEGATE OPTION",
                    HIERARCHY => "WITH HIERARCHY OPTION",
                    _ => return n.fail(Expected::Word(GRANT)),
                };
                it.with_grant |= matches!(n.word(), GRANT | ADMIN);
                let (n, _) = crate::syntax::word(OPTION)(n.advance())?;
                (n, word)
            }
            CONTAINER => (plain(i.skip(3), i, "CONTAINER").0, "CONTAINER"),
            CASCADE => (super::super::clauses::maybe(i.advance(), CONSTRAINTS), "CASCADE CONSTRAINTS"),
            FORCE => (i.advance(), "FORCE"),
            _ => return Ok((i, ())),
        };
        let span: Span = next.span_from(i);
        it.options.push((option, span));
        i = next;
    }
}

/// `IDENTIFIED BY password, …`.
fn passwords(start: In<'_>) -> R<'_, ()> {
    let (i, _) = word(BY)(start.advance())?;
    let mut i = password(i, start);
    while i.kind() == Kind::Comma {
        i = password(past(i), start);
    }
    Ok((i, ()))
}
