//! The support library: read into items once, and cut down to what an output calls.

use super::layout::Support;
use crate::name::QName;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Its files in the order in which they load: an item needs nothing that comes later.
static FILES: &[(&str, &str)] = &[
    ("settings", include_str!("support/settings.sql")),
    ("clock", include_str!("support/clock.sql")),
    ("numbers", include_str!("support/numbers.sql")),
    ("number_text", include_str!("support/number_text.sql")),
    ("number_format", include_str!("support/number_format.sql")),
    ("text_number", include_str!("support/text_number.sql")),
    ("date_format", include_str!("support/date_format.sql")),
    ("date_words", include_str!("support/date_words.sql")),
    ("text_date", include_str!("support/text_date.sql")),
    ("calendar", include_str!("support/calendar.sql")),
    ("intervals", include_str!("support/intervals.sql")),
    ("strings", include_str!("support/strings.sql")),
    ("binary", include_str!("support/binary.sql")),
    ("lobs", include_str!("support/lobs.sql")),
    ("json", include_str!("support/json.sql")),
    ("json_clauses", include_str!("support/json_clauses.sql")),
    ("xml", include_str!("support/xml.sql")),
    ("windows", include_str!("support/windows.sql")),
    ("trees", include_str!("support/trees.sql")),
    ("choices", include_str!("support/choices.sql")),
    ("regexp", include_str!("support/regexp.sql")),
    ("exceptions", include_str!("support/exceptions.sql")),
    ("encryption", include_str!("support/encryption.sql")),
    ("guards", include_str!("support/guards.sql")),
    ("session", include_str!("support/session.sql")),
    ("output", include_str!("support/output.sql")),
    ("errors", include_str!("support/errors.sql")),
    ("autonomous", include_str!("support/autonomous.sql")),
    ("state", include_str!("support/state.sql")),
    ("output_kept", include_str!("support/output_kept.sql")),
    ("cursors", include_str!("support/cursors.sql")),
    ("collections", include_str!("support/collections.sql")),
    ("lists", include_str!("support/lists.sql")),
    ("cells", include_str!("support/cells.sql")),
    ("maps_by_number", include_str!("support/maps_by_number.sql")),
    ("maps_by_text", include_str!("support/maps_by_text.sql")),
    ("maps", include_str!("support/maps.sql")),
    ("multisets", include_str!("support/multisets.sql")),
    ("unresolved", include_str!("support/unresolved.sql")),
    ("dictionary", include_str!("support/dictionary.sql")),
];

const SCHEMA: &str = "ora_compat.";
const HEAD: &str = "-- Helpers that the output calls.
CREATE SCHEMA IF NOT EXISTS ora_compat;
";
/// The schema goes last, and stays where somebody else put something into it.
const FOOT: &str = "DO $support$
BEGIN
  DROP SCHEMA IF EXISTS ora_compat;
EXCEPTION WHEN dependent_objects_still_exist THEN
  RAISE WARNING 'schema ora_compat holds other objects, and stays';
END
$support$;
";

/// A function or type of the library; overloads are items of their own with one name.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// Its name, without the schema.
    pub name: &'static str,
    /// The file it stands in.
    pub theme: &'static str,
    /// Its statement, under its comment.
    pub text: &'static str,
    /// `FUNCTION`, `PROCEDURE`, `AGGREGATE`, `TYPE`.
    kind: &'static str,
    /// Its parameters, defaults included.
    params: &'static str,
}

/// The whole library.
struct Library {
    items: Vec<Item>,
    by_name: BTreeMap<&'static str, Vec<usize>>,
    /// For each item the names that it mentions.
    needs: Vec<BTreeSet<&'static str>>,
}

static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    let items: Vec<Item> = FILES.iter().flat_map(|(theme, text)| read(theme, text)).collect();
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, item) in items.iter().enumerate() {
        by_name.entry(item.name).or_default().push(i);
    }
    let needs = items.iter().map(|item| mentioned(item.text).filter(|n| by_name.contains_key(n)).collect()).collect();
    Library { items, by_name, needs }
});

/// All items in the order in which they load.
#[must_use]
pub fn items() -> &'static [Item] {
    &LIBRARY.items
}

/// Whether the library has a helper of that name.
#[must_use]
pub fn has(name: &str) -> bool {
    LIBRARY.by_name.contains_key(name)
}

/// The helpers that are called, with all that they call, in one file; `None` where nothing is called.
#[must_use]
pub fn shaken<'a>(called: impl IntoIterator<Item = &'a QName>) -> Option<Support> {
    let library = &*LIBRARY;
    let mut wanted: BTreeSet<usize> = BTreeSet::new();
    let own = called.into_iter().filter(|name| name.schema.as_deref() != Some(crate::dictionary::SCHEMA));
    let mut waiting: Vec<usize> =
        own.filter_map(|name| library.by_name.get(name.name.as_str())).flatten().copied().collect();
    while let Some(i) = waiting.pop() {
        if wanted.insert(i) {
            let needs = library.needs.get(i).into_iter().flatten();
            waiting.extend(needs.filter_map(|name| library.by_name.get(name)).flatten());
        }
    }
    let items: Vec<&Item> = wanted.iter().filter_map(|i| library.items.get(*i)).collect();
    if items.is_empty() {
        return None;
    }
    let mut support = Support { create: String::from(HEAD), undo: String::new() };
    for item in &items {
        support.create.push('\n');
        support.create.push_str(item.text);
        support.create.push('\n');
    }
    for item in items.iter().rev() {
        support.undo.push_str(&item.undo());
    }
    support.undo.push_str(FOOT);
    Some(support)
}

impl Item {
    /// `DROP … IF EXISTS`.
    fn undo(&self) -> String {
        if self.kind == "TYPE" {
            return format!("DROP TYPE IF EXISTS {SCHEMA}{};\n", self.name);
        }
        let params: Vec<&str> = split(self.params).map(without_default).collect();
        format!("DROP {} IF EXISTS {SCHEMA}{}({});\n", self.kind, self.name, params.join(", "))
    }
}

/// Cuts a file into items. A comment belongs to the statement below it, unless a blank line stands between.
fn read(theme: &'static str, file: &'static str) -> Vec<Item> {
    let mut items = Vec::new();
    let mut rest = file;
    while !rest.trim_start().is_empty() {
        let (blank_or_comment, statement) = rest.split_at_checked(leading(rest)).unwrap_or((rest, ""));
        let attached = blank_or_comment.rfind("\n\n").map_or(0, |at| at + 2);
        let end = statement_end(statement);
        let text = rest.get(attached..blank_or_comment.len() + end).unwrap_or(rest).trim();
        rest = statement.get(end..).unwrap_or("");
        if let Some((kind, name, params)) = head(statement.get(..end).unwrap_or(statement)) {
            items.push(Item { name, theme, text, kind, params });
        }
    }
    items
}

/// Length of blanks and comments at the start.
fn leading(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or("");
        let blank = rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        if !rest.starts_with("--") {
            return at + blank;
        }
        at += blank + rest.find('\n').map_or(rest.len(), |end| end + 1);
    }
}

/// Where the statement at the start ends, its semicolon included.
fn statement_end(text: &str) -> usize {
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|r| !r.is_empty()) {
        at += if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with('\'') {
            rest.get(1..).and_then(|r| r.find('\'')).map_or(rest.len(), |end| end + 2)
        } else if let Some(tag) = dollar_tag(rest) {
            rest.get(tag.len()..).and_then(|r| r.find(tag)).map_or(rest.len(), |end| end + 2 * tag.len())
        } else if rest.starts_with(';') {
            return at + 1;
        } else {
            rest.chars().next().map_or(1, char::len_utf8)
        };
    }
    text.len()
}

/// `$fn$` at the start.
fn dollar_tag(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('$')?;
    let end = inner.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))?;
    inner.get(end..)?.starts_with('$').then(|| text.get(..end + 2))?
}

/// Kind, name and parameters of what a statement creates.
fn head(statement: &'static str) -> Option<(&'static str, &'static str, &'static str)> {
    let (before, after) = statement.split_once(SCHEMA)?;
    let name = word(after);
    let kind = if before.contains("CREATE TYPE") || before.starts_with("DO") {
        return Some(("TYPE", type_name(statement)?, ""));
    } else if before.contains("AGGREGATE") {
        "AGGREGATE"
    } else if before.contains("PROCEDURE") {
        "PROCEDURE"
    } else {
        "FUNCTION"
    };
    let params = after.get(name.len()..)?.strip_prefix('(')?;
    Some((kind, name, params.get(..closing(params))?))
}

fn type_name(statement: &'static str) -> Option<&'static str> {
    let (_, after) = statement.split_once("CREATE TYPE ora_compat.")?;
    Some(word(after))
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len());
    text.get(..end).unwrap_or(text)
}

/// Where the parenthesis closes that is open at the start.
fn closing(text: &str) -> usize {
    let (mut depth, mut quoted) = (0_u32, false);
    for (at, c) in text.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted && depth == 0 => return at,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

/// Parameters, cut at commas outside of parentheses and quotes.
fn split(params: &str) -> impl Iterator<Item = &str> {
    let mut rest = params;
    std::iter::from_fn(move || {
        if rest.trim().is_empty() {
            return None;
        }
        let (mut depth, mut quoted) = (0_u32, false);
        let end = rest.char_indices().find(|(_, c)| {
            match c {
                '\'' => quoted = !quoted,
                '(' if !quoted => depth += 1,
                ')' if !quoted => depth = depth.saturating_sub(1),
                _ => {}
            }
            *c == ',' && depth == 0 && !quoted
        });
        let end = end.map_or(rest.len(), |(at, _)| at);
        let (param, tail) = rest.split_at_checked(end)?;
        rest = tail.strip_prefix(',').unwrap_or(tail);
        Some(param.trim())
    })
}

fn without_default(param: &str) -> &str {
    let (param, _) = param.split_once(" DEFAULT ").unwrap_or((param, ""));
    param.trim()
}

/// Names behind `ora_compat.`, in code and in text that the code runs.
fn mentioned(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|l| !l.starts_with("--")).flat_map(|l| l.split(SCHEMA).skip(1).map(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shake(names: &[&str]) -> Option<Support> {
        let names: Vec<QName> = names.iter().map(|n| QName::new("ora_compat", *n)).collect();
        shaken(&names)
    }

    #[test]
    fn only_what_is_called_and_what_that_calls_is_written() {
        assert_eq!(shake(&[]), None);
        let support = shake(&["div"]).unwrap();
        assert!(support.create.contains("FUNCTION ora_compat.div("));
        assert!(support.create.contains("FUNCTION ora_compat.number40("));
        assert!(!support.create.contains("FUNCTION ora_compat.power("));
        assert!(support.undo.starts_with("DROP FUNCTION IF EXISTS ora_compat.div(a numeric, b numeric);\n"));
    }

    #[test]
    fn overloads_and_types_come_along_in_order() {
        let support = shake(&["reraise", "float_to_text"]).unwrap();
        assert_eq!(support.create.matches("FUNCTION ora_compat.float_to_text(").count(), 2);
        let (ty, function) = (support.create.find("CREATE TYPE ora_compat.error"), support.create.find("reraise("));
        assert!(ty.is_some() && ty < function);
    }

    #[test]
    fn every_statement_of_the_files_is_an_item() {
        let statements: usize =
            FILES.iter().map(|(_, text)| text.matches("\nCREATE ").count() + text.matches("\nDO ").count()).sum();
        assert_eq!(items().len(), statements);
        for item in items() {
            assert!(item.text.ends_with(';'), "{}", item.name);
            assert!(has(item.name) && !item.name.is_empty());
        }
    }

    #[test]
    fn no_helper_calls_what_the_library_lacks() {
        for item in items() {
            for name in mentioned(item.text).filter(|n| !n.is_empty()) {
                let is_setting =
                    ["'", "SET "].iter().any(|before| item.text.contains(&format!("{before}ora_compat.{name}")));
                assert!(has(name) || is_setting, "{} calls {name}", item.name);
            }
        }
    }
}
