//! Privileges given and taken: each grant is an object; what is taken leaves the grants that gave it.

use super::super::{Grant, Kind, Language, Object, Privilege};
use super::{Applied, Applying, Problem};
use crate::name::{Name, QName, Texts};
use crate::span::At;

impl<L: Language> Applying<L> {
    pub(super) fn grant(&mut self, at: At, comments: &[At], grant: Grant) -> Applied {
        let mut kind = Kind::Grant(grant);
        self.qualify(&mut kind);
        let Kind::Grant(grant) = &kind else { return Ok(None) };
        let schema = grant.on.as_ref().map_or_else(|| self.current.clone(), |on| on.name.schema.clone());
        let name = QName { schema, name: title(grant) };
        let object = Object { name, at, changes: Vec::new(), comments: comments.to_vec(), comment: None, kind };
        // the same grant given again replaces the first
        let id = self.catalog.add(object);
        self.note(id);
        Ok(Some(id))
    }

    /// Takes privileges away from grants that gave them; a grant without privileges is gone.
    pub(super) fn revoke(&mut self, at: At, revoke: Grant) -> Applied {
        let mut kind = Kind::Grant(revoke);
        self.qualify(&mut kind);
        let Kind::Grant(revoke) = kind else { return Ok(None) };
        let mut touched = None;
        let mut others = Vec::new();
        let mut gone = Vec::new();
        let fitting = match &revoke.on {
            Some(on) => self.beside(&on.name),
            None => self.catalog.iter().map(|(id, _)| id).collect(),
        };
        for id in fitting {
            let object = self.catalog.get_mut(id);
            let Kind::Grant(grant) = &mut object.kind else { continue };
            if grant.on != revoke.on || !grant.to.iter().any(|to| revoke.to.contains(to)) {
                continue;
            }
            let left: Vec<Privilege> = grant.privileges.iter().filter(|p| !takes(&revoke, &p.name)).cloned().collect();
            if left.len() == grant.privileges.len() {
                continue;
            }
            touched = Some(id);
            object.changes.push(at);
            let (hit, spared): (Vec<Name>, Vec<Name>) = grant.to.iter().cloned().partition(|to| revoke.to.contains(to));
            if !spared.is_empty() {
                others.push((id, Grant { to: spared, ..grant.clone() }));
            }
            grant.to = hit;
            grant.privileges = left;
            if grant.privileges.is_empty() {
                gone.push(id);
            }
        }
        for (id, grant) in others {
            let object = Object { kind: Kind::Grant(grant), ..self.catalog.get(id).clone() };
            let id = self.catalog.add_unnamed(object);
            self.note(id);
        }
        gone.iter().for_each(|id| self.catalog.remove(*id));
        match touched {
            Some(id) if self.catalog.exists(id) => Ok(Some(id)),
            Some(_) => Ok(None),
            None => Err(Problem::Absent),
        }
    }

    /// Removes the grants on an object that goes.
    pub(super) fn drop_grants(&mut self, name: &QName) {
        for id in self.beside(name) {
            if matches!(&self.catalog.get(id).kind, Kind::Grant(g) if g.on.as_ref().is_some_and(|on| on.name == *name))
            {
                self.catalog.remove(id);
            }
        }
    }
}

/// Whether a revocation takes the privilege.
fn takes(revoke: &Grant, privilege: &Name) -> bool {
    revoke.privileges.iter().any(|p| p.name == *privilege || p.name == "ALL" || p.name == "ALL PRIVILEGES")
}

/// `SELECT, UPDATE (A) ON EMP TO APP`: what reports call it.
fn title(grant: &Grant) -> Name {
    let privilege = |p: &Privilege| match p.columns.as_slice() {
        [] => p.name.to_string(),
        columns => format!("{} ({})", p.name, columns.joined(", ")),
    };
    let privileges: Vec<String> = grant.privileges.iter().map(privilege).collect();
    let on = match &grant.on {
        Some(on) if on.kind.is_empty() => format!(" ON {}", on.name.name),
        Some(on) => format!(" ON {} {}", on.kind, on.name.name),
        None => String::new(),
    };
    format!("{}{on} TO {}", privileges.join(", "), grant.to.joined(", ")).into()
}
