//! Personas.

use crate::error::{Code, Error, Missing, Result};
use crate::gate::Gate;
use crate::limits::INSTRUCTIONS_BYTES;
use crate::model::{NewPersona, Persona, PersonaUpdate, check_name, shown};
use crate::store::missing::missing;
use crate::store::personas as rows;
use rusqlite::Connection;

/// The longest vector: twice the length of the largest embeddings in use.
const VECTOR: usize = 8_192;

/// See [`Gate::personas`].
pub struct Personas<'a> {
    pub(crate) gate: &'a Gate,
}

impl Personas<'_> {
    /// Adds a persona.
    ///
    /// Errors: `persona_exists`, `invalid_name`, `limit_exceeded`, `invalid_argument`.
    pub fn add(&self, name: &str, new: &NewPersona) -> Result<Persona> {
        let now = self.gate.start()?;
        check_name("persona", name)?;
        check(Some(&new.description), new.vector.as_deref())?;
        self.gate.context.store.write(|tx| {
            refuse_taken(rows::find(tx, name)?)?;
            rows::insert(tx, name, &new.description, new.vector.as_deref(), now)?;
            rows::find(tx, name)?.ok_or_else(|| no_persona(tx, name))
        })
    }

    /// One persona.
    ///
    /// Errors: `persona_not_found`.
    pub fn get(&self, name: &str) -> Result<Persona> {
        self.gate.context.check()?;
        self.gate.context.store.read(|tx| rows::find(tx, name)?.ok_or_else(|| no_persona(tx, name)))
    }

    /// All personas by name.
    pub fn list(&self) -> Result<Vec<Persona>> {
        self.gate.context.check()?;
        self.gate.context.store.read(|tx| rows::list(tx))
    }

    /// Changes a persona.
    ///
    /// Errors: `persona_not_found`, `limit_exceeded`, `invalid_argument`.
    pub fn update(&self, name: &str, update: &PersonaUpdate) -> Result<Persona> {
        let now = self.gate.start()?;
        let vector = update.vector.as_ref().map(Option::as_deref);
        check(update.description.as_deref(), vector.flatten())?;
        self.gate.context.store.write(|tx| {
            let persona = rows::find(tx, name)?.ok_or_else(|| no_persona(tx, name))?;
            let description = update.description.as_deref().unwrap_or(&persona.description);
            rows::update(tx, name, description, vector, now)?;
            rows::find(tx, name)?.ok_or_else(|| no_persona(tx, name))
        })
    }

    /// Renames a persona.
    ///
    /// Errors: `persona_not_found`, `persona_exists`, `invalid_name`, `limit_exceeded`.
    pub fn rename(&self, name: &str, new_name: &str) -> Result<Persona> {
        let now = self.gate.start()?;
        check_name("persona", new_name)?;
        self.gate.context.store.write(|tx| {
            let persona = rows::find(tx, name)?.ok_or_else(|| no_persona(tx, name))?;
            if name == new_name {
                return Ok(persona);
            }
            refuse_taken(rows::find(tx, new_name)?)?;
            rows::rename(tx, name, new_name, now)?;
            rows::find(tx, new_name)?.ok_or_else(|| no_persona(tx, new_name))
        })
    }

    /// Removes a persona.
    ///
    /// Errors: `persona_not_found`.
    pub fn remove(&self, name: &str) -> Result<()> {
        self.gate.start()?;
        self.gate.context.store.write(|tx| if rows::delete(tx, name)? { Ok(()) } else { Err(no_persona(tx, name)) })
    }

    /// The vector of a persona; `None` if it has none.
    ///
    /// Errors: `persona_not_found`.
    pub fn vector(&self, name: &str) -> Result<Option<Vec<f32>>> {
        self.gate.context.check()?;
        self.gate.context.store.read(|tx| rows::vector(tx, name)?.ok_or_else(|| no_persona(tx, name)))
    }
}

pub(crate) fn check(description: Option<&str>, vector: Option<&[f32]>) -> Result<()> {
    match description {
        Some(text) if text.len() > INSTRUCTIONS_BYTES => {
            return Err(Error::limit("the description", INSTRUCTIONS_BYTES, "bytes"));
        }
        Some("") => return Err(Error::argument("`description` must not be empty")),
        _ => {}
    }
    match vector {
        Some(vector) if vector.len() > VECTOR => Err(Error::limit("the vector", VECTOR, "numbers")),
        Some([]) => Err(Error::argument("`vector` must not be empty; leave it out if there is none")),
        Some(vector) if vector.iter().any(|number| !number.is_finite()) => {
            Err(Error::argument("`vector` must hold finite numbers"))
        }
        _ => Ok(()),
    }
}

fn refuse_taken(found: Option<Persona>) -> Result<()> {
    match found {
        None => Ok(()),
        Some(persona) => {
            let text = format!("there is a persona `{}` already; choose another name", shown(&persona.name));
            Err(Error::new(Code::PersonaExists, text))
        }
    }
}

fn no_persona(connection: &Connection, name: &str) -> Error {
    missing(connection, Missing::Persona, name)
}
