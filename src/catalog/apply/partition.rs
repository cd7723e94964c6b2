//! Changes of partitions.

use super::super::change::{SplitAt, TableChange};
use super::super::{Bound, Language, Partition, PartitionBy, Partitioning};
use crate::name::Name;

/// Applies one change; the error names the partition that is not there.
pub(super) fn alter<L: Language>(p: &mut Partitioning<L>, change: TableChange<L>) -> Result<(), Name> {
    match change {
        TableChange::AddPartition(part) => p.parts.push(*part),
        TableChange::DropPartition(name) => {
            let at = place(&p.parts, &name);
            match at {
                Some(at) => drop(p.parts.remove(at)),
                None => {
                    let owner = p.parts.iter_mut().find(|q| place(&q.parts, &name).is_some()).ok_or(name.clone())?;
                    owner.parts.retain(|q| q.name.as_ref() != Some(&name));
                }
            }
        }
        TableChange::RenamePartition(from, to) => find(&mut p.parts, &from).ok_or(from)?.name = Some(to),
        TableChange::SplitPartition { name, at, into } => return split(p, name, at, into),
        TableChange::MergePartitions { names, through, into } => return merge(p, &names, through, into.map(|b| *b)),
        TableChange::PartitionValues { name, add, rows } => {
            if let Bound::Values(values) = &mut find(&mut p.parts, &name).ok_or(name)?.bound {
                if add {
                    values.extend(rows);
                } else {
                    values.retain(|row| !rows.contains(row));
                }
            }
        }
        TableChange::AddSubpartition { of, part } => find(&mut p.parts, &of).ok_or(of)?.parts.push(*part),
        TableChange::Interval(interval) => p.interval = interval,
        TableChange::Automatic(automatic) => p.automatic = automatic,
        TableChange::Template(parts) => {
            if let Some(sub) = &mut p.sub {
                sub.parts = parts;
            }
        }
        TableChange::AddColumn(..)
        | TableChange::ModifyColumn { .. }
        | TableChange::DropColumn { .. }
        | TableChange::RenameColumn(..)
        | TableChange::AddConstraint(_)
        | TableChange::DropConstraint { .. }
        | TableChange::RenameConstraint(..)
        | TableChange::ConstraintState(..)
        | TableChange::RenameTo(_)
        | TableChange::Partition(_)
        | TableChange::Triggers(_)
        | TableChange::Clause(_) => {}
    }
    Ok(())
}

fn place<L: Language>(parts: &[Partition<L>], name: &Name) -> Option<usize> {
    parts.iter().position(|p| p.name.as_ref() == Some(name))
}

/// A partition or subpartition by its name.
fn find<'a, L: Language>(parts: &'a mut [Partition<L>], name: &Name) -> Option<&'a mut Partition<L>> {
    if let Some(at) = place(parts, name) {
        return parts.get_mut(at);
    }
    parts.iter_mut().find_map(|p| {
        let at = place(&p.parts, name)?;
        p.parts.get_mut(at)
    })
}

/// The pieces take the place of the partition. Bounds that are not written follow from where it is split.
fn split<L: Language>(
    p: &mut Partitioning<L>,
    name: Name,
    at: SplitAt<L>,
    into: Vec<Partition<L>>,
) -> Result<(), Name> {
    let place = place(&p.parts, &name).ok_or(name)?;
    let old = p.parts.remove(place);
    let piece = |name: Option<Name>| Partition {
        name,
        bound: Bound::Unstated,
        parts: Vec::new(),
        at: old.at,
        clauses: old.clauses.clone(),
    };
    let mut pieces = if into.is_empty() { vec![piece(None), piece(None)] } else { into };
    if let Some(first) = pieces.first_mut() {
        match &at {
            SplitAt::Below(limits) => first.bound = Bound::LessThan(limits.clone()),
            SplitAt::Values(rows) => first.bound = Bound::Values(rows.clone()),
            SplitAt::Bounds => {}
        }
    }
    if let Some(last) = pieces.last_mut()
        && last.bound == Bound::Unstated
    {
        last.bound = match (old.bound, &at) {
            (Bound::Values(mut rows), SplitAt::Values(taken)) => {
                rows.retain(|row| !taken.contains(row));
                Bound::Values(rows)
            }
            (bound, _) => bound,
        };
    }
    p.parts.splice(place..place, pieces);
    Ok(())
}

/// One partition takes the place of several: of a range it holds what all held, up to the highest bound.
fn merge<L: Language>(
    p: &mut Partitioning<L>,
    names: &[Name],
    through: bool,
    into: Option<Partition<L>>,
) -> Result<(), Name> {
    let mut places = Vec::new();
    for name in names {
        places.push(place(&p.parts, name).ok_or_else(|| name.clone())?);
    }
    places.sort_unstable();
    let (Some(first), Some(last)) = (places.first().copied(), places.last().copied()) else { return Ok(()) };
    if through {
        places = (first..=last).collect();
    }
    let mut bound = Bound::Unstated;
    let mut at = p.at;
    for place in places.iter().rev() {
        let old = p.parts.remove(*place);
        at = old.at;
        bound = match (bound, old.bound) {
            (Bound::Unstated, old) => old,
            (Bound::Default, _) | (_, Bound::Default) => Bound::Default,
            (Bound::Values(mut all), Bound::Values(more)) if p.by == PartitionBy::List => {
                all.splice(0..0, more);
                Bound::Values(all)
            }
            (highest, _) => highest,
        };
    }
    let mut whole = into.unwrap_or(Partition {
        name: names.last().cloned(),
        bound: Bound::Unstated,
        parts: Vec::new(),
        at,
        clauses: Vec::new(),
    });
    if whole.bound == Bound::Unstated {
        whole.bound = bound;
    }
    let at = first.min(p.parts.len());
    p.parts.insert(at, whole);
    Ok(())
}
