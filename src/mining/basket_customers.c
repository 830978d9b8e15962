/*
 * basket_customers - customers as baskets; declared in basket.h.
 *
 * Laid rank by rank: the postings of a product stand in customer order, so
 * whoever bought it again follows himself, and nothing is sorted or looked up.
 * A first pass counts each customer's products, a second lays them.
 */
#include "mining/basket_internal.h"

#include "base/mem.h"
#include "base/random.h"

struct gathering {
	struct baskets *out;
	const struct baskets *from;
	uint32_t *number; /* baskets of 'from': the customer's; BASKET_NONE */
	uint32_t *size; /* by number: distinct products */
	uint32_t *place; /* by number: the customer's basket; BASKET_NONE */
	uint32_t *cursor; /* by basket: next free place */
};

/* Customers numbered as their baskets come, that is ascending. */
static void
number_customers(struct gathering *g)
{
	const struct baskets *from = g->from;
	uint32_t n = 0;

	for (size_t j = 0; j < from->count; j++) {
		uint32_t c = from->basket[j].customer;
		g->number[j] = BASKET_NONE;
		if (c == BASKET_GUEST)
			continue;
		if (j == 0 || from->basket[j - 1].customer != c)
			n++;
		g->number[j] = n - 1;
	}
}

static void
size_customers(struct gathering *g)
{
	const struct baskets *from = g->from;

	for (size_t r = 0; r < from->active; r++) {
		uint32_t last = BASKET_NONE;
		for (size_t i = from->first_posting[r];
		     i < from->first_posting[r + 1]; i++) {
			uint32_t c = g->number[from->posting[i].basket];
			if (c != last && c != BASKET_NONE)
				g->size[c]++;
			last = c;
		}
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
		g->place[c] = BASKET_NONE;
		if (out->cap > 0 && size > out->cap) {
			out->set_apart++;
			continue;
		}
		g->place[c] = (uint32_t)out->count++;
		basket_lay(out, g->place[c], size, 1);
		g->cursor[g->place[c]] = out->basket[g->place[c]].begin;
		out->basket[g->place[c]].order = (uint32_t)c;
		out->lines += size;
		out->multi += size > 1;
	}
	out->identified = out->count;
	return true;
}

/* One product's customers. */
static void
fill_rank(struct gathering *g, uint32_t r)
{
	const struct baskets *from = g->from;
	struct baskets *out = g->out;
	struct basket_product *product = &out->product[out->product_of[r]];
	size_t at = out->first_posting[r];
	uint32_t last = BASKET_NONE;

	for (size_t i = from->first_posting[r]; i < from->first_posting[r + 1];
	     i++) {
		uint32_t c = g->number[from->posting[i].basket];
		if (c == last || c == BASKET_NONE)
			continue;
		last = c;
		uint32_t j = g->place[c];
		if (j == BASKET_NONE)
			continue;
		const struct basket *bk = &out->basket[j];
		uint32_t place = g->cursor[j]++;
		out->item[place] = r;
		out->posting[at] =
		    (struct basket_posting){ .at = place, .basket = j };
		at++;
		out->meetings[r] += bk->end - place - 1;
		product->n++;
		product->in[basket_stratum_of(bk->end - bk->begin)]++;
	}
	out->first_posting[r + 1] = at;
}

static bool
take_customer_memory(struct gathering *g, struct err *err)
{
	struct baskets *out = g->out;
	size_t n = g->from->identified, products = g->from->products;

	g->number =
	    mem_try_array(g->from->count, sizeof(*g->number), "customers", err);
	g->size = mem_try_zarray(n, sizeof(*g->size), "customers", err);
	g->place = mem_try_array(n, sizeof(*g->place), "customers", err);
	g->cursor = mem_try_array(n, sizeof(*g->cursor), "customers", err);
	out->product =
	    mem_try_zarray(products, sizeof(*out->product), "products", err);
	out->product_of =
	    mem_try_array(products, sizeof(*out->product_of), "products", err);
	out->first_posting = mem_try_zarray(
	    products + 1, sizeof(*out->first_posting), "products", err);
	out->meetings =
	    mem_try_zarray(products, sizeof(*out->meetings), "products", err);
	return g->number && g->size && g->place && g->cursor && out->product &&
	    out->product_of && out->first_posting && out->meetings;
}

static bool
gather_customers(struct gathering *g, struct err *err)
{
	const struct baskets *from = g->from;
	struct baskets *out = g->out;

	if (!take_customer_memory(g, err))
		return false;
	number_customers(g);
	size_customers(g);
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
	for (size_t r = 0; r < from->active; r++)
		fill_rank(g, (uint32_t)r);
	for (size_t j = 0; j < from->count; j++) {
		uint32_t c = g->number[j];
		if (c != BASKET_NONE && g->place[c] != BASKET_NONE)
			out->basket[g->place[c]].customer =
			    from->basket[j].customer;
	}
	return true;
}

bool
baskets_of_customers(struct baskets *out, const struct baskets *from,
    uint32_t cap, struct err *err)
{
	struct gathering g = { .out = out, .from = from };

	*out = (struct baskets){
		.orders = from->identified,
		.products = from->products,
		.active = from->active,
		.cap = cap,
		.rare_first = from->rare_first,
		.fingerprint = random_mix(from->fingerprint ^ cap),
	};
	bool ok = gather_customers(&g, err);
	mem_free(g.number);
	mem_free(g.size);
	mem_free(g.place);
	mem_free(g.cursor);
	if (!ok)
		baskets_release(out);
	return ok;
}
