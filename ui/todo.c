/*
 * todo - suggestions are a plain array of the desk's; this is the source that
 * words them.
 *
 * They may be older than the view for a moment after an import; a row whose
 * products the view does not hold stays blank until the next ones arrive.
 */
#include "ui/todo.h"

#include <math.h>

#include "base/money.h"

enum todo_column {
	COL_NAME,
	COL_GAIN,
	COL_RANGE,
	COL_COUNT
};

static const struct table_column columns[COL_COUNT] = {
	[COL_NAME] = { .title = "what",
	    .name = "what",
	    .align = TABLE_NAMES,
	    .min = 16,
	    .max = 44,
	    .unsortable = true },
	[COL_GAIN] = { .title = "worth",
	    .name = "contribution",
	    .align = TABLE_RIGHT,
	    .min = 7,
	    .max = 17,
	    .text = 7,
	    .unsortable = true },
	[COL_RANGE] = { .title = "80 %",
	    .name = "range",
	    .align = TABLE_RIGHT,
	    .min = 10,
	    .max = 12,
	    .priority = 3,
	    .unsortable = true },
};

/* The suggestion of a row, when the view holds its products. */
static const struct suggestion *
find(const struct todo *td, size_t row)
{
	const struct suggestions *all = desk_suggestions(td->dk);
	const struct view *v = desk_glance(td->dk);

	if (all == NULL || v == NULL || row >= all->n)
		return NULL;
	for (size_t i = 0; i < all->rows[row].set.n; i++)
		if (all->rows[row].set.product[i] >= v->products.n)
			return NULL;
	return &all->rows[row];
}

static size_t
todo_count(void *src)
{
	const struct suggestions *all =
	    desk_suggestions(((struct todo *)src)->dk);

	return all == NULL ? 0 : all->n;
}

static uint64_t
todo_identity(void *src, size_t row)
{
	const struct todo *td = src;

	return suggest_identity(&desk_suggestions(td->dk)->rows[row]);
}

static double
on_axis(const struct todo *td, double value)
{
	return (value - td->from) / (td->to - td->from);
}

static void
gain_cell(struct todo *td, const struct suggestion *s, struct table_cell *out)
{
	const struct range *r = &s->contribution;

	/* What they are ranked by: less than what the offer adds alone, since
	 * it was picked among many and may repeat one above it. */
	money_add_short(&td->text, s->ranked_by, true);
	out->role = r->low80 > 0 ? ROLE_GAIN
	    : r->high80 < 0      ? ROLE_LOSS
				 : ROLE_TEXT;
	out->graphic = TABLE_INTERVAL;
	out->low = on_axis(td, r->low80);
	out->mid = on_axis(td, r->mean); /* as the interval, of it alone */
	out->high = on_axis(td, r->high80);
	out->zero = on_axis(td, 0);
}

static void
todo_cell(void *src, size_t row, int column, struct table_cell *out)
{
	struct todo *td = src;
	const struct suggestion *s = find(td, row);

	str_clear(&td->text);
	if (s == NULL)
		return;
	switch (column) {
	case COL_NAME:
		suggest_add_name(desk_glance(td->dk), s, &td->text);
		break;
	case COL_GAIN:
		gain_cell(td, s, out);
		break;
	default:
		money_add_short(&td->text, s->contribution.low80, true);
		str_add(&td->text, "..");
		money_add_short(&td->text, s->contribution.high80, true);
		break;
	}
	out->text = slice_str(&td->text);
}

static const struct table_source_ops source_ops = {
	.count = todo_count,
	.identity = todo_identity,
	.cell = todo_cell,
};

void
todo_init(struct todo *td, struct desk *dk)
{
	*td = (struct todo){ .dk = dk, .to = 1, .text = STR_INIT };
	td->tb = table_new(&(struct table_setup){ .columns = columns,
	    .n_columns = COL_COUNT,
	    .frozen = 1,
	    .no_marks = true });
	table_set_source(
	    td->tb, &(struct table_source){ .ops = &source_ops, .src = td });
}

void
todo_release(struct todo *td)
{
	table_free(td->tb);
	str_release(&td->text);
}

void
todo_reload(struct todo *td)
{
	td->from = td->to = 0;
	for (size_t row = 0; row < todo_count(td); row++) {
		const struct suggestion *s = find(td, row);
		if (s == NULL)
			continue;
		td->from = fmin(td->from, s->contribution.low80);
		td->to = fmax(td->to, s->contribution.high80);
	}
	if (!(td->to > td->from))
		td->to = td->from + 1;
	table_reload(td->tb);
}

void
todo_draw(struct todo *td, struct canvas *cv, struct rect area, bool focused)
{
	const char *words = desk_suggestions(td->dk) == NULL
	    ? "Working out what would pay ..."
	    : "No bundle is expected to earn more than its discount gives "
	      "away. Pairs and products can still be bundled by hand.";

	if (table_count(td->tb) > 0)
		table_draw(td->tb, cv, area, focused);
	else
		draw_wrapped(cv, area, ROLE_DIM, slice_of(words));
}

const struct suggestion *
todo_chosen(const struct todo *td)
{
	return find(td, table_cursor(td->tb));
}

void
todo_add_reason(const struct todo *td, struct str *out)
{
	const struct suggestion *s = find(td, table_cursor(td->tb));

	if (s == NULL)
		return;
	if (suggest_is_worded(s)) {
		suggest_add_reason(desk_glance(td->dk), s, out);
		return;
	}
	if (s->kind != SUGGEST_PAIR)
		str_addf(out, "%s: %s. ", suggest_kind_name(s->kind),
		    suggest_kind_meaning(s->kind));
	str_addf(out, "At %g %% off: ", s->percent);
	suggest_add_reason(desk_glance(td->dk), s, out);
	str_add(out, ". Alone it adds ");
	money_add_short(out, s->contribution.mean, true);
	str_addf(out, ", above 0 in %.0f %% of draws", s->p_positive * 100);
}
