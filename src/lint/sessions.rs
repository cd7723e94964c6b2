//! Packages that keep state between calls: pools of sessions hand it on.

use super::{Found, Seen, general, routines};
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir::plsql::DeclarationKind;
use std::collections::BTreeMap;

static POOLED: Rule = Rule {
    name: "package-state",
    codes: &[(Source::Oracle, "OR-PKG-008")],
    raw: Severity::DataLossRisk,
    severity: Severity::DataLossRisk,
    confidence: Confidence::Certain,
    effort: Effort::minutes(60, 0),
    message: "packages keep state in the session between calls, and a pool can hand it to the next client: {variables}",
    help: "pool by session, not by transaction; call `ora_compat.reset_packages()` where a connection is handed out; keep the driver from \
           sending DEALLOCATE ALL",
    doc: "lint/package-state.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&POOLED];

/// How many packages are named, and how many variables of each.
const NAMED: usize = 12;

pub(super) fn detect(seen: &Seen<'_>, found: &mut Vec<Found>) {
    let symbols = &seen.facts.symbols;
    let (read, written) = seen.facts.effects.state();
    let anew = |package| {
        let spec = symbols.package(package).spec;
        spec.is_some_and(|id| routines::is_reusable(seen.program.catalog.get(id)))
    };
    let mut packages: BTreeMap<_, Vec<&str>> = BTreeMap::new();
    for (id, member) in symbols.members() {
        let variable = matches!(&member.declaration.kind, DeclarationKind::Variable(it) if !it.constant);
        let kept = read.contains(&id) && written.contains(&id);
        if variable && kept && !anew(member.package) {
            packages.entry(member.package).or_default().push(member.name.as_str());
        }
    }
    let Some(first) = packages.keys().next() else { return };
    let unit = symbols.package(*first);
    let Some(place) = unit.body.or(unit.spec) else { return };
    let shown = packages.iter().take(NAMED).map(|(package, names)| {
        let unit = symbols.package(*package);
        let name = unit.object().map(|id| seen.program.catalog.get(id).name.to_string()).unwrap_or_default();
        format!("`{name}` ({})", named(names))
    });
    let mut variables = shown.collect::<Vec<_>>().join(", ");
    if packages.len() > NAMED {
        variables += &format!(" and {} packages more", packages.len() - NAMED);
    }
    let at = seen.program.catalog.get(place).at.span;
    found.push(general(POOLED.at(at).with("variables", variables)));
}

fn named(names: &[&str]) -> String {
    let more = if names.len() > NAMED { ", …" } else { "" };
    format!("{}{more}", names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", "))
}
