//! `howdah lint`: findings without output, in the form that a person, an editor or a CI server wants.

use super::args::{Global, LintArgs};
use super::baseline;
use super::config::nearest;
use super::print::Terminal;
use super::session::{Session, stages};
use super::{Ended, FOUND, Trouble};
use crate::name::fits;
use crate::pipeline;
use crate::report::model::Finding;
use crate::report::view::object_name;
use crate::report::{FORMATS, Format, View, sums};
use crate::rules;

/// Runs it.
///
/// # Errors
/// Nothing to read; a format that does not exist.
pub fn run(args: &LintArgs, global: &Global, terminal: &Terminal) -> Ended {
    let format = format(&args.format)?;
    args.select.iter().chain(&args.ignore).try_for_each(|name| known(name))?;
    let session = Session::start(&args.paths, &args.reading, Some(&args.gate), format.says, global, terminal)?;
    let mut done = session.run(terminal)?;
    let mut report = std::mem::take(&mut done.report);
    let texts = session.texts(&done.files);
    let before = report.findings.len();
    let policy = &session.policy;
    // What is asked for on the command line takes the place of what the configuration selects.
    let select = if args.select.is_empty() { &policy.select } else { &args.select };
    if !select.is_empty() || !args.ignore.is_empty() || !policy.ignore.is_empty() || !policy.silent.is_empty() {
        let named = |names: &[String], f: &Finding| names.iter().any(|name| meant(name, f));
        let silent = |f: &Finding| {
            policy.silent.iter().any(|(code, glob)| f.code.starts_with(code) && fits(glob, object_name(&f.object)))
        };
        let keep = |f: &Finding| {
            (select.is_empty() || named(select, f))
                && !named(&args.ignore, f)
                && !named(&policy.ignore, f)
                && !silent(f)
        };
        sums::keep(&mut report, &session.policy, keep);
        let hidden = before - report.findings.len();
        if hidden > 0 {
            terminal.note(&format!("{hidden} findings are not shown and do not count (--select, --ignore)\n"));
        }
    }
    let view = View { report: &report, texts: &texts, colours: terminal.colours() };
    let print = || terminal.stream(|out| (format.write)(&view, out));
    pipeline::pooled(global.jobs, print).map_err(Trouble::new)??;
    stages(&done, global, terminal);
    let refused = baseline::write(&report, &args.gate, terminal)?;
    let code = if refused { FOUND } else { report.verdict.exit_code };
    // the process ends here, and its memory with it: to take all apart takes time
    std::mem::forget((report, done, session));
    Ok(code)
}

/// Whether a finding is meant: by its rule's code, the start or a glob of that, its rule's name, or its object.
fn meant(name: &str, f: &Finding) -> bool {
    let object = object_name(&f.object);
    is_code(name, &f.code) || f.name == name || fits(name, object)
}

/// A code, the start of one, or a glob.
fn is_code(name: &str, code: &str) -> bool {
    code.to_ascii_uppercase().starts_with(&name.to_ascii_uppercase()) || fits(name, code)
}

/// What looks like a code and is none is a typing error.
fn known(name: &str) -> Result<(), Trouble> {
    let codes = || rules::all().flat_map(|r| r.codes.iter().map(|(_, code)| *code));
    let upper = name.to_ascii_uppercase();
    let looks = ["OR-", "MY-", "MS-", "PG-", "HD-"].iter().any(|start| upper.starts_with(start));
    if !looks || codes().any(|code| is_code(name, code)) {
        return Ok(());
    }
    let advice = match nearest(&upper, codes()) {
        Some(near) => format!("did you mean `{near}`? `howdah rules` lists all"),
        None => "`howdah rules` lists all".into(),
    };
    Err(Trouble::with(format!("there is no rule `{name}`"), advice))
}

/// A format by name.
///
/// # Errors
/// A sentence that lists what there is.
pub fn format(name: &str) -> Result<&'static Format, Trouble> {
    FORMATS.iter().find(|f| f.name == name).copied().ok_or_else(|| {
        let names: Vec<&str> = FORMATS.iter().map(|f| f.name).collect();
        let near = nearest(name, names.iter().copied()).map(|n| format!("did you mean `{n}`? ")).unwrap_or_default();
        let lines: String = FORMATS.iter().map(|f| format!("\n    {:<9} {}", f.name, f.about)).collect();
        Trouble::with(format!("there is no format `{name}`"), format!("{near}there are:{lines}"))
    })
}
