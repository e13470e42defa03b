//! The properties of the fuzz targets, held once against every input of their corpus. `cargo xtask fuzz` goes on from
//! there.

#[path = "../../tests/fuzz/properties.rs"]
mod properties;

use std::path::Path;

fn each(target: &str, property: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz/corpus").join(target);
    let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() > 20, "{}: only {} inputs", folder.display(), paths.len());
    for path in paths {
        let input = std::fs::read(&path).unwrap();
        let kept = std::panic::catch_unwind(|| property(&input));
        assert!(kept.is_ok(), "{} breaks it", path.display());
    }
}

#[test]
fn every_response_of_the_corpus_is_read_alike_however_it_comes() {
    each("meter", properties::meter);
}

#[test]
fn every_event_of_the_corpus_counts_what_it_does_in_a_stream() {
    each("event", properties::event);
}

#[test]
fn every_request_of_the_corpus_is_read_and_rewritten_without_harm() {
    each("request", properties::request);
}

#[test]
fn every_packed_body_of_the_corpus_is_unpacked_within_bounds() {
    each("packed", properties::packed);
}

#[test]
fn every_address_of_the_corpus_stays_at_its_origin() {
    each("address", properties::address);
}

#[test]
fn every_bundle_of_the_corpus_is_the_same_when_it_is_written_and_read_again() {
    each("bundle", properties::bundle);
}

#[test]
fn every_table_of_prices_of_the_corpus_charges_what_it_lists() {
    each("prices", properties::prices);
}

#[test]
fn every_table_of_clients_of_the_corpus_knows_its_own_signs_alone() {
    each("clients", properties::clients);
}

#[test]
fn no_header_of_the_corpus_takes_a_secret_along() {
    each("headers", properties::headers);
}

#[test]
fn every_pattern_of_the_corpus_holds_as_it_is_defined() {
    each("patterns", properties::patterns);
}

#[test]
fn all_settings_of_the_corpus_say_the_same_as_toml_and_as_json() {
    each("settings", properties::settings);
}

#[test]
fn every_store_of_the_corpus_answers_or_says_what_is_wrong() {
    each("rows", properties::rows);
}

/// Where JSON ends is told by its grammar, and nothing else.
#[test]
fn the_scanner_and_serde_json_agree_on_what_is_an_object() {
    let deep = |levels: usize| format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
    let digits = format!("{{\"n\":{}}}", "9".repeat(10_000));
    for body in [
        "",
        " ",
        "{}",
        " {} ",
        "{}x",
        "{} {}",
        "[]",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":+1}",
        "{\"a\":-0}",
        "{\"a\":1e5}",
        "{\"a\":1e}",
        "{\"a\":nul}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"\u{1}\"}",
        "{\"a\":\"\u{7f}\"}",
        "\u{FEFF}{}",
        "{\"a\":1}\u{0}",
        "{\"a\":tru\u{e9}}",
        &digits,
        &deep(512),
        &deep(513),
        &deep(10_000),
    ] {
        properties::request(&[&[1], body.as_bytes()].concat());
    }
    properties::request(b"\x01{\"a\":\"\xFF\"}");
    properties::request(b"\x01{\"a\":\"\xED\xA0\x80\"}");
}
