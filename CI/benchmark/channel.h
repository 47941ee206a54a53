#ifndef CHANNEL_H
#define CHANNEL_H

#include "session.h"

enum {
    SSH_MSG_CHANNEL_WINDOW_ADJUST = 93,
    SSH_MSG_CHANNEL_DATA = 94,
};

/* What this client grants: enough for 64 reads of 32 KiB many times over, in
   packets of the size OpenSSH's own sftp client grants. */
enum { OWN_WINDOW = 16 * 1024 * 1024, OWN_PACKET = 32768 };

/* Acts on one SSH message that came for a session with an open channel. */
bool channel_message(struct session *session, const struct payload *payload);

/* Feeds channel data to the reply reader. */
bool session_stream(struct session *session, const uint8_t *bytes, size_t count);

#endif
