//! What must be in PostgreSQL's catalogue after loading, and what is not.

use howdah::catalog::{ConstraintRule, Kind};
use howdah::ir;
use howdah::report::model::{Object, Report};
use std::collections::{BTreeMap, BTreeSet};

/// What PostgreSQL holds, by `schema.name`.
struct Held {
    /// Kind of relation: `r`, `p`, `v`, `f`, `i`, `I`, `S`.
    relations: BTreeMap<String, String>,
    /// Columns of each relation.
    columns: BTreeMap<String, BTreeSet<String>>,
    /// Kinds of the constraints of each name: `p`, `u`, `c`, `f`.
    constraints: BTreeMap<String, BTreeSet<String>>,
    /// Triggers, which stand for what PostgreSQL cannot declare.
    triggers: BTreeSet<String>,
}

fn rows(client: &mut postgres::Client, sql: &str) -> Vec<(String, String)> {
    client.query(sql, &[]).unwrap().iter().map(|r| (r.get(0), r.get(1))).collect()
}

impl Held {
    fn read(client: &mut postgres::Client) -> Held {
        const OWN: &str = "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')";
        let relations = format!(
            "SELECT n.nspname || '.' || c.relname, c.relkind::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {OWN}"
        );
        let columns = format!(
            "SELECT n.nspname || '.' || c.relname, a.attname::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
             JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {OWN} AND a.attnum > 0 AND NOT a.attisdropped"
        );
        let constraints = format!(
            "SELECT n.nspname || '.' || k.conname, k.contype::text FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE {OWN}"
        );
        let triggers = format!(
            "SELECT DISTINCT n.nspname || '.' || t.tgname, '' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
             JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {OWN} AND NOT t.tgisinternal"
        );
        let grouped = |rows: Vec<(String, String)>| {
            let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for (name, value) in rows {
                all.entry(name).or_default().insert(value);
            }
            all
        };
        Held {
            relations: rows(client, &relations).into_iter().collect(),
            columns: grouped(rows(client, &columns)),
            constraints: grouped(rows(client, &constraints)),
            triggers: rows(client, &triggers).into_iter().map(|(name, _)| name).collect(),
        }
    }

    fn is(&self, name: &str, kinds: &[&str]) -> bool {
        self.relations.get(name).is_some_and(|k| kinds.contains(&k.as_str()))
    }

    /// A constraint of that kind; a key may be a unique index, and any of them a trigger, where the report says so by name.
    fn enforces(&self, name: &str, kind: &str) -> bool {
        let index = matches!(kind, "p" | "u") && self.is(name, &["i", "I"]);
        index || self.triggers.contains(name) || self.constraints.get(name).is_some_and(|kinds| kinds.contains(kind))
    }
}

/// Reads the catalogue and says what of the source it lacks although the report calls it converted.
pub fn missing(client: &mut postgres::Client, program: &ir::Program, report: &Report) -> Vec<String> {
    let held = Held::read(client);
    let by_id: BTreeMap<&str, &Object> = report.objects.iter().map(|o| (o.id.as_str(), o)).collect();
    let mut lacks = Vec::new();
    for (_, object) in program.catalog.iter() {
        let (kind, kinds): (&str, &[&str]) = match &object.kind {
            Kind::Table(_) => ("table", &["r", "p", "f", "v"]),
            Kind::Index(_) => ("index", &["i", "I"]),
            Kind::Sequence(_) => ("sequence", &["S"]),
            _ => continue,
        };
        let id = format!("{kind}:{}", object.name);
        let Some(reported) = by_id.get(id.as_str()) else {
            lacks.push(format!("{id} is not in the report"));
            continue;
        };
        if let Some(why) = unnamed(reported, report) {
            lacks.extend(why);
        } else if !reported.target.iter().any(|t| held.is(t, kinds)) {
            lacks.push(format!("{id}: {:?} is not in the catalogue", reported.target));
        }
        if let Kind::Table(table) = &object.kind {
            lacks.extend(parts(&held, &id, table, reported, report));
        }
    }
    lacks
}

/// For an object that nothing stands for: none, if the report says why.
fn unnamed(object: &Object, report: &Report) -> Option<Vec<String>> {
    if !object.target.is_empty() {
        return None;
    }
    let says = object.reason.is_some() || report.findings.iter().any(|f| f.object == object.id);
    Some(if says { Vec::new() } else { vec![format!("{} has no target, and the report does not say why", object.id)] })
}

/// Columns and constraints of a table.
fn parts(held: &Held, id: &str, table: &ir::Table, reported: &Object, report: &Report) -> Vec<String> {
    let mut lacks = Vec::new();
    let Some(target) = reported.target.first() else { return lacks };
    let name = &reported.name;
    let here = held.columns.get(target.as_str()).cloned().unwrap_or_default();
    for column in &table.columns {
        let from = format!("{name}.{}", column.name);
        let renamed = report.renames.iter().find(|r| r.kind == "column" && r.from == from).map(|r| &r.to);
        let plain = if column.name.chars().any(char::is_lowercase) {
            column.name.to_string()
        } else {
            column.name.to_lowercase().to_string()
        };
        let to = renamed.map_or(plain.as_str(), |to| to.rsplit('.').next().unwrap_or(to));
        if !here.contains(to) {
            lacks.push(format!("{id}: column {to} is not in {target}"));
        }
    }
    let prefix = format!("constraint:{name}.");
    let mut told: Vec<&Object> =
        report.objects.iter().filter(|o| o.id.strip_prefix(&prefix).is_some_and(|n| !n.contains('.'))).collect();
    // Those with a name of their own first: what is left stands for those without.
    let (own, given): (Vec<_>, Vec<_>) = table.constraints.iter().partition(|c| c.name.is_some());
    for constraint in own.into_iter().chain(given) {
        let kind = match &constraint.rule {
            ConstraintRule::Primary(_) => "p",
            ConstraintRule::Unique(_) => "u",
            ConstraintRule::Foreign(_) => "f",
            ConstraintRule::Check(_) => "c",
            ConstraintRule::Ref(_) => continue,
        };
        let fits = |o: &&Object| match &constraint.name {
            Some(own) => o.id == format!("{prefix}{own}"),
            None => o.target.is_empty() || o.target.iter().any(|t| held.enforces(t, kind)),
        };
        let Some(at) = told.iter().position(fits) else {
            lacks.push(format!("{id}: constraint {:?} of kind {kind} has no target", constraint.name));
            continue;
        };
        let object = told.remove(at);
        if let Some(why) = unnamed(object, report) {
            lacks.extend(why);
        } else if !object.target.iter().any(|t| held.enforces(t, kind)) && !commented(object, report) {
            lacks.push(format!("{}: {:?} of kind {kind} is not in the catalogue", object.id, object.target));
        }
    }
    lacks
}

/// Whether the report says that the constraint is off in the source, and so only a comment in the output.
fn commented(object: &Object, report: &Report) -> bool {
    report.findings.iter().any(|f| f.object == object.id && f.code == "OR-DDL-002")
}
