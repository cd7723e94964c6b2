//! `howdah graph`: the dependency graph, whole or around some objects.

use super::args::{Global, GraphArgs};
use super::print::Terminal;
use super::session::{Session, stages};
use super::{Ended, Trouble};
use crate::graph::{EdgeKind, FORMATS, Filter};
use crate::report::Says;

/// Runs it.
///
/// # Errors
/// Nothing to read; a format, kind or object that does not exist.
pub fn run(args: &GraphArgs, global: &Global, terminal: &Terminal) -> Ended {
    let Some(format) = FORMATS.iter().find(|f| f.name == args.format) else {
        let names: Vec<&str> = FORMATS.iter().map(|f| f.name).collect();
        let advice = format!("it is one of {}", names.join(", "));
        return Err(Trouble::with(format!("there is no format `{}`", args.format), advice));
    };
    let edges = args.edges.iter().map(|name| {
        EdgeKind::ALL.into_iter().find(|k| k.name() == name).ok_or_else(|| {
            let names = EdgeKind::ALL.map(EdgeKind::name);
            Trouble::with(format!("there is no kind of edge `{name}`"), format!("it is one of {}", names.join(", ")))
        })
    });
    let filter = Filter {
        start: args.object.clone(),
        depth: args.depth,
        needs: args.needs,
        users: args.users,
        edges: edges.collect::<Result<_, _>>()?,
        kinds: args.kinds.clone(),
    };
    let session = Session::start(&args.paths, &args.reading, None, Says::Objects, global, terminal)?;
    let done = session.run(terminal)?;
    let graph = filter.apply(&done.graph);
    if graph.nodes.is_empty() && !args.object.is_empty() {
        let advice = "write its name with the schema, as `howdah graph --format json` shows it";
        return Err(Trouble::with(format!("no object is called {}", args.object.join(" or ")), advice));
    }
    stages(&done, global, terminal);
    terminal.done(&(format.draw)(&graph))
}
