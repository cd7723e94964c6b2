//! Joins with `USING` and `NATURAL`, whose columns become one.

#![expect(clippy::wildcard_enum_match_arm, reason = "every other item of FROM has its own columns")]

use super::Out;
use super::names::Col;
use crate::analyze::Null;
use crate::analyze::scope::Source;
use crate::ir::{From, FromKind, JoinKind};
use crate::name::Name;

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
