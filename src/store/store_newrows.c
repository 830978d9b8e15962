/*
 * How it works: columns of a feed (store_feed.h) that read the gathered facts.
 */
#include "store/store_newrows.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/volume.h"
#include "store/store_feed.h"

enum {
	SORTED_ROW = 32, /* bytes that SQLite sorts of two 32-bit integers */
	SORTED_EXTRA_KIB = 64,
	SORTED_RUN_KIB = 2 << 10, /* what a processor's cache holds */
	SORTED_SPARE = 4, /* room there is to be, times what is sorted */
};

static const char *
reason_text(uint8_t reason)
{
	return reason == REASON_NONE ? NULL : store_reason_name(reason);
}

/* What a feed of new orders or of their lines reads. */
struct new_orders {
	const struct gather *g;
	int64_t import_id;
	size_t order; /* of the line that was asked for last */
	/* Of a feed of some orders: their places in g and those of their
	 * lines, ascending; NULL: all new ones. */
	const uint32_t *orders, *lines;
};

/* What the file says of a new order; false: another column. */
static bool
given_column(const struct batch_order *o, int column, sqlite3_context *out)
{
	switch (column) {
	case 0:
		feed_text(out, o->ref);
		return true;
	case 1:
		sqlite3_result_int64(out, o->time);
		return true;
	case 2:
		feed_known(
		    out, o->offset == DATE_NO_OFFSET ? INT64_MIN : o->offset);
		return true;
	case 4:
		feed_text(out, batch_status_name(o->status));
		return true;
	case 5:
		feed_text(out, o->country);
		return true;
	case 6:
		feed_text(out, o->channel);
		return true;
	case 7:
		feed_known(out, o->shipping);
		return true;
	case 8:
		feed_known(out, o->shipping_cost);
		return true;
	case 9:
		feed_known(out, o->discount);
		return true;
	case 10:
		feed_known(out, o->tax);
		return true;
	case 11:
		feed_known(out, o->total);
		return true;
	case 13:
		sqlite3_result_int64(out, o->lines);
		return true;
	default:
		return false;
	}
}

/* The rest: its place, and how it counts. */
static void
order_column(void *arg, size_t row, int column, sqlite3_context *out)
{
	const struct new_orders *n = arg;
	const struct gather *g = n->g;
	size_t i = n->orders != NULL ? n->orders[row] : g->n_known + row;
	const struct gather_order *r = &g->rows[i];

	if (given_column(&g->f.orders[i], column, out))
		return;
	switch (column) {
	case 3:
		feed_known(
		    out, r->customer_id == 0 ? INT64_MIN : r->customer_id);
		break;
	case 12:
		sqlite3_result_int64(out, r->first_line);
		break;
	case 14:
		sqlite3_result_int64(out, g->now.counted[i]);
		break;
	case 15:
		sqlite3_result_int64(out, g->now.cart_value[i]);
		break;
	case 16:
		sqlite3_result_int64(out, g->now.net_value[i]);
		break;
	case 17:
		feed_text(out, reason_text(g->now.order_reason[i]));
		break;
	case 18:
		sqlite3_result_int64(out, n->import_id);
		break;
	default:
		sqlite3_result_int64(out, r->order_id);
		break;
	}
}

static const struct gather_order *
order_of_line(struct new_orders *n, size_t l)
{
	while (l >= n->g->first[n->order + 1])
		n->order++;
	return &n->g->rows[n->order];
}

static void
line_column(void *arg, size_t row, int column, sqlite3_context *out)
{
	struct new_orders *n = arg;
	const struct gather *g = n->g;
	size_t l =
	    n->lines != NULL ? n->lines[row] : g->first[g->n_known] + row;
	const struct batch_line *bl = &g->f.lines[l];

	switch (column) {
	case 0:
		sqlite3_result_int64(out, order_of_line(n, l)->order_id);
		break;
	case 1:
		sqlite3_result_int64(out, g->product_id[bl->product]);
		break;
	case 2:
		sqlite3_result_int64(out, bl->quantity);
		break;
	case 3:
		sqlite3_result_int64(out, bl->price4);
		break;
	case 4:
		sqlite3_result_int64(out, bl->discount);
		break;
	case 5:
		sqlite3_result_int64(out, g->now.quantity[l]);
		break;
	case 6:
		feed_text(out, reason_text(g->now.line_reason[l]));
		break;
	default:
		sqlite3_result_int64(out,
		    order_of_line(n, l)->first_line +
			(int64_t)(l - g->first[n->order]));
		break;
	}
}

/* SQLite gave out the numbers; they must be those of the plan. */
static bool
check_numbers(struct store *st, int64_t expected, struct err *err)
{
	return sqlite3_last_insert_rowid(st->db) == expected ||
	    store_damaged(st, "its rows are numbered otherwise", err);
}

/* Each column costs: those that most files have nothing in are left out where
 * that is so. */
static bool
plain_orders(const struct gather *g)
{
	for (size_t i = g->n_known; i < g->n_orders; i++) {
		const struct batch_order *o = &g->f.orders[i];

		if (o->offset != DATE_NO_OFFSET || o->country != NULL ||
		    o->channel != NULL || o->shipping != BATCH_UNKNOWN ||
		    o->shipping_cost != BATCH_UNKNOWN ||
		    o->discount != BATCH_UNKNOWN || o->tax != BATCH_UNKNOWN ||
		    o->total != BATCH_UNKNOWN ||
		    g->now.order_reason[i] != REASON_NONE)
			return false;
	}
	return true;
}

static bool
plain_lines(const struct gather *g)
{
	for (size_t l = g->first[g->n_known]; l < g->n_lines; l++)
		if (g->f.lines[l].discount != 0 ||
		    g->now.line_reason[l] != REASON_NONE)
			return false;
	return true;
}

bool
newrows_insert(struct store *st, const struct gather *g, int64_t import_id,
    const struct progress *pg, struct err *err)
{
	struct new_orders n = { g, import_id, g->n_known, NULL, NULL };
	struct feed orders = { g->n_orders - g->n_known, order_column, &n, pg,
		"writing orders" };
	struct feed lines = { g->n_lines - g->first[g->n_known], line_column,
		&n, pg, "writing lines" };
	const struct gather_order *last;

	if (orders.rows == 0)
		return true;
	last = &g->rows[g->n_orders - 1];
	if (!feed_run(st,
		plain_orders(g) ? STMT_ORDER_INSERT_PLAIN : STMT_ORDER_INSERT,
		&orders, err) ||
	    !check_numbers(st, last->order_id, err))
		return false;
	return lines.rows == 0 ||
	    (feed_run(st,
		 plain_lines(g) ? STMT_LINE_INSERT_PLAIN : STMT_LINE_INSERT,
		 &lines, err) &&
		check_numbers(st,
		    last->first_line - 1 +
			(int64_t)(g->n_lines - g->first[g->n_orders - 1]),
		    err));
}

/* The places of their lines; mem_free. */
static uint32_t *
lines_of(const struct gather *g, const uint32_t *orders, size_t n,
    size_t *n_lines, struct err *err)
{
	uint32_t *lines;
	size_t at = 0;

	for (size_t i = 0; i < n; i++)
		at += g->first[orders[i] + 1] - g->first[orders[i]];
	lines = mem_try_array(at, sizeof(*lines), "order lines", err);
	*n_lines = at;
	if (lines == NULL)
		return NULL;
	at = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t l = g->first[orders[i]];
		     l < g->first[orders[i] + 1]; l++)
			lines[at++] = (uint32_t)l;
	return lines;
}

bool
newrows_replace(struct store *st, const struct gather *g, int64_t import_id,
    const uint32_t *which, size_t n, const struct progress *pg, struct err *err)
{
	struct new_orders rows = { g, import_id, 0, which, NULL };
	struct feed orders = { n, order_column, &rows, pg, "writing orders" };
	struct feed lines = { 0, line_column, &rows, pg, "writing lines" };
	uint32_t *of;
	bool ok;

	if (n == 0)
		return true;
	of = lines_of(g, which, n, &lines.rows, err);
	if (of == NULL)
		return false;
	rows.lines = of;
	ok = feed_run(st, STMT_ORDER_REPLACE, &orders, err) &&
	    (lines.rows == 0 || feed_run(st, STMT_LINE_REPLACE, &lines, err));
	mem_free(of);
	return ok;
}

/* ---- the index of orders by customer ---- */

/* Is there ample room for so much in SQLite's temporary files? */
static bool
is_room(struct store *st, int64_t kib)
{
	char *name = NULL;
	bool is = sqlite3_file_control(st->db, "main",
		      SQLITE_FCNTL_TEMPFILENAME, &name) == SQLITE_OK &&
	    name != NULL && volume_room(name) / 1024 / SORTED_SPARE > kib;

	sqlite3_free(name);
	return is;
}

/*
 * Where SQLite may keep temporary things in files it sorts rows packed behind
 * each other, and where it may not it allocates every single one, which takes
 * half as long again. What is more than its cache it writes to a file in
 * sorted runs and merges them: twice as fast as to sort all at once, which
 * jumps about in memory. Without room for the file the cache holds them all.
 */
bool
newrows_index(struct store *st, int64_t orders, struct err *err)
{
	int64_t kib = orders * SORTED_ROW / 1024 + SORTED_EXTRA_KIB;
	struct str s = STR_INIT;
	bool ok;

	if (is_room(st, kib))
		kib = SORTED_RUN_KIB;
	else if (kib < STORE_BULK_CACHE_KIB)
		kib = STORE_BULK_CACHE_KIB;
	/* tx_end_bulk restores both where this fails. */
	str_addf(&s,
	    "PRAGMA temp_store = FILE; PRAGMA cache_size = -%lld; "
	    "CREATE INDEX orders_by_customer ON orders (customer_id); "
	    "PRAGMA cache_size = -%d; PRAGMA temp_store = MEMORY",
	    (long long)kib, STORE_BULK_CACHE_KIB);
	ok = store_exec(st, s.p, err);
	str_release(&s);
	return ok;
}

/* ---- digests ---- */

static uint64_t
add(uint64_t digest, uint64_t value)
{
	return (digest ^ value) * UINT64_C(0x9E3779B97F4A7C15) + (digest >> 29);
}

/* A text by where it stands: another place merely looks like a change. */
static uint64_t
add_text(uint64_t digest, const char *text)
{
	return add(digest, (uint64_t)(uintptr_t)text);
}

uint64_t
newrows_digest(const struct batch_order *o)
{
	uint64_t d = add_text(0, o->ref);

	d = add(d, (uint64_t)o->time);
	d = add(d, (uint64_t)o->offset << 8 | (uint64_t)o->status);
	d = add(d, (uint64_t)o->customer << 32 | o->lines);
	d = add_text(d, o->country);
	d = add_text(d, o->channel);
	d = add(d, (uint64_t)o->shipping);
	d = add(d, (uint64_t)o->shipping_cost);
	d = add(d, (uint64_t)o->discount);
	d = add(d, (uint64_t)o->tax);
	return random_mix(add(d, (uint64_t)o->total));
}
