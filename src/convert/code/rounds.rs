//! Routines that call each other: which of them is looked at first must not matter.

use crate::analyze::effects::{Does, Runs};
use crate::convert::Program;
use crate::convert::plan::members::Routine;
use crate::graph::components;
use crate::name::QName;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Routines that call each other in a round, and whether they end the transaction.
pub(super) fn of<'p>(program: &'p Program<'_>) -> &'p FxHashMap<QName, bool> {
    program.effects.rounds.get_or_init(|| found(program))
}

fn found(program: &Program<'_>) -> FxHashMap<QName, bool> {
    let (symbols, effects) = (&program.facts.symbols, &program.facts.effects);
    let mut all: Vec<Runs> = symbols.routines().map(|(id, _)| Runs::Routine(id)).collect();
    let mut places: BTreeMap<Runs, usize> = all.iter().enumerate().map(|(place, runs)| (*runs, place)).collect();
    let mut edges = Vec::new();
    let mut next = 0;
    while let Some(from) = all.get(next).copied() {
        // A package that is being set up is not set up again by what it calls then.
        for to in effects.calls(from).filter(|to| !matches!(to, Runs::Package(_))) {
            let place = *places.entry(to).or_insert_with(|| {
                all.push(to);
                all.len() - 1
            });
            edges.push((next, place));
        }
        next += 1;
    }
    let round = components(all.len(), &edges).into_iter().filter(|members| members.len() > 1).flatten();
    let round: BTreeSet<Runs> = round.filter_map(|place| all.get(place).copied()).collect();
    let catalog = &program.read.catalog;
    let objects = catalog.iter().map(|(id, object)| (object.at, program.target(id)));
    let members = program.plan.packages.iter().flat_map(|package| {
        let at = |member: &Routine| Some((member.header(package, catalog)?.at, member.target.clone()));
        package.routines.iter().filter_map(at)
    });
    let mut known = FxHashMap::default();
    for (at, target) in objects.chain(members) {
        let Some(id) = symbols.at(at).filter(|id| round.contains(&Runs::Routine(*id))) else { continue };
        *known.entry(target).or_default() |= effects.does(id).any(Does::COMMITS | Does::ROLLS_BACK);
    }
    known
}
