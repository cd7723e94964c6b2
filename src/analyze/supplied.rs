//! Names that Oracle supplies: functions of SQL and of `STANDARD`, pseudo-columns, packages; and what they do.

use super::effects::Does;
use crate::ir::{Class, Row};
use crate::name::Texts;
use std::borrow::Cow;

/// Functions, pseudo-columns and exceptions that no row of the function table describes: aggregates and analytic functions, those
/// with a syntax of their own, those of XML, JSON and objects. With the class of the result. Sorted.
const NAMES: &[(&str, Class)] = &[
    ("ANYDATA", Class::Any),
    ("ANY_VALUE", Class::Any),
    ("APPENDCHILDXML", Class::Xml),
    ("APPROX_COUNT", Class::Number),
    ("APPROX_COUNT_DISTINCT", Class::Number),
    ("APPROX_MEDIAN", Class::Number),
    ("APPROX_PERCENTILE", Class::Number),
    ("APPROX_RANK", Class::Number),
    ("AVG", Class::Number),
    ("BINARY_DOUBLE_INFINITY", Class::Binary),
    ("BINARY_DOUBLE_MAX_NORMAL", Class::Binary),
    ("BINARY_DOUBLE_MIN_NORMAL", Class::Binary),
    ("BINARY_DOUBLE_NAN", Class::Binary),
    ("BINARY_FLOAT_INFINITY", Class::Binary),
    ("BINARY_FLOAT_NAN", Class::Binary),
    ("BITOR", Class::Number),
    ("BITXOR", Class::Number),
    ("BIT_AND_AGG", Class::Number),
    ("BIT_OR_AGG", Class::Number),
    ("BIT_XOR_AGG", Class::Number),
    ("COLLECT", Class::Any),
    ("COLUMN_VALUE", Class::Any),
    ("CONNECT_BY_ISCYCLE", Class::Number),
    ("CONNECT_BY_ISLEAF", Class::Number),
    ("CORR", Class::Number),
    ("COUNT", Class::Number),
    ("COVAR_POP", Class::Number),
    ("COVAR_SAMP", Class::Number),
    ("CUBE_TABLE", Class::Any),
    ("CUME_DIST", Class::Number),
    ("CURSOR", Class::Any),
    ("CV", Class::Any),
    ("DBURITYPE", Class::Any),
    ("DELETEXML", Class::Xml),
    ("DELETING", Class::Boolean),
    ("DENSE_RANK", Class::Number),
    ("DEREF", Class::Any),
    ("EMPTY_BLOB", Class::Blob),
    ("EMPTY_CLOB", Class::Lob),
    ("FIRST_VALUE", Class::Any),
    ("GROUPING", Class::Number),
    ("GROUPING_ID", Class::Number),
    ("GROUP_ID", Class::Number),
    ("HTTPURITYPE", Class::Any),
    ("INSERTCHILDXML", Class::Xml),
    ("INSERTING", Class::Boolean),
    ("INSERTXMLBEFORE", Class::Xml),
    ("INSTR2", Class::Number),
    ("INSTR4", Class::Number),
    ("INSTRC", Class::Number),
    ("ITERATION_NUMBER", Class::Number),
    ("JSON", Class::Json),
    ("JSON_ARRAY", Class::Text),
    ("JSON_ARRAYAGG", Class::Text),
    ("JSON_ARRAY_T", Class::Any),
    ("JSON_ELEMENT_T", Class::Any),
    ("JSON_EQUAL", Class::Boolean),
    ("JSON_EXISTS", Class::Boolean),
    ("JSON_KEY_LIST", Class::Any),
    ("JSON_MERGEPATCH", Class::Text),
    ("JSON_OBJECT", Class::Text),
    ("JSON_OBJECTAGG", Class::Text),
    ("JSON_OBJECT_T", Class::Any),
    ("JSON_QUERY", Class::Text),
    ("JSON_SCALAR", Class::Json),
    ("JSON_SCALAR_T", Class::Any),
    ("JSON_SERIALIZE", Class::Text),
    ("JSON_TEXTCONTAINS", Class::Boolean),
    ("JSON_TRANSFORM", Class::Text),
    ("JSON_VALUE", Class::Text),
    ("LAG", Class::Any),
    ("LAST_VALUE", Class::Any),
    ("LEAD", Class::Any),
    ("LENGTH2", Class::Number),
    ("LENGTH4", Class::Number),
    ("LENGTHC", Class::Number),
    ("LEVEL", Class::Number),
    ("LISTAGG", Class::Text),
    ("LNNVL", Class::Boolean),
    ("MAKE_REF", Class::Any),
    ("MATCH_NUMBER", Class::Number),
    ("MAX", Class::Any),
    ("MEDIAN", Class::Any),
    ("MIN", Class::Any),
    ("NLS_CHARSET_ID", Class::Number),
    ("NLS_CHARSET_NAME", Class::Text),
    ("NTH_VALUE", Class::Any),
    ("NTILE", Class::Number),
    ("NV", Class::Number),
    ("OBJECT_ID", Class::Raw),
    ("OBJECT_VALUE", Class::Any),
    ("ORA_CLIENT_IP_ADDRESS", Class::Text),
    ("ORA_DATABASE_NAME", Class::Text),
    ("ORA_DICT_OBJ_NAME", Class::Text),
    ("ORA_DICT_OBJ_OWNER", Class::Text),
    ("ORA_DICT_OBJ_TYPE", Class::Text),
    ("ORA_INVOKING_USER", Class::Text),
    ("ORA_IS_ALTER_COLUMN", Class::Boolean),
    ("ORA_IS_SERVERERROR", Class::Boolean),
    ("ORA_LOGIN_USER", Class::Text),
    ("ORA_NAME_LIST_T", Class::Any),
    ("ORA_PARTITION_POS", Class::Number),
    ("ORA_ROWSCN", Class::Number),
    ("ORA_SERVER_ERROR", Class::Number),
    ("ORA_SQL_TXT", Class::Number),
    ("ORA_SYSEVENT", Class::Text),
    ("PERCENTILE_CONT", Class::Number),
    ("PERCENTILE_DISC", Class::Any),
    ("PERCENT_RANK", Class::Number),
    ("POWERMULTISET", Class::Any),
    ("PRESENTNNV", Class::Any),
    ("PRESENTV", Class::Any),
    ("PREVIOUS", Class::Any),
    ("RAISE_APPLICATION_ERROR", Class::Any),
    ("RANK", Class::Number),
    ("RATIO_TO_REPORT", Class::Number),
    ("REF", Class::Any),
    ("REFTOHEX", Class::Text),
    ("REGR_AVGX", Class::Number),
    ("REGR_AVGY", Class::Number),
    ("REGR_COUNT", Class::Number),
    ("REGR_INTERCEPT", Class::Number),
    ("REGR_R2", Class::Number),
    ("REGR_SLOPE", Class::Number),
    ("REGR_SXX", Class::Number),
    ("REGR_SXY", Class::Number),
    ("REGR_SYY", Class::Number),
    ("ROW", Class::Any),
    ("ROWID", Class::Text),
    ("ROWNUM", Class::Number),
    ("ROW_NUMBER", Class::Number),
    ("SDO_ELEM_INFO_ARRAY", Class::Any),
    ("SDO_GEOMETRY", Class::Any),
    ("SDO_ORDINATE_ARRAY", Class::Any),
    ("SDO_POINT_TYPE", Class::Any),
    ("SESSIONTIMEZONE", Class::Text),
    ("SET", Class::Any),
    ("SQLCODE", Class::Number),
    ("SQLERRM", Class::Text),
    ("STATS_MODE", Class::Any),
    ("STDDEV", Class::Number),
    ("STDDEV_POP", Class::Number),
    ("STDDEV_SAMP", Class::Number),
    ("SUBSTR2", Class::Text),
    ("SUBSTR4", Class::Text),
    ("SUBSTRC", Class::Text),
    ("SUM", Class::Number),
    ("SYSDATE", Class::Date),
    ("SYSTIMESTAMP", Class::Zoned),
    ("SYS_AT_TIME_ZONE", Class::Zoned),
    ("SYS_CONNECT_BY_PATH", Class::Text),
    ("SYS_DBURIGEN", Class::Any),
    ("SYS_EXTRACT_UTC", Class::Timestamp),
    ("SYS_GUID", Class::Raw),
    ("SYS_NC_ROWINFO$", Class::Any),
    ("SYS_TYPEID", Class::Raw),
    ("SYS_XMLAGG", Class::Xml),
    ("SYS_XMLGEN", Class::Xml),
    ("TREAT", Class::Any),
    ("UID", Class::Number),
    ("UPDATEXML", Class::Xml),
    ("UPDATING", Class::Boolean),
    ("URITYPE", Class::Any),
    ("USER", Class::Text),
    ("USERENV", Class::Text),
    ("V", Class::Text),
    ("VALUE", Class::Any),
    ("VARIANCE", Class::Number),
    ("VAR_POP", Class::Number),
    ("VAR_SAMP", Class::Number),
    ("VSIZE", Class::Number),
    ("WIDTH_BUCKET", Class::Number),
    ("WM_CONCAT", Class::Text),
    ("XMLAGG", Class::Xml),
    ("XMLCAST", Class::Any),
    ("XMLCDATA", Class::Xml),
    ("XMLCOLATTVAL", Class::Xml),
    ("XMLCOMMENT", Class::Xml),
    ("XMLCONCAT", Class::Xml),
    ("XMLDIFF", Class::Xml),
    ("XMLELEMENT", Class::Xml),
    ("XMLEXISTS", Class::Boolean),
    ("XMLFOREST", Class::Xml),
    ("XMLISVALID", Class::Number),
    ("XMLPARSE", Class::Xml),
    ("XMLPATCH", Class::Xml),
    ("XMLPI", Class::Xml),
    ("XMLQUERY", Class::Xml),
    ("XMLROOT", Class::Xml),
    ("XMLSEQUENCE", Class::Any),
    ("XMLSERIALIZE", Class::Lob),
    ("XMLTABLE", Class::Any),
    ("XMLTRANSFORM", Class::Xml),
    ("XMLTYPE", Class::Xml),
];

/// A supplied name without who owns it.
fn unowned(parts: &[crate::name::Name]) -> &[crate::name::Name] {
    match parts {
        [sys, rest @ ..] if (sys == "SYS" || sys == "PUBLIC") && !rest.is_empty() => rest,
        all => all,
    }
}

/// A supplied name as its short form: without `SYS` and `PUBLIC`, and without the package `STANDARD`, whose members are in sight
/// everywhere.
pub(crate) fn short(parts: &[crate::name::Name]) -> Cow<'static, str> {
    match unowned(parts) {
        [package, name] if package == "STANDARD" || package == "DBMS_STANDARD" => name.as_str().into(),
        [name] => name.as_str().into(),
        parts => parts.joined(".").into(),
    }
}

/// The class of what a supplied name gives, where Oracle supplies it; `functions` is the source's table.
pub(super) fn class(functions: &'static [Row], parts: &[crate::name::Name]) -> Option<Class> {
    match unowned(parts) {
        [name] => {
            let place = NAMES.binary_search_by(|(n, _)| (*n).cmp(name.as_str())).ok();
            let known = place.and_then(|place| NAMES.get(place)).map(|(_, class)| *class);
            known.or_else(|| row_class(functions, name))
        }
        [package, name] if package == "STANDARD" || package == "DBMS_STANDARD" => {
            class(functions, std::slice::from_ref(name)).or(Some(Class::Any))
        }
        parts @ [package, ..] => is_package(package).then(|| member_class(&parts.joined("."))),
        [] => None,
    }
}

/// The class of a function's result, where all its rows agree.
fn row_class(functions: &'static [Row], name: &str) -> Option<Class> {
    let start = functions.partition_point(|row| row.name < name);
    let mut rows = functions.iter().skip(start).take_while(|row| row.name == name);
    let yields = |row: &Row| match row.yields {
        crate::ir::Yields::Is(class) => class,
        crate::ir::Yields::Arg(_) => Class::Any,
    };
    let first = yields(rows.next()?);
    Some(if rows.all(|row| yields(row) == first) { first } else { Class::Any })
}

/// Functions of supplied packages by the class of their results.
const MEMBERS: &[(Class, &[&str])] = &[
    (
        Class::Number,
        &[
            "DBMS_UTILITY.GET_TIME",
            "DBMS_UTILITY.GET_CPU_TIME",
            "DBMS_UTILITY.GET_HASH_VALUE",
            "DBMS_LOB.GETLENGTH",
            "DBMS_LOB.GETCHUNKSIZE",
            "DBMS_LOB.ISTEMPORARY",
            "DBMS_LOB.ISOPEN",
            "DBMS_LOB.COMPARE",
            "DBMS_LOB.INSTR",
            "DBMS_LOB.FILEEXISTS",
            "DBMS_SQL.OPEN_CURSOR",
            "DBMS_SQL.EXECUTE",
            "DBMS_SQL.FETCH_ROWS",
            "DBMS_SQL.EXECUTE_AND_FETCH",
            "DBMS_SQL.TO_CURSOR_NUMBER",
            "DBMS_RANDOM.RANDOM",
            "DBMS_LOCK.REQUEST",
            "DBMS_LOCK.RELEASE",
            "UTL_RAW.LENGTH",
            "UTL_RAW.CAST_TO_NUMBER",
            "UTL_RAW.CAST_TO_BINARY_INTEGER",
            "DBMS_SQL.LAST_ROW_COUNT",
            "DBMS_PIPE.SEND_MESSAGE",
            "DBMS_PIPE.RECEIVE_MESSAGE",
            "DBMS_PIPE.CREATE_PIPE",
            "UTL_CALL_STACK.DYNAMIC_DEPTH",
            "UTL_CALL_STACK.ERROR_DEPTH",
            "UTL_CALL_STACK.BACKTRACE_DEPTH",
            "UTL_CALL_STACK.UNIT_LINE",
            "UTL_CALL_STACK.BACKTRACE_LINE",
            "UTL_MATCH.EDIT_DISTANCE",
            "UTL_MATCH.JARO_WINKLER",
            "UTL_MATCH.EDIT_DISTANCE_SIMILARITY",
            "UTL_MATCH.JARO_WINKLER_SIMILARITY",
            "DBMS_LOB.CALL",
            "DBMS_LOB.LOB_READONLY",
            "DBMS_LOB.LOB_READWRITE",
            "DBMS_LOB.SESSION",
            "DBMS_LOB.FILE_READONLY",
            "DBMS_LOB.LOBMAXSIZE",
            "DBMS_LOB.DEFAULT_CSID",
            "DBMS_LOB.DEFAULT_LANG_CTX",
            "DBMS_SQL.NATIVE",
            "DBMS_SQL.V6",
            "DBMS_SQL.V7",
            "DBMS_CRYPTO.HASH_MD5",
            "DBMS_CRYPTO.HASH_SH1",
            "DBMS_FLASHBACK.GET_SYSTEM_CHANGE_NUMBER",
            "DBMS_STANDARD.SYSEVENT",
        ],
    ),
    (
        Class::Text,
        &[
            "DBMS_UTILITY.FORMAT_CALL_STACK",
            "DBMS_UTILITY.FORMAT_ERROR_STACK",
            "DBMS_UTILITY.FORMAT_ERROR_BACKTRACE",
            "DBMS_ASSERT.SIMPLE_SQL_NAME",
            "DBMS_ASSERT.ENQUOTE_LITERAL",
            "DBMS_ASSERT.ENQUOTE_NAME",
            "DBMS_ASSERT.QUALIFIED_SQL_NAME",
            "DBMS_ASSERT.SCHEMA_NAME",
            "DBMS_ASSERT.SQL_OBJECT_NAME",
            "DBMS_ASSERT.NOOP",
            "DBMS_RANDOM.STRING",
            "UTL_RAW.CAST_TO_VARCHAR2",
            "UTL_RAW.CAST_TO_NVARCHAR2",
            "UTL_URL.ESCAPE",
            "UTL_URL.UNESCAPE",
            "UTL_INADDR.GET_HOST_NAME",
            "UTL_INADDR.GET_HOST_ADDRESS",
            "DBMS_SESSION.UNIQUE_SESSION_ID",
            "DBMS_TRANSACTION.LOCAL_TRANSACTION_ID",
            "DBMS_PIPE.UNIQUE_SESSION_NAME",
            "UTL_CALL_STACK.ERROR_MSG",
            "UTL_CALL_STACK.OWNER",
            "UTL_CALL_STACK.CONCATENATE_SUBPROGRAM",
            "UTL_I18N.RAW_TO_CHAR",
            "UTL_I18N.ESCAPE_REFERENCE",
            "UTL_I18N.UNESCAPE_REFERENCE",
            "DBMS_XMLGEN.CONVERT",
            "UTL_TCP.CRLF",
            "OWA_UTIL.GET_CGI_ENV",
            "OWA_UTIL.GET_OWA_SERVICE_PATH",
        ],
    ),
    (
        Class::Raw,
        &[
            "UTL_RAW.CAST_TO_RAW",
            "UTL_RAW.CONCAT",
            "UTL_RAW.SUBSTR",
            "UTL_RAW.BIT_AND",
            "UTL_RAW.BIT_OR",
            "UTL_RAW.BIT_XOR",
            "UTL_RAW.REVERSE",
            "UTL_RAW.COPIES",
            "UTL_RAW.CAST_FROM_BINARY_INTEGER",
            "UTL_RAW.CAST_FROM_NUMBER",
            "UTL_ENCODE.BASE64_ENCODE",
            "UTL_ENCODE.BASE64_DECODE",
            "UTL_ENCODE.UUENCODE",
            "UTL_ENCODE.UUDECODE",
            "UTL_COMPRESS.LZ_COMPRESS",
            "UTL_COMPRESS.LZ_UNCOMPRESS",
            "UTL_I18N.STRING_TO_RAW",
            "DBMS_CRYPTO.HASH",
            "DBMS_CRYPTO.MAC",
            "DBMS_CRYPTO.ENCRYPT",
            "DBMS_CRYPTO.DECRYPT",
            "DBMS_CRYPTO.RANDOMBYTES",
        ],
    ),
    (Class::Lob, &["DBMS_METADATA.GET_DDL", "DBMS_XMLGEN.GETXML"]),
    (Class::Xml, &["DBMS_XMLGEN.GETXMLTYPE"]),
    (
        Class::Boolean,
        &["UTL_FILE.IS_OPEN", "DBMS_SQL.IS_OPEN", "DBMS_MVIEW.I_AM_A_REFRESH", "DBMS_SESSION.IS_ROLE_ENABLED"],
    ),
];

/// The class of the result of a function of a supplied package.
fn member_class(name: &str) -> Class {
    MEMBERS.iter().find(|(_, names)| names.contains(&name)).map_or(Class::Any, |(class, _)| *class)
}

/// Whether a member of a package that does something is a constant of it, or does nothing here.
fn is_idle(package: &str, member: &str) -> bool {
    match package {
        "DBMS_SQL" => member.ends_with("_TYPE") || matches!(member, "NATIVE" | "V6" | "V7" | "FOREIGN_SYNTAX"),
        "DBMS_OUTPUT" => matches!(member, "ENABLE" | "DISABLE"),
        "DBMS_LDAP" => member.contains("PORT") || member.starts_with("SCOPE_") || member == "SUCCESS",
        _ => false,
    }
}

/// What a supplied function or procedure does; `None`: no such package is known here.
pub(super) fn does(name: &str) -> Option<Does> {
    let name = name.strip_prefix("SYS.").unwrap_or(name);
    let Some((package, member)) = name.split_once('.') else {
        return match name {
            "SYSDATE" | "SYSTIMESTAMP" | "CURRENT_DATE" | "CURRENT_TIMESTAMP" | "LOCALTIMESTAMP" => Some(Does::CLOCK),
            "SYS_GUID" => Some(Does::RANDOM),
            "USER" | "UID" | "USERENV" | "SYS_CONTEXT" | "SESSIONTIMEZONE" | "DBTIMEZONE" | "ORA_INVOKING_USER" => {
                Some(Does::SESSION)
            }
            "RAISE_APPLICATION_ERROR" => Some(Does::RAISES | Does::MAY_RAISE),
            "INSERTING" | "UPDATING" | "DELETING" | "SQLCODE" | "SQLERRM" => Some(Does::NOTHING),
            _ => None,
        };
    };
    if is_idle(package, member) {
        return Some(Does::NOTHING);
    }
    Some(match package {
        "STANDARD" => return does(member),
        "DBMS_STANDARD" => match member {
            "COMMIT" => Does::COMMITS,
            "ROLLBACK_NR" | "ROLLBACK_SV" => Does::ROLLS_BACK,
            _ => return does(member),
        },
        "DBMS_OUTPUT" => Does::OUTPUT,
        "DBMS_SQL" | "DBMS_SYS_SQL" | "DBMS_XMLGEN" | "DBMS_XMLQUERY" => Does::DYNAMIC | Does::MAY_RAISE,
        "DBMS_RANDOM" => Does::RANDOM,
        "DBMS_CRYPTO" | "DBMS_OBFUSCATION_TOOLKIT" => {
            if member.starts_with("RANDOM") {
                Does::RANDOM
            } else {
                Does::MAY_RAISE
            }
        }
        "DBMS_LOCK" | "DBMS_SESSION" if member == "SLEEP" => Does::CLOCK,
        "DBMS_LOCK" => Does::LOCKS,
        "DBMS_SESSION" | "DBMS_APPLICATION_INFO" | "DBMS_SESSION_CONTEXT" => Does::SETTINGS | Does::SESSION,
        "DBMS_TRANSACTION" => match member {
            "COMMIT" | "COMMIT_COMMENT" | "COMMIT_FORCE" => Does::COMMITS,
            "ROLLBACK" | "ROLLBACK_SAVEPOINT" | "ROLLBACK_FORCE" => Does::ROLLS_BACK,
            "LOCAL_TRANSACTION_ID" | "STEP_ID" => Does::SESSION,
            _ => Does::SETTINGS,
        },
        "DBMS_UTILITY" => match member {
            "GET_TIME" | "GET_CPU_TIME" => Does::CLOCK,
            "EXEC_DDL_STATEMENT" => Does::DYNAMIC | Does::COMMITS,
            "FORMAT_CALL_STACK" | "FORMAT_ERROR_STACK" | "FORMAT_ERROR_BACKTRACE" => Does::SESSION,
            _ => Does::MAY_RAISE,
        },
        // The locator's content is the argument: a value like others.
        "DBMS_LOB" | "UTL_RAW" | "UTL_I18N" | "UTL_ENCODE" | "UTL_COMPRESS" | "UTL_MATCH" | "UTL_LMS" | "UTL_URL"
        | "OWA_UTIL" | "DBMS_DB_VERSION" | "DBMS_ASSERT" | "DBMS_TYPES" | "DBMS_ROWID" | "DBMS_XMLDOM"
        | "DBMS_XMLPARSER" | "DBMS_XSLPROCESSOR" | "XMLDOM" | "XMLPARSER" | "DBMS_JSON" | "DBMS_DEBUG_JDWP"
        | "UTL_CALL_STACK" | "UTL_IDENT" | "XMLTYPE" | "UTL_REF" => Does::MAY_RAISE,
        "UTL_FILE" | "UTL_HTTP" | "UTL_SMTP" | "UTL_TCP" | "UTL_MAIL" | "UTL_INADDR" | "DBMS_PIPE" | "DBMS_ALERT"
        | "DBMS_AQ" | "DBMS_AQADM" | "DBMS_JOB" | "DBMS_SCHEDULER" | "DBMS_DATAPUMP" | "DBMS_FILE_TRANSFER"
        | "DBMS_LDAP" | "DBMS_XDB" | "HTP" | "HTF" | "OWA" | "OWA_COOKIE" | "OWA_TEXT" | "APEX_MAIL"
        | "APEX_WEB_SERVICE" | "DBMS_ISCHED" => Does::EXTERNAL | Does::MAY_RAISE,
        "DBMS_FLASHBACK" | "DBMS_RESULT_CACHE" | "DBMS_MONITOR" | "DBMS_PROFILER" | "DBMS_TRACE" | "DBMS_SYSTEM" => {
            Does::SETTINGS
        }
        "DBMS_METADATA"
        | "DBMS_STATS"
        | "DBMS_DDL"
        | "DBMS_REDEFINITION"
        | "DBMS_MVIEW"
        | "DBMS_SNAPSHOT"
        | "DBMS_REFRESH"
        | "DBMS_SPACE"
        | "DBMS_XPLAN"
        | "DBMS_RLS"
        | "DBMS_FGA"
        | "DBMS_PARALLEL_EXECUTE"
        | "DBMS_ERRLOG"
        | "DBMS_SHARED_POOL"
        | "CTX_DDL"
        | "CTX_DOC" => Does::EXTERNAL | Does::READS | Does::WRITES | Does::MAY_RAISE,
        _ => return None,
    })
}

/// Whether a package is one of Oracle's.
pub(crate) fn is_package(package: &str) -> bool {
    ["DBMS_", "UTL_", "OWA_", "APEX_", "CTX_", "SDO_", "WWV_", "ORD_", "HTMLDB_", "ODCI"]
        .iter()
        .any(|prefix| package.starts_with(prefix))
        || matches!(
            package,
            "STANDARD"
                | "HTP"
                | "HTF"
                | "OWA"
                | "XMLTYPE"
                | "SYS"
                | "ANYDATA"
                | "ANYDATASET"
                | "ANYTYPE"
                | "URIFACTORY"
                | "HTTPURITYPE"
                | "DBURITYPE"
                | "ORDSYS"
                | "MDSYS"
                | "CTXSYS"
                | "XDB"
                | "WPG_DOCLOAD"
                | "XMLDOM"
                | "XMLPARSER"
                | "XSLPROCESSOR"
                | "JSON_OBJECT_T"
                | "JSON_ARRAY_T"
                | "JSON_ELEMENT_T"
                | "ODCICONST"
                | "OUTLN_PKG"
                | "PRVT_ILM"
                | "LT_EXPORT_PKG"
                | "SYSTEM"
        )
}

/// Whether a name is that of a view of Oracle's data dictionary.
pub(super) fn is_dictionary(name: &str) -> bool {
    ["ALL_", "DBA_", "USER_", "CDB_", "V$", "GV$", "V_$", "GV_$", "X$", "NLS_"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
        && !name.ends_with("$T")
        || matches!(
            name,
            "DICTIONARY"
                | "DICT"
                | "DICT_COLUMNS"
                | "CAT"
                | "TAB"
                | "COLS"
                | "OBJ"
                | "SEQ"
                | "SYN"
                | "IND"
                | "PLAN_TABLE"
                | "SESSION_PRIVS"
                | "SESSION_ROLES"
                | "SESSION_CONTEXT"
                | "GLOBAL_NAME"
                | "DATABASE_PROPERTIES"
                | "ROLE_ROLE_PRIVS"
                | "SYSTEM_PRIVILEGE_MAP"
                | "AUDIT_ACTIONS"
                | "PRODUCT_COMPONENT_VERSION"
                | "ROLE_TAB_PRIVS"
                | "ROLE_SYS_PRIVS"
                | "RECYCLEBIN"
                | "PROPS$"
                | "USER$"
                | "OBJ$"
                | "TAB$"
                | "COL$"
                | "IND$"
                | "ICOL$"
                | "CON$"
                | "CDEF$"
                | "SEG$"
                | "TS$"
                | "FILE$"
                | "UNDO$"
                | "SEQ$"
                | "VIEW$"
                | "SYN$"
                | "TRIGGER$"
                | "LINK$"
                | "SOURCE$"
                | "ARGUMENT$"
                | "SYSAUTH$"
                | "OBJAUTH$"
                | "DEPENDENCY$"
                | "AUD$"
                | "SUM$"
                | "PARTOBJ$"
                | "TABPART$"
                | "INDPART$"
                | "DUAL"
        )
}
