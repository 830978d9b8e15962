/*
 * chart_curve - a curve with its band, in dots finer than cells.
 *
 * A cell of the plot has 2 x 4 dots in braille, 1 x 2 in blocks and one in
 * ASCII. The curve is read between its points at every column of dots, and
 * neighbouring columns are joined upwards or downwards. Two layers of dots are
 * kept: band and line; a cell that has both shows the line alone, so that no
 * cell ever mixes two series. Marks and the zero line lie behind.
 *
 *	56.40 ┤      ⢀ ⠄⠈ ⠂⠠      y labels, axis, plot
 *	      │  ⢀⣠⠖⠚⠉⠉⠓⠦⣄
 *	       20    35    50     x labels
 */
#include "ui/chart_internal.h"

#include <math.h>

#include "base/mem.h"
#include "base/text.h"

enum {
	BAND_EVERY = 3, /* a dot of the band each third column of dots */
	ROWS_A_LABEL = 3
};

struct plot {
	struct canvas *cv;
	const struct chart_curve *cu;
	struct rect area; /* of the plot alone */
	int wide, high; /* dots a cell */
	double x_from, x_to, y_from, y_to;
	uint8_t *line, *band; /* owned; dots of each cell */
};

/* ------ ranges ------ */

static void
widen(double *from, double *to, double value)
{
	if (!isfinite(value))
		return;
	*from = fmin(*from, value);
	*to = fmax(*to, value);
}

/* False when there is nothing to draw. */
static bool
find_ranges(struct plot *pl)
{
	const struct chart_curve *cu = pl->cu;
	pl->x_from = pl->y_from = HUGE_VAL;
	pl->x_to = pl->y_to = -HUGE_VAL;
	for (size_t i = 0; i < cu->n; i++) {
		widen(&pl->x_from, &pl->x_to, cu->x[i]);
		widen(&pl->y_from, &pl->y_to, cu->y[i]);
		if (cu->low != NULL)
			widen(&pl->y_from, &pl->y_to, cu->low[i]);
		if (cu->high != NULL)
			widen(&pl->y_from, &pl->y_to, cu->high[i]);
	}
	if (cu->with_zero)
		widen(&pl->y_from, &pl->y_to, 0);
	if (pl->y_from > pl->y_to || !(pl->x_to > pl->x_from))
		return false;
	if (!(pl->y_to > pl->y_from)) { /* a level line: in the middle */
		pl->y_from -= 1;
		pl->y_to += 1;
	}
	return true;
}

/* ------ dots ------ */

/* Sets a dot, counted from the top left of the plot. */
static void
set_dot(const struct plot *pl, uint8_t *layer, int x, int y)
{
	/* Braille numbers its dots 1 2 3 7 down the left, 4 5 6 8 right. */
	static const uint8_t braille[4][2] = { { 0x01, 0x08 }, { 0x02, 0x10 },
		{ 0x04, 0x20 }, { 0x40, 0x80 } };
	int column = x / pl->wide, row = y / pl->high;
	if (column < 0 || row < 0 || column >= pl->area.w || row >= pl->area.h)
		return;
	layer[row * pl->area.w + column] |= braille[y % pl->high][x % pl->wide];
}

/* The series at x between its points; NAN outside them and beside gaps. */
static double
read_series(const struct plot *pl, const double *series, double x)
{
	const double *xs = pl->cu->x;
	size_t low = 0, high = pl->cu->n - 1;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (xs[middle] <= x)
			low = middle;
		else
			high = middle;
	}
	double span = xs[high] - xs[low];
	if (!(span > 0))
		return series[low];
	double share = (x - xs[low]) / span;
	return series[low] + share * (series[high] - series[low]);
}

/* The row of dots of a value, or -1. */
static int
dot_row(const struct plot *pl, double value)
{
	int dots = pl->area.h * pl->high;
	if (!isfinite(value))
		return -1;
	return dots - 1 - chart_place(value, pl->y_from, pl->y_to, dots);
}

static void
trace(const struct plot *pl, const double *series, uint8_t *layer, int every)
{
	int dots = pl->area.w * pl->wide, before = -1;
	for (int x = 0; x < dots; x += every) {
		double share = dots > 1 ? (double)x / (dots - 1) : 0;
		double at = pl->x_from + share * (pl->x_to - pl->x_from);
		int row = dot_row(pl, read_series(pl, series, at));
		if (row < 0) {
			before = -1;
			continue;
		}
		set_dot(pl, layer, x, row);
		/* Join to the column before when it is steep. */
		int step = row < before ? 1 : -1;
		for (int y = row; every == 1 && before >= 0 && y != before;
		     y += step)
			set_dot(pl, layer, x, y);
		before = row;
	}
}

/* ------ cells ------ */

static uint32_t
dots_sign(const struct plot *pl, uint8_t dots, bool is_line)
{
	switch (draw_charset(pl->cv)) {
	case DRAW_BRAILLE:
		return 0x2800u + dots;
	case DRAW_BLOCKS:
		if (!is_line)
			return 0x00b7;
		return dots == 3 ? 0x2588 : dots == 1 ? 0x2580 : 0x2584;
	case DRAW_ASCII:
	case DRAW_CHARSET_COUNT:
		break;
	}
	return is_line ? '*' : '.';
}

static void
draw_layers(const struct plot *pl)
{
	for (int row = 0; row < pl->area.h; row++) {
		for (int column = 0; column < pl->area.w; column++) {
			int i = row * pl->area.w + column;
			bool is_line = pl->line[i] != 0;
			uint8_t dots = is_line ? pl->line[i] : pl->band[i];
			if (dots != 0)
				draw_put(pl->cv, pl->area.x + column,
				    pl->area.y + row,
				    is_line ? pl->cu->role : ROLE_DIM,
				    dots_sign(pl, dots, is_line));
		}
	}
}

static void
draw_mark(const struct plot *pl, double value, enum role role, uint32_t sign)
{
	if (value < pl->x_from || value > pl->x_to)
		return;
	int x = chart_place(value, pl->x_from, pl->x_to, pl->area.w);
	draw_fill(pl->cv, rect_columns(pl->area, x, 1), role, sign);
}

static void
draw_behind(const struct plot *pl)
{
	const struct chart_curve *cu = pl->cu;
	if (cu->with_zero && pl->y_from < 0) {
		int row = dot_row(pl, 0) / pl->high;
		draw_fill(pl->cv, rect_row(pl->area, row), ROLE_FRAME, 0x2508);
	}
	for (size_t i = 0; i < cu->n_marks; i++)
		draw_mark(pl, cu->marks[i].at, ROLE_FRAME, 0x254e);
	if (cu->has_now)
		draw_mark(pl, cu->now, ROLE_DIM, 0x250a);
	if (cu->has_chosen)
		draw_mark(pl, cu->chosen, ROLE_ATTENTION, 0x2502);
}

/* Names of the marks on the last row, to the right of each, where no curve runs
 * most often; cut off at the next mark. */
static void
draw_mark_names(const struct plot *pl)
{
	const struct chart_curve *cu = pl->cu;
	for (size_t i = 0; i < cu->n_marks; i++) {
		double at = cu->marks[i].at;
		if (at < pl->x_from || at > pl->x_to)
			continue;
		int x = chart_place(at, pl->x_from, pl->x_to, pl->area.w);
		struct rect row = rect_row(pl->area, pl->area.h - 1);
		rect_cut_left(&row, x + 1);
		struct slice name = slice_of(cu->marks[i].name);
		if (row.w > text_width(name))
			draw_slice(pl->cv,
			    rect_columns(row, 0, text_width(name)), ROLE_DIM,
			    name);
	}
}

/* ------ the frame ------ */

static void
add_row_label(const struct plot *pl, int row, int rows, struct str *out)
{
	double share = rows > 1 ? (double)row / (rows - 1) : 0;
	double value = pl->y_to - share * (pl->y_to - pl->y_from);
	str_clear(out);
	if (pl->cu->y_label != NULL)
		pl->cu->y_label(out, value);
	else
		str_addf(out, "%.4g", value);
}

static bool
has_label(int row, int rows)
{
	return row == rows - 1 ||
	    (row % ROWS_A_LABEL == 0 && row < rows - ROWS_A_LABEL + 1);
}

/* Cuts the y axis off the left of the plot and draws it. */
static void
draw_y_axis(struct plot *pl)
{
	struct str words = STR_INIT;
	int rows = pl->area.h, width = 0;
	for (int row = 0; row < rows; row++) {
		add_row_label(pl, row, rows, &words);
		int cells = text_width(slice_str(&words));
		if (has_label(row, rows) && cells > width)
			width = cells;
	}
	struct rect axis = rect_cut_left(&pl->area, width + 2);
	for (int row = 0; row < rows; row++) {
		struct rect at = rect_row(axis, row);
		bool labelled = has_label(row, rows);
		struct rect tick = rect_cut_right(&at, 1);
		rect_cut_right(&at, 1);
		draw_put(pl->cv, tick.x, tick.y, ROLE_FRAME,
		    labelled ? 0x2524 : 0x2502);
		add_row_label(pl, row, rows, &words);
		if (labelled)
			draw_right(pl->cv, at, ROLE_DIM, slice_str(&words));
	}
	str_release(&words);
}

void
chart_curve(struct canvas *cv, struct rect area, const struct chart_curve *cu)
{
	struct plot pl = { .cv = cv, .cu = cu, .area = area };
	enum draw_charset charset = draw_charset(cv);
	if (cu->n == 0 || area.h < 2 || area.w < 12 || !find_ranges(&pl))
		return;
	pl.wide = charset == DRAW_BRAILLE ? 2 : 1;
	pl.high = charset == DRAW_BRAILLE ? 4 : charset == DRAW_BLOCKS ? 2 : 1;
	struct rect labels = rect_cut_bottom(&pl.area, 1);
	draw_y_axis(&pl);
	if (pl.area.w < 1)
		return;
	labels = rect_columns(labels, pl.area.x - labels.x, pl.area.w);
	chart_axis_labels(cv, labels, pl.x_from, pl.x_to, cu->x_label);

	size_t cells = (size_t)pl.area.w * (size_t)pl.area.h;
	pl.line = mem_zarray(cells, 1);
	pl.band = mem_zarray(cells, 1);
	trace(&pl, cu->y, pl.line, 1);
	if (cu->low != NULL)
		trace(&pl, cu->low, pl.band, BAND_EVERY);
	if (cu->high != NULL)
		trace(&pl, cu->high, pl.band, BAND_EVERY);
	draw_behind(&pl);
	draw_layers(&pl);
	draw_mark_names(&pl);
	mem_free(pl.line);
	mem_free(pl.band);
}
