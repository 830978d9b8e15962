/*
 * chart - histograms, curves with a band, sparklines, bars, intervals.
 *
 * Pure: figures in, cells out. Texture and shape carry the meaning, colour
 * repeats it. The canvas' charset chooses the glyphs: braille curves, block
 * curves, or ASCII. All figures are plain doubles in the user's units; ones
 * that are not finite are left out. An area too small for a chart gets as
 * much of it as fits, or nothing.
 */
#ifndef ENDCAP_UI_CHART_H
#define ENDCAP_UI_CHART_H

#include "ui/draw.h"

/* Appends the words for a value on an axis; NULL: "%g". */
typedef void chart_label_fn(struct str *out, double value);

/*
 * Columns of eighth blocks, an axis with labels in the last two rows. Bins
 * that end at or below the marker are shaded, those above solid, and a
 * vertical bar stands at the marker.
 */
struct chart_histogram {
	const double *counts; /* borrowed for the call; >= 0 */
	size_t n; /* bins, equally wide */
	double from, to; /* edges of the first and last bin */
	bool has_marker;
	double marker;
	bool gaps; /* a blank between columns where there is room */
	bool no_axis;
	chart_label_fn *label;
};

void chart_histogram(
    struct canvas *cv, struct rect area, const struct chart_histogram *hi);
/* The column at which a value of the same axis stands, clipped to the area:
 * for a slider under the histogram. */
int chart_histogram_column(
    struct rect area, const struct chart_histogram *hi, double value);

struct chart_mark {
	double at; /* on the x axis */
	const char *name; /* a few cells, borrowed */
};

/*
 * A curve over x, dotted edges of a band around it, and two vertical marks:
 * chosen (solid) and now (dotted). Labels of y on the left, of x below.
 */
struct chart_curve {
	const double *x, *y; /* borrowed for the call; x ascending */
	const double *low, *high; /* NULL: no band */
	size_t n;
	bool has_chosen, has_now;
	double chosen, now; /* on the x axis */
	const struct chart_mark *marks; /* more of them, named at the top */
	size_t n_marks;
	bool with_zero; /* the y axis reaches zero, drawn as a line */
	enum role role; /* of the line */
	chart_label_fn *x_label, *y_label;
};

void
chart_curve(struct canvas *cv, struct rect area, const struct chart_curve *cu);

/* One eighth-block column per cell; the last w values when there are more,
 * from the lowest to the highest value shown. */
void chart_spark(struct canvas *cv, struct rect at, enum role role,
    const double *values, size_t n);

/* A horizontal bar of eighth blocks, fraction 0..1 of the width. */
void
chart_bar(struct canvas *cv, struct rect at, enum role role, double fraction);
/* A bar with the rest of it shaded and "62%" after it. */
void chart_progress(struct canvas *cv, struct rect at, double fraction);

/* ├──●──┤ around a ┊ at zero; all in the units of from..to. */
struct chart_interval {
	double from, to; /* the ends of the cell */
	double low, mid, high;
	double zero; /* not drawn when outside from..to */
	enum role role;
};

void chart_interval(
    struct canvas *cv, struct rect at, const struct chart_interval *in);

/* A slider ├━━━●───┤ and a floor mark ┃. */
struct chart_slider {
	double from, to, value;
	bool has_floor;
	double floor;
	enum role role;
};

void
chart_slider(struct canvas *cv, struct rect at, const struct chart_slider *sl);

#endif
