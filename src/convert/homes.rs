//! Where a name stands that is not found where it is used: in another schema, behind a variable, in scripts without a schema.

use super::Program;
use crate::catalog::ObjectId;
use crate::ir;
use crate::name::{Name, QName};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of a name that is not found.
#[derive(Clone, Debug, Default)]
pub(in crate::convert) struct Elsewhere {
    /// Where it stands, to be put behind a message; empty: nowhere in the input.
    pub said: String,
    /// What is to be done, where it stands somewhere.
    pub advice: &'static str,
    /// What all names lack that are found by the same remedy.
    pub cause: String,
}

impl Elsewhere {
    /// What is to be done; `absent` is for what the input does not have.
    #[must_use]
    pub fn advice(&self, absent: &'static str) -> &'static str {
        if self.advice.is_empty() { absent } else { self.advice }
    }

    /// Where it stands, to be put in brackets within a message; empty: nowhere in the input.
    #[must_use]
    pub fn aside(&self) -> String {
        self.said.strip_prefix(": ").map(|home| format!(" ({home})")).unwrap_or_default()
    }

    /// The cause; `absent` is that of what the input does not have.
    #[must_use]
    pub fn cause<'e>(&'e self, absent: &'e str) -> &'e str {
        if self.cause.is_empty() { absent } else { &self.cause }
    }
}

/// What later statements drop or create anew.
#[derive(Debug, Default)]
pub(super) struct Gone {
    names: BTreeSet<QName>,
    /// The tables that had a column of a name.
    columns: BTreeMap<Name, Vec<ObjectId>>,
}

impl Gone {
    fn of(program: &ir::Program) -> Self {
        let mut it = Gone::default();
        for (id, object) in program.catalog.gone() {
            it.names.insert(object.name.clone());
            if let ir::Kind::Table(table) = &object.kind {
                table.columns.iter().for_each(|c| it.columns.entry(c.name.clone()).or_default().push(id));
            }
        }
        it
    }
}

/// What is to be done where the input does not have something that an expression names.
pub(super) const ADD: &str =
    "Add the script that creates it to the input (or with --with, to be read only), or write this by hand.";

const LIVES: &str =
    "Say where the scripts live that name no schema (`--schema NAME`), or write the schema in front of the name.";
const ONE_OF: &str = "Write the schema that is meant in front of the name, or say where the scripts live that name none (`--schema NAME`).";
const BARE: &str = "Say where the scripts live that name no schema: `--schema NAME`.";
const DEFINE: &str = "Give the variable its value: `--define NAME=VALUE`.";

impl Program<'_> {
    /// Where a name stands, whatever its schema.
    #[must_use]
    pub(in crate::convert) fn elsewhere(&self, name: &QName) -> Elsewhere {
        let homes = self.homes.get_or_init(|| {
            let mut homes: BTreeMap<Name, BTreeSet<QName>> = BTreeMap::new();
            // A synonym is no home of its own.
            let is_synonym = |object: &ir::Object| matches!(object.kind, ir::Kind::Other(ir::Other::Synonym(_)));
            for (_, object) in self.read.catalog.iter().filter(|(_, object)| !is_synonym(object)) {
                homes.entry(object.name.name.clone()).or_default().insert(object.name.clone());
            }
            homes
        });
        let Some(homes) = homes.get(&name.name) else { return self.gone(name) };
        let Some(home) = homes.first() else { return Elsewhere::default() };
        if homes.len() > 1 && home.schema.is_some() {
            let mut said: Vec<String> = homes.iter().take(3).map(|home| format!("`{home}`")).collect();
            if homes.len() > said.len() {
                said.push(format!("{} more", homes.len() - said.len()));
            }
            return Elsewhere {
                said: format!(": other schemas have one each ({})", said.join(", ")),
                advice: ONE_OF,
                cause: "--schema".into(),
            };
        }
        match home.schema.as_deref() {
            None => Elsewhere {
                said: format!(": `{home}` is, from scripts that name no schema"),
                advice: BARE,
                cause: format!("--schema {}", name.schema.as_deref().unwrap_or_default()),
            },
            Some(schema) => match schema.strip_prefix('&') {
                Some(variable) => Elsewhere {
                    said: format!(": `{home}` is, where variable `{variable}` has no value"),
                    advice: DEFINE,
                    cause: schema.into(),
                },
                None => Elsewhere {
                    said: format!(": `{home}` is of another schema, which `--schema` may name"),
                    advice: LIVES,
                    cause: format!("--schema {schema}"),
                },
            },
        }
    }

    /// The same of a type.
    #[must_use]
    #[expect(clippy::wildcard_enum_match_arm, reason = "all other types have no name")]
    pub(in crate::convert) fn elsewhere_of_type(&self, ty: &ir::Type) -> Elsewhere {
        match ty {
            ir::Type::Named(name) => self.elsewhere(name),
            ir::Type::Path(parts) => match &**parts {
                [name] => self.elsewhere(&QName::bare(name.clone())),
                [schema, name] => self.elsewhere(&QName::new(schema.clone(), name.clone())),
                _ => Elsewhere::default(),
            },
            _ => Elsewhere::default(),
        }
    }

    /// The same of a table or another object that a later statement drops.
    fn gone(&self, name: &QName) -> Elsewhere {
        if !self.gone.get_or_init(|| Gone::of(self.read)).names.contains(name) {
            return Elsewhere::default();
        }
        Elsewhere {
            said: format!(": a later statement drops `{name}`"),
            advice: "Convert the scripts that drop it apart from those that use it.",
            cause: format!("dropped {name}"),
        }
    }

    /// The same of a column that a table had before a later statement created it anew; `columns` are those that it has now.
    #[must_use]
    pub(in crate::convert) fn earlier(&self, columns: &[&Name], name: &Name) -> Option<Elsewhere> {
        let catalog = &self.read.catalog;
        let had = self.gone.get_or_init(|| Gone::of(self.read)).columns.get(name)?;
        let object = had.iter().map(|id| catalog.get(*id)).find(|object| {
            let now = catalog.table(&object.name).map(|(_, table)| &table.columns);
            now.is_some_and(|now| now.iter().map(|c| &c.name).eq(columns.iter().copied()))
        })?;
        Some(Elsewhere {
            said: format!(": `{}` has it only until a later statement creates the table anew", object.name),
            advice: "Convert the scripts that create the table anew by a run of their own.",
            cause: format!("earlier {}", object.name),
        })
    }

    /// The same of the parts of a name, of which the first ones may be a schema and what it holds; what `seen` has is not elsewhere.
    #[must_use]
    pub(in crate::convert) fn elsewhere_of(&self, parts: &[Name], seen: Option<&Name>) -> Elsewhere {
        let is_seen = |part: &Name| self.resolve(&QName::bare(part.clone()), seen).is_some();
        let found = parts.iter().filter(|part| !is_seen(part)).map(|part| self.elsewhere(&QName::bare(part.clone())));
        let found = found.into_iter().find(|it| !it.said.is_empty());
        let behind = || match parts {
            [schema, part] if is_seen(part) => self.elsewhere(&QName::new(schema.clone(), part.clone())),
            _ => Elsewhere::default(),
        };
        found.unwrap_or_else(behind)
    }
}
