// Values out of JSON texts, texts into JSON, and what the library tells of itself.
#include "support/check.h"

#include <stdint.h>
#include <string.h>

#define EACH(list) (size_t i = 0; i < sizeof(list) / sizeof *(list); i++)

static const char RECEIPT[] =
    "{\"usage\": {\"total_tokens\": 9007199254740993, \"marks\": [\"a\\u00e9\\n\", null, true, false]},"
    " \"cost\": \"0.25\", \"ratio\": -2.5e-1, \"a/b\": {\"m~n\": []}, \"\": 0}";

static codegate_json_kind kind_of(const char *json, const char *pointer) {
    codegate_json_kind kind = -1;
    codegate_status status = codegate_json_find(TEXT(json), TEXT(pointer), &kind, NULL, NULL);
    return status == CODEGATE_OK ? kind : -(codegate_json_kind)status;
}

static void finding(void) {
    static const struct {
        const char *pointer, *text;
        codegate_json_kind kind;
    } found[] = {
        {"", RECEIPT, CODEGATE_JSON_OBJECT},
        {"/usage/total_tokens", "9007199254740993", CODEGATE_JSON_NUMBER},
        {"/usage/marks/0", "\"a\\u00e9\\n\"", CODEGATE_JSON_STRING},
        {"/usage/marks/1", "null", CODEGATE_JSON_NULL},
        {"/usage/marks/2", "true", CODEGATE_JSON_TRUE},
        {"/usage/marks/3", "false", CODEGATE_JSON_FALSE},
        {"/ratio", "-2.5e-1", CODEGATE_JSON_NUMBER},
        {"/a~1b/m~0n", "[]", CODEGATE_JSON_ARRAY},
        {"/", "0", CODEGATE_JSON_NUMBER},
    };
    for EACH(found) {
        codegate_view view = {NULL, 7};
        codegate_json_kind kind = -1;
        codegate_error *err = NULL;
        CHECK(codegate_json_find(TEXT(RECEIPT), TEXT(found[i].pointer), &kind, &view, &err) == CODEGATE_OK && !err);
        CHECK(kind == found[i].kind && shows(view, found[i].text));
        CHECK(view.data >= RECEIPT && view.data + view.len <= RECEIPT + sizeof RECEIPT);
    }
    static const char *const nowhere[] = {"/nothing",        "/usage/marks/4", "/usage/marks/-",
                                          "/usage/marks/00", "/cost/0",        "//"};
    for EACH(nowhere) {
        codegate_view view = {RECEIPT, 7};
        CHECK(codegate_json_find(TEXT(RECEIPT), TEXT(nowhere[i]), NULL, &view, NULL) == CODEGATE_OK);
        CHECK(!view.data && view.len == 0 && kind_of(RECEIPT, nowhere[i]) == CODEGATE_JSON_ABSENT);
    }
    CHECK(codegate_json_find(TEXT("[1]"), NULL, 0, NULL, NULL, NULL) == CODEGATE_OK);
}

// Outputs are written only on success.
static void refused(void) {
    static const char *const not_json[] = {"",      " ",   "{",        "[1,]",     "nul",
                                           "{} {}", "'a'", "\"\x01\"", "\"\xFF\"", "\"\xED\xA0\x80\""};
    for EACH(not_json) CHECK(kind_of(not_json[i], "") == -CODEGATE_INVALID_ARGUMENT);
    static const char *const not_pointers[] = {"a", "usage/marks", "/~", "/~2", "/a~", "\xFF"};
    for EACH(not_pointers) CHECK(kind_of(RECEIPT, not_pointers[i]) == -CODEGATE_INVALID_ARGUMENT);

    static char deep[200001], long_pointer[259];
    memset(deep, '[', 100000);
    memset(deep + 100000, ']', 100000);
    for (size_t i = 0; i < 129; i++) memcpy(long_pointer + 2 * i, "/0", 2);
    CHECK(kind_of(deep, "/0/0") == CODEGATE_JSON_ARRAY);
    CHECK(kind_of(deep, long_pointer) == -CODEGATE_LIMIT_EXCEEDED);
    CHECK(kind_of(deep, long_pointer + 2) == CODEGATE_JSON_ARRAY);

    codegate_view view = {NULL, 7};
    codegate_json_kind kind = 77;
    codegate_error *err = NULL;
    const codegate_status bad = CODEGATE_INVALID_ARGUMENT;
    CHECK(codegate_json_find(NULL, 0, "", 0, &kind, &view, &err) == bad && told(err, "invalid_argument"));
    CHECK(codegate_json_find(NULL, 1, "", 0, &kind, &view, NULL) == bad);
    CHECK(codegate_json_find("1", SIZE_MAX, "", 0, &kind, &view, NULL) == bad);
    CHECK(codegate_json_find("1", 1, NULL, 1, &kind, &view, NULL) == bad);
    CHECK(kind == 77 && view.len == 7);
}

static codegate_status integer(const char *json, int64_t *out) {
    return codegate_json_integer(TEXT(json), NULL, 0, out, NULL);
}

static void numbers(void) {
    int64_t whole = 7;
    double real = 7;
    codegate_error *err = NULL;
    CHECK(codegate_json_integer(TEXT(RECEIPT), TEXT("/usage/total_tokens"), &whole, NULL) == CODEGATE_OK);
    CHECK(whole == 9007199254740993); // which no double is
    CHECK(integer("9223372036854775807", &whole) == CODEGATE_OK && whole == INT64_MAX);
    CHECK(integer("-9223372036854775808", &whole) == CODEGATE_OK && whole == INT64_MIN);
    CHECK(integer("-0", &whole) == CODEGATE_OK && whole == 0);
    whole = 7;
    CHECK(integer("9223372036854775808", &whole) == CODEGATE_LIMIT_EXCEEDED);
    CHECK(integer("-9223372036854775809", &whole) == CODEGATE_LIMIT_EXCEEDED);
    static const char *const others[] = {"1.5", "1.0", "1e2", "\"1\"", "null", "true", "[1]", "{}", "", "0x1", "NaN"};
    for EACH(others) CHECK(integer(others[i], &whole) == CODEGATE_INVALID_ARGUMENT);
    CHECK(codegate_json_integer("{}", 2, "/a\0b", 4, &whole, &err) == CODEGATE_INVALID_ARGUMENT);
    CHECK(strstr(codegate_error_message(err), "`/a\\0b` is absent") != NULL && told(err, "invalid_argument"));
    CHECK(codegate_json_integer(TEXT(RECEIPT), TEXT("/none"), &whole, &err) == CODEGATE_INVALID_ARGUMENT);
    CHECK(strstr(codegate_error_message(err), "`/none`") && told(err, "invalid_argument") && whole == 7);
    CHECK(codegate_json_integer(TEXT("1"), NULL, 0, NULL, NULL) == CODEGATE_INVALID_ARGUMENT);

    CHECK(codegate_json_number(TEXT(RECEIPT), TEXT("/ratio"), &real, NULL) == CODEGATE_OK && real == -0.25);
    CHECK(codegate_json_number(TEXT("12"), NULL, 0, &real, NULL) == CODEGATE_OK && real == 12);
    CHECK(codegate_json_number(TEXT("1e999"), NULL, 0, &real, NULL) == CODEGATE_LIMIT_EXCEEDED && real == 12);
    CHECK(codegate_json_number(TEXT(RECEIPT), TEXT("/cost"), &real, NULL) == CODEGATE_INVALID_ARGUMENT && real == 12);
    CHECK(codegate_json_number(TEXT("1"), NULL, 0, NULL, NULL) == CODEGATE_INVALID_ARGUMENT);
}

static void strings(void) {
    codegate_text *out = NULL;
    codegate_error *err = NULL;
    const codegate_status bad = CODEGATE_INVALID_ARGUMENT;
    CHECK(codegate_json_string(TEXT(RECEIPT), TEXT("/usage/marks/0"), &out, NULL) == CODEGATE_OK);
    CHECK(strcmp(codegate_text_data(out), "a\xC3\xA9\n") == 0 && codegate_text_len(out) == 4);
    codegate_text_free(out);
    CHECK(codegate_json_string(TEXT("\"\\u0000\\ud83d\\ude00\""), NULL, 0, &out, NULL) == CODEGATE_OK);
    CHECK(codegate_text_len(out) == 5 && memcmp(codegate_text_data(out), "\0\xF0\x9F\x98\x80", 6) == 0);
    codegate_text_free(out);
    out = NULL;
    static const char *const others[] = {"\"\\ud83d\"", "\"\\ude00\"", "1", "null", "[\"a\"]"};
    for EACH(others) CHECK(codegate_json_string(TEXT(others[i]), NULL, 0, &out, NULL) == bad && !out);

    // What was quoted is read as it was, and is a value of a record.
    static const char plain[] = "a \"b\" \\ / \n\t\x01 \xC3\xA9 \0 c";
    CHECK(codegate_json_quote(plain, sizeof plain - 1, &out, NULL) == CODEGATE_OK);
    codegate_text *back = NULL;
    CHECK(codegate_json_string(codegate_text_data(out), codegate_text_len(out), NULL, 0, &back, NULL) == CODEGATE_OK);
    CHECK(codegate_text_len(back) == sizeof plain - 1 && memcmp(codegate_text_data(back), plain, sizeof plain) == 0);
    codegate_text_free(back);
    codegate_text_free(out);
    CHECK(codegate_json_quote(NULL, 0, &out, NULL) == CODEGATE_OK && holds(out, "\"\""));
    out = NULL;
    CHECK(codegate_json_quote(TEXT("\xED\xA0\x80"), &out, &err) == bad && told(err, "invalid_argument"));
    CHECK(codegate_json_quote("x", SIZE_MAX, &out, NULL) == bad && !out);
}

// What the header says is what is linked, and nothing of this program is left behind.
static void library(void) {
    CHECK(codegate_version_number() == CODEGATE_VERSION_NUMBER && codegate_abi_version() == CODEGATE_ABI_VERSION);
    const uint32_t number = CODEGATE_VERSION_MAJOR * 1000000 + CODEGATE_VERSION_MINOR * 1000 + CODEGATE_VERSION_PATCH;
    CHECK(CODEGATE_VERSION_NUMBER == number);
    CHECK(strcmp(codegate_version(), CODEGATE_VERSION) == 0);
    CHECK(strcmp(codegate_status_name(CODEGATE_BUSY), "busy") == 0);
    CHECK(strcmp(codegate_status_name(-1), "unknown") == 0);

    codegate_view word = {0};
    const char body[] = "{\"model\": \"m\", \"messages\": []}";
    CHECK(codegate_request_type(TEXT("POST"), TEXT("/proxy"), TEXT(body), &word, NULL) == CODEGATE_OK);
    CHECK(word.len == 4 && memcmp(word.data, "chat", 4) == 0);
    CHECK(codegate_request_type(TEXT("GET"), TEXT("/v1/models"), NULL, 0, &word, NULL) == CODEGATE_OK);
    CHECK(word.len == 6 && memcmp(word.data, "models", 6) == 0);
    CHECK(codegate_request_type(TEXT("POST"), TEXT("/x"), NULL, 0, &word, NULL) == CODEGATE_OK && !word.data);
    CHECK(codegate_request_type(TEXT("POST"), TEXT("/x"), NULL, 0, NULL, NULL) == CODEGATE_INVALID_ARGUMENT);

    CHECK(codegate_live_objects(CODEGATE_KIND_ANY) == 0);
    codegate_gate *gate = open_memory();
    codegate_error *err = NULL;
    CHECK(codegate_live_objects(CODEGATE_KIND_ANY) == 1 && codegate_live_objects(CODEGATE_KIND_GATE) == 1);
    CHECK(codegate_workspace_get(gate, TEXT("nowhere"), NULL, &err) == CODEGATE_WORKSPACE_NOT_FOUND);
    CHECK(codegate_live_objects(CODEGATE_KIND_ERROR) == 1 && codegate_live_objects(CODEGATE_KIND_ANY) == 2);
    CHECK(codegate_live_objects(CODEGATE_KIND_TEXT) == 0 && codegate_live_objects(99) == 0);
    codegate_error_free(err);
    codegate_error_free(err);
    codegate_gate_free(gate);
    CHECK(codegate_live_objects(CODEGATE_KIND_ANY) == 0);
}

// A handle fits where a virtual machine keeps a pointer: LuaJIT has room for 253 different upper parts, from bit 39 on,
// of which 44 bits have 32.
static void narrow(void) {
    enum { MANY = 5000 };
    static codegate_text *texts[MANY];
    int given = 0, narrow = 0;
    for (int i = 0; i < MANY; i++) {
        given += codegate_json_quote("x", 1, &texts[i], NULL) == CODEGATE_OK;
        narrow += (uint64_t)(uintptr_t)texts[i] >> 44 == 0;
    }
    CHECK(given == MANY && narrow == MANY);
    CHECK(codegate_live_objects(CODEGATE_KIND_TEXT) == MANY);
    for (int i = 0; i < MANY; i++) codegate_text_free(texts[i]);
    CHECK(codegate_live_objects(CODEGATE_KIND_ANY) == 0);
}

int main(void) {
    finding();
    refused();
    numbers();
    strings();
    library();
    narrow();
    return check_end();
}
