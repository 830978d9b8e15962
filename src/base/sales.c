/*
 * sales - how it works: plain columns; every function here is one or two
 * passes over them.
 */
#include "base/sales.h"

#include "base/date.h"
#include "base/mem.h"

static bool
init_orders(struct sales *s, struct err *err)
{
	static const char what[] = "the orders";
	size_t n = s->orders;

	s->order_id = mem_try_zarray(n, sizeof(*s->order_id), what, err);
	s->customer = mem_try_zarray(n, sizeof(*s->customer), what, err);
	s->time = mem_try_zarray(n, sizeof(*s->time), what, err);
	s->cart_value = mem_try_zarray(n, sizeof(*s->cart_value), what, err);
	s->net_value = mem_try_zarray(n, sizeof(*s->net_value), what, err);
	s->shipping = mem_try_zarray(n, sizeof(*s->shipping), what, err);
	s->ship_cost = mem_try_zarray(n, sizeof(*s->ship_cost), what, err);
	s->first = n < SIZE_MAX
	    ? mem_try_zarray(n + 1, sizeof(*s->first), what, err)
	    : NULL;
	return s->order_id && s->customer && s->time && s->cart_value &&
	    s->net_value && s->shipping && s->ship_cost && s->first;
}

static bool
init_lines(struct sales *s, struct err *err)
{
	static const char what[] = "the order lines";
	size_t n = s->lines;

	s->product = mem_try_zarray(n, sizeof(*s->product), what, err);
	s->quantity = mem_try_zarray(n, sizeof(*s->quantity), what, err);
	s->paid = mem_try_zarray(n, sizeof(*s->paid), what, err);
	return s->product && s->quantity && s->paid;
}

static bool
init_products(struct sales *s, struct err *err)
{
	static const char what[] = "the products and customers";
	size_t n = s->products;

	s->product_id = mem_try_zarray(n, sizeof(*s->product_id), what, err);
	s->price4 = mem_try_zarray(n, sizeof(*s->price4), what, err);
	s->cost4 = mem_try_zarray(n, sizeof(*s->cost4), what, err);
	s->category = mem_try_zarray(n, sizeof(*s->category), what, err);
	s->customer_id =
	    mem_try_zarray(s->customers, sizeof(*s->customer_id), what, err);
	return s->product_id && s->price4 && s->cost4 && s->category &&
	    s->customer_id;
}

bool
sales_init(struct sales *s, size_t orders, size_t lines, size_t products,
    size_t customers, struct err *err)
{
	*s = (struct sales){
		.orders = orders,
		.lines = lines,
		.products = products,
		.customers = customers,
	};
	if (init_orders(s, err) && init_lines(s, err) && init_products(s, err))
		return true;
	sales_release(s);
	return false;
}

void
sales_release(struct sales *s)
{
	mem_free(s->order_id);
	mem_free(s->customer);
	mem_free(s->time);
	mem_free(s->cart_value);
	mem_free(s->net_value);
	mem_free(s->shipping);
	mem_free(s->ship_cost);
	mem_free(s->first);
	mem_free(s->product);
	mem_free(s->quantity);
	mem_free(s->paid);
	mem_free(s->product_id);
	mem_free(s->price4);
	mem_free(s->cost4);
	mem_free(s->category);
	mem_free(s->customer_id);
	*s = (struct sales){ 0 };
}

void
sales_drop_amounts(struct sales *s)
{
#define DROP(column) (mem_free(column), (column) = NULL)
	DROP(s->order_id);
	DROP(s->cart_value);
	DROP(s->net_value);
	DROP(s->shipping);
	DROP(s->ship_cost);
	DROP(s->quantity);
	DROP(s->paid);
#undef DROP
}

/* Copies n elements, perhaps within an array, and none of NULL. */
#define COPY(to, from, n)                                           \
	do {                                                        \
		if ((n) > 0)                                        \
			memmove((to), (from), (n) * sizeof(*(to))); \
	} while (0)

static void
copy_products(struct sales *to, const struct sales *from)
{
	COPY(to->product_id, from->product_id, from->products);
	COPY(to->price4, from->price4, from->products);
	COPY(to->cost4, from->cost4, from->products);
	COPY(to->category, from->category, from->products);
	COPY(to->customer_id, from->customer_id, from->customers);
}

/* Copies order i of from to order o, its lines to where o's begin. */
static void
copy_order(struct sales *to, size_t o, const struct sales *from, size_t i)
{
	size_t at = to->first[o], from_at = from->first[i];
	size_t n = from->first[i + 1] - from_at;

	to->customer[o] = from->customer[i];
	to->time[o] = from->time[i];
	COPY(to->product + at, from->product + from_at, n);
	to->first[o + 1] = at + n;
	if (from->order_id == NULL)
		return;
	to->order_id[o] = from->order_id[i];
	to->cart_value[o] = from->cart_value[i];
	to->net_value[o] = from->net_value[i];
	to->shipping[o] = from->shipping[i];
	to->ship_cost[o] = from->ship_cost[i];
	COPY(to->quantity + at, from->quantity + from_at, n);
	COPY(to->paid + at, from->paid + from_at, n);
}

bool
sales_select(
    const struct sales *s, const bool *keep, struct sales *out, struct err *err)
{
	size_t orders = 0, lines = 0;

	for (size_t i = 0; i < s->orders; i++) {
		if (!keep[i])
			continue;
		orders++;
		lines += s->first[i + 1] - s->first[i];
	}
	if (!sales_init(out, orders, lines, s->products, s->customers, err))
		return false;
	out->currency = s->currency;
	if (s->order_id == NULL)
		sales_drop_amounts(out);
	copy_products(out, s);
	for (size_t i = 0, o = 0; i < s->orders; i++)
		if (keep[i])
			copy_order(out, o++, s, i);
	return true;
}

/* Fewer elements of an array; the same where the system will not have it, or
 * where it is left out. */
static void *
shrunk(void *p, size_t had, size_t n, size_t size)
{
	struct err unused = ERR_INIT;
	void *smaller = p != NULL && n < had
	    ? mem_try_grow(p, had, n, size, "", &unused)
	    : p;

	return smaller != NULL ? smaller : p;
}

#define SHRINK(array, had, n) \
	((array) = shrunk((array), (had), (n), sizeof(*(array))))

void
sales_shrink(struct sales *s, size_t orders, size_t lines)
{
	assert(orders <= s->orders && lines <= s->lines);
	assert(s->first[orders] == lines);
	SHRINK(s->order_id, s->orders, orders);
	SHRINK(s->customer, s->orders, orders);
	SHRINK(s->time, s->orders, orders);
	SHRINK(s->cart_value, s->orders, orders);
	SHRINK(s->net_value, s->orders, orders);
	SHRINK(s->shipping, s->orders, orders);
	SHRINK(s->ship_cost, s->orders, orders);
	SHRINK(s->first, s->orders + 1, orders + 1);
	SHRINK(s->product, s->lines, lines);
	SHRINK(s->quantity, s->lines, lines);
	SHRINK(s->paid, s->lines, lines);
	s->orders = orders;
	s->lines = lines;
}

void
sales_keep(struct sales *s, const bool *keep)
{
	size_t o = 0;

	/* What is written stands at or before what is read next. */
	for (size_t i = 0; i < s->orders; i++)
		if (keep[i])
			copy_order(s, o++, s, i);
	sales_shrink(s, o, s->first[o]);
}

void
sales_mark_days(const struct sales *s, int32_t since, int32_t until, bool *keep)
{
	int64_t from = (int64_t)since * DATE_SECONDS_A_DAY;
	int64_t to = ((int64_t)until + 1) * DATE_SECONDS_A_DAY;

	for (size_t i = 0; i < s->orders; i++)
		keep[i] = s->time[i] >= from && s->time[i] < to;
}

static bool
broken(struct err *err, const char *what, size_t i, const char *rule)
{
	return err_set(
	    err, ERR_STORE, "%s %zu of the sales: %s", what, i, rule);
}

static bool
check_ascending(const int64_t *id, size_t n, const char *what, struct err *err)
{
	for (size_t i = 1; i < n; i++)
		if (id[i - 1] >= id[i])
			return broken(err, what, i, "ids do not ascend");
	return true;
}

static bool
check_line(const struct sales *s, size_t i, bool leads, struct err *err)
{
	if (s->product[i] >= s->products)
		return broken(err, "line", i, "there is no such product");
	if (!leads && s->product[i - 1] >= s->product[i])
		return broken(err, "line", i, "products do not ascend");
	if (s->quantity[i] < 1)
		return broken(err, "line", i, "the quantity is below 1");
	if (s->paid[i] < 0)
		return broken(err, "line", i, "the amount paid is negative");
	return true;
}

static bool
check_order(const struct sales *s, size_t i, struct err *err)
{
	int32_t customer = s->customer[i];

	if (customer != SALES_GUEST &&
	    (customer < 0 || (size_t)customer >= s->customers))
		return broken(err, "order", i, "there is no such customer");
	if (s->first[i + 1] < s->first[i] || s->first[i + 1] > s->lines)
		return broken(err, "order", i, "its lines are out of range");
	for (size_t at = s->first[i]; at < s->first[i + 1]; at++)
		if (!check_line(s, at, at == s->first[i], err))
			return false;
	return true;
}

bool
sales_check(const struct sales *s, struct err *err)
{
	if (!check_ascending(s->order_id, s->orders, "order", err) ||
	    !check_ascending(s->product_id, s->products, "product", err) ||
	    !check_ascending(s->customer_id, s->customers, "customer", err))
		return false;
	if (s->first[0] != 0 || s->first[s->orders] != s->lines)
		return err_set(err, ERR_STORE,
		    "the orders of the sales do not cover its %zu lines",
		    s->lines);
	for (size_t i = 0; i < s->orders; i++)
		if (!check_order(s, i, err))
			return false;
	return true;
}
