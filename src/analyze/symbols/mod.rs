//! Every routine and every member of a package, by where it is declared: what calls and qualified names are resolved to.

pub mod bind;
mod build;
pub mod shape;

pub use shape::{Collection, CollectionKind, Declared, Entity, Record, Shape, Value};

use crate::catalog::ObjectId;
use crate::ir::plsql::Declaration;
use crate::ir::{Catalog, Routine};
use crate::name::Name;
use crate::span::{At, Id, IdVec, NodeId};
use rustc_hash::FxHashMap;

/// Identity of a routine: standalone, of a package, of a type, or within another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoutineId(pub u32);

/// Identity of a package, with or without its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PackageId(pub u32);

/// Identity of what a package declares besides routines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MemberId(pub u32);

/// Who a routine belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// The schema: it stands alone.
    Schema,
    /// A package.
    Package(PackageId),
    /// An object type.
    Type(ObjectId),
    /// A routine within which it is declared.
    Routine(RoutineId),
    /// A trigger, or the initialization of a package.
    Block(ObjectId),
}

/// A routine.
#[derive(Clone, Debug)]
pub struct Signature<'a> {
    /// Its name.
    pub name: Name,
    /// Who it belongs to.
    pub owner: Owner,
    /// The object that declares it for its callers: the package before the package body.
    pub object: ObjectId,
    /// Its header as callers see it.
    pub header: &'a Routine,
    /// Where the header stands.
    pub at: At,
    /// The one with code, and the object in which it stands.
    pub code: Option<(ObjectId, &'a Routine, At)>,
    /// Callers outside of its package see it.
    pub public: bool,
    /// Its number among routines of its name in one place, from 1.
    pub overload: u16,
    /// It has others of its name beside it.
    pub overloaded: bool,
    /// It is a constructor, or a member of an object and not of the type: its first argument may be the object itself.
    pub role: Option<crate::catalog::MethodRole>,
}

/// A package.
#[derive(Clone, Debug, Default)]
pub struct PackageUnit {
    /// Its declaration.
    pub spec: Option<ObjectId>,
    /// Its body.
    pub body: Option<ObjectId>,
    /// Its routines in order: public ones first.
    pub routines: Vec<RoutineId>,
    /// What it declares besides, in order: public ones first.
    pub members: Vec<MemberId>,
    names: FxHashMap<Name, Vec<Item>>,
}

impl PackageUnit {
    /// The object by which others name it.
    #[must_use]
    pub fn object(&self) -> Option<ObjectId> {
        self.spec.or(self.body)
    }
}

/// What a name in a package stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// A routine; others of the name may follow.
    Routine(RoutineId),
    /// A variable, constant, cursor, type, subtype or exception.
    Member(MemberId),
}

/// What a package declares besides routines.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    /// Its package.
    pub package: PackageId,
    /// Its name.
    pub name: Name,
    /// The package or the body.
    pub object: ObjectId,
    /// Others see it.
    pub public: bool,
    /// The declaration.
    pub declaration: &'a Declaration,
    /// What it stands for, once it was looked at.
    pub entity: Entity,
}

/// A catalogue's routines and members of packages.
#[derive(Clone, Debug, Default)]
pub struct Symbols<'a> {
    routines: IdVec<RoutineId, Signature<'a>>,
    packages: IdVec<PackageId, PackageUnit>,
    members: IdVec<MemberId, Member<'a>>,
    nodes: FxHashMap<NodeId, RoutineId>,
    objects: FxHashMap<ObjectId, Unit>,
    methods: FxHashMap<ObjectId, Vec<RoutineId>>,
}

/// What an object is to its callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A routine that stands alone.
    Routine(RoutineId),
    /// A package, or its body.
    Package(PackageId),
}

impl<'a> Symbols<'a> {
    /// All routines and members of a catalogue.
    #[must_use]
    pub fn new(catalog: &'a Catalog) -> Self {
        build::symbols(catalog)
    }

    /// A routine.
    #[must_use]
    pub fn routine(&self, id: RoutineId) -> &Signature<'a> {
        &self.routines[id]
    }

    /// All routines, in order of objects.
    pub fn routines(&self) -> impl Iterator<Item = (RoutineId, &Signature<'a>)> {
        self.routines.iter()
    }

    /// A package.
    #[must_use]
    pub fn package(&self, id: PackageId) -> &PackageUnit {
        &self.packages[id]
    }

    /// All packages.
    pub fn packages(&self) -> impl Iterator<Item = (PackageId, &PackageUnit)> {
        self.packages.iter()
    }

    /// A member of a package.
    #[must_use]
    pub fn member(&self, id: MemberId) -> &Member<'a> {
        &self.members[id]
    }

    /// All members of packages.
    pub fn members(&self) -> impl Iterator<Item = (MemberId, &Member<'a>)> {
        self.members.iter()
    }

    pub(super) fn set_entity(&mut self, id: MemberId, entity: Entity) {
        self.members[id].entity = entity;
    }

    /// The routine that is declared at a place, by its header or by its code.
    #[must_use]
    pub fn at(&self, at: At) -> Option<RoutineId> {
        self.nodes.get(&at.id).copied()
    }

    /// What an object is to callers.
    #[must_use]
    pub fn unit(&self, object: ObjectId) -> Option<Unit> {
        self.objects.get(&object).copied()
    }

    /// Methods of an object type, without inherited ones.
    #[must_use]
    pub fn methods(&self, object: ObjectId) -> &[RoutineId] {
        self.methods.get(&object).map_or(&[], Vec::as_slice)
    }

    /// What a name means in a package; `inside`: also what its body alone declares.
    #[must_use]
    pub fn in_package(&self, package: PackageId, name: &Name, inside: bool) -> Vec<Item> {
        let all = self.packages[package].names.get(name).map_or(&[][..], Vec::as_slice);
        let seen = |item: &&Item| {
            inside
                || match item {
                    Item::Routine(id) => self.routines[*id].public,
                    Item::Member(id) => self.members[*id].public,
                }
        };
        all.iter().filter(seen).copied().collect()
    }

    /// Whether a routine has a body in the input, in SQL or PL/SQL.
    #[must_use]
    pub fn has_code(&self, id: RoutineId) -> bool {
        self.routines[id].code.is_some_and(|(_, routine, _)| matches!(routine.body, Some(crate::ir::Body::Code(_))))
    }
}

macro_rules! ids {
    ($($name:ident),*) => {$(
        impl Id for $name {
            fn from_index(index: usize) -> Self {
                $name(u32::try_from(index).unwrap_or(u32::MAX))
            }
            fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids!(RoutineId, PackageId, MemberId);
