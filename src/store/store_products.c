/*
 * store_products - how it works: one reader of the product columns, used by
 * every statement that selects them.
 */
#include "store/store_products.h"

#include "base/mem.h"
#include "base/text.h"
#include "store/store_internal.h"

enum {
	MAX_WORDS = 16
};

/* Reads PRODUCT_COLUMNS. */
static void
product_read(struct query *q, struct arena *text, struct store_product *p)
{
	int64_t active;

	*p = (struct store_product){ .product_id = read_int(q) };
	p->key = read_text(q, text);
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

bool
store_products_load(
    struct store *st, struct store_products *out, struct err *err)
{
	struct query q;
	size_t cap = 0;
	bool row, ok;

	*out = (struct store_products){ 0 };
	if (!query_open(&q, st, STMT_PRODUCTS, err))
		return false;
	while ((ok = query_row(&q, &row, err)) && row) {
		ok = mem_try_reserve((void **)&out->rows, &cap, out->n + 1,
		    sizeof(*out->rows), "products", err);
		if (!ok)
			break;
		product_read(&q, &out->text, &out->rows[out->n++]);
	}
	query_close(&q);
	if (ok && rank_products(out, err))
		return true;
	store_products_release(out);
	return false;
}

void
store_products_release(struct store_products *p)
{
	mem_free(p->rows);
	arena_release(&p->text);
	*p = (struct store_products){ 0 };
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
	return low < p->n && p->rows[low].product_id == product_id;
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

bool
store_product_get(struct store *st, struct slice sku, struct arena *text,
    struct store_product *out, struct err *err)
{
	struct str key = STR_INIT;
	struct query q;
	bool found = false;
	bool ok = false;

	*out = (struct store_product){ 0 };
	sku = slice_trim(sku);
	text_add_folded(&key, sku);
	if (!query_open(&q, st, STMT_PRODUCT_BY_KEY, err))
		goto out;
	bind_slice(&q, slice_str(&key));
	ok = query_row(&q, &found, err);
	if (found)
		product_read(&q, text, out);
	query_close(&q);
	if (ok && !found)
		ok = not_found(st, sku, slice_str(&key), err);
out:
	str_release(&key);
	return ok;
}

bool
store_product_by_id(struct store *st, int64_t product_id, struct arena *text,
    struct store_product *out, struct err *err)
{
	struct query q;
	bool found;

	*out = (struct store_product){ 0 };
	if (!query_open(&q, st, STMT_PRODUCT_BY_ID, err))
		return false;
	bind_int(&q, product_id);
	if (!query_row(&q, &found, err))
		return false;
	if (!found)
		return err_set(err, ERR_NOT_FOUND,
		    "there is no product with the number %lld any more",
		    (long long)product_id);
	product_read(&q, text, out);
	query_close(&q);
	return true;
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
