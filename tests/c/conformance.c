// Plays the cases of `tests/cases`, whose README describes their format, against the C ABI.
//
//     conformance FOLDER [WORD]    plays every file of the folder, or the cases whose name contains the word

#define _POSIX_C_SOURCE 200809L

#include "support/calls.h"
#include "support/json.h"

#include <codegate.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bytes read_file(arena *a, const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) return (bytes){NULL, 0};
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *data = arena_get(a, (size_t)size + 1);
    size_t len = fread(data, 1, (size_t)size, file);
    fclose(file);
    return (bytes){data, len};
}

// Removes a folder and the files in it.
static void remove_folder(const char *folder) {
    DIR *dir = opendir(folder);
    if (!dir) return;
    for (struct dirent *entry; (entry = readdir(dir));) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        unlink(path);
    }
    closedir(dir);
    rmdir(folder);
}

// Writes out every `$REPEAT:x:65` and `$FOLDER/x`, in place.
static void expand(arena *a, const char *folder, json *value) {
    static const char mark[] = "$REPEAT:", place[] = "$FOLDER/";
    if (value->type == JSON_STRING && strncmp(value->text.data, place, strlen(place)) == 0) {
        char *text = arena_get(a, strlen(folder) + value->text.len);
        int len = sprintf(text, "%s/%s", folder, value->text.data + strlen(place));
        value->text = (bytes){text, (size_t)len};
        return;
    }
    if (value->type == JSON_STRING && strncmp(value->text.data, mark, strlen(mark)) == 0) {
        const char *unit = value->text.data + strlen(mark), *colon = strrchr(unit, ':');
        if (!colon) return;
        size_t len = (size_t)(colon - unit), times = (size_t)strtoul(colon + 1, NULL, 10);
        char *text = arena_get(a, len * times + 1);
        for (size_t i = 0; i < times; i++) memcpy(text + i * len, unit, len);
        value->text = (bytes){text, len * times};
    }
    for (json *item = value->first; item; item = item->next) expand(a, folder, item);
}

// Holds the answer of a step against what it expects; NULL if it is as expected, else what is wrong.
static const char *check(world *w, const json *step, const answer *got) {
    const json *whole = json_get(step, "expect"), *part = json_get(step, "expect_part");
    const json *error = json_get(step, "error"), *says = json_get(step, "says"), *want = whole ? whole : part;
    char *text = arena_get(&w->arena, 4096);
    if (got->broken) return got->broken;
    if (error || got->code) {
        if (error && got->code && bytes_are(error->text, got->code) && (!says || strstr(got->message, says->text.data)))
            return NULL;
        snprintf(text, 4096, "expected %s%s%s, got %s: %s", error ? error->text.data : "success", says ? ": " : "", says ? says->text.data : "",
                 got->code ? got->code : "success", got->code ? got->message : json_write(&w->arena, got->value).data);
        return text;
    }
    const char *where = NULL;
    if (!want || json_matches(&w->arena, want, got->value, part != NULL, &where)) return NULL;
    snprintf(text, 4096, "differs at %s\n    expected %.1600s\n    got      %.1600s", where,
             json_write(&w->arena, want).data, json_write(&w->arena, got->value).data);
    return text;
}

// The environment of a case, and back.
static void set_environment(world *w, const json *given, bool on) {
    const json *env = json_get(given, "env");
    for (const json *variable = env ? env->first : NULL; variable; variable = variable->next) {
        json *before = json_get(w->environment, variable->name.data);
        const char *was = getenv(variable->name.data);
        if (on) {
            if (was) json_put(&w->arena, w->environment, variable->name.data, json_string(&w->arena, was, strlen(was)));
            setenv(variable->name.data, variable->text.data, 1);
        } else if (before) {
            setenv(variable->name.data, before->text.data, 1);
        } else {
            unsetenv(variable->name.data);
        }
    }
}

static bool play(const char *area, const json *one) {
    world w = {0};
    char folder[64] = "/tmp/codegate-case-XXXXXX", path[96];
    const json *given = json_get(one, "given"), *memory = json_get(given, "memory"), *steps = json_get(one, "steps");
    if (!mkdtemp(folder)) {
        perror("mkdtemp");
        exit(2);
    }
    snprintf(path, sizeof path, "%s/codegate.db", folder);
    w.path = memory && memory->truth ? ":memory:" : path;
    w.options = json_get(given, "options");
    w.environment = json_object(&w.arena);
    set_environment(&w, given, true);

    answer opened = world_open(&w, "", NULL);
    const char *fault = opened.code ? opened.message : NULL;
    size_t index = 0;
    const json *step = steps ? steps->first : NULL;
    if (!step) fault = "the case has no steps";
    for (; step && !fault; step = step->next) {
        json *args = json_get(step, "args") ? json_get(step, "args") : json_object(&w.arena);
        expand(&w.arena, folder, args);
        answer got = world_call(&w, step, args);
        fault = check(&w, step, &got);
        index++;
    }
    if (fault) {
        printf("FAILED %s: %s\n  step %zu: %s\n", area, json_get(one, "name")->text.data, index, fault);
    }
    bool passed = !fault;
    set_environment(&w, given, false);
    world_free(&w);
    remove_folder(folder);
    return passed;
}

static bool is_case_file(const char *name) {
    size_t len = strlen(name);
    return len > 5 && strcmp(name + len - 5, ".json") == 0;
}

static void play_file(const char *path, const char *word, int *passed, int *failed) {
    arena a = {0};
    bytes text = read_file(&a, path);
    json *file = text.data ? json_parse(&a, text.data, text.len) : NULL;
    const json *cases = json_get(file, "cases"), *area = json_get(file, "area");
    if (!cases || !area) {
        printf("FAILED %s: not a file of cases\n", path);
        ++*failed;
    }
    for (json *one = cases && area ? cases->first : NULL; one; one = one->next) {
        const json *name = json_get(one, "name");
        if (!name || !strstr(name->text.data, word)) continue;
        ++*(play(area->text.data, one) ? passed : failed);
    }
    arena_free(&a);
}

int main(int argc, char **argv) {
    const char *folder = argc > 1 ? argv[1] : "tests/cases", *word = argc > 2 ? argv[2] : "";
    int passed = 0, failed = 0;
    struct dirent **entries;
    int found = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < found; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (is_case_file(entries[i]->d_name)) play_file(path, word, &passed, &failed);
        free(entries[i]);
    }
    if (found >= 0) free(entries);
    if (passed + failed == 0) printf("no case was found in `%s`\n", folder);
    printf("conformance (c): %d cases passed, %d failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}
