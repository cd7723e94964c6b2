//! Functions with a syntax of their own: `CAST`, `TREAT`, `VALIDATE_CONVERSION`, `EXTRACT`, `TRIM`, and the doors to JSON and XML.

use super::primary::{bare, close, open};
use super::{call, expr, exprs, json, mining, node, xml};
use crate::dialect::oracle::types;
use crate::ir::{CallMore, Cast, CastHow, Expr, ExprKind};
use crate::name::Name;
use crate::syntax::{In, Kind, R, keywords, sign, word, words};

keywords! {
    CAST, TREAT, VALIDATE_CONVERSION, EXTRACT, TRIM, LEADING, TRAILING, BOTH, FROM, AS, DEFAULT, ON, CONVERSION,
    ERROR, ONLY, REF,
}

pub(super) type Done<'a> = Result<Option<(In<'a>, Expr)>, nom::Err<crate::syntax::Fail>>;

/// A call whose name and `(` stand here, if its syntax is special.
pub(super) fn call(start: In<'_>) -> Done<'_> {
    match start.word() {
        CAST => cast(start, CastHow::Cast).map(Some),
        TREAT => cast(start, CastHow::Treat).map(Some),
        VALIDATE_CONVERSION => cast(start, CastHow::Validate).map(Some),
        EXTRACT if start.word_at(3) == FROM => extract(start).map(Some),
        TRIM => trim(start).map(Some),
        _ => match json::call(start)? {
            Some(done) => Ok(Some(done)),
            None => match mining::call(start)? {
                Some(done) => Ok(Some(done)),
                None => xml::call(start),
            },
        },
    }
}

/// `CAST(x AS type [DEFAULT y ON CONVERSION ERROR] [, format [, language]])`, `TREAT(x AS [REF] type)`.
fn cast(start: In<'_>, how: CastHow) -> R<'_, Expr> {
    let (i, ()) = open(start.advance())?;
    let (i, value) = expr(i)?;
    let (i, _) = word(AS)(i)?;
    let (i, mark) = match i.word() {
        ONLY => (i.advance(), "ONLY"),
        REF if how == CastHow::Treat => (i.advance(), "REF"),
        _ => (i, ""),
    };
    let (i, ty) = types::data_type(i)?;
    let (i, on_error) = on_error(i)?;
    let (i, format) = if i.kind() == Kind::Comma { exprs(i.advance())? } else { (i, Vec::new()) };
    let (i, ()) = close(i)?;
    Ok(node(i, start, ExprKind::Cast(Box::new(Cast { value, ty, on_error, mark, format, how }))))
}

/// `DEFAULT x ON CONVERSION ERROR`, where it stands here.
pub(super) fn on_error(i: In<'_>) -> R<'_, Option<Expr>> {
    if i.word() != DEFAULT {
        return Ok((i, None));
    }
    let (i, value) = expr(i.advance())?;
    let (i, ()) = words(&[ON, CONVERSION, ERROR])(i)?;
    Ok((i, Some(value)))
}

/// `EXTRACT(field FROM x)`.
fn extract(start: In<'_>) -> R<'_, Expr> {
    let field: Name = start.skip(2).text().to_ascii_uppercase().into();
    let (i, value) = expr(start.skip(4))?;
    let (i, ()) = close(i)?;
    Ok(node(i, start, ExprKind::Extract(Box::new((field, value)))))
}

/// `TRIM([LEADING | TRAILING | BOTH] [c] FROM x)`, `TRIM(c FROM x)`, `TRIM(x)`: the text is the first argument, the character the
/// second.
fn trim(start: In<'_>) -> R<'_, Expr> {
    let i = start.skip(2);
    let mut more = CallMore::default();
    let i = match i.word() {
        LEADING | TRAILING | BOTH => {
            more.keywords.push(i.word().text());
            i.advance()
        }
        _ => i,
    };
    let (i, first) = if i.word() == FROM { (i, None) } else { expr(i).map(|(i, e)| (i, Some(e)))? };
    let (i, args) = if i.word() == FROM {
        let (i, text) = expr(i.advance())?;
        (i, std::iter::once(text).chain(first).map(call::plain).collect())
    } else {
        (i, first.into_iter().map(call::plain).collect())
    };
    let (i, _) = sign(Kind::Close)(i)?;
    call::finish(i, start, bare("TRIM"), args, false, more)
}
