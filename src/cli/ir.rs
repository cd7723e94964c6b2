//! `howdah ir`: what was understood, statement by statement and object by object; the best thing to send with a bug report.

use super::args::{Global, IrArgs};
use super::print::Terminal;
use super::session::Session;
use super::{Ended, Trouble};
use crate::ir::object::key;
use crate::report::visible;

/// Runs it.
///
/// # Errors
/// Nothing to read.
pub fn run(args: &IrArgs, global: &Global, terminal: &Terminal) -> Ended {
    let session = Session::start(&args.paths, &args.reading, None, global, terminal)?;
    let text = understood(&session)?;
    terminal.done(&text)
}

fn understood(session: &Session) -> Result<String, Trouble> {
    let program = session.model()?;
    let mut out = String::from("statements\n");
    for read in &program.statements {
        let place = session.input.sources.place(read.span);
        let fate = format!("{:?}", read.fate);
        out.push_str(&format!(
            "  {}:{} {}: {}\n",
            visible::line(place.file),
            place.line,
            read.label,
            visible::line(&fate)
        ));
    }
    for (_, object) in program.catalog.iter() {
        out.push_str(&format!("\n{}\n", visible::line(&key(object).to_string())));
        for line in without_places(&format!("{:#?}", object.kind)) {
            out.push_str(&format!("  {}\n", visible::code(line)));
        }
    }
    for data in &program.data {
        out.push_str("\ndata\n");
        for line in without_places(&format!("{:#?}", data.dml)) {
            out.push_str(&format!("  {}\n", visible::code(line)));
        }
    }
    for asked in &program.queries {
        out.push_str("\nquery\n");
        for line in without_places(&format!("{:#?}", asked.query)) {
            out.push_str(&format!("  {}\n", visible::code(line)));
        }
    }
    Ok(out)
}

/// The lines of a dump, without the fields that say where a node stands: they differ between runs and mean nothing to people.
fn without_places(dump: &str) -> Vec<&str> {
    let mut kept = Vec::new();
    let mut skip: Option<usize> = None;
    for line in dump.lines() {
        let indent = line.len() - line.trim_start().len();
        match skip {
            Some(depth) if indent > depth => {}
            Some(_) => skip = None, // the brace that closes it
            None if line.trim_start().starts_with("at: At {") => skip = Some(indent),
            None => kept.push(line),
        }
    }
    kept
}
