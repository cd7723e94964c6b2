//! Hints of the source's optimizer: left out, and counted for the whole program by what they ask for.

use crate::finding::{Effort, Outcome, Raised, Rule, Severity, Source};
use crate::span::Span;
use std::collections::BTreeMap;

pub(super) static HINT: Rule = Rule {
    name: "optimizer-hint",
    codes: &[(Source::Oracle, "OR-OPS-001")],
    raw: Severity::Performance,
    severity: Severity::Performance,
    effort: Effort::minutes(60, 0),
    message: "comments with hints for the source's optimizer are left out ({count}): {kinds}",
    help: "ANALYZE after loading, and compare the plans of the statements that run often; what each object lost stands with it",
    ..Rule::PLAIN
};

/// Rules of this file.
pub static RULES: &[&Rule] = &[&HINT];

/// How many hints were left out of objects, by their first word; nothing where there are none.
#[must_use]
pub fn counted<'a>(outcomes: &[Outcome], text: impl Fn(Span) -> &'a str) -> Option<Raised> {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let dropped = outcomes.iter().flat_map(|o| &o.dropped).filter(|d| d.rule == &HINT);
    for hint in dropped {
        // Words that are no hints are remarks, which the source's optimizer passes over as well.
        let upper = text(hint.span).to_uppercase();
        let mut words = upper.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        if let Some(word) = words.find(|word| steers(word)) {
            *kinds.entry(word.to_owned()).or_default() += 1;
        }
    }
    let count: usize = kinds.values().sum();
    let mut often: Vec<(String, usize)> = kinds.into_iter().collect();
    often.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let shown: Vec<String> = often.iter().take(8).map(|(word, n)| format!("`{word}` {n}")).collect();
    let raised = HINT.at(Span::default()).with("count", count.to_string());
    (count > 0).then(|| raised.with("kinds", shown.join(", ")))
}

/// Hints that decide how the source's optimizer runs a statement (SQL Language Reference, Comments), without `NO_`; not those that
/// only name, watch or count, such as `MONITOR` and `QB_NAME`.
const STEERING: &str = "ALL_ROWS AND_EQUAL ANTIJOIN APPEND APPEND_VALUES BATCH_TABLE_ACCESS_BY_ROWID BITMAP CACHE CARDINALITY \
    CHANGE_DUPKEY_ERROR_INDEX CHOOSE CLUSTER CLUSTERING CONNECT_BY_COST_BASED CONNECT_BY_FILTERING COST \
    CURSOR_SHARING_EXACT DISABLE_PARALLEL_DML DRIVING_SITE DYNAMIC_SAMPLING ELIMINATE_JOIN ELIMINATE_OBY \
    ENABLE_PARALLEL_DML EXPAND_GSET_TO_UNION EXPAND_TABLE FACT FIRST_ROWS FRESH_MV FULL \
    GATHER_OPTIMIZER_STATISTICS GROUPING HASH HASH_AJ HASH_SJ IGNORE_OPTIM_EMBEDDED_HINTS \
    IGNORE_ROW_ON_DUPKEY_INDEX INDEX INDEX_ASC INDEX_COMBINE INDEX_DESC INDEX_FFS INDEX_JOIN INDEX_RS_ASC \
    INDEX_RS_DESC INDEX_SS INDEX_SS_ASC INDEX_SS_DESC INLINE INMEMORY INMEMORY_PRUNING LEADING MATERIALIZE MERGE \
    MERGE_AJ MERGE_SJ MODEL_MIN_ANALYSIS NATIVE_FULL_OUTER_JOIN NL_AJ NL_SJ NOAPPEND NOCACHE NOPARALLEL \
    NOPARALLEL_INDEX NOREWRITE OLD_PUSH_PRED OPTIMIZER_FEATURES_ENABLE OPT_ESTIMATE OPT_PARAM ORDERED \
    ORDERED_PREDICATES OR_EXPAND PARALLEL PARALLEL_INDEX PLACE_DISTINCT PLACE_GROUP_BY PQ_CONCURRENT_UNION \
    PQ_DISTRIBUTE PQ_FILTER PQ_REPLICATE PQ_SKEW PULL_PRED PUSH_PRED PUSH_SUBQ PX_JOIN_FILTER QUERY_TRANSFORMATION \
    RESULT_CACHE RETRY_ON_ROW_CHANGE REWRITE REWRITE_OR_ERROR ROWID RULE SEMIJOIN SET_TO_JOIN SKIP_EXT_OPTIMIZER \
    STAR STAR_TRANSFORMATION STATEMENT_QUEUING SUBQUERY_PRUNING SWAP_JOIN_INPUTS TABLE_STATS UNNEST USE_ANTI \
    USE_BAND USE_CONCAT USE_CUBE USE_HASH USE_HASH_AGGREGATION USE_INVISIBLE_INDEXES USE_MERGE USE_MERGE_CARTESIAN \
    USE_NL USE_NL_WITH_INDEX USE_SEMI VECTOR_TRANSFORM XMLINDEX_REWRITE ZONEMAP";

fn steers(word: &str) -> bool {
    let bare = word.strip_prefix("NO_").unwrap_or(word);
    !bare.is_empty() && STEERING.split(' ').any(|known| known == bare)
}
