//! Loads the output into a real PostgreSQL and runs plpgsql_check: proof levels P4 and P5.

use super::Problem;
use super::script::{self, Statement};
use super::server::{Installation, Scratch, installations};
use postgres::{Client, NoTls};
use std::collections::BTreeMap;

/// Where to load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Where {
    /// A server by its URL: a database is created there, and dropped afterwards.
    Url(String),
    /// A scratch server of that installation.
    Scratch(Installation),
}

/// Picks an installation for a target version, if there is one.
#[must_use]
pub fn scratch(target: u32) -> Option<Where> {
    installations(target).into_iter().next().map(Where::Scratch)
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Version of the server.
    pub version: String,
    /// Version of plpgsql_check, where it is installed.
    pub check: Option<String>,
    /// Statements that were run.
    pub statements: usize,
    /// Statements that failed.
    pub load: Vec<Problem>,
    /// What plpgsql_check has to say.
    pub code: Vec<Problem>,
    /// Routines it looked at.
    pub routines: usize,
}

/// Loads `apply.sql` and checks every PL/pgSQL routine.
///
/// Every statement is tried, so that all errors are found, not only the first. What was created is dropped.
///
/// # Errors
/// A sentence: no connection, no right to create a database, a script that cannot be read. URLs and passwords are never part
/// of it.
pub fn verify(
    place: &Where,
    variables: &BTreeMap<String, String>,
    read: &dyn Fn(&str) -> Result<String, String>,
) -> Result<Verified, String> {
    let statements = script::statements("apply.sql", variables, read)?;
    match place {
        Where::Scratch(installation) => {
            let server = Scratch::start(installation)?;
            let mut client = server.connect("postgres")?;
            load(&mut client, &statements)
        }
        Where::Url(url) => {
            let config: postgres::Config = url.parse().map_err(|_| "the database URL is not understood".to_string())?;
            let mut admin = config.connect(NoTls).map_err(|e| unreachable(&e))?;
            let database = format!("howdah_verify_{}", std::process::id());
            run(&mut admin, &format!("CREATE DATABASE {database} TEMPLATE template0"))
                .map_err(|e| format!("no database could be created to load into: {}", said(&e)))?;
            let mut own = config.clone();
            own.dbname(&database);
            let result = own.connect(NoTls).map_err(|e| said(&e)).and_then(|mut c| load(&mut c, &statements));
            run(&mut admin, &format!("DROP DATABASE {database} WITH (FORCE)")).map_err(|e| said(&e))?;
            result
        }
    }
}

fn run(client: &mut Client, sql: &str) -> Result<(), postgres::Error> {
    client.batch_execute(sql)
}

/// Why there is no connection. The system's own words hold no part of the URL.
fn unreachable(error: &postgres::Error) -> String {
    let cause = std::error::Error::source(error).map_or_else(|| said(error), ToString::to_string);
    format!("no connection to the given database: {cause}")
}

/// What a driver error says, without connection parameters.
#[must_use]
pub fn said(error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) => db.message().to_string(),
        None => error.to_string(),
    }
}

fn load(client: &mut Client, statements: &[Statement]) -> Result<Verified, String> {
    let version = text(client, "SHOW server_version")?;
    let mut result = Verified { version, statements: statements.len(), ..Verified::default() };
    for statement in statements {
        if let Err(error) = run(client, &statement.text) {
            result.load.push(problem(statement, &error));
        }
    }
    check(client, statements, &mut result)?;
    Ok(result)
}

fn problem(statement: &Statement, error: &postgres::Error) -> Problem {
    let db = error.as_db_error();
    let offset = db.and_then(|d| d.position()).and_then(|p| match p {
        postgres::error::ErrorPosition::Original(n) => Some(*n),
        postgres::error::ErrorPosition::Internal { .. } => None,
    });
    let lines = |n: u32| statement.text.chars().take(n.saturating_sub(1) as usize).filter(|c| *c == '\n').count();
    Problem {
        file: statement.file.clone(),
        line: statement.line + offset.map_or(0, |n| u32::try_from(lines(n)).unwrap_or(0)),
        source: statement.source.clone(),
        code: db.map_or_else(String::new, |d| d.code().code().to_string()),
        message: said(error),
    }
}

fn text(client: &mut Client, sql: &str) -> Result<String, String> {
    let row = client.query_one(sql, &[]).map_err(|e| said(&e))?;
    row.try_get(0).map_err(|e| said(&e))
}

/// Every PL/pgSQL routine with what plpgsql_check says of it; trigger functions once for each table they serve.
const CHECK: &str = "
SELECT n.nspname || '.' || p.proname, c.lineno, c.level, c.sqlstate, c.message, p.prosrc
FROM pg_catalog.pg_proc AS p
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang AND l.lanname = 'plpgsql'
LEFT JOIN pg_catalog.pg_trigger AS t ON t.tgfoid = p.oid AND NOT t.tgisinternal
CROSS JOIN LATERAL plpgsql_check_function_tb(
  p.oid, coalesce(t.tgrelid, 0), fatal_errors => false, performance_warnings => true,
  oldtable => t.tgoldtable, newtable => t.tgnewtable) AS c
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND (p.prorettype <> 'trigger'::regtype OR t.oid IS NOT NULL)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e')
ORDER BY 1, 2, 5";

const COUNT: &str = "
SELECT count(*) FROM pg_catalog.pg_proc AS p
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang AND l.lanname = 'plpgsql'
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')";

fn check(client: &mut Client, statements: &[Statement], result: &mut Verified) -> Result<(), String> {
    if run(client, "CREATE EXTENSION IF NOT EXISTS plpgsql_check").is_err() {
        return Ok(());
    }
    result.check = Some(text(client, "SELECT extversion FROM pg_extension WHERE extname = 'plpgsql_check'")?);
    let count: i64 = client.query_one(COUNT, &[]).and_then(|r| r.try_get(0)).map_err(|e| said(&e))?;
    result.routines = usize::try_from(count).unwrap_or(0);
    for row in client.query(CHECK, &[]).map_err(|e| said(&e))? {
        let get = |i: usize| row.try_get::<_, Option<String>>(i).ok().flatten().unwrap_or_default();
        let name = get(0);
        let line: Option<i32> = row.try_get(1).ok().flatten();
        // Overloads share a name, but not their code; the last of them that stood in the script is what is there.
        let body = get(5);
        let made = || statements.iter().rev().filter(|s| creates(&s.text, &name));
        let made = made().find(|s| s.text.contains(&body)).or_else(|| made().next());
        result.code.push(Problem {
            file: made.map_or_else(String::new, |s| s.file.clone()),
            line: made
                .map_or(0, |s| s.line + body_line(&s.text) + line.and_then(|l| u32::try_from(l - 1).ok()).unwrap_or(0)),
            source: made.and_then(|s| s.source.clone()),
            code: get(2),
            message: format!("{name}: {}", get(4)),
        });
    }
    Ok(())
}

/// Whether the statement creates that routine.
fn creates(statement: &str, name: &str) -> bool {
    let mut words = statement.split_whitespace().skip_while(|w| !matches!(*w, "FUNCTION" | "PROCEDURE"));
    let head = words.nth(1).unwrap_or("");
    let written: String = head.split('(').next().unwrap_or("").chars().filter(|c| *c != '"').collect();
    statement.starts_with("CREATE ") && written == name
}

/// Lines from the start of a `CREATE FUNCTION` to the first line of its body.
fn body_line(statement: &str) -> u32 {
    let before = statement.split_once('$').map_or("", |(before, _)| before);
    u32::try_from(before.matches('\n').count()).unwrap_or(0)
}
