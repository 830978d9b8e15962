/*
 * screen_bundle_effect - what the bundle would do, from desk_outlook.
 *
 * The figures share one axis for their intervals: each is scaled by its own
 * largest end, so that zero stands in the same column in every row and what
 * is right of it is better.
 */
#include "ui/screen_bundle_internal.h"

#include <math.h>

#include "base/num.h"
#include "ui/chart.h"

enum {
	NAME_CELLS = 13,
	CHANGE_CELLS = 12,
	RANGE_CELLS = 26,
	TALL_ROWS = 24, /* figures take two rows each from here on */
	CURVE_ROWS = 7 /* the fewest the curve is worth drawing in */
};

/* ------ the projection ------ */

/* The newest one of this bundle, NULL when there is none. */
static const struct outlook *
outlook_of(const struct editor *ed, bool *current)
{
	int64_t of = 0;
	const struct outlook *o = desk_outlook(editor_desk(ed), &of, current);
	return o != NULL && of == ed->id ? o : NULL;
}

/* Why there is nothing to show. */
static const char *
why_nothing(const struct editor *ed, bool current)
{
	const struct view *v = desk_view(editor_desk(ed));
	if (v->sales.orders == 0)
		return "No orders yet to replay it on: i on the first screen "
		       "imports some.";
	if (strcmp(ed->b.discount_kind, "none") == 0)
		return "No discount yet: Right slides it, = types one.";
	if (!current)
		return "projecting";
	return "It cannot be projected as it is.";
}

bool
editor_show_inputs(struct editor *ed)
{
	struct basis_row rows[PROJECTION_MAX_ROWS];
	bool current = false;
	const struct outlook *o = outlook_of(ed, &current);
	if (o == NULL)
		return false;
	size_t n = projection_rows(&o->exposure, &o->inputs, rows);
	input_table_open(
	    &ed->inputs, rows, n, desk_view(editor_desk(ed))->currency.digits);
	return true;
}

/* ------ figures ------ */

struct axis {
	double from, to; /* in units of a figure's largest end */
};

static double
largest(const struct range *r)
{
	return fmax(fabs(r->low80), fabs(r->high80));
}

static struct axis
axis_of(const struct outlook_line *lines, size_t n)
{
	struct axis ax = { 0, 0 };
	for (size_t i = 0; i < n; i++) {
		double unit = largest(&lines[i].value);
		if (!(unit > 0))
			continue;
		ax.from = fmin(ax.from, lines[i].value.low80 / unit);
		ax.to = fmax(ax.to, lines[i].value.high80 / unit);
	}
	double room = (ax.to - ax.from) / 20;
	ax.from -= room;
	ax.to += room;
	return ax;
}

static enum role
role_of(const struct range *r)
{
	if (r->low80 > 0)
		return ROLE_GAIN;
	return r->high80 < 0 ? ROLE_LOSS : ROLE_ATTENTION;
}

static void
draw_interval(struct canvas *cv, struct rect at, const struct axis *ax,
    const struct range *r)
{
	double unit = largest(r);
	chart_interval(cv, at,
	    &(struct chart_interval){ .from = ax->from * unit,
		.to = ax->to * unit,
		.low = r->low80,
		.mid = r->median,
		.high = r->high80,
		.role = role_of(r) });
}

/* "AOV  +0.2131  +0.1300 .. +0.3100  ├──●──┤", what there is room for. */
static void
draw_figure(struct canvas *cv, struct rect row, const struct axis *ax,
    const struct outlook_line *line)
{
	draw_text(cv, rect_cut_left(&row, NAME_CELLS), ROLE_TEXT, line->name);
	struct rect change = rect_cut_left(&row, CHANGE_CELLS);
	draw_right(cv, change, role_of(&line->value), slice_of(line->change));
	rect_cut_left(&row, 2);
	if (row.w >= RANGE_CELLS)
		draw_text(cv, rect_cut_left(&row, RANGE_CELLS), ROLE_DIM,
		    line->range);
	draw_interval(cv, row, ax, &line->value);
}

/* The same in two rows, with what it is now and would be. */
static void
draw_tall_figure(struct canvas *cv, struct rect area, const struct axis *ax,
    const struct outlook_line *line)
{
	struct rect first = rect_row(area, 0), second = rect_row(area, 1);
	draw_text(
	    cv, rect_cut_left(&first, NAME_CELLS), ROLE_TITLE, line->name);
	struct rect change = rect_cut_left(&first, CHANGE_CELLS);
	draw_right(cv, change, role_of(&line->value), slice_of(line->change));
	rect_cut_left(&first, 2);
	draw_interval(cv, first, ax, &line->value);
	rect_cut_left(&second, 2);
	if (line->before[0] != '\0')
		draw_printf(cv, rect_cut_left(&second, 23), ROLE_DIM, "%s → %s",
		    line->before, line->after);
	else
		draw_text(
		    cv, rect_cut_left(&second, 23), ROLE_DIM, line->after);
	rect_cut_left(&second, 2);
	draw_text(cv, second, ROLE_DIM, line->range);
}

static void
draw_lines(struct editor *ed, struct canvas *cv, struct rect *in,
    const struct outlook *o, bool tall)
{
	struct outlook_line lines[OUTLOOK_LINES];
	size_t n = outlook_lines(o, desk_view(editor_desk(ed)), lines);
	struct axis ax = axis_of(lines, n);
	for (size_t i = 0; i < n; i++) {
		struct rect at = rect_cut_top(in, tall ? 2 : 1);
		if (tall)
			draw_tall_figure(cv, at, &ax, &lines[i]);
		else
			draw_figure(cv, at, &ax, &lines[i]);
	}
}

/* ------ take rates and verdict ------ */

/* Some take rate reaches it. */
static bool
is_reachable(const struct projection_maybe *m)
{
	return m->defined && m->value <= 1;
}

static void
add_maybe(const struct projection_maybe *m, struct str *out)
{
	listing_add_rate(m->defined ? m->value : (double)INFINITY, out);
}

static void
draw_share(struct canvas *cv, struct rect *in, const char *what,
    const char *value, const char *note)
{
	struct rect row = rect_cut_top(in, 1);
	int label = row.w > 44 ? 25 : row.w / 2;
	draw_text(cv, rect_cut_left(&row, label), ROLE_TEXT, what);
	draw_right(cv, rect_cut_left(&row, 7), ROLE_TITLE, slice_of(value));
	rect_cut_left(&row, 2);
	draw_text(cv, row, ROLE_DIM, note);
}

/* Which of the two break-evens is the harder one. */
static const char *
compare_breakevens(const struct projection *pr)
{
	const struct projection_maybe *con = &pr->breakeven_contribution;
	const struct projection_maybe *rev = &pr->breakeven_revenue;
	if (!is_reachable(con))
		return is_reachable(rev) ? "no rate is enough"
					 : "neither can rise";
	if (!is_reachable(rev))
		return "";
	return con->value > rev->value ? "harder than for AOV"
				       : "no harder than AOV";
}

static void
draw_rates(struct canvas *cv, struct rect *in, const struct projection *pr)
{
	struct str words = STR_INIT;
	str_addf(&words, "%.1f %%", 100 * pr->take_rate.median);
	draw_share(
	    cv, in, "take rate, projected", words.p, "with a part of it");
	str_clear(&words);
	add_maybe(&pr->breakeven_revenue, &words);
	draw_share(cv, in, "break-even, AOV", words.p,
	    is_reachable(&pr->breakeven_revenue) ? "AOV rises above it" : "");
	str_clear(&words);
	add_maybe(&pr->breakeven_contribution, &words);
	draw_share(cv, in, "break-even, contribution", words.p,
	    compare_breakevens(pr));
	str_setf(&words, "%.0f %%", 100 * pr->p_positive);
	draw_share(cv, in, "contribution above 0", words.p, "of draws");
	str_release(&words);
}

static enum role
role_of_verdict(enum projection_verdict verdict)
{
	switch (verdict) {
	case PROJECTION_PAYS:
		return ROLE_GAIN;
	case PROJECTION_NEVER_PAYS:
	case PROJECTION_AOV_TRAP:
	case PROJECTION_LOSES:
		return ROLE_LOSS;
	case PROJECTION_NOBODY:
	case PROJECTION_UNSURE:
	case PROJECTION_VERDICT_COUNT:
		break;
	}
	return ROLE_ATTENTION;
}

static void
draw_verdict(struct canvas *cv, struct rect *in, const struct outlook *o)
{
	struct str words = STR_INIT;
	projection_explain(&o->projection, &o->exposure, &words);
	int rows = draw_wrapped_rows(slice_str(&words), in->w);
	draw_wrapped(cv, rect_cut_top(in, rows),
	    role_of_verdict(o->projection.verdict), slice_str(&words));
	str_release(&words);
}

/* ------ the curve ------ */

static void
percent_label(struct str *out, double value)
{
	str_addf(out, "%g%%", value);
}

static void
money_label(struct str *out, double value)
{
	money_add_short(out, value, true);
}

static void
draw_curve(struct editor *ed, struct canvas *cv, struct rect in,
    const struct outlook *o)
{
	double x[OUTLOOK_CURVE_POINTS], y[OUTLOOK_CURVE_POINTS];
	double low[OUTLOOK_CURVE_POINTS], high[OUTLOOK_CURVE_POINTS];
	size_t best = 0;
	for (size_t i = 0; i < o->n_curve; i++) {
		x[i] = o->curve[i].percent;
		y[i] = o->curve[i].contribution_delta.median;
		low[i] = o->curve[i].contribution_delta.low80;
		high[i] = o->curve[i].contribution_delta.high80;
		if (y[i] > y[best])
			best = i;
	}
	draw_printf(cv, rect_cut_top(&in, 1), ROLE_TITLE,
	    "contribution by discount   │ now %.1f %%   ┊ best %.0f %%",
	    ed->sums.percent, x[best]);
	chart_curve(cv, in,
	    &(struct chart_curve){ .x = x,
		.y = y,
		.low = low,
		.high = high,
		.n = o->n_curve,
		.has_chosen = true,
		.chosen = ed->sums.percent,
		.has_now = true,
		.now = x[best],
		.with_zero = true,
		.role = ROLE_ACCENT,
		.x_label = percent_label,
		.y_label = money_label });
}

/* ------ both forms ------ */

void
editor_draw_effect(struct editor *ed, struct canvas *cv, struct rect area)
{
	bool current = false;
	const struct outlook *o = outlook_of(ed, &current);
	struct str title = STR_INIT;
	str_add(&title, "If this ran");
	if (o != NULL)
		str_addf(
		    &title, " %.0f days", o->inputs.value[PROJECTION_HORIZON]);
	struct rect in =
	    draw_box(cv, area, title.p, current ? "80 % ranges" : "projecting");
	str_release(&title);
	if (o == NULL) {
		draw_wrapped(
		    cv, in, ROLE_DIM, slice_of(why_nothing(ed, current)));
		return;
	}
	draw_lines(ed, cv, &in, o, in.h >= TALL_ROWS);
	rect_cut_top(&in, in.h > 14);
	draw_rates(cv, &in, &o->projection);
	rect_cut_top(&in, in.h > 10);
	draw_verdict(cv, &in, o);
	rect_cut_top(&in, in.h > CURVE_ROWS + 1);
	if (o->n_curve > 0 && in.h >= CURVE_ROWS)
		draw_curve(ed, cv, in, o);
}

/* Contribution alone, when there is one row for all. */
static void
draw_least(struct editor *ed, struct canvas *cv, struct rect row,
    const struct outlook *o)
{
	struct outlook_line lines[OUTLOOK_LINES];
	size_t n = outlook_lines(o, desk_view(editor_desk(ed)), lines);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(lines[i].name, "contribution") != 0)
			continue;
		struct axis ax = axis_of(&lines[i], 1);
		draw_figure(cv, row, &ax, &lines[i]);
	}
}

/* "30 days, 80 % ranges   take 3.9 %; break-even AOV 1.2 %, ...". */
static void
draw_summary(
    struct canvas *cv, struct rect row, const struct outlook *o, bool current)
{
	const struct projection *pr = &o->projection;
	struct str words = STR_INIT;
	str_addf(&words, "%.0f days, %s", o->inputs.value[PROJECTION_HORIZON],
	    current ? "80 % ranges" : "projecting");
	rect_cut_left(&row, draw_slice(cv, row, ROLE_TITLE, slice_str(&words)));
	str_setf(&words, "   take %.1f %%; break-even AOV ",
	    100 * pr->take_rate.median);
	add_maybe(&pr->breakeven_revenue, &words);
	str_add(&words, ", contribution ");
	add_maybe(&pr->breakeven_contribution, &words);
	draw_slice(cv, row, ROLE_TEXT, slice_str(&words));
	str_release(&words);
}

void
editor_draw_figures(struct editor *ed, struct canvas *cv, struct rect area)
{
	bool current = false;
	const struct outlook *o = outlook_of(ed, &current);
	if (o == NULL) {
		draw_wrapped(
		    cv, area, ROLE_DIM, slice_of(why_nothing(ed, current)));
		return;
	}
	if (area.h < OUTLOOK_LINES) {
		draw_least(ed, cv, rect_cut_top(&area, 1), o);
		draw_verdict(cv, &area, o);
		return;
	}
	if (area.h > OUTLOOK_LINES + 1)
		draw_summary(cv, rect_cut_top(&area, 1), o, current);
	draw_lines(ed, cv, &area, o, false);
	draw_verdict(cv, &area, o);
	if (o->n_curve > 0 && area.h >= CURVE_ROWS)
		draw_curve(ed, cv, area, o);
}
