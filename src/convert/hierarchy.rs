//! Object types under each other: one composite holds values of them all, told apart by the name of their type.

use crate::analyze::depend;
use crate::catalog::{Attribute, ObjectId, ObjectType, TypeShape};
use crate::ir::{self, Catalog};
use crate::name::{Name, QName};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// The field that names the type of a value.
pub(super) const TYPE_NAME: &str = "type_name";

/// Deeper than any hierarchy; a type under itself ends here too.
const LEVELS: usize = 64;

/// A type and all types under it.
#[derive(Debug)]
pub(super) struct Hierarchy {
    /// The type that is under no other.
    pub root: ObjectId,
    /// All types, the root first, each behind those above it, then by name.
    pub members: Vec<ObjectId>,
}

/// An attribute of one of the types.
#[derive(Debug)]
pub(super) struct Field<'a> {
    /// The type that declares it.
    pub owner: ObjectId,
    /// The attribute.
    pub attribute: &'a Attribute<ir::Ir>,
    /// Its name among those of all types, as the source would spell it.
    pub name: Name,
}

/// The shape of an object type.
fn shape(catalog: &Catalog, id: ObjectId) -> Option<&ObjectType<ir::Ir>> {
    match &catalog.get(id).kind {
        ir::Kind::Type(ir::UserType { shape: TypeShape::Object(shape), .. }) => Some(shape),
        ir::Kind::Type(_)
        | ir::Kind::Schema(_)
        | ir::Kind::Table(_)
        | ir::Kind::Index(_)
        | ir::Kind::Sequence(_)
        | ir::Kind::View(_)
        | ir::Kind::Routine(_)
        | ir::Kind::Trigger(_)
        | ir::Kind::Grant(_)
        | ir::Kind::Other(_) => None,
    }
}

fn above(catalog: &Catalog, id: ObjectId) -> Option<ObjectId> {
    let under: &QName = shape(catalog, id)?.under.as_ref()?;
    depend::find(catalog, under, catalog.get(id).name.schema.as_ref())
}

/// A type and those above it, itself first.
fn chain(catalog: &Catalog, id: ObjectId) -> Vec<ObjectId> {
    std::iter::successors(Some(id), |id| above(catalog, *id)).take(LEVELS).collect()
}

fn root_of(catalog: &Catalog, id: ObjectId) -> ObjectId {
    chain(catalog, id).last().copied().unwrap_or(id)
}

/// The hierarchies of a program.
#[derive(Debug, Default)]
pub(super) struct Hierarchies {
    all: Vec<Hierarchy>,
    /// The place in `all` of the hierarchy that a type is part of.
    of: FxHashMap<ObjectId, usize>,
}

impl Hierarchies {
    /// Those of the types of a catalog.
    pub(super) fn new(catalog: &Catalog) -> Self {
        let mut members: BTreeMap<ObjectId, Vec<ObjectId>> = BTreeMap::new();
        for (id, _) in catalog.iter() {
            if shape(catalog, id).is_some_and(|s| s.under.is_some()) {
                let root = root_of(catalog, id);
                members.entry(root).or_default().extend((id != root).then_some(id));
            }
        }
        let mut found = Hierarchies::default();
        for (root, mut members) in members.into_iter().filter(|(_, members)| !members.is_empty()) {
            // what a constructor gives first comes first
            members.sort_by_cached_key(|id| (chain(catalog, *id).len(), catalog.get(*id).name.clone()));
            members.insert(0, root);
            members.iter().for_each(|id| {
                found.of.insert(*id, found.all.len());
            });
            found.all.push(Hierarchy { root, members });
        }
        found
    }

    /// The hierarchy that a type is part of, if there is one.
    pub(super) fn of(&self, id: ObjectId) -> Option<&Hierarchy> {
        self.all.get(*self.of.get(&id)?)
    }
}

impl Hierarchy {
    /// The attributes of all types.
    pub(super) fn fields<'a>(&self, catalog: &'a Catalog) -> Vec<Field<'a>> {
        let mut taken: BTreeSet<Name> = BTreeSet::from([TYPE_NAME.to_uppercase().into()]);
        let mut all = Vec::new();
        for owner in &self.members {
            for attribute in shape(catalog, *owner).into_iter().flat_map(|s| &s.attributes) {
                let mut name = attribute.name.clone();
                let mut n = 2;
                while !taken.insert(name.clone()) {
                    name = format!("{}_{n}", attribute.name).into();
                    n += 1;
                }
                all.push(Field { owner: *owner, attribute, name });
            }
        }
        all
    }

    /// Whether values of a type have an attribute that this one declares.
    pub(super) fn has(catalog: &Catalog, id: ObjectId, owner: ObjectId) -> bool {
        chain(catalog, id).contains(&owner)
    }
}
