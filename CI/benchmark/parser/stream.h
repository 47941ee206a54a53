#ifndef STREAM_H
#define STREAM_H

#include "packets.h"

/* The packets of an input as the fuzz targets lay it out: an option byte (two bits of version, one
   of direction) and a stream. */
struct stream {
    const uint8_t *bytes;
    size_t at, count;
    enum direction direction;
    int version;
};

enum step {
    STEP_PACKET, /* a packet was read, or is wrong */
    STEP_LOST,   /* what is wrong leaves no way to find the next packet */
    STEP_NEEDS,  /* the packet is not whole */
    STEP_END,
};

struct stream stream_begin(const uint8_t *bytes, size_t count);

enum step stream_next(struct stream *stream, struct packet *packet, struct verdict *verdict);

#endif
