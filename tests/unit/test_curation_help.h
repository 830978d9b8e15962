/*
 * test_curation_help - a shop with curated things, saved and undone.
 */
#ifndef ENDCAP_TEST_CURATION_HELP_H
#define ENDCAP_TEST_CURATION_HELP_H

#include "base/base.h"
#include "store/store_curation.h"
#include "store/store_history.h"

#include "test_store_help.h"

static const char *const curated[] = { "bundle", "bundle_item", "threshold",
	"decision", "contact", "record", "setting", "scenario" };

static inline void
dump_curated(const char *path, struct str *out)
{
	str_clear(out);
	dump_tables(path, curated, ARRAY_LEN(curated), out);
}

/* Six products and two customers to curate. */
static inline struct store *
open_shop(const char *name)
{
	struct store *st = open_file(name);

	import_text(st, "orders.csv",
	    "o1 c1 placed A*1@100000 B*1@55000 C*1@200\n"
	    "o2 c2 placed D*1@100000 E*1@90000 F*4@12500\n");
	return st;
}

static inline struct store_bundle
desk_start(struct store_bundle_item items[3])
{
	items[0] = (struct store_bundle_item){
		.product_id = 1, .quantity = 1, .role = "main"
	};
	items[1] = (struct store_bundle_item){
		.product_id = 2, .quantity = 2, .role = "add"
	};
	items[2] = (struct store_bundle_item){ .product_id = 3,
		.quantity = 1,
		.slot = "mat",
		.any = STORE_ANY_VARIANT };
	return (struct store_bundle){ .name = "desk start",
		.title = "Desk start",
		.message = "Light where you work",
		.kind = "primary",
		.discount_kind = "percent",
		.discount_value = 125000,
		.starts = STORE_NO_START,
		.ends = 20000,
		.tiers = "3:50000 6:100000",
		.alone = true,
		.min_margin = 150000,
		.items = items,
		.n_items = 3 };
}

static inline struct store_threshold
free_shipping(void)
{
	return (struct store_threshold){ .name = "ship 50",
		.kind = "free-shipping",
		.amount = 5000,
		.starts = STORE_NO_START,
		.ends = STORE_NO_END };
}

static inline int64_t
save_bundle(struct store *st, struct store_bundle *b, const char *label)
{
	int64_t id;

	OK(store_action_begin(st, label, e_));
	OK(store_bundle_save(st, b, e_));
	OK(store_action_commit(st, &id, e_));
	return id;
}

static inline int64_t
save_threshold(struct store *st, struct store_threshold *t, const char *label)
{
	int64_t id;

	OK(store_action_begin(st, label, e_));
	OK(store_threshold_save(st, t, e_));
	OK(store_action_commit(st, &id, e_));
	return id;
}

static inline void
undo_newest(struct store *st)
{
	struct arena text = { 0 };
	struct store_action a;
	bool found;

	OK(store_undo_peek(st, &text, &a, &found, e_));
	assert_true(found);
	OK(store_undo(st, a.action_id, e_));
	arena_release(&text);
}

static inline void
redo_next(struct store *st)
{
	struct arena text = { 0 };
	struct store_action a;
	bool found;

	OK(store_redo_peek(st, &text, &a, &found, e_));
	assert_true(found);
	OK(store_redo(st, a.action_id, e_));
	arena_release(&text);
}

#endif
