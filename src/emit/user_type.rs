//! Types: composites, domains, enumerations.

use super::doc::Doc;
use super::piece::Needs;
use super::{Phase, Piece, Printer, quote};
use crate::catalog::TypeShape;
use crate::pg::{ConstraintRule, Expr, Object, Type, UserType};

impl Printer<'_> {
    /// `CREATE TYPE` or `CREATE DOMAIN`.
    pub(super) fn user_type(self, object: &Object, ty: &UserType) -> Vec<Piece> {
        let mut needs = Needs::default();
        needs.schema_of(&object.name);
        type_needs(ty, &mut needs);
        let mut piece = self.piece(Phase::PreData, object.at.span, vec![object.name.clone()], needs, |p, d| {
            p.comments(d, &object.comments);
            p.shape(d, object, ty);
            d.text(";");
            d.hard();
            if let Some(text) = &object.comment {
                p.comment_on(d, kind(ty), |d| d.qname(&object.name), text);
            }
        });
        piece.undo = format!("DROP {} IF EXISTS {};\n", kind(ty), quote::qname(&object.name));
        vec![piece]
    }

    fn shape(self, d: &mut Doc, object: &Object, ty: &UserType) {
        d.text("CREATE ");
        d.text(kind(ty));
        d.text(" ");
        d.qname(&object.name);
        match &ty.shape {
            TypeShape::Incomplete => {}
            TypeShape::Object(model) => {
                d.text(" AS (");
                d.indent(|d| {
                    d.hard();
                    for (n, attribute) in model.attributes.iter().enumerate() {
                        self.comments(d, &attribute.comments);
                        d.mark(attribute.at.span);
                        d.name(&attribute.name);
                        d.text(" ");
                        self.ty(d, &attribute.ty);
                        if n + 1 < model.attributes.len() {
                            d.text(",");
                        }
                        d.hard();
                    }
                });
                d.text(")");
            }
            TypeShape::Varray { limit, of, .. } => {
                self.collection(d, of);
                d.put(format_args!(" CHECK (cardinality(VALUE) <= {limit})"));
            }
            TypeShape::NestedTable { of, .. } => self.collection(d, of),
            TypeShape::Domain { of, not_null, default, checks } => {
                d.text(" AS ");
                self.ty(d, of);
                d.indent(|d| {
                    if let Some(default) = default {
                        d.hard();
                        d.text("DEFAULT ");
                        self.restricted(d, default);
                    }
                    if *not_null {
                        d.hard();
                        d.text("NOT NULL");
                    }
                    for check in checks {
                        d.hard();
                        self.constraint(d, check);
                    }
                });
            }
            TypeShape::Enumeration(labels) => {
                d.text(" AS ENUM ");
                d.parens(labels, |d, (label, _)| d.literal(label));
            }
        }
    }

    fn collection(self, d: &mut Doc, of: &Type) {
        d.text(" AS ");
        self.ty(d, of);
        d.text("[]");
    }
}

const fn kind(ty: &UserType) -> &'static str {
    match ty.shape {
        TypeShape::Incomplete | TypeShape::Object(_) | TypeShape::Enumeration(_) => "TYPE",
        TypeShape::Varray { .. } | TypeShape::NestedTable { .. } | TypeShape::Domain { .. } => "DOMAIN",
    }
}

fn type_needs(ty: &UserType, needs: &mut Needs) {
    match &ty.shape {
        TypeShape::Incomplete | TypeShape::Enumeration(_) => {}
        TypeShape::Object(model) => model.attributes.iter().for_each(|a| needs.part(&a.ty)),
        TypeShape::Varray { of, .. } | TypeShape::NestedTable { of, .. } => needs.part(of),
        TypeShape::Domain { of, default, checks, .. } => {
            needs.part(of);
            default.iter().for_each(|e: &Expr| needs.part(e));
            for check in checks {
                if let ConstraintRule::Check(e) = &check.rule {
                    needs.part(e);
                }
            }
        }
    }
}
