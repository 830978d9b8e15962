/*
 * First every plan is counted on its own (exposure.h), noting for each order
 * whether it is full, in which group of partial ones, or not concerned. Then
 * the orders that any plan concerns become cases: case c has the choices
 * choice[first[c]] .. choice[first[c + 1]), the first of which is to take
 * nothing. A draw fills two small tables, hazard[plan][group] and
 * weight[plan][place], and walks the cases.
 */
#include "decide/projection_joint.h"

#include <math.h>

#include "base/mem.h"
#include "base/random.h"
#include "decide/projection_internal.h"
#include "decide/replay.h"

enum {
	STREAM_VISIBILITY = 1001,
	STREAM_ELASTICITY = 1002,
	STREAM_VOLUME = 1003,
	STREAM_OCCUR = 1004,
	STREAM_GIVEN = 1005,
	STREAM_LUCK = 1010, /* and one more for each time an order comes up */
	STREAM_DRIFT = 1100, /* plus the plan */
	STREAM_ATTACH = 1200, /* plus plan and group */
	STREAM_TAUGHT = 1 << 20, /* plus the plan */
	OCCUR_MAX = 60,
	PLACES = EXPOSURE_MAX_GROUPS + 1 /* groups, then full */
};

/* One thing an order may do, and what it then changes. */
struct choice {
	int plan; /* -1: takes nothing */
	size_t group;
	double revenue, contribution;
};

struct plan {
	struct exposure ex;
	uint8_t *place; /* per order */
	/* of the draw */
	double hazard[EXPOSURE_MAX_GROUPS]; /* -ln(1 - tau) */
	double weight[PLACES];
};

struct run {
	const struct joint_request *rq;
	uint64_t seed;
	struct plan *plans;
	struct replay *replay;
	size_t n_cases, cap_cases, cap_first, n_choices, cap_choices;
	size_t *order; /* per case */
	size_t *first; /* n_cases + 1 */
	struct choice *choices;
	double volume; /* of the draw */
	double scale; /* horizon / window */
};

int
joint_occurrences(uint64_t seed, size_t draw, size_t order, double expected)
{
	return random_poisson(
	    expected, random_unit(seed, STREAM_OCCUR, draw, order), OCCUR_MAX);
}

double
joint_luck(uint64_t seed, size_t draw, size_t order, int k)
{
	return random_unit(seed, STREAM_LUCK + (uint64_t)k, draw, order);
}

/* ---- cases ---- */

static bool
count_plans(struct run *r, struct err *err)
{
	const struct joint_request *rq = r->rq;

	for (size_t j = 0; j < rq->n_plans; j++) {
		struct plan *p = &r->plans[j];
		struct exposure_plan ask = { .offer = &rq->plans[j],
			.live = rq->live,
			.n_live = rq->n_live,
			.window_days = rq->window_days };

		p->place = mem_try_array(
		    rq->sales->orders + 1, 1, "a place for each order", err);
		ask.place = p->place;
		if (p->place == NULL ||
		    !exposure_count(rq->sales, &ask, &p->ex, err))
			return false;
	}
	return true;
}

static bool
add_choice(struct run *r, struct choice choice, struct err *err)
{
	void *at = r->choices;

	if (!mem_try_reserve(&at, &r->cap_choices, r->n_choices + 1,
		sizeof(*r->choices), "the choices of orders", err))
		return false;
	r->choices = at;
	r->choices[r->n_choices++] = choice;
	return true;
}

/* What changes when nothing is taken: the discount the order newly gets. */
static bool
add_nothing(struct run *r, size_t o, struct err *err)
{
	const struct exposure *ex = &r->plans[0].ex;
	const struct projection_inputs *in = r->rq->in;
	struct replay_effect effect;
	double leak;

	if (!replay_order(r->replay, o, NULL, 0, &effect, err))
		return false;
	leak = effect.discount * in->value[PROJECTION_NOTICING];
	return add_choice(r,
	    (struct choice){ .plan = -1,
		.revenue = -leak * ex->net_share,
		.contribution = -leak * projection_kept(ex, in) },
	    err);
}

/* And when the missing pieces of plan j are. */
static bool
add_take(struct run *r, size_t o, size_t j, struct err *err)
{
	const struct plan *p = &r->plans[j];
	const struct exposure_group *g = &p->ex.groups[p->place[o]];
	const struct projection_inputs *in = r->rq->in;
	struct projection_unit full = projection_unit_of(&p->ex, g, in, 0);
	struct checkout_line more[OFFER_MAX_SLOTS];
	struct replay_effect effect;

	for (size_t i = 0; i < g->n_more; i++)
		more[i] = (struct checkout_line){ .product = g->more[i].product,
			.quantity = g->more[i].pieces,
			.price4 = r->rq->sales->price4[g->more[i].product] };
	if (!replay_order(r->replay, o, more, g->n_more, &effect, err))
		return false;
	return add_choice(r,
	    (struct choice){ .plan = (int)j,
		.group = p->place[o],
		.revenue = full.revenue - effect.discount * p->ex.net_share,
		.contribution = full.contribution -
		    effect.discount * projection_kept(&p->ex, in) },
	    err);
}

static bool
is_concerned(const struct run *r, size_t o)
{
	for (size_t j = 0; j < r->rq->n_plans; j++)
		if (r->plans[j].place[o] != EXPOSURE_OTHER)
			return true;
	return false;
}

static bool
add_case(struct run *r, size_t o, struct err *err)
{
	void *order = r->order, *first = r->first;

	if (!mem_try_reserve(&order, &r->cap_cases, r->n_cases + 1,
		sizeof(*r->order), "the orders that bundles concern", err))
		return false;
	r->order = order;
	if (!mem_try_reserve(&first, &r->cap_first, r->n_cases + 2,
		sizeof(*r->first), "the orders that bundles concern", err))
		return false;
	r->first = first;
	r->order[r->n_cases] = o;
	r->first[r->n_cases] = r->n_choices;
	if (!add_nothing(r, o, err))
		return false;
	for (size_t j = 0; j < r->rq->n_plans; j++)
		if (r->plans[j].place[o] < EXPOSURE_MAX_GROUPS &&
		    !add_take(r, o, j, err))
			return false;
	r->first[++r->n_cases] = r->n_choices;
	return true;
}

static bool
make_cases(struct run *r, struct err *err)
{
	const struct joint_request *rq = r->rq;

	r->replay =
	    replay_new(rq->sales, rq->live, rq->n_live, rq->plans, rq->n_plans);
	for (size_t o = 0; o < rq->sales->orders; o++)
		if (is_concerned(r, o) && !add_case(r, o, err))
			return false;
	return true;
}

/* ---- draws ---- */

/* The middle and a draw of a group's attach share. */
static void
draw_attach(const struct run *r, size_t j, size_t g, size_t draw,
    double *middle, double *drawn)
{
	const struct exposure_group *gr = &r->plans[j].ex.groups[g];
	const double *v = r->rq->in->value;
	double m = v[PROJECTION_ATTACH_STRENGTH];
	double a = gr->full + m * gr->chance;
	double b = gr->present - gr->full + m * (1 - gr->chance);
	double sd = v[PROJECTION_DRIFT_SD];
	double drift =
	    exp(sd * random_normal(r->seed, STREAM_DRIFT + j, draw, 0) -
		sd * sd / 2);

	a = a > 0 ? a : .5;
	b = b > 0 ? b : .5;
	*middle = projection_clip(
	    a / (a + b), PROJECTION_ATTACH_MIN, PROJECTION_ATTACH_MAX);
	*drawn = projection_clip(drift *
		random_beta(r->seed,
		    STREAM_ATTACH + j * EXPOSURE_MAX_GROUPS + g, draw, a, b),
	    PROJECTION_ATTACH_MIN, PROJECTION_ATTACH_MAX);
}

static double
log_normal(const struct run *r, uint64_t stream, size_t draw,
    enum projection_input middle, enum projection_input sd)
{
	const double *v = r->rq->in->value;

	return v[middle] * exp(v[sd] * random_normal(r->seed, stream, draw, 0));
}

static double
draw_rate(const struct run *r, const struct joint_rate *rate, uint64_t stream,
    size_t draw)
{
	double a, b;

	if (rate->mean > 0 &&
	    projection_take_beta(rate->mean, rate->cv, &a, &b))
		return random_beta(r->seed, stream, draw, a, b);
	return rate->mean;
}

/* A take rate that is known: the plan's own, else that of all plans, which is
 * drawn once for them; 0: none. */
static double
given_rate(const struct run *r, size_t j, size_t draw)
{
	const double *v = r->rq->in->value;
	const struct joint_rate common = { v[PROJECTION_TAKE_RATE],
		v[PROJECTION_TAKE_CV] };

	if (r->rq->rates != NULL && r->rq->rates[j].mean > 0)
		return draw_rate(
		    r, &r->rq->rates[j], STREAM_TAUGHT + (uint64_t)j, draw);
	return draw_rate(r, &common, STREAM_GIVEN, draw);
}

static void
draw_plan(
    struct run *r, size_t j, size_t draw, double visibility, double elasticity)
{
	struct plan *p = &r->plans[j];
	double given = given_rate(r, j, draw), orders = 0, full = 0;

	for (size_t g = 0; g < p->ex.n_groups; g++) {
		const struct exposure_group *gr = &p->ex.groups[g];
		struct projection_unit u =
		    projection_unit_of(&p->ex, gr, r->rq->in, p->ex.discount);
		double middle, drawn, tau = given;

		draw_attach(r, j, g, draw, &middle, &drawn);
		if (!(given > 0))
			tau = projection_take(
			    drawn, visibility, elasticity, u.depth);
		p->hazard[g] = -log1p(-projection_clip(tau, 0, 1 - 1e-12));
		p->weight[g] = (1 - drawn) / (1 - middle);
		orders += gr->orders;
		full += gr->orders * drawn / middle;
	}
	p->weight[EXPOSURE_MAX_GROUPS] = orders > 0 ? full / orders : 1;
}

static void
draw_all(struct run *r, size_t draw)
{
	double k = log_normal(r, STREAM_VISIBILITY, draw, PROJECTION_VISIBILITY,
	    PROJECTION_VISIBILITY_SD);
	double eps = log_normal(r, STREAM_ELASTICITY, draw,
	    PROJECTION_ELASTICITY, PROJECTION_ELASTICITY_SD);

	r->volume = exp(r->rq->in->value[PROJECTION_VOLUME_SD] *
	    random_normal(r->seed, STREAM_VOLUME, draw, 0));
	for (size_t j = 0; j < r->rq->n_plans; j++)
		draw_plan(r, j, draw, k, eps);
}

static double
case_weight(const struct run *r, size_t o)
{
	double w = 1;

	for (size_t j = 0; j < r->rq->n_plans; j++) {
		const struct plan *p = &r->plans[j];
		uint8_t place = p->place[o];

		if (place < EXPOSURE_MAX_GROUPS)
			w *= p->weight[place];
		else if (place == EXPOSURE_FULL)
			w *= p->weight[EXPOSURE_MAX_GROUPS];
	}
	return w;
}

/* The choice that a uniform falls on; the first is to take nothing. */
static const struct choice *
choose(const struct run *r, size_t c, double u)
{
	const struct choice *at = &r->choices[r->first[c]];
	size_t n = r->first[c + 1] - r->first[c];
	double hazard = 0, any, run = 0;

	for (size_t i = 1; i < n; i++)
		hazard += r->plans[at[i].plan].hazard[at[i].group];
	any = -expm1(-hazard);
	if (u >= any)
		return at;
	for (size_t i = 1; i + 1 < n; i++) {
		run += any * r->plans[at[i].plan].hazard[at[i].group] / hazard;
		if (u < run)
			return &at[i];
	}
	return &at[n - 1];
}

/* Sums of one draw: takes, revenue, contribution, then takes by plan. */
static void
walk_cases(struct run *r, size_t draw, double *sums)
{
	for (size_t c = 0; c < r->n_cases; c++) {
		size_t o = r->order[c];
		int n = joint_occurrences(
		    r->seed, draw, o, r->scale * r->volume * case_weight(r, o));

		for (int k = 0; k < n; k++) {
			const struct choice *ch =
			    choose(r, c, joint_luck(r->seed, draw, o, k));

			sums[1] += ch->revenue;
			sums[2] += ch->contribution;
			if (ch->plan < 0)
				continue;
			sums[0]++;
			sums[3 + ch->plan]++;
		}
	}
}

/* ---- summing up ---- */

/* Columns of f: takes, revenue, contribution, AOV, then takes by plan. */
static void
summarise(const struct run *r, double *f, size_t draws, struct joint *out)
{
	double spread = r->rq->in->value[PROJECTION_SPREAD];

	out->takes = range_of(f, draws);
	out->revenue_delta = range_of(f + draws, draws);
	out->contribution_delta = range_of(f + 2 * draws, draws);
	out->p_positive = range_share_above_zero(
	    f + 2 * draws, draws, &out->contribution_delta, spread);
	out->aov_after = range_of(f + 3 * draws, draws);
	range_widen_within(&out->takes, spread, 0, HUGE_VAL);
	range_widen(&out->revenue_delta, spread);
	range_widen(&out->contribution_delta, spread);
	range_widen(&out->aov_after, spread);
	for (size_t j = 0; j < r->rq->n_plans; j++) {
		out->parts[j] = (struct joint_part){
			.full_orders = r->plans[j].ex.full_orders,
			.partial_orders = r->plans[j].ex.partial_orders,
			.takes = range_of(f + (4 + j) * draws, draws),
		};
		range_widen_within(&out->parts[j].takes, spread, 0, HUGE_VAL);
	}
}

static bool
run_draws(struct run *r, size_t draws, struct joint *out, struct err *err)
{
	size_t n_plans = r->rq->n_plans;
	const struct exposure *ex = &r->plans[0].ex;
	double sums[3 + JOINT_MAX_PLANS];
	double *f = mem_try_array(draws * (4 + n_plans), sizeof(*f),
	    "the draws of a projection", err);

	if (f == NULL)
		return false;
	for (size_t i = 0; i < draws; i++) {
		double orders;

		memset(sums, 0, sizeof(sums));
		draw_all(r, i);
		walk_cases(r, i, sums);
		orders = ex->orders * r->scale * r->volume;
		f[i] = sums[0];
		f[draws + i] = sums[1];
		f[2 * draws + i] = sums[2];
		f[3 * draws + i] =
		    out->aov_before + (orders > 0 ? sums[1] / orders : 0);
		for (size_t j = 0; j < n_plans; j++)
			f[(4 + j) * draws + i] = sums[3 + j];
	}
	summarise(r, f, draws, out);
	mem_free(f);
	return true;
}

static bool
check_request(const struct joint_request *rq, size_t draws, struct err *err)
{
	if (rq->n_plans < 1 || rq->n_plans > JOINT_MAX_PLANS)
		return err_set(err, ERR_LIMIT,
		    "from 1 to %d bundles can be projected together, not %zu",
		    (int)JOINT_MAX_PLANS, rq->n_plans);
	if (draws < 1 || draws > PROJECTION_MAX_DRAWS)
		return err_set(err, ERR_LIMIT,
		    "a projection takes from 1 to %d draws, not %zu",
		    (int)PROJECTION_MAX_DRAWS, draws);
	return projection_inputs_check(rq->in, err);
}

bool
joint_simulate(const struct joint_request *rq, uint64_t seed, size_t draws,
    struct joint *out, struct err *err)
{
	struct run r = { .rq = rq, .seed = seed };
	bool ok = false;

	*out = (struct joint){ .draws = draws, .n_parts = rq->n_plans };
	if (!check_request(rq, draws, err))
		return false;
	r.plans = mem_zarray(rq->n_plans, sizeof(*r.plans));
	if (!count_plans(&r, err) || !make_cases(&r, err))
		goto out;
	r.scale = projection_scale(&r.plans[0].ex, rq->in);
	out->aov_before = projection_aov(&r.plans[0].ex);
	out->orders = (int64_t)r.n_cases;
	ok = run_draws(&r, draws, out, err);
out:
	for (size_t j = 0; j < rq->n_plans; j++)
		mem_free(r.plans[j].place);
	mem_free(r.plans);
	replay_free(r.replay);
	mem_free(r.order);
	mem_free(r.first);
	mem_free(r.choices);
	return ok;
}
