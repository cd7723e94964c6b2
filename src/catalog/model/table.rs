//! Tables: columns, constraints, keys.

use super::{Partitioning, Sequence};
use crate::catalog::Language;
use crate::name::{Name, QName};
use crate::span::At;
use ecow::EcoString;

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table<L: Language> {
    /// Columns in order.
    pub columns: Vec<Column<L>>,
    /// Constraints, inline ones included (`NOT NULL` is a property of its column), in source order.
    pub constraints: Vec<Constraint<L>>,
    /// How long rows live.
    pub persistence: Persistence,
    /// `OF type`: an object table.
    pub of_type: Option<QName>,
    /// `AS SELECT …`.
    pub query: Option<L::Query>,
    /// How rows are divided.
    pub partitioning: Option<Box<Partitioning<L>>>,
    /// Everything else, each with its place.
    pub clauses: Vec<L::Clause>,
}

impl<L: Language> Default for Table<L> {
    fn default() -> Self {
        Self {
            columns: Vec::new(),
            constraints: Vec::new(),
            persistence: Persistence::Permanent,
            of_type: None,
            query: None,
            partitioning: None,
            clauses: Vec::new(),
        }
    }
}

impl<L: Language> Table<L> {
    /// The column of that name.
    #[must_use]
    pub fn column(&self, name: &Name) -> Option<&Column<L>> {
        self.columns.iter().find(|c| c.name == *name)
    }

    /// The column of that name, to be changed.
    pub fn column_mut(&mut self, name: &Name) -> Option<&mut Column<L>> {
        self.columns.iter_mut().find(|c| c.name == *name)
    }

    /// Whether a column alone tells rows apart.
    #[must_use]
    pub fn is_key(&self, column: &Name) -> bool {
        self.constraints.iter().any(|c| match &c.rule {
            ConstraintRule::Primary(columns) | ConstraintRule::Unique(columns) => {
                matches!(columns.as_slice(), [only] if only == column)
            }
            ConstraintRule::Foreign(_) | ConstraintRule::Check(_) | ConstraintRule::Ref(_) => false,
        })
    }

    /// The columns of the primary key.
    #[must_use]
    pub fn primary_key(&self) -> Option<&[Name]> {
        self.constraints.iter().find_map(|c| match &c.rule {
            ConstraintRule::Primary(columns) => Some(columns.as_slice()),
            ConstraintRule::Unique(_)
            | ConstraintRule::Foreign(_)
            | ConstraintRule::Check(_)
            | ConstraintRule::Ref(_) => None,
        })
    }
}

/// How long the rows of a table live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Persistence {
    /// Until deleted.
    Permanent,
    /// Definition shared, rows private to a session (`GLOBAL TEMPORARY`).
    GlobalTemporary(OnCommit),
    /// Definition and rows private to a session or transaction.
    PrivateTemporary(OnCommit),
}

/// What a commit does to a temporary table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnCommit {
    /// Rows go.
    DeleteRows,
    /// Rows stay.
    PreserveRows,
    /// The table goes.
    DropDefinition,
    /// The table stays.
    PreserveDefinition,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column<L: Language> {
    /// Its name.
    pub name: Name,
    /// Its definition.
    pub at: At,
    /// Its type; a generated column may leave it to its expression.
    pub ty: Option<L::Type>,
    /// The `NOT NULL` constraint, or an explicit `NULL`.
    pub null: Nullability,
    /// Where values come from that an `INSERT` leaves out.
    pub fill: Fill<L>,
    /// `COLLATE`.
    pub collation: Option<QName>,
    /// Left out of `SELECT *`.
    pub invisible: bool,
    /// Text of `COMMENT ON COLUMN`.
    pub comment: Option<EcoString>,
    /// Source comments beside it.
    pub comments: Vec<At>,
    /// Everything else, each with its place.
    pub clauses: Vec<L::Clause>,
}

impl<L: Language> Column<L> {
    /// A column of which nothing more is said.
    #[must_use]
    pub fn plain(name: Name, at: At, ty: Option<L::Type>) -> Self {
        Column {
            name,
            at,
            ty,
            null: Nullability::Unstated,
            fill: Fill::Nothing,
            collation: None,
            invisible: false,
            comment: None,
            comments: Vec::new(),
            clauses: Vec::new(),
        }
    }
}

/// Whether a column takes nulls.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Nullability {
    /// Nothing said: nulls are taken unless a key forbids them.
    #[default]
    Unstated,
    /// `NULL`.
    Null,
    /// `NOT NULL`, which is a constraint with a name and a state.
    NotNull {
        /// Its name, if one is written.
        name: Option<Name>,
        /// Where it stands.
        at: At,
        /// Its state.
        state: ConstraintState,
    },
}

/// Where values come from that an `INSERT` leaves out.
#[derive(Clone, Debug, PartialEq)]
pub enum Fill<L: Language> {
    /// Null.
    Nothing,
    /// `DEFAULT expr`.
    Default {
        /// The value.
        expr: L::Expr,
        /// Also where a null is given (`ON NULL`).
        on_null: OnNull,
    },
    /// Computed from other columns.
    Generated {
        /// The value.
        expr: L::Expr,
        /// Stored, or computed when read.
        stored: bool,
    },
    /// Numbered.
    Identity(Box<Identity>),
}

/// When a default replaces a null that is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnNull {
    /// Never.
    #[default]
    No,
    /// `ON NULL`, `ON NULL FOR INSERT ONLY`.
    Insert,
    /// `ON NULL FOR INSERT AND UPDATE`.
    InsertAndUpdate,
}

/// An identity column.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    /// `GENERATED ALWAYS`: a value that is given is an error.
    pub always: bool,
    /// `BY DEFAULT ON NULL`.
    pub on_null: OnNull,
    /// Its numbers.
    pub options: Sequence,
}

/// A constraint.
#[derive(Clone, Debug, PartialEq)]
pub struct Constraint<L: Language> {
    /// Its name, if one is written.
    pub name: Option<Name>,
    /// Where it stands.
    pub at: At,
    /// What it demands.
    pub rule: ConstraintRule<L>,
    /// Whether and when it is checked.
    pub state: ConstraintState,
    /// Text of a comment on it.
    pub comment: Option<EcoString>,
    /// Source comments beside it.
    pub comments: Vec<At>,
    /// Everything else (`USING INDEX …`, `EXCEPTIONS INTO`).
    pub clauses: Vec<L::Clause>,
}

/// What a constraint demands.
#[derive(Clone, Debug, PartialEq)]
pub enum ConstraintRule<L: Language> {
    /// `PRIMARY KEY`.
    Primary(Vec<Name>),
    /// `UNIQUE`.
    Unique(Vec<Name>),
    /// `FOREIGN KEY … REFERENCES`.
    Foreign(ForeignKey),
    /// `CHECK`.
    Check(L::Expr),
    /// `SCOPE IS`, `WITH ROWID`, `REF (…) WITH ROWID`: constraints of a reference column.
    Ref(L::Clause),
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq)]
pub struct ForeignKey {
    /// Referencing columns.
    pub columns: Vec<Name>,
    /// Referenced table.
    pub table: QName,
    /// Referenced columns; empty: the primary key.
    pub target: Vec<Name>,
    /// `ON DELETE`.
    pub on_delete: Action,
    /// `ON UPDATE`.
    pub on_update: Action,
}

/// What a foreign key does when its target goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Action {
    /// Refuse, at the end of the statement or transaction.
    #[default]
    NoAction,
    /// Refuse at once.
    Restrict,
    /// Delete or change along.
    Cascade,
    /// Set null.
    SetNull,
    /// Set the default.
    SetDefault,
}

/// Whether and when a constraint is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConstraintState {
    /// May be deferred.
    pub deferrable: bool,
    /// Is deferred at the start of a transaction.
    pub deferred: bool,
    /// New rows are checked.
    pub enabled: bool,
    /// Existing rows have been checked.
    pub validated: bool,
    /// `RELY`: trusted by the optimizer though not checked.
    pub rely: bool,
}

impl Default for ConstraintState {
    fn default() -> Self {
        Self { deferrable: false, deferred: false, enabled: true, validated: true, rely: false }
    }
}
