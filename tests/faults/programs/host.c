// A host in C that looks at its own store with a SQLite that it links itself: `host STORE NAME plain|ro|touches ROUNDS`.
// As `host.py`: one thread reads, the other records, until both have happened ROUNDS times.
#define _POSIX_C_SOURCE 200809L

#include "worker.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

static const char *store, *way;
static atomic_int reads, stop;

static void touch(void) {
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char file[4096];
        snprintf(file, sizeof file, "%s%s", store, endings[i]);
        int fd = open(file, O_RDONLY);
        if (fd >= 0) close(fd);
    }
}

static void look(void) {
    sqlite3 *connection = NULL;
    int flags = strcmp(way, "ro") == 0 ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    if (sqlite3_open_v2(store, &connection, flags, NULL) == SQLITE_OK) {
        sqlite3_exec(connection, "SELECT count(*) FROM exchanges", NULL, NULL, NULL);
    }
    sqlite3_close(connection);
}

static void *reader(void *unused) {
    (void)unused;
    while (!atomic_load(&stop)) {
        if (strcmp(way, "touches") == 0) touch();
        else look();
        atomic_fetch_add(&reads, 1);
    }
    return NULL;
}

int main(int count, char **words) {
    pthread_t thread;
    codegate_gate *gate = NULL;
    if (count != 5) return 2;
    store = words[1], way = words[3];
    int rounds = atoi(words[4]);
    if (codegate_open(TEXT(store), TEXT("{\"busy_timeout\": 20}"), &gate, NULL) != CODEGATE_OK) return 3;
    if (pthread_create(&thread, NULL, reader, NULL) != 0) return 4;
    for (int i = 0; i < rounds || atomic_load(&reads) < rounds; i++) {
        char key[64];
        snprintf(key, sizeof key, "%s-%d", words[2], i);
        if (!decided(gate) || !recorded(gate, key)) break;
    }
    atomic_store(&stop, 1);
    pthread_join(thread, NULL);
    codegate_gate_close(gate, NULL);
    codegate_gate_free(gate);
    tell("done", "", "");
    return 0;
}
