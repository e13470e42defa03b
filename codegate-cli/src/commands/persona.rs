//! `codegate persona`.

use super::Rows;
use super::session::Removed;
use crate::app::App;
use crate::errors::Failure;
use crate::files;
use crate::output::{Table, dash};
use clap::Subcommand;
use codegate_core::model::{NewPersona, Persona, PersonaUpdate, from_json};
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List personas.
    #[command(after_help = "Example:\n  codegate persona list")]
    List {
        #[command(flatten)]
        rows: Rows,
    },
    /// Show one persona.
    #[command(after_help = "Example:\n  codegate persona show reviewer")]
    Show { name: String },
    /// Add a persona.
    #[command(after_help = "Example:\n  codegate persona add reviewer \"Reads diffs, asks about tests\"")]
    Add {
        name: String,
        /// What it is like.
        description: String,
        /// A JSON list of numbers: an embedding of the description.
        #[arg(long, value_name = "FILE")]
        vector: Option<PathBuf>,
    },
    /// Change a persona.
    #[command(after_help = "Example:\n  codegate persona update reviewer --description \"Reads diffs\"")]
    Update {
        name: String,
        /// A new description.
        #[arg(long, value_name = "TEXT")]
        description: Option<String>,
        /// A new vector: a JSON list of numbers.
        #[arg(long, value_name = "FILE")]
        vector: Option<PathBuf>,
    },
    /// Rename a persona.
    #[command(after_help = "Example:\n  codegate persona rename reviewer critic")]
    Rename { name: String, new_name: String },
    /// Remove a persona.
    #[command(after_help = "Example:\n  codegate persona remove reviewer")]
    Remove { name: String },
}

pub(crate) fn run(app: &mut App, command: Command) -> Result<(), Failure> {
    match command {
        Command::List { rows } => {
            let personas = app.read()?.personas().list()?;
            let columns = ["name", "description", "dimension", "created_at", "updated_at"];
            app.out.rows(&personas, rows.columns(&columns), || {
                let mut table = Table::new(&["name", ">vector", "description"]);
                for persona in &personas {
                    table.row(vec![persona.name.clone(), dash(persona.dimension), persona.description.clone()]);
                }
                table
            })
        }
        Command::Show { name } => {
            let persona = app.read()?.personas().get(&name)?;
            app.out.record(&persona, || told(&persona))
        }
        Command::Add { name, description, vector } => {
            let new = NewPersona { description, vector: vector.as_deref().map(numbers).transpose()? };
            let persona = app.write()?.personas().add(&name, &new)?;
            app.out.record(&persona, || format!("`{}` added", persona.name))
        }
        Command::Update { name, description, vector } => {
            let vector = vector.as_deref().map(numbers).transpose()?.map(Some);
            let persona = app.write()?.personas().update(&name, &PersonaUpdate { description, vector })?;
            app.out.record(&persona, || told(&persona))
        }
        Command::Rename { name, new_name } => {
            let persona = app.write()?.personas().rename(&name, &new_name)?;
            app.out.record(&persona, || format!("`{}` is its name now", persona.name))
        }
        Command::Remove { name } => {
            app.write()?.personas().remove(&name)?;
            app.out.record(&Removed { removed: &name }, || format!("`{name}` removed"))
        }
    }
}

fn numbers(file: &Path) -> Result<Vec<f32>, Failure> {
    Ok(from_json(&files::bytes(file)?)?)
}

fn told(persona: &Persona) -> String {
    let vector = persona.dimension.map_or("none".to_owned(), |length| format!("{length} numbers"));
    format!("{}\nvector  {vector}\n{}\n", persona.name, persona.description)
}
