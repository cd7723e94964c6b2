//! Foreign keys: targets must be there, and unique as PostgreSQL sees it.

use super::super::plan::find_table;
use super::super::{Cx, partition};
use super::{Constrained, Made, foreign_index};
use crate::catalog::{ConstraintRule, ForeignKey, ObjectId};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir;
use crate::name::Name;
use crate::pg;

static FOREIGN: Rule = Rule {
    name: "foreign-key",
    codes: &[(Source::Oracle, "OR-DDL-004")],
    message: "the foreign key is added after all tables and keys",
    help: "nothing",
    doc: "convert/constraint/foreign-key.md",
    ..Rule::PLAIN
};

static NO_TABLE: Rule = Rule {
    name: "foreign-key-target-missing",
    codes: &[(Source::Oracle, "HD-201")],
    raw: Severity::Blocker,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(10, 5),
    message: "foreign key `{constraint}` refers to `{table}`, which is not a table of the input{elsewhere}",
    help: "{advice}",
    doc: "convert/constraint/foreign-key-target-missing.md",
    ..Rule::PLAIN
};

const ADD: &str =
    "add the script that creates the table (`--with` reads it for names only), or create the constraint by hand";

static NOT_UNIQUE: Rule = Rule {
    name: "foreign-key-target-not-unique",
    codes: &[(Source::Oracle, "HD-208")],
    raw: Severity::Blocker,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(20, 10),
    message: "foreign key `{constraint}` refers to columns of `{table}` that {why}; it is left out",
    help: "add the script that creates the key to the input; where there is none, create the key first, or keep the reference by a trigger",
    doc: "convert/constraint/foreign-key-target-missing.md",
    ..Rule::PLAIN
};

static NOT_COMPARABLE: Rule = Rule {
    name: "foreign-key-types-differ",
    codes: &[(Source::Oracle, "HD-231")],
    raw: Severity::Blocker,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(15, 5),
    message: "foreign key `{constraint}`: `{column}` and `{target}` have types that PostgreSQL does not compare; it is left out",
    help: "choose one type for both columns in `howdah.toml`, then the key can be created",
    doc: "convert/constraint/foreign-key-target-missing.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&FOREIGN, &NO_TABLE, &NOT_UNIQUE, &NOT_COMPARABLE];

pub(super) fn lower(cx: &mut Cx<'_>, it: Constrained<'_>, foreign: &ForeignKey) -> Option<Made> {
    let span = it.constraint.at.span;
    let schema = it.scope.object.name.schema.as_ref();
    let Some((target, parent)) = find_table(&cx.program.read.catalog, &foreign.table, schema) else {
        let found = cx.program.elsewhere(&foreign.table);
        let raised = NO_TABLE.at(span).with("constraint", it.name).with("table", &foreign.table);
        let raised = raised.with("elsewhere", found.said.as_str()).with("advice", found.advice(ADD));
        drop(cx.manual(raised));
        return None;
    };
    let referenced = if foreign.target.is_empty() { parent.primary_key().unwrap_or_default() } else { &foreign.target };
    if let Some(why) = not_unique(cx, target, parent, referenced) {
        let raised = NOT_UNIQUE.at(span).with("constraint", it.name).with("table", &foreign.table);
        drop(cx.manual(raised.with("why", why)));
        return None;
    }
    if let Some((own, other)) = incomparable(cx, it, &foreign.columns, target, referenced) {
        let raised = NOT_COMPARABLE.at(span).with("constraint", it.name).with("column", &own);
        drop(cx.manual(raised.with("target", format!("{}.{other}", foreign.table))));
        return None;
    }
    cx.exact(&FOREIGN, span);
    foreign_index::lower(cx, it, foreign);
    let names = &cx.program.plan.names;
    let rule = ConstraintRule::Foreign(ForeignKey {
        columns: foreign.columns.iter().map(|c| names.column(it.scope.id, c)).collect(),
        table: cx.program.target(target),
        target: referenced.iter().map(|c| names.column(target, c)).collect(),
        on_delete: foreign.on_delete,
        on_update: foreign.on_update,
    });
    Some(Made { rule, clauses: Vec::new(), deferrable: true })
}

/// Why PostgreSQL would not take the columns as a target.
fn not_unique(cx: &Cx<'_>, id: ObjectId, parent: &ir::Table, referenced: &[Name]) -> Option<&'static str> {
    if referenced.is_empty() {
        return Some("are not known, because it has no primary key");
    }
    let same = |columns: &[Name]| columns.len() == referenced.len() && columns.iter().all(|c| referenced.contains(c));
    let key = parent.constraints.iter().find(|c| match &c.rule {
        ConstraintRule::Primary(columns) | ConstraintRule::Unique(columns) => same(columns),
        ConstraintRule::Foreign(_) | ConstraintRule::Check(_) | ConstraintRule::Ref(_) => false,
    });
    match key {
        None => Some("are no key of the input"),
        Some(key) if !key.state.enabled => Some("are a key that is disabled"),
        Some(_) if !partition::missing_columns(cx.program, id, parent, referenced).is_empty() => {
            Some("are no key of their own, because the table is partitioned by others")
        }
        Some(_) => None,
    }
}

/// The first pair of columns that a foreign key cannot compare.
fn incomparable(
    cx: &Cx<'_>,
    it: Constrained<'_>,
    own: &[Name],
    target: ObjectId,
    referenced: &[Name],
) -> Option<(Name, Name)> {
    let types = &cx.program.plan.columns;
    own.iter().zip(referenced).find_map(|(own, other)| {
        let (a, b) = (types.get(&(it.scope.id, own.clone()))?, types.get(&(target, other.clone()))?);
        (a != b && (family(a) != family(b) || family(a) == 0)).then(|| (own.clone(), other.clone()))
    })
}

/// Types between which PostgreSQL has an equality that an index serves; 0: only with itself.
fn family(ty: &pg::Type) -> u8 {
    if ty.is_number() {
        1
    } else if ty.is_text() {
        2
    } else if matches!(ty, pg::Type::Date | pg::Type::Timestamp(_) | pg::Type::Timestamptz(_)) {
        3
    } else if matches!(ty, pg::Type::Interval(..)) {
        4
    } else if matches!(ty, pg::Type::Bytea) {
        5
    } else {
        0
    }
}
