//! Rows that cannot stand: a key that an earlier row has, or a foreign key to a row that is not among the converted ones. The
//! statement between them, or the one that brings the other row, was not converted; loading would stop here.

#![expect(clippy::wildcard_enum_match_arm, reason = "every other form of a value is computed")]

use super::Choice;
use crate::catalog::{ConstraintRule, Fill, ObjectId};
use crate::convert::Program;
use crate::ir;
use crate::name::{Name, Texts};
use crate::pg::{self, Expr};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Rows of one statement, and where they go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows<'a> {
    /// The table.
    pub table: ObjectId,
    /// What is written.
    pub insert: &'a pg::Insert,
}

/// What the columns of a key hold in a row.
enum Held {
    /// Known values, written in one way.
    Known(String),
    /// A null among them.
    Null,
    /// Something computed.
    Unknown,
}

/// A foreign key, and the number of what it refers to.
struct Reference {
    columns: Vec<Name>,
    to: u32,
}

/// Keys of the tables at hand.
#[derive(Default)]
struct Keys {
    /// Columns that are unique together.
    unique: BTreeMap<ObjectId, Vec<Vec<Name>>>,
    references: BTreeMap<ObjectId, Vec<Reference>>,
    /// Columns that are referred to, with their number.
    referred: BTreeMap<ObjectId, Vec<(Vec<Name>, u32)>>,
}

/// Statements that cannot stand, by their place in `all`, with the reason.
pub(super) fn broken(program: &Program<'_>, choice: Choice<'_>, all: &[Option<Rows<'_>>]) -> BTreeMap<usize, String> {
    let keys = Keys::of(program, choice, all);
    let mut broken = BTreeMap::new();
    repeated(program, &keys, all, &mut broken);
    orphaned(program, &keys, all, &mut broken);
    broken
}

impl Keys {
    fn of(program: &Program<'_>, choice: Choice<'_>, all: &[Option<Rows<'_>>]) -> Keys {
        let mut keys = Keys::default();
        let catalog = &program.read.catalog;
        let tables: std::collections::BTreeSet<ObjectId> = all.iter().flatten().map(|rows| rows.table).collect();
        let mut next = 0;
        for id in tables {
            let object = catalog.get(id);
            let ir::Kind::Table(table) = &object.kind else { continue };
            for constraint in table.constraints.iter().filter(|c| c.state.enabled) {
                match &constraint.rule {
                    ConstraintRule::Primary(columns) | ConstraintRule::Unique(columns) => {
                        keys.unique.entry(id).or_default().push(named(program, id, columns));
                    }
                    ConstraintRule::Foreign(foreign) => {
                        let Some(parent) = program.resolve(&foreign.table, object.name.schema.as_ref()) else {
                            continue;
                        };
                        if choice.is_given(program, parent) {
                            continue;
                        }
                        let ir::Kind::Table(other) = &catalog.get(parent).kind else { continue };
                        let target = match foreign.target.as_slice() {
                            [] => other.primary_key().unwrap_or_default(),
                            target => target,
                        };
                        let (columns, target) = (named(program, id, &foreign.columns), named(program, parent, target));
                        if columns.len() != target.len()
                            || !(constraint.state.validated || table.partitioning.is_some())
                        {
                            continue;
                        }
                        let known = keys.referred.entry(parent).or_default();
                        let to = known.iter().find(|(c, _)| *c == target).map(|(_, n)| *n).unwrap_or_else(|| {
                            next += 1;
                            known.push((target, next));
                            next
                        });
                        keys.references.entry(id).or_default().push(Reference { columns, to });
                    }
                    ConstraintRule::Check(_) | ConstraintRule::Ref(_) => {}
                }
            }
        }
        keys
    }
}

fn named(program: &Program<'_>, id: ObjectId, columns: &[Name]) -> Vec<Name> {
    columns.iter().map(|c| program.plan.names.column(id, c)).collect()
}

/// Rows whose key an earlier one has.
fn repeated(program: &Program<'_>, keys: &Keys, all: &[Option<Rows<'_>>], broken: &mut BTreeMap<usize, String>) {
    let mut seen: FxHashSet<(ObjectId, usize, String)> = FxHashSet::default();
    for (place, rows) in all.iter().enumerate() {
        let Some(rows) = rows else { continue };
        let unique = keys.unique.get(&rows.table).map(Vec::as_slice).unwrap_or_default();
        let mut own: Vec<(ObjectId, usize, String)> = Vec::new();
        for (number, columns) in unique.iter().enumerate() {
            for row in values(rows.insert) {
                if let Held::Known(value) = held(program, rows, row, columns) {
                    own.push((rows.table, number, value));
                }
            }
        }
        let table = &program.read.catalog.get(rows.table).name;
        if let Some((_, number, _)) = own.iter().find(|key| seen.contains(*key)) {
            let columns = unique.get(*number).map(|c| c.joined(", ")).unwrap_or_default();
            let why = format!(
                "an earlier row of `{table}` has the same {columns}; a statement that removes or changes it was not converted, or the source refuses this one too"
            );
            broken.insert(place, why);
        } else {
            seen.extend(own);
        }
    }
}

/// Rows that refer to a row which nothing brings. A statement that goes takes those along that need its rows.
fn orphaned(program: &Program<'_>, keys: &Keys, all: &[Option<Rows<'_>>], broken: &mut BTreeMap<usize, String>) {
    // How many statements bring a row; those with computed keys may bring any.
    let mut brought: FxHashMap<(u32, String), u32> = FxHashMap::default();
    let mut open: FxHashMap<u32, u32> = FxHashMap::default();
    let mut needed: FxHashMap<(u32, String), Vec<usize>> = FxHashMap::default();
    let mut needs: Vec<(usize, (u32, String))> = Vec::new();
    for (place, rows) in all.iter().enumerate().filter(|(place, _)| !broken.contains_key(place)) {
        let Some(rows) = rows else { continue };
        brings(program, keys, rows, &mut |to, value| match value {
            Some(value) => *brought.entry((to, value)).or_default() += 1,
            None => *open.entry(to).or_default() += 1,
        });
        for reference in keys.references.get(&rows.table).into_iter().flatten() {
            for row in values(rows.insert) {
                if let Held::Known(value) = held(program, rows, row, &reference.columns) {
                    needed.entry((reference.to, value.clone())).or_default().push(place);
                    needs.push((place, (reference.to, value)));
                }
            }
        }
    }
    let lacks = |brought: &FxHashMap<(u32, String), u32>, open: &FxHashMap<u32, u32>, key: &(u32, String)| {
        open.get(&key.0).is_none_or(|n| *n == 0) && brought.get(key).is_none_or(|n| *n == 0)
    };
    let mut queue: Vec<(usize, (u32, String))> =
        needs.into_iter().filter(|(_, key)| lacks(&brought, &open, key)).collect();
    while let Some((place, key)) = queue.pop() {
        let Some(Some(rows)) = all.get(place) else { continue };
        if broken.contains_key(&place) {
            continue;
        }
        broken.insert(place, orphan(program, keys, &key));
        brings(program, keys, rows, &mut |to, value| {
            let Some(value) = value else {
                // Rows with known keys may have counted on this one; they were let through for it, and still are.
                return;
            };
            let key = (to, value);
            if let Some(count) = brought.get_mut(&key) {
                *count = count.saturating_sub(1);
            }
            if lacks(&brought, &open, &key) {
                let children = needed.get(&key).into_iter().flatten();
                queue.extend(children.map(|child| (*child, key.clone())));
            }
        });
    }
}

fn orphan(program: &Program<'_>, keys: &Keys, (to, value): &(u32, String)) -> String {
    let parent = keys.referred.iter().find(|(_, all)| all.iter().any(|(_, n)| n == to));
    let name = parent.map(|(id, _)| program.read.catalog.get(*id).name.to_string()).unwrap_or_default();
    let value = value.trim_end_matches(SEPARATOR).replace(SEPARATOR, ", "); // no SQL: values of a key, for people
    format!("no converted row of `{name}` has the key {value}, which it refers to")
}

/// The keys that the rows of a statement can be referred to by; nothing for one that is computed.
fn brings(program: &Program<'_>, keys: &Keys, rows: &Rows<'_>, found: &mut dyn FnMut(u32, Option<String>)) {
    for (columns, to) in keys.referred.get(&rows.table).into_iter().flatten() {
        for row in values(rows.insert) {
            match held(program, rows, row, columns) {
                Held::Known(value) => found(*to, Some(value)),
                Held::Null => {}
                Held::Unknown => found(*to, None),
            }
        }
    }
}

fn values(insert: &pg::Insert) -> &[Vec<Expr>] {
    if let pg::Query::Values(rows) = &insert.source { rows } else { &[] }
}

/// Between the values of a key; no text of a script holds it.
const SEPARATOR: char = '\u{1f}';

fn held(program: &Program<'_>, rows: &Rows<'_>, row: &[Expr], columns: &[Name]) -> Held {
    let mut all = String::new();
    for column in columns {
        let value = match rows.insert.columns.iter().position(|c| c == column) {
            Some(place) => row.get(place),
            None if is_filled(program, rows.table, column) => return Held::Unknown,
            None => Some(&Expr::Null),
        };
        match value.map(plain) {
            Some(Plain::Value(text)) => {
                all.push_str(&text);
                all.push(SEPARATOR);
            }
            Some(Plain::Null) => return Held::Null,
            Some(Plain::Unknown) | None => return Held::Unknown,
        }
    }
    Held::Known(all)
}

/// Whether a column that is left out gets a value.
fn is_filled(program: &Program<'_>, id: ObjectId, column: &Name) -> bool {
    let ir::Kind::Table(table) = &program.read.catalog.get(id).kind else { return true };
    let own = table.columns.iter().find(|c| program.plan.names.column(id, &c.name) == *column);
    own.is_none_or(|c| !matches!(c.fill, Fill::Nothing))
}

enum Plain {
    Value(String),
    Null,
    Unknown,
}

/// A literal, written in one way.
fn plain(expr: &Expr) -> Plain {
    match expr {
        Expr::Null => Plain::Null,
        Expr::Text(text) => Plain::Value(text.trim_end_matches(' ').to_string()),
        Expr::Number(digits) => number(digits),
        Expr::Typed(typed) => Plain::Value(typed.1.to_string()),
        Expr::Cast(cast) => plain(&cast.0),
        Expr::Prefix(pg::Op::Subtract, operand) => match plain(operand) {
            Plain::Value(text) => Plain::Value(format!("-{text}")),
            other => other,
        },
        _ => Plain::Unknown,
    }
}

/// Without zeros that say nothing.
fn number(digits: &str) -> Plain {
    if digits.contains(['e', 'E']) {
        return Plain::Unknown;
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    Plain::Value(if fraction.is_empty() { whole.to_string() } else { format!("{whole}.{fraction}") })
}
