//! Indexes.

use super::comment::note;
use super::doc::Doc;
use super::piece::Needs;
use super::{Phase, Piece, Printer, quote};
use crate::catalog::IndexMethod;
use crate::pg::{Clause, Index, Object};
use crate::span::Span;

impl Printer<'_> {
    /// `CREATE INDEX`; as a comment for one that the source does not use.
    pub(super) fn index(self, object: &Object, index: &Index) -> Vec<Piece> {
        let mut needs = Needs::default();
        needs.name(&index.table);
        index.keys.iter().for_each(|key| needs.part(&key.expr));
        index.predicate.iter().for_each(|predicate| needs.part(predicate));
        if index.hidden {
            let (create, _) = self.laid(Span::default(), &|p, d| p.create_index(d, object, index));
            return vec![self.piece(Phase::Keys, object.at.span, Vec::new(), needs, |p, d| {
                p.comments(d, &object.comments);
                note(d, &create.text);
            })];
        }
        let mut piece = self.piece(Phase::Keys, object.at.span, vec![object.name.clone()], needs, |p, d| {
            p.comments(d, &object.comments);
            p.create_index(d, object, index);
            if let Some(text) = &object.comment {
                p.comment_on(d, "INDEX", |d| d.qname(&object.name), text);
            }
        });
        piece.undo = format!("DROP INDEX IF EXISTS {};\n", quote::qname(&object.name));
        piece.part = Some(object.name.clone());
        vec![piece]
    }

    fn create_index(self, d: &mut Doc, object: &Object, index: &Index) {
        d.group(|d| {
            d.text(if index.unique { "CREATE UNIQUE INDEX " } else { "CREATE INDEX " });
            // An index stands in the schema of its table; naming one here is an error.
            d.name(&object.name.name);
            d.indent(|d| {
                d.line();
                d.text("ON ");
                d.qname(&index.table);
                if let IndexMethod::Access(method) = &index.method {
                    d.text(" USING ");
                    d.name(method);
                }
                d.text(" ");
                d.parens(&index.keys, |d, key| self.index_key(d, key));
                if !index.include.is_empty() {
                    d.text(" INCLUDE ");
                    d.parens(&index.include, |d, name| d.name(name));
                }
                if index.clauses.contains(&Clause::NullsNotDistinct) {
                    d.text(" NULLS NOT DISTINCT");
                }
                self.storage(d, &index.clauses);
                if let Some(predicate) = &index.predicate {
                    d.line();
                    d.text("WHERE ");
                    self.any(d, predicate);
                }
            });
        });
        d.text(";");
        d.hard();
    }

    fn index_key(self, d: &mut Doc, key: &crate::catalog::IndexKey<crate::pg::Pg>) {
        self.index_expression(d, &key.expr);
        if let Some(collation) = &key.collation {
            d.text(" COLLATE ");
            d.qname(collation);
        }
        if let Some(class) = &key.class {
            d.text(" ");
            d.name(class);
        }
        if key.descending {
            d.text(" DESC");
        }
        match key.nulls_first {
            Some(true) => d.text(" NULLS FIRST"),
            Some(false) => d.text(" NULLS LAST"),
            None => {}
        }
    }
}
