//! Views and materialized views.

use super::piece::Needs;
use super::{Phase, Piece, Printer, quote};
use crate::pg::{Object, View};

impl Printer<'_> {
    /// `CREATE VIEW`, `CREATE MATERIALIZED VIEW`, and what is said of it.
    pub(super) fn view(self, object: &Object, view: &View) -> Vec<Piece> {
        let mut needs = Needs::default();
        needs.schema_of(&object.name);
        needs.part(&view.query);
        let kind = if view.materialized.is_some() { "MATERIALIZED VIEW" } else { "VIEW" };
        let mut piece = self.piece(Phase::PostData, object.at.span, vec![object.name.clone()], needs, |p, d| {
            p.comments(d, &object.comments);
            d.text("CREATE ");
            d.text(kind);
            d.text(" ");
            d.qname(&object.name);
            if !view.columns.is_empty() {
                d.text(" ");
                d.parens(&view.columns, |d, column| d.name(&column.name));
            }
            p.storage(d, &view.clauses);
            d.text(" AS");
            d.hard();
            p.query(d, &view.query);
            if view.check_option {
                d.hard();
                d.text("WITH CHECK OPTION");
            }
            if view.materialized.as_ref().is_some_and(|m| !m.immediate) {
                d.hard();
                d.text("WITH NO DATA");
            }
            d.text(";");
            d.hard();
        });
        piece.undo = format!("DROP {kind} IF EXISTS {};\n", quote::qname(&object.name));
        let listed = view.columns.iter().map(|c| (&c.name, c.comment.as_deref()));
        let columns = listed.chain(view.remarks.iter().map(|(name, text)| (name, Some(text.as_str())))).collect();
        let comments = self.relation_comments(kind, object, columns, Vec::new());
        std::iter::once(piece).chain(comments).collect()
    }
}
