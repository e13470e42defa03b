// Checks that count, and helpers to call the C ABI with.
#ifndef CHECK_H
#define CHECK_H

#include <codegate.h>
#include <stdbool.h>

#define CHECK(held) check((held), #held, __FILE__, __LINE__)

// A text as the two arguments that functions take.
#define TEXT(text) (text), strlen(text)

void check(bool held, const char *what, const char *file, int line);
// Prints `N passed, N failed`; gives what `main` returns.
int check_end(void);

// A gate on a store in memory, with a clock and ids that are the same in every run.
codegate_gate *open_memory(void);
// Whether an error is there and tells this code with a sentence; frees it.
bool told(codegate_error *err, const char *code);
// Whether a text holds a piece; frees it.
bool holds(codegate_text *text, const char *piece);
// Whether a view is this text.
bool shows(codegate_view view, const char *text);
// Whether a piece of text stands in a view, which need not end with a NUL.
bool has(codegate_view view, const char *piece);

#endif
