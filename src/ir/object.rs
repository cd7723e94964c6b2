//! Object kinds that only sources have: packages, synonyms, links, and what belongs to a whole database.

use super::{Body, Clause, Routine, Type};
use crate::catalog::{Mention, Mentioned, Part, Space};
use crate::finding::{Key, ObjectKind};
use crate::name::{Name, QName};
use crate::span::At;
use ecow::EcoString;

/// An object kind that only sources have.
#[derive(Clone, Debug, PartialEq)]
pub enum Other {
    /// A package: what it declares.
    Package(Package),
    /// The body of a package.
    PackageBody(Package),
    /// The body of an object type.
    TypeBody(Vec<crate::catalog::Method<super::Ir>>),
    /// A synonym.
    Synonym(Synonym),
    /// A link to another database.
    DbLink(DbLink),
    /// A log of a table's changes, for a materialized view.
    ViewLog(QName, Vec<Clause>),
    /// A cluster of tables with its key.
    Cluster(Vec<(Name, Type)>, Vec<Clause>),
    /// A job of the scheduler, as far as its call is literal.
    Job(Vec<Clause>),
    /// An anonymous block of a script.
    Block(Body),
    /// What has a name, a word for its kind and clauses: directory, context, role, profile, user, edition, tablespace, library,
    /// operator, index type, dimension, policy …
    Misc(&'static str, Vec<Clause>),
}

impl Other {
    /// The kind that reports count it under.
    #[must_use]
    pub fn object_kind(&self) -> ObjectKind {
        match self {
            Other::Package(_) => ObjectKind::Package,
            Other::PackageBody(_) => ObjectKind::PackageBody,
            Other::TypeBody(_) => ObjectKind::TypeBody,
            Other::Synonym(_) => ObjectKind::Synonym,
            Other::DbLink(_) => ObjectKind::DbLink,
            Other::Job(_) => ObjectKind::Job,
            Other::Block(_) => ObjectKind::Block,
            Other::ViewLog(..) | Other::Cluster(..) | Other::Misc(..) => ObjectKind::Other,
        }
    }

    /// What is said of it, where its kind is known by clauses.
    pub(super) fn clauses_mut(&mut self) -> Option<&mut Vec<Clause>> {
        match self {
            Other::Package(package) | Other::PackageBody(package) => Some(&mut package.clauses),
            Other::ViewLog(_, clauses) | Other::Cluster(_, clauses) | Other::Job(clauses) | Other::Misc(_, clauses) => {
                Some(clauses)
            }
            Other::TypeBody(_) | Other::Synonym(_) | Other::DbLink(_) | Other::Block(_) => None,
        }
    }

    /// The name space it lives in. A log is found by the name of its table.
    #[must_use]
    pub fn space(&self) -> Space {
        match self {
            Other::Package(_) | Other::Synonym(_) | Other::Job(_) => Space::Schema,
            Other::PackageBody(_) | Other::TypeBody(_) => Space::Body,
            Other::DbLink(_) => Space::Named("DATABASE LINK"),
            Other::ViewLog(..) => Space::Named("MATERIALIZED VIEW LOG"),
            Other::Cluster(..) => Space::Named("CLUSTER"),
            Other::Block(_) => Space::Named("BLOCK"),
            Other::Misc(word, _) => Space::Named(word),
        }
    }
}

/// A package or its body.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Package {
    /// Routines in order; overloads stand beside each other as written.
    pub routines: Vec<Member>,
    /// `AUTHID`, `ACCESSIBLE BY` and so on.
    pub clauses: Vec<Clause>,
    /// Everything else that it declares, in order.
    pub declarations: Vec<super::plsql::Declaration>,
    /// What it does when it is first used; or what says that it is wrapped.
    pub body: Option<Body>,
    /// The name behind `END`.
    pub end: Option<Name>,
}

/// A routine of a package.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Its name.
    pub name: Name,
    /// Where it stands.
    pub at: At,
    /// Header and body.
    pub routine: Routine,
}

/// A synonym.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synonym {
    /// For everybody.
    pub public: bool,
    /// What it names.
    pub target: QName,
    /// `@link`.
    pub link: Option<Name>,
}

/// A link to another database. Passwords are never kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DbLink {
    /// For everybody.
    pub public: bool,
    /// `CONNECT TO`.
    pub user: Option<Name>,
    /// `USING`.
    pub connect: Option<EcoString>,
}

impl Part for Other {
    fn mentions<'a>(&'a self, found: &mut dyn FnMut(Mention<'a>)) {
        match self {
            Other::Block(body) => body.mentions(found),
            Other::Synonym(synonym) => found(Mention { name: &synonym.target, what: Mentioned::Any }),
            Other::ViewLog(name, _) => found(Mention { name, what: Mentioned::Relation }),
            Other::Package(_)
            | Other::PackageBody(_)
            | Other::TypeBody(_)
            | Other::DbLink(_)
            | Other::Cluster(..)
            | Other::Job(_)
            | Other::Misc(..) => {}
        }
    }
}

/// The identity of an object in reports.
#[must_use]
pub fn key(object: &super::Object) -> Key {
    let known = object.kind.object_kind();
    let own = if let super::Kind::Other(other) = &object.kind { other.object_kind() } else { ObjectKind::Other };
    Key { kind: known.unwrap_or(own), name: object.name.clone() }
}
