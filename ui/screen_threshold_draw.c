/*
 * screen_threshold_draw - the orders, the slider under them, the curve.
 *
 *	orders by value     ▒▒▒▒▒▒┃██████▅▃
 *	slider              ━━━━━━●────────  59.00
 *	curve with band                  | figures
 *	sentences
 *
 * Bins are a round amount wide, so that prices like 9.99 make no comb, and the
 * slider stands under the marker, at the end of a bin. Rows are shared out from
 * the height there is; with few of them the curve goes first, then the
 * histogram, never the figures.
 */
#include <math.h>

#include "base/num.h"
#include "base/text.h"
#include "ui/screen_threshold_internal.h"

enum {
	VALUE_CELLS = 12, /* right of the slider */
	FIGURES_WIDE = 46,
	FIGURES_NARROW = 30,
	FULL_ROWS = 16, /* from here on with histogram and curve */
	SOME_ROWS = 9 /* from here on with a histogram */
};

/* ------ histogram and slider ------ */

/* The finest round width of a bin at which 'cells' bins reach 'to'. */
static double
bin_width(double to, int cells, int digits)
{
	static const double factors[] = { 1, 2, 3, 4, 5, 6, 8, 10 };
	double least = fmax(to / cells, pow(10, -digits));
	double power = pow(10, floor(log10(least)));
	for (size_t i = 0; i < ARRAY_LEN(factors); i++) {
		if (factors[i] * power >= least * (1 - 1e-9))
			return factors[i] * power;
	}
	return 10 * power;
}

/*
 * Cells of a bin: as many bins as the orders carry, two for each cube root of
 * their number (Rice's rule), but no column wider than three cells.
 */
static int
bin_cells(const struct lab *lab, int cells)
{
	int bins = (int)(2 * cbrt(lab->detection.orders.total)) + 1;
	return 1 + rect_limit(cells / bins - 1, 2);
}

/* Fills 'bins' and everything of *hi for an area so many cells wide; answers
 * the cells that the bins take. */
static int
prepare_histogram(const struct trial *tr, const struct lab *lab, int cells,
    double *bins, struct chart_histogram *hi)
{
	int each = bin_cells(lab, cells - 1);
	int n = rect_limit((cells - 1) / each, TRIAL_MAX_BINS);
	if (n < 1)
		n = 1;
	double to = fmax(lab->bins_to, tr->value);
	double width = bin_width(to, n, lab->currency.digits);
	lab_histogram(lab, width, (size_t)n, bins);
	*hi = (struct chart_histogram){ .counts = bins,
		.n = (size_t)n,
		.to = width * n,
		.has_marker = true,
		.marker = tr->value,
		.gaps = true };
	return n * each;
}

static void
add_amount(const struct lab *lab, double major, struct str *out)
{
	int digits = lab->currency.digits;
	money_add_grouped(out, money_round(major, digits), digits);
}

static bool
has_now(const struct lab *lab)
{
	return lab->rule.kind == CURVE_FREE_FROM && !lab->saves;
}

/* Where a mark stands: at the end of the bin that holds its value. */
static int
mark_column(struct rect line, const struct chart_histogram *hi, double value)
{
	double width = hi->to / (double)hi->n;
	double end = ceil(value / width - 0.005) * width;
	return chart_histogram_column(line, hi, end < hi->to ? end : hi->to);
}

static void
draw_slider(const struct trial *tr, const struct lab *lab, struct canvas *cv,
    struct rect line, const struct chart_histogram *hi)
{
	struct str words = STR_INIT;
	struct rect value = rect_cut_right(&line, VALUE_CELLS);
	int chosen = mark_column(line, hi, tr->value);
	for (int x = 0; x < line.w; x++)
		draw_put(cv, line.x + x, line.y,
		    x < chosen ? ROLE_ACCENT : ROLE_FRAME,
		    x < chosen ? 0x2501 : 0x2500);
	if (has_now(lab))
		draw_put(cv, line.x + mark_column(line, hi, lab->rule.at),
		    line.y, ROLE_TEXT, 0x250a);
	draw_put(cv, line.x + chosen, line.y, ROLE_ACCENT,
	    draw_ascii(cv) ? 'O' : 0x25cf);
	draw_cursor(cv, line.x + chosen, line.y, false);
	add_amount(lab, tr->value, &words);
	draw_right(cv, value, ROLE_TITLE, slice_str(&words));
	str_release(&words);
}

static void
draw_histogram(struct trial *tr, const struct lab *lab, struct canvas *cv,
    struct rect area)
{
	double bins[TRIAL_MAX_BINS];
	struct chart_histogram hi;
	struct rect slider = rect_cut_bottom(&area, 1);
	rect_cut_right(&area, VALUE_CELLS);
	tr->axis_cells = prepare_histogram(tr, lab, area.w, bins, &hi);
	chart_histogram(cv, area, &hi);
	draw_slider(tr, lab, cv, slider, &hi);
	tr->histogram_at = area;
	tr->histogram_at.h += slider.h;
	tr->axis_to = hi.to;
}

double
trial_value_at(const struct trial *tr, int x)
{
	int x_in = x - tr->histogram_at.x;
	if (tr->axis_cells < 1)
		return tr->value;
	return (x_in + 0.5) / tr->axis_cells * tr->axis_to;
}

/* ------ the curve ------ */

static void
signed_label(struct str *out, double value)
{
	money_add_short(out, value, true);
}

static void
fine_label(struct str *out, double value)
{
	str_addf(out, "%.2f", value);
}

static const struct range *
range_of_metric(const struct threshold_point *p, enum lab_line_id metric)
{
	switch (metric) {
	case LAB_LINE_CONTRIBUTION:
		return &p->contribution_change;
	case LAB_LINE_ORDERS:
		return &p->orders_change;
	case LAB_LINE_AOV:
	case LAB_LINES:
		break;
	}
	return &p->aov;
}

static void
draw_plot(const struct trial *tr, const struct lab *lab, struct canvas *cv,
    struct rect area)
{
	double x[LAB_MAX_POINTS], y[LAB_MAX_POINTS];
	double low[LAB_MAX_POINTS], high[LAB_MAX_POINTS];
	size_t n = lab->n_points;
	for (size_t i = 0; i < n; i++) {
		const struct range *r =
		    range_of_metric(&lab->points[i], tr->metric);
		x[i] = lab->points[i].threshold;
		y[i] = r->median;
		low[i] = r->low80;
		high[i] = r->high80;
	}
	bool level = tr->metric == LAB_LINE_AOV;
	struct chart_mark marks[LAB_THUMBS];
	size_t n_marks = 0;
	for (int i = 0; i < LAB_THUMBS && !lab->saves; i++) {
		double at = lab_thumb(lab, (enum lab_thumb)i);
		if (at > 0)
			marks[n_marks++] = (struct chart_mark){ at,
				lab_thumb_name((enum lab_thumb)i) };
	}
	chart_curve(cv, area,
	    &(struct chart_curve){ .x = x,
		.y = y,
		.low = lab->ranges ? low : NULL,
		.high = lab->ranges ? high : NULL,
		.n = n,
		.has_chosen = true,
		.chosen = tr->value,
		.has_now = has_now(lab),
		.now = lab->rule.at,
		.marks = marks,
		.n_marks = n_marks,
		.with_zero = !level,
		.role = ROLE_ACCENT,
		.y_label = level ? fine_label : signed_label });
}

static const char *
plot_title(const struct trial *tr)
{
	static const char *const titles[LAB_LINES] = {
		[LAB_LINE_AOV] = "AOV by threshold",
		[LAB_LINE_CONTRIBUTION] = "Contribution change",
		[LAB_LINE_ORDERS] = "Change of orders",
	};
	return titles[tr->metric];
}

static void
draw_curve(const struct trial *tr, const struct lab *lab, struct canvas *cv,
    struct rect area)
{
	struct rect title = rect_cut_top(&area, 1);
	rect_cut_left(&title, draw_text(cv, title, ROLE_TITLE, plot_title(tr)));
	draw_text(cv, title, ROLE_DIM,
	    title.w >= 40       ? "   dots: 80 % range   │ chosen   ┊ now"
		: title.w >= 20 ? "   │ chosen   ┊ now"
				: "");
	draw_plot(tr, lab, cv, area);
}

/* ------ figures ------ */

static bool
is_now(const struct lab *lab, double value)
{
	int digits = lab->currency.digits;
	return has_now(lab) &&
	    money_round(value, digits) == money_round(lab->rule.at, digits);
}

static enum role
role_of(const struct range *r)
{
	if (r->low80 > 0)
		return ROLE_GAIN;
	return r->high80 < 0 ? ROLE_LOSS : ROLE_ATTENTION;
}

static void
draw_from(const struct trial *tr, const struct lab *lab, struct canvas *cv,
    struct rect row)
{
	struct str words = STR_INIT;
	if (lab->saves) {
		trial_add_reward(&lab->reward, lab->currency.digits, &words);
		str_add(&words, " from ");
	} else {
		draw_text(cv, rect_cut_left(&row, 13), ROLE_TEXT, "free from");
	}
	if (has_now(lab)) {
		add_amount(lab, lab->rule.at, &words);
		str_add(&words, " → ");
	}
	add_amount(lab, tr->value, &words);
	draw_slice(cv, row, ROLE_TITLE, slice_str(&words));
	str_release(&words);
}

/* "AOV          +1.31    +0.40 .. +2.20", in two rows where it is narrow;
 * with what it is now and would be where there is room. */
static void
draw_line(
    struct canvas *cv, struct rect *area, const struct lab_line *line, int rows)
{
	struct rect row = rect_cut_top(area, 1);
	draw_text(cv, rect_cut_left(&row, 13), ROLE_TEXT, line->name);
	struct rect change = rect_cut_left(&row, 11);
	draw_right(cv, change, role_of(&line->value), slice_of(line->change));
	rect_cut_left(&row, 2);
	bool room = row.w >= text_width(slice_of(line->range));
	if (room)
		draw_text(cv, row, ROLE_DIM, line->range);
	if (rows < 2)
		return;
	row = rect_cut_top(area, 1);
	rect_cut_left(&row, 2);
	if (room)
		draw_printf(
		    cv, row, ROLE_DIM, "%s → %s", line->now, line->then);
	else
		draw_right(cv, rect_columns(row, 0, 22), ROLE_DIM,
		    slice_of(line->range));
}

/* The same of one that gives something else than what is tried. */
static void
add_apart(const struct lab *lab, const struct kept_value *kept, bool in_full,
    struct str *out)
{
	struct store_threshold t = trying_threshold(kept);
	const struct threshold_point *at = &kept->at;
	str_addf(out, "%c ", kept->letter);
	thresholding_add_words(&t, lab->currency.digits, out);
	if (in_full)
		str_addf(
		    out, "  AOV %+.2f  contribution", at->aov_change.median);
	str_addf(out, " %s", at->contribution_change.median >= 0 ? "+" : "");
	add_amount(lab, at->contribution_change.median, out);
	if (in_full)
		str_addf(out, "  better %.0f %%", 100 * at->p_better);
}

/* "A 55.00  AOV +0.42  contribution +210.00  better 71 %"; just the values
 * where there is one row for all. */
static void
add_kept(const struct lab *lab, const struct kept_value *kept, bool in_full,
    struct str *out)
{
	double value = money_major(kept->amount, lab->currency.digits);
	struct lab_line lines[LAB_LINES];
	struct threshold_point at;
	if (kept->apart) {
		add_apart(lab, kept, in_full, out);
		return;
	}
	if (!lab_lines(lab, value, lines) || !lab_read(lab, value, &at))
		return;
	str_addf(out, "%c ", kept->letter);
	add_amount(lab, value, out);
	if (is_now(lab, value))
		str_add(out, "  the rule now");
	else if (in_full)
		str_addf(out, "  AOV %s  contribution %s  better %.0f %%",
		    lines[LAB_LINE_AOV].change,
		    lines[LAB_LINE_CONTRIBUTION].change, 100 * at.p_better);
	else
		str_addf(out, " %s", lines[LAB_LINE_CONTRIBUTION].change);
}

static void
draw_scenarios(const struct trial *tr, const struct lab *lab, struct canvas *cv,
    struct rect area)
{
	struct str words = STR_INIT;
	bool in_full = area.h >= (int)tr->kept.n;
	for (size_t i = 0; i < tr->kept.n; i++) {
		if (in_full)
			str_clear(&words);
		else
			str_add(&words, i > 0 ? "   " : "kept: ");
		add_kept(lab, &tr->kept.rows[i], in_full, &words);
		if (in_full)
			draw_slice(cv, rect_cut_top(&area, 1), ROLE_TEXT,
			    slice_str(&words));
	}
	if (!in_full)
		draw_slice(cv, area, ROLE_TEXT, slice_str(&words));
	str_release(&words);
}

/* Why, in what room is left under the figures. */
static void
draw_reasons(const struct trial *tr, const struct lab *lab, struct canvas *cv,
    struct rect area)
{
	struct str words = STR_INIT;
	rect_cut_top(&area, 1);
	if (area.h >= 2 && !is_now(lab, tr->value)) {
		lab_add_reasons(lab, tr->value, &words);
		draw_wrapped(cv, area, ROLE_DIM, slice_str(&words));
	}
	str_release(&words);
}

static void
draw_figures(const struct trial *tr, const struct lab *lab, struct canvas *cv,
    struct rect area)
{
	struct lab_line lines[LAB_LINES];
	struct threshold_point at;
	if (!lab_lines(lab, tr->value, lines) || !lab_read(lab, tr->value, &at))
		return;
	int rows = area.h >= 2 + 2 * LAB_LINES ? 2 : 1;
	if (area.h > LAB_LINES)
		draw_from(tr, lab, cv, rect_cut_top(&area, 1));
	for (int id = 0; id < LAB_LINES && area.h > 0; id++)
		draw_line(cv, &area, &lines[id], rows);
	struct rect row = rect_cut_top(&area, 1);
	if (is_now(lab, tr->value))
		draw_text(cv, row, ROLE_DIM, "this is the rule now");
	else
		draw_printf(cv, row, ROLE_TEXT,
		    row.w >= 38 ? "contribution rises in %.0f %% of draws"
				: "better in %.0f %% of draws",
		    100 * at.p_better);
	draw_reasons(tr, lab, cv, area);
}

/* ------ sentences ------ */

static void
draw_title(const struct trial *tr, const struct lab *lab, struct canvas *cv,
    struct rect line)
{
	struct str words = STR_INIT;
	str_addf(&words, "Order value before shipping, %d days",
	    lab->until - lab->from + 1);
	str_add(&words, ", n = ");
	num_add_grouped(&words, (int64_t)(lab->detection.orders.total + 0.5));
	if (tr->live > 0) {
		str_add(&words, "   live: free from ");
		add_amount(
		    lab, money_major(tr->live, lab->currency.digits), &words);
	}
	draw_slice(cv, line, ROLE_TITLE, slice_str(&words));
	str_release(&words);
}

static void
add_sentences(const struct lab *lab, bool gaps, struct str *out)
{
	if (gaps)
		lab_add_gaps(lab, out);
	str_add(out, out->len > 0 ? "\n" : "");
	lab_add_rule(lab, out);
}

/* The advice, sentences, scenarios; at most 'most' rows off *area's end. */
static void
draw_foot(const struct trial *tr, const struct lab *lab, struct canvas *cv,
    struct rect *area, int most)
{
	struct str words = STR_INIT;
	int kept = most > 4 || tr->kept.n == 0 ? (int)tr->kept.n : 1;
	add_sentences(lab, true, &words);
	int rows = draw_wrapped_rows(slice_str(&words), area->w);
	struct rect foot =
	    rect_cut_bottom(area, rect_limit(1 + rows + kept, most));
	draw_scenarios(tr, lab, cv, rect_cut_bottom(&foot, kept));
	str_setf(&words, "Advice, for %.0f days: ", tr->horizon);
	threshold_explain(
	    &lab->advice, lab->points, lab->currency.digits, &words);
	draw_slice(cv, rect_cut_top(&foot, 1), ROLE_TITLE, slice_str(&words));
	str_clear(&words);
	add_sentences(lab, foot.h > 1, &words);
	if (foot.h > 0)
		draw_wrapped(cv, foot, ROLE_TEXT, slice_str(&words));
	str_release(&words);
}

/* ------ panes ------ */

static void
draw_pane(struct trial *tr, struct canvas *cv, struct rect area)
{
	static const char *const titles[] = {
		[TRIAL_FILLERS] = "What fills the gap",
		[TRIAL_COMPARE] = "Side by side",
		[TRIAL_TIERS] = "Thresholds",
	};
	static const char *const notes[] = {
		[TRIAL_FILLERS] = "f closes",
		[TRIAL_COMPARE] = "Enter chooses  A live  d drops  C closes",
		[TRIAL_TIERS] =
		    "Enter tries  o terms  A live  m outcome  d drops  "
		    "t closes",
	};
	bool fills = tr->pane == TRIAL_FILLERS;
	if (tr->pane == TRIAL_INPUTS) {
		input_table_draw(&tr->inputs, cv, area);
		return;
	}
	struct rect in = draw_box(cv, area, titles[tr->pane], notes[tr->pane]);
	if (tr->pane == TRIAL_TIERS && tr->list.tb != NULL &&
	    table_count(tr->list.tb) == 0) {
		draw_wrapped(cv, in, ROLE_TEXT,
		    slice_of("No threshold yet: Enter on a value sets one "
			     "live, r tries another reward."));
		return;
	}
	if (tr->list.tb == NULL) {
		draw_text(cv, rect_cut_top(&in, 1), ROLE_DIM,
		    "looking at the carts just below");
		return;
	}
	if (fills && in.h > 4)
		draw_wrapped(cv, rect_cut_bottom(&in, in.w < 110 ? 2 : 1),
		    ROLE_DIM, slice_str(&tr->list_words));
	table_draw(tr->list.tb, cv, in, true);
}

/* ------ layouts ------ */

static void
draw_full(struct trial *tr, const struct lab *lab, struct canvas *cv,
    struct rect area)
{
	draw_foot(tr, lab, cv, &area, 1 + area.h / 6);
	draw_title(tr, lab, cv, rect_cut_top(&area, 1));
	draw_histogram(tr, lab, cv, rect_cut_top(&area, area.h * 2 / 5 + 1));
	bool wide = area.w >= 110;
	struct rect both = area; /* a list takes the figures' place too */
	struct rect figures =
	    rect_cut_right(&area, wide ? FIGURES_WIDE : FIGURES_NARROW);
	rect_cut_left(&figures, 2);
	rect_cut_top(&figures, area.h > 2 + 2 * LAB_LINES ? 1 : 0);
	if (tr->pane != TRIAL_CURVE)
		draw_pane(tr, cv, tr->pane == TRIAL_INPUTS ? area : both);
	else
		draw_curve(tr, lab, cv, area);
	if (tr->pane == TRIAL_CURVE || tr->pane == TRIAL_INPUTS)
		draw_figures(tr, lab, cv, figures);
}

static void
draw_some(struct trial *tr, const struct lab *lab, struct canvas *cv,
    struct rect area)
{
	int figures = LAB_LINES + 1;
	if (area.h >= SOME_ROWS)
		draw_histogram(
		    tr, lab, cv, rect_cut_top(&area, area.h - figures));
	else
		draw_histogram(tr, lab, cv, rect_cut_top(&area, 1));
	draw_figures(tr, lab, cv, area);
}

void
trial_draw(struct trial *tr, const struct lab *lab, struct canvas *cv,
    struct rect area)
{
	struct rect in = rect_inset(area, 1, 0);
	bool small = area.w < 100 || area.h < FULL_ROWS;
	bool list = tr->pane == TRIAL_FILLERS || tr->pane == TRIAL_COMPARE ||
	    tr->pane == TRIAL_TIERS;
	if ((tr->pane == TRIAL_INPUTS && small) || (list && area.h < FULL_ROWS))
		draw_pane(tr, cv, area);
	else if (area.h >= FULL_ROWS)
		draw_full(tr, lab, cv, in);
	else
		draw_some(tr, lab, cv, in);
}
