//! Queries of a script: they make nothing, so they stand in a file of their own that nothing runs.

use super::data::{Statement, Written, reason};
use super::query::{self, Env};
use super::{Cx, Program};
use crate::finding::{Key, ObjectKind, Raised, State};
use crate::ir::Asked;
use crate::name::QName;
use crate::pg;
use crate::span::Span;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// Lowers the queries that are not read for their names only. `keep` says what is left of one.
#[must_use]
pub fn run<T: Send>(
    program: &Program<'_>,
    beside: impl Fn(Span) -> bool + Sync,
    keep: impl Fn(&pg::Query, Span) -> T + Sync,
) -> Written<T> {
    let own = program.read.queries.par_iter().filter(|asked| !beside(asked.span));
    let lowered: Vec<_> = own.map(|asked| (asked, one(program, asked, &keep))).collect();
    let mut written = Written { statements: Vec::new(), findings: Vec::new(), failed: BTreeMap::new() };
    let mut said = FxHashSet::default();
    for (asked, (kept, findings)) in lowered {
        match kept {
            Some(dml) => {
                written.statements.push(Statement { dml, span: asked.span, sources: vec![asked.statement] });
            }
            None => {
                written.failed.insert(asked.statement, (State::Manual, reason(&findings)));
            }
        }
        // of equal ones the first says all: each query has its own reason
        for raised in findings {
            if said.insert((raised.rule.name, raised.args.clone())) {
                written.findings.push(raised);
            }
        }
    }
    written
}

fn one<T>(program: &Program<'_>, asked: &Asked, keep: &impl Fn(&pg::Query, Span) -> T) -> (Option<T>, Vec<Raised>) {
    let mut cx = Cx::new(program, Key { kind: ObjectKind::Other, name: QName::default() }, asked.span);
    let env = Env { schema: asked.schema.as_ref(), outer: None };
    let lowered = query::lower(&mut cx, env, &asked.query).ok();
    let kept = lowered.map(|lowered| keep(&lowered.query, asked.span));
    (kept, cx.finish().0.into_iter().flat_map(|outcome| outcome.findings).collect())
}
