/*
 * The account: which descriptors SQLite has open, of which files, and the descriptions that carry their locks.
 *
 * SQLite (os_unix.c) keeps one account of locks for each inode and process, and calls fcntl on the descriptor of
 * whichever connection asked. That fits POSIX locks, whose owner is the process. The owner of an OFD lock is the
 * description, so that a lock taken through one connection could not be raised or dropped through another. Hence each
 * inode gets one more description here, its carrier: it is never read or written, only locked, and all of SQLite's lock
 * calls for the inode go to it. The account of who holds what stays SQLite's.
 *
 * What follows from that:
 *  - A close by anybody drops nothing. Not even ours: SQLite trusts that closing the last descriptor of a file drops its
 *    locks (it never unlocks the "dead man's switch" of -shm), so its descriptors are counted, and the carrier is closed
 *    with the last.
 *  - Another copy of SQLite in this process is to us as one in another process, and we to it: locks conflict.
 *  - Files that are not our stores, what was open before we came, and all files where the system has no such locks,
 *    are left to POSIX locks.
 */
#include "shim.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#if CARRIES
#include <sys/vfs.h>
#endif

typedef struct {
    dev_t dev;
    ino_t ino;
} Store;

pthread_mutex_t account_mutex = PTHREAD_MUTEX_INITIALIZER;
static Slot *slots;
static int slot_count;
static Inode *inodes;
static Store *stores;
static size_t store_count;

/*
 * Who shares an account of locks. SQLite keeps one for each file and process; its connections then also share one map of
 * the log's index. A store whose log or index was taken away must be opened past those who still hold the old files, and
 * a child of fork() past its parent's. So each gate is a household of its own: a stranger to all others, as if it were
 * another process's. 0 and what a fork begins are of the process: all who open files without naming a household.
 */
static int households;
static int of_process;
static __thread int of_thread;
/* That of the database that this thread looked at last: SQLite does so just before it opens the index of its log. */
static __thread int of_database;

Slot *slot_of(int fd) {
    return fd >= 0 && fd < slot_count && slots[fd].path ? &slots[fd] : NULL;
}

int is_index(int fd) {
    const Slot *slot = slot_of(fd);
    return slot && index_of(slot->path) > 0;
}

int household_of(int fd) {
    const Slot *slot = slot_of(fd);
    if (!slot) return of_thread ? of_thread : of_process;
    if (!index_of(slot->path)) of_database = slot->household;
    return slot->household;
}

void begin_household(void) {
    of_process = ++households;
}

size_t index_of(const char *path) {
    size_t length = strlen(path);
    return length > 4 && strcmp(path + length - 4, "-shm") == 0 ? length - 4 : 0;
}

/* ---- descriptors ---- */

/* Lets the locks of a file go whose last descriptor is closed. */
static void drop_carrier(Inode *inode) {
    int kept = errno;
#if CARRIES
    if (inode->carrier >= 0) {
        /* Told, as the description goes on: it is parked, or another process was handed it. */
        struct flock all = {.l_type = F_UNLCK, .l_whence = SEEK_SET};
        fcntl(inode->carrier, F_OFD_SETLK, &all);
        if (!let_go(inode->file, inode->carrier)) close(inode->carrier);
    }
#endif
    free(inode);
    errno = kept;
}

/* Forgets a descriptor, and lets the locks of its inode go with the last one. */
static void forget(Slot *slot) {
    Inode *inode = slot->inode, **at = &inodes;
    free(slot->path);
    memset(slot, 0, sizeof *slot);
    if (!inode || --inode->users > 0) return;
    while (*at != inode) at = &(*at)->next;
    *at = inode->next;
    drop_carrier(inode);
}

void note_opened(int fd, const char *path, int writable) {
    if (fd >= slot_count) {
        int count = fd + 64;
        Slot *grown = realloc(slots, (size_t)count * sizeof *slots);
        /* Without memory it is left to POSIX locks. */
        if (!grown) return;
        memset(grown + slot_count, 0, (size_t)(count - slot_count) * sizeof *slots);
        slots = grown;
        slot_count = count;
    }
    /* The number's last file was closed behind SQLite's back, if there was one. */
    forget(&slots[fd]);
    slots[fd].path = strdup(path);
    slots[fd].writable = (char)writable;
    slots[fd].household = index_of(path) ? of_database : of_thread ? of_thread : of_process;
    slots[fd].file = use_file(fd, path);
}

/* 0: the caller must close it. */
int note_closed(int fd) {
    Slot *slot = slot_of(fd);
    File *file = slot ? slot->file : NULL;
    if (slot) forget(slot);
    return let_go(file, fd);
}

#if CARRIES

/* ---- which files are ours ---- */

static int is_store(const struct stat *st) {
    for (size_t i = 0; i < store_count; i++)
        if (stores[i].dev == st->st_dev && stores[i].ino == st->st_ino) return 1;
    return 0;
}

int is_ours(const char *path, const struct stat *st) {
    size_t length = index_of(path);
    struct stat base;
    char *database;
    int found;
    if (is_store(st)) return 1;
    if (!length || !(database = strndup(path, length))) return 0;
    found = stat(database, &base) == 0 && is_store(&base);
    free(database);
    return found;
}

/* Whether the file can have such locks. Not where a server keeps them: FUSE drops a process's locks there when a
   descriptor is closed, but never those of a description, so that they would outlive a process that was killed. */
static int is_able(int fd) {
    /* FUSE, OCFS2, GFS2, Ceph, Lustre, GPFS; the other network file systems are refused before. */
    static const unsigned remote[] = {0x65735546, 0x7461636F, 0x01161970, 0x00C36400, 0x0BD00BD0, 0x47504653};
    struct flock probe = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_len = 1};
    struct statfs found;
    if (fcntl(fd, F_OFD_GETLK, &probe) != 0 || fstatfs(fd, &found) != 0) return 0;
    for (size_t i = 0; i < sizeof remote / sizeof *remote; i++)
        if ((unsigned)found.f_type == remote[i]) return 0;
    return 1;
}

/* ---- carriers ---- */

static int is_passing(int error) {
    return error == EMFILE || error == ENFILE || error == ENOMEM;
}

/* Opens the file once more, if it is still the one that is wanted. */
static int opened(const char *path, const struct stat *wanted, int writable) {
    const int flags = O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    struct stat found;
    /* With all rights that can be had, since a writer may join later. */
    int fd = take_parked(path, O_RDWR);
    if (fd < 0) fd = open(path, O_RDWR | flags);
    if (fd < 0 && !writable && (errno == EACCES || errno == EPERM || errno == EROFS)) fd = open(path, O_RDONLY | flags);
    if (fd < 0) return -1;
    if (fstat(fd, &found) != 0 || found.st_dev != wanted->st_dev || found.st_ino != wanted->st_ino) {
        close(fd);
        errno = ESTALE;
        return -1;
    }
    if (fd < 3) {
        /* Where standard output belongs, somebody would write into the store. */
        int higher = fcntl(fd, F_DUPFD_CLOEXEC, 3);
        close(fd);
        fd = higher;
    }
    return fd;
}

/* Opens the carrier by the path or, where that has moved, by the descriptor. -1: not now; errno says why. */
static int open_carrier(int fd, const Slot *slot, Inode *inode) {
    struct stat wanted;
    char link[40];
    if (fstat(fd, &wanted) != 0) return -1;
    inode->carrier = opened(slot->path, &wanted, slot->writable);
    if (inode->carrier < 0 && !is_passing(errno)) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        inode->carrier = opened(link, &wanted, slot->writable);
        inode->plain = inode->carrier < 0 && !is_passing(errno);
    }
    if (inode->carrier >= 0) inode->file = use_file(inode->carrier, slot->path);
    return inode->carrier >= 0 || inode->plain ? 0 : -1;
}

/* Finds the inode of a descriptor that locks for the first time. */
static int attach(int fd, Slot *slot) {
    struct stat st;
    Inode *inode;
    if (fstat(fd, &st) != 0) return -1;
    if (!is_ours(slot->path, &st) || !is_able(fd)) {
        slot->plain = 1;
        return 0;
    }
    for (inode = inodes; inode; inode = inode->next)
        if (inode->dev == st.st_dev && inode->ino == st.st_ino && inode->household == slot->household) break;
    if (!inode) {
        inode = calloc(1, sizeof *inode);
        if (!inode) return -1;
        inode->dev = st.st_dev;
        inode->ino = st.st_ino;
        inode->household = slot->household;
        inode->carrier = -1;
        inode->next = inodes;
        inodes = inode;
    }
    inode->users++;
    slot->inode = inode;
    return 0;
}

/* The descriptor whose description carries the locks of `fd`; or FAILED with errno set, PLAIN, or NOTHING to unlock. */
int carrier_of(int fd, int sets, short type) {
    Slot *slot = slot_of(fd);
    Inode *inode;
    if (!slot || slot->plain) return PLAIN;
    if (!slot->inode && attach(fd, slot) != 0) return FAILED;
    inode = slot->inode;
    if (!inode || inode->plain) return PLAIN;
    if (sets && type == F_WRLCK && !slot->writable) {
        /* The carrier may have more rights than this descriptor. */
        errno = EBADF;
        return FAILED;
    }
    if (inode->carrier < 0 && sets && type == F_UNLCK) return NOTHING;
    if (inode->carrier < 0 && open_carrier(fd, slot, inode) != 0) return FAILED;
    return inode->plain ? PLAIN : inode->carrier;
}

#else

int carrier_of(int fd, int sets, short type) {
    (void)fd, (void)sets, (void)type;
    return PLAIN;
}

#endif

/* In a child: not unlocked, as that would unlock the parent's. */
void close_carriers(void) {
    for (Inode *inode = inodes; inode; inode = inode->next) {
        if (inode->carrier >= 0) close(inode->carrier);
        inode->carrier = -1;
        inode->file = NULL;
    }
    for (int fd = 0; fd < slot_count; fd++) slots[fd].file = NULL;
}

/* ---- what Rust calls ---- */

/* Keeps the locks of the file, and of its index, from now on. 0: without memory. */
int codegate_locks_keep(const char *path);
int codegate_locks_keep(const char *path) {
    struct stat st;
    Store *grown;
    int done = 0;
    if (stat(path, &st) != 0) return 1;
    pthread_mutex_lock(&account_mutex);
    for (size_t i = 0; i < store_count; i++)
        if (stores[i].dev == st.st_dev && stores[i].ino == st.st_ino) done = 1;
    if (!done && (grown = realloc(stores, (store_count + 1) * sizeof *stores))) {
        stores = grown;
        stores[store_count].dev = st.st_dev;
        stores[store_count++].ino = st.st_ino;
        done = 1;
    }
    pthread_mutex_unlock(&account_mutex);
    return done;
}

/* 1: somebody, this process included, has the database, or the index of a log, open. */
int codegate_locks_in_use(int fd, int index);
int codegate_locks_in_use(int fd, int index) {
#if CARRIES
    /* What everybody holds who has it open, part of SQLite's file formats: SHARED_FIRST and SHARED_SIZE (os.h), and the
       "dead man's switch" of an index (UNIX_SHM_DMS). */
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000002, .l_len = 510};
    if (index) {
        lock.l_start = 128;
        lock.l_len = 1;
    }
    return fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
#else
    (void)fd, (void)index;
    return 0;
#endif
}

/* The number of a new household; 0 where the files beside this one cannot have such locks. */
int codegate_locks_household(int fd);
int codegate_locks_household(int fd) {
    int found = 0;
#if CARRIES
    if (is_able(fd)) {
        pthread_mutex_lock(&account_mutex);
        found = ++households;
        pthread_mutex_unlock(&account_mutex);
    }
#else
    (void)fd;
#endif
    return found;
}

/* What this thread opens from now on belongs to the household. Gives the one before. */
int codegate_locks_enter(int household);
int codegate_locks_enter(int household) {
    int before = of_thread;
    of_thread = household;
    return before;
}
