#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "failure.h"
#include "measures.h"

enum { BLOCK = 32768, STAMP = 8 };

static const char path[] = "transfer.bin";

/* Blocks are numbered: the first eight bytes of each are its offset, so that a
   download shows whether the right bytes came from the right place. */
struct transfer {
    struct session session;
    struct handle handle;
    uint64_t blocks, depth;
    uint64_t asked, answered;
    bool wrong;
    uint8_t data[BLOCK];
};

static struct transfer transfer;

static void on_written(struct session *session, const struct reply *reply) {
    (void)session;
    if (status_of(reply) != SSH_FX_OK) transfer.wrong = true;
    transfer.answered++;
}

static void on_read(struct session *session, const struct reply *reply) {
    (void)session;
    if (reply->type != SSH_FXP_DATA || reply->length != 4 + BLOCK || reply->count < 4 + STAMP
        || get_u64(reply->body + 4) != (uint64_t)reply->id * BLOCK)
        transfer.wrong = true;
    transfer.answered++;
}

static size_t write_head(uint64_t block, uint8_t head[320]) {
    size_t handle = transfer.handle.value.count;
    put_u32(head, (uint32_t)(1 + 4 + 4 + handle + 8 + 4 + BLOCK));
    head[4] = SSH_FXP_WRITE;
    put_u32(head + 5, (uint32_t)block);
    put_u32(head + 9, (uint32_t)handle);
    memcpy(head + 13, transfer.handle.bytes, handle);
    put_u64(head + 13 + handle, block * BLOCK);
    put_u32(head + 21 + handle, BLOCK);
    put_u64(head + 25 + handle, block * BLOCK);
    return 33 + handle;
}

/* One packet of channel data: `count` bytes of the endless row of WRITE requests
   from position `from` on, wherever packet and request borders fall. */
static void send_writes(uint64_t from, size_t count) {
    uint8_t head[320];
    size_t head_count = 33 + transfer.handle.value.count;
    size_t request = head_count + BLOCK - STAMP;
    session_begin_data(&transfer.session, count);
    while (count > 0) {
        size_t within = (size_t)(from % request);
        size_t step;
        if (within < head_count) {
            write_head(from / request, head);
            step = head_count - within < count ? head_count - within : count;
            transport_append(&transfer.session.transport, head + within, step);
        } else {
            step = request - within < count ? request - within : count;
            transport_append(&transfer.session.transport, transfer.data, step);
        }
        from += step;
        count -= step;
    }
    transport_end(&transfer.session.transport);
}

/* Goes on with whatever can go on, and sleeps when nothing can. */
static void move(void) {
    struct transport *transport = &transfer.session.transport;
    if (transport_send(transport, false) == BROKEN) give_up("transfer");
    if (transport_unsent(transport)) {
        struct pollfd ready = {.fd = transport->socket, .events = POLLIN | POLLOUT};
        if (poll(&ready, 1, 60000) == 0) {
            fail("nothing moved for a minute");
            give_up("transfer");
        }
        if ((ready.revents & ~POLLOUT) == 0) return;
    }
    if (!session_wait(&transfer.session)) give_up("transfer");
    if (transfer.wrong) {
        fail("a wrong reply");
        give_up("transfer");
    }
}

/* Seals as much as the limit, the window and one good send allow; the position
   behind it. */
static uint64_t fill(uint64_t position, uint64_t limit) {
    enum { GOOD_SEND = 256 * 1024 };
    while (position < limit && transfer.session.transport.out_end < GOOD_SEND) {
        size_t count = session_allowance(&transfer.session);
        if (count > limit - position) count = (size_t)(limit - position);
        if (count == 0) break;
        send_writes(position, count);
        position += count;
    }
    return position;
}

static void upload(void) {
    struct transport *transport = &transfer.session.transport;
    uint64_t request = 33 + transfer.handle.value.count + BLOCK - STAMP;
    uint64_t position = 0;
    transfer.session.on_reply = on_written;
    while (transfer.answered < transfer.blocks) {
        uint64_t limit = transfer.answered + transfer.depth;
        if (limit > transfer.blocks) limit = transfer.blocks;
        while (!transport_unsent(transport)) {
            position = fill(position, limit * request);
            if (!transport_unsent(transport)) break;
            if (transport_send(transport, false) == BROKEN) give_up("upload");
        }
        move();
    }
}

/* Requests go out at least an eighth of the depth at a time, which halves the
   system calls on both sides and leaves the server always most of them to do. */
static void download(void) {
    static struct message message;
    transfer.session.on_reply = on_read;
    while (transfer.answered < transfer.blocks) {
        message_reset(&message);
        if (transfer.asked - transfer.answered > transfer.depth - transfer.depth / 8) {
            move();
            continue;
        }
        while (transfer.asked < transfer.blocks
               && transfer.asked - transfer.answered < transfer.depth) {
            message_begin(&message, SSH_FXP_READ, (uint32_t)transfer.asked);
            message_string(&message, transfer.handle.bytes, transfer.handle.value.count);
            uint8_t offset[8];
            put_u64(offset, transfer.asked * BLOCK);
            message_raw(&message, offset, sizeof offset);
            message_u32(&message, BLOCK);
            message_end(&message);
            transfer.asked++;
        }
        if (message.count > 0 && !session_send(&transfer.session, &message)) give_up("download");
        move();
    }
}

static void timed(
    const struct options *options, const char *name, uint32_t flags, void (*run)(void)) {
    char label[64];
    transfer.asked = transfer.answered = 0;
    transfer.wrong = false;
    double server_before = usage_of(options->server, false).cpu_seconds;
    double own_before = own_cpu_seconds();
    double start = now_seconds();
    if (!open_file(&transfer.session, path, flags, &transfer.handle)) give_up(name);
    run();
    if (!close_handle(&transfer.session, &transfer.handle)) give_up(name);
    double seconds = now_seconds() - start;
    double mebibytes = (double)(transfer.blocks * BLOCK) / 1048576.0;
    snprintf(label, sizeof label, "%s_mib_per_s", name);
    report(label, mebibytes / seconds);
    snprintf(label, sizeof label, "%s_client_busy", name);
    report(label, (own_cpu_seconds() - own_before) / seconds);
    if (options->server == 0) return;
    snprintf(label, sizeof label, "%s_server_cpu_s_per_gib", name);
    double used = usage_of(options->server, false).cpu_seconds - server_before;
    report(label, used * 1024 / mebibytes);
}

void measure_transfer(const struct options *options) {
    transfer.blocks = options->bytes / BLOCK;
    transfer.depth = options->depth;
    for (size_t each = 0; each < BLOCK; each++) transfer.data[each] = (uint8_t)(each * 131 >> 3);
    open_or_give_up(&transfer.session, options);
    timed(options, "upload", SSH_FXF_WRITE | SSH_FXF_CREAT | SSH_FXF_TRUNC, upload);
    timed(options, "download", SSH_FXF_READ, download);
    /* The first upload pays for fresh memory, here or in the kernel; this one writes
       over a file that is there, and shows the protocol's own cost. */
    timed(options, "upload_again", SSH_FXF_WRITE | SSH_FXF_CREAT | SSH_FXF_TRUNC, upload);
    struct message remove;
    struct reply reply;
    message_reset(&remove);
    ask_path(&remove, SSH_FXP_REMOVE, 1, path);
    if (!session_ask(&transfer.session, &remove, &reply)) give_up("removing the file");
    session_close(&transfer.session);
}
