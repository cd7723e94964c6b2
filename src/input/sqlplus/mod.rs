//! The layer of SQL*Plus: its commands are cut out, its variables replaced, its includes read where they stand.

mod command;
mod include;
mod liquibase;
mod page;
mod statement;
mod text;
mod variable;

pub(super) use include::RULES as INCLUDE_RULES;
pub(super) use page::RULES as VARIABLE_RULES;

use super::Piece;
use super::library::{Library, Loaded};
use super::sources::Edit;
use crate::finding::Raised;
use crate::span::Span;
use command::{Command, Does};
use page::{Line, Page};
use rustc_hash::FxHashSet;
use std::path::PathBuf;
use std::sync::Arc;
use variable::{Settings, Unknown, Variables};

/// One reading of a file: its text, and what stands in it, in order. Positions are offsets in the text.
#[derive(Debug)]
pub(super) struct Reading {
    pub file: Arc<Loaded>,
    /// Where it differs from the file.
    pub text: Option<String>,
    pub edits: Vec<Edit>,
    pub items: Vec<Item>,
    pub findings: Vec<Raised>,
}

/// What stands in a file.
#[derive(Debug)]
pub(super) enum Item {
    Piece(Piece),
    /// A further reading of the script, by index.
    Include(usize),
}

/// A script that was run from its first line: the readings of its files, its own first.
#[derive(Debug, Default)]
pub(super) struct Script {
    pub readings: Vec<Reading>,
    /// The files that it includes, by the names they are known by.
    pub included: FxHashSet<PathBuf>,
}

/// Reads a script as the client would run it.
pub(super) fn read(library: &Library, file: Arc<Loaded>, given: &[(String, String)]) -> Script {
    let mut run = Run {
        library,
        settings: Settings::default(),
        variables: Variables::new(given),
        stack: Vec::new(),
        bytes: 0,
        script: Script::default(),
    };
    run.file(file);
    run.script
}

/// The state of a run, which goes into included files and back out of them.
struct Run<'a> {
    library: &'a Library,
    settings: Settings,
    variables: Variables,
    /// Files that are being read, from the outermost.
    stack: Vec<PathBuf>,
    /// Bytes read so far.
    bytes: usize,
    script: Script,
}

impl Run<'_> {
    /// Reads a file; returns the index of its reading.
    fn file(&mut self, file: Arc<Loaded>) -> usize {
        let index = self.script.readings.len();
        self.bytes += file.text.len();
        let empty =
            Reading { file: file.clone(), text: None, edits: Vec::new(), items: Vec::new(), findings: Vec::new() };
        self.script.readings.push(empty);
        self.stack.push(file.id.clone());
        let mut page = Page::new(&file.text);
        while let Some(line) = page.line(&self.settings, &self.variables) {
            self.line(&mut page, line);
        }
        self.stack.pop();
        let done = page.finish(file.clone());
        if let Some(reading) = self.script.readings.get_mut(index) {
            *reading = done;
        }
        index
    }

    fn line(&mut self, page: &mut Page<'_>, line: Line<'_>) {
        if page.liquibase(&line) {
            return;
        }
        // a blank line begins none
        let found = if page.scanner.is_empty() || page.scanner.is_complete() {
            if page.data_pump_connect(&line) {
                return;
            }
            command::at(&line.text)
        } else if page.scanner.may_break() && page.scanner.after_blank() {
            // a blank line ends the statement, which stays in the buffer
            command::behind_blank(&line.text)
        } else if page.scanner.may_break() {
            command::surely_at(&line.text)
        } else {
            None
        };
        match found {
            Some((command, rest)) => {
                let start = line.text.len() - rest.len();
                page.scanner.reset();
                self.command(page, command, &line, start);
            }
            None => page.sql(&line),
        }
    }

    /// Does what a command does, and notes it as a piece.
    fn command(&mut self, page: &mut Page<'_>, command: &'static Command, line: &Line<'_>, start: usize) {
        let whole = page.whole(command, line, start, &self.settings, &self.variables);
        let rest = whole.rest.trim().trim_end_matches(';').trim_end();
        let mut user = None;
        match command.does {
            Does::Nothing | Does::Text => {}
            Does::Set => self.settings.apply(rest),
            Does::Define => {
                if let Some((name, value)) = variable::definition(&whole.rest) {
                    self.variables.set(name, &value, &whole.unknown);
                }
            }
            Does::Undefine => rest.split_whitespace().for_each(|name| self.variables.forget(name)),
            Does::Accept => self.accept(rest, &whole.unknown),
            Does::Column => {}
            Does::Connect => user = connect(rest),
            Does::Document => page.document(),
            Does::Execute => {
                if let Some(body) = whole.body {
                    page.raise(&whole.unknown);
                    page.piece(Piece::Exec { span: page.upto(whole.span), body });
                    return;
                }
            }
            Does::Start | Does::StartBeside => {
                page.piece(Piece::Client { span: page.upto(whole.span), word: command.word, user });
                if !self.include(page, command, rest, &whole) {
                    page.raise(&whole.unknown);
                }
                return;
            }
        }
        page.piece(Piece::Client { span: page.upto(whole.span), word: command.word, user });
    }

    /// `ACCEPT name … DEFAULT value`: what a person would get by pressing Enter.
    fn accept(&mut self, rest: &str, missing: &[(Unknown, Span)]) {
        let words = variable::arguments(rest);
        let Some(name) = words.first() else { return };
        let mut after = words.iter().skip(1).skip_while(|w| !command::abbreviates(w, "DEFAULT", 3)).skip(1);
        if let Some(value) = after.next() {
            self.variables.set(name, value, missing);
        }
    }
}

/// The user of `CONNECT user/password@database AS role`, with the quotes that are written; of `proxy[user]` the user.
fn connect(rest: &str) -> Option<String> {
    let end = match rest.strip_prefix('"') {
        Some(quoted) => quoted.find('"').map(|i| i + 2)?,
        None => rest.find(|c: char| c.is_whitespace() || "/@[".contains(c)).unwrap_or(rest.len()),
    };
    let (user, behind) = rest.split_at_checked(end)?;
    let user = match behind.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
        Some((behind_proxy, _)) => behind_proxy,
        None => user,
    };
    let is_role = user.eq_ignore_ascii_case("as") && behind.starts_with(char::is_whitespace);
    (!user.is_empty() && !user.contains('&') && !is_role).then(|| user.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_of_connect() {
        assert_eq!(connect("hr/hr@//db:1521/x"), Some("hr".into()));
        assert_eq!(connect("\"Scott\"/tiger as sysdba"), Some("\"Scott\"".into()));
        assert_eq!(connect("app[hr]/secret"), Some("hr".into()));
        for none in ["/ as sysdba", "", "&u/&p"] {
            assert_eq!(connect(none), None, "{none}");
        }
    }
}
