//! Parentheses: a tree that is printed and read by PostgreSQL is the same tree.

use super::printer;
use howdah::name::QName;
use howdah::pg::{Call, Expr, In, InSet, IsTest, Like, Op, Quantified, Type};

fn name(n: &str) -> Expr {
    Expr::name(n)
}

fn shown(e: &Expr) -> String {
    printer(15).expression(e)
}

#[test]
fn parentheses_stand_where_they_change_something() {
    let (a, b, c) = (|| name("a"), || name("b"), || name("c"));
    let minus = |e| Expr::Prefix(Op::Subtract, Box::new(e));
    let cases = [
        (a().infix(Op::Add, b()).infix(Op::Multiply, c()), "(a + b) * c"),
        (a().infix(Op::Subtract, b().infix(Op::Subtract, c())), "a - (b - c)"),
        (a().infix(Op::Subtract, b()).infix(Op::Subtract, c()), "a - b - c"),
        (minus(Expr::int(-1)), "-(-1)"),
        (Expr::int(-1).cast(Type::Integer), "-1::integer"),
        (minus(name("a").cast(Type::Integer)), "-a::integer"),
        (a().infix(Op::Eq, b()).negate(), "NOT (a = b)"),
        (Expr::all(vec![Expr::Or(Box::new([a(), b()])), c()]), "(a OR b) AND c"),
        (Expr::Or(Box::new([Expr::all(vec![a(), b()]), c()])), "a AND b OR c"),
        (Expr::Concat(Box::new([a(), b().infix(Op::Add, c())])), "a || b + c"),
        (Expr::Concat(Box::new([a(), Expr::Concat(Box::new([b(), c()]))])), "a || (b || c)"),
        (a().infix(Op::Eq, b().infix(Op::Eq, c())), "a = (b = c)"),
        (a().is_null().infix(Op::Eq, b()), "(a IS NULL) = b"),
        (
            Expr::Between(false, Box::new([a(), Expr::AtZone(Box::new([b(), c()])), c()])),
            "a BETWEEN (b AT TIME ZONE c) AND c",
        ),
        (Expr::AtZone(Box::new([a().infix(Op::Add, b()), Expr::text("UTC")])), "(a + b) AT TIME ZONE 'UTC'"),
        (Expr::Collate(Box::new((a().infix(Op::Add, b()), QName::bare("C")))), "(a + b) COLLATE \"C\""),
        (Expr::Field(Box::new((a(), "x".into()))), "(a).x"),
        (Expr::Element(Box::new([Expr::Field(Box::new((a(), "x".into()))), Expr::int(1)])), "(a).x[1]"),
        (Expr::Element(Box::new([Expr::call("f", [a()]), Expr::int(1)])), "(f(a))[1]"),
        (Expr::call("current_date", []), "current_date"),
        (Expr::call("localtimestamp", [Expr::int(0)]), "localtimestamp(0)"),
        (Expr::call("now", []), "now()"),
        (Expr::Regclass(Box::new(QName::new("hr", "Seq"))), "'hr.\"Seq\"'::regclass"),
        (Expr::Row(Box::new([a()])), "ROW(a)"),
    ];
    for (e, want) in cases {
        assert_eq!(shown(&e), want);
    }
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

const OPS: [Op; 17] = [
    Op::Add,
    Op::Subtract,
    Op::Multiply,
    Op::Divide,
    Op::Modulo,
    Op::Power,
    Op::Eq,
    Op::Ne,
    Op::Lt,
    Op::Le,
    Op::Match,
    Op::Contains,
    Op::GetText,
    Op::Overlaps,
    Op::BitAnd,
    Op::BitXor,
    Op::ShiftLeft,
];

fn tree(dice: &mut Dice, depth: u32) -> Expr {
    if depth == 0 {
        return match dice.roll(4) {
            0 => Expr::int(i64::try_from(dice.roll(9)).unwrap() - 4),
            1 => Expr::text("it's"),
            2 => Expr::call("current_date", []),
            _ => name(["a", "b", "order", "loop"][usize::try_from(dice.roll(4)).unwrap()]),
        };
    }
    let mut sub = || tree(dice, depth - 1);
    let (x, y, z) = (sub(), sub(), sub());
    let op = OPS[usize::try_from(dice.roll(OPS.len() as u64)).unwrap()];
    let not = dice.roll(2) == 0;
    match dice.roll(22) {
        0..=4 => x.infix(op, y),
        5 => Expr::Prefix([Op::Subtract, Op::BitNot][usize::from(not)], Box::new(x)),
        6 => Expr::all(vec![x, y, z]),
        7 => Expr::Or(Box::new([x, y])),
        8 => Expr::Concat(Box::new([x, y, z])),
        9 => x.negate(),
        10 => Expr::Is(
            Box::new(x),
            [IsTest::Null, IsTest::True, IsTest::Unknown][usize::try_from(dice.roll(3)).unwrap()],
            not,
        ),
        11 => Expr::Distinct(not, Box::new([x, y])),
        12 => Expr::Between(not, Box::new([x, y, z])),
        13 => Expr::In(Box::new(In { not, left: x, set: InSet::List(vec![y, z]) })),
        14 => Expr::Like(Box::new(Like { not, fold_case: false, text: x, pattern: y, escape: not.then_some(z) })),
        15 => Expr::Quantified(Box::new(Quantified { op, all: not, left: x, right: InSet::List(vec![y]) })),
        16 => Expr::case(vec![(x, y)], Some(z)),
        17 => x.cast(Type::Numeric(Some((5, 2)))),
        18 => Expr::Collate(Box::new((x, QName::bare("C")))),
        19 => Expr::AtZone(Box::new([x, y])),
        20 => Expr::Element(Box::new([Expr::Field(Box::new((x, "f".into()))), y])),
        _ => Expr::Call(Box::new(Call { filter: Some(y), ..call("count", x) })),
    }
}

fn call(name: &str, arg: Expr) -> Call {
    let Expr::Call(call) = Expr::function(QName::bare(name), [arg]) else { panic!("a call") };
    *call
}

/// The same tree with every operand in parentheses: printed by a rule that cannot be wrong.
#[cfg(feature = "pg-syntax")]
fn full(e: &Expr) -> String {
    let p = |e: &Expr| format!("({})", full(e));
    let list = |items: &[Expr], word: &str| items.iter().map(p).collect::<Vec<_>>().join(word);
    match e {
        Expr::Prefix(op, x) => format!("{} {}", op.text(), p(x)),
        Expr::Infix(op, sides) => format!("{} {} {}", p(&sides[0]), op.text(), p(&sides[1])),
        Expr::And(items) => list(items, " AND "),
        Expr::Or(items) => list(items, " OR "),
        Expr::Concat(items) => list(items, " || "),
        Expr::Not(x) => format!("NOT {}", p(x)),
        Expr::Is(x, test, not) => {
            let word = match test {
                IsTest::Null => "NULL",
                IsTest::True => "TRUE",
                IsTest::False => "FALSE",
                IsTest::Unknown => "UNKNOWN",
            };
            format!("{} IS {}{word}", p(x), if *not { "NOT " } else { "" })
        }
        Expr::Distinct(not, s) => {
            format!("{} IS {}DISTINCT FROM {}", p(&s[0]), if *not { "NOT " } else { "" }, p(&s[1]))
        }
        Expr::Between(not, s) => {
            format!("{} {}BETWEEN {} AND {}", p(&s[0]), if *not { "NOT " } else { "" }, p(&s[1]), p(&s[2]))
        }
        Expr::In(i) => {
            let InSet::List(items) = &i.set else { panic!("a list") };
            format!("{} {}IN ({})", p(&i.left), if i.not { "NOT " } else { "" }, list(items, ", "))
        }
        Expr::Like(l) => {
            let escape = l.escape.as_ref().map_or(String::new(), |e| format!(" ESCAPE {}", p(e)));
            format!("{} {}LIKE {}{escape}", p(&l.text), if l.not { "NOT " } else { "" }, p(&l.pattern))
        }
        Expr::Quantified(q) => {
            let InSet::List(items) = &q.right else { panic!("a list") };
            format!("{} {} {} ({})", p(&q.left), q.op.text(), if q.all { "ALL" } else { "ANY" }, list(items, ", "))
        }
        Expr::Case(c) => {
            let (when, then) = &c.arms[0];
            format!("CASE WHEN {} THEN {} ELSE {} END", p(when), p(then), p(c.otherwise.as_ref().unwrap()))
        }
        Expr::Cast(x) => format!("{}::numeric(5,2)", p(&x.0)),
        Expr::Collate(x) => format!("{} COLLATE \"C\"", p(&x.0)),
        Expr::AtZone(s) => format!("{} AT TIME ZONE {}", p(&s[0]), p(&s[1])),
        Expr::Element(s) => {
            let Expr::Field(field) = &s[0] else { panic!("a field") };
            // A path goes on where it stands.
            let of = if matches!(field.0, Expr::Element(_)) { full(&field.0) } else { p(&field.0) };
            format!("{of}.f[{}]", full(&s[1]))
        }
        Expr::Call(c) if c.filter.is_some() => {
            format!("count({}) FILTER (WHERE {})", p(&c.args[0].1), p(c.filter.as_ref().unwrap()))
        }
        other => shown(other),
    }
}

#[test]
fn every_node_prints_deep_and_stays_one_statement() {
    let mut dice = Dice(7);
    for _ in 0..2_000 {
        let e = tree(&mut dice, 3);
        let text = shown(&e);
        assert!(!text.contains("--"), "{text}");
        assert_eq!(text.matches('(').count(), text.matches(')').count(), "{text}");
    }
}

#[cfg(feature = "pg-syntax")]
#[test]
fn postgres_reads_the_tree_that_was_printed() {
    let mut dice = Dice(1);
    for _ in 0..5_000 {
        let depth = u32::try_from(1 + dice.roll(3)).unwrap();
        let e = tree(&mut dice, depth);
        let (ours, all) = (format!("SELECT {}", shown(&e)), format!("SELECT {}", full(&e)));
        assert_eq!(canonical(&ours), canonical(&all), "\n{ours}\n{all}");
    }
}

/// The tree as PostgreSQL's parser sees it, without the places of its nodes.
#[cfg(feature = "pg-syntax")]
fn canonical(sql: &str) -> String {
    let tree = format!(
        "{:?}",
        pg_query::parse(sql, pg_query::ParserOptions::default()).unwrap_or_else(|e| panic!("{e}\n{sql}")).protobuf
    );
    let mut parts = tree.split(": ").map(str::to_owned).collect::<Vec<_>>();
    for n in 1..parts.len() {
        let key = parts[n - 1].as_str();
        if ["location", "list_start", "list_end", "stmt_len"].iter().any(|place| key.ends_with(place)) {
            parts[n] = parts[n].trim_start_matches(|c: char| c == '-' || c.is_ascii_digit()).to_owned();
        }
    }
    parts.join(": ")
}
