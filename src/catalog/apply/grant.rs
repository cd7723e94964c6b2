//! Privileges given and taken: each grant is an object; what is taken leaves the grants that gave it.

use super::Applying;
use crate::catalog::{Grant, Granted, Kind, Language, Object, ObjectId, Privilege};
use crate::name::{Name, QName};
use crate::span::At;

impl<L: Language> Applying<L> {
    /// `GRANT`. The same grant given again replaces the first.
    pub(super) fn grant(&mut self, at: At, comments: &[At], mut grant: Grant) -> ObjectId {
        if let Some(on) = &mut grant.on {
            on.name = self.here(&on.name);
        }
        let schema = grant.on.as_ref().map_or_else(|| self.current.clone(), |on| on.name.schema.clone());
        let name = QName { schema, name: title(&grant) };
        let comments = comments.to_vec();
        self.catalog.add(Object { name, at, changes: Vec::new(), comments, comment: None, kind: Kind::Grant(grant) })
    }

    /// `REVOKE`. The grant that lost something; `None`: nothing of the kind was granted.
    pub(super) fn revoke(&mut self, at: At, mut taken: Grant) -> Option<ObjectId> {
        if let Some(on) = &mut taken.on {
            on.name = self.here(&on.name);
        }
        let hit: Vec<ObjectId> = self
            .catalog
            .iter()
            .filter(
                |(_, object)| if let Kind::Grant(grant) = &object.kind { same_object(grant, &taken) } else { false },
            )
            .map(|(id, _)| id)
            .collect();
        let mut last = None;
        for id in hit {
            let object = self.catalog.get_mut(id);
            let Kind::Grant(grant) = &mut object.kind else { continue };
            let Some(left) = without(grant, &taken) else { continue };
            last = Some(id);
            object.changes.push(at);
            match left {
                Some(left) => *grant = left,
                None => self.catalog.remove(id),
            }
        }
        last
    }
}

fn same_object(a: &Grant, b: &Grant) -> bool {
    let name = |on: &Option<Granted>| on.as_ref().map(|on| on.name.clone());
    name(&a.on) == name(&b.on)
}

/// What is left of a grant: `None` where nothing was taken from it, `Some(None)` where nothing is left. A grant to several
/// of which only some lose something keeps the others only where they keep all of it: else it would have to be split.
fn without(grant: &Grant, taken: &Grant) -> Option<Option<Grant>> {
    let all = taken.privileges.iter().any(|p| matches!(p.name.as_str(), "ALL" | "ALL PRIVILEGES"));
    let goes = |p: &Privilege| all || taken.privileges.iter().any(|t| t.name == p.name && t.columns.is_empty());
    let meets: Vec<&Name> = grant.to.iter().filter(|to| taken.to.contains(to)).collect();
    if meets.is_empty() || !grant.privileges.iter().any(goes) {
        return None;
    }
    if grant.privileges.iter().all(goes) {
        let to: Vec<Name> = grant.to.iter().filter(|to| !taken.to.contains(to)).cloned().collect();
        return Some((!to.is_empty()).then(|| Grant { to, ..grant.clone() }));
    }
    if meets.len() < grant.to.len() {
        return None;
    }
    let privileges = grant.privileges.iter().filter(|p| !goes(p)).cloned().collect();
    Some(Some(Grant { privileges, ..grant.clone() }))
}

/// `SELECT, UPDATE (A) ON EMP TO APP`: what reports call it.
fn title(grant: &Grant) -> Name {
    let privilege = |p: &Privilege| match p.columns.as_slice() {
        [] => p.name.to_string(),
        columns => format!("{} ({})", p.name, columns.join(", ")),
    };
    let privileges: Vec<String> = grant.privileges.iter().map(privilege).collect();
    let on = match &grant.on {
        Some(on) if on.kind.is_empty() => format!(" ON {}", on.name.name),
        Some(on) => format!(" ON {} {}", on.kind, on.name.name),
        None => String::new(),
    };
    format!("{}{on} TO {}", privileges.join(", "), grant.to.join(", ")).into()
}
