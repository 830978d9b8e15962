/*
 * settings - every number a shop may choose, with its meaning.
 *
 * One list: the store keeps what was changed as text, everything else is the
 * default. "endcap settings", the settings screen and the README's table are
 * printed from these rows. A setting that changes what was computed says
 * what becomes stale, so that nobody shows old results for new settings.
 */
#ifndef ENDCAP_SETTINGS_H
#define ENDCAP_SETTINGS_H

#include "base/err.h"
#include "base/str.h"

struct store;

enum setting_stale {
	STALE_NOTHING, /* only what is shown */
	STALE_PAIRS, /* the pairs must be mined again */
};

/* id, key, default, min, max, decimals, stale, unit, help */
/* clang-format off */
#define SETTINGS(X) \
	X(SETTING_BASKET_CAP,     "basket_cap",      200,   0,  1e6, 0, STALE_PAIRS, \
	  "products", "orders with more distinct products are left out of pair analysis; 0: none is") \
	X(SETTING_MIN_ORDERS,     "min_orders",        3,   1,  1e6, 0, STALE_NOTHING, \
	  "orders", "fewest joint orders of a pair that is listed") \
	X(SETTING_WINDOW_DAYS,    "window_days",     365,   7, 36500, 0, STALE_NOTHING, \
	  "days", "projections replay this many last days of orders") \
	X(SETTING_HORIZON_DAYS,   "horizon_days",     30,   1,  3660, 0, STALE_NOTHING, \
	  "days", "projected changes are given for this many days") \
	X(SETTING_ASSUMED_MARGIN, "assumed_margin",   40,   0,   100, 1, STALE_NOTHING, \
	  "percent", "contribution margin of products whose cost is unknown (assumed)") \
	X(SETTING_MARGIN_FLOOR,   "margin_floor",     20,   0,   100, 1, STALE_NOTHING, \
	  "percent", "a bundle whose margin after discount is lower is warned about") \
	X(SETTING_PAYMENT_FEE,    "payment_fee",     2.9,   0,    20, 2, STALE_NOTHING, \
	  "percent", "of every payment, taken by the payment provider") \
	X(SETTING_HANDLING,       "handling",          0,   0,   1e6, 2, STALE_NOTHING, \
	  "money", "cost of handling one more item") \
	X(SETTING_VISIBILITY,     "visibility",      1.3,   1,    10, 2, STALE_NOTHING, \
	  "odds", "how much showing a bundle alone raises the odds of adding the missing item (assumed)") \
	X(SETTING_ELASTICITY,     "elasticity",      1.5,   0,    10, 2, STALE_NOTHING, \
	  "", "how strongly the odds answer to the discount on the missing item (assumed)") \
	X(SETTING_SWITCHING,      "switching",        15,   0,    90, 1, STALE_NOTHING, \
	  "percent", "of takes that replace another of your own items (assumed)") \
	X(SETTING_DRIFT,          "drift",          0.35,   0,     1, 2, STALE_NOTHING, \
	  "", "spread of how attach rates move from one period to the next, as a log standard deviation") \
	X(SETTING_ATTACH_WEIGHT,  "attach_weight",    10,   1,  1000, 0, STALE_NOTHING, \
	  "orders", "how many orders the expectation by chance is worth beside a pair's own record") \
	X(SETTING_DISCOUNT,       "discount",         10,   0,    90, 1, STALE_NOTHING, \
	  "percent", "of a new bundle") \
	X(SETTING_SHIPPING_FEE,   "shipping_fee",      0,   0,   1e6, 2, STALE_NOTHING, \
	  "money", "charged below the threshold where orders record no charge; 0: read it from the orders") \
	X(SETTING_SHIPPING_COST,  "shipping_cost",     0,   0,   1e6, 2, STALE_NOTHING, \
	  "money", "of one parcel to the shop where orders record none; 0: read it from the orders") \
	X(SETTING_CAUTION,        "caution",        0.85,   0,     1, 2, STALE_NOTHING, \
	  "factor", "on topping up when a threshold is raised; raising has done worse than models say (assumed)") \
	X(SETTING_DRAWS,          "draws",          2000, 200, 20000, 0, STALE_NOTHING, \
	  "draws", "behind each projected range") \
	X(SETTING_SEED,           "seed",              1,   0, 1e15, 0, STALE_NOTHING, \
	  "", "of the draws: the same seed, the same figures")
/* clang-format on */

enum setting_id {
#define X(id, key, initial, min, max, decimals, stale, unit, help) id,
	SETTINGS(X)
#undef X
	SETTING_COUNT
};

struct setting_row {
	const char *key;
	double initial, min, max;
	int decimals;
	enum setting_stale stale;
	const char *unit;
	const char *help;
};

/* The values in force; plain data, copied freely. */
struct settings {
	double value[SETTING_COUNT];
	bool changed[SETTING_COUNT]; /* not the default */
};

const struct setting_row *setting_row(enum setting_id id);

/* By key; false with a sentence that names the nearest keys. */
bool setting_find(const char *key, enum setting_id *id, struct err *err);

/* Defaults, then what the store keeps. A kept value that is out of range (by
 * hand, by an older version) is the default again. */
bool settings_load(struct store *st, struct settings *out, struct err *err);
void settings_defaults(struct settings *out);

/* Checks and keeps one value; an empty text goes back to the default. */
bool settings_set(struct store *st, struct settings *s, enum setting_id id,
    const char *text, struct err *err);

/* Appends the value as it would be typed: "2.9". */
void settings_add_value(
    const struct settings *s, enum setting_id id, struct str *out);

#endif
