//! `csv`: findings as a table for spreadsheets. No cell can be taken for a formula.

use super::view::View;
use super::{Format, Says, visible};

/// The format.
pub static FORMAT: Format = Format {
    name: "csv",
    extension: "csv",
    about: "findings as a table, for spreadsheets",
    says: Says::Findings,
    write: |view, out| out.write_all(write(view).as_bytes()),
};

const HEAD: [&str; 17] = [
    "severity",
    "raw_severity",
    "code",
    "name",
    "object",
    "file",
    "line",
    "column",
    "message",
    "help",
    "status",
    "owner",
    "priority",
    "hours_low",
    "hours_likely",
    "hours_high",
    "fingerprint",
];

fn write(view: &View<'_>) -> String {
    let mut table = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail; an error would end the table early, and the length of the file would show it.
    let mut fine = table.write_record(HEAD).is_ok();
    for f in &view.report.findings {
        let (file, line, column) = match &f.location {
            Some(l) => (l.file.clone(), l.line.to_string(), l.column.to_string()),
            None => Default::default(),
        };
        let status = match (&f.waived, f.known) {
            (Some(_), _) => "waived",
            (None, true) => "known",
            (None, false) => "open",
        };
        let owner = f.owner.clone().unwrap_or_default();
        let numbers =
            [f.priority, f.effort_hours.low, f.effort_hours.likely, f.effort_hours.high].map(|n| n.to_string());
        let texts = [&f.severity, &f.raw_severity, &f.code, &f.name, &f.object, &file].map(|t| cell(t));
        let record = texts.into_iter().chain([line, column]).chain([cell(&f.message), cell(&f.help)]);
        let record = record.chain([status.into(), cell(&owner)]).chain(numbers).chain([f.fingerprint.to_string()]);
        fine &= table.write_record(record).is_ok();
    }
    match (fine, table.into_inner()) {
        (true, Ok(bytes)) => String::from_utf8(bytes).unwrap_or_default(),
        (false, _) | (true, Err(_)) => String::new(),
    }
}

/// A spreadsheet runs what begins with one of these as a formula.
fn cell(text: &str) -> String {
    let shown = visible::line(text);
    if shown.starts_with(['=', '+', '-', '@']) { format!("'{shown}") } else { shown.into_owned() }
}
