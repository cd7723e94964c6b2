//! Operands: literals, names, calls, parentheses, `CASE`, and the steps that may follow a value.

use super::{call, cell, dangling, expr, exprs, json, literal, name, node, special, tests};
use crate::dialect::oracle::{query, types};
use crate::ir::plsql::Choice;
use crate::ir::{Call, Case, Cast, CastHow, Expr, ExprKind, NumberForm, Path, Query, Step};
use crate::name::Name;
use crate::syntax::{Expected, In, Kind, R, Word, keywords, list1, parens, sign, word};
use ecow::EcoString;

keywords! {
    AS, SELECT, WITH, NULL, TRUE, FALSE, DEFAULT, DATE, TIMESTAMP, INTERVAL, CASE, WHEN, THEN, ELSE, END, EXISTS, CURSOR,
    MULTISET, NEW, AT, LOCAL, TIME, ZONE, COLLATE, INDICATOR, JSON, START,
    FINAL, RUNNING, VALUES,
}

/// An operand with the steps that follow it.
///
/// # Errors
/// Where no operand stands.
pub fn primary(start: In<'_>) -> R<'_, Expr> {
    let (i, value) = operand(start)?;
    if super::ends(i) { Ok((i, value)) } else { postfix(i, start, value) }
}

fn operand(start: In<'_>) -> R<'_, Expr> {
    match start.kind() {
        Kind::Text | Kind::National => literal::text(start),
        Kind::Number => literal::number(start),
        Kind::Quoted | Kind::Substitution => named(start),
        Kind::Name => keyword(start),
        Kind::Open => parenthesised(start),
        Kind::Bind => bind(start),
        // `: name`: Oracle takes blanks behind the colon
        Kind::Colon if matches!(start.peek(1).kind, Kind::Name | Kind::Number) => {
            let name = start.advance().text().to_ascii_uppercase().into();
            Ok(node(start.skip(2), start, ExprKind::Bind(Box::new((name, None)))))
        }
        Kind::Inquiry => {
            let name: Name = start.text().trim_start_matches('$').to_ascii_uppercase().into();
            let line = || ecow::eco_format!("{}", start.cx.line(start.token().lo));
            let is_line = name == "PLSQL_LINE";
            let kind = if is_line { ExprKind::Number(line(), NumberForm::Decimal) } else { ExprKind::Inquiry(name) };
            Ok(node(start.advance(), start, kind))
        }
        Kind::Star => Ok(node(start.advance(), start, ExprKind::Star(Box::default()))),
        _ => start.fail(Expected::Thing("an expression")),
    }
}

/// An operand that starts with a word: a literal, a construct of its own, or a name.
fn keyword(start: In<'_>) -> R<'_, Expr> {
    let next = start.peek(1).kind;
    match start.word() {
        Word::NONE => named(start),
        NULL => Ok(node(start.advance(), start, ExprKind::Null)),
        TRUE if next != Kind::Open && next != Kind::Dot => Ok(node(start.advance(), start, ExprKind::Bool(true))),
        FALSE if next != Kind::Open && next != Kind::Dot => Ok(node(start.advance(), start, ExprKind::Bool(false))),
        DEFAULT => Ok(node(start.advance(), start, ExprKind::Default)),
        DATE if next == Kind::Text => literal::date(start),
        TIMESTAMP if next == Kind::Text => literal::timestamp(start),
        TIME if next == Kind::Text => literal::time(start),
        INTERVAL if matches!(next, Kind::Text | Kind::Bind) => literal::interval(start),
        CASE => case(start),
        JSON if matches!(next, Kind::OpenBrace | Kind::OpenBracket) => json::constructor(start),
        EXISTS if next == Kind::Open => {
            let (i, query) = if query_ahead(start.advance()) {
                parenthesised_query(start.advance())?
            } else {
                return start.skip(2).fail(Expected::Word(SELECT));
            };
            Ok(node(i, start, ExprKind::Exists(Box::new(query))))
        }
        CURSOR if next == Kind::Open && query_ahead(start.advance()) => {
            let (i, query) = parenthesised_query(start.advance())?;
            Ok(node(i, start, ExprKind::Cursor(Box::new(query))))
        }
        MULTISET if next == Kind::Open && query_ahead(start.advance()) => {
            let (i, query) = parenthesised_query(start.advance())?;
            Ok(node(i, start, ExprKind::Multiset(Box::new(query))))
        }
        NEW if matches!(next, Kind::Name | Kind::Quoted) && !name::is_structural(start.word_at(1)) => {
            constructor(start)
        }
        START if next == Kind::Close => named(start),
        FINAL | RUNNING if next == Kind::Name && start.peek(2).kind == Kind::Open => of_match(start),
        word if name::is_structural(word) => start.fail(Expected::Thing("an expression")),
        _ if next == Kind::Open => special::call(start)?.map_or_else(|| named(start), Ok),
        _ => named(start),
    }
}

/// `NEW t(…)`, `NEW t`, or `NEW` as a name with an alias behind it where neither a call nor the end of the expression follows.
fn constructor(start: In<'_>) -> R<'_, Expr> {
    let (i, path) = name::path(start.advance())?;
    match i.kind() {
        Kind::Open => call::call(i, start, path),
        Kind::Semi | Kind::Close => {
            let call = Call { name: path, args: Vec::new(), distinct: false, more: None };
            Ok(node(i, start, ExprKind::Call(Box::new(call))))
        }
        _ => named(start),
    }
}

/// `FINAL` or `RUNNING`, before a function of `MATCH_RECOGNIZE`.
fn of_match(start: In<'_>) -> R<'_, Expr> {
    let (i, mut value) = keyword(start.advance())?;
    let ExprKind::Call(call) = &mut value.kind else { return start.fail(Expected::Thing("an expression")) };
    call.more.get_or_insert_default().keywords.push(if start.word() == FINAL { "FINAL" } else { "RUNNING" });
    Ok(node(i, start, value.kind))
}

/// A column, variable, call, or `t.*`.
fn named(start: In<'_>) -> R<'_, Expr> {
    let (i, path) = name::path(start)?;
    match i.kind() {
        Kind::Dot if i.peek(1).kind == Kind::Star && path.link.is_none() => {
            Ok(node(i.skip(2), start, ExprKind::Star(path.parts.into_boxed_slice())))
        }
        Kind::Open if outer_mark(i) => {
            let (i, column) = node(i, start, ExprKind::Name(Box::new(path)));
            Ok(node(i.skip(3), start, ExprKind::OuterJoinMark(Box::new(column))))
        }
        Kind::Open => call::call(i, start, path),
        _ => Ok(node(i, start, ExprKind::Name(Box::new(path)))),
    }
}

fn outer_mark(i: In<'_>) -> bool {
    i.kind() == Kind::Open && i.peek(1).kind == Kind::Plus && i.peek(2).kind == Kind::Close
}

/// `:name`, `:name:indicator`, `:name INDICATOR :indicator`; `:new.column` is a name.
pub(super) fn bind(start: In<'_>) -> R<'_, Expr> {
    let name: EcoString = start.text().trim_start_matches(':').trim().to_ascii_uppercase().into();
    let i = start.advance();
    if i.kind() == Kind::Dot && matches!(i.peek(1).kind, Kind::Name | Kind::Quoted) {
        let (i, mut rest) = name::path(i.advance())?;
        let mut colon = EcoString::from(":");
        colon.push_str(&name);
        rest.parts.insert(0, colon.into());
        return if i.kind() == Kind::Open {
            call::call(i, start, rest)
        } else {
            Ok(node(i, start, ExprKind::Name(Box::new(rest))))
        };
    }
    let after = if i.word() == INDICATOR { i.advance() } else { i };
    if after.kind() == Kind::Bind {
        let indicator = after.text().trim_start_matches(':').to_ascii_uppercase().into();
        return Ok(node(after.advance(), start, ExprKind::Bind(Box::new((name, Some(indicator))))));
    }
    Ok(node(i, start, ExprKind::Bind(Box::new((name, None)))))
}

/// Whether the parenthesis here holds a query.
pub(super) fn query_ahead(i: In<'_>) -> bool {
    let mut n = 0;
    while i.peek(n).kind == Kind::Open {
        n += 1;
    }
    let values = i.word_at(n) == VALUES && i.peek(n + 1).kind == Kind::Open;
    n > 0 && (values || matches!(i.word_at(n), SELECT | WITH)) && {
        // `((SELECT …) + 1)` is no query: what closes the inner parenthesis must be followed by the outer one or a set operator.
        n == 1 || query::continues(crate::syntax::balanced(i.advance()))
    }
}

/// `(query)`.
pub(super) fn parenthesised_query(i: In<'_>) -> R<'_, Query> {
    parens(|i: In<'_>| i.deeper(query::query))(i)
}

/// `(expr)`, `(a, b)`, `(query)`, `(a - b) DAY TO SECOND`.
fn parenthesised(start: In<'_>) -> R<'_, Expr> {
    if query_ahead(start) {
        let (i, query) = parenthesised_query(start)?;
        return Ok(node(i, start, ExprKind::Subquery(Box::new(query))));
    }
    if start.peek(1).kind == Kind::Close {
        return Ok(node(start.skip(2), start, ExprKind::Tuple(Box::default())));
    }
    let (i, items) = exprs(start.advance())?;
    if i.word() == AS && items.len() == 1 {
        return supertype(i, start, items);
    }
    let (i, ()) = close(i)?;
    match <[Expr; 1]>::try_from(items) {
        Ok([one]) if outer_mark(i) => Ok(node(i.skip(3), start, ExprKind::OuterJoinMark(Box::new(one)))),
        Ok([one]) => Ok((i, one)),
        Err(items) => Ok(node(i, start, ExprKind::Tuple(items.into_boxed_slice()))),
    }
}

/// `(self AS supertype)`, from `AS`.
fn supertype<'a>(i: In<'a>, start: In<'a>, items: Vec<Expr>) -> R<'a, Expr> {
    let (i, ty) = types::data_type(i.advance())?;
    let (i, ()) = close(i)?;
    let Some(value) = items.into_iter().next() else { return i.fail(Expected::Thing("an expression")) };
    let cast = Cast { value, ty, on_error: None, mark: "", format: Vec::new(), how: CastHow::Super };
    Ok(node(i, start, ExprKind::Cast(Box::new(cast))))
}

fn case(start: In<'_>) -> R<'_, Expr> {
    let i = start.advance();
    let (mut i, selector) = if i.word() == WHEN { (i, None) } else { expr(i).map(|(i, e)| (i, Some(e)))? };
    let mut arms = Vec::new();
    while i.word() == WHEN {
        let (rest, when) = if selector.is_some() { choices(i.advance())? } else { expr(i.advance())? };
        let (rest, _) = word(THEN)(rest)?;
        let (rest, then) = expr(rest)?;
        arms.push((when, then));
        i = rest;
    }
    if arms.is_empty() {
        return i.fail(Expected::Word(WHEN));
    }
    let (i, otherwise) = if i.word() == ELSE { expr(i.advance()).map(|(i, e)| (i, Some(e)))? } else { (i, None) };
    let (i, _) = word(END)(i)?;
    Ok(node(i, start, ExprKind::Case(Box::new(Case { selector, arms, otherwise }))))
}

/// What stands behind `WHEN` of a `CASE` with a selector: a value, or the choices of 23ai.
fn choices(start: In<'_>) -> R<'_, Expr> {
    let (i, mut all) = list1(choice)(start)?;
    match all.pop() {
        Some(Choice::Is(one)) if all.is_empty() => Ok((i, one)),
        last => {
            all.extend(last);
            Ok(node(i, start, ExprKind::Choices(all.into_boxed_slice())))
        }
    }
}

/// `value`, `> 5`, `IS NULL`.
///
/// # Errors
/// Where neither stands.
pub fn choice(i: In<'_>) -> R<'_, Choice> {
    if tests(i) { dangling(i).map(|(i, e)| (i, Choice::Test(e))) } else { expr(i).map(|(i, e)| (i, Choice::Is(e))) }
}

/// Steps behind a value.
fn postfix<'a>(mut i: In<'a>, start: In<'a>, mut value: Expr) -> R<'a, Expr> {
    let mut links = 0;
    loop {
        links += 1;
        (i, _) = i.link(links)?;
        (i, value) = match i.kind() {
            Kind::Dot if steps(&value) && matches!(i.peek(1).kind, Kind::Name | Kind::Quoted) => {
                let (i, name) = name::part(i.advance())?;
                if i.kind() == Kind::Open && !outer_mark(i) {
                    let (i, args) = call::arguments(i)?;
                    node(i, start, ExprKind::Step(Box::new((value, Step::Method(name, args)))))
                } else {
                    node(i, start, ExprKind::Step(Box::new((value, Step::Field(name)))))
                }
            }
            Kind::OpenBracket if cell::has_cells(&value) => {
                let (i, cells) = cell::cells(i)?;
                node(i, start, ExprKind::Step(Box::new((value, Step::Cells(cells)))))
            }
            Kind::Open if outer_mark(i) => node(i.skip(3), start, ExprKind::OuterJoinMark(Box::new(value))),
            Kind::Open if matches!(value.kind, ExprKind::Call(_) | ExprKind::Step(_) | ExprKind::Bind(..)) => {
                let (i, args) = call::arguments(i)?;
                node(i, start, ExprKind::Step(Box::new((value, Step::Index(args)))))
            }
            Kind::Percent
                if i.peek(1).kind == Kind::Name && matches!(value.kind, ExprKind::Name(_) | ExprKind::Bind(..)) =>
            {
                let (i, name) = name::part(i.advance())?;
                let (i, value) = node(i, start, ExprKind::Step(Box::new((value, Step::Attribute(name)))));
                if i.kind() == Kind::Open {
                    let (i, args) = call::arguments(i)?;
                    node(i, start, ExprKind::Step(Box::new((value, Step::Index(args)))))
                } else {
                    (i, value)
                }
            }
            Kind::Name => match worded(i, start, value)? {
                (rest, Ok(more)) => (rest, more),
                (rest, Err(value)) => return Ok((rest, value)),
            },
            _ => return Ok((i, value)),
        };
    }
}

/// Whether `.name` may follow: behind a bare name it is part of the name.
fn steps(value: &Expr) -> bool {
    matches!(
        value.kind,
        ExprKind::Call(_)
            | ExprKind::Step(_)
            | ExprKind::Cast(_)
            | ExprKind::Subquery(_)
            | ExprKind::Name(_)
            | ExprKind::Extract(..)
    )
}

/// `AT TIME ZONE`, `COLLATE`, `DAY TO SECOND` behind a value; the value back where none stands here.
fn worded<'a>(i: In<'a>, start: In<'a>, value: Expr) -> R<'a, Result<Expr, Expr>> {
    let (i, more) = match i.word() {
        AT if i.word_at(1) == LOCAL => node(i.skip(2), start, ExprKind::AtZone(Box::new((value, None)))),
        AT if i.word_at(1) == TIME && i.word_at(2) == ZONE => {
            let (i, zone) = operand(i.skip(3))?;
            node(i, start, ExprKind::AtZone(Box::new((value, Some(zone)))))
        }
        COLLATE => {
            let (i, collation) = name::part(i.advance())?;
            node(i, start, ExprKind::Collate(Box::new((value, collation))))
        }
        _ if start.kind() == Kind::Open && literal::fields_ahead(i) => match literal::interval_fields(i) {
            Ok((i, fields)) => node(i, start, ExprKind::IntervalOf(Box::new((value, fields)))),
            Err(_) => literal::bound(i, start, value, false)?,
        },
        _ => return Ok((i, Err(value))),
    };
    Ok((i, Ok(more)))
}

/// A one-part name that grammars make up, such as the name of a special call.
pub(super) fn bare(text: &'static str) -> Path {
    Path::of(vec![text.into()])
}

/// The sign `(`.
pub(super) fn open(i: In<'_>) -> R<'_, ()> {
    sign(Kind::Open)(i).map(|(i, _)| (i, ()))
}

/// The sign `)`.
pub(super) fn close(i: In<'_>) -> R<'_, ()> {
    sign(Kind::Close)(i).map(|(i, _)| (i, ()))
}
