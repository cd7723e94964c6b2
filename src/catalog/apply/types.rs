//! Changes of sequences and user-defined types.

use super::super::change::TypeChange;
use super::super::{Kind, Language, Method, Sequence, TypeShape};

/// Only what is written changes.
pub(super) fn alter_sequence(sequence: &mut Sequence, restart: bool, options: Sequence) {
    let Sequence { start, start_limit, increment, min, max, cache, cycle, ordered, keep, flags, width, owned_by } =
        options;
    if restart && start.is_none() && !start_limit {
        // a restart without a value begins at the lower or upper limit again
        sequence.start = None;
    }
    sequence.start = start.or(sequence.start);
    sequence.start_limit |= start_limit;
    sequence.increment = increment.or(sequence.increment);
    sequence.min = min.or(sequence.min);
    sequence.max = max.or(sequence.max);
    sequence.cache = cache.or(sequence.cache);
    sequence.cycle = cycle.or(sequence.cycle);
    sequence.ordered = ordered.or(sequence.ordered);
    sequence.keep = keep.or(sequence.keep);
    sequence.width = width.or(sequence.width);
    sequence.owned_by = owned_by.or(sequence.owned_by.take());
    for flag in flags {
        // `NOSCALE` takes `SCALE` back, and the other way round
        let opposite = |old: &str| old.strip_prefix("NO") == Some(flag) || flag.strip_prefix("NO") == Some(old);
        sequence.flags.retain(|old| *old != flag && !opposite(old));
        sequence.flags.push(flag);
    }
}

/// Applies changes of a type; what does not fit its shape is left out.
pub(super) fn alter_type<L: Language>(kind: &mut Kind<L>, changes: Vec<TypeChange<L>>) {
    let Kind::Type(ty) = kind else { return };
    for change in changes {
        match (change, &mut ty.shape) {
            (TypeChange::Add(attribute), TypeShape::Object(object)) => object.attributes.push(attribute),
            (TypeChange::Modify(attribute), TypeShape::Object(object)) => {
                if let Some(old) = object.attributes.iter_mut().find(|a| a.name == attribute.name) {
                    *old = attribute;
                }
            }
            (TypeChange::Drop(name), TypeShape::Object(object)) => object.attributes.retain(|a| a.name != name),
            (TypeChange::AddMethod(method), TypeShape::Object(object)) => object.methods.push(method),
            (TypeChange::DropMethod(gone), TypeShape::Object(object)) => {
                object.methods.retain(|m| !same_header(m, &gone))
            }
            (TypeChange::Final(is), TypeShape::Object(object)) => object.is_final = Some(is),
            (TypeChange::Instantiable(is), TypeShape::Object(object)) => object.instantiable = Some(is),
            (TypeChange::Limit(new), TypeShape::Varray { limit, .. }) => *limit = new,
            (TypeChange::Element(new), TypeShape::Varray { of, .. } | TypeShape::NestedTable { of, .. }) => *of = new,
            (TypeChange::Clause(clause), _) => ty.clauses.push(clause),
            (_, _) => {}
        }
    }
}

/// Whether two headers are of one method: name, kind and types of the parameters.
fn same_header<L: Language>(a: &Method<L>, b: &Method<L>) -> bool {
    let types = |m: &Method<L>| m.routine.params.iter().map(|p| p.ty.clone()).collect::<Vec<_>>();
    a.name == b.name && a.routine.is_function == b.routine.is_function && types(a) == types(b)
}
