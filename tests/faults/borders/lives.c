// Lives of the library: loaded and unloaded, loaded twice, and a process that ends while threads call.
//
//     lives loop LIBRARY STORE N           loads, opens, uses and unloads it N times; every second time with an open gate
//     lives copies STORE N LIBRARY OTHER   two copies write N workspaces each to one store, one is unloaded in between
//     lives exit LIBRARY STORE             threads write workspaces, and `main` calls `exit`
//
// Each prints the name of every workspace whose creation was acknowledged; what is no name begins with `#`.
#define _POSIX_C_SOURCE 200809L

#include <codegate.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 4 };

// What is called of one copy of the library.
typedef struct copy {
    void *loaded;
    codegate_status (*open)(const char *, size_t, const char *, size_t, codegate_gate **, codegate_error **);
    codegate_status (*create)(const codegate_gate *, const char *, size_t, codegate_text **, codegate_error **);
    void (*free)(codegate_gate *);
    codegate_gate *gate;
    int number;
} copy;

static void stop(const char *why, const char *what) {
    fprintf(stderr, "FAILED %s: %s\n", why, what ? what : "");
    exit(1);
}

static void find(void *loaded, const char *name, void *to) {
    void *symbol = dlsym(loaded, name);
    if (!symbol) stop("no symbol", name);
    memcpy(to, &symbol, sizeof symbol);
}

static void load(copy *c, const char *library, const char *store) {
    c->loaded = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!c->loaded) stop("dlopen", dlerror());
    find(c->loaded, "codegate_open", &c->open);
    find(c->loaded, "codegate_workspace_create", &c->create);
    find(c->loaded, "codegate_gate_free", &c->free);
    codegate_status status = c->open(store, strlen(store), NULL, 0, &c->gate, NULL);
    if (status != CODEGATE_OK) stop("open", store);
}

// Whether it was acknowledged; told at once, in one call.
static int create(copy *c, const char *prefix, int number) {
    char record[64], line[64];
    snprintf(record, sizeof record, "{\"name\": \"%s%d\"}", prefix, number);
    if (c->create(c->gate, record, strlen(record), NULL, NULL) != CODEGATE_OK) return 0;
    int len = snprintf(line, sizeof line, "%s%d\n", prefix, number);
    return write(STDOUT_FILENO, line, (size_t)len) == len;
}

static void *keep_creating(void *of) {
    copy *c = of;
    char prefix[8];
    snprintf(prefix, sizeof prefix, "t%d-", c->number);
    for (int i = 0; create(c, prefix, i); i++) {
    }
    return NULL;
}

int main(int count, char **words) {
    static copy copies[THREADS];
    int gone = 0;
    if (count == 5 && strcmp(words[1], "loop") == 0) {
        for (int i = 0; i < atoi(words[4]); i++) {
            load(copies, words[2], words[3]);
            if (!create(copies, "loop", i)) stop("create", words[3]);
            if (i % 2) copies->free(copies->gate);
            dlclose(copies->loaded);
            gone += dlopen(words[2], RTLD_NOW | RTLD_NOLOAD) == NULL;
        }
        printf("# unloaded %d times\n", gone);
    } else if (count == 6 && strcmp(words[1], "copies") == 0) {
        int rounds = atoi(words[3]);
        load(&copies[0], words[4], words[2]);
        load(&copies[1], words[5], words[2]);
        if (copies[0].open == copies[1].open) stop("one copy only", words[5]);
        for (int i = 0; i < rounds; i++) {
            if (!create(&copies[0], "one", i) || !create(&copies[1], "two", i)) stop("create", words[2]);
            if (i != rounds / 2) continue;
            // The locks of the other copy outlive this one's descriptors.
            copies[0].free(copies[0].gate);
            dlclose(copies[0].loaded);
            load(&copies[0], words[4], words[2]);
        }
        copies[0].free(copies[0].gate);
        copies[1].free(copies[1].gate);
    } else if (count == 4 && strcmp(words[1], "exit") == 0) {
        pthread_t thread;
        load(copies, words[2], words[3]);
        for (int i = 0; i < THREADS; i++) {
            copies[i] = copies[0], copies[i].number = i;
            if (pthread_create(&thread, NULL, keep_creating, &copies[i]) != 0) stop("pthread_create", NULL);
        }
        struct timespec wait = {0, 30000000};
        nanosleep(&wait, NULL);
        exit(0);
    } else {
        stop("words", "see the top of the source");
    }
    return 0;
}
