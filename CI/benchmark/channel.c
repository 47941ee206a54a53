#include "channel.h"

#include "bytes.h"
#include "failure.h"

enum {
    SSH_MSG_USERAUTH_REQUEST = 50,
    SSH_MSG_USERAUTH_SUCCESS = 52,
    SSH_MSG_GLOBAL_REQUEST = 80,
    SSH_MSG_CHANNEL_OPEN = 90,
    SSH_MSG_CHANNEL_OPEN_CONFIRMATION = 91,
    SSH_MSG_CHANNEL_EXTENDED_DATA = 95,
    SSH_MSG_CHANNEL_REQUEST = 98,
    SSH_MSG_CHANNEL_SUCCESS = 99,
};

static bool public_key_request(
    const struct session *session, const struct target *target, struct message *request) {
    uint8_t raw[32], signature[64];
    size_t raw_count = sizeof raw, signature_count = sizeof signature;
    struct message blob, text;
    if (EVP_PKEY_get_raw_public_key(target->key, raw, &raw_count) != 1)
        return fail("the key is not an ed25519 key");
    message_reset(&blob);
    message_text(&blob, "ssh-ed25519");
    message_string(&blob, raw, raw_count);
    message_text(request, "publickey");
    message_u8(request, 1);
    message_text(request, "ssh-ed25519");
    message_string(request, blob.bytes, blob.count);

    /* RFC 4252 section 7: the session id and everything so far is signed. */
    message_reset(&text);
    message_string(&text, session->transport.session_id, 32);
    message_raw(&text, request->bytes, request->count);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool signed_well = context != NULL
        && EVP_DigestSignInit(context, NULL, NULL, NULL, target->key) == 1
        && EVP_DigestSign(context, signature, &signature_count, text.bytes, text.count) == 1;
    EVP_MD_CTX_free(context);
    if (!signed_well) return fail("the key did not sign");
    message_reset(&blob);
    message_text(&blob, "ssh-ed25519");
    message_string(&blob, signature, signature_count);
    message_string(request, blob.bytes, blob.count);
    return true;
}

static bool authenticate(struct session *session, const struct target *target) {
    struct message request;
    struct payload answer;
    message_reset(&request);
    message_u8(&request, SSH_MSG_SERVICE_REQUEST);
    message_text(&request, "ssh-userauth");
    transport_packet(&session->transport, request.bytes, request.count);
    if (!transport_expect(&session->transport, SSH_MSG_SERVICE_ACCEPT, &answer)) return false;

    message_reset(&request);
    message_u8(&request, SSH_MSG_USERAUTH_REQUEST);
    message_text(&request, target->user);
    message_text(&request, "ssh-connection");
    if (target->password != NULL) {
        message_text(&request, "password");
        message_u8(&request, 0);
        message_text(&request, target->password);
    } else if (!public_key_request(session, target, &request)) {
        return false;
    }
    transport_packet(&session->transport, request.bytes, request.count);
    return transport_expect(&session->transport, SSH_MSG_USERAUTH_SUCCESS, &answer);
}

/* Waits for an answer about the channel; what a server announces by global
   requests meanwhile (OpenSSH its host keys) wants no answer. */
static bool expect_channel(struct session *session, uint8_t type, struct payload *answer) {
    if (transport_send(&session->transport, true) == BROKEN) return false;
    for (;;) {
        enum progress next = transport_next(&session->transport, answer);
        if (next == BROKEN) return false;
        if (next == NOTHING_YET) {
            if (transport_receive(&session->transport, true) == BROKEN) return false;
        } else if (answer->bytes[0] == type) {
            return true;
        } else if (!channel_message(session, answer)) {
            return false;
        }
    }
}

bool log_in(struct session *session, const struct target *target) {
    struct message request;
    struct payload answer;
    if (!authenticate(session, target)) return false;
    message_reset(&request);
    message_u8(&request, SSH_MSG_CHANNEL_OPEN);
    message_text(&request, "session");
    message_u32(&request, 0);
    message_u32(&request, OWN_WINDOW);
    message_u32(&request, OWN_PACKET);
    transport_packet(&session->transport, request.bytes, request.count);
    if (!expect_channel(session, SSH_MSG_CHANNEL_OPEN_CONFIRMATION, &answer)) return false;
    if (answer.count < 17) return fail("the channel confirmation is cut short");
    session->peer_channel = get_u32(answer.bytes + 5);
    session->peer_window = get_u32(answer.bytes + 9);
    session->peer_packet = get_u32(answer.bytes + 13);
    if (session->peer_packet > 65536) session->peer_packet = 65536;

    message_reset(&request);
    message_u8(&request, SSH_MSG_CHANNEL_REQUEST);
    message_u32(&request, session->peer_channel);
    message_text(&request, "subsystem");
    message_u8(&request, 1);
    message_text(&request, "sftp");
    transport_packet(&session->transport, request.bytes, request.count);
    return expect_channel(session, SSH_MSG_CHANNEL_SUCCESS, &answer);
}

/* Gives received bytes back to the window, in few large steps. */
static void give_back(struct session *session, size_t count) {
    session->consumed += (uint32_t)count;
    if (session->consumed < OWN_WINDOW / 2) return;
    struct message adjust;
    message_reset(&adjust);
    message_u8(&adjust, SSH_MSG_CHANNEL_WINDOW_ADJUST);
    message_u32(&adjust, session->peer_channel);
    message_u32(&adjust, session->consumed);
    transport_packet(&session->transport, adjust.bytes, adjust.count);
    transport_send(&session->transport, false);
    session->consumed = 0;
}

bool channel_message(struct session *session, const struct payload *payload) {
    const uint8_t *bytes = payload->bytes;
    switch (bytes[0]) {
    case SSH_MSG_CHANNEL_DATA:
        if (payload->count < 9 || get_u32(bytes + 5) != payload->count - 9)
            return fail("channel data with a wrong length");
        give_back(session, payload->count - 9);
        return session_stream(session, bytes + 9, payload->count - 9);
    case SSH_MSG_CHANNEL_WINDOW_ADJUST:
        if (payload->count < 9) return fail("a window adjustment that is cut short");
        session->peer_window += get_u32(bytes + 5);
        return true;
    case SSH_MSG_CHANNEL_EXTENDED_DATA:
        if (payload->count < 13) return fail("standard error that is cut short");
        give_back(session, payload->count - 13);
        return true;
    case SSH_MSG_GLOBAL_REQUEST:
    case SSH_MSG_IGNORE:
    case SSH_MSG_DEBUG: return true;
    case SSH_MSG_KEXINIT:
        /* Servers re-key after 1 GiB (chacha20) at the earliest. */
        return fail("the server wants new keys: move less than 1 GiB per connection");
    default: return fail("SSH message %u came unasked", bytes[0]);
    }
}
