//! `howdah report`: a saved report in another form, what changed between two, and the schema of the format.

use super::args::ReportArgs;
use super::lint;
use super::print::Terminal;
use super::tree::inside;
use super::{CLEAN, Ended, FOUND, Trouble};
use crate::report::compare::{Comparison, compare};
use crate::report::model::Report;
use crate::report::{Texts, View, json};
use std::fs;
use std::path::Path;

/// Runs it. Comparing ends with 1 when something at or above the gate of the newer report is new.
///
/// # Errors
/// A file that cannot be read or is no report.
pub fn run(args: &ReportArgs, terminal: &Terminal) -> Ended {
    let Some(path) = args.report.as_deref().filter(|_| !args.schema) else { return terminal.done(&json::schema()) };
    let report = load(path)?;
    if let Some(older) = &args.against {
        let comparison = compare(&load(older)?, &report);
        let out = match args.format.as_str() {
            "text" => comparison.text(),
            "json" => comparison.json(),
            other => {
                let cause = format!("two reports cannot be compared as `{other}`");
                return Err(Trouble::with(cause, "it is text or json"));
            }
        };
        terminal.data(&out)?;
        return Ok(gate(&comparison));
    }
    let format = lint::format(&args.format)?;
    let texts = texts(&report, path, args.source.as_deref());
    let view = View { report: &report, texts: &texts, colours: terminal.colours() };
    terminal.stream(|out| (format.write)(&view, out)).map(|()| CLEAN)
}

fn gate(comparison: &Comparison) -> u8 {
    if comparison.worse { FOUND } else { CLEAN }
}

/// Reads a saved report.
///
/// # Errors
/// It cannot be read, or is none.
pub fn load(path: &Path) -> Result<Report, Trouble> {
    let text = fs::read_to_string(path)
        .map_err(|e| Trouble::new(format!("the report `{}` cannot be read: {e}", path.display())))?;
    json::read(&text).map_err(|e| {
        let cause = format!("`{}` is no report of howdah: {e}", path.display());
        Trouble::with(cause, "give the report.json that `howdah convert` wrote")
    })
}

/// The texts that a report speaks of, as far as they stand where they should. A path that leaves its folder is not followed.
pub fn texts(report: &Report, path: &Path, source: Option<&Path>) -> Texts<'static> {
    let mut texts = Texts::default();
    let out = path.parent().unwrap_or(Path::new("."));
    for output in report.objects.iter().flat_map(|o| &o.outputs).filter(|o| inside(&o.file)) {
        if !texts.outputs.contains_key(output.file.as_str())
            && let Ok(text) = fs::read_to_string(out.join(output.file.as_str()))
        {
            texts.outputs.insert(output.file.to_string().into(), text.into());
        }
    }
    let Some(source) = source else { return texts };
    for file in report.source.files.iter().filter(|f| inside(&f.path)) {
        if let Ok(bytes) = fs::read(source.join(&file.path)) {
            texts.sources.insert(file.path.clone().into(), String::from_utf8_lossy(&bytes).into_owned().into());
        }
    }
    texts
}
