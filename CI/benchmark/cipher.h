#ifndef CIPHER_H
#define CIPHER_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cipher_kind { CIPHER_CLEAR, CIPHER_AES128_GCM, CIPHER_CHACHA20_POLY1305 };

/* One direction's packet protection. */
struct cipher {
    enum cipher_kind kind;
    EVP_CIPHER_CTX *body;
    EVP_CIPHER_CTX *length;
    EVP_MAC_CTX *mac;
    uint8_t nonce[12];
};

/* The SSH name, or NULL for CIPHER_CLEAR. */
const char *cipher_name(enum cipher_kind kind);

/* Key bytes to derive; both ciphers take at most 64. */
size_t cipher_key_size(enum cipher_kind kind);

static inline size_t cipher_tag_size(const struct cipher *cipher) {
    return cipher->kind == CIPHER_CLEAR ? 0 : 16;
}

/* Whether the four length bytes count towards the padding rule (RFC 4253
   section 6); the two AEAD ciphers leave them out. */
static inline size_t cipher_padded_length_bytes(const struct cipher *cipher) {
    return cipher->kind == CIPHER_CLEAR ? 4 : 0;
}

static inline size_t cipher_block(const struct cipher *cipher) {
    return cipher->kind == CIPHER_AES128_GCM ? 16 : 8;
}

bool cipher_start(
    struct cipher *cipher, enum cipher_kind kind, const uint8_t *key, const uint8_t *nonce,
    bool sealing);
void cipher_end(struct cipher *cipher);

/* The packet's length from its first four bytes as received. */
uint32_t cipher_read_length(struct cipher *cipher, uint32_t sequence, const uint8_t *raw);

/* Opens length bytes behind the four length bytes at `packet` in place and
   checks the tag behind them. */
bool cipher_open(struct cipher *cipher, uint32_t sequence, uint8_t *packet, size_t length);

/* Sealing runs piece by piece, straight from where the bytes lie into the
   output buffer: bulk data is never copied before it is encrypted. */
void cipher_seal_begin(struct cipher *cipher, uint32_t sequence, uint8_t *length_field);
void cipher_seal_append(struct cipher *cipher, uint8_t *out, const uint8_t *in, size_t count);
void cipher_seal_end(struct cipher *cipher, const uint8_t *packet, size_t length, uint8_t *tag);

#endif
