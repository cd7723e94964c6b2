//! Schemas that people wrote for Oracle and for PostgreSQL: our column types beside theirs. Each difference is explained by a rule.
//!
//! `HOWDAH_CORPORA=folder cargo test --test parallel -- --ignored --nocapture`, where the folder holds the repositories of `PAIRS`
//! as folders of any name that contains theirs. Their side is no truth: the table that is printed says what differs, how often,
//! and which rule of our report speaks of it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]
#![cfg(feature = "server")]

#[path = "support/postgres.rs"]
mod postgres_server;

use howdah::convert::Previous;
use howdah::finding::Source;
use howdah::input;
use howdah::pipeline::{self, Request};
use howdah::profile::Profile;
use howdah::proof::script;
use howdah::proof::server::Scratch;
use howdah::report::Says;
use howdah::report::model::Report;
use howdah::report::policy::Policy;
use postgres_server::{server, with_database};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A repository, and what the paths of its Oracle and of its PostgreSQL scripts hold and how they end.
type Pair = (&'static str, &'static str, (&'static str, &'static str), (&'static str, &'static str));

const PAIRS: &[Pair] = &[
    ("quartz", "quartz", ("jdbcjobstore", "tables_oracle.sql"), ("jdbcjobstore", "tables_postgres.sql")),
    ("spring-batch", "spring-batch", ("main/", "core/schema-oracle.sql"), ("main/", "core/schema-postgresql.sql")),
    ("flowable", "flowable", ("db/create/flowable.oracle", ".sql"), ("db/create/flowable.postgres", ".sql")),
    ("camunda", "camunda", ("db/create/activiti.oracle", ".sql"), ("db/create/activiti.postgres", ".sql")),
    ("ambari", "ambari", ("", "Ambari-DDL-Oracle-CREATE.sql"), ("", "Ambari-DDL-Postgres-CREATE.sql")),
    ("ranger", "ranger", ("current/", "ranger_core_db_oracle.sql"), ("current/", "ranger_core_db_postgres.sql")),
    ("ohdsi", "CommonDataModel", ("ddl/5.4/oracle", "ddl.sql"), ("ddl/5.4/postgresql", "ddl.sql")),
    ("sakila", "sakila", ("", "oracle-sakila-schema.sql"), ("", "postgres-sakila-schema.sql")),
    ("chinook", "chinook", ("", "Chinook_Oracle.sql"), ("", "Chinook_PostgreSql.sql")),
    ("kamailio", "kamailio", ("kamctl/oracle", "-create.sql"), ("kamctl/postgres", "-create.sql")),
    ("roundcube", "roundcube", ("SQL/", "oracle.initial.sql"), ("SQL/", "postgres.initial.sql")),
    (
        "i2b2 query",
        "i2b2",
        ("1-8/NewInstall/Crcdata", "query_oracle.sql"),
        ("1-8/NewInstall/Crcdata", "query_postgresql.sql"),
    ),
    (
        "i2b2 datamart",
        "i2b2",
        ("1-8/NewInstall/Crcdata", "datamart_oracle.sql"),
        ("1-8/NewInstall/Crcdata", "datamart_postgresql.sql"),
    ),
    ("i2b2 others", "i2b2", ("1-8/NewInstall/", "_tables.sql"), ("1-8/NewInstall/", "_tables.sql")),
];

/// Which rules speak of a type that begins so.
const RULES: &[(&[&str], &[&str])] = &[
    (
        &["numeric", "integer", "bigint", "smallint", "boolean", "double", "real"],
        &["OR-TYP-00", "OR-TYP-011", "OR-TYP-037", "OR-SEQ-006"],
    ),
    (
        &["character", "text"],
        &["OR-TYP-012", "OR-TYP-013", "OR-TYP-014", "OR-TYP-015", "OR-TYP-016", "OR-TYP-018", "OR-CHR-0"],
    ),
    (&["bytea"], &["OR-TYP-017", "OR-TYP-019"]),
    (&["timestamp", "date", "time", "interval"], &["OR-TYP-02"]),
    (&["xml", "json", "jsonb"], &["OR-TYP-028", "OR-TYP-029"]),
];

fn walk(path: &Path, files: &mut Vec<PathBuf>) {
    if let Ok(entries) = std::fs::read_dir(path) {
        entries.flatten().for_each(|entry| walk(&entry.path(), files));
    } else if path.extension().is_some_and(|e| e == "sql") {
        files.push(path.to_path_buf());
    }
}

/// The scripts of one side, sorted.
fn scripts(all: &[PathBuf], (part, end): (&str, &str), dialect: &str, other: &str) -> Vec<PathBuf> {
    let fits = |path: &&PathBuf| {
        let path = path.to_string_lossy();
        let of_other = path.to_lowercase().contains(other) && !path.to_lowercase().contains(dialect);
        path.contains(part)
            && path.ends_with(end)
            && !of_other
            && (path.to_lowercase().contains(dialect) || end.to_lowercase().contains(dialect))
            && !path.contains("drop")
    };
    all.iter().filter(fits).cloned().collect()
}

/// Types of columns by table and column, in lower case; those of tables with one name in two schemas are left out.
fn columns(client: &mut postgres::Client) -> BTreeMap<(String, String), String> {
    let sql = "SELECT lower(c.relname), lower(a.attname), format_type(a.atttypid, a.atttypmod)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
        ORDER BY 1, 2";
    client.query(sql, &[]).unwrap().iter().map(|r| ((r.get(0), r.get(1)), r.get(2))).collect()
}

/// Loads scripts that people wrote, as far as each statement goes.
fn theirs(server: &Scratch, paths: &[PathBuf]) -> BTreeMap<(String, String), String> {
    with_database(server, |client| {
        for path in paths {
            let text = std::fs::read_to_string(path).unwrap_or_default();
            let text: String = text
                .lines()
                .filter(|line| !line.starts_with('\\'))
                .map(|line| format!("{}\n", line.replace("@cdmDatabaseSchema.", "")))
                .collect();
            let read = |_: &str| Ok(text.clone());
            for statement in script::statements("theirs.sql", &BTreeMap::new(), &read).unwrap_or_default() {
                let _ = client.batch_execute(&statement.text);
            }
        }
        columns(client)
    })
}

/// Converts and loads; the columns and the report.
fn ours(server: &Scratch, paths: &[PathBuf]) -> (BTreeMap<(String, String), String>, Report) {
    let input = input::read(&input::Request { paths: paths.to_vec(), ..input::Request::default() }).unwrap();
    let (profile, policy, previous) = (Profile::default(), Policy::default(), Previous::default());
    let request = Request {
        input: &input,
        source: Source::Oracle,
        profile: &profile,
        policy: &policy,
        previous: &previous,
        jobs: 0,
        says: Says::Drafts,
        only: &[],
        last: false,
    };
    let done = pipeline::run(&request).unwrap();
    let read = |path: &str| {
        let found = done.files.iter().find(|f| f.path == path);
        found.map(|f| f.text.to_string()).ok_or_else(|| format!("{path} is missing"))
    };
    let columns = with_database(server, |client| {
        for statement in script::statements("pre_data.sql", &BTreeMap::new(), &read).unwrap() {
            client.batch_execute(&statement.text).unwrap();
        }
        columns(client)
    });
    (columns, done.report)
}

/// The codes that the report has for a table: exact conversions, and findings that name the column or no column.
fn codes(report: &Report) -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for object in report.objects.iter().filter(|o| o.kind == "table") {
        let name = object.name.rsplit('.').next().unwrap_or_default().to_lowercase();
        let own = all.entry(name).or_default();
        own.extend(object.applied.iter().map(|a| a.code.to_string()));
        own.extend(report.findings.iter().filter(|f| f.object == object.id).map(|f| f.code.to_string()));
    }
    let general = report.findings.iter().filter(|f| f.object.is_empty()).map(|f| f.code.to_string());
    let general: BTreeSet<String> = general.collect();
    all.values_mut().for_each(|own| own.extend(general.iter().cloned()));
    all
}

#[test]
#[ignore = "needs repositories in HOWDAH_CORPORA"]
fn differences_from_what_people_wrote_are_explained() {
    let Some(root) = std::env::var_os("HOWDAH_CORPORA") else { return println!("skipped: no HOWDAH_CORPORA") };
    let Some(server) = server() else { return };
    let mut unexplained = Vec::new();
    for (name, repository, oracle, postgres) in PAIRS {
        let mut all = Vec::new();
        for folder in std::fs::read_dir(&root).unwrap().flatten().map(|e| e.path()) {
            if folder.file_name().is_some_and(|n| n.to_string_lossy().contains(repository)) {
                walk(&folder, &mut all);
            }
        }
        all.sort();
        let (from, to) = (scripts(&all, *oracle, "oracle", "postgres"), scripts(&all, *postgres, "postgres", "oracle"));
        if from.is_empty() || to.is_empty() {
            println!("{name}: not in the folder");
            continue;
        }
        let ((ours, report), theirs) = (ours(&server, &from), theirs(&server, &to));
        let codes = codes(&report);
        let shared: Vec<_> = ours.iter().filter_map(|(at, a)| Some((at, a, theirs.get(at)?))).collect();
        let mut differ: BTreeMap<(String, String, String), (usize, String)> = BTreeMap::new();
        for (at, a, b) in shared.iter().filter(|(_, a, b)| a != b) {
            let of_type = RULES.iter().find(|(starts, _)| starts.iter().any(|start| a.starts_with(start)));
            let fits =
                |code: &&String| of_type.is_some_and(|(_, list)| list.iter().any(|start| code.starts_with(start)));
            let own: Vec<&str> = codes.get(&at.0).into_iter().flatten().filter(fits).map(String::as_str).collect();
            if own.is_empty() {
                unexplained.push(format!("{name}: {}.{} is {a}, and theirs {b}", at.0, at.1));
            }
            let bare = |ty: &str| ty.split('(').next().unwrap_or_default().trim().to_owned();
            let row = if bare(a) == bare(b) { (a.to_string(), b.to_string()) } else { (bare(a), bare(b)) };
            let entry = differ.entry((row.0, row.1, own.join(" "))).or_default();
            entry.0 += 1;
            entry.1 = format!("{}.{}", at.0, at.1);
        }
        let equal = shared.iter().filter(|(_, a, b)| a == b).count();
        println!("{name}: {} columns on both sides, {equal} of one type", shared.len());
        for ((a, b, codes), (count, example)) in &differ {
            println!("  {count:5}  {a} / {b}  ({example})  {codes}");
        }
    }
    assert!(unexplained.is_empty(), "{} differences without a rule\n{}", unexplained.len(), unexplained.join("\n"));
}
