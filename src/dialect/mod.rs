//! One folder a source, with equal file names in each: lexicon, names, ddl, query, routine, types, functions.

pub mod oracle;

use crate::finding::Source;
use crate::input::Input;
use crate::ir::Program;
use crate::profile::Profile;

/// Reads all scripts of one source. Never fails: what was not understood is a visible node and a finding.
#[must_use]
pub fn read(source: Source, input: &Input, profile: &Profile) -> Program {
    match source {
        Source::Oracle | Source::MySql | Source::SqlServer | Source::Postgres => oracle::read(input, profile),
    }
}
