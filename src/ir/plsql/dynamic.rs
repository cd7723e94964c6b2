//! What a dynamic statement does, by the words that it starts with.

use crate::ir::{Expr, ExprKind};

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
