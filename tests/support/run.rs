//! `run` blocks: statements with what they return, executed on a server.

/// What is not as the block says: each statement with what came and what should have come. `named` is the text that a line stands
/// for, where it stands for one.
pub fn differences(client: &mut postgres::Client, block: &str, named: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let mut wrong = Vec::new();
    for line in joined(block) {
        let (sql, want) = match line.rsplit_once("=>") {
            Some((sql, want)) => (sql.trim(), Some(want.trim())),
            None => (line.trim(), None),
        };
        let sql = named(sql).unwrap_or_else(|| sql.to_string());
        let got = result(client, sql.trim_end_matches(';'));
        match want {
            Some(want) if want != got => wrong.push(format!("{sql}\n  is   {got}\n  not  {want}")),
            None if got.starts_with("ERROR") => wrong.push(format!("{sql}\n  is   {got}")),
            _ => {}
        }
    }
    wrong
}

/// Lines; an indented line continues the one before.
fn joined(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        match all.last_mut() {
            Some(last) if line.starts_with(' ') => {
                last.push('\n');
                last.push_str(line);
            }
            _ => all.push(line.to_string()),
        }
    }
    all
}

/// State and message of an error.
pub fn said(error: &postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |d| format!("{} {}", d.code().code(), d.message()))
}

/// Rows with `|` and ` ; ` between, or `ERROR code`.
fn result(client: &mut postgres::Client, sql: &str) -> String {
    match client.simple_query(sql) {
        Err(error) => format!("ERROR {}", error.as_db_error().map_or("?", |d| d.code().code())),
        Ok(messages) => {
            let rows = messages.iter().filter_map(|m| match m {
                postgres::SimpleQueryMessage::Row(row) => Some(row),
                _ => None,
            });
            let text = |row: &postgres::SimpleQueryRow| {
                (0..row.len()).map(|i| row.get(i).unwrap_or("null").to_string()).collect::<Vec<_>>().join("|")
            };
            rows.map(text).collect::<Vec<_>>().join(" ; ")
        }
    }
}
