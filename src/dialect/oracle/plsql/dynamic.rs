//! Dynamic statements.

use super::cursor::into;
use crate::catalog::Mode;
use crate::dialect::oracle::expr::expr;
use crate::ir::plsql::{Execute, StmtKind, Using};
use crate::syntax::{In, R, keywords, list1};

keywords! {
    BULK, IN, INTO, OUT, RETURN, RETURNING, USING,
}

/// `[USING [IN | OUT | IN OUT] value, …]`.
pub(super) fn using(i: In<'_>) -> R<'_, Vec<Using>> {
    if i.word() != USING {
        return Ok((i, Vec::new()));
    }
    list1(argument)(i.advance())
}

fn argument(i: In<'_>) -> R<'_, Using> {
    let (i, mode) = match (i.word(), i.word_at(1)) {
        (IN, OUT) => (i.skip(2), Mode::InOut),
        (IN, _) => (i.advance(), Mode::In),
        (OUT, _) => (i.advance(), Mode::Out),
        _ => (i, Mode::In),
    };
    expr(i).map(|(i, value)| (i, Using { mode, value }))
}

/// `text [INTO …] [USING …] [RETURNING INTO …]`, in any order, from behind `EXECUTE IMMEDIATE`.
pub(super) fn execute(i: In<'_>) -> R<'_, StmtKind> {
    let (mut i, text) = expr(i)?;
    let mut it = Execute {
        text,
        bulk: false,
        into: Vec::new(),
        using: Vec::new(),
        returning_bulk: false,
        returning: Vec::new(),
    };
    loop {
        i = match i.word() {
            INTO | BULK if it.into.is_empty() => {
                let (n, (bulk, targets)) = into(i)?;
                (it.bulk, it.into) = (bulk, targets);
                n
            }
            USING if it.using.is_empty() => {
                let (n, arguments) = using(i)?;
                it.using = arguments;
                n
            }
            RETURNING | RETURN if it.returning.is_empty() => {
                let (n, (bulk, targets)) = into(i.advance())?;
                (it.returning_bulk, it.returning) = (bulk, targets);
                n
            }
            _ => return Ok((i, StmtKind::Execute(Box::new(it)))),
        };
    }
}
