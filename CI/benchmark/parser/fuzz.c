/* The C parser as a libFuzzer target, to be counted beside the Swift one. */
#include "stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static volatile uint64_t sink;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    sink = stream_read(bytes, count);
    return 0;
}
