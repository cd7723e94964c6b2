//! `JSON_TABLE`: the items of a path, with a value of each column.

use super::from::{self, Item};
use super::names::{Col, Frame};
use super::{Env, Out, scope};
use crate::analyze::scope::Source;
use crate::analyze::{Null, Ty};
use crate::convert::expr::{json_document, json_path, literal_text, lower as lower_expr};
use crate::convert::{Cx, Lower};
use crate::finding::{self, Effort, Rule, Severity};
use crate::ir::{self, Class, JsonTable, TableColumn};
use crate::name::Name;
use crate::pg::{self, Type};

static JSON_TABLE: Rule = Rule {
    name: "json-table",
    codes: &[(finding::Source::Oracle, "HD-344")],
    raw: Severity::Blocker,
    message: "JSON_TABLE became jsonb_path_query with a value of each column",
    help: "Nothing to do.",
    ..Rule::PLAIN
};

static REFUSED: Rule = Rule {
    name: "json-table-option",
    codes: &[(finding::Source::Oracle, "HD-345")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    effort: Effort::minutes(45, 20),
    message: "JSON_TABLE with {what} has no conversion here",
    help: "Write it with jsonb_path_query over the document, and jsonb_path_query_first for each column.",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&JSON_TABLE, &REFUSED];

/// `JSON_TABLE(x, path COLUMNS (…))`.
pub(super) fn lower(
    cx: &mut Cx<'_>,
    env: Env<'_>,
    item: &ir::From,
    it: &JsonTable,
    before: &[Source<Col>],
) -> Lower<Item> {
    let span = item.at.span;
    let refused = |cx: &mut Cx<'_>, what: &str| Err(cx.manual(REFUSED.at(span).with("what", what)));
    let seen = Frame { sources: before.to_vec(), qualified: true, outer: env.outer, ..Frame::default() };
    let value = lower_expr(cx, &scope(env.schema, Some(&seen)), &it.value)?;
    let path = match &it.path {
        Some(path) => literal_text(path).and_then(json_path),
        None => Some("$".into()),
    };
    let Some(path) = path else { return refused(cx, "this path") };
    if !it.passing.is_empty() {
        return refused(cx, "PASSING");
    }
    if !it.options.is_empty() && it.options != ["NULL", "ON", "ERROR"] {
        return refused(cx, "these options");
    }
    let name = from::named(cx, item, "json");
    let rows = cx.fresh("item");
    let first = items(json_document(value), &path, rows.clone());
    let mut made = Made { from: first, targets: Vec::new(), columns: Vec::new() };
    columns(cx, env.schema, &it.columns, &rows, &mut made)?;
    cx.exact(&JSON_TABLE, span);
    let select = pg::Select { targets: made.targets, from: vec![made.from], ..pg::Select::default() };
    let sources = vec![from::source(cx, item, &name, made.columns)];
    Ok(Item { from: pg::From::Lateral(Box::new(pg::Query::select(select)), name), sources })
}

/// What the columns are selected from, and as what.
struct Made {
    from: pg::From,
    targets: Vec<(pg::Expr, Option<Name>)>,
    columns: Vec<Out>,
}

/// `jsonb_path_query(x, path) WITH ORDINALITY AS item (value, place)`.
fn items(document: pg::Expr, path: &str, alias: Name) -> pg::From {
    let none = pg::Expr::text("{}");
    let call = pg::Expr::call("jsonb_path_query", [document, pg::Expr::text(path), none, pg::Expr::Bool(true)]);
    let columns = vec![("value".into(), None), ("place".into(), None)];
    pg::From::Function(Box::new(pg::FunctionRows { call, ordinality: true, alias, columns }))
}

fn columns(cx: &mut Cx<'_>, schema: Option<&Name>, list: &[TableColumn], rows: &Name, made: &mut Made) -> Lower<()> {
    let part = |name: &str| pg::Expr::Name(Box::new([rows.clone(), name.into()]));
    let mut nested = 0_u8;
    for column in list {
        let refused = |cx: &mut Cx<'_>, what: &str| Err(cx.manual(REFUSED.at(column.at.span).with("what", what)));
        if column.name.is_empty() {
            nested += 1;
            let Some(path) = column.path.as_deref().and_then(json_path) else { return refused(cx, "this path") };
            if nested > 1 {
                return refused(cx, "several nested paths side by side");
            }
            let below = cx.fresh("item");
            let join = pg::Join {
                kind: pg::JoinKind::Left,
                natural: false,
                left: std::mem::replace(&mut made.from, pg::From::Named(Name::new(), None)),
                right: items(part("value"), &path, below.clone()),
                on: Some(pg::Expr::Bool(true)),
                using: Vec::new(),
            };
            made.from = pg::From::Join(Box::new(join));
            columns(cx, schema, &column.nested, &below, made)?;
            continue;
        }
        let name = cx.program.plan.names.fold(&column.name);
        let out =
            |ty: Type, null: Null, from: Ty| Out { source: column.name.clone(), name: name.clone(), ty, null, from };
        if column.ordinality {
            let from = Ty { flags: Ty::WHOLE, ..Ty::of_class(Class::Number) };
            made.targets.push((part("place"), Some(name.clone())));
            made.columns.push(out(Type::BigInt, Null::Maybe, from));
            continue;
        }
        let Some(path) = column.path.as_deref().and_then(json_path) else {
            return refused(cx, "a column without path");
        };
        if column.default.is_some() {
            return refused(cx, "DEFAULT of a column");
        }
        let Some((expr, ty, from)) = value(cx, schema, column, part("value"), &path) else {
            return refused(cx, "a column of this type or with these options");
        };
        made.targets.push((expr, Some(name.clone())));
        made.columns.push(out(ty, Null::Maybe, from));
    }
    Ok(())
}

/// The value of a column.
fn value(
    cx: &Cx<'_>,
    schema: Option<&Name>,
    column: &TableColumn,
    item: pg::Expr,
    path: &str,
) -> Option<(pg::Expr, Type, Ty)> {
    let text = |most: Option<u32>| {
        let most = most.map(|n| pg::Expr::int(i64::from(n)));
        pg::Expr::helper("value_at", [item.clone(), pg::Expr::text(path)].into_iter().chain(most))
    };
    let quiet = matches!(column.options.as_slice(), [] | ["NULL", "ON", "ERROR"] | ["NULL", "ON", "EMPTY"]);
    if column.options.first() == Some(&"EXISTS") {
        let found = pg::Expr::call(
            "jsonb_path_exists",
            [item, pg::Expr::text(path), pg::Expr::text("{}"), pg::Expr::Bool(true)],
        );
        return match &column.ty {
            None | Some(ir::Type::Varchar { .. }) => {
                let word = pg::Expr::case(vec![(found, pg::Expr::text("true"))], Some(pg::Expr::text("false")));
                Some((word, Type::Text, Ty::of_class(Class::Text)))
            }
            Some(ir::Type::Number { .. } | ir::Type::AnsiInteger(_)) => {
                let from = Ty { flags: Ty::WHOLE, ..Ty::of_class(Class::Number) };
                Some((pg::Expr::call("coalesce", [found.cast(Type::Integer), pg::Expr::int(0)]), Type::Integer, from))
            }
            Some(_) => None,
        };
    }
    if column.options.starts_with(&["FORMAT", "JSON"]) {
        let whole = pg::Expr::helper("json_at", [item, pg::Expr::text(path)]);
        return (column.options.len() == 2).then(|| (whole, Type::Text, Ty::of_class(Class::Text)));
    }
    if !quiet {
        return None;
    }
    Some(match &column.ty {
        None | Some(ir::Type::Clob { .. }) => (text(None), Type::Text, Ty::of_class(Class::Text)),
        Some(ty @ ir::Type::Varchar { length, .. }) => (text(*length), Type::Text, Ty::of(ty)),
        Some(ty @ (ir::Type::Number { .. } | ir::Type::AnsiInteger(_))) => {
            let number = pg::Expr::helper("to_number_or", [text(None), pg::Expr::Null]);
            let target = cx.program.type_of(ty, schema);
            match target {
                Type::Numeric(None) => (number, target, Ty::of(ty)),
                _ => (number.cast(target.clone()), target, Ty::of(ty)),
            }
        }
        Some(ty @ (ir::Type::Date | ir::Type::Timestamp { .. })) => {
            let target = cx.program.type_of(ty, schema);
            (text(None).cast(target.clone()), target, Ty::of(ty))
        }
        Some(_) => return None,
    })
}
