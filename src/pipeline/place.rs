//! Creation order over everything that was printed: each piece in its phase, after what it needs; then files.

use super::prove::part_of;
use super::{Made, Request, printed};
use crate::convert::Program;
use crate::convert::grant;
use crate::emit::layout::{Output, Placed as InPhase, tree};
use crate::emit::path::Home;
use crate::emit::{OutFile, Phase, Piece, Printed, Printer, dictionary, phase, support};
use crate::finding::{Key, ObjectKind};
use crate::graph::{self, Item};
use crate::name::{Name, QName};
use crate::pg;
use crate::report::build::Emitted;
use crate::span::At;
use ecow::EcoString;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Files, and where in them each object stands.
#[derive(Debug, Default)]
pub(super) struct Placed {
    /// The output.
    pub files: Vec<OutFile>,
    /// Stretches by source object.
    pub emitted: Vec<Emitted>,
}

/// A piece with the source object it belongs to.
struct Slot<'a> {
    piece: &'a Piece,
    /// The object or part that it stands for.
    key: &'a Key,
    home: &'a Home,
    sort: SortKey<'a>,
}

/// Decides among pieces that could come next: schema, kind, name, place in the object, source object.
type SortKey<'a> = (&'a str, ObjectKind, &'a str, usize, usize);

/// What the layout has from the model, which is gone by then.
pub(super) struct Frame {
    /// Where the files of each source object stand.
    homes: Vec<Option<Home>>,
    /// Roles that grants name.
    roles: Vec<Name>,
    /// The packages of the source.
    packages: Vec<dictionary::Package>,
}

impl Frame {
    pub(super) fn new(program: &Program<'_>, made: &[Made]) -> Self {
        Frame { homes: homes(program, made), roles: roles(program, made), packages: packages(program) }
    }
}

/// Orders everything and lays it out in files.
pub(super) fn place(request: &Request<'_>, frame: Frame, made: &[Made], data: &[Piece], queries: &[Piece]) -> Placed {
    let Frame { homes, roles, packages } = frame;
    let schemas = printed(request, |printer| schemas(made, printer));
    let mut slots = slots(made, &homes);
    for (key, home, printed) in &schemas {
        let sort = ("", ObjectKind::Schema, printed.name.name.as_str(), 0, 0);
        slots.extend(printed.pieces.iter().map(|piece| Slot { piece, key, home, sort }));
    }
    let pieces: Vec<&Piece> = slots.iter().map(|s| s.piece).collect();
    // rows need functions too; they come last, so that the phases of the others keep their places
    let with_rows: Vec<&Piece> = pieces.iter().copied().chain(data).collect();
    let phases = phase::settle(&with_rows);
    let mut order: Vec<(usize, Phase)> = Vec::with_capacity(slots.len());
    let mut late_bodies = false;
    for phase in Phase::ALL {
        let (indices, items): (Vec<usize>, Vec<Item<'_, SortKey<'_>>>) = slots
            .iter()
            .zip(&phases)
            .enumerate()
            .filter(|(_, (_, p))| **p == phase)
            .map(|(i, (s, _))| (i, Item { key: s.sort, makes: &s.piece.makes, needs: &s.piece.needs }))
            .unzip();
        let ordered = graph::order(&items);
        late_bodies |= !ordered.cycles.is_empty();
        order.extend(ordered.order.iter().filter_map(|i| indices.get(*i)).map(|i| (*i, phase)));
    }
    let sequence: Vec<(&Slot<'_>, Phase)> = order.iter().filter_map(|(i, p)| slots.get(*i).map(|s| (s, *p))).collect();
    let placed: Vec<InPhase<'_>> =
        sequence.iter().map(|(s, phase)| InPhase { piece: s.piece, phase: *phase, home: s.home }).collect();
    let blocks: Vec<&Slot<'_>> = slots.iter().filter(|slot| slot.piece.phase == Phase::Blocks).collect();
    let of_scripts: Vec<&Piece> = blocks.iter().map(|slot| slot.piece).collect();
    let called = || pieces.iter().copied().chain(data).chain(queries).flat_map(|piece| &piece.helpers);
    let dictionary = dictionary::read(called(), request.profile, &packages);
    let support = support::shaken(called().chain(dictionary.iter().flat_map(|(_, helpers)| helpers)));
    let dictionary = dictionary.map(|(views, _)| views);
    let blocks_of = of_scripts.as_slice();
    let roles = roles.as_slice();
    let out =
        tree(&Output { pieces: &placed, data, queries, blocks: blocks_of, support, dictionary, roles, late_bodies });
    let paths: Vec<EcoString> = out.files.iter().map(|f| f.path.as_str().into()).collect();
    let apart = out.files.iter().position(|f| f.path == "blocks.sql").unwrap_or_default();
    let starts = out.blocks.iter().map(|line| (apart, *line));
    let all = sequence.iter().map(|(slot, _)| *slot).zip(out.placed.iter().copied());
    let emitted = all.chain(blocks.iter().copied().zip(starts)).filter_map(|(slot, (file, line))| {
        let lines = u32::try_from(slot.piece.create.text.matches('\n').count()).unwrap_or(0);
        Some(Emitted {
            key: slot.key.clone(),
            file: paths.get(file)?.clone(),
            line: line + 1,
            end_line: line + lines.max(1),
            map: slot.piece.create.map.iter().map(|(l, s)| (l + line + 1, *s)).collect(),
        })
    });
    Placed { emitted: emitted.collect(), files: out.files }
}

/// Schemas that the output lives in and that no source object makes. `public` is there already.
fn schemas(made: &[Made], printer: Printer<'_>) -> Vec<(Key, Home, Printed)> {
    let printed = || made.iter().flat_map(|m| &m.printed);
    let mut names: BTreeSet<&Name> = printed().filter_map(|p| p.name.schema.as_ref()).collect();
    for made in printed().flat_map(|p| &p.pieces).flat_map(|p| &p.makes) {
        if made.schema.is_none() {
            names.remove(&made.name);
        }
    }
    let make = |name: &Name| {
        let object = pg::Object {
            name: QName::bare(name.clone()),
            at: At::default(),
            changes: Vec::new(),
            comments: Vec::new(),
            comment: None,
            kind: pg::Kind::Schema(Vec::new()),
        };
        let key = Key { kind: ObjectKind::Schema, name: object.name.clone() };
        let home = Home { schema: name.clone(), kind: ObjectKind::Schema, name: name.clone() };
        (key, home, printer.print(&object))
    };
    names.into_iter().filter(|n| *n != "public").map(make).collect()
}

/// Where the files of each source object stand: an index with its table, where that is made.
fn homes(program: &Program<'_>, made: &[Made]) -> Vec<Option<Home>> {
    let mut homes: Vec<Option<Home>> = made.iter().map(|m| home(program, m)).collect();
    let printed = || made.iter().map(|m| m.printed.first());
    let whole = printed().zip(&homes).filter_map(|(printed, home)| Some((printed?, home.clone()?)));
    let of: FxHashMap<&QName, Home> = whole.filter(|(p, _)| p.on.is_none()).map(|(p, home)| (&p.name, home)).collect();
    for (printed, home) in printed().zip(&mut homes) {
        if let Some(table) = printed.and_then(|p| p.on.as_ref()).and_then(|on| of.get(on)) {
            *home = Some(table.clone());
        }
    }
    homes
}

/// Where the files of a source object stand; `None` where nothing stands for it.
fn home(program: &Program<'_>, made: &Made) -> Option<Home> {
    let (outcome, printed) = (made.outcomes.first()?, made.printed.first()?);
    // A package and its body stand in one file.
    let kind = if outcome.key.kind == ObjectKind::PackageBody { ObjectKind::Package } else { outcome.key.kind };
    let target = program.plan.names.object(&Key { kind, name: outcome.key.name.clone() });
    let schema = target.schema.or_else(|| printed.name.schema.clone()).unwrap_or_else(|| target.name.clone());
    Some(Home { schema, kind, name: target.name })
}

fn slots<'a>(made: &'a [Made], homes: &'a [Option<Home>]) -> Vec<Slot<'a>> {
    let mut all = Vec::new();
    for (m, (one, home)) in made.iter().zip(homes).enumerate() {
        let (Some(home), Some(own)) = (home, one.outcomes.first()) else { continue };
        let members = matches!(own.key.kind, ObjectKind::Package | ObjectKind::PackageBody);
        for (n, printed) in one.printed.iter().enumerate() {
            for (i, piece) in printed.pieces.iter().enumerate() {
                let part = part_of(&one.outcomes, piece);
                let schema = printed.name.schema.as_deref().unwrap_or("");
                // What a package holds stands as it is made.
                let sort = if members {
                    (schema, own.key.kind, own.key.name.name.as_str(), n, m)
                } else {
                    (schema, printed.kind, printed.name.name.as_str(), i, m)
                };
                all.push(Slot { piece, key: &one.outcomes.get(part).unwrap_or(own).key, home, sort });
            }
        }
    }
    all
}

/// Roles that grants name, as the target spells them, sorted.
fn roles(program: &Program<'_>, made: &[Made]) -> Vec<Name> {
    let grantees = grant::grantees(program);
    let named = grant::named(&grantees, made.iter().flat_map(|m| &m.outcomes));
    let all: BTreeSet<Name> = named.into_iter().map(|role| program.plan.names.fold(role)).collect();
    all.into_iter().collect()
}

/// The packages of the source, with the schemas that they become.
fn packages(program: &Program<'_>) -> Vec<dictionary::Package> {
    let names = &program.plan.names;
    let of = |package: &crate::convert::plan::Package| dictionary::Package {
        owner: names.schema(package.name.schema.as_ref()),
        name: package.name.name.clone(),
        schema: package.schema.clone(),
        apart: package.prefix.is_empty(),
        body: package.body.is_some(),
    };
    let mut all: Vec<dictionary::Package> = program.plan.packages.iter().map(of).collect();
    all.sort_by(|a, b| (&a.owner, &a.name).cmp(&(&b.owner, &b.name)));
    all
}
