/*
 * store - the one SQLite file behind endcap: opened, checked, closed.
 *
 * The store_* modules are the only code that knows SQL. Each offers typed
 * functions that take and return plain structs:
 *
 *	store_facts     what is counted, and the rules that count it
 *	store_import    a batch written; store_imports: listed, undone
 *	store_orders    the counted orders as struct sales; lists of orders
 *	store_products  store_customers  store_settings
 *	store_results   mined pairs and whether they are still true
 *	store_curation  bundles, thresholds, decisions
 *	store_history   actions, undo, redo
 *	store_backup    store_check
 *
 * Worked use:
 *
 *	struct store_options o = { .path = path, .now = now };
 *	struct store *st = NULL;
 *	if (!store_open(&o, &st, err))
 *		return false;
 *	...
 *	store_close(st);
 *
 * A handle belongs to one thread; workers open their own. Several handles and
 * several processes may use one file: readers never wait, a writer waits
 * busy_ms for another and then fails with ERR_BUSY and a sentence that names the
 * other process, having changed nothing.
 *
 * Text going in must be valid UTF-8 (text_clean sees to it); text coming out
 * is copied into an arena of the result. Money is minor units or price4, times
 * are local seconds, days are date.h's.
 */
#ifndef ENDCAP_STORE_H
#define ENDCAP_STORE_H

#include "base/err.h"
#include "base/money.h"
#include "base/progress.h"

struct store;

struct store_options {
	const char *path; /* or ":memory:" */
	int64_t now; /* local seconds */
	const char *session; /* who acts, for the history; NULL: "endcap" */
	bool read_only; /* must exist and will not be written by this handle */
	bool temporary; /* need not survive a power cut (demo, tests) */
	int busy_ms; /* how long to wait for another writer; 0: 2000 */
	/* Told while this handle waits, and may end that, which is ERR_STOPPED;
	 * borrowed as long as the store is open. NULL: nobody. */
	const struct progress *waiting;
};

enum {
	STORE_NO_MONEY_DIGITS = 2, /* until the store's currency is known */
	/* For what nobody waits for with a hand on a key: an import of ten
	 * million lines holds the store less long. */
	STORE_PATIENCE_MS = 30000,
};

/*
 * Opens the store, creating it (0600, with its folder) unless read_only. An
 * older schema is brought up to date after a copy of the file was put beside
 * it ("endcap.db.v1-backup"). A file that cannot be written opens read-only.
 *
 * Refused with a sentence, and left as it is: a folder, device, pipe or
 * dangling link; a place on a network file system or one that cannot lock; a file that is not SQLite, belongs to another program or to
 * a newer endcap; one whose tables are not those of its version or that holds
 * triggers or views; a file of another user that fails an integrity check;
 * a missing file when read_only (ERR_NOT_FOUND).
 */
bool store_open(
    const struct store_options *options, struct store **out, struct err *err);

/* Rolls back what is not committed. NULL is allowed. */
void store_close(struct store *st);

bool store_is_read_only(const struct store *st);
const char *store_path(const struct store *st); /* borrowed from st */
/* Is the file at 'path' the store? Ask before opening a file by other means
 * than a handle: closing it again would take the locks of every handle. */
bool store_is_at(const struct store *st, const char *path);

/* Removes a store nobody has open, with the files SQLite keeps beside it. A
 * file that is missing is no error. */
bool store_remove(const char *path, struct err *err);

/* "3.40.1", borrowed for ever. */
const char *store_library_version(void);

/*
 * Has another handle or process committed anything since the last call (or
 * since the store was opened)? Costs microseconds; ask before drawing.
 */
bool store_changed(struct store *st, bool *changed, struct err *err);

/*
 * Everything read between the two sees the same state of the store, whatever
 * others write. Pairs do not nest. store_read_end never fails.
 */
bool store_read_begin(struct store *st, struct err *err);
void store_read_end(struct store *st);

/* The store's one currency; code "" and STORE_NO_MONEY_DIGITS before any is
 * known. Setting it is refused once orders or prices are stored under
 * another one. */
bool store_currency(struct store *st, struct currency *out, struct err *err);
bool
store_set_currency(struct store *st, const struct currency *c, struct err *err);

/*
 * Counts up whenever facts or what is counted of them change (an import, its
 * undo, a recount): results made from another number are stale.
 */
bool store_facts_version(struct store *st, int64_t *out, struct err *err);

struct store_sizes {
	int64_t products, customers, orders, orders_counted, lines;
	int64_t imports, bundles, thresholds, decisions;
};
bool store_sizes(struct store *st, struct store_sizes *out, struct err *err);

#endif
