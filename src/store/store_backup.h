/*
 * store_backup - a consistent copy of a store in use.
 *
 * Pages are copied a few at a time into a temporary file beside the target,
 * which is synced and renamed when complete; others may write meanwhile. The
 * copy is one file that needs nothing beside it.
 */
#ifndef ENDCAP_STORE_BACKUP_H
#define ENDCAP_STORE_BACKUP_H

#include "base/progress.h"
#include "store/store.h"

/* An existing target is replaced when 'replace', else refused with ERR_INPUT;
 * the store itself is always refused. */
bool store_backup(struct store *st, const char *path, bool replace,
    const struct progress *pg, struct err *err);

#endif
