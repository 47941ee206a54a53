#include <string.h>

#include "bytes.h"
#include "failure.h"
#include "measures.h"

static unsigned long answered;
static bool wrong;

static void on_attributes(struct session *session, const struct reply *reply) {
    (void)session;
    if (reply->type != SSH_FXP_ATTRS) wrong = true;
    answered++;
}

static void serial(struct session *session, const struct options *options) {
    enum { KEPT = 1 << 20 };
    static double waits[KEPT];
    struct message request;
    struct reply reply;
    size_t count = 0;
    double start = now_seconds(), before = start;
    while (before - start < options->seconds && count < KEPT) {
        message_reset(&request);
        ask_path(&request, SSH_FXP_STAT, (uint32_t)count, ".");
        if (!session_ask(session, &request, &reply)) give_up("STAT");
        if (reply.type != SSH_FXP_ATTRS || reply.id != count) {
            fail("a wrong reply");
            give_up("STAT");
        }
        double after = now_seconds();
        waits[count++] = after - before;
        before = after;
    }
    report("stat_serial_per_s", (double)count / (before - start));
    report("stat_serial_p50_us", median(waits, count) * 1e6);
}

/* Keeps `depth` requests under way; as many as were answered by one read go out
   together. */
static void deep(struct session *session, const struct options *options) {
    static struct message requests;
    unsigned long asked = 0;
    answered = 0;
    session->on_reply = on_attributes;
    double own_before = own_cpu_seconds();
    double start = now_seconds(), now = start;
    while (now - start < options->seconds) {
        message_reset(&requests);
        while (asked - answered < options->depth)
            ask_path(&requests, SSH_FXP_STAT, (uint32_t)asked++, ".");
        if (!session_send(session, &requests) || !session_wait(session)) give_up("deep STAT");
        now = now_seconds();
    }
    double seconds = now - start;
    report("stat_deep_per_s", (double)answered / seconds);
    report("stat_deep_client_busy", (own_cpu_seconds() - own_before) / seconds);
    while (answered < asked)
        if (!session_wait(session)) give_up("deep STAT");
    if (wrong) {
        fail("a wrong reply");
        give_up("deep STAT");
    }
}

void measure_stat(const struct options *options) {
    struct session session;
    open_or_give_up(&session, options);
    serial(&session, options);
    deep(&session, options);
    session_close(&session);
}
