/* sales: selecting orders, marking days, and the invariants. */
#include "base/sales.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/random.h"

enum {
	ORDERS = 3,
	LINES = 6,
	PRODUCTS = 18,
	CUSTOMERS = 2
};

/* The drawing at the top of the header. */
static void
fill(struct sales *s)
{
	static const size_t first[] = { 0, 2, 3, 6 };
	static const uint32_t product[] = { 4, 17, 4, 2, 9, 17 };
	static const int32_t quantity[] = { 1, 2, 1, 1, 1, 6 };

	assert_true(sales_init(s, ORDERS, LINES, PRODUCTS, CUSTOMERS, NULL));
	s->currency = (struct currency){ .code = "EUR", .digits = 2 };
	memcpy(s->first, first, sizeof(first));
	memcpy(s->product, product, sizeof(product));
	memcpy(s->quantity, quantity, sizeof(quantity));
	for (size_t i = 0; i < LINES; i++)
		s->paid[i] = (int64_t)(100 * (i + 1));
	for (size_t i = 0; i < ORDERS; i++) {
		s->order_id[i] = (int64_t)(10 * i + 5);
		s->customer[i] = i == 1 ? SALES_GUEST : (int32_t)(i / 2);
		s->time[i] = (int64_t)i * DATE_SECONDS_A_DAY;
		s->cart_value[i] = (int64_t)(1000 + i);
		s->net_value[i] = (int64_t)(2000 + i);
		s->shipping[i] = i == 2 ? SALES_UNKNOWN : (int64_t)(300 + i);
		s->ship_cost[i] = (int64_t)(400 + i);
	}
	for (size_t i = 0; i < PRODUCTS; i++) {
		s->product_id[i] = (int64_t)(i * i + 1);
		s->price4[i] = (int64_t)(5000 + i);
		s->cost4[i] = i % 2 == 0 ? SALES_UNKNOWN : 7;
		s->category[i] = (uint32_t)i;
	}
	for (size_t i = 0; i < CUSTOMERS; i++)
		s->customer_id[i] = (int64_t)(i + 70);
}

static void
the_drawing_of_the_header_passes_the_check(void **state)
{
	struct sales s, empty;
	struct err err = ERR_INIT;

	(void)state;
	fill(&s);
	assert_true(sales_check(&s, &err));
	assert_true(sales_init(&empty, 0, 0, 0, 0, &err));
	assert_true(sales_check(&empty, &err));
	sales_release(&s);
	sales_release(&empty);
	sales_release(&empty);
}

/* The orders of the result, read back column by column from the original. */
static void
assert_selected(const struct sales *s, const bool *keep, struct sales *out)
{
	size_t o = 0;

	assert_true(sales_check(out, NULL));
	assert_string_equal(out->currency.code, s->currency.code);
	assert_int_equal(out->products, s->products);
	assert_int_equal(out->customers, s->customers);
	assert_memory_equal(out->product_id, s->product_id,
	    s->products * sizeof(*s->product_id));
	assert_memory_equal(
	    out->price4, s->price4, s->products * sizeof(*s->price4));
	assert_memory_equal(
	    out->cost4, s->cost4, s->products * sizeof(*s->cost4));
	assert_memory_equal(
	    out->category, s->category, s->products * sizeof(*s->category));
	assert_memory_equal(out->customer_id, s->customer_id,
	    s->customers * sizeof(*s->customer_id));
	for (size_t i = 0; i < s->orders; i++) {
		if (!keep[i])
			continue;
		size_t n = s->first[i + 1] - s->first[i];
		assert_int_equal(out->order_id[o], s->order_id[i]);
		assert_int_equal(out->customer[o], s->customer[i]);
		assert_int_equal(out->time[o], s->time[i]);
		assert_int_equal(out->cart_value[o], s->cart_value[i]);
		assert_int_equal(out->net_value[o], s->net_value[i]);
		assert_true(out->shipping[o] == s->shipping[i]);
		assert_int_equal(out->ship_cost[o], s->ship_cost[i]);
		assert_int_equal(out->first[o + 1] - out->first[o], n);
		for (size_t k = 0; k < n; k++) {
			size_t to = out->first[o] + k, from = s->first[i] + k;
			assert_int_equal(out->product[to], s->product[from]);
			assert_int_equal(out->quantity[to], s->quantity[from]);
			assert_int_equal(out->paid[to], s->paid[from]);
		}
		o++;
	}
	assert_int_equal(out->orders, o);
}

static void
every_selection_keeps_orders_whole(void **state)
{
	struct sales s, out;

	(void)state;
	fill(&s);
	for (unsigned mask = 0; mask < 1u << ORDERS; mask++) {
		bool keep[ORDERS], all[ORDERS];
		for (unsigned i = 0; i < ORDERS; i++)
			keep[i] = mask >> i & 1;
		assert_true(sales_select(&s, keep, &out, NULL));
		assert_selected(&s, keep, &out);
		sales_release(&out);
		/* a copy of all, cut down in place */
		memset(all, 1, sizeof(all));
		assert_true(sales_select(&s, all, &out, NULL));
		sales_keep(&out, keep);
		assert_selected(&s, keep, &out);
		sales_release(&out);
	}
	sales_release(&s);
}

/* Who bought what, and when, is as in those that have amounts. */
static void
amounts_that_are_left_out_stay_so(void **state)
{
	static const bool keep[ORDERS] = { true, false, true };
	struct sales s, bare, out;
	bool all[ORDERS];

	(void)state;
	fill(&s);
	memset(all, 1, sizeof(all));
	assert_true(sales_select(&s, all, &bare, NULL));
	sales_drop_amounts(&bare);
	assert_null(bare.paid);
	assert_true(sales_select(&bare, keep, &out, NULL));
	sales_keep(&bare, keep);
	sales_keep(&s, keep);
	for (unsigned i = 0; i < 2; i++) {
		const struct sales *b = i == 0 ? &out : &bare;
		assert_null(b->order_id);
		assert_null(b->quantity);
		assert_int_equal(b->orders, s.orders);
		assert_int_equal(b->lines, s.lines);
		assert_memory_equal(
		    b->first, s.first, (s.orders + 1) * sizeof(*s.first));
		assert_memory_equal(
		    b->customer, s.customer, s.orders * sizeof(*s.customer));
		assert_memory_equal(
		    b->time, s.time, s.orders * sizeof(*s.time));
		assert_memory_equal(
		    b->product, s.product, s.lines * sizeof(*s.product));
	}
	sales_release(&s);
	sales_release(&bare);
	sales_release(&out);
}

static void
days_are_whole_and_both_ends_count(void **state)
{
	static const int64_t times[] = { -1, 0, 86399, 86400, 172799, 172800 };
	static const bool want[] = { false, false, false, true, true, false };
	struct sales s;
	bool keep[ARRAY_LEN(times)];

	(void)state;
	assert_true(sales_init(&s, ARRAY_LEN(times), 0, 0, 0, NULL));
	memcpy(s.time, times, sizeof(times));
	sales_mark_days(&s, 1, 1, keep);
	assert_memory_equal(keep, want, sizeof(keep));
	sales_mark_days(&s, INT32_MIN, INT32_MAX, keep);
	for (size_t i = 0; i < ARRAY_LEN(keep); i++)
		assert_true(keep[i]);
	sales_mark_days(&s, 2, 1, keep);
	for (size_t i = 0; i < ARRAY_LEN(keep); i++)
		assert_false(keep[i]);
	sales_release(&s);
}

static void
break_order_ids(struct sales *s)
{
	s->order_id[2] = s->order_id[1];
}

static void
break_product_ids(struct sales *s)
{
	s->product_id[3] = 0;
}

static void
break_customer_ids(struct sales *s)
{
	s->customer_id[1] = s->customer_id[0];
}

static void
break_customer(struct sales *s)
{
	s->customer[0] = CUSTOMERS;
}

static void
break_guest(struct sales *s)
{
	s->customer[0] = SALES_GUEST - 1;
}

static void
break_start(struct sales *s)
{
	s->first[0] = 1;
}

static void
break_cover(struct sales *s)
{
	s->first[ORDERS] = LINES - 1;
}

static void
break_range(struct sales *s)
{
	s->first[1] = 4;
}

static void
break_beyond(struct sales *s)
{
	s->first[1] = SIZE_MAX;
}

static void
break_product(struct sales *s)
{
	s->product[5] = PRODUCTS;
}

static void
break_ascent(struct sales *s)
{
	s->product[1] = 4;
}

static void
break_quantity(struct sales *s)
{
	s->quantity[2] = 0;
}

static void
break_paid(struct sales *s)
{
	s->paid[0] = -1;
}

struct break_case {
	void (*damage)(struct sales *s);
	const char *sentence;
};

static void
every_broken_invariant_is_named(void **state)
{
	static const struct break_case cases[] = {
		{ break_order_ids, "order 2 of the sales: ids do not ascend" },
		{ break_product_ids,
		    "product 3 of the sales: ids do not ascend" },
		{ break_customer_ids,
		    "customer 1 of the sales: ids do not ascend" },
		{ break_customer,
		    "order 0 of the sales: there is no such customer" },
		{ break_guest,
		    "order 0 of the sales: there is no such customer" },
		{ break_start,
		    "the orders of the sales do not cover its 6 lines" },
		{ break_cover,
		    "the orders of the sales do not cover its 6 lines" },
		{ break_range, "line 2 of the sales: products do not ascend" },
		{ break_beyond,
		    "order 0 of the sales: its lines are out of range" },
		{ break_product,
		    "line 5 of the sales: there is no such product" },
		{ break_ascent, "line 1 of the sales: products do not ascend" },
		{ break_quantity,
		    "line 2 of the sales: the quantity is below 1" },
		{ break_paid,
		    "line 0 of the sales: the amount paid is negative" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct sales s;
		struct err err = ERR_INIT;
		fill(&s);
		cases[i].damage(&s);
		assert_false(sales_check(&s, &err));
		assert_string_equal(err.text, cases[i].sentence);
		sales_release(&s);
	}
}

/* Each allocation fails in turn; nothing is lost and the rest is empty. */
static void
running_out_of_memory_leaves_an_empty_result(void **state)
{
	struct sales s, out;
	bool keep[ORDERS] = { true, true, true }, ok = false;
	long n = 0;

	(void)state;
	fill(&s);
	while (!ok) {
		struct err err = ERR_INIT;
		mem_fail_after(++n);
		ok = sales_select(&s, keep, &out, &err);
		mem_fail_after(0);
		if (!ok) {
			assert_int_equal(err.code, ERR_LIMIT);
			assert_null(out.first);
			assert_int_equal(out.orders, 0);
		}
	}
	assert_int_equal(n, 17);
	sales_release(&out);
	sales_release(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_drawing_of_the_header_passes_the_check),
		cmocka_unit_test(every_selection_keeps_orders_whole),
		cmocka_unit_test(amounts_that_are_left_out_stay_so),
		cmocka_unit_test(days_are_whole_and_both_ends_count),
		cmocka_unit_test(every_broken_invariant_is_named),
		cmocka_unit_test(running_out_of_memory_leaves_an_empty_result),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
