// A host with a SQLite of its own, whose changes it records with SQLite's session extension, beside the library: the
// host's calls must be those of its own SQLite, and its change sets hold its changes.
#define SQLITE_ENABLE_SESSION
#define SQLITE_ENABLE_PREUPDATE_HOOK
#include <codegate.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT(text) (text), strlen(text)

static void need(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "failed: %s\n", what);
    exit(1);
}

static int change_set(void) {
    sqlite3 *db = NULL;
    sqlite3_session *session = NULL;
    void *bytes = NULL;
    int len = 0;
    need(sqlite3_open(":memory:", &db) == SQLITE_OK, "open");
    need(sqlite3_exec(db, "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)", NULL, NULL, NULL) == SQLITE_OK, "create");
    need(sqlite3session_create(db, "main", &session) == SQLITE_OK, "session");
    need(sqlite3session_attach(session, NULL) == SQLITE_OK, "attach");
    need(sqlite3_exec(db, "INSERT INTO t VALUES (1, 'one')", NULL, NULL, NULL) == SQLITE_OK, "insert");
    need(sqlite3session_changeset(session, &len, &bytes) == SQLITE_OK, "change set");
    sqlite3_free(bytes);
    sqlite3session_delete(session);
    sqlite3_close(db);
    return len;
}

int main(void) {
    codegate_gate *gate = NULL;
    codegate_text *health = NULL, *version = NULL;
    need(codegate_open(TEXT(":memory:"), NULL, 0, &gate, NULL) == CODEGATE_OK, "codegate_open");
    need(codegate_gate_health(gate, &health, NULL) == CODEGATE_OK, "codegate_gate_health");
    need(codegate_json_string(codegate_text_data(health), codegate_text_len(health), TEXT("/sqlite"), &version, NULL) ==
             CODEGATE_OK,
         "version of the library's SQLite");
    int len = change_set();
    printf("host %s (headers %s), library %s, change set of %d bytes\n", sqlite3_libversion(), SQLITE_VERSION,
           codegate_text_data(version), len);
    need(strcmp(sqlite3_libversion(), SQLITE_VERSION) == 0, "the host runs with another SQLite than its own");
    need(strcmp(codegate_text_data(version), SQLITE_VERSION) != 0, "the library has the host's SQLite: nothing is shown");
    need(len > 0, "the change set is empty");
    codegate_text_free(version);
    codegate_text_free(health);
    codegate_gate_free(gate);
    return 0;
}
