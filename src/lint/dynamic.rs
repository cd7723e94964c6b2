//! Statements that are texts: which sort, what quotes identifiers, what administers.

use super::sites::Site;
use super::{Found, Seen};
use crate::analyze::Means;
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir::plsql::dynamic::{administers, ddl, leading, orders, said, sets, sets_costs};
use crate::ir::plsql::walk::Node;
use crate::ir::plsql::{DeclarationKind, OpenFor, StmtKind};
use crate::ir::{Does, DynamicText, Expr, ExprKind};
use crate::name::Name;
use crate::span::Span;
use std::collections::BTreeSet;

static CLASSES: Rule = Rule {
    name: "dynamic-statements",
    codes: &[(Source::Oracle, "OR-DYN-001")],
    raw: Severity::Info,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    effort: Effort::NONE,
    message: "dynamic statements: {constant} constant, {built} built from parts, {opaque} whose text comes from elsewhere",
    help: "{advice}",
    doc: "lint/dynamic-statements.md",
    ..Rule::PLAIN
};

static QUOTED: Rule = Rule {
    name: "identifier-quoted-at-run-time",
    codes: &[(Source::Oracle, "OR-DYN-007")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Certain,
    effort: Effort::minutes(30, 10),
    message: "an identifier is quoted at run time: names of converted objects are lower case",
    help: "write format('%I', lower(…)) where the name is that of a converted object",
    doc: "lint/dynamic-statements.md",
    ..Rule::PLAIN
};

static ADMIN: Rule = Rule {
    name: "dynamic-administration",
    codes: &[(Source::Oracle, "OR-DYN-010")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(30, 15),
    message: "`{command}` is an administrative command of Oracle that runs from a text",
    help: "leave it out, or write the command of PostgreSQL that has its effect",
    doc: "lint/dynamic-statements.md",
    ..Rule::PLAIN
};

static SESSION: Rule = Rule {
    name: "session-settings-in-code",
    codes: &[(Source::Oracle, "OR-TMZ-040")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Certain,
    effort: Effort::minutes(15, 5),
    message: "code changes settings of the session that decide how dates, numbers and texts are written: `{what}`",
    help: "implicit conversions behind it in the same code follow a date format that is set here; of callers and of other settings name what depends on them: the format in each \
           TO_CHAR, TO_DATE and TO_NUMBER, the zone by AT TIME ZONE",
    doc: "lint/dynamic-statements.md",
    once: Some("what"),
    ..Rule::PLAIN
};

static PARTITIONS: Rule = Rule {
    name: "partition-command",
    codes: &[(Source::Oracle, "OR-OPS-002")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(60, 30),
    message: "`{command} PARTITION` runs from a text",
    help: "write CREATE TABLE … PARTITION OF, DETACH and DROP, or TRUNCATE of the partition; EXCHANGE is DETACH and ATTACH",
    doc: "lint/dynamic-statements.md",
    ..Rule::PLAIN
};

static TRUNCATE: Rule = Rule {
    name: "truncate-in-code",
    codes: &[(Source::Oracle, "OR-DDL-046")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Certain,
    effort: Effort::minutes(20, 10),
    message: "TRUNCATE commits in Oracle and does not here: it can be rolled back, and readers wait until the transaction ends",
    help: "write COMMIT behind it where the work before must stay, and call the procedure outside of a transaction",
    doc: "lint/dynamic-statements.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub(super) static RULES: &[&Rule] = &[&CLASSES, &QUOTED, &ADMIN, &SESSION, &PARTITIONS, &TRUNCATE];

#[expect(clippy::wildcard_enum_match_arm, reason = "all other statements run no text")]
pub(super) fn detect(seen: &Seen<'_>, site: &Site<'_>, found: &mut Vec<Found>) {
    let mut texts: Vec<&Expr> = Vec::new();
    site.stmts(&mut |stmt, _| match &stmt.kind {
        StmtKind::Execute(it) => texts.push(&it.text),
        StmtKind::Open(it) => {
            if let OpenFor::Text(text, _) = &it.source {
                texts.push(text);
            }
        }
        _ => {}
    });
    let mut put = |raised| found.push(Found { object: Some(site.key.clone()), raised });
    site.exprs(&mut |e| {
        if let ExprKind::Call(call) = &e.kind
            && seen.facts.of(e.at).means == Means::Supplied
            && matches!(call.name.parts.as_slice(), [.., p, m] if p == "DBMS_SESSION" && m == "SET_NLS")
            && !call
                .args
                .first()
                .is_some_and(|a| matches!(&a.value.kind, ExprKind::Text(name, _) if orders(&name.to_uppercase())))
        {
            put(SESSION.at(e.at.span).with("what", "DBMS_SESSION.SET_NLS"));
        }
    });
    let (mut constant, mut built, mut opaque) = (0_u32, 0_u32, 0_u32);
    let made = Made::of(seen, site);
    // those are statements of the code
    let converted = |text: &Expr| ddl(seen.program, text).is_some() || sets_costs(seen.program, text);
    texts.retain(|text| !converted(text));
    let mut advice = Advice::default();
    for text in &texts {
        match made.class(seen, text) {
            Class::Constant => {
                constant += 1;
                advice.constant(seen, text);
            }
            Class::Built => built += 1,
            Class::Opaque => opaque += 1,
        }
        if let Some(span) = quoted(text) {
            put(QUOTED.at(span));
        }
        let words = leading(text).unwrap_or_default();
        if let Some(command) = partition_command(&words) {
            put(PARTITIONS.at(text.at.span).with("command", command));
        }
        if words.first().is_some_and(|w| w == "TRUNCATE") {
            put(TRUNCATE.at(text.at.span));
        }
        if let Some(setting) = sets(&words) {
            put(SESSION.at(text.at.span).with("what", format!("ALTER SESSION SET {setting}")));
        } else if let Some(command) = administers(text) {
            put(ADMIN.at(text.at.span).with("command", command));
        }
    }
    if let Some(first) = texts.first() {
        constant += settled(seen, site, &texts);
        let raised = CLASSES.at(first.at.span).with("constant", constant.to_string());
        let raised = raised.with("advice", advice.told(built + opaque > 0));
        put(raised.with("built", built.to_string()).with("opaque", opaque.to_string()));
    }
}

/// What is to be done with the texts that are no statements of their own yet.
#[derive(Default)]
struct Advice {
    /// Some are to be written as statements.
    write: bool,
    /// Commands that PostgreSQL has nothing for.
    without: BTreeSet<String>,
    /// Some have a finding of their own that says what to do.
    own: bool,
}

impl Advice {
    fn constant(&mut self, seen: &Seen<'_>, text: &Expr) {
        let words = leading(text).unwrap_or_default();
        let without = said(seen.program, text).filter(|it| matches!(it.does, Does::Ignored(_)));
        // what changes the schema has one too, which says why it is no statement of code
        let changes = said(seen.program, text).is_some_and(|it| matches!(it.does, Does::Change(_) | Does::Changes(_)));
        if sets(&words).is_some() || administers(text).is_some() || changes {
            self.own = true;
        } else if let Some(statement) = without {
            let written = words.iter().take(2).map(String::as_str).collect::<Vec<_>>().join(" ");
            // a variable holds the text
            self.without.insert(if written.is_empty() { statement.label.to_owned() } else { written });
        } else {
            self.write = true;
        }
    }

    fn told(self, others: bool) -> String {
        let mut all = Vec::new();
        if self.write {
            all.push("write constant ones as statements of their own".to_owned());
        }
        if !self.without.is_empty() {
            let all_of: Vec<String> = self.without.iter().map(|command| format!("`{command}`")).collect();
            all.push(format!("leave out what PostgreSQL has no counterpart for: {}", all_of.join(", ")));
        }
        if others {
            all.push(
                "let what builds the others write statements of PostgreSQL, with the names that objects have there"
                    .to_owned(),
            );
        }
        if self.own || all.is_empty() {
            all.push(
                "of changes of the schema, settings and administration findings of their own say what to do".to_owned(),
            );
        }
        all.join("; ")
    }
}

/// How many constant texts became statements of their own.
fn settled(seen: &Seen<'_>, site: &Site<'_>, texts: &[&Expr]) -> u32 {
    let all = &seen.program.dynamic;
    let mut found = BTreeSet::new();
    site.stmts(&mut |stmt, _| {
        let from = all.partition_point(|run| run.at.span < Span { hi: 0, ..stmt.at.span });
        let within = all.iter().skip(from).take_while(|run| run.at.span.lo < stmt.at.span.hi);
        let same = within.filter(|run| !matches!(run.text, DynamicText::Unknown { .. }));
        found.extend(same.map(|run| run.at.span).filter(|span| texts.iter().all(|text| text.at.span != *span)));
    });
    u32::try_from(found.len()).unwrap_or(u32::MAX)
}

/// Where the text of a statement comes from.
enum Class {
    Constant,
    Built,
    Opaque,
}

/// Variables that the code at hand gives a text that it builds from parts.
struct Made<'a>(BTreeSet<&'a Name>);

impl<'a> Made<'a> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "all other parts give no variable a value")]
    fn of(seen: &Seen<'_>, site: &Site<'a>) -> Self {
        let mut all = BTreeSet::new();
        let mut note = |name: &'a Name, value: &Expr| {
            let called = matches!(value.kind, ExprKind::Call(_)) && shapes(seen, value);
            if called || matches!(value.kind, ExprKind::Concat(..)) {
                all.insert(name);
            }
        };
        site.each(&mut |node| match node {
            Node::Declaration(it) => {
                if let DeclarationKind::Variable(it) = &it.kind
                    && let Some(value) = &it.default
                {
                    note(&it.name, value);
                }
            }
            Node::Stmt(stmt) => {
                if let StmtKind::Assign(sides) = &stmt.kind
                    && let [target, value] = &**sides
                    && let Some(name) = variable(seen, target)
                {
                    note(name, value);
                }
            }
            _ => {}
        });
        Made(all)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "what is no literal and not built comes from elsewhere")]
    fn class(&self, seen: &Seen<'_>, text: &Expr) -> Class {
        let run = seen.program.dynamic_at(text.at.span);
        if run.is_some_and(|run| !matches!(run.text, DynamicText::Unknown { .. })) {
            return Class::Constant;
        }
        match &text.kind {
            ExprKind::Text(..) => Class::Constant,
            ExprKind::Concat(..) => Class::Built,
            ExprKind::Call(_) if shapes(seen, text) => Class::Built,
            _ if variable(seen, text).is_some_and(|name| self.0.contains(name)) => Class::Built,
            _ => Class::Opaque,
        }
    }
}

/// Whether a function of Oracle's shapes a text that stands in its call, as in `REPLACE('DROP TABLE #', '#', name)`; what one of the
/// program gives comes from elsewhere.
fn shapes(seen: &Seen<'_>, e: &Expr) -> bool {
    if matches!(seen.facts.of(e.at).means, Means::Routine(_) | Means::Unknown) {
        return false;
    }
    let mut found = false;
    crate::ir::walk::each(e, &mut |e| found |= matches!(e.kind, ExprKind::Text(..)));
    found
}

/// The variable that an expression is.
fn variable<'e>(seen: &Seen<'_>, e: &'e Expr) -> Option<&'e Name> {
    let ExprKind::Name(path) = &e.kind else { return None };
    let [name] = path.parts.as_slice() else { return None };
    (seen.facts.of(e.at).means == Means::Variable).then_some(name)
}

/// `ALTER TABLE t DROP PARTITION …`; where the name of the table is put in, `ALTER TABLE` alone tells nothing.
fn partition_command(words: &[String]) -> Option<&str> {
    let [alter, table, rest @ ..] = words else { return None };
    let at = rest.iter().position(|w| w == "PARTITION" || w == "SUBPARTITION")?;
    let command = rest.get(at.checked_sub(1)?)?;
    let known = ["ADD", "DROP", "TRUNCATE", "SPLIT", "MERGE", "EXCHANGE", "MOVE", "RENAME"].contains(&command.as_str());
    (alter == "ALTER" && table == "TABLE" && known).then_some(command)
}

/// Where a quote is put around something that is not a literal.
fn quoted(text: &Expr) -> Option<Span> {
    let ExprKind::Concat(_, items) = &text.kind else { return None };
    items.windows(2).find_map(|pair| {
        let [before, value] = pair else { return None };
        let ExprKind::Text(literal, _) = &before.kind else { return None };
        // A password is no name.
        let password = literal.to_uppercase().trim_end_matches(['"', ' ']).ends_with("IDENTIFIED BY");
        let open = !password && literal.ends_with('"') && literal.matches('"').count() % 2 == 1;
        (open && !matches!(value.kind, ExprKind::Text(..))).then_some(value.at.span)
    })
}
