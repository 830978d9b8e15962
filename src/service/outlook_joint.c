/*
 * The draws are the setting's, but at most ten times JOINT_DRAWS: replaying
 * order by order costs more than a calculation by groups.
 */
#include "service/outlook_joint.h"

#include "base/json.h"
#include "base/num.h"
#include "service/outlook.h"

bool
outlook_joint_compute(
    const struct outlook_joint_request *rq, struct joint *out, struct err *err)
{
	const struct settings *s = &rq->v->settings;
	double draws = s->value[SETTING_DRAWS];
	struct projection_inputs in;
	struct joint_request ask = {
		.sales = &rq->v->sales,
		.live = rq->live,
		.n_live = rq->n_live,
		.plans = rq->plans,
		.n_plans = rq->n_plans,
		.rates = rq->rates,
		.window_days = (int)s->value[SETTING_WINDOW_DAYS],
		.in = &in,
	};

	outlook_inputs(s, &in);
	outlook_take_track(&rq->track, &in);
	if (draws > 10 * JOINT_DRAWS)
		draws = 10 * JOINT_DRAWS;
	return joint_simulate(
	    &ask, (uint64_t)s->value[SETTING_SEED], (size_t)draws, out, err);
}

/* The take rate that is known of a plan; 0: it is the model's. */
static double
known_rate(const struct outlook_joint_request *rq, size_t plan)
{
	return rq->rates != NULL ? rq->rates[plan].mean : 0;
}

void
outlook_joint_write_json(const struct outlook_joint_request *rq,
    const struct joint *o, struct str *out)
{
	struct json j;

	json_init(&j, out, false);
	json_object(&j);
	json_key(&j, "orders_concerned");
	json_int(&j, o->orders);
	outlook_json_range(&j, "takes", &o->takes);
	outlook_json_range(&j, "revenue_delta", &o->revenue_delta);
	outlook_json_range(&j, "contribution_delta", &o->contribution_delta);
	json_key(&j, "aov_before");
	json_double(&j, o->aov_before);
	outlook_json_range(&j, "aov_after", &o->aov_after);
	json_key(&j, "p_contribution_positive");
	json_double(&j, o->p_positive);
	json_key(&j, "own_record");
	json_double(&j, track_spread(&rq->track));
	json_key(&j, "bundles");
	json_array(&j);
	for (size_t i = 0; i < o->n_parts; i++) {
		json_object(&j);
		json_key(&j, "bundle");
		json_text(&j, rq->plans[i].name);
		json_key(&j, "full_orders");
		json_int(&j, o->parts[i].full_orders);
		json_key(&j, "partial_orders");
		json_int(&j, o->parts[i].partial_orders);
		outlook_json_range(&j, "takes", &o->parts[i].takes);
		json_key(&j, "take_rate_given");
		json_double(&j, known_rate(rq, i));
		json_end(&j);
	}
	json_end(&j);
	json_end(&j);
	str_add_char(out, '\n');
}

static void
add_signed(struct str *out, double major, int digits)
{
	str_add(out, major < 0 ? "" : "+");
	money_add_grouped(out, money_round(major, digits), digits);
}

static void
add_line(struct str *out, const char *name, const struct range *r, int digits)
{
	struct str median = STR_INIT;

	add_signed(&median, r->median, digits);
	str_addf(out, "  %-14s %14s   ", name, median.p);
	add_signed(out, r->low80, digits);
	str_add(out, " .. ");
	add_signed(out, r->high80, digits);
	str_add_char(out, '\n');
	str_release(&median);
}

void
outlook_joint_write_text(const struct outlook_joint_request *rq,
    const struct joint *o, struct str *out)
{
	int digits = rq->v->currency.digits;

	str_addf(out, "%zu bundles together, replayed on ", o->n_parts);
	num_add_grouped(out, o->orders);
	str_addf(out,
	    " orders that they concern, changes per %.0f days\n\n"
	    "  %-14s %14s   80 %% range\n",
	    rq->v->settings.value[SETTING_HORIZON_DAYS], "", "median");
	add_line(out, "revenue", &o->revenue_delta, digits);
	add_line(out, "contribution", &o->contribution_delta, digits);
	str_addf(out, "  %-14s %14.0f   %.0f .. %.0f\n", "takes",
	    o->takes.median, o->takes.low80, o->takes.high80);
	str_addf(out, "\n  %-24s %8s %8s %8s   80 %% range\n", "of them",
	    "full", "part", "takes");
	for (size_t i = 0; i < o->n_parts; i++) {
		const struct joint_part *p = &o->parts[i];

		str_addf(out, "  %-24s %8lld %8lld %8.0f   %.0f .. %.0f\n",
		    rq->plans[i].name, (long long)p->full_orders,
		    (long long)p->partial_orders, p->takes.median,
		    p->takes.low80, p->takes.high80);
	}
	for (size_t i = 0; i < o->n_parts; i++)
		if (known_rate(rq, i) > 0)
			str_addf(out,
			    "\n'%s' is taken by %.1f %% of those with a part "
			    "of it, as measured or by your estimate",
			    rq->plans[i].name, 100 * known_rate(rq, i));
	str_add_char(out, '\n');
	track_add_words(&rq->track, NULL, out);
	str_add(out, rq->track.n > 0 ? "\n" : "");
	str_addf(out,
	    "contribution rises in %.0f %% of draws; an order takes at most "
	    "one of them, and none is counted twice\n",
	    100 * o->p_positive);
}
