#include "failure.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static _Thread_local char reason[256] = "no reason given";

bool fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    return false;
}

const char *failure(void) {
    return reason;
}

void give_up(const char *doing) {
    fprintf(stderr, "sftp-load: %s: %s\n", doing, reason);
    exit(1);
}
