//! The reference's export and import.

use crate::reference::{Answer, Named, Reference, Rule, Workspace};
use crate::steps::Choice;
use codegate_core::Code;

/// A workspace in a bundle: its name, its instructions and its rules.
pub(crate) type Entry = (String, Option<String>, Vec<Named>);

impl Reference {
    pub(crate) fn export(&mut self) -> Answer {
        let live = self.workspaces.values().filter(|own| own.archived.is_none());
        let mut all: Vec<Entry> = live.map(|own| self.entry(own)).collect();
        all.sort_by(|one, other| one.0.cmp(&other.0));
        let told = all.iter().map(|(name, text, rules)| format!("{name} {text:?} {}", rules.len()));
        let told = told.collect::<Vec<_>>().join("\n");
        self.bundle = all;
        Ok(told)
    }

    fn entry(&self, own: &Workspace) -> Entry {
        let rules = own.rules.iter().map(|rule| self.with_names(rule)).collect();
        (own.name.clone(), own.instructions.clone(), rules)
    }

    pub(crate) fn import(&mut self, choice: Choice) -> Answer {
        let entries = self.bundle.clone();
        let same = |this: &Self, entry: &Entry| {
            let own = this.named(&entry.0).map(|number| &this.workspaces[&number]);
            own.map(|own| own.archived.is_none() && this.entry(own) == *entry)
        };
        let states: Vec<Option<bool>> = entries.iter().map(|entry| same(self, entry)).collect();
        if choice == Choice::None && states.contains(&Some(false)) {
            return Err(Code::ImportConflict);
        }
        let (mut created, mut replaced, mut skipped) = (Vec::new(), Vec::new(), Vec::new());
        let mut todo = Vec::new();
        for (entry, state) in entries.into_iter().zip(states) {
            match (choice, state) {
                (Choice::Skip, _) | (Choice::None, Some(_)) => skipped.push(entry.0),
                (Choice::Rename, _) => todo.push(("c".to_owned(), None, entry)),
                (_, None) => todo.push((entry.0.clone(), None, entry)),
                (_, Some(_)) => todo.push((entry.0.clone(), self.named(&entry.0), entry)),
            }
        }
        let mut names: Vec<&String> = self.workspaces.values().map(|own| &own.name).collect();
        for (name, _, _) in todo.iter().filter(|(_, place, _)| place.is_none()) {
            if names.contains(&name) {
                return Err(Code::ImportConflict);
            }
            names.push(name);
        }
        let mut changes = Vec::new();
        for (name, place, (_, text, rules)) in todo {
            let rules = rules.iter().map(|rule| self.taken_in(rule)).collect::<Option<Vec<Rule>>>();
            changes.push((name, place, text, rules.ok_or(Code::ImportMissing)?));
        }
        for (name, place, text, rules) in changes {
            match place {
                None => {
                    self.insert(name.clone(), text, rules);
                    created.push(name);
                }
                Some(number) => {
                    let own = self.at(number);
                    (own.instructions, own.rules) = (text, rules);
                    replaced.push(name);
                }
            }
        }
        Ok(format!("{created:?} {replaced:?} {skipped:?}"))
    }

    fn taken_in(&self, (files, model, to): &Named) -> Option<Rule> {
        let to = to.iter().map(|(name, model)| {
            let number = self.provider(name).ok()?;
            self.lists(number, *model).then_some((number, *model))
        });
        Some(Rule { files: *files, model: *model, to: to.collect::<Option<_>>()? })
    }
}
