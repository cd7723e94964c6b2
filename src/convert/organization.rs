//! How a table keeps its rows: in its key (index-organized) or in files (external).

use super::{Cx, storage};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, ClauseKind};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&INDEX_ORGANIZED, &EXTERNAL];

static INDEX_ORGANIZED: Rule = Rule {
    name: "index-organized-table",
    codes: &[(Source::Oracle, "OR-DDL-022")],
    raw: Severity::Performance,
    effort: Effort::minutes(10, 5),
    message: "index-organized table `{table}` became a plain table with its primary key",
    help: "Where ranges of the key are read: PRIMARY KEY (…) INCLUDE (…) for narrow columns, or CLUSTER from time to time.",
    doc: "convert/organization/index.md",
    ..Rule::PLAIN
};

static EXTERNAL: Rule = Rule {
    name: "external-table",
    codes: &[(Source::Oracle, "OR-DBL-002")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(60, 30),
    message: "external table `{table}` became an empty table: its rows are in files",
    help: "{advice}",
    doc: "convert/organization/external.md",
    ..Rule::PLAIN
};

/// Takes a clause of a table that says how rows are kept. False: it says something else.
pub(super) fn clause(cx: &mut Cx<'_>, object: &ir::Object, clause: &ir::Clause) -> bool {
    let (rule, word) = match storage::word(clause) {
        word @ "ORGANIZATION INDEX" => (&INDEX_ORGANIZED, word),
        word @ ("ORGANIZATION EXTERNAL" | "EXTERNAL PARTITION ATTRIBUTES") => (&EXTERNAL, word),
        word @ "ORGANIZATION HEAP" => {
            cx.dropped(&storage::PHYSICAL, word, clause.at.span);
            return true;
        }
        _ => return false,
    };
    cx.dropped(rule, word, clause.at.span);
    let raised = rule.at(clause.at.span).with("table", &object.name);
    if rule.severity == Severity::ManualEffort {
        let _reported = cx.manual(raised.with("advice", loading(clause)));
    } else {
        cx.raise(raised);
    }
    true
}

/// How the rows of an external table come in: its files are named, and how they are written stands in its own clause.
fn loading(clause: &ir::Clause) -> String {
    let parts = if let ClauseKind::Group(_, parts) = &clause.kind { parts.as_slice() } else { &[] };
    let driver = parts
        .iter()
        .find_map(|c| if let ClauseKind::Named("TYPE", name) = &c.kind { Some(name.as_str()) } else { None });
    let within =
        parts.iter().filter_map(|c| if let ClauseKind::Group("LOCATION", of) = &c.kind { Some(of) } else { None });
    let files =
        within.flatten().filter_map(|c| if let ClauseKind::Text("FILE", name) = &c.kind { Some(name) } else { None });
    let files: Vec<String> = files.map(|name| format!("'{name}'")).collect();
    let files = if files.is_empty() { "the file".to_owned() } else { files.join(", ") };
    let format = parts
        .iter()
        .find_map(|c| if let ClauseKind::Text("FILEFORMAT", of) = &c.kind { Some(of.as_str()) } else { None });
    match (driver, format) {
        (Some("ORACLE_DATAPUMP"), _) => {
            return "Its files are of Data Pump, which PostgreSQL cannot read: write them out as CSV on the source, and load them by COPY.".to_owned();
        }
        (Some("ORACLE_HIVE"), _) => {
            return "Its rows are a table of Hive: load them from a file that Hive writes by COPY, or read them through a foreign data wrapper for Hive.".to_owned();
        }
        (Some("ORACLE_BIGDATA"), Some("JSONDOC" | "JSONTABLE" | "JSON")) => {
            return format!(
                "Load each document of {files} as one value of type jsonb: COPY into a table of one jsonb column where each line of the file is a document, as text whose backslashes are doubled; else a client reads the file, and INSERT … SELECT jsonb_array_elements(…) divides an array."
            );
        }
        (Some("ORACLE_BIGDATA"), Some("PARQUET" | "AVRO" | "ORC")) => {
            return format!(
                "PostgreSQL cannot read the format of {files}: write the rows as CSV with a program outside, and load them by COPY."
            );
        }
        _ => {}
    }
    if parts.iter().any(|c| matches!(c.kind, ClauseKind::Flag("PREPROCESSOR"))) {
        return format!(
            "A program of the source's server makes the rows out of {files}: COPY … FROM PROGRAM, or file_fdw with OPTIONS (program '…', format 'csv'), runs one on PostgreSQL's server, for members of pg_execute_server_program; or run it outside, and load what it writes by COPY."
        );
    }
    format!(
        "Load {files} by COPY, or replace the table by CREATE FOREIGN TABLE over the extension file_fdw: OPTIONS (filename '…', format 'csv', and as delimiter and quote what its FIELDS TERMINATED BY and ENCLOSED BY say); fields of fixed width are one text column and a view with substr."
    )
}
