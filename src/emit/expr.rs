//! Expressions. Parentheses are written in one line of `Printer::expr`.

use super::Printer;
use super::doc::Doc;
use super::precedence as level;
use super::quote::{is_bare_call, push_literal, qname};
use super::types::stands_before_literal;
use crate::name::Name;
use crate::pg::{
    Call, Case, Expr, Frame, FrameEdge, FrameUnit, Hole, In, InSet, IntervalFields, IsTest, Like, Op, OrderKey,
    Quantified, Type, Window,
};

impl Printer<'_> {
    /// An expression where one stands that must hold at least as tightly as `wanted`.
    pub(super) fn expr(self, d: &mut Doc, e: &Expr, wanted: u8) {
        let slot = d.slot();
        if self.bare(d, e) < wanted {
            d.fill(slot);
            d.text(")");
        }
    }

    /// Any expression.
    pub(super) fn any(self, d: &mut Doc, e: &Expr) {
        self.expr(d, e, level::ANY);
    }

    /// An expression where PostgreSQL's grammar takes its restricted form (`b_expr`): a default, the lower bound of `BETWEEN`.
    pub(super) fn restricted(self, d: &mut Doc, e: &Expr) {
        self.expr(d, e, if is_restricted(e) { level::OTHER } else { level::PRIMARY });
    }

    /// Prints the node without parentheses around it and says how tightly it holds.
    #[expect(clippy::too_many_lines, reason = "one arm a node")]
    fn bare(self, d: &mut Doc, e: &Expr) -> u8 {
        match e {
            Expr::Null => word(d, "NULL"),
            Expr::Default => word(d, "DEFAULT"),
            Expr::Bool(true) => word(d, "true"),
            Expr::Bool(false) => word(d, "false"),
            Expr::Number(digits) => {
                d.text(digits);
                if digits.starts_with(['-', '+']) { level::SIGN } else { level::PRIMARY }
            }
            Expr::Text(text) => {
                d.literal(text);
                level::PRIMARY
            }
            Expr::Typed(parts) => self.typed(d, &parts.0, &parts.1),
            Expr::Name(parts) => names(d, parts),
            Expr::Regclass(name) => {
                d.write(|out| {
                    push_literal(out, &qname(name));
                    out.push_str("::regclass");
                });
                level::CAST
            }
            Expr::CurrentOf(cursor) => {
                d.text("CURRENT OF ");
                d.name(cursor);
                level::ANY
            }
            Expr::Star => word(d, "*"),
            Expr::StarOf(of) => {
                d.name(of);
                word(d, ".*")
            }
            Expr::Hole(Hole::Arg(n)) => {
                d.put(format_args!("${n}"));
                level::PRIMARY
            }
            Expr::Hole(Hole::Rest) => word(d, "$*"),
            Expr::Call(call) => self.call(d, call),
            Expr::Prefix(op, inner) => self.prefix(d, *op, inner),
            Expr::Infix(op, sides) => self.infix(d, *op, sides),
            Expr::And(items) => self.chain(d, items, "AND", [level::NOT, level::NOT], level::AND),
            Expr::Or(items) => self.chain(d, items, "OR", [level::AND, level::AND], level::OR),
            Expr::Concat(items) => self.chain(d, items, "||", [level::OTHER, level::ADD], level::OTHER),
            Expr::Not(inner) => {
                d.text("NOT ");
                self.expr(d, inner, if matches!(**inner, Expr::Not(_)) { level::NOT } else { level::OTHER });
                level::NOT
            }
            Expr::Is(inner, test, not) => {
                self.expr(d, inner, level::OTHER);
                d.text(is_test(*test, *not));
                level::IS
            }
            Expr::Distinct(not, sides) => {
                let [left, right] = &**sides;
                self.expr(d, left, level::OTHER);
                d.text(if *not { " IS NOT DISTINCT FROM " } else { " IS DISTINCT FROM " });
                self.expr(d, right, level::OTHER);
                level::IS
            }
            Expr::Between(not, parts) => self.between(d, *not, parts),
            Expr::In(i) => self.within(d, i),
            Expr::Like(like) => self.like(d, like),
            Expr::Quantified(q) => self.quantified(d, q),
            Expr::Case(case) => self.case(d, case),
            Expr::Cast(parts) => {
                self.expr(d, &parts.0, level::CAST);
                d.text("::");
                self.ty(d, &parts.1);
                level::CAST
            }
            Expr::Collate(parts) => {
                self.expr(d, &parts.0, level::COLLATE);
                d.text(" COLLATE ");
                d.qname(&parts.1);
                level::COLLATE
            }
            Expr::AtZone(sides) => {
                let [time, zone] = &**sides;
                self.expr(d, time, level::AT);
                d.text(" AT TIME ZONE ");
                self.expr(d, zone, level::COLLATE);
                level::AT
            }
            Expr::Extract(field, from) => self.extract(d, field, from),
            Expr::Row(items) => {
                if items.len() < 2 {
                    d.text("ROW");
                }
                d.parens(items.iter(), |d, item| self.any(d, item));
                level::PRIMARY
            }
            Expr::Array(items) => {
                d.text("ARRAY[");
                d.group(|d| {
                    d.indent(|d| {
                        d.soft();
                        d.list(items.iter(), |d, item| self.any(d, item));
                    });
                    d.soft();
                });
                word(d, "]")
            }
            Expr::Field(parts) => {
                self.indirect(d, &parts.0, false);
                d.text(".");
                d.name(&parts.1);
                level::PRIMARY
            }
            Expr::Element(sides) => {
                let [of, index] = &**sides;
                self.indirect(d, of, true);
                d.text("[");
                self.any(d, index);
                word(d, "]")
            }
            Expr::Subquery(query) => {
                self.subquery(d, query);
                level::PRIMARY
            }
            Expr::Exists(query) => {
                d.text("EXISTS ");
                self.subquery(d, query);
                level::PRIMARY
            }
            Expr::ArrayQuery(query) => {
                d.text("ARRAY");
                self.subquery(d, query);
                level::PRIMARY
            }
            Expr::Xml(made) => self.xml(d, made),
        }
    }

    fn typed(self, d: &mut Doc, ty: &Type, text: &str) -> u8 {
        if !stands_before_literal(ty) {
            d.literal(text);
            d.text("::");
            self.ty(d, ty);
            return level::CAST;
        }
        let Type::Interval(fields, p) = ty else {
            self.ty(d, ty);
            d.text(" ");
            d.literal(text);
            return level::PRIMARY;
        };
        // The fields of an interval stand behind its text, its digits before.
        d.text("interval");
        match (fields, p) {
            (IntervalFields::All, Some(p)) => d.put(format_args!("({p}) ")),
            (IntervalFields::All | IntervalFields::YearToMonth | IntervalFields::DayToSecond, _) => d.text(" "),
        }
        d.literal(text);
        match (fields, p) {
            (IntervalFields::All, _) => {}
            (IntervalFields::YearToMonth, _) => d.text(" year to month"),
            (IntervalFields::DayToSecond, None) => d.text(" day to second"),
            (IntervalFields::DayToSecond, Some(p)) => d.put(format_args!(" day to second({p})")),
        }
        level::PRIMARY
    }

    fn call(self, d: &mut Doc, call: &Call) -> u8 {
        let Call { name, args, distinct, variadic, order, within, filter, over } = call;
        d.called(name);
        if args.is_empty() && name.schema.is_none() && is_bare_call(&name.name) {
            return level::PRIMARY;
        }
        d.text("(");
        d.group(|d| {
            d.indent(|d| {
                d.soft();
                if *distinct {
                    d.text("DISTINCT ");
                }
                let last = args.len().saturating_sub(1);
                d.list(args.iter().enumerate(), |d, (n, (label, value))| {
                    if *variadic && n == last {
                        d.text("VARIADIC ");
                    }
                    if let Some(label) = label {
                        d.name(label);
                        d.text(" => ");
                    }
                    self.any(d, value);
                });
                if !order.is_empty() {
                    d.line();
                    self.order(d, order);
                }
            });
            d.soft();
        });
        d.text(")");
        if !within.is_empty() {
            d.text(" WITHIN GROUP (");
            self.order(d, within);
            d.text(")");
        }
        if let Some(filter) = filter {
            d.text(" FILTER (WHERE ");
            self.any(d, filter);
            d.text(")");
        }
        if let Some(window) = over {
            d.text(" OVER (");
            self.window(d, window);
            d.text(")");
        }
        level::PRIMARY
    }

    /// `ORDER BY …`.
    pub(super) fn order(self, d: &mut Doc, keys: &[OrderKey]) {
        d.text("ORDER BY ");
        d.group(|d| d.indent(|d| d.list(keys, |d, key| self.order_key(d, key))));
    }

    fn order_key(self, d: &mut Doc, key: &OrderKey) {
        self.any(d, &key.expr);
        if key.descending {
            d.text(" DESC");
        }
        match key.nulls_first {
            Some(true) => d.text(" NULLS FIRST"),
            Some(false) => d.text(" NULLS LAST"),
            None => {}
        }
    }

    fn window(self, d: &mut Doc, window: &Window) {
        let Window { partition, order, frame } = window;
        d.group(|d| {
            d.indent(|d| {
                d.soft();
                let mut first = true;
                let mut next = |d: &mut Doc| {
                    if !std::mem::take(&mut first) {
                        d.line();
                    }
                };
                if !partition.is_empty() {
                    next(d);
                    d.text("PARTITION BY ");
                    d.group(|d| d.indent(|d| d.list(partition, |d, e| self.any(d, e))));
                }
                if !order.is_empty() {
                    next(d);
                    self.order(d, order);
                }
                if let Some(frame) = frame {
                    next(d);
                    self.frame(d, frame);
                }
            });
            d.soft();
        });
    }

    fn frame(self, d: &mut Doc, frame: &Frame) {
        d.text(match frame.unit {
            FrameUnit::Rows => "ROWS ",
            FrameUnit::Range => "RANGE ",
            FrameUnit::Groups => "GROUPS ",
        });
        match &frame.end {
            None => self.edge(d, &frame.start),
            Some(end) => {
                d.text("BETWEEN ");
                self.edge(d, &frame.start);
                d.text(" AND ");
                self.edge(d, end);
            }
        }
        if !frame.exclude.is_empty() {
            d.text(" EXCLUDE ");
            d.text(frame.exclude);
        }
    }

    fn edge(self, d: &mut Doc, edge: &FrameEdge) {
        match edge {
            FrameEdge::UnboundedPreceding => d.text("UNBOUNDED PRECEDING"),
            FrameEdge::Preceding(n) => {
                self.expr(d, n, level::OTHER);
                d.text(" PRECEDING");
            }
            FrameEdge::CurrentRow => d.text("CURRENT ROW"),
            FrameEdge::Following(n) => {
                self.expr(d, n, level::OTHER);
                d.text(" FOLLOWING");
            }
            FrameEdge::UnboundedFollowing => d.text("UNBOUNDED FOLLOWING"),
        }
    }

    fn prefix(self, d: &mut Doc, op: Op, inner: &Expr) -> u8 {
        d.text(op.text());
        let own = level::prefix(op);
        if own != level::SIGN {
            // `~-1` would be one operator.
            d.text(" ");
        }
        // Two signs side by side would be a comment.
        let signed = matches!(inner, Expr::Prefix(..))
            || matches!(inner, Expr::Number(digits) if digits.starts_with(['-', '+']));
        let wanted = if signed { level::PRIMARY } else { own.max(level::ADD) };
        self.expr(d, inner, wanted);
        own
    }

    fn infix(self, d: &mut Doc, op: Op, sides: &[Expr; 2]) -> u8 {
        let ([left, right], [l, r]) = (sides, level::operands(op));
        d.group(|d| {
            self.expr(d, left, l);
            d.indent(|d| {
                if level::infix(op) >= level::OTHER {
                    d.line();
                } else {
                    d.text(" ");
                }
                d.text(op.text());
                d.text(" ");
                self.expr(d, right, r);
            });
        });
        level::infix(op)
    }

    /// `a AND b AND c`: on one line, or each on its own.
    fn chain(self, d: &mut Doc, items: &[Expr], word: &str, wanted: [u8; 2], own: u8) -> u8 {
        let [first, others] = wanted;
        match items {
            [] => {
                d.text("true");
                return level::PRIMARY;
            }
            [one] => return self.bare(d, one),
            [..] => {}
        }
        d.group(|d| {
            for (n, item) in items.iter().enumerate() {
                if n == 0 {
                    self.expr(d, item, first);
                    continue;
                }
                d.line();
                d.text(word);
                d.text(" ");
                self.expr(d, item, others);
            }
        });
        own
    }

    fn between(self, d: &mut Doc, not: bool, parts: &[Expr; 3]) -> u8 {
        let [value, low, high] = parts;
        self.expr(d, value, level::OTHER);
        d.text(if not { " NOT BETWEEN " } else { " BETWEEN " });
        self.restricted(d, low);
        d.text(" AND ");
        self.expr(d, high, level::OTHER);
        level::RANGE
    }

    fn within(self, d: &mut Doc, i: &In) -> u8 {
        self.expr(d, &i.left, level::OTHER);
        d.text(if i.not { " NOT IN " } else { " IN " });
        match &i.set {
            InSet::List(items) => d.parens(items, |d, item| self.any(d, item)),
            InSet::Query(query) => self.subquery(d, query),
        }
        level::RANGE
    }

    fn like(self, d: &mut Doc, like: &Like) -> u8 {
        self.expr(d, &like.text, level::OTHER);
        d.text(match (like.not, like.fold_case) {
            (false, false) => " LIKE ",
            (true, false) => " NOT LIKE ",
            (false, true) => " ILIKE ",
            (true, true) => " NOT ILIKE ",
        });
        self.expr(d, &like.pattern, level::OTHER);
        if let Some(escape) = &like.escape {
            d.text(" ESCAPE ");
            self.expr(d, escape, level::OTHER);
        }
        level::RANGE
    }

    fn quantified(self, d: &mut Doc, q: &Quantified) -> u8 {
        let [left, _] = level::operands(q.op);
        self.expr(d, &q.left, left);
        d.text(" ");
        d.text(q.op.text());
        d.text(if q.all { " ALL " } else { " ANY " });
        match &q.right {
            InSet::List(items) => {
                d.text("(");
                match items.as_slice() {
                    // A single operand is the array itself.
                    [array] => self.any(d, array),
                    items => {
                        d.text("ARRAY[");
                        d.list(items, |d, item| self.any(d, item));
                        d.text("]");
                    }
                }
                d.text(")");
            }
            InSet::Query(query) => self.subquery(d, query),
        }
        level::infix(q.op)
    }

    fn case(self, d: &mut Doc, case: &Case) -> u8 {
        d.group(|d| {
            d.text("CASE");
            if let Some(selector) = &case.selector {
                d.text(" ");
                self.any(d, selector);
            }
            d.indent(|d| {
                for (when, then) in &case.arms {
                    d.line();
                    d.text("WHEN ");
                    self.any(d, when);
                    d.text(" THEN ");
                    self.any(d, then);
                }
                if let Some(otherwise) = &case.otherwise {
                    d.line();
                    d.text("ELSE ");
                    self.any(d, otherwise);
                }
            });
            d.line();
            d.text("END");
        });
        level::PRIMARY
    }

    fn extract(self, d: &mut Doc, field: &Name, from: &Expr) -> u8 {
        d.text("extract(");
        if !field.is_empty() && field.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_') {
            d.text(field);
        } else {
            d.literal(field);
        }
        d.text(" FROM ");
        self.any(d, from);
        word(d, ")")
    }

    /// What a field or element is taken of: names and what already is such a path stand as they are.
    fn indirect(self, d: &mut Doc, e: &Expr, element: bool) {
        let stands = matches!(e, Expr::Field(_) | Expr::Element(_) | Expr::Hole(Hole::Arg(_)))
            || element && matches!(e, Expr::Name(_));
        if stands {
            self.bare(d, e);
        } else {
            d.text("(");
            self.any(d, e);
            d.text(")");
        }
    }
}

fn word(d: &mut Doc, text: &str) -> u8 {
    d.text(text);
    level::PRIMARY
}

fn names(d: &mut Doc, parts: &[Name]) -> u8 {
    for (n, part) in parts.iter().enumerate() {
        if n > 0 {
            d.text(".");
        }
        d.name(part);
    }
    level::PRIMARY
}

const fn is_test(test: IsTest, not: bool) -> &'static str {
    match (test, not) {
        (IsTest::Null, false) => " IS NULL",
        (IsTest::Null, true) => " IS NOT NULL",
        (IsTest::True, false) => " IS TRUE",
        (IsTest::True, true) => " IS NOT TRUE",
        (IsTest::False, false) => " IS FALSE",
        (IsTest::False, true) => " IS NOT FALSE",
        (IsTest::Unknown, false) => " IS UNKNOWN",
        (IsTest::Unknown, true) => " IS NOT UNKNOWN",
    }
}

/// Whether PostgreSQL's restricted expression holds it without parentheses: `AT TIME ZONE` and `COLLATE` are not part of it.
fn is_restricted(e: &Expr) -> bool {
    if let Expr::Infix(_, sides) = e {
        sides.iter().all(is_restricted)
    } else if let Expr::Concat(items) = e {
        items.iter().all(is_restricted)
    } else if let Expr::Prefix(_, inner) = e {
        is_restricted(inner)
    } else if let Expr::Cast(parts) = e {
        is_restricted(&parts.0)
    } else {
        !matches!(e, Expr::AtZone(_) | Expr::Collate(_) | Expr::Quantified(_))
    }
}
