#include "session.h"

#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "channel.h"
#include "failure.h"

bool session_open(struct session *session, const struct target *target) {
    memset(session, 0, sizeof *session);
    if (!transport_open(&session->transport, target->port)) return false;
    if (!exchange_keys(&session->transport, target->cipher) || !log_in(session, target)) {
        session_close(session);
        return false;
    }
    struct message init;
    struct reply version;
    message_reset(&init);
    message_begin(&init, SSH_FXP_INIT, 3);
    message_end(&init);
    if (!session_ask(session, &init, &version)) return false;
    /* VERSION has its version where other replies have their id. */
    return (version.type == SSH_FXP_VERSION && version.id == 3)
        || fail("asked for version 3, received type %u, %u", version.type, version.id);
}

void session_close(struct session *session) {
    if (session->transport.socket >= 0 && session->transport.sealing.kind != CIPHER_CLEAR) {
        struct message message;
        message_reset(&message);
        message_u8(&message, SSH_MSG_DISCONNECT);
        message_u32(&message, 11); /* SSH_DISCONNECT_BY_APPLICATION */
        message_text(&message, "done");
        message_text(&message, "");
        if (transport_room(&session->transport) > message.count + 64)
            transport_packet(&session->transport, message.bytes, message.count);
        transport_send(&session->transport, false);
    }
    transport_close(&session->transport);
    free(session->gathered);
    session->gathered = NULL;
}

size_t session_allowance(const struct session *session) {
    uint64_t window = session->peer_window;
    return window < session->peer_packet ? (size_t)window : session->peer_packet;
}

void session_begin_data(struct session *session, size_t count) {
    uint8_t head[9];
    head[0] = SSH_MSG_CHANNEL_DATA;
    put_u32(head + 1, session->peer_channel);
    put_u32(head + 5, (uint32_t)count);
    session->peer_window -= count;
    transport_begin(&session->transport, sizeof head + count);
    transport_append(&session->transport, head, sizeof head);
}

bool session_send(struct session *session, const struct message *message) {
    size_t sent = 0;
    while (sent < message->count) {
        size_t count = message->count - sent;
        size_t allowance = session_allowance(session);
        if (allowance == 0) {
            if (transport_send(&session->transport, true) == BROKEN) return false;
            if (!session_wait(session)) return false;
            continue;
        }
        if (count > allowance) count = allowance;
        session_begin_data(session, count);
        transport_append(&session->transport, message->bytes + sent, count);
        transport_end(&session->transport);
        sent += count;
    }
    return transport_send(&session->transport, true) != BROKEN;
}

/* How many bytes of the packet at `bytes` must lie together before it can be
   handed on, as far as the `count` bytes there tell. */
static size_t needed(const uint8_t *bytes, size_t count) {
    if (count < 5) return 5;
    size_t whole = 4 + (size_t)get_u32(bytes);
    return bytes[4] == SSH_FXP_DATA && whole > DATA_SHOWN ? DATA_SHOWN : whole;
}

static bool hand_on(struct session *session, const uint8_t *bytes, size_t count) {
    size_t whole = 4 + (size_t)get_u32(bytes);
    if (whole < 9 || whole > LARGEST_REPLY) return fail("a reply of %zu bytes", whole);
    struct reply reply = {
        .type = bytes[4],
        .id = get_u32(bytes + 5),
        .body = bytes + 9,
        .count = count - 9,
        .length = whole - 9,
    };
    session->skip = whole - count;
    session->on_reply(session, &reply);
    return true;
}

/* Cuts the channel's byte stream into replies. One that lies whole in what came
   is handed on where it lies; one that is split is gathered first. */
bool session_stream(struct session *session, const uint8_t *bytes, size_t count) {
    while (count > 0) {
        if (session->skip > 0) {
            size_t step = session->skip < count ? session->skip : count;
            session->skip -= step;
            bytes += step;
            count -= step;
            continue;
        }
        if (session->gathered_count == 0) {
            size_t need = needed(bytes, count);
            if (count >= need && count >= 5) {
                if (!hand_on(session, bytes, need)) return false;
                bytes += need;
                count -= need;
                continue;
            }
        }
        if (session->gathered == NULL) session->gathered = malloc(LARGEST_REPLY);
        if (session->gathered == NULL) return fail("no memory");
        size_t need = needed(session->gathered, session->gathered_count);
        if (need > LARGEST_REPLY) return fail("a reply of %zu bytes", need);
        size_t step = need - session->gathered_count;
        if (step > count) step = count;
        memcpy(session->gathered + session->gathered_count, bytes, step);
        session->gathered_count += step;
        bytes += step;
        count -= step;
        /* The fifth byte is the type: only then is the need known for good. */
        if (session->gathered_count < needed(session->gathered, session->gathered_count)) continue;
        if (!hand_on(session, session->gathered, session->gathered_count)) return false;
        session->gathered_count = 0;
    }
    return true;
}

bool session_take(struct session *session) {
    struct payload payload;
    for (;;) {
        switch (transport_next(&session->transport, &payload)) {
        case BROKEN: return false;
        case NOTHING_YET: return true;
        case PROGRESS:
            if (!channel_message(session, &payload)) return false;
        }
    }
}

bool session_wait(struct session *session) {
    return transport_receive(&session->transport, true) == PROGRESS && session_take(session);
}

struct question {
    struct reply *reply;
    bool answered;
    uint8_t copy[4096];
};

static void note_answer(struct session *session, const struct reply *reply) {
    struct question *question = session->context;
    *question->reply = *reply;
    question->answered = true;
    size_t count = reply->count < sizeof question->copy ? reply->count : sizeof question->copy;
    memcpy(question->copy, reply->body, count);
    question->reply->count = count;
}

bool session_ask(struct session *session, const struct message *message, struct reply *reply) {
    static _Thread_local struct question question;
    question.reply = reply;
    question.answered = false;
    session->on_reply = note_answer;
    session->context = &question;
    if (!session_send(session, message)) return false;
    while (!question.answered)
        if (!session_wait(session)) return false;
    reply->body = question.copy;
    return true;
}
