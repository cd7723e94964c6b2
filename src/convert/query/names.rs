//! Names in queries: columns of the items of `FROM`, aliases, pseudo-columns, and values that a rewritten query carries along.

use super::super::expr::{Locals, Scope, lower as lower_expr};
use crate::analyze::scope::{Found, Source, find};
use crate::analyze::{Null, Ty};
use crate::convert::{Cx, Low, Lower};
use crate::finding::{self, Effort, Rule, Severity};
use crate::ir;
use crate::name::Name;
use crate::pg;
use crate::span::Span;

static ROWID: Rule = Rule {
    name: "rowid-in-query",
    codes: &[(finding::Source::Oracle, "OR-QRY-015")],
    raw: Severity::BehaviourChange,
    severity: Severity::Info,
    effort: Effort::minutes(10, 5),
    message: "ROWID became ctid, which is the place of a row only until the row is changed",
    help: "{advice}",
    once: Some(""),
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&ROWID];

/// The place of a row: of the table that a qualifier names, or the only one.
fn place(cx: &mut Cx<'_>, frame: &Frame<'_>, e: &ir::Expr, parts: &[Name]) -> Option<Low> {
    let of = match parts {
        [_] => match frame.sources.as_slice() {
            [only] => Some(only),
            _ => None,
        },
        [.., of, _] => frame.sources.iter().find(|s| s.name == *of),
        [] => None,
    };
    let (_, col) = of?.columns.as_ref()?.first()?;
    if !frame.stored.contains(&col.of) {
        return None;
    }
    // of a variable that holds such a place it is said already
    let is_said = |said: &finding::Raised| said.rule == &ROWID || said.rule.name == "rowid-variable";
    let said = cx.outcome().findings.iter().any(is_said);
    if !said && !cx.held.contains(&e.at.span) {
        cx.raise(ROWID.at(e.at.span).with(
            "advice",
            "Within one statement nothing is to do; where the value is stored, store the key of the row instead.",
        ));
    }
    let expr = pg::Expr::Name(Box::new([col.of.clone(), "ctid".into()]));
    Some(Low { expr, ty: pg::Type::Builtin("tid"), null: Null::Never, from: Ty::default() })
}

/// Says of the places of rows that they leave their statement, where a query gives them to whoever asks.
pub(super) fn given_out(cx: &mut Cx<'_>, env: super::Env<'_>, query: &ir::Query, columns: &[super::Out]) {
    let mut around = env.outer;
    while let Some(frame) = around {
        if !frame.sources.is_empty() {
            return;
        }
        around = frame.outer;
    }
    let targets = if let ir::QueryBody::Select(select) = &query.body { select.targets.as_slice() } else { &[] };
    // what goes into a variable is said of that
    if targets.iter().any(|target| cx.held.contains(&target.expr.at.span)) {
        return;
    }
    let as_text = |place: usize| {
        let mut named = false;
        if let Some(target) = targets.get(place) {
            ir::walk::each(&target.expr, &mut |e| {
                named |= matches!(&e.kind, ir::ExprKind::Name(path) if path.parts.last().is_some_and(|n| n == "ROWID"));
            });
        }
        named
    };
    let place = pg::Type::Builtin("tid");
    let given = columns
        .iter()
        .enumerate()
        .any(|(n, out)| out.ty == place || matches!(out.ty, pg::Type::Text | pg::Type::Varchar(_)) && as_text(n));
    let outcome = cx.outcome();
    if given && let Some(said) = outcome.findings.iter_mut().find(|said| said.rule == &ROWID) {
        said.severity = Severity::BehaviourChange;
        said.put("advice", "Where it is kept for a later statement, keep the primary key instead.".to_owned());
        outcome.state = outcome.state.max(finding::State::Review);
    }
}

/// Takes back what was said of places of rows in what is not converted after all.
pub fn not_written(cx: &mut Cx<'_>, within: Span) {
    cx.outcome().findings.retain(|said| said.rule != &ROWID || !within.contains(said.span));
}

/// A column in sight.
#[derive(Clone, Debug, PartialEq)]
pub struct Col {
    /// What qualifies it in the target.
    pub of: Name,
    /// Its name in the target.
    pub name: Name,
    /// Its type in the target.
    pub ty: pg::Type,
    /// Whether it can be null.
    pub null: Null,
    /// Its type in the source.
    pub from: Ty,
    /// Whether a query that carries several sources had to give it another name than its own.
    pub renamed: bool,
    /// The column of Oracle's dictionary that it is.
    pub shows: Option<super::shown::Shows>,
}

impl Col {
    /// A column of what is called `of`.
    #[must_use]
    pub fn of(of: &Name, out: &super::Out) -> Col {
        let super::Out { source: _, name, ty, null, from } = out;
        Col {
            of: of.clone(),
            name: name.clone(),
            ty: ty.clone(),
            null: *null,
            from: *from,
            renamed: false,
            shows: None,
        }
    }

    /// The column as an expression.
    #[must_use]
    pub fn low(&self, qualified: bool) -> Low {
        let expr = if qualified && !self.of.is_empty() {
            pg::Expr::Name(Box::new([self.of.clone(), self.name.clone()]))
        } else {
            pg::Expr::name(self.name.clone())
        };
        Low { expr, ty: self.ty.clone(), null: self.null, from: self.from }
    }
}

/// What is in sight of one query.
#[derive(Clone, Debug, Default)]
pub struct Frame<'a> {
    /// The items of `FROM`.
    pub sources: Vec<Source<Col>>,
    /// Names that stand for a value: aliases in `ORDER BY`, pseudo-columns. They come before columns.
    pub given: Vec<(Name, Low)>,
    /// Expressions whose value the rewritten query has under another name.
    pub carried: Vec<(ir::Expr, Low)>,
    /// Columns of the queries around, as aggregates that name no others see them.
    pub lifted: Vec<(ir::Expr, Low)>,
    /// Windows that have a name.
    pub windows: Vec<(Name, ir::Window)>,
    /// What qualifies the items that are one table each, whose rows have a place.
    pub stored: Vec<Name>,
    /// What stands for a column of an item: its value after an assignment.
    pub replaced: Vec<(Name, Name, Low)>,
    /// What `PRIOR` sees.
    pub prior: Option<&'a Frame<'a>>,
    /// Whether columns are always qualified, because the rewritten query has more items than the source.
    pub qualified: bool,
    /// The query around.
    pub outer: Option<&'a Frame<'a>>,
    /// Variables of the code around, in its outermost frame.
    pub locals: Option<&'a Locals>,
}

impl<'a> Frame<'a> {
    /// Whether a value is a column that a query around its source had to rename.
    pub(super) fn renames(&self, e: &pg::Expr) -> bool {
        let pg::Expr::Name(parts) = e else { return false };
        let [of, name] = &**parts else { return false };
        let columns = self.sources.iter().flat_map(|s| s.columns.iter().flatten());
        columns.into_iter().any(|(_, col)| col.renamed && col.of == *of && col.name == *name)
    }

    /// Variables of the code around.
    pub(super) fn variables(&self) -> Option<&'a Locals> {
        self.locals.or_else(|| self.outer.and_then(Frame::variables))
    }
}

/// The column or value that a name means; nothing where it is no name of the query.
pub fn column(cx: &mut Cx<'_>, scope: &Scope<'_>, e: &ir::Expr, parts: &[Name]) -> Option<Lower<Low>> {
    let mut next = scope.query;
    while let Some(frame) = next {
        if let [name] = parts
            && let Some((_, low)) = frame.given.iter().find(|(n, _)| n == name)
        {
            return Some(Ok(low.clone()));
        }
        if parts.last().is_some_and(|p| p == "ROWID")
            && let Some(low) = place(cx, frame, e, parts)
        {
            return Some(Ok(low));
        }
        match find(std::iter::once(frame.sources.as_slice()), parts) {
            Found::Column(source, _, column) => {
                let own = parts.last();
                if let (Some(shows), Some(own)) = (&column.shows, own)
                    && let Err(manual) = super::shown::used(cx, shows, own, e.at.span)
                {
                    return Some(Err(manual));
                }
                let new = frame.replaced.iter().find(|(of, name, _)| *of == source.name && Some(name) == own);
                let low = new.map(|(_, _, low)| low.clone());
                return Some(Ok(low.unwrap_or_else(|| column.low(frame.qualified || parts.len() > 1))));
            }
            Found::Unknown | Found::Nothing => next = frame.outer,
        }
    }
    None
}

/// The columns of each item in sight that a qualifier means, or of all.
pub fn in_sight<'a>(scope: &Scope<'a>, of: Option<&Name>) -> Vec<Vec<&'a Name>> {
    let frames = std::iter::successors(scope.query, |frame| frame.outer);
    let sources = frames.flat_map(|frame| &frame.sources).filter(|source| of.is_none_or(|of| *of == source.name));
    sources.filter_map(|source| Some(source.columns.as_ref()?.iter().map(|(name, _)| name).collect())).collect()
}

/// Whether a name may be a column of something in sight whose columns are not known.
pub fn is_lost(scope: &Scope<'_>, parts: &[Name]) -> bool {
    let mut next = scope.query;
    while let Some(frame) = next {
        match find(std::iter::once(frame.sources.as_slice()), parts) {
            Found::Unknown => return true,
            Found::Column(..) => return false,
            Found::Nothing => next = frame.outer,
        }
    }
    false
}

/// Whether a column in sight has this name, which PostgreSQL would take for a variable named alike.
pub fn hides(scope: &Scope<'_>, name: &Name) -> bool {
    let mut next = scope.query;
    while let Some(frame) = next {
        let parts = std::slice::from_ref(name);
        if !matches!(find(std::iter::once(frame.sources.as_slice()), parts), Found::Nothing) {
            return true;
        }
        next = frame.outer;
    }
    false
}

/// The value of an expression that the rewritten query carries along.
pub fn carried(scope: &Scope<'_>, e: &ir::Expr) -> Option<Low> {
    let frame = scope.query?;
    frame.carried.iter().find(|(known, _)| known == e).map(|(_, low)| low.clone())
}

/// `PRIOR x`: x of the row above.
pub fn prior(cx: &mut Cx<'_>, scope: &Scope<'_>, operand: &ir::Expr) -> Option<Lower<Low>> {
    let above = scope.query?.prior?;
    Some(lower_expr(cx, &Scope { query: Some(above), ..*scope }, operand))
}
