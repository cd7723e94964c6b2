//! Arguments of calls: which parameter each is for, and which of several routines of one name is meant.

use super::super::Ty;
use super::{Shape, Value};
use crate::ir::{Argument, Class, Expr, ExprKind, Param};

/// For each parameter the argument that it gets, by position among the arguments; nothing where its default holds. `None`: the
/// arguments do not fit the parameters.
#[must_use]
pub fn bind(params: &[Param], args: &[Argument]) -> Option<Vec<Option<usize>>> {
    let mut bound: Vec<Option<usize>> = vec![None; params.len()];
    for (place, arg) in args.iter().enumerate() {
        let slot = match &arg.name {
            Some(name) => params.iter().position(|p| p.name == *name)?,
            None => place,
        };
        let slot = bound.get_mut(slot)?;
        if slot.replace(place).is_some() {
            return None;
        }
    }
    let given = bound.iter().zip(params).all(|(arg, param)| arg.is_some() || param.default.is_some());
    given.then_some(bound)
}

/// How far an argument is from a parameter: 0 for the same type, `None` where it cannot be passed.
pub(in crate::analyze) fn distance(param: &Value, arg: &Value, e: Option<&Expr>) -> Option<u32> {
    if e.is_some_and(|e| matches!(e.kind, ExprKind::Null | ExprKind::EmptyText)) {
        return Some(0);
    }
    if param.shape != Shape::Plain || arg.shape != Shape::Plain {
        return shapes(&param.shape, &arg.shape, arg, param);
    }
    classes(param.fact.ty, arg.fact.ty)
}

fn shapes(param: &Shape, arg: &Shape, given: &Value, wanted: &Value) -> Option<u32> {
    match (param, arg) {
        (Shape::Plain, _) => (wanted.fact.ty.class == Class::Any).then_some(4),
        (_, Shape::Plain) => (given.fact.ty.class == Class::Any).then_some(4),
        (Shape::Record(a), Shape::Record(b)) => {
            if a == b {
                Some(0)
            } else {
                (a.fields.len() == b.fields.len()).then_some(3)
            }
        }
        (Shape::Collection(a), Shape::Collection(b)) => {
            if a == b {
                Some(0)
            } else {
                (a.kind == b.kind && a.object == b.object).then_some(5)
            }
        }
        // A subtype may stand for its supertype.
        (Shape::Object(a), Shape::Object(b)) => Some(if a == b { 0 } else { 4 }),
        (Shape::Cursor(_), Shape::Cursor(_)) => Some(0),
        (Shape::Record(_) | Shape::Collection(_) | Shape::Object(_) | Shape::Cursor(_), _) => None,
    }
}

fn classes(param: Ty, arg: Ty) -> Option<u32> {
    use Class::{
        Any, Binary, Blob, Boolean, Date, Days, Integer, Json, Literal, Lob, Months, Number, Positive, Raw, Text,
        Timestamp, Xml, Zoned,
    };
    let (p, a) = (param.class, arg.class);
    if p == Any || a == Any {
        return Some(2);
    }
    if p == a {
        return Some(0);
    }
    match (p, a) {
        (Number | Integer | Binary | Positive, Number | Integer | Binary | Positive)
        | (Text | Literal | Lob, Text | Literal | Lob)
        | (Date | Timestamp | Zoned, Date | Timestamp | Zoned)
        | (Raw | Blob, Raw | Blob) => Some(1),
        (Boolean, _) | (_, Boolean) => None,
        (Text | Literal, Number | Integer | Binary | Positive | Date | Timestamp | Zoned | Raw | Days | Months)
        | (Number | Integer | Binary | Date | Timestamp | Zoned | Raw | Blob, Text | Literal | Lob) => Some(10),
        (Xml | Json, Text | Literal | Lob) | (Lob, Number | Integer | Binary | Date | Timestamp | Xml | Json) => {
            Some(12)
        }
        (
            Any | Text | Lob | Number | Positive | Binary | Integer | Date | Timestamp | Zoned | Months | Days | Raw
            | Blob | Xml | Json | Literal,
            _,
        ) => None,
    }
}
