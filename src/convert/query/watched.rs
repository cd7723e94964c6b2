//! Columns of views of the running server that the target does not get: what has the same fact.

use crate::name::Name;

/// A view by its name behind the prefix, where its columns are, and the columns with what has the same fact; nothing where none has.
struct Watched {
    views: &'static [&'static str],
    columns: &'static [(&'static str, &'static str)],
}

/// What stands for a column that has no counterpart.
const NONE: &str = "";

static COLUMNS: [Watched; 7] = [
    Watched {
        views: &["PROCESS"],
        columns: &[
            ("SPID", "pg_stat_activity.pid"),
            ("PID", "pg_stat_activity.pid"),
            ("ADDR", "pg_stat_activity.pid, as a session and its process are one"),
            ("USERNAME", "pg_stat_activity.usename"),
            ("PROGRAM", "pg_stat_activity.application_name"),
            ("BACKGROUND", "pg_stat_activity.backend_type"),
            ("TRACEFILE", "pg_current_logfile()"),
            ("PGA_USED_MEM", NONE),
            ("PGA_ALLOC_MEM", NONE),
            ("PGA_MAX_MEM", NONE),
            ("SERIAL#", NONE),
        ],
    },
    Watched {
        views: &["SQL", "SQLAREA", "SQLSTATS", "SQLTEXT", "SQLTEXT_WITH_NEWLINES"],
        columns: &[
            ("SQL_ID", "pg_stat_statements.queryid"),
            ("HASH_VALUE", "pg_stat_statements.queryid"),
            ("ADDRESS", "pg_stat_statements.queryid"),
            ("SQL_TEXT", "pg_stat_statements.query"),
            ("SQL_FULLTEXT", "pg_stat_statements.query"),
            ("EXECUTIONS", "pg_stat_statements.calls"),
            ("ELAPSED_TIME", "pg_stat_statements.total_exec_time in milliseconds"),
            ("ROWS_PROCESSED", "pg_stat_statements.rows"),
            ("BUFFER_GETS", "shared_blks_hit + shared_blks_read of pg_stat_statements"),
            ("DISK_READS", "pg_stat_statements.shared_blks_read"),
            ("PARSE_CALLS", "pg_stat_statements.plans"),
            ("PARSING_SCHEMA_NAME", "the role of pg_stat_statements.userid"),
            ("CPU_TIME", NONE),
            ("PLAN_HASH_VALUE", NONE),
            ("CHILD_NUMBER", NONE),
            ("MODULE", NONE),
            ("FIRST_LOAD_TIME", NONE),
            ("LAST_ACTIVE_TIME", NONE),
            ("LAST_LOAD_TIME", NONE),
            ("SHARABLE_MEM", NONE),
            ("PIECE", NONE),
        ],
    },
    Watched {
        views: &["LOCK", "ENQUEUE_LOCK"],
        columns: &[
            ("SID", "pg_locks.pid"),
            ("TYPE", "pg_locks.locktype"),
            ("LMODE", "pg_locks.mode"),
            ("REQUEST", "pg_locks.mode where granted is false"),
            ("ID1", "pg_locks.relation"),
            ("BLOCK", "pg_blocking_pids(pid), asked of the session that waits"),
            ("CTIME", "pg_locks.waitstart"),
            ("ID2", NONE),
            ("ADDR", NONE),
            ("KADDR", NONE),
        ],
    },
    Watched {
        views: &["LOCKED_OBJECT"],
        columns: &[
            ("SESSION_ID", "pg_locks.pid"),
            ("OBJECT_ID", "pg_locks.relation"),
            ("LOCKED_MODE", "pg_locks.mode"),
            ("ORACLE_USERNAME", "pg_stat_activity.usename of the pid"),
            ("OS_USER_NAME", NONE),
            ("PROCESS", NONE),
        ],
    },
    Watched {
        views: &["TRANSACTION"],
        columns: &[
            ("START_TIME", "pg_stat_activity.xact_start"),
            ("START_DATE", "pg_stat_activity.xact_start"),
            ("STATUS", "pg_stat_activity.state"),
            ("XIDUSN", "pg_stat_activity.backend_xid"),
            ("XIDSLOT", "pg_stat_activity.backend_xid"),
            ("XIDSQN", "pg_stat_activity.backend_xid"),
            ("SES_ADDR", "pg_stat_activity.pid"),
            ("ADDR", "pg_stat_activity.pid"),
            ("USED_UBLK", NONE),
            ("USED_UREC", NONE),
            ("LOG_IO", NONE),
            ("PHY_IO", NONE),
        ],
    },
    Watched {
        views: &["SESSION_WAIT", "SESSION_EVENT"],
        columns: &[
            ("SID", "pg_stat_activity.pid"),
            ("EVENT", "pg_stat_activity.wait_event"),
            ("WAIT_CLASS", "pg_stat_activity.wait_event_type"),
            ("STATE", "pg_stat_activity.state"),
            ("SECONDS_IN_WAIT", NONE),
            ("WAIT_TIME", NONE),
            ("TIME_WAITED", NONE),
            ("TOTAL_WAITS", NONE),
            ("P1", NONE),
            ("P2", NONE),
            ("P3", NONE),
        ],
    },
    Watched {
        views: &["SESSION_LONGOPS"],
        columns: &[
            ("SID", "pid of the pg_stat_progress_… view of the command"),
            ("OPNAME", "the name of that view"),
            ("SOFAR", "blocks_done or tuples_done of it"),
            ("TOTALWORK", "blocks_total or tuples_total of it"),
            ("TARGET", "relid of it"),
            ("TIME_REMAINING", NONE),
            ("ELAPSED_SECONDS", NONE),
        ],
    },
];

/// What has the facts of the columns that are read of a view; nothing where no column of it is known.
pub(super) fn columns(view: &str, read: &[Name]) -> Option<String> {
    let known = COLUMNS.iter().find(|it| it.views.contains(&view))?;
    let asked = || known.columns.iter().filter(|(name, _)| read.iter().any(|it| *it == **name));
    let there: Vec<String> =
        asked().filter(|(_, here)| *here != NONE).map(|(name, here)| format!("{name} is {here}")).collect();
    let gone: Vec<&str> = asked().filter(|(_, here)| *here == NONE).map(|(name, _)| *name).collect();
    let gone = if gone.is_empty() { None } else { Some(format!("nothing has {}", gone.join(", "))) };
    let all: Vec<String> = there.into_iter().chain(gone).collect();
    if all.is_empty() { None } else { Some(all.join("; ")) }
}
