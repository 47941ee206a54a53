#include "message.h"

#include "bytes.h"
#include "failure.h"

static uint8_t *room(struct message *message, size_t count) {
    if (count > sizeof message->bytes - message->count) {
        fail("%zu more bytes do not fit", count);
        give_up("writing a message");
    }
    uint8_t *at = message->bytes + message->count;
    message->count += count;
    return at;
}

void message_reset(struct message *message) {
    message->count = 0;
    message->packet = 0;
}

void message_u8(struct message *message, uint8_t value) {
    *room(message, 1) = value;
}

void message_u32(struct message *message, uint32_t value) {
    put_u32(room(message, 4), value);
}

void message_raw(struct message *message, const void *bytes, size_t count) {
    memcpy(room(message, count), bytes, count);
}

void message_string(struct message *message, const void *bytes, size_t count) {
    message_u32(message, (uint32_t)count);
    message_raw(message, bytes, count);
}

void message_text(struct message *message, const char *text) {
    message_string(message, text, strlen(text));
}

void message_mpint(struct message *message, const uint8_t *bytes, size_t count) {
    while (count > 0 && bytes[0] == 0) {
        bytes++;
        count--;
    }
    size_t sign = count > 0 && (bytes[0] & 0x80) != 0;
    message_u32(message, (uint32_t)(count + sign));
    if (sign) message_u8(message, 0);
    message_raw(message, bytes, count);
}

void message_begin(struct message *message, uint8_t type, uint32_t id) {
    message->packet = message->count;
    message_u32(message, 0);
    message_u8(message, type);
    message_u32(message, id);
}

void message_end(struct message *message) {
    uint32_t length = (uint32_t)(message->count - message->packet - 4);
    put_u32(message->bytes + message->packet, length);
}
