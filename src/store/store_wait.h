/*
 * store_wait - waiting for another program that writes to the store, and who
 * that is (store*.c only).
 *
 * SQLite asks how long to wait; meanwhile the handle's 'waiting' is told
 * ("waiting for process 4711 (endcap)") and may say that it is enough. Who
 * holds the lock is read from the system's table of locks, which Linux has;
 * elsewhere it is "another endcap".
 */
#ifndef ENDCAP_STORE_WAIT_H
#define ENDCAP_STORE_WAIT_H

#include "store/store_internal.h"

/* From now on this handle waits for st->busy_ms at most. */
bool wait_register(struct store *st, struct err *err);

/* Who holds the store: "process 4711 (endcap)", "another task of this
 * program", "another endcap". */
void wait_add_holder(const struct store *st, struct str *out);

#endif
