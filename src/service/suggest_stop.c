/*
 * Every live offer in turn, beside all the others. A measured bundle is
 * simulated once more on the orders from before its launch, with the measured
 * take rate as its own: so both kinds end in the same ranges.
 */
#include "service/suggest_stop.h"

#include <math.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "service/bundling.h"
#include "service/lab_request.h"
#include "service/measuring.h"

enum {
	LEAST_ORDERS = 10 /* as a curve needs (lab.c) */
};
#define PAYS_MOST (1.0 / 3) /* as PROJECTION_LOSES and PROJECTION_AOV_TRAP */
#define Z80       1.2816
#define Z95       1.9600

struct judging {
	struct store *st;
	const struct view *v;
	const struct progress *pg;
	struct arena memory; /* of the offers */
	const struct offer *live;
	struct offer *others; /* all but the one being judged */
	size_t n;
	struct suggestions *out;
	size_t first, cap; /* of the rows in 'out' */
	int32_t today;
	struct err *err;
};

/* What an offer does, whichever way it was found. */
struct verdict {
	struct range contribution, revenue;
	double p_positive, percent;
	double leak, leaked_orders; /* per horizon */
	double seen; /* orders that meet it, of those looked at */
	double wins; /* sets sold or orders topped up, per horizon */
	int32_t measured_since; /* INT32_MIN: projected */
	bool assumed_margin;
};

/* ---- rows ---- */

static struct range
negated(const struct range *r)
{
	return (struct range){ -r->median, -r->high80, -r->low80, -r->high95,
		-r->low95, -r->mean, r->variance };
}

static void
add_money(const struct judging *j, double major, struct str *out)
{
	int digits = j->v->currency.digits;

	money_add_grouped(out, money_round(major, digits), digits);
}

static double
horizon(const struct judging *j)
{
	return j->v->settings.value[SETTING_HORIZON_DAYS];
}

static void
add_row(struct judging *j, const struct offer *of, const struct verdict *vd,
    const char *reason)
{
	struct suggestions *out = j->out;
	struct suggestion *s;

	out->rows =
	    mem_reserve(out->rows, &j->cap, out->n + 1, sizeof(*out->rows));
	s = &out->rows[out->n++];
	*s = (struct suggestion){
		.kind = SUGGEST_STOP,
		.percent = vd->percent,
		.contribution = negated(&vd->contribution),
		.ranked_by = -vd->contribution.mean,
		.revenue = negated(&vd->revenue),
		.p_positive = 1 - vd->p_positive,
		.leak = vd->leak,
		.offer_id = of->id,
		.threshold = of->kind == OFFER_THRESHOLD,
		.offer = arena_strdup(&out->text, of->name),
		.reason = arena_strdup(&out->text, reason),
	};
	s->set.pieces = 1;
	for (size_t i = 0;
	     !s->threshold && i < of->n_items && s->set.n < BUNDLE_PRODUCTS;
	     i++)
		s->set.product[s->set.n++] = of->items[i].product;
}

/* What an offer wins, in words. */
struct won {
	const char *one, *many;
};

/* "it gives 480.00 per 30 days for nothing, to 312 orders with all of it
 * anyway; with 31 sets sold it loses 360.00: projected on your orders". */
static void
add_reason(const struct judging *j, const struct verdict *vd, const char *whom,
    const struct won *won, struct str *out)
{
	str_add(out, "it gives ");
	add_money(j, vd->leak, out);
	str_addf(out, " per %.0f days for nothing, to ", horizon(j));
	num_add_counted(
	    out, (int64_t)round(vd->leaked_orders), "order", "orders");
	str_addf(out, " %s anyway; with ", whom);
	num_add_counted(out, (int64_t)round(vd->wins), won->one, won->many);
	str_add(out, " it loses ");
	add_money(j, -vd->contribution.mean, out);
	if (vd->measured_since == INT32_MIN) {
		str_add(out, ": projected on your orders");
	} else {
		str_add(out, ": measured since ");
		date_add_day(out, vd->measured_since);
	}
	if (vd->assumed_margin)
		str_add(out, ", on an assumed margin");
}

/* ---- bundles ---- */

static void
take_projection(const struct judging *j, const struct exposure *ex,
    const struct projection *pr, struct verdict *out)
{
	double share = horizon(j) / ((double)ex->until - ex->from + 1);

	*out = (struct verdict){
		.contribution = pr->contribution_delta,
		.revenue = pr->revenue_delta,
		.p_positive = pr->p_positive,
		.percent =
		    ex->set_price > 0 ? 100 * ex->discount / ex->set_price : 0,
		.leak = ex->leak * (double)ex->full_orders * share,
		.leaked_orders = (double)ex->full_orders * share,
		.seen = (double)exposure_eligible(ex),
		.wins = pr->takes.mean,
		.measured_since = INT32_MIN,
		.assumed_margin = pr->margin_assumed,
	};
}

/* *found is false where it was not measured: too early, or never frozen. */
static bool
measured(const struct judging *j, const struct offer *of, struct verdict *out,
    bool *found)
{
	struct measuring *m = mem_zalloc(sizeof(*m));
	struct projection_inputs in;
	struct projection pr;
	struct err why = ERR_INIT;
	bool ok = true;

	*found = measuring_find(j->st, j->v, of->name, m, &why);
	if (*found) {
		double a = m->take.as_beta.a, b = m->take.as_beta.b;

		outlook_inputs(&j->v->settings, &in);
		in.value[PROJECTION_TAKE_RATE] = m->take.take;
		in.value[PROJECTION_TAKE_CV] =
		    fmax(.01, fmin(3, sqrt(b / (a * (a + b + 1)))));
		ok = projection_simulate(&m->before, &in,
		    (uint64_t)j->v->settings.value[SETTING_SEED],
		    (size_t)j->v->settings.value[SETTING_DRAWS], &pr, j->err);
	} else if (why.code != ERR_INPUT && why.code != ERR_NOT_FOUND) {
		ok = err_set(j->err, why.code, "%s", why.text);
	}
	if (*found && ok) {
		take_projection(j, &m->before, &pr, out);
		out->measured_since = m->launched;
	}
	mem_free(m);
	return ok;
}

/* *found is false where an item has no price: nothing can be said of it. */
static bool
projected(const struct judging *j, const struct offer *of, struct verdict *out,
    bool *found)
{
	struct outlook *o = mem_zalloc(sizeof(*o));
	struct outlook_request rq = {
		.v = j->v,
		.offer = *of,
		.live = j->others,
		.n_live = j->n - 1,
	};
	struct err why = ERR_INIT;

	*found = measuring_track(j->st, MEASURING_BUNDLES, &rq.track, &why) &&
	    outlook_compute(&rq, j->pg, o, &why);
	if (*found)
		take_projection(j, &o->exposure, &o->projection, out);
	mem_free(o);
	return *found || why.code == ERR_INPUT ||
	    err_set(j->err, why.code, "%s", why.text);
}

/* Enough to speak of, and seen often enough to say so. */
static bool
loses(const struct judging *j, const struct verdict *vd)
{
	return vd->seen >= LEAST_ORDERS && vd->p_positive <= PAYS_MOST &&
	    money_round(vd->contribution.mean, j->v->currency.digits) < 0;
}

static bool
judge_bundle(struct judging *j, const struct offer *of)
{
	static const struct won sets = { "set sold", "sets sold" };
	struct str reason = STR_INIT;
	struct verdict vd;
	bool found;

	if (!measured(j, of, &vd, &found) ||
	    (!found && !projected(j, of, &vd, &found)))
		return false;
	if (found && loses(j, &vd)) {
		add_reason(j, &vd, "with all of it", &sets, &reason);
		add_row(j, of, &vd, reason.p);
	}
	str_release(&reason);
	return true;
}

/* ---- thresholds ---- */

/* The lab as it is without this threshold, and this one tried in it. */
static bool
try_threshold(const struct judging *j, const struct offer *of,
    const struct saving_tier *reward, struct lab *out)
{
	struct store_origins origins;
	struct lab_request rq = {
		.reward = reward,
		.fee = -1,
		.ship_cost = -1,
	};
	struct thresholding_scope scope = { .v = j->v,
		.today = j->today,
		.country = of->country,
		.except = reward != NULL ? of->id : 0 };
	bool ok;

	*out = (struct lab){ .n_points = 0 };
	ok = lab_request_load(j->st, &scope, &origins, &rq, j->err) &&
	    lab_compute(&rq, j->pg, out, j->err);
	store_origins_release(&origins);
	return ok;
}

/* What the shop gives an order of this value. */
static double
given_at(const struct saving *sv, double value)
{
	const struct saving_tier *gift = saving_gift(sv, value);

	return saving_discount(sv, value) + (gift != NULL ? gift->cost : 0);
}

/* What the tier gives to the orders that reach it as they are, beyond what the
 * other tiers give them. */
static void
count_leak(
    const struct lab *lab, const struct saving_tier *tier, struct verdict *out)
{
	const struct curve_orders *od = &lab->detection.orders;
	struct saving with = lab->tiers;

	if (!saving_add(&with, tier))
		BUG("more tiers than a lab is made with");
	for (size_t i = 0; i < od->n; i++) {
		if (od->value[i] < tier->at)
			continue;
		out->leaked_orders += od->count[i] * lab->scale;
		out->leak += od->count[i] * lab->scale *
		    (given_at(&with, od->value[i]) -
			given_at(&lab->tiers, od->value[i]));
	}
}

static void
judge_saved(struct judging *j, const struct offer *of,
    const struct saving_tier *tier, const struct lab *lab)
{
	static const struct won topped = { "order topped up",
		"orders topped up" };
	const struct threshold_point *pt = &lab->points[0];
	struct str reason = STR_INIT, whom = STR_INIT;
	struct verdict vd = {
		.contribution = pt->contribution_change,
		.p_positive = pt->p_better,
		.percent = tier->percent ? 100 * tier->value : 0,
		.seen = lab->detection.orders.total,
		.wins = pt->topups.mean,
		.measured_since = INT32_MIN,
		.assumed_margin =
		    lab->inputs.basis[THRESHOLD_MARGIN] == BASIS_ASSUMED,
	};

	if (loses(j, &vd)) {
		count_leak(lab, tier, &vd);
		str_add(&whom, "of ");
		add_money(j, tier->at, &whom);
		str_add(&whom, " and more");
		add_reason(j, &vd, whom.p, &topped, &reason);
		add_row(j, of, &vd, reason.p);
	}
	str_release(&reason);
	str_release(&whom);
}

/* Each order from the threshold on earns its goods' margin less payment and
 * parcel; the sum of that, its range from the chance of who orders. */
static void
judge_free(struct judging *j, const struct offer *of, const struct lab *lab)
{
	const struct curve_orders *od = &lab->detection.orders;
	const double *in = lab->inputs.value;
	double at = money_major(of->threshold, j->v->currency.digits);
	double keeps = in[THRESHOLD_MARGIN] - in[THRESHOLD_PAYMENT_FEE];
	double n = 0, sum = 0, squares = 0, sd;
	struct str reason = STR_INIT;
	struct verdict vd = { .measured_since = INT32_MIN };

	for (size_t i = 0; i < od->n; i++) {
		double earns = keeps * od->value[i] - in[THRESHOLD_SHIP_COST];

		if (od->value[i] < at)
			continue;
		n += od->count[i] * lab->scale;
		sum += od->count[i] * lab->scale * earns;
		squares += od->count[i] * lab->scale * earns * earns;
	}
	sd = sqrt(squares);
	if (!(n > 0) || sum + Z80 * sd >= 0)
		return;
	vd.contribution = (struct range){ sum, sum - Z80 * sd, sum + Z80 * sd,
		sum - Z95 * sd, sum + Z95 * sd, sum, squares };
	vd.p_positive = .5 * erfc(-sum / sd / sqrt(2));
	vd.leak = n * in[THRESHOLD_FEE];
	num_add_grouped(&reason, (int64_t)round(n));
	str_addf(
	    &reason, " orders per %.0f days that ship free earn ", horizon(j));
	add_money(j, -sum, &reason);
	str_add(&reason, " less than sending them costs, and ");
	add_money(j, vd.leak, &reason);
	str_add(&reason, " of shipping is given away to them");
	add_row(j, of, &vd, reason.p);
	str_release(&reason);
}

/* The reward of a live threshold, as the store holds it. */
static bool
find_tier(
    const struct judging *j, const struct offer *of, struct saving_tier *out)
{
	struct arena text = { 0 };
	struct store_threshold t;
	bool ok = store_threshold_get(j->st, of->name, &text, &t, j->err);

	if (ok)
		(void)thresholding_tier(j->v, &t, out);
	arena_release(&text);
	return ok;
}

static bool
judge_threshold(struct judging *j, const struct offer *of)
{
	bool saves = of->discount != DISCOUNT_FREE_SHIPPING;
	struct saving_tier tier = { .value = 0 };
	struct lab lab;
	bool ok;

	if (saves && !find_tier(j, of, &tier))
		return false;
	if (saves && !(tier.value > 0))
		return true; /* a gift without a price */
	ok = try_threshold(j, of, saves ? &tier : NULL, &lab);
	if (ok && lab.n_points > 0 && saves) {
		ok = lab_only(&lab, tier.at, j->err);
		if (ok)
			judge_saved(j, of, &tier, &lab);
	} else if (ok && !saves &&
	    lab.inputs.basis[THRESHOLD_MARGIN] != BASIS_ASSUMED &&
	    lab.inputs.basis[THRESHOLD_SHIP_COST] != BASIS_ASSUMED) {
		judge_free(j, of, &lab);
	}
	lab_release(&lab);
	return ok;
}

/* ---- all of them ---- */

static bool
judge(struct judging *j, size_t at)
{
	size_t n = 0;

	for (size_t i = 0; i < j->n; i++)
		if (i != at)
			j->others[n++] = j->live[i];
	return progress_report(j->pg, "looking at what is live", (int64_t)at,
		   (int64_t)j->n, j->err) &&
	    (j->live[at].kind == OFFER_BUNDLE
		    ? judge_bundle(j, &j->live[at])
		    : judge_threshold(j, &j->live[at]));
}

static int
compare_losses(const void *a, const void *b)
{
	const struct suggestion *x = a, *y = b;

	if (x->contribution.mean > y->contribution.mean ||
	    x->contribution.mean < y->contribution.mean)
		return x->contribution.mean > y->contribution.mean ? -1 : 1;
	return strcmp(x->offer, y->offer);
}

bool
suggest_stop_find(struct store *st, const struct view *v, int32_t today,
    const struct progress *pg, struct suggestions *out, struct err *err)
{
	struct judging j = {
		.st = st,
		.v = v,
		.pg = pg,
		.out = out,
		.today = today,
		.first = out->n,
		.cap = out->n,
		.err = err,
	};
	bool ok = true;

	if (!cut_is_all(&v->cut) || v->sales.orders == 0)
		return true;
	ok = bundling_live(st, v, today, 0, &j.memory, &j.live, &j.n, err);
	if (ok)
		j.others = arena_array(&j.memory, j.n, sizeof(*j.others));
	for (size_t i = 0; ok && i < j.n; i++)
		ok = judge(&j, i);
	if (ok && out->n > j.first)
		qsort(out->rows + j.first, out->n - j.first, sizeof(*out->rows),
		    compare_losses);
	arena_release(&j.memory);
	return ok;
}
