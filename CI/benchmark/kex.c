#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

#include "bytes.h"
#include "failure.h"
#include "message.h"
#include "transport.h"

static const char client_identification[] = "SSH-2.0-sftp_load_1";

/* Reads the server's line; lines before it are skipped (RFC 4253 section 4.2). */
static bool read_identification(struct transport *transport, char line[256]) {
    for (;;) {
        uint8_t *from = transport->in + transport->in_begin;
        uint8_t *end = memchr(from, '\n', transport->in_end - transport->in_begin);
        if (end == NULL) {
            if (transport->in_end > 16384) return fail("no identification line");
            if (transport_receive(transport, true) == BROKEN) return false;
            continue;
        }
        transport->in_begin += (size_t)(end - from) + 1;
        size_t count = (size_t)(end - from);
        if (count > 0 && from[count - 1] == '\r') count--;
        if (count < 4 || memcmp(from, "SSH-", 4) != 0) continue;
        if (count > 255) return fail("the identification line is %zu bytes long", count);
        memcpy(line, from, count);
        line[count] = 0;
        return true;
    }
}

static void write_kexinit(struct message *message, enum cipher_kind cipher) {
    uint8_t cookie[16];
    RAND_bytes(cookie, sizeof cookie);
    message_reset(message);
    message_u8(message, SSH_MSG_KEXINIT);
    message_raw(message, cookie, sizeof cookie);
    message_text(
        message,
        "curve25519-sha256,curve25519-sha256@libssh.org,kex-strict-c-v00@openssh.com");
    message_text(message, "ssh-ed25519");
    message_text(message, cipher_name(cipher));
    message_text(message, cipher_name(cipher));
    /* Unused with these ciphers, but a server may insist on a common name. */
    message_text(message, "hmac-sha2-256,hmac-sha2-512");
    message_text(message, "hmac-sha2-256,hmac-sha2-512");
    message_text(message, "none");
    message_text(message, "none");
    message_text(message, "");
    message_text(message, "");
    message_u8(message, 0);
    message_u32(message, 0);
}

static bool offers(const struct message *kexinit, const char *name) {
    return memmem(kexinit->bytes, kexinit->count, name, strlen(name)) != NULL;
}

/* Takes the string at *at, which must end before `end`. */
static bool take_string(const uint8_t **at, const uint8_t *end, struct payload *string) {
    if (end - *at < 4) return false;
    uint32_t count = get_u32(*at);
    if (count > (size_t)(end - *at - 4)) return false;
    string->bytes = *at + 4;
    string->count = count;
    *at += 4 + count;
    return true;
}

static bool shared_secret(EVP_PKEY *own, const struct payload *peer, uint8_t secret[32]) {
    if (peer->count != 32) return fail("the server's key share is %zu bytes long", peer->count);
    EVP_PKEY *other = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, peer->bytes, 32);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(own, NULL);
    size_t count = 32;
    bool derived = other != NULL && context != NULL && EVP_PKEY_derive_init(context) == 1
        && EVP_PKEY_derive_set_peer(context, other) == 1
        && EVP_PKEY_derive(context, secret, &count) == 1;
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(other);
    return derived || fail("X25519 failed");
}

/* RFC 4253 section 7.2: 64 bytes of the key named by the letter. */
static void derive(
    const struct message *secret, const uint8_t hash[32], const uint8_t session_id[32],
    char letter, uint8_t key[64]) {
    struct message text;
    message_reset(&text);
    message_raw(&text, secret->bytes, secret->count);
    message_raw(&text, hash, 32);
    size_t prefix = text.count;
    message_u8(&text, (uint8_t)letter);
    message_raw(&text, session_id, 32);
    EVP_Digest(text.bytes, text.count, key, NULL, EVP_sha256(), NULL);
    text.count = prefix;
    message_raw(&text, key, 32);
    EVP_Digest(text.bytes, text.count, key + 32, NULL, EVP_sha256(), NULL);
}

static bool use_keys(
    struct transport *transport, enum cipher_kind cipher, const struct message *secret,
    const uint8_t hash[32]) {
    uint8_t nonce[64], key[64];
    memcpy(transport->session_id, hash, 32);
    derive(secret, hash, hash, 'A', nonce);
    derive(secret, hash, hash, 'C', key);
    if (!cipher_start(&transport->sealing, cipher, key, nonce, true)) return false;
    derive(secret, hash, hash, 'B', nonce);
    derive(secret, hash, hash, 'D', key);
    return cipher_start(&transport->opening, cipher, key, nonce, false);
}

/* The part behind both KEXINITs. The host key's signature is not checked: this
   is a load generator that talks to a server it was pointed at on loopback, and
   the time it would spend there is not the server's. */
static bool agree(
    struct transport *transport, enum cipher_kind cipher, EVP_PKEY *own, bool strict,
    struct message *transcript) {
    uint8_t share[32], secret[32], hash[32];
    size_t count = sizeof share;
    EVP_PKEY_get_raw_public_key(own, share, &count);
    struct message init;
    message_reset(&init);
    message_u8(&init, SSH_MSG_KEX_ECDH_INIT);
    message_string(&init, share, sizeof share);
    transport_packet(transport, init.bytes, init.count);

    struct payload reply, host_key, peer_share;
    if (!transport_expect(transport, SSH_MSG_KEX_ECDH_REPLY, &reply)) return false;
    const uint8_t *at = reply.bytes + 1, *end = reply.bytes + reply.count;
    if (!take_string(&at, end, &host_key) || !take_string(&at, end, &peer_share))
        return fail("the key exchange reply is cut short");
    if (!shared_secret(own, &peer_share, secret)) return false;
    struct message encoded;
    message_reset(&encoded);
    message_mpint(&encoded, secret, sizeof secret);
    message_string(transcript, host_key.bytes, host_key.count);
    message_string(transcript, share, sizeof share);
    message_string(transcript, peer_share.bytes, peer_share.count);
    message_raw(transcript, encoded.bytes, encoded.count);
    EVP_Digest(transcript->bytes, transcript->count, hash, NULL, EVP_sha256(), NULL);

    const uint8_t new_keys = SSH_MSG_NEWKEYS;
    transport_packet(transport, &new_keys, 1);
    if (!transport_expect(transport, SSH_MSG_NEWKEYS, &reply)) return false;
    if (strict) transport->sent = transport->received = 0;
    return use_keys(transport, cipher, &encoded, hash);
}

bool exchange_keys(struct transport *transport, enum cipher_kind cipher) {
    char server_identification[256];
    size_t count = strlen(client_identification);
    memcpy(transport->out, client_identification, count);
    memcpy(transport->out + count, "\r\n", 2);
    transport->out_end = count + 2;
    if (transport_send(transport, true) == BROKEN) return false;
    if (!read_identification(transport, server_identification)) return false;

    struct message own, peer, transcript;
    struct payload received;
    write_kexinit(&own, cipher);
    transport_packet(transport, own.bytes, own.count);
    if (!transport_expect(transport, SSH_MSG_KEXINIT, &received)) return false;
    message_reset(&peer);
    message_raw(&peer, received.bytes, received.count);
    const char *required[] = {"curve25519-sha256", "ssh-ed25519", cipher_name(cipher)};
    for (int each = 0; each < 3; each++)
        if (!offers(&peer, required[each]))
            return fail("the server does not offer %s", required[each]);

    message_reset(&transcript);
    message_text(&transcript, client_identification);
    message_text(&transcript, server_identification);
    message_string(&transcript, own.bytes, own.count);
    message_string(&transcript, peer.bytes, peer.count);
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "X25519");
    if (key == NULL) return fail("no X25519 key");
    bool strict = offers(&peer, "kex-strict-s-v00@openssh.com");
    bool agreed = agree(transport, cipher, key, strict, &transcript);
    EVP_PKEY_free(key);
    return agreed;
}
