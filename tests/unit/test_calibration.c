/*
 * Do the ranges of bundles hold the truth as often as they say?
 *
 * 200 bundles, picked by their weighted excess of joint orders (so with the
 * luck of the best), are projected from one period of simulated shops and held
 * against what the next period did, in which complements have drifted. 'make
 * calibrate' prints every row of the table (argument "full"): shoppers who
 * answer less or more than the prior expects, and what half a period with half
 * of the customers held out teaches; these show what an assumption costs that
 * does not hold, and are no test.
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
#include "decide/measure.h"
#include "decide/projection.h"
#include "decide/world_offer.h"

enum {
	WORLDS = 25,
	PER_WORLD = 8,
	JOINT_LEAST = 8,
	BINS = 5 /* of the chance that a bundle pays */
};

enum figure {
	TAKES,
	REVENUE,
	CONTRIBUTION,
	TAKE_RATE,
	FIGURES
};

/* How the shoppers of the worlds answer: drawn from the prior, or all alike. */
static const struct truth {
	const char *name;
	bool drawn;
	double visibility, elasticity;
} truths[] = {
	{ .name = "truth as the prior", .drawn = true },
	{ .name = "weak response", .visibility = 1, .elasticity = .75 },
	{ .name = "strong response", .visibility = 1.6, .elasticity = 2.6 },
};

enum {
	TRUTHS = sizeof(truths) / sizeof(truths[0])
};

static bool in_full; /* every row: 'make calibrate' */

struct choice {
	size_t a, b;
	double excess;
};

struct tally {
	int tried;
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

/* The bundle as it is projected for a period, or for a part of it. */
struct plan {
	int64_t discount;
	double share; /* of the period */
	double take_rate, take_cv; /* 0: from the model */
};

static void
project(const struct sales *s, const struct choice *c, const struct plan *plan,
    uint64_t seed, struct exposure *ex, struct projection *pr)
{
	const struct offer_item items[] = { { .product = (uint32_t)c->a,
						.quantity = 1 },
		{ .product = (uint32_t)c->b, .quantity = 1 } };
	const struct offer of = { .name = "pair",
		.kind = OFFER_BUNDLE,
		.discount = DISCOUNT_AMOUNT,
		.value = plan->discount,
		.items = items,
		.n_items = 2 };
	const struct exposure_plan what = {
		.offer = &of, .primary = true, .window_days = WORLD_PERIOD_DAYS
	};
	struct projection_inputs in;
	struct err err = ERR_INIT;

	projection_inputs_default(&in);
	in.value[PROJECTION_SWITCHING] = 0;
	in.value[PROJECTION_SWITCHING_SAME] = 0;
	if (plan->take_rate > 0) {
		in.value[PROJECTION_TAKE_RATE] = plan->take_rate;
		in.value[PROJECTION_TAKE_CV] = plan->take_cv;
	}
	if (!exposure_count(s, &what, ex, &err))
		fail_msg("%s", err.text);
	in.value[PROJECTION_HORIZON] = plan->share * (ex->until - ex->from + 1);
	if (!projection_simulate(ex, &in, seed, 1000, pr, &err))
		fail_msg("%s", err.text);
}

static double
earned(const struct world *w, const struct choice *c,
    const struct world_bundle_effect *effect, int64_t discount)
{
	double left = (double)(w->price[c->b] - discount) / 100;

	return (double)effect->takes *
	    (left * .971 - (double)w->cost[c->b] / 100) -
	    .971 * (double)effect->full * (double)discount / 100;
}

static void
compare_with_truth(const struct world *w, const struct choice *c,
    const struct projection *pr, const struct world_bundle_effect *effect,
    int64_t discount, struct tally *t)
{
	const struct range *ranges[FIGURES] = { &pr->takes, &pr->revenue_delta,
		&pr->contribution_delta, &pr->take_rate };
	double left = (double)(w->price[c->b] - discount) / 100;
	double takes = (double)effect->takes;
	const double truth[FIGURES] = { takes,
		takes * left - (double)effect->full * (double)discount / 100,
		earned(w, c, effect, discount), effect->tau };

	t->tried++;
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

/* Everything that is counted over the worlds. */
struct score {
	struct tally at_launch[TRUTHS], learned[TRUTHS];
	int bin[BINS], paid[BINS]; /* by the chance that it pays, at 5 % */
	double naive, real; /* revenue of takes */
};

/* Orders of the next period: in its first or second half, of customers with or
 * without the offer. */
static void
select_orders(const struct world *w, const struct world_orders *od, bool late,
    int held, struct world_orders *out)
{
	*out = (struct world_orders){ .orders = 0 };
	out->customer = mem_array(od->orders, sizeof(*out->customer));
	out->first = mem_zarray(od->orders + 1, sizeof(*out->first));
	out->product = mem_array(od->lines, sizeof(*out->product));
	for (size_t o = 0; o < od->orders; o++) {
		bool is_late = random_unit(w->seed, 60, o, 0) < .5;
		bool is_held =
		    random_unit(w->seed, 61, (uint64_t)od->customer[o], 0) < .5;
		size_t n = od->first[o + 1] - od->first[o];

		if (is_late != late || (held >= 0 && is_held != (held == 1)))
			continue;
		memcpy(out->product + out->lines, od->product + od->first[o],
		    n * sizeof(*out->product));
		out->customer[out->orders] = od->customer[o];
		out->lines += n;
		out->first[++out->orders] = out->lines;
	}
}

static struct world_bundle_effect
effect_on(const struct world *w, const struct world_orders *od, bool late,
    int held, const struct world_bundle *bundle)
{
	struct world_orders part;
	struct world_bundle_effect effect;

	select_orders(w, od, late, held, &part);
	effect = world_bundle(w, &part, bundle);
	world_orders_release(&part);
	return effect;
}

/* What half a period with half of the customers held out teaches. */
static void
learn(const struct world *w, const struct world_orders *next,
    const struct world_bundle *bundle, const struct exposure *ex,
    const struct projection *pr, struct plan *plan)
{
	struct world_bundle_effect with = effect_on(w, next, false, 0, bundle);
	struct world_bundle_effect without =
	    effect_on(w, next, false, 1, bundle);
	const struct measure_counts counts = {
		.n1 = (double)(with.full + with.partial),
		.y1 = (double)(with.full + with.takes),
		.n0 = (double)(without.full + without.partial),
		.y0 = (double)without.full,
	};
	double n = (double)exposure_eligible(ex) + 1;
	double c = ((double)ex->full_orders + .5) / n;
	double variance = c * (1 - c) / (n + 1) + .35 * .35 * c * c;
	double strength = c * (1 - c) / variance - 1;
	struct measure_beta take,
	    organic = { c * strength, (1 - c) * strength };
	struct measure_posterior p;
	struct err err = ERR_INIT;

	if (!projection_take_beta(pr->take_rate.mean,
		sqrt(pr->take_rate.variance) / pr->take_rate.mean, &take.a,
		&take.b))
		take = (struct measure_beta){ 1, 9 };
	if (!measure_take(&counts, take, organic, &p, &err))
		fail_msg("%s", err.text);
	plan->take_rate = p.take;
	plan->take_cv = fmin(3,
	    fmax(.01,
		sqrt((1 - p.take) /
		    (p.take * (p.as_beta.a + p.as_beta.b + 1)))));
}

/* The second half, by what the first one taught. */
static void
try_learned(const struct world *w, const struct sales *s,
    const struct world_orders *next, const struct choice *c,
    const struct world_bundle *bundle, const struct exposure *ex,
    const struct projection *pr, uint64_t seed, struct tally *t)
{
	struct plan plan = { .discount = bundle->discount, .share = .5 };
	struct world_bundle_effect late = effect_on(w, next, true, -1, bundle);
	struct exposure again;
	struct projection updated;

	learn(w, next, bundle, ex, pr, &plan);
	project(s, c, &plan, seed, &again, &updated);
	compare_with_truth(w, c, &updated, &late, bundle->discount, t);
}

/* Does a bundle pay as often as is said? At 5 %, where many are near it. */
static void
try_chance(const struct world *w, const struct sales *s,
    const struct world_orders *next, const struct choice *c,
    struct world_bundle bundle, uint64_t seed, struct score *sc)
{
	struct plan plan = { .share = 1 };
	struct world_bundle_effect effect;
	struct exposure ex;
	struct projection pr;
	size_t bin;

	plan.discount =
	    (int64_t)(.05 * (double)(w->price[c->a] + w->price[c->b]) + .5);
	bundle.discount = plan.discount;
	project(s, c, &plan, seed, &ex, &pr);
	effect = world_bundle(w, next, &bundle);
	bin = pr.p_positive < .1 ? 0
	    : pr.p_positive < .3 ? 1
	    : pr.p_positive < .5 ? 2
	    : pr.p_positive < .7 ? 3
				 : 4;
	sc->bin[bin]++;
	sc->paid[bin] += earned(w, c, &effect, plan.discount) > 0;
	sc->naive += (double)exposure_eligible(&ex) *
	    ((double)ex.full_orders / (double)exposure_eligible(&ex)) *
	    (double)w->price[c->b] / 100;
	sc->real += (double)effect.takes *
	    (double)(w->price[c->b] - plan.discount) / 100;
}

static void
try_bundle(const struct world *w, const struct sales *s,
    const struct world_orders *next, const struct choice *c, size_t q,
    struct score *sc)
{
	const struct plan plan = { .discount = discount_of(w, c), .share = 1 };
	uint64_t seed = w->seed * 100 + q;
	struct exposure ex;
	struct projection pr;

	project(s, c, &plan, seed, &ex, &pr);
	for (size_t r = 0; r < (in_full ? TRUTHS : 1); r++) {
		const struct truth *truth = &truths[r];
		struct world_bundle bundle = {
			.a = c->a,
			.b = c->b,
			.discount = plan.discount,
			.visibility = truth->visibility,
			.elasticity = truth->elasticity,
			.stream = 200 + 10 * q,
		};
		struct world_bundle_effect effect;

		if (truth->drawn) {
			bundle.visibility =
			    1.3 * exp(.25 * random_normal(w->seed, 50, q, 0));
			bundle.elasticity =
			    1.5 * exp(.45 * random_normal(w->seed, 51, q, 0));
		}
		effect = world_bundle(w, next, &bundle);
		compare_with_truth(
		    w, c, &pr, &effect, plan.discount, &sc->at_launch[r]);
		if (!in_full)
			continue;
		try_learned(w, s, next, c, &bundle, &ex, &pr, seed + 50,
		    &sc->learned[r]);
		if (truth->drawn)
			try_chance(w, s, next, c, bundle, seed, sc);
	}
}

static void
run_world(uint64_t seed, struct score *sc)
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
	for (size_t q = 0; q < n && q < PER_WORLD; q++)
		try_bundle(&w, &s, &next, &choices[q], q, sc);
	mem_free(choices);
	world_orders_release(&past);
	world_orders_release(&next);
	sales_release(&s);
	world_release(&w);
}

/* ---- the table ---- */

static const char *const figures[FIGURES] = { "takes", "revenue",
	"contribution", "take rate" };

static void
print_row(const char *name, const struct tally *t)
{
	for (size_t k = 0; k < FIGURES; k++)
		print_message("%-34s %-13s %7.3f %7.3f %11.3f / %.3f\n",
		    k == 0 ? name : "", figures[k],
		    (double)t->inside80[k] / t->tried,
		    (double)t->inside95[k] / t->tried,
		    t->projected[k] / t->tried, t->realised[k] / t->tried);
}

static void
print_table(const struct score *sc)
{
	static const char *const bins[BINS] = { "0-.1", ".1-.3", ".3-.5",
		".5-.7", ".7-1" };

	print_message("bundles: %d\n%-34s %-13s %7s %7s %s\n",
	    sc->at_launch[0].tried, "truth", "figure", "80 %", "95 %",
	    "  mean projected / realised");
	for (size_t r = 0; r < (in_full ? TRUTHS : 1); r++) {
		print_row(truths[r].name, &sc->at_launch[r]);
		if (in_full)
			print_row(
			    "  after half, half held out", &sc->learned[r]);
	}
	if (!in_full)
		return;
	print_message("chance that it pays at 5 %%, and how many did:");
	for (size_t i = 0; i < BINS; i++)
		print_message(
		    "  %s: %d of %d", bins[i], sc->paid[i], sc->bin[i]);
	print_message("\nconfidence x price says %.0f of revenue a bundle, "
		      "takes brought %.0f\n",
	    sc->naive / sc->at_launch[0].tried,
	    sc->real / sc->at_launch[0].tried);
}

static void
bundle_ranges_hold_the_truth_as_often_as_they_say(void **state)
{
	struct score sc = { .naive = 0 };
	const struct tally *t = &sc.at_launch[0];

	(void)state;
	for (uint64_t r = 0; r < WORLDS; r++)
		run_world(1000 + r, &sc);
	assert_int_equal(t->tried, WORLDS * PER_WORLD);
	print_table(&sc);
	for (size_t k = 0; k < FIGURES; k++) {
		double c80 = (double)t->inside80[k] / t->tried;
		double c95 = (double)t->inside95[k] / t->tried;

		assert_true(c80 >= .72 && c80 <= .92);
		assert_true(c95 >= .90);
	}
	/* takes and what the discount costs are right on average */
	assert_true(fabs(t->projected[TAKES] / t->realised[TAKES] - 1) < .1);
	assert_true(
	    fabs(t->projected[REVENUE] / t->realised[REVENUE] - 1) < .15);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    bundle_ranges_hold_the_truth_as_often_as_they_say),
	};

	in_full = argc > 1 && strcmp(argv[1], "full") == 0;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
