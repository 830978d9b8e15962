/*
 * A view is filled once and then only read; the count of references is the
 * one thing that changes, so it is atomic by the compiler's builtins (shared
 * between the dashboard and its workers).
 */
#include "service/view.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "service/analysis.h"
#include "service/categories.h"
#include "service/rules.h"
#include "service/sequencing.h"
#include "store/store_orders.h"

struct view *
view_share(struct view *v)
{
	__atomic_add_fetch(&v->references, 1, __ATOMIC_RELAXED);
	return v;
}

void
view_free(struct view *v)
{
	if (v == NULL ||
	    __atomic_sub_fetch(&v->references, 1, __ATOMIC_ACQ_REL) > 0)
		return;
	store_products_release(&v->products);
	mem_free(v->category);
	store_decisions_release(&v->decisions);
	paired_release(&v->bundled);
	sales_release(&v->sales);
	pair_table_release(&v->pairs);
	pair_context_release(&v->context);
	sequences_release(&v->sequences);
	pairs_ranking_release(&v->ranked);
	arena_release(&v->text);
	mem_free(v);
}

/* ---- loading ---- */

static void
find_categories(struct view *v)
{
	int words = (int)v->settings.value[SETTING_TITLE_CATEGORIES];

	categories_of_titles(&v->products, words, &v->text);
	v->category = mem_zarray(v->products.n, sizeof(*v->category));
	categories_number(&v->products, v->category);
}

static bool
load_base(struct store *st, struct view *v, struct err *err)
{
	if (!store_facts_version(st, &v->facts_version, err) ||
	    !store_currency(st, &v->currency, err) ||
	    !settings_load(st, &v->settings, err) ||
	    !store_products_load(st, &v->products, err))
		return false;
	find_categories(v);
	return store_decisions_load(st, &v->decisions, err) &&
	    paired_load(st, &v->products, &v->bundled, err);
}

/* Does another view hold all orders as they are now? */
static bool
holds_all(const struct view *whole, const struct view *v)
{
	return whole != NULL && (whole->parts & VIEW_SALES) &&
	    cut_is_all(&whole->cut) && !cut_is_all(&v->cut) &&
	    whole->facts_version == v->facts_version;
}

/* For pairs alone, less than for who asked for sales. */
static bool
load_cut(
    struct store *st, struct view *v, const struct view *whole, struct err *err)
{
	if (holds_all(whole, v))
		return cut_select(
		    st, &v->products, &v->cut, &whole->sales, &v->sales, err);
	return v->parts & VIEW_SALES
	    ? cut_sales(st, &v->products, &v->cut, &v->sales, err)
	    : cut_baskets(st, &v->products, &v->cut, &v->sales, err);
}

static bool
load_sales(
    struct store *st, struct view *v, const struct view *whole, struct err *err)
{
	if (!load_cut(st, v, whole, err))
		return false;
	/* The store does not know those of titles. */
	for (size_t i = 0; i < v->sales.products; i++) {
		size_t p;

		if (store_products_index(
			&v->products, v->sales.product_id[i], &p))
			v->sales.category[i] = v->category[p];
	}
	return true;
}

/* A shop without a counted order: what was read, and the commonest reason. */
static bool
find_uncounted(struct store *st, struct view *v, struct err *err)
{
	struct store_audit audit;
	int64_t most = 0;

	if (v->sales.orders > 0 || !cut_is_all(&v->cut))
		return true;
	if (!store_audit(st, &audit, err))
		return false;
	for (int r = 0; r < REASON_COUNT; r++) {
		v->uncounted += audit.orders[r];
		if (r == REASON_NONE || r == REASON_NO_PRODUCTS)
			continue;
		if (audit.orders[r] + audit.lines[r] <= most)
			continue;
		most = audit.orders[r] + audit.lines[r];
		v->uncounted_why = (enum store_reason)r;
	}
	return true;
}

/* Does the store keep the pairs that are asked for? */
static bool
asks_for_kept(const struct view_request *request)
{
	return cut_is_all(&request->cut) &&
	    (request->floor == 0 || request->floor >= ANALYSIS_FLOOR);
}

static bool
mine(struct view *v, const struct view_request *request, struct err *err)
{
	struct analysis_request how = {
		.settings = &v->settings,
		.floor = asks_for_kept(request) ? 0 : request->floor,
		.threads = request->threads,
		.progress = request->progress,
	};

	return analysis_mine(&v->sales, &how, &v->pairs, &v->context, err);
}

/* What is still to be done after the read. */
struct to_do {
	bool pairs; /* they are to be mined */
	bool sequences; /* who buys what first is to be counted */
};

/* One consistent read. */
static bool
load_parts(struct store *st, struct view *v, const struct view_request *request,
    struct to_do *to_do, struct err *err)
{
	bool fresh = false, known = false, ok;

	if (!store_read_begin(st, err))
		return false;
	ok = load_base(st, v, err);
	if (ok && (request->parts & VIEW_PAIRS) && asks_for_kept(request))
		ok = analysis_load(st, &v->settings, &v->products,
		    request->progress, &v->pairs, &v->context, &fresh, err);
	if (ok && fresh)
		ok = sequencing_load(st, v, &known, err);
	to_do->pairs = (request->parts & VIEW_PAIRS) && !fresh;
	to_do->sequences = (request->parts & VIEW_PAIRS) && !known;
	if (ok && ((request->parts & VIEW_SALES) || to_do->sequences))
		ok = load_sales(st, v, request->whole, err) &&
		    find_uncounted(st, v, err);
	store_read_end(st);
	return ok;
}

/* Are the pairs those that the store keeps? */
static bool
is_kept(const struct store *st, const struct view *v,
    const struct view_request *request)
{
	return asks_for_kept(request) && v->sales.orders > 0 &&
	    !store_is_read_only(st);
}

/* Who buys what first, counted beside the saving of the pairs. */
struct sequencer {
	struct view *v;
	int threads;
};

static bool
make_sequences(void *arg, struct err *err)
{
	struct sequencer *s = arg;

	return sequencing_count(s->v, s->threads, NULL, err);
}

static bool
save_sequences(void *arg, struct store *st, struct err *err)
{
	struct sequencer *s = arg;

	return sequencing_save(st, s->v, err) &&
	    store_products_keep(st, &s->v->products, s->v->facts_version, err);
}

/* Pairs, sequences and the catalogue of all orders, into the store. */
static bool
keep_pairs(struct store *st, struct view *v, const struct view_request *request,
    struct err *err)
{
	struct sequencer sequencer = { v, request->threads - 1 };
	struct analysis_beside beside = { make_sequences, save_sequences,
		&sequencer };
	struct analysis_result result = {
		.facts_version = v->facts_version,
		.products = &v->products,
		.table = &v->pairs,
		.context = &v->context,
		.threads = request->threads,
		.beside = &beside,
	};

	return analysis_save(st, &result, &v->settings, request->progress, err);
}

static bool
load(struct store *st, struct view *v, const struct view_request *request,
    struct err *err)
{
	struct to_do to_do = { .pairs = false };

	if (!settings_load(st, &v->settings, err) ||
	    !rules_apply(st, &v->settings, request->progress, err) ||
	    !load_parts(st, v, request, &to_do, err))
		return false;
	if (!to_do.sequences)
		return true;
	if (to_do.pairs && !mine(v, request, err))
		return false;
	bool kept = is_kept(st, v, request);
	if (kept && to_do.pairs)
		return keep_pairs(st, v, request, err);
	return sequencing_count(v, request->threads, request->progress, err) &&
	    (!kept || sequencing_save(st, v, err));
}

static struct view *
begin(const struct view_request *request)
{
	struct view *v = mem_zalloc(sizeof(*v));

	v->references = 1;
	v->parts = request->parts | VIEW_PRODUCTS;
	cut_copy(&v->cut, &request->cut, &v->text);
	return v;
}

static uint32_t
least_orders(const struct view *v)
{
	return (uint32_t)v->settings.value[SETTING_MIN_ORDERS];
}

static bool
rank(struct view *v, struct err *err)
{
	uint32_t *ranks = analysis_sku_ranks(&v->products);
	struct pairs_query query = {
		.key = PAIRS_BY_SCORE,
		.min_n = least_orders(v),
		.sku_rank = ranks,
	};
	bool ok = pairs_rank(&v->ranked, &v->pairs, &v->context, &query, err);

	mem_free(ranks);
	return ok;
}

struct view *
view_load(struct store *st, const struct view_request *request, struct err *err)
{
	struct view *v = begin(request);

	if (load(st, v, request, err) &&
	    (!(request->parts & VIEW_RANKED) || rank(v, err)))
		return v;
	view_free(v);
	return NULL;
}

struct view *
view_load_partners(struct store *st, struct slice sku,
    const struct view_request *request, size_t *product, struct err *err)
{
	struct view *v = begin(request);
	bool fresh = false, ok;

	if (!settings_load(st, &v->settings, err) ||
	    !rules_apply(st, &v->settings, request->progress, err) ||
	    !store_read_begin(st, err)) {
		view_free(v);
		return NULL;
	}
	ok = load_base(st, v, err) && view_find(v, sku, product, err);
	if (ok && asks_for_kept(request))
		ok = analysis_load_partners(st, &v->settings, &v->products,
		    *product, &v->pairs, &v->context, &fresh, err);
	if (ok && fresh)
		ok = sequencing_load(st, v, &fresh, err);
	if (ok && fresh && (request->parts & VIEW_SALES))
		ok = load_sales(st, v, request->whole, err);
	store_read_end(st);
	v->parts |= VIEW_PAIRS;
	if (ok && fresh)
		return v;
	view_free(v);
	if (!ok)
		return NULL;
	struct view_request whole = *request;
	whole.parts |= VIEW_PAIRS;
	return view_load(st, &whole, err);
}

static bool
load_rows(struct store *st, struct view *v, const size_t *rows, size_t n,
    bool *fresh, struct err *err)
{
	if (!load_base(st, v, err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (rows[i] >= v->products.n)
			return true; /* of another catalogue: not fresh */
	return analysis_load_rows(st, &v->settings, &v->products, rows, n,
		   &v->pairs, &v->context, fresh, err) &&
	    (!*fresh || sequencing_load(st, v, fresh, err));
}

bool
view_load_rows(struct store *st, const size_t *rows, size_t n,
    struct view **out, struct err *err)
{
	struct view *v = begin(&(struct view_request){ .parts = VIEW_PAIRS });
	bool fresh = false, ok = store_read_begin(st, err);

	if (ok) {
		ok = load_rows(st, v, rows, n, &fresh, err);
		store_read_end(st);
	}
	*out = ok && fresh ? v : NULL;
	if (*out == NULL)
		view_free(v);
	return ok;
}

/* ---- looking ---- */

struct slice
view_sku(const struct view *v, size_t product)
{
	return slice_of(v->products.rows[product].sku);
}

struct slice
view_title(const struct view *v, size_t product)
{
	const struct store_product *p = &v->products.rows[product];

	return slice_of(
	    p->title != NULL && p->title[0] != '\0' ? p->title : p->sku);
}

bool
view_find(
    const struct view *v, struct slice sku, size_t *product, struct err *err)
{
	struct slice wanted = slice_trim(sku);
	struct str near = STR_INIT;
	size_t n = 0;

	if (store_products_find(&v->products, wanted, product))
		return true;
	for (size_t i = 0; i < v->products.n && n < 3; i++) {
		struct slice key = slice_of(v->products.rows[i].key);
		if (wanted.len == 0 || key.len < wanted.len ||
		    !slice_eq_nocase(slice_bytes(key.p, wanted.len), wanted))
			continue;
		str_addf(&near, "%s%s", n++ > 0 ? ", " : "",
		    v->products.rows[i].sku);
	}
	err_set(err, ERR_NOT_FOUND, "there is no product '%.*s'%s%s",
	    (int)wanted.len, wanted.p,
	    n > 0 ? "; did you mean " : "; 'endcap products' finds one by name",
	    near.p);
	str_release(&near);
	return false;
}

void
view_add_no_orders(const struct view *v, struct str *out)
{
	if (cut_is_all(&v->cut) && v->uncounted > 0) {
		num_add_counted(out, v->uncounted, "order was", "orders were");
		str_addf(out,
		    " read and none counts, for most of it this: %s; 'endcap "
		    "import FILE' reads others, 'endcap import --help' says "
		    "how columns are named",
		    store_reason_meaning(v->uncounted_why));
		return;
	}
	if (cut_is_all(&v->cut)) {
		str_add(out, "no orders yet; 'endcap import FILE' reads some");
		return;
	}
	str_add(out, "no order is in this part (");
	cut_add_words(&v->cut, out);
	str_add(out, "): take one of its bounds away");
}

uint32_t
view_category(const struct view *v, size_t product)
{
	return v->category[product];
}

int64_t
view_price4(const struct view *v, size_t product)
{
	const struct store_product *p = &v->products.rows[product];

	return p->price4 != SALES_UNKNOWN ? p->price4 : p->median4;
}

int64_t
view_paid4(const struct view *v, size_t product)
{
	const struct store_product *p = &v->products.rows[product];

	return p->median4 != SALES_UNKNOWN ? p->median4 : p->price4;
}

bool
view_ranked(const struct view *v, const struct pairs_query *query,
    const struct pairs_item **items, size_t *n)
{
	if (!(v->parts & VIEW_RANKED) || query->key != PAIRS_BY_SCORE ||
	    query->min_n != least_orders(v))
		return false;
	*items = v->ranked.item;
	*n = v->ranked.count;
	return true;
}

double
view_chance(const struct view *v, size_t a, size_t b)
{
	const struct pair_margins *m = &v->context.orders_with;

	if (!(v->parts & VIEW_PAIRS) || a >= v->context.products ||
	    b >= v->context.products || m->n[a] == 0)
		return -1;
	return pair_expected(m, (uint32_t)a, (uint32_t)b) / m->n[a];
}

/* NULL: nothing was decided or noted. */
static const struct store_decision *
find_decision(const struct view *v, size_t a, size_t b)
{
	int64_t x = v->products.rows[a].product_id;
	int64_t y = v->products.rows[b].product_id;
	int64_t low = x < y ? x : y, high = x < y ? y : x;
	size_t from = 0, to = v->decisions.n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		const struct store_decision *d = &v->decisions.rows[middle];
		if (d->product_a < low ||
		    (d->product_a == low && d->product_b < high))
			from = middle + 1;
		else
			to = middle;
	}
	if (from == v->decisions.n ||
	    v->decisions.rows[from].product_a != low ||
	    v->decisions.rows[from].product_b != high)
		return NULL;
	return &v->decisions.rows[from];
}

enum store_verdict
view_verdict(const struct view *v, size_t a, size_t b)
{
	const struct store_decision *d = find_decision(v, a, b);

	return d != NULL ? d->verdict : VERDICT_NONE;
}

bool
view_sold_in_shop(const struct view *v, size_t a, size_t b)
{
	const struct store_decision *d = find_decision(v, a, b);

	return d != NULL && d->from_shop;
}

int64_t
view_accessory(const struct view *v, size_t a, size_t b)
{
	const struct store_decision *d = find_decision(v, a, b);

	return d != NULL ? d->accessory : 0;
}

const char *
view_bundle_of(const struct view *v, size_t a, size_t b)
{
	return paired_find(&v->bundled, a, b);
}

const char *
view_note(const struct view *v, size_t a, size_t b)
{
	const struct store_decision *d = find_decision(v, a, b);

	return d != NULL ? d->note : NULL;
}
