//! Columns of tables and views.

use super::tables::READS;
use super::{Column, OWNED, Subject, View, date, long, name, number, text};

/// The rows of columns.
const ROWS: &str = "
FROM pg_attribute AS a
JOIN pg_class AS c ON c.oid = a.attrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_attrdef AS f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped
  AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND NOT c.relispartition AND ora_compat.dict_shows(n.nspname)";

const KIND: &str = "it is told from PostgreSQL's type: 'CLOB' for text without a length, 'BLOB' for every bytea, 'NUMBER' for integers";
const SIZE: &str = "it is told from PostgreSQL's type, which may be another one: integers have 4, 9 or 18 digits";
const PLACE: &str = "places are those of PostgreSQL, where a dropped column leaves a gap";
const FILLED: &str = "the text is PostgreSQL's form of the converted expression";

/// Those of `TAB_COLS`: `TAB_COLUMNS` has no more, and nobody can ask it for the last six.
const COLUMNS: &[Column] = &[
    name("OWNER", "n.nspname"),
    name("TABLE_NAME", "c.relname"),
    name("COLUMN_NAME", "a.attname"),
    text("DATA_TYPE", 128, "ora_compat.dict_type(a.atttypid, a.atttypmod)").differs(KIND),
    text("DATA_TYPE_MOD", 3, "NULL"),
    name(
        "DATA_TYPE_OWNER",
        "(SELECT tn.nspname FROM pg_type AS ty JOIN pg_namespace AS tn ON tn.oid = ty.typnamespace WHERE ty.oid = a.atttypid AND tn.nspname <> 'pg_catalog')",
    ),
    number("DATA_LENGTH", "ora_compat.dict_length(a.atttypid, a.atttypmod)").differs(SIZE),
    number("DATA_PRECISION", "ora_compat.dict_precision(a.atttypid, a.atttypmod)").differs(SIZE),
    number("DATA_SCALE", "ora_compat.dict_scale(a.atttypid, a.atttypmod)").differs(SIZE),
    text("NULLABLE", 1, "CASE WHEN a.attnotnull THEN 'N' ELSE 'Y' END"),
    number("COLUMN_ID", "a.attnum").differs(PLACE),
    number("DEFAULT_LENGTH", "length(pg_get_expr(f.adbin, f.adrelid))").differs(FILLED),
    long("DATA_DEFAULT", "pg_get_expr(f.adbin, f.adrelid)").differs(FILLED),
    date("LAST_ANALYZED", "greatest(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid))")
        .estimate(),
    number("CHAR_LENGTH", "ora_compat.dict_chars(a.atttypid, a.atttypmod)"),
    text("CHAR_USED", 1, "CASE WHEN ora_compat.dict_chars(a.atttypid, a.atttypmod) > 0 THEN 'C' END")
        .differs("lengths are characters here, whichever unit was declared"),
    text("IDENTITY_COLUMN", 3, "CASE a.attidentity WHEN '' THEN 'NO' ELSE 'YES' END"),
    text("HIDDEN_COLUMN", 3, "'NO'"),
    text("VIRTUAL_COLUMN", 3, "CASE a.attgenerated WHEN '' THEN 'NO' ELSE 'YES' END"),
    number("SEGMENT_COLUMN_ID", "a.attnum").differs(PLACE),
    number("INTERNAL_COLUMN_ID", "a.attnum").differs(PLACE),
    text("QUALIFIED_COL_NAME", 4000, "ora_compat.dict_name(a.attname)"),
    text("USER_GENERATED", 3, "'YES'"),
];

const LACKS: &str = "CHARACTER_SET_NAME CHAR_COL_DECL_LENGTH NUM_DISTINCT LOW_VALUE HIGH_VALUE DENSITY NUM_NULLS NUM_BUCKETS SAMPLE_SIZE
    GLOBAL_STATS USER_STATS AVG_COL_LEN V80_FMT_IMAGE DATA_UPGRADED HISTOGRAM DEFAULT_ON_NULL EVALUATION_EDITION UNUSABLE_BEFORE
    UNUSABLE_BEGINNING COLLATION SENSITIVE_COLUMN DATA_DEFAULT_VC DEFAULT_ON_NULL_UPD DOMAIN_OWNER DOMAIN_NAME COLUMN_INT_ID";

pub(super) static VIEWS: &[View] = &[
    View {
        name: "TAB_COLUMNS",
        family: OWNED,
        subject: Subject::Objects,
        columns: COLUMNS,
        lacks: LACKS,
        rows: ROWS,
        accessible: READS,
    },
    View {
        name: "TAB_COLS",
        family: OWNED,
        subject: Subject::Objects,
        columns: COLUMNS,
        lacks: LACKS,
        rows: ROWS,
        accessible: READS,
    },
    View {
        name: "COL_COMMENTS",
        family: OWNED,
        subject: Subject::Objects,
        columns: &[
            name("OWNER", "n.nspname"),
            name("TABLE_NAME", "c.relname"),
            name("COLUMN_NAME", "a.attname"),
            text("COMMENTS", 4000, "col_description(c.oid, a.attnum)"),
        ],
        lacks: "ORIGIN_CON_ID",
        rows: ROWS,
        accessible: READS,
    },
];
