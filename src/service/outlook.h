/*
 * outlook - a bundle's projected effect, from a view to words and JSON.
 *
 * Brings together what decide/projection needs: the counted orders, the
 * expectation of mining, the settings, the offers already live. The
 * calculation touches nothing but the view and its own request, so it runs on
 * a worker as well as on the command line.
 */
#ifndef ENDCAP_OUTLOOK_H
#define ENDCAP_OUTLOOK_H

#include "base/json.h"
#include "base/progress.h"
#include "decide/projection.h"
#include "decide/track.h"
#include "service/view.h"

enum {
	OUTLOOK_CURVE_POINTS = 26
}; /* discounts of 0..25 % */

struct outlook_request {
	const struct view *v; /* with sales; borrowed */
	struct offer offer; /* the bundle; items borrowed */
	const struct offer *live; /* other offers in force; borrowed */
	size_t n_live;
	bool with_curve; /* contribution by discount too */
	/* the user's own take rate: mean and coefficient of variation; 0:
	 * from the model */
	double take_rate, take_cv;
	/* It is what came of the bundle (measuring_teach), at its discount:
	 * the curve by discount stays the model's. */
	bool take_learned, take_measured; /* ... against a hold-out */
	struct track track; /* what came of earlier projections */
};

/* How many orders it would take to see the effect in the shop's own numbers,
 * in each of two groups, and how many weeks of all its orders. */
struct outlook_sample {
	double before, after; /* attach share of the anchor's orders */
	double attach_orders, attach_weeks; /* to tell these two apart */
	double cv, cv_cut; /* of order values, raw and winsorised at 95 % */
	double aov_orders, aov_orders_cut, aov_weeks; /* to see the AOV move */
};

struct outlook {
	struct exposure exposure;
	struct projection_inputs inputs;
	struct projection projection;
	struct outlook_sample sample;
	struct track track; /* of the request */
	size_t n_curve;
	struct projection_at curve[OUTLOOK_CURVE_POINTS];
};

/* The inputs that the settings stand for. */
void outlook_inputs(const struct settings *s, struct projection_inputs *out);
/* How much wider its ranges are for what came of earlier projections. */
void
outlook_take_track(const struct track *track, struct projection_inputs *out);

bool outlook_compute(const struct outlook_request *request,
    const struct progress *pg, struct outlook *out, struct err *err);

/* A range under a key: { median, low80, high80, low95, high95 }. */
void outlook_json_range(struct json *j, const char *key, const struct range *r);

/* One JSON object; ranges as { median, low80, high80, low95, high95 }. */
void outlook_write_json(
    const struct outlook *o, const struct view *v, struct str *out);
/* A page of text: reach, effect with ranges, break-evens, verdict, inputs. */
void outlook_write_text(
    const struct outlook *o, const struct view *v, struct str *out);

/* One line of an effect for people: what, and its range. */
struct outlook_line {
	const char *name; /* "AOV" */
	char before[32], after[32], change[32], range[64];
	struct range value; /* of the change, for an interval on screen */
};
enum {
	OUTLOOK_LINES = 5
};
/* Fills up to OUTLOOK_LINES lines; returns how many. */
size_t outlook_lines(
    const struct outlook *o, const struct view *v, struct outlook_line *lines);

#endif
