//! `USING INDEX`: the index of a key, by name, by its own statement, or by its properties.

use super::super::clauses::{clause, dropped, flag};
use super::super::names::qname;
use super::{create, partition, physical};
use crate::catalog::Change;
use crate::ir::{Clause, ClauseKind, Does};
use crate::syntax::{Expected, In, Kind, R, keywords, sign};

keywords! {
    CREATE, GLOBAL, INVISIBLE, LOCAL, NOREVERSE, NOSORT, ONLINE, PARTITION, REVERSE, SORT, UNUSABLE, USABLE, VISIBLE,
}

/// What stands behind `USING INDEX`, which is at `start`.
pub(super) fn read<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    if i.kind() == Kind::Open {
        return made(i.advance(), start);
    }
    let (i, parts) = properties(i)?;
    if !parts.is_empty() {
        return Ok(clause(i, start, ClauseKind::Group("USING INDEX", parts)));
    }
    match qname(i) {
        Ok((behind, name)) if !super::table::constraint_goes_on(i) => {
            let (behind, at) = (behind, name);
            Ok(clause(behind, start, ClauseKind::Object("USING INDEX", at)))
        }
        Ok(_) | Err(_) => Ok(clause(i, start, ClauseKind::Group("USING INDEX", parts))),
    }
}

/// `(CREATE INDEX …)`.
fn made<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    if i.word() != CREATE {
        return i.fail(Expected::Word(CREATE));
    }
    let (i, does) = create(i).1?;
    let Does::Change(change) = does else { return i.fail(Expected::Thing("`CREATE INDEX`")) };
    let Change::Create { object, .. } = *change else { return i.fail(Expected::Thing("`CREATE INDEX`")) };
    let (i, _) = sign(Kind::Close)(i)?;
    Ok(clause(i, start, ClauseKind::CreateIndex(object)))
}

/// Properties of an index in any order.
fn properties(mut i: In<'_>) -> R<'_, Vec<Clause>> {
    let mut parts = Vec::new();
    while let Some(read) = property(i) {
        let (next, part) = read?;
        parts.push(part);
        i = next;
    }
    Ok((i, parts))
}

fn property(start: In<'_>) -> Option<R<'_, Clause>> {
    let n = start.advance();
    Some(match start.word() {
        SORT | NOSORT => dropped(n, start, "SORT"),
        REVERSE => flag(n, start, "REVERSE"),
        NOREVERSE => dropped(n, start, "NOREVERSE"),
        VISIBLE => dropped(n, start, "VISIBLE"),
        INVISIBLE => flag(n, start, "INVISIBLE"),
        USABLE => dropped(n, start, "USABLE"),
        UNUSABLE => flag(n, start, "UNUSABLE"),
        ONLINE => dropped(n, start, "ONLINE"),
        LOCAL => partition::local(n).and_then(|(i, _)| dropped(i, start, "LOCAL")),
        GLOBAL if start.word_at(1) == PARTITION => {
            partition::partitioning(n).and_then(|(i, _)| dropped(i, start, "GLOBAL PARTITION"))
        }
        GLOBAL => dropped(n, start, "GLOBAL"),
        _ => return physical::physical(start),
    })
}
