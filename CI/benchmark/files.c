#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "failure.h"
#include "measures.h"

/* Opens, writes 1 KiB, closes: three round trips per file, one after another. */
static void write_file(struct session *session, const char *path) {
    static const uint8_t data[1024] = "small";
    struct message request;
    struct handle handle;
    struct reply reply;
    if (!open_file(session, path, SSH_FXF_WRITE | SSH_FXF_CREAT | SSH_FXF_TRUNC, &handle))
        give_up(path);
    uint8_t offset[8] = {0};
    message_reset(&request);
    message_begin(&request, SSH_FXP_WRITE, 2);
    message_string(&request, handle.value.bytes, handle.value.count);
    message_raw(&request, offset, sizeof offset);
    message_string(&request, data, sizeof data);
    message_end(&request);
    if (!session_ask(session, &request, &reply)) give_up(path);
    if (status_of(&reply) != SSH_FX_OK) {
        fail("WRITE was refused");
        give_up(path);
    }
    if (!close_handle(session, &handle)) give_up(path);
}

void measure_files(const struct options *options) {
    struct session session;
    char path[64];
    unsigned count = 0;
    open_or_give_up(&session, options);
    double start = now_seconds(), now = start;
    while (now - start < options->seconds) {
        snprintf(path, sizeof path, "small-%06u", count++);
        write_file(&session, path);
        now = now_seconds();
    }
    report("files_per_s", (double)count / (now - start));

    struct message request;
    struct reply reply;
    for (unsigned each = 0; each < count; each++) {
        snprintf(path, sizeof path, "small-%06u", each);
        message_reset(&request);
        ask_path(&request, SSH_FXP_REMOVE, each, path);
        if (!session_ask(&session, &request, &reply)) give_up(path);
    }
    session_close(&session);
}
