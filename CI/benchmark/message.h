#ifndef MESSAGE_H
#define MESSAGE_H

#include <stddef.h>
#include <stdint.h>

/* A small message being written: RFC 4251 section 5 fields, one after the other.
   Also holds several SFTP packets in a row, so that a batch of requests leaves
   in one SSH packet. What does not fit ends the program: sizes are our own. */
struct message {
    size_t count;
    size_t packet; /* where the SFTP packet being written starts */
    uint8_t bytes[32768];
};

void message_reset(struct message *message);
void message_u8(struct message *message, uint8_t value);
void message_u32(struct message *message, uint32_t value);
void message_raw(struct message *message, const void *bytes, size_t count);
void message_string(struct message *message, const void *bytes, size_t count);
void message_text(struct message *message, const char *text);

/* A positive integer from its big-endian bytes, as RFC 4251 writes mpint. */
void message_mpint(struct message *message, const uint8_t *bytes, size_t count);

/* An SFTP packet: length, type, request id … and its length put in at the end. */
void message_begin(struct message *message, uint8_t type, uint32_t id);
void message_end(struct message *message);

#endif
