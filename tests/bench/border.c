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
  must(codegate_gate_decide(gate, facts, sizeof facts - 1, NULL, 0, &text, &err), err);
  codegate_text_free(text);
}

static char *body;
static size_t body_len;

static void whole(void) {
  static const char facts[] = "{\"path\":\"/v1/messages\",\"headers\":{\"user-agent\":\"claude-cli/2.1.0\"}}";
  codegate_text *text = NULL;
  codegate_error *err = NULL;
  must(codegate_gate_decide(gate, facts, sizeof facts - 1, body, body_len, &text, &err), err);
  codegate_text_free(text);
}

static void read_body(const char *path) {
  enum { MOST = 1 << 20 };
  FILE *file = fopen(path, "rb");
  body = malloc(MOST);
  if (file == NULL || body == NULL) {
    perror(path);
    exit(1);
  }
  body_len = fread(body, 1, MOST, file);
  fclose(file);
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

static void measure(const char *name, void (*work)(void), int times) {
  double found[ROUNDS];
  for (int round = 0; round < ROUNDS; round++) {
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int n = 0; n < times; n++) work();
    clock_gettime(CLOCK_MONOTONIC, &end);
    found[round] = ((double)(end.tv_sec - start.tv_sec) * 1e9 + (double)(end.tv_nsec - start.tv_nsec)) / times;
  }
  qsort(found, ROUNDS, sizeof found[0], ascending);
  printf("c %s: %.0f ns\n", name, found[ROUNDS / 2]);
}

int main(int argc, char **argv) {
  static const char provider[] = "{\"name\":\"local\",\"type\":\"ollama\"}", rules[] = "[{\"to\":\"local/qwen3\"}]";
  static const char first[] = "{\"model\":\"m\",\"messages\":[]}";
  codegate_error *err = NULL;
  codegate_text *text = NULL;
  must(codegate_open(":memory:", 8, NULL, 0, &gate, &err), err);
  must(codegate_provider_add(gate, provider, strlen(provider), &text, &err), err);
  codegate_text_free(text);
  must(codegate_workspace_set_rules(gate, "default", 7, rules, strlen(rules), &text, &err), err);
  codegate_text_free(text);
  must(codegate_gate_begin(gate, NULL, 0, first, strlen(first), &exchange, &err), err);
  if (argc < 2) {
    fprintf(stderr, "usage: %s FILE_WITH_A_BODY\n", argv[0]);
    return 2;
  }
  read_body(argv[1]);
  measure("decide on a body of 106 KB", whole, 50);
  measure("decide", decide, TIMES);
  measure("feed", feed, TIMES);
  measure("id", id, TIMES);
  free(body);
  codegate_exchange_free(exchange);
  codegate_gate_free(gate);
  return 0;
}
