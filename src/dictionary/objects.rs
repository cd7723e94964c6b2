//! All objects; sequences, triggers, types and routines.

use super::{Column, Differs, Family, OWNED, Subject, Type, View, name, number, text};

/// What `STATUS` and its kin differ in.
const VALID: &str = "objects are always valid here: code that does not fit fails when it is called";
const KINDS: &str = "packages are those of the source, which are schemas here; no row is of type TYPE BODY, SYNONYM, DATABASE LINK, JAVA … or LOB";

/// The value of a column of sequences that says where one stands.
const LAST: &str = "coalesce(s.last_value + s.increment_by, s.start_value)";

pub(super) static VIEWS: &[View] = &[
    View {
        name: "OBJECTS",
        family: OWNED,
        subject: Subject::Objects,
        columns: &[
            name("OWNER", "n.nspname"),
            name("OBJECT_NAME", "o.name"),
            name("SUBOBJECT_NAME", "o.part"),
            number("OBJECT_ID", "o.oid::bigint").differs("numbers of objects are PostgreSQL's"),
            number("DATA_OBJECT_ID", "o.file::bigint").differs("numbers of objects are PostgreSQL's"),
            text("OBJECT_TYPE", 23, "o.kind").differs(KINDS),
            text("STATUS", 7, "'VALID'").differs(VALID),
            text("TEMPORARY", 1, "o.temporary"),
            text("GENERATED", 1, "'N'"),
            text("SECONDARY", 1, "'N'"),
            text("ORACLE_MAINTAINED", 1, "'N'"),
        ],
        lacks: "CREATED LAST_DDL_TIME TIMESTAMP NAMESPACE EDITION_NAME SHARING EDITIONABLE APPLICATION DEFAULT_COLLATION DUPLICATED
            SHARDED IMPORTED_OBJECT CREATED_APPID CREATED_VSNID MODIFIED_APPID MODIFIED_VSNID",
        rows: "
FROM (
  WITH packages (owner, name, schema, apart, kind) AS (
    {packages}
  )
  SELECT c.relnamespace AS schema, coalesce(t.relname, c.relname) AS name, CASE WHEN t.oid IS NOT NULL THEN c.relname END AS part,
    c.oid, nullif(c.relfilenode, 0) AS file,
    CASE
      WHEN k.kind = 'i' THEN CASE WHEN t.oid IS NULL THEN 'INDEX' ELSE 'INDEX PARTITION' END
      WHEN k.kind = 'S' THEN 'SEQUENCE'
      WHEN k.kind = 'v' THEN 'VIEW'
      WHEN k.kind = 'M' THEN 'MATERIALIZED VIEW'
      WHEN k.kind = 'c' THEN 'TYPE'
      WHEN t.oid IS NULL THEN 'TABLE'
      ELSE 'TABLE PARTITION'
    END AS kind,
    CASE c.relpersistence WHEN 't' THEN 'Y' ELSE 'N' END AS temporary,
    CASE
      WHEN c.relkind = 'S' THEN has_sequence_privilege(c.oid, 'USAGE, SELECT, UPDATE')
      WHEN c.relkind = 'c' THEN has_type_privilege(c.reltype, 'USAGE')
      WHEN c.relkind IN ('i', 'I') THEN has_table_privilege(x.indrelid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
      ELSE has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
        OR has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
    END AS accessible
  FROM pg_class AS c
  JOIN (
    VALUES ('r', 'r'), ('p', 'r'), ('f', 'r'), ('m', 'r'), ('m', 'M'), ('v', 'v'), ('i', 'i'), ('I', 'i'), ('S', 'S'), ('c', 'c')
  ) AS k (relkind, kind) ON k.relkind = c.relkind::text
  LEFT JOIN pg_index AS x ON x.indexrelid = c.oid
  LEFT JOIN pg_class AS t ON c.relispartition AND t.oid = pg_partition_root(c.oid)
  UNION ALL
  SELECT p.pronamespace, p.proname, NULL, p.oid, NULL, CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, 'N',
    has_function_privilege(p.oid, 'EXECUTE')
  FROM pg_proc AS p
  WHERE p.prorettype <> 'pg_catalog.trigger'::regtype
    AND NOT EXISTS (SELECT FROM packages AS k JOIN pg_namespace AS s ON s.nspname = k.schema WHERE k.apart AND s.oid = p.pronamespace)
    AND p.proname !~ '__(sql|try)$'
    AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
  UNION ALL
  SELECT c.relnamespace, g.tgname, NULL, g.oid, NULL, 'TRIGGER', 'N',
    has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
  FROM pg_trigger AS g
  JOIN pg_class AS c ON c.oid = g.tgrelid AND NOT c.relispartition
  WHERE NOT g.tgisinternal
  UNION ALL
  SELECT n.oid, k.name, NULL, s.oid, NULL, k.kind, 'N', has_schema_privilege(s.oid, 'USAGE')
  FROM packages AS k
  JOIN pg_namespace AS n ON n.nspname = k.owner
  JOIN pg_namespace AS s ON s.nspname = k.schema
  UNION ALL
  SELECT t.typnamespace, t.typname, NULL, t.oid, NULL, 'TYPE', 'N', has_type_privilege(t.oid, 'USAGE')
  FROM pg_type AS t
  WHERE t.typtype IN ('d', 'e')
) AS o
JOIN pg_namespace AS n ON n.oid = o.schema
WHERE ora_compat.dict_shows(n.nspname)",
        accessible: "o.accessible",
    },
    View {
        name: "SEQUENCES",
        family: Family::Three { owner: "SEQUENCE_OWNER", shown: false },
        subject: Subject::Objects,
        columns: &[
            name("SEQUENCE_OWNER", "s.schemaname"),
            name("SEQUENCE_NAME", "s.sequencename"),
            number("MIN_VALUE", "s.min_value"),
            number("MAX_VALUE", "s.max_value").differs("no sequence goes beyond 9223372036854775807 here"),
            number("INCREMENT_BY", "s.increment_by"),
            text("CYCLE_FLAG", 1, "CASE WHEN s.cycle THEN 'Y' ELSE 'N' END"),
            text("ORDER_FLAG", 1, "'N'").differs("PostgreSQL gives numbers in order on its one server, and keeps no such flag"),
            number("CACHE_SIZE", "CASE WHEN s.cache_size > 1 THEN s.cache_size ELSE 0 END")
                .differs("a cache of the source may have become none"),
            Column { name: "LAST_NUMBER", ty: Type::Number, expr: LAST, differs: Differs::Sequence },
        ],
        lacks: "SCALE_FLAG EXTEND_FLAG SHARDED_FLAG SESSION_FLAG KEEP_VALUE PARTITION_COUNT DUPLICATED SHARDED",
        rows: "
FROM pg_sequences AS s
WHERE ora_compat.dict_shows(s.schemaname)",
        accessible: "has_sequence_privilege(format('%I.%I', s.schemaname, s.sequencename), 'USAGE, SELECT, UPDATE')",
    },
    View {
        name: "TRIGGERS",
        family: OWNED,
        subject: Subject::Objects,
        columns: &[
            name("OWNER", "n.nspname"),
            name("TRIGGER_NAME", "g.tgname"),
            text(
                "TRIGGER_TYPE",
                16,
                "CASE WHEN g.tgtype::int & 64 > 0 THEN 'INSTEAD OF' ELSE
    CASE WHEN g.tgtype::int & 2 > 0 THEN 'BEFORE ' ELSE 'AFTER ' END || CASE WHEN g.tgtype::int & 1 > 0 THEN 'EACH ROW' ELSE 'STATEMENT' END END",
            )
            .differs("a trigger with several timing points is several here, none of them COMPOUND"),
            text(
                "TRIGGERING_EVENT",
                246,
                "concat_ws(' OR ', CASE WHEN g.tgtype::int & 4 > 0 THEN 'INSERT' END, CASE WHEN g.tgtype::int & 16 > 0 THEN 'UPDATE' END, CASE WHEN g.tgtype::int & 8 > 0 THEN 'DELETE' END)",
            ),
            name("TABLE_OWNER", "n.nspname"),
            text("BASE_OBJECT_TYPE", 18, "CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END"),
            name("TABLE_NAME", "c.relname"),
            text("STATUS", 8, "CASE g.tgenabled WHEN 'D' THEN 'DISABLED' ELSE 'ENABLED' END"),
            text("ACTION_TYPE", 11, "'PL/SQL'"),
        ],
        lacks: "COLUMN_NAME REFERENCING_NAMES WHEN_CLAUSE DESCRIPTION TRIGGER_BODY CROSSEDITION BEFORE_STATEMENT BEFORE_ROW AFTER_ROW
            AFTER_STATEMENT INSTEAD_OF_ROW FIRE_ONCE APPLY_SERVER_ONLY",
        rows: "
FROM pg_trigger AS g
JOIN pg_class AS c ON c.oid = g.tgrelid AND NOT c.relispartition
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE NOT g.tgisinternal AND ora_compat.dict_shows(n.nspname)",
        accessible: super::tables::READS,
    },
    View {
        name: "TYPES",
        family: OWNED,
        subject: Subject::Objects,
        columns: &[
            name("OWNER", "n.nspname"),
            name("TYPE_NAME", "t.typname"),
            text("TYPECODE", 128, "CASE t.typtype WHEN 'c' THEN 'OBJECT' ELSE 'COLLECTION' END")
                .differs("a type that is no composite one shows 'COLLECTION'"),
            number("ATTRIBUTES", "coalesce(c.relnatts, 0)"),
            text("PREDEFINED", 3, "'NO'"),
            text("INCOMPLETE", 3, "'NO'"),
        ],
        lacks: "TYPE_OID METHODS FINAL INSTANTIABLE PERSISTABLE SUPERTYPE_OWNER SUPERTYPE_NAME LOCAL_ATTRIBUTES LOCAL_METHODS TYPEID",
        rows: "
FROM pg_type AS t
JOIN pg_namespace AS n ON n.oid = t.typnamespace
LEFT JOIN pg_class AS c ON c.oid = t.typrelid
WHERE (t.typtype IN ('d', 'e') OR c.relkind = 'c') AND ora_compat.dict_shows(n.nspname)",
        accessible: "has_type_privilege(t.oid, 'USAGE')",
    },
    View {
        name: "PROCEDURES",
        family: OWNED,
        subject: Subject::Objects,
        columns: &[
            name("OWNER", "o.owner"),
            name("OBJECT_NAME", "o.name"),
            name("PROCEDURE_NAME", "o.member")
                .differs("routines that only the body of a package knows show too, and an overload may have another name here"),
            number("OBJECT_ID", "o.oid::bigint").differs("numbers of objects are PostgreSQL's"),
            text("OBJECT_TYPE", 13, "o.kind"),
            text("AGGREGATE", 3, "'NO'"),
            text("PIPELINED", 3, "'NO'").differs("what was pipelined gives rows or an array here"),
            text("PARALLEL", 3, "CASE o.parallel WHEN 's' THEN 'YES' ELSE 'NO' END").differs("it is PARALLEL SAFE here"),
            text("DETERMINISTIC", 3, "CASE o.volatility WHEN 'i' THEN 'YES' ELSE 'NO' END").differs("it is IMMUTABLE here, which more routines are"),
            text("AUTHID", 12, "CASE WHEN o.definer THEN 'DEFINER' ELSE 'CURRENT_USER' END")
                .differs("a routine that touches nothing has the rights of its caller here"),
        ],
        lacks: "SUBPROGRAM_ID OVERLOAD IMPLTYPEOWNER IMPLTYPENAME INTERFACE ORIGIN_CON_ID POLYMORPHIC SQL_MACRO BLOCKCHAIN
            BLOCKCHAIN_MANDATORY_VOTES",
        rows: "
FROM (
  WITH packages (owner, name, schema, apart, kind) AS (
    {packages}
  )
  SELECT coalesce(k.owner, n.nspname) AS owner, coalesce(k.name, p.proname) AS name, CASE WHEN k.name IS NOT NULL THEN p.proname END AS member,
    p.oid, CASE WHEN k.name IS NOT NULL THEN 'PACKAGE' WHEN p.prokind = 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END AS kind,
    p.proparallel AS parallel, p.provolatile AS volatility, p.prosecdef AS definer, has_function_privilege(p.oid, 'EXECUTE') AS accessible
  FROM pg_proc AS p
  JOIN pg_namespace AS n ON n.oid = p.pronamespace
  LEFT JOIN packages AS k ON k.schema = n.nspname AND k.apart AND k.kind = 'PACKAGE'
  WHERE p.prokind IN ('f', 'p') AND p.prorettype <> 'pg_catalog.trigger'::regtype AND p.proname !~ '__(sql|try)$'
    AND ora_compat.dict_shows(n.nspname)
    AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
  UNION ALL
  SELECT k.owner, k.name, NULL, s.oid, 'PACKAGE', 'u', 'v', true, has_schema_privilege(s.oid, 'USAGE')
  FROM packages AS k
  JOIN pg_namespace AS s ON s.nspname = k.schema
  WHERE k.kind = 'PACKAGE'
) AS o
WHERE true",
        accessible: "o.accessible",
    },
    View {
        name: "TYPE_ATTRS",
        family: OWNED,
        subject: Subject::Objects,
        columns: &[
            name("OWNER", "n.nspname"),
            name("TYPE_NAME", "c.relname"),
            name("ATTR_NAME", "a.attname"),
            text("ATTR_TYPE_NAME", 128, "ora_compat.dict_type(a.atttypid, a.atttypmod)")
                .differs("it is told from PostgreSQL's type: 'CLOB' for text without a length, 'BLOB' for every bytea, 'NUMBER' for integers"),
            number("LENGTH", "nullif(ora_compat.dict_chars(a.atttypid, a.atttypmod), 0)"),
            number("PRECISION", "ora_compat.dict_precision(a.atttypid, a.atttypmod)")
                .differs("it is told from PostgreSQL's type: integers have 4, 9 or 18 digits"),
            number("SCALE", "ora_compat.dict_scale(a.atttypid, a.atttypmod)").differs("it is told from PostgreSQL's type"),
            number("ATTR_NO", "a.attnum").differs("places are those of PostgreSQL, where a dropped attribute leaves a gap"),
        ],
        lacks: "ATTR_TYPE_MOD ATTR_TYPE_OWNER CHARACTER_SET_NAME INHERITED CHAR_USED",
        rows: "
FROM pg_attribute AS a
JOIN pg_class AS c ON c.oid = a.attrelid AND c.relkind = 'c'
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped AND ora_compat.dict_shows(n.nspname)",
        accessible: "has_type_privilege(c.reltype, 'USAGE')",
    },
    View {
        name: "SOURCE",
        family: OWNED,
        subject: Subject::Code,
        columns: &[
            name("OWNER", "n.nspname"),
            name("NAME", "p.proname"),
            text("TYPE", 12, "CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END")
                .differs("the routines of a package are FUNCTION or PROCEDURE, and no row is of another type"),
            number("LINE", "l.line"),
            text("TEXT", 4000, "l.text || chr(10)"),
        ],
        lacks: "ORIGIN_CON_ID",
        rows: "
FROM pg_proc AS p
JOIN pg_namespace AS n ON n.oid = p.pronamespace
CROSS JOIN LATERAL regexp_split_to_table(pg_get_functiondef(p.oid), E'\\n') WITH ORDINALITY AS l (text, line)
WHERE p.prokind IN ('f', 'p') AND ora_compat.dict_shows(n.nspname)",
        accessible: "has_function_privilege(p.oid, 'EXECUTE')",
    },
];
