//! Views of Oracle's data dictionary: which columns they have there, and what shows the same facts in PostgreSQL.
//!
//! A view is one `View` in the list of the file of its subject; nothing else names it. Its columns are rows of that table: the name, the
//! type and what gives the value. What only Oracle has is listed too, so that no other name is taken for such a column.

mod accounts;
mod columns;
mod keys;
mod objects;
mod server;
mod tables;

use std::fmt::Write;

/// The schema of the views in the target.
pub const SCHEMA: &str = "ora_dict";

/// A view, or the three that show the same of one's own, of all accessible and of all objects.
#[derive(Debug, PartialEq, Eq)]
pub struct View {
    /// Its name; that of three without `USER_`, `ALL_` and `DBA_`.
    pub name: &'static str,
    /// Which of them there are.
    pub family: Family,
    /// What it shows.
    pub subject: Subject,
    /// The columns that have a counterpart, in Oracle's order.
    pub columns: &'static [Column],
    /// The columns that have none, separated by blanks.
    pub lacks: &'static str,
    /// `FROM` and `WHERE` in PostgreSQL; a condition can be added.
    pub rows: &'static str,
    /// Which rows `ALL_` shows.
    pub accessible: &'static str,
}

/// The views of one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// One view.
    One,
    /// Three, by what names the owner: `USER_` is what one owner has of `DBA_`, and `shown` says whether it names that owner.
    Three {
        /// The column; several with blanks between, where any of them counts.
        owner: &'static str,
        /// Whether `USER_` has it.
        shown: bool,
    },
}

/// What a view shows; decides by which rule a query of it is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Objects of the schema.
    Objects,
    /// The text of code.
    Code,
    /// What the server and its sessions do.
    Server,
    /// Settings.
    Settings,
}

/// A column that PostgreSQL has the same fact for.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its type in Oracle.
    pub ty: Type,
    /// What gives it in PostgreSQL.
    expr: &'static str,
    /// How its values may differ.
    pub differs: Differs,
}

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A name of an object: `VARCHAR2(128)`, shown as Oracle shows it.
    Name,
    /// `VARCHAR2(n)`.
    Text(u16),
    /// `NUMBER`.
    Number,
    /// `DATE`.
    Date,
    /// `LONG`.
    Long,
}

/// How values of a column may differ from Oracle's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differs {
    /// Not.
    No,
    /// In this.
    In(&'static str),
    /// They come from the statistics of the planner.
    Estimate,
    /// It is the state of a sequence.
    Sequence,
}

const fn name(name: &'static str, expr: &'static str) -> Column {
    Column { name, ty: Type::Name, expr, differs: Differs::No }
}

const fn text(name: &'static str, length: u16, expr: &'static str) -> Column {
    Column { name, ty: Type::Text(length), expr, differs: Differs::No }
}

const fn number(name: &'static str, expr: &'static str) -> Column {
    Column { name, ty: Type::Number, expr, differs: Differs::No }
}

const fn date(name: &'static str, expr: &'static str) -> Column {
    Column { name, ty: Type::Date, expr, differs: Differs::No }
}

const fn long(name: &'static str, expr: &'static str) -> Column {
    Column { name, ty: Type::Long, expr, differs: Differs::No }
}

impl Column {
    const fn differs(self, how: &'static str) -> Column {
        Column { differs: Differs::In(how), ..self }
    }

    const fn estimate(self) -> Column {
        Column { differs: Differs::Estimate, ..self }
    }
}

const OWNED: Family = Family::Three { owner: "OWNER", shown: false };
const OWNER_SHOWN: Family = Family::Three { owner: "OWNER", shown: true };

/// All views.
static VIEWS: [&[View]; 6] =
    [tables::VIEWS, columns::VIEWS, keys::VIEWS, objects::VIEWS, accounts::VIEWS, server::VIEWS];

/// All views, with whose rows they show: each once under its own name.
pub fn all() -> impl Iterator<Item = (&'static View, Whose)> {
    let whose = |view: &View| match (view.family, view.accessible) {
        (Family::One, _) | (Family::Three { .. }, "") => &[Whose::All][..],
        (Family::Three { .. }, _) => &[Whose::Accessible, Whose::All],
    };
    VIEWS.iter().copied().flatten().flat_map(move |view| whose(view).iter().map(move |whose| (view, *whose)))
}

/// Other names of views.
const SYNONYMS: [(&str, &str); 5] = [
    ("COLS", "USER_TAB_COLUMNS"),
    ("IND", "USER_INDEXES"),
    ("OBJ", "USER_OBJECTS"),
    ("SEQ", "USER_SEQUENCES"),
    ("TABS", "USER_TABLES"),
];

/// Whose rows a view shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those of one owner.
    Own,
    /// Those that the user may see.
    Accessible,
    /// All.
    All,
}

/// A view by its name, folded, and whose rows it shows.
#[must_use]
pub fn find(name: &str) -> Option<(&'static View, Whose)> {
    let name = SYNONYMS.iter().find(|(short, _)| *short == name).map_or(name, |(_, full)| full);
    let all = || VIEWS.iter().copied().flatten();
    let prefixes = [("USER_", Whose::Own), ("ALL_", Whose::Accessible), ("DBA_", Whose::All)];
    let three = prefixes.iter().find_map(|(prefix, whose)| {
        let rest = name.strip_prefix(prefix)?;
        let view = all().find(|v| v.name == rest && v.family != Family::One)?;
        let there = *whose != Whose::Accessible || !view.accessible.is_empty();
        there.then_some((view, *whose))
    });
    let plain = server_name(name);
    three.or_else(|| all().find(|v| v.name == plain && v.family == Family::One).map(|view| (view, Whose::All)))
}

/// `V_$SESSION` is what `V$SESSION` is a synonym of.
fn server_name(name: &str) -> &str {
    match name {
        "V_$SESSION" => "V$SESSION",
        "V_$INSTANCE" => "V$INSTANCE",
        "V_$DATABASE" => "V$DATABASE",
        "V_$VERSION" => "V$VERSION",
        other => other,
    }
}

impl View {
    /// The columns that are in sight of who reads it.
    pub fn columns(&self, whose: Whose) -> impl Iterator<Item = &'static Column> + use<'_> {
        let hidden = match self.family {
            Family::Three { owner, shown: false } if whose == Whose::Own => Some(owner),
            Family::Three { .. } | Family::One => None,
        };
        self.columns.iter().filter(move |column| Some(column.name) != hidden)
    }

    /// The names of columns that have no counterpart.
    pub fn lacks(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.lacks.split_whitespace()
    }

    /// The name in the target of the view that is read: one's own rows are taken out of all.
    #[must_use]
    pub fn target(&self, whose: Whose) -> String {
        let own = self.name.to_ascii_lowercase();
        match (self.family, whose) {
            (Family::One, _) => own,
            (Family::Three { .. }, Whose::Accessible) => format!("all_{own}"),
            (Family::Three { .. }, Whose::Own | Whose::All) => format!("dba_{own}"),
        }
    }

    /// What creates it; `given` fills what stands in braces: `nls_date_format` as a literal, `packages` as rows.
    #[must_use]
    pub fn create(&self, whose: Whose, given: &dyn Fn(&str) -> String) -> String {
        let mut out = format!("CREATE OR REPLACE VIEW {SCHEMA}.{} AS\nSELECT\n", quoted(&self.target(whose)));
        for (n, column) in self.columns.iter().enumerate() {
            let end = if n + 1 == self.columns.len() { "\n" } else { ",\n" };
            let _ = write!(out, "  {} AS {}{end}", column.value(), quoted(&column.name.to_ascii_lowercase()));
        }
        let rows = self.rows.trim_matches('\n');
        match rows.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?))) {
            Some((before, (hole, after))) => out.extend([before, &given(hole), after]),
            None => out.push_str(rows),
        }
        if whose == Whose::Accessible && !self.accessible.is_empty() {
            let _ = write!(out, "\n  AND ({})", self.accessible);
        }
        out.push_str(";\n");
        out
    }
}

impl Column {
    /// Its value, with the type that it has in the target.
    fn value(&self) -> String {
        // what is the same in all rows has no collation that could be at odds with another
        let constant = self.expr == "NULL" || self.expr.starts_with('\'') && !self.expr.contains(' ');
        let (cast, collation) = match self.ty {
            Type::Name if !constant => return format!("ora_compat.dict_name({}) COLLATE \"default\"", self.expr),
            Type::Name | Type::Text(_) | Type::Long => ("text", if constant { "" } else { " COLLATE \"default\"" }),
            Type::Number => ("numeric", ""),
            // what Oracle keeps ends with the second
            Type::Date => return format!("date_trunc('second', {})::timestamp(0)", self.expr),
        };
        let plain = self.expr.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'));
        let (open, close) = if constant || plain { ("", "") } else { ("(", ")") };
        format!("{open}{}{close}::{cast}{collation}", self.expr)
    }
}

/// A name of lower-case letters that may hold `$` or `#`, which stand in quotes.
#[must_use]
pub fn quoted(name: &str) -> String {
    let reserved = ["user", "default", "column", "order", "table"].contains(&name);
    let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') && !reserved;
    if plain { name.to_owned() } else { format!("\"{name}\"") }
}

/// The view of the target by its name there.
#[must_use]
pub fn by_target(name: &str) -> Option<(&'static View, Whose)> {
    find(&name.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_view_and_column_has_one_row() {
        let mut names = BTreeSet::new();
        for view in VIEWS.iter().copied().flatten() {
            assert!(names.insert(view.name), "{} stands twice", view.name);
            let mut columns = BTreeSet::new();
            for column in view.columns.iter().map(|c| c.name).chain(view.lacks()) {
                assert!(columns.insert(column), "{}.{column} stands twice", view.name);
            }
            if let Family::Three { owner, .. } = view.family {
                let has = |owner| view.columns.iter().any(|c| c.name == owner);
                assert!(owner.split(' ').all(has), "{} has no {owner}", view.name);
            }
        }
    }

    #[test]
    fn views_are_found_by_all_their_names() {
        assert_eq!(find("USER_TABLES").map(|(v, w)| (v.name, w)), Some(("TABLES", Whose::Own)));
        assert_eq!(find("TABS").map(|(v, w)| (v.name, w)), Some(("TABLES", Whose::Own)));
        assert_eq!(find("V_$SESSION").map(|(v, _)| v.target(Whose::All)), Some("v$session".into()));
        assert_eq!(find("TABLES"), None);
        assert_eq!(find("USER_GLOBAL_NAME"), None);
        let all = by_target("all_tables").map(|(v, w)| v.create(w, &|_| String::new()));
        assert!(all.is_some_and(|text| text.contains("ora_dict.all_tables") && text.contains("has_table_privilege")));
    }
}
