// One gate, one exchange and the table of handles, used from several threads at once.
#define _POSIX_C_SOURCE 200809L

#include "support/check.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { THREADS = 4, ROUNDS = 50 };

typedef struct job {
    codegate_gate *gate;
    codegate_exchange *shared;
    int number;
    int failures;
    bool done;
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
        j->failures += codegate_gate_begin(j->gate, TEXT(fields), NULL, 0, &ex, &err) != CODEGATE_OK;
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

static pthread_mutex_t ending = PTHREAD_MUTEX_INITIALIZER;

// A question that never ends by itself; what stopped it is told by the code.
static void *ask(void *argument) {
    static const char endless[] =
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";
    job *j = argument;
    j->failures = codegate_gate_query(j->gate, TEXT(endless), TEXT("{\"timeout\": 3600}"), NULL, NULL);
    pthread_mutex_lock(&ending);
    j->done = true;
    pthread_mutex_unlock(&ending);
    return NULL;
}

static bool is_done(const job *j) {
    pthread_mutex_lock(&ending);
    bool done = j->done;
    pthread_mutex_unlock(&ending);
    return done;
}

// While it runs, an exchange is decided and finished; then it is stopped.
static void interrupt_a_question(void) {
    char path[] = "/tmp/codegate-threads-XXXXXX", file[64];
    CHECK(mkdtemp(path) != NULL);
    snprintf(file, sizeof file, "%s/codegate.db", path);
    codegate_gate *gate = NULL;
    CHECK(codegate_open(TEXT(file), NULL, 0, &gate, NULL) == CODEGATE_OK);
    job j = {.gate = gate};
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, ask, &j) == 0);
    for (int i = 0; i < ROUNDS; i++) {
        codegate_exchange *ex = NULL;
        CHECK(codegate_gate_begin(gate, NULL, 0, NULL, 0, &ex, NULL) == CODEGATE_OK);
        CHECK(codegate_exchange_finish(ex, CODEGATE_OUTCOME_COMPLETED, NULL, NULL) == CODEGATE_OK);
        codegate_exchange_free(ex);
    }
    CHECK(!is_done(&j));
    // One that comes before the question has begun stops nothing.
    while (!is_done(&j)) CHECK(codegate_gate_interrupt(gate, NULL) == CODEGATE_OK);
    CHECK(pthread_join(thread, NULL) == 0 && j.failures == CODEGATE_INTERRUPTED);
    CHECK(codegate_gate_query(gate, TEXT("SELECT 1"), NULL, 0, NULL, NULL) == CODEGATE_OK);
    codegate_gate_free(gate);
    for (int i = 0; i < 4; i++) {
        static const char *const ends[] = {"", "-wal", "-shm", ".lock"};
        char name[80];
        snprintf(name, sizeof name, "%s%s", file, ends[i]);
        unlink(name);
    }
    CHECK(rmdir(path) == 0);
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
    CHECK(codegate_gate_begin(gate, NULL, 0, NULL, 0, &shared, NULL) == CODEGATE_OK);
    for (int i = 0; i < THREADS; i++) jobs[i] = (job){gate, shared, i, 0, false};
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
    interrupt_a_question();
    return check_end();
}
