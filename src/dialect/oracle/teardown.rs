//! Scripts that remove a schema: beside the scripts that create it they lie in one folder, and are not part of what it becomes.

use super::script::Parsed;
use crate::catalog::{Applying, Change, Space, TableChange};
use crate::finding::{Confidence, Effort, ObjectKind, Rule, Severity, Source};
use crate::input::Input;
use crate::ir::{Does, Ir, Kind};
use crate::name::QName;
use std::collections::BTreeMap;

/// Why statements of such a script are not applied.
pub(super) const WHY: &str =
    "its script only drops what other scripts create, so it removes the schema and is no part of it";

/// A script that removes the schema.
pub(super) static TEARDOWN: Rule = Rule {
    name: "script-removes-the-schema",
    codes: &[(Source::Oracle, "HD-007")],
    raw: Severity::DataLossRisk,
    severity: Severity::Info,
    confidence: Confidence::Likely,
    effort: Effort::NONE,
    message: "this script only drops, and with it {count} of the {all} tables that other scripts created: it is not applied",
    help: "where the drops are meant, run the scripts from one main script that includes them in order; else leave the script out of the input",
    doc: "",
    ..Rule::PLAIN
};

/// The tables that each script drops which does nothing but drop.
#[derive(Debug, Default)]
pub(super) struct Teardowns(BTreeMap<u32, Vec<QName>>);

impl Teardowns {
    /// Looks at all scripts; a single one is never meant to leave nothing.
    pub(super) fn find(input: &Input, parsed: &[Option<Parsed>]) -> Self {
        let mut all: BTreeMap<u32, Option<Vec<QName>>> = BTreeMap::new();
        let mut script = 0;
        for (piece, parsed) in input.pieces.iter().zip(parsed) {
            script = input.sources.file(piece.span()).map_or(script, |f| f.script);
            let dropped = all.entry(script).or_insert_with(|| Some(Vec::new()));
            let Some(parsed) = parsed else { continue };
            if parsed.statements.iter().any(|s| !removes(&s.does)) {
                *dropped = None;
            }
            if let Some(dropped) = dropped {
                dropped.extend(parsed.statements.iter().flat_map(|s| tables(&s.does)).cloned());
            }
        }
        if all.len() < 2 {
            return Teardowns::default();
        }
        let only = all.into_iter().filter_map(|(script, dropped)| Some((script, dropped.filter(|d| d.len() > 1)?)));
        Teardowns(only.collect())
    }

    /// How many tables a script would drop of how many, where it removes the schema: half of what is there, and more than one.
    pub(super) fn count(&self, script: u32, applying: &Applying<Ir>) -> Option<(usize, usize)> {
        let dropped = self.0.get(&script)?;
        let count = dropped.iter().filter(|name| applying.has(Space::Schema, name)).count();
        let all = applying.catalog.iter().filter(|(_, object)| matches!(object.kind, Kind::Table(_))).count();
        (count > 1 && count * 2 >= all).then_some((count, all))
    }
}

/// Whether a statement may stand in a script that removes a schema.
fn removes(does: &Does) -> bool {
    match does {
        Does::Change(change) => is_drop(change),
        Does::Changes(changes) => changes.iter().all(is_drop),
        Does::Transaction(_) | Does::Client(_) | Does::Ignored(_) | Does::Query(_) => true,
        Does::Data(_) | Does::Block(_) | Does::Unread(_) => false,
    }
}

fn is_drop(change: &Change<Ir>) -> bool {
    match change {
        Change::Drop(_) | Change::DropOther { .. } | Change::Revoke(_) | Change::Schema(_) | Change::Nothing => true,
        Change::AlterTable { changes, .. } => changes.iter().all(|c| matches!(c, TableChange::DropConstraint { .. })),
        Change::Create { .. }
        | Change::AlterSequence { .. }
        | Change::AlterIndex { .. }
        | Change::AlterType { .. }
        | Change::EnableTrigger { .. }
        | Change::Touch { .. }
        | Change::AlterOther { .. }
        | Change::Rename { .. }
        | Change::Comment { .. }
        | Change::Grant(_)
        | Change::Truncate { .. } => false,
    }
}

fn tables(does: &Does) -> Vec<&QName> {
    if let Does::Change(change) = does {
        dropped(change).into_iter().collect()
    } else if let Does::Changes(changes) = does {
        changes.iter().filter_map(dropped).collect()
    } else {
        Vec::new()
    }
}

fn dropped(change: &Change<Ir>) -> Option<&QName> {
    if let Change::Drop(dropping) = change {
        (dropping.kind == ObjectKind::Table).then_some(&dropping.name)
    } else {
        None
    }
}
