/*
 * The draws are made once, as columns (one entry a draw, one column a group
 * where groups differ), and then priced: price_draw() turns draw i under a
 * discount into revenue and contribution. A chart over discounts prices the
 * same draws again and again, which is both cheap and free of noise between
 * its points. The uniform behind each group's binomial takes is kept too.
 *
 * Full orders follow the drawn attach share: group g predicts c_g n_a of them;
 * with several groups the predictions are averaged by their orders. For a
 * single group this is n_a c, the rule the ranges were calibrated with.
 */
#include "decide/projection_internal.h"

#include <math.h>

#include "base/mem.h"
#include "base/money.h"
#include "base/random.h"

/* Streams of the counter-based generator; groups add their index. */
enum {
	STREAM_VISIBILITY = 1,
	STREAM_ELASTICITY = 2,
	STREAM_DRIFT = 3,
	STREAM_VOLUME = 4,
	STREAM_ORDERS = 5,
	STREAM_FULL = 6,
	STREAM_TAKE = 7, /* a given take rate */
	STREAM_INTENSITY = 8,
	STREAM_ATTACH = 100,
	STREAM_PARTIAL = 200,
	STREAM_TAKES = 300,
};
_Static_assert(EXPOSURE_MAX_GROUPS <= 100, "streams of groups do not meet");

enum {
	TORNADO_DRAWS = 500
};

/* Share of draws with more contribution. Doing nothing costs nothing, so the
 * burden of proof lies with the offer: a third is already called a loss. */
#define PAYS_FROM   .8
#define LOSES_UP_TO (1.0 / 3)

/* Every column has n draws and, at index n, the middle of what is drawn. */
struct columns {
	const struct exposure *ex;
	const struct projection_inputs *in;
	size_t n, groups;
	size_t rows; /* n + 1 */
	double *drift, *visibility, *elasticity, *volume;
	double *given; /* take rates drawn from the user's own estimate */
	double *full; /* full orders in the horizon */
	double *attach; /* [g * rows + i], without drift */
	double *partial; /* [g * rows + i], orders in the horizon */
	double *luck; /* [g * rows + i], the uniform of the takes */
	double *block; /* owns all of the above */
};

/* One allocation for all columns, cut into pieces of n + 1. */
static bool
columns_init(struct columns *co, const struct exposure *ex,
    const struct projection_inputs *in, size_t n, struct err *err)
{
	size_t rows = n + 1;
	double *at;

	*co = (struct columns){
		.ex = ex, .in = in, .n = n, .groups = ex->n_groups, .rows = rows
	};
	co->block = mem_try_zarray(rows * (6 + 3 * ex->n_groups),
	    sizeof(*co->block), "the draws of a projection", err);
	if (co->block == NULL)
		return false;
	at = co->block;
	co->drift = at;
	co->visibility = at + rows;
	co->elasticity = at + 2 * rows;
	co->volume = at + 3 * rows;
	co->given = at + 4 * rows;
	co->full = at + 5 * rows;
	co->attach = at + 6 * rows;
	co->partial = co->attach + rows * ex->n_groups;
	co->luck = co->partial + rows * ex->n_groups;
	return true;
}

static void
columns_release(struct columns *co)
{
	mem_free(co->block);
}

static void
draw_response(struct columns *co, uint64_t seed)
{
	const double *v = co->in->value;
	double sd = v[PROJECTION_DRIFT_SD], a = 0, b = 0;
	bool given = v[PROJECTION_TAKE_RATE] > 0 &&
	    projection_take_beta(
		v[PROJECTION_TAKE_RATE], v[PROJECTION_TAKE_CV], &a, &b);

	for (size_t i = 0; i < co->n; i++) {
		co->visibility[i] = v[PROJECTION_VISIBILITY] *
		    exp(v[PROJECTION_VISIBILITY_SD] *
			random_normal(seed, STREAM_VISIBILITY, i, 0));
		co->elasticity[i] = v[PROJECTION_ELASTICITY] *
		    exp(v[PROJECTION_ELASTICITY_SD] *
			random_normal(seed, STREAM_ELASTICITY, i, 0));
		co->drift[i] = exp(
		    sd * random_normal(seed, STREAM_DRIFT, i, 0) - sd * sd / 2);
		co->volume[i] = exp(v[PROJECTION_VOLUME_SD] *
		    random_normal(seed, STREAM_VOLUME, i, 0));
		co->given[i] = given ? random_beta(seed, STREAM_TAKE, i, a, b)
				     : v[PROJECTION_TAKE_RATE];
	}
	co->visibility[co->n] = v[PROJECTION_VISIBILITY];
	co->elasticity[co->n] = v[PROJECTION_ELASTICITY];
	co->drift[co->n] = 1;
	co->volume[co->n] = 1;
	co->given[co->n] = v[PROJECTION_TAKE_RATE];
}

static void
draw_attach(struct columns *co, uint64_t seed, size_t g)
{
	const struct exposure_group *gr = &co->ex->groups[g];
	double m = co->in->value[PROJECTION_ATTACH_STRENGTH];
	double a = gr->full + m * gr->chance;
	double b = gr->present - gr->full + m * (1 - gr->chance);

	/* half an order either way where nothing at all is known */
	if (!(a > 0))
		a = .5;
	if (!(b > 0))
		b = .5;
	for (size_t i = 0; i < co->n; i++)
		co->attach[g * co->rows + i] =
		    random_beta(seed, STREAM_ATTACH + g, i, a, b);
	co->attach[g * co->rows + co->n] = a / (a + b);
}

static double
drifted(const struct columns *co, size_t g, size_t i, double drift)
{
	return projection_clip(co->attach[g * co->rows + i] * drift,
	    PROJECTION_ATTACH_MIN, PROJECTION_ATTACH_MAX);
}

/* Share of the eligible orders that are full, given each group's attach
 * share at draw i. Without partial orders all are. */
static double
full_share(const struct columns *co, size_t i, double drift)
{
	const struct exposure *ex = co->ex;
	double eligible = (double)exposure_eligible(ex);
	double orders = projection_partial(ex), sum = 0;

	if (!(orders > 0) || !(eligible > 0))
		return eligible > 0 ? 1 : 0;
	for (size_t g = 0; g < ex->n_groups; g++)
		sum += ex->groups[g].orders * drifted(co, g, i, drift) *
		    ex->groups[g].present;
	return projection_clip(sum / (orders * eligible), 0, 1);
}

/* Poisson with a mean of any size: inversion while small, else normal with
 * the count's own spread, rounded and held at 0. */
static double
draw_poisson(double mean, uint64_t seed, size_t i)
{
	double u = random_unit(seed, STREAM_ORDERS, i, 0), x;

	if (mean < 30)
		return random_poisson(mean, u, 200);
	x = floor(mean + sqrt(mean) * random_normal_quantile(u) + .5);
	return x > 0 ? x : 0;
}

/* Orders of draw i: eligible, of them full, the rest dealt to the groups. */
static void
draw_orders(struct columns *co, uint64_t seed, size_t i)
{
	const struct exposure *ex = co->ex;
	double eligible = (double)exposure_eligible(ex);
	double weight = projection_partial(ex) + (double)ex->set_apart;
	double mean = random_gamma(seed, STREAM_INTENSITY, i, eligible + .5) *
	    co->volume[i] * projection_scale(ex, co->in);
	int64_t left = eligible > 0 ? (int64_t)draw_poisson(mean, seed, i) : 0;
	int64_t full = random_binomial(left, full_share(co, i, co->drift[i]),
	    random_unit(seed, STREAM_FULL, i, 0));

	co->full[i] = (double)full;
	left -= full;
	for (size_t g = 0; g < co->groups; g++) {
		double orders = ex->groups[g].orders;
		double p =
		    weight > 0 ? projection_clip(orders / weight, 0, 1) : 0;
		int64_t n = random_binomial(
		    left, p, random_unit(seed, STREAM_PARTIAL + g, i, 0));

		co->partial[g * co->rows + i] = (double)n;
		co->luck[g * co->rows + i] =
		    random_unit(seed, STREAM_TAKES + g, i, 0);
		left -= n;
		weight -= orders;
	}
}

static void
draw_all(struct columns *co, uint64_t seed)
{
	draw_response(co, seed);
	for (size_t g = 0; g < co->groups; g++)
		draw_attach(co, seed, g);
	for (size_t i = 0; i < co->n; i++)
		draw_orders(co, seed, i);
}

static double
drawn_take(const struct columns *co, size_t g, size_t i, double depth)
{
	if (co->in->value[PROJECTION_TAKE_RATE] > 0)
		return co->given[i];
	return projection_take(drifted(co, g, i, co->drift[i]),
	    co->visibility[i], co->elasticity[i], depth);
}

/* Draw i under a discount: 'units' holds the money of each group. */
static struct projection_values
price_draw(const struct columns *co, const struct projection_unit *units,
    double discount, size_t i)
{
	const struct exposure *ex = co->ex;
	double leak = co->in->value[PROJECTION_NOTICING] *
	    projection_leak(ex, discount) * co->full[i];
	struct projection_values v = {
		.revenue_delta = -leak * ex->net_share,
		.contribution_delta = -leak * projection_kept(ex, co->in),
	};
	double weight = projection_partial(ex);
	double orders =
	    ex->orders * co->volume[i] * projection_scale(ex, co->in);

	for (size_t g = 0; g < co->groups; g++) {
		const struct exposure_group *gr = &ex->groups[g];
		double tau = drawn_take(co, g, i, units[g].depth);
		double takes = (double)random_binomial(
		    (int64_t)co->partial[g * co->rows + i], tau,
		    co->luck[g * co->rows + i]);

		v.take_rate += tau * gr->orders / weight;
		v.takes += takes;
		v.revenue_delta += takes * units[g].revenue;
		v.contribution_delta += takes * units[g].contribution;
		v.units_delta +=
		    takes * gr->pieces * (1 - projection_switching(gr, co->in));
	}
	v.aov_after = projection_aov(ex);
	if (orders > 0) {
		v.aov_after += v.revenue_delta / orders;
		v.units_delta /= orders;
	}
	return v;
}

static void
make_units(const struct exposure *ex, const struct projection_inputs *in,
    double discount, struct projection_unit *units)
{
	for (size_t g = 0; g < ex->n_groups; g++)
		units[g] = projection_unit_of(ex, &ex->groups[g], in, discount);
}

/* Expected contribution with each uncertain input given apart. */
static double
expected_contribution(const struct columns *co,
    const struct projection_unit *units, size_t attach, size_t response,
    size_t drift, size_t volume)
{
	const struct exposure *ex = co->ex;
	double full = full_share(co, attach, co->drift[drift]);
	double weight = projection_partial(ex) + (double)ex->set_apart;
	double sum = -co->in->value[PROJECTION_NOTICING] * ex->leak *
	    projection_kept(ex, co->in) * full;

	for (size_t g = 0; g < co->groups; g++) {
		double tau = co->in->value[PROJECTION_TAKE_RATE] > 0
		    ? co->given[response]
		    : projection_take(drifted(co, g, attach, co->drift[drift]),
			  co->visibility[response], co->elasticity[response],
			  units[g].depth);

		sum += (1 - full) * ex->groups[g].orders / weight * tau *
		    units[g].contribution;
	}
	return sum * co->volume[volume] * (double)exposure_eligible(ex);
}

/* Lets one input vary at a time, the others at their middle. */
static void
find_tornado(const struct columns *co, const struct projection_unit *units,
    double *scratch, struct projection_tornado *out)
{
	size_t n = co->n < TORNADO_DRAWS ? co->n : TORNADO_DRAWS, mid = co->n;
	double variance[4], sum = 0;

	if (co->groups == 0)
		return;
	for (size_t k = 0; k < ARRAY_LEN(variance); k++) {
		for (size_t i = 0; i < n; i++)
			scratch[i] = expected_contribution(co, units,
			    k == 0 ? i : mid, k == 1 ? i : mid,
			    k == 2 ? i : mid, k == 3 ? i : mid);
		variance[k] = range_of(scratch, n).variance;
		sum += variance[k];
	}
	if (!(sum > 0))
		return;
	out->attach = variance[0] / sum;
	out->response = variance[1] / sum;
	out->drift = variance[2] / sum;
	out->volume = variance[3] / sum;
}

/* Does a take bring more than it costs in any of the groups? */
static bool
any_earns(const struct exposure *ex, const struct projection_inputs *in)
{
	for (size_t g = 0; g < ex->n_groups; g++) {
		struct projection_unit u =
		    projection_unit_of(ex, &ex->groups[g], in, ex->discount);
		if (ex->groups[g].orders > 0 && u.contribution > 0)
			return true;
	}
	return false;
}

static enum projection_verdict
judge(const struct projection *pr, const struct exposure *ex,
    const struct projection_inputs *in)
{
	if (exposure_eligible(ex) == 0)
		return PROJECTION_NOBODY;
	if (projection_partial(ex) > 0 && !any_earns(ex, in))
		return PROJECTION_NEVER_PAYS;
	if (pr->p_positive >= PAYS_FROM)
		return PROJECTION_PAYS;
	if (pr->p_positive > LOSES_UP_TO)
		return PROJECTION_UNSURE;
	return pr->revenue_delta.median > 0 ? PROJECTION_AOV_TRAP
					    : PROJECTION_LOSES;
}

static bool
any_uncosted(const struct exposure *ex)
{
	for (size_t g = 0; g < ex->n_groups; g++)
		if (ex->groups[g].uncosted > 0)
			return true;
	return false;
}

/* By what the shop's own projections missed so far. */
static void
widen(double spread, struct projection *out)
{
	range_widen_within(&out->take_rate, spread, 0, 1);
	range_widen_within(&out->takes, spread, 0, HUGE_VAL);
	range_widen(&out->revenue_delta, spread);
	range_widen(&out->contribution_delta, spread);
	range_widen(&out->aov_after, spread);
	range_widen(&out->units_delta, spread);
}

/* Six figures of every draw, column by column, then their ranges. */
static bool
summarise(const struct columns *co, const struct projection_unit *units,
    struct projection *out, struct err *err)
{
	size_t n = co->n;
	double *f = mem_try_array(
	    7 * n, sizeof(*f), "the figures of a projection", err);

	if (f == NULL)
		return false;
	for (size_t i = 0; i < n; i++) {
		struct projection_values v =
		    price_draw(co, units, co->ex->discount, i);

		f[i] = v.take_rate;
		f[n + i] = v.takes;
		f[2 * n + i] = v.revenue_delta;
		f[3 * n + i] = v.contribution_delta;
		f[4 * n + i] = v.aov_after;
		f[5 * n + i] = v.units_delta;
	}
	out->take_rate = range_of(f, n);
	out->takes = range_of(f + n, n);
	out->revenue_delta = range_of(f + 2 * n, n);
	out->contribution_delta = range_of(f + 3 * n, n);
	out->aov_after = range_of(f + 4 * n, n);
	out->units_delta = range_of(f + 5 * n, n);
	out->p_positive = range_share_above_zero(f + 3 * n, n,
	    &out->contribution_delta, co->in->value[PROJECTION_SPREAD]);
	find_tornado(co, units, f + 6 * n, &out->tornado);
	mem_free(f);
	widen(co->in->value[PROJECTION_SPREAD], out);
	return true;
}

static bool
check_run(const struct projection_inputs *in, size_t draws, struct err *err)
{
	if (draws < 1 || draws > PROJECTION_MAX_DRAWS)
		return err_set(err, ERR_LIMIT,
		    "a projection takes from 1 to %d draws, not %zu",
		    (int)PROJECTION_MAX_DRAWS, draws);
	return projection_inputs_check(in, err);
}

bool
projection_simulate(const struct exposure *ex,
    const struct projection_inputs *in, uint64_t seed, size_t draws,
    struct projection *out, struct err *err)
{
	struct projection_unit units[EXPOSURE_MAX_GROUPS] = { { 0 } };
	struct columns co;
	bool ok;

	*out = (struct projection){
		.draws = draws,
		.aov_before = projection_aov(ex),
		.margin_assumed = any_uncosted(ex),
	};
	if (!check_run(in, draws, err) ||
	    !columns_init(&co, ex, in, draws, err))
		return false;
	projection_point(ex, in, &out->point);
	projection_breakeven(
	    ex, in, &out->breakeven_contribution, &out->breakeven_revenue);
	draw_all(&co, seed);
	make_units(ex, in, ex->discount, units);
	ok = summarise(&co, units, out, err);
	out->verdict = judge(out, ex, in);
	columns_release(&co);
	return ok;
}

/* One point of the chart; 'f' has room for two columns. */
static void
price_at(const struct columns *co, double percent, double *f,
    struct projection_at *out)
{
	struct projection_unit units[EXPOSURE_MAX_GROUPS] = { { 0 } };
	const struct exposure *ex = co->ex;
	double spread = co->in->value[PROJECTION_SPREAD];
	double discount = money_major(
	    money_round(percent / 100 * ex->set_price, ex->digits), ex->digits);

	*out = (struct projection_at){ .percent = percent };
	make_units(ex, co->in, discount, units);
	for (size_t i = 0; i < co->n; i++) {
		struct projection_values v = price_draw(co, units, discount, i);

		f[i] = v.contribution_delta;
		f[co->n + i] = v.revenue_delta;
	}
	out->contribution_delta = range_of(f, co->n);
	out->revenue_delta = range_of(f + co->n, co->n);
	out->p_positive =
	    range_share_above_zero(f, co->n, &out->contribution_delta, spread);
	range_widen(&out->contribution_delta, spread);
	range_widen(&out->revenue_delta, spread);
}

bool
projection_by_discount(const struct exposure *ex,
    const struct projection_inputs *in, uint64_t seed, size_t draws,
    const double *percents, size_t n, struct projection_at *out,
    struct err *err)
{
	struct columns co = { 0 };
	double *f = NULL;
	bool ok = false;

	if (!check_run(in, draws, err) ||
	    !columns_init(&co, ex, in, draws, err))
		return false;
	f = mem_try_array(
	    2 * draws, sizeof(*f), "the figures of a projection", err);
	if (f == NULL)
		goto out;
	draw_all(&co, seed);
	for (size_t i = 0; i < n; i++)
		price_at(&co, percents[i], f, &out[i]);
	ok = true;
out:
	mem_free(f);
	columns_release(&co);
	return ok;
}
