/* The C parser as a libFuzzer target, to be counted beside the Swift one. */
#include "stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

/* A sum of what was read, so that reading is not left out. */
static volatile uint64_t sink;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    struct stream stream = stream_begin(bytes, count);
    struct packet packet;
    struct verdict verdict;
    uint64_t sum = 0;
    while (stream_next(&stream, &packet, &verdict) == STEP_PACKET)
        sum += verdict.fault ? verdict.fault + verdict.offset : packet.type;
    sink = sum;
    return 0;
}
