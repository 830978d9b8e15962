/*
 * store_curation - what a merchandiser made: bundles, thresholds, decisions.
 *
 * Every write happens inside an action (store_history.h), which makes it one
 * transaction that can be undone:
 *
 *	store_action_begin(st, "discount of 'desk start' to 12 %", err);
 *	store_bundle_save(st, &bundle, err);
 *	store_action_commit(st, NULL, err);
 *
 * Each bundle and threshold carries a revision, a number that is never used
 * twice in a store. Saving one whose revision is no longer the stored one
 * fails with ERR_CONFLICT and a sentence that shows both versions.
 *
 * Kinds are text so that new ones need no new store; the service checks them.
 */
#ifndef ENDCAP_STORE_CURATION_H
#define ENDCAP_STORE_CURATION_H

#include "base/arena.h"
#include "store/store.h"

/* clang-format off */
#define STORE_STATES(X) \
	X(STATE_DRAFT,   "draft",   "being worked on") \
	X(STATE_ACTIVE,  "active",  "live in the shop between its days") \
	X(STATE_RETIRED, "retired", "kept for the record")
#define STORE_VERDICTS(X) \
	X(VERDICT_NONE,   "none",   "noted, not decided") \
	X(VERDICT_ACCEPT, "accept", "belongs together") \
	X(VERDICT_REJECT, "reject", "is not to be shown")
/* clang-format on */

enum store_state {
#define X(code, name, meaning) code,
	STORE_STATES(X)
#undef X
	STATE_COUNT
};
enum store_verdict {
#define X(code, name, meaning) code,
	STORE_VERDICTS(X)
#undef X
	VERDICT_COUNT
};

const char *store_state_name(enum store_state s);
const char *store_verdict_name(enum store_verdict v);

/* A day that is not set: INT32_MIN as start, INT32_MAX as end. */
enum {
	STORE_NO_START = INT32_MIN,
	STORE_NO_END = INT32_MAX
};

struct store_bundle_item {
	int64_t item_id; /* 0: new; kept so that history stays short */
	int64_t product_id;
	int64_t quantity; /* >= 1 */
	const char *slot; /* "shoes", "step 1"; NULL: none */
	const char *role; /* "main", "get", "addon"; NULL: none */
	int64_t any; /* enum store_any: which other products serve as well */
};

/* What may stand in for an item's product: nothing else; any product of the
 * same parent; any of its category. */
enum store_any {
	STORE_ANY_NONE,
	STORE_ANY_VARIANT,
	STORE_ANY_CATEGORY,
	STORE_ANY_COUNT
};

struct store_bundle {
	int64_t bundle_id; /* 0: new */
	int64_t revision; /* 0: new */
	const char *name; /* unique; what commands name */
	const char *title; /* what shoppers see; NULL: none */
	const char *message; /* why it belongs together; NULL: none */
	const char *kind; /* "set", "routine", "look", "tiers", "addons", ... */
	enum store_state state;
	/* "none", "percent", "amount", "price", "cheapest" (that much off the
	 * cheapest piece), "get" (off the items of role "get"), "tiers" */
	const char *discount_kind;
	int64_t discount_value; /* percent, cheapest, get: ten-thousandths of
				   a percent; else minor units */
	int64_t priority;
	int64_t max_sets; /* in one order, 0: no limit */
	int32_t starts, ends; /* days, both inclusive */
	int64_t changed_at; /* set by the store */
	const char *tiers; /* "3:50000 6:100000": pieces:percent; NULL */
	bool alone; /* combines with no other discount */
	int64_t min_margin; /* ten-thousandths of a percent, below which it is
			       not given; 0: none */
	struct store_bundle_item *items; /* in position order */
	size_t n_items;
};

struct store_threshold {
	int64_t threshold_id; /* 0: new */
	int64_t revision;
	const char *name;
	const char *kind; /* "free-shipping", "percent", "amount", "gift" */
	int64_t amount; /* the cart value it begins at, minor units */
	int64_t reward_value; /* as discount_value; 0 for free shipping */
	const char *country; /* NULL: everywhere */
	enum store_state state;
	int64_t priority;
	int32_t starts, ends;
	int64_t changed_at;
	int64_t gift_product; /* of kind "gift"; 0: none */
	bool alone; /* combines with no other discount */
	int64_t min_margin; /* as of a bundle */
};

/* A version of an offer that is not in force: kept to be compared, and to take
 * the place of the offer. Content is the service's own. */
struct store_scenario {
	int64_t scenario_id; /* 0: new */
	int64_t revision;
	const char *name; /* unique */
	const char *kind; /* "bundle", "threshold" */
	const char *subject; /* name of the offer it is a version of */
	const char *content;
	int64_t changed_at;
};

/* A segment of the shop's own: the service reads its expression. */
struct store_segment {
	int64_t segment_id; /* 0: new */
	int64_t revision;
	const char *name; /* unique */
	const char *expression;
	int64_t changed_at;
};

/* product_a < product_b; the functions put them in order. */
struct store_decision {
	int64_t decision_id;
	int64_t product_a, product_b;
	enum store_verdict verdict;
	int64_t accessory; /* the one the user says accessorises; 0: not said */
	const char *note; /* NULL: none */
	int64_t at;
	bool from_shop; /* nobody decided: the shop sells them together, as a
			   product file says; the note names the import */
};

struct store_bundles {
	struct store_bundle *rows; /* by name, in byte order */
	size_t n;
	struct arena text; /* items too */
};
struct store_thresholds {
	struct store_threshold *rows; /* by name */
	size_t n;
	struct arena text;
};
struct store_scenarios {
	struct store_scenario *rows; /* by subject, name */
	size_t n;
	struct arena text;
};
struct store_segments {
	struct store_segment *rows; /* by name */
	size_t n;
	struct arena text;
};
struct store_decisions {
	struct store_decision *rows; /* by product_a, product_b */
	size_t n;
	struct arena text;
};

bool store_bundles_load(
    struct store *st, struct store_bundles *out, struct err *err);
void store_bundles_release(struct store_bundles *b);
/*
 * The sets that the shop's own product files name (grouped products, bundles
 * of the platform), as drafts that nobody here made: bundle_id is the set's
 * product, the name its SKU, the title its name. Ascending by bundle_id.
 */
bool store_shop_sets_load(
    struct store *st, struct store_bundles *out, struct err *err);
/* One by name, its strings and items in 'text'; ERR_NOT_FOUND. */
bool store_bundle_get(struct store *st, const char *name, struct arena *text,
    struct store_bundle *out, struct err *err);
/* Inserts or replaces, items included; sets ids, revision, changed_at. A name
 * that is taken is ERR_INPUT. */
bool
store_bundle_save(struct store *st, struct store_bundle *b, struct err *err);
bool store_bundle_delete(
    struct store *st, int64_t bundle_id, int64_t revision, struct err *err);

bool store_thresholds_load(
    struct store *st, struct store_thresholds *out, struct err *err);
void store_thresholds_release(struct store_thresholds *t);
bool store_threshold_get(struct store *st, const char *name, struct arena *text,
    struct store_threshold *out, struct err *err);
/* ERR_NOT_FOUND also when it was deleted meanwhile. */
bool store_threshold_find(struct store *st, int64_t threshold_id,
    struct arena *text, struct store_threshold *out, struct err *err);
bool store_threshold_save(
    struct store *st, struct store_threshold *t, struct err *err);
bool store_threshold_delete(
    struct store *st, int64_t threshold_id, int64_t revision, struct err *err);

/* kind NULL: any. */
bool store_scenarios_load(struct store *st, const char *kind,
    struct store_scenarios *out, struct err *err);
void store_scenarios_release(struct store_scenarios *s);
bool store_scenario_get(struct store *st, const char *name, struct arena *text,
    struct store_scenario *out, struct err *err);
/* Inserts, or replaces the one of that name whatever it was. */
bool store_scenario_save(
    struct store *st, struct store_scenario *s, struct err *err);
bool
store_scenario_delete(struct store *st, int64_t scenario_id, struct err *err);

bool store_segments_load(
    struct store *st, struct store_segments *out, struct err *err);
void store_segments_release(struct store_segments *s);
/* Inserts or replaces; sets id, revision, changed_at. A name that is taken is
 * ERR_INPUT. */
bool
store_segment_save(struct store *st, struct store_segment *s, struct err *err);
bool store_segment_delete(
    struct store *st, int64_t segment_id, int64_t revision, struct err *err);

bool store_decisions_load(
    struct store *st, struct store_decisions *out, struct err *err);
void store_decisions_release(struct store_decisions *d);
bool store_decision_get(struct store *st, int64_t product_a, int64_t product_b,
    struct arena *text, struct store_decision *out, bool *found,
    struct err *err);
/* The pair's one decision. No verdict, accessory or note: it is removed. */
bool store_decision_save(
    struct store *st, struct store_decision *d, struct err *err);

/* ---- kept with them, in the same actions ---- */

/* Somebody was put on a follow-up list. */
struct store_contact {
	int64_t contact_id; /* 0: new */
	int64_t customer_id;
	int64_t product_id; /* what was offered */
	const char *list; /* name of the list */
	int64_t at;
	bool held_out; /* chosen, but kept back to compare with */
};
struct store_contacts {
	struct store_contact *rows; /* by contact_id */
	size_t n;
	struct arena text;
};
bool store_contacts_load(
    struct store *st, struct store_contacts *out, struct err *err);
void store_contacts_release(struct store_contacts *c);
bool store_contact_add(
    struct store *st, const struct store_contact *c, struct err *err);

/* A named text kept with the curated things: the projection an offer was
 * activated on ("projection", its name, JSON), what an export added
 * ("export shopify", file, JSON). Newest last. */
struct store_record {
	int64_t record_id; /* 0: new */
	const char *kind;
	const char *name;
	const char *content;
	int64_t at; /* set by the store */
};
struct store_records {
	struct store_record *rows;
	size_t n;
	struct arena text;
};
/* name NULL: any. */
bool store_records_load(struct store *st, const char *kind, const char *name,
    struct store_records *out, struct err *err);
void store_records_release(struct store_records *r);
bool store_record_add(
    struct store *st, const struct store_record *r, struct err *err);

#endif
