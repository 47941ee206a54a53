// Linux calls the disk backend needs and Swift's Glibc module lacks, each with its why.
#ifndef SFTP_DOUBLE_CLINUX_SHIM_H
#define SFTP_DOUBLE_CLINUX_SHIM_H

// Headers that define what Glibc's module also defines, such as struct timespec, stay out: the
// definition would belong to whichever of the two modules a compiler run happens to load first.
#include <linux/openat2.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

// Of <unistd.h>.
extern long syscall(long number, ...);

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

// Of <sys/xattr.h>, which Glibc's module leaves out; ssize_t is long.
extern long getxattr(const char *path, const char *name, void *value, size_t size);
extern long lgetxattr(const char *path, const char *name, void *value, size_t size);
extern int setxattr(
    const char *path, const char *name, const void *value, size_t size, int flags);
extern int removexattr(const char *path, const char *name);

// What statx(2) tells, which alone knows when a file was created: glibc has it under _GNU_SOURCE
// only, and <linux/stat.h> takes over definitions that belong to Glibc's module.
struct clinux_time {
    int64_t seconds;
    uint32_t nanoseconds;
    int32_t reserved;
};
struct clinux_status {
    uint32_t mask, block_size;
    uint64_t attributes;
    uint32_t link_count, uid, gid;
    uint16_t mode, reserved;
    uint64_t inode, size, blocks, attributes_mask;
    struct clinux_time access_time, birth_time, change_time, modify_time;
    uint32_t special_major, special_minor, device_major, device_minor;
    uint64_t unused[14];
};
_Static_assert(sizeof(struct clinux_status) == 256, "the kernel's struct statx");

// STATX_BTIME: birth_time is known.
static const uint32_t clinux_has_birth_time = 0x800;

// 0x7ff is STATX_BASIC_STATS.
static inline int clinux_statx(
    int directory, const char *path, int flags, struct clinux_status *status)
{
    return (int)syscall(
        SYS_statx, directory, path, flags, 0x7ff | clinux_has_birth_time, status);
}

// glibc declares fallocate under _GNU_SOURCE only; 1 is FALLOC_FL_KEEP_SIZE.
static inline int clinux_preallocate(int file, int64_t length)
{
    return (int)syscall(SYS_fallocate, file, 1, (int64_t)0, length);
}

// O_PATH, O_NOATIME and AT_EMPTY_PATH are behind _GNU_SOURCE too.
static const int32_t clinux_o_path = 010000000;
static const int32_t clinux_o_noatime = 01000000;
static const int32_t clinux_at_empty_path = 0x1000;

// Of <poll.h> under _GNU_SOURCE: the other end of a socket is closed.
static const int16_t clinux_pollrdhup = 0x2000;

// Lets tests meet permission errors although they run as root; it acts on one thread only.
extern int setfsuid(unsigned int uid);

// Of <malloc.h>, which Glibc's module leaves out; the fields are those of struct mallinfo2.
struct clinux_heap {
    size_t arena, free_chunks, small_free_chunks, mapped_chunks, mapped_bytes, unused;
    size_t small_free_bytes, used_bytes, free_bytes, top_free_bytes;
};
_Static_assert(sizeof(struct clinux_heap) == 10 * sizeof(size_t), "struct mallinfo2");
extern struct clinux_heap clinux_heap(void) __asm__("mallinfo2");
extern int mallopt(int parameter, int value);
extern int malloc_trim(size_t pad);
static const int clinux_m_trim_threshold = -1;
static const int clinux_m_top_pad = -2;
static const int clinux_m_mmap_max = -4;

// Of <sanitizer/lsan_interface.h>; there only in builds with the address sanitizer.
extern void __lsan_disable(void) __attribute__((weak));
extern void __lsan_enable(void) __attribute__((weak));
static inline void clinux_lsan_disable(void) { if (__lsan_disable) __lsan_disable(); }
static inline void clinux_lsan_enable(void) { if (__lsan_enable) __lsan_enable(); }

#endif
