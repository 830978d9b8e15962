/*
 * Pairs kept after any sequence of imports, imports taken back and changed
 * caps are those of the same orders loaded at once into a new store.
 */
#include "tests/support/shop.h"

#include "base/mem.h"
#include "base/random.h"
#include "mining/metric.h"
#include "store/store_results.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum {
	SEEDS = 6,
	STEPS = 6,
	ORDERS = 40, /* of a part */
	PRODUCTS = 14,
	CUSTOMERS = 9,
};

static size_t
draw(size_t n, uint64_t seed, uint64_t i, uint64_t j)
{
	return (size_t)(random_unit(seed, 1, i, j) * (double)n);
}

/* The orders of one import; later ones bring products of their own. */
static void
write_part(struct str *csv, uint64_t seed, size_t part)
{
	str_set(
	    csv, "order_id,order_date,customer_id,sku,quantity,unit_price\n");
	for (size_t o = 0; o < ORDERS; o++) {
		uint64_t at = part * ORDERS + o;
		size_t size = 1 + draw(7, seed, at, 0);
		size_t customer = draw(CUSTOMERS, seed, at, 1);
		for (size_t k = 0; k < size; k++) {
			str_addf(csv, "%zu,2026-0%zu-%02zu,", (size_t)at + 1,
			    part + 1, o % 28 + 1);
			if (customer > 0)
				str_addf(csv, "C%zu", customer);
			str_addf(csv, ",P%zu,1,5.00\n",
			    draw(PRODUCTS, seed, at, k + 2) + part);
		}
	}
}

static int
compare_lines(const void *left, const void *right)
{
	const char *const *a = left, *const *b = right;

	return strcmp(*a, *b);
}

/* Every pair with all that is kept of it, by SKU: ids differ. */
static void
dump(struct shop *shop, struct str *out)
{
	struct view *v = shop_view(shop, VIEW_PAIRS);
	const struct pair_table *t = &v->pairs;
	char **line = mem_array(t->pairs, sizeof(*line));
	struct str s = STR_INIT;
	size_t n = 0;

	str_setf(out, "%zu orders, alpha %.12g\n",
	    v->context.orders_with.baskets, v->context.alpha);
	for (size_t a = 0; a < t->products; a++) {
		for (size_t e = t->first[a]; e < t->first[a + 1]; e++) {
			const char *x = v->products.rows[a].sku;
			const char *y = v->products.rows[t->partner[e]].sku;
			bool swap = strcmp(x, y) > 0;
			str_setf(&s, "%s %s: %u %u %u %.6a %.6a %.5g\n",
			    swap ? y : x, swap ? x : y, t->n[e],
			    t->customers[e], t->ever[e], (double)t->weighted[e],
			    (double)t->ever_weighted[e],
			    metric_q(
				&v->context, t, e, (uint32_t)a, t->partner[e]));
			line[n++] = mem_strdup(s.p);
		}
	}
	qsort(line, n, sizeof(*line), compare_lines);
	for (size_t i = 0; i < n; i++) {
		str_add(out, line[i]);
		mem_free(line[i]);
	}
	mem_free(line);
	str_release(&s);
	view_free(v);
}

static void
set_cap(struct shop *shop, size_t cap)
{
	struct err err = ERR_INIT;
	struct settings settings;
	struct str value = STR_INIT;

	str_setf(&value, "%zu", cap);
	if (!settings_load(shop->st, &settings, &err) ||
	    !settings_set(
		shop->st, &settings, SETTING_BASKET_CAP, value.p, NULL, &err))
		fail_msg("%s", err.text);
	str_release(&value);
}

/* The same orders, loaded into a new store. */
static void
dump_from_scratch(
    struct str *out, uint64_t seed, const bool *present, size_t cap)
{
	struct shop shop;
	struct str csv = STR_INIT;

	shop_open(&shop, NULL);
	set_cap(&shop, cap);
	for (size_t part = 0; part < STEPS; part++) {
		if (!present[part])
			continue;
		write_part(&csv, seed, part);
		shop_import(&shop, csv.p);
	}
	dump(&shop, out);
	shop_close(&shop);
	str_release(&csv);
}

static void
kept_pairs_are_those_from_scratch(void **state)
{
	struct str csv = STR_INIT, got = STR_INIT, want = STR_INIT;
	size_t compared = 0;

	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		bool present[STEPS] = { false };
		struct err err = ERR_INIT;
		struct shop shop;
		size_t cap = 200;
		shop_open(&shop, NULL);
		for (size_t step = 0; step < STEPS; step++) {
			write_part(&csv, seed, step);
			shop_import(&shop, csv.p);
			present[step] = true;
			dump(&shop, &got);
			if (draw(3, seed, step, 100) == 0) {
				str_clear(&csv);
				if (!import_undo(shop.st, (int64_t)step + 1,
					NULL, &csv, &err))
					fail_msg("%s", err.text);
				present[step] = false;
			}
			if (draw(3, seed, step, 101) == 0) {
				cap = 3 + draw(5, seed, step, 102);
				set_cap(&shop, cap);
			}
			dump(&shop, &got);
			dump_from_scratch(&want, seed, present, cap);
			assert_string_equal(got.p, want.p);
			compared += want.len;
		}
		shop_close(&shop);
	}
	assert_true(compared > 20000);
	str_release(&csv);
	str_release(&got);
	str_release(&want);
}

/* Orders [from, to) of a larger shop. */
static void
write_orders(struct str *csv, uint64_t seed, size_t from, size_t to)
{
	str_set(
	    csv, "order_id,order_date,customer_id,sku,quantity,unit_price\n");
	for (size_t o = from; o < to; o++) {
		size_t size = 1 + draw(6, seed, o, 0);
		size_t customer = draw(60, seed, o, 1);
		for (size_t k = 0; k < size; k++) {
			str_addf(csv, "%zu,2026-03-%02zu,", o + 1, o % 28 + 1);
			if (customer > 0)
				str_addf(csv, "C%zu", customer);
			str_addf(
			    csv, ",P%zu,1,5.00\n", draw(25, seed, o, k + 2));
		}
	}
}

static int64_t
count_changes(struct shop *shop, bool rows)
{
	struct str bytes = STR_INIT, changes = STR_INIT;
	struct err err = ERR_INIT;
	int64_t n = 0;
	bool found;

	for (int64_t id = 1; id <= 25; id++) {
		str_clear(&bytes);
		str_clear(&changes);
		if (!store_pairs_get(
			shop->st, id, &bytes, &changes, &found, &err))
			fail_msg("%s", err.text);
		n += rows ? found : changes.len > 0;
	}
	str_release(&bytes);
	str_release(&changes);
	return n;
}

/* An order at a time leaves most rows as they were stored. */
static void
pairs_of_single_orders_are_those_from_scratch(void **state)
{
	enum {
		BASE = 500,
		MORE = 8
	};
	struct str csv = STR_INIT, got = STR_INIT, want = STR_INIT;
	int64_t changed = 0;

	(void)state;
	for (uint64_t seed = 20; seed < 23; seed++) {
		struct shop shop, scratch;
		shop_open(&shop, NULL);
		write_orders(&csv, seed, 0, BASE);
		shop_import(&shop, csv.p);
		dump(&shop, &got);
		for (size_t i = 0; i < MORE; i++) {
			write_orders(&csv, seed, BASE + i, BASE + i + 1);
			shop_import(&shop, csv.p);
			dump(&shop, &got);
			changed += count_changes(&shop, false);
			shop_open(&scratch, NULL);
			write_orders(&csv, seed, 0, BASE + i + 1);
			shop_import(&scratch, csv.p);
			dump(&scratch, &want);
			assert_int_equal(count_changes(&scratch, false), 0);
			assert_true(count_changes(&scratch, true) > 20);
			shop_close(&scratch);
			assert_string_equal(got.p, want.p);
			dump(&shop, &want);
			assert_string_equal(got.p, want.p);
		}
		shop_close(&shop);
	}
	assert_in_range(changed, 30, 3 * MORE * 25);
	str_release(&csv);
	str_release(&got);
	str_release(&want);
}

static void
threads_change_no_byte_of_a_view(void **state)
{
	struct view *first = NULL;
	struct shop shop;

	(void)state;
	shop_open_sample(&shop);
	for (int threads = 1; threads <= 8; threads *= 2) {
		struct err err = ERR_INIT;
		struct view_request request = {
			.parts = VIEW_PAIRS,
			.cut = { .least_items = 1 },
			.threads = threads,
		};
		struct view *v = view_load(shop.st, &request, &err);
		if (v == NULL)
			fail_msg("%s", err.text);
		if (first == NULL) {
			assert_true(v->sequences.bytes.len > 20);
			first = v;
			continue;
		}
		assert_int_equal(v->pairs.pairs, first->pairs.pairs);
		assert_memory_equal(v->pairs.ever_weighted,
		    first->pairs.ever_weighted,
		    first->pairs.pairs * sizeof(float));
		assert_true(slice_eq(slice_str(&v->sequences.bytes),
		    slice_str(&first->sequences.bytes)));
		view_free(v);
	}
	view_free(first);
	shop_close(&shop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kept_pairs_are_those_from_scratch),
		cmocka_unit_test(pairs_of_single_orders_are_those_from_scratch),
		cmocka_unit_test(threads_change_no_byte_of_a_view),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
