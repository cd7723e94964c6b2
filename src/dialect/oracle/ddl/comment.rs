//! `COMMENT ON`.

use super::super::clauses::text;
use super::super::names::{any_ident, ident, qname};
use super::super::statements::Production;
use crate::catalog::Change;
use crate::catalog::change::CommentOn;
use crate::finding::ObjectKind;
use crate::ir::Does;
use crate::name::QName;
use crate::syntax::{Expected, In, Kind, R, keywords, sign, word};

keywords! {
    AUDIT, PROPERTY, GRAPH, COLUMN, COMMENT, EDITION, INDEXTYPE, IS, MATERIALIZED, MINING, MODEL, ON, OPERATOR, POLICY, TABLE, VIEW,
}

/// `COMMENT ON`.
pub(in super::super) static COMMENTS: Production = Production { words: &[COMMENT, ON], label: "COMMENT ON", read };

fn read(i: In<'_>) -> R<'_, Does> {
    let (i, on) = target(i)?;
    let (i, _) = word(IS)(i)?;
    let (i, text) = text(i)?;
    Ok((i, Does::change(Change::Comment { on, text })))
}

fn target(i: In<'_>) -> R<'_, CommentOn> {
    let (skip, kind) = match (i.word(), i.word_at(1)) {
        (COLUMN, _) => return column(i.advance()),
        (MATERIALIZED, VIEW) => (2, ObjectKind::MaterializedView),
        (MINING, MODEL) | (AUDIT, POLICY) | (PROPERTY, GRAPH) => (2, ObjectKind::Other),
        (TABLE, _) => (1, ObjectKind::Table),
        (VIEW, _) => (1, ObjectKind::View),
        (EDITION | INDEXTYPE | OPERATOR, _) => (1, ObjectKind::Other),
        _ => return i.fail(Expected::Word(TABLE)),
    };
    let (i, name) = qname(i.skip(skip))?;
    Ok((i, CommentOn::Object(kind, name)))
}

/// `[schema.]table.column`.
fn column(i: In<'_>) -> R<'_, CommentOn> {
    let (i, first) = ident(i)?;
    let (i, _) = sign(Kind::Dot)(i)?;
    let (i, second) = any_ident(i)?;
    if i.kind() != Kind::Dot {
        return Ok((i, CommentOn::Column(QName::bare(first), second)));
    }
    let (i, third) = any_ident(i.advance())?;
    Ok((i, CommentOn::Column(QName::new(first, second), third)))
}
