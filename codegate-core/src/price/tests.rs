use super::*;
use crate::model::{HostPrice, Money, PriceFormat, PriceListQuery, PriceLoad, ProviderType, Timestamp};

fn time(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn now() -> Timestamp {
    time("2026-11-22T12:00:00Z")
}

/// A request for a model at a type of provider.
fn wanted(provider_type: ProviderType, model: &str) -> Wanted<'_> {
    Wanted {
        provider: None,
        provider_type: Some(provider_type),
        endpoint: None,
        list: None,
        model,
        start: now(),
        end: now(),
        service_tier: None,
        inference_geo: None,
        input_tokens: 0,
    }
}

fn dollars(pico: Option<u64>) -> Option<String> {
    pico.map(|pico| Money::from_pico(i128::from(pico)).to_string())
}

/// The price of uncached input.
fn input(book: &PriceBook, wanted: &Wanted<'_>) -> Option<String> {
    dollars(book.quote(wanted)?.prices.input)
}

fn loaded(text: &str, format: PriceFormat) -> crate::Result<PriceBook> {
    let mut book = PriceBook::default();
    let how = PriceLoad { format: Some(format), ..PriceLoad::default() };
    book.lay(PriceBook::read(text.as_bytes(), &how)?);
    Ok(book)
}

fn own_format(prices: &str) -> String {
    format!(
        r#"{{"version":1,"source":"mine","as_of":"2026-11-01","providers":[{{"id":"openai","models":[
            {{"id":"m","prices":{prices}}}]}}]}}"#
    )
}

#[test]
fn the_snapshot_is_sound_whole() {
    let text = include_str!("snapshot.json");
    let table = table::Table::read(text.as_bytes()).unwrap();
    assert!(table.size() > 2_000, "{}", table.size());
    assert!(table.source.starts_with("genai-prices "), "{}", table.source);
    assert!(table.as_of.is_some());
    for list in &table.lists {
        for fallback in &list.fallbacks {
            assert!(table.named(fallback).is_some(), "{} falls back on {fallback}", list.id);
        }
        for name in list.names() {
            assert_eq!(table.named(name).map(|found| found.id.as_str()), Some(list.id.as_str()), "{name}");
        }
        for model in list.all() {
            assert!(model.entries.iter().any(|entry| entry.variant.is_none()), "{} {}", list.id, model.id);
        }
    }
}

#[test]
fn models_are_found_by_name_date_and_prefix() {
    use ProviderType::*;
    let book = PriceBook::default();
    for (provider_type, model, expected) in [
        (Anthropic, "claude-opus-5", Some("5")),
        (Anthropic, "claude-opus-5-20260701", Some("5")),
        (Anthropic, "claude-haiku-4-5@20251001", Some("1")),
        (Anthropic, "claude-3-7-sonnet-latest", Some("3")),
        (Anthropic, "anthropic/claude-opus-5", Some("5")),
        (Anthropic, "claude-opus-50", None),
        (Openai, "gpt-4o", Some("2.5")),
        (Openai, "GPT-4o", Some("2.5")),
        (Openai, "gpt-4o-2024-08-06", Some("2.5")),
        (Openai, "gpt-4o-2024-05-13", Some("5")),
        (Openai, "gpt-4o-20240513", Some("5")),
        (Openai, "openai/gpt-4o-mini", Some("0.15")),
        (Openai, "gpt-4o-x", None),
        (Gemini, "models/gemini-2.0-flash-001", Some("0.1")),
        (Gemini, "gemini/gemini-2.0-flash", Some("0.1")),
        (Openrouter, "openai/gpt-4o", Some("2.5")),
        (Openrouter, "openrouter/openai/gpt-4o", Some("2.5")),
        (Openrouter, "gpt-4o", None),
        (Ollama, "gpt-4o", None),
        (Vllm, "openai/gpt-4o", None),
        (OpenaiCompatible, "gpt-4o", None),
        (Openai, "", None),
        (Openai, "é-2024-05-13", None),
    ] {
        assert_eq!(input(&book, &wanted(provider_type, model)).as_deref(), expected, "{provider_type} {model}");
    }
}

#[test]
fn the_endpoint_says_whose_prices_hold() {
    use ProviderType::*;
    let book = PriceBook::default();
    for (provider_type, endpoint, model, list) in [
        (OpenaiCompatible, "https://api.deepseek.com", "deepseek-v4-pro", Some("deepseek")),
        (Anthropic, "https://api.deepseek.com/anthropic", "deepseek-v4-pro", Some("deepseek")),
        (OpenaiCompatible, "https://api.groq.com/openai", "openai/gpt-oss-120b", Some("groq")),
        (Openai, "https://mine.openai.azure.com/openai", "gpt-4o", Some("openai")),
        (Openai, "https://gateway.example.com", "gpt-4o", Some("openai")),
        (Gemini, "https://generativelanguage.googleapis.com", "gemini-2.5-pro", Some("google")),
        (OpenaiCompatible, "https://gateway.example.com", "openai/gpt-4o", Some("openai")),
        (OpenaiCompatible, "https://gateway.example.com", "gpt-4o", None),
        (OpenaiCompatible, "http://localhost:4000", "openai/gpt-4o", None),
        (Vllm, "https://gpu.example.com", "openai/gpt-4o", None),
        (Ollama, "http://localhost:11434", "qwen3", None),
    ] {
        let wanted = Wanted { endpoint: Some(endpoint), ..wanted(provider_type, model) };
        let found = book.quote(&wanted).and_then(|quote| quote.prices.list);
        assert_eq!(found.as_deref(), list, "{provider_type} {endpoint} {model}");
    }
}

#[test]
fn a_tier_holds_for_every_token_beyond_its_size() {
    let book = PriceBook::default();
    for (tokens, expected, over) in [(200_000, "1.25", None), (200_001, "2.5", Some(200_000))] {
        let wanted = Wanted { input_tokens: tokens, ..wanted(ProviderType::Gemini, "gemini-2.5-pro") };
        let prices = book.quote(&wanted).unwrap().prices;
        assert_eq!((dollars(prices.input).as_deref(), prices.over), (Some(expected), over), "{tokens}");
    }
}

#[test]
fn a_variant_is_laid_over_the_standard_prices() {
    let book = PriceBook::default();
    let quote = |tier, start| {
        let wanted = Wanted { service_tier: Some(tier), start, ..wanted(ProviderType::Openai, "gpt-4o") };
        let quote = book.quote(&wanted).unwrap();
        (dollars(quote.prices.input).unwrap(), dollars(quote.prices.cache_read).unwrap(), quote.tier_unpriced)
    };
    // There is no own price of cache reads in batches.
    assert_eq!(quote("batch", now()), ("1.25".into(), "1.25".into(), false));
    assert_eq!(quote("priority", now()), ("4.25".into(), "2.125".into(), false));
    assert_eq!(quote("default", now()), ("2.5".into(), "1.25".into(), false));
    assert!(!quote("standard", now()).2);
    assert_eq!(quote("scale", now()), ("2.5".into(), "1.25".into(), true));
    assert_eq!(quote("batch", time("2026-01-01T00:00:00Z")), ("2.5".into(), "1.25".into(), true));
}

#[test]
fn prices_hold_from_a_day_on_at_hours_and_on_days() {
    let table = own_format(
        r#"[{"input":"1","output":"1"},{"from":"2026-06-01","input":"2","output":"1"},
            {"hours":{"from":"22:00","to":"02:00"},"days":["mon","tue"],"input":"3","output":"1"}]"#,
    );
    let book = loaded(&table, PriceFormat::Codegate).unwrap();
    for (at, expected) in [
        ("2026-05-31T23:59:59Z", "1"),
        ("2026-06-01T00:00:00Z", "3"),
        ("2026-06-01T02:00:00Z", "2"),
        ("2026-06-01T21:59:59Z", "2"),
        ("2026-06-02T22:00:00Z", "3"),
        ("2026-06-03T01:00:00Z", "2"),
        ("2026-06-07T23:00:00Z", "2"),
    ] {
        let wanted = Wanted { start: time(at), ..wanted(ProviderType::Openai, "m") };
        assert_eq!(input(&book, &wanted).as_deref(), Some(expected), "{at}");
    }
}

#[test]
fn deepseek_is_charged_by_the_end_of_a_request() {
    let quote = |start, end| {
        let endpoint = Some("https://api.deepseek.com");
        let wanted = wanted(ProviderType::OpenaiCompatible, "deepseek-v4-pro");
        input(&PriceBook::default(), &Wanted { endpoint, start: time(start), end: time(end), ..wanted }).unwrap()
    };
    let off_peak = quote("2026-11-20T00:59:00Z", "2026-11-20T00:59:59Z");
    let peak = quote("2026-11-20T00:59:00Z", "2026-11-20T01:00:00Z");
    assert_eq!((off_peak.as_str(), peak.as_str()), ("0.66", "1.32"));
}

#[test]
fn own_prices_count_before_loaded_ones_and_those_before_the_snapshot() {
    let mut book = loaded(&own_format(r#"[{"input":"7","output":"1"}]"#), PriceFormat::Codegate).unwrap();
    let quote = |book: &PriceBook, model| {
        book.quote(&Wanted { provider: Some("p"), ..wanted(ProviderType::Openai, model) })
            .map(|quote| (quote.source, dollars(quote.prices.input).unwrap()))
    };
    assert_eq!(quote(&book, "m"), Some(("loaded", "7".into())));
    assert_eq!(quote(&book, "gpt-4o"), Some(("snapshot", "2.5".into())));
    let price = |model: &str, provider: Option<&str>, input: &str| HostPrice {
        provider: provider.map(str::to_owned),
        ..HostPrice::new(model, Money::parse(input).unwrap(), Money::parse("1").unwrap())
    };
    book.set(price("*", None, "9")).unwrap();
    book.set(price("gpt-*", Some("p"), "8")).unwrap();
    book.set(price("gpt-*", Some("other"), "1")).unwrap();
    assert_eq!(quote(&book, "m"), Some(("host", "9".into())));
    assert_eq!(quote(&book, "GPT-4o"), Some(("host", "8".into())));
    book.set(price("GPT-*", Some("p"), "6")).unwrap();
    assert_eq!(quote(&book, "gpt-4o"), Some(("host", "6".into())));
    assert_eq!(book.own_prices().len(), 3);
    assert!(book.remove("gpt-*", Some("p")) && !book.remove("gpt-*", Some("p")));
    assert!(book.remove("*", None));
    assert!(book.unload(PriceFormat::Codegate) && !book.unload(PriceFormat::Codegate));
    assert_eq!(quote(&book, "m"), None);
    let mut book = std::sync::Arc::new(book);
    PriceBook::follow(
        &mut book,
        &std::sync::Arc::new(OwnPrices::new(vec![price("m", None, "3"), price("*", None, "4")])),
    );
    assert_eq!(quote(&book, "m"), Some(("host", "4".into())), "the last that fits");
    std::sync::Arc::make_mut(&mut book).set(price("m", None, "5")).unwrap();
    assert_eq!(quote(&book, "m"), Some(("host", "5".into())), "the gate's own before those that are kept");
    for bad in [price("", None, "1"), price("a", None, "-1")] {
        assert_eq!(check_own(&bad).unwrap_err().code(), crate::Code::InvalidArgument);
    }
}

#[test]
fn litellm_prices_are_read_as_their_digits_stand() {
    let text = r#"{
        "sample_spec": {"input_cost_per_token": 0.0, "litellm_provider": "one of", "max_input_tokens": "text"},
        "gpt-x": {"litellm_provider": "openai", "input_cost_per_token": 1.25e-06, "output_cost_per_token": 0.00001,
            "cache_read_input_token_cost": 1.3e-07, "input_cost_per_token_cache_hit": 9, "max_input_tokens": 400000.0,
            "input_cost_per_token_above_272k_tokens": 2.5e-06, "input_cost_per_token_batches": 6.25e-07,
            "cache_creation_input_token_cost_above_12hr": 4e-6, "output_cost_per_reasoning_token": 2e-5,
            "input_cost_per_token_above_272k_tokens_batches": 1.25e-6, "search_context_cost_per_query": {"a": 1}},
        "gemini/gemini-x": {"litellm_provider": "gemini", "input_cost_per_token": 1e-6, "output_cost_per_token": null},
        "tts": {"litellm_provider": "openai", "output_cost_per_second": 1},
        "qwen": {"litellm_provider": "openai", "tiered_pricing": [
            {"range": [0, 32000.0], "input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6},
            {"range": [32000.0, 128000], "input_cost_per_token": 3e-6, "output_cost_per_token": 4e-6}]},
        "elsewhere": {"litellm_provider": "openai", "input_cost_per_token": 1e-6,
            "off_peak_pricing": {"weekday_timezone": "Asia/Shanghai", "windows": []}},
        "deepseek/late": {"litellm_provider": "deepseek", "input_cost_per_token": 2e-6, "output_cost_per_token": 4e-6,
            "off_peak_pricing": {"input_cost_per_token": 1e-6, "windows": [
                {"hours_utc": ["00:00-01:00", "10:00-00:00"], "weekdays": [1, 2, 3, 4, 5]},
                {"hours_utc": "00:00-00:00", "weekdays": [6, 7]}]}}}"#;
    let book = loaded(text, PriceFormat::Litellm).unwrap();
    let told = &book.age(now()).tables[0];
    assert_eq!((told.lists, told.models, told.skipped), (3, 4, 2));
    let quote = |model, tokens, tier| {
        let wanted = wanted(ProviderType::Openai, model);
        book.quote(&Wanted { input_tokens: tokens, service_tier: tier, ..wanted }).unwrap()
    };
    let prices = quote("gpt-x", 0, None).prices;
    let told = [prices.input, prices.cache_read, prices.cache_write_long, prices.output, prices.reasoning];
    assert_eq!(told.map(|price| dollars(price).unwrap()), ["1.25", "0.13", "4", "10", "20"]);
    assert_eq!((prices.list.as_deref(), prices.table.as_deref()), (Some("openai"), Some("litellm")));
    assert_eq!(dollars(quote("openai/gpt-x", 272_001, None).prices.input).unwrap(), "2.5");
    assert_eq!(dollars(quote("gpt-x", 272_001, Some("batch")).prices.input).unwrap(), "1.25");
    assert_eq!(dollars(quote("gpt-x", 272_000, Some("batch")).prices.input).unwrap(), "0.625");
    assert_eq!(dollars(quote("qwen", 32_001, None).prices.output).unwrap(), "4");
    assert_eq!(dollars(quote("qwen", 32_000, None).prices.output).unwrap(), "2");
    assert_eq!(quote("gpt-4o", 0, None).source, "snapshot");
    let gemini = wanted(ProviderType::Gemini, "gemini-x");
    assert_eq!(input(&book, &gemini).as_deref(), Some("1"));
    let late = |at| {
        let endpoint = Some("https://api.deepseek.com");
        let wanted = wanted(ProviderType::OpenaiCompatible, "late");
        let prices = book.quote(&Wanted { endpoint, end: time(at), ..wanted }).unwrap().prices;
        [prices.input, prices.output].map(|price| dollars(price).unwrap()).join(" ")
    };
    // A Friday, a Saturday.
    assert_eq!(late("2026-11-20T00:59:00Z"), "1 4");
    assert_eq!(late("2026-11-20T01:00:00Z"), "2 4");
    assert_eq!(late("2026-11-20T10:00:00Z"), "1 4");
    assert_eq!(late("2026-11-21T05:00:00Z"), "1 4");
}

#[test]
fn models_dev_prices_are_read_as_their_digits_stand() {
    let text = r#"{"some-gateway": {"id": "some-gateway", "api": "https://gate.example/api/v1", "models": {
            "a/b": {"cost": {"input": 0.1, "output": 1e1, "cache_read": 0.01, "cache_write": 0.125, "reasoning": 12,
                "tiers": [{"input": 0.2, "output": 20, "tier": {"type": "context", "size": 272000}}],
                "context_over_200k": {"input": 9}}, "limit": {"context": 1000000, "output": 1}},
            "old": {"cost": {"input": 1, "output": 2, "context_over_200k": {"input": 3, "output": 4}}},
            "odd": {"cost": {"input": 1, "output": 2, "tiers": [{"input": 2, "tier": {"type": "hours", "size": 5}}]}},
            "free": {"cost": {"input": 0, "output": 0}}, "untold": {}, "null": {"cost": null}}},
        "openai": {"id": "openai", "models": {"gpt-4o": {"cost": {"input": 77, "output": 88}}}}}"#;
    let book = loaded(text, PriceFormat::ModelsDev).unwrap();
    let told = &book.age(now()).tables[0];
    assert_eq!((told.table.as_str(), told.lists, told.models, told.skipped), ("models.dev", 2, 4, 1));
    let quote = |model, input_tokens| {
        let endpoint = Some("https://gate.example/api");
        let wanted = wanted(ProviderType::OpenaiCompatible, model);
        book.quote(&Wanted { endpoint, input_tokens, ..wanted }).map(|quote| quote.prices)
    };
    let prices = quote("a/b", 272_000).unwrap();
    let told = [prices.input, prices.cache_read, prices.cache_write_5m, prices.output, prices.reasoning];
    assert_eq!(told.map(|price| dollars(price).unwrap()), ["0.1", "0.01", "0.125", "10", "12"]);
    assert_eq!(dollars(quote("a/b", 272_001).unwrap().input).unwrap(), "0.2");
    assert_eq!(dollars(quote("old", 200_001).unwrap().output).unwrap(), "4");
    assert_eq!(dollars(quote("free", 1).unwrap().input).unwrap(), "0");
    assert!(quote("odd", 1).is_none() && quote("untold", 1).is_none());
    assert_eq!(input(&book, &wanted(ProviderType::Openai, "gpt-4o")).as_deref(), Some("77"));
}

#[test]
fn a_broken_table_is_an_error_and_never_a_price() {
    let own = |text: &str| (PriceFormat::Codegate, text.to_owned());
    let prices = |text: &str| own(&own_format(text));
    let lite = |text: &str| (PriceFormat::Litellm, text.to_owned());
    let dev = |text: &str| (PriceFormat::ModelsDev, format!(r#"{{"a": {{"models": {{"m": {{"cost": {text}}}}}}}}}"#));
    for (format, text) in [
        own(""),
        own("[]"),
        own("{}"),
        own("nonsense"),
        own(r#"{"version":2,"source":"x","providers":[]}"#),
        own(r#"{"version":1,"source":"x","providers":[]}"#),
        own(r#"{"version":1,"source":"x","providers":[],"more":1}"#),
        own(r#"{"version":1,"source":"x","as_of":"yesterday","providers":[]}"#),
        own(r#"{"version":1,"source":"x","providers":[{"id":"","models":[]}]}"#),
        prices("[]"),
        prices("{}"),
        prices("[{}]"),
        prices(r#"[{"variant":"batch","input":"1"}]"#),
        prices(r#"[{"input":1}]"#),
        prices(r#"[{"input":"-1"}]"#),
        prices(r#"[{"input":"1,5"}]"#),
        prices(r#"[{"input":"NaN"}]"#),
        prices(r#"[{"input":"1e300"}]"#),
        prices(r#"[{"input":"9223372036"}]"#),
        prices(r#"[{"inputs":"1"}]"#),
        prices(r#"[{"input":{"base":"1"}}]"#),
        prices(r#"[{"input":{"base":"1","tiers":[]}}]"#),
        prices(r#"[{"input":{"base":"1","tiers":[{"over":-1,"price":"2"}]}}]"#),
        prices(r#"[{"input":{"base":"1","tiers":[{"over":2,"price":"2"},{"over":2,"price":"3"}]}}]"#),
        prices(r#"[{"input":"1","from":"2026-02-30"}]"#),
        prices(r#"[{"input":"1","hours":{"from":"24:00","to":"01:00"}}]"#),
        prices(r#"[{"input":"1","days":[]}]"#),
        prices(r#"[{"input":"1","days":["friday"]}]"#),
        lite(r#"{"a": 1}"#),
        lite(r#"{"a": {}}"#),
        lite(r#"{"a": {"litellm_provider": "openai", "input_cost_per_token": "1e-6"}}"#),
        lite(r#"{"a": {"litellm_provider": "openai", "input_cost_per_token": -1e-6}}"#),
        lite(r#"{"a": {"litellm_provider": "openai", "input_cost_per_token": 1e9}}"#),
        lite(r#"{"a": {"litellm_provider": 5, "input_cost_per_token": 1e-6}}"#),
        lite(r#"{"a": {"litellm_provider": "openai", "tiered_pricing": [{"range": ["x"]}]}}"#),
        lite(r#"{"a": {"litellm_provider": "openai", "input_cost_per_token": 1, "off_peak_pricing": {"windows": 1}}}"#),
        dev(r#"{"input": -0.1}"#),
        dev(r#"{"input": "1"}"#),
        dev("[]"),
        (PriceFormat::ModelsDev, r#"{"a": {}}"#.into()),
        (PriceFormat::ModelsDev, "{".into()),
    ] {
        let error = loaded(&text, format).map(drop).unwrap_err();
        assert_eq!(error.code(), crate::Code::PricesInvalid, "{text}");
    }
    let deep = format!("{}{}", "[".repeat(40), "]".repeat(40));
    let large = " ".repeat(crate::limits::PRICE_FILE_BYTES + 1);
    for text in [deep, large] {
        assert_eq!(loaded(&text, PriceFormat::Litellm).map(drop).unwrap_err().code(), crate::Code::LimitExceeded);
    }
}

#[test]
fn ages_and_lists_are_told() {
    let mut book = loaded(&own_format(r#"[{"input":"7","output":"1"}]"#), PriceFormat::Codegate).unwrap();
    let age = book.age(now());
    assert_eq!((age.days, age.stale, age.own, age.tables.len()), (Some(0), false, 0, 2));
    assert_eq!((age.tables[0].table.as_str(), age.tables[0].days), ("mine", Some(21)));
    assert!(book.age(time("2027-02-20T00:00:00Z")).days == Some(90) && !book.age(time("2027-02-20T00:00:00Z")).stale);
    assert!(book.age(time("2027-02-21T00:00:00Z")).stale);
    let list = |book: &PriceBook, name: &str| {
        book.list(&PriceListQuery { list: Some(name.into()), at: None }, now())
            .map(|found| found.iter().map(|price| (price.source.clone(), price.model.clone())).collect::<Vec<_>>())
    };
    let openai = list(&book, "OpenAI").unwrap();
    assert_eq!(openai[0], ("loaded".into(), "m".into()));
    assert!(openai.len() > 50 && openai.contains(&("snapshot".into(), "gpt-4o".into())));
    assert!(list(&book, "gemini").unwrap().iter().any(|(_, model)| model == "gemini-2.5-pro"));
    assert_eq!(list(&book, "nobody").unwrap_err().code(), crate::Code::InvalidArgument);
    let everything = book.list(&PriceListQuery::default(), now()).unwrap().len();
    book.unload(PriceFormat::Codegate);
    assert_eq!(book.list(&PriceListQuery::default(), now()).unwrap().len(), everything - 1);
}

/// A table with a byte of it replaced, taken out or doubled is read, or refused by its code: never a panic.
#[test]
fn any_change_of_a_table_is_read_or_refused() {
    use proptest::prelude::*;
    let lite = r#"{"gpt-x": {"litellm_provider": "openai", "input_cost_per_token": 1.25e-06, "max_input_tokens": 4e5,
        "input_cost_per_token_above_272k_tokens_batches": 2e-6, "tiered_pricing": [{"range": [0, 32e3],
        "output_cost_per_token": 1e-6}], "off_peak_pricing": {"input_cost_per_token": 1e-6, "windows":
        [{"hours_utc": "00:00-01:00", "weekdays": [1, 7]}]}}}"#;
    let dev = r#"{"a": {"api": "https://a.example/v1", "models": {"m": {"cost": {"input": 0.1, "output": 1e1,
        "tiers": [{"input": 2, "tier": {"size": 272000}}]}, "limit": {"context": 1000}}}}}"#;
    let own = own_format(
        r#"[{"input":{"base":"1","tiers":[{"over":9,"price":"2e0"}]},"from":"2026-06-01","days":["mon"],
             "hours":{"from":"22:00","to":"02:00"}},{"variant":"batch","output":"1","request":".5"},{"input":"3"}]"#,
    );
    let tables = [
        (PriceFormat::Codegate, own),
        (PriceFormat::Litellm, lite.to_owned()),
        (PriceFormat::ModelsDev, dev.to_owned()),
    ];
    let changed = (0usize..3, any::<prop::sample::Index>(), any::<u8>(), 0u8..3);
    proptest!(|((which, place, byte, how) in changed, model in ".{0,20}", tokens in any::<u64>())| {
        let (format, text) = &tables[which];
        let mut bytes = text.clone().into_bytes();
        let at = place.index(bytes.len());
        match how {
            0 => bytes[at] = byte,
            1 => drop(bytes.remove(at)),
            _ => bytes.insert(at, byte),
        }
        match PriceBook::read(&bytes, &PriceLoad { format: Some(*format), ..PriceLoad::default() }) {
            Ok(table) => {
                let mut book = PriceBook::default();
                book.lay(table);
                for model in [model.as_str(), "m", "gpt-x"] {
                    let wanted = wanted(ProviderType::Openai, model);
                    book.quote(&Wanted { input_tokens: tokens, service_tier: Some("batch"), ..wanted });
                }
            }
            Err(error) => prop_assert!(
                matches!(error.code(), crate::Code::PricesInvalid | crate::Code::LimitExceeded),
                "{error}"
            ),
        }
    });
}

#[test]
fn an_error_names_no_type_of_ours() {
    for (text, said) in
        [("null", "expected an object at line 1"), (r#"{"version": 1, "source": "x", "providers": [[{}]]}"#, "")]
    {
        let error = super::document::read(text.as_bytes()).err().unwrap().to_string();
        assert!(error.contains(said) && !error.contains("struct"), "{error}");
    }
}
