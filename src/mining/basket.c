/*
 * basket - see basket.h.
 *
 * Built in passes over the lines: sizes (who is kept), frequencies (what
 * rank), items, then postings (basket_parts.c). The products of a store's
 * orders come in the order of their ranks; those of others are sorted basket
 * by basket. Customers as baskets are in basket_customers.c.
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
	uint32_t *rank; /* per product, closer together than in the result */
	bool repeats; /* products inside an order */
	struct basket_parts parts;
};

enum {
	AHEAD = 8 /* baskets whose order is asked for early */
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

uint32_t
baskets_find(const struct baskets *bk, uint32_t at)
{
	size_t low = 0, high = bk->count - 1;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (bk->basket[middle].end <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return (uint32_t)low;
}

/* In the units of a basket's. */
static uint64_t
weight_units(double weight)
{
	return (uint64_t)(weight * 4294967296.0 + 0.5);
}

uint64_t
basket_weight(size_t size)
{
	return weight_units(weight_of(size));
}

/* The first time this product is met in this order? */
static bool
is_new(
    const struct build *b, struct basket_part *part, uint32_t product, size_t o)
{
	uint32_t mark = (uint32_t)o + 1;

	if (!b->repeats)
		return true;
	if (part->stamp[product] == mark)
		return false;
	part->stamp[product] = mark;
	return true;
}

static void
forget_stamps(const struct build *b, struct basket_part *part)
{
	if (b->repeats)
		memset(part->stamp, 0, b->in->products * sizeof(*part->stamp));
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

/* Distinct products of an order; those that ascend are. */
static uint32_t
distinct_in(struct build *b, size_t o)
{
	const struct basket_orders *in = b->in;
	const uint32_t *product = in->product;
	size_t first = in->first[o], end = in->first[o + 1], i = first + 1;
	uint32_t size = 0;

	while (i < end && product[i - 1] < product[i])
		i++;
	if (i >= end)
		return (uint32_t)(end - first);
	for (i = first; i < end; i++)
		size += is_new(b, &b->parts.part[0], product[i], o);
	return size;
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
		for (size_t i = in->first[o]; i < in->first[o + 1]; i++)
			if (in->product[i] >= in->products)
				return err_set(err, ERR_INPUT,
				    "order %zu holds product %u of only %zu", o,
				    in->product[i], in->products);
		uint32_t size = distinct_in(b, o);
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
	bk->weight = weight_units(weight);
	st->baskets++;
	st->items += s;
	st->ordered_pairs += s * (s - 1);
	st->weighted_pairs += weight * (double)(s * (s - 1));
}

/* Pass 2: in how many baskets, of what size, each product stands. A part has a
 * run of orders. */
static void
count_products(void *arg, unsigned member)
{
	struct build *b = arg;
	const struct basket_orders *in = b->in;
	struct basket_part *part = &b->parts.part[member];
	size_t n = b->parts.n, o = in->orders / n * member;
	size_t end =
	    member + 1 < n ? in->orders / n * (member + 1) : in->orders;

	forget_stamps(b, part);
	for (; o < end; o++) {
		if (b->size[o] == 0)
			continue;
		unsigned k = basket_stratum_of(b->size[o]);
		for (size_t i = in->first[o]; i < in->first[o + 1]; i++) {
			if (!is_new(b, part, in->product[i], o))
				continue;
			struct basket_product *p =
			    &part->product[in->product[i]];
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

/* Orders stand in memory as they came, those of a customer far apart. */
static void
ask_ahead(const struct build *b, size_t j, size_t end)
{
	const struct basket *bk = b->out->basket;
	const struct basket_orders *in = b->in;

	if (j + 2 * AHEAD < end)
		__builtin_prefetch(&in->first[bk[j + 2 * AHEAD].order]);
	if (j + AHEAD < end)
		__builtin_prefetch(
		    &in->product[in->first[bk[j + AHEAD].order]]);
}

/* The ranks of a basket, ascending. */
static uint64_t
fill_basket(const struct build *b, struct basket_part *part, size_t j)
{
	const struct basket_orders *in = b->in;
	struct baskets *out = b->out;
	const struct basket *bk = &out->basket[j];
	uint32_t *item = out->item + bk->begin;
	size_t n = 0, o = bk->order;
	bool ordered = true;
	uint64_t hash = random_mix((bk->customer | (uint64_t)j << 32) ^
	    (out->fade ? bk->weight << 32 : 0));

	for (size_t i = in->first[o]; i < in->first[o + 1]; i++) {
		uint32_t p = in->product[i];
		if (!is_new(b, part, p, o))
			continue;
		item[n] = b->rank[p];
		ordered = ordered && (n == 0 || item[n - 1] < item[n]);
		n++;
		hash = random_mix(hash + p);
	}
	if (!ordered)
		basket_sort(item, n, part->bits);
	return hash;
}

/* Pass 3: each basket's products. */
static void
fill_items(void *arg, unsigned member)
{
	struct build *b = arg;
	struct basket_part *part = &b->parts.part[member];
	uint64_t hash = 0;

	forget_stamps(b, part);
	for (size_t j = part->begin; j < part->end; j++) {
		ask_ahead(b, j, part->end);
		hash += fill_basket(b, part, j);
	}
	part->hash = hash;
}

static uint64_t
fingerprint_of(const struct build *b)
{
	uint64_t hash = b->out->cap;

	for (unsigned i = 0; i < b->parts.n; i++)
		hash += b->parts.part[i].hash;
	return random_mix(hash ^ b->out->products);
}

/* Memory whose size is known before the first pass. */
static bool
take_memory(struct build *b, struct err *err)
{
	const struct basket_orders *in = b->in;
	struct baskets *out = b->out;
	size_t n = in->products;

	b->size = mem_try_array(in->orders, sizeof(*b->size), "orders", err);
	b->rank = mem_try_array(n, sizeof(*b->rank), "products", err);
	out->product =
	    mem_try_zarray(n, sizeof(*out->product), "products", err);
	out->product_of =
	    mem_try_array(n, sizeof(*out->product_of), "products", err);
	out->first_posting =
	    mem_try_zarray(n + 1, sizeof(*out->first_posting), "products", err);
	out->meetings =
	    mem_try_zarray(n, sizeof(*out->meetings), "products", err);
	return b->size && b->rank && out->product && out->product_of &&
	    out->first_posting && out->meetings &&
	    basket_parts_init(&b->parts, out, in->threads,
		in->orders > 0 ? in->first[in->orders] : 0, err);
}

static bool
take_basket_memory(struct build *b, struct err *err)
{
	struct baskets *out = b->out;

	out->basket =
	    mem_try_zarray(out->count, sizeof(*out->basket), "baskets", err);
	out->item =
	    mem_try_array(out->lines, sizeof(*out->item), "basket lines", err);
	out->posting = mem_try_array(
	    out->lines, sizeof(*out->posting), "basket lines", err);
	if (b->in->fade != NULL) {
		out->fade = mem_try_array(
		    out->count, sizeof(*out->fade), "baskets", err);
		out->posting_basket = mem_try_array(out->lines,
		    sizeof(*out->posting_basket), "basket lines", err);
	}
	return out->basket && out->item && out->posting &&
	    (b->in->fade == NULL || (out->fade && out->posting_basket));
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
	crew_run(b.parts.n, count_products, &b);
	basket_parts_add(&b.parts, out);
	if (!rank_products(out, err))
		goto out;
	for (size_t p = 0; p < out->products; p++)
		b.rank[p] = out->product[p].rank;
	basket_parts_deal(&b.parts, out);
	crew_run(b.parts.n, fill_items, &b);
	out->fingerprint = fingerprint_of(&b);
	ok = basket_post(out, &b.parts, err);
out:
	mem_free(b.size);
	mem_free(b.rank);
	basket_parts_release(&b.parts);
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
    uint32_t cap, double half_life, unsigned threads, struct err *err)
{
	struct basket_orders in = {
		.orders = sales->orders,
		.products = sales->products,
		.first = sales->first,
		.product = sales->product,
		.customer = sales->customer,
		.threads = threads,
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
	return baskets_from_recent(out, sales, cap, 0, 1, err);
}

void
baskets_release(struct baskets *bk)
{
	mem_free(bk->basket);
	mem_free(bk->fade);
	mem_free(bk->item);
	mem_free(bk->posting);
	mem_free(bk->posting_basket);
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
