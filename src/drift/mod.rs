//! Two catalogues of one language compared by structure: what was added, removed or changed, as data.
//!
//! Order of objects, names that the server made up, and spellings of the same thing make no difference. Renames are only
//! suggested: a removed and an added thing of the same structure.

mod object;
mod rename;
mod table;

pub use rename::Rename;

use crate::catalog::{Catalog, Kind, Language, Object, Space};
use crate::finding::ObjectKind;
use crate::name::{Name, QName};
use crate::span::Span;
use std::collections::BTreeMap;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// What kind of object.
    pub kind: ObjectKind,
    /// Which.
    pub object: QName,
    /// Which part of it.
    pub part: Part,
    /// What about it.
    pub what: What,
    /// The text on the left; empty where it is not there.
    pub old: Span,
    /// The text on the right; empty where it is not there.
    pub new: Span,
}

/// A part of an object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The object itself.
    Whole,
    /// A column, attribute or parameter.
    Column(Name),
    /// A constraint, by name or, where it has none, by its columns.
    Constraint(String),
    /// Who was given privileges on the object.
    Grantee(Name),
}

/// What about it differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum What {
    Added,
    Removed,
    Kind,
    Type,
    Nullability,
    Default,
    Identity,
    Collation,
    Visibility,
    ColumnOrder,
    Comment,
    Rule,
    State,
    Keys,
    Uniqueness,
    Method,
    Numbers,
    Query,
    Code,
    Partitioning,
    Persistence,
    Privileges,
    Target,
    Definition,
}

impl What {
    /// The word used in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            What::Added => "added",
            What::Removed => "removed",
            What::Kind => "kind",
            What::Type => "type",
            What::Nullability => "nullability",
            What::Default => "default",
            What::Identity => "identity",
            What::Collation => "collation",
            What::Visibility => "visibility",
            What::ColumnOrder => "column order",
            What::Comment => "comment",
            What::Rule => "rule",
            What::State => "state",
            What::Keys => "keys",
            What::Uniqueness => "uniqueness",
            What::Method => "method",
            What::Numbers => "numbers",
            What::Query => "query",
            What::Code => "code",
            What::Partitioning => "partitioning",
            What::Persistence => "persistence",
            What::Privileges => "privileges",
            What::Target => "target",
            What::Definition => "definition",
        }
    }
}

/// All differences, sorted, and renames that would explain some of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drift {
    /// Sorted.
    pub changes: Vec<Change>,
    /// Suggestions.
    pub renames: Vec<Rename>,
}

/// Compares two catalogues. `kind_of` names the kind of an object, also of those that only the language knows.
#[must_use]
pub fn compare<L: Language>(old: &Catalog<L>, new: &Catalog<L>, kind_of: fn(&Object<L>) -> ObjectKind) -> Drift {
    let mut changes = Vec::new();
    let (left, right) = (by_name(old), by_name(new));
    for (key, a) in &left {
        let kind = kind_of(a);
        match right.get(key) {
            Some(b) => {
                let mut pair = Pair { kind, old: a, new: b, catalogs: [old, new], changes: &mut changes };
                pair.compare();
            }
            None => changes.push(whole(kind, a, What::Removed, a.at.span, Span::default())),
        }
    }
    for (key, b) in &right {
        if !left.contains_key(key) {
            changes.push(whole(kind_of(b), b, What::Added, Span::default(), b.at.span));
        }
    }
    object::grants(old, new, &mut changes);
    let renames = rename::suggest(&left, &right, kind_of);
    changes.sort();
    Drift { changes, renames }
}

type Objects<'a, L> = BTreeMap<(Space, &'a QName), &'a Object<L>>;

/// Objects with names; grants have none and are compared as sums.
fn by_name<L: Language>(catalog: &Catalog<L>) -> Objects<'_, L> {
    let named = catalog.iter().filter(|(_, o)| !matches!(o.kind, Kind::Grant(_)));
    named.map(|(_, o)| ((o.kind.space(), &o.name), o)).collect()
}

fn whole<L: Language>(kind: ObjectKind, object: &Object<L>, what: What, old: Span, new: Span) -> Change {
    Change { kind, object: object.name.clone(), part: Part::Whole, what, old, new }
}

/// Two objects of the same name.
struct Pair<'a, L: Language> {
    kind: ObjectKind,
    old: &'a Object<L>,
    new: &'a Object<L>,
    catalogs: [&'a Catalog<L>; 2],
    changes: &'a mut Vec<Change>,
}

impl<L: Language> Pair<'_, L> {
    fn push(&mut self, part: Part, what: What, old: Span, new: Span) {
        self.changes.push(Change { kind: self.kind, object: self.old.name.clone(), part, what, old, new });
    }

    /// Notes a difference of the whole where the two are not the same.
    fn differ(&mut self, same: bool, what: What) {
        if !same {
            self.push(Part::Whole, what, self.old.at.span, self.new.at.span);
        }
    }
}
