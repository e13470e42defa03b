//! What is refused, and what the contract of the core comes to.

use super::*;

fn refusal(source: &str) -> String {
    let file = syn::parse_file(source).unwrap();
    let mut reader = Reader::default();
    let mut sums = None;
    match file.items.iter().try_for_each(|item| reader.item(item, &mut sums)) {
        Ok(()) => reader.resolve().err().unwrap_or_default(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn refuses_what_it_does_not_understand() {
    let out = "/// Doc.\n#[derive(Serialize)]\npub struct A {";
    assert_eq!(refusal(&format!("{out} /// Doc.\npub a: String }}")), "");
    for (fields, why) in [
        ("pub a: String }", "has no doc comment"),
        ("/// Doc.\na: String }", "a field that is not public"),
        ("/// Doc.\npub a: (u64, u64) }", "a type that the contract has no word for"),
        ("/// Doc.\npub a: HashMap<String, u64> }", "a type that the contract has no word for"),
        ("/// Doc.\npub a: Option<BTreeMap<String, String>> }", "`a` is a map of texts that goes out"),
        ("/// Doc.\n#[serde(alias = \"b\")]\npub a: String }", "no writer knows what to make of this attribute"),
        ("/// Doc.\n#[other]\npub a: String }", "an attribute that no writer knows"),
        ("/// Doc.\npub a: Vec<Gone> }", "`A.a`: the contract has no type `Gone`"),
        ("/// See [`B::a`].\npub a: String }", "`A.a` refers to no field of `B`"),
    ] {
        let said = refusal(&format!("{out} {fields}"));
        assert!(said.contains(why), "{fields}: {said}");
    }
    assert!(refusal("/// Doc.\n#[derive(Deserialize)]\npub struct A {}").contains("must refuse unknown fields"));
    assert!(refusal("/// Doc.\n#[serde(rename_all = \"camelCase\")]\npub struct A {}").contains("no writer knows"));
    assert!(refusal("other! { a }").contains("a macro that the contract is not written with"));
}

#[test]
fn reads_every_record_of_the_core() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let contract = contract(&root).unwrap();
    let record = |name: &str| contract.record(name).unwrap();
    let field = |of: &str, name: &str| record(of).fields.iter().find(|field| field.name == name).unwrap();
    assert_eq!(field("Provider", "provider_type").wire, "type");
    assert_eq!(field("UsageChange", "cost_known").of, Type::Money);
    assert_eq!(field("UsageTotals", "output").doc, field("Usage", "output").doc, "a doc that refers to another");
    assert!(field("UsageRow", "totals").flat);
    assert!(field("Rule", "unknown").skipped);
    assert!(field("WorkspaceUpdate", "rules").clears && !field("NewWorkspace", "rules").clears);
    assert!(record("UnitPrices").goes_out && !record("UnitPrices").comes_in, "read back from the store alone");
    assert!(record("HostPrice").goes_out && record("HostPrice").comes_in);
    assert!(field("HostPrice", "input").required() && !field("HostPrice", "cache_read").required());
    assert!(!field("PriceListQuery", "list").required(), "a record of defaults");
    assert_eq!(contract.codes[0].word, "invalid_argument");
    assert!(contract.is_words("Outcome"));
}
