/* Nanoseconds per packet of the C parser: speed DIRECTION VERSION FILE … prints one line per file. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "packets.h"

static volatile uint64_t sink;

/* Processor time: what others do on the machine does not count. */
static double spent_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* The best of slices of 20 ms. */
static double measure(const uint8_t *bytes, size_t count, enum direction direction, int version) {
    double best = 1e9;
    long rounds = 64;
    for (int slice = 0; slice < 12; slice++) {
        uint64_t sum = 0;
        double start = spent_seconds();
        for (long i = 0; i < rounds; i++) {
            struct packet packet;
            struct verdict verdict = packet_read(bytes, count, direction, version, &packet);
            if (verdict.fault) {
                fprintf(stderr, "%s at %zu\n", fault_name(verdict.fault), verdict.offset);
                exit(2);
            }
            sum += packet.id + packet.type;
        }
        double spent = spent_seconds() - start;
        sink = sum;
        if (spent < 0.02) {
            rounds *= 2;
            slice = -1;
            continue;
        }
        if (spent / rounds < best) best = spent / rounds;
    }
    return best * 1e9;
}

int main(int count, char **words) {
    if (count < 4) {
        fprintf(stderr, "usage: speed request|reply VERSION FILE …\n");
        return 2;
    }
    enum direction direction = words[1][2] == 'q' ? REQUEST : REPLY;
    for (int i = 3; i < count; i++) {
        FILE *file = fopen(words[i], "rb");
        if (!file) {
            perror(words[i]);
            return 2;
        }
        static uint8_t bytes[1 << 20];
        size_t size = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        printf("%s\t%.2f\n", words[i], measure(bytes, size, direction, atoi(words[2])));
    }
    return 0;
}
