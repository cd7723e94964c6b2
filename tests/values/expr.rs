//! Random expressions over two numbers, two texts, a padded text and a date: what they are made of, how one is made up, and its text.

use super::random::Random;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Number,
    Text,
    Date,
    Truth,
}

/// An expression.
#[derive(Clone, Debug)]
pub enum Expr {
    /// `n1`, `n2`, `s1`, `s2`, `s3` (a `CHAR`), `d1`.
    Column(Kind, usize),
    Null(Kind),
    /// In hundredths.
    Number(i64),
    Text(&'static str),
    /// Days since 1970-01-01.
    Date(i64),
    /// A function or operator by its name.
    Call(&'static str, Kind, Vec<Expr>),
}

/// Name, result, arguments; `$` in the name stands for an argument, else it is a function.
type Row = (&'static str, Kind, &'static [Kind]);

const N: Kind = Kind::Number;
const S: Kind = Kind::Text;
const D: Kind = Kind::Date;
const B: Kind = Kind::Truth;

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("($ + $)", N, &[N, N]), ("($ - $)", N, &[N, N]), ("($ * $)", N, &[N, N]), ("$ / 4", N, &[N]), ("-$", N, &[N]),
    ("ABS", N, &[N]), ("SIGN", N, &[N]), ("CEIL", N, &[N]), ("FLOOR", N, &[N]), ("ROUND", N, &[N]), ("TRUNC", N, &[N]),
    ("ROUND($, 1)", N, &[N]), ("TRUNC($, -1)", N, &[N]), ("MOD", N, &[N, N]),
    ("NVL", N, &[N, N]), ("NVL2", N, &[S, N, N]), ("COALESCE", N, &[N, N, N]), ("NULLIF", N, &[N, N]),
    ("GREATEST", N, &[N, N]), ("LEAST", N, &[N, N, N]), ("DECODE", N, &[N, N, N, N]), ("DECODE", N, &[S, S, N]),
    ("CASE WHEN $ THEN $ ELSE $ END", N, &[B, N, N]), ("CASE $ WHEN $ THEN $ END", N, &[N, N, N]),
    ("LENGTH", N, &[S]), ("INSTR", N, &[S, S]), ("INSTR($, $, 2)", N, &[S, S]), ("INSTR($, $, -1, 2)", N, &[S, S]),
    ("ROUND($ / 3, 2)", N, &[N]), ("TRUNC($ / 7, 1)", N, &[N]), ("REMAINDER($, 3)", N, &[N]), ("POWER($, 2)", N, &[N]),
    ("WIDTH_BUCKET($, 0, 10, 5)", N, &[N]), ("REGEXP_COUNT($, 'a')", N, &[S]), ("REGEXP_INSTR($, '[b ]')", N, &[S]),
    ("ROUND(MONTHS_BETWEEN($, $), 2)", N, &[D, D]), ("EXTRACT(YEAR FROM $)", N, &[D]), ("EXTRACT(DAY FROM $)", N, &[D]),
    ("TO_NUMBER(TO_CHAR($, 'HH24MI'))", N, &[D]), ("ROUND(($ - $) * 24, 2)", N, &[D, D]),
    ("($ - $)", N, &[D, D]), ("EXTRACT(MONTH FROM $)", N, &[D]), ("TO_NUMBER(TO_CHAR($))", N, &[N]),
    ("$ || $", S, &[S, S]), ("$ || $", S, &[S, N]), ("CONCAT", S, &[S, S]), ("UPPER", S, &[S]), ("LOWER", S, &[S]),
    ("INITCAP", S, &[S]), ("SUBSTR($, 2)", S, &[S]), ("SUBSTR($, -2, 1)", S, &[S]), ("SUBSTR($, 0, 2)", S, &[S]),
    ("SUBSTR($, $)", S, &[S, N]), ("SUBSTR($, 1, $)", S, &[S, N]), ("TRIM", S, &[S]), ("LTRIM", S, &[S, S]),
    ("RTRIM", S, &[S, S]), ("RTRIM", S, &[S]), ("REPLACE", S, &[S, S]), ("REPLACE", S, &[S, S, S]),
    ("TRANSLATE", S, &[S, S, S]), ("LPAD($, 5)", S, &[S]), ("RPAD($, 4, $)", S, &[S, S]), ("LPAD($, $, 'xy')", S, &[S, N]),
    ("TO_CHAR", S, &[N]), ("TO_CHAR($, 'YYYY-MM-DD')", S, &[D]), ("TO_CHAR($, 'FM990.00')", S, &[N]),
    ("TO_CHAR($, 'DDD Q')", S, &[D]), ("CHR(65 + LENGTH($))", S, &[S]),
    ("REGEXP_REPLACE($, '[ab]', 'z')", S, &[S]), ("REGEXP_SUBSTR($, '[a-z]+')", S, &[S]),
    ("REGEXP_SUBSTR($, '[^ ]+', 1, 2)", S, &[S]), ("TO_CHAR($, '9990.99')", S, &[N]), ("LPAD(TO_CHAR($), 6, '0')", S, &[N]),
    ("TO_CHAR($, 'HH24:MI:SS')", S, &[D]), ("TO_CHAR($, 'DY DD-MON-RR')", S, &[D]), ("TO_CHAR($, 'fmDay, Month DD')", S, &[D]),
    ("TO_CHAR($, 'IYYY-IW D')", S, &[D]), ("TO_CHAR($, 'HH12 AM SSSSS')", S, &[D]),
    ("NVL", S, &[S, S]), ("NVL2", S, &[N, S, S]), ("COALESCE", S, &[S, S]), ("NULLIF", S, &[S, S]),
    ("GREATEST", S, &[S, S]), ("LEAST", S, &[S, S]), ("DECODE", S, &[S, S, S, S]), ("DECODE", S, &[N, N, S, N, S]),
    ("CASE WHEN $ THEN $ ELSE $ END", S, &[B, S, S]), ("CASE WHEN $ THEN $ END", S, &[B, S]),
    ("$ + $", D, &[D, N]), ("$ - 1", D, &[D]), ("ADD_MONTHS", D, &[D, N]), ("LAST_DAY", D, &[D]),
    ("TRUNC($, 'MM')", D, &[D]), ("TRUNC($, 'YYYY')", D, &[D]), ("TRUNC($, 'Q')", D, &[D]), ("ROUND($, 'MM')", D, &[D]),
    ("TRUNC", D, &[D]), ("ROUND", D, &[D]), ("TRUNC($, 'HH24')", D, &[D]), ("TRUNC($, 'DAY')", D, &[D]),
    ("TRUNC($, 'IW')", D, &[D]), ("ROUND($, 'YYYY')", D, &[D]), ("NEXT_DAY($, 'MONDAY')", D, &[D]),
    ("$ + INTERVAL '36' HOUR", D, &[D]), ("$ + NUMTODSINTERVAL($, 'HOUR')", D, &[D, N]), ("$ - $ / 24", D, &[D, N]),
    ("TO_DATE(TO_CHAR($, 'YYYYMMDDHH24MISS'), 'YYYYMMDDHH24MISS')", D, &[D]),
    ("NVL", D, &[D, D]), ("COALESCE", D, &[D, D]), ("DECODE", D, &[N, N, D, D]), ("GREATEST", D, &[D, D]), ("LEAST", D, &[D, D]), ("CASE WHEN $ THEN $ ELSE $ END", D, &[B, D, D]),
    ("($ = $)", B, &[N, N]), ("($ <> $)", B, &[N, N]), ("($ < $)", B, &[N, N]), ("($ >= $)", B, &[D, D]),
    ("($ = $)", B, &[S, S]), ("($ <> $)", B, &[S, S]), ("($ > $)", B, &[S, S]), ("($ IS NULL)", B, &[S]),
    ("($ IS NOT NULL)", B, &[N]), ("($ IS NULL)", B, &[D]), ("($ BETWEEN $ AND $)", B, &[N, N, N]),
    ("($ BETWEEN $ AND $)", B, &[D, D, D]), ("($ BETWEEN $ AND $)", B, &[S, S, S]), ("($ < $)", B, &[D, D]), ("($ = $)", B, &[D, D]),
    ("($ IN ($, $))", B, &[S, S, S]), ("REGEXP_LIKE($, '^[a-z]')", B, &[S]), ("($ = $)", B, &[S, S]), ("($ < $)", B, &[S, S]),
    ("($ IN ($, $))", B, &[N, N, N]), ("($ NOT IN ($, $))", B, &[S, S, S]), ("($ LIKE $ || '%')", B, &[S, S]),
    ("($ LIKE '_a%')", B, &[S]), ("($ NOT LIKE '%b')", B, &[S]), ("($ AND $)", B, &[B, B]), ("($ OR $)", B, &[B, B]),
    ("NOT $", B, &[B]),
];

/// An expression of a kind, at most so deep.
pub fn random(r: &mut Random, kind: Kind, depth: u32) -> Expr {
    if depth == 0 || (kind != B && r.below(5) == 0) {
        return leaf(r, kind);
    }
    let rows: Vec<&Row> = ROWS.iter().filter(|row| row.1 == kind).collect();
    let row = rows[r.below(rows.len() as u32) as usize];
    Expr::Call(row.0, row.1, row.2.iter().map(|kind| random(r, *kind, depth - 1)).collect())
}

fn leaf(r: &mut Random, kind: Kind) -> Expr {
    match (kind, r.below(6)) {
        (B, _) => {
            let kind = [N, S, D][r.below(3) as usize];
            Expr::Call("($ IS NULL)", B, vec![leaf(r, kind)])
        }
        (_, 0) => Expr::Null(kind),
        (N, 1) => Expr::Number([0, 100, 200, 350, -150, 1000, 25][r.below(7) as usize]),
        (S, 1) => Expr::Text(["a", "ab", "b", " a ", "", "Xa b", "0"][r.below(7) as usize]),
        (D, 1) => Expr::Date([18_321, 19_416, 0, 20_000][r.below(4) as usize]),
        (D, _) => Expr::Column(D, 0),
        (S, 5) => Expr::Column(S, 2),
        (kind, n) => Expr::Column(kind, (n % 2) as usize),
    }
}

impl Expr {
    pub fn kind(&self) -> Kind {
        match self {
            Expr::Column(kind, _) | Expr::Null(kind) | Expr::Call(_, kind, _) => *kind,
            Expr::Number(_) => N,
            Expr::Text(_) => S,
            Expr::Date(_) => D,
        }
    }

    /// Whether it has a type with blanks at its end, `CHAR`; nothing where that is a question of lengths. What `UPPER` and its kin
    /// give is as their argument in SQL, and never so in PL/SQL.
    pub fn padded(&self, sql: bool) -> Option<bool> {
        Some(match self {
            Expr::Column(S, 2) | Expr::Text(_) => true,
            Expr::Call("UPPER" | "LOWER" | "INITCAP", _, args) => sql && args[0].padded(sql)?,
            Expr::Call("$ || $" | "CONCAT", _, args) => sql && args[0].padded(sql)? && args[1].padded(sql)?,
            Expr::Call("COALESCE" | "NULLIF" | "NVL" | "NVL2" | "DECODE", S, _) => return None,
            Expr::Call(name, S, _) if name.starts_with("CASE") => return None,
            _ => false,
        })
    }

    /// As Oracle reads it; what stands in front of the names of columns.
    pub fn text(&self, front: &str) -> String {
        match self {
            Expr::Column(N, n) => format!("{front}n{}", n + 1),
            Expr::Column(S, n) => format!("{front}s{}", n + 1),
            Expr::Column(..) => format!("{front}d1"),
            Expr::Null(N) => "TO_NUMBER(NULL)".into(),
            Expr::Null(D) => "TO_DATE(NULL)".into(),
            Expr::Null(_) => "NULL".into(),
            Expr::Number(n) if *n < 0 => format!("({})", super::oracle::digits(i128::from(*n) * 10_000)),
            Expr::Number(n) => super::oracle::digits(i128::from(*n) * 10_000),
            Expr::Text(text) => format!("'{text}'"),
            Expr::Date(days) => format!("DATE '{}'", super::oracle::iso(*days * 86_400)),
            Expr::Call(name, _, args) if name.contains('$') || name.contains('(') => {
                let mut parts = name.split('$');
                let mut out = parts.next().unwrap_or_default().to_string();
                for (arg, part) in args.iter().zip(parts) {
                    out.push_str(&inner(arg, front));
                    out.push_str(part);
                }
                out
            }
            Expr::Call(name, _, args) => {
                format!("{name}({})", args.iter().map(|a| a.text(front)).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// An operand, in parentheses where it is an operator's result.
fn inner(e: &Expr, front: &str) -> String {
    match e {
        Expr::Call(name, _, _) if name.contains('$') && !name.starts_with('(') => format!("({})", e.text(front)),
        _ => e.text(front),
    }
}
