/*
 * view - what was read from a store, held together and never changed.
 *
 * Screens, listings and jobs all look at one view: the catalogue, the counted
 * orders, the mined pairs, the settings and the decisions as they were at one
 * moment. It is immutable and counted by reference, so a worker may go on
 * with an older one while the dashboard already shows the next. When the
 * store changes, a new view is loaded and the old one is let go.
 *
 *	struct view_request rq = { .parts = VIEW_SALES | VIEW_PAIRS };
 *	struct view *v = view_load(st, &rq, err);
 *	...
 *	view_free(v);
 *
 * Indices of products are the same in products, sales and pairs. Parts that
 * were not asked for are empty.
 */
#ifndef ENDCAP_VIEW_H
#define ENDCAP_VIEW_H

#include "base/progress.h"
#include "base/sales.h"
#include "mining/pairs.h"
#include "mining/sequence.h"
#include "service/cut.h"
#include "service/paired.h"
#include "service/settings.h"
#include "store/store_curation.h"
#include "store/store_orders.h"
#include "store/store_products.h"

enum view_parts {
	VIEW_PRODUCTS = 1 << 0, /* always there */
	VIEW_SALES = 1 << 1,
	VIEW_PAIRS = 1 << 2, /* mines them when stale */
	VIEW_RANKED = 1 << 3, /* all of them by score; with VIEW_PAIRS */
};

struct view {
	int references; /* view_share, view_free */
	struct cut cut; /* of the orders; texts in 'text' */
	struct arena text;
	unsigned parts;
	int64_t facts_version;
	struct currency currency;
	struct settings settings;
	struct store_products products;
	uint32_t *category; /* of each product, see view_category */
	struct store_decisions decisions;
	struct paired bundled;
	struct sales sales;
	struct pair_table pairs;
	struct pair_context context; /* of the pairs */
	struct sequences sequences; /* of the pairs that ask for them */
	struct pairs_ranking ranked; /* see view_ranked */
	/* Orders that were read though none counts, and why most of their
	 * lines or they do not; 0: there are some that count, or none at all. */
	int64_t uncounted;
	enum store_reason uncounted_why;
};

/* What to load. Zeroed: the catalogue, settings and decisions alone. */
struct view_request {
	unsigned parts;
	/* Pairs of a part of the orders are mined for this view and not
	 * kept. Texts are borrowed for the call. */
	struct cut cut;
	/* A view of all orders, borrowed for the call; NULL: none. While the
	 * facts are still its own the orders come from there, which saves
	 * reading them. */
	const struct view *whole;
	/* Least joint orders of a pair; 0: ANALYSIS_FLOOR. Fewer than that are
	 * mined for this view, too, and not kept. */
	uint32_t floor;
	int threads;
	const struct progress *progress;
};

/*
 * Loads the parts in one consistent read. With VIEW_PAIRS and none fresh in
 * the store, mines them and keeps the result there (a store that cannot be
 * written only has them in memory). NULL with err on failure.
 */
struct view *view_load(
    struct store *st, const struct view_request *request, struct err *err);
/*
 * A view for looking at one product: its partners' rows only, when the store
 * holds fresh pairs (milliseconds); the whole otherwise. *product gets its
 * index. The partners are those of the ranking by score, at most 50. Sales are
 * loaded when they are asked for.
 */
struct view *view_load_partners(struct store *st, struct slice sku,
    const struct view_request *request, size_t *product, struct err *err);
/* The catalogue and, of the pairs, only the rows of these products (ascending)
 * into *out, which is NULL when the store keeps no fresh ones. */
bool view_load_rows(struct store *st, const size_t *rows, size_t n,
    struct view **out, struct err *err);
struct view *view_share(struct view *v); /* one more reference */
void view_free(struct view *v); /* one less; NULL allowed */

/* Borrowed text of a product: its title, else its SKU; "" never. */
struct slice view_title(const struct view *v, size_t product);
struct slice view_sku(const struct view *v, size_t product);

/* Index of a SKU in any spelling; ERR_NOT_FOUND names SKUs that begin
 * alike. */
bool view_find(
    const struct view *v, struct slice sku, size_t *product, struct err *err);

/* The pairs by score that were ranked when the view was loaded, if that is
 * what the query asks for (its limit aside); borrowed from the view. */
bool view_ranked(const struct view *v, const struct pairs_query *query,
    const struct pairs_item **items, size_t *n);

/* How likely a basket with a holds b by chance alone, E_ab / n_a; negative
 * when the view has no pairs or nobody bought a. */
double view_chance(const struct view *v, size_t a, size_t b);

/* Does a product file say that the shop sells the two together? */
bool view_sold_in_shop(const struct view *v, size_t a, size_t b);
/* The name of a bundle of the shop that holds both, the first by name; NULL:
 * none does. */
const char *view_bundle_of(const struct view *v, size_t a, size_t b);
/* The merchandiser's verdict on a pair of products. */
enum store_verdict view_verdict(const struct view *v, size_t a, size_t b);
/* The product_id of the one that somebody said accessorises the other; 0:
 * nobody did. */
int64_t view_accessory(const struct view *v, size_t a, size_t b);
/* The note on it, or NULL; borrowed from the view. */
const char *view_note(const struct view *v, size_t a, size_t b);

/* Why the view holds no order: there are none yet, none that counts, or none in
 * its part. */
void view_add_no_orders(const struct view *v, struct str *out);

/* A number that is equal for equal categories; 0: none. */
uint32_t view_category(const struct view *v, size_t product);

/* The price of one piece in ten-thousandths: the product file's, else the
 * median paid, else SALES_UNKNOWN. */
int64_t view_price4(const struct view *v, size_t product);
/* What is paid for one: the median, else the product file's, else
 * SALES_UNKNOWN. Relations go by it. */
int64_t view_paid4(const struct view *v, size_t product);

#endif
