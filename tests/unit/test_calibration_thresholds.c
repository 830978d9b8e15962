/*
 * Do the ranges of thresholds hold the truth as often as they say, and is the
 * rule found?
 *
 * 60 shops whose response is drawn from the prior are seen under one rule and
 * projected to five others. The five share the shop's luck, so coverage is
 * known to about 6 points only; over 300 shops it was .79 (orders), .75 (AOV)
 * and .80 (contribution) for the 80 % ranges. 'make calibrate' prints every row
 * (argument "full"): with the response fitted to the orders, as the program
 * does where its gate lets it, and of shoppers who answer not as the prior
 * expects; these show what an assumption costs that does not hold, and are no
 * test. In them all shoppers of all worlds answer alike, so a range is not right
 * in 80 of 100 cases but at some values always and at others never: of a weak
 * response the range of AOV never holds 25 and 30, always 45. That it is the
 * response that is missed, and not the curve, is seen in the rows that are told
 * it: they miss AOV by at most .0003 of it (weak) and .010 (strong, where
 * taking the topped-up orders out of the window of 4.3 is rough).
 *
 * Fitted, on 120 worlds the model was not looked at with (seeds 910000 and
 * 950000, 60 each), the 80 % range of AOV held the truth in .72: in .60 of the
 * cases where the gate was passed, in .78 of the others.
 *
 * As the worlds know neither a reaction to a raise nor returns, caution is 1
 * and nothing is returned.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <math.h>

#include "base/mem.h"
#include "base/random.h"
#include "decide/bunch_fit.h"
#include "decide/detect.h"
#include "decide/threshold.h"
#include "decide/world_offer.h"

enum {
	FIGURES = 3, /* orders, AOV, contribution */
	THRESHOLD_WORLDS = 60,
	ALIKE_WORLDS = 14,
	CANDIDATES = 5
};

#define FEE       495
#define NOW       3500
#define SHIP_COST 5.5

static bool in_full; /* every row: 'make calibrate' */
/* Other worlds than those the model was looked at with ("full FIRST WORLDS"),
 * then of the rows that are a test alone; 0 worlds: those of the scenario. */
static uint64_t first_seed = 3000;
static int more_worlds;

struct tally {
	int tried, fitted;
	int inside80[FIGURES], inside95[FIGURES];
	/* relative to the figure under the present rule */
	double squares[FIGURES], bias[FIGURES], width[FIGURES];
};

/* What a rule does to the orders of a period. */
struct outcome {
	double orders, revenue, contribution;
};

static struct outcome
realise(const struct world *w, const struct sales *s,
    const struct world_rule *rule, double margin, int64_t *seen, size_t *n_seen)
{
	struct outcome out = { 0 };

	*n_seen = 0;
	for (size_t o = 0; o < s->orders; o++) {
		struct world_response r =
		    world_respond(w, rule, o, s->cart_value[o]);
		double value = (double)r.value / 100;
		double fee = (double)r.fee / 100;

		if (!r.placed)
			continue;
		seen[(*n_seen)++] = r.value;
		out.orders++;
		out.revenue += value;
		out.contribution +=
		    margin * value - .029 * (value + fee) + fee - SHIP_COST;
	}
	return out;
}

static double
margin_of(const struct sales *s)
{
	double cost = 0, paid = 0;

	for (size_t l = 0; l < s->lines; l++) {
		cost += (double)s->cost4[s->product[l]];
		paid += (double)s->price4[s->product[l]];
	}
	return 1 - cost / paid;
}

/* How the shoppers of some shops answer: drawn from the prior, or all alike
 * and not as the prior expects. */
static const struct scenario {
	const char *name;
	int worlds;
	bool drawn, fitted, told, tested;
	double p0, rho, eta;
} scenarios[] = {
	{ .name = "truth as the prior",
	    .worlds = THRESHOLD_WORLDS,
	    .drawn = true,
	    .fitted = true,
	    .tested = true },
	{ .name = "  by the prior alone",
	    .worlds = THRESHOLD_WORLDS,
	    .drawn = true,
	    .tested = true },
	{ .name = "weak response",
	    .worlds = ALIKE_WORLDS,
	    .fitted = true,
	    .p0 = .15,
	    .rho = 1,
	    .eta = .3 },
	{ .name = "  by the prior alone",
	    .worlds = ALIKE_WORLDS,
	    .p0 = .15,
	    .rho = 1,
	    .eta = .3 },
	{ .name = "  told the response",
	    .worlds = ALIKE_WORLDS,
	    .told = true,
	    .p0 = .15,
	    .rho = 1,
	    .eta = .3 },
	{ .name = "strong response",
	    .worlds = ALIKE_WORLDS,
	    .fitted = true,
	    .p0 = .8,
	    .rho = 4,
	    .eta = 1.5 },
	{ .name = "  by the prior alone",
	    .worlds = ALIKE_WORLDS,
	    .p0 = .8,
	    .rho = 4,
	    .eta = 1.5 },
	{ .name = "  told the response",
	    .worlds = ALIKE_WORLDS,
	    .told = true,
	    .p0 = .8,
	    .rho = 4,
	    .eta = 1.5 },
};

static struct world_rule
rule_of(const struct scenario *sc, uint64_t seed)
{
	bool none = random_unit(seed, 1, 0, 0) < .15;
	struct world_rule rule = {
		.threshold = NOW,
		.fee = FEE,
		.p0 = sc->p0,
		.rho = sc->rho,
		.eta = sc->eta,
		.stream = WORLD_OFFER_FIRST,
	};

	if (!sc->drawn)
		return rule;
	rule.p0 = none ? 0 : random_beta(seed, 2, 0, 2, 4);
	rule.rho = 2 * exp(.6 * random_normal(seed, 3, 0, 0));
	rule.eta = .8 * exp(1.2 * random_normal(seed, 4, 0, 0));
	return rule;
}

static const double candidates[CANDIDATES] = { 25, 30, 45, 50, 60 };

/* The response as the program would fit it; NULL: the gate is not passed, so
 * that the prior is drawn from. Owned by the caller. */
static struct bunch_response *
fit(const struct curve_orders *od, const struct fill *fl,
    const struct threshold_inputs *in)
{
	struct bunch_response *posterior =
	    mem_array(BUNCH_GRID, sizeof(*posterior));
	double *w = mem_array(od->n, sizeof(*w));
	struct bunch_question q = { .od = od,
		.w = w,
		.at = NOW / 100.0,
		.fee = FEE / 100.0,
		.fill = fl,
		.prior = threshold_prior(in) };
	struct bunch_gate gate;
	struct err err = ERR_INIT;

	bunch_weights(od, w);
	q.step = bunch_step(od, w, 2);
	if (!bunch_gate(&q, posterior, &gate, &err))
		fail_msg("%s", err.text);
	mem_free(w);
	if (gate.passed)
		return posterior;
	mem_free(posterior);
	return NULL;
}

/* Fitted: as the program does where it can; told: as if the shop knew how its
 * shoppers answer; else from the prior. */
static bool
project_thresholds(const struct sales *s, const int64_t *seen, size_t n,
    double margin, uint64_t seed, const struct scenario *sc,
    struct threshold_point *points)
{
	struct bunch_response *posterior = NULL;
	bool passed;
	const struct curve_rule now = { CURVE_FREE_FROM, NOW / 100.0 };
	struct threshold_how how = { .seed = seed, .draws = 400, .scale = 1 };
	struct threshold_inputs in;
	struct curve_orders od;
	struct err err = ERR_INIT;
	struct fill fl;

	threshold_inputs_default(&in);
	in.value[THRESHOLD_SHIP_COST] = SHIP_COST;
	in.value[THRESHOLD_MARGIN] = margin;
	in.value[THRESHOLD_TOPUP_MARGIN] = margin;
	in.value[THRESHOLD_TOPUP_RETURNS] = 0;
	in.value[THRESHOLD_CAUTION] = 1;
	in.value[THRESHOLD_CAUTION_SD] = 0;
	if (sc->told) {
		in.value[THRESHOLD_TOPUP_RATE] = sc->p0;
		in.value[THRESHOLD_REACH] = sc->rho;
		in.value[THRESHOLD_LOSS] = sc->eta;
		in.value[THRESHOLD_REACH_SD] = in.value[THRESHOLD_LOSS_SD] = 0;
	}
	how.fill = &fl;
	if (!curve_orders_init(&od, seen, n, 2, &err) ||
	    !fill_from_sales(&fl, s, FEE / 100.0, &err))
		fail_msg("%s", err.text);
	if (sc->fitted)
		posterior = fit(&od, &fl, &in);
	passed = posterior != NULL;
	how.posterior = posterior;
	if (!threshold_project(
		&od, &now, &in, candidates, CANDIDATES, &how, points, &err))
		fail_msg("%s", err.text);
	curve_orders_release(&od);
	fill_release(&fl);
	mem_free(posterior);
	return passed;
}

static void
add_truth(const struct threshold_point *pt, const struct outcome *now,
    const struct outcome *then, struct tally *t)
{
	const struct range *ranges[FIGURES] = { &pt->orders_change,
		&pt->aov_change, &pt->contribution_change };
	const double truth[FIGURES] = { then->orders - now->orders,
		then->revenue / then->orders - now->revenue / now->orders,
		then->contribution - now->contribution };

	t->tried++;
	for (size_t k = 0; k < FIGURES; k++) {
		const struct range *r = ranges[k];

		const double level[FIGURES] = { now->orders,
			now->revenue / now->orders, now->contribution };
		double miss = (r->mean - truth[k]) / level[k];

		t->inside80[k] += r->low80 <= truth[k] && truth[k] <= r->high80;
		t->inside95[k] += r->low95 <= truth[k] && truth[k] <= r->high95;
		t->squares[k] += miss * miss;
		t->bias[k] += miss;
		t->width[k] += (r->high80 - r->low80) / level[k];
	}
}

static void
try_thresholds(const struct world *w, const struct sales *past,
    const struct sales *next, const struct scenario *sc, uint64_t seed,
    struct tally *t)
{
	struct world_rule rule = rule_of(sc, random_mix(seed));
	struct threshold_point points[CANDIDATES];
	double margin = margin_of(past);
	size_t most = past->orders > next->orders ? past->orders : next->orders;
	int64_t *seen = mem_array(most, sizeof(*seen));
	struct outcome now;
	size_t n;

	(void)realise(w, past, &rule, margin, seen, &n);
	t->fitted +=
	    project_thresholds(past, seen, n, margin, seed + 1, sc, points);
	rule.stream += WORLD_OFFER_STREAMS;
	now = realise(w, next, &rule, margin, seen, &n);
	for (size_t c = 0; c < CANDIDATES; c++) {
		struct outcome then;

		rule.threshold = (int64_t)(100 * candidates[c]);
		then = realise(w, next, &rule, margin, seen, &n);
		add_truth(&points[c], &now, &then, t);
	}
	mem_free(seen);
}

static void
run_threshold_world(const struct scenario *sc, uint64_t seed, struct tally *t)
{
	struct world_orders orders;
	struct sales periods[2];
	struct err err = ERR_INIT;
	struct world w;

	if (!world_init(&w, seed, NULL, &err))
		fail_msg("%s", err.text);
	for (int p = 0; p < 2; p++) {
		if (!world_draw(&w, p, &orders, &err) ||
		    !world_sales(&w, &orders, 0, &periods[p], &err))
			fail_msg("%s", err.text);
		world_orders_release(&orders);
	}
	try_thresholds(&w, &periods[0], &periods[1], sc, seed, t);
	sales_release(&periods[0]);
	sales_release(&periods[1]);
	world_release(&w);
}

/* A row of the table: how often each range held the truth, and by how much the
 * mean missed it, relative to the figure under the present rule. */
static void
run_scenario(const struct scenario *sc)
{
	struct tally t = { 0 };
	double held80[FIGURES], held95[FIGURES];
	int worlds = more_worlds > 0 ? more_worlds : sc->worlds;

	for (int r = 0; r < worlds; r++)
		run_threshold_world(sc, first_seed + (uint64_t)r, &t);
	print_message("%-22s %6d %6d", sc->name, worlds, t.fitted);
	for (size_t k = 0; k < FIGURES; k++) {
		held80[k] = (double)t.inside80[k] / t.tried;
		held95[k] = (double)t.inside95[k] / t.tried;
		print_message("  %6.3f/%.3f", held80[k], held95[k]);
	}
	for (size_t k = 0; k < FIGURES; k++)
		print_message("  %7.4f %+7.4f %6.4f",
		    sqrt(t.squares[k] / t.tried), t.bias[k] / t.tried,
		    t.width[k] / t.tried);
	print_message("\n");
	/* of other worlds it is asked, not asserted */
	for (size_t k = 0; sc->tested && more_worlds == 0 && k < FIGURES; k++) {
		assert_true(held80[k] >= .70 && held80[k] <= .95);
		assert_true(held95[k] >= .82);
	}
}

static void
threshold_ranges_hold_the_truth_as_often_as_they_say(void **state)
{
	(void)state;
	print_message("%-22s %6s %6s  %12s  %12s  %12s  %s\n",
	    "thresholds, 80/95 %", "worlds", "fitted", "orders", "AOV",
	    "contribution",
	    "RMSE, bias and width of the 80 % range of each, relative");
	for (size_t i = 0; i < ARRAY_LEN(scenarios); i++)
		if (scenarios[i].tested ? in_full || !scenarios[i].fitted
					: in_full && more_worlds == 0)
			run_scenario(&scenarios[i]);
}

/* What one world's orders say about the rule they were made under. */
struct seen_rule {
	bool by_charges, by_values; /* found, and at the right value */
	bool wrong; /* something was found where nothing is */
};

static struct seen_rule
look_for_rule(const int64_t *values, const int64_t *fees, size_t n, int64_t at)
{
	struct seen_rule out = { .wrong = false };
	struct curve_orders od;
	struct err err = ERR_INIT;
	struct detect dt;
	struct bunch bu;

	if (!detect_rule(values, fees, n, &dt, &err) ||
	    !curve_orders_init(&od, values, n, 2, &err) ||
	    !bunch_find(&od, 2, &bu, &err))
		fail_msg("%s", err.text);
	curve_orders_release(&od);
	out.by_charges = dt.outcome == DETECT_FOUND && dt.at == at;
	out.by_values = bu.found && fabs(bu.best.at * 100 - (double)at) < .5;
	out.wrong = (dt.outcome == DETECT_FOUND && !out.by_charges) ||
	    (bu.found && at <= 1);
	return out;
}

/* The orders of a world under a threshold; 0: everybody pays. */
static struct seen_rule
detect_in_world(
    const struct world *w, const struct sales *s, int64_t at, size_t most)
{
	/* one of p0 .5, as strong as padding was found to be */
	struct world_rule rule = { .threshold = at > 0 ? at : INT64_MAX / 4,
		.fee = FEE,
		.p0 = at > 0 ? .5 : 0,
		.rho = 2,
		.eta = .8,
		.stream = WORLD_OFFER_FIRST };
	int64_t *values = mem_array(s->orders, sizeof(*values));
	int64_t *fees = mem_array(s->orders, sizeof(*fees));
	struct seen_rule out;
	size_t n = 0;

	for (size_t o = 0; o < s->orders && n < most; o++) {
		struct world_response r =
		    world_respond(w, &rule, o, s->cart_value[o]);

		if (!r.placed)
			continue;
		values[n] = r.value;
		fees[n++] = r.fee;
	}
	out = look_for_rule(values, fees, n, at);
	mem_free(values);
	mem_free(fees);
	return out;
}

/* Of so many worlds, from this seed on. */
struct found {
	int worlds, charges, few, values, some_values, wrong;
};

static void
look_in_worlds(uint64_t first, int worlds, struct found *f)
{
	*f = (struct found){ .worlds = worlds };
	for (uint64_t r = 0; r < (uint64_t)worlds; r++) {
		struct world_orders orders;
		struct seen_rule none;
		struct err err = ERR_INIT;
		struct sales s;
		struct world w;

		if (!world_init(&w, first + r, NULL, &err) ||
		    !world_draw(&w, 0, &orders, &err) ||
		    !world_sales(&w, &orders, 0, &s, &err))
			fail_msg("%s", err.text);
		f->charges += detect_in_world(&w, &s, NOW, SIZE_MAX).by_charges;
		f->few += detect_in_world(&w, &s, NOW, 200).by_charges;
		f->values += detect_in_world(&w, &s, NOW, SIZE_MAX).by_values;
		f->some_values += detect_in_world(&w, &s, NOW, 4000).by_values;
		none = detect_in_world(&w, &s, 0, SIZE_MAX);
		f->wrong += none.wrong || none.by_charges;
		none = detect_in_world(&w, &s, 1, SIZE_MAX); /* all free */
		f->wrong += none.wrong || none.by_charges || none.by_values;
		world_orders_release(&orders);
		sales_release(&s);
		world_release(&w);
	}
	print_message("of %d worlds from seed %d on: rule found by charges in "
		      "%d, from 200 orders in %d, by values in %d, of 4,000 "
		      "orders in %d; where there is none: %d of %d\n",
	    worlds, (int)first, f->charges, f->few, f->values, f->some_values,
	    f->wrong, 2 * worlds);
}

static void
check_found(const struct found *f)
{
	assert_int_equal(f->charges, f->worlds);
	assert_int_equal(f->few, f->worlds);
	/* What the issue asks is two thirds. */
	assert_true(3 * f->values >= 2 * f->worlds);
	assert_true(3 * f->some_values >= 2 * f->worlds);
	assert_int_equal(f->wrong, 0);
}

static void
a_planted_rule_is_found_and_none_where_there_is_none(void **state)
{
	struct found f;

	(void)state;
	if (more_worlds > 0)
		return;
	look_in_worlds(5000, in_full ? 12 : 8, &f);
	check_found(&f);
	/* Seeds that no limit was chosen on. */
	look_in_worlds(770000, in_full ? 60 : 4, &f);
	check_found(&f);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    threshold_ranges_hold_the_truth_as_often_as_they_say),
		cmocka_unit_test(
		    a_planted_rule_is_found_and_none_where_there_is_none),
	};

	in_full = argc > 1 && strcmp(argv[1], "full") == 0;
	if (in_full && argc > 3) {
		first_seed = strtoull(argv[2], NULL, 10);
		more_worlds = (int)strtol(argv[3], NULL, 10);
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
