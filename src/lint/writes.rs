//! Statements that write: by the place of rows, over themselves, through collections and partitions, by what others see meanwhile.

use super::sites::Site;
use super::{Found, Seen};
use crate::analyze::effects::Runs;
use crate::analyze::{Means, depend};
use crate::catalog::{ConstraintRule, ObjectId};
use crate::finding::{Confidence, Effort, Raised, Rule, Severity, Source};
use crate::ir::plsql::walk::Node;
use crate::ir::plsql::{Stmt, StmtKind};
use crate::ir::{
    Compare, Dml, Expr, ExprKind, From, FromKind, InSet, Kind, Query, QueryBody, RowSource, Table, TableRef, Update,
    walk,
};
use crate::name::{Name, QName};
use std::collections::BTreeSet;

static BY_ROWID: Rule = Rule {
    name: "duplicates-deleted-by-rowid",
    codes: &[(Source::Oracle, "OR-DML-010")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    effort: Effort::minutes(15, 5),
    message: "which of several rows of `{table}` stays is told by ROWID: by ctid, it may be another one of them",
    help: "choose by a column (the newest, the smallest key) where the rows differ in what counts",
    ..Rule::PLAIN
};

static SHIFTED: Rule = Rule {
    name: "unique-column-moved",
    codes: &[(Source::Oracle, "OR-DML-011")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Likely,
    effort: Effort::minutes(20, 10),
    message: "this UPDATE computes unique column `{column}` from itself: PostgreSQL checks row by row, and may refuse it (23505)",
    help: "make the key DEFERRABLE, which checks it at the end of the statement, or write in two steps",
    ..Rule::PLAIN
};

static READS: Rule = Rule {
    name: "function-reads-what-is-written",
    codes: &[(Source::Oracle, "OR-DML-013")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Likely,
    effort: Effort::minutes(20, 10),
    message: "function `{name}` reads `{table}` while this statement writes it",
    help: "a STABLE function sees the table as it was before the statement, a VOLATILE one the rows written so far: check which it is",
    ..Rule::PLAIN
};

static MATCHES: Rule = Rule {
    name: "several-matches-of-a-join",
    codes: &[(Source::Oracle, "OR-DML-015")],
    severity: Severity::Info,
    confidence: Confidence::Likely,
    effort: Effort::minutes(10, 5),
    message: "a join says how `{table}` is written: where a row matches several, PostgreSQL takes one of them without an error",
    help: "check that the key of the join is unique on the other side",
    ..Rule::PLAIN
};

static NESTED: Rule = Rule {
    name: "rows-of-a-nested-table",
    codes: &[(Source::Oracle, "OR-OBJ-010")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(60, 30),
    message: "rows of a nested table are written through TABLE(…)",
    help: "write the array of the row: array_append, array_remove, or a child table with a foreign key",
    ..Rule::PLAIN
};

static PART: Rule = Rule {
    name: "interval-partition-by-name",
    codes: &[(Source::Oracle, "OR-DDL-033")],
    raw: Severity::ManualEffort,
    severity: Severity::Info,
    effort: Effort::minutes(15, 5),
    message: "`{table}` makes its partitions itself, and one of them is named here",
    help: "name partitions by the rule of the procedure that creates them, or ask for their rows by a condition",
    ..Rule::PLAIN
};

static RESTART: Rule = Rule {
    name: "first-row-taken-by-several",
    codes: &[(Source::Oracle, "OR-TXN-008")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Likely,
    effort: Effort::minutes(30, 15),
    message: "this statement picks rows of `{table}` by a query of the same table: where two sessions meet, Oracle starts it again, and PostgreSQL takes the first choice",
    help: "where rows are taken from a queue, lock the picked one: WHERE id = (SELECT id … ORDER BY … LIMIT 1 FOR UPDATE SKIP LOCKED); else lock first what both sessions share, such as the row of the parent",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&BY_ROWID, &SHIFTED, &READS, &MATCHES, &NESTED, &PART, &RESTART];

pub(super) fn detect(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    let mut put = |raised: Raised| found.push(Found { object: Some(site.key.clone()), raised });
    site.stmts(&mut |stmt, _| {
        if let StmtKind::Dml(dml) = &stmt.kind {
            let it = Statement { seen, site, stmt, dml };
            it.look(stmt.at.span, &mut put);
        }
    });
    site.each(&mut |node| {
        if let Node::Rows(from, _) = node {
            partition(seen, site, from, &mut put);
        }
    });
    site.queries(&mut |query| {
        if let QueryBody::Select(select) = &query.body {
            select.from.iter().for_each(|from| partition(seen, site, from, &mut put));
        }
    });
}

/// `t PARTITION (p)` of a table that makes its partitions itself.
fn partition(seen: &Seen<'_>, site: &Site<'_>, from: &From, put: &mut dyn FnMut(Raised)) {
    let FromKind::Table(table) = &from.kind else { return };
    if table.partition.as_ref().is_none_or(|p| p.names.is_empty()) {
        return;
    }
    let Some(known) = table_of(seen, site, table).and_then(|id| seen.table(id)) else { return };
    if known.partitioning.as_ref().is_some_and(|p| p.interval.is_some() || p.automatic) {
        put(PART.at(from.at.span).with("table", &table.name));
    }
}

fn table_of(seen: &Seen<'_>, site: &Site<'_>, table: &TableRef) -> Option<ObjectId> {
    let here = table.link.is_none();
    here.then(|| depend::find(&seen.program.catalog, &table.name, site.schema))?
}

struct Statement<'a, 's> {
    seen: &'a Seen<'s>,
    site: &'a Site<'s>,
    stmt: &'a Stmt,
    dml: &'a Dml,
}

impl<'a> Statement<'a, '_> {
    fn target(&self) -> Option<&'a From> {
        match self.dml {
            Dml::Insert(_) | Dml::InsertMany(_) | Dml::Unread(..) => None,
            Dml::InsertInto(it) => Some(&it.into),
            Dml::Update(it) => Some(&it.target),
            Dml::Delete(it) => Some(&it.target),
            Dml::Merge(it) => Some(&it.target),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "all others are of no concern here")]
    fn look(&self, span: crate::span::Span, put: &mut dyn FnMut(Raised)) {
        let Some(target) = self.target() else { return };
        let table = match &target.kind {
            FromKind::Function(..) => {
                put(NESTED.at(span));
                return;
            }
            FromKind::Table(table) => table,
            _ => return,
        };
        let Some(id) = table_of(self.seen, self.site, table) else { return };
        let (condition, joined) = match self.dml {
            Dml::Update(it) => (it.condition.as_ref(), !it.from.is_empty()),
            Dml::Delete(it) => (it.condition.as_ref(), !it.from.is_empty()),
            Dml::Insert(_) | Dml::InsertInto(_) | Dml::InsertMany(_) | Dml::Merge(_) | Dml::Unread(..) => (None, false),
        };
        if joined {
            put(MATCHES.at(span).with("table", &table.name));
        }
        if let Some(condition) = condition {
            if matches!(self.dml, Dml::Delete(_)) && by_rowid(condition) {
                put(BY_ROWID.at(span).with("table", &table.name));
            } else if self.picks(id, condition) {
                put(RESTART.at(span).with("table", &table.name));
            }
        }
        if let Kind::Table(known) = &self.seen.program.catalog.get(id).kind {
            if let Dml::Update(update) = self.dml
                && let Some(column) = self.shifted(id, known, update)
            {
                put(SHIFTED.at(span).with("column", column));
            }
            self.read(id, &table.name, span, put);
        }
    }

    /// A unique column whose new value is computed from its old one, of more than one row.
    fn shifted(&self, id: ObjectId, table: &Table, update: &'a Update) -> Option<&'a Name> {
        let deferred = |name: &Name| {
            table.constraints.iter().any(|c| {
                let own = match &c.rule {
                    ConstraintRule::Primary(columns) | ConstraintRule::Unique(columns) => columns.contains(name),
                    ConstraintRule::Foreign(_) | ConstraintRule::Check(_) | ConstraintRule::Ref(_) => false,
                };
                own && c.state.deferrable
            })
        };
        update.set.iter().find_map(|assignment| {
            let [path] = assignment.columns.as_slice() else { return None };
            let name = path.last()?;
            let keys = self.seen.indexes.get(&id)?;
            let unique = keys.iter().any(|i| i.unique && i.columns.contains(&name));
            let computed = matches!(assignment.value.kind, ExprKind::Binary(..)) && mentions(&assignment.value, name);
            let one = update.condition.as_ref().is_some_and(|c| fixed(c, name));
            (unique && computed && !one && !deferred(name)).then_some(name)
        })
    }

    /// Functions that read the table that is written.
    fn read(&self, id: ObjectId, table: &QName, span: crate::span::Span, put: &mut dyn FnMut(Raised)) {
        if self.one_row(id) {
            return;
        }
        let mut said = BTreeSet::new();
        crate::ir::plsql::walk::each(Node::Stmt(self.stmt), &mut |node| {
            if let Node::Expr(e) = node
                && let Means::Routine(routine) = self.seen.facts.of(e.at).means
                && self.seen.facts.effects.of(Runs::Routine(routine)).reads.contains(&id)
                && said.insert(routine)
            {
                let name = &self.seen.facts.symbols.routine(routine).name;
                put(READS.at(span).with("name", name).with("table", table));
            }
        });
    }

    /// Whether the statement writes one row at most: nothing is written yet when its functions run.
    fn one_row(&self, id: ObjectId) -> bool {
        let condition = match self.dml {
            Dml::InsertInto(it) => return !matches!(it.source, RowSource::Query(_)),
            Dml::Insert(it) => return it.rows.len() < 2,
            Dml::Update(it) => it.condition.as_ref().filter(|_| it.from.is_empty()),
            Dml::Delete(it) => it.condition.as_ref().filter(|_| it.from.is_empty()),
            Dml::InsertMany(_) | Dml::Merge(_) | Dml::Unread(..) => None,
        };
        let Some(condition) = condition else { return false };
        let keys = self.seen.indexes.get(&id).into_iter().flatten();
        keys.filter(|key| key.unique && key.plain).any(|key| key.columns.iter().all(|c| fixed(condition, c)))
    }

    /// `id = (SELECT MIN(id) FROM t …)` of the table that is written.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all others are of no concern here")]
    fn picks(&self, id: ObjectId, condition: &Expr) -> bool {
        let mut found = false;
        walk::each(condition, &mut |e| {
            let query = match &e.kind {
                ExprKind::Compare(Compare::Eq, sides) => match &**sides {
                    [_, Expr { kind: ExprKind::Subquery(query), .. }] => query,
                    _ => return,
                },
                ExprKind::In(it) if !it.not => match &it.set {
                    InSet::Query(query) => query,
                    InSet::List(_) => return,
                },
                _ => return,
            };
            found |= self.first_of(id, query);
        });
        found
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "all others are of no concern here")]
    fn first_of(&self, id: ObjectId, query: &Query) -> bool {
        let QueryBody::Select(select) = &query.body else { return false };
        let inner = select.from.iter().any(|f| matches!(&f.kind, FromKind::Query(q) if self.first_of(id, &q.query)));
        let own = select.from.iter().any(|f| match &f.kind {
            FromKind::Table(table) => table_of(self.seen, self.site, table) == Some(id),
            _ => false,
        });
        let aggregate = select.targets.iter().any(|t| {
            matches!(&t.expr.kind, ExprKind::Call(call)
                if call.more.is_none() && matches!(call.name.parts.as_slice(), [n] if n == "MIN" || n == "MAX"))
        });
        let counted = select.condition.as_ref().is_some_and(|c| names(c, "ROWNUM"));
        let limited = query.limit.as_ref().is_some_and(|l| l.fetch.is_some());
        query.lock.is_none()
            && select.group.is_none()
            && (inner || own && (aggregate && !correlated(select.condition.as_ref()) || counted || limited))
    }
}

/// Whether a condition compares columns of two tables: it picks for each row, and not for the statement.
fn correlated(condition: Option<&Expr>) -> bool {
    let mut found = false;
    if let Some(condition) = condition {
        walk::each(condition, &mut |e| {
            if let ExprKind::Compare(_, sides) = &e.kind
                && let [Expr { kind: ExprKind::Name(a), .. }, Expr { kind: ExprKind::Name(b), .. }] = &**sides
            {
                found |= a.parts.len() > 1 && b.parts.len() > 1 && a.parts.first() != b.parts.first();
            }
        });
    }
    found
}

/// `ROWID > (SELECT MIN(ROWID) …)`, `ROWID < ANY (SELECT …)`, `a.ROWID > b.ROWID`: one row of several is chosen by its place.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others are of no concern here")]
fn by_rowid(condition: &Expr) -> bool {
    let mut found = false;
    let mut look = |e: &Expr| match &e.kind {
        ExprKind::Compare(op, sides) => {
            let [a, b] = &**sides;
            let ordered = !matches!(op, Compare::Eq | Compare::Same);
            let query = |e: &Expr| matches!(e.kind, ExprKind::Subquery(_));
            found |= ordered && (is_rowid(a) && (is_rowid(b) || query(b)) || is_rowid(b) && query(a));
        }
        ExprKind::Quantified(it) => found |= is_rowid(&it.left),
        ExprKind::Call(call) => {
            let smallest = matches!(call.name.parts.as_slice(), [n] if n == "MIN" || n == "MAX");
            let over = call.more.as_ref().and_then(|m| m.over.as_ref());
            found |= smallest && over.is_none() && call.args.iter().any(|a| is_rowid(&a.value));
            if over.is_some() {
                // The order of a window: `ROW_NUMBER() OVER (PARTITION BY k ORDER BY ROWID)`.
                walk::each(e, &mut |inner| found |= is_rowid(inner));
            }
        }
        _ => {}
    };
    crate::ir::plsql::walk::each(Node::Expr(condition), &mut |node| {
        if let Node::Expr(e) = node {
            look(e);
        }
    });
    found
}

fn is_rowid(e: &Expr) -> bool {
    matches!(&e.kind, ExprKind::Name(path) if path.parts.last().is_some_and(|n| n == "ROWID"))
}

fn names(e: &Expr, wanted: &str) -> bool {
    let mut found = false;
    walk::each(e, &mut |inner| {
        found |= matches!(&inner.kind, ExprKind::Name(path) if matches!(path.parts.as_slice(), [n] if n == wanted));
    });
    found
}

fn mentions(e: &Expr, column: &Name) -> bool {
    let mut found = false;
    walk::each(e, &mut |inner| {
        found |= matches!(&inner.kind, ExprKind::Name(path) if path.parts.last() == Some(column));
    });
    found
}

/// Whether a condition holds for one value of a column: `c = x`.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others are of no concern here")]
fn fixed(condition: &Expr, column: &Name) -> bool {
    let is_column = |e: &Expr| matches!(&e.kind, ExprKind::Name(path) if path.parts.last() == Some(column));
    match &condition.kind {
        ExprKind::Compare(Compare::Eq, sides) => sides.iter().any(is_column),
        ExprKind::And(items) => items.iter().any(|item| fixed(item, column)),
        _ => false,
    }
}
