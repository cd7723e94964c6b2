//! Who calls whom, by names: what runs under a handler somewhere, and what asks for the error that a handler around it handles.
//!
//! Names alone decide, so that more may be found than is: what follows from it is safe for more.

#![expect(clippy::wildcard_enum_match_arm, reason = "what holds no statements is walked as a whole")]

use crate::ir::plsql::walk::{self, Node, each};
use crate::ir::plsql::{Block, DeclarationKind};
use crate::ir::{self, ExprKind};
use crate::name::Name;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// What is known of routines by their names.
#[derive(Debug, Default)]
pub(in crate::convert) struct Callers {
    caught: FxHashSet<Name>,
    /// In upper case.
    readers: FxHashSet<String>,
    reads_output: bool,
}

impl Callers {
    /// Looks at all code, in parallel.
    pub fn new(catalog: &ir::Catalog) -> Self {
        let objects: Vec<&ir::Object> = catalog.iter().map(|(_, object)| object).collect();
        let walks = objects.par_iter().fold(Walk::default, |mut walk, object| {
            walk.object(object);
            walk
        });
        walks.reduce(Walk::default, Walk::and).closed()
    }

    /// Whether a routine of this name may run under a handler of one of its callers.
    pub fn is_caught(&self, name: &Name) -> bool {
        self.caught.contains(name)
    }

    /// Whether anything reads lines of output back.
    pub fn reads_output(&self) -> bool {
        self.reads_output
    }

    /// Whether a routine of this name asks, or calls what asks, for the error that is handled around it.
    pub fn asks(&self, name: &str) -> bool {
        self.readers.contains(&name.to_ascii_uppercase())
    }
}

/// Where code stands in its routine.
#[derive(Clone, Copy, Debug, Default)]
struct Around {
    protected: bool,
    handler: bool,
}

#[derive(Default)]
struct Walk<'a> {
    /// Code by the name of its routine, if it is one of a name, with the names in it.
    all: Vec<(Option<&'a Name>, Vec<&'a Name>)>,
    /// The place of the code at hand.
    own: usize,
    protected: FxHashSet<&'a Name>,
    readers: FxHashSet<&'a Name>,
    reads_output: bool,
}

impl<'a> Walk<'a> {
    /// What two threads found.
    fn and(mut self, other: Walk<'a>) -> Self {
        self.all.extend(other.all);
        self.protected.extend(other.protected);
        self.readers.extend(other.readers);
        self.reads_output |= other.reads_output;
        self
    }

    fn object(&mut self, object: &'a ir::Object) {
        match &object.kind {
            ir::Kind::Other(ir::Other::Package(it) | ir::Other::PackageBody(it)) => {
                for member in &it.routines {
                    self.routine(&member.name, &member.routine);
                }
                if let Some(ir::Body::Code(block)) = &it.body {
                    self.named(None, |walk| walk.block(block, Around::default()));
                }
            }
            kind => {
                let own = matches!(kind, ir::Kind::Routine(_)).then_some(&object.name.name);
                self.named(own, |walk| walk::object(kind, &mut |node| walk.node(node, Around::default())));
            }
        }
    }

    /// Looks at the code of a routine of that name.
    fn named(&mut self, name: Option<&'a Name>, look: impl FnOnce(&mut Self)) {
        let around = std::mem::replace(&mut self.own, self.all.len());
        self.all.push((name, Vec::new()));
        look(self);
        self.own = around;
    }

    fn routine(&mut self, name: &'a Name, routine: &'a ir::Routine) {
        self.named(Some(name), |walk| walk.code(routine));
    }

    fn code(&mut self, routine: &'a ir::Routine) {
        for param in &routine.params {
            param.default.iter().for_each(|e| self.node(Node::Expr(e), Around::default()));
        }
        if let Some(ir::Body::Code(block)) = &routine.body {
            self.block(block, Around::default());
        }
    }

    fn block(&mut self, block: &'a Block, around: Around) {
        for declaration in &block.declarations {
            match &declaration.kind {
                DeclarationKind::Routine(member) => {
                    self.routine(&member.name, &member.routine);
                }
                _ => walk::declaration(declaration, &mut |node| self.node(node, around)),
            }
        }
        for section in &block.sections {
            self.block(&section.block, around);
        }
        let inside = Around { protected: around.protected || !block.handlers.is_empty(), ..around };
        block.statements.iter().for_each(|s| self.node(Node::Stmt(s), inside));
        let handling = Around { handler: true, ..around };
        block.handlers.iter().flat_map(|h| &h.statements).for_each(|s| self.node(Node::Stmt(s), handling));
    }

    fn node(&mut self, node: Node<'a>, around: Around) {
        match node {
            Node::Block(block) => self.block(block, around),
            Node::Stmt(stmt) => walk::stmt(stmt, &mut |child| self.node(child, around)),
            Node::Routine(routine) => self.code(routine),
            other => each(other, &mut |node| {
                if let Node::Expr(e) = node {
                    self.expr(e, around);
                }
            }),
        }
    }

    fn expr(&mut self, e: &'a ir::Expr, around: Around) {
        let path = match &e.kind {
            ExprKind::Call(call) => &call.name,
            ExprKind::Name(path) => path,
            _ => return,
        };
        let Some(last) = path.parts.last() else { return };
        self.reads_output |= last == "GET_LINE" && path.parts.iter().any(|part| part == "DBMS_OUTPUT");
        if !around.handler
            && matches!(
                last.as_str(),
                "SQLCODE" | "SQLERRM" | "FORMAT_ERROR_STACK" | "FORMAT_ERROR_BACKTRACE" | "BACKTRACE_DEPTH"
            )
        {
            self.readers.extend(self.all.get(self.own).and_then(|(name, _)| *name));
        }
        if let Some((_, names)) = self.all.get_mut(self.own) {
            names.push(last);
        }
        if around.protected {
            self.protected.insert(last);
        }
    }

    fn closed(self) -> Callers {
        let Walk { all, own: _, mut protected, mut readers, reads_output } = self;
        // What is no name of code is of no concern from here on.
        let (mut place, mut callees) = (FxHashMap::default(), Vec::<(&Name, Vec<&Name>)>::new());
        for name in all.iter().filter(|(_, names)| !names.is_empty()).filter_map(|(name, _)| *name) {
            place.entry(name).or_insert_with(|| {
                callees.push((name, Vec::new()));
                callees.len() - 1
            });
        }
        for (name, names) in &all {
            let own = name.and_then(|name| place.get(name)).and_then(|place| callees.get_mut(*place));
            own.into_iter().for_each(|(_, own)| own.extend(names.iter().filter(|name| place.contains_key(*name))));
        }
        let mut next: Vec<&Name> = protected.iter().copied().collect();
        while let Some(name) = next.pop() {
            let own = place.get(name).and_then(|place| callees.get(*place));
            for callee in own.into_iter().flat_map(|(_, own)| own) {
                if protected.insert(callee) {
                    next.push(callee);
                }
            }
        }
        loop {
            let more: Vec<&Name> = callees
                .iter()
                .filter(|(name, all)| !readers.contains(*name) && all.iter().any(|callee| readers.contains(callee)))
                .map(|(name, _)| *name)
                .collect();
            if more.is_empty() {
                break;
            }
            readers.extend(more);
        }
        Callers {
            caught: protected.into_iter().cloned().collect(),
            readers: readers.into_iter().map(|name| name.to_ascii_uppercase()).collect(),
            reads_output,
        }
    }
}
