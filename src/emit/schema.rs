//! Schemas.

use super::piece::Needs;
use super::quote::{self};
use super::{Phase, Piece, Printer};
use crate::name::QName;
use crate::pg::Object;

impl Printer<'_> {
    /// `CREATE SCHEMA`; `public` is there already, and stays.
    pub(super) fn schema(self, object: &Object) -> Vec<Piece> {
        let name = QName::bare(object.name.name.clone());
        let mut piece = self.piece(Phase::PreData, object.at.span, vec![name.clone()], Needs::default(), |p, d| {
            p.comments(d, &object.comments);
            d.text("CREATE SCHEMA IF NOT EXISTS ");
            d.qname(&name);
            d.text(";");
            d.hard();
            if let Some(text) = &object.comment {
                p.comment_on(d, "SCHEMA", |d| d.qname(&name), text);
            }
        });
        if name.name != "public" {
            piece.undo = format!("DROP SCHEMA IF EXISTS {};\n", quote::qname(&name));
        }
        vec![piece]
    }
}
