/*
 * store_ids - reading and saving platform ids; see store_ids.h.
 */
#include "store/store_ids.h"

#include "base/mem.h"
#include "base/text.h"
#include "store/store_revision.h"

static int64_t
read_number(struct query *q)
{
	int64_t n = read_known(q);

	return n == INT64_MIN ? 0 : n;
}

bool
store_ids_load(struct store *st, struct store_ids *out, struct err *err)
{
	struct query q;
	size_t cap = 0, cap_id = 0;
	bool row, ok;

	*out = (struct store_ids){ 0 };
	if (!query_open(&q, st, STMT_IDS, err))
		return false;
	while ((ok = query_row(&q, &row, err)) && row) {
		out->rows = mem_reserve(
		    out->rows, &cap, out->n + 1, sizeof(*out->rows));
		out->row_id = mem_reserve(
		    out->row_id, &cap_id, out->n + 1, sizeof(*out->row_id));
		struct batch_id *id = &out->rows[out->n];
		out->row_id[out->n++] = read_int(&q);
		*id = (struct batch_id){ .key = read_text(&q, &out->text) };
		id->sku = read_text(&q, &out->text);
		id->product = read_int(&q);
		id->variant = read_number(&q);
		for (size_t i = 0; i < BATCH_ID_OPTIONS; i++) {
			id->option[i].id = read_number(&q);
			id->option[i].name = read_text(&q, &out->text);
			id->option[i].value = read_text(&q, &out->text);
		}
	}
	if (!ok)
		store_ids_release(out);
	return ok;
}

void
store_ids_release(struct store_ids *ids)
{
	mem_free(ids->rows);
	mem_free(ids->row_id);
	arena_release(&ids->text);
	*ids = (struct store_ids){ 0 };
}

/* Index of a key, or n. */
static size_t
find_key(const struct store_ids *ids, const char *key)
{
	size_t low = 0, high = ids->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(ids->rows[middle].key, key);
		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return ids->n;
}

const struct batch_id *
store_ids_find(const struct store_ids *ids, struct slice sku)
{
	struct str key = STR_INIT;
	size_t at;

	text_add_folded(&key, slice_trim(sku));
	at = find_key(ids, key.p);
	str_release(&key);
	return at < ids->n ? &ids->rows[at] : NULL;
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
same_id(const struct batch_id *a, const struct batch_id *b)
{
	bool same = strcmp(a->sku, b->sku) == 0 && a->product == b->product &&
	    a->variant == b->variant;

	for (size_t i = 0; same && i < BATCH_ID_OPTIONS; i++)
		same = a->option[i].id == b->option[i].id &&
		    same_text(a->option[i].name, b->option[i].name) &&
		    same_text(a->option[i].value, b->option[i].value);
	return same;
}

static void
bind_number(struct query *q, int64_t n)
{
	bind_known(q, n == 0 ? INT64_MIN : n);
}

/* row_id 0: a new one. */
static bool
save_one(struct store *st, int64_t row_id, const struct batch_id *id,
    struct err *err)
{
	struct query q;

	if (!query_open(
		&q, st, row_id == 0 ? STMT_ID_INSERT : STMT_ID_UPDATE, err))
		return false;
	bind_number(&q, row_id);
	bind_text(&q, id->key);
	bind_text(&q, id->sku);
	bind_int(&q, id->product);
	bind_number(&q, id->variant);
	for (size_t i = 0; i < BATCH_ID_OPTIONS; i++) {
		bind_number(&q, id->option[i].id);
		bind_text(&q, id->option[i].name);
		bind_text(&q, id->option[i].value);
	}
	return query_run(&q, err);
}

bool
store_ids_save(struct store *st, const struct batch_id *rows, size_t n,
    int64_t *added, int64_t *changed, struct err *err)
{
	struct store_ids old;
	bool ok;

	revision_need_action(st);
	*added = *changed = 0;
	if (!store_ids_load(st, &old, err))
		return false;
	ok = true;
	for (size_t i = 0; ok && i < n; i++) {
		size_t at = find_key(&old, rows[i].key);
		if (at < old.n && same_id(&old.rows[at], &rows[i]))
			continue;
		ok = save_one(
		    st, at < old.n ? old.row_id[at] : 0, &rows[i], err);
		if (at < old.n)
			++*changed;
		else
			++*added;
	}
	store_ids_release(&old);
	return ok;
}
