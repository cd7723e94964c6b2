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
mod loaded_rows;
mod numbers;
mod parameters;
mod personal_data;
mod queries;
mod redundant_index;
mod rounds;
mod routines;
mod security;
mod server_zone;
mod sites;
mod texts;
mod transactions;
mod triggers;
mod wide_table;
mod writes;

use crate::analyze::{Facts, Means, depend};
use crate::catalog::{ConstraintRule, ObjectId};
use crate::finding::{Key, Raised, Rule};
use crate::ir::{self, object::key};
use crate::name::Name;
use crate::profile::Profile;
use rayon::prelude::*;
use std::collections::BTreeMap;

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
    security::RULES,
    server_zone::RULES,
    texts::RULES,
    transactions::RULES,
    triggers::RULES,
    wide_table::RULES,
    writes::RULES,
];

/// All detectors, in the order in which they run.
static DETECTORS: &[Detector] = &[
    server_zone::detect,
    charset::detect,
    collation::detect,
    blanks::detect,
    bytes::detect,
    wide_table::detect,
    redundant_index::detect,
    personal_data::detect,
    transactions::detect,
    exception_handlers::detect,
    triggers::detect,
    dynamic::detect,
    dictionary::detect,
    queries::detect,
    routines::detect,
    conditions::detect,
    writes::detect,
    parameters::detect,
    cursors::detect,
    collections::detect,
    dates::detect,
    texts::detect,
    numbers::detect,
    security::detect,
    loaded_rows::detect,
    checklist::detect,
    rounds::detect,
];

/// Looks for one thing in the whole program.
type Detector = fn(&Seen<'_>, &mut Vec<Found>);

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
    sites: Vec<sites::Site<'a>>,
    /// Columns of the indexes of each table, those of primary and unique keys included, each with who makes it.
    indexes: BTreeMap<ObjectId, Vec<Indexed<'a>>>,
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
                    if let Some(home) = home.filter(|_| !index.hidden) {
                        indexes.entry(home).or_default().push(indexed(object, index));
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
        Seen { program, profile, facts, sites: sites::sites(program, facts), indexes }
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
            object: None,
        }),
        ConstraintRule::Foreign(_) | ConstraintRule::Check(_) | ConstraintRule::Ref(_) => None,
    })
}

fn indexed<'a>(object: &'a ir::Object, index: &'a ir::Index) -> Indexed<'a> {
    let column = |e: &'a ir::Expr| if let ir::ExprKind::Name(path) = &e.kind { path.parts.last() } else { None };
    let columns: Vec<&Name> = index.keys.iter().map_while(|k| column(&k.expr)).collect();
    let plain = columns.len() == index.keys.len();
    Indexed { name: object.name.name.clone(), columns, plain, unique: index.unique, object: Some(object) }
}

/// Runs all detectors, in parallel.
#[must_use]
pub fn run<'a>(program: &'a ir::Program, facts: &'a Facts<'a>, profile: &'a Profile) -> Vec<Found> {
    let seen = Seen::new(program, facts, profile);
    let detected = DETECTORS.par_iter().map(|detect| {
        let mut found = Vec::new();
        detect(&seen, &mut found);
        found.retain(|f: &Found| f.raised.rule.holds_for(profile.target));
        found
    });
    detected.collect::<Vec<_>>().into_iter().flatten().collect()
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
