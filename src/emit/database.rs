//! What is said of the database and not loaded: roles and settings, written as comments, and notes on what is missing.

use super::comment::note;
use super::piece::Needs;
use super::quote::{literal, qname};
use super::{Phase, Piece, Printer};
use crate::name::{Name, QName};
use crate::pg::Object;

impl Printer<'_> {
    /// `CREATE ROLE`, as a comment.
    pub(super) fn role(self, object: &Object, login: bool) -> Vec<Piece> {
        let name = qname(&QName::bare(object.name.name.clone()));
        let may = if login { "LOGIN" } else { "NOLOGIN" };
        self.suggestion(object, &format!("CREATE ROLE {name} {may};"))
    }

    /// `ALTER DATABASE … SET …`, as a comment.
    pub(super) fn setting(self, object: &Object, name: &Name, value: &str) -> Vec<Piece> {
        let name = qname(&QName::bare(name.clone()));
        self.suggestion(object, &format!("ALTER DATABASE :\"DBNAME\" SET {name} = {};", literal(value)))
    }

    fn suggestion(self, object: &Object, text: &str) -> Vec<Piece> {
        vec![self.piece(Phase::Database, object.at.span, Vec::new(), Needs::default(), |p, d| {
            p.comments(d, &object.comments);
            note(d, text);
        })]
    }

    /// What stands in for an object that a person must write.
    pub(super) fn placeholder(self, object: &Object, text: &str) -> Vec<Piece> {
        vec![self.piece(Phase::PostData, object.at.span, Vec::new(), Needs::default(), |p, d| {
            p.comments(d, &object.comments);
            note(d, text);
        })]
    }
}
