//! Typed mirrors of the core's records.
//!
//! Each is made by taking the core's record apart in full and each word by naming all of its values, so that a field or
//! a value that the core gains breaks this build until it is mirrored. Times go out as text with microseconds (a
//! JavaScript `Date` has only milliseconds), money as decimal text, counts as numbers.

mod care;
mod configuration;
mod decision;
mod history;
mod price;
mod receipt;
mod report;
mod words;

pub use care::*;
pub use configuration::*;
pub use decision::*;
pub use history::*;
pub use price::*;
pub use receipt::*;
pub use report::*;
pub use words::*;

use codegate_core::model::{Money, Timestamp};

/// A value of the core as JavaScript gets it.
pub trait Mirror {
    /// What JavaScript gets.
    type Js;
    /// Makes it.
    fn mirror(self) -> Self::Js;
}

impl<M: Mirror> Mirror for Vec<M> {
    type Js = Vec<M::Js>;
    fn mirror(self) -> Self::Js {
        self.into_iter().map(Mirror::mirror).collect()
    }
}

impl<M: Mirror> Mirror for Option<M> {
    type Js = Option<M::Js>;
    fn mirror(self) -> Self::Js {
        self.map(Mirror::mirror)
    }
}

impl Mirror for Timestamp {
    type Js = String;
    fn mirror(self) -> String {
        self.to_string()
    }
}

impl Mirror for Money {
    type Js = String;
    fn mirror(self) -> String {
        self.to_string()
    }
}

impl Mirror for u64 {
    type Js = i64;
    fn mirror(self) -> i64 {
        i64::try_from(self).unwrap_or(i64::MAX)
    }
}

impl Mirror for usize {
    type Js = i64;
    fn mirror(self) -> i64 {
        i64::try_from(self).unwrap_or(i64::MAX)
    }
}

/// Values that are the same on both sides.
macro_rules! same {
    ($($type:ty),*) => {
        $(impl Mirror for $type {
            type Js = $type;
            fn mirror(self) -> $type {
                self
            }
        })*
    };
}
same!((), String, bool, f32, i64, u16, f64);
