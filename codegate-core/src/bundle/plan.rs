//! What a bundle would change here, and the changes that the user's choices make of it.

use super::content::{Bundle, Change, Content, Entry, Inventory};
use crate::error::{Code, Error, Result};
use crate::model::{
    Choices, DEFAULT, ItemStatus, Missing, MissingModel, MissingProvider, PlanItem, PlanView, ProviderType, Rule,
    RuleSpec, Warning, described, hidden_in, new_workspace_name, shown, workspace_name,
};
use crate::mux;
use std::collections::{BTreeMap, BTreeSet};

/// By provider of the bundle, the one here that takes its place.
type Mapping = BTreeMap<String, String>;

/// Compares a bundle with what is here.
pub(crate) fn plan(bundle: &Bundle, here: &Inventory) -> PlanView {
    let items: Vec<PlanItem> = bundle.entries.iter().map(|entry| item(entry, here)).collect();
    let changed = bundle.entries.iter().zip(&items).filter(|(_, item)| item.status != ItemStatus::Same);
    let rules = changed.flat_map(|(entry, _)| entry.rules.iter().flatten());
    let missing = missing(rules, &bundle.providers, here, &Mapping::new());
    let warnings = warnings(bundle, &items, &missing, here);
    PlanView { items, missing, digest: bundle.digest.clone(), warnings }
}

fn item(entry: &Entry, here: &Inventory) -> PlanItem {
    let item = |status, differs| PlanItem { name: entry.name.clone(), status, differs };
    let Some(own) = here.workspaces.iter().find(|own| own.name == entry.name) else {
        return item(ItemStatus::New, Vec::new());
    };
    let differs = differs(entry, own);
    let status = if differs.is_empty() { ItemStatus::Same } else { ItemStatus::Conflict };
    item(status, differs)
}

/// What of the parts that the bundle holds is otherwise here.
fn differs(entry: &Entry, own: &Content) -> Vec<String> {
    let instructions = entry.custom_instructions.as_ref().is_some_and(|text| *text != own.custom_instructions);
    let rules = entry.rules.as_ref().is_some_and(|rules| *rules != own.rules);
    let words = [("instructions", instructions), ("rules", rules), ("archived", own.archived)];
    words.into_iter().filter(|(_, differs)| *differs).map(|(word, _)| word.to_owned()).collect()
}

/// Providers and models that the rules name and that are not here. A provider of the same name but another type is
/// another provider: it counts as missing until the user maps it.
fn missing<'a>(
    rules: impl Iterator<Item = &'a Rule>,
    types: &BTreeMap<String, ProviderType>,
    here: &Inventory,
    mapping: &Mapping,
) -> Missing {
    let (mut providers, mut models) = (BTreeSet::new(), BTreeSet::new());
    for target in rules.flat_map(|rule| &rule.to) {
        let Some(&provider_type) = types.get(&target.provider) else { continue };
        let mapped = mapping.get(&target.provider);
        let name = mapped.unwrap_or(&target.provider);
        let found = here.providers.get(name).filter(|info| mapped.is_some() || info.provider_type == provider_type);
        match (found.map(|info| &info.models), &target.model) {
            (None, _) => {
                providers.insert((target.provider.clone(), provider_type));
            }
            (Some(Some(listed)), Some(model)) if !listed.contains(model) => {
                models.insert((name.clone(), model.clone()));
            }
            _ => {}
        }
    }
    Missing {
        providers: providers.into_iter().map(|(name, provider_type)| MissingProvider { name, provider_type }).collect(),
        models: models.into_iter().map(|(provider, model)| MissingModel { provider, model }).collect(),
    }
}

fn warnings(bundle: &Bundle, items: &[PlanItem], missing: &Missing, here: &Inventory) -> Vec<Warning> {
    let mut warnings: Vec<Warning> = bundle.entries.iter().flat_map(hidden_warnings).collect();
    if items.iter().any(|item| item.name == DEFAULT && item.status == ItemStatus::Conflict) {
        let text = "the bundle holds the `default` workspace, which every session without another one uses; \
            it can be replaced, skipped or taken in under another name";
        warnings.push(Warning::new("default_workspace", text));
    }
    for MissingProvider { name, provider_type } in &missing.providers {
        if let Some(info) = here.providers.get(name) {
            let text = format!(
                "provider `{name}` is of type `{}` here and `{provider_type}` in the bundle; map it to say which one is meant",
                info.provider_type
            );
            warnings.push(Warning::new("provider_type_differs", text));
        }
    }
    warnings
}

/// Text that an approving eye does not see.
fn hidden_warnings(entry: &Entry) -> Vec<Warning> {
    let warning = |what: &str, found: Vec<String>| {
        let text = format!(
            "workspace `{}`: the {what} have characters that do not show ({}); look at them before you import",
            entry.name,
            found.join(", ")
        );
        (!found.is_empty()).then(|| Warning::new("hidden_characters", text))
    };
    let instructions = entry.custom_instructions.iter().flatten().flat_map(|text| hidden_in(text)).collect();
    let mut in_rules = BTreeSet::new();
    for rule in entry.rules.iter().flatten() {
        let when = &rule.when;
        let values = [&when.files, &when.request_type, &when.client, &when.requested_model];
        let values = values.into_iter().flatten().flatten();
        let targets = rule.to.iter().flat_map(|to| std::iter::once(&to.provider).chain(&to.model));
        in_rules.extend(values.chain(targets).flat_map(|text| hidden_in(text)));
    }
    let found = [warning("custom instructions", instructions), warning("rules", in_rules.into_iter().collect())];
    found.into_iter().flatten().collect()
}

/// What the user chose for one workspace.
enum Choice {
    Skip,
    Replace,
    Rename(String),
}

/// The changes that an import makes, in the bundle's order.
///
/// `invalid_argument` for a choice of unknown form or for something that the bundle does not hold, the codes of a bad
/// name for a `rename:`, `import_conflict` while a conflict has no choice or a new name is taken, `import_missing`
/// while a provider or model that is needed is not here.
pub(crate) fn resolve(bundle: &Bundle, here: &Inventory, choices: &Choices) -> Result<Vec<Change>> {
    let chosen = read_choices(bundle, choices)?;
    let steps: Vec<Option<Change>> = bundle
        .entries
        .iter()
        .map(|entry| step(mapped(entry, &choices.providers), here, chosen.get(&entry.name)))
        .collect();
    check_conflicts(bundle, &steps)?;
    let changes: Vec<Change> = steps.into_iter().flatten().collect();
    check_new_names(&changes, here)?;
    check_missing(bundle, &changes, here, &choices.providers)?;
    for rules in changes.iter().filter_map(Change::rules) {
        let specs: Vec<RuleSpec> = rules.iter().cloned().map(RuleSpec::from).collect();
        mux::validate(&specs, &here.providers)?;
    }
    Ok(changes)
}

fn read_choices(bundle: &Bundle, choices: &Choices) -> Result<BTreeMap<String, Choice>> {
    if let Some(name) = choices.providers.keys().find(|name| !bundle.providers.contains_key(*name)) {
        return Err(Error::argument(format!("the bundle names no provider `{}`; map one that it names", shown(name))));
    }
    let mut chosen = BTreeMap::new();
    for (given, choice) in &choices.choices {
        let name = workspace_name(given).ok();
        let name = name.filter(|name| bundle.entries.iter().any(|entry| entry.name == *name)).ok_or_else(|| {
            Error::argument(format!("the bundle holds no workspace `{}`; choose for one that it holds", shown(given)))
        })?;
        if chosen.insert(name, read_choice(choice)?).is_some() {
            return Err(Error::argument(format!("there are two choices for workspace `{}`; give one", shown(given))));
        }
    }
    Ok(chosen)
}

fn read_choice(text: &str) -> Result<Choice> {
    match (text, text.strip_prefix("rename:")) {
        ("skip", _) => Ok(Choice::Skip),
        ("replace", _) => Ok(Choice::Replace),
        (_, Some(name)) => new_workspace_name(name).map(Choice::Rename),
        _ => {
            Err(Error::argument(format!("{} is not a choice; use `skip`, `replace` or `rename:NEW`", described(text))))
        }
    }
}

/// The entry with the providers that the user put in place of the bundle's.
fn mapped(entry: &Entry, mapping: &Mapping) -> Entry {
    let mut entry = entry.clone();
    for target in entry.rules.iter_mut().flatten().flat_map(|rule| &mut rule.to) {
        if let Some(name) = mapping.get(&target.provider) {
            target.provider.clone_from(name);
        }
    }
    entry
}

/// What becomes of one workspace; `None` while it is a conflict without a choice.
fn step(entry: Entry, here: &Inventory, choice: Option<&Choice>) -> Option<Change> {
    let status = item(&entry, here).status;
    let Entry { name, custom_instructions, rules } = entry;
    let create = |name| Change::Create {
        name,
        custom_instructions: custom_instructions.clone().flatten(),
        rules: rules.clone().unwrap_or_default(),
    };
    match (choice, status) {
        (Some(Choice::Skip), _) | (None, ItemStatus::Same) => Some(Change::Skip { name }),
        (Some(Choice::Rename(new)), _) => Some(create(new.clone())),
        (None | Some(Choice::Replace), ItemStatus::New) => Some(create(name)),
        (Some(Choice::Replace), _) => Some(Change::Replace { name, custom_instructions, rules }),
        (None, ItemStatus::Conflict) => None,
    }
}

fn check_conflicts(bundle: &Bundle, steps: &[Option<Change>]) -> Result<()> {
    let open = bundle.entries.iter().zip(steps).filter(|(_, step)| step.is_none());
    let open: Vec<String> = open.map(|(entry, _)| format!("`{}`", entry.name)).collect();
    if open.is_empty() {
        return Ok(());
    }
    let text =
        format!("{} differ from what is here; choose `skip`, `replace` or `rename:NEW` for each", open.join(", "));
    Err(Error::new(Code::ImportConflict, text))
}

/// A workspace that is to be created must find its name free, here and among the others of this import.
fn check_new_names(changes: &[Change], here: &Inventory) -> Result<()> {
    let mut taken: BTreeSet<&str> = here.workspaces.iter().map(|own| own.name.as_str()).collect();
    for change in changes {
        if let Change::Create { name, .. } = change
            && !taken.insert(name)
        {
            let text = format!("the name `{name}` is taken, here or by this import; choose another after `rename:`");
            return Err(Error::new(Code::ImportConflict, text));
        }
    }
    Ok(())
}

fn check_missing(bundle: &Bundle, changes: &[Change], here: &Inventory, mapping: &Mapping) -> Result<()> {
    let taken_in = bundle.entries.iter().zip(changes).filter(|(_, change)| !matches!(change, Change::Skip { .. }));
    let rules = taken_in.flat_map(|(entry, _)| entry.rules.iter().flatten());
    let Missing { providers, models } = missing(rules, &bundle.providers, here, mapping);
    let provider = |MissingProvider { name, provider_type }: &MissingProvider| match mapping.get(name) {
        Some(chosen) => format!("provider `{}`, chosen for `{name}`", shown(chosen)),
        None => format!("provider `{name}` of type `{provider_type}`"),
    };
    let model = |MissingModel { provider, model }: &MissingModel| format!("model `{}` of `{provider}`", shown(model));
    let names: Vec<String> = providers.iter().map(provider).chain(models.iter().map(model)).collect();
    if names.is_empty() {
        return Ok(());
    }
    let text = format!("missing here: {}; add what is missing, or map providers to existing ones", names.join(", "));
    Err(Error::new(Code::ImportMissing, text))
}

impl Change {
    fn rules(&self) -> Option<&[Rule]> {
        match self {
            Change::Create { rules, .. } => Some(rules),
            Change::Replace { rules, .. } => rules.as_deref(),
            Change::Skip { .. } => None,
        }
    }
}
