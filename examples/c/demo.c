// A small host: sends one request to where the active workspace says, and records what it cost.
//
//     demo DB PATH [MODEL_SERVER] < body.json
//
// takes a request body on stdin, as a client would send it to PATH (such as /v1/chat/completions), writes the answer to
// stdout, and the decision and the receipt to stderr, as JSON. With MODEL_SERVER, such as http://127.0.0.1:8000, a new
// store is first given that server as its provider, and a rule that sends everything there.

#include "http.h"

#include <codegate.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT(text) (text), strlen(text)

// Ends the program with what the library said, unless all is well. The error's address, as C may read an argument
// before it makes the call in another.
static void must(codegate_status status, codegate_error **error) {
    if (status == CODEGATE_OK) return;
    fprintf(stderr, "%s: %s\n", codegate_error_code(*error), codegate_error_message(*error));
    exit(1);
}

// Writes a record with a text in it, as JSON; false if the text is not UTF-8 or too long.
static bool write_record(char *record, size_t size, const char *before, const char *text, size_t len,
                         const char *after) {
    codegate_text *quoted = NULL;
    if (codegate_json_quote(text, len, &quoted, NULL) != CODEGATE_OK) return false;
    int written = snprintf(record, size, "%s%s%s", before, codegate_text_data(quoted), after);
    codegate_text_free(quoted);
    return written >= 0 && (size_t)written < size;
}

static char *read_all(FILE *file, size_t *len) {
    size_t room = 1 << 16;
    char *data = malloc(room);
    *len = 0;
    for (size_t got; data && (got = fread(data + *len, 1, room - *len, file)) > 0;) {
        *len += got;
        if (*len == room) data = realloc(data, room *= 2);
    }
    return data;
}

static void configure(const codegate_gate *gate, const char *server) {
    codegate_error *error = NULL;
    char provider[512];
    static const char before[] = "{\"name\": \"server\", \"type\": \"openai_compatible\", \"endpoint\": ";
    if (!write_record(provider, sizeof provider, before, TEXT(server), "}")) {
        fprintf(stderr, "`%s` is no URL\n", server);
        exit(1);
    }
    must(codegate_provider_add(gate, TEXT(provider), NULL, &error), &error);
    must(codegate_workspace_set_rules(gate, TEXT("default"), TEXT("[{\"to\": \"server\"}]"), NULL, &error), &error);
}

// All headers to send, as lines.
static void header_lines(const codegate_exchange *exchange, char *lines, size_t size) {
    codegate_error *error = NULL;
    codegate_view name, value;
    size_t count, used = 0;
    must(codegate_exchange_header_count(exchange, &count, &error), &error);
    *lines = 0;
    for (size_t i = 0; i < count; i++) {
        must(codegate_exchange_header_at(exchange, i, &name, &value, &error), &error);
        used += (size_t)snprintf(lines + used, size - used, "%s: %s\r\n", name.data, value.data);
        if (used >= size) {
            fprintf(stderr, "the headers are too long for this example\n");
            exit(1);
        }
    }
}

// Tells the library of a response before its body: the status, and what the headers say of its type, or of how long to
// wait.
static void begin_response(const codegate_exchange *exchange, const http_response *response) {
    codegate_error *error = NULL;
    char headers[256];
    const char *name = response->status < 400 ? "content-type" : "retry-after";
    const char *value = http_header(response, name), *given = NULL;
    char before[32];
    snprintf(before, sizeof before, "{\"%s\": ", name);
    if (value && write_record(headers, sizeof headers, before, value, strcspn(value, "\n"), "}")) given = headers;
    must(codegate_exchange_begin_response(exchange, response->status, given, given ? strlen(given) : 0, &error), &error);
}

// Whether another provider may do better than the one that answered.
static bool is_better_elsewhere(const codegate_exchange *exchange) {
    static const char *const elsewhere[] = {"rate_limit", "overloaded", "server", "network"};
    codegate_error *error = NULL;
    codegate_view class;
    must(codegate_exchange_failure_class(exchange, &class, &error), &error);
    bool may = false;
    for (size_t i = 0; class.data && i < sizeof elsewhere / sizeof *elsewhere; i++) may |= !strcmp(class.data, elsewhere[i]);
    return may;
}

// Goes on to the next route; false if there is none.
static bool fall_back(const codegate_exchange *exchange) {
    codegate_error *error = NULL;
    codegate_text *route = NULL;
    must(codegate_exchange_fail(exchange, NULL, 0, &route, &error), &error);
    codegate_text_free(route);
    return route != NULL;
}

// Sends the request, to the fallbacks too while providers fail or cannot be reached; false if none answers. After the last
// route the client gets the answer that there is.
static bool reach(const codegate_exchange *exchange, http_response *response) {
    codegate_error *error = NULL;
    codegate_view url, body;
    char headers[8192];
    for (;;) {
        must(codegate_exchange_url(exchange, &url, &error), &error);
        if (!url.data) return false;
        must(codegate_exchange_body(exchange, &body, &error), &error);
        header_lines(exchange, headers, sizeof headers);
        bool answered = http_post(url.data, headers, body.data, body.len, response);
        if (answered) begin_response(exchange, response);
        if (answered && !is_better_elsewhere(exchange)) return true;
        if (!fall_back(exchange)) return answered;
        if (answered) http_close(response);
    }
}

// Gives the client a piece of the answer; false if it does not want any more.
static bool pass_on(codegate_view piece) {
    return fwrite(piece.data, 1, piece.len, stdout) == piece.len && fflush(stdout) == 0;
}

// Passes the answer on as it comes, while the library reads it. Gives how it ended.
static const char *answer(const codegate_exchange *exchange, http_response *response) {
    codegate_error *error = NULL;
    codegate_view out;
    char chunk[4096];
    for (size_t len; (len = http_read(response, chunk, sizeof chunk)) > 0;) {
        must(codegate_exchange_feed(exchange, chunk, len, &out, &error), &error);
        if (!pass_on(out)) return "{\"outcome\": \"aborted\"}";
    }
    must(codegate_exchange_end(exchange, &out, &error), &error);
    if (!pass_on(out)) return "{\"outcome\": \"aborted\"}";
    return response->broken ? "{\"outcome\": \"failed\"}" : "{}";
}

// Records the exchange. What it ended with is by default what the response says.
static void finish(const codegate_exchange *exchange, const char *how) {
    codegate_error *error = NULL;
    codegate_text *decision = NULL, *receipt = NULL;
    must(codegate_exchange_finish_with(exchange, TEXT(how), &receipt, &error), &error);
    must(codegate_exchange_decision(exchange, &decision, &error), &error);
    fprintf(stderr, "{\"decision\": %s, \"receipt\": %s}\n", codegate_text_data(decision), codegate_text_data(receipt));
    codegate_text_free(decision);
    codegate_text_free(receipt);
}

int main(int argc, char **argv) {
    codegate_gate *gate = NULL;
    codegate_exchange *exchange = NULL;
    codegate_error *error = NULL;
    http_response response;
    char fields[1024];
    size_t len;
    if (argc < 3) {
        fprintf(stderr, "usage: demo DB PATH [MODEL_SERVER] < body.json\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN); // a client or a server that hangs up is told by the call, and must be recorded
    char *body = read_all(stdin, &len);
    must(codegate_open(TEXT(argv[1]), NULL, 0, &gate, &error), &error);
    if (argc > 3) configure(gate, argv[3]);

    if (!write_record(fields, sizeof fields, "{\"path\": ", TEXT(argv[2]),
                      ", \"headers\": {\"content-type\": \"application/json\"}}")) {
        fprintf(stderr, "`%s` is no path\n", argv[2]);
        return 2;
    }
    must(codegate_gate_begin(gate, TEXT(fields), body, len, &exchange, &error), &error);
    bool reached = reach(exchange, &response);
    bool whole = false;
    if (reached) {
        const char *how = answer(exchange, &response);
        whole = strcmp(how, "{}") == 0;
        finish(exchange, how);
        http_close(&response);
    } else {
        fprintf(stderr, "no provider answered\n");
        must(codegate_exchange_close(exchange, NULL, &error), &error); // records it as failed, or as aborted without a route
    }
    codegate_exchange_free(exchange);
    must(codegate_gate_close(gate, &error), &error);
    codegate_gate_free(gate);
    free(body);
    return whole ? 0 : 1;
}
