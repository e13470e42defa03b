#include "check.h"

#include <stdio.h>
#include <string.h>

static int passed, failed;

void check(bool held, const char *what, const char *file, int line) {
    if (held) {
        passed++;
        return;
    }
    failed++;
    printf("FAILED %s:%d: %s\n", file, line, what);
}

int check_end(void) {
    printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}

codegate_gate *open_memory(void) {
    static const char options[] =
        "{\"clock\": {\"start\": \"2026-01-01T00:00:00Z\", \"step_us\": 1000000}, \"id_seed\": 1}";
    codegate_gate *gate = NULL;
    codegate_error *err = NULL;
    codegate_status status = codegate_open(":memory:", 8, TEXT(options), &gate, &err);
    CHECK(status == CODEGATE_OK && gate && !err);
    return gate;
}

bool told(codegate_error *err, const char *code) {
    bool right = err && strcmp(codegate_error_code(err), code) == 0 && codegate_error_message(err)[0];
    if (!right) printf("expected `%s`, got `%s`: %s\n", code, codegate_error_code(err), codegate_error_message(err));
    codegate_error_free(err);
    return right;
}

bool holds(codegate_text *text, const char *piece) {
    bool found = text && strlen(codegate_text_data(text)) == codegate_text_len(text) &&
                 strstr(codegate_text_data(text), piece);
    if (!found) printf("expected a text with `%s`, got `%s`\n", piece, codegate_text_data(text));
    codegate_text_free(text);
    return found;
}

bool has(codegate_view view, const char *piece) {
    size_t len = strlen(piece);
    for (size_t i = 0; i + len <= view.len; i++) {
        if (memcmp(view.data + i, piece, len) == 0) return true;
    }
    return false;
}

bool shows(codegate_view view, const char *text) {
    return view.data && view.len == strlen(text) && memcmp(view.data, text, view.len) == 0;
}
