/*
 * store_orders - how it works: store_load_sales walks the snapshot and turns
 * ids into indices through arrays indexed by id.
 */
#include "store/store_orders.h"

#include "base/date.h"
#include "base/mem.h"
#include "store/store_products.h"
#include "store/store_snapshot.h"

/* ---- what stands beside the orders ---- */

bool
store_categories_load(
    struct store *st, struct store_categories *out, struct err *err)
{
	struct query q;
	size_t cap = 0;
	bool row, ok = true;

	*out = (struct store_categories){ 0 };
	out->names = mem_reserve(out->names, &cap, 1, sizeof(*out->names));
	out->names[out->n++] = "";
	if (!query_open(&q, st, STMT_CATEGORIES, err))
		ok = false;
	while (ok && (ok = query_row(&q, &row, err)) && row) {
		out->names = mem_reserve(
		    out->names, &cap, out->n + 1, sizeof(*out->names));
		out->names[out->n++] = read_text(&q, &out->text);
	}
	if (!ok)
		store_categories_release(out);
	return ok;
}

void
store_categories_release(struct store_categories *c)
{
	mem_free(c->names);
	arena_release(&c->text);
	*c = (struct store_categories){ 0 };
}

static uint32_t
category_index(const struct store_categories *c, const char *name)
{
	size_t low = 1, high = c->n;

	if (name == NULL)
		return 0;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(c->names[mid], name);
		if (order == 0)
			return (uint32_t)mid;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return 0;
}

/* Ids to indices; NULL: id i has index i - 1. */
struct id_map {
	int64_t max;
	uint32_t *index;
	bool joined; /* several ids of an order may have one index */
};

static bool
map_lookup(const struct id_map *m, int64_t id, uint32_t *index)
{
	if (id < 1 || id > m->max)
		return false;
	*index = m->index != NULL ? m->index[id] : (uint32_t)(id - 1);
	return *index != UINT32_MAX;
}

static bool
map_init(struct id_map *m, int64_t max, const char *what, struct err *err)
{
	m->max = max;
	m->index = mem_try_array((size_t)max + 1, sizeof(*m->index), what, err);
	if (m->index == NULL)
		return false;
	memset(m->index, 0xff, ((size_t)max + 1) * sizeof(*m->index));
	return true;
}

static bool
id_range(
    struct store *st, enum stmt_id id, size_t *n, int64_t *max, struct err *err)
{
	struct query q;
	bool row;

	if (!query_open(&q, st, id, err) || !query_row(&q, &row, err))
		return false;
	*n = (size_t)read_int(&q);
	*max = read_int(&q);
	query_close(&q);
	return (*max >= 0 && *max < INT32_MAX && (int64_t)*n <= *max) ||
	    store_damaged(st, "an id is out of range", err);
}

static bool
load_products(struct store *st, const struct store_products *products,
    struct sales *s, struct id_map *map, struct err *err)
{
	struct store_categories categories;

	if (!store_categories_load(st, &categories, err))
		return false;
	for (size_t i = 0; i < products->n; i++) {
		const struct store_product *p = &products->rows[i];

		map->index[p->product_id] = (uint32_t)i;
		s->product_id[i] = p->product_id;
		s->price4[i] =
		    p->price4 != SALES_UNKNOWN ? p->price4 : p->median4;
		s->cost4[i] = p->cost4;
		s->category[i] = category_index(&categories, p->category);
	}
	for (size_t i = 0; i < products->n_aliases; i++) {
		const struct store_alias *alias = &products->aliases[i];

		if (alias->product_id <= map->max)
			map->index[alias->product_id] = (uint32_t)alias->index;
	}
	map->joined = products->families;
	store_categories_release(&categories);
	return true;
}

static bool
load_customers(
    struct store *st, struct sales *s, struct id_map *map, struct err *err)
{
	struct query q;
	size_t i = 0;
	bool row, ok;

	if ((int64_t)s->customers == map->max) {
		for (i = 0; i < s->customers; i++)
			s->customer_id[i] = (int64_t)i + 1;
		return true;
	}
	if (!map_init(map, map->max, "customers", err) ||
	    !query_open(&q, st, STMT_CUSTOMER_IDS, err))
		return false;
	while ((ok = query_row(&q, &row, err)) && row) {
		int64_t id = read_int(&q);
		if (i >= s->customers || id < 1 || id > map->max) {
			ok = store_damaged(
			    st, "customers are counted wrongly", err);
			break;
		}
		map->index[id] = (uint32_t)i;
		s->customer_id[i++] = id;
	}
	query_close(&q);
	return ok;
}

/* ---- the orders themselves ---- */

static bool
take_lines(struct snapshot_walk *w, struct sales *s, size_t at, int64_t n,
    const struct id_map *products, struct err *err)
{
	struct snapshot_line l;

	for (int64_t i = 0; i < n; i++, at++) {
		if (!snapshot_line(w, &l, err))
			return false;
		if (!map_lookup(products, l.product_id, &s->product[at]))
			return store_damaged(
			    w->st, "an order names a missing product", err);
		if (s->quantity == NULL)
			continue;
		s->quantity[at] = (int32_t)l.quantity;
		s->paid[at] = l.paid;
	}
	return true;
}

/* The lines from 'at' on, of one order: those of one product become one, and
 * they are ascending again. Returns how many they are. Orders are short. */
static size_t
join_lines(struct sales *s, size_t at, size_t n)
{
	size_t kept = 0;

	for (size_t i = at; i < at + n; i++) {
		uint32_t product = s->product[i];
		int32_t quantity = s->quantity[i];
		int64_t paid = s->paid[i];
		size_t to = at + kept;

		while (to > at && s->product[to - 1] > product)
			to--;
		if (to > at && s->product[to - 1] == product) {
			s->quantity[to - 1] += quantity;
			s->paid[to - 1] += paid;
			continue;
		}
		for (size_t k = at + kept; k > to; k--) {
			s->product[k] = s->product[k - 1];
			s->quantity[k] = s->quantity[k - 1];
			s->paid[k] = s->paid[k - 1];
		}
		s->product[to] = product;
		s->quantity[to] = quantity;
		s->paid[to] = paid;
		kept++;
	}
	return kept;
}

static bool
take_customer(struct snapshot_walk *w, const struct snapshot_order *o,
    const struct id_map *customers, int32_t *out, struct err *err)
{
	uint32_t index;

	*out = SALES_GUEST;
	if (o->customer_id == 0)
		return true;
	if (!map_lookup(customers, o->customer_id, &index))
		return store_damaged(
		    w->st, "an order names a missing customer", err);
	*out = (int32_t)index;
	return true;
}

/* Order i of s, its lines from 'at' on. */
static bool
take_order(struct snapshot_walk *w, const struct snapshot_order *o,
    struct sales *s, size_t i, size_t at, const struct id_map *products,
    const struct id_map *customers, struct err *err)
{
	s->time[i] = o->time;
	s->first[i] = at;
	if (s->order_id != NULL) {
		s->order_id[i] = o->order_id;
		s->cart_value[i] = o->cart_value;
		s->net_value[i] = o->net_value;
		s->shipping[i] = o->shipping;
		s->ship_cost[i] = o->ship_cost;
	}
	return take_customer(w, o, customers, &s->customer[i], err) &&
	    take_lines(w, s, at, o->lines, products, err);
}

/* The orders of some days. Those of others are passed over, so that memory is
 * touched for what is wanted alone. */
static bool
load_orders(struct store *st, const struct store_days *days, struct sales *s,
    const struct id_map *products, const struct id_map *customers,
    struct err *err)
{
	int64_t from = (int64_t)days->since * DATE_SECONDS_A_DAY;
	int64_t to = ((int64_t)days->until + 1) * DATE_SECONDS_A_DAY;
	size_t orders = s->orders, lines = s->lines, i = 0, at = 0;
	struct snapshot_walk w;
	struct snapshot_order o;
	bool more, ok;

	if (!snapshot_open(&w, st, err))
		return false;
	while ((ok = snapshot_next(&w, &o, &more, err)) && more) {
		if (orders == 0 || (size_t)o.lines > lines) {
			ok = store_damaged(
			    st, "a part holds more than it says", err);
			break;
		}
		orders--;
		lines -= (size_t)o.lines;
		if (o.time < from || o.time >= to)
			continue;
		if (!(ok = take_order(
			  &w, &o, s, i, at, products, customers, err)))
			break;
		at += products->joined ? join_lines(s, at, (size_t)o.lines)
				       : (size_t)o.lines;
		i++;
	}
	snapshot_close(&w);
	if (ok && (orders > 0 || lines > 0))
		ok = store_damaged(st, "a part holds less than it says", err);
	if (ok) {
		s->first[i] = at;
		sales_shrink(s, i, at);
	}
	return ok;
}

static bool
load_all(struct store *st, const struct store_days *days, bool amounts,
    struct sales *s, struct err *err)
{
	struct id_map products = { 0 }, customers = { 0 };
	struct store_products catalogue = { 0 };
	size_t n_products, n_customers;
	int64_t orders, lines;
	bool ok = false;

	if (!id_range(
		st, STMT_PRODUCT_RANGE, &n_products, &products.max, err) ||
	    !id_range(
		st, STMT_CUSTOMER_RANGE, &n_customers, &customers.max, err) ||
	    !snapshot_size(st, &orders, &lines, err) ||
	    !map_init(&products, products.max, "products", err) ||
	    !store_products_load(st, &catalogue, err))
		goto out;
	/* A line takes three bytes at least; so far no file is larger. */
	if (orders < 0 || lines < orders || lines > INT32_MAX) {
		store_damaged(st, "its parts hold impossible sizes", err);
		goto out;
	}
	if (!sales_init(s, (size_t)orders, (size_t)lines, catalogue.n,
		n_customers, err))
		goto out;
	ok = store_currency(st, &s->currency, err) &&
	    load_products(st, &catalogue, s, &products, err) &&
	    load_customers(st, s, &customers, err);
	/* Lines that are joined are moved with all they have. */
	if (ok && !amounts && !products.joined)
		sales_drop_amounts(s);
	ok = ok && load_orders(st, days, s, &products, &customers, err);
	if (!ok)
		sales_release(s);
out:
	store_products_release(&catalogue);
	mem_free(products.index);
	mem_free(customers.index);
	return ok;
}

static bool
load_one_state(struct store *st, const struct store_days *days, bool amounts,
    struct sales *out, struct err *err)
{
	static const struct store_days all = { INT32_MIN, INT32_MAX };
	bool own = sqlite3_get_autocommit(st->db) != 0;
	bool ok;

	*out = (struct sales){ 0 };
	/* Sizes, ids and orders must come from one state. */
	if (own && !store_read_begin(st, err))
		return false;
	ok = load_all(st, days != NULL ? days : &all, amounts, out, err);
	if (own)
		store_read_end(st);
	return ok;
}

bool
store_load_sales(struct store *st, const struct store_days *days,
    struct sales *out, struct err *err)
{
	return load_one_state(st, days, true, out, err);
}

bool
store_load_baskets(struct store *st, const struct store_days *days,
    struct sales *out, struct err *err)
{
	return load_one_state(st, days, false, out, err);
}

/* ---- lists ---- */

static enum order_status
status_of(const char *name)
{
	enum order_status status = STATUS_PLACED;

	batch_status_parse(name, &status);
	return status;
}

bool
store_extras_load(struct store *st, const struct sales *s,
    struct store_extras *out, struct err *err)
{
	struct query q = { 0 };
	bool row, ok;

	*out = (struct store_extras){ 0 };
	out->rows =
	    mem_try_zarray(s->orders, sizeof(*out->rows), "orders", err);
	ok = out->rows != NULL;
	for (size_t i = 0; i < s->orders && ok; i++) {
		struct store_order_extra *x = &out->rows[i];
		if (!(ok = query_open(&q, st, STMT_ORDER_EXTRA, err)))
			break;
		bind_int(&q, s->order_id[i]);
		if (!(ok = query_row(&q, &row, err)))
			break;
		if (!row) {
			ok = err_set(err, ERR_CONFLICT,
			    "the orders changed meanwhile; load them again");
			break;
		}
		x->ref = read_text(&q, &out->text);
		x->country = read_text(&q, &out->text);
		x->channel = read_text(&q, &out->text);
		x->discount = read_known(&q);
		x->tax = read_known(&q);
		x->total = read_known(&q);
		int64_t offset = read_known(&q);
		x->offset =
		    offset == INT64_MIN ? DATE_NO_OFFSET : (int32_t)offset;
		x->status = status_of(read_text(&q, &out->text));
		out->n++;
		query_close(&q);
	}
	query_close(&q);
	if (!ok)
		store_extras_release(out);
	return ok;
}

void
store_extras_release(struct store_extras *x)
{
	mem_free(x->rows);
	arena_release(&x->text);
	*x = (struct store_extras){ 0 };
}

bool
store_mark_promoted(
    struct store *st, const struct sales *s, bool *promoted, struct err *err)
{
	struct query q = { 0 };
	size_t at = 0;
	bool row, ok = query_open(&q, st, STMT_PROMOTED, err);

	memset(promoted, 0, s->orders * sizeof(*promoted));
	while (ok && (ok = query_row(&q, &row, err)) && row) {
		int64_t id = read_int(&q);
		while (at < s->orders && s->order_id[at] < id)
			at++;
		if (at < s->orders && s->order_id[at] == id)
			promoted[at] = true;
	}
	query_close(&q);
	return ok;
}

bool
store_count_promoted(struct store *st, const int64_t *order_id, size_t n,
    int64_t *promoted, struct err *err)
{
	struct query q = { 0 };
	bool row = false, ok = true;

	*promoted = 0;
	for (size_t i = 0; ok && i < n; i++) {
		if (!(ok = query_open(&q, st, STMT_PROMOTED_ONE, err)))
			break;
		bind_int(&q, order_id[i]);
		ok = query_row(&q, &row, err);
		if (ok && row)
			*promoted += read_int(&q);
		query_close(&q);
	}
	return ok;
}

static void
read_row(struct query *q, struct arena *text, struct store_order_row *r)
{
	*r = (struct store_order_row){ .order_id = read_int(q) };
	r->ref = read_text(q, text);
	r->customer = read_text(q, text);
	r->time = read_int(q);
	r->status = status_of(read_text(q, text));
	r->lines = read_int(q);
	r->cart_value = read_int(q);
	r->net_value = read_int(q);
	r->counted = read_int(q) != 0;
	r->reason = store_reason_parse(read_bytes(q));
}

/* Times of whole days; the ends of int32_t mean no limit. */
static void
bind_days(struct query *q, const struct store_days *days)
{
	bind_int(q,
	    days->since == INT32_MIN
		? INT64_MIN
		: (int64_t)days->since * DATE_SECONDS_A_DAY);
	bind_int(q,
	    days->until == INT32_MAX
		? INT64_MAX
		: ((int64_t)days->until + 1) * DATE_SECONDS_A_DAY);
}

bool
store_orders_load(struct store *st, const struct store_orders_filter *f,
    struct store_order_rows *out, struct err *err)
{
	struct query q;
	size_t cap = 0;
	bool row, ok;

	*out = (struct store_order_rows){ 0 };
	if (!query_open(&q, st, STMT_ORDERS_LIST, err))
		return false;
	bind_days(&q, &f->days);
	bind_int(&q, f->uncounted_only);
	bind_text(&q, f->customer);
	bind_int(&q, f->limit > 0 ? (int64_t)f->limit : -1);
	while ((ok = query_row(&q, &row, err)) && row) {
		ok = mem_try_reserve((void **)&out->rows, &cap, out->n + 1,
		    sizeof(*out->rows), "orders", err);
		if (!ok)
			break;
		read_row(&q, &out->text, &out->rows[out->n++]);
	}
	query_close(&q);
	if (!ok)
		store_orders_release(out);
	return ok;
}

void
store_orders_release(struct store_order_rows *r)
{
	mem_free(r->rows);
	arena_release(&r->text);
	*r = (struct store_order_rows){ 0 };
}

static bool
count_reasons(struct store *st, enum stmt_id id, int64_t counts[REASON_COUNT],
    struct err *err)
{
	struct query q;
	bool row, ok;

	if (!query_open(&q, st, id, err))
		return false;
	while ((ok = query_row(&q, &row, err)) && row) {
		enum store_reason reason = store_reason_parse(read_bytes(&q));
		counts[reason] += read_int(&q);
	}
	return ok;
}

bool
store_audit(struct store *st, struct store_audit *out, struct err *err)
{
	*out = (struct store_audit){ 0 };
	return count_reasons(st, STMT_AUDIT_ORDERS, out->orders, err) &&
	    count_reasons(st, STMT_AUDIT_LINES, out->lines, err);
}
