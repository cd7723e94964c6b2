//! Foreign keys without an index that starts with their columns: named, or given one.

use super::super::plan::names::cut;
use super::super::{Cx, target};
use super::Constrained;
use crate::catalog::{ForeignKey, IndexKey, IndexMethod};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir;
use crate::name::{Name, QName};
use crate::pg;
use crate::profile::{FK_INDEXES, FkIndexes};

static MISSING: Rule = Rule {
    name: "foreign-key-without-index",
    codes: &[(Source::Oracle, "OR-DDL-005")],
    raw: Severity::Performance,
    severity: Severity::Performance,
    confidence: Confidence::Certain,
    effort: Effort::minutes(5, 2),
    message: "no index starts with the columns of this foreign key ({columns}): each delete in `{target}` reads all of `{table}`",
    help: "create an index on {columns} where rows of `{target}` are deleted or their key changes; `fk_indexes` = \"create\" makes them all",
    doc: "convert/constraint/foreign-key-without-index.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&MISSING];

/// Says that a foreign key has no index, or makes one.
pub(super) fn lower(cx: &mut Cx<'_>, it: Constrained<'_>, foreign: &ForeignKey) {
    if !it.constraint.state.enabled || cx.program.plan.indexed.serves(it.scope.id, &foreign.columns) {
        return;
    }
    let span = it.constraint.at.span;
    if cx.program.profile.get(&FK_INDEXES) == FkIndexes::Create {
        cx.exact(&MISSING, span);
        return create(cx, it, foreign);
    }
    let columns = foreign.columns.iter().map(Name::as_str).collect::<Vec<_>>().join(", ");
    let raised = MISSING.at(span).with("columns", columns);
    cx.raise(raised.with("table", &it.scope.object.name).with("target", &foreign.table));
}

fn create(cx: &mut Cx<'_>, it: Constrained<'_>, foreign: &ForeignKey) {
    let program = cx.program;
    let table = program.target(it.scope.id);
    let key = |column: &Name| IndexKey {
        expr: pg::Expr::name(program.plan.names.column(it.scope.id, column)),
        descending: false,
        nulls_first: None,
        class: None,
        collation: None,
    };
    let index = pg::Index {
        keys: foreign.columns.iter().map(key).collect(),
        table: table.clone(),
        unique: false,
        method: IndexMethod::BTree,
        predicate: None,
        include: Vec::new(),
        hidden: false,
        partitioning: None,
        local: false,
        clauses: Vec::new(),
    };
    // Names of constraints are unique in their table alone, names of indexes in their schema.
    let schema = Name::from(pg::schema_of(&table));
    let free = |name: &Name| !program.plan.names.is_taken(&schema, name);
    let name = if it.name.starts_with(table.name.as_str()) {
        it.name.to_string()
    } else {
        format!("{}_{}", table.name, it.name)
    };
    let name = [format!("{name}_ix"), format!("{name}_fk_ix")].iter().map(|name| cut(name)).find(free);
    let name = name.unwrap_or_else(|| cut(&format!("{}_{}_fk_ix", table.name, it.name)));
    let object: &ir::Object = it.scope.object;
    cx.also(target::added(object, QName { schema: table.schema, name }, pg::Kind::Index(index)));
}
