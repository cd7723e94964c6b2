//! Grants: privileges of objects that PostgreSQL has too, with USAGE of the schema; the rest is named.

use super::{Cx, Program, target};
use crate::analyze::references::is_dictionary;
use crate::catalog::{Grant, Granted, ObjectId, Privilege};
use crate::finding::{Effort, ObjectKind, Outcome, Raised, Rule, Severity, Source, State};
use crate::ir;
use crate::name::{Name, QName};
use crate::pg;
use crate::span::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&PRIVILEGE, &SYSTEM, &EXECUTE, &NO_TARGET, &ROLES];

static PRIVILEGE: Rule = Rule {
    name: "object-privilege",
    codes: &[(Source::Oracle, "OR-DBL-005")],
    raw: Severity::BehaviourChange,
    effort: Effort::minutes(5, 1),
    message: "privilege {privilege} on `{object}` {what}",
    help: "{advice}",
    doc: "convert/grant/privileges.md",
    ..Rule::PLAIN
};

static SYSTEM: Rule = Rule {
    name: "system-privilege",
    codes: &[(Source::Oracle, "OR-DBL-006")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(15, 5),
    message: "{privileges} for {grantees}: nothing was granted",
    help: "{advice}",
    doc: "convert/grant/system.md",
    ..Rule::PLAIN
};

static EXECUTE: Rule = Rule {
    name: "execute-on-code",
    codes: &[(Source::Oracle, "OR-DBL-008")],
    raw: Severity::Info,
    message: "EXECUTE on a package becomes USAGE of its schema and EXECUTE on what it declares",
    help: "Nothing to do: members that only its body declares are not granted.",
    doc: "convert/grant/execute.md",
    ..Rule::PLAIN
};

/// What a grant names is not there.
pub static NO_TARGET: Rule = Rule {
    name: "grant-on-what-is-not-there",
    codes: &[(Source::Oracle, "HD-121")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(5, 2),
    message: "{objects} {why}{elsewhere}, so nothing can be granted on it",
    help: "{advice}",
    ..Rule::PLAIN
};

static ROLES: Rule = Rule {
    name: "grantee-must-exist",
    codes: &[(Source::Oracle, "OR-DBL-015")],
    raw: Severity::Blocker,
    message: "grants to {roles}: where a role is missing in the target, they are skipped with a warning",
    help: "`psql -v create_roles=1 -f apply.sql` creates missing roles first, without login and password.",
    doc: "convert/grant/privileges.md",
    ..Rule::PLAIN
};

/// Whom the grants on objects name, by where they stand.
pub type Grantees = Vec<(Span, Vec<Name>)>;

/// Whom all grants on objects name.
#[must_use]
pub fn grantees(program: &Program<'_>) -> Grantees {
    let all = program.read.catalog.iter().filter_map(|(_, object)| {
        let ir::Kind::Grant(grant) = &object.kind else { return None };
        grant.on.as_ref().map(|_| (object.at.span, grant.to.clone()))
    });
    let mut all: Grantees = all.collect();
    all.sort_by_key(|(span, _)| span.lo);
    all
}

/// The roles that the grants name which are in the output, and not as comments.
pub fn named<'a>(grantees: &'a Grantees, outcomes: impl Iterator<Item = &'a Outcome>) -> BTreeSet<&'a Name> {
    let given = |outcome: &&Outcome| {
        let applied = outcome.applied.iter().any(|it| it.rule == &PRIVILEGE || it.rule == &EXECUTE);
        outcome.key.kind == ObjectKind::Grant && applied && outcome.state < State::Manual
    };
    let mut roles = BTreeSet::new();
    for outcome in outcomes.filter(given) {
        let from = grantees.partition_point(|(span, _)| span.lo < outcome.span.lo);
        let here = grantees.iter().skip(from).take_while(|(span, _)| span.lo == outcome.span.lo);
        roles.extend(here.flat_map(|(_, to)| to).filter(|role| *role != "PUBLIC"));
    }
    roles
}

/// Says which roles grants name; the list is cut where it gets long.
pub fn told(grantees: &Grantees, outcomes: &[Outcome]) -> Option<Raised> {
    const MOST: usize = 20;
    let roles = named(grantees, outcomes.iter());
    let mut shown: Vec<String> = roles.iter().take(MOST).map(|role| format!("`{role}`")).collect();
    if roles.len() > MOST {
        shown.push("…".to_owned());
    }
    (!roles.is_empty()).then(|| ROLES.at(Span::default()).with("roles", shown.join(", ")))
}

/// Lowers a grant.
pub(super) fn lower(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, grant: &Grant) -> Vec<pg::Object> {
    let Some(on) = &grant.on else { return system(cx, id, object, grant) };
    for (option, span) in &grant.options {
        if *option != "WITH GRANT OPTION" {
            cx.dropped(&PRIVILEGE, option, *span);
        }
    }
    match on.kind {
        "" | "TABLE" | "VIEW" | "SEQUENCE" | "TYPE" | "PACKAGE" | "PROCEDURE" | "FUNCTION" => {}
        kind => {
            cx.ignore(format!("PostgreSQL has no privileges on {}", kind.to_lowercase()));
            return Vec::new();
        }
    }
    if supplied(&on.name) {
        cx.ignore("it belongs to Oracle's server; what stands for it here everybody may use");
        return Vec::new();
    }
    let program = cx.program;
    let Some(meant) = program.resolve(&on.name, object.name.schema.as_ref()) else {
        let view = is_dictionary(&on.name);
        if view {
            return missing(cx, id, object, &on.name, "is a view of Oracle's data dictionary");
        }
        let found = program.elsewhere(&on.name);
        let advice = found.advice("Add the script that creates it to the input, or grant it once the object is there.");
        return ungranted(cx, id, object, &on.name, ("is not in the input", &found.said, advice));
    };
    let it = program.read.catalog.get(meant);
    match &it.kind {
        ir::Kind::Table(_) | ir::Kind::View(_) if target::stands(program, meant) => {
            let privileges = privileges(cx, object, grant, TABLE);
            granted(cx, id, object, grant, meant, "TABLE", privileges)
        }
        ir::Kind::Sequence(_) => {
            let privileges = privileges(cx, object, grant, SEQUENCE);
            granted(cx, id, object, grant, meant, "SEQUENCE", privileges)
        }
        ir::Kind::Type(ty) => match ty.shape {
            ir::Shape::Object(_) => {
                let privileges = privileges(cx, object, grant, TYPE);
                granted(cx, id, object, grant, meant, "TYPE", privileges)
            }
            ir::Shape::Incomplete
            | ir::Shape::Varray { .. }
            | ir::Shape::NestedTable { .. }
            | ir::Shape::Domain { .. }
            | ir::Shape::Enumeration(_) => {
                cx.ignore("the type is an array in PostgreSQL, which everybody may use");
                Vec::new()
            }
        },
        ir::Kind::Routine(_) => {
            let privileges = privileges(cx, object, grant, ROUTINE);
            granted(cx, id, object, grant, meant, "ROUTINE", privileges)
        }
        ir::Kind::Other(ir::Other::Package(_)) => package(cx, id, object, grant, meant),
        ir::Kind::Table(_)
        | ir::Kind::View(_)
        | ir::Kind::Schema(_)
        | ir::Kind::Index(_)
        | ir::Kind::Trigger(_)
        | ir::Kind::Grant(_)
        | ir::Kind::Other(_) => missing(cx, id, object, &it.name, "is not converted"),
    }
}

/// Whether a package that comes with the server is meant: `SYS.DBMS_LOB`.
fn supplied(name: &QName) -> bool {
    let of_server = ["DBMS_", "UTL_"].iter().any(|prefix| name.name.starts_with(prefix));
    of_server && name.schema.as_ref().is_none_or(|schema| matches!(schema.as_str(), "SYS" | "PUBLIC"))
}

fn missing(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, name: &QName, why: &'static str) -> Vec<pg::Object> {
    let advice = match why {
        "is a view of Oracle's data dictionary" => {
            "Leave it out: everybody reads pg_catalog; membership of pg_read_all_stats or pg_monitor shows what other sessions do."
        }
        _ => "Grant it once the object is there.",
    };
    ungranted(cx, id, object, name, (why, "", advice))
}

/// Says why there is no grant on an object, and what is to be done.
fn ungranted(
    cx: &mut Cx<'_>,
    id: ObjectId,
    object: &ir::Object,
    name: &QName,
    (why, elsewhere, advice): (&str, &str, &'static str),
) -> Vec<pg::Object> {
    let raised = NO_TARGET.at(object.at.span).with("objects", format!("`{name}`")).with("why", why);
    let why = cx.manual(raised.with("elsewhere", elsewhere).with("advice", advice));
    vec![target::placeholder(cx, id, object, why.message())]
}

/// What a privilege of the source is in PostgreSQL, per kind of object; what is not listed has no counterpart.
type Map = &'static [(&'static str, &'static [&'static str])];

const TABLE: Map = &[
    ("SELECT", &["SELECT"]),
    ("READ", &["SELECT"]),
    ("INSERT", &["INSERT"]),
    ("UPDATE", &["UPDATE"]),
    ("DELETE", &["DELETE"]),
    ("REFERENCES", &["REFERENCES"]),
    ("ALL", &["SELECT", "INSERT", "UPDATE", "DELETE", "REFERENCES"]),
    ("ALL PRIVILEGES", &["SELECT", "INSERT", "UPDATE", "DELETE", "REFERENCES"]),
];
const SEQUENCE: Map = &[
    ("SELECT", &["USAGE", "SELECT"]),
    ("ALL", &["USAGE", "SELECT", "UPDATE"]),
    ("ALL PRIVILEGES", &["USAGE", "SELECT", "UPDATE"]),
];
const TYPE: Map = &[("EXECUTE", &["USAGE"]), ("ALL", &["USAGE"]), ("ALL PRIVILEGES", &["USAGE"])];
const ROUTINE: Map = &[("EXECUTE", &["EXECUTE"]), ("ALL", &["EXECUTE"]), ("ALL PRIVILEGES", &["EXECUTE"])];

fn privileges(cx: &mut Cx<'_>, object: &ir::Object, grant: &Grant, map: Map) -> Vec<Privilege> {
    let mut out: Vec<Privilege> = Vec::new();
    let mut lacking: Vec<(&'static str, Vec<&str>)> = Vec::new();
    for privilege in &grant.privileges {
        let Some((_, names)) = map.iter().find(|(name, _)| *name == privilege.name) else {
            cx.dropped(&PRIVILEGE, "privilege", object.at.span);
            let advice = instead(&privilege.name);
            match lacking.iter_mut().find(|(said, _)| *said == advice) {
                Some((_, all)) => all.push(&privilege.name),
                None => lacking.push((advice, vec![&privilege.name])),
            }
            continue;
        };
        for name in *names {
            let next = Privilege { name: (*name).into(), columns: privilege.columns.clone() };
            if !out.contains(&next) {
                out.push(next);
            }
        }
    }
    let on = grant.on.as_ref().map(|on| on.name.to_string()).unwrap_or_default();
    for (advice, all) in lacking {
        let it = PRIVILEGE.at(object.at.span).with("privilege", all.join(", ")).with("object", &*on);
        cx.raise(it.with("what", "has no counterpart").with("advice", advice));
    }
    out
}

/// What is said of a privilege that PostgreSQL does not have.
fn instead(privilege: &str) -> &'static str {
    match privilege {
        "ALTER" | "INDEX" => "Altering and indexing a table is for its owner.",
        "DEBUG" => "Nothing to do: what a role may execute it may look into.",
        "ON COMMIT REFRESH" | "QUERY REWRITE" | "FLASHBACK" | "FLASHBACK ARCHIVE" | "MERGE VIEW" | "UNDER"
        | "INHERIT PRIVILEGES" | "TRANSLATE SQL" | "KEEP SEQUENCE" => "Nothing to do: PostgreSQL has no such feature.",
        _ => "Nothing takes its place: whoever needs it becomes a member of the owner, or gets a routine that does it.",
    }
}

/// The grant, behind USAGE of the schema where this is the first that needs it.
fn granted(
    cx: &mut Cx<'_>,
    id: ObjectId,
    object: &ir::Object,
    grant: &Grant,
    meant: ObjectId,
    kind: &'static str,
    mut privileges: Vec<Privilege>,
) -> Vec<pg::Object> {
    if privileges.is_empty() {
        cx.ignore("none of these privileges has a counterpart in PostgreSQL");
        return Vec::new();
    }
    for column in privileges.iter_mut().flat_map(|p| &mut p.columns) {
        *column = cx.program.plan.names.column(meant, column);
    }
    cx.exact(&PRIVILEGE, object.at.span);
    let on = cx.program.target(meant);
    let to: Vec<Name> = grant.to.iter().map(|name| role(cx, name)).collect();
    let first: Vec<Name> =
        grant.to.iter().filter(|grantee| is_first(cx, id, meant, grantee)).map(|grantee| role(cx, grantee)).collect();
    let mut out = Vec::new();
    let name = cx.program.target(id);
    if let Some(schema) = on.schema.as_ref().filter(|schema| *schema != "public" && !first.is_empty()) {
        let usage = Privilege { name: "USAGE".into(), columns: Vec::new() };
        let usage = given(vec![usage], "SCHEMA", QName::bare(schema.clone()), first, false);
        out.push(target::added(object, name.clone(), usage));
    }
    let kind = if kind == "TABLE" { "" } else { kind };
    out.push(target::named(cx, object, name, given(privileges, kind, on, to, grant.with_grant)));
    out
}

/// EXECUTE on a package: USAGE of its schema, and EXECUTE on what it declares. Overloads share a name, which a grant cannot name
/// alone; everybody may execute what is new, so USAGE is enough for them.
fn package(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, grant: &Grant, meant: ObjectId) -> Vec<pg::Object> {
    let privileges = privileges(cx, object, grant, ROUTINE);
    let program = cx.program;
    let plan = program.plan.packages.named(&program.read.catalog.get(meant).name);
    let Some(plan) = plan.filter(|_| !privileges.is_empty()) else {
        cx.ignore("none of these privileges has a counterpart in PostgreSQL");
        return Vec::new();
    };
    cx.exact(&EXECUTE, object.at.span);
    let to: Vec<Name> = grant.to.iter().map(|name| role(cx, name)).collect();
    let name = cx.program.target(id);
    let usage = Privilege { name: "USAGE".into(), columns: Vec::new() };
    let schema = QName::bare(plan.schema.clone());
    let usage = given(vec![usage], "SCHEMA", schema, to.clone(), grant.with_grant);
    let mut out = vec![target::named(cx, object, name.clone(), usage)];
    let mut members: Vec<QName> = crate::convert::code::executable(program, plan);
    if !members.is_empty() {
        let first = members.remove(0);
        let on = Some(Granted { kind: "ROUTINE", name: first, more: members });
        let grant = Grant { privileges, on, to, with_grant: grant.with_grant, options: Vec::new() };
        out.push(target::added(object, name, pg::Kind::Grant(grant)));
    }
    out
}

fn given(privileges: Vec<Privilege>, kind: &'static str, name: QName, to: Vec<Name>, with_grant: bool) -> pg::Kind {
    let on = Some(Granted { kind, name, more: Vec::new() });
    pg::Kind::Grant(Grant { privileges, on, to, with_grant, options: Vec::new() })
}

fn role(cx: &Cx<'_>, name: &Name) -> Name {
    cx.program.plan.names.fold(name)
}

/// Whether no earlier grant gives this grantee something in the same schema.
fn is_first(cx: &Cx<'_>, id: ObjectId, meant: ObjectId, grantee: &Name) -> bool {
    let program = cx.program;
    let schema = &program.read.catalog.get(meant).name.schema;
    let first = program.first_grants.get_or_init(|| firsts(program));
    first.get(&(schema.clone(), grantee.clone())).is_none_or(|first| id <= *first)
}

/// The first grant by schema and grantee.
pub(super) type First = BTreeMap<(Option<Name>, Name), ObjectId>;

fn firsts(program: &Program<'_>) -> First {
    let mut first = First::new();
    for (id, object) in program.read.catalog.iter() {
        let ir::Kind::Grant(grant) = &object.kind else { continue };
        let Some(on) = &grant.on else { continue };
        let meant = program.resolve(&on.name, object.name.schema.as_ref());
        let is_code = |meant: ObjectId| matches!(program.read.catalog.get(meant).kind, ir::Kind::Routine(_));
        if let Some(meant) = meant.filter(|meant| is_code(*meant) || target::stands(program, *meant)) {
            let schema = &program.read.catalog.get(meant).name.schema;
            for grantee in &grant.to {
                first.entry((schema.clone(), grantee.clone())).or_insert(id);
            }
        }
    }
    first
}

/// Rights of a schema's owner, and what every role may do anyway.
const NEEDLESS: &[&str] = &[
    "CREATE SESSION",
    "CONNECT",
    "RESOURCE",
    "DB_DEVELOPER_ROLE",
    "UNLIMITED TABLESPACE",
    "CREATE TABLE",
    "CREATE VIEW",
    "CREATE SEQUENCE",
    "CREATE PROCEDURE",
    "CREATE TRIGGER",
    "CREATE TYPE",
    "CREATE SYNONYM",
    "CREATE MATERIALIZED VIEW",
    "CREATE CLUSTER",
    "CREATE INDEXTYPE",
    "CREATE OPERATOR",
    "CREATE DIMENSION",
    "CREATE SNAPSHOT",
    "QUERY REWRITE",
    "ALTER SESSION",
    "CREATE JOB",
    // only where common users go from one database to the next
    "SET CONTAINER",
];

/// What takes the place of a role that Oracle has of its own.
fn of_oracle(role: &str) -> Option<&'static str> {
    Some(match role {
        "EXECUTE_CATALOG_ROLE"
        | "DELETE_CATALOG_ROLE"
        | "AQ_ADMINISTRATOR_ROLE"
        | "AQ_USER_ROLE"
        | "JAVAUSERPRIV"
        | "JAVASYSPRIV"
        | "JAVADEBUGPRIV"
        | "CTXAPP"
        | "PLUSTRACE"
        | "XDBADMIN"
        | "RQADMIN"
        | "RQROLE"
        | "OLAP_USER"
        | "SODA_APP"
        | "CONSOLE_DEVELOPER"
        | "ORDADMIN"
        | "SPATIAL_CSW_ADMIN"
        | "WM_ADMIN_ROLE"
        | "GATHER_SYSTEM_STATISTICS"
        | "HS_ADMIN_ROLE"
        | "APEX_ADMINISTRATOR_ROLE"
        | "DWROLE"
        | "AUDIT_VIEWER"
        | "SAGA_ADM_ROLE"
        | "SAGA_PARTICIPANT_ROLE"
        | "SAGA_CONNECT_ROLE"
        | "SQL_FIREWALL_ADMIN"
        | "SQL_FIREWALL_VIEWER"
        | "GRAPH_ADMINISTRATOR"
        | "GRAPH_DEVELOPER"
        | "GRAPH_USER"
        | "PGX_SERVER_GET_INFO"
        | "PGX_SERVER_MANAGE"
        | "PGX_SESSION_CREATE"
        | "DBFS_ROLE"
        | "RDFCTX_ADMIN"
        | "BDSQL_ADMIN"
        | "BDSQL_USER"
        | "AVTUNE_PKG_ROLE"
        | "MAINTPLAN_APP"
        | "SHARDED_SCHEMA_OWNER"
        | "GSMADMIN_ROLE"
        | "GSMUSER_ROLE" => {
            "Leave it out: it is a role of Oracle's own, for packages and views that PostgreSQL does not have."
        }
        "SCHEDULER_ADMIN" => "The scheduler that runs the jobs has rights of its own (pg_cron: USAGE ON SCHEMA cron).",
        "EXP_FULL_DATABASE" | "IMP_FULL_DATABASE" | "DATAPUMP_EXP_FULL_DATABASE" | "DATAPUMP_IMP_FULL_DATABASE" => {
            "pg_dump reads with pg_read_all_data; pg_restore runs as the owner of what it creates."
        }
        "AUDIT_ADMIN" | "AUDIT SYSTEM" | "AUDIT ANY" => "Auditing is an extension (pgaudit), which superusers set up.",
        _ => return None,
    })
}

/// What comes near to a system privilege.
fn counterpart(privilege: &str) -> &'static str {
    let schema =
        "Grant CREATE and USAGE on the schemas that are meant; what exists already only its owner alters or drops.";
    match privilege {
        "SELECT ANY TABLE" | "READ ANY TABLE" | "SELECT ANY SEQUENCE" => {
            "pg_read_all_data reads all tables; better grant SELECT on the schemas that are meant."
        }
        "INSERT ANY TABLE" | "UPDATE ANY TABLE" | "DELETE ANY TABLE" => {
            "pg_write_all_data writes all tables; better grant it on the schemas that are meant."
        }
        "SELECT ANY DICTIONARY" | "SELECT_CATALOG_ROLE" | "ADVISOR" => {
            "Everybody reads pg_catalog; pg_monitor shows what other sessions and the server do."
        }
        "EXEMPT ACCESS POLICY" => "ALTER ROLE … BYPASSRLS, which policies do not bind.",
        "EXECUTE ANY PROCEDURE" | "EXECUTE ANY TYPE" => {
            "Grant USAGE and EXECUTE on the schemas that are meant; what is new everybody may execute anyway."
        }
        "CREATE USER" | "ALTER USER" | "DROP USER" | "CREATE ROLE" | "GRANT ANY ROLE" | "BECOME USER" => {
            "ALTER ROLE … CREATEROLE; whoever may become another role is its member."
        }
        "ALTER SYSTEM" => "ALTER SYSTEM is for superusers; GRANT ALTER SYSTEM ON PARAMETER … names single settings.",
        "KILL SESSION" => "pg_signal_backend ends sessions of others.",
        "CREATE ANY TRIGGER" | "ALTER ANY TRIGGER" => "GRANT TRIGGER ON the tables that are meant.",
        "ANALYZE ANY" | "ANALYZE ANY DICTIONARY" => "Owners analyze; from version 17 pg_maintain may do it everywhere.",
        "CREATE DATABASE LINK" | "CREATE PUBLIC DATABASE LINK" => "GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw.",
        "CREATE ANY DIRECTORY" | "DROP ANY DIRECTORY" => "pg_read_server_files and pg_write_server_files reach files.",
        "MANAGE SCHEDULER" | "CREATE ANY JOB" | "CREATE EXTERNAL JOB" => {
            "The scheduler that runs the jobs has rights of its own (pg_cron: USAGE ON SCHEMA cron)."
        }
        "DBA" | "SYSDBA" | "GRANT ANY PRIVILEGE" | "GRANT ANY OBJECT PRIVILEGE" => {
            "Only a superuser may do all that: give the role membership of the owners instead."
        }
        "CREATE PUBLIC SYNONYM" | "DROP PUBLIC SYNONYM" => "Nothing to do: public synonyms are a schema of views.",
        "CREATE TABLESPACE" | "ALTER TABLESPACE" | "DROP TABLESPACE" => "Tablespaces are for superusers.",
        "ADMINISTER DATABASE TRIGGER" => "Event triggers are for superusers.",
        "DEBUG CONNECT SESSION" | "DEBUG ANY PROCEDURE" => "A debugger is an extension (pldbgapi), for superusers.",
        "FLASHBACK ANY TABLE" | "LOCK ANY TABLE" | "CREATE RULE" | "CREATE RULE SET" | "CREATE EVALUATION CONTEXT" => {
            NONE
        }
        "CREATE LIBRARY" | "CREATE MINING MODEL" | "CREATE ANY CONTEXT" | "DROP ANY CONTEXT" => NONE,
        _ if privilege.contains("SQL PROFILE")
            || privilege.contains("TUNING")
            || privilege.contains("OUTLINE")
            || privilege.contains("MINING")
            || privilege.contains("RESOURCE")
            || privilege.contains("EDITION") =>
        {
            NONE
        }
        _ if [
            " ANY TABLE",
            " ANY VIEW",
            " ANY INDEX",
            " ANY PROCEDURE",
            " ANY SEQUENCE",
            " ANY TRIGGER",
            " ANY TYPE",
        ]
        .iter()
        .any(|end| privilege.ends_with(end)) =>
        {
            schema
        }
        _ if privilege.contains(' ') => "Nothing stands for it: membership of the owner's role gives what is needed.",
        // A role of the source's own.
        _ => "Where it is a role of the source's own: GRANT role TO role, once both are there.",
    }
}

/// What is said where the feature itself is not there.
const NONE: &str = "Nothing to do: PostgreSQL has no such feature.";

/// System privileges and roles.
fn system(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, grant: &Grant) -> Vec<pg::Object> {
    let left: Vec<&str> =
        grant.privileges.iter().map(|p| p.name.as_str()).filter(|name| !NEEDLESS.contains(name)).collect();
    if left.is_empty() {
        cx.ignore("the owner of a schema may create what it likes there, and every role may connect");
        return Vec::new();
    }
    let to: Vec<&str> = grant.to.iter().map(Name::as_str).collect();
    let mut advice: Vec<&str> = Vec::new();
    for one in left.iter().map(|name| of_oracle(name).unwrap_or_else(|| counterpart(name))) {
        if !advice.contains(&one) {
            advice.push(one);
        }
    }
    let it = SYSTEM.at(object.at.span).with("privileges", left.join(", ")).with("advice", advice.join(" "));
    let it = it.with("grantees", to.join(", "));
    if advice.iter().all(|one| *one == NONE || one.starts_with("Leave it out")) {
        cx.ignore("PostgreSQL has nothing that it would be a right to");
        cx.raise(it.severity(Severity::Info));
        return Vec::new();
    }
    let why = cx.manual(it);
    vec![target::placeholder(cx, id, object, why.message())]
}
