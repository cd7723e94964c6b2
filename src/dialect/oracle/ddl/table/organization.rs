//! How a table is organized: as a heap, in its primary key, or outside the database.

use super::super::super::clauses::{clause, dropped, flag, integer, named, object, past, text};
use super::super::super::names::ident;
use super::super::physical::{physical, physicals};
use crate::ir::{Clause, ClauseKind};
use crate::syntax::{Expected, In, Kind, R, accept, balanced, keywords, list1, parens, sign, words};

keywords! {
    ACCESS, CLOB, COLUMN, DEFAULT, DIRECTORY, EXTERNAL, HEAP, INCLUDING, INDEX, LIMIT, LOCATION, MAPPING,
    NOMAPPING, ORGANIZATION, OVERFLOW, PARAMETERS, PARTITION, PCTTHRESHOLD, PROJECT, REJECT, TABLE, TYPE,
    USING, INMEMORY, NOPARALLEL, PARALLEL,
}

/// One clause of this kind; `None` where something else follows.
pub(super) fn organization(start: In<'_>) -> Option<R<'_, Clause>> {
    let n = start.advance();
    Some(match start.word() {
        ORGANIZATION => match n.word() {
            HEAP => dropped(n.advance(), start, "ORGANIZATION HEAP"),
            INDEX => flag(n.advance(), start, "ORGANIZATION INDEX"),
            EXTERNAL => external(n.advance(), start),
            _ => n.fail(Expected::Thing("`HEAP`, `INDEX` or `EXTERNAL`")),
        },
        EXTERNAL if n.word() == PARTITION => external(n.skip(2), start),
        _ => return index_organized(start),
    })
}

/// What only index-organized tables say: `PCTTHRESHOLD`, `INCLUDING c OVERFLOW …`, `MAPPING TABLE`.
pub(super) fn index_organized(start: In<'_>) -> Option<R<'_, Clause>> {
    let n = start.advance();
    Some(match start.word() {
        PCTTHRESHOLD => integer(n).and_then(|(i, _)| dropped(i, start, "PCTTHRESHOLD")),
        INCLUDING => named(n, start, "INCLUDING"),
        OVERFLOW => physicals(n).and_then(|(i, _)| dropped(i, start, "OVERFLOW")),
        MAPPING if n.word() == TABLE => dropped(n.advance(), start, "MAPPING TABLE"),
        NOMAPPING => dropped(n, start, "NOMAPPING"),
        _ => return None,
    })
}

/// `[(] TYPE t  DEFAULT DIRECTORY d  ACCESS PARAMETERS …  LOCATION (…) [)] REJECT LIMIT n`: where the rows come from.
fn external<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let mut parts = Vec::new();
    let mut i = i;
    if i.kind() == Kind::Open {
        i = source(i.advance(), &mut parts)?.0;
        i = sign(Kind::Close)(i)?.0;
    }
    i = source(i, &mut parts)?.0;
    Ok(clause(i, start, ClauseKind::Group("ORGANIZATION EXTERNAL", parts)))
}

fn source<'a>(mut i: In<'a>, parts: &mut Vec<Clause>) -> R<'a, ()> {
    loop {
        let n = i.advance();
        let (next, part) = match i.word() {
            TYPE => named(n, i, "TYPE")?,
            DEFAULT if n.word() == DIRECTORY => named(n.advance(), i, "DEFAULT DIRECTORY")?,
            ACCESS if n.word() == PARAMETERS => {
                let (next, part) = access(n.advance(), i)?;
                let (next, said) = within(n.advance(), next);
                parts.extend(said);
                (next, part)
            }
            LOCATION => location(n, i)?,
            REJECT if n.word() == LIMIT => dropped(n.skip(2), i, "REJECT LIMIT")?,
            PARALLEL | NOPARALLEL => match physical(i) {
                Some(read) => read?,
                None => return Ok((i, ())),
            },
            PROJECT if n.word() == COLUMN => dropped(n.skip(2), i, "PROJECT COLUMN")?,
            INMEMORY => match physical(i) {
                Some(read) => read?,
                None => return Ok((i, ())),
            },
            _ => return Ok((i, ())),
        };
        parts.push(part);
        i = next;
    }
}

/// The same within a query, which has parentheses of its own.
pub(in crate::dialect::oracle) fn external_source(i: In<'_>) -> R<'_, Vec<Clause>> {
    let mut parts = Vec::new();
    let (i, ()) = source(i, &mut parts)?;
    Ok((i, parts))
}

/// `ACCESS PARAMETERS (opaque)`, `ACCESS PARAMETERS USING CLOB (query)`: a language of its own, which is set aside.
fn access<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    if let Some(i) = accept(i, &[USING, CLOB]) {
        return dropped(past(i), start, "ACCESS PARAMETERS");
    }
    if i.kind() != Kind::Open {
        return i.fail(Expected::Kind(Kind::Open));
    }
    dropped(balanced(i), start, "ACCESS PARAMETERS")
}

/// What access parameters say of how files are to be read: `PREPROCESSOR` of the loader, and `fileformat` of ORACLE_BIGDATA.
fn within<'a>(start: In<'a>, end: In<'a>) -> (In<'a>, Vec<Clause>) {
    let (mut said, mut behind) = (Vec::new(), end);
    let mut i = start;
    while i.tokens().len() > end.tokens().len() {
        let n = i.advance();
        let what = if i.kind() != Kind::Name {
            None
        } else if i.text().eq_ignore_ascii_case("PREPROCESSOR") {
            Some(ClauseKind::Flag("PREPROCESSOR"))
        } else if i.text().eq_ignore_ascii_case("FILEFORMAT") {
            // where no blank stands behind the colon, the lexer takes both for a bind variable
            let value = if matches!(n.kind(), Kind::Eq | Kind::Colon) { n.advance() } else { n };
            let value = value.text().trim_matches([':', '\'', '"']);
            Some(ClauseKind::Text("FILEFORMAT", value.to_ascii_uppercase().into()))
        } else {
            None
        };
        if let Some(what) = what {
            let (next, part) = clause(behind, i, what);
            said.push(part);
            behind = next;
        }
        i = n;
    }
    (behind, said)
}

/// `LOCATION ([directory:] 'file', …)`.
fn location<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let (i, files) = parens(list1(file))(i)?;
    Ok(clause(i, start, ClauseKind::Group("LOCATION", files.into_iter().flatten().collect())))
}

fn file(start: In<'_>) -> R<'_, Vec<Clause>> {
    let mut parts = Vec::new();
    let mut i = start;
    // `dir : 'file'`, which the lexer may take for a bind variable where no blank stands
    if i.kind() != Kind::Text {
        let (behind, directory) = ident(i)?;
        let (behind, part) = clause(behind, i, ClauseKind::Named("DIRECTORY", directory));
        parts.push(part);
        i = behind;
        if i.kind() == Kind::Colon {
            i = i.advance();
        }
    }
    if i.kind() == Kind::Text {
        let (behind, name) = text(i)?;
        let (behind, part) = clause(behind, i, ClauseKind::Text("FILE", name));
        parts.push(part);
        i = behind;
    }
    Ok((i, parts))
}

/// `EXTERNAL PARTITION ATTRIBUTES …` and `FOR EXCHANGE WITH TABLE t`.
pub(super) fn exchange<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    keywords! { EXCHANGE, WITH }
    let (i, ()) = words(&[EXCHANGE, WITH, TABLE])(i)?;
    object(i, start, "FOR EXCHANGE WITH TABLE")
}
