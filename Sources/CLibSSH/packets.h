// How packets are sent that no call of libssh sends: other lists of methods, other windows.
//
// libssh 0.10 packs CHANNEL_OPEN_CONFIRMATION into its output buffer, writes a line to its log,
// and sends the buffer. The log is a callback of ours, per thread: what the buffer holds when the
// callback returns is what is sent, encrypted and counted like any other packet. The buffer itself
// has public calls; only where the session keeps it is read from its fields, and only where their
// neighbours are known to be right. With another libssh nothing is touched and SSH_ERROR returned.
#ifndef SFTP_DOUBLE_CLIBSSH_PACKETS_H
#define SFTP_DOUBLE_CLIBSSH_PACKETS_H

#include "shim.h"

// The fields of a session from the identification lines to the output buffer.
struct clibssh_session_fields {
    const char *server_line, *client_line;
    int roles[4];
    uint32_t sequences[2];
    long rekey_time[2];
    int states[4];
    void *texts[3];
    ssh_buffer input;
    struct { int valid; uint32_t length; uint8_t type; } packet;
    ssh_buffer output;
};

// The fields at the beginning of a channel.
struct clibssh_channel_fields {
    ssh_session session;
    uint32_t local_channel, local_window;
    int local_eof;
    uint32_t local_packet, remote_channel, remote_window;
    int remote_eof;
    uint32_t remote_packet;
};

// What the log callback is to do.
struct clibssh_task {
    ssh_session session;
    // Sent in the place of the confirmation; NULL: the confirmation with the two numbers below.
    const uint8_t *payload;
    uint32_t payload_size;
    uint32_t window, packet;
    // Whether the client's number of the channel goes into the payload behind the type.
    int is_for_channel;
    // Receives what follows the method in USERAUTH_REQUEST.
    uint8_t *request;
    uint32_t request_capacity, request_size;
    int is_done;
    // Who listened before, when somebody did: goes on hearing every line, and again alone after.
    ssh_logging_callback outer;
    void *outer_data;
    int outer_level;
};

// The session's fields, or NULL when this is not the libssh whose fields are known.
static inline const struct clibssh_session_fields *clibssh_fields(ssh_session session) {
#if LIBSSH_VERSION_INT >= SSH_VERSION_INT(0, 10, 0) \
    && LIBSSH_VERSION_INT < SSH_VERSION_INT(0, 11, 0) && defined(__LP64__)
    const char *server = ssh_get_serverbanner(session), *client = ssh_get_clientbanner(session);
    if (ssh_version(SSH_VERSION_INT(0, 11, 0)) != NULL || server == NULL || client == NULL) {
        return NULL;
    }
    // Behind an error text of 1,024 bytes and a few numbers.
    for (size_t offset = 1024; offset < 1152; offset += sizeof(void *)) {
        const struct clibssh_session_fields *fields = (const void *)((const char *)session + offset);
        if (fields->server_line == server && fields->client_line == client) {
            return fields->input != NULL && fields->output != NULL ? fields : NULL;
        }
    }
#else
    (void)session;
#endif
    return NULL;
}

static inline void clibssh_put32(uint8_t *to, uint32_t value) {
    for (int index = 0; index < 4; index++) {
        to[index] = (uint8_t)(value >> (24 - 8 * index));
    }
}

static inline uint32_t clibssh_get32(const uint8_t *from) {
    return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

static void clibssh_logged(int priority, const char *function, const char *text, void *data) {
    struct clibssh_task *task = data;
    if (task == NULL) {
        return;
    }
    if (task->outer != NULL && task->outer_level >= priority) {
        task->outer(priority, function, text, task->outer_data);
    }
    if (task->is_done) {
        return;
    }
    const struct clibssh_session_fields *fields = clibssh_fields(task->session);
    if (fields == NULL) {
        return;
    }
    if (task->request != NULL) {
        if (strcmp(function, "ssh_packet_userauth_request") == 0) {
            uint32_t size = ssh_buffer_get_len(fields->input);
            task->request_size = size < task->request_capacity ? size : task->request_capacity;
            memcpy(task->request, ssh_buffer_get(fields->input), task->request_size);
            task->is_done = 1;
        }
        return;
    }
    if (strcmp(function, "ssh_message_channel_request_open_reply_accept_channel") != 0
        || ssh_buffer_get_len(fields->output) != 17) {
        return;
    }
    uint8_t *packet = ssh_buffer_get(fields->output);
    if (packet[0] != 91 || clibssh_get32(packet + 9) != 32000
        || clibssh_get32(packet + 13) != 35000) {
        return;
    }
    if (task->payload == NULL) {
        clibssh_put32(packet + 9, task->window);
        clibssh_put32(packet + 13, task->packet);
        task->is_done = 1;
        return;
    }
    uint8_t sender[4];
    memcpy(sender, packet + 1, 4);
    uint32_t prefix = task->is_for_channel ? 1 : task->payload_size;
    // A buffer that has no room for the rest is as good as closed: libssh refuses to send nothing.
    if (ssh_buffer_reinit(fields->output) == SSH_OK
        && ssh_buffer_add_data(fields->output, task->payload, prefix) == SSH_OK
        && (!task->is_for_channel
            || (ssh_buffer_add_data(fields->output, sender, 4) == SSH_OK
                && ssh_buffer_add_data(
                       fields->output, task->payload + 1, task->payload_size - 1) == SSH_OK))) {
        task->is_done = 1;
    }
}

// Callback, level and data belong to the thread, and are put back as they were: a task may be done
// while the messages of the connection are watched.
static inline void clibssh_begin(struct clibssh_task *task) {
    task->outer = ssh_get_log_callback();
    task->outer_data = ssh_get_log_userdata();
    task->outer_level = ssh_get_log_level();
    ssh_set_log_userdata(task);
    ssh_set_log_callback(clibssh_logged);
    ssh_set_log_level(SSH_LOG_PACKET);
}

static inline void clibssh_end(struct clibssh_task *task) {
    ssh_set_log_level(task->outer_level);
    ssh_set_log_userdata(task->outer_data);
    // The first callback cannot be taken back, but without a task it does nothing.
    if (task->outer != NULL) {
        ssh_set_log_callback(task->outer);
    }
}

// Sends `payload`, from its type byte on, in the order of all other packets.
static inline int clibssh_send(ssh_session session, const uint8_t *payload, uint32_t size) {
    struct clibssh_task task = {.session = session, .payload = payload, .payload_size = size};
    if (clibssh_fields(session) == NULL || payload == NULL || size == 0) {
        return SSH_ERROR;
    }
    // Stand-ins for the message and the channel of the call, larger than libssh's own: it reads
    // the session from the one and three numbers, and writes a few numbers to the other.
    uint64_t message[64] = {0}, channel[64] = {0};
    memcpy(message, &session, sizeof(session));
    clibssh_begin(&task);
    int result = ssh_message_channel_request_open_reply_accept_channel(
        (ssh_message)message, (ssh_channel)channel);
    clibssh_end(&task);
    return task.is_done ? result : SSH_ERROR;
}

// Answers a CHANNEL_OPEN with `payload`, in which the client's number of the channel is put in
// behind the type.
static inline int clibssh_answer_open(
    ssh_session session, ssh_message message, const uint8_t *payload, uint32_t size) {
    struct clibssh_task task = {
        .session = session, .payload = payload, .payload_size = size, .is_for_channel = 1};
    if (clibssh_fields(session) == NULL || payload == NULL || size == 0) {
        return SSH_ERROR;
    }
    uint64_t channel[64] = {0};
    clibssh_begin(&task);
    int result = ssh_message_channel_request_open_reply_accept_channel(
        message, (ssh_channel)channel);
    clibssh_end(&task);
    return task.is_done ? result : SSH_ERROR;
}

// The fields of a channel, or NULL when they are not where they are known to be.
static inline struct clibssh_channel_fields *clibssh_channel_fields(
    ssh_session session, ssh_channel channel) {
    struct clibssh_channel_fields *fields = (void *)channel;
    int is_known = fields->session == session
        && fields->remote_window == ssh_channel_window_size(channel);
    return is_known ? fields : NULL;
}

// The largest packet the peer of a channel just accepted takes, or UINT32_MAX if it cannot be told.
//
// libssh before 0.11 writes to a peer that takes packets of 10 bytes by packing empty ones until
// its memory limit: 256 MiB, and seconds in which nothing else is served.
static inline uint32_t clibssh_peer_packet_size(ssh_session session, ssh_channel channel) {
    const struct clibssh_channel_fields *fields = clibssh_channel_fields(session, channel);
    int is_known = fields != NULL && fields->local_eof == 0 && fields->remote_eof == 0;
    return is_known ? fields->remote_packet : UINT32_MAX;
}

// Accepts a CHANNEL_OPEN with this window and packet size; with an unknown libssh, its own.
static inline ssh_channel clibssh_accept(
    ssh_session session, ssh_message message, uint32_t window, uint32_t packet) {
    struct clibssh_task task = {.session = session, .window = window, .packet = packet};
    clibssh_begin(&task);
    ssh_channel channel = ssh_message_channel_request_open_reply_accept(message);
    clibssh_end(&task);
    struct clibssh_channel_fields *fields =
        channel == NULL ? NULL : clibssh_channel_fields(session, channel);
    if (task.is_done && fields != NULL) {
        fields->local_window = window;
        fields->local_packet = packet;
    }
    return channel;
}

// Has libssh believe that the client's window is this wide; below 640,000 it widens it itself.
static inline void clibssh_set_window(ssh_session session, ssh_channel channel, uint32_t window) {
    struct clibssh_channel_fields *fields = clibssh_channel_fields(session, channel);
    if (fields != NULL) {
        fields->local_window = window;
    }
}

// The client's number of a channel; UINT32_MAX when it cannot be told.
static inline uint32_t clibssh_remote_channel(ssh_session session, ssh_channel channel) {
    const struct clibssh_channel_fields *fields = clibssh_channel_fields(session, channel);
    return fields == NULL ? UINT32_MAX : fields->remote_channel;
}

// As ssh_message_get; what follows the method of a USERAUTH_REQUEST read in it goes to `request`.
static inline ssh_message clibssh_get_login_message(
    ssh_session session, uint8_t *request, uint32_t capacity, uint32_t *size) {
    struct clibssh_task task = {
        .session = session, .request = request, .request_capacity = capacity};
    clibssh_begin(&task);
    ssh_message message = ssh_message_get(session);
    clibssh_end(&task);
    *size = task.request_size;
    return message;
}

// SSH_MSG_USERAUTH_PASSWD_CHANGEREQ (RFC 4252 section 8).
//
// It has the number and the layout of USERAUTH_PK_OK: 60 and two strings.
static inline int clibssh_ask_for_new_password(
    ssh_message message, const char *prompt, const char *language) {
    ssh_string first = ssh_string_from_char(prompt), second = ssh_string_from_char(language);
    int result = SSH_ERROR;
    if (first != NULL && second != NULL) {
        result = ssh_message_auth_reply_pk_ok(message, first, second);
    }
    ssh_string_free(first);
    ssh_string_free(second);
    return result;
}

#endif
