//! Follows the values of text variables through code, as far as they are the same in every run.

use super::effects::{base, changed, harmless};
use super::text::{Folding, Value};
use crate::catalog::{Mode, Space};
use crate::ir::plsql::walk::{self, Node};
use crate::ir::plsql::{
    Block, ControlKind, Declaration, DeclarationKind, Loop, OpenFor, Over, Stmt, StmtKind, Variable,
};
use crate::ir::{Body, Call, Catalog, Expr, ExprKind, Kind, Member, Other, Package, Path, Routine, Type};
use crate::name::{Name, QName, Texts};
use crate::span::{At, Span};
use ecow::{EcoString, eco_format};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

/// A text that is run.
pub(super) struct Found {
    /// The expression that makes it.
    pub at: At,
    /// What runs it.
    pub by: &'static str,
    /// Its value.
    pub value: Value,
}

/// What is known of the variables in scope.
#[derive(Clone, Default)]
struct Env {
    values: BTreeMap<Name, Value>,
    /// Constants keep their values whatever happens.
    constants: BTreeSet<Name>,
    /// Variables that something else may change at any time.
    shared: BTreeSet<Name>,
}

impl Env {
    fn declare(&mut self, name: &Name, value: Value, constant: bool) {
        self.shared.remove(name);
        self.constants.remove(name);
        if constant {
            self.constants.insert(name.clone());
        }
        self.values.insert(name.clone(), value);
    }

    fn set(&mut self, name: &Name, value: Value) {
        if self.constants.contains(name) || !self.values.contains_key(name) {
            return;
        }
        let value = if self.shared.contains(name) { set_elsewhere(name) } else { value };
        self.values.insert(name.clone(), value);
    }

    fn forget(&mut self, name: &Name, why: &'static str) {
        self.set(name, Value::unknown(eco_format!("`{name}`, {why}")));
    }

    /// What holds whichever of two ways was taken.
    fn join(&mut self, other: &Env) {
        for (name, value) in &mut self.values {
            if other.values.get(name).is_some_and(|o| o != value) {
                *value = Value::unknown(eco_format!("`{name}`, which is set in a branch"));
            }
        }
    }
}

fn set_elsewhere(name: &Name) -> Value {
    Value::unknown(eco_format!("`{name}`, which is set in several places"))
}

/// Follows the code of one object.
pub(super) struct Flow<'a> {
    catalog: &'a Catalog,
    home: &'a QName,
    source: &'a dyn Fn(Span) -> EcoString,
    /// Of the package: its body, and its specification.
    packages: Vec<&'a Package>,
    locals: Vec<&'a Member>,
    /// How many constants are being looked into, of which each is made of the next.
    depth: Cell<u32>,
    /// What was found.
    pub found: Vec<Found>,
}

/// Whether a statement runs a text.
pub(super) fn runs(stmt: &Stmt) -> bool {
    texts(stmt, &mut |_, _| {})
}

/// Calls `f` for each text that a statement itself runs.
#[expect(clippy::wildcard_enum_match_arm, reason = "no other statement runs a text")]
fn texts<'a>(stmt: &'a Stmt, f: &mut dyn FnMut(&'a Expr, &'static str)) -> bool {
    match &stmt.kind {
        StmtKind::Execute(it) => f(&it.text, "EXECUTE IMMEDIATE"),
        StmtKind::Open(it) => match &it.source {
            OpenFor::Text(text, _) => f(text, "OPEN FOR"),
            OpenFor::Declared | OpenFor::Query(_) => return false,
        },
        StmtKind::Loop(it) => {
            let Over::For(iterator) = &it.over else { return false };
            let mut any = false;
            for control in &iterator.controls {
                let mut kind = &control.kind;
                while let ControlKind::Of(_, of) = kind {
                    kind = of;
                }
                if let ControlKind::Dynamic(text, _) = kind {
                    f(text, "FOR");
                    any = true;
                }
            }
            return any;
        }
        StmtKind::Call(e) => {
            let ExprKind::Call(call) = &e.kind else { return false };
            let Some((text, by)) = parsed(call) else { return false };
            f(text, by);
        }
        _ => return false,
    }
    true
}

/// The text that a call of the server's packages runs.
fn parsed(call: &Call) -> Option<(&Expr, &'static str)> {
    let parts = match call.name.parts.as_slice() {
        [sys, rest @ ..] if sys == "SYS" => rest,
        all => all,
    };
    let [package, name] = parts else { return None };
    let (place, known, by) = match (package.as_str(), name.as_str()) {
        ("DBMS_SQL", "PARSE") => (1, "STATEMENT", "DBMS_SQL.PARSE"),
        ("DBMS_UTILITY", "EXEC_DDL_STATEMENT") => (0, "PARSE_STRING", "DBMS_UTILITY.EXEC_DDL_STATEMENT"),
        _ => return None,
    };
    let named = call.args.iter().find(|a| a.name.as_deref() == Some(known));
    let arg = named.or_else(|| call.args.get(place).filter(|a| a.name.is_none()))?;
    Some((&arg.value, by))
}

impl<'a> Flow<'a> {
    /// A walk over the code of an object by its name; `package` is its body where it is one.
    pub(super) fn new(
        catalog: &'a Catalog,
        home: &'a QName,
        package: Option<&'a Package>,
        source: &'a dyn Fn(Span) -> EcoString,
    ) -> Self {
        let spec = package.and_then(|_| specification(catalog, home));
        Self {
            catalog,
            home,
            source,
            packages: package.into_iter().chain(spec).collect(),
            locals: Vec::new(),
            depth: Cell::new(0),
            found: Vec::new(),
        }
    }

    /// A body, or a routine of an object.
    pub(super) fn code(&mut self, node: Node<'a>) {
        match node {
            Node::Routine(routine) => self.routine(routine, &Env::default()),
            Node::Block(block) => {
                self.block(block, &mut Env::default());
            }
            Node::Declaration(declaration) => {
                if let DeclarationKind::Routine(member) = &declaration.kind {
                    self.routine(&member.routine, &Env::default());
                }
            }
            Node::Stmt(_)
            | Node::Expr(_)
            | Node::Query(_)
            | Node::Rows(..)
            | Node::Target(_)
            | Node::Type(_)
            | Node::Unread(_) => {}
        }
    }

    fn routine(&mut self, routine: &'a Routine, outer: &Env) {
        let Some(Body::Code(block)) = &routine.body else { return };
        let mut env = outer.clone();
        for (name, value) in &mut env.values {
            if !env.constants.contains(name) {
                *value = Value::unknown(eco_format!("`{name}`, a variable of the code around"));
            }
        }
        for param in &routine.params {
            env.declare(&param.name, Value::unknown(eco_format!("the parameter `{}`", param.name)), false);
            if param.mode == Mode::In {
                env.constants.insert(param.name.clone());
            }
        }
        self.block(block, &mut env);
    }

    fn block(&mut self, block: &'a Block, env: &mut Env) {
        let outer = env.clone();
        let locals = self.locals.len();
        let mut declared = Vec::new();
        for declaration in &block.declarations {
            self.declaration(declaration, env, &mut declared);
        }
        self.jumps(block, env);
        for section in &block.sections {
            self.block(&section.block, &mut env.clone());
        }
        let mut before = env.clone();
        self.list(&block.statements, env);
        if !block.handlers.is_empty() {
            self.forget(block.statements.iter().map(Node::Stmt), &mut before);
            for handler in &block.handlers {
                let mut own = before.clone();
                self.list(&handler.statements, &mut own);
                if !leaves(&handler.statements) {
                    env.join(&own);
                }
            }
        }
        self.locals.truncate(locals);
        for name in declared {
            match outer.values.get(&name) {
                Some(value) => env.values.insert(name.clone(), value.clone()),
                None => env.values.remove(&name),
            };
            if !outer.constants.contains(&name) {
                env.constants.remove(&name);
            }
        }
    }

    fn declaration(&mut self, declaration: &'a Declaration, env: &mut Env, declared: &mut Vec<Name>) {
        match &declaration.kind {
            DeclarationKind::Variable(it) => {
                let value = self.initial(it, env);
                env.declare(&it.name, value, it.constant);
                declared.push(it.name.clone());
            }
            DeclarationKind::Routine(member) => {
                self.locals.push(member);
                let mut own = BTreeSet::new();
                walk::each(Node::Routine(&member.routine), &mut |node| declares(node, &mut own));
                let mut written = BTreeSet::new();
                let takes = |path: &Path| self.takes(path, env);
                changed(Node::Routine(&member.routine), &takes, &mut |name| {
                    written.insert(name.clone());
                });
                for name in written.difference(&own) {
                    env.shared.insert(name.clone());
                    env.set(name, set_elsewhere(name));
                }
                self.routine(&member.routine, env);
            }
            DeclarationKind::Exception(_)
            | DeclarationKind::Type(_)
            | DeclarationKind::Subtype(_)
            | DeclarationKind::Cursor(_)
            | DeclarationKind::Pragma(_)
            | DeclarationKind::Unread(_) => {}
        }
    }

    fn initial(&self, it: &Variable, env: &Env) -> Value {
        if !takes_text(&it.ty) {
            return Value::unknown(eco_format!("`{}`, which holds no text", it.name));
        }
        match &it.default {
            Some(value) => self.value(value, env),
            None => Value::Known(std::rc::Rc::default()),
        }
    }

    /// Where statements jump, every variable may have any of its values everywhere.
    fn jumps(&self, block: &'a Block, env: &mut Env) {
        let mut jumps = false;
        for stmt in &block.statements {
            walk::each(Node::Stmt(stmt), &mut |n| {
                jumps |= matches!(n, Node::Stmt(s) if matches!(s.kind, StmtKind::Goto(_)))
            });
        }
        if !jumps {
            return;
        }
        let mut names = BTreeSet::new();
        for stmt in &block.statements {
            changed(Node::Stmt(stmt), &|path| self.takes(path, env), &mut |name| {
                names.insert(name.clone());
            });
        }
        for name in names {
            env.shared.insert(name.clone());
            env.set(&name, set_elsewhere(&name));
        }
    }

    fn list(&mut self, list: &'a [Stmt], env: &mut Env) {
        for stmt in list {
            self.stmt(stmt, env);
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "all other statements hold none")]
    fn stmt(&mut self, stmt: &'a Stmt, env: &mut Env) {
        let mut here = Vec::new();
        texts(stmt, &mut |text, by| here.push((text, by)));
        for (text, by) in here {
            let value = self.value(text, env);
            self.found.push(Found { at: text.at, by, value });
        }
        match &stmt.kind {
            StmtKind::Assign(sides) => {
                let [target, value] = &**sides;
                let result = self.value(value, env);
                self.forget([Node::Expr(value)], env);
                match &target.kind {
                    ExprKind::Name(path) if path.parts.len() == 1 => {
                        path.parts.iter().for_each(|name| env.set(name, result.clone()));
                    }
                    _ => base(target).into_iter().for_each(|name| env.forget(name, "which is set in part")),
                }
            }
            StmtKind::If(it) => {
                let mut after: Option<Env> = None;
                for (condition, list) in &it.arms {
                    self.forget([Node::Expr(condition)], env);
                    self.branch(list, env, &mut after);
                }
                self.branch(it.otherwise.as_deref().unwrap_or(&[]), env, &mut after);
                *env = after.unwrap_or_default();
            }
            StmtKind::Case(it) => {
                self.forget(it.selector.iter().map(Node::Expr), env);
                let mut after: Option<Env> = None;
                for (_, list) in &it.arms {
                    self.branch(list, env, &mut after);
                }
                if let Some(list) = &it.otherwise {
                    self.branch(list, env, &mut after);
                }
                *env = after.unwrap_or_default();
            }
            StmtKind::Loop(it) => self.loop_(stmt, it, env),
            StmtKind::Block(it) => self.block(it, env),
            _ => self.forget([Node::Stmt(stmt)], env),
        }
    }

    /// One way of several; one that leaves for good has no say in what holds behind.
    fn branch(&mut self, list: &'a [Stmt], env: &Env, after: &mut Option<Env>) {
        let mut own = env.clone();
        self.list(list, &mut own);
        match after {
            _ if leaves(list) => {}
            Some(after) => after.join(&own),
            None => *after = Some(own),
        }
    }

    fn loop_(&mut self, stmt: &'a Stmt, it: &'a Loop, env: &mut Env) {
        self.forget([Node::Stmt(stmt)], env);
        let mut own = env.clone();
        if let Over::For(iterator) = &it.over {
            for iterand in &iterator.iterands {
                own.declare(&iterand.name, Value::unknown(eco_format!("`{}` of a loop", iterand.name)), true);
            }
        }
        self.list(&it.body, &mut own);
    }

    /// Forgets the values of what parts of code may change.
    fn forget(&self, nodes: impl IntoIterator<Item = Node<'a>>, env: &mut Env) {
        let mut names = BTreeSet::new();
        for node in nodes {
            changed(node, &|path| self.takes(path, env), &mut |name| {
                names.insert(name.clone());
            });
        }
        names.iter().for_each(|name| env.forget(name, "which a query, a loop or a call sets"));
    }

    /// Whether a call by this name changes none of its arguments.
    fn takes(&self, path: &Path, env: &Env) -> bool {
        let only_in = |routine: &Routine| routine.params.iter().all(|p| p.mode == Mode::In);
        if path.link.is_some() {
            return false;
        }
        if let [name] = path.parts.as_slice() {
            // an element of a collection
            if env.values.contains_key(name) {
                return true;
            }
            let mut own = self.locals.iter().copied().chain(self.packages.iter().flat_map(|p| &p.routines));
            let mut own = own.by_ref().filter(|m| m.name == *name).peekable();
            if own.peek().is_some() {
                return own.all(|m| only_in(&m.routine));
            }
        }
        if harmless(path) {
            return true;
        }
        let (package, name) = match path.parts.as_slice() {
            [name] => {
                let found =
                    self.catalog.find(Space::Schema, &QName::bare(name.clone()).within(self.home.schema.as_ref()));
                let Some(Kind::Routine(it)) = found.map(|id| &self.catalog.get(id).kind) else { return false };
                return only_in(it);
            }
            [package, name] => (QName::bare(package.clone()), name),
            [schema, package, name] => (QName::new(schema.clone(), package.clone()), name),
            _ => return false,
        };
        let Some(package) = specification(self.catalog, &package.within(self.home.schema.as_ref())) else {
            return false;
        };
        let mut all = package.routines.iter().filter(|m| m.name == *name).peekable();
        all.peek().is_some() && all.all(|m| only_in(&m.routine))
    }

    fn value(&self, e: &Expr, env: &Env) -> Value {
        Folding { source: self.source, name: &|path| self.name(path, env) }.value(e)
    }

    /// A variable, or a constant of a package.
    fn name(&self, path: &Path, env: &Env) -> Value {
        let written = || Value::unknown(eco_format!("`{}`", path.parts.joined(".")));
        if path.link.is_some() {
            return written();
        }
        let (declared, name): (Vec<&Package>, &Name) = match path.parts.as_slice() {
            [name] => match env.values.get(name) {
                Some(value) => return value.clone(),
                None => (self.packages.clone(), name),
            },
            [package, name] if *package == self.home.name && !self.packages.is_empty() => (self.packages.clone(), name),
            [package, name] => {
                let found =
                    specification(self.catalog, &QName::bare(package.clone()).within(self.home.schema.as_ref()));
                (found.into_iter().collect(), name)
            }
            [schema, package, name] => {
                (specification(self.catalog, &QName::new(schema.clone(), package.clone())).into_iter().collect(), name)
            }
            _ => return written(),
        };
        let found = declared.iter().flat_map(|p| &p.declarations).find_map(|d| {
            if let DeclarationKind::Variable(it) = &d.kind { Some(it) } else { None }.filter(|it| it.name == *name)
        });
        match found {
            Some(it) if it.constant && takes_text(&it.ty) => match &it.default {
                // what a constant is made of is known without variables; those that name each other lead nowhere
                Some(e) if self.depth.get() < 16 => {
                    self.depth.set(self.depth.get() + 1);
                    let value = self.value(e, &Env::default());
                    self.depth.set(self.depth.get() - 1);
                    value
                }
                Some(_) | None => written(),
            },
            Some(_) => Value::unknown(eco_format!("`{}`, a variable of a package", path.parts.joined("."))),
            None => written(),
        }
    }
}

/// Whether nothing is reached behind a list of statements.
fn leaves(list: &[Stmt]) -> bool {
    list.last().is_some_and(|s| matches!(s.kind, StmtKind::Return(_) | StmtKind::Raise(_)))
}

fn declares(node: Node<'_>, names: &mut BTreeSet<Name>) {
    if let Node::Declaration(declaration) = node {
        if let DeclarationKind::Variable(it) = &declaration.kind {
            names.insert(it.name.clone());
        }
    } else if let Node::Routine(routine) = node {
        names.extend(routine.params.iter().map(|p| p.name.clone()));
    }
}

fn specification<'a>(catalog: &'a Catalog, name: &QName) -> Option<&'a Package> {
    let id = catalog.find(Space::Schema, name)?;
    if let Kind::Other(Other::Package(package)) = &catalog.get(id).kind { Some(package) } else { None }
}

/// Whether a variable of the type holds a text just as it was assigned.
fn takes_text(ty: &Type) -> bool {
    match ty {
        Type::Varchar { .. } | Type::Long | Type::Clob { .. } | Type::Named(_) | Type::TypeOf(_) | Type::Path(_) => {
            true
        }
        Type::Number { .. } | Type::AnsiInteger(_) | Type::AnsiDecimal { .. } | Type::PlsInteger(_) => true,
        Type::Float { .. }
        | Type::BinaryFloat
        | Type::BinaryDouble
        | Type::Boolean
        | Type::Char { .. }
        | Type::LongRaw
        | Type::Raw(_)
        | Type::Blob
        | Type::Bfile
        | Type::Date
        | Type::Timestamp { .. }
        | Type::IntervalYearMonth { .. }
        | Type::IntervalDaySecond { .. }
        | Type::RowId
        | Type::URowId(_)
        | Type::Xml
        | Type::Json(_)
        | Type::Vector(_)
        | Type::Sized(_)
        | Type::Ref(_)
        | Type::RowOf(_)
        | Type::RefCursor
        | Type::Unknown => false,
    }
}
