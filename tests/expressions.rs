//! Oracle's expressions are read to their end.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

use howdah::dialect::oracle::{expr, lexicon};
use howdah::ir::{Expr, ExprKind};
use howdah::syntax::{Cx, In};

/// Reads a text as one expression, or says where reading stopped.
fn read(text: &str) -> Result<Expr, String> {
    let lexed = lexicon::lex(text, 0);
    let cx = Cx::new(text, 0);
    match expr::expr(In::new(&lexed.tokens, 0, &cx)) {
        Ok((rest, expr)) if rest.is_end() => Ok(expr),
        Ok((rest, _)) => Err(format!("stopped before `{}`", rest.text())),
        Err(_) => Err(cx.failure().1),
    }
}

const READ: &[&str] = &[
    "1 + 2 * 3 - -4 / 5.5e3",
    "a || 'x' || q'[it's]' || N'n' || Nq'{x}'",
    "a + 1 || b - 2",
    "DATE '2020-01-01' + INTERVAL '1-2' YEAR(3) TO MONTH - INTERVAL '3 04:05:06.789' DAY(2) TO SECOND(3)",
    "TIMESTAMP '2020-01-01 00:00:00 Europe/Vienna' AT TIME ZONE 'UTC'",
    "SYSTIMESTAMP AT LOCAL",
    "(a - b) DAY(9) TO SECOND",
    "1.5f + 2d",
    "hr.emp_seq.NEXTVAL",
    "emp.sal@prod.example.com",
    "ROWNUM < 10 AND LEVEL = 1 OR NOT (a = b)",
    "f(a => 1, b => g(2))",
    "COUNT(DISTINCT a)",
    "COUNT(*) OVER (PARTITION BY a, b ORDER BY c DESC NULLS LAST ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)",
    "MAX(sal) KEEP (DENSE_RANK LAST ORDER BY hired DESC) OVER (PARTITION BY dept)",
    "LISTAGG(DISTINCT n, ', ' ON OVERFLOW TRUNCATE '…' WITH COUNT) WITHIN GROUP (ORDER BY n)",
    "FIRST_VALUE(a IGNORE NULLS) OVER w",
    "NTH_VALUE(a, 2) FROM LAST RESPECT NULLS OVER (ORDER BY a RANGE UNBOUNDED PRECEDING)",
    "TRIM(LEADING '0' FROM code) = TRIM(BOTH FROM x) OR TRIM(x) IS NOT NULL",
    "EXTRACT(YEAR FROM hired)",
    "EXTRACT(x, '/a/b/text()')",
    "CAST(a AS NUMBER(10, 2))",
    "CAST(MULTISET(SELECT x FROM t) AS t_tab)",
    "CAST('x' AS DATE DEFAULT NULL ON CONVERSION ERROR, 'YYYY')",
    "TO_NUMBER('x' DEFAULT 0 ON CONVERSION ERROR, '999')",
    "TREAT(VALUE(p) AS REF employee_t).salary",
    "TRANSLATE(x USING NCHAR_CS) || CHR(65 USING NCHAR_CS)",
    "CASE a WHEN 1 THEN 'x' ELSE 'y' END || CASE WHEN a > 1 THEN 1 END",
    "a IN (1, 2, 3) AND (a, b) NOT IN ((1, 2), (3, 4)) AND a IN (SELECT 1 FROM dual)",
    "a BETWEEN 1 AND 2 AND b NOT BETWEEN 3 AND 4",
    "a LIKE 'x%' ESCAPE '\\' AND b NOT LIKEC 'y'",
    "a IS NULL AND b IS NOT NULL AND c IS NAN AND d IS NOT INFINITE AND e IS A SET AND f IS NOT EMPTY",
    "a IS OF (ONLY t1, t2) OR a IS OF TYPE (t3)",
    "doc IS JSON (STRICT) AND doc IS NOT JSON WITH UNIQUE KEYS",
    "a = ANY (1, 2) AND b > ALL (SELECT x FROM t) AND c <> SOME (3)",
    "EXISTS (SELECT 1 FROM t WHERE (a = b))",
    "a.id = b.id(+) AND a.x(+) = 1",
    "PRIOR employee_id = manager_id",
    "CONNECT_BY_ROOT name",
    "a MULTISET UNION DISTINCT b MULTISET EXCEPT ALL c",
    "x MEMBER OF tab AND y NOT MEMBER tab AND a SUBMULTISET OF b",
    "CURSOR(SELECT 1 FROM dual)",
    "a.b(c).d(e)(1).f",
    ":bind + :1 + :x:ind + :new.col",
    "$$plsql_unit",
    "SQL%ROWCOUNT = 0 AND c%FOUND",
    "NEW point_t(1, 2).x",
    "(a, b) OVERLAPS (c, d)",
    "name COLLATE BINARY_CI = 'x'",
    "2 ** 3 ** 2",
    "XMLELEMENT(NAME \"e\", XMLATTRIBUTES(a AS \"x\", b), c, d || 'x')",
    "XMLFOREST(a AS \"x\", b)",
    "XMLAGG(XMLELEMENT(e, x) ORDER BY y)",
    "XMLSERIALIZE(CONTENT x AS CLOB INDENT SIZE = 2)",
    "XMLQUERY('$d/a' PASSING x AS \"d\" RETURNING CONTENT)",
    "XMLEXISTS('/a[@b=1]' PASSING BY VALUE x)",
    "XMLCAST(x AS NUMBER)",
    "JSON_VALUE(doc, '$.a' RETURNING NUMBER DEFAULT 0 ON ERROR NULL ON EMPTY)",
    "JSON_QUERY(doc FORMAT JSON, '$.a' WITH CONDITIONAL WRAPPER)",
    "JSON_EXISTS(doc, '$.a?(@ > $v)' PASSING 1 AS \"v\" TRUE ON ERROR)",
    "JSON_OBJECT(KEY 'a' VALUE b, 'c' IS d FORMAT JSON, 'e' : f, 'g':h ABSENT ON NULL RETURNING CLOB)",
    "JSON_ARRAY(1, 2, a NULL ON NULL)",
    "JSON_ARRAYAGG(x ORDER BY y RETURNING CLOB)",
    "JSON_OBJECTAGG(k VALUE v)",
    "JSON_TRANSFORM(doc, SET '$.a' = 1, REMOVE '$.b' IGNORE ON MISSING)",
    "t.*",
    "NVL(a, 0) MOD 2",
    "((a))",
    "(SELECT max(x) FROM t) + 1",
    "((SELECT 1 FROM dual) + 1)",
    "a = b = c",
    "VALIDATE_CONVERSION('x' AS DATE, 'YYYY')",
    "TIMESTAMP '2020-01-01 00:00:00' + NUMTODSINTERVAL(1, 'DAY')",
    "DECODE(a, 1, 'x', 'y')",
];

#[test]
fn expressions_are_read_to_their_end() {
    let failed: Vec<String> =
        READ.iter().filter_map(|text| read(text).err().map(|why| format!("{text}\n    {why}"))).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn concatenation_and_addition_hold_equally_tight() {
    let Ok(Expr { kind: ExprKind::Binary(_, sides), .. }) = read("'a' || 1 + 2") else { panic!("not a sum") };
    assert!(matches!(sides[0].kind, ExprKind::Concat(..)));
}

#[test]
fn nesting_and_chains_are_bounded() {
    for text in [
        format!("{}1{}", "(".repeat(2000), ")".repeat(2000)),
        format!("1{}", " + 1".repeat(5000)),
        format!("{}1{}", "f(".repeat(2000), ")".repeat(2000)),
        "NOT ".repeat(5000) + "a",
        "- ".repeat(5000) + "a",
    ] {
        let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(move || read(&text).is_err());
        assert!(thread.unwrap().join().unwrap());
    }
    assert!(read(&format!("a{}", " OR a".repeat(20_000))).is_ok());
    assert!(read(&format!("a{}", " || a".repeat(20_000))).is_ok());
}
