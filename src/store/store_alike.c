/*
 * store_alike - SKUs that differ by case alone.
 *
 * Orders name products as their file spells them. Of the products with one
 * folded SKU the first has that as its key; the others have it too, behind it
 * char(31), which no cleaned text holds, and their SKU. Whether they count as
 * one product is a rule (STORE_HOW_APART): then those that are not the first
 * are passed over wherever products are listed, and what a product file said
 * of them is said of the first.
 */
#include "store/store_facts.h"
#include "store/store_internal.h"

enum {
	BETWEEN = 31
};

void
store_alike_key(const char *folded, const char *sku, struct str *out)
{
	str_setf(out, "%s%c%s", folded, BETWEEN, sku);
}

const char *
store_folded_key(const char *key, struct arena *a)
{
	const char *end = strchr(key, BETWEEN);

	return end == NULL ? key : arena_strndup(a, key, (size_t)(end - key));
}

bool
store_is_apart(struct store *st, bool *apart, struct err *err)
{
	int64_t how;

	*apart = false;
	if (!counter_get(st, COUNTER_COUNTED, &how, err))
		return false;
	*apart = (how & STORE_HOW_APART) != 0;
	return true;
}

bool
store_alike_promote(struct store *st, bool *any, struct err *err)
{
	struct query q;

	if (!query_open(&q, st, STMT_UNDO_FIRST_ALIKE, err) ||
	    !query_run(&q, err))
		return false;
	*any = sqlite3_changes64(st->db) > 0;
	return !*any ||
	    (query_open(&q, st, STMT_UNDO_ALIKE, err) && query_run(&q, err));
}
