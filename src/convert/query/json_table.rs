//! `JSON_TABLE`: the items of a path, with a value of each column.

use super::from::{self, Item};
use super::names::{Col, Frame};
use super::{Env, Out, scope};
use crate::analyze::scope::Source;
use crate::analyze::{Null, Ty};
use crate::convert::expr::json_clause::{self, Events};
use crate::convert::expr::{json_document, json_kept, json_path, literal_text, lower as lower_expr};
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
    let mut made = Made {
        items: Items::of(&it.columns),
        from: pg::From::Named(Name::default(), None),
        targets: Vec::new(),
        columns: Vec::new(),
    };
    let document = match made.items {
        Items::Jsonb => json_document(value),
        Items::Json => json_kept(value),
    };
    made.from = made.items.rows(document, &path, rows.clone());
    columns(cx, env.schema, &it.columns, &rows, &mut made)?;
    cx.exact(&JSON_TABLE, span);
    let select = pg::Select { targets: made.targets, from: vec![made.from], ..pg::Select::default() };
    let sources = vec![from::source(cx, item, &name, made.columns)];
    Ok(Item { from: pg::From::Lateral(Box::new(pg::Query::select(select)), name), sources })
}

/// As what the items are held: `json` keeps the order of names, which matters where one is shown as a document.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Items {
    Jsonb,
    Json,
}

impl Items {
    fn of(columns: &[TableColumn]) -> Items {
        let shown =
            columns.iter().any(|c| c.options.starts_with(&["FORMAT", "JSON"]) || Items::of(&c.nested) == Items::Json);
        if shown { Items::Json } else { Items::Jsonb }
    }

    /// `jsonb_path_query(x, path) WITH ORDINALITY AS item (value, place)`.
    fn rows(self, document: pg::Expr, path: &str, alias: Name) -> pg::From {
        let path = pg::Expr::text(path);
        let call = match self {
            Items::Jsonb => {
                pg::Expr::call("jsonb_path_query", [document, path, pg::Expr::text("{}"), pg::Expr::Bool(true)])
            }
            Items::Json => pg::Expr::helper("json_matches", [document, path]),
        };
        let columns = vec![("value".into(), None), ("place".into(), None)];
        pg::From::Function(Box::new(pg::FunctionRows { call, ordinality: true, alias, columns }))
    }

    /// An item, to look into.
    fn looked(self, item: pg::Expr) -> pg::Expr {
        match self {
            Items::Jsonb => item,
            Items::Json => item.cast(Type::Jsonb),
        }
    }
}

/// What the columns are selected from, and as what.
struct Made {
    items: Items,
    from: pg::From,
    targets: Vec<(pg::Expr, Option<Name>)>,
    columns: Vec<Out>,
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
                left: std::mem::replace(&mut made.from, pg::From::Named(Name::default(), None)),
                right: made.items.rows(part("value"), &path, below.clone()),
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
        let Some((expr, ty, from)) = value(cx, schema, column, made.items, part("value"), &path) else {
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
    items: Items,
    item: pg::Expr,
    path: &str,
) -> Option<(pg::Expr, Type, Ty)> {
    if let ["EXISTS", on @ ..] = column.options.as_slice() {
        // what cannot be read is not there
        return matches!(on, [] | ["FALSE", "ON", "ERROR" | "EMPTY"])
            .then(|| exists(column, items.looked(item), path))?;
    }
    let defaults = [column.default.as_ref(), column.second_default.as_ref()];
    if let ["FORMAT", "JSON", rest @ ..] = column.options.as_slice() {
        let wrapped = rest.iter().position(|w| *w == "WRAPPER").map_or(0, |at| at + 1);
        let (words, on) = rest.split_at_checked(wrapped)?;
        let (wrapper, events) = (json_clause::wrapper(words)?, Events::of_words(on, &defaults)?);
        let shown = json_clause::query(item.cast(Type::Text), path, column.ty.as_ref(), wrapper, &events)?;
        return Some((shown, Type::Text, Ty::of_class(Class::Text)));
    }
    let times = |w: &&str| matches!(*w, "PRESERVE TIME" | "TRUNCATE TIME");
    let on: Vec<&str> = column.options.iter().copied().filter(|w| !times(w)).collect();
    let events = Events::of_words(&on, &defaults)?;
    let item = items.looked(item);
    if !events.quiet() {
        return json_clause::value(cx, schema, item, path, (column.ty.as_ref(), &column.options), &events);
    }
    let text = |most: Option<u32>| {
        let most = most.map(|n| pg::Expr::int(i64::from(n)));
        pg::Expr::helper("value_at", [item.clone(), pg::Expr::text(path)].into_iter().chain(most))
    };
    Some(match &column.ty {
        None | Some(ir::Type::Clob { .. }) => (text(None), Type::Text, Ty::of_class(Class::Text)),
        Some(ty @ ir::Type::Varchar { length, .. }) => (text(*length), Type::Text, Ty::of(ty)),
        Some(ty @ ir::Type::Number { precision: None, scale: None }) => {
            let number = pg::Expr::helper("to_number_or", [text(None), pg::Expr::Null]);
            (number, cx.program.type_of(ty, schema), Ty::of(ty))
        }
        written @ Some(_) => {
            return json_clause::value(cx, schema, item, path, (written.as_ref(), &column.options), &events);
        }
    })
}

/// Whether the path finds something.
fn exists(column: &TableColumn, item: pg::Expr, path: &str) -> Option<(pg::Expr, Type, Ty)> {
    let options = [pg::Expr::text("{}"), pg::Expr::Bool(true)];
    let parts = [item, pg::Expr::text(path)].into_iter().chain(options);
    let found = pg::Expr::call("jsonb_path_exists", parts);
    match &column.ty {
        None | Some(ir::Type::Varchar { .. }) => {
            let word = pg::Expr::case(vec![(found, pg::Expr::text("true"))], Some(pg::Expr::text("false")));
            Some((word, Type::Text, Ty::of_class(Class::Text)))
        }
        Some(ir::Type::Number { .. } | ir::Type::AnsiInteger(_)) => {
            let from = Ty { flags: Ty::WHOLE, ..Ty::of_class(Class::Number) };
            Some((pg::Expr::call("coalesce", [found.cast(Type::Integer), pg::Expr::int(0)]), Type::Integer, from))
        }
        Some(_) => None,
    }
}
