/*
 * store_early - the orders of a long file are written while the rest of it is
 * still read.
 *
 * Only into a store that has nothing yet: there the numbers of orders, lines,
 * products and customers are known beforehand. And only as long as the lines
 * of each order stand together. Written is what the rules say of some thousand
 * orders by themselves; whatever the whole file changes about one (a return
 * that comes later, a total that is worked out at the end) is written anew by
 * store_import. Where a file is otherwise everything written is taken back,
 * and the import goes on as if there had been none of this.
 *
 *	e = store_early_new(st, rules, 16384);
 *	... while reading: store_early_take(e, &batch, false)
 *	store_early_take(e, &batch, true);
 *	options.early = store_early_join(e) ? e : NULL;
 *	store_import(st, &batch, rules, &options, ...)   ends it
 *	store_early_free(e);
 *
 * From new to join the store belongs to a thread of its own. The transaction
 * is begun by new and ended by store_import or free.
 */
#ifndef ENDCAP_STORE_EARLY_H
#define ENDCAP_STORE_EARLY_H

#include "base/batch.h"
#include "store/store_facts.h"

struct store_early;

/* NULL: the store has something already, somebody else writes to it, or there
 * are no threads left; nothing was begun. 'rules' is borrowed until free;
 * 'at_once' is how many lines are written together, or more. */
struct store_early *store_early_new(
    struct store *st, const struct store_rules *rules, size_t at_once);

/* Takes what is new in a batch that is still read, as far as no more lines are
 * to come for it: 'whole' says that none are at all. Waits where the writing
 * is far behind. */
void
store_early_take(struct store_early *e, const struct batch *so_far, bool whole);

/* After the whole batch: waits until all of it is written. False: it was taken
 * back. */
bool store_early_join(struct store_early *e);

/* Takes back what store_import did not make its own. NULL is fine. */
void store_early_free(struct store_early *e);

#endif
