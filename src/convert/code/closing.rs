//! Where code leaves a routine, as plpgsql_check sees it: code behind such a place, functions that may end without a result.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named goes on")]

use crate::pg::{Block, Condition, Expr, Handler, Over, Stmt};
use ecow::EcoString;

/// Whether statements leave.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Closing {
    /// They never do.
    Open,
    /// On some ways.
    Possibly,
    /// By `RETURN`, always.
    Closed,
    /// By errors, always; empty: by one that is at hand.
    Raised(Vec<EcoString>),
}

/// What is found in a body.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ways {
    /// Code stands behind a statement that always leaves.
    pub dead: bool,
    /// The end may be reached.
    pub ends: bool,
    /// No statement ever leaves.
    pub open: bool,
}

/// How the body of a routine is left.
pub(super) fn of(block: &Block) -> Ways {
    let mut ways = Ways::default();
    let closing = block_of(block, &mut ways.dead);
    ways.ends = matches!(closing, Closing::Open | Closing::Possibly);
    ways.open = closing == Closing::Open;
    ways
}

fn list(stmts: &[Stmt], dead: &mut bool) -> Closing {
    let mut closing = Closing::Open;
    let mut alert = false;
    for stmt in stmts {
        let own = of_stmt(stmt, dead);
        *dead |= alert;
        alert |= matches!(own, Closing::Closed | Closing::Raised(_));
        closing = match (own, closing) {
            (Closing::Closed, _) | (_, Closing::Closed) => Closing::Closed,
            (Closing::Raised(codes), _) => Closing::Raised(codes),
            (Closing::Possibly, Closing::Open) => Closing::Possibly,
            (_, before) => before,
        };
    }
    closing
}

fn of_stmt(stmt: &Stmt, dead: &mut bool) -> Closing {
    match stmt {
        Stmt::Of(_, _, inner) => of_stmt(inner, dead),
        Stmt::If(arms, otherwise) => {
            let mut all = None;
            for (_, stmts) in arms {
                all = Some(merge(all, list(stmts, dead), None));
            }
            let last = list(otherwise, dead);
            let all = merge(all, last, None);
            if !otherwise.is_empty() || all == Closing::Open { all } else { Closing::Possibly }
        }
        Stmt::Case(case) => {
            let mut all = None;
            for (_, stmts) in &case.arms {
                all = Some(merge(all, list(stmts, dead), None));
            }
            match &case.otherwise {
                Some(stmts) => merge(all, list(stmts, dead), None),
                None => possibly(&all.unwrap_or(Closing::Open)),
            }
        }
        Stmt::Loop(it) => {
            let inner = list(&it.body, dead);
            if matches!(it.over, Over::Forever) { inner } else { possibly(&inner) }
        }
        Stmt::Return(_) => Closing::Closed,
        Stmt::Raise { code: Expr::Text(state), .. } => Closing::Raised(vec![state.clone()]),
        Stmt::Raise { .. } => Closing::Raised(vec!["00000".into()]),
        Stmt::Reraise => Closing::Raised(vec![EcoString::new()]),
        Stmt::Block(block) => block_of(block, dead),
        _ => Closing::Open,
    }
}

fn block_of(block: &Block, dead: &mut bool) -> Closing {
    let own = list(&block.statements, dead);
    if block.handlers.is_empty() {
        return own;
    }
    let Closing::Raised(mut codes) = own else {
        let mut all = own;
        for handler in &block.handlers {
            all = merge(Some(all), list(&handler.statements, dead), None);
        }
        return all;
    };
    let mut handled = None;
    let mut turned: Vec<EcoString> = Vec::new();
    for handler in &block.handlers {
        let closing = list(&handler.statements, dead);
        let (caught, others): (Vec<_>, Vec<_>) = codes.into_iter().partition(|code| catches(handler, code));
        codes = others;
        for code in caught {
            let merged = merge(handled.take(), closing.clone(), Some(&code));
            if let Closing::Raised(codes) = &merged {
                turned.clone_from(codes);
            }
            handled = Some(merged);
        }
    }
    match handled {
        None => Closing::Raised(codes),
        Some(Closing::Raised(_)) => {
            codes.extend(turned);
            Closing::Raised(codes)
        }
        Some(other) => other,
    }
}

fn catches(handler: &Handler, code: &str) -> bool {
    handler.conditions.iter().any(|condition| match condition {
        Condition::Others => !matches!(code, "57014" | "P0004"),
        Condition::State(state) => state == code || is_class(state, code),
        Condition::Named(name) => state_of(name).is_some_and(|state| state == code || is_class(state, code)),
    })
}

fn is_class(state: &str, code: &str) -> bool {
    state.ends_with("000") && code.get(..2) == state.get(..2)
}

/// States of the conditions that are raised by their state too.
fn state_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "no_data_found" => "P0002",
        "too_many_rows" => "P0003",
        "raise_exception" => "P0001",
        "assert_failure" => "P0004",
        "division_by_zero" => "22012",
        "unique_violation" => "23505",
        "case_not_found" => "20000",
        "string_data_right_truncation" => "22001",
        "numeric_value_out_of_range" => "22003",
        "invalid_parameter_value" => "22023",
        "invalid_text_representation" => "22P02",
        "null_value_not_allowed" => "22004",
        "invalid_cursor_name" => "34000",
        "invalid_cursor_state" => "24000",
        "duplicate_cursor" => "42P03",
        _ => return None,
    })
}

const fn possibly(closing: &Closing) -> Closing {
    match closing {
        Closing::Open => Closing::Open,
        _ => Closing::Possibly,
    }
}

fn merge(all: Option<Closing>, own: Closing, code: Option<&EcoString>) -> Closing {
    let Some(all) = all else { return own };
    match (all, own) {
        (Closing::Raised(mut codes), Closing::Raised(more)) => {
            for raised in more {
                let raised = if raised.is_empty() { code.cloned().unwrap_or(raised) } else { raised };
                if !codes.contains(&raised) {
                    codes.push(raised);
                }
            }
            Closing::Raised(codes)
        }
        (a, b) if a == b => b,
        (Closing::Closed, Closing::Raised(_)) | (Closing::Raised(_), Closing::Closed) => Closing::Closed,
        _ => Closing::Possibly,
    }
}
