#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "bytes.h"
#include "failure.h"
#include "measures.h"

/* One session of many, each with one STAT under way. */
struct runner {
    struct session session;
    bool open, wrong;
    unsigned long answered;
    double asked_at, longest;
};

static struct runner *runners;
static double now;

/* Logging in is the server's work; as many threads as keep any server busy. */
enum { CONNECTORS = 24 };

static struct {
    const struct options *options;
    atomic_uint next;
    unsigned end;
    atomic_uint failed;
} connecting;

static void *connect_some(void *unused) {
    (void)unused;
    for (;;) {
        unsigned index = atomic_fetch_add(&connecting.next, 1);
        if (index >= connecting.end) return NULL;
        struct runner *runner = &runners[index];
        runner->open = session_open(&runner->session, &connecting.options->target);
        if (runner->open) continue;
        if (atomic_fetch_add(&connecting.failed, 1) == 0)
            fprintf(stderr, "sftp-load: session %u: %s\n", index, failure());
    }
}

static void connect_up_to(const struct options *options, unsigned begin, unsigned end) {
    pthread_t threads[CONNECTORS];
    connecting.options = options;
    connecting.end = end;
    atomic_store(&connecting.next, begin);
    atomic_store(&connecting.failed, 0);
    for (int each = 0; each < CONNECTORS; each++)
        pthread_create(&threads[each], NULL, connect_some, NULL);
    for (int each = 0; each < CONNECTORS; each++) pthread_join(threads[each], NULL);
}

static void ask(struct runner *runner) {
    struct message request;
    message_reset(&request);
    ask_path(&request, SSH_FXP_STAT, (uint32_t)runner->answered, ".");
    runner->asked_at = now;
    if (!session_send(&runner->session, &request)) runner->wrong = true;
}

static void on_answer(struct session *session, const struct reply *reply) {
    struct runner *runner = session->context;
    double wait = now - runner->asked_at;
    if (wait > runner->longest) runner->longest = wait;
    if (reply->type != SSH_FXP_ATTRS || reply->id != (uint32_t)runner->answered)
        runner->wrong = true;
    runner->answered++;
}

static void serve(struct runner *runner) {
    unsigned long before = runner->answered;
    if (transport_receive(&runner->session.transport, false) == BROKEN
        || !session_take(&runner->session))
        runner->wrong = true;
    if (runner->answered > before && !runner->wrong) ask(runner);
}

/* Runs the loop for the asked time and returns how long it took. */
static double run_loop(int queue, unsigned count, double seconds) {
    enum { AT_ONCE = 512 };
    static struct epoll_event events[AT_ONCE];
    double start = now = now_seconds();
    for (unsigned each = 0; each < count; each++)
        if (runners[each].open && !runners[each].wrong) ask(&runners[each]);
    while (now - start < seconds) {
        int ready = epoll_wait(queue, events, AT_ONCE, 1000);
        now = now_seconds();
        for (int each = 0; each < ready; each++) {
            struct runner *runner = &runners[events[each].data.u32];
            if (!runner->open || runner->wrong) continue;
            serve(runner);
            if (runner->wrong)
                epoll_ctl(queue, EPOLL_CTL_DEL, runner->session.transport.socket, NULL);
        }
    }
    return now - start;
}

/* Waits for the last replies, so that the next step starts with none under way.
   They came too late to count, but the wait for them counts in full. */
static void drain(unsigned count) {
    for (unsigned each = 0; each < count; each++) {
        struct runner *runner = &runners[each];
        unsigned long before = runner->answered;
        while (runner->open && !runner->wrong && runner->answered == before) {
            if (transport_receive(&runner->session.transport, true) == BROKEN) runner->wrong = true;
            now = now_seconds();
            if (!runner->wrong && !session_take(&runner->session)) runner->wrong = true;
        }
        runner->answered = before;
    }
}

static void report_step(unsigned count, double seconds, double cpu, double own_cpu) {
    char name[64];
    unsigned failures = 0;
    unsigned long total = 0, fewest = ~0UL;
    double longest = 0;
    for (unsigned each = 0; each < count; each++) {
        const struct runner *runner = &runners[each];
        if (!runner->open || runner->wrong) {
            failures++;
            continue;
        }
        total += runner->answered;
        if (runner->answered < fewest) fewest = runner->answered;
        if (runner->longest > longest) longest = runner->longest;
    }
    snprintf(name, sizeof name, "sessions_%u_ops_per_s", count);
    report(name, (double)total / seconds);
    snprintf(name, sizeof name, "sessions_%u_failures", count);
    report(name, failures);
    snprintf(name, sizeof name, "sessions_%u_fewest_ops", count);
    report(name, failures == count ? 0 : (double)fewest);
    snprintf(name, sizeof name, "sessions_%u_worst_ms", count);
    report(name, longest * 1e3);
    snprintf(name, sizeof name, "sessions_%u_client_busy", count);
    report(name, own_cpu / seconds);
    snprintf(name, sizeof name, "sessions_%u_server_us_per_op", count);
    report(name, total == 0 ? 0 : cpu * 1e6 / (double)total);
}

static void step(const struct options *options, int queue, unsigned begin, unsigned count) {
    char name[64];
    double connect_start = now_seconds();
    connect_up_to(options, begin, count);
    snprintf(name, sizeof name, "sessions_%u_logins_per_s", count);
    report(name, (count - begin) / (now_seconds() - connect_start));
    for (unsigned each = begin; each < count; each++) {
        if (!runners[each].open) continue;
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = each};
        epoll_ctl(queue, EPOLL_CTL_ADD, runners[each].session.transport.socket, &event);
    }
    for (unsigned each = 0; each < count; each++) {
        runners[each].session.on_reply = on_answer;
        runners[each].session.context = &runners[each];
        runners[each].answered = 0;
        runners[each].longest = 0;
    }
    double cpu = usage_of(options->server, false).cpu_seconds;
    double own_cpu = own_cpu_seconds();
    double seconds = run_loop(queue, count, options->seconds);
    own_cpu = own_cpu_seconds() - own_cpu;
    cpu = usage_of(options->server, false).cpu_seconds - cpu;
    drain(count);
    report_step(count, seconds, cpu, own_cpu);
}

static void report_memory(const struct options *options, const char *state) {
    char name[64];
    if (options->server <= 0) return;
    struct usage usage = usage_of(options->server, true);
    snprintf(name, sizeof name, "memory_%s_rss_mib", state);
    report(name, usage.rss_mib);
    snprintf(name, sizeof name, "memory_%s_pss_mib", state);
    report(name, usage.pss_mib);
    snprintf(name, sizeof name, "memory_%s_processes", state);
    report(name, usage.processes);
}

/* A server of one process per session needs a while to become one again; what
   follows must not be measured beside its dying children. */
static void wait_for_quiet(const struct options *options, unsigned processes) {
    double start = now_seconds();
    while (usage_of(options->server, false).processes > processes && now_seconds() - start < 30)
        usleep(20000);
}

void measure_sessions(const struct options *options) {
    unsigned most = 0, begin = 0;
    for (const char *at = options->sessions; at != NULL && *at != 0;) {
        unsigned count = (unsigned)strtoul(at, (char **)&at, 10);
        if (count > most) most = count;
        if (*at == ',') at++;
    }
    runners = calloc(most, sizeof *runners);
    int queue = epoll_create1(EPOLL_CLOEXEC);
    if (runners == NULL || queue < 0 || most == 0) {
        fail("%u sessions cannot be set up", most);
        give_up("sessions");
    }
    unsigned processes = usage_of(options->server, false).processes;
    report_memory(options, "idle");
    for (const char *at = options->sessions; *at != 0;) {
        unsigned count = (unsigned)strtoul(at, (char **)&at, 10);
        if (*at == ',') at++;
        step(options, queue, begin, count);
        begin = count;
    }
    report_memory(options, "loaded");
    for (unsigned each = 0; each < most; each++)
        if (runners[each].open) session_close(&runners[each].session);
    wait_for_quiet(options, processes);
}
