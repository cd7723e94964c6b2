//! From what was made to the report: outcomes, statements, graph, places, levels.

use super::hidden::Hidden;
use super::unchecked::{self, Unchecked};
use super::{Made, Request};
use super::{once, rolled_back};
use crate::analyze::depend::Dependencies;
use crate::analyze::references::{References, references};
use crate::catalog::ObjectId;
use crate::convert::Program;
use crate::convert::data::Written;
use crate::convert::grant::{self, Grantees};
use crate::convert::plan::names::Rename;
use crate::emit::Piece;
use crate::finding::{Key, ObjectKind, Outcome, Raised, Severity, State};
use crate::graph::{Edge, Graph};
use crate::input::{Input, Sources};
use crate::ir::{Fate, Read, object::key};
use crate::proof::parser;
use crate::report::build::{self, Emitted, PlaceOf, Run, Statement};
use crate::report::model;
use crate::report::model::{Cycle, Location, NotChecked, Proof, Report, SourceFile};
use crate::report::visible;
use crate::rules;
use crate::span::Span;
use ecow::{EcoString, eco_format};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Gives findings to the objects they are about. Returns those about no object, and those whose object was not made.
pub(super) fn attach(
    made: &mut [Made],
    found: impl Iterator<Item = (Option<Key>, Raised)>,
) -> (Vec<Raised>, Vec<Raised>) {
    let mut general = Vec::new();
    let mut about: BTreeMap<Key, Vec<Raised>> = BTreeMap::new();
    for (object, raised) in found {
        match object {
            Some(key) => about.entry(key).or_default().push(raised),
            None => general.push(raised),
        }
    }
    for outcome in made.iter_mut().flat_map(|m| &mut m.outcomes) {
        let is_made = outcome.state < State::Manual;
        for raised in about.remove(&outcome.key).into_iter().flatten().filter(|it| is_made || !it.rule.converted) {
            outcome.raise(raised);
        }
    }
    (general, about.into_values().flatten().collect())
}

/// Blockers of the client layer (a variable without a value) that stand in the statement of an object: it is not converted.
pub(super) fn within_objects(input: &Input, read: &crate::ir::Program) -> Vec<(Option<Key>, Raised)> {
    let all = input.findings.iter().chain(&input.without_value);
    let blockers = all.filter(|raised| raised.severity == Severity::Blocker);
    let mut made = Vec::new();
    if blockers.clone().next().is_some() {
        let object = |s: &Read| if let Fate::Object(id) = s.fate { Some((s.span, id)) } else { None };
        made.extend(read.statements.iter().filter_map(object));
        made.sort_by_key(|(span, _)| span.lo);
    }
    let object = |raised: &Raised| {
        let at = made.partition_point(|(span, _)| span.lo <= raised.span.lo).checked_sub(1)?;
        let (span, id) = made.get(at)?;
        span.contains(raised.span).then(|| key(read.catalog.get(*id)))
    };
    let mut said = BTreeSet::new();
    let mut once =
        |key: &Key, raised: &Raised| said.insert((key.clone(), raised.args.first().map(|(_, v)| v.to_string())));
    let placed = blockers.filter_map(|raised| Some((object(raised)?, raised)));
    placed.filter(|(key, raised)| once(key, raised)).map(|(key, raised)| (Some(key), raised.clone())).collect()
}

/// The dependency graph of the source's objects.
pub(super) fn graph(needs: &Dependencies, outcomes: impl Iterator<Item = Key>) -> Graph {
    // constraints are parts of their tables here, and grants end nothing's wait
    let shown = |k: &Key| !matches!(k.kind, ObjectKind::Constraint | ObjectKind::Grant);
    let ids: BTreeMap<Key, EcoString> = outcomes.filter(shown).map(|k| (k.clone(), eco_format!("{k}"))).collect();
    let nodes = ids.iter().map(|(k, id)| (id.clone(), k.kind.name(), eco_format!("{}", k.name))).collect();
    let end = |key: &Key| ids.get(key).cloned();
    let edges = needs.edges.iter().filter_map(|e| Some(Edge { from: end(&e.from)?, to: end(&e.to)?, kind: e.kind }));
    Graph::new(nodes, edges.collect())
}

/// Everything that the report is made of.
pub(super) struct Parts<'a> {
    pub told: Told,
    pub outcomes: Vec<Outcome>,
    pub emitted: Vec<Emitted>,
    pub needs: &'a Dependencies,
    pub graph: &'a Graph,
}

/// What the report has from the model, which is gone by then.
pub(super) struct Told {
    statements: Vec<Statement>,
    unchecked: Vec<Unchecked>,
    /// Findings about no object: of conversion, and of reading, which come after those of the statements of scripts.
    general: Vec<Raised>,
    read: Vec<Raised>,
    renames: Vec<model::Rename>,
    grantees: Grantees,
    names: References,
    hidden: Hidden,
}

impl Told {
    /// What is said of statements and names; `general` are the findings about no object.
    /// Findings of the client layer at the places of `given` are with their objects.
    pub(super) fn new(request: &Request<'_>, program: &Program<'_>, general: Vec<Raised>, given: &[Span]) -> Self {
        let holds = |raised: &&Raised| raised.rule.holds_for(program.profile.target);
        let input = request.input;
        let own = |raised: &&Raised| !input.sources.is_context(raised.span);
        let own = program.read.findings.iter().filter(own);
        // a grant has no name in either database: what it says is one for files only
        let named = |r: &&Rename| r.kind != ObjectKind::Grant;
        let left = |raised: &&Raised| raised.severity != Severity::Blocker || !given.contains(&raised.span);
        let known =
            || rayon::join(|| references(program.read, program.facts), || Hidden::new(program.read, program.facts));
        let known = || if request.describes() { known() } else { Default::default() };
        let ((names, hidden), unchecked) = rayon::join(known, || unchecked::code(input, program.read));
        Told {
            statements: statements(program),
            unchecked,
            general,
            read: own.chain(input.findings.iter().filter(left)).filter(holds).cloned().collect(),
            grantees: grant::grantees(program),
            renames: program.plan.names.renames.iter().filter(named).map(rename).collect(),
            names,
            hidden,
        }
    }

    /// Takes what is said of statements of scripts; what is left are their texts.
    pub(super) fn statements(&mut self, written: Written<Piece>) -> Vec<Piece> {
        let Written { statements, mut findings, failed } = written;
        self.general.append(&mut findings);
        for (place, (state, reason)) in failed {
            // of one that is not read to its end, that is said
            if let Some(statement) = self.statements.get_mut(place as usize).filter(|s| s.state == State::Converted) {
                (statement.state, statement.reason) = (state, Some(reason));
            }
        }
        statements.into_iter().map(|s| s.dml).collect()
    }
}

/// Makes the report.
pub(super) fn report(request: &Request<'_>, parts: Parts<'_>) -> Report {
    let Parts { told, mut outcomes, emitted, needs, graph } = parts;
    let Told { mut statements, unchecked, mut general, mut read, renames, grantees, names, hidden } = told;
    general.append(&mut read);
    once::statements(&mut general, &request.input.sources);
    let rolled_back = rolled_back::told(&statements, &request.input.sources).into_iter();
    general.extend(rolled_back.filter(|raised| raised.rule.holds_for(request.profile.target)));
    let paths = Paths::new(request.input);
    let place = |span: Span| paths.location(request.input, span);
    let by_object = needs.by_object();
    let context = |span: Span| request.input.sources.is_context(span);
    outcomes.retain(|o| !context(o.span));
    once::variables(&mut general, &mut outcomes, &request.input.sources);
    statements.retain(|s| !context(s.span));
    for outcome in &mut outcomes {
        let more = by_object.get(&outcome.key).into_iter().flatten();
        outcome.depends_on.extend(more.map(|k| (*k).clone()));
        outcome.depends_on.sort();
        outcome.depends_on.dedup();
    }
    general.extend(grant::told(&grantees, &outcomes));
    general.extend(crate::convert::query::hints::counted(&outcomes, |span| request.input.sources.text(span)));
    let waves = if request.describes() { waves(&outcomes, graph) } else { FxHashMap::default() };
    let cycles = graph.cycles.iter().map(|members| Cycle {
        members: members.clone(),
        broken_by: "foreign keys and code are created after all tables".into(),
    });
    let levels = if request.writes() { levels(&outcomes) } else { FxHashMap::default() };
    let names = names_of(names, &place, &context);
    let mut report = build::build(Run {
        source: request.source,
        files: files(request.input),
        place: &place,
        outcomes: &outcomes,
        statements: &statements,
        general: &general,
        emitted: &emitted,
        levels: &levels,
        proof: proof(request.writes()),
        waves: &waves,
        cycles: cycles.collect(),
        renames,
        not_checked: not_checked(request, &statements, &unchecked, &place),
        profile: request.profile,
        policy: request.policy,
        rules_digest: rules_digest(),
        says: request.says,
    });
    report.names = names;
    hidden.tell(&mut report, &place, &context);
    report
}

/// The waves of objects.
fn waves(outcomes: &[Outcome], graph: &Graph) -> FxHashMap<Key, u32> {
    let waves = graph.nodes.iter().map(|n| (n.id.as_str(), n.wave)).collect::<FxHashMap<_, _>>();
    let of = |o: &Outcome| Some((o.key.clone(), *waves.get(o.key.to_string().as_str())?));
    outcomes.iter().filter_map(of).collect()
}

/// What is said of names.
fn names_of(all: References, place: PlaceOf<'_>, context: &dyn Fn(Span) -> bool) -> model::Names {
    let own = all.unresolved.into_iter().filter(|it| !context(it.span));
    let unresolved = own.map(|it| model::UnresolvedName {
        object: it.object.to_string(),
        name: it.name.to_string(),
        reason: it.reason.text().into(),
        location: place(it.span),
        count: it.count,
    });
    model::Names {
        references: all.names,
        resolved: all.resolved,
        not_in_input: all.outside,
        expressions: all.expressions,
        typed: all.typed,
        beyond_input: all.beyond,
        unresolved: unresolved.collect(),
    }
}

/// The name of a source position: `hr/tables.sql:12`.
pub(super) fn position(sources: &Sources, span: Span) -> String {
    let place = sources.place(span);
    // a line break in the name of a file would end the comment that holds it
    format!("{}:{}", visible::line(place.file), place.line)
}

/// The paths of all files, by their places: every place in the report shares them.
struct Paths(Vec<EcoString>);

impl Paths {
    fn new(input: &Input) -> Self {
        Paths(input.sources.files().iter().map(|f| f.path.as_str().into()).collect())
    }

    /// Where a span stands, for people.
    fn location(&self, input: &Input, span: Span) -> Option<Location> {
        // What is said of the whole schema has no place.
        if span == Span::default() {
            return None;
        }
        let number = input.sources.number(span)?;
        let place = input.sources.files().get(number)?.place(span);
        Some(Location {
            file: self.0.get(number)?.clone(),
            line: place.line,
            column: place.column,
            end_line: place.end_line,
            end_column: place.end_column,
        })
    }
}

fn files(input: &Input) -> Vec<SourceFile> {
    let of = |file: &crate::input::File| SourceFile {
        path: file.path.clone(),
        sha256: file.sha256.clone(),
        bytes: file.bytes,
        encoding: file.encoding.to_string(),
        lines: file.line_count(),
    };
    let mut all: Vec<SourceFile> = input.sources.files().iter().filter(|f| !f.again).map(of).collect();
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all
}

/// P3 for what PostgreSQL's parser accepted; without the parser, what the state implies.
fn levels(outcomes: &[Outcome]) -> FxHashMap<Key, u8> {
    if parser::VERSION.is_none() {
        return FxHashMap::default();
    }
    let proven = outcomes.iter().filter(|o| matches!(o.state, State::Converted | State::Review));
    proven.map(|o| (o.key.clone(), 3)).collect()
}

/// How far proof was attempted: not at all where nothing was written.
fn proof(written: bool) -> Proof {
    match parser::VERSION.filter(|_| written) {
        Some(version) => Proof { engine: "parser".into(), version: Some(version.into()), level: "P3".into() },
        None => Proof { engine: "none".into(), version: None, level: "P2".into() },
    }
}

/// Every statement and client command with its state, in order.
fn statements(program: &Program<'_>) -> Vec<Statement> {
    let catalog = &program.read.catalog;
    let object = |id: ObjectId| Some(key(catalog.get(id)));
    let of = |read: &Read| {
        let (object, state, reason) = match &read.fate {
            Fate::Object(id) => (object(*id), State::Converted, None),
            Fate::Data => (None, State::Converted, None),
            Fate::Missing(name) => (None, State::Manual, Some(eco_format!("`{name}` is not in the input"))),
            Fate::Undone => {
                (None, State::Ignored, Some("its object is dropped or replaced by a later statement".into()))
            }
            Fate::Ignored(reason) => (None, State::Ignored, Some(reason.clone())),
            Fate::Manual(reason) => (None, State::Manual, Some(reason.clone())),
            Fate::Unread(unread) => (None, State::Unread, Some(unread.reason.clone())),
        };
        Statement { span: read.span, label: read.label, object, state, reason }
    };
    program.read.statements.iter().map(of).collect()
}

fn not_checked(
    request: &Request<'_>,
    statements: &[Statement],
    code: &[Unchecked],
    place: PlaceOf<'_>,
) -> Vec<NotChecked> {
    let files = request.input.not_read.iter().map(|(path, reason)| NotChecked {
        kind: "file".into(),
        location: Some(Location { file: path.as_str().into(), ..Location::default() }),
        reason: reason.clone(),
        ..NotChecked::default()
    });
    let unread = statements.iter().filter(|s| s.object.is_none() && s.state == State::Unread);
    let unread = unread.map(|s| NotChecked {
        kind: "statement".into(),
        location: place(s.span),
        reason: s.reason.as_deref().unwrap_or_default().into(),
        ..NotChecked::default()
    });
    let code = code.iter().map(|it| NotChecked {
        kind: it.kind.into(),
        object: it.object.as_ref().map(ToString::to_string),
        location: place(it.span),
        reason: it.reason.clone(),
    });
    files.chain(unread).chain(code).collect()
}

fn rename(rename: &Rename) -> model::Rename {
    model::Rename {
        kind: rename.kind.name().into(),
        from: rename.from.to_string(),
        to: rename.to.to_string(),
        reason: rename.reason.into(),
    }
}

/// SHA-256 over every rule as it stands in this build.
fn rules_digest() -> String {
    let mut digest = Sha256::new();
    for rule in rules::all() {
        for part in [rule.name, rule.severity.name(), rule.raw.name(), rule.message, rule.help] {
            digest.update(part.as_bytes());
            digest.update([0]);
        }
        for (_, code) in rule.codes {
            digest.update(code.as_bytes());
        }
    }
    digest.finalize().iter().map(|b| format!("{b:02x}")).collect()
}
