/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FUZZ_CALLS_H
#define FUZZ_CALLS_H

/**
 * @file
 * Included ahead of every file of the bus: its calls that read sysfs come to
 * fuzz_tree.c, which hands on those that do not concern its tree.
 */

/* First, or their own declarations would be replaced too. */
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

int fuzz_openat(int dirfd, const char *path, int flags);
int fuzz_close(int fd);
ssize_t fuzz_read(int fd, void *buf, size_t len);
ssize_t fuzz_readlinkat(int dirfd, const char *path, char *buf, size_t len);
DIR *fuzz_fdopendir(int fd);
struct dirent *fuzz_readdir(DIR *dir);
int fuzz_dirfd(DIR *dir);
int fuzz_closedir(DIR *dir);

#ifndef FUZZ_CALLS_ONLY_DECLARED
/* Members of structures that are called so become others everywhere. */
#define openat fuzz_openat
#define close fuzz_close
#define read fuzz_read
#define readlinkat fuzz_readlinkat
#define fdopendir fuzz_fdopendir
#define readdir fuzz_readdir
#define dirfd fuzz_dirfd
#define closedir fuzz_closedir
#endif

#endif /* FUZZ_CALLS_H */
