//! What a piece of code does by itself, and what it makes run.

use super::{Does, Own, Runs, Triggers};
use crate::analyze::symbols::bind::bind;
use crate::analyze::{Facts, Means, depend, supplied};
use crate::catalog::{Mode, ObjectId};
use crate::ir::plsql::dynamic;
use crate::ir::plsql::walk::{self, Node};
use crate::ir::plsql::{Block, DeclarationKind, OpenFor, Stmt, StmtKind, Transaction, Using};
use crate::ir::query::walk::{Child, each as each_query, from_children};
use crate::ir::{Argument, Dml, Expr, ExprKind, From, FromKind, Into, Kind, Path, Program, Query, Returning};
use crate::name::{Name, QName};

/// What a part of code does. `schema` is that of unqualified names.
pub(super) fn part(
    program: &Program,
    facts: &Facts<'_>,
    triggers: &Triggers,
    schema: Option<&Name>,
    part: Node<'_>,
) -> Own {
    let mut it = Collect::new(program, facts, triggers, schema);
    it.node(part);
    it.own
}

/// The columns that a statement of a script fills with numbers of sequences.
pub(super) fn fed(
    program: &Program,
    facts: &Facts<'_>,
    triggers: &Triggers,
    schema: Option<&Name>,
    dml: &Dml,
) -> super::fed::Fed {
    let mut it = Collect::new(program, facts, triggers, schema);
    it.filled(dml);
    it.own.fed
}

pub(super) struct Collect<'a, 'f> {
    pub(super) program: &'a Program,
    pub(super) facts: &'a Facts<'f>,
    triggers: &'a Triggers,
    pub(super) schema: Option<&'a Name>,
    /// Errors are caught here.
    caught: bool,
    /// It is a function, which DDL does not end the transaction of here.
    function: bool,
    /// A default is evaluated, whose calls may leave out that default again.
    in_default: bool,
    /// Variables that hold a number of a sequence.
    pub(super) held: Vec<(Name, ObjectId)>,
    /// The same of fields of records.
    pub(super) parts: Vec<(Name, Name, ObjectId)>,
    pub(super) own: Own,
}

impl<'a, 'f> Collect<'a, 'f> {
    fn new(program: &'a Program, facts: &'a Facts<'f>, triggers: &'a Triggers, schema: Option<&'a Name>) -> Self {
        let own = Own::default();
        Collect {
            program,
            facts,
            triggers,
            schema,
            caught: false,
            function: false,
            in_default: false,
            held: Vec::new(),
            parts: Vec::new(),
            own,
        }
    }
}

impl Collect<'_, '_> {
    fn does(&mut self, does: Does) {
        let does = if self.caught { does.without(Does::RAISES | Does::MAY_RAISE) } else { does };
        self.own.effect.does |= does;
    }

    fn runs(&mut self, it: Runs) {
        self.own.runs.insert((it, self.caught));
    }

    fn node(&mut self, node: Node<'_>) {
        match node {
            Node::Block(block) => self.block(block),
            Node::Declaration(declaration) => match &declaration.kind {
                // What is declared within runs where it is called; queries of cursors when they are opened, which is within.
                DeclarationKind::Routine(_) => {}
                DeclarationKind::Variable(_)
                | DeclarationKind::Exception(_)
                | DeclarationKind::Type(_)
                | DeclarationKind::Subtype(_)
                | DeclarationKind::Cursor(_)
                | DeclarationKind::Pragma(_)
                | DeclarationKind::Unread(_) => walk::declaration(declaration, &mut |n| self.node(n)),
            },
            // Defaults of its parameters are evaluated by callers that leave them out.
            Node::Routine(routine) => {
                self.function = routine.is_function;
                routine.body.iter().for_each(|body| walk::body(body, &mut |n| self.node(n)));
            }
            Node::Stmt(stmt) => self.stmt(stmt),
            Node::Expr(e) => self.expr(e),
            Node::Query(query) => self.query(query),
            Node::Rows(from, written) => {
                if !written {
                    self.from(from);
                }
            }
            Node::Target(_) | Node::Type(_) => {}
            Node::Unread(_) => self.does(Does::UNKNOWN | Does::MAY_RAISE),
        }
    }

    fn block(&mut self, block: &Block) {
        let autonomous = |d: &crate::ir::plsql::Declaration| matches!(&d.kind, DeclarationKind::Pragma(p) if p.name == "AUTONOMOUS_TRANSACTION");
        if block.declarations.iter().any(autonomous) {
            self.own.effect.does |= Does::AUTONOMOUS;
        }
        // Errors of declarations are not caught by the block's own handlers.
        block.declarations.iter().for_each(|d| self.node(Node::Declaration(d)));
        let outer = self.caught;
        self.caught |= block.handlers.iter().any(|h| h.exceptions.iter().any(is_others));
        block.statements.iter().for_each(|s| self.stmt(s));
        self.caught = outer;
        block.sections.iter().for_each(|s| self.block(&s.block));
        block.handlers.iter().flat_map(|h| &h.statements).for_each(|s| self.stmt(s));
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Raise(_) => self.does(Does::RAISES | Does::MAY_RAISE),
            StmtKind::Transaction(it) => self.transaction(it),
            StmtKind::Dml(dml) => self.dml(dml),
            StmtKind::Assign(sides) => {
                let [target, value] = &**sides;
                self.target(target);
                self.given(target, value);
                if !is_plain(value) {
                    self.does(Does::MAY_RAISE);
                }
                self.expr(value);
                return;
            }
            StmtKind::Select(query) => {
                self.does(Does::MAY_RAISE);
                self.selected(query);
                each_query(query, &mut |q| {
                    if let crate::ir::QueryBody::Select(select) = &q.body {
                        select.into.iter().for_each(|e| self.target(e));
                    }
                });
            }
            StmtKind::Fetch(it) => {
                self.does(Does::MAY_RAISE);
                it.into.iter().for_each(|e| self.target(e));
                self.target(&it.cursor);
            }
            StmtKind::Open(it) => {
                self.does(Does::MAY_RAISE);
                self.target(&it.cursor);
                if let OpenFor::Text(_, using) = &it.source {
                    self.does(Does::DYNAMIC);
                    self.using(using);
                }
            }
            StmtKind::Close(e) => {
                self.does(Does::MAY_RAISE);
                self.target(e);
            }
            StmtKind::Execute(it) => {
                self.does(Does::DYNAMIC | Does::MAY_RAISE);
                self.ddl(&it.text);
                it.into.iter().chain(&it.returning).for_each(|e| self.target(e));
                self.using(&it.using);
            }
            StmtKind::Block(block) => return self.block(block),
            StmtKind::Case(it) => {
                if it.otherwise.is_none() {
                    self.does(Does::MAY_RAISE);
                }
            }
            StmtKind::Loop(_) | StmtKind::Forall(_) | StmtKind::PipeRow(_) | StmtKind::Unread(_) => {
                self.does(Does::MAY_RAISE);
            }
            StmtKind::Call(e) => {
                if let ExprKind::Call(call) = &e.kind
                    && let Some(text) = dynamic::executed(call)
                {
                    self.ddl(text);
                }
                if matches!(e.kind, ExprKind::Name(_)) && self.facts.of(e.at).means == Means::Unknown {
                    self.does(Does::UNKNOWN | Does::MAY_RAISE);
                }
            }
            StmtKind::Null
            | StmtKind::If(_)
            | StmtKind::Leave(_)
            | StmtKind::Goto(_)
            | StmtKind::Return(_)
            | StmtKind::Pragma(_) => {}
        }
        walk::stmt(stmt, &mut |n| self.node(n));
    }

    /// A text that Oracle commits for.
    fn ddl(&mut self, text: &Expr) {
        if !self.function && dynamic::ddl(self.program, text).is_some() {
            self.does(Does::COMMITS | Does::ENDS);
        }
    }

    fn using(&mut self, using: &[Using]) {
        using.iter().filter(|u| u.mode != Mode::In).for_each(|u| self.target(&u.value));
    }

    fn transaction(&mut self, it: &Transaction) {
        let does = match it {
            Transaction::Commit { .. } => Does::COMMITS | Does::ENDS,
            Transaction::Rollback { to: None, .. } => Does::ROLLS_BACK | Does::ENDS,
            Transaction::Rollback { to: Some(_), .. } => Does::ROLLS_BACK,
            Transaction::Savepoint(_) => Does::NOTHING,
            Transaction::Set { .. } | Transaction::Constraints(..) | Transaction::Role(_) => Does::SETTINGS,
            Transaction::Lock { .. } => Does::LOCKS | Does::MAY_RAISE,
        };
        self.does(does);
    }

    fn dml(&mut self, dml: &Dml) {
        self.does(Does::WRITES | Does::MAY_RAISE);
        self.filled(dml);
        match dml {
            Dml::Insert(it) => self.written(&it.table, "INSERT"),
            Dml::InsertInto(it) => {
                self.written_rows(&it.into, "INSERT");
                self.returned(it.returning.as_deref());
            }
            Dml::InsertMany(it) => {
                let branches = it.branches.iter().flat_map(|b| &b.into).chain(&it.otherwise);
                branches.for_each(|into: &Into| self.written_rows(&into.table, "INSERT"));
            }
            Dml::Update(it) => {
                self.written_rows(&it.target, "UPDATE");
                self.returned(it.returning.as_deref());
            }
            Dml::Delete(it) => {
                self.written_rows(&it.target, "DELETE");
                self.returned(it.returning.as_deref());
            }
            Dml::Merge(it) => {
                if it.matched.is_some() {
                    self.written_rows(&it.target, "UPDATE");
                    if it.matched.as_ref().is_some_and(|m| m.delete.is_some()) {
                        self.written_rows(&it.target, "DELETE");
                    }
                }
                if it.absent.is_some() {
                    self.written_rows(&it.target, "INSERT");
                }
                self.returned(it.returning.as_deref());
            }
            Dml::Unread(..) => self.does(Does::UNKNOWN),
        }
    }

    fn returned(&mut self, returning: Option<&Returning>) {
        returning.into_iter().flat_map(|r| &r.into).for_each(|e| self.target(e));
    }

    fn written_rows(&mut self, from: &From, event: &'static str) {
        match &from.kind {
            FromKind::Table(table) if table.link.is_some() => self.does(Does::UNKNOWN | Does::EXTERNAL),
            FromKind::Table(table) => self.written(&table.name, event),
            // Rows of a query are rows of its tables.
            FromKind::Query(derived) => {
                let mut names = Vec::new();
                crate::catalog::Part::mentions(&derived.query, &mut |m| names.push(m.name.clone()));
                names.iter().for_each(|name| self.written(name, event));
            }
            FromKind::Function(..)
            | FromKind::Values(_)
            | FromKind::Xml(_)
            | FromKind::Json(_)
            | FromKind::Join(_)
            | FromKind::Pivot(_)
            | FromKind::Unpivot(_)
            | FromKind::Match(_)
            | FromKind::Nested(_)
            | FromKind::Graph(_)
            | FromKind::Analytic(_)
            | FromKind::External(_)
            | FromKind::Unread(_) => self.does(Does::UNKNOWN),
        }
    }

    fn written(&mut self, name: &QName, event: &'static str) {
        let Some(id) = depend::find(&self.program.catalog, name, self.schema) else {
            self.does(Does::UNKNOWN);
            return;
        };
        self.own.effect.writes.insert(id);
        for (trigger, events) in self.triggers.get(&id).into_iter().flatten() {
            if events.contains(&event) {
                self.runs(Runs::Trigger(*trigger));
            }
        }
        if matches!(self.program.catalog.get(id).kind, Kind::View(_)) {
            self.runs(Runs::View(id));
        }
    }

    fn query(&mut self, query: &Query) {
        let mut names: Vec<(QName, crate::catalog::Mentioned)> = Vec::new();
        crate::catalog::Part::mentions(query, &mut |m| names.push((m.name.clone(), m.what)));
        for (name, what) in names {
            self.mentioned(&name, what);
        }
        each_query(query, &mut |q| {
            if q.lock.is_some() {
                self.does(Does::LOCKS);
            }
        });
        self.query_parts(query);
    }

    /// Expressions of a query, and links.
    fn query_parts(&mut self, query: &Query) {
        crate::ir::query::walk::children(query, &mut |child| self.child(child));
    }

    fn child(&mut self, child: Child<'_>) {
        match child {
            Child::Expr(e) => self.shallow(e),
            Child::Query(inner) => self.query_parts(inner),
            Child::Table(table) if table.link.is_some() => self.does(Does::UNKNOWN | Does::READS | Does::EXTERNAL),
            Child::Table(_) => {}
        }
    }

    /// An expression within a query, whose tables are known already.
    fn shallow(&mut self, e: &Expr) {
        self.own_expr(e);
        crate::ir::walk::children(e, &mut |node| match node {
            crate::ir::walk::Node::Expr(e) => self.shallow(e),
            crate::ir::walk::Node::Query(query) => self.query_parts(query),
        });
    }

    fn from(&mut self, from: &From) {
        let mut names = Vec::new();
        walk::from_mentions(from, &mut |m| names.push((m.name.clone(), m.what)));
        for (name, what) in names {
            self.mentioned(&name, what);
        }
        from_children(from, &mut |child| self.child(child));
    }

    fn mentioned(&mut self, name: &QName, what: crate::catalog::Mentioned) {
        use crate::catalog::Mentioned;
        if !matches!(what, Mentioned::Relation | Mentioned::Any) || crate::analyze::query::is_dual(name) {
            return;
        }
        self.does(Does::READS);
        let Some(id) = depend::find(&self.program.catalog, name, self.schema) else { return };
        self.own.effect.reads.insert(id);
        if matches!(self.program.catalog.get(id).kind, Kind::View(_)) {
            self.runs(Runs::View(id));
        }
    }

    fn expr(&mut self, e: &Expr) {
        self.own_expr(e);
        crate::ir::walk::children(e, &mut |node| match node {
            crate::ir::walk::Node::Expr(e) => self.expr(e),
            crate::ir::walk::Node::Query(query) => self.query(query),
        });
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "what names nothing does nothing")]
    fn own_expr(&mut self, e: &Expr) {
        match &e.kind {
            ExprKind::Name(path) => self.named(e, path, &[], false),
            ExprKind::Call(call) => self.named(e, &call.name, &call.args, true),
            ExprKind::Step(_) => {
                self.does(Does::MAY_RAISE);
                self.means(e, &[]);
            }
            ExprKind::Binary(..) | ExprKind::Cast(_) | ExprKind::Subquery(_) => self.does(Does::MAY_RAISE),
            ExprKind::Unread(_) => self.does(Does::UNKNOWN | Does::MAY_RAISE),
            _ => {}
        }
    }

    fn named(&mut self, e: &Expr, path: &Path, args: &[Argument], call: bool) {
        if path.link.is_some() {
            self.does(Does::UNKNOWN | Does::EXTERNAL | Does::MAY_RAISE);
            return;
        }
        match self.facts.of(e.at).means {
            Means::Builtin(place) => {
                let name = self.program.functions.get(usize::from(place)).map_or("", |row| row.name);
                self.does(supplied::does(name).unwrap_or(Does::NOTHING));
                if call {
                    self.does(Does::MAY_RAISE);
                }
            }
            Means::Supplied => {
                let name = supplied::short(&path.parts);
                let unknown = if path.parts.len() > 1 { Does::UNKNOWN | Does::MAY_RAISE } else { Does::NOTHING };
                self.does(supplied::does(&name).unwrap_or(unknown));
            }
            Means::Unknown if call => {
                let variable = self.facts.shape(e.at) != &crate::analyze::symbols::Shape::Plain;
                if !variable {
                    self.does(Does::UNKNOWN | Does::MAY_RAISE);
                }
            }
            Means::Variable | Means::Member(_) if call => {
                // An element that is not there.
                self.does(Does::MAY_RAISE);
                self.means(e, args);
            }
            Means::Unknown
            | Means::Column(..)
            | Means::Local
            | Means::Through(..)
            | Means::Variable
            | Means::Member(_)
            | Means::Routine(_)
            | Means::Object(_) => self.means(e, args),
        }
        if path.parts.last().is_some_and(|last| last == "NEXTVAL")
            && matches!(self.facts.of(e.at).means, Means::Object(_))
        {
            self.does(Does::SEQUENCE);
        }
    }

    fn means(&mut self, e: &Expr, args: &[Argument]) {
        let symbols = &self.facts.symbols;
        match self.facts.of(e.at).means {
            Means::Routine(id) => {
                self.runs(Runs::Routine(id));
                let header = symbols.routine(id).header;
                if let crate::analyze::symbols::Owner::Package(package) = symbols.routine(id).owner {
                    self.runs(Runs::Package(package));
                }
                let bound = bind(&header.params, args).unwrap_or_default();
                for (param, place) in header.params.iter().zip(bound) {
                    let arg = place.and_then(|n| args.get(n));
                    if let Some(arg) = arg.filter(|_| param.mode != Mode::In) {
                        self.target(&arg.value);
                    }
                    if let (None, Some(default)) = (arg, &param.default) {
                        self.left_out(default);
                    }
                }
            }
            Means::Member(id) => {
                let member = symbols.member(id);
                let package = member.package;
                let state = match &member.declaration.kind {
                    DeclarationKind::Variable(it) => !it.constant,
                    DeclarationKind::Cursor(_) => true,
                    DeclarationKind::Exception(_)
                    | DeclarationKind::Type(_)
                    | DeclarationKind::Subtype(_)
                    | DeclarationKind::Pragma(_)
                    | DeclarationKind::Routine(_)
                    | DeclarationKind::Unread(_) => false,
                };
                if state {
                    self.does(Does::READS_STATE);
                    self.own.effect.reads_state.insert(id);
                }
                self.runs(Runs::Package(package));
            }
            Means::Unknown
            | Means::Supplied
            | Means::Column(..)
            | Means::Local
            | Means::Through(..)
            | Means::Variable
            | Means::Object(_)
            | Means::Builtin(_) => {}
        }
    }

    /// A parameter that is not given has its default evaluated.
    fn left_out(&mut self, default: &Expr) {
        if self.in_default {
            self.does(Does::UNKNOWN);
        } else {
            self.in_default = true;
            self.expr(default);
            self.in_default = false;
        }
    }

    /// What is assigned to.
    fn target(&mut self, e: &Expr) {
        if let Means::Member(id) = self.facts.of(e.at).means {
            self.does(Does::WRITES_STATE);
            self.own.effect.writes_state.insert(id);
            let package = self.facts.symbols.member(id).package;
            self.runs(Runs::Package(package));
        }
        crate::ir::walk::children(e, &mut |node| {
            if let crate::ir::walk::Node::Expr(child) = node {
                self.expr(child);
            }
        });
        if let ExprKind::Step(parts) = &e.kind {
            self.target(&parts.0);
        }
    }
}

/// `WHEN OTHERS`.
pub(super) fn is_others(path: &Path) -> bool {
    matches!(path.parts.as_slice(), [name] if name == "OTHERS")
}

/// A value that cannot fail to be assigned, as far as its own making goes.
fn is_plain(e: &Expr) -> bool {
    matches!(
        e.kind,
        ExprKind::Null | ExprKind::EmptyText | ExprKind::Number(..) | ExprKind::Bool(_) | ExprKind::Text(..)
    )
}

/// A trigger's table, and for which events it fires.
pub(super) fn fires(object: &crate::ir::Object, program: &Program) -> Option<(ObjectId, Vec<&'static str>)> {
    let Kind::Trigger(trigger) = &object.kind else { return None };
    let table = depend::find(&program.catalog, trigger.table.as_ref()?, object.name.schema.as_ref())?;
    let events = trigger.events.iter().map(|event| match event {
        crate::catalog::Event::Insert => "INSERT",
        crate::catalog::Event::Update(_) => "UPDATE",
        crate::catalog::Event::Delete => "DELETE",
        crate::catalog::Event::Truncate | crate::catalog::Event::System(_) => "",
    });
    trigger.enabled.then(|| (table, events.collect()))
}
