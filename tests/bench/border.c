/* Times calls through the C ABI on a store in memory; `cargo xtask bench` sets them against the core's. */
#define _POSIX_C_SOURCE 199309L
#include "codegate.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TIMES = 2000, ROUNDS = 31 };

static codegate_gate *gate;
static codegate_exchange *exchange;

static void must(codegate_status status, codegate_error *err) {
  if (status != CODEGATE_OK) {
    fprintf(stderr, "%s: %s\n", codegate_error_code(err), codegate_error_message(err));
    exit(1);
  }
}

static void decide(void) {
  static const char facts[] = "{\"files\":[\"/home/u/app/src/main.rs\"],\"request_type\":\"chat\","
                              "\"requested_model\":\"gpt-5\",\"format\":\"openai_chat\"}";
  codegate_text *text = NULL;
  codegate_error *err = NULL;
  must(codegate_decide(gate, facts, sizeof facts - 1, NULL, 0, &text, &err), err);
  codegate_text_free(text);
}

static void feed(void) {
  codegate_view out;
  codegate_error *err = NULL;
  must(codegate_exchange_feed(exchange, "data: {}", 8, &out, &err), err);
}

static void id(void) {
  codegate_view out;
  codegate_error *err = NULL;
  must(codegate_exchange_id(exchange, &out, &err), err);
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void measure(const char *name, void (*work)(void)) {
  double found[ROUNDS];
  for (int round = 0; round < ROUNDS; round++) {
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int n = 0; n < TIMES; n++) work();
    clock_gettime(CLOCK_MONOTONIC, &end);
    found[round] = ((double)(end.tv_sec - start.tv_sec) * 1e9 + (double)(end.tv_nsec - start.tv_nsec)) / TIMES;
  }
  qsort(found, ROUNDS, sizeof found[0], ascending);
  printf("c %s: %.0f ns\n", name, found[ROUNDS / 2]);
}

int main(void) {
  static const char provider[] = "{\"name\":\"local\",\"type\":\"ollama\"}", rules[] = "[{\"to\":\"local/qwen3\"}]";
  static const char body[] = "{\"model\":\"m\",\"messages\":[]}";
  codegate_error *err = NULL;
  codegate_text *text = NULL;
  must(codegate_open(":memory:", 8, NULL, 0, &gate, &err), err);
  must(codegate_provider_add(gate, provider, strlen(provider), &text, &err), err);
  codegate_text_free(text);
  must(codegate_workspace_set_rules(gate, "default", 7, rules, strlen(rules), &text, &err), err);
  codegate_text_free(text);
  must(codegate_begin(gate, NULL, 0, body, strlen(body), &exchange, &err), err);
  measure("decide", decide);
  measure("feed", feed);
  measure("id", id);
  codegate_exchange_free(exchange);
  codegate_gate_free(gate);
  return 0;
}
