//! Triggers: of the system, that commit, that read what is not there yet, that fire themselves; and what audits record.

use super::sites::Site;
use super::{Found, Seen};
use crate::analyze::effects::{Does, Runs};
use crate::analyze::{depend, numbering};
use crate::catalog::{Event, Fill, ObjectId, Timing};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir::plsql::walk::Node;
use crate::ir::plsql::{DeclarationKind, If, Stmt, StmtKind};
use crate::ir::{Body, ClauseKind, Expr, ExprKind, Kind, QueryBody, Trigger, walk};
use crate::name::{Name, QName};
use crate::profile::{SEQUENCE_TRIGGERS, SequenceTriggers};
use std::collections::{BTreeMap, BTreeSet};

static SYSTEM: Rule = Rule {
    name: "system-trigger",
    codes: &[(Source::Oracle, "OR-TRG-010")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(120, 60),
    message: "trigger `{name}` fires for DDL or events of the database",
    help: "{advice}",
    doc: "lint/triggers.md",
    ..Rule::PLAIN
};

static COMMITS: Rule = Rule {
    name: "trigger-that-commits",
    codes: &[(Source::Oracle, "OR-TRG-012")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    confidence: Confidence::Certain,
    effort: Effort::minutes(120, 30),
    message: "trigger `{name}` commits or is an autonomous transaction: PostgreSQL allows neither in a trigger",
    help: "let it write through a connection of its own, or let its rows share the fate of the statement",
    doc: "lint/triggers.md",
    ..Rule::PLAIN
};

static GENERATED: Rule = Rule {
    name: "generated-column-read-early",
    codes: &[(Source::Oracle, "OR-TRG-013")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Certain,
    effort: Effort::minutes(20, 10),
    message: "`{name}` reads generated column `{column}` before the row is written: PostgreSQL has not computed it yet",
    help: "write the expression of the column in its place",
    doc: "lint/triggers.md",
    ..Rule::PLAIN
};

static ROWID: Rule = Rule {
    name: "rowid-in-trigger",
    codes: &[(Source::Oracle, "OR-TRG-014")],
    raw: Severity::Info,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(30, 10),
    message: "`{name}` reads the ROWID of the row",
    help: "keep the key of the row instead",
    doc: "lint/triggers.md",
    ..Rule::PLAIN
};

static OWN: Rule = Rule {
    name: "trigger-writes-own-table",
    codes: &[(Source::Oracle, "OR-TRG-015")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::minutes(20, 10),
    message: "trigger `{name}` writes to its own table, and so fires again",
    help: "guard it with pg_trigger_depth() where one level is meant",
    doc: "lint/triggers.md",
    ..Rule::PLAIN
};

static AUDIT: Rule = Rule {
    name: "audit-attributes",
    codes: &[(Source::Oracle, "OR-CMP-002")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::minutes(15, 5),
    message: "`{name}` records who or from where by `{call}`",
    help: "check what the application sets: session_user, application_name and inet_client_addr hold what a connection pool says",
    doc: "lint/triggers.md",
    ..Rule::PLAIN
};

static NUMBERS: Rule = Rule {
    name: "key-by-trigger",
    codes: &[(Source::Oracle, "OR-SEQ-007")],
    raw: Severity::Performance,
    severity: Severity::Performance,
    confidence: Confidence::Certain,
    effort: Effort::minutes(10, 5),
    message: "trigger `{name}` only fills `{column}` from a sequence",
    help: "{advice}",
    doc: "lint/triggers.md",
    ..Rule::PLAIN
};

static MUTATING: Rule = Rule {
    name: "mutating-table-workaround",
    codes: &[(Source::Oracle, "OR-TRG-008")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    confidence: Confidence::Likely,
    effort: Effort::minutes(30, 15),
    message: "triggers of `{table}` hand rows from one to the other in `{variable}`: row triggers of PostgreSQL may read their table",
    help: "one AFTER trigger FOR EACH STATEMENT of each event, all with one function, does it with transition tables (REFERENCING NEW TABLE AS …), which PostgreSQL gives to a trigger of one event without a list of columns",
    doc: "lint/triggers.md",
    ..Rule::PLAIN
};

static TOGETHER: Rule = Rule {
    name: "triggers-of-one-event",
    codes: &[(Source::Oracle, "HD-368")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    confidence: Confidence::Likely,
    effort: Effort::minutes(10, 5),
    message: "`{first}` writes :NEW.{column}, which `{second}` of the same table uses: PostgreSQL fires them in the order of their names, Oracle in none that it promises",
    help: "say in the source which comes first: FOLLOWS or PRECEDES becomes a number in front of the name",
    ..Rule::PLAIN
};

static READS: Rule = Rule {
    name: "row-trigger-reads-own-table",
    codes: &[(Source::Oracle, "HD-392")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Likely,
    effort: Effort::minutes(20, 10),
    message: "row trigger `{name}` reads or changes `{table}` while its rows are changed: the source refuses that (ORA-04091), PostgreSQL does not",
    help: "Where code relies on the error, raise it; where it is the check of a rule over several rows, an AFTER trigger FOR EACH STATEMENT sees them all.",
    doc: "lint/triggers.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] =
    &[&SYSTEM, &COMMITS, &GENERATED, &ROWID, &OWN, &AUDIT, &NUMBERS, &MUTATING, &TOGETHER, &READS];

pub(super) fn detect(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    let object = seen.program.catalog.get(site.id);
    let Kind::Trigger(trigger) = &object.kind else { return };
    let span = object.at.span;
    let name = &object.name;
    let mut put = |raised| found.push(Found { object: Some(site.key.clone()), raised });
    if trigger.table.is_none() {
        put(SYSTEM.at(span).with("name", name).with("advice", instead(&trigger.events)));
    }
    let does = seen.facts.effects.own(Runs::Trigger(site.id)).does;
    if does.any(Does::COMMITS | Does::AUTONOMOUS) {
        put(COMMITS.at(span).with("name", name));
    }
    let mutating = mutating_table(seen, site, trigger);
    // of one that may not even look at its table more is said
    if let Some(id) = trigger.table.as_ref().and_then(|t| depend::find(&seen.program.catalog, t, site.schema))
        && mutating != Some(id)
        && matches!(seen.program.catalog.get(id).kind, Kind::Table(_))
        && seen.facts.effects.own(Runs::Trigger(site.id)).writes.contains(&id)
    {
        put(OWN.at(span).with("name", name));
    }
    if let Some(table) = mutating {
        put(READS.at(span).with("name", name).with("table", &seen.program.catalog.get(table).name));
    }
    let by_default = seen.profile.get(&SEQUENCE_TRIGGERS) == SequenceTriggers::Default;
    // what becomes of a trigger without its table is another matter
    let stands = trigger.table.as_ref().is_some_and(|t| depend::find(&seen.program.catalog, t, site.schema).is_some());
    if let Some(it) = numbering::of(seen.facts, trigger).filter(|it| stands && !(by_default && it.where_null)) {
        let advice = if it.where_null {
            "a default does that without a trigger, where nobody gives a null: option `sequence_triggers = default` makes one"
        } else if shares(seen, site, it.sequence) {
            "it overrides the value that a client gives, which a default does not: where no client gives one, DEFAULT nextval(…) is faster; triggers of several tables draw from the sequence, and GENERATED AS IDENTITY would give each table numbers of its own"
        } else {
            "it overrides the value that a client gives, which a default does not: where no client gives one, GENERATED ALWAYS AS IDENTITY is faster"
        };
        let raised = NUMBERS.at(span).with("name", name).with("column", it.column).with("advice", advice);
        found.push(Found { object: Some(site.key.clone()), raised });
    }
    rows(seen, site, trigger, found);
    audit(site, found);
}

/// Whether triggers of more tables than one are numbered from a sequence that is named here.
fn shares(seen: &Seen<'_>, site: &Site<'_>, sequence: &[Name]) -> bool {
    let numbered = seen.numbered.get_or_init(|| {
        let mut all: BTreeMap<QName, BTreeSet<ObjectId>> = BTreeMap::new();
        for (_, object) in seen.program.catalog.iter() {
            let Kind::Trigger(trigger) = &object.kind else { continue };
            let home = object.name.schema.as_ref();
            if let Some(it) = numbering::of(seen.facts, trigger)
                && let Some(table) = trigger.table.as_ref().and_then(|t| depend::find(&seen.program.catalog, t, home))
            {
                all.entry(named(seen, it.sequence, home)).or_default().insert(table);
            }
        }
        all
    });
    numbered.get(&named(seen, sequence, site.schema)).is_some_and(|tables| tables.len() > 1)
}

/// The name of a sequence in the catalogue; of one that is not there, what is written.
fn named(seen: &Seen<'_>, sequence: &[Name], home: Option<&Name>) -> QName {
    let name = match sequence {
        [.., schema, name] => QName::new(schema.clone(), name.clone()),
        [name] => QName::bare(name.clone()),
        [] => QName::default(),
    };
    let found = depend::find(&seen.program.catalog, &name, home);
    found.map_or_else(|| name.within(home), |id| seen.program.catalog.get(id).name.clone())
}

/// The table of a row trigger, where that reads or changes it, itself or by what it calls, and more than one inserted row
/// may be under way.
fn mutating_table(seen: &Seen<'_>, site: &Site<'_>, trigger: &Trigger) -> Option<ObjectId> {
    let inserts = trigger.events.iter().all(|event| matches!(event, Event::Insert));
    let apart = match trigger.timing {
        Timing::Before => inserts,
        Timing::After => false,
        Timing::InsteadOf | Timing::Compound => true,
    };
    if !trigger.each_row || apart {
        return None;
    }
    let id = depend::find(&seen.program.catalog, trigger.table.as_ref()?, site.schema)?;
    let does = seen.facts.effects.of(Runs::Trigger(site.id));
    let touches = does.reads.contains(&id) || does.writes.contains(&id);
    let refused = touches && !does.does.any(Does::AUTONOMOUS) && !while_inserting(seen, site, trigger, id);
    refused.then_some(id)
}

/// Whether code in front of a row looks at the table only where `INSERTING` holds: the source lets it do so for a row of its own.
fn while_inserting(seen: &Seen<'_>, site: &Site<'_>, trigger: &Trigger, table: ObjectId) -> bool {
    let Some(Body::Code(block)) = &trigger.body else { return false };
    if trigger.timing != Timing::Before || !block.handlers.is_empty() {
        return false;
    }
    let effects = &seen.facts.effects;
    let touches = |stmt: &Stmt| {
        let does = effects.of_part(seen.program, seen.facts, site.schema, Node::Stmt(stmt));
        does.reads.contains(&table) || does.writes.contains(&table)
    };
    let inserting = |e: &Expr| {
        let is = |e: &Expr| matches!(&e.kind, ExprKind::Name(path) if matches!(path.parts.as_slice(), [n] if n == "INSERTING"));
        is(e) || matches!(&e.kind, ExprKind::And(all) if all.iter().any(is))
    };
    block.statements.iter().all(|stmt| {
        let guarded = |it: &If| {
            let apart = |(when, then): &(Expr, Vec<Stmt>)| inserting(when) || !then.iter().any(touches);
            it.arms.iter().all(apart) && !it.otherwise.iter().flatten().any(touches)
        };
        matches!(&stmt.kind, StmtKind::If(it) if guarded(it)) || !touches(stmt)
    })
}

/// What does in PostgreSQL what a trigger on such events does.
fn instead(events: &[Event]) -> String {
    let mut advice = BTreeSet::new();
    for event in events {
        let Event::System(word) = event else { continue };
        advice.insert(match word.as_str() {
            "LOGON" => "settings of a role: ALTER ROLE … SET; code: an event trigger on login (17 and later), which needs a superuser",
            "SERVERERROR" => "no trigger fires on an error: the log of the server keeps it (log_min_error_statement)",
            "LOGOFF" | "STARTUP" | "SHUTDOWN" | "SUSPEND" | "UNPLUG" | "CLONE" | "SET CONTAINER" | "DB_ROLE_CHANGE" => {
                "no trigger fires on it: the operating system or the connection pool has to do this"
            }
            _ => "write an event trigger (ddl_command_end, sql_drop), which needs a superuser",
        });
    }
    advice.into_iter().collect::<Vec<_>>().join("; ")
}

pub(super) fn whole(seen: &Seen<'_>, found: &mut Vec<Found>) {
    mutating(seen, found);
}

/// Row triggers that write a variable of a package which a statement trigger of their table reads.
fn mutating(seen: &Seen<'_>, found: &mut Vec<Found>) {
    let triggers: Vec<(&Site<'_>, &Trigger, ObjectId)> = seen
        .sites
        .iter()
        .filter_map(|site| {
            let Kind::Trigger(trigger) = &seen.program.catalog.get(site.id).kind else { return None };
            let table = depend::find(&seen.program.catalog, trigger.table.as_ref()?, site.schema)?;
            Some((site, trigger, table))
        })
        .collect();
    together(seen, &triggers, found);
    for (site, trigger, table) in &triggers {
        if trigger.each_row || trigger.timing != Timing::After {
            continue;
        }
        let read = seen.facts.effects.of(Runs::Trigger(site.id)).reads_state;
        let written = triggers.iter().filter(|(_, t, of)| t.each_row && of == table).find_map(|(other, ..)| {
            seen.facts.effects.of(Runs::Trigger(other.id)).writes_state.intersection(&read).next().copied()
        });
        if let Some(member) = written {
            let raised = MUTATING.at(seen.program.catalog.get(site.id).at.span);
            let raised = raised.with("table", &seen.program.catalog.get(*table).name);
            let raised = raised.with("variable", &seen.facts.symbols.member(member).name);
            found.push(Found { object: Some(site.key.clone()), raised });
        }
    }
}

/// What is read of the row.
/// Row triggers that fire before the same event of a table, of which one uses what another writes; each pair once.
fn together(seen: &Seen<'_>, triggers: &[(&Site<'_>, &Trigger, ObjectId)], found: &mut Vec<Found>) {
    let meet = |a: &Trigger, b: &Trigger| {
        let same = |e: &Event| b.events.iter().any(|o| std::mem::discriminant(e) == std::mem::discriminant(o));
        a.events.iter().any(same)
    };
    let counts = |t: &Trigger| {
        let ordered = t.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Object("FOLLOWS" | "PRECEDES", _)));
        t.each_row && t.timing == Timing::Before && t.enabled && !ordered
    };
    let mut before: BTreeMap<ObjectId, Vec<(&Site<'_>, &Trigger)>> = BTreeMap::new();
    for (site, trigger, table) in triggers.iter().filter(|(_, t, _)| counts(t)) {
        before.entry(*table).or_default().push((site, trigger));
    }
    for of_table in before.values().filter(|all| all.len() > 1) {
        let uses: Vec<_> = of_table.iter().map(|(site, trigger)| (*site, *trigger, new_columns(site))).collect();
        for (n, (site, trigger, (written, mentioned))) in uses.iter().enumerate() {
            for (other, _, (also_written, also_mentioned)) in uses.iter().skip(n + 1).filter(|o| meet(trigger, o.1)) {
                let forth = written.intersection(also_mentioned).next().map(|c| (site, other, c));
                let back = || also_written.intersection(mentioned).next().map(|c| (other, site, c));
                if let Some((first, second, column)) = forth.or_else(back) {
                    let at = seen.program.catalog.get(other.id).at.span;
                    let raised = TOGETHER.at(at).with("first", &first.key.name).with("second", &second.key.name);
                    found.push(Found { object: Some(other.key.clone()), raised: raised.with("column", column) });
                }
            }
        }
    }
}

/// The columns of the new row that a trigger writes, and those that it names.
fn new_columns(site: &Site<'_>) -> (BTreeSet<Name>, BTreeSet<Name>) {
    let of = |e: &Expr| {
        let ExprKind::Name(path) = &e.kind else { return None };
        let [row, column] = path.parts.as_slice() else { return None };
        (row == ":NEW").then(|| column.clone())
    };
    let (mut written, mut mentioned) = (BTreeSet::new(), BTreeSet::new());
    site.stmts(&mut |stmt, _| {
        if let StmtKind::Assign(sides) = &stmt.kind {
            written.extend(sides.first().and_then(of));
        }
    });
    site.queries(&mut |query| {
        if let QueryBody::Select(select) = &query.body {
            written.extend(select.into.iter().filter_map(of));
        }
    });
    site.exprs(&mut |e| mentioned.extend(of(e)));
    mentioned.extend(written.iter().cloned());
    (written, mentioned)
}

fn rows(seen: &Seen<'_>, site: &Site<'_>, trigger: &Trigger, found: &mut Vec<Found>) {
    let table = trigger.table.as_ref().and_then(|t| depend::find(&seen.program.catalog, t, site.schema));
    let columns = table.and_then(|id| match &seen.program.catalog.get(id).kind {
        Kind::Table(table) => Some(&table.columns),
        Kind::Schema(_)
        | Kind::Index(_)
        | Kind::Sequence(_)
        | Kind::View(_)
        | Kind::Type(_)
        | Kind::Routine(_)
        | Kind::Trigger(_)
        | Kind::Grant(_)
        | Kind::Other(_) => None,
    });
    let mut said = BTreeSet::new();
    site.exprs(&mut |e| {
        let ExprKind::Name(path) = &e.kind else { return };
        let [row, column] = path.parts.as_slice() else { return };
        if !row.starts_with(':') || !said.insert(column.clone()) {
            return;
        }
        let generated =
            columns.into_iter().flatten().any(|c| c.name == *column && matches!(c.fill, Fill::Generated { .. }));
        let raised = if column == "ROWID" {
            ROWID.at(e.at.span)
        } else if generated && trigger.timing == Timing::Before && row != ":OLD" {
            GENERATED.at(e.at.span).with("column", column)
        } else {
            return;
        };
        found.push(Found { object: Some(site.key.clone()), raised: raised.with("name", &site.key.name) });
    });
}

/// What is written says who wrote it.
fn audit(site: &Site<'_>, found: &mut Vec<Found>) {
    let mut first = None;
    let mut look = |e: &Expr| {
        walk::each(e, &mut |inner| {
            if let Some(call) = who(inner) {
                first = first.or(Some((call, inner.at.span)));
            }
        });
    };
    site.each(&mut |node| {
        let Node::Stmt(stmt) = node else { return };
        match &stmt.kind {
            StmtKind::Assign(sides) => {
                let [_, value] = &**sides;
                look(value);
            }
            StmtKind::Dml(_) => crate::ir::plsql::walk::stmt(stmt, &mut |node| {
                if let Node::Expr(e) = node {
                    look(e);
                }
            }),
            StmtKind::Null
            | StmtKind::Call(_)
            | StmtKind::If(_)
            | StmtKind::Case(_)
            | StmtKind::Loop(_)
            | StmtKind::Leave(_)
            | StmtKind::Goto(_)
            | StmtKind::Return(_)
            | StmtKind::Raise(_)
            | StmtKind::Block(_)
            | StmtKind::Open(_)
            | StmtKind::Fetch(_)
            | StmtKind::Close(_)
            | StmtKind::Select(_)
            | StmtKind::Forall(_)
            | StmtKind::Execute(_)
            | StmtKind::PipeRow(_)
            | StmtKind::Transaction(_)
            | StmtKind::Pragma(_)
            | StmtKind::Unread(_) => {}
        }
    });
    if let Some((call, span)) = first {
        let raised = AUDIT.at(span).with("name", &site.key.name).with("call", call);
        found.push(Found { object: Some(site.key.clone()), raised });
    }
    // A variable of the trigger may hold it as well.
    site.each(&mut |node| {
        if let Node::Declaration(d) = node
            && let DeclarationKind::Variable(it) = &d.kind
            && let Some(e) = &it.default
            && first.is_none()
            && let Some(call) = who(e)
        {
            let raised = AUDIT.at(e.at.span).with("name", &site.key.name).with("call", call);
            found.push(Found { object: Some(site.key.clone()), raised });
        }
    });
}

#[expect(clippy::wildcard_enum_match_arm, reason = "all others ask nobody")]
fn who(e: &Expr) -> Option<&'static str> {
    match &e.kind {
        ExprKind::Name(path) if matches!(path.parts.as_slice(), [n] if n == "USER") => Some("USER"),
        ExprKind::Call(call) => match call.name.parts.as_slice() {
            // What a context of the program holds says rather what is allowed.
            [n] if n == "SYS_CONTEXT" => {
                let space = call.args.first().map(|a| &a.value.kind);
                let known = matches!(space, Some(ExprKind::Text(name, _)) if ["USERENV", "APEX$SESSION", "CLIENTCONTEXT"].iter().any(|of| name.eq_ignore_ascii_case(of)));
                known.then_some("SYS_CONTEXT")
            }
            [n] if n == "USERENV" => Some("USERENV"),
            _ => None,
        },
        _ => None,
    }
}
