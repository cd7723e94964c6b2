//! Procedures and functions: their headers; of their code, the extent.

use super::clauses::{clause, dropped, flag, maybe, named, object, unread, value};
use super::names::{any_ident, ident};
use super::types::data_type;
use super::{extent, plsql};
use crate::catalog::Mode;
use crate::ir::plsql::Block;
use crate::ir::{Body, Clause, ClauseKind, Param, Routine, Type};
use crate::name::QName;
use crate::syntax::{Expected, Fail, In, Kind, R, Word, accept, balanced, keywords, list1, parens, sign, word};

keywords! {
    ACCESSIBLE, AGENT, AGGREGATE, AS, AUTHID, BY, C, CALLING, CLUSTER, COLLATION, COLUMNS, CURRENT_USER, DEFAULT, DEFINER, DETERMINISTIC, EXTERNAL, FUNCTION, IN, IS, JAVA, JAVASCRIPT, LANGUAGE, LIBRARY, MLE, MODULE, NAME, NOCOPY, ORDER, OUT, PACKAGE, PARALLEL_ENABLE, PARAMETERS, PIPELINED, POLYMORPHIC, PROCEDURE, PURE, RELIES_ON, RESETTABLE, RESULT, RESULT_CACHE, RETURN, ROW, SCALAR, SELF, SHARING, SQL_MACRO, TABLE, TRIGGER, TYPE, USING, WITH, WRAPPED,
}

/// `[ ( parameter, … ) ]`.
pub(super) fn params(i: In<'_>) -> R<'_, Vec<Param>> {
    if i.kind() != Kind::Open {
        return Ok((i, Vec::new()));
    }
    parens(list1(param))(i)
}

/// `name [IN] [OUT] [NOCOPY] type [{ := | DEFAULT } value]`.
fn param(start: In<'_>) -> R<'_, Param> {
    let (i, name) = any_ident(start)?;
    let (i, takes) = (maybe(i, IN), i.word() == IN);
    let (i, gives) = (maybe(i, OUT), i.word() == OUT);
    let (i, nocopy) = (maybe(i, NOCOPY), i.word() == NOCOPY);
    let mode = match (takes, gives) {
        (_, false) => Mode::In,
        (false, true) => Mode::Out,
        (true, true) => Mode::InOut,
    };
    let (i, ty) = param_type(i)?;
    let (i, default) = if i.kind() == Kind::Assign || i.word() == DEFAULT {
        let (i, default) = value(i.advance())?;
        (i, Some(default))
    } else {
        (i, None)
    };
    let (i, at) = i.at(start);
    Ok((i, Param { name, at, mode, nocopy, ty, default }))
}

/// A type of a parameter or result: also the `TABLE` and `COLUMNS` of polymorphic functions.
fn param_type(i: In<'_>) -> R<'_, Type> {
    let pseudo = matches!(i.word(), TABLE | COLUMNS) && matches!(i.peek(1).kind, Kind::Comma | Kind::Close);
    if pseudo || (i.word() == TABLE && !matches!(i.peek(1).kind, Kind::Dot | Kind::Percent)) {
        return Ok((i.advance(), Type::Named(QName::bare(i.word().text()))));
    }
    data_type(i)
}

/// `RETURN type`, or `RETURN SELF AS RESULT` of a constructor, whose type is that of the object.
pub(super) fn returns<'a>(i: In<'a>, of: Option<&QName>) -> R<'a, Type> {
    let (i, _) = word(RETURN)(i)?;
    match (accept(i, &[SELF, AS, RESULT]), of) {
        (Some(i), Some(of)) => Ok((i, Type::Named(of.clone()))),
        (Some(i), None) => Ok((i, Type::Named(QName::bare("SELF")))),
        (None, _) => param_type(i),
    }
}

/// A header from behind the name, up to `IS`, `AS` or the end. `of` is the type that a method belongs to.
pub(super) fn header<'a>(i: In<'a>, is_function: bool, of: Option<&QName>) -> R<'a, Routine> {
    let (i, mut all) = properties(i)?;
    let (i, params) = params(i)?;
    let (i, returned) = if is_function && i.word() == RETURN {
        let (i, ty) = returns(i, of)?;
        (i, Some(ty))
    } else {
        (i, None)
    };
    let (i, more) = properties(i)?;
    all.extend(more);
    Ok((i, Routine { is_function, params, returns: returned, body: None, clauses: all }))
}

/// Properties of a routine, package or type, in any order.
pub(super) fn properties(mut i: In<'_>) -> R<'_, Vec<Clause>> {
    let mut all = Vec::new();
    loop {
        if let Some(read) = property(i) {
            let (next, clause) = read?;
            all.push(clause);
            i = next;
        } else if let Some(next) = super::extent::directive(i) {
            next.set_aside(i);
            i = next;
        } else {
            return Ok((i, all));
        }
    }
}

fn property(i: In<'_>) -> Option<R<'_, Clause>> {
    let n = i.advance();
    Some(match i.word() {
        AUTHID => authid(i),
        ACCESSIBLE => accessible(i),
        AGGREGATE => word(USING)(n).and_then(|(n, _)| object(n, i, "AGGREGATE USING")),
        DEFAULT if i.word_at(1) == COLLATION => named(n.advance(), i, "DEFAULT COLLATION"),
        DETERMINISTIC => flag(n, i, "DETERMINISTIC"),
        RESETTABLE => flag(n, i, "RESETTABLE"),
        PARALLEL_ENABLE => parallel(i),
        PIPELINED => pipelined(i),
        RESULT_CACHE => {
            let relies = n.word() == RELIES_ON;
            if relies {
                balanced(n.advance()).set_aside(n);
            }
            flag(if relies { balanced(n.advance()) } else { n }, i, "RESULT_CACHE")
        }
        ORDER | CLUSTER if n.word_at(1) == BY && n.peek(2).kind == Kind::Open => {
            dropped(balanced(n.skip(2)), i, "CLUSTER")
        }
        // alone where a directive stands before it
        RELIES_ON => dropped(balanced(n), i, "RELIES_ON"),
        SHARING => sign(Kind::Eq)(n).and_then(|(n, _)| dropped(n.advance(), i, "SHARING")),
        SQL_MACRO => sql_macro(i),
        _ => return None,
    })
}

fn authid(i: In<'_>) -> R<'_, Clause> {
    let n = i.advance();
    match n.word() {
        CURRENT_USER => flag(n.advance(), i, "AUTHID CURRENT_USER"),
        DEFINER => flag(n.advance(), i, "AUTHID DEFINER"),
        _ => n.fail(Expected::Word(CURRENT_USER)),
    }
}

/// `ACCESSIBLE BY ( [kind] unit, … )`.
fn accessible(start: In<'_>) -> R<'_, Clause> {
    let (i, _) = word(BY)(start.advance())?;
    let (i, units) = parens(list1(|from| {
        let kind = match from.word() {
            FUNCTION => "FUNCTION",
            PROCEDURE => "PROCEDURE",
            PACKAGE => "PACKAGE",
            TRIGGER => "TRIGGER",
            TYPE => "TYPE",
            _ => return object(from, from, ""),
        };
        object(from.advance(), from, kind)
    }))(i)?;
    Ok(clause(i, start, ClauseKind::Group("ACCESSIBLE BY", units)))
}

/// `PARALLEL_ENABLE [ ( PARTITION … ) ] [ { ORDER | CLUSTER } … BY ( … ) ]`: how parts are given to parallel servers.
fn parallel(start: In<'_>) -> R<'_, Clause> {
    let mut i = start.advance();
    if i.kind() == Kind::Open {
        i = balanced(i);
    }
    if matches!(i.word(), ORDER | CLUSTER) {
        let (next, _) = ident(i.advance())?;
        let (next, _) = word(BY)(next)?;
        i = balanced(next);
    }
    dropped(i, start, "PARALLEL_ENABLE")
}

/// `PIPELINED [ { ROW | TABLE } POLYMORPHIC ] [ USING type ]`.
fn pipelined(start: In<'_>) -> R<'_, Clause> {
    let i = start.advance();
    let (i, word) = match i.word() {
        ROW => (crate::syntax::word(POLYMORPHIC)(i.advance())?.0, "PIPELINED ROW POLYMORPHIC"),
        TABLE => (crate::syntax::word(POLYMORPHIC)(i.advance())?.0, "PIPELINED TABLE POLYMORPHIC"),
        _ => (i, "PIPELINED"),
    };
    if i.word() == USING { object(i.advance(), start, word) } else { flag(i, start, word) }
}

/// `SQL_MACRO [ ( [TYPE =>] { SCALAR | TABLE } ) ]`.
fn sql_macro(start: In<'_>) -> R<'_, Clause> {
    let i = start.advance();
    if i.kind() != Kind::Open {
        return flag(i, start, "SQL_MACRO");
    }
    let i = i.advance();
    let i = if i.word() == TYPE { sign(Kind::Arrow)(i.advance())?.0 } else { i };
    let word = match i.word() {
        SCALAR => "SQL_MACRO SCALAR",
        TABLE => "SQL_MACRO TABLE",
        _ => return i.fail(Expected::Word(SCALAR)),
    };
    let (i, _) = sign(Kind::Close)(i.advance())?;
    flag(i, start, word)
}

/// Whether a body follows.
pub(super) fn has_body(i: In<'_>) -> bool {
    matches!(i.word(), IS | AS)
}

/// `{ IS | AS } declarations BEGIN … END [name] [;]`, or a call specification.
pub(super) fn body(i: In<'_>) -> R<'_, Body> {
    if !has_body(i) {
        return i.fail(Expected::Word(IS));
    }
    let start = i.advance();
    if is_call(start) {
        return call_specification(start);
    }
    code(start, plsql::body, |i| extent::body(i).map(|(i, ())| i))
}

/// A block and the `;` behind it; where its grammar fails, the extent that `extent` finds.
pub(super) fn code<'a>(
    start: In<'a>,
    read: fn(In<'a>) -> R<'a, Block>,
    extent: fn(In<'a>) -> Result<In<'a>, nom::Err<Fail>>,
) -> R<'a, Body> {
    if let Ok((i, block)) = read(start) {
        return Ok((extent::terminator(i), Body::Code(Box::new(block))));
    }
    let (_, reason) = start.cx.failure();
    let i = extent(start)?;
    let (i, unread) = unread(i, start, &reason);
    Ok((i, Body::Unread(unread)))
}

/// Whether code of another language is named here; a variable may have the name `language`.
pub(super) fn is_call(i: In<'_>) -> bool {
    calls_foreign(i.word(), i.word_at(1))
}

/// The words with which a call specification begins.
pub(super) fn calls_foreign(first: Word, second: Word) -> bool {
    match first {
        LANGUAGE => matches!(second, C | JAVA | JAVASCRIPT),
        MLE => matches!(second, MODULE | LANGUAGE | PURE),
        EXTERNAL => matches!(second, LIBRARY | NAME | LANGUAGE | AGENT | WITH | PARAMETERS | CALLING),
        _ => false,
    }
}

/// `LANGUAGE { C | JAVA } …`, `EXTERNAL …`, `MLE …`: kept as its words.
fn call_specification(start: In<'_>) -> R<'_, Body> {
    let mut i = start;
    while !i.is_end() && i.kind() != Kind::Semi {
        // code of JavaScript, in doubled braces, has semicolons of its own
        i = if start.word() == MLE && doubled(i, Kind::OpenBrace) { past_code(i) } else { i.advance() };
    }
    let text = i.cx.slice(i.span_from(start)).into();
    let (i, at) = i.at(start);
    Ok((super::clauses::maybe_semi(i), Body::Foreign(text, at)))
}

fn doubled(i: In<'_>, sign: Kind) -> bool {
    i.kind() == sign && i.peek(1).kind == sign
}

/// Behind `}}`.
fn past_code(mut i: In<'_>) -> In<'_> {
    while !i.is_end() && !doubled(i, Kind::CloseBrace) {
        i = i.advance();
    }
    i.skip(2)
}

/// A standalone procedure from behind its name.
pub(super) fn procedure(i: In<'_>) -> R<'_, Routine> {
    whole(i, false)
}

/// A standalone function from behind its name.
pub(super) fn function(i: In<'_>) -> R<'_, Routine> {
    whole(i, true)
}

fn whole(i: In<'_>, is_function: bool) -> R<'_, Routine> {
    if let Some((i, body)) = wrapped(i) {
        return Ok((i, Routine { is_function, params: vec![], returns: None, body: Some(body), clauses: vec![] }));
    }
    let (i, mut routine) = header(i, is_function, None)?;
    // The code of an aggregate function, and of one that a type implements, is that of the type.
    let elsewhere = is_function && routine.clauses.iter().any(is_implemented_by_type);
    if !elsewhere || has_body(i) || !i.is_end() && i.kind() != Kind::Semi {
        let (i, body) = body(i)?;
        routine.body = Some(body);
        return Ok((i, routine));
    }
    Ok((super::clauses::maybe_semi(i), routine))
}

/// Whether a clause says which type implements the function: `AGGREGATE USING type`, `PIPELINED USING type`.
fn is_implemented_by_type(clause: &Clause) -> bool {
    let ClauseKind::Object(word, _) = &clause.kind else { return false };
    word.ends_with("USING") || word.starts_with("PIPELINED")
}

/// `WRAPPED` and what follows to the end of the unit: code that Oracle's wrap utility made unreadable.
pub(super) fn wrapped(start: In<'_>) -> Option<(In<'_>, Body)> {
    if start.word() != WRAPPED {
        return None;
    }
    let i = start.skip(start.tokens().len());
    i.set_aside(start.advance());
    let (i, at) = i.at(start);
    Some((i, Body::Foreign("WRAPPED".into(), at)))
}
