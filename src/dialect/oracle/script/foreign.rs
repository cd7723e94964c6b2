//! Scripts that are written for another server: said once of each, in place of everything that is not understood there.

use super::{Parsed, Session, UNREAD};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::input::{Input, Sources};
use crate::ir::{Does, Fate, Read, Statement, Unread};
use crate::span::Span;
use std::collections::BTreeMap;

/// A script of another server among those of Oracle.
pub(super) static FOREIGN: Rule = Rule {
    name: "script-of-another-server",
    codes: &[(Source::Oracle, "HD-437")],
    raw: Severity::Blocker,
    severity: Severity::Blocker,
    confidence: Confidence::Likely,
    effort: Effort::minutes(10, 0),
    message: "this script is written for {server}, it seems: {count} of its statements were not understood, {rest}",
    help: "leave the script out of the input; where it is Oracle's, take {signs} out of it",
    doc: "",
    ..Rule::PLAIN
};

/// A server that others write scripts for, and how they show.
#[derive(Debug)]
struct Server {
    name: &'static str,
    /// What folders and files of its scripts are called.
    called: &'static [&'static str],
    /// Words at which reading stops, for Oracle has nothing like them there.
    words: &'static [&'static str],
    /// What to take out of a script that is Oracle's after all.
    signs: &'static str,
}

static SERVERS: [Server; 5] = [
    Server {
        name: "MySQL",
        called: &["mysql", "mariadb"],
        words: &["ENGINE", "AUTO_INCREMENT", "UNSIGNED", "DELIMITER", "CHANGE"],
        signs: "names in backquotes, ENGINE and AUTO_INCREMENT",
    },
    Server {
        name: "SQL Server",
        called: &["sqlserver", "mssql", "tsql", "sybase"],
        words: &["CLUSTERED", "NONCLUSTERED"],
        signs: "IF OBJECT_ID, names in brackets and tables of names with `#`",
    },
    Server {
        name: "PostgreSQL",
        called: &["postgres", "postgresql", "pgsql"],
        words: &[],
        signs: "what is PostgreSQL's",
    },
    Server { name: "DB2", called: &["db2"], words: &["ORGANIZE"], signs: "what is DB2's" },
    Server {
        name: "a small database",
        called: &["h2", "hsqldb", "hsql", "derby", "sqlite", "firebird"],
        words: &[],
        signs: "what is no SQL of Oracle's",
    },
];

const SQL_SERVER: usize = 1;

/// So many signs of another server in a script are no slip.
const ENOUGH: usize = 4;

/// One in so many statements of a script that is taken for another server's is not understood.
const SHARE: usize = 4;

/// What is known of a script.
#[derive(Debug, Default)]
struct Script {
    /// Signs of each server.
    signs: [usize; SERVERS.len()],
    statements: usize,
    broken: usize,
    /// Statements that ask whether an object is there, as SQL Server's do.
    asks: usize,
    first: Span,
}

/// A script of another server.
#[derive(Debug)]
pub(super) struct Foreign {
    server: &'static Server,
    /// Nothing of it is applied.
    whole: bool,
    count: usize,
    first: Span,
}

/// The server that a path names.
fn called(path: &str) -> Option<usize> {
    let path = path.to_ascii_lowercase();
    let words = || path.split(|c: char| !c.is_ascii_alphanumeric());
    if path.contains("oracle") {
        return None;
    }
    SERVERS.iter().position(|server| words().any(|word| server.called.contains(&word)))
}

/// Where reading stopped in a statement.
fn stopped(statement: &Statement) -> Option<&Unread> {
    if let Does::Unread(unread) = &statement.does { Some(unread) } else { statement.rest.as_ref() }
}

/// `IF OBJECT_ID(…)`, `IF EXISTS (…)`: whether a statement begins with a question for what is there.
fn asks(text: &str) -> bool {
    let Some((word, condition)) = text.split_once(char::is_whitespace) else { return false };
    if !word.eq_ignore_ascii_case("IF") {
        return false;
    }
    let condition = condition.trim_start();
    let begins = |what: &str| condition.get(..what.len()).is_some_and(|c| c.eq_ignore_ascii_case(what));
    begins("OBJECT_ID") || begins("EXISTS") || begins("NOT EXISTS")
}

/// The server that the text says at which reading stopped.
fn sign(text: &str, reason: &str) -> Option<usize> {
    let word = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or("");
    if let Some(server) = SERVERS.iter().position(|s| s.words.iter().any(|it| word.eq_ignore_ascii_case(it))) {
        return Some(server);
    }
    let mut signs = text.chars();
    let named = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    match signs.next() {
        Some('[') if named(signs.next()) => Some(SQL_SERVER),
        // where a statement may begin, it is a comment of another language
        Some('#') if named(signs.next()) && (reason.contains("a name") || reason.contains("an expression")) => {
            Some(SQL_SERVER)
        }
        _ if asks(text) => Some(SQL_SERVER),
        _ => None,
    }
}

/// The scripts of other servers, by their files.
pub(super) fn find(input: &Input, parsed: &[Option<Parsed>]) -> BTreeMap<usize, Foreign> {
    let sources = &input.sources;
    let mut scripts: BTreeMap<usize, Script> = BTreeMap::new();
    for (piece, parsed) in input.pieces.iter().zip(parsed) {
        let (Some(file), Some(parsed)) = (sources.number(piece.span()), parsed) else { continue };
        let broken = parsed.statements.iter().filter(|s| stopped(s).is_some()).count();
        let script = scripts.entry(file).or_default();
        script.statements += parsed.statements.len();
        script.broken += broken;
        for statement in &parsed.statements {
            let Some(unread) = stopped(statement) else { continue };
            if script.first == Span::default() {
                script.first = unread.stopped.span;
            }
            let rest = Span::new(unread.stopped.span.lo, unread.at.span.hi.max(unread.stopped.span.hi));
            let text = sources.text(rest);
            if asks(text) {
                script.asks += 1;
            }
            if let Some(signs) = sign(text, &unread.reason).and_then(|n| script.signs.get_mut(n)) {
                *signs += 1;
            }
        }
        let quotes = parsed.errors.iter().filter(|(span, _)| sources.text(*span) == "`").count();
        let [mysql, ..] = &mut script.signs;
        *mysql += quotes;
    }
    scripts.retain(|_, script| script.broken > 0);
    scripts
        .into_iter()
        .filter_map(|(file, script)| Some((file, of(sources.files().get(file)?.path.as_str(), &script)?)))
        .collect()
}

/// The server that a script is written for.
fn of(path: &str, script: &Script) -> Option<Foreign> {
    let most = script.signs.iter().enumerate().max_by_key(|(n, signs)| (**signs, usize::MAX - n));
    let shown = most.filter(|(_, signs)| **signs >= ENOUGH).map(|(n, _)| n);
    let all = script.broken * SHARE >= script.statements;
    // one that asks first whether its table is there says enough
    let server = called(path).or(shown).or((script.asks > 0).then_some(SQL_SERVER).filter(|_| all))?;
    Some(Foreign { server: SERVERS.get(server)?, whole: all, count: script.broken, first: script.first })
}

impl Session {
    /// Takes the statements of a script of another server for what they are; gives back all of another script.
    pub(super) fn passed_by(&mut self, parsed: Parsed, sources: &Sources) -> Option<Parsed> {
        let of = |s: &Statement| sources.number(s.at.span).and_then(|file| self.foreign.get(&file));
        let Some(server) = parsed.statements.first().and_then(of).filter(|it| it.whole).map(|it| it.server.name) else {
            return Some(parsed);
        };
        for Statement { at, label, .. } in parsed.statements {
            let reason = format!("its script is written for {server}").into();
            let fate = Fate::Unread(Unread { at, reason, stopped: at });
            self.program.statements.push(Read { span: at.span, label, fate });
        }
        None
    }

    /// Takes what is said of scripts of another server together.
    pub(super) fn of_other_servers(&mut self, sources: &Sources) {
        let foreign = std::mem::take(&mut self.foreign);
        if foreign.is_empty() {
            return;
        }
        self.program.unread.retain(|(object, raised)| {
            let file = sources.number(raised.span).filter(|file| foreign.contains_key(file));
            file.is_none() || object.is_some() || raised.rule != &UNREAD
        });
        for (file, Foreign { server, whole, count, first }) in foreign {
            self.strays.forget(file);
            let rest = if whole { "so nothing of it is converted" } else { "the others are taken as they stand" };
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            let raised = FOREIGN.at(first).with("server", server.name).with("count", count);
            self.raise(raised.with("rest", rest).with("signs", server.signs));
        }
    }
}
