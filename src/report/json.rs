//! `json`: the report as it is, and the JSON Schema that describes it.

use super::Format;
use super::model::Report;
use super::view::View;
use std::io::Write;

/// The format.
pub static FORMAT: Format = Format { name: "json", extension: "json", about: "report.json, for other programs", write };

fn write(view: &View<'_>) -> String {
    let mut text = Vec::new();
    // Writing to memory cannot fail, and JSON is UTF-8.
    let _ = stream(view.report, &mut text);
    String::from_utf8(text).unwrap_or_default()
}

/// Writes a report piece by piece: that of a large input is larger than the input, and need not stand in memory.
///
/// # Errors
/// Those of the writer.
pub fn stream(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    out.write_all(b"\n")
}

/// The JSON Schema of `report.json`.
#[must_use]
pub fn schema() -> String {
    let mut schema = schemars::schema_for!(Report);
    schema.insert("$id".into(), format!("urn:howdah:report:{}", super::build::SCHEMA_VERSION).into());
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// Reads a saved report.
///
/// # Errors
/// A sentence for the user: not JSON, not a report, or of a version that this program does not know.
pub fn read(text: &str) -> Result<Report, String> {
    let report: Report = serde_json::from_str(text).map_err(|e| e.to_string())?;
    let major = report.schema_version.split('.').next();
    if major == super::build::SCHEMA_VERSION.split('.').next() {
        Ok(report)
    } else {
        Err(format!("it has schema version {}; this program reads 1.x", report.schema_version))
    }
}
