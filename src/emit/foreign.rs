//! Foreign servers and foreign tables.

use super::doc::Doc;
use super::piece::Needs;
use super::{Phase, Piece, Printer, quote};
use crate::name::{Name, QName};
use crate::pg::{Object, Type};
use ecow::EcoString;

impl Printer<'_> {
    /// `CREATE SERVER`.
    pub(super) fn server(self, object: &Object, wrapper: &Name, options: &[(Name, EcoString)]) -> Vec<Piece> {
        let name = QName::bare(object.name.name.clone());
        let mut piece = self.piece(Phase::PreData, object.at.span, vec![name.clone()], Needs::default(), |p, d| {
            p.comments(d, &object.comments);
            d.text("CREATE SERVER ");
            d.qname(&name);
            d.text(" FOREIGN DATA WRAPPER ");
            d.name(wrapper);
            self::options(d, options);
            d.text(";");
            d.hard();
        });
        piece.undo = format!("DROP SERVER IF EXISTS {};\n", quote::qname(&name));
        vec![piece]
    }

    /// `CREATE FOREIGN TABLE`.
    pub(super) fn foreign_table(
        self,
        object: &Object,
        columns: &[(Name, Type)],
        server: &Name,
        options: &[(Name, EcoString)],
    ) -> Vec<Piece> {
        let mut needs = Needs::default();
        needs.schema_of(&object.name);
        needs.name(&QName::bare(server.clone()));
        columns.iter().for_each(|(_, ty)| needs.part(ty));
        let mut piece = self.piece(Phase::PreData, object.at.span, vec![object.name.clone()], needs, |p, d| {
            p.comments(d, &object.comments);
            d.text("CREATE FOREIGN TABLE ");
            d.qname(&object.name);
            d.text(" (");
            d.indent(|d| {
                for (n, (name, ty)) in columns.iter().enumerate() {
                    d.text(if n > 0 { "," } else { "" });
                    d.hard();
                    d.name(name);
                    d.text(" ");
                    p.ty(d, ty);
                }
            });
            d.hard();
            d.text(") SERVER ");
            d.name(server);
            self::options(d, options);
            d.text(";");
            d.hard();
        });
        piece.undo = format!("DROP FOREIGN TABLE IF EXISTS {};\n", quote::qname(&object.name));
        vec![piece]
    }
}

fn options(d: &mut Doc, options: &[(Name, EcoString)]) {
    if !options.is_empty() {
        d.text(" OPTIONS ");
        d.parens(options, |d, (name, value)| {
            d.name(name);
            d.text(" ");
            d.literal(value);
        });
    }
}
