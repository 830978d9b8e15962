/*
 * settings - every number a shop may choose, with its meaning.
 *
 * One list: the store keeps what was changed as text, everything else is the
 * default. "endcap settings", the settings screen and the README's table are
 * printed from these rows. Each says what becomes stale when it changes, so that
 * nobody shows old results for new settings, and where its value comes from: a
 * choice of the shop's, an assumption about the world that may be replaced by
 * what the shop knows, or something read from the orders while it is 0.
 *
 * Changes are actions (store/store_history.h): they can be undone.
 */
#ifndef ENDCAP_SETTINGS_H
#define ENDCAP_SETTINGS_H

#include "base/err.h"
#include "base/str.h"

struct listing;
struct store;

/* What a setting changes, a bit each: id, words. */
/* clang-format off */
#define SETTING_STALES(X) \
	X(STALE_PAIRS,      0, "pairs") \
	X(STALE_LISTS,      1, "lists of pairs") \
	X(STALE_FIGURES,    2, "key figures") \
	X(STALE_BUNDLES,    3, "bundles") \
	X(STALE_THRESHOLDS, 4, "thresholds")
/* clang-format on */

enum setting_stale {
#define X(id, bit, words) id = 1 << bit,
	SETTING_STALES(X)
#undef X
};

enum setting_origin {
	ORIGIN_CHOICE,
	ORIGIN_ASSUMED, /* until the shop says what it knows */
	ORIGIN_READ, /* from the orders, while it is 0 */
};

/* id, key, default, min, max, decimals, origin, stale, unit, help */
/* clang-format off */
#define SETTINGS(X) \
	X(SETTING_BASKET_CAP,     "basket_cap",      200,   0,  1e6, 0, ORIGIN_CHOICE, \
	  STALE_PAIRS, \
	  "products", "orders with more distinct products are left out of pair analysis; 0: none is") \
	X(SETTING_HALF_LIFE,      "half_life",         0,   0, 3650, 0, ORIGIN_CHOICE, \
	  STALE_PAIRS | STALE_BUNDLES, \
	  "days", "how old an order is when it counts half in the ranking of pairs, for shops of seasons; 0: all count alike") \
	X(SETTING_MIN_ORDERS,     "min_orders",        3,   1,  1e6, 0, ORIGIN_CHOICE, \
	  STALE_LISTS, \
	  "orders", "fewest joint orders of a pair that is listed") \
	X(SETTING_TITLE_CATEGORIES, "title_categories", 0, 0,  5, 0, ORIGIN_CHOICE, \
	  STALE_LISTS | STALE_BUNDLES, \
	  "words", "first words of a title that stand for the category of a product without one; 0: it has none") \
	X(SETTING_NET_RETURNS,    "net_returns",       1,   0,    1, 0, ORIGIN_CHOICE, \
	  STALE_PAIRS | STALE_LISTS | STALE_FIGURES | STALE_BUNDLES | STALE_THRESHOLDS, \
	  "", "1: a return takes its pieces back from the newest earlier sale of that product to that customer; 0: sales stand as they were made") \
	X(SETTING_JOIN_SKUS,      "join_skus",         1,   0,    1, 0, ORIGIN_CHOICE, \
	  STALE_PAIRS | STALE_LISTS | STALE_FIGURES | STALE_BUNDLES | STALE_THRESHOLDS, \
	  "", "1: SKUs that differ by upper and lower case alone are one product; 0: each spelling is one of its own (blanks around a SKU never count)") \
	X(SETTING_MINE_LEVEL,     "mine_level",        0,   0,    1, 0, ORIGIN_CHOICE, \
	  STALE_PAIRS | STALE_LISTS | STALE_FIGURES | STALE_BUNDLES | STALE_THRESHOLDS, \
	  "", "1: the variants of a product count as that product, in pairs, lists and offers, which then mean any of them; 0: each by itself") \
	X(SETTING_WINDOW_DAYS,    "window_days",     365,   7, 36500, 0, ORIGIN_CHOICE, \
	  STALE_BUNDLES | STALE_THRESHOLDS, \
	  "days", "projections replay this many last days of orders") \
	X(SETTING_HORIZON_DAYS,   "horizon_days",     30,   1,  3660, 0, ORIGIN_CHOICE, \
	  STALE_BUNDLES | STALE_THRESHOLDS, \
	  "days", "projected changes are given for this many days") \
	X(SETTING_ASSUMED_MARGIN, "assumed_margin",   40,   0,   100, 1, ORIGIN_ASSUMED, \
	  STALE_FIGURES | STALE_BUNDLES | STALE_THRESHOLDS, \
	  "percent", "contribution margin of products whose cost is unknown (assumed)") \
	X(SETTING_MARGIN_FLOOR,   "margin_floor",     20,   0,   100, 1, ORIGIN_CHOICE, \
	  STALE_BUNDLES, \
	  "percent", "a bundle whose margin after discount is lower is warned about") \
	X(SETTING_PAYMENT_FEE,    "payment_fee",     2.9,   0,    20, 2, ORIGIN_ASSUMED, \
	  STALE_FIGURES | STALE_BUNDLES | STALE_THRESHOLDS, \
	  "percent", "of every payment, taken by the payment provider") \
	X(SETTING_HANDLING,       "handling",          0,   0,   1e6, 2, ORIGIN_ASSUMED, \
	  STALE_BUNDLES, \
	  "money", "cost of handling one more item") \
	X(SETTING_VISIBILITY,     "visibility",      1.3,   1,    10, 2, ORIGIN_ASSUMED, \
	  STALE_BUNDLES, \
	  "odds", "how much showing a bundle alone raises the odds of adding the missing item (assumed)") \
	X(SETTING_ELASTICITY,     "elasticity",      1.5,   0,    10, 2, ORIGIN_ASSUMED, \
	  STALE_BUNDLES, \
	  "", "how strongly the odds answer to the discount on the missing item (assumed)") \
	X(SETTING_SWITCHING,      "switching",        15,   0,    90, 1, ORIGIN_ASSUMED, \
	  STALE_BUNDLES, \
	  "percent", "of takes that replace another of your own items (assumed)") \
	X(SETTING_DRIFT,          "drift",          0.35,   0,     1, 2, ORIGIN_ASSUMED, \
	  STALE_BUNDLES, \
	  "", "spread of how attach rates move from one period to the next, as a log standard deviation") \
	X(SETTING_ATTACH_WEIGHT,  "attach_weight",    10,   1,  1000, 0, ORIGIN_CHOICE, \
	  STALE_LISTS | STALE_BUNDLES, \
	  "orders", "how many orders the expectation by chance is worth beside a pair's own record") \
	X(SETTING_DISCOUNT,       "discount",         10,   0,    90, 1, ORIGIN_CHOICE, \
	  0, \
	  "percent", "of a new bundle") \
	X(SETTING_SHIPPING_FEE,   "shipping_fee",      0,   0,   1e6, 2, ORIGIN_READ, \
	  STALE_THRESHOLDS, \
	  "money", "charged below the threshold where orders record no charge; 0: read it from the orders") \
	X(SETTING_SHIPPING_COST,  "shipping_cost",     0,   0,   1e6, 2, ORIGIN_READ, \
	  STALE_THRESHOLDS, \
	  "money", "of one parcel to the shop where orders record none; 0: read it from the orders") \
	X(SETTING_CAUTION,        "caution",        0.85,   0,     1, 2, ORIGIN_ASSUMED, \
	  STALE_THRESHOLDS, \
	  "factor", "on topping up when a threshold is raised; raising has done worse than models say (assumed)") \
	X(SETTING_TOPUP_RATE,     "topup_rate",       -1,  -1,   100, 1, ORIGIN_ASSUMED, \
	  STALE_THRESHOLDS, \
	  "percent", "of orders just below a threshold, those that add something to reach it; -1: fitted to your orders where they tell, else drawn (assumed)") \
	X(SETTING_FEE_LOSS,       "fee_loss",         -1,  -1,    50, 2, ORIGIN_ASSUMED, \
	  STALE_THRESHOLDS, \
	  "", "orders lost to a shipping fee: 1 - exp(-this * fee / value); -1: drawn around 0.8 (assumed)") \
	X(SETTING_DRAWS,          "draws",          2000, 200, 20000, 0, ORIGIN_CHOICE, \
	  STALE_BUNDLES, \
	  "draws", "behind each projected range") \
	X(SETTING_SEED,           "seed",              1,   0, 1e15, 0, ORIGIN_CHOICE, \
	  STALE_BUNDLES | STALE_THRESHOLDS, \
	  "", "of the draws: the same seed, the same figures") \
	X(SETTING_KEEP_ADDRESSES, "keep_addresses",    0,   0,    1, 0, ORIGIN_CHOICE, \
	  0, \
	  "yes: 1", "imports keep the addresses of customers, for the files of mail tools; 0: they are left out")
/* clang-format on */

enum setting_id {
#define X(id, key, initial, min, max, decimals, origin, stale, unit, help) id,
	SETTINGS(X)
#undef X
	SETTING_COUNT
};

struct setting_row {
	const char *key;
	double initial, min, max;
	int decimals;
	enum setting_origin origin;
	unsigned stale; /* enum setting_stale */
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

/*
 * Checks and keeps one value, as an action of its own that undo takes back; an
 * empty text goes back to the default. 'said' (may be NULL) gets what was done:
 * "setting 'payment_fee': 2.9 to 1.4".
 */
bool settings_set(struct store *st, struct settings *s, enum setting_id id,
    const char *text, struct str *said, struct err *err);

/* "assumed", "estimated" (the shop's own figure), "measured" or "choice". */
const char *settings_basis(const struct settings *s, enum setting_id id);
/* Appends what a change of it changes: "bundles, thresholds"; "new bundles"
 * when nothing that is there depends on it. */
void setting_add_stale(enum setting_id id, struct str *out);

/* All of them as a table, a row each in their order. It holds a copy. */
void settings_listing(const struct settings *s, struct listing *out);

/* Appends the value as it would be typed: "2.9". */
void settings_add_value(
    const struct settings *s, enum setting_id id, struct str *out);

#endif
