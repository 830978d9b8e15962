/*
 * The inputs and the model without chance: what one take earns, how likely it
 * is, point values and break-evens. projection_draws.c puts draws in place of
 * the middles, projection_text.c words around the figures.
 */
#include "decide/projection_internal.h"

#include <math.h>

#define DEPTH_CAP .9

static const struct {
	const char *name;
	double value, least, most;
} inputs[PROJECTION_INPUT_COUNT] = {
#define X(id, name, value, least, most, unit, meaning) \
	[id] = { name, value, least, most },
	PROJECTION_INPUTS(X)
#undef X
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

double
projection_clip(double x, double least, double most)
{
	return x < least ? least : x > most ? most : x;
}

/* tau of the header's model. */
double
projection_take(
    double attach, double visibility, double elasticity, double depth)
{
	double logit = log(attach / (1 - attach)) + log(visibility) -
	    elasticity * log(1 - depth);
	double offered = 1 / (1 + exp(-logit));

	return offered > attach ? (offered - attach) / (1 - attach) : 0;
}

double
projection_scale(const struct exposure *ex, const struct projection_inputs *in)
{
	double days = (double)ex->until - ex->from + 1;

	return in->value[PROJECTION_HORIZON] / days;
}

/* What remains of a price for contribution: without tax and payment fee. */
double
projection_kept(const struct exposure *ex, const struct projection_inputs *in)
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
	return g->alt_price * projection_kept(ex, in) - cost;
}

double
projection_switching(
    const struct exposure_group *g, const struct projection_inputs *in)
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
double
projection_leak(const struct exposure *ex, double discount)
{
	if (ex->discount > 0)
		return ex->leak * discount / ex->discount;
	return ex->full_orders > 0
	    ? discount * (double)ex->sets / (double)ex->full_orders
	    : 0;
}

struct projection_unit
projection_unit_of(const struct exposure *ex, const struct exposure_group *g,
    const struct projection_inputs *in, double discount)
{
	double give = give_at(ex, g, discount), paid = g->price - give;
	double cost = g->cost +
	    g->uncosted * ex->net_share * (1 - in->value[PROJECTION_MARGIN]);
	double switching = projection_switching(g, in);
	struct projection_unit u = { 0 };

	if (g->price > 0)
		u.depth = projection_clip(give / g->price, 0, DEPTH_CAP);
	u.revenue = (paid - switching * g->alt_price) * ex->net_share;
	u.contribution = paid * projection_kept(ex, in) - cost -
	    in->value[PROJECTION_HANDLING] -
	    switching * alternative_margin(ex, g, in);
	return u;
}

static double
group_take(const struct exposure_group *g, const struct projection_unit *u,
    const struct projection_inputs *in)
{
	double m = in->value[PROJECTION_ATTACH_STRENGTH];
	double attach = .5;

	if (in->value[PROJECTION_TAKE_RATE] > 0)
		return in->value[PROJECTION_TAKE_RATE];
	if (g->present + m > 0)
		attach = (g->full + m * g->chance) / (g->present + m);
	return projection_take(projection_clip(attach, PROJECTION_ATTACH_MIN,
				   PROJECTION_ATTACH_MAX),
	    in->value[PROJECTION_VISIBILITY], in->value[PROJECTION_ELASTICITY],
	    u->depth);
}

double
projection_aov(const struct exposure *ex)
{
	return ex->orders > 0 ? ex->revenue / ex->orders : 0;
}

void
projection_point(const struct exposure *ex, const struct projection_inputs *in,
    struct projection_values *out)
{
	double scale = projection_scale(ex, in), partial = 0, units = 0;
	double leak = in->value[PROJECTION_NOTICING] * ex->leak *
	    (double)ex->full_orders * scale;

	*out = (struct projection_values){
		.revenue_delta = -leak * ex->net_share,
		.contribution_delta = -leak * projection_kept(ex, in),
	};
	for (size_t g = 0; g < ex->n_groups; g++) {
		const struct exposure_group *gr = &ex->groups[g];
		struct projection_unit u =
		    projection_unit_of(ex, gr, in, ex->discount);
		double takes = gr->orders * scale * group_take(gr, &u, in);

		partial += gr->orders * scale;
		out->takes += takes;
		out->revenue_delta += takes * u.revenue;
		out->contribution_delta += takes * u.contribution;
		units +=
		    takes * gr->pieces * (1 - projection_switching(gr, in));
	}
	out->take_rate = partial > 0 ? out->takes / partial : 0;
	out->aov_after = projection_aov(ex);
	if (ex->orders > 0) {
		out->aov_after += out->revenue_delta / (ex->orders * scale);
		out->units_delta = units / (ex->orders * scale);
	}
}

/* At which take rate the gain of takes pays for the leak, if the groups keep
 * their proportions: rate * leak / gain. */
static struct projection_maybe
breakeven(double leak, double gain, double rate)
{
	struct projection_maybe m = { 0 };

	if (gain > 0) {
		m.defined = true;
		m.value = leak * rate / gain;
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
	double con = 0, rev = 0, takes = 0, rate;
	double partial = projection_partial(ex);

	for (size_t g = 0; g < ex->n_groups; g++) {
		const struct exposure_group *gr = &ex->groups[g];
		struct projection_unit u =
		    projection_unit_of(ex, gr, in, ex->discount);
		double taken = gr->orders * group_take(gr, &u, in);

		takes += taken;
		con += taken * u.contribution;
		rev += taken * u.revenue;
	}
	rate = partial > 0 ? takes / partial : 0;
	*contribution = breakeven(leak * projection_kept(ex, in), con, rate);
	*revenue = breakeven(leak * ex->net_share, rev, rate);
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

bool
projection_take_guess(
    double low, double likely, double high, double *mean, double *cv)
{
	double m = .3 * low + .4 * likely + .3 * high, a, b;
	double var = .3 * (low - m) * (low - m) +
	    .4 * (likely - m) * (likely - m) + .3 * (high - m) * (high - m);

	if (!(low > 0 && low < likely && likely < high && high < 1))
		return false;
	*mean = m;
	*cv = sqrt(var) / m;
	return projection_take_beta(*mean, *cv, &a, &b);
}

double
projection_compete(const double *tau, size_t n, double *share)
{
	double hazard = 0, any;

	for (size_t i = 0; i < n; i++) {
		share[i] = -log1p(-projection_clip(tau[i], 0, 1 - 1e-12));
		hazard += share[i];
	}
	any = -expm1(-hazard);
	for (size_t i = 0; i < n; i++)
		share[i] = hazard > 0 ? any * share[i] / hazard : 0;
	return any;
}

double
projection_partial(const struct exposure *ex)
{
	double sum = 0;

	for (size_t g = 0; g < ex->n_groups; g++)
		sum += ex->groups[g].orders;
	return sum;
}
