//! Documents of strangers: bundles, tables of prices and of clients, and the headers of a request.

use codegate_core::fuzz::documents::{bundle as take_in, client, prices as load};
use codegate_core::fuzz::headers as sent;
use codegate_core::model::{Format, ModelPrice, Money, PriceFormat, ProviderType};
use serde_json::Value;

/// A bundle: what was read of it, written and read again, is the same.
pub(crate) fn bundle(data: &[u8]) {
    let Some(first) = take_in(data) else { return };
    let first = first.expect("what was read is taken in");
    let again = take_in(first.text.as_bytes()).expect("what was written is read").expect("and taken in");
    assert_eq!(again.text, first.text, "what was written is read otherwise");
    let third = take_in(again.text.as_bytes()).and_then(Result::ok).map(|third| third.digest);
    assert_eq!(third, Some(again.digest), "the same bytes have two digests");
}

/// A table of prices: its format in the first byte, its bytes after it.
pub(crate) fn prices(data: &[u8]) {
    let [how, table @ ..] = data else { return };
    let format = PriceFormat::ALL[usize::from(*how) % PriceFormat::ALL.len()];
    let Some(priced) = load(table, format, &lists(table, format)) else { return };
    for one in priced {
        assert!(amounts(&one.listed).all(|price| price >= Money::default()), "{one:?}");
        let [little, much] = one.costs;
        assert!((0..=much).contains(&little), "more costs less: {one:?}");
        if let Some(found) = &one.found {
            assert!(amounts(found).all(|price| price >= Money::default()), "{one:?}");
            // What a table leaves out, the next one says.
            let same = found.model.eq_ignore_ascii_case(&one.listed.model) && found.source == one.listed.source;
            let listed = one.listed.input.filter(|_| same);
            assert!(listed.is_none() || found.input == listed, "listed otherwise than it is charged: {one:?}");
        }
    }
}

/// The names of the first lists of a table, read without a thought for what else is in it.
fn lists(table: &[u8], format: PriceFormat) -> Vec<String> {
    let Ok(table) = serde_json::from_slice::<Value>(table) else { return Vec::new() };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let mut lists: Vec<String> = match format {
        PriceFormat::Codegate => {
            let lists = table["providers"].as_array().into_iter().flatten();
            lists.filter_map(|list| text(&list["id"])).collect()
        }
        PriceFormat::Litellm => {
            let models = table.as_object().into_iter().flatten();
            models.filter_map(|(_, model)| text(&model["litellm_provider"])).collect()
        }
        PriceFormat::ModelsDev => table.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect(),
    };
    lists.dedup();
    lists.truncate(4);
    lists
}

fn amounts(price: &ModelPrice) -> impl Iterator<Item = Money> + '_ {
    let all = [
        price.input,
        price.cache_read,
        price.cache_write_5m,
        price.cache_write_long,
        price.output,
        price.reasoning,
        price.audio_input,
        price.image_input,
        price.video_input,
        price.request,
    ];
    all.into_iter().flatten().chain(price.units.values().copied())
}

/// Characters of a sign that are told.
const SEEN: usize = 600;

/// A table of clients; behind a NUL each, headers on lines and a body.
pub(crate) fn clients(data: &[u8]) {
    let mut parts = data.splitn(3, |byte| *byte == 0);
    let mut part = || parts.next().unwrap_or_default();
    let (table, headers, body) = (part(), read_headers(part()), part());
    let Ok((name, evidence)) = client(table, &headers, body) else { return };
    assert!(name == "generic" || !evidence.is_empty(), "`{name}` for no reason");
    for sign in &evidence {
        assert!(sign.seen.chars().count() <= SEEN, "{sign:?}");
    }
    if !data.windows(2).any(|pair| pair.eq_ignore_ascii_case(b"zq")) {
        let more = [headers, vec![("x-zq".to_owned(), "zq".to_owned())]].concat();
        let told = client(table, &more, body).expect("the table is sound");
        assert_eq!(told, (name, evidence), "a header that is no sign is taken for one");
    }
}

fn read_headers(text: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(text);
    let pair = |line: &str| line.split_once(':').map(|(name, value)| (name.to_owned(), value.trim_start().to_owned()));
    text.split('\n').filter_map(pair).collect()
}

/// Parts of names that only credentials have.
const SECRETS: [&str; 6] = ["authoriz", "cookie", "credential", "passw", "secret", "signature"];
const KEY: &str = "zq-key";

/// The headers of a client: type and format in the first two bytes, a header on each line behind them.
pub(crate) fn headers(data: &[u8]) {
    let [kind, format, text @ ..] = data else { return };
    let client = read_headers(text);
    let kind = ProviderType::ALL[usize::from(*kind) % ProviderType::ALL.len()];
    let format = Format::ALL[usize::from(*format) % Format::ALL.len()];
    let out = sent(&client, kind, format, KEY);
    let holds_key = |value: &str| value.ends_with(KEY);
    let given = client.iter().any(|(_, value)| value.contains(KEY));
    if !given {
        assert_eq!(out.iter().filter(|(_, value)| holds_key(value)).count(), 1, "the key is sent once");
    }
    for (name, value) in &out {
        assert!(!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':'), "{name:?}");
        assert!(!value.contains(['\r', '\n', '\0']), "{name}: {value:?}");
        let lower = name.to_ascii_lowercase();
        let own = holds_key(value) && !given;
        let secret = SECRETS.iter().any(|word| lower.contains(word)) || lower.ends_with("-api-key");
        assert!(own || given || !secret, "{name} goes on");
        assert!(!matches!(lower.as_str(), "host" | "content-length" | "connection" | "transfer-encoding"), "{name}");
    }
}
