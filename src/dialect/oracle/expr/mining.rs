//! Functions of data mining: `PREDICTION(model COST MODEL USING a, b AS c)`, `CLUSTER_ID(INTO 4 USING *) OVER ()`.

use super::call::{self, plain};
use super::primary::{bare, close};
use super::special::Done;
use super::{expr, exprs, name, sum, window};
use crate::dialect::oracle::{names, types};
use crate::ir::{Argument, CallMore, Cast, CastHow, Path};
use crate::syntax::{Expected, Fail, In, Kind, Word, accept, keywords, parens, words};

keywords! {
    PREDICTION, PREDICTION_BOUNDS, PREDICTION_COST, PREDICTION_DETAILS, PREDICTION_PROBABILITY, PREDICTION_SET,
    CLUSTER_DETAILS, CLUSTER_DISTANCE, CLUSTER_ID, CLUSTER_PROBABILITY, CLUSTER_SET, FEATURE_COMPARE, FEATURE_DETAILS,
    FEATURE_ID, FEATURE_SET, FEATURE_VALUE, ORA_DM_PARTITION_NAME, OF, ANOMALY, FOR, INTO, ABS, ASC, DESC, COST, MODEL,
    AUTO, VALUES, USING, AND, AS, APPROX_RANK, PARTITION, ORDER, VECTOR_CHUNKS, BY, MAX, OVERLAP, SPLIT, LANGUAGE,
    NORMALIZE, EXTENDED, VOCABULARY, CUSTOM, COLUMNS,
}

/// `VECTOR_CHUNKS(x BY WORDS MAX 100 OVERLAP 10 SPLIT BY SENTENCE LANGUAGE american NORMALIZE ALL EXTENDED)`: options are arguments
/// with their words as marks.
fn chunks(start: In<'_>) -> Done<'_> {
    let mut args = Vec::new();
    let more = CallMore::default();
    let (mut i, value) = expr(start.skip(2))?;
    args.push(plain(value));
    while i.kind() != Kind::Close {
        let (rest, mark) = match i.word() {
            BY => (i.advance(), "BY"),
            VOCABULARY => (i.advance(), "VOCABULARY"),
            MAX => (i.advance(), "MAX"),
            OVERLAP => (i.advance(), "OVERLAP"),
            SPLIT => (accept(i.advance(), &[BY]).unwrap_or(i.advance()), "SPLIT"),
            CUSTOM => (i.advance(), "CUSTOM"),
            LANGUAGE => (i.advance(), "LANGUAGE"),
            NORMALIZE => (i.advance(), "NORMALIZE"),
            EXTENDED => (i, "EXTENDED"),
            _ => return i.fail::<()>(Expected::Kind(Kind::Close)).map(|_| None),
        };
        // the words that may stand here are no names, but they are kept like those
        let (rest, name) = names::any_ident(rest).map(|(i, n)| (i, Some(n))).unwrap_or((rest, None));
        let (rest, value) = match name {
            Some(name) => {
                let (i, at) = rest.at(i);
                let path = Path::of(vec![name]);
                (i, crate::ir::Expr { at, kind: crate::ir::ExprKind::Name(Box::new(path)) })
            }
            None => sum(rest)?,
        };
        args.push(Argument { name: None, mark, value });
        i = rest;
    }
    let (i, ()) = close(i)?;
    call::finish(i, start, bare("VECTOR_CHUNKS"), args, false, more).map(Some)
}

/// `COLUMNS (a, b NUMBER)`: columns that are chosen for a polymorphic function; a type makes a cast of its column.
fn columns(start: In<'_>) -> Done<'_> {
    let (mut i, mut args) = (start.advance(), Vec::new());
    loop {
        let from = i.advance();
        let (rest, value) = expr(from)?;
        let (rest, value) = if matches!(rest.kind(), Kind::Comma | Kind::Close) {
            (rest, value)
        } else {
            let (rest, ty) = types::data_type(rest)?;
            let cast = Cast { value, ty, on_error: None, mark: "", format: Vec::new(), how: CastHow::Cast };
            let (rest, at) = rest.at(from);
            (rest, crate::ir::Expr { at, kind: crate::ir::ExprKind::Cast(Box::new(cast)) })
        };
        args.push(plain(value));
        i = rest;
        if i.kind() != Kind::Comma {
            break;
        }
    }
    let (i, ()) = close(i)?;
    call::finish(i, start, bare("COLUMNS"), args, false, CallMore::default()).map(Some)
}

/// A call whose name and `(` stand here, if it is one of these.
pub(super) fn call(start: In<'_>) -> Done<'_> {
    let name = match start.word() {
        PREDICTION
        | PREDICTION_BOUNDS
        | PREDICTION_COST
        | PREDICTION_DETAILS
        | PREDICTION_PROBABILITY
        | PREDICTION_SET
        | CLUSTER_DETAILS
        | CLUSTER_DISTANCE
        | CLUSTER_ID
        | CLUSTER_PROBABILITY
        | CLUSTER_SET
        | FEATURE_COMPARE
        | FEATURE_DETAILS
        | FEATURE_ID
        | FEATURE_SET
        | FEATURE_VALUE
        | ORA_DM_PARTITION_NAME => start.word(),
        VECTOR_CHUNKS => return chunks(start),
        // A function of the user may be called so.
        COLUMNS => return columns(start).or(Ok(None)),
        APPROX_RANK if matches!(start.word_at(2), PARTITION | ORDER) => return approximate(start),
        _ => return Ok(None),
    };
    let mut args = Vec::new();
    let mut more = CallMore::default();
    let mut i = subject(start.skip(2), &mut args)?;
    while i.kind() == Kind::Comma {
        let (rest, value) = expr(i.advance())?;
        args.push(plain(value));
        i = rest;
    }
    i = cost(i, &mut args, &mut more)?;
    if let (ABS | ASC | DESC, USING) = (i.word(), i.word_at(1)) {
        more.keywords.push(i.word().text());
        i = i.advance();
    }
    if i.word() == USING {
        i = inputs(i.advance(), "USING", &mut args)?;
        if i.word() == AND {
            i = inputs(words(&[AND, USING])(i)?.0, "AND USING", &mut args)?;
        }
    }
    let (i, ()) = close(i)?;
    let path = Path::of(vec![name.text().into()]);
    call::finish(i, start, path, args, false, more).map(Some)
}

/// `OF ANOMALY`, `FOR target`, `INTO n`, or the model by name.
fn subject<'a>(i: In<'a>, args: &mut Vec<Argument>) -> Result<In<'a>, nom::Err<Fail>> {
    if let Some(i) = accept(i, &[OF, ANOMALY]) {
        let (i, at) = super::node(i, i, crate::ir::ExprKind::Null);
        args.push(Argument { name: None, mark: "OF ANOMALY", value: at });
        return Ok(i);
    }
    let mark = match i.word() {
        FOR => "FOR",
        INTO => "INTO",
        _ => "",
    };
    let (i, value) = expr(if mark.is_empty() { i } else { i.advance() })?;
    args.push(Argument { name: None, mark, value });
    Ok(i)
}

/// `COST MODEL [AUTO]`, `COST (class, …) VALUES ((…), …)`.
fn cost<'a>(i: In<'a>, args: &mut Vec<Argument>, more: &mut CallMore) -> Result<In<'a>, nom::Err<Fail>> {
    if i.word() != COST {
        return Ok(i);
    }
    let i = i.advance();
    if i.word() == MODEL {
        let auto = i.word_at(1) == AUTO;
        more.keywords.push(if auto { "COST MODEL AUTO" } else { "COST MODEL" });
        return Ok(i.skip(if auto { 2 } else { 1 }));
    }
    if i.kind() != Kind::Open {
        return i.fail::<()>(Expected::Word(MODEL)).map(|(i, ())| i);
    }
    let (i, classes) = parens(exprs)(i)?;
    args.extend(classes.into_iter().map(|value| Argument { name: None, mark: "COST", value }));
    let (i, ()) = words(&[VALUES])(i)?;
    let (i, rows) = parens(exprs)(i)?;
    args.extend(rows.into_iter().map(|value| Argument { name: None, mark: "VALUES", value }));
    Ok(i)
}

/// `*`, `t.*`, `a, b AS c, d e`.
fn inputs<'a>(mut i: In<'a>, mark: &'static str, args: &mut Vec<Argument>) -> Result<In<'a>, nom::Err<Fail>> {
    loop {
        // `AND` is the word between two lists
        let (rest, value) = sum(i)?;
        let (rest, name) = if rest.word() == AS {
            name::part(rest.advance()).map(|(i, n)| (i, Some(n)))?
        } else if names::is_name(rest.token()) && rest.word() != AND {
            name::part(rest).map(|(i, n)| (i, Some(n)))?
        } else {
            (rest, None)
        };
        args.push(Argument { name, mark, value });
        if rest.kind() != Kind::Comma {
            return Ok(rest);
        }
        i = rest.advance();
    }
}

/// `APPROX_RANK(PARTITION BY … ORDER BY …)`: the window stands within the parentheses.
fn approximate(start: In<'_>) -> Done<'_> {
    let (i, window) = parens(window::window)(start.advance())?;
    let more = CallMore { over: Some(crate::ir::Over::Window(window)), ..CallMore::default() };
    let path = Path::of(vec![Word::text(APPROX_RANK).into()]);
    call::finish(i, start, path, Vec::new(), false, more).map(Some)
}
