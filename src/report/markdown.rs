//! `markdown`: the report to read in a repository or a merge request.

use super::model::{Finding, Report, States};
use super::view::{Risk, View, counted, dialect, hours, object_name, percent, place};
use super::{Format, Says, visible};
use crate::finding::Severity;
use std::fmt::{self, Display};
use std::io::{self, BufWriter, Write};

/// The format.
pub static FORMAT: Format = Format {
    name: "markdown",
    extension: "md",
    about: "to read in a repository or a merge request",
    says: Says::Objects,
    write,
};

/// Rules in the table of risks.
const TOP: usize = 10;

fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let report = view.report;
    let out = &mut BufWriter::with_capacity(1 << 16, out);
    verdict(report, out)?;
    states(report, out)?;
    risks(view, out)?;
    not_looked_at(report, out)?;
    findings(report, out)?;
    objects(report, out)?;
    options(report, out)?;
    out.flush()
}

type Out<'w> = BufWriter<&'w mut dyn Write>;

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

fn verdict(report: &Report, out: &mut Out<'_>) -> io::Result<()> {
    writeln!(out, "# {}\n", headline(&report.verdict.result))?;
    let (from, to) = (dialect(&report.source.dialect), &report.target.version);
    let files = u32::try_from(report.source.files.len()).unwrap_or(u32::MAX);
    writeln!(out, "{} → PostgreSQL {to}, {}.\n", text(from), counted(files, "file"))?;
    for reason in &report.verdict.reasons {
        writeln!(out, "- {}", text(reason))?;
    }
    let verdict = &report.verdict;
    writeln!(out, "- the gate is `{}`: exit code {}\n", verdict.gate, verdict.exit_code)?;
    Ok(())
}

fn states(report: &Report, out: &mut Out<'_>) -> io::Result<()> {
    let summary = &report.summary;
    out.write_all(b"## What became of the input\n\n")?;
    out.write_all(b"| | total | converted | review | manual | ignored | unread |\n|---|--:|--:|--:|--:|--:|--:|\n")?;
    let mut row = |name: &str, s: &States| {
        let States { total, converted, review, manual, ignored, unread } = s;
        writeln!(out, "| {name} | {total} | {converted} | {review} | {manual} | {ignored} | {unread} |")
    };
    row("statements", &summary.statements)?;
    row("**objects**", &summary.objects.all)?;
    for (kind, states) in &summary.objects.by_kind {
        row(&text(kind).to_string(), states)?;
    }
    let (exact, converted) = (percent(summary.rates.exact), percent(summary.rates.converted));
    let level = &report.proof.level;
    writeln!(
        out,
        "\nExact: **{exact}** of all objects but the ignored ones are converted and reached {level}. \
         Converted: **{converted}** are converted or to be reviewed and reached {level}."
    )?;
    let proof: Vec<String> = summary.proof.iter().filter(|(_, n)| **n > 0).map(|(p, n)| format!("{p} {n}")).collect();
    let engine = match &report.proof.version {
        Some(version) => format!("{} {version}", report.proof.engine),
        None => report.proof.engine.clone(),
    };
    writeln!(out, "Proof ({}): {}.", text(&engine), proof.join(", "))?;
    let effort = &summary.effort_hours;
    let (low, likely, high) = (hours(effort.low), hours(effort.likely), hours(effort.high));
    writeln!(out, "Effort: {low} to {high} hours, likely {likely}.\n")?;
    Ok(())
}

fn risks(view: &View<'_>, out: &mut Out<'_>) -> io::Result<()> {
    let top = view.risks(TOP);
    if top.is_empty() {
        return Ok(());
    }
    out.write_all(b"## Top risks\n\n| severity | what | where | code | owner |\n|---|---|---|---|---|\n")?;
    for Risk { first: f, more, .. } in top {
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let (what, owner) = (message(&f.message), text(f.owner.as_deref().unwrap_or_default()));
        let place = place(f);
        writeln!(
            out,
            "| {} | {what} | {} {}{more} | {} | {owner} |",
            f.severity,
            cell(object_name(&f.object)),
            cell(&place),
            f.code
        )?;
    }
    out.write_all(b"\n")?;
    Ok(())
}

fn not_looked_at(report: &Report, out: &mut Out<'_>) -> io::Result<()> {
    out.write_all(b"## Not looked at\n\n")?;
    if report.not_checked.is_empty() {
        out.write_all(b"Everything that was given was looked at.\n\n")?;
        return Ok(());
    }
    out.write_all(b"| kind | what | where | why |\n|---|---|---|---|\n")?;
    for n in &report.not_checked {
        let place = n.location.as_ref().map_or_else(String::new, |l| format!("{}:{}", l.file, l.line));
        let (object, place) = (cell(n.object.as_deref().unwrap_or_default()), cell(&place));
        writeln!(out, "| {} | {object} | {place} | {} |", text(&n.kind), message(&n.reason))?;
    }
    out.write_all(b"\n")?;
    Ok(())
}

fn findings(report: &Report, out: &mut Out<'_>) -> io::Result<()> {
    out.write_all(b"## Findings\n\n")?;
    if report.findings.is_empty() {
        out.write_all(b"None.\n\n")?;
    }
    for severity in Severity::ALL {
        let of: Vec<&Finding> = report.findings.iter().filter(|f| f.severity == severity.name()).collect();
        if of.is_empty() {
            continue;
        }
        writeln!(out, "### {} ({})\n", severity.name(), of.len())?;
        for f in of {
            write!(out, "- **{}**", f.code)?;
            if !f.object.is_empty() {
                write!(out, " in {}", cell(object_name(&f.object)))?;
            }
            if f.location.is_some() {
                write!(out, ", {}", cell(&place(f)))?;
            }
            write!(out, ": {}", message(&f.message))?;
            if let Some(w) = &f.waived {
                write!(out, " — waived by {}: {}", text(&w.owner), text(&w.reason))?;
            }
            out.write_all(b"\n")?;
            if !f.help.is_empty() {
                writeln!(out, "  - {}", message(&f.help))?;
            }
        }
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn objects(report: &Report, out: &mut Out<'_>) -> io::Result<()> {
    let left: Vec<_> = report.objects.iter().filter(|o| o.state != "converted").collect();
    if left.is_empty() {
        return Ok(());
    }
    out.write_all(
        b"## Objects that are not `converted`\n\n| state | kind | object | where | why |\n|---|---|---|---|---|\n",
    )?;
    for o in left {
        let place = o.source.as_ref().map_or_else(String::new, |s| format!("{}:{}", s.file, s.line));
        write!(out, "| {} | {} | {} | {} | ", o.state, text(&o.kind), cell(&o.name), cell(&place))?;
        match (&o.reason, o.findings.len()) {
            (Some(reason), _) => writeln!(out, "{} |", message(reason))?,
            (None, n) => writeln!(out, "{} |", counted(u32::try_from(n).unwrap_or(u32::MAX), "finding"))?,
        }
    }
    out.write_all(b"\n")?;
    Ok(())
}

fn options(report: &Report, out: &mut Out<'_>) -> io::Result<()> {
    out.write_all(b"## Options in force\n\n| option | value | set by |\n|---|---|---|\n")?;
    for (name, option) in &report.profile {
        match &option.value {
            Some(value) => writeln!(out, "| `{name}` | {} | {} |", cell(value), option.origin)?,
            None => writeln!(out, "| `{name}` | **not set** | {} |", option.origin)?,
        }
    }
    let (version, digest) = (&report.tool.version, report.tool.rules_digest.get(..12).unwrap_or_default());
    writeln!(out, "\nhowdah {version}, rules `{digest}`.")?;
    Ok(())
}

/// Text in which nothing is markup.
fn text(source: &str) -> impl Display + '_ {
    fmt::from_fn(move |f| plain(&visible::line(source), f))
}

fn plain(shown: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut rest = shown;
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| MARKUP.contains(c)) {
        let (before, tail) = rest.split_at(at);
        f.write_str(before)?;
        match c {
            '<' => f.write_str("&lt;")?,
            '>' => f.write_str("&gt;")?,
            '&' => f.write_str("&amp;")?,
            c => write!(f, "\\{c}")?,
        }
        rest = tail.get(c.len_utf8()..).unwrap_or_default();
    }
    f.write_str(rest)
}

/// Characters that act in Markdown.
const MARKUP: [char; 15] = ['<', '>', '&', '\\', '`', '*', '_', '[', ']', '#', '|', '~', '!', '$', '@'];

/// A name or place as code, safe in a table.
fn cell(source: &str) -> impl Display + '_ {
    fmt::from_fn(move |f| code(source, f))
}

fn code(source: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let shown = visible::line(source);
    if shown.is_empty() {
        Ok(())
    } else if shown.contains(['`', '|', '\\', '<', '>', '&']) {
        plain(&shown, f)
    } else {
        write!(f, "`{shown}`")
    }
}

/// A message with its names as code.
fn message(source: &str) -> impl Display + '_ {
    fmt::from_fn(move |f| {
        visible::pieces(source).try_for_each(
            |(is_code, part)| {
                if is_code { code(part, f) } else { plain(&visible::line(part), f) }
            },
        )
    })
}
