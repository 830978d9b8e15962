/*
 * Do the ranges hold the truth as often as they say? 200 bundles, picked by
 * their weighted excess of joint orders (so with the luck of the best), are
 * projected from one period of simulated shops and held against what the next
 * period did, in which complements have drifted.
 *
 * Orders of the simulated shop neither switch between products nor grow, so
 * switching is set to 0: with the default it would be another world.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "base/mem.h"
#include "base/random.h"
#include "decide/projection.h"
#include "decide/world_offer.h"

enum {
	WORLDS = 25,
	PER_WORLD = 8,
	JOINT_LEAST = 8,
	FIGURES = 3
};

struct choice {
	size_t a, b;
	double excess;
};

struct tally {
	int bundles;
	int inside80[FIGURES], inside95[FIGURES];
	double projected[FIGURES], realised[FIGURES];
};

static int
compare(const void *x, const void *y)
{
	const struct choice *p = x, *q = y;

	if (p->excess > q->excess || p->excess < q->excess)
		return p->excess > q->excess ? -1 : 1;
	if (p->a != q->a)
		return p->a < q->a ? -1 : 1;
	return (p->b > q->b) - (p->b < q->b);
}

/* Joint orders, weighted 1 / sqrt(size - 1) and plain, for all pairs. */
static void
count_pairs(const struct world_orders *od, size_t products, double *plain,
    double *weighted, double *single)
{
	for (size_t o = 0; o < od->orders; o++) {
		size_t from = od->first[o], to = od->first[o + 1];
		double w =
		    1 / sqrt(to - from > 1 ? (double)(to - from - 1) : 1);

		for (size_t i = from; i < to; i++) {
			size_t row = od->product[i] * products;

			single[od->product[i]]++;
			for (size_t j = from; j < to; j++) {
				plain[row + od->product[j]]++;
				weighted[row + od->product[j]] += w;
			}
		}
	}
}

/* Accessories not dearer than their product, largest excess first. */
static size_t
choose(const struct world *w, const struct world_orders *od, struct choice *out)
{
	size_t n = w->products, kept = 0;
	double *plain = mem_zarray(2 * n * n + n, sizeof(*plain));
	double *weighted = plain + n * n, *single = weighted + n * n;
	double sizes = (double)od->lines;

	count_pairs(od, n, plain, weighted, single);
	for (size_t a = 0; a < n; a++)
		for (size_t b = 0; b < n; b++) {
			double chance = single[a] * single[b] / sizes;

			if (a == b || w->price[a] < w->price[b] ||
			    plain[a * n + b] < JOINT_LEAST)
				continue;
			out[kept++] = (struct choice){ a, b,
				weighted[a * n + b] - chance };
		}
	qsort(out, kept, sizeof(*out), compare);
	mem_free(plain);
	return kept;
}

/* Ten percent, or what leaves the accessory half of its margin. */
static int64_t
discount_of(const struct world *w, const struct choice *c)
{
	double a = (double)w->price[c->a], b = (double)w->price[c->b];
	double cost = (double)w->cost[c->b];
	double d = floor(.1 * (a + b) + .5);

	if ((b - d) * .971 - cost <= 0)
		d = fmax(.05 * b, .5 * (b * .971 - cost));
	return (int64_t)d;
}

static void
project(const struct sales *s, const struct choice *c, int64_t discount,
    uint64_t seed, struct projection *pr)
{
	const struct offer_item items[] = { { (uint32_t)c->a, 1 },
		{ (uint32_t)c->b, 1 } };
	const struct offer of = { .name = "pair",
		.kind = OFFER_BUNDLE,
		.discount = DISCOUNT_AMOUNT,
		.value = discount,
		.items = items,
		.n_items = 2 };
	const struct exposure_plan plan = {
		.offer = &of, .primary = true, .window_days = WORLD_PERIOD_DAYS
	};
	struct projection_inputs in;
	struct err err = ERR_INIT;
	struct exposure ex;

	projection_inputs_default(&in);
	in.value[PROJECTION_SWITCHING] = 0;
	in.value[PROJECTION_SWITCHING_SAME] = 0;
	if (!exposure_count(s, &plan, &ex, &err))
		fail_msg("%s", err.text);
	in.value[PROJECTION_HORIZON] = ex.until - ex.from + 1;
	if (!projection_simulate(&ex, &in, seed, 1000, pr, &err))
		fail_msg("%s", err.text);
}

static void
compare_with_truth(const struct world *w, const struct choice *c,
    const struct projection *pr, const struct world_bundle_effect *effect,
    int64_t discount, struct tally *t)
{
	const struct range *ranges[FIGURES] = { &pr->takes, &pr->revenue_delta,
		&pr->contribution_delta };
	double left = (double)(w->price[c->b] - discount) / 100;
	double cost = (double)w->cost[c->b] / 100;
	double leak = (double)effect->full * (double)discount / 100;
	double takes = (double)effect->takes;
	const double truth[FIGURES] = { takes, takes * left - leak,
		takes * (left * .971 - cost) - leak * .971 };

	t->bundles++;
	for (size_t k = 0; k < FIGURES; k++) {
		const struct range *r = ranges[k];

		t->inside80[k] += r->low80 <= truth[k] && truth[k] <= r->high80;
		t->inside95[k] += r->low95 <= truth[k] && truth[k] <= r->high95;
		t->projected[k] += r->mean;
		t->realised[k] += truth[k];
	}
}

/* Attaching changes by a factor of LogNormal(sd .3), mean 1. */
static void
drift(struct world *w)
{
	size_t n = w->products * (size_t)w->params.complements;

	for (size_t i = 0; i < n; i++)
		w->gamma[i] = fmin(.6,
		    w->gamma[i] *
			exp(.3 * random_normal(w->seed, 40, i, 0) - .045));
}

static void
try_bundles(const struct world *w, const struct sales *s,
    const struct world_orders *next, const struct choice *c, size_t n,
    struct tally *t)
{
	for (size_t q = 0; q < n && q < PER_WORLD; q++) {
		struct world_bundle bundle = {
			.a = c[q].a,
			.b = c[q].b,
			.discount = discount_of(w, &c[q]),
			.visibility =
			    1.3 * exp(.25 * random_normal(w->seed, 50, q, 0)),
			.elasticity =
			    1.5 * exp(.45 * random_normal(w->seed, 51, q, 0)),
			.stream = 200 + 10 * q,
		};
		struct world_bundle_effect effect =
		    world_bundle(w, next, &bundle);
		struct projection pr;

		project(s, &c[q], bundle.discount, w->seed * 100 + q, &pr);
		compare_with_truth(w, &c[q], &pr, &effect, bundle.discount, t);
	}
}

static void
run_world(uint64_t seed, struct tally *t)
{
	struct world_orders past, next;
	struct err err = ERR_INIT;
	struct choice *choices;
	struct sales s;
	struct world w;
	size_t n;

	if (!world_init(&w, seed, NULL, &err) ||
	    !world_draw(&w, 0, &past, &err) ||
	    !world_sales(&w, &past, 0, &s, &err))
		fail_msg("%s", err.text);
	choices = mem_array(w.products * w.products, sizeof(*choices));
	n = choose(&w, &past, choices);
	drift(&w);
	if (!world_draw(&w, 1, &next, &err))
		fail_msg("%s", err.text);
	try_bundles(&w, &s, &next, choices, n, t);
	mem_free(choices);
	world_orders_release(&past);
	world_orders_release(&next);
	sales_release(&s);
	world_release(&w);
}

static void
bundle_ranges_hold_the_truth_as_often_as_they_say(void **state)
{
	static const char *const names[FIGURES] = { "takes", "revenue",
		"contribution" };
	struct tally t = { 0 };

	(void)state;
	for (uint64_t r = 0; r < WORLDS; r++)
		run_world(1000 + r, &t);
	assert_int_equal(t.bundles, WORLDS * PER_WORLD);
	for (size_t k = 0; k < FIGURES; k++) {
		double c80 = (double)t.inside80[k] / t.bundles;
		double c95 = (double)t.inside95[k] / t.bundles;

		print_message("%s: 80 %% range held %.3f, 95 %% range %.3f, "
			      "mean projected %.2f, realised %.2f\n",
		    names[k], c80, c95, t.projected[k] / t.bundles,
		    t.realised[k] / t.bundles);
		assert_true(c80 >= .72 && c80 <= .92);
		assert_true(c95 >= .90);
	}
	/* takes and what the discount costs are right on average */
	assert_true(fabs(t.projected[0] / t.realised[0] - 1) < .1);
	assert_true(fabs(t.projected[1] / t.realised[1] - 1) < .15);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    bundle_ranges_hold_the_truth_as_often_as_they_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
