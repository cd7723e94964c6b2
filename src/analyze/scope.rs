//! What names in a query can mean: the items of `FROM` of the query at hand, then those of the queries around it.

use crate::name::Name;

/// An item of `FROM`: by which name its columns are qualified, and which columns it has.
#[derive(Clone, Debug, PartialEq)]
pub struct Source<C> {
    /// Its alias, else the name of its table; empty where nothing qualifies its columns.
    pub name: Name,
    /// The schema that may stand before the name of a table without alias.
    pub schema: Option<Name>,
    /// Its columns in order; none where they are not known.
    pub columns: Option<Vec<(Name, C)>>,
}

/// What a name means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Found<'b, C> {
    /// A column, by its item and place.
    Column(&'b Source<C>, usize, &'b C),
    /// Perhaps a column of an item whose columns are not known.
    Unknown,
    /// No column.
    Nothing,
}

/// Finds the column that a name means: `c`, `t.c`, `s.t.c`. Blocks come from the inside out; the first that has it decides.
pub fn find<'b, C>(blocks: impl Iterator<Item = &'b [Source<C>]>, parts: &[Name]) -> Found<'b, C> {
    for block in blocks {
        let mut unknown = false;
        for source in block {
            let column = match parts {
                [column] => column,
                [name, column] if *name == source.name => column,
                [schema, name, column] if *name == source.name && source.schema.as_ref() == Some(schema) => column,
                _ => continue,
            };
            let Some(columns) = &source.columns else {
                unknown = true;
                continue;
            };
            if let Some((place, (_, found))) = columns.iter().enumerate().find(|(_, (name, _))| name == column) {
                return Found::Column(source, place, found);
            }
        }
        if unknown {
            return Found::Unknown;
        }
    }
    Found::Nothing
}
