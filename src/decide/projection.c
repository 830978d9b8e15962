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
#include "decide/projection.h"

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
	STREAM_ATTACH = 100,
	STREAM_PARTIAL = 200,
	STREAM_TAKES = 300,
};
_Static_assert(EXPOSURE_MAX_GROUPS <= 100, "streams of groups do not meet");

enum {
	TORNADO_DRAWS = 500
};

#define DEPTH_CAP  .9
#define ATTACH_MIN 1e-6
#define ATTACH_MAX .95
/* Share of draws with more contribution. Doing nothing costs nothing, so the
 * burden of proof lies with the offer: a third is already called a loss. */
#define PAYS_FROM   .8
#define LOSES_UP_TO (1.0 / 3)

static const struct {
	const char *name;
	double value, least, most;
} inputs[PROJECTION_INPUT_COUNT] = {
#define X(id, name, value, least, most, unit, meaning) \
	[id] = { name, value, least, most },
	PROJECTION_INPUTS(X)
#undef X
};

/* Money of one take in one group under one discount. */
struct unit {
	double depth; /* d */
	double revenue, contribution;
};

struct columns {
	const struct exposure *ex;
	const struct projection_inputs *in;
	size_t n, groups;
	double *drift, *visibility, *elasticity, *volume;
	double *given; /* take rates drawn from the user's own estimate */
	double *full; /* full orders in the horizon */
	double *attach; /* [g * n + i], without drift */
	double *partial; /* [g * n + i], orders in the horizon */
	double *luck; /* [g * n + i], the uniform of the takes */
	double *block; /* owns all of the above */
};

const char *
projection_input_name(enum projection_input id)
{
	assert(id < PROJECTION_INPUT_COUNT);
	return inputs[id].name;
}

void
projection_inputs_default(struct projection_inputs *in)
{
	for (size_t i = 0; i < PROJECTION_INPUT_COUNT; i++) {
		in->value[i] = inputs[i].value;
		in->basis[i] = BASIS_ASSUMED;
	}
}

static bool
check_input(size_t i, double value, struct err *err)
{
	if (value >= inputs[i].least && value <= inputs[i].most)
		return true;
	return err_set(err, ERR_INPUT, "'%s' must be from %g to %g, not %g",
	    inputs[i].name, inputs[i].least, inputs[i].most, value);
}

bool
projection_inputs_check(const struct projection_inputs *in, struct err *err)
{
	for (size_t i = 0; i < PROJECTION_INPUT_COUNT; i++)
		if (!check_input(i, in->value[i], err))
			return false;
	return true;
}

bool
projection_input_set(struct projection_inputs *in, const char *name,
    double value, enum basis basis, struct err *err)
{
	for (size_t i = 0; i < PROJECTION_INPUT_COUNT; i++) {
		if (strcmp(inputs[i].name, name) != 0)
			continue;
		if (!check_input(i, value, err))
			return false;
		in->value[i] = value;
		in->basis[i] = basis;
		return true;
	}
	return err_set(err, ERR_NOT_FOUND,
	    "there is no input '%s' of a bundle projection", name);
}

static double
clip(double x, double least, double most)
{
	return x < least ? least : x > most ? most : x;
}

/* tau of the header's model. */
static double
take_rate(double attach, double visibility, double elasticity, double depth)
{
	double logit = log(attach / (1 - attach)) + log(visibility) -
	    elasticity * log(1 - depth);
	double offered = 1 / (1 + exp(-logit));

	return offered > attach ? (offered - attach) / (1 - attach) : 0;
}

static double
horizon_scale(const struct exposure *ex, const struct projection_inputs *in)
{
	double days = (double)ex->until - ex->from + 1;

	return in->value[PROJECTION_HORIZON] / days;
}

/* What remains of a price for contribution: without tax and payment fee. */
static double
kept_share(const struct exposure *ex, const struct projection_inputs *in)
{
	return ex->net_share - in->value[PROJECTION_PAYMENT_FEE];
}

/* Contribution lost with each item that a take replaces. */
static double
alternative_margin(const struct exposure *ex, const struct exposure_group *g,
    const struct projection_inputs *in)
{
	double cost = g->alt_cost;

	if (cost < 0)
		cost = g->alt_price * ex->net_share *
		    (1 - in->value[PROJECTION_MARGIN]);
	return g->alt_price * kept_share(ex, in) - cost;
}

static double
switching_of(const struct exposure_group *g, const struct projection_inputs *in)
{
	return in->value[g->same_category ? PROJECTION_SWITCHING_SAME
					  : PROJECTION_SWITCHING];
}

/* What a taker newly gets when a set is discounted by 'discount': as counted,
 * in proportion. */
static double
give_at(
    const struct exposure *ex, const struct exposure_group *g, double discount)
{
	return ex->discount > 0 ? g->give * discount / ex->discount : discount;
}

/* The same for a full order. */
static double
leak_at(const struct exposure *ex, double discount)
{
	if (ex->discount > 0)
		return ex->leak * discount / ex->discount;
	return ex->full_orders > 0
	    ? discount * (double)ex->sets / (double)ex->full_orders
	    : 0;
}

static struct unit
unit_of(const struct exposure *ex, const struct exposure_group *g,
    const struct projection_inputs *in, double discount)
{
	double give = give_at(ex, g, discount), paid = g->price - give;
	double cost = g->cost +
	    g->uncosted * ex->net_share * (1 - in->value[PROJECTION_MARGIN]);
	double switching = switching_of(g, in);
	struct unit u = { 0 };

	if (g->price > 0)
		u.depth = clip(give / g->price, 0, DEPTH_CAP);
	u.revenue = (paid - switching * g->alt_price) * ex->net_share;
	u.contribution = paid * kept_share(ex, in) - cost -
	    in->value[PROJECTION_HANDLING] -
	    switching * alternative_margin(ex, g, in);
	return u;
}

static double
group_take(const struct exposure_group *g, const struct unit *u,
    const struct projection_inputs *in)
{
	double m = in->value[PROJECTION_ATTACH_STRENGTH];
	double attach = .5;

	if (in->value[PROJECTION_TAKE_RATE] > 0)
		return in->value[PROJECTION_TAKE_RATE];
	if (g->present + m > 0)
		attach = (g->full + m * g->chance) / (g->present + m);
	return take_rate(clip(attach, ATTACH_MIN, ATTACH_MAX),
	    in->value[PROJECTION_VISIBILITY], in->value[PROJECTION_ELASTICITY],
	    u->depth);
}

static double
aov_before(const struct exposure *ex)
{
	return ex->orders > 0 ? ex->revenue / ex->orders : 0;
}

void
projection_point(const struct exposure *ex, const struct projection_inputs *in,
    struct projection_values *out)
{
	double scale = horizon_scale(ex, in), partial = 0, units = 0;
	double leak = in->value[PROJECTION_NOTICING] * ex->leak *
	    (double)ex->full_orders * scale;

	*out = (struct projection_values){
		.revenue_delta = -leak * ex->net_share,
		.contribution_delta = -leak * kept_share(ex, in),
	};
	for (size_t g = 0; g < ex->n_groups; g++) {
		const struct exposure_group *gr = &ex->groups[g];
		struct unit u = unit_of(ex, gr, in, ex->discount);
		double takes = gr->orders * scale * group_take(gr, &u, in);

		partial += gr->orders * scale;
		out->takes += takes;
		out->revenue_delta += takes * u.revenue;
		out->contribution_delta += takes * u.contribution;
		units += takes * gr->pieces * (1 - switching_of(gr, in));
	}
	out->take_rate = partial > 0 ? out->takes / partial : 0;
	out->aov_after = aov_before(ex);
	if (ex->orders > 0) {
		out->aov_after += out->revenue_delta / (ex->orders * scale);
		out->units_delta = units / (ex->orders * scale);
	}
}

static struct projection_maybe
breakeven(double leak, double per_take)
{
	struct projection_maybe m = { 0 };

	if (per_take > 0) {
		m.defined = true;
		m.value = leak / per_take;
	}
	return m;
}

void
projection_breakeven(const struct exposure *ex,
    const struct projection_inputs *in, struct projection_maybe *contribution,
    struct projection_maybe *revenue)
{
	double leak =
	    in->value[PROJECTION_NOTICING] * ex->leak * (double)ex->full_orders;
	double con = 0, rev = 0;

	for (size_t g = 0; g < ex->n_groups; g++) {
		struct unit u = unit_of(ex, &ex->groups[g], in, ex->discount);

		con += ex->groups[g].orders * u.contribution;
		rev += ex->groups[g].orders * u.revenue;
	}
	*contribution = breakeven(leak * kept_share(ex, in), con);
	*revenue = breakeven(leak * ex->net_share, rev);
}

bool
projection_take_beta(double mean, double cv, double *a, double *b)
{
	double s;

	if (!(mean > 0 && mean < 1 && cv > 0))
		return false;
	s = (1 - mean) / (mean * cv * cv) - 1;
	if (!(s > 0))
		return false;
	*a = mean * s;
	*b = (1 - mean) * s;
	return true;
}

double
projection_compete(const double *tau, size_t n, double *share)
{
	double hazard = 0, any;

	for (size_t i = 0; i < n; i++) {
		share[i] = -log1p(-clip(tau[i], 0, 1 - 1e-12));
		hazard += share[i];
	}
	any = -expm1(-hazard);
	for (size_t i = 0; i < n; i++)
		share[i] = hazard > 0 ? any * share[i] / hazard : 0;
	return any;
}

/* One allocation for all columns, cut into pieces of n. */
static bool
columns_init(struct columns *co, const struct exposure *ex,
    const struct projection_inputs *in, size_t n, struct err *err)
{
	double *at;

	*co = (struct columns){
		.ex = ex, .in = in, .n = n, .groups = ex->n_groups
	};
	co->block = mem_try_array(n * (6 + 3 * ex->n_groups),
	    sizeof(*co->block), "the draws of a projection", err);
	if (co->block == NULL)
		return false;
	at = co->block;
	co->drift = at;
	co->visibility = at + n;
	co->elasticity = at + 2 * n;
	co->volume = at + 3 * n;
	co->given = at + 4 * n;
	co->full = at + 5 * n;
	co->attach = at + 6 * n;
	co->partial = co->attach + n * ex->n_groups;
	co->luck = co->partial + n * ex->n_groups;
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
		co->attach[g * co->n + i] =
		    random_beta(seed, STREAM_ATTACH + g, i, a, b);
}

static double
drifted(const struct columns *co, size_t g, size_t i, double drift)
{
	return clip(co->attach[g * co->n + i] * drift, ATTACH_MIN, ATTACH_MAX);
}

static double
group_orders(const struct exposure *ex)
{
	double sum = 0;

	for (size_t g = 0; g < ex->n_groups; g++)
		sum += ex->groups[g].orders;
	return sum;
}

/* Share of the eligible orders that are full, given each group's attach
 * share at draw i. Without partial orders all are. */
static double
full_share(const struct columns *co, size_t i, double drift)
{
	const struct exposure *ex = co->ex;
	double eligible = (double)exposure_eligible(ex);
	double orders = group_orders(ex), sum = 0;

	if (!(orders > 0) || !(eligible > 0))
		return eligible > 0 ? 1 : 0;
	for (size_t g = 0; g < ex->n_groups; g++)
		sum += ex->groups[g].orders * drifted(co, g, i, drift) *
		    ex->groups[g].present;
	return clip(sum / (orders * eligible), 0, 1);
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
	double weight = group_orders(ex) + (double)ex->set_apart;
	double mean =
	    random_gamma(seed, STREAM_ORDERS + 1000, i, eligible + .5) *
	    co->volume[i] * horizon_scale(ex, co->in);
	int64_t left = eligible > 0 ? (int64_t)draw_poisson(mean, seed, i) : 0;
	int64_t full = random_binomial(left, full_share(co, i, co->drift[i]),
	    random_unit(seed, STREAM_FULL, i, 0));

	co->full[i] = (double)full;
	left -= full;
	for (size_t g = 0; g < co->groups; g++) {
		double orders = ex->groups[g].orders;
		double p = weight > 0 ? clip(orders / weight, 0, 1) : 0;
		int64_t n = random_binomial(
		    left, p, random_unit(seed, STREAM_PARTIAL + g, i, 0));

		co->partial[g * co->n + i] = (double)n;
		co->luck[g * co->n + i] =
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
	return take_rate(drifted(co, g, i, co->drift[i]), co->visibility[i],
	    co->elasticity[i], depth);
}

/* Draw i under a discount: 'units' holds the money of each group. */
static struct projection_values
price_draw(const struct columns *co, const struct unit *units, double discount,
    size_t i)
{
	const struct exposure *ex = co->ex;
	double leak = co->in->value[PROJECTION_NOTICING] *
	    leak_at(ex, discount) * co->full[i];
	struct projection_values v = {
		.revenue_delta = -leak * ex->net_share,
		.contribution_delta = -leak * kept_share(ex, co->in),
	};
	double weight = group_orders(ex);
	double orders = ex->orders * co->volume[i] * horizon_scale(ex, co->in);

	for (size_t g = 0; g < co->groups; g++) {
		const struct exposure_group *gr = &ex->groups[g];
		double tau = drawn_take(co, g, i, units[g].depth);
		double takes =
		    (double)random_binomial((int64_t)co->partial[g * co->n + i],
			tau, co->luck[g * co->n + i]);

		v.take_rate += tau * gr->orders / weight;
		v.takes += takes;
		v.revenue_delta += takes * units[g].revenue;
		v.contribution_delta += takes * units[g].contribution;
		v.units_delta +=
		    takes * gr->pieces * (1 - switching_of(gr, co->in));
	}
	v.aov_after = aov_before(ex);
	if (orders > 0) {
		v.aov_after += v.revenue_delta / orders;
		v.units_delta /= orders;
	}
	return v;
}

static void
make_units(const struct exposure *ex, const struct projection_inputs *in,
    double discount, struct unit *units)
{
	for (size_t g = 0; g < ex->n_groups; g++)
		units[g] = unit_of(ex, &ex->groups[g], in, discount);
}

/* Expected contribution with each uncertain input given apart. */
static double
expected_contribution(const struct columns *co, const struct unit *units,
    size_t attach, size_t response, size_t drift, size_t volume)
{
	const struct exposure *ex = co->ex;
	double full = full_share(co, attach, co->drift[drift]);
	double weight = group_orders(ex) + (double)ex->set_apart;
	double sum = -co->in->value[PROJECTION_NOTICING] * ex->leak *
	    kept_share(ex, co->in) * full;

	for (size_t g = 0; g < co->groups; g++) {
		double tau = co->in->value[PROJECTION_TAKE_RATE] > 0
		    ? co->given[response]
		    : take_rate(drifted(co, g, attach, co->drift[drift]),
			  co->visibility[response], co->elasticity[response],
			  units[g].depth);

		sum += (1 - full) * ex->groups[g].orders / weight * tau *
		    units[g].contribution;
	}
	return sum * co->volume[volume] * (double)exposure_eligible(ex);
}

/* Index of the draw whose value is the median of a column. */
static size_t
median_draw(const double *column, size_t n, double *scratch)
{
	double median;

	memcpy(scratch, column, n * sizeof(*scratch));
	median = range_of(scratch, n).median;
	for (size_t i = 0; i < n; i++)
		if (!(column[i] < median) && !(column[i] > median))
			return i;
	return 0;
}

/* Lets one input vary at a time, the others at their middle. The first group
 * is the largest; its middle attach share stands for all. */
static void
find_tornado(const struct columns *co, const struct unit *units,
    double *scratch, struct projection_tornado *out)
{
	size_t n = co->n < TORNADO_DRAWS ? co->n : TORNADO_DRAWS;
	size_t a = co->groups > 0 ? median_draw(co->attach, n, scratch) : 0;
	size_t r = median_draw(co->in->value[PROJECTION_TAKE_RATE] > 0
		? co->given
		: co->visibility,
	    n, scratch);
	size_t d = median_draw(co->drift, n, scratch);
	size_t v = median_draw(co->volume, n, scratch);
	double variance[4], sum = 0;

	if (co->groups == 0)
		return;
	for (size_t k = 0; k < ARRAY_LEN(variance); k++) {
		for (size_t i = 0; i < n; i++)
			scratch[i] =
			    expected_contribution(co, units, k == 0 ? i : a,
				k == 1 ? i : r, k == 2 ? i : d, k == 3 ? i : v);
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

static enum projection_verdict
judge(const struct projection *pr, const struct exposure *ex)
{
	bool earns = pr->breakeven_contribution.defined;

	if (exposure_eligible(ex) == 0)
		return PROJECTION_NOBODY;
	if (!earns && group_orders(ex) > 0)
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

/* Six figures of every draw, column by column, then their ranges. */
static bool
summarise(const struct columns *co, const struct unit *units,
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
		out->p_positive += v.contribution_delta > 0;
	}
	out->p_positive /= (double)n;
	out->take_rate = range_of(f, n);
	out->takes = range_of(f + n, n);
	out->revenue_delta = range_of(f + 2 * n, n);
	out->contribution_delta = range_of(f + 3 * n, n);
	out->aov_after = range_of(f + 4 * n, n);
	out->units_delta = range_of(f + 5 * n, n);
	find_tornado(co, units, f + 6 * n, &out->tornado);
	mem_free(f);
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
	struct unit units[EXPOSURE_MAX_GROUPS];
	struct columns co;
	bool ok;

	*out = (struct projection){
		.draws = draws,
		.aov_before = aov_before(ex),
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
	out->verdict = judge(out, ex);
	columns_release(&co);
	return ok;
}

/* One point of the chart; 'f' has room for two columns. */
static void
price_at(const struct columns *co, double percent, double *f,
    struct projection_at *out)
{
	struct unit units[EXPOSURE_MAX_GROUPS];
	const struct exposure *ex = co->ex;
	double discount = money_major(
	    money_round(percent / 100 * ex->set_price, ex->digits), ex->digits);

	*out = (struct projection_at){ .percent = percent };
	make_units(ex, co->in, discount, units);
	for (size_t i = 0; i < co->n; i++) {
		struct projection_values v = price_draw(co, units, discount, i);

		f[i] = v.contribution_delta;
		f[co->n + i] = v.revenue_delta;
		out->p_positive += v.contribution_delta > 0;
	}
	out->p_positive /= (double)co->n;
	out->contribution_delta = range_of(f, co->n);
	out->revenue_delta = range_of(f + co->n, co->n);
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
