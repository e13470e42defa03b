// Springs at the N-th call that a process makes to the operating system about files: the call fails, or lies, or the process
// ends there. Preloaded; armed and disarmed by the program itself, so that only the library's own calls are counted.
#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FAIL, SHORT, LIE, KILL };
// Kinds of calls; only those that are asked for are counted.
enum { LOOKS = 1, READS = 2, WRITES = 4, OPENS = 8, LOCKS = 16, MAPS = 32 };

static struct {
    int armed, action, number, for_good, kinds;
    long at, calls;
    char sprung[32];
} trap;

void trap_arm(long at, int action, int number, int for_good, int kinds) {
    memset(&trap, 0, sizeof trap);
    trap.at = at, trap.action = action, trap.number = number;
    trap.for_good = for_good, trap.kinds = kinds;
    trap.armed = 1;
}

// Gives how many calls were made.
long trap_disarm(void) {
    trap.armed = 0;
    return trap.calls;
}

// The name of the first call that was hit, or an empty text.
const char *trap_sprung(void) { return trap.sprung; }

// Whether this call is the one.
static int hit(const char *name, int kind) {
    if (!trap.armed || !(trap.kinds & kind)) return 0;
    trap.calls++;
    if (trap.for_good ? trap.calls < trap.at : trap.calls != trap.at) return 0;
    if (!trap.sprung[0]) strncpy(trap.sprung, name, sizeof trap.sprung - 1);
    if (trap.action == KILL) kill(getpid(), SIGKILL);
    errno = trap.number;
    return 1;
}

#define NEXT(name)                                \
    static __typeof__(&name) next = NULL;         \
    if (!next) *(void **)&next = dlsym(RTLD_NEXT, #name)

// What is neither reading nor writing fails, whatever was asked for; a call that lies says it did what it did not.
#define PLAIN(kind, name, parameters, ...)                                                   \
    int name parameters {                                                                 \
        NEXT(name);                                                                          \
        if (hit(#name, kind)) return trap.action == LIE ? 0 : -1;                            \
        return next(__VA_ARGS__);                                                            \
    }

// A short transfer does the half of it.
#define TRANSFER(name, parameters, whole, ...)                                               \
    ssize_t name parameters {                                                                \
        NEXT(name);                                                                          \
        if (hit(#name, WRITES)) {                                                                    \
            if (trap.action == LIE) return whole;                                            \
            if (trap.action != SHORT) return -1;                                             \
            len /= 2;                                                                        \
        }                                                                                    \
        return next(__VA_ARGS__);                                                            \
    }

// Nothing is missing that was never read: a read does not lie.
#define INPUT(name, parameters, ...)                                                         \
    ssize_t name parameters {                                                                \
        NEXT(name);                                                                          \
        if (hit(#name, READS) && trap.action != LIE) {                                       \
            if (trap.action != SHORT) return -1;                                             \
            len /= 2;                                                                        \
        }                                                                                    \
        return next(__VA_ARGS__);                                                            \
    }

INPUT(read, (int fd, void *to, size_t len), fd, to, len)
INPUT(pread, (int fd, void *to, size_t len, off_t at), fd, to, len, at)
INPUT(pread64, (int fd, void *to, size_t len, off64_t at), fd, to, len, at)
TRANSFER(write, (int fd, const void *from, size_t len), (ssize_t)len, fd, from, len)
TRANSFER(pwrite, (int fd, const void *from, size_t len, off_t at), (ssize_t)len, fd, from, len, at)
TRANSFER(pwrite64, (int fd, const void *from, size_t len, off64_t at), (ssize_t)len, fd, from, len, at)
PLAIN(WRITES, ftruncate, (int fd, off_t size), fd, size)
PLAIN(WRITES, ftruncate64, (int fd, off64_t size), fd, size)
PLAIN(WRITES, fsync, (int fd), fd)
PLAIN(WRITES, fdatasync, (int fd), fd)
PLAIN(WRITES, unlink, (const char *path), path)
PLAIN(WRITES, rename, (const char *from, const char *to), from, to)
PLAIN(LOOKS, access, (const char *path, int how), path, how)

// These look, and so cannot lie.
#define LOOK(name, parameters, ...)                                      \
    int name parameters {                                                \
        NEXT(name);                                                      \
        if (hit(#name, LOOKS) && trap.action != LIE) return -1;                 \
        return next(__VA_ARGS__);                                        \
    }
LOOK(stat, (const char *path, struct stat *to), path, to)
LOOK(lstat, (const char *path, struct stat *to), path, to)
LOOK(fstat, (int fd, struct stat *to), fd, to)
LOOK(stat64, (const char *path, struct stat64 *to), path, to)
LOOK(lstat64, (const char *path, struct stat64 *to), path, to)
LOOK(fstat64, (int fd, struct stat64 *to), fd, to)
LOOK(statx, (int fd, const char *path, int flags, unsigned mask, struct statx *to), fd, path, flags, mask, to)

#define OPEN(name)                                                       \
    int name(const char *path, int flags, ...) {                         \
        NEXT(name);                                                      \
        va_list rest;                                                    \
        va_start(rest, flags);                                           \
        mode_t mode = va_arg(rest, mode_t);                              \
        va_end(rest);                                                    \
        if (hit(#name, OPENS) && trap.action != LIE) return -1;                 \
        return next(path, flags, mode);                                  \
    }
OPEN(open)
OPEN(open64)

#define MAP(name, offset_type)                                                              \
    void *name(void *at, size_t len, int rights, int flags, int fd, offset_type from) {     \
        NEXT(name);                                                                         \
        if (fd >= 0 && hit(#name, MAPS) && trap.action != LIE) return MAP_FAILED;                 \
        return next(at, len, rights, flags, fd, from);                                      \
    }
MAP(mmap, off_t)
MAP(mmap64, off64_t)

int flock(int fd, int how) {
    NEXT(flock);
    if (!(how & LOCK_UN) && hit("flock", LOCKS) && trap.action != LIE) return -1;
    return next(fd, how);
}

// Of `fcntl` the locks alone, and of those not the giving back, which never fails on a disk of this machine.
static int locks(int command, const void *argument) {
    int asks = command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK || command == F_OFD_SETLKW;
    if (asks && ((const struct flock *)argument)->l_type == F_UNLCK) return 0;
    return asks || command == F_GETLK || command == F_OFD_GETLK;
}

#define CONTROL(name)                                                    \
    int name(int fd, int command, ...) {                                 \
        NEXT(name);                                                      \
        va_list rest;                                                    \
        va_start(rest, command);                                         \
        void *argument = va_arg(rest, void *);                           \
        va_end(rest);                                                    \
        if (locks(command, argument) && hit(#name, LOCKS) && trap.action != LIE) return -1; \
        return next(fd, command, argument);                              \
    }
CONTROL(fcntl)
CONTROL(fcntl64)

// Whoever waits for better times after a fault has waited long enough: only the tries count.
int nanosleep(const struct timespec *how_long, struct timespec *left) {
    NEXT(nanosleep);
    return trap.armed && trap.sprung[0] ? 0 : next(how_long, left);
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *how_long, struct timespec *left) {
    NEXT(clock_nanosleep);
    return trap.armed && trap.sprung[0] ? 0 : next(clock, flags, how_long, left);
}

int usleep(useconds_t how_long) {
    NEXT(usleep);
    return trap.armed && trap.sprung[0] ? 0 : next(how_long);
}
