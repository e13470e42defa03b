use super::FailureClass::{Client, ContextLength, Network, Overloaded, RateLimit, Server};
use super::*;

fn of(status: impl Into<Option<u16>>, body: &str) -> FailureClass {
    class(status.into(), Some(&Told::of_text(body)))
}

#[test]
fn a_status_alone_tells_the_class() {
    let classes = [
        (400, Client),
        (401, Client),
        (404, Client),
        (307, Client),
        (408, Network),
        (429, RateLimit),
        (498, Overloaded),
        (500, Server),
        (502, Server),
        (503, Overloaded),
        (529, Overloaded),
    ];
    for (status, expected) in classes {
        assert_eq!(class(Some(status), None), expected, "{status}");
    }
    assert_eq!(class(None, None), Network, "nothing came");
    assert_eq!(class(Some(200), None), Network, "a response broke off");
}

#[test]
fn the_body_tells_what_the_status_does_not() {
    let cases = [
        (
            400,
            r#"{"error":{"message":"x","type":"invalid_request_error","code":"context_length_exceeded"}}"#,
            ContextLength,
        ),
        (
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}"#,
            ContextLength,
        ),
        (
            400,
            r#"{"error":{"code":400,"message":"The input token count (9) exceeds the maximum number of tokens allowed (8).","status":"INVALID_ARGUMENT"}}"#,
            ContextLength,
        ),
        (500, r#"{"error":"the input length exceeds the context length"}"#, ContextLength),
        (
            413,
            r#"{"error":{"message":"Request too large for model on tokens per minute (TPM)","type":"tokens","code":"rate_limit_exceeded"}}"#,
            RateLimit,
        ),
        (429, r#"{"error":{"message":"Too many tokens: maximum context length","type":"tokens"}}"#, RateLimit),
        (500, r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, Overloaded),
        (400, r#"{"error":{"message":"bad","type":"invalid_request_error","code":"server_error"}}"#, Client),
        (503, r#"[{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}]"#, Overloaded),
        (400, r#"{"__type":"com.amazon.coral.service#ThrottlingException","message":"Too many requests"}"#, RateLimit),
        (400, r#"{"message":"Input is too long for requested model."}"#, ContextLength),
        (
            400,
            r#"{"object":"error","message":"This model's maximum context length is 4096 tokens.","code":400}"#,
            ContextLength,
        ),
        (422, r#"{"detail":"no"}"#, Client),
        (502, "<html>Bad Gateway</html>", Server),
        (400, "Prompt is too long", ContextLength),
    ];
    for (status, body, expected) in cases {
        assert_eq!(of(status, body), expected, "{status} {body}");
    }
}

#[test]
fn an_error_in_a_response_of_status_200_has_a_class_too() {
    assert_eq!(of(200, r#"{"error":{"code":429,"message":"slow"}}"#), RateLimit);
    assert_eq!(of(None, r#"{"error":{"code":"x","message":"y"}}"#), Server);
    assert_eq!(of(200, r#"{"type":"error","error":{"type":"rate_limit_error"}}"#), RateLimit);
    assert_eq!(
        of(200, r#"{"type":"response.failed","response":{"error":{"code":"context_length_exceeded"}}}"#),
        ContextLength
    );
    for fine in [
        r#"{"error":null,"id":"r"}"#,
        r#"{"type":"message","content":[]}"#,
        "{}",
        r#"{"response":{"error":null}}"#,
        r#"{"error":false}"#,
        r#"{"error":{}}"#,
        r#"{"error": { } }"#,
        r#"{"custom_id":"a","error":{"code":"x"}}"#,
    ] {
        assert_eq!(Told::read(fine, false), None, "{fine}");
    }
}

#[test]
fn hostile_errors_are_bounded_and_read_as_far_as_they_go() {
    let long = format!(r#"{{"error":{{"code":"{0}","type":[],"status":1e999,"message":"{0}"}}}}"#, "é".repeat(9_000));
    let told = Told::of_text(&long);
    assert!(told.message.len() <= MESSAGE_BYTES && told.words.iter().all(|word| word.len() <= WORD_BYTES));
    assert_eq!(class(Some(500), Some(&told)), Server);
    for body in [r#"{"error":[]}"#, r#"{"error":true}"#, r#"{"error":{"code":-5,"message":{}}}"#, "{", ""] {
        assert_eq!(of(400, body), Client, "{body}");
    }
}

#[test]
fn a_status_in_a_string_is_one_and_one_around_the_error_counts_too() {
    for (body, expected) in [
        (r#"{"error":{"message":"litellm.RateLimitError: x","type":null,"code":"429"}}"#, RateLimit),
        (r#"{"error":{"message":"x","code":"503"}}"#, Overloaded),
        (r#"{"error":{"message":"x","code":"400"}}"#, Client),
        (r#"{"error":{"message":"x","code":"1300"}}"#, Server),
        (r#"{"type":"error","status":429,"error":{"message":"x"}}"#, RateLimit),
        (r#"{"type":"error","status_code":400,"error":{"code":"previous_response_not_found"}}"#, Client),
        (r#"{"type":"error","status":400,"error":{"code":503}}"#, Overloaded),
        (r#"{"object":"error","message":"x","type":"rate_limited","param":null,"code":"1300"}"#, RateLimit),
        (r#"{"object":"error","message":"x","type":"BadRequestError","code":400}"#, Client),
        (r#"{"choices":[{"finish_reason":"error","error":{"code":502,"message":"Provider returned error"}}]}"#, Server),
        (r#"{"choices":[{"error":{"code":429}}]}"#, RateLimit),
        (r#"{"choices":[{"delta":{},"finish_reason":"error"}]}"#, Server),
        (r#"[{"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}}]"#, RateLimit),
    ] {
        let told = Told::read(body, false);
        assert!(told.is_some(), "{body}");
        assert_eq!(class(Some(200), told.as_ref()), expected, "{body}");
    }
    for fine in [
        r#"[{"error":{"code":429},"id":1}]"#,
        "[1]",
        "[]",
        r#"{"choices":[{"error":null,"finish_reason":"stop","message":{"content":"error"}}]}"#,
        r#"{"object":"list","type":"x"}"#,
    ] {
        assert_eq!(Told::read(fine, false), None, "{fine}");
    }
}

#[test]
fn codes_say_whose_fault_it_is() {
    let of =
        |code: &str| of(200, &format!(r#"{{"type":"response.failed","response":{{"error":{{"code":"{code}"}}}}}}"#));
    for (code, expected) in [
        ("server_is_overloaded", Overloaded),
        ("slow_down", Overloaded),
        ("usage_limit_reached", RateLimit),
        ("RateLimitReached", RateLimit),
        ("throttling_error", RateLimit),
        ("invalid_prompt", Client),
        ("invalid_image_url", Client),
        ("image_too_large", Client),
        ("invalid_request_error", Client),
        ("INVALID_ARGUMENT", Client),
        ("ModelErrorException", Server),
        ("never_heard_of", Server),
    ] {
        assert_eq!(of(code), expected, "{code}");
    }
}

#[test]
fn a_prompt_that_is_too_long_is_told_in_many_words_and_a_limit_by_time_in_none_of_them() {
    for message in [
        "You passed 5000 input tokens and requested 100 output tokens. However, the model's context length is only 4096 tokens, resulting in a maximum input length of 3996 tokens.",
        "Unable to submit request because the input token count is 1100000 but model only supports up to 1048576.",
        "The input (5000 tokens) is longer than the model's context length (4096 tokens).",
        "The model returned the following errors: Input Tokens Exceeded: Number of input tokens exceeds maximum length.",
        "The model returned the following errors: Input is too long for requested model.",
        "prompt too long; exceeded max context length by 4096 tokens",
        "The number of tokens to keep from the initial prompt is greater than the context length.",
        "Reached context length of 4096 tokens with model (arch: x)",
        "litellm.ContextWindowExceededError: litellm.BadRequestError: x",
        "Invalid request: Your request exceeded model token limit: 262144 (requested: 269030)",
        "Prompt exceeds max length",
        "InternalError.Algo.InvalidParameter: Range of input length should be [1, 202745]",
        "too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 4292.",
        "Context size has been exceeded.",
        "invalid params, context window exceeds limit",
        "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096",
        "Please reduce the length of the messages or completion.",
    ] {
        for status in [400, 422, 500] {
            assert_eq!(of(status, message), ContextLength, "{message}");
        }
        assert_eq!(of(429, message), RateLimit, "{message}");
    }
    for message in [
        "Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 40000. The input or output tokens must be reduced in order to run successfully.",
        "Request too large for model `m` in organization `o` on tokens per minute (TPM): Limit 6000, Requested 7000, please reduce your message size and try again.",
        "This request would exceed your organization's rate limit of 30,000 input tokens per minute for a longer context window.",
        "Too many tokens, please wait before trying again.",
        "The long context window is only available with usage credits.",
        "max_tokens: 100000 > 64000, which is the maximum allowed number of output tokens for this model",
        "Model context window too small (minimum is 128k tokens)",
    ] {
        assert_eq!(of(400, message), Client, "{message}");
    }
}

#[test]
fn a_gateway_quotes_the_error_of_the_provider_behind_it() {
    let quoted = |metadata: &str| {
        of(502, &format!(r#"{{"error":{{"message":"Provider returned error","code":502,"metadata":{metadata}}}}}"#))
    };
    assert_eq!(quoted(r#"{"error_type":"provider_overloaded"}"#), Overloaded);
    assert_eq!(
        quoted(r#"{"raw":"{\"error\":{\"message\":\"maximum context length is 8192 tokens\"}}"}"#),
        ContextLength
    );
    assert_eq!(quoted(r#"{"raw":"{\"error\":{\"type\":\"overloaded_error\"}}"}"#), Overloaded);
    assert_eq!(quoted(r#"{"raw":"prompt is too long: 3 tokens > 2 maximum"}"#), ContextLength);
    assert_eq!(quoted(r#"{"raw":{"error":{"type":"overloaded_error"}}}"#), Server);
    // An error in an error in an error, each in text.
    let mut body = String::from("{\"error\":\"x\"}");
    for _ in 0..12 {
        body = serde_json::json!({"error": {"metadata": {"raw": body}}}).to_string();
    }
    assert_eq!(of(502, &body), Server);
}

#[test]
fn a_header_names_the_kind() {
    let of =
        |kind: &str| class(Some(400), Told::with_headers(None, &[("X-Amzn-ErrorType".into(), kind.into())]).as_ref());
    assert_eq!(of("ServiceQuotaExceededException:http://internal.amazon.com/coral/com.amazon.bedrock/"), RateLimit);
    assert_eq!(of("com.amazon.coral.service#ThrottlingException"), RateLimit);
    assert_eq!(of("ValidationException"), Client);
    assert_eq!(Told::with_headers(None, &[("x-amzn-requestid".into(), "ThrottlingException".into())]), None);
}

#[test]
fn a_body_in_hand_may_have_a_mark_or_be_events() {
    for (text, expected) in [
        ("\u{FEFF}{\"error\":{\"code\":\"context_length_exceeded\"}}", ContextLength),
        (": ping\n\ndata: {\"error\":{\"code\":\"429\"}}\n\ndata: [DONE]\n\n", RateLimit),
        ("event: error\r\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}\r\n\r\n", Overloaded),
        ("event: error\ndata: {\"code\":\"rate_limit_exceeded\"}\n\n", RateLimit),
        ("{\"response\":\"x\"}\n{\"error\":\"prompt is too long\"}\n", ContextLength),
    ] {
        assert_eq!(of(None, text), expected, "{text}");
    }
}
