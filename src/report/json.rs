//! `json`: the report as it is, and the JSON Schema that describes it.

use super::model::Report;
use super::{Format, Says};
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use std::io::{self, BufWriter, Write};

/// The format.
pub static FORMAT: Format = Format {
    name: "json",
    extension: "json",
    about: "report.json, for other programs",
    says: Says::Drafts,
    write: |view, out| stream(view.report, out),
};

/// Writes a report piece by piece: that of a large input is larger than the input, and need not stand in memory.
///
/// # Errors
/// Those of the writer.
pub fn stream(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    report.serialize(&mut Serializer::with_formatter(&mut out, Lines::default()))?;
    out.write_all(b"\n")?;
    out.flush()
}

/// How deep values are opened over lines: the fields of the report, and the entries of its lists, of which each has a line.
const OPEN: usize = 2;

/// One line an object, a finding, a sum: short, and what changed between two runs can be seen.
#[derive(Default)]
struct Lines {
    depth: usize,
    /// The value that was closed or is open last holds something.
    filled: bool,
}

impl Lines {
    fn open(&mut self, out: &mut (impl Write + ?Sized), sign: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        out.write_all(sign)
    }

    fn close(&mut self, out: &mut (impl Write + ?Sized), sign: &[u8]) -> io::Result<()> {
        self.depth = self.depth.saturating_sub(1);
        if self.filled && self.depth < OPEN {
            self.line(out)?;
        }
        self.filled = true;
        out.write_all(sign)
    }

    /// Begins an entry.
    fn entry(&self, out: &mut (impl Write + ?Sized), first: bool) -> io::Result<()> {
        if !first {
            out.write_all(b",")?;
        }
        if self.depth <= OPEN { self.line(out) } else { Ok(()) }
    }

    fn line(&self, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
        out.write_all(b"\n")?;
        (0..self.depth).try_for_each(|_| out.write_all(b"  "))
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.entry(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.entry(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(if self.depth <= OPEN { b": ".as_slice() } else { b":" })
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }
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
