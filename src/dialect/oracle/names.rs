//! Names: which tokens may be one, and how Oracle folds them.

use crate::name::{Name, QName, upper};
use crate::syntax::words::ORACLE_WORDS;
use crate::syntax::{Expected, In, Kind, R, Token, list1, parens, sign};

/// Folds an unquoted name: Oracle stores it in upper case.
#[must_use]
pub fn fold(text: &str) -> Name {
    if !text.is_ascii() {
        return text.chars().map(upper).collect::<String>().into();
    }
    Name::upper(text)
}

/// The name that a token spells: quoted as written, else folded.
#[must_use]
pub fn spelled(i: In<'_>, token: Token) -> Name {
    let text = i.cx.slice(token.span());
    if token.kind == Kind::Quoted {
        Name::from(text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(text))
    } else {
        fold(text)
    }
}

/// Whether the token can be a name: quoted, or a word that Oracle does not reserve.
#[must_use]
pub fn is_name(token: Token) -> bool {
    matches!(token.kind, Kind::Quoted | Kind::Substitution)
        || (token.kind == Kind::Name && !ORACLE_WORDS.is_reserved(token.word))
}

/// A name.
///
/// # Errors
/// Where the next token cannot be one.
pub fn ident(i: In<'_>) -> R<'_, Name> {
    let token = i.token();
    if is_name(token) { Ok((i.advance(), spelled(i, token))) } else { i.fail(Expected::Thing("a name")) }
}

/// A name that may be a reserved word, where nothing else can stand: behind a dot, in `AS user`.
///
/// # Errors
/// Where the next token is no word.
pub fn any_ident(i: In<'_>) -> R<'_, Name> {
    let token = i.token();
    if matches!(token.kind, Kind::Name | Kind::Quoted | Kind::Substitution) {
        Ok((i.advance(), spelled(i, token)))
    } else {
        i.fail(Expected::Thing("a name"))
    }
}

/// `name`, `schema.name`.
///
/// # Errors
/// Where no name is next.
pub fn qname(i: In<'_>) -> R<'_, QName> {
    let (i, first) = ident(i)?;
    if i.kind() == Kind::Dot {
        let (i, name) = any_ident(i.advance())?;
        Ok((i, QName { schema: Some(first), name }))
    } else {
        Ok((i, QName { schema: None, name: first }))
    }
}

/// `(name, name, …)`.
///
/// # Errors
/// Where no such list is next.
pub fn names(i: In<'_>) -> R<'_, Vec<Name>> {
    parens(list1(any_ident))(i)
}

/// `a.b.c`.
///
/// # Errors
/// Where no name is next.
pub fn path(i: In<'_>) -> R<'_, Vec<Name>> {
    let (mut i, first) = ident(i)?;
    let mut parts = vec![first];
    while i.kind() == Kind::Dot {
        let (next, part) = any_ident(sign(Kind::Dot)(i)?.0)?;
        parts.push(part);
        i = next;
    }
    Ok((i, parts))
}
