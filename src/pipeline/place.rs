//! Creation order over everything that was printed: each piece in its phase, after what it needs.

use super::Made;
use crate::emit::{OutFile, Phase, Piece};
use crate::finding::ObjectKind;
use crate::graph::{self, Item};
use crate::name::QName;
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
    let phases = phases(&all);
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

/// The phase of each piece: its own, or an earlier one where a piece of that phase needs it. A function that a default calls
/// is created before its table.
fn phases(all: &[(Slot, &Piece, SortKey<'_>)]) -> Vec<Phase> {
    let mut makers: BTreeMap<&QName, Vec<usize>> = BTreeMap::new();
    for (index, (_, piece, _)) in all.iter().enumerate() {
        for made in &piece.makes {
            makers.entry(made).or_default().push(index);
        }
    }
    let mut phases: Vec<Phase> = all.iter().map(|(_, piece, _)| piece.phase).collect();
    let mut waiting: Vec<usize> = (0..all.len()).collect();
    while let Some(index) = waiting.pop() {
        let Some((phase, (_, piece, _))) = phases.get(index).copied().zip(all.get(index)) else { continue };
        // Data comes after everything it needs by its nature; what runs with the database stands apart.
        if matches!(phase, Phase::Data | Phase::Database) {
            continue;
        }
        for maker in piece.needs.iter().filter_map(|need| makers.get(need)).flatten() {
            if let Some(slot) = phases.get_mut(*maker)
                && *slot > phase
                && *slot != Phase::Database
            {
                *slot = phase;
                waiting.push(*maker);
            }
        }
    }
    phases
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
    let mut placed = Placed::default();
    let mut file = |path: &str, phases: &[Phase]| {
        let mut text = String::new();
        for slot in phases.iter().filter_map(|p| sequence.phases.get(p)).flatten() {
            let Some(one) = made.get(slot.made) else { continue };
            let Some(piece) = one.printed.get(slot.printed).and_then(|p| p.pieces.get(slot.piece)) else { continue };
            let line = u32::try_from(text.matches('\n').count()).unwrap_or(0) + 1;
            let lines = u32::try_from(piece.create.text.matches('\n').count()).unwrap_or(0);
            text.push_str(&piece.create.text);
            text.push('\n');
            let part = piece.part.as_ref().and_then(|part| one.outcomes.iter().find(|o| o.targets.contains(part)));
            if let Some(outcome) = part.or(one.outcomes.first()) {
                placed.emitted.push(Emitted {
                    key: outcome.key.clone(),
                    file: path.into(),
                    line,
                    end_line: line + lines,
                    map: piece.create.map.iter().map(|(l, s)| (l + line, *s)).collect(),
                });
            }
        }
        placed.files.push(OutFile { path: path.into(), text });
    };
    file("objects/pre_data.sql", &[Phase::PreData]);
    file("objects/post_data.sql", &[Phase::Keys, Phase::ForeignKeys, Phase::PostData]);
    let apply = "\\set ON_ERROR_STOP on\n\\ir objects/pre_data.sql\n\\ir objects/post_data.sql\n";
    placed.files.push(OutFile { path: "apply.sql".into(), text: apply.into() });
    placed
}
