// A kernel that knows no OFD locks: preloaded, it makes the three calls fail as Linux before 3.15 does. The library then
// falls back to the locks that any close of the file drops, and the campaigns must see the harm.
#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>

typedef int (*fcntl_call)(int, int, ...);

static int refused(int command) {
    return command == F_OFD_SETLK || command == F_OFD_SETLKW || command == F_OFD_GETLK;
}

static int pass(const char *name, int fd, int command, void *argument) {
    fcntl_call next = NULL;
    if (refused(command)) {
        errno = EINVAL;
        return -1;
    }
    *(void **)&next = dlsym(RTLD_NEXT, name);
    return next(fd, command, argument);
}

#define HOOK(name)                                  \
    int name(int fd, int command, ...) {            \
        va_list rest;                               \
        va_start(rest, command);                    \
        void *argument = va_arg(rest, void *);      \
        va_end(rest);                               \
        return pass(#name, fd, command, argument);  \
    }

HOOK(fcntl)
HOOK(fcntl64)
