#ifndef MEASURES_H
#define MEASURES_H

#include <sys/types.h>

#include "session.h"

/* What the command line asked for. */
struct options {
    struct target target;
    double seconds;       /* how long a timed loop runs */
    uint64_t bytes;       /* size of a transfer */
    unsigned depth;       /* requests under way at once */
    unsigned count;       /* repetitions, or entries of a directory */
    const char *sessions; /* "100,500,1000" */
    pid_t server;         /* the server's first process, 0: not known */
    char **command;       /* how `ready` starts a server */
};

/* Prints one figure as name, tab, value. */
void report(const char *name, double value);

/* Each measure prints its figures or ends the program. */
void measure_ready(const struct options *options);
void measure_connect(const struct options *options);
void measure_transfer(const struct options *options);
void measure_stat(const struct options *options);
void measure_files(const struct options *options);
void measure_listing(const struct options *options);
void measure_sessions(const struct options *options);

/* The middle value; sorts in place. */
double median(double *values, size_t count);

/* A session that must open. */
void open_or_give_up(struct session *session, const struct options *options);

/* What a server's processes use together: the first one and all below it. */
struct usage {
    unsigned processes;
    double rss_mib, pss_mib; /* /proc/PID/smaps_rollup */
    double cpu_seconds;      /* user and system, ended children included */
};

struct usage usage_of(pid_t first, bool memory);

/* This program's own processor time. */
double own_cpu_seconds(void);

#endif
