#ifndef TRANSPORT_H
#define TRANSPORT_H

#include "cipher.h"

enum {
    SSH_MSG_DISCONNECT = 1,
    SSH_MSG_IGNORE = 2,
    SSH_MSG_DEBUG = 4,
    SSH_MSG_SERVICE_REQUEST = 5,
    SSH_MSG_SERVICE_ACCEPT = 6,
    SSH_MSG_EXT_INFO = 7,
    SSH_MSG_KEXINIT = 20,
    SSH_MSG_NEWKEYS = 21,
    SSH_MSG_KEX_ECDH_INIT = 30,
    SSH_MSG_KEX_ECDH_REPLY = 31,
};

/* The binary packet protocol of RFC 4253 section 6 over one socket.
   Bytes arrive in reads as large as the buffer and packets are opened where they
   lie; packets leave together in one send. */
struct transport {
    int socket;
    struct cipher sealing, opening;
    uint32_t sent, received; /* sequence numbers */
    uint8_t *in, *out;
    size_t in_begin, in_end, out_begin, out_end;
    size_t packet, packet_length, written; /* the packet being sealed, within out */
    uint8_t session_id[32];
};

struct payload {
    const uint8_t *bytes;
    size_t count;
};

enum { TRANSPORT_ROOM = 512 * 1024, LARGEST_PACKET = 64 * 1024 };

/* Connects to the port on 127.0.0.1. */
bool transport_open(struct transport *transport, uint16_t port);
void transport_close(struct transport *transport);

/* Room left for sealed packets; a packet needs its payload and 64 bytes. */
size_t transport_room(const struct transport *transport);

/* Seals one packet of exactly `count` payload bytes given piece by piece. */
void transport_begin(struct transport *transport, size_t count);
void transport_append(struct transport *transport, const void *bytes, size_t count);
void transport_end(struct transport *transport);
void transport_packet(struct transport *transport, const void *bytes, size_t count);

enum progress { BROKEN = -1, NOTHING_YET = 0, PROGRESS = 1 };

static inline bool transport_unsent(const struct transport *transport) {
    return transport->out_begin < transport->out_end;
}

/* Sends what is sealed; without `wait` stops when the socket is full. */
enum progress transport_send(struct transport *transport, bool wait);

/* Reads once from the socket. */
enum progress transport_receive(struct transport *transport, bool wait);

/* The next whole packet already read; valid until the next receive. */
enum progress transport_next(struct transport *transport, struct payload *payload);

/* Waits for the next packet that is not IGNORE, DEBUG or EXT_INFO, which must
   be of this type. */
bool transport_expect(struct transport *transport, uint8_t type, struct payload *payload);

/* Identification lines, curve25519-sha256 with an ssh-ed25519 host key, new
   keys (RFC 4253 sections 4.2 and 7, RFC 8731, strict KEX when offered). */
bool exchange_keys(struct transport *transport, enum cipher_kind cipher);

#endif
