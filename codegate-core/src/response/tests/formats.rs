//! Formats other than chat and messages.

use super::*;

#[test]
fn a_responses_stream_is_read_to_its_terminal_event() {
    let metered = read(Format::OpenaiResponses, RESPONSES);
    assert_eq!(buckets(&metered.usage), [Some(6), Some(20), Some(1), Some(3), Some(9), Some(4)]);
    assert_eq!((metered.usage.input_tokens, metered.usage.completeness), (Some(30), Completeness::Final));
    assert_eq!(metered.output.as_deref(), Some("Hi there\nshell({\"cmd\":\"ls\"})"));
    assert_eq!(metered.response_model.as_deref(), Some("gpt-5.5-codex"));
    let broken = RESPONSES.split_once("event: response.completed").unwrap().0;
    assert_eq!(read(Format::OpenaiResponses, broken).usage, Usage::default());

    let (_, terminal) = RESPONSES.rsplit_once("\"response\": ").unwrap();
    let whole = read(Format::OpenaiResponses, terminal.trim_end().strip_suffix('}').unwrap());
    assert_eq!((whole.usage, whole.output), (metered.usage.clone(), metered.output.clone()));
    let last_event_alone =
        read(Format::OpenaiResponses, RESPONSES.rsplit_once("event:").unwrap().1.trim_start_matches(|c| c != '\n'));
    assert_eq!(last_event_alone.output, metered.output);
}

#[test]
fn ollama_tells_its_counts_in_the_last_object() {
    let lines = "{\"model\":\"qwen3\",\"message\":{\"role\":\"assistant\",\"content\":\"Hi \"},\"done\":false}\n\
                 {\"model\":\"qwen3\",\"message\":{\"content\":\"you\",\"tool_calls\":[{\"function\":{\"name\":\"f\",\
                 \"arguments\":{\"a\":1}}}]},\"done\":false}\n\
                 {\"model\":\"qwen3\",\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\
                 \"total_duration\":5,\"prompt_eval_count\":26,\"eval_count\":7}\n";
    let metered = read(Format::OllamaChat, lines);
    assert_eq!(buckets(&metered.usage), [Some(26), Some(0), Some(0), Some(0), Some(7), None]);
    let raw = "{\"total_duration\":5,\"prompt_eval_count\":26,\"eval_count\":7}";
    assert_eq!(metered.usage.raw.as_deref(), Some(raw));
    assert_eq!(metered.output.as_deref(), Some("Hi you\nf({\"a\":1})"));
    let (meter, _) = fed(Format::OllamaChat, false, lines.as_bytes(), 3);
    assert!(meter.complete() && meter.reading() == metered);

    let broken = lines.rsplit_once("{\"model\"").unwrap().0;
    let (meter, _) = fed(Format::OllamaChat, false, broken.as_bytes(), 10);
    assert!(!meter.complete() && meter.reading().usage == Usage::default());

    // A server that took the prompt from its cache leaves the count out: unknown, not 0.
    let whole = read(Format::OllamaGenerate, "{\"model\":\"m\",\"response\":\"x\",\"done\":true,\"eval_count\":2}");
    assert_eq!(buckets(&whole.usage), [None, None, None, None, Some(2), None]);
    assert_eq!(whole.output.as_deref(), Some("x"));
}

#[test]
fn gemini_counts_thoughts_and_tools_beside_the_rest() {
    let chunk = |text: &str, more: &str| {
        let parts = format!("[{{\"text\":\"hm\",\"thought\":true}},{{\"text\":\"{text}\"}}]");
        format!("{{\"candidates\":[{{\"content\":{{\"parts\":{parts}}}{more}}}],\"modelVersion\":\"gemini-2.5-pro\",")
            + "\"usageMetadata\":{\"promptTokenCount\":10,\"cachedContentTokenCount\":4,\"toolUsePromptTokenCount\":2,\
               \"candidatesTokenCount\":3,\"thoughtsTokenCount\":5,\"totalTokenCount\":20}}"
    };
    let (first, last) = (chunk("Hi ", ""), chunk("you", ",\"finishReason\":\"STOP\""));
    for (body, text) in [
        (format!("data: {first}\r\n\r\ndata: {last}\r\n\r\n"), "Hi you"),
        (format!("[{first}\n,\r\n{last}]"), "Hi you"),
        (last.clone(), "you"),
        (format!("data: {{\"response\":{last}}}\n\n"), "you"),
    ] {
        let (meter, _) = fed(Format::Gemini, false, body.as_bytes(), 11);
        let metered = meter.reading();
        assert_eq!(buckets(&metered.usage), [Some(8), Some(4), Some(0), Some(0), Some(8), Some(5)], "{body}");
        assert_eq!((metered.usage.completeness, metered.usage.marks.len()), (Completeness::Final, 0), "{body}");
        assert_eq!((metered.output.as_deref(), meter.complete()), (Some(text), true), "{body}");
        assert_eq!(metered.response_model.as_deref(), Some("gemini-2.5-pro"));
    }
    let partial = read(Format::Gemini, &format!("[{first},")).usage;
    assert_eq!((partial.output, partial.completeness), (Some(8), Completeness::Partial));
    for (counts, expected) in [
        ("\"promptTokenCount\":7,\"totalTokenCount\":7", Some(0)),
        ("\"promptTokenCount\":7,\"thoughtsTokenCount\":2,\"totalTokenCount\":9", Some(2)),
        ("\"promptTokenCount\":7,\"totalTokenCount\":9", None),
    ] {
        let usage = read(Format::Gemini, &format!("{{\"usageMetadata\":{{{counts}}}}}")).usage;
        assert_eq!(usage.output, expected, "{counts}");
    }
}

#[test]
fn the_service_tier_is_told() {
    let usage = |usage: &str| format!("{{\"usage\":{usage}}}");
    for (format, body, expected) in [
        (Format::OpenaiChat, "{\"service_tier\":\"Flex\",\"choices\":[]}".to_owned(), Some("flex")),
        (Format::OpenaiChat, "{\"service_tier\":null,\"choices\":[]}".to_owned(), None),
        (Format::OpenaiChat, "{\"service_tier\":5,\"choices\":[]}".to_owned(), None),
        (Format::OpenaiResponses, "{\"service_tier\":\"priority\"}".to_owned(), Some("priority")),
        (
            Format::OpenaiResponses,
            "data: {\"type\":\"response.created\",\"response\":{\"service_tier\":\"auto\"}}\n\n\
             data: {\"type\":\"response.completed\",\"response\":{\"service_tier\":\"default\"}}\n\n"
                .to_owned(),
            Some("default"),
        ),
        (Format::AnthropicMessages, usage("{\"output_tokens\":1,\"service_tier\":\"batch\"}"), Some("batch")),
        (Format::AnthropicMessages, usage("{\"service_tier\":\"standard\",\"speed\":\"fast\"}"), Some("fast")),
        (Format::AnthropicMessages, MESSAGES.to_owned(), Some("standard")),
        (Format::Gemini, "{\"usageMetadata\":{\"trafficType\":\"ON_DEMAND\"}}".to_owned(), Some("standard")),
        (Format::Gemini, "{\"usageMetadata\":{\"trafficType\":\"ON_DEMAND_FLEX\"}}".to_owned(), Some("flex")),
        (Format::Gemini, "{\"usageMetadata\":{\"serviceTier\":\"priority\"}}".to_owned(), Some("priority")),
    ] {
        assert_eq!(read(format, &body).service_tier.as_deref(), expected, "{body}");
    }
    let mut meter = Meter::new(Format::Gemini, false);
    meter.response(200, &[("X-Gemini-Service-Tier".into(), "priority".into())]);
    meter.feed(b"{}");
    assert_eq!(meter.reading().service_tier.as_deref(), Some("priority"));
}
