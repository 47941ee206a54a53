// Linux calls the disk backend needs and Swift's Glibc module lacks, each with its why.
#ifndef SFTP_DOUBLE_CLINUX_SHIM_H
#define SFTP_DOUBLE_CLINUX_SHIM_H

#include <fcntl.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

// glibc has no wrapper for openat2, and Swift cannot call the variadic syscall(2).
static inline int clinux_openat2(
    int directory, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve)
{
    struct open_how how = { .flags = flags, .mode = mode, .resolve = resolve };
    return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

// glibc declares renameat2 under _GNU_SOURCE only, which a module map cannot set.
// 1 is RENAME_NOREPLACE, whose header clashes with <stdio.h>.
static inline int clinux_rename_without_replacing(
    int from_directory, const char *from, int to_directory, const char *to)
{
    return (int)syscall(SYS_renameat2, from_directory, from, to_directory, to, 1);
}

// O_PATH and AT_EMPTY_PATH are behind _GNU_SOURCE too.
static const int32_t clinux_o_path = __O_PATH;
static const int32_t clinux_at_empty_path = 0x1000;

// Lets tests meet permission errors although they run as root; it acts on one thread only.
extern int setfsuid(uid_t uid);

#endif
