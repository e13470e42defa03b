// JSON for the tests: parse, write, compare. Values live in an arena and are freed with it, all at once.
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>

typedef struct arena {
    struct block *blocks;
} arena;

typedef enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT } json_type;

// Bytes with a NUL behind them; they may hold NULs too.
typedef struct bytes {
    const char *data;
    size_t len;
} bytes;

// A value, and where it stands: its name in an object, its next sibling.
typedef struct json {
    json_type type;
    bool truth;         // of JSON_BOOL
    bytes text;         // of JSON_STRING, and of JSON_NUMBER as it was written
    struct json *first; // of JSON_ARRAY and JSON_OBJECT
    size_t count;
    bytes name;
    struct json *next;
} json;

void *arena_get(arena *a, size_t size);
void arena_free(arena *a);

// NULL if the text is not JSON.
json *json_parse(arena *a, const char *data, size_t len);
json *json_string(arena *a, const char *data, size_t len);
json *json_object(arena *a);

// NULL if there is no such field, or no object.
json *json_get(const json *object, const char *name);
// Takes a field out of an object.
json *json_take(json *object, const char *name);
// Puts a copy of a value into an object, in the place of what has the name.
void json_put(arena *a, json *object, const char *name, const json *value);

// Compact text.
bytes json_write(arena *a, const json *value);

// Whether `got` is what is expected: all of it, or, with `part`, the fields that are given. Numbers compare by value.
// If not, `*where` tells the path of the first difference.
bool json_matches(arena *a, const json *expected, const json *got, bool part, const char **where);

bool bytes_are(bytes text, const char *word);

#endif
