#ifndef SESSION_H
#define SESSION_H

#include "message.h"
#include "transport.h"

enum {
    SSH_FXP_INIT = 1,
    SSH_FXP_VERSION = 2,
    SSH_FXP_OPEN = 3,
    SSH_FXP_CLOSE = 4,
    SSH_FXP_READ = 5,
    SSH_FXP_WRITE = 6,
    SSH_FXP_OPENDIR = 11,
    SSH_FXP_READDIR = 12,
    SSH_FXP_REMOVE = 13,
    SSH_FXP_MKDIR = 14,
    SSH_FXP_REALPATH = 16,
    SSH_FXP_STAT = 17,
    SSH_FXP_STATUS = 101,
    SSH_FXP_HANDLE = 102,
    SSH_FXP_DATA = 103,
    SSH_FXP_NAME = 104,
    SSH_FXP_ATTRS = 105,
};

enum { SSH_FX_OK = 0, SSH_FX_EOF = 1 };
enum { SSH_FXF_READ = 1, SSH_FXF_WRITE = 2, SSH_FXF_CREAT = 8, SSH_FXF_TRUNC = 16 };

/* How to reach and enter a server. */
struct target {
    uint16_t port;
    const char *user;
    const char *password; /* NULL: log in with `key` */
    EVP_PKEY *key;        /* ed25519 */
    enum cipher_kind cipher;
};

/* One SFTP reply. Of a DATA reply only the first bytes are shown (`count` tells
   how many); `length` is what the packet holds behind its request id. */
struct reply {
    uint8_t type;
    uint32_t id;
    const uint8_t *body;
    size_t count;
    size_t length;
};

/* One SSH connection with one `sftp` channel on it. */
struct session {
    struct transport transport;
    uint32_t peer_channel, peer_packet;
    uint64_t peer_window;
    uint32_t consumed; /* received bytes not yet given back to the window */
    size_t skip;       /* rest of a DATA reply, to be passed over */
    size_t gathered_count;
    uint8_t *gathered; /* a reply that did not arrive in one piece */
    void (*on_reply)(struct session *session, const struct reply *reply);
    void *context;
};

enum { DATA_SHOWN = 21, LARGEST_REPLY = 512 * 1024 };

/* Connects, logs in, opens the channel and the subsystem, sends INIT and waits
   for VERSION 3. */
bool session_open(struct session *session, const struct target *target);

/* Says goodbye and closes. */
void session_close(struct session *session);

/* Opens the SFTP channel of a session whose keys are in use. */
bool log_in(struct session *session, const struct target *target);

/* How much channel data one packet may carry now. */
size_t session_allowance(const struct session *session);

/* Starts a CHANNEL_DATA packet of `count` bytes, at most the allowance; the
   bytes follow by transport_append and transport_end. */
void session_begin_data(struct session *session, size_t count);

/* Sends whole SFTP packets, waiting for the window where it must. */
bool session_send(struct session *session, const struct message *message);

/* Takes all packets already read, calling on_reply for each whole reply. */
bool session_take(struct session *session);

/* Reads once, waiting, and takes what came. */
bool session_wait(struct session *session);

/* Sends one request and waits for its one reply, which is valid until the next
   call. */
bool session_ask(struct session *session, const struct message *message, struct reply *reply);

/* Requests, appended to a message. */
void ask_path(struct message *message, uint8_t type, uint32_t id, const char *path);
void ask_open(struct message *message, uint32_t id, const char *path, uint32_t flags);
void ask_mkdir(struct message *message, uint32_t id, const char *path);
void ask_handle(struct message *message, uint8_t type, uint32_t id, const struct payload *handle);

/* A handle kept from a HANDLE reply. */
struct handle {
    uint8_t bytes[256];
    struct payload value;
};

bool keep_handle(struct handle *handle, const struct reply *reply);
bool open_file(struct session *session, const char *path, uint32_t flags, struct handle *handle);
bool close_handle(struct session *session, const struct handle *handle);

/* SSH_FX code of a STATUS reply, or -1 for any other reply. */
int64_t status_of(const struct reply *reply);

#endif
