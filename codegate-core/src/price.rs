//! What tokens cost: price tables, which of their prices hold, and the sum.

mod book;
mod bucket;
mod charge;
mod document;
mod foreign;
mod litellm;
mod manage;
mod models_dev;
mod own;
mod patterns;
mod saved;
mod select;
mod surcharge;
mod table;
mod values;

#[cfg(test)]
mod tests;

pub(crate) use book::{PriceBook, Quote, Wanted};
pub(crate) use charge::charge;
#[cfg(feature = "schema")]
pub use document::schema as prices_schema;
pub(crate) use manage::check_own;
pub(crate) use own::OwnPrices;
pub(crate) use patterns::is_profile_of;
pub(crate) use saved::cache_saved;
