/*
 * badge - one row for each strength of evidence.
 */
#include "ui/badge.h"

#include <math.h>

enum {
	AXIS_ROWS = 200, /* looked at for the axis of lift */
	GAIN_ROWS = 40 /* of gains, which take work */
};

static const struct {
	const char *sign;
	enum role role;
} badges[EVIDENCE_COUNT] = {
	[EVIDENCE_THIN] = { .sign = "·", .role = ROLE_DIM },
	[EVIDENCE_WEAK] = { .sign = "○", .role = ROLE_TEXT },
	[EVIDENCE_LIKELY] = { .sign = "◐", .role = ROLE_ACCENT },
	[EVIDENCE_STRONG] = { .sign = "●", .role = ROLE_GAIN },
};

const char *
badge_sign(enum evidence e)
{
	return badges[e].sign;
}

enum role
badge_role(enum evidence e)
{
	return badges[e].role;
}

static bool
find(const struct cell *value, enum evidence *out)
{
	for (int e = 0; e < EVIDENCE_COUNT; e++) {
		if (value->defined &&
		    slice_eq_c(value->text, evidence_name((enum evidence)e))) {
			*out = (enum evidence)e;
			return true;
		}
	}
	return false;
}

static bool
evidence_at(const struct listing *l, size_t row, enum evidence *out)
{
	int column = listing_column(l, "evidence");
	struct cell value;

	assert(column >= 0);
	listing_cell(l, row, (size_t)column, &value);
	return find(&value, out);
}

void
badge_words(struct str *out, const struct listing *l, size_t row)
{
	enum evidence e;

	if (evidence_at(l, row, &e))
		str_addf(out, "%s %s", badge_sign(e), evidence_name(e));
}

void
badge_short(struct str *out, const struct listing *l, size_t row)
{
	enum evidence e;

	if (evidence_at(l, row, &e))
		str_add(out, badge_sign(e));
}

enum role
badge_role_of(const struct cell *value)
{
	enum evidence e;

	return find(value, &e) ? badge_role(e) : ROLE_TEXT;
}

void
badge_add_legend(struct str *out)
{
	for (int e = EVIDENCE_COUNT - 1; e >= 0; e--)
		str_addf(out, "%s%s %s", e < EVIDENCE_COUNT - 1 ? "  " : "",
		    badge_sign((enum evidence)e),
		    evidence_name((enum evidence)e));
}

static double
number_at(const struct listing *l, size_t row, const char *id)
{
	int column = listing_column(l, id);
	struct cell value;

	assert(column >= 0);
	listing_cell(l, row, (size_t)column, &value);
	return value.number;
}

void
badge_lift(struct str *out, const struct listing *l, size_t row)
{
	str_addf(out, "%.1f", number_at(l, row, "lift"));
}

void
badge_interval(struct str *out, const struct listing *l, size_t row)
{
	str_addf(out, "%.1f..%.1f", number_at(l, row, "lift_low"),
	    number_at(l, row, "lift_high"));
}

double
badge_lift_axis(const struct rows *rw, const struct listing *l)
{
	double most = 2;

	for (size_t row = 0; row < l->rows && row < AXIS_ROWS; row++)
		most = fmax(most, rows_value(rw, row, "lift"));
	return most;
}

void
badge_offered(struct str *out, const struct listing *l, size_t row)
{
	int column = listing_column(l, "offered");
	struct cell value;

	assert(column >= 0);
	listing_cell(l, row, (size_t)column, &value);
	if (value.defined)
		str_add(out, "◆");
}

void
badge_add_offered(struct str *out)
{
	str_add(out, "◆ offered already");
}

void
badge_gain(struct str *out, const struct listing *l, size_t row)
{
	struct range range;

	switch (pairing_gain(l, row, &range)) {
	case GAINS_KNOWN:
		money_add_short(out, range.mean, true);
		break;
	case GAINS_NONE:
		str_add_char(out, '-');
		break;
	case GAINS_WANTED:
		break; /* it is on its way */
	}
}

bool
badge_gain_axis(
    const struct rows *rw, const struct listing *l, double *from, double *to)
{
	*from = *to = 0;
	for (size_t row = 0; row < l->rows && row < GAIN_ROWS; row++) {
		*from = fmin(*from, rows_value(rw, row, "gain_low"));
		*to = fmax(*to, rows_value(rw, row, "gain_high"));
	}
	return *to > *from;
}
