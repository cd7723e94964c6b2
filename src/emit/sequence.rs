//! Sequences, and the numbers of identity columns.

use super::doc::Doc;
use super::piece::Needs;
use super::{Phase, Piece, Printer, quote};
use crate::catalog::{Limited, Sequence};
use crate::pg::{Object, Restart, SetBehind, SetValue};

impl Printer<'_> {
    /// `CREATE SEQUENCE`, and `OWNED BY` once its table is there.
    pub(super) fn sequence(self, object: &Object, sequence: &Sequence) -> Vec<Piece> {
        let mut needs = Needs::default();
        needs.schema_of(&object.name);
        let mut create = self.piece(Phase::PreData, object.at.span, vec![object.name.clone()], needs, |p, d| {
            p.comments(d, &object.comments);
            d.group(|d| {
                d.text("CREATE SEQUENCE ");
                d.qname(&object.name);
                d.indent(|d| {
                    for option in options(sequence) {
                        d.line();
                        d.text(&option);
                    }
                });
            });
            d.text(";");
            d.hard();
            if let Some(text) = &object.comment {
                p.comment_on(d, "SEQUENCE", |d| d.qname(&object.name), text);
            }
        });
        create.undo = format!("DROP SEQUENCE IF EXISTS {};\n", quote::qname(&object.name));
        let mut pieces = vec![create];
        if let Some((table, column)) = &sequence.owned_by {
            let mut needs = Needs::default();
            needs.name(&object.name);
            needs.name(table);
            pieces.push(self.piece(Phase::Keys, object.at.span, Vec::new(), needs, |_, d| {
                d.text("ALTER SEQUENCE ");
                d.qname(&object.name);
                d.text(" OWNED BY ");
                d.qname(table);
                d.text(".");
                d.name(column);
                d.text(";");
                d.hard();
            }));
        }
        pieces
    }

    /// `SELECT setval(…)`, behind the data.
    pub(super) fn set_value(self, object: &Object, set: &SetValue) -> Vec<Piece> {
        let mut needs = Needs::default();
        match set {
            SetValue::After(sequence, _) => needs.name(sequence),
            SetValue::Behind(set) => {
                set.sequence.iter().chain([&set.table]).for_each(|name| needs.name(name));
            }
        }
        vec![self.piece(Phase::Keys, object.at.span, Vec::new(), needs, |_, d| {
            match set {
                SetValue::After(sequence, value) => {
                    let sequence = quote::literal(&quote::qname(sequence));
                    d.put(format_args!("SELECT setval({sequence}, {value}, true)"));
                }
                SetValue::Behind(set) => behind(d, set),
            }
            d.text(";");
            d.hard();
        })]
    }

    /// ` (START WITH 1 …)` behind `IDENTITY`.
    pub(super) fn identity_options(self, d: &mut Doc, sequence: &Sequence) {
        let options: Vec<String> = options(sequence).filter(|option| !option.starts_with("AS ")).collect();
        if !options.is_empty() {
            d.text(" (");
            d.text(&options.join(" "));
            d.text(")");
        }
    }
}

/// What `ALTER SEQUENCE` changes.
pub(super) fn altered(d: &mut Doc, sequence: &Sequence, restart: Option<Restart>) {
    for option in options(sequence) {
        d.text(" ");
        d.text(&option);
    }
    match restart {
        None => {}
        Some(Restart(None)) => d.text(" RESTART"),
        Some(Restart(Some(n))) => d.put(format_args!(" RESTART WITH {n}")),
    }
}

/// Sets a sequence to the last number that a column holds, unless it has got there.
fn behind(d: &mut Doc, set: &SetBehind) {
    let (last, beyond, step, within) = if set.descending { ("min", "<=", '-', ">=") } else { ("max", ">=", '+', "<=") };
    let table = quote::qname(&set.table);
    let mut column = String::new();
    quote::push_name(&mut column, &set.column);
    let (sequence, next) = match &set.sequence {
        Some(sequence) => {
            let name = quote::qname(sequence);
            (quote::literal(&name), format!("(SELECT last_value {step} is_called::int FROM {name})"))
        }
        None => {
            let own = format!("pg_get_serial_sequence({}, {})", quote::literal(&table), quote::literal(&set.column));
            let next = format!("coalesce(pg_sequence_last_value({own}::regclass) {step} 1, {})", set.first);
            (own, next)
        }
    };
    d.put(format_args!("SELECT setval({sequence}, {last}({column})::bigint) FROM {table}"));
    if let Some(limit) = set.last {
        d.put(format_args!(" WHERE {column} {within} {limit}"));
    }
    d.indent(|d| {
        d.hard();
        d.put(format_args!("HAVING {last}({column}) {beyond} {next}"));
    });
}

/// The options that are set, in the order of the manual.
fn options(sequence: &Sequence) -> impl Iterator<Item = String> {
    let Sequence { start, increment, min, max, cache, cycle, width, .. } = sequence;
    let number = |word: &str, n: Option<i128>| n.map(|n| format!("{word} {n}"));
    let limit = |word: &str, limit: Option<Limited>| {
        limit.map(|limit| match limit {
            Limited::At(n) => format!("{word} {n}"),
            Limited::No => format!("NO {word}"),
        })
    };
    let width = width.map(|bytes| match bytes {
        2 => "AS smallint".to_owned(),
        4 => "AS integer".to_owned(),
        _ => "AS bigint".to_owned(),
    });
    [
        width,
        number("INCREMENT BY", *increment),
        limit("MINVALUE", *min),
        limit("MAXVALUE", *max),
        number("START WITH", *start),
        // A cache of none is a cache of one.
        number("CACHE", cache.map(|n| n.max(1))),
        cycle.map(|cycle| if cycle { "CYCLE" } else { "NO CYCLE" }.to_owned()),
    ]
    .into_iter()
    .flatten()
}
