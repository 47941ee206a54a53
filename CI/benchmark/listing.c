#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "failure.h"
#include "measures.h"

static const char folder[] = "listing";

static struct {
    unsigned closed;
    unsigned long refused;
    struct message *next; /* requests to send after this batch of replies */
    unsigned opened, wanted;
} filling;

static void open_next(void) {
    char path[64];
    if (filling.opened == filling.wanted) return;
    snprintf(path, sizeof path, "%s/entry-%06u", folder, filling.opened);
    ask_open(filling.next, filling.opened++, path, SSH_FXF_WRITE | SSH_FXF_CREAT);
}

static void on_filled(struct session *session, const struct reply *reply) {
    struct handle handle;
    (void)session;
    if (reply->type == SSH_FXP_HANDLE) {
        if (!keep_handle(&handle, reply)) give_up("filling");
        ask_handle(filling.next, SSH_FXP_CLOSE, reply->id, &handle.value);
        return;
    }
    if (status_of(reply) != SSH_FX_OK) filling.refused++;
    filling.closed++;
    open_next();
}

/* Creates the entries, `depth` at once; what one read brings is answered together. */
static void fill(struct session *session, const struct options *options) {
    static struct message requests, sending;
    struct reply reply;
    message_reset(&requests);
    ask_mkdir(&requests, 1, folder);
    if (!session_ask(session, &requests, &reply)) give_up("MKDIR");
    if (status_of(&reply) != SSH_FX_OK) {
        fail("MKDIR was refused with %lld", (long long)status_of(&reply));
        give_up(folder);
    }
    memset(&filling, 0, sizeof filling);
    filling.next = &requests;
    filling.wanted = options->count;
    message_reset(&requests);
    session->on_reply = on_filled;
    for (unsigned each = 0; each < options->depth; each++) open_next();
    double start = now_seconds();
    while (filling.closed < filling.wanted) {
        sending = requests;
        message_reset(&requests);
        if (!session_send(session, &sending) || !session_wait(session)) give_up("filling");
    }
    report("create_deep_per_s", filling.wanted / (now_seconds() - start));
    if (filling.refused > 0) {
        fail("%lu requests were refused", filling.refused);
        give_up("filling");
    }
}

static struct {
    uint64_t entries;
    bool ended, wrong;
} reading;

static void on_names(struct session *session, const struct reply *reply) {
    (void)session;
    if (reply->type == SSH_FXP_NAME && reply->count >= 4) {
        reading.entries += get_u32(reply->body);
    } else {
        reading.ended = true;
        reading.wrong = status_of(reply) != SSH_FX_EOF;
    }
}

/* One READDIR after another until EOF, as most clients list. */
static uint64_t list(struct session *session) {
    struct message request;
    struct reply reply;
    struct handle handle;
    message_reset(&request);
    ask_path(&request, SSH_FXP_OPENDIR, 1, folder);
    if (!session_ask(session, &request, &reply) || !keep_handle(&handle, &reply))
        give_up("OPENDIR");
    memset(&reading, 0, sizeof reading);
    while (!reading.ended) {
        message_reset(&request);
        ask_handle(&request, SSH_FXP_READDIR, 1, &handle.value);
        session->on_reply = on_names;
        uint64_t before = reading.entries;
        if (!session_send(session, &request)) give_up("READDIR");
        while (reading.entries == before && !reading.ended)
            if (!session_wait(session)) give_up("READDIR");
    }
    if (reading.wrong) {
        fail("the listing did not end with EOF");
        give_up("READDIR");
    }
    if (!close_handle(session, &handle)) give_up("closing the listing");
    return reading.entries;
}

void measure_listing(const struct options *options) {
    struct session session;
    open_or_give_up(&session, options);
    fill(&session, options);
    uint64_t entries = 0;
    double start = now_seconds(), now = start;
    do {
        uint64_t found = list(&session);
        if (found < options->count) {
            fail("%u entries were made, %lu are listed", options->count, (unsigned long)found);
            give_up("listing");
        }
        entries += found;
        now = now_seconds();
    } while (now - start < options->seconds);
    report("listing_entries_per_s", (double)entries / (now - start));
    session_close(&session);
}
