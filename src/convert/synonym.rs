//! Synonyms: converted code names what they stand for; for everybody else a synonym of a table is a view.

use super::{Cx, Program, target};
use crate::catalog::{ObjectId, View, ViewColumn};
use crate::finding::{Effort, Rule, Severity, Source};
use crate::ir;
use crate::name::{Name, QName};
use crate::pg;

/// Rules of this file.
pub static RULES: &[&Rule] = &[&SYNONYM];

static SYNONYM: Rule = Rule {
    name: "synonym",
    codes: &[(Source::Oracle, "OR-DBL-003")],
    raw: Severity::ManualEffort,
    effort: Effort::minutes(5, 2),
    message: "synonym `{synonym}` {what}",
    help: "{advice}",
    doc: "convert/synonym/synonym.md",
    ..Rule::PLAIN
};

const VIEWED: &str = "Converted code names the target itself. A view takes SELECT, INSERT, UPDATE and DELETE, but no TRUNCATE, and keeps its columns when the table gets more. Public synonyms stand in schema `public_synonyms`: ALTER ROLE … SET search_path = …, public_synonyms.";
const NAMED: &str = "Nothing to do for what is converted; clients that use the synonym have to name the target, or have its schema in their search_path.";
const TARGET: &str = "Nothing to do for what is converted; clients that use the synonym have to name the target.";
const ABSENT: &str =
    "Add the script that creates the target to the input, or name the target where the synonym is used.";
const REMOTE: &str =
    "Make a foreign table of the target (postgres_fdw, oracle_fdw), and a view of the synonym's name over it.";
const HELD: &str = "Convert the target by hand, then CREATE VIEW of the synonym's name over it.";

/// Lowers a synonym.
pub(super) fn lower(cx: &mut Cx<'_>, id: ObjectId, object: &ir::Object, synonym: &ir::Synonym) -> Vec<pg::Object> {
    let program = cx.program;
    let note = SYNONYM.at(object.at.span).with("synonym", &object.name);
    let found = match synonym.link {
        Some(_) => None,
        // A public one may have the name of what it stands for.
        None => {
            let home = object.name.schema.as_ref().filter(|schema| *schema != "PUBLIC");
            program.resolve(&synonym.target, home).filter(|meant| *meant != id)
        }
    };
    let Some(meant) = found else {
        // a variable without a value was said where the script was read
        if synonym.target.to_string().contains('&') {
            let why = cx.said("OR-DIC-010", format!("substitution variable in `{}` has no value", synonym.target));
            return vec![target::placeholder(cx, id, object, why.message())];
        }
        let elsewhere = program.elsewhere(&synonym.target);
        let what = match &synonym.link {
            Some(link) => format!("stands for `{}` behind link `{link}`", synonym.target),
            None => {
                format!("stands for `{}`, which is not in the input{}", synonym.target, elsewhere.said)
            }
        };
        let advice = if synonym.link.is_some() { REMOTE } else { elsewhere.advice(ABSENT) };
        let why = cx.manual(note.severity(Severity::ManualEffort).with("what", what).with("advice", advice));
        return vec![target::placeholder(cx, id, object, why.message())];
    };
    let to = program.target(meant);
    let it = program.read.catalog.get(meant);
    match &it.kind {
        // what clients write, `name.member`, is what stands here
        ir::Kind::Other(ir::Other::Package(_)) if is_schema(program, object, &it.name) => {
            cx.exact(&SYNONYM, object.at.span);
            cx.outcome().targets.push(to);
            Vec::new()
        }
        ir::Kind::Table(_) | ir::Kind::View(_) if !target::stands(program, meant) => {
            let what = format!("stands for `{}`, which is not converted", it.name);
            let why = cx.manual(note.severity(Severity::ManualEffort).with("what", what).with("advice", HELD));
            vec![target::placeholder(cx, id, object, why.message())]
        }
        ir::Kind::Table(_) | ir::Kind::View(_) => {
            let name = program.target(id);
            cx.raise(note.with("what", format!("became view `{name}` of `{to}`")).with("advice", VIEWED));
            let columns = super::query::relation_columns(cx, meant);
            let columns = columns.iter().flat_map(|all| all.iter()).map(|out| out.name.clone()).collect();
            vec![target::object(cx, id, object, pg::Kind::View(view(object, to, columns)))]
        }
        ir::Kind::Schema(_)
        | ir::Kind::Index(_)
        | ir::Kind::Sequence(_)
        | ir::Kind::Type(_)
        | ir::Kind::Routine(_)
        | ir::Kind::Trigger(_)
        | ir::Kind::Grant(_)
        | ir::Kind::Other(_) => {
            // a type under another has no object of its own
            let root = program.plan.names.hierarchies.of(meant).map(|all| all.root).filter(|root| *root != meant);
            let to = root.map_or(to, |root| program.target(root));
            let what = match root {
                Some(_) => {
                    format!("stands for a type whose values composite `{to}` holds, which converted code names itself")
                }
                None => format!("is known to converted code only, which names `{to}` itself"),
            };
            let advice = if to.name == program.plan.names.fold(&object.name.name) { NAMED } else { TARGET };
            cx.raise(note.severity(Severity::BehaviourChange).with("what", what).with("advice", advice));
            cx.outcome().targets.push(to);
            Vec::new()
        }
    }
}

/// Whether the members of a package stand in a schema of the synonym's name, by their own names.
fn is_schema(program: &Program<'_>, synonym: &ir::Object, package: &QName) -> bool {
    let plan = program.plan.packages.named(package);
    plan.is_some_and(|plan| plan.prefix.is_empty() && plan.schema == program.plan.names.fold(&synonym.name.name))
}

/// `SELECT columns FROM table`, with the rights of whoever uses it, as a synonym has them.
fn view(object: &ir::Object, of: QName, columns: Vec<Name>) -> pg::View {
    let at = object.at;
    let listed = columns.iter().map(|name| ViewColumn { name: name.clone(), at, invisible: false, comment: None });
    let listed = listed.collect();
    let query = pg::Query::Select(Box::new(pg::Select {
        targets: columns.into_iter().map(|name| (pg::Expr::name(name), None)).collect(),
        from: vec![pg::From::Relation(of, None)],
        ..pg::Select::default()
    }));
    View { clauses: vec![pg::Clause::Storage("security_invoker", "true".into())], ..View::new(listed, query) }
}
