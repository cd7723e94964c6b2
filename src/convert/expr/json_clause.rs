//! The clauses of `JSON_VALUE`, `JSON_QUERY` and the columns of `JSON_TABLE`: type, wrapper, what happens ON EMPTY and ON ERROR.

use crate::analyze::Ty;
use crate::convert::Cx;
use crate::ir::{self, ExprKind, OnEvent};
use crate::name::Name;
use crate::pg::{self, Type};

/// What a path that finds nothing, or nothing of that kind, gives.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::convert) enum Then {
    /// `NULL`.
    Null,
    /// `ERROR`.
    Error,
    /// `EMPTY`, `EMPTY ARRAY`.
    EmptyArray,
    /// `EMPTY OBJECT`.
    EmptyObject,
    /// `DEFAULT literal`.
    Default(String),
}

impl Then {
    /// As the helpers take it.
    fn word(&self) -> pg::Expr {
        pg::Expr::text(match self {
            Then::Null => "null".to_owned(),
            Then::Error => "error".to_owned(),
            Then::EmptyArray => "empty array".to_owned(),
            Then::EmptyObject => "empty object".to_owned(),
            Then::Default(value) => format!("default {value}"),
        })
    }
}

/// What happens on both events; without a word for it, nothing found is an error like any other.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::convert) struct Events {
    /// `ON EMPTY`.
    pub empty: Then,
    /// `ON ERROR`.
    pub error: Then,
}

impl Events {
    /// Of what is written behind a call.
    pub(in crate::convert) fn of(written: &[OnEvent]) -> Option<Events> {
        Events::read(written.iter().map(|on| (on.then, on.when, on.value.as_ref())))
    }

    /// Of the keywords of a column, whose defaults stand beside them.
    pub(in crate::convert) fn of_words(words: &[&'static str], defaults: &[Option<&ir::Expr>]) -> Option<Events> {
        let mut defaults = defaults.iter().flatten().copied();
        let mut all = Vec::new();
        let mut rest = words;
        while !rest.is_empty() {
            let (then, tail) = match rest {
                ["NULL", tail @ ..] => ("NULL", tail),
                ["ERROR", tail @ ..] => ("ERROR", tail),
                ["EMPTY", "ARRAY", tail @ ..] => ("EMPTY ARRAY", tail),
                ["EMPTY", "OBJECT", tail @ ..] => ("EMPTY OBJECT", tail),
                ["EMPTY", tail @ ..] => ("EMPTY", tail),
                ["DEFAULT", tail @ ..] => ("DEFAULT", tail),
                _ => return None,
            };
            let ["ON", when, tail @ ..] = tail else { return None };
            all.push((then, *when, if then == "DEFAULT" { defaults.next() } else { None }));
            rest = tail;
        }
        Events::read(all.into_iter())
    }

    fn read<'e>(all: impl Iterator<Item = (&'static str, &'static str, Option<&'e ir::Expr>)>) -> Option<Events> {
        let (mut empty, mut error) = (None, None);
        for (then, when, value) in all {
            let then = match then {
                "NULL" => Then::Null,
                "ERROR" => Then::Error,
                "EMPTY" | "EMPTY ARRAY" => Then::EmptyArray,
                "EMPTY OBJECT" => Then::EmptyObject,
                "DEFAULT" => Then::Default(literal(value?)?),
                _ => return None,
            };
            match when {
                "EMPTY" => empty = Some(then),
                "ERROR" => error = Some(then),
                _ => return None,
            }
        }
        let error = error.unwrap_or(Then::Null);
        Some(Events { empty: empty.unwrap_or_else(|| error.clone()), error })
    }

    /// Whether both give null.
    pub(in crate::convert) fn quiet(&self) -> bool {
        self.empty == Then::Null && self.error == Then::Null
    }

    /// Whether a value that is not found can be a document.
    fn documents(&self) -> bool {
        ![&self.empty, &self.error].iter().any(|then| matches!(then, Then::Default(_)))
    }

    fn scalars(&self) -> bool {
        let wrong = |then: &Then| matches!(then, Then::EmptyArray | Then::EmptyObject);
        !wrong(&self.empty) && !wrong(&self.error)
    }

    fn numbers(&self) -> bool {
        [&self.empty, &self.error].iter().all(|then| match then {
            Then::Default(value) => value.parse::<f64>().is_ok_and(f64::is_finite),
            Then::Null | Then::Error | Then::EmptyArray | Then::EmptyObject => true,
        })
    }

    fn defaults(&self) -> bool {
        [&self.empty, &self.error].iter().any(|then| matches!(then, Then::Default(_)))
    }
}

/// A literal as text.
fn literal(e: &ir::Expr) -> Option<String> {
    match &e.kind {
        ExprKind::Text(text, _) if !text.is_empty() => Some(text.as_str().to_owned()),
        ExprKind::Number(digits, ir::NumberForm::Decimal) => Some(digits.as_str().to_owned()),
        ExprKind::Unary(ir::Unary::Minus, inner) => match &inner.kind {
            ExprKind::Number(digits, ir::NumberForm::Decimal) => Some(format!("-{digits}")),
            _ => None,
        },
        _ => None,
    }
}

/// The scalar at a path as the type asks for it; nothing where type and clauses have no form.
pub(in crate::convert) fn value(
    cx: &Cx<'_>,
    schema: Option<&Name>,
    document: pg::Expr,
    path: &str,
    wanted: (Option<&ir::Type>, &[&'static str]),
    events: &Events,
) -> Option<(pg::Expr, Type, Ty)> {
    let (written, words) = wanted;
    if !events.scalars() {
        return None;
    }
    let (kind, target) = match written {
        None | Some(ir::Type::Clob { .. }) => ("text".to_owned(), Type::Text),
        Some(ir::Type::Varchar { length, .. }) => {
            (length.map_or_else(|| "text".to_owned(), |most| format!("text({most})")), Type::Text)
        }
        Some(ty @ (ir::Type::Number { .. } | ir::Type::AnsiInteger(_) | ir::Type::AnsiDecimal { .. })) => {
            (number_kind(ty), cx.program.type_of(ty, schema))
        }
        Some(ty @ ir::Type::Date) => {
            let kind = if words.contains(&"PRESERVE TIME") { "date with time" } else { "date" };
            (kind.to_owned(), cx.program.type_of(ty, schema))
        }
        Some(ty @ ir::Type::Timestamp { zone: ir::Zone::Without, .. }) => {
            ("timestamp".to_owned(), cx.program.type_of(ty, schema))
        }
        Some(_) => return None,
    };
    let number = kind.starts_with("number");
    let text = target == Type::Text;
    if number && !events.numbers() || !number && !text && events.defaults() {
        return None;
    }
    let [empty, error] = [events.empty.word(), events.error.word()];
    let parts = [document, pg::Expr::text(path), pg::Expr::text(kind), empty, error];
    let found = pg::Expr::helper("scalar_at", parts);
    let from = written.map_or_else(|| Ty::of_class(ir::Class::Text), Ty::of);
    Some((if text { found } else { found.cast(target.clone()) }, target, from))
}

fn number_kind(ty: &ir::Type) -> String {
    let (precision, scale) = match ty {
        ir::Type::Number { precision, scale } => (*precision, *scale),
        ir::Type::AnsiDecimal { precision, scale, .. } => (*precision, Some(scale.unwrap_or(0))),
        _ => (None, Some(0)),
    };
    match (precision, scale) {
        (None, None) => "number".to_owned(),
        (precision, None | Some(0)) => format!("number({})", precision.unwrap_or(38)),
        (precision, Some(scale)) => format!("number({},{scale})", precision.unwrap_or(38)),
    }
}

/// The wrapper that keywords ask for, without those keywords; nothing where another option stands there.
pub(in crate::convert) fn wrapper(words: &[&'static str]) -> Option<&'static str> {
    let kept: Vec<&str> = words.iter().copied().filter(|w| *w != "ARRAY").collect();
    match kept.as_slice() {
        [] | ["WITHOUT", "WRAPPER"] => Some("without"),
        ["WITH", "WRAPPER"] | ["WITH", "UNCONDITIONAL", "WRAPPER"] => Some("with"),
        ["WITH", "CONDITIONAL", "WRAPPER"] => Some("conditional"),
        _ => None,
    }
}

/// The documents at a path, as text; nothing where type and clauses have no form.
pub(in crate::convert) fn query(
    document: pg::Expr,
    path: &str,
    written: Option<&ir::Type>,
    wrapper: &'static str,
    events: &Events,
) -> Option<pg::Expr> {
    let most = match written {
        None | Some(ir::Type::Clob { .. }) => None,
        Some(ir::Type::Varchar { length, .. }) => *length,
        Some(_) => return None,
    };
    if !events.documents() {
        return None;
    }
    let mut parts = vec![document, pg::Expr::text(path)];
    let plain = events.quiet() && most.is_none();
    if !plain || wrapper != "without" {
        parts.push(pg::Expr::text(wrapper));
    }
    if !plain {
        parts.extend([events.empty.word(), events.error.word()]);
    }
    parts.extend(most.map(|n| pg::Expr::int(i64::from(n))));
    Some(pg::Expr::helper("document_at", parts))
}
