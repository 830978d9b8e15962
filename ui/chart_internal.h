/*
 * chart_internal - what the charts share: places on an axis, round labels.
 * Nobody outside chart*.c includes this.
 */
#ifndef ENDCAP_UI_CHART_INTERNAL_H
#define ENDCAP_UI_CHART_INTERNAL_H

#include "ui/chart.h"

/* Where a value stands on an axis of 'cells' places, clipped to 0..cells-1;
 * 0 on an axis without length. */
int chart_place(double value, double from, double to, int cells);
/* A step of 1, 2, 2.5 or 5 times a power of ten that divides the span into at
 * most 'most' parts; 0 when there is no such thing. */
double chart_step(double span, int most);
/* Labels under an axis, at round values, none over another. */
void chart_axis_labels(struct canvas *cv, struct rect at, double from,
    double to, chart_label_fn *label);
void chart_add_label(struct str *out, chart_label_fn *label, double value);

#endif
