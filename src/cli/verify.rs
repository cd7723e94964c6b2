//! `howdah verify`: loads the output into a PostgreSQL, reports what it has against it, and raises the proof level of the report.

use super::args::VerifyArgs;
use super::convert::reports;
use super::print::Terminal;
use super::report::{load, texts};
use super::tree::{self, MANIFEST, inside};
use super::{CLEAN, Ended, FOUND, Trouble};
use crate::emit::manifest::{FileDigest, Manifest, sha256};
use crate::proof::{Problem, parser, script};
use crate::report::model::{Object, Proof, Report};
use crate::report::{Policy, View, sums, visible};
use ecow::EcoString;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What a proof came to.
struct Proven {
    engine: &'static str,
    version: String,
    /// Version of plpgsql_check, where it ran.
    check: Option<String>,
    level: u8,
    statements: usize,
    load: Vec<Problem>,
    code: Vec<Problem>,
}

/// Runs it: 0 nothing against the output, 1 problems.
///
/// # Errors
/// The folder is no output; nothing to verify with; a server that cannot be used.
pub fn run(args: &VerifyArgs, terminal: &Terminal) -> Ended {
    let Some(manifest) = tree::manifest(&args.out)? else {
        let cause = format!("`{}` holds no {MANIFEST}", args.out.display());
        return Err(Trouble::with(cause, "give a folder that `howdah convert` wrote"));
    };
    let read = |path: &str| {
        if !inside(path) {
            return Err(format!("`{path}` leaves the folder of the output"));
        }
        fs::read_to_string(args.out.join(path)).map_err(|e| format!("`{path}` cannot be read: {e}"))
    };
    let variables: BTreeMap<String, String> = args.variable.iter().cloned().collect();
    let proven = {
        let _busy = terminal.busy("loading");
        prove(args, manifest.target, &variables, &read)?
    };
    print(args, &proven, terminal)?;
    let mut report = load(&args.out.join("report.json"))?;
    raise(&mut report, &proven);
    save(args, manifest, &report, terminal)?;
    let problems = proven.load.len() + proven.code.len();
    Ok(if problems == 0 { CLEAN } else { FOUND })
}

#[cfg(feature = "server")]
fn prove(
    args: &VerifyArgs,
    target: u8,
    variables: &BTreeMap<String, String>,
    read: &dyn Fn(&str) -> Result<String, String>,
) -> Result<Proven, Trouble> {
    use crate::proof::verify::{Where, scratch, verify};
    let place = match &args.database {
        Some(url) => Some(Where::Url(url.clone())),
        None => scratch(u32::from(target)),
    };
    let Some(place) = place else { return parse(variables, read) };
    let done = verify(&place, variables, read)?;
    Ok(Proven {
        engine: "server",
        level: if done.check.is_some() { 5 } else { 4 },
        version: done.version,
        check: done.check,
        statements: done.statements,
        load: done.load,
        code: done.code,
    })
}

#[cfg(not(feature = "server"))]
fn prove(
    args: &VerifyArgs,
    _: u8,
    variables: &BTreeMap<String, String>,
    read: &dyn Fn(&str) -> Result<String, String>,
) -> Result<Proven, Trouble> {
    if args.database.is_some() {
        return Err(Trouble::with("this build cannot talk to a server", "build it with feature `server`"));
    }
    parse(variables, read)
}

/// Without a server: PostgreSQL's own parser, where it is built in.
fn parse(
    variables: &BTreeMap<String, String>,
    read: &dyn Fn(&str) -> Result<String, String>,
) -> Result<Proven, Trouble> {
    let Some(version) = parser::VERSION else {
        return Err(Trouble::with(
            "there is nothing to verify with: no PostgreSQL was found on this machine, and its parser is not built in",
            "install PostgreSQL, name a server with --database URL, or point HOWDAH_PG_BIN to its programs",
        ));
    };
    let statements = script::statements("apply.sql", variables, read)?;
    let problem = |s: &script::Statement| {
        parser::sql(&s.text).err().map(|message| Problem {
            file: s.file.clone(),
            line: s.line,
            source: s.source.clone(),
            code: "syntax".into(),
            message,
        })
    };
    Ok(Proven {
        engine: "parser",
        version: version.into(),
        check: None,
        level: 3,
        load: statements.iter().filter_map(problem).collect(),
        statements: statements.len(),
        code: Vec::new(),
    })
}

fn print(args: &VerifyArgs, proven: &Proven, terminal: &Terminal) -> Result<(), Trouble> {
    let all = || proven.load.iter().chain(&proven.code);
    match args.format.as_str() {
        "text" => {
            let lines: String = all().map(line).collect();
            terminal.data(&lines)?;
        }
        "json" => {
            let problem = |p: &Problem| json!({ "file": p.file, "line": p.line, "source": p.source, "code": p.code, "message": p.message });
            let document = json!({
                "engine": proven.engine, "version": proven.version, "plpgsql_check": proven.check,
                "level": format!("P{}", proven.level), "statements": proven.statements,
                "load": proven.load.iter().map(problem).collect::<Vec<_>>(),
                "code": proven.code.iter().map(problem).collect::<Vec<_>>(),
            });
            terminal.data(&format!("{document:#}\n"))?;
        }
        other => return Err(Trouble::with(format!("there is no format `{other}`"), "it is text or json")),
    }
    let check = match (&proven.check, proven.engine) {
        (Some(version), _) => format!(", plpgsql_check {version}"),
        (None, "server") => ", without plpgsql_check, so code is proven to P4".into(),
        (None, _) => ", offline: loading was not tried".into(),
    };
    terminal.note(&format!(
        "{} {}{check}: {} statements, {} problems while loading, {} in code\n",
        if proven.engine == "server" { "PostgreSQL" } else { "parser of" },
        proven.version,
        proven.statements,
        proven.load.len(),
        proven.code.len()
    ));
    Ok(())
}

fn line(problem: &Problem) -> String {
    let source = problem.source.as_ref().map_or_else(String::new, |s| format!(" (from {})", visible::line(s)));
    let (file, message) = (visible::line(&problem.file), visible::line(&problem.message));
    format!("{file}:{}: {} {message}{source}\n", problem.line, visible::line(&problem.code))
}

/// Gives every object that nothing was said against its new level.
fn raise(report: &mut Report, proven: &Proven) {
    let loading = blamed(report, &proven.load);
    let checking = blamed(report, &proven.code);
    let code = |o: &Object| sums::CODE.iter().any(|k| k.name() == o.kind);
    for object in report.objects.iter_mut().filter(|o| matches!(o.state.as_str(), "converted" | "review")) {
        let most = match (proven.level, code(object), checking.contains(&object.id)) {
            (5, false, _) | (5, true, true) => 4,
            (level, ..) => level,
        };
        let level = if loading.contains(&object.id) { 3.min(most) } else { most };
        object.proof = Some(format!("P{level}").into());
    }
    let version = match &proven.check {
        Some(check) => format!("PostgreSQL {}, plpgsql_check {check}", proven.version),
        None => proven.version.clone(),
    };
    report.proof = Proof { engine: proven.engine.into(), version: Some(version), level: format!("P{}", proven.level) };
    let fail_on = crate::finding::Severity::ALL.into_iter().find(|s| s.name() == report.verdict.gate);
    sums::prove(report, &Policy { fail_on, ..Policy::default() });
}

/// Ids of objects whose output a problem stands in: the last one that begins at or before its line.
fn blamed(report: &Report, problems: &[Problem]) -> BTreeSet<EcoString> {
    let mut found = BTreeSet::new();
    for problem in problems {
        let outputs = report.objects.iter().flat_map(|o| o.outputs.iter().map(move |p| (p, o)));
        let before = outputs.filter(|(p, _)| p.file == problem.file && p.line <= problem.line);
        if let Some(last) = before.clone().map(|(p, _)| p.line).max() {
            found.extend(before.filter(|(p, _)| p.line == last).map(|(_, o)| o.id.clone()));
        }
    }
    found
}

/// Writes the report again, unless somebody edited it.
fn save(args: &VerifyArgs, mut manifest: Manifest, report: &Report, terminal: &Terminal) -> Result<(), Trouble> {
    let out: &Path = &args.out;
    let texts = texts(report, &out.join("report.json"), args.source.as_deref());
    let known: BTreeMap<String, String> = manifest.outputs.iter().map(|f| (f.path.clone(), f.sha256.clone())).collect();
    for file in reports(View { report, texts: &texts, colours: false }) {
        let path = out.join(file.path.as_ref());
        if file.path.as_ref() == "report.html" && args.source.is_none() {
            // Without the source texts the page would lose its excerpts.
            terminal.note("report.html still shows the level of `convert`; --source FOLDER writes it again\n");
            continue;
        }
        let now = fs::read(&path).map(|bytes| sha256(&bytes)).unwrap_or_default();
        if known.get(file.path.as_ref()).is_some_and(|digest| *digest != now) {
            terminal.warning(&format!("`{}` was edited and is left as it is", path.display()));
            continue;
        }
        let mut bytes = Vec::new();
        let sha256 = file.write(&mut bytes).map_err(|e| Trouble::new(e.to_string()))?;
        tree::replace(&path, &bytes)?;
        manifest.outputs.retain(|f| f.path != file.path);
        manifest.outputs.push(FileDigest { path: file.path.into_owned(), sha256 });
    }
    manifest.outputs.sort();
    let mut text = serde_json::to_string_pretty(&manifest).map_err(|e| Trouble::new(e.to_string()))?;
    text.push('\n');
    tree::replace(&out.join(MANIFEST), text.as_bytes())
}
