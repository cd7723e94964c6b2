//! Constraints of tables: keys, foreign keys, checks; each is an object of its own in reports.

mod check;
mod foreign;
mod foreign_index;
mod key;

use super::Cx;
use super::column::Scope;
use super::plan::names::constraint_key;
use super::storage::word as keyword_of;
use super::table::clauses::{physical, unread_clause};
use super::table::gains::Gains;
use crate::catalog::{ConstraintRule, ConstraintState};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, ClauseKind, object::key as object_key};
use crate::name::{Name, QName};
use crate::pg;

static STATE: Rule = Rule {
    name: "constraint-state",
    codes: &[(Source::Oracle, "OR-DDL-002")],
    raw: Severity::DataLossRisk,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(10, 5),
    message: "constraint `{constraint}` is {state} in the source; {result}",
    help: "clean the data first, then ALTER TABLE … VALIDATE CONSTRAINT, or add the constraint",
    doc: "convert/constraint/constraint-state.md",
    ..Rule::PLAIN
};

static DEFERRABLE: Rule = Rule {
    name: "deferrable-constraint",
    codes: &[(Source::Oracle, "OR-DDL-003")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(20, 10),
    message: "constraint `{constraint}` is checked at once: PostgreSQL cannot defer {why}",
    help: "check routines that violate it until they commit",
    doc: "convert/constraint/deferrable-constraint.md",
    ..Rule::PLAIN
};

static RENAMED: Rule = Rule {
    name: "name-space-clash",
    codes: &[(Source::Oracle, "OR-DDL-001")],
    raw: Severity::Blocker,
    effort: Effort::minutes(5, 1),
    message: "constraint `{constraint}` is named `{to}`: PostgreSQL has one name space for tables and the indexes of keys",
    help: "mind the new name where code reads it from error messages",
    doc: "convert/constraint/name-space-clash.md",
    ..Rule::PLAIN
};

static CHECKED: Rule = Rule {
    name: "foreign-key-checked-at-once",
    codes: &[(Source::Oracle, "HD-372")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(10, 5),
    message: "constraint `{constraint}` is not validated in the source: before PostgreSQL 18 a foreign key of a partitioned table checks \
              all rows, so the load stops at bad ones",
    help: "clean the data first, or add the constraint later",
    until: Some(17),
    ..Rule::PLAIN
};

static GENERATED: Rule = Rule {
    name: "generated-name",
    codes: &[(Source::Oracle, "OR-DIC-009")],
    message: "names that Oracle made up (SYS_C…) are left out, and PostgreSQL gives its own",
    help: "nothing",
    ..Rule::PLAIN
};

static REF: Rule = Rule {
    name: "ref-constraint",
    codes: &[(Source::Oracle, "HD-207")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 10),
    message: "constraint `{constraint}` on a reference column has no counterpart",
    help: "add a foreign key to the table that the references point to",
    ..Rule::PLAIN
};

static ATTRIBUTES: Rule = Rule {
    name: "key-over-attributes",
    codes: &[(Source::Oracle, "HD-363")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(15, 10),
    message: "{key} constraint `{constraint}` is over attributes of objects, which a constraint of PostgreSQL cannot name",
    help: "Make a unique index over the fields, CREATE UNIQUE INDEX … ((column).field).",
    ..Rule::PLAIN
};

/// Rules of this folder.
pub static RULES: &[&[&Rule]] = &[
    &[&STATE, &CHECKED, &DEFERRABLE, &GENERATED, &RENAMED, &REF, &ATTRIBUTES, &NO_COLUMN],
    check::RULES,
    foreign::RULES,
    foreign_index::RULES,
];

static NO_COLUMN: Rule = Rule {
    name: "constraint-without-column",
    codes: &[(Source::Oracle, "HD-451")],
    raw: Severity::Blocker,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(15, 10),
    message: "constraint `{constraint}` names column `{column}`, which its table does not have when all scripts have run",
    help: "See whether a script is missing, or one that takes changes back was read too.",
    ..Rule::PLAIN
};

/// A constraint with its name in the target.
#[derive(Clone, Copy, Debug)]
struct Constrained<'a> {
    scope: Scope<'a>,
    constraint: &'a ir::Constraint,
    name: &'a Name,
}

/// What a constraint comes to.
struct Made {
    rule: pg::ConstraintRule,
    clauses: Vec<pg::Clause>,
    /// It may be deferred as in the source.
    deferrable: bool,
}

/// Lowers all constraints of a table.
pub(super) fn lower(cx: &mut Cx<'_>, scope: Scope<'_>, gains: &mut Gains) -> Vec<pg::Constraint> {
    let mut out = Vec::new();
    for (place, constraint) in scope.table.constraints.iter().enumerate() {
        let name = cx.program.plan.names.constraint(scope.id, place);
        let part = constraint_key(&object_key(scope.object), constraint, &name);
        let it = Constrained { scope, constraint, name: &name };
        out.extend(cx.part(part, constraint.at.span, |cx| one(cx, it, gains)));
    }
    out
}

/// The column of a key that the table does not have.
fn absent<'a>(it: Constrained<'a>) -> Option<&'a Name> {
    let columns = match &it.constraint.rule {
        ConstraintRule::Primary(list) | ConstraintRule::Unique(list) => list,
        ConstraintRule::Foreign(foreign) => &foreign.columns,
        ConstraintRule::Check(_) | ConstraintRule::Ref(_) => return None,
    };
    let table = it.scope.table;
    // The columns of an object table are those of its type.
    columns.iter().find(|name| table.of_type.is_none() && table.column(name).is_none())
}

fn one(cx: &mut Cx<'_>, it: Constrained<'_>, gains: &mut Gains) -> Option<pg::Constraint> {
    let Constrained { scope, constraint, name } = it;
    if let Some(column) = absent(it) {
        drop(cx.manual(NO_COLUMN.at(constraint.at.span).with("constraint", name).with("column", column)));
        return None;
    }
    renamed(cx, it);
    let made = match &constraint.rule {
        ConstraintRule::Primary(list) => key::primary(cx, it, list),
        ConstraintRule::Unique(list) => key::unique(cx, it, list, gains)?,
        ConstraintRule::Foreign(foreign) => foreign::lower(cx, it, foreign)?,
        ConstraintRule::Check(expr) => check::lower(cx, it, expr)?,
        ConstraintRule::Ref(ir::Clause {
            kind: ir::ClauseKind::Group(key @ ("UNIQUE" | "PRIMARY KEY"), _), ..
        }) => {
            drop(cx.manual(ATTRIBUTES.at(constraint.at.span).with("constraint", name).with("key", *key)));
            return None;
        }
        ConstraintRule::Ref(_) => {
            drop(cx.manual(REF.at(constraint.at.span).with("constraint", name)));
            return None;
        }
    };
    let clauses = state(cx, it, made.clauses);
    using_index(cx, it);
    if !clauses.contains(&pg::Clause::NotEnforced) {
        let schema = cx.program.target(scope.id).schema;
        cx.outcome().targets.push(QName { schema, name: name.clone() });
    }
    let kept = constraint.state.deferrable && made.deferrable;
    Some(pg::Constraint {
        name: Some(name.clone()),
        at: constraint.at,
        rule: made.rule,
        state: ConstraintState {
            deferrable: kept,
            deferred: kept && constraint.state.deferred,
            ..ConstraintState::default()
        },
        comment: constraint.comment.clone(),
        comments: constraint.comments.clone(),
        clauses,
    })
}

/// `DISABLE`, `NOVALIDATE`: what PostgreSQL can say of it.
fn state(cx: &mut Cx<'_>, it: Constrained<'_>, mut clauses: Vec<pg::Clause>) -> Vec<pg::Clause> {
    let state = it.constraint.state;
    let is_key = matches!(it.constraint.rule, ConstraintRule::Primary(_) | ConstraintRule::Unique(_));
    let raised = |state: &str, result: &str| {
        let raised = STATE.at(it.constraint.at.span).with("constraint", it.name);
        raised.with("state", state.to_owned()).with("result", result.to_owned())
    };
    let not_enforced = cx.program.profile.target >= 18 && !is_key;
    match (state.enabled, state.validated) {
        (true, true) => {}
        (true, false) if is_key => {
            cx.raise(raised("not validated", "a key is always checked, so duplicates that were loaded before must go"));
        }
        (true, false) if takes_no_not_valid(cx, it) => {
            cx.raise(CHECKED.at(it.constraint.at.span).with("constraint", it.name));
        }
        (true, false) if matches!(it.constraint.rule, ConstraintRule::Foreign(_)) => {
            clauses.push(pg::Clause::NotValid);
            let result = "NOT VALID, which takes rows as they are loaded and checks new rows and changed keys, as the source does";
            cx.raise(raised("not validated", result).severity(Severity::Info));
        }
        (true, false) => {
            clauses.push(pg::Clause::NotValid);
            cx.raise(raised(
                "not validated",
                "NOT VALID: rows are loaded unchecked, but changing such a row checks it",
            ));
        }
        (false, true) => {
            // Nothing may change in a column under a constraint that is disabled and validated.
            let result = "nothing keeps the table read-only, as the source does";
            drop(cx.manual(raised("disabled and validated", result).severity(Severity::ManualEffort)));
            clauses.push(pg::Clause::NotEnforced);
        }
        (false, false) => {
            clauses.push(pg::Clause::NotEnforced);
            let result = if not_enforced { "NOT ENFORCED" } else { "it is written as a comment" };
            cx.raise(raised("disabled", result).severity(Severity::Info));
            if !not_enforced {
                cx.ignore("it is disabled in the source, and PostgreSQL enforces every constraint; it is written as a comment");
            }
        }
    }
    clauses
}

/// A foreign key of a partitioned table is `NOT VALID` from 18 on only.
fn takes_no_not_valid(cx: &Cx<'_>, it: Constrained<'_>) -> bool {
    let foreign = matches!(it.constraint.rule, ConstraintRule::Foreign(_));
    foreign && it.scope.table.partitioning.is_some() && cx.program.profile.target < 18
}

/// Says that a constraint cannot be deferred.
fn not_deferrable(cx: &mut Cx<'_>, it: Constrained<'_>, why: &str) {
    if it.constraint.state.deferrable {
        let raised = DEFERRABLE.at(it.constraint.at.span).with("constraint", it.name);
        cx.raise(raised.with("why", why.to_owned()));
    }
}

fn renamed(cx: &mut Cx<'_>, it: Constrained<'_>) {
    let Some(source) = &it.constraint.name else { return };
    if super::plan::names::is_generated(source) {
        cx.exact(&GENERATED, it.constraint.at.span);
        return;
    }
    if *it.name != cx.program.plan.names.fold(source) {
        let raised = RENAMED.at(it.constraint.at.span).with("constraint", source).with("to", it.name);
        cx.raise(raised);
    }
}

/// `USING INDEX`, `EXCEPTIONS INTO` and the storage of a constraint's index.
fn using_index(cx: &mut Cx<'_>, it: Constrained<'_>) {
    for clause in &it.constraint.clauses {
        let word = keyword_of(clause);
        if let ClauseKind::Unread(unread) = &clause.kind {
            unread_clause(cx, unread);
        } else if word.starts_with("USING INDEX") {
            cx.dropped(&super::index::MERGED, "USING INDEX", clause.at.span);
        } else {
            physical(cx, word, clause.at.span);
        }
    }
    if it.constraint.state.rely {
        cx.dropped(&STATE, "RELY", it.constraint.at.span);
    }
}
