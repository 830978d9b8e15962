/*
 * store_gather - how it works: orders are appended one after the other, their
 * lines behind each other; gather_count then makes the plain arrays that the
 * rules see.
 */
#include "store/store_gather.h"

#include "base/date.h"
#include "base/mem.h"

static const struct {
	const char *name, *meaning;
} reasons[] = {
#define X(code, text, what) [code] = { .name = text, .meaning = what },
	STORE_REASONS(X)
#undef X
};
_Static_assert(ARRAY_LEN(reasons) == REASON_COUNT, "a reason without a name");

enum {
	REPORT_EVERY = 1 << 16 /* lines */
};

const char *
store_reason_name(enum store_reason reason)
{
	return reasons[reason].name;
}

const char *
store_reason_meaning(enum store_reason reason)
{
	return reasons[reason].meaning;
}

enum store_reason
store_reason_parse(struct slice name)
{
	for (int i = 0; i < REASON_COUNT; i++)
		if (slice_eq_c(name, reasons[i].name))
			return (enum store_reason)i;
	return REASON_NONE;
}

void
gather_init(struct gather *g)
{
	*g = (struct gather){ 0 };
}

void
gather_forget(struct gather *g)
{
	mem_free(g->rows);
	mem_free(g->first);
	mem_free(g->touched);
	mem_free(g->now.counted);
	mem_free(g->now.order_reason);
	mem_free(g->now.cart_value);
	mem_free(g->now.net_value);
	mem_free(g->now.quantity);
	mem_free(g->now.line_reason);
	mem_free(g->now.paid);
	g->rows = NULL;
	g->first = NULL;
	g->touched = NULL;
	g->now = (struct store_counted){ 0 };
	g->n_orders = g->n_known = g->n_lines = 0;
}

void
gather_release(struct gather *g)
{
	gather_forget(g);
	mem_free(g->products);
	mem_free(g->product_id);
	mem_free(g->is_product);
	mem_free(g->alike);
	mem_free(g->index_of);
	mem_free(g->orders);
	mem_free(g->lines);
	mem_free(g->stored);
	mem_free(g->was);
	arena_release(&g->text);
	*g = (struct gather){ 0 };
}

/* ---- products ---- */

static bool
range_of(
    struct store *st, enum stmt_id id, size_t *n, int64_t *max, struct err *err)
{
	struct query q;
	bool row;

	if (!query_open(&q, st, id, err) || !query_row(&q, &row, err))
		return false;
	*n = row ? (size_t)read_int(&q) : 0;
	*max = row ? read_int(&q) : 0;
	query_close(&q);
	return true;
}

/* Reads PRODUCT_COLUMNS. */
static void
read_product(struct gather *g, struct query *q)
{
	struct batch_product p = { 0 };
	int64_t id = read_int(q), active;
	uint32_t alike;
	bool is_product;

	p.key = store_folded_key(read_text(q, &g->text), &g->text);
	p.sku = read_text(q, &g->text);
	p.title = read_text(q, &g->text);
	p.category = read_text(q, &g->text);
	p.brand = read_text(q, &g->text);
	p.parent_key = read_text(q, &g->text);
	p.attributes = read_text(q, &g->text);
	p.tags = read_text(q, &g->text);
	p.price4 = read_known(q);
	p.cost4 = read_known(q);
	p.stock = read_known(q);
	active = read_known(q);
	p.active = active == INT64_MIN ? -1 : active != 0;
	/* 'line' is free here: whether a product file named it. */
	p.line = read_int(q) != 0;
	is_product = read_int(q) != 0;
	read_known(q);
	if (!gather_product_index(g, read_known(q), &alike))
		alike = UINT32_MAX;
	gather_add_product(g, id, &p, is_product, alike);
}

bool
gather_products(
    struct gather *g, struct store *st, size_t extra, struct err *err)
{
	struct query q;
	size_t n;
	bool row, ok;

	if (!range_of(st, STMT_PRODUCT_RANGE, &n, &g->max_product, err))
		return false;
	if (g->max_product < 0 || g->max_product > INT32_MAX)
		return store_damaged(st, "a product id is out of range", err);
	g->cap_products = n + extra;
	g->products = mem_try_array(
	    g->cap_products, sizeof(*g->products), "products", err);
	g->product_id = mem_try_array(
	    g->cap_products, sizeof(*g->product_id), "products", err);
	g->is_product = mem_try_array(
	    g->cap_products, sizeof(*g->is_product), "products", err);
	g->index_of = mem_try_array(
	    (size_t)g->max_product + 1, sizeof(*g->index_of), "products", err);
	g->alike =
	    mem_try_array(g->cap_products, sizeof(*g->alike), "products", err);
	if (g->products == NULL || g->product_id == NULL ||
	    g->is_product == NULL || g->index_of == NULL || g->alike == NULL)
		return false;
	memset(g->index_of, 0xff,
	    ((size_t)g->max_product + 1) * sizeof(*g->index_of));
	if (!query_open(&q, st, STMT_PRODUCTS, err))
		return false;
	while ((ok = query_row(&q, &row, err)) && row &&
	    g->n_products < g->cap_products)
		read_product(g, &q);
	query_close(&q);
	return ok;
}

bool
gather_product_index(
    const struct gather *g, int64_t product_id, uint32_t *index)
{
	if (product_id < 1 || product_id > g->max_product)
		return false;
	*index = g->index_of[product_id];
	return *index != UINT32_MAX;
}

uint32_t
gather_add_product(struct gather *g, int64_t product_id,
    const struct batch_product *p, bool is_product, uint32_t alike)
{
	size_t i = g->n_products++;

	assert(i < g->cap_products);
	g->products[i] = *p;
	g->product_id[i] = product_id;
	g->is_product[i] = is_product;
	g->alike[i] = alike == UINT32_MAX ? (uint32_t)i : alike;
	g->any_alike |= g->alike[i] != i;
	/* New ids lie above those that are looked up again. */
	if (product_id >= 1 && product_id <= g->max_product)
		g->index_of[product_id] = (uint32_t)i;
	return (uint32_t)i;
}

bool
store_counted_how(struct store *st, int64_t *how, struct err *err)
{
	return counter_get(st, COUNTER_COUNTED, how, err);
}

/* Is the store counted in another way? Then this one is written down. */
static bool
note_how(struct store *st, const struct store_rules *rules, bool write,
    bool *flips, struct err *err)
{
	int64_t how;

	if (!counter_get(st, COUNTER_COUNTED, &how, err))
		return false;
	*flips = how != rules->how;
	return !*flips || !write ||
	    counter_put(st, COUNTER_COUNTED, rules->how, err);
}

/* Does it count as another one? */
static bool
is_joined(const struct gather *g, size_t i)
{
	return !g->apart && g->alike[i] != i;
}

/* The titles by which products are judged: of those that are joined that of
 * the last one in a product file, else of the first that has one. */
static const char **
joined_titles(const struct gather *g)
{
	const char **titles = mem_array(g->n_products, sizeof(*titles));

	for (size_t i = 0; i < g->n_products; i++) {
		const struct batch_product *p = &g->products[i];
		const char **title = &titles[g->alike[i]];

		titles[i] = p->title;
		if (is_joined(g, i) && p->title != NULL &&
		    (*title == NULL || p->line != 0))
			*title = p->title;
	}
	return titles;
}

static bool
write_flag(struct store *st, int64_t product_id, bool is, struct err *err)
{
	struct query q;

	if (!query_open(&q, st, STMT_PRODUCT_FLAG, err))
		return false;
	bind_int(&q, is);
	bind_int(&q, product_id);
	return query_run(&q, err);
}

bool
gather_classify(struct gather *g, struct store *st,
    const struct store_rules *rules, bool write, bool *flips, struct err *err)
{
	const char **titles;
	bool ok = true;

	if (!note_how(st, rules, write, flips, err))
		return false;
	if (*flips)
		g->all_anew = g->lines_went = true;
	g->apart = (rules->how & STORE_HOW_APART) != 0;
	titles = joined_titles(g);
	for (size_t i = 0; i < g->n_products; i++) {
		struct batch_product p = g->products[i];
		bool is;
		p.line = 0;
		p.title = titles[i];
		is = is_joined(g, i) ? g->is_product[g->alike[i]]
				     : rules->is_product(rules->arg, &p);
		if (is == g->is_product[i])
			continue;
		g->is_product[i] = is;
		*flips = true;
		if (write && ok)
			ok = write_flag(st, g->product_id[i], is, err);
	}
	mem_free(titles);
	return ok;
}

/* ---- known orders ---- */

bool
gather_read_order(struct query *q, struct arena *text, struct batch_order *o,
    struct gather_order *r, struct gather_stored *stored)
{
	struct gather_stored s = { 0 };
	const char *status;
	int64_t offset, customer;

	*o = (struct batch_order){ 0 };
	*r = (struct gather_order){ .order_id = read_int(q) };
	o->ref = read_text(q, text);
	o->time = read_int(q);
	offset = read_known(q);
	o->offset = offset == INT64_MIN ? DATE_NO_OFFSET : (int32_t)offset;
	customer = read_known(q);
	o->customer = customer == INT64_MIN ? BATCH_NONE : (int32_t)customer;
	r->customer_id = customer == INT64_MIN ? 0 : (int32_t)customer;
	status = read_text(q, text);
	o->country = read_text(q, text);
	o->channel = read_text(q, text);
	o->shipping = read_known(q);
	o->shipping_cost = read_known(q);
	o->discount = read_known(q);
	o->tax = read_known(q);
	o->total = read_known(q);
	r->first_line = read_int(q);
	o->lines = (uint32_t)read_int(q);
	s.counted = read_int(q) != 0;
	s.cart = read_int(q);
	s.net = read_int(q);
	s.reason = (uint8_t)store_reason_parse(read_bytes(q));
	if (stored != NULL)
		*stored = s;
	return batch_status_parse(status, &o->status) &&
	    (customer == INT64_MIN || (customer > 0 && customer < INT32_MAX));
}

static bool
add_order(struct gather *g, const struct batch_order *o,
    const struct gather_order *r, struct err *err)
{
	if (!mem_try_reserve((void **)&g->orders, &g->cap_orders,
		g->n_orders + 1, sizeof(*g->orders), "orders", err) ||
	    !mem_try_reserve((void **)&g->rows, &g->cap_rows, g->n_orders + 1,
		sizeof(*g->rows), "orders", err))
		return false;
	g->orders[g->n_orders] = *o;
	g->orders[g->n_orders].lines = 0;
	g->rows[g->n_orders++] = *r;
	if ((size_t)r->customer_id >= g->n_customers)
		g->n_customers = (size_t)r->customer_id + 1;
	return true;
}

static bool
add_known(struct gather *g, const struct batch_order *o,
    const struct gather_order *r, const struct gather_stored *stored,
    struct err *err)
{
	if (!mem_try_reserve((void **)&g->stored, &g->cap_stored,
		g->n_known + 1, sizeof(*g->stored), "orders", err) ||
	    !add_order(g, o, r, err))
		return false;
	g->stored[g->n_known] = *stored;
	g->n_known = g->n_orders;
	return true;
}

/* Reads LINE_COLUMNS. */
static bool
add_line(struct gather *g, struct query *q, int64_t *order_id,
    struct batch_line *l, struct gather_was *was, struct err *err)
{
	int64_t product;

	read_int(q);
	*order_id = read_int(q);
	product = read_int(q);
	*l = (struct batch_line){ .quantity = (int32_t)read_int(q) };
	l->price4 = read_int(q);
	l->discount = read_int(q);
	was->quantity = (int32_t)read_int(q);
	was->reason = (uint8_t)store_reason_parse(read_bytes(q));
	return gather_product_index(g, product, &l->product) ||
	    store_damaged(q->st, "a line names a missing product", err);
}

static bool
push_line(struct gather *g, struct batch_line *l, const struct gather_was *was,
    struct err *err)
{
	if (!mem_try_reserve((void **)&g->lines, &g->cap_lines, g->n_lines + 1,
		sizeof(*g->lines), "order lines", err) ||
	    !mem_try_reserve((void **)&g->was, &g->cap_was, g->n_was + 1,
		sizeof(*g->was), "order lines", err))
		return false;
	l->order = (uint32_t)(g->n_orders - 1);
	g->lines[g->n_lines++] = *l;
	g->was[g->n_was++] = *was;
	g->orders[g->n_orders - 1].lines++;
	return true;
}

static bool
gather_lines_of(struct gather *g, struct store *st,
    const struct gather_order *r, int64_t lines, struct err *err)
{
	struct query q;
	struct batch_line l;
	struct gather_was was;
	int64_t owner;
	bool row, ok;

	if (!query_open(&q, st, STMT_LINES_OF, err))
		return false;
	bind_int(&q, r->first_line);
	bind_int(&q, lines);
	while ((ok = query_row(&q, &row, err)) && row) {
		ok = add_line(g, &q, &owner, &l, &was, err) &&
		    (owner == r->order_id ||
			store_damaged(
			    st, "an order holds another's lines", err)) &&
		    push_line(g, &l, &was, err);
		if (!ok)
			break;
	}
	query_close(&q);
	return ok;
}

static bool
gather_one(
    struct gather *g, struct store *st, int64_t order_id, struct err *err)
{
	struct query q;
	struct batch_order o;
	struct gather_order r;
	struct gather_stored stored;
	bool row, sane = true;

	if (!query_open(&q, st, STMT_ORDER_BY_ID, err))
		return false;
	bind_int(&q, order_id);
	if (!query_row(&q, &row, err))
		return false;
	if (!row)
		return true;
	sane = gather_read_order(&q, &g->text, &o, &r, &stored);
	query_close(&q);
	if (!sane)
		return store_damaged(st, "an order's status is unknown", err);
	return add_known(g, &o, &r, &stored, err) &&
	    gather_lines_of(g, st, &r, o.lines, err);
}

bool
gather_orders(struct gather *g, struct store *st, const int64_t *ids, size_t n,
    struct err *err)
{
	for (size_t i = 0; i < n; i++)
		if (!gather_one(g, st, ids[i], err))
			return false;
	return true;
}

/* The scan of all lines: the row it stands on. */
struct line_scan {
	struct query q;
	int64_t owner; /* INT64_MAX at the end */
	struct batch_line line;
	struct gather_was was;
};

static bool
next_line(struct gather *g, struct line_scan *s, struct err *err)
{
	bool row;

	s->owner = INT64_MAX;
	return query_row(&s->q, &row, err) &&
	    (!row || add_line(g, &s->q, &s->owner, &s->line, &s->was, err));
}

static bool
scanned_lines(struct gather *g, struct line_scan *s, int64_t order_id,
    const struct progress *pg, struct err *err)
{
	while (s->owner == order_id) {
		if (!push_line(g, &s->line, &s->was, err) ||
		    !next_line(g, s, err))
			return false;
		if (g->n_lines % REPORT_EVERY == 0 &&
		    !progress_report(
			pg, "gathering orders", (int64_t)g->n_lines, 0, err))
			return false;
	}
	return true;
}

/*
 * Orders and lines in two scans: line ids ascend with order ids, because both
 * are handed out in the order of the files. Only the lines of an order that
 * gained some later stand further down; they are looked up for their order
 * and passed over where they stand.
 */
static bool
merge_all(struct gather *g, struct query *orders, struct line_scan *lines,
    const struct progress *pg, struct err *err)
{
	struct batch_order o;
	struct gather_order r;
	struct gather_stored stored;
	bool row, ok;

	if (!next_line(g, lines, err))
		return false;
	while ((ok = query_row(orders, &row, err)) && row) {
		if (!gather_read_order(orders, &g->text, &o, &r, &stored))
			return store_damaged(
			    orders->st, "an order's status is unknown", err);
		while (lines->owner < r.order_id)
			if (!next_line(g, lines, err))
				return false;
		if (!add_known(g, &o, &r, &stored, err) ||
		    !(lines->owner == r.order_id
			    ? scanned_lines(g, lines, r.order_id, pg, err)
			    : gather_lines_of(g, orders->st, &r, o.lines, err)))
			return false;
		if (g->orders[g->n_orders - 1].lines != o.lines)
			return store_damaged(orders->st,
			    "an order does not have the lines it says", err);
	}
	return ok;
}

bool
gather_all_orders(struct gather *g, struct store *st, const struct progress *pg,
    struct err *err)
{
	struct query orders = { 0 };
	struct line_scan lines = { 0 };
	bool ok = query_open(&orders, st, STMT_ORDERS_ALL, err) &&
	    query_open(&lines.q, st, STMT_LINES_ALL, err) &&
	    merge_all(g, &orders, &lines, pg, err);

	query_close(&orders);
	query_close(&lines.q);
	return ok;
}

/* ---- lines that take the place of others ---- */

/*
 * From the last order to the first, so that lines move up in place; below the
 * first that is swapped nothing moves.
 */
bool
gather_swap_lines(struct gather *g, const struct gather_swap *swaps, size_t n,
    struct err *err)
{
	size_t from = g->n_lines;
	size_t to = from;

	for (size_t s = 0; s < n; s++)
		to += swaps[s].n - g->orders[swaps[s].order].lines;
	if (!mem_try_reserve((void **)&g->lines, &g->cap_lines, to,
		sizeof(*g->lines), "order lines", err) ||
	    !mem_try_reserve((void **)&g->was, &g->cap_was, to, sizeof(*g->was),
		"order lines", err))
		return false;
	g->n_lines = g->n_was = to;
	for (size_t i = g->n_orders; i-- > 0 && n > 0;) {
		size_t lines = g->orders[i].lines;
		from -= lines;
		if (swaps[n - 1].order != i) {
			to -= lines;
			memmove(g->lines + to, g->lines + from,
			    lines * sizeof(*g->lines));
			memmove(g->was + to, g->was + from,
			    lines * sizeof(*g->was));
			continue;
		}
		const struct gather_swap *s = &swaps[--n];
		to -= s->n;
		g->orders[i].lines = (uint32_t)s->n;
		for (size_t l = 0; l < s->n; l++) {
			g->lines[to + l] = s->lines[l];
			g->lines[to + l].order = (uint32_t)i;
			g->was[to + l] = (struct gather_was){ 0 };
		}
	}
	return true;
}

/* ---- new orders ---- */

bool
gather_add_new(struct gather *g, const struct batch_order *o,
    const struct gather_order *r, struct err *err)
{
	return add_order(g, o, r, err);
}

bool
gather_add_new_line(
    struct gather *g, const struct batch_line *l, struct err *err)
{
	if (!mem_try_reserve((void **)&g->lines, &g->cap_lines, g->n_lines + 1,
		sizeof(*g->lines), "order lines", err))
		return false;
	g->lines[g->n_lines] = *l;
	g->lines[g->n_lines++].order = (uint32_t)(g->n_orders - 1);
	g->orders[g->n_orders - 1].lines++;
	return true;
}

bool
gather_find_known(const struct gather *g, int64_t order_id, size_t *i)
{
	size_t low = 0, high = g->n_known;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (g->rows[mid].order_id < order_id)
			low = mid + 1;
		else
			high = mid;
	}
	*i = low;
	return low < g->n_known && g->rows[low].order_id == order_id;
}

/* ---- counting ---- */

static bool
allocate_answer(struct gather *g, struct err *err)
{
	struct store_counted *c = &g->now;
	size_t o = g->n_orders, l = g->n_lines;

	c->counted = mem_try_zarray(o, sizeof(*c->counted), "orders", err);
	c->order_reason = mem_try_zarray(o, 1, "orders", err);
	c->cart_value =
	    mem_try_zarray(o, sizeof(*c->cart_value), "orders", err);
	c->net_value = mem_try_zarray(o, sizeof(*c->net_value), "orders", err);
	c->quantity =
	    mem_try_zarray(l, sizeof(*c->quantity), "order lines", err);
	c->line_reason = mem_try_zarray(l, 1, "order lines", err);
	c->paid = mem_try_zarray(l, sizeof(*c->paid), "order lines", err);
	return c->counted != NULL && c->order_reason != NULL &&
	    c->cart_value != NULL && c->net_value != NULL &&
	    c->quantity != NULL && c->line_reason != NULL && c->paid != NULL;
}

/* What store_facts.h asks of the rules. */
static void
check_answer(const struct gather *g)
{
	const struct store_counted *c = &g->now;

	for (size_t i = 0; i < g->n_orders; i++) {
		uint64_t sum = 0;
		bool any = false, sane = true;
		if (c->order_reason[i] >= REASON_COUNT)
			BUG("an order has an unknown reason");
		for (size_t l = g->first[i]; l < g->first[i + 1]; l++) {
			sane = sane && c->quantity[l] >= 0 &&
			    c->line_reason[l] < REASON_COUNT;
			if (c->quantity[l] <= 0)
				continue;
			any = true;
			sane = sane && c->paid[l] >= 0;
			sum += (uint64_t)c->paid[l];
		}
		if (!sane)
			BUG("a line is counted below zero");
		if (c->counted[i] &&
		    (!any || (uint64_t)c->cart_value[i] != sum))
			BUG("the lines of an order do not sum to its value");
	}
}

/* What the rules see. */
static bool
set_facts(struct gather *g, struct store *st, struct err *err)
{
	size_t n = g->n_orders;

	g->touched = mem_try_zarray(n, sizeof(*g->touched), "orders", err);
	g->first = mem_try_array(n + 1, sizeof(*g->first), "orders", err);
	if (g->touched == NULL || g->first == NULL)
		return false;
	/* A first import brings its currency along. */
	if (g->f.currency.code[0] == '\0' &&
	    !store_currency(st, &g->f.currency, err))
		return false;
	g->f.orders =
	    g->borrowed_orders != NULL ? g->borrowed_orders : g->orders;
	g->f.lines = g->borrowed_lines != NULL ? g->borrowed_lines : g->lines;
	g->first[0] = 0;
	for (size_t i = 0; i < n; i++)
		g->first[i + 1] = g->first[i] + g->f.orders[i].lines;
	assert(g->first[n] == g->n_lines);
	g->f.n_products = g->n_products;
	g->f.n_orders = n;
	g->f.n_lines = g->n_lines;
	g->f.n_customers = g->n_customers;
	g->f.products = g->products;
	g->f.product_id = g->product_id;
	g->f.is_product = g->is_product;
	g->f.same_as = g->any_alike && !g->apart ? g->alike : NULL;
	g->f.first = g->first;
	return true;
}

bool
gather_count(struct gather *g, struct store *st,
    const struct store_rules *rules, struct err *err)
{
	if (!allocate_answer(g, err) || !set_facts(g, st, err) ||
	    !rules->count(rules->arg, &g->f, &g->now, err))
		return false;
	check_answer(g);
	return true;
}

bool
gather_take_count(struct gather *g, struct store *st,
    const struct store_counted *now, struct err *err)
{
	g->now = *now;
	return set_facts(g, st, err);
}

/* ---- writing what differs ---- */

static const char *
reason_text(uint8_t reason)
{
	return reason == REASON_NONE ? NULL : reasons[reason].name;
}

static bool
save_lines(struct gather *g, struct query *q, size_t i, struct err *err)
{
	const struct store_counted *c = &g->now;

	for (size_t l = g->first[i]; l < g->first[i + 1]; l++) {
		if (c->quantity[l] == g->was[l].quantity &&
		    c->line_reason[l] == g->was[l].reason)
			continue;
		g->touched[i] = true;
		bind_int(q, c->quantity[l]);
		bind_text(q, reason_text(c->line_reason[l]));
		bind_int(q, g->rows[i].first_line + (int64_t)(l - g->first[i]));
		if (!query_again(q, err))
			return false;
	}
	return true;
}

static bool
save_order(struct gather *g, struct query *q, size_t i, struct err *err)
{
	const struct store_counted *c = &g->now;
	const struct gather_stored *was = &g->stored[i];

	if (c->counted[i] == was->counted && c->cart_value[i] == was->cart &&
	    c->net_value[i] == was->net && c->order_reason[i] == was->reason)
		return true;
	g->touched[i] = true;
	bind_int(q, c->counted[i]);
	bind_int(q, c->cart_value[i]);
	bind_int(q, c->net_value[i]);
	bind_text(q, reason_text(c->order_reason[i]));
	bind_int(q, g->rows[i].order_id);
	return query_again(q, err);
}

bool
gather_save_known(struct gather *g, struct store *st, int64_t *orders_changed,
    struct err *err)
{
	struct query lines = { 0 }, orders = { 0 };
	bool ok = query_open(&lines, st, STMT_LINE_COUNTED, err) &&
	    query_open(&orders, st, STMT_ORDER_COUNTED, err);

	*orders_changed = 0;
	for (size_t i = 0; i < g->n_known && ok; i++) {
		ok = save_lines(g, &lines, i, err) &&
		    save_order(g, &orders, i, err);
		*orders_changed += g->touched[i];
		g->touched[i] =
		    g->touched[i] || g->stored[i].rewritten || g->all_anew;
	}
	query_close(&lines);
	query_close(&orders);
	return ok;
}
