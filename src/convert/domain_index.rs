//! Indexes of an index type: Oracle Text, spatial and others, which a person replaces by GIN or GiST.

use super::{Cx, Manual, target};
use crate::catalog::ObjectId;
use crate::finding::{Confidence, Effort, Raised, Rule, Severity, Source};
use crate::ir;
use crate::name::QName;
use crate::pg;
use crate::span::Span;

/// Rules of this file.
pub static RULES: &[&Rule] = &[&DOMAIN_INDEX];

/// Oracle Text and other indexes of a domain, and what asks them.
pub static DOMAIN_INDEX: Rule = Rule {
    name: "domain-index",
    codes: &[(Source::Oracle, "OR-DDL-019")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(120, 60),
    message: "{what}",
    help: "{advice}",
    doc: "convert/index/domain.md",
    ..Rule::PLAIN
};

/// Leaves a placeholder that says what to create instead.
pub(super) fn lower(
    cx: &mut Cx<'_>,
    id: ObjectId,
    object: &ir::Object,
    index: &ir::Index,
    kind: &QName,
) -> Vec<pg::Object> {
    for clause in &index.clauses {
        if let ir::ClauseKind::Text(word, _) | ir::ClauseKind::Plain(word) = clause.kind {
            cx.dropped(&DOMAIN_INDEX, word, clause.at.span);
        }
    }
    let name = &object.name.name;
    let (what, advice) = match contents(index) {
        Some("JSON") => {
            (format!("index `{name}` searches JSON documents, for JSON_EXISTS and JSON_TEXTCONTAINS"), JSON)
        }
        Some(other) => (format!("index `{name}` searches documents of {other}"), XML),
        None if has_parameter(index, &|word| OUTSIDE.contains(&word)) => {
            (format!("index `{name}` searches files or pages that its column names"), LOADED)
        }
        None if has_parameter(index, &|word| word == "DATASTORE") => (
            format!("index `{name}` is of type `{kind}`, and a datastore of its own says where its text stands"),
            STORED,
        ),
        None => (format!("index `{name}` is of type `{kind}`, which PostgreSQL lacks"), advice(kind)),
    };
    let why = cx.manual(DOMAIN_INDEX.at(object.at.span).with("what", what).with("advice", advice));
    vec![target::placeholder(cx, id, object, why.message())]
}

/// Whether a word of `PARAMETERS`, in upper case, is one of these.
fn has_parameter(index: &ir::Index, is: &dyn Fn(&str) -> bool) -> bool {
    index.clauses.iter().any(|clause| {
        let ir::ClauseKind::Text("PARAMETERS", text) = &clause.kind else { return false };
        text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).any(|word| is(&word.to_ascii_uppercase()))
    })
}

/// What the documents of a search index are written in, where they are no plain texts.
fn contents(index: &ir::Index) -> Option<&'static str> {
    // the parameter is how it was written before there was CREATE SEARCH INDEX
    if has_parameter(index, &|word| word == "JSON_SECTION_GROUP") {
        return Some("JSON");
    }
    index.clauses.iter().find_map(|clause| {
        let ir::ClauseKind::Flag(flag) = clause.kind else { return None };
        flag.strip_prefix("FOR ").filter(|documents| *documents != "TEXT")
    })
}

const JSON: &str = "`CREATE INDEX … USING gin ((c::jsonb))` serves the operators @> and @?, not jsonb_path_exists: JSON_EXISTS(c, '$.a?(@ == 1)') is `c::jsonb @? '$.a ? (@ == 1)'` by the index; for JSON_TEXTCONTAINS `USING gin (to_tsvector('english', c::jsonb))`";
/// Datastores of Oracle Text whose documents are not in the column.
const OUTSIDE: [&str; 5] =
    ["FILE_DATASTORE", "URL_DATASTORE", "DIRECTORY_DATASTORE", "NETWORK_DATASTORE", "PATH_DATASTORE"];
const LOADED: &str = "load the text of what the column names into a column of its own (a program outside reads it: PostgreSQL has no filters for documents), and index to_tsvector of that with GIN";
const STORED: &str = "make a column of type tsvector of that text, and index it with GIN: a generated column for columns of the row, one that a trigger keeps for rows of other tables; what stands outside of the database is loaded first. CONTAINS(c, 'word', 1) > 0 becomes `c_tsv @@ plainto_tsquery('english', 'word')`";
const XML: &str = "index the paths that queries use by expression, or keep the document as jsonb with GIN";

/// Says that a member of a package of Oracle Text sets up or asks an index.
pub(super) fn package(cx: &mut Cx<'_>, member: &str, span: Span) -> Manual {
    let (what, advice) = match member.split_once('.') {
        Some(("CTX_OUTPUT" | "CTX_ADM" | "CTX_REPORT", _)) => {
            (format!("`{member}` traces, tells of or sets up the server of Oracle Text"), SERVED)
        }
        Some(("CTX_QUERY", "STORE_SQE" | "REMOVE_SQE")) => {
            (format!("`{member}` keeps a query of Oracle Text under a name"), NAMED)
        }
        Some(("CTX_QUERY", _)) => (format!("`{member}` asks an index of Oracle Text"), ASKED),
        Some(("CTX_THES", _)) => (format!("`{member}` keeps or asks a thesaurus of Oracle Text"), THESAURUS),
        Some(("CTX_DDL", "CREATE_POLICY" | "ALTER_POLICY" | "DROP_POLICY" | "COPY_POLICY")) => {
            (format!("`{member}` says how documents are read that no index keeps"), POLICY)
        }
        Some(("CTX_DOC", _)) => (format!("`{member}` shows what Oracle Text finds in a document"), SHOWN),
        Some((_, drop)) if drop.starts_with("DROP_") => {
            (format!("`{member}` drops what indexes of Oracle Text are set up with"), DROPPED)
        }
        Some((_, section))
            if section.contains("MDATA") || section.contains("SDATA") || section.contains("FILTER_SECTION") =>
        {
            (format!("`{member}` sets up or fills a section of an index of Oracle Text that holds values"), VALUES)
        }
        Some((_, section)) if section.contains("SECTION") => {
            (format!("`{member}` sets up sections of an index of Oracle Text"), SECTIONS)
        }
        Some((_, "SYNC_INDEX" | "OPTIMIZE_INDEX")) => {
            (format!("`{member}` brings an index of Oracle Text up to date"), UP_TO_DATE)
        }
        _ => (format!("`{member}` is of a package that sets up or asks indexes of Oracle Text"), SET_UP),
    };
    let same = move |said: &Raised| said.rule == &DOMAIN_INDEX && said.value("advice") == advice;
    cx.manual_once(DOMAIN_INDEX.at(span).with("what", what).with("advice", advice), same)
}

/// Says that an index of Oracle Text keeps its words in a table.
pub(super) fn kept(cx: &mut Cx<'_>, table: &QName, span: Span) -> Manual {
    let (what, advice) = if table.name.starts_with("DR$THS") {
        (format!("`{table}` is a table in which Oracle Text keeps its thesauri"), THESAURUS)
    } else {
        (format!("`{table}` is a table that an index of Oracle Text keeps"), WORDS)
    };
    cx.manual_named(DOMAIN_INDEX.at(span).with("what", what).with("advice", advice))
}

const WORDS: &str = "Leave it out, or read the words of a column of type tsvector: ts_stat('SELECT c_tsv FROM t') lists them with their numbers.";
const THESAURUS: &str = "Keep the terms in a table of your own, which a query joins or ts_rewrite reads; synonyms that never change may stand in a thesaurus dictionary of the text search configuration.";
const POLICY: &str = "Make a text search configuration of what it says of lexers and stop words: to_tsvector('configuration', text) reads a document by it. Leave it out where only a package without counterpart takes it.";
const SERVED: &str = "Leave it out: EXPLAIN (ANALYZE), auto_explain and the log of the server tell what searches cost, pg_relation_size how large an index is.";
const NAMED: &str = "Keep the query as a value of type tsquery, in a table of such by name: a search joins it and writes column @@ query.";
const ASKED: &str = "Query the column of type tsvector: count(*) where column @@ websearch_to_tsquery(…) counts, ts_rank orders, querytree shows how a query is read.";
const SHOWN: &str =
    "ts_headline(text, query) marks what is found and cuts snippets; there is nothing for themes and gists.";
const DROPPED: &str = "Leave it out: nothing of that sort is there to be dropped.";
const VALUES: &str = "A section of values (MDATA, SDATA) is a column of its own with a plain index: CONTAINS(…, 'word AND MDATA(author, Smith)') is c_tsv @@ … AND author = 'Smith'; several values of a row are an array with a GIN index.";
const SECTIONS: &str = "A section is a column of type tsvector of its own, or a part of one by setweight with a letter from A to D: 'word WITHIN title' is title_tsv @@ …, or c_tsv @@ 'word:A'; more than four need columns.";
const UP_TO_DATE: &str =
    "Leave it out: an index of PostgreSQL is up to date with each statement; VACUUM merges what GIN has pending.";
const SET_UP: &str = "Add a column of type tsvector with a GIN index: what it says of lexers and stop words goes into a text search configuration; a section is a column of its own, or a part of the tsvector by setweight.";

/// What is said of a function that searches by one.
pub(super) fn search(function: &str, span: Span) -> Raised {
    let what = format!("`{function}` searches by an index of Oracle Text");
    let advice = "Add a column of type tsvector with a GIN index, and write column @@ websearch_to_tsquery('english', 'words'); ts_rank gives what SCORE gives.";
    DOMAIN_INDEX.at(span).with("what", what).with("advice", advice)
}

fn advice(kind: &QName) -> &'static str {
    match (kind.schema.as_deref(), kind.name.as_str()) {
        (_, "CTXRULE") => {
            "keep the stored queries in a column of type tsquery: MATCHES(c, text) > 0 becomes `to_tsvector('english', text) @@ c`; rules that a classifier trained have no counterpart"
        }
        (_, "CONTEXT" | "CTXCAT" | "CTXXPATH" | "SEARCH_INDEX" | "CONTEXT_V2") | (Some("CTXSYS"), _) => {
            "`ALTER TABLE t ADD COLUMN c_tsv tsvector GENERATED ALWAYS AS (to_tsvector('english', coalesce(c, ''))) STORED` and `CREATE INDEX … USING gin (c_tsv)`; CONTAINS(c, 'word', 1) > 0 becomes `c_tsv @@ plainto_tsquery('english', 'word')`; pg_trgm for substrings"
        }
        (_, "SPATIAL_INDEX" | "SPATIAL_INDEX_V2") | (Some("MDSYS"), _) => {
            "use PostGIS and `CREATE INDEX … USING gist (shape)`"
        }
        (_, "XMLINDEX") | (Some("XDB"), _) => XML,
        _ => "write the operators as functions and index their results",
    }
}
