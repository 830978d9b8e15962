/* gains: what offering a pair would add, on the sample shop. */
#include "service/catalogue.h"
#include "service/gains.h"

#include "base/date.h"
#include "base/mem.h"
#include "service/pairing.h"
#include "service/suggest.h"
#include "tests/support/shop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct shop shop;
static struct view *v;
static struct gains *g;

static int32_t
today(void)
{
	return date_day_of(shop.now);
}

static int
open_shop(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	shop_open_sample(&shop);
	v = shop_view(&shop, VIEW_SALES | VIEW_PAIRS | VIEW_RANKED);
	g = gains_new(shop.st, v, today(), &err);
	return g == NULL;
}

static int
close_shop(void **state)
{
	(void)state;
	gains_free(g);
	view_free(v);
	shop_close(&shop);
	return 0;
}

static struct gain
work_out(const char *a, const char *b)
{
	struct gain gain = { .a = (uint32_t)shop_product(v, a),
		.b = (uint32_t)shop_product(v, b) };

	gains_work_out(g, &gain);
	return gain;
}

/* One projection, whoever shows it. */
static void
a_gain_is_what_a_suggestion_promises(void **state)
{
	struct suggestions all;
	struct err err = ERR_INIT;
	size_t pairs = 0;

	(void)state;
	assert_true(suggest_find(shop.st, v, today(), NULL, &all, &err));
	for (size_t i = 0; i < all.n; i++) {
		const struct suggestion *s = &all.rows[i];
		struct gain gain;
		if (s->kind != SUGGEST_PAIR)
			continue;
		gain = (struct gain){ .a = s->set.product[0],
			.b = s->set.product[1] };
		gains_work_out(g, &gain);
		assert_true(gain.known);
		assert_memory_equal(
		    &gain.range, &s->contribution, sizeof(gain.range));
		pairs++;
	}
	assert_true(pairs > 5);
	suggestions_release(&all);
}

static void
nothing_is_promised_on_weak_evidence(void **state)
{
	(void)state;
	assert_true(work_out("MUG-350", "COA-CRK").known);
	assert_false(work_out("MUG-350", "CND-FIG").known);
}

static void
what_is_missing_is_noted_until_it_is_kept(void **state)
{
	size_t a = shop_product(v, "MUG-350"), b = shop_product(v, "COA-CRK");
	struct gain asked[GAINS_AT_ONCE];
	struct range range;

	(void)state;
	assert_int_equal(gains_find(g, a, b, &range), GAINS_WANTED);
	assert_int_equal(gains_find(g, b, a, &range), GAINS_WANTED);
	assert_int_equal(gains_wanted(g, asked), 1);
	assert_int_equal(gains_wanted(g, asked), 0);
	gains_work_out(g, &asked[0]);
	gains_keep(g, &asked[0]);
	assert_int_equal(gains_find(g, b, a, &range), GAINS_KNOWN);
	assert_memory_equal(&range, &asked[0].range, sizeof(range));
	assert_int_equal(gains_wanted(g, asked), 0);
}

/* More than are kept, twice over: none is mistaken for another. */
static void
many_are_told_apart(void **state)
{
	struct range range;

	(void)state;
	for (uint32_t i = 0; i < 20000; i++) {
		struct gain made = { .a = i % 300, .b = 300 + i / 300 };
		made.known = i % 3 != 0;
		made.range.mean = i;
		gains_keep(g, &made);
		assert_int_equal(gains_find(g, made.b, made.a, &range),
		    made.known ? GAINS_KNOWN : GAINS_NONE);
		assert_true(range.mean >= i && range.mean <= i);
	}
}

static void
a_table_shows_gains_and_a_file_does_not(void **state)
{
	const struct pairing_query all = { .product = PAIRING_ALL };
	struct err err = ERR_INIT;
	struct range range;
	struct listing l;
	struct cell cell;
	struct str names = STR_INIT;
	struct gain asked[GAINS_AT_ONCE];
	size_t n;

	(void)state;
	assert_true(pairing_listing(v, &all, &l, &err));
	assert_int_equal(pairing_gain(&l, 0, &range), GAINS_WANTED);
	pairing_show_gains(&l, g);
	(void)gains_wanted(g, asked);
	assert_int_equal(pairing_gain(&l, 0, &range), GAINS_WANTED);
	n = gains_wanted(g, asked);
	assert_int_equal(n, 1);
	gains_work_out(g, &asked[0]);
	gains_keep(g, &asked[0]);
	listing_cell(&l, 0, (size_t)listing_column(&l, "gain"), &cell);
	assert_true(cell.defined);
	assert_int_equal(
	    cell.count, money_round(asked[0].range.mean, v->currency.digits));
	listing_column_names(&l, &names);
	assert_null(strstr(names.p, "gain"));
	str_release(&names);
	listing_release(&l);
	/* Another table has no gains to show. */
	assert_true(catalogue_listing(v, NULL, slice_of(""), &l, &err));
	pairing_show_gains(&l, g);
	assert_int_equal(pairing_gain(&l, 0, &range), GAINS_NONE);
	listing_release(&l);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_shop, close_shop)
	const struct CMUnitTest tests[] = {
		TEST(a_gain_is_what_a_suggestion_promises),
		TEST(nothing_is_promised_on_weak_evidence),
		TEST(what_is_missing_is_noted_until_it_is_kept),
		TEST(many_are_told_apart),
		TEST(a_table_shows_gains_and_a_file_does_not),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
