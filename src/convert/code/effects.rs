//! What code does, calls included: each routine of the input is looked at once.

#![expect(clippy::wildcard_enum_match_arm, reason = "only triggers are looked for")]

use super::callers::Callers;
use super::errors::{self, Header, Kinds, Raw};
use super::package_cursor::Shared;
use super::routine::{self, Lowered, Unit};
use super::unassigned::Unassigned;
use super::volatility::{self, Effects, Volatility};
use super::{autonomous, package, rounds, state, unused, zoned};
use crate::analyze::depend;
use crate::catalog::{Mentioned, Param, Part};
use crate::convert::cx::Record;
use crate::convert::{Cx, Lower, Program};
use crate::finding::Key;
use crate::ir::{self, object::key};
use crate::name::QName;
use crate::pg;
use crate::pg::code::{Node, each_of_block};
use crate::span::NodeId;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::{Mutex, OnceLock, RwLock};

/// What is known of routines, as far as it was asked for.
#[derive(Debug, Default)]
pub(in crate::convert) struct Memo {
    places: OnceLock<FxHashMap<QName, Vec<Place>>>,
    known: RwLock<FxHashMap<QName, Known>>,
    /// What routines take and give; several of one name where they are overloaded.
    headers: RwLock<FxHashMap<QName, Vec<Header>>>,
    callers: Callers,
    /// States of exceptions that have no number.
    pub(super) states: OnceLock<errors::States>,
    /// What is asked of cursors of packages.
    pub(super) cursors: Shared,
    /// Routines that call themselves.
    recursive: RwLock<FxHashSet<QName>>,
    /// Routines that call each other in a round, and whether they end the transaction.
    pub(super) rounds: OnceLock<FxHashMap<QName, bool>>,
    /// Tables that no trigger watches.
    quiet: OnceLock<FxHashSet<QName>>,
    /// Variables of packages that are constants in effect.
    pub(super) unassigned: OnceLock<Unassigned>,
    /// Routines that were lowered to see what they do, until they are made.
    ready: Mutex<FxHashMap<NodeId, Ready>>,
}

/// A routine that was lowered to see what it does, as making it would lower it again.
#[derive(Debug)]
pub(super) struct Ready {
    pub lowered: Lower<Lowered>,
    /// What the lowering put on record.
    pub record: Record,
    /// What its code does, and whether it ends the transaction.
    pub does: (Effects, bool),
}

impl Memo {
    /// Looks at the code of all routines for what their names tell.
    pub fn new(catalog: &ir::Catalog) -> Self {
        let (callers, cursors) = rayon::join(|| Callers::new(catalog), || Shared::new(catalog));
        Memo { callers, cursors, ..Memo::default() }
    }
}

/// What is known of a routine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Known {
    volatility: Volatility,
    /// It may fail because a row is missing.
    misses: bool,
    work: Work,
}

/// What a routine does that a handler around its call would undo.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Work {
    /// It does something.
    pub effect: bool,
    /// It may fail after it did something.
    pub partial: bool,
    /// It ends the transaction.
    pub ends: bool,
    /// What may be raised by it.
    pub raises: Kinds,
    /// It has a twin that returns its error.
    pub tries: bool,
}

/// As much as a routine can do, but for ending the transaction.
const MOST: Known = Known {
    volatility: Volatility::Volatile,
    misses: true,
    work: Work { effect: true, partial: true, ends: false, raises: Kinds::ALL, tries: false },
};

/// A function by its name in the target.
#[derive(Clone, Debug)]
enum Place {
    /// Of a schema.
    Object(crate::catalog::ObjectId),
    /// Of a package, by its place there.
    Member(QName, usize),
    /// What gives the value of a constant.
    Constant,
    /// What gives the value of a variable, or gives one to it.
    Accessor,
}

thread_local! {
    /// Functions that are being looked at on this thread: lowering the code of one asks for others.
    static OPEN: RefCell<Vec<QName>> = const { RefCell::new(Vec::new()) };
    /// What is taken for known of routines that call themselves while they are looked at: other threads must not see it.
    static GUESSED: RefCell<Vec<(QName, Known)>> = const { RefCell::new(Vec::new()) };
    /// Something was asked of a function that is being looked at: the answer is another when it is made.
    static PROVISIONAL: Cell<bool> = const { Cell::new(false) };
}

/// Runs with the functions that are being looked at.
fn opened<T>(run: impl FnOnce(&[&QName]) -> T) -> T {
    let open: Vec<QName> = OPEN.with_borrow(Clone::clone);
    run(&open.iter().collect::<Vec<&QName>>())
}

/// The functions that were being looked at before, which are again when this goes.
struct Before(Vec<QName>);

impl Before {
    fn opening(open: &[&QName]) -> Self {
        let open = open.iter().map(|name| (*name).clone()).collect();
        Before(OPEN.replace(open))
    }
}

impl Drop for Before {
    fn drop(&mut self) {
        OPEN.set(std::mem::take(&mut self.0));
    }
}

/// What a block does.
pub(super) fn of(program: &Program<'_>, block: &pg::Block) -> Effects {
    opened(|open| within(program, block, open))
}

/// What a routine does with what it is given, and whether it ends the transaction.
pub(super) fn of_routine(
    program: &Program<'_>,
    params: &[Param<pg::Pg>],
    returns: Option<&pg::Type>,
    block: &pg::Block,
    raw: Raw<'_>,
) -> (Effects, bool) {
    (opened(|open| settled(program, params, returns, block, open)), work_of(program, raw).ends)
}

/// What a block does as the code of a routine: times with and without a zone meet by the zone of the session, and a call that is
/// folded would open its cursor once.
fn settled(
    program: &Program<'_>,
    params: &[Param<pg::Pg>],
    returns: Option<&pg::Type>,
    block: &pg::Block,
    open: &[&QName],
) -> Effects {
    let mut effects = within(program, block, open);
    let varies = || zoned::meet(params, returns, block) || unused::opens(&block.statements);
    if effects.volatility == Volatility::Immutable && varies() {
        effects.volatility = Volatility::Stable;
    }
    effects
}

/// Whether a function that SQL may call may fail because a row is missing, which SQL of Oracle takes for null.
pub(in crate::convert) fn may_miss(program: &Program<'_>, name: &QName) -> bool {
    !is_private(program, name) && asked(program, name).misses
}

/// Whether a function that is converted gives other results for the same arguments, or does more than give one: what PostgreSQL keeps
/// out of indexes and computed columns, whatever the source's DETERMINISTIC says. Of what is not converted nothing is known.
pub(in crate::convert) fn may_vary(program: &Program<'_>, name: &QName) -> bool {
    let known = asked(program, name);
    known.volatility != Volatility::Immutable && known != MOST
}

/// Whether only the body of a package knows a function: SQL cannot call it (PLS-00231), that of the package included.
fn is_private(program: &Program<'_>, name: &QName) -> bool {
    let private = |place: &Place| match place {
        Place::Member(package, place) => program.plan.packages.named(package).is_some_and(|package| {
            package.spec.is_some() && package.routines.get(*place).is_some_and(|member| member.spec.is_none())
        }),
        Place::Object(_) | Place::Constant | Place::Accessor => false,
    };
    program.effects.places.get_or_init(|| places(program)).get(name).is_some_and(|all| all.iter().all(private))
}

/// What a routine does that a handler around its call would undo.
pub(super) fn work(program: &Program<'_>, name: &QName) -> Work {
    asked(program, name).work
}

/// What a function does.
fn asked(program: &Program<'_>, name: &QName) -> Known {
    // Most are known, and are not being looked at.
    let open = OPEN.with_borrow(|open| open.contains(name));
    let known = if open { None } else { remembered(program, name) };
    known.unwrap_or_else(|| opened(|open| function(program, name, open)))
}

/// What is known of a function already, or taken for known; of one that is being looked at, that is not asked.
fn remembered(program: &Program<'_>, name: &QName) -> Option<Known> {
    if let Some(ends) = rounds::of(program).get(name) {
        // Which of them is asked for first must not matter.
        return Some(Known { work: Work { ends: *ends, ..MOST.work }, ..MOST });
    }
    guessed(name).or_else(|| program.effects.known.read().ok()?.get(name).copied())
}

fn guessed(name: &QName) -> Option<Known> {
    GUESSED.with_borrow(|all| all.iter().rev().find(|(of, _)| of == name).map(|(_, known)| *known))
}

/// The same of a block.
fn work_of(program: &Program<'_>, raw: Raw<'_>) -> Work {
    opened(|open| {
        let work = |name: &QName| function(program, name, open).work;
        errors::work(raw.block, raw.seen, &work, &|table| is_quiet(program, table), &|name| is_stranger(program, name))
    })
}

/// What a routine takes and gives, where its name and the number of arguments tell which it is.
pub(super) fn header(program: &Program<'_>, name: &QName, given: usize) -> Option<Header> {
    work(program, name);
    let all = program.effects.headers.read().ok()?;
    let fits = |header: &&Header| {
        let takes = |p: &&crate::catalog::Param<pg::Pg>| !header.is_function || p.mode != crate::catalog::Mode::Out;
        let least = header.params.iter().filter(takes).filter(|p| p.default.is_none()).count();
        (least..=header.params.iter().filter(takes).count()).contains(&given)
    };
    let mut found = all.get(name)?.iter().filter(fits);
    found.next().filter(|_| found.next().is_none()).cloned()
}

fn put_header(program: &Program<'_>, name: &QName, header: Header) {
    if let Ok(mut all) = program.effects.headers.write() {
        let all = all.entry(name.clone()).or_default();
        if !all.contains(&header) {
            all.push(header);
        }
    }
}

/// The body of the twin of a routine that returns its error.
pub(super) fn try_block(program: &Program<'_>, raw: Raw<'_>, of: &Header) -> Option<pg::Block> {
    let work = |name: &QName| work(program, name);
    let quiet = |table: &QName| is_quiet(program, table);
    let stranger = |name: &QName| is_stranger(program, name);
    errors::try_block(raw, of, &work, &quiet, &stranger, &|name, given| header(program, name, given))
}

/// Whether a routine stands in no other and does not call itself, not even by way of others: none that it calls knows what is
/// declared in the routine at hand. Of one that was not looked at yet, that must be asked behind [`work`].
pub(super) fn is_stranger(program: &Program<'_>, name: &QName) -> bool {
    let memo = &program.effects;
    let recursive = || memo.recursive.read().is_ok_and(|all| all.contains(name));
    memo.places.get_or_init(|| places(program)).contains_key(name)
        && !rounds::of(program).contains_key(name)
        && !recursive()
}

/// Whether no trigger fires where rows of a table are written.
pub(super) fn is_quiet(program: &Program<'_>, table: &QName) -> bool {
    let catalog = &program.read.catalog;
    let all = program.effects.quiet.get_or_init(|| {
        let watched = catalog.iter().filter_map(|(_, object)| match &object.kind {
            ir::Kind::Trigger(trigger) => depend::find(catalog, trigger.table.as_ref()?, object.name.schema.as_ref()),
            _ => None,
        });
        let watched: BTreeSet<_> = watched.collect();
        let tables = catalog.iter().filter(|(id, o)| matches!(o.kind, ir::Kind::Table(_)) && !watched.contains(id));
        tables.map(|(id, _)| program.target(id)).collect()
    });
    all.contains(table)
}

/// Who calls whom, by names.
pub(super) fn callers<'p>(program: &'p Program<'_>) -> &'p Callers {
    &program.effects.callers
}

/// Who calls a routine that stands within another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caller {
    /// Handlers stand around calls.
    pub caught: bool,
    /// What it wrote to variables of its callers counts though it fails.
    pub kept: bool,
}

/// Notes what a function does that only its own routine knows of.
pub(super) fn note(program: &Program<'_>, name: &QName, routine: &pg::Routine, raw: Raw<'_>, caller: Caller) {
    let Some(pg::Body::Block(block)) = &routine.body else { return };
    let header =
        Header { params: routine.params.clone(), returns: routine.returns.clone(), is_function: routine.is_function };
    put_header(program, name, header.clone());
    let mut recursive = false;
    raw.block.mentions(&mut |mention| recursive |= mention.what == Mentioned::Routine && mention.name == name);
    let found = || {
        let work = work_of(program, raw);
        Work { partial: work.partial || caller.kept, ..work }
    };
    let guess = |work| Known { volatility: Volatility::Volatile, misses: true, work: Work { tries: true, ..work } };
    let mut work = if recursive { least(name, found, guess) } else { found() };
    work.tries = (work.partial || work.ends) && caller.caught && try_block(program, raw, &header).is_some();
    let plain = routine.is_function && !work.tries;
    let effects = |open: &[&QName]| settled(program, &routine.params, routine.returns.as_ref(), block, open);
    let found = opened(effects);
    // what prints is called each time
    let volatility = if plain && !found.notices { found.volatility } else { Volatility::Volatile };
    let known = Known { volatility, misses: opened(|open| misses(program, block, open)), work };
    GUESSED.with_borrow_mut(|all| all.retain(|(guessed, _)| guessed != name));
    if let Ok(mut all) = program.effects.known.write() {
        all.insert(name.clone(), known);
    }
}

/// What a routine does that calls itself: the least that is so where its calls of itself, as `guess` has them, do no more.
fn least(name: &QName, found: impl Fn() -> Work, guess: impl Fn(Work) -> Known) -> Work {
    let mut work = Work::default();
    // each turn adds something, and there are not many kinds of errors
    for _ in 0..=u64::BITS + 3 {
        GUESSED.with_borrow_mut(|all| all.push((name.clone(), guess(work))));
        let more = found();
        if more == work {
            return work;
        }
        work = more;
    }
    MOST.work
}

fn within(program: &Program<'_>, block: &pg::Block, open: &[&QName]) -> Effects {
    volatility::of(block, &|call| called(program, call, open))
}

/// What a call does: the routine, and the defaults of what is not given, which the caller evaluates.
fn called(program: &Program<'_>, call: &pg::Call, open: &[&QName]) -> Volatility {
    let own = function(program, &call.name, open).volatility;
    let within = |inner: &pg::Call| match left_out(program, inner).as_slice() {
        [] => function(program, &inner.name, open).volatility,
        // A default that calls its own routine would have no end.
        [..] => Volatility::Volatile,
    };
    left_out(program, call).iter().fold(own, |all, e| all.max(volatility::of_expr(e, &within)))
}

/// Defaults of a routine that is called with fewer arguments than it has parameters.
fn left_out(program: &Program<'_>, call: &pg::Call) -> Vec<pg::Expr> {
    let Ok(all) = program.effects.headers.read() else { return Vec::new() };
    let fewer = all.get(&call.name).into_iter().flatten().filter(|header| header.params.len() > call.args.len());
    fewer.flat_map(|header| header.params.iter().filter_map(|p| p.default.clone())).collect()
}

/// What a function does; of one that is being looked at, `open`, only what else it does counts.
fn function(program: &Program<'_>, name: &QName, open: &[&QName]) -> Known {
    if open.last().is_some_and(|last| *last == name) {
        if let Ok(mut recursive) = program.effects.recursive.write() {
            recursive.insert(name.clone());
        }
        PROVISIONAL.set(true);
        let none = Known { volatility: Volatility::Immutable, misses: false, work: Work::default() };
        return guessed(name).map_or(none, |known| Known { work: known.work, ..none });
    }
    if open.contains(&name) && !rounds::of(program).contains_key(name) {
        PROVISIONAL.set(true);
        return MOST;
    }
    if let Some(known) = remembered(program, name) {
        return known;
    }
    let memo = &program.effects;
    let places = memo.places.get_or_init(|| places(program));
    if !places.contains_key(name)
        && let Some(base) = name.name.strip_suffix("__sql")
    {
        let base = QName { schema: name.schema.clone(), name: base.into() };
        if places.contains_key(&base) {
            // The twin for SQL gives null where a row is missing.
            return Known { misses: false, ..function(program, &base, open) };
        }
    }
    let open: Vec<&QName> = open.iter().copied().chain([name]).collect();
    let all = places.get(name).into_iter().flatten().filter_map(|place| place.known(program, &open));
    let known = all.reduce(|a, b| Known {
        volatility: a.volatility.max(b.volatility),
        misses: a.misses || b.misses,
        work: Work {
            effect: a.work.effect || b.work.effect,
            partial: a.work.partial || b.work.partial,
            ends: a.work.ends || b.work.ends,
            raises: a.work.raises.and(b.work.raises),
            tries: a.work.tries && b.work.tries,
        },
    });
    // A nested routine that is not lowered yet will be known; what cannot be lowered never is.
    if (known.is_some() || places.contains_key(name))
        && let Ok(mut all) = memo.known.write()
    {
        all.insert(name.clone(), known.unwrap_or(MOST));
    }
    known.unwrap_or(MOST)
}

/// Whether code may fail because a row is missing.
fn misses(program: &Program<'_>, block: &pg::Block, open: &[&QName]) -> bool {
    let mut found = routine::block_misses(block);
    each_of_block(block, &mut |node| match node {
        Node::Execute | Node::Gap => found = true,
        Node::Expr(_) if found => {}
        Node::Expr(e) => e.mentions(&mut |mention| {
            let own = !matches!(mention.name.schema.as_deref(), None | Some("ora_compat" | "pg_catalog"));
            if own && mention.what == Mentioned::Routine && !found {
                found = function(program, mention.name, open).misses;
            }
        }),
        Node::Query(_)
        | Node::Dml(_)
        | Node::Declaration(_)
        | Node::Notice
        | Node::Transaction
        | Node::Lock(_)
        | Node::Handled => {}
    });
    found
}

impl Place {
    /// What is known of it; nothing of an overload that is not made, which nobody can call.
    fn known(&self, program: &Program<'_>, open: &[&QName]) -> Option<Known> {
        let catalog = &program.read.catalog;
        match self {
            Place::Constant => Some(Known { volatility: Volatility::Immutable, misses: false, work: Work::default() }),
            Place::Accessor => {
                let work = Work { raises: Kinds::ALL, ..Work::default() };
                Some(Known { volatility: Volatility::Volatile, misses: false, work })
            }
            Place::Object(id) => {
                let object = catalog.get(*id);
                let ir::Kind::Routine(it) = &object.kind else { return Some(MOST) };
                let called = (key(object), &program.target(*id));
                code(program, routine::unit(object, it), Vec::new(), called, open)
            }
            Place::Member(name, place) => {
                let found = program.plan.packages.named(name).and_then(|p| Some((p, p.routines.get(*place)?)));
                let Some((package, member)) = found else { return Some(MOST) };
                let own = member.code(package, catalog).or_else(|| member.header(package, catalog));
                let key = package.key(member, own.is_none_or(|own| own.routine.is_function));
                let name = key.name.clone();
                let Some(unit) = package::unit(program, package, member, &name) else { return Some(MOST) };
                code(program, unit, state::guard_of(program, package, member), (key, &member.target), open)
            }
        }
    }
}

/// What a routine does, as what it is known by in the source and in the target.
fn code(
    program: &Program<'_>,
    unit: Unit<'_>,
    first: Vec<pg::Stmt>,
    (key, target): (Key, &QName),
    open: &[&QName],
) -> Option<Known> {
    let Some(ir::Body::Code(block)) = &unit.routine.body else { return Some(MOST) };
    if autonomous::is_autonomous(block) {
        // Its work is another transaction's: no handler undoes it, and the caller's transaction goes on.
        let work = Work { raises: Kinds::ALL, ..Work::default() };
        return Some(Known { volatility: Volatility::Volatile, misses: false, work });
    }
    let mut cx = Cx::new(program, key, unit.at.span);
    let around = PROVISIONAL.replace(false);
    let before = Before::opening(open);
    let lowered = routine::code(&mut cx, unit, block);
    drop(before);
    let (known, ready) = match lowered {
        Ok(mut made) => {
            made.put_first(first);
            let (known, does) = looked_at(program, unit, &made, target, open);
            (Some(known), (Ok(made), does))
        }
        Err(why) => (None, (Err(why), (Effects::default(), false))),
    };
    let provisional = PROVISIONAL.replace(around);
    if !provisional
        && let Some(record) = cx.record()
        && let Ok(mut all) = program.effects.ready.lock()
    {
        let (lowered, does) = ready;
        all.insert(unit.at.id, Ready { lowered, record, does });
    }
    known
}

/// What the code of a routine does.
fn looked_at(
    program: &Program<'_>,
    unit: Unit<'_>,
    made: &Lowered,
    target: &QName,
    open: &[&QName],
) -> (Known, (Effects, bool)) {
    let misses = misses(program, &made.block, open);
    let effects = settled(program, &made.params, made.returns.as_ref(), &made.block, open);
    let is_function = unit.is_function(program);
    let header = Header { params: made.params.clone(), returns: made.returns.clone(), is_function };
    put_header(program, target, header.clone());
    let before = Before::opening(open);
    let raw = made.unsettled.raw(&made.block);
    let mut work = work_of(program, raw);
    if program.effects.recursive.read().is_ok_and(|all| all.contains(target)) {
        let known = |work| Known { volatility: Volatility::Volatile, misses, work };
        work = least(target, || work_of(program, raw), known);
        GUESSED.with_borrow_mut(|all| all.retain(|(guessed, _)| guessed != target));
    }
    work.tries =
        (work.partial || work.ends) && is_tried(program, unit.label) && try_block(program, raw, &header).is_some();
    drop(before);
    // what prints is called each time
    let settled = is_function && !work.tries && !effects.notices;
    let volatility = if settled { effects.volatility } else { Volatility::Volatile };
    (Known { volatility, misses, work }, (effects, work.ends))
}

/// The routine that is known by a name in the target, where it is lowered already and nothing is left to chance.
pub(super) fn ready(program: &Program<'_>, unit: Unit<'_>, target: &QName) -> Option<Ready> {
    let Some(ir::Body::Code(_)) = &unit.routine.body else { return None };
    work(program, target);
    program.effects.ready.lock().ok()?.remove(&unit.at.id)
}

/// Whether a routine may need a twin that returns its error: something calls it under a handler.
pub(super) fn is_tried(program: &Program<'_>, label: &crate::name::Name) -> bool {
    callers(program).is_caught(label)
}

fn places(program: &Program<'_>) -> FxHashMap<QName, Vec<Place>> {
    let mut all: FxHashMap<QName, Vec<Place>> = FxHashMap::default();
    for (id, object) in program.read.catalog.iter() {
        if let ir::Kind::Routine(_) = &object.kind {
            all.entry(program.target(id)).or_default().push(Place::Object(id));
        }
    }
    for package in program.plan.packages.iter() {
        for (place, member) in package.routines.iter().enumerate() {
            let header = member.header(package, &program.read.catalog);
            if header.is_some() {
                let place = Place::Member(package.name.clone(), place);
                all.entry(member.target.clone()).or_default().push(place);
            }
        }
        for (name, fixed) in state::accessors(program, package) {
            let place = if fixed { Place::Constant } else { Place::Accessor };
            all.entry(name).or_default().push(place);
        }
    }
    all
}
