// Calls that take a request, and calls on an exchange.
#include "answers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool decode_base64(world *w, bytes text, bytes *decoded) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *to = arena_get(&w->arena, text.len + 1);
    unsigned buffer = 0, bits = 0;
    size_t len = 0;
    while (text.len && text.data[text.len - 1] == '=') text.len--;
    for (size_t i = 0; i < text.len; i++) {
        const char *digit = text.data[i] ? strchr(digits, text.data[i]) : NULL;
        if (!digit) return false;
        buffer = (buffer << 6 | (unsigned)(digit - digits)) & 0xFFFF;
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        to[len++] = (char)(buffer >> bits & 0xFF);
    }
    *decoded = (bytes){to, len};
    return true;
}

// A text or its base64 under one of two names; false if it is of a wrong type. Absent is NULL.
static bool take_bytes(world *w, json *args, const char *text_name, const char *base64_name, bytes *found) {
    const json *text = json_take(args, text_name), *encoded = json_take(args, base64_name);
    const json *value = text ? text : encoded;
    *found = (bytes){NULL, 0};
    if (!value || value->type == JSON_NULL) return true;
    if (value->type != JSON_STRING) return false;
    *found = value->text;
    return text || decode_base64(w, value->text, found);
}

// The body of a request; what is left of the arguments are its fields.
static bool take_body(world *w, json *args, bytes *body, bool *parsed) {
    const json *value = json_take(args, "body");
    *parsed = value && value->type != JSON_NULL;
    if (!take_bytes(w, args, "body_text", "body_base64", body)) return false;
    if (*parsed) *body = json_write(&w->arena, value);
    return true;
}

answer call_decide(world *w, const codegate_gate *gate, bool explain, json *args) {
    codegate_text *out = NULL;
    codegate_error *err = NULL;
    bytes body;
    bool parsed;
    if (!take_body(w, args, &body, &parsed)) return wrong_type();
    bytes fields = json_write(&w->arena, args);
    codegate_status status = (explain ? codegate_gate_explain : codegate_gate_decide)(gate, fields.data, fields.len, body.data,
                                                                            body.len, &out, &err);
    return settle_text(w, status, out, err);
}

static answer exchange_body(world *w, const named *begun) {
    codegate_view view = {NULL, 0};
    codegate_error *err = NULL;
    codegate_status status = codegate_exchange_body(begun->object, &view, &err);
    answer body = settle_view(w, status, view, err);
    if (status == CODEGATE_OK && view.data && begun->parsed) {
        body.value = json_parse(&w->arena, view.data, view.len);
        if (!body.value) return broken("the body is not JSON");
    }
    return body;
}

static answer exchange_view(world *w, const named *begun,
                            codegate_status (*get)(const codegate_exchange *, codegate_view *, codegate_error **)) {
    codegate_view view = {NULL, 0};
    codegate_error *err = NULL;
    codegate_status status = get(begun->object, &view, &err);
    return settle_view(w, status, view, err);
}

static answer exchange_text(world *w, const named *begun,
                            codegate_status (*get)(const codegate_exchange *, codegate_text **, codegate_error **)) {
    codegate_text *text = NULL;
    codegate_error *err = NULL;
    codegate_status status = get(begun->object, &text, &err);
    return settle_text(w, status, text, err);
}

// A call with a record, and a JSON result.
static answer exchange_record(world *w, const named *begun, json *args,
                              codegate_status (*make)(const codegate_exchange *, const char *, size_t,
                                                      codegate_text **, codegate_error **)) {
    codegate_text *text = NULL;
    codegate_error *err = NULL;
    bytes record = json_write(&w->arena, args);
    codegate_status status = make(begun->object, record.data, record.len, &text, &err);
    return settle_text(w, status, text, err);
}

// The headers one by one; they must be those of the list.
static answer exchange_headers(world *w, const named *begun) {
    answer list = exchange_text(w, begun, codegate_exchange_headers);
    size_t count = 0;
    if (!list.value) return list;
    if (codegate_exchange_header_count(begun->object, &count, NULL) != CODEGATE_OK || count != list.value->count) {
        return broken("`codegate_exchange_header_count` differs from the list");
    }
    const json *pair = list.value->first;
    for (size_t i = 0; i < count; i++, pair = pair->next) {
        codegate_view name, value;
        codegate_status status = codegate_exchange_header_at(begun->object, i, &name, &value, NULL);
        if (status != CODEGATE_OK || !bytes_are(pair->first->text, name.data) ||
            !bytes_are(pair->first->next->text, value.data)) {
            return broken("`codegate_exchange_header_at` differs from the list");
        }
    }
    return list;
}

answer call_begin(world *w, const codegate_gate *gate, json *args, named *begun) {
    codegate_exchange *exchange = NULL;
    codegate_error *err = NULL;
    bytes body;
    if (!take_body(w, args, &body, &begun->parsed)) return wrong_type();
    bytes fields = json_write(&w->arena, args);
    codegate_status status = codegate_gate_begin(gate, fields.data, fields.len, body.data, body.len, &exchange, &err);
    answer sent = settle(w, status, err);
    if (status != CODEGATE_OK) return sent;
    begun->object = exchange;

    const answer parts[] = {
        exchange_view(w, begun, codegate_exchange_id),  exchange_text(w, begun, codegate_exchange_decision),
        exchange_view(w, begun, codegate_exchange_url), exchange_headers(w, begun),
        exchange_body(w, begun),
    };
    static const char *const names[] = {"id", "decision", "url", "headers", "body"};
    sent.value = json_object(&w->arena);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i].value) return parts[i];
        json_put(&w->arena, sent.value, names[i], parts[i].value);
    }
    return sent;
}

static answer exchange_response(world *w, const named *begun, json *args) {
    codegate_error *err = NULL;
    const json *status = json_take(args, "status"), *headers = json_take(args, "headers");
    if (!status || status->type != JSON_NUMBER || !headers) return wrong_type();
    char *end;
    long number = strtol(status->text.data, &end, 10);
    bytes text = json_write(&w->arena, headers);
    if (*end || number < INT32_MIN || number > INT32_MAX) return wrong_type();
    codegate_status called =
        codegate_exchange_begin_response(begun->object, (int32_t)number, text.data, text.len, &err);
    return settle(w, called, err);
}

static answer exchange_feed(world *w, const named *begun, json *args) {
    codegate_view view = {NULL, 0};
    codegate_error *err = NULL;
    bytes chunk;
    if (!take_bytes(w, args, "text", "base64", &chunk) || !chunk.data) return broken("`feed` needs `text` or `base64`");
    // A copy of the very size, so that a read past its end is found.
    char *copy = malloc(chunk.len ? chunk.len : 1);
    memcpy(copy, chunk.data, chunk.len);
    codegate_status status = codegate_exchange_feed(begun->object, copy, chunk.len, &view, &err);
    free(copy);
    return settle_view(w, status, view, err);
}

static answer exchange_event(world *w, const named *begun, json *args) {
    codegate_text *out = NULL;
    codegate_error *err = NULL;
    const json *event = json_take(args, "event"), *text = json_take(args, "text");
    if (!event && (!text || text->type != JSON_STRING)) return broken("`feed_event` needs `event` or `text`");
    bytes given = event ? json_write(&w->arena, event) : text->text;
    codegate_status status = codegate_exchange_feed_event(begun->object, given.data, given.len, &out, &err);
    return settle_text(w, status, out, err);
}

static answer exchange_usage(world *w, const named *begun, json *args) {
    codegate_error *err = NULL;
    bytes counts = json_write(&w->arena, args);
    codegate_status status = codegate_exchange_report_usage(begun->object, counts.data, counts.len, &err);
    return settle(w, status, err);
}

static answer exchange_authorize(world *w, const named *begun, json *args) {
    codegate_error *err = NULL;
    const json *secret = json_take(args, "secret");
    if (!secret || secret->type != JSON_STRING) return broken("`authorize` needs `secret`");
    codegate_status status = codegate_exchange_authorize(begun->object, secret->text.data, secret->text.len, &err);
    return settle(w, status, err);
}

static answer exchange_remaining(world *w, const named *begun) {
    uint64_t count = 0;
    codegate_error *err = NULL;
    codegate_status status = codegate_exchange_remaining(begun->object, &count, &err);
    return settle_count(w, status, count, err);
}

static answer exchange_retry_after(world *w, const named *begun) {
    double seconds = 0;
    codegate_error *err = NULL;
    codegate_status status = codegate_exchange_retry_after(begun->object, &seconds, &err);
    answer settled = settle(w, status, err);
    char digits[32];
    int len = snprintf(digits, sizeof digits, "%.17g", seconds);
    if (status == CODEGATE_OK && seconds >= 0) settled.value = json_parse(&w->arena, digits, (size_t)len);
    return settled;
}

static answer exchange_discard(world *w, const named *begun) {
    codegate_error *err = NULL;
    codegate_status status = codegate_exchange_discard(begun->object, &err);
    return settle(w, status, err);
}

answer call_exchange(world *w, const named *begun, const char *name, json *args) {
    if (strcmp(name, "id") == 0) return exchange_view(w, begun, codegate_exchange_id);
    if (strcmp(name, "decision") == 0) return exchange_text(w, begun, codegate_exchange_decision);
    if (strcmp(name, "url") == 0) return exchange_view(w, begun, codegate_exchange_url);
    if (strcmp(name, "failure_class") == 0) return exchange_view(w, begun, codegate_exchange_failure_class);
    if (strcmp(name, "headers") == 0) return exchange_headers(w, begun);
    if (strcmp(name, "body") == 0) return exchange_body(w, begun);
    if (strcmp(name, "route") == 0) return exchange_text(w, begun, codegate_exchange_route);
    if (strcmp(name, "warnings") == 0) return exchange_text(w, begun, codegate_exchange_warnings);
    if (strcmp(name, "remaining") == 0) return exchange_remaining(w, begun);
    if (strcmp(name, "retry_after") == 0) return exchange_retry_after(w, begun);
    if (strcmp(name, "authorize") == 0) return exchange_authorize(w, begun, args);
    if (strcmp(name, "begin_response") == 0) return exchange_response(w, begun, args);
    if (strcmp(name, "feed") == 0) return exchange_feed(w, begun, args);
    if (strcmp(name, "feed_event") == 0) return exchange_event(w, begun, args);
    if (strcmp(name, "end") == 0) return exchange_view(w, begun, codegate_exchange_end);
    if (strcmp(name, "report_usage") == 0) return exchange_usage(w, begun, args);
    if (strcmp(name, "fail") == 0) return exchange_record(w, begun, args, codegate_exchange_fail);
    if (strcmp(name, "retry") == 0) return exchange_record(w, begun, args, codegate_exchange_retry);
    if (strcmp(name, "finish") == 0) return exchange_record(w, begun, args, codegate_exchange_finish_with);
    if (strcmp(name, "close") == 0) return exchange_text(w, begun, codegate_exchange_close);
    if (strcmp(name, "discard") == 0) return exchange_discard(w, begun);
    return broken("no such call on an exchange");
}
