//! Collects routines and members of packages, and joins headers with their code.

use super::{Item, Member, Owner, PackageId, PackageUnit, RoutineId, Signature, Symbols, Unit};
use crate::catalog::{MethodRole, ObjectId, Space, TypeShape};
use crate::ir::plsql::{Block, DeclarationKind, walk};
use crate::ir::{self, Body, Catalog, Kind, Other, Routine};
use crate::name::Name;
use crate::span::At;

/// All routines and members of a catalogue.
pub(super) fn symbols(catalog: &Catalog) -> Symbols<'_> {
    let mut build = Build { catalog, found: Symbols::default() };
    for (id, object) in catalog.iter() {
        match &object.kind {
            Kind::Routine(routine) => build.alone(id, object, routine),
            Kind::Other(Other::Package(package)) => build.package(id, package, true),
            Kind::Other(Other::PackageBody(package)) => build.package(id, package, false),
            Kind::Type(user_type) => {
                if let TypeShape::Object(shape) = &user_type.shape {
                    for method in &shape.methods {
                        build.method(id, id, method);
                    }
                }
            }
            Kind::Other(Other::TypeBody(methods)) => {
                let home = catalog.find(Space::Schema, &object.name).unwrap_or(id);
                methods.iter().for_each(|method| build.method(home, id, method));
            }
            Kind::Trigger(trigger) => build.body(Owner::Block(id), id, trigger.body.as_ref()),
            Kind::Other(_)
            | Kind::Table(_)
            | Kind::Index(_)
            | Kind::Sequence(_)
            | Kind::View(_)
            | Kind::Grant(_)
            | Kind::Schema(_) => {}
        }
    }
    build.found
}

struct Build<'a> {
    catalog: &'a Catalog,
    found: Symbols<'a>,
}

impl<'a> Build<'a> {
    fn alone(&mut self, id: ObjectId, object: &'a ir::Object, routine: &'a Routine) {
        let made = self.add(&object.name.name, Owner::Schema, id, routine, object.at, true, &[]);
        self.found.objects.insert(id, Unit::Routine(made));
    }

    /// The package that an object belongs to; its declaration may come before or after its body.
    fn unit(&mut self, id: ObjectId, spec: bool) -> PackageId {
        let name = &self.catalog.get(id).name;
        let other = self.catalog.find(if spec { Space::Body } else { Space::Schema }, name);
        let known = other.and_then(|other| self.found.unit(other));
        let package = match known {
            Some(Unit::Package(package)) => package,
            Some(Unit::Routine(_)) | None => self.found.packages.push(PackageUnit::default()),
        };
        let unit = &mut self.found.packages[package];
        if spec {
            unit.spec = Some(id)
        } else {
            unit.body = Some(id)
        }
        self.found.objects.insert(id, Unit::Package(package));
        package
    }

    fn package(&mut self, id: ObjectId, package: &'a ir::Package, spec: bool) {
        let unit = self.unit(id, spec);
        let owner = Owner::Package(unit);
        for declaration in &package.declarations {
            let name = match &declaration.kind {
                DeclarationKind::Variable(it) => &it.name,
                DeclarationKind::Exception(name) => name,
                DeclarationKind::Type(it) => &it.name,
                DeclarationKind::Subtype(it) => &it.name,
                DeclarationKind::Cursor(it) => &it.name,
                DeclarationKind::Pragma(_) | DeclarationKind::Routine(_) | DeclarationKind::Unread(_) => continue,
            };
            let member = Member {
                package: unit,
                name: name.clone(),
                object: id,
                public: spec,
                declaration,
                entity: super::Entity::Absent,
            };
            let made = self.found.members.push(member);
            let unit = &mut self.found.packages[unit];
            // What a body repeats (the query of a cursor that the package declares) comes first: it says more.
            let items = unit.names.entry(name.clone()).or_default();
            items.push(Item::Member(made));
            unit.members.push(made);
        }
        for member in &package.routines {
            let items = self.found.packages[unit].names.get(&member.name).into_iter().flatten();
            let routine = |item: &Item| if let Item::Routine(id) = item { Some(*id) } else { None };
            let beside: Vec<RoutineId> = items.filter_map(routine).collect();
            let made = self.add(&member.name, owner, id, &member.routine, member.at, spec, &beside);
            let unit = &mut self.found.packages[unit];
            if !beside.contains(&made) {
                unit.routines.push(made);
                unit.names.entry(member.name.clone()).or_default().push(Item::Routine(made));
            }
        }
        self.body(Owner::Block(id), id, package.body.as_ref());
    }

    fn method(&mut self, home: ObjectId, id: ObjectId, method: &'a crate::catalog::Method<ir::Ir>) {
        let beside = self.found.methods(home).to_vec();
        let made = self.add(&method.name, Owner::Type(home), id, &method.routine, method.at, true, &beside);
        self.found.routines[made].role = Some(method.role);
        if !beside.contains(&made) {
            self.found.methods.entry(home).or_default().push(made);
        }
        if method.role == MethodRole::Constructor && self.found.routines[made].object != id {
            self.found.routines[made].object = home;
        }
    }

    /// A routine; one that was declared with the same parameters among `beside` is the same.
    #[expect(clippy::too_many_arguments, reason = "what is known where routines are declared")]
    fn add(
        &mut self,
        name: &Name,
        owner: Owner,
        object: ObjectId,
        routine: &'a Routine,
        at: At,
        public: bool,
        beside: &[RoutineId],
    ) -> RoutineId {
        let code = routine.body.is_some().then_some((object, routine, at));
        let equals: Vec<RoutineId> =
            beside.iter().copied().filter(|id| self.found.routines[*id].name == *name).collect();
        let same = equals.iter().copied().find(|id| {
            let known = &self.found.routines[*id];
            same_header(known.header, routine) && (known.code.is_none() || code.is_none())
        });
        let id = match same {
            Some(id) => {
                let known = &mut self.found.routines[id];
                known.code = known.code.or(code);
                // The body may stand before the package in the input.
                if public && !known.public {
                    (known.public, known.object, known.header, known.at) = (true, object, routine, at);
                }
                id
            }
            None => {
                let overload = u16::try_from(equals.len() + 1).unwrap_or(u16::MAX);
                for other in &equals {
                    self.found.routines[*other].overloaded = true;
                }
                let overloaded = !equals.is_empty();
                self.found.routines.push(Signature {
                    name: name.clone(),
                    owner,
                    object,
                    header: routine,
                    at,
                    code,
                    public,
                    overload,
                    overloaded,
                    role: None,
                })
            }
        };
        self.found.nodes.insert(at.id, id);
        self.body(Owner::Routine(id), object, routine.body.as_ref());
        id
    }

    fn body(&mut self, owner: Owner, object: ObjectId, body: Option<&'a Body>) {
        if let Some(Body::Code(block)) = body {
            self.block(owner, object, block);
        }
    }

    fn block(&mut self, owner: Owner, object: ObjectId, block: &'a Block) {
        let mut beside = Vec::new();
        for declaration in &block.declarations {
            if let DeclarationKind::Routine(member) = &declaration.kind {
                let made = self.add(&member.name, owner, object, &member.routine, member.at, false, &beside);
                self.found.nodes.insert(declaration.at.id, made);
                beside.push(made);
            }
        }
        walk::block(block, &mut |node| self.node(owner, object, node));
    }

    fn node(&mut self, owner: Owner, object: ObjectId, node: walk::Node<'a>) {
        match node {
            walk::Node::Block(block) => self.block(owner, object, block),
            walk::Node::Stmt(stmt) => walk::stmt(stmt, &mut |node| self.node(owner, object, node)),
            walk::Node::Declaration(_)
            | walk::Node::Routine(_)
            | walk::Node::Expr(_)
            | walk::Node::Query(_)
            | walk::Node::Rows(..)
            | walk::Node::Target(_)
            | walk::Node::Type(_)
            | walk::Node::Unread(_) => {}
        }
    }
}

/// Whether two headers declare the same routine: names, directions and types of parameters agree, and the result.
fn same_header(a: &Routine, b: &Routine) -> bool {
    let params = a.params.len() == b.params.len()
        && a.params
            .iter()
            .zip(&b.params)
            .all(|(a, b)| a.name == b.name && a.mode == b.mode && (a.ty == b.ty || a.ty.normal() == b.ty.normal()));
    params && a.is_function == b.is_function
}
