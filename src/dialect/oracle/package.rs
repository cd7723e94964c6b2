//! Packages and their bodies, and bodies of types: the routines they declare, found by reading their declarations.

use super::plsql::{self, Declared};
use super::{extent, routine};
use crate::ir::{Body, Package};
use crate::syntax::{Expected, In, R, keywords, word};

keywords! {
    AS, BEGIN, END, IS,
}

/// A package or package body, from behind its name.
pub(super) fn package(start: In<'_>) -> R<'_, Package> {
    if let Some((i, body)) = routine::wrapped(start) {
        return Ok((i, Package { body: Some(body), ..Package::default() }));
    }
    let (i, clauses) = routine::properties(start)?;
    if !matches!(i.word(), IS | AS) {
        return i.fail(Expected::Word(IS));
    }
    let mut package = Package { clauses, ..Package::default() };
    let (i, declared) = plsql::declarations(i.advance())?;
    for one in declared {
        match one {
            Declared::Routine(member) => package.routines.push(member),
            Declared::Other(declaration) => package.declarations.push(declaration),
        }
    }
    let (i, end) = if i.word() == BEGIN {
        let (i, mut block) = plsql::code(i)?;
        let end = block.end.take();
        package.body = Some(Body::Code(Box::new(block)));
        (i, end)
    } else {
        let (i, _) = word(END)(i)?;
        plsql::end_name(i)?
    };
    package.end = end;
    Ok((extent::terminator(i), package))
}
