//! `CREATE`, `ALTER` and `DROP TYPE` and `TYPE BODY`: object types with their methods, varrays, nested tables.

use super::super::clauses::{clause, flag, integer, maybe_semi, object, plain, text};
use super::super::names::{any_ident, qname};
use super::super::routine::{body, has_body, header, is_call, properties, wrapped};
use super::super::types::{self, data_type};
use super::code::compilation;
use super::object::{created, dropped, head_clauses};
use super::{Create, Existing, Head};
use crate::catalog::change::TypeChange;
use crate::catalog::{Attribute, Change, Method, MethodRole, ObjectType, TypeShape};
use crate::finding::ObjectKind;
use crate::ir::{Clause, ClauseKind, Does, Ir, Kind, Other, Type, UserType};
use crate::name::QName;
use crate::syntax::{
    Expected, In, Kind as Sign, R, Word, accept, balanced, keywords, list1, next, parens, word, words,
};

keywords! {
    ADD, ARRAY, AS, ATTRIBUTE, BODY, CASCADE, COMPILE, CONSTRUCTOR, CONVERT, DATA, DROP, EDITIONABLE, ELEMENT, END,
    EXCEPTIONS, EXTERNAL, FINAL, FORCE, FUNCTION, INCLUDING, INSTANTIABLE, INTO, INVALIDATE, IS, LANGUAGE, LIMIT, MAP,
    MEMBER, MODIFY, NAME, NONEDITIONABLE, NOT, NULL, OBJECT, OF, OID, OPAQUE, ORDER, OVERRIDING, PERSISTABLE, PRAGMA,
    PROCEDURE, REPLACE, RESET, STATIC, SUBSTITUTABLE, TABLE, TO, TYPE, UNDER, USING, VARRAY, VARYING,
}

/// `CREATE TYPE`.
pub(super) static CREATE: Create = Create { modifiers: &[], words: &[TYPE], label: "CREATE TYPE", read: create };
/// `CREATE TYPE BODY`.
pub(super) static CREATE_BODY: Create =
    Create { modifiers: &[], words: &[TYPE, BODY], label: "CREATE TYPE BODY", read: create_body };
/// `ALTER TYPE`.
pub(super) static ALTER: Existing = Existing { words: &[TYPE], label: "ALTER TYPE", read: alter };
/// `DROP TYPE`.
pub(super) static DROPS: Existing =
    Existing { words: &[TYPE], label: "DROP TYPE", read: |i, p| dropped(i, p, ObjectKind::Type) };
/// `DROP TYPE BODY`.
pub(super) static DROP_BODY: Existing =
    Existing { words: &[TYPE, BODY], label: "DROP TYPE BODY", read: |i, p| dropped(i, p, ObjectKind::TypeBody) };

type Shape = TypeShape<Ir>;

fn create<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    types::declares(i);
    let (i, name) = qname(i)?;
    let (i, mut ty) = specification(i, &name)?;
    let (i, clauses) = head_clauses(i, head);
    ty.clauses.extend(clauses);
    created(maybe_semi(i), head, name, Kind::Type(ty))
}

/// A type from behind its name.
fn specification<'a>(i: In<'a>, name: &QName) -> R<'a, UserType> {
    if let Some((i, _)) = wrapped(i) {
        let (i, clause) = flag(i, i, "WRAPPED")?;
        return Ok((i, UserType { shape: Shape::Incomplete, clauses: vec![clause] }));
    }
    let (i, mut clauses) = leading(i)?;
    let (i, shape) = match i.word() {
        UNDER => object_type(i, name, &mut clauses)?,
        IS | AS => definition(i.advance(), name, &mut clauses)?,
        _ => (i, Shape::Incomplete),
    };
    Ok((i, UserType { shape, clauses }))
}

/// `[FORCE] [OID 'x']` and properties.
fn leading(mut i: In<'_>) -> R<'_, Vec<Clause>> {
    let mut clauses = Vec::new();
    loop {
        let (next, clause) = match i.word() {
            FORCE => plain(i.advance(), i, "FORCE"),
            OID => plain(i.skip(2), i, "OID"),
            _ => {
                let (next, more) = properties(i)?;
                if more.is_empty() {
                    return Ok((i, clauses));
                }
                clauses.extend(more);
                i = next;
                continue;
            }
        };
        clauses.push(clause);
        i = next;
    }
}

fn definition<'a>(i: In<'a>, name: &QName, clauses: &mut Vec<Clause>) -> R<'a, Shape> {
    match i.word() {
        OBJECT => object_type(i.advance(), name, clauses),
        UNDER => object_type(i, name, clauses),
        VARRAY => varray(i.advance()),
        VARYING => varray(words(&[VARYING, ARRAY])(i)?.0),
        TABLE => {
            let (i, ()) = words(&[TABLE, OF])(i)?;
            let (i, (of, not_null)) = element(i)?;
            Ok((i, Shape::NestedTable { of, not_null }))
        }
        OPAQUE => {
            let from = i;
            let mut i = i;
            while !i.is_end() && i.kind() != Sign::Semi {
                i = i.advance();
            }
            let text = i.cx.slice(i.span_from(from)).into();
            let (i, clause) = clause(i, from, ClauseKind::Text("OPAQUE", text));
            clauses.push(clause);
            Ok((i, Shape::Incomplete))
        }
        _ => i.fail(Expected::Word(OBJECT)),
    }
}

/// `( limit ) OF type [NOT NULL]`.
fn varray(i: In<'_>) -> R<'_, Shape> {
    let (i, limit) = parens(limit)(i)?;
    let (i, _) = word(OF)(i)?;
    let (i, (of, not_null)) = element(i)?;
    Ok((i, Shape::Varray { limit, of, not_null }))
}

fn limit(i: In<'_>) -> R<'_, u32> {
    let (next, limit) = integer(i)?;
    match u32::try_from(limit) {
        Ok(limit) => Ok((next, limit)),
        Err(_) => i.fail(Expected::Thing("a number of elements")),
    }
}

/// `type [NOT NULL] [[NOT] PERSISTABLE]`, with or without parentheses round the type.
fn element(i: In<'_>) -> R<'_, (Type, bool)> {
    let inner = |i| {
        let (i, ty) = data_type(i)?;
        match accept(i, &[NOT, NULL]) {
            Some(i) => Ok((i, (ty, true))),
            None => Ok((i, (ty, false))),
        }
    };
    let (i, (ty, inside)) = if i.kind() == Sign::Open { parens(inner)(i)? } else { inner(i)? };
    let (i, outside) = accept(i, &[NOT, NULL]).map_or((i, false), |i| (i, true));
    let i = match (accept(i, &[NOT, PERSISTABLE]), accept(i, &[PERSISTABLE])) {
        (Some(n), _) | (_, Some(n)) => plain(n, i, "PERSISTABLE").0,
        (None, None) => i,
    };
    Ok((i, (ty, inside || outside)))
}

/// `[UNDER type] [EXTERNAL NAME …] ( elements ) [[NOT] FINAL] [[NOT] INSTANTIABLE] [[NOT] PERSISTABLE]`.
fn object_type<'a>(i: In<'a>, name: &QName, clauses: &mut Vec<Clause>) -> R<'a, Shape> {
    let mut it =
        ObjectType { under: None, attributes: Vec::new(), methods: Vec::new(), is_final: None, instantiable: None };
    let mut i = i;
    if i.word() == UNDER {
        let (n, under) = qname(i.advance())?;
        it.under = Some(under);
        i = n;
    }
    if i.word() == EXTERNAL {
        let (n, clause) = external_name(i)?;
        clauses.push(clause);
        i = n;
    }
    let (mut i, _) =
        if i.kind() == Sign::Open { parens(list1_into(|i| element_of_object(i, name, &mut it)))(i)? } else { (i, ()) };
    loop {
        let (n, not) = accept(i, &[NOT]).map_or((i, false), |n| (n, true));
        match n.word() {
            FINAL => it.is_final = Some(!not),
            INSTANTIABLE => it.instantiable = Some(!not),
            PERSISTABLE => {
                let (_, clause) = plain(n.advance(), i, "PERSISTABLE");
                clauses.push(clause);
            }
            _ => return Ok((i, Shape::Object(it))),
        }
        i = n.advance();
    }
}

/// `item, item` where the items go into something else.
fn list1_into<'a>(mut item: impl FnMut(In<'a>) -> R<'a, ()>) -> impl FnMut(In<'a>) -> R<'a, ()> {
    move |i| {
        let (mut i, ()) = item(i)?;
        while i.kind() == Sign::Comma {
            i = item(i.advance())?.0;
        }
        Ok((i, ()))
    }
}

/// `EXTERNAL NAME 'class' LANGUAGE JAVA USING …`.
fn external_name(start: In<'_>) -> R<'_, Clause> {
    let (i, ()) = words(&[EXTERNAL, NAME])(start)?;
    let (i, name) = text(i)?;
    let mut end = i;
    if end.word() == LANGUAGE {
        end = end.skip(2);
    }
    if end.word() == USING {
        end = end.skip(2);
    }
    end.set_aside(i);
    Ok(clause(end, start, ClauseKind::Text("EXTERNAL NAME", name)))
}

/// An attribute, a method, or a pragma, which is set aside.
fn element_of_object<'a>(i: In<'a>, name: &QName, it: &mut ObjectType<Ir>) -> R<'a, ()> {
    if i.word() == PRAGMA {
        let n = balanced(i.skip(2));
        n.set_aside(i);
        return Ok((n, ()));
    }
    if is_method(i) {
        let (i, method) = method(i, name)?;
        it.methods.push(method);
        return Ok((i, ()));
    }
    let (i, attribute) = attribute(i)?;
    it.attributes.push(attribute);
    Ok((i, ()))
}

fn is_method(i: In<'_>) -> bool {
    // `NOT FINAL` alone is said of the type
    let mut n = 0;
    while matches!(i.word_at(n), OVERRIDING | FINAL | INSTANTIABLE | NOT) {
        n += 1;
    }
    match i.word_at(n) {
        MEMBER | STATIC | CONSTRUCTOR => matches!(i.word_at(n + 1), FUNCTION | PROCEDURE),
        MAP | ORDER => i.word_at(n + 1) == MEMBER,
        FUNCTION | PROCEDURE => n > 0,
        _ => false,
    }
}

/// `name type`.
fn attribute(start: In<'_>) -> R<'_, Attribute<Ir>> {
    let (i, name) = any_ident(start)?;
    let (i, ty) = data_type(i)?;
    let i =
        if i.word() == EXTERNAL { plain(words(&[EXTERNAL, NAME])(i)?.0.advance(), i, "EXTERNAL NAME").0 } else { i };
    let (i, at) = i.at(start);
    Ok((i, Attribute { name, at, ty, comments: Vec::new() }))
}

/// A method up to its end, with its body where one follows.
fn method<'a>(start: In<'a>, of: &QName) -> R<'a, Method<Ir>> {
    let (i, mut method) = method_header(start, of)?;
    // of a class in Java
    if i.word() == EXTERNAL {
        let (i, body) = foreign(i)?;
        method.routine.body = Some(body);
        return Ok((i, method));
    }
    if !has_body(i) {
        return Ok((i, method));
    }
    // Only in a type body, or as a call specification, which ends with the list item
    let (i, body) = if is_call(i.advance()) { call(i)? } else { body(i)? };
    method.routine.body = Some(body);
    Ok((i, method))
}

/// `{ IS | AS } LANGUAGE …`, up to a comma, a semicolon or the parenthesis that closes the list.
fn call(i: In<'_>) -> R<'_, crate::ir::Body> {
    foreign(i.advance())
}

/// `EXTERNAL …`, `LANGUAGE …`: kept as its words.
fn foreign(from: In<'_>) -> R<'_, crate::ir::Body> {
    let mut i = from;
    while !i.is_end() && !matches!(i.kind(), Sign::Semi | Sign::Comma | Sign::Close) {
        i = super::super::clauses::past(i);
    }
    let text = i.cx.slice(i.span_from(from)).into();
    let (i, at) = i.at(from);
    Ok((maybe_semi(i), crate::ir::Body::Foreign(text, at)))
}

/// `[[NOT] OVERRIDING | FINAL | INSTANTIABLE …] { MEMBER | STATIC | CONSTRUCTOR | MAP MEMBER | ORDER MEMBER }
/// { FUNCTION | PROCEDURE } name header`.
fn method_header<'a>(start: In<'a>, of: &QName) -> R<'a, Method<Ir>> {
    let mut i = start;
    let mut flags = Vec::new();
    loop {
        let (n, not) = accept(i, &[NOT]).map_or((i, false), |n| (n, true));
        flags.push(match (not, n.word()) {
            (false, OVERRIDING) => "OVERRIDING",
            (true, OVERRIDING) => "NOT OVERRIDING",
            (false, FINAL) => "FINAL",
            (true, FINAL) => "NOT FINAL",
            (false, INSTANTIABLE) => "INSTANTIABLE",
            (true, INSTANTIABLE) => "NOT INSTANTIABLE",
            _ => break,
        });
        i = n.advance();
    }
    let (i, role) = match i.word() {
        MEMBER => (i.advance(), MethodRole::Member),
        STATIC => (i.advance(), MethodRole::Static),
        CONSTRUCTOR => (i.advance(), MethodRole::Constructor),
        MAP => (word(MEMBER)(i.advance())?.0, MethodRole::Map),
        ORDER => (word(MEMBER)(i.advance())?.0, MethodRole::Order),
        _ => return i.fail(Expected::Word(MEMBER)),
    };
    let is_function = match i.word() {
        FUNCTION => true,
        PROCEDURE => false,
        _ => return i.fail(Expected::Word(FUNCTION)),
    };
    let (i, name) = any_ident(i.advance())?;
    let (i, routine) = header(i, is_function, Some(of))?;
    let (i, at) = i.at(start);
    Ok((i, Method { name, role, flags, routine, at }))
}

fn create_body<'a>(i: In<'a>, head: Head<'a>) -> R<'a, Does> {
    let (i, name) = qname(i)?;
    if let Some((i, _)) = wrapped(i) {
        return created(i, head, name, Kind::Other(Other::TypeBody(Vec::new())));
    }
    let (i, _) = properties(i)?;
    if !has_body(i) {
        return i.fail(Expected::Word(IS));
    }
    let mut methods = Vec::new();
    let mut i = i.advance();
    while i.word() != END {
        if i.word() == PRAGMA {
            let (n, ()) = super::super::extent::past_semi(i)?;
            n.set_aside(i);
            i = n;
            continue;
        }
        let (n, method) = method(i, &name)?;
        methods.push(method);
        // bodies end with their own semicolon; a header alone (a method that is not instantiable) may be followed by one
        i = maybe_semi(n);
    }
    let end = super::super::extent::end(i.advance());
    end.set_aside(i);
    let (i, _) = head_clauses(end, head);
    created(i, head, name, Kind::Other(Other::TypeBody(methods)))
}

fn alter(i: In<'_>, _: bool) -> R<'_, Does> {
    let (i, name) = qname(i)?;
    let (i, mut changes) = match i.word() {
        COMPILE | EDITIONABLE | NONEDITIONABLE => {
            let (i, clauses) = compilation(i)?;
            (i, clauses.into_iter().map(TypeChange::Clause).collect())
        }
        REPLACE => return replace(i, name),
        RESET => {
            let (i, clause) = plain(i.advance(), i, "RESET");
            (i, vec![TypeChange::Clause(clause)])
        }
        _ => alterations(i, &name)?,
    };
    let (i, dependents) = dependents(i)?;
    changes.extend(dependents.into_iter().map(TypeChange::Clause));
    Ok((i, Does::change(Change::AlterType { name, changes })))
}

/// `REPLACE [AUTHID …] AS OBJECT ( … )`: the whole type anew.
fn replace(start: In<'_>, name: QName) -> R<'_, Does> {
    let (i, ty) = specification(start.advance(), &name)?;
    let (i, object) = super::object::object(i, start, name, Kind::Type(ty));
    Ok((i, Does::change(Change::Create { object: Box::new(object), replace: true, if_absent: false })))
}

type Changes = Vec<TypeChange<Ir>>;

/// Changes one behind the other, with or without commas.
fn alterations<'a>(mut i: In<'a>, name: &QName) -> R<'a, Changes> {
    let mut changes = Vec::new();
    let mut verb = Word::NONE;
    loop {
        let at = if i.kind() == Sign::Comma && !changes.is_empty() { i.advance() } else { i };
        let (n, not) = accept(at, &[NOT]).map_or((at, false), |n| (n, true));
        let end = match n.word() {
            FINAL | INSTANTIABLE if !is_method(at) => {
                changes.push(if n.word() == FINAL { TypeChange::Final(!not) } else { TypeChange::Instantiable(!not) });
                n.advance()
            }
            ADD | MODIFY | DROP if !not => {
                verb = n.word();
                alteration(n.advance(), verb, name, &mut changes)?.0
            }
            _ if is_method(at) && verb != Word::NONE => alteration(at, verb, name, &mut changes)?.0,
            _ if !changes.is_empty() => return Ok((i, changes)),
            _ => return i.fail(Expected::Word(ADD)),
        };
        i = end;
    }
}

/// What stands behind `ADD`, `MODIFY` or `DROP`.
fn alteration<'a>(i: In<'a>, verb: Word, name: &QName, changes: &mut Changes) -> R<'a, ()> {
    if next(i, &[LIMIT]) && verb == MODIFY {
        let (i, limit) = limit(i.advance())?;
        changes.push(TypeChange::Limit(limit));
        return Ok((i, ()));
    }
    if let (Some(i), true) = (accept(i, &[ELEMENT, TYPE]), verb == MODIFY) {
        let (i, ty) = data_type(i)?;
        changes.push(TypeChange::Element(ty));
        return Ok((i, ()));
    }
    if is_method(i) {
        let (i, method) = method(i, name)?;
        changes.push(if verb == DROP { TypeChange::DropMethod(method) } else { TypeChange::AddMethod(method) });
        return Ok((i, ()));
    }
    let (i, _) = word(ATTRIBUTE)(i)?;
    let attributes =
        |i: In<'a>| if i.kind() == Sign::Open { parens(list1(attribute))(i) } else { list1_of(attribute, i) };
    match verb {
        DROP => {
            let (i, names) =
                if i.kind() == Sign::Open { parens(list1(any_ident))(i)? } else { list1_of(any_ident, i)? };
            changes.extend(names.into_iter().map(TypeChange::Drop));
            Ok((i, ()))
        }
        ADD => {
            let (i, all) = attributes(i)?;
            changes.extend(all.into_iter().map(TypeChange::Add));
            Ok((i, ()))
        }
        _ => {
            let (i, all) = attributes(i)?;
            changes.extend(all.into_iter().map(TypeChange::Modify));
            Ok((i, ()))
        }
    }
}

/// One item without parentheses.
fn list1_of<'a, T>(item: fn(In<'a>) -> R<'a, T>, i: In<'a>) -> R<'a, Vec<T>> {
    let (i, one) = item(i)?;
    Ok((i, vec![one]))
}

/// `INVALIDATE`, `CASCADE [[NOT] INCLUDING TABLE DATA | CONVERT TO SUBSTITUTABLE] [[FORCE] EXCEPTIONS INTO table]`.
fn dependents(mut i: In<'_>) -> R<'_, Vec<Clause>> {
    let mut clauses = Vec::new();
    loop {
        let n = i.advance();
        let (next, clause) = match i.word() {
            INVALIDATE => plain(n, i, "INVALIDATE"),
            CASCADE => plain(n, i, "CASCADE"),
            FORCE => plain(n, i, "FORCE"),
            NOT => plain(words(&[INCLUDING, TABLE, DATA])(n)?.0, i, "NOT INCLUDING TABLE DATA"),
            INCLUDING => plain(words(&[TABLE, DATA])(n)?.0, i, "INCLUDING TABLE DATA"),
            CONVERT => plain(words(&[TO, SUBSTITUTABLE])(n)?.0, i, "CONVERT TO SUBSTITUTABLE"),
            EXCEPTIONS => object(word(INTO)(n)?.0, i, "EXCEPTIONS INTO")?,
            _ => return Ok((i, clauses)),
        };
        clauses.push(clause);
        i = next;
    }
}
