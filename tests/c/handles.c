// Everything that a host can get wrong: bad handles, NULLs, lengths, texts. Each is a status; none is a crash.
#define _POSIX_C_SOURCE 200809L

#include "support/check.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MADE_UP = 100000 };

// The functions of the library by shape, so that each can be called with anything.
typedef codegate_status plain(const codegate_gate *, codegate_text **, codegate_error **);
typedef codegate_status one(const codegate_gate *, const char *, size_t, codegate_text **, codegate_error **);
typedef codegate_status two(const codegate_gate *, const char *, size_t, const char *, size_t, codegate_text **,
                            codegate_error **);
typedef codegate_status on_exchange(const codegate_exchange *, codegate_text **, codegate_error **);
typedef codegate_status with_record(const codegate_exchange *, const char *, size_t, codegate_text **,
                                    codegate_error **);
typedef codegate_status viewing(const codegate_exchange *, codegate_view *, codegate_error **);

static plain *const PLAIN[] = {codegate_workspace_list, codegate_workspace_list_archived, codegate_session_list,
                               codegate_provider_list, codegate_persona_list};
static one *const ONE[] = {
    codegate_workspace_create, codegate_workspace_get, codegate_workspace_recover, codegate_workspace_delete,
    codegate_workspace_rules, codegate_session_active_workspace, codegate_session_get, codegate_provider_add,
    codegate_provider_get, codegate_persona_add, codegate_persona_get, codegate_persona_vector, codegate_gate_record,
    codegate_gate_usage_report, codegate_gate_usage_table, codegate_gate_export, codegate_history_list, codegate_history_get,
    codegate_history_summary, codegate_alert_add, codegate_alert_list, codegate_alert_get, codegate_alert_summary};
static two *const TWO[] = {codegate_workspace_update, codegate_workspace_rename, codegate_workspace_set_rules,
                           codegate_session_activate, codegate_provider_update, codegate_provider_rename,
                           codegate_persona_update, codegate_persona_rename, codegate_gate_decide, codegate_gate_explain, codegate_gate_explain_text};
static on_exchange *const ON_EXCHANGE[] = {codegate_exchange_decision, codegate_exchange_route,
                                           codegate_exchange_headers, codegate_exchange_close,
                                           codegate_exchange_warnings};
static with_record *const WITH_RECORD[] = {codegate_exchange_fail, codegate_exchange_retry,
                                           codegate_exchange_finish_with};
static viewing *const VIEWING[] = {codegate_exchange_id, codegate_exchange_url, codegate_exchange_body,
                                   codegate_exchange_end, codegate_exchange_failure_class};

#define EACH(list) (size_t i = 0; i < sizeof(list) / sizeof *(list); i++)

// Every function that takes a gate refuses this one, and writes no output.
static void no_gate(const codegate_gate *gate) {
    codegate_text *out = NULL;
    codegate_exchange *ex = NULL;
    codegate_plan *plan = NULL;
    codegate_error *err = NULL;
    uint64_t count = 7;
    const codegate_status bad = CODEGATE_INVALID_HANDLE;
    for EACH(PLAIN) CHECK(PLAIN[i](gate, &out, NULL) == bad);
    for EACH(ONE) CHECK(ONE[i](gate, NULL, 0, &out, NULL) == bad);
    for EACH(TWO) CHECK(TWO[i](gate, NULL, 0, NULL, 0, &out, NULL) == bad);
    CHECK(codegate_workspace_archive(gate, TEXT("x"), 1, &out, NULL) == bad);
    CHECK(codegate_provider_remove(gate, TEXT("x"), 1, &out, NULL) == bad);
    CHECK(codegate_session_remove(gate, TEXT("x"), NULL) == bad);
    CHECK(codegate_persona_remove(gate, TEXT("x"), NULL) == bad);
    CHECK(codegate_history_count(gate, NULL, 0, &count, NULL) == bad);
    CHECK(codegate_alert_count(gate, NULL, 0, &count, NULL) == bad);
    CHECK(codegate_gate_begin(gate, NULL, 0, NULL, 0, &ex, NULL) == bad);
    CHECK(codegate_gate_plan_import(gate, TEXT("{}"), &plan, NULL) == bad);
    CHECK(codegate_gate_close(gate, &err) == bad && told(err, "invalid_handle"));
    CHECK(!out && !ex && !plan && count == 7);
}

static void no_exchange(const codegate_exchange *ex) {
    codegate_text *out = NULL;
    codegate_view view = {NULL, 7}, other = {NULL, 7};
    double seconds = 7;
    codegate_error *err = NULL;
    size_t count = 7;
    const codegate_status bad = CODEGATE_INVALID_HANDLE;
    for EACH(ON_EXCHANGE) CHECK(ON_EXCHANGE[i](ex, &out, NULL) == bad);
    for EACH(WITH_RECORD) CHECK(WITH_RECORD[i](ex, NULL, 0, &out, NULL) == bad);
    for EACH(VIEWING) CHECK(VIEWING[i](ex, &view, NULL) == bad);
    CHECK(codegate_exchange_header_count(ex, &count, NULL) == bad);
    CHECK(codegate_exchange_retry_after(ex, &seconds, NULL) == bad && seconds == 7);
    CHECK(codegate_exchange_header_at(ex, 0, &view, &other, NULL) == bad);
    CHECK(codegate_exchange_begin_response(ex, 200, NULL, 0, NULL) == bad);
    CHECK(codegate_exchange_feed(ex, TEXT("x"), &view, NULL) == bad);
    CHECK(codegate_exchange_report_usage(ex, NULL, 0, NULL) == bad);
    CHECK(codegate_exchange_discard(ex, NULL) == bad);
    CHECK(codegate_exchange_finish(ex, CODEGATE_OUTCOME_DEFAULT, &out, &err) == bad && told(err, "invalid_handle"));
    CHECK(!out && view.len == 7 && other.len == 7 && count == 7);
}

static void no_plan(const codegate_plan *plan) {
    codegate_text *out = NULL;
    CHECK(codegate_plan_view(plan, &out, NULL) == CODEGATE_INVALID_HANDLE);
    CHECK(codegate_plan_apply(plan, NULL, 0, &out, NULL) == CODEGATE_INVALID_HANDLE && !out);
}

// What returns no status has an answer for a bad handle too, and freeing it does nothing.
static bool harmless(void *value) {
    bool empty = codegate_text_len(value) == 0 && codegate_text_data(value)[0] == 0 &&
                 strcmp(codegate_error_code(value), "invalid_handle") == 0 && codegate_error_message(value)[0] != 0;
    codegate_gate_free(value);
    codegate_exchange_free(value);
    codegate_plan_free(value);
    codegate_text_free(value);
    codegate_error_free(value);
    return empty;
}

// A generator of numbers that are the same in every run.
static uint64_t next_number(uint64_t *state) {
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static void made_up(codegate_gate *gate) {
    uint64_t state = 1, near = (uint64_t)(uintptr_t)gate;
    int harmful = 0, taken = 0;
    for (int i = 0; i < MADE_UP; i++) {
        uint64_t number = next_number(&state);
        // Half of them random, half near a live one.
        uint64_t value = i % 2 ? number : near ^ 1ull << number % 64 ^ 1ull << (number >> 8) % 64;
        if (value == near) continue;
        codegate_text *out = NULL;
        taken += codegate_workspace_list((codegate_gate *)(uintptr_t)value, &out, NULL) != CODEGATE_INVALID_HANDLE;
        harmful += !harmless((void *)(uintptr_t)value);
    }
    CHECK(harmful == 0);
    CHECK(taken == 0);
}

static void freed_and_mistaken(void) {
    codegate_gate *gate = open_memory(), *freed = open_memory();
    codegate_exchange *ex = NULL;
    codegate_text *out = NULL;
    int here;
    CHECK(codegate_gate_begin(gate, NULL, 0, NULL, 0, &ex, NULL) == CODEGATE_OK);
    codegate_gate_free(freed);
    codegate_gate *const gates[] = {NULL, freed, (codegate_gate *)ex, (codegate_gate *)&here};
    for EACH(gates) no_gate(gates[i]);
    codegate_exchange *const exchanges[] = {NULL, (codegate_exchange *)gate, (codegate_exchange *)&here};
    for EACH(exchanges) no_exchange(exchanges[i]);
    codegate_plan *const plans[] = {NULL, (codegate_plan *)gate, (codegate_plan *)ex};
    for EACH(plans) no_plan(plans[i]);
    CHECK(harmless(NULL) && harmless(&here) && harmless(freed));

    // A function that frees one kind leaves another alone.
    codegate_exchange_free((codegate_exchange *)gate);
    codegate_gate_free((codegate_gate *)ex);
    CHECK(codegate_workspace_list(gate, &out, NULL) == CODEGATE_OK && holds(out, "default"));
    made_up(gate);
    CHECK(codegate_workspace_list(gate, &out, NULL) == CODEGATE_OK && holds(out, "default"));
    codegate_exchange_free(ex);
    no_exchange(ex);
    codegate_exchange_free(ex);
    codegate_gate_free(gate);
    codegate_gate_free(gate);
}

static void nulls(void) {
    codegate_gate *gate = open_memory();
    codegate_exchange *ex = NULL;
    codegate_error *err = NULL;
    codegate_text *out = NULL;
    codegate_view view;
    CHECK(setenv("CODEGATE_STORE", "no-such-folder/store.db", 1) == 0);
    CHECK(codegate_open(NULL, 0, NULL, 0, &gate, &err) == CODEGATE_IO && told(err, "io"));
    CHECK(setenv("CODEGATE_STORE", ":memory:", 1) == 0);
    codegate_gate *by_default = NULL;
    CHECK(codegate_open(NULL, 0, NULL, 0, &by_default, NULL) == CODEGATE_OK);
    codegate_gate_free(by_default);
    CHECK(codegate_open(":memory:", 8, NULL, 0, NULL, NULL) == CODEGATE_INVALID_ARGUMENT);
    CHECK(codegate_gate_begin(gate, NULL, 0, NULL, 0, NULL, NULL) == CODEGATE_INVALID_ARGUMENT);
    CHECK(codegate_gate_plan_import(gate, NULL, 0, NULL, NULL) == CODEGATE_INVALID_ARGUMENT);

    // A result that is not wanted is not an error.
    CHECK(codegate_workspace_list(gate, NULL, NULL) == CODEGATE_OK);
    CHECK(codegate_history_count(gate, NULL, 0, NULL, NULL) == CODEGATE_OK);
    CHECK(codegate_gate_decide(gate, NULL, 0, NULL, 0, NULL, NULL) == CODEGATE_OK);
    // All NULL: never a crash; an error where something is needed.
    for EACH(ONE) ONE[i](gate, NULL, 0, NULL, NULL);
    for EACH(TWO) TWO[i](gate, NULL, 0, NULL, 0, NULL, NULL);
    CHECK(codegate_workspace_get(gate, NULL, 0, &out, &err) == CODEGATE_INVALID_NAME && told(err, "invalid_name"));
    CHECK(codegate_provider_add(gate, NULL, 0, &out, &err) == CODEGATE_INVALID_ARGUMENT);
    CHECK(told(err, "invalid_argument") && !out);

    CHECK(codegate_gate_begin(gate, NULL, 0, NULL, 0, &ex, NULL) == CODEGATE_OK);
    for EACH(VIEWING) CHECK(VIEWING[i](ex, NULL, NULL) == CODEGATE_INVALID_ARGUMENT);
    CHECK(codegate_exchange_header_count(ex, NULL, NULL) == CODEGATE_INVALID_ARGUMENT);
    CHECK(codegate_exchange_retry_after(ex, NULL, NULL) == CODEGATE_INVALID_ARGUMENT);
    CHECK(codegate_exchange_header_at(ex, 0, &view, NULL, NULL) == CODEGATE_INVALID_ARGUMENT);
    CHECK(codegate_exchange_header_at(ex, 9999, &view, &view, NULL) == CODEGATE_INVALID_ARGUMENT);
    CHECK(codegate_exchange_begin_response(ex, 70000, NULL, 0, NULL) == CODEGATE_INVALID_ARGUMENT);
    CHECK(codegate_exchange_feed(ex, NULL, 0, &view, NULL) == CODEGATE_OK && view.len == 0);
    CHECK(codegate_exchange_finish(ex, CODEGATE_OUTCOME_DEFAULT, NULL, NULL) == CODEGATE_OK);
    codegate_exchange_free(ex);
    codegate_gate_free(gate);
}

static void lengths_and_texts(void) {
    codegate_gate *gate = open_memory();
    codegate_text *out = NULL;
    codegate_error *err = NULL;
    const codegate_status bad = CODEGATE_INVALID_ARGUMENT;
    const size_t lengths[] = {SIZE_MAX, SIZE_MAX / 2 + 1};
    for EACH(lengths) {
        CHECK(codegate_workspace_get(gate, "x", lengths[i], &out, &err) == bad && told(err, "invalid_argument"));
        CHECK(codegate_gate_decide(gate, NULL, 0, "x", lengths[i], &out, NULL) == bad);
        CHECK(codegate_gate_decide(gate, "x", lengths[i], NULL, 0, &out, NULL) == bad);
        CHECK(codegate_open("x", lengths[i], NULL, 0, &gate, NULL) == bad);
    }
    CHECK(codegate_workspace_get(gate, NULL, 1, &out, &err) == bad && told(err, "invalid_argument"));

    static const char *const not_utf8[] = {"\xFF", "\xC0\xAF", "\xED\xA0\x80", "a\xF0\x9F\x98"};
    for EACH(not_utf8) {
        CHECK(codegate_workspace_get(gate, TEXT(not_utf8[i]), &out, NULL) == bad);
        CHECK(codegate_session_activate(gate, TEXT("default"), TEXT(not_utf8[i]), &out, NULL) == bad);
        CHECK(codegate_provider_add(gate, TEXT(not_utf8[i]), &out, NULL) == bad);
        CHECK(codegate_gate_decide(gate, NULL, 0, TEXT(not_utf8[i]), &out, NULL) == CODEGATE_OK);
        CHECK(holds(out, "body_unreadable"));
        out = NULL;
    }
    static const char *const not_a_record[] = {"", " ", "nul", "[", "[]", "1", "\"x\"", "{\"unknown\": 1}", "{} {}",
                                               "{\"name\": null}", "{\"name\": 1}", "{\"name\": \"a\", \"no\": 1}",
                                               "{\"__proto__\": {}}", "{\"description\": \"\\ud800\"}",
                                               "{\"custom_instructions\": \"\\udc00\"}", "{\"\\ud800\": 1}"};
    for EACH(not_a_record) {
        CHECK(codegate_provider_add(gate, TEXT(not_a_record[i]), &out, NULL) == bad);
        CHECK(codegate_workspace_update(gate, TEXT("default"), TEXT(not_a_record[i]), &out, NULL) == bad);
        CHECK(codegate_open(":memory:", 8, TEXT(not_a_record[i]), &gate, NULL) == bad);
    }
    char deep[80];
    memset(deep, '[', sizeof deep);
    codegate_status status = codegate_workspace_set_rules(gate, TEXT("default"), deep, sizeof deep, &out, NULL);
    CHECK(status == CODEGATE_LIMIT_EXCEEDED);
    CHECK(codegate_workspace_get(gate, "a\0b", 3, &out, &err) == CODEGATE_INVALID_NAME && told(err, "invalid_name"));
    CHECK(!out);
    codegate_gate_free(gate);
}

static void errors(void) {
    codegate_gate *gate = open_memory();
    codegate_error *err = (codegate_error *)&gate, *first = NULL;
    CHECK(codegate_workspace_list(gate, NULL, &err) == CODEGATE_OK && err == NULL);
    CHECK(codegate_workspace_get(gate, TEXT("nowhere"), NULL, &first) == CODEGATE_WORKSPACE_NOT_FOUND);
    CHECK(strstr(codegate_error_message(first), "`nowhere`") != NULL);
    CHECK(codegate_provider_get(gate, TEXT("nobody"), NULL, &err) == CODEGATE_PROVIDER_NOT_FOUND);
    CHECK(strcmp(codegate_error_code(first), "workspace_not_found") == 0);
    codegate_error_free(first);
    CHECK(strcmp(codegate_error_code(first), "invalid_handle") == 0);
    CHECK(told(err, "provider_not_found"));
    CHECK(codegate_open(TEXT("/"), NULL, 0, &gate, &err) == CODEGATE_NOT_A_STORE && told(err, "not_a_store"));
    codegate_gate_free(gate);
}

int main(void) {
    freed_and_mistaken();
    nulls();
    lengths_and_texts();
    errors();
    return check_end();
}
