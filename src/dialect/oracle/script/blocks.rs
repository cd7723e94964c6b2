//! Anonymous blocks of scripts. Those that only run fixed statements one after the other are these statements: `INSERT`s between
//! `BEGIN` and `END`, a `DROP` whose error is ignored. All others are objects of their own.

#![expect(clippy::wildcard_enum_match_arm, reason = "whatever is not named does more")]

use super::super::{dynamic, session};
use super::Session;
use crate::input::Sources;
use crate::ir::plsql::{Block, Execute, Handler, Stmt, StmtKind, Transaction};
use crate::ir::{Body, Change, Data, Dml, Does, ExprKind, Fate, Kind, Object, Other, Statement};
use crate::name::{QName, fnv};
use crate::span::{At, Span};

/// What a block does, in order.
enum Step<'a> {
    /// A data statement.
    Rows(&'a Dml, Span),
    /// A statement whose text is run.
    Text(&'a Stmt),
}

impl Session {
    pub(super) fn block(
        &mut self,
        at: At,
        comments: &[At],
        label: &'static str,
        body: Body,
        sources: &Sources,
    ) -> Fate {
        if let Some(why) = session::housekeeping(&body) {
            return Fate::Ignored(why.into());
        }
        if let Body::Code(block) = &body
            && let Some(does) = self.straight(block, sources)
        {
            return self.one_by_one(does, sources);
        }
        self.object(at, comments, label, body, sources.text(at.span))
    }

    /// What a block does, where that is a list of statements whatever happens.
    fn straight(&mut self, block: &Block, sources: &Sources) -> Option<Vec<Statement>> {
        let mut steps = Vec::new();
        if !flatten(block, &mut steps) || steps.is_empty() {
            return None;
        }
        let catalog = &self.applying.catalog;
        let mut texts = dynamic::fixed(catalog, block, sources, &self.flags, &mut self.program.nodes);
        let mut all = Vec::with_capacity(steps.len());
        for step in steps {
            match step {
                Step::Rows(dml, span) => all.push(plain(span, Does::Data(Box::new(dml.clone())))),
                Step::Text(stmt) => {
                    let inside = |at: At| stmt.at.span.lo <= at.span.lo && at.span.hi <= stmt.at.span.hi;
                    let place = texts.iter().position(|(at, _)| inside(*at))?;
                    let (_, statement) = texts.swap_remove(place);
                    let known = matches!(statement.does, Does::Change(_) | Does::Changes(_) | Does::Ignored(_));
                    if !known || statement.rest.is_some() {
                        return None;
                    }
                    all.push(statement);
                }
            }
        }
        Some(all)
    }

    /// Runs the statements of a block; what became of them together is what became of the block.
    fn one_by_one(&mut self, all: Vec<Statement>, sources: &Sources) -> Fate {
        let mut whole = Fate::Ignored("takes back what is not there".into());
        for statement in all {
            self.dated(&statement.does, statement.at.span);
            let fate = match statement.does {
                Does::Data(dml) => {
                    let (span, schema) = (statement.at.span, self.applying.current.clone());
                    let place = self.program.statements.len() as u32;
                    self.rows.note(&self.applying, &dml, self.program.data.len());
                    self.program.data.push(Data { span, dml: *dml, schema, statement: place });
                    Fate::Data
                }
                _ => self.fate(statement, sources),
            };
            if !matches!(fate, Fate::Ignored(_)) && !matches!(whole, Fate::Missing(_)) {
                whole = fate;
            }
        }
        whole
    }

    /// A block has no name, so its text gives it one: neither lines nor other blocks change that.
    fn object(&mut self, at: At, comments: &[At], label: &'static str, body: Body, text: &str) -> Fate {
        let words = text.split_whitespace().flat_map(|word| word.bytes().chain([b' ']));
        let plain = format!("BLOCK_{:08X}", fnv(words));
        let schema = self.applying.current.clone();
        let number = self.blocks.entry(QName { schema: schema.clone(), name: plain.as_str().into() }).or_default();
        *number += 1;
        let name = if *number == 1 { plain } else { format!("{plain}_{number}") };
        let name = QName { schema, name: name.into() };
        let kind = Kind::Other(Other::Block(body));
        let object = Object { name, at, changes: Vec::new(), comments: Vec::new(), comment: None, kind };
        let change = Change::Create { object: Box::new(object), replace: false, if_absent: false };
        self.apply(at, comments, label, change)
    }
}

/// The label of a step of a block.
pub(super) const STEP: &str = "block";

fn plain(span: Span, does: Does) -> Statement {
    let at = At { span, ..At::default() };
    let (comments, set_aside, skipped) = (Vec::new(), Vec::new(), Vec::new());
    Statement { at, comments, label: STEP, does, set_aside, skipped, rest: None }
}

/// The steps of a block; false where it decides, loops, computes, or does anything else.
fn flatten<'a>(block: &'a Block, steps: &mut Vec<Step<'a>>) -> bool {
    let rows_stay = block.handlers.is_empty() && block.declarations.is_empty();
    block.sections.is_empty()
        && block.handlers.iter().all(tolerates)
        && block.statements.iter().all(|stmt| match &stmt.kind {
            StmtKind::Null => true,
            StmtKind::Transaction(it) => matches!(&**it, Transaction::Commit { force, .. } if force.is_empty()),
            StmtKind::Block(inner) => flatten(inner, steps) && (rows_stay || steps.iter().all(Step::is_text)),
            StmtKind::Dml(dml) if rows_stay && !gives_back(dml) => {
                steps.push(Step::Rows(dml, stmt.at.span));
                true
            }
            StmtKind::Execute(it) if is_alone(it) => {
                steps.push(Step::Text(stmt));
                true
            }
            _ => false,
        })
}

impl Step<'_> {
    fn is_text(&self) -> bool {
        matches!(self, Step::Text(_))
    }
}

fn is_alone(it: &Execute) -> bool {
    it.into.is_empty() && it.using.is_empty() && it.returning.is_empty()
}

fn gives_back(dml: &Dml) -> bool {
    match dml {
        Dml::Insert(_) | Dml::InsertMany(_) => false,
        Dml::InsertInto(it) => it.returning.is_some(),
        Dml::Update(it) => it.returning.is_some(),
        Dml::Delete(it) => it.returning.is_some(),
        Dml::Merge(it) => it.returning.is_some(),
        Dml::Unread(..) => true,
    }
}

/// Whether a handler only lets errors pass or not.
fn tolerates(handler: &Handler) -> bool {
    fn quiet(stmt: &Stmt) -> bool {
        match &stmt.kind {
            StmtKind::Null | StmtKind::Raise(_) => true,
            StmtKind::If(it) => {
                it.arms.iter().flat_map(|(_, list)| list).chain(it.otherwise.iter().flatten()).all(quiet)
            }
            StmtKind::Call(call) => {
                let name = match &call.kind {
                    ExprKind::Call(call) => &call.name,
                    ExprKind::Name(path) => path,
                    _ => return false,
                };
                let known = ["RAISE_APPLICATION_ERROR", "DBMS_OUTPUT"];
                name.parts.first().is_some_and(|first| known.contains(&first.as_str()))
            }
            _ => false,
        }
    }
    handler.statements.iter().all(quiet)
}
