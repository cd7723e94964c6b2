//! Detectors: what no lowering touches. One rule a file, listed in `DETECTORS`; their order is the order of findings.

mod blanks;
mod bytes;
mod charset;
mod checklist;
mod collation;
mod collections;
mod conditions;
mod cursors;
mod dates;
mod dictionary;
mod dynamic;
mod exception_handlers;
mod guards;
mod loaded_rows;
mod numbers;
mod parameters;
mod personal_data;
mod queries;
mod redundant_index;
mod rounds;
mod routines;
mod row_by_row;
mod security;
mod sequences;
mod server_zone;
mod sessions;
mod sites;
mod texts;
mod transactions;
mod triggers;
mod wide_table;
mod writes;

pub(crate) use parameters::BINDS as BLOCK_WITH_BINDS;

use crate::analyze::effects::Runs;
use crate::analyze::{Facts, Means, depend};
use crate::catalog::{ConstraintRule, IndexMethod, ObjectId};
use crate::finding::{Key, Raised, Rule};
use crate::ir::{self, object::key};
use crate::name::{Name, QName};
use crate::profile::Profile;
use rayon::prelude::*;
use sites::Site;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU8};
use std::sync::{Mutex, OnceLock};

/// Rules of all detectors, by file.
pub static RULES: &[&[&Rule]] = &[
    blanks::RULES,
    bytes::RULES,
    charset::RULES,
    checklist::RULES,
    collation::RULES,
    collections::RULES,
    conditions::RULES,
    cursors::RULES,
    dates::RULES,
    dictionary::RULES,
    dynamic::RULES,
    exception_handlers::RULES,
    loaded_rows::RULES,
    numbers::RULES,
    parameters::RULES,
    personal_data::RULES,
    queries::RULES,
    redundant_index::RULES,
    rounds::RULES,
    routines::RULES,
    row_by_row::RULES,
    security::RULES,
    sequences::RULES,
    server_zone::RULES,
    sessions::RULES,
    texts::RULES,
    transactions::RULES,
    triggers::RULES,
    wide_table::RULES,
    writes::RULES,
];

/// All detectors, in the order of their findings.
static DETECTORS: &[Detector] = &[
    Detector::whole(server_zone::detect),
    Detector::whole(charset::detect),
    Detector::whole(collation::detect),
    Detector::whole(blanks::detect),
    Detector::whole(bytes::detect),
    Detector::whole(wide_table::detect),
    Detector::whole(redundant_index::detect),
    Detector::whole(personal_data::detect),
    Detector::code(transactions::detect),
    Detector::code(exception_handlers::detect),
    Detector::both(triggers::detect, triggers::whole),
    Detector::code(dynamic::detect),
    Detector::code(dictionary::detect),
    Detector::code(queries::detect),
    Detector::both(routines::detect, routines::whole),
    Detector::code(row_by_row::detect),
    Detector::both(conditions::detect, conditions::whole),
    Detector::code(writes::detect),
    Detector::both(parameters::detect, parameters::whole),
    Detector::code(cursors::detect),
    Detector::code(collections::detect),
    Detector::code(dates::detect),
    Detector::both(texts::detect, texts::whole),
    Detector::both(numbers::detect, numbers::whole),
    Detector::both(security::detect, security::whole),
    Detector::whole(sequences::detect),
    Detector::whole(sessions::detect),
    Detector::whole(loaded_rows::detect),
    Detector::both(checklist::detect, checklist::whole),
    Detector::both(rounds::detect, rounds::whole),
];

/// Looks for one thing: first in the code of each object, then in the whole program.
struct Detector {
    code: Option<InCode>,
    whole: Option<InWhole>,
}

type InCode = fn(&Seen<'_>, &Site<'_>, &mut Vec<Found>);
type InWhole = fn(&Seen<'_>, &mut Vec<Found>);

impl Detector {
    const fn code(code: InCode) -> Self {
        Detector { code: Some(code), whole: None }
    }

    const fn whole(whole: InWhole) -> Self {
        Detector { code: None, whole: Some(whole) }
    }

    const fn both(code: InCode, whole: InWhole) -> Self {
        Detector { code: Some(code), whole: Some(whole) }
    }
}

/// A finding of a detector.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The object it is about; `None`: the whole schema, or a setting.
    pub object: Option<Key>,
    /// What is said.
    pub raised: Raised,
}

/// What detectors see.
struct Seen<'a> {
    program: &'a ir::Program,
    profile: &'a Profile,
    facts: &'a Facts<'a>,
    /// All code, by the object that is reported.
    sites: Vec<Site<'a>>,
    /// Columns of the indexes of each table, those of primary and unique keys included, each with who makes it.
    indexes: BTreeMap<ObjectId, Vec<Indexed<'a>>>,
    /// What was seen in code that counts for the whole program.
    noted: Noted,
    /// Constraints that errors may name.
    constraints: BTreeSet<&'a Name>,
    /// Code may set how texts are ordered.
    orders: OnceLock<bool>,
    /// Tables whose triggers number them from a sequence, by that.
    numbered: OnceLock<BTreeMap<QName, BTreeSet<ObjectId>>>,
}

/// What is seen in the code of objects and counts for the whole program: sums and sets, so that it does not matter which comes first.
#[derive(Default)]
struct Noted {
    /// Code computes with binary floating-point numbers.
    binary: AtomicBool,
    /// Which clocks of the source's server code reads: places in [`server_zone::CLOCKS`], as bits.
    clocks: AtomicU8,
    /// How often code changes the case of letters.
    cases: AtomicI64,
    /// Tables that get a policy.
    guarded: Mutex<BTreeSet<QName>>,
    /// Routines that triggers and handlers call.
    asked: Mutex<BTreeSet<Runs>>,
    /// Tables that code fills, and those that it empties.
    filled: Mutex<BTreeSet<ObjectId>>,
    emptied: Mutex<BTreeSet<ObjectId>>,
}

/// Adds to a set that several threads add to.
fn note<T: Ord>(set: &Mutex<BTreeSet<T>>, found: BTreeSet<T>) {
    if !found.is_empty()
        && let Ok(mut set) = set.lock()
    {
        set.extend(found);
    }
}

/// What was noted.
fn noted<T: Ord + Clone>(set: &Mutex<BTreeSet<T>>) -> BTreeSet<T> {
    set.lock().map(|set| set.clone()).unwrap_or_default()
}

/// An index as a list of columns.
#[derive(Clone, Debug)]
struct Indexed<'a> {
    /// Its name, or that of its constraint.
    name: Name,
    /// Its leading plain columns.
    columns: Vec<&'a Name>,
    /// All its keys are plain columns.
    plain: bool,
    /// No two rows may be equal.
    unique: bool,
    /// It leaves out rows that are null in all columns, as the source's unique keys do.
    partial: bool,
    /// The object, where it is not a constraint's.
    object: Option<&'a ir::Object>,
}

impl<'a> Seen<'a> {
    fn new(program: &'a ir::Program, facts: &'a Facts<'a>, profile: &'a Profile) -> Self {
        let mut indexes: BTreeMap<ObjectId, Vec<Indexed<'a>>> = BTreeMap::new();
        for (id, object) in program.catalog.iter() {
            match &object.kind {
                ir::Kind::Table(table) => indexes.entry(id).or_default().extend(keys(table)),
                ir::Kind::Index(index) => {
                    let home = depend::find(&program.catalog, &index.table, object.name.schema.as_ref());
                    // what stands for an index of a domain is none over its columns
                    let other = matches!(index.method, IndexMethod::Domain(_));
                    if let Some(home) = home.filter(|_| !index.hidden && !other) {
                        indexes.entry(home).or_default().push(indexed(&program.catalog, home, object, index));
                    }
                }
                ir::Kind::Schema(_)
                | ir::Kind::Sequence(_)
                | ir::Kind::View(_)
                | ir::Kind::Type(_)
                | ir::Kind::Routine(_)
                | ir::Kind::Trigger(_)
                | ir::Kind::Grant(_)
                | ir::Kind::Other(_) => {}
            }
        }
        let mut seen = Seen {
            program,
            profile,
            facts,
            sites: sites::sites(program, facts),
            indexes,
            noted: Noted::default(),
            constraints: BTreeSet::new(),
            orders: OnceLock::new(),
            numbered: OnceLock::new(),
        };
        seen.constraints = exception_handlers::constraints(&seen);
        seen
    }

    /// Whether code may set how texts are ordered.
    fn orders(&self) -> bool {
        *self.orders.get_or_init(|| self.sites.par_iter().any(collections::sets_order))
    }

    /// The table with this identity.
    fn table(&self, id: ObjectId) -> Option<&'a ir::Table> {
        if let ir::Kind::Table(table) = &self.program.catalog.get(id).kind { Some(table) } else { None }
    }

    /// The column of a table that an expression names.
    fn column(&self, e: &ir::Expr) -> Option<(ObjectId, &'a ir::Column)> {
        let Means::Column(id, n) = self.facts.of(e.at).means else { return None };
        self.table(id)?.columns.get(usize::from(n)).map(|column| (id, column))
    }

    /// All tables.
    fn tables(&self) -> impl Iterator<Item = (ObjectId, &'a ir::Object, &'a ir::Table)> {
        self.program.catalog.iter().filter_map(|(id, object)| {
            if let ir::Kind::Table(table) = &object.kind { Some((id, object, table)) } else { None }
        })
    }
}

/// The indexes that primary and unique keys make.
fn keys(table: &ir::Table) -> impl Iterator<Item = Indexed<'_>> {
    table.constraints.iter().filter(|c| c.state.enabled).filter_map(|c| match &c.rule {
        ConstraintRule::Primary(columns) | ConstraintRule::Unique(columns) => Some(Indexed {
            name: c.name.clone().unwrap_or_else(|| "PRIMARY KEY".into()),
            columns: columns.iter().collect(),
            plain: true,
            unique: true,
            partial: matches!(c.rule, ConstraintRule::Unique(_)) && leaves_out_nulls(table, columns.iter()),
            object: None,
        }),
        ConstraintRule::Foreign(_) | ConstraintRule::Check(_) | ConstraintRule::Ref(_) => None,
    })
}

/// Whether a unique key over these columns has rows that its index here does not hold.
fn leaves_out_nulls<'a>(table: &ir::Table, mut columns: impl ExactSizeIterator<Item = &'a Name>) -> bool {
    let nullable = |name: &Name| {
        let column = table.columns.iter().find(|column| column.name == *name);
        column.is_some_and(|column| !crate::analyze::infer::never_null(table, column))
    };
    columns.len() > 1 && columns.all(nullable)
}

fn indexed<'a>(catalog: &'a ir::Catalog, home: ObjectId, object: &'a ir::Object, index: &'a ir::Index) -> Indexed<'a> {
    let column = |e: &'a ir::Expr| if let ir::ExprKind::Name(path) = &e.kind { path.parts.last() } else { None };
    let columns: Vec<&Name> = index.keys.iter().map_while(|k| column(&k.expr)).collect();
    let plain = columns.len() == index.keys.len();
    let table = if let ir::Kind::Table(table) = &catalog.get(home).kind { Some(table) } else { None };
    let nulls = table.is_some_and(|table| leaves_out_nulls(table, columns.iter().copied()));
    let partial = index.unique && plain && nulls;
    Indexed { name: object.name.name.clone(), columns, plain, unique: index.unique, partial, object: Some(object) }
}

/// How many pieces of code one thread looks at before it takes more.
const PORTION: usize = 16;

/// Runs all detectors, in parallel: all of them on the code of an object while it is at hand, then those that need what was seen.
#[must_use]
pub fn run<'a>(program: &'a ir::Program, facts: &'a Facts<'a>, profile: &'a Profile) -> Vec<Found> {
    let seen = Seen::new(program, facts, profile);
    let in_code = seen.sites.par_chunks(PORTION).map(|sites| {
        let mut found: Vec<Vec<Found>> = DETECTORS.iter().map(|_| Vec::new()).collect();
        for site in sites {
            let site = site.filled();
            for (detector, found) in DETECTORS.iter().zip(&mut found) {
                if let Some(detect) = detector.code {
                    detect(&seen, &site, found);
                }
            }
        }
        found
    });
    let in_code: Vec<Vec<Vec<Found>>> = in_code.collect();
    let in_whole = DETECTORS.par_iter().map(|detector| {
        let mut found = Vec::new();
        if let Some(detect) = detector.whole {
            detect(&seen, &mut found);
        }
        found
    });
    let mut all: Vec<Vec<Found>> = DETECTORS.iter().map(|_| Vec::new()).collect();
    for portion in in_code.into_iter().chain([in_whole.collect()]) {
        all.iter_mut().zip(portion).for_each(|(all, found)| all.extend(found));
    }
    let mut all: Vec<Found> = all.into_iter().flatten().collect();
    all.retain(|f| f.raised.rule.holds_for(profile.target));
    checklist::leave_churn(&mut all);
    all
}

/// A call of a function that the source supplies, by its name.
fn supplied<'e>(seen: &Seen<'_>, e: &'e ir::Expr) -> Option<(&'e str, &'e [ir::Argument])> {
    let ir::ExprKind::Call(call) = &e.kind else { return None };
    let [name] = call.name.parts.as_slice() else { return None };
    let own = matches!(seen.facts.of(e.at).means, Means::Supplied | Means::Builtin(_));
    (own && call.name.link.is_none()).then_some((name.as_str(), call.args.as_slice()))
}

/// A finding about an object.
fn about(object: &ir::Object, raised: Raised) -> Found {
    Found { object: Some(key(object)), raised }
}

/// A finding about the whole schema.
fn general(raised: Raised) -> Found {
    Found { object: None, raised }
}
