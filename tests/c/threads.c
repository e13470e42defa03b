// One gate, one exchange and the table of handles, used from several threads at once.
#define _POSIX_C_SOURCE 200809L

#include "support/check.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 4, ROUNDS = 50 };

typedef struct job {
    codegate_gate *gate;
    codegate_exchange *shared;
    int number;
    int failures;
} job;

// A thread's own workspace and exchanges, and reads of what all share.
static void *work(void *argument) {
    job *j = argument;
    char name[32], record[64];
    snprintf(name, sizeof name, "of-%d", j->number);
    snprintf(record, sizeof record, "{\"name\": \"%s\"}", name);
    j->failures += codegate_workspace_create(j->gate, TEXT(record), NULL, NULL) != CODEGATE_OK;
    for (int i = 0; i < ROUNDS; i++) {
        codegate_exchange *ex = NULL;
        codegate_text *out = NULL;
        codegate_error *err = NULL;
        codegate_view view;
        char fields[64];
        snprintf(fields, sizeof fields, "{\"workspace\": \"%s\"}", name);
        j->failures += codegate_begin(j->gate, TEXT(fields), NULL, 0, &ex, &err) != CODEGATE_OK;
        j->failures += codegate_exchange_id(j->shared, &view, NULL) != CODEGATE_OK;
        j->failures += codegate_workspace_get(j->gate, TEXT(name), &out, NULL) != CODEGATE_OK;
        codegate_text_free(out);
        j->failures += codegate_exchange_finish(ex, CODEGATE_OUTCOME_COMPLETED, NULL, NULL) != CODEGATE_OK;
        j->failures += codegate_workspace_get(j->gate, TEXT("nowhere"), NULL, &err) != CODEGATE_WORKSPACE_NOT_FOUND;
        codegate_error_free(err);
        codegate_exchange_free(ex);
    }
    return NULL;
}

// Only one of several finishes can be the first.
static void *finish(void *argument) {
    job *j = argument;
    j->failures = codegate_exchange_finish(j->shared, CODEGATE_OUTCOME_COMPLETED, NULL, NULL);
    return NULL;
}

static void run(void *(*start)(void *), job *jobs) {
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, start, &jobs[i]) == 0);
    for (int i = 0; i < THREADS; i++) CHECK(pthread_join(threads[i], NULL) == 0);
}

int main(void) {
    codegate_gate *gate = open_memory();
    codegate_exchange *shared = NULL;
    job jobs[THREADS];
    CHECK(codegate_begin(gate, NULL, 0, NULL, 0, &shared, NULL) == CODEGATE_OK);
    for (int i = 0; i < THREADS; i++) jobs[i] = (job){gate, shared, i, 0};
    run(work, jobs);
    for (int i = 0; i < THREADS; i++) CHECK(jobs[i].failures == 0);
    uint64_t count = 0;
    CHECK(codegate_history_count(gate, NULL, 0, &count, NULL) == CODEGATE_OK && count == THREADS * ROUNDS);

    run(finish, jobs);
    int finished = 0, too_late = 0;
    for (int i = 0; i < THREADS; i++) {
        finished += jobs[i].failures == CODEGATE_OK;
        too_late += jobs[i].failures == CODEGATE_ALREADY_FINISHED;
    }
    CHECK(finished == 1 && too_late == THREADS - 1);
    codegate_exchange_free(shared);
    codegate_gate_free(gate);
    return check_end();
}
