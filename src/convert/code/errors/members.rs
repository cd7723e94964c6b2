//! Exceptions that packages declare.

use super::names::{self, Known};
use super::{states, whole};
use crate::convert::Program;
use crate::convert::named::{self, Site};
use crate::ir::plsql::{Declaration, DeclarationKind};
use crate::ir::{ExprKind, Path};
use crate::name::Name;
use crate::pg::Condition;

/// The exception of a package that a name means.
pub(super) fn exception(program: &Program<'_>, site: Site<'_>, path: &Path) -> Option<Known> {
    let (package, declaration) = named::declaration(program, site, &path.parts)?;
    let DeclarationKind::Exception(name) = &declaration.kind else { return None };
    let number = package.declarations(&program.read.catalog).find_map(|(_, d)| number(d, name));
    Some(match number {
        Some(number) => names::numbered(number),
        None => {
            let state = states::of(program, &format!("{}.{name}.0", package.name));
            let message = format!("ORA-06510: PL/SQL: unhandled user-defined exception ({})", name.to_lowercase());
            Known {
                conditions: vec![Condition::State(state.as_str().into())],
                state,
                message,
                guard: names::Guard::None,
            }
        }
    })
}

/// The number that `PRAGMA EXCEPTION_INIT` gives to an exception.
pub(super) fn number(declaration: &Declaration, name: &Name) -> Option<i32> {
    let DeclarationKind::Pragma(pragma) = &declaration.kind else { return None };
    let [of, number] = pragma.args.as_slice() else { return None };
    let ExprKind::Name(path) = &of.value.kind else { return None };
    path.parts.last().filter(|n| *n == name && pragma.name == "EXCEPTION_INIT")?;
    whole(&number.value)
}
