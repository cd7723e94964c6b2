//! `howdah convert`: scripts, report and manifest into a folder, and a summary for the person at the terminal.

use super::args::{ConvertArgs, Global};
use super::baseline;
use super::print::Terminal;
use super::session::{Session, stages};
use super::tree::{self, MANIFEST, Planned};
use super::{Ended, FOUND, Trouble};
use crate::convert::Previous;
use crate::emit::manifest::{FileDigest, Manifest, OptionValue, Rename, VERSION};
use crate::finding::{Key, ObjectKind, Severity};
use crate::name::QName;
use crate::pipeline;
use crate::report::model::{Finding, Report, SourceFile, States};
use crate::report::text::{self, OFF};
use crate::report::view::{counted, hours, object_name, percent};
use crate::report::{FORMATS, Says, View, visible};
use anstyle::Style;
use std::fs;
use std::path::Path;

const BOLD: Style = Style::new().bold();
/// Findings in the summary.
const TOP: usize = 5;

/// Runs it.
///
/// # Errors
/// Nothing to read; a folder that may not be written to.
pub fn run(args: &ConvertArgs, global: &Global, terminal: &Terminal) -> Ended {
    let earlier = tree::manifest(&args.out)?;
    let mut session = Session::start(&args.paths, &args.reading, Some(&args.gate), Says::Drafts, global, terminal)?;
    session.previous = match &args.names {
        Some(path) => {
            let text = fs::read_to_string(path)
                .map_err(|e| Trouble::new(format!("the names `{}` cannot be read: {e}", path.display())))?;
            previous(&tree::parse(&text, path)?)
        }
        None => earlier.as_ref().map(previous).unwrap_or_default(),
    };
    let done = session.run(terminal)?;
    let mut files: Vec<Planned<'_>> = done.files.iter().map(|f| Planned::text(&f.path, &f.text)).collect();
    let texts = session.texts(&done.files);
    files.extend(reports(View { report: &done.report, texts: &texts, colours: false }));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    pipeline::pooled(global.jobs, || {
        tree::write(&args.out, &files, |outputs| manifest(&done.report, outputs), args.force)
    })??;
    stages(&done, global, terminal);
    let refused = baseline::write(&done.report, &args.gate, terminal)?;
    terminal.note(&summary(&done.report, &args.out, files.len() + 1));
    let code = if refused { FOUND } else { done.report.verdict.exit_code };
    drop(files);
    drop(texts);
    // The process ends here: to free what is large piece by piece would cost time and give nothing back.
    std::mem::forget(done);
    Ok(code)
}

/// The report in the forms that stand in the output.
pub fn reports(view: View<'_>) -> impl Iterator<Item = Planned<'_>> {
    let wanted = FORMATS.iter().filter(|f| matches!(f.name, "json" | "html" | "markdown"));
    wanted.map(move |format| Planned::report(format, view))
}

/// Names that an earlier run gave.
fn previous(manifest: &Manifest) -> Previous {
    let mut previous = Previous::default();
    for rename in &manifest.renames {
        if let Some(kind) = ObjectKind::ALL.into_iter().find(|k| k.name() == rename.kind) {
            previous.names.insert(Key { kind, name: qname(&rename.source) }, qname(&rename.target));
        }
    }
    previous
}

/// A name as the manifest writes it: the schema stands before the first period.
fn qname(text: &str) -> QName {
    match text.split_once('.') {
        Some((schema, name)) => QName::new(schema, name),
        None => QName::bare(text),
    }
}

/// The manifest of a run.
fn manifest(report: &Report, outputs: Vec<FileDigest>) -> String {
    let input = |f: &SourceFile| FileDigest { path: f.path.clone(), sha256: f.sha256.clone() };
    let rename = |r: &crate::report::model::Rename| Rename {
        kind: r.kind.clone(),
        source: r.from.clone(),
        target: r.to.clone(),
        reason: r.reason.clone(),
    };
    let option = |(name, option): (&String, &crate::report::model::OptionValue)| {
        (name.clone(), OptionValue { value: option.value.clone(), origin: option.origin.clone() })
    };
    let manifest = Manifest {
        manifest_version: VERSION,
        tool: format!("{} {}", report.tool.name, report.tool.version),
        target: report.target.version.parse().unwrap_or(15),
        inputs: report.source.files.iter().map(input).collect(),
        outputs,
        renames: report.renames.iter().map(rename).collect(),
        options: report.profile.iter().map(option).collect(),
    };
    let mut text = serde_json::to_string_pretty(&manifest).unwrap_or_default();
    text.push('\n');
    text
}

fn summary(report: &Report, out: &Path, written: usize) -> String {
    let s = &report.summary;
    let files = u32::try_from(report.source.files.len()).unwrap_or(u32::MAX);
    let lines: u32 = report.source.files.iter().map(|f| f.lines).sum();
    let mut text = format!(
        "\n{BOLD}read{BOLD:#}       {}, {}, {}\n",
        counted(files, "file"),
        counted(lines, "line"),
        counted(s.statements.total, "statement")
    );
    if !report.not_checked.is_empty() {
        let n = u32::try_from(report.not_checked.len()).unwrap_or(u32::MAX);
        text.push_str(&format!("           {} not looked at, named in the report\n", counted(n, "item")));
    }
    text.push_str(&format!(
        "\n{:<22}{:>8}{:>11}{:>8}{:>8}{:>9}{:>8}\n",
        "", "total", "converted", "review", "manual", "ignored", "unread"
    ));
    let mut row = |name: &str, s: &States| {
        let States { total, converted, review, manual, ignored, unread } = s;
        text.push_str(&format!("{name:<22}{total:>8}{converted:>11}{review:>8}{manual:>8}{ignored:>9}{unread:>8}\n"));
    };
    row("statements", &s.statements);
    row("objects", &s.objects.all);
    for (kind, states) in &s.objects.by_kind {
        row(&format!("  {kind}"), states);
    }
    let level = &report.proof.level;
    text.push_str(&format!(
        "\n{BOLD}exact{BOLD:#}      {} of the objects that are not ignored are converted and reached {level}\n\
         {BOLD}converted{BOLD:#}  {} are converted or to be reviewed\n",
        percent(s.rates.exact),
        percent(s.rates.converted)
    ));
    if report.verdict.result == "not-assessed" {
        text.push_str(&format!(
            "{BOLD}not assessed{BOLD:#}: no statement of the input was understood, so the run fails\n"
        ));
    }
    let (low, likely, high) = (hours(s.effort_hours.low), hours(s.effort_hours.likely), hours(s.effort_hours.high));
    text.push_str(&format!("{BOLD}effort{BOLD:#}     {low} to {high} hours, likely {likely}\n"));
    text.push_str(&findings(report));
    let shown = out.display();
    text.push_str(&format!(
        "\nwrote {written} files to {shown}; the report is {shown}/report.html, the digests are in {shown}/{MANIFEST}\n\
         next: howdah verify {shown}, or psql -f {shown}/apply.sql\n"
    ));
    text
}

fn findings(report: &Report) -> String {
    let counts: Vec<String> = Severity::ALL
        .iter()
        .filter_map(|s| {
            let n = report.summary.findings.get(&s.name().replace('-', "_")).copied().unwrap_or(0);
            let style = text::style(s.name());
            (n > 0).then(|| format!("{style}{n} {}{OFF}", s.name()))
        })
        .collect();
    let mut out = if counts.is_empty() {
        format!("{BOLD}findings{BOLD:#}   none\n")
    } else {
        format!("{BOLD}findings{BOLD:#}   {}\n", counts.join(", "))
    };
    let risky = |f: &&Finding| f.waived.is_none() && f.severity != Severity::Info.name();
    let top: Vec<&Finding> = report.findings.iter().filter(risky).take(TOP).collect();
    if !top.is_empty() {
        out.push_str(&format!("\n{BOLD}first{BOLD:#}\n"));
    }
    for f in top {
        let style = text::style(&f.severity);
        let object =
            if f.object.is_empty() { String::new() } else { format!("{}: ", visible::line(object_name(&f.object))) };
        out.push_str(&format!("  {style}{}{OFF} {} {object}{}\n", f.severity, f.code, visible::line(&f.message)));
    }
    out
}
