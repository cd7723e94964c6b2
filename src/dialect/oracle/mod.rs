//! Oracle Database: SQL, DDL and PL/SQL of 11g to 23ai.

use crate::finding::Source;
use crate::input::Input;
use crate::ir::{Catalog, Program};
use crate::profile::Profile;

/// Reads all scripts.
#[must_use]
pub fn read(_input: &Input, _profile: &Profile) -> Program {
    Program {
        source: Source::Oracle,
        catalog: Catalog::default(),
        statements: Vec::new(),
        data: Vec::new(),
        findings: Vec::new(),
        nodes: 0,
    }
}
