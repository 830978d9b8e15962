/*
 * outcome_text - what came of a threshold, in words, as JSON and as a table.
 * Nothing is worked out here.
 */
#include "service/outcome.h"

#include <math.h>

#include "base/date.h"
#include "base/num.h"
#include "service/measuring_internal.h"
#include "service/review.h"

enum shown_as {
	AS_MONEY,
	AS_COUNT,
	AS_SHARE
};

static const struct {
	const char *name, *key;
	enum shown_as as;
} figures[OUTCOME_FIGURES] = {
	[OUTCOME_AOV] = { "AOV", "aov", AS_MONEY },
	[OUTCOME_ORDERS] = { "orders", "orders", AS_COUNT },
	[OUTCOME_CONTRIBUTION] = { "contribution", "contribution", AS_MONEY },
	[OUTCOME_REACHED] = { "orders that reach it", "reached", AS_SHARE },
};

static const char *
verdict(const struct measure_shift *s)
{
	if (!s->defined)
		return "no orders to compare";
	if (s->placebos < 2)
		return "no earlier weeks to tell";
	return s->measured ? "measured" : "not told from chance";
}

static void
add_value(int f, double value, int digits, bool sign, struct str *out)
{
	if (sign && value >= 0)
		str_add_char(out, '+');
	if (figures[f].as == AS_MONEY)
		money_add_grouped(out, money_round(value, digits), digits);
	else if (figures[f].as == AS_COUNT)
		str_addf(out, "%.1f", value);
	else
		str_addf(out, sign ? "%.1f points" : "%.1f %%", 100 * value);
}

static void
add_promise(const struct outcome *oc, int f, int digits, struct str *out)
{
	const struct measure_shift *s = &oc->shift[f];
	const struct range *p = &oc->promised[f];

	if (!oc->promises[f])
		return;
	str_add(out, "; projected ");
	add_value(f, p->median, digits, true, out);
	str_add(out, " (");
	add_value(f, p->low80, digits, true, out);
	str_add(out, " .. ");
	add_value(f, p->high80, digits, true, out);
	str_addf(out, "): %s the range",
	    track_is_inside(p, s->change, s->placebo_sd) ? "in" : "outside");
}

static void
add_figure(const struct outcome *oc, int f, int digits, struct str *out)
{
	const struct measure_shift *s = &oc->shift[f];

	str_addf(out, "  %s: ", figures[f].name);
	if (!s->defined) {
		str_addf(out, "%s\n", verdict(s));
		return;
	}
	add_value(f, s->before, digits, false, out);
	str_add(out, " before, ");
	add_value(f, s->after, digits, false, out);
	str_add(out, " since: ");
	add_value(f, s->change, digits, true, out);
	if (s->placebos >= 2) {
		str_add(out, ", where nothing happened it moved by ");
		add_value(f, s->placebo_sd, digits, false, out);
	}
	str_addf(out, ": %s", verdict(s));
	add_promise(oc, f, digits, out);
	str_add_char(out, '\n');
}

static void
add_weeks(const struct outcome *oc, struct str *out)
{
	str_addf(out, "%zu weeks since ", oc->weeks);
	date_add_day(out, oc->launched);
	str_addf(out,
	    " against as many before, and against %zu such changes in earlier "
	    "weeks, which ranges allow for; orders and contribution per %.0f "
	    "days\n",
	    oc->shift[OUTCOME_ORDERS].placebos, oc->horizon);
}

static const char caution[] =
    "every order sees a threshold, so whatever else changed in the shop in "
    "these weeks is in it too";

static void
add_track(const struct outcome *oc, struct str *out)
{
	track_add_words(&oc->track, "thresholds", out);
	str_add(out, oc->track.n > 0 ? ", by their AOV\n" : "");
}

void
outcome_add_words(const struct outcome *oc, struct str *out)
{
	add_weeks(oc, out);
	str_addf(out, "%s\n", caution);
	add_track(oc, out);
	str_addf(out, ":measure '%s' keeps this in the record\n", oc->name);
}

void
outcome_write_text(
    const struct outcome *oc, const struct view *v, struct str *out)
{
	int digits = v->currency.digits;

	str_addf(out, "'%s', from ", oc->name);
	money_add_grouped(out, oc->amount, digits);
	str_add(out, ", live since ");
	date_add_day(out, oc->launched);
	str_add(out, "\n\n");
	add_weeks(oc, out);
	for (int f = 0; f < OUTCOME_FIGURES; f++)
		add_figure(oc, f, digits, out);
	if (oc->held.kind != HELDOUT_NONE) {
		str_add(out, "\n  did without it: ");
		heldout_add_words(&oc->held, out);
		str_add_char(out, '\n');
		measuring_add_arms(
		    &oc->arms, oc->held.kind != HELDOUT_ORDERS, digits, out);
	}
	str_addf(out, "\n%s%s\n", caution,
	    oc->held.kind == HELDOUT_NONE
		? "; customers who do without it would tell"
		: ", but not in what is told by those who did without it");
	add_track(oc, out);
}

/* ---- JSON ---- */

static void
write_number(struct json *j, const char *key, bool known, double value)
{
	json_key(j, key);
	json_double(j, known ? value : (double)NAN);
}

static void
write_figure(const struct outcome *oc, int f, struct json *j)
{
	const struct measure_shift *s = &oc->shift[f];
	const struct range *p = &oc->promised[f];
	bool promised = oc->promises[f];

	json_key(j, figures[f].key);
	json_object(j);
	write_number(j, "before", s->defined, s->before);
	write_number(j, "after", s->defined, s->after);
	write_number(j, "change", s->defined, s->change);
	write_number(j, "placebo_sd", s->placebos >= 2, s->placebo_sd);
	json_key(j, "placebos");
	json_int(j, (int64_t)s->placebos);
	json_key(j, "measured");
	json_bool(j, s->measured);
	write_number(j, "projected", promised, p->median);
	write_number(j, "projected_low80", promised, p->low80);
	write_number(j, "projected_high80", promised, p->high80);
	json_end(j);
}

void
outcome_write_json(const struct outcome *oc, struct str *out)
{
	struct str day = STR_INIT;
	struct json j;

	json_init(&j, out, false);
	json_object(&j);
	json_key(&j, "threshold");
	json_text(&j, oc->name);
	json_key(&j, "launched");
	date_add_day(&day, oc->launched);
	json_text(&j, day.p);
	json_key(&j, "weeks");
	json_int(&j, (int64_t)oc->weeks);
	write_number(&j, "horizon_days", true, oc->horizon);
	for (int f = 0; f < OUTCOME_FIGURES; f++)
		write_figure(oc, f, &j);
	json_key(&j, "record_kept");
	json_int(&j, (int64_t)oc->track.n);
	json_key(&j, "record_held");
	json_int(&j, (int64_t)oc->track.inside);
	json_key(&j, "hold_out");
	if (oc->held.kind == HELDOUT_NONE) {
		json_null(&j);
	} else {
		json_object(&j);
		measuring_write_arms(&oc->arms, &j);
		json_end(&j);
	}
	json_end(&j);
	str_add_char(out, '\n');
	str_release(&day);
}

/* ---- projected against realised, as a table ---- */

static_assert(OUTCOME_FIGURES + HOLDOUT_FIGURES <= REVIEW_ROWS, "all fit");

/* clang-format off */
static const struct column columns[] = {
	LISTING_COLUMN("figure",    "figure",    CELL_TEXT,   COLUMN_FROZEN, 17, 1, "what was projected and measured"),
	LISTING_COLUMN("projected", "projected", CELL_NUMBER, 0, 9, 2, "change: the median when it went live"),
	LISTING_COLUMN("low80",     "80 % low",  CELL_NUMBER, 0, 8, 4, "of the projected range"),
	LISTING_COLUMN("high80",    "high",      CELL_NUMBER, 0, 8, 4, "of the projected range"),
	LISTING_COLUMN("change",    "change",    CELL_NUMBER, 0, 8, 1, "since it went live; of those who did without it, the difference"),
	LISTING_COLUMN("noise",     "by chance", CELL_NUMBER, 0, 9, 3, "how much it moved in earlier weeks, when nothing happened: a standard deviation"),
	LISTING_COLUMN("before",    "before",    CELL_NUMBER, 0, 8, 5, "in as many weeks before"),
	LISTING_COLUMN("since",     "since",     CELL_NUMBER, 0, 8, 6, "in the weeks since"),
	LISTING_COLUMN("verdict",   "verdict",   CELL_TEXT,   0, 24, 1, "measured: it moved by more than twice what chance does"),
};
/* clang-format on */

static double
known(bool is, double value)
{
	return is ? value : (double)NAN;
}

static void
add_shift(const struct outcome *oc, int f, struct review *r)
{
	const struct measure_shift *s = &oc->shift[f];
	const struct range *p = &oc->promised[f];
	bool promised = oc->promises[f];
	double unit = figures[f].as == AS_SHARE ? 100 : 1;

	review_add(r,
	    &(struct review_row){
		.figure =
		    figures[f].as == AS_SHARE ? "reach it, %" : figures[f].name,
		.verdict = verdict(s),
		.value = { known(promised, p->median),
		    known(promised, p->low80), known(promised, p->high80),
		    known(s->defined, unit * s->change),
		    known(s->placebos >= 2, unit * s->placebo_sd),
		    known(s->defined, unit * s->before),
		    known(s->defined, unit * s->after) },
	    });
}

static void
add_arm(const struct outcome *oc, int f, struct review *r)
{
	const struct holdout_change *c = &oc->arms.of[f];
	double none = (double)NAN;

	review_add(r,
	    &(struct review_row){
		.figure = measuring_figure(f),
		.verdict = measuring_verdict(c),
		.value = { none, none, none, known(c->defined, c->change), none,
		    known(c->defined, c->held), known(c->defined, c->offered) },
	    });
}

void
outcome_listing(
    const struct outcome *oc, const struct view *v, struct listing *out)
{
	struct review *r = review_new();

	for (int f = 0; oc != NULL && f < OUTCOME_FIGURES; f++)
		add_shift(oc, f, r);
	for (int f = 0;
	     oc != NULL && oc->held.kind != HELDOUT_NONE && f < HOLDOUT_FIGURES;
	     f++)
		if (f == HOLDOUT_VALUE || oc->held.kind != HELDOUT_ORDERS)
			add_arm(oc, f, r);
	review_listing(
	    r, "outcome", columns, ARRAY_LEN(columns), v->currency.digits, out);
}
