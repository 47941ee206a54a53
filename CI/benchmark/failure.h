#ifndef FAILURE_H
#define FAILURE_H

#include <stdbool.h>

/* Keeps the reason (per thread) and returns false, so that a caller can write
   `return fail("…")`; whether a failure ends the run is for the measure to say:
   one failed session of a thousand is a figure, not an end. */
bool fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The reason given by this thread's last `fail`. */
const char *failure(void);

/* Ends the program with the reason given by this thread's last `fail`. */
void give_up(const char *doing) __attribute__((noreturn));

#endif
