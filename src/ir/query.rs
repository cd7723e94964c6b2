//! Queries.

use super::Unread;
use crate::catalog::{Mention, Part};
use crate::span::At;

/// A query.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// Who and where.
    pub at: At,
    /// What.
    pub body: QueryBody,
}

/// What a query is.
#[derive(Clone, Debug, PartialEq)]
pub enum QueryBody {
    /// Its extent is known, its parts are not.
    Unread(Unread),
}

impl Part for Query {
    fn mentions<'a>(&'a self, _: &mut dyn FnMut(Mention<'a>)) {}
}
