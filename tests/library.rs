//! Runs the checks of the support library in `tests/library/` on a real PostgreSQL.
//!
//! A `run` block holds statements; each run of lines with `=>` is what the statements above it put out, a line each: cells
//! with `|` between, `NULL`, `ERROR code`, `NOTICE text`. Every block starts in a new schema `t`, and with no more of the
//! library than it calls, so that each helper is also shown to load without the others. Behind `run` stand conditions:
//! `min=16`, `max=17` (the server's version), `needs=dblink` (an extension). `HOWDAH_PG_BIN` chooses the server.

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

use howdah::emit::support::{has, items, shaken};
use howdah::name::QName;
use howdah::profile::Profile;
use howdah::proof::script;
use howdah::proof::server::Scratch;
use postgres::{Client, NoTls, SimpleQueryMessage};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

struct Block {
    place: String,
    conditions: Vec<String>,
    /// Statements and what they put out.
    steps: Vec<(String, Vec<String>)>,
}

fn blocks() -> Vec<Block> {
    let mut paths: Vec<_> = std::fs::read_dir("tests/library").unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let filter = std::env::var("CASES").unwrap_or_default();
    let mut all = Vec::new();
    for path in paths.iter().filter(|p| p.to_string_lossy().contains(&filter)) {
        let text = std::fs::read_to_string(path).unwrap();
        let mut lines = text.lines().enumerate();
        while let Some((n, line)) = lines.next() {
            let Some(conditions) = line.strip_prefix("```run") else { continue };
            let mut steps: Vec<(String, Vec<String>)> = Vec::new();
            for (_, line) in lines.by_ref().take_while(|(_, l)| !l.starts_with("```")) {
                match (line.strip_prefix("=>"), steps.last_mut()) {
                    (Some(want), Some((_, wanted))) => wanted.push(want.trim().to_owned()),
                    (Some(want), None) => panic!("{}: `{want}` comes before any statement", path.display()),
                    (None, Some((sql, wanted))) if wanted.is_empty() => sql.push_str(&format!("{line}\n")),
                    (None, _) => steps.push((format!("{line}\n"), Vec::new())),
                }
            }
            let conditions = conditions.split_whitespace().map(str::to_owned).collect();
            all.push(Block { place: format!("{}:{}", path.display(), n + 1), conditions, steps });
        }
    }
    all
}

/// A connection that hears notices.
struct Session {
    client: Client,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Session {
    fn new(server: &Scratch, database: &str) -> Session {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let into = Arc::clone(&heard);
        let mut config = server.config(database);
        config.notice_callback(move |n| into.lock().unwrap().push(format!("{} {}", n.severity(), n.message())));
        Session { client: config.connect(NoTls).unwrap(), heard }
    }

    fn quiet(&mut self, sql: &str) {
        let sql = format!("SET client_min_messages = error;\n{sql}\n;RESET client_min_messages;");
        self.client.batch_execute(&sql).unwrap_or_else(|e| panic!("{}\n{sql}", said(&e)));
        self.heard.lock().unwrap().clear();
    }

    /// What a statement puts out.
    fn output(&mut self, sql: &str) -> Vec<String> {
        let result = self.client.simple_query(sql);
        let mut out: Vec<String> = std::mem::take(&mut *self.heard.lock().unwrap());
        match result {
            Err(error) => out.push(format!("ERROR {}", error.as_db_error().map_or("?", |d| d.code().code()))),
            Ok(messages) => {
                for message in messages {
                    if let SimpleQueryMessage::Row(row) = message {
                        let cells: Vec<&str> = (0..row.len()).map(|i| row.get(i).unwrap_or("NULL")).collect();
                        out.push(cells.join("|"));
                    }
                }
            }
        }
        out.iter().flat_map(|l| l.split('\n')).map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect()
    }
}

fn said(error: &postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |d| format!("{} {}", d.code().code(), d.message()))
}

fn statements(sql: &str) -> Vec<String> {
    let read = |_: &str| Ok(sql.to_owned());
    script::statements("block", &BTreeMap::new(), &read).unwrap().into_iter().map(|s| s.text).collect()
}

/// Helpers that a text names.
fn called(sql: &str) -> BTreeSet<QName> {
    let word = |t: &str| t.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    sql.split("ora_compat.").skip(1).map(word).filter(|n| has(n)).map(|n| QName::new("ora_compat", n)).collect()
}

fn version(session: &mut Session) -> u32 {
    session.output("SHOW server_version_num")[0].parse::<u32>().unwrap() / 10_000
}

/// Why a block does not apply to this server.
fn passed_over(block: &Block, session: &mut Session) -> Option<String> {
    let version = version(session);
    block.conditions.iter().find_map(|condition| {
        let (name, value) = condition.split_once('=').unwrap();
        match name {
            "min" if version < value.parse().unwrap() => Some(format!("needs PostgreSQL {value}")),
            "max" if version > value.parse().unwrap() => Some(format!("holds up to PostgreSQL {value}")),
            "needs" => {
                let sql = format!("SELECT count(*) FROM pg_available_extensions WHERE name = '{value}'");
                (session.output(&sql) == ["0"]).then(|| format!("needs extension {value}"))
            }
            _ => None,
        }
    })
}

fn check(server: &Scratch, database: &str, block: &Block, wrong: &mut Vec<String>) -> bool {
    let mut session = Session::new(server, database);
    if let Some(why) = passed_over(block, &mut session) {
        println!("{}: skipped: {why}", block.place);
        return false;
    }
    // Blocks that make schemas of their own leave them with this comment.
    session.quiet(
        "DO $$ DECLARE s text; BEGIN FOR s IN SELECT quote_ident(nspname) FROM pg_namespace n WHERE nspname IN ('t', 'ora_compat')
           OR obj_description(n.oid, 'pg_namespace') = 'pgtest' LOOP EXECUTE 'DROP SCHEMA ' || s || ' CASCADE'; END LOOP; END $$;
         CREATE SCHEMA t",
    );
    let all: String = block.steps.iter().map(|(sql, _)| sql.as_str()).collect();
    if let Some(support) = shaken(&called(&all)) {
        session.quiet(&support.create);
    }
    session
        .quiet("SET search_path = t, public; SET TimeZone = 'UTC'; SET DateStyle = 'ISO, MDY'; SET lc_messages = 'C'");
    for (sql, want) in &block.steps {
        let got: Vec<String> = statements(sql).iter().flat_map(|s| session.output(s)).collect();
        let want: Vec<&String> = want.iter().filter(|w| !w.is_empty()).collect();
        if got.iter().ne(want.iter().copied()) {
            wrong.push(format!("{}\n{}\n  is   {got:?}\n  not  {want:?}", block.place, sql.trim()));
        }
    }
    true
}

#[test]
fn helpers_answer_as_oracle_does() {
    let Some(server) = postgres_server::server() else { return };
    let (mut wrong, mut ran) = (Vec::new(), 0);
    postgres_server::with_database(&server, |client| {
        let database: String = client.query_one("SELECT current_database()", &[]).unwrap().get(0);
        for extension in ["dblink", "plpgsql_check", "pgcrypto"] {
            let _ = client.batch_execute(&format!("CREATE EXTENSION IF NOT EXISTS {extension}"));
        }
        for block in blocks() {
            ran += u32::from(check(&server, &database, &block, &mut wrong));
        }
    });
    println!("{ran} blocks");
    assert!(wrong.is_empty(), "{} of {ran} blocks differ\n\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn each_view_of_the_dictionary_loads_alone_and_goes_again() {
    let Some(server) = postgres_server::server() else { return };
    let views: Vec<_> = howdah::dictionary::all().collect();
    postgres_server::with_database(&server, |client| {
        for (view, whose) in &views {
            let name = view.target(*whose);
            let read = [QName::new("ora_dict", name.as_str())];
            let (made, helpers) = howdah::emit::dictionary::read(&read, &Profile::default(), &[]).unwrap();
            let support = shaken(&helpers);
            let create = support.iter().map(|s| s.create.as_str()).chain([made.create.as_str()]).collect::<String>();
            client.batch_execute(&create).unwrap_or_else(|e| panic!("{name}: {}\n{create}", said(&e)));
            let rows = format!("SELECT * FROM ora_dict.{}", howdah::dictionary::quoted(&name));
            client.batch_execute(&rows).unwrap_or_else(|e| panic!("{name}: {}", said(&e)));
            let undo =
                [made.undo.as_str()].into_iter().chain(support.iter().map(|s| s.undo.as_str())).collect::<String>();
            client.batch_execute(&undo).unwrap_or_else(|e| panic!("{name}: {}", said(&e)));
            let left = client.query_one("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'ora%'", &[]).unwrap();
            assert_eq!(left.get::<_, i64>(0), 0, "{name}");
        }
    });
}

#[test]
fn each_helper_loads_alone_and_goes_again() {
    let Some(server) = postgres_server::server() else { return };
    let names: BTreeSet<&str> = items().iter().map(|i| i.name).collect();
    let mut wrong = Vec::new();
    postgres_server::with_database(&server, |client| {
        client.batch_execute("SET client_min_messages = error").unwrap();
        for name in names {
            let support = shaken(&[QName::new("ora_compat", name)]).unwrap();
            for text in [&support.create, &support.create, &support.undo] {
                if let Err(error) = client.batch_execute(text) {
                    wrong.push(format!("{name}: {}", said(&error)));
                    client.batch_execute("DROP SCHEMA IF EXISTS ora_compat CASCADE").unwrap();
                    break;
                }
            }
            let left = client.query_one("SELECT count(*) FROM pg_namespace WHERE nspname = 'ora_compat'", &[]).unwrap();
            if left.get::<_, i64>(0) != 0 {
                wrong.push(format!("{name}: something is left"));
                client.batch_execute("DROP SCHEMA IF EXISTS ora_compat CASCADE").unwrap();
            }
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
