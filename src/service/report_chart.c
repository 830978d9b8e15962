/*
 * Coordinates are of a box of 720 by 260 units that the page scales. The
 * horizontal scale is the threshold, the vertical one the change against
 * today with zero always in sight; ticks are at 1, 2 or 5 times a power of
 * ten.
 */
#include "service/report_chart.h"

#include "service/page.h"

#include <math.h>

enum {
	BOX_W = 720,
	BOX_H = 272,
	LEFT = 70,
	RIGHT = 16,
	TOP = 24,
	BOTTOM = 52,
	SPARK_W = 120,
	SPARK_H = 24,
	MOST_TICKS = 6
};

/* ---- sparkline ---- */

static void
find_span(const double *v, size_t n, double *low, double *high, size_t *known)
{
	*low = (double)INFINITY;
	*high = -(double)INFINITY;
	*known = 0;
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(v[i]))
			continue;
		*low = fmin(*low, v[i]);
		*high = fmax(*high, v[i]);
		++*known;
	}
}

void
report_chart_spark(
    const double *values, size_t n, const char *label, struct str *out)
{
	double low, high;
	size_t known;
	bool begun = false;

	find_span(values, n, &low, &high, &known);
	if (known < 2)
		return;
	if (!(high > low))
		high = low + 1;
	str_addf(out,
	    "<svg class=\"spark\" viewBox=\"0 0 %d %d\" role=\"img\" "
	    "aria-label=\"",
	    SPARK_W, SPARK_H);
	page_escape(out, slice_of(label));
	str_add(out, "\"><path class=\"line\" d=\"");
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(values[i])) {
			begun = false;
			continue;
		}
		str_addf(out, "%c%.1f %.1f", begun ? 'L' : 'M',
		    2 + (SPARK_W - 4) * (double)i / (double)(n - 1),
		    SPARK_H - 2 -
			(SPARK_H - 4) * (values[i] - low) / (high - low));
		begun = true;
	}
	str_add(out, "\"/></svg>");
}

/* ---- the curve ---- */

struct scale {
	double x0, x1, y0, y1;
};

static const struct range *
change_of(const struct threshold_point *p, bool aov)
{
	return aov ? &p->aov_change : &p->contribution_change;
}

static double
at_x(const struct scale *s, double x)
{
	return LEFT + (BOX_W - LEFT - RIGHT) * (x - s->x0) / (s->x1 - s->x0);
}

static double
at_y(const struct scale *s, double y)
{
	return BOX_H - BOTTOM -
	    (BOX_H - TOP - BOTTOM) * (y - s->y0) / (s->y1 - s->y0);
}

/* Of two points at least, which ascend. */
static struct scale
find_scale(const struct lab *lab, bool aov)
{
	struct scale s = { .y0 = 0, .y1 = 0 };

	s.x0 = lab->points[0].threshold;
	s.x1 = lab->points[lab->n_points - 1].threshold;
	for (size_t i = 0; i < lab->n_points; i++) {
		const struct range *r = change_of(&lab->points[i], aov);
		s.y0 = fmin(s.y0, r->low80);
		s.y1 = fmax(s.y1, r->high80);
	}
	if (!(s.y1 > s.y0))
		s.y1 = s.y0 + 1;
	return s;
}

/* 1, 2 or 5 times a power of ten, at most 'most' steps in the span. */
static double
step_of(double span, int most)
{
	double power = pow(10, floor(log10(span / most)));
	double rest = span / most / power;

	return power * (rest <= 1 ? 1 : rest <= 2 ? 2 : rest <= 5 ? 5 : 10);
}

static void
add_tick_text(struct str *out, double value, double step, double x, double y,
    const char *anchor)
{
	int digits = step < 1 ? (int)ceil(-log10(step)) : 0;

	str_addf(out,
	    "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%.*f</text>", x, y,
	    anchor, digits, value);
}

static void
add_axes(const struct scale *s, struct str *out)
{
	double step = step_of(s->y1 - s->y0, MOST_TICKS);

	for (int i = (int)ceil(s->y0 / step); i * step <= s->y1; i++) {
		double y = at_y(s, i * step);
		str_addf(out, "<path class=\"axis\" d=\"M%d %.1fH%d\"%s/>",
		    LEFT, y, BOX_W - RIGHT,
		    i == 0 ? " stroke-width=\"2\"" : "");
		add_tick_text(out, i * step, step, LEFT - 6, y + 4, "end");
	}
	step = step_of(s->x1 - s->x0, MOST_TICKS);
	for (int i = (int)ceil(s->x0 / step); i * step <= s->x1; i++)
		add_tick_text(out, i * step, step, at_x(s, i * step),
		    BOX_H - BOTTOM + 18, "middle");
	str_addf(out,
	    "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">free shipping "
	    "from</text>",
	    (LEFT + BOX_W - RIGHT) / 2, BOX_H - 4);
}

static void
add_band(
    const struct lab *lab, bool aov, const struct scale *s, struct str *out)
{
	str_add(out, "<path class=\"band\" d=\"");
	for (size_t i = 0; i < lab->n_points; i++)
		str_addf(out, "%c%.1f %.1f", i == 0 ? 'M' : 'L',
		    at_x(s, lab->points[i].threshold),
		    at_y(s, change_of(&lab->points[i], aov)->high80));
	for (size_t i = lab->n_points; i-- > 0;)
		str_addf(out, "L%.1f %.1f", at_x(s, lab->points[i].threshold),
		    at_y(s, change_of(&lab->points[i], aov)->low80));
	str_add(out, "Z\"/>");
}

static void
add_line(
    const struct lab *lab, bool aov, const struct scale *s, struct str *out)
{
	str_add(out, "<path class=\"line\" d=\"");
	for (size_t i = 0; i < lab->n_points; i++)
		str_addf(out, "%c%.1f %.1f", i == 0 ? 'M' : 'L',
		    at_x(s, lab->points[i].threshold),
		    at_y(s, change_of(&lab->points[i], aov)->median));
	str_add(out, "\"/>");
}

/* A line at the rule of today, labelled to the side with more room. */
static void
add_now(const struct lab *lab, const struct scale *s, struct str *out)
{
	double x = lab->has_now ? lab->now.threshold : -1;
	bool left;

	if (!(x >= s->x0 && x <= s->x1))
		return;
	left = x > (s->x0 + s->x1) / 2;
	str_addf(out,
	    "<path class=\"now\" d=\"M%.1f %dV%d\"/>"
	    "<text class=\"nowtext\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">"
	    "today</text>",
	    at_x(s, x), TOP, BOX_H - BOTTOM, at_x(s, x) + (left ? -5 : 5),
	    TOP - 8, left ? "end" : "start");
}

void
report_chart_curve(const struct lab *lab, bool aov, struct str *out)
{
	struct scale s;

	if (lab->n_points < 2)
		return;
	s = find_scale(lab, aov);
	str_addf(out,
	    "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"change of %s "
	    "by free-shipping threshold, median and 80 %% range; the figures "
	    "stand in the table below\">",
	    BOX_W, BOX_H, aov ? "AOV" : "contribution");
	add_axes(&s, out);
	add_band(lab, aov, &s, out);
	add_line(lab, aov, &s, out);
	add_now(lab, &s, out);
	str_add(out, "</svg>");
}
