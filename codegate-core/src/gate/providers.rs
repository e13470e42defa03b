//! Provider endpoints.

use crate::error::Result;
use crate::gate::Gate;
#[allow(unused_imports)]
use crate::model::*;

/// See [`Gate::providers`].
pub struct Providers<'a> {
    pub(crate) gate: &'a Gate,
}

#[allow(unused_variables)]
impl Providers<'_> {
    /// Adds a provider.
    pub fn add(&self, name: &str, new: &NewProvider) -> Result<Provider> {
        todo!()
    }
    /// One provider.
    pub fn get(&self, name: &str) -> Result<Provider> {
        todo!()
    }
    /// All providers by name.
    pub fn list(&self) -> Result<Vec<Provider>> {
        todo!()
    }
    /// Changes a provider.
    pub fn update(&self, name: &str, update: &ProviderUpdate) -> Result<Provider> {
        todo!()
    }
    /// Gives it another name; rules keep pointing at it.
    pub fn rename(&self, name: &str, new_name: &str) -> Result<Provider> {
        todo!()
    }
    /// Removes it; `provider_in_use` while rules use it, unless `force` strips them.
    pub fn remove(&self, name: &str, force: bool) -> Result<RemovedProvider> {
        todo!()
    }
}
