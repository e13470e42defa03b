// Answers made of what the functions of the C ABI give.
#ifndef ANSWERS_H
#define ANSWERS_H

#include "calls.h"

answer broken(const char *why);
// What the surfaces refuse before they call the library.
answer wrong_type(void);

// Each frees the error, and the text.
answer settle(world *w, codegate_status status, codegate_error *err);
answer settle_text(world *w, codegate_status status, codegate_text *text, codegate_error *err);
answer settle_count(world *w, codegate_status status, uint64_t count, codegate_error *err);
answer settle_view(world *w, codegate_status status, codegate_view view, codegate_error *err);

// Bytes as text; every part that is not UTF-8 becomes U+FFFD.
json *lossy(world *w, codegate_view view);

// Calls that open nothing, on a gate and on an exchange; `begin`, `decide` and `explain` take a request.
answer call_gate(world *w, const codegate_gate *gate, const char *name, json *args);
answer call_decide(world *w, const codegate_gate *gate, bool explain, json *args);
answer call_begin(world *w, const codegate_gate *gate, json *args, named *begun);
answer call_exchange(world *w, const named *begun, const char *name, json *args);

#endif
