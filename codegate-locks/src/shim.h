/* What the parts of the shim share. */
#ifndef CODEGATE_SHIM_H
#define CODEGATE_SHIM_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#define _FILE_OFFSET_BITS 64
#include <fcntl.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

/* Locks of open file descriptions were tried on Linux alone. */
#if defined(__linux__)
#define CARRIES 1
#ifndef F_OFD_GETLK
#define F_OFD_GETLK 36
#define F_OFD_SETLK 37
#define F_OFD_SETLKW 38
#endif
#else
#define CARRIES 0
#endif

/* A store or the index of one, as long as somebody has a descriptor of it. See parked.c. */
typedef struct File {
    struct File *next;
    dev_t dev;
    ino_t ino;
    int users;      /* descriptors of ours that are in use */
    int *parked;    /* those that are not, and not closed */
    size_t parked_count;
} File;

/* A file that SQLite locks. */
typedef struct Inode {
    struct Inode *next;
    dev_t dev;
    ino_t ino;
    int household;  /* see `household_of` */
    int users;      /* descriptors of SQLite that have come here */
    int carrier;    /* -1: none yet, or in a child of fork() */
    File *file;     /* that of the carrier */
    char plain;     /* no carrier could be opened: POSIX locks */
} Inode;

/* A descriptor that SQLite opened. */
typedef struct Slot {
    char *path;     /* NULL: not SQLite's, or from before we came */
    Inode *inode;   /* NULL until it locks */
    File *file;     /* NULL: neither a store nor an index of one */
    int household;
    char writable;
    char plain;     /* none of our stores, or where no such lock can be had */
} Slot;

/* What `carrier_of` gives where there is no carrier. */
enum { FAILED = -1, PLAIN = -2, NOTHING = -3 };

/* Guards the account. Nobody waits for another lock while holding it. */
extern pthread_mutex_t account_mutex;

/* The account; to be called under the mutex. */
Slot *slot_of(int fd);
void note_opened(int fd, const char *path, int writable);
int note_closed(int fd);
int carrier_of(int fd, int sets, short type);
int household_of(int fd);
void begin_household(void);
void close_carriers(void);

/* Descriptors that are parked in place of being closed; to be called under the mutex. */
int take_parked(const char *path, int flags);   /* one that opens the file so; -1: there is none */
File *use_file(int fd, const char *path);       /* counts a descriptor in use */
int let_go(File *file, int fd);                 /* ends that; 0: the caller must close it */
void forget_parked(void);                       /* in a child of fork() */

/* Whether it is one of our stores, or the index of one. */
int is_ours(const char *path, const struct stat *st);

/* Whether the descriptor is that of an index of a log. */
int is_index(int fd);

/* How long the path of the database is of which this is the index of the log; 0 if it is none. */
size_t index_of(const char *path);

/* Fork. */
int watch_forks(void);
int is_unwatched_child(void);
void leave_parent(void);

#endif
