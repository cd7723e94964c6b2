//! Sequences, and the numbers of identity columns.

use super::doc::Doc;
use super::piece::Needs;
use super::{Phase, Piece, Printer, quote};
use crate::catalog::{Limited, Sequence};
use crate::pg::{Object, SetValue};

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
        needs.name(&set.sequence);
        vec![self.piece(Phase::Keys, object.at.span, Vec::new(), needs, |_, d| {
            d.text("SELECT setval(");
            d.literal(&quote::qname(&set.sequence));
            d.put(format_args!(", {}, {});", set.value, set.called));
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
