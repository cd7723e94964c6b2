//! Texts that are the same in every run become the statements that they say, with the values of `USING` in the place of their
//! placeholders: what Oracle reads at run time, it would read alike before.

use super::text::Text;
use super::understood;
use crate::catalog::{Mention, Mentioned, Mode, ObjectId, Part, Space};
use crate::dialect::oracle::lexicon;
use crate::dialect::oracle::plsql::conditional::Flags;
use crate::input::Sources;
use crate::ir::plsql::walk::{self, Node};
use crate::ir::plsql::{Block, DeclarationKind, Execute, Open, OpenFor, Stmt, StmtKind, Using, change};
use crate::ir::walk as walk_expr;
use crate::ir::{Body, Catalog, Column, Dml, Does, Expr, ExprKind, Kind, Other, Path, QueryBody, Routine, Type};
use crate::name::{Name, QName};
use crate::span::Span;
use crate::syntax::{Kind as Sign, Token, keywords};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

keywords! { BEGIN, CALL, DECLARE, INSERT, SELECT }

/// Texts of an object by the places of the expressions that make them.
pub(super) type Texts = BTreeMap<Span, Rc<Text>>;

/// Puts the statements in the place of their texts.
pub(super) fn settle(
    catalog: &mut Catalog,
    texts: Vec<(ObjectId, Texts)>,
    sources: &Sources,
    flags: &Flags,
    nodes: &mut u32,
) {
    if texts.is_empty() {
        return;
    }
    let functions = callable(catalog);
    for (id, texts) in texts {
        let object = catalog.get(id);
        let (own, home) = (routines(&object.kind), object.name.schema.as_ref());
        let mut it =
            Settling { catalog, home, texts, sources, flags, nodes, own, functions: &functions, made: BTreeMap::new() };
        walk::object(&object.kind, &mut |node| {
            walk::outline(node, &mut |node| {
                if let Node::Stmt(stmt) = node {
                    it.stmt(stmt);
                }
            });
        });
        let mut made = it.made;
        change::statements(&mut catalog.get_mut(id).kind, &mut |stmt| {
            if let Some(kind) = text_of(&stmt.kind).and_then(|text| made.remove(&text.at.span)) {
                stmt.kind = kind;
            }
        });
    }
}

/// The text that a statement runs.
fn text_of(kind: &StmtKind) -> Option<&Expr> {
    if let StmtKind::Execute(it) = kind {
        return Some(&it.text);
    }
    let StmtKind::Open(it) = kind else { return None };
    if let OpenFor::Text(text, _) = &it.source { Some(text) } else { None }
}

/// The names of all routines that stand alone or in a package.
fn callable(catalog: &Catalog) -> BTreeSet<Name> {
    let mut all = BTreeSet::new();
    for (_, object) in catalog.iter() {
        match &object.kind {
            Kind::Routine(_) => drop(all.insert(object.name.name.clone())),
            Kind::Other(Other::Package(it) | Other::PackageBody(it)) => {
                all.extend(it.routines.iter().map(|member| member.name.clone()));
            }
            Kind::Schema(_)
            | Kind::Table(_)
            | Kind::Index(_)
            | Kind::Sequence(_)
            | Kind::View(_)
            | Kind::Type(_)
            | Kind::Trigger(_)
            | Kind::Grant(_)
            | Kind::Other(_) => {}
        }
    }
    all
}

/// The names of routines that an object declares: a text means others by them.
fn routines(kind: &Kind) -> BTreeSet<Name> {
    let mut all = BTreeSet::new();
    if let Kind::Other(Other::PackageBody(package)) = kind {
        all.extend(package.routines.iter().map(|member| member.name.clone()));
    }
    walk::object(kind, &mut |node| {
        walk::each(node, &mut |node| {
            if let Node::Declaration(declaration) = node
                && let DeclarationKind::Routine(member) = &declaration.kind
            {
                all.insert(member.name.clone());
            }
        });
    });
    all
}

struct Settling<'a> {
    catalog: &'a Catalog,
    home: Option<&'a Name>,
    texts: Texts,
    sources: &'a Sources,
    flags: &'a Flags,
    nodes: &'a mut u32,
    /// Routines that the object declares.
    own: BTreeSet<Name>,
    /// All routines of the input.
    functions: &'a BTreeSet<Name>,
    /// What was made, by the places of the texts.
    made: BTreeMap<Span, StmtKind>,
}

impl Settling<'_> {
    fn stmt(&mut self, stmt: &Stmt) {
        let Some(place) = text_of(&stmt.kind).map(|text| text.at.span) else { return };
        let made = if let StmtKind::Execute(it) = &stmt.kind {
            let values: Vec<&Expr> = it.using.iter().map(|u| &u.value).chain(&it.returning).collect();
            let fits = !it.returning_bulk && modes_fit(&it.using);
            fits.then(|| self.execute(place, &values, it)).flatten().filter(|made| self.goes_back(made, &it.using))
        } else if let StmtKind::Open(it) = &stmt.kind
            && let OpenFor::Text(_, using) = &it.source
        {
            let values: Vec<&Expr> = using.iter().map(|u| &u.value).collect();
            self.read(place, &values)
                .and_then(|does| if let Does::Query(query) = does { Some(query) } else { None })
                .map(|query| {
                    let source = OpenFor::Query(Box::new(query));
                    StmtKind::Open(Box::new(Open { cursor: it.cursor.clone(), source }))
                })
        } else {
            None
        };
        if let Some(made) = made {
            self.made.insert(place, made);
        }
    }

    fn execute(&mut self, text: Span, values: &[&Expr], execute: &Execute) -> Option<StmtKind> {
        let into = execute.into.as_slice();
        match self.read(text, values)? {
            Does::Data(dml) if into.is_empty() && !matches!(*dml, Dml::Unread(..)) => Some(StmtKind::Dml(dml)),
            Does::Query(mut query) if !into.is_empty() => {
                let QueryBody::Select(select) = &mut query.body else { return None };
                if !select.into.is_empty() {
                    return None;
                }
                select.into = into.to_vec();
                select.bulk = execute.bulk;
                Some(StmtKind::Select(Box::new(query)))
            }
            Does::Block(Body::Code(block)) if into.is_empty() => only(*block),
            Does::Data(_) | Does::Query(_) | Does::Block(_) => None,
            Does::Change(_) | Does::Changes(_) | Does::Transaction(_) | Does::Client(_) => None,
            Does::Ignored(_) | Does::Unread(_) => None,
        }
    }

    /// Whether each value of `USING` that a statement of a block gives back comes back, and none else: Oracle refuses a bind by
    /// `IN` where the block gives a value back (ORA-06536), and one by `OUT` where it takes one (ORA-06537).
    fn goes_back(&self, made: &StmtKind, using: &[Using]) -> bool {
        let mode = |e: &Expr| using.iter().find(|u| u.value.at.span == e.at.span).map(|u| u.mode);
        if let StmtKind::Assign(sides) = made {
            let [target, _] = &**sides;
            return mode(target) != Some(Mode::In);
        }
        let StmtKind::Call(e) = made else { return true };
        let ExprKind::Call(call) = &e.kind else { return true };
        let known = self.headers(&call.name);
        call.args.iter().enumerate().all(|(n, arg)| {
            let Some(given) = mode(&arg.value) else { return true };
            known.iter().all(|routine| {
                let param = match &arg.name {
                    Some(name) => routine.params.iter().find(|p| p.name == *name),
                    None => routine.params.get(n),
                };
                param.is_none_or(|p| match given {
                    Mode::In => p.mode == Mode::In,
                    Mode::Out => p.mode != Mode::In,
                    Mode::InOut => true,
                })
            })
        })
    }

    /// The routines of the input that a name may mean.
    fn headers(&self, path: &Path) -> Vec<&Routine> {
        let (of, name) = match path.parts.as_slice() {
            [name] => (QName::bare(name.clone()), None),
            [first, name] => (QName::bare(first.clone()), Some(name)),
            [schema, package, name] => (QName::new(schema.clone(), package.clone()), Some(name)),
            _ => return Vec::new(),
        };
        let find = |name: &QName| {
            self.catalog.find(Space::Schema, &name.within(self.home)).or_else(|| self.catalog.find(Space::Schema, name))
        };
        let kind = |id: Option<ObjectId>| id.map(|id| &self.catalog.get(id).kind);
        match (kind(find(&of)), name) {
            (Some(Kind::Routine(routine)), None) => vec![routine],
            (Some(Kind::Other(Other::Package(package))), Some(name)) => {
                package.routines.iter().filter(|m| m.name == *name).map(|m| &m.routine).collect()
            }
            (_, Some(name)) => {
                let alone = kind(find(&QName::new(of.name, name.clone())));
                if let Some(Kind::Routine(routine)) = alone { vec![routine] } else { Vec::new() }
            }
            _ => Vec::new(),
        }
    }

    /// What a text says with values in the place of its placeholders.
    fn read(&mut self, place: Span, values: &[&Expr]) -> Option<Does> {
        let text = self.texts.get(&place)?.clone();
        let lexed = lexicon::lex(&text.text, 0);
        let tokens = lexed.tokens.as_slice();
        let first = tokens.first()?.word;
        let block = first == BEGIN || first == DECLARE || first == CALL;
        let named: BTreeSet<Name> =
            tokens.iter().filter(|t| t.kind == Sign::Name).map(|t| self.spelled(&text, *t).into()).collect();
        let given = Given::of(values);
        let open = !lexed.errors.is_empty() || tokens.iter().any(|t| t.kind == Sign::Colon);
        if open || !named.is_disjoint(&self.own) || !named.is_disjoint(&given.heads) {
            return None;
        }
        // A query looks at the value again for each row.
        let once = block || !tokens.iter().any(|t| t.word == SELECT) && first == INSERT;
        if !once && !values.iter().all(|value| self.stays(value)) {
            return None;
        }
        let filled = self.filled(&text, tokens, values, block)?;
        let statement = understood(&filled, self.flags, self.nodes).ok()?;
        let does = statement.does;
        let mut whole = statement.rest.is_none() && (block || self.tells(&does, &given));
        walk::statement(&does, &mut |node| {
            walk::each(node, &mut |node| whole &= !matches!(node, Node::Unread(_)));
        });
        whole.then_some(does)
    }

    /// Whether no column has the name of a variable that gives a value: the column would be meant. A text that is written out is
    /// padded where it is compared with CHAR; one that is given for a placeholder is not.
    fn tells(&self, does: &Does, given: &Given) -> bool {
        let mut plain = true;
        let mut look = |m: Mention<'_>| {
            if plain && matches!(m.what, Mentioned::Relation | Mentioned::Any) && m.name.name != "DUAL" {
                let found = self.catalog.find(Space::Schema, &m.name.within(self.home));
                let found = found.or_else(|| self.catalog.find(Space::Schema, m.name));
                plain = found.is_some_and(|id| {
                    let Kind::Table(table) = &self.catalog.get(id).kind else { return given.is_plain() };
                    !table.columns.iter().any(|c| given.takes(c))
                });
            }
        };
        walk::statement(does, &mut |node| match node {
            Node::Query(query) => query.mentions(&mut look),
            Node::Rows(from, _) => walk::from_mentions(from, &mut look),
            Node::Expr(e) => e.mentions(&mut look),
            Node::Block(_) | Node::Declaration(_) | Node::Routine(_) | Node::Stmt(_) => {}
            Node::Target(_) | Node::Type(_) | Node::Unread(_) => {}
        });
        plain
    }

    fn spelled(&self, text: &Text, token: Token) -> String {
        text.text.get(token.lo as usize..token.hi as usize).unwrap_or_default().to_uppercase()
    }

    /// Whether a value is the same however often it is looked at: made of variables, literals and functions of the source.
    fn stays(&self, value: &Expr) -> bool {
        let mut stays = true;
        walk_expr::each(value, &mut |e| {
            stays &= if let ExprKind::Name(path) = &e.kind {
                path.link.is_none() && !self.calls(path)
            } else if let ExprKind::Call(call) = &e.kind {
                matches!(call.name.parts.as_slice(), [name] if name != "SYS_GUID") && !self.calls(&call.name)
            } else {
                is_pure(&e.kind)
            };
        });
        stays
    }

    fn calls(&self, path: &Path) -> bool {
        let draws = |name: &Name| name == "NEXTVAL" || self.functions.contains(name) || self.own.contains(name);
        path.parts.last().is_some_and(draws)
    }

    /// The text with values in it: of a statement in their order, of a block by the names of the placeholders.
    fn filled(&self, text: &Text, tokens: &[Token], values: &[&Expr], block: bool) -> Option<Text> {
        let mut all = Text::default();
        let mut seen: Vec<String> = Vec::new();
        let (mut from, mut count) = (0, 0);
        for token in tokens.iter().filter(|t| t.kind == Sign::Bind) {
            let number = if block {
                let name = self.spelled(text, *token);
                seen.iter().position(|s| *s == name).unwrap_or_else(|| {
                    seen.push(name);
                    seen.len() - 1
                })
            } else {
                count += 1;
                count - 1
            };
            let value = values.get(number)?;
            let written = self.sources.text(value.at.span);
            let simple = matches!(value.kind, ExprKind::Name(_) | ExprKind::Number(..));
            all.part(text, from, token.lo as usize)?;
            // What is around it stands where the placeholder stood.
            let around = text.from.get(token.lo as usize).copied()?;
            all.add(if simple { " " } else { " (" }, around);
            all.add(written, value.at.span);
            all.add(if simple { " " } else { ") " }, around);
            from = token.hi as usize;
        }
        all.part(text, from, text.text.len())?;
        let used = if block { seen.len() } else { count };
        (used == values.len()).then_some(all)
    }
}

/// Values go in; what comes out stands in `INTO` or `RETURNING INTO`.
fn modes_fit(using: &[Using]) -> bool {
    using.iter().all(|u| u.mode == Mode::In || matches!(u.value.kind, ExprKind::Name(_)))
}

/// The only statement of a block, where that is a call or an assignment.
fn only(block: Block) -> Option<StmtKind> {
    let plain = block.declarations.is_empty() && block.handlers.is_empty() && block.labels.is_empty();
    let mut statements = block.statements.into_iter();
    match (statements.next()?.kind, statements.next(), plain) {
        (kind @ (StmtKind::Call(_) | StmtKind::Assign(_)), None, true) => Some(kind),
        _ => None,
    }
}

/// What stands in the values that are given.
struct Given {
    /// The first parts of names.
    heads: BTreeSet<Name>,
    /// A text is written out.
    texts: bool,
}

impl Given {
    fn of(values: &[&Expr]) -> Self {
        let mut it = Given { heads: BTreeSet::new(), texts: false };
        for value in values {
            walk_expr::each(value, &mut |e| {
                if let ExprKind::Name(path) = &e.kind {
                    it.heads.extend(path.parts.first().cloned());
                }
                it.texts |= matches!(e.kind, ExprKind::Text(..));
            });
        }
        it
    }

    fn is_plain(&self) -> bool {
        self.heads.is_empty() && !self.texts
    }

    /// Whether a column would take the place of a variable, or pad a text.
    fn takes(&self, column: &Column) -> bool {
        self.heads.contains(&column.name) || self.texts && matches!(column.ty, Some(Type::Char { .. }) | None)
    }
}

/// Whether an expression gives the same for the same operands, and calls nothing.
fn is_pure(kind: &ExprKind) -> bool {
    matches!(
        kind,
        ExprKind::Number(..)
            | ExprKind::Text(..)
            | ExprKind::Date(_)
            | ExprKind::Timestamp(_)
            | ExprKind::Unary(..)
            | ExprKind::Binary(..)
            | ExprKind::Concat(..)
            | ExprKind::Step(_)
    )
}
