/*
 * The view of a listing is an array of source rows, made only when something
 * sorts or narrows. A sort takes all keys out once, so that a computed cell is
 * computed n times and not n log n times, and sorts by radix; texts become the
 * rank of the word they are, for a million rows hold a few thousand different
 * ones.
 */
#include "service/listing.h"

#include "base/mem.h"
#include "base/radix.h"

#include <math.h>

/* The view as an array that may be changed. */
static bool
make_view(struct listing *l, struct err *err)
{
	if (l->view != NULL)
		return true;
	l->view = mem_try_array(
	    l->source_rows, sizeof(*l->view), "the order of a table", err);
	if (l->view == NULL)
		return false;
	for (size_t i = 0; i < l->source_rows; i++)
		l->view[i] = (uint32_t)i;
	return true;
}

/* ---- sorting ---- */

enum {
	REPORT_EVERY = 1 << 15 /* rows; a power of two */
};

/* Before row i; false: stop. */
static bool
goes_on(const struct listing *l, size_t i, const struct progress *progress,
    struct err *err)
{
	return (i & (REPORT_EVERY - 1)) != 0 ||
	    progress_report(
		progress, "sorting", (int64_t)i, (int64_t)l->rows, err);
}

/* Undefined cells get the highest key, so they come last either way. */
static bool
take_numbers(const struct listing *l, size_t column, bool falling,
    struct radix_key *keys, const struct progress *progress, struct err *err)
{
	bool integer = listing_kind_is_integer(l->columns[column].kind);
	struct cell cell;

	for (size_t i = 0; i < l->rows; i++) {
		uint64_t bits = UINT64_MAX;
		if (!goes_on(l, i, progress, err))
			return false;
		listing_cell(l, i, column, &cell);
		if (cell.defined && (integer || !isnan(cell.number))) {
			bits = radix_bits(
			    integer ? (double)cell.count : cell.number);
			bits = falling ? ~bits : bits;
			bits -= bits == UINT64_MAX;
		}
		keys[i] = (struct radix_key){ bits, l->view[i], 0 };
	}
	return true;
}

/* Puts the rows of sorted keys into the view. */
static void
show_in_order(struct listing *l, struct radix_key *keys)
{
	const struct radix_key *sorted =
	    radix_sort(keys, keys + l->rows, l->rows);

	for (size_t i = 0; i < l->rows; i++)
		l->view[i] = sorted[i].index;
}

/* One of the different texts of a column. */
struct word {
	struct slice text; /* owned by the arena of the sort */
	uint32_t number; /* in the order they were met */
	uint32_t rank; /* among all of them, by bytes */
};

/* The different texts of a column: a million rows hold a few thousand. */
struct words {
	struct word *rows;
	size_t n, cap;
	uint32_t *slots; /* index + 1 into rows, 0: free */
	size_t n_slots; /* a power of two, at least twice n */
	struct arena texts;
};

static uint32_t *
word_slot(const struct words *w, struct slice text)
{
	size_t at = slice_hash(text) & (w->n_slots - 1);

	while (w->slots[at] != 0 &&
	    !slice_eq(w->rows[w->slots[at] - 1].text, text))
		at = (at + 1) & (w->n_slots - 1);
	return &w->slots[at];
}

static bool
words_grow(struct words *w, struct err *err)
{
	size_t wanted = w->n_slots > 0 ? 2 * w->n_slots : 1024;
	uint32_t *slots;

	if (w->n_slots > 2 * w->n)
		return true;
	slots =
	    mem_try_zarray(wanted, sizeof(*slots), "the keys of a sort", err);
	if (slots == NULL)
		return false;
	mem_free(w->slots);
	w->slots = slots;
	w->n_slots = wanted;
	for (size_t i = 0; i < w->n; i++)
		*word_slot(w, w->rows[i].text) = (uint32_t)i + 1;
	return true;
}

static bool
words_number(
    struct words *w, struct slice text, uint32_t *number, struct err *err)
{
	uint32_t *slot;

	if (!words_grow(w, err))
		return false;
	slot = word_slot(w, text);
	if (*slot == 0) {
		w->rows =
		    mem_reserve(w->rows, &w->cap, w->n + 1, sizeof(*w->rows));
		w->rows[w->n] = (struct word){
			.text = slice_bytes(
			    arena_strndup(&w->texts, text.p, text.len),
			    text.len),
			.number = (uint32_t)w->n,
		};
		*slot = (uint32_t)++w->n;
	}
	*number = *slot - 1;
	return true;
}

static int
compare_words(const void *a, const void *b)
{
	const struct word *x = a, *y = b;

	return slice_compare(x->text, y->text);
}

/* Ranks by bytes, at the places of the numbers. */
static uint64_t *
words_ranks(struct words *w, struct err *err)
{
	uint64_t *ranks =
	    mem_try_array(w->n, sizeof(*ranks), "the keys of a sort", err);

	if (ranks == NULL)
		return NULL;
	if (w->n > 1)
		qsort(w->rows, w->n, sizeof(*w->rows), compare_words);
	for (size_t i = 0; i < w->n; i++)
		ranks[w->rows[i].number] = i;
	return ranks;
}

/* The source's own order of a column, where it has one. */
static bool
take_order(const struct listing *l, size_t column, bool falling,
    struct radix_key *keys)
{
	uint32_t order;

	if (l->ops->order == NULL)
		return false;
	for (size_t i = 0; i < l->rows; i++) {
		if (!l->ops->order(l->self, l->view[i], column, &order))
			return false;
		keys[i] = (struct radix_key){
			.bits = falling ? UINT32_MAX - order : order,
			.index = l->view[i],
		};
	}
	return true;
}

static bool
take_texts(const struct listing *l, size_t column, struct words *w,
    struct radix_key *keys, const struct progress *progress, struct err *err)
{
	struct cell cell;
	uint32_t number;

	for (size_t i = 0; i < l->rows; i++) {
		keys[i] = (struct radix_key){ UINT64_MAX, l->view[i], 0 };
		if (!goes_on(l, i, progress, err))
			return false;
		listing_cell(l, i, column, &cell);
		if (!cell.defined)
			continue;
		if (!words_number(w, cell.text, &number, err))
			return false;
		keys[i].bits = number;
	}
	return true;
}

static void
words_release(struct words *w)
{
	mem_free(w->rows);
	mem_free(w->slots);
	arena_release(&w->texts);
}

/* Texts become the ranks of their words, then numbers. */
static bool
take_ranks(const struct listing *l, size_t column, bool falling,
    struct radix_key *keys, const struct progress *progress, struct err *err)
{
	struct words w = { .n = 0 };
	uint64_t *ranks = NULL;
	bool ok = take_texts(l, column, &w, keys, progress, err);

	if (ok)
		ranks = words_ranks(&w, err);
	ok = ranks != NULL;
	for (size_t i = 0; ok && i < l->rows; i++) {
		if (keys[i].bits == UINT64_MAX)
			continue;
		keys[i].bits = ranks[keys[i].bits];
		if (falling)
			keys[i].bits = w.n - keys[i].bits;
	}
	mem_free(ranks);
	words_release(&w);
	return ok;
}

static bool
sort_by(struct listing *l, struct listing_key key,
    const struct progress *progress, struct err *err)
{
	struct radix_key *keys;
	bool ok;

	assert(key.column < l->n_columns);
	if (!make_view(l, err))
		return false;
	keys = mem_try_array(
	    2 * l->rows, sizeof(*keys), "the keys of a sort", err);
	if (keys == NULL)
		return false;
	if (l->columns[key.column].kind == CELL_TEXT)
		ok = take_order(l, key.column, key.falls, keys) ||
		    take_ranks(l, key.column, key.falls, keys, progress, err);
	else
		ok =
		    take_numbers(l, key.column, key.falls, keys, progress, err);
	if (ok)
		show_in_order(l, keys);
	mem_free(keys);
	return ok;
}

bool
listing_sort(struct listing *l, size_t column, bool falling, struct err *err)
{
	struct listing_key key = { column, falling };

	return listing_arrange(l, &key, 1, NULL, err);
}

/* Stable sorts from the last key to the first. */
bool
listing_arrange(struct listing *l, const struct listing_key *key, size_t keys,
    const struct progress *progress, struct err *err)
{
	assert(keys <= LISTING_KEYS);
	l->keys = 0;
	for (size_t i = keys; i-- > 0;)
		if (!sort_by(l, key[i], progress, err))
			return false;
	for (size_t i = 0; i < keys; i++)
		l->key[i] = key[i];
	l->keys = keys;
	return true;
}

/* ---- narrowing ---- */

bool
listing_keep(
    struct listing *l, listing_keep_fn *keep, void *arg, struct err *err)
{
	size_t kept = 0;

	if (!make_view(l, err))
		return false;
	for (size_t i = 0; i < l->rows; i++) {
		if (keep(arg, l, i))
			l->view[kept++] = l->view[i];
	}
	l->rows = kept;
	return true;
}

void
listing_limit(struct listing *l, size_t n)
{
	if (n > 0 && n < l->rows)
		l->rows = n;
}

void
listing_reset(struct listing *l)
{
	mem_free(l->view);
	l->view = NULL;
	l->rows = l->source_rows;
	l->keys = 0;
}
