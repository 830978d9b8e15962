#include "tests/support/random_shop.h"

#include "base/mem.h"
#include "base/random.h"

enum {
	SIZE_STREAM = 1,
	PRODUCT_STREAM = 2,
	CUSTOMER_STREAM = 3,
	SHUFFLE_STREAM = 4,
};

static size_t
draw_below(size_t n, uint64_t seed, uint64_t stream, uint64_t i, uint64_t j)
{
	return (size_t)(random_unit(seed, stream, i, j) * (double)n);
}

void
random_shop_init(struct random_shop *shop, const struct random_shape *s)
{
	size_t n = 0;

	shop->first = mem_zarray(s->orders + 1, sizeof(*shop->first));
	shop->product =
	    mem_zarray(s->orders * s->largest, sizeof(*shop->product));
	shop->customer = mem_zarray(s->orders, sizeof(*shop->customer));
	for (size_t o = 0; o < s->orders; o++) {
		size_t size =
		    draw_below(s->largest + 1, s->seed, SIZE_STREAM, o, 0);
		for (size_t i = 0; i < size; i++) {
			/* The square of a uniform draw: rank 0 sells most. */
			double u = random_unit(s->seed, PRODUCT_STREAM, o, i);
			shop->product[n++] =
			    (uint32_t)(u * u * (double)s->products);
		}
		shop->first[o + 1] = n;
		/* One in as many as there are customers is a guest. */
		shop->customer[o] = (int32_t)draw_below(s->customers + 1,
					s->seed, CUSTOMER_STREAM, o, 0) -
		    1;
	}
	shop->in = (struct basket_orders){
		.orders = s->orders,
		.products = s->products,
		.first = shop->first,
		.product = shop->product,
		.customer = shop->customer,
	};
}

void
random_shop_release(struct random_shop *shop)
{
	mem_free(shop->first);
	mem_free(shop->product);
	mem_free(shop->customer);
}

static bool
order_holds(const struct random_shop *shop, size_t order, uint32_t product)
{
	for (size_t i = shop->first[order]; i < shop->first[order + 1]; i++) {
		if (shop->product[i] == product)
			return true;
	}
	return false;
}

static size_t
order_of(const struct random_shop *shop, size_t line)
{
	size_t lo = 0, hi = shop->in.orders;

	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;
		if (shop->first[mid] <= line)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

void
random_shop_shuffle(struct random_shop *shop, uint64_t seed, size_t exchanges)
{
	size_t lines = shop->first[shop->in.orders];

	for (size_t i = 0; i < exchanges; i++) {
		size_t a = draw_below(lines, seed, SHUFFLE_STREAM, i, 0);
		size_t b = draw_below(lines, seed, SHUFFLE_STREAM, i, 1);
		uint32_t x = shop->product[a], y = shop->product[b];
		if (order_holds(shop, order_of(shop, a), y) ||
		    order_holds(shop, order_of(shop, b), x))
			continue;
		shop->product[a] = y;
		shop->product[b] = x;
	}
}
