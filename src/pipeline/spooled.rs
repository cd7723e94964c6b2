//! What blocks print while their script spools: it is meant for a file.

use super::Made;
use crate::convert::code::OUTPUT;
use crate::finding::ObjectKind;
use crate::input::Sources;
use crate::ir::Program;
use crate::span::Span;

const INTO_FILE: &str = "The script spools what the block prints into a file. psql writes notices to standard error, each behind `NOTICE:`: let a query give the lines, and write them with \\o FILE and \\pset tuples_only.";

/// Stretches of scripts between `SPOOL file` and the next `SPOOL`, or the end of their file.
fn stretches(read: &Program, sources: &Sources) -> Vec<Span> {
    let spools = read.statements.iter().filter(|it| it.label == "SPOOL");
    let mut all: Vec<(Span, bool)> = spools
        .map(|it| {
            let last = sources.text(it.span).split_whitespace().next_back().unwrap_or_default();
            (it.span, !matches!(last.trim_end_matches(';').to_uppercase().as_str(), "OFF" | "OUT" | "SPOOL"))
        })
        .collect();
    all.sort_by_key(|(span, _)| span.lo);
    let next = all.iter().skip(1).map(|(span, _)| span.lo).chain([u32::MAX]);
    all.iter().zip(next).filter(|((_, on), _)| *on).map(|((span, _), end)| Span::new(span.hi, end)).collect()
}

/// Says of blocks that print into a spooled file what becomes of it.
pub(super) fn tell(made: &mut [Made], read: &Program, sources: &Sources) {
    let stretches = stretches(read, sources);
    if stretches.is_empty() {
        return;
    }
    let spooled = |at: Span| {
        let around = stretches.iter().filter(|of| of.contains(at));
        // a file that ends ends what it spools
        around.into_iter().any(|of| sources.number(Span::new(of.lo, of.lo)) == sources.number(at))
    };
    for outcome in made.iter_mut().flat_map(|m| &mut m.outcomes).filter(|o| o.key.kind == ObjectKind::Block) {
        for raised in outcome.findings.iter_mut().filter(|raised| raised.rule == &OUTPUT && spooled(raised.span)) {
            raised.put("advice", INTO_FILE.to_owned());
        }
    }
}
