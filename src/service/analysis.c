/*
 * Mining is pure (mining/pairs.h); this file feeds it and keeps what it
 * makes. Reading one product's partners touches only the rows the pairs stand
 * in: its own, and those of the partners with a lower index, which the plain
 * table of best partners names.
 */
#include "service/analysis.h"

#include <stdatomic.h>

#include "base/mem.h"
#include "mining/crew.h"
#include "mining/metric.h"
#include "store/store_results.h"

uint64_t
analysis_fingerprint(const struct settings *s)
{
	struct str text = STR_INIT;
	uint64_t hash;

	/* The number is the version of the stored form. */
	str_addf(&text, "pairs 3 floor %d cap %.0f", ANALYSIS_FLOOR,
	    s->value[SETTING_BASKET_CAP]);
	if (s->value[SETTING_HALF_LIFE] > 0)
		str_addf(&text, " half-life %.0f", s->value[SETTING_HALF_LIFE]);
	hash = slice_hash(slice_str(&text));
	str_release(&text);
	return hash;
}

bool
analysis_mine(const struct sales *sales, const struct analysis_request *request,
    struct pair_table *table, struct pair_context *context, struct err *err)
{
	struct baskets baskets = { .count = 0 };
	struct pairs_options options = {
		.floor = request->floor > 0 ? request->floor : ANALYSIS_FLOOR,
		.threads =
		    request->threads > 0 ? (unsigned)request->threads : 1,
		.customers = true,
		.progress = request->progress,
	};
	double cap = request->settings->value[SETTING_BASKET_CAP];
	double half_life = request->settings->value[SETTING_HALF_LIFE];
	bool ok = baskets_from_recent(&baskets, sales, (uint32_t)cap, half_life,
		      options.threads, err) &&
	    pairs_mine(&baskets, &options, table, context, err);

	baskets_release(&baskets);
	return ok;
}

uint32_t *
analysis_sku_ranks(const struct store_products *products)
{
	uint32_t *ranks = mem_array(products->n, sizeof(*ranks));

	for (size_t i = 0; i < products->n; i++)
		ranks[i] = products->rows[i].rank;
	return ranks;
}

/* ---- keeping ---- */

/* What saving needs at hand, passed as one. */
struct keeper {
	struct store *st;
	const struct store_products *products;
	const struct pair_table *table;
	const struct pair_context *context;
	const struct analysis_result *result;
	const struct progress *progress;
	struct pairs_tops tops;
	struct str text; /* of the best partners of all products, one by one */
	size_t *text_at; /* products + 1: where each one's begins */
	atomic_uint task;
	struct err rows_err, tasks_err;
};

/* The text of a product's best partners. */
static void
add_top(struct keeper *k, uint32_t a)
{
	const size_t *first = k->tops.first;
	struct store_pair_top tops[ANALYSIS_TOP];
	struct pair_stats stats;
	size_t n = 0;

	for (size_t i = first[a]; i < first[a + 1]; i++) {
		const struct pairs_item *item = &k->tops.item[i];
		metric_entry(
		    k->context, k->table, item->entry, a, item->b, &stats);
		tops[n++] = (struct store_pair_top){
			.partner_id = k->products->rows[item->b].product_id,
			.orders_both = stats.orders_both,
			.lift = stats.lift,
			.lift_low = stats.lift_low,
			.q_value = stats.q_value,
			.score = stats.score,
			.evidence = evidence_name(stats.evidence),
		};
	}
	k->text_at[a] = k->text.len;
	if (n > 0)
		store_pairs_add_tops(tops, n, &k->text);
}

static bool
put_tops(const struct keeper *k, struct err *err)
{
	bool ok = true;

	for (size_t a = 0; ok && a < k->table->products; a++) {
		size_t at = k->text_at[a], len = k->text_at[a + 1] - at;
		ok = len == 0 ||
		    store_pairs_put_tops(k->st, k->products->rows[a].product_id,
			slice_bytes(k->text.p + at, len), err);
	}
	return ok;
}

/* What a row needs at hand while it is written. */
struct row_bytes {
	struct str old, old_changes, now;
};

/* Writes what a row has changed in, if it is kept and that is little, else
 * the row. */
static bool
put_row(
    const struct keeper *k, uint32_t a, struct row_bytes *r, struct err *err)
{
	int64_t id = k->products->rows[a].product_id;
	bool empty = k->table->first[a] == k->table->first[a + 1];
	bool found, few = false;

	str_clear(&r->old);
	str_clear(&r->old_changes);
	str_clear(&r->now);
	if (!store_pairs_get(k->st, id, &r->old, &r->old_changes, &found, err))
		return false;
	if (empty)
		return !found || store_pairs_drop(k->st, id, err);
	if (found &&
	    !pair_row_changes(
		k->table, a, slice_str(&r->old), &r->now, &few, err))
		return false;
	if (few)
		return r->now.len == 0 ||
		    store_pairs_change(k->st, id, slice_str(&r->now), err);
	pair_row_encode(k->table, a, &r->now);
	return store_pairs_put(k->st, id, slice_str(&r->now), err);
}

static bool
put_rows(const struct keeper *k, struct err *err)
{
	struct row_bytes bytes = { STR_INIT, STR_INIT, STR_INIT };
	size_t n = k->table->products;
	bool ok = true;

	for (size_t a = 0; a < n && ok; a++) {
		ok = put_row(k, (uint32_t)a, &bytes, err);
		if (ok && a % 256 == 0)
			ok = progress_report(k->progress, "keeping pairs",
			    (int64_t)a, (int64_t)n, err);
	}
	str_release(&bytes.old);
	str_release(&bytes.old_changes);
	str_release(&bytes.now);
	return ok;
}

/* Products that count as others now may have rows of another time. */
static bool
drop_rows(const struct keeper *k, struct err *err)
{
	const struct store_products *p = k->products;
	bool ok = true;

	for (size_t i = 0; ok && i < p->n_aliases; i++)
		ok = store_pairs_drop(k->st, p->aliases[i].product_id, err);
	return ok;
}

static bool
make_tops(struct keeper *k, struct err *err)
{
	uint32_t *ranks = analysis_sku_ranks(k->products);
	struct pairs_query query = {
		.key = PAIRS_BY_SCORE,
		.sku_rank = ranks,
		.limit = ANALYSIS_TOP,
	};
	int threads = k->result->threads;
	bool ok = pairs_tops(&k->tops, k->table, k->context, &query,
	    threads > 1 ? (unsigned)threads - 1 : 1, err);

	mem_free(ranks);
	if (!ok)
		return false;
	for (size_t a = 0; a < k->table->products; a++)
		add_top(k, (uint32_t)a);
	k->text_at[k->table->products] = k->text.len;
	return true;
}

/* What can be done without the store. */
static void
do_tasks(struct keeper *k, struct err *err)
{
	const struct analysis_beside *beside = k->result->beside;
	bool ok = true;

	while (ok) {
		switch (atomic_fetch_add(&k->task, 1)) {
		case 0:
			ok = make_tops(k, err);
			break;
		case 1:
			ok = beside == NULL || beside->make(beside->arg, err);
			break;
		default:
			return;
		}
	}
}

/* The store is written on the caller's thread while the best partners are
 * looked for, and whatever else is to be done, on another; who is done first
 * takes what is left. */
static void
keep_part(void *arg, unsigned member)
{
	struct keeper *k = arg;

	if (member > 0)
		do_tasks(k, &k->tasks_err);
	else if (put_rows(k, &k->rows_err))
		do_tasks(k, &k->rows_err);
}

static bool
keep_all(struct keeper *k, struct err *err)
{
	crew_run(2, keep_part, k);
	if (k->rows_err.code != ERR_NONE)
		return err_set(err, k->rows_err.code, "%s", k->rows_err.text);
	if (k->tasks_err.code != ERR_NONE)
		return err_set(err, k->tasks_err.code, "%s", k->tasks_err.text);
	const struct analysis_beside *beside = k->result->beside;
	return drop_rows(k, err) && put_tops(k, err) &&
	    (beside == NULL || beside->save(beside->arg, k->st, err));
}

bool
analysis_save(struct store *st, const struct analysis_result *result,
    const struct settings *s, const struct progress *pg, struct err *err)
{
	struct str bytes = STR_INIT;
	struct store_pairs_run run = {
		.facts_version = result->facts_version,
		.fingerprint = analysis_fingerprint(s),
		.pairs = (int64_t)result->table->pairs,
	};
	struct keeper k = {
		.st = st,
		.products = result->products,
		.table = result->table,
		.context = result->context,
		.result = result,
		.progress = pg,
		.rows_err = ERR_INIT,
		.tasks_err = ERR_INIT,
	};

	atomic_init(&k.task, 0);
	str_init(&k.text);
	k.text_at = mem_array(result->table->products + 1, sizeof(*k.text_at));
	pair_context_encode(result->context, &bytes);
	run.context = slice_str(&bytes);
	bool ok = store_pairs_begin(st, &run, err) && keep_all(&k, err) &&
	    store_pairs_commit(st, err);
	if (!ok)
		store_pairs_rollback(st);
	pairs_tops_release(&k.tops);
	str_release(&k.text);
	mem_free(k.text_at);
	str_release(&bytes);
	return ok;
}

/* ---- reading ---- */

enum {
	REPORT_ROWS = 64 /* read between two reports */
};

struct reader {
	const struct store_products *products;
	struct pair_table *table;
	const struct pair_context *context;
	const struct progress *pg;
};

static bool
read_row(void *arg, int64_t product_id, struct slice bytes,
    struct slice changes, struct err *err)
{
	struct reader *r = arg;
	size_t product;

	if (!store_products_index(r->products, product_id, &product))
		return err_set(err, ERR_STORE,
		    "the kept pairs name a product that does not exist");
	if (product % REPORT_ROWS == 0 &&
	    !progress_report(r->pg, "reading the pairs", (int64_t)product,
		(int64_t)r->products->n, err))
		return false;
	return pair_row_decode(
	    r->table, r->context, (uint32_t)product, bytes, changes, err);
}

/* The context, when it is fresh and fits these products, and how many pairs
 * there are said to be. */
static bool
read_context(struct store *st, const struct settings *s,
    const struct store_products *products, struct pair_context *context,
    size_t *pairs, bool *fresh, struct err *err)
{
	struct store_pairs_run run = { .pairs = 0 };
	struct str bytes = STR_INIT;
	bool found = false, ok;

	*fresh = false;
	ok = store_pairs_fresh(st, analysis_fingerprint(s), fresh, err);
	if (ok && *fresh)
		ok = store_pairs_run(st, &run, &bytes, &found, err);
	*fresh = ok && *fresh && found;
	*pairs =
	    run.pairs > 0 && run.pairs <= PAIRS_MAX ? (size_t)run.pairs : 0;
	if (*fresh)
		ok = pair_context_decode(context, slice_str(&bytes), err);
	if (ok && *fresh && context->products != products->n)
		*fresh = false;
	str_release(&bytes);
	return ok;
}

bool
analysis_load(struct store *st, const struct settings *s,
    const struct store_products *products, const struct progress *pg,
    struct pair_table *table, struct pair_context *context, bool *fresh,
    struct err *err)
{
	struct reader r = { products, table, context, pg };
	size_t pairs;

	if (!read_context(st, s, products, context, &pairs, fresh, err))
		return false;
	if (!*fresh) {
		pair_context_release(context);
		return true;
	}
	if (!pair_table_init(table, products->n, err) ||
	    !pair_table_reserve(table, pairs, err) ||
	    !store_pairs_each(st, read_row, &r, err))
		return false;
	pair_table_complete(table);
	return true;
}

static int
compare_products(const void *va, const void *vb)
{
	const size_t *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

/* The rows in which p meets its best partners, ascending. */
static bool
rows_of(struct store *st, const struct store_products *products, size_t p,
    size_t *rows, size_t *n, struct err *err)
{
	int64_t partners[ANALYSIS_TOP];
	size_t found, product;

	if (!store_pairs_top(st, products->rows[p].product_id, partners,
		ANALYSIS_TOP, &found, err))
		return false;
	*n = 0;
	rows[(*n)++] = p;
	for (size_t i = 0; i < found; i++) {
		if (store_products_index(products, partners[i], &product) &&
		    product < p)
			rows[(*n)++] = product;
	}
	qsort(rows, *n, sizeof(*rows), compare_products);
	return true;
}

/* Reads these rows into a table that has a context. */
static bool
read_rows(struct store *st, const struct store_products *products,
    const size_t *rows, size_t n, struct pair_table *table,
    const struct pair_context *context, struct err *err)
{
	struct str bytes = STR_INIT, changes = STR_INIT;
	bool found, ok = pair_table_init(table, products->n, err);

	for (size_t i = 0; ok && i < n; i++) {
		str_clear(&bytes);
		str_clear(&changes);
		ok = store_pairs_get(st, products->rows[rows[i]].product_id,
		    &bytes, &changes, &found, err);
		if (ok && found)
			ok = pair_row_decode(table, context, (uint32_t)rows[i],
			    slice_str(&bytes), slice_str(&changes), err);
	}
	if (ok)
		pair_table_complete(table);
	str_release(&bytes);
	str_release(&changes);
	return ok;
}

bool
analysis_load_rows(struct store *st, const struct settings *s,
    const struct store_products *products, const size_t *rows, size_t n,
    struct pair_table *table, struct pair_context *context, bool *fresh,
    struct err *err)
{
	size_t pairs;

	if (!read_context(st, s, products, context, &pairs, fresh, err))
		return false;
	if (*fresh)
		return read_rows(st, products, rows, n, table, context, err);
	pair_context_release(context);
	return true;
}

bool
analysis_load_partners(struct store *st, const struct settings *s,
    const struct store_products *products, size_t p, struct pair_table *table,
    struct pair_context *context, bool *fresh, struct err *err)
{
	size_t rows[ANALYSIS_TOP + 1], n, pairs;

	if (!read_context(st, s, products, context, &pairs, fresh, err))
		return false;
	if (*fresh)
		return rows_of(st, products, p, rows, &n, err) &&
		    read_rows(st, products, rows, n, table, context, err);
	pair_context_release(context);
	return true;
}
