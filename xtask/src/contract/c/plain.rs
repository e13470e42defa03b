//! The calls that C forwards in one and the same way, as C names them and their arguments.

use crate::contract::calls::{self, Facade, Given, Taken};

/// Calls of which C has a form of its own: `codegate-ffi/src/` has them by hand.
const BY_HAND: [&str; 16] = [
    "open",
    "decide",
    "explain",
    "begin",
    "plan_import",
    "prices.remove",
    "exchange.id",
    "exchange.url",
    "exchange.headers",
    "exchange.body",
    "exchange.failure_class",
    "exchange.retry_after",
    "exchange.begin_response",
    "exchange.feed",
    "exchange.end",
    "exchange.finish",
];

/// What a function is called on.
#[derive(Clone, Copy)]
pub enum Object {
    Gate,
    Exchange,
    Plan,
}

impl Object {
    /// The name of its parameter.
    pub fn name(self) -> &'static str {
        match self {
            Object::Gate => "gate",
            Object::Exchange => "exchange",
            Object::Plan => "plan",
        }
    }
}

/// An area, or an object itself.
pub struct Place {
    /// Its accessor, or the name of the object.
    of: &'static str,
    /// Its type in the core.
    rust: &'static str,
    /// How the names of its functions begin.
    prefix: &'static str,
    pub object: Object,
    /// What its methods are called on.
    pub expression: &'static str,
}

const fn area(of: &'static str, rust: &'static str, prefix: &'static str, expression: &'static str) -> Place {
    Place { of, rust, prefix, object: Object::Gate, expression }
}

const PLACES: [Place; 11] = [
    area("workspaces", "Workspaces", "codegate_workspace_", "gate.workspaces()"),
    area("sessions", "Sessions", "codegate_session_", "gate.sessions()"),
    area("providers", "Providers", "codegate_provider_", "gate.providers()"),
    area("personas", "Personas", "codegate_persona_", "gate.personas()"),
    area("prices", "Prices", "codegate_price_", "gate.prices()"),
    area("usage", "UsageReports", "codegate_gate_usage_", "gate.usage()"),
    area("history", "History", "codegate_history_", "gate.history()"),
    area("alerts", "Alerts", "codegate_alert_", "gate.alerts()"),
    area("Gate", "Gate", "codegate_gate_", "gate"),
    Place {
        of: "Exchange",
        rust: "Exchange",
        prefix: "codegate_exchange_",
        object: Object::Exchange,
        expression: "exchange.inner",
    },
    Place { of: "ImportPlan", rust: "ImportPlan", prefix: "codegate_plan_", object: Object::Plan, expression: "plan" },
];

/// Functions with names of their own.
const FUNCTIONS: [(&str, &str); 2] =
    [("usage.query", "codegate_gate_usage_report"), ("usage.verify", "codegate_gate_verify")];

/// How C names arguments of the core that their position tells in Rust.
const ARGUMENTS: [(&str, &str); 3] = [("new", "record"), ("update", "record"), ("how", "options")];

/// A call with its function in C.
pub struct Call<'f> {
    pub core: &'f calls::Call,
    pub place: &'static Place,
    pub function: String,
    pub arguments: Vec<Argument<'f>>,
}

/// An argument of a function.
pub struct Argument<'f> {
    pub name: &'f str,
    /// As the core names it.
    pub local: &'f str,
    pub of: &'f Taken,
    /// Whether the record holds the name of what is new, which is an argument of its own in the core.
    pub is_named: bool,
}

/// Every call that is not written by hand; an error for one that cannot be forwarded.
pub fn calls(facade: &Facade) -> Result<Vec<Call<'_>>, String> {
    if let Some(name) = BY_HAND.iter().find(|name| !facade.calls.iter().any(|call| call.name == **name)) {
        return Err(format!("`{name}` is written by hand for C, but the core has no such call"));
    }
    facade.calls.iter().filter(|call| !BY_HAND.contains(&call.name.as_str())).map(call).collect()
}

fn call(core: &calls::Call) -> Result<Call<'_>, String> {
    let unknown = |what: &str| {
        format!(
            "C cannot forward `{}`: {what}; write it by hand in codegate-ffi/src/ and list it in \
             xtask/src/contract/c/plain.rs",
            core.name
        )
    };
    let place = PLACES.iter().find(|place| place.of == core.of).ok_or_else(|| unknown("its area has no name there"))?;
    let mut arguments = Vec::new();
    let mut taken = core.arguments.iter().peekable();
    while let Some(one) = taken.next() {
        if one.of == Taken::Other {
            return Err(unknown(&format!("it takes `{}`", one.name)));
        }
        let new = taken.next_if(|next| one.name == "name" && next.name == "new");
        let is_named = new.is_some();
        let one = new.unwrap_or(one);
        let name = ARGUMENTS.iter().find(|(core, _)| *core == one.name).map_or(one.name.as_str(), |(_, name)| name);
        arguments.push(Argument { name, local: &one.name, of: &one.of, is_named });
    }
    match &core.gives {
        Given::Other(of) => return Err(unknown(&format!("it gives `{of}`"))),
        Given::Optional(inner) if !matches!(**inner, Given::Record(_) | Given::Vector) => {
            return Err(unknown("its result may be absent"));
        }
        _ => {}
    }
    Ok(Call { core, place, function: function(place, core), arguments })
}

fn function(place: &Place, core: &calls::Call) -> String {
    let own = FUNCTIONS.iter().find(|(call, _)| *call == core.name);
    own.map_or_else(|| format!("{}{}", place.prefix, core.method), |(_, function)| (*function).to_owned())
}

/// The function of a method of the core: `Workspaces`, `set_rules`.
pub fn function_of(facade: &Facade, of: &str, method: &str) -> Option<String> {
    let place = PLACES.iter().find(|place| place.rust == of)?;
    let core = facade.calls.iter().find(|call| call.of == place.of && call.method == method)?;
    Some(function(place, core))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::calls::Argument;
    use crate::contract::doc::Doc;

    fn facade(of: &str, name: &str, takes: Taken, gives: Given) -> Facade {
        let own = |name: &str| calls::Call {
            of: of.into(),
            method: name.into(),
            name: name.into(),
            doc: Doc(vec!["Does it.".into()]),
            arguments: Vec::new(),
            gives: Given::Nothing,
            fails: true,
            timed: false,
        };
        let call = calls::Call { arguments: vec![Argument { name: "new".into(), of: takes }], gives, ..own(name) };
        Facade { areas: Vec::new(), calls: BY_HAND.map(own).into_iter().chain([call]).collect() }
    }

    #[test]
    fn a_call_is_forwarded_or_written_by_hand() {
        let plain = facade("alerts", "alerts.add", Taken::Text, Given::Truth);
        let found = calls(&plain).unwrap();
        assert_eq!(found.iter().map(|call| call.arguments[0].name).collect::<Vec<_>>(), ["record"]);
        for (of, takes, gives, told) in [
            ("alerts", Taken::Other, Given::Truth, "it takes `new`"),
            ("alerts", Taken::Text, Given::Other("Cow".into()), "it gives `Cow`"),
            ("alerts", Taken::Text, Given::Optional(Box::new(Given::Count)), "its result may be absent"),
            ("nowhere", Taken::Text, Given::Truth, "its area has no name there"),
        ] {
            let Err(error) = calls(&facade(of, "alerts.add", takes, gives)).map(|_| ()) else { panic!("{told}") };
            assert!(error.contains(told), "{error}");
        }
        let mut gone = plain;
        gone.calls.remove(0);
        assert!(calls(&gone).is_err(), "a call by hand that the core has no more");
    }
}
