// What waits for the store, and what must not: another program holds it while an exchange is finished.
#define _DEFAULT_SOURCE

#include "support/check.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static char folder[] = "/tmp/codegate-waits-XXXXXX";

typedef struct call {
    codegate_exchange *exchange;
    void (*make)(codegate_exchange *exchange);
    codegate_status status;
    bool done; // of both threads, under the lock
} call;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static bool is_done(call *c) {
    pthread_mutex_lock(&lock);
    bool done = c->done;
    pthread_mutex_unlock(&lock);
    return done;
}

static void *finish(void *argument) {
    call *c = argument;
    c->status = codegate_exchange_finish(c->exchange, CODEGATE_OUTCOME_COMPLETED, NULL, NULL);
    pthread_mutex_lock(&lock);
    c->done = true;
    pthread_mutex_unlock(&lock);
    return NULL;
}

static void *make(void *argument) {
    call *c = argument;
    c->make(c->exchange);
    pthread_mutex_lock(&lock);
    c->done = true;
    pthread_mutex_unlock(&lock);
    return NULL;
}

static codegate_gate *open_patient(char *path, size_t size) {
    codegate_gate *gate = NULL;
    snprintf(path, size, "%s/store.db", folder);
    CHECK(codegate_open(TEXT(path), TEXT("{\"busy_timeout\": 60}"), &gate, NULL) == CODEGATE_OK);
    return gate;
}

// Whether a call comes back while a finish waits. It is given so many milliseconds before the store is let go.
static bool comes_back(codegate_gate *gate, const char *path, int patience, void (*look)(codegate_exchange *)) {
    char beside[128];
    pthread_t finishing, looking;
    call finished = {0}, looked = {0};
    CHECK(codegate_gate_begin(gate, NULL, 0, TEXT("{\"model\": \"m\"}"), &finished.exchange, NULL) == CODEGATE_OK);
    looked.exchange = finished.exchange;
    looked.make = look;

    snprintf(beside, sizeof beside, "%s.lock", path);
    int held = open(beside, O_RDWR);
    CHECK(held >= 0 && flock(held, LOCK_EX) == 0);
    CHECK(pthread_create(&finishing, NULL, finish, &finished) == 0);
    while (codegate_exchange_begin_response(finished.exchange, 200, NULL, 0, NULL) != CODEGATE_ALREADY_FINISHED) sched_yield();
    // Nothing is checked while both run: the checks are counted without a lock.
    bool looks = pthread_create(&looking, NULL, make, &looked) == 0;
    struct timespec pause = {0, 1000000};
    for (int i = 0; i < patience && !is_done(&looked); i++) nanosleep(&pause, NULL);
    bool first = is_done(&looked), waited = !is_done(&finished);
    bool let_go = flock(held, LOCK_UN) == 0 && close(held) == 0;
    CHECK(pthread_join(finishing, NULL) == 0 && looks && pthread_join(looking, NULL) == 0);
    CHECK(waited && let_go && finished.status == CODEGATE_OK && is_done(&looked));
    codegate_exchange_free(finished.exchange);
    return first;
}

static void look(codegate_exchange *exchange) {
    codegate_view view;
    codegate_text *text = NULL;
    size_t count = 0;
    CHECK(codegate_exchange_id(exchange, &view, NULL) == CODEGATE_OK && view.len > 0);
    CHECK(codegate_exchange_url(exchange, &view, NULL) == CODEGATE_OK && view.data == NULL);
    CHECK(codegate_exchange_body(exchange, &view, NULL) == CODEGATE_OK && shows(view, "{\"model\": \"m\"}"));
    CHECK(codegate_exchange_header_count(exchange, &count, NULL) == CODEGATE_OK && count > 0);
    CHECK(codegate_exchange_decision(exchange, &text, NULL) == CODEGATE_OK && holds(text, "no_rules"));
    CHECK(codegate_exchange_headers(exchange, &text, NULL) == CODEGATE_OK && holds(text, "accept-encoding"));
    CHECK(codegate_exchange_route(exchange, &text, NULL) == CODEGATE_OK && text == NULL);
    CHECK(codegate_exchange_warnings(exchange, &text, NULL) == CODEGATE_OK && holds(text, "[]"));
    CHECK(codegate_exchange_feed(exchange, TEXT("chunk"), &view, NULL) == CODEGATE_OK && shows(view, "chunk"));
    CHECK(codegate_exchange_end(exchange, &view, NULL) == CODEGATE_OK && view.len == 0);
}

static void close_it(codegate_exchange *exchange) {
    codegate_text *text = NULL;
    CHECK(codegate_exchange_close(exchange, &text, NULL) == CODEGATE_OK && text == NULL);
}

// One that is freed while the store has no room is recorded later, as is one that others keep from being written.
static void freed_without_room(void) {
    char path[64];
    codegate_exchange *exchange = NULL;
    codegate_text *text = NULL;
    struct rlimit room;
    CHECK(signal(SIGXFSZ, SIG_IGN) != SIG_ERR && getrlimit(RLIMIT_FSIZE, &room) == 0);
    codegate_gate *gate = open_patient(path, sizeof path);
    CHECK(codegate_gate_begin(gate, NULL, 0, TEXT("{\"model\": \"m\"}"), &exchange, NULL) == CODEGATE_OK);
    struct rlimit none = {4096, room.rlim_max};
    CHECK(setrlimit(RLIMIT_FSIZE, &none) == 0);
    codegate_exchange_free(exchange);
    CHECK(codegate_gate_health(gate, &text, NULL) == CODEGATE_OK && holds(text, "\"unwritten\":1"));
    CHECK(setrlimit(RLIMIT_FSIZE, &room) == 0);
    CHECK(codegate_gate_close(gate, NULL) == CODEGATE_OK);
    codegate_gate_free(gate);

    gate = open_patient(path, sizeof path);
    CHECK(codegate_gate_usage_report(gate, NULL, 0, &text, NULL) == CODEGATE_OK && holds(text, "\"exchanges\":1,"));
    codegate_gate_free(gate);
    CHECK(unlink(path) == 0);
}

int main(void) {
    char path[64], command[64];
    CHECK(mkdtemp(folder) != NULL);
    freed_without_room();
    codegate_gate *gate = open_patient(path, sizeof path);
    CHECK(comes_back(gate, path, 20000, look));
    // The control: what does wait is seen to.
    CHECK(!comes_back(gate, path, 200, close_it));
    codegate_gate_free(gate);
    snprintf(command, sizeof command, "rm -r %s", folder);
    CHECK(system(command) == 0);
    return check_end();
}
