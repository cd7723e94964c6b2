//! Creation order over everything that was printed: each piece in its phase, after what it needs.

use super::Made;
use crate::emit::layout::{self, Output};
use crate::emit::path::Home;
use crate::emit::{OutFile, Phase, Piece, phase};
use crate::finding::ObjectKind;
use crate::graph::{self, Item};
use crate::name::{Name, QName};
use crate::report::build::Emitted;
use std::collections::BTreeMap;

/// A piece by its place in what was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot {
    /// Source object.
    pub made: usize,
    /// Object of the target.
    pub printed: usize,
    /// Piece of it.
    pub piece: usize,
}

/// All pieces in creation order, and groups of pieces that need each other.
#[derive(Clone, Debug, Default)]
pub(super) struct Sequence {
    /// Per phase, in order.
    pub phases: BTreeMap<Phase, Vec<Slot>>,
    /// Circles.
    pub cycles: Vec<Vec<Slot>>,
}

/// Decides among pieces that could come next: schema, kind, name, place in the object.
type SortKey<'a> = (&'a str, ObjectKind, &'a str, usize, usize);

/// Orders everything.
pub(super) fn sequence(made: &[Made]) -> Sequence {
    let mut all: Vec<(Slot, &Piece, SortKey<'_>)> = Vec::new();
    for (m, one) in made.iter().enumerate() {
        for (p, printed) in one.printed.iter().enumerate() {
            for (i, piece) in printed.pieces.iter().enumerate() {
                let schema = printed.name.schema.as_deref().unwrap_or("");
                let key = (schema, printed.kind, printed.name.name.as_str(), i, m);
                all.push((Slot { made: m, printed: p, piece: i }, piece, key));
            }
        }
    }
    let phases = phase::settle(&all.iter().map(|(_, piece, _)| *piece).collect::<Vec<_>>());
    let mut result = Sequence::default();
    for phase in Phase::ALL {
        let of_phase: Vec<&(Slot, &Piece, SortKey<'_>)> =
            all.iter().zip(&phases).filter(|(_, p)| **p == phase).map(|(item, _)| item).collect();
        let items: Vec<Item<'_, SortKey<'_>>> = of_phase
            .iter()
            .map(|(_, piece, key)| Item { key: *key, makes: &piece.makes, needs: &piece.needs })
            .collect();
        let ordered = graph::order(&items);
        let slot = |i: &usize| of_phase.get(*i).map(|(slot, _, _)| *slot);
        result.phases.insert(phase, ordered.order.iter().filter_map(slot).collect());
        result.cycles.extend(ordered.cycles.iter().map(|c| c.iter().filter_map(slot).collect::<Vec<_>>()));
    }
    result
}

/// Files, and where in them each object stands.
#[derive(Debug, Default)]
pub(super) struct Placed {
    /// The output.
    pub files: Vec<OutFile>,
    /// Stretches by source object.
    pub emitted: Vec<Emitted>,
}

/// Lays everything out in files.
pub(super) fn place(made: &[Made]) -> Placed {
    let sequence = sequence(made);
    let homes: Vec<Home> = made.iter().map(home).collect();
    let slots: Vec<(Phase, Slot)> =
        sequence.phases.iter().flat_map(|(phase, slots)| slots.iter().map(|slot| (*phase, *slot))).collect();
    let mut pieces = Vec::with_capacity(slots.len());
    let mut outcomes = Vec::with_capacity(slots.len());
    for (phase, slot) in slots {
        let (Some(one), Some(home)) = (made.get(slot.made), homes.get(slot.made)) else { continue };
        let Some(piece) = one.printed.get(slot.printed).and_then(|p| p.pieces.get(slot.piece)) else { continue };
        pieces.push(layout::Placed { piece, phase, home });
        let part = piece.part.as_ref().and_then(|part| one.outcomes.iter().find(|o| o.targets.contains(part)));
        outcomes.push(part.or(one.outcomes.first()));
    }
    let output = layout::Output { pieces: &pieces, late_bodies: !sequence.cycles.is_empty(), ..Output::default() };
    let tree = layout::tree(&output);
    let mut placed = Placed::default();
    for ((piece, outcome), (file, line)) in pieces.iter().zip(outcomes).zip(&tree.placed) {
        let (Some(outcome), Some(file)) = (outcome, tree.files.get(*file)) else { continue };
        let create = &piece.piece.create;
        let lines = u32::try_from(create.text.matches('\n').count()).unwrap_or(0);
        placed.emitted.push(Emitted {
            key: outcome.key.clone(),
            file: file.path.clone(),
            line: line + 1,
            end_line: line + lines.max(1),
            map: create.map.iter().map(|(l, s)| (l + line + 1, *s)).collect(),
        });
    }
    placed.files = tree.files;
    placed
}

/// Where the file of a source object stands: by its kind in the source and its name in the target.
fn home(made: &Made) -> Home {
    let outcome = made.outcomes.first();
    let name = outcome.and_then(|o| o.targets.first()).or_else(|| made.printed.first().map(|p| &p.name));
    let (schema, name) = match name {
        Some(QName { schema: Some(schema), name }) => (schema.clone(), name.clone()),
        Some(QName { schema: None, name }) => (name.clone(), name.clone()),
        None => (Name::default(), Name::default()),
    };
    Home { schema, kind: outcome.map(|o| o.key.kind).unwrap_or_default(), name }
}
