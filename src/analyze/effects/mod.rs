//! What routines, triggers and views do besides giving a result: closed over all that they call, fire and read.

mod close;
mod collect;
mod fed;
mod partial;

use super::Facts;
use super::symbols::{MemberId, PackageId, RoutineId};
use crate::catalog::ObjectId;
use crate::ir::Program;
use crate::ir::plsql::Stmt;
use crate::ir::plsql::walk::Node;
use crate::name::Name;
use fed::Fed;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::ops::{BitOr, BitOrAssign};

/// What code does, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Does(u32);

impl Does {
    /// Nothing.
    pub const NOTHING: Does = Does(0);
    /// It writes rows.
    pub const WRITES: Does = Does(1);
    /// It reads rows.
    pub const READS: Does = Does(1 << 1);
    /// It commits.
    pub const COMMITS: Does = Does(1 << 2);
    /// It rolls back, to a savepoint or all.
    pub const ROLLS_BACK: Does = Does(1 << 3);
    /// It raises an error by itself that leaves it: `RAISE`, `RAISE_APPLICATION_ERROR`.
    pub const RAISES: Does = Does(1 << 4);
    /// An error may leave it after it wrote rows that are not committed.
    pub const PARTIAL: Does = Does(1 << 5);
    /// It runs statements that are texts.
    pub const DYNAMIC: Does = Does(1 << 6);
    /// It is a transaction of its own. Never handed on to callers.
    pub const AUTONOMOUS: Does = Does(1 << 7);
    /// It calls one that is a transaction of its own.
    pub const CALLS_AUTONOMOUS: Does = Does(1 << 8);
    /// It asks for the time.
    pub const CLOCK: Does = Does(1 << 9);
    /// It prints: `DBMS_OUTPUT`.
    pub const OUTPUT: Does = Does(1 << 10);
    /// It locks rows, tables or named locks.
    pub const LOCKS: Does = Does(1 << 11);
    /// It takes a value of a sequence.
    pub const SEQUENCE: Does = Does(1 << 12);
    /// It draws random values, or unique ones.
    pub const RANDOM: Does = Does(1 << 13);
    /// It asks who and where: user, session, context.
    pub const SESSION: Does = Does(1 << 14);
    /// It reaches out: files, mails, network, jobs, pipes, alerts.
    pub const EXTERNAL: Does = Does(1 << 15);
    /// It reads variables of packages.
    pub const READS_STATE: Does = Does(1 << 16);
    /// It writes variables of packages.
    pub const WRITES_STATE: Does = Does(1 << 17);
    /// It calls what is not in the input, or behind a link: anything may happen there.
    pub const UNKNOWN: Does = Does(1 << 18);
    /// An error may leave it: nearly everything may fail.
    pub const MAY_RAISE: Does = Does(1 << 19);
    /// It changes settings of the session or of the transaction.
    pub const SETTINGS: Does = Does(1 << 20);
    /// It ends the transaction by a statement: `COMMIT`, `ROLLBACK` of all.
    pub const ENDS: Does = Does(1 << 21);

    /// Whether it holds all of `other`.
    #[must_use]
    pub const fn has(self, other: Does) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether it holds some of `other`.
    #[must_use]
    pub const fn any(self, other: Does) -> bool {
        self.0 & other.0 != 0
    }

    /// Without `other`.
    #[must_use]
    pub const fn without(self, other: Does) -> Does {
        Does(self.0 & !other.0)
    }

    /// What keeps a function from giving the same result for the same arguments within one statement, or does more than give one.
    pub const VOLATILE: Does = Does(
        Does::WRITES.0
            | Does::COMMITS.0
            | Does::ROLLS_BACK.0
            | Does::DYNAMIC.0
            | Does::CALLS_AUTONOMOUS.0
            | Does::AUTONOMOUS.0
            | Does::LOCKS.0
            | Does::SEQUENCE.0
            | Does::RANDOM.0
            | Does::EXTERNAL.0
            | Does::READS_STATE.0
            | Does::WRITES_STATE.0
            | Does::UNKNOWN.0
            | Does::CLOCK.0
            | Does::OUTPUT.0
            | Does::SETTINGS.0,
    );
}

impl BitOr for Does {
    type Output = Does;
    fn bitor(self, other: Does) -> Does {
        Does(self.0 | other.0)
    }
}

impl BitOrAssign for Does {
    fn bitor_assign(&mut self, other: Does) {
        self.0 |= other.0;
    }
}

/// What code does, with what it does it to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// What it does.
    pub does: Does,
    /// Tables and views that it reads.
    pub reads: BTreeSet<ObjectId>,
    /// Tables and views that it writes to.
    pub writes: BTreeSet<ObjectId>,
    /// Variables of packages that it reads; constants are none.
    pub reads_state: BTreeSet<MemberId>,
    /// Variables of packages that it writes.
    pub writes_state: BTreeSet<MemberId>,
}

impl Effect {
    fn add(&mut self, other: &Effect) {
        self.does |= other.does;
        self.reads.extend(&other.reads);
        self.writes.extend(&other.writes);
        self.reads_state.extend(&other.reads_state);
        self.writes_state.extend(&other.writes_state);
    }
}

/// Something that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Runs {
    /// A routine.
    Routine(RoutineId),
    /// A trigger, when rows are written.
    Trigger(ObjectId),
    /// A view, when it is read.
    View(ObjectId),
    /// A package, when it is first used.
    Package(PackageId),
}

/// What one of them does by itself, and what it makes run.
#[derive(Clone, Debug, Default)]
pub(super) struct Own {
    effect: Effect,
    /// What runs with it; true: errors of it are caught.
    runs: BTreeSet<(Runs, bool)>,
    /// Columns that it fills with numbers of sequences.
    fed: Fed,
}

/// What everything that runs does.
#[derive(Clone, Debug, Default)]
pub struct Effects {
    own: FxHashMap<Runs, Own>,
    closed: FxHashMap<Runs, Effect>,
    triggers: Triggers,
    fed: Fed,
}

/// Triggers of each table, with their events.
type Triggers = FxHashMap<ObjectId, Vec<(ObjectId, Vec<&'static str>)>>;

impl Effects {
    /// What all code of a program does.
    #[must_use]
    pub fn new<'a>(program: &'a Program, facts: &'a Facts<'a>) -> Self {
        close::effects(program, facts)
    }

    /// What it does, with all that runs with it.
    #[must_use]
    pub fn of(&self, it: Runs) -> Effect {
        self.closed.get(&it).cloned().unwrap_or_default()
    }

    /// What a routine does, with all that it calls.
    #[must_use]
    pub fn does(&self, routine: RoutineId) -> Does {
        self.runs(Runs::Routine(routine))
    }

    fn runs(&self, it: Runs) -> Does {
        self.closed.get(&it).map_or(Does::UNKNOWN | Does::MAY_RAISE, |e| e.does)
    }

    /// What it does by itself, without what it calls.
    #[must_use]
    pub fn own(&self, it: Runs) -> Effect {
        self.own.get(&it).map(|own| own.effect.clone()).unwrap_or_default()
    }

    /// The variables of packages that code reads, and those that it writes.
    #[must_use]
    pub fn state(&self) -> (FxHashSet<MemberId>, FxHashSet<MemberId>) {
        let all = || self.own.values().map(|own| &own.effect);
        (all().flat_map(|e| &e.reads_state).copied().collect(), all().flat_map(|e| &e.writes_state).copied().collect())
    }

    /// What it makes run.
    pub fn calls(&self, it: Runs) -> impl Iterator<Item = Runs> {
        self.own.get(&it).into_iter().flat_map(|own| &own.runs).map(|(runs, _)| *runs)
    }

    /// Whether code of the program calls a routine.
    #[must_use]
    pub fn is_called(&self, routine: RoutineId) -> bool {
        self.own.values().flat_map(|own| &own.runs).any(|(runs, _)| *runs == Runs::Routine(routine))
    }

    /// Triggers and views: what runs without being called.
    pub fn others(&self) -> impl Iterator<Item = Runs> {
        self.own.keys().copied().filter(|runs| matches!(runs, Runs::Trigger(_) | Runs::View(_)))
    }

    /// What a part of code does, with all that it calls. `schema` is that of unqualified names.
    #[must_use]
    pub fn of_part(&self, program: &Program, facts: &Facts<'_>, schema: Option<&Name>, part: Node<'_>) -> Effect {
        let own = collect::part(program, facts, &self.triggers, schema, part);
        let mut effect = own.effect;
        for (runs, caught) in &own.runs {
            if let Some(other) = self.closed.get(runs) {
                effect.add(&Effect { does: handed_on(other.does, *caught), ..other.clone() });
            }
        }
        effect
    }

    /// Whether an error may leave a list of statements after some of them wrote rows that are not committed.
    #[must_use]
    pub fn writes_then_may_raise<'a>(
        &'a self,
        program: &'a Program,
        facts: &'a Facts<'_>,
        schema: Option<&'a Name>,
        list: &[Stmt],
    ) -> bool {
        partial::Order { effects: self, program, facts, schema }.list(list)
    }
}

/// What callers do by calling something.
fn handed_on(does: Does, caught: bool) -> Does {
    let does = if does.has(Does::AUTONOMOUS) {
        // Its transaction is its own; its rows are written all the same.
        does.without(Does::AUTONOMOUS | Does::COMMITS | Does::ROLLS_BACK | Does::ENDS | Does::PARTIAL)
            | Does::CALLS_AUTONOMOUS
    } else {
        does
    };
    if caught { does.without(Does::RAISES | Does::MAY_RAISE) } else { does }
}
