//! Templates: PostgreSQL expressions with `$1`, `$*` for arguments, read once into a tree with holes.

use super::Expr;

/// A template.
#[derive(Clone, Debug, PartialEq)]
pub struct Template(pub Expr);
