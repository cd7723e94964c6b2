//! Declarations (PL/SQL Language Reference, Block, from Collection Variable to Subtype Declaration).

use super::recovery;
use crate::dialect::oracle::expr::{self, arguments, expr};
use crate::dialect::oracle::names::any_ident;
use crate::dialect::oracle::types::{code_type as data_type, declares};
use crate::dialect::oracle::{query, routine};
use crate::ir::plsql::{Cursor, Declaration, DeclarationKind, Pragma, Shape, Subtype, TypeDeclaration, Variable};
use crate::ir::{Expr, Member, Type};
use crate::syntax::{Expected, In, Kind, R, Tried, accept, keywords, list1, parens, sign, word};

keywords! {
    ARRAY, AS, BEGIN, BY, CONSTANT, CURSOR, DEFAULT, END, EXCEPTION, FUNCTION, INDEX, IS, NOT, NULL, OF, PRAGMA,
    PROCEDURE, RANGE, RECORD, REF, RETURN, SUBTYPE, TABLE, TYPE, VARRAY, VARYING,
}

/// A declaration; routines apart, since packages list them apart.
#[derive(Debug)]
pub(in super::super) enum Declared {
    /// A routine.
    Routine(Member),
    /// Anything else.
    Other(Declaration),
}

impl Declared {
    /// As one of a list of both.
    pub(in super::super) fn whole(self) -> Declaration {
        match self {
            Declared::Routine(member) => {
                Declaration { at: member.at, kind: DeclarationKind::Routine(Box::new(member)) }
            }
            Declared::Other(declaration) => declaration,
        }
    }
}

/// Declarations up to `BEGIN` or `END`.
pub(in super::super) fn declarations(mut i: In<'_>) -> R<'_, Vec<Declared>> {
    let mut all = Vec::new();
    while !i.is_end() && !matches!(i.word(), BEGIN | END) {
        let (n, declared) = declaration(i)?;
        all.push(declared);
        i = n;
    }
    Ok((i, all))
}

/// One declaration with its `;`; what is not understood is kept as such.
pub(super) fn declaration(start: In<'_>) -> R<'_, Declared> {
    start.cx.renew();
    if !start.cx.was_vain(start.peek(0), Tried::Declaration) {
        if let Ok(read) = known(start) {
            return Ok(read);
        }
        start.cx.note_vain(start.peek(0), Tried::Declaration);
    }
    let (i, unread) = recovery::declaration(start);
    let kind = DeclarationKind::Unread(Box::new(unread));
    let (i, at) = i.at(start);
    Ok((i, Declared::Other(Declaration { at, kind })))
}

fn known(start: In<'_>) -> R<'_, Declared> {
    if matches!(start.word(), PROCEDURE | FUNCTION) {
        return start.deeper(member).map(|(i, m)| (i, Declared::Routine(m)));
    }
    let named = matches!(start.peek(1).kind, Kind::Name | Kind::Quoted);
    let (i, kind) = match start.word() {
        TYPE if named => type_declaration(start.advance())?,
        SUBTYPE if named => subtype(start.advance())?,
        CURSOR if named => cursor(start.advance())?,
        PRAGMA if named => pragma(start).map(|(i, p)| (i, DeclarationKind::Pragma(Box::new(p))))?,
        _ => variable_or_exception(start)?,
    };
    let (i, at) = i.at(start);
    let (i, _) = sign(Kind::Semi)(i)?;
    Ok((i, Declared::Other(Declaration { at, kind })))
}

/// `{ PROCEDURE | FUNCTION } name header { ; | body }`.
pub(in super::super) fn member(start: In<'_>) -> R<'_, Member> {
    let is_function = start.word() == FUNCTION;
    let (i, name) = any_ident(start.advance())?;
    let (i, mut routine) = routine::header(i, is_function, None)?;
    let i = if i.kind() == Kind::Semi {
        i.advance()
    } else {
        let (i, body) = routine::body(i)?;
        routine.body = Some(body);
        i
    };
    let (i, at) = i.at(start);
    Ok((i, Member { name, at, routine }))
}

fn variable_or_exception(start: In<'_>) -> R<'_, DeclarationKind> {
    let (i, name) = any_ident(start)?;
    if i.word() == EXCEPTION && i.peek(1).kind == Kind::Semi {
        return Ok((i.advance(), DeclarationKind::Exception(name)));
    }
    let (i, constant) = accept(i, &[CONSTANT]).map_or((i, false), |i| (i, true));
    let (i, ty) = data_type(i)?;
    let (i, range) = range(i)?;
    let range = range.map(Box::new);
    let (i, v) = rest(i, Variable { name, constant, ty, range, not_null: false, default: None })?;
    Ok((i, DeclarationKind::Variable(Box::new(v))))
}

/// A field: `name type [RANGE low .. high] [NOT NULL] [{ := | DEFAULT } value]`.
fn variable(start: In<'_>) -> R<'_, Variable> {
    let (i, name) = any_ident(start)?;
    let (i, constant) = accept(i, &[CONSTANT]).map_or((i, false), |i| (i, true));
    let (i, ty) = data_type(i)?;
    let (i, range) = range(i)?;
    let range = range.map(Box::new);
    rest(i, Variable { name, constant, ty, range, not_null: false, default: None })
}

/// `[NOT NULL] [{ := | DEFAULT } value]`.
fn rest(i: In<'_>, it: Variable) -> R<'_, Variable> {
    let (i, not_null) = not_null(i);
    let (i, default) = if i.kind() == Kind::Assign || i.word() == DEFAULT {
        expr(i.advance()).map(|(i, e)| (i, Some(e)))?
    } else {
        (i, None)
    };
    Ok((i, Variable { not_null, default, ..it }))
}

fn not_null(i: In<'_>) -> (In<'_>, bool) {
    match accept(i, &[NOT, NULL]) {
        Some(i) => (i, true),
        // `NULL` says what holds anyway
        None if i.word() == NULL => {
            i.advance().set_aside(i);
            (i.advance(), false)
        }
        None => (i, false),
    }
}

/// `name IS shape`.
fn type_declaration(i: In<'_>) -> R<'_, DeclarationKind> {
    declares(i);
    let (i, name) = any_ident(i)?;
    if !matches!(i.word(), IS | AS) {
        return i.fail(Expected::Word(IS));
    }
    let (i, shape) = shape(i.advance())?;
    Ok((i, DeclarationKind::Type(Box::new(TypeDeclaration { name, shape }))))
}

fn shape(i: In<'_>) -> R<'_, Shape> {
    match (i.word(), i.word_at(1)) {
        (RECORD, _) => parens(list1(variable))(i.advance()).map(|(i, fields)| (i, Shape::Record(fields))),
        (TABLE, OF) => {
            let (i, (of, not_null)) = element(i.skip(2))?;
            let (i, index) = match accept(i, &[INDEX, BY]) {
                Some(i) => data_type(i).map(|(i, t)| (i, Some(t)))?,
                None => (i, None),
            };
            Ok((i, Shape::Table { of, not_null, index }))
        }
        (VARRAY | ARRAY, _) => varray(i.advance()),
        (VARYING, ARRAY) => varray(i.skip(2)),
        (REF, CURSOR) => {
            let (i, returns) = match accept(i.skip(2), &[RETURN]) {
                Some(i) => data_type(i).map(|(i, t)| (i, Some(t)))?,
                None => (i.skip(2), None),
            };
            Ok((i, Shape::RefCursor(returns)))
        }
        _ => i.fail(Expected::Word(RECORD)),
    }
}

fn varray(i: In<'_>) -> R<'_, Shape> {
    let (i, limit) = parens(expr)(i)?;
    let (i, _) = word(OF)(i)?;
    let (i, (of, not_null)) = element(i)?;
    Ok((i, Shape::Varray { limit, of, not_null }))
}

fn element(i: In<'_>) -> R<'_, (Type, bool)> {
    let (i, of) = data_type(i)?;
    let (i, not_null) = not_null(i);
    Ok((i, (of, not_null)))
}

/// `name IS base [RANGE low .. high] [NOT NULL]`.
fn subtype(i: In<'_>) -> R<'_, DeclarationKind> {
    let (i, name) = any_ident(i)?;
    let (i, _) = word(IS)(i)?;
    let (i, base) = data_type(i)?;
    let (i, range) = range(i)?;
    let (i, not_null) = not_null(i);
    Ok((i, DeclarationKind::Subtype(Box::new(Subtype { name, base, range, not_null }))))
}

/// `[RANGE low .. high]`.
fn range(i: In<'_>) -> R<'_, Option<[Expr; 2]>> {
    let Some(i) = accept(i, &[RANGE]) else { return Ok((i, None)) };
    let (i, low) = expr(i)?;
    let (i, _) = sign(Kind::DotDot)(i)?;
    let (i, high) = expr(i)?;
    Ok((i, Some([low, high])))
}

/// `name [(parameters)] [RETURN type] [IS query]`.
fn cursor(i: In<'_>) -> R<'_, DeclarationKind> {
    let (i, name) = any_ident(i)?;
    let (i, params) = routine::params(i)?;
    let (i, returns) = match accept(i, &[RETURN]) {
        Some(i) => data_type(i).map(|(i, t)| (i, Some(t)))?,
        None => (i, None),
    };
    let (i, query) = if matches!(i.word(), IS | AS) {
        query::until(i.advance(), |_| false).map(|(i, q)| (i, Some(q)))?
    } else {
        (i, None)
    };
    Ok((i, DeclarationKind::Cursor(Box::new(Cursor { name, params, returns, query }))))
}

/// `PRAGMA name [(arguments)]`.
pub(super) fn pragma(start: In<'_>) -> R<'_, Pragma> {
    let (i, name) = any_ident(start.advance())?;
    let (i, args) = if i.kind() == Kind::Open { arguments(i)? } else { (i, Vec::new()) };
    let (i, at) = i.at(start);
    Ok((i, Pragma { at, name, args }))
}

/// A place to name what an expression begins with, for the statements.
pub(super) fn target(i: In<'_>) -> R<'_, crate::ir::Expr> {
    expr::operand(i)
}
