/*
 * The shapes for timing. Nobody looks at these shops; what matters is that
 * counting pairs in them costs what it costs in real data of that size:
 *
 *	basket sizes   geometric, and one order in ten thousand is a
 *	               wholesaler's of 100 to 1,000 products, which alone make
 *	               a third (b10) of all pairs
 *	products       popularity a power of the rank, distinct in an order
 *	repeats        one line in 49 stands twice, as in real exports
 *
 * Order columns stand on every line, so that other programs read the file
 * without preparation. Ranks are dealt to SKUs by a stride, so that popular
 * products are not neighbours.
 */
#include "service/simulate_internal.h"

#include <math.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/random.h"

enum {
	BIG_LEAST = 100,
	BIG_FACTOR = 10, /* the largest basket is 10 times the least big one */
	SMALL_MOST = 200,
	ORDERS_A_CUSTOMER = 4,
	FIRST_YEAR = 2024,
	DAYS = 730,
	RANK_STRIDE =
	    7919, /* a prime that divides no number of products here */
};

/* Shares of the lines and orders. */
static const double big_share = 1e-4;
static const double repeat_share = 1.0 / 49;

enum stream {
	STREAM_BIG = 1,
	STREAM_SIZE,
	STREAM_PRODUCT,
	STREAM_REPEAT,
	STREAM_CUSTOMER,
	STREAM_PRICE,
	STREAM_QUANTITY,
};

static const struct zipf_shape {
	uint32_t products;
	double mean_size; /* of a small basket */
	double rank_exponent; /* popularity is rank^-this */
	double orders_a_line;
} shapes[] = {
	[SIMULATE_B10] = { .products = 50000,
	    .mean_size = 5.0,
	    .rank_exponent = 0.88,
	    .orders_a_line = 0.1947512 },
	[SIMULATE_C10] = { .products = 5000,
	    .mean_size = 20.0,
	    .rank_exponent = 0.85,
	    .orders_a_line = 0.0489848 },
};

struct zipf {
	struct simulation *sim;
	const struct zipf_shape *shape;
	int64_t orders, customers;
	double *cdf; /* of ranks */
	int64_t *price; /* per product */
	int64_t *last_order; /* per product: where it stood last */
	uint32_t basket[BIG_LEAST * BIG_FACTOR];
	size_t n; /* products in basket */
};

static double
unit(const struct zipf *z, enum stream stream, int64_t i, uint64_t j)
{
	return random_unit(z->sim->opt->seed, (uint64_t)stream, (uint64_t)i, j);
}

static size_t
draw_size(const struct zipf *z, int64_t order)
{
	double u = unit(z, STREAM_SIZE, order, 0);
	double stop = 1 / z->shape->mean_size;
	size_t n;

	if (unit(z, STREAM_BIG, order, 0) < big_share)
		return (size_t)(BIG_LEAST * pow(BIG_FACTOR, u));
	n = 1 + (size_t)(log(u) / log(1 - stop));
	return n < SMALL_MOST ? n : SMALL_MOST;
}

static uint32_t
draw_product(const struct zipf *z, double u)
{
	size_t low = 0, high = z->shape->products - 1;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (u > z->cdf[mid])
			low = mid + 1;
		else
			high = mid;
	}
	return (uint32_t)(low * RANK_STRIDE % z->shape->products);
}

static void
draw_basket(struct zipf *z, int64_t order)
{
	size_t size = draw_size(z, order);

	z->n = 0;
	for (uint64_t j = 0; z->n < size; j++) {
		uint32_t product =
		    draw_product(z, unit(z, STREAM_PRODUCT, order, j));

		if (z->last_order[product] == order)
			continue;
		z->last_order[product] = order;
		z->basket[z->n++] = product;
	}
}

static void
add_padded(struct simulate_csv *f, char letter, int64_t n, int digits)
{
	char text[32];

	(void)snprintf(
	    text, sizeof(text), "%c%0*lld", letter, digits, (long long)n);
	simulate_csv_text(f, text);
}

static bool
write_line(struct zipf *z, int64_t order, const struct str *when,
    uint32_t product, struct err *err)
{
	struct simulate_csv *f = &z->sim->file[SIMULATE_ORDERS];
	double u = unit(z, STREAM_CUSTOMER, order, 0);
	int64_t customer = (int64_t)(u * u * (double)z->customers);

	simulate_csv_int(f, order + 1);
	simulate_csv_slice(f, slice_str(when));
	add_padded(f, 'C', customer + 1, 7);
	add_padded(f, 'P', (int64_t)product + 1, 5);
	simulate_csv_int(
	    f, 1 + (unit(z, STREAM_QUANTITY, order, product) < .1));
	simulate_csv_money(f, z->price[product]);
	simulate_csv_text(f, "EUR");
	z->sim->counts.lines++;
	return simulate_csv_end_row(f, err);
}

static bool
write_order(struct zipf *z, int64_t order, struct err *err)
{
	int64_t span = (int64_t)DAYS * DATE_SECONDS_A_DAY;
	struct str when = STR_INIT;
	bool ok = true;

	draw_basket(z, order);
	date_add_time(&when,
	    (int64_t)date_day(FIRST_YEAR, 11, 1) * DATE_SECONDS_A_DAY +
		(int64_t)((double)span * (double)order / (double)z->orders));
	for (size_t i = 0; ok && i < z->n; i++) {
		uint32_t product = z->basket[i];

		ok = write_line(z, order, &when, product, err);
		if (ok && unit(z, STREAM_REPEAT, order, product) < repeat_share)
			ok = write_line(z, order, &when, product, err);
	}
	str_release(&when);
	return ok;
}

static bool
write_products(struct zipf *z, struct err *err)
{
	struct simulate_csv *f = &z->sim->file[SIMULATE_PRODUCTS];
	struct str title = STR_INIT;
	bool ok;

	simulate_csv_raw(f, "sku,title,category,brand,price,cost,stock");
	ok = simulate_csv_end_row(f, err);
	for (uint32_t i = 0; ok && i < z->shape->products; i++) {
		add_padded(f, 'P', (int64_t)i + 1, 5);
		str_clear(&title);
		simulate_word(&title, i);
		simulate_csv_text(f, title.p);
		add_padded(f, 'K', i % 97 + 1, 2);
		simulate_csv_blank(f);
		simulate_csv_money(f, z->price[i]);
		simulate_csv_money(f, z->price[i] / 2);
		simulate_csv_blank(f);
		ok = simulate_csv_end_row(f, err);
	}
	z->sim->counts.products = z->shape->products;
	str_release(&title);
	return ok;
}

static bool
write_customers(struct zipf *z, struct err *err)
{
	struct simulate_csv *f = &z->sim->file[SIMULATE_CUSTOMERS];
	bool ok;

	simulate_csv_raw(f, "customer_id,consent");
	ok = simulate_csv_end_row(f, err);
	for (int64_t u = 0; ok && u < z->customers; u++) {
		add_padded(f, 'C', u + 1, 7);
		simulate_csv_text(f, "yes");
		ok = simulate_csv_end_row(f, err);
	}
	z->sim->counts.customers = z->customers;
	return ok;
}

static bool
zipf_init(struct zipf *z, struct simulation *sim, struct err *err)
{
	int64_t lines = sim->opt->lines ? sim->opt->lines : SIMULATE_LINES;
	const char *what = "the simulated products";
	size_t n = shapes[sim->opt->shape].products;
	double sum = 0;

	z->sim = sim;
	z->shape = &shapes[sim->opt->shape];
	z->orders = (int64_t)rint((double)lines * z->shape->orders_a_line);
	z->customers = (z->orders + ORDERS_A_CUSTOMER - 1) / ORDERS_A_CUSTOMER;
	z->cdf = mem_try_zarray(n, sizeof(*z->cdf), what, err);
	z->price = mem_try_zarray(n, sizeof(*z->price), what, err);
	z->last_order = mem_try_zarray(n, sizeof(*z->last_order), what, err);
	if (!z->cdf || !z->price || !z->last_order)
		return false;
	for (size_t i = 0; i < n; i++) {
		double u = unit(z, STREAM_PRICE, (int64_t)i, 0);

		sum += pow((double)i + 1, -z->shape->rank_exponent);
		z->cdf[i] = sum;
		z->price[i] = 199 + 100 * (int64_t)(60 * u * u);
		z->last_order[i] = -1;
	}
	for (size_t i = 0; i < n; i++)
		z->cdf[i] /= sum;
	return true;
}

bool
simulate_zipf(struct simulation *sim, struct err *err)
{
	struct zipf z = { 0 };
	bool ok = zipf_init(&z, sim, err) && write_products(&z, err);

	simulate_csv_raw(&sim->file[SIMULATE_ORDERS],
	    "order_id,order_date,customer_id,sku,quantity,unit_price,"
	    "currency");
	ok = ok && simulate_csv_end_row(&sim->file[SIMULATE_ORDERS], err);
	for (int64_t o = 0; ok && o < z.orders; o++)
		ok = simulate_step(sim, o, z.orders, err) &&
		    write_order(&z, o, err);
	ok = ok && write_customers(&z, err);
	sim->counts.orders = z.orders;
	mem_free(z.cdf);
	mem_free(z.price);
	mem_free(z.last_order);
	return ok;
}
