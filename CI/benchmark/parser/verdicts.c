/* Prints the verdict on each packet of inputs: compared with those of the product's codec. */
#include <stdio.h>
#include <stdlib.h>

#include "packets.h"

static void print_verdicts(const uint8_t *bytes, size_t count) {
    if (count == 0) return;
    int version = 3 + (bytes[0] & 3);
    enum direction direction = bytes[0] & 4 ? REPLY : REQUEST;
    size_t at = 1, size;
    while (at < count) {
        struct verdict verdict = packet_frame(bytes + at, count - at, &size);
        if (verdict.fault == FAULT_NONE && size == 0) {
            printf(" needs");
            return;
        }
        struct packet packet;
        int is_framed = verdict.fault == FAULT_NONE;
        if (is_framed) verdict = packet_read(bytes + at, size, direction, version, &packet);
        if (verdict.fault)
            printf(" %s@%zu", fault_name(verdict.fault), verdict.offset);
        else
            printf(" ok");
        if (!is_framed) return;
        at += size;
    }
}

int main(int count, char **names) {
    for (int i = 1; i < count; i++) {
        FILE *file = fopen(names[i], "rb");
        if (!file) {
            perror(names[i]);
            return 2;
        }
        static uint8_t bytes[4 << 20];
        size_t size = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        printf("%s", names[i]);
        print_verdicts(bytes, size);
        printf("\n");
    }
    return 0;
}
