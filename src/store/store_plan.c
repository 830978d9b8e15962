/*
 * store_plan - how it works, in this order because each step needs the last:
 *
 *	products   their ids by key
 *	orders     known by reference? what of them is new (store_known.c)
 *	unused     what only orders that are not new refer to is left out, so
 *	           importing a file twice brings nothing
 *	customers  their ids by reference, values merged
 *	gather     products merged, orders that belong to the same customers,
 *	           the new orders after them
 */
#include "store/store_plan.h"

#include "base/mem.h"
#include "store/store_early_internal.h"

/* ---- ids ---- */

static bool
read_ranges(struct plan *p, struct err *err)
{
	struct query q;
	bool row;

	if (!counter_get(p->st, COUNTER_PRODUCT, &p->last_product, err) ||
	    !counter_get(p->st, COUNTER_CUSTOMER, &p->last_customer, err))
		return false;
	if (p->early != NULL)
		return true;
	if (!query_open(&q, p->st, STMT_ORDER_RANGE, err) ||
	    !query_row(&q, &row, err))
		return false;
	p->orders_before = read_int(&q);
	p->last_order = read_int(&q);
	p->last_line = read_int(&q);
	query_close(&q);
	return true;
}

/* The id behind a key; 0: there is none. 'same' says whether its SKU is the
 * one given, letter by letter. */
static bool
find_key(struct plan *p, struct slice key, const char *sku, int64_t *id,
    bool *same, struct err *err)
{
	struct query q;
	bool row;

	*id = 0;
	*same = false;
	if (!query_open(&q, p->st, STMT_PRODUCT_ID, err))
		return false;
	bind_slice(&q, key);
	if (!query_row(&q, &row, err))
		return false;
	if (!row)
		return true;
	*id = read_int(&q);
	*same = slice_eq_c(read_bytes(&q), sku);
	query_close(&q);
	return true;
}

static bool
find_products(struct plan *p, struct err *err)
{
	struct str key = STR_INIT;
	bool ok = true, same;

	for (size_t i = 0; ok && p->last_product > 0 && i < p->b->n_products;
	     i++) {
		const struct batch_product *product = &p->b->products[i];
		struct plan_product *pp = &p->products[i];

		ok = find_key(p, slice_of(product->key), product->sku, &pp->id,
		    &same, err);
		if (!ok || pp->id == 0 || same)
			continue;
		pp->alike = pp->id;
		store_alike_key(product->key, product->sku, &key);
		ok = find_key(
		    p, slice_str(&key), product->sku, &pp->id, &same, err);
	}
	str_release(&key);
	return ok;
}

int64_t
plan_first_alike(const struct plan *p, size_t product)
{
	const struct plan_product *pp = &p->products[product];

	return pp->alike != 0 ? pp->alike : pp->id;
}

/* Where an alike product is used, the first one is. */
static void
mark_first(struct plan *p, size_t i)
{
	size_t first = batch_first_alike(p->b, (uint32_t)i);

	if (first == i || p->products[i].alike != 0)
		return;
	if (p->products[first].state == PLAN_UNUSED)
		p->products[first].state = PLAN_NEW;
}

/* ---- what new orders refer to ---- */

static void
mark_products(struct plan *p, size_t order)
{
	for (size_t l = p->first[order]; l < p->first[order + 1]; l++) {
		struct plan_product *pp = &p->products[p->b->lines[l].product];
		if (pp->state == PLAN_UNUSED)
			pp->state = PLAN_NEW;
		mark_first(p, p->b->lines[l].product);
	}
}

/* What was written early has all of it. */
static void
mark_all(struct plan *p)
{
	for (size_t i = 0; i < p->b->n_products; i++)
		p->products[i].state = PLAN_NEW;
	for (size_t i = 0; i < p->b->n_customers; i++)
		p->customers[i].state = PLAN_NEW;
}

static void
mark_used(struct plan *p)
{
	const struct batch *b = p->b;

	if (p->early != NULL) {
		mark_all(p);
		return;
	}
	for (size_t i = 0; i < b->n_products; i++)
		p->products[i].state = p->products[i].id != 0 ? PLAN_SAME
		    : b->kind == BATCH_ORDERS                 ? PLAN_UNUSED
							      : PLAN_NEW;
	for (size_t i = 0; i < b->n_customers; i++)
		p->customers[i].state =
		    b->kind == BATCH_ORDERS ? PLAN_UNUSED : PLAN_NEW;
	for (size_t i = 0; i < b->n_orders; i++) {
		if (p->orders[i].state != PLAN_NEW)
			continue;
		if (b->orders[i].customer != BATCH_NONE)
			p->customers[b->orders[i].customer].state = PLAN_NEW;
		mark_products(p, i);
	}
	for (size_t i = 0; i < p->n_changed; i++)
		if (p->changed[i].grown)
			mark_products(p, p->changed[i].index);
}

/* ---- customers ---- */

static void
merge_customer(
    struct plan_customer *pc, const struct batch_customer *c, bool overwrite)
{
	bool changed = false;

	if (overwrite || pc->email == NULL)
		changed |= plan_newer_text(&pc->email, c->email);
	if (overwrite || pc->country == NULL)
		changed |= plan_newer_text(&pc->country, c->country);
	if (overwrite || pc->consent == BATCH_UNKNOWN)
		changed |= plan_newer_amount(
		    &pc->consent, c->consent < 0 ? BATCH_UNKNOWN : c->consent);
	pc->state = changed ? PLAN_CHANGED : PLAN_SAME;
}

static bool
find_customer(struct plan *p, size_t i, struct err *err)
{
	const struct batch_customer *c = &p->b->customers[i];
	struct plan_customer *pc = &p->customers[i];
	struct query q;
	bool row;

	if (!query_open(&q, p->st, STMT_CUSTOMER_BY_REF, err))
		return false;
	bind_text(&q, c->ref);
	if (!query_row(&q, &row, err))
		return false;
	if (!row)
		return true;
	pc->id = read_int(&q);
	read_bytes(&q);
	pc->email = read_text(&q, &p->text);
	pc->country = read_text(&q, &p->text);
	pc->consent = read_known(&q);
	query_close(&q);
	merge_customer(pc, c, p->b->kind == BATCH_CUSTOMERS);
	return true;
}

static bool
find_customers(struct plan *p, struct err *err)
{
	for (size_t i = 0; i < p->b->n_customers; i++) {
		const struct batch_customer *c = &p->b->customers[i];
		struct plan_customer *pc = &p->customers[i];
		if (pc->state == PLAN_UNUSED)
			continue;
		pc->email = c->email;
		pc->country = c->country;
		pc->consent = c->consent < 0 ? BATCH_UNKNOWN : c->consent;
		if (p->last_customer > 0 && !find_customer(p, i, err))
			return false;
	}
	return true;
}

/* The first one with a key stands before those alike. */
static void
number_product(struct plan *p, size_t i)
{
	size_t first = batch_first_alike(p->b, (uint32_t)i);

	p->products[i].id = ++p->last_product;
	if (first != i && p->products[i].alike == 0)
		p->products[i].alike = p->products[first].id;
}

static bool
number_new(struct plan *p, struct err *err)
{
	for (size_t i = 0; i < p->b->n_products; i++)
		if (p->products[i].state == PLAN_NEW)
			number_product(p, i);
	for (size_t i = 0; i < p->b->n_customers; i++)
		if (p->customers[i].state == PLAN_NEW)
			p->customers[i].id = ++p->last_customer;
	p->first_new = p->last_order + 1;
	for (size_t i = 0; i < p->b->n_orders; i++)
		p->last_order += p->orders[i].state == PLAN_NEW;
	if (p->last_product >= INT32_MAX || p->last_customer >= INT32_MAX)
		return err_set(err, ERR_LIMIT,
		    "a store holds at most %d products and customers",
		    INT32_MAX);
	return true;
}

/* ---- gathering ---- */

static bool
fill_text(const char **old, const char *new, bool overwrite)
{
	return (overwrite || *old == NULL) && plan_newer_text(old, new);
}

static bool
fill_amount(int64_t *old, int64_t new, bool overwrite)
{
	return (overwrite || *old == BATCH_UNKNOWN) &&
	    plan_newer_amount(old, new);
}

/* 'line' of a gathered product says whether a product file named it. */
static bool
merge_product(
    struct batch_product *old, const struct batch_product *new, bool listing)
{
	bool changed = listing && plan_newer_text(&old->sku, new->sku);

	changed |= fill_text(&old->title, new->title, listing);
	changed |= fill_text(&old->category, new->category, listing);
	changed |= fill_text(&old->brand, new->brand, listing);
	changed |= fill_text(&old->parent_key, new->parent_key, listing);
	changed |= fill_text(&old->attributes, new->attributes, listing);
	changed |= fill_text(&old->tags, new->tags, listing);
	changed |= fill_amount(&old->price4, new->price4, listing);
	changed |= fill_amount(&old->cost4, new->cost4, listing);
	changed |= fill_amount(&old->stock, new->stock, listing);
	/* Only files of products say it. */
	if (new->active >= 0 && new->active != old->active) {
		old->active = new->active;
		changed = true;
	}
	if (listing && old->line == 0) {
		old->line = 1;
		changed = true;
	}
	return changed;
}

/* The index in gather of the first one with its key; UINT32_MAX: itself. */
static uint32_t
alike_index(const struct plan *p, size_t i)
{
	uint32_t index;

	if (p->products[i].alike == 0)
		return UINT32_MAX;
	if (gather_product_index(&p->g, p->products[i].alike, &index))
		return index;
	return p->products[batch_first_alike(p->b, (uint32_t)i)].index;
}

static bool
gather_batch_products(
    struct plan *p, const struct store_rules *rules, struct err *err)
{
	const struct batch *b = p->b;
	bool listing = b->kind == BATCH_PRODUCTS;

	if (!gather_products(&p->g, p->st, b->n_products, err))
		return false;
	for (size_t i = 0; i < b->n_products; i++) {
		struct plan_product *pp = &p->products[i];
		struct batch_product new = b->products[i];
		new.line = 0;
		if (pp->state == PLAN_NEW) {
			bool is = rules->is_product(rules->arg, &new);
			new.line = listing;
			pp->index = gather_add_product(
			    &p->g, pp->id, &new, is, alike_index(p, i));
		} else if (pp->state == PLAN_SAME) {
			if (!gather_product_index(&p->g, pp->id, &pp->index))
				return store_damaged(
				    p->st, "a product has two numbers", err);
			if (merge_product(&p->g.products[pp->index],
				&b->products[i], listing))
				pp->state = PLAN_CHANGED;
		}
	}
	return true;
}

/* The lines of grown orders, products as gather has them. */
static bool
replace_lines(struct plan *p, struct gather_swap *swaps, size_t n,
    struct batch_line *lines, struct err *err)
{
	size_t at = 0;

	for (size_t i = 0, s = 0; i < p->n_changed; i++) {
		const struct plan_changed *ch = &p->changed[i];
		if (!ch->grown)
			continue;
		swaps[s++].lines = lines + at;
		for (size_t l = p->first[ch->index];
		     l < p->first[ch->index + 1]; l++) {
			lines[at] = p->b->lines[l];
			lines[at].product =
			    p->products[p->b->lines[l].product].index;
			at++;
		}
	}
	return gather_swap_lines(&p->g, swaps, n, err);
}

/* The changed orders as they will be. Grown ones get the line numbers after
 * those of the new orders. */
static bool
take_changes(struct plan *p, struct err *err)
{
	struct gather_swap *swaps =
	    mem_try_array(p->n_changed, sizeof(*swaps), "orders", err);
	struct batch_line *lines = NULL;
	int64_t next = p->last_line + 1;
	size_t n = 0, at, n_lines = 0;
	bool ok = swaps != NULL;

	for (size_t i = 0; i < p->b->n_orders; i++)
		if (p->orders[i].state == PLAN_NEW)
			next += p->b->orders[i].lines;
	for (size_t i = 0; i < p->n_changed && ok; i++) {
		struct plan_changed *ch = &p->changed[i];
		if (!gather_find_known(&p->g, ch->id, &at)) {
			ok = store_damaged(p->st, "an order is lost", err);
			break;
		}
		if (ch->grown) {
			uint32_t more = p->b->orders[ch->index].lines;
			ch->first_line = next;
			next += more;
			n_lines += more;
			swaps[n++] = (struct gather_swap){ at, more, NULL };
		}
		ch->header.lines = p->g.orders[at].lines;
		p->g.orders[at] = ch->header;
		p->g.rows[at].first_line = ch->first_line;
		p->g.stored[at].rewritten = true;
	}
	if (ok && n > 0) {
		lines =
		    mem_try_array(n_lines, sizeof(*lines), "order lines", err);
		ok = lines != NULL && replace_lines(p, swaps, n, lines, err);
	}
	mem_free(swaps);
	mem_free(lines);
	return ok;
}

static bool
gather_known(struct plan *p, const struct progress *pg, struct err *err)
{
	int64_t *ids = NULL;
	size_t n;
	bool ok;

	if (p->orders_before == 0)
		return true;
	if (p->flips)
		ok = gather_all_orders(&p->g, p->st, pg, err);
	else
		ok = plan_related(p, &ids, &n, err) &&
		    gather_orders(&p->g, p->st, ids, n, err);
	mem_free(ids);
	return ok && take_changes(p, err);
}

/* A first import of orders can show the rules the batch itself. */
static bool
can_borrow(const struct plan *p)
{
	if (p->orders_before > 0 || p->g.n_products != p->b->n_products)
		return false;
	for (size_t i = 0; i < p->b->n_products; i++)
		if (p->products[i].index != i)
			return false;
	return true;
}

static bool
borrow_orders(struct plan *p, struct err *err)
{
	const struct batch *b = p->b;
	struct gather *g = &p->g;
	int64_t line = p->last_line + 1;

	g->rows = mem_try_array(b->n_orders, sizeof(*g->rows), "orders", err);
	if (g->rows == NULL)
		return false;
	for (size_t i = 0; i < b->n_orders; i++) {
		int32_t c = b->orders[i].customer;
		g->rows[i] = (struct gather_order){
			.order_id = p->first_new + (int64_t)i,
			.customer_id =
			    c == BATCH_NONE ? 0 : (int32_t)p->customers[c].id,
			.first_line = line,
		};
		line += b->orders[i].lines;
	}
	g->n_orders = b->n_orders;
	g->n_lines = b->n_lines;
	g->n_customers = b->n_customers;
	g->borrowed_orders = b->orders;
	g->borrowed_lines = b->lines;
	return true;
}

static bool
copy_order(
    struct plan *p, size_t i, int64_t id, int64_t first_line, struct err *err)
{
	struct batch_order o = p->b->orders[i];
	struct gather_order r = {
		.order_id = id,
		.first_line = first_line,
	};

	if (o.customer != BATCH_NONE) {
		r.customer_id = (int32_t)p->customers[o.customer].id;
		o.customer = r.customer_id;
	}
	if (!gather_add_new(&p->g, &o, &r, err))
		return false;
	for (size_t l = p->first[i]; l < p->first[i + 1]; l++) {
		struct batch_line line = p->b->lines[l];
		line.product = p->products[line.product].index;
		if (!gather_add_new_line(&p->g, &line, err))
			return false;
	}
	return true;
}

static bool
gather_new(struct plan *p, struct err *err)
{
	int64_t line = p->last_line + 1, id = p->first_new;

	if (can_borrow(p))
		return borrow_orders(p, err);
	for (size_t i = 0; i < p->b->n_orders; i++) {
		if (p->orders[i].state != PLAN_NEW)
			continue;
		if (!copy_order(p, i, id++, line, err))
			return false;
		line += p->b->orders[i].lines;
	}
	return true;
}

/* ---- the whole plan ---- */

static bool
check_currency(struct plan *p, struct err *err)
{
	struct currency have;

	if (!store_currency(p->st, &have, err))
		return false;
	p->sets_currency =
	    have.code[0] == '\0' && p->b->currency.code[0] != '\0';
	if (p->sets_currency)
		p->g.f.currency = p->b->currency;
	if (p->sets_currency || p->b->currency.code[0] == '\0' ||
	    strcmp(have.code, p->b->currency.code) == 0)
		return true;
	return err_set(err, ERR_INPUT,
	    "'%s' is in %s, but the store '%s' holds amounts in %s; import it "
	    "into another store",
	    p->b->file, p->b->currency.code, store_path(p->st), have.code);
}

static bool
allocate(struct plan *p, struct err *err)
{
	const struct batch *b = p->b;

	p->first =
	    mem_try_array(b->n_orders + 1, sizeof(*p->first), "orders", err);
	p->products = mem_try_zarray(
	    b->n_products, sizeof(*p->products), "products", err);
	p->customers = mem_try_zarray(
	    b->n_customers, sizeof(*p->customers), "customers", err);
	p->orders =
	    mem_try_zarray(b->n_orders, sizeof(*p->orders), "orders", err);
	if (p->first == NULL || p->products == NULL || p->customers == NULL ||
	    p->orders == NULL)
		return false;
	p->first[0] = 0;
	for (size_t i = 0; i < b->n_orders; i++)
		p->first[i + 1] = p->first[i] + b->orders[i].lines;
	if (p->first[b->n_orders] != b->n_lines)
		BUG("the lines of a batch are not grouped by order");
	return true;
}

bool
plan_make(struct plan *p, struct store *st, const struct batch *b,
    const struct store_rules *rules, bool write, struct store_early *early,
    const struct progress *pg, struct err *err)
{
	*p = (struct plan){ .st = st, .b = b, .early = early };
	gather_init(&p->g);
	if (!check_currency(p, err) || !allocate(p, err) ||
	    !read_ranges(p, err) || !find_products(p, err) ||
	    !plan_find_orders(p, pg, err))
		return false;
	mark_used(p);
	if (!find_customers(p, err) || !number_new(p, err) ||
	    !plan_links(p, err) || !gather_batch_products(p, rules, err) ||
	    !gather_classify(&p->g, st, rules, write, &p->flips, err))
		return false;
	return gather_known(p, pg, err) && gather_new(p, err) &&
	    progress_report(pg, "counting orders", 0, 0, err) &&
	    (early != NULL && early_counted(early, p)
		    ? gather_take_count(
			  &p->g, st, early_take_counts(early), err)
		    : gather_count(&p->g, st, rules, err));
}

void
plan_release(struct plan *p)
{
	mem_free(p->first);
	mem_free(p->products);
	mem_free(p->customers);
	mem_free(p->orders);
	mem_free(p->links);
	mem_free(p->ended);
	mem_free(p->changed);
	gather_release(&p->g);
	arena_release(&p->text);
	*p = (struct plan){ 0 };
}
