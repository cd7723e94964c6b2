//! `XMLELEMENT`, `XMLFOREST`, `XMLQUERY` and the other functions of SQL/XML.

use super::call::{self, alias, plain};
use super::primary::{bare, close};
use super::special::Done;
use super::{expr, json, name, window};
use crate::dialect::oracle::types;
use crate::ir::{Argument, CallMore, Expr, ExprKind, TextForm};
use crate::syntax::{Expected, In, Kind, R, Word, id, keywords, sign, word, words};

keywords! {
    XMLELEMENT, XMLATTRIBUTES, XMLFOREST, XMLCOLATTVAL, XMLPARSE, XMLSERIALIZE, XMLROOT, XMLPI, XMLQUERY, XMLEXISTS,
    XMLCAST, XMLAGG, ENTITYESCAPING, NOENTITYESCAPING, SCHEMACHECK, NOSCHEMACHECK, NAME, EVALNAME, AS, DOCUMENT,
    CONTENT, WELLFORMED, ENCODING, VERSION, NO, YES, SIZE, HIDE, SHOW, DEFAULTS, STANDALONE, VALUE, RETURNING, NULL,
    ON, EMPTY, PASSING,
}
const IDENT: Word = id("INDENT");

/// A call whose name and `(` stand here, if it is one of these.
pub(super) fn call(start: In<'_>) -> Done<'_> {
    let i = start.skip(2);
    Ok(Some(match start.word() {
        XMLELEMENT => element(start, i, true)?,
        XMLPI => element(start, i, false)?,
        XMLATTRIBUTES => forest(start, i, "XMLATTRIBUTES")?,
        XMLFOREST => forest(start, i, "XMLFOREST")?,
        XMLCOLATTVAL => forest(start, i, "XMLCOLATTVAL")?,
        XMLPARSE => document(start, i, "XMLPARSE")?,
        XMLSERIALIZE => document(start, i, "XMLSERIALIZE")?,
        XMLROOT => root(start, i)?,
        XMLQUERY => query(start, i, "XMLQUERY")?,
        XMLEXISTS => query(start, i, "XMLEXISTS")?,
        XMLCAST => typed(start, i)?,
        XMLAGG => aggregate(start, i)?,
        _ => return Ok(None),
    }))
}

fn done<'a>(i: In<'a>, start: In<'a>, name: &'static str, args: Vec<Argument>, more: CallMore) -> R<'a, Expr> {
    let (i, ()) = close(i)?;
    call::finish(i, start, bare(name), args, false, more)
}

fn flags<'a>(mut i: In<'a>, more: &mut CallMore, known: &[Word]) -> In<'a> {
    while known.contains(&i.word()) {
        more.keywords.push(i.word().text());
        i = i.advance();
    }
    i
}

/// A name that stands for a text: `NAME "x"`.
fn label(start: In<'_>) -> R<'_, Argument> {
    let (i, text) = name::part(start)?;
    let (i, value) = super::node(i, start, ExprKind::Text(text.into(), TextForm::Plain));
    Ok((i, Argument { name: None, mark: "NAME", value }))
}

fn element<'a>(start: In<'a>, i: In<'a>, whole: bool) -> R<'a, Expr> {
    let mut more = CallMore::default();
    let i = flags(i, &mut more, &[ENTITYESCAPING, NOENTITYESCAPING]);
    let (i, first) = match i.word() {
        EVALNAME => {
            let (i, value) = expr(i.advance())?;
            (i, Argument { name: None, mark: "EVALNAME", value })
        }
        NAME if matches!(i.peek(1).kind, Kind::Name | Kind::Quoted) => label(i.advance())?,
        _ => label(i)?,
    };
    let mut args = vec![first];
    let mut i = i;
    while i.kind() == Kind::Comma {
        let inner = flags(i.advance(), &mut more, &[SCHEMACHECK, NOSCHEMACHECK]);
        let (rest, value) = expr(inner)?;
        let (rest, name) = alias(rest)?;
        args.push(Argument { name, mark: "", value });
        i = rest;
    }
    done(i, start, if whole { "XMLELEMENT" } else { "XMLPI" }, args, more)
}

fn forest<'a>(start: In<'a>, i: In<'a>, name: &'static str) -> R<'a, Expr> {
    let mut more = CallMore::default();
    let mut i = flags(i, &mut more, &[ENTITYESCAPING, NOENTITYESCAPING, SCHEMACHECK, NOSCHEMACHECK]);
    let mut args = Vec::new();
    loop {
        let (rest, value) = expr(i)?;
        let (rest, arg) = if rest.word() == AS && rest.word_at(1) == EVALNAME {
            let (rest, label) = expr(rest.skip(2))?;
            args.push(Argument { name: None, mark: "EVALNAME", value: label });
            (rest, plain(value))
        } else if rest.word() == AS {
            let (rest, name) = alias(rest)?;
            (rest, Argument { name, mark: "", value })
        } else if matches!(rest.kind(), Kind::Name | Kind::Quoted) {
            let (rest, name) = name::part(rest)?;
            (rest, Argument { name: Some(name), mark: "", value })
        } else {
            (rest, plain(value))
        };
        args.push(arg);
        if rest.kind() != Kind::Comma {
            return done(rest, start, name, args, more);
        }
        i = rest.advance();
    }
}

/// `XMLPARSE(DOCUMENT x WELLFORMED)`, `XMLSERIALIZE(CONTENT x AS CLOB ENCODING … VERSION … INDENT SIZE = 2)`.
fn document<'a>(start: In<'a>, i: In<'a>, name: &'static str) -> R<'a, Expr> {
    let mut more = CallMore::default();
    let i = flags(i, &mut more, &[DOCUMENT, CONTENT]);
    let (mut i, value) = expr(i)?;
    let mut args = vec![plain(value)];
    loop {
        i = match (i.word(), i.word_at(1)) {
            (WELLFORMED, _) => flags(i, &mut more, &[WELLFORMED]),
            (AS, _) => {
                let (rest, ty) = types::data_type(i.advance())?;
                more.returning = Some(ty);
                rest
            }
            (ENCODING | VERSION, _) => {
                let mark = i.word().text();
                let (rest, value) = expr(i.advance())?;
                args.push(Argument { name: None, mark, value });
                rest
            }
            (IDENT, SIZE) => {
                let (rest, _) = sign(Kind::Eq)(i.skip(2))?;
                let (rest, value) = expr(rest)?;
                args.push(Argument { name: None, mark: "INDENT SIZE", value });
                rest
            }
            (NO, IDENT) => {
                more.keywords.push("NO INDENT");
                i.skip(2)
            }
            (IDENT, _) => flags(i, &mut more, &[IDENT]),
            (HIDE | SHOW, DEFAULTS) => {
                more.keywords.push(i.word().text());
                i.skip(2)
            }
            _ => return done(i, start, name, args, more),
        };
    }
}

fn root<'a>(start: In<'a>, i: In<'a>) -> R<'a, Expr> {
    let mut more = CallMore::default();
    let (i, value) = expr(i)?;
    let mut args = vec![plain(value)];
    let (mut i, ()) = comma_word(i, VERSION)?;
    if i.word() == NO && i.word_at(1) == VALUE {
        more.keywords.push("VERSION NO VALUE");
        i = i.skip(2);
    } else {
        let (rest, value) = expr(i)?;
        args.push(Argument { name: None, mark: "VERSION", value });
        i = rest;
    }
    if i.kind() == Kind::Comma {
        let (rest, ()) = comma_word(i, STANDALONE)?;
        (i, _) = match (rest.word(), rest.word_at(1)) {
            (YES, _) => (rest.advance(), more.keywords.push("STANDALONE YES")),
            (NO, VALUE) => (rest.skip(2), more.keywords.push("STANDALONE NO VALUE")),
            (NO, _) => (rest.advance(), more.keywords.push("STANDALONE NO")),
            _ => return rest.fail(Expected::Word(YES)),
        };
    }
    done(i, start, "XMLROOT", args, more)
}

fn comma_word(i: In<'_>, want: Word) -> R<'_, ()> {
    let (i, _) = sign(Kind::Comma)(i)?;
    let (i, _) = word(want)(i)?;
    Ok((i, ()))
}

/// `XMLQUERY('…' PASSING x AS "x" RETURNING CONTENT NULL ON EMPTY)`, `XMLEXISTS('…' PASSING x)`.
fn query<'a>(start: In<'a>, i: In<'a>, name: &'static str) -> R<'a, Expr> {
    let mut more = CallMore::default();
    let (mut i, text) = expr(i)?;
    let mut args = vec![plain(text)];
    if i.word() == PASSING {
        i = json::passing(i, &mut args, &mut more)?;
    }
    if i.word() == RETURNING {
        let (rest, ()) = words(&[RETURNING, CONTENT])(i)?;
        more.keywords.push("RETURNING CONTENT");
        i = rest;
    }
    if i.word() == NULL {
        let (rest, ()) = words(&[NULL, ON, EMPTY])(i)?;
        more.keywords.push("NULL ON EMPTY");
        i = rest;
    }
    done(i, start, name, args, more)
}

/// `XMLCAST(x AS type)`.
fn typed<'a>(start: In<'a>, i: In<'a>) -> R<'a, Expr> {
    let (i, value) = expr(i)?;
    let (i, _) = word(AS)(i)?;
    let (i, ty) = types::data_type(i)?;
    let more = CallMore { returning: Some(ty), ..CallMore::default() };
    done(i, start, "XMLCAST", vec![plain(value)], more)
}

/// `XMLAGG(x ORDER BY …)`.
fn aggregate<'a>(start: In<'a>, i: In<'a>) -> R<'a, Expr> {
    let (i, value) = expr(i)?;
    let (i, order) = window::order_by(i)?;
    done(i, start, "XMLAGG", vec![plain(value)], CallMore { order, ..CallMore::default() })
}
