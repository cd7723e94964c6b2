//! howdah reads the DDL and procedural code of a legacy database as plain files, builds one typed model, and writes PostgreSQL.
//!
//! ```text
//! input ─► syntax ─► dialect ─► catalog<ir> ─► analyze ─► convert ─► catalog<pg> ─► emit ─► proof
//! files    tokens    grammar    the source     names      lowering   the target     text    parser, server
//!                                               types        │            │
//!                                               effects      ▼            ▼
//!                                               lint ─────► findings ─► report ─► text json sarif html
//! ```
//!
//! [`pipeline`] shows this flow on one screen. Data flows one way; a stage never calls back, and no stage fails: each says what it
//! could not do through findings, and what was not understood is a visible node.
//!
//! | layer | holds | invariant |
//! |---|---|---|
//! | [`input`] | files, encodings, the client's commands | every byte lies in one piece, or is white space between two; places survive decoding and substitution |
//! | [`syntax`] | tokens, the parser's base | the lexer never fails; grammars go forward only, and no deeper than a limit |
//! | [`dialect`] | one source's lexicon, names, grammar, function and type tables | units tile the tokens; every token changes the model, is set aside, or is noise; after it, nobody asks which source it was |
//! | [`dictionary`] | views of Oracle's data dictionary as rows of a table | a view is one entry; what Oracle alone has is listed by name |
//! | [`catalog`] | one model of a schema, generic over the language of its types, expressions and bodies | applied in script order, as the source's server would |
//! | [`ir`], [`pg`] | what the source says; what PostgreSQL accepts | `==` compares meaning, not places; `pg` can express nothing foreign |
//! | [`analyze`] | names, types, nullability, dependencies | side tables by node id; the tree stays as it was read |
//! | [`convert`] | lowering, one construct a file, and decisions over the whole program in `convert::plan` | every construct of an object is reported, not only the first; what is not lowered is a [`convert::Manual`], which only a finding makes |
//! | [`lint`] | detectors for what no lowering touches | a construct has one owner, a lowering or a detector |
//! | [`emit`] | PostgreSQL text and the tree of files | total: whatever `pg` holds is printed; parentheses and quotes are decided in one place each |
//! | [`graph`] | creation order, cycles, waves, reach | knows names only; the same input in any order gives the same result |
//! | [`proof`] | PostgreSQL's parser, a scratch server, plpgsql_check | what is refused is never shipped as converted |
//! | [`drift`] | two catalogues of one language compared | spelling and order are no difference |
//! | [`report`] | plain report data and one file a format | the states add up to the input; nothing from a source file can act |
//! | [`cli`] | commands | the only place that writes and prints |

pub mod analyze;
pub mod catalog;
pub mod cli;
pub mod convert;
pub mod dialect;
pub mod dictionary;
pub mod drift;
pub mod emit;
pub mod finding;
pub mod graph;
pub mod input;
pub mod ir;
pub mod lint;
pub mod name;
pub mod pg;
pub mod pipeline;
pub mod profile;
pub mod proof;
pub mod report;
pub mod rules;
pub mod span;
pub mod syntax;
