#ifndef STREAM_H
#define STREAM_H

#include "packets.h"

/* Reads every packet of an input as the fuzz targets lay it out: an option byte (two bits of version,
   one of direction) and a stream. Returns a sum of what was read, so that reading is not left out. */
uint64_t stream_read(const uint8_t *bytes, size_t count);

#endif
