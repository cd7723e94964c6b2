//! Functions and procedures.

use super::doc::Doc;
use super::piece::Needs;
use super::quote::dollar;
use super::{Mode, Phase, Piece, Printer};
use crate::catalog::{self, Part};
use crate::name::QName;
use crate::pg::{Block, Body, Clause, Object, Pg, Routine, Type};
use ecow::EcoString;

type Param = catalog::Param<Pg>;

impl Printer<'_> {
    /// `CREATE OR REPLACE FUNCTION`.
    pub(super) fn routine(self, object: &Object, routine: &Routine) -> Vec<Piece> {
        let mut needs = Needs::default();
        needs.schema_of(&object.name);
        for param in &routine.params {
            needs.part(&param.ty);
            param.default.iter().for_each(|e| needs.part(e));
        }
        routine.returns.iter().for_each(|ty| needs.part(ty));
        routine.body.iter().for_each(|body| needs.part(body));
        let mut piece = self.shadowed(Phase::PostData, object.at.span, vec![object.name.clone()], needs, |p, d| {
            p.comments(d, &object.comments);
            p.routine_statement(d, &object.name, routine);
            if routine.clauses.contains(&Clause::Private) {
                d.text("REVOKE ALL ON ");
                d.text(kind(routine));
                d.text(" ");
                p.signature(d, &object.name, routine);
                d.text(" FROM PUBLIC;");
                d.hard();
            }
            if let Some(text) = &object.comment {
                p.comment_on(d, kind(routine), |d| p.signature(d, &object.name, routine), text);
            }
        });
        if self.mode != Mode::Outline {
            let mut d = Doc::default();
            Printer { mode: Mode::Real, ..self }.signature(&mut d, &object.name, routine);
            piece.undo = format!("DROP {} IF EXISTS {};\n", kind(routine), d.lay().text);
        }
        piece.part = Some(object.name.clone());
        vec![piece]
    }

    /// `DO`.
    pub(super) fn do_block(self, object: &Object, block: &Block) -> Vec<Piece> {
        let mut needs = Needs::default();
        needs.part(block);
        let piece = self.shadowed(Phase::Blocks, object.at.span, Vec::new(), needs, |p, d| {
            p.comments(d, &object.comments);
            d.text("DO ");
            p.dollars(d, |p, d| p.block(d, block));
            d.text(";");
            d.hard();
        });
        vec![piece]
    }

    /// `name(types)`: what tells overloads apart.
    fn signature(self, d: &mut Doc, name: &QName, routine: &Routine) {
        d.qname(name);
        d.text("(");
        // A procedure is identified with its OUT parameters, a function without.
        let counted = |p: &&Param| p.mode != catalog::Mode::Out || !routine.is_function;
        d.list(routine.params.iter().filter(counted), |d, param| self.ty(d, &param.ty));
        d.text(")");
    }

    fn routine_statement(self, d: &mut Doc, name: &QName, routine: &Routine) {
        d.text("CREATE OR REPLACE ");
        d.text(kind(routine));
        d.text(" ");
        d.qname(name);
        d.parens(&routine.params, |d, param| self.param(d, param));
        d.hard();
        if let Some(returns) = &routine.returns {
            d.text("RETURNS ");
            self.ty(d, returns);
            d.hard();
        }
        self.routine_options(d, routine.body.as_ref(), &routine.clauses);
        d.hard();
        match &routine.body {
            Some(body) => self.body(d, body, &routine.clauses),
            None => self.dollar_body(d, |_, d| super::plpgsql::empty(d)),
        }
        d.text(";");
        d.hard();
    }

    fn param(self, d: &mut Doc, param: &Param) {
        d.mark(param.at.span);
        d.text(match param.mode {
            catalog::Mode::In => "",
            catalog::Mode::Out => "OUT ",
            catalog::Mode::InOut => "INOUT ",
        });
        if !param.name.is_empty() {
            d.name(&param.name);
            d.text(" ");
        }
        self.ty(d, &param.ty);
        if let Some(default) = &param.default {
            d.text(" DEFAULT ");
            self.any(d, default);
        }
    }

    /// Language, volatility, parallel, security, settings: always in this order.
    pub(super) fn routine_options(self, d: &mut Doc, body: Option<&Body>, clauses: &[Clause]) {
        let language = clauses.iter().find_map(|c| if let Clause::Language(name) = c { Some(*name) } else { None });
        d.text("LANGUAGE ");
        d.text(language.unwrap_or(match body {
            Some(Body::Return(_)) => "sql",
            Some(Body::Block(_)) | None => "plpgsql",
        }));
        for clause in clauses {
            if let Clause::Volatility(word) = clause {
                d.text(" ");
                d.text(word);
            }
        }
        if clauses.contains(&Clause::Strict) {
            d.text(" STRICT");
        }
        if clauses.contains(&Clause::ParallelSafe) {
            d.text(" PARALLEL SAFE");
        }
        if clauses.contains(&Clause::SecurityDefiner) {
            d.hard();
            d.text("SECURITY DEFINER SET search_path = pg_catalog, pg_temp");
        }
        for clause in clauses {
            if let Clause::Set(name, value) = clause {
                d.hard();
                d.text("SET ");
                d.text(name);
                d.text(" = ");
                d.text(value);
            }
        }
    }

    /// `RETURN …`, or a body in dollar quotes.
    pub(super) fn body(self, d: &mut Doc, body: &Body, clauses: &[Clause]) {
        match body {
            Body::Return(expr) => {
                d.text("RETURN ");
                d.indent(|d| self.any(d, expr));
            }
            Body::Block(list) => {
                let unwarned = clauses
                    .iter()
                    .find_map(|c| if let Clause::Unwarned(why, off) = c { Some((why, off)) } else { None });
                self.dollar_body(d, |p, d| {
                    unwarned.iter().for_each(|(why, off)| warnings_off(d, why, off));
                    p.block(d, list);
                });
            }
        }
    }

    /// `AS $sp$ … $sp$`, with a quote that the body does not hold.
    pub(super) fn dollar_body(self, d: &mut Doc, write: impl Fn(Self, &mut Doc)) {
        d.text("AS ");
        self.dollars(d, write);
    }

    fn dollars(self, d: &mut Doc, write: impl Fn(Self, &mut Doc)) {
        let mut inner = Doc::default();
        write(self, &mut inner);
        let tag = dollar(&inner.lay().text);
        d.text(&tag);
        d.hard();
        write(self, d);
        d.text(&tag);
    }
}

/// Why plpgsql_check gives no extra warnings here, and the words that tell it so.
fn warnings_off(d: &mut Doc, why: &[EcoString], off: &[&str]) {
    for line in why {
        d.text("-- ");
        d.text(line);
        d.hard();
    }
    d.text("-- @plpgsql_check_options: ");
    for (n, kind) in off.iter().enumerate() {
        if n > 0 {
            d.text(", ");
        }
        d.text(kind);
        d.text("_warnings = false");
    }
    d.hard();
}

const fn kind(routine: &Routine) -> &'static str {
    if routine.is_function { "FUNCTION" } else { "PROCEDURE" }
}

/// What the code of a trigger needs.
pub(super) fn body_needs(body: &Body, needs: &mut Needs) {
    body.mentions(&mut |mention| needs.name(mention.name));
}

/// The type of trigger functions.
pub(super) const TRIGGER: Type = Type::Trigger;
