/*
 * Descriptors that are not closed yet.
 *
 * The host may have a store open with an SQLite of its own, whose locks are POSIX locks: they fall when anything in the
 * process closes the file, and so when we do. Others then take the store for abandoned, and cut the index off that the
 * host's SQLite has mapped: the host dies. So what we would close is parked, and the next one who opens the file gets it.
 * Once nobody of ours has the file open, it is closed, unless somebody else in the process has it open.
 */
#include "shim.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if CARRIES

static File *files;

static File *file_of(dev_t dev, ino_t ino) {
    File *file = files;
    while (file && (file->dev != dev || file->ino != ino)) file = file->next;
    return file;
}

int take_parked(const char *path, int flags) {
    struct stat st;
    File *file;
    if ((flags & (O_EXCL | O_TRUNC | O_APPEND)) || lstat(path, &st) != 0) return -1;
    file = file_of(st.st_dev, st.st_ino);
    for (size_t i = 0; file && i < file->parked_count; i++) {
        int fd = file->parked[i];
        if ((fcntl(fd, F_GETFL) & O_ACCMODE) != (flags & O_ACCMODE)) continue;
        file->parked[i] = file->parked[--file->parked_count];
        return fd;
    }
    return -1;
}

File *use_file(int fd, const char *path) {
    struct stat st;
    File *file;
    if (fstat(fd, &st) != 0 || !is_ours(path, &st)) return NULL;
    file = file_of(st.st_dev, st.st_ino);
    if (!file) {
        file = calloc(1, sizeof *file);
        if (!file) return NULL;
        file->dev = st.st_dev;
        file->ino = st.st_ino;
        file->next = files;
        files = file;
    }
    file->users++;
    return file;
}

/* Parks a descriptor; 0: it must be closed, for lack of memory. */
static int park(File *file, int fd) {
    int *grown = realloc(file->parked, (file->parked_count + 1) * sizeof *grown);
    if (!grown) return 0;
    file->parked = grown;
    file->parked[file->parked_count++] = fd;
    return 1;
}

static int is_parked(const File *file, int fd) {
    for (size_t i = 0; i < file->parked_count; i++)
        if (file->parked[i] == fd) return 1;
    return 0;
}

/* Whether somebody else in the process has the file open. Of ours, nobody has. */
static int is_of_host(const File *file) {
    DIR *all = opendir("/proc/self/fd");
    struct dirent *entry;
    struct stat st;
    int found = !all;
    while (all && !found && (entry = readdir(all))) {
        int fd = atoi(entry->d_name);
        found = entry->d_name[0] != '.' && !is_parked(file, fd) && fstat(fd, &st) == 0 && st.st_dev == file->dev &&
                st.st_ino == file->ino;
    }
    if (all) closedir(all);
    return found;
}

/* Whether nobody can come to the file by its path any more, so that its locks keep nobody away. */
static int is_removed(const File *file) {
    struct stat st;
    return file->parked_count > 0 && fstat(file->parked[0], &st) == 0 && st.st_nlink == 0;
}

static void close_parked(File *file) {
    while (file->parked_count > 0) close(file->parked[--file->parked_count]);
}

/* Closes what need not be kept. */
static void clear_out(void) {
    File **at = &files;
    while (*at) {
        File *file = *at;
        if (is_removed(file) || (file->users == 0 && !is_of_host(file))) close_parked(file);
        if (file->users == 0 && file->parked_count == 0) {
            *at = file->next;
            free(file->parked);
            free(file);
        } else {
            at = &file->next;
        }
    }
}

int let_go(File *file, int fd) {
    int kept = errno, parked;
    if (!file) return 0;
    parked = park(file, fd);
    if (--file->users == 0) clear_out();
    errno = kept;
    return parked;
}

void forget_parked(void) {
    /* The parent's descriptions: to lock with them would lock for the parent. Closing them drops no lock of a child. */
    while (files) {
        File *file = files;
        files = file->next;
        close_parked(file);
        free(file->parked);
        free(file);
    }
}

#else

int take_parked(const char *path, int flags) {
    (void)path, (void)flags;
    return -1;
}

File *use_file(int fd, const char *path) {
    (void)fd, (void)path;
    return NULL;
}

int let_go(File *file, int fd) {
    (void)file, (void)fd;
    return 0;
}

void forget_parked(void) {}

#endif
