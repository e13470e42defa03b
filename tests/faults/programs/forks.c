// Forks while it records: `forks STORE NAME fork ROUNDS`. Each child has a gate of its own and leaves in one of three ways;
// the parent opens and closes the file meanwhile, which drops every lock of the old kind.
#define _POSIX_C_SOURCE 200809L

#include "worker.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

enum { SECONDS = 60 };

static codegate_gate *open_gate(const char *store) {
    codegate_gate *gate = NULL;
    codegate_status status = codegate_open(TEXT(store), TEXT("{\"busy_timeout\": 20}"), &gate, NULL);
    return status == CODEGATE_OK ? gate : NULL;
}

static void child(const char *store, const char *key, int ending) {
    alarm(SECONDS);
    codegate_gate *own = open_gate(store);
    if (!own || !recorded(own, key)) _exit(1);
    if (ending == 1) _exit(0);
    if (ending == 2) raise(SIGKILL);
    _exit(codegate_gate_close(own, NULL) == CODEGATE_OK ? 0 : 1);
}

int main(int count, char **words) {
    if (count != 5) return 2;
    const char *store = words[1];
    codegate_gate *gate = open_gate(store);
    if (!gate) return 3;
    for (int i = 0; i < atoi(words[4]); i++) {
        char key[64];
        int status = 0, ending = i % 3;
        pid_t pid = fork();
        if (pid == 0) {
            snprintf(key, sizeof key, "%s-child-%d", words[2], i);
            child(store, key, ending);
        }
        int fd = open(store, O_RDONLY);
        if (fd >= 0) close(fd);
        snprintf(key, sizeof key, "%s-%d", words[2], i);
        if (pid < 0 || !recorded(gate, key) || !decided(gate)) break;
        if (waitpid(pid, &status, 0) != pid) return 4;
        bool well = ending == 2 ? WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL : WIFEXITED(status) && !WEXITSTATUS(status);
        if (!well) tell("refused", key, "the child did not end as it should");
    }
    codegate_gate_close(gate, NULL);
    codegate_gate_free(gate);
    tell("done", "", "");
    return 0;
}
