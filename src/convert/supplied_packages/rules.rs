//! The rules about packages that Oracle supplies, and which of them speaks of which.

use crate::finding::{Confidence, Effort, Rule, Severity, Source};

static FILES: Rule = Rule {
    name: "utl-file",
    codes: &[(Source::Oracle, "OR-BIP-003")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(120, 30),
    message: "`{member}` work{s} on files of the server{script}",
    help: "choose: COPY or a staging table that a client fills, the application, or orafce's utl_file; COPY of the server's files is for members of pg_read_server_files and pg_write_server_files",
    doc: "lint/supplied-packages.md",
    ..Rule::PLAIN
};

/// A pointer to a file of the server: columns that hold it, and what makes or reads it.
pub(super) static POINTED: Rule = Rule {
    name: "bfile",
    codes: &[(Source::Oracle, "OR-TYP-020")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(240, 60),
    message: "{what}",
    help: "{advice}",
    doc: "convert/column/bfile-column.md",
    ..Rule::PLAIN
};

static JOBS: Rule = Rule {
    name: "dbms-job-in-code",
    codes: &[(Source::Oracle, "OR-BIP-004")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(30, 15),
    message: "`{member}` schedule{s} work from within the database{script}",
    help: "let an outside scheduler (cron, pg_timetable) or pg_cron call the procedure",
    doc: "lint/supplied-packages.md",
    ..Rule::PLAIN
};

pub(super) static SCHEDULER: Rule = Rule {
    name: "scheduler-job",
    codes: &[(Source::Oracle, "OR-BIP-005")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(30, 15),
    message: "`{member}` work{s} with jobs of the scheduler, which PostgreSQL does not have{script}",
    help: "With pg_cron: SELECT cron.schedule('name', '0 2 * * *', 'CALL …'), or a scheduler outside. Runs that were missed are not caught up, and the time zone is cron.timezone. What computes the dates of a calendar string is a query over generate_series.",
    doc: "lint/supplied-packages.md",
    ..Rule::PLAIN
};

static RESULTS: Rule = Rule {
    name: "implicit-result",
    codes: &[(Source::Oracle, "OR-CUR-010")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(60, 20),
    message: "`{member}` return{s} a result without a parameter for it{script}",
    help: "return a table or a refcursor, and change the client",
    doc: "lint/routines.md",
    ..Rule::PLAIN
};

static STATEMENTS: Rule = Rule {
    name: "dbms-sql",
    codes: &[(Source::Oracle, "OR-DYN-011")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(60, 30),
    message: "`{member}`: a dynamic statement is run step by step{script}",
    help: "write EXECUTE … USING; columns that are known at run time only come as jsonb: SELECT to_jsonb(t) FROM (…) t",
    doc: "lint/dynamic-statements.md",
    ..Rule::PLAIN
};

static PIPES: Rule = Rule {
    name: "pipes-and-alerts",
    codes: &[(Source::Oracle, "OR-BIP-006")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(240, 60),
    message: "`{member}` talk{s} to other sessions{script}",
    help: "replace waiting code by a table with FOR UPDATE SKIP LOCKED, or LISTEN in the client and NOTIFY here",
    doc: "lint/supplied-packages.md",
    ..Rule::PLAIN
};

static QUEUES: Rule = Rule {
    name: "advanced-queuing",
    codes: &[(Source::Oracle, "OR-BIP-007")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(480, 60),
    message: "`{member}` use{s} Advanced Queuing, which has no counterpart{script}",
    help: "choose a queue table with FOR UPDATE SKIP LOCKED, pgmq, or a broker",
    doc: "lint/supplied-packages.md",
    ..Rule::PLAIN
};

static CRYPTO: Rule = Rule {
    name: "cryptography",
    codes: &[(Source::Oracle, "OR-BIP-008")],
    raw: Severity::DataLossRisk,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(120, 30),
    message: "`{member}` {is} for encrypting or hashing; nothing was emitted for it{script}",
    help: "use pgcrypto (encrypt_iv, digest, hmac) and check padding, chaining and key handling with values recorded on Oracle before the cut-over",
    doc: "lint/supplied-packages.md",
    ..Rule::PLAIN
};

static NETWORK: Rule = Rule {
    name: "network-access",
    codes: &[(Source::Oracle, "OR-BIP-011")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    confidence: Confidence::Certain,
    effort: Effort::minutes(480, 60),
    message: "`{member}` work{s} over the network{script}",
    help: "move the call to the application, or approve an extension (http, pg_net)",
    doc: "lint/supplied-packages.md",
    ..Rule::PLAIN
};

static MAIL: Rule = Rule {
    name: "mail",
    codes: &[(Source::Oracle, "OR-BIP-016")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(120, 30),
    message: "`{member}` send{s} mail{script}",
    help: "write the mail into a table here and let a worker outside send it",
    doc: "lint/supplied-packages.md",
    ..Rule::PLAIN
};

static XML: Rule = Rule {
    name: "xml-documents",
    codes: &[(Source::Oracle, "OR-BIP-017")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(240, 30),
    message: "`{member}` handle{s} XML as a document in memory or as the result of a query{script}",
    help: "rewrite with xpath, xmltable and xmlelement; names of elements that DBMS_XMLGEN makes differ from those of query_to_xml",
    doc: "lint/supplied-packages.md",
    ..Rule::PLAIN
};

static METADATA: Rule = Rule {
    name: "dbms-metadata",
    codes: &[(Source::Oracle, "OR-BIP-019")],
    raw: Severity::Info,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(60, 15),
    message: "`{member}` read{s} definitions of objects as text{script}",
    help: "use pg_get_viewdef, pg_get_functiondef and their kin; the definition of a table comes from pg_dump only",
    doc: "lint/supplied-packages.md",
    ..Rule::PLAIN
};

static SPACE: Rule = Rule {
    name: "online-reorganisation",
    codes: &[(Source::Oracle, "OR-BIP-021")],
    raw: Severity::Info,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(30, 10),
    message: "`{member}` reorganise{s} storage{script}",
    help: "leave it out; pg_repack, or attaching and detaching partitions, where bloat needs it",
    doc: "lint/supplied-packages.md",
    ..Rule::PLAIN
};

static PUMP: Rule = Rule {
    name: "data-pump",
    codes: &[(Source::Oracle, "OR-BIP-022")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(120, 30),
    message: "`{member}` drive{s} Data Pump or copies of files{script}",
    help: "replace it by pg_dump or COPY jobs outside of the database",
    doc: "lint/supplied-packages.md",
    ..Rule::PLAIN
};

static CHUNKS: Rule = Rule {
    name: "parallel-execute",
    codes: &[(Source::Oracle, "OR-BIP-023")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(240, 60),
    message: "`{member}` run{s} parts of a job in sessions of its own{script}",
    help: "let workers outside take ranges of the key, each in its own connection",
    doc: "lint/supplied-packages.md",
    ..Rule::PLAIN
};

pub(super) static SERVICES: Rule = Rule {
    name: "services-of-the-server",
    codes: &[(Source::Oracle, "OR-BIP-024")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    confidence: Confidence::Certain,
    effort: Effort::minutes(480, 60),
    message: "`{member}` belong{s} to a service that PostgreSQL has no counterpart for{script}",
    help: "{advice}",
    doc: "lint/supplied-packages.md",
    ..Rule::PLAIN
};

static WEB: Rule = Rule {
    name: "web-toolkit",
    codes: &[(Source::Oracle, "OR-BIP-026")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    confidence: Confidence::Certain,
    effort: Effort::minutes(480, 60),
    message: "`{member}` make{s} a web page{script}",
    help: "move it to an application server, or return the text to one",
    doc: "lint/supplied-packages.md",
    ..Rule::PLAIN
};

pub(super) static APEX: Rule = Rule {
    name: "apex",
    codes: &[(Source::Oracle, "OR-BIP-027")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    confidence: Confidence::Certain,
    effort: Effort::minutes(480, 60),
    message: "`{member}` belong{s} to APEX{script}",
    help: "{advice}",
    doc: "lint/supplied-packages.md",
    ..Rule::PLAIN
};

pub(super) static OTHER: Rule = Rule {
    name: "supplied-package-member",
    codes: &[(Source::Oracle, "HD-433")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(20, 10),
    message: "`{member}` of {kind} that Oracle supplies {has} no conversion here{script}",
    help: "Write in PL/pgSQL what it does for the program, let the application do it, or leave it out.",
    doc: "lint/supplied-packages.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[
    &FILES,
    &POINTED,
    &JOBS,
    &SCHEDULER,
    &RESULTS,
    &STATEMENTS,
    &PIPES,
    &QUEUES,
    &CRYPTO,
    &NETWORK,
    &MAIL,
    &XML,
    &METADATA,
    &SPACE,
    &PUMP,
    &CHUNKS,
    &SERVICES,
    &WEB,
    &APEX,
    &OTHER,
];

/// The rule about a package.
pub(super) fn rule(package: &str, member: &str) -> Option<&'static Rule> {
    Some(match package {
        // It escapes a text, and no more.
        "DBMS_XMLGEN" if member == "CONVERT" || member.starts_with("ENTITY_") => return None,
        // It draws bytes by chance.
        "DBMS_CRYPTO" if member.starts_with("RANDOM") => return None,
        "UTL_SMTP" | "UTL_MAIL" => &MAIL,
        "UTL_FILE" => &FILES,
        "DBMS_JOB" => &JOBS,
        "DBMS_SQL" if member == "RETURN_RESULT" => &RESULTS,
        // Types of collections are used for themselves too.
        "DBMS_SQL" if member.ends_with("_TABLE") || member.starts_with("VARCHAR2") => return None,
        "DBMS_SQL" => &STATEMENTS,
        "DBMS_SCHEDULER" => &SCHEDULER,
        "DBMS_PIPE" | "DBMS_ALERT" => &PIPES,
        "DBMS_AQ" | "DBMS_AQADM" | "DBMS_AQELM" => &QUEUES,
        "DBMS_CRYPTO" | "DBMS_OBFUSCATION_TOOLKIT" => &CRYPTO,
        "UTL_HTTP" | "UTL_TCP" | "UTL_INADDR" => &NETWORK,
        "DBMS_XMLGEN" | "DBMS_XMLDOM" | "DBMS_XMLPARSER" | "DBMS_XSLPROCESSOR" | "DBMS_XMLQUERY" | "DBMS_XMLSAVE"
        | "DBMS_XMLSTORE" | "XMLDOM" | "XMLPARSER" => &XML,
        "DBMS_METADATA" => &METADATA,
        "DBMS_REDEFINITION" | "DBMS_SPACE_ADMIN" => &SPACE,
        "DBMS_DATAPUMP" | "DBMS_FILE_TRANSFER" => &PUMP,
        "DBMS_PARALLEL_EXECUTE" => &CHUNKS,
        "DBMS_LDAP"
        | "DBMS_LDAP_UTL"
        | "DBMS_CLOUD"
        | "DBMS_DATA_MINING"
        | "DBMS_DATA_MINING_TRANSFORM"
        | "DBMS_VECTOR"
        | "DBMS_VECTOR_CHAIN"
        | "DBMS_PREDICTIVE_ANALYTICS"
        | "DBMS_JAVA"
        | "DBMS_XDB"
        | "DBMS_XDB_CONFIG"
        | "DBMS_HADOOP" => &SERVICES,
        "HTP" | "HTF" | "OWA" | "OWA_COOKIE" | "OWA_UTIL" | "OWA_CUSTOM" | "OWA_SEC" | "WPG_DOCLOAD" => &WEB,
        _ if package.starts_with("APEX_") || package.starts_with("WWV_FLOW") || package.starts_with("HTMLDB_") => {
            if package == "APEX_MAIL" {
                &MAIL
            } else {
                &APEX
            }
        }
        _ => return None,
    })
}
