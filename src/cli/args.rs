//! Arguments of all commands.

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// Analyzes and converts database schemas and procedural code to PostgreSQL, from plain files
///
/// Reads the DDL and procedural code of a legacy database, builds one typed model, finds every place where PostgreSQL would
/// behave differently, and writes PostgreSQL scripts and a report. Needs no database connection and no network.
///
/// Exit codes: 0 done and nothing at or above the severity of --fail-on; 1 findings at or above it, or drift; 2 the job could
/// not be done.
#[derive(Debug, Parser)]
#[command(name = "howdah", version, max_term_width = 100)]
pub struct Cli {
    /// Flags of every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Flags of every command.
#[derive(Clone, Debug, Default, Args)]
pub struct Global {
    /// Configuration [default: howdah.toml in the working directory, where there is one]
    #[arg(long, value_name = "FILE", global = true, help_heading = "Global options")]
    pub config: Option<PathBuf>,
    /// Worker threads; 0: one a core
    #[arg(long, value_name = "N", default_value_t = 0, global = true, help_heading = "Global options")]
    pub jobs: usize,
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true, help_heading = "Global options")]
    pub color: Color,
    /// Say nothing but errors
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub quiet: bool,
    /// Say more: time per stage
    #[arg(short, long, global = true, help_heading = "Global options", conflicts_with = "quiet")]
    pub verbose: bool,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// A command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write PostgreSQL scripts, the report and the manifest
    Convert(ConvertArgs),
    /// Findings only: convert without writing; for CI
    Lint(LintArgs),
    /// Compare two schemas
    Drift(DriftArgs),
    /// Draw the dependency graph
    Graph(GraphArgs),
    /// Raise the proof level of converted output on a scratch PostgreSQL
    Verify(VerifyArgs),
    /// Render a saved report again, compare two, or print the JSON Schema of reports
    Report(ReportArgs),
    /// What a rule means, why, before and after, effort
    Explain(ExplainArgs),
    /// List the rules
    Rules(KnownArgs),
    /// List the functions that are known, with what they become
    Functions(KnownArgs),
    /// List the types that are known, with what they become
    Types(KnownArgs),
    /// Print what was understood
    Ir(IrArgs),
    /// Write a commented howdah.toml
    Init(InitArgs),
    /// Print completions for a shell
    Completions(CompletionsArgs),
    /// Print the manual
    Man,
}

/// What to read, and how.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Reading")]
pub struct Reading {
    /// Source dialect: oracle [default: detected]
    #[arg(long, value_name = "DIALECT")]
    pub from: Option<String>,
    /// Major version of PostgreSQL to write for, 15 to 18 [default: 15]
    #[arg(long, value_name = "VERSION", value_parser = clap::value_parser!(u8).range(15..=18))]
    pub target: Option<u8>,
    /// Schema of objects whose scripts name none
    #[arg(long, value_name = "NAME")]
    pub schema: Option<String>,
    /// Encoding of all files [default: found out file by file]
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// Read further files of folders, by glob
    #[arg(long, value_name = "GLOB")]
    pub include: Vec<String>,
    /// Files and folders that are read for names and types only
    #[arg(long, value_name = "PATH")]
    pub with: Vec<PathBuf>,
    /// Convert these objects only, in the light of all: HR.EMP_API, HR.*
    #[arg(long, value_name = "GLOB")]
    pub only: Vec<String>,
    /// Value of a substitution variable of the scripts
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub define: Vec<(String, String)>,
    /// Name that standard input (PATH `-`) goes by
    #[arg(long, value_name = "NAME", default_value = "stdin.sql")]
    pub stdin_filename: String,
    /// Set an option of the conversion; `howdah init` lists them
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub set: Vec<(String, String)>,
    /// Shorthand of --set unresolved=…: stub, block or comment
    #[arg(long, value_name = "HOW")]
    pub unresolved: Option<String>,
}

/// When a run fails.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Gate")]
pub struct Gate {
    /// Exit with 1 for findings at or above this severity, or `never` [default: data-loss-risk]
    #[arg(long, value_name = "SEVERITY")]
    pub fail_on: Option<String>,
    /// Another severity for a rule: OR-TYP-022=info
    #[arg(long, value_name = "CODE=SEVERITY")]
    pub severity: Vec<String>,
    /// Findings that stand in this file are known and do not fail the run
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write the open findings to the baseline; new ones only with --accept-new
    #[arg(long, requires = "baseline")]
    pub write_baseline: bool,
    /// Let --write-baseline add findings that are new
    #[arg(long, requires = "write_baseline")]
    pub accept_new: bool,
}

/// Arguments of `convert`.
#[derive(Clone, Debug, Args)]
pub struct ConvertArgs {
    /// Files and folders to read; `-` is standard input
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// Folder to write to
    #[arg(short, long, value_name = "OUT")]
    pub out: PathBuf,
    /// Overwrite files that were edited, and write into a folder that holds other things
    #[arg(long)]
    pub force: bool,
    /// Keep the names of this manifest [default: the one in OUT]
    #[arg(long, value_name = "FILE")]
    pub names: Option<PathBuf>,
    /// Reading.
    #[command(flatten)]
    pub reading: Reading,
    /// Gate.
    #[command(flatten)]
    pub gate: Gate,
}

/// Arguments of `lint`.
#[derive(Clone, Debug, Args)]
pub struct LintArgs {
    /// Files and folders to read; `-` is standard input
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: String,
    /// Report these only: a rule code, the start of one, or a glob of codes or objects
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Do not report these
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Reading.
    #[command(flatten)]
    pub reading: Reading,
    /// Gate.
    #[command(flatten)]
    pub gate: Gate,
}

/// Arguments of `drift`.
#[derive(Clone, Debug, Args)]
pub struct DriftArgs {
    /// File or folder with the schema as it should be
    pub expected: PathBuf,
    /// File or folder with the schema as it is
    pub actual: PathBuf,
    /// How to print: text or json
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: String,
    /// Reading.
    #[command(flatten)]
    pub reading: Reading,
}

/// Arguments of `graph`.
#[derive(Clone, Debug, Args)]
pub struct GraphArgs {
    /// Files and folders to read; `-` is standard input
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// How to draw: dot, mermaid, json or svg
    #[arg(long, value_name = "FORMAT", default_value = "dot")]
    pub format: String,
    /// Start from these objects
    #[arg(long, value_name = "NAME")]
    pub object: Vec<String>,
    /// Steps from there
    #[arg(long, value_name = "N")]
    pub depth: Option<u32>,
    /// What these objects need
    #[arg(long)]
    pub needs: bool,
    /// What needs these objects
    #[arg(long)]
    pub users: bool,
    /// Kinds of edges: reads, writes, calls, fires, references, inherits, defaults, uses
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    pub edges: Vec<String>,
    /// Kinds of objects: table, view, …
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    pub kinds: Vec<String>,
    /// Reading.
    #[command(flatten)]
    pub reading: Reading,
}

/// Arguments of `verify`.
#[derive(Clone, Debug, Args)]
pub struct VerifyArgs {
    /// Folder that `convert` wrote
    pub out: PathBuf,
    /// Server to load into: a database is created there and dropped afterwards [default: a scratch server of this machine]
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// Folder that the paths of the report start from: report.html is written again with its excerpts
    #[arg(long, value_name = "FOLDER")]
    pub source: Option<PathBuf>,
    /// Value of a psql variable of the scripts: create_roles=1
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub variable: Vec<(String, String)>,
    /// How to print problems: text or json
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: String,
}

/// Arguments of `report`.
#[derive(Clone, Debug, Args)]
pub struct ReportArgs {
    /// A saved report.json
    #[arg(required_unless_present = "schema")]
    pub report: Option<PathBuf>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: String,
    /// Print what changed since this older report instead
    #[arg(long, value_name = "REPORT.json", conflicts_with = "schema")]
    pub against: Option<PathBuf>,
    /// Folder that the paths of the report start from, for excerpts
    #[arg(long, value_name = "FOLDER")]
    pub source: Option<PathBuf>,
    /// Print the JSON Schema of report.json
    #[arg(long)]
    pub schema: bool,
}

/// Arguments of `explain`.
#[derive(Clone, Debug, Args)]
pub struct ExplainArgs {
    /// Code or name of a rule: OR-NUL-003
    pub code: String,
}

/// Arguments of `rules`, `functions` and `types`.
#[derive(Clone, Debug, Args)]
pub struct KnownArgs {
    /// Source dialect
    #[arg(long, value_name = "DIALECT", default_value = "oracle")]
    pub from: String,
    /// How to print: text or json
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: String,
}

/// Arguments of `ir`.
#[derive(Clone, Debug, Args)]
pub struct IrArgs {
    /// Files and folders to read; `-` is standard input
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// Reading.
    #[command(flatten)]
    pub reading: Reading,
}

/// Arguments of `init`.
#[derive(Clone, Debug, Args)]
pub struct InitArgs {
    /// File to write; `-` is standard output
    #[arg(short, long, value_name = "FILE", default_value = "howdah.toml")]
    pub out: PathBuf,
    /// Overwrite it
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `completions`.
#[derive(Clone, Debug, Args)]
pub struct CompletionsArgs {
    /// Which shell
    pub shell: Shell,
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.into(), value.into())),
        Some(_) | None => Err("write NAME=VALUE".into()),
    }
}
