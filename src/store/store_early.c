/*
 * How it works: the reading thread copies orders that are complete, with their
 * lines, into one of a few slots; the writing thread counts and inserts them,
 * and keeps how they counted and a digest of what the file said of each.
 *
 * Without returns, and with the same products, each order still counts as it
 * did by itself. Otherwise all is counted anew, and what differs is replaced.
 *
 * The lock guards which slots are full, 'whole' and 'stop'; the rest belongs
 * to one of the two threads, or is handed over with a slot.
 */
#include "store/store_early_internal.h"

#include <pthread.h>

#include "base/mem.h"
#include "store/store_newrows.h"

enum {
	SLOTS = 4,
	/* Lines of one order that are waited for; more are not written early */
	MOST_OPEN = 1 << 20,
	PRODUCT_ARRAYS = 5,
	KEPT_ARRAYS = 8,
};

/* Some orders with their lines, and the products that are new with them. */
struct slot {
	bool full;
	struct currency currency;
	struct batch_order *orders;
	struct batch_line *lines;
	struct batch_product *products;
	size_t n_orders, n_lines, n_products;
	size_t cap_orders, cap_lines, cap_products;
};

struct store_early {
	struct store *st;
	const struct store_rules *rules;
	struct tx tx;
	size_t at_once; /* lines that are worth a slot */
	bool ended; /* the transaction is somebody else's, or over */
	int64_t import_id; /* that the import will get */
	struct currency currency; /* of amounts without one */

	pthread_t thread;
	bool running;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct slot slots[SLOTS];
	const struct batch *whole; /* no slot will be filled any more */
	bool stop; /* nothing is to be written any more */

	/* of the reading thread */
	size_t next; /* slot */
	size_t orders, lines, products; /* of the batch that were taken */
	size_t looked; /* lines whose order was looked at */
	bool broken; /* not as it needs to be */

	/* of the writing thread, until it is joined */
	struct gather g; /* its products; orders are those of one slot */
	size_t cap_products[PRODUCT_ARRAYS];
	bool *has_lines; /* per product */
	bool *has_orders; /* per customer */
	size_t n_customers, cap_customers;
	struct store_counted now; /* of all orders written */
	uint64_t *digests; /* per order written */
	size_t cap_kept[KEPT_ARRAYS];
	size_t n_written, lines_written;
	int digits; /* of the amounts; -1: several */
	int64_t loaded, excluded; /* rows of the file */
	bool takes_back; /* an order is a return, or a line of it */
	bool ok;

	/* of the import */
	bool counted; /* all counts as it was written */
	struct store_counted given;
};

/* An array of one entry each that grows by more. */
struct growth {
	void **array;
	size_t size;
	const void *more; /* NULL: zeros */
};

static bool
grow(const struct growth *growths, size_t *caps, size_t n_growths, size_t had,
    size_t n, struct err *err)
{
	for (size_t i = 0; i < n_growths; i++) {
		const struct growth *gr = &growths[i];
		char *at;

		if (!mem_try_reserve(
			gr->array, &caps[i], had + n, gr->size, "orders", err))
			return false;
		at = (char *)*gr->array + had * gr->size;
		if (gr->more != NULL)
			memcpy(at, gr->more, n * gr->size);
		else
			memset(at, 0, n * gr->size);
	}
	return true;
}

/* ---- writing ---- */

static bool
add_products(struct store_early *e, const struct slot *s, struct err *err)
{
	struct gather *g = &e->g;
	const struct growth growths[] = {
		{ (void **)&g->products, sizeof(*g->products), s->products },
		{ (void **)&g->product_id, sizeof(*g->product_id), NULL },
		{ (void **)&g->is_product, sizeof(*g->is_product), NULL },
		{ (void **)&g->alike, sizeof(*g->alike), NULL },
		{ (void **)&e->has_lines, sizeof(*e->has_lines), NULL },
	};
	_Static_assert(ARRAY_LEN(growths) == PRODUCT_ARRAYS, "a capacity each");

	if (s->n_products == 0)
		return true;
	g->cap_products = g->n_products + s->n_products;
	if (!grow(growths, e->cap_products, ARRAY_LEN(growths), g->n_products,
		s->n_products, err))
		return false;
	for (size_t i = 0; i < s->n_products; i++) {
		struct batch_product p = s->products[i];

		p.line = 0;
		gather_add_product(g, (int64_t)g->n_products + 1, &p,
		    e->rules->is_product(e->rules->arg, &p), UINT32_MAX);
	}
	return true;
}

/* Room for the customers of a slot. */
static bool
add_customers(struct store_early *e, const struct slot *s, struct err *err)
{
	const struct growth growth = { (void **)&e->has_orders,
		sizeof(*e->has_orders), NULL };
	size_t n = e->n_customers;

	for (size_t i = 0; i < s->n_orders; i++)
		if (s->orders[i].customer != BATCH_NONE &&
		    (size_t)s->orders[i].customer >= n)
			n = (size_t)s->orders[i].customer + 1;
	if (n > e->n_customers &&
	    !grow(&growth, &e->cap_customers, 1, e->n_customers,
		n - e->n_customers, err))
		return false;
	e->n_customers = n;
	return true;
}

/* What the orders of a slot refer to, and whether they take anything back. */
static void
note_slot(struct store_early *e, const struct slot *s)
{
	for (size_t i = 0; i < s->n_orders; i++) {
		if (s->orders[i].customer != BATCH_NONE)
			e->has_orders[s->orders[i].customer] = true;
		e->takes_back |= s->orders[i].status == STATUS_RETURN;
	}
	for (size_t i = 0; i < s->n_lines; i++) {
		e->has_lines[s->lines[i].product] = true;
		e->takes_back |= s->lines[i].quantity < 0;
	}
}

/* The orders of a slot as store_gather.h has them. */
static bool
gather_slot(struct store_early *e, const struct slot *s, struct err *err)
{
	struct gather *g = &e->g;
	int64_t line = (int64_t)e->lines_written + 1;

	g->rows = mem_try_array(s->n_orders, sizeof(*g->rows), "orders", err);
	if (g->rows == NULL)
		return false;
	for (size_t i = 0; i < s->n_orders; i++) {
		const struct batch_order *o = &s->orders[i];

		g->rows[i] = (struct gather_order){
			.order_id = (int64_t)(e->n_written + i) + 1,
			.first_line = line,
			.customer_id =
			    o->customer == BATCH_NONE ? 0 : o->customer + 1,
		};
		line += o->lines;
	}
	g->n_customers = e->n_customers;
	g->f.currency = s->currency.code[0] != '\0' ? s->currency : e->currency;
	if (e->n_written == 0)
		e->digits = g->f.currency.digits;
	else if (e->digits != g->f.currency.digits)
		e->digits = -1;
	g->n_orders = s->n_orders;
	g->n_lines = s->n_lines;
	g->borrowed_orders = s->orders;
	g->borrowed_lines = s->lines;
	return gather_count(g, e->st, e->rules, err);
}

static bool
keep_slot(struct store_early *e, struct err *err)
{
	const struct gather *g = &e->g;
	const struct store_counted *c = &g->now;
	struct store_counted *now = &e->now;
	const struct growth of_orders[] = {
		{ (void **)&e->digests, sizeof(*e->digests), NULL },
		{ (void **)&now->counted, sizeof(*c->counted), c->counted },
		{ (void **)&now->order_reason, 1, c->order_reason },
		{ (void **)&now->cart_value, sizeof(*c->cart_value),
		    c->cart_value },
		{ (void **)&now->net_value, sizeof(*c->net_value),
		    c->net_value },
	};
	const struct growth of_lines[] = {
		{ (void **)&now->quantity, sizeof(*c->quantity), c->quantity },
		{ (void **)&now->line_reason, 1, c->line_reason },
		{ (void **)&now->paid, sizeof(*c->paid), c->paid },
	};
	_Static_assert(
	    ARRAY_LEN(of_orders) + ARRAY_LEN(of_lines) == KEPT_ARRAYS,
	    "a capacity each");

	if (!grow(of_orders, e->cap_kept, ARRAY_LEN(of_orders), e->n_written,
		g->n_orders, err) ||
	    !grow(of_lines, e->cap_kept + ARRAY_LEN(of_orders),
		ARRAY_LEN(of_lines), e->lines_written, g->n_lines, err))
		return false;
	for (size_t i = 0; i < g->n_orders; i++)
		e->digests[e->n_written + i] = newrows_digest(&g->f.orders[i]);
	tally_judged(g, &e->loaded, &e->excluded);
	e->n_written += g->n_orders;
	e->lines_written += g->n_lines;
	return true;
}

static bool
write_slot(struct store_early *e, const struct slot *s, struct err *err)
{
	bool ok = add_products(e, s, err) && add_customers(e, s, err);

	if (!ok)
		return false;
	note_slot(e, s);
	ok = gather_slot(e, s, err) &&
	    newrows_insert(e->st, &e->g, e->import_id, NULL, err) &&
	    keep_slot(e, err);
	gather_forget(&e->g);
	return ok;
}

/* ---- what the whole file tells ---- */

static bool
all(const bool *flags, size_t n)
{
	return n == 0 || memchr(flags, 0, n) == NULL;
}

/* Will the import give the same numbers, which leave nothing out? */
static bool
is_complete(const struct store_early *e, const struct batch *b)
{
	return b->n_orders > 0 && e->n_written == b->n_orders &&
	    e->lines_written == b->n_lines &&
	    e->g.n_products == b->n_products &&
	    e->n_customers == b->n_customers &&
	    all(e->has_lines, b->n_products) &&
	    all(e->has_orders, b->n_customers);
}

/* ---- the writing thread ---- */

/* Waits for slot i; false: nothing more is to be written. */
static bool
await(struct store_early *e, size_t i)
{
	bool full;

	pthread_mutex_lock(&e->lock);
	while (!e->slots[i].full && e->whole == NULL && !e->stop)
		pthread_cond_wait(&e->wake, &e->lock);
	full = e->slots[i].full && !e->stop;
	pthread_mutex_unlock(&e->lock);
	return full;
}

static void
give_back(struct store_early *e, size_t i, bool ok)
{
	pthread_mutex_lock(&e->lock);
	e->slots[i].full = false;
	e->stop = e->stop || !ok;
	pthread_cond_broadcast(&e->wake);
	pthread_mutex_unlock(&e->lock);
}

/* Why it failed nobody needs to know: the import does it all again. */
static void *
write_all(void *arg)
{
	struct store_early *e = arg;

	for (size_t i = 0; e->ok && await(e, i); i = (i + 1) % SLOTS) {
		e->ok = write_slot(e, &e->slots[i], NULL);
		give_back(e, i, e->ok);
	}
	return NULL;
}

/* ---- beginning ---- */

/* Is there nothing that an order could meet? */
static bool
is_empty(struct store *st, bool *empty, struct err *err)
{
	int64_t products, customers;
	struct query q;
	bool row;

	*empty = false;
	if (!counter_get(st, COUNTER_PRODUCT, &products, err) ||
	    !counter_get(st, COUNTER_CUSTOMER, &customers, err) ||
	    !query_open(&q, st, STMT_ORDER_RANGE, err) ||
	    !query_row(&q, &row, err))
		return false;
	*empty = row && products == 0 && customers == 0 && read_int(&q) == 0 &&
	    read_int(&q) == 0 && read_int(&q) == 0;
	query_close(&q);
	return true;
}

static bool
next_import(struct store *st, int64_t *id, struct err *err)
{
	struct query q;
	bool row;

	if (!query_open(&q, st, STMT_IMPORT_NEXT, err) ||
	    !query_row(&q, &row, err))
		return false;
	*id = row ? read_int(&q) : 0;
	query_close(&q);
	return row;
}

/* What was true before is looked at again under the lock. */
static bool
begin(struct store_early *e)
{
	bool empty;

	return is_empty(e->st, &empty, NULL) && empty &&
	    next_import(e->st, &e->import_id, NULL) &&
	    store_currency(e->st, &e->currency, NULL) &&
	    store_exec(
		e->st, "DROP INDEX IF EXISTS orders_by_customer", NULL) &&
	    pthread_create(&e->thread, NULL, write_all, e) == 0;
}

/* Who finds the store busy does without; the import waits for it, and says for
 * whom. */
static bool
begin_at_once(struct store_early *e)
{
	int busy_ms = e->st->busy_ms;
	bool ok;

	e->st->busy_ms = 0;
	ok = tx_begin_bulk(&e->tx, e->st, true, NULL);
	e->st->busy_ms = busy_ms;
	return ok;
}

struct store_early *
store_early_new(
    struct store *st, const struct store_rules *rules, size_t at_once)
{
	struct store_early *e;
	bool empty;

	if (!is_empty(st, &empty, NULL) || !empty)
		return NULL;
	e = mem_zalloc(sizeof(*e));
	e->st = st;
	e->rules = rules;
	e->at_once = at_once;
	e->ok = true;
	gather_init(&e->g);
	pthread_mutex_init(&e->lock, NULL);
	pthread_cond_init(&e->wake, NULL);
	e->ended = !begin_at_once(e);
	e->running = !e->ended && begin(e);
	if (e->running)
		return e;
	store_early_free(e);
	return NULL;
}

/* ---- reading ---- */

/* Do the lines go on order by order? */
static bool
in_turn(struct store_early *e, const struct batch *b)
{
	for (size_t i = e->looked > 0 ? e->looked : 1; i < b->n_lines; i++)
		if (b->lines[i].order < b->lines[i - 1].order)
			return false;
	e->looked = b->n_lines;
	return true;
}

static bool
fill_slot(struct slot *s, const struct store_early *e, const struct batch *b,
    size_t orders, size_t lines)
{
	s->n_orders = orders - e->orders;
	s->n_lines = lines - e->lines;
	s->n_products = b->n_products - e->products;
	s->currency = b->currency;
	if (!mem_try_reserve((void **)&s->orders, &s->cap_orders, s->n_orders,
		sizeof(*s->orders), "orders", NULL) ||
	    !mem_try_reserve((void **)&s->lines, &s->cap_lines, s->n_lines,
		sizeof(*s->lines), "order lines", NULL) ||
	    !mem_try_reserve((void **)&s->products, &s->cap_products,
		s->n_products, sizeof(*s->products), "products", NULL))
		return false;
	for (size_t i = 0; i < s->n_orders; i++) {
		s->orders[i] = b->orders[e->orders + i];
		s->orders[i].lines = 0;
	}
	for (size_t i = 0; i < s->n_lines; i++) {
		struct batch_line *line = &s->lines[i];

		*line = b->lines[e->lines + i];
		if (line->order < e->orders || line->order >= orders)
			return false;
		line->order -= (uint32_t)e->orders;
		s->orders[line->order].lines++;
	}
	for (size_t i = 0; i < s->n_products; i++)
		s->products[i] = b->products[e->products + i];
	return true;
}

/* Waits until the next slot is free; false: the writing has failed. */
static bool
await_free(struct store_early *e)
{
	bool ok;

	pthread_mutex_lock(&e->lock);
	while (e->slots[e->next].full && !e->stop)
		pthread_cond_wait(&e->wake, &e->lock);
	ok = !e->stop;
	pthread_mutex_unlock(&e->lock);
	return ok;
}

static void
hand_over(struct store_early *e)
{
	pthread_mutex_lock(&e->lock);
	e->slots[e->next].full = true;
	pthread_cond_broadcast(&e->wake);
	pthread_mutex_unlock(&e->lock);
	e->next = (e->next + 1) % SLOTS;
}

/* Orders below 'orders' and lines below 'lines' are complete. */
static bool
give(struct store_early *e, const struct batch *b, size_t orders, size_t lines)
{
	if (orders == e->orders)
		return b->n_lines - e->lines < MOST_OPEN;
	if (!await_free(e) ||
	    !fill_slot(&e->slots[e->next], e, b, orders, lines))
		return false;
	e->orders = orders;
	e->lines = lines;
	e->products = b->n_products;
	hand_over(e);
	return true;
}

static void
halt(struct store_early *e)
{
	pthread_mutex_lock(&e->lock);
	e->stop = true;
	pthread_cond_broadcast(&e->wake);
	pthread_mutex_unlock(&e->lock);
}

static void
set_whole(struct store_early *e, const struct batch *b)
{
	pthread_mutex_lock(&e->lock);
	e->whole = b;
	pthread_cond_broadcast(&e->wake);
	pthread_mutex_unlock(&e->lock);
}

void
store_early_take(struct store_early *e, const struct batch *b, bool whole)
{
	size_t orders = b->n_orders, lines = b->n_lines;

	if (e->broken || (!whole && b->n_lines - e->lines < e->at_once))
		return;
	/* Lines were left out of it in the end. */
	e->broken = b->repeated > 0 || b->n_lines < e->looked ||
	    b->n_orders < e->orders || !in_turn(e, b);
	if (!whole && !e->broken) {
		orders = b->lines[lines - 1].order;
		while (lines > e->lines && b->lines[lines - 1].order >= orders)
			lines--;
	}
	e->broken = e->broken || !give(e, b, orders, lines);
	if (e->broken)
		halt(e);
	else if (whole)
		set_whole(e, b);
}

/* ---- the end ---- */

static void
join(struct store_early *e)
{
	if (!e->running)
		return;
	if (pthread_join(e->thread, NULL) != 0)
		BUG("the thread that writes early cannot be joined");
	e->running = false;
}

static void
take_back(struct store_early *e)
{
	if (!e->ended)
		tx_end_bulk(&e->tx, false, NULL);
	e->ended = true;
}

bool
store_early_join(struct store_early *e)
{
	assert(e->whole != NULL || e->broken);
	join(e);
	if (e->ok && !e->broken && is_complete(e, e->whole))
		return true;
	take_back(e);
	return false;
}

static void
counts_release(struct store_counted *c)
{
	mem_free(c->counted);
	mem_free(c->order_reason);
	mem_free(c->cart_value);
	mem_free(c->net_value);
	mem_free(c->quantity);
	mem_free(c->line_reason);
	mem_free(c->paid);
	*c = (struct store_counted){ 0 };
}

void
store_early_free(struct store_early *e)
{
	if (e == NULL)
		return;
	halt(e);
	join(e);
	take_back(e);
	for (size_t i = 0; i < SLOTS; i++) {
		mem_free(e->slots[i].orders);
		mem_free(e->slots[i].lines);
		mem_free(e->slots[i].products);
	}
	gather_release(&e->g);
	mem_free(e->has_lines);
	mem_free(e->has_orders);
	counts_release(&e->now);
	mem_free(e->digests);
	pthread_cond_destroy(&e->wake);
	pthread_mutex_destroy(&e->lock);
	mem_free(e);
}

/* ---- the import ---- */

void
early_adopt(struct store_early *e, struct tx *tx)
{
	*tx = e->tx;
	e->ended = true;
}

static bool
same_header(const struct store_early *e, const struct plan *p, size_t i)
{
	return newrows_digest(&p->b->orders[i]) == e->digests[i];
}

bool
early_counted(struct store_early *e, const struct plan *p)
{
	const struct gather *g = &p->g;

	if (e->takes_back || g->any_alike ||
	    e->digits != g->f.currency.digits ||
	    memcmp(e->g.is_product, g->is_product,
		g->n_products * sizeof(*g->is_product)) != 0)
		return false;
	for (size_t i = 0; i < g->n_orders; i++)
		if (!same_header(e, p, i))
			return false;
	e->counted = true;
	return true;
}

const struct store_counted *
early_take_counts(struct store_early *e)
{
	e->given = e->now;
	e->now = (struct store_counted){ 0 };
	return &e->given;
}

bool
early_tally(const struct store_early *e, int64_t *loaded, int64_t *excluded)
{
	if (!e->counted)
		return false;
	*loaded += e->loaded;
	*excluded += e->excluded;
	return true;
}

static bool
same_count(const struct store_early *e, const struct gather *g, size_t i)
{
	const struct store_counted *a = &e->now, *b = &g->now;
	size_t l = g->first[i], n = g->first[i + 1] - l;

	return a->counted[i] == b->counted[i] &&
	    a->order_reason[i] == b->order_reason[i] &&
	    a->cart_value[i] == b->cart_value[i] &&
	    a->net_value[i] == b->net_value[i] &&
	    memcmp(a->quantity + l, b->quantity + l,
		n * sizeof(*a->quantity)) == 0 &&
	    memcmp(a->line_reason + l, b->line_reason + l, n) == 0;
}

bool
early_settle(struct store_early *e, const struct plan *p, int64_t import_id,
    const struct progress *pg, struct err *err)
{
	const struct gather *g = &p->g;
	uint32_t *changed = NULL;
	size_t cap = 0, n = 0;
	bool ok = import_id == e->import_id ||
	    store_damaged(p->st, "its imports are numbered otherwise", err);

	for (size_t i = 0; !e->counted && i < g->n_orders && ok; i++) {
		if (same_header(e, p, i) && same_count(e, g, i))
			continue;
		ok = mem_try_reserve((void **)&changed, &cap, n + 1,
		    sizeof(*changed), "orders", err);
		if (ok)
			changed[n++] = (uint32_t)i;
	}
	ok = ok && newrows_replace(p->st, g, import_id, changed, n, pg, err);
	mem_free(changed);
	return ok;
}
