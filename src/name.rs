//! Names of objects, folded as the source folds them.

use ecow::EcoString;
use std::fmt;

/// An identifier, folded: what was unquoted in Oracle is upper case, what was quoted is as written.
pub type Name = EcoString;

/// A possibly qualified name of a schema object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QName {
    /// The schema, where one is written or known.
    pub schema: Option<Name>,
    /// The object.
    pub name: Name,
}

impl QName {
    /// A name with a schema.
    pub fn new(schema: impl Into<Name>, name: impl Into<Name>) -> Self {
        Self { schema: Some(schema.into()), name: name.into() }
    }

    /// A name without a schema.
    pub fn bare(name: impl Into<Name>) -> Self {
        Self { schema: None, name: name.into() }
    }

    /// The same name, in `schema` where none is written.
    #[must_use]
    pub fn within(&self, schema: Option<&Name>) -> QName {
        match (&self.schema, schema) {
            (None, Some(schema)) => QName { schema: Some(schema.clone()), name: self.name.clone() },
            (Some(_), _) | (None, None) => self.clone(),
        }
    }
}

impl fmt::Display for QName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}
