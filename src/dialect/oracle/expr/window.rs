//! Orders, windows and frames.

use super::{expr, exprs, name};
use crate::ir::{Edge, Frame, FrameUnit, SortKey, Window};
use crate::syntax::{Expected, In, Kind, R, accept, keywords, list1, parens, words};

keywords! {
    ORDER, SIBLINGS, BY, ASC, DESC, NULLS, FIRST, LAST, PARTITION, ROWS, RANGE, GROUPS, BETWEEN, AND, UNBOUNDED,
    PRECEDING, FOLLOWING, CURRENT, ROW, EXCLUDE, GROUP, TIES, NO, OTHERS,
}

/// `ORDER BY …`; nothing where it does not stand here. `SIBLINGS` is the query's affair.
///
/// # Errors
/// Those of the keys.
pub fn order_by(i: In<'_>) -> R<'_, Vec<SortKey>> {
    match accept(i, &[ORDER, BY]) {
        Some(i) => sort_keys(i),
        None if i.word() == ORDER && i.word_at(1) != SIBLINGS => i.advance().fail(Expected::Word(BY)),
        None => Ok((i, Vec::new())),
    }
}

/// `key, key, …`.
///
/// # Errors
/// Those of the expressions.
pub fn sort_keys(i: In<'_>) -> R<'_, Vec<SortKey>> {
    list1(sort_key)(i)
}

fn sort_key(i: In<'_>) -> R<'_, SortKey> {
    let (i, key) = expr(i)?;
    let (i, descending) = match i.word() {
        ASC => (i.advance(), false),
        DESC => (i.advance(), true),
        _ => (i, false),
    };
    let (i, nulls_first) = match (i.word(), i.word_at(1)) {
        (NULLS, FIRST) => (i.skip(2), Some(true)),
        (NULLS, LAST) => (i.skip(2), Some(false)),
        _ => (i, None),
    };
    Ok((i, SortKey { expr: key, descending, nulls_first }))
}

/// What stands in the parentheses of a window.
///
/// # Errors
/// Those of its parts.
pub fn window(i: In<'_>) -> R<'_, Window> {
    let named =
        matches!(i.kind(), Kind::Name | Kind::Quoted) && !matches!(i.word(), PARTITION | ORDER | ROWS | RANGE | GROUPS);
    let (i, base) = if named { name::part(i).map(|(i, n)| (i, Some(n)))? } else { (i, None) };
    let (i, partition) = match accept(i, &[PARTITION, BY]) {
        Some(i) if i.kind() == Kind::Open => partition_list(i)?,
        Some(i) => exprs(i)?,
        None => (i, Vec::new()),
    };
    let (i, order) = order_by(i)?;
    let (i, frame) = frame(i)?;
    Ok((i, Window { base, partition, order, frame }))
}

/// `(a, b)` as the whole list, or expressions that happen to start with a parenthesis.
fn partition_list(i: In<'_>) -> R<'_, Vec<crate::ir::Expr>> {
    if super::primary::query_ahead(i) {
        return exprs(i);
    }
    let after = crate::syntax::balanced(i);
    if after.kind() == Kind::Close || matches!(after.word(), ORDER | ROWS | RANGE | GROUPS) {
        return parens(exprs)(i);
    }
    exprs(i)
}

fn frame(i: In<'_>) -> R<'_, Option<Frame>> {
    let unit = match i.word() {
        ROWS => FrameUnit::Rows,
        RANGE => FrameUnit::Range,
        GROUPS => FrameUnit::Groups,
        _ => return Ok((i, None)),
    };
    let i = i.advance();
    let (i, start, end) = if i.word() == BETWEEN {
        let (i, start) = edge(i.advance())?;
        let (i, ()) = words(&[AND])(i)?;
        let (i, end) = edge(i)?;
        (i, start, Some(end))
    } else {
        let (i, start) = edge(i)?;
        (i, start, None)
    };
    let (i, exclude) = exclusion(i)?;
    Ok((i, Some(Frame { unit, start, end, exclude })))
}

fn exclusion(i: In<'_>) -> R<'_, &'static str> {
    if i.word() != EXCLUDE {
        return Ok((i, ""));
    }
    match (i.word_at(1), i.word_at(2)) {
        (CURRENT, ROW) => Ok((i.skip(3), "CURRENT ROW")),
        (GROUP, _) => Ok((i.skip(2), "GROUP")),
        (TIES, _) => Ok((i.skip(2), "TIES")),
        (NO, OTHERS) => Ok((i.skip(3), "NO OTHERS")),
        _ => i.advance().fail(Expected::Thing("what a frame excludes")),
    }
}

fn edge(i: In<'_>) -> R<'_, Edge> {
    match (i.word(), i.word_at(1)) {
        (UNBOUNDED, PRECEDING) => Ok((i.skip(2), Edge::UnboundedPreceding)),
        (UNBOUNDED, FOLLOWING) => Ok((i.skip(2), Edge::UnboundedFollowing)),
        (CURRENT, ROW) => Ok((i.skip(2), Edge::CurrentRow)),
        _ => {
            let (i, distance) = super::sum(i)?;
            match i.word() {
                PRECEDING => Ok((i.advance(), Edge::Preceding(distance))),
                FOLLOWING => Ok((i.advance(), Edge::Following(distance))),
                _ => i.fail(Expected::Word(PRECEDING)),
            }
        }
    }
}
