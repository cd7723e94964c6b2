//! Temporary tables: a table of the rows of all sessions, and a view of the own ones (`gtt_as`).

use super::{Cx, target};
use crate::catalog::ConstraintState;
use crate::catalog::{Column, ConstraintRule, Fill, IndexKey, Nullability, OnCommit, Persistence, View, ViewColumn};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir;
use crate::name::{Name, QName};
use crate::pg;
use crate::profile::{GTT_AS, GttAs};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&GLOBAL, &PRIVATE];

static GLOBAL: Rule = Rule {
    name: "global-temporary-table",
    codes: &[(Source::Oracle, "OR-DDL-020")],
    raw: Severity::ManualEffort,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::minutes(10, 5),
    message: "global temporary table `{table}` {what}",
    help: "Call ora_compat.gtt_purge() from a job: it removes the rows of ended transactions and sessions. Option `gtt_as` chooses another form.",
    doc: "convert/temporary/keyed.md",
    ..Rule::PLAIN
};

static PRIVATE: Rule = Rule {
    name: "private-temporary-table",
    codes: &[(Source::Oracle, "OR-DDL-021")],
    raw: Severity::Info,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::NONE,
    message: "private temporary table `{table}`",
    help: "It is created by the session that uses it: CREATE TEMP TABLE … ON COMMIT DROP.",
    doc: "convert/temporary/private.md",
    ..Rule::PLAIN
};

/// The column that says whose a row is.
const KEY: &str = "gtt_key";

/// The table that holds the rows of `name`.
pub(super) fn rows_of(name: &QName) -> QName {
    QName { schema: name.schema.clone(), name: target::derived(&name.name, "__rows") }
}

/// Whether rows of the table are kept in a table with a key.
pub(super) fn is_keyed(cx: &Cx<'_>, table: &ir::Table) -> bool {
    matches!(table.persistence, Persistence::GlobalTemporary(_)) && cx.program.profile.get(&GTT_AS) == GttAs::Keyed
}

/// What a lowered temporary table becomes; a permanent one stays as it is.
pub(super) fn lower(
    cx: &mut Cx<'_>,
    object: &ir::Object,
    table: &ir::Table,
    lowered: pg::Object,
    definition: pg::Table,
) -> Vec<pg::Object> {
    let commit = match table.persistence {
        Persistence::Permanent => return vec![whole(lowered, definition)],
        Persistence::PrivateTemporary(_) => {
            cx.exact(&PRIVATE, object.at.span);
            cx.ignore("a private temporary table lives in the session that creates it, not in the schema");
            return Vec::new();
        }
        Persistence::GlobalTemporary(commit) => commit,
    };
    let note = GLOBAL.at(object.at.span).with("table", &object.name);
    match cx.program.profile.get(&GTT_AS) {
        GttAs::Keyed => {
            let rows = rows_of(&lowered.name);
            cx.raise(note.with("what", format!("is a view of the session's rows in `{rows}`")));
            cx.outcome().targets.push(rows.clone());
            keyed(object, lowered, definition, rows, commit)
        }
        GttAs::Unlogged => {
            let note = note.severity(Severity::BehaviourChange);
            cx.raise(note.with("what", "is one unlogged table, whose rows all sessions see"));
            let mut definition = definition;
            definition.persistence = Persistence::Permanent;
            definition.clauses.push(pg::Clause::Unlogged);
            vec![whole(lowered, definition)]
        }
        GttAs::SessionTemp | GttAs::Pgtt => {
            let what = "has to be created by the sessions that use it (`gtt_as`)";
            let why = cx.manual(note.severity(Severity::ManualEffort).with("what", what));
            let reason = why.message().into();
            vec![pg::Object { kind: pg::Kind::Other(pg::Other::Placeholder(reason)), ..lowered }]
        }
    }
}

fn whole(object: pg::Object, table: pg::Table) -> pg::Object {
    pg::Object { kind: pg::Kind::Table(table), ..object }
}

/// The table with the key in front of every unique key, and the view.
fn keyed(
    from: &ir::Object,
    lowered: pg::Object,
    mut table: pg::Table,
    rows: QName,
    commit: OnCommit,
) -> Vec<pg::Object> {
    let columns: Vec<ViewColumn> = table
        .columns
        .iter_mut()
        .map(|c| ViewColumn { name: c.name.clone(), at: c.at, invisible: false, comment: c.comment.take() })
        .collect();
    for constraint in &mut table.constraints {
        match &mut constraint.rule {
            ConstraintRule::Primary(key) | ConstraintRule::Unique(key) => key.insert(0, KEY.into()),
            ConstraintRule::Foreign(_) | ConstraintRule::Check(_) | ConstraintRule::Ref(_) => {}
        }
    }
    table.columns.push(key_column(from, commit));
    table.persistence = Persistence::Permanent;
    table.clauses.push(pg::Clause::Unlogged);
    let query = own_rows(&columns, &rows, commit);
    let view = View::new(columns, query);
    let base = target::added(from, rows, pg::Kind::Table(table));
    vec![base, pg::Object { kind: pg::Kind::View(view), ..lowered }]
}

/// Whether rows live as long as the transaction.
fn by_transaction(commit: OnCommit) -> bool {
    matches!(commit, OnCommit::DeleteRows | OnCommit::DropDefinition)
}

fn transaction(function: &'static str) -> pg::Expr {
    pg::Expr::call(function, []).cast(pg::Type::Text).cast(pg::Type::BigInt)
}

fn key_column(from: &ir::Object, commit: OnCommit) -> pg::Column {
    let (ty, expr) = if by_transaction(commit) {
        (pg::Type::BigInt, transaction("pg_current_xact_id"))
    } else {
        (pg::Type::Numeric(None), pg::Expr::helper("session_key", []))
    };
    Column {
        null: Nullability::NotNull { name: None, at: from.at, state: ConstraintState::default() },
        fill: Fill::Default { expr, on_null: crate::catalog::OnNull::No },
        ..Column::plain(KEY.into(), from.at, Some(ty))
    }
}

/// `SELECT … FROM t__rows WHERE gtt_key = (SELECT …)`: the sub-select keeps the key from being computed for each row.
fn own_rows(columns: &[ViewColumn], rows: &QName, commit: OnCommit) -> pg::Query {
    let own = if by_transaction(commit) {
        transaction("pg_current_xact_id_if_assigned")
    } else {
        pg::Expr::helper("session_key", [])
    };
    let once = pg::Select { targets: vec![(own, None)], ..pg::Select::default() };
    let once = pg::Expr::Subquery(Box::new(pg::Query::Select(Box::new(once))));
    let name = |c: &ViewColumn| (pg::Expr::name(c.name.clone()), None::<Name>);
    pg::Query::Select(Box::new(pg::Select {
        targets: columns.iter().map(name).collect(),
        from: vec![pg::From::Relation(rows.clone(), None)],
        condition: Some(pg::Expr::name(KEY).infix(pg::Op::Eq, once)),
        ..pg::Select::default()
    }))
}

/// An index of a temporary table stands on its rows and leads with the key.
pub(super) fn index(cx: &Cx<'_>, table: &ir::Table, lowered: &mut pg::Index) {
    if is_keyed(cx, table) {
        lowered.table = rows_of(&lowered.table);
        let expr = pg::Expr::name(KEY);
        lowered.keys.insert(0, IndexKey { expr, descending: false, nulls_first: None, class: None, collation: None });
    }
}
