//! PostgreSQL text: one printer, quoting, parentheses, files, source map. Knows no source and no rule.

mod comment;
mod constraint;
mod database;
pub mod dictionary;
mod dml;
pub mod doc;
mod expr;
mod foreign;
mod grant;
mod index;
pub mod layout;
pub mod manifest;
mod partition;
pub mod path;
pub mod phase;
pub mod piece;
mod plpgsql;
pub mod precedence;
mod query;
pub mod quote;
mod routine;
mod schema;
pub mod script;
mod sequence;
pub mod support;
mod table;
mod trigger;
mod types;
mod user_type;
mod view;

pub use doc::Newer;

use crate::catalog::Kind;
use crate::finding::ObjectKind;
use crate::name::QName;
use crate::pg::{Body, Dml, Expr, Object, Other, Query, Type};
use crate::span::Span;
use doc::Doc;
use ecow::EcoString;

/// When a piece runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// What data needs: schemas, helpers, types, sequences, functions used by DDL, tables.
    PreData,
    /// Rows.
    Data,
    /// Keys, indexes, checks.
    Keys,
    /// Foreign keys, after all keys.
    ForeignKeys,
    /// Routines, views, triggers, comments, grants.
    PostData,
    /// Settings and roles of the database; never part of the load.
    Database,
    /// Blocks of the scripts, in their order; never part of the load.
    Blocks,
}

impl Phase {
    /// The phases of objects, in the order in which they run.
    pub const ALL: [Phase; 6] =
        [Phase::PreData, Phase::Data, Phase::Keys, Phase::ForeignKeys, Phase::PostData, Phase::Database];
}

/// Text with a map to the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Laid {
    /// Statements with terminators; a file that holds nothing else shares them.
    pub text: EcoString,
    /// Output line within `text`, from 0, and the source it came from; sorted.
    pub map: Vec<(u32, Span)>,
}

/// One or more statements that stand together.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// When.
    pub phase: Phase,
    /// What it makes: names that other pieces may need. A schema is a name without schema.
    pub makes: Vec<QName>,
    /// What must be there before.
    pub needs: Vec<QName>,
    /// Helpers of the support library that it calls, and views of the dictionary that it reads, by name.
    pub helpers: Vec<QName>,
    /// The statements.
    pub create: Laid,
    /// The same with unqualified types, for PostgreSQL's PL/pgSQL parser; `None`: there is no PL/pgSQL in it.
    pub shadow: Option<EcoString>,
    /// What takes it back; empty where dropping something else does.
    pub undo: String,
    /// The source object's part it stands for: a constraint, an index; by output name. Where it is refused, that is demoted.
    pub part: Option<QName>,
    /// The table whose rows are lost where this is taken back.
    pub rows: Option<QName>,
    /// What in it the target does not have. Such a piece must not be shipped.
    pub newer: Vec<Newer>,
}

/// A file of the output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutFile {
    /// Relative to the folder of the output, with `/`.
    pub path: String,
    /// Its text.
    pub text: EcoString,
}

/// One object of the target, printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Printed {
    /// Its name.
    pub name: QName,
    /// Folder of its file, `table`, `view`.
    pub kind: ObjectKind,
    /// In whose files it stands, where that is not its own: those of the table of an index.
    pub on: Option<QName>,
    /// Its statements.
    pub pieces: Vec<Piece>,
    /// It is code of PL/pgSQL.
    pub runs: bool,
}

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// What runs.
    Real,
    /// The same for PostgreSQL's PL/pgSQL parser, which knows no catalogue: types without schema.
    Shadow,
    /// No text: pieces say what they make and need, for those who want findings alone.
    Outline,
}

/// Writes PostgreSQL.
#[derive(Clone, Copy)]
pub struct Printer<'a> {
    /// Text of source comments.
    pub text: &'a (dyn Fn(Span) -> &'a str + Sync),
    /// Name of a source position for people: `hr/tables.sql:12`.
    pub place: &'a (dyn Fn(Span) -> String + Sync),
    /// For whom.
    pub mode: Mode,
    /// Major version of the target.
    pub target: u8,
}

impl std::fmt::Debug for Printer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Printer").field("mode", &self.mode).field("target", &self.target).finish_non_exhaustive()
    }
}

impl Printer<'_> {
    /// Prints an object: all statements that make it, in pieces by phase.
    #[must_use]
    pub fn print(self, object: &Object) -> Printed {
        let (kind, mut pieces) = match &object.kind {
            Kind::Schema(_) => (ObjectKind::Schema, self.schema(object)),
            Kind::Table(table) => (ObjectKind::Table, self.table(object, table)),
            Kind::Index(index) => (ObjectKind::Index, self.index(object, index)),
            Kind::Sequence(sequence) => (ObjectKind::Sequence, self.sequence(object, sequence)),
            Kind::View(view) => (
                if view.materialized.is_some() { ObjectKind::MaterializedView } else { ObjectKind::View },
                self.view(object, view),
            ),
            Kind::Type(ty) => (ObjectKind::Type, self.user_type(object, ty)),
            Kind::Routine(routine) => (
                if routine.is_function { ObjectKind::Function } else { ObjectKind::Procedure },
                self.routine(object, routine),
            ),
            Kind::Trigger(trigger) => (ObjectKind::Trigger, self.trigger(object, trigger)),
            Kind::Grant(grant) => (ObjectKind::Grant, self.grant(object, grant)),
            Kind::Other(other) => self.other(object, other),
        };
        let on = match &object.kind {
            Kind::Index(index) => Some(index.table.clone()),
            Kind::Schema(_)
            | Kind::Table(_)
            | Kind::Sequence(_)
            | Kind::View(_)
            | Kind::Type(_)
            | Kind::Routine(_)
            | Kind::Trigger(_)
            | Kind::Grant(_)
            | Kind::Other(_) => None,
        };
        // they are kept until all are in order
        pieces.shrink_to_fit();
        for piece in &mut pieces {
            piece.needs.shrink_to_fit();
            piece.undo.shrink_to_fit();
            piece.create.map.shrink_to_fit();
        }
        let runs = match &object.kind {
            Kind::Routine(routine) => matches!(routine.body, Some(Body::Block(_))),
            Kind::Trigger(trigger) => matches!(trigger.body, Some(Body::Block(_))),
            Kind::Schema(_)
            | Kind::Table(_)
            | Kind::Index(_)
            | Kind::Sequence(_)
            | Kind::View(_)
            | Kind::Type(_)
            | Kind::Grant(_)
            | Kind::Other(_) => false,
        };
        Printed { name: object.name.clone(), kind, on, pieces, runs }
    }

    fn other(self, object: &Object, other: &Other) -> (ObjectKind, Vec<Piece>) {
        match other {
            Other::Server { wrapper, options } => (ObjectKind::DbLink, self.server(object, wrapper, options)),
            Other::ForeignTable { columns, server, options } => {
                (ObjectKind::DbLink, self.foreign_table(object, columns, server, options))
            }
            Other::SetValue(set) => (ObjectKind::Sequence, self.set_value(object, set)),
            Other::Do(block) => (ObjectKind::Block, self.do_block(object, block)),
            Other::Role(login) => (ObjectKind::Other, self.role(object, *login)),
            Other::Setting(name, value) => (ObjectKind::Other, self.setting(object, name, value)),
            Other::Placeholder(text) => (ObjectKind::Other, self.placeholder(object, text)),
            Other::Opaque(..) => (ObjectKind::Other, Vec::new()),
        }
    }

    /// A data statement of a script, under its source position.
    #[must_use]
    pub fn statement(self, dml: &Dml, span: Span) -> Piece {
        let mut needs = piece::Needs::default();
        needs.part(dml);
        self.piece(Phase::Data, span, Vec::new(), needs, |p, d| {
            p.dml(d, dml);
            d.text(";");
            d.hard();
        })
    }

    /// A query of a script, under its source position.
    #[must_use]
    pub fn asked(self, query: &Query, span: Span) -> Piece {
        let mut needs = piece::Needs::default();
        needs.part(query);
        self.piece(Phase::Data, span, Vec::new(), needs, |p, d| {
            p.query(d, query);
            d.text(";");
            d.hard();
        })
    }

    /// An expression as one text, for reports and comparisons.
    #[must_use]
    pub fn expression(self, e: &Expr) -> String {
        let mut d = Doc::default();
        self.any(&mut d, e);
        d.lay().text.into()
    }

    /// A type as text.
    #[must_use]
    pub fn type_name(self, ty: &Type) -> String {
        let mut d = Doc::default();
        self.ty(&mut d, ty);
        d.lay().text.into()
    }
}
