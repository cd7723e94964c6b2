//! Data types of Oracle SQL and PL/SQL.
