// Calls on a gate, by the shape of their functions.
#include "answers.h"

#include <string.h>

typedef codegate_status bare(const codegate_gate *, codegate_error **);
typedef codegate_status plain(const codegate_gate *, codegate_text **, codegate_error **);
typedef codegate_status one_text(const codegate_gate *, const char *, size_t, codegate_text **, codegate_error **);
typedef codegate_status two_texts(const codegate_gate *, const char *, size_t, const char *, size_t, codegate_text **,
                                  codegate_error **);
typedef codegate_status text_flag(const codegate_gate *, const char *, size_t, int32_t, codegate_text **,
                                  codegate_error **);
typedef codegate_status flag(const codegate_gate *, int32_t, codegate_text **, codegate_error **);
typedef codegate_status counted(const codegate_gate *, const char *, size_t, uint64_t *, codegate_error **);
typedef codegate_status no_result(const codegate_gate *, const char *, size_t, codegate_error **);

// The arguments of a call: `*` is everything that is left, as a record.
typedef struct call {
    const char *name, *first, *second;
    bare *bare;
    plain *plain;
    one_text *one_text;
    one_text *plain_text; // its result is text, not JSON
    two_texts *two_texts;
    text_flag *text_flag;
    flag *flag;
    counted *counted;
    no_result *no_result;
} call;

static const call CALLS[] = {
#include "gate_calls.inc"
    {"usage.csv", "*", NULL, .plain_text = codegate_gate_usage_csv},
    {"usage.jsonl", "*", NULL, .plain_text = codegate_gate_usage_jsonl},
    {"prices.remove", "*", NULL, .one_text = codegate_price_remove},
    {NULL, NULL, NULL, .plain = NULL},
};

// Takes an argument; false if it is missing or of a wrong type. `?name` may be absent, `=name` is any JSON.
static bool take(world *w, json *args, const char *name, bytes *text) {
    *text = (bytes){NULL, 0};
    if (!name) return true;
    if (*name == '*') {
        *text = json_write(&w->arena, args);
        return true;
    }
    const json *value = json_take(args, name + (*name == '?' || *name == '='));
    if (!value && (strcmp(name, "=table") == 0 || strcmp(name, "=config") == 0)) {
        // What is no JSON, or whose digits are to stay, is written as text.
        value = json_take(args, *(name + 1) == 't' ? "table_text" : "config_text");
        if (!value || value->type != JSON_STRING) return false;
        *text = value->text;
        return true;
    }
    if (*name == '?' && (!value || value->type == JSON_NULL)) return true;
    if (value && *name == '=') {
        *text = json_write(&w->arena, value);
        return true;
    }
    if (!value || value->type != JSON_STRING) return false;
    *text = value->text;
    return true;
}

answer call_gate(world *w, const codegate_gate *gate, const char *name, json *args) {
    const call *c = CALLS;
    while (c->name && strcmp(c->name, name) != 0) c++;
    if (!c->name) return broken("no such call");
    codegate_text *out = NULL;
    codegate_error *err = NULL;
    bytes first, second;
    if (c->bare) {
        codegate_status status = c->bare(gate, &err);
        return settle(w, status, err);
    }
    if (c->flag) {
        const json *given = json_take(args, c->first);
        if (given && given->type != JSON_BOOL) return wrong_type();
        codegate_status status = c->flag(gate, given && given->truth, &out, &err);
        return settle_text(w, status, out, err);
    }
    if (!take(w, args, c->first, &first)) return wrong_type();
    if (c->text_flag) {
        const json *force = json_take(args, "force");
        if (force && force->type != JSON_BOOL) return wrong_type();
        codegate_status status = c->text_flag(gate, first.data, first.len, force && force->truth, &out, &err);
        return settle_text(w, status, out, err);
    }
    if (!take(w, args, c->second, &second)) return wrong_type();
    if (c->no_result) {
        codegate_status status = c->no_result(gate, first.data, first.len, &err);
        return settle(w, status, err);
    }
    if (c->plain_text) {
        codegate_status status = c->plain_text(gate, first.data, first.len, &out, &err);
        answer settled = settle(w, status, err);
        if (out) settled.value = json_string(&w->arena, codegate_text_data(out), codegate_text_len(out));
        codegate_text_free(out);
        return settled;
    }
    if (c->counted) {
        uint64_t count = 0;
        codegate_status status = c->counted(gate, first.data, first.len, &count, &err);
        return settle_count(w, status, count, err);
    }
    codegate_status status =
        c->plain      ? c->plain(gate, &out, &err)
        : c->one_text ? c->one_text(gate, first.data, first.len, &out, &err)
                      : c->two_texts(gate, first.data, first.len, second.data, second.len, &out, &err);
    return settle_text(w, status, out, err);
}
