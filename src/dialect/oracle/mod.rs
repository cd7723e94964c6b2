//! Oracle Database: SQL, DDL and PL/SQL of 11g to 23ai.

pub mod ddl;
pub mod expr;
pub mod lexicon;
pub mod names;
pub mod query;
pub mod script;
pub mod statements;
pub mod types;
pub mod units;

pub use script::{read, statements};
