//! Columns: name, type, nullability, where values come from, and what keeps them as the source kept them.

mod collation;
mod empty;
mod fill;
mod named_types;
mod types;

pub(super) use named_types::ANYDATA;
pub(super) use types::{BINARY, WHOLE_SECONDS};

use super::Cx;
use super::storage::word as keyword_of;
use super::table::clauses::{encrypted, encrypted_here, physical, unread_clause};
use super::table::gains::Gains;
use super::table::secret;
use crate::analyze::infer;
use crate::catalog::{ConstraintRule, ConstraintState, Fill, Nullability, ObjectId};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, ClauseKind};
use crate::name::Name;
use crate::pg;
pub(super) use collation::icu as icu_collation;

static INVISIBLE: Rule = Rule {
    name: "invisible-column",
    codes: &[(Source::Oracle, "OR-DDL-011")],
    raw: Severity::BehaviourChange,
    effort: Effort::minutes(10, 5),
    message: "invisible column `{column}` is visible in PostgreSQL; it stands last",
    help: "check clients that use SELECT * or INSERT without a list of columns",
    doc: "convert/column/invisible-column.md",
    ..Rule::PLAIN
};

static RENAMED: Rule = Rule {
    name: "column-renamed",
    codes: &[(Source::Oracle, "OR-IDN-002")],
    raw: Severity::Blocker,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(15, 5),
    message: "column `{column}` is named `{to}`: another column has its name in lower case",
    help: "use the new name in clients; the manifest lists all renames",
    doc: "convert/column/column-renamed.md",
    ..Rule::PLAIN
};

static SYSTEM_NAME: Rule = Rule {
    name: "system-column-name",
    codes: &[(Source::Oracle, "OR-IDN-007")],
    raw: Severity::Blocker,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(15, 5),
    message: "column `{column}` is named `{to}`: every PostgreSQL table has a system column of that name",
    help: "use the new name in clients; the manifest lists all renames",
    doc: "convert/column/system-column-name.md",
    ..Rule::PLAIN
};

static NOT_NULL_STATE: Rule = Rule {
    name: "not-null-not-enforced",
    codes: &[(Source::Oracle, "HD-205")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(10, 5),
    message: "NOT NULL of `{column}` is {state} in the source; {result}",
    help: "clean the data, then ALTER TABLE … ALTER COLUMN … SET NOT NULL",
    ..Rule::PLAIN
};

/// Rules of this folder.
pub static RULES: &[&[&Rule]] = &[
    &[&INVISIBLE, &RENAMED, &SYSTEM_NAME, &NOT_NULL_STATE],
    collation::RULES,
    empty::RULES,
    fill::RULES,
    named_types::RULES,
    types::RULES,
];

/// The table around a column or constraint.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// Its identity.
    pub id: ObjectId,
    /// Its object.
    pub object: &'a ir::Object,
    /// The table.
    pub table: &'a ir::Table,
}

impl Scope<'_> {
    /// Whether a column is never null: declared, in the primary key, or numbered.
    #[must_use]
    pub fn never_null(&self, name: &Name) -> bool {
        // the columns of an object table stand in its type
        if self.table.primary_key().is_some_and(|key| key.contains(name)) {
            return true;
        }
        let Some(column) = self.table.column(name) else { return false };
        let declared = matches!(&column.null, Nullability::NotNull { state, .. } if state.enabled);
        declared || infer::never_null(self.table, column)
    }

    /// Whether a column is part of a primary or unique key.
    #[must_use]
    pub fn in_key(&self, name: &Name) -> bool {
        self.table.constraints.iter().any(|c| match &c.rule {
            ConstraintRule::Primary(columns) | ConstraintRule::Unique(columns) => columns.contains(name),
            ConstraintRule::Foreign(_) | ConstraintRule::Check(_) | ConstraintRule::Ref(_) => false,
        })
    }

    /// Whether a check lets only texts of a list into a column, of which none is empty: `c IN ('A', 'B')`.
    #[must_use]
    pub fn lists_values(&self, name: &Name) -> bool {
        self.table.constraints.iter().any(|c| match &c.rule {
            ConstraintRule::Check(e) => c.state.enabled && e.conjuncts().into_iter().any(|e| empty::is_list(e, name)),
            ConstraintRule::Primary(_)
            | ConstraintRule::Unique(_)
            | ConstraintRule::Foreign(_)
            | ConstraintRule::Ref(_) => false,
        })
    }
}

/// Whether a column takes its default from a sequence that another column of the table has its default from too.
pub(super) fn shares_a_number(table: &ir::Table, column: &ir::Column) -> bool {
    let sequence = |c: &ir::Column| match &c.fill {
        Fill::Default { expr, .. } => fill::next_value_of(expr).map(<[Name]>::to_vec),
        Fill::Nothing | Fill::Generated { .. } | Fill::Identity(_) => None,
    };
    let own = sequence(column);
    own.is_some() && table.columns.iter().any(|c| c.name != column.name && sequence(c) == own)
}

/// Lowers a column of a table.
pub(super) fn lower(cx: &mut Cx<'_>, scope: Scope<'_>, column: &ir::Column, gains: &mut Gains) -> pg::Column {
    let name = named(cx, scope, column);
    let planned = cx.program.plan.columns.get(&(scope.id, column.name.clone())).cloned();
    // A column of a query has its type from there.
    let schema = scope.object.name.schema.as_ref();
    let mapped = planned.or_else(|| column.ty.as_ref().map(|ty| cx.program.type_of(ty, schema)));
    if let Some(ty) = &mapped {
        types::note(cx, scope, column, ty, gains);
    }
    let (ty, fill) = fill::lower(cx, scope, column, mapped, gains);
    let ty = ty.unwrap_or(pg::Type::Text);
    empty::guard(cx, scope, column, &ty, gains);
    if column.invisible {
        cx.raise(INVISIBLE.at(column.at.span).with("column", &column.name));
    }
    clauses(cx, scope, column);
    pg::Column {
        collation: collation::lower(cx, column, &ty),
        name,
        at: column.at,
        null: null(cx, scope, column, &fill),
        ty: Some(ty),
        fill,
        invisible: false,
        comment: column.comment.clone(),
        comments: column.comments.clone(),
        clauses: Vec::new(),
    }
}

/// What is said once per table of its columns.
pub(super) fn summary(cx: &mut Cx<'_>, object: &ir::Object, gains: &Gains) {
    types::summary(cx, object, gains);
    empty::summary(cx, object, gains);
}

fn named(cx: &mut Cx<'_>, scope: Scope<'_>, column: &ir::Column) -> Name {
    let names = &cx.program.plan.names;
    let name = names.column(scope.id, &column.name);
    if name != names.fold(&column.name) {
        let system = name.strip_suffix('_') == Some(&names.fold(&column.name));
        let rule = if system
            && !scope
                .table
                .columns
                .iter()
                .any(|c| c.name != column.name && names.fold(&c.name) == names.fold(&column.name))
        {
            &SYSTEM_NAME
        } else {
            &RENAMED
        };
        cx.raise(rule.at(column.at.span).with("column", &column.name).with("to", &name));
    }
    name
}

/// `NOT NULL` as PostgreSQL has it: enforced and checked at once. The columns of an identity have it by themselves.
fn null(cx: &mut Cx<'_>, scope: Scope<'_>, column: &ir::Column, fill: &Fill<pg::Pg>) -> Nullability {
    let Nullability::NotNull { name, at, state } = &column.null else {
        let replaced = match &column.fill {
            Fill::Default { on_null, .. } => *on_null != crate::catalog::OnNull::No,
            Fill::Nothing | Fill::Generated { .. } | Fill::Identity(_) => false,
        };
        // A check that says the same as NOT NULL stands beside it: the planner and keys know a column by NOT NULL alone.
        let checked = scope.table.constraints.iter().any(|c| infer::checked_not_null(c) == Some(&column.name));
        // A default that also replaces nulls implies NOT NULL.
        return if (replaced || checked) && !matches!(fill, Fill::Identity(_)) {
            Nullability::NotNull { name: None, at: column.at, state: ConstraintState::default() }
        } else {
            Nullability::Unstated
        };
    };
    let raise = |cx: &mut Cx<'_>, state: &str, result: &str| {
        let raised = NOT_NULL_STATE.at(at.span).with("column", &column.name);
        cx.raise(raised.with("state", state).with("result", result));
    };
    if !state.enabled {
        raise(cx, "disabled", "it is left out");
        return Nullability::Unstated;
    }
    if !state.validated {
        raise(cx, "not validated", "PostgreSQL checks the rows that are loaded too");
    }
    if state.deferrable {
        raise(cx, "deferrable", "PostgreSQL checks it at once");
    }
    let written = name.as_ref().filter(|n| !super::plan::names::is_generated(n));
    let name = written.map(|n| cx.program.plan.names.fold(n));
    Nullability::NotNull { name, at: *at, state: ConstraintState::default() }
}

fn clauses(cx: &mut Cx<'_>, scope: Scope<'_>, column: &ir::Column) {
    for clause in &column.clauses {
        let word = keyword_of(clause);
        if let ClauseKind::Unread(unread) = &clause.kind {
            unread_clause(cx, unread);
        } else if word == "ENCRYPT" && secret::is_encrypted(cx.program.profile, column) {
            encrypted_here(cx, &format!("{}.{}", scope.object.name, column.name), clause.at.span);
        } else if word == "ENCRYPT" {
            encrypted(cx, &format!("{}.{}", scope.object.name, column.name), clause.at.span);
        } else {
            physical(cx, word, clause.at.span);
        }
    }
}
