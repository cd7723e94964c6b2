//! The form of each block with handlers, chosen once the whole routine is there: as it is, narrowed to what can raise, in steps,
//! or with the error handed over.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named holds no statements")]

use super::dirty::{fails, goes_away, is_bad, is_bad_within, is_end, reads, undoes};
use super::facts::{Header, Kinds, Known};
use super::handover::ENDS;
use super::{KEPT, Seen};
use crate::convert::code::body::{Code, End};
use crate::convert::code::effects::{self, Work};
use crate::name::{Name, QName};
use crate::pg::{self, Expr, Op, Stmt, Type};
use crate::span::{At, Span};

/// A run of statements that one sub-block protects, or that needs none.
struct Region {
    list: Vec<Stmt>,
    protected: bool,
    /// The transaction ends behind it.
    ends: Vec<Stmt>,
}

/// A loop around the statement at hand.
struct Around {
    label: Option<Name>,
    needed: bool,
}

/// Gives the blocks of a routine their forms.
pub(super) struct Forms<'k> {
    pub known: &'k Known<'k>,
    /// Names that the routine has.
    pub names: Vec<Name>,
    /// Variables that the outermost block gains.
    pub gained: Vec<pg::Declaration>,
    /// Whether an error that leaves the routine leaves the call of the client too.
    pub for_good: bool,
    loops: Vec<Around>,
    guarded: usize,
    /// Handlers that have a form, by where the source has them.
    kept: Vec<Span>,
    /// Handlers that have none, and why.
    lost: Vec<(At, &'static str)>,
}

impl<'k> Forms<'k> {
    pub fn new(known: &'k Known<'k>, block: &pg::Block, names: &[Name]) -> Self {
        let mut names = names.to_vec();
        names_of(block, &mut names);
        let (loops, kept, lost) = (Vec::new(), Vec::new(), Vec::new());
        Forms { known, names, gained: Vec::new(), for_good: false, loops, guarded: 0, kept, lost }
    }

    /// Whether everything got a form.
    pub fn is_whole(&self) -> bool {
        self.lost.is_empty()
    }

    /// A name that nothing in the routine has.
    pub fn fresh(&mut self, base: &str) -> Name {
        let mut name = Name::from(base);
        let mut n = 1;
        while self.names.contains(&name) {
            n += 1;
            name = format!("{base}_{n}").into();
        }
        self.names.push(name.clone());
        name
    }

    /// A variable that the outermost block gains.
    pub fn variable(&mut self, base: &str, ty: Type) -> Name {
        let name = self.fresh(base);
        self.gained.push(crate::convert::code::body::own(name.clone(), ty));
        name
    }

    /// Statements under a handler.
    pub fn guarded(&mut self, list: &mut [Stmt]) {
        self.guarded += 1;
        self.list(list);
        self.guarded -= 1;
    }

    /// Statements.
    pub fn list(&mut self, list: &mut [Stmt]) {
        list.iter_mut().for_each(|stmt| self.stmt(stmt));
    }

    fn stmt(&mut self, stmt: &mut Stmt) {
        match stmt {
            Stmt::Of(_, _, inner) => self.stmt(inner),
            Stmt::If(arms, otherwise) => {
                arms.iter_mut().for_each(|(_, list)| self.list(list));
                self.list(otherwise);
            }
            Stmt::Case(case) => {
                case.arms.iter_mut().for_each(|(_, list)| self.list(list));
                case.otherwise.iter_mut().for_each(|list| self.list(list));
            }
            Stmt::Loop(it) => {
                self.loops.push(Around { label: it.label.take(), needed: false });
                self.list(&mut it.body);
                it.label = self.loops.pop().and_then(|around| around.label);
            }
            Stmt::Block(block) => self.block(block),
            _ => {}
        }
    }

    /// A block: one with handlers gets its form.
    pub fn block(&mut self, block: &mut pg::Block) {
        if block.handlers.is_empty() {
            return self.list(&mut block.statements);
        }
        if block.note.is_some() {
            if self.known.list(&block.statements).ends {
                let at = block.handlers.first().map_or_else(At::default, |h| h.at);
                self.lost.push((at, ENDS));
            }
            self.guarded(&mut block.statements);
            return block.handlers.iter_mut().for_each(|h| self.list(&mut h.statements));
        }
        let mut handlers = std::mem::take(&mut block.handlers);
        let at = handlers.first().map_or_else(At::default, |h| h.at);
        let taken =
            handlers.iter().flat_map(|h| &h.conditions).fold(Kinds::NONE, |all, c| all.and(self.known.caught(c)));
        let for_good = self.for_good && self.guarded == 0;
        let thrown = handlers.iter().all(|h| undoes(&h.statements));
        let vain = thrown
            || handlers
                .iter()
                .all(|h| undoes(&h.statements) || for_good && fails(&h.statements) && !reads(&h.statements));
        let form = choose(self.known, &block.statements, taken, vain);
        match form {
            Some(regions) => {
                let mut regions = regions;
                for region in &mut regions {
                    if region.protected { self.guarded(&mut region.list) } else { self.list(&mut region.list) }
                }
                handlers.iter_mut().for_each(|h| self.list(&mut h.statements));
                self.regions(block, handlers, regions);
                self.kept.push(at.span);
            }
            None => {
                let (names, gained, lost) = (self.names.len(), self.gained.len(), self.lost.len());
                match self.hand_over(block, &handlers, taken, thrown) {
                    Ok(made) if self.lost.len() == lost => {
                        *block = made;
                        self.kept.push(at.span);
                        // labels are free again behind the block, variables of the outermost block are not
                        self.names.truncate(names);
                        self.names.extend(self.gained.iter().skip(gained).map(|d| d.name.clone()));
                    }
                    Ok(_) => block.handlers = handlers,
                    Err(why) => {
                        self.gained.truncate(gained);
                        self.lost.push((at, why));
                        block.handlers = handlers;
                    }
                }
            }
        }
    }

    fn regions(&mut self, block: &mut pg::Block, handlers: Vec<pg::Handler>, mut regions: Vec<Region>) {
        let protected = regions.iter().filter(|r| r.protected).count();
        let whole = regions.len() == 1 && regions.iter().all(|r| r.ends.is_empty());
        if protected <= 1 && !whole {
            self.narrowed(block, handlers, regions);
        } else if whole {
            block.statements = regions.pop().map(|r| r.list).unwrap_or_default();
            block.handlers = handlers;
            block.note = Some("native");
        } else {
            self.steps(block, handlers, regions);
        }
    }

    /// The handlers move to the one place that can raise.
    fn narrowed(&mut self, made: &mut pg::Block, mut handlers: Vec<pg::Handler>, regions: Vec<Region>) {
        let behind =
            regions.iter().skip_while(|r| !r.protected).skip(1).any(|r| !r.list.is_empty() || !r.ends.is_empty())
                || regions.iter().any(|r| r.protected && !r.ends.is_empty());
        if behind && handlers.iter().any(|h| !goes_away(&h.statements)) {
            let label = made.label.clone().unwrap_or_else(|| self.fresh("work"));
            leave(&mut handlers, Some(&label));
            made.label = Some(label);
        }
        let mut statements = Vec::new();
        let mut handlers = Some(handlers);
        for region in regions {
            if region.protected {
                let handlers = handlers.take().unwrap_or_default();
                statements.push(Stmt::Block(Box::new(pg::Block {
                    statements: region.list,
                    handlers,
                    ..pg::Block::default()
                })));
            } else {
                statements.extend(region.list);
            }
            statements.extend(region.ends);
        }
        made.statements = statements;
        made.note = Some("narrowed");
    }

    /// A counting loop around the handlers: each turn is a step of its own, so that what earlier ones did stays.
    fn steps(&mut self, made: &mut pg::Block, mut handlers: Vec<pg::Handler>, regions: Vec<Region>) {
        handlers.iter_mut().flat_map(|h| &mut h.statements).for_each(|stmt| self.relabel(stmt));
        leave(&mut handlers, None);
        let step = self.fresh("step");
        let last = i64::try_from(regions.len()).unwrap_or(i64::MAX);
        let mut arms = Vec::new();
        let mut ends: Vec<(i64, Vec<Stmt>)> = Vec::new();
        for (n, region) in (1_i64..).zip(regions) {
            let mut list = region.list;
            list.iter_mut().for_each(|stmt| self.relabel(stmt));
            arms.push((vec![Expr::int(n)], list));
            if !region.ends.is_empty() {
                ends.push((n, region.ends));
            }
        }
        let selector = Some(Expr::name(step.clone()));
        let case = Stmt::Case(Box::new(pg::CaseStmt { selector, arms, otherwise: None }));
        let inner = pg::Block { statements: vec![case], handlers, ..pg::Block::default() };
        let mut body = vec![Stmt::Block(Box::new(inner))];
        for (n, list) in ends {
            let at = Expr::name(step.clone()).infix(Op::Eq, Expr::int(n));
            body.push(Stmt::If(vec![(at, list)], Vec::new()));
        }
        let over = pg::Over::Range(step, false, Box::new([Expr::int(1), Expr::int(last)]));
        made.statements = vec![Stmt::Loop(Box::new(pg::Loop { label: None, over, body }))];
        made.note = Some("steps; earlier ones stay if a later one fails");
    }

    /// Statements that leave a loop of the source by no name get its name, as another loop stands between now.
    fn relabel(&mut self, stmt: &mut Stmt) {
        match stmt {
            Stmt::Of(_, _, inner) => self.relabel(inner),
            Stmt::Leave(leave) if leave.label.is_none() => {
                let Some(around) = self.loops.last() else { return };
                let label = around.label.clone().unwrap_or_else(|| self.fresh("around"));
                if let Some(around) = self.loops.last_mut() {
                    around.label = Some(label.clone());
                    around.needed = true;
                }
                leave.label = Some(label);
            }
            Stmt::If(arms, otherwise) => {
                arms.iter_mut().flat_map(|(_, list)| list).chain(otherwise).for_each(|s| self.relabel(s));
            }
            Stmt::Case(case) => {
                let lists = case.arms.iter_mut().flat_map(|(_, list)| list).chain(case.otherwise.iter_mut().flatten());
                lists.for_each(|s| self.relabel(s));
            }
            Stmt::Block(block) => {
                let handled = block.handlers.iter_mut().flat_map(|h| &mut h.statements);
                block.statements.iter_mut().chain(handled).for_each(|s| self.relabel(s));
            }
            _ => {}
        }
    }
}

/// Names of variables and labels in a block.
fn names_of(block: &pg::Block, names: &mut Vec<Name>) {
    names.extend(block.label.clone());
    names.extend(block.declarations.iter().map(|d| d.name.clone()));
    let handled = block.handlers.iter().flat_map(|h| &h.statements);
    block.statements.iter().chain(handled).for_each(|s| names_in(s, names));
}

fn names_in(stmt: &Stmt, names: &mut Vec<Name>) {
    match stmt {
        Stmt::Of(_, _, inner) => names_in(inner, names),
        Stmt::If(arms, otherwise) => {
            arms.iter().flat_map(|(_, list)| list).chain(otherwise).for_each(|s| names_in(s, names));
        }
        Stmt::Case(case) => {
            let lists = case.arms.iter().flat_map(|(_, list)| list).chain(case.otherwise.iter().flatten());
            lists.for_each(|s| names_in(s, names));
        }
        Stmt::Loop(it) => {
            names.extend(it.label.clone());
            if let pg::Over::Range(name, ..) | pg::Over::Steps(name, ..) | pg::Over::Query(name, _) = &it.over {
                names.push(name.clone());
            }
            it.body.iter().for_each(|s| names_in(s, names));
        }
        Stmt::Block(block) => names_of(block, names),
        _ => {}
    }
}

/// Runs of statements that keep what Oracle keeps; nothing where a branch, a loop or a call has to be opened. `vain`: what the
/// handlers throw away need not be kept.
fn choose(known: &Known<'_>, list: &[Stmt], taken: Kinds, vain: bool) -> Option<Vec<Region>> {
    let ends = known.list(list).ends;
    let mut dirty = false;
    let fresh = || Region { list: Vec::new(), protected: false, ends: Vec::new() };
    if !ends && (vain || !is_bad(known, list, taken, &mut dirty)) {
        return Some(vec![Region { list: list.to_vec(), protected: true, ends: Vec::new() }]);
    }
    let mut regions: Vec<Region> = Vec::new();
    let mut at_hand = fresh();
    let mut dirty = false;
    for stmt in list {
        let does = known.stmt(stmt);
        if is_end(stmt) {
            at_hand.ends.push(stmt.clone());
            dirty = false;
            continue;
        }
        if does.ends {
            return None;
        }
        let raises = does.raises.meets(taken);
        let mut clean = false;
        if raises && !vain && is_bad(known, std::slice::from_ref(stmt), taken, &mut clean) {
            return None;
        }
        if !at_hand.ends.is_empty() || raises && dirty && !vain {
            regions.push(std::mem::replace(&mut at_hand, fresh()));
            dirty = false;
        }
        at_hand.protected |= raises;
        dirty |= does.effect;
        at_hand.list.push(stmt.clone());
    }
    regions.push(at_hand);
    regions.retain(|r| !r.list.is_empty() || !r.ends.is_empty());
    Some(regions)
}

/// Handlers that come to their end leave what is around them.
fn leave(handlers: &mut [pg::Handler], label: Option<&Name>) {
    for handler in handlers {
        if !goes_away(&handler.statements) {
            let exit = pg::Leave { again: false, label: label.cloned(), when: None };
            handler.statements.push(Stmt::Leave(Box::new(exit)));
        }
    }
}

/// Gives the blocks of a routine their forms, and says of which handlers it cannot be done. Returns the code as it was, where that
/// changes it.
pub(in crate::convert::code) fn settle(code: &mut Code<'_, '_>, block: &mut pg::Block) -> Option<pg::Block> {
    let program = code.cx.program;
    let seen = std::mem::take(&mut code.seen);
    let work = |name: &QName| effects::work(program, name);
    let types = |path: &[Name]| seen.type_of(path);
    let quiet = |table: &QName| effects::is_quiet(program, table);
    let header = |name: &QName, given: usize| effects::header(program, name, given);
    let stranger = |name: &QName| effects::is_stranger(program, name);
    let local = |state: &str| seen.is_own(state);
    let known =
        Known { work: &work, types: &types, quiet: &quiet, local: &local, stranger: &stranger, header: &header };
    let mut before = None;
    let (mut kept, mut lost) = (Vec::new(), Vec::new());
    if has_handlers(block) {
        before = Some(block.clone());
        let names: Vec<Name> = seen.names().chain(code.taken.iter().cloned()).collect();
        let mut forms = Forms::new(&known, block, &names);
        forms.for_good = fails_for_good(code);
        forms.block(block);
        block.declarations.append(&mut forms.gained);
        (kept, lost) = (forms.kept, forms.lost);
    }
    let closed = super::portals::closed_too_early(&known, block);
    code.seen = seen;
    for span in kept {
        code.cx.exact(&KEPT, span);
    }
    if let Some(at) = closed {
        before.get_or_insert_with(|| block.clone());
        let why = code.refuse("a cursor that stays open across the end of a transaction", at.span);
        let gap = code.gap(at, &why);
        block.statements.insert(0, gap);
    }
    for (at, why) in lost {
        let why = code.cx.manual(KEPT.at(at.span).with("why", why));
        let gap = code.gap(at, &why);
        mark(block, at, &gap);
    }
    before
}

/// Whether a block, or one within, has handlers.
fn has_handlers(block: &pg::Block) -> bool {
    !block.handlers.is_empty() || block.statements.iter().any(has_handlers_in)
}

fn has_handlers_in(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Of(_, _, inner) => has_handlers_in(inner),
        Stmt::If(arms, otherwise) => arms.iter().flat_map(|(_, list)| list).chain(otherwise).any(has_handlers_in),
        Stmt::Case(case) => {
            let lists = case.arms.iter().flat_map(|(_, list)| list).chain(case.otherwise.iter().flatten());
            lists.into_iter().any(has_handlers_in)
        }
        Stmt::Loop(it) => it.body.iter().any(has_handlers_in),
        Stmt::Block(block) => has_handlers(block),
        _ => false,
    }
}

/// Puts the gap into the block whose handlers stand there.
fn mark(block: &mut pg::Block, at: At, gap: &Stmt) -> bool {
    if block.handlers.first().is_some_and(|h| h.at == at) {
        block.statements.insert(0, gap.clone());
        return true;
    }
    let handled = block.handlers.iter_mut().flat_map(|h| &mut h.statements);
    block.statements.iter_mut().chain(handled).any(|stmt| mark_in(stmt, at, gap))
}

fn mark_in(stmt: &mut Stmt, at: At, gap: &Stmt) -> bool {
    match stmt {
        Stmt::Of(_, _, inner) => mark_in(inner, at, gap),
        Stmt::If(arms, otherwise) => {
            arms.iter_mut().flat_map(|(_, list)| list).chain(otherwise).any(|s| mark_in(s, at, gap))
        }
        Stmt::Case(case) => {
            let lists = case.arms.iter_mut().flat_map(|(_, list)| list).chain(case.otherwise.iter_mut().flatten());
            lists.into_iter().any(|s| mark_in(s, at, gap))
        }
        Stmt::Loop(it) => it.body.iter_mut().any(|s| mark_in(s, at, gap)),
        Stmt::Block(block) => mark(block, at, gap),
        _ => false,
    }
}

/// Whether an error that leaves the routine leaves the call of the client too, which undoes everything: no handler is around a
/// call of it. What a trigger did is undone with its statement.
fn fails_for_good(code: &Code<'_, '_>) -> bool {
    if matches!(code.end, End::Row(_)) {
        return true;
    }
    let last = code.name.name.rsplit('.').next().map(Name::from);
    last.is_some_and(|name| !name.is_empty() && !effects::callers(code.cx.program).is_caught(&name))
}

/// What a block does that a handler around a call of its routine would undo.
pub(in crate::convert::code) fn work(
    block: &pg::Block,
    seen: &Seen,
    callee: &dyn Fn(&QName) -> Work,
    quiet: &dyn Fn(&QName) -> bool,
    stranger: &dyn Fn(&QName) -> bool,
) -> Work {
    let local = |state: &str| seen.is_own(state);
    let types = |path: &[Name]| seen.type_of(path);
    let header = |_: &QName, _: usize| -> Option<Header> { None };
    let known = Known { work: callee, types: &types, quiet, local: &local, stranger, header: &header };
    let does = known.block(block);
    let mut dirty = false;
    let partial = does.effect && is_bad_within(&known, block, Kinds::ALL, &mut dirty);
    // for those that call it
    let foreign = if does.raises.meets(Kinds::LOCAL) { Kinds::FOREIGN } else { Kinds::NONE };
    Work { effect: does.effect, partial, ends: does.ends, raises: does.raises.and(foreign), tries: false }
}

/// Puts a statement in front of each that leaves the handler.
pub(super) fn before_leaving(list: Vec<Stmt>, over: &dyn Fn() -> Stmt) -> Vec<Stmt> {
    let mut made = Vec::with_capacity(list.len());
    for stmt in list {
        match stmt {
            Stmt::Of(at, comments, inner) => {
                let mut inner = before_leaving(vec![*inner], over);
                let last = inner.pop();
                made.extend(inner);
                made.extend(last.map(|last| Stmt::Of(at, comments, Box::new(last))));
            }
            Stmt::Return(_) | Stmt::Leave(_) => {
                made.push(over());
                made.push(stmt);
            }
            Stmt::If(arms, otherwise) => {
                let arms = arms.into_iter().map(|(e, list)| (e, before_leaving(list, over))).collect();
                made.push(Stmt::If(arms, before_leaving(otherwise, over)));
            }
            other => made.push(other),
        }
    }
    made
}
