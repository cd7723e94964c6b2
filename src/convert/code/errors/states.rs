//! States of exceptions without a number: `OX` and three characters that the qualified name gives, each its own.

#![expect(clippy::wildcard_enum_match_arm, reason = "only declarations of exceptions are looked for")]

use crate::convert::Program;
use crate::ir::plsql::{Block, DeclarationKind, walk};
use crate::ir::{self, Body};
use crate::name::Name;
use std::collections::{BTreeMap, BTreeSet};

/// States by the qualified names of exceptions; those that are not here have the state that their name gives.
#[derive(Debug, Default)]
pub(in crate::convert::code) struct States(BTreeMap<String, String>);

/// How many states there are: one that ends in `000` would be a class.
const COUNT: u64 = 46_655;

/// The state of an exception by its qualified name.
pub(super) fn of(program: &Program<'_>, qualified: &str) -> String {
    let all = program.effects.states.get_or_init(|| States::new(program));
    all.0.get(qualified).cloned().unwrap_or_else(|| state(place(qualified)))
}

impl States {
    /// Names in their order: one whose state another has takes the next that is free.
    fn new(program: &Program<'_>) -> States {
        let mut taken: BTreeSet<u64> = BTreeSet::new();
        let mut moved = BTreeMap::new();
        for name in names(program) {
            let first = place(&name);
            let free = (0..COUNT).map(|n| (first + n) % COUNT).find(|place| !taken.contains(place));
            let free = free.unwrap_or(first);
            taken.insert(free);
            if free != first {
                moved.insert(name, state(free));
            }
        }
        States(moved)
    }
}

/// Qualified names of all exceptions that code may declare.
fn names(program: &Program<'_>) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let catalog = &program.read.catalog;
    for (_, object) in catalog.iter() {
        let own = object.name.to_string();
        match &object.kind {
            ir::Kind::Routine(ir::Routine { body: Some(Body::Code(block)), .. })
            | ir::Kind::Trigger(ir::Trigger { body: Some(Body::Code(block)), .. }) => of_block(block, &own, &mut all),
            _ => {}
        }
    }
    for package in program.plan.packages.iter() {
        for (_, declaration) in package.declarations(catalog) {
            if let DeclarationKind::Exception(name) = &declaration.kind {
                all.insert(format!("{}.{name}.0", package.name));
            }
        }
        for member in &package.routines {
            let Some(code) = member.code(package, catalog) else { continue };
            let Some(Body::Code(block)) = &code.routine.body else { continue };
            of_block(block, &package.key(member, false).name.to_string(), &mut all);
        }
    }
    all
}

/// Those of a routine, and of routines within it: as often as a name is declared, one may stand within another.
fn of_block(block: &Block, own: &str, all: &mut BTreeSet<String>) {
    let mut count: BTreeMap<Name, usize> = BTreeMap::new();
    walk::outline(walk::Node::Block(block), &mut |node| {
        let walk::Node::Declaration(declaration) = node else { return };
        match &declaration.kind {
            DeclarationKind::Exception(name) => {
                let inner = count.entry(name.clone()).or_default();
                all.insert(format!("{own}.{name}.{inner}"));
                *inner += 1;
            }
            DeclarationKind::Routine(member) => {
                if let Some(Body::Code(block)) = &member.routine.body {
                    of_block(block, &format!("{own}.{}", member.name), all);
                }
            }
            _ => {}
        }
    });
}

/// FNV-1a.
fn place(qualified: &str) -> u64 {
    let hash = qualified
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    hash % COUNT
}

fn state(place: u64) -> String {
    const DIGITS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut rest = place + 1;
    let mut state = String::from("OX");
    for weight in [1296, 36, 1] {
        let digit = usize::try_from(rest / weight).unwrap_or_default();
        state.push(char::from(DIGITS.get(digit).copied().unwrap_or(b'0')));
        rest %= weight;
    }
    state
}

#[cfg(test)]
mod tests {
    use super::{COUNT, place, state};
    use std::collections::BTreeSet;

    #[test]
    fn each_place_has_a_state_of_its_own_and_none_is_a_class() {
        let all: BTreeSet<String> = (0..COUNT).map(state).collect();
        assert_eq!(all.len() as u64, COUNT);
        assert!(all.iter().all(|s| s.len() == 5 && !s.ends_with("000")));
        assert!(place("APP.RULES.E_CLOSED.0") < COUNT);
    }
}
