/*
 * chart - what is drawn in blocks: histograms, sparklines, bars, intervals,
 * sliders; and the axes. Curves are in chart_curve.c.
 *
 * Heights and lengths are counted in eighths of a cell. Where the charset has
 * no blocks, an ASCII sign stands for a full cell and another for at least
 * half of one.
 */
#include "ui/chart_internal.h"

#include <math.h>

#include "base/num.h"
#include "base/text.h"

enum {
	EIGHTHS = 8,
	LABEL_ROOM = 10 /* cells a label under an axis may take */
};

/* ------ axes ------ */

int
chart_place(double value, double from, double to, int cells)
{
	if (!(to > from) || !isfinite(value) || cells < 1)
		return 0;
	double place = (value - from) / (to - from) * (cells - 1);
	if (place <= 0)
		return 0;
	return place >= cells - 1 ? cells - 1 : (int)floor(place + 0.5);
}

double
chart_step(double span, int most)
{
	static const double factors[] = { 1, 2, 2.5, 5, 10 };
	if (!(span > 0) || !isfinite(span) || most < 1)
		return 0;
	double least = span / most;
	double power = pow(10, floor(log10(least)));
	for (size_t i = 0; i < ARRAY_LEN(factors); i++) {
		if (factors[i] * power >= least * (1 - 1e-9))
			return factors[i] * power;
	}
	return 10 * power;
}

void
chart_add_label(struct str *out, chart_label_fn *label, double value)
{
	if (label != NULL)
		label(out, value);
	else
		str_addf(out, "%g", value);
}

void
chart_axis_labels(struct canvas *cv, struct rect at, double from, double to,
    chart_label_fn *label)
{
	double step = chart_step(to - from, at.w / LABEL_ROOM);
	if (!(step > 0))
		return;
	struct str words = STR_INIT;
	int end = at.x;
	double first = ceil(from / step - 1e-9);
	for (int i = 0; (first + i) * step <= to + step * 1e-9; i++) {
		double value = (first + i) * step;
		str_clear(&words);
		chart_add_label(&words, label, value);
		int width = text_width(slice_str(&words));
		int x = at.x + chart_place(value, from, to, at.w);
		x -= x > at.x ? width / 2 : 0;
		if (x < end || x + width > at.x + at.w)
			continue;
		draw_slice(cv, rect_columns(at, x - at.x, width), ROLE_DIM,
		    slice_str(&words));
		end = x + width + 1;
	}
	str_release(&words);
}

/* ------ histogram ------ */

/* How bins become columns: 'merge' bins to one of 'width' cells, 'gap' of
 * which are blank; the marker takes a cell of its own where there are no
 * gaps. */
struct columns {
	int n, merge, width, gap;
	int marker; /* cell of the marker from the left, -1: none */
	int shifted; /* first column that stands one cell further right */
};

static struct columns
arrange(int cells, const struct chart_histogram *hi)
{
	struct columns co = { .merge = 1, .marker = -1, .shifted = INT32_MAX };
	int room = hi->has_marker ? cells - 1 : cells;
	int bins = hi->n > INT16_MAX ? INT16_MAX : (int)hi->n;
	if (room < 1 || bins < 1)
		return co;
	co.merge = (bins + room - 1) / room;
	co.n = (bins + co.merge - 1) / co.merge;
	co.width = room / co.n;
	co.gap = hi->gaps && co.width >= 3 ? 1 : 0;
	if (hi->has_marker && hi->to > hi->from) {
		double bin = (hi->marker - hi->from) / (hi->to - hi->from) *
		    bins / co.merge;
		/* Half a percent of a bin is rounding, not another bin. */
		int at = bin <= 0 ? 0
		    : bin >= co.n ? co.n
				  : (int)ceil(bin - 0.005);
		co.marker = at * co.width;
		co.shifted = at;
	}
	return co;
}

static int
column_x(const struct columns *co, int column)
{
	return column * co->width + (column >= co->shifted ? 1 : 0);
}

static double
column_sum(const struct chart_histogram *hi, const struct columns *co, int at)
{
	double sum = 0;
	for (int i = at * co->merge; i < (at + 1) * co->merge; i++) {
		if ((size_t)i < hi->n && isfinite(hi->counts[i]))
			sum += hi->counts[i];
	}
	return sum;
}

int
chart_histogram_column(
    struct rect area, const struct chart_histogram *hi, double value)
{
	struct columns co = arrange(area.w, hi);
	int cells = co.n * co.width;
	if (cells < 1 || !(hi->to > hi->from))
		return 0;
	double place = (value - hi->from) / (hi->to - hi->from) * cells;
	int x = place <= 0 ? 0 : place >= cells ? cells : (int)place;
	if (co.marker >= 0 && value > hi->marker)
		x++;
	return rect_limit(x, area.w - 1);
}

/* The sign of a cell of which 'eighths' are filled from below. */
static uint32_t
block(const struct canvas *cv, int eighths, bool shaded)
{
	if (eighths <= 0)
		return ' ';
	if (draw_ascii(cv)) {
		if (eighths < EIGHTHS / 2)
			return '.';
		return shaded ? ':' : '#';
	}
	if (shaded)
		return eighths < EIGHTHS / 2 ? 0x2591 : 0x2592;
	return eighths >= EIGHTHS ? 0x2588 : 0x2580 + (uint32_t)eighths;
}

static void
draw_column(struct canvas *cv, struct rect at, double share, bool shaded)
{
	enum role role = shaded ? ROLE_DIM : ROLE_ACCENT;
	int eighths = (int)floor(share * at.h * EIGHTHS + 0.5);
	if (share > 0 && eighths == 0)
		eighths = 1;
	for (int row = at.h - 1; row >= 0 && eighths > 0; row--) {
		draw_fill(
		    cv, rect_row(at, row), role, block(cv, eighths, shaded));
		eighths -= EIGHTHS;
	}
}

void
chart_histogram(
    struct canvas *cv, struct rect area, const struct chart_histogram *hi)
{
	struct columns co = arrange(area.w, hi);
	if (co.n == 0)
		return;
	bool axis = !hi->no_axis && area.h >= 4;
	struct rect labels = rect_cut_bottom(&area, axis ? 1 : 0);
	struct rect line = rect_cut_bottom(&area, axis ? 1 : 0);
	double most = 0;
	for (int i = 0; i < co.n; i++)
		most = fmax(most, column_sum(hi, &co, i));
	for (int i = 0; i < co.n && most > 0; i++) {
		struct rect at =
		    rect_columns(area, column_x(&co, i), co.width - co.gap);
		bool shaded = hi->has_marker && i < co.shifted;
		draw_column(cv, at, column_sum(hi, &co, i) / most, shaded);
	}
	if (co.marker >= 0)
		draw_fill(cv, rect_columns(area, co.marker, 1), ROLE_ATTENTION,
		    0x2503);
	if (axis) {
		int used = column_x(&co, co.n);
		draw_hline(cv, rect_columns(line, 0, used), ROLE_FRAME);
		chart_axis_labels(cv, rect_columns(labels, 0, used), hi->from,
		    hi->to, hi->label);
	}
}

/* ------ small charts ------ */

static uint32_t
spark_sign(const struct canvas *cv, int level)
{
	static const char ascii[] = "_.-:=+*#";
	return draw_ascii(cv) ? (uint32_t)ascii[level]
			      : 0x2581 + (uint32_t)level;
}

void
chart_spark(struct canvas *cv, struct rect at, enum role role,
    const double *values, size_t n)
{
	if (at.w <= 0 || at.h <= 0)
		return;
	size_t room = (size_t)at.w;
	size_t from = n > room ? n - room : 0;
	double low = HUGE_VAL, high = -HUGE_VAL;
	for (size_t i = from; i < n; i++) {
		if (isfinite(values[i])) {
			low = fmin(low, values[i]);
			high = fmax(high, values[i]);
		}
	}
	for (size_t i = from; i < n; i++) {
		int x = at.x + (int)(i - from);
		int level = high > low
		    ? chart_place(values[i], low, high, EIGHTHS)
		    : EIGHTHS / 2;
		if (isfinite(values[i]))
			draw_put(cv, x, at.y, role, spark_sign(cv, level));
	}
}

/* A cell of which 'eighths' are filled from the left. */
static uint32_t
side_block(const struct canvas *cv, int eighths)
{
	if (draw_ascii(cv))
		return eighths >= EIGHTHS ? '=' : eighths >= 4 ? '-' : ' ';
	if (eighths >= EIGHTHS)
		return 0x2588;
	return eighths <= 0 ? ' ' : 0x2590 - (uint32_t)eighths;
}

void
chart_bar(struct canvas *cv, struct rect at, enum role role, double fraction)
{
	if (!isfinite(fraction) || fraction <= 0 || at.h <= 0)
		return;
	if (fraction > 1)
		fraction = 1;
	int eighths = (int)floor(fraction * at.w * EIGHTHS + 0.5);
	for (int i = 0; i < at.w && eighths > 0; i++, eighths -= EIGHTHS)
		draw_put(cv, at.x + i, at.y, role, side_block(cv, eighths));
}

void
chart_progress(struct canvas *cv, struct rect at, double fraction)
{
	struct rect words = rect_cut_right(&at, 5);
	if (!isfinite(fraction) || fraction < 0)
		fraction = 0;
	if (fraction > 1)
		fraction = 1;
	draw_fill(cv, rect_row(at, 0), ROLE_FRAME, 0x2591);
	chart_bar(cv, at, ROLE_ACCENT, fraction);
	draw_printf(cv, words, ROLE_TEXT, " %3d%%", (int)(fraction * 100));
}

/* ------ intervals and sliders ------ */

static bool
on_axis(double value, double from, double to)
{
	return value >= from && value <= to;
}

void
chart_interval(
    struct canvas *cv, struct rect at, const struct chart_interval *in)
{
	if (at.w <= 0 || at.h <= 0 || !(in->to > in->from))
		return;
	if (on_axis(in->zero, in->from, in->to))
		draw_put(cv,
		    at.x + chart_place(in->zero, in->from, in->to, at.w), at.y,
		    ROLE_FRAME, 0x250a);
	if (!isfinite(in->low) || !isfinite(in->mid) || !isfinite(in->high))
		return;
	int low = at.x + chart_place(in->low, in->from, in->to, at.w);
	int mid = at.x + chart_place(in->mid, in->from, in->to, at.w);
	int high = at.x + chart_place(in->high, in->from, in->to, at.w);
	for (int x = low; x <= high; x++)
		draw_put(cv, x, at.y, in->role, 0x2500);
	/* An end that lies beyond the axis has no stop. */
	if (on_axis(in->low, in->from, in->to))
		draw_put(cv, low, at.y, in->role, 0x251c);
	if (on_axis(in->high, in->from, in->to))
		draw_put(cv, high, at.y, in->role, 0x2524);
	draw_put(cv, mid, at.y, in->role, draw_ascii(cv) ? 'O' : 0x25cf);
}

void
chart_slider(struct canvas *cv, struct rect at, const struct chart_slider *sl)
{
	if (at.w < 3 || at.h <= 0)
		return;
	draw_put(cv, at.x, at.y, ROLE_FRAME, 0x251c);
	draw_put(cv, at.x + at.w - 1, at.y, ROLE_FRAME, 0x2524);
	struct rect in = rect_inset(at, 1, 0);
	int value = in.x + chart_place(sl->value, sl->from, sl->to, in.w);
	for (int x = in.x; x < in.x + in.w; x++) {
		bool below = x < value;
		draw_put(cv, x, at.y, below ? sl->role : ROLE_FRAME,
		    below ? 0x2501 : 0x2500);
	}
	if (sl->has_floor)
		draw_put(cv,
		    in.x + chart_place(sl->floor, sl->from, sl->to, in.w), at.y,
		    ROLE_ATTENTION, 0x2503);
	draw_put(cv, value, at.y, sl->role, draw_ascii(cv) ? 'O' : 0x25cf);
}
