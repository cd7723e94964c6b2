//! Views of Oracle's data dictionary in queries, which PostgreSQL does not have.

use crate::analyze::references::is_dictionary;
use crate::convert::{Cx, Manual};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir;
use crate::name::QName;
use crate::span::Span;

static VIEWS: Rule = Rule {
    name: "dictionary-view",
    codes: &[(Source::Oracle, "OR-DIC-001")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(30, 15),
    message: "`{view}` is {sort} of Oracle's data dictionary",
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
    message: "`{view}` shows {shown}",
    help: "{advice}",
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
    help: "{advice}",
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
    help: "{advice}",
    doc: "lint/dictionary-views.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&VIEWS, &SESSIONS, &TEXTS, &SETTINGS];

/// The rule that says of a view of the dictionary that it is none here.
pub(super) fn rule_of(name: &str) -> &'static Rule {
    let bare = ["ALL_", "DBA_", "USER_", "CDB_"].iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name);
    match bare {
        "SOURCE" | "IDENTIFIERS" | "STATEMENTS" => &TEXTS,
        _ if name.starts_with("NLS_") => &SETTINGS,
        _ => match of_server(name) {
            Some(view) if is_setting(view) => &SETTINGS,
            Some(_) => &SESSIONS,
            None => &VIEWS,
        },
    }
}

/// What a view of the running server is called behind its prefix.
fn of_server(name: &str) -> Option<&str> {
    ["V$", "GV$", "V_$", "GV_$"].iter().find_map(|prefix| name.strip_prefix(prefix))
}

/// Whether a view of the server shows how it is set up, not what it does.
fn is_setting(view: &str) -> bool {
    let named = matches!(view, "VERSION" | "OPTION" | "DIAG_INFO" | "LICENSE");
    named || ["PARAMETER", "NLS_", "FIX_CONTROL", "OPTIMIZER_ENV"].iter().any(|part| view.contains(part))
}

/// Where PostgreSQL has a setting that a view shows.
fn set(view: &str) -> &'static str {
    match view {
        "DIAG_INFO" => {
            "call pg_current_logfile(), or read current_setting('log_directory'): the server logs into one file, sessions have no trace files"
        }
        "VERSION" => "call version(), or read current_setting('server_version_num')",
        "OPTION" => "query pg_available_extensions: what Oracle has as options are extensions, or not there",
        "LICENSE" => "leave it out: PostgreSQL counts no licences; current_setting('max_connections') limits sessions",
        _ if view.contains("FIX_CONTROL") => "leave it out: the planner has no switches for single fixes",
        _ if view.contains("OPTIMIZER_ENV") => "query pg_settings where category begins with 'Query Tuning'",
        _ if view.contains("NLS_") => "take the value that the conversion assumes, or read current_setting",
        _ => {
            "read current_setting of the setting with the same effect, as max_connections; leave it out where there is none, as with resource plans and switches of the optimizer"
        }
    }
}

/// What has the value of a parameter of Oracle's server.
fn parameter(name: &str) -> Option<&'static str> {
    Some(match name {
        "db_name" | "instance_name" | "db_unique_name" | "service_names" => "call current_database()",
        "db_domain" => "leave it out: the name of a database has no domain here",
        "processes" | "sessions" => "read current_setting('max_connections')",
        "open_cursors" | "session_cached_cursors" => "leave it out: PostgreSQL does not limit the cursors of a session",
        "db_block_size" => "read current_setting('block_size')",
        "compatible" => "read current_setting('server_version_num')",
        "cpu_count" => "read current_setting('max_worker_processes'), or ask the operating system",
        "job_queue_processes" => "ask the scheduler that takes its place: cron.max_running_jobs of pg_cron",
        "parallel_max_servers" | "parallel_min_servers" | "parallel_degree_policy" => {
            "read current_setting('max_parallel_workers')"
        }
        "background_dump_dest" | "user_dump_dest" | "core_dump_dest" | "diagnostic_dest" => {
            "read current_setting('log_directory'): the server logs into one place, sessions have no trace files"
        }
        "utl_file_dir" => "leave it out: which files may be written is decided by who is in pg_write_server_files",
        "sga_target" | "sga_max_size" | "memory_target" | "shared_pool_size" | "db_cache_size" => {
            "read current_setting('shared_buffers')"
        }
        "pga_aggregate_target" | "sort_area_size" | "hash_area_size" => "read current_setting('work_mem')",
        "undo_retention" | "undo_management" | "undo_tablespace" => {
            "leave it out: there is no undo; old versions of rows stay in their tables until VACUUM"
        }
        "recyclebin" => "leave it out: dropped tables are gone",
        "spfile" => "read current_setting('config_file')",
        "control_files" | "log_archive_dest" => "read current_setting('data_directory')",
        "timed_statistics" => "read current_setting('track_io_timing')",
        "plsql_ccflags" | "plsql_optimize_level" | "plsql_code_type" | "plsql_warnings" => {
            "leave it out: PL/pgSQL is not compiled, and has no such settings"
        }
        "global_names" => "leave it out: servers of foreign tables have names of their own",
        "remote_login_passwordfile" | "os_authent_prefix" => "look at pg_hba_file_rules, which says who may log in how",
        _ if name.starts_with("nls_") => "take the value that the conversion assumes: NLS_SESSION_PARAMETERS has it",
        _ if name.starts_with("optimizer_") || name.starts_with('_') => {
            "leave it out: the planner has other settings, which pg_settings shows under 'Query Tuning'"
        }
        _ => return None,
    })
}

/// Notes the names of parameters that a query asks for, and the columns that it reads.
pub(super) fn ask(cx: &mut Cx<'_>, select: &ir::Select) {
    cx.asked.clear();
    cx.read.clear();
    let targets = select.targets.iter().map(|t| &t.expr);
    for e in targets.chain(&select.condition) {
        ir::walk::each(e, &mut |e| {
            if let ir::ExprKind::Name(path) = &e.kind {
                cx.read.extend(path.parts.last().cloned());
            }
        });
    }
    let Some(condition) = &select.condition else { return };
    ir::walk::each(condition, &mut |e| {
        if let ir::ExprKind::Text(text, _) = &e.kind {
            cx.asked.push(text.to_ascii_lowercase());
        }
    });
}

/// Says that a view of the dictionary is none here, once of an object; `None` where it is another relation.
pub(in crate::convert) fn absent(cx: &mut Cx<'_>, name: &QName, span: Span) -> Option<Manual> {
    if !is_dictionary(name) {
        return None;
    }
    let rule = rule_of(&name.name);
    let mut said = rule.at(span).with("view", name);
    if std::ptr::eq(rule, &raw const SESSIONS) {
        let view = of_server(&name.name).unwrap_or(&name.name);
        let (shown, advice) = watched(view);
        let advice = match super::watched::columns(view, &cx.read) {
            Some(columns) => format!("{advice}: {columns}"),
            None => advice.to_owned(),
        };
        said = said.with("shown", shown).with("advice", advice);
    } else if std::ptr::eq(rule, &raw const SETTINGS) {
        let view = of_server(&name.name).unwrap_or(&name.name);
        let asked = if view.contains("PARAMETER") { cx.asked.iter().find_map(|name| parameter(name)) } else { None };
        said = said.with("advice", asked.unwrap_or_else(|| set(view)));
    } else if std::ptr::eq(rule, &raw const TEXTS) {
        said = said.with("advice", "read pg_proc.prosrc or pg_get_functiondef, or leave the inspection out");
    } else if std::ptr::eq(rule, &raw const VIEWS) {
        let sort = if super::stands_for::is_table(&name.name) { "a table" } else { "a view" };
        said = said.with("sort", sort).with("advice", super::stands_for::stands_for(&name.name));
    }
    Some(cx.manual_named(said))
}

/// What shows in PostgreSQL what a view of the running server shows; by what its name has behind the prefix.
struct Watched {
    /// Parts of names; the first that fits counts.
    parts: &'static [&'static str],
    /// What such a view shows.
    shown: &'static str,
    /// What to do.
    advice: &'static str,
}

const fn watch(parts: &'static [&'static str], shown: &'static str, advice: &'static str) -> Watched {
    Watched { parts, shown, advice }
}

/// Views with another subject than sessions stand first, as parts of their names are those of others.
static WATCHED: &[Watched] = &[
    watch(
        &["CHANGE_TRACKING"],
        "which blocks changed since a backup",
        "leave it out: from version 17 on, summarize_wal and pg_basebackup --incremental do as much",
    ),
    watch(
        &["CPOOL"],
        "the pool of connections",
        "ask the pool that takes its place: SHOW POOLS and SHOW STATS of PgBouncer",
    ),
    watch(&["SERVICE"], "services of the database", "leave it out: a client names the database, which has no services"),
    watch(
        &[
            "DB_PIPES",
            "ALERT_TYPES",
            "TRANSPORTABLE",
            "ENCRYPTION",
            "WALLET",
            "FLASHBACK",
            "RESTORE_POINT",
            "RESULT_CACHE",
        ],
        "what only Oracle's server has",
        "leave it out: PostgreSQL has no such feature",
    ),
    watch(
        &["ASM"],
        "disks that Oracle manages itself",
        "leave it out: files are the operating system's; pg_tablespace_location and pg_tablespace_size tell of tablespaces",
    ),
    watch(&["LOGMNR"], "what stands in the logs", "read it with pg_waldump, or decode it: pg_logical_slot_get_changes"),
    watch(
        &["CONTROLFILE"],
        "the control file",
        "call pg_control_system() and pg_control_checkpoint(), which show what is in pg_control",
    ),
    watch(
        &["OBJECT_USAGE", "INDEX_USAGE"],
        "which indexes are used",
        "query pg_stat_all_indexes, whose idx_scan counts scans",
    ),
    watch(
        &["ACCESS_STATS"],
        "how often tables are read",
        "query pg_stat_all_tables: seq_scan, idx_scan and their rows",
    ),
    watch(&["WAIT_CHAINS"], "who waits for whom", "call pg_blocking_pids(pid) for the sessions of pg_stat_activity"),
    watch(
        &["PX_", "PQ_"],
        "sessions that work for one statement",
        "use pg_stat_activity where backend_type is parallel worker, with leader_pid; other users' rows need pg_read_all_stats",
    ),
    watch(
        &["PROCESS_MEMORY"],
        "the memory of sessions",
        "use pg_backend_memory_contexts for the own session, pg_log_backend_memory_contexts(pid) for another",
    ),
    watch(
        &["CONNECT_INFO"],
        "how sessions are connected",
        "use pg_stat_ssl and pg_stat_gssapi with pg_stat_activity; other users' rows need pg_read_all_stats",
    ),
    watch(&["TEMPORARY_LOBS"], "long values that a session holds", "leave it out: a long value is a value like others"),
    watch(&["IM_", "IMEU"], "the in-memory column store", "leave it out: PostgreSQL has no such feature"),
    watch(&["RSRC", "RESOURCE_LIMIT"], "limits of resources", "leave it out: PostgreSQL has no resource manager"),
    watch(&["TIMER"], "a clock", "call clock_timestamp()"),
    watch(&["TIMEZONE"], "names of time zones", "query pg_timezone_names"),
    watch(&["RESERVED_WORDS"], "the words of Oracle's SQL", "call pg_get_keywords()"),
    watch(&["FIXED_"], "the server's own views", "query pg_class in schema pg_catalog"),
    watch(
        &["DIAG_"],
        "what the server logs",
        "read the log of the server, which pg_current_logfile() names: pg_read_file needs pg_read_server_files",
    ),
    watch(
        &["STATNAME", "EVENT_NAME", "METRICNAME", "METRICGROUP", "LATCHNAME", "LOCK_TYPE", "SQLCOMMAND", "SQLFN"],
        "the names of what Oracle's server counts or does",
        "leave it out: PostgreSQL counts other things, which are columns of its pg_stat_… views",
    ),
    watch(
        &["CORRUPTION", "BACKUP", "RMAN", "ARCHIVE", "RECOVERY", "LOGFILE", "LOG_HISTORY", "DATAGUARD"],
        "logs, backups or recovery",
        "use pg_stat_archiver, pg_stat_replication, pg_stat_wal_receiver and the backup tool's own list; amcheck finds damaged pages",
    ),
    watch(
        &["SQL_BIND"],
        "values that statements were given",
        "leave it out: PostgreSQL keeps none; log_parameter_max_length lets the log show them",
    ),
    watch(&["SQL_SHARED"], "cursors that sessions share", "leave it out: sessions do not share plans here"),
    watch(&["OPEN_CURSOR"], "open cursors", "query pg_cursors, which shows those of the session itself"),
    watch(
        &["SQL_WORKAREA"],
        "the memory that sorts and hashes take",
        "use EXPLAIN (ANALYZE) for one statement; pg_stat_database.temp_files and temp_bytes, and log_temp_files, show what goes to disk",
    ),
    watch(&["SQL_PLAN"], "plans of statements", "use EXPLAIN (ANALYZE) or auto_explain: PostgreSQL keeps no plans"),
    watch(&["SQL", "CURSOR"], "statements", "use pg_stat_statements; statements of other users need pg_read_all_stats"),
    watch(
        &["ACTIVE_SESSION_HISTORY"],
        "samples of sessions",
        "sample pg_stat_activity, as extension pg_wait_sampling does; other users' rows need pg_read_all_stats",
    ),
    watch(
        &["LATCH", "MUTEX"],
        "latches",
        "use pg_stat_activity.wait_event where wait_event_type is LWLock; other users' rows need pg_read_all_stats",
    ),
    watch(&["LOCK", "ENQUEUE", "RESOURCE"], "locks", "use pg_locks with pg_blocking_pids"),
    watch(
        &["LONGOPS"],
        "how far long commands are",
        "use the pg_stat_progress_… views, which commands of the server fill",
    ),
    watch(
        &["SESS_IO", "SESSTAT", "MYSTAT", "SESS_TIME"],
        "what the server counts of each session",
        "leave it out, or use pg_stat_database and pg_stat_xact_user_tables: PostgreSQL counts by database and table; from version 18 pg_stat_get_backend_io(pid) counts by session",
    ),
    watch(&["HS_"], "connections to other systems", "query pg_foreign_server, or call postgres_fdw_get_connections()"),
    watch(
        &["SESSION", "PROCESS", "TRANSACTION"],
        "sessions or their transactions",
        "use pg_stat_activity; other users' rows need pg_read_all_stats",
    ),
    watch(
        &["SEGSTAT", "SEGMENT_STAT"],
        "what the server counts of tables and indexes",
        "use pg_stat_all_tables, pg_stat_all_indexes and pg_statio_all_tables",
    ),
    watch(&["FILESTAT", "IOSTAT"], "reads and writes of files", "use pg_stat_io from version 16, or pg_stat_database"),
    watch(
        &["UNDO", "ROLLSTAT", "ROLLNAME"],
        "undo segments",
        "leave it out: there is no undo; pg_stat_all_tables.n_dead_tup counts old versions of rows",
    ),
    watch(&["OSSTAT"], "what the host does", "ask the operating system, or what watches it"),
    watch(
        &["SGA", "PGA", "BUFFER", "BH", "CACHE", "LIBRARY", "SHARED_POOL", "MEMORY"],
        "the server's memory",
        "use pg_shmem_allocations, pg_buffercache and pg_settings",
    ),
    watch(
        &["STAT", "EVENT", "METRIC", "WAIT", "TIME_MODEL"],
        "what the server counts",
        "use pg_stat_database and pg_stat_activity.wait_event; other users' rows need pg_read_all_stats",
    ),
    watch(
        &["DATABASE", "INSTANCE", "PDBS", "CONTAINERS"],
        "the database or the instance",
        "use current_database(), pg_database and pg_postmaster_start_time()",
    ),
    watch(&["LOG"], "logs, backups or recovery", "query pg_ls_waldir(), which pg_monitor may, and pg_stat_wal"),
    watch(&["CONTEXT"], "values of contexts", "call current_setting, which reads what takes the place of contexts"),
    watch(
        &["FILE", "TABLESPACE", "SEG", "ASM", "TEMP", "SORT", "ROLL"],
        "files and space",
        "use pg_database_size, pg_tablespace_size and pg_stat_database.temp_bytes",
    ),
];

/// What a view of the running server shows, and what shows it in PostgreSQL.
fn watched(view: &str) -> (&'static str, &'static str) {
    let found = WATCHED.iter().find(|it| it.parts.iter().any(|part| view.contains(part)));
    found.map_or(("what the server does", "see what the program needs of it: pg_stat_activity, pg_stat_database, pg_locks and pg_settings show what sessions and the server do; leave it out where it tells of what only Oracle's server has"), |it| {
        (it.shown, it.advice)
    })
}
