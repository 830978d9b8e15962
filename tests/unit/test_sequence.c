/*
 * Sequences against a slow twin that looks at every order of every customer,
 * on random shops; packing there and back, and bytes that are no sequences.
 */
#include "mining/sequence.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum {
	SHOPS = 200,
	PRODUCTS = 7,
	CUSTOMERS = 9,
	PAIRS = PRODUCTS * (PRODUCTS - 1) / 2
};

static uint32_t
draw(uint64_t seed, uint64_t i, uint64_t j, uint32_t below)
{
	return (uint32_t)(random_unit(seed, 1, i, j) * below);
}

/* Orders of 1 to 4 products at coarse times, so that some times are equal;
 * one in six is a guest's. */
static void
fill_shop(struct sales *s, uint64_t seed)
{
	size_t orders = 10 + draw(seed, 0, 0, 60), lines = 0;

	assert_true(
	    sales_init(s, orders, orders * 4, PRODUCTS, CUSTOMERS, NULL));
	for (size_t o = 0; o < orders; o++) {
		uint32_t who = draw(seed, o, 1, CUSTOMERS + 2);
		uint32_t mask = draw(seed, o, 2, 1 << PRODUCTS) | 1u << o % 7;
		s->order_id[o] = (int64_t)o + 1;
		s->customer[o] = who < CUSTOMERS ? (int32_t)who : SALES_GUEST;
		s->time[o] = (int64_t)draw(seed, o, 3, 40) * 43200;
		s->first[o] = lines;
		for (uint32_t p = 0, n = 0; p < PRODUCTS && n < 4; p++) {
			if (!(mask & 1u << p))
				continue;
			s->product[lines] = p;
			s->quantity[lines++] = 1;
			n++;
		}
	}
	s->first[orders] = lines;
	s->lines = lines;
}

/* First time customer c bought p; INT64_MAX: never. */
static int64_t
first_time(const struct sales *s, int32_t c, uint32_t p)
{
	int64_t first = INT64_MAX;

	for (size_t o = 0; o < s->orders; o++)
		for (size_t l = s->first[o]; l < s->first[o + 1]; l++)
			if (s->customer[o] == c && s->product[l] == p &&
			    s->time[o] < first)
				first = s->time[o];
	return first;
}

static int
compare_doubles(const void *va, const void *vb)
{
	const double *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

static struct relation_sequence
slow_sequence(const struct sales *s, uint32_t a, uint32_t b)
{
	struct relation_sequence out = { .customers = 0 };
	double lags[CUSTOMERS];

	for (int32_t c = 0; c < CUSTOMERS; c++) {
		int64_t ta = first_time(s, c, a), tb = first_time(s, c, b);
		if (ta == INT64_MAX || tb == INT64_MAX || ta == tb)
			continue;
		int64_t lag = ta < tb ? tb - ta : ta - tb;
		lags[out.customers++] = (double)(lag / DATE_SECONDS_A_DAY);
		out.a_first += ta < tb;
	}
	qsort(lags, out.customers, sizeof(*lags), compare_doubles);
	if (out.customers > 0)
		out.median_lag_days =
		    (lags[(out.customers - 1) / 2] + lags[out.customers / 2]) /
		    2;
	return out;
}

static void
assert_same(const struct relation_sequence *got,
    const struct relation_sequence *expected)
{
	assert_int_equal(got->customers, expected->customers);
	assert_int_equal(got->a_first, expected->a_first);
	assert_true(got->median_lag_days >= expected->median_lag_days &&
	    got->median_lag_days <= expected->median_lag_days);
}

static size_t
all_pairs(struct sequence *rows)
{
	size_t n = 0;

	for (uint32_t a = 0; a < PRODUCTS; a++)
		for (uint32_t b = a + 1; b < PRODUCTS; b++)
			rows[n++] = (struct sequence){ .a = a, .b = b };
	return n;
}

static void
sequences_are_those_of_looking_at_every_order(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SHOPS; seed++) {
		struct sequence rows[PAIRS], again[PAIRS];
		struct sales s = { 0 };
		size_t n = all_pairs(rows);

		fill_shop(&s, seed);
		memcpy(again, rows, sizeof(rows));
		assert_true(sequences_count(rows, n, &s, 1, NULL, NULL));
		assert_true(sequences_count(again, n, &s, 8, NULL, NULL));
		assert_memory_equal(rows, again, sizeof(rows));
		for (size_t i = 0; i < n; i++) {
			struct relation_sequence slow =
			    slow_sequence(&s, rows[i].a, rows[i].b);
			assert_same(&rows[i].of, &slow);
		}
		sales_release(&s);
	}
}

static void
no_orders_give_no_sequences(void **state)
{
	struct sequence row = { .a = 0, .b = 1, .of = { 1, 1, 1 } };
	struct sales s = { 0 };

	(void)state;
	assert_true(sales_init(&s, 0, 0, 2, 0, NULL));
	assert_true(sequences_count(&row, 1, &s, 2, NULL, NULL));
	assert_int_equal(row.of.customers, 0);
	assert_true(sequences_count(NULL, 0, &s, 2, NULL, NULL));
	sales_release(&s);
}

static bool
stop_at_once(void *arg, const char *what, int64_t done, int64_t total)
{
	(void)arg;
	(void)what;
	(void)done;
	(void)total;
	return false;
}

static void
it_can_be_stopped_and_says_so(void **state)
{
	const struct progress pg = { .report = stop_at_once };
	struct sequence rows[PAIRS];
	struct err err = ERR_INIT;
	struct sales s = { 0 };

	(void)state;
	fill_shop(&s, 1);
	assert_false(sequences_count(rows, all_pairs(rows), &s, 1, &pg, &err));
	assert_int_equal(err.code, ERR_STOPPED);
	sales_release(&s);
}

static void
without_memory_it_says_so(void **state)
{
	struct sequence rows[PAIRS];
	struct err err = ERR_INIT;
	struct sales s = { 0 };
	size_t n = all_pairs(rows);
	bool done = false;

	(void)state;
	fill_shop(&s, 1);
	for (long i = 1; !done && i < 100; i++) {
		err = (struct err)ERR_INIT;
		mem_fail_after(i);
		done = sequences_count(rows, n, &s, 1, NULL, &err);
		assert_true(done || err.code == ERR_LIMIT);
	}
	mem_fail_after(0);
	assert_true(done);
	sales_release(&s);
}

/* ---- packed ---- */

static const struct sequence KEPT[] = {
	{ 0, 3, { 300, 20, 14.5 } },
	{ 0, 200000, { 20, 20, 0 } },
	{ 2, 3, { 4000000, 0, 179 } },
};
enum {
	CATALOGUE = 200001
};

static void
packed_sequences_are_found_either_way_round(void **state)
{
	struct sequences sq = { .products = 0 }, back = { .products = 0 };
	struct relation_sequence got;
	struct str bytes = STR_INIT;

	(void)state;
	sequences_pack(&sq, KEPT, ARRAY_LEN(KEPT), CATALOGUE);
	sequences_encode(&sq, &bytes);
	assert_true(sequences_decode(&back, slice_str(&bytes)));
	for (size_t i = 0; i < ARRAY_LEN(KEPT); i++) {
		struct relation_sequence other = KEPT[i].of;
		assert_true(sequences_find(&back, KEPT[i].a, KEPT[i].b, &got));
		assert_same(&got, &KEPT[i].of);
		other.a_first = other.customers - other.a_first;
		assert_true(sequences_find(&back, KEPT[i].b, KEPT[i].a, &got));
		assert_same(&got, &other);
	}
	assert_false(sequences_find(&back, 0, 2, &got));
	assert_false(sequences_find(&back, 1, 3, &got));
	assert_false(sequences_find(&back, 0, CATALOGUE, &got));
	/* of no products there is their number alone */
	sequences_release(&back);
	str_clear(&bytes);
	sequences_encode(&back, &bytes);
	assert_int_equal(bytes.len, sizeof(uint32_t));
	assert_true(sequences_decode(&back, slice_str(&bytes)));
	assert_false(sequences_find(&back, 0, 3, &got));
	sequences_release(&sq);
	sequences_release(&back);
	str_release(&bytes);
}

/* Cut anywhere and with any byte changed, nothing is read that is not there. */
static void
bytes_that_are_none_are_refused_or_harmless(void **state)
{
	struct sequences sq = { .products = 0 };
	struct relation_sequence got;
	struct str bytes = STR_INIT;

	(void)state;
	sequences_pack(&sq, KEPT, ARRAY_LEN(KEPT), CATALOGUE);
	sequences_release(&sq);
	sequences_pack(&sq, KEPT, 1, 4);
	sequences_encode(&sq, &bytes);
	sequences_release(&sq);
	for (size_t cut = 0; cut < bytes.len; cut++)
		assert_false(sequences_decode(&sq, slice_bytes(bytes.p, cut)));
	for (size_t i = 0; i < bytes.len; i++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			bytes.p[i] = (char)(bytes.p[i] ^ 1 << bit);
			if (sequences_decode(&sq, slice_str(&bytes)))
				sequences_find(&sq, 0, 3, &got);
			sequences_release(&sq);
			bytes.p[i] = (char)(bytes.p[i] ^ 1 << bit);
		}
	}
	str_release(&bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sequences_are_those_of_looking_at_every_order),
		cmocka_unit_test(no_orders_give_no_sequences),
		cmocka_unit_test(it_can_be_stopped_and_says_so),
		cmocka_unit_test(without_memory_it_says_so),
		cmocka_unit_test(packed_sequences_are_found_either_way_round),
		cmocka_unit_test(bytes_that_are_none_are_refused_or_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
