/*
 * What may be wrong with a whole file: most of its rows cannot be used, some
 * are in another currency, prices are in another unit or their decimal mark
 * was misread. Each row by itself looks fine, so a person has to say.
 */
#include "base/mem.h"
#include "base/num.h"
#include "service/import_internal.h"
#include "store/store_products.h"

enum {
	PRICE_JUMP = 50, /* times; more of a change is worth a word */
	GRAVE_SHARE = 100 /* of the rows, one in so many */
};

/* Prices that differ from what is stored, and the worst of them. */
struct jumps {
	int64_t n;
	const char *sku;
	int64_t from4, to4;
};

/* How many times the larger price holds the smaller; 0 where one of them is
 * not known, for BATCH_UNKNOWN and SALES_UNKNOWN are below zero. */
static int64_t
price_change(int64_t old4, int64_t new4)
{
	int64_t high = old4 > new4 ? old4 : new4;
	int64_t low = old4 > new4 ? new4 : old4;

	return low > 0 ? high / low : 0;
}

static void
note_change(struct jumps *j, const char *sku, int64_t old4, int64_t new4)
{
	int64_t times = price_change(old4, new4);

	if (times <= PRICE_JUMP)
		return;
	if (j->n++ > 0 && times <= price_change(j->from4, j->to4))
		return;
	j->sku = sku;
	j->from4 = old4;
	j->to4 = new4;
}

/* The products of the store by key, so that one pass over the batch does:
 * variants each by its own, as the file has them. */
static int
compare_key(const void *a, const void *b)
{
	const struct store_product *x = *(const struct store_product *const *)a;
	const struct store_product *y = *(const struct store_product *const *)b;
	int order = strcmp(x->key, y->key);

	return order != 0 ? order : (x > y) - (x < y);
}

static const struct store_product *
find_key(const struct store_product *const *by_key, size_t n, const char *key)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(by_key[mid]->key, key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low < n && strcmp(by_key[low]->key, key) == 0 ? by_key[low]
							     : NULL;
}

/* The price of each product's lines that is nearest to the old one: a jump is
 * when all are far. 0: no line with a price. */
static void
find_nearest(const struct batch *b, const int64_t *old4, int64_t *nearest4)
{
	for (size_t i = 0; i < b->n_lines; i++) {
		const struct batch_line *line = &b->lines[i];
		int64_t *now = &nearest4[line->product];

		if (line->price4 <= 0 || line->quantity <= 0)
			continue;
		if (*now == 0 ||
		    price_change(old4[line->product], line->price4) <
			price_change(old4[line->product], *now))
			*now = line->price4;
	}
}

static bool
compare_prices(const struct batch *b, const struct store_products *stored,
    struct jumps *j, struct err *err)
{
	bool listing = b->kind == BATCH_PRODUCTS;
	const struct store_product **by_key = NULL;
	int64_t *old4 = NULL, *new4 = NULL;
	bool ok = (by_key = mem_try_zarray(stored->n + 1, sizeof(*by_key),
		       "products", err)) != NULL &&
	    (old4 = mem_try_zarray(
		 b->n_products + 1, sizeof(*old4), "prices", err)) != NULL &&
	    (new4 = mem_try_zarray(
		 b->n_products + 1, sizeof(*new4), "prices", err)) != NULL;

	for (size_t i = 0; ok && i < stored->n; i++)
		by_key[i] = &stored->rows[i];
	if (ok)
		qsort(by_key, stored->n, sizeof(*by_key), compare_key);
	for (size_t i = 0; ok && i < b->n_products; i++) {
		const struct store_product *was =
		    find_key(by_key, stored->n, b->products[i].key);

		if (was != NULL && was->is_product)
			old4[i] = listing ? was->price4 : was->median4;
		new4[i] = listing ? b->products[i].price4 : 0;
	}
	if (ok && !listing)
		find_nearest(b, old4, new4);
	for (size_t i = 0; ok && i < b->n_products; i++)
		note_change(j, b->products[i].sku, old4[i], new4[i]);
	mem_free(by_key);
	mem_free(old4);
	mem_free(new4);
	return ok;
}

static void
add_jumps(const struct jumps *j, bool listing, int digits, struct str *out)
{
	if (j->n == 0)
		return;
	num_add_counted(out, j->n, "price changes", "prices change");
	str_addf(out, " by more than %d times, most of all '%s': from ",
	    PRICE_JUMP, j->sku);
	money_add_price4(out, j->from4, digits);
	str_addf(out, "%s to ", listing ? "" : " (the median paid)");
	money_add_price4(out, j->to4, digits);
	str_add_char(out, '\n');
}

static bool
add_price_jumps(struct store *st, struct import_outcome *o, struct err *err)
{
	const struct batch *b = &o->batch;
	struct store_products stored = { .n = 0 };
	struct jumps j = { .n = 0 };
	bool ok = store_variants_load(st, &stored, err) &&
	    (stored.n == 0 || compare_prices(b, &stored, &j, err));

	if (ok)
		add_jumps(&j, b->kind == BATCH_PRODUCTS, b->currency.digits,
		    &o->doubts);
	o->grave |= j.n > 0;
	store_products_release(&stored);
	return ok;
}

/* A count is grave from this share of the file's rows on. */
static bool
is_many(int64_t n, int64_t rows)
{
	return n > rows / GRAVE_SHARE;
}

bool
import_find_doubts(struct store *st, struct import_outcome *o, struct err *err)
{
	const struct ingest_report *report = &o->report;
	const struct batch *b = &o->batch;
	struct str *out = &o->doubts;

	if (report->rows_rejected * 2 > b->rows_read) {
		num_add_grouped(out, report->rows_rejected);
		str_add(out, " of ");
		num_add_counted(out, b->rows_read, "row", "rows");
		str_add(out, " cannot be used and are set aside\n");
		o->grave = true;
	}
	for (size_t i = 0; i < report->n_notes; i++) {
		const struct ingest_note *note = &report->notes[i];

		if (!note->doubt)
			continue;
		num_add_grouped(out, note->count);
		str_addf(out, " x %s\n", note->text);
		o->grave |= is_many(note->count, b->rows_read);
	}
	return (b->kind != BATCH_PRODUCTS && b->kind != BATCH_ORDERS) ||
	    add_price_jumps(st, o, err);
}
