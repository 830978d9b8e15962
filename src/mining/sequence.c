/*
 * sequence - how it works: orders are taken by customer, then time, so that
 * writing each line's product down gives every product the list of its
 * customers, ascending, with the time of the first purchase:
 *
 *	product   0              1       2
 *	first     0              2       3
 *	customer  4      9       4       7
 *	time      .      .       .       .
 *
 * The list of a is laid out by customer, that of each partner walked along it.
 * Days between are counted in one cell a day, from which the median is read
 * without sorting.
 *
 * Packed entries are four variable-length integers (LEB128): b - the entry
 * before it (or a), customers, a_first, and twice the median lag.
 */
#include "mining/sequence.h"

#include <stdatomic.h>

#include "base/date.h"
#include "base/mem.h"
#include "mining/crew.h"

#define NEVER INT64_MIN

/* Who bought a product, and when first. */
struct firsts {
	size_t *first; /* products + 1 */
	uint32_t *customer;
	int64_t *time;
};

/* ---- first purchases ---- */

struct visit {
	int64_t time;
	uint32_t order;
	int32_t customer;
};

static int
compare_visits(const void *va, const void *vb)
{
	const struct visit *x = va, *y = vb;

	if (x->customer != y->customer)
		return x->customer < y->customer ? -1 : 1;
	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

static bool
holds_asked(const struct sales *s, size_t order, const bool *asked)
{
	for (size_t l = s->first[order]; l < s->first[order + 1]; l++)
		if (asked[s->product[l]])
			return true;
	return false;
}

/* The identified customers' orders of asked products, by customer and time. */
static bool
sort_visits(const struct sales *s, const bool *asked, struct visit **out,
    size_t *n, struct err *err)
{
	struct visit *v = mem_try_array(s->orders, sizeof(*v), "orders", err);

	*n = 0;
	*out = v;
	if (v == NULL)
		return false;
	for (size_t o = 0; o < s->orders; o++)
		if (s->customer[o] != SALES_GUEST && holds_asked(s, o, asked))
			v[(*n)++] = (struct visit){ s->time[o], (uint32_t)o,
				s->customer[o] };
	if (*n > 0)
		qsort(v, *n, sizeof(*v), compare_visits);
	return true;
}

/*
 * Walks the first purchases of asked products. 'last' holds the customer plus
 * 1 who bought each last; 'count' how many there are or, with f, where the
 * next one goes.
 */
static void
walk(const struct sales *s, const struct visit *visits, size_t n,
    const bool *asked, uint32_t *last, size_t *count, struct firsts *f)
{
	memset(last, 0, s->products * sizeof(*last));
	for (size_t i = 0; i < n; i++) {
		uint32_t who = (uint32_t)visits[i].customer;
		size_t o = visits[i].order;
		for (size_t l = s->first[o]; l < s->first[o + 1]; l++) {
			uint32_t p = s->product[l];
			if (!asked[p] || last[p] == who + 1)
				continue;
			last[p] = who + 1;
			if (f != NULL) {
				f->customer[count[p]] = who;
				f->time[count[p]] = visits[i].time;
			}
			count[p]++;
		}
	}
}

/* Turns counts into offsets, in place; how many there are. */
static size_t
lay_out(struct firsts *f, size_t *count, size_t products)
{
	size_t sum = 0;

	for (size_t p = 0; p < products; p++) {
		f->first[p] = sum;
		sum += count[p];
		count[p] = f->first[p];
	}
	f->first[products] = sum;
	return sum;
}

static bool
find_firsts(const struct sequence *rows, size_t n_rows, const struct sales *s,
    struct firsts *f, struct err *err)
{
	size_t n, total;
	struct visit *visits = NULL;
	bool *asked =
	    mem_try_zarray(s->products, sizeof(*asked), "products", err);
	uint32_t *last =
	    mem_try_array(s->products, sizeof(*last), "products", err);
	size_t *count =
	    mem_try_zarray(s->products, sizeof(*count), "products", err);
	bool ok = false;

	f->first =
	    mem_try_array(s->products + 1, sizeof(*f->first), "products", err);
	if (!asked || !last || !count || !f->first)
		goto out;
	for (size_t i = 0; i < n_rows; i++)
		asked[rows[i].a] = asked[rows[i].b] = true;
	if (!sort_visits(s, asked, &visits, &n, err))
		goto out;
	walk(s, visits, n, asked, last, count, NULL);
	total = lay_out(f, count, s->products);
	f->customer =
	    mem_try_array(total, sizeof(*f->customer), "purchases", err);
	f->time = mem_try_array(total, sizeof(*f->time), "purchases", err);
	ok = f->customer != NULL && f->time != NULL;
	if (ok)
		walk(s, visits, n, asked, last, count, f);
out:
	mem_free(visits);
	mem_free(asked);
	mem_free(last);
	mem_free(count);
	return ok;
}

/* ---- pairs ---- */

struct counting {
	struct sequence *rows;
	size_t n, customers, days; /* cells that lags need */
	struct firsts firsts;
	const struct progress *progress;
	atomic_size_t next; /* row */
	atomic_bool stop;
	struct err err[CREW_MAX]; /* of each member */
};

enum {
	RUN = 256, /* rows a thread takes at a time */
};

/* What a thread needs. */
struct counter {
	const struct firsts *f;
	int64_t *when; /* customers: first purchase of a, NEVER */
	uint32_t *lags; /* days: zero between rows */
	uint32_t *met; /* customers: the days counted in 'lags' */
};

static size_t
days_between(int64_t t, int64_t u)
{
	return (size_t)((t > u ? t - u : u - t) / DATE_SECONDS_A_DAY);
}

/* Lays the customers of a product out, or clears them again. */
static void
lay_product(const struct counter *c, uint32_t product, bool there)
{
	const struct firsts *f = c->f;

	for (size_t i = f->first[product]; i < f->first[product + 1]; i++)
		c->when[f->customer[i]] = there ? f->time[i] : NEVER;
}

/* The median of n > 0 lags: of an even number the middle of two. */
static double
median_lag(const uint32_t *lags, uint32_t n)
{
	uint32_t seen = lags[0];
	size_t low = 0, high;

	while (seen <= (n - 1) / 2)
		seen += lags[++low];
	high = low;
	while (seen <= n / 2)
		seen += lags[++high];
	return (double)(low + high) / 2;
}

static void
count_row(const struct counter *c, struct sequence *row)
{
	const struct firsts *f = c->f;
	struct relation_sequence of = { .customers = 0 };

	for (size_t i = f->first[row->b]; i < f->first[row->b + 1]; i++) {
		int64_t a = c->when[f->customer[i]], b = f->time[i];
		if (a == NEVER || a == b)
			continue;
		size_t days = days_between(a, b);
		c->lags[days]++;
		c->met[of.customers++] = (uint32_t)days;
		of.a_first += a < b;
	}
	if (of.customers > 0)
		of.median_lag_days = median_lag(c->lags, of.customers);
	for (uint32_t i = 0; i < of.customers; i++)
		c->lags[c->met[i]] = 0;
	row->of = of;
}

static void
count_run(const struct counter *c, struct sequence *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || rows[i - 1].a != rows[i].a)
			lay_product(c, rows[i].a, true);
		count_row(c, &rows[i]);
		if (i + 1 == n || rows[i + 1].a != rows[i].a)
			lay_product(c, rows[i].a, false);
	}
}

static void
count_some(void *arg, unsigned member)
{
	struct counting *all = arg;
	struct err *err = &all->err[member];
	struct counter c = { .f = &all->firsts };
	bool ok;
	size_t at;

	c.when =
	    mem_try_array(all->customers, sizeof(*c.when), "customers", err);
	c.lags = mem_try_zarray(all->days, sizeof(*c.lags), "days", err);
	c.met = mem_try_array(all->customers, sizeof(*c.met), "customers", err);
	ok = c.when != NULL && c.lags != NULL && c.met != NULL;
	for (size_t i = 0; ok && i < all->customers; i++)
		c.when[i] = NEVER;
	while (ok && !atomic_load(&all->stop) &&
	    (at = atomic_fetch_add(&all->next, RUN)) < all->n) {
		size_t n = all->n - at < RUN ? all->n - at : RUN;
		count_run(&c, all->rows + at, n);
		if (member == 0 &&
		    !progress_report(all->progress, "who buys what first",
			(int64_t)at, (int64_t)all->n, err))
			atomic_store(&all->stop, true);
	}
	mem_free(c.when);
	mem_free(c.lags);
	mem_free(c.met);
}

/* Days that the orders span, so that every lag has a cell. */
static size_t
span_of(const struct sales *s)
{
	int64_t least = INT64_MAX, most = INT64_MIN;

	for (size_t o = 0; o < s->orders; o++) {
		least = s->time[o] < least ? s->time[o] : least;
		most = s->time[o] > most ? s->time[o] : most;
	}
	return s->orders > 0 ? days_between(least, most) + 1 : 1;
}

bool
sequences_count(struct sequence *rows, size_t n, const struct sales *sales,
    unsigned threads, const struct progress *progress, struct err *err)
{
	struct counting *c = mem_try_zarray(1, sizeof(*c), "pairs", err);
	bool ok;

	if (c == NULL)
		return false;
	c->rows = rows;
	c->n = n;
	c->customers = sales->customers;
	c->days = span_of(sales);
	c->progress = progress;
	atomic_init(&c->next, 0);
	atomic_init(&c->stop, false);
	ok = n == 0 || find_firsts(rows, n, sales, &c->firsts, err);
	if (ok && n > 0)
		crew_run(threads, count_some, c);
	for (size_t m = 0; ok && m < ARRAY_LEN(c->err); m++)
		if (c->err[m].code != ERR_NONE)
			ok = err_set(err, c->err[m].code, "%s", c->err[m].text);
	mem_free(c->firsts.first);
	mem_free(c->firsts.customer);
	mem_free(c->firsts.time);
	mem_free(c);
	return ok;
}

/* ---- packed ---- */

static void
put(struct str *out, uint32_t v)
{
	while (v >= 0x80) {
		str_add_char(out, (char)(v | 0x80));
		v >>= 7;
	}
	str_add_char(out, (char)v);
}

static bool
get(const unsigned char **at, const unsigned char *end, uint32_t *out)
{
	uint32_t v = 0;

	for (unsigned shift = 0; *at < end && shift < 32; shift += 7) {
		unsigned char c = *(*at)++;
		v |= (uint32_t)(c & 0x7f) << shift;
		if (c < 0x80) {
			*out = v;
			return true;
		}
	}
	return false;
}

void
sequences_pack(struct sequences *out, const struct sequence *rows, size_t n,
    size_t products)
{
	size_t i = 0;

	out->products = products;
	out->at = mem_array(products + 1, sizeof(*out->at));
	str_init(&out->bytes);
	for (uint32_t a = 0; a < products; a++) {
		uint32_t before = a;
		out->at[a] = (uint32_t)out->bytes.len;
		for (; i < n && rows[i].a == a; i++) {
			const struct relation_sequence *of = &rows[i].of;
			assert(rows[i].b > before);
			put(&out->bytes, rows[i].b - before);
			put(&out->bytes, of->customers);
			put(&out->bytes, of->a_first);
			put(&out->bytes, (uint32_t)(of->median_lag_days * 2));
			before = rows[i].b;
		}
	}
	out->at[products] = (uint32_t)out->bytes.len;
}

void
sequences_release(struct sequences *sq)
{
	if (sq->products > 0)
		str_release(&sq->bytes);
	mem_free(sq->at);
	*sq = (struct sequences){ .products = 0 };
}

bool
sequences_find(const struct sequences *sq, uint32_t a, uint32_t b,
    struct relation_sequence *out)
{
	uint32_t low = a < b ? a : b, high = a < b ? b : a, step, lag;
	const unsigned char *at, *end;

	if (high >= sq->products)
		return false;
	at = (const unsigned char *)sq->bytes.p + sq->at[low];
	end = (const unsigned char *)sq->bytes.p + sq->at[low + 1];
	for (uint32_t partner = low; partner < high && get(&at, end, &step);) {
		partner += step;
		if (!get(&at, end, &out->customers) ||
		    !get(&at, end, &out->a_first) || !get(&at, end, &lag))
			return false;
		if (partner != high)
			continue;
		if (a > b)
			out->a_first = out->customers - out->a_first;
		out->median_lag_days = lag / 2.0;
		return true;
	}
	return false;
}

void
sequences_encode(const struct sequences *sq, struct str *out)
{
	uint32_t products = (uint32_t)sq->products;

	str_add_bytes(out, (const char *)&products, sizeof(products));
	if (products == 0)
		return;
	str_add_bytes(
	    out, (const char *)sq->at, (sq->products + 1) * sizeof(*sq->at));
	str_add_slice(out, slice_str(&sq->bytes));
}

bool
sequences_decode(struct sequences *sq, struct slice bytes)
{
	uint32_t products;
	size_t offsets;
	bool ok = true;

	if (bytes.len < sizeof(products))
		return false;
	memcpy(&products, bytes.p, sizeof(products));
	offsets = ((size_t)products + 1) * sizeof(*sq->at);
	if (products == 0)
		return bytes.len == sizeof(products);
	if (bytes.len - sizeof(products) < offsets)
		return false;
	sq->products = products;
	sq->at = mem_array((size_t)products + 1, sizeof(*sq->at));
	str_init(&sq->bytes);
	memcpy(sq->at, bytes.p + sizeof(products), offsets);
	str_add_bytes(&sq->bytes, bytes.p + sizeof(products) + offsets,
	    bytes.len - sizeof(products) - offsets);
	for (size_t a = 0; ok && a < products; a++)
		ok = sq->at[a] <= sq->at[a + 1];
	ok = ok && sq->at[0] == 0 && sq->at[products] == sq->bytes.len;
	if (!ok)
		sequences_release(sq);
	return ok;
}
