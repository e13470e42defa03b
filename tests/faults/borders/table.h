// The functions of the header as data: `header.py` writes the table from `codegate.h`.
#ifndef TABLE_H
#define TABLE_H

#include <codegate.h>
#include <stdint.h>

enum { MOST_ARGUMENTS = 10 };

// What an argument is.
typedef enum role {
    GATE, EXCHANGE, PLAN, TEXT, ERROR,               // a handle that comes in
    BYTES, LENGTH,                                   // a text that comes in, in two arguments
    NUMBER, SIZE,                                    // a plain number
    OUT_GATE, OUT_EXCHANGE, OUT_PLAN, OUT_TEXT,      // where a handle goes
    OUT_VIEW, OUT_PLAIN,                             // where a view, a number goes
    ERR
} role;

typedef union argument {
    void *pointer;
    size_t size;
    int32_t number;
} argument;

typedef struct function {
    const char *name;
    int has_status;
    int32_t (*call)(const argument *);
    int arguments;
    role roles[MOST_ARGUMENTS];
    const char *names[MOST_ARGUMENTS];
    // The codes that its documentation and the head of the header name, each between spaces.
    const char *documented;
    // The texts of a call that succeeds, in the order of its arguments.
    const char *texts[4];
} function;

extern const function FUNCTIONS[];
extern const int FUNCTION_COUNT;

#endif
