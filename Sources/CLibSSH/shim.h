// What Swift needs from libssh and Linux and cannot see by itself, each with its why.
#ifndef SFTP_DOUBLE_CLIBSSH_SHIM_H
#define SFTP_DOUBLE_CLIBSSH_SHIM_H

#include <libssh/libssh.h>
#include <libssh/server.h>
#include <libssh/callbacks.h>

// Not part of Swift's Glibc module.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

// glibc declares accept4 under _GNU_SOURCE only, which a module map cannot set.
extern int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags);

#endif
