//! Packages: what each declares, where its code stands, and what its members are called in the target.

#![expect(clippy::wildcard_enum_match_arm, reason = "only packages are looked for")]

use super::names::{Names, cut};
use crate::analyze::depend;
use crate::catalog::{Mode, ObjectId};
use crate::convert::Program;
use crate::convert::expr::bare;
use crate::convert::named::{self, Site};
use crate::finding::{Key, ObjectKind};
use crate::ir::plsql::{Declaration, DeclarationKind};
use crate::ir::{self, Other};
use crate::name::{Name, QName};
use crate::profile::{PACKAGE_AS, PackageAs, Profile};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// All packages.
#[derive(Debug, Default)]
pub struct Packages {
    list: Vec<Package>,
    by_name: FxHashMap<QName, usize>,
    /// Those with a body, by their names without schema.
    bodies: FxHashMap<Name, Vec<usize>>,
}

/// A package: its specification and body are one here.
#[derive(Debug)]
pub struct Package {
    /// Its name in the source.
    pub name: QName,
    /// Its specification.
    pub spec: Option<ObjectId>,
    /// Its body.
    pub body: Option<ObjectId>,
    /// The schema of its members in the target.
    pub schema: Name,
    /// What stands before their names there.
    pub prefix: String,
    /// Its routines: those of the specification first, then those that only the body knows.
    pub routines: Vec<Routine>,
    /// Their places, by their names.
    places: FxHashMap<Name, Vec<usize>>,
}

/// A routine of a package.
#[derive(Debug)]
pub struct Routine {
    /// Its name in the source.
    pub name: Name,
    /// The same with that of its package.
    pub qualified: QName,
    /// Which of that name: 1 for the first.
    pub number: usize,
    /// Its place among the routines of the specification.
    pub spec: Option<usize>,
    /// Its place among the routines of the body: the one that has code.
    pub body: Option<usize>,
    /// Its name in the target.
    pub target: QName,
}

impl Packages {
    /// Finds all packages, and which declaration of a specification is which code of a body.
    #[must_use]
    pub fn new(catalog: &ir::Catalog, profile: &Profile, names: &Names) -> Self {
        let mut all = Packages::default();
        for (id, object) in catalog.iter() {
            if package_of(object).is_none() {
                continue;
            }
            let place = all.place(&object.name);
            let Some(package) = all.list.get_mut(place) else { continue };
            match object.kind {
                ir::Kind::Other(Other::Package(_)) => package.spec = Some(id),
                _ => package.body = Some(id),
            }
        }
        for (place, package) in all.list.iter().enumerate().filter(|(_, package)| package.body.is_some()) {
            all.bodies.entry(package.name.name.clone()).or_default().push(place);
        }
        for package in &mut all.list {
            package.pair(catalog);
            package.settle(profile, names);
        }
        all
    }

    fn place(&mut self, name: &QName) -> usize {
        let next = self.list.len();
        let place = *self.by_name.entry(name.clone()).or_insert(next);
        if place == next {
            self.list.push(Package {
                name: name.clone(),
                spec: None,
                body: None,
                schema: Name::default(),
                prefix: String::new(),
                routines: Vec::new(),
                places: FxHashMap::default(),
            });
        }
        place
    }

    /// All packages.
    pub fn iter(&self) -> impl Iterator<Item = &Package> {
        self.list.iter()
    }

    /// Gives another name to a routine that PostgreSQL cannot tell from others of its name: `p__2`.
    pub fn renumber(&mut self, package: &QName, place: usize, number: usize) -> Option<(Name, QName)> {
        let package = self.list.get_mut(*self.by_name.get(package)?)?;
        let routine = package.routines.get_mut(place)?;
        routine.target.name = cut(&format!("{}__{number}", routine.target.name));
        let from = format!("{}.{}", package.name.name, routine.name).into();
        Some((from, routine.target.clone()))
    }

    /// The package of that exact name.
    #[must_use]
    pub fn named(&self, name: &QName) -> Option<&Package> {
        self.list.get(*self.by_name.get(name)?)
    }

    /// The first package of that name with a body in another schema.
    #[must_use]
    pub fn body_elsewhere(&self, name: &QName) -> Option<&Package> {
        let all = self.bodies.get(&name.name)?;
        all.iter().filter_map(|place| self.list.get(*place)).find(|package| package.name.schema != name.schema)
    }

    /// The package that a name means within a schema; synonyms are followed.
    #[must_use]
    pub fn find(&self, catalog: &ir::Catalog, name: &QName, schema: Option<&Name>) -> Option<&Package> {
        match depend::find(catalog, name, schema) {
            Some(id) => package_of(catalog.get(id)).and_then(|_| self.named(&catalog.get(id).name)),
            // A body whose specification is not in the input.
            None => self.named(&name.within(schema)).filter(|p| p.spec.is_none()),
        }
    }
}

/// Overloads that PostgreSQL cannot tell apart, as their parameters that bring values have the same types: the package and place
/// of each, and its number among those that share name and types. Functions keep their names before procedures, public ones
/// before private ones.
#[must_use]
pub fn collisions(program: &Program<'_>) -> Vec<(QName, usize, usize)> {
    let catalog = &program.read.catalog;
    let mut all = Vec::new();
    for package in program.plan.packages.iter() {
        let site = Site { schema: package.name.schema.as_ref(), package: Some(package) };
        let mut named: FxHashMap<&QName, usize> = FxHashMap::default();
        package.routines.iter().for_each(|r| *named.entry(&r.target).or_default() += 1);
        let shares = |i: &usize| package.routines.get(*i).and_then(|r| named.get(&r.target)).is_some_and(|n| *n > 1);
        let mut order: Vec<usize> = (0..package.routines.len()).filter(shares).collect();
        let header = |i: usize| package.routines.get(i).and_then(|r| Some((r, r.header(package, catalog)?)));
        order.sort_by_key(|i| header(*i).map(|(r, m)| (r.spec.is_none(), !m.routine.is_function, *i)));
        let mut seen: BTreeMap<(QName, Vec<String>), usize> = BTreeMap::new();
        let mut kept: Vec<(QName, Calls)> = Vec::new();
        for i in order {
            let Some((routine, member)) = header(i) else { continue };
            let brought = member.routine.params.iter().filter(|p| p.mode != Mode::Out);
            let types = brought.map(|p| match named::target(program, site, &p.ty) {
                Ok(ty) => format!("{:?}", bare(&ty)),
                Err(_) => format!("{:?}", p.ty),
            });
            let types: Vec<String> = types.collect();
            let count = seen.entry((routine.target.clone(), types.clone())).or_default();
            *count += 1;
            if *count > 1 {
                all.push((package.name.clone(), i, *count));
                continue;
            }
            let shape = Calls::of(&member.routine, types);
            if kept.iter().any(|(name, other)| *name == routine.target && shape.blurs(other)) {
                let highest = seen.iter().filter(|((name, _), _)| *name == routine.target).map(|(_, n)| *n).max();
                let numbers = all.iter().filter(|(name, at, _)| {
                    let named = package.routines.get(*at).is_some_and(|r| r.target == routine.target);
                    *name == package.name && named
                });
                let number = numbers.map(|(_, _, n)| *n).chain(highest).max().unwrap_or(1) + 1;
                all.push((package.name.clone(), i, number));
                continue;
            }
            kept.push((routine.target.clone(), shape));
        }
    }
    all
}

/// What calls of a routine tell it by: the types that it takes, and how many arguments at least.
struct Calls {
    is_function: bool,
    types: Vec<String>,
    /// In the source.
    least: usize,
    /// In the target, where what stands behind a default has one too.
    own: usize,
}

impl Calls {
    fn of(routine: &ir::Routine, types: Vec<String>) -> Self {
        let brought: Vec<&ir::Param> = routine.params.iter().filter(|p| p.mode != Mode::Out).collect();
        let least = brought.iter().rposition(|p| p.default.is_none()).map_or(0, |n| n + 1);
        let own = brought.iter().position(|p| p.default.is_some()).unwrap_or(brought.len());
        Calls { is_function: routine.is_function, types, least, own }
    }

    /// Whether some number of arguments fits both in the target, and not in the source, where a statement calls no function.
    fn blurs(&self, other: &Calls) -> bool {
        let from = self.own.max(other.own);
        let most = self.types.len().min(other.types.len());
        let apart = self.is_function != other.is_function;
        let to = if apart { most + 1 } else { self.least.max(other.least) };
        (from..to).any(|n| n <= most && self.types.get(..n) == other.types.get(..n))
    }
}

/// The package that an object is the specification or body of.
fn package_of(object: &ir::Object) -> Option<&ir::Package> {
    match &object.kind {
        ir::Kind::Other(Other::Package(package) | Other::PackageBody(package)) => Some(package),
        _ => None,
    }
}

impl Package {
    /// What the specification declares.
    #[must_use]
    pub fn spec_of<'a>(&self, catalog: &'a ir::Catalog) -> Option<&'a ir::Package> {
        self.spec.and_then(|id| package_of(catalog.get(id)))
    }

    /// What the body declares.
    #[must_use]
    pub fn body_of<'a>(&self, catalog: &'a ir::Catalog) -> Option<&'a ir::Package> {
        self.body.and_then(|id| package_of(catalog.get(id)))
    }

    /// Everything but routines that the specification (true) and the body declare, in order.
    pub fn declarations<'a>(&self, catalog: &'a ir::Catalog) -> impl Iterator<Item = (bool, &'a Declaration)> {
        let spec = self.spec_of(catalog).into_iter().flat_map(|p| &p.declarations).map(|d| (true, d));
        let body = self.body_of(catalog).into_iter().flat_map(|p| &p.declarations).map(|d| (false, d));
        spec.chain(body)
    }

    /// The declaration of that name; `private`: what only the body declares counts too.
    #[must_use]
    pub fn declaration<'a>(&self, catalog: &'a ir::Catalog, name: &Name, private: bool) -> Option<&'a Declaration> {
        self.declarations(catalog).find(|(public, d)| (*public || private) && declared(d) == Some(name)).map(|(_, d)| d)
    }

    /// The routines of that name; `private`: what only the body declares counts too.
    pub fn routines<'a>(&'a self, name: &Name, private: bool) -> impl Iterator<Item = &'a Routine> {
        let public_only = !private && self.spec.is_some();
        let named = self.places.get(name).into_iter().flatten().filter_map(|place| self.routines.get(*place));
        named.filter(move |r| r.spec.is_some() || !public_only)
    }

    /// Whether a name of the target is that of a routine of the package.
    #[must_use]
    pub fn has_routine(&self, target: &QName) -> bool {
        self.routines.iter().any(|r| r.target == *target)
    }

    /// The name of a member in the target.
    #[must_use]
    pub fn member(&self, folded: &str) -> QName {
        QName::new(self.schema.clone(), cut(&format!("{}{folded}", self.prefix)))
    }

    /// The identity of a routine in reports.
    #[must_use]
    pub fn key(&self, routine: &Routine, is_function: bool) -> Key {
        let mut name = routine.qualified.clone();
        if routine.number > 1 {
            name.name = name.name.with('#', &routine.number.to_string());
        }
        Key { kind: if is_function { ObjectKind::Function } else { ObjectKind::Procedure }, name }
    }

    /// Finds out which routine of the specification is which of the body.
    fn pair(&mut self, catalog: &ir::Catalog) {
        let spec = self.spec_of(catalog).map_or(&[][..], |p| &p.routines);
        let body = self.body_of(catalog).map_or(&[][..], |p| &p.routines);
        let code = |m: &ir::Member| m.routine.body.is_some();
        let mut taken = vec![false; body.len()];
        let mut found: Vec<Option<usize>> = vec![None; spec.len()];
        for exact in [true, false] {
            for (declared, slot) in spec.iter().zip(&mut found).filter(|(_, slot)| slot.is_none()) {
                let fits = |(i, m): &(usize, &ir::Member)| {
                    !taken.get(*i).copied().unwrap_or(true) && code(m) && same(declared, m, exact)
                };
                *slot = body.iter().enumerate().find(fits).map(|(i, _)| i);
                if let Some(taken) = slot.and_then(|i| taken.get_mut(i)) {
                    *taken = true;
                }
            }
        }
        let public = spec.iter().zip(found).enumerate().map(|(i, (m, body))| (m, Some(i), body));
        let rest = body.iter().enumerate().zip(&taken).filter(|((_, m), taken)| !**taken && code(m));
        let private = rest.map(|((i, m), _)| (m, None, Some(i)));
        for (member, spec, body) in public.chain(private) {
            let places = self.places.entry(member.name.clone()).or_default();
            places.push(self.routines.len());
            let number = places.len();
            let target = QName::bare(Name::default());
            let name = member.name.clone();
            let qualified = QName { schema: self.name.schema.clone(), name: self.name.name.with('.', &name) };
            self.routines.push(Routine { name, qualified, number, spec, body, target });
        }
    }

    /// Gives target names to the package and its routines.
    fn settle(&mut self, profile: &Profile, names: &Names) {
        let key = Key { kind: ObjectKind::Package, name: self.name.clone() };
        let own = names.object(&key);
        match profile.get(&PACKAGE_AS) {
            PackageAs::Schema => self.schema = own.name,
            PackageAs::Prefix => {
                self.schema = names.schema(self.name.schema.as_ref());
                self.prefix = format!("{}__", names.fold(&self.name.name));
            }
        }
        let targets: Vec<QName> = self.routines.iter().map(|r| self.member(&names.fold(&r.name))).collect();
        for (routine, target) in self.routines.iter_mut().zip(targets) {
            routine.target = target;
        }
    }
}

/// Whether code is that of a declaration; not `exact`: by its name alone.
fn same(declared: &ir::Member, code: &ir::Member, exact: bool) -> bool {
    let (a, b) = (&declared.routine, &code.routine);
    let like = |a: &[ir::Param], b: &[ir::Param]| {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.name == b.name && a.mode == b.mode && a.ty == b.ty)
    };
    declared.name == code.name && a.is_function == b.is_function && (!exact || like(&a.params, &b.params))
}

/// The name that a declaration declares.
#[must_use]
pub fn declared(declaration: &Declaration) -> Option<&Name> {
    match &declaration.kind {
        DeclarationKind::Variable(it) => Some(&it.name),
        DeclarationKind::Exception(name) => Some(name),
        DeclarationKind::Type(it) => Some(&it.name),
        DeclarationKind::Subtype(it) => Some(&it.name),
        DeclarationKind::Cursor(it) => Some(&it.name),
        DeclarationKind::Routine(it) => Some(&it.name),
        DeclarationKind::Pragma(_) | DeclarationKind::Unread(_) => None,
    }
}

impl Routine {
    /// Its header: that of the specification, which callers see, else its own.
    #[must_use]
    pub fn header<'a>(&self, package: &Package, catalog: &'a ir::Catalog) -> Option<&'a ir::Member> {
        match self.spec {
            Some(i) => package.spec_of(catalog)?.routines.get(i),
            None => self.code(package, catalog),
        }
    }

    /// Its code.
    #[must_use]
    pub fn code<'a>(&self, package: &Package, catalog: &'a ir::Catalog) -> Option<&'a ir::Member> {
        package.body_of(catalog)?.routines.get(self.body?)
    }
}

/// Whether a routine gives values back through parameters.
#[must_use]
pub fn gives_back(routine: &ir::Routine) -> bool {
    routine.params.iter().any(|p| p.mode != Mode::In)
}
