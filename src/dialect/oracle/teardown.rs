//! Scripts that remove a schema: beside the scripts that create it they lie in one folder, and are not part of what it becomes.

use super::script::Parsed;
use crate::catalog::{Applying, Change, Space, TableChange};
use crate::finding::{Confidence, Effort, ObjectKind, Rule, Severity, Source};
use crate::input::{Input, Sources};
use crate::ir::{Does, Ir, Kind};
use crate::name::{Name, QName};
use crate::span::Span;
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

/// What names of scripts and folders say that are there to remove.
const SAID: [&str; 9] = ["drop", "uninst", "deinst", "remove", "teardown", "clean", "delete", "destroy", "undo"];

/// A script that does nothing but drop.
#[derive(Debug)]
struct Teardown {
    /// Names of the tables that it drops.
    tables: Vec<QName>,
    /// Users that it drops, with all that they have.
    users: Vec<Name>,
    /// Where it lies, with `/` at the end, or empty.
    folder: String,
    /// Its name or its folder's says that it removes, and it is none of a numbered row.
    said: bool,
}

/// The scripts that do nothing but drop.
#[derive(Debug, Default)]
pub(super) struct Teardowns(BTreeMap<u32, Teardown>);

impl Teardowns {
    /// Looks at all scripts; a single one is never meant to leave nothing.
    pub(super) fn find(input: &Input, parsed: &[Option<Parsed>]) -> Self {
        let mut all: BTreeMap<u32, Option<Teardown>> = BTreeMap::new();
        let mut script = 0;
        for (piece, parsed) in input.pieces.iter().zip(parsed) {
            let file = input.sources.file(piece.span());
            script = file.map_or(script, |f| f.script);
            let own = all.entry(script).or_insert_with(|| Some(Teardown::new(file.map_or("", |f| f.path.as_str()))));
            let Some(parsed) = parsed else { continue };
            if parsed.statements.iter().any(|s| !removes(&s.does, own.as_ref().is_some_and(|own| own.said))) {
                *own = None;
            }
            if let Some(own) = own {
                for change in parsed.statements.iter().flat_map(|s| s.does.changes()) {
                    own.tables.extend(dropped(change).cloned());
                    own.users.extend(dropped_user(change).cloned());
                }
            }
        }
        if all.len() < 2 {
            return Teardowns::default();
        }
        let drops = |own: &Teardown| !own.tables.is_empty() || !own.users.is_empty();
        let only = all.into_iter().filter_map(|(script, own)| Some((script, own.filter(drops)?)));
        Teardowns(only.collect())
    }

    /// How many tables a script would drop of how many, where it removes the schema: half of what is there, and more than one. Where its
    /// name says so, half of what its own folder made is enough, or of the folder beside its own, where that only drops.
    pub(super) fn count(&self, script: u32, applying: &Applying<Ir>, sources: &Sources) -> Option<(usize, usize)> {
        let own = self.0.get(&script)?;
        let made = |span: Span| sources.file(span).map_or("", |f| f.path.as_str());
        let is_table = |kind: &Kind| matches!(kind, Kind::Table(_));
        let tables = || applying.catalog.iter().filter(|(_, object)| is_table(&object.kind));
        let all: Vec<_> = tables().map(|(id, object)| (id, made(object.at.span))).collect();
        let mut dropped: Vec<_> = own.tables.iter().filter_map(|name| applying.named(Space::Schema, name)).collect();
        let owned = tables().filter(|(_, object)| object.name.schema.as_ref().is_some_and(|s| own.users.contains(s)));
        dropped.extend(owned.map(|(id, _)| id));
        dropped.sort_unstable();
        dropped.dedup();
        if dropped.len() > 1 && dropped.len() * 2 >= all.len() {
            return Some((dropped.len(), all.len()));
        }
        let mut folder = own.folder.as_str();
        while own.said && !dropped.is_empty() {
            let beside: Vec<_> = all.iter().filter(|(_, path)| path.starts_with(folder)).collect();
            if !beside.is_empty() {
                // of a folder of such scripts, each removes what one script beside it made
                let whole = folder == own.folder;
                let from: Vec<_> =
                    beside.iter().filter(|(id, _)| dropped.contains(id)).map(|(_, path)| *path).collect();
                let beside = beside.iter().filter(|(_, path)| whole || from.contains(path)).count();
                return (from.len() * 2 >= beside && (!whole || from.len() > 1)).then_some((from.len(), beside));
            }
            if folder.is_empty() {
                break;
            }
            folder = folder.trim_end_matches('/').rfind('/').map_or("", |at| folder.get(..=at).unwrap_or_default());
        }
        None
    }
}

impl Teardown {
    fn new(path: &str) -> Self {
        let (folder, name) = path.rfind('/').map_or(("", path), |at| path.split_at(at + 1));
        let numbered = name.trim_start_matches(['V', 'v']).starts_with(|c: char| c.is_ascii_digit());
        let last = folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let says = |text: &str| SAID.iter().any(|word| text.to_ascii_lowercase().contains(word));
        let (tables, users) = (Vec::new(), Vec::new());
        Teardown { tables, users, folder: folder.into(), said: !numbered && (says(name) || says(last)) }
    }
}

/// Whether a statement may stand in a script that removes a schema; a block may where the script's name says that it removes, as jobs
/// and public synonyms go by code.
fn removes(does: &Does, said: bool) -> bool {
    match does {
        Does::Change(change) => is_drop(change),
        Does::Changes(changes) => changes.iter().all(is_drop),
        Does::Transaction(_) | Does::Client(_) | Does::Ignored(_) | Does::Query(_) => true,
        Does::Block(_) => said,
        Does::Data(_) | Does::Unread(_) => false,
    }
}

fn is_drop(change: &Change<Ir>) -> bool {
    match change {
        Change::Drop(_) | Change::DropOther { .. } | Change::Revoke(_) => true,
        Change::Schema(_) | Change::DateFormat(_) | Change::CompileFlags(_) | Change::Nothing => true,
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

/// `DROP USER name CASCADE`.
fn dropped_user(change: &Change<Ir>) -> Option<&Name> {
    let Change::Drop(dropping) = change else { return None };
    (dropping.kind == ObjectKind::Schema && dropping.cascade).then_some(&dropping.name.name)
}

fn dropped(change: &Change<Ir>) -> Option<&QName> {
    if let Change::Drop(dropping) = change {
        (dropping.kind == ObjectKind::Table).then_some(&dropping.name)
    } else {
        None
    }
}
