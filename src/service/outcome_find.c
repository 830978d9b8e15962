/*
 * Weeks are counted from the launch both ways, so that each window begins on
 * the same day of the week. Customers who were held out are in no week, before
 * or after: the weeks are of those whom the threshold was shown to.
 */
#include "service/outcome.h"

#include "base/date.h"
#include "base/mem.h"
#include "service/kpi.h"
#include "service/measuring_internal.h"
#include "store/store_history.h"
#include "store/store_origins.h"

enum {
	MOST_WEEKS = 12 /* compared on each side */
};

/* Of each week, oldest first. */
struct weekly {
	double *orders, *value, *contribution, *reached;
	double *block; /* owns them */
	size_t n, launch;
	int32_t first; /* day */
};

/* ---- what was frozen ---- */

static bool
read_launch(
    struct store *st, const char *name, struct outcome *oc, struct err *err)
{
	struct store_records all;
	double day, amount;
	const char *text;
	bool ok;

	if (!store_records_load(st, "threshold launch", name, &all, err))
		return false;
	text = all.n > 0 ? all.rows[all.n - 1].content : "";
	ok = measuring_read(text, "day", &day, 1) &&
	    measuring_read(text, "horizon", &oc->horizon, 1) &&
	    measuring_read(text, "amount", &amount, 1) &&
	    measuring_read_range(text, "aov", &oc->promised[OUTCOME_AOV]) &&
	    measuring_read_range(
		text, "orders", &oc->promised[OUTCOME_ORDERS]) &&
	    measuring_read_range(
		text, "contribution", &oc->promised[OUTCOME_CONTRIBUTION]);
	store_records_release(&all);
	if (!ok)
		return err_set(err, ERR_NOT_FOUND,
		    "'%s' never went live with a projection; 'endcap threshold "
		    "set' keeps one, once there are orders",
		    name);
	oc->launched = (int32_t)day;
	oc->amount = (int64_t)amount;
	for (int f = 0; f < OUTCOME_REACHED; f++)
		oc->promises[f] = true;
	return true;
}

/* ---- the weeks ---- */

static void
weekly_init(struct weekly *w, size_t launch, size_t weeks, int32_t launched)
{
	w->launch = launch;
	w->n = launch + weeks;
	w->first = launched - (int32_t)(7 * launch);
	w->block = mem_zarray(4 * w->n + 1, sizeof(*w->block));
	w->orders = w->block;
	w->value = w->block + w->n;
	w->contribution = w->block + 2 * w->n;
	w->reached = w->block + 3 * w->n;
}

static void
add_order(const struct view *v, size_t o, int64_t amount,
    const struct kpi_request *kpi, struct weekly *w)
{
	const struct sales *s = &v->sales;
	int32_t day = date_day_of(s->time[o]);
	size_t week;

	if (day < w->first)
		return;
	week = (size_t)(day - w->first) / 7;
	if (week >= w->n)
		return;
	w->orders[week]++;
	w->value[week] += money_major(s->net_value[o], s->currency.digits);
	w->contribution[week] += kpi_order_contribution(s, o, kpi, NULL);
	w->reached[week] += s->cart_value[o] >= amount;
}

/* Marks the orders that count: into its country, and of nobody who did
 * without it as a customer. */
static bool
mark_orders(struct store *st, const struct view *v, const struct outcome *oc,
    const char *country, const uint8_t *side, bool *counts, struct err *err)
{
	struct store_origins origins = { .orders = 0 };
	bool by_customer = oc->held.kind == HELDOUT_SHARE ||
	    oc->held.kind == HELDOUT_CUSTOMERS;

	if (country != NULL &&
	    !store_origins_load(st, &v->sales, &origins, err)) {
		store_origins_release(&origins);
		return false;
	}
	for (size_t o = 0; o < v->sales.orders; o++)
		counts[o] = !(by_customer && side[o] == HELDOUT_HELD) &&
		    (country == NULL ||
			strcmp(store_names_of(
				   &origins.countries, origins.country[o]),
			    country) == 0);
	store_origins_release(&origins);
	return true;
}

static void
scale(struct measure_shift *s, double factor)
{
	s->before *= factor;
	s->after *= factor;
	s->change *= factor;
	s->placebo_sd *= factor;
}

static void
find_shifts(const struct weekly *w, size_t weeks, struct outcome *oc)
{
	double horizons = oc->horizon / 7;
	struct measure_shift *s = oc->shift;

	(void)measure_shift(
	    w->value, w->orders, w->n, w->launch, weeks, &s[OUTCOME_AOV]);
	(void)measure_shift(
	    w->orders, NULL, w->n, w->launch, weeks, &s[OUTCOME_ORDERS]);
	(void)measure_shift(w->contribution, NULL, w->n, w->launch, weeks,
	    &s[OUTCOME_CONTRIBUTION]);
	(void)measure_shift(
	    w->reached, w->orders, w->n, w->launch, weeks, &s[OUTCOME_REACHED]);
	scale(&s[OUTCOME_ORDERS], horizons);
	scale(&s[OUTCOME_CONTRIBUTION], horizons);
}

static void
count_weeks(const struct view *v, const bool *counts, size_t known,
    size_t weeks, struct outcome *oc)
{
	const struct kpi_request kpi = {
		.payment_fee = v->settings.value[SETTING_PAYMENT_FEE] / 100,
		.assumed_margin =
		    v->settings.value[SETTING_ASSUMED_MARGIN] / 100,
	};
	struct weekly w;

	oc->weeks = weeks;
	weekly_init(&w, known, weeks, oc->launched);
	for (size_t o = 0; o < v->sales.orders; o++)
		if (counts[o])
			add_order(v, o, oc->amount, &kpi, &w);
	find_shifts(&w, weeks, oc);
	mem_free(w.block);
}

/* How many weeks can be compared; false: too few on a side. */
static bool
find_weeks(const struct sales *s, struct outcome *oc, size_t *weeks,
    size_t *known, struct err *err)
{
	int32_t first, days;

	(void)measuring_span(s, &first, &oc->until);
	days = oc->until < oc->launched ? 0 : oc->until - oc->launched + 1;
	*weeks = (size_t)days / 7;
	if (*weeks < MEASURE_LEAST_WEEKS)
		return err_set(err, ERR_INPUT,
		    "too early to say: %d days of orders since '%s' went "
		    "live; at least %d are needed",
		    (int)days, oc->name, (int)MEASURING_LEAST_DAYS);
	*weeks = *weeks > MOST_WEEKS ? MOST_WEEKS : *weeks;
	*known = measuring_weeks_before(s, oc->launched, *weeks);
	if (*known < MEASURE_LEAST_WEEKS)
		return err_set(err, ERR_INPUT,
		    "the orders begin %zu weeks before '%s' went live; at "
		    "least %d are needed to compare with",
		    *known, oc->name, (int)MEASURE_LEAST_WEEKS);
	if (*known < *weeks)
		*weeks = *known;
	return true;
}

static bool
count_all(struct store *st, const struct view *v,
    const struct store_threshold *t, size_t known, size_t weeks,
    struct outcome *oc, struct err *err)
{
	const struct heldout_offer of = heldout_threshold(t);
	const struct sales *s = &v->sales;
	uint8_t *side = mem_try_zarray(s->orders, sizeof(*side), "orders", err);
	bool *counts =
	    mem_try_zarray(s->orders, sizeof(*counts), "orders", err);
	bool ok = side != NULL && counts != NULL &&
	    heldout_load(st, &of, &oc->held, err) &&
	    heldout_mark(st, &oc->held, s, side, err) &&
	    mark_orders(st, v, oc, t->country, side, counts, err);

	if (ok)
		count_weeks(v, counts, known, weeks, oc);
	if (ok && oc->held.kind != HELDOUT_NONE)
		ok = measuring_hold_out(v, side,
		    &(struct measuring_days){ oc->launched, oc->until },
		    oc->held.kind != HELDOUT_ORDERS, &oc->arms, err);
	mem_free(oc->held.ids); /* how many they are is enough */
	oc->held.ids = NULL;
	mem_free(side);
	mem_free(counts);
	return ok;
}

bool
outcome_find(struct store *st, const struct view *v, const char *name,
    struct outcome *out, struct err *err)
{
	struct arena text = { 0 };
	struct store_threshold t;
	size_t weeks = 0, known = 0;
	bool ok;

	*out = (struct outcome){ .name = name };
	ok = store_threshold_get(st, name, &text, &t, err) &&
	    read_launch(st, name, out, err) &&
	    find_weeks(&v->sales, out, &weeks, &known, err) &&
	    count_all(st, v, &t, known, weeks, out, err) &&
	    measuring_track(st, MEASURING_THRESHOLDS, &out->track, err);
	arena_release(&text);
	return ok;
}

/* ---- keeping it ---- */

static void
add_lines(const struct outcome *oc, struct str *out)
{
	const struct range *aov = &oc->promised[OUTCOME_AOV];
	const struct range *con = &oc->promised[OUTCOME_CONTRIBUTION];
	const struct measure_shift *s = oc->shift;

	str_addf(out,
	    "day %d\nlaunched %d\nweeks %zu\n"
	    "aov %.10g %.10g %.10g\npromised_aov %.10g\naov_noise %.10g\n"
	    "contribution %.10g %.10g %.10g\npromised_contribution %.10g\n"
	    "orders %.10g\nreached %.10g\nheld_out %d\n",
	    (int)oc->until, (int)oc->launched, oc->weeks, s[OUTCOME_AOV].change,
	    aov->low80, aov->high80, aov->median, s[OUTCOME_AOV].placebo_sd,
	    s[OUTCOME_CONTRIBUTION].change, con->low80, con->high80,
	    con->median, s[OUTCOME_ORDERS].change, s[OUTCOME_REACHED].change,
	    oc->held.kind != HELDOUT_NONE);
}

bool
outcome_keep(struct store *st, struct outcome *oc, struct err *err)
{
	struct str label = STR_INIT, lines = STR_INIT;
	bool ok;

	str_addf(&label, "measured threshold '%s'", oc->name);
	add_lines(oc, &lines);
	ok = store_action_begin(st, label.p, err);
	if (ok) {
		ok = store_record_add(st,
			 &(struct store_record){ .kind = "threshold measured",
			     .name = oc->name,
			     .content = lines.p },
			 err) &&
		    store_action_commit(st, NULL, err);
		if (!ok)
			store_action_rollback(st);
	}
	str_release(&label);
	str_release(&lines);
	return ok && measuring_track(st, MEASURING_THRESHOLDS, &oc->track, err);
}
