//! Constraints of tables: keys, foreign keys, checks; each is an object of its own in reports.

use super::Cx;
use super::plan::{find_table, names};
use crate::catalog::{ConstraintRule, ForeignKey, ObjectId};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir::{self, object::key};
use crate::name::QName;
use crate::pg;

static NO_TARGET: Rule = Rule {
    name: "foreign-key-target-missing",
    codes: &[(Source::Oracle, "HD-201")],
    raw: Severity::Blocker,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(10, 5),
    message: "foreign key `{constraint}` refers to `{table}`, which is not in the input",
    help: "add the script that creates the table (`--with` reads it for names only), or create the constraint by hand",
    doc: "",
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&NO_TARGET];

/// Lowers all constraints of a table.
pub(super) fn lower(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, table: &ir::Table) -> Vec<pg::Constraint> {
    let mut out = Vec::new();
    for (place, constraint) in table.constraints.iter().enumerate() {
        let name = cx.program.plan.names.constraint(id, place);
        let part = names::constraint_key(&key(object), constraint, &name);
        let schema = cx.program.target(id).schema;
        let lowered = cx.part(part, constraint.at.span, |cx| {
            let rule = rule(cx, id, object, constraint)?;
            cx.outcome().targets.push(QName { schema, name: name.clone() });
            Some(pg::Constraint {
                name: Some(name),
                at: constraint.at,
                rule,
                state: constraint.state,
                comment: constraint.comment.clone(),
                comments: constraint.comments.clone(),
                clauses: Vec::new(),
            })
        });
        out.extend(lowered);
    }
    out
}

fn rule(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, constraint: &ir::Constraint) -> Option<pg::ConstraintRule> {
    let columns = |list: &[crate::name::Name]| list.iter().map(|c| cx.program.plan.names.column(id, c)).collect();
    match &constraint.rule {
        ConstraintRule::Primary(list) => Some(ConstraintRule::Primary(columns(list))),
        ConstraintRule::Unique(list) => Some(ConstraintRule::Unique(columns(list))),
        ConstraintRule::Foreign(key) => foreign(cx, id, object, constraint, key),
        ConstraintRule::Check(_) | ConstraintRule::Ref(_) => None,
    }
}

fn foreign(
    cx: &mut Cx<'_>,
    id: ObjectId,
    object: &ir::Object,
    constraint: &ir::Constraint,
    key: &ForeignKey,
) -> Option<pg::ConstraintRule> {
    let names = &cx.program.plan.names;
    let found = find_table(&cx.program.read.catalog, &key.table, object.name.schema.as_ref());
    let Some((target, parent)) = found else {
        let name = constraint.name.clone().unwrap_or_default();
        let _ = cx.manual(NO_TARGET.at(constraint.at.span).with("constraint", &name).with("table", &key.table));
        return None;
    };
    let referenced = if key.target.is_empty() { parent.primary_key().unwrap_or_default() } else { &key.target };
    Some(ConstraintRule::Foreign(ForeignKey {
        columns: key.columns.iter().map(|c| names.column(id, c)).collect(),
        table: cx.program.target(target),
        target: referenced.iter().map(|c| names.column(target, c)).collect(),
        on_delete: key.on_delete,
        on_update: key.on_update,
    }))
}
