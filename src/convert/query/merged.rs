//! Joins with `USING` and `NATURAL`, whose columns become one.

#![expect(clippy::wildcard_enum_match_arm, reason = "every other item of FROM has its own columns")]

use super::Out;
use super::names::Col;
use crate::analyze::Null;
use crate::analyze::scope::Source;
use crate::finding::{self, Effort, Rule, Severity};
use crate::ir::{From, FromKind, JoinKind};
use crate::name::Name;

/// `t.*` over such a join.
pub(super) static MERGED: Rule = Rule {
    name: "columns-of-using",
    codes: &[(finding::Source::Oracle, "HD-380")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(5, 2),
    message: "`{name}.*` over a join with USING or NATURAL became the columns of `{name}` without those that the join shares, as in Oracle; \
              PostgreSQL's own `{name}.*` has them too",
    help: "Compare the columns of the result; write them out where they matter.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&MERGED];

/// Whether columns of a join become one.
pub(super) fn merges(item: &From) -> bool {
    match &item.kind {
        FromKind::Join(join) => join.natural || !join.using.is_empty() || merges(&join.left) || merges(&join.right),
        FromKind::Nested(inner) => merges(inner),
        _ => false,
    }
}

/// The columns of `*`: those that become one first, then the others of the left and of the right side.
pub(super) fn columns(items: &[From], sources: &[Source<Col>]) -> Option<Vec<Out>> {
    let mut rest = sources.iter();
    let mut all = Vec::new();
    for item in items {
        all.extend(of(item, &mut rest)?);
    }
    let out =
        |(source, col): (Name, Col)| Out { source, name: col.name, ty: col.ty, null: Null::Maybe, from: col.from };
    rest.next().is_none().then(|| all.into_iter().map(out).collect())
}

fn of<'s>(item: &From, rest: &mut impl Iterator<Item = &'s Source<Col>>) -> Option<Vec<(Name, Col)>> {
    match &item.kind {
        FromKind::Nested(inner) => of(inner, rest),
        FromKind::Join(join) => {
            let (left, right) = (of(&join.left, rest)?, of(&join.right, rest)?);
            let common: Vec<Name> = if join.natural {
                let has = |name: &Name| right.iter().any(|(n, _)| n == name);
                left.iter().map(|(n, _)| n).filter(|n| has(n)).cloned().collect()
            } else {
                join.using.clone()
            };
            let side = if join.kind == JoinKind::Right { &right } else { &left };
            let one = |name: &Name| side.iter().find(|(n, _)| n == name).cloned();
            let mut all: Vec<(Name, Col)> = common.iter().map(one).collect::<Option<_>>()?;
            all.extend(left.iter().chain(&right).filter(|(n, _)| !common.contains(n)).cloned());
            Some(all)
        }
        _ => rest.next()?.columns.clone(),
    }
}

/// The columns of one item of a join, but those that the joins around it make one with a column of another.
pub(super) fn own_columns<'s>(items: &[From], sources: &'s [Source<Col>], name: &Name) -> Option<Vec<&'s (Name, Col)>> {
    let place = sources.iter().position(|s| s.name == *name)?;
    let mut first = 0;
    let mut gone: Vec<Name> = Vec::new();
    for item in items {
        first = shared(item, sources, first, place, &mut gone)?;
    }
    let columns = sources.get(place)?.columns.as_ref()?;
    Some(columns.iter().filter(|(n, _)| !gone.contains(n)).collect())
}

/// Notes which columns the joins around the item at `place` share; the number of the first item behind this one.
fn shared(item: &From, sources: &[Source<Col>], first: usize, place: usize, gone: &mut Vec<Name>) -> Option<usize> {
    match &item.kind {
        FromKind::Nested(inner) => shared(inner, sources, first, place, gone),
        FromKind::Join(join) => {
            let middle = shared(&join.left, sources, first, place, gone)?;
            let end = shared(&join.right, sources, middle, place, gone)?;
            if (first..end).contains(&place) {
                gone.extend(join.using.iter().cloned());
                if join.natural {
                    let mut rest = sources.get(first..end)?.iter();
                    let (left, right) = (of(&join.left, &mut rest)?, of(&join.right, &mut rest)?);
                    gone.extend(left.into_iter().map(|(n, _)| n).filter(|n| right.iter().any(|(m, _)| m == n)));
                }
            }
            Some(end)
        }
        _ => Some(first + 1),
    }
}
