//! Pieces: statements that stand together, with what they make and need.

use super::doc::{Doc, Newer};
use super::{Laid, Mode, Phase, Piece, Printer};
use crate::catalog::Part;
use crate::dictionary;
use crate::name::QName;
use crate::span::Span;
use ecow::EcoString;
use std::collections::BTreeSet;

/// The schema of the support library.
pub const SUPPORT: &str = "ora_compat";

/// What a piece needs, as it is found.
#[derive(Debug, Default)]
pub(super) struct Needs {
    objects: BTreeSet<QName>,
    helpers: BTreeSet<QName>,
}

impl Needs {
    /// The object and its schema.
    pub(super) fn name(&mut self, name: &QName) {
        match name.schema.as_deref() {
            Some(SUPPORT | dictionary::SCHEMA) => drop(self.helpers.insert(name.clone())),
            Some("pg_catalog" | "information_schema") => {}
            Some(_) | None => drop(self.objects.insert(name.clone())),
        }
    }

    /// The schema that holds the name.
    pub(super) fn schema_of(&mut self, name: &QName) {
        if let Some(schema) = &name.schema {
            self.objects.insert(QName::bare(schema.clone()));
        }
    }

    /// Everything that a part mentions.
    pub(super) fn part(&mut self, part: &impl Part) {
        part.mentions(&mut |mention| self.name(mention.name));
    }
}

impl Printer<'_> {
    /// A piece whose text `write` prints, without shadow and undo.
    pub(super) fn piece(
        self,
        phase: Phase,
        span: Span,
        makes: Vec<QName>,
        needs: Needs,
        write: impl Fn(Self, &mut Doc),
    ) -> Piece {
        let (create, newer) = self.laid(span, &write);
        let Needs { mut objects, helpers } = needs;
        for made in &makes {
            objects.remove(made);
        }
        Piece {
            phase,
            makes,
            needs: objects.into_iter().collect(),
            helpers: helpers.into_iter().collect(),
            create,
            shadow: None,
            undo: String::new(),
            part: None,
            rows: None,
            newer,
        }
    }

    /// The same, with the shadow that PostgreSQL's PL/pgSQL parser takes.
    pub(super) fn shadowed(
        self,
        phase: Phase,
        span: Span,
        makes: Vec<QName>,
        needs: Needs,
        write: impl Fn(Self, &mut Doc),
    ) -> Piece {
        let mut piece = self.piece(phase, span, makes, needs, &write);
        if self.mode == Mode::Outline {
            return piece;
        }
        piece.shadow = Some(Printer { mode: Mode::Shadow, ..self }.laid(span, &write).0.text);
        piece
    }

    pub(super) fn laid(self, span: Span, write: &dyn Fn(Self, &mut Doc)) -> (Laid, Vec<Newer>) {
        if self.mode == Mode::Outline {
            let map = if span.is_empty() { Vec::new() } else { vec![(0, span)] };
            return (Laid { text: EcoString::new(), map }, Vec::new());
        }
        let mut d = Doc::roomy();
        self.place(&mut d, span);
        write(self, &mut d);
        let newer = d.newer().iter().filter(|newer| newer.since > self.target).copied().collect();
        (d.lay(), newer)
    }
}

impl Piece {
    /// Makes it a comment that says why: nothing of it runs, and nothing needs it or is made by it.
    pub fn comment_out(&mut self, why: &str) {
        // The position and the comments above the statement stay as they are.
        let above = self.create.text.lines().take_while(|line| line.starts_with("-- ")).count();
        let mut text = String::with_capacity(self.create.text.len() + 64);
        for (n, line) in self.create.text.lines().enumerate() {
            if n == above {
                text.push_str("-- ");
                text.push_str(why.lines().next().unwrap_or(""));
                text.push('\n');
            }
            if n >= above {
                text.push_str("-- ");
            }
            text.push_str(line);
            text.push('\n');
        }
        for (line, _) in &mut self.create.map {
            *line += u32::from(*line as usize >= above);
        }
        self.create.text = text.into();
        self.shadow = None;
        self.undo.clear();
        self.makes.clear();
        self.needs.clear();
        self.helpers.clear();
        self.rows = None;
        self.newer.clear();
    }
}
