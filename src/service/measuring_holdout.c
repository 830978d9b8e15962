/*
 * measuring_holdout - customers with and without the offer, since it went live
 * and in as long a time before.
 *
 * A customer who was never seen is on neither side. Of held-out orders a
 * customer may be on both: their orders on each side are a unit, and so is each
 * order of a guest.
 */
#include "service/measuring_internal.h"

#include "base/date.h"
#include "base/mem.h"
#include "service/kpi.h"

struct gathering {
	const struct view *v;
	const uint8_t *side;
	struct measuring_days days;
	struct kpi_request kpi;
	struct holdout_unit *unit;
	bool *seen;
	size_t n; /* of the two */
	bool whole;
};

/* Its place among the units; of guests the ones at the end. */
static size_t
unit_of(const struct gathering *g, size_t order)
{
	int32_t c = g->v->sales.customer[order];

	if (c == SALES_GUEST)
		return 2 * g->v->sales.customers + order;
	return 2 * (size_t)c + (g->side[order] == HELDOUT_HELD);
}

static void
add_order(struct gathering *g, size_t o)
{
	const struct sales *s = &g->v->sales;
	int32_t day = date_day_of(s->time[o]);
	int32_t days = g->days.until - g->days.launched + 1;
	size_t i = unit_of(g, o);
	struct holdout_unit *u = &g->unit[i];
	bool since = day >= g->days.launched && day <= g->days.until;
	double contribution;

	if (day > g->days.until || (!g->whole && !since))
		return;
	g->seen[i] = true;
	u->held = g->side[o] == HELDOUT_HELD;
	if (day < g->days.launched - days)
		return;
	contribution = kpi_order_contribution(s, o, &g->kpi, NULL);
	if (since) {
		u->orders++;
		u->value += money_major(s->net_value[o], s->currency.digits);
		u->contribution += contribution;
	} else {
		u->orders_before++;
		u->contribution_before += contribution;
	}
}

bool
measuring_hold_out(const struct view *v, const uint8_t *side,
    const struct measuring_days *days, bool whole, struct holdout_result *out,
    struct err *err)
{
	const struct sales *s = &v->sales;
	struct gathering g = {
		.v = v,
		.side = side,
		.days = *days,
		.kpi = {
		    .payment_fee = v->settings.value[SETTING_PAYMENT_FEE] / 100,
		    .assumed_margin =
			v->settings.value[SETTING_ASSUMED_MARGIN] / 100,
		},
		.n = 2 * s->customers + s->orders,
		.whole = whole,
	};
	size_t kept = 0;
	bool ok;

	g.unit = mem_try_zarray(g.n, sizeof(*g.unit), "customers", err);
	g.seen = mem_try_zarray(g.n, sizeof(*g.seen), "customers", err);
	ok = g.unit != NULL && g.seen != NULL;
	for (size_t o = 0; ok && o < s->orders; o++)
		if (side[o] != HELDOUT_OUTSIDE)
			add_order(&g, o);
	for (size_t i = 0; ok && i < g.n; i++)
		if (g.seen[i])
			g.unit[kept++] = g.unit[i];
	if (ok)
		holdout_compare(g.unit, kept, whole, out);
	mem_free(g.unit);
	mem_free(g.seen);
	return ok;
}
