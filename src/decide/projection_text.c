/*
 * The words around a projection: the rows of its inputs and its verdict. All
 * numbers come from the structs; nothing is computed here but differences.
 */

#include "base/money.h"
#include "base/num.h"
#include "decide/projection.h"

static const struct {
	const char *unit, *meaning;
} meanings[PROJECTION_INPUT_COUNT] = {
#define X(id, name, value, least, most, unit, meaning) [id] = { unit, meaning },
	PROJECTION_INPUTS(X)
#undef X
};

static struct basis_row *
add_row(struct basis_row *rows, size_t *n, double value, enum basis basis,
    const char *unit, const char *meaning)
{
	struct basis_row *row = &rows[(*n)++];

	*row = (struct basis_row){
		.value = value,
		.basis = basis,
		.unit = unit,
		.meaning = meaning,
	};
	return row;
}

static void
name_row(struct basis_row *row, const char *name)
{
	(void)snprintf(row->name, sizeof(row->name), "%s", name);
}

/* Items are numbered as in the offer, from 1. */
static void
name_item_row(struct basis_row *row, const char *name, size_t item)
{
	(void)snprintf(row->name, sizeof(row->name), "%s_%zu", name, item + 1);
}

static void
add_counts(const struct exposure *ex, struct basis_row *rows, size_t *n)
{
	name_row(add_row(rows, n, ex->orders, BASIS_MEASURED, "orders",
		     "orders in the window"),
	    "orders");
	name_row(add_row(rows, n, (double)ex->until - ex->from + 1,
		     BASIS_MEASURED, "days", "days of data that were used"),
	    "window_days");
	name_row(add_row(rows, n, ex->net_share, BASIS_MEASURED, "share",
		     "what remains of a price without tax"),
	    "net_share");
	name_row(add_row(rows, n, ex->leak, BASIS_MEASURED, "money",
		     "discount that a full order would newly get"),
	    "leak_per_full_order");
}

static void
add_items(const struct exposure *ex, const struct projection_inputs *in,
    struct basis_row *rows, size_t *n)
{
	for (size_t i = 0; i < ex->n_items; i++) {
		const struct exposure_item *x = &ex->items[i];
		double assumed = x->price * ex->net_share *
		    (1 - in->value[PROJECTION_MARGIN]);

		name_item_row(add_row(rows, n, x->price, BASIS_MEASURED,
				  "money", "price of a piece"),
		    "price", i);
		name_item_row(
		    add_row(rows, n, x->cost_known ? x->cost : assumed,
			x->cost_known ? BASIS_MEASURED : BASIS_ASSUMED, "money",
			"cost of a piece"),
		    "cost", i);
		name_item_row(add_row(rows, n, x->orders, BASIS_MEASURED,
				  "orders", "orders that hold the item"),
		    "orders_with", i);
	}
}

/* Of the largest group of partial orders, which decides the result. */
static void
add_attach(const struct exposure *ex, const struct projection_inputs *in,
    struct basis_row *rows, size_t *n)
{
	const struct exposure_group *g = &ex->groups[0];
	double m = in->value[PROJECTION_ATTACH_STRENGTH];

	if (ex->n_groups == 0)
		return;
	name_row(add_row(rows, n,
		     g->present + m > 0
			 ? (g->full + m * g->chance) / (g->present + m)
			 : 0,
		     BASIS_ESTIMATED, "share",
		     "orders that attach the missing items unasked"),
	    "attach_rate");
	name_row(add_row(rows, n, g->chance, BASIS_ESTIMATED, "share",
		     "what popularity and basket sizes alone explain of it"),
	    "attach_by_chance");
	name_row(add_row(rows, n, g->alt_price, BASIS_MEASURED, "money",
		     "mean price of an item that a take may replace"),
	    "alternative_price");
}

size_t
projection_rows(const struct exposure *ex, const struct projection_inputs *in,
    struct basis_row *rows)
{
	size_t n = 0;

	add_counts(ex, rows, &n);
	add_items(ex, in, rows, &n);
	add_attach(ex, in, rows, &n);
	for (size_t i = 0; i < PROJECTION_INPUT_COUNT; i++)
		name_row(add_row(rows, &n, in->value[i], in->basis[i],
			     meanings[i].unit, meanings[i].meaning),
		    projection_input_name((enum projection_input)i));
	assert(n <= PROJECTION_MAX_ROWS);
	return n;
}

static void
add_leak(const struct exposure *ex, struct str *out)
{
	num_add_counted(
	    out, ex->full_orders, "order already buys", "orders already buy");
	str_add(out, " everything and would get the discount for nothing");
}

static void
add_breakeven(const struct projection *pr, struct str *out)
{
	double rate = pr->breakeven_contribution.value;

	if (pr->breakeven_contribution.defined && rate <= 1)
		str_addf(
		    out, "; it pays from a take rate of %.1f %%", 100 * rate);
	else if (pr->breakeven_contribution.defined)
		str_add(out, "; no take rate would pay for it");
}

void
projection_explain(
    const struct projection *pr, const struct exposure *ex, struct str *out)
{
	switch (pr->verdict) {
	case PROJECTION_NOBODY:
		str_add(out, "no order of the window holds any of these items");
		break;
	case PROJECTION_NEVER_PAYS:
		str_add(out,
		    "never pays: each extra sale costs more than it brings "
		    "after the discount");
		break;
	case PROJECTION_AOV_TRAP:
		str_add(out, "AOV rises, contribution falls: ");
		add_leak(ex, out);
		add_breakeven(pr, out);
		break;
	case PROJECTION_LOSES:
		/* Of a bundle that few take most draws may change nothing. */
		str_add(out,
		    pr->revenue_delta.median < 0
			? "AOV and contribution fall: "
			: "contribution falls, AOV stays: ");
		add_leak(ex, out);
		add_breakeven(pr, out);
		break;
	case PROJECTION_UNSURE:
		str_addf(out,
		    "contribution may rise or fall (%.0f %% of draws rise): "
		    "run it with a hold-out first",
		    100 * pr->p_positive);
		break;
	case PROJECTION_PAYS:
		str_addf(out, "contribution rises in %.0f %% of draws",
		    100 * pr->p_positive);
		break;
	case PROJECTION_VERDICT_COUNT:
		break;
	}
}
