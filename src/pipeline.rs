//! The whole flow on one screen: read, understand, decide, lower, print, order, prove, report.

mod assemble;
pub mod checked;
mod hidden;
mod once;
mod place;
pub mod prove;
pub mod rolled_back;
mod spooled;
mod unchecked;
pub mod unmet;

use crate::analyze;
use crate::analyze::depend::{self, Dependencies};
use crate::convert::data::{Choice, Written};
use crate::convert::{self, Previous};
use crate::dialect;
use crate::emit::{Mode, OutFile, Piece, Printed, Printer};
use crate::finding::{Outcome, Raised, Source};
use crate::graph::Graph;
use crate::input::Input;
use crate::ir;
use crate::lint;
use crate::name::{QName, fits};
use crate::profile::Profile;
use crate::report::Says;
use crate::report::model::Report;
use crate::report::policy::Policy;
use assemble::{Parts, Told};
use place::{Frame, Placed};
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
    /// What the report has to say: without drafts nothing is printed, and so nothing is proven.
    pub says: Says,
    /// Source names or globs of the objects that are wanted, in the light of all; empty: all.
    pub only: &'a [String],
    /// The process ends with this run, and its memory with it: to take the model apart would take time for nothing.
    pub last: bool,
}

impl Request<'_> {
    /// Output is wanted, not only findings.
    fn writes(&self) -> bool {
        self.says == Says::Drafts
    }

    /// More is wanted than findings and sums.
    fn describes(&self) -> bool {
        self.says >= Says::Objects
    }
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
    let Lowered { mut made, mut written, mut asked, given, needs, mut told, frame } = lowered(request, &mut clock);
    if request.writes() {
        prove::syntax(&mut made);
        prove::statements(&mut written);
        prove::statements(&mut asked);
    }
    unmet::settle(&mut made, [&mut written, &mut asked], &given);
    let (data, queries) = (told.statements(written), told.statements(asked));
    clock.stage("prove");
    let keys = made.iter().flat_map(|m| &m.outcomes).map(|o| o.key.clone());
    let graph = if request.describes() { assemble::graph(&needs, keys) } else { Graph::default() };
    let placed = frame.map(|frame| place::place(request, frame, &made, &data, &queries));
    let Placed { files, emitted } = placed.unwrap_or_default();
    let outcomes = made.into_iter().flat_map(|m| m.outcomes).collect();
    clock.stage("order");
    let report = assemble::report(request, Parts { told, outcomes, emitted, needs: &needs, graph: &graph });
    clock.stage("report");
    Done { report, files, graph, stages: clock.stages }
}

/// What is left when everything is lowered. The model is gone: the proof, the texts and the report that follow need its memory.
struct Lowered {
    made: Vec<Made>,
    written: Written<Piece>,
    asked: Written<Piece>,
    given: BTreeSet<QName>,
    needs: Dependencies,
    told: Told,
    /// Where output is wanted.
    frame: Option<Frame>,
}

fn lowered(request: &Request<'_>, clock: &mut Clock) -> Lowered {
    let read = dialect::read(request.source, request.input, request.profile);
    clock.stage("read");
    let (facts, needs) = rayon::join(|| analyze::run(&read), || depend::dependencies(&read));
    clock.stage("analyze");
    let program = convert::Program::new(&read, &facts, request.profile, request.previous);
    let sources = &request.input.sources;
    // Each has stretches that keep one thread busy: together they keep all.
    let lower = |printer: Printer<'_>| {
        let lowered = convert::run(&program, |mut object| {
            // What is switched off in plpgsql_check is said in texts alone.
            if request.writes() {
                convert::code::unwarned(&program, &mut object);
            }
            printer.print(&object)
        });
        let mut made: Vec<Made> = lowered.into_iter().map(|(printed, outcomes)| Made { printed, outcomes }).collect();
        let beside = |span| sources.is_context(span);
        let wanted = |name: &QName| request.only.is_empty() || wanted(request.only, name);
        let given = chosen(&mut made, &|o| wanted(&o.key.name) && !beside(o.span));
        let choice = Choice { beside: &beside, wanted: &wanted };
        let written = convert::data::run(&program, choice, |dml, span| printer.statement(dml, span));
        let asked = convert::asked::run(&program, beside, |query, span| printer.asked(query, span));
        (made, written, asked, given)
    };
    let detect = || lint::run(&read, &facts, request.profile);
    let ((mut made, written, asked, given), found) = rayon::join(|| printed(request, lower), detect);
    clock.stage("convert");
    let beside = |span| sources.is_context(span);
    let holds = |raised: &Raised| raised.rule.holds_for(request.profile.target);
    let unread = read.unread.iter().filter(|(_, raised)| holds(raised)).map(|(object, raised)| {
        let key = object.map(|id| ir::object::key(read.catalog.get(id)));
        (key, raised.clone())
    });
    let within = assemble::within_objects(request.input, &read);
    let placed: Vec<_> = within.iter().map(|(_, raised)| raised.span).collect();
    let (mut general, homeless) = assemble::attach(&mut made, unread.chain(within));
    general.extend(homeless.into_iter().filter(|raised| !beside(raised.span)));
    let found = found.into_iter().map(|found| (found.object, found.raised));
    // An object that is not wanted has no place for what is found.
    let (of_schema, _) = assemble::attach(&mut made, found);
    general.extend(of_schema);
    general.extend(checked::told(&made).filter(holds));
    spooled::tell(&mut made, &read, sources);
    once::objects(&mut made, sources);
    let told = Told::new(request, &program, general, &placed);
    let frame = request.writes().then(|| Frame::new(&program, &made));
    clock.stage("attach");
    if request.last && !request.writes() {
        std::mem::forget(program);
        std::mem::forget(facts);
        std::mem::forget(read);
    }
    Lowered { made, written, asked, given, needs, told, frame }
}

/// Runs `work` with what prints; where no output is wanted, it prints nothing.
fn printed<T>(request: &Request<'_>, work: impl FnOnce(Printer<'_>) -> T) -> T {
    let sources = &request.input.sources;
    let mode = if request.writes() { Mode::Real } else { Mode::Outline };
    work(Printer {
        text: &|span| sources.text(span),
        place: &|span| assemble::position(sources, span),
        mode,
        target: request.profile.target,
    })
}

/// Takes out what is not to be converted, and gives the names that it would have in the target: there they are given.
fn chosen(made: &mut Vec<Made>, is_chosen: &dyn Fn(&Outcome) -> bool) -> BTreeSet<QName> {
    let mut given = BTreeSet::new();
    made.retain(|m| {
        let keep = m.outcomes.first().is_some_and(is_chosen);
        if !keep {
            given.extend(m.printed.iter().flat_map(|p| &p.pieces).flat_map(|p| p.makes.iter().cloned()));
        }
        keep
    });
    given
}

/// Whether an object is wanted: by its own name or glob.
fn wanted(only: &[String], name: &QName) -> bool {
    let name = name.to_string();
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
