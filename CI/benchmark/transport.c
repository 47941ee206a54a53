#include "transport.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "bytes.h"
#include "failure.h"

bool transport_open(struct transport *transport, uint16_t port) {
    memset(transport, 0, sizeof *transport);
    transport->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (transport->socket < 0) return fail("socket: %s", strerror(errno));
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(transport->socket, (struct sockaddr *)&address, sizeof address) != 0) {
        fail("connect to port %u: %s", port, strerror(errno));
        close(transport->socket);
        transport->socket = -1;
        return false;
    }
    int on = 1;
    setsockopt(transport->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    /* Bounds every wait: a server that stops answering fails the measure. */
    struct timeval patience = {.tv_sec = 60};
    setsockopt(transport->socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(transport->socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    /* Untouched pages cost nothing, so a thousand sessions can have big buffers. */
    transport->in = malloc(TRANSPORT_ROOM);
    transport->out = malloc(TRANSPORT_ROOM);
    return (transport->in != NULL && transport->out != NULL) || fail("no memory");
}

void transport_close(struct transport *transport) {
    if (transport->socket >= 0) close(transport->socket);
    transport->socket = -1;
    cipher_end(&transport->sealing);
    cipher_end(&transport->opening);
    free(transport->in);
    free(transport->out);
    transport->in = transport->out = NULL;
}

size_t transport_room(const struct transport *transport) {
    return TRANSPORT_ROOM - transport->out_end;
}

void transport_begin(struct transport *transport, size_t count) {
    struct cipher *cipher = &transport->sealing;
    size_t block = cipher_block(cipher);
    size_t length = 1 + count + 4;
    size_t over = (cipher_padded_length_bytes(cipher) + length) % block;
    if (over != 0) length += block - over;
    if (4 + length + cipher_tag_size(cipher) > transport_room(transport)) {
        fail("a packet of %zu bytes does not fit", count);
        give_up("sealing");
    }
    uint8_t *packet = transport->out + transport->out_end;
    transport->packet = transport->out_end;
    transport->packet_length = length;
    transport->written = 4;
    put_u32(packet, (uint32_t)length);
    cipher_seal_begin(cipher, transport->sent, packet);
    uint8_t padding = (uint8_t)(length - 1 - count);
    transport_append(transport, &padding, 1);
}

void transport_append(struct transport *transport, const void *bytes, size_t count) {
    uint8_t *at = transport->out + transport->packet + transport->written;
    cipher_seal_append(&transport->sealing, at, bytes, count);
    transport->written += count;
}

void transport_end(struct transport *transport) {
    static const uint8_t padding[32];
    transport_append(transport, padding, 4 + transport->packet_length - transport->written);
    uint8_t *packet = transport->out + transport->packet;
    uint8_t *tag = packet + 4 + transport->packet_length;
    cipher_seal_end(&transport->sealing, packet, transport->packet_length, tag);
    transport->out_end += 4 + transport->packet_length + cipher_tag_size(&transport->sealing);
    transport->sent++;
}

void transport_packet(struct transport *transport, const void *bytes, size_t count) {
    transport_begin(transport, count);
    transport_append(transport, bytes, count);
    transport_end(transport);
}

enum progress transport_send(struct transport *transport, bool wait) {
    while (transport_unsent(transport)) {
        ssize_t count = send(
            transport->socket, transport->out + transport->out_begin,
            transport->out_end - transport->out_begin, MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT));
        if (count < 0) {
            if (errno == EINTR) continue;
            if (errno == EAGAIN && !wait) return NOTHING_YET;
            fail("send: %s", strerror(errno));
            return BROKEN;
        }
        transport->out_begin += (size_t)count;
    }
    transport->out_begin = transport->out_end = 0;
    return PROGRESS;
}

enum progress transport_receive(struct transport *transport, bool wait) {
    if (transport->in_begin == transport->in_end) {
        transport->in_begin = transport->in_end = 0;
    } else if (TRANSPORT_ROOM - transport->in_end < LARGEST_PACKET) {
        size_t rest = transport->in_end - transport->in_begin;
        memmove(transport->in, transport->in + transport->in_begin, rest);
        transport->in_begin = 0;
        transport->in_end = rest;
    }
    ssize_t count;
    do {
        count = recv(
            transport->socket, transport->in + transport->in_end,
            TRANSPORT_ROOM - transport->in_end, wait ? 0 : MSG_DONTWAIT);
    } while (count < 0 && errno == EINTR);
    if (count > 0) {
        transport->in_end += (size_t)count;
        return PROGRESS;
    }
    if (count < 0 && errno == EAGAIN && !wait) return NOTHING_YET;
    fail("receive: %s", count == 0 ? "the server closed the connection" : strerror(errno));
    return BROKEN;
}

enum progress transport_next(struct transport *transport, struct payload *payload) {
    size_t available = transport->in_end - transport->in_begin;
    if (available < 4) return NOTHING_YET;
    uint8_t *packet = transport->in + transport->in_begin;
    size_t length = cipher_read_length(&transport->opening, transport->received, packet);
    if (length < 6 || length > LARGEST_PACKET - 64) {
        fail("a received packet says it is %zu bytes long", length);
        return BROKEN;
    }
    size_t whole = 4 + length + cipher_tag_size(&transport->opening);
    if (available < whole) return NOTHING_YET;
    if (!cipher_open(&transport->opening, transport->received, packet, length)) return BROKEN;
    size_t padding = packet[4];
    if (padding + 2 > length) {
        fail("a received packet is all padding");
        return BROKEN;
    }
    transport->received++;
    transport->in_begin += whole;
    payload->bytes = packet + 5;
    payload->count = length - 1 - padding;
    return PROGRESS;
}

bool transport_expect(struct transport *transport, uint8_t type, struct payload *payload) {
    if (transport_send(transport, true) == BROKEN) return false;
    for (;;) {
        enum progress next = transport_next(transport, payload);
        if (next == BROKEN) return false;
        if (next == NOTHING_YET) {
            if (transport_receive(transport, true) == BROKEN) return false;
            continue;
        }
        uint8_t found = payload->bytes[0];
        if (found == type) return true;
        if (found != SSH_MSG_IGNORE && found != SSH_MSG_DEBUG && found != SSH_MSG_EXT_INFO)
            return fail("expected SSH message %u, received %u", type, found);
    }
}
