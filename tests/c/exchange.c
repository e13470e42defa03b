// A host's way through the library: configure, decide, a whole exchange, what was recorded, a bundle.
#define _POSIX_C_SOURCE 200809L

#include "support/check.h"

#include <stdlib.h>
#include <string.h>

static const char REQUEST[] =
    "{\"model\": \"gpt-5.1\", \"messages\": [{\"role\": \"user\", \"content\": \"say hello\"}]}";
static const char FIELDS[] = "{\"path\": \"/v1/chat/completions\", \"key\": \"k1\","
                             " \"headers\": [[\"Authorization\", \"Bearer of-the-client\"], [\"X-Title\", \"yes\"]]}";
static const char RESPONSE[] =
    "{\"id\": \"c1\", \"object\": \"chat.completion\", \"model\": \"qwen3\", \"choices\": [{\"index\": 0, \"message\":"
    " {\"role\": \"assistant\", \"content\": \"hello\"}, \"finish_reason\": \"stop\"}],"
    " \"usage\": {\"prompt_tokens\": 12, \"completion_tokens\": 3, \"total_tokens\": 15}}";

static void versions(void) {
    CHECK(codegate_abi_version() == CODEGATE_ABI_VERSION);
    CHECK(strcmp(codegate_version(), CODEGATE_VERSION) == 0);
}

// Two providers, and a workspace whose one rule leads to the first and falls back to the second.
static void configure(codegate_gate *gate) {
    codegate_text *out = NULL;
    codegate_error *err = NULL;
    setenv("CODEGATE_TEST_KEY", "sk-of-the-host", 1);
    CHECK(codegate_provider_add(gate,
                                TEXT("{\"name\": \"cloud\", \"type\": \"openai\", \"auth\": \"api_key\","
                                     " \"credential\": \"env:CODEGATE_TEST_KEY\", \"models\": [\"gpt-5.1\"]}"),
                                &out, &err) == CODEGATE_OK);
    CHECK(holds(out, "\"endpoint\":\"https://api.openai.com\""));
    CHECK(codegate_provider_add(
              gate, TEXT("{\"name\": \"local\", \"type\": \"vllm\", \"endpoint\": \"http://127.0.0.1:8000\"}"), NULL,
              NULL) == CODEGATE_OK);
    CHECK(codegate_workspace_create(gate, TEXT("{\"name\": \"Acme\", \"custom_instructions\": \"Be brief.\"}"), &out,
                                    &err) == CODEGATE_OK);
    CHECK(holds(out, "\"name\":\"acme\""));
    CHECK(codegate_workspace_set_rules(gate, TEXT("acme"), TEXT("[{\"to\": [\"cloud/gpt-5.1\", \"local/qwen3\"]}]"),
                                       &out, &err) == CODEGATE_OK);
    CHECK(holds(out, "\"provider\":\"local\""));
    CHECK(codegate_session_activate(gate, TEXT("acme"), NULL, 0, &out, &err) == CODEGATE_OK);
    CHECK(holds(out, "\"active_workspace\":\"acme\""));
}

static void decide(const codegate_gate *gate) {
    codegate_text *out = NULL;
    CHECK(codegate_gate_decide(gate, TEXT(FIELDS), TEXT(REQUEST), &out, NULL) == CODEGATE_OK);
    CHECK(holds(out, "\"routed\":true"));
    CHECK(codegate_gate_explain(gate, TEXT(FIELDS), TEXT(REQUEST), &out, NULL) == CODEGATE_OK);
    CHECK(holds(out, "\"held\":true"));
    CHECK(codegate_gate_explain_text(gate, TEXT(FIELDS), TEXT(REQUEST), &out, NULL) == CODEGATE_OK);
    CHECK(holds(out, "rule 0: holds"));
    CHECK(codegate_gate_decide(gate, NULL, 0, "", 0, &out, NULL) == CODEGATE_OK);
    CHECK(holds(out, "body_unreadable"));
    CHECK(codegate_gate_decide(gate, NULL, 0, NULL, 0, &out, NULL) == CODEGATE_OK);
    CHECK(holds(out, "\"warnings\":"));
}

// The value of a header to send; an empty view if it is not there.
static codegate_view header(const codegate_exchange *ex, const char *wanted) {
    size_t count = 0;
    CHECK(codegate_exchange_header_count(ex, &count, NULL) == CODEGATE_OK);
    for (size_t i = 0; i < count; i++) {
        codegate_view name, value;
        CHECK(codegate_exchange_header_at(ex, i, &name, &value, NULL) == CODEGATE_OK);
        if (shows(name, wanted)) return value;
    }
    return (codegate_view){NULL, 0};
}

static void what_to_send(const codegate_exchange *ex) {
    codegate_view id, url, body, again;
    codegate_text *out = NULL;
    CHECK(codegate_exchange_id(ex, &id, NULL) == CODEGATE_OK && id.len == 36);
    CHECK(codegate_exchange_url(ex, &url, NULL) == CODEGATE_OK);
    CHECK(shows(url, "https://api.openai.com/v1/chat/completions") && url.data[url.len] == 0);
    CHECK(shows(header(ex, "authorization"), "Bearer sk-of-the-host"));
    CHECK(shows(header(ex, "x-title"), "yes") || shows(header(ex, "X-Title"), "yes"));
    CHECK(codegate_exchange_body(ex, &body, NULL) == CODEGATE_OK && body.len > strlen(REQUEST));
    CHECK(has(body, "Be brief."));
    CHECK(codegate_exchange_decision(ex, &out, NULL) == CODEGATE_OK);
    CHECK(holds(out, "\"instructions\":\"applied\""));

    // A fallback has its own url; the views of the attempt before stay as they were.
    CHECK(codegate_exchange_fail(ex, TEXT("{\"status\": 503, \"retry_after\": 2}"), &out, NULL) == CODEGATE_OK);
    CHECK(holds(out, "\"provider\":\"local\""));
    CHECK(codegate_exchange_url(ex, &again, NULL) == CODEGATE_OK);
    CHECK(shows(again, "http://127.0.0.1:8000/v1/chat/completions"));
    CHECK(shows(url, "https://api.openai.com/v1/chat/completions"));
    CHECK(header(ex, "authorization").data == NULL);
    CHECK(codegate_exchange_route(ex, &out, NULL) == CODEGATE_OK && holds(out, "\"model\":\"qwen3\""));
    CHECK(codegate_exchange_warnings(ex, &out, NULL) == CODEGATE_OK && holds(out, "[]"));
}

static void respond(const codegate_exchange *ex) {
    codegate_view out;
    size_t half = strlen(RESPONSE) / 2, passed = 0;
    CHECK(codegate_exchange_begin_response(ex, 200, TEXT("{\"content-type\": \"application/json\"}"), NULL) == CODEGATE_OK);
    CHECK(codegate_exchange_feed(ex, RESPONSE, half, &out, NULL) == CODEGATE_OK);
    passed += out.len;
    CHECK(codegate_exchange_feed(ex, RESPONSE + half, strlen(RESPONSE) - half, &out, NULL) == CODEGATE_OK);
    passed += out.len;
    CHECK(codegate_exchange_end(ex, &out, NULL) == CODEGATE_OK);
    CHECK(passed + out.len == strlen(RESPONSE));
}

// What a feed gave is fed again: it must not be written over while it is read.
static void fed_its_own_view(const codegate_gate *gate) {
    codegate_exchange *ex = NULL;
    codegate_view out;
    char chunk[1000];
    for (size_t i = 0; i < sizeof chunk; i++) chunk[i] = (char)('a' + i % 26);
    CHECK(codegate_gate_begin(gate, NULL, 0, NULL, 0, &ex, NULL) == CODEGATE_OK);
    CHECK(codegate_exchange_feed(ex, chunk, sizeof chunk, &out, NULL) == CODEGATE_OK && out.len == sizeof chunk);
    for (size_t cut = 1; cut <= 10; cut++) {
        CHECK(codegate_exchange_feed(ex, out.data + 1, out.len - 1, &out, NULL) == CODEGATE_OK);
        CHECK(out.len == sizeof chunk - cut && memcmp(out.data, chunk + cut, out.len) == 0);
    }
    CHECK(codegate_exchange_discard(ex, NULL) == CODEGATE_OK);
    codegate_exchange_free(ex);
}

static void whole_exchange(const codegate_gate *gate) {
    codegate_exchange *ex = NULL, *again = NULL;
    codegate_text *out = NULL;
    codegate_error *err = NULL;
    CHECK(codegate_gate_begin(gate, TEXT(FIELDS), TEXT(REQUEST), &ex, &err) == CODEGATE_OK && !err);
    what_to_send(ex);
    respond(ex);
    CHECK(codegate_exchange_finish(ex, 9, &out, &err) == CODEGATE_INVALID_ARGUMENT && told(err, "invalid_argument"));
    CHECK(codegate_exchange_finish(ex, CODEGATE_OUTCOME_COMPLETED, &out, &err) == CODEGATE_OK);
    CHECK(strstr(codegate_text_data(out), "\"duplicate\":false") != NULL);
    CHECK(strstr(codegate_text_data(out), "\"provider\":\"cloud\"") != NULL);
    CHECK(holds(out, "\"total_tokens\":15"));
    CHECK(codegate_exchange_finish(ex, 0, &out, &err) == CODEGATE_ALREADY_FINISHED && told(err, "already_finished"));
    CHECK(codegate_exchange_close(ex, &out, &err) == CODEGATE_OK && out == NULL);
    codegate_exchange_free(ex);

    CHECK(codegate_gate_begin(gate, TEXT(FIELDS), TEXT(REQUEST), &again, &err) == CODEGATE_OK);
    CHECK(codegate_exchange_finish_with(again, TEXT("{\"outcome\": \"aborted\", \"status\": 200}"), &out, &err) ==
          CODEGATE_OK);
    CHECK(holds(out, "\"duplicate\":true"));
    codegate_exchange_free(again);
}

// One that was discarded is not recorded, neither then nor when it is freed.
static void discarded(const codegate_gate *gate) {
    codegate_exchange *ex = NULL;
    codegate_text *out = NULL;
    uint64_t before = 0, after = 0;
    CHECK(codegate_history_count(gate, NULL, 0, &before, NULL) == CODEGATE_OK);
    CHECK(codegate_gate_begin(gate, NULL, 0, TEXT(REQUEST), &ex, NULL) == CODEGATE_OK);
    CHECK(codegate_exchange_discard(ex, NULL) == CODEGATE_OK && codegate_exchange_discard(ex, NULL) == CODEGATE_OK);
    CHECK(codegate_exchange_finish(ex, 0, &out, NULL) == CODEGATE_ALREADY_FINISHED && !out);
    codegate_exchange_free(ex);
    CHECK(codegate_history_count(gate, NULL, 0, &after, NULL) == CODEGATE_OK && after == before);
}

// One that is freed without a finish is recorded all the same.
static void left_open(const codegate_gate *gate) {
    codegate_exchange *ex = NULL;
    uint64_t before = 0, after = 0;
    CHECK(codegate_history_count(gate, NULL, 0, &before, NULL) == CODEGATE_OK);
    CHECK(codegate_gate_begin(gate, NULL, 0, TEXT(REQUEST), &ex, NULL) == CODEGATE_OK);
    codegate_exchange_free(ex);
    CHECK(codegate_history_count(gate, NULL, 0, &after, NULL) == CODEGATE_OK && after == before + 1);
}

static void recorded(const codegate_gate *gate) {
    codegate_text *out = NULL;
    uint64_t count = 0;
    CHECK(codegate_gate_record(gate,
                          TEXT("{\"provider\": \"local\", \"model\": \"qwen3\", \"input_tokens\": 5,"
                               " \"output_tokens\": 2, \"prompt\": \"p\", \"output\": \"o\"}"),
                          &out, NULL) == CODEGATE_OK);
    CHECK(holds(out, "\"output_tokens\":2"));
    CHECK(codegate_gate_usage_report(gate, TEXT("{\"workspace\": \"acme\", \"by\": \"provider\"}"), &out, NULL) == CODEGATE_OK);
    CHECK(holds(out, "\"key\":\"local\""));
    CHECK(codegate_gate_usage_table(gate, NULL, 0, &out, NULL) == CODEGATE_OK && holds(out, "total"));
    CHECK(codegate_history_list(gate, TEXT("{\"limit\": 1}"), &out, NULL) == CODEGATE_OK && holds(out, "\"next\":\""));
    CHECK(codegate_history_summary(gate, NULL, 0, &out, NULL) == CODEGATE_OK && holds(out, "\"by_outcome\""));
    CHECK(codegate_alert_add(gate,
                             TEXT("{\"workspace\": \"acme\", \"severity\": \"critical\", \"type\": \"secret\"}"), &out,
                             NULL) == CODEGATE_OK);
    CHECK(holds(out, "\"severity\":\"critical\""));
    CHECK(codegate_alert_count(gate, TEXT("{\"severity\": \"critical\"}"), &count, NULL) == CODEGATE_OK && count == 1);
    CHECK(codegate_alert_list(gate, NULL, 0, &out, NULL) == CODEGATE_OK && holds(out, "secret"));
    CHECK(codegate_alert_summary(gate, NULL, 0, &out, NULL) == CODEGATE_OK && holds(out, "\"critical\":1"));
}

static void bundle(const codegate_gate *gate) {
    codegate_text *text = NULL, *out = NULL;
    codegate_plan *plan = NULL;
    codegate_error *err = NULL;
    CHECK(codegate_gate_export(gate, TEXT("{\"workspaces\": [\"acme\"]}"), &text, &err) == CODEGATE_OK);
    CHECK(codegate_gate_plan_import(gate, codegate_text_data(text), codegate_text_len(text), &plan, &err) == CODEGATE_OK);
    CHECK(codegate_plan_view(plan, &out, &err) == CODEGATE_OK && holds(out, "\"status\":\"same\""));
    CHECK(codegate_plan_apply(plan, TEXT("{\"choices\": {\"acme\": \"rename:copy\"}}"), &out, &err) == CODEGATE_OK);
    codegate_text_free(out);
    codegate_text_free(text);
    codegate_plan_free(plan);
    CHECK(codegate_gate_plan_import(gate, TEXT("{}"), &plan, &err) == CODEGATE_BUNDLE_INVALID);
    CHECK(told(err, "bundle_invalid"));
}

static void close_gate(codegate_gate *gate) {
    codegate_exchange *ex = NULL;
    codegate_text *out = NULL;
    codegate_error *err = NULL;
    CHECK(codegate_gate_begin(gate, NULL, 0, TEXT(REQUEST), &ex, NULL) == CODEGATE_OK);
    CHECK(codegate_gate_close(gate, &err) == CODEGATE_OK);
    CHECK(codegate_gate_close(gate, &err) == CODEGATE_OK);
    CHECK(codegate_workspace_list(gate, &out, &err) == CODEGATE_GATE_CLOSED && told(err, "gate_closed"));
    codegate_gate_free(gate);
    CHECK(codegate_exchange_finish(ex, CODEGATE_OUTCOME_DEFAULT, &out, NULL) == CODEGATE_OK);
    CHECK(holds(out, "\"exchange\""));
    codegate_exchange_free(ex);
}

int main(void) {
    codegate_gate *gate = open_memory();
    versions();
    configure(gate);
    decide(gate);
    fed_its_own_view(gate);
    whole_exchange(gate);
    left_open(gate);
    discarded(gate);
    recorded(gate);
    bundle(gate);
    close_gate(gate);
    return check_end();
}
