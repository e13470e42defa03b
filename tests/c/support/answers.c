#include "answers.h"

#include <stdio.h>
#include <string.h>

answer broken(const char *why) { return (answer){.broken = why}; }

// What the surfaces refuse before they call the library.
answer wrong_type(void) {
    return (answer){.code = "invalid_argument", .message = "an argument is missing or of a wrong type"};
}

static const char *keep(world *w, const char *text) { return json_string(&w->arena, text, strlen(text))->text.data; }

// The answer of a call without a result, or what it failed with.
answer settle(world *w, codegate_status status, codegate_error *err) {
    if (status == CODEGATE_OK) return (answer){.value = json_parse(&w->arena, "null", 4)};
    answer failed = {.code = keep(w, codegate_error_code(err)), .message = keep(w, codegate_error_message(err))};
    codegate_error_free(err);
    return failed;
}

// The answer of a call that gives a JSON text, NULL being null.
answer settle_text(world *w, codegate_status status, codegate_text *text, codegate_error *err) {
    answer settled = settle(w, status, err);
    if (status != CODEGATE_OK || !text) return settled;
    settled.value = json_parse(&w->arena, codegate_text_data(text), codegate_text_len(text));
    codegate_text_free(text);
    return settled.value ? settled : broken("the result is not JSON");
}

answer settle_count(world *w, codegate_status status, uint64_t count, codegate_error *err) {
    char digits[32];
    answer settled = settle(w, status, err);
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)count);
    if (status == CODEGATE_OK) settled.value = json_parse(&w->arena, digits, (size_t)len);
    return settled;
}

// The bytes of the character that begins here, 0 if none does; `*good` is how many of them are there and right.
static size_t character(const unsigned char *at, size_t left, size_t *good) {
    size_t size = at[0] < 0x80 ? 1 : at[0] < 0xC2 ? 0 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : at[0] < 0xF5 ? 4 : 0;
    unsigned char low = at[0] == 0xE0 ? 0xA0 : at[0] == 0xF0 ? 0x90 : 0x80;
    unsigned char high = at[0] == 0xED ? 0x9F : at[0] == 0xF4 ? 0x8F : 0xBF;
    *good = size ? 1 : 0;
    while (*good && *good < size && *good < left && at[*good] >= low && at[*good] <= high) {
        ++*good;
        low = 0x80;
        high = 0xBF;
    }
    return size;
}

json *lossy(world *w, codegate_view view) {
    char *text = arena_get(&w->arena, view.len * 3 + 1);
    size_t len = 0, good;
    for (size_t i = 0; i < view.len; i += good ? good : 1) {
        size_t size = character((const unsigned char *)view.data + i, view.len - i, &good);
        bool whole = size && good == size;
        memcpy(text + len, whole ? view.data + i : "\xEF\xBF\xBD", whole ? size : 3);
        len += whole ? size : 3;
    }
    return json_string(&w->arena, text, len);
}

answer settle_view(world *w, codegate_status status, codegate_view view, codegate_error *err) {
    answer settled = settle(w, status, err);
    if (status == CODEGATE_OK && view.data) settled.value = lossy(w, view);
    return settled;
}
