//! Where the values of large and collection columns are kept: LOB, VARRAY, NESTED TABLE, XMLTYPE, and what types may stand in them.

use super::super::super::clauses::{clause, dropped, past};
use super::super::super::names::{ident, names, path, qname};
use crate::ir::{Clause, ClauseKind};
use crate::name::Name;
use crate::syntax::{Expected, In, Kind, R, accept, balanced, keywords, list1, next, parens, sign, word, words};

keywords! {
    ALL, ALLOW, AS, AT, BASICFILE, BINARY, CLOB, COLUMN, COLUMN_VALUE, DISALLOW, ELEMENT, GLOBAL, IS, JSON, LEVELS, LOB,
    LOCAL, NESTED, NOT, OBJECT, OF, OPAQUE, RELATIONAL, RETURN, SECUREFILE, STORE, SUBSTITUTABLE, TABLE, TABLES, TREAT, TYPE,
    COLUMNS, UNPACKED, VARRAY, VARRAYS, VIRTUAL, XML, XMLSCHEMA, XMLTYPE,
}

/// One clause of this kind; `None` where something else follows.
pub(in super::super) fn storage(start: In<'_>) -> Option<R<'_, Clause>> {
    let n = start.advance();
    Some(match start.word() {
        LOB if n.kind() == Kind::Open => lob(n, start),
        VARRAY => varray(n, start),
        NESTED if n.word() == TABLE => nested(n.advance(), start),
        XMLTYPE => xml(n, start),
        OPAQUE if n.word() == TYPE => opaque(n.advance(), start),
        JSON if n.kind() == Kind::Open => json(n, start),
        COLUMN if n.word() != STORE => substitutable(n, start),
        _ => return None,
    })
}

/// `LOB (a, b) STORE AS [SECUREFILE | BASICFILE] [segment] [(parameters)]`: what remains is which columns.
fn lob<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let (i, columns) = parens(list1(dotted))(i)?;
    let (i, names) = clause(i, start, ClauseKind::Names("COLUMNS", columns));
    let (i, ()) = words(&[STORE, AS])(i)?;
    let (i, parameters) = lob_segment(i)?;
    Ok(clause(i, start, ClauseKind::Group("LOB", vec![names, parameters])))
}

fn lob_segment(start: In<'_>) -> R<'_, Clause> {
    let mut i = start;
    if matches!(i.word(), SECUREFILE | BASICFILE) {
        i = i.advance();
    }
    // the name of the segment
    if i.kind() != Kind::Open && ends_segment(i) {
        i = qname(i)?.0;
    }
    if i.kind() == Kind::Open {
        i = balanced(i);
    }
    dropped(i, start, "STORE AS")
}

/// Whether a name of a segment stands here: behind it, parameters or the end of the clause.
fn ends_segment(i: In<'_>) -> bool {
    keywords! { PARTITION, SUBPARTITION, TABLESPACE }
    super::super::super::names::is_name(i.token())
        && !matches!(i.word(), LOB | VARRAY | NESTED | XMLTYPE | PARTITION | SUBPARTITION | COLUMN | TABLESPACE)
        && super::property::property(i).is_none()
}

/// A column or attribute, `a.b`, as one name.
fn dotted(i: In<'_>) -> R<'_, Name> {
    let (i, parts) = path(i)?;
    let mut parts = parts.into_iter();
    let first = parts.next().unwrap_or_default();
    Ok((i, parts.fold(first, |name, part| name.with('.', &part))))
}

/// `VARRAY column [substitutable] STORE AS LOB …`.
fn varray<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let (i, column) = dotted(i)?;
    let (mut i, named) = clause(i, start, ClauseKind::Names("COLUMNS", vec![column]));
    let mut parts = vec![named];
    if let Some(read) = levels(i) {
        let (behind, part) = read?;
        parts.push(part);
        i = behind;
    }
    if let Some(behind) = accept(i, &[STORE, AS]) {
        let behind = accept(behind, &[SECUREFILE]).or_else(|| accept(behind, &[BASICFILE])).unwrap_or(behind);
        let (behind, _) = word(LOB)(behind)?;
        let (behind, parameters) = lob_segment(behind)?;
        parts.push(parameters);
        i = behind;
    } else if let Some(behind) = accept(i, &[STORE, AS, TABLE]) {
        i = qname(behind)?.0;
    }
    Ok(clause(i, start, ClauseKind::Group("VARRAY", parts)))
}

/// `NESTED TABLE column [substitutable] [LOCAL | GLOBAL] STORE AS table [(…)] [RETURN [AS] VALUE | LOCATOR]`.
fn nested<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let (i, column) = match i.word() {
        COLUMN_VALUE => (i.advance(), Name::from("COLUMN_VALUE")),
        // `TREAT (OBJECT_VALUE AS subtype).attribute`: an attribute of a subtype
        TREAT => {
            let behind = balanced(i.advance());
            behind.set_aside(i);
            dotted(sign(Kind::Dot)(behind)?.0)?
        }
        _ => dotted(i)?,
    };
    let (mut i, named) = clause(i, start, ClauseKind::Names("COLUMNS", vec![column]));
    let mut parts = vec![named];
    if let Some(read) = levels(i) {
        let (behind, part) = read?;
        parts.push(part);
        i = behind;
    }
    if matches!(i.word(), LOCAL | GLOBAL) {
        let (behind, part) = dropped(i.advance(), i, "LOCAL")?;
        parts.push(part);
        i = behind;
    }
    let from = i;
    let (i, ()) = words(&[STORE, AS])(i)?;
    let (i, table) = ident(i)?;
    let (mut i, part) = clause(i, from, ClauseKind::Named("STORE AS", table));
    parts.push(part);
    if i.kind() == Kind::Open {
        let (behind, inner) = inner(i)?;
        parts.extend(inner);
        i = behind;
    }
    if i.word() == RETURN {
        let from = i;
        let behind = accept(i.advance(), &[AS]).unwrap_or(i.advance());
        let (behind, part) = dropped(behind.advance(), from, "RETURN AS")?;
        parts.push(part);
        i = behind;
    }
    Ok(clause(i, start, ClauseKind::Group("NESTED TABLE", parts)))
}

/// `( … )` of the table that holds a nested table: constraints and nested tables of it count, its storage does not.
fn inner(i: In<'_>) -> R<'_, Vec<Clause>> {
    let end = balanced(i);
    let mut parts = Vec::new();
    let mut j = i.advance();
    while j.tokens().len() > end.tokens().len() + 1 {
        if j.word() == NESTED && j.word_at(1) == TABLE {
            let (behind, part) = nested(j.skip(2), j)?;
            parts.push(part);
            j = behind;
        } else {
            let (behind, part) = dropped(past(j), j, "STORAGE")?;
            parts.push(part);
            j = behind;
        }
    }
    let (j, _) = sign(Kind::Close)(j)?;
    Ok((j, parts))
}

/// `[NOT] SUBSTITUTABLE AT ALL LEVELS`, `[ELEMENT] IS OF [TYPE] (ONLY t)`.
pub(super) fn levels(start: In<'_>) -> Option<R<'_, Clause>> {
    let plain = [SUBSTITUTABLE, AT, ALL, LEVELS];
    if let Some(i) = accept(start, &plain) {
        return Some(dropped(i, start, "SUBSTITUTABLE"));
    }
    if start.word() == NOT && next(start.advance(), &plain) {
        return Some(dropped(start.skip(5), start, "NOT SUBSTITUTABLE"));
    }
    let i = if start.word() == ELEMENT { start.advance() } else { start };
    if next(i, &[IS, OF]) {
        let i = i.skip(2);
        let i = if i.word() == TYPE { i.advance() } else { i };
        return Some(dropped(balanced(i), start, "IS OF"));
    }
    None
}

/// `COLUMN column { substitutable | STORE … }`.
fn substitutable<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let (i, column) = dotted(i)?;
    let (i, named) = clause(i, start, ClauseKind::Names("COLUMNS", vec![column]));
    match levels(i) {
        Some(read) => {
            let (i, part) = read?;
            Ok(clause(i, start, ClauseKind::Group("COLUMN", vec![named, part])))
        }
        None => i.fail(Expected::Word(SUBSTITUTABLE)),
    }
}

/// `XMLTYPE [COLUMN] column [STORE …] [XMLSCHEMA … ELEMENT …]`, `XMLTYPE STORE …` of an XML table.
fn xml<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let i = if i.word() == COLUMN { i.advance() } else { i };
    let mut parts = Vec::new();
    let mut i = i;
    if i.word() != STORE {
        let (behind, column) = dotted(i)?;
        let (behind, named) = clause(behind, start, ClauseKind::Names("COLUMNS", vec![column]));
        parts.push(named);
        i = behind;
    }
    let (i, more) = xml_storage(i)?;
    parts.extend(more);
    Ok(clause(i, start, ClauseKind::Group("XMLTYPE", parts)))
}

/// How XML is stored, and the schema it obeys.
pub(super) fn xml_storage(mut i: In<'_>) -> R<'_, Vec<Clause>> {
    let mut parts = Vec::new();
    loop {
        let n = i.advance();
        let (behind, part) = match i.word() {
            STORE if n.word() == AS => {
                let mut j = n.advance();
                while matches!(
                    j.word(),
                    SECUREFILE | BASICFILE | CLOB | BINARY | XML | OBJECT | RELATIONAL | VARRAYS | TABLES | LOB
                ) {
                    j = j.advance();
                }
                if j.kind() != Kind::Open && ends_segment(j) && !matches!(j.word(), XMLSCHEMA | ELEMENT | VIRTUAL) {
                    j = qname(j)?.0;
                }
                if j.kind() == Kind::Open {
                    j = balanced(j);
                }
                dropped(j, i, "STORE AS")?
            }
            STORE if n.word() == ALL => dropped(balanced(n.skip(3)), i, "STORE ALL VARRAYS AS")?,
            XMLSCHEMA => dropped(past(n), i, "XMLSCHEMA")?,
            ELEMENT => {
                // "schema"#"element" reads as two names
                let j = past(n);
                dropped(if j.kind() == Kind::Bad { past(j.advance()) } else { j }, i, "ELEMENT")?
            }
            ALLOW | DISALLOW => dropped(n.advance(), i, "ALLOW")?,
            VIRTUAL if n.word() == COLUMNS => dropped(balanced(n.advance()), i, "VIRTUAL COLUMNS")?,
            _ => return Ok((i, parts)),
        };
        parts.push(part);
        i = behind;
    }
}

/// `OPAQUE TYPE column STORE AS …`.
fn opaque<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let (i, _) = dotted(i)?;
    let (i, ()) = words(&[STORE, AS])(i)?;
    let i = accept(i, &[UNPACKED]).unwrap_or(i);
    let i = accept(i, &[LOB]).unwrap_or(i);
    let (i, _) = lob_segment(i)?;
    dropped(i, start, "OPAQUE TYPE")
}

/// `JSON (columns) STORE AS (parameters)`.
fn json<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let (i, columns) = names(i)?;
    let (i, named) = clause(i, start, ClauseKind::Names("COLUMNS", columns));
    let (i, ()) = words(&[STORE, AS])(i)?;
    let (i, parameters) = lob_segment(i)?;
    Ok(clause(i, start, ClauseKind::Group("JSON", vec![named, parameters])))
}
