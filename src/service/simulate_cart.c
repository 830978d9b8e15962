/*
 * How a cart comes about:
 *
 *	picks      category by weight x season x the customer's taste, product
 *	           by weight; a second one of a kind is mostly left out
 *	attach     every pick may bring the products of its pairs
 *	quantity   by the set of its kind: two pillowcases, four mugs
 *	discount   ten percent for some first orders, some in the sale week
 *	top-up     below the threshold, with a chance that falls with the gap:
 *	           the cheapest of six products that close it
 *	shipping   the fee below the threshold, nothing above; what the parcel
 *	           cost the shop
 *
 * Chances are whole percents and weights whole numbers; streams are named
 * below, the counter i is the order (or the customer), j the draw in it.
 */
#include "service/simulate_cart.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/random.h"

enum stream {
	STREAM_TASTE = 1,
	STREAM_WHOLESALE,
	STREAM_APPETITE,
	STREAM_CONSENT,

	STREAM_MORE = 20,
	STREAM_CATEGORY,
	STREAM_PRODUCT,
	STREAM_DROP,
	STREAM_ATTACH,
	STREAM_QUANTITY,
	STREAM_DISCOUNT,
	STREAM_TOP_UP,
	STREAM_FILLER,
	STREAM_SHIPPING,
	STREAM_PARCEL,
};

enum {
	PICKS_MAX = 60,
	WHOLESALE_PICKS = 4, /* at least; up to PICKS_MAX */
	WHOLESALE_PERCENT = 2,
	MORE_PERCENT = 34, /* a further pick, before the customer's appetite */
	LOOKS = 6, /* products a shopper looks at to fill a gap */
	TOP_UP_PERCENT = 62, /* of shoppers whose gap is next to nothing */
	TOP_UP_REACH = 2200, /* cents: nobody fills a gap this wide */
	DISCOUNT_PERCENT = 10, /* of the cart, for those who have a code */
	RAISE_EVERY = 6, /* every sixth product was once cheaper, */
	RAISE = 100, /* by this much, */
	RAISE_LEAST = 1500, /* if it costs at least this much now */
};

struct partner {
	size_t product;
	int percent;
};

struct cart_maker {
	uint64_t seed;
	size_t n; /* products */
	const struct catalogue_product *products;
	int total[CATEGORY_COUNT]; /* weights of a category */
	size_t *first_partner; /* products + 1 */
	struct partner *partners;
};

/* How much a category is wanted, and in percent of that in winter (December
 * to February), spring, summer and autumn. */
static const struct {
	int weight;
	int season[4];
} demand[] = {
	[CATEGORY_MUGS] = { 130, { 115, 95, 80, 110 } },
	[CATEGORY_TEA] = { 115, { 125, 90, 70, 115 } },
	[CATEGORY_TABLE] = { 95, { 105, 100, 105, 95 } },
	[CATEGORY_KITCHEN] = { 105, { 105, 100, 95, 100 } },
	[CATEGORY_LIGHT] = { 78, { 120, 80, 65, 135 } },
	[CATEGORY_BED] = { 68, { 95, 110, 110, 95 } },
	[CATEGORY_SOFT] = { 80, { 110, 90, 80, 120 } },
	[CATEGORY_RUGS] = { 24, { 105, 95, 80, 120 } },
	[CATEGORY_WALL] = { 90, { 95, 110, 100, 100 } },
	[CATEGORY_BATH] = { 95, { 90, 105, 125, 90 } },
	[CATEGORY_SCENT] = { 125, { 145, 75, 60, 120 } },
	[CATEGORY_DESK] = { 75, { 95, 90, 95, 125 } },
};
_Static_assert(ARRAY_LEN(demand) == CATEGORY_COUNT, "a row per category");

/* In tenths: how much more or less one customer likes a category, and how
 * much longer or shorter the carts are. */
static const int tastes[] = { 3, 6, 10, 10, 16, 28 };
static const int appetites[] = { 4, 8, 10, 10, 13, 18 };

static double
unit(const struct cart_maker *m, enum stream stream, int64_t i, size_t j)
{
	return random_unit(m->seed, (uint64_t)stream, (uint64_t)i, j);
}

static int
below(const struct cart_maker *m, enum stream stream, int64_t i, size_t j,
    int limit)
{
	return (int)(unit(m, stream, i, j) * limit);
}

static bool
chance(const struct cart_maker *m, enum stream stream, int64_t i, size_t j,
    int percent)
{
	return below(m, stream, i, j, 100) < percent;
}

static enum catalogue_category
category_of(const struct cart_maker *m, size_t product)
{
	return catalogue_category_of(m->products[product].kind);
}

static size_t
find_sku(const struct cart_maker *m, const char *sku)
{
	for (size_t i = 0; i < m->n; i++)
		if (strcmp(m->products[i].sku, sku) == 0)
			return i;
	BUG("a pair names a product that is not in the catalogue");
}

static void
index_pairs(struct cart_maker *m)
{
	size_t n_pairs, n = 0;
	const struct catalogue_pair *pairs = catalogue_pairs(&n_pairs);

	for (size_t i = 0; i < m->n; i++) {
		m->first_partner[i] = n;
		for (size_t p = 0; p < n_pairs; p++)
			if (catalogue_pair_fits(&pairs[p], m->products[i].sku))
				m->partners[n++] = (struct partner){
					.product = find_sku(m, pairs[p].to),
					.percent = pairs[p].percent,
				};
	}
	m->first_partner[m->n] = n;
}

struct cart_maker *
cart_maker_new(uint64_t seed, struct err *err)
{
	struct cart_maker *m = mem_zalloc(sizeof(*m));
	const char *what = "the sample shop";
	size_t n_pairs;

	(void)catalogue_pairs(&n_pairs);
	m->seed = seed;
	m->products = catalogue_products(&m->n);
	m->first_partner =
	    mem_try_zarray(m->n + 1, sizeof(*m->first_partner), what, err);
	m->partners =
	    mem_try_zarray(m->n * n_pairs, sizeof(*m->partners), what, err);
	if (!m->first_partner || !m->partners) {
		cart_maker_free(m);
		return NULL;
	}
	for (size_t i = 0; i < m->n; i++)
		m->total[category_of(m, i)] += m->products[i].weight;
	index_pairs(m);
	return m;
}

void
cart_maker_free(struct cart_maker *m)
{
	if (!m)
		return;
	mem_free(m->first_partner);
	mem_free(m->partners);
	mem_free(m);
}

int64_t
cart_value(const struct cart *cart)
{
	int64_t value = -cart->discount;

	for (size_t i = 0; i < cart->n; i++)
		value += (int64_t)cart->line[i].quantity * cart->line[i].price;
	return value;
}

int
cart_price_at(size_t product, int64_t time)
{
	size_t n;
	int price = catalogue_products(&n)[product].price;
	int32_t raised = date_day(2025, 7, 1);

	if (product % RAISE_EVERY == 0 && price >= RAISE_LEAST &&
	    date_day_of(time) < raised)
		return price - RAISE;
	return price;
}

int
cart_consent(const struct cart_maker *m, int32_t customer)
{
	int u = below(m, STREAM_CONSENT, customer, 0, 100);

	if (u < 62)
		return 1;
	return u < 92 ? 0 : -1;
}

static int
season_of(int64_t time)
{
	int year, month, day;

	date_civil(date_day_of(time), &year, &month, &day);
	return month % 12 / 3; /* December, January and February are 0 */
}

static enum catalogue_category
pick_category(const struct cart_maker *m, int64_t order, size_t pick,
    const struct cart *cart)
{
	/* A guest has a taste too, for one order. */
	int64_t who =
	    cart->customer == CART_GUEST ? -1 - order : cart->customer;
	int season = season_of(cart->time), total = 0, weight[CATEGORY_COUNT];

	for (size_t c = 0; c < CATEGORY_COUNT; c++) {
		int taste = tastes[below(
		    m, STREAM_TASTE, who, c, (int)ARRAY_LEN(tastes))];

		weight[c] = demand[c].weight * demand[c].season[season] * taste;
		total += weight[c];
	}
	int at = below(m, STREAM_CATEGORY, order, pick, total);
	size_t c = 0;

	while (at >= weight[c])
		at -= weight[c++];
	return (enum catalogue_category)c;
}

static size_t
pick_product(
    const struct cart_maker *m, enum catalogue_category category, double u)
{
	int at = (int)(u * m->total[category]);

	for (size_t i = 0; i < m->n; i++) {
		if (category_of(m, i) != category)
			continue;
		if (at < m->products[i].weight)
			return i;
		at -= m->products[i].weight;
	}
	BUG("the weights of a category do not add up");
}

static bool
holds(const struct cart *cart, size_t product)
{
	for (size_t i = 0; i < cart->n; i++)
		if (cart->line[i].product == product)
			return true;
	return false;
}

static bool
holds_kind(const struct cart_maker *m, const struct cart *cart, size_t product)
{
	for (size_t i = 0; i < cart->n; i++)
		if (m->products[cart->line[i].product].kind ==
		    m->products[product].kind)
			return true;
	return false;
}

static void
add(struct cart *cart, size_t product)
{
	if (cart->n == CART_LINES_MAX || holds(cart, product))
		return;
	cart->line[cart->n++] = (struct cart_line){
		.product = product,
		.quantity = 1,
		.price = cart_price_at(product, cart->time),
	};
}

static bool
is_wholesale(const struct cart_maker *m, const struct cart *cart)
{
	return cart->customer != CART_GUEST &&
	    chance(m, STREAM_WHOLESALE, cart->customer, 0, WHOLESALE_PERCENT);
}

static size_t
count_picks(const struct cart_maker *m, int64_t order, const struct cart *cart)
{
	size_t n = 1;
	int percent = MORE_PERCENT;

	if (is_wholesale(m, cart)) {
		double u = unit(m, STREAM_MORE, order, 0);

		return WHOLESALE_PICKS +
		    (size_t)((PICKS_MAX - WHOLESALE_PICKS + 1) * u * u * u * u *
			u);
	}
	if (cart->customer != CART_GUEST)
		percent = percent *
		    appetites[below(m, STREAM_APPETITE, cart->customer, 0,
			(int)ARRAY_LEN(appetites))] /
		    10;
	while (n < PICKS_MAX && chance(m, STREAM_MORE, order, n, percent))
		n++;
	return n;
}

static void
fill_picks(const struct cart_maker *m, int64_t order, struct cart *cart)
{
	size_t picks = count_picks(m, order, cart);

	for (size_t k = 0; k < picks; k++) {
		enum catalogue_category c = pick_category(m, order, k, cart);
		size_t product =
		    pick_product(m, c, unit(m, STREAM_PRODUCT, order, k));
		int drop = catalogue_drop_percent(m->products[product].kind);

		if (holds_kind(m, cart, product) &&
		    chance(m, STREAM_DROP, order, k, drop))
			continue;
		add(cart, product);
	}
}

static void
attach_partners(const struct cart_maker *m, int64_t order, struct cart *cart)
{
	size_t picked = cart->n;

	for (size_t i = 0; i < picked; i++) {
		size_t a = cart->line[i].product;

		for (size_t p = m->first_partner[a];
		     p < m->first_partner[a + 1]; p++)
			if (chance(m, STREAM_ATTACH, order, p,
				m->partners[p].percent))
				add(cart, m->partners[p].product);
	}
}

static void
set_quantities(const struct cart_maker *m, int64_t order, struct cart *cart)
{
	for (size_t i = 0; i < cart->n; i++) {
		struct cart_line *line = &cart->line[i];
		int set = catalogue_set_size(m->products[line->product].kind);
		int u = below(m, STREAM_QUANTITY, order, i, 100);

		if (set == 1)
			line->quantity = u < 97 ? 1 : 2;
		else if (u < 64)
			line->quantity = 1;
		else
			line->quantity = u < 88 ? 2 : set;
	}
}

/* A code for some first orders, and in the sale at the end of November. */
static void
apply_discount(const struct cart_maker *m, int64_t order, struct cart *cart)
{
	int year, month, day, percent = cart->first ? 9 : 0;

	date_civil(date_day_of(cart->time), &year, &month, &day);
	if (month == 11 && day >= 24)
		percent = 35;
	if (chance(m, STREAM_DISCOUNT, order, 0, percent))
		cart->discount =
		    (cart_value(cart) * DISCOUNT_PERCENT + 50) / 100;
}

/* The cheapest of some products that closes the gap; n: none does. */
static size_t
find_filler(const struct cart_maker *m, int64_t order, int64_t gap,
    const struct cart *cart)
{
	size_t best = m->n;

	for (size_t j = 0; j < LOOKS; j++) {
		enum catalogue_category c =
		    pick_category(m, order, PICKS_MAX + j, cart);
		size_t i = pick_product(m, c, unit(m, STREAM_FILLER, order, j));

		if (m->products[i].price < gap || holds(cart, i))
			continue;
		if (best == m->n ||
		    m->products[i].price < m->products[best].price)
			best = i;
	}
	return best;
}

/* The chance of filling falls as (1 - gap / reach)^2. */
static void
top_up(const struct cart_maker *m, int64_t order, struct cart *cart)
{
	int64_t gap = CART_FREE_SHIPPING - cart_value(cart);
	double near;

	if (gap <= 0 || gap >= TOP_UP_REACH)
		return;
	near = 1 - (double)gap / TOP_UP_REACH;
	if (unit(m, STREAM_TOP_UP, order, 0) * 100 >=
	    TOP_UP_PERCENT * near * near)
		return;

	size_t filler = find_filler(m, order, gap, cart);

	if (filler < m->n)
		add(cart, filler);
}

/* Fees do not follow the rule always: a code for free shipping below, an
 * express parcel above. */
static void
ship(const struct cart_maker *m, int64_t order, struct cart *cart)
{
	bool exception = chance(m, STREAM_SHIPPING, order, 0, 1);
	bool is_free = cart_value(cart) >= CART_FREE_SHIPPING;
	int pieces = 0, bulky = 0;

	for (size_t i = 0; i < cart->n; i++) {
		const struct cart_line *line = &cart->line[i];

		pieces += line->quantity;
		bulky += catalogue_is_bulky(m->products[line->product].kind);
	}
	cart->shipping = is_free != exception ? 0 : CART_SHIPPING_FEE;
	cart->shipping_cost = 385 + 25 * (pieces < 12 ? pieces : 12) +
	    640 * bulky + below(m, STREAM_PARCEL, order, 0, 60);
}

void
cart_fill(const struct cart_maker *m, int64_t order, struct cart *cart)
{
	cart->n = 0;
	cart->discount = 0;
	fill_picks(m, order, cart);
	attach_partners(m, order, cart);
	set_quantities(m, order, cart);
	apply_discount(m, order, cart);
	top_up(m, order, cart);
	ship(m, order, cart);
}
