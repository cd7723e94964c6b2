//! Oracle Database: SQL, DDL and PL/SQL of 11g to 23ai.

mod banners;
mod clauses;
pub mod ddl;
mod dml;
mod dynamic;
pub mod expr;
mod extent;
pub mod functions;
pub mod lexicon;
pub mod names;
mod package;
mod plsql;
pub mod query;
mod routine;
mod rows;
pub mod script;
mod session;
pub mod statements;
mod teardown;
mod trigger;
pub mod types;
pub mod units;

pub use script::{read, statements};
