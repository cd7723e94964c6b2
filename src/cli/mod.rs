//! Commands: the only place that writes output and prints.

mod args;
mod baseline;
mod config;
mod convert;
mod drift;
mod dump;
mod explain;
mod generate;
mod graph;
mod init;
mod ir;
mod known;
mod lint;
mod print;
mod report;
mod session;
mod tree;
mod verify;

use args::{Cli, Command};
use clap::Parser;
use print::Terminal;
use std::fmt;
use std::process::ExitCode;

/// Done, and nothing at or above the gate.
pub const CLEAN: u8 = 0;
/// Done, and there is something: findings at or above the gate, drift, problems of a proof.
pub const FOUND: u8 = 1;
/// The job could not be done.
pub const FAILED: u8 = 2;

/// Why the job could not be done, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    cause: String,
    advice: String,
}

impl Trouble {
    /// A cause without advice.
    pub fn new(cause: impl Into<String>) -> Self {
        Self { cause: cause.into(), advice: String::new() }
    }

    /// A cause with what to do.
    pub fn with(cause: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { cause: cause.into(), advice: advice.into() }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.cause)?;
        if self.advice.is_empty() { Ok(()) } else { write!(f, "\n  help: {}", self.advice) }
    }
}

impl From<String> for Trouble {
    fn from(cause: String) -> Self {
        Trouble::new(cause)
    }
}

/// What a command comes to.
pub type Ended = Result<u8, Trouble>;

/// Runs the command that the process was started with.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are data; everything else is a mistake. Nobody is told where a closed pipe is.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { FAILED } else { CLEAN });
        }
    };
    let terminal = Terminal::new(cli.global.color, cli.global.quiet);
    let ended = run(&cli, &terminal);
    ExitCode::from(match ended {
        Ok(code) => code,
        Err(trouble) => {
            terminal.error(&trouble);
            FAILED
        }
    })
}

fn run(cli: &Cli, terminal: &Terminal) -> Ended {
    match &cli.command {
        Command::Convert(args) => convert::run(args, &cli.global, terminal),
        Command::Lint(args) => lint::run(args, &cli.global, terminal),
        Command::Drift(args) => drift::run(args, &cli.global, terminal),
        Command::Graph(args) => graph::run(args, &cli.global, terminal),
        Command::Verify(args) => verify::run(args, terminal),
        Command::Report(args) => report::run(args, terminal),
        Command::Explain(args) => explain::run(args, terminal),
        Command::Rules(args) => known::rules(args, terminal),
        Command::Functions(args) => known::functions(args, terminal),
        Command::Types(args) => known::types(args, terminal),
        Command::Ir(args) => ir::run(args, &cli.global, terminal),
        Command::Init(args) => init::run(args, terminal),
        Command::Completions(args) => generate::completions(args, terminal),
        Command::Man => generate::man(terminal),
    }
}
