//! Functions that PostgreSQL lacks, by what they are for: each sort has a rule that says what stands in.

use super::xml::XML;
use crate::convert::domain_index;
use crate::finding::{Effort, Raised, Rule, Severity, Source};
use crate::ir;

/// Rules of this file.
pub static RULES: &[&Rule] = &[
    &INTERNALS,
    &BYTES,
    &LINGUISTIC,
    &CHARACTER_SETS,
    &ZONES,
    &BINARY,
    &TRANSACTIONS,
    &LIKENESS,
    &STATISTICS,
    &HASHES,
];

static INTERNALS: Rule = Rule {
    name: "storage-internals",
    codes: &[(Source::Oracle, "OR-FUN-013")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 10),
    message: "`{function}` shows how a value is stored",
    help: "Leave it out, or write octet_length(x) for its size and for its bytes encode(convert_to(x, 'UTF8'), 'hex') of a text, encode(x, 'hex') of a RAW.",
    ..super::RULE
};

/// What counts bytes.
pub(super) static BYTES: Rule = Rule {
    name: "byte-function",
    codes: &[(Source::Oracle, "OR-CHR-015")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 10),
    message: "`{function}` counts bytes",
    help: "{advice}",
    ..super::RULE
};

/// What follows a language.
pub(super) static LINGUISTIC: Rule = Rule {
    name: "linguistic-function",
    codes: &[(Source::Oracle, "OR-CHR-017")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 10),
    message: "`{function}` follows a language or its sort order",
    help: "Write COLLATE: GERMAN is de-x-icu, FRENCH fr-x-icu, GENERIC_M und-x-icu; for _CI and _AI create a nondeterministic collation of level 2 or 1.",
    ..super::RULE
};

static CHARACTER_SETS: Rule = Rule {
    name: "character-set-function",
    codes: &[(Source::Oracle, "OR-CHR-020")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 10),
    message: "`{function}` changes the character set or the form of letters",
    help: "{advice}",
    ..super::RULE
};

static ZONES: Rule = Rule {
    name: "zone-of-the-database",
    codes: &[(Source::Oracle, "OR-TMZ-041")],
    raw: Severity::Info,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(10, 5),
    message: "`{function}` has no conversion: {what}",
    help: "{advice}",
    ..super::RULE
};

static BINARY: Rule = Rule {
    name: "binary-function",
    codes: &[(Source::Oracle, "OR-BIP-015")],
    raw: Severity::Info,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 10),
    message: "`{function}` has no counterpart of its own",
    help: "{advice}",
    ..super::RULE
};

static TRANSACTIONS: Rule = Rule {
    name: "transaction-number",
    codes: &[(Source::Oracle, "OR-TXN-015")],
    raw: Severity::Info,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 10),
    message: "`{function}` gives a number of the source's transactions",
    help: "Use a version column or a timestamp; pg_current_xact_id() tells transactions apart, and no more.",
    ..super::RULE
};

static LIKENESS: Rule = Rule {
    name: "likeness-of-texts",
    codes: &[(Source::Oracle, "OR-FUN-023")],
    raw: Severity::Info,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 10),
    message: "`{function}` has its counterpart in extension fuzzystrmatch",
    help: "CREATE EXTENSION fuzzystrmatch: levenshtein(a, b), dmetaphone(a).",
    ..super::RULE
};

static STATISTICS: Rule = Rule {
    name: "statistical-function",
    codes: &[(Source::Oracle, "OR-FUN-024")],
    raw: Severity::Info,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 10),
    message: "aggregate `{function}` has no counterpart in PostgreSQL",
    help: "Compute it outside, or by its formula over avg, stddev and count. An APPROX_ aggregate has an exact one: count(DISTINCT x), sum(x), rank() OVER (…) with a condition on it around the query.",
    ..super::RULE
};

static HASHES: Rule = Rule {
    name: "hash-function",
    codes: &[(Source::Oracle, "OR-FUN-012")],
    raw: Severity::DataLossRisk,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(30, 10),
    message: "`{function}` gives a number that PostgreSQL cannot compute",
    help: "Where it only spreads rows over buckets: ORA_HASH(x, most, seed) is mod(abs(hashtextextended(x::text, seed)), most + 1), GET_HASH_VALUE(x, base, size) is base + mod(abs(hashtextextended(x, 0)), size). Numbers that are stored move as data, and what compares them with new ones needs a hash of its own choice.",
    ..super::RULE
};

/// What is said of a function of a sort that PostgreSQL lacks.
pub(super) fn said(function: &str, e: &ir::Expr) -> Option<Raised> {
    let span = e.at.span;
    if matches!(function, "CONTAINS" | "SCORE" | "CATSEARCH" | "JSON_TEXTCONTAINS") {
        return Some(domain_index::search(function, span));
    }
    let rule = sort(function)?;
    let said = rule.at(span).with("function", function);
    Some(if std::ptr::eq(rule, &raw const BINARY) {
        said.with("advice", of_bytes(function))
    } else if std::ptr::eq(rule, &raw const BYTES) {
        said.with("advice", in_bytes(function))
    } else if std::ptr::eq(rule, &raw const CHARACTER_SETS) {
        said.with("advice", of_characters(function, e))
    } else if std::ptr::eq(rule, &raw const ZONES) {
        let (what, advice) = of_zones(function, e);
        said.with("what", what).with("advice", advice)
    } else if std::ptr::eq(rule, &raw const XML) {
        said.with("why", "has no counterpart in PostgreSQL").with("advice", of_documents(function))
    } else {
        said
    })
}

/// What takes the place of a function over character sets: of CONVERT, by the set that it names.
fn of_characters(function: &str, e: &ir::Expr) -> &'static str {
    let set = match &e.kind {
        ir::ExprKind::Call(call) => call.args.get(1).and_then(|set| super::literal::text_of(&set.value)),
        _ => None,
    };
    match (function, set.map(str::to_ascii_uppercase).as_deref()) {
        ("CONVERT", Some("US7ASCII")) => "unaccent(x), an extension, strips accents as CONVERT to US7ASCII does.",
        ("CONVERT", Some(set)) if set.contains("UTF16") || set.contains("UCS2") || set.contains("UTF32") => {
            "PostgreSQL has no such encoding: write a function over bytea that makes the bytes, or let the client do it."
        }
        ("CONVERT", Some(_)) => {
            "convert_to(x, '…') with PostgreSQL's name of the encoding gives the bytes as bytea; a text is always in the encoding of the database."
        }
        ("CONVERT", None) => {
            "convert_to(x, '…') gives bytes in another encoding as bytea (UTF-16 is none of them); a text is always in the encoding of the database."
        }
        ("COMPOSE" | "DECOMPOSE", _) => "normalize(x, NFC) composes, normalize(x, NFD) decomposes.",
        _ => "translate(x, …) with the letters of both widths.",
    }
}

/// What a function about time zones gives, and what takes its place.
fn of_zones(function: &str, e: &ir::Expr) -> (&'static str, &'static str) {
    let given = match &e.kind {
        ir::ExprKind::Call(call) => call.args.first().and_then(|zone| super::literal::text_of(&zone.value)),
        _ => None,
    };
    match function {
        "TZ_OFFSET" if given.is_some_and(|zone| zone.trim_start().starts_with(['+', '-'])) => (
            "it gives the offset that it is given",
            "Write the offset itself as a text, with two digits of hours and of minutes: '+05:30'.",
        ),
        "TZ_OFFSET" => (
            "it gives the offset of a zone as a text",
            "to_char(now(), 'TZH:TZM') for the session's zone; for zone z the interval (now() AT TIME ZONE z) - (now() AT TIME ZONE 'UTC').",
        ),
        "DBTIMEZONE" => {
            ("it gives the zone of the source's database", "Write the zone as a constant of the configuration.")
        }
        _ => (
            "it tells times that a change of the zones' rules moves",
            "PostgreSQL stores instants: leave out what moves them after an update of the rules.",
        ),
    }
}

/// What takes the place of a function that changes or makes documents.
fn of_documents(function: &str) -> &'static str {
    match function {
        "XMLSEQUENCE" => "Write unnest(xpath('/path', document)) or XMLTABLE: each gives one row for each node.",
        "SYS_XMLGEN" | "SYS_XMLAGG" => {
            "Write xmlelement(name row, …) and xmlagg; query_to_xml makes a document of a whole query."
        }
        "XMLCDATA" => "Write xmlelement with the text itself: PostgreSQL escapes it, and readers see the same text.",
        "XMLISVALID" | "XMLTRANSFORM" => {
            "Let the application check documents by their schema and apply style sheets: PostgreSQL has neither."
        }
        "XMLDIFF" | "XMLPATCH" => "Let the application compare documents and apply what differs.",
        _ => {
            "PostgreSQL changes no part of a document: read it by XMLTABLE or xpath, put it together again by xmlelement, xmlforest and xmlagg, or let the application change it."
        }
    }
}

/// What to do about a function of no sort.
pub(super) fn otherwise(function: &str) -> &'static str {
    match function {
        "UID" => {
            "Write (SELECT oid FROM pg_roles WHERE rolname = current_user); numbers that are stored mean users of the source."
        }
        "ORA_INVOKING_USER" | "ORA_INVOKING_USERID" => {
            "Write current_user; in a routine with SECURITY DEFINER that is the owner, and session_user who logged in."
        }
        "CHARTOROWID" | "ROWIDTOCHAR" | "ROWIDTONCHAR" => {
            "Name the row by its key; ctid::text and x::tid do as much only within a statement, for an update moves the row."
        }
        _ => "Write a function of your own that gives what the program needs of it, or leave it out.",
    }
}

/// What is to be asked of a function that counts bytes of a text.
pub(super) fn in_bytes(function: &str) -> &'static str {
    match function {
        "SUBSTRB" => {
            "Confirm that a limit in bytes is meant: ora_compat.substrb cuts UTF-8; where letters are meant, write substr."
        }
        "INSTRB" => {
            "Confirm that a place in bytes is meant: ora_compat.instrb counts those of UTF-8; where letters are meant, write instr."
        }
        "LENGTHB" => {
            "Confirm that bytes are meant: octet_length counts those of UTF-8; where letters are meant, write length."
        }
        _ => "Write substr, instr or length, which count code points as it does.",
    }
}

/// What takes the place of a function over bytes.
fn of_bytes(function: &str) -> &'static str {
    match function.split_once('.') {
        Some(("UTL_COMPRESS", _)) => {
            "Let the client or the application compress: PostgreSQL has no function that does (an extension: pg_gzip)."
        }
        Some(("UTL_URL", _)) | Some(("UTL_I18N", "ESCAPE_REFERENCE" | "UNESCAPE_REFERENCE")) => {
            "Write a function of your own for letters as %hh or &#n;, or leave it out where the receiver takes UTF-8."
        }
        Some(("UTL_RAW", "CAST_TO_NVARCHAR2")) | Some(("UTL_I18N", "RAW_TO_NCHAR")) => {
            "Its bytes are UTF-16, where the source's national character set is AL16UTF16, and PostgreSQL decodes no UTF-16: let the client do it, or write a function that puts chr(get_byte(b, i) * 256 + get_byte(b, i + 1)) together, with pairs of surrogates as one letter; of UTF-8 convert_from(b, 'UTF8')."
        }
        Some(("UTL_RAW", "CONVERT")) => {
            "convert(bytes, 'LATIN1', 'UTF8') with PostgreSQL's names of the encodings, from the old to the new one; UTF-16 is none of them."
        }
        Some(("UTL_RAW", member)) if member.starts_with("CAST_TO_BINARY_") || member == "CAST_TO_NUMBER" => {
            "Take the number apart with get_byte in a function of your own: nothing of PostgreSQL's SQL reads a number from its bytes; float8send(x) writes those of a double."
        }
        Some((
            "UTL_I18N",
            "MAP_CHARSET" | "MAP_LANGUAGE_FROM_ISO" | "MAP_LOCALE_TO_ISO" | "MAP_TERRITORY_FROM_ISO",
        )) => {
            "Keep the few names that the program needs in a CASE or a table: PostgreSQL's encodings and locales have names of their own."
        }
        Some(("UTL_I18N", "TRANSLITERATE")) => "Write translate or replace for the letters that are meant.",
        Some(("UTL_ENCODE", _)) => {
            "encode(bytes, 'base64') and decode(text, 'base64') do base64; for quoted-printable, uuencode and headers of mail write a function of your own, or let the client do it."
        }
        Some(("UTL_I18N", member)) if member.contains("VALIDATE") => {
            "convert_from(bytes, 'UTF8') fails where the bytes are no valid text."
        }
        _ => {
            "Use encode, decode, convert_to, convert_from, substring and || of bytea; a text goes through the source's character set."
        }
    }
}

/// The rule of a sort of functions that PostgreSQL lacks.
fn sort(function: &str) -> Option<&'static Rule> {
    let package = function.split_once('.').map_or(function, |(package, _)| package);
    Some(match package {
        "DUMP" | "VSIZE" => &INTERNALS,
        "LENGTHB" | "LENGTH2" | "LENGTH4" | "SUBSTRB" | "SUBSTR2" | "SUBSTR4" | "INSTRB" | "INSTR2" | "INSTR4" => {
            &BYTES
        }
        "NLSSORT" | "NLS_UPPER" | "NLS_LOWER" | "NLS_INITCAP" => &LINGUISTIC,
        "CONVERT" | "COMPOSE" | "DECOMPOSE" | "TO_SINGLE_BYTE" | "TO_MULTI_BYTE" => &CHARACTER_SETS,
        "TZ_OFFSET" | "DBTIMEZONE" | "ORA_DST_AFFECTED" | "ORA_DST_CONVERT" | "ORA_DST_ERROR" => &ZONES,
        "UTL_RAW" | "UTL_ENCODE" | "UTL_I18N" | "UTL_COMPRESS" | "UTL_URL" => &BINARY,
        "ORA_ROWSCN" | "DBMS_FLASHBACK" | "SCN_TO_TIMESTAMP" | "TIMESTAMP_TO_SCN" => &TRANSACTIONS,
        "DBMS_TRANSACTION"
            if matches!(function, "DBMS_TRANSACTION.LOCAL_TRANSACTION_ID" | "DBMS_TRANSACTION.STEP_ID") =>
        {
            &TRANSACTIONS
        }
        "FUZZY_MATCH" | "PHONIC_ENCODE" => &LIKENESS,
        "CORR_S" | "CORR_K" | "SKEWNESS_POP" | "SKEWNESS_SAMP" | "KURTOSIS_POP" | "KURTOSIS_SAMP" => &STATISTICS,
        "ORA_HASH" | "STANDARD_HASH" => &HASHES,
        "DBMS_UTILITY" if function == "DBMS_UTILITY.GET_HASH_VALUE" => &HASHES,
        "UPDATEXML"
        | "DELETEXML"
        | "INSERTCHILDXML"
        | "INSERTCHILDXMLBEFORE"
        | "INSERTCHILDXMLAFTER"
        | "INSERTXMLBEFORE"
        | "INSERTXMLAFTER"
        | "APPENDCHILDXML"
        | "XMLCDATA"
        | "XMLDIFF"
        | "XMLISVALID"
        | "XMLPATCH"
        | "XMLSEQUENCE"
        | "XMLTRANSFORM"
        | "SYS_XMLAGG"
        | "SYS_XMLGEN" => &XML,
        _ if package.starts_with("STATS_") || package.starts_with("APPROX_") => &STATISTICS,
        _ => return None,
    })
}
