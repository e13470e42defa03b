/*
 * What a fork needs.
 *
 * A child gets the carriers too, and with them the parent's locks: it would keep them alive after the parent's end, and
 * could unlock them. So it closes its carriers at once (the parent's description lives on), and makes new ones when it
 * locks. SQLite's own account would tell it that the parent's locks are its own; its new connections belong to
 * another household.
 */
#include "shim.h"

#include <stdlib.h>
#include <unistd.h>

#include "sqlite3.h"

/* SQLite's global mutexes, in the order in which it nests them: one that another thread holds would stay held for ever
   in the child, which could then open nothing. */
static const int kinds[] = {
    SQLITE_MUTEX_STATIC_MAIN, SQLITE_MUTEX_STATIC_OPEN, SQLITE_MUTEX_STATIC_VFS1, SQLITE_MUTEX_STATIC_LRU,
    SQLITE_MUTEX_STATIC_PMEM, SQLITE_MUTEX_STATIC_PRNG, SQLITE_MUTEX_STATIC_MEM,
};
enum { KINDS = sizeof kinds / sizeof *kinds };
static sqlite3_mutex *globals[KINDS];

/* Descriptors that no child must keep, under the account's mutex. */
static int *shed;
static size_t shed_count;
static pid_t owner;

static void before_fork(void) {
    for (int i = 0; i < KINDS; i++) sqlite3_mutex_enter(globals[i]);
    pthread_mutex_lock(&account_mutex);
}

static void in_parent(void) {
    pthread_mutex_unlock(&account_mutex);
    for (int i = KINDS; i-- > 0;) sqlite3_mutex_leave(globals[i]);
}

static void in_child(void) {
    leave_parent();
    in_parent();
}

void leave_parent(void) {
    close_carriers();
    forget_parked();
    if (shed_count > 0) {
        /* Their numbers stay taken: whoever holds them in the child will close them. */
        int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
        for (size_t i = 0; i < shed_count && nothing >= 0; i++) {
            dup2(nothing, shed[i]);
            fcntl(shed[i], F_SETFD, FD_CLOEXEC);
        }
        if (nothing >= 0) close(nothing);
        shed_count = 0;
    }
    begin_household();
    owner = getpid();
}

/* Whether this is a child that was made past the handlers above, by a bare clone(). */
int is_unwatched_child(void) {
    return owner != getpid();
}

int watch_forks(void) {
    for (int i = 0; i < KINDS; i++) globals[i] = sqlite3_mutex_alloc(kinds[i]);
    owner = getpid();
    return pthread_atfork(before_fork, in_parent, in_child) == 0;
}

/* A child of fork() gets the descriptor without what it stands for, or (0) as ever. */
void codegate_locks_shed(int fd, int sheds);
void codegate_locks_shed(int fd, int sheds) {
    pthread_mutex_lock(&account_mutex);
    if (sheds) {
        int *grown = realloc(shed, (shed_count + 1) * sizeof *shed);
        if (grown) {
            shed = grown;
            shed[shed_count++] = fd;
        }
    } else {
        for (size_t i = 0; i < shed_count; i++)
            if (shed[i] == fd) {
                shed[i] = shed[--shed_count];
                break;
            }
    }
    pthread_mutex_unlock(&account_mutex);
}
