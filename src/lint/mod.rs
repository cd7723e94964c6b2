//! Detectors: what no lowering touches. One rule a file, listed in [`DETECTORS`]; their order is the order of findings.

use crate::finding::Rule;

/// Rules of all detectors, by file.
pub static RULES: &[&[&Rule]] = &[];
