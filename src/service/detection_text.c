/*
 * What detection.h found, in words and as rows. Nothing is computed here but
 * shares of counts.
 */
#include "service/detection.h"

#include <inttypes.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"

enum {
	FEW_CHARGES = 8 /* distinct ones that are listed */
};

static void
add_amount(const struct detection *dn, int64_t minor, struct str *out)
{
	money_add_grouped(out, minor, dn->digits);
}

static void
add_major(const struct detection *dn, double major, struct str *out)
{
	add_amount(dn, money_round(major, dn->digits), out);
}

/* ---- the rule ---- */

static void
add_found(const struct detection *dn, struct str *out)
{
	const struct detect *dt = &dn->detect;

	detect_explain(dt, dn->digits, out);
	if (dn->before_discounts)
		str_add(out, "; it counts the value before discounts");
	if (dt->low < dt->below || dt->high > dt->above) {
		str_add(out, "; it lies between ");
		add_amount(dn, dt->low, out);
		str_add(out, " and ");
		add_amount(dn, dt->high, out);
	}
	if (dt->fee > 0) {
		str_add(out, "; below it ");
		add_amount(dn, dt->fee, out);
		str_add(out, " is charged most often");
	}
}

static void
add_step(const struct detection *dn, struct str *out)
{
	const struct bunch *bu = &dn->bunch;

	if (!bu->searched) {
		str_addf(out,
		    "; a step in the order values is looked for from %d orders "
		    "on, and there are %.0f",
		    BUNCH_ORDERS, dn->orders.total);
		return;
	}
	if (!bu->found) {
		str_add(out,
		    "; the order values show no step either, which does not "
		    "mean there is no rule: set it with 'endcap threshold set "
		    "NAME --free-shipping --at VALUE'");
		return;
	}
	str_add(out, "; but the order values step up at ");
	add_major(dn, bu->best.at, out);
	str_addf(out, " (z = %.1f, first of %zu points looked at)", bu->best.z,
	    bu->placebos + 1);
}

void
detection_add_rule(const struct detection *dn, struct str *out)
{
	const struct detect *dt = &dn->detect;
	const struct population *p = &dn->people;

	if (dt->outcome == DETECT_FOUND) {
		add_found(dn, out);
		return;
	}
	if (dn->sparse && p->charged > 0) {
		num_add_grouped(out, p->charged);
		str_add(out, " of ");
		num_add_grouped(out, (int64_t)p->n);
		str_add(out,
		    " orders have a shipping charge recorded: too few to tell "
		    "the rule");
	} else {
		detect_explain(dt, dn->digits, out);
	}
	if (dn->sparse)
		add_step(dn, out);
}

/* ---- topping up ---- */

static void
add_excess(const struct detection *dn, struct str *out)
{
	const struct bunch_gate *g = &dn->gate;

	str_addf(out, "%.1f to %.1f %% of orders stand above ",
	    100 * g->excess_low, 100 * g->excess_high);
	add_major(dn, dn->at, out);
	str_add(out, " that would not without it");
}

static void
add_failed_gate(const struct detection *dn, struct str *out)
{
	const struct bunch_gate *g = &dn->gate;

	if (dn->heaped > BUNCH_HEAPED)
		str_addf(out,
		    "your order values sit on a few price points (%.0f %% on "
		    "ten of them); topping up cannot be seen",
		    100 * dn->heaped);
	else if (!g->enough)
		str_addf(out,
		    "rule found; %.0f orders between half and one and a half "
		    "times its value are too few to measure topping up (300)",
		    g->near_orders);
	else if (!g->steep)
		str_addf(out,
		    "topping up cannot be seen: the step at the threshold has "
		    "z = %.1f, and %.0f %% of other points have one as large",
		    g->jump.z, 100 * g->rank);
	else
		str_add(out,
		    "topping up cannot be told from the shape of your order "
		    "values: not all six ways to fit them find it");
	str_add(out, "; the response to a threshold is assumed");
}

void
detection_add_response(const struct detection *dn, struct str *out)
{
	if (!(dn->at > 0)) {
		str_add(out,
		    "no threshold to learn from: the response to one is "
		    "assumed");
		return;
	}
	if (dn->gate.passed) {
		add_excess(dn, out);
		str_add(out,
		    ": topping up is estimated from your orders; what the fee "
		    "costs in lost orders stays assumed");
	} else {
		add_failed_gate(dn, out);
	}
	if (dn->just_above > 0) {
		str_add(out, "; at most ");
		num_add_grouped(out, dn->many_units);
		str_add(out, " of ");
		num_add_grouped(out, dn->just_above);
		str_add(out,
		    " orders just above hold two or more units; no more can be "
		    "top-ups by adding an item");
	}
}

/* ---- everything ---- */

static void
add_regime(const struct detection *dn, size_t i, struct str *out)
{
	const struct regime *r = &dn->regimes.rows[i];

	str_add(out, "  ");
	date_add_day(out, r->from);
	str_add(out, " .. ");
	date_add_day(out, r->until);
	str_add(out, "  ");
	detect_explain(&dn->rules[i], dn->digits, out);
	if (r->fee > 0) {
		str_add(out, "; fee ");
		add_amount(dn, r->fee, out);
	}
	str_add_char(out, '\n');
}

static void
add_groups(const struct detection_group *groups, size_t n, const char *title,
    const char *exception, struct str *out)
{
	if (n > 0)
		str_addf(out, "%s\n", title);
	for (size_t i = 0; i < n; i++) {
		str_addf(out, "  %s ", groups[i].kind);
		str_add_slice(out, groups[i].name);
		str_addf(out, ": %" PRId64 " of %" PRId64 " %s\n",
		    groups[i].exceptions, groups[i].orders, exception);
	}
}

static int
compare_i64(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* "charges: 32 x 0.00, 9 x 4.95" for a shop with too few to tell. */
static void
add_charges(const struct detection *dn, struct str *out)
{
	const struct population *p = &dn->people;
	int64_t *c = mem_array(p->n, sizeof(*c));
	size_t n = 0, told = 0;

	for (size_t i = 0; i < p->n; i++)
		if (p->shipping[i] >= 0)
			c[n++] = p->shipping[i];
	if (n > 0)
		qsort(c, n, sizeof(*c), compare_i64);
	for (size_t i = 0, next; i < n; i = next) {
		for (next = i + 1; next < n && c[next] == c[i];)
			next++;
		if (told++ == FEW_CHARGES) {
			str_add(out, ", and others");
			break;
		}
		str_addf(
		    out, "%s%zu x ", told > 1 ? ", " : "charges: ", next - i);
		add_amount(dn, c[i], out);
	}
	str_add(out, n > 0 ? "\n" : "");
	mem_free(c);
}

void
detection_write_text(const struct detection *dn, struct str *out)
{
	size_t before = out->len;

	population_add_words(&dn->people, out);
	if (out->len > before)
		str_add_char(out, '\n');
	detection_add_rule(dn, out);
	str_add_char(out, '\n');
	if (dn->detect.outcome == DETECT_TOO_FEW)
		add_charges(dn, out);
	if (dn->regimes.n > 1) {
		str_add(out, "the rule or its fee changed:\n");
		for (size_t i = 0; i < dn->regimes.n; i++)
			add_regime(dn, i, out);
	}
	add_groups(dn->free_below, dn->n_free_below,
	    "free below the threshold, nearly always:", "orders were free",
	    out);
	add_groups(dn->paid_above, dn->n_paid_above,
	    "paid above the threshold, nearly always:", "orders paid", out);
	detection_add_response(dn, out);
	str_add_char(out, '\n');
}

/* ---- rows ---- */

/* clang-format off */
#define DETECTION_COLUMNS(X) \
	X(COLUMN_SOURCE, "source", "from", CELL_TEXT, COLUMN_FROZEN, 12, 1, "charges: what orders paid for shipping; values: a step in the order values") \
	X(COLUMN_FROM, "from", "since", CELL_DAY, 0, 10, 2, "first day") \
	X(COLUMN_UNTIL, "until", "until", CELL_DAY, 0, 10, 3, "last day") \
	X(COLUMN_ORDERS, "orders", "orders", CELL_COUNT, 0, 8, 2, "orders looked at") \
	X(COLUMN_OUTCOME, "outcome", "outcome", CELL_TEXT, 0, 10, 1, "found, no charges, all free, all paid, too few, no step") \
	X(COLUMN_THRESHOLD, "threshold", "free from", CELL_MONEY, 0, 10, 1, "cart value from which shipping is free") \
	X(COLUMN_LOW, "threshold_low", "above", CELL_MONEY, COLUMN_DETAIL, 10, 5, "it is larger than this") \
	X(COLUMN_HIGH, "threshold_high", "up to", CELL_MONEY, COLUMN_DETAIL, 10, 5, "and at most this") \
	X(COLUMN_FEE, "fee", "fee", CELL_MONEY, 0, 8, 2, "the charge most often paid") \
	X(COLUMN_EXPLAINED, "explained", "explained", CELL_SHARE, 0, 9, 3, "orders charged as the rule says") \
	X(COLUMN_PAID_ABOVE, "paid_above", "paid above", CELL_COUNT, 0, 10, 4, "orders that paid though their value is above") \
	X(COLUMN_FREE_BELOW, "free_below", "free below", CELL_COUNT, 0, 10, 4, "orders that were free though their value is below") \
	X(COLUMN_Z, "z", "z", CELL_NUMBER, 0, 6, 3, "how far the step stands out, in standard errors") \
	X(COLUMN_RANK, "placebo_rank", "placebo", CELL_SHARE, 0, 8, 4, "share of other points with a step as large") \
	X(COLUMN_EXCESS_LOW, "excess_low", "excess low", CELL_SHARE, 0, 10, 3, "orders above the threshold because of it, least of six fits") \
	X(COLUMN_EXCESS_HIGH, "excess_high", "excess high", CELL_SHARE, 0, 11, 3, "the most of six fits") \
	X(COLUMN_GATE, "measured", "measured", CELL_TEXT, 0, 8, 3, "yes when topping up is estimated from the orders, no when assumed")
/* clang-format on */

enum detection_column {
	DETECTION_COLUMNS(LISTING_COLUMN_ID) DETECTION_COLUMN_COUNT
};

static const struct column columns[DETECTION_COLUMN_COUNT] = {
	DETECTION_COLUMNS(LISTING_COLUMN_ROW)
};

static const char *const outcomes[DETECT_OUTCOME_COUNT] = {
	[DETECT_FOUND] = "found",
	[DETECT_NO_CHARGES] = "no charges",
	[DETECT_ALL_FREE] = "all free",
	[DETECT_ALL_PAID] = "all paid",
	[DETECT_TOO_FEW] = "too few",
	[DETECT_NO_STEP] = "no step",
};

static void
put_count(struct cell *out, bool defined, int64_t count)
{
	out->defined = defined;
	out->count = count;
}

static void
put_number(struct cell *out, bool defined, double number)
{
	out->defined = defined;
	out->number = number;
}

static void
charges_cell(
    const struct detection *dn, size_t row, size_t column, struct cell *out)
{
	const struct regime *r = &dn->regimes.rows[row];
	const struct detect *dt = &dn->rules[row];
	bool found = dt->outcome == DETECT_FOUND;
	int64_t exceptions = dt->paid_above + dt->free_below;

	switch ((enum detection_column)column) {
	case COLUMN_FROM:
		put_count(out, true, r->from);
		break;
	case COLUMN_UNTIL:
		put_count(out, true, r->until);
		break;
	case COLUMN_ORDERS:
		put_count(out, true, dt->orders);
		break;
	case COLUMN_OUTCOME:
		out->text = slice_of(outcomes[dt->outcome]);
		break;
	case COLUMN_THRESHOLD:
		put_count(out, found, dt->at);
		break;
	case COLUMN_LOW:
		put_count(out, found, dt->low);
		break;
	case COLUMN_HIGH:
		put_count(out, found, dt->high);
		break;
	case COLUMN_FEE:
		put_count(out, dt->fee > 0, dt->fee);
		break;
	case COLUMN_EXPLAINED:
		put_number(out, found && dt->orders > 0,
		    1 - (double)exceptions / (double)dt->orders);
		break;
	case COLUMN_PAID_ABOVE:
		put_count(out, found, dt->paid_above);
		break;
	case COLUMN_FREE_BELOW:
		put_count(out, found, dt->free_below);
		break;
	case COLUMN_SOURCE:
	case COLUMN_Z:
	case COLUMN_RANK:
	case COLUMN_EXCESS_LOW:
	case COLUMN_EXCESS_HIGH:
	case COLUMN_GATE:
	case DETECTION_COLUMN_COUNT:
		out->defined = false;
		break;
	}
}

static void
values_cell(const struct detection *dn, size_t column, struct cell *out)
{
	const struct bunch_gate *g = &dn->gate;
	bool asked = dn->at > 0;
	bool searched = dn->bunch.searched && !asked;

	switch ((enum detection_column)column) {
	case COLUMN_FROM:
		put_count(out, dn->people.n > 0, dn->from);
		break;
	case COLUMN_UNTIL:
		put_count(out, dn->people.n > 0, dn->until);
		break;
	case COLUMN_ORDERS:
		put_count(out, true, (int64_t)(dn->orders.total + .5));
		break;
	case COLUMN_OUTCOME:
		out->text = slice_of(dn->bunch.found ? "found"
			: asked                      ? "given"
			: dn->bunch.searched         ? "no step"
						     : "not searched");
		break;
	case COLUMN_THRESHOLD:
		put_count(out, asked, money_round(dn->at, dn->digits));
		break;
	case COLUMN_Z:
		put_number(out, asked || searched,
		    asked ? g->jump.z : dn->bunch.best.z);
		break;
	case COLUMN_RANK:
		put_number(
		    out, asked || searched, asked ? g->rank : dn->bunch.rank);
		break;
	case COLUMN_EXCESS_LOW:
		put_number(out, g->fitted, g->excess_low);
		break;
	case COLUMN_EXCESS_HIGH:
		put_number(out, g->fitted, g->excess_high);
		break;
	case COLUMN_GATE:
		out->text = slice_of(g->passed ? "yes" : "no");
		break;
	case COLUMN_SOURCE:
	case COLUMN_LOW:
	case COLUMN_HIGH:
	case COLUMN_FEE:
	case COLUMN_EXPLAINED:
	case COLUMN_PAID_ABOVE:
	case COLUMN_FREE_BELOW:
	case DETECTION_COLUMN_COUNT:
		out->defined = false;
		break;
	}
}

struct detection_rows {
	const struct detection *dn;
};

static void
detection_cell(void *self, size_t row, size_t column, struct cell *out)
{
	const struct detection *dn = ((struct detection_rows *)self)->dn;
	bool charges = row < dn->regimes.n;

	out->defined = true;
	if (column == COLUMN_SOURCE)
		out->text = slice_of(charges ? "charges" : "values");
	else if (charges)
		charges_cell(dn, row, column, out);
	else
		values_cell(dn, column, out);
}

static const struct listing_ops ops = {
	.cell = detection_cell,
	.free = mem_free,
};

void
detection_listing(const struct detection *dn, struct listing *out)
{
	struct detection_rows *r = mem_zalloc(sizeof(*r));

	r->dn = dn;
	listing_init(out, "shipping rules", columns, DETECTION_COLUMN_COUNT,
	    &ops, r, dn->regimes.n + 1, dn->digits);
}
