//! Privileges.

use crate::name::{Name, QName};
use crate::span::Span;

/// Privileges given or taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// What may be done; a privilege of several words is one name.
    pub privileges: Vec<Privilege>,
    /// On what; `None` for system privileges and roles.
    pub on: Option<Granted>,
    /// To whom; `PUBLIC` is a name.
    pub to: Vec<Name>,
    /// May be passed on.
    pub with_grant: bool,
    /// `WITH HIERARCHY`, `CONTAINER`, `IDENTIFIED BY` and so on, each with its place.
    pub options: Vec<(&'static str, Span)>,
}

/// One privilege.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Privilege {
    /// `SELECT`, `CREATE TABLE`, a role.
    pub name: Name,
    /// Columns it is limited to.
    pub columns: Vec<Name>,
}

/// What a privilege is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// `DIRECTORY`, `USER`, `EDITION`, `JAVA SOURCE`, as keywords; empty for schema objects.
    pub kind: &'static str,
    /// The object.
    pub name: QName,
    /// Further objects of that kind.
    pub more: Vec<QName>,
}
