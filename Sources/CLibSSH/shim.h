// What Swift needs from libssh and Linux and cannot see by itself, each with its why.
#ifndef SFTP_DOUBLE_CLIBSSH_SHIM_H
#define SFTP_DOUBLE_CLIBSSH_SHIM_H

// libssh deprecates the calls that read a queued authentication message and
// points to callbacks instead. A callback must answer before it returns; only
// a queued message lets the answer wait for a timer, so the calls are used.
#ifndef SSH_SUPPRESS_DEPRECATED
#define SSH_SUPPRESS_DEPRECATED
#endif

#include <libssh/libssh.h>
#include <libssh/server.h>
#include <libssh/callbacks.h>

// Not part of Swift's Glibc module.
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

// glibc declares accept4 under _GNU_SOURCE only, which a module map cannot set.
extern int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags);

// Variadic, so invisible to Swift: the bytes the kernel has not yet delivered.
static inline int clibssh_unsent_bytes(int fd) {
    int count = 0;
    return ioctl(fd, TIOCOUTQ, &count) == 0 ? count : 0;
}

// Variadic, so invisible to Swift: a second descriptor that exec closes.
static inline int clibssh_duplicate(int fd) {
    return fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

// Of <unistd.h>, which belongs to Glibc's module.
extern int dup2(int from, int to);

// Puts the file behind `from` behind `to`, too, and has exec close that.
static inline int clibssh_replace(int to, int from) {
    return dup2(from, to) < 0 ? -1 : fcntl(to, F_SETFD, FD_CLOEXEC);
}

// These two came with libssh 0.10; with 0.9 the client goes without the text.
static inline int clibssh_send_banner(ssh_session session, const char *text) {
#if LIBSSH_VERSION_INT >= SSH_VERSION_INT(0, 10, 0)
    ssh_string banner = ssh_string_from_char(text);
    if (banner == NULL) {
        return SSH_ERROR;
    }
    int result = ssh_send_issue_banner(session, banner);
    ssh_string_free(banner);
    return result;
#else
    (void)session;
    (void)text;
    return SSH_OK;
#endif
}

static inline int clibssh_set_disconnect_message(ssh_session session, const char *text) {
#if LIBSSH_VERSION_INT >= SSH_VERSION_INT(0, 10, 0)
    return ssh_session_set_disconnect_message(session, text);
#else
    (void)session;
    (void)text;
    return SSH_OK;
#endif
}

#endif
