//! What is said once about the whole schema: what applications, loads, schedules and operators have to look at.

use super::sites::Site;
use super::{Found, Seen, general};
use crate::analyze::depend;
use crate::analyze::effects::Runs;
use crate::catalog::{ObjectId, Persistence};
use crate::finding::{Confidence, Effort, Raised, Rule, Severity, Source, counted};
use crate::ir::plsql::StmtKind;
use crate::ir::plsql::walk::Node;
use crate::ir::{self, Body, Clause, ClauseKind, Dml, FromKind, Kind, Other, Table, Type, Zone};
use crate::name::QName;
use crate::span::Span;
use std::collections::{BTreeMap, BTreeSet};

static ABORTED: Rule = Rule {
    name: "error-ends-the-transaction",
    codes: &[(Source::Oracle, "OR-TXN-001")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    effort: Effort::minutes(120, 0),
    message: "clients call {routines}: after an error PostgreSQL refuses every statement until ROLLBACK, where Oracle goes on",
    help: "let clients set a SAVEPOINT before what may fail, or run the whole transaction again",
    ..Rule::PLAIN
};

static DRIVERS: Rule = Rule {
    name: "interfaces-of-clients",
    codes: &[(Source::Oracle, "OR-OPS-013")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(240, 0),
    message: "clients see {what}",
    help: "test binds, fetch size and autocommit in every application; results of refcursors need a transaction",
    ..Rule::PLAIN
};

static LOAD: Rule = Rule {
    name: "rows-to-compare",
    codes: &[(Source::Oracle, "OR-OPS-012")],
    raw: Severity::DataLossRisk,
    severity: Severity::Info,
    effort: Effort::minutes(240, 0),
    message: "rows of {tables}, which no statement or block of these scripts fills, are loaded apart",
    help: "load between pre_data.sql and post_data.sql, and compare counts, sums and the least and greatest key of each table on both sides",
    ..Rule::PLAIN
};

static PARTITIONS: Rule = Rule {
    name: "partitions-ahead",
    codes: &[(Source::Oracle, "OR-OPS-003")],
    raw: Severity::Blocker,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(120, 0),
    message: "tables that count on partitions which come by themselves ({count}): {names}",
    help: "schedule a job that creates them ahead, and watch how far they reach",
    ..Rule::PLAIN
};

static SESSIONS: Rule = Rule {
    name: "state-of-the-session",
    codes: &[(Source::Oracle, "OR-OPS-008")],
    raw: Severity::Performance,
    severity: Severity::Performance,
    effort: Effort::minutes(60, 0),
    message: "rows of temporary tables live as long as a session: a pool must give a client the same connection for that long",
    help: "use session pooling for these clients, and delete the rows when a connection goes to another (DISCARD ALL does that for temporary tables of PostgreSQL only); transaction pooling mixes their state",
    ..Rule::PLAIN
};

static CHURN: Rule = Rule {
    name: "table-of-passing-rows",
    codes: &[(Source::Oracle, "OR-OPS-009")],
    raw: Severity::Performance,
    severity: Severity::Performance,
    confidence: Confidence::Likely,
    effort: Effort::minutes(15, 0),
    message: "rows of `{table}` are written and all deleted again: dead ones pile up until vacuum comes",
    help: "ALTER TABLE … SET (autovacuum_vacuum_scale_factor = 0.01), or TRUNCATE in place of DELETE",
    ..Rule::PLAIN
};

static DISABLED: Rule = Rule {
    name: "disabled-triggers",
    codes: &[(Source::Oracle, "OR-TRG-011")],
    raw: Severity::DataLossRisk,
    severity: Severity::Info,
    effort: Effort::minutes(10, 0),
    message: "triggers that are disabled stay so ({count}): {names}",
    help: "check that they are meant to be; the scripts disable them again behind their creation",
    ..Rule::PLAIN
};

static OWNERS: Rule = Rule {
    name: "schema-is-no-user",
    codes: &[(Source::Oracle, "OR-DDL-051")],
    raw: Severity::ManualEffort,
    severity: Severity::Info,
    effort: Effort::minutes(30, 0),
    message: "in Oracle each of the schemas {names} is a user with a name space of its own",
    help: "give each an owning role, and set search_path of the roles that use unqualified names: ALTER ROLE … SET search_path",
    ..Rule::PLAIN
};

static ZONED: Rule = Rule {
    name: "zones-in-exports",
    codes: &[(Source::Oracle, "OR-TMZ-030")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    effort: Effort::minutes(30, 0),
    message: "columns that keep a time zone with each value (number: {columns}): local times in the hour when clocks change are ambiguous in an export",
    help: "export them with numeric offsets: TO_CHAR(c, 'YYYY-MM-DD HH24:MI:SS.FF6 TZH:TZM')",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] =
    &[&ABORTED, &DRIVERS, &LOAD, &PARTITIONS, &SESSIONS, &CHURN, &DISABLED, &OWNERS, &ZONED];

/// Tables that code fills and empties.
pub(super) fn detect(seen: &Seen<'_>, site: &Site<'_>, _: &mut Vec<Found>) {
    let mut filled = BTreeSet::new();
    let mut emptied = BTreeSet::new();
    let find = |name: &QName| crate::analyze::depend::find(&seen.program.catalog, name, site.schema);
    site.stmts(&mut |stmt, _| {
        let StmtKind::Dml(dml) = &stmt.kind else { return };
        match &**dml {
            Dml::Insert(it) => filled.extend(find(&it.table)),
            Dml::InsertInto(it) => {
                if let FromKind::Table(table) = &it.into.kind {
                    filled.extend(find(&table.name));
                }
            }
            Dml::Delete(it) if it.condition.is_none() && it.current_of.is_none() && it.from.is_empty() => {
                if let FromKind::Table(table) = &it.target.kind
                    && table.link.is_none()
                    && table.partition.is_none()
                {
                    emptied.extend(find(&table.name));
                }
            }
            Dml::Delete(_) | Dml::InsertMany(_) | Dml::Update(_) | Dml::Merge(_) | Dml::Unread(..) => {}
        }
    });
    super::note(&seen.noted.filled, filled);
    super::note(&seen.noted.emptied, emptied);
}

pub(super) fn whole(seen: &Seen<'_>, found: &mut Vec<Found>) {
    code(seen, found);
    tables(seen, found);
    churn(seen, found);
    schemas(seen, found);
}

fn once(rule: &'static Rule) -> crate::finding::Raised {
    rule.at(Span::default())
}

/// Queries whose own functions became objects: no client knows these.
fn declaring(program: &ir::Program) -> Vec<Span> {
    let declares = |query: &ir::Query| query.with.as_ref().is_some_and(|with| with.lifted);
    let views = program.catalog.iter().filter_map(|(_, object)| {
        let Kind::View(view) = &object.kind else { return None };
        declares(&view.query).then_some(object.at.span)
    });
    let asked = program.queries.iter().filter(|asked| declares(&asked.query)).map(|asked| asked.span);
    let data = program.data.iter().filter_map(|data| {
        let Dml::InsertInto(it) = &data.dml else { return None };
        matches!(&it.source, ir::RowSource::Query(query) if declares(query)).then_some(data.span)
    });
    views.chain(asked).chain(data).collect()
}

fn code(seen: &Seen<'_>, found: &mut Vec<Found>) {
    let declared = declaring(seen.program);
    let public = seen
        .facts
        .symbols
        .routines()
        .filter(|(_, s)| super::sites::is_public(s) && s.code.is_some())
        .filter(|(_, s)| !declared.iter().any(|query| query.lo <= s.at.span.lo && s.at.span.hi <= query.hi))
        .count();
    let types = seen.program.catalog.iter().filter(|(_, o)| matches!(o.kind, Kind::Type(_))).count();
    if public > 0 {
        let routines = counted(public, "public routine");
        found.push(general(once(&ABORTED).with("routines", routines.clone())));
        let types = if types > 0 { format!(" and {}", counted(types, "type")) } else { String::new() };
        found.push(general(once(&DRIVERS).with("what", format!("{routines}{types}"))));
    }
    // of variables of packages OR-PKG-008 says so
    if seen.tables().any(|(_, _, t)| t.persistence != Persistence::Permanent) {
        found.push(general(once(&SESSIONS)));
    }
    // those of the database are not created
    let off = |o: &ir::Object| matches!(&o.kind, Kind::Trigger(t) if !t.enabled && t.table.is_some());
    let disabled = seen.program.catalog.iter().filter(|(_, o)| off(o));
    let names: Vec<String> = disabled.map(|(_, o)| format!("`{}`", o.name)).collect();
    if !names.is_empty() {
        found.push(general(once(&DISABLED).with("count", names.len().to_string()).with("names", some(&names))));
    }
}

/// The first of many names.
fn some(names: &[String]) -> String {
    const MOST: usize = 10;
    let mut shown = names.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > MOST {
        shown.push_str(" …");
    }
    shown
}

fn tables(seen: &Seen<'_>, found: &mut Vec<Found>) {
    let mut given = BTreeSet::new();
    for data in &seen.program.data {
        let mut fills = |name: &QName| given.extend(depend::find(&seen.program.catalog, name, data.schema.as_ref()));
        let mut into = |from: &ir::From| {
            if let FromKind::Table(table) = &from.kind {
                fills(&table.name);
            }
        };
        match &data.dml {
            Dml::Insert(insert) => fills(&insert.table),
            Dml::InsertInto(insert) => into(&insert.into),
            Dml::InsertMany(insert) => insert.branches.iter().flat_map(|b| &b.into).for_each(|it| into(&it.table)),
            Dml::Merge(merge) => into(&merge.target),
            Dml::Update(_) | Dml::Delete(_) | Dml::Unread(..) => {}
        }
    }
    for (id, object) in seen.program.catalog.iter() {
        if let Kind::Table(table) = &object.kind
            && table.query.is_some()
        {
            given.insert(id);
        } else if let Kind::Other(Other::Block(Body::Code(block))) = &object.kind {
            let (facts, schema) = (seen.facts, object.name.schema.as_ref());
            given.extend(facts.effects.of_part(seen.program, facts, schema, Node::Block(block)).writes);
        }
    }
    let given = through_views(seen, given);
    // rows of an external table stay in its files
    let apart = |id: &ObjectId, table: &Table| {
        table.persistence == Persistence::Permanent && !table.clauses.iter().any(is_external) && !given.contains(id)
    };
    let permanent = seen.tables().filter(|(id, _, table)| apart(id, table)).count();
    if permanent > 0 {
        found.push(general(once(&LOAD).with("tables", counted(permanent, "table"))));
    }
    let growing =
        seen.tables().filter(|(_, _, t)| t.partitioning.as_ref().is_some_and(|p| p.interval.is_some() || p.automatic));
    let names: Vec<String> = growing.map(|(_, object, _)| format!("`{}`", object.name)).collect();
    if !names.is_empty() {
        found.push(general(once(&PARTITIONS).with("count", names.len().to_string()).with("names", some(&names))));
    }
    let zoned = seen.tables().flat_map(|(_, _, t)| &t.columns);
    let zoned = zoned.filter(|c| matches!(c.ty, Some(Type::Timestamp { zone: Zone::With, .. }))).count();
    if zoned > 0 {
        found.push(general(once(&ZONED).with("columns", zoned.to_string())));
    }
}

fn is_external(clause: &Clause) -> bool {
    matches!(clause.kind, ClauseKind::Group("ORGANIZATION EXTERNAL", _))
}

/// What is filled through views: their tables, and what their triggers write.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others are neither tables nor triggers")]
fn through_views(seen: &Seen<'_>, mut given: BTreeSet<ObjectId>) -> BTreeSet<ObjectId> {
    let catalog = &seen.program.catalog;
    let mut triggers: BTreeMap<ObjectId, Vec<ObjectId>> = BTreeMap::new();
    for (id, object) in catalog.iter() {
        if let Kind::Trigger(trigger) = &object.kind
            && let Some(on) = &trigger.table
            && let Some(on) = depend::find(catalog, on, object.name.schema.as_ref())
        {
            triggers.entry(on).or_default().push(id);
        }
    }
    let mut left: Vec<ObjectId> = given.iter().copied().collect();
    while let Some(id) = left.pop() {
        let object = seen.program.catalog.get(id);
        let Kind::View(view) = &object.kind else { continue };
        let mut behind = BTreeSet::new();
        ir::query::walk::each(&view.query, &mut |query| {
            let ir::QueryBody::Select(select) = &query.body else { return };
            let names = select.from.iter().filter_map(|from| match &from.kind {
                FromKind::Table(table) => Some(&table.name),
                _ => None,
            });
            behind.extend(
                names.filter_map(|name| depend::find(&seen.program.catalog, name, object.name.schema.as_ref())),
            );
        });
        let fires = triggers.get(&id).into_iter().flatten();
        behind.extend(fires.flat_map(|trigger| seen.facts.effects.of(Runs::Trigger(*trigger)).writes));
        left.extend(behind.into_iter().filter(|id| given.insert(*id)));
    }
    given
}

/// Tables that code fills and empties.
fn churn(seen: &Seen<'_>, found: &mut Vec<Found>) {
    let filled = super::noted(&seen.noted.filled);
    let emptied = super::noted(&seen.noted.emptied);
    for id in filled.intersection(&emptied) {
        let object = seen.program.catalog.get(*id);
        if seen.table(*id).is_some_and(|t| t.persistence == Persistence::Permanent) {
            found.push(super::about(object, CHURN.at(object.at.span).with("table", &object.name)));
        }
    }
}

fn schemas(seen: &Seen<'_>, found: &mut Vec<Found>) {
    let all: BTreeSet<&str> = seen
        .program
        .catalog
        .iter()
        .filter(|(_, o)| matches!(o.kind, Kind::Table(_) | Kind::View(_) | Kind::Routine(_) | Kind::Sequence(_)))
        .filter_map(|(_, o)| o.name.schema.as_deref())
        .collect();
    if all.len() > 1 {
        let names: Vec<String> = all.iter().map(|n| format!("`{n}`")).collect();
        found.push(general(once(&OWNERS).with("names", names.join(", "))));
    }
}

/// Leaves what is said of a table that is filled and emptied again: that one of the statements deletes all rows adds nothing.
pub(super) fn leave_churn(found: &mut Vec<Found>) {
    let last = |raised: &Raised| raised.value("table").rsplit('.').next().map(str::to_owned);
    let tables: BTreeSet<String> =
        found.iter().filter(|it| it.raised.rule == &CHURN).filter_map(|it| last(&it.raised)).collect();
    if !tables.is_empty() {
        let deletes = |raised: &Raised| raised.rule == &super::transactions::WHOLE && raised.value("what") == "DELETE";
        found.retain(|it| !deletes(&it.raised) || last(&it.raised).is_none_or(|table| !tables.contains(&table)));
    }
}
