//! Clauses of DDL statements that are no columns, constraints or keys: storage, properties, options.

use super::{Expr, Unread};
use crate::catalog::{Mention, Mentioned, Part};
use crate::name::{Name, QName};
use crate::span::At;
use ecow::EcoString;

/// A clause with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// Where.
    pub at: At,
    /// What.
    pub kind: ClauseKind,
}

/// What a clause says. What has no effect that PostgreSQL could have is [`ClauseKind::Plain`]; its text is set aside.
#[derive(Clone, Debug, PartialEq)]
pub enum ClauseKind {
    /// Storage and other properties without a counterpart, by keyword: `PCTFREE`, `STORAGE`, `LOGGING`, `PARALLEL`.
    Plain(&'static str),
    /// A property that matters, as a keyword or two: `DETERMINISTIC`, `PIPELINED`, `EDITIONABLE`, `READ ONLY`.
    Flag(&'static str),
    /// A property with a name: `TABLESPACE users`, `AUTHID DEFINER`.
    Named(&'static str, Name),
    /// A property with an object: `USING INDEX i`, `CLUSTER c`, `FOLLOWS t`, `EXCEPTIONS INTO t`.
    Object(&'static str, QName),
    /// A property with a number: `PARALLEL 4` where it matters, `RETENTION 30`.
    Number(&'static str, i128),
    /// A property with a text, decoded: `LOCATION 'x'`.
    Text(&'static str, EcoString),
    /// A property with names: `CLUSTER c (a, b)` columns, `SUPPLEMENTAL LOG GROUP (a, b)`.
    Names(&'static str, Vec<Name>),
    /// A property with an expression.
    Expr(&'static str, Expr),
    /// `ORGANIZATION INDEX`, `ORGANIZATION EXTERNAL`, `LOB (…) STORE AS`, `NESTED TABLE … STORE AS`, `ENCRYPT`: keyword and parts.
    Group(&'static str, Vec<Clause>),
    /// `USING INDEX (CREATE INDEX …)`: an index made with a constraint.
    CreateIndex(Box<super::Object>),
    /// Not understood.
    Unread(Unread),
}

impl Part for Clause {
    fn mentions<'a>(&'a self, found: &mut dyn FnMut(Mention<'a>)) {
        match &self.kind {
            ClauseKind::Object(_, name) => found(Mention { name, what: Mentioned::Any }),
            ClauseKind::Expr(_, expr) => expr.mentions(found),
            ClauseKind::Group(_, parts) => parts.iter().for_each(|part| part.mentions(found)),
            ClauseKind::Plain(_)
            | ClauseKind::Flag(_)
            | ClauseKind::Named(..)
            | ClauseKind::Number(..)
            | ClauseKind::Text(..)
            | ClauseKind::Names(..)
            | ClauseKind::CreateIndex(_)
            | ClauseKind::Unread(_) => {}
        }
    }
}
