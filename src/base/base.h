/*
 * base - what every file of endcap includes first.
 *
 * Fixed-width types and bool, the attribute wrappers, and the list of C
 * library functions that do not compile here because each has a safer
 * counterpart in this folder (str, num, date). Nothing with behaviour of its
 * own belongs in this header.
 */
#ifndef ENDCAP_BASE_H
#define ENDCAP_BASE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Number of elements of an array (never of a pointer). */
#define ARRAY_LEN(a)            (sizeof(a) / sizeof((a)[0]))

#define ATTR_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define ATTR_NORETURN           __attribute__((noreturn))
#define ATTR_NONNULL            __attribute__((nonnull))
#define ATTR_MUST_USE           __attribute__((warn_unused_result))

/*
 * A broken assumption of the program itself, never bad input: names the
 * place, leaves the terminal as it was (see mem.h, mem_on_fatal) and aborts.
 * Compiled into every build, unlike assert.
 */
#define BUG(what) bug_abort(__FILE__, __LINE__, what)
ATTR_NORETURN void bug_abort(const char *file, int line, const char *what);

/* clang-format off */
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok
#pragma GCC poison gmtime localtime asctime ctime atoi atol atoll atof gets
/* clang-format on */

#endif
