//! Supplied packages whose members have no conversion: files, network, mail, jobs, queues, web pages, and all others.

use super::column::ANYDATA;
use super::{Cx, Manual, domain_index};
use crate::analyze::{Means, is_supplied_package};
use crate::finding::{Arg, Raised, Rule};
use crate::ir::{self, Path};
use crate::name::{Name, QName};
use crate::span::Span;

mod rules;

pub use rules::RULES;
use rules::{APEX, OTHER, POINTED, SCHEDULER, SERVICES, rule};

/// Says that a member of a supplied package has no conversion; `None` where the name means something else.
pub(super) fn absent(cx: &mut Cx<'_>, path: &Path, means: Means, span: Span) -> Option<Manual> {
    if means != Means::Supplied || path.link.is_some() {
        return None;
    }
    let parts = match path.parts.as_slice() {
        [sys, rest @ ..] if sys == "SYS" => rest,
        all => all,
    };
    let [package, member, ..] = parts else { return None };
    Some(of(cx, package, member, span))
}

/// The same of a name that means no expression: a type, an exception.
pub(super) fn named(cx: &mut Cx<'_>, parts: &[Name], span: Span) -> Option<Manual> {
    let parts = match parts {
        [sys, rest @ ..] if sys == "SYS" => rest,
        all => all,
    };
    let [package, member, ..] = parts else { return None };
    is_supplied_package(package).then(|| of(cx, package, member, span))
}

/// Functions of SQL that come with Oracle and that no row of the function table describes, sorted.
static FUNCTIONS: [&str; 49] = [
    "BITMAP_BIT_POSITION",
    "BITMAP_BUCKET_NUMBER",
    "BITMAP_CONSTRUCT_AGG",
    "BITMAP_COUNT",
    "BITMAP_OR_AGG",
    "CATSEARCH",
    "CLUSTER_DETAILS",
    "CLUSTER_DISTANCE",
    "CLUSTER_ID",
    "CLUSTER_PROBABILITY",
    "CLUSTER_SET",
    "DOMAIN_CHECK",
    "DOMAIN_CHECK_TYPE",
    "DOMAIN_DISPLAY",
    "DOMAIN_NAME",
    "DOMAIN_ORDER",
    "FEATURE_COMPARE",
    "FEATURE_DETAILS",
    "FEATURE_ID",
    "FEATURE_SET",
    "FEATURE_VALUE",
    "INSTR2",
    "INSTR4",
    "INSTRC",
    "JSONTOXML",
    "LENGTH2",
    "LENGTH4",
    "LENGTHC",
    "MATCHES",
    "MATCH_SCORE",
    "NLS_CHARSET_NAME",
    "PREDICTION",
    "PREDICTION_BOUNDS",
    "PREDICTION_COST",
    "PREDICTION_DETAILS",
    "PREDICTION_PROBABILITY",
    "PREDICTION_SET",
    "SUBSTR2",
    "SUBSTR4",
    "SUBSTRC",
    "SYS_ROW_ETAG",
    "TIME_BUCKET",
    "VECTOR",
    "VECTOR_CHUNKS",
    "VECTOR_DIMENSION_COUNT",
    "VECTOR_DIMS",
    "VECTOR_DISTANCE",
    "VECTOR_EMBEDDING",
    "VECTOR_NORM",
];

/// Says that a routine or constructor that nobody knows comes with Oracle; nothing where the name does not tell, or the input has it.
pub(super) fn by_name(cx: &mut Cx<'_>, name: &str, span: Span) -> Option<Manual> {
    let parts: Vec<&str> = name.split('.').collect();
    let kind = match parts.as_slice() {
        ["SYS" | "CTXSYS" | "MDSYS" | "XDB" | "LBACSYS" | "DVSYS" | "ORDSYS", ..] => "a schema",
        [only] if FUNCTIONS.binary_search(only).is_ok() || only.starts_with("SYS_OP_") => "the functions",
        [only] if super::types::supplied(only).is_some() || is_supplied_list(only) => "the types",
        _ => return None,
    };
    let behind = if parts.len() > 1 { parts.get(1..).unwrap_or_default() } else { parts.as_slice() };
    let is_own = |part: &&str| !cx.program.elsewhere(&QName::bare(Name::from(*part))).said.is_empty();
    if behind.iter().any(is_own) {
        return None;
    }
    let raised = about(&OTHER, name, span).with("kind", kind);
    Some(cx.manual_added(raised, "member", |said| said.rule == &OTHER && said.value("kind") == kind))
}

/// A finding about a member: others may be added to it, and of a script how many blocks call them.
fn about(rule: &'static Rule, member: impl Into<Arg>, span: Span) -> Raised {
    rule.at(span).with("member", member).with("s", "s").with("is", "is").with("has", "has").with("script", "")
}

/// Says so of a member by the names of both.
pub(super) fn of(cx: &mut Cx<'_>, package: &str, member: &str, span: Span) -> Manual {
    let member_of = format!("{package}.{member}");
    if matches!(
        package,
        "CTX_DDL"
            | "CTX_CD"
            | "CTX_DOC"
            | "CTX_QUERY"
            | "CTX_OUTPUT"
            | "CTX_REPORT"
            | "CTX_THES"
            | "CTX_CLS"
            | "CTX_ADM"
            | "CTX_ENTITY"
    ) {
        return domain_index::package(cx, &member_of, span);
    }
    if package == "DBMS_LOB" && (member.starts_with("FILE") || member.starts_with("LOAD")) {
        return file(cx, &member_of, span);
    }
    match rule(package, member) {
        // What a package does is said once of an object.
        Some(rule) => {
            let advice = match rule {
                of if of == &APEX => for_apex(package),
                of if of == &SERVICES => for_service(package),
                _ => "",
            };
            let raised = about(rule, member_of, span).with("advice", advice);
            cx.manual_once(raised, |said| said.rule == rule && said.value("advice") == advice)
        }
        None if matches!(package, "ANYDATA" | "ANYTYPE" | "ANYDATASET") => any_value(cx, member_of, span),
        // A package's members are said together.
        None => {
            let kind = if package.ends_with("_T") { "an object type" } else { "a package" };
            let raised = about(&OTHER, member_of, span).with("kind", kind);
            let own = |said: &Raised| said.value("member").strip_prefix(package).is_some_and(|it| it.starts_with('.'));
            cx.manual_added(raised, "member", |said| said.rule == &OTHER && own(said))
        }
    }
}

/// What takes the place of a service of Oracle's server.
fn for_service(package: &str) -> &'static str {
    match package {
        "DBMS_JAVA" => {
            "leave it out: PostgreSQL runs no Java; what the classes do is written in PL/pgSQL or in the application"
        }
        "DBMS_VECTOR" | "DBMS_VECTOR_CHAIN" => {
            "let the application load models and compute embeddings and chunks, and keep the vectors in a column of extension pgvector"
        }
        "DBMS_LDAP" | "DBMS_LDAP_UTL" => {
            "let the application ask the directory; that roles log in by one is set in pg_hba.conf"
        }
        "DBMS_CLOUD" => "let a program outside read and write the object storage, and load what it reads by COPY",
        "DBMS_HADOOP" => "let a program outside read the files, and load what it reads by COPY",
        "DBMS_XDB" | "DBMS_XDB_CONFIG" => {
            "keep the documents in a table of your own: PostgreSQL has no repository, and serves no HTTP"
        }
        _ => {
            "train and apply models outside of the database, or with an extension such as MADlib, and store what they give"
        }
    }
}

/// What takes the place of a package of APEX.
fn for_apex(package: &str) -> &'static str {
    match package {
        "APEX_DEBUG" => "leave the call out, or write RAISE DEBUG: it only traces",
        "APEX_STRING" => "string_to_array, array_to_string, regexp_split_to_table and format do what its functions do",
        "APEX_JSON" => "build and read the JSON with jsonb: jsonb_build_object, jsonb_path_query, #>>",
        "APEX_WEB_SERVICE" => "let the application call the service: PostgreSQL makes no calls over the network",
        "APEX_ERROR" => "RAISE EXCEPTION, and let the application show the message",
        _ => "move what calls it to the application that takes the place of APEX",
    }
}

const ANY_VALUE: &str = "A value of any type is jsonb here: jsonb_build_object('type', 'SYS.NUMBER', 'value', x) for convertNumber(x) and its kin, value ->> 'type' for getTypeName, value ->> 'value' for what is in it.";

/// Says that a method of ANYDATA has no conversion; those of an object are said together, and with its variables.
fn any_value(cx: &mut Cx<'_>, member: String, span: Span) -> Manual {
    let raised = ANYDATA.at(span).with("name", member).with("what", "works with values of any type");
    let said = |said: &Raised| said.rule == &ANYDATA && said.value("name").contains('.');
    if cx.outcome().findings.iter().any(|said| said.rule == &ANYDATA && is_any(&said.value("name"))) {
        return cx.manual_once(raised, |said| said.rule == &ANYDATA);
    }
    cx.manual_added(raised.with("advice", ANY_VALUE), "name", said)
}

/// Collections and documents of JSON.
fn is_supplied_list(name: &str) -> bool {
    name.starts_with("JSON_") && name.ends_with("_T")
        || name.starts_with("ODCI") && name.ends_with("LIST")
        || name.starts_with("DM_NESTED_")
        || matches!(name, "DBMSOUTPUT_LINESARRAY" | "AQ$_AGENT" | "AQ$_RECIPIENT_LIST_T" | "XMLSEQUENCETYPE")
}

fn is_any(name: &str) -> bool {
    matches!(name, "ANYDATA" | "ANYTYPE" | "ANYDATASET")
}

/// Says that variables of a type that comes with Oracle are not converted, where a finding of its own tells of that type.
pub(super) fn of_type(cx: &mut Cx<'_>, ty: &ir::Type, span: Span) -> Option<Manual> {
    let name = supplied_type(cx, ty)?;
    if is_any(&name) {
        let what = "is a type whose variables hold values of any type; they are not converted";
        let raised = ANYDATA.at(span).with("name", &name).with("what", what).with("advice", ANY_VALUE);
        return Some(cx.manual_once(raised, |said| said.rule == &ANYDATA));
    }
    super::expr::json::of_type(cx, &name, span)
}

/// The name of a type that comes with Oracle, where the input has none of the name.
#[expect(clippy::wildcard_enum_match_arm, reason = "all other types have no name")]
pub(super) fn supplied_type(cx: &Cx<'_>, ty: &ir::Type) -> Option<Name> {
    let (schema, name) = match ty {
        ir::Type::Named(QName { schema, name }) => (schema.as_ref(), name),
        ir::Type::Path(parts) => match &**parts {
            [name] => (None, name),
            [schema, name] => (Some(schema), name),
            _ => return None,
        },
        _ => return None,
    };
    let by_oracle = schema.is_none_or(|it| matches!(it.as_str(), "SYS" | "PUBLIC" | "MDSYS" | "ORDSYS" | "XDB"));
    let known = super::types::supplied(name).is_some() || is_supplied_list(name);
    let own = cx.program.elsewhere(&QName::bare(name.clone()));
    (by_oracle && known && own.said.is_empty()).then(|| name.clone())
}

/// Says that a relation belongs to APEX, a mining model or an index of Oracle Text; nothing where its name does not tell.
pub(super) fn apex_view(cx: &mut Cx<'_>, name: &QName, span: Span) -> Option<Manual> {
    // a view of a mining model
    if name.name.starts_with("DM$V") {
        let advice =
            "the model is one of the source's server: what it is made of is in the program that trains it outside";
        return Some(cx.manual_named(about(&SERVICES, name, span).with("advice", advice)));
    }
    // a table that an index of Oracle Text keeps
    if name.name.starts_with("DR$") {
        return Some(domain_index::kept(cx, name, span));
    }
    let of_apex = |schema: &str| schema.starts_with("APEX_") || schema.starts_with("FLOWS_");
    let own = name.schema.as_ref().is_none_or(|schema| of_apex(schema.as_str()));
    let named = name.name.starts_with("APEX_") || name.name.starts_with("WWV_FLOW_");
    (own && named).then(|| cx.manual_named(about(&APEX, name, span).with("advice", for_apex(&name.name))))
}

/// Says that a job that stands as an object of its own is not scheduled.
pub(super) fn job(cx: &mut Cx<'_>, name: &QName, span: Span) -> Manual {
    cx.manual(about(&SCHEDULER, name, span))
}

/// Says that a function points to a file of the server, or reads it by such a pointer.
pub(super) fn file(cx: &mut Cx<'_>, function: &str, span: Span) -> Manual {
    let advice = "let a client load the file as bytea, or call pg_read_binary_file with its path, which a member of pg_read_server_files may where EXECUTE on it is granted; the files themselves are in no dump";
    let raised = POINTED.at(span).with("what", format!("`{function}` reads a file of the server as a BFILE"));
    cx.manual_once(raised.with("advice", advice), |said| said.rule == &POINTED)
}

/// Says that a column points to files.
pub(super) fn of_files(column: &Name, span: Span) -> Raised {
    let what = format!("`{column}` points to files outside the database; a text for the path stands in");
    let advice =
        "choose: import the files as bytea, put them into object storage, or keep paths that the application reads";
    POINTED.at(span).with("what", what).with("advice", advice)
}
