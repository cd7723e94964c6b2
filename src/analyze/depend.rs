//! Which object depends on which: names in objects resolved against the catalogue, with schema and synonym rules.

use super::code;
use crate::catalog::{
    ConstraintRule, Fill, Kind as ObjectKindOf, Mention, Mentioned, ObjectId, Part, Space, TypeShape,
};
use crate::finding::Key;
use crate::graph::EdgeKind;
use crate::ir::plsql::walk;
use crate::ir::{Catalog, Change, Does, DynamicText, Kind, Object, Other, Program, object::key};
use crate::name::{Name, QName};
use std::collections::{BTreeMap, BTreeSet};

/// One object needs another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    /// Who needs.
    pub from: Key,
    /// Who is needed.
    pub to: Key,
    /// Why.
    pub kind: EdgeKind,
}

/// A name that is not in the input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// Who needs it.
    pub from: Key,
    /// The name as written.
    pub name: QName,
}

/// Dependencies of all objects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependencies {
    /// Sorted, without repeats.
    pub edges: BTreeSet<Dependency>,
    /// Sorted, without repeats.
    pub missing: BTreeSet<Missing>,
}

impl Dependencies {
    /// What each object needs.
    #[must_use]
    pub fn by_object(&self) -> BTreeMap<&Key, Vec<&Key>> {
        let mut all: BTreeMap<&Key, Vec<&Key>> = BTreeMap::new();
        for edge in &self.edges {
            all.entry(&edge.from).or_default().push(&edge.to);
        }
        all.values_mut().for_each(|list| list.dedup());
        all
    }
}

/// Finds the object that a name means from within a schema: the schema's own, else by a private, else by a public synonym.
#[must_use]
pub fn find(catalog: &Catalog, name: &QName, home: Option<&Name>) -> Option<ObjectId> {
    follow(catalog, name, home, 8)
}

fn follow(catalog: &Catalog, name: &QName, home: Option<&Name>, steps: u8) -> Option<ObjectId> {
    if !catalog.knows(&name.name) {
        return None;
    }
    let bare = |schema: Option<Name>| {
        let name = QName { schema, name: name.name.clone() };
        catalog.find(Space::Schema, &name)
    };
    let found = match (&name.schema, home) {
        (Some(_), _) => catalog.find(Space::Schema, name),
        (None, home) => {
            let own = home.and_then(|home| bare(Some(home.clone())));
            own.or_else(|| bare(None)).or_else(|| bare(Some("PUBLIC".into())))
        }
    }?;
    let object = catalog.get(found);
    if let Kind::Other(Other::Synonym(synonym)) = &object.kind
        && synonym.link.is_none()
        && steps > 0
    {
        let home = object.name.schema.as_ref().filter(|s| *s != "PUBLIC").or(home);
        return follow(catalog, &synonym.target, home, steps - 1).or(Some(found));
    }
    Some(found)
}

/// Dependencies of all objects of a program, with those of the texts that their code runs, where these are known.
#[must_use]
pub fn dependencies(program: &Program) -> Dependencies {
    let catalog = &program.catalog;
    let mut all = Dependencies::default();
    for (_, object) in catalog.iter() {
        let mut walk = Walk { catalog, object, from: key(object), all: &mut all };
        walk.object();
    }
    for dynamic in &program.dynamic {
        if let (Some(object), DynamicText::Read(statement)) = (dynamic.object, &dynamic.text) {
            let object = catalog.get(object);
            let mut walk = Walk { catalog, object, from: key(object), all: &mut all };
            walk.dynamic(&statement.does);
        }
    }
    all
}

/// The object that a change concerns: the table, for an index.
#[expect(clippy::wildcard_enum_match_arm, reason = "no other change concerns one object that is there")]
fn changed(change: &Change) -> Option<&QName> {
    match change {
        Change::Create { object, .. } => match &object.kind {
            Kind::Index(index) => Some(&index.table),
            _ => Some(&object.name),
        },
        Change::AlterTable { name, .. } | Change::AlterSequence { name, .. } | Change::Truncate { name, .. } => {
            Some(name)
        }
        Change::Drop(dropping) => Some(&dropping.name),
        _ => None,
    }
}

struct Walk<'a> {
    catalog: &'a Catalog,
    object: &'a Object,
    from: Key,
    all: &'a mut Dependencies,
}

impl Walk<'_> {
    fn need(&mut self, name: &QName, kind: EdgeKind) {
        match find(self.catalog, name, self.object.name.schema.as_ref()) {
            Some(id) => {
                let to = key(self.catalog.get(id));
                if to != self.from {
                    self.all.edges.insert(Dependency { from: self.from.clone(), to, kind });
                }
            }
            None => {
                self.all.missing.insert(Missing { from: self.from.clone(), name: name.clone() });
            }
        }
    }

    /// What the code of the object names.
    fn code(&mut self) {
        let mut parts = Vec::new();
        walk::object(&self.object.kind, &mut |node| parts.push(node));
        self.parts(&parts);
    }

    /// What a statement names that the code of the object runs.
    fn dynamic(&mut self, does: &Does) {
        let mut parts = Vec::new();
        walk::statement(does, &mut |node| parts.push(node));
        self.parts(&parts);
        for change in does.changes() {
            if let Some(name) = changed(change)
                && let Some(id) = find(self.catalog, name, self.object.name.schema.as_ref())
            {
                let to = key(self.catalog.get(id));
                if to != self.from {
                    self.all.edges.insert(Dependency { from: self.from.clone(), to, kind: EdgeKind::Writes });
                }
            }
        }
    }

    fn parts(&mut self, parts: &[walk::Node<'_>]) {
        for (id, kind) in code::needs(self.catalog, self.object.name.schema.as_ref(), parts) {
            let to = key(self.catalog.get(id));
            if to != self.from {
                self.all.edges.insert(Dependency { from: self.from.clone(), to, kind });
            }
        }
    }

    fn part(&mut self, part: &impl Part, kind: EdgeKind) {
        let mut names: Vec<(QName, Mentioned)> = Vec::new();
        part.mentions(&mut |Mention { name, what }| names.push((name.clone(), what)));
        for (name, what) in names {
            let kind = match what {
                Mentioned::Relation => kind,
                Mentioned::Routine => EdgeKind::Calls,
                Mentioned::Type | Mentioned::Sequence => EdgeKind::Uses,
                Mentioned::Any => kind,
            };
            self.need(&name, kind);
        }
    }

    fn object(&mut self) {
        match &self.object.kind {
            ObjectKindOf::Table(table) => self.table(table),
            ObjectKindOf::Index(index) => {
                self.need(&index.table, EdgeKind::Uses);
                index.keys.iter().for_each(|k| self.part(&k.expr, EdgeKind::Uses));
            }
            ObjectKindOf::View(view) => {
                self.part(&view.query, EdgeKind::Reads);
                view.of_type.iter().for_each(|t| self.need(t, EdgeKind::Uses));
            }
            ObjectKindOf::Type(user_type) => match &user_type.shape {
                TypeShape::Object(object) => {
                    object.under.iter().for_each(|t| self.need(t, EdgeKind::Inherits));
                    object.attributes.iter().for_each(|a| self.part(&a.ty, EdgeKind::Uses));
                }
                TypeShape::Varray { of, .. } | TypeShape::NestedTable { of, .. } | TypeShape::Domain { of, .. } => {
                    self.part(of, EdgeKind::Uses);
                }
                TypeShape::Incomplete | TypeShape::Enumeration(_) => {}
            },
            ObjectKindOf::Routine(routine) => {
                self.routine(routine);
                self.code();
            }
            ObjectKindOf::Trigger(trigger) => {
                trigger.table.iter().for_each(|t| self.need(t, EdgeKind::Fires));
                trigger.condition.iter().for_each(|e| self.part(e, EdgeKind::Uses));
                self.code();
            }
            ObjectKindOf::Grant(grant) => {
                let schema_object = |g: &&crate::catalog::Granted| g.kind.is_empty();
                grant.on.iter().filter(schema_object).for_each(|g| self.need(&g.name, EdgeKind::Uses));
            }
            ObjectKindOf::Other(other) => self.other(other),
            ObjectKindOf::Sequence(_) | ObjectKindOf::Schema(_) => {}
        }
    }

    fn table(&mut self, table: &crate::ir::Table) {
        table.of_type.iter().for_each(|t| self.need(t, EdgeKind::Uses));
        table.query.iter().for_each(|q| self.part(q, EdgeKind::Reads));
        for column in &table.columns {
            column.ty.iter().for_each(|t| self.part(t, EdgeKind::Uses));
            match &column.fill {
                Fill::Default { expr, .. } | Fill::Generated { expr, .. } => self.part(expr, EdgeKind::Defaults),
                Fill::Nothing | Fill::Identity(_) => {}
            }
        }
        for constraint in &table.constraints {
            match &constraint.rule {
                ConstraintRule::Foreign(key) => self.need(&key.table, EdgeKind::References),
                ConstraintRule::Check(expr) => self.part(expr, EdgeKind::Uses),
                ConstraintRule::Ref(clause) => self.part(clause, EdgeKind::References),
                ConstraintRule::Primary(_) | ConstraintRule::Unique(_) => {}
            }
        }
    }

    fn routine(&mut self, routine: &crate::ir::Routine) {
        routine.params.iter().for_each(|p| self.part(&p.ty, EdgeKind::Uses));
        routine.returns.iter().for_each(|t| self.part(t, EdgeKind::Uses));
    }

    fn other(&mut self, other: &Other) {
        match other {
            Other::Synonym(synonym) if synonym.link.is_none() => self.need(&synonym.target, EdgeKind::Uses),
            Other::Package(_) | Other::Block(_) => self.code(),
            Other::PackageBody(_) | Other::TypeBody(_) => {
                self.code();
                self.need(&self.object.name.clone(), EdgeKind::Inherits);
            }
            Other::ViewLog(table, _) => self.need(table, EdgeKind::Uses),
            Other::Misc(_, clauses) => clauses.iter().for_each(|clause| self.part(clause, EdgeKind::Uses)),
            Other::Synonym(_) | Other::DbLink(_) | Other::Cluster(..) | Other::Job(_) => {}
        }
    }
}
