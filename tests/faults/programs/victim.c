// Is killed in the middle of things: `victim STORE NAME [early]` opens the store, then records and tells it, for ever.
// `early` is the control: it tells before it is so.
#define _POSIX_C_SOURCE 200809L

#include "worker.h"

int main(int count, char **words) {
    codegate_gate *gate = NULL;
    if (count < 3) return 2;
    bool early = count > 3 && strcmp(words[3], "early") == 0;
    codegate_status opened = codegate_open(TEXT(words[1]), TEXT("{\"busy_timeout\": 60}"), &gate, NULL);
    for (int i = 0; opened == CODEGATE_OK; i++) {
        char key[64];
        snprintf(key, sizeof key, "%s-%d", words[2], i);
        if (early) tell("ack", key, "");
        if (early) rest();
        if (!recorded(gate, key)) return 4;
    }
    return 3;
}
