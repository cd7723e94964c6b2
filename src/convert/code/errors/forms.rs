//! The form of a block with handlers: as it is, narrowed to what can raise, in steps, or with the error handed over.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named holds no statements")]

use super::KEPT;
use super::facts::{Does, Kinds, Known, caught};
use crate::convert::code::body::{Code, End};
use crate::convert::code::effects::{self, Work};
use crate::ir::plsql::Block;
use crate::name::{Name, QName};
use crate::pg::{self, Expr, Op, Stmt, Type};

/// Whether statements may raise errors of conversion in SQL, and in expressions of PL/SQL.
pub(super) fn origins(list: &[Stmt]) -> (bool, bool) {
    let (mut sql, mut pl) = (false, false);
    for stmt in list {
        pg::code::each(stmt, &mut |node| match node {
            pg::code::Node::Query(_) | pg::code::Node::Dml(_) | pg::code::Node::Execute | pg::code::Node::Lock(_) => {
                sql = true
            }
            pg::code::Node::Expr(e) => {
                pl |= !matches!(e, Expr::Null | Expr::Name(_) | Expr::Bool(_) | Expr::Number(_));
                // What is called may do either.
                sql |= calls(e);
            }
            pg::code::Node::Declaration(_)
            | pg::code::Node::Notice
            | pg::code::Node::Gap
            | pg::code::Node::Transaction
            | pg::code::Node::Handled => {}
        });
        pl |= assigns(stmt);
    }
    (sql, pl)
}

/// Whether a statement assigns, which may not fit.
fn assigns(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Of(_, _, inner) => assigns(inner),
        Stmt::Assign(..) | Stmt::Select(_) | Stmt::Fetch(..) => true,
        Stmt::If(arms, otherwise) => arms.iter().flat_map(|(_, list)| list).chain(otherwise).any(assigns),
        Stmt::Case(case) => {
            case.arms.iter().flat_map(|(_, list)| list).chain(case.otherwise.iter().flatten()).any(assigns)
        }
        Stmt::Loop(it) => it.body.iter().any(assigns),
        Stmt::Block(block) => {
            !block.declarations.is_empty()
                || block.statements.iter().any(assigns)
                || block.handlers.iter().flat_map(|h| &h.statements).any(assigns)
        }
        _ => false,
    }
}

fn calls(e: &Expr) -> bool {
    let mut found = matches!(e, Expr::Call(call)
        if !matches!(call.name.schema.as_deref(), None | Some("pg_catalog" | "ora_compat")));
    pg::walk::children(e, &mut |child| match child {
        pg::walk::Node::Expr(child) => found |= calls(child),
        pg::walk::Node::Query(_) => found = true,
    });
    found
}

/// Expressions of a data statement.
pub(super) fn dml_parts(dml: &pg::Dml, f: &mut dyn FnMut(&Expr)) {
    match dml {
        pg::Dml::Insert(insert) => super::facts::parts(&insert.source, f),
        pg::Dml::Update(update) => {
            update.set.iter().for_each(|s| f(&s.value));
            update.condition.iter().for_each(f);
        }
        pg::Dml::Delete(delete) => delete.condition.iter().for_each(f),
        pg::Dml::Merge(merge) => {
            f(&merge.on);
            for branch in &merge.branches {
                branch.condition.iter().for_each(&mut *f);
                match &branch.does {
                    pg::MergeDoes::Update(set) => set.iter().for_each(|s| f(&s.value)),
                    pg::MergeDoes::Delete => {}
                    pg::MergeDoes::Insert(_, _, values) => values.iter().for_each(&mut *f),
                }
            }
        }
        pg::Dml::Many(many) => {
            many.source.iter().for_each(|cte| super::facts::parts(&cte.query, f));
            many.inserts.iter().for_each(|insert| super::facts::parts(&insert.source, f));
        }
    }
}

/// A run of statements that one sub-block protects, or that needs none.
struct Region {
    list: Vec<Stmt>,
    protected: bool,
    /// The transaction ends behind it.
    ends: Option<Stmt>,
}

/// Gives the block its handlers.
pub(super) fn apply(code: &mut Code<'_, '_>, block: &Block, made: &mut pg::Block, handlers: Vec<pg::Handler>) {
    let Some(first) = block.handlers.first() else { return };
    let span = first.at.span;
    let taken = handlers.iter().flat_map(|h| &h.conditions).fold(Kinds::NONE, |all, c| all.and(caught(c)));
    let form = {
        let program = code.cx.program;
        let variables = &code.locals.variables;
        let work = |name: &QName| effects::work(program, name);
        let types = |path: &[Name]| type_of(variables, path);
        let quiet = |table: &QName| effects::is_quiet(program, table);
        let known = Known { work: &work, types: &types, quiet: &quiet };
        match choose(&known, made, &handlers, taken, fails_for_good(code)) {
            Form::None(_) => {
                let (err, label) = (fresh("err", &code.taken), fresh("work", &code.taken));
                match super::handover::apply(&known, made, &handlers, taken, &err, &label) {
                    Ok(block) => Form::HandOver(block, err, label),
                    Err(why) => Form::None(why),
                }
            }
            form => form,
        }
    };
    match form {
        Form::Native => {
            made.handlers = handlers;
            made.note = Some("native");
            code.cx.exact(&KEPT, span);
        }
        Form::Narrowed(regions) => {
            narrowed(code, made, handlers, regions);
            code.cx.exact(&KEPT, span);
        }
        Form::Steps(regions) => {
            steps(code, made, handlers, regions);
            code.cx.exact(&KEPT, span);
        }
        Form::HandOver(block, err, label) => {
            code.taken.extend([err, label]);
            *made = block;
            code.cx.exact(&KEPT, span);
        }
        Form::None(why) => {
            let why = code.cx.manual(KEPT.at(span).with("why", why));
            let gap = code.gap(first.at, &why);
            made.statements.insert(0, gap);
            made.handlers = handlers;
        }
    }
}

/// Whether an error that leaves this block leaves the call of the client too, which undoes everything: no handler around the
/// block, and none around a call of the routine. What a trigger did is undone with its statement.
fn fails_for_good(code: &Code<'_, '_>) -> bool {
    if code.guarded > 0 {
        return false;
    }
    if matches!(code.end, End::Row(_)) {
        return true;
    }
    let last = code.name.name.rsplit('.').next().map(Name::from);
    last.is_some_and(|name| !name.is_empty() && !effects::callers(code.cx.program).is_caught(&name))
}

/// What a block does that a handler around a call of its routine would undo.
pub(in crate::convert::code) fn work(
    block: &pg::Block,
    callee: &dyn Fn(&QName) -> Work,
    quiet: &dyn Fn(&QName) -> bool,
) -> Work {
    let types = |_: &[Name]| None;
    let known = Known { work: callee, types: &types, quiet };
    let whole = Stmt::Block(Box::new(block.clone()));
    let does = known.stmt(&whole);
    let mut dirty = false;
    let partial = does.effect && is_bad_at(&known, &whole, Kinds::ALL, &mut dirty);
    Work { effect: does.effect, partial, ends: does.ends, tries: false }
}

/// The type of a variable or field, by its name in the target.
fn type_of(variables: &[crate::convert::expr::Local], path: &[Name]) -> Option<Type> {
    let (first, rest) = path.split_first()?;
    let local = variables.iter().rev().find(|l| l.target == *first)?;
    let mut ty = local.ty.clone();
    let mut fields = local.fields.as_ref();
    for name in rest {
        let field = fields?.iter().find(|f| f.target == *name)?;
        ty = field.ty.clone();
        fields = field.fields.as_ref();
    }
    Some(ty)
}

enum Form {
    Native,
    Narrowed(Vec<Region>),
    Steps(Vec<Region>),
    HandOver(pg::Block, Name, Name),
    None(&'static str),
}

/// A name that is not taken.
fn fresh(base: &str, taken: &[Name]) -> Name {
    let mut name = Name::from(base);
    let mut n = 1;
    while taken.contains(&name) {
        n += 1;
        name = format!("{base}_{n}").into();
    }
    name
}

fn choose(known: &Known<'_>, made: &pg::Block, handlers: &[pg::Handler], taken: Kinds, for_good: bool) -> Form {
    let ends = known.list(&made.statements).ends;
    let mut dirty = false;
    if !ends && !is_bad(known, &made.statements, taken, &mut dirty) {
        return Form::Native;
    }
    // What the handlers throw away need not be kept.
    let thrown =
        handlers.iter().all(|h| undoes(&h.statements) || for_good && fails(&h.statements) && !reads(&h.statements));
    if !ends && thrown {
        return Form::Native;
    }
    let mut regions: Vec<Region> = Vec::new();
    let mut at_hand = Region { list: Vec::new(), protected: false, ends: None };
    let mut dirty = false;
    for stmt in &made.statements {
        let does = known.stmt(stmt);
        if is_end(stmt) {
            at_hand.ends = Some(stmt.clone());
            regions.push(std::mem::replace(&mut at_hand, Region { list: Vec::new(), protected: false, ends: None }));
            dirty = false;
            continue;
        }
        if does.ends {
            return Form::None("a part of it ends the transaction");
        }
        let raises = does.raises.meets(taken);
        let mut clean = false;
        if raises && !thrown && is_bad(known, std::slice::from_ref(stmt), taken, &mut clean) {
            return Form::None(if does.partial {
                "a routine that it calls may have done something before it fails"
            } else {
                "a branch or loop in it may fail after it has done something"
            });
        }
        if raises && dirty && !thrown {
            regions.push(std::mem::replace(&mut at_hand, Region { list: Vec::new(), protected: false, ends: None }));
            dirty = false;
        }
        at_hand.protected |= raises;
        dirty |= does.effect;
        at_hand.list.push(stmt.clone());
    }
    regions.push(at_hand);
    regions.retain(|r| !r.list.is_empty() || r.ends.is_some());
    let protected = regions.iter().filter(|r| r.protected).count();
    if protected == 1 {
        return Form::Narrowed(regions);
    }
    Form::Steps(regions)
}

/// Whether something that is caught may be raised after something that the handler would undo. `dirty`: something was done.
pub(super) fn is_bad(known: &Known<'_>, list: &[Stmt], taken: Kinds, dirty: &mut bool) -> bool {
    list.iter().any(|stmt| is_bad_at(known, stmt, taken, dirty))
}

// exhaustive match: one arm a statement that holds others.
fn is_bad_at(known: &Known<'_>, stmt: &Stmt, taken: Kinds, dirty: &mut bool) -> bool {
    let bad = |does: Does, dirty: bool| does.raises.meets(taken) && (dirty || does.partial);
    match stmt {
        Stmt::Of(_, _, inner) => is_bad_at(known, inner, taken, dirty),
        Stmt::If(arms, otherwise) => {
            let mut after = *dirty;
            for (condition, list) in arms {
                if bad(known.expr(condition), *dirty) {
                    return true;
                }
                let mut inside = *dirty;
                if is_bad(known, list, taken, &mut inside) {
                    return true;
                }
                after |= inside;
            }
            let mut inside = *dirty;
            let found = is_bad(known, otherwise, taken, &mut inside);
            *dirty = after || inside;
            found
        }
        Stmt::Case(case) => {
            let whole = known.stmt(stmt);
            let before = *dirty;
            for list in case.arms.iter().map(|(_, list)| list).chain(&case.otherwise) {
                let mut inside = before;
                if is_bad(known, list, taken, &mut inside) {
                    return true;
                }
                *dirty |= inside;
            }
            // Selector, choices, and no choice that fits.
            before && whole.raises.meets(taken)
        }
        Stmt::Loop(it) => {
            // Whatever one turn did, the next may fail after.
            let control = match &it.over {
                pg::Over::Forever => Does::default(),
                pg::Over::While(e) => known.expr(e),
                pg::Over::Range(_, _, bounds) => {
                    let does = bounds.iter().fold(Does::default(), |does, e| {
                        let one = known.expr(e);
                        Does { raises: does.raises.and(one.raises), partial: does.partial || one.partial, ..does }
                    });
                    // Bounds are evaluated once.
                    if bad(does, *dirty) {
                        return true;
                    }
                    Does::default()
                }
                pg::Over::Steps(_, _, bounds) => {
                    let does = bounds.iter().fold(Does::default(), |does, e| {
                        let one = known.expr(e);
                        Does { raises: does.raises.and(one.raises).and(Kinds::VALUE), ..does }
                    });
                    if bad(does, *dirty) {
                        return true;
                    }
                    Does::default()
                }
                pg::Over::Query(_, query) => known.query(query),
            };
            for _ in 0..2 {
                if bad(control, *dirty) || is_bad(known, &it.body, taken, dirty) {
                    return true;
                }
            }
            bad(control, *dirty)
        }
        Stmt::Block(block) => {
            let values = block.declarations.iter().filter_map(|d| d.value.as_ref());
            if values.map(|e| known.expr(e)).any(|does| bad(does, *dirty)) {
                return true;
            }
            if block.handlers.is_empty() {
                return is_bad(known, &block.statements, taken, dirty);
            }
            let own = block.handlers.iter().flat_map(|h| &h.conditions);
            let own = own.fold(Kinds::NONE, |all, c| all.and(caught(c)));
            let before = *dirty;
            if is_bad(known, &block.statements, taken.without(own), dirty) {
                return true;
            }
            for handler in &block.handlers {
                let mut inside = before;
                if is_bad(known, &handler.statements, taken, &mut inside) {
                    return true;
                }
                *dirty |= inside;
            }
            false
        }
        _ => {
            let does = known.stmt(stmt);
            let found = bad(does, *dirty);
            *dirty |= does.effect;
            found
        }
    }
}

/// Whether statements read tables, where what is undone would be missed.
fn reads(list: &[Stmt]) -> bool {
    let mut found = false;
    for stmt in list {
        pg::code::each(stmt, &mut |node| match node {
            pg::code::Node::Query(pg::Query::Select(select)) => found |= !select.from.is_empty(),
            pg::code::Node::Query(_) | pg::code::Node::Execute | pg::code::Node::Transaction => found = true,
            _ => {}
        });
    }
    found
}

/// `COMMIT`, `ROLLBACK`.
pub(super) fn is_end(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Of(_, _, inner) => is_end(inner),
        Stmt::Commit | Stmt::Rollback => true,
        _ => false,
    }
}

/// Whether a handler first rolls back.
fn undoes(list: &[Stmt]) -> bool {
    list.iter().find(|s| !is_quiet(s)).is_some_and(is_rollback)
}

fn is_rollback(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Of(_, _, inner) => is_rollback(inner),
        other => *other == Stmt::Rollback,
    }
}

fn is_quiet(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Of(_, _, inner) => is_quiet(inner),
        Stmt::Diagnostics(..) | Stmt::Null | Stmt::Assign(..) | Stmt::Notice(_) => true,
        _ => false,
    }
}

/// Whether statements always end in an error.
fn fails(list: &[Stmt]) -> bool {
    list.last().is_some_and(|stmt| match stmt {
        Stmt::Of(_, _, inner) => fails(std::slice::from_ref(inner)),
        Stmt::Raise { .. } | Stmt::Reraise => true,
        Stmt::If(arms, otherwise) => fails(otherwise) && arms.iter().all(|(_, list)| fails(list)),
        _ => false,
    }) && !list.iter().any(leaves)
}

fn leaves(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Of(_, _, inner) => leaves(inner),
        Stmt::Return(_) | Stmt::Leave(_) => true,
        Stmt::If(arms, otherwise) => arms.iter().flat_map(|(_, list)| list).chain(otherwise).any(leaves),
        Stmt::Block(block) => block.statements.iter().any(leaves),
        Stmt::Loop(it) => it.body.iter().any(leaves),
        _ => false,
    }
}

/// Whether nothing behind statements is ever reached.
pub(super) fn goes_away(list: &[Stmt]) -> bool {
    list.last().is_some_and(|stmt| match stmt {
        Stmt::Of(_, _, inner) => goes_away(std::slice::from_ref(inner)),
        Stmt::Raise { .. } | Stmt::Reraise | Stmt::Return(_) => true,
        Stmt::If(arms, otherwise) => goes_away(otherwise) && arms.iter().all(|(_, list)| goes_away(list)),
        _ => false,
    })
}

/// The handlers move to the one place that can raise.
fn narrowed(code: &mut Code<'_, '_>, made: &mut pg::Block, mut handlers: Vec<pg::Handler>, regions: Vec<Region>) {
    let behind = regions.iter().skip_while(|r| !r.protected).skip(1).any(|r| !r.list.is_empty() || r.ends.is_some())
        || regions.iter().any(|r| r.protected && r.ends.is_some());
    let label = code.unused("work");
    if behind {
        leave(&mut handlers, Some(&label));
        made.label = made.label.take().or_else(|| Some(label.clone()));
        if made.label.as_ref() != Some(&label) {
            relabel(&mut handlers, &label, made.label.as_ref());
        }
    }
    let mut statements = Vec::new();
    let mut handlers = Some(handlers);
    for region in regions {
        if region.protected {
            let inner = pg::Block {
                statements: region.list,
                handlers: handlers.take().unwrap_or_default(),
                ..pg::Block::default()
            };
            statements.push(Stmt::Block(Box::new(inner)));
        } else {
            statements.extend(region.list);
        }
        statements.extend(region.ends);
    }
    made.statements = statements;
    made.note = Some("narrowed");
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

fn relabel(handlers: &mut [pg::Handler], from: &Name, to: Option<&Name>) {
    for handler in handlers {
        if let Some(Stmt::Leave(leave)) = handler.statements.last_mut()
            && leave.label.as_ref() == Some(from)
        {
            leave.label = to.cloned();
        }
    }
}

/// A counting loop around the handlers: each turn is a step of its own, so that what earlier ones did stays.
fn steps(code: &mut Code<'_, '_>, made: &mut pg::Block, mut handlers: Vec<pg::Handler>, regions: Vec<Region>) {
    for stmt in handlers.iter_mut().flat_map(|h| &mut h.statements) {
        relabel_leaves(stmt, code);
    }
    leave(&mut handlers, None);
    let step = code.unused("step");
    let last = i64::try_from(regions.len()).unwrap_or(i64::MAX);
    let mut arms = Vec::new();
    let mut ends: Vec<(i64, Stmt)> = Vec::new();
    for (n, region) in (1_i64..).zip(regions) {
        let mut list = region.list;
        for stmt in &mut list {
            relabel_leaves(stmt, code);
        }
        arms.push((vec![Expr::int(n)], list));
        ends.extend(region.ends.map(|end| (n, end)));
    }
    let case = Stmt::Case(Box::new(pg::CaseStmt { selector: Some(Expr::name(step.clone())), arms, otherwise: None }));
    let inner = pg::Block { statements: vec![case], handlers, ..pg::Block::default() };
    let mut body = vec![Stmt::Block(Box::new(inner))];
    for (n, end) in ends {
        let at = Expr::name(step.clone()).infix(Op::Eq, Expr::int(n));
        body.push(Stmt::If(vec![(at, vec![end])], Vec::new()));
    }
    let over = pg::Over::Range(step, false, Box::new([Expr::int(1), Expr::int(last)]));
    made.statements = vec![Stmt::Loop(Box::new(pg::Loop { label: None, over, body }))];
    made.note = Some("steps; earlier ones stay if a later one fails");
}

/// Statements that leave a loop of the source by no name get its name, as another loop stands between now.
fn relabel_leaves(stmt: &mut Stmt, code: &mut Code<'_, '_>) -> bool {
    match stmt {
        Stmt::Of(_, _, inner) => relabel_leaves(inner, code),
        Stmt::Leave(leave) if leave.label.is_none() => {
            let count = code.around.len();
            let Some(around) = code.around.last_mut() else { return false };
            let label = around.label.get_or_insert_with(|| format!("loop_{count}").into());
            around.needs_label = true;
            leave.label = Some(label.clone());
            true
        }
        Stmt::If(arms, otherwise) => {
            let lists = arms.iter_mut().flat_map(|(_, list)| list).chain(otherwise);
            let mut found = false;
            for inner in lists {
                found |= relabel_leaves(inner, code);
            }
            found
        }
        Stmt::Case(case) => {
            let lists = case.arms.iter_mut().flat_map(|(_, list)| list).chain(case.otherwise.iter_mut().flatten());
            let mut found = false;
            for inner in lists {
                found |= relabel_leaves(inner, code);
            }
            found
        }
        Stmt::Block(block) => {
            let mut found = false;
            let handled = block.handlers.iter_mut().flat_map(|h| &mut h.statements);
            for inner in block.statements.iter_mut().chain(handled) {
                found |= relabel_leaves(inner, code);
            }
            found
        }
        _ => false,
    }
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
