// What a case works with: its gates, and what it has opened.
#include "answers.h"

#include <string.h>

// The place of a name; a new one if there is none yet, NULL if there are too many.
static named *place(named *all, const char *name) {
    for (size_t i = 0; i < MOST_NAMES; i++) {
        if (!all[i].name) all[i].name = name;
        if (strcmp(all[i].name, name) == 0) return &all[i];
    }
    return NULL;
}

static const char *text_of(const json *step, const char *name, const char *otherwise) {
    const json *value = json_get(step, name);
    return value ? value->text.data : otherwise;
}

static answer open_at(world *w, const char *name, const char *path, const json *over) {
    static const char defaults[] =
        "{\"clock\": {\"start\": \"2026-01-01T00:00:00Z\", \"step_us\": 1000000}, \"id_seed\": 1}";
    codegate_gate *gate = NULL;
    codegate_error *err = NULL;
    json *options = json_parse(&w->arena, defaults, strlen(defaults));
    const json *layers[] = {w->options, over};
    for (size_t i = 0; i < 2; i++) {
        for (const json *option = layers[i] ? layers[i]->first : NULL; option; option = option->next) {
            json_put(&w->arena, options, option->name.data, option);
        }
    }
    bytes text = json_write(&w->arena, options);
    codegate_status status = codegate_open(path, strlen(path), text.data, text.len, &gate, &err);
    answer opened = settle(w, status, err);
    if (status != CODEGATE_OK) return opened;
    named *at = place(w->gates, name);
    if (!at) return broken("too many gates");
    codegate_gate_free(at->object);
    at->object = gate;
    return opened;
}

answer world_open(world *w, const char *name, const json *over) {
    return open_at(w, name, w->path, over);
}

static answer begin(world *w, const codegate_gate *gate, const json *step, json *args) {
    named begun = {0}, *at = place(w->exchanges, text_of(step, "as", "the step needs `as`"));
    answer sent = call_begin(w, gate, args, &begun);
    if (!begun.object) return sent;
    if (!at) return broken("too many exchanges");
    codegate_exchange_free(at->object);
    at->object = begun.object;
    at->parsed = begun.parsed;
    return sent;
}

static answer plan_import(world *w, const codegate_gate *gate, const json *step, json *args) {
    codegate_plan *plan = NULL;
    codegate_text *view = NULL;
    codegate_error *err = NULL;
    const json *bundle = json_take(args, "bundle"), *text = json_take(args, "bundle_text");
    if (!bundle && !text) return broken("`plan_import` needs a bundle");
    bytes data = bundle ? json_write(&w->arena, bundle) : text->text;
    codegate_status status = codegate_gate_plan_import(gate, data.data, data.len, &plan, &err);
    if (status != CODEGATE_OK) return settle(w, status, err);
    named *at = place(w->plans, text_of(step, "as", "the step needs `as`"));
    if (!at) return broken("too many plans");
    codegate_plan_free(at->object);
    at->object = plan;
    status = codegate_plan_view(plan, &view, &err);
    return settle_text(w, status, view, err);
}

static answer plan_apply(world *w, const json *step, json *args) {
    codegate_text *out = NULL;
    codegate_error *err = NULL;
    named *plan = place(w->plans, text_of(step, "on", ""));
    bytes choices = json_write(&w->arena, args);
    if (!plan || !plan->object) return broken("no such plan");
    codegate_status status = codegate_plan_apply(plan->object, choices.data, choices.len, &out, &err);
    return settle_text(w, status, out, err);
}

static answer gate_close(world *w, const codegate_gate *gate) {
    codegate_error *err = NULL;
    codegate_status status = codegate_gate_close(gate, &err);
    return settle(w, status, err);
}

static answer reopen(world *w, const codegate_gate *gate, const char *name) {
    answer closed = gate_close(w, gate);
    return closed.code ? closed : world_open(w, name, NULL);
}

answer world_call(world *w, const json *step, json *args) {
    const char *call = text_of(step, "call", ""), *gate_name = text_of(step, "gate", "");
    if (strncmp(call, "exchange.", 9) == 0) {
        named *begun = place(w->exchanges, text_of(step, "on", ""));
        return begun && begun->object ? call_exchange(w, begun, call + 9, args) : broken("no such exchange");
    }
    if (strcmp(call, "plan.apply") == 0) return plan_apply(w, step, args);
    if (strcmp(call, "gate.open") == 0) {
        const char *path = text_of(args, "file", w->path);
        return open_at(w, text_of(step, "as", "the step needs `as`"), path, json_get(args, "options"));
    }
    named *at = place(w->gates, gate_name);
    if (!at || !at->object) return broken("no such gate");
    const codegate_gate *gate = at->object;
    if (strcmp(call, "gate.close") == 0) return gate_close(w, gate);
    if (strcmp(call, "gate.reopen") == 0) return reopen(w, gate, gate_name);
    if (strcmp(call, "begin") == 0) return begin(w, gate, step, args);
    if (strcmp(call, "decide") == 0) return call_decide(w, gate, false, args);
    if (strcmp(call, "explain") == 0) return call_decide(w, gate, true, args);
    if (strcmp(call, "plan_import") == 0) return plan_import(w, gate, step, args);
    return call_gate(w, gate, call, args);
}

void world_free(world *w) {
    for (size_t i = 0; i < MOST_NAMES; i++) codegate_exchange_free(w->exchanges[i].object);
    for (size_t i = 0; i < MOST_NAMES; i++) codegate_plan_free(w->plans[i].object);
    for (size_t i = 0; i < MOST_NAMES; i++) codegate_gate_free(w->gates[i].object);
    arena_free(&w->arena);
}
