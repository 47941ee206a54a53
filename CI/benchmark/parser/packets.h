#ifndef PACKETS_H
#define PACKETS_H

#include <stddef.h>
#include <stdint.h>

/* SFTP packets of versions 3 to 6 read as a C programmer would: pointers into the packet, no
   copies. The same fields, checks and verdicts as the product's codec, so that the two can be
   compared in speed; `check` compares the verdicts on the corpus. Tolerant reading only. */

enum fault {
    FAULT_NONE,
    FAULT_TRUNCATED,
    FAULT_LENGTH_OVERRUN,
    FAULT_COUNT_OVERRUN,
    FAULT_OVERSIZED_PACKET,
    FAULT_EMPTY_PACKET,
    FAULT_UNKNOWN_TYPE,
    FAULT_UNEXPECTED_TYPE,
    FAULT_NUL_IN_PATH,
    FAULT_TOO_LONG,
    FAULT_UNDEFINED_FLAGS,
    FAULT_INVALID_VALUE,
};

enum direction { REQUEST, REPLY };

struct slice {
    const uint8_t *bytes;
    uint32_t count;
};

struct moment {
    int64_t seconds;
    uint32_t nanoseconds;
};

/* Which fields are there, flags say; of lists, where they begin and how many entries there are. */
struct attributes {
    uint32_t flags;
    uint8_t type;
    uint64_t size, allocation_size;
    uint32_t uid, gid, permissions;
    struct slice owner, group, mime_type, untranslated_name;
    struct moment accessed, created, modified, changed;
    uint32_t acl_flags, acl_count;
    struct slice acl;
    uint32_t bits, bits_valid;
    uint8_t text_hint;
    uint32_t link_count;
    uint32_t pair_count;
    const uint8_t *pairs;
};

/* Any packet; which fields count, its type says. */
struct packet {
    uint32_t length;
    uint8_t type;
    uint32_t id;
    struct slice strings[3];
    uint64_t wides[3];
    uint32_t number, second_number;
    uint8_t byte;
    int has_option; /* whether a field was there that need not be */
    uint32_t count;
    struct slice rest;
    struct attributes attributes;
};

struct verdict {
    enum fault fault;
    size_t offset;
};

/* Looks at the front of a stream: the size of the packet there, 0 when it is not whole yet. */
struct verdict packet_frame(const uint8_t *bytes, size_t count, size_t *size);

/* Reads a whole packet, its four length bytes included. */
struct verdict packet_read(
    const uint8_t *bytes, size_t count, enum direction direction, int version,
    struct packet *packet);

/* The fault's name in corpus files. */
const char *fault_name(enum fault fault);

#endif
