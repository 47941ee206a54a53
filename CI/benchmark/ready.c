#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bytes.h"
#include "failure.h"
#include "measures.h"

extern char **environ;

static bool accepts(uint16_t port) {
    int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bool accepted = connect(probe, (struct sockaddr *)&address, sizeof address) == 0;
    close(probe);
    return accepted;
}

static pid_t start_server(char **command) {
    pid_t server;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    int failed = posix_spawnp(&server, command[0], &actions, NULL, command, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) {
        fail("%s", strerror(failed));
        give_up(command[0]);
    }
    return server;
}

/* Starts the server by its own command on the port of the target and asks until
   it accepts: from spawn to the first accepted TCP connection and, by a whole
   login, to VERSION. Every 50 µs a connect is tried, which takes about 10 µs. */
void measure_ready(const struct options *options) {
    enum { MOST = 64 };
    double accepted[MOST], version[MOST];
    unsigned count = options->count < MOST ? options->count : MOST;
    for (unsigned each = 0; each < count; each++) {
        double start = now_seconds();
        pid_t server = start_server(options->command);
        while (!accepts(options->target.port)) {
            if (now_seconds() - start > 10 || waitpid(server, NULL, WNOHANG) != 0) {
                fail("it did not accept on port %u", options->target.port);
                kill(server, SIGKILL);
                give_up(options->command[0]);
            }
            usleep(50);
        }
        accepted[each] = now_seconds() - start;
        struct session session;
        bool opened = session_open(&session, &options->target);
        version[each] = now_seconds() - start;
        if (opened) session_close(&session);
        kill(server, SIGTERM);
        waitpid(server, NULL, 0);
        if (!opened) give_up("logging in to a fresh server");
    }
    report("ready_tcp_ms", median(accepted, count) * 1e3);
    report("ready_version_ms", median(version, count) * 1e3);
}
