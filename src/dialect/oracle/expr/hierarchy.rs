//! Measures of analytic views: `LAG(x) OVER (HIERARCHY h OFFSET 1 WITHIN PARENT)`, `SHARE_OF(x HIERARCHY h LEVEL l)`.

use super::{name, node, sum};
use crate::ir::{Argument, CallMore, ExprKind};
use crate::syntax::{Expected, Fail, In, Kind, keywords};

keywords! {
    ACROSS, ALL, ANCESTOR, AND, ASC, AT, BEGINNING, BETWEEN, BY, CURRENT, DESC, END, FIRST, FOLLOWING, FROM, HIERARCHY, LAST,
    LEVEL, MEMBER, NULLS, OFFSET, ORDER, PARENT, POSITION, PRECEDING, ROOT, UNBOUNDED, WITHIN,
}

/// What stands behind `HIERARCHY`, up to the parenthesis: the hierarchy, levels and numbers are arguments whose mark is the word
/// before them; the other words are kept in order.
pub(super) fn read<'a>(mut i: In<'a>, args: &mut Vec<Argument>, more: &mut CallMore) -> Result<In<'a>, nom::Err<Fail>> {
    while i.kind() != Kind::Close {
        let word = i.word();
        let (rest, mark) = match word {
            HIERARCHY => (i.advance(), "HIERARCHY"),
            LEVEL => (i.advance(), "LEVEL"),
            OFFSET => (i.advance(), "OFFSET"),
            POSITION => (i.advance(), "POSITION"),
            ACROSS | ALL | ANCESTOR | AND | ASC | AT | BEGINNING | BETWEEN | BY | CURRENT | DESC | END | FIRST
            | FOLLOWING | FROM | LAST | MEMBER | NULLS | ORDER | PARENT | PRECEDING | ROOT | UNBOUNDED | WITHIN => {
                more.keywords.push(word.text());
                i = i.advance();
                continue;
            }
            _ if i.is_end() => return i.fail::<()>(Expected::Kind(Kind::Close)).map(|(i, ())| i),
            _ => (i, "IN HIERARCHY"),
        };
        if matches!(rest.kind(), Kind::Comma | Kind::Close) || matches!(rest.word(), FROM | AND | WITHIN) {
            more.keywords.push(mark);
            i = if rest.kind() == Kind::Comma { rest.advance() } else { rest };
            continue;
        }
        let (after, value) = if matches!(word, HIERARCHY | LEVEL) {
            let (after, path) = name::path(rest)?;
            node(after, rest, ExprKind::Name(Box::new(path)))
        } else {
            sum(rest)?
        };
        args.push(Argument { name: None, mark, value });
        i = if after.kind() == Kind::Comma { after.advance() } else { after };
    }
    Ok(i)
}
