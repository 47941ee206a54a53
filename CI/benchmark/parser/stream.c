#include "stream.h"

uint64_t stream_read(const uint8_t *bytes, size_t count) {
    if (count == 0) return 0;
    int version = 3 + (bytes[0] & 3);
    enum direction direction = bytes[0] & 4 ? REPLY : REQUEST;
    uint64_t sum = 0;
    size_t at = 1, size;
    while (at < count) {
        struct verdict verdict = packet_frame(bytes + at, count - at, &size);
        if (verdict.fault || size == 0) return sum + verdict.fault;
        struct packet packet;
        verdict = packet_read(bytes + at, size, direction, version, &packet);
        sum += verdict.fault ? verdict.fault + verdict.offset : packet.type;
        at += size;
    }
    return sum;
}
