//! Views of Oracle's data dictionary in queries, which PostgreSQL does not have.

use crate::analyze::references::is_dictionary;
use crate::convert::{Cx, Manual};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::name::QName;
use crate::span::Span;

static VIEWS: Rule = Rule {
    name: "dictionary-view",
    codes: &[(Source::Oracle, "OR-DIC-001")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(30, 15),
    message: "`{view}` is a view of Oracle's data dictionary",
    help: "{advice}",
    doc: "lint/dictionary-views.md",
    ..Rule::PLAIN
};

static SESSIONS: Rule = Rule {
    name: "session-views",
    codes: &[(Source::Oracle, "OR-DIC-003")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(30, 15),
    message: "`{view}` shows sessions or what the server does",
    help: "{advice}; other users' rows need pg_read_all_stats",
    doc: "lint/dictionary-views.md",
    ..Rule::PLAIN
};

static TEXTS: Rule = Rule {
    name: "source-of-routines",
    codes: &[(Source::Oracle, "OR-DIC-005")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(60, 30),
    message: "`{view}` shows the text or the parts of code",
    help: "read pg_proc.prosrc or pg_get_functiondef, or leave the inspection out",
    doc: "lint/dictionary-views.md",
    ..Rule::PLAIN
};

static SETTINGS: Rule = Rule {
    name: "nls-parameters",
    codes: &[(Source::Oracle, "OR-DIC-007")],
    raw: Severity::Info,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(15, 5),
    message: "`{view}` shows settings of the session or server",
    help: "take the value that the conversion assumes, or read current_setting",
    doc: "lint/dictionary-views.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&VIEWS, &SESSIONS, &TEXTS, &SETTINGS];

fn rule(name: &str) -> &'static Rule {
    let bare = ["ALL_", "DBA_", "USER_", "CDB_"].iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name);
    match bare {
        "SOURCE" | "IDENTIFIERS" | "STATEMENTS" => &TEXTS,
        _ if name.starts_with("NLS_") => &SETTINGS,
        "V$PARAMETER" | "V_$PARAMETER" | "V$NLS_PARAMETERS" | "V_$NLS_PARAMETERS" | "V$VERSION" | "V_$VERSION" => {
            &SETTINGS
        }
        _ if ["V$", "GV$", "V_$"].iter().any(|prefix| name.starts_with(prefix)) => &SESSIONS,
        _ => &VIEWS,
    }
}

/// Says that a view of the dictionary is none here, once of an object; `None` where it is another relation.
pub(super) fn absent(cx: &mut Cx<'_>, name: &QName, span: Span) -> Option<Manual> {
    if !is_dictionary(name) {
        return None;
    }
    let rule = rule(&name.name);
    let mut said = rule.at(span).with("view", name);
    if std::ptr::eq(rule, &raw const SESSIONS) {
        said = said.with("advice", watched(&name.name));
    } else if std::ptr::eq(rule, &raw const VIEWS) {
        said = said.with("advice", stands_for(&name.name));
    }
    Some(cx.manual_named(said))
}

/// What of PostgreSQL's catalogue shows what a view of the dictionary shows.
fn stands_for(view: &str) -> &'static str {
    let bare = ["ALL_", "DBA_", "USER_", "CDB_"].iter().find_map(|prefix| view.strip_prefix(prefix)).unwrap_or(view);
    let starts = |words: &[&str]| words.iter().any(|word| bare.starts_with(word));
    match bare {
        "PLAN_TABLE" => "read what EXPLAIN (FORMAT JSON) gives: PostgreSQL keeps no table of plans",
        "TABLES" => "query pg_tables, with lower-case names",
        "TAB_COLUMNS" | "TAB_COLS" => "query information_schema.columns or pg_attribute, with lower-case names",
        "OBJECTS" => "query pg_class, pg_proc and pg_type, with lower-case names: no view shows all objects",
        "CONSTRAINTS" | "CONS_COLUMNS" => "query pg_constraint, whose conkey holds the columns, with lower-case names",
        "INDEXES" | "IND_COLUMNS" | "IND_EXPRESSIONS" => {
            "query pg_index and pg_get_indexdef(oid), with lower-case names"
        }
        "SEQUENCES" => "query pg_sequences, with lower-case names",
        "VIEWS" => "query pg_views, with lower-case names",
        "TRIGGERS" => "query pg_trigger and pg_get_triggerdef(oid), with lower-case names",
        "TYPES" | "TYPE_ATTRS" | "COLL_TYPES" => "query pg_type and pg_attribute, with lower-case names",
        "PROCEDURES" | "ARGUMENTS" => "query pg_proc or information_schema.parameters, with lower-case names",
        "DEPENDENCIES" => "query pg_depend; it does not look into the code of routines",
        "TAB_COMMENTS" | "COL_COMMENTS" => "call obj_description or col_description",
        "USERS" | "ROLES" | "ROLE_PRIVS" => "query pg_roles and pg_auth_members, with lower-case names",
        "TAB_PRIVS" | "COL_PRIVS" => "query information_schema.role_table_grants, or call has_table_privilege",
        "SYS_PRIVS" => "query the attributes of pg_roles: PostgreSQL has no system privileges beside them",
        "SYNONYMS" => "leave it out: PostgreSQL has no synonyms, converted ones are views",
        "DB_LINKS" => "query pg_foreign_server and pg_user_mappings",
        "ERRORS" => "leave it out: plpgsql_check looks into code, which has no state of being invalid",
        "DIRECTORIES" | "RECYCLEBIN" => "leave it out: PostgreSQL has no such objects",
        "GLOBAL_NAME" => "call current_database()",
        "PRODUCT_COMPONENT_VERSION" | "DATABASE_PROPERTIES" => "call version() or current_setting",
        _ if starts(&["SCHEDULER_", "JOBS"]) => {
            "ask the scheduler that takes its place: cron.job and cron.job_run_details of pg_cron"
        }
        _ if starts(&["MVIEW"]) => "query pg_matviews, with lower-case names",
        _ if bare.contains("PARTITION") || starts(&["PART_"]) => {
            "query pg_inherits or pg_partition_tree; pg_get_expr(relpartbound, oid) gives the bounds"
        }
        _ if bare.contains("STATISTICS") || starts(&["TAB_MODIFICATIONS", "STAT_"]) => {
            "query pg_stats and pg_stat_user_tables"
        }
        _ if starts(&[
            "SEGMENTS",
            "EXTENTS",
            "FREE_SPACE",
            "DATA_FILES",
            "TEMP_FILES",
            "TABLESPACE",
            "ROLLBACK",
            "TS_",
            "UNDO",
        ]) =>
        {
            "call pg_total_relation_size, pg_database_size or pg_tablespace_size: there are no segments"
        }
        _ if starts(&["HIST_", "SQL_PLAN", "SQL_PROFILE", "SQLSET", "ADVISOR"]) => {
            "leave it out, or use pg_stat_statements: PostgreSQL keeps no history of statements and plans"
        }
        _ if bare.contains("AUDIT") => "read the log of pgaudit",
        _ if starts(&["NETWORK_ACL", "HOST_ACE", "WALLET_ACE", "XDS_"]) => {
            "leave it out: PostgreSQL keeps no list of hosts that code may reach, nor does its code reach any by itself"
        }
        _ if starts(&["MINING_", "PDB", "SQL_FIREWALL", "X$"]) => "leave it out: PostgreSQL has no such feature",
        _ => "query pg_catalog or information_schema, with lower-case names",
    }
}

/// What shows in PostgreSQL what a view of the running server shows.
fn watched(view: &str) -> &'static str {
    const BY_SUBJECT: [(&[&str], &str); 9] = [
        (&["SQL", "PLAN", "CURSOR"], "use pg_stat_statements, and EXPLAIN for plans"),
        (&["LOCK", "ENQUEUE", "LATCH"], "use pg_locks with pg_blocking_pids"),
        (&["SESSION_LONGOPS"], "use the pg_stat_progress_… views, which commands of the server fill"),
        (&["SESSION", "PROCESS", "TRANSACTION", "MYSTAT"], "use pg_stat_activity"),
        (&["STAT", "EVENT", "METRIC", "WAIT"], "use pg_stat_database and pg_stat_activity.wait_event"),
        (&["DATABASE", "INSTANCE", "PDBS", "CONTAINERS"], "use current_database(), pg_postmaster_start_time()"),
        (
            &["LOG", "ARCHIVE", "RECOVERY", "RMAN", "BACKUP"],
            "use pg_stat_archiver, pg_stat_replication and the backup tool's own list",
        ),
        (
            &["FILE", "TABLESPACE", "SEG", "ASM", "TEMP", "SORT", "UNDO"],
            "use pg_database_size, pg_tablespace_size and pg_stat_database.temp_bytes",
        ),
        (&["SGA", "PGA", "BUFFER", "BH", "CACHE", "LIBRARY"], "use pg_buffercache and pg_settings"),
    ];
    let found = BY_SUBJECT.iter().find(|(words, _)| words.iter().any(|word| view.contains(word)));
    found.map_or("use pg_stat_activity, pg_stat_database, pg_locks or pg_settings", |(_, advice)| advice)
}
