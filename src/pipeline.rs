//! The whole flow on one screen: read, understand, decide, lower, print, order, prove, report.

mod assemble;
mod place;
pub mod prove;
pub mod unmet;

use crate::analyze::{self, depend};
use crate::convert::{self, Previous};
use crate::dialect;
use crate::emit::{Mode, OutFile, Piece, Printed, Printer};
use crate::finding::{Key, Outcome, Source};
use crate::graph::Graph;
use crate::input::Input;
use crate::ir;
use crate::lint;
use crate::name::fits;
use crate::profile::Profile;
use crate::report::model::Report;
use crate::report::policy::Policy;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// Stack of each worker thread, in bytes: enough for the deepest tree that the parser lets through.
const STACK: usize = 64 << 20;

/// What to do.
#[derive(Debug)]
pub struct Request<'a> {
    /// What was read from disk.
    pub input: &'a Input,
    /// In which dialect it is.
    pub source: Source,
    /// Options in force.
    pub profile: &'a Profile,
    /// Owners, waivers, gate.
    pub policy: &'a Policy,
    /// Names of an earlier run, which are kept.
    pub previous: &'a Previous,
    /// Threads; 0: one a core.
    pub jobs: usize,
    /// Output is wanted, not only findings.
    pub write: bool,
    /// Source names or globs of the objects that are wanted, in the light of all; empty: all.
    pub only: &'a [String],
}

/// What came of it.
#[derive(Debug)]
pub struct Done {
    /// The report.
    pub report: Report,
    /// What `convert` writes; empty where no output is wanted.
    pub files: Vec<OutFile>,
    /// Dependencies of the source's objects.
    pub graph: Graph,
    /// Time per stage.
    pub stages: Vec<(&'static str, Duration)>,
}

/// One source object with what stands for it.
#[derive(Debug)]
struct Made {
    printed: Vec<Printed>,
    outcomes: Vec<Outcome>,
}

/// Runs `work` on threads whose stacks hold the deepest tree.
///
/// # Errors
/// A sentence: threads could not be had.
pub fn pooled<T: Send>(jobs: usize, work: impl FnOnce() -> T + Send) -> Result<T, String> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).stack_size(STACK).build();
    pool.map(|pool| pool.install(work)).map_err(|e| format!("no worker threads: {e}"))
}

/// Reads the model alone: for `ir`, `graph` and `drift`.
///
/// # Errors
/// As [`pooled`].
pub fn read(request: &Request<'_>) -> Result<ir::Program, String> {
    pooled(request.jobs, || dialect::read(request.source, request.input, request.profile))
}

/// Runs the whole flow.
///
/// # Errors
/// As [`pooled`].
pub fn run(request: &Request<'_>) -> Result<Done, String> {
    pooled(request.jobs, || flow(request))
}

fn flow(request: &Request<'_>) -> Done {
    let mut clock = Clock::start();
    let read = dialect::read(request.source, request.input, request.profile);
    clock.stage("read");
    let facts = analyze::run(&read);
    let needs = depend::dependencies(&read.catalog);
    clock.stage("analyze");
    let program = convert::Program::new(&read, &facts, request.profile, request.previous);
    let sources = &request.input.sources;
    let text = |span| sources.text(span);
    let place = |span| assemble::position(sources, span);
    let printer = Printer { text: &text, place: &place, mode: Mode::Real, target: request.profile.target };
    let lowered = convert::run(&program, |object| printer.print(&object));
    let mut made: Vec<Made> = lowered.into_iter().map(|(printed, outcomes)| Made { printed, outcomes }).collect();
    if !request.only.is_empty() {
        made.retain(|m| m.outcomes.first().is_some_and(|o| wanted(request.only, &o.key)));
    }
    let mut written = convert::data::run(&program);
    clock.stage("convert");
    let mut general = Vec::new();
    for (object, raised) in &read.unread {
        let key = object.map(|id| ir::object::key(read.catalog.get(id)));
        match key {
            Some(key) => general.extend(assemble::attach(&mut made, &key, raised.clone())),
            None => general.push(raised.clone()),
        }
    }
    for found in lint::run(&read, request.profile) {
        match found.object {
            // An object that is not wanted has no place for what is found.
            Some(key) => drop(assemble::attach(&mut made, &key, found.raised)),
            None => general.push(found.raised),
        }
    }
    clock.stage("lint");
    prove::syntax(&mut made);
    let mut data: Vec<Piece> = written.statements.iter().map(|s| printer.statement(&s.dml, s.span)).collect();
    unmet::settle(&mut made, &mut data, &mut written, &BTreeSet::new());
    general.append(&mut written.findings);
    clock.stage("prove");
    let keys = made.iter().flat_map(|m| &m.outcomes).map(|o| o.key.clone());
    let graph = assemble::graph(&needs, keys);
    let mut placed = place::place(&program, printer, &made, &data);
    clock.stage("order");
    let files = std::mem::take(&mut placed.files);
    let parts = assemble::Parts {
        program: &program,
        made,
        placed: &placed,
        needs: &needs,
        graph: &graph,
        general,
        failed: &written.failed,
    };
    let report = assemble::report(request, parts);
    clock.stage("report");
    Done { report, files, graph, stages: clock.stages }
}

/// Whether an object is wanted: by its own name or glob.
fn wanted(only: &[String], key: &Key) -> bool {
    let name = key.name.to_string();
    only.iter().any(|glob| fits(glob, &name))
}

/// Measures stages.
struct Clock {
    last: Instant,
    stages: Vec<(&'static str, Duration)>,
}

impl Clock {
    fn start() -> Self {
        Self { last: Instant::now(), stages: Vec::new() }
    }

    fn stage(&mut self, name: &'static str) {
        let now = Instant::now();
        self.stages.push((name, now - self.last));
        self.last = now;
    }
}
