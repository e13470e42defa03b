// What a child may do with what it inherited: nothing, without harm and without waiting; its own gate works.
#define _POSIX_C_SOURCE 200809L

#include "support/check.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 3, FORKS = 40, SECONDS = 20 };

static char path[64];

// Runs a child; gives the number of its first failed check, 0 if there is none, -1 if it did not end by itself.
static int in_child(int (*work)(codegate_gate *, codegate_exchange *), codegate_gate *gate, codegate_exchange *ex) {
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        alarm(SECONDS);
        _exit(work(gate, ex));
    }
    if (child < 0 || waitpid(child, &status, 0) != child) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int inherited(codegate_gate *gate, codegate_exchange *ex) {
    codegate_text *out = NULL;
    codegate_error *err = NULL;
    if (codegate_workspace_list(gate, &out, &err) != CODEGATE_FORKED_HANDLE) return 1;
    if (!told(err, "forked_handle")) return 2;
    const codegate_status forked = CODEGATE_FORKED_HANDLE;
    if (codegate_workspace_create(gate, TEXT("{\"name\": \"of-the-child\"}"), &out, NULL) != forked) return 3;
    if (codegate_exchange_finish(ex, CODEGATE_OUTCOME_COMPLETED, &out, NULL) != forked) return 4;
    codegate_exchange_free(ex);
    codegate_gate_free(gate);
    return out ? 5 : 0;
}

static int its_own(codegate_gate *gate, codegate_exchange *ex) {
    codegate_gate *own = NULL;
    codegate_text *out = NULL;
    codegate_exchange_free(ex);
    codegate_gate_free(gate);
    if (codegate_open(TEXT(path), NULL, 0, &own, NULL) != CODEGATE_OK) return 1;
    if (codegate_workspace_create(own, TEXT("{\"name\": \"own\"}"), &out, NULL) != CODEGATE_OK) return 2;
    if (!holds(out, "\"own\"")) return 3;
    if (codegate_gate_close(own, NULL) != CODEGATE_OK) return 4;
    codegate_gate_free(own);
    return 0;
}

static int one_call(codegate_gate *gate, codegate_exchange *ex) {
    (void)ex;
    return codegate_workspace_list(gate, NULL, NULL) == CODEGATE_FORKED_HANDLE ? 0 : 1;
}

static volatile int stop;

// Gives the gate back if a call failed.
static void *keep_busy(void *gate) {
    codegate_status status = CODEGATE_OK;
    while (!stop && status == CODEGATE_OK) status = codegate_workspace_list(gate, NULL, NULL);
    return status == CODEGATE_OK ? NULL : gate;
}

// Forks while other threads hold whatever locks there are.
static void under_load(codegate_gate *gate) {
    pthread_t threads[THREADS];
    int failed = 0;
    for (int i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, keep_busy, gate) == 0);
    for (int i = 0; i < FORKS; i++) failed += in_child(one_call, gate, NULL) != 0;
    stop = 1;
    for (int i = 0; i < THREADS; i++) {
        void *refused = NULL;
        CHECK(pthread_join(threads[i], &refused) == 0 && !refused);
    }
    CHECK(failed == 0);
}

int main(void) {
    char folder[] = "/tmp/codegate-fork-XXXXXX";
    codegate_gate *gate = NULL;
    codegate_exchange *ex = NULL;
    codegate_text *out = NULL;
    CHECK(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/codegate.db", folder);
    CHECK(codegate_open(TEXT(path), NULL, 0, &gate, NULL) == CODEGATE_OK);
    CHECK(codegate_gate_begin(gate, NULL, 0, NULL, 0, &ex, NULL) == CODEGATE_OK);

    CHECK(in_child(inherited, gate, ex) == 0);
    CHECK(in_child(its_own, gate, ex) == 0);
    under_load(gate);

    // The parent sees what the child wrote, and nothing of what was refused.
    CHECK(codegate_workspace_list(gate, &out, NULL) == CODEGATE_OK);
    CHECK(strstr(codegate_text_data(out), "\"own\"") && !strstr(codegate_text_data(out), "of-the-child"));
    codegate_text_free(out);
    CHECK(codegate_exchange_finish(ex, CODEGATE_OUTCOME_COMPLETED, NULL, NULL) == CODEGATE_OK);
    codegate_exchange_free(ex);
    CHECK(codegate_gate_close(gate, NULL) == CODEGATE_OK);
    codegate_gate_free(gate);

    static const char *const endings[] = {"", "-wal", "-shm", ".lock"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char file[80];
        snprintf(file, sizeof file, "%s%s", path, endings[i]);
        unlink(file);
    }
    CHECK(rmdir(folder) == 0);
    return check_end();
}
