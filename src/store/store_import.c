/*
 * store_import - how it works: plan, count, write, in one transaction that
 * holds the write lock from the first look to the last row, so that what was
 * planned is still true when it is written. A dry run plans in a reading
 * transaction and stops there. Of a first import the derived tables are worked
 * out on a second thread meanwhile (store_ahead.h).
 */
#include "store/store_import.h"

#include "base/mem.h"
#include "store/store_ahead.h"
#include "store/store_early_internal.h"
#include "store/store_feed.h"
#include "store/store_import_row.h"
#include "store/store_newrows.h"
#include "store/store_plan.h"
#include "store/store_settings.h"
#include "store/store_snapshot.h"

enum {
	BULK_ORDERS = 10000, /* from here on the index is built afterwards */
	FIRST_LINES = 1000, /* from here on the log is left for them */
};

/* ---- the import itself ---- */

static const char *
kind_name(enum batch_kind kind)
{
	static const char *const names[] = {
		[BATCH_PRODUCTS] = "products",
		[BATCH_ORDERS] = "orders",
		[BATCH_CUSTOMERS] = "customers",
		[BATCH_EVENTS] = "events",
	};
	return names[kind];
}

bool
import_row_write(struct store *st, const struct batch *b, bool sets_currency,
    struct store_import_result *r, struct err *err)
{
	struct query q;

	if (!query_open(&q, st, STMT_IMPORT_INSERT, err))
		return false;
	bind_text(&q, b->file != NULL ? b->file : "");
	bind_text(&q, b->dialect);
	bind_text(&q, kind_name(b->kind));
	bind_int(&q, (int64_t)b->content_hash);
	bind_int(&q, st->now);
	bind_int(&q, r->rows_read);
	bind_int(&q, r->loaded);
	bind_int(&q, r->excluded);
	bind_int(&q, r->merged);
	bind_int(&q, r->set_aside);
	bind_int(&q, r->orders_new);
	bind_int(&q, sets_currency);
	if (!query_run(&q, err))
		return false;
	r->import_id = sqlite3_last_insert_rowid(st->db);
	return true;
}

static bool
write_reject(struct query *q, int64_t import_id, const struct batch_reject *r,
    struct err *err)
{
	bind_int(q, import_id);
	bind_int(q, r->line);
	bind_text(q, r->column);
	bind_text(q, r->value);
	bind_text(q, r->reason);
	bind_text(q, r->row);
	bind_int(q, r->kept);
	return query_again(q, err);
}

bool
import_rejects_write(struct store *st, int64_t import_id,
    const struct batch_reject *rows, size_t n, struct err *err)
{
	struct query q;
	bool ok = true;

	if (!query_open(&q, st, STMT_REJECT_INSERT, err))
		return false;
	for (size_t i = 0; i < n && ok; i++)
		ok = write_reject(&q, import_id, &rows[i], err);
	query_close(&q);
	return ok;
}

/* ---- products and customers ---- */

static void
bind_values(struct query *q, const struct batch_product *pr)
{
	bind_text(q, pr->sku);
	bind_text(q, pr->title);
	bind_text(q, pr->category);
	bind_text(q, pr->brand);
	bind_text(q, pr->parent_key);
	bind_text(q, pr->attributes);
	bind_text(q, pr->tags);
	bind_known(q, pr->price4);
	bind_known(q, pr->cost4);
	bind_known(q, pr->stock);
	bind_known(q, pr->active < 0 ? INT64_MIN : pr->active);
	bind_int(q, pr->line != 0); /* listed */
}

static void
bind_key(struct query *q, const struct plan *p, size_t i, struct str *key)
{
	const struct batch_product *product = &p->b->products[i];

	if (p->products[i].alike == 0) {
		bind_text(q, product->key);
		return;
	}
	store_alike_key(product->key, product->sku, key);
	bind_slice(q, slice_str(key));
}

static bool
insert_products(const struct plan *p, int64_t import_id, struct err *err)
{
	struct str key = STR_INIT;
	struct query q;
	bool ok = true;

	if (!query_open(&q, p->st, STMT_PRODUCT_INSERT, err))
		return false;
	for (size_t i = 0; i < p->b->n_products && ok; i++) {
		const struct plan_product *pp = &p->products[i];
		if (pp->state != PLAN_NEW)
			continue;
		bind_int(&q, pp->id);
		bind_key(&q, p, i, &key);
		bind_values(&q, &p->g.products[pp->index]);
		bind_int(&q, p->g.is_product[pp->index]);
		bind_int(&q, import_id);
		bind_known(&q, pp->alike != 0 ? pp->alike : INT64_MIN);
		ok = query_again(&q, err);
	}
	query_close(&q);
	str_release(&key);
	return ok;
}

/* Keeps the row as it is under the import's number. */
static bool
keep_before(struct store *st, enum stmt_id id, int64_t import_id,
    int64_t row_id, struct err *err)
{
	struct query q;

	if (!query_open(&q, st, id, err))
		return false;
	bind_int(&q, import_id);
	bind_int(&q, row_id);
	return query_run(&q, err);
}

static bool
update_product(
    const struct plan *p, size_t i, int64_t import_id, struct err *err)
{
	const struct plan_product *pp = &p->products[i];
	struct query q;

	if (!keep_before(p->st, STMT_PRODUCT_KEEP, import_id, pp->id, err) ||
	    !query_open(&q, p->st, STMT_PRODUCT_UPDATE, err))
		return false;
	bind_values(&q, &p->g.products[pp->index]);
	bind_int(&q, pp->id);
	return query_run(&q, err);
}

static bool
write_products(const struct plan *p, int64_t import_id, struct err *err)
{
	if (!insert_products(p, import_id, err))
		return false;
	for (size_t i = 0; i < p->b->n_products; i++)
		if (p->products[i].state == PLAN_CHANGED &&
		    !update_product(p, i, import_id, err))
			return false;
	return true;
}

/* What a feed of new customers reads. */
struct new_customers {
	const struct plan *p;
	int64_t import_id;
	size_t row, index; /* that was asked for last, and its customer */
};

static void
customer_column(void *arg, size_t row, int column, sqlite3_context *out)
{
	struct new_customers *n = arg;
	const struct plan_customer *pc;

	for (; n->row < row; n->row++)
		while (n->p->customers[++n->index].state != PLAN_NEW)
			;
	pc = &n->p->customers[n->index];
	switch (column) {
	case 0:
		sqlite3_result_int64(out, pc->id);
		break;
	case 1:
		feed_text(out, n->p->b->customers[n->index].ref);
		break;
	case 2:
		feed_text(out, pc->email);
		break;
	case 3:
		feed_text(out, pc->country);
		break;
	case 4:
		feed_known(out, pc->consent);
		break;
	default:
		sqlite3_result_int64(out, n->import_id);
		break;
	}
}

static bool
insert_customers(const struct plan *p, int64_t import_id,
    const struct progress *pg, struct err *err)
{
	struct new_customers n = { .p = p, .import_id = import_id };
	struct feed f = { 0, customer_column, &n, pg, "writing customers" };

	for (size_t i = p->b->n_customers; i-- > 0;)
		if (p->customers[i].state == PLAN_NEW) {
			n.index = i;
			f.rows++;
		}
	return f.rows == 0 || feed_run(p->st, STMT_CUSTOMER_INSERT, &f, err);
}

static bool
update_customer(
    const struct plan *p, size_t i, int64_t import_id, struct err *err)
{
	const struct plan_customer *pc = &p->customers[i];
	struct query q;

	if (!keep_before(p->st, STMT_CUSTOMER_KEEP, import_id, pc->id, err) ||
	    !query_open(&q, p->st, STMT_CUSTOMER_UPDATE, err))
		return false;
	bind_text(&q, pc->email);
	bind_text(&q, pc->country);
	bind_known(&q, pc->consent);
	bind_int(&q, pc->id);
	return query_run(&q, err);
}

static bool
write_customers(const struct plan *p, int64_t import_id,
    const struct progress *pg, struct err *err)
{
	if (!insert_customers(p, import_id, pg, err))
		return false;
	for (size_t i = 0; i < p->b->n_customers; i++)
		if (p->customers[i].state == PLAN_CHANGED &&
		    !update_customer(p, i, import_id, err))
			return false;
	return true;
}

/* ---- orders ---- */

static void
bind_header(struct query *q, const struct batch_order *o)
{
	bind_text(q, batch_status_name(o->status));
	bind_text(q, o->country);
	bind_text(q, o->channel);
	bind_known(q, o->shipping);
	bind_known(q, o->shipping_cost);
	bind_known(q, o->discount);
	bind_known(q, o->tax);
	bind_known(q, o->total);
}

static bool
is_bulk(const struct plan *p)
{
	int64_t new = (int64_t)(p->g.n_orders - p->g.n_known);

	return new > BULK_ORDERS &&new > p->orders_before;
}

static bool
write_orders(struct plan *p, struct store_early *early, int64_t import_id,
    const struct progress *pg, struct err *err)
{
	bool bulk = is_bulk(p);

	int64_t orders =
	    p->orders_before + (int64_t)(p->g.n_orders - p->g.n_known);

	if (early != NULL)
		return early_settle(early, p, import_id, pg, err) &&
		    newrows_index(p->st, orders, err);
	if (bulk &&
	    !store_exec(p->st, "DROP INDEX IF EXISTS orders_by_customer", err))
		return false;
	return newrows_insert(p->st, &p->g, import_id, pg, err) &&
	    (!bulk || newrows_index(p->st, orders, err));
}

static bool
keep_order(struct store *st, const struct plan_changed *ch, int64_t import_id,
    struct err *err)
{
	struct query q;

	if (!query_open(&q, st, STMT_ORDER_KEEP, err))
		return false;
	bind_int(&q, import_id);
	bind_int(&q, ch->id);
	bind_int(&q, ch->grown);
	return query_run(&q, err);
}

/* The new lines in place of the old ones; what counts of them is saved with
 * that of all known orders. */
static bool
replace_lines(const struct plan *p, const struct plan_changed *ch,
    int64_t import_id, struct err *err)
{
	int64_t line = ch->first_line;
	struct query q;
	bool ok = true;

	if (!keep_before(p->st, STMT_LINES_KEEP, import_id, ch->id, err) ||
	    !query_run_int(p->st, STMT_LINES_DROP, ch->id, err) ||
	    !query_open(&q, p->st, STMT_LINE_PUT, err))
		return false;
	for (size_t l = p->first[ch->index]; l < p->first[ch->index + 1] && ok;
	     l++) {
		const struct batch_line *bl = &p->b->lines[l];
		bind_int(&q, line++);
		bind_int(&q, ch->id);
		bind_int(&q, p->products[bl->product].id);
		bind_int(&q, bl->quantity);
		bind_int(&q, bl->price4);
		bind_int(&q, bl->discount);
		ok = query_again(&q, err);
	}
	query_close(&q);
	return ok;
}

static bool
update_orders(const struct plan *p, int64_t import_id, struct err *err)
{
	struct query q;

	for (size_t i = 0; i < p->n_changed; i++) {
		const struct plan_changed *ch = &p->changed[i];
		if (!keep_order(p->st, ch, import_id, err) ||
		    (ch->grown && !replace_lines(p, ch, import_id, err)) ||
		    !query_open(&q, p->st, STMT_ORDER_UPDATE, err))
			return false;
		bind_header(&q, &ch->header);
		bind_int(&q, ch->first_line);
		bind_int(&q,
		    ch->grown ? p->b->orders[ch->index].lines : ch->had_lines);
		bind_int(&q, ch->id);
		if (!query_run(&q, err))
			return false;
	}
	return true;
}

/* ---- all of it ---- */

static bool
write_state(const struct plan *p, struct err *err)
{
	int64_t version;

	return counter_next(p->st, COUNTER_FACTS, &version, err) &&
	    counter_put(p->st, COUNTER_PRODUCT, p->last_product, err) &&
	    counter_put(p->st, COUNTER_CUSTOMER, p->last_customer, err) &&
	    (!p->sets_currency ||
		store_set_currency(p->st, &p->b->currency, err));
}

/* Everything but the derived tables. */
static bool
write_facts(struct plan *p, struct store_early *early,
    struct store_import_result *r, const struct store_rejects *refused,
    const struct progress *pg, struct err *err)
{
	return import_row_write(p->st, p->b, p->sets_currency, r, err) &&
	    import_rejects_write(
		p->st, r->import_id, p->b->rejects, p->b->n_rejects, err) &&
	    import_rejects_write(
		p->st, r->import_id, refused->rows, refused->n, err) &&
	    write_products(p, r->import_id, err) &&
	    links_write(p, r->import_id, err) &&
	    write_customers(p, r->import_id, pg, err) &&
	    write_orders(p, early, r->import_id, pg, err) &&
	    update_orders(p, r->import_id, err) &&
	    gather_save_known(&p->g, p->st, &r->earlier_changed, err);
}

static bool
write_plan(struct plan *p, struct store_early *early,
    struct store_import_result *r, const struct store_rejects *refused,
    const struct progress *pg, struct err *err)
{
	struct gather *g = &p->g;
	bool is_ahead = is_bulk(p) && p->orders_before == 0, ok;
	struct ahead a;

	memset(g->touched + g->n_known, true, g->n_orders - g->n_known);
	if (is_ahead)
		ahead_begin(&a, p->st, g);
	ok = write_facts(p, early, r, refused, pg, err) &&
	    progress_report(pg, "summing up", 0, 0, err) &&
	    (is_ahead ? ahead_save(&a, err)
		      : snapshot_update(p->st, g, NULL, 0, err)) &&
	    write_state(p, err);
	if (is_ahead)
		ahead_end(&a);
	return ok;
}

/* Is there anything to remember? The rejects of a file that nothing could be
 * used of, too: nobody else has them. Those of one that was known already were
 * kept when it came first. */
static bool
brings_something(const struct plan *p, const struct store_import_result *r)
{
	return r->orders_new + r->orders_changed + r->orders_refused +
		r->products_new + r->products_changed + r->customers_new +
		r->customers_changed + r->links_new + r->links_ended >
	    0 ||
	    p->flips || p->sets_currency ||
	    (r->set_aside > 0 && r->set_aside == r->rows_read);
}

static void
hand_over(struct store_rejects *from, struct store_rejects *to)
{
	if (to == NULL)
		store_rejects_release(from);
	else
		*to = *from;
}

static bool
dry_run(struct store *st, const struct batch *b,
    const struct store_rules *rules, const struct store_import_options *options,
    struct store_import_result *out, struct err *err)
{
	struct store_rejects own = { 0 };
	struct plan p;
	bool ok;

	if (!store_read_begin(st, err))
		return false;
	ok = plan_make(&p, st, b, rules, false, NULL, options->progress, err);
	if (ok) {
		tally_plan(&p, out);
		ok = tally_refused(&p, options, &own, err);
	}
	plan_release(&p);
	store_read_end(st);
	hand_over(&own, options->refused);
	return ok;
}

/* Writes much into a store that holds next to nothing? It may have changed by
 * the time that matters; then it is only slower. */
static bool
fills(struct store *st, const struct batch *b, bool *out, struct err *err)
{
	bool any;
	struct query q;

	*out = false;
	if (b->n_lines < FIRST_LINES)
		return true;
	if (!query_open(&q, st, STMT_ORDERS_ANY, err) ||
	    !query_row(&q, &any, err))
		return false;
	*out = !any || read_int(&q) == 0;
	query_close(&q);
	return true;
}

static bool
begin_import(struct store *st, const struct batch *b, struct store_early *early,
    struct tx *tx, struct err *err)
{
	bool first;

	if (early == NULL)
		return fills(st, b, &first, err) &&
		    tx_begin_bulk(tx, st, first, err);
	early_adopt(early, tx);
	return true;
}

bool
store_import(struct store *st, const struct batch *b,
    const struct store_rules *rules, const struct store_import_options *options,
    struct store_import_result *out, struct err *err)
{
	const struct progress *pg = options->progress;
	struct store_early *early = options->early;
	struct store_rejects refused = { 0 };
	struct plan p;
	struct tx tx;
	bool ok;

	*out = (struct store_import_result){ 0 };
	if (options->dry_run)
		return dry_run(st, b, rules, options, out, err);
	if (!begin_import(st, b, early, &tx, err))
		return false;
	ok = plan_make(&p, st, b, rules, true, early, pg, err);
	if (ok) {
		tally_plan(&p, out);
		ok = tally_refused(&p, options, &refused, err) &&
		    (!brings_something(&p, out) ||
			write_plan(&p, early, out, &refused, pg, err));
	}
	plan_release(&p);
	hand_over(&refused, options->refused);
	ok = tx_end_bulk(&tx, ok, err);
	if (!ok)
		out->import_id = 0;
	return ok;
}

bool
store_recount(struct store *st, const struct store_rules *rules,
    const struct progress *pg, struct err *err)
{
	struct gather g;
	struct tx tx;
	int64_t changed = 0, version;
	bool flips = false, ok;

	if (!tx_begin_bulk(&tx, st, false, err))
		return false;
	gather_init(&g);
	ok = (rules->setting == NULL ||
		 store_setting_set(st, rules->setting, rules->text, err)) &&
	    gather_products(&g, st, 0, err) &&
	    gather_classify(&g, st, rules, true, &flips, err) &&
	    gather_all_orders(&g, st, pg, err) &&
	    gather_count(&g, st, rules, err) &&
	    gather_save_known(&g, st, &changed, err) &&
	    ((changed == 0 && !flips) ||
		snapshot_update(st, &g, NULL, 0, err)) &&
	    ((changed == 0 && !flips) ||
		counter_next(st, COUNTER_FACTS, &version, err));
	gather_release(&g);
	return tx_end_bulk(&tx, ok, err);
}
