//! Decisions that need the whole program, one file each; made between analysis and lowering, read-only after.

pub mod columns;
pub mod firing;
pub mod indexed;
pub mod members;
pub mod names;
pub mod numbered;
pub mod whole;

pub use indexed::Indexed;
pub use members::{Package, Packages};
pub use names::{Names, Previous, Rename};
pub use numbered::Numbered;
pub use whole::Whole;

use crate::analyze::{Facts, depend};
use crate::catalog::{ConstraintRule, ObjectId, Timing};
use crate::ir;
use crate::name::{Name, QName};
use crate::pg;
use crate::profile::Profile;
use std::collections::{BTreeMap, BTreeSet};

/// All decisions.
#[derive(Debug, Default)]
pub struct Plan {
    /// Target names of source objects, and of what conversion adds.
    pub names: Names,
    /// Target types of columns: equal across keys that meet.
    pub columns: BTreeMap<(ObjectId, Name), pg::Type>,
    /// Columns whose type a person chose.
    pub chosen: BTreeSet<(ObjectId, Name)>,
    /// Columns that got the type of a key they meet, and that key's column.
    pub joined: BTreeMap<(ObjectId, Name), (ObjectId, Name)>,
    /// Packages with their members.
    pub packages: Packages,
    /// What stands before the names of triggers whose order the source says.
    pub firing: BTreeMap<ObjectId, String>,
    /// Foreign keys that refer to each table, in order: the table they stand in, and their place among its constraints.
    pub referring: BTreeMap<ObjectId, Vec<(ObjectId, usize)>>,
    /// What the indexes of each table start with.
    pub indexed: Indexed,
    /// Variables, parameters and results that hold whole numbers alone.
    pub whole: Whole,
    /// Views in whose place triggers write.
    pub served: BTreeSet<ObjectId>,
    /// Columns with a default in place of a trigger that fills them from a sequence.
    pub numbered: Numbered,
}

/// The table that a name means within a schema; synonyms are followed.
#[must_use]
pub fn find_table<'a>(
    catalog: &'a ir::Catalog,
    name: &QName,
    schema: Option<&Name>,
) -> Option<(ObjectId, &'a ir::Table)> {
    let id = depend::find(catalog, name, schema)?;
    if let ir::Kind::Table(table) = &catalog.get(id).kind { Some((id, table)) } else { None }
}

impl Plan {
    /// Decides. `previous` are the renames of an earlier run, which are kept.
    #[must_use]
    pub fn new(program: &ir::Program, facts: &Facts<'_>, profile: &Profile, previous: &Previous) -> Self {
        let names = Names::new(program, profile, previous);
        let indexed = Indexed::new(&program.catalog);
        let ((columns, whole), (packages, firing)) = rayon::join(
            || {
                let columns = columns::decide(program, facts, profile, &names, &indexed);
                let whole = whole::decide(program, facts, &indexed, &columns);
                (columns, whole)
            },
            || (Packages::new(&program.catalog, profile, &names), firing::prefixes(&program.catalog)),
        );
        let columns::Decided { types, chosen, joined, .. } = columns;
        Plan {
            names,
            columns: types,
            chosen,
            joined,
            packages,
            firing,
            referring: referring(&program.catalog),
            indexed,
            whole,
            served: served(&program.catalog),
            numbered: Numbered::new(&program.catalog, facts, profile),
        }
    }
}

fn served(catalog: &ir::Catalog) -> BTreeSet<ObjectId> {
    let of = |(_, object): (ObjectId, &crate::catalog::Object<ir::Ir>)| {
        let ir::Kind::Trigger(trigger) = &object.kind else { return None };
        let view = trigger.table.as_ref().filter(|_| trigger.timing == Timing::InsteadOf)?;
        depend::find(catalog, view, object.name.schema.as_ref())
    };
    catalog.iter().filter_map(of).collect()
}

fn referring(catalog: &ir::Catalog) -> BTreeMap<ObjectId, Vec<(ObjectId, usize)>> {
    let mut all: BTreeMap<ObjectId, Vec<(ObjectId, usize)>> = BTreeMap::new();
    for (child, object) in catalog.iter() {
        let ir::Kind::Table(table) = &object.kind else { continue };
        for (place, constraint) in table.constraints.iter().enumerate() {
            if let ConstraintRule::Foreign(key) = &constraint.rule
                && let Some((parent, _)) = find_table(catalog, &key.table, object.name.schema.as_ref())
            {
                all.entry(parent).or_default().push((child, place));
            }
        }
    }
    all
}
