/* The system calls, as SQLite makes them. */
#include "shim.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <unistd.h>

#include "sqlite3.h"

/* What SQLite called before; perhaps somebody else's. */
enum { OPEN, CLOSE, FCNTL, FSTAT, STAT, FTRUNCATE, READ, PREAD, PREAD64, CALLS };
static sqlite3_syscall_ptr next[CALLS];
#define next_open ((int (*)(const char *, int, int))next[OPEN])
#define next_close ((int (*)(int))next[CLOSE])
#define next_fcntl ((int (*)(int, int, ...))next[FCNTL])
#define next_fstat ((int (*)(int, struct stat *))next[FSTAT])
#define next_stat ((int (*)(const char *, struct stat *))next[STAT])
#define next_ftruncate ((int (*)(int, off_t))next[FTRUNCATE])
#define next_read ((ssize_t (*)(int, void *, size_t))next[READ])
#define next_pread ((ssize_t (*)(int, void *, size_t, off_t))next[PREAD])
#define next_pread64 ((ssize_t (*)(int, void *, size_t, off_t))next[PREAD64])

static int our_open(const char *path, int flags, int mode) {
    int fd;
    pthread_mutex_lock(&account_mutex);
    if (is_unwatched_child()) leave_parent();
    fd = take_parked(path, flags);
    pthread_mutex_unlock(&account_mutex);
    if (fd < 0) fd = next_open(path, flags, mode);
    if (fd < 0) return fd;
    pthread_mutex_lock(&account_mutex);
    note_opened(fd, path, (flags & O_ACCMODE) == O_RDWR);
    pthread_mutex_unlock(&account_mutex);
    return fd;
}

static int our_close(int fd) {
    int parked;
    pthread_mutex_lock(&account_mutex);
    /* Before the number can be given out again. */
    parked = note_closed(fd);
    pthread_mutex_unlock(&account_mutex);
    return parked ? 0 : next_close(fd);
}

/* SQLite cuts an index that nobody has locked to 3 bytes, so that it is made anew. Where somebody has it mapped all the
   same (a stranger whose locks were dropped, or where ours are POSIX locks), that would kill him; a header of zeros
   makes it anew as well. */
static int our_ftruncate(int fd, off_t size) {
    static const char zeros[136];
    struct stat st;
    int of_index;
    pthread_mutex_lock(&account_mutex);
    of_index = is_index(fd);
    pthread_mutex_unlock(&account_mutex);
    if (!of_index || size != 3 || fstat(fd, &st) != 0 || st.st_size < (off_t)sizeof zeros)
        return next_ftruncate(fd, size);
    return pwrite(fd, zeros, sizeof zeros, 0) == (ssize_t)sizeof zeros ? 0 : next_ftruncate(fd, size);
}

/* SQLite takes some failures of a read for a damaged file (SQLITE_IOERR_CORRUPTFS, told as SQLITE_CORRUPT). A disk that
   fails once is no reason to give a store up, so that they must be told as what they are. */
static ssize_t told(int fd, ssize_t count) {
    int ours;
    if (count >= 0 || errno == EINTR) return count;
    pthread_mutex_lock(&account_mutex);
    ours = slot_of(fd) != NULL;
    pthread_mutex_unlock(&account_mutex);
    if (ours) errno = EBADMSG;
    return count;
}

static ssize_t our_read(int fd, void *into, size_t size) {
    return told(fd, next_read(fd, into, size));
}

static ssize_t our_pread(int fd, void *into, size_t size, off_t at) {
    return told(fd, next_pread(fd, into, size, at));
}

static ssize_t our_pread64(int fd, void *into, size_t size, off_t at) {
    return told(fd, next_pread64(fd, into, size, at));
}

#if CARRIES

static int our_fcntl(int fd, int command, ...) {
    void *argument;
    va_list list;
    va_start(list, command);
    argument = va_arg(list, void *);
    va_end(list);
    if (command == F_SETLK || command == F_GETLK || command == F_SETLKW) {
        struct flock lock = *(struct flock *)argument;
        int carrier, rc;
        pthread_mutex_lock(&account_mutex);
        carrier = carrier_of(fd, command != F_GETLK, lock.l_type);
        pthread_mutex_unlock(&account_mutex);
        if (carrier == NOTHING) return 0;
        if (carrier == FAILED) return -1;
        if (carrier != PLAIN) {
            /* SQLite leaves it as it finds it; OFD locks want it 0. */
            lock.l_pid = 0;
            command = command == F_SETLK ? F_OFD_SETLK : command == F_GETLK ? F_OFD_GETLK : F_OFD_SETLKW;
            rc = fcntl(carrier, command, &lock);
            if (command == F_OFD_GETLK && rc == 0) *(struct flock *)argument = lock;
            return rc;
        }
    }
    return next_fcntl(fd, command, argument);
}

/* SQLite tells files apart by device and inode. To each household it must be another file: in the half
   of the device number that none uses. */
static void estrange(struct stat *st, int household) {
    st->st_dev ^= (dev_t)household << (sizeof(dev_t) * CHAR_BIT / 2);
}

static int our_fstat(int fd, struct stat *st) {
    int rc = next_fstat(fd, st);
    if (rc == 0) {
        pthread_mutex_lock(&account_mutex);
        estrange(st, household_of(fd));
        pthread_mutex_unlock(&account_mutex);
    }
    return rc;
}

static int our_stat(const char *path, struct stat *st) {
    int rc = next_stat(path, st);
    if (rc == 0) {
        pthread_mutex_lock(&account_mutex);
        estrange(st, household_of(-1));
        pthread_mutex_unlock(&account_mutex);
    }
    return rc;
}

#else
#define our_fcntl 0
#define our_fstat 0
#define our_stat 0
#endif

/* As SQLite opens and closes a file; for those who look at a store beside it. */
int codegate_locks_open(const char *path);
int codegate_locks_open(const char *path) {
    return our_open(path, O_RDONLY | O_CLOEXEC, 0);
}

void codegate_locks_close(int fd);
void codegate_locks_close(int fd) {
    our_close(fd);
}

/* 0: this SQLite does not let us. To be called once. */
int codegate_locks_install(void);
int codegate_locks_install(void) {
    static const char *const names[CALLS] = {"open", "close",     "fcntl", "fstat", "stat",
                                             "ftruncate", "read", "pread", "pread64"};
    const sqlite3_syscall_ptr ours[CALLS] = {
        (sqlite3_syscall_ptr)our_open,  (sqlite3_syscall_ptr)our_close, (sqlite3_syscall_ptr)our_fcntl,
        (sqlite3_syscall_ptr)our_fstat, (sqlite3_syscall_ptr)our_stat,  (sqlite3_syscall_ptr)our_ftruncate,
        (sqlite3_syscall_ptr)our_read,  (sqlite3_syscall_ptr)our_pread, (sqlite3_syscall_ptr)our_pread64,
    };
    sqlite3_vfs *vfs = sqlite3_vfs_find("unix");
    if (!vfs || vfs->iVersion < 3 || !vfs->xSetSystemCall || !vfs->xGetSystemCall) return 0;
    for (int i = 0; i < CALLS; i++)
        /* Of the ways to read, it is compiled with one. */
        if (!(next[i] = vfs->xGetSystemCall(vfs, names[i])) && i < READ) return 0;
    if (!watch_forks()) return 0;
    for (int i = 0; i < CALLS; i++)
        if (ours[i] && next[i]) vfs->xSetSystemCall(vfs, names[i], ours[i]);
    return 1;
}
