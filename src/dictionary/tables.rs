//! Tables, views, their comments and partitions.

use super::{Family, OWNED, Subject, View, date, long, name, number, text};

/// Whether the user may do something with the relation `c`.
pub(super) const READS: &str = "pg_has_role(c.relowner, 'USAGE')
    OR has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
    OR has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')";

/// How names of tablespaces differ.
pub(super) const SPACE: &str = "tablespaces are PostgreSQL's own, and most databases have one";

pub(super) static VIEWS: &[View] = &[
    View {
        name: "TABLES",
        family: OWNED,
        subject: Subject::Objects,
        columns: &[
            name("OWNER", "n.nspname"),
            name("TABLE_NAME", "c.relname"),
            name("TABLESPACE_NAME", "coalesce(s.spcname, d.spcname)").differs(SPACE),
            name("CLUSTER_NAME", "NULL"),
            name("IOT_NAME", "NULL"),
            text("STATUS", 8, "'VALID'"),
            number("NUM_ROWS", "nullif(c.reltuples, -1)").estimate(),
            number("BLOCKS", "nullif(c.relpages, 0)").estimate(),
            date(
                "LAST_ANALYZED",
                "greatest(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid))",
            )
            .estimate(),
            text("PARTITIONED", 3, "CASE c.relkind WHEN 'p' THEN 'YES' ELSE 'NO' END"),
            text("IOT_TYPE", 12, "NULL"),
            text("TEMPORARY", 1, "CASE c.relpersistence WHEN 't' THEN 'Y' ELSE 'N' END")
                .differs("a global temporary table may be a table like others here, which shows 'N'"),
            text("SECONDARY", 1, "'N'"),
            text("NESTED", 3, "'NO'"),
            text("ROW_MOVEMENT", 8, "CASE c.relkind WHEN 'p' THEN 'ENABLED' ELSE 'DISABLED' END")
                .differs("rows always move between partitions here"),
            text("LOGGING", 3, "CASE c.relpersistence WHEN 'p' THEN 'YES' ELSE 'NO' END"),
            text("DROPPED", 3, "'NO'"),
            text("READ_ONLY", 3, "'NO'").differs("PostgreSQL has no tables that are read-only; a trigger or a lack of grants stands for it"),
            text(
                "HAS_IDENTITY",
                3,
                "CASE WHEN EXISTS (SELECT FROM pg_attribute AS i WHERE i.attrelid = c.oid AND i.attidentity <> '') THEN 'YES' ELSE 'NO' END",
            ),
            text("EXTERNAL", 3, "CASE c.relkind WHEN 'f' THEN 'YES' ELSE 'NO' END"),
        ],
        lacks: "PCT_FREE PCT_USED INI_TRANS MAX_TRANS INITIAL_EXTENT NEXT_EXTENT MIN_EXTENTS MAX_EXTENTS PCT_INCREASE FREELISTS
            FREELIST_GROUPS BACKED_UP EMPTY_BLOCKS AVG_SPACE CHAIN_CNT AVG_ROW_LEN AVG_SPACE_FREELIST_BLOCKS NUM_FREELIST_BLOCKS
            DEGREE INSTANCES CACHE TABLE_LOCK SAMPLE_SIZE BUFFER_POOL FLASH_CACHE CELL_FLASH_CACHE GLOBAL_STATS USER_STATS DURATION
            SKIP_CORRUPT MONITORING CLUSTER_OWNER DEPENDENCIES COMPRESSION COMPRESS_FOR SEGMENT_CREATED RESULT_CACHE CLUSTERING
            ACTIVITY_TRACKING DML_TIMESTAMP CONTAINER_DATA INMEMORY INMEMORY_PRIORITY INMEMORY_DISTRIBUTE INMEMORY_COMPRESSION
            INMEMORY_DUPLICATE DEFAULT_COLLATION DUPLICATED SHARDED HYBRID CELLMEMORY CONTAINERS_DEFAULT CONTAINER_MAP
            EXTENDED_DATA_LINK EXTENDED_DATA_LINK_MAP INMEMORY_SERVICE INMEMORY_SERVICE_NAME CONTAINER_MAP_OBJECT MEMOPTIMIZE_READ
            MEMOPTIMIZE_WRITE HAS_SENSITIVE_COLUMN ADMIT_NULL DATA_LINK_DML_ENABLED LOGICAL_REPLICATION",
        rows: "
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_database AS b ON b.datname = current_database()
JOIN pg_tablespace AS d ON d.oid = b.dattablespace
LEFT JOIN pg_tablespace AS s ON s.oid = c.reltablespace
WHERE c.relkind IN ('r', 'p', 'f', 'm') AND NOT c.relispartition AND ora_compat.dict_shows(n.nspname)",
        accessible: READS,
    },
    View {
        name: "VIEWS",
        family: OWNED,
        subject: Subject::Objects,
        columns: &[
            name("OWNER", "n.nspname"),
            name("VIEW_NAME", "c.relname"),
            number("TEXT_LENGTH", "length(pg_get_viewdef(c.oid))").differs(VIEW_TEXT),
            long("TEXT", "pg_get_viewdef(c.oid)").differs(VIEW_TEXT),
            text("TEXT_VC", 4000, "left(pg_get_viewdef(c.oid), 4000)").differs(VIEW_TEXT),
            name("VIEW_TYPE", "NULL"),
            name("VIEW_TYPE_OWNER", "NULL"),
            name("SUPERVIEW_NAME", "NULL"),
            text("EDITIONING_VIEW", 1, "'N'"),
        ],
        lacks: "TYPE_TEXT_LENGTH TYPE_TEXT OID_TEXT_LENGTH OID_TEXT READ_ONLY CONTAINER_DATA BEQUEATH ORIGIN_CON_ID
            DEFAULT_COLLATION CONTAINERS_DEFAULT CONTAINER_MAP EXTENDED_DATA_LINK EXTENDED_DATA_LINK_MAP HAS_SENSITIVE_COLUMN
            ADMIT_NULL PDB_LOCAL_ONLY DUALITY_VIEW",
        rows: "
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'v' AND ora_compat.dict_shows(n.nspname)",
        accessible: READS,
    },
    View {
        name: "MVIEWS",
        family: OWNED,
        subject: Subject::Objects,
        columns: &[
            name("OWNER", "n.nspname"),
            name("MVIEW_NAME", "c.relname"),
            name("CONTAINER_NAME", "c.relname"),
            long("QUERY", "pg_get_viewdef(c.oid)").differs(VIEW_TEXT),
            number("QUERY_LEN", "length(pg_get_viewdef(c.oid))").differs(VIEW_TEXT),
            text("UPDATABLE", 1, "'N'"),
        ],
        lacks: "UPDATE_LOG MASTER_ROLLBACK_SEG MASTER_LINK REWRITE_ENABLED REWRITE_CAPABILITY REFRESH_MODE REFRESH_METHOD BUILD_MODE
            FAST_REFRESHABLE LAST_REFRESH_TYPE LAST_REFRESH_DATE LAST_REFRESH_END_TIME STALENESS AFTER_FAST_REFRESH UNKNOWN_PREBUILT
            UNKNOWN_PLSQL_FUNC UNKNOWN_EXTERNAL_TABLE UNKNOWN_CONSIDER_FRESH UNKNOWN_IMPORT UNKNOWN_TRUSTED_FD COMPILE_STATE
            USE_NO_INDEX STALE_SINCE NUM_PCT_TABLES NUM_FRESH_PCT_REGIONS NUM_STALE_PCT_REGIONS SEGMENT_CREATED EVALUATION_EDITION
            UNUSABLE_BEFORE UNUSABLE_BEGINNING DEFAULT_COLLATION ON_QUERY_COMPUTATION AUTO",
        rows: "
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'm' AND ora_compat.dict_shows(n.nspname)",
        accessible: READS,
    },
    View {
        name: "TAB_COMMENTS",
        family: OWNED,
        subject: Subject::Objects,
        columns: &[
            name("OWNER", "n.nspname"),
            name("TABLE_NAME", "c.relname"),
            text("TABLE_TYPE", 11, "CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END"),
            text("COMMENTS", 4000, "obj_description(c.oid, 'pg_class')"),
        ],
        lacks: "ORIGIN_CON_ID",
        rows: "
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND NOT c.relispartition AND ora_compat.dict_shows(n.nspname)",
        accessible: READS,
    },
    View {
        name: "TAB_PARTITIONS",
        family: Family::Three { owner: "TABLE_OWNER", shown: false },
        subject: Subject::Objects,
        columns: &[
            name("TABLE_OWNER", "n.nspname"),
            name("TABLE_NAME", "t.relname"),
            text("COMPOSITE", 3, "CASE c.relkind WHEN 'p' THEN 'YES' ELSE 'NO' END"),
            name("PARTITION_NAME", PARTITION).differs(PART_NAMES),
            number("SUBPARTITION_COUNT", "(SELECT count(*) FROM pg_inherits AS x WHERE x.inhparent = c.oid)"),
            long("HIGH_VALUE", BOUND).differs("it is a literal of PostgreSQL: a date stands in quotes alone, without TO_DATE"),
            number(
                "PARTITION_POSITION",
                "row_number() OVER (PARTITION BY t.oid ORDER BY c.oid)",
            )
            .differs("partitions are numbered as they were made"),
            name("TABLESPACE_NAME", "coalesce(s.spcname, d.spcname)").differs(SPACE),
            text("LOGGING", 7, "CASE c.relpersistence WHEN 'p' THEN 'YES' ELSE 'NO' END"),
            number("NUM_ROWS", "nullif(c.reltuples, -1)").estimate(),
            number("BLOCKS", "nullif(c.relpages, 0)").estimate(),
            date(
                "LAST_ANALYZED",
                "greatest(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid))",
            )
            .estimate(),
        ],
        lacks: "HIGH_VALUE_LENGTH PCT_FREE PCT_USED INI_TRANS MAX_TRANS INITIAL_EXTENT NEXT_EXTENT MIN_EXTENT MAX_EXTENT MAX_SIZE
            PCT_INCREASE FREELISTS FREELIST_GROUPS COMPRESSION COMPRESS_FOR EMPTY_BLOCKS AVG_SPACE CHAIN_CNT AVG_ROW_LEN SAMPLE_SIZE
            BUFFER_POOL FLASH_CACHE CELL_FLASH_CACHE GLOBAL_STATS USER_STATS IS_NESTED PARENT_TABLE_PARTITION INTERVAL SEGMENT_CREATED
            INDEXING READ_ONLY INMEMORY INMEMORY_PRIORITY INMEMORY_DISTRIBUTE INMEMORY_COMPRESSION INMEMORY_DUPLICATE CELLMEMORY
            INMEMORY_SERVICE INMEMORY_SERVICE_NAME MEMOPTIMIZE_READ MEMOPTIMIZE_WRITE",
        rows: "
FROM pg_class AS c
JOIN pg_inherits AS i ON i.inhrelid = c.oid
JOIN pg_class AS t ON t.oid = i.inhparent AND NOT t.relispartition
JOIN pg_namespace AS n ON n.oid = t.relnamespace
JOIN pg_database AS b ON b.datname = current_database()
JOIN pg_tablespace AS d ON d.oid = b.dattablespace
LEFT JOIN pg_tablespace AS s ON s.oid = c.reltablespace
WHERE c.relispartition AND c.relkind IN ('r', 'p', 'f') AND ora_compat.dict_shows(n.nspname)",
        accessible: "pg_has_role(t.relowner, 'USAGE') OR has_table_privilege(t.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')",
    },
    View {
        name: "PART_TABLES",
        family: OWNED,
        subject: Subject::Objects,
        columns: &[
            name("OWNER", "n.nspname"),
            name("TABLE_NAME", "c.relname"),
            text("PARTITIONING_TYPE", 9, KIND_OF_PARTS).differs("what was divided by interval or reference is RANGE, LIST or HASH here"),
            text(
                "SUBPARTITIONING_TYPE",
                9,
                "coalesce((
    SELECT CASE s.partstrat WHEN 'r' THEN 'RANGE' WHEN 'l' THEN 'LIST' ELSE 'HASH' END
    FROM pg_inherits AS x
    JOIN pg_partitioned_table AS s ON s.partrelid = x.inhrelid
    WHERE x.inhparent = c.oid
    LIMIT 1
  ), 'NONE')",
            ),
            number("PARTITION_COUNT", "(SELECT count(*) FROM pg_inherits AS x WHERE x.inhparent = c.oid)")
                .differs("of what was divided by interval the partitions that are there count"),
            number("PARTITIONING_KEY_COUNT", "p.partnatts"),
            text("STATUS", 8, "'VALID'"),
        ],
        lacks: "DEF_SUBPARTITION_COUNT SUBPARTITIONING_KEY_COUNT DEF_TABLESPACE_NAME DEF_PCT_FREE DEF_PCT_USED DEF_INI_TRANS DEF_MAX_TRANS
            DEF_INITIAL_EXTENT DEF_NEXT_EXTENT DEF_MIN_EXTENTS DEF_MAX_EXTENTS DEF_MAX_SIZE DEF_PCT_INCREASE DEF_FREELISTS
            DEF_FREELIST_GROUPS DEF_LOGGING DEF_COMPRESSION DEF_COMPRESS_FOR DEF_BUFFER_POOL DEF_FLASH_CACHE DEF_CELL_FLASH_CACHE
            REF_PTN_CONSTRAINT_NAME INTERVAL AUTOLIST INTERVAL_SUBPARTITION AUTOLIST_SUBPARTITION IS_NESTED DEF_SEGMENT_CREATION
            DEF_INDEXING DEF_INMEMORY DEF_INMEMORY_PRIORITY DEF_INMEMORY_DISTRIBUTE DEF_INMEMORY_COMPRESSION DEF_INMEMORY_DUPLICATE
            DEF_READ_ONLY DEF_CELLMEMORY DEF_INMEMORY_SERVICE DEF_INMEMORY_SERVICE_NAME AUTO",
        rows: "
FROM pg_partitioned_table AS p
JOIN pg_class AS c ON c.oid = p.partrelid AND NOT c.relispartition
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE ora_compat.dict_shows(n.nspname)",
        accessible: READS,
    },
    View {
        name: "PART_KEY_COLUMNS",
        family: OWNED,
        subject: Subject::Objects,
        columns: &[
            name("OWNER", "n.nspname"),
            name("NAME", "c.relname"),
            text("OBJECT_TYPE", 5, "'TABLE'").differs("indexes are divided as their tables are, and have no rows"),
            name("COLUMN_NAME", "a.attname"),
            number("COLUMN_POSITION", "u.place"),
        ],
        lacks: "COLLATED_COLUMN_ID",
        rows: "
FROM pg_partitioned_table AS p
JOIN pg_class AS c ON c.oid = p.partrelid AND NOT c.relispartition
JOIN pg_namespace AS n ON n.oid = c.relnamespace
CROSS JOIN LATERAL unnest(p.partattrs::smallint[]) WITH ORDINALITY AS u (attnum, place)
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = u.attnum
WHERE ora_compat.dict_shows(n.nspname)",
        accessible: READS,
    },
];

const KIND_OF_PARTS: &str = "CASE p.partstrat WHEN 'r' THEN 'RANGE' WHEN 'l' THEN 'LIST' ELSE 'HASH' END";
const VIEW_TEXT: &str = "the text is PostgreSQL's form of the converted query";
const PART_NAMES: &str =
    "a partition is a table of its own: what it shows is the name of that table without the name of its parent";
/// What comes behind `TO` of a range, or the values of a list.
const BOUND: &str = "coalesce(substring(pg_get_expr(c.relpartbound, c.oid) FROM '(?:TO|IN) \\((.*)\\)$'), 'DEFAULT')";
/// The name of a partition's table, without that of its parent before it.
const PARTITION: &str = "CASE WHEN starts_with(c.relname, t.relname || '_') THEN substr(c.relname, length(t.relname) + 2) ELSE c.relname END";
