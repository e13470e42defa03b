// Calls every function of the header with every argument made bad in every way. Each call is a status that is documented
// and leaves outputs and errors as the header says, or an answer that can be read.
//
//     borders SEED ROUNDS [EVERY [FUNCTION]]
//
// ROUNDS is how many made up handles each handle argument gets; of EVERY so many functions one is called.
#define _POSIX_C_SOURCE 200809L

#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define WHOLE(text) (text), strlen(text)
#define LENGTH_OF(list) (sizeof(list) / sizeof *(list))

enum { KINDS = 5, OTHERS = 8, SECONDS = 60 };

static const char RECORD[] = "{\"path\": \"/v1/chat/completions\", \"headers\": [[\"x-one\", \"two\"]]}";
static const char REQUEST[] = "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}";
static const char ALERT[] = "{\"workspace\": \"w\", \"severity\": \"info\", \"type\": \"t\"}";
static const char BUNDLE[] = "{\"format\": \"codegate.bundle\", \"version\": 1, \"parts\": [\"instructions\"], \"providers\": [], "
                             "\"workspaces\": [{\"name\": \"imported\", \"custom_instructions\": \"Theirs.\"}]}";

// One live object of each kind, in the order of `role`, and the ids of what is recorded.
typedef struct world {
    void *live[KINDS];
    char exchange[64], alert[64];
} world;

static long calls, failures, statuses[64];
static uint64_t state;
static void *strangers[OTHERS]; // handles of another process
static world gone;              // freed ones

static uint64_t next_number(void) {
    uint64_t z = (state += 0x9E3779B97F4A7C15u);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static void complain(const function *f, const char *how, const char *what) {
    failures++;
    printf("FAILED %s, %s: %s\n", f->name, how, what);
}

// Stops at what the world cannot be made without.
static void must(codegate_status status, codegate_error *err) {
    if (status == CODEGATE_OK) return;
    printf("FAILED: no world: %s\n", codegate_error_message(err));
    exit(3);
}

// Records an exchange and an alert of it.
static void record(codegate_gate *gate, world *w) {
    codegate_exchange *exchange = NULL;
    codegate_text *alert = NULL;
    codegate_error *err = NULL;
    codegate_json_kind kind;
    codegate_view id;
    must(codegate_gate_begin(gate, WHOLE(RECORD), WHOLE(REQUEST), &exchange, &err), err);
    must(codegate_exchange_id(exchange, &id, &err), err);
    snprintf(w->exchange, sizeof w->exchange, "%.*s", (int)id.len, id.data);
    must(codegate_exchange_finish(exchange, CODEGATE_OUTCOME_COMPLETED, NULL, &err), err);
    must(codegate_alert_add(gate, WHOLE(ALERT), &alert, &err), err);
    must(codegate_json_find(codegate_text_data(alert), codegate_text_len(alert), WHOLE("/id"), &kind, &id, &err), err);
    // The view of a string has its quotes.
    snprintf(w->alert, sizeof w->alert, "%.*s", (int)id.len - 2, id.data + 1);
    codegate_text_free(alert);
    codegate_exchange_free(exchange);
}

static void make(world *w) {
    codegate_gate *gate = NULL;
    codegate_exchange *exchange = NULL;
    codegate_plan *plan = NULL;
    codegate_text *text = NULL;
    codegate_error *err = NULL;
    static const char options[] =
        "{\"clock\": {\"start\": \"2026-01-01T00:00:00Z\", \"step_us\": 1000000}, \"id_seed\": 1}";
    must(codegate_open(WHOLE(":memory:"), WHOLE(options), &gate, &err), err);
    must(codegate_provider_add(gate, WHOLE("{\"name\": \"p\", \"type\": \"openai\", \"endpoint\": \"https://p.example\", \"credential\": \"host:one\"}"), NULL, &err), err);
    must(codegate_provider_add(gate, WHOLE("{\"name\": \"unused\", \"type\": \"openai\"}"), NULL, &err), err);
    must(codegate_workspace_create(gate, WHOLE("{\"name\": \"w\"}"), NULL, &err), err);
    must(codegate_workspace_create(gate, WHOLE("{\"name\": \"idle\"}"), NULL, &err), err);
    must(codegate_workspace_create(gate, WHOLE("{\"name\": \"a\"}"), NULL, &err), err);
    must(codegate_workspace_archive(gate, WHOLE("a"), 0, NULL, &err), err);
    must(codegate_workspace_bind(gate, WHOLE("/folder"), WHOLE("w"), NULL, &err), err);
    must(codegate_workspace_set_rules(gate, WHOLE("default"), WHOLE("[{\"to\": [\"p/m\"]}]"), NULL, &err), err);
    must(codegate_session_ensure(gate, WHOLE("s"), WHOLE("w"), NULL, &err), err);
    must(codegate_persona_add(gate, WHOLE("{\"name\": \"who\", \"description\": \"One.\", \"vector\": [1.0, 0.5]}"), NULL, &err), err);
    must(codegate_price_set(gate, WHOLE("{\"provider\": \"p\", \"model\": \"m\", \"input\": \"1\", \"output\": \"2\"}"), &err), err);
    record(gate, w);
    must(codegate_gate_begin(gate, WHOLE(RECORD), WHOLE(REQUEST), &exchange, &err), err);
    must(codegate_exchange_begin_response(exchange, 200, NULL, 0, &err), err);
    must(codegate_gate_plan_import(gate, WHOLE(BUNDLE), &plan, &err), err);
    must(codegate_workspace_list(gate, &text, &err), err);
    if (codegate_workspace_get(gate, WHOLE("nobody"), NULL, &err) == CODEGATE_OK) exit(3);
    w->live[GATE] = gate, w->live[EXCHANGE] = exchange, w->live[PLAN] = plan, w->live[TEXT] = text, w->live[ERROR] = err;
}

static void unmake(world *w) {
    codegate_exchange_free(w->live[EXCHANGE]);
    codegate_plan_free(w->live[PLAN]);
    codegate_text_free(w->live[TEXT]);
    codegate_error_free(w->live[ERROR]);
    codegate_gate_free(w->live[GATE]);
}

// Reads every byte, so that AddressSanitizer or valgrind sees where they are.
static void look(const char *data, size_t len) {
    static volatile unsigned sum;
    for (size_t i = 0; i < len; i++) sum += (unsigned char)data[i];
}

// What the library wrote to, and what stood there before the call.
typedef struct outputs {
    void *object[MOST_ARGUMENTS];
    codegate_view view[MOST_ARGUMENTS];
    uint64_t plain[MOST_ARGUMENTS];
    codegate_error *err;
    int has_err;
} outputs;

static char untouched[] = "untouched";
static const uint64_t UNTOUCHED = 0x5A5A5A5A5A5A5A5Au;

// The arguments of a call that succeeds. Texts are copied into blocks of exactly their size, at an odd address.
static void good(const function *f, const world *w, argument *a, outputs *o, char **blocks) {
    int text = 0;
    o->has_err = 0, o->err = (codegate_error *)(void *)untouched;
    for (int i = 0; i < f->arguments; i++) {
        o->object[i] = untouched, o->plain[i] = UNTOUCHED;
        o->view[i].data = untouched, o->view[i].len = 7;
        blocks[i] = NULL;
        memset(&a[i], 0, sizeof a[i]);
        switch (f->roles[i]) {
        case GATE: case EXCHANGE: case PLAN: case TEXT: case ERROR: a[i].pointer = w->live[f->roles[i]]; break;
        case BYTES: {
            const char *said = f->texts[text++];
            if (said && strcmp(said, "?exchange") == 0) said = w->exchange;
            if (said && strcmp(said, "?alert") == 0) said = w->alert;
            size_t len = said ? strlen(said) : 0;
            if (said) {
                blocks[i] = malloc(len + 1);
                memcpy(blocks[i] + 1, said, len);
                a[i].pointer = blocks[i] + 1;
            }
            a[++i].size = len, blocks[i] = NULL;
            break;
        }
        case LENGTH: break;
        case NUMBER: a[i].number = strcmp(f->names[i], "status") == 0 ? 200 : 0; break;
        case SIZE: a[i].size = 0; break;
        case OUT_GATE: case OUT_EXCHANGE: case OUT_PLAN: case OUT_TEXT: a[i].pointer = &o->object[i]; break;
        case OUT_VIEW: a[i].pointer = &o->view[i]; break;
        case OUT_PLAIN: a[i].pointer = &o->plain[i]; break;
        case ERR: a[i].pointer = &o->err, o->has_err = 1; break;
        }
    }
}

static void release(role of, void *object) {
    if (of == OUT_GATE) codegate_gate_free(object);
    if (of == OUT_EXCHANGE) codegate_exchange_free(object);
    if (of == OUT_PLAN) codegate_plan_free(object);
    if (of == OUT_TEXT) {
        look(codegate_text_data(object), codegate_text_len(object) + 1);
        codegate_text_free(object);
    }
}

// What must hold of every call, whatever it was called with.
static void hold(const function *f, const char *how, int32_t status, const argument *a, outputs *o) {
    if (!f->has_status) return;
    char code[64];
    const char *name = codegate_status_name(status);
    if (status >= 0 && status < 64) statuses[status]++;
    snprintf(code, sizeof code, " %s ", name);
    if (status != CODEGATE_OK && !strstr(f->documented, code)) {
        complain(f, how, code);
        complain(f, how, "this code is not documented");
    }
    if (status == CODEGATE_INTERNAL) complain(f, how, "`internal`");
    for (int i = 0; i < f->arguments; i++) {
        if (!a[i].pointer) continue;
        role of = f->roles[i];
        if (of == ERR && (status == CODEGATE_OK) != (o->err == NULL)) complain(f, how, "status and error disagree");
        if (of == ERR && o->err) {
            if (strcmp(codegate_error_code(o->err), name) != 0) complain(f, how, "the error tells another code");
            if (!codegate_error_message(o->err)[0]) complain(f, how, "the error says nothing");
            look(codegate_error_message(o->err), strlen(codegate_error_message(o->err)));
            codegate_error_free(o->err);
        }
        if (of >= OUT_GATE && of <= OUT_TEXT) {
            if (status != CODEGATE_OK && o->object[i] != (void *)untouched) complain(f, how, "an output was written");
            if (status == CODEGATE_OK && o->object[i] == (void *)untouched) complain(f, how, "no output was written");
            if (status == CODEGATE_OK) release(of, o->object[i]);
        }
        if (of == OUT_VIEW) {
            int same = o->view[i].data == untouched && o->view[i].len == 7;
            if (status != CODEGATE_OK && !same) complain(f, how, "a view was written");
            if (status == CODEGATE_OK && o->view[i].data && !same) look(o->view[i].data, o->view[i].len);
        }
        if (of == OUT_PLAIN && status != CODEGATE_OK && o->plain[i] != UNTOUCHED) complain(f, how, "a number was written");
    }
}

// One call; `wanted` is the status that it must have, or -1.
static int32_t call(const function *f, const char *how, argument *a, outputs *o, int32_t wanted) {
    size_t before = codegate_live_objects(CODEGATE_KIND_ANY);
    int32_t status = f->call(a);
    calls++;
    hold(f, how, status, a, o);
    // A successful call that gives no output but frees, or whose output was not wanted, holds nothing either.
    size_t after = codegate_live_objects(CODEGATE_KIND_ANY);
    if (after > before) complain(f, how, "an object is left behind");
    if (f->has_status && wanted >= 0 && status != wanted) {
        complain(f, how, codegate_status_name(status));
        complain(f, how, "is not the status that it must have");
    }
    return status;
}

// Calls with one argument changed, or a text's two.
static void change(const function *f, const world *w, const char *how, int at, void *pointer, size_t size, int32_t wanted) {
    argument a[MOST_ARGUMENTS];
    outputs o;
    char *blocks[MOST_ARGUMENTS], said[160];
    good(f, w, a, &o, blocks);
    snprintf(said, sizeof said, "`%s` %s", f->names[at], how);
    switch (f->roles[at]) {
    case BYTES: a[at].pointer = pointer, a[at + 1].size = size; break;
    case NUMBER: a[at].number = (int32_t)size; break;
    case SIZE: a[at].size = size; break;
    default: a[at].pointer = pointer; break;
    }
    call(f, said, a, &o, wanted);
    for (int i = 0; i < f->arguments; i++) free(blocks[i]);
}

static void handles(const function *f, const world *w, int at, long rounds) {
    const int32_t bad = CODEGATE_INVALID_HANDLE;
    role of = f->roles[at];
    uint64_t near = (uint64_t)(uintptr_t)w->live[of];
    change(f, w, "NULL", at, NULL, 0, bad);
    change(f, w, "1", at, (void *)1, 0, bad);
    change(f, w, "SIZE_MAX", at, (void *)UINTPTR_MAX, 0, bad);
    change(f, w, "an address", at, untouched, 0, bad);
    for (int kind = 0; kind < KINDS; kind++) {
        change(f, w, "freed", at, gone.live[kind], 0, bad);
        if (kind != (int)of) change(f, w, "of another kind", at, w->live[kind], 0, bad);
    }
    for (int i = 0; i < OTHERS; i++) change(f, w, "of another process", at, strangers[i], 0, bad);
    for (long i = 0; i < rounds; i++) {
        uint64_t value = i % 2 ? next_number() : near ^ 1ull << next_number() % 64;
        change(f, w, "made up", at, (void *)(uintptr_t)value, 0, bad);
    }
}

static void bytes(const function *f, const world *w, int at) {
    static const char *const texts[] = {
        "", " ", "null", "{", "[", "[]", "{}", "\"", "-0", "1e999", "{\"name\": 1}", "{\"name\": null, \"name\": 2}",
        "{\"\\ud800\": \"\\u0000\"}", "../../x", "\xef\xbb\xbf{}", "\xe2\x80\xae", "\x1b[2J", "%00%ff", "%s%n", "nobody"};
    static const char *const broken[] = {"\xff", "\xc0\x80", "\xed\xa0\x80", "{\"name\": \"\xf5\"}", "\xe2\x82", "w\xff"};
    const int32_t bad = CODEGATE_INVALID_ARGUMENT;
    char one[] = "x";
    change(f, w, "NULL and 0", at, NULL, 0, -1);
    change(f, w, "NULL and 1", at, NULL, 1, bad);
    change(f, w, "NULL and SIZE_MAX", at, NULL, SIZE_MAX, bad);
    change(f, w, "of length SIZE_MAX", at, one, SIZE_MAX, bad);
    change(f, w, "over the half of the address space", at, one, SIZE_MAX / 2 + 1, bad);
    change(f, w, "of length 0", at, one, 0, -1);
    change(f, w, "a NUL", at, "\0", 1, -1);
    for (size_t i = 0; i < LENGTH_OF(texts) + LENGTH_OF(broken); i++) {
        const char *said = i < LENGTH_OF(texts) ? texts[i] : broken[i - LENGTH_OF(texts)];
        size_t len = strlen(said);
        char *block = malloc(len + 1);
        memcpy(block + 1, said, len);
        change(f, w, i < LENGTH_OF(texts) ? said : "no UTF-8", at, block + 1, len, -1);
        free(block);
    }
    size_t size = 3 << 19;
    char *long_one = malloc(size);
    memset(long_one, '[', size);
    change(f, w, "deep", at, long_one, size, -1);
    memset(long_one, 'x', size);
    change(f, w, "long", at, long_one, size, -1);
    free(long_one);
}

static void every_argument(const function *f, const world *w, long rounds) {
    static const size_t numbers[] = {1, 2, SIZE_MAX, SIZE_MAX / 2, INT32_MAX, (size_t)INT32_MAX + 1, 99, 600};
    for (int i = 0; i < f->arguments; i++) {
        role of = f->roles[i];
        if (of <= ERROR) handles(f, w, i, rounds);
        if (of == BYTES) bytes(f, w, i);
        if (of == NUMBER || of == SIZE)
            for (size_t n = 0; n < LENGTH_OF(numbers); n++) change(f, w, "a number", i, NULL, numbers[n], -1);
        if (of == OUT_TEXT || of == ERR) change(f, w, "NULL", i, NULL, 0, -1);
        else if (of >= OUT_GATE) {
            int optional = of == OUT_PLAIN || of == OUT_VIEW;
            change(f, w, "NULL", i, NULL, 0, optional ? -1 : CODEGATE_INVALID_ARGUMENT);
        }
    }
    // All at once.
    argument a[MOST_ARGUMENTS];
    outputs o;
    char *blocks[MOST_ARGUMENTS];
    good(f, w, a, &o, blocks);
    memset(a, 0, sizeof a);
    call(f, "all 0", a, &o, -1);
    for (int i = 0; i < f->arguments; i++) {
        a[i].size = f->roles[i] >= OUT_GATE ? 0 : SIZE_MAX;
        if (f->roles[i] == BYTES) a[i].pointer = NULL;
        free(blocks[i]);
    }
    call(f, "all SIZE_MAX", a, &o, -1);
}

// The handles of a process: this one's own copy of the world, used in a child.
static void inherited(const function *f, const world *w) {
    int status = 0;
    if (f->arguments == 0 || f->roles[0] > PLAN || !f->has_status) return;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        alarm(SECONDS);
        argument a[MOST_ARGUMENTS];
        outputs o;
        char *blocks[MOST_ARGUMENTS];
        long before = failures;
        good(f, w, a, &o, blocks);
        int32_t told = call(f, "in a child", a, &o, -1);
        // What was decided already can be read there; whatever comes to the store is refused.
        int right = told == CODEGATE_FORKED_HANDLE || (f->roles[0] != GATE && told == CODEGATE_OK);
        if (!right) complain(f, "in a child", codegate_status_name(told));
        fflush(stdout);
        _exit(failures != before);
    }
    calls++;
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0) complain(f, "in a child", "it did not end well");
}

// Another process makes a world of its own and sends the numbers of its handles.
static void borrow(void) {
    int ends[2];
    if (pipe(ends) != 0) exit(3);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        world w[2];
        make(&w[0]), make(&w[1]);
        void *sent[OTHERS];
        for (int i = 0; i < OTHERS; i++) sent[i] = w[i / KINDS].live[i % KINDS];
        _exit(write(ends[1], sent, sizeof sent) != (ssize_t)sizeof sent);
    }
    int status = 1;
    if (read(ends[0], strangers, sizeof strangers) != (ssize_t)sizeof strangers) exit(3);
    if (waitpid(child, &status, 0) != child || status != 0) exit(3);
    close(ends[0]), close(ends[1]);
}

int main(int count, char **words) {
    const char *only = count > 4 ? words[4] : NULL;
    uint64_t every = count > 3 ? strtoull(words[3], NULL, 10) : 1;
    state = count > 1 ? strtoull(words[1], NULL, 10) : 1;
    long rounds = count > 2 ? strtol(words[2], NULL, 10) : 10;
    uint64_t turn = every ? state % every : 0;
    int reached = 0;
    borrow(); // before this process has a key of its own
    make(&gone), unmake(&gone);
    for (int n = 0; n < FUNCTION_COUNT; n++) {
        const function *f = &FUNCTIONS[n];
        argument a[MOST_ARGUMENTS];
        outputs o;
        char *blocks[MOST_ARGUMENTS];
        world w;
        if ((only && strcmp(only, f->name) != 0) || (every && (uint64_t)n % every != turn)) continue;
        make(&w);
        every_argument(f, &w, rounds);
        inherited(f, &w);
        unmake(&w), make(&w);
        good(f, &w, a, &o, blocks);
        call(f, "as it should be", a, &o, CODEGATE_OK);
        reached++;
        for (int i = 0; i < f->arguments; i++) free(blocks[i]);
        unmake(&w);
        if (codegate_live_objects(CODEGATE_KIND_ANY) != 0) complain(f, "at the end", "objects are left");
    }
    int seen = 0;
    for (int i = 0; i < 64; i++) seen += statuses[i] > 0;
    printf("%d functions, %ld calls, %d statuses, %ld failures\n", reached, calls, seen, failures);
    return failures == 0 && reached > 0 ? 0 : 1;
}
