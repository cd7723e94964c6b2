//! Views of Oracle's data dictionary that the target gets: whose rows they show, and what is said of the columns that are read.

use super::Env;
use super::dictionary::rule_of;
use super::from::Item;
use super::names::Col;
use crate::analyze::dictionary::declared;
use crate::analyze::references::is_dictionary;
use crate::analyze::scope::{Found, Source, find};
use crate::analyze::{Null, Ty};
use crate::convert::{Cx, Lower, Manual};
use crate::dictionary::{self, Column, Differs, Family, SCHEMA, Subject, View, Whose};
use crate::finding::{self, Confidence, Effort, ObjectKind, Raised, Rule, Severity};
use crate::ir::{self, ExprKind, InSet};
use crate::name::{Name, QName};
use crate::pg;
use crate::span::Span;

static DIFFERS: Rule = Rule {
    name: "dictionary-column-differs",
    codes: &[(finding::Source::Oracle, "HD-384")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Likely,
    effort: Effort::minutes(10, 5),
    message: "`{column}` of `{view}` can hold another value here: {how}",
    help: "Look at what the code does with the value; where that matters, ask PostgreSQL's catalogue for what is meant.",
    doc: "convert/query/dictionary.md",
    ..Rule::PLAIN
};

static LACKS: Rule = Rule {
    name: "dictionary-column-absent",
    codes: &[(finding::Source::Oracle, "HD-385")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(20, 10),
    message: "`{column}` of `{view}` has no counterpart in PostgreSQL",
    help: "{advice}",
    doc: "convert/query/dictionary.md",
    ..Rule::PLAIN
};

static KINDS: Rule = Rule {
    name: "dictionary-kind-absent",
    codes: &[(finding::Source::Oracle, "HD-386")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(20, 10),
    message: "PostgreSQL has no objects of type `{kind}`: `{view}` would find nothing",
    help: "{advice}",
    doc: "convert/query/dictionary.md",
    ..Rule::PLAIN
};

static OWNER: Rule = Rule {
    name: "dictionary-of-caller",
    codes: &[(finding::Source::Oracle, "HD-387")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Likely,
    effort: Effort::minutes(10, 5),
    message: "`{view}` shows the objects of `{owner}` here, whoever asks: in Oracle those of the user who does",
    help: "Where others ask too, read ora_dict.dba_… with the owner that is meant.",
    doc: "convert/query/dictionary.md",
    ..Rule::PLAIN
};

static COUNTS: Rule = Rule {
    name: "counts-of-statistics",
    codes: &[(finding::Source::Oracle, "OR-DIC-008")],
    raw: Severity::BehaviourChange,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Certain,
    effort: Effort::minutes(15, 5),
    message: "`{column}` of `{view}` comes from the statistics, which may be old",
    help: "Use it only as an estimate, after ANALYZE; it is null where there are no statistics. Count where the number matters.",
    doc: "convert/query/dictionary.md",
    ..Rule::PLAIN
};

static SEQUENCES: Rule = Rule {
    name: "state-of-sequences",
    codes: &[(finding::Source::Oracle, "OR-DIC-006")],
    raw: Severity::DataLossRisk,
    severity: Severity::BehaviourChange,
    confidence: Confidence::Certain,
    effort: Effort::minutes(30, 15),
    message: "`{column}` of `{view}` is the next number, without a cache beyond which Oracle's may be",
    help: "Look at scripts that set sequences anew: last_value of pg_sequences is the last number given, this is coalesce(last_value + increment_by, start_value).",
    doc: "convert/query/dictionary.md",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&DIFFERS, &LACKS, &KINDS, &OWNER, &COUNTS, &SEQUENCES];

/// Which column of which view a column is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shows {
    view: &'static View,
    whose: Whose,
    /// Nothing where it has no counterpart.
    column: Option<&'static Column>,
}

/// A view of the dictionary as an item of `FROM`; nothing where the target does not get it.
pub(super) fn relation(cx: &mut Cx<'_>, env: Env<'_>, item: &ir::From, table: &ir::TableRef) -> Option<Item> {
    if !is_dictionary(&table.name) || table.partition.is_some() || table.sample.is_some() {
        return None;
    }
    let (view, whose) = dictionary::find(&table.name.name)?;
    let span = item.at.span;
    let names = &cx.program.plan.names;
    let of = names.fold(item.alias.as_ref().unwrap_or(&table.name.name));
    let relation = QName::new(SCHEMA, view.target(whose));
    let from = match (whose, view.family) {
        (Whose::Own, Family::Three { owner, .. }) => {
            let own = shown_as(&names.schema(env.schema));
            if cx.of_caller || cx.outcome().key.kind == ObjectKind::View {
                say(cx, OWNER.at(span).with("view", &table.name.name).with("owner", own.as_str()));
            }
            let is = |column: &str| {
                pg::Expr::name(column.to_ascii_lowercase()).infix(pg::Op::Eq, pg::Expr::text(own.as_str()))
            };
            let mut tests: Vec<pg::Expr> = owner.split_whitespace().map(is).collect();
            let condition = if tests.len() == 1 { tests.pop() } else { Some(pg::Expr::Or(tests.into())) };
            let from = vec![pg::From::Relation(relation, None)];
            let select = pg::Select { targets: vec![(pg::Expr::Star, None)], from, condition, ..pg::Select::default() };
            pg::From::Query(Box::new(pg::Query::select(select)), of.clone())
        }
        (Whose::Own | Whose::Accessible | Whose::All, _) => pg::From::Relation(relation, Some(of.clone())),
    };
    converted(cx, view, table, span);
    let known = view.columns(whose).map(|column| (Name::from(column.name), Some(column)));
    let lacks = view.lacks().map(|name| (Name::from(name), None));
    let columns = known.chain(lacks).map(|(name, column)| {
        let col = Col {
            of: of.clone(),
            name: names.fold(&name),
            ty: column.map_or(pg::Type::Unknown, target),
            null: Null::Maybe,
            from: column.map_or_else(Ty::default, |column| Ty::of(&declared(column))),
            renamed: false,
            shows: Some(Shows { view, whose, column }),
        };
        (name, col)
    });
    let name = item.alias.clone().unwrap_or_else(|| table.name.name.clone());
    let schema = table.name.schema.clone().filter(|_| item.alias.is_none());
    let source = Source { name, schema, columns: Some(columns.collect()) };
    Some(Item { from, sources: vec![source] })
}

/// Where the values of settings come from.
const NLS: &str = "The values are Oracle's own, and nls_date_format of howdah.toml; where the source's sessions have others, set ora_compat.nls_… in the database: ALTER DATABASE … SET ora_compat.nls_numeric_characters = ',.'.";

/// Notes that a view is converted, by the rule that says it is none elsewhere.
fn converted(cx: &mut Cx<'_>, view: &View, table: &ir::TableRef, span: Span) {
    let rule = rule_of(&table.name.name);
    match view.subject {
        Subject::Code => {
            let advice = "it is the converted code, a row a line, and the routines of a package stand under their own names: look at what is searched for, or leave the inspection out";
            say(cx, rule.at(span).severity(Severity::BehaviourChange).with("view", &table.name).with("advice", advice));
        }
        Subject::Objects => cx.exact(rule, span),
        Subject::Settings => {
            let advice = match view.name {
                name if name.starts_with("NLS_") => NLS,
                _ => "Nothing to do but where the version or the name decides something.",
            };
            say(cx, rule.at(span).severity(Severity::Info).with("view", &table.name).with("advice", advice));
        }
        Subject::Server => {
            let shown = "what PostgreSQL knows of it";
            let advice = "Nothing to do for one's own session; what others do needs pg_read_all_stats.";
            let said = rule.at(span).severity(Severity::Info).with("view", &table.name.name);
            say(cx, said.with("shown", shown).with("advice", advice));
        }
    }
}

/// A name of the target as Oracle's dictionary would show it.
fn shown_as(name: &str) -> String {
    if name.chars().any(char::is_uppercase) { name.to_owned() } else { name.to_uppercase() }
}

/// The type of a column in the target.
fn target(column: &Column) -> pg::Type {
    match column.ty {
        dictionary::Type::Name | dictionary::Type::Text(_) | dictionary::Type::Long => pg::Type::Text,
        dictionary::Type::Number => pg::Type::Numeric(None),
        dictionary::Type::Date => pg::Type::Timestamp(Some(0)),
    }
}

/// Raises what was not said of the object yet.
fn say(cx: &mut Cx<'_>, raised: Raised) {
    let said = cx.outcome().findings.iter().any(|said| said.rule == raised.rule && said.args == raised.args);
    if !said {
        cx.raise(raised);
    }
}

/// Says of a column that is read how it may differ.
///
/// # Errors
/// [`Manual`], where PostgreSQL has no such fact.
pub(super) fn used(cx: &mut Cx<'_>, shows: &Shows, column: &Name, span: Span) -> Lower<()> {
    if shows.column.is_some() && cx.alike.contains(&span) {
        return Ok(());
    }
    let view = view_name(shows);
    let Some(known) = shows.column else {
        let advice = instead(shows.view.name, column);
        let raised = LACKS.at(span).with("column", column).with("view", view).with("advice", advice);
        return Err(cx.manual_named(raised));
    };
    let rule = match known.differs {
        Differs::No => return Ok(()),
        Differs::In(_) => &DIFFERS,
        Differs::Estimate => &COUNTS,
        Differs::Sequence => &SEQUENCES,
    };
    let mut raised = rule.at(span).with("column", column).with("view", view);
    if let Differs::In(how) = known.differs {
        raised = raised.with("how", how);
    }
    say(cx, raised);
    Ok(())
}

/// The name of a view in the source.
fn view_name(shows: &Shows) -> String {
    let prefix = match (shows.view.family, shows.whose) {
        (Family::One, _) => "",
        (Family::Three { .. }, Whose::Own) => "USER_",
        (Family::Three { .. }, Whose::Accessible) => "ALL_",
        (Family::Three { .. }, Whose::All) => "DBA_",
    };
    format!("{prefix}{}", shows.view.name)
}

/// What is to be done about a column without counterpart.
fn instead(view: &str, column: &str) -> &'static str {
    match (view, column) {
        ("V$SESSION", "SERIAL#") => {
            "Leave it out: a process is known by its number alone, which pg_terminate_backend(pid) and pg_cancel_backend(pid) take."
        }
        ("V$SESSION", "OSUSER" | "TERMINAL" | "PROCESS" | "PORT") => {
            "Let the client put it into application_name: PostgreSQL does not know what the client's system calls its user."
        }
        ("V$SESSION", "CLIENT_INFO" | "CLIENT_IDENTIFIER" | "ACTION") => {
            "Of one's own session SYS_CONTEXT('USERENV', …) has it; other sessions do not show it, so put it into application_name."
        }
        ("V$SESSION", "STATE" | "SECONDS_IN_WAIT" | "WAIT_TIME" | "WAIT_TIME_MICRO") => {
            "pg_stat_activity.wait_event is null while a session works; how long one waits is not counted."
        }
        (_, "CREATED" | "LAST_DDL_TIME" | "TIMESTAMP" | "LAST_CHANGE") => {
            "Leave it out, or let an event trigger on ddl_command_end keep a table of changes: PostgreSQL does not record when objects were made."
        }
        (_, "GENERATED") => "Leave it out: PostgreSQL does not record whether a name was given.",
        ("V$INSTANCE", "HOST_NAME") => {
            "inet_server_addr() gives the address of the server; its name goes into a table of the configuration."
        }
        (_, "DEGREE" | "INSTANCES") => "Leave it out, or look at reloptions of pg_class for parallel_workers.",
        (_, "TRIGGER_BODY" | "WHEN_CLAUSE" | "DESCRIPTION") => {
            "pg_get_triggerdef(oid) gives the whole text of a trigger."
        }
        (_, "NUM_DISTINCT" | "NUM_NULLS" | "LOW_VALUE" | "HIGH_VALUE" | "DENSITY" | "HISTOGRAM" | "AVG_COL_LEN") => {
            "Query pg_stats, which has n_distinct, null_frac, avg_width and histogram_bounds."
        }
        ("TABLES" | "INDEXES" | "TAB_PARTITIONS", _) => {
            "Leave it out, or look into reloptions of pg_class and into pg_stat_all_tables: storage is another one."
        }
        ("MVIEWS", _) => {
            "Leave it out: a materialized view is filled by REFRESH MATERIALIZED VIEW alone, and keeps no record of it."
        }
        ("V$DATABASE", _) => {
            "Leave it out, or look at pg_settings and pg_control_checkpoint(): logs and standbys are others."
        }
        _ => "Leave it out, or query pg_catalog for what is meant.",
    }
}

/// Types of objects that no row shows here, and what is there in their place.
const ABSENT: [(&str, &str); 12] = [
    (
        "PACKAGE",
        "A package is a schema here: to_regnamespace('name') IS NOT NULL says whether it is there, and pg_proc has its routines.",
    ),
    (
        "PACKAGE BODY",
        "A package is a schema here: to_regnamespace('name') IS NOT NULL says whether it is there, and pg_proc has its routines.",
    ),
    ("TYPE BODY", "Methods of a type are functions: look for them in pg_proc."),
    ("SYNONYM", "A synonym is a view here, or is gone: to_regclass('schema.name') says whether the view is there."),
    ("DATABASE LINK", "Query pg_foreign_server."),
    ("DIRECTORY", "Leave it out: PostgreSQL has no such objects."),
    ("JOB", "Ask the scheduler that takes its place: cron.job of pg_cron."),
    ("LIBRARY", "Leave it out: PostgreSQL has no such objects."),
    ("LOB", "Leave it out: values of any size stand in their tables."),
    ("JAVA CLASS", "Leave it out: PostgreSQL has no Java in it."),
    ("JAVA SOURCE", "Leave it out: PostgreSQL has no Java in it."),
    ("QUEUE", "Leave it out: a queue is a table here."),
];

/// A type of objects that a view has no row of.
fn absent(shows: &Shows, kind: &str) -> Option<&'static (&'static str, &'static str)> {
    // of packages the view of objects knows
    let known = shows.view.name == "OBJECTS" && matches!(kind, "PACKAGE" | "PACKAGE BODY");
    ABSENT.iter().find(|(name, _)| *name == kind && !known)
}

/// The column of the dictionary that a name means.
fn shown(sources: &[Source<Col>], parts: &[Name]) -> Option<Shows> {
    match find(std::iter::once(sources), parts) {
        Found::Column(_, _, col) => col.shows,
        Found::Unknown | Found::Nothing => None,
    }
}

/// Notes columns of the dictionary that are compared with each other: they differ alike.
fn alike(cx: &mut Cx<'_>, sources: &[Source<Col>], e: &ir::Expr) {
    let ExprKind::Compare(ir::Compare::Eq, sides) = &e.kind else { return };
    let plain = |e: &ir::Expr| match &e.kind {
        ExprKind::Name(path) => shown(sources, &path.parts).is_some(),
        ExprKind::OuterJoinMark(inner) => {
            matches!(&inner.kind, ExprKind::Name(path) if shown(sources, &path.parts).is_some())
        }
        _ => false,
    };
    if sides.iter().all(plain) {
        let spans = sides.iter().map(|side| if let ExprKind::OuterJoinMark(inner) = &side.kind { inner } else { side });
        cx.alike.extend(spans.map(|e| e.at.span));
    }
}

/// The same for the condition of a join.
pub(super) fn joined(cx: &mut Cx<'_>, sources: &[Source<Col>], on: &ir::Expr) {
    if let ExprKind::And(tests) = &on.kind {
        tests.iter().for_each(|test| joined(cx, sources, test));
    } else {
        alike(cx, sources, on);
    }
}

/// Notes numbers of places that rows are sorted by alone: gaps in them change nothing.
fn sorted(cx: &mut Cx<'_>, sources: &[Source<Col>], order: &[ir::SortKey]) {
    for key in order {
        if let ExprKind::Name(path) = &key.expr.kind
            && let Some(Shows { column: Some(column), .. }) = shown(sources, &path.parts)
            && column.name.ends_with("COLUMN_ID")
        {
            cx.alike.push(key.expr.at.span);
        }
    }
}

/// Looks at what conditions and the order of rows ask of views of the dictionary.
///
/// # Errors
/// As [`kinds`].
pub(super) fn asked(
    cx: &mut Cx<'_>,
    sources: &[Source<Col>],
    conjuncts: &[&ir::Expr],
    order: &[ir::SortKey],
) -> Lower<()> {
    sorted(cx, sources, order);
    kinds(cx, sources, conjuncts)
}

/// Whether conditions ask for nothing but objects of types that PostgreSQL does not have.
///
/// # Errors
/// [`Manual`], where they do: the query would find nothing.
fn kinds(cx: &mut Cx<'_>, sources: &[Source<Col>], conjuncts: &[&ir::Expr]) -> Lower<()> {
    for e in conjuncts {
        alike(cx, sources, e);
        let (side, texts) = match &e.kind {
            ExprKind::Compare(ir::Compare::Eq, sides) => {
                let [a, b] = &**sides;
                if matches!(b.kind, ExprKind::Name(_)) { (b, vec![a]) } else { (a, vec![b]) }
            }
            ExprKind::In(it) if !it.not => match &it.set {
                InSet::List(list) => (&it.left, list.iter().collect()),
                InSet::Query(_) => continue,
            },
            _ => continue,
        };
        let ExprKind::Name(path) = &side.kind else { continue };
        let Some(shows) = shown(sources, &path.parts) else { continue };
        let typed = matches!(
            (shows.view.name, shows.column.map(|c| c.name)),
            ("OBJECTS", Some("OBJECT_TYPE")) | ("SOURCE", Some("TYPE"))
        );
        let given = texts.iter().all(|e| matches!(&e.kind, ExprKind::Text(text, _) if absent(&shows, text).is_none()));
        if typed && given {
            cx.alike.push(side.at.span);
        }
        let gone: Option<Vec<&(&str, &str)>> = texts
            .into_iter()
            .map(|e| match &e.kind {
                ExprKind::Text(text, _) => absent(&shows, text),
                _ => None,
            })
            .collect();
        if typed && let Some((kind, advice)) = gone.as_ref().and_then(|all| all.first()) {
            let raised = KINDS.at(e.at.span).with("kind", *kind).with("view", view_name(&shows));
            return Err(cx.manual_named(raised.with("advice", *advice)));
        }
    }
    Ok(())
}

/// Whether a column has no counterpart.
pub(super) fn is_lacking(col: &Col) -> bool {
    col.shows.is_some_and(|shows| shows.column.is_none())
}

/// Notes `*` in a query whose columns are asked for by name alone: what has no counterpart is said where it is asked for.
pub(in crate::convert) fn by_name(cx: &mut Cx<'_>, query: &ir::Query) {
    if let ir::QueryBody::Select(select) = &query.body {
        let stars = select.targets.iter().filter(|t| matches!(t.expr.kind, ExprKind::Star(_)));
        cx.alike.extend(stars.map(|t| t.expr.at.span));
    }
}

/// The first column of what `*` stands for that has no counterpart.
pub(super) fn lacking<'s>(sources: impl Iterator<Item = &'s Source<Col>>) -> Option<(Shows, Name)> {
    let mut all = sources.flat_map(|s| s.columns.iter().flatten());
    all.find_map(|(name, col)| Some((col.shows.filter(|shows| shows.column.is_none())?, name.clone())))
}

/// Says that `*` stands for a column that has no counterpart.
pub(super) fn star(cx: &mut Cx<'_>, shows: &Shows, column: &Name, span: Span) -> Manual {
    let advice = "Write the columns that are needed instead of `*`.";
    let raised = LACKS.at(span).with("column", column).with("view", view_name(shows)).with("advice", advice);
    cx.manual_named(raised)
}
