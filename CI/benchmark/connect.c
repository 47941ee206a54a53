#include <string.h>

#include "bytes.h"
#include "failure.h"
#include "measures.h"

/* TCP connect, key exchange, login, channel, INIT, and the first answer. */
void measure_connect(const struct options *options) {
    enum { MOST = 4096 };
    static double waits[MOST];
    unsigned count = options->count < MOST ? options->count : MOST;
    struct message request;
    struct reply reply;
    message_reset(&request);
    ask_path(&request, SSH_FXP_REALPATH, 1, ".");
    for (unsigned each = 0; each < count; each++) {
        struct session session;
        double start = now_seconds();
        open_or_give_up(&session, options);
        if (!session_ask(&session, &request, &reply)) give_up("REALPATH");
        waits[each] = now_seconds() - start;
        if (reply.type != SSH_FXP_NAME) {
            fail("a wrong reply");
            give_up("REALPATH");
        }
        session_close(&session);
    }
    report("connect_ms", median(waits, count) * 1e3);
    report("connect_worst_ms", waits[count - 1] * 1e3);
}
