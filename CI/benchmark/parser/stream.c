#include "stream.h"

struct stream stream_begin(const uint8_t *bytes, size_t count) {
    struct stream stream = {.bytes = bytes, .at = 1, .count = count};
    if (count > 0) {
        stream.direction = bytes[0] & 4 ? REPLY : REQUEST;
        stream.version = 3 + (bytes[0] & 3);
    }
    return stream;
}

enum step stream_next(struct stream *stream, struct packet *packet, struct verdict *verdict) {
    if (stream->at >= stream->count) return STEP_END;
    const uint8_t *bytes = stream->bytes + stream->at;
    size_t size;
    *verdict = packet_frame(bytes, stream->count - stream->at, &size);
    if (verdict->fault) return STEP_LOST;
    if (size == 0) return STEP_NEEDS;
    *verdict = packet_read(bytes, size, stream->direction, stream->version, packet);
    stream->at += size;
    return STEP_PACKET;
}
