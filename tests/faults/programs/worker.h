// What the C programs share: as `worker.py`.
#ifndef WORKER_H
#define WORKER_H

#include <codegate.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TEXT(text) (text), strlen(text)

enum { TRIES = 25, PAUSE_MS = 20 };

// One line, in one write, so that a sudden end leaves no half of it.
static inline void tell(const char *word, const char *what, const char *code) {
    char line[256];
    int len = snprintf(line, sizeof line, "%s %s %s\n", word, what, code);
    if (write(1, line, (size_t)len) != len) _exit(9);
}

static inline void rest(void) {
    struct timespec pause = {0, PAUSE_MS * 1000000L};
    nanosleep(&pause, NULL);
}

// Records until it is acknowledged; false if it was refused for good.
static inline bool recorded(const codegate_gate *gate, const char *key) {
    char code[64] = "", record[256];
    snprintf(record, sizeof record, "{\"key\": \"%s\", \"model\": \"m\", \"input_tokens\": 1, \"output_tokens\": 1}", key);
    for (int i = 0; i < TRIES; i++) {
        codegate_error *err = NULL;
        if (codegate_gate_record(gate, TEXT(record), NULL, &err) == CODEGATE_OK) {
            if (code[0]) tell("healed", key, code);
            tell("ack", key, "");
            return true;
        }
        snprintf(code, sizeof code, "%s", codegate_error_code(err));
        codegate_error_free(err);
        rest();
    }
    tell("refused", key, code);
    return false;
}

static inline bool decided(const codegate_gate *gate) {
    char code[64] = "";
    for (int i = 0; i < TRIES; i++) {
        codegate_error *err = NULL;
        if (codegate_gate_decide(gate, NULL, 0, NULL, 0, NULL, &err) == CODEGATE_OK) {
            if (code[0]) tell("healed", "decide", code);
            return true;
        }
        snprintf(code, sizeof code, "%s", codegate_error_code(err));
        codegate_error_free(err);
        rest();
    }
    tell("refused", "decide", code);
    return false;
}

#endif
