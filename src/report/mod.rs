//! Plain report data and one file per format. Knows neither `ir` nor `pg`.

pub mod model;
