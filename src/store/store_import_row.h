/*
 * store_import_row - the row of an import and those that it set aside, for
 * every kind of file; seen by store*.c alone.
 */
#ifndef ENDCAP_STORE_IMPORT_ROW_H
#define ENDCAP_STORE_IMPORT_ROW_H

#include "store/store_import.h"
#include "store/store_internal.h"

/* Writes the counts of 'r' and sets its import_id. */
bool import_row_write(struct store *st, const struct batch *b,
    bool sets_currency, struct store_import_result *r, struct err *err);
bool import_rejects_write(struct store *st, int64_t import_id,
    const struct batch_reject *rows, size_t n, struct err *err);

#endif
