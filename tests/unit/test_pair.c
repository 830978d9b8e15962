/*
 * The stored form of pairs: what goes in comes out, and nothing else gets in.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include "base/base.h"

#include <cmocka.h>

#include "base/mem.h"
#include "base/random.h"
#include "mining/pairs.h"
#include "tests/support/random_shop.h"

enum {
	HASH_SIZE = 8
};

struct mined {
	struct pair_table table;
	struct pair_context ctx;
};

static int
open_shop(void **state)
{
	static struct mined m;
	struct random_shape shape = {
		.seed = 3,
		.orders = 150,
		.products = 25,
		.largest = 9,
		.customers = 30,
	};
	struct pairs_options opt = { .floor = 2, .customers = true };
	struct random_shop shop;
	struct baskets bk = { 0 };

	random_shop_init(&shop, &shape);
	bool ok = baskets_init(&bk, &shop.in, 8, NULL) &&
	    pairs_mine(&bk, &opt, &m.table, &m.ctx, NULL);
	baskets_release(&bk);
	random_shop_release(&shop);
	*state = &m;
	return ok ? 0 : -1;
}

static int
close_shop(void **state)
{
	struct mined *m = *state;

	pair_table_release(&m->table);
	pair_context_release(&m->ctx);
	return 0;
}

static void
rows_come_back_as_they_went(void **state)
{
	struct mined *m = *state;
	struct pair_table got;
	size_t bytes = m->table.pairs * sizeof(uint32_t);

	assert_true(m->table.pairs > 100);
	assert_true(pair_table_init(&got, m->ctx.products, NULL));
	for (uint32_t a = 0; a < m->ctx.products; a++) {
		struct str row = STR_INIT;
		pair_row_encode(&m->table, a, &row);
		assert_int_equal(
		    row.len > 0, m->table.first[a + 1] > m->table.first[a]);
		assert_true(pair_row_decode(
		    &got, &m->ctx, a, slice_str(&row), slice_of(""), NULL));
		str_release(&row);
	}
	assert_int_equal(got.pairs, m->table.pairs);
	assert_memory_equal(got.first, m->table.first,
	    (m->ctx.products + 1) * sizeof(*got.first));
	assert_memory_equal(got.partner, m->table.partner, bytes);
	assert_memory_equal(got.n, m->table.n, bytes);
	assert_memory_equal(got.customers, m->table.customers, bytes);
	assert_memory_equal(got.ever, m->table.ever, bytes);
	assert_memory_equal(got.weighted, m->table.weighted, bytes);
	assert_memory_equal(got.ever_weighted, m->table.ever_weighted, bytes);
	pair_table_release(&got);
}

static void
context_comes_back_as_it_went(void **state)
{
	struct mined *m = *state;
	struct pair_context got;
	struct str bytes = STR_INIT, again = STR_INIT;

	pair_context_encode(&m->ctx, &bytes);
	assert_true(pair_context_decode(&got, slice_str(&bytes), NULL));
	pair_context_encode(&got, &again);
	assert_true(slice_eq(slice_str(&bytes), slice_str(&again)));
	assert_int_equal(got.active, m->ctx.active);
	assert_int_equal(got.cap, 8);
	assert_int_equal(got.floor, 2);
	assert_memory_equal(got.orders_with.n, m->ctx.orders_with.n,
	    m->ctx.products * sizeof(*got.orders_with.n));
	assert_memory_equal(
	    got.chance, m->ctx.chance, m->ctx.products * sizeof(*got.chance));
	pair_context_release(&got);
	str_release(&bytes);
	str_release(&again);
}

static void
rows_left_out_are_empty(void **state)
{
	struct mined *m = *state;
	struct pair_table got;
	struct str row = STR_INIT;
	uint32_t a = 7;

	assert_true(pair_table_init(&got, m->ctx.products, NULL));
	pair_row_encode(&m->table, a, &row);
	assert_true(row.len > 0);
	assert_true(pair_row_decode(
	    &got, &m->ctx, a, slice_str(&row), slice_of(""), NULL));
	pair_table_complete(&got);
	assert_int_equal(got.first[a], 0);
	assert_int_equal(got.first[a + 1], got.pairs);
	assert_int_equal(got.first[m->ctx.products], got.pairs);
	size_t i = pair_find(&got, a, got.partner[0]);
	assert_int_equal(i, 0);
	assert_int_equal(got.n[0], m->table.n[m->table.first[a]]);
	pair_table_release(&got);
	str_release(&row);
}

static void
rows_out_of_turn_are_refused(void **state)
{
	struct mined *m = *state;
	struct pair_table got;
	struct str row = STR_INIT;
	struct err err = ERR_INIT;

	pair_row_encode(&m->table, 7, &row);
	assert_true(pair_table_init(&got, m->ctx.products, NULL));
	assert_true(pair_row_decode(
	    &got, &m->ctx, 7, slice_str(&row), slice_of(""), NULL));
	size_t pairs = got.pairs;
	assert_false(pair_row_decode(
	    &got, &m->ctx, 7, slice_str(&row), slice_of(""), &err));
	assert_int_equal(err.code, ERR_STORE);
	/* Another row's bytes, and a row the shop does not have. */
	assert_false(pair_row_decode(
	    &got, &m->ctx, 8, slice_str(&row), slice_of(""), NULL));
	assert_false(pair_row_decode(&got, &m->ctx, (uint32_t)m->ctx.products,
	    slice_str(&row), slice_of(""), NULL));
	assert_int_equal(got.pairs, pairs);
	assert_int_equal(got.rows, 8);
	pair_table_release(&got);
	str_release(&row);
}

/* ---- what has changed ---- */

/* A row of another day: counts grown, shrunk or gone, pairs come. */
static void
change_row(const struct mined *m, uint32_t a, uint64_t seed, double share,
    struct pair_table *out)
{
	const struct pair_table *t = &m->table;

	assert_true(pair_table_init(out, t->products, NULL));
	assert_true(pair_table_reserve(out, t->products, NULL));
	for (uint32_t b = a + 1; b < t->products; b++) {
		size_t i = pair_find(t, a, b), at = out->pairs;
		double u = random_unit(seed, 5, a, b);
		bool change = random_unit(seed, 6, a, b) < share;
		if ((i == PAIR_NONE && !(change && u < 0.5)) ||
		    (i != PAIR_NONE && change && u < 0.2))
			continue;
		out->partner[at] = b;
		out->n[at] = i == PAIR_NONE ? m->ctx.floor : t->n[i];
		out->customers[at] = i == PAIR_NONE ? 0 : t->customers[i];
		out->ever[at] = i == PAIR_NONE ? 0 : t->ever[i];
		out->weighted[at] = i == PAIR_NONE ? 0.5F : t->weighted[i];
		out->ever_weighted[at] =
		    i == PAIR_NONE ? 0 : t->ever_weighted[i];
		if (change && i != PAIR_NONE && u < 0.6)
			out->weighted[at] /= 2;
		else if (change && i != PAIR_NONE)
			out->ever_weighted[at] /= 2;
		out->pairs++;
	}
	out->rows = a;
	out->first[a + 1] = out->pairs;
	out->rows++;
	pair_table_complete(out);
}

static void
assert_same_row(const struct pair_table *got, const struct pair_table *want)
{
	size_t bytes = want->pairs * sizeof(uint32_t);

	assert_int_equal(got->pairs, want->pairs);
	assert_memory_equal(got->partner, want->partner, bytes);
	assert_memory_equal(got->n, want->n, bytes);
	assert_memory_equal(got->customers, want->customers, bytes);
	assert_memory_equal(got->ever, want->ever, bytes);
	assert_memory_equal(got->weighted, want->weighted, bytes);
	assert_memory_equal(got->ever_weighted, want->ever_weighted, bytes);
}

/* A shop in which every count a changed row may have is possible. */
static struct pair_context
any_counts(const struct mined *m)
{
	struct pair_context ctx = m->ctx;
	uint32_t *many = mem_array(m->ctx.products, sizeof(*many));

	for (size_t p = 0; p < m->ctx.products; p++)
		many[p] = 1000000;
	ctx.orders_with.n = ctx.customers_with.n = many;
	return ctx;
}

static void
a_row_and_its_changes_are_the_row_of_today(void **state)
{
	struct mined *m = *state;
	struct pair_context ctx = any_counts(m);
	size_t few_changed = 0, many_changed = 0, none = 0;

	for (uint64_t seed = 0; seed < 400; seed++) {
		uint32_t a = (uint32_t)(seed % (m->ctx.products - 1));
		double share = (double)(seed % 8) / 8;
		struct str old = STR_INIT, changes = STR_INIT;
		struct pair_table today, got;
		bool few;
		change_row(m, a, seed, share, &today);
		pair_row_encode(&m->table, a, &old);
		assert_true(pair_row_changes(
		    &today, a, slice_str(&old), &changes, &few, NULL));
		few_changed += few && changes.len > 0;
		many_changed += !few;
		none += few && changes.len == 0;
		if (!few) {
			assert_int_equal(changes.len, 0);
		} else {
			assert_true(
			    pair_table_init(&got, m->ctx.products, NULL));
			assert_true(pair_row_decode(&got, &ctx, a,
			    slice_str(&old), slice_str(&changes), NULL));
			pair_table_complete(&got);
			assert_same_row(&got, &today);
			pair_table_release(&got);
		}
		pair_table_release(&today);
		str_release(&old);
		str_release(&changes);
	}
	assert_true(few_changed > 50 && many_changed > 50 && none >= 50);
	mem_free(ctx.orders_with.n);
}

static void
changes_of_another_row_are_refused(void **state)
{
	struct mined *m = *state;
	struct pair_context ctx = any_counts(m);
	struct str old = STR_INIT, today = STR_INIT, changes = STR_INIT;
	struct pair_table changed, got;
	bool few;

	change_row(m, 3, 1, 0.2, &changed);
	pair_row_encode(&m->table, 3, &old);
	pair_row_encode(&changed, 3, &today);
	assert_true(pair_row_changes(
	    &changed, 3, slice_str(&old), &changes, &few, NULL));
	assert_true(few && changes.len > 0);
	assert_true(pair_table_init(&got, m->ctx.products, NULL));
	assert_false(pair_row_decode(
	    &got, &ctx, 3, slice_str(&today), slice_str(&changes), NULL));
	assert_false(pair_row_decode(
	    &got, &ctx, 3, slice_of(""), slice_str(&changes), NULL));
	/* Bytes that are no row are no row to change. */
	for (size_t i = 0; i < old.len; i++) {
		old.p[i] = (char)(old.p[i] ^ (1 << i % 8));
		str_clear(&changes);
		assert_true(pair_row_changes(
		    &changed, 3, slice_str(&old), &changes, &few, NULL));
		assert_true(!few && changes.len == 0);
		old.p[i] = (char)(old.p[i] ^ (1 << i % 8));
	}
	assert_int_equal(got.pairs, 0);
	pair_table_release(&got);
	pair_table_release(&changed);
	str_release(&old);
	str_release(&today);
	str_release(&changes);
	mem_free(ctx.orders_with.n);
}

/* ---- damage ---- */

static bool
decodes_row(const struct mined *m, uint32_t a, struct slice bytes)
{
	struct pair_table got;
	/* A copy of exactly this size: reading past its end is noticed. */
	char *copy = mem_array(bytes.len + 1, 1);

	memcpy(copy, bytes.p, bytes.len);
	copy = mem_grow(copy, bytes.len ? bytes.len : 1, 1);
	assert_true(pair_table_init(&got, m->ctx.products, NULL));
	bool ok = pair_row_decode(
	    &got, &m->ctx, a, slice_bytes(copy, bytes.len), slice_of(""), NULL);
	if (!ok) {
		assert_int_equal(got.pairs, 0);
		assert_int_equal(got.rows, 0);
	}
	pair_table_release(&got);
	mem_free(copy);
	return ok;
}

static bool
decodes_context(struct slice bytes)
{
	struct pair_context got;
	bool ok = pair_context_decode(&got, bytes, NULL);

	if (ok)
		pair_context_release(&got);
	else
		assert_null(got.chance);
	return ok;
}

static void
damaged_bytes_are_refused(void **state)
{
	struct mined *m = *state;
	struct str row = STR_INIT, ctx = STR_INIT;

	pair_row_encode(&m->table, 3, &row);
	pair_context_encode(&m->ctx, &ctx);
	for (size_t i = 0; i < row.len; i++) {
		row.p[i] = (char)(row.p[i] ^ (1 << i % 8));
		assert_false(decodes_row(m, 3, slice_str(&row)));
		row.p[i] = (char)(row.p[i] ^ (1 << i % 8));
		/* Nothing at all is an empty row. */
		assert_int_equal(
		    decodes_row(m, 3, slice_bytes(row.p, i)), i == 0);
	}
	assert_true(decodes_row(m, 3, slice_str(&row)));
	for (size_t i = 0; i < ctx.len; i++) {
		ctx.p[i] = (char)(ctx.p[i] ^ (1 << i % 8));
		assert_false(decodes_context(slice_str(&ctx)));
		ctx.p[i] = (char)(ctx.p[i] ^ (1 << i % 8));
		assert_false(decodes_context(slice_bytes(ctx.p, i)));
	}
	assert_true(decodes_context(slice_str(&ctx)));
	str_release(&row);
	str_release(&ctx);
}

/* What somebody who means harm would do: change bytes, then make the hash
 * right again. */
static void
forge(struct str *s, size_t body)
{
	uint64_t hash = pair_hash(slice_bytes(s->p, body));

	str_cut(s, body);
	for (size_t i = 0; i < HASH_SIZE; i++)
		str_add_char(s, (char)(hash >> (8 * i)));
}

/* Whatever is accepted must be a table that can be used without harm. */
static void
check_row(const struct mined *m, uint32_t a, struct slice bytes)
{
	struct pair_table got;

	assert_true(pair_table_init(&got, m->ctx.products, NULL));
	if (pair_row_decode(&got, &m->ctx, a, bytes, slice_of(""), NULL)) {
		uint32_t before = a;
		for (size_t i = 0; i < got.pairs; i++) {
			uint32_t b = got.partner[i];
			assert_true(b > before && b < m->ctx.products);
			assert_true(got.n[i] >= m->ctx.floor);
			assert_true(got.n[i] <= m->ctx.orders_with.n[a]);
			assert_true(got.n[i] <= m->ctx.orders_with.n[b]);
			assert_true(got.customers[i] <= got.n[i]);
			assert_true(isfinite(got.weighted[i]));
			assert_true(isfinite(got.ever_weighted[i]));
			before = b;
		}
	}
	pair_table_release(&got);
}

static void
forged_bytes_are_refused_or_harmless(void **state)
{
	struct mined *m = *state;
	struct str row = STR_INIT, ctx = STR_INIT, s = STR_INIT;

	pair_row_encode(&m->table, 3, &row);
	pair_context_encode(&m->ctx, &ctx);
	for (uint64_t i = 0; i < 20000; i++) {
		const struct str *from = i % 2 ? &row : &ctx;
		str_clear(&s);
		str_add_bytes(&s, from->p, from->len);
		for (uint64_t j = 0; j < 1 + i % 3; j++) {
			double body = (double)(s.len - HASH_SIZE);
			/* Every other time near the start, where sizes are. */
			double span = i % 4 < 2 ? 40 : body;
			size_t at = (size_t)(random_unit(9, 1, i, j) *
			    (span < body ? span : body));
			s.p[at] = (char)(random_mix(i * 8 + j) >> 8);
		}
		forge(&s, s.len - HASH_SIZE);
		if (i % 2)
			check_row(m, 3, slice_str(&s));
		else
			decodes_context(slice_str(&s));
	}
	/* a number that does not end */
	str_cut(&row, 1);
	str_add_repeat(&row, "\xFF", 12);
	forge(&row, row.len);
	assert_false(decodes_row(m, 3, slice_str(&row)));
	str_release(&row);
	str_release(&ctx);
	str_release(&s);
}

static void
impossible_context_is_refused(void **state)
{
	struct mined *m = *state;
	struct pair_context bad = m->ctx;
	struct str bytes = STR_INIT;

	bad.alpha = 51;
	pair_context_encode(&bad, &bytes);
	assert_false(decodes_context(slice_str(&bytes)));
	bad = m->ctx;
	bad.floor = 0;
	str_clear(&bytes);
	pair_context_encode(&bad, &bytes);
	assert_false(decodes_context(slice_str(&bytes)));
	bad = m->ctx;
	bad.met = (uint64_t)pair_tests(&m->ctx) + 1;
	str_clear(&bytes);
	pair_context_encode(&bad, &bytes);
	assert_false(decodes_context(slice_str(&bytes)));
	bad = m->ctx;
	bad.kappa = (double)NAN;
	str_clear(&bytes);
	pair_context_encode(&bad, &bytes);
	assert_false(decodes_context(slice_str(&bytes)));
	str_release(&bytes);
}

static void
a_pair_is_found_by_either_order_and_only_if_there(void **state)
{
	struct mined *m = *state;

	assert_true(pair_find(&m->table, 4, 4) == PAIR_NONE);
	assert_true(pair_find(&m->table, 0, 25) == PAIR_NONE);
	assert_true(pair_find(&m->table, 25, 0) == PAIR_NONE);
	for (size_t i = 0; i < m->table.pairs; i++) {
		uint32_t a = pair_row_of(&m->table, i);
		assert_int_equal(
		    pair_find(&m->table, m->table.partner[i], a), i);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_shop, close_shop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(rows_come_back_as_they_went),
		TEST(context_comes_back_as_it_went),
		TEST(rows_left_out_are_empty),
		TEST(rows_out_of_turn_are_refused),
		TEST(a_row_and_its_changes_are_the_row_of_today),
		TEST(changes_of_another_row_are_refused),
		TEST(damaged_bytes_are_refused),
		TEST(forged_bytes_are_refused_or_harmless),
		TEST(impossible_context_is_refused),
		TEST(a_pair_is_found_by_either_order_and_only_if_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
