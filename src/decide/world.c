/*
 * How it works. A world is drawn once: prices, popularity and complements per
 * product, liking and rates per customer, each from its own stream with the
 * product or customer as counter. An order is then built in one small buffer:
 *
 *	picks        category by the customer's liking, product by popularity
 *	substitutes  a later product of a type already picked is mostly dropped
 *	distinct     sorted, repeats removed
 *	attach       each product left may bring its complements
 *	distinct     again
 *
 * Complements brought by a complement do not attach in turn, so that gamma is
 * exactly the probability of one step.
 */
#include "decide/world.h"

#include <math.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/random.h"

enum {
	/* Most products an order can hold: every pick with its complements. */
	ORDER_MAX = (WORLD_PICKS_MAX + 1) * (1 + WORLD_COMPLEMENTS_MAX),
	POISSON_MAX = 60,
	CENTS = 100,
	LOWEST_PRICE = 199,
};

static const struct world_params default_params = {
	.categories = 12,
	.per_category = 25,
	.type_size = 5,
	.customers = 6000,
	.orders_mean = 3.0,
	.orders_sd = 0.8,
	.picks_mean = 0.9,
	.picks_sd = 0.6,
	.wholesale_share = 0.02,
	.wholesale_factor = 8.0,
	.affinity_sd = 1.2,
	.category_sd = 0.5,
	.price_ln_mean = 2.6,
	.price_category_sd = 0.45,
	.price_sd = 0.45,
	.margin_low = 0.35,
	.margin_high = 0.65,
	.rank_offset = 4,
	.rank_exponent = 0.9,
	.complements = 3,
	.gamma_low = 0.02,
	.gamma_high = 0.22,
	.substitute_drop = 0.9,
};

struct world_params
world_default_params(void)
{
	return default_params;
}

static bool
params_usable(const struct world_params *p)
{
	return p->categories >= 1 && p->categories <= 10000 &&
	    p->per_category >= 1 && p->per_category <= 10000 &&
	    p->type_size >= 1 && p->customers >= 1 &&
	    p->customers <= 10000000 && p->complements >= 0 &&
	    p->complements <= WORLD_COMPLEMENTS_MAX && p->orders_mean > 0 &&
	    p->picks_mean > 0 && p->margin_low >= 0 && p->margin_high <= 1;
}

static bool
world_allocate(struct world *w, struct err *err)
{
	const char *what = "the simulated shop";
	size_t n = w->products, u = (size_t)w->params.customers;
	size_t slots = n * (size_t)w->params.complements;
	size_t cells = u * (size_t)w->params.categories;

	w->price = mem_try_zarray(n, sizeof(*w->price), what, err);
	w->cost = mem_try_zarray(n, sizeof(*w->cost), what, err);
	w->popularity = mem_try_zarray(n, sizeof(*w->popularity), what, err);
	w->product_cdf = mem_try_zarray(n, sizeof(*w->product_cdf), what, err);
	w->complement =
	    mem_try_zarray(slots, sizeof(*w->complement), what, err);
	w->gamma = mem_try_zarray(slots, sizeof(*w->gamma), what, err);
	w->category_cdf =
	    mem_try_zarray(cells, sizeof(*w->category_cdf), what, err);
	w->pick_rate = mem_try_zarray(u, sizeof(*w->pick_rate), what, err);
	w->order_rate = mem_try_zarray(u, sizeof(*w->order_rate), what, err);
	w->wholesale = mem_try_zarray(u, sizeof(*w->wholesale), what, err);
	return w->price && w->cost && w->popularity && w->product_cdf &&
	    w->complement && w->gamma && w->category_cdf && w->pick_rate &&
	    w->order_rate && w->wholesale;
}

static double
category_price_ln(const struct world *w, size_t category)
{
	return w->params.price_ln_mean +
	    w->params.price_category_sd *
	    random_normal(w->seed, WORLD_STREAM_CATEGORY_PRICE, category, 0);
}

/* Whole units less a cent; the cost leaves a margin drawn for the product. */
static void
draw_prices(struct world *w)
{
	const struct world_params *p = &w->params;

	for (size_t i = 0; i < w->products; i++) {
		double ln = category_price_ln(w, world_category(w, i)) +
		    p->price_sd *
			random_normal(w->seed, WORLD_STREAM_PRICE, i, 0);
		int64_t cents = (int64_t)rint(exp(ln)) * CENTS - 1;
		double margin = p->margin_low +
		    (p->margin_high - p->margin_low) *
			random_unit(w->seed, WORLD_STREAM_MARGIN, i, 0);

		w->price[i] = cents < LOWEST_PRICE ? LOWEST_PRICE : cents;
		w->cost[i] = (int64_t)rint((double)w->price[i] * (1 - margin));
	}
}

/* Rank of a product in its category: how many draws there are below its. */
static size_t
popularity_rank(const struct world *w, size_t product)
{
	size_t per = (size_t)w->params.per_category;
	size_t first = product / per * per, rank = 0;
	double own = random_unit(w->seed, WORLD_STREAM_POPULARITY, product, 0);

	for (size_t i = first; i < first + per; i++)
		rank +=
		    random_unit(w->seed, WORLD_STREAM_POPULARITY, i, 0) < own;
	return rank;
}

static void
draw_popularity(struct world *w)
{
	size_t per = (size_t)w->params.per_category;

	for (size_t first = 0; first < w->products; first += per) {
		double sum = 0, running = 0;

		for (size_t i = first; i < first + per; i++) {
			double place = (double)popularity_rank(w, i) +
			    w->params.rank_offset;

			w->popularity[i] = pow(place, -w->params.rank_exponent);
			sum += w->popularity[i];
		}
		for (size_t i = first; i < first + per; i++) {
			w->popularity[i] /= sum;
			running += w->popularity[i];
			w->product_cdf[i] = running;
		}
	}
}

static void
draw_complements(struct world *w)
{
	const struct world_params *p = &w->params;
	size_t slots = (size_t)p->complements;
	size_t per = (size_t)p->per_category;

	for (size_t i = 0; i < w->products; i++) {
		size_t category = world_category(w, i);
		size_t next = (category + 1) % (size_t)p->categories;

		for (size_t l = 0; l < slots; l++) {
			size_t at = i * slots + l;
			double u =
			    random_unit(w->seed, WORLD_STREAM_COMPLEMENT, i, l);
			double g =
			    random_unit(w->seed, WORLD_STREAM_GAMMA, i, l);

			w->complement[at] = WORLD_NO_PRODUCT;
			if (category % 2 != 0)
				continue;
			w->complement[at] =
			    (int32_t)(next * per + (size_t)(u * (double)per));
			w->gamma[at] = p->gamma_low +
			    (p->gamma_high - p->gamma_low) * g * g;
		}
	}
}

static void
draw_liking(struct world *w, size_t customer)
{
	size_t n = (size_t)w->params.categories;
	double *cdf = w->category_cdf + customer * n;
	double sum = 0, running = 0;

	for (size_t c = 0; c < n; c++) {
		double liking = w->params.affinity_sd *
		    random_normal(w->seed, WORLD_STREAM_AFFINITY, customer, c);
		double weight = w->params.category_sd *
		    random_normal(w->seed, WORLD_STREAM_CATEGORY_WEIGHT, c, 0);

		cdf[c] = exp(liking) * exp(weight);
		sum += cdf[c];
	}
	for (size_t c = 0; c < n; c++) {
		running += cdf[c] / sum;
		cdf[c] = running;
	}
}

/* exp(sd z - sd^2 / 2) has mean 1, so the rates keep their means. */
static double
spread(const struct world *w, uint64_t stream, size_t customer, double sd)
{
	return exp(
	    sd * random_normal(w->seed, stream, customer, 0) - sd * sd / 2);
}

static void
draw_customers(struct world *w)
{
	const struct world_params *p = &w->params;

	for (size_t u = 0; u < (size_t)p->customers; u++) {
		draw_liking(w, u);
		w->wholesale[u] = random_unit(w->seed, WORLD_STREAM_WHOLESALE,
				      u, 0) < p->wholesale_share;
		w->pick_rate[u] = p->picks_mean *
		    spread(w, WORLD_STREAM_PICK_RATE, u, p->picks_sd) *
		    (w->wholesale[u] ? p->wholesale_factor : 1);
		w->order_rate[u] = p->orders_mean *
		    spread(w, WORLD_STREAM_ORDER_RATE, u, p->orders_sd);
	}
}

bool
world_init(struct world *w, uint64_t seed, const struct world_params *params,
    struct err *err)
{
	memset(w, 0, sizeof(*w));
	w->params = params ? *params : default_params;
	w->seed = seed;
	if (!params_usable(&w->params))
		return err_set(err, ERR_INPUT,
		    "the simulated shop's parameters are out of range");
	w->products =
	    (size_t)w->params.categories * (size_t)w->params.per_category;
	if (!world_allocate(w, err)) {
		world_release(w);
		return false;
	}
	draw_prices(w);
	draw_popularity(w);
	draw_complements(w);
	draw_customers(w);
	return true;
}

void
world_release(struct world *w)
{
	mem_free(w->price);
	mem_free(w->cost);
	mem_free(w->popularity);
	mem_free(w->product_cdf);
	mem_free(w->complement);
	mem_free(w->gamma);
	mem_free(w->category_cdf);
	mem_free(w->pick_rate);
	mem_free(w->order_rate);
	mem_free(w->wholesale);
	memset(w, 0, sizeof(*w));
}

size_t
world_category(const struct world *w, size_t product)
{
	return product / (size_t)w->params.per_category;
}

static size_t
product_type(const struct world *w, size_t product)
{
	return product / (size_t)w->params.type_size;
}

bool
world_substitutes(const struct world *w, size_t a, size_t b)
{
	return a != b && product_type(w, a) == product_type(w, b);
}

double
world_gamma(const struct world *w, size_t a, size_t b)
{
	size_t slots = (size_t)w->params.complements;
	double any = 0;

	for (size_t at = a * slots; at < (a + 1) * slots; at++)
		if (w->complement[at] == (int32_t)b)
			any += (1 - any) * w->gamma[at];
	return any;
}

/* Index of the first entry of a running sum that reaches u. */
static size_t
cdf_find(const double *cdf, size_t n, double u)
{
	size_t i = 0;

	while (i + 1 < n && u > cdf[i])
		i++;
	return i;
}

/* One order under construction. */
struct order {
	const struct world *w;
	uint64_t base; /* added to the streams */
	size_t index, customer;
	size_t n;
	uint32_t product[ORDER_MAX];
};

static double
order_unit(const struct order *od, enum world_stream stream, uint64_t j)
{
	return random_unit(
	    od->w->seed, od->base + (uint64_t)stream, od->index, j);
}

static uint32_t
pick_product(const struct order *od, size_t pick)
{
	const struct world *w = od->w;
	size_t n = (size_t)w->params.categories;
	size_t per = (size_t)w->params.per_category;
	size_t c = cdf_find(w->category_cdf + od->customer * n, n,
	    order_unit(od, WORLD_STREAM_PICK_CATEGORY, pick));

	return (uint32_t)(c * per +
	    cdf_find(w->product_cdf + c * per, per,
		order_unit(od, WORLD_STREAM_PICK_PRODUCT, pick)));
}

static size_t
count_picks(const struct order *od)
{
	int more = random_poisson(od->w->pick_rate[od->customer],
	    order_unit(od, WORLD_STREAM_PICKS, 0), POISSON_MAX);
	size_t n = 1 + (size_t)more;

	return n < WORLD_PICKS_MAX ? n : WORLD_PICKS_MAX;
}

/* The first pick of a type always stays, dropped ones count as met too. */
static void
draw_picks(struct order *od)
{
	uint32_t met[WORLD_PICKS_MAX];
	size_t picks = count_picks(od);

	for (size_t k = 0; k < picks; k++) {
		uint32_t item = pick_product(od, k);
		bool again = false;

		for (size_t i = 0; i < k && !again; i++)
			again = product_type(od->w, met[i]) ==
			    product_type(od->w, item);
		met[k] = item;
		if (!again ||
		    order_unit(od, WORLD_STREAM_SUBSTITUTE, k) >
			od->w->params.substitute_drop)
			od->product[od->n++] = item;
	}
}

static int
compare_products(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void
make_distinct(struct order *od)
{
	size_t kept = 0;

	qsort(od->product, od->n, sizeof(od->product[0]), compare_products);
	for (size_t i = 0; i < od->n; i++)
		if (i == 0 || od->product[i] != od->product[kept - 1])
			od->product[kept++] = od->product[i];
	od->n = kept;
}

static void
attach_complements(struct order *od)
{
	const struct world *w = od->w;
	size_t slots = (size_t)w->params.complements, picked = od->n;

	for (size_t i = 0; i < picked; i++) {
		size_t a = od->product[i];

		for (size_t l = 0; l < slots; l++) {
			size_t at = a * slots + l;

			if (w->complement[at] == WORLD_NO_PRODUCT)
				continue;
			if (order_unit(od, WORLD_STREAM_ATTACH,
				a * WORLD_COMPLEMENTS_MAX + l) < w->gamma[at])
				od->product[od->n++] =
				    (uint32_t)w->complement[at];
		}
	}
}

static bool
append_order(struct world_orders *out, size_t *cap, const struct order *od,
    struct err *err)
{
	void *grown = out->product;

	if (!mem_try_reserve(&grown, cap, out->lines + od->n,
		sizeof(*out->product), "simulated orders", err))
		return false;
	out->product = grown;
	memcpy(out->product + out->lines, od->product,
	    od->n * sizeof(od->product[0]));
	out->customer[out->orders] = (int32_t)od->customer;
	out->first[out->orders++] = out->lines;
	out->lines += od->n;
	return true;
}

/* Orders of a customer in the period. */
static size_t
count_orders(const struct world *w, uint64_t base, size_t customer)
{
	double u =
	    random_unit(w->seed, base + WORLD_STREAM_ORDERS, customer, 0);

	return (size_t)random_poisson(w->order_rate[customer], u, POISSON_MAX);
}

static bool
orders_allocate(const struct world *w, uint64_t base, struct world_orders *out,
    struct err *err)
{
	size_t n = 0;

	for (size_t u = 0; u < (size_t)w->params.customers; u++)
		n += count_orders(w, base, u);
	out->customer =
	    mem_try_array(n, sizeof(*out->customer), "simulated orders", err);
	out->first =
	    mem_try_array(n + 1, sizeof(*out->first), "simulated orders", err);
	return out->customer && out->first;
}

bool
world_draw(const struct world *w, int period, struct world_orders *out,
    struct err *err)
{
	struct order od = { .w = w };
	size_t cap = 0;

	memset(out, 0, sizeof(*out));
	od.base = (uint64_t)period * WORLD_PERIOD_STREAMS;
	if (!orders_allocate(w, od.base, out, err))
		goto fail;
	for (size_t u = 0; u < (size_t)w->params.customers; u++) {
		size_t n = count_orders(w, od.base, u);

		for (size_t i = 0; i < n; i++) {
			od.index = out->orders;
			od.customer = u;
			od.n = 0;
			draw_picks(&od);
			make_distinct(&od);
			attach_complements(&od);
			make_distinct(&od);
			if (!append_order(out, &cap, &od, err))
				goto fail;
		}
	}
	out->first[out->orders] = out->lines;
	return true;
fail:
	world_orders_release(out);
	return false;
}

void
world_orders_release(struct world_orders *od)
{
	mem_free(od->customer);
	mem_free(od->first);
	mem_free(od->product);
	memset(od, 0, sizeof(*od));
}

static void
sales_fill_products(const struct world *w, struct sales *out)
{
	for (size_t i = 0; i < w->products; i++) {
		out->product_id[i] = (int64_t)i + 1;
		out->price4[i] = money_to_price4(w->price[i], 2);
		out->cost4[i] = money_to_price4(w->cost[i], 2);
		out->category[i] = (uint32_t)world_category(w, i) + 1;
	}
	for (size_t u = 0; u < out->customers; u++)
		out->customer_id[u] = (int64_t)u + 1;
}

static void
sales_fill_order(const struct world *w, const struct world_orders *od, size_t o,
    struct sales *out)
{
	int64_t value = 0;

	for (size_t l = od->first[o]; l < od->first[o + 1]; l++) {
		out->product[l] = od->product[l];
		out->quantity[l] = 1;
		out->paid[l] = w->price[od->product[l]];
		value += out->paid[l];
	}
	out->order_id[o] = (int64_t)o + 1;
	out->customer[o] = od->customer[o];
	out->cart_value[o] = value;
	out->net_value[o] = value;
	out->shipping[o] = SALES_UNKNOWN;
	out->ship_cost[o] = SALES_UNKNOWN;
	out->first[o + 1] = od->first[o + 1];
}

bool
world_sales(const struct world *w, const struct world_orders *od,
    int32_t first_day, struct sales *out, struct err *err)
{
	int64_t start = (int64_t)first_day * DATE_SECONDS_A_DAY;
	double span = (double)WORLD_PERIOD_DAYS * DATE_SECONDS_A_DAY;

	if (!sales_init(out, od->orders, od->lines, w->products,
		(size_t)w->params.customers, err))
		return false;
	out->currency = (struct currency){ .code = "EUR", .digits = 2 };
	sales_fill_products(w, out);
	out->first[0] = 0;
	for (size_t o = 0; o < od->orders; o++) {
		sales_fill_order(w, od, o, out);
		out->time[o] = start +
		    (int64_t)(span *
			random_unit(w->seed, WORLD_STREAM_TIME, o, 0));
	}
	return true;
}
