//! What needs something that is not converted cannot load: it becomes a comment, and a person's work, and so does what needs it.

use super::Made;
use super::prove::part_of;
use crate::convert::data::Written;
use crate::emit::Piece;
use crate::finding::{Confidence, Effort, Raised, Rule, Severity, Source, State};
use crate::name::QName;
use ecow::eco_format;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Something that is not in the output is needed.
pub static UNMET: Rule = Rule {
    name: "needs-unconverted",
    codes: &[
        (Source::Oracle, "HD-302"),
        (Source::MySql, "HD-302"),
        (Source::SqlServer, "HD-302"),
        (Source::Postgres, "HD-302"),
    ],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(5, 5),
    message: "`{object}` needs `{need}`, which is not in the output",
    help: "finish `{need}` first; the statement stands in the output as a comment",
    doc: "",
    ..Rule::PLAIN
};

/// The rules of this file.
pub static RULES: &[&Rule] = &[&UNMET];

/// Schemas whose objects are always there.
const GIVEN: [&str; 4] = ["pg_catalog", "information_schema", "ora_compat", "ora_dict"];

/// Comments out all pieces whose needs nothing makes, until every need of what is left is met. `given` are objects that the
/// target has already.
pub(super) fn settle(made: &mut [Made], written: [&mut Written<Piece>; 2], given: &BTreeSet<QName>) {
    // How many pieces make each name: a name is gone when the last of them is.
    let mut there: FxHashMap<QName, u32> = FxHashMap::default();
    for name in made.iter().flat_map(|m| &m.printed).flat_map(|p| &p.pieces).flat_map(|p| &p.makes) {
        *there.entry(name.clone()).or_default() += 1;
    }
    let mut lost: Vec<Vec<(usize, QName)>> = made.iter().map(|_| Vec::new()).collect();
    loop {
        let missing = |piece: &Piece| {
            let met = |need: &&QName| match need.schema.as_deref() {
                None => true,
                Some(schema) => GIVEN.contains(&schema) || there.contains_key(*need) || given.contains(*need),
            };
            piece.needs.iter().find(|need| !met(need)).cloned()
        };
        let mut changed = false;
        let mut gone: Vec<QName> = Vec::new();
        for (one, lost) in made.iter_mut().zip(&mut lost) {
            let Made { printed, outcomes } = one;
            for printed in printed {
                for piece in &mut printed.pieces {
                    let Some(need) = missing(piece) else { continue };
                    changed = true;
                    let place = part_of(outcomes, piece);
                    // What a part lacks of its own was said where the part lost it.
                    let own = lost.iter().any(|(of, name)| *of == place && *name == need);
                    if let Some(outcome) = outcomes.get_mut(place).filter(|_| !own) {
                        let raised = unmet(&printed.name.to_string(), &need, outcome.span);
                        outcome.raise(raised);
                    }
                    gone.extend_from_slice(&piece.makes);
                    lost.extend(piece.makes.iter().map(|name| (place, name.clone())));
                    piece.comment_out(&format!("needs {need}, which is not in the output"));
                }
            }
        }
        if !changed {
            written.into_iter().for_each(|written| rows(written, &missing));
            return;
        }
        for name in gone {
            if let Some(count) = there.get_mut(&name) {
                *count -= 1;
                if *count == 0 {
                    there.remove(&name);
                }
            }
        }
    }
}

fn unmet(object: &str, need: &QName, span: crate::span::Span) -> Raised {
    UNMET.at(span).with("object", object.to_string()).with("need", need)
}

/// Statements of scripts need no other such statement.
fn rows(written: &mut Written<Piece>, missing: &dyn Fn(&Piece) -> Option<QName>) {
    let Written { statements, findings, failed } = written;
    for statement in statements {
        let Some(need) = missing(&statement.dml) else { continue };
        findings.push(unmet("a statement of a script", &need, statement.span));
        for source in &statement.sources {
            let reason = eco_format!("`{need}`, which it needs, is not in the output");
            failed.insert(*source, (State::Manual, reason));
        }
        statement.dml.comment_out(&format!("needs {need}, which is not in the output"));
    }
}
