//! `PIVOT` and `UNPIVOT`.

use super::super::expr::{self, expr};
use super::super::names;
use super::select::target;
use super::{names_or_one, query, starts};
use crate::ir::{From, FromKind, Pivot, PivotIn, Target, Unpivot};
use crate::name::Name;
use crate::syntax::{Expected, In, Kind, R, keywords, list1, parens, word};

keywords! { PIVOT, UNPIVOT, XML, FOR, IN, ANY, INCLUDE, EXCLUDE, NULLS, AS }

/// `PIVOT [XML] (aggregates FOR columns IN (…))`.
pub(super) fn pivot<'a>(i: In<'a>, input: From) -> R<'a, FromKind> {
    let i = word(PIVOT)(i)?.0;
    let (i, xml) = if i.word() == XML { (i.advance(), true) } else { (i, false) };
    let (i, (aggregates, columns, values)) = parens(|i| {
        let (i, aggregates) = list1(target)(i)?;
        let (i, _) = word(FOR)(i)?;
        let (i, columns) = names_or_one(i)?;
        let (i, _) = word(IN)(i)?;
        let (i, values) = parens(values)(i)?;
        Ok((i, (aggregates, columns, values)))
    })(i)?;
    Ok((i, FromKind::Pivot(Box::new(Pivot { input, xml, aggregates, columns, values }))))
}

fn values(i: In<'_>) -> R<'_, PivotIn> {
    if i.word() == ANY {
        return list1(word(ANY))(i).map(|(i, all)| (i, PivotIn::Any(all.len())));
    }
    if starts(i) && i.kind() != Kind::Open {
        return query(i).map(|(i, q)| (i, PivotIn::Query(q)));
    }
    list1(target)(i).map(|(i, list): (In<'_>, Vec<Target>)| (i, PivotIn::List(list)))
}

/// `UNPIVOT [INCLUDE NULLS] (values FOR columns IN (a AS 'x', (b, c) AS ('y', 'z')))`.
pub(super) fn unpivot<'a>(i: In<'a>, input: From) -> R<'a, FromKind> {
    let i = word(UNPIVOT)(i)?.0;
    let (i, nulls) = match (i.word(), i.word_at(1)) {
        (INCLUDE, NULLS) => (i.skip(2), true),
        (EXCLUDE, NULLS) => (i.skip(2), false),
        (INCLUDE | EXCLUDE, _) => return i.advance().fail(Expected::Word(NULLS)),
        _ => (i, false),
    };
    let (i, (values, names, columns)) = parens(|i| {
        let (i, values) = names_or_one(i)?;
        let (i, _) = word(FOR)(i)?;
        let (i, names) = names_or_one(i)?;
        let (i, _) = word(IN)(i)?;
        let (i, columns) = parens(list1(group))(i)?;
        Ok((i, (values, names, columns)))
    })(i)?;
    Ok((i, FromKind::Unpivot(Box::new(Unpivot { input, nulls, values, names, columns }))))
}

/// `a [AS 'x']`, `(a, b) AS ('x', 'y')`.
fn group(i: In<'_>) -> R<'_, (Vec<Name>, Vec<crate::ir::Expr>)> {
    let (i, columns) =
        if i.kind() == Kind::Open { names::names(i)? } else { names::ident(i).map(|(i, n)| (i, vec![n]))? };
    if i.word() != AS {
        return Ok((i, (columns, Vec::new())));
    }
    let i = i.advance();
    let (i, literals) =
        if i.kind() == Kind::Open { parens(expr::exprs)(i)? } else { expr(i).map(|(i, e)| (i, vec![e]))? };
    Ok((i, (columns, literals)))
}
