// Writes down, in order, what a process does to the files of one folder: enough to build any state of the disk that a loss
// of power could leave. Preloaded; `CODEGATE_RECORD` is the log, `CODEGATE_RECORD_FOLDER` the folder.
//
// An event is a head of 32 bytes (kind, inode, offset, length) and then its bytes: those written, or a path.
#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NEXT(name)                                                       \
    static __typeof__(&name) next = NULL;                                \
    if (!next) *(void **)&next = dlsym(RTLD_NEXT, #name)

static const char *folder;
static int log_fd = -1;
static dev_t device;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("CODEGATE_RECORD");
    struct stat info;
    folder = getenv("CODEGATE_RECORD_FOLDER");
    if (!path || !folder || stat(folder, &info) != 0) abort();
    device = info.st_dev;
    log_fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log_fd < 0) abort();
}

static void put(const void *bytes, size_t len) {
    NEXT(write);
    for (size_t done = 0; done < len;) {
        ssize_t got = next(log_fd, (const char *)bytes + done, len - done);
        if (got <= 0) abort();
        done += (size_t)got;
    }
}

static void event(char kind, uint64_t inode, uint64_t offset, const void *bytes, size_t len) {
    uint64_t head[4] = {(unsigned char)kind, inode, offset, len};
    int saved = errno;
    put(head, sizeof head);
    put(bytes, len);
    errno = saved;
}

static int inside(const char *path) {
    size_t len = strlen(folder);
    return log_fd >= 0 && strncmp(path, folder, len) == 0 && path[len] == '/';
}

// The inodes that were opened in the folder, so that nothing else on the device is taken for ours.
static uint64_t ours[256];
static size_t known;

static void remember(uint64_t inode) {
    for (size_t i = 0; i < known; i++)
        if (ours[i] == inode) return;
    if (known == sizeof ours / sizeof *ours) abort();
    ours[known++] = inode;
}

// The inode behind a descriptor: 0 if it is none of ours.
static uint64_t inode_of(int fd) {
    struct stat info;
    int saved = errno, failed = log_fd < 0 || fstat(fd, &info) != 0;
    errno = saved;
    if (failed || info.st_dev != device) return 0;
    for (size_t i = 0; i < known; i++)
        if (ours[i] == info.st_ino) return info.st_ino;
    return 0;
}

// A mark of the program itself: what was called, what was acknowledged.
void recorder_mark(const char *text) { event('M', 0, 0, text, strlen(text)); }

static void opened(int fd, const char *path, int flags, int was_there) {
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0) return;
    if (!inside(path) && !(strcmp(path, folder) == 0)) return;
    remember(info.st_ino);
    if (!S_ISREG(info.st_mode)) return;
    if (!was_there) event('C', info.st_ino, 0, path, strlen(path));
    else if (flags & O_TRUNC) event('T', info.st_ino, 0, "", 0);
}

#define OPEN(name)                                                        \
    int name(const char *path, int flags, ...) {                          \
        NEXT(name);                                                       \
        struct stat info;                                                 \
        va_list rest;                                                     \
        va_start(rest, flags);                                            \
        mode_t mode = va_arg(rest, mode_t);                               \
        va_end(rest);                                                     \
        int saved = errno, was_there = stat(path, &info) == 0;            \
        errno = saved;                                                    \
        int fd = next(path, flags, mode);                                 \
        opened(fd, path, flags, was_there);                               \
        return fd;                                                        \
    }
OPEN(open)
OPEN(open64)

ssize_t write(int fd, const void *bytes, size_t len) {
    NEXT(write);
    off_t at = log_fd >= 0 && fd != log_fd ? lseek(fd, 0, SEEK_CUR) : -1;
    ssize_t done = next(fd, bytes, len);
    uint64_t inode = at >= 0 ? inode_of(fd) : 0;
    if (inode && done > 0) event('W', inode, (uint64_t)at, bytes, (size_t)done);
    return done;
}

#define PWRITE(name, offset_type)                                                        \
    ssize_t name(int fd, const void *bytes, size_t len, offset_type at) {                \
        NEXT(name);                                                                      \
        ssize_t done = next(fd, bytes, len, at);                                         \
        uint64_t inode = inode_of(fd);                                                   \
        if (inode && done > 0) event('W', inode, (uint64_t)at, bytes, (size_t)done);     \
        return done;                                                                     \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define TRUNCATE(name, offset_type)                                              \
    int name(int fd, offset_type size) {                                         \
        NEXT(name);                                                              \
        int done = next(fd, size);                                               \
        uint64_t inode = inode_of(fd);                                           \
        if (inode && done == 0) event('T', inode, (uint64_t)size, "", 0);        \
        return done;                                                             \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

static void synced(int fd) {
    struct stat info;
    uint64_t inode = inode_of(fd);
    if (inode && fstat(fd, &info) == 0) event(S_ISDIR(info.st_mode) ? 'D' : 'S', inode, 0, "", 0);
}

#define SYNC(name)                       \
    int name(int fd) {                   \
        NEXT(name);                      \
        int done = next(fd);             \
        if (done == 0) synced(fd);       \
        return done;                     \
    }
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path) {
    NEXT(unlink);
    int done = next(path);
    if (done == 0 && inside(path)) event('U', 0, 0, path, strlen(path));
    return done;
}

int rename(const char *from, const char *to) {
    NEXT(rename);
    int done = next(from, to);
    if (done == 0 && inside(from)) {
        char both[8192] = {0};
        size_t first = strlen(from) + 1, second = strlen(to);
        if (first + second > sizeof both) abort();
        memcpy(both, from, first);
        memcpy(both + first, to, second);
        event('R', 0, 0, both, first + second);
    }
    return done;
}
