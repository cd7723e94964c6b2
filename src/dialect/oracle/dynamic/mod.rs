//! Dynamic SQL: the texts that reach `EXECUTE IMMEDIATE`, `OPEN FOR` and `DBMS_SQL.PARSE`, folded where they are the same in every
//! run, and read as statements in place.

mod effects;
mod flow;
mod settled;
mod text;

use super::plsql::conditional::Flags;
use super::script::statement;
use super::{lexicon, units};
use crate::catalog::ObjectId;
use crate::input::Sources;
use crate::ir::plsql::Block;
use crate::ir::plsql::walk::{self, Node};
use crate::ir::{Catalog, Dynamic, DynamicText, Kind, Other, Statement};
use crate::name::QName;
use crate::span::{At, Span};
use crate::syntax::{Cx, Piece, Token};
use ecow::{EcoString, eco_format};
use flow::{Flow, Found};
use text::{Text, Value};

/// Finds the dynamic statements of all code, and gives them by their places; those that are the same in every run become statements
/// of the code where they can. `nodes` is the first free node id.
pub(super) fn find(catalog: &mut Catalog, sources: &Sources, flags: &Flags, nodes: &mut u32) -> Vec<Dynamic> {
    let (all, texts) = known(catalog, sources, flags, nodes);
    settled::settle(catalog, texts, sources, flags, nodes);
    all
}

fn known(
    catalog: &Catalog,
    sources: &Sources,
    flags: &Flags,
    nodes: &mut u32,
) -> (Vec<Dynamic>, Vec<(ObjectId, settled::Texts)>) {
    let source = |span: Span| EcoString::from(sources.text(span));
    let mut all = Vec::new();
    let mut texts = Vec::new();
    let mut take = |object, found: Vec<Found>| {
        let mut own = settled::Texts::new();
        for Found { at, by, value } in found {
            let text = match value {
                Value::Known(text) => {
                    own.insert(at.span, text.clone());
                    read(&text, flags, nodes)
                }
                Value::Unknown(why, begins) => unknown(&why, &begins.text),
            };
            all.push(Dynamic { at, object: Some(object), by, text });
        }
        if !own.is_empty() {
            texts.push((object, own));
        }
    };
    for (id, object) in catalog.iter() {
        let package = match &object.kind {
            Kind::Other(Other::PackageBody(body)) => Some(body),
            Kind::Routine(_) | Kind::Trigger(_) | Kind::Other(Other::TypeBody(_) | Other::Block(_)) => None,
            Kind::Table(_)
            | Kind::Index(_)
            | Kind::Sequence(_)
            | Kind::View(_)
            | Kind::Type(_)
            | Kind::Grant(_)
            | Kind::Schema(_)
            | Kind::Other(_) => continue,
        };
        let mut flow = None;
        walk::object(&object.kind, &mut |node| {
            if any(node) {
                flow.get_or_insert_with(|| Flow::new(catalog, &object.name, package, &source)).code(node);
            }
        });
        take(id, flow.map(|flow| flow.found).unwrap_or_default());
    }
    all.sort_by_key(|d| d.at.span);
    all.dedup_by_key(|d| d.at.span);
    (all, texts)
}

/// The dynamic statements of a block of a script that are the same in every run, by their places.
pub(super) fn fixed(
    catalog: &Catalog,
    block: &Block,
    sources: &Sources,
    flags: &Flags,
    nodes: &mut u32,
) -> Vec<(At, Statement)> {
    let source = |span: Span| EcoString::from(sources.text(span));
    let nobody = QName::default();
    let mut flow = Flow::new(catalog, &nobody, None, &source);
    flow.code(Node::Block(block));
    let read = flow.found.into_iter().filter_map(|found| {
        let Value::Known(text) = found.value else { return None };
        Some((found.at, understood(&text, flags, nodes).ok()?))
    });
    read.collect()
}

/// Whether code runs any text at all: most does not.
fn any(node: Node<'_>) -> bool {
    let mut found = false;
    walk::outline(node, &mut |node| found |= matches!(node, Node::Stmt(s) if flow::runs(s)));
    found
}

fn unknown(why: &str, begins: &str) -> DynamicText {
    // enough to tell what it does
    let short: EcoString = begins.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(120).collect();
    DynamicText::Unknown { why: why.into(), begins: short }
}

/// Reads a text as one statement.
fn read(text: &Text, flags: &Flags, nodes: &mut u32) -> DynamicText {
    match understood(text, flags, nodes) {
        Ok(statement) => DynamicText::Read(Box::new(statement)),
        Err(why) => DynamicText::Refused(why),
    }
}

fn understood(text: &Text, flags: &Flags, nodes: &mut u32) -> Result<Statement, EcoString> {
    let mut lexed = lexicon::lex(&text.text, 0);
    if let Some((_, what)) = lexed.errors.first() {
        return Err(eco_format!("it is broken: {what}"));
    }
    let units = units::cut(&lexed.tokens, &text.text, 0);
    let mut full = units.iter().filter(|u| !u.body.is_empty());
    let (Some(unit), None) = (full.next(), full.next()) else {
        return Err("it is not one statement".into());
    };
    let pieces: Vec<Piece> = lexed.tokens.iter().map(|t| piece(*t, text)).collect();
    for (token, piece) in lexed.tokens.iter_mut().zip(&pieces) {
        (token.lo, token.hi) = (piece.from.lo, piece.from.hi);
    }
    let cx = Cx::composed(&text.text, pieces);
    let (statement, next) = statement(&lexed, unit, &cx, *nodes, Vec::new(), flags);
    *nodes = next;
    Ok(statement)
}

/// Where a token comes from.
fn piece(token: Token, text: &Text) -> Piece {
    let from = |at: u32| text.from.get(at as usize).copied();
    let end = || text.from.last().map_or(Span::default(), |s| Span::new(s.hi, s.hi));
    let first = from(token.lo).unwrap_or_else(end);
    let last = from(token.hi.saturating_sub(1)).unwrap_or(first);
    // a token of pieces that stand in no order is where it begins
    let hi = if last.hi < first.lo { first.hi } else { last.hi };
    Piece { from: Span::new(first.lo, hi), at: token.span() }
}
