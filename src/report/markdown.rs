//! `markdown`: the report to read in a repository or a merge request.

use super::model::{Finding, Report, States};
use super::view::{View, counted, dialect, hours, object_name, percent, place};
use super::{Format, visible};
use crate::finding::Severity;

/// The format.
pub static FORMAT: Format =
    Format { name: "markdown", extension: "md", about: "to read in a repository or a merge request", write };

/// Findings in the table of risks.
const TOP: usize = 10;

fn write(view: &View<'_>) -> String {
    let report = view.report;
    let mut out = String::new();
    verdict(report, &mut out);
    states(report, &mut out);
    risks(view, &mut out);
    not_looked_at(report, &mut out);
    findings(report, &mut out);
    objects(report, &mut out);
    options(report, &mut out);
    out
}

/// The verdict as a heading.
#[must_use]
pub fn headline(result: &str) -> &'static str {
    match result {
        "ready" => "Nothing found",
        "review" => "Converted; parts are to be reviewed or finished",
        "not-ready" => "Not ready for a production load",
        _ => "Not assessed",
    }
}

fn verdict(report: &Report, out: &mut String) {
    out.push_str(&format!("# {}\n\n", headline(&report.verdict.result)));
    let (from, to) = (dialect(&report.source.dialect), &report.target.version);
    let files = u32::try_from(report.source.files.len()).unwrap_or(u32::MAX);
    out.push_str(&format!("{} → PostgreSQL {to}, {}.\n\n", text(from), counted(files, "file")));
    for reason in &report.verdict.reasons {
        out.push_str(&format!("- {}\n", text(reason)));
    }
    let verdict = &report.verdict;
    out.push_str(&format!("- the gate is `{}`: exit code {}\n\n", verdict.gate, verdict.exit_code));
}

fn states(report: &Report, out: &mut String) {
    let summary = &report.summary;
    out.push_str("## What became of the input\n\n");
    out.push_str("| | total | converted | review | manual | ignored | unread |\n|---|--:|--:|--:|--:|--:|--:|\n");
    let mut row = |name: &str, s: &States| {
        let States { total, converted, review, manual, ignored, unread } = s;
        let line = format!("| {name} | {total} | {converted} | {review} | {manual} | {ignored} | {unread} |\n");
        out.push_str(&line);
    };
    row("statements", &summary.statements);
    row("**objects**", &summary.objects.all);
    for (kind, states) in &summary.objects.by_kind {
        row(&text(kind), states);
    }
    let (exact, converted) = (percent(summary.rates.exact), percent(summary.rates.converted));
    let level = &report.proof.level;
    out.push_str(&format!(
        "\nExact: **{exact}** of all objects but the ignored ones are converted and reached {level}. \
         Converted: **{converted}** are converted or to be reviewed and reached {level}.\n"
    ));
    let proof: Vec<String> = summary.proof.iter().filter(|(_, n)| **n > 0).map(|(p, n)| format!("{p} {n}")).collect();
    let engine = match &report.proof.version {
        Some(version) => format!("{} {version}", report.proof.engine),
        None => report.proof.engine.clone(),
    };
    out.push_str(&format!("Proof ({}): {}.\n", text(&engine), proof.join(", ")));
    let effort = &summary.effort_hours;
    let (low, likely, high) = (hours(effort.low), hours(effort.likely), hours(effort.high));
    out.push_str(&format!("Effort: {low} to {high} hours, likely {likely}.\n\n"));
}

fn risks(view: &View<'_>, out: &mut String) {
    let dangerous = |f: &&Finding| f.severity != Severity::Info.name();
    let top: Vec<&Finding> = view.open().filter(dangerous).take(TOP).collect();
    if top.is_empty() {
        return;
    }
    out.push_str("## Top risks\n\n| severity | what | where | code | owner |\n|---|---|---|---|---|\n");
    for f in top {
        let (what, owner) = (message(&f.message), f.owner.as_deref().map(text).unwrap_or_default());
        let place = cell(&place(f));
        out.push_str(&format!(
            "| {} | {what} | {} {place} | {} | {owner} |\n",
            f.severity,
            cell(object_name(&f.object)),
            f.code
        ));
    }
    out.push('\n');
}

fn not_looked_at(report: &Report, out: &mut String) {
    out.push_str("## Not looked at\n\n");
    if report.not_checked.is_empty() {
        out.push_str("Everything that was given was looked at.\n\n");
        return;
    }
    out.push_str("| kind | what | where | why |\n|---|---|---|---|\n");
    for n in &report.not_checked {
        let place = n.location.as_ref().map_or_else(String::new, |l| cell(&format!("{}:{}", l.file, l.line)));
        let object = n.object.as_deref().map(cell).unwrap_or_default();
        out.push_str(&format!("| {} | {object} | {place} | {} |\n", text(&n.kind), message(&n.reason)));
    }
    out.push('\n');
}

fn findings(report: &Report, out: &mut String) {
    out.push_str("## Findings\n\n");
    if report.findings.is_empty() {
        out.push_str("None.\n\n");
    }
    for severity in Severity::ALL {
        let of: Vec<&Finding> = report.findings.iter().filter(|f| f.severity == severity.name()).collect();
        if of.is_empty() {
            continue;
        }
        out.push_str(&format!("### {} ({})\n\n", severity.name(), of.len()));
        for f in of {
            let waived = match &f.waived {
                Some(w) => format!(" — waived by {}: {}", text(&w.owner), text(&w.reason)),
                None => String::new(),
            };
            let object =
                if f.object.is_empty() { String::new() } else { format!(" in {}", cell(object_name(&f.object))) };
            let place = f.location.as_ref().map_or_else(String::new, |_| format!(", {}", cell(&place(f))));
            out.push_str(&format!("- **{}**{object}{place}: {}{waived}\n", f.code, message(&f.message)));
            if !f.help.is_empty() {
                out.push_str(&format!("  - {}\n", message(&f.help)));
            }
        }
        out.push('\n');
    }
}

fn objects(report: &Report, out: &mut String) {
    let left: Vec<_> = report.objects.iter().filter(|o| o.state != "converted").collect();
    if left.is_empty() {
        return;
    }
    out.push_str(
        "## Objects that are not `converted`\n\n| state | kind | object | where | why |\n|---|---|---|---|---|\n",
    );
    for o in left {
        let place = o.source.as_ref().map_or_else(String::new, |s| cell(&format!("{}:{}", s.file, s.line)));
        let why = match (&o.reason, o.findings.len()) {
            (Some(reason), _) => message(reason),
            (None, n) => counted(u32::try_from(n).unwrap_or(u32::MAX), "finding"),
        };
        out.push_str(&format!("| {} | {} | {} | {place} | {why} |\n", o.state, text(&o.kind), cell(&o.name)));
    }
    out.push('\n');
}

fn options(report: &Report, out: &mut String) {
    out.push_str("## Options in force\n\n| option | value | set by |\n|---|---|---|\n");
    for (name, option) in &report.profile {
        let value = option.value.as_deref().map_or_else(|| "**not set**".into(), cell);
        out.push_str(&format!("| `{name}` | {value} | {} |\n", option.origin));
    }
    let (version, digest) = (&report.tool.version, report.tool.rules_digest.get(..12).unwrap_or_default());
    out.push_str(&format!("\nhowdah {version}, rules `{digest}`.\n"));
}

/// Text in which nothing is markup.
fn text(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + 8);
    for c in visible::line(source).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' | '$' | '@' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// A name or place as code, safe in a table.
fn cell(source: &str) -> String {
    let shown = visible::line(source);
    if shown.is_empty() {
        String::new()
    } else if shown.contains(['`', '|', '\\', '<', '>', '&']) {
        text(source)
    } else {
        format!("`{shown}`")
    }
}

/// A message with its names as code.
fn message(source: &str) -> String {
    visible::pieces(source).map(|(code, part)| if code { cell(part) } else { text(part) }).collect()
}
