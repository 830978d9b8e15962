/*
 * store_bundle - bundles and their items.
 *
 * How it works: saving replaces all items under their old ids. The session
 * that records the action nets that out, so a changeset holds only the rows
 * that really differ.
 */
#include "base/mem.h"
#include "store/store_curation.h"
#include "store/store_revision.h"

/* Reads BUNDLE_COLUMNS. */
static void
read_bundle(struct query *q, struct arena *text, struct store_bundle *b)
{
	*b = (struct store_bundle){ .bundle_id = read_int(q) };
	b->name = read_text(q, text);
	b->title = read_text(q, text);
	b->message = read_text(q, text);
	b->kind = read_text(q, text);
	b->state = revision_read_state(q);
	b->discount_kind = read_text(q, text);
	b->discount_value = read_int(q);
	b->priority = read_int(q);
	b->max_sets = read_int(q);
	b->starts = revision_read_day(q, STORE_NO_START);
	b->ends = revision_read_day(q, STORE_NO_END);
	b->revision = read_int(q);
	b->changed_at = read_int(q);
	b->tiers = read_text(q, text);
	b->alone = read_int(q) != 0;
	b->min_margin = read_int(q);
}

/* Reads ITEM_COLUMNS. */
static int64_t
read_item(struct query *q, struct arena *text, struct store_bundle_item *it)
{
	int64_t bundle_id;

	*it = (struct store_bundle_item){ .item_id = read_int(q) };
	bundle_id = read_int(q);
	it->product_id = read_int(q);
	it->quantity = read_int(q);
	it->slot = read_text(q, text);
	it->role = read_text(q, text);
	it->any = read_int(q);
	return bundle_id;
}

static bool
load_items(struct store *st, struct store_bundle *b, struct arena *text,
    struct err *err)
{
	struct store_bundle_item *items = NULL;
	struct query q;
	size_t n = 0, cap = 0;
	bool row, ok;

	if (!query_open(&q, st, STMT_ITEMS_OF, err))
		return false;
	bind_int(&q, b->bundle_id);
	while ((ok = query_row(&q, &row, err)) && row) {
		items = mem_reserve(items, &cap, n + 1, sizeof(*items));
		read_item(&q, text, &items[n++]);
	}
	b->items = arena_array(text, n, sizeof(*b->items));
	b->n_items = n;
	if (n > 0)
		memcpy(b->items, items, n * sizeof(*items));
	mem_free(items);
	return ok;
}

bool
store_bundles_load(struct store *st, struct store_bundles *out, struct err *err)
{
	struct query q;
	size_t cap = 0;
	bool row, ok;

	*out = (struct store_bundles){ 0 };
	if (!query_open(&q, st, STMT_BUNDLES, err))
		return false;
	while ((ok = query_row(&q, &row, err)) && row) {
		out->rows = mem_reserve(
		    out->rows, &cap, out->n + 1, sizeof(*out->rows));
		read_bundle(&q, &out->text, &out->rows[out->n++]);
	}
	for (size_t i = 0; i < out->n && ok; i++)
		ok = load_items(st, &out->rows[i], &out->text, err);
	if (!ok)
		store_bundles_release(out);
	return ok;
}

/* A set's rows stand together; its items grow in memory of their own until all
 * of them are there. */
struct set_items {
	struct store_bundle_item *rows;
	size_t n, cap;
};

static void
end_set(struct store_bundles *out, struct set_items *items)
{
	struct store_bundle *b = &out->rows[out->n - 1];

	b->items = arena_array(&out->text, items->n, sizeof(*b->items));
	memcpy(b->items, items->rows, items->n * sizeof(*b->items));
	b->n_items = items->n;
	items->n = 0;
}

static void
begin_set(struct store_bundles *out, size_t *cap, int64_t id, const char *sku,
    const char *title)
{
	out->rows = mem_reserve(out->rows, cap, out->n + 1, sizeof(*out->rows));
	out->rows[out->n++] = (struct store_bundle){
		.bundle_id = id,
		.name = sku,
		.title = title,
		.kind = "set",
		.state = STATE_DRAFT,
		.discount_kind = "none",
		.starts = STORE_NO_START,
		.ends = STORE_NO_END,
	};
}

bool
store_shop_sets_load(
    struct store *st, struct store_bundles *out, struct err *err)
{
	struct set_items items = { .n = 0 };
	struct query q;
	size_t cap = 0;
	bool row, ok;

	*out = (struct store_bundles){ 0 };
	if (!query_open(&q, st, STMT_SHOP_SETS, err))
		return false;
	while ((ok = query_row(&q, &row, err)) && row) {
		int64_t id = read_int(&q);
		const char *sku = read_text(&q, &out->text);
		const char *title = read_text(&q, &out->text);

		if (out->n == 0 || out->rows[out->n - 1].bundle_id != id) {
			if (out->n > 0)
				end_set(out, &items);
			begin_set(out, &cap, id, sku, title);
		}
		items.rows = mem_reserve(
		    items.rows, &items.cap, items.n + 1, sizeof(*items.rows));
		items.rows[items.n++] = (struct store_bundle_item){
			.product_id = read_int(&q),
			.quantity = read_int(&q),
		};
	}
	query_close(&q);
	if (out->n > 0)
		end_set(out, &items);
	mem_free(items.rows);
	if (!ok)
		store_bundles_release(out);
	return ok;
}

void
store_bundles_release(struct store_bundles *b)
{
	mem_free(b->rows);
	arena_release(&b->text);
	*b = (struct store_bundles){ 0 };
}

static bool
find_bundle(struct query *q, struct arena *text, struct store_bundle *out,
    bool *found, struct err *err)
{
	if (!query_row(q, found, err))
		return false;
	if (*found)
		read_bundle(q, text, out);
	query_close(q);
	return true;
}

bool
store_bundle_get(struct store *st, const char *name, struct arena *text,
    struct store_bundle *out, struct err *err)
{
	struct query q;
	bool found;

	*out = (struct store_bundle){ 0 };
	if (!query_open(&q, st, STMT_BUNDLE_BY_NAME, err))
		return false;
	bind_text(&q, name);
	if (!find_bundle(&q, text, out, &found, err))
		return false;
	if (!found)
		return err_set(
		    err, ERR_NOT_FOUND, "there is no bundle '%s'", name);
	return load_items(st, out, text, err);
}

/* ---- saving ---- */

/* "12.5 % on 3 items (draft)" */
static void
describe(struct store *st, const struct store_bundle *b, struct str *out)
{
	revision_add_reward(st, b->discount_kind, b->discount_value, out);
	str_addf(
	    out, " on %zu items (%s)", b->n_items, store_state_name(b->state));
}

static bool
refuse_older(struct store *st, const struct store_bundle *mine,
    const struct store_bundle *stored, struct err *err)
{
	struct str a = STR_INIT, b = STR_INIT;

	describe(st, mine, &a);
	describe(st, stored, &b);
	err_set(err, ERR_CONFLICT,
	    "bundle '%s' was changed meanwhile: yours is %s, the stored one "
	    "%s; load it again",
	    stored->name, a.p, b.p);
	str_release(&a);
	str_release(&b);
	return false;
}

/* The stored bundle must be the one the caller knows. */
static bool
check_revision(struct store *st, const struct store_bundle *b, struct err *err)
{
	struct arena text = { 0 };
	struct store_bundle stored = { 0 };
	struct query q;
	bool found, ok;

	if (!query_open(&q, st, STMT_BUNDLE_BY_ID, err))
		return false;
	bind_int(&q, b->bundle_id);
	ok = find_bundle(&q, &text, &stored, &found, err);
	if (ok && !found)
		ok = err_set(err, ERR_CONFLICT,
		    "bundle '%s' was deleted meanwhile; save it under a new "
		    "name to keep it",
		    b->name != NULL ? b->name : "");
	if (ok && stored.revision != b->revision)
		ok = load_items(st, &stored, &text, err) &&
		    refuse_older(st, b, &stored, err);
	arena_release(&text);
	return ok;
}

static bool
check_name(struct store *st, const struct store_bundle *b, struct err *err)
{
	struct arena text = { 0 };
	struct store_bundle other = { 0 };
	struct query q;
	bool found, ok;

	if (!query_open(&q, st, STMT_BUNDLE_BY_NAME, err))
		return false;
	bind_text(&q, b->name);
	ok = find_bundle(&q, &text, &other, &found, err);
	if (ok && found && other.bundle_id != b->bundle_id)
		ok = err_set(err, ERR_INPUT,
		    "there is a bundle '%s' already; choose another name",
		    b->name);
	arena_release(&text);
	return ok;
}

static bool
write_row(struct store *st, const struct store_bundle *b, struct err *err)
{
	bool new = b->bundle_id == 0;
	struct query q;

	if (!query_open(
		&q, st, new ? STMT_BUNDLE_INSERT : STMT_BUNDLE_UPDATE, err))
		return false;
	bind_known(&q, new ? INT64_MIN : b->bundle_id);
	bind_text(&q, b->name);
	bind_text(&q, b->title);
	bind_text(&q, b->message);
	bind_text(&q, b->kind != NULL ? b->kind : "set");
	bind_text(&q, store_state_name(b->state));
	bind_text(&q, b->discount_kind != NULL ? b->discount_kind : "none");
	bind_int(&q, b->discount_value);
	bind_int(&q, b->priority);
	bind_int(&q, b->max_sets);
	revision_bind_day(&q, b->starts, STORE_NO_START);
	revision_bind_day(&q, b->ends, STORE_NO_END);
	bind_int(&q, b->revision);
	bind_int(&q, b->changed_at);
	bind_text(&q, b->tiers);
	bind_int(&q, b->alone);
	bind_int(&q, b->min_margin);
	return query_run(&q, err);
}

/* Old ids are kept only where they are this bundle's: an item copied from
 * another bundle is a new one. */
static bool
keep_item_id(struct store *st, const struct store_bundle *b,
    struct store_bundle_item *it, struct err *err)
{
	struct query q;
	bool row;

	if (it->item_id == 0 || !query_open(&q, st, STMT_ITEM_TAKEN, err))
		return it->item_id == 0;
	bind_int(&q, it->item_id);
	if (!query_row(&q, &row, err))
		return false;
	if (!row || read_int(&q) != b->bundle_id)
		it->item_id = 0;
	query_close(&q);
	return true;
}

static bool
write_item(struct store *st, const struct store_bundle *b, size_t position,
    struct err *err)
{
	struct store_bundle_item *it = &b->items[position];
	struct query q;

	if (!query_open(&q, st, STMT_ITEM_PUT, err))
		return false;
	bind_known(&q, it->item_id == 0 ? INT64_MIN : it->item_id);
	bind_int(&q, b->bundle_id);
	bind_int(&q, it->product_id);
	bind_int(&q, it->quantity);
	bind_text(&q, it->slot);
	bind_text(&q, it->role);
	bind_int(&q, it->any);
	bind_int(&q, (int64_t)position);
	if (!query_run(&q, err))
		return false;
	it->item_id = sqlite3_last_insert_rowid(st->db);
	return true;
}

/* Items with an id first: a new one must not take an id that is coming. */
static bool
write_items(struct store *st, const struct store_bundle *b, struct err *err)
{
	for (size_t i = 0; i < b->n_items; i++)
		if (!keep_item_id(st, b, &b->items[i], err))
			return false;
	if (!query_run_int(st, STMT_ITEMS_DELETE, b->bundle_id, err))
		return false;
	for (size_t i = 0; i < b->n_items; i++)
		if (b->items[i].item_id != 0 && !write_item(st, b, i, err))
			return false;
	for (size_t i = 0; i < b->n_items; i++)
		if (b->items[i].item_id == 0 && !write_item(st, b, i, err))
			return false;
	return true;
}

bool
store_bundle_save(struct store *st, struct store_bundle *b, struct err *err)
{
	struct store_bundle new = *b;

	revision_need_action(st);
	if ((b->bundle_id != 0 && !check_revision(st, b, err)) ||
	    !check_name(st, b, err) ||
	    !counter_next(st, COUNTER_REVISION, &new.revision, err))
		return false;
	new.changed_at = st->now;
	if (!write_row(st, &new, err))
		return false;
	if (b->bundle_id == 0)
		new.bundle_id = sqlite3_last_insert_rowid(st->db);
	if (!write_items(st, &new, err))
		return false;
	*b = new;
	return true;
}

bool
store_bundle_delete(
    struct store *st, int64_t bundle_id, int64_t revision, struct err *err)
{
	struct store_bundle known = {
		.bundle_id = bundle_id,
		.revision = revision,
		.discount_kind = "deleted",
	};

	revision_need_action(st);
	return check_revision(st, &known, err) &&
	    query_run_int(st, STMT_ITEMS_DELETE, bundle_id, err) &&
	    query_run_int(st, STMT_BUNDLE_DELETE, bundle_id, err);
}
