//! Random programs of PL/SQL: what they are made of, how one is made up, and its text.

use super::random::Random;
use std::fmt::Write as _;

/// Bits of the argument; each makes one kind of failure happen, or not.
pub const BITS: u32 = 5;

/// How an error comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `RAISE` of a declared exception.
    Declared,
    /// `RAISE_APPLICATION_ERROR(-20001)`, to which a declared exception is bound.
    Application,
    /// A division by zero.
    Zero,
    /// A query into a variable that finds no row.
    Missing,
}

/// What a handler is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Fault(Fault),
    /// `DUP_VAL_ON_INDEX`
    Duplicate,
    Others,
}

#[derive(Clone, Debug)]
pub struct Handler {
    pub when: When,
    pub body: Vec<Step>,
    /// It writes what the error was.
    pub notes: bool,
    /// It raises the error again.
    pub again: bool,
}

/// A statement.
#[derive(Clone, Debug)]
pub enum Step {
    /// A row of the ledger: the number plus the variable.
    Insert(i64),
    /// Two rows in one statement, which fails at the second where the bit is set.
    InsertTwo(i64, u32),
    /// A row of the table with a unique key.
    Unique(i64),
    /// All rows of the ledger with this number get another.
    Update(i64),
    Delete(i64),
    /// Fails where the bit is set.
    Check(u32, Fault),
    Add(i64),
    /// Adds to the variable of the package.
    Count(i64),
    Commit,
    Rollback,
    /// `SAVEPOINT`, the steps, and back to it where the bit is set.
    Saved(Vec<Step>, u32),
    /// A savepoint to which the handler of a block for all errors goes back.
    Tried(Vec<Step>),
    /// A procedure.
    Call(usize),
    /// A function that adds to what is handed over.
    Function(usize),
    /// A procedure with an `IN OUT` parameter.
    InOut(usize),
    If(u32, Vec<Step>, Vec<Step>),
    Loop(Vec<Step>),
    /// Leaves the loop around it where the bit is set.
    Exit(u32),
    /// Leaves the routine where the bit is set.
    Return(u32),
    Block(Vec<Step>, Vec<Handler>),
}

/// What programs may contain.
#[derive(Clone, Copy, Debug, Default)]
pub struct Kinds {
    pub transactions: bool,
    pub savepoints: bool,
    pub functions: bool,
    pub state: bool,
    pub leaves: bool,
}

/// Three routines: 0 is called, and calls the others; 1 may call 2.
#[derive(Clone, Debug)]
pub struct Program {
    pub routines: [Vec<Step>; 3],
    pub kinds: Kinds,
}

const FAULTS: [Fault; 4] = [Fault::Declared, Fault::Application, Fault::Zero, Fault::Missing];

impl Program {
    pub fn random(seed: u64, kinds: Kinds) -> Self {
        let mut r = Maker { random: Random::new(seed), kinds, me: 2, loops: 0, saved: 0 };
        let last = r.steps(2, None);
        r.me = 1;
        let middle = r.steps(2, None);
        r.me = 0;
        let mut first = r.steps(1, Some(1));
        first.push(r.block(3));
        first.extend(r.steps(1, Some(1)));
        Program { routines: [first, middle, last], kinds }
    }

    /// The source.
    pub fn text(&self) -> String {
        let mut out = String::from(
            "CREATE TABLE ledger (n NUMBER(9) GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v NUMBER(9) NOT NULL);\n\
             CREATE TABLE keyed (k NUMBER(9) PRIMARY KEY);\n\
             CREATE TABLE one (k NUMBER(9) PRIMARY KEY);\nINSERT INTO one (k) VALUES (0);\n\
             CREATE OR REPLACE PACKAGE app IS\n  declared EXCEPTION;\n  bound EXCEPTION;\n  \
             PRAGMA EXCEPTION_INIT(bound, -20001);\n  counted NUMBER(9) := 0;\n  FUNCTION total RETURN NUMBER;\n  \
             PROCEDURE clear;\n",
        );
        let heads: Vec<String> = (0..3)
            .flat_map(|n| {
                let mut all = vec![format!("PROCEDURE p{n}(m IN NUMBER)")];
                if self.kinds.functions && n > 0 {
                    all.push(format!("FUNCTION f{n}(m IN NUMBER, a IN NUMBER) RETURN NUMBER"));
                    all.push(format!("PROCEDURE q{n}(m IN NUMBER, x IN OUT NUMBER)"));
                }
                all
            })
            .collect();
        for head in &heads {
            let _ = writeln!(out, "  {head};");
        }
        out.push_str(
            "END app;\n/\nCREATE OR REPLACE PACKAGE BODY app IS\n  FUNCTION total RETURN NUMBER IS BEGIN RETURN counted; END;\n  \
             PROCEDURE clear IS BEGIN counted := 0; END;\n",
        );
        for n in [2, 1, 0] {
            let steps = &self.routines[n];
            let noted = "  INSERT INTO ledger (v) VALUES (1000 + x);\n";
            let own = "  y NUMBER(9);\n  c NUMBER(9);\n";
            let body = Printer { routine: n, leave: "RETURN;" }.text(steps, 1);
            let _ = write!(
                out,
                "  PROCEDURE p{n}(m IN NUMBER) IS\n  x NUMBER(9) := 0;\n{own}  BEGIN\n{body}{noted}  END p{n};\n"
            );
            if self.kinds.functions && n > 0 {
                let _ = write!(
                    out,
                    "  PROCEDURE q{n}(m IN NUMBER, x IN OUT NUMBER) IS\n{own}  BEGIN\n  x := x + 100;\n{body}{noted}  END q{n};\n"
                );
                let body = Printer { routine: n, leave: "RETURN x;" }.text(steps, 1);
                let _ = write!(
                    out,
                    "  FUNCTION f{n}(m IN NUMBER, a IN NUMBER) RETURN NUMBER IS\n  x NUMBER(9) := a;\n{own}  BEGIN\n\
                     {body}{noted}  RETURN x + 1;\n  END f{n};\n"
                );
            }
        }
        out.push_str("END app;\n/\n");
        out
    }
}

struct Maker {
    random: Random,
    kinds: Kinds,
    me: usize,
    loops: u32,
    saved: u32,
}

impl Maker {
    fn steps(&mut self, depth: u32, count: Option<u32>) -> Vec<Step> {
        let count = count.unwrap_or_else(|| 1 + self.random.below(4));
        (0..count).map(|_| self.step(depth)).collect()
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.random.below(100) < percent
    }

    fn bit(&mut self) -> u32 {
        self.random.below(BITS)
    }

    fn number(&mut self) -> i64 {
        i64::from(1 + self.random.below(9))
    }

    fn fault(&mut self) -> Fault {
        FAULTS[self.random.below(4) as usize]
    }

    fn step(&mut self, depth: u32) -> Step {
        let k = self.kinds;
        loop {
            return match self.random.below(24) {
                0..4 => Step::Insert(self.number()),
                4 | 5 => Step::InsertTwo(self.number(), self.bit()),
                6 => Step::Unique(self.number()),
                7 => Step::Update(self.number()),
                8 => Step::Delete(self.number()),
                9..12 => Step::Check(self.bit(), self.fault()),
                12 => Step::Add(self.number()),
                13 if k.state => Step::Count(self.number()),
                14 if k.transactions && self.saved == 0 && self.chance(60) => Step::Commit,
                14 if k.transactions && self.saved == 0 => Step::Rollback,
                15 if k.savepoints && depth > 0 => {
                    self.saved += 1;
                    let steps = self.steps(depth - 1, None);
                    self.saved -= 1;
                    if self.chance(50) { Step::Saved(steps, self.bit()) } else { Step::Tried(steps) }
                }
                16 if self.me < 2 => {
                    let callee = self.me + 1 + self.random.below(2 - self.me as u32) as usize;
                    match self.random.below(3) {
                        0 if k.functions && !k.transactions => Step::Function(callee),
                        1 if k.functions => Step::InOut(callee),
                        _ => Step::Call(callee),
                    }
                }
                17 if k.leaves && self.loops > 0 => Step::Exit(self.bit()),
                18 if k.leaves && self.chance(40) => Step::Return(self.bit()),
                19 if depth > 0 => Step::If(self.bit(), self.steps(depth - 1, None), self.steps(depth - 1, None)),
                20 if depth > 0 => {
                    self.loops += 1;
                    let steps = self.steps(depth - 1, None);
                    self.loops -= 1;
                    Step::Loop(steps)
                }
                21..24 if depth > 0 => self.block(depth),
                _ => continue,
            };
        }
    }

    fn block(&mut self, depth: u32) -> Step {
        let count = 2 + self.random.below(4);
        let body = self.steps(depth - 1, Some(count));
        let mut handlers: Vec<Handler> = Vec::new();
        for _ in 0..self.random.below(3) {
            let when = if self.chance(20) { When::Duplicate } else { When::Fault(self.fault()) };
            if handlers.iter().all(|h| h.when != when) {
                handlers.push(self.handler(when, depth));
            }
        }
        if handlers.is_empty() || self.chance(60) {
            handlers.push(self.handler(When::Others, depth));
        }
        Step::Block(body, handlers)
    }

    fn handler(&mut self, when: When, depth: u32) -> Handler {
        let count = 1 + self.random.below(2);
        let body = self.steps(depth.saturating_sub(2), Some(count));
        Handler { when, body, notes: self.chance(40), again: self.chance(30) }
    }
}

/// Writes the steps of one routine.
struct Printer {
    routine: usize,
    leave: &'static str,
}

impl Printer {
    fn text(&self, steps: &[Step], depth: usize) -> String {
        let mut out = String::new();
        for step in steps {
            self.write(&mut out, step, depth);
        }
        out
    }

    fn write(&self, out: &mut String, step: &Step, depth: usize) {
        let pad = "  ".repeat(depth);
        let leave = self.leave;
        let point = format!("s{}_{depth}", self.routine);
        let inner = |steps: &[Step]| self.text(steps, depth + 1);
        let holds = |bit: u32| format!("BITAND(m, {}) > 0", 1 << bit);
        let line = match step {
            Step::Insert(n) => format!("INSERT INTO ledger (v) VALUES ({n} + x);"),
            Step::InsertTwo(n, bit) => format!(
                "INSERT INTO ledger (v) SELECT {n} / d FROM (SELECT 1 AS d FROM dual UNION ALL SELECT 1 - SIGN(BITAND(m, {})) FROM dual) ORDER BY d DESC;",
                1 << bit
            ),
            Step::Unique(n) => format!("INSERT INTO keyed (k) VALUES ({n});"),
            Step::Update(n) => format!("UPDATE ledger SET v = v + 100 WHERE v = {n};"),
            Step::Delete(n) => format!("DELETE FROM ledger WHERE v = {n};"),
            Step::Check(bit, Fault::Declared) => format!("IF {} THEN RAISE declared; END IF;", holds(*bit)),
            Step::Check(bit, Fault::Application) => {
                format!("IF {} THEN RAISE_APPLICATION_ERROR(-20001, 'refused'); END IF;", holds(*bit))
            }
            Step::Check(bit, Fault::Zero) => format!("y := 10 / (1 - SIGN(BITAND(m, {})));", 1 << bit),
            Step::Check(bit, Fault::Missing) => {
                format!("SELECT k INTO y FROM one WHERE k = SIGN(BITAND(m, {}));", 1 << bit)
            }
            Step::Add(n) => format!("x := x + {n};"),
            Step::Count(n) => format!("counted := counted + {n};"),
            Step::Commit => "COMMIT;".into(),
            Step::Rollback => "ROLLBACK;".into(),
            Step::Saved(steps, bit) => format!(
                "SAVEPOINT {point};\n{}{pad}IF {} THEN\n{pad}  ROLLBACK TO {point};\n{pad}END IF;",
                inner(steps),
                holds(*bit)
            ),
            Step::Tried(steps) => format!(
                "SAVEPOINT {point};\n{pad}BEGIN\n{}{pad}EXCEPTION\n{pad}  WHEN OTHERS THEN\n{pad}    ROLLBACK TO {point};\n{pad}END;",
                inner(steps)
            ),
            Step::Call(n) => format!("p{n}(m);"),
            Step::Function(n) => format!("x := f{n}(m, x);"),
            Step::InOut(n) => format!("q{n}(m, x);"),
            Step::If(bit, yes, no) => {
                format!("IF {} THEN\n{}{pad}ELSE\n{}{pad}END IF;", holds(*bit), inner(yes), inner(no))
            }
            Step::Loop(steps) => format!("FOR i IN 1 .. 2 LOOP\n{}{pad}END LOOP;", inner(steps)),
            Step::Exit(bit) => format!("EXIT WHEN {};", holds(*bit)),
            Step::Return(bit) => format!("IF {} THEN {leave} END IF;", holds(*bit)),
            Step::Block(body, handlers) => {
                let mut all = format!("BEGIN\n{}{pad}EXCEPTION\n", inner(body));
                for handler in handlers {
                    let name = match handler.when {
                        When::Fault(Fault::Declared) => "declared",
                        When::Fault(Fault::Application) => "bound",
                        When::Fault(Fault::Zero) => "ZERO_DIVIDE",
                        When::Fault(Fault::Missing) => "NO_DATA_FOUND",
                        When::Duplicate => "DUP_VAL_ON_INDEX",
                        When::Others => "OTHERS",
                    };
                    let _ = writeln!(all, "{pad}  WHEN {name} THEN");
                    if handler.notes {
                        let _ = writeln!(all, "{pad}    c := SQLCODE;\n{pad}    INSERT INTO ledger (v) VALUES (c);");
                    }
                    all.push_str(&self.text(&handler.body, depth + 2));
                    if handler.again {
                        let _ = writeln!(all, "{pad}    RAISE;");
                    }
                }
                let _ = write!(all, "{pad}END;");
                all
            }
        };
        let _ = writeln!(out, "{pad}{line}");
    }
}
