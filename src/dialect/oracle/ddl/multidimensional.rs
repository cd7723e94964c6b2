//! `CREATE ANALYTIC VIEW`, `ATTRIBUTE DIMENSION`, `HIERARCHY`, `DIMENSION`: tables, levels and measures, as clauses.

use super::super::clauses::{clause, dropped};
use super::super::expr::{expr, operand, sort_keys};
use super::super::names::{any_ident, ident, path, qname};
use crate::ir::{Clause, ClauseKind};
use crate::name::Name;
use crate::syntax::{Expected, In, Kind as Sign, R, accept, balanced, keywords, list1, parens, word};

keywords! {
    AGGREGATE, ALL, ALTERNATE, AS, ATTRIBUTE, ATTRIBUTES, BY, CACHE, CAPTION, CHILD, CLASSIFICATION, DEFAULT, DESCRIPTION,
    DETERMINES, DIMENSION, DISTINCT, FACT, HIERARCHICAL, HIERARCHIES, HIERARCHY, IS, JOIN, KEY, LANGUAGE, LEVEL, MAX, MEASURE,
    MEASURES, MEMBER, MIN, NAME, NULL, OF, ON, ORDER, PATH, REFERENCES, REMOTE, SHARING, SKIP, TYPE, USING, VALUE, WHEN, NOT,
}

/// Everything behind the name.
pub(super) fn definition(mut i: In<'_>) -> R<'_, Vec<Clause>> {
    let mut all = Vec::new();
    while !i.is_end() {
        let (next, part) = part(i)?;
        all.push(part);
        i = next;
    }
    Ok((i, all))
}

/// One clause; what stands in the others' parentheses is read with them.
fn part(i: In<'_>) -> R<'_, Clause> {
    let n = i.advance();
    let (end, kind) = match (i.word(), i.word_at(1)) {
        (SHARING, _) => return dropped(i.skip(3), i, "SHARING"),
        (CACHE, _) => return dropped(past_cache(n), i, "CACHE"),
        (CLASSIFICATION, _) => return classification(i),
        (REMOTE, _) => (n, ClauseKind::Flag("REMOTE")),
        (USING, _) => return source(i),
        (DIMENSION, BY) => {
            parens(list1(dimension))(n.advance()).map(|(i, all)| (i, ClauseKind::Group("DIMENSION BY", all)))?
        }
        (DIMENSION, TYPE) => any_ident(n.advance()).map(|(i, name)| (i, ClauseKind::Named("DIMENSION TYPE", name)))?,
        (MEASURES, _) => parens(list1(measure))(n).map(|(i, all)| (i, ClauseKind::Group("MEASURES", all)))?,
        (DEFAULT, MEASURE) => ident(n.advance()).map(|(i, name)| (i, ClauseKind::Named("DEFAULT MEASURE", name)))?,
        (DEFAULT, AGGREGATE) => {
            let (n, _) = word(BY)(n.advance())?;
            any_ident(n).map(|(i, name)| (i, ClauseKind::Named("DEFAULT AGGREGATE BY", name)))?
        }
        (ATTRIBUTES, _) => parens(list1(attribute))(n).map(|(i, all)| (i, ClauseKind::Group("ATTRIBUTES", all)))?,
        (HIERARCHICAL, ATTRIBUTES) => parens(list1(attribute))(n.advance())
            .map(|(i, all)| (i, ClauseKind::Group("HIERARCHICAL ATTRIBUTES", all)))?,
        (LEVEL, _) => return level(i),
        (ATTRIBUTE, _) => return determined(i),
        (HIERARCHY, _) => return hierarchy(i),
        (ALL, MEMBER) => return member(n, i),
        _ if i.kind() == Sign::Open => levels(i).map(|(i, parts)| (i, ClauseKind::Group("LEVELS", parts)))?,
        _ => return i.fail(Expected::Thing("a clause of an analytic view or dimension")),
    };
    Ok(clause(end, i, kind))
}

/// `MATERIALIZED USING …`, `MEASURE GROUP (…) LEVELS (…)`: how results are kept.
fn past_cache(mut i: In<'_>) -> In<'_> {
    while !i.is_end() && !matches!(i.word(), USING | DIMENSION | MEASURES | CLASSIFICATION) {
        i = if i.kind() == Sign::Open { balanced(i) } else { i.advance() };
    }
    i
}

/// `CLASSIFICATION name [VALUE value] [LANGUAGE language]`.
fn classification(start: In<'_>) -> R<'_, Clause> {
    let (i, name) = any_ident(start.advance())?;
    let (mut i, named) = clause(i, start, ClauseKind::Named("NAME", name));
    let mut parts = vec![named];
    while matches!(i.word(), VALUE | LANGUAGE) {
        let keyword = if i.word() == VALUE { "VALUE" } else { "LANGUAGE" };
        let (n, value) = operand(i.advance())?;
        let (n, part) = clause(n, i, ClauseKind::Expr(keyword, value));
        parts.push(part);
        i = n;
    }
    Ok(clause(i, start, ClauseKind::Group("CLASSIFICATION", parts)))
}

/// `USING [schema.]table [[AS] alias] [, …]`, with the paths by which tables join.
fn source(start: In<'_>) -> R<'_, Clause> {
    let mut i = start;
    let mut parts = Vec::new();
    loop {
        let from = i.advance();
        let (n, name) = qname(from)?;
        let (n, table) = clause(n, from, ClauseKind::Object("TABLE", name));
        parts.push(table);
        i = n;
        if let Some(n) = accept(i, &[AS]) {
            let (n, alias) = ident(n)?;
            let (n, part) = clause(n, i, ClauseKind::Named("AS", alias));
            parts.push(part);
            i = n;
        }
        if i.kind() != Sign::Comma {
            break;
        }
    }
    while let Some(n) = accept(i, &[JOIN, PATH]) {
        let (n, name) = ident(n)?;
        let (n, _) = word(ON)(n)?;
        let (n, on) = expr(n)?;
        let (n, named) = clause(n, i, ClauseKind::Named("NAME", name));
        let (n, part) = clause(n, i, ClauseKind::Expr("ON", on));
        let (n, part) = clause(n, i, ClauseKind::Group("JOIN PATH", vec![named, part]));
        parts.push(part);
        i = n;
    }
    Ok(clause(i, start, ClauseKind::Group("USING", parts)))
}

/// Names of columns or attributes: one alone, or several in parentheses, each perhaps with its table.
fn columns<'a>(i: In<'a>, keyword: &'static str) -> R<'a, Clause> {
    let (n, all) = if i.kind() == Sign::Open { parens(list1(path))(i)? } else { path(i).map(|(n, p)| (n, vec![p]))? };
    let (n, parts) = all.into_iter().fold((n, Vec::new()), |(n, mut parts), names| {
        let (n, part) = clause(n, i, ClauseKind::Names("COLUMN", names));
        parts.push(part);
        (n, parts)
    });
    Ok(clause(n, i, ClauseKind::Group(keyword, parts)))
}

/// `attribute_dimension [AS alias] [KEY …] [REFERENCES [DISTINCT] …] HIERARCHIES (…)` of an analytic view.
fn dimension(start: In<'_>) -> R<'_, Clause> {
    let (n, name) = qname(start)?;
    let (mut i, first) = clause(n, start, ClauseKind::Object("ATTRIBUTE DIMENSION", name));
    let mut parts = vec![first];
    loop {
        let n = i.advance();
        let (next, part) = match i.word() {
            AS => ident(n).map(|(n, alias)| clause(n, i, ClauseKind::Named("AS", alias)))?,
            KEY => columns(n, "KEY")?,
            REFERENCES if n.word() == DISTINCT => columns(n.advance(), "REFERENCES DISTINCT")?,
            REFERENCES => columns(n, "REFERENCES")?,
            HIERARCHIES => {
                let (n, all) = parens(list1(used_hierarchy))(n)?;
                clause(n, i, ClauseKind::Group("HIERARCHIES", all))
            }
            CLASSIFICATION => classification(i)?,
            _ => return Ok(clause(i, start, ClauseKind::Group("DIMENSION", parts))),
        };
        parts.push(part);
        i = next;
    }
}

/// `hierarchy [AS alias] [DEFAULT]`.
fn used_hierarchy(start: In<'_>) -> R<'_, Clause> {
    let (n, name) = qname(start)?;
    let (mut i, first) = clause(n, start, ClauseKind::Object("HIERARCHY", name));
    let mut parts = vec![first];
    if let Some(n) = accept(i, &[AS]) {
        let (n, alias) = ident(n)?;
        let (n, part) = clause(n, i, ClauseKind::Named("AS", alias));
        parts.push(part);
        i = n;
    }
    if i.word() == DEFAULT {
        let (n, part) = clause(i.advance(), i, ClauseKind::Flag("DEFAULT"));
        parts.push(part);
        i = n;
    }
    Ok(clause(i, start, ClauseKind::Group("HIERARCHY", parts)))
}

/// `name [FACT column] [AGGREGATE BY f]`, `name AS (expression)`.
fn measure(start: In<'_>) -> R<'_, Clause> {
    let (n, name) = ident(start)?;
    let (mut i, first) = clause(n, start, ClauseKind::Named("NAME", name));
    let mut parts = vec![first];
    loop {
        let n = i.advance();
        let (next, part) = match i.word() {
            FACT => columns(n, "FACT")?,
            AS => parens(expr)(n).map(|(n, e)| clause(n, i, ClauseKind::Expr("AS", e)))?,
            AGGREGATE => {
                let (n, _) = word(BY)(n)?;
                any_ident(n).map(|(n, f)| clause(n, i, ClauseKind::Named("AGGREGATE BY", f)))?
            }
            CLASSIFICATION => classification(i)?,
            _ => return Ok(clause(i, start, ClauseKind::Group("MEASURE", parts))),
        };
        parts.push(part);
        i = next;
    }
}

/// `[alias.]column [AS name] [CLASSIFICATION …]`.
fn attribute(start: In<'_>) -> R<'_, Clause> {
    let (n, names) = path(start)?;
    let (mut i, first) = clause(n, start, ClauseKind::Names("COLUMN", names));
    let mut parts = vec![first];
    loop {
        let (next, part) = match i.word() {
            AS => any_ident(i.advance()).map(|(n, name)| clause(n, i, ClauseKind::Named("AS", name)))?,
            CLASSIFICATION => classification(i)?,
            _ => return Ok(clause(i, start, ClauseKind::Group("ATTRIBUTE", parts))),
        };
        parts.push(part);
        i = next;
    }
}

/// A level of an attribute dimension, or of a dimension (`LEVEL l IS (t.a, t.b) [SKIP WHEN NULL]`).
fn level(start: In<'_>) -> R<'_, Clause> {
    let (n, name) = any_ident(start.advance())?;
    let (mut i, first) = clause(n, start, ClauseKind::Named("NAME", name));
    let mut parts = vec![first];
    loop {
        let n = i.advance();
        let (next, part) = match (i.word(), i.word_at(1)) {
            (IS, _) => columns(n, "IS")?,
            (SKIP, WHEN) if i.word_at(2) == NULL => clause(n.skip(2), i, ClauseKind::Flag("SKIP WHEN NULL")),
            (NOT, NULL) => clause(n.advance(), i, ClauseKind::Flag("NOT NULL")),
            (LEVEL, TYPE) => any_ident(n.advance()).map(|(n, t)| clause(n, i, ClauseKind::Named("LEVEL TYPE", t)))?,
            (KEY, _) => columns(n, "KEY")?,
            (ALTERNATE, KEY) => columns(n.advance(), "ALTERNATE KEY")?,
            (MEMBER, _) => member(i, i)?,
            (ORDER, BY) => {
                // the smallest or largest of an attribute, or the attribute itself
                let n = n.advance();
                let n = if matches!(n.word(), MIN | MAX) && n.peek(1).kind != Sign::Open { n.advance() } else { n };
                let (n, keys) = sort_keys(n)?;
                let (n, keys) = keys.into_iter().fold((n, Vec::new()), |(n, mut all), key| {
                    let (n, part) =
                        clause(n, i, ClauseKind::Expr(if key.descending { "DESC" } else { "ASC" }, key.expr));
                    all.push(part);
                    (n, all)
                });
                clause(n, i, ClauseKind::Group("ORDER BY", keys))
            }
            (DETERMINES, _) => columns(n, "DETERMINES")?,
            (CLASSIFICATION, _) => classification(i)?,
            _ => return Ok(clause(i, start, ClauseKind::Group("LEVEL", parts))),
        };
        parts.push(part);
        i = next;
    }
}

/// `[ALL] MEMBER { NAME | CAPTION | DESCRIPTION } expression …`.
fn member<'a>(i: In<'a>, start: In<'a>) -> R<'a, Clause> {
    let all = start.word() == ALL;
    let mut parts = Vec::new();
    let mut i = i;
    while i.word() == MEMBER {
        let (keyword, n) = match i.word_at(1) {
            NAME => ("NAME", i.skip(2)),
            CAPTION => ("CAPTION", i.skip(2)),
            DESCRIPTION => ("DESCRIPTION", i.skip(2)),
            _ => return i.advance().fail(Expected::Word(NAME)),
        };
        let (n, value) = operand(n)?;
        let (n, part) = clause(n, i, ClauseKind::Expr(keyword, value));
        parts.push(part);
        i = n;
    }
    Ok(clause(i, start, ClauseKind::Group(if all { "ALL MEMBER" } else { "MEMBER" }, parts)))
}

/// `(a CHILD OF b CHILD OF c [JOIN KEY … REFERENCES l])`: levels, from the lowest.
fn levels(start: In<'_>) -> R<'_, Vec<Clause>> {
    parens(|from: In<'_>| {
        let mut parts = Vec::new();
        let (mut i, lowest) = any_ident(from)?;
        let mut names: Vec<Name> = vec![lowest];
        while let Some(n) = accept(i, &[CHILD, OF]) {
            let (n, name) = any_ident(n)?;
            names.push(name);
            i = n;
        }
        let (mut i, part) = clause(i, from, ClauseKind::Names("CHILD OF", names));
        parts.push(part);
        while let Some(n) = accept(i, &[JOIN, KEY]) {
            let (n, key) = columns(n, "KEY")?;
            let (n, _) = word(REFERENCES)(n)?;
            let (n, level) = any_ident(n)?;
            let (n, of) = clause(n, i, ClauseKind::Named("REFERENCES", level));
            let (n, part) = clause(n, i, ClauseKind::Group("JOIN", vec![key, of]));
            parts.push(part);
            i = n;
        }
        Ok((i, parts))
    })(start)
}

/// `HIERARCHY h (…)` of a dimension.
fn hierarchy(start: In<'_>) -> R<'_, Clause> {
    let (i, name) = any_ident(start.advance())?;
    let (i, first) = clause(i, start, ClauseKind::Named("NAME", name));
    let (i, parts) = levels(i)?;
    Ok(clause(i, start, ClauseKind::Group("HIERARCHY", std::iter::once(first).chain(parts).collect())))
}

/// `ATTRIBUTE a [LEVEL l] DETERMINES columns …` of a dimension.
fn determined(start: In<'_>) -> R<'_, Clause> {
    let (i, name) = any_ident(start.advance())?;
    let (mut i, first) = clause(i, start, ClauseKind::Named("NAME", name));
    let mut parts = vec![first];
    loop {
        let (next, part) = match i.word() {
            LEVEL => any_ident(i.advance()).map(|(n, l)| clause(n, i, ClauseKind::Named("LEVEL", l)))?,
            DETERMINES => columns(i.advance(), "DETERMINES")?,
            _ => return Ok(clause(i, start, ClauseKind::Group("ATTRIBUTE", parts))),
        };
        parts.push(part);
        i = next;
        // a second level of the same attribute begins anew
        if i.word() == LEVEL && i.word_at(2) == IS {
            return Ok(clause(i, start, ClauseKind::Group("ATTRIBUTE", parts)));
        }
    }
}
