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
    {"workspaces.create", "*", NULL, .one_text = codegate_workspace_create},
    {"workspaces.get", "name", NULL, .one_text = codegate_workspace_get},
    {"workspaces.list", NULL, NULL, .plain = codegate_workspace_list},
    {"workspaces.list_archived", NULL, NULL, .plain = codegate_workspace_list_archived},
    {"workspaces.update", "name", "*", .two_texts = codegate_workspace_update},
    {"workspaces.rename", "name", "new_name", .two_texts = codegate_workspace_rename},
    {"workspaces.archive", "name", "force", .text_flag = codegate_workspace_archive},
    {"workspaces.recover", "name", NULL, .one_text = codegate_workspace_recover},
    {"workspaces.delete", "name", NULL, .one_text = codegate_workspace_delete},
    {"workspaces.rules", "name", NULL, .one_text = codegate_workspace_rules},
    {"workspaces.set_rules", "name", "=rules", .two_texts = codegate_workspace_set_rules},
    {"sessions.activate", "workspace", "?session", .two_texts = codegate_session_activate},
    {"sessions.active_workspace", "?session", NULL, .one_text = codegate_session_active_workspace},
    {"sessions.list", NULL, NULL, .plain = codegate_session_list},
    {"sessions.get", "?session", NULL, .one_text = codegate_session_get},
    {"sessions.remove", "session", NULL, .no_result = codegate_session_remove},
    {"providers.add", "*", NULL, .one_text = codegate_provider_add},
    {"providers.get", "name", NULL, .one_text = codegate_provider_get},
    {"providers.list", NULL, NULL, .plain = codegate_provider_list},
    {"providers.update", "name", "*", .two_texts = codegate_provider_update},
    {"providers.rename", "name", "new_name", .two_texts = codegate_provider_rename},
    {"providers.remove", "name", "force", .text_flag = codegate_provider_remove},
    {"personas.add", "*", NULL, .one_text = codegate_persona_add},
    {"personas.get", "name", NULL, .one_text = codegate_persona_get},
    {"personas.list", NULL, NULL, .plain = codegate_persona_list},
    {"personas.update", "name", "*", .two_texts = codegate_persona_update},
    {"personas.rename", "name", "new_name", .two_texts = codegate_persona_rename},
    {"personas.remove", "name", NULL, .no_result = codegate_persona_remove},
    {"personas.vector", "name", NULL, .one_text = codegate_persona_vector},
    {"record", "*", NULL, .one_text = codegate_gate_record},
    {"usage", "*", NULL, .one_text = codegate_gate_usage_report},
    {"usage.csv", "*", NULL, .plain_text = codegate_gate_usage_csv},
    {"usage.jsonl", "*", NULL, .plain_text = codegate_gate_usage_jsonl},
    {"export_usage", "*", NULL, .one_text = codegate_gate_usage_export},
    {"reprice", "*", NULL, .one_text = codegate_gate_reprice},
    {"superseded_charges", "exchange", NULL, .one_text = codegate_gate_superseded_charges},
    {"verify", "rebuild", NULL, .flag = codegate_gate_verify},
    {"query", "sql", "*", .two_texts = codegate_gate_query},
    {"interrupt", NULL, NULL, .bare = codegate_gate_interrupt},
    {"health", NULL, NULL, .plain = codegate_gate_health},
    {"export", "*", NULL, .one_text = codegate_gate_export},
    {"history.list", "*", NULL, .one_text = codegate_history_list},
    {"history.get", "exchange", NULL, .one_text = codegate_history_get},
    {"history.count", "*", NULL, .counted = codegate_history_count},
    {"history.summary", "*", NULL, .one_text = codegate_history_summary},
    {"alerts.add", "*", NULL, .one_text = codegate_alert_add},
    {"alerts.list", "*", NULL, .one_text = codegate_alert_list},
    {"alerts.get", "id", NULL, .one_text = codegate_alert_get},
    {"alerts.count", "*", NULL, .counted = codegate_alert_count},
    {"alerts.summary", "*", NULL, .one_text = codegate_alert_summary},
    {"prices.lookup", "*", NULL, .one_text = codegate_price_lookup},
    {"prices.list", "*", NULL, .one_text = codegate_price_list},
    {"prices.age", NULL, NULL, .plain = codegate_price_age},
    {"prices.load", "=table", "*", .two_texts = codegate_price_load},
    {"prices.unload", "format", NULL, .one_text = codegate_price_unload},
    {"prices.set", "*", NULL, .no_result = codegate_price_set},
    {"prices.remove", "*", NULL, .one_text = codegate_price_remove},
    {"prices.own", NULL, NULL, .plain = codegate_price_own},
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
    if (!value && strcmp(name, "=table") == 0) {
        // A table that is no JSON, or whose digits are to stay, is written as text.
        value = json_take(args, "table_text");
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
