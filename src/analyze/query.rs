//! Queries: what is in sight, and the columns that come out.

use super::depend;
use super::infer::{Infer, count, first_typed, known, never_null};
use super::rows::pivoted;
use super::scope::{Found, Source, find};
use super::symbols::{Shape, Value};
use super::{Fact, Means, Null, Ty};
use crate::catalog::ObjectId;
use crate::ir::{
    Call, Class, Cte, Dml, Expr, ExprKind, From, FromKind, Group, GroupItem, Into, Join, JoinKind, Kind, Over, Query,
    QueryBody, RowSource, Select, SortKey, Table, TableColumn, TableRef, Target, Window, walk,
};
use crate::name::{Name, QName};

/// Columns of a relation or query, where they are known.
pub(super) type Columns = Option<Vec<(Name, Fact)>>;

impl Infer<'_, '_> {
    /// The columns of a table or view.
    pub(super) fn relation(&mut self, id: ObjectId) -> Columns {
        if let Some(known) = self.relations.get(&id) {
            return known.clone();
        }
        self.relations.insert(id, None);
        let object = self.program.catalog.get(id);
        let columns = match &object.kind {
            Kind::Table(Table { query: Some(query), columns: listed, .. }) => {
                let schema = object.name.schema.as_ref();
                let columns = self.elsewhere(None, schema, |infer| infer.query(query));
                columns.map(|mut columns| {
                    for (own, (name, _)) in listed.iter().zip(&mut columns) {
                        name.clone_from(&own.name);
                    }
                    // The rows are copied: the columns are the table's own.
                    columns.iter_mut().for_each(|(_, fact)| fact.means = Means::Local);
                    columns
                })
            }
            Kind::Table(table) => table_columns(id, table),
            Kind::View(view) if view.of_type.is_none() => {
                let schema = object.name.schema.as_ref();
                let columns = self.elsewhere(None, schema, |infer| infer.query(&view.query));
                columns.map(|mut columns| {
                    for (own, (name, _)) in view.columns.iter().zip(&mut columns) {
                        name.clone_from(&own.name);
                    }
                    columns
                })
            }
            Kind::View(_)
            | Kind::Schema(_)
            | Kind::Index(_)
            | Kind::Sequence(_)
            | Kind::Type(_)
            | Kind::Routine(_)
            | Kind::Trigger(_)
            | Kind::Grant(_)
            | Kind::Other(_) => None,
        };
        self.relations.insert(id, columns.clone());
        columns
    }

    /// Writes the facts of a query; its columns.
    pub(super) fn query(&mut self, query: &Query) -> Columns {
        let outer = self.named.len();
        for cte in query.with.iter().flat_map(|w| &w.queries) {
            self.cte(cte);
        }
        let columns = match &query.body {
            QueryBody::Select(select) => self.select(select, &query.order),
            QueryBody::Set(set) => {
                let mut columns = self.query(&set.first);
                for (_, _, branch) in &set.rest {
                    let more = self.query(branch);
                    columns = merged(columns, more);
                }
                self.ordered(&columns, &query.order);
                columns
            }
            QueryBody::Nested(inner) => {
                let columns = self.query(inner);
                self.ordered(&columns, &query.order);
                columns
            }
            QueryBody::Values(rows) => {
                let mut columns = None;
                for row in rows {
                    let facts: Vec<(Name, Fact)> = row.iter().map(|e| (Name::default(), self.expr(e))).collect();
                    columns = if columns.is_none() { Some(facts) } else { merged(columns, Some(facts)) };
                }
                columns
            }
            QueryBody::Unread(_) => None,
        };
        if let Some(limit) = &query.limit {
            let count = limit.fetch.as_ref().and_then(|f| f.count.as_ref());
            limit.offset.iter().chain(count).for_each(|e| self.any(e));
        }
        self.named.truncate(outer);
        columns
    }

    /// `ORDER BY` of a query whose columns alone can be named.
    fn ordered(&mut self, columns: &Columns, order: &[SortKey]) {
        self.blocks.push(vec![Source { name: Name::default(), schema: None, columns: columns.clone() }]);
        order.iter().for_each(|key| self.any(&key.expr));
        self.blocks.pop();
    }

    fn cte(&mut self, cte: &Cte) {
        let named = |mut columns: Vec<(Name, Fact)>| {
            for (own, (name, _)) in cte.columns.iter().zip(&mut columns) {
                name.clone_from(own);
            }
            columns
        };
        // The first branch of a recursive query says what its columns are.
        if let QueryBody::Set(set) = &cte.query.body {
            let first = self.query(&set.first).map(named).map(growing);
            self.named.push((cte.name.clone(), first));
        } else {
            self.named.push((cte.name.clone(), None));
        }
        let mut columns = self.query(&cte.query).map(named);
        self.named.pop();
        if let Some(columns) = &mut columns {
            columns.extend(cte.search.iter().map(|s| (s.set.clone(), count())));
            columns.extend(cte.cycle.iter().map(|c| (c.set.clone(), known(Class::Text, Null::Never))));
        }
        self.named.push((cte.name.clone(), columns));
    }

    fn select(&mut self, select: &Select, order: &[SortKey]) -> Columns {
        let mut sources = Vec::new();
        for item in &select.from {
            self.from(item, &mut sources);
        }
        for name in select.condition.iter().flat_map(marked) {
            if let Some(place) = source_of(&sources, &name) {
                sources.iter_mut().skip(place).take(1).for_each(optional);
            }
        }
        self.blocks.push(sources);
        select.condition.iter().chain(&select.having).chain(&select.qualify).for_each(|e| self.any(e));
        if let Some(hierarchy) = &select.hierarchy {
            hierarchy.start.iter().chain([&hierarchy.connect]).for_each(|e| self.any(e));
        }
        if let Some(Group::By(items)) = &select.group {
            items.iter().for_each(|item| self.group(item));
        }
        select.windows.iter().for_each(|(_, window)| self.window(window));
        let columns = self.targets(&select.targets);
        if !order.is_empty() {
            let aliases = select.targets.iter().filter_map(|t| Some((t.alias.clone()?, self.fact(&t.expr)))).collect();
            self.blocks.push(vec![Source { name: Name::default(), schema: None, columns: Some(aliases) }]);
            order.iter().for_each(|key| self.any(&key.expr));
            self.blocks.pop();
        }
        self.blocks.pop();
        columns
    }

    fn group(&mut self, item: &GroupItem) {
        match item {
            GroupItem::Expr(e) => self.any(e),
            GroupItem::Rollup(list) | GroupItem::Cube(list) => list.iter().for_each(|e| self.any(e)),
            GroupItem::Sets(items) => items.iter().for_each(|item| self.group(item)),
        }
    }

    fn window(&mut self, window: &Window) {
        window.partition.iter().for_each(|e| self.any(e));
        window.order.iter().for_each(|key| self.any(&key.expr));
    }

    fn targets(&mut self, targets: &[Target]) -> Columns {
        let mut columns = Some(Vec::new());
        for target in targets {
            if let ExprKind::Star(of) = &target.expr.kind {
                let all = self.blocks.last().and_then(|block| starred(block, of));
                columns = columns.zip(all).map(|(mut columns, all)| {
                    columns.extend(all);
                    columns
                });
                continue;
            }
            let fact = self.expr(&target.expr);
            let name = target.alias.clone().or_else(|| own_name(&target.expr)).unwrap_or_default();
            if let Some(columns) = &mut columns {
                let means = match (fact.means, &target.expr.kind) {
                    (Means::Column(id, place) | Means::Through(id, place), ExprKind::Name(_)) => {
                        Means::Through(id, place)
                    }
                    _ => Means::Local,
                };
                columns.push((name, Fact { means, ..fact }));
            }
        }
        columns
    }

    fn from(&mut self, item: &From, sources: &mut Vec<Source<Fact>>) {
        let before = sources.len();
        let named = |columns: Columns| {
            let name = item.alias.clone().unwrap_or_default();
            Source { name, schema: None, columns }
        };
        match &item.kind {
            FromKind::Table(table) => sources.push(self.table_source(item, table)),
            FromKind::Query(derived) => {
                let block = if derived.lateral { sources.clone() } else { Vec::new() };
                self.blocks.push(block);
                let columns = self.query(&derived.query);
                self.blocks.pop();
                sources.push(named(columns));
            }
            FromKind::Function(call, _) => {
                self.blocks.push(sources.clone());
                let value = self.table_function(call);
                self.blocks.pop();
                sources.push(named(self.columns_of(&value).or_else(|| self.rows_of(call))));
            }
            FromKind::Values(rows) => {
                let facts = rows.iter().map(|row| row.iter().map(|e| self.expr(e)).collect::<Vec<_>>());
                let first = facts.collect::<Vec<_>>().into_iter().next().unwrap_or_default();
                sources.push(named(Some(item.columns.iter().cloned().zip(first).collect())));
            }
            FromKind::Xml(xml) => {
                self.blocks.push(sources.clone());
                self.any(&xml.path);
                xml.passing.iter().for_each(|t| self.any(&t.expr));
                self.blocks.pop();
                sources.push(named(table_columns_of(&xml.columns)));
            }
            FromKind::Json(json) => {
                self.blocks.push(sources.clone());
                self.any(&json.value);
                self.blocks.pop();
                sources.push(named(table_columns_of(&json.columns)));
            }
            FromKind::Join(join) => self.join(join, sources),
            FromKind::Pivot(pivot) => {
                let mut input = Vec::new();
                self.from(&pivot.input, &mut input);
                self.blocks.push(input);
                let facts: Vec<Fact> = pivot.aggregates.iter().map(|t| self.expr(&t.expr)).collect();
                if let crate::ir::PivotIn::List(list) = &pivot.values {
                    list.iter().for_each(|t| self.any(&t.expr));
                }
                let input = self.blocks.pop().unwrap_or_default();
                sources.push(named(pivoted(pivot, input, &facts)));
            }
            FromKind::Unpivot(unpivot) => {
                let mut input = Vec::new();
                self.from(&unpivot.input, &mut input);
                unpivot.columns.iter().flat_map(|(_, all)| all).for_each(|e| self.any(e));
                sources.push(named(self.unpivoted(unpivot, input)));
            }
            FromKind::Match(parts) => {
                let mut input = Vec::new();
                self.from(&parts.0, &mut input);
                sources.push(named(None));
            }
            FromKind::Nested(inner) => self.from(inner, sources),
            FromKind::Graph(it) => {
                // variables of the pattern are no columns in sight
                it.each_expr(&mut |e| self.any(e));
                let columns =
                    it.columns.iter().map(|t| (t.alias.clone().unwrap_or_default(), Fact::default())).collect();
                sources.push(named(Some(columns)));
            }
            FromKind::Analytic(_) | FromKind::External(_) | FromKind::Unread(_) => sources.push(named(None)),
        }
        if let FromKind::Query(_) | FromKind::Table(_) = &item.kind {
            for source in sources.iter_mut().skip(before) {
                for (own, (name, _)) in item.columns.iter().zip(source.columns.iter_mut().flatten()) {
                    name.clone_from(own);
                }
            }
        }
    }

    /// `TABLE(f(x))`, `f(x)`: what the function gives.
    fn table_function(&mut self, e: &Expr) -> Value {
        if let ExprKind::Call(call) = &e.kind
            && let [name] = call.name.parts.as_slice()
            && (name == "TABLE" || name == "THE")
            && let [arg] = call.args.as_slice()
        {
            return self.valued(&arg.value);
        }
        self.valued(e)
    }

    /// The columns of a collection as a table: attributes, fields, or `COLUMN_VALUE`.
    fn columns_of(&mut self, value: &Value) -> Columns {
        let Shape::Collection(collection) = &value.shape else { return None };
        let column =
            |(name, value): (Name, Value)| (name, Fact { null: Null::Maybe, means: Means::Local, ..value.fact });
        match &collection.of.shape {
            Shape::Object(id) => Some(self.attributes(*id).into_iter().map(column).collect()),
            Shape::Record(record) => Some(record.fields.iter().cloned().map(column).collect()),
            Shape::Plain if collection.of.is_known() => {
                Some(vec![column(("COLUMN_VALUE".into(), collection.of.clone()))])
            }
            Shape::Plain | Shape::Collection(_) | Shape::Cursor(_) => None,
        }
    }

    fn table_source(&mut self, item: &From, table: &TableRef) -> Source<Fact> {
        let name = item.alias.clone().unwrap_or_else(|| table.name.name.clone());
        let named = |columns| Source { name: name.clone(), schema: None, columns };
        if table.link.is_some() {
            self.absent.insert(name.clone());
            return named(None);
        }
        if table.name.schema.is_none()
            && let Some((_, columns)) = self.named.iter().rev().find(|(n, _)| *n == table.name.name)
        {
            return named(columns.clone());
        }
        let dual = || Some(vec![("DUMMY".into(), known(Class::Text, Null::Never))]);
        let Some(id) = depend::find(&self.program.catalog, &table.name, self.schema) else {
            if !is_dual(&table.name) {
                let columns = super::dictionary::columns(&table.name);
                if columns.is_none() {
                    self.absent.insert(name.clone());
                }
                return named(columns);
            }
            return named(dual());
        };
        if is_dual(&table.name) && !matches!(self.program.catalog.get(id).kind, Kind::Table(_)) {
            return named(dual());
        }
        let columns = self.relation(id);
        if columns.is_none() && matches!(self.program.catalog.get(id).kind, Kind::Other(crate::ir::Other::Synonym(_))) {
            self.absent.insert(name.clone());
        }
        let schema = table.name.schema.clone().or_else(|| self.schema.cloned()).filter(|_| item.alias.is_none());
        Source { name, schema, columns }
    }

    fn join(&mut self, join: &Join, sources: &mut Vec<Source<Fact>>) {
        let start = sources.len();
        self.from(&join.left, sources);
        let middle = sources.len();
        self.from(&join.right, sources);
        if matches!(join.kind, JoinKind::Right | JoinKind::Full) {
            sources.iter_mut().take(middle).skip(start).for_each(optional);
        }
        if matches!(join.kind, JoinKind::Left | JoinKind::Full | JoinKind::OuterApply) {
            sources.iter_mut().skip(middle).for_each(optional);
        }
        if let Some(on) = &join.on {
            self.blocks.push(sources.clone());
            self.any(on);
            self.blocks.pop();
        }
        join.partitions.iter().flatten().for_each(|e| self.any(e));
    }

    pub(super) fn fact(&self, e: &Expr) -> Fact {
        self.known_fact(e.at)
    }

    /// The result of an aggregate or analytic function; writes the facts of what stands behind its parentheses.
    pub(super) fn set_function(&mut self, call: &Call, args: &[Fact]) -> Option<Fact> {
        let more = call.more.as_deref();
        if let Some(more) = more {
            more.order.iter().chain(&more.within).for_each(|key| self.any(&key.expr));
            more.keep.iter().flat_map(|k| &k.order).for_each(|key| self.any(&key.expr));
            more.keep.iter().flat_map(|k| &k.partition).chain(&more.filter).for_each(|e| self.any(e));
            if let Some(Over::Window(window)) = &more.over {
                self.window(window);
                if let Some(frame) = &window.frame {
                    for edge in [Some(&frame.start), frame.end.as_ref()].into_iter().flatten() {
                        if let crate::ir::Edge::Preceding(e) | crate::ir::Edge::Following(e) = edge {
                            self.any(e);
                        }
                    }
                }
            }
        }
        let [name] = call.name.parts.as_slice() else { return None };
        let first = args.first().copied().unwrap_or_default();
        let of = |ty: Ty| Some(Fact { ty, null: Null::Maybe, means: Means::Unknown });
        match name.as_str() {
            "COUNT"
            | "ROW_NUMBER"
            | "RANK"
            | "DENSE_RANK"
            | "NTILE"
            | "REGR_COUNT"
            | "GROUPING"
            | "GROUPING_ID"
            | "GROUP_ID"
            | "APPROX_COUNT_DISTINCT" => Some(count()),
            "SUM" | "AVG" | "STDDEV" | "STDDEV_POP" | "STDDEV_SAMP" | "VARIANCE" | "VAR_POP" | "VAR_SAMP" | "CORR"
            | "COVAR_POP" | "COVAR_SAMP" | "RATIO_TO_REPORT" | "CUME_DIST" | "PERCENT_RANK" | "REGR_SLOPE"
            | "REGR_INTERCEPT" | "REGR_R2" | "REGR_AVGX" | "REGR_AVGY" => {
                let class = if matches!(first.ty.class, Class::Binary | Class::Days | Class::Months) {
                    first.ty.class
                } else {
                    Class::Number
                };
                of(Ty::of_class(class))
            }
            "MIN" | "MAX" | "FIRST_VALUE" | "LAST_VALUE" | "NTH_VALUE" | "LAG" | "LEAD" | "STATS_MODE"
            | "ANY_VALUE" => of(first.ty),
            "MEDIAN" => of(first.ty),
            "PERCENTILE_CONT" | "PERCENTILE_DISC" => {
                let key = more.and_then(|m| m.within.first()).map(|key| self.fact(&key.expr)).unwrap_or_default();
                of(key.ty)
            }
            "LISTAGG" | "WM_CONCAT" | "SYS_CONNECT_BY_PATH" => of(Ty::of_class(Class::Text)),
            "XMLAGG" => of(Ty::of_class(Class::Xml)),
            _ => None,
        }
    }

    /// Values of the rows that a statement wrote, and where they go.
    fn returning(&mut self, it: Option<&crate::ir::Returning>) {
        if let Some(it) = it {
            it.values.iter().map(|(_, e)| e).chain(&it.into).for_each(|e| self.any(e));
        }
    }

    /// Writes the facts of a data statement.
    pub(super) fn data(&mut self, dml: &Dml) {
        match dml {
            Dml::Insert(insert) => insert.rows.iter().flatten().for_each(|e| self.any(e)),
            Dml::InsertInto(insert) => {
                match &insert.source {
                    RowSource::Values(rows) => rows.iter().flatten().for_each(|e| self.any(e)),
                    RowSource::Query(query) => drop(self.query(query)),
                    RowSource::Record(e) => self.any(e),
                    RowSource::Set(list) => list.iter().for_each(|s| self.any(&s.value)),
                }
                if insert.returning.is_some() {
                    let mut sources = Vec::new();
                    self.from(&insert.into, &mut sources);
                    self.blocks.push(sources);
                    self.returning(insert.returning.as_deref());
                    self.blocks.pop();
                }
            }
            Dml::InsertMany(many) => {
                let columns = self.query(&many.source);
                self.blocks.push(vec![Source { name: Name::default(), schema: None, columns }]);
                let into = |into: &Into, infer: &mut Self| into.values.iter().for_each(|e| infer.any(e));
                for branch in &many.branches {
                    branch.condition.iter().for_each(|e| self.any(e));
                    branch.into.iter().for_each(|i| into(i, self));
                }
                many.otherwise.iter().for_each(|i| into(i, self));
                self.blocks.pop();
            }
            Dml::Update(update) => {
                let mut sources = Vec::new();
                [&update.target].into_iter().chain(&update.from).for_each(|f| self.from(f, &mut sources));
                self.blocks.push(sources);
                update.set.iter().for_each(|s| self.any(&s.value));
                update.row.iter().chain(&update.condition).for_each(|e| self.any(e));
                self.returning(update.returning.as_deref());
                self.blocks.pop();
            }
            Dml::Delete(delete) => {
                let mut sources = Vec::new();
                [&delete.target].into_iter().chain(&delete.from).for_each(|f| self.from(f, &mut sources));
                self.blocks.push(sources);
                delete.condition.iter().for_each(|e| self.any(e));
                self.returning(delete.returning.as_deref());
                self.blocks.pop();
            }
            Dml::Merge(merge) => {
                let mut sources = Vec::new();
                [&merge.target, &merge.source].into_iter().for_each(|f| self.from(f, &mut sources));
                self.blocks.push(sources);
                self.any(&merge.on);
                if let Some(update) = &merge.matched {
                    update.set.iter().for_each(|s| self.any(&s.value));
                    update.condition.iter().chain(&update.delete).for_each(|e| self.any(e));
                }
                if let Some(insert) = &merge.absent {
                    insert.values.iter().chain(&insert.condition).for_each(|e| self.any(e));
                }
                self.blocks.pop();
            }
            Dml::Unread(..) => {}
        }
    }
}

/// Columns of the rows that a recursion starts from: its numbers may grow, so that sums of them are wide and products have no bound.
fn growing(mut columns: Vec<(Name, Fact)>) -> Vec<(Name, Fact)> {
    for (_, fact) in &mut columns {
        if fact.ty.class == Class::Number && fact.ty.size > 0 {
            fact.ty.size = fact.ty.size.max(10);
        }
    }
    columns
}

/// Oracle's table of one row.
#[must_use]
pub fn is_dual(name: &QName) -> bool {
    name.name == "DUAL" && name.schema.as_ref().is_none_or(|s| s == "SYS")
}

fn table_columns(id: ObjectId, table: &Table) -> Columns {
    if table.of_type.is_some() || table.query.is_some() {
        return None;
    }
    let of = |(place, column): (usize, &crate::ir::Column)| {
        let ty = column.ty.as_ref().map_or_else(Ty::default, Ty::of);
        let null = if never_null(table, column) { Null::Never } else { Null::Maybe };
        let means = u16::try_from(place).map_or(Means::Local, |place| Means::Column(id, place));
        (column.name.clone(), Fact { ty, null, means })
    };
    Some(table.columns.iter().enumerate().map(of).collect())
}

fn table_columns_of(columns: &[TableColumn]) -> Columns {
    let mut all = Vec::new();
    for column in columns {
        if column.name.is_empty() {
            all.extend(table_columns_of(&column.nested)?);
        } else {
            let ty = column.ty.as_ref().map_or_else(|| Ty::of_class(Class::Text), Ty::of);
            let ty = if column.ordinality { count().ty } else { ty };
            all.push((column.name.clone(), Fact { ty, null: Null::Maybe, means: Means::Local }));
        }
    }
    Some(all)
}

/// Columns of two branches of a set operator.
fn merged(a: Columns, b: Columns) -> Columns {
    let (a, b) = a.zip(b)?;
    let one = |((name, a), (_, b)): ((Name, Fact), (Name, Fact))| {
        let null = if a.null == b.null { a.null } else { Null::Maybe };
        let ty = if a.ty == b.ty { a.ty } else { Ty::of_class(first_typed(&[a, b]).ty.class) };
        (name, Fact { ty, null, means: Means::Local })
    };
    Some(a.into_iter().zip(b).map(one).collect())
}

/// The columns of `*` or `t.*`.
fn starred(block: &[Source<Fact>], of: &[Name]) -> Columns {
    let mut all = Vec::new();
    for source in block.iter().filter(|s| of.last().is_none_or(|name| *name == s.name)) {
        all.extend(source.columns.clone()?);
    }
    Some(all)
}

/// The name that a column gets from its expression.
#[must_use]
pub fn own_name(e: &Expr) -> Option<Name> {
    if let ExprKind::OuterJoinMark(inner) = &e.kind {
        return own_name(inner);
    }
    if let ExprKind::Name(path) = &e.kind { path.parts.last().cloned() } else { None }
}

/// Nulls may come in place of its columns.
fn optional(source: &mut Source<Fact>) {
    source.columns.iter_mut().flatten().for_each(|(_, fact)| fact.null = Null::Maybe);
}

/// The names that carry `(+)` in a condition.
#[must_use]
pub fn marked(condition: &Expr) -> Vec<Vec<Name>> {
    let mut all = Vec::new();
    walk::each(condition, &mut |e| {
        if let ExprKind::OuterJoinMark(inner) = &e.kind
            && let ExprKind::Name(path) = &inner.kind
        {
            all.push(path.parts.to_vec());
        }
    });
    all
}

/// The item of `FROM` that a name belongs to, by its place.
#[must_use]
pub fn source_of<C>(sources: &[Source<C>], parts: &[Name]) -> Option<usize> {
    match find(std::iter::once(sources), parts) {
        Found::Column(source, _, _) => sources.iter().position(|s| std::ptr::eq(s, source)),
        Found::Unknown => match parts {
            [name, _] | [_, name, _] => sources.iter().position(|s| s.name == *name),
            _ => None,
        },
        Found::Nothing => None,
    }
}
