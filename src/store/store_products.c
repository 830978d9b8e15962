/*
 * store_products - how it works: one reader of the product columns, used by
 * every statement that selects them. The whole catalogue is read from the
 * shelf (store_shelf.h) while that is fresh.
 */
#include "store/store_products.h"

#include "base/mem.h"
#include "base/sales.h"
#include "base/text.h"
#include "store/store_family.h"
#include "store/store_internal.h"
#include "store/store_results.h"
#include "store/store_shelf.h"

enum {
	MAX_WORDS = 16
};

/* Reads PRODUCT_COLUMNS. */
static void
product_read(struct query *q, struct arena *text, struct store_product *p,
    int64_t *alike)
{
	int64_t active;

	*p = (struct store_product){ .product_id = read_int(q) };
	p->key = store_folded_key(read_text(q, text), text);
	p->sku = read_text(q, text);
	p->title = read_text(q, text);
	p->category = read_text(q, text);
	p->brand = read_text(q, text);
	p->parent_key = read_text(q, text);
	p->attributes = read_text(q, text);
	p->tags = read_text(q, text);
	p->price4 = read_known(q);
	p->cost4 = read_known(q);
	p->stock = read_known(q);
	active = read_known(q);
	p->active = active != 0;
	p->listed = read_int(q) != 0;
	p->is_product = read_int(q) != 0;
	p->median4 = read_known(q);
	*alike = read_known(q);
}

static void
take_text(const char **slot, const char *other, bool over)
{
	if (other != NULL && (over || *slot == NULL))
		*slot = other;
}

static void
take_number(int64_t *slot, int64_t other, bool over)
{
	if (other != SALES_UNKNOWN && (over || *slot == SALES_UNKNOWN))
		*slot = other;
}

/* What is known of a product that counts as p: a product file goes before
 * orders, and the later of two such products before the other. */
static void
merge_alike(struct store_product *p, const struct store_product *other)
{
	bool over = other->listed;

	if (over)
		p->sku = other->sku;
	take_text(&p->title, other->title, over);
	take_text(&p->category, other->category, over);
	take_text(&p->brand, other->brand, over);
	take_text(&p->parent_key, other->parent_key, over);
	take_text(&p->attributes, other->attributes, over);
	take_text(&p->tags, other->tags, over);
	take_number(&p->price4, other->price4, over);
	take_number(&p->cost4, other->cost4, over);
	take_number(&p->stock, other->stock, over);
	if (over)
		p->active = other->active;
	p->listed = p->listed || over;
}

/* Adds a row, or joins it to the one it counts as. */
static bool
take_product(struct store_products *out, const struct store_product *p,
    int64_t alike, size_t *cap, size_t *cap_aliases, struct err *err)
{
	size_t first;

	if (alike == SALES_UNKNOWN ||
	    !store_products_index(out, alike, &first)) {
		if (!mem_try_reserve((void **)&out->rows, cap, out->n + 1,
			sizeof(*out->rows), "products", err))
			return false;
		out->rows[out->n++] = *p;
		return true;
	}
	if (!mem_try_reserve((void **)&out->aliases, cap_aliases,
		out->n_aliases + 1, sizeof(*out->aliases), "products", err))
		return false;
	out->aliases[out->n_aliases++] =
	    (struct store_alias){ p->product_id, first, NULL };
	merge_alike(&out->rows[first], p);
	return true;
}

static int
compare_sku(const void *a, const void *b)
{
	const struct store_product *const *x = a, *const *y = b;
	int by_sku = strcmp((*x)->sku, (*y)->sku);

	/* Two keys may be shown alike; ids are never equal. */
	if (by_sku != 0)
		return by_sku;
	return ((*x)->product_id > (*y)->product_id) -
	    ((*x)->product_id < (*y)->product_id);
}

static bool
rank_products(struct store_products *p, struct err *err)
{
	struct store_product **order =
	    mem_try_array(p->n, sizeof(*order), "product ranks", err);

	if (order == NULL)
		return false;
	for (size_t i = 0; i < p->n; i++)
		order[i] = &p->rows[i];
	qsort(order, p->n, sizeof(*order), compare_sku);
	for (size_t i = 0; i < p->n; i++)
		order[i]->rank = (uint32_t)i;
	mem_free(order);
	return true;
}

/* The rows of a query of PRODUCT_COLUMNS by id, joined unless 'apart'. */
static bool
read_products(
    struct query *q, bool apart, struct store_products *out, struct err *err)
{
	size_t cap = 0, cap_aliases = 0;
	bool row, ok;

	while ((ok = query_row(q, &row, err)) && row) {
		struct store_product p;
		int64_t alike;

		product_read(q, &out->text, &p, &alike);
		ok = take_product(out, &p, apart ? SALES_UNKNOWN : alike, &cap,
		    &cap_aliases, err);
		if (!ok)
			break;
	}
	query_close(q);
	return ok;
}

static bool
load_rows(
    struct store *st, bool apart, struct store_products *out, struct err *err)
{
	struct query q;

	return query_open(&q, st, STMT_PRODUCTS, err) &&
	    read_products(&q, apart, out, err) && rank_products(out, err);
}

/* ---- the shelf ---- */

static const char shelf[] = "catalogue";

/* What the bytes depend on beside the facts: their form, and whether SKUs that
 * differ by case are counted apart. Somebody who takes products away with
 * another tool does not change the facts' version, so their number is in it. */
struct shelf_print {
	uint64_t hash;
	struct shelf_size size;
};

static bool
shelf_print(
    struct store *st, bool apart, struct shelf_print *out, struct err *err)
{
	struct str text = STR_INIT;
	struct query q;
	bool row;

	if (!query_open(&q, st, STMT_PRODUCT_RANGE, err) ||
	    !query_row(&q, &row, err))
		return false;
	out->size.products = read_int(&q);
	out->size.last = read_int(&q);
	query_close(&q);
	str_addf(&text, "form 1 apart %d products %lld last %lld",
	    apart ? 1 : 0, (long long)out->size.products,
	    (long long)out->size.last);
	out->hash = slice_hash(slice_str(&text));
	str_release(&text);
	return true;
}

static bool
load_shelf(struct store *st, bool apart, struct store_products *out,
    bool *found, struct err *err)
{
	struct shelf_print print;
	int64_t now, made_from;
	struct slice bytes;
	struct query q;

	*found = false;
	if (!store_facts_version(st, &now, err) ||
	    !shelf_print(st, apart, &print, err) ||
	    !query_open(&q, st, STMT_DERIVED_GET, err))
		return false;
	bind_text(&q, shelf);
	if (!query_row(&q, found, err))
		return false;
	if (*found) {
		made_from = read_int(&q);
		*found =
		    (uint64_t)read_int(&q) == print.hash && made_from == now;
		bytes = read_bytes(&q);
		*found = *found && shelf_unpack(bytes, &print.size, out);
		query_close(&q);
	}
	return true;
}

bool
store_products_keep(struct store *st, const struct store_products *p,
    int64_t facts_version, struct err *err)
{
	struct store_products rows = { 0 };
	struct str bytes = STR_INIT;
	struct shelf_print print;
	bool apart;
	bool ok = store_is_apart(st, &apart, err) &&
	    shelf_print(st, apart, &print, err);

	/* On the shelf are variants. */
	ok = ok && (!p->families || load_rows(st, apart, &rows, err));
	if (ok) {
		shelf_pack(p->families ? &rows : p, &bytes);
		ok = store_derived_put(st, shelf, facts_version, print.hash,
		    slice_str(&bytes), err);
	}
	store_products_release(&rows);
	str_release(&bytes);
	return ok;
}

bool
shelf_differs(struct store *st, bool *differs, struct err *err)
{
	struct store_products kept = { 0 }, rows = { 0 };
	struct str as_kept = STR_INIT, as_rows = STR_INIT;
	bool apart, found = false;
	bool ok = store_is_apart(st, &apart, err) &&
	    load_shelf(st, apart, &kept, &found, err) &&
	    (!found || load_rows(st, apart, &rows, err));

	shelf_pack(&kept, &as_kept);
	shelf_pack(&rows, &as_rows);
	*differs =
	    ok && found && !slice_eq(slice_str(&as_kept), slice_str(&as_rows));
	str_release(&as_kept);
	str_release(&as_rows);
	store_products_release(&kept);
	store_products_release(&rows);
	return ok;
}

bool
store_variants_load(
    struct store *st, struct store_products *out, struct err *err)
{
	bool apart, found;

	*out = (struct store_products){ 0 };
	if (store_is_apart(st, &apart, err) &&
	    load_shelf(st, apart, out, &found, err) &&
	    (found || load_rows(st, apart, out, err)))
		return true;
	store_products_release(out);
	return false;
}

bool
store_products_load(
    struct store *st, struct store_products *out, struct err *err)
{
	bool families;

	if (!store_variants_load(st, out, err))
		return false;
	if (store_has_families(st, &families, err) &&
	    (!families || (families_join(out, err) && rank_products(out, err))))
		return true;
	store_products_release(out);
	return false;
}

void
store_products_release(struct store_products *p)
{
	mem_free(p->rows);
	mem_free(p->aliases);
	arena_release(&p->text);
	*p = (struct store_products){ 0 };
}

static bool
find_alias(const struct store_products *p, int64_t product_id, size_t *index)
{
	for (size_t low = 0, high = p->n_aliases; low < high;) {
		size_t mid = low + (high - low) / 2;
		const struct store_alias *alias = &p->aliases[mid];

		if (alias->product_id == product_id) {
			*index = alias->index;
			return true;
		}
		if (alias->product_id < product_id)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

bool
store_products_vary(
    const struct store_product *a, const struct store_product *b)
{
	const char *x = a->parent_key != NULL ? a->parent_key : a->key;
	const char *y = b->parent_key != NULL ? b->parent_key : b->key;

	return strcmp(x, y) == 0;
}

bool
store_products_index(
    const struct store_products *p, int64_t product_id, size_t *index)
{
	size_t low = 0, high = p->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (p->rows[mid].product_id < product_id)
			low = mid + 1;
		else
			high = mid;
	}
	*index = low;
	return (low < p->n && p->rows[low].product_id == product_id) ||
	    find_alias(p, product_id, index);
}

bool
store_products_find(
    const struct store_products *p, struct slice sku, size_t *index)
{
	sku = slice_trim(sku);
	*index = p->n;
	for (size_t i = 0; i < p->n; i++)
		if (slice_eq_nocase(slice_of(p->rows[i].key), sku) &&
		    (*index == p->n || slice_eq_c(sku, p->rows[i].sku)))
			*index = i;
	for (size_t i = 0; *index == p->n && i < p->n_aliases; i++)
		if (p->aliases[i].key != NULL &&
		    slice_eq_nocase(slice_of(p->aliases[i].key), sku))
			*index = p->aliases[i].index;
	return *index < p->n;
}

/* ---- one product ---- */

static bool
not_found(struct store *st, struct slice sku, struct slice key, struct err *err)
{
	struct str alike = STR_INIT;
	struct arena text = { 0 };
	struct query q;
	bool row = false, ok;

	ok = query_open(&q, st, STMT_PRODUCTS_LIKE, err);
	if (ok) {
		bind_slice(&q, key);
		while ((ok = query_row(&q, &row, err)) && row)
			str_addf(&alike, "%s'%s'", alike.len > 0 ? ", " : "",
			    read_text(&q, &text));
		query_close(&q);
	}
	if (ok && alike.len > 0)
		err_set(err, ERR_NOT_FOUND,
		    "there is no product '%.*s'; %s begin alike", (int)sku.len,
		    sku.p, alike.p);
	else if (ok)
		err_set(err, ERR_NOT_FOUND, "there is no product '%.*s'",
		    (int)sku.len, sku.p);
	arena_release(&text);
	str_release(&alike);
	return false;
}

/* Of products that share a key the one spelled so, else the first. */
static const struct store_product *
spelled(const struct store_products *p, struct slice sku)
{
	for (size_t i = 0; i < p->n; i++)
		if (slice_eq_c(sku, p->rows[i].sku))
			return &p->rows[i];
	return p->rows;
}

bool
store_product_get(struct store *st, struct slice sku, struct arena *text,
    struct store_product *out, struct err *err)
{
	struct store_products all = { 0 };
	struct str key = STR_INIT;
	struct query q;
	bool apart, ok;

	*out = (struct store_product){ 0 };
	sku = slice_trim(sku);
	text_add_folded(&key, sku);
	ok = store_is_apart(st, &apart, err) &&
	    query_open(&q, st, STMT_PRODUCTS_BY_KEY, err);
	if (ok) {
		bind_slice(&q, slice_str(&key));
		all.text = *text;
		ok = read_products(&q, apart, &all, err);
		*text = all.text;
		all.text = (struct arena){ 0 };
	}
	if (ok && all.n == 0)
		ok = not_found(st, sku, slice_str(&key), err);
	if (ok)
		*out = *spelled(&all, sku);
	store_products_release(&all);
	str_release(&key);
	return ok;
}

/* ---- search ---- */

static bool
holds(const char *field, struct slice word)
{
	struct slice s = slice_of(field);

	return slice_find_nocase(s, word) < s.len;
}

static bool
matches(const struct store_product *p, const struct slice *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!holds(p->sku, words[i]) && !holds(p->title, words[i]) &&
		    !holds(p->category, words[i]) &&
		    !holds(p->brand, words[i]) && !holds(p->tags, words[i]))
			return false;
	return true;
}

static size_t
split_words(struct slice text, struct slice *words)
{
	size_t n = 0;
	struct slice part;

	while (n < MAX_WORDS && slice_split(&text, ' ', &part))
		if (part.len > 0)
			words[n++] = part;
	return n;
}

static int
compare_rank(const void *a, const void *b)
{
	const struct store_product *x = a, *y = b;

	return (x->rank > y->rank) - (x->rank < y->rank);
}

bool
store_products_search(struct store *st, struct slice text, size_t limit,
    struct store_products *out, struct err *err)
{
	struct slice words[MAX_WORDS];
	size_t n = split_words(text, words), kept = 0;

	if (!store_products_load(st, out, err))
		return false;
	for (size_t i = 0; i < out->n; i++)
		if (matches(&out->rows[i], words, n))
			out->rows[kept++] = out->rows[i];
	out->n = kept;
	if (kept > 1)
		qsort(out->rows, kept, sizeof(*out->rows), compare_rank);
	if (limit > 0 && out->n > limit)
		out->n = limit;
	return true;
}
