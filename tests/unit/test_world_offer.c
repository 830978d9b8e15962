/*
 * Offers on the simulated shop: the response has the stated probabilities,
 * and offers on one stream share their luck.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include "base/base.h"

#include <cmocka.h>

#include "base/mem.h"
#include "decide/world_offer.h"

struct shop {
	struct world w;
	struct world_orders od;
};

static int
open_shop(void **state)
{
	struct shop *s = mem_zalloc(sizeof(*s));
	struct err err = ERR_INIT;

	*state = s;
	return world_init(&s->w, 7, NULL, &err) &&
		world_draw(&s->w, 0, &s->od, &err)
	    ? 0
	    : -1;
}

static int
close_shop(void **state)
{
	struct shop *s = *state;

	world_orders_release(&s->od);
	world_release(&s->w);
	mem_free(s);
	return 0;
}

static struct world_rule
usual_rule(void)
{
	return (struct world_rule){
		.threshold = 3500,
		.fee = 495,
		.p0 = .5,
		.rho = 2,
		.eta = .8,
		.stream = WORLD_OFFER_FIRST,
	};
}

static void
an_order_at_the_threshold_changes_nothing(void **state)
{
	const struct shop *s = *state;
	struct world_rule rule = usual_rule();

	for (size_t o = 0; o < 1000; o++) {
		struct world_response r =
		    world_respond(&s->w, &rule, o, rule.threshold);

		assert_int_equal(r.value, 3500);
		assert_int_equal(r.fee, 0);
		assert_int_equal(r.filler, WORLD_NO_PRODUCT);
		assert_true(r.placed);
	}
}

static void
a_topped_up_order_reaches_the_threshold_and_pays_no_fee(void **state)
{
	const struct shop *s = *state;
	struct world_rule rule = usual_rule();
	size_t topped = 0;

	for (size_t o = 0; o < 5000; o++) {
		struct world_response r = world_respond(&s->w, &rule, o, 3000);

		if (r.filler == WORLD_NO_PRODUCT) {
			assert_int_equal(r.fee, 495);
			assert_int_equal(r.value, 3000);
			continue;
		}
		topped++;
		assert_int_equal(r.fee, 0);
		assert_int_equal(r.value, 3000 + s->w.price[r.filler]);
		assert_true(r.value >= 3500);
		assert_true(r.placed);
	}
	/* p0 exp(-500 / 990) of 5,000 want to; nearly all find a filler. */
	double want = .5 * exp(-500.0 / 990) * 5000;

	assert_true(fabs((double)topped - want) < 4 * sqrt(want));
}

static void
the_fee_puts_off_the_stated_share(void **state)
{
	const struct shop *s = *state;
	struct world_rule rule = usual_rule();
	double stay = exp(-.8 * 495 / 1000) * 5000, placed = 0;

	rule.p0 = 0;
	for (size_t o = 0; o < 5000; o++)
		placed += world_respond(&s->w, &rule, o, 1000).placed;
	assert_true(fabs(placed - stay) < 4 * sqrt(stay));
}

static void
who_tops_up_does_so_under_a_stronger_pull_too(void **state)
{
	const struct shop *s = *state;
	struct world_rule weak = usual_rule(), strong = usual_rule();
	size_t more = 0;

	strong.p0 = .8;
	for (size_t o = 0; o < 5000; o++) {
		bool under_weak = world_respond(&s->w, &weak, o, 3100).filler !=
		    WORLD_NO_PRODUCT;
		bool under_strong =
		    world_respond(&s->w, &strong, o, 3100).filler !=
		    WORLD_NO_PRODUCT;

		assert_true(under_strong || !under_weak);
		more += under_strong && !under_weak;
	}
	assert_true(more > 500);
}

static void
a_gap_wider_than_any_price_is_not_filled(void **state)
{
	const struct shop *s = *state;
	struct world_rule rule = usual_rule();

	rule.threshold = 10000000;
	rule.rho = 1e9;
	rule.p0 = 1;
	for (size_t o = 0; o < 1000; o++)
		assert_int_equal(world_respond(&s->w, &rule, o, 1000).filler,
		    WORLD_NO_PRODUCT);
}

/* The most frequent product of an even category with its first complement. */
static struct world_bundle
usual_bundle(const struct world *w)
{
	size_t best = 0;

	for (size_t i = 0; i < w->products; i++)
		if (world_category(w, i) % 2 == 0 &&
		    w->popularity[i] > w->popularity[best])
			best = i;
	return (struct world_bundle){
		.a = best,
		.b =
		    (size_t)w->complement[best * (size_t)w->params.complements],
		.visibility = 1.3,
		.elasticity = 1.5,
		.stream = WORLD_OFFER_FIRST,
	};
}

static void
an_offer_of_nothing_moves_nobody(void **state)
{
	const struct shop *s = *state;
	struct world_bundle bundle = usual_bundle(&s->w);
	struct world_bundle_effect e;

	bundle.visibility = 1;
	e = world_bundle(&s->w, &s->od, &bundle);
	assert_int_equal(e.takes, 0);
	assert_true(e.partial > 100);
	assert_true(e.full > 0);
}

static void
takes_grow_with_the_discount(void **state)
{
	const struct shop *s = *state;
	struct world_bundle bundle = usual_bundle(&s->w);
	struct world_bundle_effect last = { 0 };
	int64_t price = s->w.price[bundle.b];

	for (int64_t tenths = 1; tenths <= 9; tenths++) {
		struct world_bundle_effect e;

		bundle.discount = price * tenths / 10;
		e = world_bundle(&s->w, &s->od, &bundle);
		assert_true(e.takes >= last.takes && e.tau > last.tau);
		assert_true(fabs((double)e.takes - e.tau * (double)e.partial) <
		    4 * sqrt(e.tau * (double)e.partial) + 1);
		last = e;
	}
	assert_true(last.takes > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_order_at_the_threshold_changes_nothing),
		cmocka_unit_test(
		    a_topped_up_order_reaches_the_threshold_and_pays_no_fee),
		cmocka_unit_test(the_fee_puts_off_the_stated_share),
		cmocka_unit_test(who_tops_up_does_so_under_a_stronger_pull_too),
		cmocka_unit_test(a_gap_wider_than_any_price_is_not_filled),
		cmocka_unit_test(an_offer_of_nothing_moves_nobody),
		cmocka_unit_test(takes_grow_with_the_discount),
	};

	return cmocka_run_group_tests(tests, open_shop, close_shop);
}
