//! What the printer writes: names in every position, parentheses, every kind of object, the tree of files.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

#[path = "emit/expressions.rs"]
mod expressions;
#[cfg(feature = "server")]
#[path = "emit/names.rs"]
mod names;
#[path = "emit/objects.rs"]
mod objects;
#[cfg(feature = "server")]
#[path = "support/postgres.rs"]
mod postgres_server;

use howdah::emit::{Mode, Printed, Printer};
use howdah::pg::Object;

/// A printer without source.
pub fn printer(target: u8) -> Printer<'static> {
    Printer { text: &|_| "", place: &|_| String::new(), mode: Mode::Real, target }
}

/// All statements of an object, in order.
pub fn text(printed: &Printed) -> String {
    printed.pieces.iter().map(|p| p.create.text.as_str()).collect()
}

/// An object with nothing around it.
pub fn object(name: howdah::name::QName, kind: howdah::pg::Kind) -> Object {
    let at = howdah::span::At::default();
    Object { name, at, changes: Vec::new(), comments: Vec::new(), comment: None, kind }
}
