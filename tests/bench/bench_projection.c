/*
 * bench_projection - how long projecting takes on the orders of a store.
 *
 *	bench_projection STORE [RUNS]
 *
 * Prints a line for each case of what the dashboard and the command line ask:
 * its name, a tab, the median seconds of the runs after one that is not
 * counted. The orders are all counted ones, whatever the window of the
 * settings; the bundles are the best pairs at ten percent off.
 */
#include "base/base.h"

#include "base/date.h"
#include "base/mem.h"
#include "decide/projection_joint.h"
#include "decide/threshold.h"
#include "service/lab.h"
#include "service/outlook.h"
#include "store/store.h"

enum {
	CANDIDATES = 400,
	OFFERS = 20,
	DRAWS = 2000,
	CELLS = 1024,
	RUNS_MOST = 99
};

struct bench {
	struct view *v;
	struct lab lab;
	int64_t *minor; /* the value of each order */
	double at[CANDIDATES];
	struct offer offers[OFFERS];
	struct offer_item items[OFFERS][2];
	size_t n_offers;
	/* results, as large as they are */
	struct outlook outlook;
	struct joint joint;
	struct curve_point curve[CANDIDATES];
	struct threshold_point points[CANDIDATES];
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- the cases ---- */

/* From the values of the orders to 400 points of the curve; with tables of
 * goods on the shortened list that the draws of its bands use too. */
static bool
draw_curve(
    struct bench *b, const struct fill *fill, size_t cells, struct err *err)
{
	const struct sales *s = &b->v->sales;
	struct curve_orders all = { 0 }, cut = { 0 };
	const struct curve_orders *od = cells > 0 ? &cut : &all;
	struct curve_shop shop;
	struct curve_response re;
	double *latent;
	bool ok = curve_orders_init(
		      &all, b->minor, s->orders, s->currency.digits, err) &&
	    (cells == 0 ||
		curve_orders_shorten(
		    &all, b->at, CANDIDATES, cells, &cut, err));

	if (ok) {
		latent = mem_array(od->n, sizeof(*latent));
		lab_middle(&b->lab, &shop, &re);
		re.fill = fill;
		curve_latent(od, &b->lab.rule, &shop, &re, latent);
		curve_sweep(od, latent, &shop, &re,
		    curve_inert_below(&b->lab.rule), b->at, NULL, CANDIDATES,
		    b->curve);
		mem_free(latent);
	}
	curve_orders_release(&all);
	curve_orders_release(&cut);
	return ok;
}

static bool
curve(struct bench *b, struct err *err)
{
	return draw_curve(b, NULL, 0, err);
}

static bool
curve_filled(struct bench *b, struct err *err)
{
	return draw_curve(b, &b->lab.fill, CELLS, err);
}

static bool
curve_each(struct bench *b, struct err *err)
{
	return draw_curve(b, &b->lab.fill, 0, err);
}

static bool
bands(struct bench *b, struct err *err)
{
	struct threshold_how how = {
		.seed = 1,
		.draws = THRESHOLD_DRAWS,
		.scale = 1,
		.fill = &b->lab.fill,
	};

	return threshold_project(&b->lab.detection.orders, &b->lab.rule,
	    &b->lab.inputs, b->at, CANDIDATES, &how, b->points, err);
}

/* What is calculated anew when the slider moves, and one value for itself. */
static bool
slide(struct bench *b, struct err *err)
{
	struct lab_line lines[LAB_LINES];
	struct threshold_point point;
	struct curve_point at, present;

	(void)err;
	lab_point(&b->lab, b->at[CANDIDATES / 2], &at, &present);
	return lab_lines(&b->lab, b->at[CANDIDATES / 2], lines) &&
	    lab_read(&b->lab, b->at[CANDIDATES / 2], &point);
}

static bool
bundle(struct bench *b, struct err *err)
{
	struct outlook_request rq = { .v = b->v, .offer = b->offers[0] };

	return outlook_compute(&rq, NULL, &b->outlook, err);
}

static bool
bundle_beside(struct bench *b, struct err *err)
{
	struct outlook_request rq = {
		.v = b->v,
		.offer = b->offers[0],
		.live = b->offers + 1,
		.n_live = b->n_offers - 1,
		.with_curve = true,
	};

	return outlook_compute(&rq, NULL, &b->outlook, err);
}

static bool
together(struct bench *b, struct err *err)
{
	struct projection_inputs in;
	struct joint_request rq = {
		.sales = &b->v->sales,
		.plans = b->offers,
		.n_plans = b->n_offers,
		.window_days = (int)b->v->settings.value[SETTING_WINDOW_DAYS],
		.in = &in,
	};

	outlook_inputs(&b->v->settings, &in);
	return joint_simulate(&rq, 1, JOINT_DRAWS, &b->joint, err);
}

static const struct {
	const char *name;
	bool (*run)(struct bench *b, struct err *err);
	bool bundles;
} cases[] = {
	{ "curve of 400 thresholds", curve, false },
	{ "the same, gaps closed with goods", curve_filled, false },
	{ "the same for each value by itself", curve_each, false },
	{ "its bands of 200 draws", bands, false },
	{ "a step of the slider", slide, false },
	{ "a bundle, 2,000 draws", bundle, true },
	{ "beside 19 live ones, with curve", bundle_beside, true },
	{ "20 bundles together, 200 draws", together, true },
};

/* ---- around them ---- */

static int
compare_doubles(const void *left, const void *right)
{
	double x = *(const double *)left, y = *(const double *)right;

	return (x > y) - (x < y);
}

static bool
time_case(struct bench *b, size_t c, int runs, struct err *err)
{
	double took[RUNS_MOST];

	if (!cases[c].run(b, err))
		return false;
	for (int i = 0; i < runs; i++) {
		double start = now();

		if (!cases[c].run(b, err))
			return false;
		took[i] = now() - start;
	}
	qsort(took, (size_t)runs, sizeof(*took), compare_doubles);
	printf("%s\t%.5f\n", cases[c].name, took[runs / 2]);
	return true;
}

/* The pairs that rank best, each at ten percent off. */
static void
make_offers(struct bench *b)
{
	const struct pairs_ranking *ranked = &b->v->ranked;

	for (size_t i = 0; i < ranked->count && b->n_offers < OFFERS; i++) {
		struct offer_item *it = b->items[b->n_offers];

		it[0] =
		    (struct offer_item){ ranked->item[i].a, 1, 0, OFFER_NEED };
		it[1] =
		    (struct offer_item){ ranked->item[i].b, 1, 0, OFFER_NEED };
		b->offers[b->n_offers] = (struct offer){
			.id = (int64_t)b->n_offers + 1,
			.name = "pair",
			.kind = OFFER_BUNDLE,
			.discount = DISCOUNT_PERCENT,
			.value = offer_percent(10),
			.items = it,
			.n_items = 2,
			.starts = OFFER_NO_START,
			.ends = OFFER_NO_END,
		};
		b->n_offers++;
	}
}

static bool
prepare(struct bench *b, struct store *st, struct err *err)
{
	struct view_request rq = {
		.parts = VIEW_SALES | VIEW_PAIRS | VIEW_RANKED, .threads = 2
	};
	struct lab_request try = { .fee = -1, .ship_cost = -1 };

	b->v = view_load(st, &rq, err);
	if (b->v == NULL)
		return false;
	b->v->settings.value[SETTING_WINDOW_DAYS] = 36500;
	b->v->settings.value[SETTING_DRAWS] = DRAWS;
	try.v = b->v;
	if (!lab_compute(&try, NULL, &b->lab, err))
		return false;
	b->minor = mem_array(b->v->sales.orders, sizeof(*b->minor));
	for (size_t o = 0; o < b->v->sales.orders; o++)
		b->minor[o] = b->v->sales.cart_value[o];
	double low = curve_quantile(&b->lab.detection.orders, .05);
	double high = curve_quantile(&b->lab.detection.orders, .95);
	for (size_t i = 0; i < CANDIDATES; i++)
		b->at[i] = low + (high - low) * (double)(i + 1) / CANDIDATES;
	make_offers(b);
	return true;
}

int
main(int argc, char **argv)
{
	static struct bench b;
	struct err err = ERR_INIT;
	struct store_options opt = { .path = argc > 1 ? argv[1] : "" };
	struct store *st = NULL;
	long runs = argc > 2 ? strtol(argv[2], NULL, 10) : 5;
	bool ok;

	if (argc < 2 || runs < 1 || runs > RUNS_MOST) {
		fprintf(stderr, "usage: bench_projection STORE [RUNS]\n");
		return 2;
	}
	ok = store_open(&opt, &st, &err) && prepare(&b, st, &err);
	for (size_t c = 0; ok && c < ARRAY_LEN(cases); c++)
		if (!cases[c].bundles || b.n_offers == OFFERS)
			ok = time_case(&b, c, (int)runs, &err);
	if (!ok)
		fprintf(stderr, "%s\n", err.text);
	lab_release(&b.lab);
	mem_free(b.minor);
	view_free(b.v);
	store_close(st);
	return ok ? 0 : 1;
}
