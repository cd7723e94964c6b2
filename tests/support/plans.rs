//! Plans of the queries of converted code: which of them read a whole table although an index leads with a column that they compare.
//!
//! The queries are taken from the code in the database, their variables become parameters of the types that the code declares, and a
//! plan for any value is asked for with sequential scans discouraged: one that is left had no other way.

use std::collections::{BTreeMap, BTreeSet};

/// A query of a routine that reads a whole table, with what it compares.
#[derive(Debug)]
pub struct Whole {
    pub routine: String,
    pub query: String,
    pub table: String,
    pub filter: String,
}

/// What was found: queries that could be planned, those that could not, and those that read whole tables.
#[derive(Debug, Default)]
pub struct Found {
    pub planned: usize,
    pub apart: Vec<String>,
    pub whole: Vec<Whole>,
}

/// The columns that indexes lead with, by table, and the names of all columns.
struct Known {
    leading: BTreeMap<String, BTreeSet<String>>,
    columns: BTreeSet<String>,
}

/// Plans the queries of all routines.
pub fn plans(client: &mut postgres::Client) -> Found {
    client
        .batch_execute(
            "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; SET search_path = pg_catalog",
        )
        .unwrap();
    let known = known(client);
    let routines = "SELECT p.oid::regprocedure::text, p.prosrc, coalesce(p.proargnames, '{}'), \
        ARRAY(SELECT format_type(t, NULL) FROM unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) AS u(t)) \
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang \
        WHERE l.lanname = 'plpgsql' AND n.nspname NOT IN ('ora_compat', 'pg_catalog') ORDER BY 1";
    let mut found = Found::default();
    for row in client.query(routines, &[]).unwrap() {
        let (name, source): (String, String) = (row.get(0), row.get(1));
        let (names, types): (Vec<String>, Vec<String>) = (row.get(2), row.get(3));
        let given = names.into_iter().zip(types).collect();
        for (query, types) in queries(&source, given, &known.columns) {
            one(client, &known, &name, &query, &types, &mut found);
        }
    }
    found
}

fn known(client: &mut postgres::Client) -> Known {
    let columns = "SELECT DISTINCT a.attname::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
        JOIN pg_namespace n ON n.oid = c.relnamespace \
        WHERE a.attnum > 0 AND c.relkind IN ('r', 'p', 'v') AND n.nspname !~ '^pg_|^information_schema$'";
    let leading = "SELECT c.relname::text, a.attname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid \
        JOIN pg_namespace n ON n.oid = c.relnamespace \
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] \
        WHERE i.indpred IS NULL AND n.nspname !~ '^pg_|^information_schema$'";
    let columns = client.query(columns, &[]).unwrap().iter().map(|row| row.get(0)).collect();
    let mut by_table: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in client.query(leading, &[]).unwrap() {
        by_table.entry(row.get(0)).or_default().insert(row.get(1));
    }
    Known { leading: by_table, columns }
}

fn one(client: &mut postgres::Client, known: &Known, routine: &str, query: &str, types: &[String], found: &mut Found) {
    let declared = if types.is_empty() { String::new() } else { format!(" ({})", types.join(", ")) };
    if let Err(error) = client.batch_execute(&format!("PREPARE asked{declared} AS {query}")) {
        let why = error.as_db_error().map_or_else(String::new, |e| e.message().to_string());
        found.apart.push(format!("{routine}: {why}: {query}"));
        return;
    }
    let nulls = vec!["NULL"; types.len()].join(", ");
    let nulls = if types.is_empty() { String::new() } else { format!(" ({nulls})") };
    let explained = client.simple_query(&format!("EXPLAIN (COSTS OFF) EXECUTE asked{nulls}"));
    client.batch_execute("DEALLOCATE asked").unwrap();
    let Ok(messages) = explained else { return found.apart.push(format!("{routine}: no plan: {query}")) };
    found.planned += 1;
    let lines: Vec<String> = messages
        .iter()
        .filter_map(|m| match m {
            postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_string),
            _ => None,
        })
        .collect();
    for (n, line) in lines.iter().enumerate() {
        // A scan of the whole table, or of an index from end to end with the condition tested for each row.
        let (table, any) = match (line.split_once("Seq Scan on "), line.split_once(" using ")) {
            (Some((_, table)), _) => (table, true),
            (None, Some((_, index))) if index.contains(" on ") => (index.split_once(" on ").unwrap().1, false),
            _ => continue,
        };
        let table = table.split_whitespace().next().unwrap_or_default().to_string();
        let details = lines[n + 1..].iter().map(|l| l.trim()).take_while(|l| !l.starts_with("->"));
        let Some(filter) = details.filter_map(|l| l.strip_prefix("Filter: ")).next() else { continue };
        let Some(leading) = known.leading.get(&table) else { continue };
        if conjuncts(filter).iter().any(|test| leading.iter().any(|column| compares(test, column, any))) {
            let (routine, query, filter) = (routine.to_string(), query.to_string(), filter.to_string());
            found.whole.push(Whole { routine, query, table, filter });
        }
    }
}

/// The conditions of a conjunction, as PostgreSQL prints it.
fn conjuncts(filter: &str) -> Vec<String> {
    let inner = filter.strip_prefix('(').and_then(|f| f.strip_suffix(')')).unwrap_or(filter);
    let (mut all, mut depth, mut start) = (Vec::new(), 0_i32, 0);
    for (at, c) in inner.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ' ' if depth == 0 && inner[at..].starts_with(" AND ") => {
                all.push(inner[start..at].to_string());
                start = at + 5;
            }
            _ => {}
        }
    }
    all.push(inner[start..].to_string());
    all
}

/// Whether a condition compares a cast of a column with a value; `any`: or the column as it is.
fn compares(test: &str, column: &str, any: bool) -> bool {
    let test = test.trim_start_matches('(');
    let test = test
        .split_once('.')
        .filter(|(of, _)| of.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
        .map_or(test, |(_, t)| t);
    let Some(rest) = test.strip_prefix(column) else { return false };
    let rest = rest.trim_start_matches(')');
    let rest = match rest.strip_prefix("::") {
        Some(cast) => cast.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == ' ' || c == '_' || c == ')'),
        None if any => rest,
        None => return false,
    };
    let rest = rest.trim_start();
    ["= ", "< ", "> ", "<= ", ">= "]
        .iter()
        .any(|op| rest.strip_prefix(op).is_some_and(|value| value.contains('$') || value.starts_with('\'')))
}

/// A token: its text, and whether it is a word.
#[derive(Clone, Debug)]
struct Token {
    text: String,
    word: bool,
}

impl Token {
    fn is(&self, word: &str) -> bool {
        self.word && self.text.eq_ignore_ascii_case(word)
    }
}

fn tokens(source: &str) -> Vec<Token> {
    let mut all = Vec::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let length = if rest.starts_with("--") {
            rest = rest.split_once('\n').map_or("", |(_, tail)| tail);
            continue;
        } else if c.is_whitespace() {
            rest = &rest[c.len_utf8()..];
            continue;
        } else if c == '\'' || c == '"' {
            let mut end = 1;
            loop {
                end += rest[end..].find(c).unwrap() + 1;
                if !rest[end..].starts_with(c) {
                    break end;
                }
                end += 1;
            }
        } else if c.is_alphanumeric() || c == '_' {
            rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).unwrap_or(rest.len())
        } else if [":=", "::", "<=", ">=", "<>", "||", "=>", ".."].iter().any(|op| rest.starts_with(op)) {
            2
        } else {
            c.len_utf8()
        };
        let (text, tail) = rest.split_at(length);
        let word = c.is_alphabetic() || c == '_';
        all.push(Token { text: text.to_string(), word });
        rest = tail;
    }
    all
}

/// What stands before a query that is a statement, or a part of one.
const BEFORE: &[&str] = &["BEGIN", "THEN", "ELSE", "LOOP", "IN", "FOR", "QUERY"];

/// The queries of a routine, with the types of the parameters that stand for its variables.
fn queries(source: &str, given: Vec<(String, String)>, columns: &BTreeSet<String>) -> Vec<(String, Vec<String>)> {
    let all = tokens(source.trim_start().trim_start_matches("#variable_conflict use_column"));
    let mut variables: BTreeMap<String, String> = given.into_iter().collect();
    let (mut found, mut declares, mut depth) = (Vec::new(), false, 0_i32);
    let mut piece: Vec<Token> = Vec::new();
    for token in all {
        match token.text.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if token.is("DECLARE") {
            declares = true;
            piece.clear();
        } else if declares && token.is("BEGIN") {
            declares = false;
            piece = vec![token];
        } else if token.text == ";" && depth == 0 {
            let whole = std::mem::take(&mut piece);
            if declares {
                declared(&whole, &mut variables);
            } else {
                found.extend(query(&whole));
            }
        } else {
            if token.is("LOOP") && depth == 0 {
                found.extend(query(&std::mem::take(&mut piece)));
            }
            piece.push(token);
        }
    }
    found.into_iter().map(|query| written(&query, &variables, columns)).collect()
}

/// `name type := value`.
fn declared(piece: &[Token], variables: &mut BTreeMap<String, String>) {
    let Some(name) = piece.first() else { return };
    let rest = piece.iter().skip(1).skip_while(|t| t.is("CONSTANT"));
    let ty: Vec<&str> =
        rest.take_while(|t| t.text != ":=" && !t.is("NOT") && !t.is("DEFAULT")).map(|t| t.text.as_str()).collect();
    variables.insert(name.text.clone(), ty.join(" "));
}

/// The query of a statement, without what its values go into.
fn query(piece: &[Token]) -> Option<Vec<Token>> {
    let verbs = ["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "PERFORM"];
    let starts = |n: usize| {
        let before = n.checked_sub(1).and_then(|n| piece.get(n));
        verbs.iter().any(|verb| piece[n].is(verb)) && before.is_none_or(|b| BEFORE.iter().any(|word| b.is(word)))
    };
    let start = (0..piece.len()).find(|n| starts(*n))?;
    let mut query: Vec<Token> = Vec::new();
    let mut rest = piece[start..].iter().peekable();
    while let Some(token) = rest.next() {
        let writes = query.last().is_some_and(|last| last.is("INSERT") || last.is("MERGE"));
        if token.is("PERFORM") {
            query.push(Token { text: "SELECT".into(), word: true });
        } else if token.is("INTO") && !writes {
            // Names, with points and commas between.
            while let Some(next) = rest.peek() {
                let names = next.word
                    && !["FROM", "WHERE", "ORDER", "GROUP", "LIMIT", "FOR", "HAVING"].iter().any(|k| next.is(k));
                if !names && next.text != "." && next.text != "," {
                    break;
                }
                rest.next();
            }
        } else {
            query.push(token.clone());
        }
    }
    Some(query)
}

/// The text of a query, its variables as parameters.
fn written(query: &[Token], variables: &BTreeMap<String, String>, columns: &BTreeSet<String>) -> (String, Vec<String>) {
    let (mut text, mut types) = (String::new(), Vec::new());
    let mut n = 0;
    while let Some(token) = query.get(n) {
        let behind = n > 0 && query[n - 1].text == ".";
        let next = query.get(n + 1).map_or("", |t| t.text.as_str());
        let ty = variables.get(&token.text).filter(|_| token.word && !behind);
        let row = token.is("new") || token.is("old");
        let mut parameter = |text: &mut String, ty: &str| {
            types.push(ty.to_string());
            text.push_str(&format!(" ${}", types.len()));
        };
        if (ty.is_some() || row && !behind) && next == "." {
            parameter(&mut text, "unknown");
            n += 3;
            continue;
        }
        match ty {
            Some(ty) if next != "(" && !columns.contains(&token.text) => parameter(&mut text, ty),
            _ => {
                let tight = token.text == "." || behind || token.text == "(" && n > 0 && query[n - 1].word;
                if !tight {
                    text.push(' ');
                }
                text.push_str(&token.text);
            }
        }
        n += 1;
    }
    (text, types)
}
