//! The frame of an object of the target: its name, and the place and comments of the source object that it stands for.

use super::{Cx, Program, plan::names};
use crate::catalog::ObjectId;
use crate::ir;
use crate::name::{Name, QName};
use crate::pg;

/// The object of the target that stands for one of the source: same place, same comments. Notes it as target.
pub(super) fn object(cx: &mut Cx<'_>, id: ObjectId, from: &ir::Object, kind: pg::Kind) -> pg::Object {
    let name = cx.program.target(id);
    named(cx, from, name, kind)
}

/// The same under another name.
pub(super) fn named(cx: &mut Cx<'_>, from: &ir::Object, name: QName, kind: pg::Kind) -> pg::Object {
    cx.outcome().targets.push(name.clone());
    pg::Object {
        name,
        at: from.at,
        changes: from.changes.clone(),
        comments: from.comments.clone(),
        comment: from.comment.clone(),
        kind,
    }
}

/// What conversion adds beside an object: its place, no comments.
pub(super) fn added(from: &ir::Object, name: QName, kind: pg::Kind) -> pg::Object {
    pg::Object { name, at: from.at, changes: Vec::new(), comments: Vec::new(), comment: None, kind }
}

/// What stands in the output for an object that a person must write: a comment with the reason.
pub(super) fn placeholder(cx: &mut Cx<'_>, id: ObjectId, from: &ir::Object, reason: &str) -> pg::Object {
    let name = cx.program.target(id);
    if cx.outcome().reason.is_none() {
        cx.outcome().reason = Some(reason.to_owned());
    }
    pg::Object {
        name,
        at: from.at,
        changes: from.changes.clone(),
        comments: from.comments.clone(),
        comment: None,
        kind: pg::Kind::Other(pg::Other::Placeholder(reason.into())),
    }
}

/// A name made of a target name and a suffix, cut to what PostgreSQL keeps.
pub(super) fn derived(base: &str, suffix: &str) -> Name {
    names::cut(&format!("{base}{suffix}"))
}

/// Whether the object is made by what is emitted: code is not converted yet.
pub(super) fn stands(program: &Program<'_>, id: ObjectId) -> bool {
    match &program.read.catalog.get(id).kind {
        ir::Kind::Table(table) if table.query.is_none() => true,
        ir::Kind::Table(table) if !super::table::is_copy(table) => false,
        ir::Kind::Sequence(_) => true,
        ir::Kind::Type(ty) => matches!(ty.shape, ir::Shape::Object(_)),
        ir::Kind::View(_) | ir::Kind::Table(_) => {
            let object = program.read.catalog.get(id);
            let mut cx = Cx::new(program, ir::object::key(object), object.at.span);
            super::query::relation_columns(&mut cx, id).is_some()
        }
        ir::Kind::Schema(_)
        | ir::Kind::Index(_)
        | ir::Kind::Routine(_)
        | ir::Kind::Trigger(_)
        | ir::Kind::Grant(_)
        | ir::Kind::Other(_) => false,
    }
}
