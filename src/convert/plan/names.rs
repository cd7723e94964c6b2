//! Target names: case, length, words and name spaces, decided in sorted order, so that adding input never renames.

use crate::analyze::depend;
use crate::catalog::{ConstraintRule, ObjectId};
use crate::convert::hierarchy::Hierarchies;
use crate::finding::{Key, ObjectKind};
use crate::ir::{self, object::key};
use crate::name::{Name, QName, Texts, fnv, is_folded};
use crate::profile::{MIXED_CASE, MixedCase, Profile};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// The longest name PostgreSQL keeps, in bytes.
pub const LONGEST: usize = 63;

/// Names of columns that every PostgreSQL table has already.
const SYSTEM_COLUMNS: [&str; 6] = ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];

/// The schema of objects whose schema nobody names.
pub const HOME: &str = "public";

/// Where public synonyms stand.
pub const PUBLIC_SYNONYMS: &str = "public_synonyms";

/// Target names.
#[derive(Debug, Default)]
pub struct Names {
    /// Per source object; a package has the name of its schema.
    pub objects: FxHashMap<Key, QName>,
    /// Per column, where it is not the folded source name.
    pub columns: FxHashMap<(ObjectId, Name), Name>,
    /// Per constraint of a table, by its place in the list.
    pub constraints: FxHashMap<(ObjectId, usize), Name>,
    /// What is not simply folded, for the manifest.
    pub renames: Vec<Rename>,
    /// Types under each other, which share the name of the one above them all.
    pub(in crate::convert) hierarchies: Hierarchies,
    /// Names in use per schema in the name space of tables, indexes, sequences and types.
    taken: FxHashMap<Name, FxHashSet<Name>>,
    style: Style,
}

/// How names are folded.
#[derive(Clone, Debug, Default)]
struct Style {
    mixed: Option<MixedCase>,
    home: Option<Name>,
}

/// A name that changed beyond case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rename {
    /// What is named; a column has the kind of its table.
    pub kind: ObjectKind,
    /// Its name in the source; a column or constraint is `TABLE.NAME`.
    pub from: QName,
    /// Its name in the target.
    pub to: QName,
    /// Why.
    pub reason: &'static str,
}

/// The names of an earlier run, which are kept.
#[derive(Clone, Debug, Default)]
pub struct Previous {
    /// By kind and source name, as in [`Rename`].
    pub names: BTreeMap<Key, QName>,
}

/// Why a name changed.
mod why {
    pub(super) const LONG: &str = "longer than 63 bytes";
    pub(super) const CLASH: &str = "another object has this name";
    pub(super) const SYSTEM: &str = "name of a system column";
    pub(super) const GENERATED: &str = "the source generated the name";
    pub(super) const RESERVED: &str = "PostgreSQL reserves the name";
}

impl Names {
    /// Names everything.
    #[must_use]
    pub fn new(program: &ir::Program, profile: &Profile, previous: &Previous) -> Self {
        let style = Style { mixed: Some(profile.get(&MIXED_CASE)), home: profile.schema.clone() };
        let hierarchies = Hierarchies::new(&program.catalog);
        let mut names = Names { style, hierarchies, ..Names::default() };
        let mut sorted: Vec<(Key, ObjectId)> = program.catalog.iter().map(|(id, object)| (key(object), id)).collect();
        sorted.sort();
        let mut namer = Namer { names: &mut names, catalog: &program.catalog, previous };
        namer.schemas(&sorted);
        namer.relations(&sorted);
        namer.columns(&sorted);
        namer.constraints(&sorted);
        namer.indexes(&sorted);
        namer.others(&sorted);
        names.renames.sort();
        names
    }

    /// The target name of an object.
    #[must_use]
    pub fn object(&self, key: &Key) -> QName {
        match self.objects.get(key) {
            Some(name) => name.clone(),
            None => QName { schema: Some(self.schema(key.name.schema.as_ref())), name: self.fold(&key.name.name) },
        }
    }

    /// The target schema of a source schema.
    #[must_use]
    pub fn schema(&self, schema: Option<&Name>) -> Name {
        let Some(schema) = schema.or(self.style.home.as_ref()) else { return HOME.into() };
        let key = Key { kind: ObjectKind::Schema, name: QName::bare(schema.clone()) };
        self.objects.get(&key).map_or_else(|| self.fold(schema), |name| name.name.clone())
    }

    /// The target name of a column.
    #[must_use]
    pub fn column(&self, table: ObjectId, column: &Name) -> Name {
        self.columns.get(&(table, column.clone())).cloned().unwrap_or_else(|| self.fold(column))
    }

    /// The target name of the n-th constraint of a table.
    #[must_use]
    pub fn constraint(&self, table: ObjectId, place: usize) -> Name {
        self.constraints.get(&(table, place)).cloned().unwrap_or_default()
    }

    /// Folds a name: what the source folds becomes lower case, what it keeps is kept or follows `mixed_case`; cut to 63 bytes.
    #[must_use]
    pub fn fold(&self, name: &str) -> Name {
        // nearly all names are of ASCII, and as Oracle folds them
        if name.len() <= LONGEST && name.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_lowercase()) {
            return Name::lower(name);
        }
        cut(&self.style.fold(name))
    }

    /// Whether a name is taken in a target schema, among tables, indexes, sequences and types.
    #[must_use]
    pub fn is_taken(&self, schema: &Name, name: &Name) -> bool {
        self.taken.get(schema).is_some_and(|all| all.contains(name))
    }
}

impl Style {
    fn fold(&self, name: &str) -> String {
        if is_folded(name) {
            return name.to_lowercase();
        }
        match self.mixed.unwrap_or(MixedCase::Quote) {
            MixedCase::Quote => name.to_owned(),
            MixedCase::Lower => name.to_lowercase(),
            MixedCase::Snake => snake(name),
        }
    }
}

/// `OrderItem` becomes `order_item`, `HTTPServer` becomes `http_server`.
fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 4);
    for (i, letter) in letters.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| letters.get(i));
        let after = letters.get(i + 1);
        let starts = letter.is_uppercase()
            && before.is_some_and(|b| {
                b.is_lowercase() || b.is_numeric() || (b.is_uppercase() && after.is_some_and(|a| a.is_lowercase()))
            });
        if starts {
            out.push('_');
        }
        if *letter == ' ' { out.push('_') } else { out.extend(letter.to_lowercase()) }
    }
    out
}

/// Cuts a name to 63 bytes: 54 of them, and eight digits that depend on the whole name.
#[must_use]
pub fn cut(name: &str) -> Name {
    if name.len() <= LONGEST {
        return name.into();
    }
    let mut end = LONGEST - 9;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    let start = name.get(..end).unwrap_or_default();
    format!("{start}_{:08x}", fnv(name.bytes())).into()
}

/// Whether the source made the name up: `SYS_C0012345`, `SYS_IL…`, `ISEQ$$_…`, `BIN$…`.
#[must_use]
pub fn is_generated(name: &str) -> bool {
    let digits = |rest: &str| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit());
    name.strip_prefix("SYS_C").is_some_and(digits)
        || name.strip_prefix("SYS_P").is_some_and(digits)
        || name.starts_with("SYS_IL0")
        || name.starts_with("ISEQ$$_")
        || name.starts_with("BIN$")
}

/// The names in the making.
struct Namer<'n, 'a> {
    names: &'n mut Names,
    catalog: &'a ir::Catalog,
    previous: &'a Previous,
}

impl<'a> Namer<'_, 'a> {
    /// Source schemas, then packages, which become schemas.
    fn schemas(&mut self, sorted: &[(Key, ObjectId)]) {
        let mut schemas: BTreeSet<Name> = self.catalog.schemas().into_iter().cloned().collect();
        schemas.extend(self.names.style.home.clone());
        for (key, _) in sorted.iter().filter(|(key, _)| key.kind == ObjectKind::Schema) {
            schemas.insert(key.name.name.clone());
        }
        let mut taken: BTreeSet<Name> =
            ["ora_compat", "ora_dict", "information_schema", PUBLIC_SYNONYMS].map(Name::from).into();
        if self.catalog.iter().any(|(_, o)| o.name.schema.is_none()) && self.names.style.home.is_none() {
            taken.insert(HOME.into());
        }
        for schema in schemas {
            let key = Key { kind: ObjectKind::Schema, name: QName::bare(schema.clone()) };
            if schema == "PUBLIC" {
                // Nobody owns what is public; a schema of that name is PostgreSQL's, and holds other things.
                self.record(&key, QName::bare(PUBLIC_SYNONYMS), &PUBLIC_SYNONYMS.into(), why::RESERVED);
                continue;
            }
            let plain = self.names.fold(&schema);
            let free = |name: &Name, taken: &BTreeSet<Name>| !name.starts_with("pg_") && !taken.contains(name);
            let base = if plain.starts_with("pg_") { cut(&format!("ora_{plain}")) } else { plain.clone() };
            let to = self.kept(&key).map(|q| q.name).unwrap_or_else(|| numbered(&base, |n| free(n, &taken)));
            taken.insert(to.clone());
            self.record(&key, QName::bare(to), &plain, why::RESERVED);
        }
        let of = |kind: ObjectKind| sorted.iter().map(|(key, _)| key).filter(move |key| key.kind == kind);
        let specs: BTreeSet<&QName> = of(ObjectKind::Package).map(|key| &key.name).collect();
        // A body whose package is not in the input has its schema behind those that are.
        let alone = of(ObjectKind::PackageBody).map(|key| &key.name).filter(|name| !specs.contains(name));
        for name in specs.iter().copied().chain(alone) {
            let key = &Key { kind: ObjectKind::Package, name: name.clone() };
            let plain = self.names.fold(&key.name.name);
            let owner = self.names.schema(key.name.schema.as_ref());
            let free = |n: &Name| !n.starts_with("pg_") && !taken.contains(n) && n.as_str() != HOME;
            let to = self.kept(key).map(|q| q.name).unwrap_or_else(|| {
                if free(&plain) { plain.clone() } else { numbered(&cut(&format!("{owner}_{plain}")), free) }
            });
            taken.insert(to.clone());
            self.record(key, QName::bare(to), &plain, why::CLASH);
        }
    }

    /// Tables, views, types and sequences, in this order of rank.
    fn relations(&mut self, sorted: &[(Key, ObjectId)]) {
        const RANKS: [(&[ObjectKind], &str); 4] = [
            (&[ObjectKind::Table], "_tab"),
            (&[ObjectKind::View, ObjectKind::MaterializedView], "_view"),
            (&[ObjectKind::Type], "_type"),
            (&[ObjectKind::Sequence], "_seq"),
        ];
        for (kinds, suffix) in RANKS {
            for (key, _) in sorted.iter().filter(|(key, _)| kinds.contains(&key.kind)) {
                let schema = self.names.schema(key.name.schema.as_ref());
                let plain = self.names.fold(&key.name.name);
                let to = self.claim(key, &schema, &plain, suffix);
                self.record(key, QName { schema: Some(schema), name: to }, &plain, why::CLASH);
            }
        }
    }

    /// Constraints: unique in their table, keys also among relations.
    fn constraints(&mut self, sorted: &[(Key, ObjectId)]) {
        for (key, id) in sorted.iter().filter(|(key, _)| key.kind == ObjectKind::Table) {
            let ir::Kind::Table(table) = &self.catalog.get(*id).kind else { continue };
            let target = self.names.object(key);
            let schema = target.schema.clone().unwrap_or_else(|| HOME.into());
            let mut own: BTreeSet<Name> = BTreeSet::new();
            // Names that are written come first, so that a derived one never takes them.
            let written = |c: &ir::Constraint| c.name.as_ref().is_some_and(|n| !is_generated(n));
            let mut places: Vec<usize> = (0..table.constraints.len()).collect();
            places.sort_by_key(|i| table.constraints.get(*i).is_none_or(|c| !written(c)));
            for place in places {
                let Some(constraint) = table.constraints.get(place) else { continue };
                let derived = !written(constraint);
                let plain = match &constraint.name {
                    Some(name) if !derived => self.names.fold(name),
                    Some(_) | None => derive(&target.name, constraint, self.names, *id),
                };
                let source = constraint_key(key, constraint, &plain);
                let is_key = matches!(constraint.rule, ConstraintRule::Primary(_) | ConstraintRule::Unique(_));
                let to = if is_key {
                    self.claim(&source, &schema, &plain, "_key")
                } else {
                    self.kept(&source).map(|q| q.name).unwrap_or_else(|| numbered(&plain, |n| !own.contains(n)))
                };
                own.insert(to.clone());
                self.names.constraints.insert((*id, place), to.clone());
                let generated = constraint.name.is_some() && derived;
                let reason = if generated { why::GENERATED } else { why::CLASH };
                let to = QName { schema: Some(schema.clone()), name: to };
                self.note(&source, &to, if generated { "" } else { &plain }, reason);
            }
        }
    }

    fn indexes(&mut self, sorted: &[(Key, ObjectId)]) {
        for (key, id) in sorted.iter().filter(|(key, _)| key.kind == ObjectKind::Index) {
            let ir::Kind::Index(index) = &self.catalog.get(*id).kind else { continue };
            // An index lives in the schema of its table, whatever schema it was created in.
            let home = depend::find(self.catalog, &index.table, key.name.schema.as_ref());
            let owner = home.and_then(|t| self.catalog.get(t).name.schema.clone()).or(key.name.schema.clone());
            let schema = self.names.schema(owner.as_ref());
            let plain = self.names.fold(&key.name.name);
            let to = self.claim(key, &schema, &plain, "_ix");
            self.record(key, QName { schema: Some(schema), name: to }, &plain, why::CLASH);
        }
    }

    /// What shares a name space with nothing that was named so far.
    fn others(&mut self, sorted: &[(Key, ObjectId)]) {
        for (key, _) in sorted {
            if self.names.objects.contains_key(key) || key.kind == ObjectKind::Constraint {
                continue;
            }
            let schema = self.names.schema(key.name.schema.as_ref());
            let plain = self.names.fold(&key.name.name);
            let to = self.kept(key).map_or_else(|| plain.clone(), |q| q.name);
            self.record(key, QName { schema: Some(schema), name: to }, &plain, why::CLASH);
        }
    }

    fn columns(&mut self, sorted: &[(Key, ObjectId)]) {
        for (key, id) in sorted.iter().filter(|(key, _)| key.kind == ObjectKind::Table) {
            let ir::Kind::Table(table) = &self.catalog.get(*id).kind else { continue };
            let mut own: BTreeSet<Name> = BTreeSet::new();
            let mut columns: Vec<&Name> = table.columns.iter().map(|c| &c.name).collect();
            // What folds without a change of spelling keeps the plain name: `ID` before `"Id"`, in any order of columns.
            columns.sort_by_key(|name| (!is_folded(name), (*name).clone()));
            for column in columns {
                let plain = self.names.fold(column);
                let system = SYSTEM_COLUMNS.contains(&plain.as_str());
                let base = if system { Name::from(format!("{plain}_")) } else { plain.clone() };
                let source = member_key(key, ObjectKind::Table, column);
                let kept = self.kept(&source).map(|q| q.name);
                let to = kept.unwrap_or_else(|| numbered(&base, |n| !own.contains(n)));
                own.insert(to.clone());
                let reason = if system { why::SYSTEM } else { why::CLASH };
                let target = QName { schema: key.name.schema.as_ref().map(|s| self.names.fold(s)), name: to.clone() };
                self.note(&source, &target, &plain, reason);
                if to != plain {
                    self.names.columns.insert((*id, column.clone()), to);
                }
            }
        }
    }

    /// The name of an earlier run.
    fn kept(&self, key: &Key) -> Option<QName> {
        self.previous.names.get(key).cloned()
    }

    /// A free name among relations: the plain one, with the suffix, with a number.
    fn claim(&mut self, key: &Key, schema: &Name, plain: &Name, suffix: &str) -> Name {
        let kept = self.kept(key).map(|q| q.name);
        let taken = self.names.taken.entry(schema.clone()).or_default();
        let to = kept.unwrap_or_else(|| {
            if taken.contains(plain) {
                numbered(&cut(&format!("{plain}{suffix}")), |n| !taken.contains(n))
            } else {
                plain.clone()
            }
        });
        taken.insert(to.clone());
        to
    }

    fn record(&mut self, key: &Key, to: QName, plain: &Name, reason: &'static str) {
        self.note(key, &to, plain, reason);
        self.names.objects.insert(key.clone(), to);
    }

    /// Lists a rename, where the name is more than the folded one.
    fn note(&mut self, key: &Key, to: &QName, plain: &str, reason: &'static str) {
        let last = key.name.name.rsplit('.').next().unwrap_or_default();
        let long = self.names.style.fold(last).len() > LONGEST;
        if to.name != plain || long {
            let reason = if long { why::LONG } else { reason };
            let rename = Rename { kind: key.kind, from: key.name.clone(), to: to.clone(), reason };
            self.names.renames.push(rename);
        }
    }
}

/// The first free name of `base`, `base_2`, `base_3`, …
fn numbered(base: &Name, free: impl Fn(&Name) -> bool) -> Name {
    if free(base) {
        return base.clone();
    }
    let mut n = 2_u32;
    loop {
        let name = cut(&format!("{base}_{n}"));
        if free(&name) {
            return name;
        }
        n += 1;
    }
}

/// Identity of a part of a table: `SCHEMA.TABLE.NAME`.
fn member_key(table: &Key, kind: ObjectKind, name: &str) -> Key {
    let name = QName { schema: table.name.schema.clone(), name: format!("{}.{name}", table.name.name).into() };
    Key { kind, name }
}

/// Identity of a constraint. One without a name goes by the name it gets.
#[must_use]
pub fn constraint_key(table: &Key, constraint: &ir::Constraint, target: &str) -> Key {
    let written = constraint.name.as_ref().filter(|n| !is_generated(n));
    let name = written.cloned().unwrap_or_else(|| target.to_uppercase().into());
    member_key(table, ObjectKind::Constraint, &name)
}

/// The name PostgreSQL would give: `emp_pkey`, `emp_ename_key`, `emp_sal_check`, `emp_deptno_fkey`.
fn derive(table: &Name, constraint: &ir::Constraint, names: &Names, id: ObjectId) -> Name {
    let list = |columns: &[Name]| columns.iter().map(|c| names.column(id, c)).collect::<Vec<_>>().joined("_");
    cut(&match &constraint.rule {
        ConstraintRule::Primary(_) => format!("{table}_pkey"),
        ConstraintRule::Unique(columns) => format!("{table}_{}_key", list(columns)),
        ConstraintRule::Foreign(foreign) => format!("{table}_{}_fkey", list(&foreign.columns)),
        ConstraintRule::Check(expr) => match single_column(expr) {
            Some(column) => format!("{table}_{}_check", names.column(id, column)),
            None => format!("{table}_check"),
        },
        ConstraintRule::Ref(_) => format!("{table}_ref"),
    })
}

/// The column of an expression that names exactly one.
fn single_column(expr: &ir::Expr) -> Option<&Name> {
    let mut found = BTreeSet::new();
    ir::walk::each(expr, &mut |e| {
        if let ir::ExprKind::Name(path) = &e.kind
            && let [.., last] = path.parts.as_slice()
        {
            found.insert(last);
        }
    });
    let mut all = found.into_iter();
    let first = all.next();
    if all.next().is_none() { first } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_with_a_hash_of_the_whole() {
        let a = cut(&"a".repeat(70));
        let b = cut(&format!("{}b", "a".repeat(69)));
        assert_eq!(a.len(), LONGEST);
        assert_ne!(a, b);
        assert_eq!(cut("short"), "short");
        assert!(cut(&"ä".repeat(40)).len() <= LONGEST);
    }

    #[test]
    fn snake_case_keeps_words_together() {
        assert_eq!(snake("OrderItem"), "order_item");
        assert_eq!(snake("HTTPServer2Go"), "http_server2_go");
        assert_eq!(snake("Order Item"), "order_item");
    }

    #[test]
    fn generated_names_are_known() {
        assert!(is_generated("SYS_C0012345"));
        assert!(!is_generated("SYS_CODE"));
        assert!(!is_generated("SYS_C"));
        assert!(is_generated("ISEQ$$_77"));
    }
}
