/*
 * partners - from the top: a sparkline of the weeks, the table, one line about
 * orders that hold nothing else.
 */
#include "ui/partners.h"

#include "base/num.h"
#include "ui/badge.h"
#include "ui/chart.h"

enum {
	ROOMY = 50 /* cells from which on counts are shown too */
};

static const struct rows_look looks[] = {
	{ .column = "title_a", .hidden = true },
	{ .column = "title_b", .title = "bought with", .min = 12, .max = 34 },
	{ .column = "orders_a", .hidden = true },
	{ .column = "orders_b", .hidden = true },
	{ .column = "orders_both", .min = 5, .max = 6 },
	{ .column = "confidence_ab", .title = "conf", .min = 6, .max = 8 },
	{ .column = "lift",
	    .min = 4,
	    .words = badge_lift,
	    .graphic = TABLE_BAR,
	    .cells = 6,
	    .role = ROLE_ACCENT },
	{ .column = "lift_low", .hidden = true },
	{ .column = "lift_high", .hidden = true },
	{ .column = "score", .hidden = true },
	{ .column = "relation", .hidden = true },
	{ .column = "evidence",
	    .title = " ",
	    .min = 1,
	    .max = 1,
	    .words = badge_short,
	    .role_of = badge_role_of },
};

void
partners_release(struct partners *pn)
{
	table_free(pn->tb);
	rows_free(pn->rows);
	listing_release(&pn->listing);
	*pn = (struct partners){ .known = false };
}

static void
renew_table(struct partners *pn, bool other)
{
	if (pn->rows == NULL) {
		pn->rows = rows_new(&pn->listing, looks, ARRAY_LEN(looks));
		pn->tb = rows_table(pn->rows);
	}
	rows_set_axis(
	    pn->rows, "lift", 0, badge_lift_axis(pn->rows, &pn->listing));
	rows_reload(pn->rows, pn->tb);
	if (other) {
		table_clear_marks(pn->tb);
		table_move_to(pn->tb, 0);
	}
}

bool
partners_follow(
    struct partners *pn, struct desk *dk, size_t product, struct err *err)
{
	const struct view *v = desk_view(dk);
	bool other = !pn->known || pn->product != product;
	struct listing next;

	if (!other && pn->seen == v)
		return true;
	const struct catalogue_sums *sums = desk_sums(dk, err);
	if (sums == NULL || !desk_partners(dk, product, &next, err))
		return false;
	listing_release(&pn->listing);
	pn->listing = next;
	pn->known = true;
	pn->product = product;
	pn->seen = v;
	for (size_t week = 0; week < CATALOGUE_WEEKS; week++)
		pn->weeks[week] = sums->weeks[product * CATALOGUE_WEEKS + week];
	pn->figures = sums->figures[product];
	renew_table(pn, other);
	return true;
}

static void
draw_alone(const struct partners *pn, struct canvas *cv, struct rect line)
{
	struct str words = STR_INIT;

	num_add_grouped(&words, pn->figures.alone);
	str_add(&words, " of ");
	num_add_grouped(&words, pn->figures.orders);
	str_add(&words, " orders hold it alone");
	draw_slice(cv, line, ROLE_DIM, slice_str(&words));
	str_release(&words);
}

void
partners_draw(
    struct partners *pn, struct canvas *cv, struct rect area, bool focused)
{
	if (!pn->known)
		return;
	if (area.h >= 10) {
		draw_printf(cv, rect_cut_top(&area, 1), ROLE_DIM,
		    "orders, last %d weeks",
		    area.w < CATALOGUE_WEEKS ? area.w : CATALOGUE_WEEKS);
		chart_spark(cv, rect_cut_top(&area, 1), ROLE_ACCENT, pn->weeks,
		    CATALOGUE_WEEKS);
		rect_cut_top(&area, 1);
		draw_alone(pn, cv, rect_cut_bottom(&area, 1));
	}
	rows_show(pn->rows, "orders_both", area.w >= ROOMY);
	if (table_count(pn->tb) == 0)
		draw_wrapped(cv, area, ROLE_TEXT,
		    slice_of("No other product is in its orders often enough "
			     "to say anything."));
	else
		table_draw(pn->tb, cv, area, focused);
}
