//! `CREATE`, `ALTER` and `DROP SEQUENCE`, and the numbers of identity columns.

use super::super::clauses::{integer, plain};
use super::super::names::qname;
use super::object::{created, dropped};
use super::{Create, Existing, Head};
use crate::catalog::{Change, Limited, Sequence};
use crate::finding::ObjectKind;
use crate::ir::{Does, Kind};
use crate::syntax::{In, R, keywords, word};

keywords! {
    BY, CACHE, CYCLE, EXTEND, GLOBAL, INCREMENT, KEEP, LIMIT, MAXVALUE, MINVALUE, NOCACHE, NOCYCLE, NOEXTEND, NOKEEP,
    NOMAXVALUE, NOMINVALUE, NOORDER, NOPARTITION, NOSCALE, NOSHARD, ORDER, PARTITION, RESTART, SCALE, SEQUENCE, SESSION, SHARD, SHARING,
    START, VALUE, WITH,
}

/// `CREATE SEQUENCE`.
pub(super) static CREATE: Create =
    Create { modifiers: &[], words: &[SEQUENCE], label: "CREATE SEQUENCE", read: create };
/// `ALTER SEQUENCE`.
pub(super) static ALTER: Existing = Existing { words: &[SEQUENCE], label: "ALTER SEQUENCE", read: alter };
/// `DROP SEQUENCE`.
pub(super) static DROP: Existing = Existing {
    words: &[SEQUENCE],
    label: "DROP SEQUENCE",
    read: |i, if_present| dropped(i, if_present, ObjectKind::Sequence),
};

fn create<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, name) = qname(i)?;
    let i = if i.word() == SHARING { plain(i.skip(3), i, "SHARING").0 } else { i };
    let (i, options) = options(i)?;
    created(i, head, name, Kind::Sequence(options))
}

fn alter(i: In<'_>, _: bool) -> R<'_, Does> {
    let (i, name) = qname(i)?;
    let (i, restart) = if i.word() == RESTART { (i.advance(), true) } else { (i, false) };
    let (i, options) = options(i)?;
    let (i, restart) = if i.word() == RESTART { (i.advance(), true) } else { (i, restart) };
    Ok((i, Does::change(Change::AlterSequence { name, restart, options })))
}

/// Options of a sequence in any order; of one that is written twice, the last counts.
pub(in super::super) fn options(mut i: In<'_>) -> R<'_, Sequence> {
    let mut s = Sequence::default();
    while let Some(read) = option(i, &mut s) {
        i = read?.0;
    }
    Ok((i, s))
}

fn option<'a>(i: In<'a>, s: &mut Sequence) -> Option<R<'a, ()>> {
    let n = i.advance();
    let number = |i: In<'a>, slot: &mut Option<i128>| {
        integer(i).map(|(i, value)| {
            *slot = Some(value);
            (i, ())
        })
    };
    match i.word() {
        INCREMENT => return Some(word(BY)(n).and_then(|(n, _)| number(n, &mut s.increment))),
        START => {
            return Some(word(WITH)(n).and_then(|(n, _)| {
                if n.word() == LIMIT {
                    s.start_limit = true;
                    return word(VALUE)(n.advance()).map(|(n, _)| (n, ()));
                }
                number(n, &mut s.start)
            }));
        }
        MAXVALUE => return Some(limit(n, &mut s.max)),
        MINVALUE => return Some(limit(n, &mut s.min)),
        NOMAXVALUE => s.max = Some(Limited::No),
        NOMINVALUE => s.min = Some(Limited::No),
        CACHE => return Some(number(n, &mut s.cache)),
        NOCACHE => s.cache = Some(0),
        CYCLE => s.cycle = Some(true),
        NOCYCLE => s.cycle = Some(false),
        ORDER => s.ordered = Some(true),
        NOORDER => s.ordered = Some(false),
        KEEP => s.keep = Some(true),
        NOKEEP => s.keep = Some(false),
        SCALE | NOSCALE | EXTEND | NOEXTEND | SHARD | NOSHARD | SESSION | GLOBAL | NOPARTITION => {
            s.flags.push(i.word().text());
        }
        // The numbers that each instance of a cluster takes.
        PARTITION => {
            s.flags.push(i.word().text());
            return Some(integer(n).map(|(n, _)| (n, ())));
        }
        _ => return None,
    }
    Some(Ok((n, ())))
}

fn limit<'a>(i: In<'a>, slot: &mut Option<Limited>) -> R<'a, ()> {
    let (i, value) = integer(i)?;
    *slot = Some(Limited::At(value));
    Ok((i, ()))
}
