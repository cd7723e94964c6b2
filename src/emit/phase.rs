//! Which phase each piece runs in, once it is known who needs whom.

use super::{Phase, Piece};
use crate::name::QName;
use rustc_hash::FxHashMap;

/// The phase of each piece: what a piece of pre-data or a row needs is pulled there (a function in a default), and what needs
/// something that comes later is pushed behind it (an index on a materialized view, a check that calls a function).
#[must_use]
pub fn settle(pieces: &[&Piece]) -> Vec<Phase> {
    let mut makers: FxHashMap<&QName, Vec<usize>> = FxHashMap::default();
    for (i, piece) in pieces.iter().enumerate() {
        for made in &piece.makes {
            makers.entry(made).or_default().push(i);
        }
    }
    let mut phases: Vec<Phase> = pieces.iter().map(|p| p.phase).collect();
    let needed = |i: usize| pieces.get(i).into_iter().flat_map(|p| &p.needs).filter_map(|n| makers.get(n)).flatten();
    let mut waiting: Vec<usize> =
        (0..pieces.len()).filter(|i| phases.get(*i).is_some_and(|p| *p <= Phase::Data)).collect();
    while let Some(user) = waiting.pop() {
        for &maker in needed(user) {
            if let Some(phase) = phases.get_mut(maker)
                && *phase > Phase::PreData
                && *phase != Phase::Database
            {
                *phase = Phase::PreData;
                waiting.push(maker);
            }
        }
    }
    for user in 0..pieces.len() {
        let latest = needed(user).filter_map(|maker| phases.get(*maker)).max().copied();
        if let (Some(phase), Some(latest)) = (phases.get_mut(user), latest)
            && matches!(phase, Phase::Keys | Phase::ForeignKeys)
            && latest == Phase::PostData
        {
            *phase = Phase::PostData;
        }
    }
    phases
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::Laid;

    fn piece(phase: Phase, makes: &str, needs: &[&str]) -> Piece {
        Piece {
            phase,
            makes: vec![QName::new("hr", makes)],
            needs: needs.iter().map(|n| QName::new("hr", *n)).collect(),
            helpers: Vec::new(),
            create: Laid::default(),
            shadow: None,
            undo: String::new(),
            part: None,
            rows: None,
            newer: Vec::new(),
        }
    }

    #[test]
    fn functions_move_before_the_tables_that_call_them_and_indexes_behind_their_views() {
        let pieces = [
            piece(Phase::PreData, "t", &["f"]),
            piece(Phase::PostData, "f", &["g"]),
            piece(Phase::PostData, "g", &[]),
            piece(Phase::PostData, "v", &["t"]),
            piece(Phase::Keys, "v_ix", &["v"]),
            piece(Phase::Keys, "t_pk", &["t"]),
            piece(Phase::PostData, "of_rows", &["t"]),
            piece(Phase::Data, "", &["of_rows"]),
        ];
        let all: Vec<&Piece> = pieces.iter().collect();
        let expected = [
            Phase::PreData,
            Phase::PreData,
            Phase::PreData,
            Phase::PostData,
            Phase::PostData,
            Phase::Keys,
            Phase::PreData,
            Phase::Data,
        ];
        assert_eq!(settle(&all), expected);
    }
}
