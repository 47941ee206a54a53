#include <string.h>

#include "bytes.h"
#include "failure.h"
#include "session.h"

void ask_path(struct message *message, uint8_t type, uint32_t id, const char *path) {
    message_begin(message, type, id);
    message_text(message, path);
    message_end(message);
}

void ask_open(struct message *message, uint32_t id, const char *path, uint32_t flags) {
    message_begin(message, SSH_FXP_OPEN, id);
    message_text(message, path);
    message_u32(message, flags);
    message_u32(message, 0);
    message_end(message);
}

void ask_mkdir(struct message *message, uint32_t id, const char *path) {
    message_begin(message, SSH_FXP_MKDIR, id);
    message_text(message, path);
    message_u32(message, 0);
    message_end(message);
}

void ask_handle(
    struct message *message, uint8_t type, uint32_t id, const struct payload *handle) {
    message_begin(message, type, id);
    message_string(message, handle->bytes, handle->count);
    message_end(message);
}

int64_t status_of(const struct reply *reply) {
    if (reply->type != SSH_FXP_STATUS || reply->count < 4) return -1;
    return get_u32(reply->body);
}

bool keep_handle(struct handle *handle, const struct reply *reply) {
    if (reply->type != SSH_FXP_HANDLE)
        return fail(
            "expected a handle, received type %u, status %lld", reply->type,
            (long long)status_of(reply));
    uint32_t count = reply->count < 4 ? UINT32_MAX : get_u32(reply->body);
    if (count > sizeof handle->bytes || count > reply->count - 4)
        return fail("a handle of %u bytes", count);
    memcpy(handle->bytes, reply->body + 4, count);
    handle->value.bytes = handle->bytes;
    handle->value.count = count;
    return true;
}

bool open_file(struct session *session, const char *path, uint32_t flags, struct handle *handle) {
    struct message request;
    struct reply reply;
    message_reset(&request);
    ask_open(&request, 1, path, flags);
    return session_ask(session, &request, &reply) && keep_handle(handle, &reply);
}

bool close_handle(struct session *session, const struct handle *handle) {
    struct message request;
    struct reply reply;
    message_reset(&request);
    ask_handle(&request, SSH_FXP_CLOSE, 1, &handle->value);
    if (!session_ask(session, &request, &reply)) return false;
    return status_of(&reply) == SSH_FX_OK || fail("CLOSE was refused");
}
