/*
 * store_snapshot - how it works: a part holds the counted orders with ids
 * from part * 16384 on, as two strings of variable-length integers
 * (store_varint.h), small because most values are:
 *
 *	order_columns   for each order: id - previous id, customer id,
 *	                time - previous time (signed), cart value,
 *	                net value - cart value (signed), shipping + 1 or 0,
 *	                shipping cost + 1 or 0, lines
 *	line_columns    for each line: product id - previous product id of the
 *	                order, quantity, paid
 *
 * About five bytes a line, so reading is faster than copying plain arrays
 * through SQLite's pages would be. Every byte is read with its bounds checked:
 * a file may be damaged.
 */
#include "store/store_snapshot.h"

#include "base/mem.h"
#include "store/store_median.h"
#include "store/store_varint.h"

enum {
	PART_BITS = 14,
	ORDER_INTEGERS = 8,
	LINE_INTEGERS = 3,
};

/* ---- reading ---- */

bool
snapshot_open(struct snapshot_walk *w, struct store *st, struct err *err)
{
	*w = (struct snapshot_walk){ .st = st, .open = true };
	return query_open(&w->q, st, STMT_PARTS, err);
}

void
snapshot_open_parts(struct snapshot_walk *w, struct store *st,
    const struct snapshot_parts *parts)
{
	*w = (struct snapshot_walk){ .st = st, .parts = parts };
}

void
snapshot_close(struct snapshot_walk *w)
{
	if (w->open)
		query_close(&w->q);
	w->open = false;
}

/* Least order of a part. A number no part has wraps around, and is then not
 * the part of its orders. */
static int64_t
first_of(int64_t part)
{
	return (int64_t)((uint64_t)part << PART_BITS);
}

static void
start_part(struct snapshot_walk *w, struct slice orders, struct slice lines)
{
	w->order = (const unsigned char *)orders.p;
	w->order_end = w->order + orders.len;
	w->line = (const unsigned char *)lines.p;
	w->line_end = w->line + lines.len;
	w->prev = (struct snapshot_order){ .order_id = first_of(w->part) };
}

/* The next one in memory, if there is one. */
static bool
next_of_parts(struct snapshot_walk *w)
{
	const struct snapshot_part *p;
	const char *bytes;

	if (w->at == w->parts->n)
		return false;
	p = &w->parts->v[w->at++];
	bytes = w->parts->bytes + p->first;
	w->part = p->part;
	start_part(w, slice_bytes(bytes, p->order_bytes),
	    slice_bytes(bytes + p->order_bytes, p->line_bytes));
	return true;
}

static bool
next_part(struct snapshot_walk *w, bool *more, struct err *err)
{
	struct slice orders, lines;

	if (w->parts != NULL) {
		*more = next_of_parts(w);
		return true;
	}
	*more = false;
	if (!w->open)
		return true;
	if (!query_row(&w->q, more, err))
		return false;
	if (!*more) {
		w->open = false;
		return true;
	}
	w->part = read_int(&w->q);
	read_int(&w->q);
	read_int(&w->q);
	orders = read_bytes(&w->q);
	lines = read_bytes(&w->q);
	start_part(w, orders, lines);
	return true;
}

static bool
torn(struct snapshot_walk *w, struct err *err)
{
	return store_damaged(w->st, "its columns of orders are torn", err);
}

/* Adds without overflow trouble; what comes out wrong is caught by checks. */
static int64_t
wrap_add(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a + (uint64_t)b);
}

static bool
take_order(struct snapshot_walk *w, struct snapshot_order *o)
{
	const unsigned char **at = &w->order, *end = w->order_end;
	int64_t id, time, net;

	if (!varint_get(at, end, &id) ||
	    !varint_get(at, end, &o->customer_id) ||
	    !varint_get_signed(at, end, &time) ||
	    !varint_get(at, end, &o->cart_value) ||
	    !varint_get_signed(at, end, &net) ||
	    !varint_get(at, end, &o->shipping) ||
	    !varint_get(at, end, &o->ship_cost) ||
	    !varint_get(at, end, &o->lines))
		return false;
	o->order_id = wrap_add(w->prev.order_id, id);
	o->time = wrap_add(w->prev.time, time);
	o->net_value = wrap_add(o->cart_value, net);
	o->shipping = o->shipping == 0 ? INT64_MIN : o->shipping - 1;
	o->ship_cost = o->ship_cost == 0 ? INT64_MIN : o->ship_cost - 1;
	return id >= 0 && o->order_id >> PART_BITS == w->part &&
	    o->customer_id >= 0 && o->customer_id < INT32_MAX &&
	    o->cart_value >= 0 && o->lines >= 1 &&
	    (uint64_t)o->lines <= (size_t)(w->line_end - w->line);
}

bool
snapshot_next(struct snapshot_walk *w, struct snapshot_order *o, bool *more,
    struct err *err)
{
	struct snapshot_line skipped;

	while (w->left > 0)
		if (!snapshot_line(w, &skipped, err))
			return false;
	*more = true;
	while (w->order == w->order_end) {
		if (w->line != w->line_end)
			return torn(w, err);
		if (!next_part(w, more, err))
			return false;
		if (!*more)
			return true;
	}
	if (!take_order(w, o))
		return torn(w, err);
	w->prev = *o;
	w->left = o->lines;
	w->prev_product = 0;
	return true;
}

bool
snapshot_line(struct snapshot_walk *w, struct snapshot_line *l, struct err *err)
{
	assert(w->left > 0);
	if (!varint_get(&w->line, w->line_end, &l->product_id) ||
	    !varint_get(&w->line, w->line_end, &l->quantity) ||
	    !varint_get(&w->line, w->line_end, &l->paid) ||
	    l->product_id <= 0 || l->product_id > INT32_MAX ||
	    l->quantity < 1 || l->quantity > INT32_MAX || l->paid < 0)
		return torn(w, err);
	l->product_id += w->prev_product;
	w->prev_product = l->product_id;
	w->left--;
	return true;
}

bool
snapshot_size(
    struct store *st, int64_t *orders, int64_t *lines, struct err *err)
{
	struct query q;
	bool row;

	*orders = *lines = 0;
	if (!query_open(&q, st, STMT_PARTS_SIZE, err) ||
	    !query_row(&q, &row, err))
		return false;
	if (row) {
		*orders = read_int(&q);
		*lines = read_int(&q);
	}
	query_close(&q);
	return true;
}

/* ---- writing ---- */

struct part_writer {
	struct str orders, lines;
	int64_t n_orders, n_lines;
	int64_t prev_id, prev_time, prev_product;
};

static void
write_order(struct part_writer *w, const struct snapshot_order *o)
{
	str_reserve(&w->orders, ORDER_INTEGERS * VARINT_LONGEST);
	varint_put(&w->orders, (uint64_t)(o->order_id - w->prev_id));
	varint_put(&w->orders, (uint64_t)o->customer_id);
	varint_put_signed(&w->orders, wrap_add(o->time, -w->prev_time));
	varint_put(&w->orders, (uint64_t)o->cart_value);
	varint_put_signed(&w->orders, wrap_add(o->net_value, -o->cart_value));
	varint_put(&w->orders, o->shipping < 0 ? 0 : (uint64_t)o->shipping + 1);
	varint_put(
	    &w->orders, o->ship_cost < 0 ? 0 : (uint64_t)o->ship_cost + 1);
	varint_put(&w->orders, (uint64_t)o->lines);
	w->orders.p[w->orders.len] = '\0';
	w->prev_id = o->order_id;
	w->prev_time = o->time;
	w->prev_product = 0;
	w->n_orders++;
}

static void
write_line(struct part_writer *w, const struct snapshot_line *l)
{
	str_reserve(&w->lines, LINE_INTEGERS * VARINT_LONGEST);
	varint_put(&w->lines, (uint64_t)(l->product_id - w->prev_product));
	varint_put(&w->lines, (uint64_t)l->quantity);
	varint_put(&w->lines, (uint64_t)l->paid);
	w->lines.p[w->lines.len] = '\0';
	w->prev_product = l->product_id;
	w->n_lines++;
}

/* Working memory for the lines of one order. */
struct merged {
	struct snapshot_line *lines;
	size_t n, cap;
};

static int
compare_product(const void *a, const void *b)
{
	const struct snapshot_line *x = a, *y = b;

	return (x->product_id > y->product_id) -
	    (x->product_id < y->product_id);
}

/* Most orders are short, and qsort's calls would cost more than the rest. */
static void
sort_lines(struct merged *m)
{
	if (m->n > 40) {
		qsort(m->lines, m->n, sizeof(*m->lines), compare_product);
		return;
	}
	for (size_t i = 1; i < m->n; i++) {
		struct snapshot_line l = m->lines[i];
		size_t j = i;
		for (; j > 0 && m->lines[j - 1].product_id > l.product_id; j--)
			m->lines[j] = m->lines[j - 1];
		m->lines[j] = l;
	}
}

/* The counted lines of order i, one a product, ascending. */
static void
merge_lines(const struct gather *g, size_t i, struct merged *m)
{
	const struct store_counted *c = &g->now;
	size_t n = 0;

	m->lines = mem_reserve(m->lines, &m->cap,
	    g->first[i + 1] - g->first[i] + 1, sizeof(*m->lines));
	m->n = 0;
	for (size_t l = g->first[i]; l < g->first[i + 1]; l++)
		if (c->quantity[l] > 0)
			m->lines[m->n++] = (struct snapshot_line){
				.product_id =
				    gather_counted_id(g, g->f.lines[l].product),
				.quantity = c->quantity[l],
				.paid = c->paid[l],
			};
	sort_lines(m);
	for (size_t l = 1; l < m->n; l++) {
		if (m->lines[l].product_id != m->lines[n].product_id) {
			m->lines[++n] = m->lines[l];
			continue;
		}
		m->lines[n].quantity += m->lines[l].quantity;
		m->lines[n].paid += m->lines[l].paid;
	}
	if (m->n > 0)
		m->n = n + 1;
	for (size_t l = 0; l < m->n; l++)
		if (m->lines[l].quantity > INT32_MAX)
			m->lines[l].quantity = INT32_MAX;
}

static void
write_counted(
    struct part_writer *w, const struct gather *g, size_t i, struct merged *m)
{
	if (!g->now.counted[i])
		return;
	merge_lines(g, i, m);
	write_order(w,
	    &(struct snapshot_order){
		.order_id = g->rows[i].order_id,
		.customer_id = g->rows[i].customer_id,
		.time = g->f.orders[i].time,
		.cart_value = g->now.cart_value[i],
		.net_value = g->now.net_value[i],
		.shipping = g->f.orders[i].shipping,
		.ship_cost = g->f.orders[i].shipping_cost,
		.lines = (int64_t)m->n,
	    });
	for (size_t l = 0; l < m->n; l++)
		write_line(w, &m->lines[l]);
}

static bool
copy_order(struct part_writer *w, struct snapshot_walk *old,
    const struct snapshot_order *o, struct err *err)
{
	struct snapshot_line l;

	write_order(w, o);
	for (int64_t i = 0; i < o->lines; i++) {
		if (!snapshot_line(old, &l, err))
			return false;
		write_line(w, &l);
	}
	return true;
}

/* What changes, in ascending order id, and how far it has been used. */
struct changes {
	const struct gather *g;
	size_t i; /* next order of g; only touched ones matter */
	const int64_t *removed;
	size_t n_removed, r;
};

static int64_t
next_touched(struct changes *ch)
{
	while (ch->i < ch->g->n_orders && !ch->g->touched[ch->i])
		ch->i++;
	return ch->i < ch->g->n_orders ? ch->g->rows[ch->i].order_id
				       : INT64_MAX;
}

static int64_t
next_removed(const struct changes *ch)
{
	return ch->r < ch->n_removed ? ch->removed[ch->r] : INT64_MAX;
}

static bool
merge_part(struct changes *ch, struct snapshot_walk *old, int64_t end,
    struct part_writer *w, struct merged *m, struct err *err)
{
	struct snapshot_order o;
	bool more;

	if (!snapshot_next(old, &o, &more, err))
		return false;
	for (;;) {
		int64_t have = more ? o.order_id : INT64_MAX;
		int64_t touched = next_touched(ch), gone = next_removed(ch);
		int64_t id = have < touched ? have : touched;
		id = id < gone ? id : gone;
		if (id >= end)
			return true;
		if (id == touched)
			write_counted(w, ch->g, ch->i++, m);
		else if (id == have && id != gone &&
		    !copy_order(w, old, &o, err))
			return false;
		if (id == gone)
			ch->r++;
		if (id == have && !snapshot_next(old, &o, &more, err))
			return false;
	}
}

static bool
put_part(struct store *st, const struct snapshot_part *p, const char *orders,
    const char *lines, struct err *err)
{
	struct query q;

	if (!query_open(&q, st, STMT_PART_PUT, err))
		return false;
	bind_int(&q, p->part);
	bind_int(&q, p->orders);
	bind_int(&q, p->lines);
	bind_blob(&q, slice_bytes(orders, p->order_bytes));
	bind_blob(&q, slice_bytes(lines, p->line_bytes));
	return query_run(&q, err);
}

static struct snapshot_part
written_part(int64_t part, const struct part_writer *w)
{
	return (struct snapshot_part){
		.part = part,
		.orders = w->n_orders,
		.lines = w->n_lines,
		.order_bytes = w->orders.len,
		.line_bytes = w->lines.len,
	};
}

static bool
save_part(struct store *st, int64_t part, const struct part_writer *w,
    struct err *err)
{
	struct snapshot_part p = written_part(part, w);

	return w->n_orders == 0
	    ? query_run_int(st, STMT_PART_DROP, part, err)
	    : put_part(st, &p, w->orders.p, w->lines.p, err);
}

/* The stored columns of one part, copied, because they are replaced. */
static bool
load_part(struct store *st, int64_t part, struct str *orders, struct str *lines,
    struct err *err)
{
	struct query q;
	bool row;

	str_clear(orders);
	str_clear(lines);
	if (!query_open(&q, st, STMT_PART_GET, err))
		return false;
	bind_int(&q, part);
	if (!query_row(&q, &row, err))
		return false;
	if (row) {
		read_int(&q);
		read_int(&q);
		str_add_slice(orders, read_bytes(&q));
		str_add_slice(lines, read_bytes(&q));
	}
	query_close(&q);
	return true;
}

static bool
rewrite_part(struct store *st, int64_t part, struct changes *ch,
    struct merged *m, struct err *err)
{
	struct part_writer w = { .orders = STR_INIT, .lines = STR_INIT };
	struct snapshot_walk old = { .st = st, .part = part };
	struct str orders = STR_INIT, lines = STR_INIT;
	bool ok = load_part(st, part, &orders, &lines, err);

	w.prev_id = first_of(part);
	if (ok) {
		/* A walk of this part alone: no query behind it. */
		start_part(&old, slice_str(&orders), slice_str(&lines));
		ok = merge_part(ch, &old, first_of(part + 1), &w, m, err) &&
		    save_part(st, part, &w, err);
	}
	str_release(&w.orders);
	str_release(&w.lines);
	str_release(&orders);
	str_release(&lines);
	return ok;
}

/* ---- all parts of a store that has none ---- */

static bool
add_part(struct snapshot_parts *out, int64_t part, const struct part_writer *w,
    struct err *err)
{
	struct snapshot_part p = written_part(part, w);

	if (w->n_orders == 0)
		return true;
	if (!mem_try_reserve((void **)&out->v, &out->cap, out->n + 1,
		sizeof(*out->v), "orders", err) ||
	    !mem_try_reserve((void **)&out->bytes, &out->cap_bytes,
		out->used + p.order_bytes + p.line_bytes, 1, "orders", err))
		return false;
	p.first = out->used;
	memcpy(out->bytes + p.first, w->orders.p, p.order_bytes);
	memcpy(out->bytes + p.first + p.order_bytes, w->lines.p, p.line_bytes);
	out->used += p.order_bytes + p.line_bytes;
	out->v[out->n++] = p;
	return true;
}

bool
snapshot_encode(struct store *st, const struct gather *g,
    struct snapshot_parts *out, const atomic_bool *stop, struct err *err)
{
	struct part_writer w = { .orders = STR_INIT, .lines = STR_INIT };
	struct changes ch = { .g = g };
	struct merged m = { 0 };
	int64_t id;
	bool ok = true;

	*out = (struct snapshot_parts){ 0 };
	while (
	    ok && !atomic_load(stop) && (id = next_touched(&ch)) != INT64_MAX) {
		int64_t part = id >> PART_BITS;
		struct snapshot_walk none = { .st = st, .part = part };

		str_clear(&w.orders);
		str_clear(&w.lines);
		w.n_orders = w.n_lines = w.prev_time = 0;
		w.prev_id = first_of(part);
		ok = merge_part(&ch, &none, first_of(part + 1), &w, &m, err) &&
		    add_part(out, part, &w, err);
	}
	mem_free(m.lines);
	str_release(&w.orders);
	str_release(&w.lines);
	return ok;
}

bool
snapshot_save(
    struct store *st, const struct snapshot_parts *parts, struct err *err)
{
	for (size_t i = 0; i < parts->n; i++) {
		const struct snapshot_part *p = &parts->v[i];
		const char *bytes = parts->bytes + p->first;

		if (!put_part(st, p, bytes, bytes + p->order_bytes, err))
			return false;
	}
	return true;
}

void
snapshot_parts_release(struct snapshot_parts *parts)
{
	mem_free(parts->v);
	mem_free(parts->bytes);
	*parts = (struct snapshot_parts){ 0 };
}

/* ---- what changes of a store's parts ---- */

bool
snapshot_update(struct store *st, struct gather *g, const int64_t *removed,
    size_t n_removed, struct err *err)
{
	struct changes ch = { g, 0, removed, n_removed, 0 };
	struct merged m = { 0 };
	bool ok = true;

	for (;;) {
		int64_t touched = next_touched(&ch), gone = next_removed(&ch);
		int64_t id = touched < gone ? touched : gone;
		if (id == INT64_MAX || !ok)
			break;
		ok = rewrite_part(st, id >> PART_BITS, &ch, &m, err);
	}
	mem_free(m.lines);
	return ok && medians_update(st, g, n_removed > 0 || g->lines_went, err);
}
