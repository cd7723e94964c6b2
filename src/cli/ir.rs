//! `howdah ir`: what was understood, statement by statement and object by object; the best thing to send with a bug report.

use super::args::{Global, IrArgs};
use super::dump;
use super::print::Terminal;
use super::session::Session;
use super::{Ended, Trouble};
use crate::finding::fill;
use crate::ir::{DynamicText, Fate, Program, object::key};
use crate::pipeline;
use crate::report::{Says, visible};
use crate::span::Span;
use std::fmt::Debug;

/// Runs it.
///
/// # Errors
/// Nothing to read.
pub fn run(args: &IrArgs, global: &Global, terminal: &Terminal) -> Ended {
    let session = Session::start(&args.paths, &args.reading, None, Says::Findings, global, terminal)?;
    let text = understood(&session)?;
    terminal.done(&text)
}

fn understood(session: &Session) -> Result<String, Trouble> {
    let program = session.model()?;
    // trees are as deep as the parser lets them be
    Ok(pipeline::pooled(1, || {
        let mut page = Page { session, out: String::new() };
        page.statements(&program);
        page.unread(&program);
        page.dynamic(&program);
        page.models(&program);
        page.out
    })?)
}

struct Page<'a> {
    session: &'a Session,
    out: String,
}

impl Page<'_> {
    fn place(&self, span: Span) -> String {
        let place = self.session.input.sources.place(span);
        format!("{}:{}", visible::line(place.file), place.line)
    }

    fn tree(&mut self, title: &str, tree: &dyn Debug) {
        self.out.push_str(&format!("\n{}\n", visible::line(title)));
        for line in dump::lines(&format!("{tree:?}")) {
            self.out.push_str(&format!("  {}\n", visible::code(&line)));
        }
    }

    /// Each statement with what became of it.
    fn statements(&mut self, program: &Program) {
        self.out.push_str("statements\n");
        for read in &program.statements {
            let fate = match &read.fate {
                Fate::Object(id) => key(program.catalog.get(*id)).to_string(),
                Fate::Data => "below".into(),
                Fate::Missing(name) => format!("no effect: `{name}` is not in the input"),
                Fate::Undone => "undone by a later statement".into(),
                Fate::Ignored(why) => format!("ignored: {why}"),
                Fate::Manual(why) => format!("left over: {why}"),
                Fate::Unread(unread) => format!("NOT UNDERSTOOD: {}", unread.reason),
            };
            let place = self.place(read.span);
            self.out.push_str(&format!("  {place} {}: {}\n", read.label, visible::line(&fate)));
        }
    }

    /// What was not understood, with the text at which reading stopped.
    fn unread(&mut self, program: &Program) {
        if program.unread.is_empty() {
            return;
        }
        self.out.push_str("\nnot understood\n");
        for (object, raised) in &program.unread {
            let place = self.place(raised.span);
            let whose = object.map(|id| format!(" in {}", key(program.catalog.get(id)))).unwrap_or_default();
            let message = visible::line(&fill("{reason}", &raised.args)).into_owned();
            self.out.push_str(&format!("  {place}{whose}: {message}\n"));
            let sources = &self.session.input.sources;
            let text: String = sources.text(raised.span).chars().take(100).collect();
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            self.out.push_str(&format!("    at `{}`\n", visible::line(&text)));
        }
    }

    /// Texts that code runs as statements.
    fn dynamic(&mut self, program: &Program) {
        for it in &program.dynamic {
            let place = self.place(it.at.span);
            let title = format!("{place} {}", it.by);
            match &it.text {
                DynamicText::Read(statement) => self.tree(&format!("{title} {}", statement.label), &statement.does),
                DynamicText::Refused(why) => {
                    self.out.push_str(&format!("\n{title}: the text is no statement: {}\n", visible::line(why)));
                }
                DynamicText::Unknown { why, begins } => {
                    let begins = if begins.is_empty() { String::new() } else { format!("begins with `{begins}`; ") };
                    let text = format!("{title}: {begins}depends on {why}");
                    self.out.push_str(&format!("\n{}\n", visible::line(&text)));
                }
            }
        }
    }

    /// Objects, rows and queries as trees.
    fn models(&mut self, program: &Program) {
        for (_, object) in program.catalog.iter() {
            let title = format!("{} {}", self.place(object.at.span), key(object));
            self.tree(&title, &object.kind);
        }
        for data in &program.data {
            self.tree(&format!("{} rows", self.place(data.span)), &data.dml);
        }
        for asked in &program.queries {
            self.tree(&format!("{} query", self.place(asked.span)), &asked.query);
        }
    }
}
