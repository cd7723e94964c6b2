//! howdah reads the DDL and procedural code of a legacy database as plain files, builds one typed model, and writes PostgreSQL.
//!
//! ```text
//! input ─► syntax ─► dialect ─► catalog<ir> ─► analyze ─► convert ─► catalog<pg> ─► emit ─► proof
//! files    tokens    grammar    the source     names      lowering   the target     text    parser, server
//!                                               types        │            │
//!                                               effects      ▼            ▼
//!                                               lint ─────► findings ─► report ─► text json sarif html
//! ```

pub mod analyze;
pub mod catalog;
pub mod cli;
pub mod convert;
pub mod dialect;
pub mod drift;
pub mod emit;
pub mod finding;
pub mod graph;
pub mod input;
pub mod ir;
pub mod lint;
pub mod name;
pub mod pg;
pub mod pipeline;
pub mod profile;
pub mod proof;
pub mod report;
pub mod rules;
pub mod span;
pub mod syntax;
