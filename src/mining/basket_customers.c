/*
 * basket_customers - customers as baskets; declared in basket.h.
 *
 * The baskets of one customer are neighbours, and so are all their items: what
 * a customer ever bought is one stretch of them, less what is repeated. One
 * pass counts the products of each, a second lays them, both by parts.
 */
#include "mining/basket_internal.h"

#include "base/mem.h"
#include "base/random.h"

struct gathering {
	struct baskets *out;
	const struct baskets *from;
	uint32_t *first; /* by customer: the first of its baskets; one more */
	uint32_t *size; /* by customer: distinct products */
	struct basket_parts parts;
};

/* Customers are numbered as their baskets come, that is ascending; guests are
 * last. */
static void
find_customers(struct gathering *g)
{
	const struct baskets *from = g->from;
	size_t n = 0, j = 0;

	for (; j < from->count; j++) {
		uint32_t c = from->basket[j].customer;

		if (c == BASKET_GUEST)
			break;
		if (j == 0 || from->basket[j - 1].customer != c)
			g->first[n++] = (uint32_t)j;
	}
	assert(n == from->identified);
	g->first[n] = (uint32_t)j;
}

/* All items of a customer. */
static const uint32_t *
stretch_of(const struct gathering *g, size_t c, size_t *n)
{
	const struct basket *first = &g->from->basket[g->first[c]];
	const struct basket *last = &g->from->basket[g->first[c + 1] - 1];

	*n = last->end - first->begin;
	return g->from->item + first->begin;
}

/* Did the customer come once? Then nothing is repeated, and all ascends. */
static bool
came_once(const struct gathering *g, size_t c)
{
	return g->first[c + 1] - g->first[c] == 1;
}

/* The customers of a part, about as many for each. */
static size_t
dealt(const struct gathering *g, unsigned member)
{
	return g->from->identified * member / g->parts.n;
}

static void
size_customers(void *arg, unsigned member)
{
	struct gathering *g = arg;
	uint32_t *stamp = g->parts.part[member].stamp;
	size_t end = dealt(g, member + 1), n;

	for (size_t c = dealt(g, member); c < end; c++) {
		const uint32_t *item = stretch_of(g, c, &n);
		uint32_t mark = (uint32_t)c + 1, size = 0;

		for (size_t i = 0; !came_once(g, c) && i < n; i++) {
			size += stamp[item[i]] != mark;
			stamp[item[i]] = mark;
		}
		g->size[c] = came_once(g, c) ? (uint32_t)n : size;
	}
}

/* The customers within the cap. */
static bool
lay_customers(struct gathering *g, struct err *err)
{
	struct baskets *out = g->out;
	size_t n = g->from->identified;

	out->basket = mem_try_zarray(n, sizeof(*out->basket), "customers", err);
	if (!out->basket)
		return false;
	for (size_t c = 0; c < n; c++) {
		uint32_t size = g->size[c];
		struct basket *bk = &out->basket[out->count];

		if (out->cap > 0 && size > out->cap) {
			out->set_apart++;
			continue;
		}
		basket_lay(out, out->count++, size, 1);
		bk->order = (uint32_t)c;
		bk->customer = g->from->basket[g->first[c]].customer;
		out->lines += size;
		out->multi += size > 1;
	}
	out->identified = out->count;
	return true;
}

/* The ranks of basket j, ascending. */
static void
fill_customer(const struct gathering *g, struct basket_part *part, size_t j)
{
	struct baskets *out = g->out;
	const struct basket *bk = &out->basket[j];
	uint32_t *to = out->item + bk->begin;
	size_t n, kept = 0;
	const uint32_t *item = stretch_of(g, bk->order, &n);
	uint32_t mark = (uint32_t)j + 1;

	if (came_once(g, bk->order)) {
		memcpy(to, item, n * sizeof(*to));
		return;
	}
	for (size_t i = 0; i < n; i++) {
		if (part->stamp[item[i]] == mark)
			continue;
		part->stamp[item[i]] = mark;
		to[kept++] = item[i];
	}
	basket_sort(to, kept, part->bits);
}

static void
fill_customers(void *arg, unsigned member)
{
	struct gathering *g = arg;
	struct baskets *out = g->out;
	struct basket_part *part = &g->parts.part[member];

	memset(part->stamp, 0, out->products * sizeof(*part->stamp));
	for (size_t j = part->begin; j < part->end; j++) {
		const struct basket *bk = &out->basket[j];
		unsigned k = basket_stratum_of(bk->end - bk->begin);

		fill_customer(g, part, j);
		for (uint32_t i = bk->begin; i < bk->end; i++) {
			struct basket_product *p =
			    &part->product[out->product_of[out->item[i]]];
			p->n++;
			p->in[k]++;
		}
	}
}

static bool
take_customer_memory(struct gathering *g, unsigned threads, struct err *err)
{
	struct baskets *out = g->out;
	size_t n = g->from->identified, products = g->from->products;

	g->first = mem_try_array(n + 1, sizeof(*g->first), "customers", err);
	g->size = mem_try_zarray(n, sizeof(*g->size), "customers", err);
	out->product =
	    mem_try_zarray(products, sizeof(*out->product), "products", err);
	out->product_of =
	    mem_try_array(products, sizeof(*out->product_of), "products", err);
	out->first_posting = mem_try_zarray(
	    products + 1, sizeof(*out->first_posting), "products", err);
	out->meetings =
	    mem_try_zarray(products, sizeof(*out->meetings), "products", err);
	return g->first && g->size && out->product && out->product_of &&
	    out->first_posting && out->meetings &&
	    basket_parts_init(&g->parts, out, threads, g->from->lines, err);
}

static bool
gather_customers(struct gathering *g, unsigned threads, struct err *err)
{
	const struct baskets *from = g->from;
	struct baskets *out = g->out;

	if (!take_customer_memory(g, threads, err))
		return false;
	find_customers(g);
	crew_run(g->parts.n, size_customers, g);
	if (!lay_customers(g, err))
		return false;
	out->item = mem_try_array(
	    out->lines, sizeof(*out->item), "customers' products", err);
	out->posting = mem_try_array(
	    out->lines, sizeof(*out->posting), "customers' products", err);
	if (!out->item || !out->posting)
		return false;
	for (size_t p = 0; p < out->products; p++)
		out->product[p].rank = from->product[p].rank;
	memcpy(out->product_of, from->product_of,
	    from->active * sizeof(*out->product_of));
	basket_parts_deal(&g->parts, out);
	crew_run(g->parts.n, fill_customers, g);
	basket_parts_add(&g->parts, out);
	return basket_post(out, &g->parts, err);
}

bool
baskets_of_customers(struct baskets *out, const struct baskets *from,
    uint32_t cap, unsigned threads, struct err *err)
{
	struct gathering g = { .out = out, .from = from };

	assert(cap > 0 && cap <= BASKET_SMALL);
	*out = (struct baskets){
		.orders = from->identified,
		.products = from->products,
		.active = from->active,
		.cap = cap,
		.rare_first = from->rare_first,
		.fingerprint = random_mix(from->fingerprint ^ cap),
	};
	bool ok = gather_customers(&g, threads, err);
	mem_free(g.first);
	mem_free(g.size);
	basket_parts_release(&g.parts);
	if (!ok)
		baskets_release(out);
	return ok;
}
