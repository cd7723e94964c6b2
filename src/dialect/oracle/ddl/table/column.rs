//! Columns: types, defaults, identity, generated values, and what else may stand beside them.

use super::super::super::clauses::{clause, dropped, flag, object, text, texted, unread};
use super::super::super::expr::expr;
use super::super::super::names::{any_ident, ident, qname};
use super::super::super::types::{data_type, starts_type};
use super::super::sequence;
use super::constraint::{self, Inline};
use crate::catalog::{Column as Generic, Fill, Identity, Nullability, OnNull, Sequence};
use crate::ir::{Clause, ClauseKind, Column, Constraint, Expr, ExprKind, Ir, Type};
use crate::name::{Name, QName};
use crate::syntax::{Expected, In, Kind, R, accept, balanced, keywords, list1, next, parens, sign, word, words};

keywords! {
    CAST, ADD, CONSTRAINTS, PRESERVE, ALWAYS, AND, ANNOTATIONS, AS, BEFORE, BEGINNING, BY, COLLATE, CURRENT, DECRYPT, DEFAULT, DOMAIN, DROP, EDITION, ENCRYPT,
    EVALUATE, FOR, GENERATED, IDENTIFIED, IDENTITY, IMMUTABLE, INSERT, INVISIBLE, MATERIALIZED, NO, NOT, NULL, ON, ONLY,
    RESERVABLE, SALT, SORT, STATISTICS, STORED, UNUSABLE, UPDATE, USER, USING, VALIDATE, VIRTUAL, VISIBLE, WITH, PERIOD,
}

/// What is written beside the name of a column, by `CREATE`, `ADD` or `MODIFY`.
#[derive(Default)]
pub(super) struct Spec {
    pub ty: Option<Type>,
    pub null: Option<Nullability>,
    pub fill: Option<Fill<Ir>>,
    pub collation: Option<QName>,
    pub invisible: Option<bool>,
    pub clauses: Vec<Clause>,
    pub constraints: Vec<Constraint>,
}

/// A column with the constraints written beside it.
pub(super) fn column(start: In<'_>) -> R<'_, (Column, Vec<Constraint>)> {
    let (i, name) = column_name(start)?;
    let (i, spec) = spec(i, &name)?;
    let (i, at) = i.at(start);
    let Spec { ty, null, fill, collation, invisible, clauses, constraints } = spec;
    let column = Generic {
        name,
        at,
        ty,
        null: null.unwrap_or_default(),
        fill: fill.unwrap_or(Fill::Nothing),
        collation,
        invisible: invisible.unwrap_or(false),
        comment: None,
        comments: Vec::new(),
        clauses,
    };
    Ok((i, (column, constraints)))
}

/// The name of a column. A reserved word is one where a type follows: Oracle would refuse it, but what is meant is clear.
pub(super) fn column_name(i: In<'_>) -> R<'_, Name> {
    if i.kind() == Kind::Name && starts_type(i.advance()) && !starts_part(i.advance()) {
        return any_ident(i);
    }
    ident(i)
}

/// What stands behind the name of a column, up to the comma or the end of the list.
pub(super) fn spec<'a>(start: In<'a>, name: &Name) -> R<'a, Spec> {
    let mut spec = Spec::default();
    let mut i = start;
    if starts_type(i) && !starts_part(i) {
        let (next, ty) = data_type(i)?;
        spec.ty = Some(ty);
        i = next;
    }
    loop {
        if constraint::starts_inline(i) {
            let (next, inline) = constraint::inline(i, name)?;
            match inline {
                Inline::Null(null) => spec.null = Some(null),
                Inline::Constraint(constraint) => spec.constraints.push(*constraint),
            }
            i = next;
        } else if let Some(read) = part(i, &mut spec) {
            i = read?.0;
        } else {
            return Ok((i, spec));
        }
    }
}

/// Whether a part of a column stands here that is no type.
fn starts_part(i: In<'_>) -> bool {
    constraint::starts_inline(i)
        || match i.word() {
            DEFAULT | AS | ENCRYPT | DECRYPT | VISIBLE | INVISIBLE | SORT | COLLATE | RESERVABLE | DOMAIN | VIRTUAL => {
                true
            }
            GENERATED => matches!(i.word_at(1), ALWAYS | BY | AS),
            ANNOTATIONS => i.peek(1).kind == Kind::Open,
            DROP | NOT => true,
            ADD => i.word_at(1) == DOMAIN,
            _ => false,
        }
}

fn part<'a>(start: In<'a>, spec: &mut Spec) -> Option<R<'a, ()>> {
    let n = start.advance();
    let read = match start.word() {
        DEFAULT => default(n, start, spec),
        GENERATED => generated(n, spec),
        AS if n.kind() == Kind::Open => virtual_value(n, spec),
        AS if n.word() == IDENTITY => generated(start, spec),
        VISIBLE | INVISIBLE => {
            spec.invisible = Some(start.word() == INVISIBLE);
            Ok((n, ()))
        }
        COLLATE => qname(n).map(|(i, name)| {
            spec.collation = Some(name);
            (i, ())
        }),
        ENCRYPT => push(encrypt(n, start), spec),
        DECRYPT => push(flag(n, start, "DECRYPT"), spec),
        SORT => push(dropped(n, start, "SORT"), spec),
        DOMAIN => push(object(n, start, "DOMAIN"), spec),
        RESERVABLE => push(flag(n, start, "RESERVABLE"), spec),
        // a schema of JSON that values keep to
        VALIDATE if n.kind() == Kind::Text => push(texted(n, start, "VALIDATE"), spec),
        VALIDATE if n.word() == CAST => {
            let n = accept(n.advance(), &[USING]).unwrap_or(n.advance());
            push(texted(n, start, "VALIDATE CAST"), spec)
        }
        VALIDATE if n.word() == USING => push(texted(n.advance(), start, "VALIDATE"), spec),
        NOT if n.word() == RESERVABLE => push(flag(n.advance(), start, "NOT RESERVABLE"), spec),
        ANNOTATIONS if n.kind() == Kind::Open => push(dropped(balanced(n), start, "ANNOTATIONS"), spec),
        ADD if n.word() == DOMAIN => push(object(n.advance(), start, "DOMAIN"), spec),
        DROP if n.word() == DOMAIN => {
            let i = accept(n.advance(), &[PRESERVE, CONSTRAINTS]).unwrap_or(n.advance());
            push(flag(i, start, "DROP DOMAIN"), spec)
        }
        DROP if n.word() == IDENTITY => {
            spec.fill = Some(Fill::Nothing);
            Ok((n.advance(), ()))
        }
        EVALUATE | UNUSABLE => push(edition(start), spec),
        _ => return None,
    };
    Some(read)
}

fn push<'a>(read: R<'a, Clause>, spec: &mut Spec) -> R<'a, ()> {
    read.map(|(i, clause)| {
        spec.clauses.push(clause);
        (i, ())
    })
}

/// `[ON NULL [FOR INSERT ONLY | FOR INSERT AND UPDATE]]`.
fn on_null(i: In<'_>) -> (In<'_>, OnNull) {
    let Some(i) = accept(i, &[ON, NULL]) else { return (i, OnNull::No) };
    if let Some(i) = accept(i, &[FOR, INSERT, ONLY]) {
        return (i, OnNull::Insert);
    }
    match accept(i, &[FOR, INSERT, AND, UPDATE]) {
        Some(i) => (i, OnNull::InsertAndUpdate),
        None => (i, OnNull::Insert),
    }
}

fn default<'a>(i: In<'a>, start: In<'a>, spec: &mut Spec) -> R<'a, ()> {
    let (i, on_null) = on_null(i);
    let (i, expr) = value(i)?;
    let nothing = expr.kind == ExprKind::Null && on_null == OnNull::No;
    spec.fill = Some(if nothing { Fill::Nothing } else { Fill::Default { expr, on_null } });
    let _ = start;
    Ok((i, ()))
}

/// A value up to the next part of the column; what the grammar of expressions does not know is a visible node.
fn value(start: In<'_>) -> R<'_, Expr> {
    if let Ok(read) = expr(start) {
        return Ok(read);
    }
    let mut i = start;
    while !matches!(i.kind(), Kind::Comma | Kind::Close | Kind::End) && !starts_part(i) {
        i = if i.kind() == Kind::Open { balanced(i) } else { i.advance() };
    }
    if i.tokens().len() == start.tokens().len() {
        return i.fail(Expected::Thing("a value"));
    }
    let (i, unread) = unread(i, start, &start.cx.failure().1);
    let at = unread.at;
    Ok((i, Expr { at, kind: ExprKind::Unread(Box::new(unread)) }))
}

/// `{ ALWAYS | BY DEFAULT [ON NULL …] } AS { IDENTITY … | (value) … }`, from behind `GENERATED`.
fn generated<'a>(i: In<'a>, spec: &mut Spec) -> R<'a, ()> {
    let (i, always, on_null) = match i.word() {
        ALWAYS => (i.advance(), true, OnNull::No),
        BY => {
            let (i, _) = word(DEFAULT)(i.advance())?;
            let (i, on_null) = on_null(i);
            (i, false, on_null)
        }
        _ => (i, true, OnNull::No),
    };
    let (i, _) = word(AS)(i)?;
    if i.word() != IDENTITY {
        return virtual_value(i, spec);
    }
    let (i, options) = identity_options(i.advance())?;
    spec.fill = Some(Fill::Identity(Box::new(Identity { always, on_null, options })));
    Ok((i, ()))
}

/// Options of the numbers, in parentheses or not.
fn identity_options(i: In<'_>) -> R<'_, Sequence> {
    if i.kind() == Kind::Open { parens(sequence::options)(i) } else { sequence::options(i) }
}

/// `(value) [VIRTUAL]`.
fn virtual_value<'a>(i: In<'a>, spec: &mut Spec) -> R<'a, ()> {
    let (i, _) = sign(Kind::Open)(i)?;
    let (i, expr) = super::super::super::clauses::value(i)?;
    let (i, _) = sign(Kind::Close)(i)?;
    let (i, stored) = match i.word() {
        VIRTUAL => (i.advance(), false),
        MATERIALIZED | STORED => (i.advance(), true),
        _ => (i, false),
    };
    // what extended statistics make, as redo logs tell it
    let (i, ()) = match accept(i, &[BY, USER, FOR, STATISTICS]) {
        Some(n) => push(dropped(n, i, "BY USER FOR STATISTICS"), spec)?,
        None => (i, ()),
    };
    // the function behind the value promises to stay as it is
    let (i, ()) = match i.word() {
        IMMUTABLE => push(dropped(i.advance(), i, "IMMUTABLE"), spec)?,
        _ => (i, ()),
    };
    spec.fill = Some(Fill::Generated { expr, stored });
    Ok((i, ()))
}

/// `EVALUATE USING …`, `UNUSABLE BEFORE …`, `UNUSABLE BEGINNING WITH …`.
fn edition(start: In<'_>) -> R<'_, Clause> {
    let n = start.advance();
    let (i, ()) = match (start.word(), n.word()) {
        (EVALUATE, _) => words(&[USING])(n)?,
        (_, BEFORE) => words(&[BEFORE])(n)?,
        (_, _) => words(&[BEGINNING, WITH])(n)?,
    };
    let i =
        if matches!(i.word(), CURRENT | NULL) { word(EDITION)(i.advance())?.0 } else { ident(word(EDITION)(i)?.0)?.0 };
    dropped(i, start, "EDITION")
}

/// `ENCRYPT [USING 'algorithm'] [IDENTIFIED BY password] ['integrity'] [[NO] SALT]`; the password is never kept.
fn encrypt<'a>(mut i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let mut parts = Vec::new();
    loop {
        let n = i.advance();
        let (next, part) = match i.word() {
            USING => {
                let (n, algorithm) = text(n)?;
                clause(n, i, ClauseKind::Text("USING", algorithm))
            }
            IDENTIFIED => {
                let (n, _) = any_ident(word(BY)(n)?.0)?;
                dropped(n, i, "IDENTIFIED BY")?
            }
            NO if n.word() == SALT => flag(n.advance(), i, "NO SALT")?,
            SALT => flag(n, i, "SALT")?,
            _ if i.kind() == Kind::Text => {
                let (n, integrity) = text(i)?;
                clause(n, i, ClauseKind::Text("INTEGRITY", integrity))
            }
            _ => break,
        };
        parts.push(part);
        i = next;
    }
    Ok(clause(i, start, ClauseKind::Group("ENCRYPT", parts)))
}

/// Whether `PERIOD FOR` stands here.
pub(super) fn starts_period(i: In<'_>) -> bool {
    next(i, &[PERIOD, FOR])
}

/// `PERIOD FOR name [(start, end)]`.
pub(super) fn period(start: In<'_>) -> R<'_, Clause> {
    let (i, name) = ident(start.skip(2))?;
    let mut names = vec![name];
    let mut i = i;
    if i.kind() == Kind::Open {
        let (behind, columns) = parens(list1(ident))(i)?;
        names.extend(columns);
        i = behind;
    }
    Ok(clause(i, start, ClauseKind::Names("PERIOD FOR", names)))
}
