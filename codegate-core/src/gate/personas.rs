//! Personas.

use crate::error::Result;
use crate::gate::Gate;
#[allow(unused_imports)]
use crate::model::*;

/// See [`Gate::personas`].
pub struct Personas<'a> {
    pub(crate) gate: &'a Gate,
}

#[allow(unused_variables)]
impl Personas<'_> {
    /// Adds a persona.
    pub fn add(&self, name: &str, new: &NewPersona) -> Result<Persona> {
        todo!()
    }
    /// One persona.
    pub fn get(&self, name: &str) -> Result<Persona> {
        todo!()
    }
    /// All personas by name.
    pub fn list(&self) -> Result<Vec<Persona>> {
        todo!()
    }
    /// Changes a persona.
    pub fn update(&self, name: &str, update: &PersonaUpdate) -> Result<Persona> {
        todo!()
    }
    /// Removes a persona.
    pub fn remove(&self, name: &str) -> Result<()> {
        todo!()
    }
    /// Its vector.
    pub fn vector(&self, name: &str) -> Result<Option<Vec<f32>>> {
        todo!()
    }
}
