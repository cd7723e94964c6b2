//! How far results depend on more than arguments: what PostgreSQL calls volatility, found bottom-up.

#![expect(clippy::wildcard_enum_match_arm, reason = "whatever form is not named is as volatile as its parts")]

use crate::pg::code::{Node, each_of_block};
use crate::pg::{self, Block, Expr, Query, Type};

/// How far a result depends on more than the arguments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Volatility {
    /// Not at all.
    #[default]
    Immutable,
    /// On tables and settings, which do not change within a statement.
    Stable,
    /// On more, or it changes something.
    Volatile,
}

/// What a routine's code does.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Effects {
    /// How far its results depend on more than its arguments.
    pub volatility: Volatility,
    /// It touches tables, sequences or routines: whose rights it runs with matters.
    pub touches: bool,
    /// It sends notices.
    pub notices: bool,
    /// It has handlers, which parallel workers refuse.
    pub handles: bool,
}

/// Functions of PostgreSQL, and helpers by their bare names, that are stable.
const STABLE: &[&str] = &[
    "age",
    "cfg",
    "concat",
    "concat_ws",
    "current_backtrace",
    "current_database",
    "current_schema",
    "current_setting",
    "current_sqlcode",
    "current_sqlerrm",
    "current_user",
    "date_to_char",
    "dt_parse",
    "dt_spell",
    "format",
    "inet_client_addr",
    "is_date",
    "jsonb_build_object",
    "now",
    "session_key",
    "session_user",
    "sys_context",
    "to_char",
    "to_date",
    "to_number",
    "to_timestamp",
    "to_timestamp_or",
    "to_timestamp_tz",
    "to_ts",
    "to_utc",
    "pg_backend_pid",
];

/// Those that are volatile.
const VOLATILE: &[&str] = &[
    "autonomous",
    "clock_timestamp",
    "call_stack",
    "clear_context",
    "close_cursor",
    "currval",
    "cursor_is_open",
    "gen_random_uuid",
    "gtt_purge",
    "lastval",
    "nextval",
    "pg_sleep",
    "put",
    "put_line",
    "random",
    "random_normal",
    "random_seed",
    "reset_packages",
    "session_date",
    "set_config",
    "set_error",
    "setval",
    "slot_exists",
    "slot_get",
    "slot_put",
    "slot_set",
    "sys_guid",
    "sysdate",
    "timeofday",
    "unresolved",
];

/// What an expression does.
pub(super) fn of_expr(e: &Expr, callee: &dyn Fn(&pg::Call) -> Volatility) -> Volatility {
    let mut found = Effects::default();
    expr(e, &mut found, callee);
    found.volatility
}

/// What a block does. `callee` knows routines of the input.
pub(super) fn of(block: &Block, callee: &dyn Fn(&pg::Call) -> Volatility) -> Effects {
    let mut found = Effects::default();
    each_of_block(block, &mut |node| match node {
        Node::Expr(e) => expr(e, &mut found, callee),
        Node::Query(it) => query(it, &mut found, callee),
        Node::Dml(_) => {
            raise(&mut found, Volatility::Volatile);
            found.touches = true;
        }
        Node::Notice => found.notices = true,
        Node::Execute | Node::Gap | Node::Transaction => raise(&mut found, Volatility::Volatile),
        Node::Lock(_) => {
            raise(&mut found, Volatility::Volatile);
            found.touches = true;
        }
        Node::Handled => found.handles = true,
        Node::Declaration(_) => {}
    });
    found
}

/// Whether an expression calls what may do more than give a value: routines of the input, functions that are volatile.
pub(super) fn does_more(e: &Expr) -> bool {
    let mut found = false;
    pg::walk::every(e, &mut |e| {
        if let Expr::Call(call) = e {
            let own = !matches!(call.name.schema.as_deref(), None | Some("ora_compat" | "pg_catalog"));
            found |= own || VOLATILE.contains(&call.name.name.as_str());
        }
    });
    found
}

fn query(it: &Query, found: &mut Effects, callee: &dyn Fn(&pg::Call) -> Volatility) {
    let select = match it {
        Query::Select(select) => select,
        Query::Set(set) => return [&set.left, &set.right].into_iter().for_each(|side| query(side, found, callee)),
        Query::With(with) => {
            with.queries.iter().for_each(|cte| query(&cte.query, found, callee));
            return query(&with.body, found, callee);
        }
        Query::Values(rows) => return rows.iter().flatten().for_each(|e| expr(e, found, callee)),
    };
    // Rows are locked.
    if select.lock.is_some() {
        raise(found, Volatility::Volatile);
    }
    select.from.iter().for_each(|item| from(item, found, callee));
    let targets = select.targets.iter().map(|(e, _)| e);
    targets.chain(&select.condition).chain(&select.having).for_each(|e| expr(e, found, callee));
}

fn from(item: &pg::From, found: &mut Effects, callee: &dyn Fn(&pg::Call) -> Volatility) {
    match item {
        pg::From::Relation(..) => {
            raise(found, Volatility::Stable);
            found.touches = true;
        }
        pg::From::Named(..) => {}
        pg::From::Values(values) => values.rows.iter().flatten().for_each(|e| expr(e, found, callee)),
        // What it reads may depend on settings of the session.
        pg::From::Xml(xml) => {
            raise(found, Volatility::Stable);
            expr(&xml.value, found, callee);
        }
        pg::From::Query(inner, _) | pg::From::Lateral(inner, _) => query(inner, found, callee),
        pg::From::Join(join) => {
            from(&join.left, found, callee);
            from(&join.right, found, callee);
            join.on.iter().for_each(|e| expr(e, found, callee));
        }
        pg::From::Function(rows) => {
            let plain = matches!(&rows.call, Expr::Call(call) if call.name.name == "generate_series");
            if !plain {
                raise(found, Volatility::Stable);
                found.touches = true;
            }
            expr(&rows.call, found, callee);
        }
        pg::From::Sample(_) => {
            raise(found, Volatility::Volatile);
            found.touches = true;
        }
    }
}

fn raise(found: &mut Effects, to: Volatility) {
    found.volatility = found.volatility.max(to);
}

fn expr(e: &Expr, found: &mut Effects, callee: &dyn Fn(&pg::Call) -> Volatility) {
    match e {
        Expr::Call(call) => {
            let name = call.name.name.as_str();
            match call.name.schema.as_deref() {
                None | Some("ora_compat" | "pg_catalog") => {
                    if VOLATILE.contains(&name) {
                        raise(found, Volatility::Volatile);
                        found.touches |= matches!(name, "nextval" | "currval" | "setval" | "lastval");
                    } else if STABLE.contains(&name) && !(name == "to_number" && call.name.schema.is_some()) {
                        raise(found, Volatility::Stable);
                    }
                }
                Some(_) => {
                    raise(found, callee(call));
                    found.touches = true;
                }
            }
        }
        Expr::Cast(parts) if matches!(parts.1, Type::Timestamptz(_)) => raise(found, Volatility::Stable),
        Expr::Subquery(it) | Expr::Exists(it) | Expr::ArrayQuery(it) => query(it, found, callee),
        Expr::Xml(made) => {
            raise(found, Volatility::Stable);
            made.named.iter().map(|(e, _)| e).chain(&made.content).for_each(|e| expr(e, found, callee));
        }
        _ => {}
    }
    pg::walk::children(e, &mut |node| {
        if let pg::walk::Node::Expr(child) = node {
            expr(child, found, callee);
        }
    });
}
