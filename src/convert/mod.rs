//! Lowering: one construct per file, bottom-up and typed. The only place that sees `ir` and `pg` together.
//!
//! Each lowering yields `pg` nodes and says what it did through [`Cx`]: exact, review, manual, dropped. Children are all lowered
//! before the first `?`, so every construct of an object is reported, not only the first.

pub mod altered;
pub mod asked;
pub mod callee;
pub mod cluster;
pub mod code;
pub mod column;
pub mod constraint;
pub mod cx;
pub mod data;
pub mod dml;
pub mod domain_index;
pub mod environment;
pub mod expr;
pub mod grant;
mod hierarchy;
mod homes;
pub mod identifiers;
pub mod index;
pub mod link;
pub mod materialized;
pub mod missing;
pub mod named;
pub mod organization;
pub mod partition;
pub mod partition_bound;
mod partition_named;
mod partition_pair;
pub mod plan;
pub mod query;
pub mod renamed;
pub mod sequence;
pub mod storage;
pub mod supplied_packages;
pub mod synonym;
pub mod table;
pub mod target;
pub mod temporary;
pub mod types;
pub mod user;
pub mod user_type;
pub mod value;
pub mod view;

pub use cx::{Cx, Low, Lower, Manual};
pub use plan::{Plan, Previous};

use crate::analyze::{Facts, depend};
use crate::catalog::{ConstraintRule, ForeignKey, ObjectId};
use crate::finding::{ObjectKind, Outcome, Rule};
use crate::ir::{self, object::key};
use crate::name::{Name, QName};
use crate::pg;
use crate::profile::Profile;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

/// The rules of lowerings that are a file.
static RULES: &[&[&Rule]] = &[
    altered::RULES,
    cluster::RULES,
    data::RULES,
    domain_index::RULES,
    environment::RULES,
    grant::RULES,
    identifiers::RULES,
    index::RULES,
    link::RULES,
    materialized::RULES,
    missing::RULES,
    organization::RULES,
    partition::RULES,
    partition_named::RULES,
    renamed::RULES,
    sequence::RULES,
    storage::RULES,
    supplied_packages::RULES,
    synonym::RULES,
    temporary::RULES,
    user::RULES,
    user_type::RULES,
    view::RULES,
];

/// The rules of lowerings that have a folder.
static FOLDERS: &[&[&[&Rule]]] =
    &[code::RULES, column::RULES, constraint::RULES, dml::RULES, expr::RULES, query::RULES, table::RULES];

/// All rules that lowerings raise.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    FOLDERS.iter().flat_map(|folder| folder.iter()).chain(RULES).flat_map(|rules| rules.iter().copied())
}

/// What every lowering may read; nobody changes it.
#[derive(Debug)]
pub struct Program<'a> {
    /// What was read.
    pub read: &'a ir::Program,
    /// What is known of its nodes.
    pub facts: &'a Facts<'a>,
    /// The options.
    pub profile: &'a Profile,
    /// What was decided over the whole program.
    pub plan: Plan,
    /// Columns of views, as far as queries asked for them.
    pub views: query::Memo,
    /// The first grant that gives a grantee something in a schema.
    first_grants: OnceLock<grant::First>,
    /// Names and an object that has each, whatever its schema.
    homes: OnceLock<BTreeMap<Name, BTreeSet<QName>>>,
    /// What is there no longer.
    gone: OnceLock<homes::Gone>,
    /// What routines do.
    effects: code::Memo,
}

impl<'a> Program<'a> {
    /// Makes the decisions that need the whole program. `previous` are the renames of an earlier run, which are kept.
    #[must_use]
    pub fn new(read: &'a ir::Program, facts: &'a Facts<'a>, profile: &'a Profile, previous: &Previous) -> Self {
        let plan = || Plan::new(read, facts, profile, previous);
        let (plan, effects) = rayon::join(plan, || code::Memo::new(&read.catalog));
        let mut program = Program {
            read,
            facts,
            profile,
            plan,
            views: query::Memo::default(),
            first_grants: OnceLock::new(),
            homes: OnceLock::new(),
            gone: OnceLock::new(),
            effects,
        };
        for (package, place, number) in plan::members::collisions(&program) {
            if let Some((name, to)) = program.plan.packages.renumber(&package, place, number) {
                let from = QName { schema: package.schema.clone(), name };
                let reason = "PostgreSQL tells overloads apart by the types of what is passed";
                program.plan.names.renames.push(plan::Rename { kind: ObjectKind::Procedure, from, to, reason });
            }
        }
        program.plan.names.renames.sort();
        program
    }

    /// The foreign keys that refer to a table, in order.
    pub fn referring(&self, table: ObjectId) -> impl Iterator<Item = (&'a ir::Constraint, &'a ForeignKey)> {
        let read = self.read;
        self.plan.referring.get(&table).into_iter().flatten().filter_map(move |(child, place)| {
            let ir::Kind::Table(child) = &read.catalog.get(*child).kind else { return None };
            let constraint = child.constraints.get(*place)?;
            if let ConstraintRule::Foreign(key) = &constraint.rule { Some((constraint, key)) } else { None }
        })
    }

    /// The PostgreSQL type of a source type; `schema` is where unqualified type names live.
    #[must_use]
    pub fn type_of(&self, ty: &ir::Type, schema: Option<&Name>) -> pg::Type {
        self.types().map(ty, schema)
    }

    /// The type of a variable or parameter that is declared at a place: what holds the numbers of integer columns alone is such a
    /// number.
    #[must_use]
    pub fn declared(&self, at: crate::span::At, ty: pg::Type) -> pg::Type {
        let whole = matches!(ty, pg::Type::Numeric(_)) && self.plan.whole.holds(at);
        if whole { pg::Type::BigInt } else { ty }
    }

    /// The same for the result of the routine that stands at a place.
    #[must_use]
    pub fn returned(&self, at: crate::span::At, ty: pg::Type) -> pg::Type {
        let whole = matches!(ty, pg::Type::Numeric(_)) && self.plan.whole.returns(self.facts.symbols.at(at));
        if whole { pg::Type::BigInt } else { ty }
    }

    /// The type map.
    #[must_use]
    pub fn types(&self) -> types::TypeMap<'_> {
        types::TypeMap { catalog: &self.read.catalog, names: &self.plan.names, profile: self.profile }
    }

    /// The target name of an object.
    #[must_use]
    pub fn target(&self, id: ObjectId) -> QName {
        self.plan.names.object(&key(self.read.catalog.get(id)))
    }

    /// The object that a name means within a schema; synonyms are followed.
    #[must_use]
    pub fn resolve(&self, name: &QName, schema: Option<&Name>) -> Option<ObjectId> {
        depend::find(&self.read.catalog, name, schema)
    }
}

/// Lowers all objects, in parallel; the order is that of the input. `keep` says what is left of an object of the target: its text,
/// nothing, or itself. Of each object the outcomes come first for itself, then for its parts.
pub fn run<T: Send>(program: &Program<'_>, keep: impl Fn(pg::Object) -> T + Sync) -> Vec<(Vec<T>, Vec<Outcome>)> {
    let objects: Vec<(ObjectId, &ir::Object)> = program.read.catalog.iter().collect();
    objects.par_iter().map(|(id, object)| one(program, *id, object, &keep)).collect()
}

/// Lowers one object; a panic costs that object alone.
fn one<T>(
    program: &Program<'_>,
    id: ObjectId,
    object: &ir::Object,
    keep: &(impl Fn(pg::Object) -> T + Sync),
) -> (Vec<T>, Vec<Outcome>) {
    let attempt = catch_unwind(AssertUnwindSafe(|| {
        let mut cx = Cx::new(program, key(object), object.at.span);
        let own = lower(&mut cx, id, object);
        renamed::note(&mut cx, object);
        identifiers::note(&mut cx, object);
        altered::note(&mut cx, object);
        let (outcomes, also) = cx.finish();
        let kept = also.into_iter().chain(own).map(keep).collect();
        (kept, outcomes)
    }));
    attempt.unwrap_or_else(|_| {
        let mut cx = Cx::new(program, key(object), object.at.span);
        missing::panicked(&mut cx, object);
        (Vec::new(), cx.finish().0)
    })
}

/// Lowers an object by its kind: one file each.
fn lower(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object) -> Vec<pg::Object> {
    match &object.kind {
        ir::Kind::Schema(clauses) => user::user(cx, id, object, clauses),
        ir::Kind::Table(table) => table::lower(cx, id, object, table),
        ir::Kind::Index(index) => index::lower(cx, id, object, index),
        ir::Kind::Sequence(sequence) => sequence::lower(cx, id, object, sequence),
        ir::Kind::View(view) => match &view.materialized {
            Some(it) => materialized::lower(cx, id, object, view, it),
            None => view::lower(cx, id, object, view),
        },
        ir::Kind::Type(ty) => user_type::lower(cx, id, object, ty),
        ir::Kind::Routine(routine) => code::routine(cx, id, object, routine),
        ir::Kind::Trigger(trigger) => code::trigger(cx, id, object, trigger),
        ir::Kind::Grant(grant) => grant::lower(cx, id, object, grant),
        ir::Kind::Other(other) => lower_other(cx, id, object, other),
    }
}

/// Lowers an object of a kind that only sources have.
fn lower_other(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, other: &ir::Other) -> Vec<pg::Object> {
    match other {
        ir::Other::Package(package) => code::package_of(cx, id, object, package),
        ir::Other::PackageBody(package) => code::package_body_of(cx, id, object, package),
        ir::Other::TypeBody(_) => code::lower(cx, id, object, None),
        ir::Other::Synonym(synonym) => synonym::lower(cx, id, object, synonym),
        ir::Other::DbLink(link) => link::lower(cx, id, object, link),
        ir::Other::ViewLog(table, clauses) => materialized::log(cx, table, clauses),
        ir::Other::Cluster(_, clauses) => cluster::lower(cx, object, clauses),
        ir::Other::Job(_) => code::job(cx, id, object),
        ir::Other::Block(body) => code::block(cx, id, object, body),
        ir::Other::Misc(word, clauses) => environment::lower(cx, id, object, word, clauses),
    }
}
