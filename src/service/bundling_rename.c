/*
 * A bundle under another name: what is kept under its name goes along.
 */
#include "service/bundling.h"

/* Kinds of records that belong to a bundle; the latest of each counts. */
static const char *const kinds[] = { "projection", "launch", "measured",
	"holdout", "takes" };

static bool
copy_record(struct store *st, const char *kind, const char *from,
    const char *to, struct err *err)
{
	struct store_records all;
	struct str gone = STR_INIT;
	bool ok;

	if (!store_records_load(st, kind, from, &all, err))
		return false;
	str_addf(&gone, "renamed '%s'\n", to);
	ok = all.n == 0 ||
	    (store_record_add(st,
		 &(struct store_record){ .kind = kind,
		     .name = to,
		     .content = all.rows[all.n - 1].content },
		 err) &&
		store_record_add(st,
		    &(struct store_record){
			.kind = kind, .name = from, .content = gone.p },
		    err));
	store_records_release(&all);
	str_release(&gone);
	return ok;
}

bool
bundling_copy_records(struct store *st, const char *const *names, size_t n,
    const char *from, const char *to, struct err *err)
{
	bool ok = true;

	for (size_t k = 0; ok && k < n; k++)
		ok = copy_record(st, names[k], from, to, err);
	return ok;
}

bool
bundling_carry_records(
    struct store *st, const struct store_bundle *b, struct err *err)
{
	struct store_bundles all;
	const char *old = NULL;
	bool ok = true;

	if (b->bundle_id == 0)
		return true;
	if (!store_bundles_load(st, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++)
		if (all.rows[i].bundle_id == b->bundle_id &&
		    strcmp(all.rows[i].name, b->name) != 0)
			old = all.rows[i].name;
	ok = old == NULL ||
	    bundling_copy_records(
		st, kinds, ARRAY_LEN(kinds), old, b->name, err);
	store_bundles_release(&all);
	return ok;
}
