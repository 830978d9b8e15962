/*
 * basket - see basket.h.
 *
 * Built in passes over the lines: sizes (who is kept), frequencies (what
 * rank), then items and postings. Where the products of an order come in the
 * order of their ranks, as those of a store do, both are laid in one pass.
 * Otherwise postings are filled basket by basket, so each product's come out
 * in basket order; then items are filled rank by rank, so each basket's come
 * out by rank without sorting any. Customers as baskets are in
 * basket_customers.c.
 */
#include "mining/basket_internal.h"

#include <math.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/random.h"

/* Largest size of each stratum but the last. */
static const uint32_t STRATUM_END[BASKET_STRATA - 1] = { 1, 2, 3, 5, 8, 12, 18,
	27, 45, 90 };

/* What the passes share. */
struct build {
	const struct basket_orders *in;
	struct baskets *out;
	uint32_t *size; /* per order: distinct products, 0: not kept */
	uint32_t *stamp; /* per product: last order that held it, plus 1 */
	uint32_t *cursor; /* per basket or rank: next free place */
	bool repeats; /* products inside an order */
	bool ordered; /* the products of all orders come by rank */
};

unsigned
basket_stratum_of(size_t size)
{
	unsigned k = 0;

	while (k < BASKET_STRATA - 1 && size > STRATUM_END[k])
		k++;
	return k;
}

double
basket_pair_rate(const struct basket_stratum *st)
{
	double items = (double)st->items;

	return st->items ? (double)st->ordered_pairs / (items * items) : 0;
}

double
basket_weighted_rate(const struct basket_stratum *st)
{
	double items = (double)st->items;

	return st->items ? st->weighted_pairs / (items * items) : 0;
}

double
baskets_kappa(const struct baskets *bk)
{
	uint64_t items = 0, pairs = 0;

	for (unsigned k = 0; k < BASKET_STRATA; k++) {
		items += bk->stratum[k].items;
		pairs += bk->stratum[k].ordered_pairs;
	}
	if (items == 0)
		return 0;
	return (double)bk->count * (double)pairs /
	    ((double)items * (double)items);
}

static double
weight_of(size_t size)
{
	return size > 2 ? 1 / sqrt((double)(size - 1)) : 1;
}

/* The first time this product is met in this order? */
static bool
is_new(struct build *b, uint32_t product, size_t order)
{
	uint32_t mark = (uint32_t)order + 1;

	if (!b->repeats)
		return true;
	if (b->stamp[product] == mark)
		return false;
	b->stamp[product] = mark;
	return true;
}

static int32_t
customer_of(const struct basket_orders *in, size_t order)
{
	return in->customer ? in->customer[order] : SALES_GUEST;
}

static bool
check_limits(const struct basket_orders *in, struct err *err)
{
	if (in->products > BASKET_MAX_PRODUCTS)
		return err_set(err, ERR_LIMIT,
		    "%zu products are more than the %d that pairs can be "
		    "counted for; choose a part of the catalogue",
		    in->products, BASKET_MAX_PRODUCTS);
	size_t lines = in->orders ? in->first[in->orders] : 0;
	if (lines > BASKET_MAX_LINES || in->orders >= UINT32_MAX)
		return err_set(err, ERR_LIMIT,
		    "%zu order lines are more than the %zu that pairs can be "
		    "counted in; choose a shorter period",
		    lines, BASKET_MAX_LINES);
	return true;
}

/* Pass 1: distinct products of each order, and who is kept. */
static bool
count_sizes(struct build *b, struct err *err)
{
	const struct basket_orders *in = b->in;
	struct baskets *out = b->out;
	bool repeats = false;

	b->repeats = true;
	for (size_t o = 0; o < in->orders; o++) {
		uint32_t size = 0;
		for (size_t i = in->first[o]; i < in->first[o + 1]; i++) {
			if (in->product[i] >= in->products)
				return err_set(err, ERR_INPUT,
				    "order %zu holds product %u of only %zu", o,
				    in->product[i], in->products);
			size += is_new(b, in->product[i], o);
		}
		repeats = repeats || size < in->first[o + 1] - in->first[o];
		if (out->cap > 0 && size > out->cap) {
			out->set_apart++;
			size = 0;
		}
		b->size[o] = size;
		out->count += size > 0;
		out->lines += size;
		out->multi += size > 1;
	}
	b->repeats = repeats;
	return true;
}

static size_t
count_customers(const struct basket_orders *in)
{
	int32_t most = SALES_GUEST;

	for (size_t o = 0; o < in->orders; o++) {
		if (customer_of(in, o) > most)
			most = customer_of(in, o);
	}
	return (size_t)(most + 1);
}

/* Baskets in the order of (customer, order), guests last. */
static bool
order_baskets(struct build *b, struct err *err)
{
	const struct basket_orders *in = b->in;
	struct baskets *out = b->out;
	size_t customers = count_customers(in);
	uint32_t *start =
	    mem_try_zarray(customers + 2, sizeof(*start), "customers", err);

	if (!start)
		return false;
	for (size_t o = 0; o < in->orders; o++) {
		int32_t c = customer_of(in, o);
		size_t group = c < 0 ? customers : (size_t)c;
		start[group + 1] += b->size[o] > 0;
	}
	for (size_t c = 0; c < customers; c++) {
		out->identified += start[c + 1] > 0;
		start[c + 1] += start[c];
	}
	for (size_t o = 0; o < in->orders; o++) {
		int32_t c = customer_of(in, o);
		if (b->size[o] == 0)
			continue;
		struct basket *bk =
		    &out->basket[start[c < 0 ? customers : (size_t)c]++];
		bk->order = (uint32_t)o;
		bk->customer = c < 0 ? BASKET_GUEST : (uint32_t)c;
	}
	mem_free(start);
	return true;
}

void
basket_lay(struct baskets *out, size_t j, uint32_t size, double fade)
{
	struct basket *bk = &out->basket[j];
	uint64_t s = size;
	double weight = weight_of(size) * fade;
	struct basket_stratum *st = &out->stratum[basket_stratum_of(size)];

	bk->begin = j > 0 ? bk[-1].end : 0;
	bk->end = bk->begin + size;
	bk->weight = (uint64_t)(weight * 4294967296.0 + 0.5);
	st->baskets++;
	st->items += s;
	st->ordered_pairs += s * (s - 1);
	st->weighted_pairs += weight * (double)(s * (s - 1));
}

/* Pass 2: in how many baskets, of what size, each product stands. */
static void
count_products(struct build *b)
{
	const struct basket_orders *in = b->in;

	memset(b->stamp, 0, in->products * sizeof(*b->stamp));
	for (size_t o = 0; o < in->orders; o++) {
		if (b->size[o] == 0)
			continue;
		unsigned k = basket_stratum_of(b->size[o]);
		for (size_t i = in->first[o]; i < in->first[o + 1]; i++) {
			if (!is_new(b, in->product[i], o))
				continue;
			struct basket_product *p =
			    &b->out->product[in->product[i]];
			p->n++;
			p->in[k]++;
		}
	}
}

static int
key_compare(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return a < b ? -1 : a > b;
}

/* Ranks in the order asked for. */
static bool
rank_products(struct baskets *out, struct err *err)
{
	uint64_t *key =
	    mem_try_array(out->products, sizeof(*key), "products", err);

	if (!key)
		return false;
	for (size_t p = 0; p < out->products; p++) {
		uint64_t n = out->product[p].n;
		out->product[p].rank = BASKET_NONE;
		if (n > 0)
			key[out->active++] =
			    (out->rare_first ? n : 0) << 32 | p;
	}
	if (out->rare_first)
		qsort(key, out->active, sizeof(*key), key_compare);
	for (size_t r = 0; r < out->active; r++) {
		out->product_of[r] = (uint32_t)key[r];
		out->product[(uint32_t)key[r]].rank = (uint32_t)r;
	}
	mem_free(key);
	return true;
}

/* Where each rank's postings begin. */
static void
lay_postings(struct build *b)
{
	struct baskets *out = b->out;

	for (size_t r = 0; r < out->active; r++) {
		size_t first = out->first_posting[r];
		b->cursor[r] = (uint32_t)first;
		out->first_posting[r + 1] =
		    first + out->product[out->product_of[r]].n;
	}
	memset(b->stamp, 0, b->in->products * sizeof(*b->stamp));
	b->ordered = true;
}

/* A basket's items as they come, and its postings. */
static uint64_t
fill_basket(struct build *b, size_t j, uint64_t hash)
{
	const struct basket_orders *in = b->in;
	struct baskets *out = b->out;
	struct basket *bk = &out->basket[j];
	uint32_t at = bk->begin;
	size_t o = bk->order;

	for (size_t i = in->first[o]; i < in->first[o + 1]; i++) {
		uint32_t p = in->product[i];
		if (!is_new(b, p, o))
			continue;
		uint32_t r = out->product[p].rank;
		b->ordered =
		    b->ordered && (at == bk->begin || out->item[at - 1] < r);
		out->posting[b->cursor[r]++] =
		    (struct basket_posting){ .at = at, .basket = (uint32_t)j };
		out->item[at++] = r;
		out->meetings[r] += bk->end - at;
		hash = random_mix(hash + p);
	}
	return hash;
}

/* Pass 3: each product's baskets, and each basket's products when they come by
 * rank. */
static void
fill_postings(struct build *b)
{
	struct baskets *out = b->out;
	uint64_t hash = out->cap;

	lay_postings(b);
	for (size_t j = 0; j < out->count; j++)
		hash = fill_basket(b, j,
		    random_mix(hash ^ out->basket[j].customer ^
			(out->fade ? out->basket[j].weight << 32 : 0)));
	out->fingerprint = random_mix(hash ^ out->products);
}

/* Pass 4, when they do not: each basket's products, by rank. */
static void
fill_items(struct build *b)
{
	struct baskets *out = b->out;

	for (size_t j = 0; j < out->count; j++)
		b->cursor[j] = out->basket[j].begin;
	for (size_t r = 0; r < out->active; r++) {
		uint64_t behind = 0;
		for (size_t i = out->first_posting[r];
		     i < out->first_posting[r + 1]; i++) {
			struct basket_posting *post = &out->posting[i];
			uint32_t at = b->cursor[post->basket]++;
			out->item[at] = (uint32_t)r;
			post->at = at;
			behind += out->basket[post->basket].end - at - 1;
		}
		out->meetings[r] = behind;
	}
}

/* Memory whose size is known before the first pass. */
static bool
take_memory(struct build *b, struct err *err)
{
	const struct basket_orders *in = b->in;
	struct baskets *out = b->out;
	size_t n = in->products;

	b->size = mem_try_array(in->orders, sizeof(*b->size), "orders", err);
	b->stamp = mem_try_zarray(n, sizeof(*b->stamp), "products", err);
	out->product =
	    mem_try_zarray(n, sizeof(*out->product), "products", err);
	out->product_of =
	    mem_try_array(n, sizeof(*out->product_of), "products", err);
	out->first_posting =
	    mem_try_zarray(n + 1, sizeof(*out->first_posting), "products", err);
	out->meetings =
	    mem_try_zarray(n, sizeof(*out->meetings), "products", err);
	return b->size && b->stamp && out->product && out->product_of &&
	    out->first_posting && out->meetings;
}

static bool
take_basket_memory(struct build *b, struct err *err)
{
	struct baskets *out = b->out;
	size_t cursors =
	    out->count > out->products ? out->count : out->products;

	b->cursor = mem_try_array(cursors, sizeof(*b->cursor), "baskets", err);
	out->basket =
	    mem_try_zarray(out->count, sizeof(*out->basket), "baskets", err);
	out->item =
	    mem_try_array(out->lines, sizeof(*out->item), "basket lines", err);
	out->posting = mem_try_array(
	    out->lines, sizeof(*out->posting), "basket lines", err);
	if (b->in->fade != NULL)
		out->fade = mem_try_array(
		    out->count, sizeof(*out->fade), "baskets", err);
	return b->cursor && out->basket && out->item && out->posting &&
	    (b->in->fade == NULL || out->fade != NULL);
}

static void
lay_baskets(struct build *b)
{
	struct baskets *out = b->out;

	for (size_t j = 0; j < out->count; j++) {
		uint32_t order = out->basket[j].order;
		double fade = b->in->fade ? b->in->fade[order] : 1;

		basket_lay(out, j, b->size[order], fade);
		if (out->fade)
			out->fade[j] = fade;
	}
}

static bool
build(struct baskets *out, const struct basket_orders *in, uint32_t cap,
    bool rare_first, struct err *err)
{
	struct build b = { .in = in, .out = out };
	bool ok = false;

	*out = (struct baskets){
		.orders = in->orders,
		.products = in->products,
		.cap = cap,
		.rare_first = rare_first,
	};
	if (!check_limits(in, err) || !take_memory(&b, err) ||
	    !count_sizes(&b, err) || !take_basket_memory(&b, err) ||
	    !order_baskets(&b, err))
		goto out;
	lay_baskets(&b);
	count_products(&b);
	if (!rank_products(out, err))
		goto out;
	fill_postings(&b);
	if (!b.ordered)
		fill_items(&b);
	ok = true;
out:
	mem_free(b.size);
	mem_free(b.stamp);
	mem_free(b.cursor);
	if (!ok)
		baskets_release(out);
	return ok;
}

bool
baskets_init(struct baskets *out, const struct basket_orders *in, uint32_t cap,
    struct err *err)
{
	return build(out, in, cap, false, err);
}

bool
baskets_fade(const int64_t *time, size_t n, double half_life, double **out,
    struct err *err)
{
	int32_t newest = INT32_MIN;

	*out = NULL;
	if (half_life <= 0)
		return true;
	*out = mem_try_array(n + 1, sizeof(**out), "orders", err);
	if (*out == NULL)
		return false;
	for (size_t o = 0; o < n; o++)
		if (date_day_of(time[o]) > newest)
			newest = date_day_of(time[o]);
	for (size_t o = 0; o < n; o++)
		(*out)[o] =
		    exp2(-(double)(newest - date_day_of(time[o])) / half_life);
	return true;
}

bool
baskets_from_recent(struct baskets *out, const struct sales *sales,
    uint32_t cap, double half_life, struct err *err)
{
	struct basket_orders in = {
		.orders = sales->orders,
		.products = sales->products,
		.first = sales->first,
		.product = sales->product,
		.customer = sales->customer,
	};
	double *fade;
	bool ok;

	*out = (struct baskets){ 0 };
	if (!baskets_fade(sales->time, sales->orders, half_life, &fade, err))
		return false;
	in.fade = fade;
	ok = baskets_init(out, &in, cap, err);
	mem_free(fade);
	return ok;
}

bool
baskets_from_sales(struct baskets *out, const struct sales *sales, uint32_t cap,
    struct err *err)
{
	return baskets_from_recent(out, sales, cap, 0, err);
}

void
baskets_release(struct baskets *bk)
{
	mem_free(bk->basket);
	mem_free(bk->fade);
	mem_free(bk->item);
	mem_free(bk->posting);
	mem_free(bk->product);
	mem_free(bk->product_of);
	mem_free(bk->first_posting);
	mem_free(bk->meetings);
	*bk = (struct baskets){ 0 };
}

bool
baskets_rare_first(
    struct baskets *out, const struct baskets *from, struct err *err)
{
	size_t n = from->count;
	size_t *first = mem_try_zarray(n + 1, sizeof(*first), "baskets", err);
	uint32_t *product =
	    mem_try_array(from->lines, sizeof(*product), "basket lines", err);
	int32_t *customer = mem_try_array(n, sizeof(*customer), "baskets", err);
	bool ok = false;

	*out = (struct baskets){ 0 };
	if (!first || !product || !customer)
		goto out;
	for (size_t j = 0; j < n; j++) {
		uint32_t c = from->basket[j].customer;
		customer[j] = c == BASKET_GUEST ? SALES_GUEST : (int32_t)c;
		first[j + 1] = from->basket[j].end;
	}
	for (size_t i = 0; i < from->lines; i++)
		product[i] = from->product_of[from->item[i]];
	struct basket_orders in = {
		.orders = n,
		.products = from->products,
		.first = first,
		.product = product,
		.customer = customer,
		.fade = from->fade,
	};
	ok = build(out, &in, 0, true, err);
out:
	mem_free(first);
	mem_free(product);
	mem_free(customer);
	return ok;
}
