/*
 * report_chart - the pictures of a report, as SVG elements with their meaning
 * in words. Colours are classes of the page's style.
 */
#ifndef ENDCAP_REPORT_CHART_H
#define ENDCAP_REPORT_CHART_H

#include "service/lab.h"

/* A line of values from left to right, gaps where one is NaN; 'label' says
 * what it shows. Nothing with less than two values. */
void report_chart_spark(
    const double *values, size_t n, const char *label, struct str *out);

/* The change of contribution (or of AOV) by threshold: the median, its 80 %
 * range, and the rule of today. Nothing without points. */
void report_chart_curve(const struct lab *lab, bool aov, struct str *out);

#endif
