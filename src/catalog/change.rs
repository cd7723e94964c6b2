//! What one statement does to a catalogue: plain data, the same for all sources.

use super::{
    Column, Constraint, ConstraintState, Fill, Grant, Language, Nullability, Object, Partition, Partitioning, Sequence,
};
use crate::finding::ObjectKind;
use crate::name::{Name, QName};
use crate::span::At;
use ecow::EcoString;

/// What one statement does to a catalogue.
#[derive(Clone, Debug, PartialEq)]
pub enum Change<L: Language> {
    /// `CREATE`.
    Create {
        /// The object.
        object: Box<Object<L>>,
        /// `OR REPLACE`.
        replace: bool,
        /// `IF NOT EXISTS`.
        if_absent: bool,
    },
    /// `ALTER TABLE`; also the parts of `ALTER VIEW` and `ALTER MATERIALIZED VIEW` that concern constraints and storage.
    AlterTable {
        /// The table.
        name: QName,
        /// Changes in order.
        changes: Vec<TableChange<L>>,
    },
    /// `ALTER SEQUENCE`: only what is written changes.
    AlterSequence {
        /// The sequence.
        name: QName,
        /// `RESTART`.
        restart: bool,
        /// What is written.
        options: Sequence,
    },
    /// `ALTER INDEX`: clauses, visibility.
    AlterIndex {
        /// The index.
        name: QName,
        /// `UNUSABLE`/`INVISIBLE` set or reset; `None`: not mentioned.
        hidden: Option<bool>,
        /// Everything else.
        clauses: Vec<L::Clause>,
    },
    /// `ALTER TYPE … ADD/DROP/MODIFY ATTRIBUTE`, `… LIMIT`, `… ELEMENT TYPE`.
    AlterType {
        /// The type.
        name: QName,
        /// Changes in order.
        changes: Vec<TypeChange<L>>,
    },
    /// `ALTER TRIGGER … ENABLE/DISABLE`.
    EnableTrigger {
        /// The trigger.
        name: QName,
        /// On or off.
        enabled: bool,
    },
    /// `ALTER … COMPILE`, `EDITIONABLE` and other changes that leave the model as it is.
    Touch {
        /// What.
        kind: ObjectKind,
        /// Which.
        name: QName,
        /// What is said, each with its place.
        clauses: Vec<L::Clause>,
    },
    /// `ALTER` of an object whose kind only its language has: the clauses join those that are there.
    AlterOther {
        /// Its kind by keywords, as [`super::Space::Named`] has it.
        word: &'static str,
        /// Which.
        name: QName,
        /// What is said.
        clauses: Vec<L::Clause>,
    },
    /// `DROP`.
    Drop(Dropping),
    /// `DROP` of an object whose kind only its language has.
    DropOther {
        /// Its kind by keywords, as [`super::Space::Named`] has it.
        word: &'static str,
        /// Which.
        name: QName,
        /// `IF EXISTS`.
        if_present: bool,
        /// `CASCADE`, `FORCE`, `INCLUDING …`.
        cascade: bool,
    },
    /// `RENAME a TO b`, `ALTER … RENAME TO`.
    Rename {
        /// What; `Other` where the statement does not say.
        kind: ObjectKind,
        /// From.
        from: QName,
        /// To, in the same schema.
        to: Name,
    },
    /// `COMMENT ON`.
    Comment {
        /// What.
        on: CommentOn,
        /// The text; empty removes it.
        text: EcoString,
    },
    /// `GRANT`.
    Grant(Grant),
    /// `REVOKE`.
    Revoke(Grant),
    /// `TRUNCATE`: rows inserted before are gone.
    Truncate {
        /// The table.
        name: QName,
        /// `CASCADE`: tables that refer to it are emptied too.
        cascade: bool,
    },
    /// `ALTER SESSION SET CURRENT_SCHEMA`, `USE`, `SET search_path`: where unqualified names live from here on.
    Schema(Name),
    /// `ALTER SESSION SET NLS_DATE_FORMAT`: how dates and texts become each other from here on.
    DateFormat(EcoString),
    /// `ALTER SESSION SET PLSQL_CCFLAGS`: the flags that code is compiled with from here on.
    CompileFlags(EcoString),
    /// A body that belongs to an object made before, or a member; filled in by its language.
    Nothing,
}

/// `DROP`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropping {
    /// What.
    pub kind: ObjectKind,
    /// Which.
    pub name: QName,
    /// `IF EXISTS`.
    pub if_present: bool,
    /// `CASCADE CONSTRAINTS`, `CASCADE`, `FORCE`.
    pub cascade: bool,
}

/// What a comment is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommentOn {
    /// A table, view or materialized view, or what else the kind says.
    Object(ObjectKind, QName),
    /// A column of a table or view.
    Column(QName, Name),
    /// A constraint of a table.
    Constraint(QName, Name),
}

/// One change of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum TableChange<L: Language> {
    /// `ADD column`, with the constraints written inline.
    AddColumn(Box<Column<L>>, Vec<Constraint<L>>),
    /// `MODIFY column`.
    ModifyColumn {
        /// Which.
        name: Name,
        /// Where.
        at: At,
        /// What.
        changes: Vec<ColumnChange<L>>,
    },
    /// `DROP COLUMN`, `SET UNUSED`.
    DropColumn {
        /// Which.
        name: Name,
        /// `CASCADE CONSTRAINTS`.
        cascade: bool,
    },
    /// `RENAME COLUMN`.
    RenameColumn(Name, Name),
    /// `ADD CONSTRAINT`.
    AddConstraint(Box<Constraint<L>>),
    /// `DROP CONSTRAINT`, `DROP PRIMARY KEY`, `DROP UNIQUE (…)`.
    DropConstraint {
        /// Which.
        which: WhichConstraint,
        /// `CASCADE`.
        cascade: bool,
    },
    /// `RENAME CONSTRAINT`.
    RenameConstraint(Name, Name),
    /// `MODIFY CONSTRAINT`, `ENABLE …`, `DISABLE …`: the new state, of which only what is written counts.
    ConstraintState(WhichConstraint, StateChange),
    /// `RENAME TO`.
    RenameTo(Name),
    /// `ADD PARTITION`.
    AddPartition(Box<Partition<L>>),
    /// `DROP PARTITION`.
    DropPartition(Name),
    /// `RENAME PARTITION`.
    RenamePartition(Name, Name),
    /// `MODIFY PARTITION BY …`: a plain table becomes partitioned.
    Partition(Box<Partitioning<L>>),
    /// `SPLIT PARTITION`: the pieces, in order, take the place of the partition.
    SplitPartition {
        /// Which.
        name: Name,
        /// Where.
        at: SplitAt<L>,
        /// What it becomes; without names where nothing is said.
        into: Vec<Partition<L>>,
    },
    /// `MERGE PARTITIONS`.
    MergePartitions {
        /// Which; the first and the last where `through`.
        names: Vec<Name>,
        /// `a TO b`: all from the first to the last.
        through: bool,
        /// What they become.
        into: Option<Box<Partition<L>>>,
    },
    /// `MODIFY PARTITION … ADD/DROP VALUES`.
    PartitionValues {
        /// Which.
        name: Name,
        /// `ADD`, else `DROP`.
        add: bool,
        /// The values.
        rows: Vec<Vec<L::Expr>>,
    },
    /// `MODIFY PARTITION … ADD SUBPARTITION`.
    AddSubpartition {
        /// The partition.
        of: Name,
        /// What it gets.
        part: Box<Partition<L>>,
    },
    /// `SET INTERVAL (…)`; `None`: no partitions are made any more as rows come.
    Interval(Option<L::Expr>),
    /// `SET PARTITIONING AUTOMATIC | MANUAL`.
    Automatic(bool),
    /// `SET SUBPARTITION TEMPLATE`.
    Template(Vec<Partition<L>>),
    /// `ENABLE/DISABLE ALL TRIGGERS`.
    Triggers(bool),
    /// Everything else (storage, maintenance), each with its place.
    Clause(L::Clause),
}

/// Where a partition is split.
#[derive(Clone, Debug, PartialEq)]
pub enum SplitAt<L: Language> {
    /// `AT (…)`: the first piece holds what is below.
    Below(Vec<super::Limit<L>>),
    /// `VALUES (…)`: the first piece holds these.
    Values(Vec<Vec<L::Expr>>),
    /// The pieces say it, all but the last.
    Bounds,
}

/// One change of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnChange<L: Language> {
    /// Another type.
    Type(L::Type),
    /// Another default, or identity; `Nothing` for `DEFAULT NULL` and `DROP IDENTITY`.
    Fill(Fill<L>),
    /// `NULL`, `NOT NULL`.
    Null(Nullability),
    /// `INVISIBLE`, `VISIBLE`.
    Invisible(bool),
    /// `COLLATE`.
    Collation(QName),
    /// An inline constraint.
    Constraint(Box<Constraint<L>>),
    /// Everything else.
    Clause(L::Clause),
}

/// One change of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeChange<L: Language> {
    /// `ADD ATTRIBUTE`.
    Add(super::Attribute<L>),
    /// `MODIFY ATTRIBUTE`.
    Modify(super::Attribute<L>),
    /// `DROP ATTRIBUTE`.
    Drop(Name),
    /// `ADD MEMBER FUNCTION …`.
    AddMethod(super::Method<L>),
    /// `DROP MEMBER FUNCTION …`: the overload with these parameters.
    DropMethod(super::Method<L>),
    /// `MODIFY LIMIT`.
    Limit(u32),
    /// `MODIFY ELEMENT TYPE`.
    Element(L::Type),
    /// `[NOT] FINAL`.
    Final(bool),
    /// `[NOT] INSTANTIABLE`.
    Instantiable(bool),
    /// Everything else.
    Clause(L::Clause),
}

/// Which constraint of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhichConstraint {
    /// By name.
    Named(Name),
    /// `PRIMARY KEY`.
    Primary,
    /// `UNIQUE (…)`.
    Unique(Vec<Name>),
}

/// A change of a constraint's state: what is not written stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in ConstraintState")]
pub struct StateChange {
    pub deferrable: Option<bool>,
    pub deferred: Option<bool>,
    pub enabled: Option<bool>,
    pub validated: Option<bool>,
    pub rely: Option<bool>,
}

impl StateChange {
    /// The state after the change. Enabling also validates, unless `NOVALIDATE` is written, and disabling stops validating
    /// (Oracle SQL Language Reference, `constraint`).
    #[must_use]
    pub fn over(self, old: ConstraintState) -> ConstraintState {
        let enabled = self.enabled.unwrap_or(old.enabled);
        let implied = if self.enabled.is_some() { enabled } else { old.validated };
        ConstraintState {
            deferrable: self.deferrable.unwrap_or(old.deferrable),
            deferred: self.deferred.unwrap_or(old.deferred),
            enabled,
            validated: self.validated.unwrap_or(implied),
            rely: self.rely.unwrap_or(old.rely),
        }
    }
}
