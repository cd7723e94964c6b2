//! Which variables code reads, assigns to and fills otherwise.

use crate::catalog::Mode;
use crate::name::Name;
use crate::pg::{self, Expr, Over, Stmt, walk};
use rustc_hash::FxHashSet;

/// How the arguments of a call are passed, one by one; those that are not told bring values in.
pub(super) type Modes<'k> = &'k dyn Fn(&pg::Call) -> Vec<Mode>;

/// Variables of code by what happens to them; whatever part of a name may mean one counts.
pub(super) struct Touched<'k> {
    modes: Modes<'k>,
    /// Those that are read.
    pub read: FxHashSet<&'k Name>,
    /// Those that are assigned to, or take how many rows a statement touched.
    pub assigned: FxHashSet<&'k Name>,
    /// Those that queries, cursors and calls fill.
    pub filled: FxHashSet<&'k Name>,
}

impl<'k> Touched<'k> {
    /// What happens in a block.
    pub fn of(block: &'k pg::Block, modes: Modes<'k>) -> Self {
        let (read, assigned, filled) = (FxHashSet::default(), FxHashSet::default(), FxHashSet::default());
        let mut touched = Touched { modes, read, assigned, filled };
        touched.block(block);
        touched
    }

    /// Whether something gives it a value.
    pub fn writes(&self, name: &Name) -> bool {
        self.assigned.contains(name) || self.filled.contains(name)
    }

    fn block(&mut self, block: &'k pg::Block) {
        block.declarations.iter().filter_map(|d| d.value.as_ref()).for_each(|e| self.expr(e));
        self.list(&block.statements);
        block.handlers.iter().for_each(|h| self.list(&h.statements));
    }

    fn list(&mut self, list: &'k [Stmt]) {
        list.iter().for_each(|stmt| self.stmt(stmt));
    }

    fn expr(&mut self, e: &'k Expr) {
        walk::every(e, &mut |e| note(&mut self.read, e));
    }

    fn query(&mut self, query: &'k pg::Query) {
        walk::every_of_query(query, &mut |e| note(&mut self.read, e));
    }

    fn dml(&mut self, dml: &'k pg::Dml) {
        walk::every_of_dml(dml, &mut |e| note(&mut self.read, e));
        if let pg::Dml::Many(many) = dml {
            self.filled.extend(&many.counted);
        }
    }

    fn fill(&mut self, into: &'k [Box<[Name]>]) {
        self.filled.extend(into.iter().flat_map(|path| path.iter()));
    }

    // exhaustive match: one arm a statement.
    fn stmt(&mut self, stmt: &'k Stmt) {
        match stmt {
            Stmt::Of(_, _, inner) => self.stmt(inner),
            Stmt::Assign(target, value) => {
                self.assigned.extend(target.first());
                self.expr(value);
            }
            Stmt::If(arms, otherwise) => {
                for (condition, list) in arms {
                    self.expr(condition);
                    self.list(list);
                }
                self.list(otherwise);
            }
            Stmt::Case(case) => {
                case.selector.iter().for_each(|e| self.expr(e));
                for (choices, list) in &case.arms {
                    choices.iter().for_each(|e| self.expr(e));
                    self.list(list);
                }
                case.otherwise.iter().for_each(|list| self.list(list));
            }
            Stmt::Loop(it) => {
                self.over(&it.over);
                self.list(&it.body);
            }
            Stmt::Leave(leave) => leave.when.iter().for_each(|e| self.expr(e)),
            Stmt::Raise { code, message } => [code, message].into_iter().for_each(|e| self.expr(e)),
            Stmt::Return(Some(e)) | Stmt::Notice(e) | Stmt::Perform(e) => self.expr(e),
            Stmt::Call(Expr::Call(call)) => self.call(call),
            Stmt::Call(e) => self.expr(e),
            Stmt::Execute(e, into) => {
                self.expr(e);
                self.fill(into);
            }
            Stmt::Open(cursor, query) => {
                self.read.insert(cursor);
                self.query(query);
            }
            Stmt::Fetch(cursor, into) => {
                self.read.insert(cursor);
                self.fill(into);
            }
            Stmt::Close(cursor) => {
                self.read.insert(cursor);
            }
            Stmt::Diagnostics(_, items) => {
                self.assigned.extend(items.iter().filter_map(|(target, _)| target.first()));
            }
            Stmt::Select(select) => {
                self.query(&select.query);
                if is_empty_row(select) {
                    self.assigned.extend(select.into.iter().filter_map(|path| path.first()));
                } else {
                    self.fill(&select.into);
                }
            }
            Stmt::Dml(dml) => self.dml(dml),
            Stmt::Returning(it) => {
                self.dml(&it.dml);
                it.values.iter().for_each(|e| self.expr(e));
                self.fill(&it.into);
            }
            Stmt::Block(block) => self.block(block),
            Stmt::Return(None)
            | Stmt::Reraise
            | Stmt::Null
            | Stmt::Commit
            | Stmt::Rollback
            | Stmt::SetTransaction(_)
            | Stmt::Lock(..)
            | Stmt::Ddl(_)
            | Stmt::Gap(_) => {}
        }
    }

    fn over(&mut self, over: &'k Over) {
        match over {
            Over::Forever => {}
            Over::While(e) => self.expr(e),
            Over::Range(_, _, bounds) => bounds.iter().for_each(|e| self.expr(e)),
            Over::Steps(_, _, bounds) => bounds.iter().for_each(|e| self.expr(e)),
            Over::Query(record, query) => {
                self.filled.insert(record);
                self.query(query);
            }
        }
    }

    fn call(&mut self, call: &'k pg::Call) {
        let modes = (self.modes)(call);
        for (n, (_, arg)) in call.args.iter().enumerate() {
            let mode = modes.get(n).copied().unwrap_or(Mode::In);
            if mode != Mode::In
                && let Expr::Name(path) = arg
            {
                self.filled.extend(path.iter());
            }
            if mode != Mode::Out {
                self.expr(arg);
            }
        }
    }
}

fn note<'k>(read: &mut FxHashSet<&'k Name>, e: &'k Expr) {
    #[expect(clippy::wildcard_enum_match_arm, reason = "no other expression names a variable itself")]
    match e {
        Expr::Name(path) => read.extend(path.iter()),
        Expr::StarOf(name) | Expr::CurrentOf(name) => {
            read.insert(name);
        }
        _ => {}
    }
}

/// `SELECT NULL::t AS a, … INTO r`: a record gets its fields, and nothing else happens.
pub(super) fn is_empty_row(select: &pg::SelectInto) -> bool {
    let pg::Query::Select(query) = &select.query else { return false };
    let null = |e: &Expr| matches!(e, Expr::Cast(parts) if parts.0 == Expr::Null);
    query.from.is_empty() && query.condition.is_none() && query.targets.iter().all(|(e, _)| null(e))
}
