//! The views of Oracle's data dictionary that an output reads, in one file.

use super::layout::Support;
use super::quote::literal;
use crate::dictionary::{SCHEMA, View, Whose, by_target, quoted};
use crate::name::{Name, QName};
use crate::profile::{NLS_DATE_FORMAT, Profile};
use std::collections::BTreeMap;
use std::fmt::Write;

const HEAD: &str =
    "-- Views of Oracle's data dictionary that the output reads: names are in upper case, as Oracle shows them.
CREATE SCHEMA IF NOT EXISTS ora_dict;
GRANT USAGE ON SCHEMA ora_dict TO PUBLIC;
";

/// The schema goes last, and stays where somebody else put something into it.
const FOOT: &str = "DO $dictionary$
BEGIN
  DROP SCHEMA IF EXISTS ora_dict;
EXCEPTION WHEN dependent_objects_still_exist THEN
  RAISE WARNING 'schema ora_dict holds other objects, and stays';
END
$dictionary$;
";

/// The helpers that the views call.
const HELPERS: [&str; 8] =
    ["cfg", "dict_chars", "dict_length", "dict_name", "dict_precision", "dict_scale", "dict_shows", "dict_type"];

/// A package, which is a schema here or stands in one.
#[derive(Clone, Debug)]
pub struct Package {
    /// The schema that it belongs to.
    pub owner: Name,
    /// Its name in the source.
    pub name: Name,
    /// The schema of its routines.
    pub schema: Name,
    /// Whether that holds nothing else.
    pub apart: bool,
    /// Whether it has a body.
    pub body: bool,
}

/// Packages as rows: owner, name, schema, whether that holds nothing else, kind of object.
fn rows(packages: &[Package]) -> String {
    let mut out = String::from("VALUES (NULL::text, NULL::text, NULL::text, false, NULL::text)");
    for it in packages {
        let [owner, name, schema] = [&it.owner, &it.name, &it.schema].map(|name| literal(name));
        let kinds = if it.body { &["PACKAGE", "PACKAGE BODY"][..] } else { &["PACKAGE"] };
        for kind in kinds {
            let _ = write!(out, ",\n      ({owner}, {name}, {schema}, {}, '{kind}')", it.apart);
        }
    }
    out
}

/// The views that are read, with the helpers that they call; `None` where none is read.
#[must_use]
pub fn read<'a>(
    called: impl IntoIterator<Item = &'a QName>,
    profile: &Profile,
    packages: &[Package],
) -> Option<(Support, Vec<QName>)> {
    let given = |hole: &str| match hole {
        "packages" => rows(packages),
        // what Oracle has where nobody sets it
        _ => literal(profile.text(&NLS_DATE_FORMAT).unwrap_or("DD-MON-RR")),
    };
    let names = called.into_iter().filter(|name| name.schema.as_deref() == Some(SCHEMA));
    let views: BTreeMap<String, (&View, Whose)> =
        names.filter_map(|name| Some((quoted(&name.name), by_target(&name.name)?))).collect();
    if views.is_empty() {
        return None;
    }
    let mut support = Support { create: String::from(HEAD), undo: String::new() };
    for (name, (view, whose)) in &views {
        let _ = write!(support.create, "\n{}GRANT SELECT ON {SCHEMA}.{name} TO PUBLIC;\n", view.create(*whose, &given));
        let _ = writeln!(support.undo, "DROP VIEW IF EXISTS {SCHEMA}.{name};");
    }
    support.undo.push_str(FOOT);
    let helpers =
        HELPERS.iter().filter(|helper| support.create.contains(&format!("{}.{helper}(", super::piece::SUPPORT)));
    let helpers = helpers.map(|helper| QName::new(super::piece::SUPPORT, *helper)).collect();
    Some((support, helpers))
}
