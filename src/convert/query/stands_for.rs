//! What of PostgreSQL's catalogue shows what a view or a table of Oracle's data dictionary shows, by its name.

/// Names without `ALL_`, `DBA_`, `USER_` and `CDB_`; one that ends with `*` is how others begin. The first row that has a name counts.
struct Row {
    names: &'static str,
    advice: &'static str,
}

const fn row(names: &'static str, advice: &'static str) -> Row {
    Row { names, advice }
}

/// What is true of any view.
const ANY: &str = "see what the program needs of it: what PostgreSQL keeps of that sort is in pg_catalog and information_schema, with lower-case names; leave it out where it tells of what only Oracle's server has";
const SIZES: &str = "call pg_total_relation_size, pg_database_size or pg_tablespace_size: there are no segments";
const SCHEDULER: &str = "ask the scheduler that takes its place: cron.job and cron.job_run_details of pg_cron";
const AUDITED: &str = "read the log of the server, into which extension pgaudit writes what it is told to";
const NO_SUCH: &str = "leave it out: PostgreSQL has no such feature";
const ATTRIBUTES: &str = "query the attributes of pg_roles: PostgreSQL has no system privileges beside them";

static ROWS: &[Row] = &[
    row("PLAN_TABLE*", "read what EXPLAIN (FORMAT JSON) gives: PostgreSQL keeps no table of plans"),
    // tables and columns
    row("TABLES", "query pg_tables, with lower-case names"),
    row(
        "TAB CAT CATALOG",
        "query pg_class, where relkind tells tables, views and sequences apart, with lower-case names",
    ),
    row(
        "ALL_TABLES OBJECT_TABLES",
        "query pg_class, whose reloftype is the type of a typed table, with lower-case names",
    ),
    row("NESTED_TABLES NESTED_TABLE_COLS VARRAYS", "leave it out: collections are arrays in the column itself"),
    row("TAB_COLUMNS TAB_COLS COLS", "query information_schema.columns or pg_attribute, with lower-case names"),
    row("TAB_IDENTITY_COLS", "query pg_attribute.attidentity, and call pg_get_serial_sequence for the sequence"),
    row(
        "UNUSED_COL_TABS PARTIAL_DROP_TABS",
        "query pg_attribute where attisdropped: such columns are dropped, and keep their place",
    ),
    row("UPDATABLE_COLUMNS", "query information_schema.columns, whose is_updatable tells it"),
    row("LOBS LOB_*", "query pg_class.reltoastrelid: long values are in the TOAST table of their table"),
    row("CLUSTERS CLU_* CLUSTER_*", "leave it out: the tables of a cluster are plain ones here"),
    row("ZONEMAP*", "query pg_index and pg_am: a BRIN index does what a zone map does"),
    row("EXTERNAL_* XTERNAL_*", "query pg_foreign_table, where a foreign table reads the file"),
    row("TAB_COMMENTS COL_COMMENTS MVIEW_COMMENTS", "call obj_description or col_description"),
    row(
        "ANNOTATION*",
        "call obj_description or col_description, where annotations were kept as comments: PostgreSQL has none",
    ),
    row("JSON_SCHEMA_COLUMNS", "query pg_constraint: what checks a document is a constraint"),
    row("JSON_COLUMNS", "query information_schema.columns where data_type is json or jsonb"),
    row("XML_TAB* XML_VIEW*", "query information_schema.columns where data_type is xml"),
    row("LOG_GROUP*", "query pg_class.relreplident: REPLICA IDENTITY says what of a row is logged"),
    // objects
    row(
        "OBJECTS OBJECTS_AE OBJ",
        "query pg_class, pg_proc and pg_type, with lower-case names: no view shows all objects",
    ),
    row("OBJECT_SIZE", "leave it out: source of routines is pg_proc.prosrc, whose length tells its size"),
    row("SEQUENCES SEQ", "query pg_sequences, with lower-case names"),
    row("VIEWS VIEWS_AE", "query pg_views, with lower-case names"),
    row("TRIGGERS TRIGGER_COLS TRIGGER_ORDERING", "query pg_trigger and pg_get_triggerdef(oid), with lower-case names"),
    row("TYPE_METHODS METHOD_*", "query pg_proc: a method is a function whose first argument is the type"),
    row("TYPES TYPE_* COLL_TYPES", "query pg_type and pg_attribute, with lower-case names"),
    row("PROCEDURES ARGUMENTS", "query pg_proc or information_schema.parameters, with lower-case names"),
    row(
        "STORED_SETTINGS PLSQL_OBJECT_SETTINGS",
        "query pg_proc.proconfig, which has settings of a routine: PL/pgSQL is not compiled, and has no more",
    ),
    row("DEPENDENCIES PUBLIC_DEPENDENCY", "query pg_depend; it does not look into the code of routines"),
    row("SYNONYMS SYN", "leave it out: PostgreSQL has no synonyms, converted ones are views"),
    row("DB_LINKS", "query pg_foreign_server and pg_user_mappings"),
    row(
        "ERRORS ERRORS_AE INVALID_OBJECTS",
        "leave it out: plpgsql_check looks into code, which has no state of being invalid",
    ),
    row("DIRECTORIES", "leave it out: PostgreSQL has no such objects; who reads files is in pg_read_server_files"),
    row("RECYCLEBIN", "leave it out: what is dropped is gone"),
    row("LIBRARIES", "query pg_proc.probin, which names the file of a function in C"),
    row("OPERATOR* OPBINDINGS OPANCILLARY OPARGUMENTS", "query pg_operator, with lower-case names"),
    row("INDEXTYPE*", "query pg_am and pg_opclass"),
    row("SECONDARY_OBJECTS", "leave it out: an index has no tables of its own here"),
    row("DICTIONARY DICT DICT_COLUMNS", "query pg_class and pg_attribute of schema pg_catalog"),
    row("POLICIES POLICY_* SEC_RELEVANT_COLS", "query pg_policies"),
    row("REDACTION_*", "leave it out: nothing masks columns but views, or extension anon"),
    row(
        "MVIEW_LOGS SNAPSHOT_LOGS MVIEW_LOG_*",
        "leave it out: PostgreSQL keeps no logs for materialized views, and refreshes them whole",
    ),
    row(
        "MVIEW_REFRESH_TIMES SNAPSHOT_REFRESH_TIMES MVREF_*",
        "keep the time of each refresh in a table of your own: PostgreSQL notes none",
    ),
    row("REFRESH* RGROUP RCHILD", SCHEDULER),
    row("MVIEW* SNAPSHOTS REGISTERED_* BASE_TABLE_MVIEWS SUMMARIES", "query pg_matviews, with lower-case names"),
    row(
        "DIMENSIONS DIM_* ATTRIBUTE_DIM* HIERARCH* HIER_* ANALYTIC_VIEW* CUBE*",
        "leave it out: PostgreSQL has no dimensions",
    ),
    row("EDITION*", "leave it out: PostgreSQL has no editions"),
    row(
        "QUEUE* AQ_*",
        "ask the queue that takes its place: its table, or pgmq.list_queues() and pgmq.metrics_all() of pgmq",
    ),
    // keys and indexes
    row("CONSTRAINTS CONS_* CROSS_REFS", "query pg_constraint, whose conkey holds the columns, with lower-case names"),
    row(
        "INDEXES IND_COLUMNS IND_EXPRESSIONS JOIN_IND_COLUMNS IND",
        "query pg_index and pg_get_indexdef(oid), with lower-case names",
    ),
    row("INDEX_USAGE OBJECT_USAGE", "query pg_stat_all_indexes, whose idx_scan counts scans"),
    // statistics of the planner; those of partitions stand before what shows partitions
    row(
        "TAB_HISTOGRAMS PART_HISTOGRAMS SUBPART_HISTOGRAMS HISTOGRAMS",
        "query pg_stats: most_common_vals, most_common_freqs and histogram_bounds",
    ),
    row(
        "TAB_COL_STATISTICS PART_COL_STATISTICS SUBPART_COL_STATISTICS",
        "query pg_stats: n_distinct, null_frac and avg_width; a partition is a table there",
    ),
    row("STAT_EXTENSIONS", "query pg_statistic_ext, and pg_stats_ext for what was gathered"),
    row("EXPRESSION_STATISTICS", "query pg_stats_ext_exprs, which has those of CREATE STATISTICS on expressions"),
    row("TAB_STAT_PREFS STAT_PREFS", "query pg_class.reloptions, and pg_attribute.attstattarget"),
    row(
        "TAB_STATS_HISTORY TAB_PENDING_STATS COL_PENDING_STATS IND_PENDING_STATS",
        "leave it out: PostgreSQL keeps the statistics of the last ANALYZE alone",
    ),
    row("OPTSTAT_*", "query pg_stat_all_tables: last_analyze and last_autoanalyze; PostgreSQL keeps no log of it"),
    row("TAB_MODIFICATIONS", "query pg_stat_all_tables: n_tup_ins, n_tup_upd, n_tup_del and n_mod_since_analyze"),
    row("IND_STATISTICS", "query pg_class.reltuples and relpages of the index, and pg_stat_all_indexes"),
    row("TAB_STATISTICS", "query pg_class.reltuples and relpages, and pg_stat_all_tables.last_analyze"),
    row(
        "FEATURE_USAGE_* CPU_USAGE_* HIGH_WATER_*",
        "leave it out: PostgreSQL does not count which of its features are used",
    ),
    row("USTATS ASSOCIATIONS", "leave it out: the planner asks functions of a type, which pg_type and pg_proc name"),
    // partitions
    row("MINING_MODEL*", NO_SUCH),
    row(
        "TAB_PARTITIONS TAB_SUBPARTITIONS IND_PARTITIONS IND_SUBPARTITIONS PART_* SUBPART_* SUBPARTITION_*",
        "query pg_inherits or pg_partition_tree; pg_get_expr(relpartbound, oid) gives the bounds",
    ),
    // roles and rights
    row("USERS ROLES", "query pg_roles, with lower-case names"),
    row(
        "ROLE_PRIVS ROLE_ROLE_PRIVS CONNECT_ROLE_GRANTEES APPLICATION_ROLES",
        "query pg_auth_members and pg_roles, with lower-case names",
    ),
    row("PROXIES PROXY_USERS PROXY_*", "query pg_auth_members: who is a member may SET ROLE"),
    row("SESSION_ROLES", "query pg_roles where pg_has_role(current_user, oid, 'USAGE')"),
    row(
        "TAB_PRIVS* COL_PRIVS* TABLE_PRIVILEGES COLUMN_PRIVILEGES ROLE_TAB_PRIVS",
        "query information_schema.role_table_grants and role_column_grants, or call has_table_privilege",
    ),
    row("SYS_PRIVS ROLE_SYS_PRIVS SESSION_PRIVS SYSTEM_PRIVILEGE_MAP", ATTRIBUTES),
    row("TABLE_PRIVILEGE_MAP", "call aclexplode(relacl), which names the privileges"),
    row("PRIV_CAPTURES USED_* UNUSED_*PRIVS", "leave it out: PostgreSQL does not note which privileges are used"),
    row(
        "PROFILES PASSWORD_LIMITS RESOURCE_LIMITS",
        "query pg_roles: rolconnlimit, rolvaliduntil and rolconfig; there are no profiles",
    ),
    row("USERS_WITH_DEFPWD", "leave it out: no role comes with a password"),
    row("TS_QUOTAS", "leave it out: PostgreSQL does not limit the space of a role"),
    row("SESSION_CONTEXT CONTEXT GLOBAL_CONTEXT", "call current_setting, which reads what takes the place of contexts"),
    // what was done
    row("AUDIT_EXISTS", "read the log of the server: what names an object that is not there ends with an error in it"),
    row("AUDIT_SESSION", "read the log of the server, where log_connections and log_disconnections are on"),
    row(
        "STMT_AUDIT_OPTS OBJ_AUDIT_OPTS PRIV_AUDIT_OPTS DEF_AUDIT_OPTS AUDIT_POLICIES AUDIT_POLICY_COLUMNS AUDIT_UNIFIED_*",
        "read the settings pgaudit.log and pgaudit.role: extension pgaudit has no policies beside them",
    ),
    row(
        "AUDIT_ACTIONS UNIFIED_AUDIT_ACTIONS STMT_AUDIT_OPTION_MAP AUDITABLE_*",
        "leave it out: pgaudit writes the names of commands themselves",
    ),
    row("AUDIT_* COMMON_AUDIT_* FGA_AUDIT_* UNIFIED_AUDIT_* AUD$ FGA_LOG$", AUDITED),
    // the server
    row("GLOBAL_NAME", "call current_database()"),
    row("PRODUCT_COMPONENT_VERSION", "call version()"),
    row("DATABASE_PROPERTIES PROPS$", "query pg_database, or call version() or current_setting"),
    row("REGISTRY* SERVER_REGISTRY", "query pg_extension, and call version()"),
    row("PDBS CONTAINERS", "query pg_database: databases of a server take the place of pluggable ones"),
    row("PDB_* CONTAINER_* LOCKDOWN_*", "leave it out: databases of a server have no such things"),
    row("SCHEDULER_* JOBS JOBS_RUNNING RGROUP", SCHEDULER),
    row(
        "AUTOTASK_*",
        "query pg_stat_all_tables: autovacuum is the only task that runs by itself, and last_autovacuum and last_autoanalyze tell when",
    ),
    row(
        "PARALLEL_EXECUTE_*",
        "keep the parts of the work in a table of your own, from which workers take rows with FOR UPDATE SKIP LOCKED",
    ),
    row("DATAPUMP_*", "query pg_stat_activity, where pg_dump and pg_restore are application_name: they run outside"),
    row("CPOOL_*", "ask the pool that takes its place: SHOW POOLS of PgBouncer"),
    row("RSRC_* RESOURCE_*", "leave it out: PostgreSQL has no resource manager"),
    row("2PC_*", "query pg_prepared_xacts"),
    row(
        "LOCK LOCKS LOCK_INTERNAL KGLLOCK DDL_LOCKS DML_LOCKS WAITERS BLOCKERS LOGSTDBY_LOCKS",
        "query pg_locks, with pg_blocking_pids(pid) for who waits for whom",
    ),
    row(
        "ROLLBACK_SEGS UNDO_*",
        "leave it out: there is no undo; pg_stat_all_tables.n_dead_tup counts old versions of rows",
    ),
    row("SEGMENTS* EXTENTS FREE_SPACE* DATA_FILES TEMP_FILES TEMP_FREE_SPACE TABLESPACE* LMT_* DMT_*", SIZES),
    row("OUTSTANDING_ALERTS ALERT_HISTORY* THRESHOLDS", "ask what watches the server: PostgreSQL raises no alerts"),
    row(
        "CAPTURE* APPLY* PROPAGATION* STREAMS_* GOLDENGATE_* XSTREAM_* LOGSTDBY_* REPL* REGISTERED_ARCHIVED_LOG",
        "query pg_publication, pg_subscription, pg_stat_subscription and pg_replication_slots",
    ),
    row("FLASHBACK_*", "leave it out: PostgreSQL keeps no old rows to go back to"),
    row(
        "SQL_PLAN_DIR*",
        "leave it out: PostgreSQL has no plan directives; CREATE STATISTICS tells the planner of columns that depend on each other",
    ),
    row(
        "SQL_PLAN* SQL_PROFILE* SQL_PATCH* OUTLINE*",
        "leave it out: PostgreSQL keeps no plans; extension pg_hint_plan can fix one",
    ),
    row(
        "SQLSET* ADVISOR* SQLTUNE* TUNE_MVIEW ADDM_* SQL_MONITOR*",
        "leave it out: there is no tuning advisor; pg_stat_statements shows what statements cost",
    ),
    row(
        "NETWORK_ACL* HOST_ACE* WALLET_ACE* XDS_* XS_*",
        "leave it out: PostgreSQL keeps no list of hosts that code may reach, nor does its code reach any by itself",
    ),
    row("SQL_FIREWALL_*", "leave it out: PostgreSQL has no firewall for statements"),
    row("JAVA_* ASSEMBLIES", "leave it out: PostgreSQL runs no Java"),
    row("XML_SCHEMA*", "leave it out: PostgreSQL keeps no schemas of documents"),
    row("JSON_DUALITY* JSON_DATAGUIDE* ENCRYPTED_COLUMNS WORKLOAD_* RESUMABLE", NO_SUCH),
];

/// Tables that the views of the dictionary show, which belong to SYS.
static TABLES: &[Row] = &[
    row("OBJ$", "query pg_class, pg_proc and pg_type, with lower-case names"),
    row("USER$ DEFROLE$", "query pg_roles, with lower-case names"),
    row("SYSAUTH$", "query pg_auth_members and the attributes of pg_roles"),
    row("OBJAUTH$", "query information_schema.role_table_grants, or call aclexplode(relacl)"),
    row("TAB$", "query pg_class, with lower-case names"),
    row("COL$", "query pg_attribute, with lower-case names"),
    row("COM$", "call obj_description or col_description"),
    row("IND$ ICOL$ INDPART$", "query pg_index and pg_get_indexdef(oid), with lower-case names"),
    row("CON$ CDEF$ CCOL$", "query pg_constraint, whose conkey holds the columns, with lower-case names"),
    row("SEQ$", "query pg_sequence or pg_sequences, with lower-case names"),
    row("VIEW$", "query pg_views, with lower-case names"),
    row("SYN$", "leave it out: PostgreSQL has no synonyms, converted ones are views"),
    row("TRIGGER$ TRIGGERCOL$", "query pg_trigger and pg_get_triggerdef(oid)"),
    row("LINK$", "query pg_foreign_server and pg_user_mappings"),
    row("SOURCE$", "read pg_proc.prosrc or pg_get_functiondef"),
    row("ARGUMENT$ PROCEDURE$ PROCEDUREINFO$", "query pg_proc or information_schema.parameters"),
    row("TYPE$ ATTRIBUTE$ COLL$ COLLECTION$ COLTYPE$", "query pg_type and pg_attribute, with lower-case names"),
    row("DEPENDENCY$", "query pg_depend; it does not look into the code of routines"),
    row("ERROR$", "leave it out: plpgsql_check looks into code, which has no state of being invalid"),
    row("HIST_HEAD$ HISTGRM$", "query pg_stats"),
    row("MON_MODS$ MON_MODS_ALL$", "query pg_stat_all_tables: n_tup_ins, n_tup_upd, n_tup_del and n_mod_since_analyze"),
    row("COL_USAGE$ COL_GROUP_USAGE$", "leave it out: PostgreSQL does not note in which conditions columns stand"),
    row("LOB$ LOBFRAG$", "query pg_class.reltoastrelid: long values are in the TOAST table of their table"),
    row(
        "PARTOBJ$ TABPART$ PARTCOL$ SUBPARTCOL$ TABCOMPART$ TABSUBPART$",
        "query pg_inherits or pg_partition_tree; pg_get_expr(relpartbound, oid) gives the bounds",
    ),
    row("SUM$ SNAP$", "query pg_matviews"),
    row("MLOG$", "leave it out: PostgreSQL keeps no logs for materialized views"),
    row("SEG$ TS$ FILE$ FET$ UET$", SIZES),
    row("UNDO$", "leave it out: there is no undo; pg_stat_all_tables.n_dead_tup counts old versions of rows"),
    row("PROFILE$ PROFNAME$", "query pg_roles: rolconnlimit, rolvaliduntil and rolconfig; there are no profiles"),
    row("JOB$ SCHEDULER$*", SCHEDULER),
    row("RECYCLEBIN$", "leave it out: what is dropped is gone"),
    row("AUD$ AUD$* FGA_LOG$", AUDITED),
    row("PROPS$", "query pg_database, or call version() or current_setting"),
    row("SQLOBJ$* SQL$*", "leave it out: PostgreSQL keeps no plans; extension pg_hint_plan can fix one"),
    row("KU$_*", "let pg_dump write definitions, or call pg_get_viewdef, pg_get_functiondef and their kin"),
    row("REG$* REGISTRY$*", "query pg_extension, and call version()"),
    row("WRI$_OPTSTAT*", "leave it out: PostgreSQL keeps the statistics of the last ANALYZE alone"),
    row(
        "AUX_STATS$",
        "query pg_settings where category begins with 'Query Tuning': the planner measures no costs of the host",
    ),
    row("AUDIT$", "read the settings pgaudit.log and pgaudit.role"),
    row(
        "X$* X_$*",
        "leave it out: it is the inside of Oracle's server; where a V$ view shows the same, take what stands for that view, as pg_stat_activity for V$SESSION",
    ),
];

/// Whether one of the names of a row is that name.
fn has(row: &Row, name: &str) -> bool {
    row.names.split(' ').any(|it| match it.split_once('*') {
        Some((front, end)) => name.strip_prefix(front).is_some_and(|rest| rest.ends_with(end)),
        None => it == name,
    })
}

/// What of PostgreSQL's catalogue shows what a view of the dictionary shows.
pub(super) fn stands_for(view: &str) -> &'static str {
    let bare = ["ALL_", "DBA_", "USER_", "CDB_"].iter().find_map(|prefix| view.strip_prefix(prefix)).unwrap_or(view);
    // a table of the workload repository has what its view has
    let kept = ["HIST_", "WRH$_", "WRI$_", "WRM$_", "WRR$_"].iter().find_map(|front| bare.strip_prefix(front));
    let found = TABLES.iter().find(|row| has(row, bare)).or_else(|| ROWS.iter().find(|row| has(row, bare)));
    match (found, kept) {
        (Some(row), _) => row.advice,
        (None, Some(rest)) => history(&format!("HIST_{rest}")),
        (None, None) => ANY,
    }
}

/// Whether it is a table, not a view.
pub(super) fn is_table(view: &str) -> bool {
    let own = view.starts_with("X$") || view == "PLAN_TABLE" || view.ends_with('$') || view.contains("$_");
    own && !["V_$", "GV_$", "V$", "GV$", "X_$"].iter().any(|front| view.starts_with(front))
}

/// What takes the place of a view of the workload repository, which keeps samples of what the server counts.
fn history(view: &str) -> &'static str {
    const STATEMENTS: &str =
        "keep samples of pg_stat_statements in a table: PostgreSQL keeps no history of statements, and no plans at all";
    const SPACE: &str = "keep samples of pg_stat_all_tables, pg_statio_all_tables and pg_total_relation_size in a table: PostgreSQL keeps no history of them";
    let has = |parts: &[&str]| parts.iter().any(|part| view.contains(part));
    if has(&["SQLBIND", "SQL_BIND"]) {
        "leave it out: PostgreSQL keeps no values of parameters; log_parameter_max_length lets the log show them"
    } else if has(&["SQLCOMMAND", "_NAME"]) {
        "leave it out: PostgreSQL counts other things, which are columns of its pg_stat_… views"
    } else if has(&["HIST_SQL", "PLAN"]) {
        STATEMENTS
    } else if has(&["ACTIVE_SESS_HISTORY"]) {
        "sample pg_stat_activity, as extension pg_wait_sampling does: PostgreSQL keeps no history of sessions"
    } else if has(&["SEG_STAT", "TBSPC", "TABLESPACE", "FILE", "IOSTAT", "IO_STAT", "DATAFILE", "TEMPFILE"]) {
        SPACE
    } else if has(&["PARAMETER"]) {
        "query pg_settings: PostgreSQL keeps no history of settings, but logs each change of its files"
    } else if has(&["SNAPSHOT", "WR_CONTROL", "BASELINE", "COLORED_SQL"]) {
        "leave it out: PostgreSQL takes no snapshots of its statistics; what samples them has a table of its own"
    } else if has(&["OSSTAT"]) {
        "ask the operating system, or what watches it: PostgreSQL does not count what the host does"
    } else {
        "keep samples of pg_stat_database and its kin in a table, or ask what watches the server: PostgreSQL keeps no history of its statistics"
    }
}
