/*
 * Several bundles replayed together: against a slow twin that prices every
 * order for everything it may do, on random shops, and against the single
 * projection where there is one bundle.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/random.h"
#include "decide/checkout.h"
#include "decide/projection_joint.h"

enum {
	PRODUCTS = 5,
	ORDERS = 80,
	MOST_PLANS = 3,
	DAYS = 30,
	TWIN_DRAWS = 1500
};

struct world {
	uint64_t seed, at;
	struct sales s;
	struct offer_item items[MOST_PLANS][2];
	struct offer plans[MOST_PLANS + 1]; /* the last is live */
	double tau[MOST_PLANS]; /* take rates */
	size_t n;
};

static int
roll(struct world *w, int n)
{
	return (int)(random_unit(w->seed, 13, 0, w->at++) * n);
}

static void
fill_orders(struct world *w)
{
	struct sales *s = &w->s;
	size_t at = 0;

	for (size_t o = 0; o < ORDERS; o++) {
		s->first[o] = at;
		s->order_id[o] = (int64_t)o + 1;
		s->customer[o] = SALES_GUEST;
		s->time[o] = (int64_t)(o % DAYS) * DATE_SECONDS_A_DAY;
		s->shipping[o] = s->ship_cost[o] = SALES_UNKNOWN;
		for (uint32_t p = 0; p < PRODUCTS; p++) {
			if (roll(w, 5) > 1 && (p > 0 || at > s->first[o]))
				continue;
			s->product[at] = p;
			s->quantity[at] = 1;
			s->paid[at] = s->price4[p] / 100;
			s->cart_value[o] += s->paid[at++];
		}
		s->net_value[o] = s->cart_value[o];
	}
	s->first[ORDERS] = at;
	s->lines = at;
}

static void
random_world(struct world *w, uint64_t seed)
{
	struct err err = ERR_INIT;

	*w = (struct world){ .seed = seed };
	if (!sales_init(&w->s, ORDERS, ORDERS * PRODUCTS, PRODUCTS, 0, &err))
		fail_msg("%s", err.text);
	w->s.currency = (struct currency){ .code = "EUR", .digits = 2 };
	for (uint32_t p = 0; p < PRODUCTS; p++) {
		w->s.product_id[p] = p + 1;
		w->s.price4[p] = 10000 * (5 + roll(w, 40));
		w->s.cost4[p] = w->s.price4[p] / 2;
	}
	fill_orders(w);
	w->n = (size_t)roll(w, MOST_PLANS) + 1;
	for (size_t j = 0; j < w->n; j++) {
		uint32_t a = (uint32_t)roll(w, PRODUCTS);

		w->items[j][0] =
		    (struct offer_item){ .product = a, .quantity = 1 };
		w->items[j][1] = (struct offer_item){
			.product = (a + 1 + (uint32_t)roll(w, PRODUCTS - 1)) %
			    PRODUCTS,
			.quantity = 1
		};
		w->plans[j] = (struct offer){ .id = (int64_t)j,
			.name = "plan",
			.kind = OFFER_BUNDLE,
			.discount = DISCOUNT_PERCENT,
			.value = offer_percent(5 + roll(w, 20)),
			.items = w->items[j],
			.n_items = 2 };
	}
	w->plans[w->n] = (struct offer){ .id = 9,
		.name = "live",
		.kind = OFFER_THRESHOLD,
		.discount = DISCOUNT_PERCENT,
		.value = offer_percent(10),
		.threshold = 4000 };
}

/* Nothing varies but chance itself: a take rate of .3, attach shares fixed. */
static void
still_inputs(struct projection_inputs *in)
{
	projection_inputs_default(in);
	in->value[PROJECTION_TAKE_RATE] = .3;
	in->value[PROJECTION_TAKE_CV] = .01;
	in->value[PROJECTION_DRIFT_SD] = 0;
	in->value[PROJECTION_VOLUME_SD] = 0;
	in->value[PROJECTION_SWITCHING] = 0;
	in->value[PROJECTION_SWITCHING_SAME] = 0;
	in->value[PROJECTION_ATTACH_STRENGTH] = 1e6;
	in->value[PROJECTION_HORIZON] = DAYS;
}

static double
discount_of(const struct world *w, size_t o, int added, const struct offer *of,
    size_t n)
{
	struct checkout *co = checkout_new(of, n, PRODUCTS, 2);
	struct checkout_line lines[PRODUCTS + 1];
	struct checkout_cart cart = { .lines = lines };
	struct checkout_result r;
	struct err err = ERR_INIT;

	for (size_t l = w->s.first[o]; l < w->s.first[o + 1]; l++)
		lines[cart.n++] = (struct checkout_line){ w->s.product[l], 1,
			w->s.price4[w->s.product[l]] };
	if (added >= 0)
		lines[cart.n++] = (struct checkout_line){ (uint32_t)added, 1,
			w->s.price4[added] };
	if (!checkout_price(co, &cart, &r, &err))
		fail_msg("%s", err.text);
	checkout_free(co);
	return (double)(r.bundle_discount + r.order_discount) / 100;
}

static bool
holds(const struct world *w, size_t o, uint32_t product)
{
	for (size_t l = w->s.first[o]; l < w->s.first[o + 1]; l++)
		if (w->s.product[l] == product)
			return true;
	return false;
}

/* What plan j would have order o add: -1 nothing to add, -2 not concerned. */
static int
missing_of(const struct world *w, size_t j, size_t o)
{
	bool a = holds(w, o, w->items[j][0].product);
	bool b = holds(w, o, w->items[j][1].product);

	if (a == b)
		return a ? -1 : -2;
	return (int)w->items[j][a ? 1 : 0].product;
}

/* Expected takes and changes of one order. */
static void
twin_order(const struct world *w, size_t o, double phi, double *takes,
    double *revenue, double *contribution)
{
	const struct offer *live = &w->plans[w->n];
	double before = discount_of(w, o, -1, live, 1);
	double tau[MOST_PLANS], share[MOST_PLANS], any;
	bool concerned = false;

	for (size_t j = 0; j < w->n; j++) {
		concerned |= missing_of(w, j, o) > -2;
		tau[j] = missing_of(w, j, o) >= 0 ? w->tau[j] : 0;
	}
	if (!concerned)
		return;
	any = projection_compete(tau, w->n, share);
	double off = discount_of(w, o, -1, w->plans, w->n + 1) - before;
	*revenue -= (1 - any) * off;
	*contribution -= (1 - any) * off * (1 - phi);
	for (size_t j = 0; j < w->n; j++) {
		int added = missing_of(w, j, o);

		if (added < 0)
			continue;
		double price = (double)w->s.price4[added] / 1e4;
		double paid = price -
		    (discount_of(w, o, added, w->plans, w->n + 1) - before);
		takes[j] += share[j];
		*revenue += share[j] * paid;
		*contribution += share[j] * (paid * (1 - phi) - price / 2);
	}
}

static void
expect_near(const struct range *got, double want, const char *what, int seed)
{
	double sd = sqrt(got->variance / TWIN_DRAWS);

	if (fabs(got->mean - want) > 5 * sd + .006 * fabs(want) + 1e-6)
		fail_msg("world %d, %s: %g, the twin %g (sd %g)", seed, what,
		    got->mean, want, sd);
}

static void
the_replay_equals_a_slow_twin_on_random_shops(void **state)
{
	(void)state;
	for (int seed = 0; seed < 40; seed++) {
		struct projection_inputs in;
		struct err err = ERR_INIT;
		struct world w;
		struct joint out;
		double takes[MOST_PLANS] = { 0 }, all = 0, rev = 0, con = 0;
		const struct joint_rate known[MOST_PLANS] = { { .3, .01 },
			{ .15, .01 }, { .5, .01 } };

		random_world(&w, (uint64_t)seed);
		still_inputs(&in);
		struct joint_request rq = { .sales = &w.s,
			.live = &w.plans[w.n],
			.n_live = 1,
			.plans = w.plans,
			.n_plans = w.n,
			.window_days = 365,
			.in = &in };
		/* a rate that is known of a plan goes before that of all */
		for (size_t j = 0; j < w.n; j++)
			w.tau[j] = seed % 2 == 1 ? known[j].mean : .3;
		if (seed % 2 == 1)
			rq.rates = known;
		if (!joint_simulate(&rq, 7, TWIN_DRAWS, &out, &err))
			fail_msg("%s", err.text);
		for (size_t o = 0; o < ORDERS; o++)
			twin_order(&w, o, in.value[PROJECTION_PAYMENT_FEE],
			    takes, &rev, &con);
		for (size_t j = 0; j < w.n; j++) {
			expect_near(
			    &out.parts[j].takes, takes[j], "takes", seed);
			all += takes[j];
		}
		expect_near(&out.takes, all, "all takes", seed);
		expect_near(&out.revenue_delta, rev, "revenue", seed);
		expect_near(&out.contribution_delta, con, "contribution", seed);
		sales_release(&w.s);
	}
}

/* Twice the same bundle is one bundle: the discount is given once, and of two
 * equal hazards each takes its share. */
static void
a_bundle_twice_does_not_count_twice(void **state)
{
	struct projection_inputs in;
	struct err err = ERR_INIT;
	struct joint one, two;
	struct world w;

	(void)state;
	random_world(&w, 3);
	still_inputs(&in);
	struct joint_request rq = { .sales = &w.s,
		.plans = w.plans,
		.n_plans = 1,
		.window_days = 365,
		.in = &in };
	assert_true(joint_simulate(&rq, 7, TWIN_DRAWS, &one, &err));
	w.plans[1] = w.plans[0];
	w.plans[1].id = 1;
	rq.n_plans = 2;
	assert_true(joint_simulate(&rq, 7, TWIN_DRAWS, &two, &err));
	/* 1 - .7^2 = .51 of them take one, against .3 */
	expect_near(&two.takes, one.takes.mean * .51 / .3, "takes", 3);
	expect_near(&two.parts[0].takes, two.takes.mean / 2, "share", 3);
	assert_int_equal(two.orders, one.orders);
	sales_release(&w.s);
}

/* With everything at its usual spread one bundle alone agrees with the single
 * projection, which is calculated group by group. */
static void
one_bundle_agrees_with_its_single_projection(void **state)
{
	(void)state;
	for (int seed = 0; seed < 10; seed++) {
		struct projection_inputs in;
		struct projection single;
		struct err err = ERR_INIT;
		struct exposure ex;
		struct joint out;
		struct world w;

		random_world(&w, (uint64_t)seed);
		projection_inputs_default(&in);
		in.value[PROJECTION_DRIFT_SD] = .1;
		struct joint_request rq = { .sales = &w.s,
			.plans = w.plans,
			.n_plans = 1,
			.window_days = 365,
			.in = &in };
		struct exposure_plan plan = { .offer = w.plans,
			.window_days = 365 };
		assert_true(joint_simulate(&rq, 7, 4000, &out, &err));
		assert_true(exposure_count(&w.s, &plan, &ex, &err));
		assert_true(
		    projection_simulate(&ex, &in, 7, 4000, &single, &err));
		if (fabs(out.takes.mean - single.takes.mean) >
		    .08 * single.takes.mean + .1)
			fail_msg("world %d: %g takes, single %g", seed,
			    out.takes.mean, single.takes.mean);
		sales_release(&w.s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_replay_equals_a_slow_twin_on_random_shops),
		cmocka_unit_test(a_bundle_twice_does_not_count_twice),
		cmocka_unit_test(one_bundle_agrees_with_its_single_projection),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
