#include "cipher.h"

#include <string.h>

#include "bytes.h"
#include "failure.h"

const char *cipher_name(enum cipher_kind kind) {
    switch (kind) {
    case CIPHER_AES128_GCM: return "aes128-gcm@openssh.com";
    case CIPHER_CHACHA20_POLY1305: return "chacha20-poly1305@openssh.com";
    case CIPHER_CLEAR: break;
    }
    return NULL;
}

size_t cipher_key_size(enum cipher_kind kind) {
    return kind == CIPHER_AES128_GCM ? 16 : 64;
}

bool cipher_start(
    struct cipher *cipher, enum cipher_kind kind, const uint8_t *key, const uint8_t *nonce,
    bool sealing) {
    cipher->kind = kind;
    cipher->body = EVP_CIPHER_CTX_new();
    memcpy(cipher->nonce, nonce, sizeof cipher->nonce);
    if (cipher->body == NULL) return fail("no memory for a cipher");
    if (kind == CIPHER_AES128_GCM) {
        return EVP_CipherInit_ex(cipher->body, EVP_aes_128_gcm(), NULL, key, nonce, sealing) == 1
            || fail("aes128-gcm refused its key");
    }
    /* PROTOCOL.chacha20poly1305: the first 32 key bytes are K_2 (payload), the
       last 32 are K_1 (length field). */
    cipher->length = EVP_CIPHER_CTX_new();
    EVP_MAC *poly1305 = EVP_MAC_fetch(NULL, "POLY1305", NULL);
    cipher->mac = poly1305 == NULL ? NULL : EVP_MAC_CTX_new(poly1305);
    EVP_MAC_free(poly1305);
    if (cipher->length == NULL || cipher->mac == NULL) return fail("no poly1305");
    return (EVP_EncryptInit_ex(cipher->body, EVP_chacha20(), NULL, key, NULL) == 1
            && EVP_EncryptInit_ex(cipher->length, EVP_chacha20(), NULL, key + 32, NULL) == 1)
        || fail("chacha20 refused its key");
}

void cipher_end(struct cipher *cipher) {
    EVP_CIPHER_CTX_free(cipher->body);
    EVP_CIPHER_CTX_free(cipher->length);
    EVP_MAC_CTX_free(cipher->mac);
    memset(cipher, 0, sizeof *cipher);
}

/* OpenSSL's 16 byte ChaCha20 IV is the little-endian block counter followed by
   the nonce; SSH's nonce is the sequence number. */
static void chacha20_restart(EVP_CIPHER_CTX *context, uint32_t sequence) {
    uint8_t iv[16] = {0};
    put_u64(iv + 8, sequence);
    EVP_EncryptInit_ex(context, NULL, NULL, NULL, iv);
}

/* Restarts the body cipher and spends its block 0 on the Poly1305 key: what
   follows continues with block 1, as the payload must. */
static void chacha20_begin(struct cipher *cipher, uint32_t sequence) {
    static const uint8_t zeros[64];
    uint8_t block[64];
    int written;
    chacha20_restart(cipher->body, sequence);
    EVP_EncryptUpdate(cipher->body, block, &written, zeros, sizeof block);
    EVP_MAC_init(cipher->mac, block, 32, NULL);
}

static void poly1305_tag(
    struct cipher *cipher, const uint8_t *packet, size_t count, uint8_t *tag) {
    size_t written;
    EVP_MAC_update(cipher->mac, packet, count);
    EVP_MAC_final(cipher->mac, tag, &written, 16);
}

static void gcm_begin(struct cipher *cipher, const uint8_t *length_field) {
    int written;
    EVP_CipherInit_ex(cipher->body, NULL, NULL, NULL, cipher->nonce, -1);
    EVP_CipherUpdate(cipher->body, NULL, &written, length_field, 4);
    /* RFC 5647 section 7.1: the last eight bytes count the invocations. */
    put_u64(cipher->nonce + 4, get_u64(cipher->nonce + 4) + 1);
}

uint32_t cipher_read_length(struct cipher *cipher, uint32_t sequence, const uint8_t *raw) {
    if (cipher->kind != CIPHER_CHACHA20_POLY1305) return get_u32(raw);
    uint8_t clear[4];
    int written;
    chacha20_restart(cipher->length, sequence);
    EVP_EncryptUpdate(cipher->length, clear, &written, raw, 4);
    return get_u32(clear);
}

bool cipher_open(struct cipher *cipher, uint32_t sequence, uint8_t *packet, size_t length) {
    uint8_t *body = packet + 4;
    uint8_t *tag = body + length;
    int written;
    switch (cipher->kind) {
    case CIPHER_CLEAR: return true;
    case CIPHER_AES128_GCM:
        gcm_begin(cipher, packet);
        EVP_CIPHER_CTX_ctrl(cipher->body, EVP_CTRL_AEAD_SET_TAG, 16, tag);
        EVP_DecryptUpdate(cipher->body, body, &written, body, (int)length);
        return EVP_DecryptFinal_ex(cipher->body, body + written, &written) == 1
            || fail("wrong tag on a received packet");
    case CIPHER_CHACHA20_POLY1305: break;
    }
    uint8_t expected[16];
    chacha20_begin(cipher, sequence);
    poly1305_tag(cipher, packet, 4 + length, expected);
    if (memcmp(expected, tag, 16) != 0) return fail("wrong tag on a received packet");
    EVP_EncryptUpdate(cipher->body, body, &written, body, (int)length);
    return true;
}

void cipher_seal_begin(struct cipher *cipher, uint32_t sequence, uint8_t *length_field) {
    int written;
    switch (cipher->kind) {
    case CIPHER_CLEAR: return;
    case CIPHER_AES128_GCM: gcm_begin(cipher, length_field); return;
    case CIPHER_CHACHA20_POLY1305:
        chacha20_begin(cipher, sequence);
        chacha20_restart(cipher->length, sequence);
        EVP_EncryptUpdate(cipher->length, length_field, &written, length_field, 4);
    }
}

void cipher_seal_append(struct cipher *cipher, uint8_t *out, const uint8_t *in, size_t count) {
    int written;
    if (cipher->kind == CIPHER_CLEAR) {
        memcpy(out, in, count);
    } else {
        EVP_EncryptUpdate(cipher->body, out, &written, in, (int)count);
    }
}

void cipher_seal_end(struct cipher *cipher, const uint8_t *packet, size_t length, uint8_t *tag) {
    int written;
    switch (cipher->kind) {
    case CIPHER_CLEAR: return;
    case CIPHER_AES128_GCM:
        EVP_EncryptFinal_ex(cipher->body, tag, &written);
        EVP_CIPHER_CTX_ctrl(cipher->body, EVP_CTRL_AEAD_GET_TAG, 16, tag);
        return;
    case CIPHER_CHACHA20_POLY1305: poly1305_tag(cipher, packet, 4 + length, tag);
    }
}
