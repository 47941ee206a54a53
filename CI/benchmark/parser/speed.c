/* Nanoseconds per packet of the C parser, and its verdicts: one line per file, as parser-speed
   prints them of the product's codec. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "stream.h"

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

static void print_verdicts(const uint8_t *bytes, size_t count) {
    struct stream stream = stream_begin(bytes, count);
    struct packet packet;
    struct verdict verdict;
    for (;;) {
        enum step step = stream_next(&stream, &packet, &verdict);
        if (step == STEP_END) return;
        if (step == STEP_NEEDS) {
            printf(" needs");
            return;
        }
        if (verdict.fault)
            printf(" %s@%zu", fault_name(verdict.fault), verdict.offset);
        else
            printf(" ok");
        if (step == STEP_LOST) return;
    }
}

static size_t contents(const char *name, uint8_t *bytes, size_t room) {
    FILE *file = fopen(name, "rb");
    if (!file) {
        perror(name);
        exit(2);
    }
    size_t size = fread(bytes, 1, room, file);
    fclose(file);
    return size;
}

int main(int count, char **words) {
    static uint8_t bytes[4 << 20];
    if (count > 2 && strcmp(words[1], "verdicts") == 0) {
        for (int i = 2; i < count; i++) {
            printf("%s", words[i]);
            print_verdicts(bytes, contents(words[i], bytes, sizeof bytes));
            printf("\n");
        }
    } else if (count > 3) {
        enum direction direction = words[1][2] == 'q' ? REQUEST : REPLY;
        for (int i = 3; i < count; i++) {
            size_t size = contents(words[i], bytes, sizeof bytes);
            printf("%s\t%.2f\n", words[i], measure(bytes, size, direction, atoi(words[2])));
        }
    } else {
        fprintf(stderr, "usage: speed request|reply VERSION FILE … | speed verdicts FILE …\n");
        return 2;
    }
    return 0;
}
