//! Every emitted statement goes through PostgreSQL's own parser before it is written; what it refuses is never shipped as converted.

use super::Made;
use crate::convert::data::Written;
use crate::emit::Piece;
use crate::finding::{Confidence, Effort, Outcome, Rule, Severity, Source, State};
use crate::proof::parser;
use ecow::EcoString;
use rayon::prelude::*;

/// PostgreSQL's parser refused what was written.
pub static REFUSED: Rule = Rule {
    name: "output-refused",
    codes: &[
        (Source::Oracle, "HD-301"),
        (Source::MySql, "HD-301"),
        (Source::SqlServer, "HD-301"),
        (Source::Postgres, "HD-301"),
    ],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(30, 10),
    message: "PostgreSQL's parser refuses what was written for `{object}`: {said}",
    help: "this is a fault of howdah: please report it with the output of `howdah ir`; the draft stands in the output as a comment, \
           and a person has to write the statement",
    doc: "",
    ..Rule::PLAIN
};

/// The rules of this file.
pub static RULES: &[&Rule] = &[&REFUSED];

/// Parses every piece, in parallel; refused ones become comments, and their object is a person's work.
pub(super) fn syntax(made: &mut [Made]) {
    made.par_iter_mut().for_each(|one| {
        let Made { printed, outcomes } = one;
        for printed in printed {
            for piece in &mut printed.pieces {
                let accepted = accepted(piece);
                piece.shadow = None;
                if let Err(said) = accepted {
                    let place = part_of(outcomes, piece);
                    demote(outcomes.get_mut(place), printed.name.to_string(), &said);
                    piece.comment_out(&format!("refused: {said}"));
                }
            }
        }
    });
}

/// The same for statements of scripts.
pub(super) fn statements(written: &mut Written<Piece>) {
    let refused: Vec<Result<(), String>> = written.statements.par_iter().map(|s| accepted(&s.dml)).collect();
    let Written { statements, findings, failed } = written;
    for (statement, said) in statements.iter_mut().zip(refused) {
        let Err(said) = said else { continue };
        let raised = REFUSED.at(statement.span).with("object", "a statement of a script").with("said", said.clone());
        let reason = EcoString::from(crate::finding::fill(REFUSED.message, &raised.args));
        failed.extend(statement.sources.iter().map(|source| (*source, (State::Manual, reason.clone()))));
        findings.push(raised);
        statement.dml.comment_out(&format!("refused: {said}"));
    }
}

fn accepted(piece: &Piece) -> Result<(), String> {
    if let Some(newer) = piece.newer.first() {
        return Err(format!("{} need PostgreSQL {}", newer.what, newer.since));
    }
    parser::sql(&piece.create.text)?;
    match &piece.shadow {
        Some(shadow) => parser::plpgsql(shadow),
        None => Ok(()),
    }
}

/// The place of the outcome of the part that a piece stands for: the one that names it as its target, else the object's own. Of
/// several, overloads, the one that stands where the piece comes from.
pub(super) fn part_of(outcomes: &[Outcome], piece: &Piece) -> usize {
    let Some(part) = &piece.part else { return 0 };
    let from = piece.create.map.first().map(|(_, span)| *span);
    let named = || outcomes.iter().enumerate().filter(|(_, o)| o.targets.contains(part));
    let here = named().find(|(_, o)| Some(o.span) == from);
    here.or_else(|| named().next()).map_or(0, |(place, _)| place)
}

fn demote(outcome: Option<&mut Outcome>, object: String, said: &str) {
    if let Some(outcome) = outcome {
        let span = outcome.span;
        outcome.raise(REFUSED.at(span).with("object", object).with("said", said));
    }
}
