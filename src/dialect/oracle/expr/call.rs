//! Calls: arguments, and what stands behind the parentheses of aggregates and analytic functions.

use super::primary::{close, open};
use super::window::{order_by, sort_keys, window};
use super::{expr, exprs, name, node, special};
use crate::dialect::oracle::{plsql, types};
use crate::ir::{Argument, Call, CallMore, Expr, ExprKind, Keep, Key, Keyed, OnEvent, Over, Path};
use crate::syntax::{Expected, In, Kind, R, Word, accept, keywords, parens, sign, words};

keywords! {
    DISTINCT, UNIQUE, ALL, IGNORE, RESPECT, NULLS, FROM, FIRST, LAST, WITHIN, GROUP, ORDER, SIBLINGS, KEEP, DENSE_RANK, OVER,
    ON, OVERFLOW, ERROR, TRUNCATE, WITH, WITHOUT, COUNT, USING, DETERMINISTIC, AS, BY, FOR, INDEX,
    SEQUENCE, PARTITION, FILTER, WHERE, HIERARCHY, RETURNING,
}

/// `(args) …` behind a name.
pub(super) fn call<'a>(i: In<'a>, start: In<'a>, name: Path) -> R<'a, Expr> {
    let (i, ()) = open(i)?;
    let (i, distinct) = match i.word() {
        DISTINCT | UNIQUE if i.kind() == Kind::Name => (i.advance(), true),
        ALL => (i.advance(), false),
        _ => (i, false),
    };
    let (i, mut args) = if i.kind() == Kind::Close { (i, Vec::new()) } else { list(i)? };
    if i.kind() == Kind::Close && i.word_at(1) == Word::NONE {
        // no word stands within or behind the parentheses, as with most calls
        let call = Call { name, args, distinct, more: None };
        return Ok(node(i.advance(), start, ExprKind::Call(Box::new(call))));
    }
    let mut more = CallMore::default();
    let i = on_conversion_error(i, &mut args, &mut more)?;
    let i = inside(i, &mut args, &mut more)?;
    let (i, ()) = close(i)?;
    finish(i, start, name, args, distinct, more)
}

/// What may stand behind the parentheses, and the node.
pub(super) fn finish<'a>(
    i: In<'a>,
    start: In<'a>,
    name: Path,
    args: Vec<Argument>,
    distinct: bool,
    mut more: CallMore,
) -> R<'a, Expr> {
    let mut args = args;
    let i = behind(i, &mut args, &mut more)?;
    let more = if more == CallMore::default() { None } else { Some(Box::new(more)) };
    Ok(node(i, start, ExprKind::Call(Box::new(Call { name, args, distinct, more }))))
}

/// `(a, name => b)`.
///
/// # Errors
/// Where no parenthesis stands, or something within is not understood.
pub fn arguments(i: In<'_>) -> R<'_, Vec<Argument>> {
    let (i, ()) = open(i)?;
    let (i, args) = if i.kind() == Kind::Close { (i, Vec::new()) } else { list(i)? };
    let (i, ()) = close(i)?;
    Ok((i, args))
}

fn list(i: In<'_>) -> R<'_, Vec<Argument>> {
    let (mut i, first) = argument(i)?;
    let mut args = vec![first];
    while i.kind() == Kind::Comma {
        let (rest, arg) = argument(i.advance())?;
        args.push(arg);
        i = rest;
    }
    Ok((i, args))
}

fn argument(i: In<'_>) -> R<'_, Argument> {
    if matches!(i.kind(), Kind::Name | Kind::Quoted) && i.peek(1).kind == Kind::Arrow {
        let (i, name) = name::part(i)?;
        let (i, value) = expr(i.advance())?;
        return Ok((i, Argument { name: Some(name), mark: "", value }));
    }
    if i.word() == FOR {
        return each(i);
    }
    let start = i;
    let (i, value) = expr(i)?;
    if !matches!(i.kind(), Kind::Arrow | Kind::Bar) {
        return Ok((i, plain(value)));
    }
    // `key | key => value` of a constructor
    let mut keys = vec![value];
    let mut i = i;
    while i.kind() == Kind::Bar {
        let (rest, key) = expr(i.advance())?;
        keys.push(key);
        i = rest;
    }
    let (i, _) = sign(Kind::Arrow)(i)?;
    let (i, value) = expr(i)?;
    keyed(i, start, Key::At(keys), value)
}

/// `FOR i IN … [SEQUENCE | INDEX key] => value` of a constructor.
fn each(start: In<'_>) -> R<'_, Argument> {
    let (i, iterator) = plsql::iterator(start.advance())?;
    let (i, key) = match i.word() {
        SEQUENCE => (i.advance(), Key::Sequence(iterator)),
        INDEX => expr(i.advance()).map(|(i, key)| (i, Key::Index(iterator, key)))?,
        _ => (i, Key::Each(iterator)),
    };
    let (i, _) = sign(Kind::Arrow)(i)?;
    let (i, value) = expr(i)?;
    keyed(i, start, key, value)
}

fn keyed<'a>(i: In<'a>, start: In<'a>, key: Key, value: Expr) -> R<'a, Argument> {
    let (i, value) = node(i, start, ExprKind::Keyed(Box::new(Keyed { key, value })));
    Ok((i, plain(value)))
}

/// A positional argument.
pub(super) fn plain(value: Expr) -> Argument {
    Argument { name: None, mark: "", value }
}

/// `DEFAULT x ON CONVERSION ERROR` behind the first argument, and the arguments behind it.
fn on_conversion_error<'a>(
    i: In<'a>,
    args: &mut Vec<Argument>,
    more: &mut CallMore,
) -> Result<In<'a>, nom::Err<crate::syntax::Fail>> {
    let (i, value) = special::on_error(i)?;
    let Some(value) = value else { return Ok(i) };
    more.on.push(OnEvent { then: "DEFAULT", value: Some(value), when: "CONVERSION ERROR" });
    if i.kind() != Kind::Comma {
        return Ok(i);
    }
    let (i, rest) = list(i.advance())?;
    args.extend(rest);
    Ok(i)
}

/// What may stand behind the last argument, still inside the parentheses.
fn inside<'a>(
    mut i: In<'a>,
    args: &mut Vec<Argument>,
    more: &mut CallMore,
) -> Result<In<'a>, nom::Err<crate::syntax::Fail>> {
    loop {
        i = match (i.word(), i.word_at(1)) {
            (IGNORE | RESPECT, NULLS) => {
                let rest = ignoring(i, more, i.word() == IGNORE);
                further(rest, args)?
            }
            // the order of siblings is the query's affair, and nothing is read of it here
            (ORDER, word) if word != SIBLINGS => {
                let (rest, keys) = order_by(i)?;
                more.order = keys;
                choosing_columns(args, more);
                further(rest, args)?
            }
            (FROM, FIRST | LAST) => from(i, more, i.word_at(1) == LAST),
            (ON, OVERFLOW) => overflow(i.skip(2), args, more)?,
            (USING, _) if i.peek(1).kind == Kind::Name && i.peek(2).kind == Kind::Close => {
                more.keywords.extend(["USING", i.word_at(1).text()]);
                if i.word_at(1) == Word::NONE {
                    return i.advance().fail::<()>(Expected::Thing("a character set")).map(|(i, ())| i);
                }
                i.skip(2)
            }
            (USING, _) => {
                let (rest, ()) = using(i.advance(), args)?;
                rest
            }
            (HIERARCHY, _) => super::hierarchy::read(i, args, more)?,
            (RETURNING, _) => {
                let (rest, ty) = types::data_type(i.advance())?;
                more.returning = Some(ty);
                rest
            }
            (DETERMINISTIC, _) => {
                more.keywords.push("DETERMINISTIC");
                further(i.advance(), args)?
            }
            // of a table that is the argument of a polymorphic function
            (PARTITION, BY) => {
                let (rest, by) = if i.peek(2).kind == Kind::Open {
                    parens(exprs)(i.skip(2))?
                } else {
                    expr(i.skip(2)).map(|(i, e)| (i, vec![e]))?
                };
                args.extend(by.into_iter().map(|value| Argument { name: None, mark: "PARTITION BY", value }));
                further(rest, args)?
            }
            _ => return Ok(i),
        };
    }
}

/// `f(t ORDER BY a, COLUMNS (b))`: what looks like a further key is the next argument.
fn choosing_columns(args: &mut Vec<Argument>, more: &mut CallMore) {
    let is_choice = |key: &crate::ir::SortKey| matches!(&key.expr.kind, ExprKind::Call(call) if call.name.parts.as_slice() == ["COLUMNS"]);
    if let Some(at) = more.order.iter().position(is_choice) {
        args.extend(more.order.drain(at..).map(|key| plain(key.expr)));
    }
}

/// The arguments behind a comma, where one stands.
fn further<'a>(i: In<'a>, args: &mut Vec<Argument>) -> Result<In<'a>, nom::Err<crate::syntax::Fail>> {
    if i.kind() != Kind::Comma {
        return Ok(i);
    }
    let (i, others) = list(i.advance())?;
    args.extend(others);
    Ok(i)
}

/// `USING expr, expr AS alias, …` of the functions of data mining.
fn using<'a>(mut i: In<'a>, args: &mut Vec<Argument>) -> R<'a, ()> {
    loop {
        let (rest, value) = expr(i)?;
        let (rest, name) = alias(rest)?;
        args.push(Argument { name, mark: "USING", value });
        if rest.kind() != Kind::Comma {
            return Ok((rest, ()));
        }
        i = rest.advance();
    }
}

/// `AS name`, where it stands here.
pub(super) fn alias(i: In<'_>) -> R<'_, Option<crate::name::Name>> {
    if i.word() == AS { name::part(i.advance()).map(|(i, n)| (i, Some(n))) } else { Ok((i, None)) }
}

fn ignoring<'a>(i: In<'a>, more: &mut CallMore, yes: bool) -> In<'a> {
    more.ignore_nulls = Some(yes);
    i.skip(2)
}

/// `ON OVERFLOW ERROR`, `ON OVERFLOW TRUNCATE ['…'] [WITH|WITHOUT COUNT]`.
fn overflow<'a>(
    i: In<'a>,
    args: &mut Vec<Argument>,
    more: &mut CallMore,
) -> Result<In<'a>, nom::Err<crate::syntax::Fail>> {
    more.keywords.extend(["ON", "OVERFLOW"]);
    if i.word() == ERROR {
        more.keywords.push("ERROR");
        return Ok(i.advance());
    }
    let (mut i, ()) = words(&[TRUNCATE])(i)?;
    more.keywords.push("TRUNCATE");
    if !matches!(i.word(), WITH | WITHOUT) && i.kind() != Kind::Close {
        let (rest, value) = expr(i)?;
        args.push(Argument { name: None, mark: "OVERFLOW", value });
        i = rest;
    }
    for (first, text) in [(WITH, "WITH COUNT"), (WITHOUT, "WITHOUT COUNT")] {
        if let Some(rest) = accept(i, &[first, COUNT]) {
            more.keywords.push(text);
            i = rest;
        }
    }
    Ok(i)
}

/// What stands behind the closing parenthesis.
fn behind<'a>(
    mut i: In<'a>,
    args: &mut Vec<Argument>,
    more: &mut CallMore,
) -> Result<In<'a>, nom::Err<crate::syntax::Fail>> {
    loop {
        i = match (i.word(), i.word_at(1)) {
            (Word::NONE, _) => return Ok(i),
            (FROM, LAST) if nth(i) => from(i, more, true),
            (FROM, FIRST) if nth(i) => from(i, more, false),
            (IGNORE, NULLS) => ignoring(i, more, true),
            (RESPECT, NULLS) => ignoring(i, more, false),
            (WITHIN, GROUP) => {
                let (rest, keys) = parens(order_by)(i.skip(2))?;
                more.within = keys;
                rest
            }
            (KEEP, _) if i.peek(1).kind == Kind::Open && i.word_at(2) == DENSE_RANK => {
                let (rest, keep) = parens(keep)(i.advance())?;
                more.keep = Some(keep);
                rest
            }
            (FILTER, _) if i.peek(1).kind == Kind::Open && i.word_at(2) == WHERE => {
                let (rest, condition) = expr(i.skip(3))?;
                let (rest, ()) = close(rest)?;
                more.filter = Some(condition);
                rest
            }
            (OVER, _) if i.peek(1).kind == Kind::Open && i.word_at(2) == HIERARCHY => {
                let rest = super::hierarchy::read(i.skip(2), args, more)?;
                close(rest)?.0
            }
            (OVER, _) if i.peek(1).kind == Kind::Open => {
                let (rest, window) = parens(window)(i.advance())?;
                more.over = Some(Over::Window(window));
                rest
            }
            (OVER, _) if matches!(i.peek(1).kind, Kind::Name | Kind::Quoted) => {
                let (rest, name) = name::part(i.advance())?;
                more.over = Some(Over::Named(name));
                rest
            }
            _ => return Ok(i),
        };
    }
}

/// `FROM LAST` belongs to a function only where a window or a treatment of nulls follows.
fn nth(i: In<'_>) -> bool {
    matches!(i.word_at(2), OVER | IGNORE | RESPECT)
}

fn from<'a>(i: In<'a>, more: &mut CallMore, last: bool) -> In<'a> {
    more.from_last = Some(last);
    i.skip(2)
}

fn keep(i: In<'_>) -> R<'_, Keep> {
    let i = i.advance();
    let (i, last) = match i.word() {
        FIRST => (i.advance(), false),
        LAST => (i.advance(), true),
        _ => return i.fail(Expected::Word(FIRST)),
    };
    let (i, early) = if i.word() == PARTITION { partition(i)? } else { (i, Vec::new()) };
    // undocumented, and then an order may be missing
    let (i, order) = match accept(i, &[ORDER, BY]) {
        Some(i) => sort_keys(i)?,
        None if early.is_empty() => return i.fail(Expected::Word(ORDER)),
        None => (i, Vec::new()),
    };
    let (i, late) = if i.word() == PARTITION && early.is_empty() { partition(i)? } else { (i, early) };
    Ok((i, Keep { last, order, partition: late }))
}

/// `PARTITION BY a, b`.
fn partition(i: In<'_>) -> R<'_, Vec<Expr>> {
    let (i, ()) = words(&[PARTITION, BY])(i)?;
    exprs(i)
}
