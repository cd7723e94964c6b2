//! Clusters of tables: PostgreSQL does not store tables together; what is left is an index on the cluster key of each table.

use super::{Cx, storage, target};
use crate::catalog::{IndexKey, IndexMethod, ObjectId};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir::{self, ClauseKind};
use crate::name::{Name, QName};
use crate::pg;

/// Rules of this file.
pub static RULES: &[&Rule] = &[&CLUSTER];

static CLUSTER: Rule = Rule {
    name: "table-cluster",
    codes: &[(Source::Oracle, "OR-DDL-023")],
    raw: Severity::Info,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::NONE,
    message: "cluster `{cluster}` is dropped: {what}",
    help: "Nothing to do. PostgreSQL's command CLUSTER sorts a table once and has nothing to do with it.",
    doc: "convert/cluster/cluster.md",
    ..Rule::PLAIN
};

/// A cluster has no counterpart of its own.
pub(super) fn lower(cx: &mut Cx<'_>, object: &ir::Object, clauses: &[ir::Clause]) -> Vec<pg::Object> {
    storage::drop_all(cx, &storage::PHYSICAL, clauses);
    let what = "its tables are tables of their own, each with an index on the key";
    cx.raise(CLUSTER.at(object.at.span).with("cluster", &object.name).with("what", what));
    cx.ignore("PostgreSQL stores each table for itself; the tables of the cluster have an index on its key");
    Vec::new()
}

/// The index of a cluster becomes one index for each table in it.
pub(super) fn index(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, index: &ir::Index) -> Vec<pg::Object> {
    storage::drop_all(cx, &storage::PHYSICAL, &index.clauses);
    let program = cx.program;
    let cluster = index.table.within(object.name.schema.as_ref());
    let mut out = Vec::new();
    for (table_id, table) in program.read.catalog.iter() {
        let ir::Kind::Table(definition) = &table.kind else { continue };
        let Some(columns) = clustered_by(definition, &cluster, table) else { continue };
        let key = |column: &Name| IndexKey {
            expr: pg::Expr::name(program.plan.names.column(table_id, column)),
            descending: false,
            nulls_first: None,
            class: None,
            collation: None,
        };
        let home = program.target(table_id);
        let lowered = pg::Index {
            keys: columns.iter().map(key).collect(),
            table: home.clone(),
            unique: false,
            method: IndexMethod::BTree,
            predicate: None,
            include: Vec::new(),
            hidden: false,
            partitioning: None,
            local: false,
            clauses: Vec::new(),
        };
        let plain = program.target(id);
        let name = if out.is_empty() { plain.name } else { target::derived(&plain.name, &format!("_{}", home.name)) };
        let name = QName { schema: home.schema, name };
        out.push(target::named(cx, object, name, pg::Kind::Index(lowered)));
    }
    let what =
        if out.is_empty() { "no table of the input is in it" } else { "each of its tables has an index on the key" };
    cx.raise(CLUSTER.at(object.at.span).with("cluster", &index.table).with("what", what));
    if out.is_empty() {
        cx.ignore("no table of the input is in the cluster");
    }
    out
}

/// The columns by which a table is in the cluster: `CLUSTER c (a, b)`.
fn clustered_by(table: &ir::Table, cluster: &QName, object: &ir::Object) -> Option<Vec<Name>> {
    fn search(clauses: &[ir::Clause], cluster: &QName, object: &ir::Object) -> (bool, Vec<Name>) {
        let (mut found, mut columns) = (false, Vec::new());
        for clause in clauses {
            match &clause.kind {
                ClauseKind::Object("CLUSTER", name) if name.within(object.name.schema.as_ref()) == *cluster => {
                    found = true
                }
                ClauseKind::Names("CLUSTER" | "COLUMNS", names) => columns = names.clone(),
                ClauseKind::Group("CLUSTER", parts) => {
                    let (inner, names) = search(parts, cluster, object);
                    if inner {
                        return (true, names);
                    }
                }
                ClauseKind::Plain(_)
                | ClauseKind::Flag(_)
                | ClauseKind::Named(..)
                | ClauseKind::Object(..)
                | ClauseKind::Number(..)
                | ClauseKind::Text(..)
                | ClauseKind::Names(..)
                | ClauseKind::Expr(..)
                | ClauseKind::Group(..)
                | ClauseKind::CreateIndex(_)
                | ClauseKind::Unread(_) => {}
            }
        }
        (found, columns)
    }
    let (found, columns) = search(&table.clauses, cluster, object);
    (found && !columns.is_empty()).then_some(columns)
}
