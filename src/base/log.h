/*
 * log - a debug log to a file; a no-op until log_open.
 *
 * For developers: "endcap --log FILE" or $ENDCAP_LOG. Each line carries the
 * milliseconds since log_open. Any thread may write; lines over 1,000 bytes
 * are cut, and a log that cannot be written any more is closed. Never holds
 * customer data.
 */
#ifndef ENDCAP_LOG_H
#define ENDCAP_LOG_H

#include "base/err.h"

bool log_open(const char *path, struct err *err);
void log_close(void);
void log_line(const char *fmt, ...) ATTR_PRINTF(1, 2);

#endif
