//! The server, its database, its sessions and its settings.

use super::{Family, Subject, View, date, name, number, text};

/// A setting that `ora_compat.…` of the session replaces.
const SETTING: &str = "ora_compat.cfg(lower(p.parameter), p.value)";

const OTHERS: &str = "of other users' sessions it is null without pg_read_all_stats";

/// Settings of Oracle's sessions: those of the source as far as the options tell, else what Oracle has by itself.
const NLS: &str = "
FROM (
  VALUES ('NLS_LANGUAGE', 'AMERICAN'), ('NLS_TERRITORY', 'AMERICA'), ('NLS_CURRENCY', '$'), ('NLS_ISO_CURRENCY', 'AMERICA'),
    ('NLS_NUMERIC_CHARACTERS', '.,'), ('NLS_CALENDAR', 'GREGORIAN'), ('NLS_DATE_FORMAT', {nls_date_format}),
    ('NLS_DATE_LANGUAGE', 'AMERICAN'), ('NLS_SORT', 'BINARY'), ('NLS_TIME_FORMAT', 'HH.MI.SSXFF AM'),
    ('NLS_TIMESTAMP_FORMAT', 'DD-MON-RR HH.MI.SSXFF AM'), ('NLS_TIME_TZ_FORMAT', 'HH.MI.SSXFF AM TZR'),
    ('NLS_TIMESTAMP_TZ_FORMAT', 'DD-MON-RR HH.MI.SSXFF AM TZR'), ('NLS_DUAL_CURRENCY', '$'), ('NLS_COMP', 'BINARY'),
    ('NLS_LENGTH_SEMANTICS', 'BYTE'), ('NLS_NCHAR_CONV_EXCP', 'FALSE')
) AS p (parameter, value)
WHERE true";

/// Settings of Oracle's database, with the character set that PostgreSQL's has.
const NLS_DATABASE: &str = "
FROM (
  VALUES ('NLS_LANGUAGE', 'AMERICAN'), ('NLS_TERRITORY', 'AMERICA'), ('NLS_CURRENCY', '$'), ('NLS_ISO_CURRENCY', 'AMERICA'),
    ('NLS_NUMERIC_CHARACTERS', '.,'), ('NLS_CALENDAR', 'GREGORIAN'), ('NLS_DATE_FORMAT', {nls_date_format}),
    ('NLS_DATE_LANGUAGE', 'AMERICAN'), ('NLS_SORT', 'BINARY'), ('NLS_TIME_FORMAT', 'HH.MI.SSXFF AM'),
    ('NLS_TIMESTAMP_FORMAT', 'DD-MON-RR HH.MI.SSXFF AM'), ('NLS_TIME_TZ_FORMAT', 'HH.MI.SSXFF AM TZR'),
    ('NLS_TIMESTAMP_TZ_FORMAT', 'DD-MON-RR HH.MI.SSXFF AM TZR'), ('NLS_DUAL_CURRENCY', '$'), ('NLS_COMP', 'BINARY'),
    ('NLS_LENGTH_SEMANTICS', 'BYTE'), ('NLS_NCHAR_CONV_EXCP', 'FALSE'), ('NLS_NCHAR_CHARACTERSET', 'AL16UTF16'),
    ('NLS_CHARACTERSET', CASE getdatabaseencoding() WHEN 'UTF8' THEN 'AL32UTF8' WHEN 'LATIN1' THEN 'WE8ISO8859P1'
      WHEN 'LATIN9' THEN 'WE8ISO8859P15' WHEN 'WIN1252' THEN 'WE8MSWIN1252' WHEN 'SQL_ASCII' THEN 'US7ASCII' ELSE getdatabaseencoding() END)
) AS p (parameter, value)
WHERE true";

pub(super) static VIEWS: &[View] = &[
    View {
        name: "NLS_SESSION_PARAMETERS",
        family: Family::One,
        subject: Subject::Settings,
        columns: &[text("PARAMETER", 128, "p.parameter"), text("VALUE", 64, SETTING)],
        lacks: "",
        rows: NLS,
        accessible: "",
    },
    View {
        name: "NLS_INSTANCE_PARAMETERS",
        family: Family::One,
        subject: Subject::Settings,
        columns: &[text("PARAMETER", 128, "p.parameter"), text("VALUE", 64, SETTING)],
        lacks: "",
        rows: NLS,
        accessible: "",
    },
    View {
        name: "NLS_DATABASE_PARAMETERS",
        family: Family::One,
        subject: Subject::Settings,
        columns: &[text("PARAMETER", 128, "p.parameter"), text("VALUE", 64, SETTING)],
        lacks: "",
        rows: NLS_DATABASE,
        accessible: "",
    },
    View {
        name: "V$MYSTAT",
        family: Family::One,
        subject: Subject::Server,
        columns: &[number("SID", "pg_backend_pid()"), number("CON_ID", "0")],
        lacks: "STATISTIC# VALUE",
        rows: "
WHERE true",
        accessible: "",
    },
    View {
        name: "V$SESSION",
        family: Family::One,
        subject: Subject::Server,
        columns: &[
            number("SID", "s.pid"),
            number("AUDSID", "s.pid").differs("it is the number of the server's process, as USERENV('SESSIONID') is"),
            name("USERNAME", "s.usename"),
            name("SCHEMANAME", "s.usename").differs("it is the role, which may have another name than the schema"),
            text("STATUS", 8, "CASE s.state WHEN 'active' THEN 'ACTIVE' ELSE 'INACTIVE' END")
                .differs("a session in a transaction without a statement at work is 'INACTIVE'; other users' sessions are 'INACTIVE' without pg_read_all_stats"),
            text("MACHINE", 64, "coalesce(s.client_hostname, host(s.client_addr))")
                .differs("it is the address of the client, or its name with log_hostname"),
            text("PROGRAM", 48, "s.application_name").differs("it is application_name, which the client sets"),
            text("MODULE", 64, "nullif(s.application_name, '')").differs("it is application_name, which DBMS_APPLICATION_INFO sets"),
            text("TYPE", 10, "CASE s.backend_type WHEN 'client backend' THEN 'USER' ELSE 'BACKGROUND' END"),
            text("SQL_ID", 13, "s.query_id").differs("it is a number that pg_stat_statements knows, with compute_query_id"),
            date("LOGON_TIME", "s.backend_start").differs(OTHERS),
            number("LAST_CALL_ET", "floor(extract(epoch FROM now() - s.state_change))").differs(OTHERS),
            number("BLOCKING_SESSION", "(pg_blocking_pids(s.pid))[1]"),
            text("EVENT", 64, "s.wait_event").differs("names of what is waited for are PostgreSQL's"),
            text("WAIT_CLASS", 64, "s.wait_event_type").differs("names of what is waited for are PostgreSQL's"),
        ],
        lacks: "SADDR SERIAL# PADDR USER# COMMAND OWNERID TADDR LOCKWAIT SERVER SCHEMA# OSUSER PROCESS PORT TERMINAL SQL_ADDRESS
            SQL_HASH_VALUE SQL_CHILD_NUMBER SQL_EXEC_START SQL_EXEC_ID PREV_SQL_ADDR PREV_HASH_VALUE PREV_SQL_ID PREV_CHILD_NUMBER
            PREV_EXEC_START PREV_EXEC_ID PLSQL_ENTRY_OBJECT_ID PLSQL_ENTRY_SUBPROGRAM_ID PLSQL_OBJECT_ID PLSQL_SUBPROGRAM_ID
            MODULE_HASH ACTION ACTION_HASH CLIENT_INFO FIXED_TABLE_SEQUENCE ROW_WAIT_OBJ# ROW_WAIT_FILE# ROW_WAIT_BLOCK# ROW_WAIT_ROW#
            TOP_LEVEL_CALL# PDML_ENABLED FAILOVER_TYPE FAILOVER_METHOD FAILED_OVER RESOURCE_CONSUMER_GROUP PDML_STATUS PDDL_STATUS
            PQ_STATUS CURRENT_QUEUE_DURATION CLIENT_IDENTIFIER BLOCKING_SESSION_STATUS BLOCKING_INSTANCE
            FINAL_BLOCKING_SESSION_STATUS FINAL_BLOCKING_INSTANCE FINAL_BLOCKING_SESSION SEQ# EVENT# P1TEXT P1 P1RAW P2TEXT P2 P2RAW
            P3TEXT P3 P3RAW WAIT_CLASS_ID WAIT_CLASS# WAIT_TIME SECONDS_IN_WAIT STATE WAIT_TIME_MICRO TIME_REMAINING_MICRO
            TIME_SINCE_LAST_WAIT_MICRO SERVICE_NAME SQL_TRACE SQL_TRACE_WAITS SQL_TRACE_BINDS SQL_TRACE_PLAN_STATS
            SESSION_EDITION_ID CREATOR_ADDR CREATOR_SERIAL# ECID SQL_TRANSLATION_PROFILE_ID PGA_TUNABLE_MEM SHARD_DDL_STATUS CON_ID
            EXTERNAL_NAME PLSQL_DEBUGGER_CONNECTED DRAIN_STATUS DRAIN_DEADLINE",
        rows: "
FROM pg_stat_activity AS s
WHERE (s.datname = current_database() OR s.datname IS NULL)",
        accessible: "",
    },
    View {
        name: "V$INSTANCE",
        family: Family::One,
        subject: Subject::Server,
        columns: &[
            number("INSTANCE_NUMBER", "1"),
            name("INSTANCE_NAME", "current_database()").differs("it is the name of the database, as SYS_CONTEXT('USERENV', 'INSTANCE_NAME') is"),
            text("VERSION", 17, "current_setting('server_version')").differs("the version is PostgreSQL's"),
            text("VERSION_FULL", 17, "current_setting('server_version')").differs("the version is PostgreSQL's"),
            date("STARTUP_TIME", "pg_postmaster_start_time()"),
            text("STATUS", 12, "'OPEN'"),
            text("DATABASE_STATUS", 17, "'ACTIVE'"),
        ],
        lacks: "HOST_NAME VERSION_LEGACY PARALLEL THREAD# ARCHIVER LOG_SWITCH_WAIT LOGINS SHUTDOWN_PENDING INSTANCE_ROLE ACTIVE_STATE
            BLOCKED CON_ID INSTANCE_MODE EDITION FAMILY DATABASE_TYPE",
        rows: "
WHERE true",
        accessible: "",
    },
    View {
        name: "V$DATABASE",
        family: Family::One,
        subject: Subject::Server,
        columns: &[
            number("DBID", "d.oid::bigint").differs("the number is PostgreSQL's"),
            name("NAME", "d.datname"),
            name("DB_UNIQUE_NAME", "d.datname").differs("it is the name of the database, as SYS_CONTEXT('USERENV', 'DB_UNIQUE_NAME') is"),
            text("OPEN_MODE", 20, "CASE WHEN pg_is_in_recovery() THEN 'READ ONLY' ELSE 'READ WRITE' END"),
            text("DATABASE_ROLE", 16, "CASE WHEN pg_is_in_recovery() THEN 'PHYSICAL STANDBY' ELSE 'PRIMARY' END"),
        ],
        lacks: "CREATED RESETLOGS_CHANGE# RESETLOGS_TIME PRIOR_RESETLOGS_CHANGE# PRIOR_RESETLOGS_TIME LOG_MODE CHECKPOINT_CHANGE#
            ARCHIVE_CHANGE# CONTROLFILE_TYPE CONTROLFILE_CREATED CONTROLFILE_SEQUENCE# CONTROLFILE_CHANGE# CONTROLFILE_TIME
            OPEN_RESETLOGS VERSION_TIME PROTECTION_MODE PROTECTION_LEVEL REMOTE_ARCHIVE ACTIVATION# SWITCHOVER# ARCHIVELOG_CHANGE#
            ARCHIVELOG_COMPRESSION SWITCHOVER_STATUS DATAGUARD_BROKER GUARD_STATUS SUPPLEMENTAL_LOG_DATA_MIN SUPPLEMENTAL_LOG_DATA_PK
            SUPPLEMENTAL_LOG_DATA_UI FORCE_LOGGING PLATFORM_ID PLATFORM_NAME RECOVERY_TARGET_INCARNATION# LAST_OPEN_INCARNATION#
            CURRENT_SCN FLASHBACK_ON SUPPLEMENTAL_LOG_DATA_FK SUPPLEMENTAL_LOG_DATA_ALL STANDBY_BECAME_PRIMARY_SCN FS_FAILOVER_MODE
            FS_FAILOVER_STATUS FS_FAILOVER_CURRENT_TARGET FS_FAILOVER_THRESHOLD FS_FAILOVER_OBSERVER_PRESENT
            FS_FAILOVER_OBSERVER_HOST CONTROLFILE_CONVERTED PRIMARY_DB_UNIQUE_NAME SUPPLEMENTAL_LOG_DATA_PL MIN_REQUIRED_CAPTURE_CHANGE#
            CDB CON_ID PENDING_ROLE_CHANGE_TASKS CON_DBID FORCE_FULL_DB_CACHING SUPPLEMENTAL_LOG_DATA_SR GOLDENGATE_BLOCKING_MODE",
        rows: "
FROM pg_database AS d
WHERE d.datname = current_database()",
        accessible: "",
    },
    View {
        name: "V$VERSION",
        family: Family::One,
        subject: Subject::Settings,
        columns: &[
            text("BANNER", 80, "version()").differs("the version is PostgreSQL's"),
            text("BANNER_FULL", 160, "version()").differs("the version is PostgreSQL's"),
            number("CON_ID", "0"),
        ],
        lacks: "BANNER_LEGACY",
        rows: "
WHERE true",
        accessible: "",
    },
    View {
        name: "PRODUCT_COMPONENT_VERSION",
        family: Family::One,
        subject: Subject::Objects,
        columns: &[
            text("PRODUCT", 80, "'PostgreSQL'").differs("the product is PostgreSQL"),
            text("VERSION", 160, "current_setting('server_version')").differs("the version is PostgreSQL's"),
            text("VERSION_FULL", 160, "current_setting('server_version')").differs("the version is PostgreSQL's"),
        ],
        lacks: "STATUS",
        rows: "
WHERE true",
        accessible: "",
    },
    View {
        name: "GLOBAL_NAME",
        family: Family::One,
        subject: Subject::Objects,
        columns: &[text("GLOBAL_NAME", 4000, "upper(current_database())").differs("it is the name of the database, without a domain")],
        lacks: "",
        rows: "
WHERE true",
        accessible: "",
    },
];
