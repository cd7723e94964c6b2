//! Constraints and indexes, with their columns.

use super::tables::{READS, SPACE};
use super::{Family, OWNED, OWNER_SHOWN, Subject, View, long, name, number, text};

const NAMES: &str = "constraints without a name in the source have PostgreSQL's names, NOT NULL has table_column_not_null, and a unique key may be an index alone";
const CONDITION: &str = "the text is PostgreSQL's form of the converted condition";
const ON: &str = "constraints are always enabled here; what was disabled is not created";

/// Checks that stand for what is null in Oracle, which the source does not have, are left out.
/// Constraints, and a row for each column that takes no null and is in no primary key: before PostgreSQL 18 those are no constraints.
/// What the database names is `k`, its table `c`.
macro_rules! constraints {
    () => {
        "
FROM (
  SELECT k.connamespace, k.conname, k.conrelid, upper(replace(k.contype::text, 'f', 'r')) AS kind, k.conkey,
    pg_get_expr(k.conbin, k.conrelid) AS condition, k.confrelid, k.conindid, k.confdeltype, k.condeferrable, k.condeferred,
    k.convalidated
  FROM pg_constraint AS k
  WHERE k.contype IN ('p', 'u', 'f', 'c') AND k.conrelid <> 0 AND k.conparentid = 0
    AND NOT (k.contype = 'c' AND k.conname LIKE '%\\_not\\_empty')
  UNION ALL
  SELECT t.relnamespace, coalesce(k.conname, left(t.relname || '_' || a.attname || '_not_null', 63)), t.oid, 'C', ARRAY[a.attnum],
    format('%I IS NOT NULL', ora_compat.dict_name(a.attname)), 0, 0, ' ', false, false, true
  FROM pg_attribute AS a
  JOIN pg_class AS t ON t.oid = a.attrelid AND t.relkind IN ('r', 'p', 'f')
  LEFT JOIN pg_constraint AS k ON k.conrelid = t.oid AND k.contype = 'n' AND k.conkey = ARRAY[a.attnum]
  WHERE a.attnotnull AND a.attnum > 0 AND NOT a.attisdropped AND NOT EXISTS (
    SELECT FROM pg_constraint AS p WHERE p.conrelid = t.oid AND p.contype = 'p' AND a.attnum = ANY (p.conkey)
  )
) AS k
JOIN pg_class AS c ON c.oid = k.conrelid AND NOT c.relispartition
JOIN pg_namespace AS n ON n.oid = k.connamespace"
    };
}

/// Indexes: what the database names is `i`, its table `c`.
macro_rules! indexes {
    () => {
        "
FROM pg_index AS x
JOIN pg_class AS i ON i.oid = x.indexrelid AND NOT i.relispartition
JOIN pg_class AS c ON c.oid = x.indrelid AND NOT c.relispartition
JOIN pg_namespace AS n ON n.oid = i.relnamespace"
    };
}

pub(super) static VIEWS: &[View] = &[
    View {
        name: "CONSTRAINTS",
        family: OWNER_SHOWN,
        subject: Subject::Objects,
        columns: &[
            name("OWNER", "n.nspname"),
            name("CONSTRAINT_NAME", "k.conname").differs(NAMES),
            text("CONSTRAINT_TYPE", 1, "k.kind"),
            name("TABLE_NAME", "c.relname"),
            long("SEARCH_CONDITION", "k.condition").differs(CONDITION),
            text("SEARCH_CONDITION_VC", 4000, "left(k.condition, 4000)").differs(CONDITION),
            name("R_OWNER", "rn.nspname"),
            name("R_CONSTRAINT_NAME", "r.conname").differs(NAMES),
            text(
                "DELETE_RULE",
                9,
                "CASE WHEN k.kind = 'R' THEN CASE k.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' ELSE 'NO ACTION' END END",
            ),
            text("STATUS", 8, "'ENABLED'").differs(ON),
            text("DEFERRABLE", 14, "CASE WHEN k.condeferrable THEN 'DEFERRABLE' ELSE 'NOT DEFERRABLE' END"),
            text("DEFERRED", 9, "CASE WHEN k.condeferred THEN 'DEFERRED' ELSE 'IMMEDIATE' END"),
            text("VALIDATED", 13, "CASE WHEN k.convalidated THEN 'VALIDATED' ELSE 'NOT VALIDATED' END"),
            name("INDEX_OWNER", "CASE WHEN k.kind IN ('P', 'U') THEN n.nspname END"),
            name("INDEX_NAME", "CASE WHEN k.kind IN ('P', 'U') THEN x.relname END")
                .differs("the index of a key has the name of the constraint"),
        ],
        lacks: "GENERATED BAD RELY LAST_CHANGE INVALID VIEW_RELATED ORIGIN_CON_ID PRECHECK",
        rows: concat!(
            constraints!(),
            "
LEFT JOIN pg_class AS x ON x.oid = k.conindid
LEFT JOIN pg_constraint AS r ON k.kind = 'R' AND r.conindid = k.conindid AND r.conrelid = k.confrelid AND r.contype IN ('p', 'u')
LEFT JOIN pg_namespace AS rn ON rn.oid = r.connamespace
WHERE ora_compat.dict_shows(n.nspname)"
        ),
        accessible: READS,
    },
    View {
        name: "CONS_COLUMNS",
        family: OWNER_SHOWN,
        subject: Subject::Objects,
        columns: &[
            name("OWNER", "n.nspname"),
            name("CONSTRAINT_NAME", "k.conname").differs(NAMES),
            name("TABLE_NAME", "c.relname"),
            name("COLUMN_NAME", "a.attname"),
            number("POSITION", "CASE WHEN k.kind <> 'C' THEN u.place END"),
        ],
        lacks: "",
        rows: concat!(
            constraints!(),
            "
CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY AS u (attnum, place)
JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.attnum
WHERE ora_compat.dict_shows(n.nspname)"
        ),
        accessible: READS,
    },
    View {
        name: "INDEXES",
        family: OWNED,
        subject: Subject::Objects,
        columns: &[
            name("OWNER", "n.nspname"),
            name("INDEX_NAME", "i.relname").differs(INDEX_NAMES),
            text(
                "INDEX_TYPE",
                27,
                "CASE WHEN m.amname <> 'btree' THEN upper(m.amname) WHEN x.indexprs IS NULL THEN 'NORMAL' ELSE 'FUNCTION-BASED NORMAL' END",
            )
            .differs("indexes that are no trees show PostgreSQL's kind, and bitmap and reversed ones are trees"),
            name("TABLE_OWNER", "n.nspname"),
            name("TABLE_NAME", "c.relname"),
            text("TABLE_TYPE", 11, "'TABLE'"),
            text("UNIQUENESS", 9, "CASE WHEN x.indisunique THEN 'UNIQUE' ELSE 'NONUNIQUE' END"),
            name("TABLESPACE_NAME", "coalesce(s.spcname, d.spcname)").differs(SPACE),
            text("STATUS", 8, "CASE WHEN i.relkind = 'I' THEN 'N/A' WHEN x.indisvalid THEN 'VALID' ELSE 'UNUSABLE' END"),
            number("NUM_ROWS", "nullif(i.reltuples, -1)").estimate(),
            text("PARTITIONED", 3, "CASE i.relkind WHEN 'I' THEN 'YES' ELSE 'NO' END"),
            text("TEMPORARY", 1, "CASE i.relpersistence WHEN 't' THEN 'Y' ELSE 'N' END"),
            text("SECONDARY", 1, "'N'"),
            text("VISIBILITY", 9, "'VISIBLE'").differs("PostgreSQL has no invisible indexes"),
            text("DROPPED", 3, "'NO'"),
            text("JOIN_INDEX", 3, "'NO'"),
            text("FUNCIDX_STATUS", 8, "CASE WHEN x.indexprs IS NOT NULL THEN 'ENABLED' END"),
            name("ITYP_OWNER", "NULL"),
            name("ITYP_NAME", "NULL"),
        ],
        lacks: "COMPRESSION PREFIX_LENGTH INI_TRANS MAX_TRANS INITIAL_EXTENT NEXT_EXTENT MIN_EXTENTS MAX_EXTENTS PCT_INCREASE
            PCT_THRESHOLD INCLUDE_COLUMN FREELISTS FREELIST_GROUPS PCT_FREE LOGGING BLEVEL LEAF_BLOCKS DISTINCT_KEYS
            AVG_LEAF_BLOCKS_PER_KEY AVG_DATA_BLOCKS_PER_KEY CLUSTERING_FACTOR SAMPLE_SIZE LAST_ANALYZED DEGREE INSTANCES GENERATED
            BUFFER_POOL FLASH_CACHE CELL_FLASH_CACHE USER_STATS DURATION PCT_DIRECT_ACCESS PARAMETERS GLOBAL_STATS DOMIDX_STATUS
            DOMIDX_OPSTATUS IOT_REDUNDANT_PKEY_ELIM DOMIDX_MANAGEMENT SEGMENT_CREATED ORPHANED_ENTRIES INDEXING AUTO CONSTRAINT_INDEX",
        rows: concat!(
            indexes!(),
            "
JOIN pg_am AS m ON m.oid = i.relam
JOIN pg_database AS b ON b.datname = current_database()
JOIN pg_tablespace AS d ON d.oid = b.dattablespace
LEFT JOIN pg_tablespace AS s ON s.oid = i.reltablespace
WHERE ora_compat.dict_shows(n.nspname)"
        ),
        accessible: READS,
    },
    View {
        name: "IND_COLUMNS",
        family: Family::Three { owner: "INDEX_OWNER", shown: false },
        subject: Subject::Objects,
        columns: &[
            name("INDEX_OWNER", "n.nspname"),
            name("INDEX_NAME", "i.relname").differs(INDEX_NAMES),
            name("TABLE_OWNER", "n.nspname"),
            name("TABLE_NAME", "c.relname"),
            name("COLUMN_NAME", "coalesce(a.attname, e.attname)")
                .differs("a key that is an expression has PostgreSQL's name for it, not SYS_NC…$"),
            number("COLUMN_POSITION", "u.place"),
            number("COLUMN_LENGTH", "ora_compat.dict_length(e.atttypid, e.atttypmod)")
                .differs("it is told from PostgreSQL's type"),
            number("CHAR_LENGTH", "ora_compat.dict_chars(e.atttypid, e.atttypmod)"),
            text("DESCEND", 4, "CASE x.indoption[u.place - 1] & 1 WHEN 1 THEN 'DESC' ELSE 'ASC' END"),
        ],
        lacks: "COLLATED_COLUMN_ID",
        rows: concat!(
            indexes!(),
            "
CROSS JOIN LATERAL generate_series(1, x.indnkeyatts) AS u (place)
JOIN pg_attribute AS e ON e.attrelid = i.oid AND e.attnum = u.place
LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = x.indkey[u.place - 1] AND a.attnum > 0
WHERE ora_compat.dict_shows(n.nspname)"
        ),
        accessible: READS,
    },
    View {
        name: "IND_EXPRESSIONS",
        family: Family::Three { owner: "INDEX_OWNER", shown: false },
        subject: Subject::Objects,
        columns: &[
            name("INDEX_OWNER", "n.nspname"),
            name("INDEX_NAME", "i.relname").differs(INDEX_NAMES),
            name("TABLE_OWNER", "n.nspname"),
            name("TABLE_NAME", "c.relname"),
            long("COLUMN_EXPRESSION", "pg_get_indexdef(i.oid, u.place, true)")
                .differs("the text is PostgreSQL's form of the converted expression"),
            number("COLUMN_POSITION", "u.place"),
        ],
        lacks: "",
        rows: concat!(
            indexes!(),
            "
CROSS JOIN LATERAL generate_series(1, x.indnkeyatts) AS u (place)
WHERE x.indkey[u.place - 1] = 0 AND ora_compat.dict_shows(n.nspname)"
        ),
        accessible: READS,
    },
];

const INDEX_NAMES: &str =
    "indexes without a name in the source have PostgreSQL's names, and that of a key has the name of its constraint";
