/*
 * store_internal - what the store*.c files share; nobody else includes it.
 *
 * The only header that includes sqlite3.h. A statement is named by its enum
 * (its text is in store_stmt.c), its values are bound and its columns read
 * strictly from left to right, so no file holds a column number:
 *
 *	struct query q;
 *	if (!query_open(&q, st, STMT_PRODUCT_ID, err))
 *		return false;
 *	bind_slice(&q, key);
 *	if (!query_row(&q, &found, err))
 *		return false;
 *	if (found)
 *		id = read_int(&q);
 *	query_close(&q);
 *
 * A statement that was read past its columns or run with a value missing is a
 * bug and stops the program, so the tests find it.
 */
#ifndef ENDCAP_STORE_INTERNAL_H
#define ENDCAP_STORE_INTERNAL_H

/* sqlite3.h declares sessions only when it is told they are compiled in. */
#ifndef SQLITE_ENABLE_SESSION
#define SQLITE_ENABLE_SESSION
#endif
#ifndef SQLITE_ENABLE_PREUPDATE_HOOK
#define SQLITE_ENABLE_PREUPDATE_HOOK
#endif
#include <sqlite3.h>

#include "base/arena.h"
#include "base/batch.h"
#include "base/err.h"
#include "base/progress.h"
#include "base/str.h"
#include "store/store.h"

enum {
	STORE_APPLICATION_ID = 0x65636170, /* "ecap" */
	STORE_PAGE_SIZE = 8192, /* measured: 4096 is 10 to 20 % slower */
	STORE_CACHE_KIB = 16 << 10,
	STORE_BULK_CACHE_KIB = 32 << 10, /* measured: more is not faster */
	STORE_LOG_LIMIT = 64 << 20, /* bytes of log kept between uses */
};

/* clang-format off */
#define STORE_STATEMENTS(X) \
	X(STMT_DATA_VERSION) X(STMT_STATE_GET) X(STMT_STATE_PUT) \
	X(STMT_STATE_DROP) X(STMT_SIZES) X(STMT_PRODUCTS) \
	X(STMT_PRODUCTS_BY_KEY) X(STMT_PRODUCTS_LIKE) \
	X(STMT_PRODUCT_ID) X(STMT_PRODUCT_RANGE) X(STMT_PRODUCT_INSERT) \
	X(STMT_PRODUCT_KEEP) X(STMT_PRODUCT_UPDATE) X(STMT_PRODUCT_FLAG) \
	X(STMT_PRODUCT_MEDIAN) X(STMT_CATEGORIES) \
	X(STMT_CUSTOMERS) X(STMT_CUSTOMER_BY_REF) X(STMT_CUSTOMER_INSERT) \
	X(STMT_CUSTOMER_KEEP) X(STMT_CUSTOMER_UPDATE) \
	X(STMT_CUSTOMER_RANGE) X(STMT_CUSTOMER_IDS) X(STMT_CUSTOMER_FORGET) \
	X(STMT_CUSTOMER_FORGET_BEFORE) X(STMT_CUSTOMER_FORGET_REJECTS) \
	X(STMT_CUSTOMER_FORGET_CONTACTS) X(STMT_CUSTOMER_FORGET_EVENTS) \
	X(STMT_CUSTOMER_ORDERS) X(STMT_CUSTOMER_LATEST) X(STMT_RETURNERS) X(STMT_EVENT_INSERT) X(STMT_EVENTS) \
	X(STMT_EVENTS_OF) X(STMT_EVENTS_ANY) X(STMT_UNDO_EVENTS) X(STMT_IMPORT_NEXT) \
	X(STMT_ORDER_RANGE) X(STMT_ORDERS_ANY) X(STMT_ORDER_BY_REF) X(STMT_ORDER_BY_ID) \
	X(STMT_ORDERS_ALL) X(STMT_ORDER_INSERT) X(STMT_ORDER_KEEP) \
	X(STMT_ORDER_INSERT_PLAIN) X(STMT_LINE_INSERT_PLAIN) \
	X(STMT_ORDER_REPLACE) X(STMT_LINE_REPLACE) \
	X(STMT_ORDER_UPDATE) X(STMT_ORDER_COUNTED) X(STMT_ORDERS_LIST) \
	X(STMT_ORDER_EXTRA) X(STMT_ORIGINS) X(STMT_PROMOTED) X(STMT_PROMOTED_ONE) \
	X(STMT_AUDIT_ORDERS) X(STMT_AUDIT_LINES) \
	X(STMT_LINES_OF) X(STMT_LINES_COMPARED) X(STMT_LINES_ALL) X(STMT_LINE_INSERT) \
	X(STMT_LINES_KEEP) X(STMT_LINES_DROP) X(STMT_LINE_PUT) \
	X(STMT_LINE_COUNTED) X(STMT_PART_GET) X(STMT_PART_PUT) \
	X(STMT_PART_DROP) X(STMT_PARTS) X(STMT_PARTS_SIZE) \
	X(STMT_IMPORT_INSERT) X(STMT_IMPORTS) X(STMT_IMPORT_GET) \
	X(STMT_SHOP_SETS) X(STMT_LINKS) X(STMT_LINK_INSERT) \
	X(STMT_LINK_KEEP) X(STMT_LINK_DROP) X(STMT_UNDO_LINKS) \
	X(STMT_UNDO_RESTORE_LINKS) X(STMT_UNDO_FORGET_LINKS) \
	X(STMT_IMPORT_BY_HASH) X(STMT_REJECT_INSERT) X(STMT_REJECTS) \
	X(STMT_UNDO_LATER) X(STMT_UNDO_ORDER_IDS) \
	X(STMT_UNDO_RESTORED_ORDER_IDS) X(STMT_UNDO_LINES) \
	X(STMT_UNDO_RESTORE_LINES) X(STMT_UNDO_FORGET_LINES) \
	X(STMT_UNDO_ORDERS) X(STMT_UNDO_RESTORE_PRODUCTS) \
	X(STMT_UNDO_RESTORE_CUSTOMERS) X(STMT_UNDO_RESTORE_ORDERS) \
	X(STMT_UNDO_BLANK_PRODUCTS) \
	X(STMT_UNDO_BLANK_CUSTOMERS) X(STMT_UNDO_PASS_PRODUCTS) \
	X(STMT_UNDO_PASS_CUSTOMERS) X(STMT_UNDO_BUNDLE) \
	X(STMT_UNDO_DECISION) X(STMT_UNDO_PAIR_ROWS) X(STMT_UNDO_PAIR_TOPS) X(STMT_UNDO_PAIR_CHANGES) \
	X(STMT_UNDO_DROP_PRODUCTS) X(STMT_UNDO_FIRST_ALIKE) \
	X(STMT_UNDO_ALIKE) X(STMT_UNDO_DROP_CUSTOMERS) \
	X(STMT_UNDO_FORGET_PRODUCTS) X(STMT_UNDO_FORGET_CUSTOMERS) \
	X(STMT_UNDO_FORGET_ORDERS) X(STMT_UNDO_MARK) X(STMT_IMPORTS_DONE) \
	X(STMT_SETTING_GET) X(STMT_SETTING_PUT) X(STMT_SETTING_DROP) \
	X(STMT_SETTINGS) X(STMT_PAIRS_DROP) X(STMT_PAIR_CHANGES_DROP) X(STMT_PAIR_ROWS_LOST) X(STMT_PAIR_ROW_DROP) X(STMT_PAIR_CHANGE_PUT) \
	X(STMT_PAIR_TOPS_DROP) X(STMT_PAIRS_PUT) X(STMT_PAIRS_GET) \
	X(STMT_PAIRS_MADE_FROM) X(STMT_PAIR_ROW_PUT) X(STMT_PAIR_ROW_GET) \
	X(STMT_PAIR_ROWS) X(STMT_PAIR_BEST_PUT) X(STMT_PAIR_TOP_GET) \
	X(STMT_DERIVED_PUT) \
	X(STMT_DERIVED_GET) X(STMT_DERIVED_DROP) X(STMT_BUNDLES) \
	X(STMT_BUNDLE_BY_NAME) X(STMT_BUNDLE_BY_ID) X(STMT_BUNDLE_INSERT) \
	X(STMT_BUNDLE_UPDATE) X(STMT_BUNDLE_DELETE) X(STMT_ITEMS) \
	X(STMT_ITEMS_OF) X(STMT_ITEM_PUT) X(STMT_ITEMS_DELETE) \
	X(STMT_ITEM_TAKEN) X(STMT_THRESHOLDS) X(STMT_THRESHOLD_BY_NAME) \
	X(STMT_THRESHOLD_BY_ID) X(STMT_THRESHOLD_INSERT) \
	X(STMT_THRESHOLD_UPDATE) X(STMT_THRESHOLD_DELETE) X(STMT_DECISIONS) \
	X(STMT_DECISION_GET) X(STMT_DECISION_INSERT) \
	X(STMT_DECISION_UPDATE) X(STMT_DECISION_DELETE) X(STMT_CONTACTS) \
	X(STMT_CONTACT_INSERT) X(STMT_RECORDS) X(STMT_RECORD_INSERT) \
	X(STMT_SCENARIOS) X(STMT_SCENARIO_BY_NAME) X(STMT_SCENARIO_INSERT) \
	X(STMT_SCENARIO_UPDATE) X(STMT_SCENARIO_DELETE) \
	X(STMT_SEGMENTS) X(STMT_SEGMENT_INSERT) X(STMT_SEGMENT_UPDATE) \
	X(STMT_SEGMENT_DELETE) \
	X(STMT_IDS) X(STMT_ID_INSERT) X(STMT_ID_UPDATE) \
	X(STMT_ACTION_INSERT) X(STMT_ACTION_BLOB) X(STMT_ACTION_STATE) \
	X(STMT_ACTION_UNDONE_BY) X(STMT_ACTION_DROP_UNDONE) \
	X(STMT_ACTION_GET) X(STMT_ACTIONS) X(STMT_ACTION_UNDO_NEXT) \
	X(STMT_ACTION_REDO_NEXT) X(STMT_ACTIONS_AFTER) \
	X(STMT_CHECK_IMPORTS) X(STMT_CHECK_ORDERS) \
	X(STMT_CHECK_LINE_RANGES) X(STMT_CHECK_PAIRS)
/* clang-format on */

enum stmt_id {
#define X(id) id,
	STORE_STATEMENTS(X)
#undef X
	STMT_COUNT
};

struct feed;

struct store {
	sqlite3 *db;
	char *path; /* owned */
	char *session_name; /* owned */
	int64_t now;
	int busy_ms;
	const struct progress *waiting; /* borrowed, may be NULL */
	bool waited_enough; /* 'waiting' ended the last wait */
	bool read_only;
	bool temporary;
	bool reading; /* between store_read_begin and _end */
	bool writing_pairs; /* between store_pairs_begin and its end */
	bool without_log; /* it was left for a bulk write, and not yet taken
			     up again */
	int64_t data_version; /* of the last store_changed */
	sqlite3_session *recording; /* of the open action, else NULL */
	char *label; /* of the open action, owned */
	const struct feed *feed; /* while feed_run runs, else NULL */
	sqlite3_stmt *stmts[STMT_COUNT]; /* prepared on first use */
	sqlite3_stmt *rollback; /* prepared when opened, see tx_prepare */
	bool half_done; /* a rollback failed and is still to be done */
};

/* ---- errors ---- */

/* Turns the result code of SQLite's last call into a sentence; false. */
bool store_fail(const struct store *st, int rc, struct err *err);
/* A sentence for a store whose own data contradict each other; false. */
bool store_damaged(const struct store *st, const char *what, struct err *err);

/* ---- statements (store_stmt.c, store_query.c) ---- */

const char *stmt_sql(enum stmt_id id);
/* SQL without values or rows, for pragmas and transactions. */
bool store_exec(struct store *st, const char *sql, struct err *err);
/* The first value of its answer; without one 'out' stays as it was. */
bool
pragma_get(struct store *st, const char *sql, struct str *out, struct err *err);
void stmts_release(struct store *st);

struct query {
	struct store *st;
	sqlite3_stmt *s;
	int at; /* values bound, then columns read */
	int rc; /* first failure of a bind */
	bool stepped;
};

bool
query_open(struct query *q, struct store *st, enum stmt_id id, struct err *err);
/* Steps once; *row says whether there is one. Ends the query when not. */
bool query_row(struct query *q, bool *row, struct err *err);
/* Steps to the end of a statement that returns nothing, and ends it. */
bool query_run(struct query *q, struct err *err);
/* The same, ready to bind again: for loops that insert. */
bool query_again(struct query *q, struct err *err);
void query_close(struct query *q);

void bind_int(struct query *q, int64_t v);
void bind_known(struct query *q, int64_t v); /* INT64_MIN: NULL */
void bind_text(struct query *q, const char *s); /* NULL: NULL */
void bind_slice(struct query *q, struct slice s);
void bind_blob(struct query *q, struct slice bytes);

int64_t read_int(struct query *q);
int64_t read_known(struct query *q); /* NULL: INT64_MIN */
const char *read_text(struct query *q, struct arena *a); /* NULL: NULL */
struct slice read_bytes(struct query *q); /* until the next step */

/* One statement with one integer in, nothing out. */
bool query_run_int(
    struct store *st, enum stmt_id id, int64_t value, struct err *err);

/* ---- SKUs that differ by case alone (store_alike.c) ---- */

/* The key of a product that is not the first with its folded SKU. */
void store_alike_key(const char *folded, const char *sku, struct str *out);
/* The folded SKU in any key; borrowed from the key or kept in 'a'. */
const char *store_folded_key(const char *key, struct arena *a);
/* Do they count as products of their own? */
bool store_is_apart(struct store *st, bool *apart, struct err *err);
/* After products went: where the first went, another takes its place. '*any'
 * says whether that happened; what counted as the first counts anew then. */
bool store_alike_promote(struct store *st, bool *any, struct err *err);

/* ---- transactions ---- */

/*
 * A guard: joins the transaction that is open, or opens its own and then ends
 * it in tx_end: commit when 'ok' (may fail), else roll back.
 *
 *	if (!tx_begin(&tx, st, err))
 *		return false;
 *	ok = ...;
 *	return tx_end(&tx, ok, err);
 */
struct tx {
	struct store *st;
	bool own;
};
bool tx_begin(struct tx *tx, struct store *st, struct err *err);
bool tx_end(struct tx *tx, bool ok, struct err *err);

/*
 * Rolling back is what is done when memory has run out, and preparing a
 * statement takes memory: so the one that rolls back is prepared when the
 * store opens. Should it fail even so, the handle refuses to begin anything
 * (tx_settle) until a later try succeeds; closing rolls back, too.
 */
bool tx_prepare(struct store *st, struct err *err);
/* Takes up the log that all writing but tx_begin_bulk's goes through. */
bool tx_use_log(struct store *st, struct err *err);
void tx_roll_back(struct store *st);
bool tx_settle(struct store *st, struct err *err);

/*
 * With foreign keys unchecked and a large cache; for writes whose keys come
 * from the store's own dictionaries. tx_end_bulk restores both.
 *
 * 'into_empty': the file grows and next to nothing of it is overwritten. Then,
 * while nobody else has it open, it is written without the log: every row goes
 * to the disk once instead of twice, and SQLite's rollback journal, which keeps
 * what pages were before, stays all but empty. Who opens the store meanwhile
 * waits as for any writer.
 */
bool tx_begin_bulk(
    struct tx *tx, struct store *st, bool into_empty, struct err *err);
bool tx_end_bulk(struct tx *tx, bool ok, struct err *err);

/* ---- counters and other state ---- */

/* clang-format off */
#define STORE_COUNTERS(X) \
	X(COUNTER_FACTS,    "facts_version", "changes of facts or rules") \
	X(COUNTER_PRODUCT,  "last_product",  "product ids are never used twice") \
	X(COUNTER_CUSTOMER, "last_customer", "nor are customer ids") \
	X(COUNTER_REVISION, "last_revision", "nor revisions of curated things") \
	X(COUNTER_EVENTS,   "events_version", "changes of what customers looked at") \
	X(COUNTER_COUNTED,  "counted_how",   "store_rules.how of what is derived")
/* clang-format on */

enum store_counter {
#define X(code, name, meaning) code,
	STORE_COUNTERS(X)
#undef X
	COUNTER_COUNT
};

bool counter_get(
    struct store *st, enum store_counter c, int64_t *out, struct err *err);
bool counter_put(
    struct store *st, enum store_counter c, int64_t value, struct err *err);
/* Adds one and gives the new value. */
bool counter_next(
    struct store *st, enum store_counter c, int64_t *out, struct err *err);

/* Changes when another connection commits. */
bool store_data_version(struct store *st, int64_t *out, struct err *err);

/* ---- schema (store_schema.c) ---- */

int schema_newest(void);
bool schema_version(struct store *st, int *version, struct err *err);
/* Walks the migrations up to the newest. */
bool schema_migrate(struct store *st, struct err *err);
/* Our tables are those of 'version', and there are no triggers or views. */
bool schema_verify(struct store *st, int version, struct err *err);
/* A hash of our tables' definitions as they stand in the file. */
bool schema_hash(struct store *st, uint64_t *hash, struct err *err);

#endif
