//! What a script does to objects that are there: views replaced, tables changed under views, tables dropped; and units without a slash.

use crate::catalog::{Applying, ColumnChange, Dropping, Part, Space, TableChange};
use crate::finding::{Confidence, Effort, ObjectKind, Raised, Rule, Severity, Source};
use crate::ir::{Change, Ir, Kind};
use crate::name::QName;
use crate::span::Span;
use std::collections::BTreeSet;

static REPLACED: Rule = Rule {
    name: "changed-under-views",
    codes: &[(Source::Oracle, "OR-DDL-042")],
    raw: Severity::ManualEffort,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::minutes(10, 0),
    message: "{count} statements replace a view or change a table that a view reads: the output creates each object once, in its last shape",
    help: "nothing for a new database; for one that is there, DROP VIEW … CASCADE, change, and create the view and its dependants again, \
           as PostgreSQL refuses such changes (42P16, 0A000)",
    ..Rule::PLAIN
};

static DROPPED: Rule = Rule {
    name: "dropped-tables",
    codes: &[(Source::Oracle, "OR-DDL-054")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::minutes(5, 0),
    message: "{count} statements drop a table with CASCADE CONSTRAINTS or PURGE, or name one of the recycle bin: what they take back is not \
              in the output",
    help: "nothing for a new database; for one that is there, drop the foreign keys first, then the table: CASCADE would drop views with \
           it, and there is no recycle bin",
    ..Rule::PLAIN
};

static UNSLASHED: Rule = Rule {
    name: "unit-without-slash",
    codes: &[(Source::Oracle, "OR-DIC-011")],
    raw: Severity::DataLossRisk,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::NONE,
    message: "units of PL/SQL without a terminating slash before the next statement ({count}): their ends follow from their structure",
    help: "nothing, unless SQL*Plus runs the script, which takes what follows for a part of the unit",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: [&Rule; 3] = [&REPLACED, &DROPPED, &UNSLASHED];

/// How often something occurred, and where first.
#[derive(Debug, Default)]
struct Counted {
    count: i64,
    first: Span,
}

impl Counted {
    fn note(&mut self, span: Span) {
        if self.count == 0 {
            self.first = span;
        }
        self.count += 1;
    }

    fn said(&self, rule: &'static Rule) -> Option<Raised> {
        (self.count > 0).then(|| rule.at(self.first).with("count", self.count))
    }
}

/// What was seen so far.
#[derive(Debug, Default)]
pub(super) struct Upgrading {
    /// What views that were created read.
    read: BTreeSet<QName>,
    replaced: Counted,
    dropped: Counted,
    unslashed: Counted,
}

impl Upgrading {
    /// A statement that is about to be applied; `purge`: a clause about storage stands in it.
    pub(super) fn change(&mut self, applying: &Applying<Ir>, span: Span, change: &Change, purge: bool) {
        if let Change::Create { object, replace, .. } = change
            && let Kind::View(view) = &object.kind
            && view.materialized.is_none()
        {
            let name = applying.full_name(&object.name);
            if *replace && applying.has(Space::Schema, &name) {
                self.replaced.note(span);
            }
            view.query.mentions(&mut |mention| {
                self.read.insert(applying.full_name(mention.name));
            });
        } else if let Change::AlterTable { name, changes } = change {
            if changes.iter().any(reshapes) && self.read.contains(&applying.full_name(name)) {
                self.replaced.note(span);
            }
        } else if let Change::Drop(Dropping { kind: ObjectKind::Table, name, cascade, .. }) = change
            && (*cascade || purge || name.name.starts_with("BIN$"))
        {
            self.dropped.note(span);
        }
    }

    /// A unit of PL/SQL that the next statement follows without a slash.
    pub(super) fn unslashed(&mut self, span: Span) {
        self.unslashed.note(span);
    }

    /// What is to be said at the end.
    pub(super) fn said(&self) -> impl Iterator<Item = Raised> {
        [self.replaced.said(&REPLACED), self.dropped.said(&DROPPED), self.unslashed.said(&UNSLASHED)]
            .into_iter()
            .flatten()
    }
}

/// Whether a change alters a column that is there, or the name of the table.
fn reshapes(change: &TableChange<Ir>) -> bool {
    match change {
        TableChange::ModifyColumn { changes, .. } => changes.iter().any(|c| matches!(c, ColumnChange::Type(..))),
        TableChange::DropColumn { .. } | TableChange::RenameColumn(..) | TableChange::RenameTo(_) => true,
        TableChange::AddColumn(..)
        | TableChange::AddConstraint(_)
        | TableChange::DropConstraint { .. }
        | TableChange::RenameConstraint(..)
        | TableChange::ConstraintState(..)
        | TableChange::AddPartition(_)
        | TableChange::DropPartition(_)
        | TableChange::RenamePartition(..)
        | TableChange::Partition(_)
        | TableChange::SplitPartition { .. }
        | TableChange::MergePartitions { .. }
        | TableChange::PartitionValues { .. }
        | TableChange::AddSubpartition { .. }
        | TableChange::Interval(_)
        | TableChange::Automatic(_)
        | TableChange::Template(_)
        | TableChange::Triggers(_)
        | TableChange::Clause(_) => false,
    }
}
