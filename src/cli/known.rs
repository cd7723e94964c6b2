//! `howdah rules`, `functions` and `types`: what is known of a source.

use super::args::KnownArgs;
use super::print::Terminal;
use super::session::dialect;
use super::{Ended, Trouble};
use crate::convert::plan::{Names, Previous};
use crate::convert::types::TypeMap;
use crate::dialect::oracle::functions::FUNCTIONS;
use crate::emit::{Mode, Printer};
use crate::finding::{Rule, Source};
use crate::input::Input;
use crate::ir::{Kind, builtin::Row};
use crate::profile::Profile;
use crate::{dialect, rules};
use serde_json::json;

/// Prints rows, or the same as JSON.
fn print(args: &KnownArgs, terminal: &Terminal, text: impl FnOnce() -> String, data: serde_json::Value) -> Ended {
    match args.format.as_str() {
        "text" => terminal.done(&text()),
        "json" => terminal.done(&format!("{data:#}\n")),
        other => Err(Trouble::with(format!("there is no format `{other}`"), "it is text or json")),
    }
}

fn source(args: &KnownArgs) -> Result<Source, Trouble> {
    Ok(dialect(Some(&args.from))?.unwrap_or(Source::Oracle))
}

/// Lists the rules of a source, by code.
///
/// # Errors
/// A dialect or format that does not exist.
pub fn rules(args: &KnownArgs, terminal: &Terminal) -> Ended {
    let source = source(args)?;
    let mut all: Vec<&Rule> =
        rules::all().filter(|r| r.codes.iter().any(|(s, c)| *s == source || c.starts_with("HD-"))).collect();
    all.sort_by_key(|r| r.code(source));
    let row = |r: &&Rule| {
        let versions = r.versions().map(|of| format!(" (PostgreSQL {of})")).unwrap_or_default();
        format!("{:<11} {:<17} {:<32} {}{versions}\n", r.code(source), r.severity.name(), r.name, r.message)
    };
    let data = all.iter().map(|r| {
        json!({
            "code": r.code(source), "name": r.name, "severity": r.severity.name(), "raw_severity": r.raw.name(),
            "confidence": r.confidence.name(), "message": r.message, "help": r.help,
            "effort_minutes": { "first": r.effort.first, "repeat": r.effort.repeat },
            "since": r.since, "until": r.until,
        })
    });
    let data = data.collect();
    print(args, terminal, || all.iter().map(row).collect(), data)
}

/// Lists functions and operators with what they become.
///
/// # Errors
/// A dialect or format that does not exist.
pub fn functions(args: &KnownArgs, terminal: &Terminal) -> Ended {
    source(args)?;
    let takes = |r: &Row| {
        let mut all: Vec<String> = r.takes.iter().map(|c| format!("{c:?}").to_lowercase()).collect();
        if let Some(more) = r.more {
            all.push(format!("{more:?}…").to_lowercase());
        }
        all.join(", ")
    };
    let becomes = |r: &Row| match (r.special, r.template) {
        (true, special) => format!("[code: {special}]"),
        (false, "") => "[no counterpart]".into(),
        (false, template) => template.into(),
    };
    let row = |r: &Row| format!("{:<36} {}\n", format!("{}({})", r.name, takes(r)), becomes(r));
    let data = FUNCTIONS.iter().map(
        |r| json!({ "name": r.name, "takes": takes(r), "becomes": becomes(r), "special": r.special, "rule": r.rule }),
    );
    let data = data.collect();
    print(args, terminal, || FUNCTIONS.iter().map(row).collect(), data)
}

/// Types in the spellings that make a difference.
const TYPES: [&str; 37] = [
    "NUMBER",
    "NUMBER(1)",
    "NUMBER(4)",
    "NUMBER(9)",
    "NUMBER(18)",
    "NUMBER(19)",
    "NUMBER(38)",
    "NUMBER(10,2)",
    "NUMBER(10,-2)",
    "NUMBER(2,5)",
    "NUMBER(*,2)",
    "INTEGER",
    "SMALLINT",
    "DECIMAL(8,3)",
    "FLOAT",
    "FLOAT(24)",
    "REAL",
    "DOUBLE PRECISION",
    "BINARY_FLOAT",
    "BINARY_DOUBLE",
    "VARCHAR2(30)",
    "VARCHAR2(30 CHAR)",
    "NVARCHAR2(30)",
    "CHAR(3)",
    "NCHAR(3)",
    "LONG",
    "CLOB",
    "NCLOB",
    "DATE",
    "TIMESTAMP(6)",
    "TIMESTAMP(9) WITH TIME ZONE",
    "TIMESTAMP WITH LOCAL TIME ZONE",
    "INTERVAL YEAR TO MONTH",
    "RAW(16)",
    "LONG RAW",
    "BLOB",
    "ROWID",
];

/// Lists types with what they become by default.
///
/// # Errors
/// A dialect or format that does not exist.
pub fn types(args: &KnownArgs, terminal: &Terminal) -> Ended {
    let source = source(args)?;
    let script: String = TYPES.iter().enumerate().map(|(i, ty)| format!("CREATE TABLE t{i:03} (c {ty});\n")).collect();
    let input = Input::from_texts(&[("types.sql", &script)]);
    let profile = Profile::default();
    let program = dialect::read(source, &input, &profile);
    let names = Names::new(&program, &profile, &Previous::default());
    let map = TypeMap { catalog: &program.catalog, names: &names, profile: &profile };
    let (text, place) = (|span| input.sources.text(span), |_| String::new());
    let printer = Printer { text: &text, place: &place, mode: Mode::Real, target: profile.target };
    let mut rows: Vec<(&str, String)> = Vec::new();
    for (object, ty) in program.catalog.iter().map(|(_, o)| o).zip(TYPES) {
        if let Kind::Table(table) = &object.kind
            && let Some(column) = table.columns.first()
        {
            let mapped = column.ty.as_ref().map(|t| printer.type_name(&map.map(t, None)));
            rows.push((ty, mapped.unwrap_or_default()));
        }
    }
    let data = rows.iter().map(|(from, to)| json!({ "type": from, "becomes": to })).collect();
    print(args, terminal, || rows.iter().map(|(from, to)| format!("{from:<34} {to}\n")).collect(), data)
}
