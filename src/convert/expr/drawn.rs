//! Numbers of sequences: a row draws one of each sequence, however often it names it.

use crate::analyze::Means;
use crate::catalog::ObjectId;
use crate::convert::{Cx, Lower, Program};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir::{self, ExprKind};
use crate::name::Name;
use crate::span::Span;

/// Rules of this file.
pub static RULES: &[&Rule] = &[&ONCE, &UNSURE];

static ONCE: Rule = Rule {
    name: "one-number-of-several-uses",
    codes: &[(Source::Oracle, "HD-431")],
    raw: Severity::DataLossRisk,
    message: "a sequence is named several times in a row, which gets one number of it",
    help: "Nothing to do: the use that PostgreSQL computes first draws the number, the others read it by currval.",
    ..super::RULE
};

static UNSURE: Rule = Rule {
    name: "several-uses-of-a-sequence",
    codes: &[(Source::Oracle, "HD-432")],
    raw: Severity::DataLossRisk,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(20, 10),
    message: "a sequence is named several times in a row, which gets one number of it; PostgreSQL would draw one for each, and which is computed first is not sure",
    help: "Take the number once, into a variable or in a subquery of its own, and use that.",
    ..super::RULE
};

/// A sequence that the row at hand names several times, and the use that draws.
#[derive(Clone, Copy, Debug)]
pub(in crate::convert) struct Drawn {
    id: ObjectId,
    first: Span,
}

/// A use of a sequence.
struct Use {
    id: ObjectId,
    next: bool,
    span: Span,
    /// It is computed whenever its row is.
    sure: bool,
}

/// Notes which uses draw in a row whose values PostgreSQL computes in this order; returns what was noted before, to be put back.
pub(in crate::convert) fn enter<'e>(
    cx: &mut Cx<'_>,
    schema: Option<&Name>,
    row: impl IntoIterator<Item = &'e ir::Expr>,
) -> Lower<Vec<Drawn>> {
    let mut all: Vec<Drawn> = Vec::new();
    for one in &repeated(cx.program, schema, row) {
        if all.iter().any(|d| d.id == one.id) {
            continue;
        }
        if !one.sure {
            return Err(cx.manual(UNSURE.at(one.span)));
        }
        cx.exact(&ONCE, one.span);
        all.push(Drawn { id: one.id, first: one.span });
    }
    Ok(std::mem::replace(&mut cx.drawn, all))
}

/// Refuses a row that names a sequence several times, where the order in which its values are computed is not known.
pub(in crate::convert) fn check<'e>(
    cx: &mut Cx<'_>,
    schema: Option<&Name>,
    row: impl IntoIterator<Item = &'e ir::Expr>,
) -> Lower<()> {
    match repeated(cx.program, schema, row).first() {
        Some(one) => Err(cx.manual(UNSURE.at(one.span))),
        None => Ok(()),
    }
}

/// The uses of sequences that a row names several times, and draws from.
fn repeated<'e>(program: &Program<'_>, schema: Option<&Name>, row: impl IntoIterator<Item = &'e ir::Expr>) -> Vec<Use> {
    let mut uses: Vec<Use> = Vec::new();
    for e in row {
        look(program, schema, e, true, &mut uses);
    }
    let drawn = |id: ObjectId| {
        let same = || uses.iter().filter(|u| u.id == id);
        same().count() > 1 && same().any(|u| u.next)
    };
    let kept: Vec<bool> = uses.iter().map(|u| drawn(u.id)).collect();
    uses.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(one, _)| one).collect()
}

/// The sequence that a name is a value of, and whether it is the next one.
pub(in crate::convert) fn sequence(
    program: &Program<'_>,
    schema: Option<&Name>,
    path: &ir::Path,
) -> Option<(ObjectId, bool)> {
    let (last, front) = path.parts.split_last()?;
    if !matches!(last.as_str(), "NEXTVAL" | "CURRVAL") {
        return None;
    }
    let id = program.resolve(&super::name::qname(front)?, schema)?;
    matches!(program.read.catalog.get(id).kind, ir::Kind::Sequence(_)).then_some((id, last == "NEXTVAL"))
}

/// Whether a value names a sequence.
pub(in crate::convert) fn is_named(e: &ir::Expr) -> bool {
    let mut found = false;
    ir::walk::each(e, &mut |e| {
        found |= matches!(&e.kind, ExprKind::Name(path) if path.parts.last().is_some_and(|n| n == "NEXTVAL"))
    });
    found
}

/// Whether a use in the row at hand draws a number; nothing where the sequence is named once.
pub(super) fn draws(cx: &Cx<'_>, id: ObjectId, span: Span) -> Option<bool> {
    cx.drawn.iter().find(|d| d.id == id).map(|d| d.first == span)
}

fn look(program: &Program<'_>, schema: Option<&Name>, e: &ir::Expr, sure: bool, uses: &mut Vec<Use>) {
    if let ExprKind::Name(path) = &e.kind
        && let Some((id, next)) = sequence(program, schema, path)
    {
        uses.push(Use { id, next, span: e.at.span, sure });
        return;
    }
    let whole = match &e.kind {
        ExprKind::Binary(..) | ExprKind::Concat(..) | ExprKind::Unary(..) | ExprKind::Cast(_) => true,
        ExprKind::Call(_) => match program.facts.of(e.at).means {
            Means::Builtin(place) => {
                program.read.functions.get(usize::from(place)).is_some_and(|row| !is_lazy(row.name))
            }
            _ => false,
        },
        _ => false,
    };
    ir::walk::children(e, &mut |child| {
        if let ir::walk::Node::Expr(child) = child {
            look(program, schema, child, sure && whole, uses);
        }
    });
}

/// Functions that leave arguments out.
fn is_lazy(name: &str) -> bool {
    matches!(name, "NVL" | "NVL2" | "COALESCE" | "DECODE" | "NULLIF" | "GREATEST" | "LEAST")
}
