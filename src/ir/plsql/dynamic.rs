//! What a dynamic statement does, by the words that it starts with.

use crate::catalog::{Dropping, Kind, TableChange};
use crate::finding::ObjectKind;
use crate::ir::{Change, Does, DynamicText, Expr, ExprKind, Program, Statement, statement};

/// The words that a dynamic statement starts with, as far as its first part is a literal.
#[must_use]
pub fn leading(text: &Expr) -> Option<Vec<String>> {
    let first = if let ExprKind::Concat(_, items) = &text.kind { items.first()? } else { text };
    let ExprKind::Text(literal, _) = &first.kind else { return None };
    let words = literal.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'));
    Some(words.filter(|w| !w.is_empty()).take(6).map(str::to_uppercase).collect())
}

/// The setting of the session that decides how dates, numbers and texts are written, where these words set one.
#[must_use]
pub fn sets(words: &[String]) -> Option<&str> {
    let [alter, session, set, name, ..] = words else { return None };
    let writes = name.starts_with("NLS_") && !orders(name) || name == "TIME_ZONE";
    (alter == "ALTER" && session == "SESSION" && set == "SET" && writes).then_some(name.as_str())
}

/// The command of administration that a text runs, where it runs one: `ALTER SYSTEM`.
#[must_use]
pub fn administers(text: &Expr) -> Option<String> {
    let words = leading(text)?;
    let [first, what, ..] = words.as_slice() else { return None };
    let of = match first.as_str() {
        "ALTER" => ["SESSION", "SYSTEM", "USER", "DATABASE", "TABLESPACE", "PROFILE"].contains(&what.as_str()),
        "CREATE" | "DROP" => ["TABLESPACE", "DIRECTORY", "PROFILE", "CONTEXT"].contains(&what.as_str()),
        _ => false,
    };
    (of && sets(&words).is_none()).then(|| format!("{first} {what}"))
}

/// Whether a setting decides how texts are ordered and compared, not how values are written.
#[must_use]
pub fn orders(setting: &str) -> bool {
    matches!(setting, "NLS_SORT" | "NLS_COMP")
}

/// The statement that a text says in every run.
#[must_use]
pub fn said<'p>(program: &'p Program, text: &Expr) -> Option<&'p Statement> {
    let DynamicText::Read(statement) = &program.dynamic_at(text.at.span)?.text else { return None };
    statement.rest.is_none().then_some(&**statement)
}

/// The same where it makes, changes, empties or drops objects of sorts that code has statements for: Oracle commits before and
/// after it.
#[must_use]
pub fn ddl<'p>(program: &'p Program, text: &Expr) -> Option<&'p Statement> {
    let statement = said(program, text)?;
    let changes = statement.does.changes();
    (!changes.is_empty() && changes.iter().all(is_ddl)).then_some(statement)
}

fn is_ddl(change: &Change) -> bool {
    match change {
        Change::Truncate { .. } | Change::AlterSequence { .. } | Change::EnableTrigger { .. } => true,
        Change::AlterTable { changes, .. } => matches!(changes.as_slice(), [TableChange::Triggers(_)]),
        Change::Create { object, .. } => matches!(object.kind, Kind::Table(_) | Kind::Index(_) | Kind::Sequence(_)),
        Change::Drop(Dropping { kind, .. }) => matches!(
            kind,
            ObjectKind::Table
                | ObjectKind::Index
                | ObjectKind::Sequence
                | ObjectKind::View
                | ObjectKind::MaterializedView
        ),
        Change::AlterIndex { .. }
        | Change::AlterType { .. }
        | Change::Touch { .. }
        | Change::AlterOther { .. }
        | Change::DropOther { .. }
        | Change::Rename { .. }
        | Change::Comment { .. }
        | Change::Grant(_)
        | Change::Revoke(_)
        | Change::Schema(_)
        | Change::DateFormat(_)
        | Change::CompileFlags(_)
        | Change::Nothing => false,
    }
}

/// Whether a text sets nothing but what statements of the session cost.
#[must_use]
pub fn sets_costs(program: &Program, text: &Expr) -> bool {
    said(program, text).is_some_and(|it| matches!(it.does, Does::Ignored(why) if why == statement::COSTS))
}

/// The text that a call of `DBMS_UTILITY.EXEC_DDL_STATEMENT` runs.
#[must_use]
pub fn executed(call: &crate::ir::Call) -> Option<&Expr> {
    let [.., package, name] = call.name.parts.as_slice() else { return None };
    let [only] = call.args.as_slice() else { return None };
    (package == "DBMS_UTILITY" && name == "EXEC_DDL_STATEMENT").then_some(&only.value)
}
