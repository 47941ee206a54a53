#include "packets.h"

#include <string.h>

#include "../bytes.h"

enum {
    LONGEST_PACKET = 256 * 1024,
    LONGEST_PATH = 4096,
};

enum flag {
    SIZE = 0x1,
    UIDGID = 0x2,
    PERMISSIONS = 0x4,
    ACMODTIME = 0x8,
    ACCESSTIME = 0x8,
    CREATETIME = 0x10,
    MODIFYTIME = 0x20,
    ACL = 0x40,
    OWNERGROUP = 0x80,
    SUBSECOND_TIMES = 0x100,
    BITS = 0x200,
    ALLOCATION_SIZE = 0x400,
    TEXT_HINT = 0x800,
    MIME_TYPE = 0x1000,
    LINK_COUNT = 0x2000,
    UNTRANSLATED_NAME = 0x4000,
    CTIME = 0x8000,
};
static const uint32_t EXTENDED = 0x80000000;

static const uint32_t defined_flags[] = {0x8000000f, 0x800001fd, 0x800003fd, 0x8000fffd};

/* A cursor over a packet. Behind the first fault every read gives nothing. */
struct reader {
    const uint8_t *bytes;
    size_t at, end;
    int version;
    struct verdict verdict;
};

static int fail(struct reader *reader, enum fault fault, size_t offset) {
    reader->verdict = (struct verdict){fault, offset};
    return 0;
}

static inline int read_u8(struct reader *reader, uint8_t *value) {
    if (reader->end - reader->at < 1) return fail(reader, FAULT_TRUNCATED, reader->at);
    *value = reader->bytes[reader->at++];
    return 1;
}

static inline int read_u32(struct reader *reader, uint32_t *value) {
    if (reader->end - reader->at < 4) return fail(reader, FAULT_TRUNCATED, reader->at);
    *value = get_u32(reader->bytes + reader->at);
    reader->at += 4;
    return 1;
}

static inline int read_u64(struct reader *reader, uint64_t *value) {
    if (reader->end - reader->at < 8) return fail(reader, FAULT_TRUNCATED, reader->at);
    *value = get_u64(reader->bytes + reader->at);
    reader->at += 8;
    return 1;
}

static inline int read_string(struct reader *reader, struct slice *string) {
    if (reader->end - reader->at < 4) return fail(reader, FAULT_TRUNCATED, reader->at);
    uint32_t count = get_u32(reader->bytes + reader->at);
    if (count > reader->end - reader->at - 4)
        return fail(reader, FAULT_LENGTH_OVERRUN, reader->at);
    string->bytes = reader->bytes + reader->at + 4;
    string->count = count;
    reader->at += 4 + (size_t)count;
    return 1;
}

static int read_path(struct reader *reader, struct slice *path) {
    size_t start = reader->at;
    if (!read_string(reader, path)) return 0;
    if (path->count > LONGEST_PATH) return fail(reader, FAULT_TOO_LONG, start);
    const uint8_t *nul = path->count ? memchr(path->bytes, 0, path->count) : NULL;
    return nul ? fail(reader, FAULT_NUL_IN_PATH, (size_t)(nul - reader->bytes)) : 1;
}

static int read_count(struct reader *reader, uint32_t least, uint32_t *count) {
    size_t start = reader->at;
    if (!read_u32(reader, count)) return 0;
    if (*count > (reader->end - reader->at) / least)
        return fail(reader, FAULT_COUNT_OVERRUN, start);
    return 1;
}

static int read_pairs(struct reader *reader, struct attributes *attributes) {
    if (!read_count(reader, 8, &attributes->pair_count)) return 0;
    attributes->pairs = reader->bytes + reader->at;
    struct slice string;
    for (uint32_t i = 0; i < attributes->pair_count; i++)
        if (!read_string(reader, &string) || !read_string(reader, &string)) return 0;
    return 1;
}

static int read_moment(struct reader *reader, uint32_t flags, struct moment *moment) {
    uint64_t seconds;
    if (!read_u64(reader, &seconds)) return 0;
    moment->seconds = (int64_t)seconds;
    moment->nanoseconds = 0;
    if (!(flags & SUBSECOND_TIMES)) return 1;
    size_t start = reader->at;
    if (!read_u32(reader, &moment->nanoseconds)) return 0;
    return moment->nanoseconds < 1000000000 ? 1 : fail(reader, FAULT_INVALID_VALUE, start);
}

static int read_acl(struct reader *reader, struct attributes *attributes) {
    if (!read_string(reader, &attributes->acl)) return 0;
    struct reader list = *reader;
    list.at = (size_t)(attributes->acl.bytes - reader->bytes);
    list.end = reader->at;
    int is_good = 1;
    if (reader->version >= 6) is_good = read_u32(&list, &attributes->acl_flags);
    is_good = is_good && read_count(&list, 16, &attributes->acl_count);
    for (uint32_t i = 0; is_good && i < attributes->acl_count; i++) {
        uint32_t word;
        struct slice who;
        is_good = read_u32(&list, &word) && read_u32(&list, &word) && read_u32(&list, &word) &&
                  read_string(&list, &who);
    }
    if (!is_good) reader->verdict = list.verdict;
    return is_good;
}

static int read_attributes_3(struct reader *reader, struct attributes *attributes) {
    uint32_t flags = attributes->flags, word;
    if (flags & SIZE && !read_u64(reader, &attributes->size)) return 0;
    if (flags & UIDGID &&
        (!read_u32(reader, &attributes->uid) || !read_u32(reader, &attributes->gid)))
        return 0;
    if (flags & PERMISSIONS && !read_u32(reader, &attributes->permissions)) return 0;
    if (flags & ACMODTIME) {
        if (!read_u32(reader, &word)) return 0;
        attributes->accessed = (struct moment){word, 0};
        if (!read_u32(reader, &word)) return 0;
        attributes->modified = (struct moment){word, 0};
    }
    return flags & EXTENDED ? read_pairs(reader, attributes) : 1;
}

static int read_attributes(struct reader *reader, struct attributes *attributes) {
    size_t start = reader->at;
    if (!read_u32(reader, &attributes->flags)) return 0;
    uint32_t flags = attributes->flags;
    if (reader->version == 3) return read_attributes_3(reader, attributes);
    if (flags & ~defined_flags[reader->version - 3])
        return fail(reader, FAULT_UNDEFINED_FLAGS, start);
    if (!read_u8(reader, &attributes->type)) return 0;
    if (flags & SIZE && !read_u64(reader, &attributes->size)) return 0;
    if (flags & ALLOCATION_SIZE && !read_u64(reader, &attributes->allocation_size)) return 0;
    if (flags & OWNERGROUP &&
        (!read_string(reader, &attributes->owner) || !read_string(reader, &attributes->group)))
        return 0;
    if (flags & PERMISSIONS && !read_u32(reader, &attributes->permissions)) return 0;
    if (flags & ACCESSTIME && !read_moment(reader, flags, &attributes->accessed)) return 0;
    if (flags & CREATETIME && !read_moment(reader, flags, &attributes->created)) return 0;
    if (flags & MODIFYTIME && !read_moment(reader, flags, &attributes->modified)) return 0;
    if (flags & CTIME && !read_moment(reader, flags, &attributes->changed)) return 0;
    if (flags & ACL && !read_acl(reader, attributes)) return 0;
    if (flags & BITS) {
        if (!read_u32(reader, &attributes->bits)) return 0;
        if (reader->version >= 6 && !read_u32(reader, &attributes->bits_valid)) return 0;
    }
    if (flags & TEXT_HINT && !read_u8(reader, &attributes->text_hint)) return 0;
    if (flags & MIME_TYPE && !read_string(reader, &attributes->mime_type)) return 0;
    if (flags & LINK_COUNT && !read_u32(reader, &attributes->link_count)) return 0;
    if (flags & UNTRANSLATED_NAME && !read_string(reader, &attributes->untranslated_name))
        return 0;
    return flags & EXTENDED ? read_pairs(reader, attributes) : 1;
}

static int read_wanted(struct reader *reader, struct packet *packet) {
    if (reader->version == 3 || reader->at == reader->end) return 1;
    packet->has_option = 1;
    return read_u32(reader, &packet->number);
}

static int read_handshake(struct reader *reader, struct packet *packet) {
    struct slice string;
    if (!read_u32(reader, &packet->number)) return 0;
    packet->rest.bytes = reader->bytes + reader->at;
    packet->rest.count = (uint32_t)(reader->end - reader->at);
    while (reader->at < reader->end)
        if (!read_string(reader, &string) || !read_string(reader, &string)) return 0;
    return 1;
}

static int read_open(struct reader *reader, struct packet *packet) {
    return read_path(reader, &packet->strings[0]) && read_u32(reader, &packet->number) &&
           (reader->version < 5 || read_u32(reader, &packet->second_number)) &&
           read_attributes(reader, &packet->attributes);
}

static int read_realpath(struct reader *reader, struct packet *packet) {
    if (!read_path(reader, &packet->strings[0])) return 0;
    if (reader->version < 6 || reader->at == reader->end) return 1;
    packet->has_option = 1;
    if (!read_u8(reader, &packet->byte)) return 0;
    struct slice path;
    packet->rest.bytes = reader->bytes + reader->at;
    packet->rest.count = (uint32_t)(reader->end - reader->at);
    while (reader->at < reader->end)
        if (!read_path(reader, &path)) return 0;
    return 1;
}

/* The fields behind an extension's name: p path, s string, 8 uint64, 4 uint32, 1 byte, a ATTRS,
   i string of uint32 numbers. */
static const struct extension {
    const char *name, *fields;
    int since;
} extensions[] = {
    {"posix-rename@openssh.com", "pp", 3},
    {"statvfs@openssh.com", "p", 3},
    {"fstatvfs@openssh.com", "s", 3},
    {"hardlink@openssh.com", "pp", 3},
    {"fsync@openssh.com", "s", 3},
    {"lsetstat@openssh.com", "pa", 3},
    {"limits@openssh.com", "", 3},
    {"expand-path@openssh.com", "p", 3},
    {"copy-data", "s88s8", 3},
    {"home-directory", "s", 3},
    {"users-groups-by-id@openssh.com", "ii", 3},
    {"version-select", "s", 3},
    {"text-seek", "s8", 4},
    {"vendor-id", "sss8", 3},
    {"filename-translation-control", "1", 3},
    {"check-file", "ss884", 3},
    {"check-file-handle", "ss884", 3},
    {"check-file-name", "ps884", 3},
    {"md5-hash", "p88s", 3},
    {"md5-hash-handle", "s88s", 3},
    {"space-available", "p", 3},
    {"copy-file", "pp1", 3},
    {"get-temp-folder", "", 3},
    {"make-temp-folder", "", 3},
};

static const struct extension *find_extension(struct slice name, int version) {
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
        const struct extension *extension = &extensions[i];
        if (strlen(extension->name) == name.count &&
            memcmp(extension->name, name.bytes, name.count) == 0)
            return version >= extension->since ? extension : NULL;
    }
    return NULL;
}

static int read_ids(struct reader *reader, struct slice *ids) {
    size_t start = reader->at;
    if (!read_string(reader, ids)) return 0;
    return ids->count % 4 == 0 ? 1 : fail(reader, FAULT_TRUNCATED, start);
}

static int read_extended(struct reader *reader, struct packet *packet) {
    struct slice name;
    if (!read_string(reader, &name)) return 0;
    packet->rest.bytes = reader->bytes + reader->at;
    packet->rest.count = (uint32_t)(reader->end - reader->at);
    const struct extension *extension = find_extension(name, reader->version);
    if (!extension) {
        packet->strings[0] = name;
        return 1;
    }
    struct slice *string = packet->strings;
    uint64_t *number = packet->wides;
    for (const char *field = extension->fields; *field; field++) {
        int is_good = 0;
        switch (*field) {
        case 'p': is_good = read_path(reader, string++); break;
        case 's': is_good = read_string(reader, string++); break;
        case 'i': is_good = read_ids(reader, string++); break;
        case '8': is_good = read_u64(reader, number++); break;
        case '4': is_good = read_u32(reader, &packet->number); break;
        case '1': is_good = read_u8(reader, &packet->byte); break;
        case 'a': is_good = read_attributes(reader, &packet->attributes); break;
        }
        if (!is_good) return 0;
    }
    return 1;
}

static int read_request(struct reader *reader, struct packet *packet) {
    int version = reader->version;
    switch (packet->type) {
    case 1: return read_handshake(reader, packet);
    case 3: return read_open(reader, packet);
    case 4: /* CLOSE */
    case 12: /* READDIR */ return read_string(reader, &packet->strings[0]);
    case 5:
        return read_string(reader, &packet->strings[0]) && read_u64(reader, &packet->wides[0]) &&
               read_u32(reader, &packet->number);
    case 6:
        return read_string(reader, &packet->strings[0]) && read_u64(reader, &packet->wides[0]) &&
               read_string(reader, &packet->strings[1]);
    case 7: /* LSTAT */
    case 17: /* STAT */
        return read_path(reader, &packet->strings[0]) && read_wanted(reader, packet);
    case 8: return read_string(reader, &packet->strings[0]) && read_wanted(reader, packet);
    case 9: /* SETSTAT */
    case 14: /* MKDIR */
        return read_path(reader, &packet->strings[0]) && read_attributes(reader, &packet->attributes);
    case 10:
        return read_string(reader, &packet->strings[0]) &&
               read_attributes(reader, &packet->attributes);
    case 11: /* OPENDIR */
    case 13: /* REMOVE */
    case 15: /* RMDIR */
    case 19: /* READLINK */ return read_path(reader, &packet->strings[0]);
    case 16: return read_realpath(reader, packet);
    case 18:
        return read_path(reader, &packet->strings[0]) && read_path(reader, &packet->strings[1]) &&
               (version < 5 || read_u32(reader, &packet->number));
    case 20: return read_path(reader, &packet->strings[0]) && read_path(reader, &packet->strings[1]);
    case 21:
        return read_path(reader, &packet->strings[0]) && read_path(reader, &packet->strings[1]) &&
               read_u8(reader, &packet->byte);
    case 22:
        return read_string(reader, &packet->strings[0]) && read_u64(reader, &packet->wides[0]) &&
               read_u64(reader, &packet->wides[1]) && read_u32(reader, &packet->number);
    case 23:
        return read_string(reader, &packet->strings[0]) && read_u64(reader, &packet->wides[0]) &&
               read_u64(reader, &packet->wides[1]);
    default: return read_extended(reader, packet);
    }
}

/* The byte that version 6 may put at the end: nothing more comes. */
static int read_option(struct reader *reader, struct packet *packet) {
    if (reader->version < 6 || reader->at == reader->end) return 1;
    packet->has_option = 1;
    return read_u8(reader, &packet->byte);
}

static int read_names(struct reader *reader, struct packet *packet) {
    if (!read_count(reader, reader->version == 3 ? 12 : 9, &packet->count)) return 0;
    packet->rest.bytes = reader->bytes + reader->at;
    for (uint32_t i = 0; i < packet->count; i++) {
        /* The last entry is kept, so that no field is read for nothing. */
        if (!read_string(reader, &packet->strings[0])) return 0;
        if (reader->version == 3 && !read_string(reader, &packet->strings[1])) return 0;
        if (!read_attributes(reader, &packet->attributes)) return 0;
    }
    packet->rest.count = (uint32_t)(reader->bytes + reader->at - packet->rest.bytes);
    return read_option(reader, packet);
}

static int read_status(struct reader *reader, struct packet *packet) {
    if (!read_u32(reader, &packet->number)) return 0;
    if (reader->at < reader->end && !read_string(reader, &packet->strings[0])) return 0;
    if (reader->at < reader->end && !read_string(reader, &packet->strings[1])) return 0;
    packet->rest.bytes = reader->bytes + reader->at;
    packet->rest.count = (uint32_t)(reader->end - reader->at);
    return 1;
}

static int read_reply(struct reader *reader, struct packet *packet) {
    switch (packet->type) {
    case 2: return read_handshake(reader, packet);
    case 101: return read_status(reader, packet);
    case 102: return read_string(reader, &packet->strings[0]);
    case 103:
        return read_string(reader, &packet->strings[0]) && read_option(reader, packet);
    case 104: return read_names(reader, packet);
    case 105: return read_attributes(reader, &packet->attributes);
    default:
        packet->rest.bytes = reader->bytes + reader->at;
        packet->rest.count = (uint32_t)(reader->end - reader->at);
        return 1;
    }
}

static int is_known(uint8_t type) {
    return (type >= 1 && type <= 23) || (type >= 101 && type <= 105) || type == 200 ||
           type == 201;
}

static int belongs(uint8_t type, enum direction direction, int version) {
    int is_reply = type == 2 || (type >= 101 && type <= 105) || type == 201;
    if (is_reply != (direction == REPLY)) return 0;
    if (type == 20) return version < 6;
    return type < 21 || type > 23 || version == 6;
}

struct verdict packet_frame(const uint8_t *bytes, size_t count, size_t *size) {
    *size = 0;
    if (count < 4) return (struct verdict){FAULT_NONE, 0};
    uint32_t length = get_u32(bytes);
    if (length == 0) return (struct verdict){FAULT_EMPTY_PACKET, 0};
    if (length > LONGEST_PACKET) return (struct verdict){FAULT_OVERSIZED_PACKET, 0};
    if (length <= count - 4) *size = 4 + (size_t)length;
    return (struct verdict){FAULT_NONE, 0};
}

struct verdict packet_read(
    const uint8_t *bytes, size_t count, enum direction direction, int version,
    struct packet *packet) {
    struct reader reader = {.bytes = bytes, .version = version};
    packet->has_option = 0;
    if (count < 4) return (struct verdict){FAULT_TRUNCATED, 0};
    packet->length = get_u32(bytes);
    if (packet->length == 0) return (struct verdict){FAULT_EMPTY_PACKET, 0};
    if (packet->length > count - 4) return (struct verdict){FAULT_LENGTH_OVERRUN, 0};
    reader.end = 4 + (size_t)packet->length;
    packet->type = bytes[4];
    reader.at = 5;
    int is_handshake = packet->type == 1 || packet->type == 2;
    if (!is_handshake && !read_u32(&reader, &packet->id)) return reader.verdict;
    if (!is_known(packet->type)) return (struct verdict){FAULT_UNKNOWN_TYPE, 4};
    if (!belongs(packet->type, direction, version))
        return (struct verdict){FAULT_UNEXPECTED_TYPE, 4};
    if (direction == REQUEST)
        read_request(&reader, packet);
    else
        read_reply(&reader, packet);
    return reader.verdict;
}

const char *fault_name(enum fault fault) {
    static const char *const names[] = {
        "ok",           "truncated",   "lengthOverrun",  "countOverrun", "oversizedPacket",
        "emptyPacket",  "unknownType", "unexpectedType", "nulInPath",    "tooLong",
        "undefinedFlags", "invalidValue",
    };
    return names[fault];
}
