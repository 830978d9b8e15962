/*
 * measuring_text - what was measured, in words, as JSON and as tables. Nothing
 * is worked out here.
 */
#include "service/measuring_internal.h"

#include <math.h>

#include "base/date.h"
#include "base/num.h"
#include "service/review.h"

/* ---- words ---- */

static void
add_window(struct str *out, const char *what, const struct exposure *ex)
{
	double eligible = (double)exposure_eligible(ex);

	str_addf(out, "  %-10s ", what);
	date_add_day(out, ex->from);
	str_add(out, " .. ");
	date_add_day(out, ex->until);
	str_addf(out, "  AOV %.2f  %lld of %.0f orders hold all of it",
	    ex->orders > 0 ? ex->revenue / ex->orders : 0,
	    (long long)ex->full_orders, eligible);
	if (eligible >= 30)
		str_addf(out, " (%.1f %%)",
		    100 * (double)ex->full_orders / eligible);
	str_add_char(out, '\n');
}

static void
add_effect(const struct measuring *m, struct str *out)
{
	if (!m->compared) {
		str_add(out,
		    "\nno comparison: too few weeks, or no product of its "
		    "category that sold alike\n");
		return;
	}
	str_addf(out,
	    "\norders with the first item, against %zu products like it: "
	    "%+.1f %%; where nothing happened it moved by %.1f %%: %s\n",
	    m->controls, 100 * expm1(m->effect.effect),
	    100 * expm1(m->effect.placebo_sd),
	    m->effect.measured ? "measured" : "not told from chance");
}

const char *
measuring_verdict(const struct holdout_change *c)
{
	if (!c->defined)
		return "too few customers to say";
	return c->low95 > 0 || c->high95 < 0 ? "measured"
					     : "not told from chance";
}

static const struct {
	const char *name, *brief;
	bool money;
} figures[HOLDOUT_FIGURES] = {
	[HOLDOUT_VALUE] = { "order value", "order value", true },
	[HOLDOUT_ORDERS] = { "orders per customer", "orders/customer", false },
	[HOLDOUT_CONTRIBUTION] = { "contribution per customer",
	    "contrib./customer", true },
};

static void
add_figure(int figure, double value, int digits, bool sign, struct str *out)
{
	if (sign && value >= 0)
		str_add_char(out, '+');
	if (!figures[figure].money)
		str_addf(out, "%.3f", value);
	else
		money_add_grouped(out, money_round(value, digits), digits);
}

static void
add_arm(
    const struct holdout_result *arms, int figure, int digits, struct str *out)
{
	const struct holdout_change *c = &arms->of[figure];

	str_addf(out, "    %s: ", figures[figure].name);
	if (!c->defined) {
		str_addf(out, "%s\n", measuring_verdict(c));
		return;
	}
	add_figure(figure, c->offered, digits, false, out);
	str_add(out, " against ");
	add_figure(figure, c->held, digits, false, out);
	str_add(out, ", change ");
	add_figure(figure, c->change, digits, true, out);
	str_add(out, " (95 %: ");
	add_figure(figure, c->low95, digits, true, out);
	str_add(out, " .. ");
	add_figure(figure, c->high95, digits, true, out);
	str_addf(out, "): %s", measuring_verdict(c));
	if (c->kept < .995)
		str_addf(out, "; the time before explains %.0f %% of it",
		    100 * (1 - c->kept));
	str_add_char(out, '\n');
}

void
measuring_add_arms(
    const struct holdout_result *arms, bool whole, int digits, struct str *out)
{
	for (int f = 0; f < HOLDOUT_FIGURES; f++)
		if (f == HOLDOUT_VALUE || whole)
			add_arm(arms, f, digits, out);
}

const char *
measuring_figure(int figure)
{
	return figures[figure].brief;
}

/* "240 of 1,200 orders". */
static void
add_full(const struct exposure *ex, struct str *out)
{
	double eligible = (double)exposure_eligible(ex);

	num_add_grouped(out, ex->full_orders);
	str_add(out, " of ");
	num_add_grouped(out, exposure_eligible(ex));
	if (eligible >= 30)
		str_addf(out, " (%.1f %%)",
		    100 * (double)ex->full_orders / eligible);
}

static void
add_hold_out(const struct measuring *m, int digits, struct str *out)
{
	if (m->held.kind == HELDOUT_NONE)
		return;
	str_add(out, "\n  did without it: ");
	heldout_add_words(&m->held, out);
	str_add(out, "\n    all of it is in ");
	add_full(&m->after, out);
	str_add(out, " orders with a part of it; without the offer in ");
	add_full(&m->without, out);
	str_add_char(out, '\n');
	if (exposure_eligible(&m->without) == 0)
		str_add(out,
		    "    nobody without the offer ordered a part of it: there "
		    "is nothing to compare with yet\n");
	measuring_add_arms(
	    &m->arms, m->held.kind != HELDOUT_ORDERS, digits, out);
}

static bool
is_inside(const struct measuring *m)
{
	return track_is_inside(&m->promised_takes, m->takes, 0);
}

static void
add_record(const struct measuring *m, struct str *out)
{
	track_add_words(&m->track, NULL, out);
	str_add(out, m->track.n > 0 ? "\n" : "");
}

void
measuring_add_words(const struct measuring *m, struct str *out)
{
	str_add(out, "live since ");
	date_add_day(out, m->launched);
	str_addf(out, "; per %.0f days\n", m->horizon);
	add_window(out, "before", &m->before);
	add_window(out, "after", &m->after);
	if (m->held.kind != HELDOUT_NONE)
		add_window(out, "without", &m->without);
	if (!m->compared)
		str_add(out,
		    "no product of its category sold alike for long enough to "
		    "compare with\n");
	add_record(m, out);
	str_addf(out, ":measure '%s' keeps this in the record\n", m->name);
}

bool
measuring_add_held(struct store *st, const struct heldout_offer *of,
    struct str *out, struct err *err)
{
	struct heldout h;

	if (!heldout_load(st, of, &h, err))
		return false;
	str_add(out, "held out: ");
	heldout_add_words(&h, out);
	if (h.kind == HELDOUT_NONE)
		str_addf(out,
		    "; = draws a share of the customers before it goes live, "
		    "'endcap %s holdout NAME FILE' names those who did "
		    "without it",
		    of->threshold ? "threshold" : "bundle");
	else
		str_addf(out,
		    "; 'endcap %s holdout NAME' lists them for the "
		    "shop",
		    of->threshold ? "threshold" : "bundle");
	heldout_release(&h);
	return true;
}

void
measuring_write_text(
    const struct measuring *m, const struct view *v, struct str *out)
{
	int digits = v->currency.digits;

	str_addf(out, "'%s', live since ", m->name);
	date_add_day(out, m->launched);
	str_add(out, "\n\n");
	add_window(out, "before", &m->before);
	add_window(out, "after", &m->after);
	str_addf(out,
	    "\n  takes in %.0f days: projected %.0f (%.0f .. %.0f), estimated "
	    "since %.0f: %s the range\n",
	    m->horizon, m->promised_takes.median, m->promised_takes.low80,
	    m->promised_takes.high80, m->takes,
	    is_inside(m) ? "in" : "outside");
	str_addf(out,
	    "  take rate: projected %.1f %%, now %.1f %% (%.1f .. "
	    "%.1f), %s\n",
	    100 * m->promised_take_rate, 100 * m->take.take,
	    100 * m->take.take_low, 100 * m->take.take_high,
	    m->held.kind == HELDOUT_NONE ? "with no hold-out to compare with"
					 : "against those who did without it");
	str_add(out, "  contribution: projected ");
	money_add_grouped(
	    out, money_round(m->promised_contribution.median, digits), digits);
	str_add(out, ", estimated ");
	money_add_grouped(out, money_round(m->contribution, digits), digits);
	str_add_char(out, '\n');
	add_hold_out(m, digits, out);
	add_effect(m, out);
	str_add(out, m->track.n > 0 ? "\n" : "");
	add_record(m, out);
}

void
measuring_write_arms(const struct holdout_result *arms, struct json *j)
{
	static const char *const keys[HOLDOUT_FIGURES] = {
		[HOLDOUT_VALUE] = "order_value",
		[HOLDOUT_ORDERS] = "orders_per_customer",
		[HOLDOUT_CONTRIBUTION] = "contribution_per_customer",
	};

	for (int f = 0; f < HOLDOUT_FIGURES; f++) {
		const struct holdout_change *c = &arms->of[f];

		json_key(j, keys[f]);
		json_object(j);
		json_key(j, "offered");
		json_double(j, c->defined ? c->offered : (double)NAN);
		json_key(j, "held");
		json_double(j, c->defined ? c->held : (double)NAN);
		json_key(j, "change");
		json_double(j, c->defined ? c->change : (double)NAN);
		json_key(j, "low95");
		json_double(j, c->defined ? c->low95 : (double)NAN);
		json_key(j, "high95");
		json_double(j, c->defined ? c->high95 : (double)NAN);
		json_end(j);
	}
}

static void
write_hold_out(const struct measuring *m, struct json *j)
{
	json_key(j, "hold_out");
	if (m->held.kind == HELDOUT_NONE) {
		json_null(j);
		return;
	}
	json_object(j);
	json_key(j, "eligible_orders");
	json_int(j, exposure_eligible(&m->after));
	json_key(j, "full_orders");
	json_int(j, m->after.full_orders);
	json_key(j, "held_eligible_orders");
	json_int(j, exposure_eligible(&m->without));
	json_key(j, "held_full_orders");
	json_int(j, m->without.full_orders);
	measuring_write_arms(&m->arms, j);
	json_end(j);
}

void
measuring_write_json(const struct measuring *m, struct str *out)
{
	struct json j;

	json_init(&j, out, false);
	json_object(&j);
	json_key(&j, "bundle");
	json_text(&j, m->name);
	json_key(&j, "projected_takes");
	json_double(&j, m->promised_takes.median);
	json_key(&j, "projected_takes_low80");
	json_double(&j, m->promised_takes.low80);
	json_key(&j, "projected_takes_high80");
	json_double(&j, m->promised_takes.high80);
	json_key(&j, "takes");
	json_double(&j, m->takes);
	json_key(&j, "take_rate");
	json_double(&j, m->take.take);
	json_key(&j, "take_rate_low80");
	json_double(&j, m->take.take_low);
	json_key(&j, "take_rate_high80");
	json_double(&j, m->take.take_high);
	json_key(&j, "projected_contribution");
	json_double(&j, m->promised_contribution.median);
	json_key(&j, "contribution");
	json_double(&j, m->contribution);
	json_key(&j, "effect");
	json_double(&j, m->compared ? m->effect.effect : (double)NAN);
	json_key(&j, "placebo_sd");
	json_double(&j, m->compared ? m->effect.placebo_sd : (double)NAN);
	json_key(&j, "measured");
	json_bool(&j, m->compared && m->effect.measured);
	json_key(&j, "record_kept");
	json_int(&j, (int64_t)m->track.n);
	json_key(&j, "record_held");
	json_int(&j, (int64_t)m->track.inside);
	write_hold_out(m, &j);
	json_end(&j);
	str_add_char(out, '\n');
}

/* ---- projected against realised, as a table ---- */

static_assert(4 + HOLDOUT_FIGURES <= REVIEW_ROWS, "all fit");

/* clang-format off */
static const struct column review_columns[] = {
	LISTING_COLUMN("figure",    "figure",    CELL_TEXT,   COLUMN_FROZEN, 20, 1, "what was projected and measured"),
	LISTING_COLUMN("projected", "projected", CELL_NUMBER, 0, 9, 2, "the median when it went live"),
	LISTING_COLUMN("low80",     "80 % low",  CELL_NUMBER, 0, 8, 4, "of the projected range"),
	LISTING_COLUMN("high80",    "high",      CELL_NUMBER, 0, 8, 4, "of the projected range"),
	LISTING_COLUMN("since",     "since",     CELL_NUMBER, 0, 8, 1, "estimated from the orders since it went live"),
	LISTING_COLUMN("low",       "low",       CELL_NUMBER, 0, 8, 3, "of the estimate: 80 % of a take rate, 95 % of a change"),
	LISTING_COLUMN("high",      "high",      CELL_NUMBER, 0, 8, 3, "of the estimate"),
	LISTING_COLUMN("verdict",   "verdict",   CELL_TEXT,   0, 28, 1, "in the range or not, told from chance or not"),
};
/* clang-format on */

static void
review_promised(const struct measuring *m, struct review *r)
{
	static const char *const inside[] = { "outside", "in the range" };
	const struct range *takes = &m->promised_takes;
	const struct range *con = &m->promised_contribution;
	double none = (double)NAN;

	review_add(r,
	    &(struct review_row){ "takes", inside[is_inside(m)],
		{ takes->median, takes->low80, takes->high80, m->takes, none,
		    none } });
	review_add(r,
	    &(struct review_row){ "take rate, %",
		m->held.kind == HELDOUT_NONE ? "wide: no hold-out"
					     : "with hold-out",
		{ 100 * m->promised_take_rate, none, none, 100 * m->take.take,
		    100 * m->take.take_low, 100 * m->take.take_high } });
	review_add(r,
	    &(struct review_row){ "contribution",
		inside[m->contribution >= con->low80 &&
		    m->contribution <= con->high80],
		{ con->median, con->low80, con->high80, m->contribution, none,
		    none } });
}

static void
review_effect(const struct measuring *m, struct review *r)
{
	double noise = 2 * m->effect.placebo_sd, none = (double)NAN;

	if (!m->compared)
		return;
	review_add(r,
	    &(struct review_row){ "orders of first, %",
		m->effect.measured ? "measured" : "not told from chance",
		{ none, none, none, 100 * expm1(m->effect.effect),
		    100 * expm1(m->effect.effect - noise),
		    100 * expm1(m->effect.effect + noise) } });
}

static void
review_arms(const struct measuring *m, struct review *r)
{
	for (int f = 0; f < HOLDOUT_FIGURES; f++) {
		const struct holdout_change *c = &m->arms.of[f];
		double none = (double)NAN;

		if (f != HOLDOUT_VALUE && m->held.kind == HELDOUT_ORDERS)
			continue;
		review_add(r,
		    &(struct review_row){ figures[f].brief,
			measuring_verdict(c),
			{ none, none, none, c->defined ? c->change : none,
			    c->defined ? c->low95 : none,
			    c->defined ? c->high95 : none } });
	}
}

void
measuring_listing(
    const struct measuring *m, const struct view *v, struct listing *out)
{
	struct review *r = review_new();

	if (m != NULL) {
		review_promised(m, r);
		review_effect(m, r);
		if (m->held.kind != HELDOUT_NONE)
			review_arms(m, r);
	}
	review_listing(r, "review", review_columns, ARRAY_LEN(review_columns),
	    v->currency.digits, out);
}
