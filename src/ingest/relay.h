/*
 * relay - blocks of rows from whoever fills them to whoever uses them.
 *
 * Two blocks change hands. The first is filled and used on the caller's
 * thread; if there is more, a second thread fills one block while the caller
 * uses the other. Without a second thread (there are none left) both go on
 * turn by turn, with the same result.
 */
#ifndef ENDCAP_INGEST_RELAY_H
#define ENDCAP_INGEST_RELAY_H

#include "ingest/rowblock.h"

/* The rows of the next piece; the block holds what the one before left open.
 * False: failed, though the rows made before that are there; '*end': this was
 * the last. Always called in turn, perhaps on another thread. */
typedef bool relay_fill_fn(void *arg, struct rowblock *block, bool *end);
/* Uses a block; 'read' is how far the file was read then. False: stop. */
typedef bool
relay_use_fn(void *arg, const struct rowblock *block, int64_t read);

/* True: all was filled; whether all was used, use_arg must tell. '*read' is
 * kept by 'fill'. Nothing runs any more when this returns. */
bool relay_run(relay_fill_fn *fill, void *fill_arg, const int64_t *read,
    relay_use_fn *use, void *use_arg);

#endif
