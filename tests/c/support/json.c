#include "json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct block {
    struct block *next;
    double align;
} block;

void *arena_get(arena *a, size_t size) {
    block *b = calloc(1, sizeof *b + size);
    if (!b) {
        fprintf(stderr, "out of memory\n");
        exit(2);
    }
    b->next = a->blocks;
    a->blocks = b;
    return b + 1;
}

void arena_free(arena *a) {
    while (a->blocks) {
        block *next = a->blocks->next;
        free(a->blocks);
        a->blocks = next;
    }
}

bool bytes_are(bytes text, const char *word) {
    return text.len == strlen(word) && memcmp(text.data, word, text.len) == 0;
}

static bool same(bytes a, bytes b) { return a.len == b.len && memcmp(a.data, b.data, a.len) == 0; }

static bytes copy(arena *a, const char *data, size_t len) {
    char *place = arena_get(a, len + 1);
    if (len) memcpy(place, data, len);
    return (bytes){place, len};
}

// --- reading ---

typedef struct reader {
    arena *a;
    const char *at, *end;
    int depth;
} reader;

static json *read_value(reader *r);

static json *new_value(arena *a, json_type type) {
    json *value = arena_get(a, sizeof *value);
    value->type = type;
    return value;
}

static void skip_space(reader *r) {
    while (r->at < r->end && strchr(" \t\r\n", *r->at) && *r->at) r->at++;
}

static bool eat(reader *r, const char *word) {
    size_t len = strlen(word);
    if ((size_t)(r->end - r->at) < len || memcmp(r->at, word, len) != 0) return false;
    r->at += len;
    return true;
}

static long read_hex(reader *r) {
    char digits[5] = {0}, *end;
    if (r->end - r->at < 4) return -1;
    memcpy(digits, r->at, 4);
    long code = strtol(digits, &end, 16);
    if (end != digits + 4) return -1;
    r->at += 4;
    return code;
}

static char *put_code(char *to, long code) {
    if (code < 0x80) {
        *to++ = (char)code;
    } else if (code < 0x800) {
        *to++ = (char)(0xC0 | code >> 6);
        *to++ = (char)(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        *to++ = (char)(0xE0 | code >> 12);
        *to++ = (char)(0x80 | (code >> 6 & 0x3F));
        *to++ = (char)(0x80 | (code & 0x3F));
    } else {
        *to++ = (char)(0xF0 | code >> 18);
        *to++ = (char)(0x80 | (code >> 12 & 0x3F));
        *to++ = (char)(0x80 | (code >> 6 & 0x3F));
        *to++ = (char)(0x80 | (code & 0x3F));
    }
    return to;
}

// What follows a backslash; NULL if it is no escape.
static char *read_escape(reader *r, char *to) {
    static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
    if (r->at == r->end) return NULL;
    char letter = *r->at++;
    const char *known = letter ? strchr(from, letter) : NULL;
    if (known) {
        *to++ = into[known - from];
        return to;
    }
    long code = letter == 'u' ? read_hex(r) : -1;
    if (code >= 0xD800 && code < 0xDC00) {
        long low = eat(r, "\\u") ? read_hex(r) : -1;
        if (low < 0xDC00 || low > 0xDFFF) return NULL;
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    return code < 0 ? NULL : put_code(to, code);
}

static bool read_string(reader *r, bytes *text) {
    const char *close = r->at;
    while (close < r->end && *close != '"') close += *close == '\\' ? 2 : 1;
    if (close >= r->end) return false;
    char *start = arena_get(r->a, (size_t)(close - r->at) + 1), *to = start;
    while (r->at < close) {
        if (*r->at != '\\') {
            *to++ = *r->at++;
            continue;
        }
        r->at++;
        to = read_escape(r, to);
        if (!to) return false;
    }
    r->at = close + 1;
    *text = (bytes){start, (size_t)(to - start)};
    return true;
}

static json *read_number(reader *r) {
    const char *start = r->at;
    while (r->at < r->end && *r->at && strchr("+-.0123456789eE", *r->at)) r->at++;
    json *value = new_value(r->a, JSON_NUMBER);
    value->text = copy(r->a, start, (size_t)(r->at - start));
    char *end;
    strtod(value->text.data, &end);
    return value->text.len && *end == 0 ? value : NULL;
}

// The items of an array, or the fields of an object, behind the opening bracket.
static json *read_items(reader *r, json_type type, const char *close) {
    json *list = new_value(r->a, type), **last = &list->first;
    skip_space(r);
    if (eat(r, close)) return list;
    do {
        bytes name = {NULL, 0};
        skip_space(r);
        if (type == JSON_OBJECT) {
            if (!eat(r, "\"") || !read_string(r, &name)) return NULL;
            skip_space(r);
            if (!eat(r, ":")) return NULL;
        }
        json *item = read_value(r);
        if (!item) return NULL;
        item->name = name;
        *last = item;
        last = &item->next;
        list->count++;
    } while (eat(r, ","));
    return eat(r, close) ? list : NULL;
}

static json *read_value(reader *r) {
    json *value = NULL;
    if (++r->depth > 1000) return NULL;
    skip_space(r);
    if (eat(r, "{")) {
        value = read_items(r, JSON_OBJECT, "}");
    } else if (eat(r, "[")) {
        value = read_items(r, JSON_ARRAY, "]");
    } else if (eat(r, "\"")) {
        value = new_value(r->a, JSON_STRING);
        if (!read_string(r, &value->text)) return NULL;
    } else if (eat(r, "null")) {
        value = new_value(r->a, JSON_NULL);
    } else if (eat(r, "true")) {
        value = new_value(r->a, JSON_BOOL);
        value->truth = true;
    } else if (eat(r, "false")) {
        value = new_value(r->a, JSON_BOOL);
    } else {
        value = read_number(r);
    }
    r->depth--;
    skip_space(r);
    return value;
}

json *json_parse(arena *a, const char *data, size_t len) {
    reader r = {a, data, data + len, 0};
    json *value = read_value(&r);
    return value && r.at == r.end ? value : NULL;
}

// --- building ---

json *json_string(arena *a, const char *data, size_t len) {
    json *value = new_value(a, JSON_STRING);
    value->text = copy(a, data, len);
    return value;
}

json *json_object(arena *a) { return new_value(a, JSON_OBJECT); }

static json **find(json *object, bytes name) {
    json **at = &object->first;
    while (*at && !same((*at)->name, name)) at = &(*at)->next;
    return at;
}

json *json_get(const json *object, const char *name) {
    if (!object || object->type != JSON_OBJECT) return NULL;
    for (json *field = object->first; field; field = field->next) {
        if (bytes_are(field->name, name)) return field;
    }
    return NULL;
}

json *json_take(json *object, const char *name) {
    json *field = json_get(object, name);
    if (!field) return NULL;
    *find(object, field->name) = field->next;
    object->count--;
    field->next = NULL;
    return field;
}

void json_put(arena *a, json *object, const char *name, const json *value) {
    json_take(object, name);
    json *field = new_value(a, value->type);
    *field = *value;
    field->next = NULL;
    field->name = copy(a, name, strlen(name));
    *find(object, field->name) = field;
    object->count++;
}

// --- writing ---

typedef struct writer {
    char *to; // NULL while only the length is counted
    size_t len;
} writer;

static void put(writer *w, const char *data, size_t len) {
    if (w->to) memcpy(w->to + w->len, data, len);
    w->len += len;
}

static void write_string(writer *w, bytes text) {
    put(w, "\"", 1);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char letter = (unsigned char)text.data[i];
        if (letter == '"' || letter == '\\') {
            put(w, "\\", 1);
            put(w, text.data + i, 1);
        } else if (letter < 0x20) {
            char escape[7];
            put(w, escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", letter));
        } else {
            put(w, text.data + i, 1);
        }
    }
    put(w, "\"", 1);
}

static void write_value(writer *w, const json *value) {
    switch (value->type) {
    case JSON_NULL: put(w, "null", 4); return;
    case JSON_BOOL: put(w, value->truth ? "true" : "false", value->truth ? 4 : 5); return;
    case JSON_NUMBER: put(w, value->text.data, value->text.len); return;
    case JSON_STRING: write_string(w, value->text); return;
    case JSON_ARRAY:
    case JSON_OBJECT: break;
    }
    bool object = value->type == JSON_OBJECT;
    put(w, object ? "{" : "[", 1);
    for (const json *item = value->first; item; item = item->next) {
        if (object) {
            write_string(w, item->name);
            put(w, ":", 1);
        }
        write_value(w, item);
        if (item->next) put(w, ",", 1);
    }
    put(w, object ? "}" : "]", 1);
}

bytes json_write(arena *a, const json *value) {
    writer w = {NULL, 0};
    write_value(&w, value);
    w.to = arena_get(a, w.len + 1);
    w.len = 0;
    write_value(&w, value);
    return (bytes){w.to, w.len};
}

// --- comparing ---

static bool differ(arena *a, const char *path, const char **where) {
    *where = copy(a, path, strlen(path)).data;
    return false;
}

static bool matches(arena *a, const json *want, const json *got, bool part, const char *path, const char **where) {
    char below[512];
    if (want->type != got->type) return differ(a, path, where);
    switch (want->type) {
    case JSON_NULL: return true;
    case JSON_BOOL: return want->truth == got->truth || differ(a, path, where);
    case JSON_NUMBER:
        return strtod(want->text.data, NULL) == strtod(got->text.data, NULL) || differ(a, path, where);
    case JSON_STRING: return same(want->text, got->text) || differ(a, path, where);
    case JSON_ARRAY: {
        if (want->count != got->count) return differ(a, path, where);
        size_t index = 0;
        for (const json *w = want->first, *g = got->first; w && g; w = w->next, g = g->next, index++) {
            snprintf(below, sizeof below, "%s[%zu]", path, index);
            if (!matches(a, w, g, part, below, where)) return false;
        }
        return true;
    }
    case JSON_OBJECT: break;
    }
    for (const json *w = want->first; w; w = w->next) {
        const json *g = json_get(got, w->name.data);
        snprintf(below, sizeof below, "%s.%s", path, w->name.data);
        if (!g) return differ(a, below, where);
        if (!matches(a, w, g, part, below, where)) return false;
    }
    return part || want->count == got->count || differ(a, path, where);
}

bool json_matches(arena *a, const json *expected, const json *got, bool part, const char **where) {
    return matches(a, expected, got, part, "result", where);
}
