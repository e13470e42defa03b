// Calls of the C ABI by their names in the cases.
#ifndef CALLS_H
#define CALLS_H

#include "json.h"

#include <codegate.h>

// What a call came to: a value, an error of the library, or a case that is wrong itself.
typedef struct answer {
    json *value;
    const char *code, *message;
    const char *broken;
} answer;

// Something that a case has opened, by its name there.
typedef struct named {
    const char *name;
    void *object;
    bool parsed; // of an exchange: its body was given as JSON, and is given back so
} named;

#define MOST_NAMES 16

// What a case works with.
typedef struct world {
    arena arena;
    const char *path;
    const json *options;
    json *environment; // what stood in the environment before the case
    named gates[MOST_NAMES], exchanges[MOST_NAMES], plans[MOST_NAMES];
} world;

// Opens a gate on the store, with the options of the case and these laid over them.
answer world_open(world *w, const char *name, const json *over);
// Makes the call of a step.
answer world_call(world *w, const json *step, json *args);
// Frees everything that was opened.
void world_free(world *w);

#endif
