//! Indexes of an index type: Oracle Text, spatial and others, which a person replaces by GIN or GiST.

use super::{Cx, target};
use crate::catalog::ObjectId;
use crate::finding::{Confidence, Effort, Rule, Severity, Source};
use crate::ir;
use crate::name::QName;
use crate::pg;

/// Rules of this file.
pub static RULES: &[&Rule] = &[&DOMAIN_INDEX];

static DOMAIN_INDEX: Rule = Rule {
    name: "domain-index",
    codes: &[(Source::Oracle, "OR-DDL-019")],
    raw: Severity::ManualEffort,
    severity: Severity::ManualEffort,
    confidence: Confidence::Certain,
    effort: Effort::minutes(120, 60),
    message: "index `{index}` is of type `{kind}`, which PostgreSQL lacks: {advice}",
    help: "Text: `ALTER TABLE t ADD COLUMN c_tsv tsvector GENERATED ALWAYS AS (to_tsvector('english', coalesce(c, ''))) STORED` and `CREATE INDEX … USING gin (c_tsv)`; CONTAINS(c, 'word', 1) > 0 becomes `c_tsv @@ plainto_tsquery('english', 'word')`. Spatial: PostGIS and `CREATE INDEX … USING gist (shape)`.",
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
    let it = DOMAIN_INDEX.at(object.at.span).with("index", &object.name.name).with("kind", kind);
    let why = cx.manual(it.with("advice", advice(kind)));
    vec![target::placeholder(cx, id, object, why.message())]
}

fn advice(kind: &QName) -> &'static str {
    match (kind.schema.as_deref(), kind.name.as_str()) {
        (_, "CONTEXT" | "CTXCAT" | "CTXRULE" | "CTXXPATH" | "SEARCH_INDEX" | "CONTEXT_V2") | (Some("CTXSYS"), _) => {
            "use full-text search over a tsvector column with a GIN index, or pg_trgm for substrings"
        }
        (_, "SPATIAL_INDEX" | "SPATIAL_INDEX_V2") | (Some("MDSYS"), _) => "use PostGIS with a GiST index",
        (_, "XMLINDEX") | (Some("XDB"), _) => {
            "index the paths that queries use by expression, or keep the document as jsonb with GIN"
        }
        _ => "write the operators as functions and index their results",
    }
}
