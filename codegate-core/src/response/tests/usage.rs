//! Usage objects, sound and odd.

use super::*;
use crate::model::Counts;

#[test]
fn chat_usage_becomes_buckets() {
    let none = [None; 6];
    for (usage, expected, marks) in [
        ("{\"prompt_tokens\":10,\"completion_tokens\":2}", [Some(10), Some(0), Some(0), Some(0), Some(2), None], ""),
        ("{\"completion_tokens\":2}", [None, None, None, None, Some(2), None], ""),
        ("{\"completion_tokens\":2,\"total_tokens\":2}", [Some(0), Some(0), Some(0), Some(0), Some(2), None], ""),
        ("{\"prompt_tokens\":2,\"total_tokens\":2}", [Some(2), Some(0), Some(0), Some(0), Some(0), None], ""),
        (
            "{\"prompt_tokens\":9,\"prompt_tokens_details\":{\"cached_tokens\":4,\"cache_write_tokens\":3}}",
            [Some(2), Some(4), Some(3), Some(0), None, None],
            "",
        ),
        (
            "{\"prompt_tokens\":3,\"prompt_tokens_details\":{\"cached_tokens\":4},\"completion_tokens\":1}",
            [None, Some(4), Some(0), Some(0), Some(1), None],
            "contradictory",
        ),
        // DeepSeek
        (
            "{\"prompt_tokens\":9,\"prompt_cache_hit_tokens\":4,\"prompt_cache_miss_tokens\":5,\"completion_tokens\":1}",
            [Some(5), Some(4), Some(0), Some(0), Some(1), None],
            "",
        ),
        // Moonshot
        (
            "{\"prompt_tokens\":9,\"cached_tokens\":4,\"completion_tokens\":1}",
            [Some(5), Some(4), Some(0), Some(0), Some(1), None],
            "",
        ),
        // xAI counts reasoning beside the output
        (
            "{\"prompt_tokens\":9,\"completion_tokens\":1,\"total_tokens\":30,\"completion_tokens_details\":{\"reasoning_tokens\":20}}",
            [Some(9), Some(0), Some(0), Some(0), Some(21), Some(20)],
            "",
        ),
        (
            "{\"prompt_tokens\":9,\"completion_tokens\":1,\"total_tokens\":11}",
            [Some(9), Some(0), Some(0), Some(0), Some(1), None],
            "contradictory",
        ),
        ("{\"prompt_tokens\":-7,\"completion_tokens\":7.5}", none, "not_a_count out_of_range"),
        (
            "{\"prompt_tokens\":1099511627776,\"completion_tokens\":1e999}",
            [Some(1 << 40), Some(0), Some(0), Some(0), None, None],
            "out_of_range",
        ),
        ("{\"prompt_tokens\":1099511627777,\"completion_tokens\":\"7\"}", none, "not_a_count out_of_range"),
        (
            "{\"prompt_tokens\":7.0,\"completion_tokens\":1e1,\"prompt_tokens_details\":null}",
            [Some(7), Some(0), Some(0), Some(0), Some(10), None],
            "",
        ),
        (
            "{\"completion_tokens\":1,\"completion_tokens_details\":{\"reasoning_tokens\":2}}",
            [None, None, None, None, Some(1), None],
            "contradictory",
        ),
    ] {
        let read = of_usage(Format::OpenaiChat, usage);
        assert_eq!((buckets(&read), read.marks.join(" ").as_str()), (expected, marks), "{usage}");
        assert_eq!((read.completeness, read.raw.as_deref()), (Completeness::Final, Some(usage)), "{usage}");
    }
}

#[test]
fn messages_usage_becomes_buckets() {
    for (usage, expected, marks) in [
        ("{\"input_tokens\":10,\"output_tokens\":2}", [Some(10), Some(0), Some(0), Some(0), Some(2), None], ""),
        (
            "{\"input_tokens\":10,\"cache_read_input_tokens\":null,\"cache_creation_input_tokens\":5,\"output_tokens\":2}",
            [Some(10), Some(0), Some(5), Some(0), Some(2), None],
            "",
        ),
        ("{\"cache_read_input_tokens\":3,\"output_tokens\":2}", [None, Some(3), None, None, Some(2), None], ""),
        (
            "{\"input_tokens\":1,\"cache_creation_input_tokens\":5,\"cache_creation\":{\"ephemeral_5m_input_tokens\":1,\"ephemeral_1h_input_tokens\":4}}",
            [Some(1), Some(0), Some(1), Some(4), None, None],
            "",
        ),
        (
            "{\"input_tokens\":1,\"cache_creation_input_tokens\":5,\"cache_creation\":{\"ephemeral_5m_input_tokens\":2,\"ephemeral_1h_input_tokens\":4}}",
            [Some(1), Some(0), Some(1), Some(4), None, None],
            "contradictory",
        ),
        (
            "{\"input_tokens\":1,\"output_tokens\":9,\"output_tokens_details\":{\"thinking_tokens\":4}}",
            [Some(1), Some(0), Some(0), Some(0), Some(9), Some(4)],
            "",
        ),
    ] {
        let read = of_usage(Format::AnthropicMessages, usage);
        assert_eq!((buckets(&read), read.marks.join(" ").as_str()), (expected, marks), "{usage}");
        assert_eq!(read.completeness, Completeness::Final);
    }
}

#[test]
fn a_usage_without_counts_is_missing() {
    for body in ["{\"usage\":{}}", "{\"usage\":{\"service_tier\":\"x\"}}", "{\"usage\":null}", "{}", "{\"usage\":[1]}"]
    {
        let usage = read(Format::OpenaiChat, body).usage;
        assert_eq!((usage.completeness, buckets(&usage)), (Completeness::Missing, [None; 6]), "{body}");
    }
}

#[test]
fn counts_of_a_host_become_buckets() {
    let counts = |input: u64, read: Option<u64>, includes_cache| Counts {
        input_tokens: Some(input),
        output_tokens: Some(5),
        cache_read: read,
        includes_cache,
        ..Counts::default()
    };
    let full = |uncached, read| [uncached, Some(read), Some(0), Some(0), Some(5), None];
    for (counts, expected, marks) in [
        (counts(10, None, None), full(Some(10), 0), ""),
        (counts(10, Some(4), None), full(Some(6), 4), ""),
        (counts(10, Some(4), Some(false)), full(Some(10), 4), ""),
        (counts(3, Some(4), Some(true)), full(None, 4), "contradictory"),
        (counts(1_099_511_627_777, None, None), [None, None, None, None, Some(5), None], "out_of_range"),
    ] {
        let usage = from_counts(&counts);
        assert_eq!((buckets(&usage), usage.marks.join(" ").as_str()), (expected, marks), "{counts:?}");
        assert_eq!(usage.completeness, Completeness::Final);
    }
    assert_eq!(from_counts(&Counts::default()), Usage::default());
}

#[test]
fn a_cache_that_is_told_wrongly_is_unknown_and_so_is_what_it_leaves() {
    let usage = of_usage(
        Format::OpenaiChat,
        "{\"prompt_tokens\":9,\"prompt_tokens_details\":{\"cached_tokens\":-4},\"completion_tokens\":1}",
    );
    assert_eq!(buckets(&usage), [None, None, Some(0), Some(0), Some(1), None]);
    assert_eq!((usage.input_tokens, usage.marks), (None, vec!["out_of_range".to_owned()]));
}

/// The buckets, the marks and the reported cost of a usage object.
fn told(format: Format, usage: &str) -> ([Option<u64>; 6], String, Option<String>) {
    let metered = read(format, &format!("{{\"usage\":{usage}}}"));
    (buckets(&metered.usage), metered.usage.marks.join(" "), metered.reported.map(|told| told.cost.to_string()))
}

#[test]
fn what_is_no_usage_object_is_marked_and_takes_nothing_away() {
    for format in [Format::OpenaiChat, Format::OpenaiResponses, Format::AnthropicMessages] {
        for usage in ["[1]", "5", "\"many\"", "true"] {
            assert_eq!(told(format, usage), ([None; 6], "not_a_count".into(), None), "{format} {usage}");
        }
        assert_eq!(told(format, "null"), ([None; 6], String::new(), None), "{format}");
    }
    let chunk = |usage: &str| format!("data: {{\"choices\":[],\"usage\":{usage}}}\n\n");
    let sound = chunk("{\"prompt_tokens\":3,\"completion_tokens\":1}");
    for (stream, marks) in [
        (sound.clone() + &chunk("{}"), ""),
        (sound.clone() + &chunk("null"), ""),
        (sound.clone() + &chunk("[]"), "not_a_count"),
        (chunk("[]") + &sound, ""),
        (chunk("{}") + &sound, ""),
    ] {
        let usage = read(Format::OpenaiChat, &stream).usage;
        assert_eq!((usage.total_tokens, usage.marks.join(" ").as_str()), (Some(4), marks), "{stream}");
    }
}

#[test]
fn of_repeated_members_the_last_counts() {
    let (buckets, marks, _) = told(
        Format::OpenaiChat,
        "{\"prompt_tokens\":1,\"prompt_tokens\":9,\"completion_tokens\":2,\"completion_tokens\":3,\"total_tokens\":12}",
    );
    assert_eq!((buckets[0], buckets[4], marks.as_str()), (Some(9), Some(3), ""));
}

#[test]
fn details_that_are_none_make_the_caches_unknown() {
    let usage = "{\"prompt_tokens\":9,\"completion_tokens\":1,\"prompt_tokens_details\":\"none\"}";
    let (buckets, marks, _) = told(Format::OpenaiChat, usage);
    assert_eq!((buckets, marks.as_str()), ([None, None, None, Some(0), Some(1), None], "not_a_count part_unknown"));
}

#[test]
fn cost_is_read_where_each_provider_reports_it() {
    let tokens = "\"prompt_tokens\":1,\"completion_tokens\":1";
    for (cost, expected, marks) in [
        ("\"cost\":0.00254674,\"market_cost\":0.00254674,\"gateway_cost\":0", Some("0.00254674"), ""),
        ("\"cost\":0", Some("0"), ""),
        ("\"cost\":null", None, ""),
        ("\"cost\":-1", None, "cost_out_of_range"),
        ("\"cost\":1e30", None, "cost_out_of_range"),
        ("\"cost\":\"1\"", None, "cost_out_of_range"),
        ("\"cost\":{\"input_tokens_cost\":0.002,\"output_tokens_cost\":0.001,\"total_cost\":0.003}", Some("0.003"), ""),
        ("\"cost\":{}", None, "cost_out_of_range"),
        ("\"cost_in_usd_ticks\":37756000", Some("0.0037756"), ""),
        ("\"cost_in_usd_ticks\":1", Some("0.0000000001"), ""),
        ("\"cost_in_usd_ticks\":-1", None, "cost_out_of_range"),
        ("\"estimated_cost\":0.000409", Some("0.000409"), ""),
        ("\"estimated_cost\":null", None, ""),
        ("\"cost_usd_total\":0.000125,\"cost_usd_input\":0.000025", Some("0.000125"), ""),
        ("\"cost\":0.0001,\"is_byok\":false,\"cost_details\":{\"upstream_inference_cost\":0.0001}", Some("0.0001"), ""),
        ("\"cost\":0.0001,\"is_byok\":true,\"cost_details\":{\"upstream_inference_cost\":0.002}", Some("0.0021"), ""),
        ("\"cost\":0.0001,\"is_byok\":true,\"cost_details\":{}", None, ""),
    ] {
        let (_, found, reported) = told(Format::OpenaiChat, &format!("{{{tokens},{cost}}}"));
        assert_eq!((reported.as_deref(), found.as_str()), (expected, marks), "{cost}");
    }
    // Without a count there is no usage, but what is wrong is still told.
    assert_eq!(told(Format::OpenaiChat, "{\"cost\":-1}"), ([None; 6], "cost_out_of_range".into(), None));
}

#[test]
fn names_that_gateways_pass_on_are_read() {
    let usage = "{\"prompt_tokens\":734311,\"completion_tokens\":7,\"cache_read_input_tokens\":426653,\
                 \"cache_creation_input_tokens\":184457,\"prompt_tokens_details\":{\"cache_creation_token_details\":\
                 {\"ephemeral_5m_input_tokens\":31490,\"ephemeral_1h_input_tokens\":1000}}}";
    let expected = [Some(123_201), Some(426_653), Some(183_457), Some(1_000), Some(7), None];
    assert_eq!(told(Format::OpenaiChat, usage), (expected, String::new(), None));
    let deepseek = "{\"prompt_tokens\":10,\"prompt_cache_hit_tokens\":4,\"prompt_cache_miss_tokens\":5}";
    assert_eq!(told(Format::OpenaiChat, deepseek).1, "contradictory");
}

#[test]
fn timings_count_where_no_usage_was_asked_for() {
    let timings = "{\"cache_n\":236,\"prompt_n\":1,\"prompt_ms\":30.958,\"predicted_n\":35,\"predicted_ms\":661.064}";
    let chunk = |more: &str| {
        format!(
            "data: {{\"choices\":[{{\"index\":0,\"delta\":{{}},\"finish_reason\":\"stop\"}}]{more}}}\n\ndata: [DONE]\n\n"
        )
    };
    let metered = read(Format::OpenaiChat, &chunk(&format!(",\"timings\":{timings}")));
    assert_eq!(buckets(&metered.usage), [Some(1), Some(236), Some(0), Some(0), Some(35), None]);
    assert_eq!((metered.usage.completeness, metered.usage.raw.as_deref()), (Completeness::Final, Some(timings)));
    // Beside usage they tell the cache, if it does not.
    let usage = "{\"prompt_tokens\":237,\"completion_tokens\":35,\"total_tokens\":272}";
    let metered = read(Format::OpenaiChat, &chunk(&format!(",\"usage\":{usage},\"timings\":{timings}")));
    assert_eq!(buckets(&metered.usage), [Some(1), Some(236), Some(0), Some(0), Some(35), None]);
    assert_eq!(metered.usage.raw.as_deref(), Some(usage));
    // An older server does not say what came from its cache.
    let metered = read(Format::OpenaiCompletions, "{\"timings\":{\"prompt_n\":1,\"predicted_n\":35}}");
    assert_eq!(buckets(&metered.usage), [None, None, None, None, Some(35), None]);
    // They may come with every chunk, and are not the last then.
    let early = "data: {\"choices\":[{\"index\":0,\"delta\":{}}],\"timings\":{\"cache_n\":0,\"prompt_n\":5,\"predicted_n\":1}}\n\n";
    let usage = read(Format::OpenaiChat, early).usage;
    assert_eq!((usage.total_tokens, usage.completeness), (Some(6), Completeness::Partial));
}

#[test]
fn summing_up_a_conversation_counts_and_an_advisor_is_missing() {
    let compacted = "{\"input_tokens\":23000,\"output_tokens\":1000,\"cache_read_input_tokens\":7,\"iterations\":[\
        {\"type\":\"compaction\",\"input_tokens\":180000,\"output_tokens\":3500,\"cache_read_input_tokens\":3,\
        \"cache_creation_input_tokens\":50,\"cache_creation\":{\"ephemeral_5m_input_tokens\":20,\"ephemeral_1h_input_tokens\":30}},\
        {\"type\":\"message\",\"input_tokens\":23000,\"output_tokens\":1000}]}";
    let expected = [Some(203_000), Some(10), Some(20), Some(30), Some(4_500), None];
    assert_eq!(told(Format::AnthropicMessages, compacted), (expected, String::new(), None));
    let advised = "{\"input_tokens\":5,\"output_tokens\":2,\"iterations\":[{\"type\":\"advisor_message\",\"model\":\"m\",\
        \"input_tokens\":50,\"output_tokens\":20}]}";
    let usage = of_usage(Format::AnthropicMessages, advised);
    assert_eq!(buckets(&usage), [Some(5), Some(0), Some(0), Some(0), Some(2), None]);
    assert_eq!((usage.completeness, usage.marks.join(" ").as_str()), (Completeness::Partial, "other_model"));
}

#[test]
fn a_delta_of_zeros_does_not_take_away_what_the_start_told() {
    let stream = |start: &str, delta: &str| {
        format!(
            "data: {{\"type\":\"message_start\",\"message\":{{\"usage\":{start}}}}}\n\n\
             data: {{\"type\":\"message_delta\",\"delta\":{{\"stop_reason\":\"end_turn\"}},\"usage\":{delta}}}\n\n"
        )
    };
    for (start, delta, expected) in [
        (
            "{\"input_tokens\":25,\"cache_read_input_tokens\":4,\"output_tokens\":1}",
            "{\"input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":7}",
            [Some(25), Some(4), Some(0), Some(0), Some(7), None],
        ),
        (
            "{\"input_tokens\":0,\"output_tokens\":0}",
            "{\"input_tokens\":25,\"cache_read_input_tokens\":4,\"output_tokens\":7}",
            [Some(25), Some(4), Some(0), Some(0), Some(7), None],
        ),
        // A refusal has no output; the 1 of the start was none.
        (
            "{\"input_tokens\":25,\"output_tokens\":1}",
            "{\"output_tokens\":0}",
            [Some(25), Some(0), Some(0), Some(0), Some(0), None],
        ),
        // With the tools of the server the total covers every turn, the split the first alone.
        (
            "{\"input_tokens\":10,\"cache_creation_input_tokens\":31490,\"cache_creation\":{\"ephemeral_5m_input_tokens\":31490,\"ephemeral_1h_input_tokens\":0},\"output_tokens\":1}",
            "{\"input_tokens\":30,\"cache_creation_input_tokens\":184457,\"output_tokens\":9}",
            [Some(30), Some(0), Some(184_457), Some(0), Some(9), None],
        ),
    ] {
        let usage = read(Format::AnthropicMessages, &stream(start, delta)).usage;
        assert_eq!((buckets(&usage), usage.marks.len()), (expected, 0), "{start} {delta}");
    }
}

#[test]
fn a_cost_beside_the_usage_or_in_a_header_is_read() {
    let usage = "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}";
    let copilot = read(Format::OpenaiChat, &format!("{{{usage},\"copilot_usage\":{{\"total_nano_aiu\":1234500000}}}}"));
    let told = copilot.reported.unwrap();
    assert_eq!((told.cost.to_string().as_str(), &*told.by), ("0.012345", "copilot_usage.total_nano_aiu"));
    let by_header = |value: &str, body: &str| {
        let mut meter = Meter::new(Format::OpenaiChat, false);
        meter.response(200, &[("X-LiteLLM-Response-Cost".into(), value.into())]);
        meter.feed(body.as_bytes());
        let reading = meter.reading();
        (reading.reported.map(|told| format!("{} {}", told.cost, told.by)), reading.usage.marks.join(" "))
    };
    let body = format!("{{{usage}}}");
    let litellm = Some("0.000415 x-litellm-response-cost".to_owned());
    assert_eq!(by_header("0.000415", &body), (litellm.clone(), String::new()));
    assert_eq!(by_header("4.15e-04", &body), (litellm, String::new()));
    // A stream's headers are sent before there is a cost.
    assert_eq!(by_header("0.0", &body), (None, String::new()));
    assert_eq!(by_header("-1", &body), (None, "cost_out_of_range".into()));
    assert_eq!(by_header("much", &body), (None, "cost_out_of_range".into()));
    let both = "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"cost\":0.5}}";
    assert_eq!(by_header("0.1", both).0.as_deref(), Some("0.5 usage.cost"));
}

#[test]
fn what_is_no_text_is_a_part_of_its_bucket() {
    let parts = |usage: &Usage| {
        let Usage { audio_input, image_input, video_input, audio_cache_read, .. } = *usage;
        [audio_input, image_input, video_input, audio_cache_read, usage.audio_output, usage.image_output]
    };
    let chat = "{\"prompt_tokens\":100,\"completion_tokens\":50,\"prompt_tokens_details\":{\"audio_tokens\":60,\"image_tokens\":10,\
                \"video_tokens\":5},\"completion_tokens_details\":{\"audio_tokens\":40,\"image_tokens\":2}}";
    let told = of_usage(Format::OpenaiChat, chat);
    assert_eq!(parts(&told), [Some(60), Some(10), Some(5), None, Some(40), Some(2)]);
    let gemini = "{\"usageMetadata\":{\"promptTokenCount\":100,\"cachedContentTokenCount\":40,\"candidatesTokenCount\":9,\
                  \"totalTokenCount\":109,\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":30},\
                  {\"modality\":\"AUDIO\",\"tokenCount\":50},{\"modality\":\"DOCUMENT\",\"tokenCount\":20}],\
                  \"cacheTokensDetails\":[{\"modality\":\"AUDIO\",\"tokenCount\":40}],\
                  \"candidatesTokensDetails\":[{\"modality\":\"IMAGE\",\"tokenCount\":9}]}}";
    let told = read(Format::Gemini, gemini).usage;
    assert_eq!(parts(&told), [Some(50), Some(20), Some(0), Some(40), Some(0), Some(9)]);
    // More of a part than of its bucket cannot be, and what is no count is not known.
    let too_many = chat.replace("\"audio_tokens\":60", "\"audio_tokens\":600");
    let told = of_usage(Format::OpenaiChat, &too_many);
    assert_eq!((told.audio_input, told.marks.join(" ").as_str()), (None, "contradictory part_unknown"));
    assert_eq!(told.input_tokens, Some(100));
    let told = of_usage(Format::OpenaiChat, &chat.replace("\"audio_tokens\":60", "\"audio_tokens\":-6"));
    assert_eq!((told.audio_input, told.marks.join(" ").as_str()), (None, "out_of_range part_unknown"));
}

#[test]
fn what_is_charged_by_the_piece_is_counted() {
    let units = |usage: &Usage| {
        let all: Vec<String> = usage.units.iter().map(|(unit, count)| format!("{unit} {count}")).collect();
        all.join(", ")
    };
    let claude = "{\"input_tokens\":1,\"output_tokens\":1,\"server_tool_use\":{\"web_search_requests\":5,\"web_fetch_requests\":0}}";
    assert_eq!(units(&of_usage(Format::AnthropicMessages, claude)), "web_search 5");
    let wrong = claude.replace(":5", ":-5");
    let told = of_usage(Format::AnthropicMessages, &wrong);
    assert_eq!((units(&told).as_str(), told.marks.join(" ").as_str()), ("", "out_of_range part_unknown"));
    let item = |kind: &str, more: &str| format!("{{\"type\":\"{kind}\"{more}}}");
    let search = |action: &str| item("web_search_call", &format!(",\"action\":{{\"type\":\"{action}\"}}"));
    let output = [search("search"), search("open_page"), search("search"), item("file_search_call", "")].join(",");
    let body = |more: &str| {
        format!("{{\"model\":\"m\",\"output\":[{output}],\"usage\":{{\"input_tokens\":1,\"output_tokens\":1}}{more}}}")
    };
    assert_eq!(units(&read(Format::OpenaiResponses, &body("")).usage), "file_search 1, web_search 2");
    // What the response counts itself is what is charged.
    let counted = body(",\"tool_usage\":{\"web_search\":{\"num_requests\":1},\"image_gen\":{\"total_tokens\":0}}");
    assert_eq!(units(&read(Format::OpenaiResponses, &counted).usage), "file_search 1, web_search 1");
    // In a stream an item and the whole response tell the same.
    let stream = format!(
        "data: {{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":{}}}\n\n\
         data: {{\"type\":\"response.completed\",\"response\":{}}}\n\n",
        search("search"),
        body("")
    );
    assert_eq!(units(&read(Format::OpenaiResponses, &stream).usage), "file_search 1, web_search 2");
    // Another model made the image; its tokens are not in the usage.
    let image = body("").replace("file_search_call", "image_generation_call");
    assert!(read(Format::OpenaiResponses, &image).usage.marks.contains(&"other_model".to_owned()));
    let grounded = |model: &str| {
        let body = format!(
            "{{\"modelVersion\":\"{model}\",\"candidates\":[{{\"finishReason\":\"STOP\",\"groundingMetadata\":{{\
             \"webSearchQueries\":[\"a\",\"b\",\"\",\"a\"]}}}}],\"usageMetadata\":{{\"promptTokenCount\":1,\"totalTokenCount\":1}}}}"
        );
        units(&read(Format::Gemini, &body).usage)
    };
    assert_eq!(
        (grounded("gemini-2.5-flash").as_str(), grounded("gemini-3-pro").as_str()),
        ("web_search 1", "web_search 2")
    );
}

#[test]
fn no_count_of_a_response_falls_back() {
    let chunk = |usage: &str| format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{{}}}}],\"usage\":{usage}}}\n\n");
    let first = chunk("{\"prompt_tokens\":10,\"completion_tokens\":4,\"prompt_tokens_details\":{\"cached_tokens\":3}}");
    for later in [
        "{\"prompt_tokens\":0,\"completion_tokens\":0,\"prompt_tokens_details\":{\"cached_tokens\":0}}",
        "{\"completion_tokens\":4}",
        "{\"prompt_tokens\":10,\"completion_tokens\":0}",
    ] {
        let usage = read(Format::OpenaiChat, &(first.clone() + &chunk(later) + &chunk(later))).usage;
        assert_eq!(buckets(&usage), [Some(7), Some(3), Some(0), Some(0), Some(4), None], "{later}");
    }
    let usage = read(Format::OpenaiChat, &(first + &chunk("{\"prompt_tokens\":10,\"completion_tokens\":9}"))).usage;
    assert_eq!(buckets(&usage), [Some(7), Some(3), Some(0), Some(0), Some(9), None]);
}

#[test]
fn a_running_total_proves_nothing_of_what_is_to_come() {
    let begun = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},\"finish_reason\":\"\"}],\
                 \"usage\":{\"prompt_tokens\":10,\"total_tokens\":10}}\n\n";
    let usage = read(Format::OpenaiChat, begun).usage;
    assert_eq!((usage.output, usage.completeness), (None, Completeness::Partial));
    let whole = "{\"usage\":{\"prompt_tokens\":10,\"total_tokens\":10}}";
    assert_eq!(read(Format::OpenaiChat, whole).usage.output, Some(0));
    let gemini = |reason: &str| {
        format!(
            "data: {{\"candidates\":[{{\"content\":{{\"parts\":[{{\"text\":\"x\"}}]}}{reason}}}],\"usageMetadata\":{{\
             \"promptTokenCount\":10,\"totalTokenCount\":10}}}}\n\n"
        )
    };
    assert_eq!(read(Format::Gemini, &gemini("")).usage.output, None);
    assert_eq!(read(Format::Gemini, &gemini(",\"finishReason\":\"STOP\"")).usage.output, Some(0));
}
