//! The objects of a schema: tables with their columns and constraints, indexes, sequences, views, types, routines, triggers, grants.

use super::{Language, Space};
use crate::finding::ObjectKind;
use crate::name::{Name, QName};
use crate::span::{At, Span};
use ecow::EcoString;

/// A schema object.
#[derive(Clone, Debug, PartialEq)]
pub struct Object<L: Language> {
    /// Its name; the schema is set once it is known.
    pub name: QName,
    /// The statement that created it.
    pub at: At,
    /// Later statements that changed it (`ALTER`, `COMMENT`), in script order.
    pub changes: Vec<At>,
    /// Source comments that stand before or in the statement.
    pub comments: Vec<At>,
    /// Text of `COMMENT ON`.
    pub comment: Option<EcoString>,
    /// What it is.
    pub kind: Kind<L>,
}

/// What an object is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind<L: Language> {
    /// A schema or user, with what is said of it (quotas, profile).
    Schema(Vec<L::Clause>),
    /// A table.
    Table(Table<L>),
    /// An index that is not made by a constraint.
    Index(Index<L>),
    /// A sequence.
    Sequence(Sequence),
    /// A view or materialized view.
    View(View<L>),
    /// A user-defined type.
    Type(UserType<L>),
    /// A standalone procedure or function.
    Routine(Routine<L>),
    /// A trigger.
    Trigger(Trigger<L>),
    /// Privileges given.
    Grant(Grant),
    /// What only this language has.
    Other(L::Other),
}

impl<L: Language> Kind<L> {
    /// The name space of the object.
    #[must_use]
    pub fn space(&self) -> Space {
        match self {
            Kind::Table(_) | Kind::Sequence(_) | Kind::View(_) | Kind::Type(_) | Kind::Routine(_) => Space::Schema,
            Kind::Other(other) => L::space(other),
            Kind::Index(_) => Space::Index,
            Kind::Trigger(_) => Space::Trigger,
            Kind::Grant(_) | Kind::Schema(_) => Space::Global,
        }
    }

    /// The kind that reports count it under; `None` for what the language decides.
    #[must_use]
    pub fn object_kind(&self) -> Option<ObjectKind> {
        Some(match self {
            Kind::Schema(_) => ObjectKind::Schema,
            Kind::Table(_) => ObjectKind::Table,
            Kind::Index(_) => ObjectKind::Index,
            Kind::Sequence(_) => ObjectKind::Sequence,
            Kind::View(view) if view.materialized.is_some() => ObjectKind::MaterializedView,
            Kind::View(_) => ObjectKind::View,
            Kind::Type(_) => ObjectKind::Type,
            Kind::Routine(routine) if routine.is_function => ObjectKind::Function,
            Kind::Routine(_) => ObjectKind::Procedure,
            Kind::Trigger(_) => ObjectKind::Trigger,
            Kind::Grant(_) => ObjectKind::Grant,
            Kind::Other(_) => return None,
        })
    }
}

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

/// How the rows of a table or index are divided.
#[derive(Clone, Debug, PartialEq)]
pub struct Partitioning<L: Language> {
    /// By what.
    pub by: PartitionBy,
    /// The key.
    pub columns: Vec<L::Expr>,
    /// `INTERVAL (expr)`: partitions are made as rows come.
    pub interval: Option<L::Expr>,
    /// `AUTOMATIC`: a partition per value is made as rows come.
    pub automatic: bool,
    /// The foreign key, by which a `REFERENCE` partitioned table follows its parent.
    pub reference: Option<Name>,
    /// `PARTITIONS n`: partitions without names.
    pub count: Option<u32>,
    /// The partitions.
    pub parts: Vec<Partition<L>>,
    /// How each partition is divided again; its `parts` are the template.
    pub sub: Option<Box<Partitioning<L>>>,
    /// Where it stands.
    pub at: At,
    /// Everything else (`STORE IN`).
    pub clauses: Vec<L::Clause>,
}

/// By what rows are divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum PartitionBy {
    Range,
    List,
    Hash,
    Reference,
    System,
    ConsistentHash,
}

/// One partition.
#[derive(Clone, Debug, PartialEq)]
pub struct Partition<L: Language> {
    /// Its name, if one is written.
    pub name: Option<Name>,
    /// The rows it holds.
    pub bound: Bound<L>,
    /// Its subpartitions, where they are listed.
    pub parts: Vec<Partition<L>>,
    /// Where it stands.
    pub at: At,
    /// Everything else.
    pub clauses: Vec<L::Clause>,
}

/// The rows a partition holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound<L: Language> {
    /// Not said (hash, system, reference).
    Unstated,
    /// `VALUES LESS THAN (…)`.
    LessThan(Vec<Limit<L>>),
    /// `VALUES (…), (…)`.
    Values(Vec<Vec<L::Expr>>),
    /// `FROM (…) TO (…)`.
    FromTo(Vec<Limit<L>>, Vec<Limit<L>>),
    /// `WITH (MODULUS m, REMAINDER r)`.
    Hash(u32, u32),
    /// `DEFAULT`.
    Default,
}

/// One end of a range.
#[derive(Clone, Debug, PartialEq)]
pub enum Limit<L: Language> {
    /// A value.
    Value(L::Expr),
    /// Below all values.
    Min,
    /// Above all values.
    Max,
}

/// An index.
#[derive(Clone, Debug, PartialEq)]
pub struct Index<L: Language> {
    /// The table (or materialized view, or cluster) it serves.
    pub table: QName,
    /// What it orders by.
    pub keys: Vec<IndexKey<L>>,
    /// No two rows may be equal.
    pub unique: bool,
    /// How it is built.
    pub method: IndexMethod,
    /// Rows it covers.
    pub predicate: Option<L::Expr>,
    /// Columns carried along.
    pub include: Vec<Name>,
    /// `UNUSABLE` or `INVISIBLE`: the planner does not see it.
    pub hidden: bool,
    /// `LOCAL` or `GLOBAL PARTITION BY`.
    pub partitioning: Option<Box<Partitioning<L>>>,
    /// `LOCAL`: divided as its table.
    pub local: bool,
    /// Everything else.
    pub clauses: Vec<L::Clause>,
}

/// How an index is built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum IndexMethod {
    /// Ordered tree.
    #[default]
    BTree,
    /// `REVERSE`: ordered tree over reversed bytes.
    Reverse,
    /// `BITMAP`.
    Bitmap,
    /// `BITMAP … FROM … WHERE`: over a join.
    BitmapJoin,
    /// `INDEXTYPE IS`: the index type, such as `CTXSYS.CONTEXT` or `MDSYS.SPATIAL_INDEX`.
    Domain(QName),
    /// On a cluster.
    Cluster,
    /// Hash, GIN, GiST, BRIN … by PostgreSQL's name.
    Access(Name),
}

/// One key of an index.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexKey<L: Language> {
    /// A plain column is an expression that names it.
    pub expr: L::Expr,
    /// `DESC`.
    pub descending: bool,
    /// `NULLS FIRST` or `NULLS LAST`, where written.
    pub nulls_first: Option<bool>,
    /// Operator class.
    pub class: Option<Name>,
    /// `COLLATE`.
    pub collation: Option<QName>,
}

/// A sequence, or the numbers of an identity column. What is not written is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sequence {
    /// `START WITH`.
    pub start: Option<i128>,
    /// `START WITH LIMIT VALUE`.
    pub start_limit: bool,
    /// `INCREMENT BY`.
    pub increment: Option<i128>,
    /// `MINVALUE`, `NOMINVALUE`.
    pub min: Option<Limited>,
    /// `MAXVALUE`, `NOMAXVALUE`.
    pub max: Option<Limited>,
    /// `CACHE n`; 0 for `NOCACHE`.
    pub cache: Option<i128>,
    /// `CYCLE`, `NOCYCLE`.
    pub cycle: Option<bool>,
    /// `ORDER`, `NOORDER`.
    pub ordered: Option<bool>,
    /// `KEEP`, `NOKEEP`.
    pub keep: Option<bool>,
    /// `SCALE`, `SHARD`, `SESSION`, `GLOBAL` and their `NO` forms, as keywords in source order.
    pub flags: Vec<&'static str>,
    /// PostgreSQL's `AS type`: width in bytes.
    pub width: Option<u8>,
    /// PostgreSQL's `OWNED BY table.column`.
    pub owned_by: Option<(QName, Name)>,
}

/// A limit of a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limited {
    /// A number.
    At(i128),
    /// The widest possible.
    No,
}

/// A view or materialized view.
#[derive(Clone, Debug, PartialEq)]
pub struct View<L: Language> {
    /// Column names, where they are listed.
    pub columns: Vec<ViewColumn>,
    /// Its query.
    pub query: L::Query,
    /// Set for a materialized view.
    pub materialized: Option<Box<Materialized<L>>>,
    /// `WITH READ ONLY`.
    pub read_only: bool,
    /// `WITH CHECK OPTION`.
    pub check_option: bool,
    /// `FORCE`: created though it may not be valid.
    pub force: bool,
    /// `OF type`: an object view.
    pub of_type: Option<QName>,
    /// Texts of `COMMENT ON COLUMN` for columns that [`View::columns`] does not list; of two for one column, the last counts.
    pub remarks: Vec<(Name, EcoString)>,
    /// Constraints that are declared, not checked.
    pub constraints: Vec<Constraint<L>>,
    /// Everything else.
    pub clauses: Vec<L::Clause>,
}

/// A column of a view.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewColumn {
    /// Its name.
    pub name: Name,
    /// Where it stands.
    pub at: At,
    /// Left out of `SELECT *`.
    pub invisible: bool,
    /// Text of `COMMENT ON COLUMN`.
    pub comment: Option<EcoString>,
}

/// What makes a view materialized.
#[derive(Clone, Debug, PartialEq)]
pub struct Materialized<L: Language> {
    /// Filled when created.
    pub immediate: bool,
    /// `FAST`, `COMPLETE`, `FORCE`, or never.
    pub refresh: Refresh,
    /// `ON COMMIT`, `ON STATEMENT`.
    pub on_commit: bool,
    /// `START WITH`, `NEXT`: when it is refreshed.
    pub schedule: Vec<L::Expr>,
    /// `ON PREBUILT TABLE`.
    pub prebuilt: bool,
    /// `ENABLE QUERY REWRITE`.
    pub rewrite: bool,
    /// How rows are divided.
    pub partitioning: Option<Partitioning<L>>,
}

/// How a materialized view is refreshed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum Refresh {
    #[default]
    Force,
    Fast,
    Complete,
    Never,
}

/// A user-defined type.
#[derive(Clone, Debug, PartialEq)]
pub struct UserType<L: Language> {
    /// What it is made of.
    pub shape: TypeShape<L>,
    /// Everything else (`AUTHID`, `NOT PERSISTABLE`).
    pub clauses: Vec<L::Clause>,
}

/// What a user-defined type is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeShape<L: Language> {
    /// Declared ahead: `CREATE TYPE t;`.
    Incomplete,
    /// An object type.
    Object(ObjectType<L>),
    /// `VARRAY (limit) OF`.
    Varray {
        /// The most elements.
        limit: u32,
        /// The element type.
        of: L::Type,
        /// Elements are never null.
        not_null: bool,
    },
    /// `TABLE OF`.
    NestedTable {
        /// The element type.
        of: L::Type,
        /// Elements are never null.
        not_null: bool,
    },
    /// A domain: a type with a check and a default.
    Domain {
        /// The underlying type.
        of: L::Type,
        /// Values are never null.
        not_null: bool,
        /// `DEFAULT`.
        default: Option<L::Expr>,
        /// Checks on `VALUE`.
        checks: Vec<Constraint<L>>,
    },
    /// A list of labels.
    Enumeration(Vec<(Name, Option<L::Expr>)>),
}

/// An object type.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectType<L: Language> {
    /// `UNDER`.
    pub under: Option<QName>,
    /// Own attributes, without the inherited ones.
    pub attributes: Vec<Attribute<L>>,
    /// Methods by their headers.
    pub methods: Vec<Method<L>>,
    /// No subtypes allowed; `None`: not said.
    pub is_final: Option<bool>,
    /// May have values; `None`: not said.
    pub instantiable: Option<bool>,
}

/// An attribute of an object type.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute<L: Language> {
    /// Its name.
    pub name: Name,
    /// Where it stands.
    pub at: At,
    /// Its type.
    pub ty: L::Type,
    /// Source comments beside it.
    pub comments: Vec<At>,
}

/// A method of an object type.
#[derive(Clone, Debug, PartialEq)]
pub struct Method<L: Language> {
    /// Its name.
    pub name: Name,
    /// `MEMBER`, `STATIC`, `CONSTRUCTOR`, `MAP MEMBER`, `ORDER MEMBER`.
    pub role: MethodRole,
    /// `OVERRIDING`, `FINAL`, `NOT INSTANTIABLE` and so on, as keywords.
    pub flags: Vec<&'static str>,
    /// Header, and the body where it is known.
    pub routine: Routine<L>,
    /// Where it stands.
    pub at: At,
}

/// What a method is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum MethodRole {
    Member,
    Static,
    Constructor,
    Map,
    Order,
}

/// A procedure or function.
#[derive(Clone, Debug, PartialEq)]
pub struct Routine<L: Language> {
    /// Has a result.
    pub is_function: bool,
    /// Parameters in order.
    pub params: Vec<Param<L>>,
    /// Type of the result.
    pub returns: Option<L::Type>,
    /// Its code; `None` for a header.
    pub body: Option<L::Body>,
    /// Everything else (`DETERMINISTIC`, `AUTHID`, `PIPELINED`).
    pub clauses: Vec<L::Clause>,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Param<L: Language> {
    /// Its name; types without names exist in PostgreSQL.
    pub name: Name,
    /// Where it stands.
    pub at: At,
    /// Direction.
    pub mode: Mode,
    /// `NOCOPY`.
    pub nocopy: bool,
    /// Its type.
    pub ty: L::Type,
    /// `DEFAULT`.
    pub default: Option<L::Expr>,
}

/// Direction of a parameter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum Mode {
    #[default]
    In,
    Out,
    InOut,
}

/// A trigger.
#[derive(Clone, Debug, PartialEq)]
pub struct Trigger<L: Language> {
    /// The table or view; `None` for a trigger on a schema or the database.
    pub table: Option<QName>,
    /// When it fires.
    pub timing: Timing,
    /// What it fires for.
    pub events: Vec<Event>,
    /// `FOR EACH ROW`.
    pub each_row: bool,
    /// `WHEN (…)`.
    pub condition: Option<L::Expr>,
    /// Names of the old and new row, where they are changed.
    pub referencing: Vec<(Name, Name)>,
    /// Fires.
    pub enabled: bool,
    /// Its code.
    pub body: Option<L::Body>,
    /// Everything else (`FOLLOWS`, `NESTED TABLE … OF`).
    pub clauses: Vec<L::Clause>,
}

/// When a trigger fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum Timing {
    Before,
    After,
    InsteadOf,
    Compound,
}

/// What a trigger fires for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A row comes.
    Insert,
    /// A row changes; the columns, where they are listed.
    Update(Vec<Name>),
    /// A row goes.
    Delete,
    /// All rows go.
    Truncate,
    /// DDL or a database event, by its keywords.
    System(EcoString),
}

/// Privileges given or taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// What may be done; a privilege of several words is one name.
    pub privileges: Vec<Privilege>,
    /// On what; `None` for system privileges and roles.
    pub on: Option<Granted>,
    /// To whom; `PUBLIC` is a name.
    pub to: Vec<Name>,
    /// May be passed on.
    pub with_grant: bool,
    /// `WITH HIERARCHY`, `CONTAINER`, `IDENTIFIED BY` and so on, each with its place.
    pub options: Vec<(&'static str, Span)>,
}

/// One privilege.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Privilege {
    /// `SELECT`, `CREATE TABLE`, a role.
    pub name: Name,
    /// Columns it is limited to.
    pub columns: Vec<Name>,
}

/// What a privilege is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// `DIRECTORY`, `USER`, `EDITION`, `JAVA SOURCE`, as keywords; empty for schema objects.
    pub kind: &'static str,
    /// The object.
    pub name: QName,
}
