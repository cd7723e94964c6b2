//! PL/pgSQL blocks and statements, a line each.

use super::Printer;
use super::doc::Doc;
use super::precedence as level;
use crate::name::Name;
use crate::pg::{
    Block, CaseStmt, Condition, Ddl, Declaration, Drop, Expr, Gap, GapForm, Handler, Leave, Loop, Over, Returning,
    Stmt, walk,
};

impl Printer<'_> {
    /// The whole body of a routine.
    pub(super) fn block(self, d: &mut Doc, block: &Block) {
        d.text("#variable_conflict use_column");
        d.hard();
        self.inner_block(d, block);
        d.hard();
    }

    /// `DECLARE … BEGIN … END`.
    fn inner_block(self, d: &mut Doc, block: &Block) {
        let Block { label, declarations, statements, handlers, note } = block;
        self.label(d, label.as_ref());
        if !declarations.is_empty() {
            d.text("DECLARE");
            d.indent(|d| {
                for declaration in declarations {
                    d.hard();
                    self.declaration(d, declaration);
                }
            });
            d.hard();
        }
        d.text("BEGIN");
        if let Some(note) = note {
            d.text("  -- errors: ");
            d.text(note);
        }
        self.body_of(d, statements);
        if !handlers.is_empty() {
            d.text("EXCEPTION");
            d.indent(|d| {
                for handler in handlers {
                    d.hard();
                    self.handler(d, handler);
                }
            });
            d.hard();
        }
        d.text("END");
    }

    fn handler(self, d: &mut Doc, handler: &Handler) {
        d.mark(handler.at.span);
        d.text("WHEN ");
        for (n, condition) in handler.conditions.iter().enumerate() {
            if n > 0 {
                d.text(" OR ");
            }
            match condition {
                Condition::Others => d.text("OTHERS"),
                Condition::Named(name) => d.text(name),
                Condition::State(state) => {
                    d.text("SQLSTATE ");
                    d.literal(state);
                }
            }
        }
        d.text(" THEN");
        self.arm(d, &handler.statements);
    }

    fn label(self, d: &mut Doc, label: Option<&Name>) {
        if let Some(label) = label {
            d.text("<<");
            d.name(label);
            d.text(">>");
            d.hard();
        }
    }

    fn declaration(self, d: &mut Doc, declaration: &Declaration) {
        let Declaration { at, name, constant, ty, not_null, value } = declaration;
        d.mark(at.span);
        d.name(name);
        d.text(if *constant { " CONSTANT " } else { " " });
        self.ty(d, ty);
        if *not_null {
            d.text(" NOT NULL");
        }
        match value {
            Some(value) => {
                d.text(" := ");
                self.value(d, value);
            }
            None => d.text(";"),
        }
    }

    /// Statements one step further in.
    fn body_of(self, d: &mut Doc, list: &[Stmt]) {
        d.indent(|d| {
            d.hard();
            self.statements(d, list);
        });
    }

    /// Statements, a line each; none is `NULL;`.
    fn statements(self, d: &mut Doc, list: &[Stmt]) {
        if list.is_empty() {
            d.text("NULL;");
            d.hard();
        }
        for stmt in list {
            self.stmt(d, stmt);
            d.hard();
        }
    }

    // exhaustive match: one arm a statement, so that the compiler names this place when a statement is added.
    fn stmt(self, d: &mut Doc, stmt: &Stmt) {
        match stmt {
            Stmt::Of(at, comments, inner) => {
                self.comments(d, comments);
                d.mark(at.span);
                self.stmt(d, inner);
            }
            Stmt::Assign(target, value) => {
                variable(d, target);
                d.text(" := ");
                self.value(d, value);
            }
            Stmt::If(arms, otherwise) => self.if_statement(d, arms, otherwise),
            Stmt::Case(case) => self.case_statement(d, case),
            Stmt::Loop(it) => self.loop_statement(d, it),
            Stmt::Leave(leave) => self.leave(d, leave),
            Stmt::Return(None) => d.text("RETURN;"),
            Stmt::Return(Some(value)) => {
                d.text("RETURN ");
                self.value(d, value);
            }
            Stmt::Raise { code, message } => {
                d.text("RAISE EXCEPTION USING ERRCODE = ");
                self.any(d, code);
                d.text(", MESSAGE = ");
                self.value(d, message);
            }
            Stmt::Notice(text) => {
                d.text("RAISE NOTICE '%', ");
                self.value(d, text);
            }
            Stmt::Call(call) => {
                d.text("CALL ");
                self.value(d, call);
            }
            Stmt::Perform(value) => {
                d.text("PERFORM ");
                self.value(d, value);
            }
            Stmt::Execute(text, into) => {
                d.text("EXECUTE ");
                d.indent(|d| self.any(d, text));
                if !into.is_empty() {
                    d.text(" INTO ");
                    d.list(into, |d, target| variable(d, target));
                }
                d.text(";");
            }
            Stmt::Null => d.text("NULL;"),
            Stmt::Reraise => d.text("RAISE;"),
            Stmt::Open(cursor, query) => {
                d.text("OPEN ");
                d.name(cursor);
                d.text(" FOR ");
                d.indent(|d| self.query(d, query));
                d.text(";");
            }
            Stmt::Fetch(cursor, into) => {
                d.text("FETCH ");
                d.name(cursor);
                d.text(" INTO ");
                d.list(into, |d, target| variable(d, target));
                d.text(";");
            }
            Stmt::Close(cursor) => {
                d.text("CLOSE ");
                d.name(cursor);
                d.text(";");
            }
            Stmt::Diagnostics(stacked, items) => {
                d.text(if *stacked { "GET STACKED DIAGNOSTICS " } else { "GET DIAGNOSTICS " });
                d.list(items, |d, (target, item)| {
                    variable(d, target);
                    d.text(" = ");
                    d.text(item);
                });
                d.text(";");
            }
            Stmt::Commit => d.text("COMMIT;"),
            Stmt::Rollback => d.text("ROLLBACK;"),
            Stmt::SetTransaction(words) => {
                d.text("SET TRANSACTION ");
                d.text(words);
                d.text(";");
            }
            Stmt::Lock(tables, mode, wait) => {
                d.text("LOCK TABLE ");
                d.list(tables, |d, table| d.qname(table));
                d.text(" IN ");
                d.text(mode);
                d.text(if *wait { " MODE;" } else { " MODE NOWAIT;" });
            }
            Stmt::Ddl(ddl) => self.ddl(d, ddl),
            Stmt::Select(it) => {
                self.select_into(d, &it.query, |d| {
                    d.text(if it.strict { "INTO STRICT " } else { "INTO " });
                    d.list(&it.into, |d, target| variable(d, target));
                });
                d.text(";");
            }
            Stmt::Dml(dml) => {
                self.dml(d, dml);
                d.text(";");
            }
            Stmt::Returning(it) => {
                if let Some(rows) = &it.gathered {
                    return self.gathered(d, it, rows);
                }
                self.dml(d, &it.dml);
                d.hard();
                d.group(|d| {
                    d.text("RETURNING ");
                    d.indent(|d| d.list(&it.values, |d, value| self.any(d, value)));
                    d.line();
                    d.text("INTO ");
                    d.indent(|d| d.list(&it.into, |d, target| variable(d, target)));
                });
                d.text(";");
            }
            Stmt::Block(block) => {
                self.inner_block(d, block);
                d.text(";");
            }
            Stmt::Gap(gap) => self.gap(d, gap),
        }
    }

    fn ddl(self, d: &mut Doc, ddl: &Ddl) {
        match ddl {
            Ddl::Create(objects) => {
                let mut pieces: Vec<_> = objects.iter().flat_map(|object| self.print(object).pieces).collect();
                pieces.sort_by_key(|piece| piece.phase);
                let lines =
                    pieces.iter().flat_map(|piece| piece.create.text.lines().skip_while(|l| l.starts_with("-- ")));
                for (n, line) in lines.enumerate() {
                    if n > 0 {
                        d.hard();
                    }
                    d.text(line);
                }
            }
            Ddl::AlterSequence(name, options, restart) => {
                d.text("ALTER SEQUENCE ");
                d.qname(name);
                super::sequence::altered(d, options, *restart);
                d.text(";");
            }
            Ddl::Truncate(table, _) => {
                d.text("TRUNCATE ");
                d.qname(table);
                d.text(";");
            }
            Ddl::Triggers(all, on) => {
                for (n, (table, name)) in all.iter().enumerate() {
                    if n > 0 {
                        d.hard();
                    }
                    d.text("ALTER TABLE ");
                    d.qname(table);
                    d.text(if *on { " ENABLE TRIGGER " } else { " DISABLE TRIGGER " });
                    d.name(name);
                    d.text(";");
                }
            }
            Ddl::Drop(Drop { word, name, if_present, cascade }) => {
                d.text("DROP ");
                d.text(word);
                d.text(if *if_present { " IF EXISTS " } else { " " });
                d.qname(name);
                d.text(if *cascade { " CASCADE;" } else { ";" });
            }
        }
    }

    /// `WITH t AS (UPDATE … RETURNING *) SELECT sum(x) INTO v FROM t;`.
    fn gathered(self, d: &mut Doc, it: &Returning, rows: &Name) {
        d.text("WITH ");
        d.name(rows);
        d.text(" AS (");
        d.indent(|d| {
            d.hard();
            self.dml(d, &it.dml);
            d.hard();
            d.text("RETURNING *");
        });
        d.hard();
        d.text(")");
        d.hard();
        d.group(|d| {
            d.text("SELECT ");
            d.indent(|d| d.list(&it.values, |d, value| self.any(d, value)));
            d.line();
            d.text("INTO ");
            d.indent(|d| d.list(&it.into, |d, target| variable(d, target)));
            d.line();
            d.text("FROM ");
            d.name(rows);
        });
        d.text(";");
    }

    /// The source as a comment, and what stands in its place.
    fn gap(self, d: &mut Doc, gap: &Gap) {
        self.source_lines(d, gap.at.span);
        match gap.how {
            GapForm::Raises => {
                d.text("RAISE EXCEPTION USING ERRCODE = 'P0004', MESSAGE = ");
                d.literal(&gap.text);
                d.text(";");
            }
            GapForm::Refused => {
                d.text("DECLARE");
                d.hard();
                d.text("  unresolved pg_catalog.\"");
                let name: String = gap.text.chars().filter(|c| *c != '"').collect();
                d.text(&name);
                d.text("\";");
                d.hard();
                d.text("BEGIN");
                d.hard();
                d.text("  NULL;");
                d.hard();
                d.text("END;");
            }
            GapForm::Open => {
                d.text("NULL;  -- ");
                d.text(&gap.text);
            }
        }
    }

    fn value(self, d: &mut Doc, value: &Expr) {
        d.indent(|d| self.any(d, value));
        d.text(";");
    }

    /// What PL/pgSQL reads up to the next `THEN` or `WHEN` that stands in no parentheses.
    fn closed(self, d: &mut Doc, e: &Expr) {
        if !has_open_case(e) {
            return self.expr(d, e, level::ANY);
        }
        d.text("(");
        self.expr(d, e, level::ANY);
        d.text(")");
    }

    fn if_statement(self, d: &mut Doc, arms: &[(Expr, Vec<Stmt>)], otherwise: &[Stmt]) {
        for (n, (condition, body)) in arms.iter().enumerate() {
            d.text(if n == 0 { "IF " } else { "ELSIF " });
            d.indent(|d| self.closed(d, condition));
            d.text(" THEN");
            self.body_of(d, body);
        }
        if !otherwise.is_empty() {
            d.text("ELSE");
            self.body_of(d, otherwise);
        }
        d.text("END IF;");
    }

    fn case_statement(self, d: &mut Doc, case: &CaseStmt) {
        d.text("CASE");
        if let Some(selector) = &case.selector {
            d.text(" ");
            d.indent(|d| self.closed(d, selector));
        }
        d.indent(|d| {
            for (choices, body) in &case.arms {
                d.hard();
                d.text("WHEN ");
                d.list(choices, |d, choice| self.closed(d, choice));
                d.text(" THEN");
                self.arm(d, body);
            }
            if let Some(otherwise) = &case.otherwise {
                d.hard();
                d.text("ELSE");
                self.arm(d, otherwise);
            }
        });
        d.hard();
        d.text("END CASE;");
    }

    /// Statements one step further in, without a line break behind.
    fn arm(self, d: &mut Doc, list: &[Stmt]) {
        d.indent(|d| {
            if list.is_empty() {
                d.hard();
                d.text("NULL;");
            }
            for stmt in list {
                d.hard();
                self.stmt(d, stmt);
            }
        });
    }

    fn loop_statement(self, d: &mut Doc, it: &Loop) {
        self.label(d, it.label.as_ref());
        match &it.over {
            Over::Forever => {}
            Over::While(condition) => {
                d.text("WHILE ");
                d.indent(|d| self.any(d, condition));
                d.text(" ");
            }
            Over::Range(name, reverse, bounds) => {
                let [from, to] = &**bounds;
                d.text("FOR ");
                d.name(name);
                d.text(if *reverse { " IN REVERSE " } else { " IN " });
                self.any(d, from);
                d.text("..");
                self.any(d, to);
                d.text(" ");
            }
            Over::Steps(name, reverse, bounds) => {
                let [from, to, step] = &**bounds;
                d.text("FOR ");
                d.name(name);
                d.text(if *reverse { " IN REVERSE " } else { " IN " });
                self.any(d, from);
                d.text("..");
                self.any(d, to);
                d.text(" BY ");
                self.any(d, step);
                d.text(" ");
            }
            Over::Query(name, query) => {
                d.text("FOR ");
                d.name(name);
                d.text(" IN ");
                d.indent(|d| self.query(d, query));
                d.hard();
            }
        }
        d.text("LOOP");
        self.body_of(d, &it.body);
        d.text("END LOOP;");
    }

    fn leave(self, d: &mut Doc, leave: &Leave) {
        d.text(if leave.again { "CONTINUE" } else { "EXIT" });
        if let Some(label) = &leave.label {
            d.text(" ");
            d.name(label);
        }
        if let Some(when) = &leave.when {
            d.text(" WHEN ");
            d.indent(|d| self.any(d, when));
        }
        d.text(";");
    }
}

/// Whether a `CASE` stands in an expression where no parentheses of a call are around it.
fn has_open_case(e: &Expr) -> bool {
    if matches!(e, Expr::Case(_)) {
        return true;
    }
    let mut found = false;
    if !matches!(e, Expr::Call(_)) {
        walk::children(e, &mut |child| {
            if let walk::Node::Expr(child) = child {
                found = found || has_open_case(child);
            }
        });
    }
    found
}

/// `v`, `new.c`.
fn variable(d: &mut Doc, parts: &[Name]) {
    for (n, part) in parts.iter().enumerate() {
        if n > 0 {
            d.text(".");
        }
        d.name(part);
    }
}

/// A body that does nothing: a header whose code is not there.
pub(super) fn empty(d: &mut Doc) {
    d.text("BEGIN");
    d.hard();
    d.text("  RAISE EXCEPTION USING ERRCODE = 'P0004', MESSAGE = 'the code of this routine is missing';");
    d.hard();
    d.text("END");
    d.hard();
}
