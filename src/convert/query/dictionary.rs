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
    help: "query pg_catalog or information_schema, with lower-case names",
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
        _ if name.starts_with("NLS_") || matches!(name, "V$PARAMETER" | "V$NLS_PARAMETERS" | "V$VERSION") => &SETTINGS,
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
    }
    Some(cx.manual_named(said))
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
