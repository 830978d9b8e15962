/*
 * import_internal - how import.c has the memory of a header (import_memory.c)
 * and finds what may be wrong with a file (import_doubts.c).
 */
#ifndef ENDCAP_IMPORT_INTERNAL_H
#define ENDCAP_IMPORT_INTERNAL_H

#include "service/import.h"
#include "service/mapping.h"

/* Does the request say how the file is to be read? */
bool import_says_anything(const struct import_request *request);

/* Sets 'kept' to what is remembered for the file's header and, unless the
 * request says otherwise, puts it into the options, with words in 'said'. The
 * texts of the options live in 'a'. */
bool import_recall(struct store *st, const struct import_request *request,
    const struct progress *pg, struct mapping *kept, struct arena *a,
    struct ingest_options *options, struct str *said, struct err *err);

/* Keeps what was said for the next file with this header; outcome.memory says
 * so. The import is done and stays done: a failure to remember is only said. */
void import_remember(struct store *st, const struct import_request *request,
    const struct mapping *kept, struct import_outcome *out);

/* Fills the outcome's doubts: what the file's rows say, and its prices against
 * those of the store. Fails where the store does. */
bool
import_find_doubts(struct store *st, struct import_outcome *o, struct err *err);

#endif
