//! The views of Oracle's data dictionary that an output reads, in one file.

use super::layout::Support;
use super::quote::literal;
use crate::dictionary::{SCHEMA, View, Whose, by_target, quoted};
use crate::name::QName;
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

/// The views that are read, with the helpers that they call; `None` where none is read.
#[must_use]
pub fn read<'a>(called: impl IntoIterator<Item = &'a QName>, profile: &Profile) -> Option<(Support, Vec<QName>)> {
    // what Oracle has where nobody sets it
    let setting = |_: &str| literal(profile.text(&NLS_DATE_FORMAT).unwrap_or("DD-MON-RR"));
    let names = called.into_iter().filter(|name| name.schema.as_deref() == Some(SCHEMA));
    let views: BTreeMap<String, (&View, Whose)> =
        names.filter_map(|name| Some((quoted(&name.name), by_target(&name.name)?))).collect();
    if views.is_empty() {
        return None;
    }
    let mut support = Support { create: String::from(HEAD), undo: String::new() };
    for (name, (view, whose)) in &views {
        let _ =
            write!(support.create, "\n{}GRANT SELECT ON {SCHEMA}.{name} TO PUBLIC;\n", view.create(*whose, &setting));
        let _ = writeln!(support.undo, "DROP VIEW IF EXISTS {SCHEMA}.{name};");
    }
    support.undo.push_str(FOOT);
    let helpers =
        HELPERS.iter().filter(|helper| support.create.contains(&format!("{}.{helper}(", super::piece::SUPPORT)));
    let helpers = helpers.map(|helper| QName::new(super::piece::SUPPORT, *helper)).collect();
    Some((support, helpers))
}
